package person

import (
	"strings"
	"unicode/utf8"
)

// link is a token of each side put together.
type link struct {
	a, b   int
	reason Reason
	score  float64
	slips  int
}

// words is one comparison token by token.
type words struct {
	kind         Kind
	set          Settings
	a, b         *side
	ta, tb       []token // with what is written apart on one side only put together
	viet, east   bool
	japan        japaneseness
	links        []link
	leftA, leftB []int // tokens without a partner
}

// compareWords compares names of separate words: assign, look at what is left over, judge.
func compareWords(kind Kind, a, b *side, s Settings) outcome {
	w := words{kind: kind, set: s, a: a, b: b, ta: a.tokens, tb: b.tokens}
	w.viet = a.surelyViet || b.surelyViet || a.viet && b.viet
	w.east = a.east || b.east
	if kind == Natural {
		w.joinArabic()
	}
	w.tb = w.merge(w.tb, w.ta)
	w.ta = w.merge(w.ta, w.tb)
	w.assign()
	return w.judge()
}

// merge puts neighbours of in together where other writes them as one word: Min Jun and Minjun, De La Cruz and Delacruz.
func (w *words) merge(in, other []token) []token {
	for i := range other {
		whole := &other[i]
		if len(whole.plain) < 4 || containsPlain(in, whole.plain) {
			continue
		}
		if from, to := w.findParts(in, whole); to > 0 {
			in = mergeRange(in, from, to)
		}
	}
	return in
}

func containsPlain(in []token, plain string) bool {
	for i := range in {
		if in[i].plain == plain {
			return true
		}
	}
	return false
}

// findParts returns the half-open range of neighbours that together are whole, or 0, 0.
func (w *words) findParts(in []token, whole *token) (from, to int) {
	key := ""
	for i := range in {
		if !w.east && !strings.HasPrefix(whole.plain, in[i].plain) {
			continue
		}
		length := len(in[i].plain)
		for j := i + 1; j < len(in) && j < i+4; j++ {
			length += len(in[j].plain)
			if length > len(whole.plain)+4 {
				break
			}
			if length == len(whole.plain) && sameJoined(in[i:j+1], whole.plain) {
				return i, j + 1
			}
			if w.east && !w.viet {
				if key == "" {
					key = koreanKey(whole.plain)
				}
				joined, _, ok := joinPlain(in[i : j+1])
				if ok && (koreanKey(joined) == key || pinyinAndWade(joined, whole.plain)) {
					return i, j + 1
				}
			}
		}
	}
	return 0, 0
}

func sameJoined(parts []token, whole string) bool {
	for i := range parts {
		var ok bool
		if whole, ok = strings.CutPrefix(whole, parts[i].plain); !ok {
			return false
		}
	}
	return whole == ""
}

func mergeRange(in []token, from, to int) []token {
	out := make([]token, 0, len(in))
	out = append(out, in[:from]...)
	text := ""
	for i := from; i < to; i++ {
		text += in[i].text
	}
	out = append(out, folded(text, in[from].script))
	return append(out, in[to:]...)
}

// assign puts tokens together, the most alike first; what is equal is put together in its order.
func (w *words) assign() {
	var usedA, usedB [MaxTokens]bool
	w.links = make([]link, 0, len(w.ta))
	for i := range w.ta {
		for j := range w.tb {
			if !usedB[j] && w.ta[i].text == w.tb[j].text {
				usedA[i], usedB[j] = true, true
				w.links = append(w.links, link{i, j, Identical, 1, 0})
				break
			}
		}
	}
	var candidates []link
	for i := range w.ta {
		for j := range w.tb {
			if usedA[i] || usedB[j] {
				continue
			}
			if l, ok := w.alike(i, j); ok {
				candidates = append(candidates, l)
			}
		}
	}
	for {
		best := -1
		for n := range candidates {
			if c := &candidates[n]; !usedA[c.a] && !usedB[c.b] && (best < 0 || c.score > candidates[best].score) {
				best = n
			}
		}
		if best < 0 {
			break
		}
		c := candidates[best]
		usedA[c.a], usedB[c.b] = true, true
		w.links = append(w.links, c)
	}
	for i := range w.ta {
		if !usedA[i] {
			w.leftA = append(w.leftA, i)
		}
	}
	for j := range w.tb {
		if !usedB[j] {
			w.leftB = append(w.leftB, j)
		}
	}
}

