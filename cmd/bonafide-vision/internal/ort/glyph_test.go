//go:build cgo

package ort_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

// cells of noise, as many as the two lines of a passport have.
func cells() []float32 {
	random := rand.New(rand.NewPCG(1, 1))
	out := make([]float32, 88*glyph.Width*glyph.Height)
	for i := range out {
		out[i] = float32(random.NormFloat64())
	}
	return out
}

func glyphs(t testing.TB) mrzreader.Classifier {
	t.Helper()
	library(t)
	file, manifest, err := mrzreader.Model()
	if err != nil {
		t.Fatal(err)
	}
	return mrzreader.Over(net(t, &slots.Model{Manifest: manifest, Data: file}))
}

// ONNX Runtime reads the built-in model as the net in Go does.
func TestGlyphsAsInGo(t *testing.T) {
	there := glyphs(t)
	inGo, err := mrzreader.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	got, err := there.Classify(context.Background(), cells())
	if err != nil {
		t.Fatal(err)
	}
	want, err := inGo.Classify(context.Background(), cells())
	if err != nil || len(got) != len(want) || len(want) != 88*glyph.Classes {
		t.Fatal(len(got), len(want), err)
	}
	for i, v := range want {
		if math.Abs(float64(got[i]-v)) > 1e-3 {
			t.Fatalf("cell %d class %d: %v, in Go %v", i/glyph.Classes, i%glyph.Classes, got[i], v)
		}
	}
}

func BenchmarkGlyphs88(b *testing.B) {
	classifier := glyphs(b)
	input := cells()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := classifier.Classify(context.Background(), input); err != nil {
			b.Fatal(err)
		}
	}
}
