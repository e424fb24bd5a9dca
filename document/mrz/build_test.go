package mrz_test

import (
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

func TestTransliterate(t *testing.T) {
	for _, row := range []struct {
		name, text, want string
		ok               bool
	}{
		{"plain", "Anna Maria", "ANNA<MARIA", true},
		{"Vietnamese, composed", "Nguyễn Thị Ánh Đào", "NGUYEN<THI<ANH<DAO", true},
		{"Vietnamese, decomposed", "Nguye\u0302\u0303n", "NGUYEN", true},
		{"Vietnamese horns", "Trương Thị Ước Mơ", "TRUONG<THI<UOC<MO", true},
		{"German", "Jürgen Größer-Ähre", "JUERGEN<GROESSER<AEHRE", true},
		{"capital sharp s", "WEIẞ", "WEISS", true},
		{"Nordic", "Åse Østergård Þór Æsir", "AASE<OESTERGAARD<THOR<AESIR", true},
		{"Spanish", "Núñez de Balboa", "NUNEZ<DE<BALBOA", true},
		{"Polish", "Łukasz Żółć", "LUKASZ<ZOLC", true},
		{"Turkish", "Işık İnönü Şahın", "ISIK<INOENUE<SAHIN", true},
		{"Icelandic eth, Croatian stroke", "Guðrún Đurđević", "GUDRUN<DURDEVIC", true},
		{"apostrophe runs together, 9303-3 §4.6", "D'Artagnan O’Connor", "DARTAGNAN<OCONNOR", true},
		{"hyphen separates, 9303-3 §4.6", "Marie-Elise", "MARIE<ELISE", true},
		{"comma and blanks are one filler", " Smith,  John ", "SMITH<JOHN", true},
		{"full stop left out", "Jr. St.John", "JR<STJOHN", true},
		{"nothing", "", "", true},
		{"digit", "John 3", "", false},
		{"Hangul", "홍길동", "", false},
		{"Cyrillic", "Иванов", "", false},
		{"Cyrillic look-alike in a Latin name", "Annа", "", false},
		{"bytes that are no text", "A\xffB", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got, ok := mrz.Transliterate(row.text); got != row.want || ok != row.ok {
				t.Errorf("%q %v, want %q", got, ok, row.want)
			}
		})
	}
}

func TestNamesThatAreTooLong(t *testing.T) {
	for _, row := range []struct {
		name, primary, secondary string
		format                   mrz.Format
		want                     string
	}{
		{"fits to the last cell", "ABCDEFGHIJKLMNOPQRS", "ABCDEFGHI", mrz.TD1, "ABCDEFGHIJKLMNOPQRS<<ABCDEFGHI"},
		{"secondary cut, 9303-4 §4.2.3", "Nilavadhanananda", "Chayapa Dejthamrong Krasuang", mrz.TD3, "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
		{"the cut would fall on a filler", "Nilavadhanananda", "Chayapa Dejthamronga Krasuang", mrz.TD3, "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"},
		{"primary cut, the secondary's initial stays", "Papandropoulous Constantinopolous Theodoropoulos", "Jonathon", mrz.TD3,
			"PAPANDROPOULOUS<CONSTANTINOPOLOUS<TH<<J"},
		{"one name only", "Papandropoulous Constantinopolous Theodoropoulos", "", mrz.TD3, "PAPANDROPOULOUS<CONSTANTINOPOLOUS<THEOD"},
		{"one name only, the cut on a filler", "Papandropoulous Constantinopolousabcde Fghij", "", mrz.TD3, "PAPANDROPOULOUS<CONSTANTINOPOLOUSABCD<F"},
		{"one letter behind a long primary", "Abcdefghijklmnopqrstuvwxyz Abcdef", "J", mrz.TD1, "ABCDEFGHIJKLMNOPQRSTUVWXY<A<<J"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code := "I"
			if row.format == mrz.TD3 {
				code = "P"
			}
			lines, err := mrz.Build(row.format, mrz.Fields{DocumentCode: code, IssuingState: "UTO", PrimaryIdentifier: row.primary,
				SecondaryIdentifier: row.secondary, Nationality: "UTO"})
			if err != nil {
				t.Fatal(err)
			}
			got := lines[2*(len(lines)-2)]
			if row.format == mrz.TD3 {
				got = lines[0][5:]
			}
			if got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
			if m, err := mrz.Parse(lines); err != nil || !m.NameTruncated || (row.secondary != "") != (m.SecondaryIdentifier != "") {
				t.Errorf("read as %q %q, truncated %v, %v", m.PrimaryIdentifier, m.SecondaryIdentifier, m.NameTruncated, err)
			}
		})
	}
}

