package vn

import (
	"slices"
	"strconv"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/fault"
)

// CitizenNumber is the personal identification number of twelve digits, PPP G YY RRRRRR (contract 4.2). It has no check digit.
type CitizenNumber struct {
	Registered string // PPP: province of registration of birth, or a country's code from 100 on; says nothing of where the holder lives
	Century    int    // first year of the century of birth: 1900, 2000, ...
	Female     bool
	Year       int // last two digits of the year of birth
	Serial     string
}

// ParseCitizenNumber takes a number apart. Blanks, dots and hyphens between digits do not count. Code fault.Invalid, Place being number (not twelve
// digits), number.province (a code under 100 that nobody has) or number.century (nobody of that century lives on the day); provinces are further
// codes under 100 that are good.
func ParseCitizenNumber(text string, on calendar.Day, provinces ...string) (CitizenNumber, error) {
	text = digitsOf(text)
	if !allDigits(text, 12) {
		return CitizenNumber{}, fault.New(fault.Invalid, "number")
	}
	n := CitizenNumber{Registered: text[:3], Serial: text[6:]}
	n.Year, _ = strconv.Atoi(text[4:6])
	digit := int(text[3] - '0')
	n.Century, n.Female = 1900+100*(digit/2), digit%2 == 1
	if _, ok := ProvinceOfCode(n.Registered); !ok && n.Registered < "100" && !slices.Contains(provinces, n.Registered) {
		return CitizenNumber{}, fault.New(fault.Invalid, "number.province")
	}
	if n.Century > on.Year {
		return CitizenNumber{}, fault.New(fault.Invalid, "number.century")
	}
	return n, nil
}

// sexDigit is the fourth digit for a birth and a sex (contract 4.2, E08); false outside 1900 to 2399.
func sexDigit(year int, female bool) (byte, bool) {
	digit := 2 * (year/100 - 19)
	if digit < 0 || digit > 8 {
		return 0, false
	}
	if female {
		digit++
	}
	return byte('0' + digit), true
}

// numberFits says whether a leading number has the shape of its type (E02).
func numberFits(t document.Type, text string, on calendar.Day, provinces []string) bool {
	text = digitsOf(text)
	switch t {
	case document.CMND9:
		return allDigits(text, 9)
	case document.VNLicence:
		return allDigits(text, 12)
	case document.VNPassport:
		return passportNumber(text)
	}
	_, err := ParseCitizenNumber(text, on, provinces...)
	return err == nil
}

// passportNumber: a letter and seven or eight digits (contract 4.8).
func passportNumber(text string) bool {
	return len(text) >= 8 && len(text) <= 9 && text[0] >= 'A' && text[0] <= 'Z' && allDigits(text[1:], len(text)-1)
}
