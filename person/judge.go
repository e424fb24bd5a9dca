package person

import "unicode/utf8"

// tally is what a judgement is made of.
type tally struct {
	full, initials, marks, slips int     // links by quality; slips counts letters
	fathers, ambiguous, letters  int     // of the full links, patronymics; links that may be two names; an initial on both sides
	repeated                     int     // words that one side has once more, and that mean something there
	weight                       float64 // of the full links
	sum, of                      float64 // score is sum/of
	omittedA, omittedB           []int   // left over and not excused
	excused                      []pair
	reason                       Reason // the weakest thing seen
}

// judge weighs links and leftovers.
func (w *words) judge() outcome {
	t := w.count()
	out := outcome{score: clamp(t.sum / max(t.of, .01)), pairs: w.pairs(&t)}
	out.verdict, out.reason = w.verdict(&t)
	if out.verdict != Match && w.set.Loose {
		w.whole(&out)
	}
	switch {
	case out.verdict == NoMatch:
		out.score = min(out.score, .69)
	case out.verdict == Close:
		out.score = min(out.score, .89)
	}
	return out
}

func clamp(f float64) float64 { return min(max(f, 0), 1) }

func (w *words) count() (t tally) {
	for _, l := range w.links {
		weighs := min(weight(&w.ta[l.a]), weight(&w.tb[l.b]))
		if w.isParticle(&w.ta[l.a]) {
			weighs = .1
		}
		t.sum += weighs * l.score
		t.of += weighs
		switch l.reason {
		case Ambiguous:
			t.ambiguous++
			t.weight += weighs
			t.full++
		case Initial:
			t.initials++
		case MarksDiffer:
			t.marks++
		case Slip:
			t.slips += l.slips
			t.weight += weighs
			t.full++
		default:
			if isInitial(&w.ta[l.a]) && isInitial(&w.tb[l.b]) {
				t.letters++
			} else if weighs > .1 && !(w.viet && isVietnameseMiddle(&w.ta[l.a])) {
				t.full++
			}
			if !w.east && isPatronymic(&w.ta[l.a]) {
				t.fathers++
			}
			t.weight += weighs
		}
		if l.score < 1 {
			t.reason = max(t.reason, l.reason)
		}
	}
	t.omittedA = w.excuse(&t, w.ta, w.leftA, w.leftB, w.tb, true)
	t.omittedB = w.excuse(&t, w.tb, w.leftB, w.leftA, w.ta, false)
	for _, i := range t.omittedA {
		t.of += weight(&w.ta[i])
	}
	for _, j := range t.omittedB {
		t.of += weight(&w.tb[j])
	}
	return t
}

// excuse returns the leftovers that are not excused by what they are.
func (w *words) excuse(t *tally, mine []token, left, theirLeft []int, theirs []token, isA bool) (omitted []int) {
	theirsLeft := 0 // leftovers of the other side that are words of the name
	for _, j := range theirLeft {
		if !w.isParticle(&theirs[j]) && !w.isTitle(theirs, j) {
			theirsLeft++
		}
	}
	for _, i := range left {
		reason := None
		switch tok := &mine[i]; {
		case w.kind == Legal:
		case w.isParticle(tok) && len(mine) > 1:
			reason = Particle
		case w.isTitle(mine, i):
			reason = Title
		case theirsLeft > 0 || t.full < 2:
		case w.viet && isVietnameseMiddle(tok) && i > 0 && i < len(mine)-1:
			reason = Omitted
		case !w.east && isPatronymic(tok):
			reason = Patronymic
		case !w.east && w.repeats(mine, i):
			reason = Repeated
		}
		if reason == None {
			omitted = append(omitted, i)
			continue
		}
		t.of += .02
		if reason == Repeated && !(i+1 < len(mine)-1 && mine[i+1].plain == mine[i].plain || i > 0 && i < len(mine)-1 && mine[i-1].plain == mine[i].plain) {
			// García García has two family names, Ali Hassan Ali a grandfather; before the rest, a field was filled in twice.
			t.repeated++
		}
		p := pair{a: mine[i].text, reason: reason, score: .5}
		if !isA {
			p.a, p.b = "", p.a
		}
		t.excused = append(t.excused, p)
	}
	return omitted
}

func (w *words) isParticle(t *token) bool { return w.kind == Natural && !w.east && particles[t.plain] }

