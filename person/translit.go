package person

import "strings"

// katakana by its mora; hiragana is read as katakana. Hepburn, long vowels unwritten as in passports.
var katakana = indexKatakana(`アa イi ウu エe オo カka キki クku ケke コko サsa シshi スsu セse ソso タta チchi ツtsu テte トto ナna ニni ヌnu ネne ノno
 ハha ヒhi フfu ヘhe ホho マma ミmi ムmu メme モmo ヤya ユyu ヨyo ラra リri ルru レre ロro ワwa ヰi ヱe ヲo ンn ガga ギgi グgu ゲge ゴgo
 ザza ジji ズzu ゼze ゾzo ダda ヂji ヅzu デde ドdo バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo ヴvu`)

func indexKatakana(table string) map[rune]string {
	m := make(map[rune]string, 96)
	for w := range strings.FieldsSeq(table) {
		for i, r := range w {
			if i > 0 {
				break
			}
			m[r] = w[len(string(r)):]
		}
	}
	return m
}

// romaji writes kana in Latin letters. Small ya, yu, yo and the small vowels of foreign names replace the vowel before
// them; the small tsu doubles the consonant after it.
func romaji(kana string) string {
	var b []byte
	double := false
	for _, r := range kana {
		if r >= 'ぁ' && r <= 'ゖ' {
			r += 'ァ' - 'ぁ'
		}
		switch r {
		case 'ー':
			continue
		case 'ッ':
			double = true
			continue
		case 'ャ', 'ュ', 'ョ':
			b = append(trimVowel(b), glide(b)+string("auo"[(r-'ャ')/2])...)
			continue
		case 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ':
			b = append(trimVowel(b), "aiueo"[(r-'ァ')/2])
			continue
		}
		mora, ok := katakana[r]
		if !ok {
			return kana
		}
		if double && mora != "" {
			b = append(b, mora[0])
		}
		double = false
		b = append(b, mora...)
	}
	return string(b)
}

func trimVowel(b []byte) []byte {
	if n := len(b); n > 1 && strings.IndexByte("aiueo", b[n-1]) >= 0 {
		return b[:n-1]
	}
	return b
}

// glide is the y of kya and nyu; sha, cha and ja have none.
func glide(b []byte) string {
	s := strings.TrimRight(string(b), "aiueo")
	if strings.HasSuffix(s, "sh") || strings.HasSuffix(s, "ch") || strings.HasSuffix(s, "j") {
		return ""
	}
	return "y"
}

// kanaKey folds what kana cannot tell apart: l and r, v and b, long vowels, and the vowel added after a last consonant.
func kanaKey(s string) string {
	s = kanaFolds.Replace(s)
	if n := len(s); n > 3 && (s[n-1] == 'u' || s[n-1] == 'o' && (s[n-2] == 't' || s[n-2] == 'd')) {
		s = s[:n-1]
	}
	return singled(s)
}

var kanaFolds = strings.NewReplacer("ou", "o", "oh", "o", "uu", "u", "oo", "o", "ck", "k", "ch", "ch", "c", "k", "l", "r", "v", "b", "mb", "nb", "mp", "np", "th", "s")

// Names of the Arabic and Persian world have no one scheme: their spellings are folded, but only where both names show by
// a word that they come from there, because the folding is coarse (Karin and Karen would be one).
var arabWords = setOf(`al el ul abd abdel abdul abdal abu bin ibn ben bint umm din allah muhammad mohammad mohammed mohamed mohamad muhammed ahmad ahmed
 mahmoud mahmud mahmood ali hassan hasan hussein husayn hussain husain ibrahim khalid said saeed omar umar uthman osman othman mustafa mostafa
 abdullah abdallah abdulla abdulrahman abdelrahman rahman khan mullah maulvi haji yusuf yousef youssef reza hamid rashid karim mirza ayatollah seyed sayyid
 saddam salman khaled nasir nasser sheikh shaikh mir gul haqqani`)

func hasArabWord(tokens []token) bool {
	for i := range tokens {
		if arabWords[tokens[i].plain] {
			return true
		}
	}
	return false
}

func arabicKey(s string) string { return singled(arabicFolds.Replace(s)) }

var arabicFolds = strings.NewReplacer("oo", "u", "ou", "u", "o", "u", "ee", "i", "ei", "i", "ey", "i", "ai", "i", "ay", "i", "aa", "a", "y", "i", "e", "i", "zh", "j", "dj", "j",
	"dh", "d", "th", "t", "kh", "k", "gh", "g", "q", "k", "ck", "k", "ch", "sh", "sch", "sh", "ph", "f", "w", "u")

// pinyinSyllables are the syllables hanReadings knows.
var pinyinSyllables = indexPinyin()

func indexPinyin() map[string]bool {
	m := make(map[string]bool, 400)
	for group := range strings.FieldsSeq(hanReadings) {
		m[group[:strings.IndexFunc(group, func(r rune) bool { return r > 'z' })]] = true
	}
	return m
}

// wadeOf writes a word of up to three pinyin syllables in Wade-Giles; ok is false when it is not pinyin. The longest
// first syllable that leaves pinyin behind it wins.
func wadeOf(word string, syllables int) (wade string, ok bool) {
	if word == "" {
		return "", true
	}
	if syllables == 0 {
		return "", false
	}
	for n := min(6, len(word)); n > 0; n-- {
		if !pinyinSyllables[word[:n]] {
			continue
		}
		if rest, ok := wadeOf(word[n:], syllables-1); ok {
			return wadeGiles(word[:n]) + rest, true
		}
	}
	return "", false
}

// pinyinAndWade: one word is pinyin, the other is not, and is the Wade-Giles spelling of the same syllables.
func pinyinAndWade(a, b string) bool {
	if len(a) < 3 || len(b) < 3 {
		return false
	}
	wadeA, okA := wadeOf(a, 3)
	wadeB, okB := wadeOf(b, 3)
	return okA && !okB && wadeA == b || okB && !okA && wadeB == a
}
