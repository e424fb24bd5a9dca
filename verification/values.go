package verification

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/document/vn"
)

// rules applies those of the document's country to what was read (contract 1.8, steps 9 to 11). A rule that breaks is a finding of its own, E-1, and
// costs no other finding.
func (j *judging) rules() {
	front, back := readable(j.in.Front), readable(j.in.Back)
	if front == nil && back == nil {
		return
	}
	results, ok := careful(func() []check.Result { return postCheck(front, back, j.in, j.policy) })
	if !ok {
		results = []check.Result{{Reason: check.RulesFailed, Status: check.Failed}}
	}
	clauses := clausesOf(firstOf(front, back).Type)
	for _, r := range results {
		f := j.ofRule(r)
		f.Rule = cmp.Or(clauses[r.Reason], "eKYC contract 3.5")
		j.add(f)
	}
}

// firstOf is the front, or else the back: by its type the rules are chosen.
func firstOf(front, back *document.Page) *document.Page {
	if front != nil {
		return front
	}
	return back
}

// readable is a page that rules can be applied to: its type is known.
func readable(p *document.Page) *document.Page {
	if p == nil || p.Type == "" {
		return nil
	}
	return p
}

func careful(apply func() []check.Result) (results []check.Result, ok bool) {
	defer func() {
		if recover() != nil {
			results, ok = nil, false
		}
	}()
	return apply(), true
}

// postCheck asks the rules of the country that the front is of, or else the back: Vietnam, Korea, and for every other document those of its zone.
func postCheck(front, back *document.Page, in Input, p Policy) []check.Result {
	first := firstOf(front, back)
	switch {
	case slices.Contains(vn.Types(), first.Type):
		return vn.PostCheck(front, back, in.Latest, in.Today, p.Vietnam)
	case slices.Contains([]document.Type{document.KRResident, document.KRLicence, document.KRAlien, document.KRPassport}, first.Type):
		return kr.PostCheck(front, back, in.Latest, in.Today, p.Korea)
	}
	return icao.PostCheck(front, back, in.Latest, in.Today, icao.Options{Doubt: p.Vietnam.Doubt})
}

// ofRule is a result of a rule as a finding, but for its clause: its place, "<side>.<field>", is looked up in the pages.
func (j *judging) ofRule(r check.Result) Finding {
	f := Finding{Result: r, Severity: defaultSeverity(r.Reason)}
	side, field, _ := strings.Cut(r.Place, ".")
	f.Side, f.Field = document.Side(side), document.Field(field)
	if !slices.Contains(document.Fields(), f.Field) {
		f.Field = ""
	}
	page := j.in.Front
	if f.Side == document.Back {
		page = j.in.Back
	}
	if page == nil {
		return f
	}
	f.Box = page.Fields[f.Field].Place
	if f.Box == nil && page.Zone != nil && strings.HasPrefix(string(r.Reason), "mrz.") {
		f.Box = page.Zone.Place
	}
	if f.Box == nil && len(page.Codes) > 0 && strings.HasPrefix(string(r.Reason), "qr.") {
		f.Box = page.Codes[0].Place
	}
	return f
}

// defaultSeverity of a rule's finding. A check digit that a Korean number need not have never rejects by itself (KYC submission contract 7.1).
func defaultSeverity(r check.Reason) Severity {
	switch r {
	case check.RRNCheckDigit, check.LicenceRegion, check.SerialFormat:
		return Warn
	}
	return Fail
}

// clausesOf says where the rules about a type are from. What a country's table does not have is the zone's.
func clausesOf(t document.Type) map[check.Reason]string {
	clauses := map[check.Reason]string{}
	for _, rule := range icao.Rules() {
		clauses[rule.Reason] = "ICAO " + rule.Clause
	}
	for _, rule := range kr.Rules() {
		if slices.Contains(rule.Types, t) {
			clauses[rule.Reason] = "KYC submission contract " + rule.Clause
		}
	}
	for _, rule := range vn.Rules() {
		if slices.Contains(rule.Types, t) {
			clauses[rule.Reason] = "eKYC contract " + rule.Clause
		}
	}
	return clauses
}

// age holds the holder against the range the project takes (E105).
func (j *judging) age() {
	if j.policy.MinAge == 0 && j.policy.MaxAge == 0 {
		return
	}
	front, back := readable(j.in.Front), readable(j.in.Back)
	if front == nil && back == nil {
		return
	}
	f := Finding{Result: check.Result{Reason: check.AgeOutOfRange, Status: check.Inconclusive}, Field: document.DateOfBirth, Rule: "eKYC contract 3.1 E105"}
	if age, ok := j.ageOf(front, back); ok {
		f.Status = check.Passed
		if age < j.policy.MinAge || j.policy.MaxAge > 0 && age > j.policy.MaxAge {
			f.Status = check.Failed
		}
	}
	j.add(f)
}

// ageOf is the holder's age in whole years, as far as a date of birth was read.
func (j *judging) ageOf(front, back *document.Page) (int, bool) {
	born, ok := vn.BirthDay(front, back, j.policy.Vietnam)
	if !ok {
		born, ok = kr.BirthDay(front, back, j.in.Today)
	}
	if !ok {
		born, ok = icao.BirthDay(front, back, j.in.Today)
	}
	if !ok || born.Month == 0 || born.Day == 0 {
		return 0, false
	}
	return born.Age(calendar.Of(j.in.Today)), true
}
