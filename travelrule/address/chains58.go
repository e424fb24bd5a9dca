package address

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"math/big"
	"strconv"
	"strings"
)

// checkAeternity reads ak_ and Base58Check of 32 bytes without a version.
func checkAeternity(text, _ string) Checked {
	digits, ok := strings.CutPrefix(text, "ak_")
	if !ok {
		return invalid(Prefix)
	}
	payload, reason := decode58Check(bitcoinAlphabet, digits)
	switch {
	case reason != OK:
		return invalid(reason)
	case len(payload) != 32:
		return invalid(Length)
	}
	return valid(text)
}

// checkWaves reads version 1, the chain's letter, 20 bytes, and four of Keccak-256 over BLAKE2b-256. param: the chain's letter.
func checkWaves(text, chain string) Checked {
	raw, ok := decode58(bitcoinAlphabet, text)
	switch {
	case !ok:
		return invalid(Alphabet)
	case len(raw) != 26:
		return invalid(Length)
	case !bytes.Equal(keccak256(blake2bSum(32, raw[:22]))[:4], raw[22:]):
		return invalid(Checksum)
	case raw[0] != 1:
		return invalid(Prefix)
	case raw[1] != chain[0]:
		return invalid(TestNet)
	}
	return valid(text)
}

// checkErgo reads kind and network in one byte, the content, and four bytes of BLAKE2b-256.
func checkErgo(text, _ string) Checked {
	raw, ok := decode58(bitcoinAlphabet, text)
	switch {
	case !ok:
		return invalid(Alphabet)
	case len(raw) < 6:
		return invalid(Length)
	}
	content, sum := raw[:len(raw)-4], raw[len(raw)-4:]
	kind := content[0] & 0x0f
	switch {
	case !bytes.Equal(blake2bSum(32, content)[:4], sum):
		return invalid(Checksum)
	case content[0]&0xf0 == 0x10:
		return invalid(TestNet)
	case content[0]&0xf0 != 0 || kind < 1 || kind > 3:
		return invalid(Prefix)
	case kind == 1 && len(content) != 34, kind == 2 && len(content) != 25:
		return invalid(Length)
	}
	return valid(text)
}

// ss58Generic is the prefix of no network in particular.
const ss58Generic = 42

// checkSS58 reads a prefix of one or two bytes, 32 bytes of account and two of BLAKE2b-512. param: the prefix.
func checkSS58(text, want string) Checked {
	raw, ok := decode58(bitcoinAlphabet, text)
	if !ok {
		return invalid(Alphabet)
	}
	if len(raw) < 35 {
		return invalid(Length)
	}
	head, prefix := 1, int(raw[0])
	if raw[0] >= 64 {
		head, prefix = 2, int(raw[0]&0x3f)<<2|int(raw[1]>>6)|int(raw[1]&0x3f)<<8
	}
	switch {
	case raw[0] >= 128, head == 2 && prefix < 64: // reserved; longer than it need be
		return invalid(Prefix)
	case len(raw) != head+34:
		return invalid(Length)
	case !bytes.Equal(blake2bSum(64, []byte("SS58PRE"), raw[:len(raw)-2])[:2], raw[len(raw)-2:]):
		return invalid(Checksum)
	case prefix == ss58Generic:
		return invalid(TestNet)
	case strconv.Itoa(prefix) != want:
		return invalid(Prefix)
	}
	return valid(text)
}

// Monero's Base58 has blocks of eight bytes in eleven digits; the digits that a last, shorter block of n bytes has stand at [n].
var moneroDigits = [9]int{0, 2, 3, 5, 6, 7, 9, 10, 11}

// decodeMonero reads Base58 in blocks. A block whose number does not fit its bytes is refused.
func decodeMonero(text string) ([]byte, bool) {
	var out []byte
	for len(text) > 0 {
		digits := min(len(text), moneroDigits[8])
		size := 0
		for size < 8 && moneroDigits[size] != digits {
			size++
		}
		if moneroDigits[size] != digits {
			return nil, false
		}
		n, radix := new(big.Int), big.NewInt(58)
		for i := range digits {
			v := strings.IndexByte(bitcoinAlphabet, text[i])
			if v < 0 {
				return nil, false
			}
			n.Mul(n, radix).Add(n, big.NewInt(int64(v)))
		}
		if n.BitLen() > size*8 {
			return nil, false
		}
		out = append(out, n.FillBytes(make([]byte, size))...)
		text = text[digits:]
	}
	return out, true
}

func encodeMonero(raw []byte) string {
	var out []byte
	for len(raw) > 0 {
		size := min(len(raw), 8)
		digits := make([]byte, moneroDigits[size])
		n, radix, rest := new(big.Int).SetBytes(raw[:size]), big.NewInt(58), new(big.Int)
		for i := len(digits) - 1; i >= 0; i-- {
			n.DivMod(n, radix, rest)
			digits[i] = bitcoinAlphabet[rest.Int64()]
		}
		out, raw = append(out, digits...), raw[size:]
	}
	return string(out)
}

// First bytes of Monero addresses.
const (
	moneroStandard   = 18
	moneroIntegrated = 19
	moneroSubaddress = 42
)

// Lengths of Monero addresses in digits: 69 bytes, and 77 with a payment id.
const (
	moneroLength           = 95
	moneroIntegratedLength = 106
)

// moneroTest are those of test net and stage net.
var moneroTest = map[byte]bool{53: true, 54: true, 63: true, 24: true, 25: true, 36: true}