// alike says how token i of a and token j of b are one word, if they are.
func (w *words) alike(i, j int) (link, bool) {
	a, b := &w.ta[i], &w.tb[j]
	reason, score, d := w.likeness(a, b, w.outer(i, j))
	return link{i, j, reason, score, d}, reason != None
}

// outer: both tokens stand first or last, where family names stand.
func (w *words) outer(i, j int) bool {
	return (i == 0 || i == len(w.ta)-1) && (j == 0 || j == len(w.tb)-1)
}

func (w *words) likeness(a, b *token, outer bool) (Reason, float64, int) {
	if a.plain == b.plain {
		return w.marks(a, b)
	}
	if a.plain == b.wide || a.wide == b.plain || a.wide == b.wide {
		return Folded, .97, 0
	}
	if w.kind == Natural && (isInitial(a) || isInitial(b)) {
		if a.plain != "" && b.plain != "" && a.plain[0] == b.plain[0] && (len(a.plain) == 1 || len(b.plain) == 1) {
			return Initial, .5, 0
		}
		return None, 0, 0
	}
	switch r := w.variant(a, b, outer); r {
	case None:
	case Ambiguous:
		return r, .7, 0
	default:
		return r, .94, 0
	}
	return w.slip(a, b)
}

// marks judges tokens of equal letters. In Vietnamese a mark makes another word, so it may only be absent where its writer
// wrote no marks at all; elsewhere marks are
// lost one by one without anybody meaning another name.
func (w *words) marks(a, b *token) (Reason, float64, int) {
	switch {
	case a.quals == b.quals && a.tone == b.tone:
		return Folded, .99, 0 // the tone stands on another vowel: hòa, hoà
	case !w.viet && (!hasMarks(a) || !hasMarks(b) || a.script&b.script&latin == 0 || a.wide == b.wide && a.wide != a.plain):
		return Folded, .98, 0
	case !w.viet && w.japanese() == japanese:
		return Folded, .98, 0
	case !w.viet:
		return MarksDiffer, .6, 0
	case !w.a.marked || !w.b.marked:
		return MarksMissing, .95, 0
	}
	return MarksDiffer, .4, 0
}

// hasMarks: a mark stands on a letter. Letters of their own, as þ and ß, are none.
func hasMarks(t *token) bool {
	return t.marked && (t.tone != 0 || strings.ContainsFunc(t.quals, func(r rune) bool { return r >= 0x300 && r < 0x370 }))
}

func (w *words) variant(a, b *token, outer bool) Reason {
	if w.kind == Natural && ((a.script|b.script)&kana != 0 || w.japanese() != not) {
		r, read := sameRomaji(a, b, w.japan)
		if r != None || w.japan == japanese || read && (a.script|b.script)&kana != 0 {
			return r
		}
	}
	if (a.script|b.script)&kana != 0 {
		if a.script != b.script && kanaKey(a.plain) == kanaKey(b.plain) {
			return Romanised
		}
		return None
	}
	if a.script != b.script || a.script&^latin != 0 {
		return w.slavic(a, b)
	}
	if w.kind == Legal {
		if wordKey(a.plain) == wordKey(b.plain) || brandKey(a.plain) == brandKey(b.plain) {
			return Variant
		}
		return None
	}
	switch {
	case w.viet:
		if vietnameseI(a, b) {
			return Variant
		}
		return None
	case w.east:
		if outer && sameKoreanSurname(a.plain, b.plain) || koreanKey(a.plain) == koreanKey(b.plain) ||
			pinyinAndWade(a.plain, b.plain) {
			return Variant
		}
		if koreanEnds(w.ta) && koreanEnds(w.tb) && !(outer && isKoreanSurname(a.plain) && isKoreanSurname(b.plain)) && sharesHangul(a.plain, b.plain) {
			return Ambiguous
		}
		return None
	}
	if class, ok := variants[a.plain]; ok && class == variants[b.plain] {
		return Variant
	}
	if len(a.plain) < 4 || len(b.plain) < 4 {
		return None
	}
	if slavicKey(a.plain) == slavicKey(b.plain) || w.latvian(a.plain, b.plain) ||
		hasArabWord(w.ta) && hasArabWord(w.tb) && arabicKey(a.plain) == arabicKey(b.plain) {
		return Variant
	}
	return None
}

