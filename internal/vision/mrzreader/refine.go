package mrzreader

import (
	"math"

	"github.com/bonafide-id/bonafide/document/mrz"
)

// nudges are what may be wrong with a row's grid, each in the unit of its own first step.
var nudges = []func(g *grid, by float64){
	func(g *grid, by float64) { g.phase += 0.13 * by },
	func(g *grid, by float64) { g.shift += 0.11 * by },
	func(g *grid, by float64) { g.rate *= 1 + 0.009*by }, // 0.2 cells at the ends of 44
	func(g *grid, by float64) { g.height *= 1 + 0.1*by },
	func(g *grid, by float64) { g.lean += 0.1 * by },
	func(g *grid, by float64) { g.bend += 0.2 * by },
	func(g *grid, by float64) { // turned about its middle
		g.ux, g.uy = g.ux-0.1*by*g.height/g.half*g.uy, g.uy+0.1*by*g.height/g.half*g.ux
		n := math.Hypot(g.ux, g.uy)
		g.ux, g.uy = g.ux/n, g.uy/n
	},
}

// refine moves each line's grid a little where the classifier becomes surer by it.
func (j *job) refine(r reading) (reading, error) {
	lines := make([]line, len(r.lines))
	for i, l := range r.lines {
		better, err := j.climb(l)
		if err != nil {
			return r, err
		}
		lines[i] = better
	}
	if better := read(lines); better.value() > r.value() {
		return better, nil
	}
	return r, nil
}

// climb tries every nudge both ways, twice, the second time by half.
func (j *job) climb(l line) (line, error) {
	value := l.sureness()
	for _, size := range []float64{1, 0.5} {
		for _, nudge := range nudges {
			if value > -0.06 {
				return l, nil
			}
			for _, by := range []float64{size, -size} {
				g := l.grid
				nudge(&g, by)
				moved, err := j.cells(g, l.first, len(l.scores))
				if err != nil {
					return l, err
				}
				if v := moved.sureness(); v > value {
					l, value = moved, v
					break
				}
			}
		}
	}
	return l, nil
}

// sureness is the mean logarithm of the likeliest characters' probabilities.
func (l line) sureness() float64 {
	sum := 0.0
	for _, s := range l.scores {
		_, v := character(s, mrz.Alnum)
		sum += max(float64(v), -6)
	}
	return sum / float64(len(l.scores))
}
