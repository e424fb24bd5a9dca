package person

import (
	"strings"
	"unicode/utf8"
)

// The tables of this file are small on purpose: what they leave out costs a Close instead of a Match, never the reverse.

// titles may stand before or after a name without being part of it.
var titles = setOf(`mr mrs ms miss mister dr doctor prof professor sir dame madam madame mme mlle monsieur herr frau senor senora
 don dona sheikh shaikh shaykh sheik haji hajji hadji hajj hon honorable honourable rev reverend fr president prasident ing dipl
 mag msc bsc phd md sr ong ba prince princess general gen col colonel capt captain maj major lt mba esq dato datuk tun`)

// particles join names and carry little; they count only in names that are not Korean, Chinese or Vietnamese.
var particles = setOf(`de del della dela den der des di da das do dos du van von vom zu zum zur af av la le el al ul ad il lo les y e
 ter ten te bin ibn ben bint binti binte bt bte st the`)

// lineage are the particles that bind the name behind them to the father: Ahmad bin Hasan is not Hasan bin Ahmad.
var lineage = setOf("bin ibn ben bint binti binte bt bte")

// variants are classes of spellings of one name, in Latin letters without marks; the first word names the class.
var variants = indexVariants(`muhammad mohammad mohammed mohamed mohamad muhammed muhamad mohamet mahomed
ahmad ahmed ahmet achmad akhmed achmed
hussein husayn hussain husain hossein hosein hussayn
hasan hassan hasen
yusuf yousef youssef yousuf yusef yousif yossef
umar omar omer
uthman othman osman usman
ibrahim ebrahim ibraheem brahim
mahmoud mahmud mahmood mehmood
abdullah abdallah abdulla abdoullah
khalid khaled
said saeed saeid sayed sayyid syed
bashar bachar
ismail ismael esmail
karim kareem
rashid rasheed rachid
jamal gamal djamal
qasim kassem qassem kasim qasem
nasir nasser naser
sulayman suleiman suleyman sulaiman soleiman
usama osama oussama
mustafa mostafa moustafa mustapha
zayd zaid zeid
fatima fatimah fatema
aisha aysha ayesha
ayatollah ayatullah
aleksandr alexander aleksander alexandr oleksandr aliaksandr alyaksandr
alexei aleksei alexey aleksey aleksej alexej
sergei sergey sergej sergi serhii serhiy siarhei
vladimir volodymyr uladzimir wladimir
dmitri dmitry dmitriy dmitrii dmitrij dmytro
mikhail michail mikhailo mykhailo mikhajl
nikolai nikolay nikolaj mykola
yevgeny evgeny evgeni evgenii evgeniy yevgeni yevhen evgenij jewgenij
andrei andrey andrej andrii andriy
yuri yury yuriy iurii iuri jurij yurii
igor ihor
oleg oleh
pavel pavlo
ivan
maxim maksim maksym
konstantin kostiantyn
tatiana tatyana tatjana tetiana
natalia natalya natalja nataliia nataliya
yulia julia iuliia yuliya yuliia
ekaterina yekaterina jekaterina kateryna
elena yelena jelena olena
anastasia anastasiya anastasija
stephen steven stefan
catherine katherine kathryn katharine
friedrich fridrich frederick frederic`)

func indexVariants(table string) map[string]string {
	m := make(map[string]string, 256)
	for line := range strings.SplitSeq(table, "\n") {
		class := ""
		for w := range strings.FieldsSeq(line) {
			if class == "" {
				class = w
			}
			m[w] = class
		}
	}
	return m
}

// frequent are tokens that so many people have that they say little on their own: share in tenths of a full token.
var frequent = map[string]float64{
	"nguyen": .3, "tran": .45, "le": .45, "pham": .5, "hoang": .55, "huynh": .55, "phan": .55, "vu": .55, "vo": .55, "dang": .55,
	"bui": .55, "do": .55, "ho": .55, "ngo": .55, "duong": .55, "ly": .55, "thi": .2, "van": .3, "kim": .4, "lee": .4, "yi": .5, "park": .45,
	"pak": .5, "choi": .5, "jung": .5, "jeong": .5, "kang": .55, "cho": .55, "yoon": .55, "jang": .55, "lim": .55, "ri": .5,
	"wang": .45, "li": .45, "zhang": .45, "liu": .5, "chen": .45, "yang": .5, "huang": .5, "zhao": .55, "wu": .55, "wong": .5, "chan": .5,
	"muhammad": .4, "mohammad": .4, "mohammed": .4, "mohamed": .4, "mohamad": .4, "ahmad": .5, "ahmed": .5, "ali": .5, "abdul": .4,
	"abdullah": .5, "khan": .5, "singh": .45, "kaur": .5, "kumar": .5, "hassan": .6, "hasan": .6, "hussein": .6, "ibrahim": .6,
	"smith": .6, "john": .6, "maria": .55, "jose": .55, "garcia": .6, "silva": .6, "santos": .6, "ivanov": .6, "alexander": .6,
	"sergey": .6, "vladimir": .6, "aleksandr": .6,
}

