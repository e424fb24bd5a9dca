// Package vision is the server's side of the vision worker: it starts worker processes, keeps them from the rest of the machine, gives each one
// picture at a time, and ends and replaces those that die, hang, grow or answer what the protocol does not have. A picture that does this costs
// its own request and no other.
package vision

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Options of a client. Zero values take the default.
type Options struct {
	Path         string        // of the worker's program. Required
	Args         []string      // of the worker
	Reads        []string      // files and folders the worker must be able to read, apart from Path: models, libraries
	Workers      int           // processes, 1 to 64. Default 1
	Queue        int           // jobs that wait while all are busy, 1 to 10000. Default 16 for each worker
	JobTime      time.Duration // of one try of one job, after which its worker is ended. Default 20 s
	StartTime    time.Duration // from a worker's start to its hello. Default 60 s
	RecycleAfter int           // jobs after which a worker is replaced. Default 500
	MemoryMB     int           // resident memory of one worker, MiB, beyond which it is ended. Default 1024
	Limits       wire.Limits   // of frames
	Log          *slog.Logger  // nil: none
	Events       Events        // nil: none
	// UID and GID are who a worker runs as when this server is root. Default 65534 (nobody).
	UID, GID int
}

// Events are told what happens, for metrics.
type Events interface {
	// VisionJob: do is wire.DoDocument or DoFaces, outcome "done" or a code of package fault, took the caller's wait.
	VisionJob(do, outcome string, took time.Duration)
	// VisionRestart: a worker ended and is replaced; why is one of "died", "timeout", "protocol", "memory", "recycled", "start".
	VisionRestart(why string)
}

type noEvents struct{}

func (noEvents) VisionJob(string, string, time.Duration) {}
func (noEvents) VisionRestart(string)                    {}

// Validate says which option is out of its range; code fault.Config.
func (o Options) Validate() error {
	switch {
	case o.Path == "":
		return fault.Newf(fault.Config, "vision", "no path of a worker")
	case o.Workers < 0 || o.Workers > 64:
		return fault.Newf(fault.Config, "visionWorkers", "1 to 64")
	case o.Queue < 0 || o.Queue > 10000:
		return fault.Newf(fault.Config, "visionQueue", "1 to 10000")
	case o.JobTime < 0 || o.StartTime < 0 || o.RecycleAfter < 0 || o.MemoryMB < 0 || o.UID < 0 || o.GID < 0:
		return fault.Newf(fault.Config, "vision", "a number below zero")
	}
	return nil
}

