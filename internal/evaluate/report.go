package evaluate

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Report is what a measurement found: for people as Text, and for programs as JSON.
type Report interface {
	// Text is a table, with what it was measured on and with.
	Text() string
}

// Options of a measurement.
type Options struct {
	Version string           // of the program
	Now     func() time.Time // what the present is, and the clock that times are taken by; required
	Wrong   bool             // list each row that came out otherwise than its label says
	Vision  Vision           // reads pictures; nil: not configured
	Worker  Worker           // what Vision said of itself
	// RestartWait is how long to wait for a worker that died and is being started again, each of ten times.
	RestartWait time.Duration
	// Progress is told now and then how far a long measurement is; may be nil.
	Progress func(done, of, failed int)
}

func (o Options) progress(done, of, failed int) {
	if o.Progress != nil {
		o.Progress(done, of, failed)
	}
}

// About says what was measured, on what and with what; every report begins with it.
type About struct {
	Measured string            `json:"measured"`
	Manifest string            `json:"manifest"`
	Version  string            `json:"version"`
	Models   map[string]string `json:"models,omitempty"` // slot to SHA-256
	N        int               `json:"n"`                // rows of the manifest
	// FailedToProcess counts files that could not be read or that the engine could not work on; each is in Failures.
	FailedToProcess int       `json:"failed_to_process"`
	Failures        []Failure `json:"failures"`
}

// Failure is a file that could not be processed, and the first row that names it.
type Failure struct {
	Row    int        `json:"row"`
	File   string     `json:"file"`
	Code   fault.Code `json:"code"`
	Detail string     `json:"detail,omitempty"`
}

func about(measured string, m *manifest, o Options) About {
	return About{Measured: measured, Manifest: m.path, Version: o.Version, N: len(m.rows), Failures: []Failure{}}
}

// failed counts a file; err says why.
func (a *About) failed(row int, file string, err error) {
	a.FailedToProcess++
	code, why := fault.CodeOf(err), err.Error()
	var f *fault.Error
	if errors.As(err, &f) {
		if why = f.Detail; why == "" {
			why = f.Place
		}
	}
	a.Failures = append(a.Failures, Failure{Row: row, File: file, Code: code, Detail: strings.TrimPrefix(why, string(code)+" at ")})
}

// rate is part of whole, nil when there is no whole.
func rate(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	value := float64(part) / float64(whole)
	return &value
}

// quantile is the p-th (0 to 1) of times by nearest rank, in unit, rounded to a thousandth of it; nil when there are none.
func quantile(times []time.Duration, p float64, unit time.Duration) *float64 {
	if len(times) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(times))
	at := min(max(int(math.Ceil(p*float64(len(sorted))))-1, 0), len(sorted)-1)
	value := math.Round(float64(sorted[at])/float64(unit)*1000) / 1000
	return &value
}

// Text forms of figures. What could not be computed is a dash.
func ratio(value *float64) string  { return figure(value, "%.3f") }
func millis(value *float64) string { return figure(value, "%.1f ms") }

func figure(value *float64, format string) string {
	if value == nil {
		return "-"
	}
	return fmt.Sprintf(format, *value)
}

// share is "27 of 38 (71.1 %)".
func share(part, whole int) string {
	if whole == 0 {
		return fmt.Sprintf("%d of 0", part)
	}
	return fmt.Sprintf("%d of %d (%.1f %%)", part, whole, 100*float64(part)/float64(whole))
}

// page is a report for people under construction.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// table prints rows in columns, indented.
func (p *page) table(rows ...[]string) {
	w := tabwriter.NewWriter(p, 0, 4, 3, ' ', 0)
	for _, cells := range rows {
		fmt.Fprintln(w, "  "+strings.Join(cells, "\t"))
	}
	_ = w.Flush()
}

// head says what was measured with what.
func (p *page) head(a About, unit string) {
	p.line("%s: %d %s of %s\n", a.Measured, a.N, unit, a.Manifest)
}

// foot says what failed, and by which version and models the figures came about.
func (p *page) foot(a About) {
	if len(a.Failures) > 0 {
		p.line("\nCould not be processed: %d", a.FailedToProcess)
		rows := [][]string{}
		for _, f := range a.Failures[:min(len(a.Failures), listed)] {
			rows = append(rows, []string{fmt.Sprint("row ", f.Row), f.File, string(f.Code), f.Detail})
		}
		p.table(rows...)
		p.more(len(a.Failures))
	}
	p.line("\nbonafide %s", a.Version)
	for _, slot := range slices.Sorted(maps.Keys(a.Models)) {
		p.line("model %s %s", slot, a.Models[slot])
	}
}

// listed is how many rows of a list a person is shown; JSON has them all.
const listed = 20

func (p *page) more(all int) {
	if all > listed {
		p.line("  ... and %d more; --json lists them all", all-listed)
	}
}
