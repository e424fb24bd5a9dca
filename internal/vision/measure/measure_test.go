package measure

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// card is one of 1000 x 630 pixels on a table, with lines of print: what measures are taken on, without a camera.
func card(t testing.TB, draw func(m *image.RGBA)) Sheet {
	t.Helper()
	const margin = 120
	whole := image.NewRGBA(image.Rect(0, 0, 1000+2*margin, 630+2*margin))
	r := rand.New(rand.NewPCG(1, 2))
	fill(whole, whole.Rect, color.RGBA{96, 84, 70, 255})
	place := image.Rect(margin, margin, margin+1000, margin+630)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for x := place.Min.X; x < place.Max.X; x++ {
			// Paper with fine lines of two colours, and a little noise.
			wave := 10 * math.Sin(float64(x)/3+4*math.Sin(float64(y)/31))
			n := r.NormFloat64() * 1.5
			whole.SetRGBA(x, y, color.RGBA{clip(206 - wave + n), clip(214 + n), clip(196 + wave + n), 255})
		}
	}
	for line := range 8 {
		for letter := range 30 {
			x, y := margin+360+letter*18, margin+180+line*52
			fill(whole, image.Rect(x, y, x+3, y+22), color.RGBA{26, 26, 26, 255})
			fill(whole, image.Rect(x, y+9, x+11, y+12), color.RGBA{26, 26, 26, 255})
		}
	}
	if draw != nil {
		draw(whole.SubImage(place).(*image.RGBA))
	}
	q := picture.Quad{{X: margin, Y: margin}, {X: margin + 1000, Y: margin}, {X: margin + 1000, Y: margin + 630}, {X: margin, Y: margin + 630}}
	var lines []wire.Line
	for line := range 8 {
		y := float64(margin + 176 + line*52)
		lines = append(lines, wire.Line{Text: "print", Confidence: 0.9, Quad: corners(margin+355, y, 560, 30)})
	}
	p := reopened(t, func(w io.Writer) error { return png.Encode(w, whole) })
	all, err := layout.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	l, _ := layout.Find(all, document.CCCDChip, document.Front)
	return Sheet{Picture: p, Quad: q, Outlined: true, Upright: picture.WarpRGBA(whole, q, Width, 630), Layout: &l, Lines: lines}
}

// reopened is a picture after it was written and opened again.
func reopened(t testing.TB, write func(w io.Writer) error) *picture.Picture {
	t.Helper()
	var encoded bytes.Buffer
	if err := write(&encoded); err != nil {
		t.Fatal(err)
	}
	p, err := picture.Decode(encoded.Bytes(), picture.Default())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func clip(v float64) uint8 { return uint8(max(0, min(255, v))) }

func fill(m *image.RGBA, box image.Rectangle, c color.RGBA) {
	box = box.Intersect(m.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			m.SetRGBA(x, y, c)
		}
	}
}

func value(t *testing.T, all []wire.Measure, name document.Measure) float64 {
	t.Helper()
	for _, m := range all {
		if m.Name == string(name) {
			if m.Why != "" {
				t.Fatalf("%s was not made: %s", name, m.Why)
			}
			return m.Value
		}
	}
	t.Fatalf("%s was not made", name)
	return 0
}

// blur is a mean over a square, drawn into the card.
func blur(m *image.RGBA, r int) {
	from := image.NewRGBA(m.Rect)
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			from.SetRGBA(x, y, m.RGBAAt(x, y))
		}
	}
	for y := m.Rect.Min.Y + r; y < m.Rect.Max.Y-r; y++ {
		for x := m.Rect.Min.X + r; x < m.Rect.Max.X-r; x++ {
			var sum [3]int
			for v := y - r; v <= y+r; v++ {
				for u := x - r; u <= x+r; u++ {
					c := from.RGBAAt(u, v)
					sum[0], sum[1], sum[2] = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B)
				}
			}
			n := (2*r + 1) * (2*r + 1)
			m.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
}

