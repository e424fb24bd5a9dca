package verification

import (
	"math"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/document/vn"
)

// certainty judges how far the readings of a side can be trusted (contract 1.8, step 8): of the number by its least sure character, and of the whole.
func (j *judging) certainty(p *document.Page) {
	if p.Type == "" {
		return
	}
	if number, ok := p.Fields[document.Number]; ok && number.Value != "" {
		f := j.against(leastConfidence, number.Least)
		f.Reason, f.Side, f.Field, f.Box, f.Rule = check.NumberUncertain, j.place(p), document.Number, number.Place, "eKYC contract 3.4 FC15"
		switch {
		case number.SettledBy != "": // a code or zone of the same side says the same
			f.Status = check.Passed
		case number.Least < plainlyRead(p) && number.Second != "" && compare.Letters(number.Second) != compare.Letters(number.Value) &&
			!stammered(compare.Letters(number.Value), compare.Letters(number.Second)):
			f.Status, f.Scored, f.Place = check.Failed, false, "two recognisers read different numbers"
		}
		if print, damaged := j.damaged(p); damaged && f.Status == check.Passed {
			print.Reason, print.Side, print.Field, print.Box, print.Rule = f.Reason, f.Side, f.Field, f.Box, f.Rule
			f = print
		}
		if f.Status == check.Failed && p.Type.AnyState() { // that it is the number is as unsure as its characters; the zone has it with a check digit
			f.Status = check.Inconclusive
		}
		j.add(f)
	}
	if mean, n := meanOf(p); n > 0 {
		f := j.against(meanConfidence, mean)
		f.Reason, f.Side, f.Rule = check.ReadingUncertain, j.place(p), "eKYC contract 3.4 FC14"
		if field, differs := disagreement(p); differs && f.Status == check.Passed {
			f.Severity = Warn // a second look at a whole page is no match for one at the field: a person decides
			f.Status, f.Field, f.Box, f.Scored, f.Place = check.Failed, field, p.Fields[field].Place, false, "two recognisers read it differently"
		} else if field, many := doubted(p); f.Status == check.Passed {
			if g := j.against(doubtedFields, float64(many)); g.Status == check.Failed {
				g.Reason, g.Side, g.Field, g.Box, g.Rule, g.Severity = f.Reason, f.Side, field, p.Fields[field].Place, f.Rule, Warn
				f = g
			}
		}
		j.add(f)
	} else if why, ran := partRan(p, "fields"); !ran {
		j.add(Finding{Result: check.Result{Reason: check.ReadingUncertain, Status: check.NotRun, Place: why}, Side: j.place(p), Rule: "eKYC contract 3.4 FC14"})
	}
}

// damaged says that the print of the number is not whole, however surely it was read: nets make some number or other of what is left. It refuses, unless zone or
// code of the same side have what was read, or the print is mostly there and a second reader has the same: then a person decides, for dirt and creases look alike.
func (j *judging) damaged(p *document.Page) (Finding, bool) {
	whole, measured := numberPrint(p)
	if !measured {
		return Finding{}, false
	}
	f, gone, number := j.against(string(document.NumberPrint), whole), j.against(mostlyWhole, whole), p.Fields[document.Number]
	switch {
	case confirmed(p):
		f.Severity = Warn
	case gone.Status == check.Failed:
		return gone, true
	case compare.Letters(number.Second) == compare.Letters(number.Value):
		f.Severity = Warn
	}
	return f, f.Status == check.Failed
}

// numberPrint is how whole the print of the number is; false where that was not measured.
func numberPrint(p *document.Page) (whole float64, measured bool) {
	m, there := p.Measures[document.NumberPrint]
	return m.Value, there && m.Why == ""
}

// leastConfirmed is how many characters of a number are no chance.
const leastConfirmed = 6

// confirmed says that a zone or a code of the page has the number as it was read.
func confirmed(p *document.Page) bool {
	number := compare.Letters(p.Fields[document.Number].Value)
	if len(number) < leastConfirmed {
		return false
	}
	if p.Zone != nil && strings.Contains(compare.Letters(strings.Join(p.Zone.Lines, "")), number) {
		return true
	}
	return slices.ContainsFunc(p.Codes, func(code document.Code) bool { return strings.Contains(compare.Letters(code.Text), number) })
}

// against holds a value that is not of one measure against its line.
func (j *judging) against(name string, value float64) Finding {
	l, _ := lineNamed(name)
	limit := l.limit(j.policy)
	f := Finding{Result: check.Result{Status: check.Passed, Score: value, Threshold: limit, Unit: l.Unit, Scored: true, Place: name}}
	if l.excess(value, limit) > 0 {
		f.Status = check.Failed
	}
	return f
}

