package main

import (
	"math"
	"math/rand/v2"
	"strings"

	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/render"
)

// A line of practice: characters on it, and blank cells of margin at each end of the sheet.
const (
	practiceLength = 14
	practiceMargin = 2
)

// practice makes labelled cells: lines of random characters, photographed badly, cut out badly.
type practice struct {
	zone, other, text []*render.Font // OCR-B; fixed-pitch fonts that stand in for it; fonts of ordinary text
	random            *rand.Rand
}

// cells are what one photograph gives.
type cells struct {
	pixels  []float32
	classes []int
	cap     float64 // height of a capital in the photograph, pixels
}

func (p *practice) between(low, high float64) float64 { return low + (high-low)*p.random.Float64() }

func (p *practice) chance(share float64) bool { return p.random.Float64() < share }

// next photographs a line and cuts it up.
func (p *practice) next() cells {
	f := p.font()
	capital := math.Exp(p.between(math.Log(5.2), math.Log(27)))
	l := p.write(f, capital)
	shot := p.aim(l, capital)
	picture := render.Photograph(l.sheet, shot.view, shot.width, shot.height, p.knobs(shot.cap), p.random)
	pyramid := glyph.NewPyramid(picture)
	out := cells{cap: shot.cap}
	for range 2 {
		slip := p.slip()
		for k := range practiceLength {
			p.cut(pyramid, l, shot, slip, float64(k), &out)
		}
	}
	return out
}

func (p *practice) font() *render.Font {
	if p.chance(0.78) {
		return p.zone[p.random.IntN(len(p.zone))]
	}
	return p.other[p.random.IntN(len(p.other))]
}

// line is a sheet with a line of text.
type line struct {
	sheet   *render.Sheet
	classes []int // of its cells; unlearned: looks like another class
	left    float64
	base    float64
	pitch   float64
	foreign bool // ordinary text: no cell holds a character
}

func (p *practice) write(f *render.Font, capital float64) line {
	l := line{pitch: f.Pitch * p.between(0.94, 1.1), base: 88}
	if f.Pitch < render.CapHeight*0.7 || f.Pitch > render.CapHeight*1.25 {
		l.pitch = render.CapHeight * p.between(0.85, 1.1)
	}
	l.left = practiceMargin * l.pitch
	l.sheet = render.NewSheet(int(l.pitch*(practiceLength+2*practiceMargin)), 144)
	text := p.characters(practiceLength)
	switch {
	case p.chance(0.07):
		l.foreign = true
		p.writeForeign(l)
		return l
	case p.chance(0.06):
		l.classes = p.upsideDown(f, l, text)
	default:
		l.classes = p.disturbed(f, l, text, capital)
	}
	gap := render.CapHeight * p.between(1.5, 2.8)
	if p.chance(0.5) {
		l.sheet.WriteLine(f, p.characters(practiceLength), l.left, l.base-gap, l.pitch)
	}
	if p.chance(0.5) {
		l.sheet.WriteLine(f, p.characters(practiceLength), l.left, l.base+gap, l.pitch)
	}
	return l
}

// characters come in runs, as fillers and numbers do, and singly.
func (p *practice) characters(n int) string {
	var out strings.Builder
	for out.Len() < n {
		c := glyph.Alphabet[p.random.IntN(len(glyph.Alphabet))]
		if p.chance(0.08) {
			c = '<'
		}
		repeat := 1
		if c == '<' && p.chance(0.6) || p.chance(0.06) {
			repeat += p.random.IntN(4)
		}
		out.WriteString(strings.Repeat(string(c), repeat))
	}
	return out.String()[:n]
}

// writeForeign fills the sheet with words in small letters.
func (p *practice) writeForeign(l line) {
	f := p.text[p.random.IntN(len(p.text))]
	x := p.between(-20, 0)
	for x < float64(l.sheet.Width) {
		var word strings.Builder
		for range 1 + p.random.IntN(9) {
			word.WriteByte("abdefghijklmnopqrtuvwxyzaeimnrstaemn.,:-/()"[p.random.IntN(43)])
		}
		x = l.sheet.WriteText(f, word.String(), x, l.base) + render.CapHeight/2
	}
}

// upsideDown writes the line turned, and says which cells then hold a character all the same.
func (p *practice) upsideDown(f *render.Font, l line, text string) []int {
	out := make([]int, len(text))
	for i, c := range []byte(text) {
		l.sheet.Write(f, rune(c), int(l.left+l.pitch*float64(i)+(l.pitch-f.Pitch)/2), int(l.base), true)
		out[i] = glyph.None
		if strings.IndexByte("0OHINSXZ8"+"69MW1UL", c) >= 0 { // one turned is another, or itself
			out[i] = unlearned
		}
	}
	return out
}

