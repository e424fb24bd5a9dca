package address

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"math/big"
	"strconv"
	"strings"

	"golang.org/x/crypto/blake2b"
	keccak "golang.org/x/crypto/sha3"
)

// decode32 reads Base32 (RFC 4648) without padding. Only the one canonical text of the bytes is taken: unused bits are zero.
func decode32(text string) ([]byte, bool) {
	plain := base32.StdEncoding.WithPadding(base32.NoPadding)
	raw, err := plain.DecodeString(text)
	return raw, err == nil && plain.EncodeToString(raw) == text
}

// blake2bSum is BLAKE2b with a digest of size bytes and no key.
func blake2bSum(size int, parts ...[]byte) []byte {
	hash, err := blake2b.New(size, nil)
	if err != nil { // the sizes are constants from 1 to 64
		return nil
	}
	for _, part := range parts {
		hash.Write(part)
	}
	return hash.Sum(nil)
}

func keccak256(data []byte) []byte {
	hash := keccak.NewLegacyKeccak256()
	hash.Write(data)
	return hash.Sum(nil)
}

// Version bytes of StrKey (SEP-23).
const (
	strkeyAccount  = 6 << 3  // G
	strkeyMuxed    = 12 << 3 // M
	strkeyContract = 2 << 3  // C
	strkeySeed     = 18 << 3 // S
)

// checkStellar reads StrKey accounts (G), contracts (C) and muxed accounts (M). A muxed account is its account with the number as memo.
func checkStellar(text, _ string) Checked {
	raw, ok := decode32(text)
	if !ok {
		return invalid(Alphabet)
	}
	if len(raw) < 35 {
		return invalid(Length)
	}
	payload, sum := raw[:len(raw)-2], raw[len(raw)-2:]
	if binary.LittleEndian.Uint16(sum) != crc16(payload) {
		return invalid(Checksum)
	}
	version := payload[0]
	switch {
	case (version == strkeyAccount || version == strkeyContract) && len(payload) == 33:
		return valid(text)
	case version == strkeyMuxed && len(payload) == 41:
		account := append([]byte{strkeyAccount}, payload[1:33]...)
		account = binary.LittleEndian.AppendUint16(account, crc16(account))
		out := valid(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(account))
		out.Memo, out.HasMemo = strconv.FormatUint(binary.BigEndian.Uint64(payload[33:]), 10), true
		return out
	case version == strkeyAccount, version == strkeyContract, version == strkeyMuxed:
		return invalid(Length)
	case version == strkeySeed:
		return invalid(Kind)
	}
	return invalid(Prefix)
}

