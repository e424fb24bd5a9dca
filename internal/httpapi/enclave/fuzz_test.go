package enclave

import (
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

var requestSeeds = []string{
	`{"keyType":"PerVasp","beneficiaryVaspId":"9007199254740993017","symbol":"ETH","network":"Ethereum","payload":{"version":"1.0",` +
		`"ivms101":{"beneficiary":{"accountNumber":["0x52908400098527886E0F7030069857D2E4169EE7"],"beneficiaryPersons":[]}}}}`,
	`{"keyType":"PerEoa","beneficiaryVaspId":"1","requiredBeneficiaryInfo":"NATURAL_PERSON_NAME","assetInfo":{"symbol":"BTC",` +
		`"amount":"0.1","tradePrice":"1","tradeCurrency":"KRW","isExceedingThreshold":true},"payload":{"version":"1.0","ivms101":null}}`,
	`{}`, `[]`, `null`, `{"keyType":1}`, "{\"keyType\":\"\xff\"}", `{"payload":{"ivms101":{"originator":[]}}}`,
}

// FuzzRequests throws bodies at the readers of both questions: no panic; a question that is accepted is complete; one that is not
// is refused with a code that the surface publishes.
func FuzzRequests(f *testing.F) {
	for _, seed := range requestSeeds {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		account, err := readAccount(body, now)
		complete(t, "account", err, account.BeneficiaryVASP, string(account.KeyType))
		user, err := readUser(body, now)
		complete(t, "user", err, user.BeneficiaryVASP, string(user.KeyType))
	})
}

func complete(t *testing.T, which string, err error, vasp, keyType string) {
	if err == nil {
		if !directory.ValidVaspID(vasp) || keyType == "" {
			t.Errorf("%s: accepted without a VASP or a key type", which)
		}
		return
	}
	switch code := fault.CodeOf(err); code {
	case fault.Malformed, fault.Missing, fault.Invalid:
	default:
		if _, published := catalogue[code]; !published {
			t.Errorf("%s: code %q is not published: %v", which, code, err)
		}
	}
}

// FuzzReports throws bodies at the readers of reports: what is accepted is within the contract's limits.
func FuzzReports(f *testing.F) {
	for _, seed := range append(requestSeeds, `{"verificationUuid":"u","txHash":"E3","vout":"0"}`, `{"verificationUuid":"u","result":"ERROR","reason":"NOT-ALLOWED","message":"m"}`,
		`{"verificationUuid":"u","payload":{"version":"1.0","ivms101":{"beneficiary":{}}}}`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if tx, err := readTransaction(body); err == nil && (tx.UUID == "" || tx.TxHash == "" || utf8.RuneCountInString(tx.TxHash) > travelrule.MaxTxHash) {
			t.Errorf("accepted %+v", tx)
		}
		if e, err := readErrorReport(body); err == nil && (e.UUID == "" || !e.Outcome.Final() || e.Reason == "" || e.Code != "" && !travelrule.ValidReasonCode(e.Code)) {
			t.Errorf("accepted %+v", e)
		}
		if uuid, err := readUUID(body); err == nil && uuid == "" {
			t.Error("accepted a body that names nothing")
		}
		if uuid, _, err := readScreenNames(body); err == nil && uuid == "" {
			t.Error("accepted a body that names nothing")
		}
	})
}

// FuzzHistory throws query strings at the reader of the list: what is accepted is a page within bounds.
func FuzzHistory(f *testing.F) {
	for _, seed := range []string{"", "fromDate=2026-01-01&toDate=2026-12-31&symbol=ETH&network=Ethereum&txHash=E3&result=VERIFIED&actionType=SEND&oppositeVaspId=7&page=2&rpp=500",
		"fromAccount=a&toAccount=b", "page=0", "rpp=-1", "page=999999999999", "fromDate=2026-02-30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		q, page, err := readHistory(values)
		if err == nil && (page < 1 || q.Limit < 1 || q.Limit > maxRPP || q.Offset != (page-1)*q.Limit || q.Offset < 0) {
			t.Errorf("%q is page %d: %+v", text, page, q)
		}
	})
}
