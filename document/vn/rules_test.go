package vn

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
)

// scene is a card that is made wrong (or nearly) in one place.
type scene struct {
	name string
	kind document.Type
	make func(p *person)                  // before it is printed
	edit func(front, back *document.Page) // afterwards
	only document.Side                    // this side alone; empty: both
	late document.Side                    // the newest side
	on   time.Time                        // zero: a day on which that type is good
	opts Options                          //
	want map[check.Reason]check.Status    // every reason that is not Passed, and the ones under test that are
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 12, 0, 0, 0, vietnamTime) }

func date(y, m, d int) calendar.Day { return calendar.Day{Year: y, Month: m, Day: d} }

func (s scene) judge() []check.Result {
	p := of(s.kind)
	if s.make != nil {
		s.make(&p)
	}
	front, back := p.pair()
	if s.edit != nil {
		s.edit(front, back)
	}
	switch s.only {
	case document.Front:
		back = nil
	case document.Back:
		front = nil
	}
	on := s.on
	if on.IsZero() {
		on = dayFor(s.kind)
	}
	return PostCheck(front, back, s.late, on, s.opts)
}

type is = map[check.Reason]check.Status

const (
	pass = check.Passed
	fail = check.Failed
	open = check.Inconclusive
)

// born moves a birth, and the number and expiry with it.
func born(y, m, d int) func(p *person) {
	return func(p *person) {
		p.born = date(y, m, d)
		digit, _ := sexDigit(y, p.sex == "F")
		p.number = p.number[:3] + string(digit) + slashed(p.born)[8:] + p.number[6:]
		p.renew()
	}
}

// renew gives the expiry that the law says for birth and issue.
func (p *person) renew() {
	e, ok := ExpectedExpiry(p.t, p.born.Age(p.issued))
	switch {
	case !ok:
	case e.FromIssue > 0:
		p.expires = p.issued.Anniversary(e.FromIssue)
	default:
		p.expires, p.unlimited = p.born.Anniversary(e.Birthday), e.Unlimited
	}
}

func both(steps ...func(p *person)) func(p *person) {
	return func(p *person) {
		for _, step := range steps {
			step(p)
		}
	}
}

func issuedOn(y, m, d int) func(p *person) {
	return func(p *person) { p.issued = date(y, m, d); p.renew() }
}

func runsTo(y, m, d int) func(p *person) {
	return func(p *person) { p.expires, p.unlimited = date(y, m, d), false }
}

func forever(p *person) { p.unlimited = true }

func onFront(f document.Field, r document.Reading) func(front, back *document.Page) {
	return func(front, _ *document.Page) { set(front, f, r) }
}

func onBack(f document.Field, r document.Reading) func(front, back *document.Page) {
	return func(_, back *document.Page) { set(back, f, r) }
}

func code(text string) func(front, back *document.Page) {
	return func(front, back *document.Page) {
		for _, p := range []*document.Page{front, back} {
			if len(p.Codes) > 0 {
				p.Codes[0].Text = text
			}
		}
	}
}

// zone edits the lines as read and as repaired alike: what the document itself says.
func zone(edit func(lines []string)) func(front, back *document.Page) {
	return func(front, back *document.Page) {
		page := back
		if page == nil {
			page = front
		}
		edit(page.Zone.Raw)
		edit(page.Zone.Lines)
	}
}

func replace(line, at int, with string) func(lines []string) {
	return func(lines []string) { lines[line] = lines[line][:at] + with + lines[line][at+len(with):] }
}

// otherZone puts the zone of another holder or card in.
func otherZone(make func(p *person)) func(front, back *document.Page) {
	return func(front, back *document.Page) {
		page := back
		if page == nil {
			page = front
		}
		p := of(page.Type)
		make(&p)
		page.Zone = zoneOf(p.zone())
	}
}

const (
	chip   = document.CCCDChip
	law    = document.CanCuoc2024
	bar    = document.CCCDBarcode
	cmnd12 = document.CMND12
	cmnd9  = document.CMND9
	licens = document.VNLicence
	passpt = document.VNPassport
)

