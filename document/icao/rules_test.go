package icao

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/mrz"
)

var today = time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)

func sure(value string) document.Reading {
	return document.Reading{Value: value, Confidence: 0.98, Least: 0.95}
}

// anna is the specimen of ICAO 9303-4 appendix B, valid longer.
func anna() mrz.Fields {
	return mrz.Fields{DocumentCode: "P", IssuingState: "UTO", PrimaryIdentifier: "Eriksson", SecondaryIdentifier: "Anna Maria", DocumentNumber: "L898902C3",
		Nationality: "UTO", DateOfBirth: "740812", Sex: "F", DateOfExpiry: "320415", OptionalData: "ZE184226B"}
}

func zoneOf(t *testing.T, f mrz.Format, fields mrz.Fields) *document.Zone {
	t.Helper()
	lines, err := mrz.Build(f, fields)
	if err != nil {
		t.Fatal(err)
	}
	z := &document.Zone{Raw: lines, Lines: slices.Clone(lines)}
	for range lines {
		z.Confidence = append(z.Confidence, 0.99)
	}
	return z
}

func passport(t *testing.T, edit func(p *document.Page)) *document.Page {
	p := &document.Page{Type: document.Passport, Side: document.Data, Zone: zoneOf(t, mrz.TD3, anna()), NotRun: map[string]string{}, Fields: map[document.Field]document.Reading{
		document.Number: sure("L898902C3"), document.Surname: sure("ERIKSSON"), document.GivenNames: sure("ANNA MARIA"), document.DateOfBirth: sure("12 AUG 1974"),
		document.Sex: sure("F"), document.DateOfIssue: sure("16 APR/AVR 2022"), document.DateOfExpiry: sure("15.04.2032")}}
	if edit != nil {
		edit(p)
	}
	return p
}

type is = map[check.Reason]check.Status

const (
	pass = check.Passed
	fail = check.Failed
	open = check.Inconclusive
)

type scene struct {
	name string
	edit func(p *document.Page)
	on   time.Time
	want is
}

func put(f document.Field, r document.Reading) func(p *document.Page) {
	return func(p *document.Page) { p.Fields[f] = r }
}

func line(i, at int, with string) func(p *document.Page) {
	return func(p *document.Page) {
		for _, lines := range [][]string{p.Zone.Raw, p.Zone.Lines} {
			lines[i] = lines[i][:at] + with + lines[i][at+len(with):]
		}
	}
}