// isTitle: a title at either end with at least two other words beside it. Ông and Bà stand first.
func (w *words) isTitle(tokens []token, i int) bool {
	if w.kind != Natural || len(tokens) < 3 || i > 1 && i < len(tokens)-2 || !titles[tokens[i].plain] {
		return false
	}
	polite := tokens[i].plain == "ong" || tokens[i].plain == "ba"
	switch {
	case tokens[i].plain == "sr": // señor before a name, senior behind it
		return i == 0 && !w.east
	case w.viet:
		return polite && i == 0 && len(tokens) > 3 || tokens[i].plain == "mr" || tokens[i].plain == "ms" || tokens[i].plain == "mrs"
	case w.east:
		return len(tokens[i].plain) < 5 && !polite && isWesternTitle(tokens[i].plain)
	}
	return !polite
}

func isWesternTitle(s string) bool {
	switch s {
	case "mr", "mrs", "ms", "miss", "dr", "prof":
		return true
	}
	return false
}

// repeats: the side has the same word once more.
func (w *words) repeats(tokens []token, i int) bool {
	for j := range tokens {
		if j != i && tokens[j].plain == tokens[i].plain {
			return true
		}
	}
	return false
}

func (w *words) verdict(t *tally) (Verdict, Reason) {
	omitted := len(t.omittedA) + len(t.omittedB)
	if omitted > 0 {
		t.initials += t.letters
	} else {
		t.full += t.letters
	}
	switch {
	case len(t.omittedA) > 0 && len(t.omittedB) > 0:
		return NoMatch, TokensDiffer
	case t.full == 0, t.full == 1 && t.initials+t.marks == 0 && omitted > 0:
		return NoMatch, TooLittle
	case w.kind == Natural && w.lineageDiffers():
		return NoMatch, Reordered
	case t.marks > 1, t.marks == 1 && t.weight < .3:
		return NoMatch, MarksDiffer
	case omitted > 0 && t.weight < .6:
		return NoMatch, TooLittle
	}
	if !w.set.Loose && omitted > 0 && t.full-t.fathers < 2 && t.initials+t.marks == 0 && !w.middles(t) {
		return NoMatch, TooLittle // a given name and a patronymic, and the family name is missing
	}
	verdict, reason := Match, TokensAgree
	if t.reason != None {
		reason = t.reason
	}
	doubts := 0
	doubt := func(r Reason) {
		doubts++
		if verdict > Close {
			verdict, reason = Close, r
		}
	}
	if t.slips > w.set.Slips || w.tooManySlips(t) {
		if t.slips > w.set.Slips+1 {
			return NoMatch, TokensDiffer
		}
		doubt(Slip)
	}
	if !w.set.Loose {
		if t.marks > 0 {
			doubt(MarksDiffer)
		}
		if t.initials > 0 {
			doubt(Initial)
		}
		if t.ambiguous > 0 {
			doubt(Ambiguous)
		}
		if t.repeated > 0 {
			doubt(Repeated)
		}
		if w.mixes() {
			doubt(MixedScripts)
		}
		if !w.inOrder() {
			doubt(Reordered)
		}
	}
	if omitted > 0 {
		switch w.omission(t, omitted) {
		case NoMatch:
			return NoMatch, Omitted
		case Close:
			doubt(Omitted)
		default:
			if reason == TokensAgree {
				reason = Omitted
			}
		}
	}
	if doubts > 1 && !w.set.Loose {
		return NoMatch, Doubtful
	}
	return verdict, reason
}

// middles: everything left out stands inside its name.
func (w *words) middles(t *tally) bool {
	return middle(t.omittedA, len(w.ta)) && middle(t.omittedB, len(w.tb))
}

// mixes: a word that mixes alphabets is put together with one that is written otherwise (a Cyrillic а in a Latin name).
func (w *words) mixes() bool {
	for _, l := range w.links {
		if l.reason != Identical && (mixed(&w.ta[l.a]) || mixed(&w.tb[l.b])) {
			return true
		}
	}
	return false
}

func mixed(t *token) bool {
	alphabets := t.script & alphabetic
	return alphabets&(alphabets-1) != 0
}

// tooManySlips: more than one letter in wholeLetters is wrong.
func (w *words) tooManySlips(t *tally) bool {
	if t.slips == 0 {
		return false
	}
	letters := 0
	for _, l := range w.links {
		letters += min(utf8.RuneCountInString(w.ta[l.a].plain), utf8.RuneCountInString(w.tb[l.b].plain))
	}
	return letters < wholeLetters*t.slips
}

// omission judges words that only one side has, neither particle nor title nor patronymic.
func (w *words) omission(t *tally, omitted int) Verdict {
	if w.kind == Legal {
		if t.sum < .7*t.of {
			return NoMatch
		}
		return Close
	}
	if w.viet && !w.set.Loose && (anyVietnamese(w.ta, t.omittedA) || anyVietnamese(w.tb, t.omittedB)) {
		return NoMatch // every word but Thị and Văn tells people apart
	}
	if w.east || w.viet || t.full < 2 {
		if t.sum < .6*t.of {
			return NoMatch
		}
		if !w.set.Loose || w.viet || t.full < 2 {
			return Close
		}
	}
	if omitted > w.set.Omitted {
		return Close
	}
	if w.set.Loose {
		return Match
	}
	if omitted > max(1, t.full-2) {
		return Close
	}
	if !w.middles(t) || anyJoined(w.ta, t.omittedA) || anyJoined(w.tb, t.omittedB) {
		return Close
	}
	return Match
}

