package reading

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

var values = []struct {
	kind  layout.Kind
	read  string
	value string
	ok    bool
}{
	{layout.Date, "25/11/1970", "25/11/1970", true},
	{layout.Date, "25-11-1970", "25/11/1970", true},
	{layout.Date, "5 / 1/1970 .", "05/01/1970", true},
	{layout.Date, "2S/11/197O", "25/11/1970", true},
	{layout.Date, "2023.06.17.", "17/06/2023", true},
	{layout.Date, "2027.01.01. ~ 2027.12.31.", "31/12/2027", true},
	{layout.Date, "2019년 3월 5일", "05/03/2019", true},
	{layout.Date, "12 3월/MAR 1990", "12/03/1990", true},
	{layout.Date, "03 9 월 /56『5 2024\"", "03/09/2024", true},
	{layout.Date, "021 월 /1441 2023", "02/01/2023", true}, // as a reader of Hangul has it
	{layout.Date, "04 N0V 2032", "04/11/2032", true},
	{layout.Date, "04 N0T 2032", "04/00/2032", true}, // no month is seen to be none
	{layout.Date, "O4 NOV 2032", "04/11/2032", true},
	{layout.Date, "ngày 05 tháng 11 năm 2019", "05/11/2019", true},
	{layout.Date, "12 AUG 1974", "12/08/1974", true},
	{layout.Date, "12 AUG/AOÛT 1974", "12/08/1974", true},
	{layout.Date, "12 AUG/AOUT 74", "12 AUG/AOUT 74", true}, // of either century
	{layout.Date, "31 DES/DEC 66", "31 DES/DEC 66", true},
	{layout.Date, "45 AUG/AOUT 74", "45 AUG/AOUT 74", false},
	{layout.Date, "12081974", "12/08/1974", true},
	{layout.Date, "32/13/1990", "32/13/1990", true}, // a date that is none must stay visible
	{layout.Date, "1956", "1956", true},
	{layout.Date, "Không thời hạn", "Không thời hạn", true},
	{layout.Date, "KHÔNG THỞI HAN", "KHÔNG THỜI HẠN", true},
	{layout.Date, "25/11/19", "25/11/19", false},
	{layout.Date, "", "", false},
	{layout.Digits, "038170999855", "038170999855", true},
	{layout.Digits, "038 170 999 855", "038170999855", true},
	{layout.Digits, "O38l70999855", "038170999855", true},
	{layout.Digits, "701125-2991218", "701125-2991218", true},
	{layout.Digits, "- 701125–2991218 -", "701125-2991218", true},
	{layout.Digits, "ABC", "8", false},
	{layout.Code, "m1234 5678", "M12345678", true},
	{layout.Code, "V1K7YG.", "V1K7YG", true},
	{layout.Sex, "Nữ", "Nữ", true},
	{layout.Sex, "NU", "NỮ", true},
	{layout.Sex, "Nứ.", "Nữ", true},
	{layout.Sex, "Nam", "Nam", true},
	{layout.Sex, "M", "M", true},
	{layout.Sex, "Bo", "Bo", false},
	{layout.State, "Viêt Nam", "Việt Nam", true},
	{layout.State, "VIET NAM", "VIỆT NAM", true},
	{layout.State, "Lào", "Lào", true},
	{layout.Name, "NGUYỄN VĂN A |", "NGUYỄN VĂN A", false},
	{layout.Name, "  NGUYỄN  VĂN A.", "NGUYỄN VĂN A", true},
	{layout.Name, "홍길동(洪吉童)", "홍길동(洪吉童)", true},
	{layout.Address, "Thôn Đoài , Quảng Giao,", "Thôn Đoài, Quảng Giao", true},
	{layout.Text, "— Sẹo chấm C:1,5cm ...", "Sẹo chấm C:1,5cm", true},
}

func TestParse(t *testing.T) {
	for _, row := range values {
		if value, ok := parse(row.kind, row.read); value != row.value || ok != row.ok {
			t.Errorf("%s %q: %q, %v; want %q, %v", row.kind, row.read, value, ok, row.value, row.ok)
		}
	}
}