// scenes are the golden rows: contract 3.5 and 4, both sides of each boundary.
func scenes() []scene {
	return []scene{
		{name: "E-1 a type without rules", kind: chip, edit: func(front, back *document.Page) { front.Type = document.KRResident }, want: is{check.RulesFailed: fail}},
		{name: "E-1 no type", kind: chip, edit: func(front, back *document.Page) { front.Type = "" }, only: document.Front, want: is{check.RulesFailed: fail}},

		{name: "E01 blank on the front, alone", kind: chip, edit: onFront(document.PlaceOfOrigin, sure("")), only: document.Front, want: is{check.FieldBlank: fail}},
		{name: "E01 N/A is blank", kind: chip, edit: onFront(document.PlaceOfOrigin, sure("N/A")), only: document.Front, want: is{check.FieldBlank: fail}},
		{name: "E01 blank on the back", kind: chip, edit: onBack(document.Features, sure(" ")), late: document.Back, want: is{check.FieldBlank: fail, check.FrontBlank: pass}},
		{name: "E01 no zone where one must be", kind: chip, edit: func(_, back *document.Page) { back.Zone = nil }, want: is{check.FieldBlank: fail, check.CardsDiffer: open,
			check.MRZShape: open, check.MRZCharacters: open, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open}},
		{name: "E01 a zone that is there and could not be read", kind: chip, edit: func(_, back *document.Page) {
			back.Zone = nil
			back.Measures[document.MRZ] = document.Measured{Value: 0.9}
		}, want: is{check.FieldBlank: open, check.CardsDiffer: open, check.MRZShape: open, check.MRZCharacters: open, check.MRZDigits: open, check.MRZFields: open,
			check.MRZMismatch: open}},
		{name: "E01 ethnicity and religion are not required", kind: cmnd9, edit: onBack(document.Religion, sure("")), want: is{check.FieldBlank: pass}},
		{name: "E16 blank on the front, seen with the back", kind: chip, edit: onFront(document.PlaceOfOrigin, sure("")), late: document.Back,
			want: is{check.FrontBlank: fail, check.FieldBlank: pass}},
		{name: "E16 blank on the front of two files", kind: bar, edit: onFront(document.PlaceOfOrigin, sure("")), want: is{check.FrontBlank: fail, check.FieldBlank: pass}},

		{name: "E02 eleven digits", kind: bar, edit: onFront(document.Number, sure("03619000432")), want: is{check.NumberFormat: fail, check.NumberBirthYear: open, check.NumberSex: open}},
		{name: "E02 a letter", kind: bar, edit: onFront(document.Number, sure("03619000432O")), want: is{check.NumberFormat: fail, check.NumberBirthYear: open, check.NumberSex: open}},
		{name: "E02 a province that nobody has", kind: bar, edit: onFront(document.Number, sure("003190004321")), want: is{check.NumberFormat: fail}},
		{name: "E02 a province the project knows", kind: bar, edit: onFront(document.Number, sure("003190004321")), opts: Options{Provinces: []string{"003"}}, want: is{check.NumberFormat: pass}},
		{name: "E02 a country's code", kind: bar, edit: onFront(document.Number, sure("101190004321")), want: is{check.NumberFormat: pass}},
		{name: "E02 a century to come", kind: bar, edit: onFront(document.Number, sure("036590004321")), want: is{check.NumberFormat: fail, check.NumberSex: fail}},
		{name: "E02 a doubtful digit", kind: bar, edit: onFront(document.Number, unsure("03619000432O")), want: is{check.NumberFormat: open, check.NumberBirthYear: open, check.NumberSex: open}},
		{name: "E02 nine digits on the oldest card", kind: cmnd9, edit: onFront(document.Number, sure("162 345 678")), want: is{check.NumberFormat: pass}},
		{name: "E02 twelve digits on the oldest card", kind: cmnd9, edit: onFront(document.Number, sure("036190004321")), want: is{check.NumberFormat: fail}},
		{name: "E02 licence", kind: licens, edit: onFront(document.Number, sure("36012345678")), want: is{check.NumberFormat: fail}},
		{name: "E02 passport, one letter and eight digits", kind: passpt, make: func(p *person) { p.number = "E01234567" }, want: is{check.NumberFormat: pass}},
		{name: "E02 passport, two letters", kind: passpt, make: func(p *person) { p.number = "EE1234567" }, want: is{check.NumberFormat: fail}},

		{name: "E03 no such day", kind: bar, edit: onFront(document.DateOfBirth, sure("31/02/1990")),
			want: is{check.BirthFormat: fail, check.BirthFuture: open, check.NumberBirthYear: open, check.NumberSex: open, check.AgeUnder14: open, check.IssueUnder14: open,
				check.ExpiryNot25: open, check.ExpiryNot40: open, check.ExpiryNot60: open, check.ExpiryNotUnlimited: open}},
		{name: "E03 29 February of a leap year", kind: bar, make: born(1996, 2, 29), want: is{check.BirthFormat: pass}},
		{name: "E03 the year alone, on the oldest card", kind: cmnd9, edit: onFront(document.DateOfBirth, sure("1990")), want: is{check.BirthFormat: pass, check.AgeUnder14: pass}},
		{name: "E03 the year alone, where a project wants the day", kind: cmnd9, edit: onFront(document.DateOfBirth, sure("1990")), opts: Options{RefuseYearOnly: true},
			want: is{check.BirthFormat: fail, check.BirthFuture: open, check.AgeUnder14: open, check.IssueUnder14: open}},
		{name: "E03 the year alone on a newer card", kind: bar, edit: onFront(document.DateOfBirth, sure("1990")), only: document.Front,
			want: is{check.BirthFormat: fail, check.BirthFuture: open, check.NumberBirthYear: open, check.NumberSex: open, check.AgeUnder14: open}},
		{name: "E03 the year before the day", kind: licens, edit: onFront(document.DateOfBirth, sure("1990/03/12")), want: is{check.BirthFormat: fail, check.BirthFuture: open}},

		{name: "E04 tomorrow", kind: licens, edit: onFront(document.DateOfBirth, sure("05/03/2025")), want: is{check.BirthFuture: fail}},
		{name: "E04 today", kind: licens, edit: onFront(document.DateOfBirth, sure("04/03/2025")), want: is{check.BirthFuture: pass}},
		{name: "E13 tomorrow", kind: licens, edit: onFront(document.DateOfIssue, sure("Nam Định, ngày 05 tháng 03 năm 2025")), want: is{check.IssueFuture: fail}},
		{name: "E13 today", kind: licens, edit: onFront(document.DateOfIssue, sure("Nam Định, ngày 04 tháng 03 năm 2025")), want: is{check.IssueFuture: pass}},
		{name: "E12 a month that is none", kind: bar, edit: onBack(document.DateOfIssue, sure("05/13/2019")), late: document.Back,
			want: is{check.IssueFormat: fail, check.IssueFuture: open, check.TypeDate: open, check.IssuerDate: open, check.IssueUnder14: open, check.ExpiryNot25: open,
				check.ExpiryNot40: open, check.ExpiryNot60: open, check.ExpiryNotUnlimited: open}},
		{name: "E12 in words", kind: licens, edit: onFront(document.DateOfIssue, sure("Hà Nội, ngày 03 tháng 04 năm 2023")), want: is{check.IssueFormat: pass}},
		{name: "E09 neither a date nor unlimited", kind: bar, edit: onFront(document.DateOfExpiry, sure("KHÔNG HẠN")), only: document.Front,
			want: is{check.ExpiryFormat: fail, check.DocumentExpired: open, check.ExpiryUnlimited: open}},
		{name: "E09 without a limit, without tones", kind: licens, edit: onFront(document.DateOfExpiry, sure("Khong thoi han")), want: is{check.ExpiryFormat: pass, check.DocumentExpired: pass}},

		{name: "E06 another state", kind: bar, edit: onFront(document.Nationality, sure("Lào")), want: is{check.NationalityWrong: fail}},
		{name: "E06 tones do not count", kind: bar, edit: onFront(document.Nationality, sure("VIÊT NAM")), want: is{check.NationalityWrong: pass}},
		{name: "E06 misread", kind: bar, edit: onFront(document.Nationality, sure("Việt Nan")), want: is{check.NationalityWrong: open}},

		{name: "E07 another year", kind: bar, edit: onFront(document.Number, sure("036191004321")), want: is{check.NumberBirthYear: fail}},
		{name: "E07 a doubtful digit", kind: bar, edit: onFront(document.Number, unsure("036191004321")), want: is{check.NumberBirthYear: open}},
		{name: "E07 a doubtful digit that the code settled", kind: bar, edit: onFront(document.Number, document.Reading{Value: "036191004321", Least: 0.1, SettledBy: document.FromQR}),
			want: is{check.NumberBirthYear: fail}},
		{name: "E08 a man's digit", kind: bar, edit: onFront(document.Number, sure("036090004321")), want: is{check.NumberSex: fail}},
		{name: "E08 a digit of the next century", kind: bar, edit: onFront(document.Number, sure("036390004321")), want: is{check.NumberSex: fail}},
		{name: "E08 a woman born in 2001", kind: bar, make: both(born(2001, 8, 9)), want: is{check.NumberSex: pass, check.NumberBirthYear: pass}},
		{name: "E08 a sex that cannot be read", kind: bar, edit: onFront(document.Sex, sure("?")), want: is{check.NumberSex: open}},

		{name: "E10 yesterday", kind: bar, on: day(2030, 3, 13), want: is{check.DocumentExpired: fail}},
		{name: "E10 the last day", kind: bar, on: day(2030, 3, 12), want: is{check.DocumentExpired: pass}},
		{name: "E10 licence", kind: licens, on: day(2030, 3, 13), want: is{check.DocumentExpired: fail}},
		{name: "E10 passport", kind: passpt, on: day(2033, 4, 4), want: is{check.DocumentExpired: fail}},
		{name: "E10 the oldest card, fifteen years", kind: cmnd9, make: issuedOn(2008, 5, 7), on: day(2023, 5, 8), want: is{check.DocumentExpired: fail}},
		{name: "E10 the oldest card, the last day", kind: cmnd9, make: issuedOn(2008, 5, 7), on: day(2023, 5, 7), want: is{check.DocumentExpired: pass}},
		{name: "E10 run out in the half year of grace", kind: cmnd9, make: issuedOn(2009, 2, 1), on: day(2024, 6, 30), want: is{check.DocumentExpired: pass}},
		{name: "E10 after the half year of grace", kind: cmnd9, make: issuedOn(2009, 2, 1), on: day(2024, 7, 1), want: is{check.DocumentExpired: fail}},
		{name: "E10 the last day of the old law", kind: cmnd12, on: day(2024, 12, 31), want: is{check.DocumentExpired: pass}},
		{name: "E10 after the old law", kind: cmnd12, on: day(2025, 1, 1), want: is{check.DocumentExpired: fail}},
		{name: "E10 after the old law, where a project takes such cards", kind: cmnd12, on: day(2025, 1, 1), opts: Options{KeepCMND: true}, want: is{check.DocumentExpired: pass}},
		{name: "E10 after the old law, seen on the front", kind: cmnd9, only: document.Front, on: day(2025, 1, 1), want: is{check.DocumentExpired: fail}},

		{name: "E11 57 years old", kind: bar, make: both(born(1967, 3, 5), forever), only: document.Front, on: day(2025, 3, 4), want: is{check.ExpiryUnlimited: fail}},
		{name: "E11 58 years old", kind: bar, make: both(born(1967, 3, 5), forever), only: document.Front, on: day(2025, 3, 5), want: is{check.ExpiryUnlimited: pass}},

		{name: "E32 the day before chip cards", kind: chip, make: issuedOn(2021, 1, 22), want: is{check.TypeDate: fail}},
		{name: "E32 the first day of chip cards", kind: chip, make: issuedOn(2021, 1, 23), want: is{check.TypeDate: pass}},
		{name: "E32 after the last day of chip cards", kind: chip, make: issuedOn(2024, 7, 1), want: is{check.TypeDate: open}},
		{name: "E32 the day before the law of 2023", kind: law, make: issuedOn(2024, 6, 30), want: is{check.TypeDate: fail}},
		{name: "E32 the first day of the law of 2023", kind: law, make: issuedOn(2024, 7, 1), want: is{check.TypeDate: pass}},
		{name: "E32 cards with a bar code", kind: bar, make: both(issuedOn(2015, 12, 31), func(p *person) { p.issuer = residenceTitle }), want: is{check.TypeDate: fail}},

		{name: "E31 the second authority before its time", kind: bar, make: issuedOn(2018, 8, 10), want: is{check.IssuerDate: fail}},
		{name: "E31 the second authority, sixty days early", kind: bar, make: issuedOn(2018, 8, 11), want: is{check.IssuerDate: pass}},
		{name: "E31 the first authority, sixty days late", kind: bar, make: both(issuedOn(2018, 12, 9), func(p *person) { p.issuer = residenceTitle }), want: is{check.IssuerDate: pass}},
		{name: "E31 the first authority after its time", kind: bar, make: both(issuedOn(2018, 12, 10), func(p *person) { p.issuer = residenceTitle }), want: is{check.IssuerDate: fail}},
		{name: "E31 no slack", kind: bar, make: issuedOn(2018, 10, 8), opts: Options{IssuerSlackDays: 1}, want: is{check.IssuerDate: fail}},
		{name: "E31 the ministry on a chip card", kind: chip, make: func(p *person) { p.issuer = "BỘ CÔNG AN" }, want: is{check.IssuerDate: fail}},
		{name: "E31 the police of a province", kind: chip, make: func(p *person) { p.issuer = "GIÁM ĐỐC CA NAM ĐỊNH" }, want: is{check.IssuerDate: fail}},
		{name: "E31 abbreviated", kind: chip, make: func(p *person) { p.issuer = "CỤC TRƯỞNG CỤC CẢNH SÁT QLHC VỀ TTXH" }, want: is{check.IssuerDate: pass}},
		{name: "E31 in two languages", kind: law, make: func(p *person) { p.issuer = "BỘ CÔNG AN / MINISTRY OF PUBLIC SECURITY" }, want: is{check.IssuerDate: pass}},
		{name: "E31 half of it read", kind: chip, make: func(p *person) { p.issuer = "CỤC TRƯỞNG CỤC CẢNH SÁT QUAN LÝ" }, want: is{check.IssuerDate: open}},
		{name: "E31 something else", kind: chip, make: func(p *person) { p.issuer = "SỞ TƯ PHÁP" }, want: is{check.IssuerDate: fail}},

		{name: "E05 thirteen today", kind: bar, make: born(2011, 3, 5), only: document.Front, want: is{check.AgeUnder14: fail}},
		{name: "E05 fourteen today", kind: bar, make: born(2011, 3, 4), only: document.Front, want: is{check.AgeUnder14: pass}},
		{name: "E05 by the year alone nobody knows", kind: cmnd9, edit: onFront(document.DateOfBirth, sure("2009")), only: document.Front, want: is{check.AgeUnder14: open}},
		{name: "E05 by the year alone too young", kind: cmnd9, edit: onFront(document.DateOfBirth, sure("2010")), only: document.Front, want: is{check.AgeUnder14: fail}},
		{name: "E36 five today", kind: law, make: born(2019, 3, 5), only: document.Front, want: is{check.AgeUnder6: fail}},
		{name: "E36 six today", kind: law, make: born(2019, 3, 4), only: document.Front, want: is{check.AgeUnder6: pass}},
		{name: "E17 thirteen at issue", kind: bar, make: born(2005, 11, 6), want: is{check.IssueUnder14: fail}},
		{name: "E17 fourteen at issue", kind: bar, make: born(2005, 11, 5), want: is{check.IssueUnder14: pass}},
		{name: "E37 five at issue", kind: law, make: born(2018, 9, 3), on: day(2025, 1, 2), want: is{check.IssueUnder6: fail}},
		{name: "E37 six at issue", kind: law, make: born(2018, 9, 2), on: day(2025, 1, 2), want: is{check.IssueUnder6: pass}},

		{name: "E18 fourteen years", kind: cmnd12, make: runsTo(2028, 2, 3), want: is{check.ExpiryNot15Years: fail}},
		{name: "E18 fifteen years", kind: cmnd12, want: is{check.ExpiryNot15Years: pass}},
		{name: "E18 issued on 29 February", kind: cmnd12, make: both(issuedOn(2012, 2, 29), runsTo(2027, 2, 28)), want: is{check.ExpiryNot15Years: pass, check.TypeDate: fail}},
		{name: "E19 22 at issue, to 40", kind: bar, make: both(born(1996, 11, 6), runsTo(2036, 11, 6)), want: is{check.ExpiryNot25: fail}},
		{name: "E19 22 at issue, to 25", kind: bar, make: born(2000, 11, 6), want: is{check.ExpiryNot25: pass}},
		{name: "E20 23 at issue, to 25", kind: bar, make: both(born(1996, 11, 5), runsTo(2036, 11, 6)), want: is{check.ExpiryNot40: fail}},
		{name: "E20 23 at issue, to 40", kind: bar, make: both(born(1996, 11, 5), runsTo(2036, 11, 5)), want: is{check.ExpiryNot40: pass}},
		{name: "E21 38 at issue, to 40", kind: bar, make: both(born(1981, 11, 5), runsTo(2041, 11, 6)), want: is{check.ExpiryNot60: fail}},
		{name: "E21 38 at issue, to 60", kind: bar, make: born(1981, 11, 5), want: is{check.ExpiryNot60: pass}},
		{name: "E21 57 at issue, without a limit", kind: bar, make: both(born(1961, 11, 6), forever), want: is{check.ExpiryNot60: fail}},
		{name: "E22 58 at issue, to 60", kind: bar, make: both(born(1961, 11, 5), runsTo(2031, 11, 5)), want: is{check.ExpiryNotUnlimited: fail}},
		{name: "E22 58 at issue, without a limit", kind: bar, make: born(1961, 11, 5), want: is{check.ExpiryNotUnlimited: pass, check.ExpiryUnlimited: pass}},
		{name: "E33 eleven at issue, to 25", kind: law, make: both(born(2012, 9, 3), runsTo(2037, 9, 3)), want: is{check.ExpiryNot14: fail}},
		{name: "E33 eleven at issue, to 14", kind: law, make: born(2012, 9, 3), want: is{check.ExpiryNot14: pass}},
		{name: "E19 twelve at issue, by the law of 2023", kind: law, make: born(2012, 9, 2), want: is{check.ExpiryNot25: pass}},
		{name: "E21 born on 29 February, 1 March", kind: bar, make: both(born(1972, 2, 29), runsTo(2032, 3, 1)), want: is{check.ExpiryNot60: pass}},
		{name: "E20 born on 29 February, 28 February of a common year", kind: bar, make: both(born(1992, 2, 29), runsTo(2032, 2, 28)), want: is{check.ExpiryNot40: pass}},

		{name: "E15 an old back", kind: chip, edit: func(_, back *document.Page) { *back = *of(cmnd9).page(document.Back) }, late: document.Back, want: is{check.SidesDiffer: fail,
			check.TypeDate: open, check.IssuerDate: open, check.IssueUnder14: open, check.ExpiryNot25: open, check.QRMismatch: open}},
		{name: "E15 backs that look alike", kind: cmnd12, edit: func(_, back *document.Page) { back.Type = bar }, want: is{check.SidesDiffer: pass}},
		{name: "E30 another holder's back", kind: chip, edit: otherZone(both(born(1985, 6, 7), func(p *person) { p.name = "Phạm Văn Bình" })), late: document.Back,
			want: is{check.CardsDiffer: fail, check.IssueUnder14: open, check.ExpiryNot40: open, check.MRZMismatch: open, check.QRMismatch: open}},
		{name: "E30 the same holder's", kind: law, want: is{check.CardsDiffer: pass}},

		{name: "QR02 six parts", kind: chip, edit: code("036190004321|162345678|Lê Thị Mai|12031990|Nữ|Nam Định"), want: is{check.QRFormat: fail, check.QRMismatch: open}},
		{name: "QR02 eleven digits", kind: law, edit: code("03619000432|162345678|Lê Thị Mai|12031990|Nữ|Nam Định|02092024"), want: is{check.QRFormat: fail, check.QRMismatch: open}},
		{name: "QR02 no such day", kind: chip, edit: code("036190004321||Lê Thị Mai|31021990|Nữ|Nam Định|22062022"), want: is{check.QRFormat: fail, check.QRMismatch: open}},
		{name: "QR02 a code on a card that has none", kind: bar, edit: func(front, _ *document.Page) { front.Codes = []document.Code{{Symbology: "QRCode", Text: "x"}} },
			want: is{check.QRFormat: fail}},
		{name: "QR02 a sticker beside the card's own code", kind: chip, edit: func(front, _ *document.Page) {
			front.Codes = append([]document.Code{{Symbology: "QRCode", Text: "https://example.com"}}, front.Codes...)
		}, want: is{check.QRFormat: pass, check.QRMismatch: pass}},
		{name: "QR02 no code could be read", kind: law, edit: func(_, back *document.Page) { back.Codes = nil }, want: is{check.QRFormat: open, check.QRMismatch: open}},
		{name: "QR02 no code could be read, where a project wants one", kind: law, edit: func(_, back *document.Page) { back.Codes = nil }, opts: Options{RequireQR: true},
			want: is{check.QRFormat: fail, check.QRMismatch: open}},
		{name: "QR02 codes were not looked for", kind: law, edit: func(_, back *document.Page) { back.Codes, back.NotRun["codes"] = nil, "switched off" },
			want: is{check.QRFormat: check.NotRun, check.QRMismatch: check.NotRun}},

		{name: "QR01 another number", kind: chip, edit: code("036190004329|162345678|Lê Thị Mai|12031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, Nam Định|22062022"), want: is{check.QRMismatch: fail}},
		{name: "QR01 another name", kind: chip, edit: code("036190004321|162345678|Lê Thị Lan|12031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, Nam Định|22062022"), want: is{check.QRMismatch: fail}},
		{name: "QR01 another tone", kind: chip, edit: code("036190004321|162345678|Lê Thị Mài|12031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, Nam Định|22062022"), want: is{check.QRMismatch: open}},
		{name: "QR01 another sex", kind: chip, edit: code("036190004321|162345678|Lê Thị Mai|12031990|Nam|Số 8 Hàng Tiện, Bà Triệu, Nam Định|22062022"), want: is{check.QRMismatch: fail}},
		{name: "QR01 another birth", kind: chip, edit: code("036190004321|162345678|Lê Thị Mai|13031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, Nam Định|22062022"), want: is{check.QRMismatch: fail}},
		{name: "QR01 another day of issue, seen with the back", kind: chip, late: document.Back,
			edit: code("036190004321|162345678|Lê Thị Mai|12031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, Nam Định|23062022"), want: is{check.QRMismatch: fail}},
		{name: "QR01 another address", kind: chip, edit: code("036190004321|162345678|Lê Thị Mai|12031990|Nữ|Tổ 7, Liên Nghĩa, Đức Trọng, Lâm Đồng|22062022"), want: is{check.QRMismatch: fail}},
		{name: "QR01 an address with other ranks", kind: chip, edit: code("036190004321|162345678|Lê Thị Mai|12031990|Nữ|số 8 Hàng Tiện, P. Bà Triệu, Thành phố Nam Định, tỉnh Nam Định|22062022"),
			want: is{check.QRMismatch: pass}},
		{name: "QR01 a doubtful digit", kind: chip, edit: onFront(document.Number, document.Reading{Value: "036190004327", Confidence: 0.8, Least: 0.3}), only: document.Front,
			want: is{check.QRMismatch: open}},
		{name: "QR01 what the second reader read", kind: chip, edit: onFront(document.Number, document.Reading{Value: "036190004327", Confidence: 0.9, Least: 0.9, Second: "036190004321"}),
			only: document.Front, want: is{check.QRMismatch: open}},
		{name: "QR01 an old number in print", kind: chip, edit: onFront(document.OldNumber, sure("162345679")), only: document.Front, want: is{check.QRMismatch: fail}},

		{name: "MRZ01 two lines", kind: chip, edit: func(_, back *document.Page) { back.Zone = zoneOf(back.Zone.Raw[:2]) },
			want: is{check.MRZShape: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.CardsDiffer: open}},
		{name: "MRZ01 a line of 29", kind: law, edit: zone(func(lines []string) { lines[2] = lines[2][:29] }),
			want: is{check.MRZShape: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.CardsDiffer: open}},
		{name: "MRZ01 blanks do not count", kind: chip, edit: zone(func(lines []string) { lines[2] = lines[2][:8] + " " + lines[2][8:] }), want: is{check.MRZShape: pass}},
		{name: "MRZ01 a card's zone on a passport", kind: passpt, edit: func(front, _ *document.Page) { front.Zone = zoneOf(of(chip).zone()) },
			want: is{check.MRZShape: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open}},
		{name: "MRZ02 a sign", kind: chip, edit: zone(replace(2, 25, "*")),
			want: is{check.MRZCharacters: fail, check.MRZDigits: open, check.MRZFields: open, check.MRZMismatch: open, check.CardsDiffer: open}},
		{name: "MRZ05 of the document number", kind: chip, edit: zone(replace(0, 14, "7")), want: is{check.MRZDigits: fail}},
		{name: "MRZ05 of the citizen number alone", kind: chip, edit: zone(func(lines []string) {
			digit := (lines[0][29]-'0'+1)%10 + '0'
			replace(0, 29, string(digit))(lines)
			recompose(lines)
		}), want: is{check.MRZDigits: fail}},
		{name: "MRZ05 of the whole", kind: law, edit: zone(func(lines []string) {
			digit := (lines[1][29]-'0'+1)%10 + '0'
			replace(1, 29, string(digit))(lines)
		}), want: is{check.MRZDigits: fail}},
		{name: "MRZ05 that a repair would hide", kind: chip, edit: func(_, back *document.Page) { replace(0, 14, "7")(back.Zone.Raw) }, want: is{check.MRZDigits: fail}},
		{name: "MRZ05 of a line that the reader was not sure of", kind: chip, edit: func(_, back *document.Page) {
			replace(0, 14, "7")(back.Zone.Raw)
			back.Zone.Confidence[0] = 0.2
		}, want: is{check.MRZDigits: open}},
		{name: "MRZ04 a month that is none", kind: chip, edit: zone(func(lines []string) {
			replace(1, 8, "301312")(lines)
			digits(lines)
		}), want: is{check.MRZFields: fail, check.MRZMismatch: fail, check.CardsDiffer: open}},
		{name: "MRZ04 a digit in the name", kind: chip, edit: zone(replace(2, 5, "1")), want: is{check.MRZFields: fail, check.MRZMismatch: fail, check.CardsDiffer: open}},
		{name: "MRZ04 a digit in the name that repair made a letter of", kind: chip, edit: func(_, back *document.Page) { replace(2, 5, "1")(back.Zone.Raw) },
			want: is{check.MRZFields: open}},
		{name: "MRZ03 another name", kind: chip, edit: otherZone(func(p *person) { p.name = "Lê Thị Lan" }), want: is{check.MRZMismatch: fail, check.CardsDiffer: open}},
		{name: "MRZ03 another expiry, on the same side", kind: law, edit: otherZone(runsTo(2031, 3, 12)), want: is{check.MRZMismatch: fail, check.CardsDiffer: open}},
		{name: "MRZ03 no expiry", kind: chip, make: born(1960, 3, 12), want: is{check.MRZMismatch: pass}},
		{name: "MRZ03 a name too long for the line", kind: chip, make: func(p *person) { p.name = "Nguyễn Hoàng Thị Phương Khánh Quỳnh Trang" }, want: is{check.MRZMismatch: pass, check.CardsDiffer: pass}},
		{name: "MRZ03 another passport number", kind: passpt, edit: otherZone(func(p *person) { p.number = "P07654321" }), want: is{check.MRZMismatch: fail}},
		{name: "MRZ03 another state", kind: passpt, edit: onFront(document.Nationality, sure("Lào")), want: is{check.MRZMismatch: fail, check.NationalityWrong: fail}},
		{name: "fields were not read", kind: licens, edit: func(front, _ *document.Page) { front.NotRun["fields"] = "no engine" }, only: document.Front,
			want: is{check.FieldBlank: check.NotRun, check.NumberFormat: check.NotRun, check.BirthFormat: check.NotRun, check.ExpiryFormat: check.NotRun,
				check.IssueFormat: check.NotRun, check.BirthFuture: check.NotRun, check.IssueFuture: check.NotRun, check.DocumentExpired: check.NotRun}},
	}
}

