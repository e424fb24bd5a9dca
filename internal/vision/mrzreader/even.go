package mrzreader

import (
	"math"
	"slices"
)

// longest is how many cells a line of a zone has at most (TD3), and a few more for a pitch that is not known well.
const longest = 48

// even is the stretch of a row whose pieces stand at one pitch. A zone's line does; what continues it beyond the document's edge, grain of a cloth or of
// wood that happens to lie on the same line, does not. The second result is false when the whole row is even, or no stretch of it is long enough to
// be a line.
func (r row) even() (row, bool) {
	gaps := make([]float64, 0, len(r.places))
	for i := 1; i < len(r.places); i++ {
		gaps = append(gaps, (r.places[i].from+r.places[i].to-r.places[i-1].from-r.places[i-1].to)/2)
	}
	if len(gaps) < minCells {
		return row{}, false
	}
	sorted := slices.Clone(gaps)
	slices.Sort(sorted)
	from, to := stretch(gaps, sorted[len(sorted)/2])
	if to-from < minCells || to-from == len(gaps) {
		return row{}, false
	}
	r.places = slices.Clone(r.places[from : to+1])
	return r, true
}

// stretch is the longest run of gaps that are one pitch wide, or two where a piece is missing. One gap in eight may be otherwise, a character in two pieces or
// two that touch; nothing within a line is three pitches wide.
func stretch(gaps []float64, pitch float64) (from, to int) {
	start, others := 0, []int{}
	for i, gap := range gaps {
		if gap > 2.5*pitch {
			start, others = i+1, others[:0]
			continue
		}
		steps := math.Round(gap / pitch)
		if steps < 1 || steps > 2 || math.Abs(gap/pitch-steps) > 0.28 {
			others = append(others, i)
		}
		for len(others) > 1+(i-start)/8 {
			start, others = others[0]+1, others[1:]
		}
		if i+1-start > to-from {
			from, to = start, i+1
		}
	}
	// An odd gap at either end is no part of the run.
	for from < to && odd(gaps[from], pitch) {
		from++
	}
	for from < to && odd(gaps[to-1], pitch) {
		to--
	}
	return from, to
}

// odd says whether a gap is not one pitch wide.
func odd(gap, pitch float64) bool { return math.Abs(gap/pitch-1) > 0.28 }
