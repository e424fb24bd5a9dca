package mrz_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// set returns lines with one cell replaced.
func set(lines []string, line, column int, c byte) []string {
	out := slices.Clone(lines)
	row := []byte(out[line])
	row[column] = c
	out[line] = string(row)
	return out
}

func TestRepair(t *testing.T) {
	td3, td1 := specimens[0].lines, specimens[1].lines
	for _, row := range []struct {
		name    string
		lines   []string
		want    []string
		changes []mrz.Change
	}{
		{"O for 0 in a date", set(td1, 1, 3, 'O'), set(td1, 1, 3, '0'), []mrz.Change{{1, 3, mrz.FieldDateOfBirth, 'O', '0', mrz.ByClass}}},
		{"B in a date is 8, as the likeliest, and passes", set(td3, 1, 16, 'B'), td3, []mrz.Change{{1, 16, mrz.FieldDateOfBirth, 'B', '8', mrz.ByClass}}},
		{"G in a date, neither 6 nor 9 passes: the likeliest stands", set(td3, 1, 26, 'G'), set(td3, 1, 26, '6'), []mrz.Change{{1, 26, mrz.FieldDateOfExpiry, 'G', '6', mrz.ByClass}}},
		{"S for 5, the last of the expiry", set(td3, 1, 26, 'S'), td3, []mrz.Change{{1, 26, mrz.FieldDateOfExpiry, 'S', '5', mrz.ByClass}}},
		{"Z that is 7", set(td3, 1, 13, 'Z'), td3, []mrz.Change{{1, 13, mrz.FieldDateOfBirth, 'Z', '7', mrz.ByCheckDigit}}},
		{"G for the check digit 6", set(td3, 1, 9, 'G'), td3, []mrz.Change{{1, 9, mrz.FieldCheckDigit, 'G', '6', mrz.ByClass}}},
		{"I for the composite's 1 of a passport, O for its 0", set(td3, 1, 43, 'O'), td3, []mrz.Change{{1, 43, mrz.FieldCheckDigit, 'O', '0', mrz.ByClass}}},
		{"5 in a name, all digits passing", set(td3, 0, 10, '5'), set(td3, 0, 10, '5'), nil},
		{"digits in place of a nationality, all digits passing", set(td3, 1, 12, '0'), set(td3, 1, 12, '0'), nil},
		{"5 in a name, 0 in the state, and a letter in a date", set(set(set(td3, 0, 9, '5'), 0, 4, '0'), 1, 15, 'O'), td3,
			[]mrz.Change{{0, 4, mrz.FieldIssuingState, '0', 'O', mrz.ByClass}, {0, 9, mrz.FieldNames, '5', 'S', mrz.ByClass},
				{1, 15, mrz.FieldDateOfBirth, 'O', '0', mrz.ByClass}}},
		{"O for 0 in a document number is not forced", set(td3, 1, 5, 'O'), set(td3, 1, 5, 'O'), nil},
		{"a digit read as another digit", set(td3, 1, 14, '9'), set(td3, 1, 14, '9'), nil},
		{"a letter that looks like no digit", set(td3, 1, 14, 'X'), set(td3, 1, 14, 'X'), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := slices.Clone(row.lines)
			got, changes := mrz.Repair(row.lines)
			if row.name == "G in a date, neither 6 nor 9 passes: the likeliest stands" {
				if m, err := mrz.Parse(got); err != nil || m.Valid() {
					t.Errorf("passes: %v", err)
				}
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(row.changes, changes); diff != "" {
				t.Error(diff)
			}
			if !slices.Equal(before, row.lines) {
				t.Error("the lines handed in were altered")
			}
		})
	}
}

func TestRepairLeavesOtherThingsAlone(t *testing.T) {
	for name, lines := range map[string][]string{
		"nothing": nil, "one line": {"P<UTO"}, "unequal lines": {strings.Repeat("O", 44), strings.Repeat("O", 36)},
	} {
		if got, changes := mrz.Repair(lines); !slices.Equal(got, lines) || changes != nil {
			t.Errorf("%s: %q %v", name, got, changes)
		}
	}
}

