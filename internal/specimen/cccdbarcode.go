package specimen

import (
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/document"
)

// fillCCCDBarcode fields: those of the citizen card with a chip. Who issued it changed on 10/10/2018 (eKYC contract 4.5).
func fillCCCDBarcode(r *rand.Rand, v *values) {
	v.oldNumber, v.features, v.issuer = oldNumberOf(r, v.holder.Born), pick(r, features), issuerDLQG
	if !v.issued.Before(dayNamed("2018-10-10")) {
		v.issuer = issuerTTXH
	}
}

var cccdBarcodePaper = Paper{
	Top: ink(0xE9EEF3), Middle: ink(0xF2EFE6), Bottom: ink(0xE4ECEA),
	Waves: []Waves{
		{Ink: faint(0x3F86A0, 60), Pitch: 0.7, Line: 0.06, Amplitude: 1.7, Period: 24, Slant: -7, Swell: 0.8},
		{Ink: faint(0xC08A3B, 56), Pitch: 1.0, Line: 0.06, Amplitude: 2.0, Period: 31, Slant: 22, Swell: 0.5},
	},
	Rosettes: []Rosette{{Ink: faint(0xB97C3A, 74), X: 57, Y: 29, R: 20, Petals: 14, Rings: 10, Depth: 0.34, Line: 0.07}, {Ink: faint(0x3F86A0, 60), X: 72, Y: 45, R: 9, Petals: 8, Rings: 5, Depth: 0.5, Line: 0.06}},
}

func cccdBarcodeFront() Layout {
	number := entry(document.Number, 41, 21, 38, 3.7, SansBold)
	number.Ink = cardRed
	return Layout{Name: "cccd_barcode.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cccdBarcodePaper, Elements: append(vietnameseHead(16, 66),
		specimenMark(28, 49, 10.5, 24),
		Element{Draw: Crest, Name: zoneEmblem, X: 5.4, Y: 3.8, W: 11.4},
		centred(zoneTitle, "CĂN CƯỚC CÔNG DÂN", 16, 15.6, 66, 4.2, SansBold, cardRed),
		Element{Text: "Số:", X: 34, Y: 21, Size: 2.5, Face: SansBold, Ink: cardRed}, number,
		Element{Draw: Portrait, Name: zonePortrait, X: 4.2, Y: 17.6, W: 19.5, H: 26},
		label("Có giá trị đến:", 4.2, 46.4, 1.6), entry(document.DateOfExpiry, 4.2, 49, 20, 2.2, SansBold), specimenWord(4.2, 52.2, 0),
		label("Họ và tên:", 26.5, 25.4, 2), entry(document.Name, 37, 25.5, 45.5, 2.8, SansBold),
		label("Ngày, tháng, năm sinh:", 26.5, 29.6, 2), entry(document.DateOfBirth, 49.5, 29.6, 20, 2.4, SansBold),
		label("Giới tính:", 26.5, 33.6, 2), entry(document.Sex, 37, 33.6, 9, 2.4, SansBold),
		label("Quốc tịch:", 50, 33.6, 2), entry(document.Nationality, 61.5, 33.6, 20, 2.4, SansBold),
		label("Quê quán:", 26.5, 37.6, 2), entry(document.PlaceOfOrigin, 37.5, 37.6, 45.5, 2.3, Sans),
		label("Nơi thường trú:", 26.5, 41.6, 2), wrapped(document.PlaceOfResidence, 26.5, 45, 56, 2.3, 3.1),
	)}
}

func cccdBarcodeBack() Layout {
	return Layout{Name: "cccd_barcode.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cccdBarcodePaper, Elements: append(barcodeBack(),
		label("Đặc điểm nhận dạng:", 22, 19.4, 1.9), entry(document.Features, 22, 22.8, 60, 2.25, Sans),
		Element{Draw: Hologram, Name: zoneHologram, X: 68.5, Y: 36, W: 12.5, H: 10},
	)}
}
