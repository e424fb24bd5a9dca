package address_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/internal/golden"
	"github.com/bonafide-id/bonafide/travelrule/address"
)

// schemeTexts say in words how each scheme checks. The document of the networks is written from them.
var schemeTexts = map[string]string{
	"aeternity":   "`ak_` and Base58Check of 32 bytes",
	"algorand":    "Base32, 32 bytes and the last four of their SHA-512/256",
	"aptos":       "`0x` and 32 bytes in hexadecimal; up to four leading zeros may be missing, `0x0` to `0xf` are special (AIP-40)",
	"arweave":     "base64url of 32 bytes",
	"base58check": "Base58Check by version and length",
	"bech32":      "bech32 by prefix and length",
	"bech32evm":   "bech32 by prefix, or hexadecimal with EIP-55: one account",
	"bech32m":     "bech32m by prefix and length",
	"cardano":     "Shelley addresses by CIP-19, Byron addresses by CBOR and CRC-32; stake addresses are refused",
	"cashaddr":    "CashAddr with or without prefix, and its Base58Check form: one address",
	"ckb":         "RFC 21: full in bech32m, the older forms in bech32",
	"conflux":     "CIP-37, or hexadecimal with EIP-55 for its EVM space",
	"eos":         "account name of at most 13 characters",
	"ergo":        "Base58 by kind and network, four bytes of BLAKE2b-256",
	"evm":         "hexadecimal with EIP-55 where it has capitals",
	"filecoin":    "f0 to f4 with four bytes of BLAKE2b; the Ethereum form of f410 is the same address",
	"flow":        "8 bytes in hexadecimal",
	"graphene":    "account name of labels",
	"hedera":      "shard.realm.number with the checksum of HIP-15 or without; Ethereum alias",
	"icon":        "`hx` or `cx` and 20 bytes in hexadecimal",
	"icp":         "account identifier or principal, CRC-32",
	"iota":        "`0x` and 32 bytes, or the older bech32 form",
	"monero":      "Base58 in blocks, four bytes of Keccak-256; an integrated address is its standard address with a payment id",
	"nano":        "`nano_` or `xrb_`, five bytes of BLAKE2b",
	"near":        "account name, or 64 hexadecimal digits",
	"nem":         "Base32, four bytes of Keccak-256",
	"nimiq":       "IBAN-like, MOD 97-10",
	"segwit":      "Base58Check by version; bech32 for witness version 0, bech32m above",
	"sia":         "hexadecimal with six bytes of BLAKE2b-256",
	"solana":      "Base58 of 32 bytes",
	"ss58":        "SS58 by prefix, two bytes of BLAKE2b-512",
	"stacks":      "c32check",
	"starknet":    "a number below 2^251 in hexadecimal",
	"stellar":     "StrKey (SEP-23) with CRC-16; a muxed account is its account with a memo",
	"sui":         "`0x` and 32 bytes in hexadecimal",
	"symbol":      "Base32, three bytes of SHA3-256",
	"ton":         "friendly form with CRC-16, or raw: one address whatever the flags",
	"tron":        "Base58Check 0x41, or `41` and 20 bytes in hexadecimal: one address",
	"waves":       "Base58 with four bytes of Keccak-256 over BLAKE2b-256",
	"xrp":         "Base58Check in its own alphabet; an X-address is an account with its tag, or with none",
	"zcash":       "Base58Check, Sapling, TEX and unified addresses",
}

// weakSchemes have no checksum at all; others are weak in the forms that do not use it.
var weakSchemes = map[string]bool{"aptos": true, "arweave": true, "eos": true, "flow": true, "graphene": true, "icon": true, "near": true,
	"solana": true, "starknet": true, "sui": true}

func TestDocument(t *testing.T) {
	weakSeen := map[string]bool{}
	for _, v := range vectors(t) {
		if got := address.Check(v.network, v.text); got.Validity == address.Valid && !got.Weak && weakSchemes[v.network.Scheme] {
			t.Errorf("%s is said to have no checksum and %s has one", v.network.Scheme, v.text)
		} else if got.Weak {
			weakSeen[v.network.Scheme] = true
		}
	}
	for scheme := range weakSchemes {
		if !weakSeen[scheme] {
			t.Errorf("no vector shows that %s has no checksum", scheme)
		}
	}
	golden.File(t, filepath.Join("..", "..", "docs", "networks.md"), document(t))
}

func document(t *testing.T) string {
	var b strings.Builder
	checked, total, used := 0, 0, map[string]bool{}
	for _, n := range address.Networks() {
		total++
		if n.Scheme == "" {
			continue
		}
		checked++
		used[n.Scheme] = true
		if schemeTexts[n.Scheme] == "" {
			t.Errorf("no text for the scheme %s", n.Scheme)
		}
	}
	for scheme := range schemeTexts {
		if !used[scheme] {
			t.Errorf("no network has the scheme %s", scheme)
		}
	}
	fmt.Fprintf(&b, `# Networks

Written by a test of %[1]stravelrule/address%[1]s (%[1]sBONAFIDE_UPDATE=1%[1]s writes it anew). The names are those of the enclave contract, section 4.5, where a name or a
CAIP-2 id is taken without regard to case. Of %[2]d networks %[3]d are checked; the others are known by name, their addresses are compared as they
stand and never called valid.

An address is *valid*, *invalid* with a reason (%[4]s), or *unsupported*. It is *weak* when it is valid and no checksum was held against it:
always where the last column says so, and elsewhere in a form that does not use it (an Ethereum address in one case). A memo is what follows
the last colon: *usual* where exchanges share one address among their customers, *optional* where the network has one.

| network | CAIP-2 | coin type (SLIP-44) | memo | checked by | weak |
| --- | --- | --- | --- | --- | --- |
`, "`", total, checked, reasonsText())
	for _, n := range address.Networks() {
		if n.Scheme == "" {
			continue
		}
		weak := ""
		if weakSchemes[n.Scheme] {
			weak = "always"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", n.Name, code(n.CAIP2), n.SLIP44, n.Memo, schemeTexts[n.Scheme], weak)
	}
	b.WriteString("\n## Known by name only\n\n")
	var names []string
	for _, n := range address.Networks() {
		if n.Scheme == "" {
			names = append(names, n.Name)
		}
	}
	b.WriteString(strings.Join(names, ", ") + "\n\n## Assets\n\nThe CAIP-19 id of a symbol on a network, for the assets of the embedded list; any other asset is handled by symbol and network alone.\n\n| symbol | network | CAIP-19 |\n| --- | --- | --- |\n")
	for _, a := range address.Assets() {
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", a.Symbol, a.Network, a.ID)
	}
	return b.String()
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

func reasonsText() string {
	var list []string
	for _, reason := range address.Reasons() {
		list = append(list, "`"+string(reason)+"`")
	}
	return strings.Join(list, ", ")
}
