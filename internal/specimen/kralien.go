package specimen

import (
	"strings"

	"github.com/bonafide-id/bonafide/document"
)

var krAlienPaper = Paper{
	Top: ink(0xF0ECF4), Middle: ink(0xF6F3EA), Bottom: ink(0xE9EDF4),
	Waves: []Waves{
		{Ink: faint(0x7A68A8, 56), Pitch: 0.74, Line: 0.06, Amplitude: 1.7, Period: 28, Slant: 9, Swell: 0.7},
		{Ink: faint(0x5E9AA8, 50), Pitch: 1.05, Line: 0.06, Amplitude: 2.2, Period: 23, Slant: -18, Swell: 0.6},
	},
	Rosettes: []Rosette{{Ink: faint(0x7A68A8, 70), X: 56, Y: 30, R: 19, Petals: 18, Rings: 9, Depth: 0.34, Line: 0.07}},
}

// krLabel is print that is the same on every card, in Hangul and behind a stroke in English.
func krLabel(text string, x, y float64) Element {
	return Element{Text: text, X: x, Y: y, Size: 1.75, Face: Hangul, Ink: ink(0x4A4460)}
}

// bilingual takes labels apart at the stroke: readers read one language at a time, and a side's anchors are its Hangul.
func bilingual(all []Element) (out []Element) {
	for _, e := range all {
		hangul, english, both := strings.Cut(e.Text, " / ")
		if !both || e.Face != Hangul {
			out = append(out, e)
			continue
		}
		wide := 0.0
		for _, r := range hangul {
			wide += e.Size * map[bool]float64{true: 0.3, false: 0.95}[r == ' ' || r == '·']
		}
		first, second := e, e
		first.Text, second.Text, second.X = hangul, "/ "+english, e.X+wide+0.5
		out = append(out, first, second)
	}
	return out
}

func krAlienFront() Layout {
	heading := ink(0x3A2F66)
	return Layout{Name: "kr_alien.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: krAlienPaper, Elements: bilingual([]Element{
		specimenMark(30, 48, 9.5, 22),
		{Draw: Emblem, X: 5, Y: 3.2, W: 6.4, Ink: heading},
		{Name: zoneTitle, Text: "외국인등록증", X: 29.5, Y: 8, Size: 4.6, Face: HangulBold, Ink: heading, Track: 0.08},
		{Text: "RESIDENCE CARD", X: 59.5, Y: 7.8, Size: 2.3, Face: SansBold, Ink: heading},
		{Draw: Bar, X: 29.5, Y: 9.6, W: 51, H: 0.3, Ink: faint(0x3A2F66, 190)},
		{Draw: Portrait, Name: zonePortrait, X: 5, Y: 11.4, W: 21.5, H: 27.6},
		krLabel("외국인등록번호 / Registration No.", 29.5, 12.9), krEntry(document.Number, 29.5, 16.7, 34, 3.5, SansBold),
		krLabel("성별 / Sex", 69, 12.9), krEntry(document.Sex, 69, 16.6, 8, 3.1, SansBold),
		krLabel("성명 / Name", 29.5, 20), krEntry(document.Name, 29.5, 23.5, 51, 3, SansBold),
		krLabel("국가 · 지역 / Country · Region", 29.5, 26.9), krEntry(document.Nationality, 29.5, 30.3, 51, 2.9, SansBold),
		krLabel("체류자격 / Status", 29.5, 33.7), krEntry(document.Status, 29.5, 37.3, 28, 2.9, HangulBold),
		krLabel("발급일자 / Issue Date", 60, 33.7), krEntry(document.DateOfIssue, 60, 37.2, 21, 2.8, SansBold),
		krEntry(document.Issuer, 27, 45.4, 40, 3.3, HangulBold).centred(),
		{Field: string(officeLine), X: 27, Y: 48.9, W: 40, Size: 1.8, Face: Sans, Ink: krDark, Align: Centre},
		{Draw: Seal, Name: "seal", Field: "seal", X: 70, Y: 41.6, W: 8, Face: HangulBold, Ink: krSeal},
		{Text: "SPECIMEN 견본", X: 5, Y: 50, Size: 2.1, Face: HangulBold, Ink: krRed, Track: 0.05},
	})}
}

func krAlienBack() Layout {
	rule := func(x, y, w, h float64) Element {
		return Element{Draw: Bar, X: x, Y: y, W: w, H: h, Ink: faint(0x3A2F66, 150)}
	}
	serial := krEntry(document.SerialNumber, 56, 9.4, 25, 2.7, SansBold)
	home := krEntry(document.PlaceOfResidence, 26.5, 34.2, 52, 2.5, Hangul)
	home.Lines, home.Lead = 2, 3.3
	return Layout{Name: "kr_alien.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: krAlienPaper, Elements: bilingual([]Element{
		specimenMark(18, 49, 9.5, 20),
		{Draw: Emblem, X: 5, Y: 3.4, W: 5.4, Ink: ink(0x3A2F66)},
		krLabel("일련번호 / Serial No.", 56, 5.9), serial,
		krLabel("체류기간 / Period of Stay", 4.6, 13), rule(4.6, 14, 76.4, 0.2),
		krLabel("허가일자 / Permitted", 5, 16.6), krLabel("만료일자 / Until", 34, 16.6), krLabel("확인 / Conf.", 64, 16.6),
		{Name: string(permitted), Field: string(permitted), X: 5, Y: 20.4, W: 24, Size: 2.6, Face: Sans, Ink: krDark}, krEntry(document.DateOfExpiry, 34, 20.4, 24, 2.6, SansBold),
		{Text: "견본", X: 64, Y: 20.2, Size: 2.2, Face: Hangul, Ink: krRed}, rule(4.6, 22.2, 76.4, 0.15),
		krLabel("체류지 / Address", 4.6, 26.8), rule(4.6, 27.8, 76.4, 0.2),
		krLabel("신고일 / Reported", 5, 30.4), krLabel("국내 체류지 / Address in Korea", 26.5, 30.4),
		{Field: string(reported), X: 5, Y: 34.2, W: 18, Size: 2.3, Face: Sans, Ink: krDark}, home, rule(4.6, 39.6, 76.4, 0.15),
		krLabel("이 증은 견본이며 누구의 것도 아닙니다.", 5, 45.5),
		{Text: "SPECIMEN 견본", X: 60, Y: 49.6, Size: 2.1, Face: HangulBold, Ink: krRed, Track: 0.05},
	})}
}
