package main

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

const fonts = "/usr/share/fonts"

func source(t testing.TB, stream uint64) *practice {
	if _, err := os.Stat(fonts + "/" + zoneFonts[0]); err != nil {
		t.Skip("no fonts-ocr-b: ", err)
	}
	p, err := newPractice(fonts, 9, stream)
	if err != nil {
		t.Skip("a font is missing: ", err)
	}
	return p
}

func BenchmarkPhotographs(b *testing.B) {
	p := source(b, 1)
	for b.Loop() {
		p.next()
	}
}

func BenchmarkLearning(b *testing.B) {
	net := glyph.NewNet()
	net.Randomise(rand.New(rand.NewPCG(1, 1)))
	learner := glyph.NewLearner(net)
	pixels, classes := newPool(source(b, 1)).batch()
	for b.Loop() {
		learner.Step(pixels, classes, 0.001)
	}
}
