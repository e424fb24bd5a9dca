package evaluate

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// Pages reads sides of documents; *vision.Client is one.
type Pages interface {
	// Page reads one picture. An error is one of the codes of package fault.
	Page(ctx context.Context, picture []byte, hint document.Hint) (document.Page, error)
}

// DocumentOptions are what documents are judged with besides.
type DocumentOptions struct {
	Options
	Pages  Pages
	AtOnce int                                                                  // documents that are read at the same time, as many as Pages has workers; 0: 1
	Judge  func(verification.Input, verification.Policy) []verification.Finding // verification.Judge
	Policy verification.Policy
	CodeOf func(reason check.Reason) string // code of the eKYC catalogue; empty: the reason has none
}

// DocumentsReport is what Documents found.
type DocumentsReport struct {
	About
	Codes map[string]*CodeCount `json:"codes"` // every code that is expected or was found somewhere
	Clean int                   `json:"clean"` // rows in which nothing is expected
	// Exact counts rows of which exactly the expected codes were found, no more and no fewer.
	Exact int `json:"exact"`
	// Answered counts rows that are answered as labelled: by one of the expected codes, or by none where none is expected.
	Answered int `json:"answered"`
	// Types counts sides that were recognised as what their label says, of those whose label does.
	Types      int `json:"types_exact"`
	TypesKnown int `json:"types_known"`
	// The fields of rows in which nothing is expected: values after the normalisation that comparisons use (eKYC contract 4.12), as shares.
	FieldsExact       *float64              `json:"fields_exact"`
	NumbersDatesExact *float64              `json:"numbers_dates_exact"`
	Fields            FieldCount            `json:"fields"`
	NumbersDates      FieldCount            `json:"numbers_dates"`
	ByType            map[string]FieldCount `json:"fields_by_type"`
	NumbersByType     map[string]FieldCount `json:"numbers_dates_by_type"`
	ByField           map[string]FieldCount `json:"fields_by_field"`
	Lines             map[string]float64    `json:"thresholds"`
	Policy            verification.Policy   `json:"policy"`
	P50               *float64              `json:"ms_p50"` // of one side, from request to reading
	P95               *float64              `json:"ms_p95"`
	Wrong             []WrongDocument       `json:"wrong,omitempty"`
}

// CodeCount is the confusion of one code.
type CodeCount struct {
	TP        int      `json:"tp"`
	FP        int      `json:"fp"`
	FN        int      `json:"fn"`
	TN        int      `json:"tn"`
	CleanFP   int      `json:"clean_fp"` // of the rows in which nothing is expected, those in which it was found
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	// FalsePositiveRate is over the rows in which nothing is expected.
	FalsePositiveRate *float64 `json:"false_positive_rate"`
}

// FieldCount is how many values were read right.
type FieldCount struct {
	Right int `json:"right"`
	Of    int `json:"of"`
}

func (c *FieldCount) add(right bool) {
	c.Of++
	if right {
		c.Right++
	}
}

// WrongDocument is a row that came out otherwise than its label says.
type WrongDocument struct {
	Row      int            `json:"row"`
	File     string         `json:"file"`
	Expected []string       `json:"expected"`
	Found    []string       `json:"found"`
	Findings []WrongFinding `json:"findings,omitempty"` // of codes that are too many or too few
	Fields   []WrongField   `json:"fields,omitempty"`   // not read as printed
}

// WrongFinding is what was found about a code.
type WrongFinding struct {
	Code      string  `json:"code"`
	Status    string  `json:"status"`
	Severity  string  `json:"severity"`
	Place     string  `json:"place,omitempty"`
	Score     float64 `json:"score,omitempty"`
	Threshold float64 `json:"threshold,omitempty"`
	Unit      string  `json:"unit,omitempty"`
}

// WrongField is a value that was not read as printed.
type WrongField struct {
	Side       string  `json:"side"`
	Field      string  `json:"field"`
	Printed    string  `json:"printed"`
	Read       string  `json:"read"`
	Second     string  `json:"second,omitempty"`
	Confidence float64 `json:"confidence"`
	Least      float64 `json:"least"`
}

