package person

import (
	"strings"

	"github.com/bonafide-id/bonafide/pii"
)

// Compare says whether claimed can be the name of known. The order of the two changes nothing but the sides of Tokens.
//
// Every form of one is held against every form of the other and the best pair counts. A script both names are written in
// decides over a romanisation: when both have a form in Hangul, in Han characters, or in Vietnamese with its marks, and no
// such pair matches, no other pair makes it a Match (reason ScriptDecides).
func Compare(claimed, known Name, s Settings) Comparison {
	if claimed.Kind != known.Kind {
		return Comparison{Reason: KindsDiffer}
	}
	a, ok := prepareAll(claimed)
	if !ok {
		return Comparison{Reason: TooLong}
	}
	b, ok := prepareAll(known)
	if !ok {
		return Comparison{Reason: TooLong}
	}
	if len(a) == 0 || len(b) == 0 {
		return Comparison{Reason: Empty}
	}
	best, decides := outcome{reason: ScriptsDiffer}, outcome{}
	shared := false
	for i := range a {
		for j := range b {
			out := comparePair(claimed.Kind, &a[i], &b[j], s)
			if out.better(&best) {
				best = out
			}
			if decisive(&a[i], &b[j]) && (!shared || out.better(&decides)) {
				decides, shared = out, true
			}
		}
	}
	if shared && best.verdict == Match && decides.verdict != Match {
		best = decides
		if best.verdict == NoMatch {
			best.reason = ScriptDecides
		}
	}
	return best.comparison()
}

// Contradicts says whether a form of claimed is another name than every form of known that is written in the same script (or group of
// scripts: alphabets; Hangul; Han and kana). Who does not know a name must not be told so by naming many at once: where all
// forms of a claim are to be true, a Match of one is not enough. Forms in a script that known has none in contradict nothing.
func Contradicts(claimed, known Name, s Settings) bool {
	if claimed.Kind != known.Kind {
		return true
	}
	b, ok := prepareAll(known)
	if !ok {
		return true
	}
	for i := range claimed.Forms {
		a, ok := prepareAll(Name{Kind: claimed.Kind, Forms: claimed.Forms[i : i+1]})
		if !ok || len(a) > 0 && contradicts(claimed.Kind, a, b, s) {
			return true
		}
	}
	return false
}

// contradicts: something in b is written as a is, and none of it is close.
func contradicts(kind Kind, a, b []side, s Settings) bool {
	comparable := false
	for i := range a {
		for j := range b {
			if writing(a[i].scripts) != writing(b[j].scripts) {
				continue
			}
			comparable = true
			if comparePair(kind, &a[i], &b[j], s).verdict != NoMatch {
				return false
			}
		}
	}
	return comparable
}

// writing puts scripts into the groups that are compared word by word or character by character.
func writing(scripts script) script {
	switch {
	case scripts&^alphabetic == 0:
		return alphabetic
	case scripts&^(han|kana) == 0 && scripts&han != 0:
		return han
	}
	return scripts
}

// decisive: both forms are in a script that tells more than its romanisation.
func decisive(a, b *side) bool {
	if a.scripts == b.scripts && (a.scripts == hangul || a.scripts == han) {
		return true
	}
	return a.viet && b.viet && a.marked && b.marked
}

// prepareAll prepares every form that holds anything. A form that writes the name twice, in an East Asian script and in
// Latin letters, gives a side for each script as well.
func prepareAll(n Name) (sides []side, ok bool) {
	if len(n.Forms) > MaxForms {
		return nil, false
	}
	sides = make([]side, 0, len(n.Forms))
	for _, f := range n.Forms {
		s, ok := prepare(n.Kind, f)
		if !ok {
			return nil, false
		}
		if len(s.tokens) == 0 {
			continue
		}
		if n.Kind == Legal {
			marked := s.marked // of the whole name: a writer who marks the legal form leaves no mark out of the rest
			s.takeForms()
			s.finish(Legal)
			s.marked = marked
			s.viet = s.viet || s.masks&nativeVietnamese != 0
		} else {
			s.takeHonorific()
			sides = s.parts(sides)
		}
		sides = append(sides, s)
	}
	return sides, true
}

