package ekyc

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
)

// decided are the texts and codes that differ from the vendor's page, by section, status and code there (contract section 6).
var decided = map[string]struct{ member, want, why string }{
	"2.5/200/0":   {"both", "Check chip successfully|Check chip thành công", "A-02: the page has them the wrong way round"},
	"1/401/":      {"code", "401", "A-17: the page has no code"},
	"1/403/403":   {"vietnamese", "Phiên làm việc đã hết hạn", "A-01"},
	"3/200/200":   {"english", "request successful", "the page has no text"},
	"2.4/200/E33": {"vietnamese", "Ngày hết hạn phải là ngày sinh nhật 14 tuổi", "A-18: the page explains instead"},
}

// The catalogue is the vendor's page, row by row, but for what the contract decides.
func TestCatalogueIsThePage(t *testing.T) {
	file, err := os.Open("testdata/error-codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	page, err := csv.NewReader(file).ReadAll()
	if err != nil || len(page) != 107 {
		t.Fatalf("%d lines, %v", len(page), err)
	}
	rows := Rows()
	used := 0
	for i, want := range page[1:] {
		section, status, code, english, vietnamese := want[0], want[1], want[2], want[3], want[4]
		if d, ok := decided[section+"/"+status+"/"+code]; ok {
			used++
			switch d.member {
			case "code":
				code = d.want
			case "english":
				english = d.want
			case "vietnamese":
				vietnamese = d.want
			case "both":
				english, vietnamese, _ = strings.Cut(d.want, "|")
			}
		}
		got := rows[i]
		if got.Section != section || strconv.Itoa(got.Status) != status || got.Code != code || got.English != english || got.Vietnamese != vietnamese {
			t.Errorf("row %d is\n%+v\nand the page has\n%s %s %s %q %q", i+1, got, section, status, code, english, vietnamese)
		}
	}
	if used != len(decided) {
		t.Errorf("%d decisions were needed, %d are listed", used, len(decided))
	}
	for _, row := range rows[len(page)-1:] {
		if row.Section != "" {
			t.Errorf("beyond the page: %+v", row)
		}
	}
}

// bySetting are rows that a project's setting puts in the place of another.
var bySetting = map[string]string{"3": "the quality gate is off (A-05)", "403/-1": "expiredCode is -1 (A-01)", "401/401": "a key that is missing at init (A-31)"}

// Every reason and fault has its row, and every row somebody who causes it, or says why nobody does.
func TestCatalogueIsTotal(t *testing.T) {
	reasons, faults, told := map[check.Reason]bool{}, map[fault.Code]bool{}, map[string]bool{}
	for _, row := range Rows() {
		if row.Reason != "" && reasons[row.Reason] || row.Fault != "" && faults[row.Fault] {
			t.Errorf("%s is caused twice", row.Key())
		}
		reasons[row.Reason], faults[row.Fault] = true, true
		id := row.Key() + row.Detail
		if told[id] && row.Detail == "" {
			t.Errorf("%s stands twice", id)
		}
		told[id] = true
		if row.Reason == "" && row.Fault == "" && row.Later == "" && bySetting[row.Key()] == "" {
			t.Errorf("nothing causes %s", row.Key())
		}
		if row.English == "" || row.Vietnamese == "" || row.Status < 200 {
			t.Errorf("%+v", row)
		}
	}
	known := map[check.Reason]bool{}
	for _, reason := range check.Documents() {
		known[reason] = true
		code, without := CodeOf(reason), withoutCode[reason]
		if (code == "") != (without != "") {
			t.Errorf("%s: code %q, without one because %q", reason, code, without)
		}
	}
	for reason := range withoutCode {
		if !known[reason] {
			t.Errorf("%s is no reason", reason)
		}
	}
	all := map[fault.Code]bool{}
	for _, code := range fault.All() {
		all[code] = true
		row := rowOf(code, call{})
		if strings.HasPrefix(string(code), "ekyc.") && row.Status == 500 && code != fault.EKYCEngine && code != fault.EKYCStepUnavailable {
			t.Errorf("%s has no row", code)
		}
	}
	for code := range faults {
		if code != "" && !all[code] {
			t.Errorf("%s is no code", code)
		}
	}
	if CodeOf(check.OK) != "" || CodeOf("") != "" {
		t.Error("a reason that is none of a document has a code")
	}
}

func TestRowsBySetting(t *testing.T) {
	for _, row := range []struct {
		name, want string
		got        Row
	}{
		{"no document, gate on", "QC00", first(rowOfReason(check.DocumentNotFound, true))},
		{"no document, gate off", "3", first(rowOfReason(check.DocumentNotFound, false))},
		{"a session that is over", "403/403", rowOf(fault.EKYCSessionGone, call{})},
		{"the same, as the project likes it", "403/-1", rowOf(fault.EKYCSessionGone, call{expired: true})},
		{"no key at init", "401/401", rowOf(fault.EKYCKey, call{init: true})},
		{"no key later", "400", rowOf(fault.EKYCKey, call{})},
		{"a picture that is broken", "7", rowOf(fault.PictureBroken, call{})},
		{"a worker that died", "500/-1", rowOf(fault.EKYCEngine, call{})},
		{"a database that is gone", "500/-1", rowOf(fault.Unavailable, call{})},
	} {
		if row.got.Key() != row.want {
			t.Errorf("%s: %+v", row.name, row.got)
		}
	}
}

func first(row Row, _ bool) Row { return row }

func TestTexts(t *testing.T) {
	own := ekyc.Texts{ekyc.GroupID: {"QC03": {English: "Hold still"}, "400": {English: "never shown"}}}
	blurred, _ := rowOfReason(check.Blurred, true)
	for _, row := range []struct {
		lang  string
		group ekyc.Group
		row   Row
		want  string
	}{
		{"en", ekyc.GroupID, blurred, "Hold still"}, {"vi", ekyc.GroupID, blurred, "Ảnh bị mờ"}, {"en", ekyc.GroupPassport, blurred, "Image is blurry"},
		{"en", ekyc.GroupID, rowOf(fault.EKYCCountry, call{}), "country code value is invalid"},
	} {
		if got := row.row.text(row.lang, row.group, own); got != row.want {
			t.Errorf("%s %s: %q", row.lang, row.group, got)
		}
	}
	for _, row := range []struct {
		group ekyc.Group
		key   string
		want  bool
	}{{ekyc.GroupID, "QC03", true}, {ekyc.GroupQR, "QC03", false}, {ekyc.GroupQR, "QR01", true}, {ekyc.GroupLiveness, "403/2", true}, {ekyc.GroupID, "X9", false}} {
		if KnownText(row.group, row.key) != row.want {
			t.Errorf("%s in %s", row.key, row.group)
		}
	}
}
