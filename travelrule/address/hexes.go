package address

import (
	"encoding/base32"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"
)

// checkEVM reads 20 bytes of hexadecimal. Mixed case must fulfil EIP-55; one case carries no checksum. prefix is what some
// networks write in place of 0x.
func checkEVM(text, prefix string) Checked {
	digits, ok := strings.CutPrefix(text, "0x")
	if !ok && prefix != "" {
		digits, ok = strings.CutPrefix(text, prefix)
	}
	if !ok {
		digits, ok = strings.CutPrefix(text, "0X")
	}
	if !ok {
		return invalid(Prefix)
	}
	if len(digits) != 40 {
		return invalid(Length)
	}
	lower := strings.ToLower(digits)
	if _, err := hex.DecodeString(lower); err != nil {
		return invalid(Alphabet)
	}
	out := Checked{Validity: Valid, Canonical: "0x" + lower}
	if digits == lower || digits == strings.ToUpper(digits) {
		out.Weak = true
		return out
	}
	if digits != eip55(lower) {
		return invalid(Checksum)
	}
	return out
}

// eip55 writes the letters of a lower-case address whose Keccak nibble is 8 or more as capitals.
func eip55(lower string) string {
	hash := sha3.NewLegacyKeccak256()
	hash.Write([]byte(lower))
	sum := hash.Sum(nil)
	out := []byte(lower)
	for i, c := range out {
		if nibble := sum[i/2] >> (4 * uint(1-i%2)) & 15; c >= 'a' && nibble >= 8 {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// checkStellar reads StrKey account ids (G) and muxed ones (M), which carry their memo.
func checkStellar(text string) Checked {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text)
	if err != nil {
		return invalid(Alphabet)
	}
	if len(raw) < 35 {
		return invalid(Length)
	}
	payload, sum := raw[:len(raw)-2], raw[len(raw)-2:]
	if crc := crc16(payload); byte(crc) != sum[0] || byte(crc>>8) != sum[1] {
		return invalid(Checksum)
	}
	switch {
	case payload[0] == 6<<3 && len(payload) == 33, payload[0] == 12<<3 && len(payload) == 41:
		return Checked{Validity: Valid, Canonical: text}
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
