package importer

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzRun throws files at the importer in front of a server that accepts everything: no panic, and no more customers are said to
// be saved than the server was sent.
func FuzzRun(f *testing.F) {
	for _, seed := range []string{
		"id,kind,kyc,primary,secondary,symbol,network,address\nc1,natural,approved,Nguyễn,Thị Hồng,ETH,Ethereum,0x52908400098527886E0F7030069857D2E4169EE7\nc1,,,,,USDT,Tron,T1\n",
		"\ufeffid,kind,kyc,primary\nc1,legal,pending,Sample Ltd.\n", "id,kind\n", "", "id,kind,kyc,primary\n\"", "id,kind,kyc,primary,shoe size\n",
		"id,kind,kyc,primary,denied\nc1,natural,approved,A,maybe\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		sent := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var body struct {
				Customers []json.RawMessage `json:"customers"`
			}
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
				t.Errorf("not JSON: %v", err)
			}
			sent += len(body.Customers)
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(map[string]any{"saved": len(body.Customers), "failures": []any{}})
		}))
		defer server.Close()
		report, err := Run(context.Background(), strings.NewReader(file), Options{URL: server.URL, Batch: 2})
		if report.Saved > sent || report.Saved < 0 || report.Failed < 0 {
			t.Errorf("%d saved of %d sent (%v)", report.Saved, sent, err)
		}
		if err == nil && sent != report.Saved+report.Failed {
			t.Errorf("%d sent, %d saved, %d failed", sent, report.Saved, report.Failed)
		}
	})
}
