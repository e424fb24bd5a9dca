package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document/mrz"
)

// newCCCD fields: citizen_number, old_number (nine digits or empty), name, date_of_birth, sex, nationality, place_of_origin,
// place_of_residence, features, date_of_issue, date_of_expiry. Holders are always adults: a card has no date of expiry from 60 on.
func newCCCD(r *rand.Rand, o Options) (Document, error) {
	holder := vietnamese.person(r, Adult, o.Today)
	registered, lives := pick(r, provinces), pick(r, provinces)
	if r.IntN(3) > 0 {
		lives = registered
	}
	number := citizenNumber(r, registered.code, holder.Born, holder.Sex)
	old := fmt.Sprintf("00%07d", r.IntN(10000000)) // no province's numbers of nine digits began with 00
	if holder.Born.Year() > 1999 || r.IntN(4) == 0 {
		old = ""
	}
	// Issued less than two years ago, a card is valid still whatever birthday it runs to: see cccdExpiry.
	issued := latest(o.Today.AddDate(0, 0, -40-r.IntN(680)), holder.Born.AddDate(14, 1, 0))
	expires := cccdExpiry(holder.Born, issued)
	fields := map[string]string{
		"citizen_number": number, "old_number": old, "name": holder.Local, "date_of_birth": iso(holder.Born), "sex": holder.Sex, "nationality": "VNM",
		"place_of_origin":    registered.commune + ", " + registered.district + ", " + registered.name,
		"place_of_residence": pick(r, hamlets) + ", " + lives.commune + ", " + lives.district + ", " + lives.name,
		"features":           pick(r, features), "date_of_issue": iso(issued), "date_of_expiry": iso(expires),
	}
	lines, err := cccdZone(number, holder, expires)
	if err != nil {
		return Document{}, err
	}
	print := cccdPrint(fields, holder, issued, expires)
	code := Code{Symbology: "QRCode", Zone: "qr", Text: strings.Join([]string{
		number, old, holder.Local, holder.Born.Format("02012006"), print["sex"], fields["place_of_residence"], issued.Format("02012006")}, "|")}
	return Document{Holder: holder, Fields: fields, sides: []side{
		{name: "front", layout: cccdFront(), print: print, codes: []Code{code}},
		{name: "back", layout: cccdBack(), print: print, mrz: lines},
	}}, nil
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// cccdExpiry is the birthday at which the card is to be changed: 25, 40 or 60, and the one after where the card was issued within the
// two years before (Law on Citizen Identification, 59/2014/QH13, article 21).
func cccdExpiry(born, issued time.Time) time.Time {
	for _, age := range []int{25, 40, 60} {
		if birthday := born.AddDate(age, 0, 0); birthday.AddDate(-2, 0, 0).After(issued) {
			return birthday
		}
	}
	return born.AddDate(60, 0, 0)
}

// cccdZone has the last nine digits as document number and the whole number as optional data, with a digit of its own behind filler.
func cccdZone(number string, p Person, expires time.Time) ([]string, error) {
	digit, _ := mrz.CheckDigit(number)
	return mrz.Build(mrz.TD1, mrz.Fields{
		DocumentCode: "ID", IssuingState: "VNM", Nationality: "VNM", DocumentNumber: number[3:], OptionalData: number + "<<" + string(digit), Sex: p.Sex,
		PrimaryIdentifier: p.Surname, SecondaryIdentifier: p.Given, DateOfBirth: zoneDate(p.Born), DateOfExpiry: zoneDate(expires),
	})
}

func cccdPrint(fields map[string]string, p Person, issued, expires time.Time) map[string]string {
	return map[string]string{
		"number": fields["citizen_number"], "name": strings.ToUpper(p.Local), "birth": slashed(p.Born), "sex": map[string]string{"M": "Nam", "F": "Nữ"}[p.Sex],
		"nationality": "Việt Nam", "origin": fields["place_of_origin"], "residence": fields["place_of_residence"],
		"features": fields["features"], "issued": slashed(issued), "expires": slashed(expires),
	}
}

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
	dark, label, red := ink(0x1A1A1A), ink(0x3D3A36), ink(0xB3261E)
	text := func(s string, x, y, size float64, face Face) Element {
		return Element{Text: s, X: x, Y: y, Size: size, Face: face, Ink: label}
	}
	entry := func(name, field string, x, y, w, size float64, face Face) Element {
		return Element{Name: name, Field: field, X: x, Y: y, W: w, Size: size, Face: face, Ink: dark}
	}
	heading := func(s string, y, size float64, face Face, colour uint32) Element {
		return Element{Text: s, X: 14.5, Y: y, W: 53, Size: size, Face: face, Ink: ink(colour), Align: Centre}
	}
	residence := entry("place_of_residence", "residence", 26.5, 48.1, 56, 2.35, Sans)
	residence.Lines, residence.Lead = 2, 2.9
	return Layout{Name: "cccd.front", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cccdPaper, Elements: []Element{
		specimenMark(26, 48, 10.5, 24),
		{Draw: Emblem, X: 4.2, Y: 3.6, W: 9.6, Ink: red},
		heading("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 5.9, 2.35, SansBold, 0x222222),
		heading("Độc lập - Tự do - Hạnh phúc", 8.5, 1.95, SansBold, 0x222222),
		heading("SOCIALIST REPUBLIC OF VIET NAM", 10.7, 1.5, Sans, 0x444444),
		heading("Independence - Freedom - Happiness", 12.5, 1.45, Sans, 0x444444),
		heading("CĂN CƯỚC CÔNG DÂN", 16.5, 3.6, SansBold, 0xB3261E),
		heading("Citizen Identity Card", 19.1, 1.9, Sans, 0xB3261E),
		{Draw: Symbol, Name: "qr", X: 68.6, Y: 4.6, W: 13, H: 13},
		{Draw: Portrait, Name: "portrait", X: 4.2, Y: 18.4, W: 19, H: 25.3},
		text("Có giá trị đến / Date of expiry:", 4.2, 45.8, 1.3, Sans), entry("date_of_expiry", "expires", 4.2, 48.2, 19, 2.2, SansBold),
		{Text: "SPECIMEN", X: 4.2, Y: 51.6, Size: 2.3, Face: SansBold, Ink: red, Track: 0.12},
		text("Số / No.:", 26.5, 23.4, 1.9, Sans), entry("citizen_number", "number", 36.2, 23.6, 40, 3.7, SansBold),
		text("Họ và tên / Full name:", 26.5, 26.8, 1.75, Sans), entry("name", "name", 26.5, 30.2, 56, 2.85, SansBold),
		text("Ngày sinh / Date of birth:", 26.5, 33.6, 1.75, Sans), entry("date_of_birth", "birth", 48.5, 33.6, 20, 2.35, SansBold),
		text("Giới tính / Sex:", 26.5, 36.7, 1.75, Sans), entry("sex", "sex", 40, 36.7, 8, 2.35, SansBold),
		text("Quốc tịch / Nationality:", 49, 36.7, 1.75, Sans), entry("nationality", "nationality", 69, 36.7, 14, 2.35, SansBold),
		text("Quê quán / Place of origin:", 26.5, 39.7, 1.75, Sans), entry("place_of_origin", "origin", 26.5, 42.4, 56, 2.35, Sans),
		text("Nơi thường trú / Place of residence:", 26.5, 45.3, 1.75, Sans), residence,
	}}
}

func cccdBack() Layout {
	dark, label := ink(0x1A1A1A), ink(0x3D3A36)
	text := func(s string, x, y, w, size float64, face Face, align Align) Element {
		return Element{Text: s, X: x, Y: y, W: w, Size: size, Face: face, Ink: label, Align: align}
	}
	return Layout{Name: "cccd.back", Width: cardWidth, Height: cardHeight, Corner: cardCorner, Paper: cccdPaper, Elements: []Element{
		specimenMark(20, 35.5, 8.5, 18),
		text("Đặc điểm nhân dạng / Personal identification:", 4.2, 4.9, 0, 1.75, Sans, Left),
		{Name: "features", Field: "features", X: 4.2, Y: 8, W: 50, Size: 2.2, Face: Sans, Ink: dark},
		{Draw: Chip, Name: "chip", X: 5, Y: 13.4, W: 12.6, H: 11.4},
		text("Ngày, tháng, năm / Date, month, year:", 20, 11.8, 0, 1.4, Sans, Left),
		{Name: "date_of_issue", Field: "issued", X: 45.6, Y: 11.8, W: 12, Size: 2, Face: SansBold, Ink: dark},
		text("CỤC TRƯỞNG CỤC CẢNH SÁT", 20, 15, 36, 1.7, SansBold, Centre),
		text("QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 20, 17.2, 36, 1.7, SansBold, Centre),
		text("DIRECTOR GENERAL OF THE POLICE DEPARTMENT", 20, 19, 36, 1.2, Sans, Centre),
		text("FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER", 20, 20.5, 36, 1.2, Sans, Centre),
		{Draw: Signature, X: 28, Y: 22, W: 20, H: 7.5, Ink: ink(0x22305C)},
		{Text: "SPECIMEN", X: 20, Y: 32.4, W: 36, Size: 2.2, Face: SansBold, Ink: ink(0xB3261E), Align: Centre, Track: 0.12},
		text("Ngón trỏ trái", 58.4, 4.9, 11, 1.4, Sans, Centre), text("Left index finger", 58.4, 6.6, 11, 1.2, Sans, Centre),
		{Draw: Finger, Name: "finger.left", X: 58.4, Y: 8, W: 11, H: 15, Ink: faint(0x303030, 200)},
		text("Ngón trỏ phải", 71, 4.9, 11, 1.4, Sans, Centre), text("Right index finger", 71, 6.6, 11, 1.2, Sans, Centre),
		{Draw: Finger, Name: "finger.right", X: 71, Y: 8, W: 11, H: 15, Ink: faint(0x303030, 200)},
		{Draw: Zone, X: 4.7, Y: 40.3, Size: mrzSize, Lead: 4.6, Face: OCRB, Ink: ink(0x121212)},
	}}
}
