package measure

import (
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// plane is one number for each pixel.
type plane struct {
	w, h int
	v    []float32
}

func newPlane(w, h int) plane { return plane{w, h, make([]float32, w*h)} }

func (p plane) at(x, y int) float32 { return p.v[y*p.w+x] }

// luminance is Y of ITU-R BT.601, 0 to 255.
func luminance(m *image.RGBA) plane {
	p := newPlane(m.Rect.Dx(), m.Rect.Dy())
	for y := range p.h {
		row := m.Pix[y*m.Stride:]
		for x := range p.w {
			p.v[y*p.w+x] = 0.299*float32(row[4*x]) + 0.587*float32(row[4*x+1]) + 0.114*float32(row[4*x+2])
		}
	}
	return p
}

// blurred is the mean over a square of 2*r+1 pixels, cut at the edges.
func (p plane) blurred(r int) plane { return p.across(r).down(r) }

// across is a running mean along the rows.
func (p plane) across(r int) plane {
	out := newPlane(p.w, p.h)
	for y := range p.h {
		row, to := p.v[y*p.w:(y+1)*p.w], out.v[y*p.w:(y+1)*p.w]
		sum, count := float32(0), float32(0)
		for _, v := range row[:min(r, p.w)] {
			sum, count = sum+v, count+1
		}
		for x := range to {
			if x+r < p.w {
				sum, count = sum+row[x+r], count+1
			}
			if x-r-1 >= 0 {
				sum, count = sum-row[x-r-1], count-1
			}
			to[x] = sum / count
		}
	}
	return out
}

// down is a running mean along the columns, all of them at once: rows lie together.
func (p plane) down(r int) plane {
	out := newPlane(p.w, p.h)
	sums, count := make([]float32, p.w), float32(0)
	row := func(y int) []float32 { return p.v[y*p.w : (y+1)*p.w] }
	for y := range min(r, p.h) {
		for x, v := range row(y) {
			sums[x] += v
		}
		count++
	}
	for y := range p.h {
		if y+r < p.h {
			for x, v := range row(y + r) {
				sums[x] += v
			}
			count++
		}
		if y-r-1 >= 0 {
			for x, v := range row(y - r - 1) {
				sums[x] -= v
			}
			count--
		}
		to := out.v[y*p.w : (y+1)*p.w]
		for x, sum := range sums {
			to[x] = sum / count
		}
	}
	return out
}

// quantile of the values of a plane within a box, from every second pixel each way.
func (p plane) quantile(box image.Rectangle, part float64) float32 {
	box = box.Intersect(image.Rect(0, 0, p.w, p.h))
	var list []float32
	for y := box.Min.Y; y < box.Max.Y; y += 2 {
		for x := box.Min.X; x < box.Max.X; x += 2 {
			list = append(list, p.v[y*p.w+x])
		}
	}
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(len(list)-1, int(part*float64(len(list))))]
}

// desk is a sheet laid out for measuring.
type desk struct {
	Sheet
	y     plane   // of the upright document
	mm    float64 // pixels to a millimetre on it; 0 when the layout is not known
	paper [3]float64
	faded bool // the document has lost its colours; see colourless
	// screened: it is shown on a screen; see patterns, which comes before those that ask.
	screened bool
}

func lay(s Sheet) *desk {
	d := &desk{Sheet: s, y: luminance(s.Upright)}
	if s.Layout != nil {
		d.mm = float64(d.y.w) / s.Layout.Width
	}
	d.paper = d.white()
	return d
}

// white is the colour of bare paper: the 80th percentile of each channel, by which colours are told apart from the light's own.
func (d *desk) white() (paper [3]float64) {
	var counts [3][256]int
	n := 0
	for y := 0; y < d.y.h; y += 3 {
		row := d.Upright.Pix[y*d.Upright.Stride:]
		for x := 0; x < d.y.w; x += 3 {
			for k := range 3 {
				counts[k][row[4*x+k]]++
			}
			n++
		}
	}
	for k := range 3 {
		sum := 0
		for v := range 256 {
			if sum += counts[k][v]; sum*10 >= n*8 {
				paper[k] = float64(max(v, 16))
				break
			}
		}
	}
	return paper
}

// rgb is the colour of a pixel as it would be on white paper under white light: 0 to about 1.
func (d *desk) rgb(x, y int) (r, g, b float64) {
	pix := d.Upright.Pix[d.Upright.PixOffset(x, y):]
	return float64(pix[0]) / d.paper[0], float64(pix[1]) / d.paper[1], float64(pix[2]) / d.paper[2]
}

// box is a layout's place in pixels of the upright document, wider by margin millimetres.
func (d *desk) box(b layout.Box, margin float64) image.Rectangle {
	r := image.Rect(int((b[0]-margin)*d.mm), int((b[1]-margin)*d.mm), int(math.Ceil((b[2]+margin)*d.mm)), int(math.Ceil((b[3]+margin)*d.mm)))
	return r.Intersect(image.Rect(0, 0, d.y.w, d.y.h))
}

// toPicture is a box of the upright document in the picture.
func (d *desk) toPicture(r image.Rectangle) []wire.Point {
	m := picture.Project(float64(d.y.w), float64(d.y.h), d.Quad)
	corners := [4]image.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	quad := make([]wire.Point, 4)
	for i, c := range corners {
		quad[i] = m.Apply(wire.Point{X: float64(c.X), Y: float64(c.Y)})
	}
	return quad
}

// onSheet is where points of the picture are on the upright document.
func (d *desk) onSheet(points []wire.Point) image.Rectangle {
	m := picture.Project(float64(d.y.w), float64(d.y.h), d.Quad).Inverse()
	low, high := wire.Point{X: math.Inf(1), Y: math.Inf(1)}, wire.Point{X: math.Inf(-1), Y: math.Inf(-1)}
	for _, p := range points {
		q := m.Apply(p)
		low.X, low.Y, high.X, high.Y = min(low.X, q.X), min(low.Y, q.Y), max(high.X, q.X), max(high.Y, q.Y)
	}
	if !(high.X > low.X && high.Y > low.Y) {
		return image.Rectangle{}
	}
	return image.Rect(int(low.X), int(low.Y), int(math.Ceil(high.X)), int(math.Ceil(high.Y))).Intersect(image.Rect(0, 0, d.y.w, d.y.h))
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func clamp01(v float64) float64 { return max(0, min(1, v)) }
