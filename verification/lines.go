package verification

import (
	"github.com/bonafide-id/bonafide/document"
)

// Line is a decision line: what a measure is held against.
type Line struct {
	Name    string           // of the line in a policy: the measure's, with ".most" where the measure has an upper line as well
	Measure document.Measure // empty: not measured on the picture, but made of what was read (see certainty.go)
	Default float64
	Unit    string
	Min     float64 // what a policy may set it to
	Max     float64
	// Most: the value fails above the line. Otherwise it fails below.
	Most bool
}

func least(m document.Measure, line float64, unit string, max float64) Line {
	return Line{Name: string(m), Measure: m, Default: line, Unit: unit, Max: max}
}

func most(m document.Measure, line float64, unit string, max float64) Line {
	return Line{Name: string(m), Measure: m, Default: line, Unit: unit, Max: max, Most: true}
}

// suspicious is a score from 0 to 1 that fails above the line; wanted one that fails below.
func suspicious(m document.Measure, line float64) Line { return most(m, line, "score 0-1", 1) }
func wanted(m document.Measure, line float64) Line     { return least(m, line, "score 0-1", 1) }

// Lines that no measure is named like.
const (
	meanConfidence  = "reading.mean"       // of the required fields, 0 to 1 (FC14)
	leastConfidence = "reading.number"     // of the number's least sure character, 0 to 1 (FC15)
	mostlyWhole     = "print.number.least" // of document.NumberPrint, under which two readers are not believed either (FC15)
	doubtedFields   = "reading.doubted"    // fields that two recognisers read differently (FC14)
	backgrounds     = "surround.distance"
)

func readLines() []Line {
	return []Line{
		{Name: meanConfidence, Default: 0.80, Unit: "confidence 0-1", Max: 1},
		{Name: leastConfidence, Default: 0.85, Unit: "confidence 0-1", Max: 1},
		wanted(document.NumberPrint, 0.86),
		{Name: mostlyWhole, Measure: document.NumberPrint, Default: 0.5, Unit: "score 0-1", Max: 1},
		{Name: doubtedFields, Default: 1, Unit: "fields", Max: 25, Most: true},
		{Name: backgrounds, Default: 0.35, Unit: "distance 0-1", Max: 1, Most: true},
	}
}

// Lines returns every decision line there is, in the order in which they are held.
func Lines() []Line {
	var all []Line
	for _, r := range pictureRules() {
		for _, group := range r.groups {
			all = append(all, group...)
		}
	}
	return append(all, readLines()...)
}

func lineNamed(name string) (Line, bool) {
	for _, l := range Lines() {
		if l.Name == name {
			return l, true
		}
	}
	return Line{}, false
}

// limit is the line's value under a policy.
func (l Line) limit(p Policy) float64 {
	if v, ok := p.Lines[document.Measure(l.Name)]; ok {
		return v
	}
	return l.Default
}

// excess is how far a value is beyond the line, as a part of the line; negative on the good side, 0 on the line, which is good as well.
func (l Line) excess(value, limit float64) float64 {
	far := limit - value
	if l.Most {
		far = value - limit
	}
	return far / max(limit, 1e-6)
}
