package backend

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule"
)

var now = time.Date(2026, 1, 15, 8, 16, 2, 120e6, time.UTC)

func TestReadAccount(t *testing.T) {
	said := time.Date(2025, 3, 14, 8, 15, 30, 417e6, time.UTC)
	for _, row := range []struct {
		name, text string
		want       travelrule.Answer
		place      string // of fault.BackendFailed
	}{
		{"verified", `{"accountVerificationResult":"VERIFIED","verifiedAt":"2025-03-14T08:15:30.417Z"}`, travelrule.Answer{Outcome: travelrule.Verified, Reason: check.OK, At: said}, ""},
		{"verified with a reason", `{"accountVerificationResult":"VERIFIED","reason":"WHY-NOT","verifiedAt":"2025-03-14T08:15:30.417Z"}`, travelrule.Answer{Outcome: travelrule.Verified, Reason: check.OK, At: said}, ""},
		{"denied", `{"accountVerificationResult":"DENIED","reason":"BLACKLISTED","message":"m","verifiedAt":"20250314T081530.417Z"}`, travelrule.Answer{Outcome: travelrule.Denied, Reason: check.Denied, Message: "m", At: said}, ""},
		{"denied in words of its own", `{"accountVerificationResult":"DENIED","reason":"OUT-OF-HOURS"}`, travelrule.Answer{Outcome: travelrule.Denied, Reason: check.Undefined, Code: "OUT-OF-HOURS", At: now}, ""},
		{"denied without a reason", `{"accountVerificationResult":"DENIED"}`, travelrule.Answer{Outcome: travelrule.Denied, Reason: check.Undefined, At: now}, ""},
		{"denied with OK", `{"accountVerificationResult":"DENIED","reason":"OK"}`, travelrule.Answer{Outcome: travelrule.Denied, Reason: check.Undefined, At: now}, ""},
		{"a result of the other call", `{"accountVerificationResult":"ERROR"}`, travelrule.Answer{}, "accountVerificationResult"},
		{"no result", `{}`, travelrule.Answer{}, "accountVerificationResult"},
		{"reason in lower case", `{"accountVerificationResult":"DENIED","reason":"because"}`, travelrule.Answer{}, "reason"},
		{"long message", `{"accountVerificationResult":"DENIED","message":"` + strings.Repeat("ñ", travelrule.MaxMessage+1) + `"}`, travelrule.Answer{}, "message"},
		{"another type", `{"accountVerificationResult":true}`, travelrule.Answer{}, "body"},
		{"no object", `[]`, travelrule.Answer{}, "body"},
		{"not UTF-8", "{\"message\":\"\xff\"}", travelrule.Answer{}, "body"},
	} {
		got, err := readAccount([]byte(row.text), now)
		if row.place != fault.PlaceOf(err) || (err != nil && !fault.Has(err, fault.BackendFailed)) {
			t.Errorf("%s: %v, want a fault at %q", row.name, err, row.place)
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestReadUser(t *testing.T) {
	for _, row := range []struct {
		name, text  string
		outcome     travelrule.Outcome
		reason      check.Reason
		code        string
		beneficiary string
		place       string
	}{
		{"verified", `{"result":"VERIFIED","reason":"OK","ivms101":{"beneficiary": {"accountNumber":["x"]} }}`, travelrule.Verified, check.OK, "", `{"accountNumber":["x"]}`, ""},
		{"without data", `{"result":"VERIFIED","reason":"OK"}`, travelrule.Verified, check.OK, "", "", ""},
		{"null data", `{"result":"VERIFIED","ivms101":{"beneficiary":null}}`, travelrule.Verified, check.OK, "", "", ""},
		{"the other name", `{"verificationResult":"DENIED","reason":"UNVERIFIED-KYC"}`, travelrule.Denied, check.KYCUnverified, "", "", ""},
		{"unknown", `{"result":"UNKNOWN","reason":"UNKNOWN-ADDRESS"}`, travelrule.Unknown, check.AddressUnknown, "", "", ""},
		{"error in words of its own", `{"result":"ERROR","reason":"CORE-DOWN"}`, travelrule.Errored, check.Undefined, "CORE-DOWN", "", ""},
		{"a state of a report", `{"result":"PENDING"}`, "", "", "", "", "result"},
		{"waiting", `{"result":"WAIT"}`, "", "", "", "", "result"},
		{"ivms101 is a text", `{"result":"VERIFIED","ivms101":"{}"}`, "", "", "", "", "body"},
	} {
		got, err := readUser([]byte(row.text), now)
		if row.place != fault.PlaceOf(err) {
			t.Errorf("%s: %v, want a fault at %q", row.name, err, row.place)
		}
		if got.Outcome != row.outcome || got.Reason != row.reason || got.Code != row.code || string(got.Beneficiary.Reveal()) != row.beneficiary {
			t.Errorf("%s: %+v", row.name, got)
		}
	}
}

func TestReadTransfer(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       app.TransferState
		place      string
	}{
		{"pending", `{"verificationUuid":"u","transactionStatus":"PENDING"}`, app.TransferState{Status: travelrule.TransferPending}, ""},
		{"with an empty hash", `{"transactionStatus":"CONFIRMED","txHash":""}`, app.TransferState{Status: travelrule.TransferConfirmed}, ""},
		{"whole", `{"verificationUuid":"u","transactionStatus":"WAIT-CONFIRM","txHash":"AB","vout":"1"}`, app.TransferState{Status: travelrule.TransferWaitConfirm, TxHash: "AB", Vout: "1"}, ""},
		{"another verification", `{"verificationUuid":"v","transactionStatus":"PENDING"}`, app.TransferState{}, "verificationUuid"},
		{"two Ls", `{"transactionStatus":"CANCELLED"}`, app.TransferState{}, "transactionStatus"},
		{"long hash", `{"transactionStatus":"PENDING","txHash":"` + strings.Repeat("a", travelrule.MaxTxHash+1) + `"}`, app.TransferState{}, "txHash"},
	} {
		got, err := readTransfer([]byte(row.text), "u")
		if row.place != fault.PlaceOf(err) || got != row.want {
			t.Errorf("%s: %+v %v", row.name, got, err)
		}
	}
}

func TestReadTaken(t *testing.T) {
	for text, taken := range map[string]bool{`{"result":true}`: true, `{}`: true, `{"result":false}`: false, `OK`: false, `{"result":"yes"}`: false} {
		if err := readTaken([]byte(text)); (err == nil) != taken {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzRead: no answer of a back end breaks a reader, and what is accepted is within the contract.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{"accountVerificationResult":"DENIED","reason":"BLACKLISTED","message":"m","verifiedAt":"20250314T081530.417Z"}`,
		`{"result":"VERIFIED","reason":"OK","ivms101":{"beneficiary": {"accountNumber":["x"]} }}`, `{"transactionStatus":"WAIT-CONFIRM","txHash":"AB","vout":"1"}`, `{"result":true}`, `[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if a, err := readAccount(text, now); err == nil && (a.Outcome != travelrule.Verified && a.Outcome != travelrule.Denied || (a.Outcome == travelrule.Verified) != (a.Reason == check.OK)) {
			t.Errorf("accepted %+v", a)
		}
		if a, err := readUser(text, now); err == nil && (!a.Outcome.Final() || (a.Outcome == travelrule.Verified) != (a.Reason == check.OK) || a.Code != "" && !travelrule.ValidReasonCode(a.Code)) {
			t.Errorf("accepted %+v", a)
		}
		if s, err := readTransfer(text, "u"); err == nil && !s.Status.Valid() {
			t.Errorf("accepted %+v", s)
		}
		_ = readTaken(text)
	})
}
