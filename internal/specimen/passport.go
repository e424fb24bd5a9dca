package specimen

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// newPassport fields: issuing_state, document_number, surname, given_names, name_local, nationality, sex, date_of_birth,
// place_of_birth, date_of_issue, date_of_expiry.
func newPassport(r *rand.Rand, o Options) (Document, error) {
	state := o.State
	if state == "" {
		state = pick(r, []string{"UTO", "KOR", "VNM", "D", "FRA", "POL", "ESP", "TUR", "USA", "NGA", "IND"})
	}
	name, ok := mrz.IssuingState(state)
	if !ok {
		return Document{}, fault.New(fault.Invalid, "state")
	}
	holder := cultureOf(r, state).person(r, o.Ages, o.Today)
	issued := o.Today.AddDate(0, 0, -30-r.IntN(1400))
	expires := issued.AddDate(10, 0, 0)
	number := passportNumber(r, state)
	if holder.PlaceOfBirth == "" {
		holder.PlaceOfBirth = strings.ToUpper(strings.TrimSuffix(name, " (specimens)"))
		if holder.Local != "" {
			holder.PlaceOfBirth = strings.ToUpper(pick(r, provinces).name)
		}
	}
	lines, err := mrz.Build(mrz.TD3, mrz.Fields{
		DocumentCode: "P", IssuingState: state, Nationality: holder.Nationality, DocumentNumber: number, Sex: holder.Sex,
		PrimaryIdentifier: holder.Surname, SecondaryIdentifier: holder.Given, DateOfBirth: zoneDate(holder.Born), DateOfExpiry: zoneDate(expires),
	})
	if err != nil {
		return Document{}, err
	}
	fields := map[string]string{
		"issuing_state": state, "document_number": number, "surname": holder.Surname, "given_names": holder.Given, "name_local": holder.Local,
		"nationality": holder.Nationality, "sex": holder.Sex, "date_of_birth": iso(holder.Born), "place_of_birth": holder.PlaceOfBirth,
		"date_of_issue": iso(issued), "date_of_expiry": iso(expires),
	}
	layout := passportLayout(r)
	return Document{Type: document.Passport, Holder: holder, Fields: fields, sides: []side{{name: "data", layout: layout, print: passportPrint(fields, name, holder, issued, expires), mrz: lines}}}, nil
}

// zoneDate is a date as a machine readable zone has it.
func zoneDate(t time.Time) mrz.Date { return mrz.NewDate(t.Year(), int(t.Month()), t.Day()) }

func passportPrint(fields map[string]string, state string, p Person, issued, expires time.Time) map[string]string {
	long := func(t time.Time) string { return strings.ToUpper(t.Format("02 Jan 2006")) }
	print := map[string]string{
		"state": strings.ToUpper(strings.TrimSuffix(state, " (specimens)")), "code": fields["issuing_state"], "number": fields["document_number"],
		"surname": strings.ToUpper(p.Surname), "given": strings.ToUpper(p.Given), "nationality": strings.ToUpper(nationality(p.Nationality)),
		"sex": p.Sex, "birth": long(p.Born), "place": strings.ToUpper(p.PlaceOfBirth), "issued": long(issued), "expires": long(expires),
	}
	if p.Nationality == "KOR" {
		print["local"] = p.Local
	}
	return print
}

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

func passportLayout(r *rand.Rand) Layout {
	paper := pick(r, passportPapers)
	lines, heading := paper[3], paper[4]
	l := Layout{Name: "passport.data", Width: 125, Height: 88, Corner: 3, Paper: Paper{
		Top: ink(paper[0]), Middle: ink(paper[1]), Bottom: ink(paper[2]),
		Waves: []Waves{
			{Ink: faint(lines, 70), Pitch: 0.85, Line: 0.07, Amplitude: 1.9, Period: 31, Slant: 12, Swell: 0.6, Through: 0.735},
			{Ink: faint(0xB07A3A, 48), Pitch: 1.1, Line: 0.07, Amplitude: 2.6, Period: 23, Slant: -19, Swell: 0.8, Through: 0.735},
			{Ink: faint(lines, 34), Pitch: 0.9, Line: 0.06, Amplitude: 0.35, Period: 9, FromTop: 0.74, Through: 0.26},
		},
		Rosettes: []Rosette{
			{Ink: faint(lines, 74), X: 84, Y: 36, R: 25, Petals: 12, Rings: 11, Depth: 0.34, Line: 0.08},
			{Ink: faint(0xB07A3A, 64), X: 84, Y: 36, R: 14, Petals: 9, Rings: 7, Depth: 0.5, Line: 0.08},
		},
	}}
	l.Elements = passportElements(heading, lines)
	return l
}

