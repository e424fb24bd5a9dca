package specimen

import (
	"slices"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/vn"
)

// asRead is a side as a reader that makes no mistakes sees it.
func (d Document) asRead(s side) *document.Page {
	p := &document.Page{Type: d.Type, Side: document.Side(s.name), Documents: 1, Sure: 1, Fields: map[document.Field]document.Reading{}, NotRun: map[string]string{}}
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