// parts adds a side for each script of a natural person's name that is written twice: in Hangul or Han and in Latin letters, or
// in Hangul and in Han. A part counts only where each can be the whole name, and the one spells the other: "Kim 민준" is written
// once, and of two names that differ neither is to be picked.
func (s *side) parts(sides []side) []side {
	scripts := s.scripts & (hangul | han | alphabetic)
	if scripts&(hangul|han) == 0 || s.scripts&(kana|other) != 0 || scripts == hangul || scripts == han {
		return sides
	}
	hangulPart, hangulRunes := s.only(hangul)
	hanPart, hanRunes := s.only(han)
	latinPart, _ := s.only(alphabetic)
	if scripts&alphabetic != 0 && len(latinPart.tokens) < 2 || scripts&hangul != 0 && hangulRunes < 2 || scripts&han != 0 && hanRunes < 2 ||
		scripts&(hangul|han) == hangul|han && (hangulRunes != hanRunes || !sameHanja(&hangulPart, &hanPart)) {
		return sides
	}
	for _, east := range []*side{&hangulPart, &hanPart} {
		if len(east.tokens) > 0 && len(latinPart.tokens) > 0 {
			east.finish(Natural)
			if spells(Natural, east, latinPart.tokens) != Match {
				return sides // two names
			}
		}
	}
	for _, part := range []side{hangulPart, hanPart, latinPart} {
		if len(part.tokens) > 0 {
			part.finish(Natural)
			sides = append(sides, part)
		}
	}
	return sides
}

// only returns the tokens that are written in one group of scripts, and how many characters they have.
func (s *side) only(group script) (part side, runes int) {
	for _, t := range s.tokens {
		if t.script&group == t.script {
			part.tokens = append(part.tokens, t)
			runes += len([]rune(t.text))
		}
	}
	return part, runes
}

// outcome is a comparison of two sides before its tokens are boxed.
type outcome struct {
	verdict Verdict
	score   float64
	reason  Reason
	pairs   []pair
	swapped bool // a and b of the pairs are known and claimed
}

// pair puts tokens together; an absent one is empty.
type pair struct {
	a, b   string
	reason Reason
	score  float64
}

func (o *outcome) better(than *outcome) bool {
	if o.verdict != than.verdict {
		return o.verdict > than.verdict
	}
	return o.score > than.score || o.score == than.score && than.reason == ScriptsDiffer
}

func (o *outcome) comparison() Comparison {
	c := Comparison{Verdict: o.verdict, Score: o.score, Reason: o.reason}
	if len(o.pairs) == 0 {
		return c
	}
	c.Tokens = make([]Aligned, len(o.pairs))
	for i, p := range o.pairs {
		if o.swapped {
			p.a, p.b = p.b, p.a
		}
		t := &c.Tokens[i]
		t.Reason, t.Score = p.reason, p.score
		if p.a != "" {
			t.Claimed = pii.New(p.a)
		}
		if p.b != "" {
			t.Known = pii.New(p.b)
		}
	}
	return c
}

// comparePair compares two sides in an order of its own, so that it is symmetric whatever a step inside prefers.
func comparePair(kind Kind, a, b *side, s Settings) outcome {
	if before(b, a) {
		out := compareOrdered(kind, b, a, s)
		out.swapped = true
		return out
	}
	return compareOrdered(kind, a, b, s)
}

func before(a, b *side) bool {
	for i := range min(len(a.tokens), len(b.tokens)) {
		if c := strings.Compare(a.tokens[i].text, b.tokens[i].text); c != 0 {
			return c < 0
		}
	}
	if len(a.tokens) != len(b.tokens) {
		return len(a.tokens) < len(b.tokens)
	}
	return a.masks < b.masks
}

