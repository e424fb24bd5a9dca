package node

import (
	"context"
	"log/slog"
)

// quiet passes the HTTP server's own complaints on as debug messages: a peer that hangs up is not worth a line at info.
type quiet struct{ slog.Handler }

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if !q.Enabled(ctx, slog.LevelDebug) {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}
