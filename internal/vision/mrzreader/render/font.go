// Package render draws machine readable zones and takes virtual photographs of them, with every disturbance a knob. The reader's net learns from
// such pictures and the reader is measured on others; the text on them is invented.
package render

import (
	"image"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// CapHeight is the height of a capital on a sheet, in the sheet's pixels.
const CapHeight = 32

// Font holds the characters of one font, drawn once.
type Font struct {
	Name   string
	Pitch  float64 // of 'H', in the sheet's pixels
	glyphs map[rune]glyph
}

// glyph is a character's ink; left and top say where it lies from the pen, which stands on the base line.
type glyph struct {
	ink       *image.Alpha
	left, top int
	advance   float64
}

// Accented are the capitals with accents that a sheet can show: those of Vietnamese and some of its neighbours in Europe.
const Accented = "ÁÀÂÃẢẠĂẤẦẬẮẶÄÅÇĐÉÈÊẾỀỄỆẼÍÌĨỊÓÒÔÕỌỐỒỘƠỚỜỢÖÚÙŨỤƯỨỪỰÜÝỲỸÑŠŽ"

// characters are all a sheet can show: those of a zone and, for text that is none, the rest of printable ASCII and Accented.
func characters() []rune {
	var out []rune
	for r := '!'; r <= '~'; r++ {
		out = append(out, r)
	}
	return append(out, []rune(Accented)...)
}

// ParseFont draws the characters of an OpenType or TrueType file.
func ParseFont(name string, data []byte) (*Font, error) {
	parsed, err := opentype.Parse(data)
	if err != nil {
		return nil, err
	}
	probe, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 100, DPI: 72})
	if err != nil {
		return nil, err
	}
	bounds, _, _ := probe.GlyphBounds('H')
	tall := float64(-bounds.Min.Y) / 64
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 100 * CapHeight / max(tall, 1), DPI: 72})
	if err != nil {
		return nil, err
	}
	f := &Font{Name: name, glyphs: map[rune]glyph{}}
	var buffer sfnt.Buffer
	for _, r := range characters() {
		if i, err := parsed.GlyphIndex(&buffer, r); err == nil && i != 0 { // 0: the box that stands for what a font lacks
			f.draw(face, r)
		}
	}
	f.Pitch = f.glyphs['H'].advance
	return f, nil
}

func (f *Font) draw(face font.Face, r rune) {
	area, mask, at, advance, ok := face.Glyph(fixed.Point26_6{}, r)
	if !ok {
		return
	}
	ink := image.NewAlpha(image.Rect(0, 0, area.Dx(), area.Dy()))
	draw.Draw(ink, ink.Bounds(), mask, at, draw.Src)
	f.glyphs[r] = glyph{ink, area.Min.X, area.Min.Y, float64(advance) / 64}
}

// Fill takes from another font what f lacks: some files hold characters that cannot be drawn.
func (f *Font) Fill(from *Font) {
	for r, g := range from.glyphs {
		if _, there := f.glyphs[r]; !there {
			f.glyphs[r] = g
		}
	}
}

// Has says whether the font can show r.
func (f *Font) Has(r rune) bool {
	_, there := f.glyphs[r]
	return there
}

// Sheet is ink on paper, seen straight on: 0 none, 255 all.
type Sheet struct {
	Width, Height int
	Ink           []uint8
}

// NewSheet returns a blank one.
func NewSheet(width, height int) *Sheet {
	return &Sheet{width, height, make([]uint8, width*height)}
}

// Write puts r with its pen position at x on the base line y.
func (s *Sheet) Write(f *Font, r rune, x, y int, turned bool) {
	g := f.glyphs[r]
	if g.ink == nil {
		return
	}
	size := g.ink.Bounds().Size()
	for j := range size.Y {
		for i := range size.X {
			v := g.ink.Pix[j*g.ink.Stride+i]
			px, py := x+g.left+i, y+g.top+j
			if turned { // half a turn about the middle of the cell
				px, py = 2*x+int(f.Pitch)-px, 2*y-CapHeight-py
			}
			if v > 0 && px >= 0 && py >= 0 && px < s.Width && py < s.Height {
				at := py*s.Width + px
				s.Ink[at] = max(s.Ink[at], v)
			}
		}
	}
}

// WriteLine writes text at a fixed pitch; the first character's cell begins at x, and the capitals stand on y.
func (s *Sheet) WriteLine(f *Font, text string, x, y, pitch float64) {
	for i, r := range []rune(text) {
		s.Write(f, r, int(x+pitch*float64(i)+(pitch-f.glyphs[r].advance)/2+0.5), int(y+0.5), false)
	}
}

// WriteText writes text as it runs in its font and returns where it ends.
func (s *Sheet) WriteText(f *Font, text string, x, y float64) float64 {
	for _, r := range text {
		if r == ' ' {
			x += CapHeight / 2
			continue
		}
		s.Write(f, r, int(x), int(y), false)
		x += f.glyphs[r].advance
	}
	return x
}
