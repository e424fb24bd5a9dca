package specimen

import (
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/document"
)

// fillCCCD fields: citizen_number, old_number (nine digits or empty), name, date_of_birth, sex, nationality, place_of_origin,
// place_of_residence, features, date_of_issue, date_of_expiry (empty: never).
func fillCCCD(r *rand.Rand, v *values) {
	v.oldNumber, v.features, v.issuer = oldNumberOf(r, v.holder.Born), pick(r, features), issuerTTXH
}

// issuerTTXH is who issues citizen cards since 10/10/2018 (eKYC contract 4.5).
const issuerTTXH = "CỤC TRƯỞNG CỤC CẢNH SÁT\nQUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"

const cardWidth, cardHeight, cardCorner = 85.6, 53.98, 3.18 // ID-1 (ISO/IEC 7810)

var cccdPaper = Paper{
	Top: ink(0xE3EEEA), Middle: ink(0xF2F1DF), Bottom: ink(0xDFECEE),
	Waves: []Waves{
		{Ink: faint(0x2F8F86, 60), Pitch: 0.7, Line: 0.06, Amplitude: 1.5, Period: 27, Slant: 8, Swell: 0.7},
		{Ink: faint(0xC79A3B, 58), Pitch: 1.0, Line: 0.06, Amplitude: 2.2, Period: 19, Slant: -24, Swell: 0.5},
	},
	Rosettes: []Rosette{{Ink: faint(0xC07C2E, 72), X: 58, Y: 30, R: 20, Petals: 10, Rings: 10, Depth: 0.42, Line: 0.07}, {Ink: faint(0x2F8F86, 60), X: 12, Y: 9, R: 9, Petals: 8, Rings: 5, Depth: 0.5, Line: 0.06}},
}

func cccdFront() Layout {
	return Layout{Name: "cccd_chip.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cccdPaper, Elements: append(bilingualHead(14.5, 53),
		specimenMark(26, 48, 10.5, 24),
		Element{Draw: Crest, Name: zoneEmblem, X: 4.2, Y: 3.6, W: 9.6},
		Element{Draw: Globe, X: 6.5, Y: 14.2, W: 5, H: 3, Ink: cardRed},
		centred(zoneTitle, "CĂN CƯỚC CÔNG DÂN", 14.5, 16.5, 53, 3.6, SansBold, cardRed),
		centred("", "Citizen Identity Card", 14.5, 19.1, 53, 1.9, Sans, cardRed),
		Element{Draw: Symbol, Name: zoneQR, X: 68.6, Y: 4.6, W: 13, H: 13},
		Element{Draw: Portrait, Name: zonePortrait, X: 4.2, Y: 18.4, W: 19, H: 25.3},
		label("Có giá trị đến / Date of expiry:", 4.2, 45.8, 1.3), entry(document.DateOfExpiry, 4.2, 48.2, 19, 2.2, SansBold),
		specimenWord(4.2, 51.6, 0),
		label("Số / No.:", 26.5, 23.4, 1.9), entry(document.Number, 36.2, 23.6, 40, 3.7, SansBold),
		label("Họ và tên / Full name:", 26.5, 26.8, 1.75), entry(document.Name, 26.5, 30.2, 56, 2.85, SansBold),
		label("Ngày sinh / Date of birth:", 26.5, 33.6, 1.75), entry(document.DateOfBirth, 48.5, 33.6, 20, 2.35, SansBold),
		label("Giới tính / Sex:", 26.5, 36.7, 1.75), entry(document.Sex, 40, 36.7, 8, 2.35, SansBold),
		label("Quốc tịch / Nationality:", 49, 36.7, 1.75), entry(document.Nationality, 69, 36.7, 14, 2.35, SansBold),
		label("Quê quán / Place of origin:", 26.5, 39.7, 1.75), entry(document.PlaceOfOrigin, 26.5, 42.4, 56, 2.35, Sans),
		label("Nơi thường trú / Place of residence:", 26.5, 45.3, 1.75), wrapped(document.PlaceOfResidence, 26.5, 48.1, 56, 2.35, 2.9),
	)}
}

// bilingualHead is the state's name and motto in two languages.
func bilingualHead(x, w float64) []Element {
	return []Element{
		centred(zoneHeadline, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x, 5.9, w, 2.35, SansBold, ink(0x222222)),
		centred(zoneHeadline, "Độc lập - Tự do - Hạnh phúc", x, 8.5, w, 1.95, SansBold, ink(0x222222)),
		centred("", "SOCIALIST REPUBLIC OF VIET NAM", x, 10.7, w, 1.5, Sans, ink(0x444444)),
		centred("", "Independence - Freedom - Happiness", x, 12.5, w, 1.45, Sans, ink(0x444444)),
	}
}

// specimenWord says what the card is, in letters that are not to be overlooked; in the middle of w where there is one.
func specimenWord(x, y, w float64) Element {
	e := Element{Text: "SPECIMEN", X: x, Y: y, W: w, Size: 2.2, Face: SansBold, Ink: cardRed, Track: 0.12}
	if w > 0 {
		e.Align = Centre
	}
	return e
}

func cccdBack() Layout {
	issuer := entry(document.Issuer, 20, 15, 36, 1.7, SansBold)
	issuer.Lines, issuer.Lead, issuer.Align, issuer.Ink = 2, 2.2, Centre, cardLabel
	return Layout{Name: "cccd_chip.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cccdPaper, Elements: []Element{
		specimenMark(20, 35.5, 8.5, 18),
		label("Đặc điểm nhân dạng / Personal identification:", 4.2, 4.9, 1.75), entry(document.Features, 4.2, 8, 50, 2.2, Sans),
		{Draw: Chip, Name: zoneChip, X: 5, Y: 13.4, W: 12.6, H: 11.4},
		label("Ngày, tháng, năm / Date, month, year:", 20, 11.8, 1.4), entry(document.DateOfIssue, 45.6, 11.8, 12, 2, SansBold), issuer,
		centred("", "DIRECTOR GENERAL OF THE POLICE DEPARTMENT", 20, 19, 36, 1.2, Sans, cardLabel),
		centred("", "FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER", 20, 20.5, 36, 1.2, Sans, cardLabel),
		{Draw: Signature, X: 33, Y: 22, W: 20, H: 7.5, Ink: ink(0x22305C)},
		{Draw: Stamp, Name: zoneStamp, X: 24, Y: 21.4, W: 14, Ink: cardStamp},
		specimenWord(38, 34.6, 20),
		centred("", "Ngón trỏ trái", 58.4, 4.9, 11, 1.4, Sans, cardLabel), centred("", "Left index finger", 58.4, 6.6, 11, 1.2, Sans, cardLabel),
		{Draw: Finger, Name: zoneLeft, X: 58.4, Y: 8, W: 11, H: 15, Ink: faint(0x303030, 200)},
		centred("", "Ngón trỏ phải", 71, 4.9, 11, 1.4, Sans, cardLabel), centred("", "Right index finger", 71, 6.6, 11, 1.2, Sans, cardLabel),
		{Draw: Finger, Name: zoneRight, X: 71, Y: 8, W: 11, H: 15, Ink: faint(0x303030, 200)},
		{Draw: Zone, X: 4.7, Y: 40.3, Size: mrzSize, Lead: 4.6, Face: OCRB, Ink: ink(0x121212)},
	}}
}
