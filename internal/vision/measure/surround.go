package measure

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// corners of a box.
func corners(x, y, w, h float64) []wire.Point {
	return []wire.Point{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
}

// surrounded draws the upright document with a margin of its surroundings.
func (d *desk) surrounded() *scene {
	margin := int(2 * beside * float64(d.y.h))
	w, h := d.y.w+2*margin, d.y.h+2*margin
	m := picture.Project(float64(d.y.w), float64(d.y.h), d.Quad)
	at := func(x, y int) picture.Point { return m.Apply(picture.Point{X: float64(x), Y: float64(y)}) }
	quad := picture.Quad{at(-margin, -margin), at(d.y.w+margin, -margin), at(d.y.w+margin, d.y.h+margin), at(-margin, d.y.h+margin)}
	source := d.Colour
	if source == nil {
		longer := max(d.Picture.Width, d.Picture.Height)
		width, _ := d.Quad.Sides()
		source = d.Picture.RGBA(min(longer, int(float64(longer)*float64(d.y.w)/max(width, 1)*1.2)))
	}
	by := float64(source.Rect.Dx()) / float64(d.Picture.Width)
	s := &scene{desk: d, margin: margin, m: picture.WarpRGBA(source, quad.Scaled(by), w, h), inside: make([]bool, w*h)}
	back := picture.Project(float64(w), float64(h), quad)
	for y := range h {
		for x := range w {
			p := back.Apply(picture.Point{X: float64(x), Y: float64(y)})
			s.inside[y*w+x] = p.X >= 0 && p.Y >= 0 && p.X < float64(d.Picture.Width) && p.Y < float64(d.Picture.Height)
		}
	}
	return s
}

// Bins of the histogram of what is around a document: hue in 12 and gray, lightness in 4, and roughness in 4.
const (
	surroundSide = 320
	hueBins      = 12
	lightBins    = 4
	roughBins    = 4
)

// Surround is what lies around the document, as shares of colours and of roughness; nil when the document has no outline or fills nearly all of the
// picture. Lightness is relative to the surroundings' own: two pictures of one table differ in exposure.
func Surround(s Sheet) []float64 {
	if !s.Outlined {
		return nil
	}
	m := s.small()
	by := float64(m.Rect.Dx()) / float64(s.Picture.Width)
	hull := grown(s.Quad.Scaled(by), 1.10)
	y := luminance(m)
	rough := y.roughness()
	sums := make([]float64, (hueBins+1)*lightBins+roughBins)
	mean, n := 0.0, 0.0
	outside := func(do func(x, y int)) {
		for v := range m.Rect.Dy() {
			for u := range m.Rect.Dx() {
				if !within(hull, float64(u), float64(v)) {
					do(u, v)
				}
			}
		}
	}
	outside(func(u, v int) { mean, n = mean+float64(y.at(u, v)), n+1 })
	if n < 0.04*float64(m.Rect.Dx()*m.Rect.Dy()) {
		return nil
	}
	mean /= n
	outside(func(u, v int) {
		pix := m.Pix[m.PixOffset(u, v):]
		hue, sat := hueOf(float64(pix[0]), float64(pix[1]), float64(pix[2]))
		bin := hueBins
		if sat > 0.12 {
			bin = int(hue*hueBins) % hueBins
		}
		spread(sums, bin, float64(y.at(u, v))/max(mean, 1)*1.5)
		sums[(hueBins+1)*lightBins+min(roughBins-1, int(rough.at(u, v)/4))]++
	})
	for i := range sums {
		sums[i] /= n
	}
	return sums
}

// small is the picture for Surround, of the smaller one where there is one that is large enough.
func (s Sheet) small() *image.RGBA {
	if s.Colour == nil || max(s.Colour.Rect.Dx(), s.Colour.Rect.Dy()) < 2*surroundSide {
		return s.Picture.RGBA(surroundSide)
	}
	w, h := picture.Fit(s.Picture.Width, s.Picture.Height, surroundSide)
	return picture.ScaleRGBA(s.Colour, w, h)
}

// spread shares a pixel between two neighbouring bins of lightness, so that a small change of exposure moves little.
func spread(sums []float64, bin int, light float64) {
	at := max(0, min(float64(lightBins-1), light-0.5))
	low := int(math.Floor(at))
	part := at - float64(low)
	sums[bin*lightBins+low] += 1 - part
	if part > 0 {
		sums[bin*lightBins+low+1] += part
	}
}

// roughness is the mean change of Y about each pixel.
func (p plane) roughness() plane {
	g := newPlane(p.w, p.h)
	for y := 1; y < p.h-1; y++ {
		for x := 1; x < p.w-1; x++ {
			dx, dy := p.at(x+1, y)-p.at(x-1, y), p.at(x, y+1)-p.at(x, y-1)
			g.v[y*p.w+x] = float32(math.Hypot(float64(dx), float64(dy)))
		}
	}
	return g.blurred(2)
}

// grown is a quad that much larger about its middle.
func grown(q picture.Quad, by float64) picture.Quad {
	var c picture.Point
	for _, p := range q {
		c.X, c.Y = c.X+p.X/4, c.Y+p.Y/4
	}
	for i := range q {
		q[i].X, q[i].Y = c.X+(q[i].X-c.X)*by, c.Y+(q[i].Y-c.Y)*by
	}
	return q
}

func within(q picture.Quad, x, y float64) bool {
	for i := range q {
		a, b := q[i], q[(i+1)&3]
		if (b.X-a.X)*(y-a.Y)-(b.Y-a.Y)*(x-a.X) < 0 {
			return false
		}
	}
	return true
}