// latvian: Latvian gives every name of a man an -s (Sergejs Lavrovs). Every word of one name ends so, and none of the other.
func (w *words) latvian(a, b string) bool {
	if strings.HasSuffix(a, "s") == strings.HasSuffix(b, "s") {
		return false
	}
	mine, theirs := w.ta, w.tb
	if strings.HasSuffix(b, "s") {
		a, b, mine, theirs = b, a, w.tb, w.ta
	}
	return len(mine) > 1 && allEndInS(mine, true) && allEndInS(theirs, false) && slavicKey(strings.TrimSuffix(a, "s")) == slavicKey(b)
}

func allEndInS(tokens []token, want bool) bool {
	for i := range tokens {
		if strings.HasSuffix(tokens[i].plain, "s") != want {
			return false
		}
	}
	return true
}

// slavic compares a token in Cyrillic or Greek with one in another script, by each of its foldings.
func (w *words) slavic(a, b *token) Reason {
	if (a.script|b.script)&^alphabetic != 0 {
		return None
	}
	if class, ok := variants[a.wide]; ok && class == variants[b.wide] {
		return Variant
	}
	if class, ok := variants[a.wide]; ok && class == variants[b.plain] {
		return Variant
	}
	foreign, roman := a, b
	if a.script == latin {
		foreign, roman = b, a
	}
	if roman.script == latin && (foreign.script == cyrillic || foreign.script == greek) {
		if transcriptionOf(foreign, roman) {
			return Romanised
		}
		return None
	}
	x, y := slavicKey(a.wide), slavicKey(b.wide)
	if x == y || a.plain == b.plain || slavicKey(a.plain) == slavicKey(b.plain) || x == slavicKey(b.plain) || y == slavicKey(a.plain) {
		return Romanised
	}
	return None
}

// Letters a token needs for a typing slip in it to be taken for one: in short tokens a letter makes another name.
const (
	slipLetters      = 6 // in the name of a natural person: Maria and Marta are two
	slipLettersLegal = 5
	slipLettersLoose = 2 // when Settings.Loose
)

func (w *words) slip(a, b *token) (Reason, float64, int) {
	if hasDigit(a.plain) != hasDigit(b.plain) && !w.set.Loose || hasDigit(a.plain) && hasDigit(b.plain) {
		return None, 0, 0
	}
	x, y := a.plain, b.plain
	letters := min(utf8.RuneCountInString(x), utf8.RuneCountInString(y), utf8.RuneCountInString(a.text), utf8.RuneCountInString(b.text))
	limit, least := 1, slipLetters
	if w.kind == Legal {
		least = slipLettersLegal
	}
	if w.set.Loose {
		least = slipLettersLoose
		if letters >= 4 {
			limit = 2
		}
		if w.kind == Natural {
			x, y = undigit(x), undigit(y)
		}
	} else if w.east || w.kind == Natural && w.japanese() == japanese {
		return None, 0, 0
	}
	if letters < least {
		return None, 0, 0
	}
	if w.kind == Natural && !w.set.Loose && sexesApart(x, y) {
		return None, 0, 0
	}
	d := slips(x, y, limit)
	if d > limit {
		return None, 0, 0
	}
	return Slip, .9 - .3*float64(d)/float64(letters)*2, d
}

// sexesApart: a last vowel more or another is the name of the other sex (Daniel, Daniela; Иванов, Иванова), and no slip.
func sexesApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	last := b[len(b)-1]
	switch len(b) - len(a) {
	case 0:
		return a[:len(a)-1] == b[:len(b)-1] && isEnding(a[len(a)-1]) && isEnding(last)
	case 1:
		return b[:len(a)] == a && isEnding(last)
	}
	return false
}

func isEnding(c byte) bool { return c == 'a' || c == 'e' || c == 'o' }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// undigit reads digits that are drawn like letters as those letters.
func undigit(s string) string {
	if !hasDigit(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune("0134579", r); i >= 0 {
			return rune("oieastg"[i])
		}
		return r
	}, s)
}
