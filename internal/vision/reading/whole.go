package reading

import (
	"slices"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// A number that was scratched, written over or rubbed out is read all the same, at times by two readers alike and surely: nets fill in what is missing. What they
// do not touch is how the ink hangs together. Print that is whole has one piece of it for each character.

// Of the tallest piece of ink.
const (
	wideDigit = 1.0  // what is wider are digits that hang together
	widePair  = 1.6  // the same of codes, where an M is as wide as it is tall, and a T and a 7 touch
	mote      = 0.12 // what is smaller both ways is nothing
)

// numberPrint measures how whole the print of the number is (document.NumberPrint); it is not there where the layout has no number.
func numberPrint(s sheet, zones []*zone, fields []wire.Field) []wire.Measure {
	at := slices.IndexFunc(zones, func(z *zone) bool {
		return z.Field == document.Number && (z.Kind == layout.Digits || z.Kind == layout.Code)
	})
	if at < 0 {
		return nil
	}
	z, m := zones[at], wire.Measure{Name: string(document.NumberPrint)}
	switch {
	case fields[at].Value == "":
		m.Why = "no number was read"
	case len(z.strips) != 1:
		m.Why = "the number is not one line of print"
	default:
		m.Value, m.Quad = z.strips[0].whole(z.Kind, fields[at].Value), s.quad(z.place())
	}
	return []wire.Measure{m}
}

// whole is the share of the characters of a value that stand in the strip as one piece of ink each, 0 to 1. A piece that is no character, as the parts of a broken
// one are, counts as one that is not whole; hyphens do not, where the value has them.
func (s strip) whole(kind layout.Kind, value string) float64 {
	characters := 0
	for _, r := range value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			characters++
		}
	}
	pieces := piecesOf(s.picture)
	if characters == 0 || len(pieces) == 0 {
		return 0
	}
	line := lineOf(pieces)
	wide := wideDigit
	if kind == layout.Code {
		wide = widePair
	}
	single, parts := 0, -strings.Count(value, "-")
	for _, p := range pieces {
		switch {
		case line.stands(p) && p.box.Dx() <= line.of(wide):
			single++
		case line.stands(p), p.box.Min.Y >= line.feet, max(p.box.Dx(), p.box.Dy()) < line.of(mote): // several characters; the next line; nothing
		default:
			parts++
		}
	}
	amiss := max(characters-single, single-characters) + max(parts, 0)
	return max(0, 1-float64(amiss)/float64(characters))
}
