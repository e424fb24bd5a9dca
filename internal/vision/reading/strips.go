package reading

import (
	"image"
	"slices"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// Millimetres.
const (
	growUp       = 1.0  // how far above and below a zone its print is looked for: corners are never known exactly
	growAside    = 1.2  // and to its sides
	paperRadius  = 2.2  // of the neighbourhood that tells the paper's brightness
	accentGap    = 0.22 // between a letter and its accent, at most
	smallBand    = 0.75 // rows that are lower are accents or dots
	wordGap      = 1.7  // between two words of a line, at most; what is farther is something else, if it begins outside the zone
	wipeMargin   = 0.25 // about print that is not the value
	ruleLength   = 6.0  // of ink without a break, at least: no letter is so long
	stripMargin  = 3    // pixels about a strip
	leastInk     = 0.16 // contrast of print to the paper's brightness
	blankShare   = 0.26 // of a line's height: a blank between words of Hangul is wider
	inkShare     = 0.42 // of the contrast of the darkest print: what is darker is ink
	darkestShare = 0.99 // of pixels that are lighter than the darkest print
)

// strip is a line of print in a zone.
type strip struct {
	picture *image.Gray // ground white, print dark
	box     layout.Box
	words   []float64 // widths of its words, pixels
}

// found is what stands in a zone before it is read.
type found struct {
	strips []strip
	blank  float64 // when there is none: 0 to 1, how sure it is that nothing stands there
}

// ink is a region with its print made out.
type ink struct {
	s        sheet
	r        image.Rectangle // on the sheet
	contrast []uint8         // how much darker than the paper
	line     uint8           // contrast from which it is ink
	dark     uint8           // of the darkest print
	bright   float64         // mean brightness of the paper, 0 to 255
}

func (s sheet) ink(z layout.Zone) ink {
	b := z.Box
	r := s.pixels(layout.Box{b[0] - growAside, b[1] - growUp, b[2] + growAside, b[3] + growUp})
	i := ink{s: s, r: r, contrast: make([]uint8, r.Dx()*r.Dy())}
	if r.Empty() {
		return i
	}
	wide := s.pixels(layout.Box{b[0] - growAside - paperRadius, b[1] - growUp - paperRadius, b[2] + growAside + paperRadius, b[3] + growUp + paperRadius})
	ground := picture.Ground(s.gray, wide, int(paperRadius*s.scale))
	var histogram [256]int
	core := s.pixels(b)
	total, sum := 0, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			g := ground[(y-wide.Min.Y)*wide.Dx()+x-wide.Min.X]
			c := g - min(g, s.gray.Pix[y*s.gray.Stride+x])
			i.contrast[(y-r.Min.Y)*r.Dx()+x-r.Min.X] = c
			if (image.Point{X: x, Y: y}).In(core) {
				histogram[c]++
				total++
				sum += int(g)
			}
		}
	}
	if total == 0 {
		return i
	}
	i.bright = float64(sum) / float64(total)
	i.dark = quantile(histogram, total, darkestShare)
	i.line = uint8(max(inkShare*float64(i.dark), leastInk*0.6*i.bright, 8))
	return i
}

func quantile(histogram [256]int, total int, share float64) uint8 {
	want, seen := int(share*float64(total)), 0
	for v, n := range histogram {
		if seen += n; seen > want {
			return uint8(v)
		}
	}
	return 255
}

// wipe takes print that is known to be something else out of the region.
func (i ink) wipe(boxes []layout.Box) {
	for _, b := range boxes {
		r := i.s.pixels(layout.Box{b[0] - wipeMargin, b[1] - wipeMargin, b[2] + wipeMargin, b[3] + wipeMargin}).Intersect(i.r)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			row := i.contrast[(y-i.r.Min.Y)*i.r.Dx():]
			clear(row[r.Min.X-i.r.Min.X : r.Max.X-i.r.Min.X])
		}
	}
}

// above are the places of labels without what of them lies in a value that stands below: places of words are known by half a millimetre.
func above(z layout.Zone, labels []layout.Box) []layout.Box {
	if !z.Under {
		return labels
	}
	head := z.Box[1] + roomUp - wipeMargin // see about
	var clipped []layout.Box
	for _, b := range labels {
		if (b[1]+b[3])/2 < head {
			b[3] = min(b[3], head)
		}
		clipped = append(clipped, b)
	}
	return clipped
}

