package person

import "strings"

// legalForms: class of legal forms and their spellings, normalised. Forms of one class are one form; (주) and ㈜ become 주.
var legalForms = []struct {
	class string
	forms []string
}{
	{"inc", []string{"incorporated", "inc", "corporation", "corp"}},
	{"limited", []string{"private limited", "pte limited", "pte ltd", "pvt ltd", "pty ltd", "co limited", "co ltd", "company limited", "limited", "ltd",
		"công ty trách nhiệm hữu hạn", "cong ty trach nhiem huu han", "công ty tnhh", "cong ty tnhh", "công ty tnhh mtv", "cong ty tnhh mtv", "tnhh"}},
	{"stock", []string{"joint stock company", "công ty cổ phần", "cong ty co phan", "ctcp", "jsc", "pjsc", "ojsc", "ао", "оао", "пао", "ao", "oao", "pao",
		"주식회사", "주", "株式会社", "股份有限公司"}},
	{"llc", []string{"limited liability company", "llc", "ооо", "ooo", "유한회사", "有限公司"}},
	{"gmbh", []string{"gmbh", "gesellschaft mit beschränkter haftung"}},
	{"ag", []string{"ag", "aktiengesellschaft"}},
	{"sa", []string{"sa", "société anonyme", "sociedad anonima"}}, {"sarl", []string{"sarl", "srl"}}, {"spa", []string{"spa"}},
	{"plc", []string{"public limited company", "plc"}}, {"llp", []string{"llp"}}, {"lp", []string{"lp"}}, {"bv", []string{"bv"}}, {"nv", []string{"nv"}},
	{"ab", []string{"ab", "aktiebolag"}}, {"as", []string{"as"}}, {"oy", []string{"oy", "oyj"}}, {"kft", []string{"kft"}}, {"kk", []string{"kk", "kabushiki kaisha"}},
}

// compatible classes: a Korean 주식회사 writes itself Co., Ltd. or Inc. in English, a Vietnamese TNHH is a limited company.
var compatibleForms = map[[2]string]bool{{"stock", "limited"}: true, {"stock", "inc"}: true, {"inc", "limited"}: true, {"llc", "limited"}: true}

type formWords struct {
	class string
	words []string
}

// formTable is sorted with longer forms first.
var formTable = func() []formWords {
	var all []formWords
	for words := 5; words > 0; words-- {
		for _, entry := range legalForms {
			for _, form := range entry.forms {
				if list := strings.Fields(form); len(list) == words {
					all = append(all, formWords{entry.class, list})
				}
			}
		}
	}
	return all
}()

// stripForms takes legal forms off both ends and returns their class, "" when there is none.
func stripForms(s *side) (*side, string) {
	out := *s
	class := ""
	for changed := true; changed; {
		changed = false
		for _, f := range formTable {
			n, k := len(out.tokens), len(f.words)
			switch {
			case n > k && sameWords(out.tokens[n-k:], f.words):
				out.tokens, changed = out.tokens[:n-k], true
			case n > k && sameWords(out.tokens[:k], f.words):
				out.tokens, changed = out.tokens[k:], true
			}
			if changed {
				if class == "" {
					class = f.class
				}
				break
			}
		}
	}
	return glued(&out, &class), class
}

// glued takes a Hangul or Han form off a name it is written together with: 주식회사미래.
func glued(s *side, class *string) *side {
	if len(s.tokens) != 1 {
		return s
	}
	for _, f := range formTable {
		if len(f.words) != 1 || len(f.words[0]) < 9 {
			continue
		}
		word, t := f.words[0], s.tokens[0]
		rest := strings.TrimSuffix(strings.TrimPrefix(t.text, word), word)
		if rest != t.text && rest != "" && t.script&(hangul|han) != 0 {
			t.text, t.plain, t.wide, t.quals = rest, rest, rest, rest
			*class = f.class
			out := *s
			out.tokens = []token{t}
			return &out
		}
	}
	return s
}

func sameWords(tokens []token, words []string) bool {
	for i, w := range words {
		if tokens[i].text != w && tokens[i].plain != w {
			return false
		}
	}
	return true
}

// compareLegal compares names of legal persons: their core word by word, their forms by class when both are written.
func compareLegal(a, b *side, s Settings) Comparison {
	coreA, formA := stripForms(a)
	coreB, formB := stripForms(b)
	if coreA.scripts&^alphabetic == 0 != (coreB.scripts&^alphabetic == 0) {
		return Comparison{Reason: ScriptsDiffer}
	}
	c := compareCores(coreA, coreB, s)
	if formA != "" && formB != "" && formA != formB && !compatibleForms[[2]string{formA, formB}] && !compatibleForms[[2]string{formB, formA}] {
		c.Reason = FormsDiffer
		c.Score *= .8
		if c.Verdict == Match && !s.Loose {
			c.Verdict = Close
		}
	}
	return c
}

func compareCores(a, b *side, s Settings) Comparison {
	if plainJoined(a) == plainJoined(b) {
		return Comparison{Verdict: Match, Score: 1, Reason: Identical}
	}
	a, b = mergeSplit(a, b), mergeSplit(b, a)
	pairs := assign(a, b, scoreToken)
	strict := s
	strict.Omitted = 0
	if s.Loose {
		strict.Omitted = 1
	}
	c := judge(a, b, pairs, strict)
	if c.Verdict == Match && c.Reason == TokensDiffer { // one different word is another company
		c.Verdict = Close
	}
	return c
}

// plainJoined writes the tokens without marks and spaces; where a side is Vietnamese its marks are left off too, since registers
// are kept in both spellings.
func plainJoined(s *side) string {
	var b strings.Builder
	for _, t := range s.tokens {
		b.WriteString(t.plain)
	}
	return b.String()
}
