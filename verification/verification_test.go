package verification

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
)

var today = time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("UTC+7", 7*3600))

// page is a side on which every measure is well on the good side of its line, and every field of a citizen card with a chip is surely read.
func page(t document.Type, s document.Side) *document.Page {
	p := &document.Page{Width: 1600, Height: 1200, Documents: 1, Type: t, Side: s, Sure: 1, Border: document.Quad{{X: 1}, {X: 2}, {X: 3}, {X: 4}},
		Fields: map[document.Field]document.Reading{}, Measures: map[document.Measure]document.Measured{}, NotRun: map[string]string{}}
	for _, l := range Lines() {
		if l.Measure == "" {
			continue
		}
		value := l.Default * 2
		if l.Most {
			value = l.Default / 2
		}
		if l.Max <= 1 {
			value = min(value, 1)
		}
		p.Measures[l.Measure] = document.Measured{Value: value}
	}
	p.Measures[document.Luminance] = document.Measured{Value: 150}
	p.Measures[document.Found] = document.Measured{Value: 1}
	for field, value := range map[document.Field]string{document.Number: "036190004321", document.Name: "LÊ THỊ MAI", document.DateOfBirth: "12/03/1990",
		document.Sex: "Nữ", document.Nationality: "Việt Nam", document.PlaceOfOrigin: "Mỹ Lộc, Nam Định", document.PlaceOfResidence: "Số 8 Hàng Tiện, Bà Triệu, Nam Định, Nam Định",
		document.DateOfExpiry: "12/03/2030"} {
		if s == document.Front {
			p.Fields[field] = document.Reading{Value: value, Confidence: 0.99, Least: 0.97}
		}
	}
	return p
}

func statusOf(t *testing.T, findings []Finding, reason check.Reason) check.Status {
	t.Helper()
	found := check.NotRun
	for _, f := range findings {
		if f.Reason == reason && (f.Status == check.Failed || found == check.NotRun) {
			found = f.Status
		}
	}
	if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Reason == reason }) {
		t.Fatalf("no finding of %s", reason)
	}
	return found
}

// Every rule about a picture has a row on both sides of each of its lines, on a side that it is for.
func TestPictureRulesOnBothSidesOfTheirLines(t *testing.T) {
	for _, rule := range pictureRules() {
		kind, side := document.CCCDChip, document.Front
		for k, sides := range rule.about {
			kind, side = k, sides[0]
			if k == document.CCCDChip {
				break
			}
		}
		in := func(p *document.Page) Input {
			if side == document.Back {
				return Input{Back: p, Today: today, Latest: document.Back}
			}
			return Input{Front: p, Today: today}
		}
		if got := statusOf(t, Judge(in(page(kind, side)), Policy{}), rule.reason); got != check.Passed {
			t.Errorf("%s on a good %s: %s", rule.reason, kind, got)
		}
		for _, group := range rule.groups {
			p, on := page(kind, side), page(kind, side)
			for _, l := range group {
				p.Measures[l.Measure] = document.Measured{Value: beyond(l)}
				on.Measures[l.Measure] = document.Measured{Value: l.Default}
			}
			if got := statusOf(t, Judge(in(p), Policy{}), rule.reason); got != check.Failed {
				t.Errorf("%s beyond %s: %s", rule.reason, group[0].Name, got)
			}
			if got := statusOf(t, Judge(in(on), Policy{}), rule.reason); got != check.Passed {
				t.Errorf("%s on the line %s, which is good: %s", rule.reason, group[0].Name, got)
			}
			missing := page(kind, side)
			missing.Measures[group[0].Measure] = document.Measured{Why: "the model is not there"}
			if got := statusOf(t, Judge(in(missing), Policy{}), rule.reason); got != check.NotRun {
				t.Errorf("%s without %s: %s, and not run is no pass", rule.reason, group[0].Name, got)
			}
		}
	}
}

