package mrzreader

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
)

func BenchmarkClassify88(b *testing.B) {
	net := glyph.NewNet()
	cells := make([]float32, 88*glyph.Width*glyph.Height)
	b.ReportAllocs()
	for b.Loop() {
		net.Classify(cells)
	}
}

// BenchmarkReadMRZ reads a picture of 1600×1200 of a passport page.
func BenchmarkReadMRZ(b *testing.B) {
	zone, text := testFonts(b)
	reader := testReader(b)
	d := disturbance{"1600 px", func(p *render.Pose, k *render.Knobs, _ *rand.Rand) { p.Width, p.Height, p.Turn = 1600, 1200, 4 }}
	picture, _ := d.photograph(b, mrz.TD3, 3, zone, text)
	b.ReportAllocs()
	for b.Loop() {
		if zones, err := reader.ReadMRZ(context.Background(), picture); err != nil || len(zones) != 1 {
			b.Fatal(len(zones), err)
		}
	}
}

// BenchmarkFindNone looks in vain at a picture of 1600×1200 with text that is no zone.
func BenchmarkFindNone(b *testing.B) {
	_, text := testFonts(b)
	reader := testReader(b)
	picture := textPage(text, 1600, 1200, 1)
	b.ReportAllocs()
	for b.Loop() {
		if zones, err := reader.ReadMRZ(context.Background(), picture); err != nil || len(zones) != 0 {
			b.Fatal(len(zones), err)
		}
	}
}
