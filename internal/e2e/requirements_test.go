package e2e

import (
	"testing"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// TestRequirements asks a node what a transfer must carry, and sends through one that enforces it.
func TestRequirements(t *testing.T) {
	w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		if key == "seoul" {
			cfg.Enclave.Requirements = "enforce"
		}
	}})
	play(t, w, "testdata/requirements/*.txt")
}
