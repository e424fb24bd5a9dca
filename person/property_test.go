package person_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/person"
)

// each calls f for every row of every written set, those held out included: properties hold of any names.
func each(t *testing.T, f func(t *testing.T, r setRow)) {
	for _, heldOut := range []bool{false, true} {
		for _, rows := range readSets(t, heldOut) {
			for _, r := range rows {
				f(t, r)
			}
		}
	}
}

func verdictOf(kind person.Kind, a, b string) person.Verdict {
	x, y := setRow{a: a, b: b, kind: kind}.names()
	return person.Compare(x, y, person.Strict()).Verdict
}

func TestANameIsItself(t *testing.T) {
	each(t, func(t *testing.T, r setRow) {
		for _, name := range []string{r.a, r.b} {
			x, y := setRow{a: name, b: name, kind: r.kind}.names()
			if got := person.Compare(x, y, person.Strict()); got.Verdict != person.Match || got.Score != 1 || got.Reason != person.Identical {
				t.Errorf("%q: %v (%v, %.2f)", name, got.Verdict, got.Reason, got.Score)
			}
		}
	})
}

// TestFamilyNameFirstOrLast: which end the family name stands at says nothing.
func TestFamilyNameFirstOrLast(t *testing.T) {
	turned := 0
	each(t, func(t *testing.T, r setRow) {
		words := strings.Fields(strings.ReplaceAll(r.a, ",", ""))
		if r.kind != person.Natural || len(words) < 2 || len(words) > 3 || strings.ContainsFunc(r.a, func(c rune) bool { return strings.ContainsRune("()（）/.", c) }) {
			return
		}
		for _, w := range words { // titles, honorifics, generations and what binds to the father have their place
			switch strings.ToLower(w) {
			case "bin", "binti", "bt", "al", "el", "mr", "ms", "dr", "jr", "sr", "ii", "iii", "님", "귀하", "씨", "女士", "さん", "ông", "bà", "sir", "mba", "phd":
				return
			}
		}
		turned++
		last := words[len(words)-1] + " " + strings.Join(words[:len(words)-1], " ")
		if got := verdictOf(person.Natural, r.a, last); got != person.Match {
			t.Errorf("%q, %q: %v", r.a, last, got)
		}
	})
	if turned < 300 {
		t.Errorf("%d names", turned)
	}
}

// TestCaseAndWidthSayNothing: a verdict stays when one side is written in capitals, in full width, or decomposed.
func TestCaseAndWidthSayNothing(t *testing.T) {
	wide := func(s string) string {
		return strings.Map(func(c rune) rune {
			switch {
			case c == ' ':
				return '\u3000'
			case c > ' ' && c < 0x7f:
				return c + 0xfee0
			}
			return c
		}, s)
	}
	each(t, func(t *testing.T, r setRow) {
		for what, write := range map[string]func(string) string{"capitals": strings.ToUpper, "full width": wide, "decomposed": norm.NFD.String,
			"invisible": func(s string) string { return strings.ReplaceAll(s, " ", "\u200b \u2060") }} {
			if strings.Contains(r.a, "ª") {
				continue // a sign that is itself a compatibility form
			}
			want := verdictOf(r.kind, r.a, r.b)
			if got := verdictOf(r.kind, write(r.a), r.b); got != want {
				t.Errorf("%s: %q (%q), %q: %v, want %v", what, write(r.a), r.a, r.b, got, want)
			}
		}
	})
}

// unmarked takes the marks off Latin letters.
func unmarked(s string) string {
	return strings.NewReplacer("đ", "d", "Đ", "D", "ı", "i", "ø", "o", "Ø", "O", "ł", "l", "Ł", "L").Replace(norm.NFC.String(strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, norm.NFD.String(s))))
}

// TestMarksMayBeLost: a name is still itself when its writer had no marks, and what matches with marks matches without.
func TestMarksMayBeLost(t *testing.T) {
	lost := 0
	each(t, func(t *testing.T, r setRow) {
		if strings.ContainsFunc(r.a+r.b, func(c rune) bool {
			return unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c) || c == 'ª' || c == 'Ð'
		}) {
			return
		}
		if plain := unmarked(r.a); plain != r.a {
			lost++
			if got := verdictOf(r.kind, plain, r.a); got != person.Match {
				t.Errorf("%q, %q: %v", plain, r.a, got)
			}
		}
		if r.want == person.Match && verdictOf(r.kind, r.a, r.b) == person.Match && !strings.ContainsAny(r.a+r.b, "äöüåøÅØÄÖÜßæþðæōūâôû") && !strings.HasPrefix(r.a, "Ông") {
			if got := verdictOf(r.kind, unmarked(r.a), unmarked(r.b)); got != person.Match {
				t.Errorf("%q, %q without marks: %v", r.a, r.b, got)
			}
		}
	})
	if lost < 80 {
		t.Errorf("%d names", lost)
	}
}

// TestAWordMoreNeverHelps: a word that nobody's name here has, at either end, makes no Match, whatever was there before, and
// raises nothing.
func TestAWordMoreNeverHelps(t *testing.T) {
	each(t, func(t *testing.T, r setRow) {
		before := verdictOf(r.kind, r.a, r.b)
		for _, more := range []string{"Zebulon " + r.a, r.a + " Zebulon", "Quintessa " + r.a, r.a + " 늉", "鑫淼 " + r.a, r.a + " Жмыхов"} {
			got := verdictOf(r.kind, more, r.b)
			if got == person.Match || got > before {
				t.Errorf("%q, %q: %v, before %v", more, r.b, got, before)
			}
		}
	})
}

// TestAResultExplains: a score is between 0 and 1 and ranks with the verdict, and each token has a reason and a side.
func TestAResultExplains(t *testing.T) {
	each(t, func(t *testing.T, r setRow) {
		for _, s := range []person.Settings{person.Strict(), person.Screening(), {}} {
			a, b := r.names()
			got := person.Compare(a, b, s)
			if !(got.Score >= 0 && got.Score <= 1) || got.Reason == person.None || got.Verdict != person.NoMatch && (got.Score == 0 || len(got.Tokens) == 0) {
				t.Errorf("%q, %q: %v (%v, %v), %d tokens", r.a, r.b, got.Verdict, got.Reason, got.Score, len(got.Tokens))
			}
			for _, token := range got.Tokens {
				if token.Reason == person.None || token.Claimed.Reveal() == "" && token.Known.Reveal() == "" || !(token.Score >= 0 && token.Score <= 1) {
					t.Errorf("%q, %q: token %q %q (%v, %v)", r.a, r.b, token.Claimed.Reveal(), token.Known.Reveal(), token.Reason, token.Score)
				}
			}
		}
	})
}
