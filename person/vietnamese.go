package person

import "strings"

// vietnameseSurnames without marks. About 90 % of all bearers have one of the first fifteen.
var vietnameseSurnames = setOf(`nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh lam truong mai
 trinh dao doan ha cao luong thai ta to quach vuong chau kieu luu tang hua phung tong thach khuat nghiem la nong dam
 bach diep la chu tieu trieu ton giang ung mac quan au kim`)

// setOf makes a set of the words in s.
func setOf(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// isVietnameseSyllable: onset, one to three vowels, coda, as in the spelling reform of quốc ngữ; loose on purpose.
func isVietnameseSyllable(s string) bool {
	if len(s) == 0 || len(s) > 7 {
		return false
	}
	rest := s
	for _, onset := range [...]string{"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"} {
		if strings.HasPrefix(s, onset) && len(s) > len(onset) {
			rest = s[len(onset):]
			break
		}
	}
	if rest == s && strings.IndexByte("bcdghklmnprstvx", s[0]) >= 0 {
		rest = s[1:]
	}
	vowels := 0
	for vowels < len(rest) && strings.IndexByte("aeiouy", rest[vowels]) >= 0 {
		vowels++
	}
	if vowels == 0 && strings.HasPrefix(s, "gi") {
		vowels = 0
	} else if vowels == 0 || vowels > 3 {
		return false
	}
	switch rest[vowels:] {
	case "", "c", "ch", "m", "n", "ng", "nh", "p", "t":
		return true
	}
	return false
}

// isVietnamese: every token is a Vietnamese syllable, and a mark that only Vietnamese has or a family name at either end
// says the rest.
func (s *side) isVietnamese() bool {
	if s.scripts != latin || len(s.tokens) < 2 {
		return false
	}
	telling := false
	for i := range s.tokens {
		t := &s.tokens[i]
		if !isVietnameseSyllable(t.plain) {
			return false
		}
		telling = telling || t.marked && hasVietnameseMark(t)
	}
	return telling || vietnameseSurnames[s.tokens[0].plain] || vietnameseSurnames[s.tokens[len(s.tokens)-1].plain]
}

// hasVietnameseMark: hook above, dot below, horn, or two marks on one letter.
func hasVietnameseMark(t *token) bool {
	return t.tone == 0x309 || t.tone == 0x323 || strings.ContainsRune(t.quals, 0x31b) ||
		t.tone != 0 && strings.ContainsAny(t.quals, "\u0302\u0306")
}

// isVietnameseMiddle: words between family and given name that half of all people have; often left out in Latin letters.
func isVietnameseMiddle(t *token) bool { return t.plain == "thi" || t.plain == "van" }
