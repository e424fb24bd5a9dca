package reading

import (
	"context"
	"image"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document/layout"
)

// A code is also read character by character. A net that reads lines expects a letter among letters, and makes of H0C4FC an HOC4FC, as sure of it as of the
// rest; what it has not learned, such as a J that hangs below its line, it leaves out. Of a character alone it sees the shape and nothing else.

// Of the strip's tallest piece of ink.
const (
	wholeGlyph = 0.6 // what is less high is dirt, when it is also less than speck, and else a piece of a broken character
	speckGlyph = 0.3
	wideGlyph  = 1.4 // what is wider are two that touch
)

// Least sureness of a character that is read alone.
const (
	plainGlyph = 0.9 // to be taken for one that looks like it, which the line has
	fairGlyph  = 0.7 // to be taken at all
)

// glyphInk is the brightness of a strip under which it is print: ground is white there, and print nearly black.
const glyphInk = 128

// mostGlyphs bounds the work: no code is longer.
const mostGlyphs = 24

// spell reads the codes among the zones once more, character by character, unless the zone of the same side says what their line was read as.
func spell(ctx context.Context, r LineReader, zones []*zone, known []knownValue) error {
	for _, z := range zones {
		if z.Kind != layout.Code || len(z.strips) != 1 || len(z.readings) == 0 || z.confirmed(known) {
			continue
		}
		line := z.readings[0]
		glyphs := z.strips[0].glyphs()
		if len(glyphs) < leastCut || strings.Contains(line.value, "-") {
			continue
		}
		single, err := r.ReadLines(ctx, glyphs, layout.Code, z.Languages)
		if err != nil {
			return err
		}
		if len(single) == len(glyphs) {
			z.readings = bySight(line, single, z.readings)
		}
	}
	return nil
}

// confirmed says that the line was read as what is known of the field.
func (z *zone) confirmed(known []knownValue) bool {
	return slices.ContainsFunc(known, func(k knownValue) bool { return k.field == z.Field && k.value == z.readings[0].value })
}

// bySight puts what was read of the characters beside what was read of their line. Where they differ in nothing but characters that look alike, or that could not
// be read alone, there is one reading of both; else the characters are a reading of their own. It goes first when there are more or fewer of them, for they were
// counted, and when each that differs was read more surely alone.
func bySight(line opinion, single []LineText, all []opinion) []opinion {
	read := []rune(line.value)
	spelt := make([]rune, len(single))
	sure := make([]float64, len(single))
	differs, surer := len(read) != len(single), true
	for i, s := range single {
		r, n := onlyRune(s.Text), s.Least
		switch {
		case len(read) != len(single):
			if r == 0 || n < fairGlyph {
				return all
			}
		case r == 0 || n < fairGlyph:
			r, n = read[i], line.sureOf(i)
		case r == read[i]:
			n = max(n, line.sureOf(i)) // one net and the same pixels: no second witness
		case !lookAlike(r, read[i]):
			differs, surer = true, surer && n > line.sureOf(i)
		case n < plainGlyph:
			r, n = read[i], min(n, line.sureOf(i))
		}
		spelt[i], sure[i] = r, n
	}
	o := opinion{value: string(spelt), ok: true, sure: sure, least: slices.Min(sure)}
	for _, n := range sure {
		o.confidence += n / float64(len(sure))
	}
	switch {
	case !differs:
		all[0] = o
	case surer:
		all = slices.Insert(all, 0, o)
	default:
		all = slices.Insert(all, 1, o)
	}
	return all
}

// onlyRune is the one capital or digit of a text, 0 where there are more or none.
func onlyRune(text string) rune {
	runes := []rune(text)
	if len(runes) != 1 || !strings.ContainsRune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", runes[0]) {
		return 0
	}
	return runes[0]
}

// lookAlike says that a letter and a digit are drawn nearly alike.
func lookAlike(a, b rune) bool {
	return looksLike.Replace(string(a)) == looksLike.Replace(string(b))
}

// sureOf is how sure the reader was of a rune of the value.
func (o opinion) sureOf(i int) float64 {
	if i < len(o.sure) {
		return o.sure[i]
	}
	return o.least
}

// glyphs cuts a line of capitals and digits, each of which is one piece of ink, into pictures of one each, left to right. There are none where characters touch
// or are broken.
func (s strip) glyphs() []*image.Gray {
	pieces := piecesOf(s.picture)
	if len(pieces) == 0 {
		return nil
	}
	line := lineOf(pieces)
	if line.whole > mostGlyphs {
		return nil
	}
	var glyphs []*image.Gray
	for _, p := range pieces {
		switch {
		case line.stands(p) && p.box.Dx() <= line.of(wideGlyph):
			glyphs = append(glyphs, p.alone(s.picture, line.feet))
		case max(p.box.Dx(), p.box.Dy()) < line.of(speckGlyph) || p.box.Min.Y >= line.feet: // dirt, or the next line
		default:
			return nil
		}
	}
	return glyphs
}

