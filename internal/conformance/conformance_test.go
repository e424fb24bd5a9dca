package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fake is an enclave that answers everything alike.
func fake(t *testing.T, status int, body string) World {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return full(server.URL)
}

// full is a world in which nothing is missing.
func full(url string) World {
	customer := func(name string) *Customer {
		return &Customer{Name: Name{name, "Test"}, Account: Account{"ETH", "Ethereum", invent(name)}}
	}
	w := World{Caller: Endpoint{URL: url, token: "secret-token"}, Peer: Endpoint{URL: url}, Counterparty: "1152921504606847001", Person: customer("Person"), Company: customer("Company"),
		Unverified: customer("Unverified"), Denied: customer("Denied"), Ambiguous: &Account{"USDT", "Tron", "T"}, Tagged: &Account{"XRP", "XRP", "r:1"},
		DeniedSender: &Name{"Denied", "Sender"}, Unavailable: "NATURAL_PERSON_NATIONALITY", Inactive: "2", Unknown: "3", Silent: "4"}
	w.Company.Representatives = []Name{{"First", "Rep"}, {"Second", "Rep"}}
	return w
}

// TestNothingPassesAtWhatIsNoEnclave: servers that know nothing of the contract, and a kit that waits little.
func TestNothingPassesAtWhatIsNoEnclave(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		body   string
	}{
		"an empty object": {200, `{}`}, "a page": {200, `<html>welcome</html>`}, "an error that is none": {500, `{"error":"oops"}`}, "a list": {200, `[]`}, "nothing": {204, ``},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := Run(context.Background(), Options{World: fake(t, answer.status, answer.body), Backend: NewBackend(time.Now), CallerCalls: true, PeerCalls: true,
				Wait: 10 * time.Millisecond, Parallel: 64, Skip: []string{"pre-screening"}})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range report.Results {
				if r.Outcome == Passed {
					t.Errorf("%s passed", r.ID)
				}
			}
			if report.Failed < 150 || report.Err() == nil {
				t.Errorf("%d failed, %v", report.Failed, report.Err())
			}
		})
	}
}

func TestRunThatCannotBegin(t *testing.T) {
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	for name, opt := range map[string]Options{
		"no URL":                     {},
		"nobody there":               {World: World{Caller: Endpoint{URL: dead.URL}}},
		"a word that names no case":  {World: World{Caller: Endpoint{URL: dead.URL}}, Only: []string{"nothing"}},
		"a customer of nobody":       {World: World{Caller: Endpoint{URL: dead.URL}, Person: &Customer{Account: Account{"ETH", "Ethereum", "x"}}}},
		"a counterparty that is a 0": {World: World{Caller: Endpoint{URL: dead.URL}, Counterparty: "harbour"}},
	} {
		if _, err := Run(context.Background(), opt); err == nil {
			t.Errorf("%s: the run began", name)
		}
	}
}

// TestBareURL: with nothing but a URL much can be tried, and what cannot says what it lacks.
func TestBareURL(t *testing.T) {
	w := fake(t, 200, `{"vaspId":"1"}`)
	report, err := Run(context.Background(), Options{World: World{Caller: Endpoint{URL: w.Caller.URL}}, Parallel: 16})
	if err != nil {
		t.Fatal(err)
	}
	needs := map[string]bool{}
	for _, r := range report.Results {
		if r.Outcome != NotRun {
			continue
		}
		if !strings.HasPrefix(r.Why, "needs ") || !strings.Contains(r.Why, "--") {
			t.Errorf("%s: %q does not say what to give", r.ID, r.Why)
		}
		needs[r.Why] = true
	}
	if len(needs) < 8 || report.Passed+report.Failed < 80 {
		t.Errorf("%d needs, %d tried", len(needs), report.Passed+report.Failed)
	}
}

// TestReportsKeepToThisRun: what an enclave shows of others' verifications, and tokens, are in no report.
func TestReportsKeepToThisRun(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"count":1,"page":3,"rpp":7,"verifications":[{"originatorAccountNumber":"0xabc","ivms101Originator":"{\"name\":\"Real Person\"}"}]}`)
	}))
	defer server.Close()
	report, err := Run(context.Background(), Options{World: full(server.URL), Only: []string{"list"}, Wait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if report.Failed == 0 {
		t.Fatal("nothing failed, so that nothing is shown")
	}
	var text, page bytes.Buffer
	if err := report.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	if err := report.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	for name, all := range map[string]string{"json": text.String(), "html": page.String(), "text": report.Text(true)} {
		for _, secret := range []string{"Real Person", "secret-token"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
	if !strings.Contains(text.String(), "(not of this run)") {
		t.Error("the list is not shown at all: this test looks at nothing")
	}
}

func TestReport(t *testing.T) {
	r := Report{Program: "bonafide test", Contract: Contract, Enclave: "http://a", Peer: "http://b", BackendOf: []string{"http://b"}, StartedAt: time.Unix(0, 0).UTC(), TookMS: 1500, Passed: 1, Failed: 1, NotRun: 2,
		Results: []Result{
			{Case: Case{ID: "a.good", Clause: "2.1", Tag: Docs, Severity: Major, Asked: "something", Expected: "200"}, Outcome: Passed},
			{Case: Case{ID: "a.bad", Clause: "2.3", Tag: Seed, Severity: Critical, Asked: "another <thing>", Expected: "400"}, Outcome: Failed, Differences: []string{"status 200, want 400"},
				Exchanges: []Exchange{{From: "kit", Call: "GET http://a/x", Status: 200, Answer: "<script>"}}},
			{Case: Case{ID: "b.one"}, Outcome: NotRun, Why: "needs a peer: --peer-url"},
			{Case: Case{ID: "b.two"}, Outcome: NotRun, Why: "needs a peer: --peer-url"},
		}}
	want := `Travel Rule enclave, wire contract, sections 2 to 4
