package vision

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"github.com/bonafide-id/bonafide/internal/vision/confine"
)

// guard starts workers with as little as this system lets it take away from them.
type guard struct {
	opt Options

	mu   sync.Mutex
	said map[string]bool // what was logged: once is enough
}

func newGuard(opt Options) *guard { return &guard{opt: opt, said: map[string]bool{}} }

// inspect completes what is said of a worker's isolation when it is ready and has limited itself, if this server could not.
func (g *guard) inspect(ctx context.Context, p *process, log *slog.Logger) {
	if missing := confine.Missing(p.pid); missing != nil {
		p.isolation.Notes = append(p.isolation.Notes, "the worker is not limited in "+strings.Join(missing, ", ")+": the server may not do it, and the worker did not")
	} else {
		p.isolation.Privileges = strings.TrimPrefix(p.isolation.Privileges+", no files, no core dumps", ", ")
	}
	g.tell(ctx, p.isolation.Notes, log)
}

// tell logs each note once.
func (g *guard) tell(ctx context.Context, notes []string, log *slog.Logger) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, note := range notes {
		if !g.said[note] {
			g.said[note] = true
			log.WarnContext(ctx, "the vision worker is less isolated than it could be", "why", note)
		}
	}
}