func (o Options) withDefaults() Options {
	number := func(at *int, value int) {
		if *at == 0 {
			*at = value
		}
	}
	number(&o.Workers, 1)
	number(&o.Queue, 16*o.Workers)
	number(&o.RecycleAfter, 500)
	number(&o.MemoryMB, 1024)
	number(&o.UID, 65534)
	number(&o.GID, 65534)
	if o.JobTime == 0 {
		o.JobTime = 20 * time.Second
	}
	if o.StartTime == 0 {
		o.StartTime = time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Events == nil {
		o.Events = noEvents{}
	}
	return o
}

// Client gives jobs to workers. Its methods are safe for use by several goroutines.
type Client struct {
	opt     Options
	stop    context.CancelFunc
	running sync.WaitGroup
	jobs    chan *job // in the order they came
	retries chan *job // whose worker died; they go first

	mu        sync.Mutex
	closed    bool
	nextID    uint64
	states    []WorkerStatus
	changed   chan struct{} // closed and replaced when states change
	hello     wire.Hello
	restarts  int
	lastFault string
	isolation Isolation
}

// job is one call of Do. done holds one result; nobody may be there any more to take it.
type job struct {
	gone    <-chan struct{} // closed when whoever asked does not wait any more
	until   time.Time       // the caller's deadline; zero: none
	request wire.Request
	picture []byte
	tries   int
	without string // engine in which its first worker died and that is left out since. Empty: none
	done    chan result
}

// leaveOut takes the engine in which a worker died out of what the next try asks for: the picture would end that one there, too, and the other engines can read
// it. Where no engine is known, or there is nothing to read without it, the next try is as the first.
func (j *job) leaveOut(engine string) {
	all := j.request.Want
	if len(all) == 0 {
		all = wire.Engines()
	}
	rest := slices.DeleteFunc(slices.Clone(all), func(e string) bool { return e == engine })
	if engine != "" && len(rest) > 0 && j.request.Do == wire.DoDocument {
		j.request.Want, j.without = rest, engine
	}
}

// accountFor says of the engine that was left out why it did not run.
func (j *job) accountFor(reply wire.Reply) {
	d := reply.Document
	if d == nil || j.without == "" || d.Ran[j.without].Ran {
		return
	}
	if d.Ran == nil {
		d.Ran = map[string]wire.Part{}
	}
	d.Ran[j.without] = wire.Part{Why: "the worker died in it"}
}

func (j *job) abandoned() bool {
	select {
	case <-j.gone:
		return true
	default:
		return false
	}
}

type result struct {
	reply   wire.Reply
	payload []byte
	hello   wire.Hello
	err     error
}

func (j *job) finish(r result) {
	select {
	case j.done <- r:
	default: // answered already: the client was closed
	}
}

// Start makes a client and begins to start its workers; it does not wait for them, and a worker that does not start is tried again and again
// (see Status). ctx carries values for the log and does not end the client: Close does. The error's code is fault.Config.
func Start(ctx context.Context, opt Options) (*Client, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	opt = opt.withDefaults()
	c := &Client{opt: opt, jobs: make(chan *job, opt.Queue), retries: make(chan *job, opt.Workers), states: make([]WorkerStatus, opt.Workers),
		changed: make(chan struct{})}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop = stop
	guard := newGuard(opt)
	for i := range opt.Workers {
		c.states[i].State = Starting
		k := &keeper{client: c, index: i, guard: guard, log: opt.Log.With("worker", i)}
		c.running.Go(func() { k.run(run) })
	}
	return c, nil
}

// Options are those in force, defaults filled in.
func (c *Client) Options() Options { return c.opt }

// Close ends the workers. Jobs that are not done get code fault.VisionDown.
func (c *Client) Close() error {
	c.mu.Lock()
	already := c.closed
	c.closed = true
	c.mu.Unlock()
	c.stop()
	c.running.Wait()
	if !already {
		c.drain(fault.Newf(fault.VisionDown, "worker", "the server is stopping"))
	}
	return nil
}

// Do gives one job to a worker and waits for its reply, which has been held against the request. The request's id is set here, its deadline at
// most the time allowed. Codes: fault.VisionDown without a worker, VisionBusy with a full queue, VisionDied when two workers died on it
// (a document is tried the second time without the engine in which the first died),
// VisionTimeout, VisionProtocol, PictureTooLarge beyond what a frame holds, Canceled when the caller gave up, and those of the reply's own error.
func (c *Client) Do(ctx context.Context, request wire.Request, picture []byte) (wire.Reply, []byte, error) {
	r := c.do(ctx, request, picture)
	return r.reply, r.payload, r.err
}

func (c *Client) do(ctx context.Context, request wire.Request, picture []byte) result {
	began := time.Now()
	r := c.submit(ctx, request, picture)
	if r.err == nil && r.reply.Error != nil {
		r = result{err: fault.Newf(fault.Code(r.reply.Error.Code), "picture", "%s", r.reply.Error.Detail)}
	}
	outcome := "done"
	if r.err != nil {
		outcome = string(fault.CodeOf(r.err))
	}
	c.opt.Events.VisionJob(request.Do, outcome, time.Since(began))
	return r
}

func (c *Client) submit(ctx context.Context, request wire.Request, picture []byte) result {
	if err := request.Validate(); err != nil {
		return result{err: err}
	}
	if limit := c.opt.Limits.MaxPayload(); len(picture) > limit {
		return result{err: fault.Newf(fault.PictureTooLarge, "picture", "%d bytes, at most %d", len(picture), limit)}
	}
	j := &job{gone: ctx.Done(), request: request, picture: picture, done: make(chan result, 1)}
	j.until, _ = ctx.Deadline()
	if err := c.enqueue(j); err != nil {
		return result{err: err}
	}
	select {
	case r := <-j.done:
		return r
	case <-ctx.Done():
		return result{err: gaveUp(ctx)}
	}
}

// gaveUp is the error of a caller whose ctx ended.
func gaveUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &fault.Error{Code: fault.VisionTimeout, Place: "job", Err: ctx.Err()}
	}
	return &fault.Error{Code: fault.Canceled, Place: "job", Err: ctx.Err()}
}

func (c *Client) enqueue(j *job) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return fault.Newf(fault.VisionDown, "worker", "closed")
	}
	if c.down() {
		return fault.Newf(fault.VisionDown, "worker", "%s", c.lastFault)
	}
	c.nextID++
	j.request.ID = c.nextID
	select {
	case c.jobs <- j:
		return nil
	default:
		return fault.Newf(fault.VisionBusy, "queue", "%d jobs wait", len(c.jobs))
	}
}

// down: no worker is there and none is about to be. c.mu is held.
func (c *Client) down() bool {
	return !slices.ContainsFunc(c.states, func(s WorkerStatus) bool { return s.State != Down })
}

// drain ends every job that waits.
func (c *Client) drain(err error) {
	for {
		select {
		case j := <-c.retries:
			j.finish(result{err: err})
		case j := <-c.jobs:
			j.finish(result{err: err})
		default:
			return
		}
	}
}

// again puts a job whose worker died before the others, or ends it when it was its second.
func (c *Client) again(j *job, why error) {
	if j.tries < 2 && !j.abandoned() {
		select {
		case c.retries <- j:
			return
		default: // as many retries wait as there are workers
		}
	}
	j.finish(result{err: &fault.Error{Code: fault.VisionDied, Place: "worker", Err: why}})
}
