package reading

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold reduces print to what recognisers seldom get wrong: letters and digits in lower case without accents. Hangul is taken apart into its
// letters, so that a syllable with one wrong letter is nearly right. Letters of which Unicode does not part the stroke, and pairs that are one letter, are
// what zones have in their place (ICAO 9303-3 §6), but for Ø, which is read as an O.
func fold(text string) []rune {
	var out []rune
	for _, r := range norm.NFD.String(text) {
		out = appendFolded(out, r)
	}
	return out
}

func appendFolded(out []rune, r rune) []rune {
	switch {
	case plainLetters[r] != "":
		return append(out, []rune(plainLetters[r])...)
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return append(out, unicode.ToLower(r))
	}
	return out
}

// plainLetters are written for those that Unicode does not take apart.
var plainLetters = map[rune]string{'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'ł': "l", 'Ł': "l", 'ø': "o", 'Ø': "o", 'ħ': "h", 'Ħ': "h", 'ŧ': "t", 'Ŧ': "t", 'ı': "i",
	'œ': "oe", 'Œ': "oe", 'æ': "ae", 'Æ': "ae", 'ß': "ss", 'ẞ': "ss", 'þ': "th", 'Þ': "th"}

// tidy composes accents and collapses blanks.
func tidy(text string) string {
	return strings.Join(strings.Fields(norm.NFC.String(text)), " ")
}

// edits is the number of insertions, deletions and substitutions between two texts.
func edits(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		before := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := before
			if x != y {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// similarity of two folded texts, 0 to 1.
func similarity(a, b []rune) float64 {
	longer := max(len(a), len(b))
	if longer == 0 {
		return 1
	}
	return 1 - float64(edits(a, b))/float64(longer)
}

// within finds the part of text that is most like pattern (Sellers): its similarity, 0 to 1 of the pattern's length, and where it lies,
// half-open. An empty pattern is nowhere.
func within(pattern, text []rune) (alike float64, from, to int) {
	if len(pattern) == 0 || len(text) == 0 {
		return 0, 0, 0
	}
	// cost[i] is the least number of edits between the first i of the pattern and a part of text that ends here, start[i] where it begins.
	cost, start := make([]int, len(pattern)+1), make([]int, len(pattern)+1)
	for i := range cost {
		cost[i] = i
	}
	least := len(pattern)
	for j, y := range text {
		diagonal, diagonalStart := cost[0], start[0]
		start[0] = j + 1
		for i, x := range pattern {
			c, s := diagonal, diagonalStart
			if x != y {
				c++
			}
			if cost[i+1]+1 < c {
				c, s = cost[i+1]+1, start[i+1]
			}
			if cost[i]+1 < c {
				c, s = cost[i]+1, start[i]
			}
			diagonal, diagonalStart = cost[i+1], start[i+1]
			cost[i+1], start[i+1] = c, s
		}
		if last := cost[len(pattern)]; last < least {
			least, from, to = last, start[len(pattern)], j+1
		}
	}
	return 1 - float64(least)/float64(len(pattern)), from, to
}
