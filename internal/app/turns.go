package app

import (
	"context"
	"runtime"
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
