package mrzreader

import (
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

func BenchmarkClassify(b *testing.B) {
	net := glyph.NewNet()
	cells := make([]float32, 88*glyph.Width*glyph.Height)
	for b.Loop() {
		net.Classify(cells)
	}
}
