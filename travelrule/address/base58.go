package address

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"
)

const (
	bitcoinAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	rippleAlphabet  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

// decode58 reads Base58 in an alphabet; a leading zero digit is a leading zero byte.
func decode58(alphabet, text string) ([]byte, bool) {
	if len(text) > 128 {
		return nil, false
	}
	n, radix := new(big.Int), big.NewInt(58)
	zeros, leading := 0, true
	for i := range len(text) {
		digit := strings.IndexByte(alphabet, text[i])
		if digit < 0 {
			return nil, false
		}
		if leading = leading && digit == 0; leading {
			zeros++
		}
		n.Mul(n, radix).Add(n, big.NewInt(int64(digit)))
	}
	return append(make([]byte, zeros), n.Bytes()...), true
}

// decode58Check also checks the four bytes of double SHA-256 at the end.
func decode58Check(alphabet, text string) ([]byte, Reason) {
	raw, ok := decode58(alphabet, text)
	if !ok {
		return nil, Alphabet
	}
	if len(raw) < 5 {
		return nil, Length
	}
	payload, sum := raw[:len(raw)-4], raw[len(raw)-4:]
	first := sha256.Sum256(payload)
	second := sha256.Sum256(first[:])
	if !bytes.Equal(second[:4], sum) {
		return nil, Checksum
	}
	return payload, OK
}

// testVersions are the version bytes of Bitcoin-like test nets.
var testVersions = map[byte]bool{0x6f: true, 0xc4: true, 0x3a: true, 0x71: true, 0x8c: true, 0x13: true}

// hasVersion says whether payload begins with one of versions (hexadecimal, joined by a bar) and has size bytes after it. long is
// true when a version fits and the length does not.
func hasVersion(payload []byte, versions string, size int) (ok, long bool) {
	for version := range strings.SplitSeq(versions, "|") {
		n := len(version) / 2
		if len(payload) < n || hex.EncodeToString(payload[:n]) != version {
			continue
		}
		if len(payload) == n+size {
			return true, false
		}
		long = true
	}
	return false, long
}

// checkBase58Check checks version and length. param: versions in hexadecimal joined by a bar, and after a semicolon how many bytes
// follow the version, 20 when it is left out.
func checkBase58Check(text, param string) Checked {
	payload, reason := decode58Check(bitcoinAlphabet, text)
	if reason != OK {
		return invalid(reason)
	}
	versions, sized, _ := strings.Cut(param, ";")
	size := 20
	if sized != "" {
		size, _ = strconv.Atoi(sized)
	}
	ok, wrongLength := hasVersion(payload, versions, size)
	switch {
	case ok:
		return valid(text)
	case wrongLength, len(payload) < size+1:
		return invalid(Length)
	case len(payload) == 21 && testVersions[payload[0]]:
		return invalid(TestNet)
	}
	return invalid(Prefix)
}

// checkTron reads the Base58Check form (version 0x41) and its hexadecimal form, which are one address.
func checkTron(text, _ string) Checked {
	if digits := strings.TrimPrefix(text, "0x"); len(digits) == 42 && strings.HasPrefix(digits, "41") {
		raw, err := hex.DecodeString(digits)
		if err != nil {
			return invalid(Alphabet)
		}
		return Checked{Validity: Valid, Canonical: hex.EncodeToString(raw), Weak: true}
	}
	payload, reason := decode58Check(bitcoinAlphabet, text)
	switch {
	case reason != OK:
		return invalid(reason)
	case len(payload) != 21:
		return invalid(Length)
	case payload[0] == 0xa0:
		return invalid(TestNet)
	case payload[0] != 0x41:
		return invalid(Prefix)
	}
	return Checked{Validity: Valid, Canonical: hex.EncodeToString(payload)}
}

// checkSolana: 32 bytes of Base58, no checksum.
func checkSolana(text, _ string) Checked {
	raw, ok := decode58(bitcoinAlphabet, text)
	if !ok {
		return invalid(Alphabet)
	}
	if len(raw) != 32 {
		return invalid(Length)
	}
	return Checked{Validity: Valid, Canonical: text, Weak: true}
}

// checkXRP reads classic addresses and X-addresses (XLS-5), which carry their tag.
func checkXRP(text, _ string) Checked {
	payload, reason := decode58Check(rippleAlphabet, text)
	if reason != OK {
		return invalid(reason)
	}
	if len(payload) == 21 && payload[0] == 0 {
		return Checked{Validity: Valid, Canonical: hex.EncodeToString(payload[1:])}
	}
	if len(payload) != 31 {
		return invalid(Length)
	}
	switch {
	case payload[0] == 0x04 && payload[1] == 0x93:
		return invalid(TestNet)
	case payload[0] != 0x05 || payload[1] != 0x44:
		return invalid(Prefix)
	}
	out := Checked{Validity: Valid, Canonical: hex.EncodeToString(payload[2:22])}
	flag, tag := payload[22], payload[23:]
	number := uint64(tag[0]) | uint64(tag[1])<<8 | uint64(tag[2])<<16 | uint64(tag[3])<<24
	switch {
	case flag > 1 || !bytes.Equal(tag[4:], make([]byte, 4)), flag == 0 && number != 0:
		return invalid(Tag)
	case flag == 1:
		out.Memo, out.HasMemo = strconv.FormatUint(number, 10), true
	default:
		out.noMemo = true
	}
	return out
}
