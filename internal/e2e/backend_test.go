package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// exchangeBackend is an exchange's own software as contract 3 describes it: it records what it is asked and answers what the test says.
type exchangeBackend struct {
	t      *testing.T
	server *httptest.Server
	mu     sync.Mutex
	calls  []backendCall
	answer map[string]func(body string) (status int, text string) // by path
}

type backendCall struct {
	path, body string
	header     http.Header
}

func newBackend(t *testing.T) *exchangeBackend {
	b := &exchangeBackend{t: t, answer: map[string]func(string) (int, string){
		"/callback": func(string) (int, string) { return 200, `{"result":true}` },
	}}
	b.server = httptest.NewServer(http.HandlerFunc(b.serve))
	t.Cleanup(b.server.Close)
	return b
}

func (b *exchangeBackend) serve(w http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	if r.Method == http.MethodHead { // the probe at the start
		return
	}
	b.mu.Lock()
	b.calls = append(b.calls, backendCall{r.URL.Path, string(text), r.Header})
	answer := b.answer[r.URL.Path]
	b.mu.Unlock()
	if answer == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	status, body := answer(string(text))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (b *exchangeBackend) on(path string, answer func(body string) (int, string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer[path] = answer
}

func (b *exchangeBackend) says(path string, text string) {
	b.on(path, func(string) (int, string) { return 200, text })
}

// called returns the bodies that came to a path.
func (b *exchangeBackend) called(path string) (bodies []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.calls {
		if c.path == path {
			bodies = append(bodies, c.body)
		}
	}
	return bodies
}

// callbacks waits until at least count events of a type came, and returns their data.
func (b *exchangeBackend) callbacks(typ string, count int) (list []map[string]any) {
	b.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		list = nil
		for _, body := range b.called("/callback") {
			var event struct {
				Type string         `json:"callbackType"`
				Data map[string]any `json:"data"`
			}
			if err := json.Unmarshal([]byte(body), &event); err != nil {
				b.t.Fatalf("a callback is not JSON: %v", err)
			}
			if event.Type == typ {
				list = append(list, event.Data)
			}
		}
		if len(list) >= count {
			return list
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%d callbacks %s came, want %d; all: %v", len(list), typ, count, b.called("/callback"))
		}
	}
}

func (b *exchangeBackend) configure(decision string) func(*config.Node) {
	return func(cfg *config.Node) {
		cfg.Backend = config.Backend{Decision: decision, Account: b.server.URL + "/account", User: b.server.URL + "/user",
			Transaction: b.server.URL + "/transaction", Callback: b.server.URL + "/callback"}
	}
}

// backendWorld is a sandbox in which Seoul and Hanoi have back ends of their own, and Hanoi's answers for its customers.
func backendWorld(t *testing.T, decision string) (w *sandbox.World, seoul, hanoi *exchangeBackend) {
	t.Helper()
	seoul, hanoi = newBackend(t), newBackend(t)
	w = worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		switch key {
		case "seoul":
			seoul.configure("registry")(cfg)
		case "hanoi":
			hanoi.configure(decision)(cfg)
		}
	}})
	return w, seoul, hanoi
}

// post calls an enclave and reads its answer.
func post(t *testing.T, url, body string) (int, map[string]any) {
	t.Helper()
	response, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return response.StatusCode, answer
}

func fetchJSON(t *testing.T, url string) map[string]any {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return answer
}

const (
	someAccount  = "0x3fa1b7cc20e94d5583e6a0f1d2b4c8e97a6d0b15"
	otherAccount = "0x1111111111111111111111111111111111111111"
)

func accountQuestion(w *sandbox.World, name string) string {
	persons := ""
	if name != "" {
		persons = fmt.Sprintf(`"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":%q,"nameIdentifierType":"LEGL"}]}}}],`, name)
	}
	return fmt.Sprintf(`{"keyType":"PerVasp","beneficiaryVaspId":%q,"symbol":"ETH","network":"Ethereum","payload":{"version":"1.0","ivms101":{"beneficiary":{%s"accountNumber":[%q]}}}}`,
		w.Description.Exchanges[1].VaspID, persons, someAccount)
}

