package soak

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
)

// fault is one thing that goes wrong for a while.
type fault struct {
	name string
	last time.Duration
	// begin makes it so; end makes it good again.
	begin, end func(ctx context.Context) error
}

// faults of an alliance, in the order in which they come, again and again.
func (a *alliance) faults() []fault {
	nothing := func(context.Context) error { return nil }
	list := []fault{
		{"peer down", 8 * time.Second, func(context.Context) error { return a.hanoi.down() }, a.hanoi.up},
		{"slow back end", 8 * time.Second, func(context.Context) error { a.backends.hanoi.slow.Store(int64(3 * time.Second)); return nil },
			func(context.Context) error { a.backends.hanoi.slow.Store(0); return nil }},
		{"refusing back ends", 6 * time.Second, func(context.Context) error { a.backends.refuse(true); return nil }, func(context.Context) error { a.backends.refuse(false); return nil }},
		{"directory down", 8 * time.Second, func(context.Context) error { return a.directory.down() }, a.directory.up},
		{"originator down", 4 * time.Second, func(context.Context) error { return a.seoul.down() }, a.seoul.up},
		{"clock ahead 90 s", 5 * time.Second, func(context.Context) error { a.clockJump.Store(int64(90 * time.Second)); return nil },
			func(context.Context) error { a.clockJump.Store(0); return nil }},
		{"clock behind 90 s", 5 * time.Second, func(context.Context) error { a.clockJump.Store(-int64(90 * time.Second)); return nil },
			func(context.Context) error { a.clockJump.Store(0); return nil }},
		{"nothing", 6 * time.Second, nothing, nothing},
	}
	if a.opt.DiskFull == nil {
		return list
	}
	var free func() error
	return append(list, fault{"full disk", 5 * time.Second, func(context.Context) (err error) {
		free, err = a.opt.DiskFull(a.configs["hanoi"].Data)
		return err
	}, func(context.Context) error { return free() }})
}

// harm lets one fault follow the other until ctx ends, with a breath between them, and takes the heap once everything has happened once.
func (a *alliance) harm(ctx context.Context, report *Report) error {
	if a.opt.DiskFull == nil {
		report.NotRun = append(report.NotRun, "full disk: no way to fill one here")
	}
	background := context.WithoutCancel(ctx)
	for round := 0; ; round++ {
		for _, f := range a.faults() {
			if !pause(ctx, 3*time.Second) {
				return nil
			}
			a.say("%s  %s for %s", time.Now().Format(time.TimeOnly), f.name, f.last)
			if err := f.begin(background); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			report.Faults[f.name]++
			pause(ctx, f.last)
			if err := f.end(background); err != nil {
				return fmt.Errorf("after %s: %w", f.name, err)
			}
		}
		if round == 0 {
			report.HeapEarlyMB = heapMB()
		}
	}
}

// pause waits, and says false when ctx ended meanwhile.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// recover brings everything up again.
func (a *alliance) recover(ctx context.Context) error {
	a.clockJump.Store(0)
	a.backends.hanoi.slow.Store(0)
	a.backends.refuse(false)
	for _, p := range []*part{a.directory, a.hanoi, a.seoul} {
		if err := p.up(ctx); err != nil {
			return err
		}
	}
	return nil
}

// checkTrails proves both audit trails.
func (a *alliance) checkTrails(ctx context.Context, report *Report) error {
	for key, n := range a.nodes {
		if err := n.App.SealAudit(ctx); err != nil {
			return err
		}
		found, err := app.VerifyAudit(ctx, n.App.Store, []ed25519.PublicKey{n.App.Identity().Public().(ed25519.PublicKey)})
		if err != nil {
			return err
		}
		for _, f := range found.Findings {
			report.Trail = append(report.Trail, fmt.Sprintf("%s: entry %d, %s: %s", key, f.Seq, f.Kind, f.Text))
		}
	}
	return nil
}
