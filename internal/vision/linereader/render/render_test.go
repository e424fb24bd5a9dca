package render

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/linereader"
)

// Everything that is written is in the net's alphabet, and no syllable stands in practice and in what measures.
func TestWriter(t *testing.T) {
	alphabet := string(linereader.Alphabet())
	practice, held := NewWriter(rand.New(rand.NewPCG(1, 1)), false), NewWriter(rand.New(rand.NewPCG(1, 1)), true)
	for _, each := range held.syllables {
		if slices.Contains(practice.syllables, each) {
			t.Fatalf("%q is not held out", each)
		}
	}
	kinds := map[string]int{}
	for range 5000 {
		for _, w := range []*Writer{practice, held} {
			text, kind := w.Line()
			kinds[string(kind)]++
			if text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
				t.Fatalf("%q", text)
			}
			for _, r := range text {
				if !strings.ContainsRune(alphabet, r) {
					t.Fatalf("%q of %q is not in the alphabet", r, text)
				}
			}
		}
	}
	if len(kinds) != 6 {
		t.Errorf("kinds: %v", kinds)
	}
}

// One seed, one line; and the line can be prepared.
func TestCamera(t *testing.T) {
	fonts, err := LoadFonts("/usr/share/fonts", Specimens, linereader.Alphabet())
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("not run: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	one, two := NewCamera(fonts, rand.New(rand.NewPCG(3, 3)), false), NewCamera(fonts, rand.New(rand.NewPCG(3, 3)), false)
	prepared := 0
	for range 40 {
		a, b := one.Next(), two.Next()
		if a.Text != b.Text || a.Font != b.Font || string(a.Picture.Pix) != string(b.Picture.Pix) {
			t.Fatal("one seed, two lines")
		}
		if _, ok := linereader.Prepare(a.Picture); ok {
			prepared++
		}
	}
	if prepared < 38 {
		t.Errorf("%d of 40 lines can be prepared", prepared)
	}
}
