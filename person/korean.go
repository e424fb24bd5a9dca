package person

import "strings"

// koreanSurnames: family name in Hangul and its Latin spellings, the customary ones first. Spellings come from common
// use (passports, published names); the Revised Romanisation is always among them. Two-syllable names are written joined.
var koreanSurnames = []struct {
	hangul string
	latin  string // separated by spaces
}{
	{"김", "kim gim ghim keem"}, {"이", "lee yi rhee i li ri rhie ree leigh"}, {"박", "park pak bak bark parke"},
	{"최", "choi choe choy chey"}, {"정", "jung jeong chung jong cheong joung chong"}, {"강", "kang gang khang"},
	{"조", "cho jo joe"}, {"윤", "yoon yun youn"}, {"장", "jang chang zhang"}, {"임", "lim im rim yim leem"},
	{"림", "lim rim leem"}, {"리", "lee ri rhee li ree"}, {"한", "han hahn hann"}, {"오", "oh o"}, {"서", "seo suh so sur"},
	{"신", "shin sin"}, {"권", "kwon gwon kweon"}, {"황", "hwang whang"}, {"안", "ahn an"}, {"송", "song"},
	{"전", "jeon jun chun chon jeun cheon"}, {"홍", "hong"}, {"유", "yoo yu ryu you ryoo yuu"},
	{"류", "ryu yoo yu you ryoo"}, {"고", "ko go koh goh"}, {"문", "moon mun"}, {"양", "yang ryang"}, {"량", "ryang yang"},
	{"손", "son sohn"}, {"배", "bae pae bai pai"}, {"백", "baek paik baik paek back"}, {"허", "heo hur huh her hu"},
	{"남", "nam nahm"}, {"심", "shim sim"}, {"노", "noh roh no ro"}, {"로", "ro roh noh no"}, {"하", "ha hah"},
	{"곽", "kwak gwak kwack"}, {"성", "sung seong song soung"}, {"차", "cha char"}, {"주", "joo ju chu choo"},
	{"우", "woo u wu"}, {"구", "koo gu ku goo"}, {"나", "na ra nah rha la"}, {"라", "ra na la rha"}, {"민", "min"},
	{"진", "jin chin"}, {"지", "ji jee chi"}, {"엄", "eom um uhm ohm"}, {"채", "chae chai"}, {"원", "won weon"},
	{"천", "cheon chun chon"}, {"방", "bang pang"}, {"공", "kong gong"}, {"현", "hyun hyeon hyon"},
	{"함", "ham hahm"}, {"변", "byun byeon byon pyun pyon"}, {"염", "yeom yum yom"}, {"여", "yeo yuh yo"},
	{"추", "choo chu"}, {"도", "do doh to"}, {"소", "so soh"}, {"석", "seok suk sok"}, {"선", "sun seon son"},
	{"설", "seol sul sol"}, {"마", "ma mah"}, {"길", "gil kil"}, {"연", "yeon youn yon yun"}, {"위", "wi wee"},
	{"표", "pyo phyo"}, {"명", "myung myeong myong"}, {"기", "ki gi kee"}, {"반", "ban bahn pan"}, {"왕", "wang"},
	{"금", "keum geum kum"}, {"옥", "ok ock"}, {"육", "yook yuk"}, {"인", "in ihn"}, {"맹", "maeng mang"}, {"제", "je jae"},
	{"모", "mo moh"}, {"탁", "tak tark"}, {"국", "kook guk kuk gook"}, {"어", "eo uh"}, {"은", "eun un"}, {"편", "pyeon pyun"},
	{"용", "yong"}, {"예", "ye yeh"}, {"경", "kyung gyeong kyoung"}, {"봉", "bong pong"}, {"사", "sa"}, {"부", "boo bu"},
	{"가", "ka ga"}, {"복", "bok pok"}, {"태", "tae"}, {"목", "mok"}, {"형", "hyung hyeong"}, {"피", "pi"}, {"두", "doo du"},
	{"감", "gam kam"}, {"음", "eum um"}, {"동", "dong tong"}, {"온", "on ohn"}, {"범", "bum beom"}, {"승", "seung"},
	{"갈", "gal kal"}, {"팽", "paeng"}, {"시", "si shi"}, {"빈", "bin been"}, {"좌", "jwa choa"}, {"견", "gyeon kyun"},
	{"당", "dang tang"}, {"호", "ho"}, {"계", "gye kye"}, {"상", "sang"}, {"려", "ryeo yeo"}, {"단", "dan"}, {"화", "hwa"},
	{"남궁", "namgung namkung namkoong namgoong"}, {"황보", "hwangbo whangbo"}, {"선우", "sunwoo seonu seonwoo sunu"},
	{"제갈", "jegal jaegal chegal jekal"}, {"독고", "dokgo dokko tokko"}, {"사공", "sagong sakong"},
	{"서문", "seomun seomoon suhmoon"}, {"동방", "dongbang"}, {"어금", "eogeum"}, {"망절", "mangjeol"},
}

