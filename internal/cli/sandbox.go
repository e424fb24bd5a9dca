package cli

import (
	"context"
	"log/slog"
	"time"

	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/vision"
)

// Readers of a sandbox: one vision worker that its nodes share, or why there is none.
type Readers struct {
	sandbox.Vision
	client *vision.Client
}

// StartReaders finds a worker as FindWorker says and begins to start it; it does not wait. Without one the sandbox works all the same, and says
// what is missing.
func StartReaders(ctx context.Context, flag, models string, log *slog.Logger) *Readers {
	path, err := Worker(flag)
	if err != nil {
		return &Readers{Vision: sandbox.Vision{Why: Why(err)}}
	}
	client, err := startWorkers(ctx, path, models, 0, log)
	if err != nil {
		return &Readers{Vision: sandbox.Vision{Why: Why(err)}}
	}
	return &Readers{Vision: sandbox.Vision{Engine: client, Path: path, Models: models}, client: client}
}

// Settle waits for the worker, wait at most. One that cannot be started is given up, and is told as not configured; one that is still starting
// counts as ready, since pictures wait for it.
func (r *Readers) Settle(ctx context.Context, wait time.Duration) {
	if r.client == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := r.client.Ready(ctx); err != nil && ctx.Err() == nil {
		_ = r.client.Close()
		*r = Readers{Vision: sandbox.Vision{Why: "the vision worker " + r.Path + " does not start: " + Why(err)}}
	}
}

// Close ends the worker.
func (r *Readers) Close() {
	if r.client != nil {
		_ = r.client.Close()
	}
}
