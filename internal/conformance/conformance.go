// Package conformance holds an enclave against the enclave contract: as a caller it puts the contract's cases to the enclave's API, and as the
// back end of an enclave it answers, refuses and delays the enclave's callbacks and sees what comes of it. The enclave may be a node of this
// program or anybody else's; nothing but the two HTTP surfaces of the contract is used. A case that cannot run is "not run" with the reason, and
// never passed.
package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/openapi"
)

// Tag is where the contract has a rule from.
type Tag string

// Tags of the contract (section 0).
const (
	Seed     Tag = "seed"     // binding
	Docs     Tag = "docs"     // public documentation
	Inferred Tag = "inferred" // the contract's own reading: another enclave may differ
)

// Severity is what a difference costs.
type Severity string

// Severities.
const (
	Critical Severity = "critical" // money or personal data goes where it must not
	Major    Severity = "major"    // a back end written for the contract breaks
	Minor    Severity = "minor"    // a text or an edge differs
)

// Outcome of a case.
type Outcome string

// Outcomes.
const (
	Passed Outcome = "passed"
	Failed Outcome = "failed"
	NotRun Outcome = "not run"
)

// Case is one rule of the contract and how it is tried.
type Case struct {
	ID       string   `json:"id"`
	Clause   string   `json:"clause"`
	Tag      Tag      `json:"tag"`
	Severity Severity `json:"severity"`
	Asked    string   `json:"asked"`
	Expected string   `json:"expected"`
	needs    []Need
	run      func(t *trial) error
}

// Needs says what a case cannot run without.
func (c Case) Needs() []Need { return c.needs }

// Cases are all cases, in the order of the contract.
func Cases() []Case {
	var all []Case
	for _, part := range [][]Case{directoryCases(), accountCases(), userCases(), listCases(), lookupCases(), reportCases(), riskCases(),
		accountBackendCases(), userBackendCases(), transactionCases(), callbackCases()} {
		all = append(all, part...)
	}
	return all
}

// Options of a run.
type Options struct {
	World   World
	Backend *Backend // nil: the kit is nobody's back end
	// CallerCalls and PeerCalls say whose back end it is.
	CallerCalls, PeerCalls bool
	Only, Skip             []string // see Select
	Timeout                time.Duration
	Wait                   time.Duration
	Parallel               int
	Client                 *http.Client
	Version                string
	Clock                  func() time.Time
	Progress               func(Result)
}

// Defaults of Options.
const (
	DefaultTimeout  = 15 * time.Second // of one call
	DefaultWait     = 40 * time.Second // for an answer that comes later
	DefaultParallel = 4
)

// Result is what became of a case.
type Result struct {
	Case
	Outcome     Outcome    `json:"outcome"`
	Why         string     `json:"why,omitempty"` // it was not run
	Differences []string   `json:"differences,omitempty"`
	Exchanges   []Exchange `json:"exchanges,omitempty"` // of a case that failed
	TookMS      int64      `json:"tookMs"`
}

// Report of a run.
type Report struct {
	Program   string    `json:"program"`
	Contract  string    `json:"contract"`
	Enclave   string    `json:"enclave"`
	Peer      string    `json:"peer,omitempty"`
	BackendOf []string  `json:"backendOf,omitempty"`
	StartedAt time.Time `json:"startedAt"`
	TookMS    int64     `json:"tookMs"`
	Passed    int       `json:"passed"`
	Failed    int       `json:"failed"`
	NotRun    int       `json:"notRun"`
	Results   []Result  `json:"results"`
}

// Contract names what is held against.
const Contract = "Travel Rule enclave, wire contract, sections 2 to 4"

// Err is nil when nothing failed and something ran.
func (r Report) Err() error {
	switch {
	case r.Failed > 0:
		return fmt.Errorf("%d of %d cases failed", r.Failed, r.Failed+r.Passed)
	case r.Passed == 0:
		return errors.New("no case could be run")
	}
	return nil
}

