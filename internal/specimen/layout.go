package specimen

import "image/color"

// Layout is one side of a document as data: what stands where. Lengths are millimetres, x from the left edge, y downwards from the top.
type Layout struct {
	Name          string // "passport", "cccd.front"
	Width, Height float64
	Corner        float64 // radius of the corners; 0: square
	Paper         Paper
	Elements      []Element // in the order they are drawn
}

// Paper is the background: a vertical gradient, and over it fine lines of our own invention.
type Paper struct {
	Top, Middle, Bottom color.NRGBA
	Waves               []Waves
	Rosettes            []Rosette
}

// Waves is a family of parallel wavy lines across the whole side.
type Waves struct {
	Ink              color.NRGBA
	Pitch            float64 // from one line to the next
	Line             float64 // thickness
	Amplitude        float64
	Period           float64
	Slant            float64 // degrees, counter-clockwise
	Swell            float64 // how much the amplitude changes from line to line, 0 to 1
	FromTop, Through float64 // stretch of the side that is covered, as fractions of its height; both 0: all of it
}

// Rosette is a closed curve of many petals, drawn several times at growing radius.
type Rosette struct {
	Ink     color.NRGBA
	X, Y, R float64
	Petals  int
	Rings   int
	Depth   float64 // of the petals, fraction of the radius
	Line    float64
}

// Draw is what an element draws.
type Draw uint8

// The kinds of elements.
const (
	Text      Draw = iota // a line of text, baseline at Y; with Lines above 1 wrapped
	Zone                  // machine readable zone: the lines of the side's MRZ, in cells of 2.54 mm; Y is the first baseline
	Portrait              // the holder's picture, filling the box
	Ghost                 // the same, small and pale
	Symbol                // a bar code: Field names the symbology's entry
	Emblem                // a star in a wreath, of our own
	Crest                 // the same as a disc in red and gold
	Stamp                 // a round seal of our own, with a ring of text
	Hologram              // a patch of all colours, of our own: the stamp against counterfeiting
	Seal                  // a square stamp, of our own, in red; Field is its text
	Chip                  // contacts of a chip card
	Bar                   // a filled box
	Finger                // a schematic finger print
	Signature             // a scrawl
	Globe                 // meridians and parallels, with a ring: our sign for "has a chip"
	Mark                  // a text across the side, turned by Turn, its left end at X, Y
)

// Align is where a text stands between X and X+W.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

// Element is one thing on a side.
type Element struct {
	Draw  Draw
	Name  string // of its zone in the truth; empty: not in the truth
	Field string // prints this entry of the document; empty: Text
	Text  string
	X, Y  float64
	W, H  float64 // of the box; for text W is the room there is: the text is condensed to 70 % and then wrapped to fit
	Size  float64 // of the type: the em
	Lines int     // a text may take; 0: one
	Lead  float64 // from one line to the next; 0: 1.25 Size
	Face  Face
	Ink   color.NRGBA
	Align Align
	Track float64 // extra room between letters, in ems
	Turn  float64 // degrees counter-clockwise; a Mark's only
}

// ink is a colour without transparency, 0xRRGGBB.
func ink(rgb uint32) color.NRGBA { return faint(rgb, 255) }

// specimenMark says across a side what it is, so faintly that what is printed over it stays legible.
func specimenMark(x, y, size, turn float64) Element {
	return Element{Draw: Mark, Text: "SPECIMEN", X: x, Y: y, Size: size, Turn: turn, Face: SansBold, Ink: faint(0xC62828, 34), Track: 0.06}
}

// faint is a colour of some opacity, 0 to 255.
func faint(rgb uint32, opacity uint8) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: opacity}
}