type documentRow struct {
	number                int
	front, back           string
	family                string
	expected              []string
	truthFront, truthBack string
	day                   time.Time // zero: today
	country               string
}

// visa is a document_type that the eKYC contract has no word for.
const visa = "visa"

// documentTruth is the part of a specimen's sidecar that is compared.
type documentTruth struct {
	Specimen struct {
		Type    string            `json:"type"`
		Side    string            `json:"documentSide"`
		Printed map[string]string `json:"printed"`
	} `json:"specimen"`
}

// Documents judges documents as the eKYC surface does: the front alone, then the back with it; a passport by its one page. Columns: front, back (may be
// empty), document_type (idr, dlr, passport, or visa, which the eKYC surface does not take), expected (eKYC codes joined by a bar; 0: none); optionally day (YYYY-MM-DD, the day to judge on; else
// today), country (alpha-3, as a caller would say it), truth_front and truth_back (sidecars of specimens, for the fields). A code counts as found when
// a check failed and is not switched off; where the picture itself was refused, what else was found in it is not counted, for it is not answered either.
func Documents(ctx context.Context, path string, o DocumentOptions) (*DocumentsReport, error) {
	m, err := openManifest(path, "front", "back", "document_type", "expected")
	if err != nil {
		return nil, err
	}
	rows, err := readDocumentRows(m)
	if err != nil {
		return nil, err
	}
	if o.Pages == nil {
		return nil, fault.Newf(fault.VisionDown, "vision", "no vision worker is configured")
	}
	r := &DocumentsReport{About: about("documents", m, o.Options), Codes: map[string]*CodeCount{}, ByType: map[string]FieldCount{}, NumbersByType: map[string]FieldCount{}, ByField: map[string]FieldCount{},
		Lines: inForce(o.Policy), Policy: o.Policy}
	r.Models = map[string]string{}
	for _, model := range o.Worker.Models {
		r.Models[model.Slot] = model.SHA256
	}
	e := &documentEvaluation{m: m, o: o}
	seen, err := e.rows(ctx, rows)
	if err != nil {
		return nil, err
	}
	r.count(seen, o)
	return r, nil
}

// inForce are the decision lines that a policy judges by, by name.
func inForce(p verification.Policy) map[string]float64 {
	lines := map[string]float64{}
	for _, l := range verification.Lines() {
		lines[l.Name] = l.Default
		if set, ok := p.Lines[document.Measure(l.Name)]; ok {
			lines[l.Name] = set
		}
	}
	return lines
}

func readDocumentRows(m *manifest) (rows []documentRow, err error) {
	err = m.each(func(r row) error {
		front, err := r.name("front")
		if err != nil {
			return err
		}
		family, err := r.oneOf("document_type", "idr", "dlr", "passport", visa)
		if err != nil {
			return err
		}
		next := documentRow{number: r.Number, front: front, back: r.cell("back"), family: family, truthFront: r.optional("truth_front"),
			truthBack: r.optional("truth_back"), country: r.optional("country")}
		for _, code := range strings.Split(r.cell("expected"), "|") {
			if code = strings.TrimSpace(code); code != "" && code != "0" {
				next.expected = append(next.expected, code)
			}
		}
		if strings.TrimSpace(r.cell("expected")) == "" {
			return r.wrong("expected", "codes joined by a bar, or 0; the cell is empty")
		}
		slices.Sort(next.expected)
		next.expected = slices.Compact(next.expected)
		if day := r.optional("day"); day != "" {
			if next.day, err = time.ParseInLocation(time.DateOnly, day, vietnam); err != nil {
				return r.wrong("day", "YYYY-MM-DD; it says %q", day)
			}
		}
		rows = append(rows, next)
		return nil
	})
	return rows, err
}

// vietnam is where the eKYC surface's days are.
var vietnam = verification.PlaceOf("VNM")

