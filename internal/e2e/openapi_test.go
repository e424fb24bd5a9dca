package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/api"
)

// TestOpenAPI: every call the document names is there (what is not there is answered 404 with the place "path"), and all but the document ask for
// the key.
func TestOpenAPI(t *testing.T) {
	k := startKYC(t)
	var doc struct {
		Paths map[string]map[string]struct {
			Security *[]any `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(api.Admin, &doc); err != nil || len(doc.Paths) < 10 {
		t.Fatalf("%d paths, %v", len(doc.Paths), err)
	}
	ask := func(method, path, key string) (status int, place string) {
		request, err := http.NewRequest(strings.ToUpper(method), k.node.PrivateURL()+strings.NewReplacer("{", "", "}", "").Replace(path), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+key)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		var body struct{ Place string }
		_ = json.Unmarshal(text, &body) // an answer without a body has no place
		return response.StatusCode, body.Place
	}
	for path, methods := range doc.Paths {
		for method, call := range methods {
			if status, place := ask(method, path, k.node.AdminKey); status == http.StatusMethodNotAllowed || status == http.StatusNotFound && place == "path" || status >= 500 {
				t.Errorf("%s %s: %d %s", method, path, status, place)
			}
			if status, _ := ask(method, path, "wrong"); (status == http.StatusUnauthorized) != (call.Security == nil) {
				t.Errorf("%s %s with a wrong key: %d", method, path, status)
			}
		}
	}
	if status, place := ask("GET", "/admin/v1/nothing", k.node.AdminKey); status != http.StatusNotFound || place != "path" {
		t.Errorf("a path that is not there: %d %s", status, place)
	}
}
