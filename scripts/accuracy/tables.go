package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// figures are what `bonafide eval documents --json` prints, as far as it is shown.
type figures struct {
	Version       string            `json:"version"`
	N             int               `json:"n"`
	Failed        int               `json:"failed_to_process"`
	Clean         int               `json:"clean"`
	Exact         int               `json:"exact"`
	Answered      int               `json:"answered"`
	Types         int               `json:"types_exact"`
	TypesKnown    int               `json:"types_known"`
	Fields        count             `json:"fields"`
	NumbersDates  count             `json:"numbers_dates"`
	ByType        map[string]count  `json:"fields_by_type"`
	NumbersByType map[string]count  `json:"numbers_dates_by_type"`
	ByField       map[string]count  `json:"fields_by_field"`
	Codes         map[string]code   `json:"codes"`
	P50           *float64          `json:"ms_p50"`
	P95           *float64          `json:"ms_p95"`
	Models        map[string]string `json:"models"`
}

// engines are what `bonafide eval mrz` and `eval codes` print.
type engines struct {
	MRZ *struct {
		N, Found, Exact int
		WithTruth       int      `json:"with_truth"`
		ExactRepaired   int      `json:"exact_repaired"`
		Characters      *float64 `json:"char_accuracy"`
	}
	Codes *struct {
		WithCode    int `json:"with_code"`
		Read, Exact int
		FalseReads  int `json:"false_reads"`
	}
}

type count struct{ Right, Of int }

type code struct {
	TP, FP, FN int
	CleanFP    int `json:"clean_fp"`
}

// Markers around what this command writes.
const (
	begin = "<!-- measured by make accuracy: begin -->"
	end   = "<!-- measured by make accuracy: end -->"
)

// splice puts text between the markers of a page.
func splice(page, text string) (string, error) {
	from, to := strings.Index(page, begin), strings.Index(page, end)
	if from < 0 || to < from {
		return "", errors.New("has no markers to write between: " + begin)
	}
	return page[:from+len(begin)] + "\n" + text + page[to:], nil
}

// bar is what issue and contract ask of a code: recall at least wantRecall, found on good documents at most wantFalse.
const (
	wantRecall = 0.95
	wantFalse  = 0.01
)

// barred are the codes that have a bar; others are flags, or not produced from one picture.
func barred(code string) bool {
	switch {
	case strings.HasPrefix(code, "QC"), strings.HasPrefix(code, "E"), strings.HasPrefix(code, "QR"), strings.HasPrefix(code, "MRZ"):
		return true
	}
	return slices.Contains([]string{"FC01", "FC04", "FC05", "FC06", "FC07", "FC08", "FC09", "FC10", "FC11", "FC12", "FC13", "FC15", "FC16", "FC17", "FC18"}, code)
}

// tables are the figures in Markdown.
func tables(f figures, e engines, s settings, now time.Time) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("")
	line("Measured %s with version %s on %d documents, of which nothing is wrong with %d (seeds from %d, shot `%s`; kinds %s). Specimens prove rules and reading, not field accuracy.",
		now.Format(time.DateOnly), f.Version, f.N, f.Clean, s.seed, s.shot, strings.ReplaceAll(s.kinds, ",", ", "))
	line("")
	line("| figure | measured | wanted |")
	line("| --- | --- | --- |")
	line("| exactly the codes expected, no more and no fewer | %s | |", share(f.Exact, f.N))
	line("| answered by an expected code, or by none where none is expected | %s | |", share(f.Answered, f.N))
	line("| type and side recognised, good documents | %s | |", share(f.Types, f.TypesKnown))
	line("| fields exact, good documents | %s | ≥ 97 %% |", share(f.Fields.Right, f.Fields.Of))
	line("| numbers and dates exact, good documents | %s | ≥ 99.5 %% |", share(f.NumbersDates.Right, f.NumbersDates.Of))
	if m := e.MRZ; m != nil {
		line("| machine readable zones exact as read, good documents | %s, after repair %d | |", share(m.Exact, m.WithTruth), m.ExactRepaired)
	}
	if c := e.Codes; c != nil {
		line("| bar codes exact, good documents | %s, false reads %d | |", share(c.Exact, c.WithCode), c.FalseReads)
	}
	line("| could not be processed | %d | 0 |", f.Failed)
	line("| one side, median and 95th percentile | %s, %s | |", millis(f.P50), millis(f.P95))
	line("")
	line("| type | fields exact | numbers and dates exact |")
	line("| --- | --- | --- |")
	for _, name := range keys(f.ByType) {
		line("| `%s` | %s | %s |", name, share(f.ByType[name].Right, f.ByType[name].Of), share(f.NumbersByType[name].Right, f.NumbersByType[name].Of))
	}
	line("")
	line("| field | exact |")
	line("| --- | --- |")
	for _, name := range keys(f.ByField) {
		line("| `%s` | %s |", name, share(f.ByField[name].Right, f.ByField[name].Of))
	}
	line("")
	line("Each code on the documents that have it, and on good ones. Wanted of those with a bar: recall ≥ %.2f, found on at most %.0f %% of good documents.", wantRecall, 100*wantFalse)
	line("")
	line("| code | found where it is expected | found on good documents | found elsewhere unexpected | bar |")
	line("| --- | --- | --- | --- | --- |")
	for _, name := range keys(f.Codes) {
		c := f.Codes[name]
		line("| %s | %s | %s | %d | %s |", name, share(c.TP, c.TP+c.FN), share(c.CleanFP, f.Clean), c.FP-c.CleanFP, verdict(name, c, f.Clean))
	}
	line("")
	return b.String()
}

// verdict says whether a code holds its bar. A code that nothing was expected to show has none to hold.
func verdict(name string, c code, clean int) string {
	switch {
	case !barred(name):
		return "flag"
	case c.TP+c.FN == 0:
		return "not shown"
	case float64(c.TP) >= wantRecall*float64(c.TP+c.FN) && float64(c.CleanFP) <= wantFalse*float64(clean):
		return "held"
	}
	return "**missed**"
}

func share(part, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d (%.1f %%)", part, of, 100*float64(part)/float64(of))
}

func millis(value *float64) string {
	if value == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f ms", *value)
}

func keys[T any](m map[string]T) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
