// Package render draws lines of print and takes virtual photographs of them, cut out as a reader of documents would. The net of package
// linereader learns from such lines and is measured on others; the text on them is invented. Sheets and the camera are those of the machine
// readable zone's practice.
package render

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/document/layout"
	sheets "github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
)

// Line is a picture of a line, what stands there, and how large.
type Line struct {
	Picture *image.Gray
	Text    string
	Kind    layout.Kind
	Font    string
	Cap     float64 // height of a capital, pixels of the picture
}

// Camera takes pictures of lines. It is not safe for use by several goroutines.
type Camera struct {
	Good bool // only what a careful person would send: sharp, well lit, capitals from 16 pixels

	fonts  []*sheets.Font
	writer *Writer
	random *rand.Rand
}

// NewCamera returns one. held is NewWriter's.
func NewCamera(fonts []*sheets.Font, random *rand.Rand, held bool) *Camera {
	return &Camera{fonts: fonts, writer: NewWriter(random, held), random: random}
}

// Next writes and photographs a line of any kind.
func (c *Camera) Next() Line {
	text, kind := c.writer.Line()
	return c.Take(text, kind)
}

// NextOf is Next for one kind.
func (c *Camera) NextOf(kind layout.Kind) Line { return c.Take(c.writer.Of(kind), kind) }

// Take photographs a line that says text, in a font that can write it.
func (c *Camera) Take(text string, kind layout.Kind) Line {
	f := c.font(text)
	w := c.write(f, text)
	cap := c.size()
	view, width, height := c.aim(w, cap)
	picture := sheets.Photograph(w.sheet, view, width, height, c.knobs(cap), c.random)
	return Line{picture, text, kind, f.Name, cap}
}

func (c *Camera) chance(share float64) bool { return c.random.Float64() < share }

func (c *Camera) between(low, high float64) float64 { return low + (high-low)*c.random.Float64() }

func (c *Camera) font(text string) *sheets.Font {
	for {
		f := c.fonts[c.random.IntN(len(c.fonts))]
		if writes(f, text) {
			return f
		}
	}
}

func writes(f *sheets.Font, text string) bool {
	for _, r := range text {
		if !f.Has(r) {
			return false
		}
	}
	return true
}

// Of a sheet: margins around the line, and where it stands.
const (
	side = 3 * sheets.CapHeight
	base = 4 * sheets.CapHeight
	tall = 6 * sheets.CapHeight
)

// written is a sheet with a line, and the box of the line's ink.
type written struct {
	sheet                    *sheets.Sheet
	left, top, right, bottom float64
}

func (c *Camera) write(f *sheets.Font, text string) written {
	track := 0.0
	if c.chance(0.3) {
		track = c.between(-1, 5)
	}
	end := c.set(nil, f, text, side, base, track)
	w := written{sheet: sheets.NewSheet(int(end)+side, tall)}
	c.set(w.sheet, f, text, side, base, track)
	w.measure()
	lead := c.between(1.55, 2.6) * sheets.CapHeight
	if c.chance(0.3) {
		c.beside(w.sheet, f, base-lead)
	}
	if c.chance(0.3) {
		c.beside(w.sheet, f, base+lead)
	}
	if c.chance(0.08) {
		c.rule(w.sheet)
	}
	return w
}

// set writes text and returns where it ends; without a sheet, only that.
func (c *Camera) set(sheet *sheets.Sheet, f *sheets.Font, text string, x, y, track float64) float64 {
	for _, r := range text {
		if r == ' ' {
			x += 0.38*sheets.CapHeight + track
			continue
		}
		if sheet != nil {
			sheet.Write(f, r, int(x+0.5), int(y+0.5), false)
		}
		x += f.Advance(r) + track
	}
	return x
}

// measure finds the box of the ink.
func (w *written) measure() {
	s := w.sheet
	left, top, right, bottom := s.Width, s.Height, 0, 0
	for i, v := range s.Ink {
		if v > 100 {
			x, y := i%s.Width, i/s.Width
			left, right, top, bottom = min(left, x), max(right, x+1), min(top, y), max(bottom, y+1)
		}
	}
	w.left, w.top, w.right, w.bottom = float64(left), float64(top), float64(right), float64(bottom)
}

// beside writes another line above or below.
func (c *Camera) beside(sheet *sheets.Sheet, f *sheets.Font, y float64) {
	if text, _ := c.writer.Line(); writes(f, text) {
		c.set(sheet, f, text, c.between(-side, side), y, 0)
	}
}

