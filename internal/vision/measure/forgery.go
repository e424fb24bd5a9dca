package measure

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Forgery measures the document as such: its colours, corners, texture, and the elements that its layout asks for (but headline and title, which are
// read). The measures are those of package document that begin with "forgery." and "element.".
func Forgery(ctx context.Context, s Sheet) []wire.Measure {
	d := lay(s)
	var all []wire.Measure
	for _, take := range []func() []wire.Measure{d.colours, d.corners, d.patterns, d.edited, d.watermark, d.perforated, d.elements} {
		if ctx.Err() != nil {
			return all
		}
		all = append(all, take()...)
	}
	return all
}

// colours measures CIELAB chroma after the light's own colour is taken out (by what white paper looks like in it). A copy in black and white has next
// to none anywhere; and a copier makes of most tones either black or white.
func (d *desk) colours() []wire.Measure {
	var chroma []float64
	middle := 0
	for y := 2; y < d.y.h-2; y += 4 {
		for x := 2; x < d.y.w-2; x += 4 {
			r, g, b := d.rgb(x, y)
			chroma = append(chroma, labChroma(r, g, b))
			if v := (r + g + b) / 3; v > 0.3 && v < 0.8 {
				middle++
			}
		}
	}
	if len(chroma) < 100 {
		why := "the document is a strip of too few pixels"
		return []wire.Measure{notMade(document.Chroma, why), notMade(document.ChromaP95, why), notMade(document.PhotocopyLook, why)}
	}
	slices.Sort(chroma)
	sum := 0.0
	for _, c := range chroma {
		sum += c
	}
	p95 := chroma[len(chroma)*95/100]
	look := clamp01(1-p95/14) * clamp01(1.6-2*share(middle, len(chroma)))
	return []wire.Measure{measure(document.Chroma, sum/float64(len(chroma))), measure(document.ChromaP95, p95), measure(document.PhotocopyLook, look)}
}

// labChroma is the chroma of CIELAB (CIE 15) of an sRGB colour relative to its white, 0 to about 130.
func labChroma(r, g, b float64) float64 {
	lin := func(v float64) float64 {
		v = clamp01(v)
		return v * v * (0.6 + 0.4*v) // sRGB's curve within 2 %, without a power
	}
	r, g, b = lin(r), lin(g), lin(b)
	f := func(t float64) float64 {
		if t > 0.008856 {
			return math.Cbrt(t)
		}
		return 7.787*t + 16.0/116
	}
	x := f((0.4124*r + 0.3576*g + 0.1805*b) / 0.9505)
	y := f(0.2126*r + 0.7152*g + 0.0722*b)
	z := f((0.0193*r + 0.1192*g + 0.9505*b) / 1.089)
	return math.Hypot(500*(x-y), 200*(y-z))
}

// Corners: how large the patch is and where the document's own colours are looked at, parts of its height.
const (
	cornerSide = 0.13
	beside     = 0.05 // how far outside the document its surroundings are looked at
	strange    = 75   // sum of the differences of three channels to every colour of the ground
	unlike     = 9    // the same of what is twice as near to a colour of the surroundings: a portrait or a shadow on the ground may be as dark as a table
)

// corners measures how much of each corner's patch, but for the rounding, is not the document: it looks like what lies around rather than like
// the document near the corner. A corner beyond the picture is missing as far as it is beyond.
func (d *desk) corners() []wire.Measure {
	names := [4]document.Measure{document.CornerTL, document.CornerTR, document.CornerBR, document.CornerBL}
	all := make([]wire.Measure, 4)
	if !d.Outlined {
		for i, name := range names {
			all[i] = notMade(name, "the document fills the picture: nothing is seen around its corners")
		}
		return all
	}
	wide := d.surrounded()
	for i, name := range names {
		all[i] = wide.corner(name, i)
	}
	return all
}

// scene is the upright document with what is around it.
type scene struct {
	*desk
	m      *image.RGBA
	margin int // pixels around the document
	inside []bool
}

// corner: 0 top left, then clockwise.
func (s *scene) corner(name document.Measure, which int) wire.Measure {
	side := int(cornerSide * float64(s.y.h))
	radius := 0.0
	if s.Layout != nil {
		radius = s.Layout.Corner * s.mm
	}
	right, bottom := which == 1 || which == 2, which >= 2
	// place maps steps from the corner inwards to pixels of the scene; negative steps are outside.
	place := func(i, j int) (int, int) {
		x, y := s.margin+i, s.margin+j
		if right {
			x = s.margin + s.y.w - 1 - i
		}
		if bottom {
			y = s.margin + s.y.h - 1 - j
		}
		return x, y
	}
	own, around := s.palette(place, side), s.beyond(place, side)
	// What is cut off is one with the surroundings: it is followed from the corner inwards, in stripes across.
	missing, n, gone := 0.0, 0.0, true
	for stripe := 2; stripe < side; stripe++ {
		foreign, seen := 0, 0
		for i := 1; i < stripe; i++ {
			j := stripe - i
			x, y := place(i, j)
			if float64(i) < radius && float64(j) < radius && math.Hypot(radius-float64(i), radius-float64(j)) > radius-1 {
				continue
			}
			seen++
			if !s.inside[y*s.m.Rect.Dx()+x] || s.foreign(x, y, own, around) {
				foreign++
			}
		}
		if seen == 0 {
			continue
		}
		n += float64(seen)
		if gone = gone && 10*foreign >= 8*seen; gone {
			missing += float64(seen)
		}
	}
	var corner image.Rectangle
	switch {
	case right && bottom:
		corner = image.Rect(s.y.w-side, s.y.h-side, s.y.w, s.y.h)
	case right:
		corner = image.Rect(s.y.w-side, 0, s.y.w, side)
	case bottom:
		corner = image.Rect(0, s.y.h-side, side, s.y.h)
	default:
		corner = image.Rect(0, 0, side, side)
	}
	return wire.Measure{Name: string(name), Value: missing / max(n, 1), Quad: s.toPicture(corner)}
}

// foreign says that a pixel is not of the document's ground.
func (s *scene) foreign(x, y int, own, around [][3]float64) bool {
	far := nearest(s.m, x, y, own)
	return far > strange || far > unlike && 2*nearest(s.m, x, y, around) < far
}

// taker collects the colours about places, as far as they are in the picture.
func (s *scene) taker(place func(i, j int) (int, int), into *[][3]float64) func(i, j int) {
	return func(i, j int) {
		x, y := place(i, j)
		if x < 2 || y < 2 || x >= s.m.Rect.Dx()-2 || y >= s.m.Rect.Dy()-2 || !s.inside[y*s.m.Rect.Dx()+x] {
			return
		}
		var sum [3]float64
		for v := y - 2; v <= y+2; v++ {
			for u := x - 2; u <= x+2; u++ {
				pix := s.m.Pix[s.m.PixOffset(u, v):]
				for k := range 3 {
					sum[k] += float64(pix[k]) / 25
				}
			}
		}
		*into = append(*into, sum)
	}
}

// beyond are colours of what lies outside a corner, but for the document's own shadow.
func (s *scene) beyond(place func(i, j int) (int, int), side int) (around [][3]float64) {
	take := s.taker(place, &around)
	for t := -s.margin / 2; t < 3*side; t += max(1, side/6) {
		for _, out := range [2]int{s.margin / 2, s.margin * 4 / 5} {
			take(t, -out)
			take(-out, t)
		}
	}
	return around
}

// palette are colours of the document's ground near a corner.
func (s *scene) palette(place func(i, j int) (int, int), side int) (own [][3]float64) {
	take := s.taker(place, &own)
	for t := 5 * side / 2; t < 4*side; t += max(1, side/8) {
		take(t, 8)
		take(8, t)
		take(t, side/2)
		take(side/2, t)
	}
	// A portrait or a patch of many colours is not ground: that is the lighter part of what was seen.
	bright := func(c [3]float64) float64 { return c[0] + c[1] + c[2] }
	slices.SortFunc(own, func(a, b [3]float64) int { return cmp.Compare(bright(b), bright(a)) })
	return own[:(len(own)*6+9)/10]
}

// nearest is the distance of a pixel's surroundings to the nearest colour of a list; far when there is none.
func nearest(m *image.RGBA, x, y int, list [][3]float64) float64 {
	pix := m.Pix[m.PixOffset(x, y):]
	best := math.Inf(1)
	for _, c := range list {
		best = min(best, math.Abs(float64(pix[0])-c[0])+math.Abs(float64(pix[1])-c[1])+math.Abs(float64(pix[2])-c[2]))
	}
	if math.IsInf(best, 1) {
		return 1000
	}
	return best
}

// Holes of a perforation are equal discs in a row.
const (
	leastHole  = 1.4 // mm: no stroke of a letter is so thick
	mostHole   = 8.0 // mm
	holeFill   = 0.6 // of the box of a disc, but for its rim
	plainHoles = 3   // in a row
)

// perforated finds discs that are far darker than paper, as holes over a table are, in the band of the zone and beside it. Only their cores are looked at, so
// that the letters they touch are no part of them; the portrait and what is cut off by the document's edge are none.
func (d *desk) perforated() []wire.Measure {
	if d.Layout == nil || d.Layout.Side != document.Data {
		return nil
	}
	band := image.Rect(0, d.y.h*60/100, d.y.w, d.y.h)
	dark := make([]bool, d.y.w*d.y.h)
	for y := band.Min.Y; y < band.Max.Y; y++ {
		for x := range d.y.w {
			r, g, b := d.rgb(x, y)
			dark[y*d.y.w+x] = max(r, g, b) < 0.62
		}
	}
	rim := int(leastHole * d.mm / 2.2)
	var holes []image.Rectangle
	for _, b := range blobsOf(eroded(dark, d.y.w, d.y.h, rim), d.y.w, d.y.h, 3) {
		w, h := float64(b.box.Dx()), float64(b.box.Dy())
		whole := b.box.Inset(-rim)
		if max(w, h)+float64(2*rim) > mostHole*d.mm || w > 1.5*h+2 || h > 1.5*w+2 || b.fill() < holeFill || !whole.In(image.Rect(0, 0, d.y.w, d.y.h).Inset(rim)) || d.pictured(whole) {
			continue
		}
		holes = append(holes, whole)
	}
	row := longestRow(holes)
	m := measure(document.Perforated, clamp01(float64(len(row))/plainHoles))
	if len(row) > 1 {
		place := row[0]
		for _, box := range row[1:] {
			place = place.Union(box)
		}
		m.Quad = d.toPicture(place)
	} else {
		m.Value = 0 // a spot
	}
	return []wire.Measure{m}
}

// pictured says that a place is in one of the layout's pictures: portrait, emblem and the like.
func (d *desk) pictured(box image.Rectangle) bool {
	for _, e := range d.Layout.Elements {
		if e.Name != document.MRZ && e.Name != document.Headline && e.Name != document.Title && box.Overlaps(d.box(e.Box, slack)) {
			return true
		}
	}
	return false
}

// longestRow are the most boxes that are about equally large and stand in one line across, or up to a few degrees from it.
func longestRow(boxes []image.Rectangle) (best []image.Rectangle) {
	for _, first := range boxes {
		var row []image.Rectangle
		size := float64(first.Dx()+first.Dy()) / 2
		for _, other := range boxes {
			far := float64(abs(middle(other).X - middle(first).X))
			alike := math.Abs(float64(other.Dx()+other.Dy())/2-size) <= 0.3*size+1
			if alike && float64(abs(middle(other).Y-middle(first).Y)) <= 0.3*size+0.05*far {
				row = append(row, other)
			}
		}
		if len(row) > len(best) {
			best = row
		}
	}
	return best
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Max).Div(2) }

