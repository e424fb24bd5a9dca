package reading

import (
	"cmp"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Where a value stands below its label, millimetres: documents of a standard (ICAO 9303) have captions of one to two millimetres, and under each, before
// the next, an entry of two to four.
const (
	captionLead = 0.1 // from a label to its value, at least
	entryHeight = 4.8 // room for a line of a value
	entryIndent = 0.8 // how far left of its label a value may begin
	entryGap    = 1.0 // from a value to the next label of its row
	sameRow     = 2.5 // labels whose middles are no further apart stand in one row
	captionGap  = 1.6 // between two words of a label, at most
	nextCaption = 4.0 // a second line of the same label (another language) is no further below
)

// A label is seen where it is read so well; one of few letters, where it is read without a fault.
const (
	captionAlike = 0.85
	shortCaption = 6
)

// entryReach is how wide a value of a kind is at most, where no label follows in its row; other kinds run on to the end of the box.
var entryReach = map[layout.Kind]float64{layout.Date: 34, layout.Sex: 9, layout.Code: 36, layout.Digits: 40, layout.State: 64}

// caption is a label that was seen.
type caption struct {
	zone  int // of the layout's fields
	box   layout.Box
	line  wire.Line
	score float64 // the longer and the better read, the surer
}

// under places the fields whose values stand below their labels: by their number, the boxes where their values are to be looked for. A field is where just
// what the zone says of it is printed, near below its label, for between the two may stand the label in a language that is not known here; else right below
// its label. A field whose label is not seen is where the zone's text is printed, or nowhere.
func (s sheet) under(lines []wire.Line, known []knownValue) map[int]layout.Box {
	captions := s.captions(lines)
	boxes := map[int]layout.Box{}
	for i, z := range s.layout.Fields {
		if !z.Under {
			continue
		}
		own := slices.IndexFunc(captions, func(c caption) bool { return c.zone == i })
		said, printed := s.said(z, lines, known)
		if printed && (own < 0 || nearBelow(captions[own].box, said)) {
			boxes[i] = said
			continue
		}
		if own >= 0 {
			if box, ok := beneath(z, captions[own], captions); ok {
				boxes[i] = box
			}
		}
	}
	return boxes
}

// nearBelow says that a box stands below a label, with no more between than the same label in two other languages, and not wholly beside it.
func nearBelow(label, box layout.Box) bool {
	return box[1] > label[1] && box[1] < label[3]+2*nextCaption && box[0] < label[2]+sameRow && box[2] > label[0]-sameRow
}

// Unplaced counts the fields of a layout whose values stand under their labels and whose places the lines do not tell; optional ones do not count.
func Unplaced(l *layout.Layout, quad picture.Quad, lines []wire.Line, zones []wire.Zone) int {
	toPicture := picture.Project(l.Width, l.Height, quad)
	boxes := sheet{layout: l, toPicture: toPicture, toSide: toPicture.Inverse()}.under(lines, fromZone(zones))
	n := 0
	for i, z := range l.Fields {
		if _, found := boxes[i]; z.Under && !z.Optional && !found {
			n++
		}
	}
	return n
}

// said finds the print of what is known of a field, letter by letter, with no other letters in its words. Of short values nothing is to be told so.
func (s sheet) said(z layout.Zone, lines []wire.Line, known []knownValue) (layout.Box, bool) {
	for _, k := range known {
		wanted := fold(k.value)
		if k.field != z.Field || len(wanted) < 3 {
			continue
		}
		for _, line := range lines {
			alike, from, to := within(wanted, fold(line.Text))
			if alike < 1 || !wholeWords(line, from, to, true) {
				continue
			}
			box, ok := spanBox(line, from, to, s.toSide)
			if x, y := (box[0]+box[2])/2, (box[1]+box[3])/2; ok && x > z.Box[0] && x < z.Box[2] && y > z.Box[1] && y < z.Box[3] {
				return layout.Box{max(0, box[0]-entryIndent), max(0, box[1]-roomUp), min(s.layout.Width, box[2]+entryIndent), min(s.layout.Height, box[3]+roomUp)}, true
			}
		}
	}
	return layout.Box{}, false
}

// captions are the labels that are seen, the surest first, no two in one place.
func (s sheet) captions(lines []wire.Line) []caption {
	var all []caption
	for i, z := range s.layout.Fields {
		if !z.Under {
			continue
		}
		for _, label := range z.Labels {
			wanted := fold(label)
			for _, line := range lines {
				folded := fold(line.Text)
				alike, from, to := within(wanted, folded)
				if alike < captionAlike || len(wanted) < shortCaption && alike < 1 || !wholeWords(line, from, to, len(wanted) < shortCaption) {
					continue
				}
				box, ok := spanBox(line, from, to, s.toSide)
				if x, y := (box[0]+box[2])/2, (box[1]+box[3])/2; ok && x > z.Box[0] && x < z.Box[2] && y > z.Box[1] && y < z.Box[3] {
					all = append(all, caption{zone: i, box: box, line: line, score: alike * float64(len(wanted))})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b caption) int { return cmp.Compare(b.score, a.score) })
	var kept []caption
	for _, c := range all {
		if !slices.ContainsFunc(kept, func(k caption) bool {
			return overlap(k.box, c.box) > 0.3*min(overlap(k.box, k.box), overlap(c.box, c.box))
		}) {
			kept = append(kept, c)
		}
	}
	for i := range kept {
		kept[i].box[0] = s.begin(kept[i], kept)
	}
	return kept
}

// begin is where the print begins that a label is part of: the same label in another language stands before it as a rule, and may be misread.
func (s sheet) begin(c caption, all []caption) float64 {
	from := c.box[0]
	for _, w := range slices.Backward(c.line.Words) {
		if len(w.Quad) != 4 {
			continue
		}
		b := sideBox(w.Quad, s.toSide)
		others := slices.ContainsFunc(all, func(o caption) bool { return o.zone != c.zone && overlap(o.box, b) > 0.3*overlap(b, b) })
		switch {
		case b[2] > from+captionGap: // it stands in the label or behind it
		case others || from-b[2] > captionGap:
			return from
		default:
			from = min(from, b[0])
		}
	}
	return from
}

// wholeWords says that the letters from to to of the folded line begin with a word, and end with one where both must be: "Name" does not stand in
// "Surname", nor "Nom" in "Nombre".
func wholeWords(line wire.Line, from, to int, both bool) bool {
	words := line.Words
	if len(words) == 0 {
		words = []wire.Word{{Text: line.Text}}
	}
	at, begins, ends := 0, false, false
	for _, w := range words {
		begins = begins || at == from
		at += len(fold(w.Text))
		ends = ends || at == to
	}
	return begins && (ends || !both)
}

// beneath is the place below a label, down to the next label below and up to the next one in its row. False: there is none.
func beneath(z layout.Zone, own caption, all []caption) (layout.Box, bool) {
	label := own.box
	for _, c := range all { // the same in another language, beside it or below
		beside := inRow(c.box, own.box)
		below := c.box[1] > label[1] && c.box[1]-label[3] < nextCaption && c.box[0] < label[2] && c.box[2] > label[0]
		if c.zone == own.zone && (beside || below) {
			label[0], label[3] = min(label[0], c.box[0]), max(label[3], c.box[3])
		}
	}
	reach, ok := entryReach[z.Kind]
	if !ok {
		reach = z.Box[2] - label[0]
	}
	box := layout.Box{max(label[0]-entryIndent, z.Box[0]), label[3] + captionLead, min(label[0]+reach, z.Box[2]), min(label[3]+captionLead+entryHeight*float64(max(1, z.Lines)), z.Box[3])}
	for _, c := range all {
		if c.zone != own.zone && inRow(c.box, own.box) && c.box[0] > label[0] {
			box[2] = min(box[2], c.box[0]-entryGap)
		}
	}
	for _, c := range all {
		if c.zone != own.zone && c.box[1] > box[1]+1 && c.box[0] < box[2] && c.box[2] > box[0] {
			box[3] = min(box[3], c.box[1]-captionLead)
		}
	}
	return box, box[2]-box[0] > 1 && box[3]-box[1] > 1
}

// inRow says that two labels stand in one row.
func inRow(a, b layout.Box) bool { return math.Abs((a[1]+a[3])-(b[1]+b[3])) < 2*sameRow }

// Room about the words of a value: of a second word, or a first letter, that the reading of the whole side has not seen, at most so much.
const (
	roomAside  = 3.0
	roomUp     = 0.5
	oneBlank   = 1.6 // between two words of one value, at most
	leastReach = 1.0 // of a word into the place of the value that it is
)

// about narrows a place to the words that the reading of the whole side has seen one after the other in it, for grounds are not empty: wide places hold
// guilloches, shadows of signatures, parts of an emblem or of a second portrait. The first word is there whole, wherever its label was seen to begin; so are words
// before it with no more than a blank between, for the beginning of a label may not have been read.
func (p sidePrint) about(box layout.Box) layout.Box {
	row := p.inRowsOf(box)
	words := slices.DeleteFunc(slices.Clone(row), func(w layout.Box) bool { x := (w[0] + w[2]) / 2; return x <= box[0] || x >= box[2] })
	if len(words) == 0 {
		// Rather a whole word than its end: the beginning of a label may not have been read.
		begun := slices.IndexFunc(row, func(w layout.Box) bool { return w[0] < box[0] && w[2] > box[0]+leastReach })
		if begun < 0 {
			return box
		}
		words = append(words, row[begun])
	}
	slices.SortFunc(words, func(a, b layout.Box) int { return cmp.Compare(a[0], b[0]) })
	seen := words[0]
	for _, w := range words[1:] {
		if w[0]-seen[2] < roomAside {
			seen = around(seen, w)
		}
	}
	seen = p.led(seen)
	left := min(seen[0]-entryIndent, max(box[0], seen[0]-roomAside))
	return layout.Box{left, max(box[1], seen[1]-roomUp), min(box[2], seen[2]+roomAside), min(box[3], seen[3]+roomUp)}
}

// inRowsOf are the words whose middles are as high as a place, labels left out.
func (p sidePrint) inRowsOf(box layout.Box) (words []layout.Box) {
	for _, w := range p.words {
		if y := (w.box[1] + w.box[3]) / 2; !w.taken && y > box[1] && y < box[3] && len(fold(w.text)) > 0 {
			words = append(words, w.box)
		}
	}
	return words
}

// led is a stretch of words with those that lead up to it in its line.
func (p sidePrint) led(seen layout.Box) layout.Box {
	row := p.inRowsOf(seen)
	before := slices.IndexFunc(row, func(w layout.Box) bool {
		return w[0] < seen[0] && seen[0]-w[2] < oneBlank && w[2] < seen[0]+oneBlank
	})
	if before < 0 {
		return seen
	}
	return p.led(around(seen, row[before]))
}