// unlearned is the class of a cell from which nothing is learned.
const unlearned = -1

// strangers are characters that no zone has, with the height of a capital, in pixels, from which on they are plainly none of a zone's.
var strangers = []struct {
	characters string
	from       float64
}{
	{"*#$@%&", 6.5}, {"*#$@%&", 6.5}, {"+=?>/\\\"", 8}, {"-.,:;'~^_", 8}, {"()[]{}!", 11},
	{"abdefghmnqrty", 9}, {"cijklopsuvwxz", 14},
	{"ÁÀÂÃẢĂÄÅÉÈÊẼÍÌĨÓÒÔÕÖÚÙŨÜÝỲỸÑŠŽ", 9}, {"ẤẦẬẮẶẾỀỄỆỐỒỘỚỜỢỨỪỰ", 9}, {"ẠỊỌỤÇĐƠƯ", 13},
}

// disturbed writes the line with what no zone may have: some lines with characters of others in them, some with cells left blank.
func (p *practice) disturbed(f *render.Font, l line, text string, capital float64) []int {
	runes, out := []rune(text), make([]int, len(text))
	for i, c := range []byte(text) {
		out[i] = glyph.ClassOf(c)
	}
	if p.chance(0.35) {
		for range 1 + p.random.IntN(3) {
			set := strangers[p.random.IntN(len(strangers))]
			all := []rune(set.characters)
			i := p.random.IntN(len(runes))
			runes[i], out[i] = all[p.random.IntN(len(all))], glyph.Foreign
			if capital < set.from {
				out[i] = unlearned
			}
		}
	}
	blank := func(i int) { runes[i], out[i] = ' ', glyph.Blank }
	switch {
	case p.chance(0.08):
		for i := range 1 + p.random.IntN(4) {
			blank(len(runes) - 1 - i)
		}
	case p.chance(0.05):
		for i := range 1 + p.random.IntN(4) {
			blank(i)
		}
	}
	if p.chance(0.1) {
		for range 1 + p.random.IntN(2) {
			blank(p.random.IntN(len(runes)))
		}
	}
	for i, r := range runes {
		l.sheet.WriteLine(p.shows(f, r), string(r), l.left+l.pitch*float64(i), l.base, l.pitch)
	}
	return out
}

// shows is f, or where it lacks a character another that has it.
func (p *practice) shows(f *render.Font, r rune) *render.Font {
	if r == ' ' || f.Has(r) && (r < 128 || p.chance(0.7)) {
		return f
	}
	for range 20 {
		if other := p.other[p.random.IntN(len(p.other))]; other.Has(r) {
			return other
		}
	}
	return p.text[0]
}

// shot is a camera's place.
type shot struct {
	view          render.View
	width, height int
	cap           float64
	// back is the way from the sheet to the photograph: x = b0 x' + b1 y' + b2, y = b3 x' + b4 y' + b5.
	back [6]float64
}

func (p *practice) aim(l line, capital float64) shot {
	s := shot{cap: capital}
	down := render.CapHeight / s.cap
	along := down * p.between(0.84, 1.19)
	angle := p.between(-3, 3)
	if p.chance(0.3) {
		angle = p.between(-20, 20)
	}
	sin, cos := math.Sincos(angle * math.Pi / 180)
	lean := p.between(-0.12, 0.12)
	// Photograph to sheet, about the middles of both: turn, then stretch, then lean.
	a, b, c, d := along*(cos+lean*sin), along*(-sin+lean*cos), down*sin, down*cos
	w, h := float64(l.sheet.Width)/along, float64(l.sheet.Height)/down
	s.width = int(w*math.Abs(cos)+h*math.Abs(sin)) + 2
	s.height = int(w*math.Abs(sin)+h*math.Abs(cos)) + 2
	mx, my := float64(s.width)/2+p.random.Float64(), float64(s.height)/2+p.random.Float64()
	sx, sy := float64(l.sheet.Width)/2, float64(l.sheet.Height)/2
	s.view = render.View{a, b, sx - a*mx - b*my, c, d, sy - c*mx - d*my}
	det := a*d - b*c
	s.back = [6]float64{d / det, -b / det, 0, -c / det, a / det, 0}
	s.back[2] = mx - s.back[0]*sx - s.back[1]*sy
	s.back[5] = my - s.back[3]*sx - s.back[4]*sy
	return s
}

