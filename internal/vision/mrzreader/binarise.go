package mrzreader

import (
	"image"
	"math"
)

// plane is a gray picture with its origin at 0,0.
type plane struct {
	width, height int
	pix           []uint8 // row by row
}

// scaled copies the picture at factor times its size: the mean of the pixels beneath when it gets smaller, interpolated when larger.
func scaled(picture *image.Gray, factor float64) plane {
	b := picture.Bounds()
	out := plane{width: max(int(float64(b.Dx())*factor+0.5), 1), height: max(int(float64(b.Dy())*factor+0.5), 1)}
	out.pix = make([]uint8, out.width*out.height)
	columns := spans(b.Dx(), out.width)
	line := make([]float32, b.Dx())
	for y, span := range spans(b.Dy(), out.height) {
		span.mix(picture, line)
		row := out.pix[y*out.width:][:out.width]
		for x := range row {
			row[x] = uint8(columns[x].of(line) + 0.5)
		}
	}
	return out
}

// span is the pixels from first on that make one pixel, with their weights.
type span struct {
	first   int
	weights []float32
}

func spans(from, to int) []span {
	out := make([]span, to)
	ratio := float64(from) / float64(to)
	width := math.Max(ratio, 1)
	for i := range out {
		middle := (float64(i)+0.5)*ratio - 0.5
		first := max(int(math.Ceil(middle-width)), 0)
		last := min(int(math.Floor(middle+width)), from-1)
		var sum float32
		weights := make([]float32, 0, last-first+1)
		for j := first; j <= last; j++ {
			w := float32(1 - math.Abs(float64(j)-middle)/width)
			weights, sum = append(weights, w), sum+w
		}
		for j := range weights {
			weights[j] /= sum
		}
		out[i] = span{first, weights}
	}
	return out
}

func (s span) of(line []float32) (sum float32) {
	for i, w := range s.weights {
		sum += w * line[s.first+i]
	}
	return sum
}

func (s span) mix(picture *image.Gray, line []float32) {
	clear(line)
	for i, w := range s.weights {
		at := picture.PixOffset(picture.Rect.Min.X, picture.Rect.Min.Y+s.first+i)
		for x, v := range picture.Pix[at:][:len(line)] {
			line[x] += w * float32(v)
		}
	}
}

// ink marks the pixels that are darker than their surroundings of 2r+1 pixels a side: by half their spread, and by floor gray levels at least. What
// the light is at one end of the picture or in a shadow does not matter then.
func (s plane) ink(r int, spread, floor float64) []bool {
	sums, squares := s.integrals()
	out := make([]bool, len(s.pix))
	w := s.width + 1
	for y := range s.height {
		top, bottom := max(y-r, 0)*w, min(y+r+1, s.height)*w
		rows := float64(bottom-top) / float64(w)
		for x := range s.width {
			left, right := max(x-r, 0), min(x+r+1, s.width)
			n := rows * float64(right-left)
			mean := float64(sums[bottom+right]-sums[bottom+left]-sums[top+right]+sums[top+left]) / n
			v := float64(s.pix[y*s.width+x])
			if mean-v < floor {
				continue
			}
			variance := float64(squares[bottom+right]-squares[bottom+left]-squares[top+right]+squares[top+left])/n - mean*mean
			out[y*s.width+x] = (mean-v)*(mean-v) > spread*spread*variance
		}
	}
	return out
}

// integrals are sums over the rectangle above and left. They may run over; their differences do not.
func (s plane) integrals() (sums, squares []uint32) {
	w := s.width + 1
	sums, squares = make([]uint32, w*(s.height+1)), make([]uint32, w*(s.height+1))
	for y := range s.height {
		var sum, square uint32
		above, here := y*w, (y+1)*w
		for x, v := range s.pix[y*s.width:][:s.width] {
			sum += uint32(v)
			square += uint32(v) * uint32(v)
			sums[here+x+1] = sums[above+x+1] + sum
			squares[here+x+1] = squares[above+x+1] + square
		}
	}
	return sums, squares
}

// part is a connected piece of ink.
type part struct {
	left, top, right, bottom int // half-open
	area                     int
}

func (p part) x() float64      { return float64(p.left+p.right-1) / 2 }
func (p part) y() float64      { return float64(p.top+p.bottom-1) / 2 }
func (p part) width() float64  { return float64(p.right - p.left) }
func (p part) height() float64 { return float64(p.bottom - p.top) }
func (p part) size() float64   { return max(p.width(), p.height()) }

// run is a stretch of ink in one row of pixels.
type run struct{ from, to, part int }

// parts finds the connected pieces, neighbours across corners included, row by row: runs that touch those of the row above join them.
func parts(ink []bool, width int) []part {
	var found []part
	var parent []int
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	var above, here []run
	for y := range len(ink) / width {
		here = here[:0]
		row := ink[y*width:][:width]
		first := 0
		for x := 0; x < width; x++ {
			if !row[x] {
				continue
			}
			r := run{from: x, part: -1}
			for x < width && row[x] {
				x++
			}
			r.to = x
			for first < len(above) && above[first].to < r.from {
				first++
			}
			for i := first; i < len(above) && above[i].from <= r.to; i++ {
				other := root(above[i].part)
				if r.part < 0 {
					r.part = other
				} else if mine := root(r.part); mine != other {
					parent[max(mine, other)] = min(mine, other)
					r.part = min(mine, other)
				}
			}
			if r.part < 0 {
				r.part = len(found)
				parent = append(parent, r.part)
				found = append(found, part{left: width, top: y})
			}
			p := &found[r.part]
			p.left, p.right, p.bottom = min(p.left, r.from), max(p.right, r.to), y+1
			p.area += r.to - r.from
			here = append(here, r)
		}
		above, here = here, above
	}
	for i := range found {
		if j := root(i); j != i {
			a, b := &found[j], found[i]
			a.left, a.right, a.top, a.bottom, a.area = min(a.left, b.left), max(a.right, b.right), min(a.top, b.top), max(a.bottom, b.bottom), a.area+b.area
			found[i].area = 0
		}
	}
	return found
}
