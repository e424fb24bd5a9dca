package measure

import (
	"image/color"
	"image/png"
	"io"
	"math"
	"testing"

	"github.com/bonafide-id/bonafide/document"
)

// onStone is a card on mottled stone of nearly its own colour, in a dark picture, with cut pixels of its top left corner off.
func onStone(t *testing.T, cut int) Sheet {
	t.Helper()
	s := card(t, nil)
	m := s.Picture.RGBA(0)
	left, top, right, bottom := int(s.Quad[0].X), int(s.Quad[0].Y), int(s.Quad[2].X), int(s.Quad[2].Y)
	shade(m, func(c color.RGBA, x, y int) color.RGBA {
		if x < left || y < top || x >= right || y >= bottom || x-left+y-top < cut {
			stone := 126 + 5*math.Sin(float64(x)/23)*math.Cos(float64(y)/17) + 2*math.Sin(float64(x*y)/5)
			return color.RGBA{clip(stone + 6), clip(stone), clip(stone - 8), 255}
		}
		dim := func(v uint8) uint8 { return clip(0.66 * float64(v)) }
		return color.RGBA{dim(c.R), dim(c.G), dim(c.B), 255}
	})
	s.Picture = reopened(t, func(w io.Writer) error { return png.Encode(w, m) })
	return s
}

// A corner is missing where the ground is seen in its place, however little that differs from the card; where nothing is cut off none is.
func TestCornersOnStone(t *testing.T) {
	for _, cut := range []int{0, 95} {
		for _, m := range lay(onStone(t, cut)).corners() {
			missing := cut > 0 && m.Name == string(document.CornerTL)
			if m.Why != "" || missing && m.Value < 0.7 || !missing && m.Value > 0.1 {
				t.Errorf("%d cut off: %+v", cut, m)
			}
		}
	}
}