// koreanSurnameOf maps a Latin spelling to the family names it may stand for (indices into koreanSurnames).
var koreanSurnameOf = indexKoreanSurnames()

func indexKoreanSurnames() map[string][]uint8 {
	m := make(map[string][]uint8, 320)
	for i, s := range koreanSurnames {
		for spelled := range strings.FieldsSeq(s.latin) {
			m[spelled] = append(m[spelled], uint8(i))
		}
	}
	return m
}

// sameKoreanSurname says whether two Latin spellings may be those of one Korean family name.
func sameKoreanSurname(a, b string) bool {
	for _, i := range koreanSurnameOf[a] {
		for _, j := range koreanSurnameOf[b] {
			if i == j {
				return true
			}
		}
	}
	return false
}

// Spellings of the parts of a syllable. The order of the outer lists is that of the Unicode Hangul syllables block.
// "Customary" spellings are those met in passports; the Revised Romanisation and McCune-Reischauer are among them.
var (
	koreanInitials = [19][]string{
		{"g", "k"}, {"kk", "gg", "k", "g"}, {"n"}, {"d", "t"}, {"tt", "dd", "d", "t"}, {"r", "l"}, {"m"}, {"b", "p"},
		{"pp", "bb", "b", "p"}, {"s", "sh"}, {"ss", "s"}, {""}, {"j", "ch"}, {"jj", "j", "ch"}, {"ch"},
		{"k", "kh"}, {"t", "th"}, {"p", "ph"}, {"h"},
	}
	koreanVowels = [21][]string{
		{"a", "ah"}, {"ae", "ai", "e", "ay"}, {"ya", "yah"}, {"yae"}, {"eo", "u", "o", "uh"}, {"e", "ae", "ay"},
		{"yeo", "yu", "you", "yo", "yeou", "yuh"}, {"ye", "yeh", "yae", "e"}, {"o", "oh"}, {"wa"}, {"wae", "oae"},
		{"oe", "oi", "we", "wae", "eoi"}, {"yo", "yoh"}, {"u", "oo", "ou"}, {"wo", "weo", "wu", "uo"}, {"we"},
		{"wi", "wee", "ui"}, {"yu", "yoo", "you"}, {"eu", "u", "oo"}, {"ui", "eui", "ee", "i", "yi", "ii"}, {"i", "ee", "y"},
	}
	koreanFinals = [28][]string{
		{""}, {"k", "g", "ck"}, {"k", "g"}, {"k"}, {"n"}, {"n"}, {"n"}, {"t", "d"}, {"l", "r", "ll"}, {"k", "lg"},
		{"m", "lm"}, {"l", "lb"}, {"l"}, {"l"}, {"p"}, {"l"}, {"m"}, {"p", "b"}, {"p"}, {"t", "s"}, {"t", "s"}, {"ng"},
		{"t", "j"}, {"t", "ch"}, {"k"}, {"t"}, {"p"}, {"t", "h"},
	}
)

