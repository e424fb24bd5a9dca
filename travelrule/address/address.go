// Package address knows the networks of the enclave contract and checks addresses by network.
//
// The rule always goes by network, never by symbol: USDT lives on many chains. Which network is checked how is the embedded list
// (networks.csv, shown in docs/networks.md); a network without a scheme is known by name and Unsupported: its addresses are compared
// as they stand and never called valid. An address without a checksum, or in a form that does not use it, is Valid and Weak.
//
// A text of the contract is an address or address:tag. The whole is tried first, then it is split at the last colon (contract 4.5).
// Two forms of one address (CashAddr and Base58Check, hexadecimal and Base58, X-address and tag, muxed account and memo) have one
// Canonical form, which is for comparison and not for display.
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
	SLIP44 string // the coin type of its own coin, decimal (SLIP-0044); may be empty
	param  string
}

var table = sync.OnceValues(func() (list []Network, byName map[string]int) {
	byName = map[string]int{}
	for _, line := range strings.Split(networkTable, "\n") {
		cells := strings.Split(line, ",")
		if strings.HasPrefix(line, "#") || len(cells) != 6 {
			continue
		}
		byName[strings.ToLower(cells[0])] = len(list)
		if cells[1] != "" {
			if _, taken := byName[strings.ToLower(cells[1])]; !taken {
				byName[strings.ToLower(cells[1])] = len(list)
			}
		}
		list = append(list, Network{Name: cells[0], CAIP2: cells[1], Scheme: cells[2], param: cells[3], Memo: MemoUse(cells[4]), SLIP44: cells[5]})
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
	Kind       Reason = "kind" // well-formed, and nothing a payment can be sent to: a stake address, a seed
	Tag        Reason = "tag"
	TagsDiffer Reason = "tags_differ"
)

// Reasons returns every reason there is but OK.
func Reasons() []Reason {
	return []Reason{Length, Alphabet, Checksum, Prefix, MixedCase, TestNet, Kind, Tag, TagsDiffer}
}

// Checked is what Check found.
type Checked struct {
	Validity  Validity
	Reason    Reason
	Canonical string // form for comparison, without tag; not for display
	Memo      string
	HasMemo   bool // an absent tag is not tag 0
	Weak      bool // the network's addresses have no checksum, or it was not used
	noMemo    bool // the address itself says that it has no tag
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
	if at == 0 {
		return invalid(Length)
	}
	base, memo := check(n, text[:at]), text[at+1:]
	if base.Validity != Valid {
		return base
	}
	return withMemo(n, base, memo)
}

// withMemo adds a memo to an address; one that carries a tag itself, or says that it has none, must agree.
func withMemo(n Network, base Checked, memo string) Checked {
	memo, ok := readMemo(n, memo)
	switch {
	case !ok:
		return invalid(Tag)
	case base.noMemo, base.HasMemo && base.Memo != memo:
		return invalid(TagsDiffer)
	}
	base.Memo, base.HasMemo = memo, true
	return base
}

// Limits of a memo, in bytes, where the network has one that is shorter than a text of this package.
const (
	maxStellarMemo = 28
	maxHederaMemo  = 100
	paymentID      = 16 // hexadecimal digits of a Monero payment id; 64 in its older form
	hashMemo       = 64 // hexadecimal digits of a Stellar hash memo
)

// readMemo reads a memo as its network has it: a number, a payment id, or a text that is not empty.
func readMemo(n Network, memo string) (string, bool) {
	switch n.Scheme {
	case "xrp":
		tag, err := strconv.ParseUint(memo, 10, 32)
		return strconv.FormatUint(tag, 10), err == nil
	case "monero":
		return strings.ToLower(memo), isHex(memo) && (len(memo) == paymentID || len(memo) == hashMemo)
	case "stellar":
		return memo, memo != "" && (len(memo) <= maxStellarMemo || len(memo) == hashMemo && isHex(memo))
	case "hedera":
		return memo, memo != "" && len(memo) <= maxHederaMemo
	}
	return memo, memo != ""
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
	if scheme, ok := schemes[n.Scheme]; ok {
		return scheme(text, n.param)
	}
	return Checked{}
}

// schemes are the rules by which addresses are checked. What a parameter means stands at each.
var schemes = map[string]func(text, param string) Checked{
	"aeternity":   checkAeternity,
	"algorand":    checkAlgorand,
	"aptos":       checkAptos,
	"arweave":     checkArweave,
	"base58check": checkBase58Check,
	"bech32":      checkBech32,
	"bech32evm":   checkBech32EVM,
	"bech32m":     checkBech32m,
	"cardano":     checkCardano,
	"cashaddr":    checkCashAddr,
	"ckb":         checkNervos,
	"conflux":     checkConflux,
	"eos":         checkEOS,
	"ergo":        checkErgo,
	"evm":         checkEVM,
	"filecoin":    checkFilecoin,
	"flow":        checkFlow,
	"graphene":    checkGraphene,
	"hedera":      checkHedera,
	"icon":        checkIcon,
	"icp":         checkInternetComputer,
	"iota":        checkIota,
	"monero":      checkMonero,
	"nano":        checkNano,
	"near":        checkNear,
	"nem":         checkNEM,
	"nimiq":       checkNimiq,
	"segwit":      checkSegwit,
	"sia":         checkSia,
	"solana":      checkSolana,
	"ss58":        checkSS58,
	"stacks":      checkStacks,
	"starknet":    checkStarknet,
	"stellar":     checkStellar,
	"sui":         checkSui,
	"symbol":      checkSymbol,
	"ton":         checkTON,
	"tron":        checkTron,
	"waves":       checkWaves,
	"xrp":         checkXRP,
	"zcash":       checkZcash,
}

// valid is an address whose checksum was held against it; weak is one that has none.
func valid(canonical string) Checked { return Checked{Validity: Valid, Canonical: canonical} }

func weak(canonical string) Checked {
	return Checked{Validity: Valid, Canonical: canonical, Weak: true}
}
