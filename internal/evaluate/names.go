package evaluate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/bonafide-id/bonafide/person"
)

// Counts of a yes-or-no question: what was said, and whether it was so.
type Counts struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

func (c *Counts) add(said, is bool) {
	switch {
	case said && is:
		c.TP++
	case said:
		c.FP++
	case is:
		c.FN++
	default:
		c.TN++
	}
}

// NameFigures are those of one setting. Only person.Match counts as a match: a Close name is not one.
type NameFigures struct {
	Counts
	Precision *float64 `json:"precision"` // of what was said to match, the share that does
	Recall    *float64 `json:"recall"`    // of what matches, the share that was found
	F1        *float64 `json:"f1"`        // harmonic mean of the two
	Close     int      `json:"close"`     // pairs, of either label, that are alike and go to a person
	P50       *float64 `json:"us_p50"`    // microseconds of one comparison
	// Strengths are the counts by the column strength, where the manifest has one.
	Strengths map[string]Counts `json:"by_strength,omitempty"`
	// Sets are the counts by the column set, where the manifest has one, and Scripts those by what the two names are written in.
	Sets     map[string]NameGroup `json:"by_set,omitempty"`
	Scripts  map[string]NameGroup `json:"by_script"`
	Settings NameSettings         `json:"settings"`
}

// NameGroup are the counts of some of the pairs.
type NameGroup struct {
	N int `json:"n"`
	Counts
	Close int `json:"close"`
	// Expected counts the pairs whose row says which of match, close and no match is expected, AsExpected those that came out so.
	Expected   int `json:"expected"`
	AsExpected int `json:"as_expected"`
}

// NameSettings are those of package person that a setting stands for.
type NameSettings struct {
	Slips   int  `json:"slips"`
	Omitted int  `json:"omitted"`
	Loose   bool `json:"loose"`
}

// NamesReport is what Names found.
type NamesReport struct {
	About
	Strict    NameFigures `json:"strict"`    // the answer to a counterparty
	Screening NameFigures `json:"screening"` // finding candidates
	P50       *float64    `json:"us_p50"`    // microseconds of one comparison, both settings
	Wrong     []WrongName `json:"wrong,omitempty"`
}

// WrongName is a pair that was not said to be what its label says.
type WrongName struct {
	Row     int     `json:"row"`
	Setting string  `json:"setting"`
	A       string  `json:"name_a"`
	B       string  `json:"name_b"`
	Match   bool    `json:"match"` // the label
	Verdict string  `json:"verdict"`
	Reason  string  `json:"reason"`
	Score   float64 `json:"score"`
}

type namePair struct {
	row      int
	textA    string
	textB    string
	a, b     person.Name
	match    bool
	strength string
	set      string
	scripts  string
	expected string // match, close, no match, or nothing
}

// Names compares labelled pairs of names, as a node compares a counterparty's name with a customer's (strict) and as it looks for
// candidates on a list (screening). Columns: name_a, name_b, kind (person, entity), match, and optionally strength, set (figures are given for each), and expected
// (match, close, no match: what a counterparty is to be told).
func Names(ctx context.Context, path string, o Options) (*NamesReport, error) {
	m, err := openManifest(path, "name_a", "name_b", "kind", "match")
	if err != nil {
		return nil, err
	}
	pairs, err := readPairs(m)
	if err != nil {
		return nil, err
	}
	r := &NamesReport{About: about("names", m, o)}
	var all []time.Duration
	for i, each := range []struct {
		name     string
		settings person.Settings
		into     *NameFigures
	}{{"strict", person.Strict(), &r.Strict}, {"screening", person.Screening(), &r.Screening}} {
		times := make([]time.Duration, 0, len(pairs))
		*each.into = NameFigures{Settings: NameSettings{each.settings.Slips, each.settings.Omitted, each.settings.Loose}}
		for n, pair := range pairs {
			begin := o.Now()
			c := person.Compare(pair.a, pair.b, each.settings)
			times = append(times, o.Now().Sub(begin))
			each.into.count(pair, c)
			if said := c.Verdict == person.Match; o.Wrong && said != pair.match {
				r.Wrong = append(r.Wrong, WrongName{pair.row, each.name, pair.textA, pair.textB, pair.match, c.Verdict.String(), c.Reason.String(), c.Score})
			}
			if n%1000 == 0 {
				o.progress(i*len(pairs)+n, 2*len(pairs), 0)
				if err := ctx.Err(); err != nil {
					return nil, err
				}
			}
		}
		each.into.conclude(times)
		all = append(all, times...)
	}
	o.progress(2*len(pairs), 2*len(pairs), 0)
	r.P50 = quantile(all, .5, time.Microsecond)
	return r, nil
}