// What was parsed parses to itself, and is no longer than what was read and a date.
func FuzzParse(f *testing.F) {
	kinds := []layout.Kind{layout.Text, layout.Name, layout.Date, layout.Digits, layout.Code, layout.Sex, layout.State, layout.Address}
	for _, row := range values {
		f.Add(row.read)
	}
	f.Fuzz(func(t *testing.T, read string) {
		if len(read) > 200 || !utf8.ValidString(read) {
			return
		}
		for _, kind := range kinds {
			value, ok := parse(kind, read)
			if utf8.RuneCountInString(value) > utf8.RuneCountInString(norm.NFKD.String(read))+20 || !utf8.ValidString(value) {
				t.Errorf("%s %q: %q", kind, read, value)
			}
			if again, still := parse(kind, value); ok && (again != value || !still) && kind != layout.Text && kind != layout.Address {
				t.Errorf("%s %q: %q, again %q", kind, read, value, again)
			}
		}
	})
}

func TestWithoutLabel(t *testing.T) {
	rows := []struct {
		read   string
		labels []string
		want   string
	}{
		{"Họ và tên / Full name: LÊ THỊ MAI", []string{"Họ và tên / Full name"}, "LÊ THỊ MAI"},
		{"Ho va ten/Full nane LÊ THỊ MAI", []string{"Họ và tên / Full name"}, "LÊ THỊ MAI"},
		{"LÊ THỊ MAI", []string{"Họ và tên / Full name"}, "LÊ THỊ MAI"},
		{"성명: 홍길동", []string{"성명"}, "홍길동"},
		{"Số 8 đường Hoa Sữa", []string{"Số / No."}, "Số 8 đường Hoa Sữa"},
		{"", []string{"Sex"}, ""},
	}
	for _, row := range rows {
		if got := withoutLabel(row.read, row.labels); got != row.want {
			t.Errorf("%q: %q, want %q", row.read, got, row.want)
		}
	}
}

func FuzzWithoutLabel(f *testing.F) {
	f.Add("Họ và tên / Full name: LÊ THỊ MAI", "Họ và tên / Full name")
	f.Add("성명: 홍길동", "성명")
	f.Fuzz(func(t *testing.T, read, label string) {
		if len(read) > 200 || len(label) > 60 {
			return
		}
		if got := withoutLabel(read, []string{label}); !strings.HasSuffix(read, got) {
			t.Errorf("%q less %q: %q", read, label, got)
		}
	})
}

func TestSyllable(t *testing.T) {
	for _, w := range strings.Fields("Nguyễn Thị Hiền Huỳnh Quỳnh Đặng gì giếng giữa quê Quốc Phước Yên Ý Nghĩa nghiêng Thuở khuya Xuân Ươm Oanh ngoằn") {
		if !syllable(w) {
			t.Errorf("%s is one", w)
		}
	}
	for _, w := range strings.Fields("HIEN CHÂẦU NGUYEN THUYF Bacs Tât xyz Văt KIM-") {
		if syllable(w) {
			t.Errorf("%s is none", w)
		}
	}
}

func TestSpelled(t *testing.T) {
	rows := []struct {
		kind  layout.Kind
		reads []string
		want  string
	}{
		{layout.Name, []string{"NGUYÊN VĂN HIẾU", "NGUYỄN VĂN HIẾU"}, "NGUYỄN VĂN HIẾU"}, // both are names, one is a family's
		{layout.Name, []string{"LÊ NGUYÊN HIẾU", "LÊ NGUYỄN HIẾU"}, "LÊ NGUYÊN HIẾU"},
		{layout.Name, []string{"ĐÔ MINH SƠN"}, "ĐỖ MINH SƠN"},
		{layout.Name, []string{"ĐÕ PHƯƠNG NGA"}, "ĐỖ PHƯƠNG NGA"},
		{layout.Name, []string{"LAI THỊ HOA"}, "LẠI THỊ HOA"},
		{layout.Name, []string{"ĐÔ"}, "ĐÔ"},
		{layout.Name, []string{"NGUYEN VĂN HIẾU", "NGUYỄN VĂN HIẾU"}, "NGUYỄN VĂN HIẾU"},
		{layout.Name, []string{"LÝ PHƯƠNG CHÂẦU"}, "LÝ PHƯƠNG CHÂU"},
		{layout.Name, []string{"ERIKSSON"}, "ERIKSSON"}, // no list knows it, and nothing is like it
		{layout.Address, []string{"Quảng Giao, Quảng Xương, Thanh Hoá"}, "Quảng Giao, Quảng Xương, Thanh Hóa"},
		{layout.Address, []string{"Thôn Đoài, Hải Minh, Hải Hâụ, Nam Đinh"}, "Thôn Đoài, Hải Minh, Hải Hậu, Nam Định"},
		{layout.Address, []string{"12 ngõ Cây Dừa, Hà Nôi"}, "12 ngõ Cây Dừa, Hà Nội"},
		{layout.Address, []string{"Ấp Bình Hòa, la Blang, Chư Sê, Gia Lai"}, "Ấp Bình Hòa, Ia Blang, Chư Sê, Gia Lai"},
		{layout.Address, []string{"la Pa, Gia Lai"}, "Ia Pa, Gia Lai"},
		{layout.Address, []string{"1a Hàng Bài, Hà Nội"}, "1a Hàng Bài, Hà Nội"},
	}
	for _, row := range rows {
		z := zone{Zone: layout.Zone{Kind: row.kind}}
		for _, r := range row.reads {
			z.readings = append(z.readings, opinion{value: r})
		}
		if got := z.spelled(row.reads[0], "vie"); got != row.want {
			t.Errorf("%q: %q, want %q", row.reads, got, row.want)
		}
	}
}

