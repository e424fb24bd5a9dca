package measure

import (
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Textures are looked at where the picture has most to show: the document at no more than this width.
const textureSide = 1800

// Frequencies of patterns, cycles per millimetre of the document (contract 3.4: a halftone has 40 to 90 lines a centimetre).
const (
	halftoneLow  = 3.2
	halftoneHigh = 9.5
	peakRatio    = 60 // power of a peak to the median of its ring from which on a tile has a pattern
)

// patterns looks for what a screen and what a halftone leave: narrow peaks in the spectra of tiles. The guilloche of a card has its own, of far lower
// frequency. A screen's grid stands nearly along the axes of the picture, a halftone's is turned.
func (d *desk) patterns() []wire.Measure {
	width, height := d.Quad.Sides()
	w, h := picture.Fit(max(1, int(width)), max(1, int(height)), textureSide)
	if w < 2*tileSide || h < 2*tileSide {
		return []wire.Measure{notMade(document.Screen, "the document is too small in the picture"), notMade(document.ColourCopy, "the document is too small in the picture")}
	}
	p := d.texture(w, h)
	perMM := float64(w) / 85.6
	if d.Layout != nil {
		perMM = float64(w) / d.Layout.Width
	}
	halftone := func(fx, fy float64) bool {
		f := math.Hypot(fx, fy)
		return f*perMM >= halftoneLow && f*perMM <= halftoneHigh && f < 0.45 && turned(fx, fy)
	}
	screens, copies, n := 0, 0, 0
	for y := tileSide / 2; y+tileSide <= h; y += tileSide {
		for x := tileSide / 2; x+tileSide <= w; x += tileSide {
			n++
			peaks := p.transform(x, y).peaks(screenLike, halftone)
			if peaks[0] > peakRatio {
				screens++
			}
			if peaks[1] > peakRatio {
				copies++
			}
		}
	}
	return []wire.Measure{measure(document.Screen, clamp01(share(screens, n)/0.6)), measure(document.ColourCopy, clamp01(share(copies, n)/0.6))}
}

func (d *desk) texture(w, h int) plane {
	m := picture.Warp(d.Picture.Gray(), d.Quad, w, h)
	p := newPlane(w, h)
	for y := range h {
		for x := range w {
			p.v[y*w+x] = float32(m.Pix[y*m.Stride+x])
		}
	}
	soft := p.blurred(4)
	for i := range p.v {
		p.v[i] -= soft.v[i]
	}
	return p
}

// screenLike: high, and within 20 degrees of an axis, though not on it, where letters have their power.
func screenLike(fx, fy float64) bool {
	f := math.Hypot(fx, fy)
	a := math.Abs(math.Atan2(fy, fx)) * 180 / math.Pi
	a = min(a, math.Abs(a-90), math.Abs(a-180))
	return f > 0.14 && f < 0.49 && a > 0.8 && a < 20
}

// turned: more than 20 degrees from both axes.
func turned(fx, fy float64) bool {
	a := math.Abs(math.Atan2(fy, fx)) * 180 / math.Pi
	return min(a, math.Abs(a-90), math.Abs(a-180)) > 20
}

// edited compares the grain of bare paper in each field's place with that in the others': what was painted over or smoothed has another. Twice the
// grain of the middle one, or half of it, is 0.6, four times or a quarter is 1.
func (d *desk) edited() []wire.Measure {
	residual := d.grain()
	var sizes []float64
	var places [][]wire.Point
	for _, f := range d.Fields {
		box := d.onSheet(f.Quad)
		if f.Value == "" || box.Dx() < 20 || box.Dy() < 8 {
			continue
		}
		if size, n := d.noise(residual, box); n >= 60 {
			sizes, places = append(sizes, math.Log2(max(size, 0.1))), append(places, f.Quad)
		}
	}
	if len(sizes) < 4 {
		return []wire.Measure{notMade(document.Edited, "too few fields were made out to compare them")}
	}
	ordered := slices.Clone(sizes)
	slices.Sort(ordered)
	middle := ordered[len(ordered)/2]
	worst := measure(document.Edited, 0)
	for i, size := range sizes {
		far := math.Abs(size - middle)
		if score := clamp01(min(0.6*far, 0.2+0.4*far)); score > worst.Value {
			worst.Value, worst.Quad = score, places[i]
		}
	}
	return []wire.Measure{worst}
}

// grain is Y less the mean of its neighbours.
func (d *desk) grain() plane {
	soft := d.y.blurred(1)
	out := newPlane(d.y.w, d.y.h)
	for i := range out.v {
		out.v[i] = d.y.v[i] - soft.v[i]
	}
	return out
}

// noise is the mean size of the grain on bare paper in a box, away from print, and on how many pixels.
func (d *desk) noise(grain plane, box image.Rectangle) (float64, int) {
	box = box.Intersect(image.Rect(3, 3, d.y.w-3, d.y.h-3))
	light := d.y.quantile(box, 0.7)
	sum, n := 0.0, 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
	next:
		for x := box.Min.X; x < box.Max.X; x++ {
			for v := y - 3; v <= y+3; v += 3 {
				for u := x - 3; u <= x+3; u += 3 {
					if d.y.at(u, v) < light-18 {
						continue next
					}
				}
			}
			sum, n = sum+math.Abs(float64(grain.at(x, y))), n+1
		}
	}
	return sum / float64(max(n, 1)), n
}

// Watermarks are letters of some size, repeated, paler than print and darker than the card's own ground.
const (
	palest     = 22   // steps of Y from the ground: fainter is the ground's own
	darkest    = 95   // beyond is print
	markStroke = 2    // pixels on either side that a stroke has at least
	markFull   = 0.05 // share of the free ground that a mark across everything covers
)

// watermark measures how much of the free ground, away from portrait, seal and the like, is covered by broad strokes that are neither ground nor print.
// The soft edges of print are as gray, but thin.
func (d *desk) watermark() []wire.Measure {
	if d.Layout == nil {
		return []wire.Measure{notMade(document.Watermark, "the document is not one whose layout is known")}
	}
	ground := d.y.grown(8).blurred(10)
	free := make([]bool, d.y.w*d.y.h)
	for i := range free {
		free[i] = true
	}
	for _, e := range d.Layout.Elements {
		if e.Name == document.Headline || e.Name == document.Title {
			continue
		}
		box := d.box(e.Box, slack)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			clear(free[y*d.y.w+box.Min.X : y*d.y.w+box.Max.X])
		}
	}
	mark := make([]bool, len(free))
	n := 0
	for i, v := range d.y.v {
		if !free[i] {
			continue
		}
		n++
		below := ground.v[i] - v
		mark[i] = below > palest && below < darkest
	}
	covered := 0
	for _, on := range opened(mark, d.y.w, d.y.h, markStroke) {
		if on {
			covered++
		}
	}
	return []wire.Measure{measure(document.Watermark, clamp01(share(covered, n)/markFull))}
}

// grown is the greatest value within r pixels each way: ground without what is printed on it, where strokes are thinner.
func (p plane) grown(r int) plane {
	return p.greatest(r, 1, p.w, p.h, p.w).greatest(r, p.w, p.h, p.w, 1)
}

func (p plane) greatest(r, step, n, many, across int) plane {
	out := newPlane(p.w, p.h)
	for line := range many {
		base := line * across
		for i := range n {
			most := p.v[base+i*step]
			for k := max(0, i-r); k <= min(n-1, i+r); k++ {
				most = max(most, p.v[base+k*step])
			}
			out.v[base+i*step] = most
		}
	}
	return out
}
