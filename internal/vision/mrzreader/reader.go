// Package mrzreader finds machine readable zones in a picture and reads them: TD1, TD2 and TD3 documents and the visas of their sizes, turned
// any way, seen at an angle, in thumbnails and under poor light.
//
// Pieces of dark ink are chained into straight rows (findRows), a row is divided into cells of one pitch (lay), a small net of our own says what
// stands in each cell (package glyph), and of all arrangements of two or three rows the one is taken whose cells are surest and whose check digits
// pass. What is printed otherwise than its format wants, a line too short, too long or missing, a character that zones do not have, is then said where it
// is plain to see (printed). The net's weights are model/mrz-glyph.onnx; package train makes them.
package mrzreader

import (
	"context"
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Reader is an analysis.MRZReader. It is as safe for several goroutines as its classifier.
type Reader struct{ classifier Classifier }

// New returns a reader.
func New(classifier Classifier) *Reader { return &Reader{classifier} }

// view is one way to look for rows: the picture scaled so that its longer side is long pixels, but not more than up times enlarged, and ink being what
// is darker than its surroundings of radius pixels.
type view struct {
	long, up      float64
	radius        int
	spread, floor float64
}

// views are tried in turn until a zone is sure.
var views = []view{
	{long: 1300, up: 4, radius: 14, spread: 0.6, floor: 6},
	{long: 1300, up: 5, radius: 22, spread: 0.25, floor: 4},
	{long: 2400, up: 6, radius: 14, spread: 0.7, floor: 6},
	{long: 800, up: 3, radius: 10, spread: 0.5, floor: 4},
}

const minSide = 24

// ReadMRZ finds the zones of picture, the surest first. None is no error; errors are those of ctx and of the classifier. When the time is over
// and a zone has been found by then, the zone is returned.
func (r *Reader) ReadMRZ(ctx context.Context, picture *image.Gray) ([]wire.Zone, error) {
	return r.read(ctx, picture, views)
}

// GlanceMRZ is ReadMRZ with the first view alone.
func (r *Reader) GlanceMRZ(ctx context.Context, picture *image.Gray) ([]wire.Zone, error) {
	return r.read(ctx, picture, views[:1])
}

func (r *Reader) read(ctx context.Context, picture *image.Gray, views []view) ([]wire.Zone, error) {
	b := picture.Bounds()
	if b.Dx() < minSide || b.Dy() < minSide {
		return nil, ctx.Err()
	}
	j := &job{ctx: ctx, classifier: r.classifier, pyramid: glyph.NewPyramid(picture), left: maxLooked}
	var best []reading
	done := map[float64]bool{}
	for _, v := range views {
		scale := v.scale(b)
		found, err := j.search(picture, v, scale)
		if err != nil && len(best)+len(found) == 0 {
			return nil, err
		}
		best = merge(best, found)
		if err != nil || j.left <= 0 || len(best) > 0 && best[0].enough() || len(j.parts) > 0 {
			break
		}
		done[scale] = true
	}
	best = slices.DeleteFunc(best, func(r reading) bool { return !r.believable() })
	if len(best) == 0 {
		best = merge(j.parts, nil)
	}
	var zones []wire.Zone
	for _, each := range best {
		r, lines := j.print(j.settle(each))
		zones = append(zones, r.zone(lines))
	}
	return zones, nil
}

// plain is how sure a reading is that another glance cannot better it.
const plain = -0.06

// settle looks at an unsure reading's cells again, unless the time is over.
func (j *job) settle(r reading) reading {
	if r.score > plain {
		return r
	}
	again, err := j.blended(r)
	if err != nil || again.passed < r.passed {
		return r
	}
	return again
}

func (v view) scale(b image.Rectangle) float64 {
	return min(v.long/float64(max(b.Dx(), b.Dy())), v.up)
}

// maxRows and maxPairs bound the work on a page full of text.
const (
	maxRows  = 24
	maxTries = 10
	minCells = 17 // cells a row covers
)

// maxLooked is how many cells of a picture are classified before no further view is taken: a page of a hundred lines is not looked at for ever.
const maxLooked = 6000

// search looks for rows in one view and reads the arrangements they make.
func (j *job) search(picture *image.Gray, v view, scale float64) ([]reading, error) {
	small := scaled(picture, scale)
	if err := j.ctx.Err(); err != nil {
		return nil, err
	}
	rows := findRows(parts(small.ink(v.radius, v.spread, v.floor), small.width))
	if err := j.ctx.Err(); err != nil {
		return nil, err
	}
	var grids []grid
	rows = slices.DeleteFunc(rows, func(r row) bool {
		cells := r.length() / r.height
		return cells < minCells*minPitch || cells > maxCells*maxPitch
	})
	for _, each := range rows[:min(len(rows), maxRows)] {
		if err := j.ctx.Err(); err != nil {
			return nil, err
		}
		if g, ok := laid(each, scale); ok {
			grids = append(grids, g)
		}
	}
	upright, err := j.direct(grids)
	if err != nil {
		return nil, err
	}
	found, err := j.readAll(upright)
	if err != nil || len(found) > 0 && found[0].believable() {
		return found, err
	}
	more, err := j.partners(upright)
	if err == nil && len(more) > len(upright) {
		var again []reading
		again, err = j.readAll(more)
		found = merge(found, again)
	}
	if err != nil || len(found) > 0 && found[0].believable() {
		return found, err
	}
	lone, err := j.lone(grids, upright)
	if err != nil {
		return found, err
	}
	parts, err := j.partials(append(lone, upright...))
	j.parts = append(j.parts, parts...)
	return found, err
}

// laid divides a row of a view into cells, without what continues it beyond a document's edge; false when no zone has such a line.
func laid(r row, scale float64) (grid, bool) {
	g := lay(r.enlarged(1 / scale))
	if g.length()*g.rate >= longest {
		if part, ok := r.even(); ok {
			if inner := lay(part.enlarged(1 / scale)); inner.fit > g.fit {
				g = inner
			}
		}
	}
	n := g.length() * g.rate
	return g, g.fit > 0.3 && n > minCells && n < maxCells
}

// lonely is how sure a row must be that its neighbours are looked for where no ink makes a row.
const lonely = -1.2

// partners adds to the surest row others above and below it, at the distance where the classifier finds most: a line under a stamp or in a spot of light
// does not chain.
func (j *job) partners(rows []candidate) ([]candidate, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	alone := slices.MaxFunc(rows, func(a, b candidate) int { return compare(a.sure, b.sure) })
	if alone.sure < lonely {
		return rows, nil
	}
	out := slices.Clone(rows)
	for _, side := range []float64{-1, 1} {
		best := candidate{sure: doubtful}
		for gap := 1.5; gap < 3.5; gap += 0.15 {
			g := alone.moved(side * gap)
			sure, err := j.sample(g)
			if err != nil {
				return nil, err
			}
			if sure > best.sure {
				best = candidate{g, sure}
			}
		}
		if best.sure <= doubtful {
			continue
		}
		out = append(out, best)
		if further := alone.moved(2 * best.across(alone.x, alone.y) / -alone.height); math.Abs(best.across(alone.x, alone.y)) < 2.4*alone.height {
			out = append(out, candidate{further, best.sure})
		}
	}
	return out, nil
}

// enlarged is the row in a picture factor times as large.
func (r row) enlarged(factor float64) row {
	r.x, r.y, r.height = (r.x+0.5)*factor-0.5, (r.y+0.5)*factor-0.5, r.height*factor
	r.places = slices.Clone(r.places)
	for i, p := range r.places {
		r.places[i] = place{p.from * factor, p.to * factor}
	}
	return r
}

// doubtful is how unsure the classifier may be of a row's cells, as the mean logarithm of the likeliest characters' probabilities; ordinary text is under it.
// hopeless is how unsure it may be of a reading that is worked on further.
const (
	doubtful = -2.3
	hopeless = -1.4
)

// candidate is a row that looks like one of a zone when it is read this way round.
type candidate struct {
	grid
	sure float64
}

// direct turns every row the way it reads best and drops those that hold nothing a zone holds.
func (j *job) direct(grids []grid) ([]candidate, error) {
	var out []candidate
	var paired, single []grid
	for _, g := range grids {
		if slices.ContainsFunc(grids, func(other grid) bool { return beside(g, other) }) {
			paired = append(paired, g)
		} else {
			single = append(single, g)
		}
	}
	if len(paired) > 0 {
		single = nil
	}
	for _, g := range append(paired, single[:min(len(single), 4)]...) {
		for _, each := range []grid{g, g.turned()} {
			sure, err := j.sample(each)
			if err != nil {
				return nil, err
			}
			if sure > doubtful {
				out = append(out, candidate{each, sure})
			}
		}
	}
	return out, nil
}

// refined is how many of the best readings of a view are worked on until they are sure.
const refined = 2

// readAll reads the arrangements of rows, the likeliest first, until one is sure; when none is, the best are refined.
func (j *job) readAll(rows []candidate) ([]reading, error) {
	var out []reading
	read := map[int]line{}
	for _, set := range arrangements(rows) {
		lines := make([]line, len(set))
		for i, n := range set {
			l, ok := read[n]
			if !ok {
				var err error
				if l, err = j.look(rows[n].grid); err != nil {
					return out, err
				}
				read[n] = l
			}
			lines[i] = l
		}
		if r, ok := j.arrange(lines); ok {
			out = merge(out, []reading{r})
		}
		if len(out) > 0 && out[0].sure() {
			return out, nil
		}
	}
	for i, r := range out[:min(len(out), refined)] {
		if r.score < hopeless && r.passed < 2 || j.left <= 0 {
			continue
		}
		better, err := j.refine(r)
		if err != nil {
			return out, err
		}
		out[i] = better
	}
	return merge(out, nil), nil
}

// arrangements are the sets of two or three rows that lie as those of a zone do, the likeliest first, each from top to bottom.
func arrangements(rows []candidate) [][]int {
	type scored struct {
		set   []int
		value float64
	}
	var all []scored
	add := func(set ...int) {
		value := 0.0
		for _, n := range set {
			value += float64(len(rows[n].places)) * (4 + rows[n].sure)
		}
		all = append(all, scored{set, value})
	}
	for a := range rows {
		for b := range rows {
			gap, ok := below(rows[a].grid, rows[b].grid)
			if !ok {
				continue
			}
			add(a, b)
			for c := range rows {
				if next, ok := below(rows[b].grid, rows[c].grid); ok && next < 1.4*gap && next > gap/1.4 && gap < 2.6 && next < 2.6 {
					add(a, b, c)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return compare(b.value, a.value) })
	var out [][]int
	for _, each := range all[:min(len(all), maxTries)] {
		out = append(out, each.set)
	}
	return out
}

// below says whether b can be the next line under a, and at how many heights.
func below(a, b grid) (gap float64, ok bool) {
	if a.ux*b.ux+a.uy*b.uy < 0.985 || math.Max(a.height, b.height) > 1.5*math.Min(a.height, b.height) {
		return 0, false
	}
	height := (a.height + b.height) / 2
	x, y := b.at(0)
	gap = a.across(x, y) / height
	if gap < 1.15 || gap > 4.2 {
		return 0, false
	}
	fx, fy := b.at(b.from())
	tx, ty := b.at(b.to())
	common := math.Min(a.to(), a.along(tx, ty)) - math.Max(a.from(), a.along(fx, fy))
	return gap, common > 0.6*math.Min(a.length(), b.length())
}

// beside says whether a and b can be lines of one zone, whichever way round.
func beside(a, b grid) bool {
	if a.ux*b.ux+a.uy*b.uy < 0 {
		b = b.turned()
	}
	_, under := below(a, b)
	_, over := below(b, a)
	return under || over
}

// merge puts readings together, the best first; of those of one place only the best stays.
func merge(a, b []reading) []reading {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y reading) int { return compare(y.value(), x.value()) })
	var out []reading
	for _, r := range all {
		if !slices.ContainsFunc(out, func(other reading) bool { return r.overlaps(other) }) {
			out = append(out, r)
		}
	}
	return out[:min(len(out), 4)]
}

// overlaps says whether a row of r lies within other.
func (r reading) overlaps(other reading) bool {
	q := other.quad()
	for _, l := range r.lines {
		t, _ := l.t(float64(l.first) + float64(len(l.scores))/2)
		x, y := l.at(t)
		if inside(q, x, y) {
			return true
		}
	}
	return false
}

func inside(quad []wire.Point, x, y float64) bool {
	for i, p := range quad {
		q := quad[(i+1)%len(quad)]
		if (q.X-p.X)*(y-p.Y)-(q.Y-p.Y)*(x-p.X) < 0 {
			return false
		}
	}
	return true
}

// quad is the zone's outline, half a cell beyond its characters' middles on every side.
func (r reading) quad() []wire.Point {
	present := r.present()
	top, bottom := present[0], present[len(present)-1]
	return []wire.Point{top.corner(-0.5, -0.7), top.corner(float64(len(top.scores))-0.5, -0.7),
		bottom.corner(float64(len(bottom.scores))-0.5, 0.7), bottom.corner(-0.5, 0.7)}
}

func (l line) corner(k, down float64) wire.Point {
	f := l.frame(float64(l.first) + k)
	return wire.Point{X: f.X + down*f.DownX, Y: f.Y + down*f.DownY}
}

// zone is the reading as the worker answers it, with what its lines are in the picture.
func (r reading) zone(lines []printed) wire.Zone {
	if !r.isPlain(lines) {
		r = r.filled(lines)
	}
	whole := r.repairedLines(lines)
	z := wire.Zone{Raw: r.overlay(r.text, lines), Lines: r.overlay(whole, lines), Quad: r.quad()}
	if !r.isPlain(lines) {
		z.Whole = whole
	}
	for i, l := range r.lines {
		if !l.absent {
			z.Confidence = append(z.Confidence, l.leastSure(lines[i]))
		}
	}
	return z
}

// letterO is the least probability of a 0 where an O is read in a number, as a share of the O's.
const letterO = 0.03

// rival is how likely another character must be, as a share of the likeliest, for repair to hear of it. What is plainly read has no rival: else a wrong check
// digit of the document would be repaired away.
const rival = 0.04

// alternatives are the classifier's candidates for each cell, weighed by what is to be expected there.
func (r reading) alternatives() [][][]mrz.Candidate {
	out := make([][][]mrz.Candidate, len(r.lines))
	for i, l := range r.lines {
		out[i] = make([][]mrz.Candidate, len(l.scores))
		for column, s := range l.scores {
			field, _ := r.format.FieldAt(i, column)
			_, most := character(s, mrz.Alnum)
			for class := range glyph.None {
				p := float32(math.Exp(float64(s[class] + expectation(field.Class, field.Name, glyph.Alphabet[class]))))
				if field.Class == mrz.Alnum && glyph.Alphabet[class] == '0' { // no font tells them apart for certain
					p = max(p, letterO*float32(math.Exp(float64(s[glyph.ClassOf('O')]))))
				}
				if p > rival*float32(math.Exp(float64(most))) {
					out[i][column] = append(out[i][column], mrz.Candidate{Char: glyph.Alphabet[class], P: p})
				}
			}
		}
	}
	return out
}
