package kr

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
)

var korea = time.FixedZone("UTC+9", 9*60*60)

var today = time.Date(2026, 11, 26, 10, 0, 0, 0, korea)

func sure(value string) document.Reading {
	return document.Reading{Value: value, Confidence: 0.98, Least: 0.95, Place: document.Quad{{X: 1, Y: 1}, {X: 9, Y: 1}, {X: 9, Y: 2}, {X: 1, Y: 2}}}
}

func unsure(value string) document.Reading {
	r := sure(value)
	r.Confidence, r.Least = 0.4, 0.2
	return r
}

// Cards whose numbers can be nobody's: holders of the nineteenth century, or a place that no office has.
func resident() *document.Page {
	return page(document.KRResident, document.Front, map[document.Field]string{document.Number: "120305-9000071", document.Name: "홍길동",
		document.PlaceOfResidence: "서울특별시 종로구 견본로 999", document.DateOfIssue: "2019.03.07.", document.Issuer: "종로구청장"})
}

func licence() *document.Page {
	return page(document.KRLicence, document.Front, map[document.Field]string{document.Number: "11-85-123456-10", document.PersonalNumber: "120305-9000071",
		document.Name: "홍길동", document.DateOfIssue: "2019.03.07.", document.DateOfExpiry: "2029.12.31.", document.SerialNumber: "A1B2CD", document.Class: "1종보통"})
}

func alien() (front, back *document.Page) {
	return page(document.KRAlien, document.Front, map[document.Field]string{document.Number: "000101-5000373", document.Name: "NGUYEN VAN A", document.Sex: "M",
			document.Nationality: "VIETNAM", document.DateOfIssue: "2019.03.07."}),
		page(document.KRAlien, document.Back, map[document.Field]string{document.SerialNumber: "7-001-234-5678"})
}

