package camera

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/internal/specimen"
)

// checkered is a page of w by h pixels with something on it everywhere; it needs no fonts.
func checkered(w, h int) specimen.Page {
	r := rand.New(rand.NewPCG(1, 1))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(120 + 100*((x/24+y/24)%2) + r.IntN(20))
			img.SetRGBA(x, y, color.RGBA{v, v - 20, v - 40, 255})
		}
	}
	return specimen.Page{Image: img, Truth: specimen.Truth{Width: w, Height: h, Zones: []specimen.ZoneBox{{Name: "middle", Box: image.Rect(w/4, h/4, w/2, h/2)}}}}
}

// BenchmarkTake is a photograph of 12 megapixels, by preset.
func BenchmarkTake(b *testing.B) {
	page := checkered(3000, 2112)
	for _, name := range Presets() {
		b.Run(name, func(b *testing.B) {
			shot, err := Preset(name, 3)
			if err != nil {
				b.Fatal(err)
			}
			if shot.LongSide == 0 {
				shot.LongSide = 4000
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Take(page, shot); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
