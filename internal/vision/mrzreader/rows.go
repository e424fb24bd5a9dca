package mrzreader

import (
	"math"
	"slices"
)

// row is a straight line of characters in the picture, in the picture's pixels. Which of its ends is the first is not known yet.
type row struct {
	x, y   float64 // a point in the middle of the characters' height
	ux, uy float64 // direction, of length 1
	height float64 // of a capital
	places []place // along the direction from x, y, in order
}

// place is what one piece of ink covers of its row.
type place struct{ from, to float64 }

func (r row) from() float64   { return r.places[0].from }
func (r row) to() float64     { return r.places[len(r.places)-1].to }
func (r row) length() float64 { return r.to() - r.from() }

// at is the point t along the row.
func (r row) at(t float64) (x, y float64) { return r.x + r.ux*t, r.y + r.uy*t }

// along and across place a point beside the row.
func (r row) along(x, y float64) float64  { return (x-r.x)*r.ux + (y-r.y)*r.uy }
func (r row) across(x, y float64) float64 { return (y-r.y)*r.ux - (x-r.x)*r.uy }

const (
	minRow  = 8      // pieces of ink that make a row
	maxSeed = 6000   // pieces of ink that are looked at: a page of dust has more
	maxMade = 300    // rows that are made of them
	maxStep = 40_000 // from part to part
)

// finder looks for rows among pieces of ink.
type finder struct {
	parts []part
	cell  float64 // of the grid
	grid  map[[2]int][]int
	in    []map[int]bool // rows by part
	steps int            // from part to part, taken so far
}

// findRows chains pieces of like size that follow one another at about their own size into rows, the longest first.
func findRows(all []part) []row {
	f := &finder{grid: map[[2]int][]int{}, cell: 32}
	for _, p := range all {
		if p.area >= 6 && p.size() >= 4 && p.size() <= 160 && min(p.width(), p.height()) >= 1 {
			f.parts = append(f.parts, p)
		}
	}
	if len(f.parts) > maxSeed {
		slices.SortStableFunc(f.parts, func(a, b part) int { return b.area - a.area })
		f.parts = f.parts[:maxSeed]
	}
	for i, p := range f.parts {
		key := f.key(p.x(), p.y())
		f.grid[key] = append(f.grid[key], i)
	}
	f.in = make([]map[int]bool, len(f.parts))
	return f.rows()
}

func (f *finder) key(x, y float64) [2]int {
	return [2]int{int(math.Floor(x / f.cell)), int(math.Floor(y / f.cell))}
}

// near calls each for the parts within d of x, y.
func (f *finder) near(x, y, d float64, each func(i int)) {
	low, high := f.key(x-d, y-d), f.key(x+d, y+d)
	for gy := low[1]; gy <= high[1]; gy++ {
		for gx := low[0]; gx <= high[0]; gx++ {
			for _, i := range f.grid[[2]int{gx, gy}] {
				each(i)
			}
		}
	}
}

func (f *finder) rows() []row {
	var out []row
	for i := range f.parts {
		for _, j := range f.neighbours(i) {
			if f.together(i, j) || len(out) == maxMade || f.steps > maxStep {
				continue
			}
			chain := f.chain(i, j)
			if len(chain) < minRow {
				continue
			}
			for _, k := range chain {
				if f.in[k] == nil {
					f.in[k] = map[int]bool{}
				}
				f.in[k][len(out)] = true
			}
			if r, ok := f.fit(chain); ok {
				out = append(out, r)
			} else {
				out = append(out, row{})
			}
		}
	}
	out = slices.DeleteFunc(out, func(r row) bool { return r.places == nil })
	return distinct(out)
}

func (f *finder) together(i, j int) bool {
	for k := range f.in[i] {
		if f.in[j][k] {
			return true
		}
	}
	return false
}

func alike(a, b part) bool {
	ratio := a.size() / b.size()
	return ratio > 0.5 && ratio < 2
}

// neighbours are the two nearest pieces of like size.
func (f *finder) neighbours(i int) []int {
	p := f.parts[i]
	if p.size() < 5 {
		return nil
	}
	first, second := -1, -1
	d1, d2 := 2.0*p.size(), 2.0*p.size()
	f.near(p.x(), p.y(), d1, func(j int) {
		q := f.parts[j]
		d := math.Hypot(q.x()-p.x(), q.y()-p.y())
		switch {
		case j == i || !alike(p, q) || d < 0.3*p.size():
		case d < d1:
			first, second, d1, d2 = j, first, d, d1
		case d < d2:
			second, d2 = j, d
		}
	})
	var out []int
	for _, j := range []int{first, second} {
		if j >= 0 {
			out = append(out, j)
		}
	}
	return out
}

// chain follows the line through i and j both ways.
func (f *finder) chain(i, j int) []int {
	forward := f.follow([]int{i, j})
	slices.Reverse(forward)
	return f.follow(forward)
}

// follow goes on from the last part of the chain, in the direction of its last few, to the nearest that lies ahead and is alike.
func (f *finder) follow(chain []int) []int {
	for len(chain) < 400 {
		f.steps++
		last := f.parts[chain[len(chain)-1]]
		back := f.parts[chain[max(0, len(chain)-9)]]
		dx, dy := last.x()-back.x(), last.y()-back.y()
		n := math.Hypot(dx, dy)
		if n == 0 {
			break
		}
		dx, dy = dx/n, dy/n
		size := f.typical(chain)
		slack := 0.42
		if len(chain) > 5 {
			slack = 0.33
		}
		next, nearest := -1, 2.7*size
		f.near(last.x(), last.y(), nearest, func(k int) {
			q := f.parts[k]
			ratio := q.size() / size
			if ratio < 0.4 || ratio > 2.2 {
				return
			}
			ahead := (q.x()-last.x())*dx + (q.y()-last.y())*dy
			aside := (q.y()-last.y())*dx - (q.x()-last.x())*dy
			if ahead > 0.25*size && ahead < nearest && math.Abs(aside) < slack*size {
				next, nearest = k, ahead
			}
		})
		if next < 0 {
			break
		}
		chain = append(chain, next)
	}
	return chain
}