// meanOf is the mean confidence of the required fields that hold something; what is empty is the business of E01.
func meanOf(p *document.Page) (mean float64, n int) {
	for _, name := range required(p) {
		if r := p.Fields[name]; r.Value != "" {
			mean, n = mean+r.Confidence, n+1
		}
	}
	return mean / max(float64(n), 1), n
}

// required are the fields the rules ask for; of other documents those that were read.
func required(p *document.Page) []document.Field {
	if list := vn.Required(p.Type, p.Side); len(list) > 0 {
		return list
	}
	var list []document.Field
	for _, f := range document.Fields() {
		if p.Fields[f].Value != "" {
			list = append(list, f)
		}
	}
	return list
}

// A value that was read so plainly is not doubted for what a second reader says: that one looks at the whole page, and less closely.
const (
	plainly  = 0.985 // of a number's least sure character
	digitsVN = 0.998 // the same of Vietnamese cards, whose numbers are digits alone: both readers agree on print that is whole
	fairly   = 0.90  // of another field's
)

func plainlyRead(p *document.Page) float64 {
	if whole, measured := numberPrint(p); measured && whole == 1 {
		return plainly // every character is whole: there is nothing for a net to make up
	}
	if slices.Contains(vn.Types(), p.Type) && p.Type != document.VNPassport {
		return digitsVN
	}
	return plainly
}

// alike is the likeness of two readings from which on they say the same; names must have the same letters.
const alike = 0.85

// disagreement finds a required field that two recognisers read differently, and that nothing else settles.
func disagreement(p *document.Page) (document.Field, bool) {
	for _, name := range required(p) {
		r := p.Fields[name]
		if name == document.Number || r.Value == "" || r.Second == "" || r.SettledBy != "" || r.Least >= fairly {
			continue
		}
		first, second := compare.Letters(compare.Fold(r.Value)), compare.Letters(compare.Fold(r.Second))
		if lone(first) && strings.Trim(second, first) == "" {
			continue
		}
		if likeness := compare.Likeness(first, second); likeness < alike || name == document.Name && likeness < 1 {
			return name, true
		}
	}
	return "", false
}

// stammered says that a second reading is the value with one character too many, as nets have it that read a whole page: 004203998521 as 0042035998521.
func stammered(value, second string) bool {
	if len(second) != len(value)+1 {
		return false
	}
	at := 0
	for at < len(value) && value[at] == second[at] {
		at++
	}
	return value[at:] == second[at+1:]
}

// lone says that a value is one sign (the category of a visa), which nets made for lines stammer: C as CC.
func lone(value string) bool { return len(value) == 1 }

// shaky is how sure the least sure character of a field is under which another reading of it counts: print that is whole is read more surely nearly always,
// and of scratched, worn or covered print, which reads as something after all, there is as a rule more than one field.
const shaky = 0.97

// doubted counts the fields, apart from the number and the two signs of a class, that two recognisers read differently, the first not surely, and that neither
// zone nor code settles; it names the worst. Backs are small print that the second reads badly.
func doubted(p *document.Page) (worst document.Field, n int) {
	if p.Side == document.Back {
		return "", 0
	}
	least := 1.0
	for _, name := range document.Fields() {
		r := p.Fields[name]
		if name == document.Number || name == document.Class || r.Value == "" || r.Second == "" || r.SettledBy != "" && r.SettledBy != document.Lexicon || r.Least >= shaky ||
			compare.Letters(compare.Fold(r.Value)) == compare.Letters(compare.Fold(r.Second)) {
			continue
		}
		if n++; r.Least < least {
			worst, least = name, r.Least
		}
	}
	return worst, n
}

// background compares what is around the two sides (FC16). A card that fills its picture has nothing around it: that is inconclusive.
func (j *judging) background() {
	front, back := j.in.Front, j.in.Back
	if front == nil || back == nil || !slices.Contains([]string{"idr", "dlr"}, Family(front.Type)) {
		return
	}
	f := Finding{Result: check.Result{Reason: check.BackgroundsDiffer, Status: check.Inconclusive}, Rule: "eKYC contract 3.4 FC16"}
	if len(front.Surround) > 0 && len(front.Surround) == len(back.Surround) {
		f = j.against(backgrounds, Distance(front.Surround, back.Surround))
		f.Reason, f.Rule = check.BackgroundsDiffer, "eKYC contract 3.4 FC16"
	}
	f.Severity = Warn
	j.add(f)
}

// Distance of two vectors of document.Page.Surround: half the sum of the differences of their shares, 0 (alike) to 1 (nothing in common).
func Distance(a, b []float64) float64 {
	sumA, sumB := 0.0, 0.0
	for i := range a {
		sumA, sumB = sumA+math.Abs(a[i]), sumB+math.Abs(b[i])
	}
	if sumA == 0 || sumB == 0 {
		return 0
	}
	d := 0.0
	for i := range a {
		d += math.Abs(a[i]/sumA - b[i]/sumB)
	}
	return d / 2
}
