package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// korea is what sets one Korean document apart (KYC submission contract 7.3).
type korea struct {
	typ   document.Type
	fill  func(*rand.Rand, Options, *values)
	print func(values) map[document.Field]string // beside what values.print overrides
	sides []func() Layout
	// fields are what the document says besides name, sex and birth, in the spelling of data.
	fields func(values) map[string]string
}

var koreaKinds = map[Kind]korea{
	KRCard:     {typ: document.KRResident, fill: fillKRCard, print: printKRCard, sides: []func() Layout{krCardFront}, fields: fieldsKRCard},
	KRLicence:  {typ: document.KRLicence, fill: fillKRLicence, print: printKRLicence, sides: []func() Layout{krLicenceFront}, fields: fieldsKRLicence},
	KRAlien:    {typ: document.KRAlien, fill: fillKRAlien, print: printKRAlien, sides: []func() Layout{krAlienFront, krAlienBack}, fields: fieldsKRAlien},
	KRPassport: {typ: document.KRPassport, fill: fillKRPassport, print: printKRPassport, sides: []func() Layout{krPassportData}, fields: fieldsKRPassport},
}

func koreanKind(kind Kind) bool { _, ok := koreaKinds[kind]; return ok }

func newKorean(kind Kind, r *rand.Rand, o Options) (Document, error) {
	rule := koreaKinds[kind]
	v := values{kind: kind, typ: rule.typ, today: o.Today}
	rule.fill(r, o, &v)
	if o.alter != nil {
		o.alter(&v)
	}
	print := map[string]string{"seal": "견본직인"}
	for _, each := range []map[document.Field]string{rule.print(v), v.print} {
		for field, text := range each {
			print[string(field)] = text
		}
	}
	d := Document{Type: v.typ, Holder: v.holder, Fields: map[string]string{"date_of_birth": iso(v.holder.Born), "sex": v.holder.Sex, "date_of_issue": iso(v.issued), "issuer": v.issuer}}
	for key, text := range rule.fields(v) {
		d.Fields[key] = text
	}
	zone, err := v.lines()
	if err != nil {
		return Document{}, err
	}
	for _, layout := range rule.sides {
		l := layout()
		s := side{name: l.Name[strings.LastIndex(l.Name, ".")+1:], layout: l, print: print}
		for _, e := range l.Elements {
			if e.Draw == Zone {
				s.mrz = zone
			}
		}
		d.sides = append(d.sides, s)
	}
	return d, nil
}

// fillKRCard fields: name_local, name (romanised, not printed), resident_number, date_of_birth, sex, address, date_of_issue, issuer.
func fillKRCard(r *rand.Rand, o Options, v *values) {
	v.holder = korean.person(r, o.Ages, o.Today)
	lives := pick(r, districts)
	v.issued = latest(o.Today.AddDate(0, 0, -40-r.IntN(3000)), v.holder.Born.AddDate(17, 0, 20)) // cards are issued from 17 on
	v.settle(r, lives)
	v.number, v.issuer = v.personal, lives.city+" "+lives.office
}

// settle gives a home and a registration number. No road of these names and no building of these numbers is meant to exist.
func (v *values) settle(r *rand.Rand, d district) {
	v.lives = address{street: fmt.Sprintf("%s %s %s %d, %d동 %d호", d.city, d.name, d.road, 900+r.IntN(100), 901+r.IntN(9), 100*(1+r.IntN(15))+1+r.IntN(6))}
	v.personal = rrn(r, v.holder.Born, v.holder.Sex, v.today)
}

func printKRCard(v values) map[document.Field]string {
	return map[document.Field]string{document.Name: v.holder.Local, document.Number: v.number, document.PlaceOfResidence: v.lives.String(), document.DateOfIssue: dotted(v.issued),
		document.Issuer: v.issuer}
}

func fieldsKRCard(v values) map[string]string {
	return map[string]string{"name_local": v.holder.Local, "name": v.holder.Surname + " " + v.holder.Given, "resident_number": v.personal, "address": v.lives.String()}
}

