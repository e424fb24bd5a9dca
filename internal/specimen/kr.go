package specimen

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/bonafide-id/bonafide/document"
)

// newKRCard fields: name_local, name (romanised, not printed), resident_number, date_of_birth, sex, address, date_of_issue, issuer.
func newKRCard(r *rand.Rand, o Options) (Document, error) {
	holder := korean.person(r, o.Ages, o.Today)
	lives := pick(r, districts)
	issued := latest(o.Today.AddDate(0, 0, -40-r.IntN(3000)), holder.Born.AddDate(17, 0, 20)) // cards are issued from 17 on
	fields := koreanFields(r, holder, lives, o.Today)
	fields["date_of_issue"], fields["issuer"] = iso(issued), lives.city+" "+lives.office
	print := map[string]string{
		"name": holder.Local, "number": fields["resident_number"], "address": fields["address"], "issued": dotted(issued), "issuer": fields["issuer"], "seal": "견본직인",
	}
	return Document{Type: document.KRResident, Holder: holder, Fields: fields, sides: []side{{name: "front", layout: krCardFront(), print: print}}}, nil
}

// newKRLicence fields: those of the resident card, and licence_number, licence_class, serial_number, condition, date_of_expiry.
func newKRLicence(r *rand.Rand, o Options) (Document, error) {
	holder := korean.person(r, o.Ages, o.Today)
	lives := pick(r, districts)
	first := earliest(holder.Born.AddDate(18+r.IntN(10), r.IntN(12), 0), o.Today.AddDate(0, -3, 0))
	issued := latest(o.Today.AddDate(0, 0, -40-r.IntN(3000)), first)
	fields := koreanFields(r, holder, lives, o.Today)
	fields["licence_number"], fields["serial_number"] = licenceNumber(r, lives.region, first), fill(r, "A0A0AA")
	fields["licence_class"], fields["condition"] = pick(r, []string{"1종보통", "2종보통", "1종대형"}), pick(r, []string{"A", "", "B", ""})
	expires := time.Date(issued.Year()+10, time.December, 31, 0, 0, 0, 0, time.UTC)
	fields["date_of_issue"], fields["date_of_expiry"], fields["issuer"] = iso(issued), iso(expires), lives.police
	print := map[string]string{
		"class": fields["licence_class"], "licence": fields["licence_number"], "name": holder.Local, "number": fields["resident_number"], "address": fields["address"],
		"renewal": dotted(time.Date(issued.Year()+10, time.January, 1, 0, 0, 0, 0, time.UTC)) + " ~ " + dotted(expires), "condition": fields["condition"],
		"issued": dotted(issued), "issuer": lives.police, "serial": fields["serial_number"], "seal": "견본직인",
	}
	return Document{Type: document.KRLicence, Holder: holder, Fields: fields, sides: []side{{name: "front", layout: krLicenceFront(), print: print}}}, nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// koreanFields are those both documents have. No road of these names and no building of these numbers is meant to exist.
func koreanFields(r *rand.Rand, p Person, d district, today time.Time) map[string]string {
	address := fmt.Sprintf("%s %s %s %d, %d동 %d호", d.city, d.name, d.road, 900+r.IntN(100), 901+r.IntN(9), 100*(1+r.IntN(15))+1+r.IntN(6))
	return map[string]string{
		"name_local": p.Local, "name": p.Surname + " " + p.Given, "resident_number": rrn(r, p.Born, p.Sex, today), "date_of_birth": iso(p.Born), "sex": p.Sex, "address": address,
	}
}

func krCardFront() Layout {
	dark := ink(0x1C1C1C)
	return Layout{Name: "kr-id.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: Paper{
		Top: ink(0xEAF1F4), Middle: ink(0xF4F1E8), Bottom: ink(0xE4EDF0),
		Waves: []Waves{
			{Ink: faint(0x4F86A8, 58), Pitch: 0.72, Line: 0.06, Amplitude: 1.7, Period: 30, Slant: -6, Swell: 0.7},
			{Ink: faint(0xC58F8A, 50), Pitch: 1.0, Line: 0.06, Amplitude: 2.4, Period: 21, Slant: 21, Swell: 0.6},
		},
		Rosettes: []Rosette{{Ink: faint(0xB77C86, 76), X: 31, Y: 30, R: 19, Petals: 14, Rings: 9, Depth: 0.38, Line: 0.07}},
	}, Elements: []Element{
		specimenMark(12, 49, 10, 24),
		{Draw: Emblem, X: 5.5, Y: 4.6, W: 7, Ink: ink(0x38648A)},
		{Name: "title", Text: "주민등록증", X: 15, Y: 10.6, Size: 5.6, Face: HangulBold, Ink: ink(0x27425C), Track: 0.22},
		{Name: "name_local", Field: "name", X: 7, Y: 20.2, W: 44, Size: 4.9, Face: HangulBold, Ink: dark, Track: 0.1},
		{Name: "resident_number", Field: "number", X: 7, Y: 26.8, W: 46, Size: 4.3, Face: HangulBold, Ink: dark},
		{Name: "address", Field: "address", X: 7, Y: 32.6, W: 47, Size: 2.9, Lines: 3, Lead: 3.7, Face: Hangul, Ink: dark},
		{Draw: Portrait, Name: "portrait", X: 57, Y: 7.2, W: 23, H: 29.5},
		{Draw: Ghost, Name: "portrait.ghost", X: 71, Y: 38.5, W: 9.5, H: 12},
		{Name: "date_of_issue", Field: "issued", X: 7, Y: 44.6, W: 60, Size: 3, Face: Hangul, Ink: dark, Align: Centre},
		{Draw: Seal, Name: "seal", Field: "seal", X: 57.6, Y: 43, W: 8.2, Face: HangulBold, Ink: faint(0xC62828, 205)},
		{Name: "issuer", Field: "issuer", X: 7, Y: 49.8, W: 54, Size: 3.7, Face: HangulBold, Ink: dark, Align: Centre},
		{Text: "SPECIMEN 견본", X: 57, Y: 5.6, W: 23, Size: 2.1, Face: HangulBold, Ink: ink(0xB3261E), Align: Centre, Track: 0.05},
	}}
}

