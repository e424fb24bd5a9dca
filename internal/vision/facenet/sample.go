package facenet

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/slots"
)

// rect is a part of a picture: pixels, origin top left. It may reach over the edge, where everything is black.
type rect struct{ x, y, w, h float64 }

func (r rect) right() float64  { return r.x + r.w }
func (r rect) bottom() float64 { return r.y + r.h }
func (r rect) area() float64   { return r.w * r.h }

// within cuts off what is outside of a picture of w by h, and rounds down to whole pixels.
func (r rect) within(w, h int) rect {
	x, y := max(r.x, 0), max(r.y, 0)
	return rect{math.Floor(x), math.Floor(y), math.Floor(min(r.right()-x, float64(w)-x)), math.Floor(min(r.bottom()-y, float64(h)-y))}
}

// canvas is a square picture in three planes of numbers from 0 to 255: red, green, blue.
type canvas struct {
	side   int
	planes []float32 // 3 x side x side
}

// letterbox scales a part of a picture, sides in proportion, so that the longer one is side pixels; the rest is black. The picture lies at
// the top left, or in the middle when it is centred.
func letterbox(m *image.RGBA, part rect, side int, centred bool) canvas {
	if by := int(max(part.w, part.h)) / (2 * side); by > 1 {
		m, part = reducePart(m, part, by)
	}
	c := canvas{side, make([]float32, 3*side*side)}
	scale := float64(side) / max(part.w, part.h)
	dx, dy := 0.0, 0.0
	if centred {
		dx, dy = (float64(side)-part.w*scale)/2, (float64(side)-part.h*scale)/2
	}
	columns := taps(part.x, part.w, dx, 1/scale, side, m.Rect.Dx())
	rows := taps(part.y, part.h, dy, 1/scale, side, m.Rect.Dy())
	c.draw(m, columns, rows)
	return c
}

// reducePart makes each by x by pixels of a picture one, and says where the part lies in it: a large picture is gone through once, in
// whole numbers.
func reducePart(m *image.RGBA, part rect, by int) (*image.RGBA, rect) {
	area := image.Rect(int(math.Floor(part.x)), int(math.Floor(part.y)), int(math.Ceil(part.right())), int(math.Ceil(part.bottom()))).Intersect(m.Rect)
	if area.Dx() < by || area.Dy() < by {
		return m, part
	}
	f := float64(by)
	return reduce(m, area, by), rect{(part.x - float64(area.Min.X)) / f, (part.y - float64(area.Min.Y)) / f, part.w / f, part.h / f}
}

// reduce cuts out an area of at least by by pixels and makes each by x by of them one, their mean. What is left over at the right and below is dropped.
func reduce(m *image.RGBA, area image.Rectangle, by int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, area.Dx()/by, area.Dy()/by))
	sums := make([]uint32, 3*out.Rect.Dx())
	n := uint32(by * by)
	for y := range out.Rect.Dy() {
		clear(sums)
		for j := range by {
			addRow(sums, m.Pix[(area.Min.Y+y*by+j)*m.Stride+4*area.Min.X:], by)
		}
		to := out.Pix[y*out.Stride:]
		for x := range out.Rect.Dx() {
			for k := range 3 {
				to[4*x+k] = byte((sums[3*x+k] + n/2) / n)
			}
			to[4*x+3] = 255
		}
	}
	return out
}

// addRow adds by pixels of a row to each of the sums of red, green and blue.
func addRow(sums []uint32, row []byte, by int) {
	for i := 0; i+2 < len(sums); i += 3 {
		var r, g, b uint32
		for p := 0; p < 4*by; p += 4 {
			pixel := row[p : p+4 : p+4]
			r, g, b = r+uint32(pixel[0]), g+uint32(pixel[1]), b+uint32(pixel[2])
		}
		sums[i], sums[i+1], sums[i+2] = sums[i]+r, sums[i+1]+g, sums[i+2]+b
		row = row[4*by:]
	}
}

// tap says which pixels of a row (or column) of the source, from first on, make one pixel of the result, and how much each counts.
type tap struct {
	first   int
	weights []float32 // none: black
}