// fillKRLicence fields: those of the resident card, and licence_number, licence_class, serial_number, condition, date_of_expiry.
func fillKRLicence(r *rand.Rand, o Options, v *values) {
	v.holder = korean.person(r, o.Ages, o.Today)
	lives := pick(r, districts)
	first := earliest(v.holder.Born.AddDate(18+r.IntN(10), r.IntN(12), 0), o.Today.AddDate(0, -3, 0))
	v.issued = latest(o.Today.AddDate(0, 0, -40-r.IntN(3000)), first)
	v.settle(r, lives)
	v.number, v.serial = licenceNumber(r, lives.region, first), fill(r, "A0A0AA")
	v.class, v.conditions = pick(r, []string{"1종보통", "2종보통", "1종대형"}), pick(r, []string{"A", "", "B", ""})
	v.expires, v.issuer = time.Date(v.issued.Year()+10, time.December, 31, 0, 0, 0, 0, time.UTC), lives.police
}

func printKRLicence(v values) map[document.Field]string {
	renewal := dotted(time.Date(v.expires.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)) + " ~ " + dotted(v.expires)
	return map[document.Field]string{document.Class: v.class, document.Number: v.number, document.Name: v.holder.Local, document.PersonalNumber: v.personal,
		document.PlaceOfResidence: v.lives.String(), document.DateOfExpiry: renewal, document.Conditions: v.conditions, document.DateOfIssue: dotted(v.issued),
		document.Issuer: v.issuer, document.SerialNumber: v.serial}
}

func fieldsKRLicence(v values) map[string]string {
	fields := fieldsKRCard(v)
	fields["licence_number"], fields["serial_number"], fields["licence_class"], fields["condition"] = v.number, v.serial, v.class, v.conditions
	fields["date_of_expiry"] = iso(v.expires)
	return fields
}

// statuses of sojourn that alien cards print, and how many years one is given for.
var statuses = []struct {
	text  string
	years int
}{{"유학(D-2)", 2}, {"일반연수(D-4)", 2}, {"특정활동(E-7)", 3}, {"비전문취업(E-9)", 3}, {"거주(F-2)", 3}, {"재외동포(F-4)", 3}, {"영주(F-5)", 10}, {"결혼이민(F-6)", 3}}

// immigration are offices: in Hangul with the title of who signs, and in English.
var immigration = [][2]string{{"서울출입국·외국인청장", "CHIEF, SEOUL IMMIGRATION OFFICE"}, {"부산출입국·외국인청장", "CHIEF, BUSAN IMMIGRATION OFFICE"},
	{"인천출입국·외국인청장", "CHIEF, INCHEON IMMIGRATION OFFICE"}, {"수원출입국·외국인청장", "CHIEF, SUWON IMMIGRATION OFFICE"},
	{"제주출입국·외국인청장", "CHIEF, JEJU IMMIGRATION OFFICE"}, {"대구출입국·외국인사무소장", "CHIEF, DAEGU IMMIGRATION OFFICE"},
	{"대전출입국·외국인사무소장", "CHIEF, DAEJEON IMMIGRATION OFFICE"}, {"광주출입국·외국인사무소장", "CHIEF, GWANGJU IMMIGRATION OFFICE"}}

// fillKRAlien fields: name, registration_number, nationality, status, address, serial_number, date_of_expiry (of the permission to stay).
func fillKRAlien(r *rand.Rand, o Options, v *values) {
	v.holder = cultureOf(r, pick(r, []string{"VNM", "UTO", "D", "FRA", "POL", "ESP", "TUR", "USA", "NGA", "IND"})).person(r, o.Ages, o.Today)
	lives, status, office := pick(r, districts), pick(r, statuses), pick(r, immigration)
	v.issued = o.Today.AddDate(0, 0, -40-r.IntN(300*status.years))
	v.expires = v.issued.AddDate(status.years, 0, -1)
	v.settle(r, lives)
	v.number = arn(r, v.holder.Born, v.holder.Sex)
	v.status, v.issuer, v.office = status.text, office[0], office[1]
	v.serial = fill(r, "9-900-000-0000")
}

// latin is a name in the letters of a zone, with blanks.
func latin(name string) string {
	letters, ok := mrz.Transliterate(name)
	if !ok {
		return strings.ToUpper(name)
	}
	return strings.ReplaceAll(letters, "<", " ")
}

