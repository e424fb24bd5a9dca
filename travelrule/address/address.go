// Package address knows the networks of the enclave contract and checks addresses by network.
//
// The rule always goes by network, never by symbol: USDT lives on many chains. Checked are Bitcoin, Litecoin, Dogecoin and Dash
// (Base58Check, bech32, bech32m), Bitcoin Cash (CashAddr), Ethereum and the EVM networks (EIP-55), Tron, XRP (with
// X-addresses), Solana, Stellar and the Cosmos family. Every other network of the list is known by name and Unsupported:
// its addresses are compared as they stand and never called valid.
package address

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed networks.csv
var networkTable string

// MemoUse says whether a network's addresses are told apart by a memo or tag.
type MemoUse string

const (
	MemoNone     MemoUse = "none"
	MemoOptional MemoUse = "optional"
	MemoUsual    MemoUse = "usual"
)

// Network is one network of the contract's list.
type Network struct {
	Name   string // the contract's spelling
	CAIP2  string // may be empty
	Scheme string // how addresses are checked; empty: they are not
	Memo   MemoUse
	param  string
}

var table = sync.OnceValues(func() (list []Network, byName map[string]int) {
	byName = map[string]int{}
	for _, line := range strings.Split(networkTable, "\n") {
		cells := strings.Split(line, ",")
		if strings.HasPrefix(line, "#") || len(cells) != 5 {
			continue
		}
		byName[strings.ToLower(cells[0])] = len(list)
		if cells[1] != "" {
			if _, taken := byName[strings.ToLower(cells[1])]; !taken {
				byName[strings.ToLower(cells[1])] = len(list)
			}
		}
		list = append(list, Network{Name: cells[0], CAIP2: cells[1], Scheme: cells[2], param: cells[3], Memo: MemoUse(cells[4])})
	}
	return list, byName
})

// LookupNetwork finds a network by its contract name or CAIP-2 id, without regard to case (contract 4.5).
func LookupNetwork(name string) (Network, bool) {
	list, byName := table()
	i, ok := byName[strings.ToLower(strings.TrimSpace(name))]
	if !ok {
		return Network{}, false
	}
	return list[i], true
}

// Networks returns all networks in the contract's order.
func Networks() []Network {
	list, _ := table()
	return append([]Network{}, list...)
}

// Validity of an address. The zero value is Unsupported: what was not checked is never valid.
type Validity uint8

const (
	Unsupported Validity = iota
	Invalid
	Valid
)

// Reason says what rule an address breaks.
type Reason string

const (
	OK         Reason = ""
	Length     Reason = "length"
	Alphabet   Reason = "alphabet"
	Checksum   Reason = "checksum"
	Prefix     Reason = "prefix"
	MixedCase  Reason = "mixed_case"
	TestNet    Reason = "test_net"
	Tag        Reason = "tag"
	TagsDiffer Reason = "tags_differ"
)

// Checked is what Check found.
type Checked struct {
	Validity  Validity
	Reason    Reason
	Canonical string // form for comparison, without tag; not for display
	Memo      string
	HasMemo   bool // an absent tag is not tag 0
	Weak      bool // the network's addresses have no checksum, or it was not used
}

// MaxLength of a text, in bytes.
const MaxLength = 256

func invalid(reason Reason) Checked { return Checked{Validity: Invalid, Reason: reason} }

// Check tries the whole text first, then splits a memo at the last colon (contract 4.5).
func Check(n Network, text string) Checked {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > MaxLength {
		return invalid(Length)
	}
	if n.Scheme == "" {
		return Checked{}
	}
	whole := check(n, text)
	at := strings.LastIndexByte(text, ':')
	if whole.Validity == Valid || at < 0 || n.Memo == MemoNone {
		return whole
	}
	base, memo := check(n, text[:at]), text[at+1:]
	if base.Validity != Valid {
		return base
	}
	return withMemo(n, base, memo)
}

// withMemo adds a memo to an address; one that carries a tag itself must agree.
func withMemo(n Network, base Checked, memo string) Checked {
	if n.Scheme == "xrp" {
		tag, err := strconv.ParseUint(memo, 10, 32)
		if err != nil {
			return invalid(Tag)
		}
		memo = strconv.FormatUint(tag, 10)
	}
	if memo == "" {
		return invalid(Tag)
	}
	if base.HasMemo && base.Memo != memo {
		return invalid(TagsDiffer)
	}
	base.Memo, base.HasMemo = memo, true
	return base
}

// Canonical splits the address of a network that is not checked as the contract says.
func Canonical(n Network, text string) (addr, memo string) {
	text = strings.TrimSpace(text)
	if at := strings.LastIndexByte(text, ':'); at > 0 && n.Memo != MemoNone {
		return text[:at], text[at+1:]
	}
	return text, ""
}

func check(n Network, text string) Checked {
	switch n.Scheme {
	case "evm":
		return checkEVM(text, n.param)
	case "tron":
		return checkTron(text)
	case "base58check":
		return checkBase58Check(text, n.param)
	case "segwit":
		return checkBitcoin(text, n.param)
	case "cashaddr":
		return checkCashAddr(text, n.param)
	case "xrp":
		return checkXRP(text)
	case "solana":
		return checkSolana(text)
	case "stellar":
		return checkStellar(text)
	case "bech32":
		return checkCosmos(text, n.param)
	}
	return Checked{}
}
