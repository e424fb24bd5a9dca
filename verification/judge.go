package verification

import (
	"cmp"
	"slices"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
)

// Judge holds the sides of a document against rules and decision lines. Findings come in the order of the eKYC contract, section 1.8; every check that
// applies gives one, whatever came out of it. A side that was judged before (see Input.Latest) gives findings again only together with the other.
// The policy must be valid.
func Judge(in Input, p Policy) []Finding {
	j := &judging{in: in, policy: p, table: pictureRules(), places: map[check.Reason]int{}}
	for i, reason := range order() {
		j.places[reason] = i
	}
	for _, page := range j.fresh() {
		j.found(page)
		j.picture(page)
		j.certainty(page)
	}
	j.rules()
	j.background()
	j.age()
	slices.SortStableFunc(j.findings, func(a, b Finding) int { return cmp.Compare(j.places[a.Reason], j.places[b.Reason]) })
	return j.findings
}

// First is the finding that is answered: the first that refuses.
func First(findings []Finding) (Finding, bool) {
	i := slices.IndexFunc(findings, Finding.Refuses)
	if i < 0 {
		return Finding{}, false
	}
	return findings[i], true
}

// ToReview are the findings that a person must look at: flags that failed, and checks that would refuse and could not be decided or made.
func ToReview(findings []Finding) []Finding {
	var list []Finding
	for _, f := range findings {
		switch {
		case f.Severity == Off || f.Status == check.Passed || f.Refuses():
		case f.Severity == Warn && f.Status != check.Failed:
			// A weak signal that was not made alarms nobody; the record has it.
		default:
			list = append(list, f)
		}
	}
	return list
}

// order is that of contract 1.8; each reason once.
func order() []check.Reason {
	all := []check.Reason{check.DocumentNotFound, check.SideWrong, check.TypeRefused}
	for _, r := range pictureRules() {
		all = append(all, r.reason)
	}
	return append(all,
		check.NumberUncertain, check.ReadingUncertain,
		check.RulesFailed, check.FieldBlank, check.FrontBlank, check.NumberFormat, check.BirthFormat, check.ExpiryFormat, check.IssueFormat,
		check.BirthFuture, check.IssueFuture, check.NationalityWrong, check.NumberBirthYear, check.NumberSex, check.DocumentExpired, check.ExpiryUnlimited,
		check.TypeDate, check.IssuerDate, check.AgeUnder14, check.AgeUnder6, check.IssueUnder14, check.IssueUnder6, check.ExpiryNot15Years, check.ExpiryNot25,
		check.ExpiryNot40, check.ExpiryNot60, check.ExpiryNotUnlimited, check.ExpiryNot14,
		check.RRNFormat, check.RRNCentury, check.RRNCheckDigit, check.LicenceFormat, check.LicenceRegion, check.SerialFormat, check.HolderUnderage, check.RRNUnmaskable,
		check.SidesDiffer, check.CardsDiffer, check.BackgroundsDiffer,
		check.QRFormat, check.QRMismatch, check.MRZShape, check.MRZCharacters, check.MRZDigits, check.MRZFields, check.MRZMismatch,
		check.AgeOutOfRange)
}

// judging is one call of Judge.
type judging struct {
	in       Input
	policy   Policy
	table    []pictureRule
	places   map[check.Reason]int
	findings []Finding
}

func (j *judging) add(f Finding) {
	f.Name = string(f.Reason)
	if severity, ok := j.policy.Severities[f.Reason]; ok {
		f.Severity = severity
	}
	j.findings = append(j.findings, f)
}

// fresh are the sides to be judged on their own.
func (j *judging) fresh() []*document.Page {
	var pages []*document.Page
	if j.in.Front != nil && j.in.Latest != document.Back {
		pages = append(pages, j.in.Front)
	}
	if j.in.Back != nil && j.in.Latest != document.Front && j.in.Latest != document.Data {
		pages = append(pages, j.in.Back)
	}
	return pages
}

// place is the side a page was given as.
func (j *judging) place(p *document.Page) document.Side {
	switch {
	case p == j.in.Back:
		return document.Back
	case p.Side == document.Data:
		return document.Data
	}
	return document.Front
}

