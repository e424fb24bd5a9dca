package vn

import (
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
)

// window is when cards of a type were issued (contract 4.3, E32).
type window struct {
	first calendar.Day
	last  calendar.Day // the zero day: still, or not documented
}

func windowOf(t document.Type) (window, bool) {
	day := func(year, month, day int) calendar.Day { return calendar.Day{Year: year, Month: month, Day: day} }
	switch t {
	case document.CMND9:
		return window{first: day(1976, 1, 1)}, true
	case document.CMND12:
		return window{day(2012, 7, 1), day(2015, 12, 31)}, true
	case document.CCCDBarcode:
		return window{day(2016, 1, 1), day(2021, 6, 30)}, true
	case document.CCCDChip:
		return window{day(2021, 1, 23), day(2024, 6, 30)}, true
	case document.CanCuoc2024:
		return window{first: day(2024, 7, 1)}, true
	}
	return window{}, false
}

// Cards of the old law: none is good after lastCMND, and those that ran out in the half year before graceEnd were good until it (contract 4.3).
var (
	lastCMND   = calendar.Day{Year: 2024, Month: 12, Day: 31}
	graceStart = calendar.Day{Year: 2024, Month: 1, Day: 15}
	graceEnd   = calendar.Day{Year: 2024, Month: 6, Day: 30}
)

// cmndYears is how long they are good from the day of issue.
const cmndYears = 15

func withGrace(end calendar.Day) calendar.Day {
	if !end.Before(graceStart) && end.Before(graceEnd) {
		return graceEnd
	}
	return end
}

// Expected is the date of expiry that the law gives a card (contract 4.4).
type Expected struct {
	Reason    check.Reason // of the rule
	Birthday  int          // the card runs to this birthday; 0: it does not
	FromIssue int          // the card runs so many years from the day of issue; 0: it does not
	Unlimited bool
}

// ExpectedExpiry is what a card of the type, whose holder was so many whole years old when it was issued, runs to. False for types without a rule,
// and for holders too young to have one.
func ExpectedExpiry(t document.Type, ageAtIssue int) (Expected, bool) {
	switch t {
	case document.CMND12:
		return Expected{Reason: check.ExpiryNot15Years, FromIssue: cmndYears}, ageAtIssue >= 14
	case document.CanCuoc2024:
		if ageAtIssue >= 0 && ageAtIssue < 12 {
			return Expected{Reason: check.ExpiryNot14, Birthday: 14}, true
		}
		return birthdayRule(ageAtIssue, 12)
	case document.CCCDBarcode, document.CCCDChip:
		return birthdayRule(ageAtIssue, 14)
	}
	return Expected{}, false
}

// birthdayRule: to the next birthday of renewal; a card issued in the two years before one runs to the one after it.
func birthdayRule(age, least int) (Expected, bool) {
	switch {
	case age < least:
		return Expected{}, false
	case age <= 22:
		return Expected{Reason: check.ExpiryNot25, Birthday: 25}, true
	case age <= 37:
		return Expected{Reason: check.ExpiryNot40, Birthday: 40}, true
	case age <= 57:
		return Expected{Reason: check.ExpiryNot60, Birthday: 60}, true
	}
	return Expected{Reason: check.ExpiryNotUnlimited, Unlimited: true}, true
}

// Fits says whether an expiry is the expected one.
func (e Expected) Fits(born, issued calendar.Day, got Expiry) bool {
	switch {
	case e.Unlimited || got.Unlimited:
		return e.Unlimited == got.Unlimited
	case e.FromIssue > 0:
		return issued.IsAnniversary(e.FromIssue, got.Day)
	}
	return born.IsAnniversary(e.Birthday, got.Day)
}

// unlimitedAge is from which age on a card has no date of expiry: the law's 60, less the two years before (contract 4.4).
const unlimitedAge = 58
