package specimen

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/bonafide-id/bonafide/document"
)

// driving is a class of licence: who may have it, and for how long it is good (eKYC contract 4.9).
type driving struct {
	class     string
	from      int // years of age
	years     int // 0: never expires
	vehicles  string
	since, to string // days of issue
}

// drivingClasses by the law before and from 2025.
var drivingClasses = []driving{
	{"A1", 18, 0, "Mô tô hai bánh có dung tích xy lanh từ 50 đến dưới 175 cm3", "", "2024-12-31"},
	{"A2", 18, 0, "Mô tô hai bánh có dung tích xy lanh từ 175 cm3 trở lên", "", "2024-12-31"},
	{"B2", 18, 10, "Ô tô chở người đến 9 chỗ ngồi, ô tô tải dưới 3.500 kg", "", "2024-12-31"},
	{"C", 21, 5, "Ô tô tải từ 3.500 kg trở lên", "", "2024-12-31"},
	{"A1", 18, 0, "Mô tô hai bánh đến 125 cm3 hoặc động cơ điện đến 11 kW", "2025-01-01", ""},
	{"A", 18, 0, "Mô tô hai bánh trên 125 cm3 hoặc động cơ điện trên 11 kW", "2025-01-01", ""},
	{"B", 18, 10, "Ô tô chở người đến 8 chỗ, ô tô tải đến 3.500 kg", "2025-01-01", ""},
	{"C", 21, 5, "Ô tô tải trên 7.500 kg", "2025-01-01", ""},
	{"D", 27, 5, "Ô tô chở người trên 29 chỗ", "2025-01-01", ""},
}

// byClass draws the class and expires as it does.
func byClass(r *rand.Rand, v *values) {
	day, age := iso(v.issued), years(v.holder.Born, v.issued)
	var may []driving
	for _, c := range drivingClasses {
		if age >= c.from && day >= c.since && (c.to == "" || day <= c.to) {
			may = append(may, c)
		}
	}
	c := pick(r, may)
	v.class, v.expires, v.rows = c.class, time.Time{}, [][3]string{{c.class, c.vehicles, slashed(v.issued)}}
	if c.years > 0 {
		v.expires = v.issued.AddDate(c.years, 0, 0)
	}
}

// fillVNLicence fields: licence_number, and those of the citizen card that it has. The number has province, century and sex, year of passing and a
// serial that begins as none does.
func fillVNLicence(r *rand.Rand, v *values) {
	v.number = fmt.Sprintf("%s%s%02d99%05d", v.at.code[1:], citizenNumber(r, "000", v.holder.Born, v.holder.Sex)[3:4], v.issued.Year()%100, r.IntN(100000))
	v.issuedIn = v.at.name
	if !v.issued.Before(twoLevels) {
		v.issuedIn = v.at.current()
		v.lives.district, v.lives.province = "", v.at.current()
	}
}

// rowKey is the entry of a row on a licence's back.
func rowKey(row int, what string) string { return fmt.Sprintf("row%d.%s", row+1, what) }

var vnLicencePaper = Paper{
	Top: ink(0xF6E9DC), Middle: ink(0xF8F1DD), Bottom: ink(0xF3E4DA),
	Waves: []Waves{
		{Ink: faint(0xC77A4E, 60), Pitch: 0.75, Line: 0.06, Amplitude: 1.6, Period: 26, Slant: 10, Swell: 0.7},
		{Ink: faint(0x9A8A3A, 54), Pitch: 1.05, Line: 0.06, Amplitude: 2.2, Period: 33, Slant: -16, Swell: 0.5},
	},
	Rosettes: []Rosette{{Ink: faint(0xC06A3A, 70), X: 55, Y: 30, R: 18, Petals: 12, Rings: 9, Depth: 0.4, Line: 0.07}},
}

