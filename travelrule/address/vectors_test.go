package address_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/travelrule/address"
)

// vector is a row of testdata/vectors.csv: the published examples of the specifications named in it, and forms of them that must be
// refused. The file is also a manifest of `bonafide eval addresses`.
type vector struct {
	network         address.Network
	text            string
	valid           bool
	reason          address.Reason
	canonical, memo string // memo: "memo=" and the memo; empty: none
	source          string
}

func vectors(t testing.TB) []vector {
	t.Helper()
	file, err := os.Open("testdata/vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 200 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var list []vector
	for _, row := range rows[1:] {
		n, ok := address.LookupNetwork(row[0])
		if !ok {
			t.Fatalf("no network %s", row[0])
		}
		list = append(list, vector{n, row[1], row[2] == "true", address.Reason(row[3]), row[4], row[5], row[6]})
	}
	return list
}

func TestVectors(t *testing.T) {
	schemes, reasons := map[string]bool{}, map[address.Reason]bool{}
	for _, v := range vectors(t) {
		got := address.Check(v.network, v.text)
		schemes[v.network.Scheme], reasons[got.Reason] = true, true
		if v.valid != (got.Validity == address.Valid) || got.Reason != v.reason {
			t.Errorf("%s %s (%s): validity %d, %q, want %q", v.network.Name, v.text, v.source, got.Validity, got.Reason, v.reason)
		}
		if v.canonical != "" && got.Canonical != v.canonical {
			t.Errorf("%s %s (%s): canonical form %s, want %s", v.network.Name, v.text, v.source, got.Canonical, v.canonical)
		}
		memo := ""
		if got.HasMemo {
			memo = "memo=" + got.Memo
		}
		if memo != v.memo {
			t.Errorf("%s %s (%s): %q, want %q", v.network.Name, v.text, v.source, memo, v.memo)
		}
	}
	for _, reason := range address.Reasons() {
		if !reasons[reason] {
			t.Errorf("no vector has the reason %s", reason)
		}
	}
	for _, n := range address.Networks() {
		// Schemes whose addresses are made by properties_test.go, for want of a published example.
		if n.Scheme != "" && !schemes[n.Scheme] && n.Scheme != "sia" && n.Scheme != "graphene" {
			t.Errorf("no vector of the scheme %s (%s)", n.Scheme, n.Name)
		}
	}
}

// A checksum finds every single wrong character: each of a valid address is replaced by each other letter and digit. What is found by
// chance alone (checksums of two bytes of a hash: one in 65,536) happens to none of these addresses.
func TestEveryOneCharacterFlipIsRefused(t *testing.T) {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_+/.:"
	flips := 0
	for _, v := range vectors(t) {
		right := address.Check(v.network, v.text)
		if !v.valid || right.Weak || right.HasMemo && strings.Contains(v.text, ":") {
			continue
		}
		for i := range len(v.text) {
			for _, c := range []byte(digits) {
				if c == v.text[i] {
					continue
				}
				wrong := v.text[:i] + string(c) + v.text[i+1:]
				got := address.Check(v.network, wrong)
				flips++
				if got.Validity == address.Valid && got.Canonical != right.Canonical && !got.Weak {
					t.Errorf("%s: %s passes as well as %s (%s)", v.network.Name, wrong, v.text, v.source)
				}
			}
		}
	}
	if flips < 100000 {
		t.Fatalf("only %d flips: this test tries too little", flips)
	}
}

// An address of one network is not one of another, unless the two share it by design. Addresses without a checksum are left out: any
// text of their shape is one.
func TestAddressesOfOtherNetworksAreRefused(t *testing.T) {
	tried := 0
	for _, v := range vectors(t) {
		if got := address.Check(v.network, v.text); got.Validity != address.Valid || got.Weak {
			continue
		}
		for _, other := range address.Networks() {
			if shared(v.network, other, v.text) {
				continue
			}
			tried++
			if got := address.Check(other, v.text); got.Validity == address.Valid && !got.Weak {
				t.Errorf("%s of %s (%s) is valid on %s", v.text, v.network.Name, v.source, other.Name)
			}
		}
	}
	if tried < 10000 {
		t.Fatalf("only %d pairs: this test tries too little", tried)
	}
}

// families are networks that share versions of Base58Check, a prefix or whole addresses.
var families = []string{
	" Dogecoin Bitcoin Omni Counterparty Bitcoin_Cash Bitcoin_Satoshi_Vision Ecash Simple_Ledger_Protocol Litecoin Digibyte Vertcoin Monacoin ",
	" Ravencoin Komodo ", " Neo Ontology Bitcoin_Gold ", " XRP Sologenic ", " Terra Terra2 ", " EOS Wax Proton ",
}

func shared(a, b address.Network, text string) bool {
	if a.Name == b.Name || strings.Contains(strings.ToLower(text), "0x") || a.Scheme == "evm" && b.Scheme == "evm" {
		return true // Ethereum addresses are the second form of many networks' accounts
	}
	for _, family := range families {
		if strings.Contains(family, " "+a.Name+" ") && strings.Contains(family, " "+b.Name+" ") {
			return true
		}
	}
	return false
}
