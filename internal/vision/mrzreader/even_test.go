package mrzreader

import "testing"

// rowOf makes a row with pieces 10 wide at these gaps between their middles.
func rowOf(gaps ...float64) row {
	r := row{ux: 1, height: 18, places: []place{{-5, 5}}}
	at := 0.0
	for _, gap := range gaps {
		at += gap
		r.places = append(r.places, place{at - 5, at + 5})
	}
	return r
}

func repeat(gap float64, times int) (gaps []float64) {
	for range times {
		gaps = append(gaps, gap)
	}
	return gaps
}

// TestEven: what lies on the line of a zone beyond the document's edge is no part of the line.
func TestEven(t *testing.T) {
	line := repeat(17, 43)
	grain := []float64{27, 24, 35, 16, 23, 49, 25, 79}
	join := func(parts ...[]float64) (all []float64) {
		for _, part := range parts {
			all = append(all, part...)
		}
		return all
	}
	broken := join(line)
	broken[20], broken[21] = 8, 9 // a character in two pieces
	missing := join(line[:20], []float64{34}, line[:22])
	for _, row := range []struct {
		name   string
		gaps   []float64
		places int // of the stretch; 0: none
	}{
		{"a line alone", line, 0},
		{"grain before it", join(grain, line), 44},
		{"grain on both sides", join(grain, line, []float64{109, 16, 33, 84, 47}), 44},
		{"a character in two pieces", join(grain, broken), 44},
		{"a character missing", join(grain, missing), 44},
		{"grain alone", join(grain, grain, grain, grain), 0},
		{"too few pieces", line[:9], 0},
		{"a large gap is never within", join(line[:10], []float64{60}, line[:22]), 23},
	} {
		part, ok := rowOf(row.gaps...).even()
		if ok != (row.places > 0) || len(part.places) != row.places {
			t.Errorf("%s: %d pieces, %v; want %d", row.name, len(part.places), ok, row.places)
		}
	}
}
