package registry_test

import (
	"compress/gzip"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	registryapi "github.com/bonafide-id/bonafide/internal/httpapi/registry"
	"github.com/bonafide-id/bonafide/internal/registry"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// surface is a directory behind its surface.
type surface struct {
	t *testing.T
	*registry.Service
	url string
	key ed25519.PrivateKey
}

const adminKey = "the administration key"

func newSurface(t *testing.T) *surface {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s, err := registry.Open(t.Context(), registry.Options{Folder: t.TempDir(), Key: key, Clock: time.Now, Rand: rand.Reader, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	registryapi.Register(mux, s, registryapi.Options{Log: log, AdminKey: adminKey, OpenAPI: []byte("{}")})
	server := httptest.NewServer(mux)
	t.Cleanup(func() { server.Close(); _ = s.Close() })
	return &surface{t, s, server.URL, key}
}

func (s *surface) call(method, path, body string, header ...string) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request) // not the client: it would undo the compression
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response, string(text)
}

func newMember(t *testing.T, id string) (directory.Member, ed25519.PrivateKey) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pin := sha256.Sum256(public)
	return directory.Member{VaspID: id, Name: "Exchange " + id, Status: directory.Active, Endpoint: "https://" + id + ".example", TLSKey: base64.StdEncoding.EncodeToString(pin[:]),
		IdentityKeys: []directory.IdentityKey{{ID: "k", PublicKey: base64.StdEncoding.EncodeToString(public), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}}}, key
}

// TestList: nothing travels to who has the list, what changed to who has an earlier one, and the whole, compressed, to others.
func TestList(t *testing.T) {
	s := newSurface(t)
	one, _ := newMember(t, "1")
	if err := s.SaveMember(t.Context(), "test", one); err != nil {
		t.Fatal(err)
	}
	whole, text := s.call("GET", "/directory/v1/list", "", "Accept-Encoding", "identity")
	var answer directory.ListAnswer
	if err := json.Unmarshal([]byte(text), &answer); err != nil || whole.StatusCode != 200 || answer.Signed == nil || answer.Delta != nil {
		t.Fatalf("%d %.200s %v", whole.StatusCode, text, err)
	}
	pinned := []ed25519.PublicKey{s.key.Public().(ed25519.PublicKey)}
	index, err := answer.Signed.Open(pinned, time.Now(), directory.OpenOptions{})
	if err != nil || index.Len() != 1 {
		t.Fatal(err)
	}
	zipped, packed := s.call("GET", "/directory/v1/list", "", "Accept-Encoding", "gzip")
	unzip, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil || zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%v, %v", zipped.Header, err)
	}
	if same, err := io.ReadAll(unzip); err != nil || string(same) != text {
		t.Errorf("compressed, it is another: %v", err)
	}
	if again, body := s.call("GET", "/directory/v1/list", "", "If-None-Match", whole.Header.Get("ETag")); again.StatusCode != 304 || body != "" {
		t.Errorf("to who has it: %d %q", again.StatusCode, body)
	}
	two, _ := newMember(t, "2")
	if err := s.SaveMember(t.Context(), "test", two); err != nil {
		t.Fatal(err)
	}
	changed, text := s.call("GET", "/directory/v1/list?since="+whole.Header.Get("X-Directory-Number"), "", "If-None-Match", whole.Header.Get("ETag"))
	answer = directory.ListAnswer{}
	if err := json.Unmarshal([]byte(text), &answer); err != nil || changed.StatusCode != 200 || answer.Delta == nil || len(answer.Delta.Changed) != 1 {
		t.Fatalf("%d %.200s %v", changed.StatusCode, text, err)
	}
	made, _, err := answer.Delta.Apply(index.Members())
	if err != nil || !made.SignedBy(pinned) {
		t.Errorf("what changed does not lead to the signed list: %v", err)
	}
	if unknown, text := s.call("GET", "/directory/v1/list?since=999", "", "Accept-Encoding", "identity"); unknown.StatusCode != 200 || !strings.HasPrefix(text, `{"signed"`) {
		t.Errorf("to who names a number nobody had: %d %.50s", unknown.StatusCode, text)
	}
}