func beyond(l Line) float64 {
	if l.Most {
		return l.Default*1.02 + 1e-9
	}
	return l.Default * 0.98
}

// A project's line and severity are used in place of the default.
func TestPolicyOverrides(t *testing.T) {
	p := page(document.CCCDChip, document.Front)
	p.Measures[document.Sharpness] = document.Measured{Value: 150}
	in := Input{Front: p, Today: today}
	if _, refused := First(Judge(in, Policy{})); refused {
		t.Fatal("a good front is refused")
	}
	strict := Policy{Lines: map[document.Measure]float64{document.Sharpness: 200}}
	if f, refused := First(Judge(in, strict)); !refused || f.Reason != check.Blurred || f.Threshold != 200 || f.Score != 150 {
		t.Errorf("with a line of 200: %+v", f)
	}
	strict.Severities = map[check.Reason]Severity{check.Blurred: Warn}
	findings := Judge(in, strict)
	if _, refused := First(findings); refused {
		t.Error("a warning refuses")
	}
	if review := ToReview(findings); !slices.ContainsFunc(review, func(f Finding) bool { return f.Reason == check.Blurred }) {
		t.Error("a warning is for nobody to look at")
	}
}

func TestPolicyValidate(t *testing.T) {
	for _, row := range []struct {
		name   string
		policy Policy
		place  string // empty: good
	}{
		{"nothing", Policy{}, ""},
		{"a line", Policy{Lines: map[document.Measure]float64{document.GlareShare: 0.02}}, ""},
		{"an unknown line", Policy{Lines: map[document.Measure]float64{"quality.beauty": 1}}, "lines"},
		{"a line out of range", Policy{Lines: map[document.Measure]float64{document.GlareShare: 2}}, "lines.quality.glare"},
		{"an unknown reason", Policy{Severities: map[check.Reason]Severity{check.OK: Warn}}, "severities"},
		{"no severity", Policy{Severities: map[check.Reason]Severity{check.Glare: 9}}, "severities.quality.glare"},
		{"an unknown type", Policy{Types: []document.Type{"library_card"}}, "types[0]"},
		{"ages the wrong way round", Policy{MinAge: 60, MaxAge: 18}, "minAge, maxAge"},
	} {
		err := row.policy.Validate()
		if row.place == "" && err != nil || row.place != "" && (!fault.Has(err, fault.Invalid) || !strings.Contains(err.Error(), row.place)) {
			t.Errorf("%s: %v, want %q", row.name, err, row.place)
		}
	}
}

func TestPolicyIsItsJSON(t *testing.T) {
	p := Policy{Lines: map[document.Measure]float64{document.GlareShare: 0.02}, Severities: map[check.Reason]Severity{check.Edited: Fail, check.Blurred: Off},
		MinAge: 18, MaxAge: 99, Types: []document.Type{document.CCCDChip}}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back Policy
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, back); diff != "" {
		t.Errorf("%s\n%s", text, diff)
	}
	var s Severity
	if err := s.UnmarshalText([]byte("often")); !fault.Has(err, fault.Invalid) {
		t.Errorf("a severity that is none: %v", err)
	}
}

// The order is total: each reason once, and every reason there is.
func TestOrderHoldsEveryReasonOnce(t *testing.T) {
	list, all := order(), check.Documents()
	slices.Sort(list)
	slices.Sort(all)
	if diff := cmp.Diff(all, list); diff != "" {
		t.Errorf("(-reasons +order):\n%s", diff)
	}
}

