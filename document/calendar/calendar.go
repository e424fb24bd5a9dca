// Package calendar is days as documents print them: without a time of day and without a place, sometimes without month and day.
package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Day is a day of the Gregorian calendar. Month and Day are 0 where a document says the year only. The zero value is no day.
type Day struct{ Year, Month, Day int }

// Years outside this range are taken for misreadings: no holder was born before it, no document runs beyond it.
const (
	FirstYear = 1800
	LastYear  = 2199
)

// New is a whole day; false for one that no calendar has, or of a year outside FirstYear to LastYear.
func New(year, month, day int) (Day, bool) {
	if year < FirstYear || year > LastYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return Day{}, false
	}
	return Day{year, month, day}, true
}

// YearOnly is a year of which no day is known; false outside FirstYear to LastYear.
func YearOnly(year int) (Day, bool) {
	if year < FirstYear || year > LastYear {
		return Day{}, false
	}
	return Day{Year: year}, true
}

// Of is the day that t is in its own place.
func Of(t time.Time) Day { return Day{t.Year(), int(t.Month()), t.Day()} }

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Whole says whether month and day are known.
func (d Day) Whole() bool { return d.Month > 0 && d.Day > 0 }

// First and Last are the days between which d lies: d itself when it is whole.
func (d Day) First() Day { return Day{d.Year, max(d.Month, 1), max(d.Day, 1)} }

// Last is the latest day that d can mean.
func (d Day) Last() Day {
	month := d.Month
	if month == 0 {
		month = 12
	}
	if d.Day > 0 {
		return Day{d.Year, month, d.Day}
	}
	return Day{d.Year, month, daysIn(d.Year, month)}
}

// Compare is -1, 0 or +1 as d is before, the same as or after other; parts that are not known count as 0.
func (d Day) Compare(other Day) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before and After are strict.
func (d Day) Before(other Day) bool { return d.Compare(other) < 0 }

// After says that d is later than other.
func (d Day) After(other Day) bool { return d.Compare(other) > 0 }

// AddDays moves a whole day.
func (d Day) AddDays(n int) Day {
	return Of(time.Date(d.Year, time.Month(d.Month), d.Day+n, 0, 0, 0, 0, time.UTC))
}

// Anniversary is the same day n years on. 29 February has none in a common year: 1 March is returned, which is when somebody born on it is a
// year older; IsAnniversary takes the neighbours as well.
func (d Day) Anniversary(n int) Day {
	year := d.Year + n
	if d.Month == 2 && d.Day == 29 && daysIn(year, 2) == 28 {
		return Day{year, 3, 1}
	}
	return Day{year, d.Month, d.Day}
}

// IsAnniversary says whether other is d's day n years on. For 29 February issuers print 28 February, 1 March, and 29 February of years that have
// none (eKYC contract 4.4): all three are taken.
func (d Day) IsAnniversary(n int, other Day) bool {
	if d.Month == 2 && d.Day == 29 && other.Year == d.Year+n {
		return other.Month == 2 && (other.Day == 28 || other.Day == 29) || other.Month == 3 && other.Day == 1
	}
	return d.Anniversary(n) == other
}

// Ages are the whole years somebody born on d may have at day at: both are the same when d and at are whole.
func (d Day) Ages(at Day) (least, most int) {
	return years(d.Last(), at.First()), years(d.First(), at.Last())
}

// Age is the whole years somebody born on d has at day at, negative before birth; of a year alone, the least.
func (d Day) Age(at Day) int {
	least, _ := d.Ages(at)
	return least
}

func years(from, to Day) int {
	n := to.Year - from.Year
	if to.Month < from.Month || to.Month == from.Month && to.Day < from.Day {
		n--
	}
	return n
}

// String is YYYY-MM-DD, or YYYY; empty for no day.
func (d Day) String() string {
	switch {
	case d == Day{}:
		return ""
	case !d.Whole():
		return fmt.Sprintf("%04d", d.Year)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Zone is the day as a machine readable zone writes it, YYMMDD (ICAO 9303-3 §4.8), "<<" for what is not known.
func (d Day) Zone() string {
	if !d.Whole() {
		return fmt.Sprintf("%02d<<<<", d.Year%100)
	}
	return fmt.Sprintf("%02d%02d%02d", d.Year%100, d.Month, d.Day)
}
