package person

import (
	"strings"

	"github.com/bonafide-id/bonafide/pii"
)

// Compare says whether two names may be those of one person, over the best pair of their forms. Forms in the same script are
// compared there; where both sides have a form in Hangul or Han, that pair decides. It is symmetric and keeps nothing.
func Compare(claimed, known Name, s Settings) Comparison {
	if claimed.Kind != known.Kind {
		return Comparison{Reason: KindsDiffer}
	}
	if len(claimed.Forms) > MaxForms || len(known.Forms) > MaxForms {
		return Comparison{Reason: TooLong}
	}
	best := Comparison{Reason: Empty}
	decided := false
	for _, c := range claimed.Forms {
		for _, k := range known.Forms {
			pair, native := compareForms(claimed.Kind, c, k, s)
			if native && !decided { // the first pair in a shared East Asian script replaces what other scripts said
				best, decided = pair, true
				continue
			}
			if native == decided && better(pair, best) {
				best = pair
			}
		}
	}
	return best
}

func better(a, b Comparison) bool {
	if a.Verdict != b.Verdict {
		return a.Verdict > b.Verdict
	}
	return a.Score > b.Score || b.Reason == Empty && a.Reason != Empty
}

// compareForms compares one form of each side; native says that both are written in one East Asian script.
func compareForms(kind Kind, claimed, known Form, s Settings) (c Comparison, native bool) {
	a, okA := prepare(kind, claimed)
	b, okB := prepare(kind, known)
	if !okA || !okB {
		return Comparison{Reason: TooLong}, false
	}
	if len(a.tokens) == 0 || len(b.tokens) == 0 {
		return Comparison{Reason: Empty}, false
	}
	if kind == Legal {
		return compareLegal(&a, &b, s), false
	}
	const eastAsian = hangul | han | kana
	switch {
	case a.scripts&eastAsian != 0 && b.scripts&eastAsian != 0:
		return compareEast(&a, &b), a.scripts == b.scripts
	case a.scripts == hangul && b.scripts&^alphabetic == 0:
		return compareKorean(&a, &b), false
	case b.scripts == hangul && a.scripts&^alphabetic == 0:
		return compareKorean(&b, &a), false
	case a.scripts == han && b.scripts&^alphabetic == 0:
		return compareChinese(&a, &b), false
	case b.scripts == han && a.scripts&^alphabetic == 0:
		return compareChinese(&b, &a), false
	case a.scripts&eastAsian != 0 || b.scripts&eastAsian != 0:
		return Comparison{Reason: ScriptsDiffer}, false
	}
	return compareAlphabetic(&a, &b, s), false
}

// joined writes the tokens without spaces.
func joined(s *side) string {
	var b strings.Builder
	for _, t := range s.tokens {
		b.WriteString(t.text)
	}
	return b.String()
}

// compareEast compares names in Hangul, Han or kana: equal but for spaces.
func compareEast(a, b *side) Comparison {
	x, y := joined(a), joined(b)
	if x == y {
		return Comparison{Verdict: Match, Score: 1, Reason: Identical}
	}
	if a.scripts != b.scripts {
		return Comparison{Reason: ScriptsDiffer}
	}
	if simplify(x) == simplify(y) {
		return Comparison{Verdict: Match, Score: .97, Reason: Simplified}
	}
	if reversed(a) == y || reversed(b) == x { // family name written last
		return Comparison{Verdict: Match, Score: .98, Reason: Identical}
	}
	return Comparison{Reason: TokensDiffer}
}

// reversed writes the last token first: what somebody gets who fills the fields in the other order.
func reversed(s *side) string {
	n := len(s.tokens)
	if n != 2 {
		return ""
	}
	return s.tokens[1].text + s.tokens[0].text
}

// compareChinese compares a name in Han characters with one in Latin letters.
func compareChinese(hanSide, latinSide *side) Comparison {
	if romanisedChinese([]rune(simplify(joined(hanSide))), latinSide.tokens) {
		return Comparison{Verdict: Match, Score: .95, Reason: Romanised}
	}
	return Comparison{Reason: TokensDiffer}
}

