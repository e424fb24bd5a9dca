package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Intervals of the work a node does by itself.
const (
	chainEvery      = 500 * time.Millisecond
	checkpointEvery = time.Minute
	directoryEvery  = 3 * time.Second
	sweepEvery      = 5 * time.Second

	deliverLateEvery = 30 * time.Second
	forgetEvery      = 10 * time.Minute
	chainBatch       = 100
)

// Run does the node's own work until ctx ends: it follows the directory, chains and signs the audit trail, ends verifications
// past their deadline and forgets what need not be kept. It returns when all of it has stopped.
func (n *Node) Run(ctx context.Context) {
	loops := []struct {
		name  string
		every time.Duration
		work  func(context.Context) error
	}{
		{"directory", directoryEvery, n.RefreshDirectory},
		{"comparing key logs", compareEvery, n.CompareLog},
		{"audit chain", chainEvery, n.chainAudit},
		{"audit checkpoint", checkpointEvery, n.checkpointAudit},
		{"deadlines", sweepEvery, n.sweep},
		{"forgetting", forgetEvery, n.forget},
		{"unanswered questions", sweepEvery, n.endUnanswered},
		{"late deliveries", deliverLateEvery, n.deliverLate},
		{"reminders", remindEvery, n.Remind},
		{"retention", retentionEvery, n.Retain},
	}
	if err := n.resume(ctx); err != nil && ctx.Err() == nil {
		n.Log.WarnContext(ctx, "verifications that waited at the start could not all be taken up; their jobs will", "error", err.Error())
	}
	done := make(chan struct{})
	go func() { defer func() { done <- struct{}{} }(); n.soonRun(ctx) }()
	for _, loop := range loops {
		go func() {
			defer func() { done <- struct{}{} }()
			n.repeat(ctx, loop.name, loop.every, loop.work)
		}()
	}
	for range len(loops) + 1 {
		<-done
	}
}

// repeat calls work every so often. A failure is logged once until it ends, so that an outage does not flood the log.
func (n *Node) repeat(ctx context.Context, name string, every time.Duration, work func(context.Context) error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := work(ctx)
		switch {
		case err != nil && ctx.Err() == nil && !failing:
			n.Log.WarnContext(ctx, "background work fails", "work", name, "error", err.Error())
			failing = true
		case err == nil && failing:
			n.Log.InfoContext(ctx, "background work goes on", "work", name)
			failing = false
		}
	}
}

// resume takes up verifications that waited when the node stopped, without waiting for their jobs to be found abandoned.
// Sending the same bytes again is harmless: the other side answers them once.
func (n *Node) resume(ctx context.Context) error {
	return n.sendWaiting(ctx, n.now().Add(n.cfg.VerificationTimeout), 10000)
}

// sendWaiting sends what waits and is due before t, a few at a time.
func (n *Node) sendWaiting(ctx context.Context, before time.Time, limit int) error {
	var waiting []Verification
	err := n.Store.View(ctx, func(r Reader) (err error) {
		waiting, err = r.WaitingVerifications(ctx, travelrule.Sending, before, limit)
		return err
	})
	if err != nil {
		return err
	}
	errs := make([]error, len(waiting))
	slots := make(chan struct{}, 16)
	var wg sync.WaitGroup
	for i, v := range waiting {
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() { <-slots; wg.Done() }()
			if err := n.send(ctx, v.UUID); err != nil && !isLater(err) {
				errs[i] = err
			}
		}()
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (n *Node) chainAudit(ctx context.Context) error {
	for {
		linked := 0
		err := n.Store.InTx(ctx, func(tx Tx) (err error) {
			_, linked, err = tx.ChainAudit(ctx, chainBatch)
			return err
		})
		if err != nil || linked < chainBatch {
			return err
		}
	}
}

// checkpointAudit signs the head of the chain when it has moved since the last checkpoint.
func (n *Node) checkpointAudit(ctx context.Context) error {
	var head audit.Head
	var newer []audit.Checkpoint
	err := n.Store.View(ctx, func(r Reader) (err error) {
		if head, err = r.AuditHead(ctx); err != nil || head.Seq == 0 {
			return err
		}
		newer, err = r.AuditCheckpoints(ctx, head.Seq-1, 1)
		return err
	})
	if err != nil || head.Seq == 0 || len(newer) > 0 {
		return err
	}
	checkpoint := audit.SignCheckpoint(head, n.now(), n.Identity())
	err = n.Store.InTx(ctx, func(tx Tx) error { return tx.PutAuditCheckpoint(ctx, checkpoint) })
	if fault.Has(err, fault.Conflict) {
		return nil
	}
	return err
}

// SealAudit chains what is not chained yet and signs the head: called when a node stops in good order.
func (n *Node) SealAudit(ctx context.Context) error {
	return errors.Join(n.chainAudit(ctx), n.checkpointAudit(ctx))
}

// sweep ends verifications whose deadline has passed and whose job is gone or late: deadlines survive every restart.
func (n *Node) sweep(ctx context.Context) error {
	// One last try: the other side may have answered in time, and only its answer was lost.
	return n.sendWaiting(ctx, n.now().Add(-2*n.cfg.AnswerTimeout), 1000)
}

func isLater(err error) bool {
	var later Later
	return errors.As(err, &later)
}

// forget deletes what no longer serves: answered message ids past their time, expired foreign keys, old counts of wrong names.
func (n *Node) forget(ctx context.Context) error {
	now := n.now()
	return n.Store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.ForgetReceived(ctx, now, 10000); err != nil {
			return err
		}
		if _, err := tx.ForgetPeerKeys(ctx, now); err != nil {
			return err
		}
		_, err := tx.ForgetMismatches(ctx, now.Add(-2*n.cfg.MismatchWindow))
		return err
	})
}