// unrule takes lines that are no print out of the region: borders, rules, the document's own edge, which run on and on. Large letters have long strokes.
func (i ink) unrule(z layout.Zone) {
	tall := (z.Box[3] - z.Box[1]) / float64(max(1, z.Lines))
	most := int(max(ruleLength, 2*tall) * i.s.scale)
	if z.Kind == heading {
		most = i.r.Dx() * 3 / 4 // as tall as it likes
	}
	for y := range i.r.Dy() {
		row := i.contrast[y*i.r.Dx():][:i.r.Dx()]
		from := 0
		for x := 0; x <= len(row); x++ {
			if x < len(row) && row[x] >= i.line {
				continue
			}
			if x-from >= most {
				clear(row[from:x])
			}
			from = x + 1
		}
	}
}

// span is a stretch of rows or columns, half-open, on the sheet.
type span struct{ from, to int }

func (a span) size() int { return a.to - a.from }

// find cuts the zone's lines. labels are places of print that is not the value; where they leave nothing, one of them was placed wrongly, and the label
// is told by its text.
func (s sheet) find(z layout.Zone, labels []layout.Box) found {
	f := s.findBut(z, labels)
	if len(f.strips) == 0 && slices.ContainsFunc(labels, func(b layout.Box) bool { return overlap(b, z.Box) > 0 }) {
		return s.findBut(z, nil)
	}
	return f
}

func (s sheet) findBut(z layout.Zone, labels []layout.Box) found {
	i := s.ink(z)
	if i.r.Empty() {
		return found{}
	}
	i.wipe(above(z, labels))
	i.unrule(z)
	if float64(i.dark) < leastInk*i.bright {
		return found{blank: i.blank()}
	}
	var f found
	for _, rows := range i.bands(z) {
		if columns, ok := i.columns(z, rows); ok {
			f.strips = append(f.strips, i.strip(rows, columns))
		}
	}
	f.strips = even(f.strips)
	if len(f.strips) == 0 {
		f.blank = i.blank()
	}
	return f
}

// even drops strips that are much lower than the tallest: what is left of a label, or of a line.
func even(strips []strip) []strip {
	tallest := 0
	for _, s := range strips {
		tallest = max(tallest, s.picture.Rect.Dy()-2*stripMargin)
	}
	return slices.DeleteFunc(strips, func(s strip) bool { return (s.picture.Rect.Dy()-2*stripMargin)*20 < tallest*11 })
}

// blank says how sure it is that a place without print has none: in glare or in the dark nobody knows.
func (i ink) blank() float64 {
	if i.bright > 248 || i.bright < 45 {
		return 0.2
	}
	return min(max(1-float64(i.dark)/(2*leastInk*i.bright), 0.2), 0.95)
}

// bands are the rows in which the zone's lines stand, top to bottom.
func (i ink) bands(z layout.Zone) []span {
	core := i.s.pixels(z.Box)
	bands := i.rows(span{core.Min.X, core.Max.X})
	bands = i.whole(bands, z)
	slack := int(0.35 * i.s.scale)
	bands = slices.DeleteFunc(bands, func(b span) bool {
		middle := (b.from + b.to) / 2
		return middle < core.Min.Y-slack || middle > core.Max.Y+slack || float64(b.size()) < 0.6*i.s.scale
	})
	if most := max(1, z.Lines); len(bands) > most {
		bands = i.fullest(bands, most, core)
	}
	return bands
}

// rows are stretches of rows with ink, where accents belong to their letters.
func (i ink) rows(columns span) []span {
	least := max(2, int(0.12*i.s.scale))
	var bands []span
	for y := i.r.Min.Y; y < i.r.Max.Y; y++ {
		n := 0
		row := i.contrast[(y-i.r.Min.Y)*i.r.Dx():][:i.r.Dx()]
		for _, c := range row[columns.from-i.r.Min.X : columns.to-i.r.Min.X] {
			if c >= i.line {
				n++
			}
		}
		if n < least {
			continue
		}
		if last := len(bands) - 1; last >= 0 && y-bands[last].to <= int(accentGap*i.s.scale) {
			bands[last].to = y + 1
			continue
		}
		bands = append(bands, span{y, y + 1})
	}
	return bands
}

