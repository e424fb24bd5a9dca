package vn

import (
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// FieldPersonalNumber is the citizen number in a card's zone, with a check digit of its own (contract 4.6).
const FieldPersonalNumber = "personalNumber"

// Zone is the zone of a card with a chip (TD1): what package mrz reads, and the national part of line 1 that it does not know.
type Zone struct {
	mrz.MRZ
	Number string         // citizen number, line 1 positions 16 to 27
	Digit  mrz.DigitCheck // of positions 16 to 29, in position 30
}

// ParseZone reads the three lines of a card as they are. Codes as mrz.Parse; fault.MRZShape too for another format than TD1.
func ParseZone(lines []string) (Zone, error) {
	m, err := icao.Parse(lines, mrz.TD1)
	if err != nil {
		return Zone{}, err
	}
	line := m.Lines()[0]
	z := Zone{MRZ: m, Number: strings.TrimRight(line[15:27], "<")}
	want, _ := mrz.CheckDigit(line[15:29])
	z.Digit = mrz.DigitCheck{Field: FieldPersonalNumber, From: 15, To: 29, At: 29, Want: want, Got: line[29], Status: check.Failed}
	if want == line[29] {
		z.Digit.Status = check.Passed
	}
	return z, nil
}

// Born is the date of birth with the century that the fourth digit of the citizen number says (contract 4.6); false when one of the two is none.
func (z Zone) Born() (calendar.Day, bool) {
	if !allDigits(z.Number, 12) {
		return calendar.Day{}, false
	}
	return zoneDay(string(z.DateOfBirth), 1900+100*(int(z.Number[3]-'0')/2))
}

// Expires is the date of expiry, always of this century; 31 December 2099 is none (contract 4.6).
func (z Zone) Expires() (Expiry, bool) {
	if z.DateOfExpiry == "991231" {
		return Expiry{Unlimited: true}, true
	}
	d, ok := zoneDay(string(z.DateOfExpiry), 2000)
	return Expiry{Day: d}, ok
}

func zoneDay(text string, century int) (calendar.Day, bool) {
	if !allDigits(text, 6) {
		return calendar.Day{}, false
	}
	n := func(i int) int { return 10*int(text[i]-'0') + int(text[i+1]-'0') }
	return calendar.New(century+n(0), n(2), n(4))
}

// format of the zone of a type.
func format(t document.Type) mrz.Format {
	if t == document.VNPassport {
		return mrz.TD3
	}
	return mrz.TD1
}

// zone is the side with a zone, if it was read; else why says what that makes of its rules: nothing failed, for whether there is one at all is the
// presence check's (FC07) and E01's.
func (c *card) zone() (s *side, z icao.Zone, why outcome, ok bool) {
	s = c.withZone()
	place := s.place(placeZone)
	switch {
	case s.page.Zone != nil:
		return s, icao.Of(*s.page.Zone), outcome{}, true
	case !s.ran(partMRZ):
		return s, icao.Zone{}, notRun(place), false
	}
	return s, icao.Zone{}, inconclusive(place), false
}

// zoneShape: MRZ01.
func zoneShape(c *card) []outcome {
	s, z, why, ok := c.zone()
	if !ok {
		return []outcome{why}
	}
	return []outcome{at(z.Shape(format(s.t)), s.place(placeZone))}
}

// zoneCharacters: MRZ02.
func zoneCharacters(c *card) []outcome {
	s, z, why, ok := c.zone()
	if !ok {
		return []outcome{why}
	}
	return []outcome{at(z.Characters(), s.place(placeZone))}
}

// zoneDigits: MRZ05, the digit of the citizen number included.
func zoneDigits(c *card) []outcome {
	s, z, why, ok := c.zone()
	if !ok {
		return []outcome{why}
	}
	raw, err := icao.Parse(z.Raw, format(s.t))
	if err != nil {
		return []outcome{inconclusive(s.place(placeZone))} // MRZ01 or MRZ02 has spoken
	}
	var found []outcome
	for _, d := range raw.CheckDigits {
		found = append(found, at(z.Digit(d), s.place(placeZone)))
	}
	if s.t != document.VNPassport {
		own, _ := ParseZone(z.Raw)
		found = append(found, at(z.Digit(own.Digit), s.place(placeZone)))
	}
	return worst(found)
}

// zoneFields: MRZ04.
func zoneFields(c *card) []outcome {
	s, z, why, ok := c.zone()
	if !ok {
		return []outcome{why}
	}
	return []outcome{at(z.Fields(format(s.t)), s.place(placeZone))}
}

// worst is the one outcome that says most against: a zone is one place, whichever of its digits failed.
func worst(found []outcome) []outcome {
	for _, status := range []check.Status{check.Failed, check.Inconclusive} {
		if i := slices.IndexFunc(found, func(o outcome) bool { return o.status == status }); i >= 0 {
			return found[i : i+1]
		}
	}
	return found[:min(len(found), 1)]
}

// comparison is a field that stands both in print and in the zone.
type comparison struct {
	field   document.Field
	outcome outcome
	fresh   bool
}

// compared holds the print of all sides that are known against the zone. ok is false when the zone cannot be read.
func (c *card) compared() (found []comparison, ok bool) {
	s, z, _, ok := c.zone()
	if !ok {
		return nil, false
	}
	m, err := icao.Parse(z.Lines, format(s.t))
	if err != nil {
		return nil, false
	}
	for _, row := range []struct {
		field document.Field
		judge func(v value) outcome
	}{
		{document.Number, func(v value) outcome { return c.numberInZone(v, m) }},
		{document.Name, func(v value) outcome { return byVerdict(z.Name(v.r, m, c.Doubt), v.place()) }},
		{document.DateOfBirth, func(v value) outcome { return c.birthInZone(v, m) }},
		{document.Sex, func(v value) outcome { return c.sexInZone(v, m) }},
		{document.Nationality, func(v value) outcome { return c.stateInZone(v, m) }},
		{document.DateOfExpiry, func(v value) outcome { return c.expiryInZone(v, m) }},
	} {
		p := c.with(row.field)
		if p == nil {
			continue
		}
		v, why, ok := c.value(row.field)
		o := why
		if ok {
			o = row.judge(v)
		}
		// A difference where a check digit of the zone's own fails says nothing: which of its characters is wrong is not known.
		if o.status == check.Failed && z.Unsure(m, zoneField(s.t, row.field)) {
			o.status = check.Inconclusive
		}
		found = append(found, comparison{row.field, o, p.fresh || s.fresh})
	}
	return found, true
}

// zoneField is where a printed field stands in a zone, as package mrz calls it; empty: under no check digit.
func zoneField(t document.Type, f document.Field) string {
	switch f {
	case document.Number:
		return mrz.FieldDocumentNumber
	case document.DateOfBirth:
		return mrz.FieldDateOfBirth
	case document.DateOfExpiry:
		return mrz.FieldDateOfExpiry
	}
	return ""
}

// numberInZone: cards have the whole number as optional data and its last nine digits as document number.
func (c *card) numberInZone(v value, m mrz.MRZ) outcome {
	if v.side.t == document.VNPassport {
		return byVerdict(c.against(v, m.DocumentNumber), v.place())
	}
	z, err := ParseZone(m.Lines())
	if err != nil {
		return inconclusive(v.place())
	}
	o := byVerdict(c.against(v, z.Number), v.place())
	if o.status == check.Passed && (len(z.Number) != 12 || z.Number[3:] != m.DocumentNumber) {
		o.status = check.Failed
	}
	return o
}

// birthInZone compares six digits: the century is the number's affair (E08).
func (c *card) birthInZone(v value, m mrz.MRZ) outcome {
	d, ok := ParseDate(v.r.Value, c.style(v.side.t, v.field))
	if !ok {
		return inconclusive(v.place())
	}
	return c.decide(d.Zone() == string(m.DateOfBirth), v.place(), v.r)
}

func (c *card) expiryInZone(v value, m mrz.MRZ) outcome {
	e, ok := ParseExpiry(v.r.Value)
	if !ok {
		return inconclusive(v.place())
	}
	return c.decide(e.Zone() == string(m.DateOfExpiry), v.place(), v.r)
}

func (c *card) sexInZone(v value, m mrz.MRZ) outcome { return c.sexIs(v, m.Sex) }

func (c *card) stateInZone(v value, m mrz.MRZ) outcome {
	switch {
	case IsVietnamese(v.r.Value):
		return c.decide(m.Nationality == "VNM", v.place())
	case nearlyVietnamese(v.r.Value):
		return inconclusive(v.place())
	}
	return c.decide(m.Nationality != "VNM", v.place(), v.r)
}

// identity are the fields that tell one holder's card from another's (E30).
var identity = []document.Field{document.Number, document.Name, document.DateOfBirth, document.Sex, document.DateOfExpiry}

// strangers says that the zone is clearly another card's than the print of the other side: at least two of the fields that tell cards apart differ.
// One alone is a card whose zone does not agree with its print (MRZ03), for another card would differ in more.
func (c *card) strangers() bool {
	if c.withZone() == nil || c.withZone().page.Zone == nil {
		return false
	}
	found, _ := c.compared()
	return len(differing(found)) >= 2
}

func differing(found []comparison) (bad []comparison) {
	for _, each := range found {
		if each.outcome.status == check.Failed && slices.Contains(identity, each.field) {
			bad = append(bad, each)
		}
	}
	return bad
}

// sameCard: E30.
func sameCard(c *card) []outcome {
	s := c.withZone()
	if s == nil || !c.matched() {
		return nil // E15 has spoken
	}
	found, ok := c.compared()
	if !ok {
		_, _, why, known := c.zone()
		if known {
			why = inconclusive(s.place(placeZone))
		}
		return []outcome{why}
	}
	bad := differing(found)
	doubts := slices.ContainsFunc(found, func(each comparison) bool {
		return each.field == document.Number && each.outcome.status != check.Passed
	})
	switch {
	case len(bad) >= 2:
		return []outcome{at(check.Failed, bad[0].outcome.place)}
	case len(bad) == 1 || doubts:
		return []outcome{inconclusive(s.place(placeZone))}
	}
	return []outcome{passed(s.place(placeZone))}
}

// zoneMatches: MRZ03, over what was not compared before. Sides of two cards are E30's; what their fields say of each other is no further fact.
func zoneMatches(c *card) (found []outcome) {
	all, ok := c.compared()
	if !ok {
		s, _, why, known := c.zone()
		switch {
		case !s.fresh:
			return nil
		case known:
			why = inconclusive(s.place(placeZone))
		}
		return []outcome{why}
	}
	apart := len(c.sides) > 1 && (!c.matched() || c.strangers())
	for _, each := range all {
		if !each.fresh {
			continue
		}
		if apart && each.outcome.status == check.Failed {
			each.outcome.status = check.Inconclusive
		}
		found = append(found, each.outcome)
	}
	return found
}
