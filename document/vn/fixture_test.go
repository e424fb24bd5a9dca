package vn

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// person is an invented holder of a card; what is printed, in the code and in the zone follows from it. Dates are days.
type person struct {
	t                         document.Type
	number, old, name         string
	born, issued, expires     calendar.Day
	unlimited                 bool
	sex                       string // M or F
	origin, residence, issuer string
}

// mai is the holder of the contract's examples, with a card of 2022 (contract 4.6, 4.7).
func mai() person {
	return person{t: document.CCCDChip, number: "036190004321", old: "162345678", name: "Lê Thị Mai", born: calendar.Day{Year: 1990, Month: 3, Day: 12},
		issued: calendar.Day{Year: 2022, Month: 6, Day: 22}, expires: calendar.Day{Year: 2030, Month: 3, Day: 12}, sex: "F", origin: "Mỹ Lộc, Nam Định",
		residence: "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", issuer: orderTitle}
}

const (
	orderTitle     = "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"
	residenceTitle = "CỤC TRƯỞNG CỤC CẢNH SÁT ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ"
)

// of gives mai another card: type, dates and authority that go together.
func of(t document.Type) person {
	p := mai()
	p.t = t
	switch t {
	case document.CMND9:
		p.number, p.issued, p.issuer = "162345678", calendar.Day{Year: 2012, Month: 5, Day: 7}, "GIÁM ĐỐC CA NAM ĐỊNH"
	case document.CMND12:
		p.issued, p.expires, p.issuer = calendar.Day{Year: 2014, Month: 2, Day: 3}, calendar.Day{Year: 2029, Month: 2, Day: 3}, residenceTitle
	case document.CCCDBarcode:
		p.issued = calendar.Day{Year: 2019, Month: 11, Day: 5}
	case document.CanCuoc2024:
		p.issued, p.issuer = calendar.Day{Year: 2024, Month: 9, Day: 2}, "BỘ CÔNG AN"
	case document.VNPassport:
		p.number, p.issued, p.expires = "P01234567", calendar.Day{Year: 2023, Month: 4, Day: 3}, calendar.Day{Year: 2033, Month: 4, Day: 3}
	case document.VNLicence:
		p.number = "360123456789"
	}
	return p
}

// dayFor is a day on which the card of that type is good.
func dayFor(t document.Type) time.Time {
	switch t {
	case document.CMND9, document.CMND12:
		return time.Date(2023, 10, 2, 9, 0, 0, 0, vietnamTime)
	}
	return time.Date(2025, 3, 4, 9, 0, 0, 0, vietnamTime)
}

var vietnamTime = time.FixedZone("UTC+7", 7*60*60)

func slashed(d calendar.Day) string { return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year) }

func (p person) expiry() Expiry { return Expiry{Day: p.expires, Unlimited: p.unlimited} }

// print is everything any side may print.
func (p person) print() map[document.Field]string {
	expires := slashed(p.expires)
	if p.unlimited {
		expires = "Không thời hạn"
	}
	out := map[document.Field]string{document.Number: p.number, document.Name: strings.ToUpper(p.name), document.DateOfBirth: slashed(p.born),
		document.Sex: map[string]string{"M": "Nam", "F": "Nữ"}[p.sex], document.Nationality: "Việt Nam", document.PlaceOfOrigin: p.origin,
		document.PlaceOfResidence: p.residence, document.DateOfExpiry: expires, document.DateOfIssue: slashed(p.issued), document.Issuer: p.issuer,
		document.Features: "Nốt ruồi C:1cm trên sau cánh mũi phải", document.PlaceOfBirth: p.origin, document.Class: "B2", document.PlaceOfIssue: "Nam Định"}
	if p.t == document.VNLicence {
		out[document.DateOfIssue] = fmt.Sprintf("Nam Định, ngày/date %02d tháng/month %02d năm/year %d", p.issued.Day, p.issued.Month, p.issued.Year)
	}
	return out
}