func userQuestion(w *sandbox.World, required string) string {
	return fmt.Sprintf(`{"keyType":"PerVasp","beneficiaryVaspId":%q,"requiredBeneficiaryInfo":%q,
		"assetInfo":{"symbol":"ETH","network":"Ethereum","amount":"0.75","isExceedingThreshold":true,"tradeCurrency":"KRW","tradePrice":"1875000","tradeISODatetime":"2026-01-15T08:16:02.000Z"},
		"payload":{"version":"1.0","ivms101":{"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim","secondaryIdentifier":"Min-jun","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["0x2222222222222222222222222222222222222222"]},
		"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","secondaryIdentifier":"Ngozi","nameIdentifierType":"LEGL"}]}}}],"accountNumber":[%q]}}}}`,
		w.Description.Exchanges[1].VaspID, required, someAccount)
}

const verifiedUser = `{"result":"VERIFIED","reason":"OK","message":"","version":"1.0","ivms101":{"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{
	"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","secondaryIdentifier":"Ngozi","nameIdentifierType":"LEGL"}]},"dateAndPlaceOfBirth":{"dateOfBirth":"1990-11-23","placeOfBirth":"Enugu"}}}],
	"accountNumber":["` + someAccount + `"]}}}`

// TestBackendAnswersAccounts: the callback's answer is relayed as it is, whatever its reason, and a call that fails denies (contract 3.1, 3.2).
func TestBackendAnswersAccounts(t *testing.T) {
	w, _, hanoi := backendWorld(t, "callback")
	ask := func(name string) map[string]any {
		t.Helper()
		status, answer := post(t, w.Description.Exchanges[0].EnclaveURL+"/v1/verifications/account", accountQuestion(w, name))
		if status != 200 {
			t.Fatalf("HTTP %d %v", status, answer)
		}
		return answer
	}
	for _, row := range []struct{ says, result, reason, message string }{
		{`{"accountVerificationResult":"VERIFIED","verifiedAt":"2025-03-14T08:15:30.417Z"}`, "VERIFIED", "", ""},
		{`{"accountVerificationResult":"DENIED","reason":"UNKNOWN-ADDRESS","verifiedAt":"2025-03-14T08:15:30.417Z"}`, "DENIED", "UNKNOWN-ADDRESS", ""},
		{`{"accountVerificationResult":"DENIED","reason":"UNKNOWN-NETWORK","message":"'network' is necessary","verifiedAt":"2025-03-14T08:15:30.417Z"}`, "DENIED", "UNKNOWN-NETWORK", "'network' is necessary"},
		{`{"accountVerificationResult":"DENIED","reason":"CLOSED-ON-SUNDAYS","verifiedAt":"2025-03-14T08:15:30.417Z"}`, "DENIED", "CLOSED-ON-SUNDAYS", ""},
		{`{"accountVerificationResult":"MAYBE"}`, "DENIED", "UNDEFINED-ERROR", ""},
		{`not json`, "DENIED", "UNDEFINED-ERROR", ""},
	} {
		hanoi.says("/account", row.says)
		answer := ask("Okafor")
		text := func(name string) string { value, _ := answer[name].(string); return value }
		if text("accountVerificationResult") != row.result || text("reason") != row.reason || text("message") != row.message {
			t.Errorf("%s becomes %v", row.says, answer)
		}
		if strings.Contains(row.says, "2025-03-14") && text("verifiedAt") != "2025-03-14T08:15:30.417Z" {
			t.Errorf("the time of the decision is not relayed: %v", answer)
		}
	}
	hanoi.on("/account", func(string) (int, string) { return 500, `{}` })
	if answer := ask(""); answer["reason"] != "UNDEFINED-ERROR" {
		t.Errorf("HTTP 500 becomes %v", answer)
	}
	hanoi.on("/account", func(string) (int, string) {
		time.Sleep(1500 * time.Millisecond)
		return 200, `{"accountVerificationResult":"VERIFIED","verifiedAt":"2025-03-14T08:15:30.417Z"}`
	})
	if answer := ask(""); answer["accountVerificationResult"] != "DENIED" || answer["reason"] != "UNDEFINED-ERROR" {
		t.Errorf("an answer after more than a second becomes %v", answer)
	}
	want := fmt.Sprintf(`{"originatingVaspId":%q,"symbol":"ETH","network":"Ethereum","version":"1.0","ivms101":{"beneficiary":{"accountNumber":[%q]}}}`, w.Description.Exchanges[0].VaspID, someAccount)
	bodies := hanoi.called("/account")
	if got := bodies[len(bodies)-1]; got != want {
		t.Errorf("the back end was asked\n got %s\nwant %s", got, want)
	}
}