// rule draws what forms have below their values: dots or a line.
func (c *Camera) rule(sheet *sheets.Sheet) {
	y, step, dot := base+int(c.between(5, 16)), 1, 1
	if c.chance(0.7) {
		step, dot = 5+c.random.IntN(8), 3
	}
	for x := 0; x < sheet.Width; x++ {
		if x%step < dot {
			for k := range 2 {
				at := (y+k)*sheet.Width + x
				sheet.Ink[at] = max(sheet.Ink[at], 190)
			}
		}
	}
}

// size is the height of a capital in the picture.
func (c *Camera) size() float64 {
	low, high := 8.0, 36.0
	if c.Good {
		low = 16
	}
	return math.Exp(c.between(math.Log(low), math.Log(high)))
}

// aim cuts the line out: its ink and a margin, mostly narrow.
func (c *Camera) aim(w written, cap float64) (view sheets.View, width, height int) {
	down := sheets.CapHeight / cap
	narrow := c.between(0.78, 1.08)
	if c.chance(0.25) {
		narrow = c.between(0.6, 0.8)
	}
	along := down / narrow
	top, bottom := w.top-c.margin(cap)*down, w.bottom+c.margin(cap)*down
	left, right := w.left-c.margin(cap)*along, w.right+c.margin(cap)*along
	if c.chance(0.35) { // a box drawn for the longest value
		right = min(right+c.between(0, 6)*sheets.CapHeight, float64(w.sheet.Width))
	}
	width, height = max(int((right-left)/along), 8), max(int((bottom-top)/down), 8)
	angle, lean := c.turn((right-left)/along, cap), 0.0
	if c.chance(0.3) {
		lean = c.between(-0.1, 0.2)
	}
	sin, cos := math.Sincos(angle)
	a, b, d, e := along*cos, along*(-sin+lean), down*sin, down*cos
	mx, my := float64(width)/2, float64(height)/2
	sx, sy := (left+right)/2, (top+bottom)/2
	var from, to [4][2]float64
	for i := range 4 {
		x, y := float64((i+1)/2%2*width), float64(i/2*height)
		from[i] = [2]float64{x, y}
		to[i] = [2]float64{sx + a*(x-mx) + b*(y-my), sy + d*(x-mx) + e*(y-my)}
	}
	if c.chance(0.3) { // perspective that is left over
		for i := range to {
			to[i][0] += c.between(-2, 2)
			to[i][1] += c.between(-2.5, 2.5)
		}
	}
	return sheets.Corners(from, to), width, height
}

// margin is pixels between the ink and the edge.
func (c *Camera) margin(cap float64) float64 {
	switch {
	case c.chance(0.12):
		return c.between(0.1, 0.7) * cap
	case c.chance(0.05):
		return c.between(-0.05, 0.03) * cap
	}
	return c.between(0.5, 4.5)
}

// turn is an angle such that the ends of a line that long leave its row by a part of a capital at most.
func (c *Camera) turn(long, cap float64) float64 {
	if c.chance(0.3) {
		return 0
	}
	return c.between(-1, 1) * min(0.3*cap/long, 0.045)
}

// knobs are set so that a person can still read it.
func (c *Camera) knobs(cap float64) sheets.Knobs {
	k := sheets.Knobs{Paper: c.between(130, 255), Quality: 45 + c.random.IntN(53)}
	k.Ink = k.Paper * c.between(0, 0.6)
	contrast := k.Paper - k.Ink
	some := func(share, low, high float64) float64 {
		if c.chance(share) {
			return c.between(low, high)
		}
		return 0
	}
	worse := 1.0
	if c.Good {
		worse = 0.5
	}
	k.Weight = some(0.5, -0.6, 0.8) * worse
	k.Wear = some(0.08, 0.02, 0.12) * worse
	k.Pattern = some(0.6, 0.05, 0.4) * contrast * worse
	k.Shade = some(0.4, 0, 0.5) * worse
	k.Shadow = some(0.1, 0.1, 0.5) * worse
	k.Glare = some(0.1, 20, 120) * worse
	k.Blur = some(0.75, 0.1, 0.3+0.05*cap) * worse
	k.Motion = some(0.12, 0.4, 0.4+0.09*cap) * worse
	k.Noise = some(0.7, 0.5, 0.1*contrast) * worse
	if cap > 12 {
		k.Coarse = some(0.25, 1.1, min(cap/9, 3))
		if c.Good {
			k.Coarse = 0
		}
	}
	if !c.Good && c.chance(0.12) {
		k.Quality = 22 + c.random.IntN(25)
	}
	return k
}
