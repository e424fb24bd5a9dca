package vn

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/fault"
)

func TestParseDate(t *testing.T) {
	for _, row := range []struct {
		text  string
		style Style
		want  calendar.Day
	}{
		{"12/03/1990", 0, date(1990, 3, 12)},
		{" 12-03-1990 ", 0, date(1990, 3, 12)},
		{"12.03.1990", 0, date(1990, 3, 12)},
		{"12031990", 0, date(1990, 3, 12)},
		{"12 / 03 / 1990", 0, date(1990, 3, 12)},
		{"Hà Nội, ngày 3 tháng 4 năm 2020", 0, date(2020, 4, 3)},
		{"Nam Định, ngày/date 22 tháng/month 06 năm/year 2022", 0, date(2022, 6, 22)},
		{"29/02/2000", 0, date(2000, 2, 29)},
		{"3-4-1990", Loose, date(1990, 4, 3)},
		{"1990", YearAlone, calendar.Day{Year: 1990}},
		{"--/--/1990", YearAlone, calendar.Day{Year: 1990}},
		{"3/4/1990", 0, calendar.Day{}},
		{"1990", 0, calendar.Day{}},
		{"29/02/1900", 0, calendar.Day{}},
		{"31/04/1990", 0, calendar.Day{}},
		{"00/01/1990", 0, calendar.Day{}},
		{"12/13/1990", 0, calendar.Day{}},
		{"12/03-1990", 0, calendar.Day{}},
		{"12/03/90", 0, calendar.Day{}},
		{"1990/03/12", 0, calendar.Day{}},
		{"12/O3/1990", 0, calendar.Day{}},
		{"ngày 12 năm 1990 tháng 3", 0, calendar.Day{}},
		{"", 0, calendar.Day{}},
	} {
		got, ok := ParseDate(row.text, row.style)
		if ok != (row.want != calendar.Day{}) || ok && got != row.want {
			t.Errorf("%q: %v, %t", row.text, got, ok)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"12/03/1990", "1990", "Hà Nội, ngày 3 tháng 4 năm 2020", "--/--/1990", "KHÔNG THỜI HẠN"} {
		f.Add(text, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, style uint8) {
		d, ok := ParseDate(text, Style(style))
		if !ok {
			if d != (calendar.Day{}) {
				t.Errorf("%v, and not a date", d)
			}
			return
		}
		again := fmt.Sprintf("%04d", d.Year)
		if d.Whole() {
			again = slashed(d)
		}
		if got, ok := ParseDate(again, YearAlone); !ok || got != d {
			t.Errorf("%v became %v", d, got)
		}
	})
}

func TestParseCitizenNumber(t *testing.T) {
	for _, row := range []struct{ text, place string }{
		{"036190004321", ""}, {"036 190 004 321", ""}, {"101190004321", ""}, {"03619000432", "number"}, {"03619000432A", "number"},
		{"000190004321", "number.province"}, {"003190004321", "number.province"}, {"036490004321", "number.century"}, {"０36190004321", "number"},
	} {
		_, err := ParseCitizenNumber(row.text, date(2025, 3, 4))
		var f *fault.Error
		errors.As(err, &f)
		if row.place == "" && err != nil || row.place != "" && (f == nil || f.Place != row.place || f.Code != fault.Invalid) {
			t.Errorf("%q: %v", row.text, err)
		}
	}
	n, err := ParseCitizenNumber("079302123456", date(2025, 3, 4))
	if want := (CitizenNumber{"079", 2000, true, 2, "123456"}); err != nil || n != want {
		t.Errorf("%+v, %v", n, err)
	}
}

func FuzzParseCitizenNumber(f *testing.F) {
	f.Add("036190004321")
	f.Add("036 190-004.321")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseCitizenNumber(text, date(2025, 3, 4))
		if err != nil {
			if n != (CitizenNumber{}) {
				t.Errorf("%+v beside an error", n)
			}
			return
		}
		digit, _ := sexDigit(n.Century+n.Year, n.Female)
		if again := fmt.Sprintf("%s%c%02d%s", n.Registered, digit, n.Year, n.Serial); again != digitsOf(text) {
			t.Errorf("%q became %q", text, again)
		}
	})
}

