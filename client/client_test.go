package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// node is a server that answers one text and keeps what it was asked.
type node struct {
	*httptest.Server
	requests atomic.Int32
	asked    string // method, path and query, body of the last request
	header   http.Header
}

// answering makes a node; status 0 of a later answer repeats the last.
func answering(t *testing.T, answers ...answer) *node {
	t.Helper()
	n := &node{}
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := int(n.requests.Add(1)) - 1
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		n.asked, n.header = r.Method+" "+r.URL.RequestURI()+" "+string(body), r.Header.Clone()
		a := answers[min(at, len(answers)-1)]
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	t.Cleanup(n.Close)
	return n
}

type answer struct {
	status int
	body   string
}

func to(t *testing.T, n *node, opt Options) *Client {
	t.Helper()
	c, err := New(n.URL, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const uuid1 = "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21"

func instant(text string) Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return At(at)
}

// lookup is the example of contract 2.6, made by us; shortened IVMS101 texts.
const lookup = `{"verificationId":"318","verificationUuid":"` + uuid1 + `","result":"VERIFIED","reason":"OK","message":"","assetInfo":{"symbol":"XRP","network":"XRP",` +
	`"amount":"1875.5","isExceedingThreshold":1,"tradeCurrency":"KRW","tradePrice":"5120115","tradeISODatetime":"2025-03-14T08:16:02.000Z"},"txHash":null,"vout":null,` +
	`"originatingVaspId":"9007199254740993017","originatorAccountNumber":"rN7n:4410","ivms101Originator":"{\"accountNumber\":[\"<a&b>\"]}","ivms101OriginatingVasp":null,` +
	`"beneficiaryVaspId":"18446744073709551615","beneficiaryAccountNumber":"rPT1:90271","ivms101Beneficiary":"{\"x\": 1 }","ivms101BeneficiaryVasp":null,` +
	`"verifiedAt":"2025-03-14T08:16:05.000Z","orderedAt":null,"createdAt":"2025-03-14T08:16:03.000Z"}`

func lookedUp() Verification {
	ok, none, at := OK, "", instant("2025-03-14T08:16:05Z")
	return Verification{ID: "318", UUID: uuid1, Result: Verified, Reason: &ok, Message: &none,
		Asset: AssetInfo{"XRP", "XRP", "1875.5", true, "KRW", "5120115", instant("2025-03-14T08:16:02Z")}, OriginatingVaspID: "9007199254740993017",
		OriginatorAccount: "rN7n:4410", Originator: Text(`{"accountNumber":["<a&b>"]}`), BeneficiaryVaspID: "18446744073709551615", BeneficiaryAccount: "rPT1:90271",
		Beneficiary: Text(`{"x": 1 }`), VerifiedAt: &at, CreatedAt: instant("2025-03-14T08:16:03Z")}
}

// Each call: what goes out, byte for byte, and what comes back.
func TestCalls(t *testing.T) {
	ctx := t.Context()
	asset := AssetInfo{Symbol: "XRP", Network: "XRP", Amount: "1875.5", Threshold: true, Currency: "KRW", Price: "5120115", PricedAt: instant("2025-03-14T08:16:02Z")}
	for _, row := range []struct {
		name, asked, answer string
		call                func(c *Client) (any, error)
		want                any
	}{
		{"own id", "GET /v1/vasps/self ", `{"vaspId":"9007199254740993017"}`, func(c *Client) (any, error) { return c.Self(ctx) }, VaspID("9007199254740993017")},
		{"directory", "GET /v1/vasps?protocol=CODE ", `{"vasps":[{"health":"UP","vaspId":"1","vaspName":"A","isAlliance":true,"licensedStatus":null,"vaspStatus":"VERIFIED-MEMBER","protocol":"CODE","createdAt":"2024-05-02T02:10:00.000Z","updatedAt":"2024-05-02T02:10:00.000Z"}]}`,
			func(c *Client) (any, error) { return c.VASPs(ctx, "CODE") },
			[]VASP{{Health: "UP", VaspID: "1", Name: "A", IsAlliance: true, Protocol: "CODE", Status: "VERIFIED-MEMBER", CreatedAt: instant("2024-05-02T02:10:00Z"), UpdatedAt: instant("2024-05-02T02:10:00Z")}}},
		{"account with a name", `POST /v1/verifications/account {"keyType":"PerVasp","beneficiaryVaspId":"7","symbol":"ETH","network":"Ethereum","payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":["0x1"],"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"<O&K>","secondaryIdentifier":"Ngozi","nameIdentifierType":"LEGL"}]}}}]}}}}`,
			`{"accountVerificationResult":"DENIED","reason":"MISMATCHED-NAME","verifiedAt":"2025-03-14T08:15:30.417Z"}`, func(c *Client) (any, error) {
				return c.VerifyAccount(ctx, AccountRequest{BeneficiaryVASP: "7", Symbol: "ETH", Network: "Ethereum", Beneficiary: Beneficiary("0x1", Natural("<O&K>", "Ngozi"))})
			}, AccountAnswer{Result: Denied, Reason: MismatchedName, VerifiedAt: instant("2025-03-14T08:15:30.417Z")}},
		{"account alone", `POST /v1/verifications/account {"keyType":"PerAddress","beneficiaryVaspId":"7","symbol":"ETH","payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":["0x1"]}}}}`,
			`{"accountVerificationResult":"VERIFIED","verifiedAt":"2025-03-14T08:15:30.417Z"}`, func(c *Client) (any, error) {
				return c.VerifyAccount(ctx, AccountRequest{KeyType: PerAddress, BeneficiaryVASP: "7", Symbol: "ETH", Beneficiary: Beneficiary("0x1")})
			}, AccountAnswer{Result: Verified, VerifiedAt: instant("2025-03-14T08:15:30.417Z")}},
		{"user", `POST /v1/verifications {"keyType":"PerVerification","beneficiaryVaspId":"7","assetInfo":{"symbol":"XRP","network":"XRP","amount":"1875.5","isExceedingThreshold":true,"tradeCurrency":"KRW","tradePrice":"5120115","tradeISODatetime":"2025-03-14T08:16:02.000Z"},"requiredBeneficiaryInfo":"ACCOUNT_NUMBER,NATURAL_PERSON_NAME","payload":{"version":"1.0","ivms101":{"originator":{"accountNumber":["o"],"unknown":{"kept":[1,2]}},"beneficiary":{"accountNumber":["b"]}}}}`,
			`{"verificationUuid":"` + uuid1 + `","createdAt":"2025-03-14T08:16:03.120Z"}`, func(c *Client) (any, error) {
				return c.StartVerification(ctx, UserRequest{KeyType: PerVerification, BeneficiaryVASP: "7", Asset: asset, RequiredInfo: []string{"ACCOUNT_NUMBER", "NATURAL_PERSON_NAME"},
					Originator: json.RawMessage(`{"accountNumber":["o"],"unknown":{"kept":[1,2]}}`), Beneficiary: Beneficiary("b")})
			}, Started{uuid1, instant("2025-03-14T08:16:03.12Z")}},
		{"lookup", "GET /v1/verifications/" + uuid1 + " ", lookup, func(c *Client) (any, error) { return c.Verification(ctx, uuid1) }, lookedUp()},
		{"history", "GET /v1/verifications?actionType=RECEIVE&beneficiaryAccountNumber=b&fromDate=2025-03-14T08%3A16%3A05.000Z&oppositeVaspId=7&originatorAccountNumber=o&page=2&result=DENIED&rpp=50&symbol=XRP&txHash=h ",
			`{"count":51,"page":2,"rpp":50,"verifications":[` + lookup + `]}`, func(c *Client) (any, error) {
				return c.Verifications(ctx, Filter{From: instant("2025-03-14T08:16:05Z").Time, Symbol: "XRP", TxHash: "h", Result: Denied, Action: Receive, OppositeVASP: "7", OriginatorAccount: "o", BeneficiaryAccount: "b", Page: 2, PerPage: 50})
			}, Page{51, 2, 50, []Verification{lookedUp()}}},
		{"transaction report", `POST /v1/verifications/tx {"verificationUuid":"` + uuid1 + `","txHash":"E3","vout":"0"}`, `{"result":true}`,
			func(c *Client) (any, error) { return nil, c.ReportTx(ctx, TxReport{uuid1, "E3", "0"}) }, nil},
		{"error report", `POST /v1/verifications/error {"verificationUuid":"` + uuid1 + `","result":"ERROR","reason":"USER-CANCELED","message":"m"}`, `{"result":true}`,
			func(c *Client) (any, error) {
				return nil, c.ReportError(ctx, ErrorReport{uuid1, Failed, UserCanceled, "m"})
			}, nil},
		{"inquiry", `POST /v1/verifications/tx/inquiry {"verificationUuid":"` + uuid1 + `"}`, `{"verificationUuid":"` + uuid1 + `","transactionStatus":"WAIT-CONFIRM","txHash":"E3"}`,
			func(c *Client) (any, error) { return c.InquireTx(ctx, uuid1) }, TxStatus{UUID: uuid1, Status: TxWaitConfirm, TxHash: "E3"}},
		{"sanctions", `POST /v1/risk-assessment/chainalysis-sanction {"verificationUuid":"` + uuid1 + `"}`, `{"chainalysisSanction":{"requestId":"r","counterpartyVaspId":"7","direction":"OUTGOING","address":"a","status":"NOHIT","createdAt":"2025-03-14T08:16:03.120Z"}}`,
			func(c *Client) (any, error) { return c.ScreenSanctions(ctx, uuid1) }, Sanction{RequestID: "r", VaspID: "7", Direction: "OUTGOING", Address: "a", Status: "NOHIT", CreatedAt: instant("2025-03-14T08:16:03.12Z")}},
		{"KYT", `POST /v1/risk-assessment/chainalysis-kyt {"verificationUuid":"` + uuid1 + `","network":"Ethereum"}`, `{"requestId":"r"}`,
			func(c *Client) (any, error) { return c.ScreenKYT(ctx, uuid1, "Ethereum") }, "r"},
		{"names, stored data", `POST /v1/risk-assessment/refinitiv-wco {"verificationUuid":"` + uuid1 + `"}`, `{"requestId":"r"}`,
			func(c *Client) (any, error) { return c.ScreenNames(ctx, uuid1, nil, nil) }, "r"},
		{"names, other data", `POST /v1/risk-assessment/refinitiv-wco {"verificationUuid":"` + uuid1 + `","payload":{"version":"1.0","ivms101":{"originator":{"a":1}}}}`, `{"requestId":"r"}`,
			func(c *Client) (any, error) { return c.ScreenNames(ctx, uuid1, json.RawMessage(`{"a":1}`), nil) }, "r"},
		{"health", "GET /healthcheck ", `{"status":"UP"}`, func(c *Client) (any, error) { return nil, c.Healthy(ctx) }, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := answering(t, answer{200, row.answer})
			got, err := row.call(to(t, n, Options{Token: "secret"}))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.asked, n.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("got (-want +got):\n%s", diff)
			}
			if n.header.Get("Authorization") != "Bearer secret" {
				t.Errorf("Authorization: %q", n.header.Get("Authorization"))
			}
		})
	}
}

