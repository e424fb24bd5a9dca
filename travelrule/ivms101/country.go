package ivms101

import "strings"

// secondLetters lists, under the first letter, the second letters of the officially assigned ISO 3166-1 alpha-2
// codes.
var secondLetters = [26]string{
	'A' - 'A': "DEFGILMOQRSTUWXZ",
	'B' - 'A': "ABDEFGHIJLMNOQRSTVWYZ",
	'C' - 'A': "ACDFGHIKLMNORUVWXYZ",
	'D' - 'A': "EJKMOZ",
	'E' - 'A': "CEGHRST",
	'F' - 'A': "IJKMOR",
	'G' - 'A': "ABDEFGHILMNPQRSTUWY",
	'H' - 'A': "KMNRTU",
	'I' - 'A': "DELMNOQRST",
	'J' - 'A': "EMOP",
	'K' - 'A': "EGHIMNPRWYZ",
	'L' - 'A': "ABCIKRSTUVY",
	'M' - 'A': "ACDEFGHKLMNOPQRSTUVWXYZ",
	'N' - 'A': "ACEFGILOPRUZ",
	'O' - 'A': "M",
	'P' - 'A': "AEFGHKLMNRSTWY",
	'Q' - 'A': "A",
	'R' - 'A': "EOSUW",
	'S' - 'A': "ABCDEGHIJKLMNORSTVXYZ",
	'T' - 'A': "CDFGHJKLMNORTVWZ",
	'U' - 'A': "AGMSYZ",
	'V' - 'A': "ACEGINU",
	'W' - 'A': "FS",
	'Y' - 'A': "ET",
	'Z' - 'A': "AMW",
}

// IsCountry says whether code is an assigned ISO 3166-1 alpha-2 code, or XX, which the standard adds for unknown
// (C3).
func IsCountry(code string) bool {
	if len(code) != 2 || code[0] < 'A' || code[0] > 'Z' {
		return false
	}
	return code == "XX" || strings.IndexByte(secondLetters[code[0]-'A'], code[1]) >= 0
}

// IsLEI says whether text is a legal entity identifier with right check digits: 18 capital letters or digits and two
// digits, the whole congruent to 1 modulo 97 with A=10 to Z=35 (ISO 17442-1, ISO/IEC 7064 MOD 97-10; C11).
func IsLEI(text string) bool {
	if len(text) != 20 {
		return false
	}
	rest := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z' && i < 18:
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// isRegistrationAuthority says whether text is RA and six digits (C10).
func isRegistrationAuthority(text string) bool {
	if len(text) != 8 || text[:2] != "RA" {
		return false
	}
	for _, c := range []byte(text[2:]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
