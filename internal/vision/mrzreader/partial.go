package mrzreader

import (
	"math"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// A zone of which a line is missing is looked for only where no whole one is found: two of the three lines of a card, or one of the two of a passport or
// visa. It is one only when what is there is read for certain and the place of the missing line is blank paper, in the picture and in the same light: a
// line under a finger, a stamp or a spot of light is not missing.

// Limits of what is looked at for it in one view.
const (
	loneSure  = -0.8 // how sure a row must be, as candidate.sure
	lonePairs = 4
	loneRows  = 4
	leastLone = 0.8 * 36 // cells
	mostLone  = 1.1 * 44
)

// lone are the longest rows that no other lies beside, as a line of a passport without its second: those are not candidates of whole zones where others
// lie beside one another.
func (j *job) lone(grids []grid, known []candidate) (out []candidate, err error) {
	looked := 0
	for _, g := range grids {
		n := g.length() * g.rate
		if n < leastLone || n > mostLone || looked == loneRows || slices.ContainsFunc(known, func(c candidate) bool { return c.x == g.x && c.y == g.y }) {
			continue
		}
		looked++
		for _, each := range []grid{g, g.turned()} {
			sure, err := j.sample(each)
			if err != nil {
				return nil, err
			}
			if sure > loneSure {
				out = append(out, candidate{each, sure})
			}
		}
	}
	return out, nil
}

// partials reads rows as zones without one of their lines.
func (j *job) partials(rows []candidate) ([]reading, error) {
	sure := slices.DeleteFunc(slices.Clone(rows), func(c candidate) bool { return c.sure < loneSure })
	slices.SortStableFunc(sure, func(a, b candidate) int { return compare(b.sure, a.sure) })
	var out []reading
	pairs := 0
	for _, set := range arrangements(sure) {
		if len(set) != 2 || pairs == lonePairs {
			continue
		}
		pairs++
		found, err := j.partial([]candidate{sure[set[0]], sure[set[1]]}, 30)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	for _, c := range sure[:min(len(sure), loneRows)] {
		for _, width := range []int{44, 36} {
			if n := c.length() * c.rate; n < 0.8*float64(width) || n > 1.1*float64(width) {
				continue
			}
			found, err := j.partial([]candidate{c}, width)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	return out, nil
}

// partial reads rows as all but the first or all but the last line of a format of that width.
func (j *job) partial(rows []candidate, width int) (out []reading, err error) {
	lines := make([]line, len(rows))
	for i, c := range rows {
		if lines[i], err = j.look(c.grid); err != nil {
			return nil, err
		}
	}
	chosen, fits := align(lines, width)
	if !fits {
		return nil, nil
	}
	for i := range chosen {
		if chosen[i], err = j.climb(chosen[i], chosen[i].lean); err != nil {
			return nil, err
		}
	}
	first, last := chosen[0], chosen[len(chosen)-1]
	from, to := reading{lines: chosen}.gap()
	for _, r := range []reading{
		read(append(slices.Clone(chosen), absentLine(last.moved((from+to)/2), last.first, width))),
		read(append([]line{absentLine(first.moved(-(from+to)/2), first.first, width)}, chosen...)),
	} {
		if r.believableInPart() && j.blankBeside(r, from, to) {
			out = append(out, r)
		}
	}
	return out, nil
}

// gap is how far apart the lines that are there lie, in heights; of one alone, how far the next may be: 2.65 on passports and visas (ICAO 9303-4 §4.2.1).
func (r reading) gap() (from, to float64) {
	lines := r.present()
	if len(lines) < 2 {
		return 1.6, 3
	}
	gap := math.Abs(lines[0].across(lines[1].x, lines[1].y)) / lines[0].height
	return gap - 0.2, gap + 0.2
}

// leastPart is how sure a part of a zone must be read.
const leastPart = -0.3

// believableInPart says that what is there of a zone can be nothing else: enough check digits pass, or it begins as a first line does and goes on with
// a name.
func (r reading) believableInPart() bool {
	switch {
	case r.format == 0 || r.score < leastPart:
		return false
	case r.passed >= 3:
		return true
	case r.format == mrz.TD1:
		return r.passed >= 2 && r.lines[0].absent && names(r.text[2])
	}
	return r.lines[1].absent && opens(r.format, r.text[0])
}

// opens says that a line is the first of a zone: code, State, names.
func opens(f mrz.Format, line string) bool {
	for _, field := range f.Fields() {
		text := line[:min(field.To, len(line))]
		switch {
		case field.Line != 0:
			continue
		case field.Name == mrz.FieldIssuingState:
			if _, known := mrz.LookupState(text[field.From:]); !known {
				return false
			}
		case field.Name == mrz.FieldNames:
			if !names(text[field.From:]) {
				return false
			}
		}
	}
	return strings.Contains("PVIAC", line[:1])
}

// names says that a text can be names: letters and fillers, the two parts of a name.
func names(text string) bool {
	return text[0] != '<' && strings.Contains(text, "<<") && !strings.ContainsAny(text, "0123456789")
}

// blankBeside says that where the line is missing there is nothing on the paper, from so many heights on beside the next line to so many.
func (j *job) blankBeside(r reading, from, to float64) bool {
	beside, side := r.present()[0], -1.0
	if r.lines[len(r.lines)-1].absent {
		beside, side = r.present()[len(r.present())-1], 1
	}
	var papers, inks []float64
	for i := range beside.scores {
		if paper, ink, whole := j.pyramid.Light(beside.frame(float64(beside.first + i))); whole {
			papers, inks = append(papers, paper), append(inks, paper-ink)
		}
	}
	if len(inks) == 0 {
		return false
	}
	paper, contrast := quantile(papers, 0.5), quantile(inks, 0.5)
	seen, blank := 0, 0
	for heights := from; heights <= to+0.01; heights += 0.2 {
		g := beside.moved(side * heights)
		for i := 0; i < len(beside.scores); i += 2 {
			light, ink, whole := j.pyramid.Light(g.frame(float64(beside.first + i)))
			seen++
			if whole && light-ink <= faintInk*contrast && math.Abs(light-paper) <= sameLight*contrast+lightSlack {
				blank++
			}
		}
	}
	return float64(blank) >= leastBlank*float64(seen)
}

// leastBlank is the share of the places of a missing line that must be blank.
const leastBlank = 0.95

// count counts the check digits that stand in lines which are there, and cover nothing else, and how many of them pass.
func (r reading) count(lines []string) (passed, digits int) {
	m, err := mrz.Parse(lines)
	if err != nil {
		return 0, 0
	}
	for _, d := range m.CheckDigits {
		if r.lines[d.Line].absent || d.Field == mrz.FieldComposite && m.Format == mrz.TD1 && r.lines[0].absent {
			continue
		}
		digits++
		if d.Status == check.Passed {
			passed++
		}
	}
	return passed, digits
}
