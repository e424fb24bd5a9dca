package measure

import (
	"image"
	"image/color"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/document"
)

// A tile's spectrum is that of the definition.
func TestTransform(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	p := newPlane(tileSide+9, tileSide+5)
	for i := range p.v {
		p.v[i] = float32(r.NormFloat64())
	}
	f := newTransformer()
	got := f.transform(p, 7, 3)
	mean := 0.0
	for y := range tileSide {
		for x := range tileSide {
			mean += float64(p.at(x+7, y+3)) / tileSide / tileSide
		}
	}
	for _, i := range []int{0, 1, 5, tileSide / 2, tileSide - 1, 3*tileSide + 9, 40*tileSide + 100, (halfTile-1)*tileSide + 64, (halfTile-1)*tileSide + 1} {
		fx, fy := frequency(i)
		want := complex(0, 0)
		for y := range tileSide {
			for x := range tileSide {
				want += cmplx.Rect((float64(p.at(x+7, y+3))-mean)*f.window[x]*f.window[y], -2*math.Pi*(fx*float64(x)+fy*float64(y)))
			}
		}
		if power := real(want)*real(want) + imag(want)*imag(want); math.Abs(got[i]-power) > 1e-6*(1+power) {
			t.Errorf("%.3f, %.3f: %g, want %g", fx, fy, got[i], power)
		}
	}
}

// grid adds a wave of a period in pixels, turned by so many degrees, to a card.
func grid(m *image.RGBA, period, degrees, strength float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	shade(m, func(c color.RGBA, x, y int) color.RGBA {
		v := strength * math.Cos(2*math.Pi/period*(float64(x)*cos+float64(y)*sin))
		return color.RGBA{clip(float64(c.R) + v), clip(float64(c.G) + v), clip(float64(c.B) + v), 255}
	})
}

// fringe adds a wave of which the three colours are a third apart.
func fringe(m *image.RGBA, period, degrees, strength float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	shade(m, func(c color.RGBA, x, y int) color.RGBA {
		at := func(third float64) float64 {
			return strength * math.Cos(2*math.Pi*((float64(x)*cos+float64(y)*sin)/period+third/3))
		}
		return color.RGBA{clip(float64(c.R) + at(0)), clip(float64(c.G) + at(1)), clip(float64(c.B) + at(2)), 255}
	})
}

// A screen has one grid, near the axes; a halftone has one for each ink, turned against one another; print has neither, however regular.
func TestScreensAndHalftones(t *testing.T) {
	for _, row := range []struct {
		name   string
		draw   func(m *image.RGBA)
		screen bool
		dots   bool
	}{
		{"paper and print", nil, false, false},
		{"a screen", func(m *image.RGBA) { grid(m, 4.7, 2, 12); grid(m, 4.8, 92, 12) }, true, false},
		{"a screen looked at from aside", func(m *image.RGBA) { grid(m, 4.7, 12, 12); grid(m, 4.8, 100, 12) }, true, false},
		{"a screen whose grid beats slowly", func(m *image.RGBA) { fringe(m, 28, 40, 24) }, true, false},
		{"lines of two inks", func(m *image.RGBA) {
			shade(m, func(c color.RGBA, x, y int) color.RGBA {
				v := 16 * math.Cos(2*math.Pi*float64(3*x+y)/60)
				return color.RGBA{clip(float64(c.R) + v), c.G, clip(float64(c.B) - v), 255}
			})
		}, false, false},
		{"shadows of a blind, as broad", func(m *image.RGBA) { grid(m, 28, 40, 16) }, false, false},
		{"a halftone", func(m *image.RGBA) {
			for _, degrees := range []float64{15, 105, 75, 165, 45, 135} {
				grid(m, 2.6, degrees, 10)
			}
		}, false, true},
		{"one screen of dots, as of a single ink", func(m *image.RGBA) { grid(m, 2.6, 45, 10); grid(m, 2.6, 135, 10) }, false, false},
		{"more lines of print", func(m *image.RGBA) {
			r := rand.New(rand.NewPCG(5, 6))
			for y := 20; y < 600; y += 24 {
				for x := 30; x < 960; x += 6 + r.IntN(9) {
					fill(m, image.Rect(x, y, x+2, y+14).Add(m.Rect.Min), color.RGBA{30, 30, 30, 255})
					fill(m, image.Rect(x, y+r.IntN(12), x+6, y+14).Add(m.Rect.Min).Intersect(image.Rect(0, 0, 5000, m.Rect.Min.Y+y+2+r.IntN(12))), color.RGBA{30, 30, 30, 255})
				}
			}
		}, false, false},
	} {
		all := Forgery(t.Context(), card(t, row.draw))
		screen, dots := value(t, all, document.Screen), value(t, all, document.ColourCopy)
		if (screen > 0.75) != row.screen || (dots > 0.6) != row.dots {
			t.Errorf("%s: screen %.2f, halftone %.2f", row.name, screen, dots)
		}
		for _, m := range all {
			if (m.Name == string(document.Watermark) || m.Name == string(document.Edited) && row.screen) && (m.Why != "") != (screen > bandsFrom) {
				t.Errorf("%s: the watermark %+v", row.name, m)
			}
		}
	}
}

func TestPatternsOfLittle(t *testing.T) {
	s := card(t, nil)
	for i := range s.Quad { // the document is a stamp in the picture
		s.Quad[i].X, s.Quad[i].Y = 200+s.Quad[i].X/10, 200+s.Quad[i].Y/10
	}
	for _, m := range lay(s).patterns() {
		if m.Why == "" {
			t.Errorf("%+v", m)
		}
	}
}
