package picture_test

import (
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"

	"bytes"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

func noise(w, h int) *image.Gray {
	m, r := image.NewGray(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(1, 1))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.IntN(256))
	}
	return m
}

// area is the mean of m over a rectangle, computed the slow way.
func area(m *image.Gray, x0, y0, x1, y1 float64) float64 {
	sum := 0.0
	for y := int(y0); y < m.Rect.Dy() && float64(y) < y1; y++ {
		for x := int(x0); x < m.Rect.Dx() && float64(x) < x1; x++ {
			w := min(float64(x+1), x1) - max(float64(x), x0)
			h := min(float64(y+1), y1) - max(float64(y), y0)
			sum += float64(m.Pix[y*m.Stride+x]) * w * h
		}
	}
	return sum / ((x1 - x0) * (y1 - y0))
}

func TestScale(t *testing.T) {
	m := noise(97, 61)
	for _, size := range []image.Point{{97, 61}, {48, 30}, {50, 61}, {97, 7}, {1, 1}, {96, 60}} {
		got := picture.Scale(m, size.X, size.Y)
		if got.Rect.Size() != size {
			t.Fatalf("%v", got.Rect)
		}
		sx, sy := 97/float64(size.X), 61/float64(size.Y)
		for y := range size.Y {
			for x := range size.X {
				want := area(m, float64(x)*sx, float64(y)*sy, float64(x+1)*sx, float64(y+1)*sy)
				if math.Abs(float64(got.GrayAt(x, y).Y)-want) > 1.6 {
					t.Fatalf("%v at %d, %d: %d, want %.2f", size, x, y, got.GrayAt(x, y).Y, want)
				}
			}
		}
	}
	if up := picture.Scale(m, 194, 122); up.GrayAt(100, 100) != m.GrayAt(50, 50) {
		t.Error("larger")
	}
}