func TestProvinces(t *testing.T) {
	if n := len(Provinces()); n != 63 {
		t.Errorf("%d provinces", n)
	}
	after := map[string]bool{}
	for i, p := range Provinces() {
		if i > 0 && p.Code <= Provinces()[i-1].Code {
			t.Errorf("%s is out of order", p.Code)
		}
		if found, ok := FindProvince(p.Name); !ok || found.Code != p.Code {
			t.Errorf("%s is not found", p.Name)
		}
		if _, ok := FindProvince(p.Since); !ok {
			t.Errorf("%s is now %s, which is not there", p.Name, p.Since)
		}
		after[p.Since] = true
	}
	if len(after) != 34 { // resolution 202/2025/QH15
		t.Errorf("%d provinces since July 2025", len(after))
	}
	for name, code := range map[string]string{"Tỉnh Nam Định": "036", "TP. Hồ Chí Minh": "079", "TPHCM": "079", "Thành phố Hà Nội": "001", "HÀ NỘI": "001", "Huế": "046",
		"Thừa Thiên - Huế": "046", "Bà Rịa - Vũng Tàu": "077", "T. Đắc Lắc": "066", "Atlantis": ""} {
		if p, _ := FindProvince(name); p.Code != code {
			t.Errorf("%s: %q, want %q", name, p.Code, code)
		}
	}
}

func TestSplitAddress(t *testing.T) {
	since := date(2025, 8, 1)
	for _, row := range []struct {
		name, text string
		issued     calendar.Day
		want       Address
	}{
		{"four parts", "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", calendar.Day{}, Address{"Nam Định", "TP Nam Định", "Bà Triệu", "Số 8 Hàng Tiện"}},
		{"with ranks", "Số 8 Hàng Tiện, Phường Bà Triệu, Thành phố Nam Định, Tỉnh Nam Định.", calendar.Day{}, Address{"Tỉnh Nam Định", "Thành phố Nam Định", "Phường Bà Triệu", "Số 8 Hàng Tiện"}},
		{"a street with commas", "Nhà 3, ngõ 5, tổ 7, Liên Nghĩa, Đức Trọng, Lâm Đồng", calendar.Day{}, Address{"Lâm Đồng", "Đức Trọng", "Liên Nghĩa", "Nhà 3, ngõ 5, tổ 7"}},
		{"place of origin", "Mỹ Lộc, Nam Định", calendar.Day{}, Address{"Nam Định", "Mỹ Lộc", "", ""}},
		{"three parts", "Hải Minh, Hải Hậu, Nam Định", calendar.Day{}, Address{"Nam Định", "Hải Hậu", "Hải Minh", ""}},
		{"two levels by rank", "Số 12, Phường Thanh Khê, Thành phố Đà Nẵng", calendar.Day{}, Address{"Thành phố Đà Nẵng", "", "Phường Thanh Khê", "Số 12"}},
		{"two levels by date", "Số 12, Thanh Khê, Đà Nẵng", since, Address{"Đà Nẵng", "", "Thanh Khê", "Số 12"}},
		{"two levels in the city that was a province", "Số 12, Thuận Hóa, Huế", since, Address{"Huế", "", "Thuận Hóa", "Số 12"}},
		{"a province that is no more stands for three levels", "Tổ 3, Hải Minh, Hải Hậu, Nam Định", since, Address{"Nam Định", "Hải Hậu", "Hải Minh", "Tổ 3"}},
		{"a district by rank on a new card", "Tổ 3, Xuân Khánh, Quận Ninh Kiều, Cần Thơ", since, Address{"Cần Thơ", "Quận Ninh Kiều", "Xuân Khánh", "Tổ 3"}},
		{"a comma that was not read", "Tổ 3, Hải Minh, Hải Hậu Nam Định", calendar.Day{}, Address{"Nam Định", "Hải Hậu", "Hải Minh", "Tổ 3"}},
		{"a province nobody knows", "Xóm 1, Làng, Huyện, Tỉnh Khác", calendar.Day{}, Address{"Tỉnh Khác", "Huyện", "Làng", "Xóm 1"}},
		{"one part", "Nam Định", calendar.Day{}, Address{Province: "Nam Định"}},
		{"nothing", " , ", calendar.Day{}, Address{}},
	} {
		if diff := cmp.Diff(row.want, SplitAddress(row.text, row.issued)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", row.name, diff)
		}
	}
}

