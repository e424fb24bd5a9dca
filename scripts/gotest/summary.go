package main

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// event is a line of `go test -json` (go doc test2json, go help buildjson).
type event struct {
	Action     string
	Package    string
	Test       string // empty: about the package
	Elapsed    float64
	Output     string
	ImportPath string // of build events
}

// test is one test of one package.
type test struct{ pkg, name string }

type summary struct {
	out     io.Writer
	output  map[test]*strings.Builder // until the test has ended
	passed  int
	bad     []test
	skipped []skip
	slow    []timing
	pkgs    struct{ ok, bad, empty int }
	builds  int // packages that did not build
}

type skip struct {
	test
	reason string
}

type timing struct {
	pkg     string
	seconds float64
}

func newSummary(out io.Writer) *summary {
	return &summary{out: out, output: map[test]*strings.Builder{}}
}

func (s *summary) failed() bool { return len(s.bad) > 0 || s.pkgs.bad > 0 || s.builds > 0 }

func (s *summary) add(e event) {
	of := test{e.Package, e.Test}
	switch e.Action {
	case "output":
		if s.output[of] == nil {
			s.output[of] = &strings.Builder{}
		}
		s.output[of].WriteString(e.Output)
		return
	case "build-output":
		fmt.Fprint(s.out, e.Output)
		return
	case "build-fail":
		s.builds++
		return
	case "pass", "fail", "skip":
	default:
		return
	}
	text := ""
	if b := s.output[of]; b != nil {
		text = b.String()
	}
	delete(s.output, of)
	if e.Test == "" {
		s.endPackage(e, text)
		return
	}
	s.endTest(e, of, text)
}

func (s *summary) endTest(e event, of test, text string) {
	switch e.Action {
	case "pass":
		s.passed++
	case "skip":
		s.skipped = append(s.skipped, skip{of, reason(text)})
	case "fail":
		s.bad = append(s.bad, of)
		fmt.Fprint(s.out, text)
	}
}

func (s *summary) endPackage(e event, text string) {
	switch e.Action {
	case "pass":
		s.pkgs.ok++
		s.slow = append(s.slow, timing{e.Package, e.Elapsed})
		fmt.Fprint(s.out, lastLine(text))
	case "skip":
		s.pkgs.empty++
	case "fail":
		s.pkgs.bad++
		s.unfinished(e.Package)
		fmt.Fprint(s.out, text)
	}
}

// unfinished prints what the tests had said that a panic or the time limit cut off: they never get an end of their own.
func (s *summary) unfinished(pkg string) {
	var cut []test
	for of := range s.output {
		if of.pkg == pkg && of.name != "" {
			cut = append(cut, of)
		}
	}
	sort.Slice(cut, func(i, j int) bool { return cut[i].name < cut[j].name })
	for _, of := range cut {
		fmt.Fprint(s.out, s.output[of].String())
		delete(s.output, of)
	}
}

// reason is what a skipped test said, without the file's place.
func reason(text string) string {
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if _, said, ok := strings.Cut(line, ".go:"); ok {
			if _, said, ok := strings.Cut(said, ": "); ok {
				return said
			}
		}
		return line
	}
	return "no reason given"
}

// lastLine keeps the go command's line about the package and leaves out what its tests printed.
func lastLine(text string) string {
	lines := strings.SplitAfter(strings.TrimRight(text, "\n"), "\n")
	return strings.TrimRight(lines[len(lines)-1], "\n") + "\n"
}

// slowest packages that are named.
const slowest = 3

func (s *summary) print(took time.Duration) {
	fmt.Fprintln(s.out, "\nsummary")
	fmt.Fprintf(s.out, "  packages  %d passed, %d failed, %d without tests\n", s.pkgs.ok, s.pkgs.bad, s.pkgs.empty)
	fmt.Fprintf(s.out, "  tests     %d passed, %d failed, %d not run (rows of tables counted)\n", s.passed, len(s.bad), len(s.skipped))
	for _, of := range s.bad {
		fmt.Fprintf(s.out, "  failed    %s %s\n", of.pkg, of.name)
	}
	s.printSkipped()
	sort.SliceStable(s.slow, func(i, j int) bool { return s.slow[i].seconds > s.slow[j].seconds })
	slow := ""
	for _, t := range s.slow[:min(slowest, len(s.slow))] {
		slow += fmt.Sprintf("; %s %.1f s", t.pkg[strings.LastIndex(t.pkg, "/")+1:], t.seconds)
	}
	fmt.Fprintf(s.out, "  time      %.0f s in all%s\n", took.Seconds(), slow)
	if s.failed() {
		fmt.Fprintln(s.out, "  FAILED")
		return
	}
	fmt.Fprintln(s.out, "  PASSED")
}

// printSkipped names the tests of one reason together.
func (s *summary) printSkipped() {
	count := map[string]int{}
	var order []skip
	for _, one := range s.skipped {
		if count[one.reason] == 0 {
			order = append(order, one)
		}
		count[one.reason]++
	}
	for _, one := range order {
		more := ""
		if n := count[one.reason] - 1; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		fmt.Fprintf(s.out, "  not run   %s %s%s: %s\n", one.pkg, one.name, more, one.reason)
	}
}
