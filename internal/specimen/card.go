package specimen

import (
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/document"
)

// Identity cards of a fictitious state: TD1 with its zone on the back (ICAO 9303-5), TD2 with all on one side (ICAO 9303-6).

func td1Front(r *rand.Rand, d design) Layout {
	l := Layout{Name: "td1_card.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: d.tinted(0)}
	l.Paper.Rosettes = []Rosette{{Ink: faint(d.lines, 70), X: 56, Y: 30, R: 19, Petals: 13, Rings: 10, Depth: 0.36, Line: 0.07}}
	l.Elements = []Element{
		specimenMark(28, 50, 10, 24),
		{Draw: Emblem, X: 4.4, Y: 2.6, W: 6.4, Ink: ink(d.heading)},
		{Field: string(stateLine), X: 13, Y: 6, W: 50, Size: 3.2, Face: SerifBold, Ink: ink(d.heading), Track: 0.03},
		{Text: d.captions.card, X: 13, Y: 9, W: 60, Size: 2.1, Face: SansBold, Ink: ink(d.heading), Track: 0.04},
		{Draw: Portrait, Name: zonePortrait, X: 4.4, Y: 12, W: 22, H: 28.2},
		{Draw: Ghost, Name: "portrait.ghost", X: 71, Y: 30, W: 9.6, H: 12.4},
		{Draw: Signature, X: 5, Y: 42, W: 20, H: 5, Ink: ink(0x1B2440)},
		{Text: "SPECIMEN", X: 60, Y: 6, W: 21, Size: 2, Face: SansBold, Ink: ink(0xB3261E), Align: Right, Track: 0.1},
	}
	x := 29.5 + 0.8*r.Float64()
	row := func(f document.Field, x, y, w float64) { l.Elements = append(l.Elements, d.entry(f, x, y, w)...) }
	row(document.Surname, x, 13.6, 50)
	row(document.GivenNames, x, 20.2, 50)
	row(document.Nationality, x, 26.8, 38)
	row(document.DateOfBirth, x, 33.4, 22)
	row(document.Sex, x+31, 33.4, 7)
	row(document.Number, x, 40, 24)
	row(document.DateOfExpiry, x, 46.6, 24)
	return l
}

func td1Back(r *rand.Rand, d design) Layout {
	l := Layout{Name: "td1_card.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: d.tinted(0.56)}
	l.Elements = []Element{
		specimenMark(24, 30, 9, 14),
		{Draw: Emblem, X: 72, Y: 4, W: 8, Ink: ink(d.heading)},
		{Text: "SPECIMEN", X: 60, Y: 28, W: 21, Size: 2, Face: SansBold, Ink: ink(0xB3261E), Align: Right, Track: 0.1},
	}
	x := 4.6 + 0.8*r.Float64()
	row := func(f document.Field, x, y, w float64) { l.Elements = append(l.Elements, d.entry(f, x, y, w)...) }
	row(document.PlaceOfBirth, x, 6.4, 46)
	row(document.DateOfIssue, x, 13.4, 26)
	row(document.Issuer, x, 20.4, 60)
	l.Elements = append(l.Elements, d.zone(4.7, 36.2))
	return l
}

func td2Front(r *rand.Rand, d design) Layout {
	l := Layout{Name: "td2_card.front", Width: 105, Height: 74, Corner: cardCorner, Paper: d.tinted(0.72)}
	l.Paper.Rosettes = []Rosette{{Ink: faint(d.lines, 72), X: 68, Y: 32, R: 21, Petals: 15, Rings: 10, Depth: 0.32, Line: 0.08}}
	l.Elements = []Element{
		specimenMark(34, 52, 12, 20),
		{Draw: Emblem, X: 5, Y: 3, W: 8, Ink: ink(d.heading)},
		{Field: string(stateLine), X: 16, Y: 7, W: 60, Size: 3.6, Face: SerifBold, Ink: ink(d.heading), Track: 0.03},
		{Text: d.captions.card, X: 16, Y: 10.6, W: 66, Size: 2.2, Face: SansBold, Ink: ink(d.heading), Track: 0.04},
		{Draw: Portrait, Name: zonePortrait, X: 5, Y: 14, W: 27, H: 35},
		{Draw: Signature, X: 76, Y: 44.6, W: 24, H: 6, Ink: ink(0x1B2440)},
		{Text: "SPECIMEN", X: 78, Y: 7, W: 22, Size: 2.1, Face: SansBold, Ink: ink(0xB3261E), Align: Right, Track: 0.1},
	}
	x := 35 + 1.2*r.Float64()
	row := func(f document.Field, x, y, w float64) { l.Elements = append(l.Elements, d.entry(f, x, y, w)...) }
	row(document.Surname, x, 15.8, 62)
	row(document.GivenNames, x, 22.6, 62)
	row(document.Nationality, x, 29.4, 30)
	row(document.Sex, x+36, 29.4, 8)
	row(document.DateOfBirth, x, 36.2, 26)
	row(document.Number, x+36, 36.2, 26)
	row(document.DateOfIssue, x, 43, 26)
	row(document.DateOfExpiry, x, 49.4, 26)
	l.Elements = append(l.Elements, d.zone(6.7, 61.4))
	return l
}
