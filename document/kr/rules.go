package kr

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/fault"
)

// Options are what a project decides of these rules.
type Options struct {
	Doubt float64 `json:"doubt,omitempty"` // confidence of a character under which it may be wrong, 0 to 1; 0: compare.Doubt
	// FullRRN: the project has a legal basis for the whole number and needs no mask (contract 7.5, collect_full_rrn).
	FullRRN bool `json:"fullRrn,omitempty"`
}

// Rule is a row of the table: its reason, the clause of the KYC submission contract, the types it is about, the field it needs and the judgement.
type Rule struct {
	Reason check.Reason
	Clause string
	Types  []document.Type
	field  document.Field
	run    func(c *card, v value) []check.Result
}

// Rules returns the table. A passport is judged by its zone (see icao.Rules).
func Rules() []Rule {
	resident, licence, alien := document.KRResident, document.KRLicence, document.KRAlien
	all := []document.Type{resident, licence, alien}
	type t = []document.Type
	number := document.Number // stands for the registration number, wherever the type prints it: see rrnField
	return []Rule{
		{check.FieldBlank, "7.3", all, "", blank},
		{check.RRNFormat, "7.1, 7.2", all, number, rrnFormat},
		{check.RRNCentury, "7.1, 7.2", all, number, rrnCentury},
		{check.RRNCheckDigit, "7.1, 7.2", all, number, rrnCheckDigit},
		{check.LicenceFormat, "7.3", t{licence}, document.Number, licenceFormat},
		{check.LicenceRegion, "7.3", t{licence}, document.Number, licenceRegion},
		{check.SerialFormat, "7.3", t{licence, alien}, document.SerialNumber, serialFormat},
		{check.IssueFormat, "7.3", all, document.DateOfIssue, issueFormat},
		{check.ExpiryFormat, "7.3", t{licence}, document.DateOfExpiry, expiryFormat},
		{check.IssueFuture, "7.3", all, document.DateOfIssue, issueFuture},
		{check.DocumentExpired, "7.3", t{licence}, document.DateOfExpiry, expired},
		{check.HolderUnderage, "7.3, 7.7", t{resident, licence}, number, underage},
		{check.RRNUnmaskable, "7.5", all, number, unmaskable},
	}
}

// Required are the fields that a side must not leave empty.
func Required(t document.Type, s document.Side) []document.Field {
	type f = []document.Field
	switch {
	case t == document.KRResident && s == document.Front:
		return f{document.Number, document.Name, document.DateOfIssue}
	case t == document.KRLicence && s == document.Front:
		return f{document.Number, document.Name, document.DateOfExpiry}
	case t == document.KRAlien && s == document.Front:
		return f{document.Number, document.Name, document.DateOfIssue}
	}
	return nil
}

// rrnField is where a type prints the registration number.
func rrnField(t document.Type) document.Field {
	if t == document.KRLicence {
		return document.PersonalNumber
	}
	return document.Number
}

// PostCheck judges what was read from a Korean document on a day in Korea. Arguments and results are as vn.PostCheck's. Of a driver licence the serial is
// optional, and of an alien card issued before 2011 the back has none.
func PostCheck(front, back *document.Page, latest document.Side, on time.Time, o Options) []check.Result {
	if p := front; p != nil && p.Type == document.KRPassport {
		return icao.PostCheck(front, back, latest, on, icao.Options{Doubt: o.Doubt})
	}
	c, ok := newCard(front, back, latest, calendar.Of(on), o)
	if !ok {
		return []check.Result{outcome(check.RulesFailed, check.Failed, "")}
	}
	results := []check.Result{outcome(check.RulesFailed, check.Passed, "")}
	for _, rule := range Rules() {
		if slices.Contains(rule.Types, c.kind()) {
			results = append(results, c.apply(rule)...)
		}
	}
	return results
}

func outcome(reason check.Reason, status check.Status, place string) check.Result {
	return check.Result{Name: string(reason), Reason: reason, Status: status, Place: place}
}

type card struct {
	Options
	on    calendar.Day
	sides []side
}

type side struct {
	*document.Page
	name  document.Side
	fresh bool
}

func newCard(front, back *document.Page, latest document.Side, on calendar.Day, o Options) (*card, bool) {
	c := &card{Options: o, on: on}
	if c.Doubt == 0 {
		c.Doubt = compare.Doubt
	}
	for _, each := range []side{{front, document.Front, false}, {back, document.Back, false}} {
		if each.Page == nil {
			continue
		}
		if !slices.Contains([]document.Type{document.KRResident, document.KRLicence, document.KRAlien}, each.Type) {
			return nil, false
		}
		each.fresh = latest == "" || latest == each.name || front == nil || back == nil
		c.sides = append(c.sides, each)
	}
	return c, len(c.sides) > 0
}