// TestBackendAnswersUsers: the whole of contract 1.4 and 1.5 with back ends on both sides.
func TestBackendAnswersUsers(t *testing.T) {
	w, seoul, hanoi := backendWorld(t, "callback")
	a, b := w.Description.Exchanges[0].EnclaveURL, w.Description.Exchanges[1].EnclaveURL
	start := func(required string) string {
		t.Helper()
		status, answer := post(t, a+"/v1/verifications", userQuestion(w, required))
		if status != 200 {
			t.Fatalf("HTTP %d %v", status, answer)
		}
		return answer["verificationUuid"].(string)
	}
	ended := func(uuid string) map[string]any {
		t.Helper()
		for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			if row := fetchJSON(t, a+"/v1/verifications/"+uuid); row["result"] != "WAIT" {
				return row
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s still waits", uuid)
			}
		}
	}
	hanoi.says("/user", verifiedUser)
	uuid := start("ACCOUNT_NUMBER,NATURAL_PERSON_NAME")
	row := ended(uuid)
	if row["result"] != "VERIFIED" || row["reason"] != "OK" {
		t.Fatalf("verified by the back end becomes %v", row)
	}
	if text := row["ivms101Beneficiary"].(string); strings.Contains(text, "1990-11-23") || !strings.Contains(text, "Okafor") {
		t.Errorf("what was not asked for was not taken out: %s", text)
	}
	result := seoul.callbacks("VERIFICATION_RESULT", 1)[0]
	if result["verificationUuid"] != uuid || result["verificationResult"] != "VERIFIED" || result["reason"] != "OK" || strings.Contains(fmt.Sprint(result["ivms101"]), "1990-11-23") {
		t.Errorf("the originating back end was told %v", result)
	}
	var asked map[string]any
	if err := json.Unmarshal([]byte(hanoi.called("/user")[0]), &asked); err != nil {
		t.Fatal(err)
	}
	ivms, _ := asked["ivms101"].(map[string]any)
	for _, member := range []string{"originator", "beneficiary", "originatingVASP", "beneficiaryVASP"} {
		if ivms[member] == nil {
			t.Errorf("the question to the back end lacks ivms101.%s", member)
		}
	}
	if asked["verificationUuid"] != uuid || asked["keyType"] != nil || asked["requiredBeneficiaryInfo"] != "ACCOUNT_NUMBER,NATURAL_PERSON_NAME" {
		t.Errorf("the back end was asked %v", asked)
	}

	for _, answer := range []struct{ says, result, reason, message string }{
		{`{"result":"DENIED","reason":"LACK-OF-INFORMATION","message":"NATURAL_PERSON_NATIONALITY"}`, "DENIED", "LACK-OF-INFORMATION", "NATURAL_PERSON_NATIONALITY"},
		{`{"verificationResult":"DENIED","reason":"UNAVAILABLE-INFORMATION","message":"NATURAL_PERSON_NATIONALITY"}`, "DENIED", "UNAVAILABLE-INFORMATION", "NATURAL_PERSON_NATIONALITY"},
		{`{"result":"UNKNOWN","reason":"UNKNOWN-ADDRESS"}`, "UNKNOWN", "UNKNOWN-ADDRESS", ""},
		{`{"result":"ERROR","reason":"CORE-DOWN"}`, "ERROR", "CORE-DOWN", ""},
		{strings.ReplaceAll(verifiedUser, someAccount, otherAccount), "ERROR", "BENEFICIARY-ACCOUNT-NOT-MATCHED", ""},
		{`{"result":"VERIFIED","reason":"OK"}`, "VERIFIED", "OK", ""},
		{`<html>`, "ERROR", "UNDEFINED-ERROR", ""},
	} {
		hanoi.says("/user", answer.says)
		id := start("ACCOUNT_NUMBER")
		row := ended(id)
		other := fetchJSON(t, b+"/v1/verifications/"+id)
		for _, side := range []map[string]any{row, other} {
			if side["result"] != answer.result || side["reason"] != answer.reason || side["message"] != answer.message {
				t.Errorf("%s becomes %v %v %v", answer.says, side["result"], side["reason"], side["message"])
			}
		}
	}

	// A transaction id, then that the transfer was given up: each told to the other side once, in order.
	for _, body := range []string{`{"verificationUuid":"` + uuid + `","txHash":"E3FE","vout":"0"}`, `{"verificationUuid":"` + uuid + `","txHash":"E3FE","vout":"0"}`} {
		if status, answer := post(t, a+"/v1/verifications/tx", body); status != 200 || answer["result"] != true {
			t.Fatalf("the report was answered %d %v", status, answer)
		}
	}
	if status, _ := post(t, a+"/v1/verifications/error", `{"verificationUuid":"`+uuid+`","result":"ERROR","reason":"USER-CANCELED","message":"changed her mind"}`); status != 200 {
		t.Fatalf("the error report was answered %d", status)
	}
	canceled := hanoi.callbacks("ERROR_REPORT", 1)
	reports := hanoi.callbacks("TX_REPORT", 1)
	if len(reports) != 1 || reports[0]["txHash"] != "E3FE" || reports[0]["vout"] != "0" || reports[0]["verificationUuid"] != uuid {
		t.Errorf("the beneficiary's back end was told %v", reports)
	}
	if len(canceled) != 1 || canceled[0]["result"] != "ERROR" || canceled[0]["reason"] != "USER-CANCELED" || canceled[0]["message"] != "changed her mind" {
		t.Errorf("the beneficiary's back end was told %v", canceled)
	}
	for _, url := range []string{a, b} {
		row := fetchJSON(t, url+"/v1/verifications/"+uuid)
		if row["txHash"] != "E3FE" || row["vout"] != "0" || row["orderedAt"] == nil || row["result"] != "ERROR" || row["reason"] != "USER-CANCELED" {
			t.Errorf("%s shows %v", url, row)
		}
	}
}