func TestRefusals(t *testing.T) {
	s := newSurface(t)
	m, key := newMember(t, "1")
	if err := s.SaveMember(t.Context(), "test", m); err != nil {
		t.Fatal(err)
	}
	admin := []string{"Authorization", "Bearer " + adminKey}
	signed := func(method, path, body string) []string {
		nonce := make([]byte, 18)
		if _, err := rand.Read(nonce); err != nil {
			t.Fatal(err)
		}
		r := directory.Request{VaspID: "1", At: time.Now().UTC(), Nonce: base64.RawURLEncoding.EncodeToString(nonce), Audience: s.Audience(), Method: method, Target: path, Body: []byte(body)}
		return []string{"Authorization", r.Sign(key)}
	}
	for _, row := range []struct {
		method, path, body string
		auth               []string
		status             int
		want               string
	}{
		{"GET", "/directory/v1/list?since=x", "", nil, 422, `"place":"since"`},
		{"GET", "/directory/v1/log/entries?from=99", "", nil, 422, `"place":"from"`},
		{"GET", "/directory/v1/log/entries?limit=1001", "", nil, 422, `"place":"limit"`},
		{"GET", "/directory/v1/log/consistency?from=3&to=1", "", nil, 422, `"place":"from"`},
		{"GET", "/directory/v1/log/inclusion?position=2", "", nil, 422, `"place":"position"`},
		{"GET", "/directory/v1/log/inclusion?position=1", "", nil, 200, `"path":["`},
		{"GET", "/directory/v1/registrations/x", "", nil, 404, `"code":"not_found"`},
		{"POST", "/directory/v1/registrations", "{", nil, 400, `"code":"input.malformed"`},
		{"GET", "/directory/v1/nothing", "", nil, 404, `"place":"path"`},
		{"GET", "/directory/v1/members", "", nil, 401, `"place":"authorization"`},
		{"GET", "/directory/v1/members", "", admin, 200, `"members":[{"vaspId":"1"`},
		{"GET", "/directory/v1/members?limit=0", "", admin, 422, `"place":"limit"`},
		{"GET", "/directory/v1/members?after=1", "", admin, 200, `"members":[]`},
		{"GET", "/directory/v1/members/2", "", admin, 404, `"code":"directory.member_not_found"`},
		{"PUT", "/directory/v1/members/2", `{"vaspId":"1"}`, admin, 422, `"place":"vaspId"`},
		{"PUT", "/directory/v1/members/2", `{"nonsense":1}`, admin, 422, `"place":"nonsense"`},
		{"PUT", "/directory/v1/members/2", `{"name":"x","status":"active"}`, admin, 422, `"code":"directory.malformed"`},
		{"PUT", "/directory/v1/members/1/status", `{"status":"x"}`, admin, 422, `"place":"status"`},
		{"DELETE", "/directory/v1/members/2", "", admin, 404, `"code":"directory.member_not_found"`},
		{"POST", "/directory/v1/members/1/keys/revoke", `{}`, admin, 422, `"code":"input.missing"`},
		{"GET", "/directory/v1/registrations?state=x", "", admin, 422, `"place":"state"`},
		{"POST", "/directory/v1/registrations/x/approve", `{}`, admin, 404, `"code":"not_found"`},
		{"GET", "/directory/v1/journal?limit=0", "", admin, 422, `"place":"limit"`},
		{"GET", "/directory/v1/view", "", admin, 401, `"code":"unauthenticated"`},
		{"GET", "/directory/v1/view", "", signed("GET", "/directory/v1/view", ""), 200, `{"signed":{"payload":"`},
		{"GET", "/directory/v1/view?x", "", signed("GET", "/directory/v1/view", ""), 401, `"code":"unauthenticated"`},
		{"PUT", "/directory/v1/connections/1", "", signed("PUT", "/directory/v1/connections/1", ""), 422, `"place":"vaspId"`},
		{"GET", "/directory/v1/relay?wait=21", "", signed("GET", "/directory/v1/relay?wait=21", ""), 422, `"place":"wait"`},
		{"GET", "/directory/v1/relay", "", signed("GET", "/directory/v1/relay", ""), 200, `{"waiting":[]}`},
		{"POST", "/directory/v1/relay", `{"kind":"message","body":""}`, signed("POST", "/directory/v1/relay", `{"kind":"message","body":""}`), 400, `"code":"envelope.`},
		{"POST", "/directory/v1/relay", `{"kind":"x","body":""}`, signed("POST", "/directory/v1/relay", `{"kind":"message","body":""}`), 401, `"code":"unauthenticated"`},
		{"PUT", "/directory/v1/relay/x/answer", `{}`, signed("PUT", "/directory/v1/relay/x/answer", `{}`), 404, `"place":"number"`},
		{"PUT", "/directory/v1/relay/7/answer", `{"kind":"refusal","body":""}`, signed("PUT", "/directory/v1/relay/7/answer", `{"kind":"refusal","body":""}`), 404, `"code":"not_found"`},
	} {
		response, text := s.call(row.method, row.path, row.body, row.auth...)
		if response.StatusCode != row.status || !strings.Contains(text, row.want) {
			t.Errorf("%s %s %s: %d %.300s, want %d with %s", row.method, row.path, row.body, response.StatusCode, text, row.status, row.want)
		}
	}
	again := signed("GET", "/directory/v1/relay", "")
	s.call("GET", "/directory/v1/relay", "", again...)
	if response, text := s.call("GET", "/directory/v1/relay", "", again...); response.StatusCode != 401 || !strings.Contains(text, "directory.request_stale") {
		t.Errorf("a call that was overheard: %d %s", response.StatusCode, text)
	}
	if err := s.SetStatus(t.Context(), "test", "1", directory.Suspended); err != nil {
		t.Fatal(err)
	}
	if response, text := s.call("GET", "/directory/v1/relay", "", signed("GET", "/directory/v1/relay", "")...); response.StatusCode != 409 {
		t.Errorf("a suspended member collects: %d %s", response.StatusCode, text)
	}
	if response, text := s.call("GET", "/directory/v1/connections", "", signed("GET", "/directory/v1/connections", "")...); response.StatusCode != 200 {
		t.Errorf("a suspended member looks at its connections: %d %s", response.StatusCode, text)
	}
}
