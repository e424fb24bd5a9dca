package mrz

import (
	"fmt"
	"time"
)

// Date is a date as it stands in a zone: YYMMDD, six characters, "<<" for a part that is not known (9303-3 §4.8).
type Date string

// NewDate writes a date of the zone. month and day are 0 when not known; only the last two digits of year are kept.
func NewDate(year, month, day int) Date {
	part := func(n int) string {
		if n == 0 {
			return "<<"
		}
		return fmt.Sprintf("%02d", n%100)
	}
	return Date(fmt.Sprintf("%02d", (year%100+100)%100) + part(month) + part(day))
}

// UnknownDate is the date of which nothing is known.
const UnknownDate Date = "<<<<<<"

// parts returns year of the century, month and day, -1 for a part that is not known.
func (d Date) parts() (yy, month, day int, ok bool) {
	if len(d) != 6 {
		return 0, 0, 0, false
	}
	var out [3]int
	for i := range out {
		if out[i], ok = pair(d[2*i], d[2*i+1]); !ok {
			return 0, 0, 0, false
		}
	}
	return out[0], out[1], out[2], true
}

func pair(a, b byte) (int, bool) {
	switch {
	case a == '<' && b == '<':
		return -1, true
	case classOf(a) == Digits && classOf(b) == Digits:
		return int(a-'0')*10 + int(b-'0'), true
	}
	return 0, false
}

// Valid says whether some century has this date; parts that are not known fit always. "00" is no month and no day: where an
// issuer prints it for an unknown part the date is not valid.
func (d Date) Valid() bool {
	yy, month, day, ok := d.parts()
	if !ok || month == 0 || month > 12 || day == 0 || day > 31 {
		return false
	}
	if month < 0 || day < 0 {
		return true
	}
	// Year 00 is a leap year in 2000, and we cannot know that it was not meant.
	year := 2000 + yy
	if yy < 0 {
		year = 2000
	}
	return day <= daysIn(year, month)
}

// Partial says whether some part, but not every part, is not known.
func (d Date) Partial() bool {
	yy, month, day, ok := d.parts()
	return ok && (yy < 0 || month < 0 || day < 0) && d != UnknownDate
}

// DateKind says which century rule a date follows.
type DateKind uint8

// The two kinds of dates in a zone.
const (
	Birth DateKind = iota
	Expiry
)

// FullDate is a date with its century. Month and Day are 0 when not known.
type FullDate struct{ Year, Month, Day int }

func (d FullDate) String() string {
	switch {
	case d.Month == 0 && d.Day == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	case d.Month == 0:
		return fmt.Sprintf("%04d-??-%02d", d.Year, d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// First is the earliest day the date can mean, UTC.
func (d FullDate) First() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last is the latest day the date can mean, UTC.
func (d FullDate) Last() time.Time {
	month := d.Month
	if month == 0 {
		month = 12
	}
	day := d.Day
	if day == 0 {
		day = daysIn(d.Year, month)
	}
	return time.Date(d.Year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// Resolve finds the century, which the zone does not say (9303-3 §4.8 leaves it to the reader). It is false when the year is
// not known or no year that fits has the date.
//
// Birth: the latest year with which the date (its earliest day, where parts are not known) is not after today; a holder of
// over a hundred years therefore comes out a hundred years too young, and only another source can tell.
// Expiry: the year from 50 years before today's to 49 years after it.
func (d Date) Resolve(kind DateKind, today time.Time) (FullDate, bool) {
	yy, month, day, ok := d.parts()
	if !ok || yy < 0 || !d.Valid() {
		return FullDate{}, false
	}
	full := FullDate{Month: max(month, 0), Day: max(day, 0)}
	latest := today.Year()
	if kind == Expiry {
		latest += 49
	}
	full.Year = latest - ((latest-yy)%100+100)%100
	if kind == Birth && full.First().After(startOfDay(today)) {
		full.Year -= 100
	}
	if full.Month > 0 && full.Day > daysIn(full.Year, full.Month) {
		return FullDate{}, false // 29 February 1900
	}
	return full, true
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