func readPairs(m *manifest) (pairs []namePair, err error) {
	err = m.each(func(r row) error {
		kind, err := r.oneOf("kind", "person", "entity")
		if err != nil {
			return err
		}
		match, err := r.truth("match")
		if err != nil {
			return err
		}
		named := person.NaturalName
		if kind == "entity" {
			named = person.LegalName
		}
		p := namePair{row: r.Number, textA: r.cell("name_a"), textB: r.cell("name_b"), match: match, strength: r.cell("strength"), set: r.cell("set")}
		if strings.TrimSpace(r.cell("expected")) != "" {
			if p.expected, err = r.oneOf("expected", person.Match.String(), person.Close.String(), person.NoMatch.String()); err != nil {
				return err
			}
			if match != (p.expected == person.Match.String()) {
				return r.wrong("expected", "%q contradicts the column match, which is %t", p.expected, match)
			}
		}
		p.scripts = scriptsOf(p.textA, p.textB)
		p.a, p.b = named(p.textA), named(p.textB)
		pairs = append(pairs, p)
		return nil
	})
	return pairs, err
}

func (f *NameFigures) count(pair namePair, c person.Comparison) {
	said := c.Verdict == person.Match
	f.add(said, pair.match)
	if c.Verdict == person.Close {
		f.Close++
	}
	f.Scripts = group(f.Scripts, pair.scripts, pair, c)
	if pair.set != "" {
		f.Sets = group(f.Sets, pair.set, pair, c)
	}
	if pair.strength != "" {
		if f.Strengths == nil {
			f.Strengths = map[string]Counts{}
		}
		counts := f.Strengths[pair.strength]
		counts.add(said, pair.match)
		f.Strengths[pair.strength] = counts
	}
}

// group counts a pair in the group of a name.
func group(groups map[string]NameGroup, name string, pair namePair, c person.Comparison) map[string]NameGroup {
	if groups == nil {
		groups = map[string]NameGroup{}
	}
	g := groups[name]
	g.N++
	g.add(c.Verdict == person.Match, pair.match)
	if c.Verdict == person.Close {
		g.Close++
	}
	if pair.expected != "" {
		g.Expected++
		if c.Verdict.String() == pair.expected {
			g.AsExpected++
		}
	}
	groups[name] = g
	return groups
}

type writing struct {
	name   string
	tables []*unicode.RangeTable
}

// writings are the scripts that figures are told apart by; anything else is "other".
var writings = [...]writing{
	{"Hangul", []*unicode.RangeTable{unicode.Hangul}}, {"Han", []*unicode.RangeTable{unicode.Han}},
	{"kana", []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana}}, {"Cyrillic", []*unicode.RangeTable{unicode.Cyrillic}},
	{"Greek", []*unicode.RangeTable{unicode.Greek}}, {"Latin", []*unicode.RangeTable{unicode.Latin}},
}

// scriptsOf says what two names are written in, without regard to which is which: "Latin", "Hangul and Latin".
func scriptsOf(a, b string) string {
	x, y := writtenIn(a), writtenIn(b)
	if x == y {
		return x
	}
	return min(x, y) + " and " + max(x, y)
}

func writtenIn(name string) string {
	has := make([]bool, len(writings)+1)
	for _, r := range name {
		if !unicode.IsLetter(r) {
			continue
		}
		at := slices.IndexFunc(writings[:], func(w writing) bool { return unicode.In(r, w.tables...) })
		if at < 0 {
			at = len(writings)
		}
		has[at] = true
	}
	var parts []string
	for i, w := range writings {
		if has[i] {
			parts = append(parts, w.name)
		}
	}
	if has[len(writings)] || len(parts) == 0 {
		parts = append(parts, "other")
	}
	return strings.Join(parts, "+")
}

