package layout

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/google/go-cmp/cmp"
)

func TestBuiltinLayoutsAreWhole(t *testing.T) {
	all, err := Builtin()
	if err != nil || len(all) == 0 {
		t.Fatalf("%d layouts, %v", len(all), err)
	}
	seen := map[string]bool{}
	for _, l := range all {
		if seen[l.ID] {
			t.Errorf("%s stands in two files", l.ID)
		}
		seen[l.ID] = true
		anyState := l.Country == "" && slices.Contains([]document.Type{document.Passport, document.TD1Card, document.TD2Card, document.Visa}, l.Type)
		if l.Source == "" || l.Country == "" && !anyState || l.IDType == "" || len(l.Languages) == 0 {
			t.Errorf("%s does not say where it is from, or whose it is", l.ID)
		}
	}
}

func FuzzParse(f *testing.F) {
	entries, err := files.ReadDir("data")
	if err != nil || len(entries) == 0 {
		f.Fatal("no layouts to begin with")
	}
	for _, e := range entries {
		data, err := files.ReadFile("data/" + e.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(data)
		if err != nil {
			if !fault.Has(err, fault.Invalid) {
				t.Fatalf("an error of another code: %v", err)
			}
			return
		}
		again, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(again)
		if err != nil {
			t.Fatalf("what was taken is not taken again: %v", err)
		}
		if first, _ := json.Marshal(back); !cmp.Equal(again, first) {
			t.Fatal(cmp.Diff(again, first))
		}
	})
}
