package icao

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// Dates are the days that a printed date can mean. Passports print "12 MAR 1990", "12 MAR/MARS 90", "12.03.1990", "1990-03-12" and, where the month
// comes first, "03/12/1990": what can be read in two ways gives both, the day first. Of two digits of a year both centuries are taken. Empty: no
// date is seen.
func Dates(text string) []calendar.Day {
	text = compare.Fold(text)
	if len(text) > 60 {
		return nil
	}
	var numbers []string
	month := 0
	for _, word := range split(text) {
		switch {
		case isNumber(word):
			numbers = append(numbers, word)
		case month == 0:
			month = monthOf(word)
		}
	}
	switch {
	case month > 0 && len(numbers) == 2:
		return days(numbers[1], strconv.Itoa(month), numbers[0])
	case month > 0 && len(numbers) == 3: // the month in figures beside its name, as "12 3월/MAR 1990"
		return days(numbers[2], strconv.Itoa(month), numbers[0])
	case len(numbers) != 3:
		return nil
	case len(numbers[0]) == 4:
		return days(numbers[0], numbers[1], numbers[2])
	}
	return append(days(numbers[2], numbers[1], numbers[0]), days(numbers[2], numbers[0], numbers[1])...)
}

// split parts runs of digits from runs of letters.
func split(text string) (words []string) {
	start, kind := 0, 0
	for i, r := range text + " " {
		now := 0
		switch {
		case r >= '0' && r <= '9':
			now = 1
		case unicode.IsLetter(r):
			now = 2
		}
		if now != kind {
			if kind != 0 {
				words = append(words, text[start:i])
			}
			start, kind = i, now
		}
	}
	return words
}

func isNumber(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// months by the beginnings of their names on passports, folded: English, French, Spanish, Portuguese, Italian, German, Dutch, Polish, Turkish.
var months = [12]string{
	"JAN JANV ENE GEN STY OCA", "FEB FEV LUT SUB", "MAR MRT", "APR AVR ABR KWI NIS", "MAY MAI MAG MAJ MEI", "JUN JUIN GIU CZE HAZ",
	"JUL JUIL LUG LIP TEM", "AUG AOU AGO SIE", "SEP SET WRZ EYL", "OCT OKT OUT OTT PAZ EKI", "NOV LIS KAS", "DEC DEZ DIC GRU ARA",
}

func monthOf(word string) int {
	for i, names := range months {
		for _, name := range strings.Fields(names) {
			if word == name || len(word) > 3 && strings.HasPrefix(word, name) {
				return i + 1
			}
		}
	}
	return 0
}

func days(year, month, day string) (found []calendar.Day) {
	y, m, d := number(year), number(month), number(day)
	years := []int{y}
	if len(year) == 2 {
		years = []int{1900 + y, 2000 + y}
	}
	for _, y := range years {
		if whole, ok := calendar.New(y, m, d); ok {
			found = append(found, whole)
		}
	}
	return found
}

// number is a short number, -1 for a longer one.
func number(text string) int {
	if len(text) > 4 {
		return -1
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// sameDate says whether a printed date can be that of a zone: known is false when either is not to be read. Parts that a zone does not know fit always.
func sameDate(printed string, zone mrz.Date) (same, known bool) {
	found := Dates(printed)
	if len(found) == 0 || !zone.Valid() || zone == mrz.UnknownDate {
		return false, false
	}
	for _, d := range found {
		if fits(d.Zone(), string(zone)) {
			return true, true
		}
	}
	return false, true
}

func fits(day, zone string) bool {
	for i := range zone {
		if zone[i] != '<' && zone[i] != day[i] {
			return false
		}
	}
	return true
}