// crc16 is CRC-16/XMODEM.
func crc16(data []byte) (crc uint16) {
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// checkAlgorand reads 32 bytes and the last four of their SHA-512/256.
func checkAlgorand(text, _ string) Checked {
	if len(text) != 58 {
		return invalid(Length)
	}
	raw, ok := decode32(text)
	if !ok {
		return invalid(Alphabet)
	}
	if sum := sha512.Sum512_256(raw[:32]); !bytes.Equal(sum[28:], raw[32:]) {
		return invalid(Checksum)
	}
	return valid(text)
}

// First bytes of NEM and Symbol addresses by network.
const (
	nemMain = 0x68
	nemTest = 0x98
	nemDark = 0x60 // mijin, a private chain
)

// checkNEM reads NIS1 addresses, with the hyphens people write or without: network, hash and four bytes of Keccak-256.
func checkNEM(text, _ string) Checked {
	return checkCatapult(text, 40, 21, keccak256)
}

// checkSymbol reads Symbol addresses: network, hash and three bytes of SHA3-256.
func checkSymbol(text, _ string) Checked {
	return checkCatapult(text, 39, 21, func(data []byte) []byte { sum := sha3.Sum256(data); return sum[:] })
}

func checkCatapult(text string, length, payload int, digest func([]byte) []byte) Checked {
	plain := strings.ToUpper(strings.ReplaceAll(text, "-", ""))
	if len(plain) != length {
		return invalid(Length)
	}
	raw, ok := decode32(plain)
	switch {
	case !ok:
		return invalid(Alphabet)
	case !bytes.Equal(digest(raw[:payload])[:len(raw)-payload], raw[payload:]):
		return invalid(Checksum)
	case raw[0] == nemTest, raw[0] == nemDark:
		return invalid(TestNet)
	case raw[0] != nemMain:
		return invalid(Prefix)
	}
	return valid(plain)
}

const nanoAlphabet = "13456789abcdefghijkmnopqrstuwxyz"

// checkNano reads nano_ and the older xrb_: 260 bits of key, of which the first four are zero, and 40 of BLAKE2b in reverse.
func checkNano(text, _ string) Checked {
	digits, ok := strings.CutPrefix(text, "nano_")
	if !ok {
		digits, ok = strings.CutPrefix(text, "xrb_")
	}
	switch {
	case !ok:
		return invalid(Prefix)
	case len(digits) != 60:
		return invalid(Length)
	}
	n := new(big.Int)
	for i := range len(digits) {
		v := strings.IndexByte(nanoAlphabet, digits[i])
		if v < 0 || i == 0 && v > 1 {
			return invalid(Alphabet)
		}
		n.Lsh(n, 5).Or(n, big.NewInt(int64(v)))
	}
	raw := n.FillBytes(make([]byte, 37)) // the first digit is 0 or 1
	key, sum := raw[:32], raw[32:]
	want := blake2bSum(5, key)
	for i := range want {
		if want[i] != sum[len(sum)-1-i] {
			return invalid(Checksum)
		}
	}
	return valid("nano_" + digits)
}

// Kinds of Filecoin addresses by the second character.
const (
	filecoinID        = '0'
	filecoinSecp      = '1'
	filecoinActor     = '2'
	filecoinBLS       = '3'
	filecoinDelegated = '4'
	filecoinEVM       = 10 // the namespace of Ethereum addresses, f410
)

// checkFilecoin reads f0 (a number, weak), f1, f2, f3 and f4 with four bytes of BLAKE2b, and the Ethereum form of f410, which is the same
// address.
func checkFilecoin(text, _ string) Checked {
	if strings.HasPrefix(text, "0x") {
		out := checkEVM(text, "")
		if out.Validity == Valid {
			raw, _ := hex.DecodeString(out.Canonical[2:])
			out.Canonical = filecoinText(filecoinDelegated, "10f", []byte{4, filecoinEVM}, raw)
		}
		return out
	}
	switch {
	case len(text) < 3:
		return invalid(Length)
	case text[0] == 't':
		return invalid(TestNet)
	case text[0] != 'f':
		return invalid(Prefix)
	}
	kind, rest := text[1], text[2:]
	size := 20
	switch kind {
	case filecoinID:
		if n, err := strconv.ParseUint(rest, 10, 64); err != nil || strconv.FormatUint(n, 10) != rest {
			return invalid(Alphabet)
		}
		return weak(text)
	case filecoinSecp, filecoinActor:
		return checkFilecoinHash(text, kind, "", []byte{kind - '0'}, rest, size)
	case filecoinBLS:
		return checkFilecoinHash(text, kind, "", []byte{kind - '0'}, rest, 48)
	case filecoinDelegated:
		number, digits, ok := strings.Cut(rest, "f")
		space, err := strconv.ParseUint(number, 10, 64)
		if !ok || err != nil || strconv.FormatUint(space, 10) != number {
			return invalid(Prefix)
		}
		if space != filecoinEVM {
			size = 0 // another namespace: up to 54 bytes
		}
		return checkFilecoinHash(text, kind, number+"f", binary.AppendUvarint([]byte{4}, space), digits, size)
	}
	return invalid(Prefix)
}

func checkFilecoinHash(text string, kind byte, space string, head []byte, digits string, size int) Checked {
	raw, ok := decode32(strings.ToUpper(digits))
	switch {
	case !ok || strings.ToLower(digits) != digits:
		return invalid(Alphabet)
	case len(raw) < 5 || len(raw) > 58 || size > 0 && len(raw) != size+4:
		return invalid(Length)
	}
	if filecoinText(kind, space, head, raw[:len(raw)-4]) != text {
		return invalid(Checksum)
	}
	return valid(text)
}

func filecoinText(kind byte, space string, head, payload []byte) string {
	raw := append(append([]byte{}, payload...), blake2bSum(4, head, payload)...)
	return "f" + string(kind) + space + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

// checkInternetComputer reads account identifiers (CRC-32 and 28 bytes in hexadecimal) and principals (CRC-32 and up to 29 bytes in groups
// of five). The text of an ICRC-1 account with a subaccount is not read.
func checkInternetComputer(text, _ string) Checked {
	if len(text) == 64 && isHex(text) {
		lower := strings.ToLower(text)
		raw, _ := hex.DecodeString(lower)
		if binary.BigEndian.Uint32(raw) != crc32.ChecksumIEEE(raw[4:]) {
			return invalid(Checksum)
		}
		return valid(lower)
	}
	raw, ok := decode32(strings.ToUpper(strings.ReplaceAll(text, "-", "")))
	switch {
	case !ok || strings.ToLower(text) != text:
		return invalid(Alphabet)
	case len(raw) < 5 || len(raw) > 33 || grouped(strings.ReplaceAll(text, "-", "")) != text:
		return invalid(Length)
	case binary.BigEndian.Uint32(raw) != crc32.ChecksumIEEE(raw[4:]):
		return invalid(Checksum)
	}
	return valid(text)
}

// grouped writes text in groups of five, joined by hyphens.
func grouped(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// stacksVersions are the versions of c32check: single and multi signature, main net and test net.
var stacksVersions = map[byte]Reason{22: OK, 20: OK, 26: TestNet, 21: TestNet}

// checkStacks reads c32check (SIP-005): S, version, and 20 bytes with four of double SHA-256. O is 0, I and L are 1, case does not count.
// A contract behind a point is not an account.
func checkStacks(text, _ string) Checked {
	if name, _, ok := strings.Cut(text, "."); ok && checkStacks(name, "").Validity == Valid {
		return invalid(Kind)
	}
	upper := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	if len(upper) < 30 || len(upper) > 41 {
		return invalid(Length)
	}
	if upper[0] != 'S' {
		return invalid(Prefix)
	}
	n := new(big.Int)
	for i := 1; i < len(upper); i++ {
		v := strings.IndexByte(crockford, upper[i])
		if v < 0 {
			return invalid(Alphabet)
		}
		if i > 1 {
			n.Lsh(n, 5).Or(n, big.NewInt(int64(v)))
		}
	}
	version := byte(strings.IndexByte(crockford, upper[1]))
	if n.BitLen() > 24*8 {
		return invalid(Length)
	}
	raw := n.FillBytes(make([]byte, 24))
	first := sha256.Sum256(append([]byte{version}, raw[:20]...))
	second := sha256.Sum256(first[:])
	reason, known := stacksVersions[version]
	switch {
	case !bytes.Equal(second[:4], raw[20:]):
		return invalid(Checksum)
	case !known:
		return invalid(Prefix)
	case reason != OK:
		return invalid(reason)
	}
	return valid(hex.EncodeToString(append([]byte{version}, raw[:20]...)))
}

const nimiqAlphabet = "0123456789ABCDEFGHJKLMNPQRSTUVXY"

// checkNimiq reads NQ, two check digits as of an IBAN (ISO 7064 MOD 97-10) and 32 digits; spaces do not count.
func checkNimiq(text, _ string) Checked {
	plain := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	switch {
	case !strings.HasPrefix(plain, "NQ"):
		return invalid(Prefix)
	case len(plain) != 36:
		return invalid(Length)
	}
	rest := 0
	for i, c := range []byte(plain[4:] + plain[:4]) {
		switch {
		case i < 32 && strings.IndexByte(nimiqAlphabet, c) < 0, i >= 34 && (c < '0' || c > '9'):
			return invalid(Alphabet)
		case c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	if rest != 1 {
		return invalid(Checksum)
	}
	return valid(plain)
}