enclave      http://a
counterparty http://b
back end of  http://b

passed   a.good (2.1, docs, major)
FAILED   a.bad (2.3, seed, critical)
         asked    another <thing>
         expected 400
         - status 200, want 400
not run  2: needs a peer: --peer-url
         b.one b.two

1 passed, 1 failed, 2 not run, in 1.5s
`
	if diff := cmp.Diff(want, r.Text(true)); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if strings.Contains(r.Text(false), "a.good") {
		t.Error("what passed is named unasked")
	}
	var page bytes.Buffer
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"<script", "http-equiv=\"refresh", "src=", "href="} {
		if strings.Contains(page.String(), forbidden) {
			t.Errorf("the page holds %s", forbidden)
		}
	}
	if !strings.Contains(page.String(), "another &lt;thing&gt;") || !strings.Contains(page.String(), "1 failed") {
		t.Error("the page does not say what failed")
	}
	var text bytes.Buffer
	if err := r.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(text.Bytes(), &back); err != nil || back.Failed != 1 || back.Results[1].Outcome != Failed || back.Results[1].Clause != "2.3" {
		t.Errorf("%v: %+v", err, back)
	}
	for name, report := range map[string]Report{"failed": r, "nothing ran": {NotRun: 3}} {
		if report.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := (Report{Passed: 1, NotRun: 3}).Err(); err != nil {
		t.Error(err)
	}
}

func TestBodies(t *testing.T) {
	body := object{"a": object{"b": "x", "c": []any{object{"d": "y"}}}, "e": 1}
	if got := with(body, "a.b", "z"); !same(got, object{"a": object{"b": "z", "c": []any{object{"d": "y"}}}, "e": 1}) || !same(body["a"].(object)["b"], "x") {
		t.Errorf("with: %v, and the first is %v", got, body)
	}
	if got := without(body, "a.c"); !same(got, object{"a": object{"b": "x"}, "e": 1}) {
		t.Errorf("without: %v", got)
	}
	if got := with(object{}, "a.b", "x"); !same(got, object{"a": object{"b": "x"}}) {
		t.Errorf("with what was not there: %v", got)
	}
	for path, want := range map[string]any{"a.b": "x", "a.c.0.d": "y", "e": 1, "a.c.1.d": nil, "a.c.x": nil, "z": nil, "a.b.c": nil, "a.c.-1": nil} {
		got, there := at(body, path)
		if there != (want != nil) || there && !same(got, want) {
			t.Errorf("%s is %v, %v", path, got, there)
		}
	}
	if got := topMembers([]byte(`{"z":1,"a":{"b":2},"m":[]}`)); !same(got, []string{"z", "a", "m"}) {
		t.Errorf("members are %v", got)
	}
	for from, want := range map[string]string{"Ethereum": "ETHEREUM", "XRP": "xrp", "TON2": "ton2"} {
		if got := otherCase(from); got != want {
			t.Errorf("%s is %s", from, got)
		}
	}
}

// TestHold: what is compared, and what is left alone.
func TestHold(t *testing.T) {
	o := object{"a": "x", "n": nil, "deep": object{"b": true}, "more": 1}
	for _, row := range []struct {
		member member
		want   string
	}{
		{member{"a", "x"}, ""}, {member{"a", "y"}, `a is "x", want "y"`}, {member{"a", absent}, "a is there"}, {member{"z", absent}, ""}, {member{"z", "x"}, "z is missing"},
		{member{"n", null}, ""}, {member{"a", null}, `a is "x", want null`}, {member{"n", present}, "n is null"}, {member{"a", present}, ""}, {member{"deep.b", true}, ""},
		{member{"deep.b", "true"}, `deep.b is true, want "true"`}, {member{"z", present}, "z is missing"},
	} {
		tr := &trial{}
		tr.hold("", o, []member{row.member})
		if got := strings.Join(tr.differences, "; "); got != row.want {
			t.Errorf("%v: %q, want %q", row.member, got, row.want)
		}
	}
}

func ExampleSelect() {
	chosen, err := Select(Cases(), []string{"account.shape-*"}, nil)
	for _, c := range chosen {
		fmt.Println(c.ID, c.Tag, c.Severity, c.Expected)
	}
	fmt.Println(err)
	// Output:
	// account.shape-1 seed critical 200, `accountVerificationResult` "VERIFIED", `verifiedAt` present, no `reason`
	// account.shape-2 seed critical 200, `accountVerificationResult` "VERIFIED", `verifiedAt` present, no `reason`
	// account.shape-3 seed critical 200, `accountVerificationResult` "VERIFIED", `verifiedAt` present, no `reason`
	// account.shape-4 seed critical 200, `accountVerificationResult` "VERIFIED", `verifiedAt` present, no `reason`
	// <nil>
}
