package reading

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Vietnamese is written in syllables, and far from every string of letters is one: "HIEN" is none (the vowel is iê), nor is "CHÂẦU". So a list of
// what may begin and what may end one tells a misread tone or letter without knowing the word.

// onsets may begin a syllable, the longest first.
var onsets = []string{"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""}

// rimes may end one, without tones.
var rimes = strings.Fields(`
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om on ong oong op ot oc
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uơ uân uâng uât uây uê uêch uên uênh uy uya uych uyên uyêt uynh uyt uyp uyu
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu`)

// tones as combining marks: grave, acute, tilde, hook above, dot below.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// toneless takes the tone off a syllable in lower case, and returns it; 0: level. A second tone makes it none: ok is false.
func toneless(word string) (bare string, tone rune, ok bool) {
	var out []rune
	for _, r := range norm.NFD.String(word) {
		if !strings.ContainsRune(tones, r) {
			out = append(out, r)
			continue
		}
		if tone != 0 {
			return "", 0, false
		}
		tone = r
	}
	return norm.NFC.String(string(out)), tone, true
}

// syllable says that a word can be Vietnamese.
func syllable(word string) bool {
	bare, tone, ok := toneless(strings.ToLower(norm.NFC.String(word)))
	if !ok || bare == "" {
		return false
	}
	for _, onset := range onsets {
		rime, begins := strings.CutPrefix(bare, onset)
		if !begins {
			continue
		}
		if onset == "gi" && (rime == "" || !slices.Contains(rimes, rime)) {
			rime = "i" + rime // gì, gìn
		}
		if onset == "qu" && !slices.Contains(rimes, rime) {
			rime = "u" + rime // quynh
		}
		if slices.Contains(rimes, rime) && mayHave(rime, tone) {
			return true
		}
	}
	return false
}

// mayHave: a syllable that ends in c, ch, p or t has the acute tone or the dot below.
func mayHave(rime string, tone rune) bool {
	if strings.HasSuffix(rime, "c") || strings.HasSuffix(rime, "ch") || strings.HasSuffix(rime, "p") || strings.HasSuffix(rime, "t") {
		return tone == '\u0301' || tone == '\u0323'
	}
	return true
}

// lettersOnly is a word without the signs about it.
func lettersOnly(word string) string {
	return strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
}