// optional is a cell of a column that need not be there.
func (r row) optional(column string) string { return strings.TrimSpace(r.cell(column)) }

type documentEvaluation struct {
	m *manifest
	o DocumentOptions
}

// rows reads and judges every document; results are in the order of the rows, however many are read at once.
func (e *documentEvaluation) rows(ctx context.Context, rows []documentRow) ([]documentResult, error) {
	results := make([]documentResult, len(rows))
	var mu sync.Mutex
	done, failed := 0, 0
	e.o.progress(0, len(rows), 0)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(e.o.AtOnce, 1))
	for i, row := range rows {
		group.Go(func() (err error) {
			if results[i], err = e.row(ctx, row); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done, failed = done+1, failed+len(results[i].failures)
			e.o.progress(done, len(rows), failed)
			return nil
		})
	}
	return results, group.Wait()
}

// documentResult is one row after judgement.
type documentResult struct {
	row      documentRow
	found    []string // codes, sorted
	answered string   // the code that the first call that is refused is answered with; empty: none is
	findings []verification.Finding
	failed   bool // a picture could not be processed
	failures []failedFile
	times    []time.Duration // of each side that was read
	sides    FieldCount      // that were recognised as what their label says
	fields   []readField
}

// failedFile is a file that could not be processed.
type failedFile struct {
	name string
	err  error
}

func (d *documentResult) cannot(name string, err error) {
	d.failures = append(d.failures, failedFile{name, err})
}

// row reads and judges one document.
func (e *documentEvaluation) row(ctx context.Context, row documentRow) (documentResult, error) {
	result := documentResult{row: row}
	on := row.day
	if on.IsZero() {
		on = e.o.Now().In(vietnam)
	}
	input := verification.Input{Family: row.family, Today: on}
	if row.family == visa {
		input.Family = ""
	}
	for _, side := range []struct {
		file, truth string
		name        document.Side
		into        **document.Page
	}{{row.front, row.truthFront, document.Front, &input.Front}, {row.back, row.truthBack, document.Back, &input.Back}} {
		if side.file == "" {
			continue
		}
		page, err := e.page(ctx, row, side.file, &result)
		if err != nil {
			return result, err
		}
		if page == nil {
			result.failed = true
			continue
		}
		*side.into = page
		input.Latest = side.name
		input.Wanted = side.name
		if row.family == "passport" || row.family == visa {
			input.Wanted = ""
		}
		result.judged(e.o, input)
		e.compare(side.truth, side.name, page, &result)
	}
	slices.Sort(result.found)
	result.found = slices.Compact(result.found)
	return result, nil
}

// page reads one side; nil when it could not be processed, which the result says.
func (e *documentEvaluation) page(ctx context.Context, row documentRow, file string, result *documentResult) (*document.Page, error) {
	picture, err := e.m.readFile(file)
	if err != nil {
		result.cannot(file, err)
		return nil, nil
	}
	for try := 1; ; try++ {
		begin := e.o.Now()
		page, err := e.o.Pages.Page(ctx, picture, hintOf(row))
		took := e.o.Now().Sub(begin)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case fault.Has(err, fault.VisionDown) && try < restarts:
			select {
			case <-ctx.Done():
			case <-time.After(e.o.RestartWait):
			}
			continue
		case fault.Has(err, fault.VisionDown):
			return nil, err
		case err != nil:
			result.cannot(file, err)
			return nil, nil
		}
		result.times = append(result.times, took)
		return &page, nil
	}
}

// hintOf is what the eKYC surface tells the engine of a family; a country in the manifest says more.
func hintOf(row documentRow) document.Hint {
	hint := map[string]document.Hint{"idr": {Country: "VNM", IDType: "government_id"}, "dlr": {Country: "VNM", IDType: "drivers_license"},
		"passport": {IDType: "passport"}, visa: {IDType: "visa"}}[row.family]
	if row.country != "" {
		hint.Country = row.country
	}
	return hint
}

