package vn

import (
	"slices"
	"strconv"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

// blankFields: E01 is about the picture just sent; what the front lacks when both sides are known is E16's.
func blankFields(c *card) (found []outcome) {
	for i, s := range c.sides {
		if s.fresh && (i > 0 || len(c.sides) == 1) {
			found = append(found, s.blanks()...)
		}
	}
	return found
}

func blankFront(c *card) []outcome { return c.sides[0].blanks() }

// blanks judges each required field of a side, and the zone where there must be one.
func (s *side) blanks() (found []outcome) {
	for _, f := range s.sheet.required {
		found = append(found, s.blankField(f))
	}
	if s.sheet.zone {
		found = append(found, s.blankZone())
	}
	return found
}

func (s *side) blankField(f document.Field) outcome {
	switch {
	case !s.ran(partFields):
		return notRun(s.place(f))
	case blank(s.read(f)):
		return at(check.Failed, s.place(f))
	}
	return passed(s.place(f))
}

// zoneSeen: from this likeness on a zone is there, whether it could be read or not (measure element.mrz).
const zoneSeen = 0.5

func (s *side) blankZone() outcome {
	place := s.place(placeZone)
	seen, measured := s.page.Measures[document.MRZ]
	switch {
	case s.page.Zone != nil:
		return passed(place)
	case !s.ran(partMRZ):
		return notRun(place)
	case measured && seen.Why == "" && seen.Value >= zoneSeen:
		return inconclusive(place) // there, and not read
	}
	return at(check.Failed, place)
}

func numberFormat(c *card) []outcome {
	v, why, ok := c.value(document.Number)
	if !ok {
		return []outcome{why}
	}
	return []outcome{c.decide(numberFits(v.side.t, v.r.Value, c.on, c.Provinces), v.place(), v.r)}
}

// dateFormat: whether a field holds a date. What is blank is E01's.
func (c *card) dateFormat(f document.Field) []outcome {
	v, why, ok := c.value(f)
	if !ok {
		return []outcome{why}
	}
	_, good := ParseDate(v.r.Value, c.style(v.side.t, f))
	return []outcome{c.decide(good, v.place(), v.r)}
}

func birthFormat(c *card) []outcome { return c.dateFormat(document.DateOfBirth) }
func issueFormat(c *card) []outcome { return c.dateFormat(document.DateOfIssue) }

func expiryFormat(c *card) []outcome {
	v, why, ok := c.value(document.DateOfExpiry)
	if !ok {
		return []outcome{why}
	}
	_, good := ParseExpiry(v.r.Value)
	return []outcome{c.decide(good, v.place(), v.r)}
}

// notFuture: of a year alone, the first day counts.
func (c *card) notFuture(f document.Field) []outcome {
	d, v, why, ok := c.day(f)
	if !ok {
		return []outcome{why}
	}
	return []outcome{c.decide(!d.First().After(c.on), v.place(), v.r)}
}

func birthFuture(c *card) []outcome { return c.notFuture(document.DateOfBirth) }
func issueFuture(c *card) []outcome { return c.notFuture(document.DateOfIssue) }

func nationality(c *card) []outcome {
	v, why, ok := c.value(document.Nationality)
	switch {
	case !ok:
		return []outcome{why}
	case IsVietnamese(v.r.Value):
		return []outcome{passed(v.place())}
	case nearlyVietnamese(v.r.Value):
		return []outcome{inconclusive(v.place())}
	}
	return []outcome{c.failed(v.place(), v.r)}
}

// number is the citizen number taken apart; without one, E02 has spoken.
func (c *card) number() (text string, v value, why outcome, ok bool) {
	if v, why, ok = c.value(document.Number); !ok {
		return "", v, why, false
	}
	text = digitsOf(v.r.Value)
	return text, v, inconclusive(v.place()), allDigits(text, 12)
}

// numberYear: digits five and six are those of the year of birth (E07).
func numberYear(c *card) []outcome {
	number, v, why, ok := c.number()
	if !ok {
		return []outcome{why}
	}
	born, b, why, ok := c.day(document.DateOfBirth)
	if !ok {
		return []outcome{why}
	}
	year, _ := strconv.Atoi(number[4:6])
	return []outcome{c.decide(year == born.Year%100, v.place(), v.r, b.r)}
}

// numberSex: the fourth digit is that of century and sex (E08).
func numberSex(c *card) []outcome {
	number, v, why, ok := c.number()
	if !ok {
		return []outcome{why}
	}
	born, b, why, ok := c.day(document.DateOfBirth)
	if !ok {
		return []outcome{why}
	}
	s, why, ok := c.value(document.Sex)
	if !ok {
		return []outcome{why}
	}
	sex, ok := Sex(s.r.Value)
	if !ok {
		return []outcome{inconclusive(s.place())}
	}
	want, known := sexDigit(born.Year, sex == "F")
	return []outcome{c.decide(known && number[3] == want, v.place(), v.r, b.r, s.r)}
}

// expired judges today against the printed date, or what the law of a card says instead (E10; ).
func expired(c *card) []outcome {
	switch c.kind() {
	case document.CMND9:
		return c.lawEnded(c.cmnd9Expired())
	case document.CMND12:
		return c.lawEnded(c.printedExpiry(withGrace))
	}
	return c.printedExpiry(func(d calendar.Day) calendar.Day { return d })
}

// lawEnded: no card of the old law is good after 31 December 2024, whatever it prints.
func (c *card) lawEnded(found []outcome) []outcome {
	if c.KeepCMND || !c.on.After(lastCMND) {
		return found
	}
	return []outcome{at(check.Failed, string(c.sides[len(c.sides)-1].name))}
}

func (c *card) cmnd9Expired() []outcome {
	s := c.with(document.DateOfIssue)
	if s == nil || !s.fresh {
		return nil
	}
	issued, v, why, ok := c.day(document.DateOfIssue)
	if !ok {
		return []outcome{why}
	}
	return []outcome{c.decide(!withGrace(issued.Anniversary(cmndYears)).Before(c.on), v.place(), v.r)}
}

func (c *card) printedExpiry(last func(calendar.Day) calendar.Day) []outcome {
	s := c.with(document.DateOfExpiry)
	if s == nil || !s.fresh {
		return nil
	}
	e, v, why, ok := c.expiry()
	if !ok {
		return []outcome{why}
	}
	return []outcome{c.decide(e.Unlimited || !last(e.Day).Before(c.on), v.place(), v.r)}
}

// tooYoungForUnlimited: from 58 on a card has no date of expiry, and never before (E11).
func tooYoungForUnlimited(c *card) []outcome {
	e, v, why, ok := c.expiry()
	if !ok {
		return []outcome{why}
	}
	if !e.Unlimited {
		return []outcome{passed(v.place())}
	}
	born, b, why, ok := c.day(document.DateOfBirth)
	if !ok {
		return []outcome{why}
	}
	if !c.paired(b.side, v.side) {
		return []outcome{inconclusive(v.place())}
	}
	_, most := born.Ages(c.on)
	return []outcome{c.decide(most >= unlimitedAge, v.place(), v.r, b.r)}
}

// typeDate: before its first day a type did not exist. After its last day some were still handed out: a person is to look.
func typeDate(c *card) []outcome {
	issued, v, why, ok := c.day(document.DateOfIssue)
	if !ok {
		return []outcome{why}
	}
	w, known := windowOf(c.kind())
	switch {
	case !known || !c.matched():
		return []outcome{inconclusive(v.place())}
	case issued.Before(w.first):
		return []outcome{c.failed(v.place(), v.r)}
	case w.last != calendar.Day{} && issued.After(w.last):
		return []outcome{inconclusive(v.place())}
	}
	return []outcome{passed(v.place())}
}

func issuerDate(c *card) []outcome {
	issued, d, why, ok := c.day(document.DateOfIssue)
	if !ok {
		return []outcome{why}
	}
	v, why, ok := c.value(document.Issuer)
	if !ok {
		return []outcome{why}
	}
	good := issuers(v.side.t, issued, c.IssuerSlackDays)
	who, alike := FindIssuer(v.r.Value)
	o := passed(v.place())
	switch {
	case len(good) == 0 || !c.matched():
		o = inconclusive(v.place())
	case slices.Contains(good, who) && alike >= likelyTitle:
	case who != "" && alike < sureTitle:
		o = inconclusive(v.place()) // more than half of another's title: the reading does not tell
	case who == "":
		o = c.failed(v.place(), v.r, d.r)
	default: // clearly another authority: no doubtful letter makes one of the other
		o = c.failed(v.place(), d.r)
	}
	return []outcome{o}
}

// ageToday and ageAtIssue: of a year alone, only what no day of it can satisfy fails.
func ageToday(least int) func(c *card) []outcome {
	return func(c *card) []outcome {
		born, v, why, ok := c.day(document.DateOfBirth)
		if !ok {
			return []outcome{why}
		}
		return []outcome{c.old(born, c.on, least, v.place(), v.r)}
	}
}

func ageAtIssue(least int) func(c *card) []outcome {
	return func(c *card) []outcome {
		born, v, why, ok := c.day(document.DateOfBirth)
		if !ok {
			return []outcome{why}
		}
		issued, i, why, ok := c.day(document.DateOfIssue)
		if !ok {
			return []outcome{why}
		}
		if !c.paired(v.side, i.side) {
			return []outcome{inconclusive(i.place())}
		}
		return []outcome{c.old(born, issued, least, i.place(), v.r, i.r)}
	}
}

func (c *card) old(born, on calendar.Day, least int, place string, readings ...document.Reading) outcome {
	from, to := born.Ages(on)
	switch {
	case from >= least:
		return passed(place)
	case to < least:
		return c.failed(place, readings...)
	}
	return inconclusive(place) // the year alone does not say
}

// paired says whether what stands on two sides may be held against each other: not when they are of different documents, which is E15's and E30's.
func (c *card) paired(a, b *side) bool { return a == b || c.matched() && !c.strangers() }

// expected judges the validity printed against the law's, if this reason is the one the holder's age calls for (E18 to E22, E33).
func expected(reason check.Reason) func(c *card) []outcome {
	return func(c *card) []outcome {
		born, b, why, ok := c.day(document.DateOfBirth)
		if !ok {
			return []outcome{why}
		}
		issued, i, why, ok := c.day(document.DateOfIssue)
		if !ok {
			return []outcome{why}
		}
		age := born.Age(issued)
		e, applies := ExpectedExpiry(c.kind(), age)
		if !applies || e.Reason != reason {
			return nil
		}
		got, v, why, ok := c.expiry()
		if !ok {
			return []outcome{why}
		}
		if !c.paired(b.side, i.side) || !c.paired(v.side, i.side) {
			return []outcome{inconclusive(v.place())}
		}
		return []outcome{c.decide(e.Fits(born, issued, got), v.place(), v.r, b.r, i.r)}
	}
}

// sameType: E15.
func sameType(c *card) []outcome {
	if c.matched() {
		return []outcome{passed(string(c.sides[1].name))}
	}
	return []outcome{at(check.Failed, string(c.sides[1].name))}
}

// against compares a field with what a code or zone says of it.
func (c *card) against(v value, other string) compare.Verdict {
	return compare.Texts(v.r, other, c.Doubt)
}

func byVerdict(verdict compare.Verdict, place string) outcome {
	switch verdict {
	case compare.Same:
		return passed(place)
	case compare.Differs:
		return at(check.Failed, place)
	}
	return inconclusive(place)
}