func vnLicenceFront() Layout {
	number := entry(document.Number, 44, 18.9, 36, 3.3, SansBold)
	number.Ink = cardRed
	place := entry(document.PlaceOfIssue, 25.5, 42, 28.5, 2, Sans)
	place.Align = Right
	return Layout{Name: "vn_licence.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: vnLicencePaper, Elements: []Element{
		specimenMark(28, 49, 10, 24),
		centred("", "BỘ GTVT", 4.2, 6.4, 18, 2.3, SansBold, cardRed), centred("", "MOT", 4.2, 9.2, 18, 1.9, Sans, cardRed),
		centred(zoneHeadline, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 25, 5.6, 57, 2.2, SansBold, ink(0x222222)),
		centred(zoneHeadline, "Độc lập - Tự do - Hạnh phúc", 25, 8.3, 57, 1.9, SansBold, ink(0x222222)),
		centred(zoneTitle, "GIẤY PHÉP LÁI XE / DRIVER'S LICENSE", 25, 13.6, 57, 2.75, SansBold, cardRed),
		label("Số / No.:", 33, 18.9, 2), number,
		{Draw: Portrait, Name: zonePortrait, X: 4.2, Y: 12, W: 18, H: 24},
		label("Hạng / Class:", 4.2, 41.4, 1.8), entry(document.Class, 16, 41.6, 7, 3, SansBold),
		label("Có giá trị đến / Expires:", 4.2, 45.4, 1.6), entry(document.DateOfExpiry, 4.2, 48.2, 20, 2.2, SansBold), specimenWord(4.2, 51.8, 0),
		label("Họ tên / Full name:", 25.5, 23.2, 1.75), entry(document.Name, 44, 23.2, 38.5, 2.5, SansBold),
		label("Ngày sinh / Date of birth:", 25.5, 26.9, 1.75), entry(document.DateOfBirth, 49, 26.9, 20, 2.3, SansBold),
		label("Quốc tịch / Nationality:", 25.5, 30.6, 1.75), entry(document.Nationality, 46.5, 30.6, 20, 2.3, SansBold),
		label("Nơi cư trú / Address:", 25.5, 34.2, 1.75), wrapped(document.PlaceOfResidence, 25.5, 36.9, 57, 2.1, 2.6),
		place, entry(document.DateOfIssue, 55.5, 42, 27, 2, Sans),
		centred("", "GIÁM ĐỐC / DIRECTOR", 46, 44.6, 32, 1.5, SansBold, cardLabel),
		{Draw: Signature, X: 60, Y: 45.4, W: 17, H: 5, Ink: ink(0x22305C)}, {Draw: Stamp, X: 51, Y: 45, W: 7.4, Ink: cardStamp},
	}}
}

func vnLicenceBack() Layout {
	row := func(what string, x, w, size float64, face Face, lines int) Element {
		return Element{Name: rowKey(0, what), Field: rowKey(0, what), X: x, Y: 25, W: w, Size: size, Face: face, Ink: cardDark, Lines: lines, Lead: 2.9}
	}
	rule := func(x, y, w, h float64) Element {
		return Element{Draw: Bar, X: x, Y: y, W: w, H: h, Ink: faint(0x6A3A22, 170)}
	}
	return Layout{Name: "vn_licence.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: vnLicencePaper, Elements: []Element{
		specimenMark(20, 47, 10, 18),
		centred(zoneTitle, "CÁC LOẠI XE CƠ GIỚI ĐƯỜNG BỘ ĐƯỢC ĐIỀU KHIỂN", 4.2, 7, 77, 2.3, SansBold, cardRed),
		centred("", "CLASSIFICATION OF MOTOR VEHICLES", 4.2, 10, 77, 1.9, Sans, cardRed),
		rule(4.2, 12.4, 77.2, 0.2), rule(4.2, 20.4, 77.2, 0.2), rule(4.2, 32, 77.2, 0.2), rule(4.2, 12.4, 0.2, 19.6), rule(16, 12.4, 0.2, 19.6), rule(60, 12.4, 0.2, 19.6), rule(81.2, 12.4, 0.2, 19.6),
		centred("", "Hạng", 4.6, 15.8, 11, 1.9, SansBold, cardLabel), centred("", "Class", 4.6, 18.6, 11, 1.7, Sans, cardLabel),
		centred("", "Loại xe cơ giới đường bộ", 17, 15.8, 42, 1.9, SansBold, cardLabel), centred("", "Type of motor vehicles", 17, 18.6, 42, 1.7, Sans, cardLabel),
		centred("", "Ngày trúng tuyển", 60.6, 15.8, 20, 1.9, SansBold, cardLabel), centred("", "Beginning date", 60.6, 18.6, 20, 1.7, Sans, cardLabel),
		row("class", 7.4, 7, 2.6, SansBold, 1), row("vehicles", 17, 42, 2, Sans, 2), row("since", 63.4, 16, 2.1, SansBold, 1),
		label("Người lái xe phải mang theo giấy phép này khi lái xe.", 4.2, 37, 1.7), specimenWord(4.2, 49.6, 77),
	}}
}
