package vision

import (
	"context"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// State of one worker.
type State string

// The states of a worker.
const (
	Starting State = "starting" // its process runs and has not said hello, or is about to be started
	Idle     State = "idle"
	Busy     State = "busy"
	Down     State = "down" // did not start; it is tried again after a while
)

// WorkerStatus is one worker.
type WorkerStatus struct {
	State State
	PID   int // 0: no process
	Jobs  int // done by this process
}

// Isolation says what keeps a worker from the rest of the machine.
type Isolation struct {
	User       string   // who it runs as
	Network    string   // "none", or why it has one
	Privileges string   // what else is taken away
	Notes      []string // what could not be done, and what to do about it
}

// Status is how the workers are.
type Status struct {
	Workers   []WorkerStatus
	Waiting   int        // jobs that wait
	Restarts  int        // processes that were replaced, whatever the reason
	LastFault string     // why a worker last did not start or ended; empty: never
	Hello     wire.Hello // of the worker that started last; zero: none ever did
	Isolation Isolation  // of that worker
}

// Ready says whether a worker can take jobs.
func (s Status) Ready() bool {
	return slices.ContainsFunc(s.Workers, WorkerStatus.ready)
}

func (w WorkerStatus) ready() bool { return w.State == Idle || w.State == Busy }

// Status returns how the workers are now.
func (c *Client) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Status{Workers: slices.Clone(c.states), Waiting: len(c.jobs) + len(c.retries), Restarts: c.restarts, LastFault: c.lastFault, Hello: c.hello, Isolation: c.isolation}
}

// Hello is the report of the worker that started last; ok is false when none ever did.
func (c *Client) Hello() (hello wire.Hello, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hello, c.hello.Version != 0
}

// Ready waits until a worker can take jobs. It returns code fault.VisionDown as soon as every worker has failed to start, saying why, and
// fault.VisionTimeout or Canceled when ctx ends.
func (c *Client) Ready(ctx context.Context) error {
	for {
		c.mu.Lock()
		ready, down, closed := slices.ContainsFunc(c.states, WorkerStatus.ready), c.down(), c.closed
		why, changed := c.lastFault, c.changed
		c.mu.Unlock()
		switch {
		case closed:
			return fault.Newf(fault.VisionDown, "worker", "closed")
		case ready:
			return nil
		case down:
			return fault.Newf(fault.VisionDown, "worker", "%s", why)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return gaveUp(ctx)
		}
	}
}

// set changes a worker's state.
func (c *Client) set(index int, status WorkerStatus) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.states[index] = status
	close(c.changed)
	c.changed = make(chan struct{})
}

// up is set for a worker that said hello.
func (c *Client) up(index int, p *process) {
	c.mu.Lock()
	c.hello, c.isolation = p.hello, p.isolation
	c.mu.Unlock()
	c.set(index, WorkerStatus{State: Idle, PID: p.pid})
}

// fell is set for a worker that did not start. When none is left, whoever waits is told.
func (c *Client) fell(index int, why error) {
	c.mu.Lock()
	c.lastFault = why.Error()
	c.mu.Unlock()
	c.set(index, WorkerStatus{State: Down})
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down() {
		c.drain(fault.Newf(fault.VisionDown, "worker", "%v", why))
	}
}

// restarted counts a process that ended.
func (c *Client) restarted(reason string, why error) {
	c.mu.Lock()
	c.restarts++
	if why != nil {
		c.lastFault = why.Error()
	}
	c.mu.Unlock()
	c.opt.Events.VisionRestart(reason)
}