// checkMonero reads standard addresses, subaddresses and integrated ones; the last are the standard address with a payment id. The
// checksum is four bytes of Keccak-256; whether the keys are points of the curve is not looked at.
func checkMonero(text, _ string) Checked {
	if len(text) != moneroLength && len(text) != moneroIntegratedLength {
		return invalid(Length)
	}
	raw, ok := decodeMonero(text)
	if !ok {
		return invalid(Alphabet)
	}
	payload, sum := raw[:len(raw)-4], raw[len(raw)-4:]
	switch {
	case !bytes.Equal(keccak256(payload)[:4], sum):
		return invalid(Checksum)
	case moneroTest[payload[0]]:
		return invalid(TestNet)
	case len(raw) == 69 && (payload[0] == moneroStandard || payload[0] == moneroSubaddress):
		return valid(text)
	case len(raw) == 77 && payload[0] == moneroIntegrated:
		standard := append([]byte{moneroStandard}, payload[1:65]...)
		out := valid(encodeMonero(append(standard, keccak256(standard)[:4]...)))
		out.Memo, out.HasMemo = hex.EncodeToString(payload[65:]), true
		return out
	}
	return invalid(Prefix)
}

// checkCardano reads Shelley addresses (CIP-19, bech32 without a limit of length) and those of the Byron era (Base58 of CBOR). Stake
// addresses are no place for a payment.
func checkCardano(text, _ string) Checked {
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "addr1"), strings.HasPrefix(lower, "addr_test1"), strings.HasPrefix(lower, "stake1"), strings.HasPrefix(lower, "stake_test1"):
		return checkShelley(text)
	}
	return checkByron(text)
}

func checkShelley(text string) Checked {
	prefix, data, constant, reason := decodeBech32(text)
	if reason != OK {
		return invalid(reason)
	}
	raw, ok := regroup(data)
	if !ok || len(raw) < 29 {
		return invalid(Length)
	}
	kind, network := raw[0]>>4, raw[0]&15
	switch {
	case constant != bech32Constant:
		return invalid(Checksum)
	case strings.HasSuffix(prefix, "_test"), network == 0:
		return invalid(TestNet)
	case prefix == "stake":
		return invalid(Kind)
	case prefix != "addr" || network != 1 || kind > 7:
		return invalid(Prefix)
	case kind < 4 && len(raw) != 57, kind >= 6 && len(raw) != 29, (kind == 4 || kind == 5) && !isPointer(raw[29:]):
		return invalid(Length)
	}
	return valid(strings.ToLower(text))
}

// isPointer says whether raw is three numbers of seven bits a byte (CIP-19, pointer).
func isPointer(raw []byte) bool {
	numbers := 0
	for i, b := range raw {
		if b < 0x80 {
			numbers++
		}
		if numbers == 3 {
			return i == len(raw)-1
		}
	}
	return false
}

// checkByron reads an array of a tagged byte string and its CRC-32; inside are the root hash, attributes and the kind. An attribute 2
// names a test net.
func checkByron(text string) Checked {
	raw, ok := decode58(bitcoinAlphabet, text)
	if !ok {
		return invalid(Alphabet)
	}
	c := cbor{rest: raw}
	c.head(4, 2)  // an array of two
	c.head(6, 24) // tag 24: bytes that are CBOR
	payload := c.bytes()
	sum := c.number()
	if c.bad || len(c.rest) > 0 {
		return invalid(Length)
	}
	if sum != uint64(crc32.ChecksumIEEE(payload)) {
		return invalid(Checksum)
	}
	inner := cbor{rest: payload}
	inner.head(4, 3)
	root := inner.bytes()
	testNet := false
	for range inner.count(5) {
		key := inner.number()
		inner.bytes()
		testNet = testNet || key == 2
	}
	kind := inner.number()
	switch {
	case inner.bad || len(inner.rest) > 0 || len(root) != 28 || kind > 2:
		return invalid(Length)
	case testNet:
		return invalid(TestNet)
	}
	return valid(text)
}

// cbor reads the few kinds of values a Byron address has (RFC 8949), each in its shortest form. After the first that is not as asked for,
// bad is true and everything reads as nothing.
type cbor struct {
	rest []byte
	bad  bool
}

func (c *cbor) item() (major byte, value uint64) {
	if c.bad || len(c.rest) == 0 {
		c.bad = true
		return 0, 0
	}
	first := c.rest[0]
	c.rest = c.rest[1:]
	major, value = first>>5, uint64(first&31)
	if value < 24 {
		return major, value
	}
	size := 1 << (value - 24)
	if value > 27 || len(c.rest) < size {
		c.bad = true
		return 0, 0
	}
	var wide [8]byte
	copy(wide[8-size:], c.rest[:size])
	c.rest = c.rest[size:]
	value = binary.BigEndian.Uint64(wide[:])
	if least := map[int]uint64{1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}[size]; value < least {
		c.bad = true
	}
	return major, value
}

func (c *cbor) head(major byte, value uint64) {
	if m, v := c.item(); m != major || v != value {
		c.bad = true
	}
}

func (c *cbor) number() uint64 {
	major, value := c.item()
	c.bad = c.bad || major != 0
	return value
}

// count reads the head of a map; no address has more than a few entries.
func (c *cbor) count(major byte) uint64 {
	m, value := c.item()
	if m != major || value > 8 {
		c.bad = true
		return 0
	}
	return value
}

func (c *cbor) bytes() []byte {
	major, size := c.item()
	if c.bad || major != 2 || size > uint64(len(c.rest)) {
		c.bad = true
		return nil
	}
	out := c.rest[:size]
	c.rest = c.rest[size:]
	return out
}
