package measure

import (
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// fieldBox is the place of a line of print of the scene of fields, pixels of the picture.
func fieldBox(line int) image.Rectangle { return image.Rect(470, 292+line*52, 1050, 336+line*52) }

// withFields is a card whose eight lines are fields, softened and with noise as by a camera, then saved as told: 0 is no JPEG. What was changed between the
// first saving and the second is drawn by alter, on the picture itself.
func withFields(t *testing.T, first, second int, alter func(m *image.RGBA)) Sheet {
	t.Helper()
	s := card(t, nil)
	m := s.Picture.RGBA(0)
	blur(m, 1)
	r := rand.New(rand.NewPCG(7, 8))
	shade(m, func(c color.RGBA, _, _ int) color.RGBA {
		v := r.NormFloat64() * 2.5
		return color.RGBA{clip(float64(c.R) + v), clip(float64(c.G) + v), clip(float64(c.B) + v), 255}
	})
	m = saved(t, m, first)
	if alter != nil {
		alter(m)
	}
	s.Picture, s.Lines, s.Fields = reopened(t, func(w io.Writer) error { return jpeg.Encode(w, m, &jpeg.Options{Quality: second}) }), nil, nil
	for i := range 8 {
		b := fieldBox(i)
		s.Fields = append(s.Fields, wire.Field{Name: string(document.Fields()[i]), Value: "print", Quad: corners(float64(b.Min.X), float64(b.Min.Y), float64(b.Dx()), float64(b.Dy()))})
	}
	return s
}

// saved is a picture after it was written as a JPEG and opened again.
func saved(t *testing.T, m *image.RGBA, quality int) *image.RGBA {
	t.Helper()
	if quality == 0 {
		return m
	}
	return reopened(t, func(w io.Writer) error { return jpeg.Encode(w, m, &jpeg.Options{Quality: quality}) }).RGBA(0)
}

// field is a line of print of a picture, to draw on.
func field(m *image.RGBA, line int) *image.RGBA { return m.SubImage(fieldBox(line)).(*image.RGBA) }

// A field that was softened, sharpened, robbed of its noise, given more of it, or put in after the picture was first saved is the one that stands out; in a
// picture of which nothing was altered none does, however often it was saved.
func TestEdited(t *testing.T) {
	noisy := func(m *image.RGBA, sd float64) {
		r := rand.New(rand.NewPCG(3, 4))
		shade(m, func(c color.RGBA, _, _ int) color.RGBA {
			v := r.NormFloat64() * sd
			return color.RGBA{clip(float64(c.R) + v), clip(float64(c.G) + v), clip(float64(c.B) + v), 255}
		})
	}
	for _, row := range []struct {
		name          string
		first, second int
		alter         func(m *image.RGBA)
		line          int // -1: none
	}{
		{"nothing", 0, 92, nil, -1},
		{"nothing, at low quality", 0, 75, nil, -1},
		{"nothing, saved twice", 80, 93, nil, -1},
		{"nothing, saved worse the second time", 93, 84, nil, -1},
		{"smoothed", 0, 92, func(m *image.RGBA) { blur(field(m, 3), 1) }, 3},
		{"more noise", 0, 92, func(m *image.RGBA) { noisy(field(m, 5), 5) }, 5},
		{"typed anew: sharp, without noise", 0, 92, func(m *image.RGBA) {
			part := field(m, 2)
			box := fieldBox(2)
			fill(part, box, color.RGBA{205, 214, 197, 255})
			for letter := range 30 {
				x, y := box.Min.X+10+letter*18, box.Min.Y+8
				fill(part, image.Rect(x, y, x+3, y+22), color.RGBA{26, 26, 26, 255})
				fill(part, image.Rect(x, y+9, x+11, y+12), color.RGBA{26, 26, 26, 255})
			}
		}, 2},
		{"moved by two pixels after the first saving", 78, 93, func(m *image.RGBA) {
			part, box := field(m, 6), fieldBox(6)
			kept := image.NewRGBA(box)
			copyOf(kept, part)
			shade(part, func(_ color.RGBA, x, y int) color.RGBA {
				return kept.RGBAAt(max(box.Min.X, box.Min.X+x-2), max(box.Min.Y, box.Min.Y+y-3))
			})
		}, 6},
	} {
		s := withFields(t, row.first, row.second, row.alter)
		m := lay(s).edited()[0]
		switch {
		case m.Why != "":
			t.Errorf("%s: not made: %s", row.name, m.Why)
		case row.line < 0 && m.Value > 0.6:
			t.Errorf("%s: %.2f at %v", row.name, m.Value, m.Quad)
		case row.line >= 0 && (m.Value < 0.8 || len(m.Quad) != 4 || m.Quad[0].Y != float64(fieldBox(row.line).Min.Y)):
			t.Errorf("%s: %.2f at %v, not in line %d", row.name, m.Value, m.Quad, row.line)
		}
	}
}

func copyOf(to, from *image.RGBA) {
	for y := from.Rect.Min.Y; y < from.Rect.Max.Y; y++ {
		for x := from.Rect.Min.X; x < from.Rect.Max.X; x++ {
			to.SetRGBA(x, y, from.RGBAAt(x, y))
		}
	}
}

// The odd one of some fields stands alone, and enough is seen of it to know: fine print comes in several fields, and of a single letter little is known.
func TestOddest(t *testing.T) {
	usual := func(n int) (all []trace) {
		for i := range n {
			all = append(all, trace{edge: 0.01 * float64(i%3), noise: 0.05 * float64(i%2), bare: 2000, seen: true})
		}
		return all
	}
	with := func(more ...trace) []trace { return append(usual(6), more...) }
	fine, odd := trace{edge: 0.2, bare: 2000, seen: true}, trace{edge: 0.2, noise: 0.3, bare: 2000, seen: true}
	for _, row := range []struct {
		name     string
		traces   []trace
		oddest   int // -1: none above 0.6
		compared int
	}{
		{"none", usual(7), -1, 7},
		{"one", with(odd), 6, 7},
		{"three alike", with(fine, fine, fine), -1, 9},
		{"two alike, and one beside them", with(odd, odd, trace{edge: -0.3, bare: 2000, seen: true}), 8, 9},
		{"another noise", with(trace{noise: 0.9, bare: 2000, seen: true}), 6, 7},
		{"another noise of few pixels", with(trace{noise: 0.9, bare: 60, seen: true}), -1, 7},
		{"one of which nothing is seen", with(trace{edge: 5, noise: 5}), -1, 6},
		{"too few", usual(3), -1, 0},
		{"nothing", nil, -1, 0},
	} {
		at, score, compared := oddest(row.traces)
		if compared != row.compared || row.oddest < 0 && score > 0.6 || row.oddest >= 0 && (at != row.oddest || score < 0.75) {
			t.Errorf("%s: %d at %.2f of %d; want %d of %d", row.name, at, score, compared, row.oddest, row.compared)
		}
	}
}

// Few fields, or fields beyond the picture, tell nothing, and say so.
func TestEditedOfLittle(t *testing.T) {
	s := withFields(t, 0, 90, nil)
	all := s.Fields
	s.Fields = all[:3]
	if m := lay(s).edited()[0]; m.Why == "" {
		t.Errorf("three fields: %+v", m)
	}
	s.Fields = nil
	for _, f := range all {
		f.Quad = corners(f.Quad[0].X+5000, -4000, 300, 40)
		s.Fields = append(s.Fields, f)
	}
	if m := lay(s).edited()[0]; m.Why == "" {
		t.Errorf("beyond the picture: %+v", m)
	}
	s.Fields = append(all[:0:0], all...)
	s.Fields[0].Quad = corners(math.NaN(), 0, 10, 10)
	if m := lay(s).edited()[0]; math.IsNaN(m.Value) {
		t.Errorf("%+v", m)
	}
}

// What a second saving leaves of the first is found by the counts of the picture itself, and is not there after one.
func TestLeftovers(t *testing.T) {
	for _, row := range []struct {
		first, second int
		low, high     float64
	}{{0, 93, -0.2, 0.08}, {0, 80, -0.2, 0.08}, {78, 93, 0.2, 3}, {85, 95, 0.2, 3}} {
		s := withFields(t, row.first, row.second, nil)
		l := lay(s).leftovers(s.Picture.Gray())
		mean, n := l.mean(image.Rect(460, 280, 1060, 720))
		if n < 1000 || mean < row.low || mean > row.high {
			t.Errorf("%d and %d: %.3f of %d", row.first, row.second, mean, n)
		}
	}
	s := card(t, nil) // a PNG has no raster
	if l := lay(s).leftovers(s.Picture.Gray()); len(l.blocks) != 0 {
		t.Errorf("%d blocks of a PNG", len(l.blocks))
	}
}
