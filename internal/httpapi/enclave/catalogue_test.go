package enclave

import (
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
)

func TestEveryFaultHasAnAnswer(t *testing.T) {
	known := map[fault.Code]bool{}
	for _, code := range fault.All() {
		known[code] = true
		_, answered := catalogue[code]
		if answered == internalCodes[code] {
			t.Errorf("%s must stand either in the catalogue or among the internal codes (in both: %v)", code, answered)
		}
		status, body := render(code, place{member: "payload.version", uuid: "u", timeoutMS: 5000})
		if status < 400 || status > 599 || body.Code == "" || body.Message == "" || strings.ToUpper(body.Code) != body.Code {
			t.Errorf("%s becomes %d %+v", code, status, body)
		}
	}
	for code := range catalogue {
		if !known[code] {
			t.Errorf("the catalogue names %s, which is no code", code)
		}
	}
	for code := range internalCodes {
		if !known[code] {
			t.Errorf("the internal codes name %s, which is no code", code)
		}
	}
	if len(known) == 0 {
		t.Fatal("there are no codes: this test reads nothing")
	}
}

func TestEveryReasonAndOutcomeHasOneName(t *testing.T) {
	seen := map[string]bool{}
	for _, reason := range check.Reasons() {
		text, ok := reasons[reason]
		if !ok || seen[text] {
			t.Errorf("%s has no name of its own: %q", reason, text)
		}
		seen[text] = true
	}
	if len(reasons) != len(check.Reasons()) {
		t.Errorf("the catalogue has %d reasons, there are %d", len(reasons), len(check.Reasons()))
	}
	named := map[string]bool{}
	for _, outcome := range travelrule.Outcomes() {
		text, ok := outcomes[outcome]
		if !ok || named[text] {
			t.Errorf("%s has no name of its own: %q", outcome, text)
		}
		named[text] = true
	}
	if len(outcomes) != len(travelrule.Outcomes()) {
		t.Errorf("the catalogue has %d outcomes, there are %d", len(outcomes), len(travelrule.Outcomes()))
	}
}

func TestMemberNames(t *testing.T) {
	for path, want := range map[string]string{
		"keyType": "KEY-TYPE", "payload.ivms101": "IVMS101", "assetInfo.tradeISODatetime": "TRADE-ISO-DATETIME",
		"payload.ivms101.beneficiary.beneficiaryPersons[0]": "BENEFICIARY-PERSONS", "beneficiaryVaspId": "VASP",
	} {
		if got := memberName("MISSING-", path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if got := memberName("INVALID-", "beneficiaryVaspId"); got != "BENEFICIARY-VASP-ID" {
		t.Errorf("only the missing id is irregular: %s", got)
	}
}

func TestPointerPath(t *testing.T) {
	if got := pointerPath("/beneficiary/beneficiaryPersons/0/naturalPerson"); got != ".beneficiary.beneficiaryPersons[0].naturalPerson" {
		t.Errorf("got %s", got)
	}
}
