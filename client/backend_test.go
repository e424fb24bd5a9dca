package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// scripted is a Backend that answers what a row says and keeps what it was asked.
type scripted struct {
	asked   any
	account AccountAnswer
	user    UserAnswer
	tx      TxStatus
	err     error
}

func (s *scripted) Account(_ context.Context, q AccountQuestion) (AccountAnswer, error) {
	s.asked = q
	return s.account, s.err
}

func (s *scripted) User(_ context.Context, q UserQuestion) (UserAnswer, error) {
	s.asked = q
	return s.user, s.err
}

func (s *scripted) Transaction(_ context.Context, uuid string) (TxStatus, error) {
	s.asked = uuid
	return s.tx, s.err
}

func (s *scripted) Callback(_ context.Context, e Event) error {
	s.asked = e
	return s.err
}

const (
	accountBody = `{"originatingVaspId":"9007199254740993017","symbol":"USDC","network":"Polygon","version":"1.0","ivms101":{"beneficiary":{"accountNumber":["0x3f"]}}}`
	userBody    = `{"verificationUuid":"` + uuid1 + `","assetInfo":{"symbol":"XRP","amount":"1","isExceedingThreshold":true,"tradeCurrency":"KRW","tradePrice":"5","tradeISODatetime":"2025-03-14T08:16:02.000Z"},` +
		`"requiredBeneficiaryInfo":"ACCOUNT_NUMBER, NATURAL_PERSON_NAME","originatingVaspId":"9","version":"1.0","ivms101":{"originator":{"o":1},"beneficiary":{"b":[ 1 ]},"originatingVASP":{"v":1}}}`
	txBody = `{"verificationUuid":"` + uuid1 + `"}`
)

var handlerClock = time.Date(2025, 3, 14, 8, 15, 30, 417e6, time.UTC)