// TestInquiry: the beneficiary side asks how far a transaction has come, and learns its id (contract 2.9, 3.4).
func TestInquiry(t *testing.T) {
	w, seoul, hanoi := backendWorld(t, "callback")
	a, b := w.Description.Exchanges[0].EnclaveURL, w.Description.Exchanges[1].EnclaveURL
	hanoi.says("/user", verifiedUser)
	_, answer := post(t, a+"/v1/verifications", userQuestion(w, "ACCOUNT_NUMBER"))
	uuid := answer["verificationUuid"].(string)
	seoul.callbacks("VERIFICATION_RESULT", 1)
	inquire := func() (int, map[string]any) {
		return post(t, b+"/v1/verifications/tx/inquiry", `{"verificationUuid":"`+uuid+`"}`)
	}
	seoul.says("/transaction", `{"verificationUuid":"`+uuid+`","transactionStatus":"PENDING"}`)
	if status, got := inquire(); status != 200 || got["transactionStatus"] != "PENDING" || got["txHash"] != nil {
		t.Errorf("pending becomes %d %v", status, got)
	}
	seoul.says("/transaction", `{"verificationUuid":"`+uuid+`","transactionStatus":"WAIT-CONFIRM","txHash":"ABCD","vout":"1"}`)
	if status, got := inquire(); status != 200 || got["transactionStatus"] != "WAIT-CONFIRM" || got["txHash"] != "ABCD" || got["vout"] != "1" {
		t.Errorf("waiting becomes %d %v", status, got)
	}
	if row := fetchJSON(t, b+"/v1/verifications/"+uuid); row["txHash"] != "ABCD" || row["orderedAt"] == nil {
		t.Errorf("the transaction id was not kept: %v", row)
	}
	seoul.says("/transaction", `{"verificationUuid":"`+uuid+`","transactionStatus":"LOST"}`)
	if status, got := inquire(); status != 408 || got["code"] != "REQUEST-TIMEOUT" {
		t.Errorf("an answer outside the contract becomes %d %v", status, got)
	}
	if status, got := post(t, a+"/v1/verifications/tx/inquiry", `{"verificationUuid":"`+uuid+`"}`); status != 400 || got["code"] != "INVALID-ACTION-TYPE" {
		t.Errorf("the originating side's inquiry is answered %d %v", status, got)
	}
	if status, got := post(t, b+"/v1/verifications/tx", `{"verificationUuid":"`+uuid+`","txHash":"FF"}`); status != 400 || got["code"] != "INVALID-ACTION-TYPE" {
		t.Errorf("the beneficiary side's report is answered %d %v", status, got)
	}
}

