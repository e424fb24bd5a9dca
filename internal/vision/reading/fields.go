package reading

import (
	"context"
	"image"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Side is a side of a document whose layout is known. All places are pixels of the picture.
type Side struct {
	Layout  *layout.Layout
	Picture *image.Gray
	Quad    picture.Quad // the document's corners, from its own top left
	Lines   []wire.Line  // print of the whole side; also a second opinion
	Zones   []wire.Zone
	Codes   []wire.Code
}

// Fields reads every field of the layout, in its order, those with nothing in them included. readers are asked in turn, the one that is trusted most first;
// without any, what was read of the whole side is all there is. The measures are of the print of these fields. An error is a reader's own, or the context's.
func Fields(ctx context.Context, side Side, readers []LineReader) ([]wire.Field, []wire.Measure, error) {
	s := newSheet(side.Layout, side.Picture, side.Quad)
	print := s.print(side.Lines)
	zones := make([]*zone, len(side.Layout.Fields))
	known := whatIsKnown(side)
	under := s.under(side.Lines, known)
	for i := range zones {
		z := side.Layout.Fields[i]
		z.Languages = side.languages(z)
		if box, seen := under[i]; z.Under && seen {
			z.Box = print.about(box)
		} else if z.Under {
			zones[i] = &zone{Zone: z}
			continue
		}
		zones[i] = &zone{Zone: z, found: s.find(z, print.labels)}
	}
	share(zones)
	for _, r := range readers {
		if err := readAll(ctx, r, zones); err != nil {
			return nil, nil, err
		}
	}
	if len(readers) > 0 {
		if err := spell(ctx, readers[0], zones, known); err != nil {
			return nil, nil, err
		}
	}
	fields := make([]wire.Field, len(zones))
	for i, z := range zones {
		if side.reads(z) {
			z.readings = append(z.readings, print.reading(z)...)
		}
		language := language(z.Languages)
		for k := range z.readings {
			switch language {
			case "vie":
				z.readings[k].value = crossed.Replace(z.readings[k].value)
			case "eng":
				z.readings[k].value = unmarked.Replace(z.readings[k].value)
			}
		}
		fields[i] = z.field(s, known, language)
	}
	return fields, numberPrint(s, zones, fields), nil
}

// crossed makes the Icelandic letters Vietnamese ones: they look the same in capitals.
var crossed = strings.NewReplacer("Ð", "Đ", "ð", "đ")

// languages are those of a field, else those of the layout. A document of any country is read in the language of its zone's state, where that is one
// whose Latin letters have a reader of their own.
func (side Side) languages(z layout.Zone) []string {
	if state, _, ok := zoneOf(side.Zones); ok && side.Layout.Country == "" && state == "VNM" {
		return []string{"vie", "eng"}
	}
	if len(z.Languages) > 0 {
		return z.Languages
	}
	return side.Layout.Languages
}

// reads says that the reading of the whole side knows the zone's letters. A net that reads Hangul makes shreds of Latin ones, which are no second opinion; its
// digits are as good as any.
func (side Side) reads(z *zone) bool {
	return language(side.Layout.Languages) != "kor" || z.Kind != layout.Code && language(z.Languages) == "kor"
}

// unmarked writes the one country whose name is told in any spelling as English has it.
var unmarked = strings.NewReplacer("Việt Nam", "Viet Nam", "VIỆT NAM", "VIET NAM")

// language is the main one that is printed.
func language(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// zone is a field at work.
type zone struct {
	layout.Zone
	found
	readings []opinion // by reader, the one that is trusted most first
}

// before are the labels that may be read with the value, in front of it.
func (z *zone) before() []string {
	if z.Under {
		return nil
	}
	return z.Labels
}

// share leaves a line of print that two zones claim to the one it lies in more: zones are generous, and corners are never known exactly.
func share(zones []*zone) {
	for _, a := range zones {
		a.strips = slices.DeleteFunc(a.strips, func(s strip) bool {
			mine := overlap(s.box, a.Box)
			return slices.ContainsFunc(zones, func(b *zone) bool {
				return b != a && overlap(s.box, b.Box) > mine && slices.ContainsFunc(b.strips, func(o strip) bool { return overlap(s.box, o.box) > overlap(s.box, s.box)/2 })
			})
		})
	}
}

// overlap is the area that two boxes have in common, square millimetres.
func overlap(a, b layout.Box) float64 {
	return max(0, min(a[2], b[2])-max(a[0], b[0])) * max(0, min(a[3], b[3])-max(a[1], b[1]))
}

// opinion is what one reader says of a zone.
type opinion struct {
	value      string // in the form of its kind
	ok         bool   // it has that form
	confidence float64
	least      float64
	sure       []float64 // of each rune of value; nil: nothing is known of single ones
	page       bool      // from the reading of the whole side, which is coarser
}

// readAll has one reader read every strip, those of a kind and its languages together.
func readAll(ctx context.Context, r LineReader, zones []*zone) error {
	type batch struct {
		kind      layout.Kind
		languages string
	}
	batches := map[batch][]*zone{}
	var order []batch
	for _, z := range zones {
		if len(z.strips) > 0 {
			b := batch{z.Kind, strings.Join(z.Languages, " ")}
			if batches[b] == nil {
				order = append(order, b)
			}
			batches[b] = append(batches[b], z)
		}
	}
	for _, b := range order {
		var pictures []*image.Gray
		for _, z := range batches[b] {
			for _, s := range z.strips {
				pictures = append(pictures, s.picture)
			}
		}
		texts, err := r.ReadLines(ctx, pictures, b.kind, batches[b][0].Languages)
		if err != nil {
			return err
		}
		for _, z := range batches[b] {
			n := min(len(z.strips), len(texts))
			z.readings = append(z.readings, z.opinion(texts[:n]))
			texts = texts[n:]
		}
	}
	return nil
}

// doubtLine is the confidence under which a character may be settled by somebody else.
const doubtLine = 0.75

// opinion puts the lines of a zone together.
func (z *zone) opinion(lines []LineText) opinion {
	var texts []string
	o := opinion{confidence: 1, least: 1}
	lines = slices.Clone(lines)
	for i, l := range lines {
		lines[i] = spaced(l, z.strips[i].words)
		if z.Kind == layout.Date {
			lines[i] = oneMonth(lines[i])
		}
	}
	lines = legible(lines)
	for _, l := range lines {
		texts = append(texts, strings.Trim(l.Text, " '`‘’|"))
		o.confidence, o.least = min(o.confidence, l.Confidence), min(o.least, l.Least)
	}
	raw := strings.Join(texts, " ")
	o.value, o.ok = parse(z.Kind, withoutLabel(tidy(raw), z.before()))
	if o.value == "" {
		return opinion{}
	}
	o.sure = sureness(o.value, lines)
	return o
}

// Where one line is read well and another is not at all, the other is no print: a fold, a border, the shadow of a label.
const (
	plainLine = 0.6
	noLine    = 0.45
)

// spaced sets the blanks of Hangul by the print itself, for readers put them between syllables as they please: the characters are shared out among the
// words of the print, whose widths are known, so that each word gets what it has room for.
func spaced(l LineText, words []float64) LineText {
	if !isHangul(l.Text) {
		return l
	}
	var solid []int // places of what is no blank
	var widths []float64
	for i, r := range []rune(l.Text) {
		if r != ' ' {
			solid, widths = append(solid, i), append(widths, nominal(r))
		}
	}
	if len(words) == 0 || len(solid) < len(words) || len(solid) > mostShared {
		return l
	}
	return l.without(solid, shareOut(widths, words))
}

// mostShared bounds the work of sharing out.
const mostShared = 120

// nominal is about how wide a character is in Korean type, in ems.
func nominal(r rune) float64 {
	switch {
	case unicode.Is(unicode.Hangul, r) || unicode.Is(unicode.Han, r):
		return 0.95
	case strings.ContainsRune(".,:;'|!lI()", r):
		return 0.3
	}
	return 0.56
}

// shareOut gives every word a run of the characters, so that the widths differ least in squares, and says before which characters a word begins.
func shareOut(widths, words []float64) map[int]bool {
	n, k := len(widths), len(words)
	sum := make([]float64, n+1) // of the first i characters
	for i, w := range widths {
		sum[i+1] = sum[i] + w
	}
	room := 0.0
	for _, w := range words {
		room += w
	}
	scale := room / sum[n]
	// cost[j][i]: of the first i characters in the first j words; from[j][i] where the last of them begins.
	cost, from := make([][]float64, k+1), make([][]int, k+1)
	for j := range cost {
		cost[j], from[j] = make([]float64, n+1), make([]int, n+1)
		for i := range cost[j] {
			cost[j][i] = math.Inf(1)
		}
	}
	cost[0][0] = 0
	for j := 1; j <= k; j++ {
		for i := j; i <= n; i++ {
			for b := j - 1; b < i; b++ {
				off := (sum[i]-sum[b])*scale - words[j-1]
				if c := cost[j-1][b] + off*off; c < cost[j][i] {
					cost[j][i], from[j][i] = c, b
				}
			}
		}
	}
	begins := map[int]bool{}
	for j, i := k, n; j > 1; j-- {
		i = from[j][i]
		begins[i] = true
	}
	return begins
}

// without is a line of the characters that are named, with blanks before some of them.
func (l LineText) without(solid []int, blanks map[int]bool) LineText {
	out := LineText{Confidence: l.Confidence, Least: l.Least}
	runes := []rune(l.Text)
	var text []rune
	put := func(r rune, k int) {
		text = append(text, r)
		if k < len(l.Runes) {
			out.Runes = append(out.Runes, l.Runes[k])
		}
	}
	for i, k := range solid {
		if blanks[i] && !(unicode.IsDigit(runes[k]) && unicode.IsDigit(runes[solid[i-1]])) { // a 1 has room about it
			put(' ', k)
		}
		put(runes[k], k)
	}
	out.Text = string(text)
	return out
}

// isHangul says that a third of a text at least is.
func isHangul(text string) bool {
	syllables, all := 0, 0
	for _, r := range text {
		if all++; unicode.Is(unicode.Hangul, r) {
			syllables++
		}
	}
	return syllables*3 >= all && all > 0
}

// legible drops lines that say nothing.
func legible(lines []LineText) []LineText {
	best := 0.0
	for _, l := range lines {
		if l.Text != "" {
			best = max(best, l.Confidence)
		}
	}
	return slices.DeleteFunc(slices.Clone(lines), func(l LineText) bool {
		return l.Text == "" || best >= plainLine && l.Confidence < noLine
	})
}

// sureness finds for each rune of a value how sure its reader was of it, by the order in which they were read. What parsing put in is not doubted.
func sureness(value string, lines []LineText) []float64 {
	var runes []rune
	var sure []float64
	for _, l := range lines {
		for i, r := range []rune(l.Text) {
			runes = append(runes, r)
			if i < len(l.Runes) {
				sure = append(sure, l.Runes[i])
			} else {
				sure = append(sure, l.Confidence)
			}
		}
	}
	var out []float64
	at := 0
	for _, r := range value {
		k := slices.Index(runes[at:], r)
		if k < 0 {
			out = append(out, 1)
			continue
		}
		out = append(out, sure[at+k])
		at += k + 1
	}
	return out
}

// doubtful says that the reader was not sure of a rune of the value.
func (o opinion) doubtful(i int) bool { return i < len(o.sure) && o.sure[i] < doubtLine }

// leastOf is how sure the reader was of a word's least sure rune; 0 when it did not say.
func (o opinion) leastOf(word int) float64 {
	least, at := 1.0, 0
	for i, r := range []rune(o.value) {
		switch {
		case r == ' ':
			at++
		case at == word && i < len(o.sure):
			least = min(least, o.sure[i])
		}
	}
	if o.sure == nil {
		return 0
	}
	return least
}

// pageDiscount is how much less the reading of the whole side is trusted: it is made of a smaller copy.
const pageDiscount = 0.8

// sidePrint is the print of the whole side, in millimetres.
type sidePrint struct {
	words  []placed
	labels []layout.Box // print that is no field's value
}

type placed struct {
	text  string
	box   layout.Box
	sure  float64
	taken bool // it is part of a label
}

func (s sheet) print(lines []wire.Line) sidePrint {
	var p sidePrint
	for _, line := range lines {
		p.line(s, line)
	}
	return p
}

// line adds the words of a line, and finds the labels among them.
func (p *sidePrint) line(s sheet, line wire.Line) {
	words := line.Words
	if len(words) == 0 {
		words = []wire.Word{{Text: line.Text, Quad: line.Quad}}
	}
	first := len(p.words)
	for _, w := range words {
		if len(w.Quad) == 4 {
			p.words = append(p.words, placed{text: w.Text, box: sideBox(w.Quad, s.toSide), sure: line.Confidence})
		}
	}
	folded := fold(line.Text)
	for _, text := range s.texts() {
		wanted := fold(text)
		if len(wanted) < 3 {
			continue
		}
		alike, from, to := within(wanted, folded)
		if alike < max(0.75, foundFrom(len(wanted))) {
			continue
		}
		p.take(first, from, to)
	}
}

// texts are those of the layout that are not values.
func (s sheet) texts() []string {
	var all []string
	for _, z := range s.layout.Fields {
		all = append(all, z.Labels...)
	}
	for _, a := range s.layout.Anchors {
		all = append(all, a.Text)
	}
	for _, e := range s.layout.Elements {
		all = append(all, e.Texts...)
	}
	return all
}

// take marks the words from the first on that hold the letters from to to of their line as a label.
func (p *sidePrint) take(first, from, to int) {
	at := 0
	for i := first; i < len(p.words); i++ {
		n := len(fold(p.words[i].text))
		a, b := max(from, at), min(to, at+n)
		if n > 0 && (b-a)*2 > n && !p.words[i].taken {
			p.words[i].taken = true
			p.labels = append(p.labels, p.words[i].box)
		}
		at += n
	}
}

// reading is what the reading of the whole side has in a zone's strips, if anything.
func (p sidePrint) reading(z *zone) []opinion {
	var texts []string
	sure := 1.0
	for _, s := range z.strips {
		var line []placed
		for _, w := range p.words {
			x, y := (w.box[0]+w.box[2])/2, (w.box[1]+w.box[3])/2
			if !w.taken && x > s.box[0] && x < s.box[2] && y > s.box[1] && y < s.box[3] {
				line = append(line, w)
			}
		}
		slices.SortStableFunc(line, func(a, b placed) int { return int(100 * (a.box[0] - b.box[0])) })
		for _, w := range line {
			texts = append(texts, w.text)
			sure = min(sure, w.sure)
		}
	}
	value, ok := parse(z.Kind, withoutLabel(tidy(strings.Join(texts, " ")), z.before()))
	if value == "" {
		return nil
	}
	return []opinion{{value: value, ok: ok, confidence: sure * pageDiscount, least: sure * pageDiscount, page: true}}
}

// field decides between the opinions.
func (z *zone) field(s sheet, known []knownValue, language string) wire.Field {
	f := wire.Field{Name: string(z.Field), Quad: s.quad(z.place())}
	best := choose(z.readings)
	if best >= 0 && z.Under && !z.readings[best].ok {
		best = -1 // what stands below a label and has not its form is something else
	}
	if best < 0 {
		f.Confidence, f.Least = z.blank, z.blank
		if len(z.strips) > 0 {
			f.Confidence, f.Least = 0.1, 0.1 // print that nobody could read
		}
		return f
	}
	o := z.readings[best]
	if z.Kind == layout.Code {
		o = z.wholer(o)
	}
	f.Value, f.Confidence, f.Least = o.value, o.confidence, o.least
	for k, other := range z.readings {
		if k == best || other.value == "" {
			continue
		}
		if f.Second == "" {
			f.Second = other.value
		}
		if z.Kind == layout.Sex && f.Value == strings.ToUpper(f.Value) && strings.EqualFold(f.Value, other.value) {
			f.Value, o.value = other.value, other.value // a small letter is more easily taken for a large one than the other way round
		}
		if same(z.Kind, other.value, o.value) {
			f.Confidence, f.Least = agree(f.Confidence, other.confidence), agree(f.Least, other.least)
		}
	}
	z.settle(&f, o, known, language)
	return f
}

// leastCut is how long a code is at least to have lost a character.
const leastCut = 3

// wholer is a reading of one more character at either end: what is cut out may lose one there.
func (z *zone) wholer(o opinion) opinion {
	for _, other := range z.readings {
		if other.ok && len(o.value) >= leastCut && len(other.value) == len(o.value)+1 && (strings.HasPrefix(other.value, o.value) || strings.HasSuffix(other.value, o.value)) {
			return other
		}
	}
	return o
}

func agree(a, b float64) float64 { return 1 - (1-a)*(1-b) }

// same says that two readings differ in nothing but case.
func same(kind layout.Kind, a, b string) bool {
	return a == b || kind != layout.Digits && kind != layout.Code && strings.EqualFold(a, b)
}

// choose returns the best opinion, -1 when there is none: what two say, else what has its kind's form, else who is surer; on a par the
// one that is trusted more.
func choose(all []opinion) int {
	best, most := -1, 0.0
	for i, o := range all {
		if o.value == "" {
			continue
		}
		score := 0.2 + o.confidence - 0.04*float64(i)
		if o.ok {
			score++
		}
		for k, other := range all {
			if k != i && other.value == o.value {
				score += 0.5 * other.confidence
			}
		}
		if o.page {
			score -= 0.15
		}
		if best < 0 || score > most {
			best, most = i, score
		}
	}
	return best
}

// place is where the value stands: its lines, or the zone when there are none.
func (z *zone) place() layout.Box {
	if len(z.strips) == 0 {
		return z.Box
	}
	box := z.strips[0].box
	for _, s := range z.strips[1:] {
		box = around(box, s.box)
	}
	return box
}

// knownValue is what a zone or a code of the same side says of a field.
type knownValue struct {
	field  document.Field
	value  string
	source document.Source
}
