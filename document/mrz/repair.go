package mrz

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/check"
)

// Why says what a change rests on.
type Why string

// The grounds of a change.
const (
	// ByClass: the character cannot stand in this cell, and this is what it looks like there.
	ByClass Why = "character class"
	// ByCheckDigit: among several that can, the only one with which every check digit passes.
	ByCheckDigit Why = "check digit"
)

// Change is one character that a repair replaced.
type Change struct {
	Line, Column int // from 0
	Field        string
	From, To     byte
	Why          Why
}

// Candidate is a reading of one cell with the probability the reader gave it, 0 to 1.
type Candidate struct {
	Char byte
	P    float32
}

// Repair replaces characters that cannot stand in their cell by the one they look like: a letter in a date or check digit, a
// digit in a name or state. Where a letter looks like several digits the check digits choose, if only one choice satisfies
// them all; otherwise the likeliest stands. In cells that take letters and digits both, such as a document number, nothing is
// forced and nothing is changed.
//
// A reading whose digits all pass is never touched: some issuers do print digits where the standard wants letters, and the old
// Romanian card has them in place of a nationality. In any other reading a cell whose own check digit passes is not touched,
// nor, where it has none of its own, one under a composite that passes. The lines handed in are not altered; lines of no ICAO
// format come back as they are.
func Repair(lines []string) (repaired []string, changes []Change) {
	return repair(lines, func(_, _ int, class Class, c byte) []option { return forced(class, c) })
}

// RepairWith is Repair with the reader's own second choices: alternatives[line][column] are its candidates for a cell, in any
// order, with or without the character in lines; missing or empty where there are none. In cells under a check digit that
// fails it looks for the likeliest replacements with which every digit passes, at most maxReplaced of them, and takes them
// only when they are at least twice as likely as the next best that pass. Candidates under a probability of 0.005, or that
// cannot stand in the cell, are not considered.
func RepairWith(lines []string, alternatives [][][]Candidate) (repaired []string, changes []Change) {
	return repair(lines, func(line, column int, class Class, c byte) []option {
		if line >= len(alternatives) || column >= len(alternatives[line]) {
			return forced(class, c)
		}
		return ranked(class, c, alternatives[line][column])
	})
}

const (
	maxReplaced  = 4
	minCandidate = 0.005
	// margin is how much cheaper the best solution must be than the next: twice as likely.
	margin = math.Ln2
)

// option is a character for a cell; cost is the negative logarithm of its likelihood relative to the first option.
type option struct {
	char byte
	cost float32
}

// looksLike lists, for a character that cannot stand in a cell of the class, what it may be, likeliest first.
var looksLike = map[Class]map[byte]string{
	Digits: {
		'O': "0", 'Q': "0", 'D': "0", 'U': "0", 'C': "0", 'I': "1", 'L': "1", 'J': "1", 'Z': "27", 'A': "4", 'S': "5", 'G': "69", 'T': "71",
		'Y': "7", 'B': "836", 'E': "8", 'P': "9",
	},
	Letters: {'0': "O", '1': "I", '2': "Z", '3': "B", '4': "A", '5': "S", '6': "G", '7': "T", '8': "B"},
}

// alternativeCost makes a second look-alike four times less likely than the first.
const alternativeCost = 2 * math.Ln2

func forced(class Class, c byte) []option {
	if class.Contains(c) {
		return []option{{char: c}}
	}
	var out []option
	for i, like := range []byte(looksLike[class&^Filler][c]) {
		out = append(out, option{char: like, cost: float32(i) * alternativeCost})
	}
	return out
}

// ranked puts what stands there first, when it can stand there, and the candidates of the class after it.
func ranked(class Class, c byte, candidates []Candidate) []option {
	sorted := slices.Clone(candidates)
	slices.SortStableFunc(sorted, func(a, b Candidate) int { return cmp.Compare(b.P, a.P) })
	var out []option
	var first float32
	if class.Contains(c) {
		out, first = append(out, option{char: c}), probability(c, sorted)
	}
	for _, each := range sorted {
		if !(each.P >= minCandidate) || !class.Contains(each.Char) || slices.ContainsFunc(out, func(o option) bool { return o.char == each.Char }) {
			continue
		}
		if len(out) == 0 {
			first = each.P
		}
		// A candidate likelier than what was read still costs something: what was read stands without a reason.
		out = append(out, option{char: each.Char, cost: float32(max(0, math.Log(float64(first/each.P))))})
	}
	if len(out) == 0 {
		return forced(class, c)
	}
	for i := range out[1:] {
		out[i+1].cost += 0.01
	}
	return out
}

