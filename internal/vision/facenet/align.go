package facenet

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// reference is where the landmarks of a mean face lie that a face is turned and scaled to: the ends and middles of what moves least (nose, eyes, the
// upper lip), 0 to 1 of the square of eyebrows to lower lip. Positions are those that the descriptor was trained with (dlib, get_face_chip_details, Boost
// licence); without the eyebrows and the lower lip, as there.
var reference = []struct {
	landmark int
	x, y     float64
}{
	{27, 0.490127, 0.203352}, {28, 0.490127, 0.307009}, {29, 0.490127, 0.409805}, {30, 0.490127, 0.515625}, // bridge of the nose
	{31, 0.366880, 0.587326}, {32, 0.426036, 0.609345}, {33, 0.490127, 0.628106}, {34, 0.554217, 0.609345}, {35, 0.613373, 0.587326},
	{36, 0.121737, 0.216423}, {37, 0.187122, 0.178758}, {38, 0.265825, 0.179852}, // right eye
	{39, 0.334606, 0.231733}, {40, 0.260918, 0.245099}, {41, 0.182743, 0.244077},
	{42, 0.645647, 0.231733}, {43, 0.714428, 0.179852}, {44, 0.793132, 0.178758}, // left eye
	{45, 0.858516, 0.216423}, {46, 0.797510, 0.244077}, {47, 0.719335, 0.245099},
	{48, 0.254149, 0.780233}, {49, 0.340985, 0.745405}, {50, 0.428858, 0.727388}, {51, 0.490127, 0.742578}, // upper lip
	{52, 0.551395, 0.727388}, {53, 0.639268, 0.745405}, {54, 0.726104, 0.780233},
	{60, 0.290379, 0.784792}, {61, 0.428096, 0.778746}, {62, 0.490127, 0.785343}, {63, 0.552157, 0.778746}, {64, 0.689874, 0.784792},
}

// margin is what the descriptor sees around that square, on each side, as a part of it.
const margin = 0.25

// similarity turns, scales and shifts: x' = a x - b y + c, y' = b x + a y + d.
type similarity struct{ a, b, c, d float64 }

func (s similarity) at(x, y float64) (float64, float64) {
	return s.a*x - s.b*y + s.c, s.b*x + s.a*y + s.d
}

// step is how many pixels of the picture one pixel of the chip is long.
func (s similarity) step() float64 { return math.Hypot(s.a, s.b) }

// fit finds the similarity from a chip of side by side pixels to the picture that brings the reference nearest to the landmarks, least squares.
func fit(landmarks []wire.Point, side float64) similarity {
	var n, sx, sy, su, sv, square, along, across float64
	for _, r := range reference {
		x, y := (margin+r.x)/(1+2*margin)*side, (margin+r.y)/(1+2*margin)*side
		u, v := landmarks[r.landmark].X, landmarks[r.landmark].Y
		n++
		sx, sy, su, sv = sx+x, sy+y, su+u, sv+v
		square += x*x + y*y
		along += x*u + y*v
		across += x*v - y*u
	}
	square -= (sx*sx + sy*sy) / n
	a := (along - (sx*su+sy*sv)/n) / square
	b := (across - (sx*sv-sy*su)/n) / square
	return similarity{a, b, (su - a*sx + b*sy) / n, (sv - b*sx - a*sy) / n}
}

// chip is the upright face that the descriptor sees. Beyond the picture's edge its last pixels go on.
func chip(m *image.RGBA, s similarity, side int) canvas {
	if by := int(s.step()); by > 1 {
		m, s = shrink(m, s, side, by)
	}
	c := canvas{side, make([]float32, 3*side*side)}
	// Between one and two pixels of the picture to one of the chip, four places are read off for each.
	places := []float64{0.5}
	if s.step() > 1 {
		places = []float64{0.25, 0.75}
	}
	plane, share := side*side, 1/float32(len(places)*len(places))
	for y := range side {
		for x := range side {
			var sum [3]float32
			for _, dy := range places {
				for _, dx := range places {
					u, v := s.at(float64(x)+dx, float64(y)+dy)
					readOff(m, u-0.5, v-0.5, &sum)
				}
			}
			for k := range sum {
				c.planes[k*plane+y*side+x] = sum[k] * share
			}
		}
	}
	return c
}

// readOff adds the colour between four pixels; u, v is 0, 0 in the middle of the first.
func readOff(m *image.RGBA, u, v float64, sum *[3]float32) {
	right, bottom := m.Rect.Dx()-1, m.Rect.Dy()-1
	u, v = min(max(u, 0), float64(right)), min(max(v, 0), float64(bottom))
	x, y := int(u), int(v)
	fx, fy := float32(u-float64(x)), float32(v-float64(y))
	p := m.Pix[y*m.Stride+4*x:]
	q := m.Pix[min(y+1, bottom)*m.Stride+4*x:]
	next := 4 * min(1, right-x)
	for k := range sum {
		above := float32(p[k]) + fx*(float32(p[next+k])-float32(p[k]))
		below := float32(q[k]) + fx*(float32(q[next+k])-float32(q[k]))
		sum[k] += above + fy*(below-above)
	}
}

// shrink cuts out what a chip needs and makes each by x by pixels one, their mean.
func shrink(m *image.RGBA, s similarity, side, by int) (*image.RGBA, similarity) {
	area := image.Rectangle{Min: image.Pt(math.MaxInt, math.MaxInt), Max: image.Pt(math.MinInt, math.MinInt)}
	for _, corner := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		u, v := s.at(corner[0]*float64(side), corner[1]*float64(side))
		x, y := int(math.Floor(u)), int(math.Floor(v))
		area.Min.X, area.Min.Y = min(area.Min.X, x-by), min(area.Min.Y, y-by)
		area.Max.X, area.Max.Y = max(area.Max.X, x+2*by), max(area.Max.Y, y+2*by)
	}
	area = area.Intersect(m.Rect)
	if area.Dx() < by || area.Dy() < by { // hardly anything of it is in the picture
		return m, s
	}
	f := 1 / float64(by)
	return reduce(m, area, by), similarity{s.a * f, s.b * f, (s.c - float64(area.Min.X)) * f, (s.d - float64(area.Min.Y)) * f}
}

// mirrored swaps left and right.
func (c canvas) mirrored() canvas {
	out := canvas{c.side, make([]float32, len(c.planes))}
	for row := 0; row < len(c.planes); row += c.side {
		for x := range c.side {
			out.planes[row+x] = c.planes[row+c.side-1-x]
		}
	}
	return out
}