// koreanWhole are syllables with a customary spelling that no rule on their parts gives.
var koreanWhole = map[rune]string{
	'우': "woo wu", '이': "yi lee rhee", '원': "one", '유': "yoo", '희': "hee hi hui", '의': "eui e", '현': "hyun", '영': "young",
	'승': "seoung sung", '은': "un en", '선': "sun", '혁': "hyuk", '식': "shik", '신': "shin", '심': "shim", '준': "june joon",
	'림': "rim leem", '란': "ran lan nan", '련': "yeon ryun", '률': "yul", '율': "yool", '룡': "yong", '례': "rye ye", '리': "lee ri",
	'철': "chul", '석': "suk", '애': "ai", '형': "hyung", '루': "lou ru", '라': "la na", '빈': "been", '진': "jean gene jin",
	'수': "soo", '후': "hoo who", '주': "joo", '두': "doo", '구': "koo", '쥬': "ju", '윤': "yune", '훈': "hoon", '흥': "heung hung",
	'별': "byul", '솔': "sol", '샘': "sam", '제': "jae", '재': "jay", '혜': "hae hea", '해': "hea",
}

// koreanRare are spellings that are met for a syllable, and are another one's to most writers.
var koreanRare = map[rune]string{'용': "young"}

// spelledPrefixes adds to at the ends of every spelling of syllable that stands at position from of text. A spelling must
// not run over a cut: a position where the writer put a space or a hyphen. rare allows the spellings that are those of other
// vowels to most writers.
func spelledPrefixes(text string, from int, syllable rune, cuts, at *positions, rare bool) {
	index := int(syllable) - 0xac00
	if index < 0 || index >= 11172 {
		return
	}
	for _, first := range koreanInitials[index/588] {
		if !strings.HasPrefix(text[from:], first) {
			continue
		}
		vowelAt := from + len(first)
		for _, vowel := range koreanVowels[index/28%21] {
			if !strings.HasPrefix(text[vowelAt:], vowel) || !rare && rareVowel(index, vowel) {
				continue
			}
			if first == "sh" && !strings.ContainsAny(vowel[:1], "iye") {
				continue
			}
			finalAt := vowelAt + len(vowel)
			for _, final := range koreanFinals[index%28] {
				if strings.HasPrefix(text[finalAt:], final) {
					at.addWithin(from, finalAt+len(final), cuts)
				}
			}
		}
	}
	if rare {
		addSpelled(text, from, koreanRare[syllable], cuts, at)
	}
	addSpelled(text, from, koreanWhole[syllable], cuts, at)
}

// addSpelled adds to at the end of each of the spellings, separated by spaces, that stands at from.
func addSpelled(text string, from int, spellings string, cuts, at *positions) {
	for spelled := range strings.FieldsSeq(spellings) {
		if strings.HasPrefix(text[from:], spelled) {
			at.addWithin(from, from+len(spelled), cuts)
		}
	}
}

// rareVowel: o for 어, and yo for 여 and 영, are what is left of McCune-Reischauer without its breve. To others they are 오 and
// 요. And u at the end of a syllable is 우 (Su is 수), though it is customary for 어 before a consonant (Jung, Sung).
func rareVowel(index int, vowel string) bool {
	const eo, yeo, open, ng, silent = 4, 6, 0, 21, 11
	switch index / 28 % 21 {
	case eo:
		return vowel == "o" || vowel == "u" && index%28 == open
	case yeo:
		return vowel == "yo" && index/588 == silent && (index%28 == open || index%28 == ng)
	}
	return false
}

// positions is a set of byte offsets into a romanised name; maxRomanised bounds the names it can hold.
type positions [4]uint64

const maxRomanised = 255

func (p *positions) add(i int)      { p[i>>6] |= 1 << (i & 63) }
func (p *positions) has(i int) bool { return p[i>>6]&(1<<(i&63)) != 0 }
func (p *positions) empty() bool    { return *p == positions{} }

// addWithin adds to, unless a cut lies between from and to.
func (p *positions) addWithin(from, to int, cuts *positions) {
	for i := from + 1; i < to; i++ {
		if cuts.has(i) {
			return
		}
	}
	p.add(to)
}

// romanisedKorean says whether the Latin tokens spell the Hangul name: all its syllables in order, the family name
// first or last.
//
// Close is a spelling that most writers would mean another name by.
func romanisedKorean(name []rune, tokens []token) Verdict {
	if len(name) == 0 || len(name) > 32 {
		return NoMatch
	}
	text, cuts, ok := joinPlain(tokens)
	switch wide, wideCuts, okWide := joinWide(tokens); {
	case ok && romanisedText(text, &cuts, name, false), okWide && romanisedText(wide, &wideCuts, name, false):
		return Match
	case ok && romanisedText(text, &cuts, name, true):
		return Close
	}
	return NoMatch
}