// smear is a mean along a line of eleven pixels each way there is a step: a hand that moved.
func smear(m *image.RGBA, dx, dy int) {
	from := image.NewRGBA(m.Rect)
	draw.Draw(from, m.Rect, m, m.Rect.Min, draw.Src)
	shade(m, func(_ color.RGBA, x, y int) color.RGBA {
		var sum [3]int
		for i := -5; i <= 5; i++ {
			at := image.Pt(x+i*dx, y+i*dy).Add(m.Rect.Min)
			if !at.In(m.Rect) {
				at = image.Pt(x, y).Add(m.Rect.Min)
			}
			c := from.RGBAAt(at.X, at.Y)
			sum[0], sum[1], sum[2] = sum[0]+int(c.R), sum[1]+int(c.G), sum[2]+int(c.B)
		}
		return color.RGBA{uint8(sum[0] / 11), uint8(sum[1] / 11), uint8(sum[2] / 11), 255}
	})
}

func shade(m *image.RGBA, f func(c color.RGBA, x, y int) color.RGBA) {
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			m.SetRGBA(x, y, f(m.RGBAAt(x, y), x-m.Rect.Min.X, y-m.Rect.Min.Y))
		}
	}
}

// TestMeasuresTellGoodFromBad holds each measure of a spoilt scene against the same of a good one: it moves, and to the side that fails.
func TestMeasuresTellGoodFromBad(t *testing.T) {
	ctx := t.Context()
	good := card(t, nil)
	goodOf := append(Quality(ctx, good), Forgery(ctx, good)...)
	for _, row := range []struct {
		name    string
		measure document.Measure
		draw    func(m *image.RGBA)
		low     float64 // the good scene is at most this, or at least, when the bad one is lower
		bad     float64 // and the bad one is beyond this
	}{
		{"out of focus", document.Sharpness, func(m *image.RGBA) { blur(m, 5) }, 160, 80},
		{"moved across the lines", document.Direction, func(m *image.RGBA) { smear(m, 0, 1) }, 2.2, 6},
		{"moved across the lines, sharpness", document.Sharpness, func(m *image.RGBA) { smear(m, 0, 1) }, 160, 80},
		{"moved aslant", document.Direction, func(m *image.RGBA) { smear(m, 1, 1) }, 2.2, 6},
		{"dark", document.Luminance, func(m *image.RGBA) {
			shade(m, func(c color.RGBA, _, _ int) color.RGBA { return color.RGBA{c.R / 5, c.G / 5, c.B / 5, 255} })
		}, 150, 60},
		{"burnt out", document.Clipped, func(m *image.RGBA) {
			shade(m, func(c color.RGBA, _, _ int) color.RGBA {
				return color.RGBA{clip(float64(c.R) * 1.5), clip(float64(c.G) * 1.5), clip(float64(c.B) * 1.5), 255}
			})
		}, 0.02, 0.25},
		{"a reflection", document.GlareShare, func(m *image.RGBA) {
			shade(m, func(c color.RGBA, x, y int) color.RGBA {
				if math.Hypot(float64(x-600), float64(y-300)) < 90 {
					return color.RGBA{255, 255, 255, 255}
				}
				return c
			})
		}, 0.001, 0.006},
		{"without colour", document.ChromaP95, func(m *image.RGBA) {
			shade(m, func(c color.RGBA, _, _ int) color.RGBA {
				g := uint8((int(c.R) + int(c.G) + int(c.B)) / 3)
				return color.RGBA{g, g, g, 255}
			})
		}, 6, 6},
		{"a corner cut off", document.CornerTL, func(m *image.RGBA) {
			shade(m, func(c color.RGBA, x, y int) color.RGBA {
				if x+y < 130 {
					return color.RGBA{96, 84, 70, 255}
				}
				return c
			})
		}, 0.1, 0.5},
		{"pale broad strokes across", document.Watermark, func(m *image.RGBA) {
			shade(m, func(c color.RGBA, x, y int) color.RGBA {
				if (x+y+int(40*math.Sin(float64(x-y)/47)))%60 < 12 { // wavy: what is even to the pixel is a screen's
					return color.RGBA{clip(float64(c.R) * 0.75), clip(float64(c.G) * 0.75), clip(float64(c.B) * 0.75), 255}
				}
				return c
			})
		}, 0.5, 0.95},
	} {
		s := card(t, row.draw)
		before, after := value(t, goodOf, row.measure), value(t, append(Quality(ctx, s), Forgery(ctx, s)...), row.measure)
		if lower := row.bad <= row.low && after < before; lower {
			if !(before >= row.low && after < row.bad) {
				t.Errorf("%s: %s is %.4f on the good scene and %.4f on the bad one; wanted at least %g, and under %g", row.name, row.measure, before, after, row.low, row.bad)
			}
		} else if !(before <= row.low && after > row.bad) {
			t.Errorf("%s: %s is %.4f on the good scene and %.4f on the bad one; wanted at most %g, and over %g", row.name, row.measure, before, after, row.low, row.bad)
		}
	}
}

