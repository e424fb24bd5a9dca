package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// script is the writing system of a token. What has no table of its own is other: such tokens are only compared with
// tokens that are written alike.
type script uint8

const (
	latin    script = 1 << iota
	cyrillic        // read through a table into Latin
	greek           // read through a table into Latin
	armenian        // read through a table into Latin
	hangul
	han
	kana
	other
)

const alphabetic = latin | cyrillic | greek | armenian

// token is one word of a name, normalised: NFKC, lower case, without invisible characters and apostrophes.
type token struct {
	text   string // with its marks
	plain  string // Latin letters without marks, one letter for one letter where possible
	wide   string // the other customary folding (ä to ae, ø to oe, ш to sh); equal to plain when there is none
	quals  string // text without Vietnamese tone marks
	tone   rune   // the Vietnamese tone mark, 0 if none
	script script
	marked bool // text has marks or letters outside a-z
	joined bool // a hyphen, and no space, stands between this token and the one before
}

// side is one form of a name, ready to be compared.
type side struct {
	tokens     []token
	scripts    script
	marked     bool // at least one token is marked
	viet       bool // every token is a Vietnamese syllable, and marks or a family name say that it is Vietnamese
	surelyViet bool // viet, and no Korean or Chinese name is written so
	east       bool // Korean, Chinese or Vietnamese by family name and syllables
	masks      uint32
	forms      []token // legal forms that were taken off
}

// abbreviated writes out María as Spanish registers shorten it, before NFKC makes two letters of the sign.
var abbreviated = strings.NewReplacer("Mª", "María", "M.ª", "María", "mª", "maría")

