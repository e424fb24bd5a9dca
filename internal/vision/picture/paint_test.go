package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

// slope is a picture that changes slowly, so that a JPEG of it is near to it.
func slope(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(60 + 150*x/w), uint8(50 + 150*y/h), 140, 255})
		}
	}
	return m
}

func encodedAs(t *testing.T, format string, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if format == PNG {
		err = png.Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 92})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a quad covers is black to its last pixel; all the rest is as it was, exactly in a PNG and to a few steps in a JPEG.
func TestPainted(t *testing.T) {
	quads := []Quad{
		{{X: 40.3, Y: 30.7}, {X: 120, Y: 38}, {X: 118, Y: 61}, {X: 38, Y: 55}},
		{{X: 180, Y: 120}, {X: 400, Y: 120}, {X: 400, Y: 400}, {X: 180, Y: 400}}, // beyond the picture
		{{X: 20, Y: 100}, {X: 20, Y: 130}, {X: 60, Y: 130}, {X: 60, Y: 100}},     // the wrong way round
		{{X: math.NaN(), Y: 0}, {X: 3, Y: 0}, {X: 3, Y: 3}, {X: 0, Y: 3}},
	}
	for _, format := range []string{PNG, JPEG} {
		data := encodedAs(t, format, slope(240, 160))
		p, err := Decode(data, Default())
		if err != nil {
			t.Fatal(err)
		}
		before := p.RGBA(0)
		out, err := p.Painted(quads)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(out, Default())
		if err != nil || again.Format != format || again.Width != 240 || again.Height != 160 {
			t.Fatalf("%s: %v, %+v", format, err, again)
		}
		after := again.RGBA(0)
		untouched := 0
		for y := range 160 {
			for x := range 240 {
				far := math.Inf(1)
				for _, q := range quads[:3] {
					far = min(far, distance(q, float64(x)+0.5, float64(y)+0.5))
				}
				got, want := after.RGBAAt(x, y), before.RGBAAt(x, y)
				slack := map[string]int{PNG: 0, JPEG: 14}[format]
				switch {
				case far <= 0:
					if int(max(got.R, got.G, got.B)) > slack*3 {
						t.Fatalf("%s: %d, %d is %v", format, x, y, got)
					}
				case far > 18: // blocks of a JPEG that hold an edge ring
					untouched++
					if abs(int(got.R)-int(want.R)) > slack || abs(int(got.G)-int(want.G)) > slack || abs(int(got.B)-int(want.B)) > slack {
						t.Fatalf("%s: %d, %d was %v and is %v", format, x, y, want, got)
					}
				case format == PNG && far > 2 && got != want:
					t.Fatalf("%d, %d was %v and is %v", x, y, want, got)
				}
			}
		}
		if untouched < 10000 {
			t.Errorf("%d pixels compared", untouched)
		}
		if m := p.RGBA(0); !bytes.Equal(m.Pix, before.Pix) {
			t.Errorf("%s: the picture itself was painted", format)
		}
	}
}

func abs(v int) int { return max(v, -v) }

// distance to a quad, of its box when its corners go the wrong way; 0 and less within.
func distance(q Quad, x, y float64) float64 {
	if !q.Convex() {
		return max(q[0].X-x, x-q[2].X, q[0].Y-y, y-q[2].Y)
	}
	far := math.Inf(-1)
	for i, a := range q {
		b := q[(i+1)&3]
		far = max(far, ((b.Y-a.Y)*(x-a.X)-(b.X-a.X)*(y-a.Y))/math.Hypot(b.X-a.X, b.Y-a.Y))
	}
	return far
}

// A file written anew holds pixels alone: what came with it (a preview, a place) is gone, and its turn has been made.
func TestPaintedFileHoldsPixelsAlone(t *testing.T) {
	data := encodedAs(t, JPEG, slope(80, 48))
	note := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00 770404-1988627")
	file := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(note) + 2)}, note...)
	file = append(file, data[2:]...)
	p, err := Decode(file, Default())
	if err != nil || p.Width != 48 || p.Height != 80 {
		t.Fatalf("%v: %+v", err, p)
	}
	out, err := p.Painted([]Quad{RectQuad(10, 10)})
	if err != nil || bytes.Contains(out, []byte("Exif")) || bytes.Contains(out, []byte("1988627")) {
		t.Errorf("%v: %d bytes", err, len(out))
	}
	again, err := Decode(out, Default())
	if err != nil || again.Width != 48 || again.Height != 80 || again.RGBA(0).RGBAAt(4, 4).R > 20 {
		t.Errorf("%v: %+v", err, again)
	}
}

func TestPaintedFormats(t *testing.T) {
	p := &Picture{Format: BMP, Width: 40, Height: 40, source: slope(40, 40), turn: 1}
	if _, err := p.Painted(nil); fault.CodeOf(err) != fault.PictureFormat {
		t.Errorf("%v", err)
	}
}

func FuzzPaint(f *testing.F) {
	f.Add(uint64(1), 10.0)
	f.Add(uint64(2), 1e300)
	f.Fuzz(func(t *testing.T, seed uint64, reach float64) {
		r := rand.New(rand.NewPCG(seed, 1))
		var q Quad
		for i := range q {
			q[i] = Point{X: reach * r.NormFloat64(), Y: reach * r.NormFloat64()}
		}
		m := slope(32, 32)
		paint(m, q) // no panic, and in no time, wherever its corners are
	})
}