// footing is where the characters of a line stand.
type footing struct {
	tallest image.Rectangle // piece of ink
	feet    int             // row on which they stand: the median of their own lowest
	whole   int             // how many pieces stand there
}

// lineOf is the line that some pieces, of which there is one at least, make.
func lineOf(pieces []piece) footing {
	l := footing{tallest: slices.MaxFunc(pieces, func(a, b piece) int { return a.box.Dy() - b.box.Dy() }).box}
	var lowest []int
	for _, p := range pieces {
		if l.stands(p) {
			lowest = append(lowest, p.box.Max.Y)
		}
	}
	slices.Sort(lowest)
	l.feet, l.whole = lowest[len(lowest)/2], len(lowest)
	return l
}

// of is a share of the tallest piece's height, pixels.
func (l footing) of(share float64) int { return int(share * float64(l.tallest.Dy())) }

// stands says that a piece is as tall as a character, and beside the tallest.
func (l footing) stands(p piece) bool {
	return p.box.Dy() >= l.of(wholeGlyph) && 2*(min(p.box.Max.Y, l.tallest.Max.Y)-max(p.box.Min.Y, l.tallest.Min.Y)) > p.box.Dy()
}

// piece is ink that hangs together, corners included.
type piece struct {
	box    image.Rectangle
	number uint16
	of     []uint16 // of each pixel of the picture the number of its piece; 0: ground
}

// piecesOf finds the pieces of ink of a strip, left to right.
func piecesOf(m *image.Gray) []piece {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	of := make([]uint16, w*h)
	var pieces []piece
	var next []int
	for start := range of {
		if of[start] != 0 || m.Pix[start/w*m.Stride+start%w] >= glyphInk || len(pieces) == 1<<16-1 {
			continue
		}
		p := piece{number: uint16(len(pieces) + 1), of: of}
		of[start] = p.number
		for next = append(next[:0], start); len(next) > 0; {
			x, y := next[len(next)-1]%w, next[len(next)-1]/w
			next = next[:len(next)-1]
			p.box = p.box.Union(image.Rect(x, y, x+1, y+1))
			for ny := max(0, y-1); ny <= min(h-1, y+1); ny++ {
				for nx := max(0, x-1); nx <= min(w-1, x+1); nx++ {
					if at := ny*w + nx; of[at] == 0 && m.Pix[ny*m.Stride+nx] < glyphInk {
						of[at] = p.number
						next = append(next, at)
					}
				}
			}
		}
		pieces = append(pieces, p)
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.box.Min.X - b.box.Min.X })
	return pieces
}

// softEdge is how far about a piece its edge fades into the ground, pixels.
const softEdge = 2

// glyphMargin: one in so many of the height of the strip is ground on either side of a character. With more, the net takes the ground for characters; with
// less, narrow ones are spread to the frame (45 serials of licences and their 270 characters, development seeds from 400000 and 410000: 270 right with this margin,
// 267 with half as much again, 264 with half).
const glyphMargin = 16

// alone is a picture of the piece without its neighbours, down to the row on which the line stands, or its own: the height tells how large a character is.
func (p piece) alone(m *image.Gray, feet int) *image.Gray {
	w, h := m.Rect.Dx(), min(m.Rect.Dy(), max(feet, p.box.Max.Y)+stripMargin)
	margin := max(softEdge, h/glyphMargin)
	out := image.NewGray(image.Rect(0, 0, p.box.Dx()+2*margin, h))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for y := range h {
		for x := max(0, p.box.Min.X-softEdge); x < min(w, p.box.Max.X+softEdge); x++ {
			if n := p.of[y*w+x]; n == p.number || n == 0 && p.near(x, y, w, h) {
				out.Pix[y*out.Stride+x-p.box.Min.X+margin] = m.Pix[y*m.Stride+x]
			}
		}
	}
	return out
}

func (p piece) near(x, y, w, h int) bool {
	for ny := max(0, y-softEdge); ny <= min(h-1, y+softEdge); ny++ {
		for nx := max(0, x-softEdge); nx <= min(w-1, x+softEdge); nx++ {
			if p.of[ny*w+nx] == p.number {
				return true
			}
		}
	}
	return false
}