func romanisedText(text string, cuts *positions, name []rune, rare bool) bool {
	for _, length := range []int{1, 2} {
		if length > len(name) || length == 2 && (len(name) < 3 || !isKoreanCompound(string(name[:2]))) {
			continue
		}
		family, given := string(name[:length]), name[length:]
		if spelledKorean(text, cuts, family, given, true, rare) || spelledKorean(text, cuts, family, given, false, rare) {
			return true
		}
	}
	return false
}

func isKoreanCompound(s string) bool {
	for i := len(koreanSurnames) - 1; i >= 0 && len(koreanSurnames[i].hangul) == 6; i-- {
		if koreanSurnames[i].hangul == s {
			return true
		}
	}
	return false
}

func spelledKorean(text string, cuts *positions, family string, given []rune, familyFirst, rare bool) bool {
	var at positions
	at.add(0)
	if familyFirst {
		at = stepFamily(text, at, family, cuts, rare)
	}
	for _, syllable := range given {
		at = stepSyllable(text, at, syllable, cuts, rare)
		if at.empty() {
			return false
		}
	}
	if !familyFirst {
		at = stepFamily(text, at, family, cuts, rare)
	}
	return at.has(len(text))
}

func stepSyllable(text string, at positions, syllable rune, cuts *positions, rare bool) (next positions) {
	for i := 0; i <= len(text); i++ {
		if at.has(i) {
			spelledPrefixes(text, i, syllable, cuts, &next, rare)
		}
	}
	return next
}

func stepFamily(text string, at positions, family string, cuts *positions, rare bool) (next positions) {
	known := false
	for _, s := range koreanSurnames {
		if s.hangul != family {
			continue
		}
		known = true
		for spelled := range strings.FieldsSeq(s.latin) {
			for i := 0; i <= len(text); i++ {
				if at.has(i) && strings.HasPrefix(text[i:], spelled) {
					next.addWithin(i, i+len(spelled), cuts)
				}
			}
		}
	}
	if known && len(family) == 3 {
		return next
	}
	// A family name outside the table, or a compound one written apart (Nam Gung), is spelled like its syllables.
	for _, syllable := range family {
		at = stepSyllable(text, at, syllable, cuts, rare)
	}
	for i := range next {
		next[i] |= at[i]
	}
	return next
}

// joinPlain writes tokens one after the other and marks where they meet.
func joinPlain(tokens []token) (text string, cuts positions, ok bool) {
	n := 0
	for i := range tokens {
		n += len(tokens[i].plain)
	}
	if n > maxRomanised {
		return "", cuts, false
	}
	var b strings.Builder
	b.Grow(n)
	for i := range tokens {
		b.WriteString(tokens[i].plain)
		cuts.add(b.Len())
	}
	return b.String(), cuts, true
}

// joinWide is joinPlain of the longer customary spellings; ok is false when there is none.
func joinWide(tokens []token) (text string, cuts positions, ok bool) {
	for i := range tokens {
		ok = ok || tokens[i].wide != tokens[i].plain
	}
	if !ok {
		return "", cuts, false
	}
	wide := make([]token, len(tokens))
	for i := range tokens {
		wide[i].plain = tokens[i].wide
	}
	return joinPlain(wide)
}

// koreanKey folds the spellings of given names that stand for one syllable only: joon and jun, young and yeong. What is
// ambiguous (sun: 선 or 순; jung: 정 or 중) is left as it is.
func koreanKey(s string) string {
	if s == "soon" {
		return s
	}
	return koreanFolds.Replace(s)
}

// strings.Replacer takes the first pattern that fits at a place, so longer ones come first.
var koreanFolds = strings.NewReplacer("young", "yeong", "hyun", "hyeon", "kyung", "gyeong", "kyoung", "gyeong",
	"myung", "myeong", "byung", "byeong", "hyung", "hyeong", "hyuk", "hyeok", "chul", "cheol", "seoung", "seung", "soon", "soon",
	"shin", "sin", "shik", "sik", "woo", "u", "wu", "u", "oo", "u", "ee", "i", "hui", "hi", "eui", "ui", "k", "g")

func isKoreanSurname(s string) bool { return len(koreanSurnameOf[s]) > 0 }