// knobs are set so that a person can still read most of it: what is small is not also much blurred.
func (p *practice) knobs(cap float64) render.Knobs {
	k := render.Knobs{Paper: p.between(120, 255), Quality: 40 + p.random.IntN(58)}
	k.Ink = k.Paper * p.between(0, 0.55)
	contrast := k.Paper - k.Ink
	some := func(share, low, high float64) float64 {
		if p.chance(share) {
			return p.between(low, high)
		}
		return 0
	}
	k.Weight = some(0.6, -0.85, 1)
	k.Wear = some(0.15, 0.02, 0.3)
	k.Pattern = some(0.5, 0.05, 0.55) * contrast
	k.Shade = some(0.4, 0, 0.6)
	k.Shadow = some(0.1, 0.1, 0.6)
	k.Glare = some(0.15, 20, 160)
	k.Blur = some(0.7, 0.1, 0.3+0.075*cap)
	k.Motion = some(0.15, 0.5, 0.5+0.16*cap)
	k.Noise = some(0.7, 0.5, 0.12*contrast)
	if cap > 7 {
		k.Coarse = some(0.25, 1.1, min(cap/5.5, 4))
	}
	if p.chance(0.2) {
		k.Quality = 15 + p.random.IntN(25)
	}
	if cap < 8 {
		k.Quality = max(k.Quality, 45)
		k.Wear /= 3
	}
	return k
}

// slip is what a whole line is cut wrong by.
type slip struct{ x, y, pitch, cap, turn, lean float64 }

func (p *practice) slip() slip {
	return slip{
		x: p.normal(0.06, 0.16), y: p.normal(0.06, 0.16), pitch: 1 + p.between(-0.04, 0.04), cap: 1 + p.between(-0.13, 0.13),
		turn: p.between(-0.02, 0.02), lean: p.between(-0.08, 0.08),
	}
}

func (p *practice) normal(spread, limit float64) float64 {
	return min(max(p.random.NormFloat64()*spread, -limit), limit)
}

// cut adds the cell at k, and sometimes one beside it that holds no character.
func (p *practice) cut(pyramid *glyph.Pyramid, l line, s shot, slip slip, k float64, out *cells) {
	class := glyph.None
	if !l.foreign {
		class = l.classes[int(k)]
	}
	x, y := k+slip.x+p.normal(0.04, 0.08), slip.y+p.normal(0.03, 0.06)
	switch {
	case l.foreign:
		if p.chance(0.6) {
			return
		}
	case p.chance(0.035):
		x, class = k+p.between(0.36, 0.64), l.between(int(k))
	case p.chance(0.02):
		y, class = p.between(0.45, 0.9), glyph.None
		if p.chance(0.5) {
			y = -y
		}
		if l.classes[int(k)] == glyph.Blank {
			class = unlearned
		}
	case p.chance(0.03):
		x, class = -p.between(1, 2), glyph.Blank
		if p.chance(0.5) {
			x = practiceLength - 1 - x
		}
	}
	if class == unlearned {
		return
	}
	at := len(out.pixels)
	out.pixels = append(out.pixels, make([]float32, glyph.Width*glyph.Height)...)
	pyramid.Cut(s.frame(l, slip, x, y), out.pixels[at:])
	out.classes = append(out.classes, class)
}

// between is the class of what stands between the cells i and the next.
func (l line) between(i int) int {
	blank := l.classes[i] == glyph.Blank
	if i+1 == len(l.classes) || l.classes[i+1] == glyph.Blank != blank {
		return unlearned // one of the two, off the middle
	}
	if blank {
		return glyph.Blank
	}
	return glyph.None
}

// frame is the cell at k pitches from the first character and y capitals below its line.
func (s shot) frame(l line, slip slip, k, y float64) glyph.Frame {
	x0, y0 := l.left+l.pitch*(k+0.5), l.base-render.CapHeight/2+y*render.CapHeight
	vector := func(dx, dy float64) (float64, float64) {
		return s.back[0]*dx + s.back[1]*dy, s.back[3]*dx + s.back[4]*dy
	}
	f := glyph.Frame{X: s.back[0]*x0 + s.back[1]*y0 + s.back[2], Y: s.back[3]*x0 + s.back[4]*y0 + s.back[5]}
	f.AlongX, f.AlongY = vector(l.pitch*slip.pitch, l.pitch*slip.turn)
	f.DownX, f.DownY = vector(render.CapHeight*(slip.lean-slip.turn), render.CapHeight*slip.cap)
	return f
}
