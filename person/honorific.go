package person

import "strings"

// honorifics stand behind the whole name: 님, さん, 先生. Those of letters as well.
var (
	honorificWords = setOf("님 씨 귀하 귀중 様 さま さん 殿 氏 先生 女士 小姐 太太")
	honorificEnds  = [...]string{"先生", "女士", "小姐", "太太", "様", "さん", "さま", "殿"} // also written onto the name
)

// takeHonorific takes one honorific off the end of a natural person's name in an East Asian script, where a name of at least two
// characters stands before it.
func (s *side) takeHonorific() {
	n := len(s.tokens)
	if n == 0 || s.scripts&(hangul|han|kana) == 0 {
		return
	}
	last := &s.tokens[n-1]
	if honorificWords[last.text] {
		if n > 1 && len([]rune(joinTokens(s.tokens[:n-1], 0))) >= 2 {
			s.forms = append(s.forms, *last)
			s.tokens = s.tokens[:n-1]
			s.finish(Natural)
		}
		return
	}
	if last.script&(han|kana) == 0 {
		return
	}
	for _, end := range honorificEnds {
		name, ok := strings.CutSuffix(last.text, end)
		if !ok || len([]rune(joinTokens(s.tokens[:n-1], 0)))+len([]rune(name)) < 2 || name == "" {
			continue
		}
		s.forms = append(s.forms, written(end))
		s.tokens[n-1] = written(name)
		s.finish(Natural)
		return
	}
}

// written makes a token of text, with the script it is in.
func written(text string) token {
	t := token{text: text}
	for _, r := range text {
		t.script |= scriptOf(r)
	}
	t.fold()
	return t
}
