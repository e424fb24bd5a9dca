package outline

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// A line of Hough's is off by up to a degree and a pixel, and may lie in a document's shadow. So each side is fitted anew, first in the copy that was
// searched and then in a larger one. Pixels of these copies.
const (
	fineSide    = 1200 // of the longer side of the larger copy
	coarseReach = 8    // how far from its line a side is looked for
	fineReach   = 5
	places      = 200 // along a side at which it is looked for
	apart       = 1.5 // between the two places whose difference is the change at the one in the middle
	closeBy     = 2   // of the side found, what it is fitted to
	plainTimes  = 4   // the mean change: more says no more
	mostMoved   = 3   // times its reach: a corner that goes farther is none
)

// refine fits each side anew to where the picture changes most, within reach of it, and takes the crossings; q itself where that makes no outline.
func refine(m *image.Gray, q picture.Quad, reach int) picture.Quad {
	var sides [4]line
	for i := range q {
		sides[i] = fit(m, q[i], q[(i+1)&3], reach)
	}
	out := q
	for i := range q {
		p, ok := cross(sides[(i+3)&3], sides[i])
		if !ok {
			return q
		}
		out[i] = p
	}
	if out.Farthest(q) > mostMoved*float64(reach) || !out.Convex() {
		return q
	}
	return out
}

// fit returns the line near the side from a to b along which the picture changes most, always the same way.
func fit(m *image.Gray, a, b picture.Point, reach int) line {
	first, slope := across(m, a, b, reach).polished()
	// The side runs through a + first*n in the direction u + slope*n; offsets are pixels, places along it parts of its length.
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	ux, uy := (b.X-a.X)/length, (b.Y-a.Y)/length
	nx, ny := -uy, ux
	dx, dy := ux+slope/length*nx, uy+slope/length*ny
	size := math.Hypot(dx, dy)
	l := line{cos: -dy / size, sin: dx / size}
	l.rho = (a.X+first*nx)*l.cos + (a.Y+first*ny)*l.sin
	return l
}

// strip is what is about a side: a row for each place along it, with the change at every offset from -reach to reach.
type strip struct {
	reach   int
	changes []float64 // places rows
}

// place is where along a side a row is, 0 to 1. Corners, which may be round, are left out.
func place(row int) float64 { return (1 + 10*(float64(row)+0.5)/places) / 12 }

func (s strip) row(i int) []float64 {
	width := 2*s.reach + 1
	return s.changes[i*width : (i+1)*width]
}

// across takes the changes across a side.
func across(m *image.Gray, a, b picture.Point, reach int) strip {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	nx, ny := -(b.Y-a.Y)/length, (b.X-a.X)/length
	s := strip{reach, make([]float64, places*(2*reach+1))}
	sum := 0.0
	for k := range places {
		t := place(k)
		x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
		row := s.row(k)
		for i := range row {
			d := float64(i - reach)
			row[i] = between(m, x+(d+apart)*nx, y+(d+apart)*ny) - between(m, x+(d-apart)*nx, y+(d-apart)*ny)
			sum += math.Abs(row[i])
		}
	}
	// One black letter is not to say more than a hand's breadth of a pale card's side.
	most := plainTimes * sum / float64(len(s.changes))
	for i, v := range s.changes {
		s.changes[i] = min(max(v, -most), most)
	}
	return s
}

// between is the brightness at a place, read off between pixels; beyond the edge the outermost go on. The middle of a pixel is its place and a half.
func between(m *image.Gray, x, y float64) float64 {
	x, y = min(max(x-0.5, 0), float64(m.Rect.Dx()-1)), min(max(y-0.5, 0), float64(m.Rect.Dy()-1))
	i, j := int(x), int(y)
	fx, fy := x-float64(i), y-float64(j)
	k, l := min(i+1, m.Rect.Dx()-1), min(j+1, m.Rect.Dy()-1)
	p := func(x, y int) float64 { return float64(m.Pix[y*m.Stride+x]) }
	return (1-fy)*((1-fx)*p(i, j)+fx*p(k, j)) + fy*((1-fx)*p(i, l)+fx*p(k, l))
}

// strongest returns the offsets at either end of the line through the strip on which most change is gathered, and its sign.
func (s strip) strongest() (from, to int, sign float64) {
	most := -1.0
	for a := -s.reach; a <= s.reach; a++ {
		for b := -s.reach; b <= s.reach; b++ {
			sum := 0.0
			for i := range places {
				sum += s.row(i)[s.near(a, b, i)]
			}
			if math.Abs(sum) > most {
				most, from, to, sign = math.Abs(sum), a, b, math.Copysign(1, sum)
			}
		}
	}
	return from, to, sign
}

// near is the index in row i of the line from offset from to offset to.
func (s strip) near(from, to, i int) int {
	return int(float64(s.reach) + float64(from) + place(i)*float64(to-from) + 0.5)
}

// polished fits a line to where the change is strongest close by the strongest line, by least squares, each place by its change. Its offset is
// first + slope*t, t the part of the side.
func (s strip) polished() (first, slope float64) {
	from, to, sign := s.strongest()
	var n, st, so, stt, sto float64
	for i := range places {
		row, t, middle := s.row(i), place(i), s.near(from, to, i)
		best := middle
		for k := max(middle-closeBy, 1); k <= min(middle+closeBy, len(row)-2); k++ {
			if sign*row[k] > sign*row[best] {
				best = k
			}
		}
		weight := sign * row[best]
		if weight <= 0 || best == 0 || best == len(row)-1 {
			continue
		}
		offset := float64(best - s.reach)
		if bend := row[best-1] - 2*row[best] + row[best+1]; sign*bend < 0 {
			offset += min(max((row[best-1]-row[best+1])/(2*bend), -0.5), 0.5)
		}
		n, st, so, stt, sto = n+weight, st+weight*t, so+weight*offset, stt+weight*t*t, sto+weight*t*offset
	}
	det := n*stt - st*st
	if det <= 0 {
		return float64(from), float64(to - from)
	}
	slope = (n*sto - st*so) / det
	return (so - slope*st) / n, slope
}
