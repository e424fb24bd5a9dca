package measure

import (
	"math"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// detailSide is the most that a document is wide when sharpness is measured: at that of the other measures a picture of twelve million pixels is sharp
// whatever it is. A smaller one is looked at in its own pixels: how few they are is said by other measures, and enlarged everything is soft.
const detailSide = 1600

// mostDetail bounds a side of what is looked at.
const mostDetail = 2 * detailSide

// printBoxes are places with print: the fields', else the lines', else the whole document; none when none is seen.
func (d *desk) printBoxes() [][]wire.Point {
	var boxes [][]wire.Point
	for _, f := range d.Fields {
		if f.Value != "" && len(f.Quad) == 4 {
			boxes = append(boxes, f.Quad)
		}
	}
	if len(boxes) < 2 {
		for _, l := range d.Lines {
			if l.Confidence >= 0.5 {
				boxes = append(boxes, l.Quad)
			}
		}
	}
	if len(boxes) == 0 && d.Outlined {
		boxes = append(boxes, d.Quad[:])
	}
	return boxes
}

// Edges of print by the way they face: upwards is as downwards.
const (
	ways       = 8
	slopeSteps = 500  // of a histogram of slopes; 1 is from paper to ink within a pixel
	printReach = 6    // pixels about an edge within which a blurred one has come to its full contrast
	leastInk   = 0.06 // of the contrast per pixel: what rises less is paper and noise
	steepPlace = 0.95 // of the places that face one way
	leastFaces = 40   // places
	palePrint  = 20   // steps of Y: there is nothing to see an edge of
	darkPaper  = 50   // Y of white paper up to which a want of contrast is one of light
)

// slopes counts how steep the edges of print are, for each way they face.
type slopes [ways][slopeSteps + 1]int

// sharpness is 500 over the width in pixels of the sharpest edges between ink and paper, of those that face the way in which they are softest; 250 is the most
// there is. The contrast is that of the print in the same place, so that faint print is not taken for blurred print. A lens out of focus makes all edges soft, a
// hand that moved those across its way: the direction is the ratio of the energies (squares) of the steepest and the least steep.
func (d *desk) sharpness() []wire.Measure {
	boxes := d.printBoxes()
	unseen := func(why string) []wire.Measure {
		return []wire.Measure{notMade(document.Sharpness, why), notMade(document.Direction, why)}
	}
	if len(boxes) == 0 {
		return unseen("neither print nor a document is seen")
	}
	s := new(slopes)
	for _, quad := range boxes {
		s.add(d.detail(quad))
	}
	least, most := s.extent()
	switch paper := 0.299*d.paper[0] + 0.587*d.paper[1] + 0.114*d.paper[2]; {
	case most == 0 && paper < darkPaper:
		return unseen("it is too dark to see edges of print")
	case most == 0:
		return []wire.Measure{measure(document.Sharpness, 0), measure(document.Direction, 1)}
	}
	return []wire.Measure{measure(document.Sharpness, 500*least), measure(document.Direction, (most*most)/(least*least))}
}

// add counts the edges of a place.
func (s *slopes) add(p plane) {
	contrast := p.contrast()
	if contrast < palePrint {
		return
	}
	least := float64(leastInk * contrast)
	for y := 1; y < p.h-1; y++ {
		for x := 1; x < p.w-1; x++ {
			i := y*p.w + x
			gx, gy := float64(p.v[i+1]-p.v[i-1])/2, float64(p.v[i+p.w]-p.v[i-p.w])/2
			slope := gx*gx + gy*gy
			if slope < least*least {
				continue
			}
			way := int(math.Round(math.Atan2(gy, gx)/math.Pi*ways)+ways) % ways
			s[way][min(slopeSteps, int(math.Sqrt(slope)/float64(contrast)*slopeSteps))]++
		}
	}
}

// contrast is how far apart ink and paper are in a place: what nine in ten pixels do not exceed of the range about them.
func (p plane) contrast() float32 {
	negative := newPlane(p.w, p.h)
	for i, v := range p.v {
		negative.v[i] = -v
	}
	high, low := p.grown(printReach), negative.grown(printReach)
	var counts [256]int
	for i, v := range high.v {
		counts[max(0, min(255, int(v+low.v[i])))]++
	}
	for v, seen := 0, 0; v < 256; v++ {
		if seen += counts[v]; seen*10 >= len(p.v)*9 {
			return float32(v)
		}
	}
	return 0
}

// extent is the slope of the steepest edges facing the way in which they are least steep, and most; 0 where there are too few edges to tell.
func (s *slopes) extent() (least, most float64) {
	for _, counts := range s {
		slope, ok := steep(counts[:])
		if !ok {
			continue
		}
		if most == 0 || slope < least {
			least = slope
		}
		most = max(most, slope)
	}
	return least, most
}

// steep is the slope that all but one in twenty of the places do not exceed; false when they are few.
func steep(counts []int) (slope float64, ok bool) {
	n := 0
	for _, c := range counts {
		n += c
	}
	if n < leastFaces {
		return 0, false
	}
	for v, seen := 0, 0; ; v++ {
		if seen += counts[v]; float64(seen) >= steepPlace*float64(n) {
			return (float64(v) + 0.5) / slopeSteps, true
		}
	}
}

// detail is a place of the picture, upright, in the picture's own pixels, or as it would be on a document detailSide pixels wide where that is fewer.
func (d *desk) detail(quad []wire.Point) plane {
	width, _ := d.Quad.Sides()
	by := min(1, detailSide/max(width, 1))
	q := picture.Quad(quad)
	w, h := q.Sides()
	m := picture.Warp(d.Picture.Gray(), q, min(max(8, int(w*by)), mostDetail), min(max(8, int(h*by)), mostDetail))
	p := newPlane(m.Rect.Dx(), m.Rect.Dy())
	for y := range p.h {
		for x := range p.w {
			p.v[y*p.w+x] = float32(m.Pix[y*m.Stride+x])
		}
	}
	return p
}