// Every question and event, and what goes back, byte for byte.
func TestHandler(t *testing.T) {
	accountAsked := AccountQuestion{"9007199254740993017", "USDC", "Polygon", "1.0", json.RawMessage(`{"accountNumber":["0x3f"]}`)}
	userAsked := UserQuestion{UUID: uuid1, Asset: AssetInfo{"XRP", "", "1", true, "KRW", "5", instant("2025-03-14T08:16:02Z")}, RequiredInfo: []string{"ACCOUNT_NUMBER", "NATURAL_PERSON_NAME"},
		OriginatingVASP: "9", Version: "1.0", Originator: json.RawMessage(`{"o":1}`), Beneficiary: json.RawMessage(`{"b":[ 1 ]}`), OriginatingVASPPerson: json.RawMessage(`{"v":1}`)}
	event := func(typ, data string) string { return `{"callbackType":"` + typ + `","data":` + data + `}` }
	resultData := `{"verificationUuid":"` + uuid1 + `","verificationResult":"DENIED","reason":"UNAVAILABLE-INFORMATION","message":"NATURAL_PERSON_NATIONALITY"}`
	reportData := `{"verificationUuid":"` + uuid1 + `","txHash":"E3","vout":"0"}`
	errorData := `{"verificationUuid":"` + uuid1 + `","result":"ERROR","reason":"NOT-ALLOWED","message":"m"}`
	riskData := `{"verificationUuid":"` + uuid1 + `","riskAssessment":{"chainalysisKYT":{}}}`
	internal := `{"code":"UNDEFINED-ERROR","message":"Internal error"}`
	format := `{"code":"INVALID-FORMAT","message":"Request body is not valid JSON"}`
	for _, row := range []struct {
		name, path, body string
		backend          scripted
		asked            any
		status           int
		want             string
	}{
		{"account verified", AccountPath, accountBody, scripted{account: AccountAnswer{Result: Verified, Reason: OK}}, accountAsked, 200, `{"accountVerificationResult":"VERIFIED","verifiedAt":"2025-03-14T08:15:30.417Z"}`},
		{"account denied", AccountPath, accountBody, scripted{account: AccountAnswer{Denied, UnknownNetwork, "'network' is necessary", instant("2025-01-01T00:00:00Z")}}, accountAsked, 200,
			`{"accountVerificationResult":"DENIED","reason":"UNKNOWN-NETWORK","message":"'network' is necessary","verifiedAt":"2025-01-01T00:00:00.000Z"}`},
		{"account denied for nothing", AccountPath, accountBody, scripted{account: AccountAnswer{Result: Denied}}, accountAsked, 500, internal},
		{"account with another result", AccountPath, accountBody, scripted{account: AccountAnswer{Result: Failed, Reason: UndefinedError}}, accountAsked, 500, internal},
		{"account that cannot be answered", AccountPath, accountBody, scripted{err: errors.New("SECRET")}, accountAsked, 500, internal},
		{"account refused by the back end", AccountPath, accountBody, scripted{err: &Error{503, "UNAVAILABLE", "later"}}, accountAsked, 503, `{"code":"UNAVAILABLE","message":"later"}`},
		{"an error that is no status", AccountPath, accountBody, scripted{err: &Error{Status: 200}}, accountAsked, 500, internal},
		{"no JSON", AccountPath, `{`, scripted{}, nil, 400, format},
		{"an array", AccountPath, `[]`, scripted{}, nil, 400, format},
		{"no VASP", AccountPath, `{"symbol":"X"}`, scripted{}, nil, 400, "{\"code\":\"MISSING-ORIGINATING-VASP-ID\",\"message\":\"`originatingVaspId` is required.\"}"},
		{"no beneficiary", AccountPath, `{"originatingVaspId":"1","symbol":"X","ivms101":{"beneficiary":null}}`, scripted{}, nil, 400, "{\"code\":\"MISSING-BENEFICIARY\",\"message\":\"`ivms101.beneficiary` is required.\"}"},

		{"user verified", UserPath, userBody, scripted{user: UserAnswer{Result: Verified, Beneficiary: json.RawMessage(`{"b":["<1>"]}`)}}, userAsked, 200,
			`{"result":"VERIFIED","reason":"OK","message":"","version":"1.0","ivms101":{"beneficiary":{"b":["<1>"]}}}`},
		{"user denied", UserPath, userBody, scripted{user: UserAnswer{Result: Denied, Reason: LackOfInformation, Message: "NATURAL_PERSON_NATIONALITY"}}, userAsked, 200,
			`{"result":"DENIED","reason":"LACK-OF-INFORMATION","message":"NATURAL_PERSON_NATIONALITY","version":"1.0"}`},
		{"user denied with OK", UserPath, userBody, scripted{user: UserAnswer{Result: Denied, Reason: OK}}, userAsked, 500, internal},
		{"user verified for a reason", UserPath, userBody, scripted{user: UserAnswer{Result: Verified, Reason: Blacklisted}}, userAsked, 500, internal},
		{"user that waits", UserPath, userBody, scripted{user: UserAnswer{Result: Waiting, Reason: UndefinedError}}, userAsked, 500, internal},
		{"broken data from the back end", UserPath, userBody, scripted{user: UserAnswer{Result: Verified, Beneficiary: json.RawMessage(`{`)}}, userAsked, 500, internal},
		{"user without originator", UserPath, strings.Replace(userBody, `"originator":{"o":1},`, "", 1), scripted{}, nil, 400, "{\"code\":\"MISSING-ORIGINATOR\",\"message\":\"`ivms101.originator` is required.\"}"},

		{"status", TransactionPath, txBody, scripted{tx: TxStatus{UUID: "another", Status: TxProcessing}}, uuid1, 200, `{"verificationUuid":"` + uuid1 + `","transactionStatus":"PROCESSING"}`},
		{"status with hash", TransactionPath, txBody, scripted{tx: TxStatus{Status: TxConfirmed, TxHash: "E3", Vout: "1"}}, uuid1, 200, `{"verificationUuid":"` + uuid1 + `","transactionStatus":"CONFIRMED","txHash":"E3","vout":"1"}`},
		{"status of nobody", TransactionPath, txBody, scripted{tx: TxStatus{Status: "CANCELLED"}}, uuid1, 500, internal},
		{"status of nothing", TransactionPath, `{}`, scripted{}, nil, 400, "{\"code\":\"MISSING-VERIFICATION-UUID\",\"message\":\"`verificationUuid` is required.\"}"},

		{"result event", CallbackPath, event("VERIFICATION_RESULT", resultData), scripted{},
			Event{Type: VerificationResult, UUID: uuid1, Data: json.RawMessage(resultData), Result: &Outcome{uuid1, Denied, UnavailableInformation, "NATURAL_PERSON_NATIONALITY", nil}}, 200, `{"result":true}`},
		{"report event", CallbackPath, event("TX_REPORT", reportData), scripted{}, Event{Type: TxReported, UUID: uuid1, Data: json.RawMessage(reportData), Tx: &TxReport{uuid1, "E3", "0"}}, 200, `{"result":true}`},
		{"error event", CallbackPath, event("ERROR_REPORT", errorData), scripted{}, Event{Type: ErrorReported, UUID: uuid1, Data: json.RawMessage(errorData), Error: &ErrorReport{uuid1, Failed, NotAllowed, "m"}}, 200, `{"result":true}`},
		{"screening event", CallbackPath, event("CHAINALYSIS_KYT_RESULT", riskData), scripted{}, Event{Type: KYTResult, UUID: uuid1, Data: json.RawMessage(riskData), Risk: json.RawMessage(`{"chainalysisKYT":{}}`)}, 200, `{"result":true}`},
		{"an event of later", CallbackPath, event("LATER", txBody), scripted{}, Event{Type: "LATER", UUID: uuid1, Data: json.RawMessage(txBody)}, 200, `{"result":true}`},
		{"an event that fails", CallbackPath, event("TX_REPORT", reportData), scripted{err: errors.New("SECRET")}, Event{Type: TxReported, UUID: uuid1, Data: json.RawMessage(reportData), Tx: &TxReport{uuid1, "E3", "0"}}, 500, internal},
		{"an event without data", CallbackPath, `{"callbackType":"TX_REPORT"}`, scripted{}, nil, 400, "{\"code\":\"MISSING-DATA\",\"message\":\"`data` is required.\"}"},
		{"an event about nothing", CallbackPath, event("TX_REPORT", `{}`), scripted{}, nil, 400, "{\"code\":\"MISSING-VERIFICATION-UUID\",\"message\":\"`data.verificationUuid` is required.\"}"},
		{"an event of another shape", CallbackPath, event("TX_REPORT", `{"verificationUuid":"x","txHash":1}`), scripted{}, nil, 400, format},
		{"too long", AccountPath, strings.Repeat(" ", 2000), scripted{}, nil, 413, `{"code":"REQUEST-TOO-LARGE","message":"Request is too large."}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := Handler(&row.backend, HandlerOptions{MaxBody: 1000, Clock: func() time.Time { return handlerClock }})
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, row.path, strings.NewReader(row.body)))
			if w.Code != row.status || w.Body.String() != row.want {
				t.Errorf("%d %s\nwant %d %s", w.Code, w.Body, row.status, row.want)
			}
			if diff := cmp.Diff(row.asked, row.backend.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHandlerToken(t *testing.T) {
	for _, row := range []struct {
		name, header, token string
		set                 map[string]string
		want                int
	}{
		{"none asked", "", "", nil, 200},
		{"bearer", "", "secret", map[string]string{"Authorization": "Bearer secret"}, 200},
		{"bearer in lower case", "", "secret", map[string]string{"Authorization": "bearer secret"}, 200},
		{"no bearer", "", "secret", map[string]string{"Authorization": "secret"}, 401},
		{"another token", "", "secret", map[string]string{"Authorization": "Bearer secret2"}, 401},
		{"nothing", "", "secret", nil, 401},
		{"own header, bare", "X-Token", "secret", map[string]string{"X-Token": "secret"}, 200},
		{"own header with bearer", "X-Token", "secret", map[string]string{"X-Token": "Bearer secret"}, 401},
		{"the other header", "X-Token", "secret", map[string]string{"Authorization": "Bearer secret"}, 401},
	} {
		h := Handler(&scripted{account: AccountAnswer{Result: Verified}}, HandlerOptions{Token: row.token, TokenHeader: row.header})
		r := httptest.NewRequest(http.MethodPost, AccountPath, strings.NewReader(accountBody))
		for key, value := range row.set {
			r.Header.Set(key, value)
		}
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != row.want {
			t.Errorf("%s: %d", row.name, w.Code)
		}
	}
}

func TestHandlerOtherMethodsAndPaths(t *testing.T) {
	h := Handler(&scripted{}, HandlerOptions{})
	for target, want := range map[string]int{"GET /account": 405, "HEAD /callback": 405, "POST /other": 404, "POST /": 404} {
		method, path, _ := strings.Cut(target, " ")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, httptest.NewRequest(method, path, nil)); w.Code != want {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

// The text of an error stays with us, and whoever asked for it is told.
func TestHandlerTellsOfFailures(t *testing.T) {
	var told error
	h := Handler(&scripted{err: io.ErrUnexpectedEOF}, HandlerOptions{Failed: func(_ *http.Request, err error) { told = err }})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, TransactionPath, strings.NewReader(txBody)))
	if !errors.Is(told, io.ErrUnexpectedEOF) || strings.Contains(w.Body.String(), "EOF") {
		t.Errorf("told %v, answered %s", told, w.Body)
	}
}

func TestEventKeys(t *testing.T) {
	read := func(text string) Event {
		e, err := readEvent([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	one := read(`{"callbackType":"TX_REPORT","data":{"verificationUuid":"u","txHash":"a"}}`)
	copied := read(`{"callbackType":"TX_REPORT","data":{"verificationUuid":"u","txHash":"a"}}`)
	other := read(`{"callbackType":"TX_REPORT","data":{"verificationUuid":"u","txHash":"b"}}`)
	if one.Key() != copied.Key() || one.Key() == other.Key() {
		t.Errorf("%s, %s, %s", one.Key(), copied.Key(), other.Key())
	}
}

// FuzzQuestions throws bodies at the readers of a Backend's questions: no panic, a zero value with an error, and what is accepted is complete.
func FuzzQuestions(f *testing.F) {
	for _, seed := range []string{accountBody, userBody, txBody, `{"callbackType":"TX_REPORT","data":{"verificationUuid":"u","txHash":"a"}}`,
		`{"callbackType":"VERIFICATION_RESULT","data":{"verificationUuid":"u","verificationResult":"VERIFIED","ivms101":{"beneficiary":{}}}}`, `null`, `[]`, `{"data":null}`, "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if q, err := readAccountQuestion(body); (err == nil) == (q.OriginatingVASP == "" || q.Symbol == "" || q.Beneficiary == nil) {
			t.Errorf("account: %+v, %v", q, err)
		}
		if q, err := readUserQuestion(body); (err == nil) == (q.UUID == "" || q.Originator == nil || q.Beneficiary == nil) {
			t.Errorf("user: %+v, %v", q, err)
		}
		e, err := readEvent(body)
		if (err == nil) == (e.Type == "" || e.UUID == "" || e.Data == nil) {
			t.Errorf("event: %+v, %v", e, err)
		}
		if err == nil && e.Key() == "" {
			t.Error("event without a key")
		}
	})
}

// FuzzAnswers throws bodies at the decoders of a Client's answers: no panic, and what was read is written and read again the same.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{lookup, `{"count":1,"page":1,"rpp":10,"verifications":[` + lookup + `]}`, `{"code":"X","message":"m"}`, `{"createdAt":"0000-01-01T00:00:00Z"}`, `{"originatorPersons":[{}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if e := readError(400, body); e.Code == "" && e.Message != "Bad Request" {
			t.Errorf("%+v", e)
		}
		_, _ = ReadParty(body)
		var page Page
		if json.Unmarshal(body, &page) != nil {
			return
		}
		text, err := encode(page)
		if err != nil {
			t.Fatal(err)
		}
		var again Page
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(page, again); diff != "" {
			t.Error(diff)
		}
	})
}