// TestCallbacksAreDeliveredUntilTaken: a back end that is down or refuses gets each event later, and the log says how often it was tried.
func TestCallbacksAreDeliveredUntilTaken(t *testing.T) {
	w, seoul, hanoi := backendWorld(t, "callback")
	hanoi.says("/user", verifiedUser)
	var tries int
	seoul.on("/callback", func(string) (int, string) {
		seoul.mu.Lock()
		defer seoul.mu.Unlock()
		if tries++; tries < 3 {
			return 503, ""
		}
		return 200, `{"result":true}`
	})
	_, answer := post(t, w.Description.Exchanges[0].EnclaveURL+"/v1/verifications", userQuestion(w, "ACCOUNT_NUMBER"))
	events := seoul.callbacks("VERIFICATION_RESULT", 3)
	for _, event := range events {
		if event["verificationUuid"] != answer["verificationUuid"] {
			t.Errorf("another event came: %v", event)
		}
	}
	time.Sleep(200 * time.Millisecond)
	if got := len(seoul.callbacks("VERIFICATION_RESULT", 3)); got != 3 {
		t.Errorf("it came %d times, though the third was taken", got)
	}
}

// TestRegistryThenBackend: the registry answers for what it knows, the back end for the rest.
func TestRegistryThenBackend(t *testing.T) {
	w, _, hanoi := backendWorld(t, "registry-then-callback")
	hanoi.says("/account", `{"accountVerificationResult":"DENIED","reason":"NOT-ALLOWED","verifiedAt":"2025-03-14T08:15:30.417Z"}`)
	a, known := w.Description.Exchanges[0].EnclaveURL, ""
	for _, c := range w.Description.Exchanges[1].Customers {
		for _, account := range c.Accounts {
			if account.Symbol == "ETH" && c.KYC == "approved" && !c.Denied && known == "" {
				known = account.Address
			}
		}
	}
	if known == "" {
		t.Fatal("the sample customers have no approved ETH account")
	}
	status, answer := post(t, a+"/v1/verifications/account", strings.ReplaceAll(accountQuestion(w, ""), someAccount, known))
	if status != 200 || answer["accountVerificationResult"] != "VERIFIED" || len(hanoi.called("/account")) != 0 {
		t.Errorf("a known address is answered %v, with %d calls to the back end", answer, len(hanoi.called("/account")))
	}
	status, answer = post(t, a+"/v1/verifications/account", accountQuestion(w, ""))
	if status != 200 || answer["reason"] != "NOT-ALLOWED" || len(hanoi.called("/account")) != 1 {
		t.Errorf("an unknown address is answered %v, with %d calls to the back end", answer, len(hanoi.called("/account")))
	}
}

