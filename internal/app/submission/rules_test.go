package submission

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bonafide-id/bonafide/fault"
)

func TestIsEmail(t *testing.T) {
	for text, want := range map[string]bool{
		"anna@example.org": true, "a.b+c@sub.example.co.kr": true, "민수@example.org": true, "a@b.vn": true,
		"anna": false, "anna@": false, "@example.org": false, "anna@example": false, "anna@example.": false, "an na@example.org": false,
		"anna@@example.org": false, ".anna@example.org": false, "anna.@example.org": false, "a..b@example.org": false, "Anna <anna@example.org>": false,
		"anna@-example.org": false, "anna@[127.0.0.1]": false, "anna@example.org\n": false, "": false,
	} {
		if isEmail(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestCountries(t *testing.T) {
	for code, want := range map[string]string{"KOR": "KR", "VNM": "VN", "SWE": "SE", "GBR": "GB"} {
		if got, ok := alpha2(code); !ok || got != want {
			t.Errorf("%s: %s %v", code, got, ok)
		}
	}
	for _, code := range []string{"UTO", "kor", "KR", "XXX", "", "ZZZ", "K0R", "150"} {
		if got, ok := alpha2(code); ok {
			t.Errorf("%s became %s", code, got)
		}
	}
}

func TestRegistrationNumbers(t *testing.T) {
	for number, want := range map[string]struct{ birth, gender, masked string }{
		"910423-1234567": {"1991-04-23", "male", "910423-1******"},
		"910423-2******": {"1991-04-23", "female", "910423-2******"},
		"050607-4":       {"2005-06-07", "female", "050607-4******"},
		"120305-9000071": {"1812-03-05", "male", "120305-9******"},
		"120230-9000071": {"", "male", "120230-9******"}, // 30 February
		"850101-5000000": {"1985-01-01", "male", "850101-5******"},
	} {
		if got := birthOfRRN(number); got != want.birth {
			t.Errorf("%s was born %q", number, got)
		}
		if got := genderOfRRN(number); got != want.gender {
			t.Errorf("%s is %q", number, got)
		}
		if got := maskRRN("KOR", number); got != want.masked {
			t.Errorf("%s is masked as %q", number, got)
		}
	}
	if got := maskRRN("VNM", "001199012345"); got != "001199012345" {
		t.Errorf("a Vietnamese number became %q", got)
	}
}

func TestCardQR(t *testing.T) {
	want := Fields{IdentityNumber: "001199012345", DocumentNumber: "001199012345", Name: "Nguyễn Thị Hồng", LocalName: "Nguyễn Thị Hồng", IssuingCountry: "VNM",
		DateOfBirth: "1999-02-01", Gender: "female", DateOfIssue: "2021-05-10"}
	got, ok := fromCardQR("001199012345|012345678|Nguyễn Thị Hồng|01021999|Nữ|Số 1, Hà Nội|10052021")
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"", "https://example.org", "001199012345", "00119901234|x|y|01021999|Nam|z|10052021", "a|b|c|d|e|f|g"} {
		if f, ok := fromCardQR(text); ok {
			t.Errorf("%q is a card: %+v", text, f)
		}
	}
}

func TestText(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		country, idType string
		lines           []string
		want            Fields
	}{
		"a resident card": {"KOR", "government_id", []string{"주민등록증", "홍민수(洪民秀)", "910423-1234567", "서울특별시 종로구", "2019. 8. 2."},
			Fields{Name: "홍민수", LocalName: "홍민수", DateOfBirth: "1991-04-23", Gender: "male", DateOfIssue: "2019-08-02", IdentityNumber: "910423-1234567"}},
		"a licence": {"KOR", "drivers_license", []string{"자동차운전면허증", "11-04-123456-21", "홍민수", "910423-1******"},
			Fields{Name: "홍민수", LocalName: "홍민수", DateOfBirth: "1991-04-23", Gender: "male", IdentityNumber: "910423-1******", LicenceNumber: "11-04-123456-21"}},
		"a citizen card": {"VNM", "government_id", []string{"CĂN CƯỚC CÔNG DÂN", "001199012345", "01/02/1999"},
			Fields{DateOfBirth: "1999-02-01", IdentityNumber: "001199012345", DocumentNumber: "001199012345"}},
		"another country": {"SWE", "passport", []string{"910423-1234567"}, Fields{}},
	} {
		got, _ := readFields(row.country, row.idType, []Reading{{TextLines: row.lines}}, now)
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A part that did not run is recorded as not run, and decides nothing.
func TestNotRun(t *testing.T) {
	_, checks := readFields("SWE", "passport", []Reading{{MRZ: Part{Why: "mrz.glyph is missing"}}}, time.Time{})
	want := Check{Name: "read.mrz", Status: "not run", Reason: "mrz.glyph is missing"}
	found := false
	for _, c := range checks {
		found = found || cmp.Equal(c, want, cmpopts.EquateEmpty())
	}
	if !found {
		t.Errorf("%+v", checks)
	}
	w := &work{data: Private{Settings: DefaultSettings(), Checks: checks}}
	w.decide(time.Time{})
	if w.row.Status != Pending {
		t.Errorf("decided as %s", w.row.Status)
	}
}

func TestSettings(t *testing.T) {
	if err := DefaultSettings().Validate(); err != nil {
		t.Fatal(err)
	}
	for place, change := range map[string]func(*Settings){
		"settings.status":             func(s *Settings) { s.Status = "ajar" },
		"settings.decisionMode":       func(s *Settings) { s.DecisionMode = "" },
		"settings.issuerCheck":        func(s *Settings) { s.IssuerCheck = "maybe" },
		"settings.ageLimit":           func(s *Settings) { s.AgeLimit = 12 },
		"settings.approvePeriod":      func(s *Settings) { s.ApprovePeriod = -2 },
		"settings.blacklistCountries": func(s *Settings) { s.BlacklistCountries = []string{"KR"} },
		"settings.acceptedIds":        func(s *Settings) { s.AcceptedIDs = map[string][]string{"KOR": {"card"}} },
	} {
		s := DefaultSettings()
		change(&s)
		if err := s.Validate(); !fault.Has(err, fault.Invalid) || fault.PlaceOf(err) != place {
			t.Errorf("%s: %v", place, err)
		}
	}
	options := map[string]any{"ageLimit": false, "approvePeriod": true, "blacklistCountries": "no"}
	s := Settings{AgeLimit: 18, ApprovePeriod: 5, BlacklistCountries: []string{"FRA"}}.override(options)
	if s.AgeLimit != 0 || s.ApprovePeriod != 5 || len(s.BlacklistCountries) != 1 {
		t.Errorf("custom options: %+v", s)
	}
}

func TestTrialEnds(t *testing.T) {
	begin := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	p := Project{Created: begin, Settings: Settings{Status: "trial"}}
	if !p.Takes(begin.Add(14*24*time.Hour-1)) || p.Takes(begin.Add(14*24*time.Hour)) {
		t.Error("a trial lasts 14 days")
	}
}

func FuzzCardQR(f *testing.F) {
	f.Add("001199012345|012345678|Nguyễn Thị Hồng|01021999|Nữ|Số 1, Hà Nội|10052021")
	f.Fuzz(func(t *testing.T, text string) {
		fields, ok := fromCardQR(text)
		if ok && !digits(fields.IdentityNumber, 12) {
			t.Errorf("a card without a number: %q", text)
		}
		if fields.DateOfBirth != "" && !isDate(fields.DateOfBirth) {
			t.Errorf("no date: %q", fields.DateOfBirth)
		}
	})
}
