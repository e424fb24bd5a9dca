package specimen

import (
	"math/rand/v2"
	"time"

	"github.com/bonafide-id/bonafide/document"
)

// fillCMND9 fields: id_number (nine digits, its only one), and those of the citizen card; it prints no expiry, sex or nationality.
func fillCMND9(r *rand.Rand, v *values) {
	v.number, v.expires = nineDigits(r), time.Time{}
	v.features, v.ethnicity, v.religion = pick(r, features), pick(r, ethnicities), pick(r, religions)
	v.issuer = "GIÁM ĐỐC CA " + v.at.short()
}

// fillCMND12 fields: those of the citizen card; it has ethnicity in place of nationality.
func fillCMND12(r *rand.Rand, v *values) {
	v.features, v.ethnicity, v.issuer = pick(r, features), pick(r, ethnicities), issuerDLQG
}

// issuerDLQG is who issued cards of twelve digits until 09/10/2018 (eKYC contract 4.5).
const issuerDLQG = "CỤC TRƯỞNG CỤC CẢNH SÁT\nĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ"

var cmnd9Paper = Paper{
	Top: ink(0xE4EDDD), Middle: ink(0xF1F2E2), Bottom: ink(0xDDEBE2),
	Waves: []Waves{
		{Ink: faint(0x4E8C5A, 66), Pitch: 0.75, Line: 0.07, Amplitude: 1.9, Period: 33, Slant: -9, Swell: 0.8},
		{Ink: faint(0x7FA06A, 54), Pitch: 1.1, Line: 0.06, Amplitude: 2.5, Period: 22, Slant: 17, Swell: 0.4},
	},
	Rosettes: []Rosette{{Ink: faint(0x3F8A5A, 70), X: 53, Y: 31, R: 18, Petals: 16, Rings: 9, Depth: 0.36, Line: 0.07}},
}

func cmnd9Front() Layout {
	number := entry(document.Number, 45, 20, 32, 4.1, SansBold)
	number.Ink = cardRed
	return Layout{Name: "cmnd_09.front", Width: cardWidth, Height: cardHeight, Corner: 2, Paper: cmnd9Paper, Elements: []Element{
		specimenMark(28, 49, 10, 24),
		{Draw: Crest, Name: zoneEmblem, X: 8.2, Y: 4, W: 12},
		centred(zoneHeadline, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 26, 6.4, 56, 2.35, SansBold, ink(0x222222)),
		centred(zoneHeadline, "Độc lập - Tự do - Hạnh phúc", 26, 9.4, 56, 2.1, SansBold, ink(0x222222)),
		centred(zoneTitle, "GIẤY CHỨNG MINH NHÂN DÂN", 26, 14.6, 56, 3.5, SansBold, cardRed),
		{Text: "SỐ", X: 37.5, Y: 20, Size: 2.9, Face: SansBold, Ink: cardRed}, number,
		{Draw: Portrait, Name: zonePortrait, X: 4.2, Y: 18, W: 20, H: 28}, specimenWord(4.2, 50.4, 20),
		label("Họ tên:", 27, 24.8, 2.1), entry(document.Name, 37, 24.8, 45.5, 2.8, SansBold),
		label("Sinh ngày:", 27, 29, 2.1), entry(document.DateOfBirth, 41, 29, 24, 2.5, SansBold),
		label("Nguyên quán:", 27, 33.2, 2.1), wrapped(document.PlaceOfOrigin, 43, 33.2, 39.5, 2.3, 3.2),
		label("Nơi ĐKHK thường trú:", 27, 41.2, 2.1), wrapped(document.PlaceOfResidence, 27, 44.9, 55.5, 2.3, 3.2),
	}}
}

func cmnd9Back() Layout {
	date, issuer := entry(document.DateOfIssue, 42, 25.4, 40, 2.2, Sans), entry(document.Issuer, 42, 29, 40, 2.1, SansBold)
	date.Align, issuer.Align = Centre, Centre
	return Layout{Name: "cmnd_09.back", Width: cardWidth, Height: cardHeight, Corner: 2, Paper: cmnd9Paper, Elements: []Element{
		specimenMark(30, 46, 8.5, 18),
		label("Dân tộc:", 25, 6.4, 2.1), entry(document.Ethnicity, 35, 6.4, 14, 2.4, SansBold),
		label("Tôn giáo:", 51.5, 6.4, 2.1), entry(document.Religion, 62, 6.4, 20, 2.4, SansBold),
		{Draw: Bar, X: 24, Y: 8.2, W: 58.6, H: 0.2, Ink: faint(0x3D3A36, 150)},
		centred("", "DẤU VẾT RIÊNG VÀ DỊ HÌNH", 25, 11.4, 57, 2, SansBold, cardLabel), wrapped(document.Features, 25, 15.2, 57, 2.35, 3.2),
		{Draw: Bar, X: 24, Y: 21, W: 58.6, H: 0.2, Ink: faint(0x3D3A36, 150)},
		date, issuer,
		{Draw: Signature, X: 60, Y: 34, W: 20, H: 8, Ink: ink(0x22305C)},
		{Draw: Stamp, Name: zoneStamp, X: 50, Y: 30.6, W: 16, Ink: cardStamp}, specimenWord(48, 50.6, 28),
		{Draw: Bar, X: 22.6, Y: 3, W: 0.2, H: 48, Ink: faint(0x3D3A36, 150)},
		centred("", "NGÓN TRỎ TRÁI", 4.2, 5.4, 17, 1.6, SansBold, cardLabel),
		{Draw: Finger, Name: zoneLeft, X: 5.6, Y: 7, W: 14, H: 18.4, Ink: faint(0x26262C, 205)},
		centred("", "NGÓN TRỎ PHẢI", 4.2, 29.2, 17, 1.6, SansBold, cardLabel),
		{Draw: Finger, Name: zoneRight, X: 5.6, Y: 30.8, W: 14, H: 18.4, Ink: faint(0x26262C, 205)},
	}}
}

