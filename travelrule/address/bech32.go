package address

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// Constants of the two checksums (BIP-173, BIP-350).
const (
	bech32Constant  = 1
	bech32mConstant = 0x2bc830a3
)

func bech32Polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}

// decodeBech32 returns the prefix, the 5-bit groups without checksum, and the checksum's constant.
func decodeBech32(text string) (prefix string, data []byte, constant uint32, reason Reason) {
	lower := strings.ToLower(text)
	if lower != text && strings.ToUpper(text) != text {
		return "", nil, 0, MixedCase
	}
	split := strings.LastIndexByte(lower, '1')
	if split < 1 || len(lower)-split < 7 {
		return "", nil, 0, Length
	}
	prefix = lower[:split]
	var values []byte
	for _, c := range []byte(prefix) {
		values = append(values, c>>5)
	}
	values = append(values, 0)
	for _, c := range []byte(prefix) {
		values = append(values, c&31)
	}
	for _, c := range []byte(lower[split+1:]) {
		v := strings.IndexByte(bech32Alphabet, c)
		if v < 0 {
			return "", nil, 0, Alphabet
		}
		values, data = append(values, byte(v)), append(data, byte(v))
	}
	constant = bech32Polymod(values)
	if constant != bech32Constant && constant != bech32mConstant {
		return "", nil, 0, Checksum
	}
	return prefix, data[:len(data)-6], constant, OK
}

// regroup turns 5-bit groups into bytes; padding must be zero and shorter than a group.
func regroup(groups []byte) ([]byte, bool) {
	var out []byte
	var buffer uint32
	bits := 0
	for _, g := range groups {
		buffer = buffer<<5 | uint32(g)
		if bits += 5; bits >= 8 {
			bits -= 8
			out = append(out, byte(buffer>>bits))
		}
	}
	return out, bits < 5 && buffer&(1<<bits-1) == 0
}

// checkSegwit reads Base58Check and segwit addresses; param is "versions;prefix".
func checkSegwit(text, param string) Checked {
	versions, want, _ := strings.Cut(param, ";")
	// First, since letters in Base58 may begin like a prefix by chance (Peercoin's pC1..., DigiByte's DGB1...). A witness address is not
	// taken for one: it would need the version byte and four bytes of checksum by accident.
	legacy := checkBase58Check(text, versions)
	if legacy.Validity == Valid {
		return legacy
	}
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, want+"1"):
		return checkWitness(text, want)
	case strings.HasPrefix(lower, want+"mweb1"): // Litecoin's MimbleWimble extension
		return Checked{}
	case strings.HasPrefix(lower, "tb1"), strings.HasPrefix(lower, "t"+want+"1"), strings.HasPrefix(lower, "bcrt1"), strings.HasPrefix(lower, "r"+want+"1"):
		if _, _, _, reason := decodeBech32(text); reason != OK {
			return invalid(reason)
		}
		return invalid(TestNet)
	}
	if _, _, _, reason := decodeBech32(text); reason == OK {
		return invalid(Prefix) // of another network
	}
	return legacy
}

// checkWitness reads a witness program (BIP-173, BIP-350).
func checkWitness(text, want string) Checked {
	prefix, data, constant, reason := decodeBech32(text)
	switch {
	case reason != OK:
		return invalid(reason)
	case prefix != want:
		return invalid(Prefix)
	case len(data) == 0 || len(text) > 90:
		return invalid(Length)
	}
	version := data[0]
	program, ok := regroup(data[1:])
	switch {
	case !ok || version > 16 || len(program) < 2 || len(program) > 40, version == 0 && len(program) != 20 && len(program) != 32:
		return invalid(Length)
	case version == 0 && constant != bech32Constant, version > 0 && constant != bech32mConstant:
		return invalid(Checksum)
	}
	return valid(strings.ToLower(text))
}

// checkBech32 reads bech32 with one prefix. param: the prefix, and after a semicolon how many bytes there may be, joined by a bar;
// 20 (an account) or 32 (a contract) when it is left out, as in the Cosmos family.
func checkBech32(text, param string) Checked {
	_, out := readBech32(text, param, bech32Constant)
	return out
}

// checkBech32m is checkBech32 with the checksum of BIP-350.
func checkBech32m(text, param string) Checked {
	_, out := readBech32(text, param, bech32mConstant)
	return out
}

