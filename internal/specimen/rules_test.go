package specimen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/document/vn"
)

// asRead is a side as a reader that makes no mistakes sees it.
func (d Document) asRead(s side) *document.Page {
	p := &document.Page{Type: s.kindOf(d), Side: document.Side(s.name), Documents: 1, Sure: 1, Fields: map[document.Field]document.Reading{}, NotRun: map[string]string{}}
	for f, value := range s.printed() {
		p.Fields[f] = document.Reading{Value: value, Confidence: 0.99, Least: 0.98}
	}
	if len(s.mrz) > 0 {
		p.Zone = &document.Zone{Raw: s.mrz, Lines: s.mrz, Confidence: []float64{0.99, 0.99, 0.99}}
	}
	for _, c := range s.codes {
		p.Codes = append(p.Codes, document.Code{Symbology: c.Symbology, Text: c.Text})
	}
	return p
}

// judged is what the rules find on the day the document is made for.
func (d Document) judged() []check.Result {
	var pages [2]*document.Page
	for i, s := range d.sides[:min(len(d.sides), 2)] {
		pages[i] = d.asRead(s)
	}
	return vn.PostCheck(pages[0], pages[1], "", time.Date(d.Today.Year(), d.Today.Month(), d.Today.Day(), 9, 0, 0, 0, time.FixedZone("UTC+7", 7*60*60)), vn.Options{})
}

// TestSpecimensObeyTheRules: Vietnamese specimens without a defect pass every rule of contract sections 3.5 and 4 on their day: two readings of the
// contract, made apart, agree.
func TestSpecimensObeyTheRules(t *testing.T) {
	for _, kind := range Kinds() {
		for seed := range uint64(200) {
			d, err := New(kind, Options{Seed: 1 + seed, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatalf("%s %d: %v", kind, seed, err)
			}
			if !slices.Contains(vn.Types(), d.Type) {
				break
			}
			for _, r := range d.judged() {
				if r.Status != check.Passed {
					t.Errorf("%s, seed %d: %s %s at %s", kind, 1+seed, r.Reason, r.Status, r.Place)
				}
			}
		}
	}
}

// codes are what the rules find, front first and then the back with it, by the codes of their table.
func (d Document) ruleCodes() []string {
	name := map[check.Reason]string{check.RulesFailed: "E-1"}
	for _, rule := range vn.Rules() {
		name[rule.Reason] = rule.Code
	}
	on := time.Date(d.Today.Year(), d.Today.Month(), d.Today.Day(), 9, 0, 0, 0, time.FixedZone("UTC+7", 7*60*60))
	front := d.asRead(d.sides[0])
	results := vn.PostCheck(front, nil, document.Front, on, vn.Options{})
	if len(d.sides) > 1 {
		results = append(results, vn.PostCheck(front, d.asRead(d.sides[1]), document.Back, on, vn.Options{})...)
	}
	var found []string
	for _, r := range results {
		if r.Status == check.Failed {
			found = append(found, name[r.Reason])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestDefectsShowTheirCodes: what a defect's truth says is what the rules find in it, of the codes that are the rules'. The truth is the contract's,
// and the two are written apart.
func TestDefectsShowTheirCodes(t *testing.T) {
	drawn := func(code string) bool { return strings.HasPrefix(code, "FC") || code == "E110" } // what pictures show and values do not
	for _, kind := range allVietnam {
		for _, f := range DefectsOf(kind) {
			for seed := range uint64(60) {
				d, err := New(kind, Options{Seed: 1 + seed, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Defect: f.Code})
				if err != nil {
					t.Fatalf("%s %s, seed %d: %v", kind, f.Code, 1+seed, err)
				}
				if f.InPicture || f.Code == "E110" {
					break
				}
				want := slices.DeleteFunc(slices.Clone(d.Expected), drawn)
				slices.Sort(want)
				if got := d.ruleCodes(); !slices.Equal(got, want) {
					t.Errorf("%s %s, seed %d: found %v, expected %v", kind, f.Code, 1+seed, got, want)
					break
				}
			}
		}
	}
}

// foreignCodes are what the rules of Korea and of ICAO 9303 find, front first and then the back with it: by eKYC code, or by reason where there is none.
func (d Document) foreignCodes() []string {
	name := map[check.Reason]string{check.RulesFailed: "E-1", check.FieldBlank: "E01", check.BirthFuture: "E04", check.ExpiryFormat: "E09", check.DocumentExpired: "E10", check.IssueFormat: "E12",
		check.IssueFuture: "E13", check.MRZShape: "MRZ01", check.MRZCharacters: "MRZ02", check.MRZMismatch: "MRZ03", check.MRZFields: "MRZ04", check.MRZDigits: "MRZ05"}
	judge := func(front, back *document.Page, latest document.Side) []check.Result {
		on := time.Date(d.Today.Year(), d.Today.Month(), d.Today.Day(), 9, 0, 0, 0, time.UTC)
		if koreanKind(d.Kind) {
			return kr.PostCheck(front, back, latest, on, kr.Options{FullRRN: true})
		}
		return icao.PostCheck(front, back, latest, on, icao.Options{})
	}
	front := d.asRead(d.sides[0])
	results := judge(front, nil, front.Side)
	if len(d.sides) > 1 {
		results = append(results, judge(front, d.asRead(d.sides[1]), document.Back)...)
	}
	var found []string
	for _, r := range results {
		code, ok := name[r.Reason]
		if !ok {
			code = string(r.Reason)
		}
		if r.Status == check.Failed {
			found = append(found, code)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestForeignSpecimensObeyTheRules: Korean specimens and those of any state break no rule without a defect, and with one just those that its truth says.
func TestForeignSpecimensObeyTheRules(t *testing.T) {
	for _, kind := range foreignKinds {
		for _, f := range append([]Defect{{}}, DefectsOf(kind)...) {
			for seed := range uint64(40) {
				d, err := New(kind, Options{Seed: 1 + seed, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Defect: f.Code})
				if err != nil {
					t.Fatalf("%s %s, seed %d: %v", kind, f.Code, 1+seed, err)
				}
				if f.InPicture || f.Code == "E110" {
					break
				}
				want := slices.DeleteFunc(slices.Clone(d.Expected), func(code string) bool { return strings.HasPrefix(code, "FC") })
				slices.Sort(want)
				if got := d.foreignCodes(); !slices.Equal(got, want) {
					t.Errorf("%s %s, seed %d: found %v, expected %v", kind, f.Code, 1+seed, got, want)
					break
				}
			}
		}
	}
}