// What is answered is what comes first in contract 1.8, whatever else is wrong.
func TestFirstIsTheContracts(t *testing.T) {
	p := page(document.CCCDChip, document.Front)
	break1 := func(m document.Measure, v float64) { p.Measures[m] = document.Measured{Value: v} }
	number := p.Fields[document.Number]
	number.Value = "003190004321"
	p.Fields[document.Number] = number
	steps := []struct {
		spoil  func()
		reason check.Reason
	}{
		{func() {}, check.NumberFormat},
		{func() { number.Least = 0.2; p.Fields[document.Number] = number }, check.NumberUncertain},
		{func() { break1(document.Emblem, 0) }, check.EmblemMissing},
		{func() { break1(document.CornerTL, 1) }, check.CornerCut},
		{func() { break1(document.GlareShare, 1) }, check.Glare},
		{func() { break1(document.Luminance, 5) }, check.LuminanceBad},
		{func() { break1(document.Sharpness, 1) }, check.Blurred},
		{func() { break1(document.AreaShare, 0.01) }, check.DocumentSmall},
		{func() { break1(document.LongSide, 200) }, check.ResolutionLow},
		{func() { p.Side = document.Back }, check.SideWrong},
	}
	for _, step := range steps {
		step.spoil()
		if f, refused := First(Judge(Input{Front: p, Today: today}, Policy{})); !refused || f.Reason != step.reason {
			t.Errorf("answered %s, want %s", f.Reason, step.reason)
		}
	}
	if f, _ := First(Judge(Input{Front: p, Today: today, Family: "dlr"}, Policy{})); f.Reason != check.DocumentNotFound {
		t.Errorf("another family is answered with %s", f.Reason)
	}
}

// What is not recognised is not found; a picture that is too poor to tell is for the gate to answer; a reading that did not run says nothing.
func TestNotRecognised(t *testing.T) {
	unknown := page("", "")
	if f, refused := First(Judge(Input{Front: unknown, Today: today}, Policy{})); !refused || f.Reason != check.DocumentNotFound {
		t.Errorf("%+v", f)
	}
	unknown.Measures[document.Sharpness] = document.Measured{Value: 3}
	findings := Judge(Input{Front: unknown, Today: today}, Policy{})
	if f, refused := First(findings); !refused || f.Reason != check.Blurred {
		t.Errorf("a blurred document: %+v", f)
	}
	if got := statusOf(t, findings, check.DocumentNotFound); got != check.Inconclusive {
		t.Errorf("whether a blurred picture shows a document: %s", got)
	}
	away := page("", "")
	away.NotRun["kind"] = "no time was left"
	if got := statusOf(t, Judge(Input{Front: away, Today: today}, Policy{}), check.DocumentNotFound); got != check.NotRun {
		t.Errorf("nobody looked: %s", got)
	}
}