// What is not an answer is an error, and says nothing of what was sent.
func TestFailures(t *testing.T) {
	ctx := t.Context()
	account := func(c *Client) error {
		_, err := c.VerifyAccount(ctx, AccountRequest{BeneficiaryVASP: "7", Symbol: "ETH", Beneficiary: Beneficiary("0xSECRET")})
		return err
	}
	find := func(c *Client) error {
		_, err := c.Verifications(ctx, Filter{OriginatorAccount: "0xSECRET"})
		return err
	}
	start := func(c *Client) error { _, err := c.StartVerification(ctx, UserRequest{}); return err }
	inquire := func(c *Client) error { _, err := c.InquireTx(ctx, uuid1); return err }
	report := func(c *Client) error { return c.ReportTx(ctx, TxReport{UUID: uuid1, TxHash: "h"}) }
	for _, row := range []struct {
		name     string
		answers  []answer
		call     func(c *Client) error
		want     *Error // nil: an error of another kind that holds text
		text     string
		requests int32
	}{
		{"a code of the contract", []answer{{400, `{"code":"ALLIANCE-NOT-FOUND","message":"Alliance is not found in given vendor"}`}}, account,
			&Error{400, CodeAllianceNotFound, "Alliance is not found in given vendor"}, "", 1},
		{"a proxy's page", []answer{{413, `<html>`}}, account, &Error{413, "", "Request Entity Too Large"}, "", 1},
		{"an endless code", []answer{{500, `{"code":"` + strings.Repeat("X", 5000) + `"}`}}, account, &Error{500, "", "Internal Server Error"}, "", 1},
		{"a redirect", []answer{{307, ``}}, account, &Error{307, "", "Temporary Redirect"}, "", 1},
		{"a read is tried three times", []answer{{503, ``}}, find, &Error{503, "", "Service Unavailable"}, "", 3},
		{"a start is sent once", []answer{{503, ``}}, start, &Error{503, "", "Service Unavailable"}, "", 1},
		{"an account question is sent once", []answer{{503, ``}}, account, &Error{503, "", "Service Unavailable"}, "", 1},
		{"a timeout of the contract is an answer", []answer{{408, `{"code":"REQUEST-TIMEOUT","message":"m"}`}}, find, &Error{408, CodeRequestTimeout, "m"}, "", 1},
		{"no JSON", []answer{{200, `{"count":`}}, find, nil, "GET /v1/verifications: the answer: client: not JSON at byte 9", 1},
		{"a number for a text", []answer{{200, `{"verifications":[{"verificationId":318}]}`}}, find, nil, `member "verifications.verificationId" has another type`, 1},
		{"a broken text inside", []answer{{200, `{"verifications":[{"ivms101Originator":"{SECRET"}]}`}}, find, nil, "cannot be read", 1},
		{"an account that is neither", []answer{{200, `{"accountVerificationResult":"UNKNOWN"}`}}, account, nil, "neither VERIFIED nor DENIED", 1},
		{"a start without an id", []answer{{200, `{}`}}, start, nil, "no verificationUuid", 1},
		{"a status of nobody", []answer{{200, `{"transactionStatus":"CANCELLED"}`}}, inquire, nil, "not one of the contract", 1},
		{"a report that is not accepted", []answer{{200, `{"result":false}`}}, report, nil, "not accepted", 1},
		{"an answer over the limit", []answer{{200, strings.Repeat(" ", 2000)}}, find, &Error{200, "", "the answer is over the limit"}, "", 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := answering(t, row.answers...)
			opt := Options{}
			if row.text == "" && row.want.Status == 200 {
				opt.MaxAnswer = 1000
			}
			err := row.call(to(t, n, opt))
			var e *Error
			switch {
			case err == nil:
				t.Fatal("no error")
			case row.want != nil && (!errors.As(err, &e) || *e != *row.want):
				t.Errorf("%#v, want %#v", err, row.want)
			case row.want == nil && (errors.As(err, &e) || !strings.Contains(err.Error(), row.text)):
				t.Errorf("%q does not say %q", err, row.text)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%q shows what was sent", err)
			}
			if got := n.requests.Load(); got != row.requests {
				t.Errorf("%d requests, want %d", got, row.requests)
			}
		})
	}
}