func (c *card) kind() document.Type { return c.sides[0].Type }

// value is a field on the side that prints it.
type value struct {
	side  side
	field document.Field
	r     document.Reading
}

func (v value) place() string { return string(v.side.name) + "." + string(v.field) }

// find is a field on whichever side has it in its layout. printed is false where none does.
func (c *card) find(f document.Field) (v value, printed bool) {
	for _, s := range c.sides {
		if r, ok := s.Fields[f]; ok {
			return value{s, f, r}, true
		}
	}
	return value{}, false
}

// read says how far a field can be judged: Passed, Inconclusive when nothing is there, NotRun when fields were not read.
func (v value) read() check.Status {
	switch {
	case v.side.NotRun["fields"] != "":
		return check.NotRun
	case strings.TrimSpace(v.r.Value) == "":
		return check.Inconclusive
	}
	return check.Passed
}

// apply runs one rule. What is about a field that no known side prints, or that was judged before, has no result.
func (c *card) apply(rule Rule) []check.Result {
	if rule.field == "" {
		return rule.run(c, value{})
	}
	field := rule.field
	if field == document.Number && rule.Reason != check.LicenceFormat && rule.Reason != check.LicenceRegion {
		field = rrnField(c.kind())
	}
	v, printed := c.find(field)
	switch {
	case !printed && c.sides[0].NotRun["fields"] != "" && c.sides[0].fresh:
		return []check.Result{outcome(rule.Reason, check.NotRun, string(c.sides[0].name)+"."+string(field))}
	case !printed || !v.side.fresh:
		return nil
	case v.read() == check.Inconclusive && (field == document.SerialNumber || field == document.PersonalNumber):
		return nil // not every card has it
	case v.read() != check.Passed:
		return []check.Result{outcome(rule.Reason, v.read(), v.place())}
	}
	return rule.run(c, v)
}

// decide is Passed when ok; else Failed where the readings are sure, and Inconclusive where they are not.
func (c *card) decide(reason check.Reason, ok bool, place string, readings ...document.Reading) []check.Result {
	status := check.Passed
	if !ok {
		status = check.Failed
		if slices.ContainsFunc(readings, func(r document.Reading) bool { return !compare.Sure(r, c.Doubt) }) {
			status = check.Inconclusive
		}
	}
	return []check.Result{outcome(reason, status, place)}
}

func blank(c *card, _ value) (results []check.Result) {
	for _, s := range c.sides {
		if !s.fresh {
			continue
		}
		var bad []check.Result
		required := Required(s.Type, s.name)
		for _, f := range required {
			v := value{s, f, s.Fields[f]}
			switch v.read() {
			case check.NotRun:
				bad = append(bad, outcome(check.FieldBlank, check.NotRun, v.place()))
			case check.Inconclusive:
				bad = append(bad, outcome(check.FieldBlank, check.Failed, v.place()))
			}
		}
		if len(bad) == 0 && len(required) > 0 {
			bad = []check.Result{outcome(check.FieldBlank, check.Passed, string(s.name))}
		}
		results = append(results, bad...)
	}
	return results
}

func rrnFormat(c *card, v value) []check.Result {
	_, err := ParseRRN(v.r.Value, c.on)
	return c.decide(check.RRNFormat, err == nil, v.place(), v.r)
}

// rrn is the number of a rule that needs a good one; without, RRNFormat has spoken.
func (c *card) rrn(reason check.Reason, v value) (RRN, []check.Result, bool) {
	r, err := ParseRRN(v.r.Value, c.on)
	if err != nil {
		return RRN{}, []check.Result{outcome(reason, check.Inconclusive, v.place())}, false
	}
	return r, nil, true
}

// rrnCentury: the seventh digit fits the kind of document, the printed birth and the printed sex. A licence may be a foreigner's.
func rrnCentury(c *card, v value) []check.Result {
	r, why, ok := c.rrn(check.RRNCentury, v)
	if !ok {
		return why
	}
	if c.kind() == document.KRResident && r.Foreign || c.kind() == document.KRAlien && !r.Foreign {
		return c.decide(check.RRNCentury, false, v.place(), v.r)
	}
	if b, printed := c.find(document.DateOfBirth); printed && b.read() == check.Passed {
		if born, ok := ParseDate(b.r.Value); ok && born != r.Born {
			return c.decide(check.RRNCentury, false, v.place(), v.r, b.r)
		}
	}
	if s, printed := c.find(document.Sex); printed {
		if sex, ok := sexOf(s.r.Value); ok && sex != r.Sex {
			return c.decide(check.RRNCentury, false, v.place(), v.r, s.r)
		}
	}
	return c.decide(check.RRNCentury, true, v.place())
}