func compareOrdered(kind Kind, a, b *side, s Settings) outcome {
	out := compareCore(kind, a, b, s)
	if len(a.forms)+len(b.forms) == 0 {
		return out
	}
	if kind == Natural {
		for _, t := range a.forms {
			out.pairs = append(out.pairs, pair{a: t.text, reason: Title, score: 1})
		}
		for _, t := range b.forms {
			out.pairs = append(out.pairs, pair{b: t.text, reason: Title, score: 1})
		}
		return out
	}
	for _, t := range a.forms {
		out.pairs = append(out.pairs, pair{a: t.text, reason: FormRemoved, score: 1})
	}
	for _, t := range b.forms {
		out.pairs = append(out.pairs, pair{b: t.text, reason: FormRemoved, score: 1})
	}
	if !formsAgree(a, b) && out.verdict != NoMatch {
		out.verdict, out.reason, out.score = Close, FormsDiffer, out.score*.8
	}
	return out
}

func compareCore(kind Kind, a, b *side, s Settings) outcome {
	if sameTokens(a, b) {
		return identical(a, b)
	}
	switch {
	case a.scripts&^alphabetic == 0 && b.scripts&^alphabetic == 0, a.scripts == other && b.scripts == other,
		a.scripts == kana && b.scripts == latin, a.scripts == latin && b.scripts == kana:
		return compareWords(kind, a, b, s)
	case (a.scripts == hangul || a.scripts == han) && b.scripts == latin:
		return spelledOut(kind, a, b, a, b)
	case a.scripts == latin && (b.scripts == hangul || b.scripts == han):
		return spelledOut(kind, a, b, b, a)
	case a.scripts&b.scripts != 0 && a.scripts == b.scripts || kind == Legal && a.scripts&b.scripts != 0:
		return compareJoined(kind, a, b, s)
	case kind == Natural && a.scripts&han != 0 && a.scripts&^(han|kana) == 0 && (b.scripts == kana || b.scripts == latin):
		return orUnknown(readJapanese(a, b, a, b))
	case kind == Natural && b.scripts&han != 0 && b.scripts&^(han|kana) == 0 && (a.scripts == kana || a.scripts == latin):
		return orUnknown(readJapanese(a, b, b, a))
	case a.scripts&b.scripts != 0:
		return compareJoined(kind, a, b, s)
	}
	return outcome{reason: ScriptsDiffer}
}

func sameTokens(a, b *side) bool {
	if len(a.tokens) != len(b.tokens) {
		return false
	}
	for i := range a.tokens {
		if a.tokens[i].text != b.tokens[i].text {
			return false
		}
	}
	return true
}

func identical(a, b *side) outcome {
	out := outcome{verdict: Match, score: 1, reason: Identical, pairs: make([]pair, len(a.tokens), len(a.tokens)+len(a.forms)+len(b.forms))}
	for i := range a.tokens {
		out.pairs[i] = pair{a.tokens[i].text, b.tokens[i].text, Identical, 1}
	}
	return out
}

// orUnknown is the outcome of a reading that was tried; where there is none, nothing is known.
func orUnknown(out outcome, ok bool) outcome {
	if !ok {
		return outcome{reason: ScriptsDiffer}
	}
	return out
}

// spelledOut is the outcome between a script and its romanisation: it is a spelling of the name, or it is not. A Western title
// beside it is left out; with one word of another language beside it (Peter Chan Tai Man) it is Close.
func spelledOut(kind Kind, a, b, east, roman *side) outcome {
	tokens := roman.tokens
	switch spells(kind, east, tokens) {
	case Match:
		return outcome{verdict: Match, score: .95, reason: Romanised, pairs: []pair{{joinText(a), joinText(b), Romanised, .95}}}
	case Close:
		return notShown(a, b)
	}
	if kind == Natural && len(tokens) > 2 {
		for _, end := range [...]struct {
			extra *token
			rest  []token
		}{{&tokens[0], tokens[1:]}, {&tokens[len(tokens)-1], tokens[:len(tokens)-1]}} {
			out := outcome{verdict: Match, score: .94, reason: Romanised}
			extra := pair{a: end.extra.text, reason: Title, score: .5}
			if !isWesternTitle(end.extra.plain) {
				if !foreignWord(end.extra) {
					continue
				}
				out.verdict, out.score, out.reason = Close, .7, Omitted
				extra.reason, extra.score = Omitted, 0
			}
			if spells(kind, east, end.rest) != Match {
				continue
			}
			both := pair{joinTokens(end.rest, 0), joinText(east), Romanised, .95}
			if east == a {
				both.a, both.b = both.b, both.a
				extra.a, extra.b = "", extra.a
			}
			out.pairs = []pair{both, extra}
			return out
		}
	}
	if kind == Natural && east.scripts == han {
		if out, ok := readJapanese(a, b, east, roman); ok {
			return out
		}
	}
	return outcome{reason: TokensDiffer}
}

