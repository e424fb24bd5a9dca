package reading

import (
	"math"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Register finds a document's corners more closely: where the printed texts of its layout stand in the picture, against where they stand on the
// document. quad are the corners as they are known, from the document's own top left; outlined says that its sides were seen, else it may be the whole
// picture. It returns quad itself where the print tells nothing better.
func Register(l *layout.Layout, quad picture.Quad, outlined bool, lines []wire.Line, zones []wire.Zone) picture.Quad {
	toPicture := picture.Project(l.Width, l.Height, quad)
	toSide := toPicture.Inverse()
	pairs := append(anchorPairs(l, lines, toSide), zonePairs(l, zones, toSide)...)
	if len(pairs) < leastPairs {
		return quad
	}
	fix, ok := fit(l, pairs, outlined)
	if !ok {
		return quad
	}
	var out picture.Quad
	for i, corner := range picture.RectQuad(l.Width, l.Height) {
		out[i] = toPicture.Apply(fix.Apply(corner))
	}
	if !out.Convex() || out.Area() < quad.Area()/4 || out.Area() > 4*quad.Area() {
		return quad
	}
	return out
}

const leastPairs = 3

// pair is a point of the layout, and where the picture has it by the corners known so far; both in millimetres of the side.
type pair struct {
	want, is picture.Point
	weight   float64
}

// anchorPairs compares boxes of texts. A layout's box may be wider than its text: then only the middle counts, and for little.
func anchorPairs(l *layout.Layout, lines []wire.Line, toSide picture.Homography) []pair {
	var pairs []pair
	for _, a := range l.Anchors {
		if a.Box == nil {
			continue
		}
		if seen, ok := find(a.Text, lines, toSide); ok {
			pairs = append(pairs, boxPairs(*a.Box, seen)...)
		}
	}
	return pairs
}

func boxPairs(want, is layout.Box) []pair {
	y := func(b layout.Box) float64 { return (b[1] + b[3]) / 2 }
	wide, tall := (is[2]-is[0])/(want[2]-want[0]), (is[3]-is[1])/(want[3]-want[1])
	if wide/tall > 0.8 && wide/tall < 1.25 {
		return []pair{
			{picture.Point{X: want[0], Y: y(want)}, picture.Point{X: is[0], Y: y(is)}, 1},
			{picture.Point{X: want[2], Y: y(want)}, picture.Point{X: is[2], Y: y(is)}, 1},
		}
	}
	return []pair{{picture.Point{X: (want[0] + want[2]) / 2, Y: y(want)}, picture.Point{X: (is[0] + is[2]) / 2, Y: y(is)}, 0.25}}
}

// find returns where a text stands, in millimetres. Only a text that is read nearly rightly is trusted for its place.
func find(text string, lines []wire.Line, toSide picture.Homography) (box layout.Box, ok bool) {
	wanted := fold(text)
	most := max(0.8, foundFrom(len(wanted)))
	for _, line := range lines {
		alike, from, to := within(wanted, fold(line.Text))
		if alike < most {
			continue
		}
		if b, there := spanBox(line, from, to, toSide); there {
			box, ok, most = b, true, alike+1e-9
		}
	}
	return box, ok
}

// spanBox is the box, in millimetres, of the letters from to to (of the folded text) of a line. A word that only begins or ends there counts with
// that part of its width.
func spanBox(line wire.Line, from, to int, toSide picture.Homography) (layout.Box, bool) {
	words := line.Words
	if len(words) == 0 {
		words = []wire.Word{{Text: line.Text, Quad: line.Quad}}
	}
	box, any := layout.Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}, false
	at := 0
	for _, w := range words {
		n := len(fold(w.Text))
		a, b := max(from, at), min(to, at+n)
		if a < b && len(w.Quad) == 4 {
			box, any = around(box, part(sideBox(w.Quad, toSide), float64(a-at)/float64(n), float64(b-at)/float64(n))), true
		}
		at += n
	}
	return box, any
}

func part(b layout.Box, from, to float64) layout.Box {
	width := b[2] - b[0]
	return layout.Box{b[0] + from*width, b[1], b[0] + to*width, b[3]}
}

