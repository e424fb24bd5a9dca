package person_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/person"
)

// setRow is a pair of testdata with what a counterparty must be told of it.
type setRow struct {
	set, a, b string
	kind      person.Kind
	want      person.Verdict
	why       string
}

func (r setRow) names() (a, b person.Name) {
	if r.kind == person.Legal {
		return person.LegalName(r.a), person.LegalName(r.b)
	}
	return person.NaturalName(r.a), person.NaturalName(r.b)
}

var verdicts = map[string]person.Verdict{"match": person.Match, "close": person.Close, "no match": person.NoMatch}

// readSets reads the written sets: those that were tuned on, or those held out.
func readSets(t testing.TB, heldOut bool) map[string][]setRow {
	files, err := filepath.Glob(filepath.Join("testdata", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string][]setRow{}
	for _, path := range files {
		if strings.HasSuffix(path, "_heldout.csv") != heldOut {
			continue
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil || len(rows) < 2 || strings.Join(rows[0], ",") != "set,name_a,name_b,kind,match,expected,why,origin" {
			t.Fatalf("%s: %d rows, %v", path, len(rows), err)
		}
		for i, r := range rows[1:] {
			want, ok := verdicts[r[5]]
			kind, known := map[string]person.Kind{"person": person.Natural, "entity": person.Legal}[r[3]]
			if !ok || !known || (r[4] == "true") != (want == person.Match) || r[6] == "" || !strings.HasPrefix(r[7], "made by us") {
				t.Fatalf("%s, row %d: %q", path, i+1, r)
			}
			sets[r[0]] = append(sets[r[0]], setRow{r[0], r[1], r[2], kind, want, r[6]})
		}
	}
	if len(sets) != 7 {
		t.Fatalf("%d sets", len(sets))
	}
	return sets
}

// TestWrittenSets: every row of the sets that the rules were written against holds, both ways round.
func TestWrittenSets(t *testing.T) {
	for set, rows := range readSets(t, false) {
		if len(rows) < 80 {
			t.Errorf("%s: %d rows", set, len(rows))
		}
		for _, r := range rows {
			a, b := r.names()
			got := person.Compare(a, b, person.Strict())
			if got.Verdict != r.want {
				t.Errorf("%s: %q, %q: %v (%v, %.2f), want %v: %s", set, r.a, r.b, got.Verdict, got.Reason, got.Score, r.want, r.why)
			}
			if back := person.Compare(b, a, person.Strict()); back.Verdict != got.Verdict || back.Score != got.Score || back.Reason != got.Reason {
				t.Errorf("%s: %q, %q: the other way round %v (%v, %.2f)", set, r.a, r.b, back.Verdict, back.Reason, back.Score)
			}
		}
	}
}

// TestHeldOutSets measures rows that no rule was written against: no wrong match, and nine in ten as written. It names no row, so
// that nobody writes a rule for one.
func TestHeldOutSets(t *testing.T) {
	for set, rows := range readSets(t, true) {
		right, wrongMatch, missed := 0, 0, 0
		for _, r := range rows {
			a, b := r.names()
			switch got := person.Compare(a, b, person.Strict()).Verdict; {
			case got == r.want:
				right++
			case got == person.Match:
				wrongMatch++
			case r.want == person.Match:
				missed++
			}
		}
		t.Logf("%s: %d of %d as written, %d wrong matches, %d missed", set, right, len(rows), wrongMatch, missed)
		if wrongMatch > 0 || right*10 < len(rows)*9 {
			t.Errorf("%s: a wrong match, or fewer than nine in ten as written", set)
		}
	}
}
