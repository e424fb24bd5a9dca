package vn

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
)

// anyCard draws a card that is good by construction, and a day on which it is.
func anyCard(t *rapid.T) (person, time.Time) {
	p := of(rapid.SampledFrom(Types()).Draw(t, "type"))
	p.sex = rapid.SampledFrom([]string{"M", "F"}).Draw(t, "sex")
	p.name = rapid.SampledFrom([]string{"Lê Thị Mai", "Phạm Văn Bình", "Nguyễn Hoàng Thị Phương Khánh Quỳnh Trang", "Đặng Ý", "Hồ Đức Đạt"}).Draw(t, "name")
	w, ok := windowOf(p.t)
	if !ok {
		w = window{date(2015, 1, 1), date(2024, 1, 1)}
	}
	last := w.last
	if last == (calendar.Day{}) {
		last = date(2024, 12, 1)
		if p.t == cmnd9 {
			last = date(2013, 1, 1)
		}
	}
	first := w.first
	if p.t == cmnd9 {
		first = date(2010, 1, 1) // not run out on the day
	}
	p.issued = first.AddDays(rapid.IntRange(0, 400).Draw(t, "days"))
	if p.issued.After(last) {
		p.issued = last
	}
	least := 14
	if p.t == law {
		least = 6
	}
	age := rapid.IntRange(least, 90).Draw(t, "age")
	p.born = p.issued.AddDays(-rapid.IntRange(0, 364).Draw(t, "days since birthday")).Anniversary(-age)
	p.unlimited = false
	p.renew()
	if p.t == passpt || p.t == licens {
		p.expires = p.issued.Anniversary(10)
	} else if p.t != cmnd9 {
		digit, _ := sexDigit(p.born.Year, p.sex == "F")
		p.number = fmt.Sprintf("%s%c%02d%06d", rapid.SampledFrom(Provinces()).Draw(t, "province").Code, digit, p.born.Year%100, rapid.IntRange(0, 999999).Draw(t, "serial"))
	}
	if p.t == bar {
		p.issuer = residenceTitle
		if !p.issued.Before(switchover) {
			p.issuer = orderTitle
		}
	}
	on := p.issued.AddDays(30)
	return p, time.Date(on.Year, time.Month(on.Month), on.Day, 8, 0, 0, 0, vietnamTime)
}

// A card that is good by construction never fails, whatever is known of it, and leaves nothing open.
func TestGoodByConstruction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, on := anyCard(t)
		front, back := p.pair()
		if back != nil && rapid.Bool().Draw(t, "one side") {
			back = nil
		}
		for _, r := range PostCheck(front, back, "", on, Options{}) {
			if r.Status != check.Passed {
				t.Fatalf("%s, born %v, issued %v, runs to %v: %s %s at %s", p.t, p.born, p.issued, p.expiry(), r.Reason, r.Status, r.Place)
			}
		}
	})
}

// shift moves one datum of a good card and names the one rule that must then fail.
type shift struct {
	name  string
	types []document.Type
	move  func(t *rapid.T, front, back *document.Page)
	fails check.Reason
}

func shifts() []shift {
	digitAt := func(text string, at int, by int) string {
		out := []byte(text)
		out[at] = '0' + (out[at]-'0'+byte(by))%10
		return string(out)
	}
	year := func(t *rapid.T, front, _ *document.Page) {
		r := front.Fields[document.Number]
		r.Value = digitAt(r.Value, rapid.IntRange(4, 5).Draw(t, "at"), rapid.IntRange(1, 9).Draw(t, "by"))
		front.Fields[document.Number] = r
	}
	years := func(f document.Field) func(t *rapid.T, front, back *document.Page) {
		return func(t *rapid.T, front, back *document.Page) {
			for _, p := range []*document.Page{front, back} {
				if e, ok := ParseExpiry(p.Fields[f].Value); ok && !e.Unlimited {
					p.Fields[f] = sure(slashed(calendar.Day{Year: e.Day.Year + 1, Month: e.Day.Month, Day: min(e.Day.Day, 28)}))
				}
			}
		}
	}
	plain := []document.Type{bar} // nothing else on it says the same
	return []shift{
		{"a digit of the year in the number", plain, year, check.NumberBirthYear},
		{"a year more of validity", []document.Type{cmnd12}, years(document.DateOfExpiry), check.ExpiryNot15Years},
		{"another nationality", plain, func(t *rapid.T, front, _ *document.Page) { front.Fields[document.Nationality] = sure("Campuchia") }, check.NationalityWrong},
		{"a digit of the number in the code", []document.Type{chip}, func(t *rapid.T, front, _ *document.Page) {
			q, _ := ParseQR(front.Codes[0].Text)
			q.Number = digitAt(q.Number, 11, rapid.IntRange(1, 9).Draw(t, "by"))
			front.Codes[0].Text = q.String()
		}, check.QRMismatch},
		{"a check digit", []document.Type{chip, law}, func(t *rapid.T, _, back *document.Page) {
			at := rapid.SampledFrom([][2]int{{0, 14}, {0, 29}, {1, 6}, {1, 14}, {1, 29}}).Draw(t, "which")
			for _, lines := range [][]string{back.Zone.Raw, back.Zone.Lines} {
				replace(at[0], at[1], digitAt(lines[at[0]][at[1]:at[1]+1], 0, 1))(lines)
			}
		}, check.MRZDigits},
	}
}

