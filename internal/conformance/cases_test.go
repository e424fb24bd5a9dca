package conformance

import (
	"regexp"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/internal/openapi"
)

// TestCases: the table is one that can be read, chosen from and written into a document.
func TestCases(t *testing.T) {
	cases := Cases()
	if len(cases) < 280 {
		t.Errorf("only %d cases", len(cases))
	}
	seen := map[string]bool{}
	tags := map[Tag]int{}
	for _, c := range cases {
		if seen[c.ID] {
			t.Errorf("%s stands there twice", c.ID)
		}
		seen[c.ID] = true
		tags[c.Tag]++
		if !regexp.MustCompile(`^[a-z-]+\.[a-z0-9-]+$`).MatchString(c.ID) || !regexp.MustCompile(`^[0-6](\.[0-9]+)?$`).MatchString(c.Clause) {
			t.Errorf("%q of clause %q", c.ID, c.Clause)
		}
		if c.Severity != Critical && c.Severity != Major && c.Severity != Minor || c.Asked == "" || c.Expected == "" || c.run == nil {
			t.Errorf("%s is not whole: %+v", c.ID, c)
		}
		if strings.ContainsAny(c.Asked+c.Expected, "|\n") {
			t.Errorf("%s breaks a table", c.ID)
		}
	}
	if tags[Seed] < 20 || tags[Docs] < 100 || tags[Inferred] < 80 || tags[Seed]+tags[Docs]+tags[Inferred] != len(cases) {
		t.Errorf("tags: %v", tags)
	}
}

// TestEveryErrorIsTried: each error that the description names is expected by a case, or cannot be caused from outside.
func TestEveryErrorIsTried(t *testing.T) {
	d, err := openapi.Parse(api.Enclave)
	if err != nil {
		t.Fatal(err)
	}
	beyond := map[string]string{
		"UNAUTHORIZED":               "our own: the case asks for the status alone",
		"UNKNOWN-ERROR-CODE":         "the screening provider's: the case is not run then",
		"REQUEST-TOO-LARGE":          "our own limit",
		"TOO-MANY-REQUESTS":          "our own limit",
		"UNDEFINED-ERROR":            "a fault of the server",
		"UNAVAILABLE":                "a fault of the server",
		"VERIFICATION-NOT-COMPLETED": "our own text: the case asks for the status alone",
	}
	expected := map[string]bool{}
	for _, c := range Cases() {
		for _, code := range regexp.MustCompile("`([A-Z0-9-]+)`").FindAllStringSubmatch(c.Expected, -1) {
			expected[code[1]] = true
		}
	}
	described := d.ErrorExamples()
	if len(described) < 30 {
		t.Fatalf("only %d errors are described", len(described))
	}
	for code := range described {
		if why := beyond[code]; (why != "") == expected[code] && code != "UNDEFINED-ERROR" {
			t.Errorf("%s: expected by a case %v, said to be beyond it: %q", code, expected[code], why)
		}
	}
}

// TestEveryReasonIsTried: the reasons of contract 4.2, by the step that may give them.
func TestEveryReasonIsTried(t *testing.T) {
	ids := map[string]bool{}
	for _, c := range Cases() {
		ids[c.ID] = true
	}
	account := []string{"unknown-symbol", "unknown-network", "unknown-address", "mismatched-name", "undefined-error", "blacklisted", "unverified-kyc"}
	user := append(append([]string{}, account...), "lack-of-information", "unavailable-information", "not-allowed")
	for prefix, list := range map[string][]string{"account-call.denied-": account, "user-call.denied-": user} {
		for _, reason := range list {
			if !ids[prefix+reason] {
				t.Errorf("no case %s%s", prefix, reason)
			}
		}
	}
}

func TestSelect(t *testing.T) {
	all := Cases()
	for _, row := range []struct {
		name       string
		only, skip []string
		has, lacks string
	}{
		{"a part", []string{"account"}, nil, "account.shape-1", "account-call.shape"},
		{"a pattern", []string{"account.shape-*"}, nil, "account.shape-4", "account.wrong-name"},
		{"a tag", []string{"seed"}, nil, "lookup.unknown", "lookup.no-uuid"},
		{"all but a tag", nil, []string{"inferred"}, "account.shape-1", "lookup.no-uuid"},
		{"a severity", []string{"critical"}, nil, "account.wrong-name", "account.per-eoa"},
		{"a clause", []string{"2.9"}, nil, "inquiry.not-found", "tx.not-found"},
		{"a clause is not the beginning of another", []string{"2.1"}, nil, "self.id", "sanction.not-found"},
		{"a part without a case of it", []string{"tx"}, []string{"tx.repeated"}, "tx.accepted", "tx.repeated"},
	} {
		chosen, err := Select(all, row.only, row.skip)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		ids := map[string]bool{}
		for _, c := range chosen {
			ids[c.ID] = true
		}
		if !ids[row.has] || ids[row.lacks] {
			t.Errorf("%s: %d chosen, %s %v, %s %v", row.name, len(chosen), row.has, ids[row.has], row.lacks, ids[row.lacks])
		}
	}
	for _, word := range []string{"acount", "", "[", "account.shape-9"} {
		if _, err := Select(all, []string{word}, nil); err == nil {
			t.Errorf("%q names something", word)
		}
	}
}
