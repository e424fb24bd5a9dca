package checkup

import (
	"fmt"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/verification"
)

// Document is what the document engine made of a side.
type Document struct {
	Type   document.Type    `json:"type"` // empty: not recognised
	Side   document.Side    `json:"side"`
	Sure   float64          `json:"sure"` // 0 to 1
	Border []document.Point `json:"border,omitempty"`
	Fields []Field          `json:"fields"`
	// NotRun says of each part that did not run, why.
	NotRun map[string]string `json:"notRun,omitempty"`
}

// Field is what stands in a field of the layout.
type Field struct {
	Name       document.Field   `json:"name"`
	Value      string           `json:"value"`
	Confidence float64          `json:"confidence"` // 0 to 1
	Least      float64          `json:"least"`      // of the least sure character
	Second     string           `json:"second,omitempty"`
	SettledBy  document.Source  `json:"settledBy,omitempty"`
	Place      []document.Point `json:"place,omitempty"`
}

// Finding is a finding of the document engine (see verification.Finding).
type Finding struct {
	Stage     string           `json:"stage"`
	Reason    check.Reason     `json:"reason"`
	Title     string           `json:"title"`
	Status    string           `json:"status"` // passed, failed, inconclusive, not run
	Severity  string           `json:"severity"`
	Side      document.Side    `json:"side,omitempty"` // empty: of both together
	Field     document.Field   `json:"field,omitempty"`
	Score     *float64         `json:"score,omitempty"`
	Threshold *float64         `json:"threshold,omitempty"`
	Unit      string           `json:"unit,omitempty"`
	Line      string           `json:"line,omitempty"` // name of the decision line
	Why       string           `json:"why,omitempty"`  // it was not run
	Rule      string           `json:"rule"`
	Box       []document.Point `json:"box,omitempty"` // pixels of the picture
}

func documentOf(p *document.Page) *Document {
	if p == nil {
		return nil
	}
	d := &Document{Type: p.Type, Side: p.Side, Sure: p.Sure, Border: p.Border, Fields: []Field{}, NotRun: p.NotRun}
	for _, name := range document.Fields() {
		if r, ok := p.Fields[name]; ok {
			d.Fields = append(d.Fields, Field{name, r.Value, r.Confidence, r.Least, r.Second, r.SettledBy, r.Place})
		}
	}
	return d
}

func findingsOf(found []verification.Finding) []Finding {
	out := []Finding{}
	for _, f := range found {
		each := Finding{Stage: verification.StageOf(f.Reason), Reason: f.Reason, Title: verification.Title(f.Reason), Status: f.Status.String(),
			Severity: f.Severity.String(), Side: f.Side, Field: f.Field, Why: f.Why(), Rule: f.Rule, Box: f.Box}
		if l, ok := f.Line(); ok {
			score, threshold := f.Score, f.Threshold
			each.Score, each.Threshold, each.Unit, each.Line = &score, &threshold, l.Unit, l.Name
		}
		out = append(out, each)
	}
	return out
}

// plain writes a field's name with blanks.
func plain(name document.Field) string { return strings.ReplaceAll(string(name), "_", " ") }

func (d *Document) text(b *strings.Builder) {
	switch {
	case d == nil:
		return
	case d.Type == "":
		fmt.Fprintf(b, "  document   not recognised\n")
	default:
		fmt.Fprintf(b, "  document   %s, %s, sure %.2f\n", d.Type, d.Side, d.Sure)
	}
	var rows [][]string
	for _, f := range d.Fields {
		row := []string{plain(f.Name), orDash(f.Value), fmt.Sprintf("%.2f", f.Confidence)}
		if f.SettledBy != "" {
			row = append(row, "by "+string(f.SettledBy))
		}
		if f.Second != "" && f.Second != f.Value {
			row = append(row, "also read as "+f.Second)
		}
		rows = append(rows, row)
	}
	table(b, rows)
}

// findingsText lists what did not pass by one line each, and counts what did.
func (r *Report) findingsText(b *strings.Builder) {
	if len(r.found) == 0 {
		return
	}
	passed := 0
	var rows [][]string
	for _, status := range []check.Status{check.Failed, check.Inconclusive, check.NotRun} {
		for _, f := range r.found {
			if f.Status == status {
				rows = append(rows, []string{f.Text(), f.Rule})
			}
		}
	}
	for _, f := range r.found {
		if f.Status == check.Passed {
			passed++
		}
	}
	fmt.Fprintf(b, "\nDOCUMENT  %d checks passed, %d did not\n", passed, len(rows))
	table(b, rows)
}
