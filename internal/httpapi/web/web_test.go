package web_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

func serve(t *testing.T, h web.Handler, body string, header http.Header) (*http.Response, string) {
	t.Helper()
	mux := http.NewServeMux()
	surface := &web.Surface{Name: "test", Log: slog.New(slog.DiscardHandler), MaxBody: 16,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }}
	surface.Handle(mux, "POST /x", h)
	server := httptest.NewServer(mux)
	defer server.Close()
	request, err := http.NewRequest(http.MethodPost, server.URL+"/x", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for key, values := range header {
		request.Header[key] = values
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
	return response, string(text)
}

func TestErrorsShowNothingOfOurs(t *testing.T) {
	for name, h := range map[string]web.Handler{
		"plain error": func(http.ResponseWriter, *http.Request) error { return errors.New("secret text of ours") },
		"panic":       func(http.ResponseWriter, *http.Request) error { panic("secret text of ours") },
	} {
		response, text := serve(t, h, "", nil)
		if response.StatusCode != 500 || strings.Contains(text, "secret") || !strings.Contains(text, `"code":"internal"`) {
			t.Errorf("%s: %d %s", name, response.StatusCode, text)
		}
		if id := response.Header.Get("X-Request-Id"); id == "" || !strings.Contains(text, id) {
			t.Errorf("%s: the request id %q is not in %s", name, id, text)
		}
	}
}

func TestBodyIsLimited(t *testing.T) {
	read := func(_ http.ResponseWriter, r *http.Request) error { _, err := web.ReadBody(r); return err }
	if response, text := serve(t, read, strings.Repeat("x", 17), nil); response.StatusCode != 413 {
		t.Errorf("17 bytes: %d %s", response.StatusCode, text)
	}
	if response, text := serve(t, read, strings.Repeat("x", 16), nil); response.StatusCode != 200 {
		t.Errorf("16 bytes: %d %s", response.StatusCode, text)
	}
}

func TestReadJSON(t *testing.T) {
	for body, want := range map[string]fault.Code{
		`{"a":1}`: "", `{"b":1}`: fault.Invalid, `{"a":"x"}`: fault.Invalid, `{"a":`: fault.Malformed, `{"a":1}{}`: fault.Malformed, ``: fault.Malformed,
	} {
		var got fault.Code
		serve(t, func(_ http.ResponseWriter, r *http.Request) error {
			var v struct {
				A int `json:"a"`
			}
			got = fault.CodeOf(web.ReadJSON(r, &v))
			return nil
		}, body, nil)
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestRequestIDOfTheCallerIsKeptWhenItIsHarmless(t *testing.T) {
	h := func(http.ResponseWriter, *http.Request) error { return nil }
	response, _ := serve(t, h, "", http.Header{"X-Request-Id": {"abc-1"}})
	if got := response.Header.Get("X-Request-Id"); got != "abc-1" {
		t.Errorf("got %q", got)
	}
	response, _ = serve(t, h, "", http.Header{"X-Request-Id": {"a b<script>"}})
	if got := response.Header.Get("X-Request-Id"); got == "" || strings.ContainsAny(got, " <") {
		t.Errorf("got %q", got)
	}
}

func TestBearer(t *testing.T) {
	for header, want := range map[string]bool{"Bearer key": true, "bearer key": true, "Bearer other": false, "key": false, "": false} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		if got := web.Bearer(r, "key"); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestJSONIsNotEscaped(t *testing.T) {
	_, text := serve(t, func(w http.ResponseWriter, _ *http.Request) error {
		return web.WriteJSON(w, 200, map[string]string{"a": "<&>"})
	}, "", nil)
	if text != `{"a":"<&>"}` {
		t.Errorf("got %s", text)
	}
}
