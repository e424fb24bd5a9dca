// Package soak lets a small alliance work for minutes while parts of it fail: a peer goes away, the back end is slow or refuses, the directory is down, the disk
// of a node is full, its clock jumps. At the end everything that was acknowledged must be found once and told, the audit trails must be whole, and the memory
// flat.
package soak

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/directorynode"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// Options of a soak.
type Options struct {
	Dir string // keeps the data; must exist
	For time.Duration
	// Rate is how many verifications are started a second.
	Rate int
	// Postgres gives the database URL of a node by its key; nil is SQLite.
	Postgres func(key string) string
	// DiskFull fills the disk of the node's data folder and returns how to free it; nil: that fault is not run.
	DiskFull func(folder string) (free func() error, err error)
	Log      *slog.Logger
	Progress io.Writer
}

// Report is the outcome of a soak.
type Report struct {
	Seconds       float64        `json:"seconds"`
	Acknowledged  int            `json:"acknowledged"`
	Refused       int            `json:"refused"` // not acknowledged: the caller knows
	Outcomes      map[string]int `json:"outcomes"`
	Reports       int            `json:"reports"`
	Questions     int            `json:"accountQuestions"`
	Results       int            `json:"resultCallbacks"` // calls, copies included
	TxCallbacks   int            `json:"txCallbacks"`
	Copies        map[string]int `json:"copies"` // calls beyond the first of each event: at-least-once, after a fault in the middle of one
	Faults        map[string]int `json:"faults"`
	NotRun        []string       `json:"notRun"`
	Lost          []string       `json:"lost"`
	Doubled       []string       `json:"doubled"` // told twice with different contents, or stored twice
	Trail         []string       `json:"trail"`   // findings of the audit trails
	HeapEarlyMB   float64        `json:"heapEarlyMB"`
	HeapLateMB    float64        `json:"heapLateMB"`
	GoroutinesEnd int            `json:"goroutinesEnd"`
	Grown         bool           `json:"grown"` // the heap grew by more than a quarter and 16 MB
}

// OK says whether the soak ended as it must.
func (r Report) OK() bool {
	return len(r.Lost) == 0 && len(r.Doubled) == 0 && len(r.Trail) == 0 && !r.Grown && r.Acknowledged > 0
}

// part is a node or the directory, which can be stopped and started again.
type part struct {
	name  string
	start func(ctx context.Context) (stop func(context.Context) error, err error)
	stop  func(context.Context) error
}

func (p *part) up(ctx context.Context) error {
	if p.stop != nil {
		return nil
	}
	stop, err := p.start(ctx)
	if err == nil {
		p.stop = stop
	}
	return err
}

func (p *part) down() error {
	if p.stop == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	err := p.stop(ctx)
	p.stop = nil
	return err
}

// alliance is what is soaked.
type alliance struct {
	opt       Options
	seoul     *part
	hanoi     *part
	directory *part
	backends  *backends
	clockJump atomic.Int64 // added to Hanoi's clock
	configs   map[string]config.Node
	d         sandbox.Description
	nodes     map[string]*node.Node
}

// Run soaks an alliance.
func Run(ctx context.Context, opt Options) (Report, error) {
	a, err := build(ctx, opt)
	if err != nil {
		return Report{}, err
	}
	defer a.close()
	report := Report{Outcomes: map[string]int{}, Faults: map[string]int{}, NotRun: []string{}, Lost: []string{}, Doubled: []string{}, Trail: []string{}}
	started := time.Now()
	load, stopLoad := context.WithTimeout(ctx, opt.For)
	defer stopLoad()
	l := newLoad(a)
	loaded := make(chan struct{})
	go func() { defer close(loaded); l.run(load) }()
	err = a.harm(load, &report)
	<-loaded
	if err := errors.Join(err, a.recover(ctx)); err != nil {
		return report, err
	}
	report.Seconds = time.Since(started).Seconds()
	l.check(ctx, &report)
	report.HeapLateMB, report.GoroutinesEnd = heapMB(), runtime.NumGoroutine()
	report.Grown = report.HeapEarlyMB > 0 && report.HeapLateMB > report.HeapEarlyMB*1.25 && report.HeapLateMB > report.HeapEarlyMB+16
	return report, a.checkTrails(ctx, &report)
}

func heapMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// build writes configurations, keys, members and customers with a sandbox, and starts its parts from them as an operator would.
func build(ctx context.Context, opt Options) (*alliance, error) {
	a := &alliance{opt: opt, configs: map[string]config.Node{}, nodes: map[string]*node.Node{}}
	a.backends = newBackends()
	w, err := sandbox.Start(ctx, sandbox.Options{Dir: opt.Dir, Log: opt.Log, Version: "soak", Postgres: opt.Postgres, Configure: a.configure})
	if err != nil {
		return nil, err
	}
	a.d = w.Description
	stop, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		return nil, err
	}
	a.directory = &part{name: "directory", start: a.startDirectory}
	a.seoul, a.hanoi = a.nodePart("seoul", 0, time.Now), a.nodePart("hanoi", 1, func() time.Time { return time.Now().Add(time.Duration(a.clockJump.Load())) })
	for _, p := range []*part{a.directory, a.seoul, a.hanoi} {
		if err := p.up(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return a, nil
}

func (a *alliance) configure(key string, cfg *config.Node) {
	switch key {
	case "seoul":
		cfg.Backend = a.backends.seoul.config("registry")
	case "hanoi":
		cfg.Backend = a.backends.hanoi.config("callback")
	}
	cfg.Verification.UserTimeout = config.Duration(2 * time.Minute)
}

func (a *alliance) startDirectory(ctx context.Context) (func(context.Context) error, error) {
	cfg, err := config.LoadDirectory(filepath.Join(a.opt.Dir, "directory.yaml"), func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	cfg.Listen = a.d.Directory.URL[len("http://"):]
	n, err := directorynode.Start(ctx, cfg, directorynode.Options{Log: a.opt.Log})
	if err != nil {
		return nil, err
	}
	return n.Stop, nil
}

func (a *alliance) nodePart(key string, i int, clock func() time.Time) *part {
	return &part{name: key, start: func(ctx context.Context) (func(context.Context) error, error) {
		cfg, err := config.Load(a.d.Exchanges[i].ConfigFile, func(string) string { return "" })
		if err != nil {
			return nil, err
		}
		a.configs[key] = cfg
		n, err := node.Start(ctx, cfg, node.Options{Log: a.opt.Log.With("vasp", key), Clock: clock, Version: "soak"})
		if err != nil {
			return nil, err
		}
		a.nodes[key] = n
		return n.Stop, nil
	}}
}

func (a *alliance) close() {
	for _, p := range []*part{a.seoul, a.hanoi, a.directory} {
		if p != nil {
			_ = p.down()
		}
	}
	a.backends.close()
}

func (a *alliance) say(format string, args ...any) {
	if a.opt.Progress != nil {
		fmt.Fprintf(a.opt.Progress, format+"\n", args...)
	}
}

// Text is the report for a person.
func (r Report) Text() string {
	text, _ := json.MarshalIndent(r, "", "  ")
	if r.OK() {
		return string(text) + "\nnothing lost, nothing doubled, trails whole, memory flat"
	}
	return string(text) + "\nNOT as it must be"
}
