// Package robot is a test counterparty (enclave contract, appendix A): the back end of an exchange whose customers and behaviour are a table.
// It sits beside an ordinary node and answers its callbacks as any exchange's software would, so that everything between two exchanges is what
// runs between live ones. What an answer, a report or a message does wrong is chosen by who it is about: magic addresses and names.
//
// As beneficiary it answers by itself, and asks for transactions that are not reported. As originator it acts on request: POST
// /robot/v1/scenarios/{id}, or step by step below /robot/v1/actions. GET /robot/v1/scenarios lists what can be provoked, from the same table
// that decides what happens; GET /robot/v1/verifications tells what the robot saw and did.
package robot

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Timing is when the robot does what it does late, or by itself. Zero members take the defaults.
type Timing struct {
	InquiryAfter time.Duration // from a verification that is not reported to the first inquiry. Default 10 min
	InquiryEvery time.Duration // between inquiries. Default 1 min
	InquiryFor   time.Duration // from the verification to the last inquiry. Default 1 h
	AccountDelay time.Duration // of the scenario delay; below the node's limit of 1 s. Default 400 ms
	UserDelay    time.Duration // of the scenario delay; below the node's limit of 5 s. Default 2 s
	LateReport   time.Duration // from the withdrawal to the report of send-late-report. Default 10 min
}

// Defaults fills what is zero.
func (t Timing) Defaults() Timing {
	for _, each := range []struct {
		at    *time.Duration
		value time.Duration
	}{{&t.InquiryAfter, 10 * time.Minute}, {&t.InquiryEvery, time.Minute}, {&t.InquiryFor, time.Hour}, {&t.AccountDelay, 400 * time.Millisecond},
		{&t.UserDelay, 2 * time.Second}, {&t.LateReport, 10 * time.Minute}} {
		if *each.at == 0 {
			*each.at = each.value
		}
	}
	return t
}

// Config of a robot.
type Config struct {
	VaspID client.VaspID
	Node   *client.Client // of the robot's own node
	Token  string         // asked of the node's callbacks; "" asks nobody
	// Address makes a well-formed address of a network from a text, the same one from the same text.
	Address func(symbol, network, seed string) string
	Timing  Timing
	Clock   func() time.Time
	Rand    io.Reader // transaction ids, and the key nobody lists
	Log     *slog.Logger
}

// Robot is the test counterparty.
type Robot struct {
	cfg       Config
	assets    travelrule.Assets
	users     []user
	accounts  map[place]*user
	scenarios []Scenario
	stranger  ed25519.PrivateKey // signs what a wrong key signs
	memory    *memory
	deposits  deposits
	twice     *ids // frames that are delivered two times
	done      context.Context
	stop      context.CancelFunc
	resumed   atomic.Bool
	starting  sync.Mutex // guards that nothing is begun after Stop
	running   sync.WaitGroup
}

// assets the robot handles, each on its one network (appendix A).
var assets = map[string]string{"ETH": "Ethereum", "XRP": "XRP"}

var symbols = []string{"ETH", "XRP"}

// New makes a robot; Start begins what it does by itself.
func New(cfg Config) (*Robot, error) {
	cfg.Timing = cfg.Timing.Defaults()
	_, stranger, err := ed25519.GenerateKey(cfg.Rand)
	if err != nil {
		return nil, err
	}
	networks := map[string][]string{}
	for symbol, network := range assets {
		networks[symbol] = []string{network}
	}
	r := &Robot{cfg: cfg, stranger: stranger, memory: newMemory(), twice: &ids{known: map[string]bool{}}}
	r.done, r.stop = context.WithCancel(context.Background())
	if r.assets, err = travelrule.NewAssets(networks); err != nil {
		return nil, err
	}
	if err := r.settle(); err != nil {
		return nil, err
	}
	r.scenarios = r.table()
	return r, nil
}

// settle gives every user an account for each asset.
func (r *Robot) settle() error {
	r.users, r.accounts = users(), map[place]*user{}
	for i := range r.users {
		u := &r.users[i]
		u.accounts = map[string]string{}
		for symbol, network := range assets {
			text := r.cfg.Address(symbol, network, u.id)
			at, ok := locate(network, text)
			if _, taken := r.accounts[at]; !ok || taken {
				return fmt.Errorf("robot: %s has no address of its own on %s", u.id, network)
			}
			u.accounts[symbol], r.accounts[at] = text, u
		}
	}
	return nil
}

// Start begins the inquiries, until Stop.
func (r *Robot) Start() {
	r.after(0, func(ctx context.Context) {
		tick := time.NewTicker(max(min(r.cfg.Timing.InquiryAfter, r.cfg.Timing.InquiryEvery)/4, 10*time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				r.Look(ctx)
			}
		}
	})
}

// Stop ends what is under way, silences included, and waits for it.
func (r *Robot) Stop() {
	r.starting.Lock()
	r.stop()
	r.starting.Unlock()
	r.running.Wait()
}

// after runs work after d, unless the robot stops before.
func (r *Robot) after(d time.Duration, work func(ctx context.Context)) {
	r.starting.Lock()
	defer r.starting.Unlock()
	if r.done.Err() != nil {
		return
	}
	r.running.Add(1)
	go func() {
		defer r.running.Done()
		if r.wait(r.done, d) {
			work(r.done)
		}
	}()
}

// wait returns false when ctx or the robot ended first.
func (r *Robot) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-r.done.Done():
		return false
	case <-timer.C:
		return true
	}
}

// silence waits until whoever asked has given up.
func (r *Robot) silence(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.done.Done():
		return r.done.Err()
	}
}

func (r *Robot) now() time.Time { return r.cfg.Clock().UTC().Truncate(time.Millisecond) }

// Handler serves the node's callbacks at client's paths, and the robot's own surface below /robot/v1.
func (r *Robot) Handler() http.Handler {
	mux := http.NewServeMux()
	surface := &web.Surface{Name: "robot", Log: r.cfg.Log, MaxBody: 256 << 10, Timeout: 30 * time.Second, Fail: fail}
	r.register(mux, surface)
	mux.Handle("/", client.Handler(r, client.HandlerOptions{Token: r.cfg.Token, Clock: r.cfg.Clock, Failed: func(req *http.Request, err error) {
		r.cfg.Log.DebugContext(req.Context(), "the robot gives no answer", "path", req.URL.Path, "error", err.Error())
	}}))
	return mux
}
