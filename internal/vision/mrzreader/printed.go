package mrzreader

import (
	"math"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// printed is what stands in the picture where a reading has put the cells of a line: its format says how many there should be, and this how many there
// are and which of them hold no character of a zone. Only what is plain to see is said: a cell that is merely hard to read is taken as the likeliest
// character, as the rest of the package does.
type printed struct {
	from, to   int             // the cells of the line that hold something, half-open
	head, tail string          // characters before its first cell and behind its last
	marks      map[int]byte    // by cell between from and to: wire.ZoneGap or wire.ZoneForeign
	sure       map[int]float64 // of the marks
}

// plain says that the line is what its format wants: as many characters as there are cells, each of a zone's.
func (p printed) plain(cells int) bool {
	return p.from == 0 && p.to == cells && p.head == "" && p.tail == "" && len(p.marks) == 0
}

// of puts what is printed in place of a line's text.
func (p printed) of(text string) string {
	line := []byte(text)
	for i, mark := range p.marks {
		line[i] = mark
	}
	return p.head + string(line[p.from:p.to]) + p.tail
}

// cell is one place of a line, seen closely.
type cell struct {
	char    byte    // the likeliest of a zone's
	p       float64 // how likely it is that one of a zone's stands there, whichever, 0 to 1
	foreign float64 // how likely it is a character of others
	blank   float64 // how likely it holds none: nothing, or parts of its neighbours
	paper   float64 // gray levels
	ink     float64 // how much darker than the paper
	whole   bool    // it is in the picture
}

// Lines that decide what stands in a cell.
const (
	leastHeight   = 8    // of a capital, in pixels of the picture: in smaller ones a sign looks like a letter, and a thin character like none
	plainChar     = 0.8  // the likelihood of a character that is read for certain
	plainMark     = 0.8  // of what is none
	likelyMark    = 0.3  // the same in a line that is clear, and likelier than a character of a zone; or that is so for S, which a dollar is nearly
	clearChar     = 0.95 // the likelihood of a character in a clear line
	mostClear     = 0.9  // the share of the cells read for certain that have it
	leastPlain    = 0.6  // the share of a line's cells that must be read for certain before anything is said of the others
	faintInk      = 0.3  // of the line's own ink: a cell with less is blank when the classifier says so
	noInk         = 0.15 // a cell with less is blank
	plainInk      = 0.45 // a cell with less has no character to be called foreign
	sameLight     = 0.25 // of the contrast between paper and ink, and a few gray levels: the paper is no darker and no brighter than the line's
	lightSlack    = 12
	mostMissing   = 3    // one part in so many of a line may be missing
	mostForeign   = 4    // one part in so many may be foreign
	strongInk     = 0.6  // of the characters beside blank cells: light that washes a line out does so by degrees
	clearlyBeside = 2    // characters beside a blank end that must be in full ink
	certainEnd    = 0.85 // the likelihood of a character where the format wants none
)

// closely looks at the cells of a line and at some beyond either end.
func (j *job) closely(l line) ([]cell, error) {
	look, err := j.cells(l.grid, l.first-beyond, len(l.scores)+2*beyond, 1)
	if err != nil {
		return nil, err
	}
	out := make([]cell, len(look.scores))
	for i, s := range look.scores {
		p := func(class int) float64 { return math.Exp(float64(s[class])) }
		c := cell{foreign: p(glyph.Foreign), blank: p(glyph.Blank) + p(glyph.None)}
		c.char, _ = character(s, mrz.Alnum)
		c.p = 1 - c.foreign - c.blank
		paper, ink, whole := j.pyramid.Light(l.frame(float64(l.first + i - beyond)))
		c.paper, c.ink, c.whole = paper, paper-ink, whole
		out[i] = c
	}
	return out, nil
}

// printedOf judges the cells of a line, of which beyond at either end lie outside it.
func printedOf(cells []cell, l light) printed {
	n := len(cells) - 2*beyond
	p := printed{to: n}
	v := verdicts(cells, l)
	at := func(i int) verdict { return v[i+beyond] }
	holds := func(i int) bool { return at(i) == holdsCharacter || at(i) == holdsForeign }
	// From an end inwards all is blank, with no doubtful cell before the first that holds something; and so it is from there outwards, as far as can be
	// said: the document's edge is near.
	missing := func(step, end int) (blank int) {
		for blank <= n/mostMissing && at(end+step*blank) == holdsNothing {
			blank++
		}
		if blank > n/mostMissing || at(end-step) != holdsNothing || holds(end-2*step) {
			return 0
		}
		for k := range clearlyBeside {
			if i := end + step*(blank+k); !holds(i) || cells[i+beyond].ink < strongInk*l.ink {
				return 0
			}
		}
		return blank
	}
	// From an end outwards stand some more, and then nothing that looks like one.
	more := func(step, end int) (text string) {
		k := 0
		for k < beyond && certain(cells[end+step*(k+1)+beyond], l) && holds(end+step*(k+1)) {
			k++
		}
		if k == 0 || k == beyond || !holds(end) || holds(end+step*(k+1)) {
			return ""
		}
		for i := range k {
			c := string(cells[end+step*(i+1)+beyond].char)
			if at(end+step*(i+1)) == holdsForeign {
				c = string(rune(wire.ZoneForeign))
			}
			if step > 0 {
				text += c
			} else {
				text = c + text
			}
		}
		return text
	}
	p.from, p.to = missing(1, 0), n-missing(-1, n-1)
	p.head, p.tail = more(-1, 0), more(1, n-1)
	p.mark(v[beyond:beyond+n], cells[beyond:beyond+n], l)
	return p
}

// certain says that a cell where none should be can be nothing but one of the line.
func certain(c cell, l light) bool {
	return max(c.p, c.foreign) >= certainEnd && c.ink >= plainInk*l.ink && l.alike(c)
}

// mark notes the cells inside the line that hold no character of a zone: foreign ones, each between two that are not doubtful, and gaps between
// characters in full ink.
func (p *printed) mark(v []verdict, cells []cell, l light) {
	marks, sure := map[int]byte{}, map[int]float64{}
	strong := func(i int) bool { return v[i] != unclear && v[i] != holdsNothing && cells[i].ink >= strongInk*l.ink }
	foreign := 0
	for i := p.from; i < p.to; i++ {
		switch v[i] {
		case holdsForeign:
			if (i == p.from || v[i-1] != unclear) && (i == p.to-1 || v[i+1] != unclear) {
				marks[i], sure[i] = wire.ZoneForeign, cells[i].foreign
				foreign++
			}
		case holdsNothing:
			end := i
			for end < p.to && v[end] == holdsNothing {
				end++
			}
			if i > p.from && end < p.to && strong(i-1) && strong(end) {
				for k := i; k < end; k++ {
					marks[k], sure[k] = wire.ZoneGap, cells[k].blank
				}
			}
			i = end - 1
		}
	}
	if foreign*mostForeign <= len(v) && len(marks) > 0 {
		p.marks, p.sure = marks, sure
	}
}

// verdict is what a cell plainly holds.
type verdict uint8

const (
	unclear verdict = iota
	holdsCharacter
	holdsForeign
	holdsNothing
)

// light is how bright the paper of a line is, how much darker its ink, and whether it is so clear that a character of a zone's cannot look like another's.
type light struct {
	paper, ink float64
	clear      bool
}

// alike says that a cell is in the picture and its paper in the same light.
func (l light) alike(c cell) bool {
	return c.whole && math.Abs(c.paper-l.paper) <= sameLight*l.ink+lightSlack
}

// lightOf a line; false where too little of it is certain.
func lightOf(cells []cell) (light, bool) {
	var papers, inks []float64
	clear := 0
	for _, c := range cells[beyond : len(cells)-beyond] {
		if c.p >= clearChar {
			clear++
		}
		if c.p >= plainChar {
			papers, inks = append(papers, c.paper), append(inks, c.ink)
		}
	}
	if float64(len(inks)) < leastPlain*float64(len(cells)-2*beyond) {
		return light{}, false
	}
	return light{quantile(papers, 0.5), quantile(inks, 0.5), float64(clear) >= mostClear*float64(len(inks))}, true
}

// verdicts of all cells.
func verdicts(cells []cell, l light) []verdict {
	out := make([]verdict, len(cells))
	for i, c := range cells {
		alike := l.alike(c)
		switch {
		case alike && c.ink <= noInk*l.ink, alike && c.blank >= plainMark && c.ink <= faintInk*l.ink:
			out[i] = holdsNothing
		case c.p >= plainChar:
			out[i] = holdsCharacter
		case alike && c.ink >= plainInk*l.ink && (c.foreign >= plainMark || l.clear && c.foreign >= likelyMark && (c.foreign > c.p || c.char == 'S')):
			out[i] = holdsForeign
		}
	}
	return out
}

// print looks at what the lines of a reading are in the picture, and takes out a first or last line that is none. Where that cannot be done in time
// they are what their format says.
func (j *job) print(r reading) (reading, []printed) {
	out, cells := make([]printed, len(r.lines)), make([][]cell, len(r.lines))
	for i, l := range r.lines {
		out[i] = printed{to: len(l.scores)}
		if l.absent || l.height < leastHeight {
			continue
		}
		var err error
		if cells[i], err = j.closely(l); err != nil {
			return r, out
		}
	}
	var unread []int
	for i := range r.lines {
		if cells[i] == nil {
			continue
		}
		if l, ok := lightOf(cells[i]); ok {
			out[i] = printedOf(cells[i], l)
		} else {
			unread = append(unread, i)
		}
	}
	// A line that ink alone made: what was looked for beside the others, and is not there.
	if n := len(r.lines); len(unread) == 1 && len(r.present()) == n && (unread[0] == n-1 || unread[0] == 0) {
		without := r.without(unread[0])
		from, to := r.gap()
		if without.believableInPart() && j.blankBeside(without, from, to) {
			return without, out
		}
	}
	return r, out
}

// without is r with line i taken as one that is not there.
func (r reading) without(i int) reading {
	lines := slices.Clone(r.lines)
	lines[i] = absentLine(lines[i].grid, lines[i].first, len(lines[i].scores))
	return read(lines)
}

// filled is r with a filler wherever nothing is printed: what the likeliest character of an empty cell is says nothing.
func (r reading) filled(lines []printed) reading {
	r.lines, r.text = slices.Clone(r.lines), slices.Clone(r.text)
	filler := fillerScores()
	for i, p := range lines {
		l := &r.lines[i]
		l.scores = slices.Clone(l.scores)
		text := []byte(r.text[i])
		for column := range l.scores {
			if column < p.from || column >= p.to || p.marks[column] == wire.ZoneGap {
				l.scores[column], text[column] = filler, '<'
			}
		}
		r.text[i] = string(text)
	}
	return r
}

// fillerScores are those of a cell that holds a filler for certain.
func fillerScores() []float32 {
	out := make([]float32, glyph.Classes)
	for i := range out {
		out[i] = -12
	}
	out[glyph.ClassOf('<')] = 0
	return out
}

// absentLine is a line that is not in the picture, in the place where it would be.
func absentLine(g grid, first, cells int) line {
	l := line{grid: g, first: first, absent: true}
	for range cells {
		l.scores = append(l.scores, fillerScores())
	}
	return l
}

// summed says whether what is no character of a zone, or is missing, is under a check digit: then no digit can say which of the doubtful characters
// beside it are right.
func (r reading) summed(lines []printed) bool {
	for i, p := range lines {
		if r.lines[i].absent {
			return true
		}
		for column := range r.lines[i].scores {
			_, marked := p.marks[column]
			if field, ok := r.format.FieldAt(i, column); ok && !uncovered[field.Name] && (marked || column < p.from || column >= p.to) {
				return true
			}
		}
	}
	return false
}

// present are the lines that are in the picture.
func (r reading) present() []line {
	return slices.DeleteFunc(slices.Clone(r.lines), func(l line) bool { return l.absent })
}

// leastSure is the likelihood of a line's least sure character, what is no character of a zone included.
func (l line) leastSure(p printed) float64 {
	least := 1.0
	for i := p.from; i < p.to; i++ {
		if sure, marked := p.sure[i]; marked {
			least = min(least, sure)
			continue
		}
		_, v := character(l.scores[i], mrz.Alnum)
		least = min(least, math.Exp(float64(v)))
	}
	return least
}

// isPlain says that every line is what its format wants.
func (r reading) isPlain(lines []printed) bool {
	for i, p := range lines {
		if r.lines[i].absent || !p.plain(len(r.lines[i].scores)) {
			return false
		}
	}
	return true
}

// repairedLines are the likeliest lines when all is considered: what a repair makes of them where digits can tell.
func (r reading) repairedLines(lines []printed) []string {
	if r.summed(lines) {
		return r.expected()
	}
	repaired, _ := mrz.RepairWith(r.expected(), r.alternatives())
	return repaired
}

// overlay puts what is printed in place of whole lines, and leaves out lines that are not there.
func (r reading) overlay(whole []string, lines []printed) []string {
	var out []string
	for i, p := range lines {
		if !r.lines[i].absent {
			out = append(out, strings.Clone(p.of(whole[i])))
		}
	}
	return out
}