// normalise applies NFKC and lower case, drops what cannot be seen and turns every sort of white space into a space.
func normalise(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' || c == 0x7f {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	if strings.ContainsRune(s, 'ª') {
		s = abbreviated.Replace(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r == 'İ':
			b.WriteByte('i')
		case r == 'Ș', r == 'ș': // Romanian letters of two encodings
			b.WriteRune('ş')
		case r == 'Ț', r == 'ț':
			b.WriteRune('ţ')
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r >= 0xfe00 && r <= 0xfe0f, r == 0x3164, r == 0x034f,
			r >= 0xe0100 && r <= 0xe01ef:
			// format characters, variation selectors and fillers are drawn as nothing
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func scriptOf(r rune) script {
	switch {
	case r < 0x370:
		return latin
	case r < 0x400:
		return greek
	case r < 0x530:
		return cyrillic
	case r < 0x590:
		return armenian
	case r >= 0x1e00 && r < 0x1f00:
		return latin
	case r >= 0x1f00 && r < 0x2000:
		return greek
	case r >= 0xac00 && r <= 0xd7a3, r >= 0x1100 && r < 0x1200, r >= 0x3130 && r < 0x3190:
		return hangul
	case r >= 0x3040 && r < 0x3100:
		return kana
	case r >= 0x3400 && r < 0xa000, r >= 0xf900 && r < 0xfb00, r >= 0x20000 && r < 0x40000, r == '々':
		return han
	}
	return other
}

// isApostrophe: signs that stand inside a word without parting it (O'Brien, Ba'asyir, Рим'як).
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʾ', 'ʿ', '`', 'ʹ', '′', '´':
		return true
	}
	return false
}

// split cuts normalised text into tokens. ok is false over MaxTokens. legal keeps letters parted by full stops together
// (L.X.C, G.m.b.H.) and reads & as "and".
func split(text string, legal bool) (tokens []token, ok bool) {
	tokens = make([]token, 0, 6)
	start, hyphen := -1, false
	var apostrophes bool
	var now script
	flush := func(end int) {
		if start < 0 {
			return
		}
		word := text[start:end]
		if apostrophes {
			word = strings.Map(func(r rune) rune {
				if isApostrophe(r) {
					return -1
				}
				return r
			}, word)
		}
		if word != "" {
			tokens = append(tokens, token{text: word, script: now, joined: hyphen && len(tokens) > 0})
			hyphen = false
		}
		start, apostrophes, now = -1, false, 0
	}
	for i, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case letter || start >= 0 && unicode.IsMark(r):
			s := scriptOf(r)
			if unicode.IsMark(r) || unicode.IsDigit(r) && now != 0 {
				s = now
			}
			if start >= 0 && now != s && (now|s)&(hangul|han|kana) != 0 {
				if now|s != han|kana && now|s != kana {
					flush(i)
				}
			}
			if start < 0 {
				start, now = i, s
			} else if now != s {
				now |= s
			}
		case isApostrophe(r) && start >= 0:
			apostrophes = true
		case r == '&' && legal:
			flush(i)
			tokens = append(tokens, token{text: "and", script: latin})
			hyphen = false
		default:
			flush(i)
			hyphen = r == '-' || r == '‐' || r == '‑' || r == '–'
		}
		if len(tokens) > 4*MaxTokens {
			return nil, false
		}
	}
	flush(len(text))
	if legal {
		tokens = joinLetters(tokens)
	}
	return tokens, len(tokens) <= MaxTokens
}

// joinLetters makes one token of neighbouring single letters: "s a r l" and "J. P." are sarl and jp.
func joinLetters(tokens []token) []token {
	out := tokens[:0]
	run := false
	for _, t := range tokens {
		single := len(t.text) == 1 && t.text[0] >= 'a' && t.text[0] <= 'z' || len(t.text) == 2 && t.script == cyrillic
		if single && run {
			out[len(out)-1].text += t.text
		} else {
			out = append(out, t)
		}
		run = single
	}
	return out
}

// prepare normalises one form. ok is false when the form is over a limit.
func prepare(kind Kind, f Form) (s side, ok bool) {
	if utf8.RuneCountInString(f.Primary)+utf8.RuneCountInString(f.Secondary) > MaxRunes {
		return side{}, false
	}
	text := f.Primary
	if f.Secondary != "" {
		text += " " + f.Secondary
	}
	text = normalise(text)
	if kind == Natural && strings.IndexByte(text, '/') >= 0 {
		text = childOf.Replace(text)
	}
	s.tokens, ok = split(text, kind == Legal)
	if !ok {
		return side{}, false
	}
	s.finish(kind)
	return s, true
}

// childOf reads the signs of Singapore and Malaysia for "child of" as the particle that binds a name to the father's.
var childOf = strings.NewReplacer(" s/o ", " bin ", " d/o ", " binti ", " a/l ", " bin ", " a/p ", " binti ")

func (s *side) finish(kind Kind) {
	s.scripts, s.marked = 0, false
	for i := range s.tokens {
		t := &s.tokens[i]
		t.fold()
		s.scripts |= t.script
		s.marked = s.marked || t.marked
	}
	s.viet, s.surelyViet = s.isVietnamese()
	if kind == Natural {
		s.east = s.viet || s.isEastAsian()
	}
}

// fold fills the derived spellings of a token.
func (t *token) fold() {
	ascii := true
	for i := 0; i < len(t.text); i++ {
		if t.text[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if t.script == kana {
		t.plain, t.quals = romaji(t.text), t.text
		t.wide = t.plain
		return
	}
	if ascii || t.script&alphabetic == 0 {
		t.plain, t.wide, t.quals = t.text, t.text, t.text
		t.marked = false
		return
	}
	var plain, wide, quals [96]byte
	p, w, q := plain[:0], wide[:0], quals[:0]
	for i, r := range t.text {
		if r < utf8.RuneSelf {
			p, w, q = append(p, byte(r)), append(w, byte(r)), append(q, byte(r))
			continue
		}
		if l, ok := letters[r]; ok {
			if r == 'ı' { // IŞIL in lower case is işil to anybody but a Turkish writer
				r = 'i'
			}
			p, w, q = append(p, l.plain...), append(w, l.wide...), utf8.AppendRune(q, r)
			t.marked = t.marked || t.script == latin
			continue
		}
		parts := norm.NFD.PropertiesString(t.text[i:]).Decomposition()
		if parts == nil {
			parts = []byte(string(r))
		}
		for len(parts) > 0 {
			c, n := utf8.DecodeRune(parts)
			parts = parts[n:]
			switch {
			case c < utf8.RuneSelf:
				p, w, q = append(p, byte(c)), append(w, byte(c)), append(q, byte(c))
			case c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309 || c == 0x323:
				t.tone, t.marked = c, true
			case c >= 0x300 && c < 0x370:
				t.marked = true
				q = utf8.AppendRune(q, c)
				if n := len(w); c == 0x306 && n > 0 && (w[n-1] == 'o' || w[n-1] == 'u') {
					w = append(w[:n-1], 'e', w[n-1]) // McCune-Reischauer: ŏ is eo, ŭ is eu
				} else if len(w) > 0 {
					w = append(w, widened(w[len(w)-1], c)...)
				}
			default:
				if l, ok := letters[c]; ok {
					p, w, q = append(p, l.plain...), append(w, l.wide...), utf8.AppendRune(q, c)
				} else {
					p, w, q = utf8.AppendRune(p, c), utf8.AppendRune(w, c), utf8.AppendRune(q, c)
				}
			}
		}
	}
	t.plain, t.quals = string(p), string(q)
	t.wide = t.plain
	if string(w) != t.plain {
		t.wide = string(w)
	}
}

// widened is what a mark adds to its letter in the customary longer spelling: ä ae, ö oe, ü ue, å aa, š sh, č ch, ž zh.
func widened(base byte, mark rune) string {
	switch {
	case mark == 0x308 && (base == 'a' || base == 'o' || base == 'u'):
		return "e"
	case mark == 0x30a && base == 'a':
		return "a"
	case mark == 0x30c && (base == 's' || base == 'c' || base == 'z'):
		return "h"
	}
	return ""
}

type spelling struct{ plain, wide string }

// letters without a decomposition. Cyrillic: plain is the scientific transliteration without marks, wide the one of
// passports and newspapers (BGN/PCGN, ICAO 9303-3 with kh, ts, zh). The slavic key of latin.go folds the other schemes.
var letters = map[rune]spelling{
	'ß': {"ss", "ss"}, 'ø': {"o", "oe"}, 'æ': {"ae", "ae"}, 'œ': {"oe", "oe"}, 'ł': {"l", "l"}, 'đ': {"d", "d"},
	'ð': {"d", "d"}, 'þ': {"th", "th"}, 'ı': {"i", "i"}, 'ħ': {"h", "h"}, 'ŋ': {"ng", "ng"}, 'ə': {"a", "e"},
	'ŧ': {"t", "t"}, 'ĸ': {"k", "k"}, 'ƒ': {"f", "f"},

	'а': {"a", "a"}, 'б': {"b", "b"}, 'в': {"v", "v"}, 'г': {"g", "g"}, 'ґ': {"g", "g"}, 'д': {"d", "d"},
	'ђ': {"d", "dj"}, 'е': {"e", "e"}, 'ё': {"e", "e"}, 'є': {"e", "ye"}, 'ж': {"z", "zh"}, 'з': {"z", "z"},
	'и': {"i", "i"}, 'й': {"j", "y"}, 'і': {"i", "i"}, 'ї': {"i", "yi"}, 'ј': {"j", "j"}, 'к': {"k", "k"},
	'л': {"l", "l"}, 'љ': {"lj", "lj"}, 'м': {"m", "m"}, 'н': {"n", "n"}, 'њ': {"nj", "nj"}, 'о': {"o", "o"},
	'п': {"p", "p"}, 'р': {"r", "r"}, 'с': {"s", "s"}, 'т': {"t", "t"}, 'ћ': {"c", "c"}, 'у': {"u", "u"},
	'ў': {"u", "w"}, 'ф': {"f", "f"}, 'х': {"h", "kh"}, 'ц': {"c", "ts"}, 'ч': {"c", "ch"}, 'џ': {"dz", "dzh"},
	'ш': {"s", "sh"}, 'щ': {"sc", "shch"}, 'ъ': {"", ""}, 'ы': {"y", "y"}, 'ь': {"", ""}, 'э': {"e", "e"},
	'ю': {"ju", "yu"}, 'я': {"ja", "ya"}, 'ә': {"a", "a"}, 'қ': {"k", "q"}, 'ң': {"n", "ng"}, 'ө': {"o", "o"},
	'ү': {"u", "u"}, 'ұ': {"u", "u"}, 'һ': {"h", "h"}, 'ғ': {"g", "gh"},

	'α': {"a", "a"}, 'β': {"v", "v"}, 'γ': {"g", "g"}, 'δ': {"d", "d"}, 'ε': {"e", "e"}, 'ζ': {"z", "z"},
	'η': {"i", "i"}, 'θ': {"th", "th"}, 'ι': {"i", "i"}, 'κ': {"k", "k"}, 'λ': {"l", "l"}, 'μ': {"m", "m"},
	'ν': {"n", "n"}, 'ξ': {"x", "x"}, 'ο': {"o", "o"}, 'π': {"p", "p"}, 'ρ': {"r", "r"}, 'σ': {"s", "s"},
	'ς': {"s", "s"}, 'τ': {"t", "t"}, 'υ': {"y", "y"}, 'φ': {"f", "f"}, 'χ': {"ch", "ch"}, 'ψ': {"ps", "ps"},
	'ω': {"o", "o"},

	'ա': {"a", "a"}, 'բ': {"b", "b"}, 'գ': {"g", "g"}, 'դ': {"d", "d"}, 'ե': {"e", "ye"}, 'զ': {"z", "z"},
	'է': {"e", "e"}, 'ը': {"y", "e"}, 'թ': {"t", "t"}, 'ժ': {"zh", "zh"}, 'ի': {"i", "i"}, 'լ': {"l", "l"},
	'խ': {"kh", "kh"}, 'ծ': {"ts", "ts"}, 'կ': {"k", "k"}, 'հ': {"h", "h"}, 'ձ': {"dz", "dz"}, 'ղ': {"gh", "gh"},
	'ճ': {"ch", "ch"}, 'մ': {"m", "m"}, 'յ': {"y", "y"}, 'ն': {"n", "n"}, 'շ': {"sh", "sh"}, 'ո': {"o", "vo"},
	'չ': {"ch", "ch"}, 'պ': {"p", "p"}, 'ջ': {"j", "j"}, 'ռ': {"r", "r"}, 'ս': {"s", "s"}, 'վ': {"v", "v"},
	'տ': {"t", "t"}, 'ր': {"r", "r"}, 'ց': {"ts", "ts"}, 'ւ': {"u", "u"}, 'փ': {"p", "p"}, 'ք': {"k", "k"},
	'օ': {"o", "o"}, 'ֆ': {"f", "f"}, 'և': {"ev", "yev"},
}