// A reflection on a portrait is one, unless the portrait stands on white, which light washes out by itself.
func TestGlareOnPortrait(t *testing.T) {
	for _, row := range []struct {
		name   string
		ground uint8
		found  bool
	}{{"on gray", 190, true}, {"on white", 255, false}} {
		s := card(t, func(m *image.RGBA) {
			l := card(t, nil).Layout
			e, ok := l.Element(document.Portrait)
			if !ok {
				t.Fatal("the layout has no portrait")
			}
			mm := 1000 / l.Width
			portrait := image.Rect(int(e.Box[0]*mm), int(e.Box[1]*mm), int(e.Box[2]*mm), int(e.Box[3]*mm)).Add(m.Rect.Min)
			fill(m, portrait, color.RGBA{row.ground, row.ground, row.ground, 255})
			spot := image.Rect(0, 0, 90, 90).Add(image.Pt((portrait.Min.X+portrait.Max.X)/2-45, (portrait.Min.Y+portrait.Max.Y)/2-45))
			fill(m, spot, color.RGBA{255, 255, 255, 255})
		})
		if got := value(t, Quality(t.Context(), s), document.GlareShare); (got > 0.006) != row.found {
			t.Errorf("%s: %.4f", row.name, got)
		}
	}
}

// What is sharp stays so in little light, of which another measure speaks; in none it cannot be told.
func TestSharpInTheDark(t *testing.T) {
	dark := card(t, func(m *image.RGBA) {
		shade(m, func(c color.RGBA, _, _ int) color.RGBA { return color.RGBA{c.R / 5, c.G / 5, c.B / 5, 255} })
	})
	black := card(t, func(m *image.RGBA) {
		shade(m, func(color.RGBA, int, int) color.RGBA { return color.RGBA{9, 8, 7, 255} })
	})
	if v := value(t, Quality(t.Context(), dark), document.Sharpness); v < 160 {
		t.Errorf("sharpness in the dark: %.0f", v)
	}
	for _, m := range Quality(t.Context(), black) {
		if m.Name == string(document.Sharpness) && m.Why == "" {
			t.Errorf("sharpness of what is not seen: %.0f", m.Value)
		}
	}
}