// probability of c among candidates sorted by it; that of the likeliest when c is not among them.
func probability(c byte, sorted []Candidate) float32 {
	for _, each := range sorted {
		if each.Char == c && each.P > 0 {
			return each.P
		}
	}
	if len(sorted) > 0 && sorted[0].P > 0 {
		return sorted[0].P
	}
	return 1
}

type optionsOf func(line, column int, class Class, c byte) []option

func repair(lines []string, options optionsOf) ([]string, []Change) {
	f, ok := FormatOf(lines)
	if !ok {
		return slices.Clone(lines), nil
	}
	r := repairer{format: f, lines: lines, options: options, digits: digitsOf(f, lines)}
	r.checks = judge(r.digits, lines)
	if !r.passed() {
		r.uncovered()
		r.covered()
	}
	return r.apply()
}

type repairer struct {
	format  Format
	lines   []string
	options optionsOf
	digits  []digit
	checks  []DigitCheck
	changes []Change
}

func (r *repairer) passed() bool {
	return !slices.ContainsFunc(r.checks, func(c DigitCheck) bool { return c.Status != check.Passed })
}

// uncovered forces cells under no check digit into their class.
func (r *repairer) uncovered() {
	for _, field := range r.format.fields() {
		for column := field.From; column < field.To; column++ {
			if r.isCovered(field.Line, column) {
				continue
			}
			c := r.lines[field.Line][column]
			if field.Class.Contains(c) {
				continue
			}
			if options := r.options(field.Line, column, field.Class, c); len(options) > 0 {
				r.change(field.Line, column, options[0].char, ByClass)
			}
		}
	}
}

func (r *repairer) isCovered(line, column int) bool {
	for _, d := range r.digits {
		if d.line == line && d.at == column {
			return true
		}
		for _, part := range d.parts {
			if part.line == line && column >= part.from && column < part.to {
				return true
			}
		}
	}
	return false
}

func (r *repairer) change(line, column int, to byte, why Why) {
	from := r.lines[line][column]
	if from == to {
		return
	}
	field, _ := r.format.FieldAt(line, column)
	name := field.Name
	r.changes = append(r.changes, Change{line, column, name, from, to, why})
}

// apply returns the lines with the changes, in the order of the zone.
func (r *repairer) apply() ([]string, []Change) {
	slices.SortFunc(r.changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	out := slices.Clone(r.lines)
	for _, each := range r.changes {
		row := []byte(out[each.Line])
		row[each.Column] = each.To
		out[each.Line] = string(row)
	}
	return out, r.changes
}

// covered looks for the replacements in cells under failing digits with which all digits pass. When there are none, or no
// single best, it forces the class alone.
func (r *repairer) covered() {
	cells := r.cells()
	best := search(cells)
	if best == nil {
		for _, c := range cells {
			if c.forced && len(c.options) > 0 {
				r.change(c.line, c.column, c.options[0].char, ByClass)
			}
		}
		return
	}
	before := r.changes
	for i, c := range cells {
		char := c.options[best[i]].char
		why := ByCheckDigit
		if c.forced && best[i] == 0 {
			why = ByClass
		}
		r.change(c.line, c.column, char, why)
	}
	// The search knows sums; whether '<' may stand for a digit and whether a number is continued, only the reader does.
	lines, _ := (&repairer{format: r.format, lines: r.lines, changes: slices.Clone(r.changes)}).apply()
	if m, err := Parse(lines); err != nil || !m.Valid() {
		r.changes = before
	}
}

// cell is a character under check digits. own and composite are the weights of its value in the two sums modulo 10, the digits
// themselves counting -1, so that a sum of 0 passes. The last cell of a field closes its sum.
type cell struct {
	line, column   int
	options        []option
	forced         bool // what stands there cannot
	own, composite int
	closes         bool
}

// cells lists the cells under digits, field by field; those of the composite alone last. A cell of a field whose own digit
// passes has one option.
func (r *repairer) cells() []cell {
	var out []cell
	seen := map[[2]int]bool{}
	composite := r.weights()
	add := func(line, column, own int, open bool) {
		c := r.lines[line][column]
		at := [2]int{line, column}
		seen[at] = true
		next := cell{line: line, column: column, options: []option{{char: c}}, own: own, composite: composite[at]}
		class := r.format.ClassAt(line, column)
		if open {
			next.forced = !class.Contains(c)
			if options := r.options(line, column, class, c); len(options) > 0 {
				next.options = options
			}
		}
		out = append(out, next)
	}
	for i, d := range r.digits {
		if d.field == FieldComposite {
			continue
		}
		open, at := r.checks[i].Status != check.Passed, 0
		for _, part := range d.parts {
			for column := part.from; column < part.to; column++ {
				add(part.line, column, weight(at%3), open)
				at++
			}
		}
		add(d.line, d.at, -1, open)
		out[len(out)-1].closes = true
	}
	open := r.checks[len(r.checks)-1].Status != check.Passed
	for _, at := range slices.SortedFunc(maps.Keys(composite), func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	}) {
		if !seen[at] {
			// '<' behind nine characters of a document number says that it goes on: that is structure, not text.
			field, _ := r.format.FieldAt(at[0], at[1])
			add(at[0], at[1], 0, open && (field.Name != FieldCheckDigit || composite[at] == -1))
		}
	}
	return out
}

