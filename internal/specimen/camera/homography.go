package camera

import (
	"fmt"
	"math"
)

// Point is a place in a picture or page, in pixels; the corner of the top left pixel is 0, 0.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Homography takes points of the page to points of the picture; row by row, the last entry 1.
type Homography [9]float64

// Map returns where a point of the page is in the picture.
func (h Homography) Map(p Point) Point {
	w := h[6]*p.X + h[7]*p.Y + h[8]
	return Point{(h[0]*p.X + h[1]*p.Y + h[2]) / w, (h[3]*p.X + h[4]*p.Y + h[5]) / w}
}

// Inverse takes points of the picture to points of the page.
func (h Homography) Inverse() Homography {
	a, b, c, d, e, f, g, i, j := h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
	inverse := Homography{
		e*j - f*i, c*i - b*j, b*f - c*e,
		f*g - d*j, a*j - c*g, c*d - a*f,
		d*i - e*g, b*g - a*i, a*e - b*d,
	}
	for k := range inverse {
		inverse[k] /= a*e - b*d
	}
	return inverse
}

// quadTo finds the homography that takes the box 0, 0 to w, h to four corners, in the order top left, top right, bottom right, bottom
// left (Heckbert, Fundamentals of Texture Mapping, 1989, §2.2.3). The corners must be those of a convex quadrilateral.
func quadTo(w, h float64, q [4]Point) (Homography, error) {
	dx1, dy1 := q[1].X-q[2].X, q[1].Y-q[2].Y
	dx2, dy2 := q[3].X-q[2].X, q[3].Y-q[2].Y
	sx, sy := q[0].X-q[1].X+q[2].X-q[3].X, q[0].Y-q[1].Y+q[2].Y-q[3].Y
	det := dx1*dy2 - dx2*dy1
	if math.Abs(det) < 1e-9 {
		return Homography{}, fmt.Errorf("camera: corners of no area")
	}
	g, k := (sx*dy2-dx2*sy)/det, (dx1*sy-sx*dy1)/det
	return Homography{
		(q[1].X - q[0].X + g*q[1].X) / w, (q[3].X - q[0].X + k*q[3].X) / h, q[0].X,
		(q[1].Y - q[0].Y + g*q[1].Y) / w, (q[3].Y - q[0].Y + k*q[3].Y) / h, q[0].Y,
		g / w, k / h, 1,
	}, nil
}
