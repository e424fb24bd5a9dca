package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/conformance"
	"github.com/bonafide-id/bonafide/internal/golden"
	"github.com/bonafide-id/bonafide/internal/sandbox"
	"github.com/bonafide-id/bonafide/internal/store/pgtest"
)

// kit is the conformance kit's back end behind a server, and what a test puts between it and the nodes.
type kit struct {
	backend *conformance.Backend
	url     string
	mu      sync.Mutex
	between func(next http.Handler) http.Handler // nil: nothing
}

func startKit(t *testing.T) *kit {
	t.Helper()
	k := &kit{backend: conformance.NewBackend(time.Now)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.mu.Lock()
		between := k.between
		k.mu.Unlock()
		handler := http.Handler(k.backend)
		if between != nil {
			handler = between(handler)
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	k.url = server.URL
	return k
}

func (k *kit) put(between func(http.Handler) http.Handler) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.between = between
}

// worldOf is the sandbox as the kit sees it.
func worldOf(t *testing.T, d sandbox.Description) conformance.World {
	t.Helper()
	w, err := d.World()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func conform(t *testing.T, opt conformance.Options) conformance.Report {
	t.Helper()
	opt.Parallel = 8
	opt.Version = "test"
	report, err := conformance.Run(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestConformance runs the whole kit against two nodes whose back end it is: every case runs, and none fails.
func TestConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for answers that come late, half a minute")
	}
	k := startKit(t)
	k.backend.Token = "a token of the back end"
	backendToken, enclaveToken := writeSecret(t, k.backend.Token), writeSecret(t, "a token of the enclave")
	w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		sandbox.WithBackend(k.url)(key, cfg)
		cfg.Verification.UserTimeout = config.Duration(12 * time.Second)
		switch key {
		case "seoul":
			cfg.Backend.TokenFile, cfg.Enclave.TokenFile = backendToken, enclaveToken
		case "hanoi":
			cfg.Backend.TokenFile = backendToken
		}
	}})
	world := worldOf(t, w.Description)
	world.Caller.TokenFile = enclaveToken
	if err := world.LoadTokens(); err != nil {
		t.Fatal(err)
	}
	report := conform(t, conformance.Options{World: world, Backend: k.backend, CallerCalls: true, PeerCalls: true})
	if all := len(conformance.Cases()); report.Passed != all || report.Err() != nil {
		t.Errorf("%d of %d cases passed (%v)\n%s", report.Passed, all, report.Err(), report.Text(false))
	}
	for name, write := range map[string]func(io.Writer) error{"json": report.WriteJSON, "html": report.WriteHTML} {
		var text bytes.Buffer
		if err := write(&text); err != nil || text.Len() < 1000 {
			t.Errorf("%s: %d bytes, %v", name, text.Len(), err)
		}
		for _, secret := range []string{"a token of the back end", "a token of the enclave"} {
			if strings.Contains(text.String(), secret) {
				t.Errorf("%s holds a token", name)
			}
		}
	}
}

// TestConformanceOfARegistry: exchanges without a back end of their own. What needs one is not run, and says why.
func TestConformanceOfARegistry(t *testing.T) {
	w := world(t, nil)
	report := conform(t, conformance.Options{World: worldOf(t, w.Description), Skip: []string{"user.silent", "account.silent"}})
	if report.Failed > 0 || report.Passed < 150 {
		t.Errorf("%s", report.Text(false))
	}
	for _, r := range report.Results {
		if r.Outcome == conformance.NotRun && r.Why == "" {
			t.Errorf("%s is not run without a reason", r.ID)
		}
		for _, prefix := range []string{"account-call.", "user-call.", "callback.", "call.", "transaction."} {
			if strings.HasPrefix(r.ID, prefix) && r.Outcome != conformance.NotRun {
				t.Errorf("%s %s without a back end", r.ID, r.Outcome)
			}
		}
	}
}

// TestConformanceOnPostgres: what depends on the database, with both exchanges on PostgreSQL.
func TestConformanceOnPostgres(t *testing.T) {
	urls := map[string]string{"seoul": pgtest.Start(t), "hanoi": pgtest.Start(t)}
	w := world(t, func(key string) string { return urls[key] })
	report := conform(t, conformance.Options{World: worldOf(t, w.Description), Only: []string{"list", "lookup", "tx", "error", "user"}, Skip: []string{"user.silent"}})
	if report.Failed > 0 || report.Passed < 100 {
		t.Error(report.Text(false))
	}
}