// TestTokenRules: bare in a named header, as a Bearer token otherwise, none without one (contract 3.1).
func TestTokenRules(t *testing.T) {
	for _, row := range []struct{ header, want, name string }{{"", "Bearer s3cret", "Authorization"}, {"X-Api-Key", "s3cret", "X-Api-Key"}} {
		hanoi := newBackend(t)
		hanoi.says("/account", `{"accountVerificationResult":"VERIFIED","verifiedAt":"2025-03-14T08:15:30.417Z"}`)
		file := writeSecret(t, "s3cret")
		w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
			if key == "hanoi" {
				hanoi.configure("callback")(cfg)
				cfg.Backend.TokenFile, cfg.Backend.TokenHeader = file, row.header
			}
		}})
		post(t, w.Description.Exchanges[0].EnclaveURL+"/v1/verifications/account", accountQuestion(w, ""))
		hanoi.mu.Lock()
		got := hanoi.calls[len(hanoi.calls)-1].header.Get(row.name)
		hanoi.mu.Unlock()
		if got != row.want {
			t.Errorf("header %q: %s is %q, want %q", row.header, row.name, got, row.want)
		}
	}
}

// TestRegistryComputesReasons: originator data too thin, and a second account that is not the first one's owner's, are found without a back end.
func TestRegistryComputesReasons(t *testing.T) {
	w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		if key == "hanoi" {
			cfg.Verification.OriginatorNatural = "NATURAL_PERSON_NAME,NATURAL_PERSON_NATIONALITY"
		}
	}})
	vars, seoul := variables(w.Description), w.Description.Exchanges[0].EnclaveURL
	ask := func(nationality string, accounts ...string) (string, map[string]any) {
		t.Helper()
		person := `{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim","secondaryIdentifier":"Min-jun","nameIdentifierType":"LEGL"}]}` + nationality + `}}`
		body := fmt.Sprintf(`{"keyType":"PerVasp","beneficiaryVaspId":%q,"requiredBeneficiaryInfo":"ACCOUNT_NUMBER","assetInfo":{"symbol":"ETH","network":"Ethereum","amount":"1","isExceedingThreshold":false,
			"tradeCurrency":"KRW","tradePrice":"1","tradeISODatetime":"2026-01-15T08:16:02.000Z"},"payload":{"version":"1.0","ivms101":{"originator":{"originatorPersons":[%s],"accountNumber":["0x2222222222222222222222222222222222222222"]},
			"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Nguyen","nameIdentifierType":"LEGL"}]}}}],"accountNumber":%s}}}}`,
			w.Description.Exchanges[1].VaspID, person, mustJSON(t, accounts))
		status, answer := post(t, seoul+"/v1/verifications", body)
		if status != 200 {
			t.Fatalf("HTTP %d %v", status, answer)
		}
		uuid := answer["verificationUuid"].(string)
		settled(t, seoul, uuid)
		return uuid, fetchJSON(t, seoul+"/v1/verifications/"+uuid)
	}
	own, foreign := vars["vn-hong.ETH.Ethereum"], ""
	for name, address := range vars {
		if strings.HasPrefix(name, "vn-") && strings.HasSuffix(name, ".ETH.Ethereum") && address != own {
			foreign = address
		}
	}
	if own == "" || foreign == "" {
		t.Fatal("the sample customers have no two ETH accounts")
	}
	if _, row := ask("", own); row["result"] != "DENIED" || row["reason"] != "LACK-OF-INFORMATION" || row["message"] != "NATURAL_PERSON_NATIONALITY" {
		t.Errorf("a thin originator: %v %v %v", row["result"], row["reason"], row["message"])
	}
	if _, row := ask(`,"nationality":"KR"`, own, foreign); row["result"] != "ERROR" || row["reason"] != "BENEFICIARY-ACCOUNT-NOT-MATCHED" {
		t.Errorf("two owners: %v %v", row["result"], row["reason"])
	}
	if _, row := ask(`,"nationality":"KR"`, own); row["result"] != "VERIFIED" {
		t.Errorf("all well: %v %v %v", row["result"], row["reason"], row["message"])
	}
}
