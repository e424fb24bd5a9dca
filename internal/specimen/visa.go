package specimen

import (
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/document"
)

// Visas of a fictitious state: format A fills a passport's page, format B leaves room (ICAO 9303-7).

func visaA(r *rand.Rand, d design) Layout { return visa(r, d, "visa.data", 120, 80, 4.1, 66.4) }

func visaB(r *rand.Rand, d design) Layout { return visa(r, d, "visa.data.mrv-b", 105, 74, 6.7, 60.6) }

// visa lays out a sticker of a size, with the zone's first base line at x, y.
func visa(r *rand.Rand, d design, name string, width, height, x, y float64) Layout {
	l := Layout{Name: name, Width: width, Height: height, Corner: 1, Paper: d.paper(0.74)}
	l.Paper.Rosettes = []Rosette{{Ink: faint(d.lines, 72), X: width - 34, Y: 30, R: 20, Petals: 17, Rings: 10, Depth: 0.3, Line: 0.08}}
	right := width - 36
	l.Elements = []Element{
		specimenMark(width/2-14, 52, 11, 20),
		{Field: string(stateLine), X: 36, Y: 7.4, W: 40, Size: 3.6, Face: SerifBold, Ink: ink(d.heading), Track: 0.03},
		{Text: d.captions.visa, X: width - 30, Y: 7.4, W: 24, Size: 3.4, Face: SansBold, Ink: ink(d.heading), Align: Right, Track: 0.1},
		{Draw: Portrait, Name: zonePortrait, X: 5, Y: 10, W: 27, H: 35},
		{Draw: Emblem, X: 5, Y: 47, W: 6.6, Ink: ink(d.heading)},
		{Text: "SPECIMEN", X: 13.5, Y: 51.4, Size: 2.2, Face: SansBold, Ink: ink(0xB3261E), Track: 0.12},
	}
	left := 35 + 0.8*r.Float64()
	row := func(f document.Field, x, y, w float64) { l.Elements = append(l.Elements, d.entry(f, x, y, w)...) }
	row(document.PlaceOfIssue, left, 12.6, 26)
	row(document.Number, right, 12.6, 30)
	row(document.DateOfIssue, left, 19.4, 26)
	row(document.DateOfExpiry, right, 19.4, 26)
	row(entries, left, 26.2, 18)
	row(document.Class, right, 26.2, 8)
	row(document.Name, left, 33, width-left-8)
	row(ofPassport, left, 39.8, 26)
	row(document.Sex, right, 39.8, 8)
	row(document.DateOfBirth, left, 46.6, 26)
	row(document.Nationality, right, 46.6, 32)
	l.Elements = append(l.Elements, d.zone(x, y))
	return l
}
