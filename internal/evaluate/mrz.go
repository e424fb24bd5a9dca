package evaluate

import (
	"context"
	"fmt"
	"strings"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// MRZReport is what MRZ found. A picture that could not be processed counts as one whose zone was not found.
type MRZReport struct {
	About
	Found            int `json:"found"`              // pictures in which a zone was found
	CheckDigitsValid int `json:"check_digits_valid"` // the zone parses and every check digit passes, as the product reads it (after repair)
	CheckDigitsRaw   int `json:"check_digits_valid_raw"`
	WithTruth        int `json:"with_truth"`     // pictures whose lines are given
	Exact            int `json:"exact"`          // of those, raw readings without a wrong character
	ExactRepaired    int `json:"exact_repaired"` // the same after repair
	// CharAccuracy is 1 less the edit distance over the characters of the truth, of raw readings; what was not found counts whole.
	CharAccuracy         *float64 `json:"char_accuracy"`
	CharAccuracyRepaired *float64 `json:"char_accuracy_repaired"`
	Timing
	Wrong []WrongZone `json:"wrong,omitempty"`

	chars, rawWrong, repairedWrong int
}

// WrongZone is a picture whose reading, raw or repaired, is not its label.
type WrongZone struct {
	Row      int    `json:"row"`
	File     string `json:"file"`
	Truth    string `json:"truth"`
	Raw      string `json:"raw"` // empty: not found
	Repaired string `json:"repaired"`
}

type mrzRow struct {
	number      int
	file, truth string
}

// MRZ reads the machine readable zones of pictures. Columns: file, mrz (the true lines joined by a bar; empty: not known, and only the
// check digits are judged). Of several zones the one counts that the reader is surest of, as in the product.
func MRZ(ctx context.Context, path string, o Options) (*MRZReport, error) {
	m, err := openManifest(path, "file", "mrz")
	if err != nil {
		return nil, err
	}
	var rows []mrzRow
	err = m.each(func(r row) error {
		file, err := r.name("file")
		rows = append(rows, mrzRow{r.Number, file, strings.TrimSpace(r.cell("mrz"))})
		return err
	})
	if err != nil {
		return nil, err
	}
	r := &MRZReport{About: about("mrz", m, o)}
	l, err := newLooker(m, o, &r.About, wire.Request{Do: wire.DoDocument, Want: []string{wire.MRZ}}, wire.MRZ)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		o.progress(i, len(rows), r.FailedToProcess)
		look, err := l.at(ctx, row.number, row.file, documentRan(wire.MRZ))
		if err != nil {
			return nil, err
		}
		var zone wire.Zone
		if look.err == nil && len(look.reply.Document.Zones) > 0 {
			zone = look.reply.Document.Zones[0]
		}
		r.judge(row, zone, o.Wrong)
	}
	o.progress(len(rows), len(rows), r.FailedToProcess)
	r.CharAccuracy, r.CharAccuracyRepaired = accuracy(r.rawWrong, r.chars), accuracy(r.repairedWrong, r.chars)
	r.Timing = l.timing()
	return r, nil
}

func accuracy(wrong, chars int) *float64 { return rate(chars-wrong, chars) }

// judge counts one picture; the zero zone is one that was not found.
func (r *MRZReport) judge(row mrzRow, zone wire.Zone, wrong bool) {
	if len(zone.Raw) > 0 {
		r.Found++
	}
	if digitsPass(zone.Lines) {
		r.CheckDigitsValid++
	}
	if digitsPass(zone.Raw) {
		r.CheckDigitsRaw++
	}
	if row.truth == "" {
		return
	}
	r.WithTruth++
	raw, repaired := strings.Join(zone.Raw, "|"), strings.Join(zone.Lines, "|")
	if raw == row.truth {
		r.Exact++
	}
	if repaired == row.truth {
		r.ExactRepaired++
	}
	if wrong && (raw != row.truth || repaired != row.truth) {
		r.Wrong = append(r.Wrong, WrongZone{row.number, row.file, row.truth, raw, repaired})
	}
	truth := cells(row.truth)
	r.chars += len(truth)
	r.rawWrong += min(editDistance(cells(raw), truth), len(truth))
	r.repairedWrong += min(editDistance(cells(repaired), truth), len(truth))
}

func digitsPass(lines []string) bool {
	zone, err := mrz.Parse(lines)
	return err == nil && zone.Valid()
}

// cells are the characters of joined lines; the bar between lines is none.
func cells(joined string) string { return strings.ReplaceAll(joined, "|", "") }

// editDistance is how many characters must be put in, taken out or changed to make one text of the other. Both are bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := diagonal
			if a[i-1] != b[j-1] {
				change++
			}
			diagonal = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// Text implements Report.
func (r *MRZReport) Text() string {
	var p page
	p.head(r.About, "pictures")
	rows := [][]string{
		{"zone found", share(r.Found, r.N)},
		{"every check digit right", share(r.CheckDigitsValid, r.N), "as read " + fmt.Sprint(r.CheckDigitsRaw)},
		{"with known lines", fmt.Sprint(r.WithTruth)},
		{"exact as read", share(r.Exact, r.WithTruth)},
		{"exact after repair", share(r.ExactRepaired, r.WithTruth)},
		{"characters right", ratio(r.CharAccuracy), "after repair " + ratio(r.CharAccuracyRepaired)},
		{"could not be processed", share(r.FailedToProcess, r.N)},
	}
	p.table(append(rows, r.rows()...)...)
	if len(r.Wrong) > 0 {
		p.line("\nOtherwise than labelled:")
		for _, w := range r.Wrong {
			p.line("  row %d, %s", w.Row, w.File)
			p.table([]string{"  truth", w.Truth}, []string{"  as read", dash(w.Raw)}, []string{"  repaired", dash(w.Repaired)})
		}
	}
	p.foot(r.About)
	return p.String()
}

func dash(text string) string {
	if text == "" {
		return "- (not found)"
	}
	return text
}