// compareKorean compares a name in Hangul with one in Latin letters.
func compareKorean(hangulSide, latinSide *side) Comparison {
	name := []rune(joined(hangulSide))
	if romanisedKorean(name, latinSide.tokens) {
		return Comparison{Verdict: Match, Score: .97, Reason: Romanised}
	}
	if len(hangulSide.tokens) == 2 { // family name written last
		if romanisedKorean([]rune(reversed(hangulSide)), latinSide.tokens) {
			return Comparison{Verdict: Match, Score: .96, Reason: Romanised}
		}
	}
	return Comparison{Reason: TokensDiffer}
}

// pairing is one token of each side put together.
type pairing struct {
	a, b   int
	score  float64
	reason Reason
}

// compareAlphabetic compares names in Latin, Cyrillic and Greek letters.
func compareAlphabetic(a, b *side, s Settings) Comparison {
	if c, ok := compareKoreanLatin(a, b); ok {
		return c
	}
	a, b = withoutTitles(a), withoutTitles(b)
	a, b = mergeSplit(a, b), mergeSplit(b, a)
	pairs := assign(a, b, scoreToken)
	return judge(a, b, pairs, s)
}

// judge turns a pairing into a verdict.
func judge(a, b *side, pairs []pairing, s Settings) Comparison {
	c := Comparison{Reason: TokensAgree}
	usedA, usedB := make([]bool, len(a.tokens)), make([]bool, len(b.tokens))
	matched, weighed, slipped, soft := 0.0, 0.0, 0, None
	for _, p := range pairs {
		usedA[p.a], usedB[p.b] = true, true
		w := weight(&a.tokens[p.a])
		matched, weighed = matched+w*p.score, weighed+w
		c.Tokens = append(c.Tokens, Aligned{pii.New(a.tokens[p.a].text), pii.New(b.tokens[p.b].text), p.reason, p.score})
		switch p.reason {
		case Slip:
			slipped++
		case Initial, MarksDiffer, Variant:
			soft = p.reason
		}
	}
	leftA, lostA, gapA := leftovers(a, usedA, &c, true)
	leftB, lostB, gapB := leftovers(b, usedB, &c, false)
	c.Score = matched / (weighed + lostA + lostB)
	if len(pairs) == 0 {
		c.Score, c.Reason = 0, TokensDiffer
		return c
	}
	east := a.east || b.east
	enough := weighed >= .7 && (len(pairs) >= 2 || len(a.tokens) == 1 && len(b.tokens) == 1)
	omitted := leftA + leftB
	switch {
	case leftA > 0 && leftB > 0:
		c.Reason = TokensDiffer
		if s.Loose && c.Score >= looseScore && enough {
			c.Verdict = Match
		}
	case !enough:
		c.Reason = TooLittle
		if len(pairs) >= 1 && s.Loose && c.Score >= looseScore {
			c.Verdict = Close
		}
	case omitted > s.Omitted || omitted > 0 && east && !s.Loose || omitted > 0 && !s.Loose && (gapA || gapB):
		c.Verdict, c.Reason = Close, Omitted
		if s.Loose && c.Score >= looseScore {
			c.Verdict = Match
		}
	case slipped > s.Slips:
		c.Verdict, c.Reason = Close, Slip
	case soft != None && !s.Loose:
		c.Verdict, c.Reason = Close, soft
	case !s.Loose && east && !sameOrder(pairs, len(a.tokens), len(b.tokens)):
		c.Verdict, c.Reason = Close, Reordered
	default:
		c.Verdict = Match
		if omitted > 0 {
			c.Reason = Omitted
		}
	}
	if c.Verdict == NoMatch && c.Score >= .85 && enough {
		c.Verdict = Close
	}
	return c
}

// looseScore is the share of weight that must agree for screening to call two names a match though each has tokens of its own.
const looseScore = .62

