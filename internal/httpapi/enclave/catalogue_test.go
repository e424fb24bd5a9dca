package enclave

import (
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
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
