package measure

import (
	"math"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Textures are looked at where the picture has most to show: the document at no more than this width.
const textureSide = 1800

// A screen's grid and a halftone leave narrow peaks in the spectra of tiles; the guilloche of a card has its own, of far lower frequency.
const (
	leastFrequency = 0.12 // cycles per pixel: below are letters and guilloche
	mostFrequency  = 0.49 //
	onAxis         = 0.8  // degrees from an axis: there the strokes of letters have their power
	besideAxis     = 20.0 // degrees from an axis within which a screen's grid lies, wherever it is looked at from
	ringHeight     = 4.1  // powers of e that a grid's peak stands above the middle of its ring
	peakHeight     = 2.3  // and above its neighbours
	shownBy        = 0.6  // share of the tiles that a screen shows in, which is 1
	inkClip        = 1.5  // times the middle of a tile's contrasts: what is beyond is print, which is more than the texture of the ground
)

// Angles of a halftone: one screen of dots for each ink, turned against one another, as a rule two of them as far from one axis as from the other (15 and
// 75 degrees). A display has one grid.
const (
	leastTurn  = 9.0  // degrees of a dot screen from both axes
	sameFamily = 5.0  // degrees within which two peaks are of one screen, a quarter turn allowed
	plainDots  = 2.1  // height of the second screen's peak, mean of powers of e over all tiles, that is 1
	sameRing   = 0.08 // of the frequency: all inks have one
)

// patterns looks for what a screen and what a halftone leave. A screen's grid beats with the camera's and moves from tile to tile, so that tiles are counted: in
// brightness and, where the beat is broad, in colour;
// a halftone is the paper's own, and stands out of the mean of all.
func (d *desk) patterns() []wire.Measure {
	width, height := d.Quad.Sides()
	w, h := picture.Fit(max(1, int(width)), max(1, int(height)), textureSide)
	if w < 2*tileSide || h < 2*tileSide {
		return []wire.Measure{notMade(document.Screen, "the document is too small in the picture"), notMade(document.ColourCopy, "the document is too small in the picture")}
	}
	p := d.texture(w, h)
	p.clip(tileSide/2, inkClip)
	var mean spectrum
	tiles, screens := 0, 0
	f := newTransformer()
	for y := 0; y+tileSide <= h; y += tileSide {
		for x := 0; x+tileSide <= w; x += tileSide {
			above := f.above(f.transform(p, x, y))
			mean = mean.plus(above)
			if tiles++; above.prominent(screenLike) {
				screens++
			}
		}
	}
	dots := clamp01(mean.times(1/float64(tiles)).dots() / plainDots)
	screen := clamp01(share(screens, tiles) / shownBy)
	if dots > dotsInstead {
		screen *= 1 - dots // what was counted are the dots
	}
	screen = max(screen, clamp01(d.fringes(f)/shownBy))
	d.screened = screen > bandsFrom
	return []wire.Measure{measure(document.Screen, screen), measure(document.ColourCopy, dots)}
}

// dotsInstead is the score from which on dots are taken for what a screen would leave as well; bandsFrom from which on a screen's bands are all over a document.
const (
	dotsInstead = 0.5
	bandsFrom   = 0.7
)

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

// clip bounds the values of each square by so many times the middle of their sizes there.
func (p plane) clip(side int, times float32) {
	const steps = 4 // to a step of Y
	for y0 := 0; y0 < p.h; y0 += side {
		for x0 := 0; x0 < p.w; x0 += side {
			var counts [256*steps + 1]int
			n := 0
			for y := y0; y < min(p.h, y0+side); y += 2 {
				for _, v := range p.v[y*p.w+x0 : y*p.w+min(p.w, x0+side)] {
					counts[min(int(max(v, -v)*steps), 256*steps)]++
					n++
				}
			}
			middle := 0
			for seen := counts[0]; 2*seen <= n; seen += counts[middle] {
				middle++
			}
			most := times * max(1, (float32(middle)+0.5)/steps)
			for y := y0; y < min(p.h, y0+side); y++ {
				row := p.v[y*p.w+x0 : y*p.w+min(p.w, x0+side)]
				for i, v := range row {
					row[i] = max(-most, min(most, v))
				}
			}
		}
	}
}

// fromAxis is how far a frequency lies from the nearer axis, degrees.
func fromAxis(fx, fy float64) float64 {
	a := math.Abs(math.Atan2(fy, fx)) * 180 / math.Pi
	return min(a, math.Abs(a-90), math.Abs(a-180))
}

// screenLike: high, and near an axis, though not on it.
func screenLike(fx, fy float64) bool {
	f, a := math.Hypot(fx, fy), fromAxis(fx, fy)
	return f > leastFrequency && f < mostFrequency && a > onAxis && a < besideAxis
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
	if d.screened {
		return []wire.Measure{notMade(document.Watermark, "the bands of a screen lie over the document")}
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

// greatest is the greatest value within r along one direction: n pixels step apart, in lines of which there are many, across apart. In blocks of 2*r+1 the
// greatest so far from the left and from the right are known, and every window is the end of one block and the beginning of the next (van Herk, 1992).
func (p plane) greatest(r, step, n, many, across int) plane {
	out := newPlane(p.w, p.h)
	window := 2*r + 1
	line, left, right := make([]float32, n+2*r), make([]float32, n+2*r), make([]float32, n+2*r)
	for each := range many {
		base := each * across
		for i := range line { // beyond the ends the outermost value goes on
			line[i] = p.v[base+max(0, min(n-1, i-r))*step]
		}
		for i, v := range line {
			if left[i] = v; i%window != 0 {
				left[i] = max(v, left[i-1])
			}
		}
		for i := len(line) - 1; i >= 0; i-- {
			if right[i] = line[i]; i < len(line)-1 && (i+1)%window != 0 {
				right[i] = max(line[i], right[i+1])
			}
		}
		for i := range n {
			out.v[base+i*step] = max(right[i], left[i+window-1])
		}
	}
	return out
}
