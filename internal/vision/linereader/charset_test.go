package linereader

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// A class is a composed character, there once; the number is train.py's.
func TestAlphabet(t *testing.T) {
	all := Alphabet()
	if len(all) != 216 {
		t.Errorf("%d characters, and train.py has 216", len(all))
	}
	seen := map[rune]bool{}
	for _, r := range all {
		if seen[r] || norm.NFC.String(string(r)) != string(r) {
			t.Errorf("%q is there twice, or not composed", r)
		}
		seen[r] = true
	}
	for _, r := range "ẶặĐđỮữỴỵ09 /-" {
		if !seen[r] {
			t.Errorf("%q is missing", r)
		}
	}
}
