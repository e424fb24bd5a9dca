package mrzreader

import (
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// nudges are what may be wrong with a row's grid, each in the unit of its own first step.
var nudges = []func(g *grid, by float64){
	func(g *grid, by float64) { g.phase += 0.13 * by },
	func(g *grid, by float64) { g.shift += 0.11 * by },
	func(g *grid, by float64) { g.rate *= 1 + 0.009*by }, // 0.2 cells at the ends of 44
	func(g *grid, by float64) { g.height *= 1 + 0.1*by },
	func(g *grid, by float64) { g.lean += 0.1 * by },
	func(g *grid, by float64) { g.warp += 0.2 * by / (g.rate * g.half * g.half) },
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
		better, err := j.climb(l, r.leans(i))
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

// leans is how far the characters of line i lean by the way the lines stand to one another: their first cells one below the other, and their last.
func (r reading) leans(i int) float64 {
	first, last := r.lines[0], r.lines[len(r.lines)-1]
	l := r.lines[i]
	k := float64(len(l.scores)-1) / 2
	ft, _ := first.t(float64(first.first) + k)
	lt, _ := last.t(float64(last.first) + k)
	fx, fy := first.at(ft)
	lx, ly := last.at(lt)
	dx, dy := lx-fx, ly-fy
	down := dy*l.ux - dx*l.uy
	if down < l.height {
		return 0
	}
	return min(max(-(dx*l.ux+dy*l.uy)/down, -0.5), 0.5)
}

// surest is where nothing is left to gain.
const surest = -0.05

// climb tries the lean that the arrangement gives, then every nudge both ways, twice, the second time by half. It judges by every other cell.
func (j *job) climb(l line, lean float64) (line, error) {
	other := l.others()
	value := l.sureness(2, other)
	if value > surest {
		return l, nil
	}
	best := l.grid
	try := func(g grid) (bool, error) {
		some, err := j.cells(g, l.first, len(l.scores), 2)
		if err != nil {
			return false, err
		}
		if v := some.sureness(1, every(other, 2)); v > value+0.002 {
			best, value = g, v
			return true, nil
		}
		return false, nil
	}
	leaning := best
	leaning.lean = lean
	if _, err := try(leaning); err != nil {
		return l, err
	}
	for _, size := range []float64{1, 0.5} {
		before := value
		for _, nudge := range nudges {
			if value > surest {
				break
			}
			for _, by := range []float64{size, -size} {
				g := best
				nudge(&g, by)
				better, err := try(g)
				if err != nil {
					return l, err
				}
				if better {
					break
				}
			}
		}
		if value-before < 0.03 {
			break
		}
	}
	moved, err := j.cells(best, l.first, len(l.scores), 1)
	if err != nil || moved.sureness(1, other) < l.sureness(1, other) {
		return l, err
	}
	return moved, nil
}

// others says of each cell whether it plainly holds no character of a zone: no nudge makes it one.
func (l line) others() []bool {
	out := make([]bool, len(l.scores))
	for i, s := range l.scores {
		out[i] = max(s[glyph.Blank], s[glyph.Foreign]) > plainlyOther
	}
	return out
}

func every(all []bool, step int) (out []bool) {
	for i := 0; i < len(all); i += step {
		out = append(out, all[i])
	}
	return out
}

// sureness is the mean logarithm of the likeliest characters' probabilities, of every step-th cell but those to be left out.
func (l line) sureness(step int, leave []bool) float64 {
	sum, n := 0.0, 0
	for i := 0; i < len(l.scores); i += step {
		if leave[i] {
			continue
		}
		_, v := character(l.scores[i], mrz.Alnum)
		sum += max(float64(v), -6)
		n++
	}
	return sum / float64(max(n, 1))
}

// glances are how a cell is looked at again when a reading is not quite sure: a little beside, above, larger.
var glances = []func(g *grid){
	func(g *grid) { g.phase += 0.06; g.shift += 0.05 },
	func(g *grid) { g.phase -= 0.06; g.shift -= 0.05 },
	func(g *grid) { g.height *= 1.08 },
	func(g *grid) { g.height *= 0.93; g.lean += 0.04 },
}

// blended is r with each cell's scores the mean over several glances: what is only the chance of how a cell was cut averages out.
func (j *job) blended(r reading) (reading, error) {
	lines := make([]line, len(r.lines))
	for i, l := range r.lines {
		if l.absent {
			lines[i] = l
			continue
		}
		sums := make([][]float32, len(l.scores))
		for k, s := range l.scores {
			sums[k] = slices.Clone(s)
		}
		for _, glance := range glances {
			g := l.grid
			glance(&g)
			again, err := j.cells(g, l.first, len(l.scores), 1)
			if err != nil {
				return r, err
			}
			for k, s := range again.scores {
				for c, v := range s {
					sums[k][c] += v
				}
			}
		}
		for _, s := range sums {
			for c := range s {
				s[c] /= float32(len(glances) + 1)
			}
		}
		l.scores = sums
		lines[i] = l
	}
	return read(lines), nil
}
