package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// TestEnclave puts every case of the seeds, and the contract's pattern around them, to a whole sandbox on SQLite.
func TestEnclave(t *testing.T) {
	play(t, world(t, nil), "testdata/enclave/*.txt")
}

// TestAdmin manages customers through the administration surface and sees what other exchanges are told change.
func TestAdmin(t *testing.T) {
	play(t, world(t, nil), "testdata/admin/*.txt")
}

// TestSilentMemberIsATimeout: a member that takes the question and says nothing is 408 after five seconds.
func TestSilentMemberIsATimeout(t *testing.T) {
	if testing.Short() {
		t.Skip("waits five seconds")
	}
	w := world(t, nil)
	vars := variables(w.Description)
	started := time.Now()
	one(t, exchange{method: "POST", target: "${seoul.url}", path: "/v1/verifications/account", status: "408",
		body: `{"keyType":"PerVasp","beneficiaryVaspId":"${silent}","symbol":"ETH","network":"Ethereum","payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":["x"]}}}}`,
		want: `{"code":"REQUEST-TIMEOUT","message":"timeout of 5000ms exceeded"}`}, vars)
	if took := time.Since(started); took < 4*time.Second {
		t.Errorf("the answer came after %s: the member was not waited for", took)
	}
}

// TestNothingPersonalIsInTheDatabaseFiles looks for names and addresses of customers in what is on disk.
func TestNothingPersonalIsInTheDatabaseFiles(t *testing.T) {
	w := world(t, nil)
	play(t, w, "testdata/enclave/user.txt")
	files, text := filesUnder(t, w.Description.Dir, ".db", ".db-wal")
	if files < 3 {
		t.Fatalf("only %d database files: this test reads too little", files)
	}
	for _, e := range append(append([]sandbox.Exchange{}, w.Description.Exchanges...), w.Description.Robot) {
		for _, c := range e.Customers {
			for _, secret := range []string{c.LocalName.Secondary, c.Accounts[0].Address, c.Name.Primary + "\",\"secondary"} {
				if len(secret) > 5 && strings.Contains(text, secret) {
					t.Errorf("%q of %s stands unsealed in a database file", secret, c.ID)
				}
			}
		}
	}
}
