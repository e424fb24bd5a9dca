package outline

import (
	"image"
	"math"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// shaded is a light card at q on a dark table, with a soft shadow about it that ends some eight pixels away and lines of print in it.
func shaded(w, h int, q picture.Quad) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			away := math.Inf(-1)
			for i, a := range q {
				b := q[(i+1)&3]
				away = max(away, ((b.Y-a.Y)*(float64(x)+0.5-a.X)-(b.X-a.X)*(float64(y)+0.5-a.Y))/math.Hypot(b.X-a.X, b.Y-a.Y))
			}
			v := 90 - 45/(1+math.Exp((away-8)/2))
			if away < -12 && y%14 < 5 && x%9 < 6 {
				v = 40
			} else if away < 1 {
				v += (200 - v) * min(max(0.5-away, 0), 1)
			}
			m.Pix[y*m.Stride+x] = uint8(v)
		}
	}
	return m
}

// Outlines in the shadow, or crooked by what a line of Hough's may be, come to the document's own sides.
func TestRefine(t *testing.T) {
	q := picture.Quad{{X: 70, Y: 60}, {X: 340, Y: 52}, {X: 346, Y: 236}, {X: 64, Y: 230}}
	m := shaded(400, 300, q)
	for name, moved := range map[string]picture.Quad{
		"where it is":   q,
		"in the shadow": {{X: 64, Y: 54}, {X: 346, Y: 46}, {X: 352, Y: 242}, {X: 58, Y: 236}},
		"crooked":       {{X: 70, Y: 65}, {X: 337, Y: 47}, {X: 346, Y: 240}, {X: 68, Y: 226}},
		"too small":     {{X: 75, Y: 65}, {X: 335, Y: 57}, {X: 341, Y: 231}, {X: 69, Y: 225}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, p := range refine(m, moved, coarseReach) {
				if d := math.Hypot(p.X-q[i].X, p.Y-q[i].Y); d > 1 {
					t.Errorf("corner %d is off by %.2f pixels", i, d)
				}
			}
		})
	}
}

// A shadow's side is one all along, but a soft one.
func TestSupport(t *testing.T) {
	q := picture.Quad{{X: 70, Y: 60}, {X: 340, Y: 60}, {X: 340, Y: 230}, {X: 70, Y: 230}}
	f := gradients(shaded(400, 300, q))
	own := f.support(q[0], q[1])
	shadow := f.support(picture.Point{X: 62, Y: 52}, picture.Point{X: 348, Y: 52})
	if own.part < 0.95 || shadow.part < 0.95 {
		t.Errorf("parts %.2f and %.2f, want both nearly whole", own.part, shadow.part)
	}
	if shadow.steep > 0.8*own.steep {
		t.Errorf("the shadow changes by %.2f, the document's side by %.2f", shadow.steep, own.steep)
	}
}