func TestSecondTryIsAnAnswer(t *testing.T) {
	n := answering(t, answer{503, ""}, answer{200, `{"result":true}`})
	if err := to(t, n, Options{}).ReportTx(t.Context(), TxReport{UUID: uuid1, TxHash: "h"}); err != nil || n.requests.Load() != 2 {
		t.Errorf("%v after %d requests", err, n.requests.Load())
	}
}

func TestNobodyThere(t *testing.T) {
	n := answering(t, answer{200, ""})
	c := to(t, n, Options{})
	n.Close()
	_, err := c.Verifications(t.Context(), Filter{BeneficiaryAccount: "0xSECRET"})
	var e *Error
	if err == nil || errors.As(err, &e) || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("%v", err)
	}
}

func TestTimeout(t *testing.T) {
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer server.Close()
	defer close(done)
	c, err := New(server.URL, Options{Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Self(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestNew(t *testing.T) {
	for _, base := range []string{"", "127.0.0.1:1", "ftp://x", "http://", "http://x?a=b", "http://x#y", ":"} {
		if c, err := New(base, Options{}); err == nil || c != nil {
			t.Errorf("%q was taken", base)
		}
	}
	for _, opt := range []Options{{Tries: 11}, {Tries: -1}, {Timeout: -1}, {MaxAnswer: -1}} {
		if _, err := New("http://x", opt); err == nil {
			t.Errorf("%+v was taken", opt)
		}
	}
	// A path below which the node answers is kept.
	n := answering(t, answer{200, `{"vaspId":"1"}`})
	c, err := New(n.URL+"/node", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Self(t.Context()); err != nil || n.asked != "GET /node/v1/vasps/self " {
		t.Errorf("%v, %q", err, n.asked)
	}
}

func TestVerificationIDs(t *testing.T) {
	n := answering(t, answer{200, lookup})
	for _, id := range []string{"", "..", "a/b", "a?b", "%2e%2e", "."} {
		if _, err := to(t, n, Options{}).Verification(t.Context(), id); err == nil {
			t.Errorf("%q was sent", id)
		}
	}
	if n.requests.Load() != 0 {
		t.Error("a request was made")
	}
}

// history is a node with count verifications, which grows by one with every page it gives, and gives at most most rows.
func history(t *testing.T, count, most int) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		var page, size int
		if _, err := fmt.Sscan(query.Get("page"), &page); err != nil {
			t.Error(err)
		}
		if _, err := fmt.Sscan(query.Get("rpp"), &size); err != nil {
			t.Error(err)
		}
		size = min(size, most)
		if _, err := time.Parse(Layout, query.Get("toDate")); err != nil {
			t.Errorf("toDate: %v", err)
		}
		out := Page{Count: count, Page: page, PerPage: size, Verifications: []Verification{}}
		for i := (page - 1) * size; i < min(page*size, count); i++ {
			out.Verifications = append(out.Verifications, Verification{UUID: fmt.Sprint(count - i)})
		}
		text, err := encode(out)
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(text)
		count++
	}))
	t.Cleanup(server.Close)
	return server
}

// Every row once and in order, although the node clamps the size of pages and a new row shifts each page.
func TestAll(t *testing.T) {
	for _, row := range []struct{ count, perPage, most, stop, want int }{
		{0, 0, 100, 0, 0}, {1, 0, 100, 0, 1}, {250, 0, 100, 0, 250}, {250, 1000, 100, 0, 250}, {100, 0, 100, 0, 100}, {7, 2, 2, 0, 7}, {250, 0, 100, 120, 120},
	} {
		c, err := New(history(t, row.count, row.most).URL, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for v, err := range c.All(t.Context(), Filter{PerPage: row.perPage}) {
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprint(row.count - got); v.UUID != want {
				t.Fatalf("%+v: row %d is %s, want %s", row, got, v.UUID, want)
			}
			if got++; got == row.stop {
				break
			}
		}
		if got != row.want {
			t.Errorf("%+v: %d rows", row, got)
		}
	}
}

func TestAllEndsWithAnError(t *testing.T) {
	n := answering(t, answer{400, `{"code":"INVALID-RESULT","message":"m"}`})
	rows := 0
	for _, err := range to(t, n, Options{}).All(t.Context(), Filter{Result: "X"}) {
		if rows++; !HasCode(err, "INVALID-RESULT") {
			t.Errorf("%v", err)
		}
	}
	if rows != 1 {
		t.Errorf("%d turns", rows)
	}
}

func TestURLIsDropped(t *testing.T) {
	inner := errors.New("refused")
	if got := withoutURL(&url.Error{Op: "Get", URL: "http://x?account=SECRET", Err: inner}); got != inner {
		t.Errorf("%v", got)
	}
}