// leftovers counts tokens without a partner that matter, and their weight. gap says that a first or last token is among them,
// where family and given name stand.
func leftovers(s *side, used []bool, c *Comparison, claimed bool) (n int, lost float64, gap bool) {
	for i := range s.tokens {
		if used[i] {
			continue
		}
		t := &s.tokens[i]
		reason := Omitted
		switch {
		case particles[t.plain]:
			reason = Particle
		case isPatronymic(t):
			reason = Patronymic
		case s.viet && isVietnameseMiddle(t):
		default:
			n++
			lost += weight(t)
			gap = gap || i == 0 || i == len(s.tokens)-1
		}
		aligned := Aligned{Reason: reason}
		if claimed {
			aligned.Claimed = pii.New(t.text)
		} else {
			aligned.Known = pii.New(t.text)
		}
		c.Tokens = append(c.Tokens, aligned)
	}
	return n, lost, gap
}

// assign pairs tokens greedily, the most alike first, the earlier before the later.
func assign(a, b *side, score func(a, b *side, i, j int) (float64, Reason)) []pairing {
	var all []pairing
	for i := range a.tokens {
		for j := range b.tokens {
			if value, reason := score(a, b, i, j); value > 0 {
				all = append(all, pairing{i, j, value, reason})
			}
		}
	}
	var chosen []pairing
	usedA, usedB := make([]bool, len(a.tokens)), make([]bool, len(b.tokens))
	for {
		best := -1
		for k, p := range all {
			if usedA[p.a] || usedB[p.b] {
				continue
			}
			if best < 0 || p.score > all[best].score || p.score == all[best].score && nearer(p, all[best]) {
				best = k
			}
		}
		if best < 0 {
			return chosen
		}
		chosen = append(chosen, all[best])
		usedA[all[best].a], usedB[all[best].b] = true, true
	}
}

// nearer prefers tokens at like places, so that a repeated word pairs with its own.
func nearer(p, q pairing) bool {
	d := func(p pairing) int { return max(p.a-p.b, p.b-p.a) }
	return d(p) < d(q)
}

// sameOrder says whether the pairs stand in the same order on both sides, but for the family name moved to the other end, or
// the whole written backwards.
func sameOrder(pairs []pairing, lenA, lenB int) bool {
	order := make([]int, 0, len(pairs))
	for i := range lenA {
		for _, p := range pairs {
			if p.a == i {
				order = append(order, p.b)
			}
		}
	}
	return rotated(order, 0) || rotated(order, 1) || rotated(order, len(order)-1) || backwards(order)
}

// rotated says whether the order rises after its first n elements were moved to the end.
func rotated(order []int, n int) bool {
	if len(order) == 0 || n < 0 {
		return true
	}
	for i := range len(order) - 1 {
		if order[(i+n)%len(order)] > order[(i+1+n)%len(order)] {
			return false
		}
	}
	return true
}

func backwards(order []int) bool {
	for i := range len(order) - 1 {
		if order[i] < order[i+1] {
			return false
		}
	}
	return true
}

// scoreToken compares two words, 0 to 1; 0 is different.
func scoreToken(a, b *side, i, j int) (float64, Reason) {
	t, u := &a.tokens[i], &b.tokens[j]
	switch {
	case t.text == u.text:
		return 1, Identical
	case t.plain == u.plain:
		return scoreMarks(a, b, t, u)
	case t.wide == u.plain || t.plain == u.wide || t.wide == u.wide:
		return .95, Folded
	case sameVariant(t, u):
		return .9, Folded
	}
	x, y := t.plain, u.plain
	switch {
	case len(x) == 1 && strings.HasPrefix(y, x) || len(y) == 1 && strings.HasPrefix(x, y):
		return .5, Initial
	case min(len(x), len(y)) >= 4 && slavicKey(x) == slavicKey(y):
		return .85, Variant
	case min(len(x), len(y)) >= 5 && slips(x, y, 1) <= 1, min(len(x), len(y)) >= 9 && slips(x, y, 2) <= 2:
		return .8, Slip
	}
	return 0, None
}

