package vision_test

import (
	"os"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

func TestMain(m *testing.M) {
	visiontest.Main()
	os.Exit(m.Run())
}