func scenes(t *testing.T) []scene {
	fields := func(edit func(f *mrz.Fields)) func(p *document.Page) {
		return func(p *document.Page) {
			f := anna()
			edit(&f)
			p.Zone = zoneOf(t, mrz.TD3, f)
		}
	}
	return []scene{
		{name: "a good passport", want: is{check.RulesFailed: pass, check.FieldBlank: pass, check.MRZShape: pass, check.MRZCharacters: pass, check.MRZDigits: pass, check.MRZFields: pass,
			check.MRZMismatch: pass, check.DocumentExpired: pass, check.BirthFuture: pass, check.IssueFuture: pass}},
		{name: "a type that is not judged by its zone", edit: func(p *document.Page) { p.Type = document.KRResident }, want: is{check.RulesFailed: fail}},
		{name: "no zone", edit: func(p *document.Page) { p.Zone = nil }, want: is{check.FieldBlank: fail, check.MRZShape: open, check.MRZCharacters: open, check.MRZDigits: open,
			check.MRZFields: open, check.MRZMismatch: open, check.DocumentExpired: open}},
		{name: "a zone that is there and was not read", edit: func(p *document.Page) {
			p.Zone, p.Measures = nil, map[document.Measure]document.Measured{document.MRZ: {Value: 0.8}}
		}, want: is{check.FieldBlank: open, check.MRZShape: open, check.MRZCharacters: open, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.DocumentExpired: open}},
		{name: "zones were not looked for", edit: func(p *document.Page) { p.Zone, p.NotRun["mrz"] = nil, "no model" },
			want: is{check.FieldBlank: check.NotRun, check.MRZShape: check.NotRun, check.MRZCharacters: check.NotRun, check.MRZDigits: check.NotRun, check.MRZFields: check.NotRun,
				check.MRZMismatch: check.NotRun, check.DocumentExpired: check.NotRun}},
		{name: "a line too short", edit: func(p *document.Page) { p.Zone.Raw, p.Zone.Lines = []string{p.Zone.Raw[0], p.Zone.Raw[1][:43]}, nil },
			want: is{check.MRZShape: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.DocumentExpired: open}},
		{name: "a card's format", edit: func(p *document.Page) {
			f := anna()
			f.DocumentCode, f.OptionalData = "I", ""
			p.Zone = zoneOf(t, mrz.TD2, f)
		}, want: is{check.MRZShape: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.DocumentExpired: open}},
		{name: "another state as nationality", edit: put(document.Nationality, sure("FRANCE")), want: is{check.MRZMismatch: fail}},
		{name: "another state as nationality, doubtful", edit: put(document.Nationality, document.Reading{Value: "FRANCE", Least: 0.2}), want: is{check.MRZMismatch: open}},
		{name: "the state's name, its code", edit: func(p *document.Page) {
			put(document.Nationality, sure("Utopia"))(p)
			put(document.IssuingState, sure("UTO"))(p)
		}, want: is{}},
		{name: "what its people are called", edit: put(document.Nationality, sure("UTOPIAN")), want: is{}},
		{name: "another issuing state", edit: put(document.IssuingState, sure("VNM")), want: is{check.MRZMismatch: fail}},
		{name: "another number", edit: put(document.Number, sure("L898902D3")), want: is{check.MRZMismatch: fail}},
		{name: "a number in which nothing differs but what looks alike", edit: put(document.Number, sure("L8989O2C3")), want: is{check.MRZMismatch: open}},
		{name: "a name whose marks were lost", edit: func(p *document.Page) {
			fields(func(f *mrz.Fields) { f.PrimaryIdentifier, f.SecondaryIdentifier = "Müller-Łoś", "Jürgen Groß" })(p)
			put(document.Surname, sure("MULLER-LOS"))(p)
			put(document.GivenNames, sure("JURGEN GROSS"))(p)
		}, want: is{}},
		{name: "a sign", edit: line(0, 40, "#"), want: is{check.MRZCharacters: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.DocumentExpired: open}},
		{name: "a false digit", edit: line(1, 9, "7"), want: is{check.MRZDigits: fail}},
		{name: "a false digit of which the reader was not sure at all", edit: func(p *document.Page) { line(1, 9, "7")(p); p.Zone.Confidence[1] = 0.1 }, want: is{check.MRZDigits: open}},
		{name: "a false digit, the reader half sure, that no other choice makes right", edit: func(p *document.Page) { line(1, 9, "7")(p); p.Zone.Confidence[1] = 0.4 }, want: is{check.MRZDigits: fail}},
		{name: "a false digit, the reader half sure, that another choice makes right", edit: func(p *document.Page) {
			p.Zone.Raw[1] = p.Zone.Raw[1][:9] + "7" + p.Zone.Raw[1][10:]
			p.Zone.Confidence[1] = 0.4
		}, want: is{check.MRZDigits: open}},
		{name: "a false digit, the reader sure, that a repair would hide", edit: func(p *document.Page) { p.Zone.Raw[1] = p.Zone.Raw[1][:9] + "7" + p.Zone.Raw[1][10:] },
			want: is{check.MRZDigits: fail}},
		{name: "an O that the reader was sure of, for a 0", edit: func(p *document.Page) { p.Zone.Raw[1] = p.Zone.Raw[1][:15] + "O" + p.Zone.Raw[1][16:] },
			want: is{check.MRZDigits: open, check.MRZFields: open}},
		{name: "a D that the reader was sure of, for a 0", edit: func(p *document.Page) { p.Zone.Raw[1] = p.Zone.Raw[1][:15] + "D" + p.Zone.Raw[1][16:] },
			want: is{check.MRZDigits: fail, check.MRZFields: open}},
		{name: "another number under a false digit", edit: line(1, 3, "7"), want: is{check.MRZDigits: fail, check.MRZMismatch: open}},
		{name: "a digit in the name", edit: line(0, 7, "1"), want: is{check.MRZFields: fail, check.MRZMismatch: fail}},
		{name: "a digit in the name, in a line that was hardly read", edit: func(p *document.Page) {
			line(0, 7, "1")(p)
			p.Zone.Confidence[0] = 0.01
		}, want: is{check.MRZFields: open, check.MRZMismatch: open}},
		{name: "a digit in the name, and the other line was hardly read", edit: func(p *document.Page) {
			line(0, 7, "1")(p)
			p.Zone.Confidence[1] = 0.01
		}, want: is{check.MRZFields: fail, check.MRZMismatch: fail}},
		{name: "another number", edit: fields(func(f *mrz.Fields) { f.DocumentNumber = "L898902C4" }), want: is{check.MRZMismatch: fail}},
		{name: "another birth", edit: fields(func(f *mrz.Fields) { f.DateOfBirth = "740813" }), want: is{check.MRZMismatch: fail}},
		{name: "a birth of which the zone knows the year", edit: fields(func(f *mrz.Fields) { f.DateOfBirth = "74<<<<" }), want: is{check.MRZMismatch: pass}},
		{name: "another sex", edit: fields(func(f *mrz.Fields) { f.Sex = "M" }), want: is{check.MRZMismatch: fail}},
		{name: "another name", edit: fields(func(f *mrz.Fields) { f.SecondaryIdentifier = "Berta" }), want: is{check.MRZMismatch: fail}},
		{name: "given names first in print", edit: func(p *document.Page) {
			delete(p.Fields, document.Surname)
			put(document.Name, sure("Anna Maria ERIKSSON"))(p)
		}, want: is{check.MRZMismatch: pass}},
		{name: "letters with a spelling of their own", edit: func(p *document.Page) {
			fields(func(f *mrz.Fields) { f.PrimaryIdentifier = "Schröder" })(p)
			put(document.Surname, sure("SCHRÖDER"))(p)
		}, want: is{check.MRZMismatch: pass}},
		{name: "the surname alone was read", edit: func(p *document.Page) { delete(p.Fields, document.GivenNames) }, want: is{check.MRZMismatch: pass}},
		{name: "another surname, alone", edit: func(p *document.Page) {
			delete(p.Fields, document.GivenNames)
			put(document.Surname, sure("LINDQVIST"))(p)
		}, want: is{check.MRZMismatch: fail}},
		{name: "something else than the number, not surely read", edit: put(document.Number, document.Reading{Value: "NM6", Confidence: 0.31, Least: 0.31}), want: is{check.MRZMismatch: open}},
		{name: "something else than the number, where a state's own pages have it", edit: func(p *document.Page) {
			p.Type = document.KRPassport
			put(document.Number, document.Reading{Value: "NM6", Confidence: 0.31, Least: 0.31})(p)
		}, want: is{check.MRZMismatch: fail}},
		{name: "a sharp s that the reader took for another letter", edit: func(p *document.Page) {
			fields(func(f *mrz.Fields) { f.PrimaryIdentifier = "Groß" })(p)
			put(document.Surname, sure("GROR"))(p)
		}, want: is{check.MRZMismatch: open}},
		{name: "another letter than that beside it", edit: func(p *document.Page) {
			fields(func(f *mrz.Fields) { f.PrimaryIdentifier = "Groß" })(p)
			put(document.Surname, sure("GRAR"))(p)
		}, want: is{check.MRZMismatch: fail}},
		{name: "a name longer than the line", edit: func(p *document.Page) {
			fields(func(f *mrz.Fields) { f.SecondaryIdentifier = "Anna Maria Magdalena Wilhelmina Theodora" })(p)
			put(document.GivenNames, sure("ANNA MARIA MAGDALENA WILHELMINA THEODORA"))(p)
		}, want: is{check.MRZMismatch: pass}},
		{name: "a doubtful letter", edit: put(document.Surname, document.Reading{Value: "ERIKSS0N", Confidence: 0.7, Least: 0.2}), want: is{check.MRZMismatch: open}},
		{name: "a date that is none", edit: put(document.DateOfBirth, sure("12 ??? 1974")), want: is{check.MRZMismatch: open, check.BirthFuture: open}},
		{name: "no layout", edit: func(p *document.Page) { p.Fields = nil }, want: is{check.MRZMismatch: open}},
		{name: "expired yesterday", on: time.Date(2032, 4, 16, 0, 0, 0, 0, time.UTC), want: is{check.DocumentExpired: fail}},
		{name: "the last day", on: time.Date(2032, 4, 15, 23, 0, 0, 0, time.UTC), want: is{check.DocumentExpired: pass}},
		{name: "no expiry", edit: func(p *document.Page) {
			fields(func(f *mrz.Fields) { f.DateOfExpiry = "" })(p)
			delete(p.Fields, document.DateOfExpiry)
		}, want: is{check.DocumentExpired: open, check.MRZFields: pass}},
		{name: "born tomorrow", edit: put(document.DateOfBirth, sure("27 NOV 2026")), want: is{check.BirthFuture: fail, check.MRZMismatch: fail}},
		{name: "issued tomorrow", edit: put(document.DateOfIssue, sure("27 NOV 2026")), want: is{check.IssueFuture: fail}},
		{name: "issued on a day that may be to come or past", edit: put(document.DateOfIssue, sure("01/12/2026")), want: is{check.IssueFuture: pass}},
	}
}

