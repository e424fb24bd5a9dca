package specimen

import "github.com/bonafide-id/bonafide/document"

func krPassportData() Layout {
	heading := ink(0x1F3F66)
	all := []Element{
		specimenMark(40, 62, 15, 24),
		{Draw: Emblem, X: 6, Y: 3, W: 9, Ink: heading},
		{Name: zoneTitle, Text: "대한민국 여권", X: 18, Y: 7, Size: 3.6, Face: HangulBold, Ink: heading},
		{Text: "REPUBLIC OF KOREA PASSPORT", X: 18, Y: 11, Size: 2.4, Face: SansBold, Ink: heading, Track: 0.03},
		{Draw: Globe, X: 109.5, Y: 3.6, W: 10, H: 6, Ink: heading},
		{Text: "SPECIMEN 견본", X: 88, Y: 14.4, W: 31.5, Size: 2.2, Face: HangulBold, Ink: krRed, Align: Right, Track: 0.08},
		{Draw: Portrait, Name: zonePortrait, X: 6, Y: 17, W: 33, H: 42.5},
		{Draw: Ghost, X: 104, Y: 41, W: 14.5, H: 19},
		{Draw: Signature, X: 80, Y: 55, W: 20, H: 5, Ink: ink(0x1B2440)},
	}
	row := func(text string, f document.Field, x, y, w float64, face Face) {
		all = append(all, Element{Text: text, X: x, Y: y, Size: 1.75, Face: Hangul, Ink: heading}, krEntry(f, x, y+3.6, w, 3, face))
	}
	all = append(all, Element{Text: "종류 / Type", X: 42, Y: 19.4, Size: 1.75, Face: Hangul, Ink: heading}, Element{Name: "type", Text: "PM", X: 42, Y: 23, Size: 3, Face: SansBold, Ink: krDark})
	row("발행국 / Issuing country", document.IssuingState, 56, 19.4, 14, SansBold)
	row("여권번호 / Passport No.", document.Number, 80, 19.4, 28, SansBold)
	row("성 / Surname", document.Surname, 42, 26.8, 54, SansBold)
	row("이름 / Given names", document.GivenNames, 42, 34.2, 54, SansBold)
	row("한글성명 / Name in Hangul", document.Name, 80, 41.6, 18, HangulBold)
	row("생년월일 / Date of birth", document.DateOfBirth, 42, 41.6, 32, HangulBold)
	row("성별 / Sex", document.Sex, 80, 49, 12, SansBold)
	row("국적 / Nationality", document.Nationality, 42, 49, 36, SansBold)
	row("발급일 / Date of issue", document.DateOfIssue, 42, 56.4, 32, HangulBold)
	row("기간만료일 / Date of expiry", document.DateOfExpiry, 42, 63.4, 32, HangulBold)
	row("발행관청 / Authority", document.Issuer, 80, 63.4, 38, SansBold)
	all = append(all, Element{Draw: Zone, X: 6.6, Y: 73.2, Size: mrzSize, Lead: 6.35, Face: OCRB, Ink: ink(0x121212)})
	return Layout{Name: "kr_passport.data", Width: 125, Height: 88, Corner: 3, Elements: bilingual(all), Paper: Paper{
		Top: ink(0xECF0F5), Middle: ink(0xE6EEF0), Bottom: ink(0xF1F1EA),
		Waves: []Waves{
			{Ink: faint(0x3E6A9C, 66), Pitch: 0.85, Line: 0.07, Amplitude: 1.8, Period: 30, Slant: -12, Swell: 0.6, Through: 0.735},
			{Ink: faint(0x4F9A8A, 50), Pitch: 1.1, Line: 0.07, Amplitude: 2.5, Period: 22, Slant: 17, Swell: 0.7, Through: 0.735},
			{Ink: faint(0x3E6A9C, 34), Pitch: 0.9, Line: 0.06, Amplitude: 0.35, Period: 9, FromTop: 0.74, Through: 0.26},
		},
		Rosettes: []Rosette{{Ink: faint(0x4F9A8A, 68), X: 80, Y: 38, R: 24, Petals: 14, Rings: 11, Depth: 0.32, Line: 0.08}},
	}}
}