// reading says what a reader was sure of, with second choices for some cells.
func reading(lines []string, doubts map[[2]int][]mrz.Candidate) [][][]mrz.Candidate {
	out := make([][][]mrz.Candidate, len(lines))
	for i, line := range lines {
		out[i] = make([][]mrz.Candidate, len(line))
		for j := range out[i] {
			out[i][j] = []mrz.Candidate{{line[j], 0.999}}
			if doubt, ok := doubts[[2]int{i, j}]; ok {
				out[i][j] = doubt
			}
		}
	}
	return out
}

func TestRepairWith(t *testing.T) {
	td3, visa := specimens[0].lines, specimens[6].lines
	for _, row := range []struct {
		name    string
		lines   []string
		doubts  map[[2]int][]mrz.Candidate
		want    []string
		changes int
	}{
		{"O or 0 in a document number", set(td3, 1, 5, 'O'), map[[2]int][]mrz.Candidate{{1, 5}: {{'O', 0.6}, {'0', 0.4}}}, td3, 1},
		{"two doubts, one of them right as read", set(td3, 1, 5, 'O'),
			map[[2]int][]mrz.Candidate{{1, 5}: {{'O', 0.6}, {'0', 0.4}}, {1, 1}: {{'8', 0.7}, {'B', 0.3}}}, td3, 1},
		{"two cells wrong", set(set(td3, 1, 5, 'O'), 1, 14, '1'),
			map[[2]int][]mrz.Candidate{{1, 5}: {{'O', 0.6}, {'0', 0.4}}, {1, 14}: {{'1', 0.5}, {'4', 0.4}}}, td3, 2},
		{"two ways to pass, equally likely", set(visa, 1, 1, '9'),
			map[[2]int][]mrz.Candidate{{1, 1}: {{'9', 0.5}, {'8', 0.25}, {'I', 0.25}}}, set(visa, 1, 1, '9'), 0},
		{"two ways to pass, one much likelier", set(visa, 1, 1, '9'),
			map[[2]int][]mrz.Candidate{{1, 1}: {{'9', 0.5}, {'8', 0.45}, {'I', 0.05}}}, visa, 1},
		{"too unlikely to be considered", set(td3, 1, 5, 'O'), map[[2]int][]mrz.Candidate{{1, 5}: {{'O', 0.99}, {'0', 0.004}}}, set(td3, 1, 5, 'O'), 0},
		{"a candidate the class does not allow", set(td3, 1, 14, 'A'), map[[2]int][]mrz.Candidate{{1, 14}: {{'A', 0.9}, {'4', 0.1}}}, td3, 1},
		{"a valid reading with better candidates stays", td3, map[[2]int][]mrz.Candidate{{1, 5}: {{'O', 0.9}, {'0', 0.1}}}, td3, 0},
		{"a name in doubt is not covered and stays", set(td3, 0, 6, 'P'), map[[2]int][]mrz.Candidate{{0, 6}: {{'P', 0.5}, {'R', 0.5}}}, set(td3, 0, 6, 'P'), 0},
		{"a digit in a name takes the best letter", set(set(td3, 0, 6, '8'), 1, 15, 'O'),
			map[[2]int][]mrz.Candidate{{0, 6}: {{'8', 0.5}, {'R', 0.4}, {'B', 0.1}}}, td3, 2},
		{"not a number", set(td3, 1, 5, 'O'), map[[2]int][]mrz.Candidate{{1, 5}: {{'0', nan}}}, set(td3, 1, 5, 'O'), 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, changes := mrz.RepairWith(row.lines, reading(row.lines, row.doubts))
			if diff := cmp.Diff(row.want, got); diff != "" || len(changes) != row.changes {
				t.Errorf("%s\n%+v", diff, changes)
			}
		})
	}
}

var nan = func() float32 { zero := float32(0); return zero / zero }()