func krLicenceFront() Layout {
	dark, label := ink(0x1C1C1C), ink(0x4A5A4C)
	text := func(s string, x, y, size float64, face Face) Element {
		return Element{Text: s, X: x, Y: y, Size: size, Face: face, Ink: label}
	}
	entry := func(name, field string, x, y, w, size float64, face Face) Element {
		return Element{Name: name, Field: field, X: x, Y: y, W: w, Size: size, Face: face, Ink: dark}
	}
	address := entry("address", "address", 29.5, 29.6, 40, 2.5, Hangul)
	address.Lines, address.Lead = 3, 3.1
	return Layout{Name: "kr-licence.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: Paper{
		Top: ink(0xE6F0E6), Middle: ink(0xF5F3E6), Bottom: ink(0xE3EEE9),
		Waves: []Waves{
			{Ink: faint(0x5A9A68, 58), Pitch: 0.75, Line: 0.06, Amplitude: 1.6, Period: 25, Slant: 14, Swell: 0.8},
			{Ink: faint(0xC9A24D, 52), Pitch: 1.05, Line: 0.06, Amplitude: 2.0, Period: 33, Slant: -12, Swell: 0.5},
		},
		Rosettes: []Rosette{{Ink: faint(0x3F8A6A, 70), X: 55, Y: 31, R: 18, Petals: 16, Rings: 9, Depth: 0.3, Line: 0.07}},
	}, Elements: []Element{
		specimenMark(29, 50, 9.5, 24),
		entry("licence_class", "class", 5, 8.2, 16, 4.2, HangulBold),
		{Name: "title", Text: "자동차운전면허증", X: 29.5, Y: 7.4, Size: 4.2, Face: HangulBold, Ink: ink(0x1E5C3A), Track: 0.04},
		{Text: "(Driver's License)", X: 63, Y: 7.2, Size: 2.2, Face: Sans, Ink: ink(0x1E5C3A)},
		{Draw: Bar, X: 29.5, Y: 9, W: 51, H: 0.35, Ink: faint(0x1E5C3A, 190)},
		{Draw: Portrait, Name: "portrait", X: 5, Y: 11, W: 21.5, H: 27.6},
		entry("licence_number", "licence", 29.5, 14.2, 48, 4, SansBold),
		text("성명:", 29.5, 19.6, 2.6, Hangul), entry("name_local", "name", 37, 19.7, 30, 3.3, HangulBold),
		text("주민등록번호:", 29.5, 24.6, 2.2, Hangul), entry("resident_number", "number", 44, 24.7, 26, 2.9, HangulBold), address,
		text("적성검사 기간:", 29.5, 39.2, 2.1, Hangul), entry("renewal", "renewal", 44, 39.2, 32, 2.5, Hangul),
		text("조건:", 5, 43, 2.4, Hangul), entry("condition", "condition", 11.5, 43, 10, 2.7, SansBold),
		{Draw: Portrait, Name: "portrait.small", X: 71, Y: 21, W: 10, H: 13},
		{Name: "serial_number", Field: "serial", X: 68.5, Y: 36.6, W: 13.5, Size: 2.4, Face: SansBold, Ink: dark, Align: Right, Track: 0.04},
		{Name: "date_of_issue", Field: "issued", X: 29.5, Y: 44.6, W: 36, Size: 2.9, Face: Hangul, Ink: dark, Align: Centre},
		{Draw: Seal, Name: "seal", Field: "seal", X: 64.4, Y: 43, W: 8, Face: HangulBold, Ink: faint(0xC62828, 205)},
		{Name: "issuer", Field: "issuer", X: 22, Y: 49.8, W: 46, Size: 3.5, Face: HangulBold, Ink: dark, Align: Centre},
		{Text: "SPECIMEN 견본", X: 5, Y: 50, Size: 2.1, Face: HangulBold, Ink: ink(0xB3261E), Track: 0.05},
	}}
}
