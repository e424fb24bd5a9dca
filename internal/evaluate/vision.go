package evaluate

import (
	"context"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Vision reads pictures; *vision.Client is one.
type Vision interface {
	// Do sends one picture. An error is one of the codes of package fault.
	Do(ctx context.Context, request wire.Request, picture []byte) (wire.Reply, []byte, error)
}

// Worker is what a vision worker says of itself at its start.
type Worker struct {
	Engines map[string]wire.Part // what is there, and why the rest is not
	Models  []wire.Model
}
