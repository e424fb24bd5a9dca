package evaluate

import (
	"context"
	"fmt"
	"strings"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// CodesReport is what Codes found. A picture that could not be processed counts as one in which nothing was read.
type CodesReport struct {
	About
	WithCode int `json:"with_code"` // rows that say which code is there
	Read     int `json:"read"`      // of those, a code was read, whatever it says
	Exact    int `json:"exact"`     // of those, a code of the symbology and text of the label was read
	// FalseReads counts rows without a code in which one was read, and rows whose code was read as another text or symbology.
	FalseReads int `json:"false_reads"`
	Timing
	Wrong []WrongCode `json:"wrong,omitempty"`
}

// WrongCode is a row that was not read as labelled.
type WrongCode struct {
	Row       int      `json:"row"`
	File      string   `json:"file"`
	Symbology string   `json:"symbology"`
	Text      string   `json:"text"`
	Read      []string `json:"read"` // symbology and text of each code that was read
}

type codeRow struct {
	number                int
	file, symbology, text string
}

// Codes reads the bar codes of pictures. Columns: file, symbology (QRCode, PDF417, Code128, none), text. A picture with several codes has a row
// for each.
func Codes(ctx context.Context, path string, o Options) (*CodesReport, error) {
	m, err := openManifest(path, "file", "symbology", "text")
	if err != nil {
		return nil, err
	}
	rows, err := readCodeRows(m)
	if err != nil {
		return nil, err
	}
	r := &CodesReport{About: about("codes", m, o)}
	l, err := newLooker(m, o, &r.About, wire.Request{Do: wire.DoDocument, Want: []string{wire.Codes}}, wire.Codes)
	if err != nil {
		return nil, err
	}
	labels := map[string][]codeRow{}
	for _, row := range rows {
		labels[row.file] = append(labels[row.file], row)
	}
	for i, row := range rows {
		o.progress(i, len(rows), r.FailedToProcess)
		look, err := l.at(ctx, row.number, row.file, documentRan(wire.Codes))
		if err != nil {
			return nil, err
		}
		var codes []wire.Code
		if look.err == nil {
			codes = notOthers(look.reply.Document.Codes, row, labels[row.file])
		}
		r.judge(row, codes, o.Wrong)
	}
	o.progress(len(rows), len(rows), r.FailedToProcess)
	r.Timing = l.timing()
	return r, nil
}

func readCodeRows(m *manifest) (rows []codeRow, err error) {
	err = m.each(func(r row) error {
		file, err := r.name("file")
		if err != nil {
			return err
		}
		symbology, err := r.oneOf("symbology", "QRCode", "PDF417", "Code128", "none")
		if err != nil {
			return err
		}
		text := r.cell("text")
		if symbology != "none" && text == "" {
			return r.wrong("text", "a %s says something; the cell is empty", symbology)
		}
		rows = append(rows, codeRow{r.Number, file, symbology, text})
		return nil
	})
	return rows, err
}

// notOthers leaves out codes that are what another row of the same picture says.
func notOthers(codes []wire.Code, mine codeRow, labels []codeRow) (rest []wire.Code) {
	for _, c := range codes {
		others := false
		for _, label := range labels {
			others = others || label.number != mine.number && label.says(c)
		}
		if !others || mine.says(c) {
			rest = append(rest, c)
		}
	}
	return rest
}

func (row codeRow) says(c wire.Code) bool {
	return sameSymbology(c.Symbology, row.symbology) && content(c) == row.text
}

func (r *CodesReport) judge(row codeRow, codes []wire.Code, wrong bool) {
	exact := false
	for _, c := range codes {
		exact = exact || row.says(c)
	}
	right := len(codes) == 0
	if row.symbology != "none" {
		r.WithCode++
		right = exact
		if len(codes) > 0 {
			r.Read++
		}
		if exact {
			r.Exact++
		}
	}
	if len(codes) > 0 && !exact {
		r.FalseReads++
	}
	if wrong && !right {
		w := WrongCode{row.number, row.file, row.symbology, row.text, []string{}}
		for _, c := range codes {
			w.Read = append(w.Read, c.Symbology+" "+content(c))
		}
		r.Wrong = append(r.Wrong, w)
	}
}

// sameSymbology compares names without regard to case, blanks and hyphens: QR Code, QR_CODE, QRCode.
func sameSymbology(a, b string) bool {
	plain := strings.NewReplacer(" ", "", "-", "", "_", "")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}

// content is a code's text, or its bytes when they are no text.
func content(c wire.Code) string {
	if len(c.Bytes) > 0 {
		return string(c.Bytes)
	}
	return c.Text
}

// Text implements Report.
func (r *CodesReport) Text() string {
	var p page
	p.head(r.About, "rows")
	rows := [][]string{
		{"with a code", fmt.Sprint(r.WithCode)},
		{"read", share(r.Read, r.WithCode)},
		{"exact", share(r.Exact, r.WithCode)},
		{"false reads", fmt.Sprint(r.FalseReads)},
		{"could not be processed", fmt.Sprint(r.FailedToProcess)},
	}
	p.table(append(rows, r.rows()...)...)
	if len(r.Wrong) > 0 {
		p.line("\nOtherwise than labelled:")
		rows := [][]string{}
		for _, w := range r.Wrong {
			rows = append(rows, []string{fmt.Sprint("row ", w.Row), w.File, "is " + w.Symbology + " " + w.Text, "read " + dash(strings.Join(w.Read, ", "))})
		}
		p.table(rows...)
	}
	p.foot(r.About)
	return p.String()
}
