package compare

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/document"
)

func TestTexts(t *testing.T) {
	for _, row := range []struct {
		name  string
		r     document.Reading
		other string
		want  Verdict
	}{
		{"the same but for tones, case and blanks", document.Reading{Value: "LÊ THỊ MAI", Least: 0.9}, "Le Thi  Mai", Same},
		{"a clear difference", document.Reading{Value: "LÊ THỊ MAI", Least: 0.9}, "LE THI LAN", Differs},
		{"one letter, sure", document.Reading{Value: "LÊ THỊ MAI", Least: 0.9}, "LE THI MAY", Differs},
		{"one letter, doubtful", document.Reading{Value: "LÊ THỊ MAI", Least: 0.2}, "LE THI MAY", Doubtful},
		{"two letters, doubtful", document.Reading{Value: "LÊ THỊ MAI", Least: 0.2}, "LE THY MAY", Doubtful},
		{"three letters, doubtful", document.Reading{Value: "LÊ THỊ MAI", Least: 0.2}, "LO THY MAY", Differs},
		{"doubtful, and settled", document.Reading{Value: "LÊ THỊ MAI", Least: 0.2, SettledBy: document.FromMRZ}, "LE THI MAY", Differs},
		{"what a second reader read", document.Reading{Value: "LÊ THỊ MAI", Least: 0.9, Second: "LÊ THỊ LAN"}, "LE THI LAN", Doubtful},
		{"nothing read", document.Reading{}, "LE THI MAI", Unknown},
		{"nothing to compare with", document.Reading{Value: "LÊ THỊ MAI", Least: 0.9}, "", Unknown},
		{"Hangul", document.Reading{Value: "홍길동", Least: 0.9}, "홍 길동", Same},
	} {
		if got := Texts(row.r, row.other, Doubt); got != row.want {
			t.Errorf("%s: %d", row.name, got)
		}
	}
}

func TestDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-F]{0,12}`)
		a, b, c := text.Draw(t, "a"), text.Draw(t, "b"), text.Draw(t, "c")
		switch {
		case Distance(a, a) != 0, Distance(a, b) != Distance(b, a), (Distance(a, b) == 0) != (a == b), Distance(a, c) > Distance(a, b)+Distance(b, c):
			t.Fatalf("%q, %q, %q: %d, %d, %d", a, b, c, Distance(a, b), Distance(b, c), Distance(a, c))
		}
	})
}

func TestOverlap(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want float64
	}{{"NAM DINH", "NAM DINH", 1}, {"NAM DINH", "HA NOI", 0}, {"NAM DINH", "NAM DINN", 1}, {"NAM DINH", "NAN DINH", 0.5}, {"HA HA", "HA", 2. / 3}, {"", "", 0}} {
		if got := Overlap(Tokens(row.a), Tokens(row.b)); got != row.want {
			t.Errorf("%q, %q: %f", row.a, row.b, got)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Đặng Thị Hòa")
	f.Add("홍길동\u0301 ﬁ \xff")
	f.Fuzz(func(t *testing.T, text string) {
		folded := Fold(text)
		if Fold(folded) != folded && utf8.ValidString(text) && len(text) < 1000 {
			t.Errorf("%q is folded further: %q", folded, Fold(folded))
		}
		if n := utf8.RuneCountInString(folded); n > 4*maxRunes {
			t.Errorf("%d characters", n)
		}
	})
}

func ExampleFold() {
	fmt.Println(Fold("  Đặng  Thị Hòa "))
	// Output: DANG THI HOA
}