func FuzzSplitAddress(f *testing.F) {
	f.Add("Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", false)
	f.Add("Hải Hậu Nam Định", true)
	f.Fuzz(func(t *testing.T, text string, late bool) {
		issued := calendar.Day{}
		if late {
			issued = date(2025, 8, 1)
		}
		a := SplitAddress(text, issued)
		if n := len([]rune(a.Province + a.District + a.Ward + a.Street)); n > maxAddressRunes {
			t.Errorf("%d characters", n)
		}
		if s := AddressSimilarity(text, text); s != 0 && s != 1 {
			t.Errorf("like itself by %f", s)
		}
	})
}

func TestAddressSimilarity(t *testing.T) {
	for _, row := range []struct {
		name, a, b string
		same       bool
	}{
		{"the same", "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", true},
		{"without ranks and tones", "SO 8 HANG TIEN, P. BA TRIEU, THANH PHO NAM DINH, TINH NAM DINH", "Số 8 Hàng Tiện, Bà Triệu, Nam Định, Nam Định", true},
		{"a few letters wrong", "Sô 8 Hàng Tiên, Ba Triêu, TP Nan Đinh, Nam Đinn", "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", true},
		{"elsewhere in the province", "Thôn Đoài, Hải Minh, Hải Hậu, Nam Định", "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", false},
		{"nothing", "", "Nam Định", false},
	} {
		if got := AddressSimilarity(row.a, row.b); (got >= 0.6) != row.same {
			t.Errorf("%s: %.2f", row.name, got)
		}
	}
}

