package vn

import (
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

// Options are what a project decides of these rules. The zero value is the contract's defaults.
type Options struct {
	KeepCMND          bool     `json:"keepCmnd,omitempty"`          // cards of the old law stay good after 31 December 2024
	RefuseYearOnly    bool     `json:"refuseYearOnly,omitempty"`    // a card of nine digits with the year of birth alone breaks E03
	RequireQR         bool     `json:"requireQr,omitempty"`         // a card of the law of 2023 without a code that could be read breaks QR02
	AddressSimilarity float64  `json:"addressSimilarity,omitempty"` // from which on two addresses are one, 0 to 1; 0: 0.6 (QR01)
	IssuerSlackDays   int      `json:"issuerSlackDays,omitempty"`   // days around 10 October 2018 in which both authorities are good; 0: 60 (E31)
	Provinces         []string `json:"provinces,omitempty"`         // further province codes under 100 (E02)
	Doubt             float64  `json:"doubt,omitempty"`             // confidence of a character under which it may be wrong, 0 to 1; 0: compare.Doubt
}

func (o Options) withDefaults() Options {
	if o.AddressSimilarity == 0 {
		o.AddressSimilarity = 0.6
	}
	if o.IssuerSlackDays == 0 {
		o.IssuerSlackDays = 60
	}
	if o.Doubt == 0 {
		o.Doubt = compare.Doubt
	}
	return o
}

// Rule is a row of the table: its reason, the clause of the contract and the types it is about.
type Rule struct {
	Reason check.Reason
	Code   string // of the eKYC catalogue
	Clause string
	Types  []document.Type
	// reads are the fields it needs; it applies when a known side prints each of them and one of these sides is new. Empty: see applies.
	reads   []document.Field
	applies func(c *card) bool
	run     func(c *card) []outcome
}

// Rules returns the table, in the order of contract 1.8, steps 9 to 11.
func Rules() []Rule {
	all := Types()
	cards := citizenCards()
	no9 := []document.Type{document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024}
	cccd := []document.Type{document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024}
	until2024 := []document.Type{document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip}
	law2023 := []document.Type{document.CanCuoc2024}
	chips := []document.Type{document.CCCDChip, document.CanCuoc2024}
	zones := []document.Type{document.CCCDChip, document.CanCuoc2024, document.VNPassport}
	dated := without(all, document.CMND9)
	type f = []document.Field
	birth, issue, expiry := document.DateOfBirth, document.DateOfIssue, document.DateOfExpiry
	three := f{birth, issue, expiry}
	return []Rule{
		{Reason: check.FieldBlank, Code: "E01", Clause: "3.5, 4.10, A-28", Types: all, applies: anySide, run: blankFields},
		{Reason: check.FrontBlank, Code: "E16", Clause: "3.5, 4.10, A-28", Types: without(all, document.VNPassport), applies: frontBehindBack, run: blankFront},
		{Reason: check.NumberFormat, Code: "E02", Clause: "3.5, 4.2, 4.8, 4.9", Types: all, reads: f{document.Number}, run: numberFormat},
		{Reason: check.BirthFormat, Code: "E03", Clause: "3.5, A-14", Types: all, reads: f{birth}, run: birthFormat},
		{Reason: check.ExpiryFormat, Code: "E09", Clause: "3.5", Types: dated, reads: f{expiry}, run: expiryFormat},
		{Reason: check.IssueFormat, Code: "E12", Clause: "3.5", Types: all, reads: f{issue}, run: issueFormat},
		{Reason: check.BirthFuture, Code: "E04", Clause: "3.5", Types: all, reads: f{birth}, run: birthFuture},
		{Reason: check.IssueFuture, Code: "E13", Clause: "3.5", Types: all, reads: f{issue}, run: issueFuture},
		{Reason: check.NationalityWrong, Code: "E06", Clause: "3.5", Types: append(slices.Clone(cccd), document.VNPassport), reads: f{document.Nationality},
			run: nationality},
		{Reason: check.NumberBirthYear, Code: "E07", Clause: "3.5, 4.2", Types: no9, reads: f{document.Number, birth}, run: numberYear},
		{Reason: check.NumberSex, Code: "E08", Clause: "3.5, 4.2", Types: no9, reads: f{document.Number, birth, document.Sex}, run: numberSex},
		{Reason: check.DocumentExpired, Code: "E10", Clause: "3.5, 4.3, A-11, A-33", Types: all, applies: anySide, run: expired},
		{Reason: check.ExpiryUnlimited, Code: "E11", Clause: "3.5, 4.4", Types: cccd, reads: f{birth, expiry}, run: tooYoungForUnlimited},
		{Reason: check.TypeDate, Code: "E32", Clause: "3.5, 4.3, A-29", Types: cards, reads: f{issue}, run: typeDate},
		{Reason: check.IssuerDate, Code: "E31", Clause: "3.5, 4.5", Types: cccd, reads: f{issue, document.Issuer}, run: issuerDate},
		{Reason: check.AgeUnder14, Code: "E05", Clause: "3.5, 4.11, A-23", Types: until2024, reads: f{birth}, run: ageToday(14)},
		{Reason: check.AgeUnder6, Code: "E36", Clause: "3.5, 4.11, A-23", Types: law2023, reads: f{birth}, run: ageToday(6)},
		{Reason: check.IssueUnder14, Code: "E17", Clause: "3.5, 4.11, A-23", Types: until2024, reads: f{birth, issue}, run: ageAtIssue(14)},
		{Reason: check.IssueUnder6, Code: "E37", Clause: "3.5, 4.11, A-23", Types: law2023, reads: f{birth, issue}, run: ageAtIssue(6)},
		{Reason: check.ExpiryNot15Years, Code: "E18", Clause: "3.5, 4.4, A-11", Types: []document.Type{document.CMND12}, reads: three, run: expected(check.ExpiryNot15Years)},
		{Reason: check.ExpiryNot25, Code: "E19", Clause: "3.5, 4.4", Types: cccd, reads: three, run: expected(check.ExpiryNot25)},
		{Reason: check.ExpiryNot40, Code: "E20", Clause: "3.5, 4.4", Types: cccd, reads: three, run: expected(check.ExpiryNot40)},
		{Reason: check.ExpiryNot60, Code: "E21", Clause: "3.5, 4.4", Types: cccd, reads: three, run: expected(check.ExpiryNot60)},
		{Reason: check.ExpiryNotUnlimited, Code: "E22", Clause: "3.5, 4.4", Types: cccd, reads: three, run: expected(check.ExpiryNotUnlimited)},
		{Reason: check.ExpiryNot14, Code: "E33", Clause: "3.5, 4.4", Types: law2023, reads: three, run: expected(check.ExpiryNot14)},
		{Reason: check.SidesDiffer, Code: "E15", Clause: "3.5, A-24", Types: cards, applies: bothSides, run: sameType},
		{Reason: check.CardsDiffer, Code: "E30", Clause: "3.5, 4.6, A-24", Types: chips, applies: bothSides, run: sameCard},
		{Reason: check.QRFormat, Code: "QR02", Clause: "3.5, 4.7, A-10", Types: cards, applies: mayHaveQR, run: qrFormat},
		{Reason: check.QRMismatch, Code: "QR01", Clause: "3.5, 4.7, 4.12", Types: chips, applies: hasQR, run: qrMatches},
		{Reason: check.MRZShape, Code: "MRZ01", Clause: "3.5, 4.6", Types: zones, applies: freshZone, run: zoneShape},
		{Reason: check.MRZCharacters, Code: "MRZ02", Clause: "3.5", Types: zones, applies: freshZone, run: zoneCharacters},
		{Reason: check.MRZDigits, Code: "MRZ05", Clause: "3.5, 4.6", Types: zones, applies: freshZone, run: zoneDigits},
		{Reason: check.MRZFields, Code: "MRZ04", Clause: "3.5, 4.6", Types: zones, applies: freshZone, run: zoneFields},
		{Reason: check.MRZMismatch, Code: "MRZ03", Clause: "3.5, 4.6", Types: zones, applies: hasZone, run: zoneMatches},
	}
}

func without(types []document.Type, t document.Type) []document.Type {
	return slices.DeleteFunc(slices.Clone(types), func(each document.Type) bool { return each == t })
}

// PostCheck judges what was read from a Vietnamese document on a day in Vietnam: one side or both, whichever are known; a passport is the front.
// latest is the side that has just been sent: rules about the other one alone were judged before and are left out, but for its blanks (E16); empty
// means both are new. Results come in the order of contract 1.8, steps 9 to 11, at least one for every rule that applies; a rule about several places
// gives one for each place that did not pass. Name and Reason are the rule's, Place is "<side>.<field>" and never a value. A type that is not
// Vietnamese, or not known, is one failed result, RulesFailed (E-1).
func PostCheck(front, back *document.Page, latest document.Side, on time.Time, o Options) []check.Result {
	c, ok := newCard(front, back, latest, calendar.Of(on), o)
	if !ok {
		return []check.Result{result(check.RulesFailed, at(check.Failed, ""))}
	}
	results := []check.Result{result(check.RulesFailed, passed(""))}
	for _, rule := range Rules() {
		if !rule.isFor(c) {
			continue
		}
		for _, each := range summed(rule.run(c)) {
			results = append(results, result(rule.Reason, each))
		}
	}
	return results
}

// isFor says whether a rule applies to what is known.
func (r Rule) isFor(c *card) bool {
	if !slices.Contains(r.Types, c.kind()) {
		return false
	}
	if r.applies != nil {
		return r.applies(c)
	}
	fresh := false
	for _, f := range r.reads {
		s := c.with(f)
		if s == nil {
			return false
		}
		fresh = fresh || s.fresh
	}
	return fresh
}

// summed keeps what did not pass; of outcomes that all passed, the first, so that the rule is seen to have run.
func summed(found []outcome) []outcome {
	bad := slices.DeleteFunc(slices.Clone(found), func(o outcome) bool { return o.status == check.Passed })
	if len(bad) > 0 {
		return bad
	}
	return found[:min(len(found), 1)]
}

func result(reason check.Reason, o outcome) check.Result {
	return check.Result{Name: string(reason), Reason: reason, Status: o.status, Place: o.place, Score: o.score, Threshold: o.threshold, Unit: o.unit, Scored: o.scored}
}

// When rules without a list of fields apply.
func anySide(*card) bool     { return true }
func bothSides(c *card) bool { return len(c.sides) == 2 }
func freshZone(c *card) bool { s := c.withZone(); return s != nil && s.fresh }
func hasZone(c *card) bool   { return c.withZone() != nil }
func hasQR(c *card) bool     { return c.withQR() != nil }

// frontBehindBack: the back is being processed and the front is known.
func frontBehindBack(c *card) bool { return len(c.sides) == 2 && c.sides[1].fresh }

// BirthDay is the holder's date of birth as far as the sides that are known print it, for age limits of a project (E105).
func BirthDay(front, back *document.Page, o Options) (calendar.Day, bool) {
	c, ok := newCard(front, back, "", calendar.Day{}, o)
	if !ok {
		return calendar.Day{}, false
	}
	day, _, _, ok := c.day(document.DateOfBirth)
	return day, ok
}