func page(t document.Type, s document.Side, values map[document.Field]string) *document.Page {
	p := &document.Page{Type: t, Side: s, Fields: map[document.Field]document.Reading{}, NotRun: map[string]string{}}
	for f, value := range values {
		p.Fields[f] = sure(value)
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
	name        string
	front, back *document.Page
	on          time.Time
	opts        Options
	want        is // what did not pass, and what is under test
}

func with(p *document.Page, f document.Field, r document.Reading) *document.Page {
	p.Fields[f] = r
	return p
}

func scenes() []scene {
	front, back := alien()
	resident := func(f document.Field, value string) *document.Page { return with(resident(), f, sure(value)) }
	licence := func(f document.Field, value string) *document.Page { return with(licence(), f, sure(value)) }
	alien := func(f document.Field, value string) *document.Page { p, _ := alien(); return with(p, f, sure(value)) }
	number, personal := document.Number, document.PersonalNumber
	noRRN := is{check.RRNFormat: fail, check.RRNCentury: open, check.RRNCheckDigit: open, check.HolderUnderage: open}
	unnamed := resident(document.Name, "")
	unread := resident(number, "")
	unread.Fields, unread.NotRun = nil, map[string]string{"fields": "no engine"}
	placeless := resident(number, "120305-9000071")
	placeless.Fields[number] = document.Reading{Value: "120305-9000071", Least: 1}
	doubtful := with(resident(number, ""), number, unsure("120230-9000071"))
	return []scene{
		{name: "a good resident card", front: resident(document.Name, "홍길동"), want: is{check.RRNFormat: pass, check.RRNCentury: pass, check.RRNCheckDigit: pass, check.HolderUnderage: pass,
			check.IssueFormat: pass, check.IssueFuture: pass, check.FieldBlank: pass, check.RulesFailed: pass, check.RRNUnmaskable: pass}},
		{name: "a good licence", front: licence(document.Name, "홍길동"), want: is{check.LicenceFormat: pass, check.LicenceRegion: pass, check.SerialFormat: pass, check.ExpiryFormat: pass,
			check.DocumentExpired: pass}},
		{name: "a good alien card", front: front, back: back, want: is{check.RRNFormat: pass, check.RRNCentury: pass, check.RRNCheckDigit: pass, check.SerialFormat: pass}},
		{name: "another country's", front: page(document.CCCDChip, document.Front, nil), want: is{check.RulesFailed: fail}},
		{name: "no name", front: unnamed, want: is{check.FieldBlank: fail}},
		{name: "fields were not read", front: unread, want: is{check.FieldBlank: check.NotRun, check.RRNFormat: check.NotRun, check.RRNCentury: check.NotRun, check.RRNCheckDigit: check.NotRun,
			check.IssueFormat: check.NotRun, check.IssueFuture: check.NotRun, check.HolderUnderage: check.NotRun, check.RRNUnmaskable: check.NotRun}},

		{name: "30 February", front: resident(number, "120230-9000071"), want: noRRN},
		{name: "30 February, doubtful", front: doubtful, want: is{check.RRNFormat: open, check.RRNCentury: open, check.RRNCheckDigit: open, check.HolderUnderage: open}},
		{name: "twelve digits", front: resident(number, "120305-900007"), want: noRRN},
		{name: "a birth to come", front: resident(number, "261127-3000000"), want: noRRN},
		{name: "the last six hidden", front: resident(number, "120305-9******"), want: is{check.RRNFormat: pass, check.RRNCentury: pass}},
		{name: "an alien's digit on a resident card", front: resident(number, "000101-5000373"), want: is{check.RRNCentury: fail, check.RRNCheckDigit: pass}},
		{name: "a national's digit on an alien card", front: alien(number, "120305-9000071"), want: is{check.RRNCentury: fail}},
		{name: "a woman's digit", front: alien(document.Sex, "F"), want: is{check.RRNCentury: fail}},
		{name: "another birth in print", front: licence(document.DateOfBirth, "1912.03.05."), want: is{check.RRNCentury: fail}},
		{name: "the same birth in print", front: licence(document.DateOfBirth, "1812. 3. 5."), want: is{check.RRNCentury: pass}},
		{name: "a check digit that does not fit", front: resident(number, "120305-9000092"), want: is{check.RRNCheckDigit: open}},
		{name: "remainder 0", front: resident(number, "120305-9000071"), want: is{check.RRNCheckDigit: pass}},
		{name: "remainder 1", front: resident(number, "120305-9000050"), want: is{check.RRNCheckDigit: pass}},
		{name: "remainder 2", front: resident(number, "120305-9000039"), want: is{check.RRNCheckDigit: pass}},
		{name: "remainder 10", front: resident(number, "120305-9000091"), want: is{check.RRNCheckDigit: pass}},

		{name: "a region that is none", front: licence(number, "27-85-123456-10"), want: is{check.LicenceRegion: fail}},
		{name: "a region by its name", front: licence(number, "서울 85-123456-10"), want: is{check.LicenceRegion: pass}},
		{name: "a name that is no region's", front: licence(number, "평양 85-123456-10"), want: is{check.LicenceRegion: fail}},
		{name: "eleven digits of a licence", front: licence(number, "11-85-12345-10"), want: is{check.LicenceFormat: fail, check.LicenceRegion: open}},
		{name: "a serial of four", front: licence(document.SerialNumber, "A1B2"), want: is{check.SerialFormat: fail}},
		{name: "a serial of five, in small letters", front: licence(document.SerialNumber, "a1b2c"), want: is{check.SerialFormat: pass}},
		{name: "no serial", front: licence(document.SerialNumber, ""), want: is{}},
		{name: "a licence without the registration number", front: licence(personal, ""), want: is{}},
		{name: "issued on no day", front: resident(document.DateOfIssue, "2019.02.30."), want: is{check.IssueFormat: fail, check.IssueFuture: open}},
		{name: "issued tomorrow", front: resident(document.DateOfIssue, "2026.11.27."), want: is{check.IssueFuture: fail}},
		{name: "issued today", front: resident(document.DateOfIssue, "2026.11.26."), want: is{check.IssueFuture: pass}},
		{name: "expired yesterday", front: licence(document.DateOfExpiry, "2026.11.25."), want: is{check.DocumentExpired: fail}},
		{name: "expires today, a stretch", front: licence(document.DateOfExpiry, "2026.01.01. ~ 2026.11.26."), want: is{check.DocumentExpired: pass}},
		{name: "an expiry that is no date", front: licence(document.DateOfExpiry, "2026.11"), want: is{check.ExpiryFormat: fail, check.DocumentExpired: open}},
		{name: "sixteen on the day of issue", front: resident(number, "020308-3******"), want: is{check.HolderUnderage: fail}},
		{name: "seventeen on the day of issue", front: resident(number, "020307-3******"), want: is{check.HolderUnderage: pass}},
		{name: "fifteen with a licence", front: licence(personal, "030308-3******"), want: is{check.HolderUnderage: fail}},
		{name: "no place of the number", front: placeless, want: is{check.RRNUnmaskable: fail}},
		{name: "no place of the number, where it may be kept", front: placeless, opts: Options{FullRRN: true}, want: is{}},
	}
}

func (s scene) judge() is {
	on := s.on
	if on.IsZero() {
		on = today
	}
	got := is{}
	for _, r := range PostCheck(s.front, s.back, "", on, s.opts) {
		if got[r.Reason] != fail {
			got[r.Reason] = r.Status
		}
	}
	return got
}

func TestRules(t *testing.T) {
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			got := s.judge()
			for reason, status := range got {
				if _, named := s.want[reason]; status == pass && !named {
					delete(got, reason)
				}
			}
			if diff := cmp.Diff(s.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestEveryReasonHasBothRows(t *testing.T) {
	seen := map[check.Reason]map[check.Status]bool{}
	for _, s := range scenes() {
		for reason, status := range s.judge() {
			if seen[reason] == nil {
				seen[reason] = map[check.Status]bool{}
			}
			seen[reason][status] = true
		}
	}
	first := slices.Index(check.Documents(), check.RRNFormat)
	for _, reason := range check.Documents()[first:] {
		against := check.Failed
		if reason == check.RRNCheckDigit {
			against = check.Inconclusive // never a rejection by itself (contract 7.1)
		}
		if !seen[reason][against] || !seen[reason][check.Passed] {
			t.Errorf("%s: rows %v", reason, seen[reason])
		}
	}
	for _, rule := range Rules() {
		if !seen[rule.Reason][check.Passed] {
			t.Errorf("%s: no passing row", rule.Reason)
		}
	}
}

// The table of contract 7.2.
func TestAlienCheckDigits(t *testing.T) {
	for _, number := range []string{"000101-5000373", "000101-5000282", "000101-5000170", "000101-5000073"} {
		r, err := ParseRRN(number, calendar.Of(today))
		if err != nil || !r.Foreign || r.CheckDigit() != check.Passed || r.Mask() != "000101-5******" {
			t.Errorf("%s: %+v, %v, %s", number, r, err, r.CheckDigit())
		}
	}
}

func TestNoCheckDigitSinceOctober2020(t *testing.T) {
	for text, want := range map[string]check.Status{"200930-3123456": check.Failed, "201001-3123456": check.NotRun} {
		if r, err := ParseRRN(text, calendar.Of(today)); err != nil || r.CheckDigit() != want {
			t.Errorf("born %v: %s, want %s (%v)", r.Born, r.CheckDigit(), want, err)
		}
	}
}

func TestLicenceNumber(t *testing.T) {
	l, err := ParseLicence("경기북부 03-000123-45")
	if err != nil || l.String() != "28-03-000123-45" || l.FirstIssue(calendar.Of(today)) != 2003 {
		t.Errorf("%+v, %v", l, err)
	}
	if got := (Licence{Year: 85}).FirstIssue(calendar.Of(today)); got != 1985 {
		t.Errorf("first issue in %d", got)
	}
}

func FuzzParseRRN(f *testing.F) {
	for _, text := range []string{"120305-9000071", "120305-9******", "000101-5000373", "1203059000071", "１２0305"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRRN(text, calendar.Of(today))
		if err != nil {
			if r != (RRN{}) {
				t.Errorf("%+v beside an error", r)
			}
			return
		}
		again, err := ParseRRN(r.Mask(), calendar.Of(today))
		if err != nil || again.Born != r.Born || again.Sex != r.Sex {
			t.Errorf("masked: %+v, %v", again, err)
		}
	})
}

func FuzzParseLicence(f *testing.F) {
	for _, text := range []string{"11-85-123456-10", "서울 85-123456-10", "경기북부03-000123-45"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLicence(text)
		if err != nil {
			return
		}
		if again, err := ParseLicence(l.String()); err != nil || again != l {
			t.Errorf("%+v became %+v, %v", l, again, err)
		}
	})
}

func TestParseDate(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"2019.03.07.", "2019-03-07"}, {"2019. 3. 7.", "2019-03-07"}, {"2019년 3월 7일", "2019-03-07"}, {"2019.01.01 ~ 2029.12.31", "2029-12-31"},
		{"07/03/2019", "2019-03-07"}, // as readers write it
		{"31/02/2019", ""}, {"7/3/2019", ""}, {"07/03/19", ""}, {"07.03.2019", ""}, {"2019.13.01.", ""}, {"2019", ""}, {"", ""},
	} {
		d, ok := ParseDate(row.text)
		if got := d.String(); ok != (row.want != "") || ok && got != row.want {
			t.Errorf("%q: %s %v, want %q", row.text, got, ok, row.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"07/03/2019", "2019.03.07.", "2019. 3. 7.", "2019년 3월 7일", "2019.01.01 ~ 2029.12.31", "2019-03-07"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := ParseDate(text)
		if !ok {
			return
		}
		if again, ok := ParseDate(d.String()); !ok || again != d {
			t.Errorf("%v became %v", d, again)
		}
	})
}