func around(a, b layout.Box) layout.Box {
	return layout.Box{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}

// sideBox is the box about a place of the picture, in millimetres of the side.
func sideBox(quad []wire.Point, toSide picture.Homography) layout.Box {
	box := layout.Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range quad {
		q := toSide.Apply(p)
		box = around(box, layout.Box{q.X, q.Y, q.X, q.Y})
	}
	return box
}

// pitch of a zone's characters, millimetres (ICAO 9303-3 §4.3: ten to the inch).
const pitch = 2.54

// zonePairs uses what ICAO fixes of a zone: how long its lines are; and the middle of its place.
func zonePairs(l *layout.Layout, zones []wire.Zone, toSide picture.Homography) []pair {
	element, ok := l.Element("element.mrz")
	if !ok || len(zones) == 0 || len(zones[0].Quad) != 4 || len(zones[0].Lines) == 0 {
		return nil
	}
	is := sideBox(zones[0].Quad, toSide)
	length := pitch * float64(len(zones[0].Lines[0]))
	x, y := (element.Box[0]+element.Box[2])/2, (element.Box[1]+element.Box[3])/2
	return []pair{
		{picture.Point{X: x - length/2, Y: y}, picture.Point{X: is[0], Y: (is[1] + is[3]) / 2}, 0.4},
		{picture.Point{X: x + length/2, Y: y}, picture.Point{X: is[2], Y: (is[1] + is[3]) / 2}, 0.4},
	}
}

// Fitting.
const (
	rounds     = 8   // of reweighting
	tolerance  = 1.2 // mm: a pair much farther off than this does not count
	plainPrior = 1.2 // weight of a corner whose sides were seen
	weakPrior  = 0.02
	mostShift  = 6 // mm, of a corner whose sides were seen
)

// fit finds the homography from where things are to be to where they are. The known corners pull as much as they are trusted, so that few pairs move and
// turn the document and many shape it.
func fit(l *layout.Layout, pairs []pair, outlined bool) (picture.Homography, bool) {
	prior := weakPrior
	if outlined {
		prior = plainPrior
	}
	for _, corner := range picture.RectQuad(l.Width, l.Height) {
		pairs = append(pairs, pair{corner, corner, prior})
	}
	scale := l.Width / 2
	var h picture.Homography
	// The corners of a document that fills the picture may be far from right: what is near to what then is found in steps.
	reach := tolerance
	if !outlined {
		reach = 8 * tolerance
	}
	weights := make([]float64, len(pairs))
	for i := range weights {
		weights[i] = pairs[i].weight
	}
	for range rounds {
		var ok bool
		if h, ok = solve(pairs, weights, scale); !ok {
			return h, false
		}
		for i, p := range pairs {
			q := h.Apply(p.want)
			off := math.Hypot(q.X-p.is.X, q.Y-p.is.Y) / reach
			weights[i] = p.weight / (1 + off*off) // Cauchy
		}
		reach = max(tolerance, reach*0.6)
	}
	if outlined {
		for _, corner := range picture.RectQuad(l.Width, l.Height) {
			if q := h.Apply(corner); math.Hypot(q.X-corner.X, q.Y-corner.Y) > mostShift {
				return h, false
			}
		}
	}
	return h, true
}

// solve is the weighted linear least-squares homography, with the two numbers of perspective held near nought. Coordinates are divided by scale.
func solve(pairs []pair, weights []float64, scale float64) (picture.Homography, bool) {
	var m [8][9]float64 // normal equations
	add := func(row [9]float64, weight float64) {
		for i := range 8 {
			for j := range 9 {
				m[i][j] += weight * row[i] * row[j]
			}
		}
	}
	for i, p := range pairs {
		x, y, u, v := p.want.X/scale, p.want.Y/scale, p.is.X/scale, p.is.Y/scale
		add([9]float64{x, y, 1, 0, 0, 0, -x * u, -y * u, u}, weights[i])
		add([9]float64{0, 0, 0, x, y, 1, -x * v, -y * v, v}, weights[i])
	}
	const stiff = 0.1
	m[6][6] += stiff
	m[7][7] += stiff
	for i := range 6 { // keeps the equations solvable when all pairs lie on a line: towards no change
		m[i][i] += 1e-4
		if i == 0 || i == 4 {
			m[i][8] += 1e-4
		}
	}
	a, ok := gauss(m)
	if !ok {
		return picture.Homography{}, false
	}
	return picture.Homography{a[0], a[1], a[2] * scale, a[3], a[4], a[5] * scale, a[6] / scale, a[7] / scale, 1}, true
}

// gauss solves eight equations.
func gauss(m [8][9]float64) (out [8]float64, ok bool) {
	for i := range 8 {
		p := i
		for r := i + 1; r < 8; r++ {
			if math.Abs(m[r][i]) > math.Abs(m[p][i]) {
				p = r
			}
		}
		m[i], m[p] = m[p], m[i]
		if math.Abs(m[i][i]) < 1e-12 {
			return out, false
		}
		for r := range 8 {
			if r == i {
				continue
			}
			f := m[r][i] / m[i][i]
			for c := i; c < 9; c++ {
				m[r][c] -= f * m[i][c]
			}
		}
	}
	for i := range 8 {
		out[i] = m[i][8] / m[i][i]
	}
	return out, true
}
