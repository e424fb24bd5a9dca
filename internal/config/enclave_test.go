package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/config"
)

// TestAliases: an operator who moves over keeps the environment of contract 5.1.
func TestAliases(t *testing.T) {
	cfg, _, err := load(t, "", "VEGA_SERVER_PORT=31117", "VEGA_VERIFICATION_ACCOUNT_API_PATH=http://b/account", "VEGA_VERIFICATION_ADDRESS_API_PATH=http://old/account",
		"VEGA_VERIFICATION_API_PATH=http://b/user", "VEGA_VERIFICATION_TRANSACTION_API_PATH=http://b/tx", "VEGA_VERIFICATION_CALLBACK_API_PATH=http://b/callback",
		"VEGA_VERIFICATION_AUTHORIZATION_TOKEN=s3cret", "VEGA_VERIFICATION_AUTHORIZATION_KEY=X-Token", "VEGA_DECRYPT_API_ENDPOINT=http://k/decrypt", "VEGA_ENCRYPTION_KEY_BASE64=reference",
		"VEGA_PUBLIC_KEY_TTL=600000", "VEGA_VERIFICATION_RETENTION_DAYS=30", "VEGA_LOG_LEVEL=warn", "VEGA_CHAINALYSIS_KYT_API_KEY=kyt",
		"VEGA_DATABASE_CLIENT=pg", "VEGA_DATABASE_HOST=db", "VEGA_DATABASE_USERNAME=u", "VEGA_DATABASE_PASSWORD=p/w", "VEGA_DATABASE_DB=travel")
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Backend.Decision != "callback" || cfg.Backend.Account != "http://b/account" || cfg.Backend.User != "http://b/user" || cfg.Backend.Transaction != "http://b/tx" || cfg.Backend.Callback != "http://b/callback" ||
		cfg.Backend.TokenHeader != "X-Token" || cfg.Backend.Token.Reveal() != "s3cret" {
		t.Errorf("back end: %+v", cfg.Backend)
	}
	if cfg.Listen.Private != "127.0.0.1:31117" || cfg.Log.Level != "warn" || cfg.Keys.DecryptURL != "http://k/decrypt" || cfg.Keys.SealedWith.Reveal() != "reference" {
		t.Errorf("%+v %+v %+v", cfg.Listen, cfg.Log, cfg.Keys)
	}
	if cfg.Verification.PeerKeyTTL != config.Duration(10*time.Minute) || cfg.Verification.RetentionDays != 30 || cfg.Risk.KYT.Key.Reveal() != "kyt" {
		t.Errorf("%+v", cfg.Verification)
	}
	if url, ok := cfg.DatabaseURL(); !ok || url.Reveal() != "postgres://u:p%2Fw@db:5432/travel?search_path=enclave" {
		t.Errorf("database %s", url.Reveal())
	}
	ours, _, err := load(t, "", "VEGA_VERIFICATION_CALLBACK_API_PATH=http://theirs", "BONAFIDE_BACKEND_CALLBACK=http://ours")
	if err != nil || ours.Backend.Callback != "http://ours" {
		t.Errorf("our own name does not win: %q %v", ours.Backend.Callback, err)
	}
}

// TestEnclaveFaults: what cannot be is refused at the start, with its key.
func TestEnclaveFaults(t *testing.T) {
	for text, key := range map[string]string{
		"backend: {callback: nowhere}":                      "backend.callback",
		"backend: {decision: maybe}":                        "backend.decision",
		"backend: {decision: callback, user: \"http://b\"}": "backend.decision",
		"backend: {tokenHeader: \"X Y\"}":                   "backend.tokenHeader",
		"backend: {deliverFor: 1s}":                         "backend.deliverFor",
		"verification: {retentionDays: -1}":                 "verification.retentionDays",
		"verification: {originatorNatural: SHOE_SIZE}":      "verification.originatorNatural",
		"risk: {kyt: {url: ftp}}":                           "risk.kyt.url",
		"keys: {decryptUrl: \"http://k\"}":                  "keys.decryptUrl",
		"VEGA_VERIFICATION_RETENTION_DAYS=soon":             "VEGA_VERIFICATION_RETENTION_DAYS",
		"VEGA_VERIFICATION_RETENTION_DAYS=0":                "VEGA_VERIFICATION_RETENTION_DAYS",
		"VEGA_PUBLIC_KEY_TTL=1000":                          "VEGA_PUBLIC_KEY_TTL",
		"BONAFIDE_KEYS_SEALED_WITH=c2hvcnQ=":                "keys.sealedWith",
	} {
		var err error
		if strings.Contains(text, "=") && !strings.Contains(text, ": ") {
			_, _, err = load(t, "", text)
		} else {
			_, _, err = load(t, text)
		}
		if !fault.Has(err, fault.Config) || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v, want a fault at %s", text, err, key)
		}
	}
}
