package address

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// isHex says whether text has hexadecimal digits alone, and some.
func isHex(text string) bool {
	for i := range len(text) {
		c := text[i] | 0x20
		if (text[i] < '0' || text[i] > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return text != ""
}

// checkEVM reads 20 bytes of hexadecimal. Mixed case must fulfil EIP-55; one case carries no checksum. param: what some networks write
// in place of 0x, or "1191:" and the chain id of one whose capitals may also follow EIP-1191.
func checkEVM(text, param string) Checked {
	chain, eip1191 := strings.CutPrefix(param, "1191:")
	digits, ok := strings.CutPrefix(text, "0x")
	if !ok && param != "" && !eip1191 {
		digits, ok = strings.CutPrefix(text, param)
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
	if !isHex(digits) {
		return invalid(Alphabet)
	}
	lower := strings.ToLower(digits)
	switch {
	case digits == lower, digits == strings.ToUpper(digits):
		return weak("0x" + lower)
	case digits == capitals(lower, lower), eip1191 && digits == capitals(lower, chain+"0x"+lower):
		return valid("0x" + lower)
	}
	return invalid(Checksum)
}

// capitals writes the letters of a lower-case address as capitals where the Keccak nibble of hashed is 8 or more (EIP-55, EIP-1191).
func capitals(lower, hashed string) string {
	sum := keccak256([]byte(hashed))
	out := []byte(lower)
	for i, c := range out {
		if nibble := sum[i/2] >> (4 * uint(1-i%2)) & 15; c >= 'a' && nibble >= 8 {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// checkHex32 reads 0x and 32 bytes in hexadecimal, of which up to missing leading zeros may be left out. There is no checksum. Shorter
// texts are refused: an address of another network must not pass.
func checkHex32(text string, missing int) Checked {
	digits, ok := strings.CutPrefix(text, "0x")
	switch {
	case !ok:
		return invalid(Prefix)
	case len(digits) > 64 || len(digits) < 64-missing:
		return invalid(Length)
	case !isHex(digits):
		return invalid(Alphabet)
	}
	return weak("0x" + strings.Repeat("0", 64-len(digits)) + strings.ToLower(digits))
}

// checkAptos takes the special addresses 0x0 to 0xf in short form (AIP-40), and elsewhere up to four missing zeros, as wallets do.
func checkAptos(text, _ string) Checked {
	if digit, ok := strings.CutPrefix(text, "0x"); ok && len(digit) == 1 && isHex(digit) {
		return weak("0x" + strings.Repeat("0", 63) + strings.ToLower(digit))
	}
	return checkHex32(text, 4)
}

func checkSui(text, _ string) Checked { return checkHex32(text, 0) }

// checkStarknet reads a contract address, a number below 2^251. The capitals some wallets write are not checked.
func checkStarknet(text, _ string) Checked {
	out := checkHex32(text, 4)
	if out.Validity == Valid && out.Canonical[2:4] > "07" {
		return invalid(Length)
	}
	return out
}

// checkIota reads the addresses of the present chain (0x and 32 bytes) and the bech32 form of the one before it.
func checkIota(text, param string) Checked {
	if strings.HasPrefix(text, "0x") {
		return checkHex32(text, 0)
	}
	return checkBech32(text, param)
}

// checkFlow reads 8 bytes in hexadecimal, with or without 0x. The code the network draws its numbers from is not checked.
func checkFlow(text, _ string) Checked {
	digits := strings.TrimPrefix(text, "0x")
	switch {
	case len(digits) != 16:
		return invalid(Length)
	case !isHex(digits):
		return invalid(Alphabet)
	}
	return weak("0x" + strings.ToLower(digits))
}

// checkIcon reads accounts (hx) and contracts (cx) of 20 bytes. There is no checksum.
func checkIcon(text, _ string) Checked {
	switch {
	case !strings.HasPrefix(text, "hx") && !strings.HasPrefix(text, "cx"):
		return invalid(Prefix)
	case len(text) != 42:
		return invalid(Length)
	case !isHex(text[2:]) || strings.ToLower(text) != text:
		return invalid(Alphabet)
	}
	return weak(text)
}

// checkSia reads 32 bytes and six of their BLAKE2b-256, in hexadecimal.
func checkSia(text, _ string) Checked {
	lower := strings.TrimPrefix(strings.ToLower(text), "addr:")
	if len(lower) != 76 {
		return invalid(Length)
	}
	raw, err := hex.DecodeString(lower)
	if err != nil {
		return invalid(Alphabet)
	}
	if !bytes.Equal(blake2bSum(32, raw[:32])[:6], raw[32:]) {
		return invalid(Checksum)
	}
	return valid(lower)
}

// checkArweave reads 32 bytes in base64url. There is no checksum.
func checkArweave(text, _ string) Checked {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	switch {
	case len(text) != 43:
		return invalid(Length)
	case err != nil || len(raw) != 32:
		return invalid(Alphabet)
	}
	return weak(text)
}

// Flags of a TON address.
const (
	tonBounceable    = 0x11
	tonNonBounceable = 0x51
	tonTestOnly      = 0x80
)

// checkTON reads the friendly form (TEP-2: flags, workchain, hash and CRC-16, in base64 or base64url) and the raw one, workchain:hash,
// which are one address whatever the flags say.
func checkTON(text, _ string) Checked {
	if chain, digits, ok := strings.Cut(text, ":"); ok {
		switch {
		case chain != "0" && chain != "-1":
			return invalid(Prefix)
		case len(digits) != 64:
			return invalid(Length)
		case !isHex(digits):
			return invalid(Alphabet)
		}
		return weak(strings.ToLower(text))
	}
	if len(text) != 48 {
		return invalid(Length)
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(text, "-_") {
		encoding = base64.RawURLEncoding
	}
	raw, err := encoding.DecodeString(text)
	if err != nil || len(raw) != 36 { // line breaks are skipped by the decoder
		return invalid(Alphabet)
	}
	flags, chain := raw[0], int8(raw[1])
	switch {
	case binary.BigEndian.Uint16(raw[34:]) != crc16(raw[:34]):
		return invalid(Checksum)
	case flags&tonTestOnly != 0:
		return invalid(TestNet)
	case flags != tonBounceable && flags != tonNonBounceable, chain != 0 && chain != -1:
		return invalid(Prefix)
	}
	return valid(strconv.Itoa(int(chain)) + ":" + hex.EncodeToString(raw[2:34]))
}