// TestConformanceOfOneEnclave: the kit is the back end of the only enclave there is, whose customers it invents.
func TestConformanceOfOneEnclave(t *testing.T) {
	k := startKit(t)
	w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		if key == "seoul" {
			sandbox.WithBackend(k.url)(key, cfg)
			cfg.Backend.Decision = "callback"
		}
	}})
	report := conform(t, conformance.Options{World: conformance.World{Caller: conformance.Endpoint{URL: w.Description.Exchanges[0].EnclaveURL}}, Backend: k.backend, CallerCalls: true})
	if report.Failed > 0 || report.Passed < 260 {
		t.Error(report.Text(false))
	}
}

// TestConformanceOfTheHeader: the token in a header with a name, and no token at all.
func TestConformanceOfTheHeader(t *testing.T) {
	for name, header := range map[string]string{"named": "X-Back-End", "none": ""} {
		t.Run(name, func(t *testing.T) {
			k := startKit(t)
			if header != "" {
				k.backend.Token, k.backend.Header = "bare", header
			}
			file := writeSecret(t, "bare")
			w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
				sandbox.WithBackend(k.url)(key, cfg)
				if header != "" && key != "robot" {
					cfg.Backend.TokenFile, cfg.Backend.TokenHeader = file, header
				}
			}})
			report := conform(t, conformance.Options{World: worldOf(t, w.Description), Backend: k.backend, CallerCalls: true, PeerCalls: true, Only: []string{"call.authorization"}})
			if report.Passed != 1 {
				t.Error(report.Text(true))
			}
			k.backend.Token = "another"
			report = conform(t, conformance.Options{World: worldOf(t, w.Description), Backend: k.backend, CallerCalls: true, PeerCalls: true, Only: []string{"call.authorization"}})
			if report.Failed != 1 {
				t.Error("another token than the one that is sent is not noticed")
			}
		})
	}
}

// wrong is an enclave with one thing wrong: a real one, with its answers spoiled on their way.
type wrong struct {
	name   string
	path   string // of the calls whose answers are spoiled: the beginning
	method string
	spoil  func(status int, body map[string]any) (int, map[string]any)
	fails  []string // cases that must see it
}

