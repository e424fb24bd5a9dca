package checkup

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/internal/app/submission"
)

// Text is the report for a person.
func (r *Report) Text() string {
	var b strings.Builder
	by := "as you said"
	if r.Guessed {
		by = "by what the document says"
	}
	fmt.Fprintf(&b, "%s of %s (%s)\n", r.IDType, r.Country, by)
	for _, p := range r.Pictures {
		p.text(&b)
	}
	r.fieldsText(&b)
	r.findingsText(&b)
	r.checksText(&b)
	r.decisionText(&b)
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "\nNote: %s.\n", n)
	}
	fmt.Fprintf(&b, "\nbonafide %s\n", r.Version)
	for _, slot := range slices.Sorted(maps.Keys(r.Models)) {
		fmt.Fprintf(&b, "model %s %s\n", slot, r.Models[slot])
	}
	return b.String()
}

// table prints rows in columns.
func table(b *strings.Builder, rows [][]string) {
	w := tabwriter.NewWriter(b, 0, 4, 3, ' ', 0)
	for _, cells := range rows {
		fmt.Fprintln(w, "  "+strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	_ = w.Flush()
}

func (p Picture) text(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s  %s  %dx%d, %d kB\n", strings.ToUpper(p.Kind), p.File, p.Width, p.Height, (p.Bytes+1023)/1024)
	var rows [][]string
	for _, part := range p.Parts {
		rows = append(rows, p.partRows(part)...)
	}
	table(b, rows)
	p.Document.text(b)
}

// partRows shows what one part found: nothing found is said, and so is why it did not run.
func (p Picture) partRows(part Part) [][]string {
	if !part.Ran {
		return [][]string{{part.Name, "not run: " + part.Why}}
	}
	found := map[string][]string{"mrz": p.mrzLines(), "text": p.Text, "codes": p.Codes, "faces": p.faceLines()}[part.Name]
	if len(found) == 0 {
		return [][]string{{part.Name, "nothing found"}}
	}
	var rows [][]string
	for i, line := range found {
		name := ""
		if i == 0 {
			name = part.Name
		}
		rows = append(rows, []string{name, line})
	}
	return rows
}

// mrzLines are the lines after repair; a line that was repaired is shown as it was read, too.
func (p Picture) mrzLines() (lines []string) {
	for i, line := range p.MRZ {
		lines = append(lines, line)
		if i < len(p.MRZRaw) && p.MRZRaw[i] != line {
			lines = append(lines, p.MRZRaw[i]+"  (as read, before repair)")
		}
	}
	return lines
}

func (p Picture) faceLines() (lines []string) {
	for _, f := range p.Faces {
		line := fmt.Sprintf("%.0fx%.0f at %.0f,%.0f, score %.2f", f.Width, f.Height, f.X, f.Y, f.Score)
		if !f.Described {
			line += ", cannot be compared"
		}
		lines = append(lines, line)
	}
	return lines
}

// fieldRow is one datum of Fields.
type fieldRow struct {
	name string
	of   func(submission.Fields) string
}

var fieldRows = []fieldRow{
	{"name", func(f submission.Fields) string { return f.Name }},
	{"family name", func(f submission.Fields) string { return f.LastName }},
	{"given names", func(f submission.Fields) string { return f.FirstName }},
	{"name in local script", func(f submission.Fields) string { return f.LocalName }},
	{"date of birth", func(f submission.Fields) string { return f.DateOfBirth }},
	{"gender", func(f submission.Fields) string { return f.Gender }},
	{"nationality", func(f submission.Fields) string { return f.Nationality }},
	{"issuing country", func(f submission.Fields) string { return f.IssuingCountry }},
	{"date of issue", func(f submission.Fields) string { return f.DateOfIssue }},
	{"date of expiry", func(f submission.Fields) string { return f.DateOfExpiry }},
	{"identity number", func(f submission.Fields) string { return f.IdentityNumber }},
	{"document number", func(f submission.Fields) string { return f.DocumentNumber }},
	{"licence number", func(f submission.Fields) string { return f.LicenceNumber }},
	{"serial number", func(f submission.Fields) string { return f.SerialNumber }},
}

func (r *Report) fieldsText(b *strings.Builder) {
	rows := [][]string{}
	for _, each := range fieldRows {
		read, said := each.of(r.Read), each.of(r.Confirmed)
		switch {
		case r.AsRead && read != "":
			rows = append(rows, []string{each.name, read})
		case !r.AsRead && (read != "" || said != ""):
			rows = append(rows, []string{each.name, orDash(read), orDash(said)})
		}
	}
	fmt.Fprintln(b, "\nREAD")
	switch {
	case len(rows) == 0:
		fmt.Fprintln(b, "  no datum")
	case !r.AsRead:
		rows = append([][]string{{"", "the document says", "the person says"}}, rows...)
	}
	table(b, rows)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// checksText lists what was made with its outcome, then what was not made and why.
func (r *Report) checksText(b *strings.Builder) {
	made, not := [][]string{{"", "outcome", "score", "threshold", "unit", ""}}, [][]string{}
	for _, c := range r.Checks {
		if strings.HasPrefix(c.Name, submission.EngineCheck) {
			continue // its finding is listed
		}
		if c.Status == check.NotRun.String() {
			not = append(not, []string{c.Name, c.Reason})
			continue
		}
		made = append(made, []string{c.Name, c.Status, number(c.Score), number(c.Threshold), c.Unit, c.Reason})
	}
	fmt.Fprintln(b, "\nCHECKS")
	table(b, made)
	if len(not) > 0 {
		fmt.Fprintln(b, "\nNOT RUN")
		table(b, not)
	}
}

func number(value *float64) string {
	if value == nil {
		return ""
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", *value), "0"), ".")
}

var decisions = map[string]string{
	string(submission.Approved): "approved",
	string(submission.Rejected): "rejected",
	string(submission.Pending):  "pending: a person must look",
	Retrying:                    "retry: another picture is asked for",
}

func (r *Report) decisionText(b *strings.Builder) {
	fmt.Fprintf(b, "\nDECISION  %s\n", decisions[r.Decision])
	var rows [][]string
	for _, retry := range r.Retry {
		rows = append(rows, []string{retry.Code, retry.Message})
	}
	for _, reject := range r.Reject {
		rows = append(rows, []string{reject.Code, reject.Text})
	}
	if r.Decision == string(submission.Pending) {
		for _, c := range r.Against {
			rows = append(rows, []string{c.Name, strings.TrimSuffix(c.Status+": "+c.Reason, ": ")})
		}
	}
	table(b, rows)
}
