package vision

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

func TestLegible(t *testing.T) {
	noise := []wire.Line{{Text: "se", Confidence: 0.76}, {Text: "Wives", Confidence: 0.55}, {Text: "ae", Confidence: 0.9}, {Text: "----", Confidence: 0.95}}
	if got := legible(noise); got != nil {
		t.Errorf("noise reads %q", got)
	}
	page := []wire.Line{{Text: "SPECIMEN", Confidence: 0.96}, {Text: "14PX06994", Confidence: 0.58}, {Text: "~", Confidence: 0.1}}
	if diff := cmp.Diff([]string{"SPECIMEN", "14PX06994"}, legible(page)); diff != "" {
		t.Error(diff)
	}
	if got := legible(nil); got != nil {
		t.Errorf("nothing reads %q", got)
	}
}
