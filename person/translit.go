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
func romaji(kana string) string { return romajiWith(kana, "") }

// romajiWith is romaji with the sign to write for the bar of a long vowel.
func romajiWith(kana, bar string) string {
	var b []byte
	double := false
	for _, r := range kana {
		if r >= 'ぁ' && r <= 'ゖ' {
			r += 'ァ' - 'ぁ'
		}
		switch r {
		case 'ー':
			b = append(b, bar...)
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

// joinArabic makes one word of names that are one word with the article in them: Abd al-Rahman, Abdul Rahman and Abdurrahman;
// Nour al-Din and Nureddin. Only where both sides have such a name, for abd is a name as well.
func (w *words) joinArabic() {
	if i, j := servantAt(w.ta), servantAt(w.tb); i >= 0 && j >= 0 && w.ta[i].plain != w.tb[j].plain {
		w.ta, w.tb = joinServant(w.ta), joinServant(w.tb)
	}
	if i, j := faithAt(w.ta), faithAt(w.tb); i >= 0 && j >= 0 && w.ta[i].plain != w.tb[j].plain {
		w.ta, w.tb = joinFaith(w.ta), joinFaith(w.tb)
	}
}

// servantAt finds the first word that is abd, or begins with it and the article; -1 if none. Abdullah is a name of its own.
func servantAt(tokens []token) int {
	for i := range tokens {
		p := tokens[i].plain
		if !strings.HasPrefix(p, "abd") {
			continue
		}
		if p == "abd" && i+1 < len(tokens) || servantArticle(p) > 0 && (len(p) > servantArticle(p) || i+1 < len(tokens)) {
			return i
		}
	}
	return -1
}

// servantArticle is the length of abd with its article at the start of p; 0 if p begins otherwise, or is Abdullah.
func servantArticle(p string) int {
	if len(p) < 5 || p[:3] != "abd" || strings.IndexByte("aeuo", p[3]) < 0 {
		return 0
	}
	n := 4
	if p[3] == 'o' && p[4] == 'o' || p[3] == 'o' && p[4] == 'u' {
		n = 5
	}
	if n >= len(p) {
		return 0
	}
	if c := p[n]; c == 'l' {
		switch p[n:] {
		case "la", "lah", "lla", "llah", "llahi":
			return 0
		}
		return n + 1
	} else if len(p) > n+1 && p[n+1] == c || len(p) > n+2 && p[n+1] != 'a' && strings.IndexByte("rsdtnz", c) >= 0 && p[n+1] == 'h' {
		return n + 1
	} else if len(p) == n+1 && strings.IndexByte("rsdtnz", c) >= 0 {
		return n + 1
	}
	return 0
}

func joinServant(tokens []token) []token {
	i := servantAt(tokens)
	p, to := tokens[i].plain, i+1
	name := ""
	if n := servantArticle(p); n > 0 {
		name = p[n:]
	} else if to < len(tokens)-1 && isArticle(tokens[to].plain) {
		to++
	}
	if name == "" {
		name = tokens[to].plain
		to++
	}
	return replaced(tokens, i, to, "abd"+name)
}

// faithAt finds the first word that is din, or ends with the article and it; -1 if none.
func faithAt(tokens []token) int {
	for i := range tokens {
		if p := tokens[i].plain; i > 0 && isFaith(p) || len(beforeFaith(p)) > 0 {
			return i
		}
	}
	return -1
}

func isFaith(p string) bool {
	return p == "din" || p == "deen" || p == "dine" || p == "eddin" || p == "uddin" || p == "eddine" || p == "aldin"
}

// beforeFaith is what stands before -eddin and its like at the end of a word; "" when it does not end so.
func beforeFaith(p string) string {
	if len(p) < 8 || !strings.HasSuffix(p, "in") && !strings.HasSuffix(p, "een") && !strings.HasSuffix(p, "ine") {
		return ""
	}
	for _, end := range [...]string{"eddine", "uddine", "addine", "eddin", "uddin", "addin", "oddin", "eddeen", "uddeen", "aldin", "aldeen", "eldin", "eldeen", "uldin"} {
		if len(p) > len(end)+2 && strings.HasSuffix(p, end) {
			return p[:len(p)-len(end)]
		}
	}
	return ""
}

func joinFaith(tokens []token) []token {
	i := faithAt(tokens)
	if before := beforeFaith(tokens[i].plain); before != "" {
		return replaced(tokens, i, i+1, before+"din")
	}
	from := i - 1
	if from > 0 && isArticle(tokens[from].plain) {
		from--
	}
	return replaced(tokens, from, i+1, tokens[from].plain+"din")
}

func isArticle(p string) bool {
	switch p {
	case "al", "el", "ul", "ar", "as", "ad", "an", "ed", "ud", "ur", "us", "er":
		return true
	}
	return false
}

// replaced puts one word in the place of the tokens from from up to to.
func replaced(tokens []token, from, to int, word string) []token {
	out := make([]token, 0, len(tokens))
	out = append(out, tokens[:from]...)
	out = append(out, folded(word, latin))
	return append(out, tokens[to:]...)
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