func TestParseQR(t *testing.T) {
	const good = "036190004321|162345678|Lê Thị Mai|12031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định|22062022"
	q, err := ParseQR(good)
	want := QR{Number: "036190004321", OldNumber: "162345678", Name: "Lê Thị Mai", Born: date(1990, 3, 12), Sex: "F",
		Residence: "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", Issued: date(2022, 6, 22)}
	if diff := cmp.Diff(want, q); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, row := range []struct{ name, text, place string }{
		{"no old number", "036190004321||Lê Thị Mai|12031990|Nữ|Nam Định|22062022", ""},
		{"more parts", "036190004321||Lê Thị Mai|12031990|Nữ|Nam Định|22062022||Lê Văn A|Trần Thị B|", ""},
		{"a line end", "036190004321||Lê Thị Mai|12031990|Nam|Nam Định|22062022\r\n", ""},
		{"six parts", "036190004321||Lê Thị Mai|12031990|Nữ|Nam Định", "parts"},
		{"thirteen parts", "036190004321||Lê Thị Mai|12031990|Nữ|Nam Định|22062022||||||", "parts"},
		{"eleven digits", "03619000432||Lê Thị Mai|12031990|Nữ|Nam Định|22062022", "part1"},
		{"an old number of eight digits", "036190004321|16234567|Lê Thị Mai|12031990|Nữ|Nam Định|22062022", "part2"},
		{"no name", "036190004321|| |12031990|Nữ|Nam Định|22062022", "part3"},
		{"a date with signs", "036190004321||Lê Thị Mai|12/03/1990|Nữ|Nam Định|22062022", "part4"},
		{"no such day", "036190004321||Lê Thị Mai|30021990|Nữ|Nam Định|22062022", "part4"},
		{"another sex", "036190004321||Lê Thị Mai|12031990|F|Nam Định|22062022", "part5"},
		{"no day of issue", "036190004321||Lê Thị Mai|12031990|Nữ|Nam Định|", "part7"},
		{"not UTF-8", "036190004321||L\xea|12031990|Nữ|Nam Định|22062022", "text"},
		{"an address on the web", "https://example.com/", "parts"},
	} {
		_, err := ParseQR(row.text)
		var f *fault.Error
		errors.As(err, &f)
		if row.place == "" && err != nil || row.place != "" && (f == nil || f.Place != row.place || f.Code != fault.Malformed) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func FuzzParseQR(f *testing.F) {
	f.Add("036190004321|162345678|Lê Thị Mai|12031990|Nữ|Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định|22062022")
	f.Add("036190004321||Lê Thị Mai|12031990|Nam|Nam Định|22062022||Lê Văn A|Trần Thị B|")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQR(text)
		if err != nil {
			if diff := cmp.Diff(QR{}, q); diff != "" {
				t.Errorf("beside an error: %s", diff)
			}
			return
		}
		again, err := ParseQR(q.String())
		if diff := cmp.Diff(q, again); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// The two specimens of contract 4.6.
func TestParseZone(t *testing.T) {
	z, err := ParseZone([]string{"IDVNM1900043216036190004321<<1", "9003129F3003127VNM<<<<<<<<<<<2", "LE<<THI<MAI<<<<<<<<<<<<<<<<<<<"})
	if err != nil || !z.Valid() || z.Digit.Status != check.Passed || z.Number != "036190004321" {
		t.Errorf("%+v, %v", z, err)
	}
	born, ok := z.Born()
	expires, has := z.Expires()
	if !ok || born != date(1990, 3, 12) || !has || expires != (Expiry{Day: date(2030, 3, 12)}) {
		t.Errorf("%v, %v", born, expires)
	}
	z, err = ParseZone([]string{"IDVNM0570001238079057000123<<8", "5706053M9912315VNM<<<<<<<<<<<0", "PHAM<<VAN<BINH<<<<<<<<<<<<<<<<"})
	expires, has = z.Expires()
	if born, ok = z.Born(); err != nil || !z.Valid() || !ok || born != date(1957, 6, 5) || !has || !expires.Unlimited {
		t.Errorf("%v, %v, %v", born, expires, err)
	}
	if _, err := ParseZone([]string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"}); fault.CodeOf(err) != fault.MRZShape {
		t.Errorf("a passport: %v", err)
	}
}

func FuzzParseZone(f *testing.F) {
	f.Add("IDVNM1900043216036190004321<<1", "9003129F3003127VNM<<<<<<<<<<<2", "LE<<THI<MAI<<<<<<<<<<<<<<<<<<<")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		z, err := ParseZone([]string{a, b, c})
		if err == nil && !cmp.Equal(z.Lines(), []string{a, b, c}) {
			t.Error("other lines than were read")
		}
	})
}

func TestFindIssuer(t *testing.T) {
	for text, want := range map[string]Issuer{
		orderTitle: OrderPolice, residenceTitle: ResidencePolice,
		"CỤC TRƯỞNG CỤC CẢNH SÁT\nQLHC VỀ TTXH":                                            OrderPolice,
		"PHÓ CỤC TRƯỞNG CỤC CẢNH SÁT ĐĂNG KÝ QUẢN LÝ CƯ TRÚ VÀ DỮ LIỆU QUỐC GIA VỀ DÂN CƯ": ResidencePolice,
		"CUC TRUONG CUC CANH SAI QUAN LY HANH CHINH VE TRAT TƯ XA HOl":                     OrderPolice,
		"BỘ CÔNG AN": Ministry, "MINISTRY OF PUBLIC SECURITY": Ministry, "GIÁM ĐỐC CA TỈNH NAM ĐỊNH": LocalPolice, "CÔNG AN TP HÀ NỘI": LocalPolice,
		"SỞ TƯ PHÁP": "", "": "",
	} {
		if got, alike := FindIssuer(text); got != want {
			t.Errorf("%q: %q (%.2f)", text, got, alike)
		}
	}
}

func ExampleParseCitizenNumber() {
	n, err := ParseCitizenNumber("036 190 004 321", calendar.Day{Year: 2025, Month: 3, Day: 4})
	province, _ := ProvinceOfCode(n.Registered)
	fmt.Println(province.Name, n.Century+n.Year, n.Female, err)
	_, err = ParseCitizenNumber("003190004321", calendar.Day{Year: 2025, Month: 3, Day: 4})
	fmt.Println(fault.CodeOf(err))
	// Output:
	// Nam Định 1990 true <nil>
	// input.invalid
}

func ExampleExpectedExpiry() {
	e, _ := ExpectedExpiry(document.CCCDChip, 23) // in the two years before 25: to the birthday after it
	fmt.Println(e.Birthday, e.Reason)
	_, ok := ExpectedExpiry(document.CMND9, 30)
	fmt.Println(ok)
	// Output:
	// 40 expiry.not_birthday_40
	// false
}

func ExampleSplitAddress() {
	fmt.Printf("%+v\n", SplitAddress("Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", calendar.Day{}))
	// Output: {Province:Nam Định District:TP Nam Định Ward:Bà Triệu Street:Số 8 Hàng Tiện}
}

func ExamplePostCheck() {
	front := mai().page(document.Front)
	front.Fields[document.Number] = document.Reading{Value: "036191004321", Confidence: 0.99, Least: 0.97}
	for _, r := range PostCheck(front, nil, "", dayFor(document.CCCDChip), Options{}) {
		if r.Status != check.Passed {
			fmt.Println(r.Reason, r.Status, "at", r.Place)
		}
	}
	// Output:
	// number.birth_year failed at front.number
	// qr.mismatch failed at front.number
}
