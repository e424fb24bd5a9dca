package specimen

import (
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// bookExpiry is that of passports: ten years, five for children under 14 (eKYC contract 4.8).
func bookExpiry(r *rand.Rand, v *values) {
	last := 10
	if years(v.holder.Born, v.issued) < 14 {
		last = 5
	}
	v.expires = v.issued.AddDate(last, 0, 0)
}

// fillVNPassport fields: document_number, and those of the citizen card that it has; place_of_origin is the province of birth. Books of the
// series that began in July 2022 have eight digits; the first two are such as none is known with.
func fillVNPassport(r *rand.Rand, v *values) {
	v.number = fill(r, pick(r, []string{"B99", "C99"})+"00000")
	if !v.issued.Before(dayNamed("2022-07-01")) {
		v.number = fill(r, pick(r, []string{"P99", "E99"})+"000000")
	}
	v.birth, v.issuer = address{province: v.registered.name}, "Cục Quản lý xuất nhập cảnh"
}

// bookZone has the citizen number as personal number.
func (v values) bookZone() ([]string, error) {
	return mrz.Build(mrz.TD3, mrz.Fields{
		DocumentCode: "P", IssuingState: "VNM", Nationality: v.nationCode(), DocumentNumber: v.number, OptionalData: v.personal, Sex: v.holder.Sex,
		PrimaryIdentifier: v.holder.Surname, SecondaryIdentifier: v.holder.Given, DateOfBirth: zoneDate(v.holder.Born), DateOfExpiry: zoneDate(v.expires),
	})
}

func vnPassportData() Layout {
	heading := ink(0x7A2E1C)
	all := []Element{
		specimenMark(40, 62, 15, 24),
		{Draw: Crest, Name: zoneEmblem, X: 6, Y: 3.2, W: 10},
		{Name: zoneHeadline, Text: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", X: 19, Y: 7, Size: 3.1, Face: SansBold, Ink: heading},
		{Text: "SOCIALIST REPUBLIC OF VIET NAM", X: 19, Y: 10.2, Size: 2.2, Face: Sans, Ink: heading},
		{Name: zoneTitle, Text: "HỘ CHIẾU / PASSPORT", X: 19, Y: 14.4, Size: 3.1, Face: SansBold, Ink: heading},
		{Draw: Globe, X: 109.5, Y: 3.6, W: 10, H: 6, Ink: heading},
		{Text: "SPECIMEN", X: 90, Y: 14.4, W: 29.5, Size: 2.2, Face: SansBold, Ink: cardRed, Align: Right, Track: 0.12},
		{Draw: Portrait, Name: zonePortrait, X: 6, Y: 18.4, W: 32, H: 42},
		{Draw: Ghost, X: 100.6, Y: 36, W: 18, H: 23.6},
		{Draw: Signature, X: 104, Y: 28, W: 14, H: 5, Ink: ink(0x1B2440)},
	}
	row := func(text string, f document.Field, x, y, w float64) {
		all = append(all, Element{Text: text, X: x, Y: y, Size: 1.75, Face: Sans, Ink: heading}, entry(f, x, y+3.6, w, 3, SansBold))
	}
	all = append(all, Element{Text: "Loại / Type", X: 42, Y: 20.4, Size: 1.75, Face: Sans, Ink: heading}, Element{Name: "type", Text: "P", X: 42, Y: 24, Size: 3, Face: SansBold, Ink: cardDark})
	row("Mã số / Code", document.IssuingState, 56, 20.4, 14)
	row("Số hộ chiếu / Passport No.", document.Number, 74, 20.4, 28)
	row("Họ và tên / Full name", document.Name, 42, 28, 58)
	row("Quốc tịch / Nationality", document.Nationality, 42, 35.6, 26)
	row("Ngày sinh / Date of birth", document.DateOfBirth, 71, 35.6, 26)
	row("Nơi sinh / Place of birth", document.PlaceOfBirth, 42, 43.2, 26)
	row("Giới tính / Sex", document.Sex, 71, 43.2, 14)
	row("Ngày cấp / Date of issue", document.DateOfIssue, 42, 50.8, 26)
	row("Có giá trị đến / Date of expiry", document.DateOfExpiry, 71, 50.8, 27)
	row("Số ĐDCN / Personal No.", document.PersonalNumber, 42, 58.4, 27)
	row("Nơi cấp / Place of issue", document.Issuer, 71, 58.4, 47)
	all = append(all, Element{Text: "Immigration Department", X: 71, Y: 64.8, Size: 2, Face: Sans, Ink: cardDark},
		Element{Draw: Zone, X: 6.6, Y: 73.2, Size: mrzSize, Lead: 6.35, Face: OCRB, Ink: ink(0x121212)})
	return Layout{Name: "vn_passport.data", Width: 125, Height: 88, Corner: 3, Elements: all, Paper: Paper{
		Top: ink(0xF2EFE2), Middle: ink(0xE7EFE6), Bottom: ink(0xF4F0E6),
		Waves: []Waves{
			{Ink: faint(0x4F8A5E, 70), Pitch: 0.85, Line: 0.07, Amplitude: 1.9, Period: 28, Slant: 15, Swell: 0.6, Through: 0.735},
			{Ink: faint(0xB0843A, 50), Pitch: 1.1, Line: 0.07, Amplitude: 2.4, Period: 21, Slant: -17, Swell: 0.8, Through: 0.735},
			{Ink: faint(0x4F8A5E, 34), Pitch: 0.9, Line: 0.06, Amplitude: 0.35, Period: 9, FromTop: 0.74, Through: 0.26},
		},
		Rosettes: []Rosette{{Ink: faint(0xB0843A, 72), X: 80, Y: 38, R: 25, Petals: 16, Rings: 11, Depth: 0.3, Line: 0.08}},
	}}
}
