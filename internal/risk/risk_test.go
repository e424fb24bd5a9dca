package risk

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/pii"
)

func asked(kind, address string) app.RiskQuestion {
	return app.RiskQuestion{RequestID: "r", Kind: kind, Direction: "OUTGOING", Network: "Ethereum", Symbol: "ETH", Amount: "1", UserID: "u", Address: pii.New(address),
		TradeTime: time.Date(2026, 1, 15, 8, 16, 2, 0, time.UTC), Persons: []app.RiskPerson{{Kind: "natural", Name: pii.New("Ngozi Okafor"), DateOfBirth: pii.New("1990-11-23"), Country: "NG"}}}
}

// TestClient: what is sent, and what each answer becomes.
func TestClient(t *testing.T) {
	var sent map[string]any
	var auth string
	status, body := 200, ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		sent, auth = nil, r.Header.Get("Authorization")
		if err := json.Unmarshal(text, &sent); err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	defer server.Close()
	c := New(server.URL, pii.New("k"))
	for _, row := range []struct {
		name, kind string
		status     int
		body       string
		code       fault.Code
		state      string
	}{
		{"no hit", "ADDRESS", 200, `{"status":"NOHIT"}`, "", "NOHIT"},
		{"hit", "ADDRESS", 200, `{"status":"SANCTION","name":"n"}`, "", "SANCTION"},
		{"state of another kind", "ADDRESS", 200, `{"status":"PROCESSED"}`, fault.RiskFailed, ""},
		{"working", "TRANSFER", 200, `{"status":"PENDING"}`, "", "PENDING"},
		{"names", "PERSONS", 200, `{"status":"PROCESSED","matchStrength":"EXACT","summary":{"a":1}}`, "", "PROCESSED"},
		{"key refused", "PERSONS", 401, ``, fault.RiskKey, ""},
		{"access refused", "ATTEMPT", 403, ``, fault.RiskKey, ""},
		{"down", "ATTEMPT", 503, ``, fault.RiskFailed, ""},
		{"redirected", "ATTEMPT", 302, ``, fault.RiskFailed, ""},
		{"no JSON", "ATTEMPT", 200, `<html>`, fault.RiskFailed, ""},
		{"long text", "ADDRESS", 200, `{"status":"SANCTION","name":"` + strings.Repeat("a", maxText+1) + `"}`, fault.RiskFailed, ""},
		{"too large", "ADDRESS", 200, `{"status":"NOHIT","x":"` + strings.Repeat("a", maxAnswer) + `"}`, fault.RiskFailed, ""},
	} {
		status, body = row.status, row.body
		got, err := c.Assess(t.Context(), asked(row.kind, "0xabc"))
		if (row.code == "") != (err == nil) || row.code != "" && !fault.Has(err, row.code) || got.State != row.state {
			t.Errorf("%s: %+v %v", row.name, got, err)
		}
		if sent["requestId"] != "r" || auth != "Bearer k" || (sent["address"] == nil) != (row.kind == "PERSONS") {
			t.Errorf("%s: sent %v with %q", row.name, sent, auth)
		}
	}
	server.Close()
	if _, err := c.Assess(t.Context(), asked("ADDRESS", "x")); !fault.Has(err, fault.RiskFailed) || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestSimulatorSaysThatItIsOne(t *testing.T) {
	hit, err := Simulator{}.Assess(t.Context(), asked("ADDRESS", "0x00BAD"))
	if err != nil || hit.State != "SANCTION" || !strings.Contains(hit.ListName, "simulator") {
		t.Errorf("%+v %v", hit, err)
	}
	for _, kind := range []string{"ATTEMPT", "TRANSFER", "PERSONS"} {
		finding, err := Simulator{}.Assess(t.Context(), asked(kind, "0x00bad"))
		if err != nil || finding.State != "PROCESSED" || !strings.Contains(finding.ExternalID, "simulator") || (len(finding.Alerts) == 1) == (kind == "PERSONS") {
			t.Errorf("%s: %+v %v", kind, finding, err)
		}
	}
}

// FuzzRead: what a provider says breaks nothing, and what is accepted has a state of its kind.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"status":"SANCTION","name":"n","alerts":[{"alertId":"1"}]}`), "ADDRESS")
	f.Add([]byte(`{"status":"PROCESSED","summary":{"a":[1,2]}}`), "PERSONS")
	f.Fuzz(func(t *testing.T, text []byte, kind string) {
		got, err := read(text, kind)
		if err == nil && got.State == "" || err != nil && got.State != "" {
			t.Errorf("%+v %v", got, err)
		}
	})
}
