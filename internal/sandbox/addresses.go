package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"

	"github.com/bonafide-id/bonafide/internal/app"
)

// InventAccount makes an account with a well-formed address from a text: the same one from the same text. Nobody holds its key. The network is
// one of the sandbox's exchanges.
func InventAccount(symbol, network, seed string) app.AccountData { return on(symbol, network, seed) }

// on makes a well-formed address of a network from a text. Nobody holds its key.
func on(symbol, network, seed string) app.AccountData {
	sum := sha256.Sum256([]byte("bonafide sandbox address|" + network + "|" + seed))
	a := app.AccountData{Symbol: symbol, Network: network}
	switch network {
	case "Ethereum":
		a.Address = eip55(sum[:20])
	case "Tron":
		a.Address = base58Check(bitcoinAlphabet, 0x41, sum[:20])
	case "Bitcoin":
		a.Address = base58Check(bitcoinAlphabet, 0x00, sum[:20])
	case "XRP":
		// The tag tells the customer apart: exchanges share one address.
		a.Address = base58Check(rippleAlphabet, 0x00, sum[:20]) + ":" + decimalTag(sum[20:24])
	case "Solana":
		a.Address = base58(bitcoinAlphabet, sum[:])
	}
	return a
}

const (
	bitcoinAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	rippleAlphabet  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

func decimalTag(raw []byte) string {
	n := uint32(raw[0])<<16 | uint32(raw[1])<<8 | uint32(raw[2])
	digits := []byte{}
	for n > 0 {
		digits = append([]byte{byte('0' + n%10)}, digits...)
		n /= 10
	}
	return string(digits)
}

func base58Check(alphabet string, version byte, payload []byte) string {
	raw := append([]byte{version}, payload...)
	first := sha256.Sum256(raw)
	second := sha256.Sum256(first[:])
	return base58(alphabet, append(raw, second[:4]...))
}

func base58(alphabet string, raw []byte) string {
	digits := []int{0}
	for _, b := range raw {
		carry := int(b)
		for i := range digits {
			carry += digits[i] << 8
			digits[i] = carry % 58
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, carry%58)
		}
	}
	var out strings.Builder
	for i := 0; i < len(raw)-1 && raw[i] == 0; i++ {
		out.WriteByte(alphabet[0])
	}
	for i := len(digits) - 1; i >= 0; i-- {
		out.WriteByte(alphabet[digits[i]])
	}
	return out.String()
}

func eip55(raw []byte) string {
	lower := hex.EncodeToString(raw)
	hash := sha3.NewLegacyKeccak256()
	hash.Write([]byte(lower))
	sum := hash.Sum(nil)
	out := []byte(lower)
	for i, c := range out {
		nibble := sum[i/2] >> 4
		if i%2 == 1 {
			nibble = sum[i/2] & 15
		}
		if c >= 'a' && nibble >= 8 {
			out[i] = c - 'a' + 'A'
		}
	}
	return "0x" + string(out)
}
