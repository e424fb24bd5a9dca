// Package compare holds what a picture was read as against what another part of the same document says, and knows that reading errs: a difference
// is only a difference when the reading was sure of the characters that differ.
package compare

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/document"
)

// Verdict is what a comparison came to.
type Verdict uint8

// The verdicts. The zero value is Unknown: one of the two could not be read.
const (
	Unknown  Verdict = iota
	Same             // but for case, blanks, marks and the punctuation at the ends
	Doubtful         // they differ, in a way that reading alone can account for
	Differs          // clearly
)

// Doubt is the confidence of the least sure character, 0 to 1, under which a reading may be wrong in one or two characters. It is a starting
// value: recognisers give confidences on scales of their own.
const Doubt = 0.6

// maxRunes bounds what is compared: nothing printed on a document is longer.
const maxRunes = 400

// Sure says whether the characters of a reading stand: no character of it was in doubt, or something else on the document settled it.
func Sure(r document.Reading, doubt float64) bool { return r.SettledBy != "" || r.Least >= doubt }

// Texts compares a reading with a text from elsewhere, both folded and without blanks. A difference of one or two characters (one in eight of a
// long text) is Doubtful when the reading is not sure of some character, and so is one where the second recogniser read what the other text says.
func Texts(r document.Reading, other string, doubt float64) Verdict {
	a, b := Letters(r.Value), Letters(other)
	switch {
	case a == "" || b == "":
		return Unknown
	case a == b:
		return Same
	case Letters(r.Second) == b:
		return Doubtful
	case !Sure(r, doubt) && Distance(a, b) <= max(2, len(a)/8):
		return Doubtful
	}
	return Differs
}

// Fold writes text in capitals without marks: NFD, combining marks removed, Đ as D, runs of blanks as one (eKYC contract 4.12).
func Fold(text string) string {
	var out strings.Builder
	gap := false
	n := 0
	for _, r := range norm.NFD.String(clip(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsSpace(r):
			gap = out.Len() > 0
			continue
		}
		if n++; n > maxRunes {
			break
		}
		if gap {
			out.WriteByte(' ')
			gap = false
		}
		out.WriteString(capital(r))
	}
	return norm.NFC.String(out.String()) // Hangul syllables whole again
}

// clip cuts what is longer than anything printed, before work is done on it.
func clip(text string) string {
	const most = 16 * maxRunes
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "")
	}
	return text
}

func capital(r rune) string {
	switch r {
	case 'đ', 'Đ', 'ð', 'Ð':
		return "D"
	}
	return string(unicode.ToUpper(r))
}

// Letters is Fold without anything but letters and digits.
func Letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(text))
}

// Tokens are the words of the folded text: runs of letters and digits.
func Tokens(text string) []string {
	return strings.FieldsFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Distance is the number of characters to insert, remove or replace to make a of b. Of each only the first 400 count.
func Distance(a, b string) int {
	x, y := head(a), head(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			cost := before
			if x[i] != y[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

func head(s string) []rune {
	r := []rune(s)
	return r[:min(len(r), maxRunes)]
}

// Likeness of two texts, 0 to 1: one less the distance over the longer one's length. Both are taken as they are.
func Likeness(a, b string) float64 {
	longer := max(len(head(a)), len(head(b)))
	if longer == 0 {
		return 0
	}
	return 1 - float64(Distance(a, b))/float64(longer)
}

// Overlap of two lists of words, 0 to 1: twice the words in common over all words, each counted once. Words of four letters and more may differ in
// one letter, as readings do.
func Overlap(a, b []string) float64 {
	a, b = a[:min(len(a), maxRunes)], b[:min(len(b), maxRunes)]
	if len(a)+len(b) == 0 {
		return 0
	}
	used := make([]bool, len(b))
	common := 0
	for _, alike := range []func(x, y string) bool{func(x, y string) bool { return x == y }, nearly} {
		left := a[:0:0]
		for _, word := range a {
			if !take(word, b, used, alike) {
				left = append(left, word)
				continue
			}
			common++
		}
		a = left
	}
	return 2 * float64(common) / float64(common+len(a)+len(b))
}

func take(word string, from []string, used []bool, alike func(x, y string) bool) bool {
	for i, each := range from {
		if !used[i] && alike(word, each) {
			used[i] = true
			return true
		}
	}
	return false
}

func nearly(x, y string) bool {
	return len(x) >= 4 && len(y) >= 4 && max(len(x)-len(y), len(y)-len(x)) <= 1 && Distance(x, y) <= 1
}