// weight is how much a token says, 0 to 1.
func weight(t *token) float64 {
	if w, ok := frequent[t.plain]; ok {
		return w
	}
	if isInitial(t) {
		return .3
	}
	return 1
}

func isInitial(t *token) bool {
	return t.script&alphabetic != 0 && (len(t.text) == 1 || utf8.RuneCountInString(t.text) == 1)
}

// isPatronymic: East Slavic and Azeri patronymics, which passports have and everyday use leaves out.
func isPatronymic(t *token) bool {
	if len(t.plain) < 6 {
		return false
	}
	for _, suffix := range [...]string{"ovich", "evich", "ovic", "evic", "ovna", "evna", "ovych", "yevich", "ichna", "ivna", "oglu", "ogly", "kyzy", "qizi"} {
		if strings.HasSuffix(t.plain, suffix) || t.script == cyrillic && strings.HasSuffix(t.wide, suffix) {
			return true
		}
	}
	return false
}

// slavicKey folds the schemes in which Cyrillic is written in Latin letters (scientific, BGN/PCGN, ISO 9, ICAO, French,
// German): the scheme is the writer's, the name is the same. Doubled letters are written once.
func slavicKey(s string) string {
	var buffer [64]byte
	k := buffer[:0]
	put := func(c byte) {
		if n := len(k); n == 0 || k[n-1] != c || c == 'o' || c == 'e' { // oo and ee are sounds of their own: Cook, Cock
			k = append(k, c)
		}
	}
	for i := 0; i < len(s); i++ {
		rest := s[i:]
		skip := func(p string) bool {
			if strings.HasPrefix(rest, p) {
				i += len(p) - 1
				return true
			}
			return false
		}
		switch {
		case skip("shch"), skip("schtsch"), skip("szcz"):
			put('Q')
		case skip("tsch"), skip("tch"), skip("ch"), skip("cz"):
			put('C')
		case skip("sch"), skip("sh"):
			put('S')
		case skip("zh"):
			put('Z')
		case skip("kh"):
			put('h')
		case skip("ts"), skip("tz"):
			put('c')
		case skip("ck"):
			put('k')
		case skip("ks"):
			put('x')
		case skip("yu"), skip("iu"), skip("ju"):
			put('U')
		case skip("ya"), skip("ia"), skip("ja"):
			put('A')
		case i > 0 && (skip("ye") || skip("je")), i == 0 && len(s) > 3 && (skip("ye") || skip("je")):
			put('e')
		case skip("ou"):
			put('u')
		case rest[0] == 'y' || rest[0] == 'j' || rest[0] == 'i':
			put('i')
		case rest[0] == 'w':
			put('v')
		case rest[0] == '\'':
		default:
			put(rest[0])
		}
	}
	return string(k)
}

// singled writes doubled letters once.
func singled(s string) string {
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1] {
			b := append(make([]byte, 0, len(s)), s[:i]...)
			for ; i < len(s); i++ {
				if s[i] != s[i-1] {
					b = append(b, s[i])
				}
			}
			return string(b)
		}
	}
	return s
}

// slips counts typing slips between a and b: letters more, less, other, or neighbours swapped. It gives up above limit and
// returns limit+1. Lengths in characters.
func slips(a, b string, limit int) int {
	var bufferA, bufferB [64]rune
	x, y := appendRunes(bufferA[:0], a), appendRunes(bufferB[:0], b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > limit {
		return limit + 1
	}
	if len(x) == 0 {
		return len(y)
	}
	var rows [3][66]int
	before, last, row := rows[0][:], rows[1][:], rows[2][:]
	if len(y) > 64 {
		before, last, row = make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	}
	for j := 0; j <= len(y); j++ {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], limit+1)
}

func appendRunes(dst []rune, s string) []rune {
	for _, r := range s {
		dst = append(dst, r)
	}
	return dst
}