// scoreMarks compares words of equal letters and different marks. Missing marks cost little when a whole side is written
// without; different ones make another Vietnamese name.
func scoreMarks(a, b *side, t, u *token) (float64, Reason) {
	switch {
	case !a.viet && !b.viet:
		return .95, Folded
	case !a.marked || !b.marked:
		return .95, MarksMissing
	case t.marked && u.marked:
		if a.viet && b.viet {
			return .4, MarksDiffer
		}
		return .9, Folded
	}
	return .6, MarksDiffer
}

// mergeSplit joins neighbours of a that b writes as one word (Min jun, Minjun).
func mergeSplit(a, b *side) *side {
	merged := *a
	merged.tokens = nil
	changed := false
	for i := 0; i < len(a.tokens); i++ {
		t := a.tokens[i]
		if i+1 < len(a.tokens) {
			together := t.plain + a.tokens[i+1].plain
			for _, u := range b.tokens {
				if u.plain == together || u.wide == t.wide+a.tokens[i+1].wide {
					next := a.tokens[i+1]
					t = token{text: t.text + next.text, plain: together, wide: t.wide + next.wide, quals: t.quals + next.quals,
						tone: t.tone, script: t.script | next.script, marked: t.marked || next.marked}
					i, changed = i+1, true
					break
				}
			}
		}
		merged.tokens = append(merged.tokens, t)
	}
	if !changed {
		return a
	}
	return &merged
}

// withoutTitles takes Mr, Dr and the like off, unless nothing else is there.
func withoutTitles(s *side) *side {
	out := *s
	out.tokens = nil
	for _, t := range s.tokens {
		if !titles[t.plain] {
			out.tokens = append(out.tokens, t)
		}
	}
	if len(out.tokens) == 0 {
		return s
	}
	return &out
}

// sameVariant says whether two words are spellings of one name: by the table, or because one was transliterated.
func sameVariant(t, u *token) bool {
	if class := variants[t.plain]; class != "" && class == variants[u.plain] {
		return true
	}
	if (t.script|u.script)&(cyrillic|greek) == 0 {
		return false
	}
	for _, x := range [...]string{t.plain, t.wide} {
		for _, y := range [...]string{u.plain, u.wide} {
			if slavicKey(x) == slavicKey(y) {
				return true
			}
		}
	}
	return false
}

// compareKoreanLatin compares two names in Latin letters that may both be Korean: Kim Min-jun and Gim Minjun.
func compareKoreanLatin(a, b *side) (Comparison, bool) {
	if !a.east || !b.east || a.viet && b.viet || a.scripts != latin || b.scripts != latin {
		return Comparison{}, false
	}
	for _, x := range familyAndGiven(a) {
		for _, y := range familyAndGiven(b) {
			if sameKoreanSurname(x.family, y.family) && x.given != "" && koreanKey(x.given) == koreanKey(y.given) {
				score := .95
				if x == y {
					score = 1
				}
				return Comparison{Verdict: Match, Score: score, Reason: Romanised}, true
			}
		}
	}
	return Comparison{}, false
}

type koreanName struct{ family, given string }

// familyAndGiven reads a name with its family name first, and last.
func familyAndGiven(s *side) []koreanName {
	n := len(s.tokens)
	write := func(tokens []token) (text string) {
		for _, t := range tokens {
			text += t.plain
		}
		return text
	}
	var out []koreanName
	if koreanSurnameOf[s.tokens[0].plain] != nil && len(s.tokens) > 1 {
		out = append(out, koreanName{s.tokens[0].plain, write(s.tokens[1:])})
	}
	if koreanSurnameOf[s.tokens[n-1].plain] != nil && n > 1 {
		out = append(out, koreanName{s.tokens[n-1].plain, write(s.tokens[:n-1])})
	}
	return out
}
