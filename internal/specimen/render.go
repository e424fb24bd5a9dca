package specimen

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
)

const (
	minDPI, maxDPI = 60, 1200
	cell           = 2.54 // millimetres from one character of a machine readable zone to the next (ICAO 9303-3: ten to the inch)
	condensed      = 0.70 // the narrowest a text is made before it is wrapped
)

// Render draws the sides at dpi pixels to the inch, 60 to 1200, with the holder's portrait; nil: a schematic one. An error is
// fault.Invalid for dpi, or says which text cannot be drawn.
func (d Document) Render(fonts *Fonts, dpi float64, portrait image.Image) ([]Page, error) {
	if !(dpi >= minDPI && dpi <= maxDPI) {
		return nil, fault.New(fault.Invalid, "dpi")
	}
	if portrait == nil {
		portrait = Schematic(d.Seed, d.Holder.Sex)
	}
	var pages []Page
	for _, s := range d.sides {
		page, err := d.render(s, fonts, dpi, portrait)
		if err != nil {
			return nil, fmt.Errorf("specimen %s, %s: %w", d.Kind, s.name, err)
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// drawing is one side in the making.
type drawing struct {
	*canvas
	side     side
	portrait image.Image
	random   *rand.Rand
	zones    []ZoneBox
}

func (d Document) render(s side, fonts *Fonts, dpi float64, portrait image.Image) (Page, error) {
	c := newCanvas(fonts, s.layout.Width, s.layout.Height, dpi)
	g := &drawing{canvas: c, side: s, portrait: portrait, random: rand.New(rand.NewPCG(d.Seed, streamDrawing))}
	g.paper(s.layout)
	for _, e := range s.layout.Elements {
		if err := g.draw(e); err != nil {
			return Page{}, fmt.Errorf("%s: %w", e.label(), err)
		}
	}
	g.roundCorners(s.layout.Corner)
	return Page{Image: c.img, Truth: Truth{
		Kind: d.Kind, Side: s.name, Layout: s.layout.Name, Seed: d.Seed, Today: iso(d.Today), Type: s.kindOf(d), DocumentSide: s.side(), Fields: d.Fields,
		Printed: s.printed(), MRZ: s.mrz, Codes: s.codes,
		DPI: dpi, Width: c.img.Bounds().Dx(), Height: c.img.Bounds().Dy(), Zones: g.zones,
	}}, nil
}

func (e Element) label() string {
	if e.Name != "" {
		return e.Name
	}
	return e.Field + e.Text
}

func (g *drawing) draw(e Element) error {
	text := e.Text
	if e.Field != "" {
		text = g.side.print[e.Field]
	}
	var box image.Rectangle
	var err error
	switch e.Draw {
	case Text:
		box, err = g.text(e, text)
	case Zone:
		return g.zone(e)
	case Portrait:
		box = g.picture(g.portrait, e.X, e.Y, e.W, e.H, 0, 1)
	case Ghost:
		box = g.picture(g.portrait, e.X, e.Y, e.W, e.H, 0.85, 0.45)
	case Symbol:
		box, err = g.symbol(e)
		text = ""
	case Seal:
		box, err = g.seal(e, text)
	case Stamp:
		box, err = g.stamp(e)
	case Mark:
		box, err = g.mark(e)
	default:
		box = g.ornament(e)
	}
	if err == nil && e.Name != "" && !box.Empty() {
		g.zones = append(g.zones, ZoneBox{Name: e.Name, Text: oneLine(text), Box: box})
	}
	return err
}

func (g *drawing) ornament(e Element) image.Rectangle {
	switch e.Draw {
	case Emblem:
		return g.emblem(e.X, e.Y, e.W, e.Ink)
	case Crest:
		return g.crest(e.X, e.Y, e.W)
	case Hologram:
		return g.hologram(g.random, e.X, e.Y, e.W, e.H)
	case Chip:
		return g.chip(e.X, e.Y, e.W, e.H)
	case Bar:
		return g.rect(e.X, e.Y, e.W, e.H, e.Ink)
	case Finger:
		return g.finger(g.random, e.X, e.Y, e.W, e.H, e.Ink)
	case Signature:
		return g.signature(g.random, e.X, e.Y, e.W, e.H, e.Ink)
	case Globe:
		return g.globe(e.X, e.Y, e.W, e.H, e.Ink)
	}
	return image.Rectangle{}
}

// oneLine is a text as it is told: blanks where its lines broke.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// text prints one or more lines and returns the box of their ink.
func (g *drawing) text(e Element, text string) (image.Rectangle, error) {
	if text == "" {
		return image.Rectangle{}, nil
	}
	lines, err := g.wrap(e, text)
	if err != nil {
		return image.Rectangle{}, err
	}
	lead := e.Lead
	if lead == 0 {
		lead = 1.25 * e.Size
	}
	var box image.Rectangle
	for i, line := range lines {
		set, err := g.set(e.Face, line, e.Track)
		if err != nil {
			return image.Rectangle{}, err
		}
		stretch := 1.0
		if width := set.width * e.Size; e.W > 0 && width > e.W {
			stretch = e.W / width
		}
		x := e.X + map[Align]float64{Centre: 0.5, Right: 1}[e.Align]*(e.W-set.width*e.Size*stretch)
		drawn, err := g.write(set, x, e.Y+float64(i)*lead, e.Size, stretch, 0, e.Ink)
		if err != nil {
			return image.Rectangle{}, err
		}
		box = box.Union(drawn)
	}
	return box, nil
}

func (g *drawing) mark(e Element) (image.Rectangle, error) {
	set, err := g.set(e.Face, e.Text, e.Track)
	if err != nil {
		return image.Rectangle{}, err
	}
	return g.write(set, e.X, e.Y, e.Size, 1, e.Turn, e.Ink)
}

// wrap breaks a text at its line ends or, where it has none, at blanks into as many lines as it needs. A text with room for no more lines is condensed further, but never
// to less than half its width: such a text is an error of the layout.
func (g *drawing) wrap(e Element, text string) ([]string, error) {
	fits := func(line string, narrow float64) (bool, error) {
		set, err := g.set(e.Face, line, e.Track)
		return e.W == 0 || set.width*e.Size*narrow <= e.W, err
	}
	var lines []string
	var rest []string
	if strings.Contains(text, "\n") {
		lines = strings.Split(text, "\n")
	} else {
		rest = strings.Fields(text)
	}
	for len(rest) > 0 && len(lines) < max(e.Lines, 1)-1 {
		n := 1
		for ; n < len(rest); n++ {
			ok, err := fits(strings.Join(rest[:n+1], " "), 0.9)
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
		}
		lines, rest = append(lines, strings.Join(rest[:n], " ")), rest[n:]
	}
	if len(rest) > 0 {
		lines = append(lines, strings.Join(rest, " "))
	}
	for _, line := range lines {
		if ok, err := fits(line, condensed*0.72); err != nil || !ok {
			return nil, errorOr(err, "%d characters do not fit into %.1f mm", len(line), e.W)
		}
	}
	return lines, nil
}

func errorOr(err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	return fmt.Errorf(format, args...)
}

// zone prints the machine readable zone, each character in the middle of its cell, and notes a zone for the whole and for each line.
// A line's box is that of its cells: as high as the type and exactly as many cells wide as it has characters.
func (g *drawing) zone(e Element) error {
	var whole image.Rectangle
	var lines []ZoneBox
	for i, line := range g.side.mrz {
		set, err := g.set(OCRB, line, 0)
		if err != nil {
			return err
		}
		y := e.Y + float64(i)*e.Lead
		var ink image.Rectangle
		for k := range set.index {
			one := glyphs{face: set.face, index: set.index[k : k+1], advance: []float64{0}}
			drawn, err := g.write(one, e.X+cell*(float64(k)+0.5)-set.advance[k]*e.Size/2, y, e.Size, 1, 0, e.Ink)
			if err != nil {
				return err
			}
			ink = ink.Union(drawn)
		}
		from, to := g.mm(e.X, 0), g.mm(e.X+cell*float64(len(line)), 0)
		ink.Min.X, ink.Max.X = int(math.Round(from.x)), int(math.Round(to.x))
		whole = whole.Union(ink)
		lines = append(lines, ZoneBox{Name: fmt.Sprintf("mrz.line%d", i+1), Text: line, Box: ink})
	}
	g.zones = append(g.zones, ZoneBox{Name: "mrz", Text: strings.Join(g.side.mrz, "\n"), Box: whole})
	g.zones = append(g.zones, lines...)
	return nil
}

// seal is a square stamp with its text in two columns, as on paper that was sealed by hand.
func (g *drawing) seal(e Element, text string) (image.Rectangle, error) {
	box := g.curve(rounded(e.X, e.Y, e.W, e.W, e.W*0.08), e.W*0.06, e.Ink)
	letters := []rune(text)
	rows := (len(letters) + 1) / 2
	size := e.W * 0.82 / float64(max(rows, 2))
	for i, letter := range letters {
		set, err := g.set(e.Face, string(letter), 0)
		if err != nil {
			return image.Rectangle{}, err
		}
		column, row := i/rows, i%rows
		x := e.X + e.W*(0.5+0.22*(1-2*float64(column))) - set.width*size/2
		if _, err := g.write(set, x, e.Y+e.W*0.09+size*(float64(row)+0.86), size, 1, 0, e.Ink); err != nil {
			return image.Rectangle{}, err
		}
	}
	return box, nil
}

// stamp is a round seal: two rings with text between them, and a star.
func (g *drawing) stamp(e Element) (image.Rectangle, error) {
	const text = "SPECIMEN · MẪU · SPECIMEN · MẪU · "
	cx, cy, r := e.X+e.W/2, e.Y+e.W/2, e.W/2
	set, err := g.set(SansBold, text, 0.03)
	if err != nil {
		return image.Rectangle{}, err
	}
	box := g.curve(ellipse(cx, cy, r*0.965, r*0.965, 90), r*0.07, e.Ink)
	g.curve(ellipse(cx, cy, r*0.66, r*0.66, 72), r*0.035, e.Ink)
	size, base := 2*math.Pi*r*0.72/set.width, r*0.72 // of the type, so that the text goes once round at its baseline
	size = min(size, r*0.24)
	step := 2 * math.Pi / set.width // radians to the em
	along := 0.0
	for i := range set.index {
		angle := (along + set.advance[i]/2) * step
		along += set.advance[i]
		sin, cos := math.Sincos(angle)
		half := set.advance[i] * size / 2
		one := glyphs{face: set.face, index: set.index[i : i+1], advance: []float64{0}}
		if _, err := g.write(one, cx+base*sin-half*cos, cy-base*cos-half*sin, size, 1, -angle*180/math.Pi, e.Ink); err != nil {
			return image.Rectangle{}, err
		}
	}
	g.shape(star(cx, cy, r*0.46, r*0.2, 8), e.Ink)
	return box, nil
}

// roundCorners makes what is outside the rounded corners transparent.
func (g *drawing) roundCorners(radius float64) {
	r := radius * g.scale
	size := g.img.Bounds().Size()
	for y := range int(math.Ceil(r)) {
		for x := range int(math.Ceil(r)) {
			inside := min(1, max(0, r-math.Hypot(r-float64(x)-0.5, r-float64(y)-0.5)+0.5))
			for _, at := range [4]image.Point{{x, y}, {size.X - 1 - x, y}, {x, size.Y - 1 - y}, {size.X - 1 - x, size.Y - 1 - y}} {
				pix := g.img.Pix[g.img.PixOffset(at.X, at.Y):]
				for k := range 4 { // premultiplied
					pix[k] = uint8(float64(pix[k]) * inside)
				}
			}
		}
	}
}
