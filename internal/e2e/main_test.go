package e2e

import (
	"os"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

// TestMain makes this test binary its own vision worker.
func TestMain(m *testing.M) {
	visiontest.Main()
	os.Exit(m.Run())
}