func readBech32(text, param string, checksum uint32) ([]byte, Checked) {
	want, sizes, _ := strings.Cut(param, ";")
	if sizes == "" {
		sizes = "20|32"
	}
	prefix, data, constant, reason := decodeBech32(text)
	switch {
	case reason != OK:
		return nil, invalid(reason)
	case prefix != want && testPrefix(prefix, want):
		return nil, invalid(TestNet)
	case prefix != want && (prefix == want+"valoper" || prefix == want+"valcons" || strings.HasSuffix(prefix, "pub")):
		return nil, invalid(Kind)
	case prefix != want:
		return nil, invalid(Prefix)
	case constant != checksum:
		return nil, invalid(Checksum)
	}
	raw, ok := regroup(data)
	if !ok || !slices.Contains(strings.Split(sizes, "|"), strconv.Itoa(len(raw))) {
		return nil, invalid(Length)
	}
	return raw, valid(strings.ToLower(text))
}

// testPrefix says whether prefix is that of a test net whose main net has want.
func testPrefix(prefix, want string) bool {
	return prefix == "t"+want || prefix == "test"+want || prefix == want+"test" || prefix == want+"_test" || prefix == "r"+want
}

// checkBech32EVM reads an account of 20 bytes in bech32 or in hexadecimal, which are one account. param: the prefix; a plus behind it
// says that mixed case in hexadecimal follows another rule than EIP-55, which is not checked.
func checkBech32EVM(text, param string) Checked {
	prefix, otherCase := strings.CutSuffix(param, "+")
	if strings.HasPrefix(text, "0x") || strings.HasPrefix(text, "0X") {
		if otherCase {
			text = strings.ToLower(text)
		}
		return checkEVM(text, "")
	}
	raw, out := readBech32(text, prefix, bech32Constant)
	if len(raw) == 20 {
		out.Canonical = "0x" + hex.EncodeToString(raw)
	}
	return out
}

// checkZcash reads transparent addresses (also of TEX, ZIP-320), and shielded ones: Sapling (protocol 5.6.3.1) and unified (ZIP-316), of
// which the checksum is held against the text and the receivers inside are not looked at. param: Base58Check versions.
func checkZcash(text, param string) Checked {
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "zs1"):
		return checkBech32(text, "zs;43")
	case strings.HasPrefix(lower, "tex1"):
		raw, out := readBech32(text, "tex;20", bech32mConstant)
		if out.Validity == Valid {
			out.Canonical = "tex1" + hex.EncodeToString(raw)
		}
		return out
	case strings.HasPrefix(lower, "u1"):
		prefix, data, constant, reason := decodeBech32(text)
		switch {
		case reason != OK:
			return invalid(reason)
		case prefix != "u":
			return invalid(Prefix)
		case constant != bech32mConstant:
			return invalid(Checksum)
		case len(data) < minUnified*8/5:
			return invalid(Length)
		}
		return valid(lower)
	case strings.HasPrefix(lower, "ztestsapling1"), strings.HasPrefix(lower, "utest1"), strings.HasPrefix(lower, "textest1"):
		return invalid(TestNet)
	}
	return checkBase58Check(text, param)
}

// minUnified is how many bytes a unified address has at least (ZIP-316: F4Jumble takes no fewer).
const minUnified = 48

// Formats of Nervos addresses by their first byte (RFC 21): the full form is bech32m, the older ones are bech32.
const (
	ckbFull      = 0x00
	ckbShort     = 0x01
	ckbOldData   = 0x02
	ckbOldType   = 0x04
	ckbCodeBytes = 33 // format, and code hash
)

// checkNervos reads CKB addresses (RFC 21).
func checkNervos(text, want string) Checked {
	prefix, data, constant, reason := decodeBech32(text)
	switch {
	case reason != OK:
		return invalid(reason)
	case prefix == "ckt":
		return invalid(TestNet)
	case prefix != want:
		return invalid(Prefix)
	}
	raw, ok := regroup(data)
	if !ok || len(raw) == 0 {
		return invalid(Length)
	}
	long := len(raw) >= ckbCodeBytes
	switch raw[0] {
	case ckbFull:
		long = len(raw) > ckbCodeBytes // and the hash type
		ok = constant == bech32mConstant
	case ckbShort:
		long = len(raw) == 22 // code hash index, 20 bytes
		ok = constant == bech32Constant
	case ckbOldData, ckbOldType:
		ok = constant == bech32Constant
	default:
		return invalid(Prefix)
	}
	switch {
	case !long:
		return invalid(Length)
	case !ok:
		return invalid(Checksum)
	}
	return valid(strings.ToLower(text))
}

