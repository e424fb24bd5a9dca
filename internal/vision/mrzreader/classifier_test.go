package mrzreader

import (
	"context"
	"math"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// answers is an inference engine that always says the same.
type answers [][]float32

func (a answers) Run(_ context.Context, input []float32, shape []int64) ([][]float32, error) {
	return a, nil
}

// What an engine answers is taken only when it is of the right size and a number.
func TestOver(t *testing.T) {
	cells := make([]float32, 2*glyph.Width*glyph.Height)
	good := make([]float32, 2*glyph.Classes)
	nan := make([]float32, 2*glyph.Classes)
	nan[5] = float32(math.NaN())
	for _, row := range []struct {
		name string
		net  answers
		ok   bool
	}{
		{"right", answers{good}, true},
		{"no output", answers{}, false},
		{"two outputs", answers{good, good}, false},
		{"a cell too few", answers{good[:glyph.Classes]}, false},
		{"no number", answers{nan}, false},
	} {
		scores, err := Over(row.net).Classify(context.Background(), cells)
		if (err == nil) != row.ok || (scores != nil) != row.ok {
			t.Errorf("%s: %d scores, %v", row.name, len(scores), err)
		}
	}
}