// A family name gets the mark that was lost, and no other; where nobody comes from a house there is no house number.
func TestFamily(t *testing.T) {
	l := lexiconOf("vie")
	for word, want := range map[string]string{"ĐÔ": "ĐỖ", "ĐÕ": "ĐỖ", "Đo": "Đỗ", "NGUYÊN": "NGUYỄN", "LAI": "LẠI", "ĐỖ": "", "ĐỒ": "", "LỲ": "", "LƯ": "", "DO": "", "ERIKSSON": "", "": ""} {
		if got, ok := l.family(word); got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	surely := []opinion{{value: "DO MINH SON", sure: []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}}
	if got := (&zone{Zone: layout.Zone{Kind: layout.Name}, readings: surely}).spelled("DO MINH SON", "vie"); got != "DO MINH SON" {
		t.Errorf("a name without any mark: %q", got)
	}
	for _, row := range []struct {
		field      document.Field
		read, want string
	}{
		{document.PlaceOfOrigin, "1a Blang, Chư Sê, Gia Lai", "Ia Blang, Chư Sê, Gia Lai"},
		{document.PlaceOfResidence, "1a Hàng Bài, Hà Nội", "1a Hàng Bài, Hà Nội"},
		{document.PlaceOfOrigin, "1A", "1A"},
	} {
		z := &zone{Zone: layout.Zone{Field: row.field, Kind: layout.Address}, readings: []opinion{{value: row.read}}}
		if got := z.spelled(row.read, "vie"); got != row.want {
			t.Errorf("%s: %q, want %q", row.field, got, row.want)
		}
	}
}

// A date is as sure as what it is read from: not as what a reader of Hangul makes of an English month.
func TestOneMonth(t *testing.T) {
	runes := []float64{0.99, 0.98, 0.98, 0.97, 0.97, 0.96, 0.5, 0.4, 0.3, 0.3, 0.95, 0.94, 0.93, 0.92}
	for _, row := range []struct {
		name string
		line LineText
		text string
		want float64 // least
	}{
		{"both months", LineText{Text: "20 7 월 /11 2023", Runes: append([]float64{0.99}, runes...), Least: 0.3}, "20 7 월2023", 0.92},
		{"nothing known of single characters", LineText{Text: "20 7 월 /11 2023", Least: 0.3}, "20 7 월 /11 2023", 0.3},
		{"one month", LineText{Text: "2023. 7. 20.", Runes: runes[:12], Least: 0.3}, "2023. 7. 20.", 0.3},
	} {
		if got := oneMonth(row.line); got.Text != row.text || got.Least != row.want {
			t.Errorf("%s: %q, least %g; want %q, %g", row.name, got.Text, got.Least, row.text, row.want)
		}
	}
}

// Of a value that stands there as a rule, a second reading that is no farther from it says the same.
func TestAsRuleSecond(t *testing.T) {
	const known = "광주출입국·외국인사무소장"
	z := &zone{Zone: layout.Zone{Field: document.Issuer, Kind: layout.Text, Known: []string{known, "대구출입국·외국인사무소장"}}}
	for _, row := range []struct{ name, second, want string }{
		{"the same, spelled otherwise", "광 주 출 입 국 : 외 국 인 사 ㅜ 므 - 소 ㅇ 자 ㅎ", known},
		{"something else", "대전광역시경찰청장", "대전광역시경찰청장"},
		{"none", "", ""},
	} {
		f := wire.Field{Value: "광주출입국 외국인사무소장", Second: row.second}
		z.settle(&f, opinion{value: f.Value}, nil, "kor")
		if f.Value != known || f.Second != row.want {
			t.Errorf("%s: %q, second %q; want %q, %q", row.name, f.Value, f.Second, known, row.want)
		}
	}
}
