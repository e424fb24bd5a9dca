package person

import (
	"strings"
	"unicode/utf8"
)

// transcription is what a letter, or a group of letters, of another alphabet is written as in Latin letters.
type transcription struct {
	from  string   // lower case, without accents where the alphabet has them as accents only
	latin []string // every customary spelling; "" where some schemes write nothing
}

// cyrillicSpellings: the spellings of Cyrillic letters in the schemes that names are met in: scientific (without its marks),
// BGN/PCGN, ICAO 9303-3, the Ukrainian passports of 2010 and before, Belarusian, Bulgarian, Serbian and Macedonian, French (ou, ch, iou,
// gu) and German (sch, w, tsch, ja). Spellings separated by spaces, - for nothing. A writer mixes schemes as he likes, so they are not
// kept apart: what they cannot tell apart (ш and ж are both sch in German) is told apart by the other letters.
var cyrillicSpellings = withSibilants(indexTranscriptions(`а a|б b|в v w|г g h gh|ге ge gue he|ги gi gui hi|ґ g|д d|ђ d dj|е e ie ye je yo io jo|ё e yo io jo ye|є e ie ye je|ж z zh j sch g
з z s|зг zgh zg zh|и i y|й y i j|ий y i|ый y i|ій y i|ї i yi ji ii|і i y|ј j y i|к k c|кс x ks|л l|љ lj ly l|м m|н n|њ nj ny n|о o|п p|р r|с s ss|т t|ћ c cj ch
у u ou|ў u w v|ф f ph|х h kh ch|ц c ts tz z|ч c ch tch tsch cz|џ dz dzh dj|ш s sh sch ch|щ sc shch schtsch chtch sch sh sht st shh szcz|ъ - ie a u|ы y i|ь -|э e|ю ju yu iu iou u you
я ja ya ia|ия ia iya ija iia ya|ія ia iya ija iia ya|ов ov ow off|ев ev ew eff|ье ie ye je e|ьё yo io jo ie|ьо yo io jo o|ью yu iu ju iou|ья ya ia ja|ьї ii yi i|ьи i yi ii|ә a e|қ k q|ң n ng|ө o u|ү u|ұ u|һ h|ғ g gh|ѓ g gj|ќ k kj|ѕ z dz|джс j|дж j dzh dj dsch`))

// greekSpellings: ELOT 743, as passports have it, and what is customary beside it. Accents are taken off before.
var greekSpellings = indexTranscriptions(`α a|αι ai e|αυ av af au|β v b|γ g y|γγ ng gg|γκ gk g ng nk|γξ nx|γχ nch nh nkh|γι gi y i|δ d dh|ε e|ει ei i|ευ ev ef eu|ζ z|η i e|ηυ iv if|θ th|ι i|κ k c|λ l|μ m|μπ b mp|ν n
ντ nt d nd|ξ x ks|ο o|οι oi i|ου ou u|π p|ρ r|σ s|ς s|τ t|τζ tz dj j|τσ ts|υ y i u|φ f ph|χ ch h kh x|ψ ps|ω o`)

func indexTranscriptions(table string) map[rune][]transcription {
	m := map[rune][]transcription{}
	for line := range strings.SplitSeq(strings.ReplaceAll(table, "\n", "|"), "|") {
		words := strings.Fields(line)
		for i, w := range words {
			if w == "-" {
				words[i] = ""
			}
		}
		first, _ := utf8.DecodeRuneInString(words[0])
		m[first] = append(m[first], transcription{words[0], words[1:]})
	}
	return m
}

// withSibilants adds е and ё as o behind the letters that are soft by themselves: Горбачёв, Gorbachov.
func withSibilants(m map[rune][]transcription) map[rune][]transcription {
	for _, r := range "жчшщ" {
		for _, vowel := range "её" {
			soft := transcription{from: string(r) + string(vowel)}
			for _, spelled := range m[r][0].latin {
				soft.latin = append(soft.latin, spelled+"o")
			}
			m[r] = append(m[r], soft)
		}
	}
	return m
}

// maxTranscribed is how many letters of a word are compared with a transcription; names have fewer.
const maxTranscribed = 48

// transcribed says whether latin is a customary transcription of word, which is in the alphabet of the table.
func transcribed(word, latin string, table map[rune][]transcription) bool {
	if len(word) > 2*maxTranscribed || len(latin) > 63 {
		return false
	}
	var at [2*maxTranscribed + 1]uint64 // where in latin one may stand having written word up to this byte
	at[0] = 1
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRuneInString(word[i:])
		entries := table[r]
		if entries == nil {
			return false
		}
		if at[i] != 0 {
			for e := range entries {
				if !strings.HasPrefix(word[i:], entries[e].from) {
					continue
				}
				to := &at[i+len(entries[e].from)]
				for _, spelled := range entries[e].latin {
					*to |= stepMask(latin, at[i], spelled)
				}
			}
		}
		i += size
	}
	return at[len(word)]>>len(latin)&1 == 1
}

// stepMask moves every position at which spelled stands behind it.
func stepMask(text string, at uint64, spelled string) (next uint64) {
	if spelled == "" {
		return at
	}
	for i := 0; i+len(spelled) <= len(text); i++ {
		if at>>i&1 == 1 && text[i:i+len(spelled)] == spelled {
			next |= 1 << (i + len(spelled))
		}
	}
	return next
}

// transcriptionOf says whether the Latin token transcribes the other one, letter by letter.
func transcriptionOf(foreign, latin *token) bool {
	table := cyrillicSpellings
	if foreign.script == greek {
		table = greekSpellings
	}
	word := unaccented(foreign)
	if transcribed(word, latin.plain, table) || latin.wide != latin.plain && transcribed(word, latin.wide, table) {
		return true
	}
	single := singled(latin.plain)
	return (single != latin.plain || singled(word) != word) && len(single) >= 4 && transcribed(singledRunes(word), single, table)
}

// unaccented takes the accents off Greek letters.
func unaccented(t *token) string {
	if t.script != greek {
		return t.text
	}
	return greekAccents.Replace(t.text)
}

var greekAccents = strings.NewReplacer("ά", "α", "έ", "ε", "ή", "η", "ί", "ι", "ό", "ο", "ύ", "υ", "ώ", "ω", "ϊ", "ι", "ϋ", "υ", "ΐ", "ι", "ΰ", "υ")

// singledRunes writes doubled letters once.
func singledRunes(s string) string {
	var last rune
	return strings.Map(func(r rune) rune {
		if r == last {
			return -1
		}
		last = r
		return r
	}, s)
}