// Moving one datum fails the rule about it and no other.
func TestOneDatumFailsOneRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(shifts()).Draw(t, "shift")
		p, on := anyCard(t)
		if !slices.Contains(s.types, p.t) {
			t.Skip("another type")
		}
		front, back := p.pair()
		s.move(t, front, back)
		if got := with(PostCheck(front, back, "", on, Options{}), check.Failed); !slices.Equal(got, []check.Reason{s.fails}) {
			t.Fatalf("%s: %v failed", s.name, got)
		}
	})
}

// Whatever was not sure of its characters never fails for what it says.
func TestDoubtNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, on := anyCard(t)
		front, back := p.pair()
		f := rapid.SampledFrom([]document.Field{document.Number, document.DateOfBirth, document.DateOfExpiry, document.Sex}).Draw(t, "field")
		r, ok := front.Fields[f]
		if !ok || r.Value == "" {
			t.Skip("not on this card")
		}
		value := []byte(r.Value)
		value[rapid.IntRange(0, len(value)-1).Draw(t, "at")] = byte(rapid.IntRange('0', '9').Draw(t, "as"))
		front.Fields[f] = unsure(string(value))
		for _, r := range PostCheck(front, back, "", on, Options{}) {
			if r.Status == check.Failed {
				t.Fatalf("%s at %s", r.Reason, r.Place)
			}
		}
	})
}

// FuzzPostCheck: what a worker says is untrusted, and no reading may bring the rules down or show in a place.
func FuzzPostCheck(f *testing.F) {
	p := mai()
	lines := p.zone()
	f.Add(uint8(3), p.number, p.name, slashed(p.born), "Nữ", slashed(p.expires), p.residence, orderTitle, lines[0], lines[1], lines[2], "036190004321||Lê Thị Mai|12031990|Nữ|x|22062022")
	f.Add(uint8(5), "P01234567", "LÊ THỊ MAI", "1990", "F", "KHÔNG THỜI HẠN", "", "", "P<VNM", "", "", "")
	f.Fuzz(func(t *testing.T, kind uint8, number, name, born, sex, expires, residence, issuer, line1, line2, line3, code string) {
		p := of(Types()[int(kind)%len(Types())])
		front, back := p.pair()
		for _, page := range []*document.Page{front, back} {
			if page == nil {
				continue
			}
			for f, value := range map[document.Field]string{document.Number: number, document.Name: name, document.DateOfBirth: born, document.Sex: sex, document.Nationality: sex,
				document.DateOfExpiry: expires, document.DateOfIssue: born, document.PlaceOfResidence: residence, document.Issuer: issuer} {
				if _, ok := page.Fields[f]; ok {
					page.Fields[f] = sure(value)
				}
			}
			if page.Zone != nil {
				page.Zone = &document.Zone{Raw: []string{line1, line2, line3}, Confidence: []float64{0.9}}
			}
			page.Codes = []document.Code{{Symbology: "QRCode", Text: code}}
		}
		for _, r := range PostCheck(front, back, "", dayFor(p.t), Options{}) {
			if r.Name != string(r.Reason) || len(r.Place) > 40 {
				t.Errorf("%+v", r)
			}
		}
	})
}
