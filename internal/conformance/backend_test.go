package conformance

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/openapi"
)

func question(symbol, network, address string) string {
	return `{"originatingVaspId":"1","symbol":"` + symbol + `","network":"` + network + `","version":"1.0","ivms101":{"beneficiary":{"accountNumber":["` + address + `"]}}}`
}

const userUUID = "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21"

// TestBackendByDefault: what no case waits for is answered as a VASP would that owns no address, in the contract's form.
func TestBackendByDefault(t *testing.T) {
	b := NewBackend(time.Now)
	b.become(full("http://a.invalid"), false)
	server := httptest.NewServer(b)
	defer server.Close()
	surface, err := openapi.Parse(api.Backend, openapi.Closed())
	if err != nil {
		t.Fatal(err)
	}
	user := func(required, address string) string {
		return `{"verificationUuid":"` + userUUID + `","assetInfo":{"symbol":"ETH","network":"Ethereum"},"requiredBeneficiaryInfo":"` + required + `","ivms101":{"beneficiary":{"accountNumber":["` + address + `"]}}}`
	}
	for _, row := range []struct{ path, body, want string }{
		{"/account", question("ETH", "ethereum", "x"), `"reason":"UNKNOWN-ADDRESS"`},
		{"/account", question("NOPE", "Ethereum", "x"), `"reason":"UNKNOWN-SYMBOL"`},
		{"/account", question("ETH", "Atlantis", "x"), `"reason":"UNKNOWN-NETWORK"`},
		{"/account", question("USDT", "", "x"), `"message":"'network' is necessary"`},
		{"/user", user("ACCOUNT_NUMBER", "x"), `"reason":"UNKNOWN-ADDRESS"`},
		{"/user", user("ACCOUNT_NUMBER,NATURAL_PERSON_NATIONALITY", invent("Person")), `"message":"NATURAL_PERSON_NATIONALITY"`},
		{"/transaction", `{"verificationUuid":"` + userUUID + `"}`, `"transactionStatus":"PENDING"`},
		{"/callback", `{"callbackType":"TX_REPORT","data":{"verificationUuid":"` + userUUID + `"}}`, `"result":true`},
		{"/callback", `what is this`, `"result":true`},
	} {
		response, err := http.Post(server.URL+row.path, "application/json", strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != 200 || !strings.Contains(string(text), row.want) {
			t.Errorf("%s %s: %d %s", row.path, row.body, response.StatusCode, text)
		}
		for _, difference := range surface.Answer(openapi.Operation{Method: "POST", Path: row.path}, 200, text) {
			t.Errorf("%s: %s", row.path, difference)
		}
	}
	response, err := http.Head(server.URL + "/account")
	if err != nil || response.StatusCode != 200 {
		t.Errorf("a probe is answered %v, %v", response, err)
	}
	if response, err = http.Post(server.URL+"/elsewhere", "application/json", strings.NewReader(`{}`)); err != nil || response.StatusCode != 404 {
		t.Errorf("another path is answered %v, %v", response, err)
	}
}

// TestBackendScripts: calls are counted by their key, waited for, and remembered with what was answered.
func TestBackendScripts(t *testing.T) {
	b := NewBackend(time.Now)
	server := httptest.NewServer(b)
	defer server.Close()
	key := callbackKey("TX_REPORT", userUUID)
	b.on(key, func(n int, _ arrival) reply {
		if n == 0 {
			return reply{hangUp: true}
		}
		return reply{status: 500 + n, body: object{"n": n}}
	})
	body := `{"callbackType":"TX_REPORT","data":{"verificationUuid":"` + userUUID + `"}}`
	go func() {
		for range 3 {
			response, err := http.Post(server.URL+"/callback", "application/json", strings.NewReader(body))
			if err == nil {
				_ = response.Body.Close()
			}
		}
	}()
	b.await(context.Background(), key, 3, 5*time.Second)
	server.Close() // waits for the last answer
	came := b.came(key)
	if len(came) != 3 || came[0].status != 0 || came[1].status != 501 || came[2].answered != `{"n":2}` {
		t.Errorf("%+v", came)
	}
	if got := b.await(context.Background(), key, 4, time.Millisecond); len(got) != 3 {
		t.Errorf("%d came", len(got))
	}
	if got := b.came("TX_REPORT another"); len(got) != 0 {
		t.Errorf("another's calls: %v", got)
	}
}

func TestWrongHeader(t *testing.T) {
	for _, row := range []struct {
		name, token, header, sent, value string
		good                             bool
	}{
		{"bearer", "secret", "", "Authorization", "Bearer secret", true},
		{"bare", "secret", "", "Authorization", "secret", false},
		{"another", "secret", "", "Authorization", "Bearer other", false},
		{"missing", "secret", "", "X", "", false},
		{"named, bare", "secret", "X-Token", "X-Token", "secret", true},
		{"named, bearer", "secret", "X-Token", "X-Token", "Bearer secret", false},
		{"named, elsewhere", "secret", "X-Token", "Authorization", "Bearer secret", false},
		{"none", "", "", "X", "", true},
		{"none, and one is sent", "", "", "Authorization", "Bearer undefined", false},
	} {
		b := NewBackend(time.Now)
		b.Token, b.Header = row.token, row.header
		h := http.Header{}
		h.Set(row.sent, row.value)
		got := b.wrongHeader(h)
		if (got == "") != row.good || strings.Contains(got, "secret") {
			t.Errorf("%s: %q", row.name, got)
		}
	}
}

// FuzzBackend: whatever an enclave sends is answered, and what the default says is a JSON object.
func FuzzBackend(f *testing.F) {
	f.Add("/account", question("ETH", "Ethereum", "x"))
	f.Add("/user", `{"ivms101":{"beneficiary":{"beneficiaryPersons":[{"legalPerson":{"name":7}}],"accountNumber":[[]]}},"assetInfo":[],"requiredBeneficiaryInfo":7}`)
	f.Add("/transaction", `{"verificationUuid":7}`)
	f.Add("/callback", `{"callbackType":[],"data":"x"}`)
	f.Add("/callback", `nothing`)
	w := full("http://a.invalid")
	f.Fuzz(func(t *testing.T, path, body string) {
		b := NewBackend(time.Now)
		b.become(w, true)
		request := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(body))
		request.URL.Path = path
		answer := httptest.NewRecorder()
		b.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK && answer.Code != http.StatusNotFound {
			t.Errorf("%q is answered %d", path, answer.Code)
		}
		if answer.Code == http.StatusOK && !strings.HasPrefix(answer.Body.String(), "{") {
			t.Errorf("%q is answered %s", path, answer.Body)
		}
	})
}