// found judges whether the picture shows the document that was asked for, its side and whether the project takes it (contract 1.8, step 5).
func (j *judging) found(p *document.Page) {
	seen := Finding{Result: check.Result{Reason: check.DocumentNotFound, Status: check.Passed}, Side: j.place(p), Rule: "eKYC contract 3.2 3, 3.3 QC00"}
	if m, ok := p.Measures[document.Found]; ok && m.Why == "" {
		seen.Score, seen.Unit, seen.Scored = m.Value, "score 0-1", true
	}
	switch why, ran := partRan(p, "kind"); {
	case !ran:
		seen.Status, seen.Place = check.NotRun, why
	case p.Type == "" && j.poor(p):
		// Something lies there, and the picture is too poor to tell what: the gate says so.
		seen.Status = check.Inconclusive
	case p.Type == "" || j.in.Family != "" && Family(p.Type) != j.in.Family:
		seen.Status = check.Failed
	}
	j.add(seen)
	if seen.Status != check.Passed {
		return
	}
	side := Finding{Result: check.Result{Reason: check.SideWrong, Status: check.Passed}, Side: j.place(p), Rule: "eKYC contract 3.5 E110, A-25"}
	if p.Side != document.Data && p.Side != j.place(p) {
		side.Status = check.Failed
	}
	j.add(side)
	if len(j.policy.Types) > 0 {
		taken := Finding{Result: check.Result{Reason: check.TypeRefused, Status: check.Passed}, Side: j.place(p), Rule: "eKYC contract 3.1 E102"}
		if !slices.Contains(j.policy.Types, p.Type) {
			taken.Status = check.Failed
		}
		j.add(taken)
	}
}

// poor says that the picture is too small, or that a document lies in it and the picture breaks another line of quality.
func (j *judging) poor(p *document.Page) bool {
	for _, rule := range j.table {
		if rule.stage == quality && (p.Border != nil || rule.reason == check.ResolutionLow) && j.measured(rule, p).Status == check.Failed {
			return true
		}
	}
	return false
}

// partRan says whether a part of the reading ran, and else why not.
func partRan(p *document.Page, part string) (why string, ran bool) {
	why, missing := p.NotRun[part]
	return why, !missing
}

// Family is what the eKYC contract calls the document (section 2.1): idr, dlr or passport; empty for what it has no word for.
func Family(t document.Type) string {
	switch t {
	case document.VNLicence, document.KRLicence:
		return "dlr"
	case document.VNPassport, document.KRPassport, document.Passport:
		return "passport"
	case document.Visa, "":
		return ""
	}
	return "idr"
}

// picture holds the measures of one side against their lines.
func (j *judging) picture(p *document.Page) {
	for _, rule := range j.table {
		if rule.applies(p) && !j.underSix(rule, p) {
			j.add(j.measured(rule, p))
		}
	}
}

// underSix: the card of 2024 of a holder under six has no portrait (contract 3.4 FC05). Who has none and is older lacks it.
func (j *judging) underSix(rule pictureRule, p *document.Page) bool {
	if rule.reason != check.PortraitMissing || p.Type != document.CanCuoc2024 {
		return false
	}
	age, ok := j.ageOf(p, nil)
	return ok && age < 6
}

func (j *judging) measured(rule pictureRule, p *document.Page) Finding {
	f := Finding{Result: check.Result{Reason: rule.reason, Status: check.Passed}, Severity: rule.severity, Side: j.place(p), Rule: "eKYC contract " + rule.clause}
	decided := false
	worst := 0.0
	missing := ""
	for _, group := range rule.groups {
		l, excess, why := j.weakest(group, p)
		if why != "" {
			missing = why
			continue
		}
		if !decided || excess > worst {
			decided, worst = true, excess
			m := p.Measures[l.Measure]
			f.Score, f.Threshold, f.Unit, f.Scored, f.Place, f.Box = m.Value, l.limit(j.policy), l.Unit, true, l.Name, m.Place
		}
	}
	switch {
	case decided && worst > 0:
		f.Status = check.Failed
	case missing != "":
		f.Status, f.Place, f.Scored = check.NotRun, missing, false
	}
	return f
}

// weakest is the line of a group that is broken least: a group is broken when all its lines are. why says that one was not measured.
func (j *judging) weakest(group []Line, p *document.Page) (weakest Line, least float64, why string) {
	for i, l := range group {
		m, ok := p.Measures[l.Measure]
		if !ok {
			return l, 0, whyNot(p, l)
		}
		if m.Why != "" {
			return l, 0, m.Why
		}
		if e := l.excess(m.Value, l.limit(j.policy)); i == 0 || e < least {
			weakest, least = l, e
		}
	}
	return weakest, least, ""
}

// whyNot says why a measure is not there.
func whyNot(p *document.Page, l Line) string {
	for _, part := range []string{"quality", "forgery", "kind"} {
		if why, ran := partRan(p, part); !ran {
			return part + ": " + why
		}
	}
	return string(l.Measure) + " was not measured"
}
