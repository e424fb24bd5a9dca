package app

import (
	"context"
	"runtime"
	"sync"
)

// turns lets callers do costly work a few at a time, first come first served. Without it every caller under load gets a slice
// now and then, and all are late; with it the work is the same and the slowest answer comes much sooner. Nobody waits for
// another machine while holding a turn.
type turns chan struct{}

// newTurns allows as many at a time as keep every processor busy, times factor.
func newTurns(factor int) turns { return make(turns, factor*runtime.GOMAXPROCS(0)) }

// take waits for a turn; the fault of ctx when it ends first.
func (t turns) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return contextFault(ctx, "turn")
	}
}

func (t turns) give() { <-t }

// outside does what waits for somebody else without the turn that is held, and takes it again.
func (t turns) outside(wait func()) {
	t.give()
	wait()
	t <- struct{}{}
}

// flights are pieces of work that are under way, so that a copy of one waits for it and does not do it again.
type flights struct {
	mu    sync.Mutex
	byKey map[string]chan struct{}
}

func newFlights() *flights { return &flights{byKey: map[string]chan struct{}{}} }

// board begins the work of key. When it is under way already, first is false and done closes at its end; else the caller does it and calls land.
func (f *flights) board(key string) (done <-chan struct{}, first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if under, ok := f.byKey[key]; ok {
		return under, false
	}
	f.byKey[key] = make(chan struct{})
	return f.byKey[key], true
}

// land ends the work of key.
func (f *flights) land(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.byKey[key])
	delete(f.byKey, key)
}

// soon are jobs that are worth doing before the queue looks again. The queue has them too, so that losing one here loses nothing.
type soon chan Job

// Room and hands of soon.
const (
	soonRoom  = 4096
	soonHands = 16
)

// soonRun does jobs as they come until ctx ends, and returns when those under way have ended. What a job says is left to its copy in the queue.
func (n *Node) soonRun(ctx context.Context) {
	var hands sync.WaitGroup
	for range soonHands {
		hands.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case job := <-n.soon:
					_ = n.RunJob(ctx, job)
				}
			}
		})
	}
	hands.Wait()
}

// kick asks for a job that has been committed to the queue to be done now, if there is room.
func (n *Node) kick(job Job) {
	select {
	case n.soon <- job:
	default:
	}
}

// lanes limit the questions under way to each counterparty, so that one that is slow holds up nobody else, and many callers at
// once are served in the order in which they came.
type lanes struct {
	mu     sync.Mutex
	width  int
	byVASP map[string]turns
}

func newLanes(width int) *lanes { return &lanes{width: width, byVASP: map[string]turns{}} }

// to returns the lane to a counterparty. There are as many as the directory has members.
func (l *lanes) to(vaspID string) turns {
	l.mu.Lock()
	defer l.mu.Unlock()
	lane, ok := l.byVASP[vaspID]
	if !ok {
		lane = make(turns, l.width)
		l.byVASP[vaspID] = lane
	}
	return lane
}