// page is a side as a reader that makes no mistakes sees it.
func (p person) page(s document.Side) *document.Page {
	sheet, ok := sheetOf(p.t, s)
	if !ok {
		return nil
	}
	page := &document.Page{Type: p.t, Side: s, Sure: 1, Documents: 1, Fields: map[document.Field]document.Reading{}, Measures: map[document.Measure]document.Measured{},
		NotRun: map[string]string{}}
	print := p.print()
	for _, f := range sheet.required {
		page.Fields[f] = sure(print[f])
	}
	for _, f := range sheet.optional {
		page.Fields[f] = document.Reading{}
	}
	if sheet.qr {
		q := QR{Number: p.number, OldNumber: p.old, Name: p.name, Born: p.born, Sex: p.sex, Residence: p.residence, Issued: p.issued}
		if p.t == document.CanCuoc2024 {
			q.Rest = []string{"", ""}
		}
		page.Codes = []document.Code{{Symbology: "QRCode", Text: q.String()}}
	}
	if sheet.zone {
		page.Zone = zoneOf(p.zone())
	}
	return page
}

func sure(value string) document.Reading {
	return document.Reading{Value: value, Confidence: 0.98, Least: 0.95}
}

func unsure(value string) document.Reading {
	return document.Reading{Value: value, Confidence: 0.5, Least: 0.2}
}

func zoneOf(lines []string) *document.Zone {
	z := &document.Zone{Raw: lines, Lines: slices.Clone(lines)}
	for range lines {
		z.Confidence = append(z.Confidence, 0.99)
	}
	return z
}

// zone writes the lines of the card or passport.
func (p person) zone() []string {
	surname, given, _ := strings.Cut(p.name, " ")
	fields := mrz.Fields{DocumentCode: "ID", IssuingState: "VNM", Nationality: "VNM", Sex: p.sex, PrimaryIdentifier: surname, SecondaryIdentifier: given,
		DateOfBirth: mrz.Date(p.born.Zone()), DateOfExpiry: mrz.Date(p.expiry().Zone())}
	format := mrz.TD1
	if p.t == document.VNPassport {
		format, fields.DocumentCode, fields.DocumentNumber = mrz.TD3, "P", p.number
	} else {
		digit, _ := mrz.CheckDigit(p.number)
		fields.DocumentNumber, fields.OptionalData = p.number[3:], p.number+"<<"+string(digit)
	}
	lines, err := mrz.Build(format, fields)
	if err != nil {
		panic(err)
	}
	return lines
}

// pair are both sides; of a passport, the one page.
func (p person) pair() (front, back *document.Page) {
	if p.t == document.VNPassport {
		return p.page(document.Data), nil
	}
	return p.page(document.Front), p.page(document.Back)
}

// outcomes of a judgement, by reason: the worst status.
func outcomes(results []check.Result) map[check.Reason]check.Status {
	order := []check.Status{check.Passed, check.NotRun, check.Inconclusive, check.Failed}
	out := map[check.Reason]check.Status{}
	for _, r := range results {
		if old, ok := out[r.Reason]; !ok || slices.Index(order, r.Status) > slices.Index(order, old) {
			out[r.Reason] = r.Status
		}
	}
	return out
}

// with lists the reasons of a status, in order.
func with(results []check.Result, status check.Status) []check.Reason {
	found := outcomes(results)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(found)), func(r check.Reason) bool { return found[r] != status })
}

func reasons(all ...check.Reason) []check.Reason {
	slices.Sort(all)
	return all
}

func set(page *document.Page, f document.Field, r document.Reading) { page.Fields[f] = r }

// TestGoodCards: on whole cards nothing fails and nothing is left open.
func TestGoodCards(t *testing.T) {
	for _, kind := range Types() {
		front, back := of(kind).pair()
		results := PostCheck(front, back, "", dayFor(kind), Options{})
		for _, r := range results {
			if r.Status != check.Passed {
				t.Errorf("%s: %s %s at %s", kind, r.Reason, r.Status, r.Place)
			}
		}
		if len(results) < 8 {
			t.Errorf("%s: %d results", kind, len(results))
		}
	}
}