func (f *finder) typical(chain []int) float64 {
	var sizes []float64
	for _, i := range chain[max(0, len(chain)-9):] {
		sizes = append(sizes, f.parts[i].size())
	}
	return quantile(sizes, 0.6)
}

// quantile sorts the values.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[int(share*float64(len(values)-1)+0.5)]
}

// fit lays a straight line through the chain, then takes in every part that lies on it, joined characters too, and lays it again.
func (f *finder) fit(chain []int) (row, bool) {
	r, ok := f.straight(chain)
	if !ok {
		return row{}, false
	}
	for range 2 {
		members := f.gather(r)
		if len(members) < minRow {
			return row{}, false
		}
		if r, ok = f.straight(members); !ok {
			return row{}, false
		}
	}
	members := f.gather(r)
	if len(members) < minRow {
		return row{}, false
	}
	r.places = f.place(r, members)
	return r, len(r.places) >= minRow
}

// straight fits a line by least squares, leaving out what lies far off, and measures the height of the taller half.
func (f *finder) straight(members []int) (row, bool) {
	kept := slices.Clone(members)
	var r row
	for range 3 {
		r = f.axis(kept)
		var heights []float64
		for _, i := range kept {
			heights = append(heights, r.tall(f.parts[i]))
		}
		r.height = quantile(heights, 0.7)
		next := slices.DeleteFunc(slices.Clone(kept), func(i int) bool {
			return math.Abs(r.across(f.parts[i].x(), f.parts[i].y())) > 0.25*r.height
		})
		if len(next) < minRow || len(next) == len(kept) {
			break
		}
		kept = next
	}
	return r, r.height >= 4
}

// axis is the main axis of the parts' middles.
func (f *finder) axis(members []int) row {
	var r row
	for _, i := range members {
		r.x += f.parts[i].x() / float64(len(members))
		r.y += f.parts[i].y() / float64(len(members))
	}
	var xx, xy, yy float64
	for _, i := range members {
		dx, dy := f.parts[i].x()-r.x, f.parts[i].y()-r.y
		xx, xy, yy = xx+dx*dx, xy+dx*dy, yy+dy*dy
	}
	r.uy, r.ux = math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	return r
}

// tall is a part's height across the row, from its upright box: exact for a box that is turned with the row.
func (r row) tall(p part) float64 {
	c, s := math.Abs(r.ux), math.Abs(r.uy)
	w, h := p.width(), p.height()
	if math.Abs(c*c-s*s) < 0.3 {
		return max(w, h) * 0.9
	}
	return (h*c - w*s) / (c*c - s*s)
}

// wide is the same along the row.
func (r row) wide(p part) float64 {
	c, s := math.Abs(r.ux), math.Abs(r.uy)
	w, h := p.width(), p.height()
	if math.Abs(c*c-s*s) < 0.3 {
		return min(w, h) * 0.9
	}
	return (w*c - h*s) / (c*c - s*s)
}

// gather lists the parts on the row, those beyond a gap of more than seven heights left out.
func (f *finder) gather(r row) []int {
	var members []int
	for i, p := range f.parts {
		if math.Abs(r.across(p.x(), p.y())) < 0.4*r.height && r.tall(p) < 1.6*r.height && r.tall(p) > 0.35*r.height {
			members = append(members, i)
		}
	}
	slices.SortFunc(members, func(a, b int) int {
		return compare(r.along(f.parts[a].x(), f.parts[a].y()), r.along(f.parts[b].x(), f.parts[b].y()))
	})
	// The stretch around the middle, where the chain was.
	begin, end := 0, len(members)
	for k := 1; k < len(members); k++ {
		a, b := f.parts[members[k-1]], f.parts[members[k]]
		ta, tb := r.along(a.x(), a.y()), r.along(b.x(), b.y())
		if tb-ta < 7*r.height {
			continue
		}
		if tb <= 0 {
			begin = k
		} else if end == len(members) {
			end = k
		}
	}
	if begin > end {
		return nil
	}
	return members[begin:end]
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (f *finder) place(r row, members []int) []place {
	var out []place
	for _, i := range members {
		p := f.parts[i]
		t, half := r.along(p.x(), p.y()), max(r.wide(p), 1)/2
		out = append(out, place{t - half, t + half})
	}
	return out
}

// distinct drops rows that lie on a longer one.
func distinct(rows []row) []row {
	slices.SortStableFunc(rows, func(a, b row) int { return len(b.places) - len(a.places) })
	var out []row
	for _, r := range rows {
		same := slices.ContainsFunc(out, func(other row) bool {
			x, y := r.at((r.from() + r.to()) / 2)
			t := other.along(x, y)
			return math.Abs(other.across(x, y)) < 0.5*other.height && t > other.from() && t < other.to() &&
				math.Abs(r.ux*other.ux+r.uy*other.uy) > 0.98
		})
		if !same {
			out = append(out, r)
		}
	}
	return out
}