// TestElementsAreSeen: an element that is drawn in its place scores high, bare paper low.
func TestElementsAreSeen(t *testing.T) {
	mm := float64(Width) / 85.6
	at := func(x0, y0, x1, y1 float64) image.Rectangle {
		return image.Rect(int(x0*mm), int(y0*mm), int(x1*mm), int(y1*mm))
	}
	for _, row := range []struct {
		name document.Measure
		draw func(m *image.RGBA)
	}{
		{document.Emblem, func(m *image.RGBA) {
			disc(m, 9*mm, 8.4*mm, 4.6*mm, color.RGBA{198, 40, 40, 255})
			disc(m, 9*mm, 8.4*mm, 2.2*mm, color.RGBA{222, 170, 60, 255})
		}},
		{document.QR, func(m *image.RGBA) {
			r := rand.New(rand.NewPCG(3, 4))
			for v := 5.5; v < 17; v += 0.5 {
				for u := 69.5; u < 81; u += 0.5 {
					if r.IntN(2) == 0 {
						fill(m, at(u, v, u+0.5, v+0.5).Add(m.Rect.Min), color.RGBA{16, 16, 16, 255})
					}
				}
			}
			for _, c := range [3][2]float64{{69.5, 5.5}, {78, 5.5}, {69.5, 14}} {
				fill(m, at(c[0]-0.5, c[1]-0.5, c[0]+4, c[1]+4).Add(m.Rect.Min), color.RGBA{250, 250, 250, 255})
				for ring, ink := range []color.RGBA{{16, 16, 16, 255}, {250, 250, 250, 255}, {16, 16, 16, 255}} {
					inset := float64(ring) * 0.5
					fill(m, at(c[0]+inset, c[1]+inset, c[0]+3.5-inset, c[1]+3.5-inset).Add(m.Rect.Min), ink)
				}
			}
		}},
	} {
		bare := value(t, Forgery(t.Context(), card(t, nil)), row.name)
		drawn := value(t, Forgery(t.Context(), card(t, row.draw)), row.name)
		if bare >= 0.4 || drawn <= 0.6 {
			t.Errorf("%s: %.2f on bare paper, %.2f when it is there", row.name, bare, drawn)
		}
	}
}

func disc(m *image.RGBA, x, y, r float64, c color.RGBA) {
	shade(m, func(old color.RGBA, u, v int) color.RGBA {
		if math.Hypot(float64(u)-x, float64(v)-y) < r {
			return c
		}
		return old
	})
}

// TestStrips: a document that is a strip of a few pixels is measured as far as that goes, and what cannot be says why.
func TestStrips(t *testing.T) {
	for _, h := range []int{1, 3, 4, 5, 8, 40} {
		s := card(t, nil)
		s.Upright = picture.WarpRGBA(s.Upright, picture.RectQuad(1000, 630), Width, h)
		for _, m := range append(Quality(t.Context(), s), Forgery(t.Context(), s)...) {
			if m.Why == "" && (math.IsNaN(m.Value) || math.IsInf(m.Value, 0)) {
				t.Errorf("%d rows: %s is no number", h, m.Name)
			}
		}
	}
}

// Two pictures of one table are alike, of two tables not.
func TestSurround(t *testing.T) {
	one := Surround(card(t, nil))
	if len(one) == 0 {
		t.Fatal("nothing around the card")
	}
	filled := card(t, nil)
	filled.Outlined = false
	if Surround(filled) != nil {
		t.Error("a document without an outline has surroundings")
	}
}

func BenchmarkMeasures(b *testing.B) {
	s := card(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		Quality(b.Context(), s)
		Forgery(b.Context(), s)
		Surround(s)
	}
}

// What is no nearer to the ground than a portrait is belongs to the table, when it is nearer to that.
func TestForeign(t *testing.T) {
	own, around := [][3]float64{{140, 141, 139}}, [][3]float64{{118, 113, 108}}
	for _, row := range []struct {
		name  string
		pixel color.RGBA
		want  bool
	}{
		{"ground", color.RGBA{138, 140, 136, 255}, false},
		{"ground with a fine line", color.RGBA{134, 133, 131, 255}, false},
		{"a table as light", color.RGBA{120, 116, 110, 255}, true},
		{"ink", color.RGBA{40, 40, 40, 255}, true},
	} {
		m := image.NewRGBA(image.Rect(0, 0, 1, 1))
		m.SetRGBA(0, 0, row.pixel)
		if got := (&scene{m: m}).foreign(0, 0, own, around); got != row.want {
			t.Errorf("%s: foreign %v", row.name, got)
		}
	}
}
