package specimen

import (
	"math/rand/v2"
	"testing"
	"time"
)

var today = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// The table of kyc-submission 7.1: invented numbers whose holders would be over a hundred.
func TestRRNCheckDigit(t *testing.T) {
	for _, row := range []struct {
		name, digits string
		want         byte
	}{
		{"remainder 0", "120305900007", '1'},
		{"remainder 1", "120305900005", '0'},
		{"remainder 2", "120305900003", '9'},
		{"remainder 10", "120305900009", '1'},
	} {
		if got := rrnCheckDigit(row.digits); got != row.want {
			t.Errorf("%s: %c, want %c", row.name, got, row.want)
		}
	}
}

// A number is nobody's: its holder would be over a hundred, or its place is none that numbers were given out for.
func TestRRNIsNobodys(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, row := range []struct {
		name, sex string
		born      time.Time
		century   byte
		nowhere   bool
	}{
		{"man of the 20th century", "M", time.Date(1988, 2, 29, 0, 0, 0, 0, time.UTC), '1', true},
		{"woman of the 20th century", "F", time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC), '2', true},
		{"man of the 21st", "M", time.Date(2003, 1, 2, 0, 0, 0, 0, time.UTC), '3', true},
		{"woman of the 21st", "F", time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), '4', true},
		{"woman of 106", "F", time.Date(1919, 3, 1, 0, 0, 0, 0, time.UTC), '2', false},
		{"man of the 19th", "M", time.Date(1899, 3, 1, 0, 0, 0, 0, time.UTC), '9', false},
	} {
		for range 50 {
			number := rrn(r, row.born, row.sex, today)
			if number[:6] != row.born.Format("060102") || number[6] != '-' || number[7] != row.century {
				t.Fatalf("%s: %s", row.name, number)
			}
			digits := number[:6] + number[7:13]
			if number[13] != rrnCheckDigit(digits) {
				t.Errorf("%s: %s has a wrong check digit", row.name, number)
			}
			if place := number[8:10]; (place >= "97") != row.nowhere {
				t.Errorf("%s: %s has place %s", row.name, number, place)
			}
		}
	}
}

func TestCitizenNumber(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, row := range []struct {
		name, sex string
		year      int
		want      string // up to the serial's fixed beginning
	}{
		{"man of the 20th century", "M", 1979, "00107999"},
		{"woman of the 20th century", "F", 1999, "00119999"},
		{"man of the 21st", "M", 2000, "00120099"},
		{"woman of the 21st", "F", 2005, "00130599"},
	} {
		number := citizenNumber(r, "001", time.Date(row.year, 5, 1, 0, 0, 0, 0, time.UTC), row.sex)
		if len(number) != 12 || number[:8] != row.want {
			t.Errorf("%s: %s, want %s....", row.name, number, row.want)
		}
	}
}
