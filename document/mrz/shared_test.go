package mrz_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/devdata"
)

// The printed texts of specimens that others photographed pass every check digit, and repair leaves them alone.
func TestSharedSpecimens(t *testing.T) {
	file, err := os.Open(devdata.Path(t, "mrz/manifest.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	read := 0
	for _, row := range rows[1:] {
		if row[1] == "" {
			continue
		}
		lines := strings.Split(row[1], "|")
		m, err := mrz.Parse(lines)
		if err != nil || !m.Valid() {
			t.Errorf("%s: %v, %+v", row[0], err, m.CheckDigits)
			continue
		}
		if _, known := mrz.IssuingState(m.IssuingState); !known {
			t.Logf("%s: issuing State %q is in no table", row[0], m.IssuingState)
		}
		if repaired, changes := mrz.Repair(lines); !slices.Equal(repaired, lines) {
			t.Errorf("%s: Repair made %+v", row[0], changes)
		}
		read++
	}
	if read == 0 {
		t.Fatal("no row has lines: this test reads nothing")
	}
}
