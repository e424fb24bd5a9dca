package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/bonafide-id/bonafide/document/mrz"
)

// newCodeCard fields: name, member_number, date_of_birth. The symbology is drawn from the seed.
func newCodeCard(r *rand.Rand, o Options) (Document, error) {
	holder := pick(r, others).person(r, o.Ages, o.Today)
	holder.Nationality = "UTO"
	number := fill(r, "AA-000000-00")
	fields := map[string]string{"name": holder.Given + " " + holder.Surname, "member_number": number, "date_of_birth": iso(holder.Born)}
	latin, _ := mrz.Transliterate(holder.Surname)
	first, _ := mrz.Transliterate(holder.Given)
	plain := strings.ReplaceAll(first+" "+latin, "<", " ")
	code := []Code{
		{Symbology: "QRCode", Text: fmt.Sprintf("https://members.example/%s?name=%s", number, strings.ReplaceAll(fields["name"], " ", "+"))},
		{Symbology: "PDF417", Text: padded(fmt.Sprintf("UTOPIA LIBRARY;%s;%s;%s", number, plain, fields["date_of_birth"]))},
		{Symbology: "Code128", Text: number},
	}[r.IntN(3)]
	code.Zone = "code"
	print := map[string]string{"name": fields["name"], "number": number, "birth": iso(holder.Born)}
	return Document{Holder: holder, Fields: fields, sides: []side{{name: "front", layout: codeCardFront(code.Symbology), print: print, codes: []Code{code}}}}, nil
}

// codeBoxes are where a symbol of each kind goes: x, y, width, height.
var codeBoxes = map[string][4]float64{"QRCode": {56, 20, 24, 24}, "PDF417": {8, 33, 68, 15}, "Code128": {10, 34, 62, 14}}

func codeCardFront(symbology string) Layout {
	box, dark := codeBoxes[symbology], ink(0x1C1C1C)
	return Layout{Name: "codes.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: Paper{
		Top: ink(0xEFEAF4), Middle: ink(0xF6F2EC), Bottom: ink(0xE8EDF4),
		Waves: []Waves{{Ink: faint(0x7A6AA8, 56), Pitch: 0.8, Line: 0.06, Amplitude: 1.6, Period: 26, Slant: 10, Swell: 0.7}},
	}, Elements: []Element{
		specimenMark(14, 44, 10, 22),
		{Draw: Emblem, X: 5, Y: 4, W: 8.5, Ink: ink(0x4A3D78)},
		{Text: "UTOPIA LIBRARY", X: 16, Y: 8.4, Size: 4, Face: SerifBold, Ink: ink(0x4A3D78), Track: 0.04},
		{Text: "Member's card · SPECIMEN", X: 16, Y: 11.8, Size: 2.2, Face: Sans, Ink: ink(0xB3261E)},
		{Name: "name", Field: "name", X: 5.5, Y: 19.6, W: 46, Size: 3.4, Face: SansBold, Ink: dark},
		{Name: "date_of_birth", Field: "birth", X: 5.5, Y: 24.4, W: 40, Size: 2.7, Face: Sans, Ink: dark},
		{Name: "member_number", Field: "number", X: 5.5, Y: 29.2, W: 40, Size: 3, Face: SansBold, Ink: dark},
		{Draw: Symbol, Name: "code", X: box[0], Y: box[1], W: box[2], H: box[3]},
	}}
}
