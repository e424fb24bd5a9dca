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
	switch rest[vowels:] {
	case "", "c", "ch", "m", "n", "ng", "nh", "p", "t":
	default:
		return false
	}
	if vowels == 0 {
		return rest != s && strings.HasPrefix(s, "gi")
	}
	if rest[0] == 'y' && vowels > 1 && rest != s && !strings.HasPrefix(s, "qu") {
		return false
	}
	return vowels == 1 || vietnameseVowels[rest[:vowels]] || vowels == len(rest) && vietnameseLastVowels[rest]
}

// The groups of vowels, without marks, that a syllable can have: before a consonant or at the end, and at the end only.
var (
	vietnameseVowels     = setOf("ie oa oe oo ua ue uo uy ye uye")
	vietnameseLastVowels = setOf("ai ao au ay eo eu ia iu oi ui uu ieu oai oao oay oeo uay uoi uou uya uyu yeu uao ueo uai")
)

// isVietnamese: every token is a Vietnamese syllable, and a mark that only Vietnamese has or a family name at either end
// says the rest. It is surely so when the mark is there, or a family name that neither Koreans nor Chinese have.
func (s *side) isVietnamese() (is, surely bool) {
	if s.scripts != latin || len(s.tokens) < 2 {
		return false, false
	}
	telling, eth := false, false // thị between two words tells as well
	for i := range s.tokens {
		t := &s.tokens[i]
		if !isVietnameseSyllable(t.plain) {
			return false, false
		}
		telling = telling || t.marked && hasVietnameseMark(t) || t.plain == "thi" && i > 0 && i < len(s.tokens)-1
		eth = eth || t.marked && strings.ContainsRune(t.text, 'ð')
	}
	first, last := s.tokens[0].plain, s.tokens[len(s.tokens)-1].plain
	is = telling || vietnameseSurnames[first] || vietnameseSurnames[last]
	if is && eth { // the Icelandic capital Ð is drawn like Đ, and typed for it
		for i := range s.tokens {
			if t := &s.tokens[i]; strings.ContainsRune(t.text, 'ð') {
				*t = folded(strings.ReplaceAll(t.text, "ð", "đ"), t.script)
			}
		}
	}
	return is, is && (telling || onlyVietnamese(first) || onlyVietnamese(last))
}

func onlyVietnamese(surname string) bool {
	return vietnameseSurnames[surname] && len(koreanSurnameOf[surname]) == 0 && !otherChinese[surname]
}

// otherChinese are the family names of the list that Chinese spellings share.
var otherChinese = setOf("ly lam mai luong thai ta to quan luu ho do ha ngo cao dang hua la ma chu mac au")

// hasVietnameseMark: hook above, dot below, horn, or two marks on one letter.
func hasVietnameseMark(t *token) bool {
	return t.tone == 0x309 || t.tone == 0x323 || strings.ContainsRune(t.quals, 0x31b) ||
		t.tone != 0 && strings.ContainsAny(t.quals, "\u0302\u0306")
}

// isVietnameseMiddle: words between family and given name that half of all people have; often left out in Latin letters.
func isVietnameseMiddle(t *token) bool { return t.plain == "thi" || t.plain == "van" }

// vietnameseI: the two ways to write the sound i at the end of a syllable: Kỷ and Kỉ, Quý and Quí, with the same tone.
func vietnameseI(a, b *token) bool {
	x, y := a.quals, b.quals
	n := len(x) - 1
	if n < 1 || n != len(y)-1 || x[:n] != y[:n] || x[n] == y[n] || a.tone != b.tone && a.marked && b.marked {
		return false
	}
	if x[n] != 'y' && x[n] != 'i' || y[n] != 'y' && y[n] != 'i' {
		return false
	}
	return strings.IndexByte("hklmst", x[n-1]) >= 0 && n == 1 || x[:n] == "qu"
}
