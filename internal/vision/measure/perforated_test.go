package measure

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
)

// Holes are equal, round and in a row: spots, dark clothes in the portrait and rounded corners are none, and letters that a hole touches do not hide it.
func TestPerforated(t *testing.T) {
	all, err := layout.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	page, ok := layout.Find(all, document.VNPassport, document.Data)
	if !ok {
		t.Fatal("no layout of the passport")
	}
	table := color.RGBA{40, 36, 30, 255}
	hole := func(m *image.RGBA, x, y, r float64) {
		shade(m, func(c color.RGBA, u, v int) color.RGBA {
			if math.Hypot(float64(u)-x, float64(v)-y) < r {
				return table
			}
			return c
		})
	}
	portrait, _ := page.Element(document.Portrait)
	mm := float64(Width) / page.Width
	for _, row := range []struct {
		name string
		draw func(m *image.RGBA)
		low  float64
		high float64
	}{
		{"none", nil, 0, 0},
		{"one spot", func(m *image.RGBA) { hole(m, 500, 560, 12) }, 0, 0},
		{"two of them", func(m *image.RGBA) { hole(m, 500, 560, 12); hole(m, 560, 560, 12) }, 0.6, 0.7},
		{"three", func(m *image.RGBA) {
			for i := range 3 {
				hole(m, 400+float64(i)*60, 570, 12)
			}
		}, 1, 1},
		{"five, with letters between them", func(m *image.RGBA) {
			for x := 300; x < 760; x += 16 {
				fill(m, image.Rect(x, 560, x+3, 582).Add(m.Rect.Min), color.RGBA{26, 26, 26, 255})
				fill(m, image.Rect(x, 568, x+11, 571).Add(m.Rect.Min), color.RGBA{26, 26, 26, 255})
			}
			for i := range 5 {
				hole(m, 400+float64(i)*60, 570, 13)
			}
		}, 1, 1},
		{"spots of all sizes all over", func(m *image.RGBA) { hole(m, 320, 480, 9); hole(m, 500, 600, 18); hole(m, 700, 520, 28) }, 0, 0},
		{"dark corners", func(m *image.RGBA) {
			for _, x := range []float64{0, 1000} {
				hole(m, x, 630, 30)
			}
		}, 0, 0},
		{"a dark coat in the portrait", func(m *image.RGBA) {
			for i := range 3 {
				hole(m, (portrait.Box[0]+4)*mm+float64(i)*60, 0.62*630, 12)
			}
		}, 0, 0},
	} {
		s := card(t, row.draw)
		s.Layout = &page
		m := lay(s).perforated()[0]
		if m.Value < row.low || m.Value > row.high || m.Value > 0 && len(m.Quad) != 4 {
			t.Errorf("%s: %+v", row.name, m)
		}
	}
	s := card(t, nil)
	if got := lay(s).perforated(); got != nil {
		t.Errorf("a card: %v", got)
	}
}
