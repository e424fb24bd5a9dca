package config

import (
	"encoding/base64"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Keys says how the keyring on disk is itself sealed. Without either it is a file that only the node's user can read.
type Keys struct {
	// SealedWithFile holds the 32-byte key, base64, that seals the keyring; with DecryptURL it holds the reference that is sent there.
	SealedWithFile string `yaml:"sealedWithFile"`
	// DecryptURL is asked for the key at each start: contract 3.6.
	DecryptURL string `yaml:"decryptUrl"`
	// SealedWith is the text itself, from the environment only.
	SealedWith pii.String `yaml:"-"`
}

// decisions are the values of backend.decision.
var decisions = []string{"registry", "callback", "registry-then-callback"}

// Secret texts come from a file or from the environment; the environment's names are those of an enclave that is replaced (contract 5.1), and ours.
var secretNames = map[string]func(*Node) *pii.String{
	"BONAFIDE_BACKEND_TOKEN": func(c *Node) *pii.String { return &c.Backend.Token }, "VEGA_VERIFICATION_AUTHORIZATION_TOKEN": func(c *Node) *pii.String { return &c.Backend.Token },
	"BONAFIDE_KEYS_SEALED_WITH": func(c *Node) *pii.String { return &c.Keys.SealedWith }, "VEGA_ENCRYPTION_KEY_BASE64": func(c *Node) *pii.String { return &c.Keys.SealedWith },
	"BONAFIDE_RISK_SANCTION_KEY": func(c *Node) *pii.String { return &c.Risk.Sanction.Key }, "VEGA_CHAINALYSIS_SANCTION_API_KEY": func(c *Node) *pii.String { return &c.Risk.Sanction.Key },
	"BONAFIDE_RISK_KYT_KEY": func(c *Node) *pii.String { return &c.Risk.KYT.Key }, "VEGA_CHAINALYSIS_KYT_API_KEY": func(c *Node) *pii.String { return &c.Risk.KYT.Key },
	"BONAFIDE_RISK_WCO_KEY": func(c *Node) *pii.String { return &c.Risk.WCO.Key }, "VEGA_REFINITIV_WCO_API_KEY": func(c *Node) *pii.String { return &c.Risk.WCO.Key },
}

// aliases takes the names of contract 5.1 from the environment, so that an operator who moves over keeps what is configured. Our own names win.
func (c *Node) aliases(getenv func(string) string) {
	for name, into := range map[string]*string{
		"VEGA_VERIFICATION_ADDRESSES_API_PATH": &c.Backend.Account, "VEGA_VERIFICATION_ADDRESS_API_PATH": &c.Backend.Account,
		"VEGA_VERIFICATION_API_PATH": &c.Backend.User, "VEGA_VERIFICATION_TRANSACTION_API_PATH": &c.Backend.Transaction,
		"VEGA_VERIFICATION_CALLBACK_API_PATH": &c.Backend.Callback, "VEGA_VERIFICATION_AUTHORIZATION_KEY": &c.Backend.TokenHeader,
		"VEGA_DECRYPT_API_ENDPOINT": &c.Keys.DecryptURL,
	} {
		if value := getenv(name); value != "" {
			*into = value
		}
	}
	if value := getenv("VEGA_VERIFICATION_ACCOUNT_API_PATH"); value != "" { // the newest of three names
		c.Backend.Account = value
	}
	// An enclave that is replaced has no registry of customers: whoever names its callbacks has them decide.
	if c.Backend.Decision == "" && getenv("VEGA_VERIFICATION_API_PATH") != "" {
		c.Backend.Decision = "callback"
	}
	if port := getenv("VEGA_SERVER_PORT"); port != "" {
		host, _, _ := strings.Cut(c.Listen.Private, ":")
		c.Listen.Private = host + ":" + port
	}
	levels := map[string]string{"none": "error", "error": "error", "warn": "warn", "info": "info", "debug": "debug"}
	if level, ok := levels[getenv("VEGA_LOG_LEVEL")]; ok {
		c.Log.Level = level
	}
	if database := databaseAlias(getenv); database != "" && c.Database == "" && c.DatabaseFile == "" {
		c.databaseURL = pii.New(database)
	}
}

// databaseAlias puts the database group together; only PostgreSQL is ours to connect to.
func databaseAlias(getenv func(string) string) string {
	if client := getenv("VEGA_DATABASE_CLIENT"); client != "pg" || getenv("VEGA_DATABASE_HOST") == "" {
		return ""
	}
	pick := func(name, otherwise string) string {
		if value := getenv("VEGA_DATABASE_" + name); value != "" {
			return value
		}
		return otherwise
	}
	target := url.URL{Scheme: "postgres", User: url.UserPassword(pick("USERNAME", "postgres"), getenv("VEGA_DATABASE_PASSWORD")),
		Host: pick("HOST", "") + ":" + pick("PORT", "5432"), Path: "/" + pick("DB", "verifyvasp")}
	query := url.Values{"search_path": {pick("SEARCH_PATH", "enclave")}}
	if pick("SSL", "false") == "true" {
		query.Set("sslmode", "verify-full")
		if pick("SSL_REJECT_UNAUTHORIZED", "true") == "false" {
			query.Set("sslmode", "require")
		}
		for name, key := range map[string]string{"SSL_CA": "sslrootcert", "SSL_KEY": "sslkey", "SSL_CERT": "sslcert"} {
			if path := pick(name, ""); path != "" {
				query.Set(key, path)
			}
		}
	}
	target.RawQuery = query.Encode()
	return target.String()
}

// DatabaseURL is the database named by the environment with its password, if that is where it is named.
func (c Node) DatabaseURL() (pii.String, bool) { return c.databaseURL, c.databaseURL.IsSet() }

// enclave takes numbers and secrets of the enclave from the environment.
func (c *Node) enclave(getenv func(string) string) error {
	var faults []error
	for name, field := range secretNames {
		if value := getenv(name); value != "" && (strings.HasPrefix(name, "BONAFIDE_") || !field(c).IsSet()) {
			*field(c) = pii.New(value)
		}
	}
	number := func(name string, into func(int) error) {
		text := getenv(name)
		if text == "" {
			return
		}
		n, err := strconv.Atoi(text)
		if err == nil {
			err = into(n)
		}
		if err != nil {
			faults = append(faults, fault.Newf(fault.Config, name, "%q is not a number this may be", text))
		}
	}
	errRange := errors.New("out of range")
	// A typo must not delete anything, and must not keep anything for ever either: refuse to start (contract 6.14).
	for _, name := range []string{"VEGA_VERIFICATION_RETENTION_DAYS", "BONAFIDE_VERIFICATION_RETENTION_DAYS"} {
		number(name, func(n int) error {
			if n < 1 {
				return errRange
			}
			c.Verification.RetentionDays = n
			return nil
		})
	}
	number("VEGA_PUBLIC_KEY_TTL", func(ms int) error {
		if ms < 600000 {
			return errRange
		}
		c.Verification.PeerKeyTTL = Duration(time.Duration(ms) * time.Millisecond)
		return nil
	})
	return errors.Join(faults...)
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]{1,64}$`)

// validateEnclave checks back end, providers and keys.
func (c Node) validateEnclave() []error {
	var faults []error
	say := func(key, format string, args ...any) {
		faults = append(faults, fault.Newf(fault.Config, key, format, args...))
	}
	address := func(key, text string) {
		if u, err := url.Parse(text); text != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			say(key, "a full URL, http or https")
		}
	}
	b := c.Backend
	address("backend.account", b.Account)
	address("backend.user", b.User)
	address("backend.transaction", b.Transaction)
	address("backend.callback", b.Callback)
	address("keys.decryptUrl", c.Keys.DecryptURL)
	if b.Decision != "" && !slices.Contains(decisions, b.Decision) {
		say("backend.decision", "%s", strings.Join(decisions, ", "))
	}
	if b.Decision != "" && b.Decision != "registry" && (b.Account == "" || b.User == "") {
		say("backend.decision", "%s needs backend.account and backend.user", b.Decision)
	}
	if b.TokenHeader != "" && !headerName.MatchString(b.TokenHeader) {
		say("backend.tokenHeader", "not the name of a header")
	}
	span := func(key string, d Duration, low, high time.Duration) {
		if d != 0 && (time.Duration(d) < low || time.Duration(d) > high) {
			say(key, "from %s to %s", low, high)
		}
	}
	span("backend.deliverFor", b.DeliverFor, time.Minute, 720*time.Hour)
	span("verification.reminderAfter", c.Verification.ReminderAfter, time.Minute, 720*time.Hour)
	if days := c.Verification.RetentionDays; days < 0 || days > 36500 {
		say("verification.retentionDays", "0 to 36500")
	}
	for key, text := range map[string]string{"verification.originatorNatural": c.Verification.OriginatorNatural, "verification.originatorLegal": c.Verification.OriginatorLegal} {
		if _, err := ivms101.ParseFields(text); text != "" && err != nil {
			say(key, "codes of the contract's table 4.8, separated by commas")
		}
	}
	for key, p := range map[string]Provider{"risk.sanction": c.Risk.Sanction, "risk.kyt": c.Risk.KYT, "risk.wco": c.Risk.WCO} {
		if p.URL != "simulator" {
			address(key+".url", p.URL)
		}
	}
	if raw, err := base64.StdEncoding.DecodeString(c.Keys.SealedWith.Reveal()); c.Keys.SealedWith.IsSet() && c.Keys.DecryptURL == "" && (err != nil || len(raw) != 32) {
		say("keys.sealedWith", "32 bytes, base64")
	}
	if c.Keys.DecryptURL != "" && !c.Keys.SealedWith.IsSet() && c.Keys.SealedWithFile == "" {
		say("keys.decryptUrl", "needs the text to send: keys.sealedWithFile")
	}
	return faults
}
