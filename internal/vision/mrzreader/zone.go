package mrzreader

import (
	"context"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// line is a row with what the classifier says of its cells, from cell first on, some beyond either end.
type line struct {
	grid
	first  int
	scores [][]float32 // glyph.Classes a cell
	absent bool        // it is not in the picture; see partial.go
}

// beyond is how many cells are looked at beyond a row's ends: characters there may have been missed.
const beyond = 4

// maxCells bounds a row: the longest zone and what may be printed beside it.
const maxCells = 70

// look classifies the cells of g.
func (j *job) look(g grid) (line, error) {
	first := int(math.Round(g.k(g.from()+0.3*g.height))) - beyond
	last := int(math.Round(g.k(g.to()-0.3*g.height))) + beyond
	if last-first >= maxCells {
		middle := (first + last) / 2
		first, last = middle-maxCells/2, middle+maxCells/2-1
	}
	return j.cells(g, first, last-first+1, 1)
}

// cells classifies every step-th of n cells from first on.
func (j *job) cells(g grid, first, n, step int) (line, error) {
	const size = glyph.Width * glyph.Height
	n = (n + step - 1) / step
	pixels := make([]float32, n*size)
	for i := range n {
		j.pyramid.Cut(g.frame(float64(first+i*step)), pixels[i*size:])
	}
	scores, err := j.classify(pixels)
	if err != nil {
		return line{}, err
	}
	l := line{grid: g, first: first}
	for i := range n {
		l.scores = append(l.scores, scores[i*glyph.Classes:][:glyph.Classes])
	}
	return l, nil
}

// sample is how sure the classifier is of some cells along g, as the mean logarithm of the best character's probability.
func (j *job) sample(g grid) (float64, error) {
	const size = glyph.Width * glyph.Height
	const n = 8
	first, last := math.Round(g.k(g.from()+0.3*g.height)), math.Round(g.k(g.to()-0.3*g.height))
	pixels := make([]float32, n*size)
	for i := range n {
		k := math.Round(first + (last-first)*(float64(i)+0.5)/n)
		j.pyramid.Cut(g.frame(k), pixels[i*size:])
	}
	scores, err := j.classify(pixels)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range n {
		_, v := character(scores[i*glyph.Classes:][:glyph.Classes], mrz.Alnum)
		sum += max(float64(v), -6)
	}
	return sum / n, nil
}

// character is the likeliest character of a class and the logarithm of its probability.
func character(scores []float32, class mrz.Class) (c byte, score float32) {
	score = float32(math.Inf(-1))
	for i := range glyph.None {
		if scores[i] > score && class.Contains(glyph.Alphabet[i]) {
			c, score = glyph.Alphabet[i], scores[i]
		}
	}
	return c, score
}

// gain is what a cell says for holding a character and against being none. One that holds a foreign character says little: print beside a zone does so.
func (l line) gain(i int) float64 {
	s := l.scores[i]
	_, v := character(s, mrz.Alnum)
	if s[glyph.Foreign] > max(v, s[glyph.None], s[glyph.Blank]) {
		return foreignGain
	}
	return min(max(float64(v-max(s[glyph.None], s[glyph.Blank])), -4), 4)
}

const foreignGain = 1

// present is the sum of what speaks for characters.
func (l line) present() (sum float64) {
	for i := range l.scores {
		sum += max(l.gain(i), 0)
	}
	return sum
}

// window is a stretch of cells: its first and what speaks for it.
type window struct {
	at   int // index into scores
	gain float64
}

// windows of n cells, the best first: characters in them and none outside.
func (l line) windows(n int) []window {
	var total float64
	gains := make([]float64, len(l.scores))
	for i := range gains {
		gains[i] = l.gain(i)
		total += gains[i]
	}
	var out []window
	for at := 0; at+n <= len(gains); at++ {
		inside := 0.0
		for _, v := range gains[at : at+n] {
			inside += v
		}
		out = append(out, window{at, 2*inside - total})
	}
	slices.SortStableFunc(out, func(a, b window) int { return compare(b.gain, a.gain) })
	return out[:min(len(out), beyond+2)]
}

// reading is what one arrangement of rows comes to.
type reading struct {
	lines  []line // each with exactly the cells of the format
	format mrz.Format
	text   []string // likeliest characters, whatever their place
	score  float64  // mean logarithm of the probability of the likeliest characters that may stand where they do
	clear  float64  // the same, where little is blank or foreign without those cells
	passed int      // check digits
	digits int
}

// shapes by number of rows: cells in a row.
var shapes = map[int][]int{2: {44, 36}, 3: {30}}

// left is how much a character that an arrangement leaves out at a line's end speaks against it, in the unit of reading.value: 36 of 44 characters of a visa
// pass the same check digits.
const left = 0.02

// arrange finds the stretch of cells of each line that together look most like a zone.
func (j *job) arrange(lines []line) (best reading, ok bool) {
	value := 0.0
	for _, n := range shapes[len(lines)] {
		chosen, fits := align(lines, n)
		if !fits {
			continue
		}
		r := read(chosen)
		v := r.value()
		for i := range lines {
			v -= left * (lines[i].present() - chosen[i].present())
		}
		if !ok || v > value {
			best, value, ok = r, v, true
		}
	}
	return best, ok
}

// align chooses a window for each line so that the lines begin beside one another.
func align(lines []line, n int) ([]line, bool) {
	options := make([][]window, len(lines))
	for i, l := range lines {
		if options[i] = l.windows(n); len(options[i]) == 0 {
			return nil, false
		}
	}
	best, value := make([]window, len(lines)), math.Inf(-1)
	var choose func(i int, chosen []window, sum float64)
	choose = func(i int, chosen []window, sum float64) {
		if i == len(lines) {
			if sum > value {
				value = sum
				copy(best, chosen)
			}
			return
		}
		for _, w := range options[i] {
			cost := 0.0
			if i > 0 {
				d := lines[i].offset(w.at, lines[0], chosen[0].at)
				cost = 8 * max(math.Abs(d)-0.4, 0)
			}
			choose(i+1, append(chosen, w), sum+w.gain-cost)
		}
	}
	choose(0, nil, 0)
	out := make([]line, len(lines))
	for i, l := range lines {
		l.scores = l.scores[best[i].at:][:n]
		l.first += best[i].at
		out[i] = l
	}
	return out, true
}

// offset is how far the cell at index i stands ahead of other's cell at o, in pitches, seen across the rows.
func (l line) offset(i int, other line, o int) float64 {
	t, pitch := l.t(float64(l.first + i))
	x, y := l.at(t)
	to, _ := other.t(float64(other.first + o))
	return (other.along(x, y) - to) / pitch
}

// read takes the lines' characters. The check digits are counted on the characters that are expected where they stand: which arrangement of cells
// is right does not hang on whether a 0 looks more like an O.
func read(lines []line) reading {
	r := reading{lines: lines}
	for _, l := range lines {
		text := make([]byte, len(l.scores))
		for i, s := range l.scores {
			text[i], _ = character(s, mrz.Alnum)
		}
		r.text = append(r.text, string(text))
	}
	r.format, _ = mrz.FormatOf(r.text) // the French card is of none: letters and digits anywhere
	cells, clear, other := 0, 0, 0
	for i, l := range lines {
		if l.absent {
			continue
		}
		sum, none := 0.0, 0
		for column, s := range l.scores {
			_, v := character(s, classAt(r.format, i, column))
			r.score += max(float64(v), -6)
			if max(s[glyph.Blank], s[glyph.Foreign]) > plainlyOther {
				none++
				continue
			}
			sum += max(float64(v), -6)
		}
		cells += len(l.scores)
		if none*4 > len(l.scores)*3 {
			continue // a line that is not there
		}
		r.clear, clear, other = r.clear+sum, clear+len(l.scores)-none, other+none
	}
	r.score /= float64(cells)
	if r.clear /= max(float64(clear), 1); other*otherCells > clear || clear == 0 {
		r.clear = r.score
	}
	r.passed, r.digits = r.count(r.expected())
	return r
}

// plainlyOther is how certain it must be that a cell is blank or holds what is no character of a zone, as a logarithm; and one in so many of a reading's
// cells may do so and leave it clear.
const (
	plainlyOther = -0.4
	otherCells   = 6
)

// classAt is what may stand in a cell; filler may anywhere.
func classAt(f mrz.Format, line, column int) mrz.Class {
	if f == 0 {
		return mrz.Alnum
	}
	return f.ClassAt(line, column) | mrz.Filler
}

// value orders readings of the same picture.
func (r reading) value() float64 { return r.score + 0.12*float64(r.passed) }

// sure says that there is no need to look further.
func (r reading) sure() bool { return r.digits > 0 && r.passed == r.digits && r.score > -0.12 }

// enough says that another look at the picture would hardly give a better reading: every digit passes, or every character is sure although a
// digit is wrong, or characters are missing, on the document itself.
func (r reading) enough() bool {
	return r.sure() || r.digits > 0 && r.passed == r.digits && r.score > -0.5 || r.clear > -0.15
}

// believable says that these are lines of a zone and not of something else: read with some certainty, or held together by check digits that
// would not pass by chance.
func (r reading) believable() bool {
	switch {
	case r.score < -1.6:
		return false
	case r.passed >= 3:
		return true
	case r.passed == 2:
		return r.score > -1.1
	default:
		return r.score > -0.45
	}
}

// job is the reading of one picture.
type job struct {
	ctx        context.Context
	classifier Classifier
	pyramid    *glyph.Pyramid
	left       int       // cells that may still be classified; it may be overdrawn
	parts      []reading // zones without one of their lines
}

// classify counts what it classifies.
func (j *job) classify(pixels []float32) ([]float32, error) {
	j.left -= len(pixels) / (glyph.Width * glyph.Height)
	return j.classifier.Classify(j.ctx, pixels)
}
