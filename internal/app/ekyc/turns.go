package ekyc

import (
	"context"
	"sync"

	"github.com/bonafide-id/bonafide/fault"
)

// turns lets one call of a session go at a time in this process; others wait for it, in no particular order.
type turns struct {
	mu   *sync.Mutex
	held map[string]*turn
}

type turn struct {
	free    chan struct{} // holds one token while nobody has the turn
	waiters int
}

func newTurns() turns { return turns{mu: &sync.Mutex{}, held: map[string]*turn{}} }

// take waits for the turn of id; fault.Canceled when ctx ends first. The turn is given back by the function returned.
func (t turns) take(ctx context.Context, id string) (giveBack func(), err error) {
	t.mu.Lock()
	mine := t.held[id]
	if mine == nil {
		mine = &turn{free: make(chan struct{}, 1)}
		mine.free <- struct{}{}
		t.held[id] = mine
	}
	mine.waiters++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		if mine.waiters--; mine.waiters == 0 {
			delete(t.held, id)
		}
		t.mu.Unlock()
	}
	select {
	case <-mine.free:
		return func() { mine.free <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, &fault.Error{Code: fault.Canceled, Place: "session-id", Err: ctx.Err()}
	}
}