func wrongEnclaves() []wrong {
	set := func(name string, value any) func(int, map[string]any) (int, map[string]any) {
		return func(status int, body map[string]any) (int, map[string]any) {
			if _, there := body[name]; there || value != nil {
				body[name] = value
			}
			return status, body
		}
	}
	when := func(name string, is any, then func(int, map[string]any) (int, map[string]any)) func(int, map[string]any) (int, map[string]any) {
		return func(status int, body map[string]any) (int, map[string]any) {
			if body[name] == is {
				return then(status, body)
			}
			return status, body
		}
	}
	const account, user = "/v1/verifications/account", "/v1/verifications"
	return []wrong{
		{"a denial is verified", account, "POST", set("accountVerificationResult", "VERIFIED"), []string{"account.wrong-name", "account.unknown-address", "account.unknown-symbol", "account.blacklisted"}},
		{"a denial is an HTTP error", account, "POST", when("accountVerificationResult", "DENIED", func(_ int, b map[string]any) (int, map[string]any) {
			return 400, map[string]any{"code": "DENIED", "message": "no"}
		}), []string{"account.wrong-name", "account.unknown-network"}},
		{"another reason", account, "POST", when("reason", "MISMATCHED-NAME", set("reason", "NAME-MISMATCH")), []string{"account.wrong-name", "account.wrong-representative"}},
		{"a reason with success", account, "POST", when("accountVerificationResult", "VERIFIED", set("reason", "OK")), []string{"account.shape-1", "account.shape-4"}},
		{"times without milliseconds", account, "POST", set("verifiedAt", "2025-03-14T08:15:30Z"), []string{"account.shape-1"}},
		{"no message where the seed has one", account, "POST", when("reason", "UNKNOWN-NETWORK", func(s int, b map[string]any) (int, map[string]any) {
			delete(b, "message")
			return s, b
		}), []string{"account.network-needed"}},
		{"a message in other quotes", account, "POST", when("code", "MISSING-VASP", set("message", "'beneficiaryVaspId' is required.")), []string{"account.missing-vasp"}},
		{"422 instead of 400", account, "POST", func(status int, b map[string]any) (int, map[string]any) {
			if status == 400 {
				status = 422
			}
			return status, b
		}, []string{"account.invalid-key-type", "account.unknown-vasp", "account.inactive-vasp"}},
		{"VASP ids as numbers", "/v1/vasps/self", "GET", func(s int, b map[string]any) (int, map[string]any) {
			b["vaspId"] = json.Number(b["vaspId"].(string))
			return s, b
		}, []string{"self.id"}},
		{"a directory that is empty", "/v1/vasps", "GET", func(s int, b map[string]any) (int, map[string]any) {
			if _, list := b["vasps"]; list {
				b["vasps"] = []any{}
			}
			return s, b
		}, []string{"self.listed", "vasps.counterparty"}},
		{"identities as objects", user + "/", "GET", func(s int, b map[string]any) (int, map[string]any) {
			var o any
			if text, isText := b["ivms101Originator"].(string); isText && json.Unmarshal([]byte(text), &o) == nil {
				b["ivms101Originator"] = o
			}
			return s, b
		}, []string{"user.identities"}},
		{"an amount that is a number", user + "/", "GET", func(s int, b map[string]any) (int, map[string]any) {
			if asset, is := b["assetInfo"].(map[string]any); is {
				asset["amount"] = 0.75
			}
			return s, b
		}, []string{"user.record"}},
		{"nulls left out", user + "/", "GET", func(s int, b map[string]any) (int, map[string]any) {
			for name, value := range b {
				if value == nil {
					delete(b, name)
				}
			}
			return s, b
		}, []string{"user.record", "user.record-order"}},
		{"waiting is verified", user + "/", "GET", when("result", "WAIT", set("result", "VERIFIED")), []string{"user.waiting"}},
		{"every id is known", user + "/", "GET", func(s int, b map[string]any) (int, map[string]any) { return 200, b }, []string{"lookup.unknown"}},
		{"404 without the id", user + "/", "GET", when("code", "VERIFICATION-NOT-FOUND", set("message", "Verification is not found")), []string{"lookup.unknown", "lookup.no-uuid"}},
		{"a count that is text", user + "?", "GET", func(s int, b map[string]any) (int, map[string]any) {
			b["count"] = "3"
			return s, b
		}, []string{"list.account", "list.pages"}},
		{"oldest first", user + "?", "GET", func(s int, b map[string]any) (int, map[string]any) {
			if list, is := b["verifications"].([]any); is {
				for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
					list[i], list[j] = list[j], list[i]
				}
			}
			return s, b
		}, []string{"list.account"}},
		{"a report that answers false", "/v1/verifications/tx", "POST", when("result", true, set("result", false)), []string{"tx.accepted", "tx.repeated"}},
		{"a health that is well in other words", "/healthcheck", "GET", set("status", "OK"), []string{"health.up"}},
	}
}

// spoiled stands in front of an enclave and spoils its answers.
func spoiled(t *testing.T, target string, w wrong) string {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ModifyResponse: func(r *http.Response) error {
		if r.Request.Method != w.method || !strings.HasPrefix(r.Request.URL.RequestURI(), w.path) {
			return nil
		}
		var body map[string]any
		dec := json.NewDecoder(r.Body)
		dec.UseNumber()
		if err := dec.Decode(&body); err != nil {
			return err
		}
		status, changed := w.spoil(r.StatusCode, body)
		text, err := json.Marshal(changed)
		if err != nil {
			return err
		}
		r.StatusCode, r.Status, r.Body = status, strconv.Itoa(status), io.NopCloser(bytes.NewReader(text))
		r.ContentLength = int64(len(text))
		r.Header.Set("Content-Length", strconv.Itoa(len(text)))
		return nil
	}}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

// TestConformanceSeesWhatIsWrong: each spoiled enclave fails the cases that are about what is spoiled.
func TestConformanceSeesWhatIsWrong(t *testing.T) {
	sandboxed := world(t, nil)
	for _, w := range wrongEnclaves() {
		t.Run(w.name, func(t *testing.T) {
			world := worldOf(t, sandboxed.Description)
			world.Caller.URL = spoiled(t, world.Caller.URL, w)
			report := conform(t, conformance.Options{World: world, Only: w.fails})
			for _, r := range report.Results {
				if r.Outcome != conformance.Failed {
					t.Errorf("%s %s %s", r.ID, r.Outcome, r.Why)
				}
			}
			if report.Err() == nil {
				t.Error("the run as a whole is no failure")
			}
		})
	}
}