// whole joins rows of accents to the letters below, of dots to those above, and parts lines that hang together.
func (i ink) whole(bands []span, z layout.Zone) []span {
	near, small := int(0.5*i.s.scale), int(smallBand*i.s.scale)
	for k := 0; k+1 < len(bands); {
		a, b := bands[k], bands[k+1]
		if b.from-a.to <= near && (a.size() < small) != (b.size() < small) {
			bands[k] = span{a.from, b.to}
			bands = slices.Delete(bands, k+1, k+2)
			continue
		}
		k++
	}
	if z.Lines < 2 || z.Kind == heading {
		return bands
	}
	tallest := int(0.92 * (z.Box[3] - z.Box[1]) / float64(z.Lines) * 1.35 * i.s.scale)
	var out []span
	for _, b := range bands {
		if b.size() <= tallest {
			out = append(out, b)
			continue
		}
		at, ok := i.weakest(b)
		if !ok {
			out = append(out, b)
			continue
		}
		out = append(out, span{b.from, at}, span{at, b.to})
	}
	return out
}

// weakest is the row with least ink about the middle of some, if there is so little of it that two lines meet there: tall letters with their accents
// have a full row in the middle.
func (i ink) weakest(rows span) (int, bool) {
	at, least, sum := rows.from, 1<<30, 0
	for y := rows.from; y < rows.to; y++ {
		n := 0
		for _, c := range i.contrast[(y-i.r.Min.Y)*i.r.Dx():][:i.r.Dx()] {
			if c >= i.line {
				n++
			}
		}
		sum += n
		if n < least && y >= rows.from+rows.size()*3/10 && y < rows.to-rows.size()*3/10 {
			at, least = y, n
		}
	}
	return at, least*4 < sum/rows.size()
}

// fullest keeps the bands that lie most within the zone, in their order.
func (i ink) fullest(bands []span, most int, core image.Rectangle) []span {
	inside := func(b span) int { return min(b.to, core.Max.Y) - max(b.from, core.Min.Y) }
	sorted := slices.Clone(bands)
	slices.SortStableFunc(sorted, func(a, b span) int { return inside(b) - inside(a) })
	kept := sorted[:most]
	return slices.DeleteFunc(bands, func(b span) bool { return !slices.Contains(kept, b) })
}

// columns is where the line begins and ends: words whose middle lies in the zone, and what hangs together with them.
func (i ink) columns(z layout.Zone, rows span) (span, bool) {
	words := i.words(rows)
	core := i.s.pixels(z.Box)
	first, last := -1, -1
	for k, w := range words {
		if middle := (w.from + w.to) / 2; middle >= core.Min.X && middle < core.Max.X {
			if first < 0 {
				first = k
			}
			last = k
		}
	}
	if first < 0 {
		return span{}, false
	}
	if z.Kind == layout.Code && z.Under { // of one word: what is far behind it is the ground's
		for k := first + 1; k <= last; k++ {
			if words[k].from-words[k-1].to > rows.size() {
				last = k - 1
			}
		}
	}
	return span{words[first].from, words[last].to}, true
}

// words are stretches of columns with ink in some rows, parted where a blank is as wide as a word's distance.
func (i ink) words(rows span) []span {
	return i.parted(rows, span{i.r.Min.X, i.r.Max.X}, max(2, float64(rows.size())*0.4))
}

// parted are stretches of columns with ink in some rows, parted where a blank is wider than gap pixels.
func (i ink) parted(rows, columns span, gap float64) []span {
	var words []span
	for x := columns.from; x < columns.to; x++ {
		any := false
		for y := rows.from; y < rows.to && !any; y++ {
			any = i.contrast[(y-i.r.Min.Y)*i.r.Dx()+x-i.r.Min.X] >= i.line
		}
		if !any {
			continue
		}
		if last := len(words) - 1; last >= 0 && float64(x-words[last].to) <= gap {
			words[last].to = x + 1
			continue
		}
		words = append(words, span{x, x + 1})
	}
	return words
}

// strip draws a line with its ground white and its print dark, whatever light lies on it.
func (i ink) strip(rows, columns span) strip {
	r := image.Rect(columns.from-stripMargin, rows.from-stripMargin, columns.to+stripMargin, rows.to+stripMargin)
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	full := max(1, int(i.dark)*9/10)
	for y := range r.Dy() {
		for x := range r.Dx() {
			v := 0
			if at := (image.Point{X: r.Min.X + x, Y: r.Min.Y + y}); at.In(i.r) {
				v = int(i.contrast[(at.Y-i.r.Min.Y)*i.r.Dx()+at.X-i.r.Min.X])
			}
			out.Pix[y*out.Stride+x] = uint8(255 - min(v*235/full, 235))
		}
	}
	s := strip{picture: out, box: i.s.millimetres(image.Rect(columns.from, rows.from, columns.to, rows.to))}
	for _, w := range i.parted(rows, columns, float64(rows.size())*blankShare) {
		s.words = append(s.words, float64(w.size()))
	}
	return s
}
