package outline_test

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/outline"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// card draws a document: light ground, a portrait, lines of print, rounded corners left to the scene.
func card(w, h int, r *rand.Rand) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(205 + r.IntN(20))
	}
	box := func(x0, y0, x1, y1 int, v uint8) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				m.Pix[y*m.Stride+x] = v
			}
		}
	}
	box(w/20, h/4, w*3/10, h*3/4, 120)
	for y := h / 8; y < h*9/10; y += h / 12 {
		for x := w * 7 / 20; x < w*9/10; {
			word := 2 + r.IntN(w/50+2)
			if r.IntN(4) > 0 {
				box(x, y, min(x+word, w-1), y+h/30, 60)
			}
			x += word + w/150 + 1
		}
	}
	return m
}

// scene is a picture with documents in it.
type scene struct {
	m    *image.Gray
	rand *rand.Rand
}

// table is a background: even, lit from one side, with grain.
func table(w, h int, dark uint8, seed uint64) scene {
	s := scene{image.NewGray(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(seed, 7))}
	for y := range h {
		for x := range w {
			s.m.Pix[y*w+x] = uint8(float64(dark) + 25*float64(x)/float64(w) + 8*math.Sin(float64(x)/9+float64(y)/31))
		}
	}
	return s
}

func (s scene) lay(q picture.Quad) {
	w, h := q.Sides()
	doc := card(int(w), int(h), s.rand)
	back := picture.Project(w, h, q).Inverse()
	for y := range s.m.Rect.Dy() {
		for x := range s.m.Rect.Dx() {
			p := back.Apply(picture.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5})
			if p.X >= 0 && p.Y >= 0 && p.X < float64(int(w)) && p.Y < float64(int(h)) {
				s.m.Pix[y*s.m.Stride+x] = doc.Pix[int(p.Y)*doc.Stride+int(p.X)]
			}
		}
	}
}

func (s scene) noise(amount int) *image.Gray {
	for i, v := range s.m.Pix {
		s.m.Pix[i] = uint8(min(max(int(v)+s.rand.IntN(2*amount+1)-amount, 0), 255))
	}
	return s.m
}

func quad(points ...float64) picture.Quad {
	var q picture.Quad
	for i := range q {
		q[i] = picture.Point{X: points[2*i], Y: points[2*i+1]}
	}
	return q
}

// turned is a rectangle about a middle, turned by degrees.
func turned(x, y, w, h, degrees float64) picture.Quad {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	var q picture.Quad
	for i, c := range [4][2]float64{{-w / 2, -h / 2}, {w / 2, -h / 2}, {w / 2, h / 2}, {-w / 2, h / 2}} {
		q[i] = picture.Point{X: x + c[0]*cos - c[1]*sin, Y: y + c[0]*sin + c[1]*cos}
	}
	return q
}

// distance is the largest between corners of the same name, as a part of the longer side of the picture.
func distance(a, b picture.Quad, m *image.Gray) float64 {
	return a.Farthest(b) / float64(max(m.Rect.Dx(), m.Rect.Dy()))
}

func TestFind(t *testing.T) {
	type row struct {
		name string
		dark uint8
		q    picture.Quad
	}
	rows := []row{
		{"upright", 70, quad(200, 150, 1400, 150, 1400, 907, 200, 907)},
		{"in perspective", 70, quad(280, 220, 1300, 160, 1420, 950, 180, 880)},
		{"small", 70, turned(800, 600, 560, 353, 7)},
		{"on its side", 70, turned(800, 600, 700, 1100, 3)},
		{"bright table, little contrast", 170, quad(200, 150, 1400, 170, 1380, 927, 220, 907)},
	}
	for degrees := -40.0; degrees <= 40; degrees += 10 {
		rows = append(rows, row{fmt.Sprintf("turned by %v", degrees), 70, turned(800, 600, 950, 600, degrees)})
	}
	for i, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			s := table(1600, 1200, r.dark, uint64(i))
			s.lay(r.q)
			m := s.noise(12)
			found := outline.Find(m)
			if len(found) != 1 {
				t.Fatalf("%d outlines: %v", len(found), found)
			}
			if d := distance(found[0], r.q, m); d > 0.002 {
				t.Errorf("off by %.2f %%: %v, want %v", 100*d, found[0], r.q)
			}
		})
	}
}

func TestTwo(t *testing.T) {
	s := table(1600, 1200, 70, 1)
	a, b := turned(480, 600, 800, 510, 84), turned(1150, 600, 780, 500, 95)
	s.lay(a)
	s.lay(b)
	if found := outline.Find(s.noise(10)); len(found) != 2 {
		t.Errorf("%d outlines: %v", len(found), found)
	}
}

func TestNone(t *testing.T) {
	t.Run("a table", func(t *testing.T) {
		if found := outline.Find(table(1600, 1200, 90, 3).noise(12)); found != nil {
			t.Error(found)
		}
	})
	t.Run("noise", func(t *testing.T) {
		if found := outline.Find(table(1600, 1200, 120, 3).noise(110)); found != nil {
			t.Error(found)
		}
	})
	t.Run("the document fills the picture", func(t *testing.T) {
		s := table(1600, 1010, 70, 2)
		s.lay(picture.RectQuad(1600, 1010))
		if found := outline.Find(s.noise(8)); found != nil {
			t.Error(found)
		}
	})
	t.Run("the document fills the picture, with a line across", func(t *testing.T) {
		s := table(1600, 1010, 180, 2)
		for y := 120; y < 132; y++ {
			for x := range 1600 {
				s.m.Pix[y*1600+x] = 40
			}
		}
		for x := range 6 { // the edge of the scan
			for y := range 1010 {
				s.m.Pix[y*1600+x], s.m.Pix[y*1600+1599-x] = 30, 30
			}
		}
		for i := range 6 * 1600 {
			s.m.Pix[1600*1004+i] = 30
		}
		if found := outline.Find(s.noise(8)); found != nil {
			t.Error(found)
		}
	})
	t.Run("too small to look at", func(t *testing.T) {
		if found := outline.Find(image.NewGray(image.Rect(0, 0, 3000, 40))); found != nil {
			t.Error(found)
		}
	})
	t.Run("black", func(t *testing.T) {
		if found := outline.Find(image.NewGray(image.Rect(0, 0, 400, 300))); found != nil {
			t.Error(found)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	s := table(4000, 3000, 70, 1)
	s.lay(quad(700, 550, 3250, 400, 3550, 2375, 450, 2200))
	m := s.noise(12)
	b.ReportAllocs()
	for b.Loop() {
		if len(outline.Find(m)) != 1 {
			b.Fatal("not found")
		}
	}
}