// eroded leaves of a set the pixels about which everything within r is in it.
func eroded(set []bool, w, h, r int) []bool {
	p := newPlane(w, h)
	for i, on := range set {
		if on {
			p.v[i] = 1
		}
	}
	core := p.blurred(r)
	out := make([]bool, w*h)
	for i, v := range core.v {
		out[i] = v > 0.97
	}
	return out
}

// opened takes away what is thinner than 2*r+1 pixels: letters go, discs stay.
func opened(set []bool, w, h, r int) []bool {
	kept := newPlane(w, h)
	for i, on := range eroded(set, w, h, r) {
		if on {
			kept.v[i] = 1
		}
	}
	grown := kept.blurred(r)
	out := make([]bool, w*h)
	for i := range out {
		out[i] = set[i] && grown.v[i] > 0
	}
	return out
}

// judgement says how much the place of an element looks as it should, 0 to 1 and perhaps beyond, and where that was seen on the upright document.
type judgement func(d *desk, e layout.Element) (score float64, place image.Rectangle)

var judgements = map[document.Measure]judgement{
	document.Portrait: (*desk).portrait, document.QR: (*desk).qr, document.MRZ: (*desk).zone, document.Emblem: (*desk).emblem,
	document.FingerLeft: (*desk).finger, document.FingerRight: (*desk).finger, document.Stamp: (*desk).stamp, document.Chip: (*desk).chip,
	document.Barcode: (*desk).barcode, document.Hologram: (*desk).hologram,
}

func (d *desk) elements() []wire.Measure {
	if d.Layout == nil {
		return nil
	}
	d.faded = d.colourless()
	var all []wire.Measure
	for _, e := range d.Layout.Elements {
		judge, ok := judgements[e.Name]
		if !ok {
			continue
		}
		if d.box(e.Box, 0).Empty() {
			all = append(all, notMade(e.Name, "its place has no pixels"))
			continue
		}
		score, place := judge(d, e)
		all = append(all, wire.Measure{Name: string(e.Name), Value: clamp01(score), Quad: d.toPicture(place)})
	}
	return all
}