func (f *NameFigures) conclude(times []time.Duration) {
	f.Precision, f.Recall = rate(f.TP, f.TP+f.FP), rate(f.TP, f.TP+f.FN)
	f.F1 = rate(2*f.TP, 2*f.TP+f.FP+f.FN)
	f.P50 = quantile(times, .5, time.Microsecond)
}

// Text implements Report.
func (r *NamesReport) Text() string {
	var p page
	p.head(r.About, "pairs")
	s, t := r.Strict, r.Screening
	both := func(name string, of func(NameFigures) string) []string { return []string{name, of(s), of(t)} }
	number := func(of func(NameFigures) int) func(NameFigures) string {
		return func(f NameFigures) string { return fmt.Sprint(of(f)) }
	}
	p.table([]string{"", "strict", "screening"},
		both("precision", func(f NameFigures) string { return ratio(f.Precision) }),
		both("recall", func(f NameFigures) string { return ratio(f.Recall) }),
		both("F1", func(f NameFigures) string { return ratio(f.F1) }),
		both("true matches", number(func(f NameFigures) int { return f.TP })),
		both("false matches", number(func(f NameFigures) int { return f.FP })),
		both("missed matches", number(func(f NameFigures) int { return f.FN })),
		both("true non-matches", number(func(f NameFigures) int { return f.TN })),
		both("close, to a person", number(func(f NameFigures) int { return f.Close })),
		both("p50 of one comparison", func(f NameFigures) string { return figure(f.P50, "%.1f µs") }))
	r.groupText(&p, "set", s.Sets, t.Sets)
	r.groupText(&p, "written in", s.Scripts, t.Scripts)
	for _, strength := range slices.Sorted(maps.Keys(s.Strengths)) {
		p.line("  strength %s: strict %s, screening %s", strength, found(s.Strengths[strength]), found(t.Strengths[strength]))
	}
	p.line("\nStrict is the answer to a counterparty (slips %d, omitted %d, loose %t), screening looks for candidates (slips %d, omitted %d, loose %t).\n"+
		"Only a match counts as one; a close name goes to a person.", s.Settings.Slips, s.Settings.Omitted, s.Settings.Loose, t.Settings.Slips, t.Settings.Omitted, t.Settings.Loose)
	r.wrongText(&p)
	p.foot(r.About)
	return p.String()
}

// groupText is a table with a line for each group. Nothing is said by script of one script alone.
func (r *NamesReport) groupText(p *page, name string, strict, screening map[string]NameGroup) {
	if len(strict) == 0 || name != "set" && len(strict) == 1 {
		return
	}
	rows := [][]string{{name, "pairs", "strict found", "false", "close", "as expected", "screening found", "false"}}
	for _, key := range slices.Sorted(maps.Keys(strict)) {
		s, t := strict[key], screening[key]
		expected := "-"
		if s.Expected > 0 {
			expected = fmt.Sprintf("%d of %d", s.AsExpected, s.Expected)
		}
		rows = append(rows, []string{key, fmt.Sprint(s.N), fmt.Sprintf("%d of %d", s.TP, s.TP+s.FN), fmt.Sprint(s.FP), fmt.Sprint(s.Close), expected,
			fmt.Sprintf("%d of %d", t.TP, t.TP+t.FN), fmt.Sprint(t.FP)})
	}
	p.line("")
	p.table(rows...)
}

func found(c Counts) string { return fmt.Sprintf("%d of %d found, %d false", c.TP, c.TP+c.FN, c.FP) }

func (r *NamesReport) wrongText(p *page) {
	if len(r.Wrong) == 0 {
		return
	}
	p.line("\nOtherwise than labelled:")
	rows := [][]string{}
	for _, w := range r.Wrong {
		label := "no match"
		if w.Match {
			label = "match"
		}
		rows = append(rows, []string{fmt.Sprint("row ", w.Row), w.Setting, w.A, w.B, "is " + label, "said " + w.Verdict, w.Reason, fmt.Sprintf("%.2f", w.Score)})
	}
	p.table(rows...)
}
