package mrzreader

import (
	"math"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// grid says where the cells of a row are. The cell at k pitches from the row's middle is at t along the row, where
// k = rate*t / (1 - warp*t) - phase: seen at an angle, the pitch changes from one end to the other as a projection has it.
type grid struct {
	row
	half  float64 // length of the row, halved
	rate  float64 // cells per pixel in the middle
	warp  float64 // per pixel
	phase float64
	shift float64 // of the cells' middles across the row, in heights
	lean  float64 // how far the foot of a character stands behind its top, in heights
	fit   float64 // how well the ink's pieces stand in cells, 0 to 1
}

// k of a place t along the row.
func (g grid) k(t float64) float64 { return g.rate*t/g.thin(t) - g.phase }

// t of the cell k, and the pitch there.
func (g grid) t(k float64) (t, pitch float64) {
	k += g.phase
	t = k / max(g.rate+g.warp*k, g.rate/4)
	z := g.thin(t)
	return t, z * z / g.rate
}

// thin is how much smaller than in the middle things are across the row at t; along it they are so twice.
func (g grid) thin(t float64) float64 { return min(max(1-g.warp*t, 0.25), 4) }

// frame of the cell k. Characters become smaller as their pitch does.
func (g grid) frame(k float64) glyph.Frame {
	t, pitch := g.t(k)
	tall := g.height * g.thin(t)
	x, y := g.at(t)
	vx, vy := -g.uy, g.ux
	x, y = x+vx*g.shift*g.height, y+vy*g.shift*g.height
	return glyph.Frame{
		X: x, Y: y, AlongX: g.ux * pitch, AlongY: g.uy * pitch,
		DownX: (vx - g.lean*g.ux) * tall, DownY: (vy - g.lean*g.uy) * tall,
	}
}

// turned is the grid of the same row read from its other end, upside down.
func (g grid) turned() grid {
	out := g
	out.ux, out.uy = -g.ux, -g.uy
	out.warp, out.phase, out.shift = -g.warp, -g.phase, -g.shift
	out.places = make([]place, len(g.places))
	for i, p := range g.places {
		out.places[len(out.places)-1-i] = place{-p.to, -p.from}
	}
	return out
}

// moved is the grid so many heights further down.
func (g grid) moved(heights float64) grid {
	g.x, g.y = g.x-g.uy*heights*g.height, g.y+g.ux*heights*g.height
	return g
}

// Limits of a pitch, in heights of a capital: OCR-B has 1.06, and a picture may be squeezed.
const (
	minPitch = 0.72
	maxPitch = 1.5
)

// lay finds the pitch, its change and the phase with which most pieces of ink stand in the middle of cells: where the sum of the unit
// vectors that turn once a cell is longest. Pieces that are too wide for one character are left out.
func lay(r row) grid {
	middle := (r.from() + r.to()) / 2
	r.x, r.y = r.at(middle)
	var places []place
	var centres []float64
	for _, p := range r.places {
		p = place{p.from - middle, p.to - middle}
		places = append(places, p)
		if p.to-p.from < 1.25*r.height {
			centres = append(centres, (p.from+p.to)/2)
		}
	}
	r.places = places
	for len(centres) > maxCells { // a zone has fewer; half of them tell the pitch as well
		for i := range len(centres) / 2 {
			centres[i] = centres[2*i]
		}
		centres = centres[:len(centres)/2]
	}
	g := grid{row: r, half: max(r.length()/2, 1)}
	if len(centres) < minRow {
		return g
	}
	// bend is what the warp comes to at the ends, in cells.
	try := func(rate, bend float64) {
		warp := bend / (rate * g.half * g.half)
		if fit, phase := concentration(centres, rate, warp); fit > g.fit {
			g.rate, g.warp, g.fit, g.phase = rate, warp, fit, phase
		}
	}
	step := 0.3 / (2 * g.half)
	const most, bendStep = 2.4, 0.4
	for rate := 1 / (maxPitch * r.height); rate < 1/(minPitch*r.height); rate += step {
		for bend := -most; bend <= most+0.01; bend += bendStep {
			try(rate, bend)
		}
	}
	for scale := 0.5; scale > 0.05; scale /= 2 {
		rate, bend := g.rate, g.warp*g.rate*g.half*g.half
		for _, dr := range []float64{-1, 0, 1} {
			for _, db := range []float64{-1, 0, 1} {
				try(rate+dr*scale*step, bend+db*scale*bendStep)
			}
		}
	}
	return g
}

func concentration(centres []float64, rate, warp float64) (length, phase float64) {
	var x, y float64
	for _, t := range centres {
		sin, cos := math.Sincos(2 * math.Pi * rate * t / (1 - warp*t))
		x, y = x+cos, y+sin
	}
	return math.Hypot(x, y) / float64(len(centres)), math.Atan2(y, x) / (2 * math.Pi)
}