// anyJoined: part of a name with a hyphen is left out: Karl-Heinz is not Karl.
func anyJoined(tokens []token, omitted []int) bool {
	for _, i := range omitted {
		if tokens[i].joined || i+1 < len(tokens) && tokens[i+1].joined {
			return true
		}
	}
	return false
}

func anyVietnamese(tokens []token, omitted []int) bool {
	for _, i := range omitted {
		if isVietnameseSyllable(tokens[i].plain) {
			return true
		}
	}
	return false
}

// middle: none of the tokens stands first or last of n.
func middle(tokens []int, n int) bool {
	for _, i := range tokens {
		if i == 0 || i == n-1 {
			return false
		}
	}
	return true
}

// inOrder: the words that have partners stand in the same order on both sides, going round from some word: family name
// first or last, fields swapped. The words of an entity's name have one order. Anything else makes another name of the same words (Minh Anh, Anh Minh). Particles and
// patronymics move freely.
func (w *words) inOrder() bool {
	var partner [MaxTokens]int
	for i := range partner {
		partner[i] = -1
	}
	for _, l := range w.links {
		if !w.isParticle(&w.ta[l.a]) && (w.east || !isPatronymic(&w.ta[l.a])) {
			partner[l.a] = l.b
		}
	}
	previous, first, falls := -1, -1, 0
	for _, j := range partner[:len(w.ta)] {
		switch {
		case j < 0:
			continue
		case first < 0:
			first = j
		case j < previous:
			falls++
		}
		previous = j
	}
	if w.kind == Legal {
		return falls == 0
	}
	return falls == 0 || falls == 1 && previous < first || w.turned()
}

// turned: the same words going round, where a word that stands twice may have been put together with its twin.
func (w *words) turned() bool {
	n := len(w.ta)
	if n != len(w.tb) {
		return false
	}
	for from := range n {
		same := 0
		for same < n && w.ta[same].plain == w.tb[(from+same)%n].plain {
			same++
		}
		if same == n {
			return true
		}
	}
	return false
}

// lineageDiffers: what stands behind bin (the father) on one side stands elsewhere on the other, though it has a bin too.
func (w *words) lineageDiffers() bool {
	if w.east || !hasLineage(w.ta) || !hasLineage(w.tb) {
		return false
	}
	for _, l := range w.links {
		if behindLineage(w.ta, l.a) != behindLineage(w.tb, l.b) {
			return true
		}
	}
	return false
}

func hasLineage(tokens []token) bool {
	for i := 1; i < len(tokens); i++ {
		if behindLineage(tokens, i) {
			return true
		}
	}
	return false
}

func behindLineage(tokens []token, i int) bool { return i > 0 && lineage[tokens[i-1].plain] && i > 1 }

// wholeLetters a name must have for each slip when it is compared as a whole.
const wholeLetters = 4

// whole compares the names without regard to words, for Settings.Loose.
func (w *words) whole(out *outcome) {
	if out.reason == FormsDiffer || w.kind == Natural && w.lineageDiffers() {
		return
	}
	a, _, okA := joinPlain(w.ta)
	b, _, okB := joinPlain(w.tb)
	if !okA || !okB {
		return
	}
	letters := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	d := slips(a, b, w.set.Slips)
	if d > w.set.Slips || letters < wholeLetters*d {
		return
	}
	out.verdict, out.reason = Match, WholeAlike
	out.score = max(out.score, .9-float64(d)/float64(letters))
}

// pairs lists links and leftovers for the caller.
func (w *words) pairs(t *tally) []pair {
	out := make([]pair, 0, len(w.links)+len(w.leftA)+len(w.leftB)+len(w.a.forms)+len(w.b.forms))
	for _, l := range w.links {
		out = append(out, pair{w.ta[l.a].text, w.tb[l.b].text, l.reason, l.score})
	}
	out = append(out, t.excused...)
	reason := Omitted
	if len(t.omittedA) > 0 && len(t.omittedB) > 0 {
		reason = TokensDiffer
	}
	for _, i := range t.omittedA {
		out = append(out, pair{a: w.ta[i].text, reason: reason})
	}
	for _, j := range t.omittedB {
		out = append(out, pair{b: w.tb[j].text, reason: reason})
	}
	return out
}