func printKRAlien(v values) map[document.Field]string {
	return map[document.Field]string{document.Name: latin(v.holder.Surname + " " + v.holder.Given), document.Number: v.number, document.Sex: v.holder.Sex,
		document.Nationality: strings.ToUpper(nationality(v.holder.Nationality)), document.Status: v.status, document.DateOfIssue: dotted(v.issued), document.Issuer: v.issuer,
		officeLine: v.office, document.SerialNumber: v.serial, document.DateOfExpiry: dotted(v.expires), permitted: dotted(v.issued), reported: dotted(v.issued),
		document.PlaceOfResidence: v.lives.String()}
}

// Entries of alien cards that are no fields.
const officeLine, permitted, reported document.Field = "office", "permitted", "reported"

func fieldsKRAlien(v values) map[string]string {
	return map[string]string{"name": v.holder.Surname + " " + v.holder.Given, "registration_number": v.number, "nationality": v.holder.Nationality, "status": v.status,
		"address": v.lives.String(), "serial_number": v.serial, "date_of_expiry": iso(v.expires)}
}

// fillKRPassport fields: document_number, surname, given_names, name_local, nationality, date_of_expiry. Booklets of the series that began in December
// 2021 have no registration number in the zone.
func fillKRPassport(r *rand.Rand, o Options, v *values) {
	v.holder = korean.person(r, o.Ages, o.Today)
	v.issued = latest(o.Today.AddDate(0, 0, -40-r.IntN(1400)), dayNamed("2021-12-21"))
	v.expires, v.number, v.issuer = v.issued.AddDate(10, 0, 0), passportNumber(r, "KOR"), "MINISTRY OF FOREIGN AFFAIRS"
}

// monthly is a date as Korean passports print it: 12 3월/MAR 1990.
func monthly(t time.Time) string {
	return fmt.Sprintf("%02d %d월/%s %d", t.Day(), int(t.Month()), strings.ToUpper(t.Format("Jan")), t.Year())
}

func printKRPassport(v values) map[document.Field]string {
	nation := "REPUBLIC OF KOREA"
	if v.nation[0] != "" {
		nation = v.nation[0]
	}
	return map[document.Field]string{document.IssuingState: "KOR", document.Number: v.number, document.Surname: v.holder.Surname, document.GivenNames: v.holder.Given,
		document.Name: v.holder.Local, document.Nationality: nation, document.Sex: v.holder.Sex, document.DateOfBirth: monthly(v.holder.Born),
		document.DateOfIssue: monthly(v.issued), document.DateOfExpiry: monthly(v.expires), document.Issuer: v.issuer}
}

func zoneKRPassport(v values) ([]string, error) {
	return mrz.Build(mrz.TD3, mrz.Fields{
		DocumentCode: "PM", IssuingState: "KOR", Nationality: v.holder.Nationality, DocumentNumber: v.number, Sex: v.holder.Sex,
		PrimaryIdentifier: v.holder.Surname, SecondaryIdentifier: v.holder.Given, DateOfBirth: zoneDate(v.holder.Born), DateOfExpiry: zoneDate(v.expires),
	})
}

func fieldsKRPassport(v values) map[string]string {
	return map[string]string{"issuing_state": "KOR", "document_number": v.number, "surname": v.holder.Surname, "given_names": v.holder.Given, "name_local": v.holder.Local,
		"nationality": v.holder.Nationality, "date_of_expiry": iso(v.expires)}
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

// Inks of Korean documents.
var krDark, krRed, krSeal = ink(0x1C1C1C), ink(0xB3261E), faint(0xC62828, 205)

// krEntry is where a field's value stands.
func krEntry(f document.Field, x, y, w, size float64, face Face) Element {
	return Element{Name: string(f), Field: string(f), X: x, Y: y, W: w, Size: size, Face: face, Ink: krDark}
}

func (e Element) centred() Element { e.Align = Centre; return e }

func krCardFront() Layout {
	name := krEntry(document.Name, 7, 20.2, 44, 4.9, HangulBold)
	name.Track = 0.1
	home := krEntry(document.PlaceOfResidence, 7, 32.6, 47, 2.9, Hangul)
	home.Lines, home.Lead = 3, 3.7
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
		{Name: zoneTitle, Text: "주민등록증", X: 15, Y: 10.6, Size: 5.6, Face: HangulBold, Ink: ink(0x27425C), Track: 0.22},
		name, krEntry(document.Number, 7, 26.8, 46, 4.3, HangulBold), home,
		{Draw: Portrait, Name: zonePortrait, X: 57, Y: 7.2, W: 23, H: 29.5},
		{Draw: Ghost, Name: "portrait.ghost", X: 71, Y: 38.5, W: 9.5, H: 12},
		krEntry(document.DateOfIssue, 7, 44.6, 60, 3, Hangul).centred(),
		{Draw: Seal, Name: "seal", Field: "seal", X: 57.6, Y: 43, W: 8.2, Face: HangulBold, Ink: krSeal},
		krEntry(document.Issuer, 7, 49.8, 54, 3.7, HangulBold).centred(),
		{Text: "SPECIMEN 견본", X: 57, Y: 5.6, W: 23, Size: 2.1, Face: HangulBold, Ink: krRed, Align: Centre, Track: 0.05},
	}}
}

