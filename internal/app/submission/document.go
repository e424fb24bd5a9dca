package submission

import (
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/verification"
)

// EngineCheck is the prefix of checks that the document engine made, before the reason.
const EngineCheck = "document.engine."

// sure is the confidence from which on a field of a layout is used; one that a code, a zone or a list of names has settled is used as well.
const sure = 0.80

// engineFindings judges the sides as package verification does. A document whose layout nobody knows is judged by what can be said of any picture; that it
// is not known is no finding against it.
func engineFindings(d Private, readings []Reading, now time.Time) []verification.Finding {
	var pages []*document.Page
	for _, r := range readings {
		if r.Page != nil {
			pages = append(pages, r.Page)
		}
	}
	if len(pages) == 0 {
		return nil
	}
	in := verification.Input{Front: pages[0], Today: now.In(verification.PlaceOf(d.IssuingCountry))}
	if len(pages) > 1 {
		in.Back = pages[1]
	}
	return verification.Judge(in, policyOf(d.Settings))
}

// policyOf is what a project's settings say to the document engine.
func policyOf(s Settings) verification.Policy {
	policy := verification.Policy{}
	policy.Korea.FullRRN = s.CollectFullRRN
	return policy
}

func ofFinding(f verification.Finding) Check {
	c := note(EngineCheck+string(f.Reason), f.Status, "")
	if f.Scored {
		c = scored(c.Name, f.Status, f.Score, f.Threshold, f.Unit)
	}
	var words []string
	for _, word := range []string{string(f.Side), string(f.Field), f.Rule} {
		if word != "" {
			words = append(words, word)
		}
	}
	if f.Status == check.NotRun && f.Place != "" {
		words = append(words, f.Place)
	}
	if f.Status == check.Failed && f.Severity != verification.Fail {
		words = append(words, f.Severity.String())
	}
	c.Reason = strings.Join(words, ", ")
	return c
}

// againstEngine are the engine's findings that stand against an automatic approval: what failed, and what belongs to a document that is known and could
// not be looked at. That a layout is not known stands against nothing: zone and codes may say all that is needed.
func againstEngine(checks []Check) (against []Check) {
	known := false
	for _, c := range checks {
		known = known || c.Name == EngineCheck+string(check.DocumentNotFound) && c.Status == check.Passed.String()
	}
	for _, c := range checks {
		reason, ours := strings.CutPrefix(c.Name, EngineCheck)
		if ours && c.Status == check.Failed.String() && (known || strings.HasPrefix(reason, "forgery.") || c.Name == numberHidden) && !strings.HasSuffix(c.Reason, ", off") {
			against = append(against, c)
		}
	}
	return against
}

// fromLayout takes what stands in the fields of a known layout, as far as it was read surely.
func fromLayout(p *document.Page) Fields {
	if p == nil || p.Type == "" {
		return Fields{}
	}
	text := func(name document.Field) string {
		r := p.Fields[name]
		if r.Confidence < sure && r.SettledBy == "" {
			return ""
		}
		return r.Value
	}
	f := Fields{Name: text(document.Name), LocalName: text(document.Name)}
	switch {
	case p.Type == document.KRPassport || icao.Formats(p.Type) != nil && p.Type != document.VNPassport:
		f.standardLayout(p.Type, text)
	case strings.HasPrefix(string(p.Type), "kr_"):
		f.koreanLayout(p.Type, text)
	default:
		f.vietnameseLayout(p.Type, text)
	}
	return f
}

// vietnameseLayout: dates as the rules read them, the number by the kind of document.
func (f *Fields) vietnameseLayout(t document.Type, text func(document.Field) string) {
	day := func(name document.Field) string {
		if d, ok := vn.ParseDate(text(name), vn.Loose); ok && d.Whole() {
			return d.String()
		}
		return ""
	}
	f.DateOfBirth, f.DateOfIssue, f.DateOfExpiry = day(document.DateOfBirth), day(document.DateOfIssue), day(document.DateOfExpiry)
	if sex, ok := vn.Sex(text(document.Sex)); ok {
		f.Gender = map[string]string{"M": "male", "F": "female"}[sex]
	}
	if nation := text(document.Nationality); nation != "" && vn.IsVietnamese(nation) {
		f.Nationality = "VNM"
	}
	number := text(document.Number)
	switch t {
	case document.VNLicence:
		f.LicenceNumber = number
	case document.VNPassport:
		f.DocumentNumber, f.IdentityNumber = number, text(document.PersonalNumber)
	default:
		f.DocumentNumber, f.IdentityNumber = number, number
	}
}

// standardLayout: what documents of ICAO 9303 print besides their zone, which is trusted more: of what is in both, the zone's is kept.
func (f *Fields) standardLayout(t document.Type, text func(document.Field) string) {
	day := func(name document.Field) string {
		if days := icao.Dates(text(name)); len(days) > 0 && days[0].Whole() { // readers write the day first
			return days[0].String()
		}
		return ""
	}
	f.LastName, f.FirstName = text(document.Surname), text(document.GivenNames)
	if f.LastName != "" {
		f.Name = strings.TrimSpace(f.FirstName + " " + f.LastName)
	}
	if t != document.KRPassport {
		f.LocalName = ""
	}
	f.DateOfBirth, f.DateOfIssue, f.DateOfExpiry = day(document.DateOfBirth), day(document.DateOfIssue), day(document.DateOfExpiry)
	f.Gender = map[string]string{"M": "male", "F": "female"}[text(document.Sex)]
	f.DocumentNumber = text(document.Number)
}

// koreanLayout: the registration number tells birth and sex.
func (f *Fields) koreanLayout(t document.Type, text func(document.Field) string) {
	day := func(name document.Field) string {
		if d, ok := kr.ParseDate(text(name)); ok && d.Whole() {
			return d.String()
		}
		return ""
	}
	f.DateOfIssue = day(document.DateOfIssue)
	number := text(document.Number)
	if t == document.KRLicence {
		f.LicenceNumber, f.DateOfExpiry, f.SerialNumber = number, day(document.DateOfExpiry), text(document.SerialNumber)
		number = text(document.PersonalNumber)
	}
	if t == document.KRAlien { // the name is Latin; the back has the serial, and until when the holder may stay
		f.LocalName, f.SerialNumber, f.DateOfExpiry = "", text(document.SerialNumber), day(document.DateOfExpiry)
	}
	f.IdentityNumber, f.DateOfBirth = number, birthOfRRN(number)
	if f.DateOfBirth != "" {
		f.Gender = genderOfRRN(number)
	}
}
