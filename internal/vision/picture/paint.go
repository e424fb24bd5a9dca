package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math"

	"github.com/bonafide-id/bonafide/fault"
)

// paintedQuality is that of a JPEG that is written anew: what is not painted over changes by a step or two.
const paintedQuality = 95

// Painted returns the file of the picture with quads painted black, upright, in the format it came in: JPEG or PNG, else code fault.PictureFormat.
// Nothing but pixels is in it: previews and notes that came with the file are gone. A corner may lie outside the picture; every pixel that a quad
// touches is painted.
func (p *Picture) Painted(quads []Quad) ([]byte, error) {
	if p.Format != JPEG && p.Format != PNG {
		return nil, fault.Newf(fault.PictureFormat, p.Format, "is not written anew")
	}
	m := p.RGBA(0)
	if shared, ok := p.source.(*image.RGBA); ok && &shared.Pix[0] == &m.Pix[0] {
		m = &image.RGBA{Pix: bytes.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	}
	Cover(m, quads)
	var out bytes.Buffer
	var err error
	if p.Format == PNG {
		err = png.Encode(&out, m)
	} else {
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: paintedQuality})
	}
	return out.Bytes(), err
}

// Cover paints quads black in a picture that begins at 0, 0.
func Cover(m *image.RGBA, quads []Quad) {
	for _, q := range quads {
		paint(m, q)
	}
}

// paint makes the pixels black whose middle is no farther from a quad than half a pixel's diagonal. Of a quad that is none (corners the wrong way round, or
// pointing inwards) the box about it is painted.
func paint(m *image.RGBA, q Quad) {
	low, high := q[0], q[0]
	for _, c := range q[1:] {
		low.X, low.Y, high.X, high.Y = min(low.X, c.X), min(low.Y, c.Y), max(high.X, c.X), max(high.Y, c.Y)
	}
	whole := !q.Convex()
	box := image.Rect(side(math.Floor(low.X)), side(math.Floor(low.Y)), side(math.Ceil(high.X)), side(math.Ceil(high.Y))).Intersect(m.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if whole || q.touches(float64(x)+0.5, float64(y)+0.5) {
				at := m.PixOffset(x, y)
				m.Pix[at], m.Pix[at+1], m.Pix[at+2] = 0, 0, 0
			}
		}
	}
}

// side is a coordinate that is safe to be a whole number.
func side(v float64) int {
	if math.IsNaN(v) {
		return 0
	}
	return int(min(max(v, -1<<20), 1<<20))
}

// touches: no farther outside any side of a convex quad than half a pixel's diagonal.
func (q Quad) touches(x, y float64) bool {
	for i, a := range q {
		b := q[(i+1)&3]
		if ((b.X-a.X)*(y-a.Y) - (b.Y-a.Y)*(x-a.X)) < -math.Sqrt2/2*math.Hypot(b.X-a.X, b.Y-a.Y) {
			return false
		}
	}
	return true
}