// gate are the reasons after which nothing else is answered about a picture: it shows no such document, or cannot be read (eKYC contract 1.8).
func gate(reason check.Reason) bool {
	return slices.Contains([]check.Reason{check.DocumentNotFound, check.SideWrong, check.TypeRefused, check.ResolutionLow, check.DocumentSmall, check.Blurred,
		check.LuminanceBad, check.Glare}, reason)
}

// judged adds what one call found.
func (d *documentResult) judged(o DocumentOptions, input verification.Input) {
	findings := o.Judge(input, o.Policy)
	d.findings = append(d.findings, findings...)
	refused := slices.ContainsFunc(findings, func(f verification.Finding) bool { return f.Refuses() && gate(f.Reason) })
	for _, f := range findings {
		code := o.CodeOf(f.Reason)
		if code == "" || f.Status != check.Failed || f.Severity == verification.Off || refused && !gate(f.Reason) {
			continue
		}
		d.found = append(d.found, code)
		if d.answered == "" && f.Refuses() {
			d.answered = code
		}
	}
}

// readField is a printed value beside what was read.
type readField struct {
	side    document.Side
	kind    document.Type
	field   document.Field
	printed string
	read    document.Reading
	right   bool
}

// compare holds the fields of a side against its sidecar; without one nothing is compared.
func (e *documentEvaluation) compare(file string, side document.Side, page *document.Page, result *documentResult) {
	if file == "" {
		return
	}
	text, err := e.m.readFile(file)
	if err != nil {
		result.cannot(file, err)
		return
	}
	var truth documentTruth
	if err := json.Unmarshal(text, &truth); err != nil {
		result.cannot(file, fault.Newf(fault.Malformed, file, "not the JSON of a specimen"))
		return
	}
	kind := page.Type
	if t := truth.Specimen.Type; t != "" {
		if kind = document.Type(t); len(result.row.expected) == 0 {
			result.sides.add(page.Type == kind && (truth.Specimen.Side == "" || string(page.Side) == truth.Specimen.Side))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(truth.Specimen.Printed)) {
		f := document.Field(name)
		if !slices.Contains(document.Fields(), f) {
			continue
		}
		next := readField{side: side, kind: kind, field: f, printed: truth.Specimen.Printed[name], read: page.Fields[f]}
		next.right = sameValue(f, next.printed, next.read.Value) || unmarked(kind) && markless(next.printed) == markless(next.read.Value)
		result.fields = append(result.fields, next)
	}
}

// sameValue compares after the normalisation of contract 4.12. Dates that both can be read are compared as days, numbers without the signs that group
// them, everything else in capitals with single blanks, tones included.
func sameValue(f document.Field, printed, read string) bool {
	switch {
	case isDate(f):
		a, known := dateValue(printed)
		b, readable := dateValue(read)
		if known && readable {
			return a == b
		}
	case isNumber(f):
		return compare.Letters(printed) == compare.Letters(read)
	}
	return normal(printed) == normal(read)
}

// unmarked are documents of any country: letters are compared without their marks there, as their zone has them, for no reader knows those of all
// languages.
func unmarked(t document.Type) bool {
	return slices.Contains([]document.Type{document.Passport, document.TD1Card, document.TD2Card, document.Visa}, t)
}

var struck = strings.NewReplacer("Ł", "L", "Ø", "O", "ß", "SS", "Œ", "OE", "Æ", "AE")

func markless(text string) string {
	return struck.Replace(compare.Fold(strings.ReplaceAll(text, ",", " ")))
}

// normal is contract 4.12.1; signs between the parts of addresses stand or do not stand as a reader sees them, and commas are compared as blanks.
func normal(text string) string { return vn.Normal(strings.ReplaceAll(text, ",", " ")) }

// dateValue reads a date as Vietnamese documents print it, as Korean ones do, or with its month in letters.
func dateValue(text string) (string, bool) {
	if vn.IsUnlimited(text) {
		return "unlimited", true
	}
	d, ok := vn.ParseDate(text, vn.YearAlone|vn.Loose)
	if ok && d != (calendar.Day{}) {
		return d.String(), true
	}
	if d, ok := kr.ParseDate(text); ok {
		return d.String(), true
	}
	if days := icao.Dates(text); len(days) == 1 {
		return days[0].String(), true
	}
	return "", false
}

func isDate(f document.Field) bool {
	return slices.Contains([]document.Field{document.DateOfBirth, document.DateOfIssue, document.DateOfExpiry}, f)
}

func isNumber(f document.Field) bool {
	return slices.Contains([]document.Field{document.Number, document.OldNumber, document.PersonalNumber, document.SerialNumber}, f)
}

// count makes the figures of all rows.
func (r *DocumentsReport) count(rows []documentResult, o DocumentOptions) {
	for _, each := range rows {
		for _, code := range append(slices.Clone(each.row.expected), each.found...) {
			if r.Codes[code] == nil {
				r.Codes[code] = &CodeCount{}
			}
		}
	}
	var times []time.Duration
	for _, each := range rows {
		r.countRow(each, o)
		times = append(times, each.times...)
	}
	r.P50, r.P95 = quantile(times, .5, time.Millisecond), quantile(times, .95, time.Millisecond)
	for _, c := range r.Codes {
		c.Precision, c.Recall, c.FalsePositiveRate = rate(c.TP, c.TP+c.FP), rate(c.TP, c.TP+c.FN), rate(c.CleanFP, r.Clean)
	}
	r.FieldsExact, r.NumbersDatesExact = rate(r.Fields.Right, r.Fields.Of), rate(r.NumbersDates.Right, r.NumbersDates.Of)
}

func (r *DocumentsReport) countRow(d documentResult, o DocumentOptions) {
	clean := len(d.row.expected) == 0
	if clean {
		r.Clean++
	}
	for _, f := range d.failures {
		r.failed(d.row.number, f.name, f.err)
	}
	r.Types, r.TypesKnown = r.Types+d.sides.Right, r.TypesKnown+d.sides.Of
	for code, c := range r.Codes {
		wanted, found := slices.Contains(d.row.expected, code), slices.Contains(d.found, code)
		switch {
		case wanted && found:
			c.TP++
		case wanted:
			c.FN++
		case found:
			c.FP++
		default:
			c.TN++
		}
		if clean && found {
			c.CleanFP++
		}
	}
	exact := !d.failed && slices.Equal(d.row.expected, d.found)
	if exact {
		r.Exact++
	}
	if !d.failed && (clean && d.answered == "" || slices.Contains(d.row.expected, d.answered)) {
		r.Answered++
	}
	var bad []WrongField
	if clean {
		bad = r.countFields(d.fields)
	}
	if o.Wrong && (!exact || len(bad) > 0) {
		r.Wrong = append(r.Wrong, wrongDocument(d, bad, o.CodeOf))
	}
}

func (r *DocumentsReport) countFields(fields []readField) (bad []WrongField) {
	for _, f := range fields {
		r.Fields.add(f.right)
		if isDate(f.field) || isNumber(f.field) {
			r.NumbersDates.add(f.right)
			numbers := r.NumbersByType[string(f.kind)]
			numbers.add(f.right)
			r.NumbersByType[string(f.kind)] = numbers
		}
		byType, byField := r.ByType[string(f.kind)], r.ByField[string(f.field)]
		byType.add(f.right)
		byField.add(f.right)
		r.ByType[string(f.kind)], r.ByField[string(f.field)] = byType, byField
		if !f.right {
			bad = append(bad, WrongField{string(f.side), string(f.field), f.printed, f.read.Value, f.read.Second, f.read.Confidence, f.read.Least})
		}
	}
	return bad
}

// wrongDocument says what was found about each code that is too many or too few.
func wrongDocument(d documentResult, fields []WrongField, codeOf func(check.Reason) string) WrongDocument {
	w := WrongDocument{Row: d.row.number, File: d.row.front, Expected: d.row.expected, Found: d.found, Fields: fields}
	for _, f := range d.findings {
		code := codeOf(f.Reason)
		wanted, found := slices.Contains(d.row.expected, code), slices.Contains(d.found, code)
		if code == "" || wanted == found || found && f.Status != check.Failed {
			continue
		}
		next := WrongFinding{Code: code, Status: f.Status.String(), Severity: f.Severity.String(), Place: f.Place}
		if next.Place == "" {
			next.Place = strings.Trim(string(f.Side)+"."+string(f.Field), ".")
		}
		if f.Scored {
			next.Score, next.Threshold, next.Unit = f.Score, f.Threshold, f.Unit
		}
		w.Findings = append(w.Findings, next)
	}
	return w
}

// Text implements Report.
func (r *DocumentsReport) Text() string {
	var p page
	p.head(r.About, "documents")
	p.table([][]string{
		{"nothing is wrong with", fmt.Sprint(r.Clean)},
		{"exactly the expected codes", share(r.Exact, r.N)},
		{"answered as labelled", share(r.Answered, r.N)},
		{"type and side recognised", share(r.Types, r.TypesKnown)},
		{"fields exact", share(r.Fields.Right, r.Fields.Of)},
		{"numbers and dates exact", share(r.NumbersDates.Right, r.NumbersDates.Of)},
		{"could not be processed", fmt.Sprint(r.FailedToProcess)},
		{"p50 of one side", millis(r.P50)}, {"p95 of one side", millis(r.P95)},
	}...)
	if len(r.Codes) > 0 {
		p.line("")
		p.table(r.codeRows()...)
	}
	for _, each := range []struct {
		name   string
		counts map[string]FieldCount
	}{{"type", r.ByType}, {"field", r.ByField}} {
		if len(each.counts) == 0 {
			continue
		}
		rows := [][]string{{each.name, "fields exact"}}
		for _, name := range slices.Sorted(maps.Keys(each.counts)) {
			rows = append(rows, []string{name, share(each.counts[name].Right, each.counts[name].Of)})
		}
		p.line("")
		p.table(rows...)
	}
	r.wrongText(&p)
	if len(r.Lines) > 0 {
		p.line("\nDecision lines:")
		rows := [][]string{}
		for _, name := range slices.Sorted(maps.Keys(r.Lines)) {
			rows = append(rows, []string{name, fmt.Sprint(r.Lines[name])})
		}
		p.table(rows...)
	}
	p.foot(r.About)
	return p.String()
}

func (r *DocumentsReport) codeRows() [][]string {
	rows := [][]string{{"code", "tp", "fp", "fn", "precision", "recall", "found on good documents"}}
	for _, code := range slices.Sorted(maps.Keys(r.Codes)) {
		c := r.Codes[code]
		rows = append(rows, []string{code, fmt.Sprint(c.TP), fmt.Sprint(c.FP), fmt.Sprint(c.FN), ratio(c.Precision), ratio(c.Recall), share(c.CleanFP, r.Clean)})
	}
	return rows
}

func (r *DocumentsReport) wrongText(p *page) {
	if len(r.Wrong) > 0 {
		p.line("\nOtherwise than labelled:")
	}
	for _, w := range r.Wrong {
		p.line("  row %d, %s: expected %s, found %s", w.Row, w.File, none(w.Expected), none(w.Found))
		rows := [][]string{}
		for _, f := range w.Findings {
			line := []string{"  " + f.Code, f.Status, f.Severity, f.Place}
			if f.Score != 0 || f.Threshold != 0 {
				line = append(line, fmt.Sprintf("%.3g against %.3g %s", f.Score, f.Threshold, f.Unit))
			}
			rows = append(rows, line)
		}
		for _, f := range w.Fields {
			rows = append(rows, []string{"  " + f.Side + "." + f.Field, "printed " + f.Printed, "read " + dash(f.Read), fmt.Sprintf("confidence %.2f, least %.2f", f.Confidence, f.Least)})
		}
		p.table(rows...)
	}
}

func none(codes []string) string {
	if len(codes) == 0 {
		return "none"
	}
	return strings.Join(codes, "|")
}