func krLicenceFront() Layout {
	text := func(s string, x, y, size float64, face Face) Element {
		return Element{Text: s, X: x, Y: y, Size: size, Face: face, Ink: ink(0x4A5A4C)}
	}
	home := krEntry(document.PlaceOfResidence, 29.5, 29.6, 40, 2.5, Hangul)
	home.Lines, home.Lead = 3, 3.1
	serial := krEntry(document.SerialNumber, 68.5, 36.6, 13.5, 2.4, SansBold)
	serial.Align, serial.Track = Right, 0.04
	return Layout{Name: "kr-licence.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: Paper{
		Top: ink(0xE6F0E6), Middle: ink(0xF5F3E6), Bottom: ink(0xE3EEE9),
		Waves: []Waves{
			{Ink: faint(0x5A9A68, 58), Pitch: 0.75, Line: 0.06, Amplitude: 1.6, Period: 25, Slant: 14, Swell: 0.8},
			{Ink: faint(0xC9A24D, 52), Pitch: 1.05, Line: 0.06, Amplitude: 2.0, Period: 33, Slant: -12, Swell: 0.5},
		},
		Rosettes: []Rosette{{Ink: faint(0x3F8A6A, 70), X: 55, Y: 31, R: 18, Petals: 16, Rings: 9, Depth: 0.3, Line: 0.07}},
	}, Elements: []Element{
		specimenMark(29, 50, 9.5, 24),
		krEntry(document.Class, 5, 8.2, 16, 4.2, HangulBold),
		{Name: zoneTitle, Text: "자동차운전면허증", X: 29.5, Y: 7.4, Size: 4.2, Face: HangulBold, Ink: ink(0x1E5C3A), Track: 0.04},
		{Text: "(Driver's License)", X: 63, Y: 7.2, Size: 2.2, Face: Sans, Ink: ink(0x1E5C3A)},
		{Draw: Bar, X: 29.5, Y: 9, W: 51, H: 0.35, Ink: faint(0x1E5C3A, 190)},
		{Draw: Portrait, Name: zonePortrait, X: 5, Y: 11, W: 21.5, H: 27.6},
		krEntry(document.Number, 29.5, 14.2, 48, 4, SansBold),
		text("성명:", 29.5, 19.6, 2.6, Hangul), krEntry(document.Name, 37, 19.7, 30, 3.3, HangulBold),
		text("주민등록번호:", 29.5, 24.6, 2.2, Hangul), krEntry(document.PersonalNumber, 44, 24.7, 26, 2.9, HangulBold), home,
		text("적성검사 기간:", 29.5, 39.2, 2.1, Hangul), krEntry(document.DateOfExpiry, 44, 39.2, 32, 2.5, Hangul),
		text("조건:", 5, 43, 2.4, Hangul), krEntry(document.Conditions, 11.5, 43, 10, 2.7, SansBold),
		{Draw: Portrait, Name: "portrait.small", X: 71, Y: 21, W: 10, H: 13}, serial,
		krEntry(document.DateOfIssue, 29.5, 44.6, 36, 2.9, Hangul).centred(),
		{Draw: Seal, Name: "seal", Field: "seal", X: 64.4, Y: 43, W: 8, Face: HangulBold, Ink: krSeal},
		krEntry(document.Issuer, 22, 49.8, 46, 3.5, HangulBold).centred(),
		{Text: "SPECIMEN 견본", X: 5, Y: 50, Size: 2.1, Face: HangulBold, Ink: krRed, Track: 0.05},
	}}
}