func TestCertainty(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(p *document.Page)
		reason check.Reason
		want   check.Status
	}{
		{"surely read", func(*document.Page) {}, check.NumberUncertain, check.Passed},
		{"one doubtful digit", func(p *document.Page) { set(p, document.Number, func(r *document.Reading) { r.Least = 0.84 }) }, check.NumberUncertain, check.Failed},
		{"settled by the code", func(p *document.Page) {
			set(p, document.Number, func(r *document.Reading) { r.Least, r.SettledBy = 0.2, document.FromQR })
		}, check.NumberUncertain, check.Passed},
		{"another number to a second reader", func(p *document.Page) {
			set(p, document.Number, func(r *document.Reading) { r.Second = "036190004327" })
		}, check.NumberUncertain, check.Failed},
		{"the same number with a digit too many to a second reader", func(p *document.Page) {
			set(p, document.Number, func(r *document.Reading) { r.Least, r.Second = 0.9, r.Value[:6]+"5"+r.Value[6:] })
		}, check.NumberUncertain, check.Passed},
		{"a digit too many and another one", func(p *document.Page) {
			set(p, document.Number, func(r *document.Reading) { r.Least, r.Second = 0.9, "9"+r.Value[1:6]+"5"+r.Value[6:] })
		}, check.NumberUncertain, check.Failed},
		{"plainly read, whatever a second reader says", func(p *document.Page) {
			set(p, document.Number, func(r *document.Reading) { r.Least, r.Second = 0.9985, "036190004327" })
		}, check.NumberUncertain, check.Passed},
		{"nearly plainly read, of print that nobody measured, another number to a second reader", func(p *document.Page) {
			delete(p.Measures, document.NumberPrint)
			set(p, document.Number, func(r *document.Reading) { r.Least, r.Second = 0.9975, "036190004327" })
		}, check.NumberUncertain, check.Failed},
		{"print in pieces, however surely read", func(p *document.Page) {
			p.Measures[document.NumberPrint] = document.Measured{Value: 0.85}
		}, check.NumberUncertain, check.Failed},
		{"print in pieces that the code settles", func(p *document.Page) {
			p.Measures[document.NumberPrint] = document.Measured{Value: 0.85}
			set(p, document.Number, func(r *document.Reading) { r.Least, r.SettledBy = 0.2, document.FromQR })
		}, check.NumberUncertain, check.Failed},
		{"print that is nearly whole", func(p *document.Page) {
			p.Measures[document.NumberPrint] = document.Measured{Value: 0.86}
		}, check.NumberUncertain, check.Passed},
		{"print of which nothing is known", func(p *document.Page) {
			p.Measures[document.NumberPrint] = document.Measured{Why: "the number is not one line of print"}
		}, check.NumberUncertain, check.Passed},
		{"print in pieces, where a state puts the number as it likes", func(p *document.Page) {
			p.Type, p.Side = document.Passport, document.Data
			p.Measures[document.NumberPrint] = document.Measured{Value: 0.5}
		}, check.NumberUncertain, check.Inconclusive},
		{"fairly plainly read of print that is whole, whatever a second reader says", func(p *document.Page) {
			p.Measures[document.NumberPrint] = document.Measured{Value: 1}
			set(p, document.Number, func(r *document.Reading) { r.Least, r.Second = 0.99, "036190004327" })
		}, check.NumberUncertain, check.Passed},
		{"fairly plainly read of print that is nearly whole, another number to a second reader", func(p *document.Page) {
			p.Measures[document.NumberPrint] = document.Measured{Value: 0.92}
			set(p, document.Number, func(r *document.Reading) { r.Least, r.Second = 0.99, "036190004327" })
		}, check.NumberUncertain, check.Failed},
		{"one doubtful digit, where a state puts the number as it likes", func(p *document.Page) {
			p.Type, p.Side = document.Passport, document.Data
			set(p, document.Number, func(r *document.Reading) { r.Least = 0.84 })
		}, check.NumberUncertain, check.Inconclusive},
		{"the whole is sure", func(*document.Page) {}, check.ReadingUncertain, check.Passed},
		{"another name to a second reader", func(p *document.Page) {
			set(p, document.Name, func(r *document.Reading) { r.Least, r.Second = 0.7, "LÊ THỊ MAN" })
		}, check.ReadingUncertain, check.Failed},
		{"the same name with other tones", func(p *document.Page) {
			set(p, document.Name, func(r *document.Reading) { r.Least, r.Second = 0.7, "LE THI MAI" })
		}, check.ReadingUncertain, check.Passed},
		{"one sign that a second reader stammers", func(p *document.Page) {
			p.Type, p.Side = document.Visa, document.Data
			p.Fields = map[document.Field]document.Reading{document.Class: {Value: "C", Second: "CC", Confidence: 0.88, Least: 0.88}}
		}, check.ReadingUncertain, check.Passed},
		{"one sign that a second reader reads otherwise", func(p *document.Page) {
			p.Type, p.Side = document.Visa, document.Data
			p.Fields = map[document.Field]document.Reading{document.Class: {Value: "C", Second: "G", Confidence: 0.88, Least: 0.88}}
		}, check.ReadingUncertain, check.Failed},
		{"a character of one field read otherwise", func(p *document.Page) {
			set(p, document.PlaceOfOrigin, func(r *document.Reading) { r.Least, r.Second = 0.93, "Mỹ Lóc, Nann Định" })
		}, check.ReadingUncertain, check.Passed},
		{"of two fields, as scratches leave them", func(p *document.Page) {
			set(p, document.PlaceOfOrigin, func(r *document.Reading) {
				r.Least, r.Second, r.SettledBy = 0.93, "Mỹ Lộc, Nann Định", document.Lexicon
			})
			set(p, document.Sex, func(r *document.Reading) { r.Least, r.Second = 0.94, "b4" })
		}, check.ReadingUncertain, check.Failed},
		{"of two fields, by tones alone", func(p *document.Page) {
			set(p, document.PlaceOfOrigin, func(r *document.Reading) { r.Least, r.Second = 0.93, "My Lộc, Nam Định" })
			set(p, document.Sex, func(r *document.Reading) { r.Least, r.Second = 0.94, "Nư" })
		}, check.ReadingUncertain, check.Passed},
		{"of two fields, and nobody read them twice", func(p *document.Page) {
			set(p, document.PlaceOfOrigin, func(r *document.Reading) { r.Least = 0.91 })
			set(p, document.Sex, func(r *document.Reading) { r.Least = 0.91 })
		}, check.ReadingUncertain, check.Passed},
		{"of two fields that the code settles", func(p *document.Page) {
			for _, f := range []document.Field{document.PlaceOfResidence, document.PlaceOfOrigin} {
				set(p, f, func(r *document.Reading) { r.Least, r.Second, r.SettledBy = 0.93, "Số 8", document.FromQR })
			}
		}, check.ReadingUncertain, check.Passed},
		{"nothing is sure", func(p *document.Page) {
			for f := range p.Fields {
				set(p, f, func(r *document.Reading) { r.Confidence = 0.5 })
			}
		}, check.ReadingUncertain, check.Failed},
	} {
		p := page(document.CCCDChip, document.Front)
		row.change(p)
		if got := statusOf(t, Judge(Input{Front: p, Today: today}, Policy{}), row.reason); got != row.want {
			t.Errorf("%s: %s is %s, want %s", row.name, row.reason, got, row.want)
		}
	}
}