// The three ways to scale colour agree.
func TestScaleColour(t *testing.T) {
	var out bytes.Buffer
	flat := image.NewRGBA(image.Rect(0, 0, 130, 90))
	for i := 0; i < len(flat.Pix); i += 4 {
		x, y := i/4%130, i/4/130
		flat.Pix[i], flat.Pix[i+1], flat.Pix[i+2], flat.Pix[i+3] = uint8(x), uint8(2*y), uint8(200-x), 255
	}
	if err := jpeg.Encode(&out, flat, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	p, err := picture.Decode(out.Bytes(), picture.Default())
	if err != nil {
		t.Fatal(err)
	}
	want := picture.ScaleRGBA(flat, 65, 45)
	got := p.RGBA(65)
	for i := range want.Pix {
		if far(want.Pix[i], got.Pix[i]) > 6 {
			t.Fatalf("byte %d: %d, want %d", i, got.Pix[i], want.Pix[i])
		}
	}
}

func TestRotate90(t *testing.T) {
	m := noise(70, 130)
	once := picture.Rotate90(m, 1)
	if once.Rect.Size() != image.Pt(130, 70) || once.GrayAt(129, 0) != m.GrayAt(0, 0) || once.GrayAt(0, 0) != m.GrayAt(0, 129) {
		t.Error("not clockwise")
	}
	for turn := -3; turn < 8; turn++ {
		back := picture.Rotate90(picture.Rotate90(m, turn), -turn)
		if !bytes.Equal(back.Pix, m.Pix) {
			t.Errorf("%d quarters and back", turn)
		}
	}
}

func TestWarp(t *testing.T) {
	m := noise(60, 40)
	same := picture.Warp(m, picture.RectQuad(60, 40), 60, 40)
	if !bytes.Equal(same.Pix, m.Pix) {
		t.Error("the whole at its size is not itself")
	}
	for turn := range 4 {
		w, h := 60, 40
		if turn%2 == 1 {
			w, h = h, w
		}
		if got := picture.Warp(m, picture.RectQuad(60, 40).Turned(turn), w, h); !bytes.Equal(got.Pix, picture.Rotate90(m, turn).Pix) {
			t.Errorf("turned by %d quarters", turn)
		}
	}
	ramp := image.NewGray(image.Rect(0, 0, 256, 8))
	for i := range ramp.Pix {
		ramp.Pix[i] = uint8(i % 256)
	}
	half := picture.Warp(ramp, picture.Quad{{X: 100.5, Y: 2}, {X: 150.5, Y: 2}, {X: 150.5, Y: 6}, {X: 100.5, Y: 6}}, 50, 4)
	if v := half.GrayAt(10, 2).Y; v != 110 && v != 111 {
		t.Errorf("between pixels: %d, want 110.5", v)
	}
	if beyond := picture.Warp(m, picture.Quad{{X: -9, Y: -9}, {X: -1, Y: -9}, {X: -1, Y: -1}, {X: -9, Y: -1}}, 3, 3); beyond.GrayAt(1, 1) != m.GrayAt(0, 0) {
		t.Error("beyond the edge")
	}
	// Quads that are none do not panic.
	for _, q := range []picture.Quad{{}, {{X: math.NaN()}}, {{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 0, Y: 10}, {X: 10, Y: 10}}, {{X: 1e300}, {X: -1e300}, {Y: 1e300}, {Y: -1e300}}} {
		picture.Warp(m, q, 20, 20)
		picture.WarpRGBA(image.NewRGBA(image.Rect(0, 0, 9, 9)), q, 20, 20)
	}
}

func TestProject(t *testing.T) {
	q := picture.Quad{{X: 280, Y: 220}, {X: 1300, Y: 160}, {X: 1420, Y: 950}, {X: 180, Y: 880}}
	m := picture.Project(85.6, 54, q)
	for i, corner := range picture.RectQuad(85.6, 54) {
		if p := m.Apply(corner); math.Hypot(p.X-q[i].X, p.Y-q[i].Y) > 1e-9 {
			t.Errorf("corner %d at %v", i, p)
		}
		if p := m.Inverse().Apply(q[i]); math.Hypot(p.X-corner.X, p.Y-corner.Y) > 1e-9 {
			t.Errorf("corner %d back at %v", i, p)
		}
	}
	if !q.Convex() || q.Area() <= 0 || q.Turned(1).Turned(3) != q || q.Turned(1)[0] != q[3] {
		t.Error("a quad")
	}
	if reversed := (picture.Quad{q[0], q[3], q[2], q[1]}); reversed.Convex() || reversed.Area() >= 0 {
		t.Error("counterclockwise")
	}
}

func TestFit(t *testing.T) {
	for _, row := range [][5]int{{4000, 3000, 2000, 2000, 1500}, {3000, 4000, 2000, 1500, 2000}, {800, 600, 2000, 800, 600}, {800, 600, 0, 800, 600}, {10000, 3, 100, 100, 1}} {
		if w, h := picture.Fit(row[0], row[1], row[2]); w != row[3] || h != row[4] {
			t.Errorf("%v: %d, %d", row, w, h)
		}
	}
}

func TestIsGray(t *testing.T) {
	colourful := func(share int) *image.RGBA {
		m := image.NewRGBA(image.Rect(0, 0, 300, 200))
		for i := range m.Pix {
			m.Pix[i] = 128
		}
		for y := range 200 {
			for x := range 300 {
				if (y*300+x)%share == 0 {
					m.SetRGBA(x, y, color.RGBA{200, 30, 30, 255})
				}
			}
		}
		return m
	}
	for share, want := range map[int]bool{2: false, 50: false, 1999: true} {
		if picture.IsGray(colourful(share)) != want {
			t.Errorf("one pixel of %d", share)
		}
	}
}

// card12 is a JPEG of 12 million pixels with as much detail as a photograph has.
func card12(b *testing.B) []byte {
	b.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	r := rand.New(rand.NewPCG(5, 5))
	for y := range 3000 {
		for x := range 4000 {
			v := 120 + 60*math.Sin(float64(x)/37)*math.Cos(float64(y)/53) + float64(r.IntN(16))
			m.SetRGBA(x, y, color.RGBA{uint8(v), uint8(v * 0.9), uint8(v*0.8 + 10), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 85}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func Benchmark12MP(b *testing.B) {
	data := card12(b)
	p, err := picture.Decode(data, picture.Default())
	if err != nil {
		b.Fatal(err)
	}
	gray := p.Gray()
	q := picture.Quad{{X: 500, Y: 400}, {X: 3500, Y: 300}, {X: 3600, Y: 2500}, {X: 400, Y: 2600}}
	rgba := p.RGBA(2600)
	steps := []struct {
		name string
		do   func()
	}{
		{"decode", func() { _, _ = picture.Decode(data, picture.Default()) }},
		{"scale-gray-2000", func() { picture.Scale(gray, 2000, 1500) }},
		{"scale-gray-400", func() { picture.Scale(gray, 400, 300) }},
		{"rgba-1280", func() { p.RGBA(1280) }},
		{"rgba-full", func() { p.RGBA(0) }},
		{"rotate-gray", func() { picture.Rotate90(gray, 1) }},
		{"warp-gray-2000x1260", func() { picture.Warp(gray, q, 2000, 1260) }},
		{"warp-rgba-2000x1260", func() { picture.WarpRGBA(rgba, q.Scaled(0.65), 2000, 1260) }},
		{"is-gray", func() { p.IsGray() }},
	}
	for _, step := range steps {
		b.Run(step.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				step.do()
			}
		})
	}
}
