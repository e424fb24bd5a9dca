package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// TestKeyringIsSealedWithTheKeyService: with the decrypt callback (contract 3.6) the keyring on disk is sealed, the node starts only with the service's
// answer, and what was stored opens again.
func TestKeyringIsSealedWithTheKeyService(t *testing.T) {
	key := base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))
	refuse := false
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		if string(text) != `{"inputKey":"reference"}` {
			t.Errorf("the key service was asked %s", text)
		}
		if refuse {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"outputKey": key})
	}))
	defer service.Close()
	reference := writeSecret(t, "reference")
	dir := t.TempDir()
	w, err := sandbox.Start(t.Context(), sandbox.Options{Dir: dir, Log: testLog(t), Version: "test", Configure: func(which string, cfg *config.Node) {
		if which == "hanoi" {
			cfg.Keys = config.Keys{SealedWithFile: reference, DecryptURL: service.URL}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	customer := w.Description.Exchanges[1].Customers[0].ID
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "hanoi", "keys", "keyring.json")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), `"sealed"`) || strings.Contains(string(text), `"keys"`) {
		t.Fatalf("the keyring is not sealed: %v", err)
	}
	cfg, err := config.Load(w.Description.Exchanges[1].ConfigFile, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	refuse = true
	if n, err := node.Start(t.Context(), cfg, node.Options{Log: testLog(t)}); err == nil {
		_ = n.Stop(t.Context())
		t.Error("the node started though the key service refused")
	}
	refuse = false
	n, err := node.Start(t.Context(), cfg, node.Options{Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.App.CustomerByID(t.Context(), customer); err != nil {
		t.Errorf("what was stored does not open: %v", err)
	}
	if err := n.Stop(stop); err != nil {
		t.Error(err)
	}
	without := cfg
	without.Keys = config.Keys{}
	if n, err := node.Start(t.Context(), without, node.Options{Log: testLog(t)}); err == nil {
		_ = n.Stop(t.Context())
		t.Error("the node started without a key")
	} else if !strings.Contains(err.Error(), "sealed") {
		t.Errorf("the fault does not say that the keyring is sealed: %v", err)
	}
}

// TestRiskAssessments: the three assessments with the simulator, their stored rows and their callbacks (contract 2.10 to 2.12, 3.5).
func TestRiskAssessments(t *testing.T) {
	seoul, hanoi := newBackend(t), newBackend(t)
	hanoi.says("/user", strings.ReplaceAll(verifiedUser, someAccount, badAccount))
	w := worldWith(t, sandbox.Options{Configure: func(key string, cfg *config.Node) {
		provider := config.Provider{URL: "simulator"}
		cfg.Risk = config.Risk{Sanction: provider, KYT: provider, WCO: provider}
		switch key {
		case "seoul":
			seoul.configure("registry")(cfg)
		case "hanoi":
			hanoi.configure("callback")(cfg)
		}
	}})
	a, b := w.Description.Exchanges[0].EnclaveURL, w.Description.Exchanges[1].EnclaveURL
	_, answer := post(t, a+"/v1/verifications", strings.ReplaceAll(userQuestion(w, "ACCOUNT_NUMBER,NATURAL_PERSON_NAME"), someAccount, badAccount))
	uuid := answer["verificationUuid"].(string)
	seoul.callbacks("VERIFICATION_RESULT", 1)
	body := `{"verificationUuid":"` + uuid + `"}`

	status, screened := post(t, a+"/v1/risk-assessment/chainalysis-sanction", body)
	found, _ := screened["chainalysisSanction"].(map[string]any)
	if status != 200 || found["status"] != "SANCTION" || found["direction"] != "OUTGOING" || found["address"] != badAccount || found["counterpartyVaspId"] != w.Description.Exchanges[1].VaspID {
		t.Errorf("the sending side's screening: %d %v", status, screened)
	}
	status, screened = post(t, b+"/v1/risk-assessment/chainalysis-sanction", body)
	found, _ = screened["chainalysisSanction"].(map[string]any)
	if status != 200 || found["status"] != "NOHIT" || found["direction"] != "INCOMING" || found["address"] != "0x2222222222222222222222222222222222222222" {
		t.Errorf("the receiving side's screening: %d %v", status, screened)
	}

	status, attempt := post(t, a+"/v1/risk-assessment/chainalysis-kyt", body)
	event := seoul.callbacks("CHAINALYSIS_KYT_RESULT", 1)[0]
	risk, _ := event["riskAssessment"].(map[string]any)
	kyt, _ := risk["chainalysisKYT"].(map[string]any)
	alerts, _ := risk["chainalysisKYTAlerts"].([]any)
	if status != 200 || kyt["requestId"] != attempt["requestId"] || kyt["apiType"] != "ATTEMPT" || kyt["status"] != "PROCESSED" || kyt["alertCount"] != float64(1) || len(alerts) != 1 {
		t.Errorf("the assessment of an attempt: %d %v, told %v", status, attempt, event)
	}
	if status, answer := post(t, b+"/v1/risk-assessment/chainalysis-kyt", body); status != 400 || answer["code"] != "UNSUPPORTED-RISK-ASSESSMENT" {
		t.Errorf("the receiving side before the report: %d %v", status, answer)
	}
	post(t, a+"/v1/verifications/tx", `{"verificationUuid":"`+uuid+`","txHash":"ABC"}`)
	hanoi.callbacks("TX_REPORT", 1)
	if status, answer := post(t, b+"/v1/risk-assessment/chainalysis-kyt", body); status != 200 {
		t.Errorf("the receiving side after the report: %d %v", status, answer)
	}
	if event := hanoi.callbacks("CHAINALYSIS_KYT_RESULT", 1)[0]; !strings.Contains(mustJSON(t, event), `"apiType":"TRANSFER"`) {
		t.Errorf("told %v", event)
	}

	if status, answer := post(t, a+"/v1/risk-assessment/refinitiv-wco", `{"verificationUuid":"`+uuid+`","payload":{"version":"1.0","ivms101":{"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Blocked","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["x"]}}}}`); status != 200 {
		t.Errorf("names: %d %v", status, answer)
	}
	if text := mustJSON(t, seoul.callbacks("REFINITIV_WCO_RESULT", 1)[0]); !strings.Contains(text, `"matchStrength":"EXACT"`) || !strings.Contains(text, `"aggregatedSummaryResult":"{\"source\"`) {
		t.Errorf("told %s", text)
	}
}

const badAccount = "0x1111111111111111111111111111111111111bad"

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestWhatIsLeftOver: a verified transfer without a transaction id is listed and reminded of after its time, one past the retention is deleted, and the trail
// still proves the whole. The clock is the test's.
func TestWhatIsLeftOver(t *testing.T) {
	hanoi := newBackend(t)
	hanoi.says("/user", verifiedUser)
	w, err := sandbox.Start(t.Context(), sandbox.Options{Dir: t.TempDir(), Log: testLog(t), Version: "test", Configure: func(key string, cfg *config.Node) {
		if key == "hanoi" {
			hanoi.configure("callback")(cfg)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	a := w.Description.Exchanges[0]
	_, answer := post(t, a.EnclaveURL+"/v1/verifications", userQuestion(w, "ACCOUNT_NUMBER"))
	uuid := answer["verificationUuid"].(string)
	settled(t, a.EnclaveURL, uuid)
	stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Stop(stop); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(a.ConfigFile, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	at := func(later time.Duration, days int, check func(n *node.Node)) {
		t.Helper()
		cfg.Verification.RetentionDays = days
		n, err := node.Start(t.Context(), cfg, node.Options{Log: testLog(t), Clock: func() time.Time { return time.Now().Add(later) }})
		if err != nil {
			t.Fatal(err)
		}
		check(n)
		if err := n.Stop(stop); err != nil {
			t.Error(err)
		}
	}
	at(time.Hour, 0, func(n *node.Node) {
		left, err := n.App.Reconcile(t.Context(), 10)
		if err != nil || left.Unreported.Count != 1 || left.Unreported.Items[0].UUID != uuid || left.Unreported.Items[0].RemindedAt != nil {
			t.Fatalf("an hour later: %+v %v", left, err)
		}
		if err := n.App.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		left, err = n.App.Reconcile(t.Context(), 10)
		if err != nil || left.Unreported.Items[0].RemindedAt == nil {
			t.Errorf("nobody was reminded: %+v %v", left, err)
		}
	})
	at(29*24*time.Hour, 30, func(n *node.Node) {
		if err := n.App.Retain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := n.App.Lookup(t.Context(), uuid); err != nil {
			t.Errorf("deleted before its time: %v", err)
		}
	})
	at(31*24*time.Hour, 30, func(n *node.Node) {
		if err := n.App.Retain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := n.App.Lookup(t.Context(), uuid); err == nil {
			t.Error("it is still there past its time")
		}
		if err := n.App.SealAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
		report, err := app.VerifyAudit(t.Context(), n.App.Store, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			if f.Kind == app.RecordDiffers {
				t.Errorf("the trail complains of the deletion: %s", f.Text)
			}
		}
	})
}