// weights gives every cell under the composite its weight there; the composite itself -1. A visa has none.
func (r *repairer) weights() map[[2]int]int {
	out := map[[2]int]int{}
	last := r.digits[len(r.digits)-1]
	if last.field != FieldComposite {
		return out
	}
	at := 0
	for _, part := range last.parts {
		for column := part.from; column < part.to; column++ {
			out[[2]int{part.line, column}] = weight(at % 3)
			at++
		}
	}
	out[[2]int{last.line, last.at}] = -1
	return out
}

// path is a list of the replacements made so far, the last first.
type path struct {
	cell, option int
	before       *path
}

// solution is a way to reach a state of the search; the two cheapest are kept, to know whether the best is the only one.
type solution struct {
	cost float32
	path *path
	ok   bool
}

type twoBest [2]solution

func (t *twoBest) add(s solution) {
	switch {
	case !t[0].ok || s.cost < t[0].cost:
		t[1] = t[0]
		t[0] = s
	case !t[1].ok || s.cost < t[1].cost:
		t[1] = s
	}
}

// states are indexed by the two sums modulo 10 and the number of replacements: the sums are linear, so this finds the best of
// all combinations without going through them.
type states [10][10][maxReplaced + 1]twoBest

// search returns the option of each cell in the cheapest combination with which every sum is 0, or nil when there is none, or
// one nearly as cheap.
func search(cells []cell) []int {
	now, next := new(states), new(states)
	now[0][0][0].add(solution{ok: true})
	for i := range cells {
		step(next, now, &cells[i], i)
		now, next = next, now
	}
	var end twoBest
	for n := range maxReplaced + 1 {
		for _, s := range now[0][0][n] {
			if s.ok {
				end.add(s)
			}
		}
	}
	if !end[0].ok || end[1].ok && end[1].cost-end[0].cost < margin {
		return nil
	}
	chosen := make([]int, len(cells))
	for p := end[0].path; p != nil; p = p.before {
		chosen[p.cell] = p.option
	}
	return chosen
}

func step(next, now *states, c *cell, i int) {
	*next = states{}
	for own := range 10 {
		for composite := range 10 {
			for n := range maxReplaced + 1 {
				for _, s := range now[own][composite][n] {
					if s.ok {
						extend(next, s, c, i, own, composite, n)
					}
				}
			}
		}
	}
}

func extend(next *states, s solution, c *cell, i, own, composite, n int) {
	for k, option := range c.options {
		to, sum, replaced := s, own, n
		v := max(value(option.char), 0)
		if k > 0 {
			if replaced++; replaced > maxReplaced {
				return
			}
			to.cost += option.cost
			to.path = &path{i, k, s.path}
		}
		sum = mod10(own + c.own*v)
		if c.closes {
			if sum != 0 {
				continue
			}
		}
		next[sum][mod10(composite+c.composite*v)][replaced].add(to)
	}
}

func mod10(n int) int { return (n%10 + 10) % 10 }
