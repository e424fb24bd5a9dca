package address_test

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/travelrule/address"
)

func TestEveryContractNameIsKnownInItsOrder(t *testing.T) {
	text, err := os.ReadFile("testdata/contract-names.txt") // enclave contract, section 4.5
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(text))
	if len(names) < 200 {
		t.Fatalf("only %d names: this test reads too little", len(names))
	}
	networks := address.Networks()
	if len(networks) != len(names) {
		t.Fatalf("%d networks, the contract has %d", len(networks), len(names))
	}
	for i, name := range names {
		if networks[i].Name != name {
			t.Errorf("network %d is %s, the contract has %s", i, networks[i].Name, name)
		}
		for _, spelled := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
			if n, ok := address.LookupNetwork(spelled); !ok || n.Name != name {
				t.Errorf("%s is not found as %s", name, spelled)
			}
		}
	}
	if n, ok := address.LookupNetwork("eip155:1"); !ok || n.Name != "Ethereum" {
		t.Error("eip155:1 is Ethereum")
	}
	if _, ok := address.LookupNetwork("Atlantis"); ok {
		t.Error("Atlantis is no network")
	}
}

// Vectors are the published examples of the specifications named, or made here from fixed texts.
func TestCheck(t *testing.T) {
	const evm = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" // EIP-55
	rows := []struct {
		network, text string
		valid         address.Validity
		reason        address.Reason
	}{
		{"Ethereum", evm, address.Valid, ""},
		{"Ethereum", strings.ToLower(evm), address.Valid, ""},
		{"Ethereum", "0x" + strings.ToUpper(evm[2:]), address.Valid, ""},
		{"Ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", address.Invalid, address.Checksum},
		{"Ethereum", evm[2:], address.Invalid, address.Prefix},
		{"Ethereum", evm[:41], address.Invalid, address.Length},
		{"Ethereum", "0x" + strings.Repeat("g", 40), address.Invalid, address.Alphabet},
		{"Polygon", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", address.Valid, ""}, // EIP-55
		{"XinFin", "xdc" + strings.ToLower(evm[2:]), address.Valid, ""},
		{"Bitcoin", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", address.Valid, ""},                                     // BIP-173
		{"Bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", address.Valid, ""},                 // BIP-350
		{"Bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", address.Invalid, address.Checksum}, // BIP-350: v1 with bech32
		{"Bitcoin", "bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqk8vt3k", address.Invalid, address.Checksum},
		{"Bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4", address.Invalid, address.MixedCase},
		{"Bitcoin", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", address.Invalid, address.TestNet}, // BIP-173
		{"Bitcoin", "bc1gmk9yu", address.Invalid, address.Length},                                   // BIP-173: empty data
		{"Bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", address.Valid, ""},                        // the genesis block's
		{"Bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", address.Invalid, address.Checksum},
		{"Bitcoin", made(bitcoin, 0x6f), address.Invalid, address.TestNet},
		{"Bitcoin", made(bitcoin, 0x30), address.Invalid, address.Prefix},
		{"Bitcoin", "0OIl", address.Invalid, address.Alphabet},
		{"Litecoin", made(bitcoin, 0x30), address.Valid, ""},
		{"Dogecoin", made(bitcoin, 30), address.Valid, ""},
		{"Dash", made(bitcoin, 76), address.Valid, ""},
		{"Bitcoin_Cash", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", address.Valid, ""}, // CashAddr specification
		{"Bitcoin_Cash", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", address.Valid, ""},
		{"Bitcoin_Cash", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", address.Valid, ""}, // the same, CashAddr specification
		{"Bitcoin_Cash", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q", address.Invalid, address.Checksum},
		{"Bitcoin_Cash", "bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", address.Invalid, address.TestNet},
		{"Tron", made(bitcoin, 0x41), address.Valid, ""},
		{"Tron", "41" + strings.Repeat("ab", 20), address.Valid, ""},
		{"Tron", made(bitcoin, 0xa0), address.Invalid, address.TestNet},
		{"Tron", evm, address.Invalid, address.Alphabet},
		{"XRP", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", address.Valid, ""}, // the genesis account
		{"XRP", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:0", address.Valid, ""},
		{"XRP", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:x", address.Invalid, address.Tag},
		{"XRP", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:4294967296", address.Invalid, address.Tag},
		{"XRP", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", address.Invalid, address.Checksum},
		{"XRP", made(ripple, 0x05, 0x44), address.Invalid, address.Length},
		{"Solana", "11111111111111111111111111111111", address.Valid, ""}, // the system program
		{"Solana", "1111111111111111111111111111111", address.Invalid, address.Length},
		{"Stellar", strkey(6<<3, 32), address.Valid, ""},
		{"Stellar", strkey(6<<3, 32) + ":memo", address.Valid, ""},
		{"Stellar", strkey(18<<3, 32), address.Invalid, address.Kind},
		{"Cosmos", "cosmos1" + "qqqqqq", address.Invalid, address.Checksum},
		{"Kadena", "k:whatever", address.Unsupported, ""},
		{"Ethereum", "", address.Invalid, address.Length},
		{"Ethereum", strings.Repeat("0", 257), address.Invalid, address.Length},
	}
	for _, row := range rows {
		n, ok := address.LookupNetwork(row.network)
		if !ok {
			t.Fatalf("no network %s", row.network)
		}
		got := address.Check(n, row.text)
		if got.Validity != row.valid || got.Reason != row.reason {
			t.Errorf("%s %q: %d %q, want %d %q", row.network, row.text, got.Validity, got.Reason, row.valid, row.reason)
		}
		if (got.Validity == address.Valid) != (got.Canonical != "") {
			t.Errorf("%s %q: canonical form %q", row.network, row.text, got.Canonical)
		}
	}
}

func TestFormsOfOneAddressAreEqual(t *testing.T) {
	for network, forms := range map[string][]string{
		"Ethereum":     {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"},
		"Bitcoin_Cash": {"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"},
		"Bitcoin":      {"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
		"XRP":          {"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:1", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:01", xAddress("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", 1)},
	} {
		n, _ := address.LookupNetwork(network)
		first := address.Check(n, forms[0])
		for _, form := range forms {
			got := address.Check(n, form)
			if got.Validity != address.Valid || got.Canonical != first.Canonical || got.Memo != first.Memo {
				t.Errorf("%s: %q is %+v, %q is %+v", network, form, got, forms[0], first)
			}
		}
	}
	xrp, _ := address.LookupNetwork("XRP")
	if got := address.Check(xrp, xAddress("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", 1)+":2"); got.Reason != address.TagsDiffer {
		t.Errorf("two tags that differ: %+v", got)
	}
	if got := address.Check(xrp, "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"); got.HasMemo {
		t.Error("no tag is not tag 0")
	}
}

func TestCanonicalOfUncheckedNetworks(t *testing.T) {
	eos, _ := address.LookupNetwork("EOS")
	if a, m := address.Canonical(eos, " account:memo:1 "); a != "account:memo" || m != "1" {
		t.Errorf("split at the last colon: %q %q", a, m)
	}
	neo, _ := address.LookupNetwork("Neo")
	if a, m := address.Canonical(neo, "a:b"); a != "a:b" || m != "" {
		t.Errorf("no memo on this network: %q %q", a, m)
	}
}

func FuzzCheck(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.text)
	}
	for _, text := range []string{":", "1:", "a:b:", "0x", "nano_", "NQ", "f4", "S", "-", "..", "0:", strings.Repeat("1", 256)} {
		f.Add(text)
	}
	networks := address.Networks()
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range networks {
			got := address.Check(n, text)
			if n.Scheme == "" && got.Validity == address.Valid {
				t.Fatalf("%s is not checked and cannot be valid", n.Name)
			}
			if (got.Validity == address.Valid) != (got.Canonical != "") || (got.Validity == address.Invalid) != (got.Reason != address.OK) || !got.HasMemo && got.Memo != "" {
				t.Fatalf("%s: %+v", n.Name, got)
			}
			if again := address.Check(n, text); again != got {
				t.Fatalf("%s: two answers", n.Name)
			}
			address.Canonical(n, text)
		}
	})
}

// BenchmarkCheck checks the first valid vector of each scheme.
func BenchmarkCheck(b *testing.B) {
	seen := map[string]bool{}
	for _, v := range vectors(b) {
		if !v.valid || seen[v.network.Scheme] {
			continue
		}
		seen[v.network.Scheme] = true
		b.Run(v.network.Scheme, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if address.Check(v.network, v.text).Validity != address.Valid {
					b.Fatal("must be valid")
				}
			}
		})
	}
}

const (
	bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	ripple  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

// made is a Base58Check text of the given first bytes and twenty bytes of a fixed hash.
func made(alphabet string, first ...byte) string {
	sum := sha256.Sum256([]byte("bonafide test address"))
	return encode58Check(alphabet, append(first, sum[:20]...))
}

func encode58Check(alphabet string, payload []byte) string {
	a := sha256.Sum256(payload)
	b := sha256.Sum256(a[:])
	raw := append(append([]byte{}, payload...), b[:4]...)
	digits := []int{}
	for _, c := range raw {
		carry := int(c)
		for i := range digits {
			carry += digits[i] << 8
			digits[i], carry = carry%58, carry/58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, carry%58)
		}
	}
	out := ""
	for i := 0; i < len(raw) && raw[i] == 0; i++ {
		out += alphabet[:1]
	}
	for i := len(digits) - 1; i >= 0; i-- {
		out += string(alphabet[digits[i]])
	}
	return out
}

// xAddress writes a classic address and tag as an X-address (XLS-5).
func xAddress(classic string, tag byte) string {
	n, _ := address.LookupNetwork("XRP")
	account, _ := hex.DecodeString(address.Check(n, classic).Canonical)
	payload := append([]byte{0x05, 0x44}, account...)
	return encode58Check(ripple, append(payload, 1, tag, 0, 0, 0, 0, 0, 0, 0))
}

func strkey(version byte, n int) string {
	payload := append([]byte{version}, make([]byte, n)...)
	var crc uint16
	for _, b := range payload {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append(payload, byte(crc), byte(crc>>8)))
}
