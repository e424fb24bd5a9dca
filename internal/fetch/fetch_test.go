package fetch

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

func TestAllowed(t *testing.T) {
	hosts := []string{"pictures.example.com"}
	for _, row := range []struct {
		name, address string
		want          bool
	}{
		{"an allowed host", "https://pictures.example.com/a.jpg?x=1", true},
		{"with the usual port", "https://pictures.example.com:443/a.jpg", true},
		{"another port", "https://pictures.example.com:8443/a.jpg", false},
		{"without TLS", "http://pictures.example.com/a.jpg", false},
		{"another host", "https://example.com/a.jpg", false},
		{"a host below", "https://a.pictures.example.com/a.jpg", false},
		{"the host as a name", "https://pictures.example.com@127.0.0.1/a.jpg", false},
		{"an address", "https://127.0.0.1/a.jpg", false},
		{"a file", "file:///etc/passwd", false},
		{"too long", "https://pictures.example.com/" + strings.Repeat("a", maxAddress), false},
	} {
		if err := allowed(row.address, hosts); (err == nil) != row.want || err != nil && !fault.Has(err, fault.EKYCParameters) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:4700::1": true, "127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "::1": false, "fe80::1": false, "fd00::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "224.0.0.1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
	if publicOnly("tcp", "[::ffff:127.0.0.1]:443", nil) == nil {
		t.Error("an address of version 4 in one of version 6 was let through")
	}
}

// through sends every request to a test server, whatever host it names.
type through struct{ handler http.HandlerFunc }

func (t through) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	t.handler(w, r)
	return w.Result(), nil
}

func TestFetch(t *testing.T) {
	for _, row := range []struct {
		name    string
		handler http.HandlerFunc
		want    fault.Code
	}{
		{"a picture", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte{1}, 10)) }, ""},
		{"too large", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte{1}, 11)) }, fault.EKYCPicture},
		{"not there", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, fault.EKYCPicture},
		{"elsewhere", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "https://inside.example/", 302) }, fault.EKYCPicture},
	} {
		c := New(Options{Transport: through{row.handler}})
		data, err := c.Fetch(t.Context(), "https://pictures.example.com/a.jpg", []string{"pictures.example.com"}, 10)
		if fault.CodeOf(err) != row.want && (row.want != "" || err != nil) || err == nil && len(data) != 10 {
			t.Errorf("%s: %d bytes, %v", row.name, len(data), err)
		}
		if err != nil && strings.Contains(err.Error(), "a.jpg") {
			t.Errorf("%s: the address is in %v", row.name, err)
		}
	}
}

// The true transport does not reach this machine, by whatever name.
func TestNoWayInside(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the server was reached") }))
	defer server.Close()
	response, err := New(Options{}).client.Get(server.URL)
	if err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		t.Error("connected")
	}
}
