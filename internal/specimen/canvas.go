package specimen

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"
)

// canvas is a side being drawn. Its methods take millimetres.
type canvas struct {
	img   *image.RGBA
	scale float64 // pixels per millimetre
	fonts *Fonts
	buf   sfnt.Buffer
}

func newCanvas(fonts *Fonts, width, height, dpi float64) *canvas {
	scale := dpi / 25.4
	return &canvas{img: image.NewRGBA(image.Rect(0, 0, int(math.Round(width*scale)), int(math.Round(height*scale)))), scale: scale, fonts: fonts}
}

// point is a place in pixels, path a closed polygon or the outline of glyphs made of straight lines and curves.
type point struct{ x, y float64 }

type segment struct {
	op sfnt.SegmentOp
	at [3]point
}

type path []segment

func (p *path) moveTo(a point) { *p = append(*p, segment{op: sfnt.SegmentOpMoveTo, at: [3]point{a}}) }
func (p *path) lineTo(a point) { *p = append(*p, segment{op: sfnt.SegmentOpLineTo, at: [3]point{a}}) }

// polygon adds a closed polygon.
func (p *path) polygon(points ...point) {
	for i, each := range points {
		if i == 0 {
			p.moveTo(each)
			continue
		}
		p.lineTo(each)
	}
}

// stroke adds a line of the given thickness through points. All its parts turn the same way round: where they overlap they are one.
func (p *path) stroke(points []point, thickness float64) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		nx, ny := -(b.y-a.y)/length*thickness/2, (b.x-a.x)/length*thickness/2
		p.polygon(point{a.x + nx, a.y + ny}, point{b.x + nx, b.y + ny}, point{b.x - nx, b.y - ny}, point{a.x - nx, a.y - ny})
	}
}

func (p path) bounds() (low, high point) {
	low, high = point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, s := range p {
		for _, each := range s.at[:arity(s.op)] {
			low = point{min(low.x, each.x), min(low.y, each.y)}
			high = point{max(high.x, each.x), max(high.y, each.y)}
		}
	}
	return low, high
}

func arity(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

// fill paints a path given in pixels and returns the pixels it may have touched.
func (c *canvas) fill(p path, colour color.NRGBA) image.Rectangle {
	low, high := p.bounds()
	box := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x))+1, int(math.Ceil(high.y))+1).Intersect(c.img.Bounds())
	if len(p) == 0 || box.Empty() {
		return image.Rectangle{}
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(a point) (x, y float32) {
		return float32(a.x - float64(box.Min.X)), float32(a.y - float64(box.Min.Y))
	}
	for _, s := range p {
		ax, ay := at(s.at[0])
		bx, by := at(s.at[1])
		cx, cy := at(s.at[2])
		switch s.op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
	z.Draw(c.img, box, image.NewUniform(colour), image.Point{})
	return box
}

// mm turns millimetres into pixels.
func (c *canvas) mm(x, y float64) point { return point{x * c.scale, y * c.scale} }

// rect is a filled box.
func (c *canvas) rect(x, y, w, h float64, colour color.NRGBA) image.Rectangle {
	var p path
	p.polygon(c.mm(x, y), c.mm(x+w, y), c.mm(x+w, y+h), c.mm(x, y+h))
	return c.fill(p, colour)
}

// curve strokes a line through points given in millimetres, with round joints: it is drawn thick enough for them to show.
func (c *canvas) curve(points []point, thickness float64, colour color.NRGBA) image.Rectangle {
	var p path
	p.stroke(c.scaled(points), thickness*c.scale)
	for _, each := range points {
		joint := c.scaled(ellipse(each.x, each.y, thickness/2, thickness/2, 12))
		slices.Reverse(joint) // to turn the way strokes do
		p.polygon(joint...)
	}
	return c.fill(p, colour)
}

// shape fills a polygon given in millimetres.
func (c *canvas) shape(points []point, colour color.NRGBA) image.Rectangle {
	var p path
	p.polygon(c.scaled(points)...)
	return c.fill(p, colour)
}

func (c *canvas) scaled(points []point) []point {
	out := make([]point, len(points))
	for i, each := range points {
		out[i] = c.mm(each.x, each.y)
	}
	return out
}

// ellipse returns points around a centre.
func ellipse(x, y, rx, ry float64, n int) []point {
	points := make([]point, n+1)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		points[i] = point{x + rx*cos, y + ry*sin}
	}
	return points
}

// glyphs is a text set in one face at an em of one, with the advance after each letter.
type glyphs struct {
	face    *sfnt.Font
	index   []sfnt.GlyphIndex
	advance []float64
	width   float64
}

// set measures a text. A letter the face does not have is an error, never a box.
func (c *canvas) set(face Face, text string, track float64) (glyphs, error) {
	f := c.fonts.faces[face]
	units := fixed.I(int(f.UnitsPerEm()))
	em := float64(units)
	g := glyphs{face: f}
	for _, letter := range norm.NFC.String(text) {
		index, err := f.GlyphIndex(&c.buf, letter)
		if err != nil {
			return glyphs{}, fmt.Errorf("font %s: %w", faceFiles[face].file, err)
		}
		if index == 0 {
			return glyphs{}, fmt.Errorf("font %s has no %q", faceFiles[face].file, letter)
		}
		if n := len(g.index); n > 0 {
			if kern, err := f.Kern(&c.buf, g.index[n-1], index, units, font.HintingNone); err == nil {
				g.advance[n-1] += float64(kern) / em
			}
		}
		advance, err := f.GlyphAdvance(&c.buf, index, units, font.HintingNone)
		if err != nil {
			return glyphs{}, fmt.Errorf("font %s: %w", faceFiles[face].file, err)
		}
		g.index = append(g.index, index)
		g.advance = append(g.advance, float64(advance)/em+track)
	}
	for _, each := range g.advance {
		g.width += each
	}
	return g, nil
}

// outline adds one glyph to p, brought from the em square to pixels by m.
func (c *canvas) outline(p *path, f *sfnt.Font, index sfnt.GlyphIndex, m f64.Aff3) error {
	units := fixed.I(int(f.UnitsPerEm()))
	segments, err := f.LoadGlyph(&c.buf, index, units, nil)
	if err != nil {
		return err
	}
	for _, s := range segments {
		out := segment{op: s.Op}
		for i := range arity(s.Op) {
			x, y := float64(s.Args[i].X)/float64(units), float64(s.Args[i].Y)/float64(units)
			out.at[i] = point{m[0]*x + m[1]*y + m[2], m[3]*x + m[4]*y + m[5]}
		}
		*p = append(*p, out)
	}
	return nil
}

// write draws a set text with its baseline beginning at x, y, stretched in width, turned counter-clockwise by degrees.
func (c *canvas) write(g glyphs, x, y, size, stretch, degrees float64, colour color.NRGBA) (image.Rectangle, error) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	em := size * c.scale
	var p path
	along := 0.0
	for i, index := range g.index {
		at := c.mm(x+along*size*stretch*cos, y-along*size*stretch*sin)
		m := f64.Aff3{em * stretch * cos, em * sin, at.x, -em * stretch * sin, em * cos, at.y}
		if err := c.outline(&p, g.face, index, m); err != nil {
			return image.Rectangle{}, err
		}
		along += g.advance[i]
	}
	return c.fill(p, colour), nil
}