// taps lays side pixels over a line of the source: pixel i covers from+(i-shift)*step to one step further, of which from to from+length is
// drawn. Made smaller, a pixel is the mean of what it covers; made larger, it lies between its neighbours.
func taps(from, length, shift, step float64, side, limit int) []tap {
	all := make([]tap, side)
	for i := range all {
		centre := from + (float64(i)+0.5-shift)*step
		if centre < from || centre >= from+length || centre < 0 || centre >= float64(limit) {
			continue
		}
		reach := max(step, 1)
		lo, hi := max(from, 0), min(from+length, float64(limit))
		all[i] = triangle(centre, reach, int(math.Floor(lo)), int(math.Ceil(hi))-1)
	}
	return all
}

// triangle weighs the pixels around centre by their distance, down to nothing at reach; those before first and after last count as first
// and last.
func triangle(centre, reach float64, first, last int) tap {
	from, to := int(math.Floor(centre-reach+0.5)), int(math.Ceil(centre+reach-0.5))
	lo, hi := min(max(from, first), last), min(max(to, first), last)
	t := tap{first: lo, weights: make([]float32, hi-lo+1)}
	sum := 0.0
	for p := from; p <= to; p++ {
		w := 1 - math.Abs(float64(p)+0.5-centre)/reach
		if w > 0 {
			t.weights[min(max(p, first), last)-lo] += float32(w)
			sum += w
		}
	}
	for i := range t.weights {
		t.weights[i] /= float32(sum)
	}
	return t
}

// draw fills the canvas: across first, into the rows that are needed, then down.
func (c canvas) draw(m *image.RGBA, columns, rows []tap) {
	first, last := span(rows)
	if last < first {
		return
	}
	plane := c.side * c.side
	lines := make([]float32, (last-first+1)*c.side*3)
	for y := first; y <= last; y++ {
		across(lines[(y-first)*c.side*3:][:c.side*3], m.Pix[y*m.Stride:], columns)
	}
	sum := make([]float32, c.side*3)
	for y, t := range rows {
		if len(t.weights) == 0 {
			continue
		}
		clear(sum)
		for k, w := range t.weights {
			line := lines[(t.first+k-first)*c.side*3:][:c.side*3]
			for i, v := range line {
				sum[i] += w * v
			}
		}
		for x := range c.side {
			at := y*c.side + x
			c.planes[at], c.planes[plane+at], c.planes[2*plane+at] = sum[3*x], sum[3*x+1], sum[3*x+2]
		}
	}
}

func span(rows []tap) (first, last int) {
	first, last = math.MaxInt, -1
	for _, t := range rows {
		if n := len(t.weights); n > 0 {
			first, last = min(first, t.first), max(last, t.first+n-1)
		}
	}
	return first, last
}

func across(out []float32, pixels []byte, columns []tap) {
	for x, t := range columns {
		var r, g, b float32
		for k, w := range t.weights {
			p := pixels[4*(t.first+k):][:3]
			r += w * float32(p[0])
			g += w * float32(p[1])
			b += w * float32(p[2])
		}
		out[3*x], out[3*x+1], out[3*x+2] = r, g, b
	}
}

// smaller makes a canvas of fewer pixels.
func (c canvas) smaller(side int) canvas {
	step := float64(c.side) / float64(side)
	t := taps(0, float64(c.side), 0, step, side, c.side)
	out := canvas{side, make([]float32, 3*side*side)}
	line := make([]float32, c.side*side)
	for p := range 3 {
		in, to := c.planes[p*c.side*c.side:], out.planes[p*side*side:]
		for y := range c.side {
			for x, tap := range t {
				sum := float32(0)
				for k, w := range tap.weights {
					sum += w * in[y*c.side+tap.first+k]
				}
				line[y*side+x] = sum
			}
		}
		for y, tap := range t {
			row := to[y*side:][:side]
			for k, w := range tap.weights {
				for x, v := range line[(tap.first+k)*side:][:side] {
					row[x] += w * v
				}
			}
		}
	}
	return out
}

// input is the canvas as a net wants it: its order of colours, its mean taken off, its scale.
func (c canvas) input(as slots.Input) []float32 {
	plane := c.side * c.side
	order := [3]int{0, 1, 2}
	if as.Colour == slots.BGR {
		order = [3]int{2, 1, 0}
	}
	out := make([]float32, 3*plane)
	for i, from := range order {
		mean, scale := float32(as.Mean[i]), float32(as.Scale)
		to := out[i*plane:][:plane]
		for k, v := range c.planes[from*plane:][:plane] {
			to[k] = (v - mean) * scale
		}
	}
	return out
}

func (c canvas) shape() []int64 { return []int64{1, 3, int64(c.side), int64(c.side)} }