func sexOf(text string) (string, bool) {
	for _, word := range compare.Tokens(text) {
		switch word {
		case "M", "MALE", "남", "남자":
			return "M", true
		case "F", "FEMALE", "여", "여자":
			return "F", true
		}
	}
	return "", false
}

// rrnCheckDigit: a digit that does not fit is Inconclusive and never Failed, for the number may be one of those that have none (contract 7.1: a warning,
// never a rejection by itself).
func rrnCheckDigit(c *card, v value) []check.Result {
	r, why, ok := c.rrn(check.RRNCheckDigit, v)
	if !ok {
		return why
	}
	switch status := r.CheckDigit(); status {
	case check.NotRun:
		return nil
	case check.Passed:
		if r.AlienShape() != check.Failed {
			return []check.Result{outcome(check.RRNCheckDigit, check.Passed, v.place())}
		}
	}
	return []check.Result{outcome(check.RRNCheckDigit, check.Inconclusive, v.place())}
}

func licenceFormat(c *card, v value) []check.Result {
	_, err := ParseLicence(v.r.Value)
	return c.decide(check.LicenceFormat, err == nil || placeOf(err) == "number.region", v.place(), v.r)
}

func licenceRegion(c *card, v value) []check.Result {
	_, err := ParseLicence(v.r.Value)
	if err != nil && placeOf(err) != "number.region" {
		return []check.Result{outcome(check.LicenceRegion, check.Inconclusive, v.place())}
	}
	return c.decide(check.LicenceRegion, err == nil, v.place(), v.r)
}

func placeOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Place
	}
	return ""
}

func serialFormat(c *card, v value) []check.Result {
	fits := SerialFits(v.r.Value)
	if v.side.Type == document.KRAlien { // the length of an alien card's serial is not documented
		fits = len(v.r.Value) <= 20 && compare.Letters(v.r.Value) != ""
	}
	return c.decide(check.SerialFormat, fits, v.place(), v.r)
}

func issueFormat(c *card, v value) []check.Result {
	_, ok := ParseDate(v.r.Value)
	return c.decide(check.IssueFormat, ok, v.place(), v.r)
}

func expiryFormat(c *card, v value) []check.Result {
	_, ok := ParseDate(v.r.Value)
	return c.decide(check.ExpiryFormat, ok, v.place(), v.r)
}

func issueFuture(c *card, v value) []check.Result {
	d, ok := ParseDate(v.r.Value)
	if !ok {
		return []check.Result{outcome(check.IssueFuture, check.Inconclusive, v.place())}
	}
	return c.decide(check.IssueFuture, !d.After(c.on), v.place(), v.r)
}

func expired(c *card, v value) []check.Result {
	d, ok := ParseDate(v.r.Value)
	if !ok {
		return []check.Result{outcome(check.DocumentExpired, check.Inconclusive, v.place())}
	}
	return c.decide(check.DocumentExpired, !d.Before(c.on), v.place(), v.r)
}

// Ages from which a document is given: the resident card 17 (7.3), a licence 16 (7.7).
const (
	residentAge = 17
	licenceAge  = 16
)

// underage judges the age at issue where the day of issue can be read, else today's.
func underage(c *card, v value) []check.Result {
	r, why, ok := c.rrn(check.HolderUnderage, v)
	if !ok {
		return why
	}
	at, readings := c.on, []document.Reading{v.r}
	if i, printed := c.find(document.DateOfIssue); printed {
		if issued, ok := ParseDate(i.r.Value); ok && issued.Before(c.on) {
			at, readings = issued, append(readings, i.r)
		}
	}
	least := residentAge
	if c.kind() == document.KRLicence {
		least = licenceAge
	}
	return c.decide(check.HolderUnderage, r.Born.Age(at) >= least, v.place(), readings...)
}

// unmaskable: a number whose place on the picture is not known cannot be hidden before the picture is kept (7.5).
func unmaskable(c *card, v value) []check.Result {
	if c.FullRRN {
		return nil
	}
	status := check.Passed
	if len(v.r.Place) < 4 {
		status = check.Failed
	}
	return []check.Result{outcome(check.RRNUnmaskable, status, v.place())}
}

// BirthDay is the holder's date of birth by the registration number, for age limits of a project; false when it cannot be read.
func BirthDay(front, back *document.Page, on time.Time) (calendar.Day, bool) {
	c, ok := newCard(front, back, "", calendar.Of(on), Options{})
	if !ok {
		return calendar.Day{}, false
	}
	v, printed := c.find(rrnField(c.kind()))
	if !printed {
		return calendar.Day{}, false
	}
	r, err := ParseRRN(v.r.Value, c.on)
	return r.Born, err == nil
}
