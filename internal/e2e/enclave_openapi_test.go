package e2e

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/openapi"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// enclaveDocument is the description of the enclave's surface, in which a member it does not name is a fault.
var enclaveDocument = sync.OnceValues(func() (*openapi.Document, error) { return openapi.Parse(api.Enclave, openapi.Closed()) })

// openEnclaveDocument is the same as callers read it: requests may hold members nobody knows.
var openEnclaveDocument = sync.OnceValues(func() (*openapi.Document, error) { return openapi.Parse(api.Enclave) })

// described holds the answer of a script to a call of the enclave against the description; what was answered with 200 was also asked as described.
func described(t *testing.T, e exchange, body, status, text string) {
	t.Helper()
	path, _, _ := strings.Cut(e.path, "?")
	if !strings.HasPrefix(path, "/v1/") && path != "/healthcheck" {
		return
	}
	closed, err := enclaveDocument()
	if err != nil {
		t.Fatal(err)
	}
	open, err := openEnclaveDocument()
	if err != nil {
		t.Fatal(err)
	}
	op, found := closed.Find(e.method, path)
	if !found {
		if status != "404" || !strings.Contains(text, `"NOT-FOUND"`) {
			t.Errorf("%s %s is answered %s, and not described", e.method, path, status)
		}
		return
	}
	code, err := strconv.Atoi(status)
	if err != nil {
		t.Fatal(err)
	}
	for _, difference := range closed.Answer(op, code, []byte(text)) {
		t.Errorf("the answer is not as described: %s", difference)
	}
	if status == "200" && e.method == http.MethodPost {
		for _, difference := range open.Request(op, []byte(body)) {
			t.Errorf("what was taken is not as described: %s", difference)
		}
	}
}

// TestEnclaveOpenAPI walks the running surface: the two documents are served to everybody, every call of the description is there and asks for the
// token, and other methods on its paths are not.
func TestEnclaveOpenAPI(t *testing.T) {
	file := writeSecret(t, "a token")
	w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		if key == "seoul" {
			cfg.Enclave.TokenFile = file
		}
	}})
	ask := func(method, path, token string) (int, string) {
		request, err := http.NewRequest(method, w.Description.Exchanges[0].EnclaveURL+strings.NewReplacer("{", "", "}", "").Replace(path), nil)
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}
	for path, document := range map[string][]byte{"/v1/openapi.json": api.Enclave, "/v1/backend.openapi.json": api.Backend} {
		if status, text := ask("GET", path, ""); status != 200 || text != string(document) {
			t.Errorf("%s: %d, %d bytes", path, status, len(text))
		}
	}
	d, err := enclaveDocument()
	if err != nil {
		t.Fatal(err)
	}
	operations := d.Operations()
	if len(operations) != 15 { // 2.1 to 2.13, and the two documents
		t.Errorf("%d calls are described", len(operations))
	}
	absent := func(status int, text string) bool {
		return status == http.StatusNotFound && strings.Contains(text, `"NOT-FOUND"`) || status == http.StatusMethodNotAllowed
	}
	for _, op := range operations {
		status, text := ask(op.Method, op.Path, "a token")
		if absent(status, text) || status >= 500 {
			t.Errorf("%s %s: %d %s", op.Method, op.Path, status, text)
		}
		for _, difference := range d.Answer(op, status, []byte(text)) {
			t.Errorf("%s %s: %s", op.Method, op.Path, difference)
		}
		status, text = ask(op.Method, op.Path, "")
		if (status == http.StatusUnauthorized) == d.Open(op) {
			t.Errorf("%s %s without a token: %d", op.Method, op.Path, status)
		}
		for _, difference := range d.Answer(op, status, []byte(text)) {
			t.Errorf("%s %s without a token: %s", op.Method, op.Path, difference)
		}
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH"} {
			if _, also := d.Find(method, op.Path); also || method == op.Method {
				continue
			}
			if status, text := ask(method, op.Path, "a token"); !absent(status, text) {
				// A GET of a fixed path reads as the lookup of a verification with that name.
				if _, lookup := d.Find(method, strings.NewReplacer("{", "", "}", "").Replace(op.Path)); !lookup {
					t.Errorf("%s %s is not described and answers %d %s", method, op.Path, status, text)
				}
			}
		}
	}
}