// wrongCaller is an enclave that calls its back end wrongly: a real one, with its calls spoiled on their way.
type wrongCaller struct {
	name    string
	between func(next http.Handler) http.Handler
	fails   []string
}

// rewriting changes the body of the calls to one path.
func rewriting(path string, change func(body map[string]any)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var body map[string]any
			if raw, err := io.ReadAll(r.Body); err == nil && strings.HasSuffix(r.URL.Path, path) && json.Unmarshal(raw, &body) == nil {
				change(body)
				raw, _ = json.Marshal(body)
				r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
			} else {
				r.Body = io.NopCloser(bytes.NewReader(raw))
			}
			next.ServeHTTP(w, r)
		})
	}
}

func wrongCallers() []wrongCaller {
	inData := func(change func(data map[string]any)) func(map[string]any) {
		return func(body map[string]any) {
			if data, is := body["data"].(map[string]any); is {
				change(data)
			}
		}
	}
	rename := func(from, to string) func(map[string]any) {
		return func(o map[string]any) {
			if value, there := o[from]; there {
				o[to] = value
				delete(o, from)
			}
		}
	}
	return []wrongCaller{
		{"the token of another", func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.Header.Set("Authorization", "Bearer another")
				next.ServeHTTP(w, r)
			})
		}, []string{"call.authorization"}},
		{"result instead of verificationResult", rewriting("/callback", inData(rename("verificationResult", "result"))), []string{"callback.result", "callback.result-denied"}},
		{"the payload stays where it was", rewriting("/account", rename("ivms101", "payload")), []string{"account-call.shape"}},
		{"the enclave's members stay", rewriting("/user", func(b map[string]any) { b["keyType"] = "PerVasp" }), []string{"user-call.shape"}},
		{"a threshold in quotes", rewriting("/user", func(b map[string]any) {
			if asset, is := b["assetInfo"].(map[string]any); is {
				asset["isExceedingThreshold"] = "false"
			}
		}), []string{"user-call.below-threshold"}},
		{"an output that is null", rewriting("/callback", inData(func(data map[string]any) {
			if _, report := data["txHash"]; report && data["vout"] == nil {
				data["vout"] = nil
			}
		})), []string{"callback.tx-without-vout"}},
		{"an id too much", rewriting("/transaction", func(b map[string]any) { b["txHash"] = "" }), []string{"transaction.shape"}},
		{"what was not taken does not come again", func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "/callback") {
					next.ServeHTTP(w, r)
					return
				}
				next.ServeHTTP(httptest.NewRecorder(), r)
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, `{"result":true}`)
			})
		}, []string{"callback.retried-status-500"}},
	}
}

// TestConformanceSeesWrongCalls: the same for the calls to the back end.
func TestConformanceSeesWrongCalls(t *testing.T) {
	k := startKit(t)
	w := worldWith(t, sandbox.Options{Configure: sandbox.WithBackend(k.url)})
	for _, c := range wrongCallers() {
		t.Run(c.name, func(t *testing.T) {
			opt := conformance.Options{World: worldOf(t, w.Description), Backend: k.backend, CallerCalls: true, PeerCalls: true, Only: c.fails}
			impatient := opt
			impatient.Wait = 3 * time.Second // what does not come is not waited for at length
			k.put(c.between)
			defer k.put(nil)
			for _, r := range conform(t, impatient).Results {
				if r.Outcome != conformance.Failed {
					t.Errorf("%s %s %s", r.ID, r.Outcome, r.Why)
				}
			}
			k.put(nil)
			if report := conform(t, opt); report.Failed > 0 {
				t.Errorf("without what is wrong:\n%s", report.Text(false))
			}
		})
	}
}

// goldenPart holds what comes after a line of a document against what the test run says, or writes it.
func goldenPart(t *testing.T, path, line, want string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(text), line)
	if !found {
		t.Fatalf("%s has no line %q", path, line)
	}
	golden.File(t, path, before+line+"\n"+want)
}

// TestConformanceDocument writes the table of cases into docs/conformance.md, or finds it there.
func TestConformanceDocument(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "conformance.md")
	goldenPart(t, path, "<!-- cases, written by the test run: BONAFIDE_UPDATE=1 go test -run TestConformanceDocument ./internal/e2e -->", conformance.Table())
}