func set(p *document.Page, f document.Field, change func(*document.Reading)) {
	r := p.Fields[f]
	change(&r)
	p.Fields[f] = r
}

func TestAgesTypesAndBackgrounds(t *testing.T) {
	front, back := page(document.CCCDChip, document.Front), page(document.CCCDChip, document.Back)
	in := Input{Front: front, Back: back, Today: today}
	for _, row := range []struct {
		name   string
		policy Policy
		a, b   []float64
		reason check.Reason
		want   check.Status
	}{
		{"35 years, from 18", Policy{MinAge: 18}, nil, nil, check.AgeOutOfRange, check.Passed},
		{"35 years, from 36", Policy{MinAge: 36}, nil, nil, check.AgeOutOfRange, check.Failed},
		{"35 years, up to 35", Policy{MaxAge: 35}, nil, nil, check.AgeOutOfRange, check.Passed},
		{"35 years, up to 34", Policy{MaxAge: 34}, nil, nil, check.AgeOutOfRange, check.Failed},
		{"a type that is taken", Policy{Types: []document.Type{document.CCCDChip}}, nil, nil, check.TypeRefused, check.Passed},
		{"a type that is not", Policy{Types: []document.Type{document.CanCuoc2024}}, nil, nil, check.TypeRefused, check.Failed},
		{"one table", Policy{}, []float64{3, 1, 0}, []float64{6, 2, 0}, check.BackgroundsDiffer, check.Passed},
		{"two tables", Policy{}, []float64{3, 1, 0}, []float64{0, 1, 9}, check.BackgroundsDiffer, check.Failed},
		{"nothing around the card", Policy{}, nil, []float64{1, 2, 3}, check.BackgroundsDiffer, check.Inconclusive},
	} {
		front.Surround, back.Surround = row.a, row.b
		if got := statusOf(t, Judge(in, row.policy), row.reason); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// A side that was judged before gives no findings of its own again.
func TestLatest(t *testing.T) {
	front, back := page(document.CCCDChip, document.Front), page(document.CCCDChip, document.Back)
	front.Measures[document.Sharpness] = document.Measured{Value: 1}
	for _, f := range Judge(Input{Front: front, Back: back, Latest: document.Back, Today: today}, Policy{}) {
		if f.Reason == check.Blurred && f.Side != document.Back {
			t.Errorf("the front is judged once more: %+v", f)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	in := Input{Front: page(document.CCCDChip, document.Front), Back: page(document.CCCDChip, document.Back), Today: today}
	b.ReportAllocs()
	for b.Loop() {
		Judge(in, Policy{})
	}
}

// A number that is scratched refuses, however surely it was read, unless the page has it elsewhere or a second reader agrees; of one that is mostly gone two readers
// may make the same.
func TestDamagedNumber(t *testing.T) {
	const number = "036190004321"
	second := func(value string) func(p *document.Page) {
		return func(p *document.Page) { set(p, document.Number, func(r *document.Reading) { r.Second = value }) }
	}
	for _, row := range []struct {
		name   string
		whole  float64
		change func(p *document.Page)
		policy Policy
		want   Severity
	}{
		{"scratched", 0.75, nil, Policy{}, Fail},
		{"scratched, and another one to a second reader", 0.75, second("036190004327"), Policy{}, Fail},
		{"scratched, and the same to a second reader", 0.75, second("036 190 004 321"), Policy{}, Warn},
		{"scratched on the line, and the same to a second reader", 0.5, second(number), Policy{}, Warn},
		{"mostly gone, and the same to a second reader", 0.4, second(number), Policy{}, Fail},
		{"mostly gone", 0.4, nil, Policy{}, Fail},
		{"mostly gone, and in the code", 0.4, func(p *document.Page) {
			p.Codes = []document.Code{{Symbology: "QRCode", Text: number + "|162345678|Lê Thị Mai|12031990|Nữ|Nam Định|22062022"}}
		}, Policy{}, Warn},
		{"mostly gone, and in the zone", 0.4, func(p *document.Page) {
			p.Zone = &document.Zone{Lines: []string{"IDVNM1900043216" + number + "<<8", "9003125F3003127VNM<<<<<<<<<<<6", "LE<<THI<MAI<<<<<<<<<<<<<<<<<<<"}}
		}, Policy{}, Warn},
		{"mostly gone, and another one in the code", 0.4, func(p *document.Page) {
			p.Codes = []document.Code{{Symbology: "QRCode", Text: "036190004327|162345678|Lê Thị Mai|12031990|Nữ|Nam Định|22062022"}}
		}, Policy{}, Fail},
		{"too short to be no chance", 0.4, func(p *document.Page) {
			p.Fields[document.Number] = document.Reading{Value: "12345", Confidence: 0.99, Least: 0.99}
			p.Codes = []document.Code{{Symbology: "QRCode", Text: "0123456789"}}
		}, Policy{}, Fail},
		{"mostly gone, a project that believes two readers", 0.4, second(number), Policy{Lines: map[document.Measure]float64{mostlyWhole: 0}}, Warn},
	} {
		p := page(document.CCCDChip, document.Front)
		p.Measures[document.NumberPrint] = document.Measured{Value: row.whole}
		if row.change != nil {
			row.change(p)
		}
		findings := Judge(Input{Front: p, Today: today}, row.policy)
		at := slices.IndexFunc(findings, func(f Finding) bool { return f.Reason == check.NumberUncertain })
		if at < 0 || findings[at].Status != check.Failed || findings[at].Severity != row.want {
			t.Errorf("%s: %+v, want failed, %s", row.name, findings[max(at, 0)], row.want)
		}
	}
}
