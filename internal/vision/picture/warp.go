package picture

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Point is a place in a picture: pixels, origin at the top left corner of the top left pixel.
type Point = wire.Point

// Quad is four corners, clockwise from the top left of what they enclose.
type Quad [4]Point

// RectQuad is the whole of a picture of w x h.
func RectQuad(w, h float64) Quad { return Quad{{X: 0, Y: 0}, {X: w, Y: 0}, {X: w, Y: h}, {X: 0, Y: h}} }

// Scaled multiplies every corner.
func (q Quad) Scaled(by float64) Quad {
	for i := range q {
		q[i].X, q[i].Y = q[i].X*by, q[i].Y*by
	}
	return q
}

// Turned names the corners anew after so many clockwise quarters: the quad of the same place whose picture stands turned by them.
func (q Quad) Turned(clockwise int) Quad {
	var out Quad
	for i := range out {
		out[i] = q[(i-clockwise)&3]
	}
	return out
}

// Sides returns the mean length of the upper and lower side, and of the left and right one.
func (q Quad) Sides() (w, h float64) {
	d := func(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }
	return (d(q[0], q[1]) + d(q[3], q[2])) / 2, (d(q[0], q[3]) + d(q[1], q[2])) / 2
}

// Area is positive for a quad whose corners go clockwise as seen.
func (q Quad) Area() float64 {
	sum := 0.0
	for i, a := range q {
		b := q[(i+1)&3]
		sum += a.X*b.Y - b.X*a.Y
	}
	return sum / 2
}

// Convex says that the quad's corners go clockwise and none of them points inwards.
func (q Quad) Convex() bool {
	for i := range q {
		a, b, c := q[i], q[(i+1)&3], q[(i+2)&3]
		if (b.X-a.X)*(c.Y-b.Y)-(b.Y-a.Y)*(c.X-b.X) <= 0 {
			return false
		}
	}
	return true
}

// Homography is a projective map of the plane, row by row; the last number is 1.
type Homography [9]float64

// Project returns the map that takes a rectangle of w x h to q. A quad without area gives a map that takes everything to one place.
func Project(w, h float64, q Quad) Homography {
	// Heckbert, Fundamentals of Texture Mapping and Image Warping, 2.2.3: the unit square to a quad.
	sx, sy := q[0].X-q[1].X+q[2].X-q[3].X, q[0].Y-q[1].Y+q[2].Y-q[3].Y
	dx1, dx2 := q[1].X-q[2].X, q[3].X-q[2].X
	dy1, dy2 := q[1].Y-q[2].Y, q[3].Y-q[2].Y
	det := dx1*dy2 - dx2*dy1
	if det == 0 || w == 0 || h == 0 {
		return Homography{2: q[0].X, 5: q[0].Y, 8: 1}
	}
	g, k := (sx*dy2-dx2*sy)/det, (dx1*sy-sx*dy1)/det
	return Homography{
		(q[1].X - q[0].X + g*q[1].X) / w, (q[3].X - q[0].X + k*q[3].X) / h, q[0].X,
		(q[1].Y - q[0].Y + g*q[1].Y) / w, (q[3].Y - q[0].Y + k*q[3].Y) / h, q[0].Y,
		g / w, k / h, 1,
	}
}

// Apply maps a point.
func (m Homography) Apply(p Point) Point {
	z := m[6]*p.X + m[7]*p.Y + m[8]
	return Point{X: (m[0]*p.X + m[1]*p.Y + m[2]) / z, Y: (m[3]*p.X + m[4]*p.Y + m[5]) / z}
}

// Warp returns what m shows within q as a rectangle of w x h, read off between pixels (bilinear); beyond m's edge its outermost pixels
// go on. A result less than half as large as its source should be made of a picture that was scaled first.
func Warp(m *image.Gray, q Quad, w, h int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, w, h))
	walk(m.Rect, q, w, h, func(x, y int, at sample) {
		i := at.y0*m.Stride + at.x0
		j := at.y1*m.Stride + at.x0
		d := at.x1 - at.x0
		out.Pix[y*out.Stride+x] = at.mix(m.Pix[i], m.Pix[i+d], m.Pix[j], m.Pix[j+d])
	})
	return out
}

// WarpRGBA is Warp for colour.
func WarpRGBA(m *image.RGBA, q Quad, w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	walk(m.Rect, q, w, h, func(x, y int, at sample) {
		i, j, d := at.y0*m.Stride+4*at.x0, at.y1*m.Stride+4*at.x0, 4*(at.x1-at.x0)
		o := y*out.Stride + 4*x
		for c := range 3 {
			out.Pix[o+c] = at.mix(m.Pix[i+c], m.Pix[i+d+c], m.Pix[j+c], m.Pix[j+d+c])
		}
		out.Pix[o+3] = 255
	})
	return out
}

// sample is a place between four pixels, with the parts (of 256) of the right and the lower ones.
type sample struct {
	x0, x1, y0, y1 int
	fx, fy         int
}

func (s sample) mix(a, b, c, d byte) byte {
	upper := int(a)*(256-s.fx) + int(b)*s.fx
	lower := int(c)*(256-s.fx) + int(d)*s.fx
	return byte((upper*(256-s.fy) + lower*s.fy + 1<<15) >> 16)
}

// walk calls do with the place in a source of size r for every pixel of the result. The pictures of this package begin at 0, 0.
func walk(r image.Rectangle, q Quad, w, h int, do func(x, y int, at sample)) {
	m := Project(float64(w), float64(h), q)
	right, bottom := r.Dx()-1, r.Dy()-1
	for y := range h {
		for x := range w {
			p := m.Apply(Point{X: float64(x) + 0.5, Y: float64(y) + 0.5})
			do(x, y, between(p.X-0.5, p.Y-0.5, right, bottom))
		}
	}
}

// between clamps a place to the picture. A place that is no number (a quad whose horizon lies within) becomes the first pixel.
func between(x, y float64, right, bottom int) sample {
	x0, x1, fx := clampSide(x, right)
	y0, y1, fy := clampSide(y, bottom)
	return sample{x0, x1, y0, y1, fx, fy}
}

func clampSide(v float64, last int) (i, j, part int) {
	switch {
	case !(v > 0):
		return 0, 0, 0
	case v >= float64(last):
		return last, last, 0
	}
	i = int(v)
	return i, i + 1, int((v - float64(i)) * 256)
}

// Inverse is the map the other way; a map without one gives numbers that are none.
func (m Homography) Inverse() Homography {
	out := Homography{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
	last := out[8]
	for i := range out {
		out[i] /= last
	}
	return out
}
