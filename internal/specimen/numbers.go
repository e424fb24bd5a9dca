package specimen

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Numbers obey the rules of their document, so that checks have something to pass, and are of kinds that were never given out:
// a resident registration number is of somebody born more than a hundred years ago or names a place that no office has (97 to 99), a
// citizen number ends in a serial that no province's births of a year reach.

// rrn is a Korean resident registration number, YYMMDD-SBBBBNC, check digit and all (kyc-submission 7.1).
func rrn(r *rand.Rand, birth time.Time, sex string, today time.Time) string {
	place := r.IntN(97) // 00 to 96, see the table of 7.1
	if birth.After(today.AddDate(-100, 0, 0)) {
		place = 97 + r.IntN(3)
	}
	digits := birth.Format("060102") + string(rrnSex(birth.Year(), sex)) + fmt.Sprintf("%02d%02d%d", place, r.IntN(100), 1+r.IntN(2))
	return digits[:6] + "-" + digits[6:] + string(rrnCheckDigit(digits))
}

// rrnSex is digit 7 of a national: century and sex in one.
func rrnSex(year int, sex string) byte {
	pair := map[int]string{18: "90", 19: "12", 20: "34"}[year/100]
	if sex == "M" {
		return pair[0]
	}
	return pair[1]
}

func rrnCheckDigit(digits string) byte {
	sum := 0
	for i, weight := range [12]int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5} {
		sum += weight * int(digits[i]-'0')
	}
	return byte('0' + (11-sum%11)%10)
}

// arn is a Korean alien registration number: an RRN whose seventh digit is 5 to 8, of an office that there is none of, with the usual twelfth digit and
// check digit (kyc-submission 7.2).
func arn(r *rand.Rand, birth time.Time, sex string) string {
	s := map[string]map[bool]byte{"M": {false: '5', true: '7'}, "F": {false: '6', true: '8'}}[sex][birth.Year() >= 2000]
	digits := birth.Format("060102") + string(s) + fmt.Sprintf("98%02d%d", r.IntN(100), 6+r.IntN(4))
	check := byte('0' + (int(rrnCheckDigit(digits)-'0')+2)%10) // 13-s%11 for 11-s%11
	return digits[:6] + "-" + digits[6:] + string(check)
}

// citizenNumber is a Vietnamese citizen number: province (3), century and sex (1: 0 man, 1 woman of the 20th century, 2 and 3 of the
// 21st), year of birth (2), serial (6).
func citizenNumber(r *rand.Rand, province string, birth time.Time, sex string) string {
	century := 2 * (birth.Year()/100 - 19)
	if sex == "F" {
		century++
	}
	return fmt.Sprintf("%s%d%02d%06d", province, century, birth.Year()%100, 990000+r.IntN(10000))
}

// licenceNumber is that of a Korean driver licence, RR-YY-NNNNNN-CC: region, year of first issue, running number, and two digits
// whose meaning is disputed (kyc-submission 7.3).
func licenceNumber(r *rand.Rand, region int, first time.Time) string {
	return fmt.Sprintf("%02d-%02d-%06d-%02d", region, first.Year()%100, r.IntN(1000000), r.IntN(100))
}

// passportNumbers are patterns of numbers by issuing state: A a letter, 0 a digit; other states have nine characters of both.
var passportNumbers = map[string]string{"KOR": "M000A0000", "VNM": "P0000000", "USA": "A00000000", "UTO": "L000000A0", "D": "CAAAAAAAA", "IND": "Z0000000", "POL": "AA0000000"}

func passportNumber(r *rand.Rand, state string) string {
	pattern, ok := passportNumbers[state]
	if !ok {
		pattern = "00AA00000"
	}
	return fill(r, pattern)
}

// fill replaces A by a letter that no digit resembles and 0 by a digit.
func fill(r *rand.Rand, pattern string) string {
	const letters = "CEFGHJKLMNPRTVWXYZ"
	out := []byte(pattern)
	for i, c := range out {
		switch {
		case c == 'A':
			out[i] = letters[r.IntN(len(letters))]
		case c == '0':
			out[i] = byte('0' + r.IntN(10))
		}
	}
	return string(out)
}

// nineDigits is the number of a Vietnamese identity card of nine digits: no province's began with 00.
func nineDigits(r *rand.Rand) string { return fmt.Sprintf("00%07d", r.IntN(10000000)) }