// TestOwnCustomers: the kit's own VASP answers for the customers it invented.
func TestOwnCustomers(t *testing.T) {
	w := full("http://a.invalid")
	v := newVASP()
	v.learn(w, true)
	for _, row := range []struct {
		name   string
		claim  claim
		reason string
	}{
		{"address alone", claim{"ETH", "Ethereum", w.Person.Address, nil}, ""},
		{"address and name", claim{"ETH", "ETHEREUM", w.Person.Address, []string{"Person Test"}}, ""},
		{"another name", claim{"ETH", "Ethereum", w.Person.Address, []string{"Person Tests"}}, "MISMATCHED-NAME"},
		{"company alone", claim{"ETH", "", w.Company.Address, nil}, ""},
		{"company and representative", claim{"ETH", "Ethereum", w.Company.Address, []string{"Company Test", "Second Rep"}}, ""},
		{"company and a stranger", claim{"ETH", "Ethereum", w.Company.Address, []string{"Company Test", "Third Rep"}}, "MISMATCHED-NAME"},
		{"company without its representative", claim{"ETH", "Ethereum", w.Company.Address, []string{"Company Test"}}, "MISMATCHED-NAME"},
		{"person with a representative", claim{"ETH", "Ethereum", w.Person.Address, []string{"Person Test", "First Rep"}}, "MISMATCHED-NAME"},
		{"denied", claim{"ETH", "Ethereum", w.Denied.Address, []string{"Denied Test"}}, "BLACKLISTED"},
		{"denied, another name", claim{"ETH", "Ethereum", w.Denied.Address, []string{"Another"}}, "MISMATCHED-NAME"},
		{"without KYC", claim{"ETH", "Ethereum", w.Unverified.Address, nil}, "UNVERIFIED-KYC"},
		{"nobody's", claim{"ETH", "Ethereum", "x", nil}, "UNKNOWN-ADDRESS"},
		{"asset", claim{"NOPE", "Ethereum", w.Person.Address, nil}, "UNKNOWN-SYMBOL"},
		{"network", claim{"ETH", "Atlantis", w.Person.Address, nil}, "UNKNOWN-NETWORK"},
		{"several networks", claim{"USDT", "", "T", nil}, "UNKNOWN-NETWORK"},
		{"tag", claim{"XRP", "XRP", "r:1", nil}, ""},
	} {
		if reason, _ := v.judge(row.claim); reason != row.reason {
			t.Errorf("%s: %q, want %q", row.name, reason, row.reason)
		}
	}
}