// spells says whether the Latin tokens spell the name of east, which is in Hangul or Han: Close, that they may.
func spells(kind Kind, east *side, tokens []token) Verdict {
	is := false
	switch {
	case east.scripts == han && kind == Legal:
		is = soundsChinese([]rune(simplify(joinText(east))), tokens)
	case east.scripts == han:
		is = romanisedChinese([]rune(simplify(joinText(east))), tokens)
	case kind == Legal:
		return soundsKorean(east, tokens)
	default:
		return romanisedKorean(runesOf(east), tokens)
	}
	if is {
		return Match
	}
	return NoMatch
}

// foreignWord: a word that no Korean or Chinese syllable and no particle is: a given name of another language beside the name.
func foreignWord(t *token) bool {
	return len(t.plain) > 2 && !isEastSurname(t.plain) && !isOneEastSyllable(t.plain)
}

// soundsKorean: an entity's Hangul name written in Latin letters, syllable by syllable.
func soundsKorean(korean *side, tokens []token) Verdict {
	text, cuts, ok := joinPlain(tokens)
	name := runesOf(korean)
	switch {
	case !ok || len(name) < 2 || len(name) > 32:
	case spelledKorean(text, &cuts, "", name, true, false):
		return Match
	case spelledKorean(text, &cuts, "", name, true, true):
		return Close
	}
	return NoMatch
}

func runesOf(s *side) (name []rune) {
	name = make([]rune, 0, 8)
	for i := range s.tokens {
		name = appendRunes(name, s.tokens[i].text)
	}
	return name
}

func joinText(s *side) string { return joinFrom(s, 0) }

// joinFrom writes the tokens one after the other, starting with number from and going round.
func joinFrom(s *side, from int) string { return joinTokens(s.tokens, from) }

func joinTokens(tokens []token, from int) string {
	if len(tokens) == 1 {
		return tokens[0].text
	}
	var b strings.Builder
	for i := range tokens {
		b.WriteString(tokens[(from+i)%len(tokens)].text)
	}
	return b.String()
}

// compareJoined compares names in scripts that need no spaces: equal but for spaces and for which part comes first.
func compareJoined(kind Kind, a, b *side, s Settings) outcome {
	turns, joinedA := 1, joinText(a)
	if kind == Natural && len(a.tokens) <= 4 && len(b.tokens) <= 4 {
		turns = 4
	}
	simple := (a.scripts|b.scripts)&han != 0
	if simple {
		joinedA = simplify(joinedA)
	}
	if a.scripts == kana && b.scripts == kana {
		ka, kb := a.inKatakana(), b.inKatakana()
		a, b = &ka, &kb
	}
	for i := range min(turns, len(a.tokens)) {
		for j := range min(turns, len(b.tokens)) {
			x, y := joinFrom(a, i), joinFrom(b, j)
			if x == y {
				return outcome{verdict: Match, score: 1, reason: Identical, pairs: []pair{{joinText(a), joinText(b), Identical, 1}}}
			}
			if simple && simplify(x) == simplify(y) {
				return outcome{verdict: Match, score: .98, reason: Simplified, pairs: []pair{{joinText(a), joinText(b), Simplified, .98}}}
			}
		}
	}
	joinedB := joinText(b)
	if simple {
		joinedB = simplify(joinedB)
	}
	if kind == Natural && !s.Loose || a.scripts != b.scripts {
		return outcome{reason: TokensDiffer} // each syllable and each character tells people apart
	}
	letters := min(len([]rune(joinedA)), len([]rune(joinedB)))
	if d := slips(joinedA, joinedB, 1); d == 1 && letters >= 6 {
		out := outcome{verdict: Close, score: .8, reason: Slip, pairs: []pair{{joinText(a), joinText(b), Slip, .8}}}
		if s.Slips > 0 {
			out.verdict = Match
		}
		return out
	}
	return outcome{reason: TokensDiffer}
}
