package enclave

import (
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
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