var cmnd12Paper = Paper{
	Top: ink(0xE6ECF2), Middle: ink(0xF3F0E8), Bottom: ink(0xE0EAEE),
	Waves: []Waves{
		{Ink: faint(0x3C7AA0, 60), Pitch: 0.72, Line: 0.06, Amplitude: 1.6, Period: 29, Slant: 11, Swell: 0.7},
		{Ink: faint(0xB08A4A, 54), Pitch: 1.05, Line: 0.06, Amplitude: 2.2, Period: 20, Slant: -20, Swell: 0.5},
	},
	Rosettes: []Rosette{{Ink: faint(0x4A7FA8, 70), X: 56, Y: 31, R: 19, Petals: 12, Rings: 10, Depth: 0.4, Line: 0.07}},
}

func cmnd12Front() Layout {
	number := entry(document.Number, 41, 20.8, 38, 3.7, SansBold)
	number.Ink = cardRed
	return Layout{Name: "cmnd_12.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cmnd12Paper, Elements: append(vietnameseHead(16, 66),
		specimenMark(28, 49, 10.5, 24),
		Element{Draw: Crest, Name: zoneEmblem, X: 5.4, Y: 3.8, W: 11.4},
		centred(zoneTitle, "CHỨNG MINH NHÂN DÂN", 16, 15.4, 66, 4, SansBold, cardRed),
		Element{Text: "Số:", X: 34, Y: 20.8, Size: 2.5, Face: SansBold, Ink: cardRed}, number,
		Element{Draw: Portrait, Name: zonePortrait, X: 4.2, Y: 17.6, W: 19.5, H: 26},
		label("Có giá trị đến:", 4.2, 46.4, 1.6), entry(document.DateOfExpiry, 4.2, 49, 20, 2.2, SansBold), specimenWord(4.2, 52.2, 0),
		label("Họ và tên khai sinh:", 26.5, 24.4, 1.9), entry(document.Name, 26.5, 27.8, 56, 2.8, SansBold),
		label("Họ và tên gọi khác:", 26.5, 30.8, 1.9),
		label("Ngày, tháng, năm sinh:", 26.5, 34, 1.9), entry(document.DateOfBirth, 48.5, 34, 20, 2.35, SansBold),
		label("Giới tính:", 26.5, 37.2, 1.9), entry(document.Sex, 37, 37.2, 10, 2.35, SansBold),
		label("Dân tộc:", 50, 37.2, 1.9), entry(document.Ethnicity, 59, 37.2, 18, 2.35, SansBold),
		label("Quê quán:", 26.5, 40.4, 1.9), entry(document.PlaceOfOrigin, 37.5, 40.4, 45.5, 2.3, Sans),
		label("Nơi thường trú:", 26.5, 43.6, 1.9), wrapped(document.PlaceOfResidence, 26.5, 46.7, 56, 2.3, 3),
	)}
}

// vietnameseHead is the state's name and motto.
func vietnameseHead(x, w float64) []Element {
	return []Element{
		centred(zoneHeadline, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x, 6.4, w, 2.6, SansBold, ink(0x222222)),
		centred(zoneHeadline, "Độc lập - Tự do - Hạnh phúc", x, 9.6, w, 2.15, SansBold, ink(0x222222)),
	}
}

func cmnd12Back() Layout {
	return Layout{Name: "cmnd_12.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cmnd12Paper, Elements: append(barcodeBack(),
		label("Dấu vết riêng và dị hình:", 22, 19.4, 1.9), entry(document.Features, 22, 22.8, 60, 2.25, Sans))}
}

// barcodeBack is what backs with a bar code have in common: the code, finger prints, issue, seal.
func barcodeBack() []Element {
	date, issuer := entry(document.DateOfIssue, 24, 26.8, 40, 2.1, Sans), entry(document.Issuer, 24, 30, 40, 1.75, SansBold)
	issuer.Lines, issuer.Lead, issuer.Ink = 2, 2.3, cardLabel
	date.Align, issuer.Align = Centre, Centre
	return []Element{
		specimenMark(26, 48, 8.5, 18),
		{Draw: Symbol, Name: zoneBarcode, X: 7, Y: 4.6, W: 56, H: 9.6},
		date, issuer,
		{Draw: Signature, X: 42, Y: 35, W: 20, H: 7.5, Ink: ink(0x22305C)},
		{Draw: Stamp, Name: zoneStamp, X: 32, Y: 33.4, W: 15.5, Ink: cardStamp}, specimenWord(30, 51.8, 28),
		centred("", "Ngón trỏ trái", 4.2, 18.2, 14, 1.5, Sans, cardLabel),
		{Draw: Finger, Name: zoneLeft, X: 5.4, Y: 19.4, W: 11.6, H: 14, Ink: faint(0x26262C, 205)},
		centred("", "Ngón trỏ phải", 4.2, 35.8, 14, 1.5, Sans, cardLabel),
		{Draw: Finger, Name: zoneRight, X: 5.4, Y: 37, W: 11.6, H: 14, Ink: faint(0x26262C, 205)},
	}
}
