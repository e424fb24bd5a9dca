package specimen

import (
	"math/rand/v2"
	"time"

	"github.com/bonafide-id/bonafide/document"
)

// twoLevels is the day from which addresses have no district.
var twoLevels = time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC)

// fillCanCuoc fields: those of the citizen card, without features. Cards from July 2025 on have addresses of two levels; the codes of children's
// name their parents.
func fillCanCuoc(r *rand.Rand, v *values) {
	v.oldNumber, v.issuer = oldNumberOf(r, v.holder.Born), "BỘ CÔNG AN"
	if !v.issued.Before(twoLevels) {
		v.birth.district, v.birth.province = "", v.registered.current()
		v.lives.district, v.lives.province = "", v.at.current()
	}
	father, mother := vietnamese.person(r, Adult, v.issued), vietnamese.person(r, Adult, v.issued)
	if years(v.holder.Born, v.issued) < 14 {
		v.parents = []string{v.holder.Surname + " " + father.Given, mother.Local}
	}
}

var canCuocPaper = Paper{
	Top: ink(0xE2EFF0), Middle: ink(0xF4EEE2), Bottom: ink(0xE2EDE4),
	Waves: []Waves{
		{Ink: faint(0x2F86A0, 60), Pitch: 0.7, Line: 0.06, Amplitude: 1.4, Period: 35, Slant: 14, Swell: 0.8},
		{Ink: faint(0xC0683B, 48), Pitch: 1.0, Line: 0.06, Amplitude: 2.1, Period: 23, Slant: -13, Swell: 0.6},
	},
	Rosettes: []Rosette{{Ink: faint(0xC08A2E, 74), X: 60, Y: 33, R: 19, Petals: 18, Rings: 10, Depth: 0.3, Line: 0.07}, {Ink: faint(0x2F86A0, 56), X: 14, Y: 40, R: 11, Petals: 9, Rings: 6, Depth: 0.5, Line: 0.06}},
}

func canCuocFront() Layout {
	return Layout{Name: "cc_2024.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: canCuocPaper, Elements: append(bilingualHead(15.5, 55),
		specimenMark(28, 49, 10.5, 24),
		Element{Draw: Crest, Name: zoneEmblem, X: 4.2, Y: 3.6, W: 10.6},
		Element{Draw: Globe, X: 73, Y: 5, W: 8.4, H: 5, Ink: cardRed},
		centred(zoneTitle, "CĂN CƯỚC", 15.5, 16.8, 55, 4.2, SansBold, cardRed),
		centred("", "IDENTITY CARD", 15.5, 19.8, 55, 2.1, SansBold, cardRed),
		Element{Draw: Portrait, Name: zonePortrait, X: 4.2, Y: 18, W: 20, H: 26.6}, specimenWord(4.2, 49.4, 20),
		label("Số định danh cá nhân / Personal identification number:", 27, 24.4, 1.75), entry(document.Number, 27, 28.8, 44, 3.9, SansBold),
		label("Họ, chữ đệm và tên khai sinh / Full name:", 27, 32.8, 1.75), entry(document.Name, 27, 36.6, 55.5, 2.95, SansBold),
		label("Ngày, tháng, năm sinh / Date of birth:", 27, 41, 1.75), entry(document.DateOfBirth, 60.5, 41, 20, 2.45, SansBold),
		label("Giới tính / Sex:", 27, 45.2, 1.75), entry(document.Sex, 40.5, 45.2, 8, 2.45, SansBold),
		label("Quốc tịch / Nationality:", 50, 45.2, 1.75), entry(document.Nationality, 70, 45.2, 13, 2.45, SansBold),
	)}
}

func canCuocBack() Layout {
	issuer := entry(document.Issuer, 21, 30.4, 44, 2.2, SansBold)
	issuer.Align = Centre
	return Layout{Name: "cc_2024.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: canCuocPaper, Elements: []Element{
		specimenMark(20, 36.5, 8.5, 18),
		label("Nơi cư trú / Place of residence:", 4.2, 4.9, 1.75), wrapped(document.PlaceOfResidence, 4.2, 7.9, 58, 2.2, 2.8),
		label("Nơi đăng ký khai sinh / Place of birth:", 4.2, 14, 1.75), entry(document.PlaceOfBirth, 4.2, 17, 58, 2.2, Sans),
		{Draw: Symbol, Name: zoneQR, X: 66.8, Y: 4.4, W: 14.6, H: 14.6},
		{Draw: Chip, Name: zoneChip, X: 5, Y: 20.6, W: 12.6, H: 11.4},
		label("Ngày, tháng, năm cấp / Date of issue:", 21, 22.4, 1.6), entry(document.DateOfIssue, 55, 22.4, 18, 2.15, SansBold),
		label("Ngày, tháng, năm hết hạn / Date of expiry:", 21, 26, 1.6), entry(document.DateOfExpiry, 55, 26, 18, 2.15, SansBold),
		issuer, centred("", "MINISTRY OF PUBLIC SECURITY", 21, 32.6, 44, 1.5, Sans, cardLabel), specimenWord(66, 32, 16),
		{Draw: Zone, X: 4.7, Y: 40.3, Size: mrzSize, Lead: 4.6, Face: OCRB, Ink: ink(0x121212)},
	}}
}