func passportElements(heading, lines uint32) []Element {
	all := []Element{
		specimenMark(40, 62, 15, 24),
		{Draw: Emblem, X: 6, Y: 3, W: 8.6, Ink: ink(heading)},
		{Name: "issuer", Field: "state", X: 17, Y: 7.2, W: 80, Size: 4.1, Face: SerifBold, Ink: ink(heading), Track: 0.03},
		{Text: "PASSPORT / PASSEPORT", X: 17, Y: 11.3, Size: 2.5, Face: Sans, Ink: ink(heading), Track: 0.08},
		{Draw: Globe, X: 109.5, Y: 3.6, W: 10, H: 6, Ink: ink(heading)},
		{Text: "SPECIMEN", X: 90, Y: 15.2, W: 29.5, Size: 2.2, Face: SansBold, Ink: ink(0xB3261E), Align: Right, Track: 0.12},
		{Draw: Portrait, Name: "portrait", X: 6, Y: 17, W: 33, H: 42.5},
		{Draw: Ghost, Name: "portrait.ghost", X: 99.6, Y: 35.5, W: 19, H: 24.5},
		{Draw: Signature, Name: "signature", X: 71, Y: 58.8, W: 25, H: 6, Ink: ink(0x1B2440)},
	}
	entry := func(label, name, field string, x, y, w float64) {
		all = append(all, Element{Text: label, X: x, Y: y, Size: 1.75, Face: Sans, Ink: ink(lines)},
			Element{Name: name, Field: field, X: x, Y: y + 3.5, W: w, Size: 3.3, Face: SansBold, Ink: ink(0x191919)})
	}
	all = append(all, Element{Text: "Type / Type", X: 42, Y: 18.6, Size: 1.75, Face: Sans, Ink: ink(lines)},
		Element{Name: "type", Text: "P", X: 42, Y: 22.1, Size: 3.3, Face: SansBold, Ink: ink(0x191919)})
	entry("Code / Code", "issuing_state", "code", 56, 18.6, 14)
	entry("Passport No. / No du passeport", "document_number", "number", 74, 18.6, 42)
	entry("Surname / Nom", "surname", "surname", 42, 25.6, 54)
	entry("Given names / Prénoms", "given_names", "given", 42, 32.6, 54)
	entry("Nationality / Nationalité", "nationality", "nationality", 42, 39.6, 54)
	entry("Date of birth / Date de naissance", "date_of_birth", "birth", 42, 46.6, 28)
	entry("Sex / Sexe", "sex", "sex", 71, 46.6, 8)
	entry("Date of issue / Date de délivrance", "date_of_issue", "issued", 42, 53.6, 28)
	entry("Date of expiry / Date d'expiration", "date_of_expiry", "expires", 42, 60.6, 28)
	entry("Place of birth / Lieu de naissance", "place_of_birth", "place", 71, 53.6, 26)
	return append(all, Element{Name: "name_local", Field: "local", X: 99.6, Y: 30.4, W: 19, Size: 3.4, Face: HangulBold, Ink: ink(0x191919)},
		Element{Draw: Zone, X: 6.6, Y: 73.2, Size: mrzSize, Lead: 6.35, Face: OCRB, Ink: ink(0x121212)})
}

// mrzSize is the em at which the letters of a zone stand 2.54 mm apart and are about 2.5 mm high: OCR-B size 1 (ISO 1073-2).
const mrzSize = 3.513
