package address

import (
	"encoding/hex"
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

// checkBitcoin reads Base58Check and segwit addresses; param is "versions;prefix".
func checkBitcoin(text, param string) Checked {
	versions, want, _ := strings.Cut(param, ";")
	prefix, data, constant, reason := decodeBech32(text)
	lower := strings.ToLower(text)
	if !strings.HasPrefix(lower, want+"1") && !strings.HasPrefix(lower, "tb1") && !strings.HasPrefix(lower, "tltc1") && !strings.HasPrefix(lower, "bcrt1") {
		return checkBase58Check(text, versions)
	}
	switch {
	case reason != OK:
		return invalid(reason)
	case prefix != want:
		return invalid(TestNet)
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
	return Checked{Validity: Valid, Canonical: lower}
}

// checkCosmos reads bech32 with one prefix: 20 bytes of an account or 32 of a contract.
func checkCosmos(text, want string) Checked {
	prefix, data, constant, reason := decodeBech32(text)
	switch {
	case reason != OK:
		return invalid(reason)
	case prefix != want:
		return invalid(Prefix)
	case constant != bech32Constant:
		return invalid(Checksum)
	}
	raw, ok := regroup(data)
	if !ok || len(raw) != 20 && len(raw) != 32 {
		return invalid(Length)
	}
	return Checked{Validity: Valid, Canonical: strings.ToLower(text)}
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

// checkCashAddr reads CashAddr with or without its prefix, and the older Base58Check form, which are one address.
func checkCashAddr(text, prefix string) Checked {
	if old, reason := decode58Check(bitcoinAlphabet, text); reason == OK && len(old) == 21 && (old[0] == 0 || old[0] == 5) {
		kind := byte(0)
		if old[0] == 5 {
			kind = 8
		}
		return Checked{Validity: Valid, Canonical: hex.EncodeToString(append([]byte{kind}, old[1:]...))}
	}
	lower := strings.ToLower(text)
	if lower != text && strings.ToUpper(text) != text {
		return invalid(MixedCase)
	}
	if have, rest, ok := strings.Cut(lower, ":"); ok {
		if have == "bchtest" || have == "bchreg" {
			return invalid(TestNet)
		}
		if have != prefix {
			return invalid(Prefix)
		}
		lower = rest
	}
	var values, data []byte
	for _, c := range []byte(prefix) {
		values = append(values, c&31)
	}
	values = append(values, 0)
	for _, c := range []byte(lower) {
		v := strings.IndexByte(bech32Alphabet, c)
		if v < 0 {
			return invalid(Alphabet)
		}
		values, data = append(values, byte(v)), append(data, byte(v))
	}
	if len(data) < 9 {
		return invalid(Length)
	}
	if cashPolymod(values) != 0 {
		return invalid(Checksum)
	}
	raw, ok := regroup(data[:len(data)-8])
	if !ok || len(raw) != 21 || raw[0] != 0 && raw[0] != 8 {
		return invalid(Length)
	}
	return Checked{Validity: Valid, Canonical: hex.EncodeToString(raw)}
}