// Select leaves the cases that only names and skip does not. Each word is the beginning of an id or a pattern (account.*), a tag, a severity or a
// clause. A word that names nothing is an error.
func Select(all []Case, only, skip []string) ([]Case, error) {
	for _, word := range append(append([]string{}, only...), skip...) {
		named := false
		for _, c := range all {
			named = named || c.named(word)
		}
		if !named {
			return nil, fmt.Errorf("%q is no case, tag, severity or clause", word)
		}
	}
	var chosen []Case
	for _, c := range all {
		if (len(only) == 0 || c.namedBy(only)) && !c.namedBy(skip) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

func (c Case) namedBy(words []string) bool {
	for _, word := range words {
		if c.named(word) {
			return true
		}
	}
	return false
}

func (c Case) named(word string) bool {
	fits, err := path.Match(word, c.ID)
	return err == nil && fits || strings.HasPrefix(c.ID, word+".") || word == string(c.Tag) || word == string(c.Severity) || word == c.Clause
}

// Run puts the cases. The error is of the run itself: a world that is incomplete, an enclave that does not answer at all. What differs is in the
// report.
func Run(ctx context.Context, opt Options) (Report, error) {
	opt = withDefaults(opt)
	cases, err := Select(Cases(), opt.Only, opt.Skip)
	if err != nil {
		return Report{}, err
	}
	s, err := newSession(ctx, opt)
	if err != nil {
		return Report{}, err
	}
	report := Report{Program: "bonafide " + opt.Version, Contract: Contract, Enclave: s.caller.url, StartedAt: opt.Clock().UTC()}
	if s.peer != nil {
		report.Peer = s.peer.url
	}
	if s.caller.calls {
		report.BackendOf = append(report.BackendOf, s.caller.url)
	}
	if s.peer != nil && s.peer != s.caller && s.peer.calls {
		report.BackendOf = append(report.BackendOf, s.peer.url)
	}
	report.Results = s.runAll(ctx, cases)
	report.TookMS = opt.Clock().Sub(report.StartedAt).Milliseconds()
	for _, r := range report.Results {
		switch r.Outcome {
		case Passed:
			report.Passed++
		case Failed:
			report.Failed++
		default:
			report.NotRun++
		}
	}
	return report, nil
}

func withDefaults(opt Options) Options {
	if opt.Timeout == 0 {
		opt.Timeout = DefaultTimeout
	}
	if opt.Wait == 0 {
		opt.Wait = DefaultWait
	}
	if opt.Parallel < 1 {
		opt.Parallel = DefaultParallel
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Client == nil {
		opt.Client = &http.Client{}
	}
	if opt.Progress == nil {
		opt.Progress = func(Result) {}
	}
	return opt
}

// runAll runs the cases, several at a time; the results are in their order.
func (s *session) runAll(ctx context.Context, cases []Case) []Result {
	results := make([]Result, len(cases))
	var running sync.WaitGroup
	var progress sync.Mutex
	slots := make(chan struct{}, s.opt.Parallel)
	for i, c := range cases {
		slots <- struct{}{}
		running.Add(1)
		go func() {
			defer running.Done()
			results[i] = s.one(ctx, c)
			<-slots
			progress.Lock()
			defer progress.Unlock()
			s.opt.Progress(results[i])
		}()
	}
	running.Wait()
	return results
}

// notRun is why a case could not be tried.
type notRun string

func (n notRun) Error() string { return string(n) }

// one tries a case.
func (s *session) one(ctx context.Context, c Case) Result {
	r := Result{Case: c, Outcome: Passed}
	for _, need := range c.needs {
		if why := s.lacks(need); why != "" {
			r.Outcome, r.Why = NotRun, why
			return r
		}
	}
	if ctx.Err() != nil {
		r.Outcome, r.Why = NotRun, "the run was ended"
		return r
	}
	started := s.opt.Clock()
	t := &trial{ctx: ctx, session: s}
	err := c.run(t)
	r.TookMS = s.opt.Clock().Sub(started).Milliseconds()
	var not notRun
	switch {
	case errors.As(err, &not):
		r.Outcome, r.Why = NotRun, not.Error()
	case err != nil && ctx.Err() != nil:
		r.Outcome, r.Why = NotRun, "the run was ended"
	case err != nil:
		t.differs("%s", err.Error())
	}
	if len(t.differences) > 0 && r.Outcome != NotRun {
		r.Outcome, r.Differences, r.Exchanges = Failed, unique(t.differences), append(t.exchanges, s.arrivalsOf(t.keys)...)
		sort.SliceStable(r.Exchanges, func(i, j int) bool { return r.Exchanges[i].At.Before(r.Exchanges[j].At) })
	}
	return r
}

func unique(texts []string) (list []string) {
	seen := map[string]bool{}
	for _, each := range texts {
		if !seen[each] {
			seen[each] = true
			list = append(list, each)
		}
	}
	return list
}

// session is one run: its enclaves and what its cases share.
type session struct {
	opt          Options
	world        World
	caller, peer *enclave // peer may be nil
	backend      *Backend
	run          string // tells one run from another: letters and digits
	invented     counter
	history      shared[history]
}

// shared is made once, by the first case that asks for it.
type shared[T any] struct {
	once  sync.Once
	value T
	err   error
}

func (s *shared[T]) get(make func() (T, error)) (T, error) {
	s.once.Do(func() { s.value, s.err = make() })
	return s.value, s.err
}

func newSession(ctx context.Context, opt Options) (*session, error) {
	if err := opt.World.Validate(); err != nil {
		return nil, err
	}
	surface, err := openapi.Parse(api.Enclave)
	if err != nil {
		return nil, err
	}
	s := &session{opt: opt, world: opt.World, backend: opt.Backend, run: runName(opt.Clock())}
	s.caller = &enclave{url: strings.TrimSuffix(opt.World.Caller.URL, "/"), token: opt.World.Caller.token, calls: opt.Backend != nil && opt.CallerCalls, surface: surface}
	if opt.World.Peer.URL != "" {
		s.peer = &enclave{url: strings.TrimSuffix(opt.World.Peer.URL, "/"), token: opt.World.Peer.token, calls: opt.Backend != nil && opt.PeerCalls, surface: surface}
	}
	for _, e := range []*enclave{s.caller, s.peer} {
		if e == nil {
			continue
		}
		t := &trial{ctx: ctx, session: s}
		a, err := t.call(e, http.MethodGet, "/v1/vasps/self", nil)
		if err != nil {
			return nil, fmt.Errorf("%s does not answer: %w", e.url, err)
		}
		e.id, _ = a.body["vaspId"].(string)
	}
	if b := s.beneficiary(); b != nil {
		answers := s.world.Counterparty == "" && s.world.Person == nil
		if answers { // the kit is a VASP of its own: it asks about its own customers
			s.inventWorld(b.id)
		}
		s.backend.become(s.world, answers)
	}
	if s.peer == nil && s.caller.id != "" && s.world.Counterparty == s.caller.id {
		s.peer = s.caller // a transfer inside one VASP: it is both sides
	}
	return s, nil
}

// runName is a text that no earlier run used.
func runName(at time.Time) string { return fmt.Sprintf("%x", at.UnixNano()) }
