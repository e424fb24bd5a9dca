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

// Farthest is the largest distance between corners of the same name, pixels.
func (q Quad) Farthest(other Quad) float64 {
	far := 0.0
	for i := range q {
		far = max(far, math.Hypot(q[i].X-other[i].X, q[i].Y-other[i].Y))
	}
	return far
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
	walk(m.Rect, q, w, h, func(y int, places []place) {
		row := out.Pix[y*out.Stride : y*out.Stride+w]
		for x := range row {
			p := &places[x]
			i, j := p.y0*m.Stride, p.y1*m.Stride
			row[x] = p.mix(m.Pix[i+p.x0], m.Pix[i+p.x1], m.Pix[j+p.x0], m.Pix[j+p.x1])
		}
	})
	return out
}

// WarpRGBA is Warp for colour.
func WarpRGBA(m *image.RGBA, q Quad, w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	walk(m.Rect, q, w, h, func(y int, places []place) {
		row := out.Pix[y*out.Stride : y*out.Stride+4*w]
		for x := range places {
			p := &places[x]
			i, j := p.y0*m.Stride, p.y1*m.Stride
			a, b, c, d := m.Pix[i+4*p.x0:][:3], m.Pix[i+4*p.x1:][:3], m.Pix[j+4*p.x0:][:3], m.Pix[j+4*p.x1:][:3]
			to := row[4*x:][:4]
			to[0], to[1], to[2], to[3] = p.mix(a[0], b[0], c[0], d[0]), p.mix(a[1], b[1], c[1], d[1]), p.mix(a[2], b[2], c[2], d[2]), 255
		}
	})
	return out
}

// place is a place between four pixels, with the parts (of 256) of the right and the lower ones.
type place struct {
	x0, x1, y0, y1 int
	fx, fy         int32
}

func (p *place) mix(a, b, c, d byte) byte {
	upper := int32(a)<<8 + (int32(b)-int32(a))*p.fx
	lower := int32(c)<<8 + (int32(d)-int32(c))*p.fx
	return byte((upper<<8 + (lower-upper)*p.fy + 1<<15) >> 16)
}

// walk calls do with the places in a source of size r for every row of the result. The pictures of this package begin at 0, 0. A place that
// is no number (a quad whose horizon lies within) becomes the first pixel.
func walk(r image.Rectangle, q Quad, w, h int, do func(y int, places []place)) {
	m := Project(float64(w), float64(h), q)
	right, bottom := r.Dx()-1, r.Dy()-1
	places := make([]place, w)
	for y := range h {
		fy := float64(y) + 0.5
		px, py, pz := m[1]*fy+m[2]+m[0]/2, m[4]*fy+m[5]+m[3]/2, m[7]*fy+m[8]+m[6]/2
		for x := range places {
			z := 1 / pz
			p := &places[x]
			p.x0, p.x1, p.fx = clampSide(px*z-0.5, right)
			p.y0, p.y1, p.fy = clampSide(py*z-0.5, bottom)
			px, py, pz = px+m[0], py+m[3], pz+m[6]
		}
		do(y, places)
	}
}

func clampSide(v float64, last int) (i, j int, part int32) {
	switch {
	case !(v > 0):
		return 0, 0, 0
	case v >= float64(last):
		return last, last, 0
	}
	// A hair below a whole number is the number: sums of fractions come to that.
	fixed := int(v*256 + 1e-6)
	i = fixed >> 8
	return i, min(i+1, last), int32(fixed & 255)
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
