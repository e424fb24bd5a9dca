package vn

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

// Style says which dates stand in a field.
type Style uint8

// The styles, to be joined.
const (
	// YearAlone: the year may stand alone, as births on cards of nine digits, or behind blanks for day and month.
	YearAlone Style = 1 << iota
	// Loose: day and month of one digit, and signs other than '/' between them, as written by hand or typewriter.
	Loose
)

// ParseDate reads a date as printed: dd/mm/yyyy, dd-mm-yyyy, dd.mm.yyyy, ddmmyyyy, "ngày dd tháng mm năm yyyy" with or without a place in front and
// the English words beside the Vietnamese ones. False for anything else, and for a date that no calendar has.
func ParseDate(text string, style Style) (calendar.Day, bool) {
	text = Fold(text)
	if len(text) > 80 {
		return calendar.Day{}, false
	}
	if allDigits(text, 8) {
		return dayOf([]string{text[:2], text[2:4], text[4:]}, false)
	}
	if style&YearAlone != 0 {
		if only := strings.Trim(text, "/-. "); allDigits(only, 4) {
			year, _ := strconv.Atoi(only)
			return calendar.YearOnly(year)
		}
	}
	if numbers, ok := inWords(text); ok {
		return dayOf(numbers, true)
	}
	return signed(text, style&Loose != 0)
}

// signed reads numbers with the same sign between them.
func signed(text string, loose bool) (calendar.Day, bool) {
	for _, sign := range []string{"/", "-", "."} {
		numbers := strings.Split(text, sign)
		if len(numbers) != 3 {
			continue
		}
		for i := range numbers {
			numbers[i] = strings.TrimSpace(numbers[i]) // readers put blanks around slashes
		}
		return dayOf(numbers, loose)
	}
	return calendar.Day{}, false
}

// inWords finds the numbers of "Ha Noi, ngay/date 12 thang/month 03 nam/year 2020". The words must stand in their order.
func inWords(text string) (numbers []string, ok bool) {
	at := strings.Index(text, "NGAY")
	if at < 0 {
		return nil, false
	}
	want := []string{"THANG", "NAM"}
	for _, word := range strings.FieldsFunc(text[at+len("NGAY"):], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch {
		case word == "DATE" || word == "MONTH" || word == "YEAR":
		case len(want) > 0 && word == want[0] && len(numbers) == 3-len(want):
			want = want[1:]
		case len(numbers) == 2-len(want) && isNumber(word):
			numbers = append(numbers, word)
		default:
			return nil, false
		}
	}
	return numbers, len(numbers) == 3
}

func isNumber(word string) bool { return allDigits(word, len(word)) }

// dayOf makes a day of day, month and year. Short: one digit will do for day and month.
func dayOf(numbers []string, short bool) (calendar.Day, bool) {
	var n [3]int
	for i, text := range numbers {
		width := [3]int{2, 2, 4}[i]
		if !isNumber(text) || len(text) != width && !(short && i < 2 && len(text) == 1) {
			return calendar.Day{}, false
		}
		n[i], _ = strconv.Atoi(text)
	}
	return calendar.New(n[2], n[1], n[0])
}

// IsUnlimited says that a date of expiry reads KHÔNG THỜI HẠN, in any case and without tones too.
func IsUnlimited(text string) bool { return compare.Letters(text) == unlimited }

const unlimited = "KHONGTHOIHAN"

// Expiry is what stands as date of expiry.
type Expiry struct {
	Day       calendar.Day
	Unlimited bool // KHÔNG THỜI HẠN
}

// ParseExpiry reads a date of expiry, or its absence (E09).
func ParseExpiry(text string) (Expiry, bool) {
	if IsUnlimited(text) {
		return Expiry{Unlimited: true}, true
	}
	day, ok := ParseDate(text, 0)
	return Expiry{Day: day}, ok
}

// Zone is how the expiry stands in a machine readable zone: none is 31 December 2099 (contract 4.6).
func (e Expiry) Zone() string {
	if e.Unlimited {
		return "991231"
	}
	return e.Day.Zone()
}