// recompose and digits make the check digits of a TD1 right again: that of the whole alone, or all of them.
func recompose(lines []string) {
	want := checkDigit(lines[0][5:30] + lines[1][0:7] + lines[1][8:15] + lines[1][18:29])
	replace(1, 29, want)(lines)
}

func digits(lines []string) {
	replace(1, 6, checkDigit(lines[1][0:6]))(lines)
	replace(1, 14, checkDigit(lines[1][8:14]))(lines)
	recompose(lines)
}

func TestRules(t *testing.T) {
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			got := outcomes(s.judge())
			for reason, status := range got {
				if _, named := s.want[reason]; status == check.Passed && !named {
					delete(got, reason)
				}
			}
			if diff := cmp.Diff(s.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestEveryReasonHasBothRows: what is the rules' of the reasons of documents has a row in which it fails and one in which it passes.
func TestEveryReasonHasBothRows(t *testing.T) {
	seen := map[check.Reason]map[check.Status]bool{}
	for _, s := range scenes() {
		for _, r := range s.judge() {
			if seen[r.Reason] == nil {
				seen[r.Reason] = map[check.Status]bool{}
			}
			seen[r.Reason][r.Status] = true
		}
	}
	first, last := slices.Index(check.Documents(), check.RulesFailed), slices.Index(check.Documents(), check.MRZDigits)
	if first < 0 || last < first {
		t.Fatal("the reasons of the rules are not where they were")
	}
	others := []check.Reason{check.AgeOutOfRange, check.TypeRefused, check.SideWrong} // a project's and the reader's
	for _, reason := range check.Documents()[first : last+1] {
		if !slices.Contains(others, reason) && !(seen[reason][check.Failed] && seen[reason][check.Passed]) {
			t.Errorf("%s: failing row %t, passing row %t", reason, seen[reason][check.Failed], seen[reason][check.Passed])
		}
	}
	for _, rule := range Rules() {
		if rule.Code == "" || rule.Clause == "" || len(rule.Types) == 0 || !slices.Contains(check.Documents(), rule.Reason) {
			t.Errorf("rule %q is not whole", rule.Reason)
		}
	}
}
