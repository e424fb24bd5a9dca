package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const worldText = `{"enclave": {"url": "http://127.0.0.1:21117", "tokenFile": "token"}, "peer": {"url": "http://127.0.0.1:21217"}, "counterparty": "1152921504606847001",
 "person": {"name": {"primary": "Okafor", "secondary": "Ngozi"}, "symbol": "ETH", "network": "Ethereum", "address": "0x3fA1b7cC20e94d5583E6a0F1D2b4C8e97A6d0b15"},
 "company": {"name": {"primary": "Mirae Orchards Ltd"}, "representatives": [{"primary": "Okafor", "secondary": "Ngozi"}], "symbol": "ETH", "network": "Ethereum", "address": "0x4fA1b7cC20e94d5583E6a0F1D2b4C8e97A6d0b15"},
 "inactiveVaspId": "2305843009213693953"}`

func TestReadWorld(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "world.json")
	for name, text := range map[string]string{path: worldText, filepath.Join(folder, "token"): "secret\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w, err := ReadWorld(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.LoadTokens(); err != nil || w.Caller.token != "secret" || w.Person.Address == "" || w.Company.Representatives[0].Primary != "Okafor" {
		t.Errorf("%v: %+v", err, w)
	}
	text, err := json.Marshal(w)
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("%v: %s", err, text)
	}
	w.Caller.TokenFile = filepath.Join(folder, "none")
	if w.LoadTokens() == nil {
		t.Error("a token file that is not there is read")
	}
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadToken(filepath.Join(folder, "token")); err == nil {
		t.Error("an empty token is read")
	}
}

func TestWorldsThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no enclave":            `{}`,
		"no URL":                `{"enclave":{"url":"127.0.0.1:21117"}}`,
		"an unknown member":     `{"enclave":{"url":"http://a"},"counterpart":"1"}`,
		"an id that is none":    `{"enclave":{"url":"http://a"},"silentVaspId":"x"}`,
		"a customer of nobody":  `{"enclave":{"url":"http://a"},"person":{"symbol":"ETH","address":"x"}}`,
		"a customer of nothing": `{"enclave":{"url":"http://a"},"counterparty":"1","person":{"symbol":"ETH"}}`,
		"no JSON":               `{`,
	} {
		if w, err := parseWorld(strings.NewReader(text)); err == nil {
			t.Errorf("%s is read: %+v", name, w)
		}
	}
}

func FuzzWorld(f *testing.F) {
	f.Add(worldText)
	f.Add(`{"enclave":{"url":"http://a"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		w, err := parseWorld(strings.NewReader(text))
		if err != nil {
			return
		}
		written, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseWorld(strings.NewReader(string(written)))
		if err != nil || literal(again) != literal(w) {
			t.Errorf("%s is read back as %s (%v)", written, literal(again), err)
		}
	})
}
