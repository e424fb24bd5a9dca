package vn

import (
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

// card is a document under judgement: the sides that are known, with what each prints.
type card struct {
	Options
	on    calendar.Day
	sides []*side // front or data page first
}

// side is a page with the table of its type.
type side struct {
	page  *document.Page
	sheet sheet
	t     document.Type
	name  document.Side
	fresh bool // it has just been sent: rules about nothing else were judged before
}

func newCard(front, back *document.Page, latest document.Side, on calendar.Day, o Options) (*card, bool) {
	c := &card{Options: o.withDefaults(), on: on}
	for _, each := range []struct {
		page *document.Page
		role document.Side
	}{{front, document.Front}, {back, document.Back}} {
		if each.page == nil {
			continue
		}
		name := each.role
		if each.page.Type == document.VNPassport {
			name = document.Data
		}
		sheet, ok := sheetOf(each.page.Type, name)
		if !ok {
			return nil, false
		}
		fresh := latest == "" || latest == each.role || latest == name || front == nil || back == nil
		c.sides = append(c.sides, &side{each.page, sheet, each.page.Type, name, fresh})
	}
	return c, len(c.sides) > 0
}

// kind is the type of the whole: the front's, where it is known.
func (c *card) kind() document.Type { return c.sides[0].t }

// matched says whether the two sides look as if they were of one card. One side alone does.
func (c *card) matched() bool { return len(c.sides) < 2 || group(c.sides[0].t) == group(c.sides[1].t) }

// with is the side that prints a field; nil: none that is known.
func (c *card) with(f document.Field) *side {
	for _, s := range c.sides {
		if s.sheet.prints(f) {
			return s
		}
	}
	return nil
}

// withZone and withQR are the sides that have one.
func (c *card) withZone() *side { return c.where(func(s *side) bool { return s.sheet.zone }) }
func (c *card) withQR() *side   { return c.where(func(s *side) bool { return s.sheet.qr }) }

func (c *card) where(is func(s *side) bool) *side {
	if i := slices.IndexFunc(c.sides, is); i >= 0 {
		return c.sides[i]
	}
	return nil
}

// place names a field for a result.
func (s *side) place(f document.Field) string { return string(s.name) + "." + string(f) }

// Parts of a reading that may not have run (document.Page.NotRun).
const (
	partFields = "fields"
	partMRZ    = "mrz"
	partCodes  = "codes"
)

// Places that are no fields.
const (
	placeZone document.Field = "mrz"
	placeQR   document.Field = "qr"
)

func (s *side) ran(part string) bool { return s.page.NotRun[part] == "" }

// read is a field as read.
func (s *side) read(f document.Field) document.Reading {
	if f == document.Name {
		return s.name2()
	}
	return s.page.Fields[f]
}

// name2 is the name in one: passports print surname and given names apart, or not.
func (s *side) name2() document.Reading {
	whole := s.page.Fields[document.Name]
	surname, given := s.page.Fields[document.Surname], s.page.Fields[document.GivenNames]
	if whole.Value != "" || surname.Value == "" {
		return whole
	}
	both := surname
	both.Value = strings.TrimSpace(surname.Value + " " + given.Value)
	both.Confidence, both.Least = min(surname.Confidence, given.Confidence), min(surname.Least, given.Least)
	if surname.Second != "" && given.Second != "" {
		both.Second = surname.Second + " " + given.Second
	} else {
		both.Second = ""
	}
	if surname.SettledBy != given.SettledBy {
		both.SettledBy = ""
	}
	return both
}

// blank: nothing, or what stands for nothing.
func blank(r document.Reading) bool {
	switch strings.ToUpper(strings.TrimSpace(r.Value)) {
	case "", "N/A", "-":
		return true
	}
	return false
}

func (c *card) sure(r document.Reading) bool { return compare.Sure(r, c.Doubt) }

// outcome is what a rule found in one place.
type outcome struct {
	status           check.Status
	place            string
	score, threshold float64
	unit             string
	scored           bool
}

func at(status check.Status, place string) outcome { return outcome{status: status, place: place} }

func passed(place string) outcome       { return at(check.Passed, place) }
func inconclusive(place string) outcome { return at(check.Inconclusive, place) }
func notRun(place string) outcome       { return at(check.NotRun, place) }

// failed is Failed where the readings it rests on are sure; what a doubtful reading breaks is Inconclusive, FC14 and FC15 being about it.
func (c *card) failed(place string, readings ...document.Reading) outcome {
	for _, r := range readings {
		if !c.sure(r) {
			return inconclusive(place)
		}
	}
	return at(check.Failed, place)
}

// decide is passed when ok, else failed as above.
func (c *card) decide(ok bool, place string, readings ...document.Reading) outcome {
	if ok {
		return passed(place)
	}
	return c.failed(place, readings...)
}

// value is a field that a rule needs: where it stands and what was read. Without it, ok is false and why the outcome.
type value struct {
	side  *side
	field document.Field
	r     document.Reading
}

func (v value) place() string { return v.side.place(v.field) }

func (c *card) value(f document.Field) (v value, why outcome, ok bool) {
	s := c.with(f)
	switch {
	case s == nil:
		return value{}, inconclusive(""), false
	case !s.ran(partFields):
		return value{}, notRun(s.place(f)), false
	}
	v = value{s, f, s.read(f)}
	return v, inconclusive(v.place()), !blank(v.r)
}

// day is a field with a date. Births may be a year alone, on the cards that print it so.
func (c *card) day(f document.Field) (d calendar.Day, v value, why outcome, ok bool) {
	if v, why, ok = c.value(f); !ok {
		return d, v, why, false
	}
	d, ok = ParseDate(v.r.Value, c.style(v.side.t, f))
	return d, v, inconclusive(v.place()), ok
}

// expiry is the date of expiry.
func (c *card) expiry() (e Expiry, v value, why outcome, ok bool) {
	if v, why, ok = c.value(document.DateOfExpiry); !ok {
		return e, v, why, false
	}
	e, ok = ParseExpiry(v.r.Value)
	return e, v, inconclusive(v.place()), ok
}

// style is how dates of a field are printed on a type.
func (c *card) style(t document.Type, f document.Field) Style {
	if t != document.CMND9 {
		return 0
	}
	if f == document.DateOfBirth && !c.RefuseYearOnly {
		return Loose | YearAlone
	}
	return Loose
}
