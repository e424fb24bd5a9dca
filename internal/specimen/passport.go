package specimen

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// fillPassport fields: issuing_state, document_number, surname, given_names, name_local, nationality, sex, date_of_birth, place_of_birth, date_of_issue,
// date_of_expiry.
func fillPassport(r *rand.Rand, o Options, v *values) {
	v.holder = cultureOf(r, v.state).person(r, o.Ages, o.Today)
	v.issued = o.Today.AddDate(0, 0, -30-r.IntN(1400))
	v.expires = v.issued.AddDate(10, 0, 0)
	v.number = passportNumber(r, v.state)
	v.bornIn(r)
}

// bornIn gives a place of birth to who has none.
func (v *values) bornIn(r *rand.Rand) {
	if v.holder.PlaceOfBirth == "" {
		v.holder.PlaceOfBirth = strings.ToUpper(nationality(v.state))
		if v.holder.Local != "" {
			v.holder.PlaceOfBirth = strings.ToUpper(pick(r, provinces).name)
		}
	}
}

// zoneDate is a date as a machine readable zone has it.
func zoneDate(t time.Time) mrz.Date { return mrz.NewDate(t.Year(), int(t.Month()), t.Day()) }

func nationality(code string) string {
	name, ok := mrz.IssuingState(code)
	if !ok {
		return code
	}
	return strings.TrimSuffix(name, " (specimens)")
}

// Colours of paper that passports come in: top, middle, bottom, lines, ink of headings.
var passportPapers = [][5]uint32{
	{0xF3EFE6, 0xE9F0EE, 0xF4F1EA, 0x3E7F78, 0x1F4C48}, {0xF1EEF3, 0xEAECF5, 0xF5F0EC, 0x5B5E9C, 0x2B2E63},
	{0xF6F0EA, 0xF3E9E6, 0xF6F3EA, 0xA8614F, 0x6B2A20}, {0xEFF3EC, 0xEBF1E4, 0xF5F3E8, 0x5F8446, 0x32521F},
}

// passportData draws a data page: paper, language of the captions and where the entries stand differ from state to state, and here from seed to seed.
func passportData(r *rand.Rand, d design) Layout {
	l := Layout{Name: "passport.data", Width: 125, Height: 88, Corner: 3, Paper: d.paper(0.735)}
	l.Paper.Rosettes = []Rosette{
		{Ink: faint(d.lines, 74), X: 84, Y: 36, R: 25, Petals: 12, Rings: 11, Depth: 0.34, Line: 0.08},
		{Ink: faint(0xB07A3A, 64), X: 84, Y: 36, R: 14, Petals: 9, Rings: 7, Depth: 0.5, Line: 0.08},
	}
	x, pitch := 42+2.5*r.Float64(), 6.9+0.25*r.Float64()
	l.Elements = []Element{
		specimenMark(40, 62, 15, 24),
		{Draw: Emblem, X: 6, Y: 3, W: 8.6, Ink: ink(d.heading)},
		{Field: string(stateLine), X: 17, Y: 7.2, W: 80, Size: 4.1, Face: SerifBold, Ink: ink(d.heading), Track: 0.03},
		{Text: d.captions.passport, X: 17, Y: 11.3, Size: 2.5, Face: Sans, Ink: ink(d.heading), Track: 0.08},
		{Draw: Globe, X: 109.5, Y: 3.6, W: 10, H: 6, Ink: ink(d.heading)},
		{Text: "SPECIMEN", X: 90, Y: 15.2, W: 29.5, Size: 2.2, Face: SansBold, Ink: ink(0xB3261E), Align: Right, Track: 0.12},
		{Draw: Portrait, Name: zonePortrait, X: 6, Y: 17, W: 33, H: 42.5},
		{Draw: Ghost, Name: "portrait.ghost", X: 104.6, Y: 33, W: 14, H: 18},
		{Draw: Signature, Name: "signature", X: 76, Y: 59.6, W: 25, H: 5.6, Ink: ink(0x1B2440)},
	}
	row := func(f document.Field, x, y, w float64) { l.Elements = append(l.Elements, d.entry(f, x, y, w)...) }
	y := func(n int) float64 { return 18.6 + pitch*float64(n) }
	l.Elements = append(l.Elements, d.caption("type", x, y(0)), Element{Name: "type", Text: "P", X: x, Y: y(0) + 3.5, Size: 3.3, Face: SansBold, Ink: ink(0x191919)})
	row(document.IssuingState, x+13, y(0), 14)
	row(document.Number, x+32, y(0), 40)
	row(document.Surname, x, y(1), 52)
	row(document.GivenNames, x, y(2), 52)
	row(document.Nationality, x, y(3), 52)
	row(document.DateOfBirth, x, y(4), 27)
	row(document.Sex, x+32, y(4), 8)
	row(document.DateOfIssue, x, y(5), 27)
	row(document.PlaceOfBirth, x+32, y(5), 22)
	row(document.DateOfExpiry, x, y(6), 27)
	l.Elements = append(l.Elements, Element{Name: "name_local", Field: string(document.Name), X: 99.6, Y: 30.4, W: 19, Size: 3.4, Face: HangulBold, Ink: ink(0x191919)}, d.zone(6.6, 73.2))
	return l
}

// mrzSize is the em at which the letters of a zone stand 2.54 mm apart and are about 2.5 mm high: OCR-B size 1 (ISO 1073-2).
const mrzSize = 3.513