func (s scene) judge(t *testing.T) is {
	on := s.on
	if on.IsZero() {
		on = today
	}
	got := is{}
	for _, r := range PostCheck(passport(t, s.edit), nil, "", on, Options{}) {
		if got[r.Reason] != fail {
			got[r.Reason] = r.Status
		}
	}
	return got
}

func TestRules(t *testing.T) {
	seen := map[check.Reason]map[check.Status]bool{}
	for _, s := range scenes(t) {
		t.Run(s.name, func(t *testing.T) {
			got := s.judge(t)
			for reason, status := range got {
				if seen[reason] == nil {
					seen[reason] = map[check.Status]bool{}
				}
				seen[reason][status] = true
				if _, named := s.want[reason]; status == pass && !named {
					delete(got, reason)
				}
			}
			if diff := cmp.Diff(s.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	for _, rule := range Rules() {
		if !seen[rule.Reason][fail] || !seen[rule.Reason][pass] {
			t.Errorf("%s: rows %v", rule.Reason, seen[rule.Reason])
		}
	}
}

// Cards and visas, the zone on either side.
func TestFormats(t *testing.T) {
	card := anna()
	card.DocumentCode, card.OptionalData = "I", ""
	visa := anna()
	visa.DocumentCode, visa.OptionalData = "V", ""
	for _, row := range []struct {
		t      document.Type
		f      mrz.Format
		fields mrz.Fields
	}{{document.TD1Card, mrz.TD1, card}, {document.TD2Card, mrz.TD2, card}, {document.Visa, mrz.MRVA, visa}, {document.Visa, mrz.MRVB, visa}, {document.KRPassport, mrz.TD3, anna()}} {
		front := &document.Page{Type: row.t, Side: document.Front, Fields: map[document.Field]document.Reading{document.Number: sure("L898902C3")}}
		back := &document.Page{Type: row.t, Side: document.Back, Zone: zoneOf(t, row.f, row.fields)}
		for _, r := range PostCheck(front, back, document.Back, today, Options{}) {
			if r.Status != check.Passed {
				t.Errorf("%s %s: %s %s at %s", row.t, row.f, r.Reason, r.Status, r.Place)
			}
		}
	}
}

func TestBirthDay(t *testing.T) {
	for _, row := range []struct {
		name string
		edit func(p *document.Page)
		want calendar.Day
	}{
		{"as printed", nil, calendar.Day{Year: 1974, Month: 8, Day: 12}},
		{"under a false digit", line(1, 19, "7"), calendar.Day{}},
		{"no zone", func(p *document.Page) { p.Zone = nil }, calendar.Day{}},
	} {
		if got, ok := BirthDay(passport(t, row.edit), nil, today); ok != (row.want != calendar.Day{}) || ok && got != row.want {
			t.Errorf("%s: %v, %t", row.name, got, ok)
		}
	}
}

func TestDates(t *testing.T) {
	day := func(y, m, d int) calendar.Day { return calendar.Day{Year: y, Month: m, Day: d} }
	for text, want := range map[string][]calendar.Day{
		"12 MAR 1990":        {day(1990, 3, 12)},
		"12 MAR/MARS 90":     {day(1990, 3, 12)}, // 2090 is a day as well
		"12 3월/MAR 1990":     {day(1990, 3, 12)},
		"12.03.1990":         {day(1990, 3, 12), day(1990, 12, 3)},
		"31/12/1990":         {day(1990, 12, 31)},
		"1990-03-12":         {day(1990, 3, 12)},
		"05 FÉV/FEB 2021":    {day(2021, 2, 5)},
		"01 DEZEMBER 2021":   {day(2021, 12, 1)},
		"30 FEB 2021":        nil,
		"MAR 1990":           nil,
		"1":                  nil,
		"12345678901 1 1990": nil,
	} {
		got := Dates(text)
		if text == "12 MAR/MARS 90" {
			want = append(want, day(2090, 3, 12))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
}

func FuzzDates(f *testing.F) {
	for _, text := range []string{"12 MAR 1990", "12 3월/MAR 1990", "12.03.90", "1990-03-12", "٣ MAR 1990"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := Dates(text)
		if len(found) > 4 {
			t.Errorf("%d days", len(found))
		}
		for _, d := range found {
			if !slices.Contains(Dates(d.String()), d) {
				t.Errorf("%v is not read again", d)
			}
		}
	})
}

// FuzzPostCheck: a worker's reply is untrusted; no lines of it may bring the rules down.
func FuzzPostCheck(f *testing.F) {
	lines, err := mrz.Build(mrz.TD3, anna())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(lines[0], lines[1], "", "L898902C3", "12 AUG 1974")
	f.Add("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "", "")
	f.Fuzz(func(t *testing.T, a, b, c, number, date string) {
		raw := []string{a, b}
		if c != "" {
			raw = append(raw, c)
		}
		for _, kind := range []document.Type{document.Passport, document.TD1Card, document.TD2Card, document.Visa} {
			p := &document.Page{Type: kind, Zone: &document.Zone{Raw: raw}, Fields: map[document.Field]document.Reading{
				document.Number: sure(number), document.DateOfBirth: sure(date), document.Name: sure(a), document.Sex: sure(b)}}
			if results := PostCheck(p, nil, "", today, Options{}); len(results) < 6 {
				t.Errorf("%d results", len(results))
			}
		}
	})
}

// The zone of a card of format TD1 is on its back: a front alone is not found to lack it, and is compared when the back comes. A visa's zone may have the
// passport's number.
func TestZoneElsewhere(t *testing.T) {
	card, visa := anna(), anna()
	card.DocumentCode, card.OptionalData = "I", ""
	visa.DocumentCode, visa.OptionalData = "V", ""
	front := func(surname string) *document.Page {
		p := passport(t, put(document.Surname, sure(surname)))
		p.Type, p.Side, p.Zone = document.TD1Card, document.Front, nil
		return p
	}
	back := &document.Page{Type: document.TD1Card, Side: document.Back, Zone: zoneOf(t, mrz.TD1, card)}
	sticker := passport(t, put(document.Number, sure("V1234567")))
	sticker.Type, sticker.Zone = document.Visa, zoneOf(t, mrz.MRVA, visa)
	for _, row := range []struct {
		name        string
		front, back *document.Page
		latest      document.Side
		want        is
	}{
		{"a front", front("ERIKSSON"), nil, document.Front, is{check.RulesFailed: pass, check.FieldBlank: open, check.IssueFuture: pass, check.BirthFuture: pass}},
		{"its back", front("ERIKSSON"), back, document.Back, is{check.RulesFailed: pass, check.FieldBlank: pass, check.MRZShape: pass, check.MRZCharacters: pass, check.MRZDigits: pass,
			check.MRZFields: pass, check.MRZMismatch: pass, check.DocumentExpired: pass}},
		{"another's back", front("NOVAK"), back, document.Back, is{check.RulesFailed: pass, check.FieldBlank: pass, check.MRZShape: pass, check.MRZCharacters: pass, check.MRZDigits: pass,
			check.MRZFields: pass, check.MRZMismatch: fail, check.DocumentExpired: pass}},
		{"a visa with another number", sticker, nil, "", is{check.RulesFailed: pass, check.FieldBlank: pass, check.MRZShape: pass, check.MRZCharacters: pass, check.MRZDigits: pass,
			check.MRZFields: pass, check.MRZMismatch: pass, check.DocumentExpired: pass, check.IssueFuture: pass, check.BirthFuture: pass}},
	} {
		got := is{}
		for _, r := range PostCheck(row.front, row.back, row.latest, today, Options{}) {
			got[r.Reason] = r.Status
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", row.name, diff)
		}
	}
}
