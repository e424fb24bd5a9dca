package address

import (
	"strconv"
	"strings"
)

// checkEOS reads account names of EOSIO chains: a to z, 1 to 5 and points, at most 13 characters, the last of them up to j. They have no
// checksum.
func checkEOS(text, _ string) Checked {
	if len(text) > 13 {
		return invalid(Length)
	}
	for i := range len(text) {
		c := text[i]
		last := byte('z')
		if i == 12 {
			last = 'j'
		}
		if (c < 'a' || c > last) && (c < '1' || c > '5') && c != '.' {
			return invalid(Alphabet)
		}
	}
	if text[0] == '.' || text[len(text)-1] == '.' {
		return invalid(Alphabet)
	}
	return weak(text)
}

// checkGraphene reads account names of Graphene chains: labels joined by points, each of which begins with a letter, ends with a letter
// or digit and has those and hyphens. param: the shortest and longest name, and the shortest label. They have no checksum.
func checkGraphene(text, param string) Checked {
	limits := strings.Split(param, "|")
	shortest, _ := strconv.Atoi(limits[0])
	longest, _ := strconv.Atoi(limits[1])
	label, _ := strconv.Atoi(limits[2])
	if len(text) < shortest || len(text) > longest {
		return invalid(Length)
	}
	for part := range strings.SplitSeq(text, ".") {
		if len(part) < label {
			return invalid(Length)
		}
		for i := range len(part) {
			c := part[i]
			letter, digit := c >= 'a' && c <= 'z', c >= '0' && c <= '9'
			if !letter && !digit && c != '-' || i == 0 && !letter || i == len(part)-1 && c == '-' {
				return invalid(Alphabet)
			}
		}
	}
	return weak(text)
}

// checkNear reads named accounts, implicit ones (64 hexadecimal digits) and those of Ethereum keys (0x and 40). None has a checksum.
func checkNear(text, _ string) Checked {
	if len(text) < 2 || len(text) > 64 {
		return invalid(Length)
	}
	separator := true // none at the beginning
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			separator = false
		case (c == '-' || c == '_' || c == '.') && !separator:
			separator = true
		default:
			return invalid(Alphabet)
		}
	}
	switch {
	case separator:
		return invalid(Alphabet)
	case strings.HasSuffix(text, ".testnet"):
		return invalid(TestNet)
	}
	return weak(text)
}

// Ledger ids of Hedera's networks (HIP-15).
const (
	hederaMain = 0
	hederaTest = 1
	hederaPre  = 2
)

// checkHedera reads shard.realm.number, with the checksum of HIP-15 or without it (weak), and the two Ethereum forms: one that spells the
// number with zeros in front, which is the same account, and an alias.
func checkHedera(text, _ string) Checked {
	if strings.HasPrefix(text, "0x") {
		return hederaAlias(checkEVM(text, ""))
	}
	id, sum, summed := strings.Cut(text, "-")
	parts := strings.Split(id, ".")
	if len(parts) != 3 {
		return invalid(Prefix)
	}
	for _, part := range parts {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != part || n < 0 {
			return invalid(Alphabet)
		}
	}
	switch {
	case !summed:
		return weak(id)
	case len(sum) != 5:
		return invalid(Length)
	case sum == hederaChecksum(id, hederaMain):
		return valid(id)
	case sum == hederaChecksum(id, hederaTest), sum == hederaChecksum(id, hederaPre):
		return invalid(TestNet)
	}
	return invalid(Checksum)
}

// hederaAlias turns an Ethereum address of twelve zero bytes into the account it spells: shard, realm and number.
func hederaAlias(out Checked) Checked {
	const zeros = "0x000000000000000000000000"
	if number, ok := strings.CutPrefix(out.Canonical, zeros); ok && out.Validity == Valid {
		n, err := strconv.ParseInt(number, 16, 64)
		if err == nil {
			out.Canonical = "0.0." + strconv.FormatInt(n, 10)
		}
	}
	return out
}

// hederaChecksum is the five letters of HIP-15 for an account of the ledger with a one-byte id.
func hederaChecksum(id string, ledger int) string {
	const (
		three = 26 * 26 * 26
		five  = three * 26 * 26
	)
	even, odd, weighted := 0, 0, 0
	for i := range len(id) {
		digit := 10 // the point
		if id[i] != '.' {
			digit = int(id[i] - '0')
		}
		if i%2 == 0 {
			even = (even + digit) % 11
		} else {
			odd = (odd + digit) % 11
		}
		weighted = (weighted*31 + digit) % three
	}
	hash := ledger
	for range 6 {
		hash = hash * 31 % five
	}
	sum := ((((len(id)%5)*11+even)*11+odd)*three + weighted + hash) % five
	sum = sum * 1_000_003 % five
	letters := make([]byte, 5)
	for i := len(letters) - 1; i >= 0; i-- {
		letters[i] = 'a' + byte(sum%26)
		sum /= 26
	}
	return string(letters)
}