// holds checks what every repair promises.
func holds(t interface {
	Helper()
	Fatalf(string, ...any)
}, lines, repaired []string, changes []mrz.Change) {
	t.Helper()
	before, err := mrz.Parse(lines)
	_, afterErr := mrz.Parse(repaired)
	if err == nil && afterErr != nil {
		t.Fatalf("%q became %q, which does not parse: %v", lines, repaired, afterErr)
	}
	if err == nil && before.Valid() && len(changes) > 0 {
		t.Fatalf("%q is valid and was changed: %+v", lines, changes)
	}
	rebuilt := slices.Clone(lines)
	for _, c := range changes {
		if rebuilt[c.Line][c.Column] != c.From || c.From == c.To {
			t.Fatalf("%+v is not what stands in %q", c, lines)
		}
		if err == nil {
			for _, d := range before.CheckDigits {
				own := d.Field != mrz.FieldComposite && d.Line == c.Line && (c.Column >= d.From && c.Column < d.To || c.Column == d.At)
				if own && d.Status == check.Passed {
					t.Fatalf("%+v is in %s, whose digit passes", c, d.Field)
				}
			}
		}
		rebuilt = set(rebuilt, c.Line, c.Column, c.To)
	}
	if !slices.Equal(rebuilt, repaired) {
		t.Fatalf("the changes give %q, not %q", rebuilt, repaired)
	}
}

func TestRepairKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := zone(t)
		lines, err := mrz.Build(f, d)
		if err != nil {
			t.Fatal(err)
		}
		repaired, changes := mrz.Repair(lines)
		holds(t, lines, repaired, changes)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		misread := lines
		doubts := map[[2]int][]mrz.Candidate{}
		for range rapid.IntRange(0, 6).Draw(t, "errors") {
			line, column := random.IntN(f.Lines()), random.IntN(f.Width())
			right, wrong := misread[line][column], "0O1I2Z5S8B6G4A7T<KM"[random.IntN(19)]
			misread = set(misread, line, column, wrong)
			doubts[[2]int{line, column}] = []mrz.Candidate{{wrong, 0.6}, {right, 0.3}, {'8', 0.1}}
		}
		repaired, changes = mrz.Repair(misread)
		holds(t, misread, repaired, changes)
		repaired, changes = mrz.RepairWith(misread, reading(misread, doubts))
		holds(t, misread, repaired, changes)
	})
}

func FuzzRepair(f *testing.F) {
	for _, row := range specimens {
		f.Add(strings.Join(row.lines, "\n"), []byte{1, 6, '0', 100})
	}
	f.Fuzz(func(t *testing.T, text string, doubts []byte) {
		lines := strings.Split(text, "\n")
		repaired, changes := mrz.Repair(lines)
		holds(t, lines, repaired, changes)
		alternatives := make([][][]mrz.Candidate, 4)
		for i := range alternatives {
			alternatives[i] = make([][]mrz.Candidate, 44)
		}
		for ; len(doubts) >= 4; doubts = doubts[4:] {
			cell := &alternatives[doubts[0]%4][doubts[1]%44]
			*cell = append(*cell, mrz.Candidate{Char: doubts[2], P: float32(doubts[3]) / 255})
		}
		repaired, changes = mrz.RepairWith(lines, alternatives)
		holds(t, lines, repaired, changes)
	})
}

func BenchmarkRepair(b *testing.B) {
	td3 := specimens[0].lines
	wrong := set(td3, 1, 13, 'Z')
	doubtful := set(td3, 1, 5, 'O')
	alternatives := reading(doubtful, map[[2]int][]mrz.Candidate{{1, 5}: {{'O', 0.6}, {'0', 0.4}}, {1, 1}: {{'8', 0.7}, {'B', 0.3}}})
	b.Run("valid", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, changes := mrz.Repair(td3); changes != nil {
				b.Fatal(changes)
			}
		}
	})
	b.Run("forced", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, changes := mrz.Repair(wrong); len(changes) != 1 {
				b.Fatal(changes)
			}
		}
	})
	b.Run("second choices", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, changes := mrz.RepairWith(doubtful, alternatives); len(changes) != 1 {
				b.Fatal(changes)
			}
		}
	})
}
