package reading

import (
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Three sides that share words: an old card, its successor whose labels hold the old one's, and the successor's back with a zone.
var shelf = []layout.Layout{
	{ID: "cccd_barcode.front", Type: document.CCCDBarcode, Side: document.Front, Country: "VNM", IDType: "government_id", Width: 85.6, Height: 54,
		Anchors:  []layout.Anchor{{Text: "CĂN CƯỚC CÔNG DÂN", Weight: 0.5}, {Text: "Họ và tên", Weight: 0.6}, {Text: "Quê quán", Weight: 0.7}, {Text: "Nơi thường trú", Weight: 0.7}},
		Elements: []layout.Element{{Name: document.Portrait}}},
	{ID: "cccd_chip.front", Type: document.CCCDChip, Side: document.Front, Country: "VNM", IDType: "government_id", Width: 85.6, Height: 54,
		Anchors: []layout.Anchor{{Text: "CĂN CƯỚC CÔNG DÂN", Weight: 0.5}, {Text: "Citizen Identity Card", Weight: 1}, {Text: "Họ và tên / Full name", Weight: 0.7},
			{Text: "Quê quán / Place of origin", Weight: 1}, {Text: "Nơi thường trú / Place of residence", Weight: 1}},
		Elements: []layout.Element{{Name: document.Portrait}, {Name: document.QR}}},
	{ID: "cccd_chip.back", Type: document.CCCDChip, Side: document.Back, Country: "VNM", IDType: "government_id", Width: 85.6, Height: 54,
		Anchors:  []layout.Anchor{{Text: "Đặc điểm nhân dạng / Personal identification", Weight: 1}, {Text: "Ngón trỏ trái", Weight: 0.4}},
		Elements: []layout.Element{{Name: document.MRZ}, {Name: document.Chip}}, Zone: "TD1"},
	{ID: "kr_resident.front", Type: document.KRResident, Side: document.Front, Country: "KOR", IDType: "government_id", Width: 85.6, Height: 54,
		Anchors: []layout.Anchor{{Text: "주민등록증", Weight: 1}}, Elements: []layout.Element{{Name: document.Portrait}}},
}

func printOf(texts ...string) []wire.Line {
	var lines []wire.Line
	for _, t := range texts {
		lines = append(lines, wire.Line{Text: t, Confidence: 0.9})
	}
	return lines
}

func zoneLines(t *testing.T, f mrz.Format, fields mrz.Fields) []wire.Zone {
	t.Helper()
	lines, err := mrz.Build(f, fields)
	if err != nil {
		t.Fatal(err)
	}
	return []wire.Zone{{Raw: lines, Lines: lines}}
}

// short are zones printed without the last characters of their last line.
func short(zones []wire.Zone) []wire.Zone {
	for i, z := range zones {
		lines := slices.Clone(z.Lines)
		last := len(lines) - 1
		lines[last] = lines[last][:len(lines[last])-3]
		zones[i] = wire.Zone{Raw: lines, Lines: lines, Whole: z.Lines}
	}
	return zones
}

func TestRecognise(t *testing.T) {
	chipFront := []string{"CAN CƯỚC CÔNG DÂN", "Citizen Identity Card", "Họ và tên / Full name", "NGUYỄN VĂN A", "Quê quán / Place of origin", "Nơi thường trú / Place of residence"}
	vietnamese := mrz.Fields{DocumentCode: "ID", IssuingState: "VNM", Nationality: "VNM", DocumentNumber: "099123456", PrimaryIdentifier: "NGUYEN", SecondaryIdentifier: "VAN A",
		DateOfBirth: "900101", DateOfExpiry: "300101", Sex: "M"}
	utopian := mrz.Fields{DocumentCode: "P", IssuingState: "UTO", Nationality: "UTO", DocumentNumber: "L898902C3", PrimaryIdentifier: "ERIKSSON", SecondaryIdentifier: "ANNA",
		DateOfBirth: "740812", DateOfExpiry: "300415", Sex: "F"}
	code := []wire.Code{{Symbology: "QRCode", Text: "001085012345|123456789|Nguyễn Văn A|12081985|Nam|Hà Nội|01012022"}}
	rows := []struct {
		name string
		e    Evidence
		want string
	}{
		{"all there is", Evidence{Lines: printOf(chipFront...), Codes: code, Faces: 1}, "cccd_chip.front"},
		{"title and headline missing", Evidence{Lines: printOf(chipFront[2:]...), Codes: code, Faces: 1}, "cccd_chip.front"},
		{"title and code missing", Evidence{Lines: printOf(chipFront[2:]...), Faces: 1}, "cccd_chip.front"},
		{"portrait missing", Evidence{Lines: printOf(chipFront...)}, "cccd_chip.front"},
		{"badly read", Evidence{Lines: printOf("CAN CU0C CONG DAN", "Citizcn ldentity Card", "Ho va ten / Ful name", "Que quan / P1ace of orgin", "Noi thuong tru"), Faces: 1}, "cccd_chip.front"},
		{"in pieces", Evidence{Lines: printOf("Citizen Iden", "tity Card", "Quê quán / Pl", "ace of origin", "Nơi thường trú / Place of", "residence")}, "cccd_chip.front"},
		{"its predecessor", Evidence{Lines: printOf("CĂN CƯỚC CÔNG DÂN", "Họ và tên: NGUYỄN VĂN A", "Quê quán: Hải Minh, Hải Hậu", "Nơi thường trú: 12 Phố Huế"), Faces: 1}, "cccd_barcode.front"},
		{"a back", Evidence{Lines: printOf("Đặc điểm nhân dạng / Personal identification", "Ngón trỏ trái"), Zones: zoneLines(t, mrz.TD1, vietnamese)}, "cccd_chip.back"},
		{"a back by its zone alone", Evidence{Zones: zoneLines(t, mrz.TD1, vietnamese)}, "cccd_chip.back"},
		{"a back by a zone with a line that is short", Evidence{Zones: short(zoneLines(t, mrz.TD1, vietnamese))}, "cccd_chip.back"},
		{"a back without its zone", Evidence{Lines: printOf("Đặc điểm nhân dạng / Personal identification", "Ngón trỏ trái")}, "cccd_chip.back"},
		{"Hangul in pieces", Evidence{Lines: printOf("주", "민등록증", "홍길동", "701125-2991218"), Faces: 1}, "kr_resident.front"},
		{"another state's passport", Evidence{Zones: zoneLines(t, mrz.TD3, utopian), Faces: 1}, "passport.data"},
		{"a wrong hint", Evidence{Lines: printOf(chipFront...), Faces: 1, Country: "KOR", IDType: "passport"}, "cccd_chip.front"},
		{"a code alone", Evidence{Codes: code, Faces: 1}, "cccd_chip.front"},
		{"a portrait alone", Evidence{Faces: 1}, "."},
		{"a portrait and a hint", Evidence{Faces: 1, Country: "VNM", IDType: "government_id"}, "."},
		{"other print", Evidence{Lines: printOf("Thank you for shopping", "Total 12.50", "Have a nice day", "Card ending 1234"), Country: "VNM"}, "."},
		{"nothing", Evidence{}, "."},
	}
	for _, row := range rows {
		k := Recognise(shelf, row.e)
		if got := string(k.Type) + "." + string(k.Side); got != row.want {
			t.Errorf("%s: %s (%.2f), want %s", row.name, got, k.Sure, row.want)
		}
		if k.Type != "" && !(k.Sure > 0.3 && k.Sure <= 1) || k.Type == "" && k.Sure != 0 {
			t.Errorf("%s: sure %v", row.name, k.Sure)
		}
	}
}

// More evidence for the same side makes it surer.
func TestRecogniseSureness(t *testing.T) {
	texts := []string{"Nơi thường trú / Place of residence", "Quê quán / Place of origin", "Citizen Identity Card", "Họ và tên / Full name"}
	last := 0.0
	for n := 1; n <= len(texts); n++ {
		k := Recognise(shelf, Evidence{Lines: printOf(texts[:n]...), Faces: 1})
		if k.Type != document.CCCDChip || k.Sure <= last {
			t.Errorf("%d texts: %s, sure %.3f after %.3f", n, k.Type, k.Sure, last)
		}
		last = k.Sure
	}
}

func TestWithin(t *testing.T) {
	rows := []struct {
		pattern, text string
		alike         float64
		from, to      int
	}{
		{"abc", "xxabcxx", 1, 2, 5},
		{"abc", "abc", 1, 0, 3},
		{"abcd", "xxabxdxx", 0.75, 2, 6},
		{"abc", "", 0, 0, 0},
		{"", "abc", 0, 0, 0},
	}
	for _, row := range rows {
		if alike, from, to := within([]rune(row.pattern), []rune(row.text)); alike != row.alike || from != row.from || to != row.to {
			t.Errorf("%q in %q: %v at %d to %d", row.pattern, row.text, alike, from, to)
		}
	}
}

func FuzzWithin(f *testing.F) {
	f.Add("abc", "xxabcxx")
	f.Add("주민등록증", "주 민등록증")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 60 || len(text) > 200 {
			return
		}
		p, x := fold(pattern), fold(text)
		alike, from, to := within(p, x)
		if alike < 0 || alike > 1 || from < 0 || to > len(x) || from > to {
			t.Fatalf("%v at %d to %d of %d", alike, from, to, len(x))
		}
		if alike > 0 {
			if got := 1 - float64(edits(p, x[from:to]))/float64(len(p)); got < alike-1e-9 {
				t.Errorf("%q at %d to %d of %q: %v, is %v", pattern, from, to, text, alike, got)
			}
		}
		if len(p) > 0 && strings.Contains(string(x), string(p)) && alike != 1 {
			t.Errorf("%q is in %q", pattern, text)
		}
	})
}

func BenchmarkRecognise(b *testing.B) {
	e := Evidence{Lines: printOf(strings.Split(strings.Repeat("Nơi thường trú / Place of residence;", 40), ";")...), Faces: 1}
	b.ReportAllocs()
	for b.Loop() {
		Recognise(shelf, e)
	}
}