func cashPolymod(values []byte) uint64 {
	generator := [5]uint64{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470}
	sum := uint64(1)
	for _, v := range values {
		top := sum >> 35
		sum = sum&0x07ffffffff<<5 ^ uint64(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum ^ 1
}

// cashKinds are the version bytes of CashAddr: kind of script (0 P2PKH, 8 P2SH), whether the wallet takes tokens (16), and how long the
// hash is (3: 32 bytes). An address that takes tokens is the same address.
var cashKinds = map[byte]struct {
	kind byte
	size int
}{0x00: {0x00, 20}, 0x08: {0x08, 20}, 0x0b: {0x0b, 32}, 0x10: {0x00, 20}, 0x18: {0x08, 20}, 0x1b: {0x0b, 32}}

// checkCashAddr reads CashAddr with or without its prefix, and the older Base58Check form, which are one address. param: prefixes joined
// by a bar, of which the first is the one that is left out.
func checkCashAddr(text, prefixes string) Checked {
	if old, reason := decode58Check(bitcoinAlphabet, text); reason == OK && len(old) == 21 {
		switch {
		case old[0] == 0:
			return valid(hex.EncodeToString(append([]byte{0x00}, old[1:]...)))
		case old[0] == 5:
			return valid(hex.EncodeToString(append([]byte{0x08}, old[1:]...)))
		case testVersions[old[0]]:
			return invalid(TestNet)
		}
		return invalid(Prefix)
	}
	lower := strings.ToLower(text)
	if lower != text && strings.ToUpper(text) != text {
		return invalid(MixedCase)
	}
	known := strings.Split(prefixes, "|")
	prefix, body, ok := strings.Cut(lower, ":")
	if !ok {
		prefix, body = known[0], lower
	}
	if !slices.Contains(known, prefix) {
		for _, each := range []string{"bchtest", "bchreg", "ectest", "slptest"} {
			if prefix == each {
				return invalid(TestNet)
			}
		}
		return invalid(Prefix)
	}
	raw, reason := decodeCash(bech32Alphabet, prefix, body)
	if reason != OK {
		return invalid(reason)
	}
	kind, ok := cashKinds[raw[0]]
	if !ok || len(raw) != 1+kind.size {
		return invalid(Length)
	}
	return valid(hex.EncodeToString(append([]byte{kind.kind}, raw[1:]...)))
}

// decodeCash reads 5-bit groups with the checksum of 40 bits that CashAddr has. At least one byte comes back.
func decodeCash(alphabet, prefix, body string) ([]byte, Reason) {
	values := make([]byte, 0, len(prefix)+1+len(body))
	for i := range len(prefix) {
		values = append(values, prefix[i]&31)
	}
	values = append(values, 0)
	head := len(values)
	for i := range len(body) {
		v := strings.IndexByte(alphabet, body[i])
		if v < 0 {
			return nil, Alphabet
		}
		values = append(values, byte(v))
	}
	if len(body) < 10 {
		return nil, Length
	}
	if cashPolymod(values) != 0 {
		return nil, Checksum
	}
	raw, ok := regroup(values[head : len(values)-8])
	if !ok {
		return nil, Length
	}
	return raw, OK
}

const confluxAlphabet = "abcdefghjkmnprstuvwxyz0123456789"

// checkConflux reads CIP-37 addresses and the hexadecimal ones of its EVM space.
func checkConflux(text, _ string) Checked {
	if strings.HasPrefix(text, "0x") {
		return checkEVM(text, "")
	}
	lower := strings.ToLower(text)
	if lower != text && strings.ToUpper(text) != text {
		return invalid(MixedCase)
	}
	parts := strings.Split(lower, ":")
	prefix, body := parts[0], parts[len(parts)-1]
	switch {
	case len(parts) < 2 || len(parts) > 3:
		return invalid(Prefix)
	case len(parts) == 3 && !strings.HasPrefix(parts[1], "type."):
		return invalid(Prefix)
	case prefix == "cfxtest" || strings.HasPrefix(prefix, "net"):
		return invalid(TestNet)
	case prefix != "cfx":
		return invalid(Prefix)
	}
	raw, reason := decodeCash(confluxAlphabet, prefix, body)
	switch {
	case reason != OK:
		return invalid(reason)
	case len(raw) != 21 || raw[0] != 0:
		return invalid(Length)
	}
	return valid("cfx:" + body)
}