// koreanEnds: a Korean family name stands first or last.
func koreanEnds(tokens []token) bool {
	return isKoreanSurname(tokens[0].plain) || isKoreanSurname(tokens[len(tokens)-1].plain)
}

// maxShared bounds the words that sharesHangul looks at.
const maxShared = 24

// sharesHangul says whether some Hangul is written as a and as b: sung and seong may both be 성. It need not be: sung may be 승.
func sharesHangul(a, b string) bool {
	if len(a) > maxShared || len(b) > maxShared {
		return false
	}
	var reach [maxShared + 1]uint32 // by place in a, the places in b that the same syllables lead to
	reach[0] = 1
	for i := range len(a) {
		for j := range len(b) {
			if reach[i]>>j&1 == 1 {
				stepShared(a, b, i, j, &reach)
			}
		}
	}
	return reach[len(a)]>>len(b)&1 == 1
}

// stepShared adds what one more syllable leads to.
func stepShared(a, b string, i, j int, reach *[maxShared + 1]uint32) {
	for _, initial := range koreanInitials {
		eachShared(a, b, i, j, initial, func(vowelA, vowelB int) {
			for _, vowel := range koreanVowels {
				eachShared(a, b, vowelA, vowelB, vowel, func(finalA, finalB int) {
					for _, final := range koreanFinals {
						eachShared(a, b, finalA, finalB, final, func(endA, endB int) { reach[endA] |= 1 << endB })
					}
				})
			}
		})
	}
}

// eachShared calls next behind every pair of spellings that stand at i of a and at j of b.
func eachShared(a, b string, i, j int, spellings []string, next func(i, j int)) {
	for _, x := range spellings {
		if !strings.HasPrefix(a[i:], x) {
			continue
		}
		for _, y := range spellings {
			if strings.HasPrefix(b[j:], y) {
				next(i+len(x), j+len(y))
			}
		}
	}
}

// hanjaSurnames are the Chinese characters of Korean family names: the syllable, then the characters it may be.
const hanjaSurnames = `김金 이李異 리李 박朴 최崔 정鄭丁程 강姜康 조趙曺曹 윤尹 장張章莊 임林任 림林 한韓 오吳 서徐 신申辛愼 권權 황黃 안安 송宋 전全田錢 홍洪 유柳劉兪庾 류柳 고高 문文 양梁楊 량梁 손孫 배裵裴 백白 허許 남南 심沈 노盧魯 로盧 하河
 곽郭 성成 차車 주朱周 우禹 구具丘 나羅 라羅 민閔 진陳秦晉 지池智 엄嚴 채蔡 원元 천千天 방方房 공孔 현玄 함咸 변卞邊 염廉 여呂余 추秋 도都陶 소蘇邵 석石昔 선宣 설薛 마馬 길吉 연延 위魏韋 표表 명明 기奇 반潘班 왕王 금琴 옥玉 육陸 인印 맹孟 제諸 모牟毛 탁卓 국國 어魚 은殷 편片 용龍 예芮 경景慶 봉奉
 사史 부夫 복卜 태太 목睦 형邢 피皮 두杜 감甘 동董 온溫 승承 갈葛 팽彭 시施 빈賓 호扈 단段 남궁南宮 황보皇甫 선우鮮于 제갈諸葛 독고獨孤 사공司空 서문西門 동방東方`

var hanjaSurnameOf = indexHanja()

func indexHanja() map[string]string {
	m := map[string]string{}
	for group := range strings.FieldsSeq(hanjaSurnames) {
		n := strings.IndexFunc(group, func(r rune) bool { return scriptOf(r) == han })
		m[group[:n]] = simplify(group[n:])
	}
	return m
}

// sameHanja says whether the family name in Hangul may be the one in Chinese characters. Given names are only as long as each
// other: their readings are in no table here.
func sameHanja(korean, chinese *side) bool {
	name, characters := runesOf(korean), []rune(simplify(joinText(chinese)))
	if len(name) != len(characters) {
		return false
	}
	if len(name) > 2 && hanjaSurnameOf[string(name[:2])] == string(characters[:2]) {
		return true
	}
	return strings.ContainsRune(hanjaSurnameOf[string(name[:1])], characters[0])
}