func TestBuildFaults(t *testing.T) {
	for _, row := range []struct {
		name   string
		format mrz.Format
		change func(*mrz.Fields)
		code   fault.Code
		place  string
	}{
		{"no format", 0, func(*mrz.Fields) {}, fault.Invalid, "format"},
		{"a passport's code with V", mrz.TD3, func(d *mrz.Fields) { d.DocumentCode = "V" }, fault.Invalid, mrz.FieldDocumentCode},
		{"a visa's code without V", mrz.MRVA, func(*mrz.Fields) {}, fault.Invalid, mrz.FieldDocumentCode},
		{"no code", mrz.TD3, func(d *mrz.Fields) { d.DocumentCode = "" }, fault.Missing, mrz.FieldDocumentCode},
		{"a state of four letters", mrz.TD3, func(d *mrz.Fields) { d.IssuingState = "UTOP" }, fault.Invalid, mrz.FieldIssuingState},
		{"no name", mrz.TD3, func(d *mrz.Fields) { d.PrimaryIdentifier = "'" }, fault.Missing, "primaryIdentifier"},
		{"a name in Hangul", mrz.TD3, func(d *mrz.Fields) { d.SecondaryIdentifier = "길동" }, fault.Invalid, "secondaryIdentifier"},
		{"ten characters in a passport's number", mrz.TD3, func(d *mrz.Fields) { d.DocumentNumber = "A123456789" }, fault.Invalid, mrz.FieldDocumentNumber},
		{"longest number of a TD1 and one", mrz.TD1, func(d *mrz.Fields) { d.DocumentNumber = strings.Repeat("1", 23) }, fault.Invalid, mrz.FieldDocumentNumber},
		{"longest number of a TD2 and one", mrz.TD2, func(d *mrz.Fields) { d.DocumentNumber = strings.Repeat("1", 15) }, fault.Invalid, mrz.FieldDocumentNumber},
		{"a blank where the number goes on", mrz.TD1, func(d *mrz.Fields) { d.DocumentNumber = "123456789 12" }, fault.Invalid, mrz.FieldDocumentNumber},
		{"a hyphen in the number", mrz.TD1, func(d *mrz.Fields) { d.DocumentNumber = "12-34" }, fault.Invalid, mrz.FieldDocumentNumber},
		{"no day", mrz.TD3, func(d *mrz.Fields) { d.DateOfBirth = "740800" }, fault.Invalid, mrz.FieldDateOfBirth},
		{"a sex there is none of", mrz.TD3, func(d *mrz.Fields) { d.Sex = "W" }, fault.Invalid, mrz.FieldSex},
		{"second optional data in a passport", mrz.TD3, func(d *mrz.Fields) { d.OptionalData2 = "1" }, fault.Invalid, mrz.FieldOptionalData2},
		{"optional data too long", mrz.TD2, func(d *mrz.Fields) { d.OptionalData = "12345678" }, fault.Invalid, mrz.FieldOptionalData},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := mrz.Fields{DocumentCode: "P", IssuingState: "UTO", PrimaryIdentifier: "Eriksson", Nationality: "UTO"}
			row.change(&d)
			lines, err := mrz.Build(row.format, d)
			if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place || lines != nil {
				t.Errorf("got %v with %q", err, lines)
			}
		})
	}
}

func TestLongestNumbersFit(t *testing.T) {
	for f, n := range map[mrz.Format]int{mrz.TD1: 22, mrz.TD2: 14} {
		number := strings.Repeat("7", n)
		lines, err := mrz.Build(f, mrz.Fields{DocumentCode: "I", IssuingState: "UTO", PrimaryIdentifier: "A", Nationality: "UTO", DocumentNumber: number})
		if err != nil {
			t.Fatal(err)
		}
		if m, err := mrz.Parse(lines); err != nil || m.DocumentNumber != number || !m.Valid() {
			t.Errorf("%s: %q read as %q, %v", f, lines, m.DocumentNumber, err)
		}
	}
}

func FuzzTransliterate(f *testing.F) {
	for _, seed := range []string{"Nguyễn", "D'Artagnan", "Ünal", "홍", "A\xff", "ﬁ", "Ǆ", "1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, ok := mrz.Transliterate(name)
		if !ok && got != "" {
			t.Fatalf("%q gives %q and false", name, got)
		}
		if strings.Trim(got, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<") != "" || strings.Contains(got, "<<") || strings.HasPrefix(got, "<") || strings.HasSuffix(got, "<") {
			t.Fatalf("%q gives %q", name, got)
		}
		if again, _ := mrz.Transliterate(got); again != got {
			t.Fatalf("%q gives %q and then %q", name, got, again)
		}
	})
}

func FuzzBuild(f *testing.F) {
	f.Add(uint8(1), "Nguyễn", "Thị Ánh Đào", "D23145890734", "XY")
	f.Add(uint8(3), "Papandropoulous Constantinopolous Theodoropoulos", "J", "L898902C3", "ZE184226B")
	f.Add(uint8(5), "A", "", "", "")
	f.Fuzz(func(t *testing.T, format uint8, primary, secondary, number, optional string) {
		form := mrz.Format(format%5 + 1)
		code := map[bool]string{true: "V", false: "P"}[form >= mrz.MRVA]
		lines, err := mrz.Build(form, mrz.Fields{DocumentCode: code, IssuingState: "UTO", Nationality: "UTO", PrimaryIdentifier: primary,
			SecondaryIdentifier: secondary, DocumentNumber: number, OptionalData: optional})
		if err != nil {
			return
		}
		m, err := mrz.Parse(lines)
		if err != nil || m.Format != form || !m.Valid() || len(m.Irregularities()) > 0 {
			t.Fatalf("%q: %v, %+v", lines, err, m)
		}
	})
}
