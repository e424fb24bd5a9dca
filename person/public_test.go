package person_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/person"
)

// publicPairs reads the labelled pairs, or skips.
func publicPairs(t testing.TB) [][]string {
	root := os.Getenv("BONAFIDE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	file, err := os.Open(filepath.Join(root, "data", "names", "manifest.csv"))
	if err != nil {
		t.Skip("the labelled name pairs are not here: set BONAFIDE_SHARED to the folder that holds data/names/manifest.csv")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("manifest.csv: %d rows, %v", len(rows), err)
	}
	return rows[1:]
}

func TestPublicPairs(t *testing.T) {
	rows := publicPairs(t)
	for _, setting := range []struct {
		name                  string
		settings              person.Settings
		precision, recall, f1 float64 // floors, below what was reached
	}{
		{"strict", person.Strict(), .97, .35, 0},
		{"screening", person.Screening(), 0, 0, .80},
	} {
		var tp, fp, fn, tn float64
		times := make([]time.Duration, 0, len(rows))
		for _, row := range rows {
			name := person.NaturalName
			if row[2] == "entity" {
				name = person.LegalName
			}
			a, b := name(row[0]), name(row[1])
			begin := time.Now()
			c := person.Compare(a, b, setting.settings)
			times = append(times, time.Since(begin))
			switch said, is := c.Verdict == person.Match, row[3] == "true"; {
			case said && is:
				tp++
			case said:
				fp++
				t.Logf("%s: false match %q %q (%v %.2f)", setting.name, row[0], row[1], c.Reason, c.Score)
			case is:
				fn++
				t.Logf("%s: missed %q %q (%v %v %.2f)", setting.name, row[0], row[1], c.Verdict, c.Reason, c.Score)
			default:
				tn++
			}
		}
		slices.Sort(times)
		precision, recall := tp/(tp+fp), tp/(tp+fn)
		f1 := 2 * precision * recall / (precision + recall)
		t.Logf("%s: precision %.3f recall %.3f F1 %.3f (tp %.0f fp %.0f fn %.0f tn %.0f) p50 %v", setting.name, precision,
			recall, f1, tp, fp, fn, tn, times[len(times)/2])
		if precision < setting.precision || recall < setting.recall || f1 < setting.f1 {
			t.Errorf("%s: below precision %.2f, recall %.2f, F1 %.2f", setting.name, setting.precision, setting.recall, setting.f1)
		}
	}
}
