package person

import "strings"

// japaneseSurnames: family names in Kanji (new forms, as newForms leaves them) and their readings in Hepburn, long vowels unwritten.
// The hundred most frequent and others; the readings are those of most bearers, never all.
var japaneseSurnames = indexJapaneseSurnames(`佐藤 sato|鈴木 suzuki|高橋 takahashi|田中 tanaka|伊藤 ito|渡辺 watanabe|山本 yamamoto|中村 nakamura|小林 kobayashi|加藤 kato|吉田 yoshida|山田 yamada
佐々木 sasaki|山口 yamaguchi|松本 matsumoto|井上 inoe|木村 kimura|林 hayashi|斎藤 saito|斉藤 saito|清水 shimizu|山崎 yamazaki yamasaki|森 mori|池田 ikeda|橋本 hashimoto|阿部 abe|石川 ishikawa
山下 yamashita|中島 nakajima nakashima|石井 ishi|小川 ogawa|前田 maeda|岡田 okada|長谷川 hasegawa|藤田 fujita|後藤 goto|近藤 kondo|村上 murakami|遠藤 endo|青木 aoki|坂本 sakamoto|福田 fukuda
太田 ota|西村 nishimura|藤井 fuji|金子 kaneko|岡本 okamoto|藤原 fujiwara|三浦 miura|中野 nakano|中川 nakagawa|原田 harada|松田 matsuda|竹内 takeuchi|小野 ono|田村 tamura|中山 nakayama
和田 wada|石田 ishida|森田 morita|上田 ueda|原 hara|内田 uchida|柴田 shibata|酒井 sakai|宮崎 miyazaki|横山 yokoyama|高木 takagi|安藤 ando|宮本 miyamoto|大野 ono|小島 kojima|谷口 taniguchi
今井 imai|工藤 kudo|高田 takada takata|増田 masuda|丸山 maruyama|杉山 sugiyama|村田 murata|大塚 otsuka|新井 arai|小山 koyama oyama|平野 hirano|藤本 fujimoto|河野 kono kawano|上野 ueno|野口 noguchi
武田 takeda|松井 matsui|千葉 chiba|菅原 sugawara|岩崎 iwasaki|久保 kubo|木下 kinoshita|佐野 sano|野村 nomura|松尾 matsuo|市川 ichikawa|菊地 kikuchi|菊池 kikuchi|杉本 sugimoto|古川 furukawa
大西 onishi|島田 shimada|水野 mizuno|桜井 sakurai|高野 takano|渡部 watanabe watabe|吉川 yoshikawa kikkawa|山内 yamauchi|西田 nishida|飯田 ida|西川 nishikawa|小松 komatsu|北村 kitamura|安田 yasuda
五十嵐 igarashi|川口 kawaguchi|平田 hirata|関 seki|中田 nakata nakada|久保田 kubota|服部 hattori|東 azuma higashi|岩田 iwata|土屋 tsuchiya|川崎 kawasaki|福島 fukushima|本田 honda|辻 tsuji|樋口 higuchi
秋山 akiyama|田口 taguchi|永井 nagai|山中 yamanaka|中西 nakanishi|吉村 yoshimura|川上 kawakami|石原 ishihara|大橋 ohashi|松岡 matsuoka|馬場 baba|浜田 hamada|森本 morimoto|星野 hoshino|矢野 yano
浅野 asano|大島 oshima|吉岡 yoshioka|鎌田 kamata|野田 noda|小池 koike|須藤 sudo|田辺 tanabe|尾崎 ozaki|黒田 kuroda|堀 hori|伊東 ito|大田 ota|本間 honma|難波 nanba|児玉 kodama|荒木 araki
東海林 shoji tokairin|勅使河原 teshigawara|長嶋 nagashima|二宮 ninomiya|大谷 otani|広瀬 hirose|栗原 kurihara|沢田 sawada|関口 sekiguchi|福井 fukui|三宅 miyake|内藤 naito|片山 katayama|白石 shiraishi
松下 matsushita|早川 hayakawa|桑原 kuwabara kuwahara|吉野 yoshino|奥村 okumura|神田 kanda|望月 mochizuki|川村 kawamura|成田 narita|津田 tsuda|黒沢 kurosawa|北川 kitagawa|榎本 enomoto|菅野 kanno sugano|管野 kanno`)

// japaneseReadings: characters of given names and what they are read as there, on and kun together, Hepburn, long vowels
// unwritten. A name reads each in one of these ways, or in others that nobody can know: so the answer is Close at best.
var japaneseReadings = indexJapaneseReadings(`一 ichi i kazu hajime hito|二 ji ni|三 zo san mi|四 shi|五 go itsu|六 roku|七 nana|八 hachi ya|九 kyu|十 ju|千 chi sen|万 ma|太 ta tai futoshi|郎 ro|朗 ro akira|次 ji tsugu|治 ji haru osamu|司 ji shi tsukasa|史 shi fumi
志 shi|士 shi ji|子 ko|美 mi yoshi|香 ka kaori|花 hana ka|華 ka hana|奈 na|菜 na|那 na|乃 no|恵 e megumi kei|江 e|絵 e|代 yo|世 yo se|也 ya nari|哉 ya|矢 ya|弥 ya mi|夫 o|男 o|雄 o yu|生 o ki sei|人 to hito jin
斗 to|翔 sho kakeru to|大 dai hiro o masaru|輔 suke|介 suke|助 suke|祐 yu suke|佑 yu suke|亮 ryo akira suke|涼 ryo|良 ryo yoshi|遼 ryo haruka|凌 ryo|龍 ryu tatsu|竜 ryu tatsu|隆 takashi taka ryu|孝 takashi taka ko|貴 taka ki
高 taka|崇 takashi taka|敬 takashi kei|俊 shun toshi|敏 toshi satoshi|利 toshi|年 toshi|寿 toshi hisa kazu|智 tomo satoshi chi|知 tomo chi|友 tomo yu|朋 tomo|和 kazu|健 ken takeshi take|賢 ken satoshi|謙 ken|憲 ken nori|研 ken
剛 takeshi go tsuyoshi|武 takeshi take mu|猛 takeshi|毅 takeshi tsuyoshi ki|直 nao tadashi|尚 nao hisashi sho|正 masa tadashi sho|政 masa|雅 masa miyabi|昌 masa|真 ma shin makoto masa|誠 makoto sei masa|実 minoru mi|信 nobu shin makoto|伸 nobu shin
展 nobu|宣 nobu|延 nobu|進 susumu shin|晋 shin susumu|新 shin arata|慎 shin|心 kokoro shin|明 akira aki mei|昭 aki akira sho|秋 aki|晃 akira ko|彰 akira sho|章 akira sho fumi|哲 tetsu satoshi|徹 toru tetsu|透 toru|聡 satoshi so|悟 satoru go
学 manabu gaku|博 hiro hiroshi haku|浩 hiro hiroshi ko|弘 hiro hiroshi ko|広 hiro|裕 yu hiro hiroshi|洋 hiro yo hiroshi|宏 hiro hiroshi ko|寛 hiro hiroshi kan|啓 kei hiro|圭 kei|慶 kei yoshi|恵 kei|佳 kei ka yoshi|義 yoshi|好 yoshi|吉 yoshi kichi|芳 yoshi
幸 yuki ko sachi|雪 yuki|由 yu yoshi|有 yu ari|優 yu masaru yuko|勇 yu isamu|悠 yu haruka|結 yu yui|唯 yui|愛 ai mana|藍 ai|葵 aoi|彩 aya sa|綾 aya|文 fumi aya|春 haru|晴 haru sei|陽 yo haru hi akira|遥 haruka|光 hikari mitsu hikaru ko|輝 ki teru akira hikaru
照 teru|希 ki nozomi mare|樹 ki itsuki ju|紀 ki nori|規 nori ki|則 nori|典 nori|徳 nori toku|康 yasu ko yasushi|泰 yasu tai|靖 yasu yasushi|安 yasu an|保 yasu tamotsu|咲 saki sa|沙 sa|紗 sa|早 sa|里 ri sato|理 ri osamu|莉 ri|梨 ri|璃 ri|利 ri|律 ritsu
凛 rin|蓮 ren|廉 ren|玲 rei|礼 rei|麗 rei|怜 rei|留 ru|瑠 ru|桜 sakura|楓 kaede|梓 azusa|渚 nagisa|海 kai umi|空 sora ku|大 hiro|拓 taku hiroshi|卓 taku suguru|匠 takumi sho|巧 takumi|京 kyo|恭 kyo yasu|今 ima|修 shu osamu|秀 hide shu|英 hide ei|栄 ei sakae
衛 e|永 ei naga|純 jun|淳 jun atsushi|潤 jun|順 jun|準 jun|隼 hayato shun|駿 shun hayao|瞬 shun|敦 atsu atsushi|篤 atsu atsushi|厚 atsu|勝 katsu masaru|克 katsu|豊 yutaka toyo|茂 shigeru shige|繁 shigeru shige|重 shige|成 nari shige sei|清 kiyo kiyoshi sei|静 shizu shizuka
節 setsu|久 hisa|絢 aya|麻 ma asa|摩 ma|茉 ma|舞 mai|月 tsuki|奈 na|夏 natsu ka|冬 fuyu|南 minami|未 mi|海 mi|実 mi|歩 ayumu ayumi ho|穂 ho|帆 ho|萌 moe|恵 emi|百 momo yuri|桃 momo|若 waka|和 wa|洸 ko|航 ko wataru|功 ko isao|耕 ko|公 ko kimi|君 kimi|宗 so mune|壮 so|颯 so
蒼 so ao|創 so|総 so|達 tatsu|辰 tatsu|鉄 tetsu|仁 hitoshi jin|均 hitoshi|等 hitoshi|守 mamoru|満 mitsuru mitsu|充 mitsuru|稔 minoru|望 nozomi|昇 noboru sho|登 noboru to|升 sho|翼 tsubasa|強 tsuyoshi|努 tsutomu|勉 tsutomu|務 tsutomu|肇 hajime|元 gen moto|源 gen|玄 gen`)

func indexJapaneseSurnames(table string) map[string][]string {
	m := map[string][]string{}
	for line := range strings.SplitSeq(strings.ReplaceAll(table, "\n", "|"), "|") {
		words := strings.Fields(line)
		m[expandMark(simplify(words[0]))] = words[1:]
	}
	return m
}

func indexJapaneseReadings(table string) map[rune][]string {
	m := map[rune][]string{}
	for line := range strings.SplitSeq(strings.ReplaceAll(table, "\n", "|"), "|") {
		words := strings.Fields(line)
		for _, r := range simplify(words[0]) {
			m[r] = append(m[r], words[1:]...)
		}
	}
	return m
}

// japaneseLatin are the Latin spellings of the family names, without long vowels.
var japaneseLatin = indexJapaneseLatin()

func indexJapaneseLatin() map[string]bool {
	m := map[string]bool{}
	for _, readings := range japaneseSurnames {
		for _, r := range readings {
			if key, ok := readRomaji(r); ok {
				m[key.short] = true
			}
		}
	}
	return m
}

// expandMark writes the repetition mark out: 佐々木 is 佐佐木.
func expandMark(s string) string {
	if !strings.ContainsRune(s, '々') {
		return s
	}
	var last rune
	return strings.Map(func(r rune) rune {
		if r == '々' && last != 0 {
			return last
		}
		last = r
		return r
	}, s)
}

// readJapanese compares a name in Kanji, perhaps with kana in it, with Latin letters or kana. That it can be read so proves
// nothing, as Kanji have several readings and many names are read alike: the answer is Close. ok is false when it cannot.
func readJapanese(a, b, kanji, read *side) (out outcome, ok bool) {
	text := ""
	var whole strings.Builder
	for i := range read.tokens {
		key, ok := readRomaji(romajiText(&read.tokens[i]))
		if !ok {
			return outcome{}, false
		}
		whole.WriteString(key.short)
	}
	if text = whole.String(); len(text) > 63 {
		return outcome{}, false
	}
	name := []rune(expandMark(simplify(joinText(kanji))))
	for n := min(4, len(name)-1); n > 0; n-- {
		for _, family := range japaneseSurnames[string(name[:n])] {
			key, _ := readRomaji(family)
			if rest, found := strings.CutPrefix(text, key.short); found && spelledJapanese(rest, name[n:]) {
				return notShown(a, b), true
			}
			if rest, found := strings.CutSuffix(text, key.short); found && spelledJapanese(rest, name[n:]) {
				return notShown(a, b), true
			}
		}
	}
	return outcome{}, false
}

func notShown(a, b *side) outcome {
	return outcome{verdict: Close, score: .7, reason: Ambiguous, pairs: []pair{{joinText(a), joinText(b), Ambiguous, .7}}}
}

// spelledJapanese: the characters can be read as text. Kana in the name is read as it sounds.
func spelledJapanese(text string, given []rune) bool {
	at := uint64(1)
	for i := 0; i < len(given) && at != 0; i++ {
		next := uint64(0)
		if scriptOf(given[i]) == kana {
			end := i + 1
			for end < len(given) && scriptOf(given[end]) == kana {
				end++
			}
			key, ok := readRomaji(romaji(string(given[i:end])))
			if !ok {
				return false
			}
			at, i = stepMask(text, at, key.short), end-1
			continue
		}
		for _, reading := range japaneseReadings[given[i]] {
			next |= stepMask(text, at, reading)
		}
		at = next
	}
	return text != "" && at>>len(text)&1 == 1
}

// romajiKey is a word in Latin letters read as Japanese: one spelling for Hepburn and Kunrei.
type romajiKey struct {
	long  string // long vowels marked
	short string // long vowels as if they were short, as passports have them
}

// onsets of morae, longer ones first: as written, and as Hepburn has it, before i, before u, and before the other vowels.
var romajiOnsets = [...]struct{ written, i, u, rest string }{
	{"tch", "qch", "qch", "qch"}, {"cch", "qch", "qch", "qch"}, {"sh", "sh", "sh", "sh"}, {"sy", "", "sh", "sh"}, {"ch", "ch", "ch", "ch"}, {"ty", "", "ch", "ch"}, {"cy", "", "ch", "ch"},
	{"ts", "", "ts", ""}, {"ky", "", "ky", "ky"}, {"ny", "", "ny", "ny"}, {"hy", "", "hy", "hy"}, {"my", "", "my", "my"}, {"ry", "", "ry", "ry"}, {"gy", "", "gy", "gy"},
	{"zy", "", "j", "j"}, {"jy", "", "j", "j"}, {"dy", "", "j", "j"}, {"by", "", "by", "by"}, {"py", "", "py", "py"}, {"dz", "j", "z", ""},
	{"k", "k", "k", "k"}, {"s", "sh", "s", "s"}, {"t", "ch", "ts", "t"}, {"n", "n", "n", "n"}, {"h", "h", "f", "h"}, {"f", "f", "f", "f"}, {"m", "m", "m", "m"}, {"y", "", "y", "y"},
	{"r", "r", "r", "r"}, {"w", "", "", "w"}, {"g", "g", "g", "g"}, {"z", "j", "z", "z"}, {"j", "j", "j", "j"}, {"d", "j", "z", "d"}, {"b", "b", "b", "b"}, {"p", "p", "p", "p"}, {"", "-", "-", "-"},
}

// readRomaji reads word, lower case, with - or a macron or circumflex behind a long vowel. ok is false when it is not Japanese
// mora by mora.
func readRomaji(word string) (key romajiKey, ok bool) {
	if word == "" || len(word) > 63 {
		return key, false
	}
	var bufferLong, bufferShort [96]byte
	long, short := bufferLong[:0], bufferShort[:0]
	put := func(s string) { long, short = append(long, s...), append(short, s...) }
	for i := 0; i < len(word); {
		rest := word[i:]
		if n := len(rest); n > 1 && rest[0] == rest[1] && strings.IndexByte("kstpgzdbcf", rest[0]) >= 0 {
			put("q")
			i++
			continue
		}
		if rest[0] == 'n' && (len(rest) == 1 || strings.IndexByte("aiueoy", rest[1]) < 0) ||
			rest[0] == 'm' && len(rest) > 1 && strings.IndexByte("bmp", rest[1]) >= 0 {
			put("n")
			i++
			continue
		}
		n := readMora(rest, put)
		if n == 0 {
			return romajiKey{}, false
		}
		i += n
		vowel := word[i-1]
		if n = longAfter(word[i:], vowel); n > 0 {
			long = append(long, '-')
			i += n
		}
	}
	return romajiKey{string(long), string(short)}, true
}

// readMora reads one onset and vowel, and returns how long they are; 0 if there is none.
func readMora(rest string, put func(string)) int {
	for i := range romajiOnsets {
		o := &romajiOnsets[i]
		n := len(o.written)
		if !strings.HasPrefix(rest, o.written) || len(rest) == n {
			continue
		}
		onset := o.rest
		switch rest[n] {
		case 'i':
			onset = o.i
		case 'u':
			onset = o.u
		case 'a', 'o', 'e':
		default:
			continue
		}
		if onset == "" {
			continue
		}
		if onset != "-" {
			put(onset)
		}
		put(rest[n : n+1])
		return n + 1
	}
	return 0
}

// longAfter is the length of what makes the vowel before it long: ou, oo, oh, uu, ii, aa, ee, a bar, a macron or circumflex.
func longAfter(rest string, vowel byte) int {
	switch {
	case strings.HasPrefix(rest, "-"):
		return 1
	case strings.HasPrefix(rest, "\u0304"), strings.HasPrefix(rest, "\u0302"):
		return 2
	case rest == "":
		return 0
	case rest[0] == vowel, vowel == 'o' && rest[0] == 'u':
		return 1
	case vowel == 'o' && rest[0] == 'h' && (len(rest) == 1 || strings.IndexByte("aiueoy", rest[1]) < 0):
		return 1
	}
	return 0
}

// romajiText is what readRomaji reads of a token: kana in Latin letters, Latin letters with their macrons.
func romajiText(t *token) string {
	if t.script == kana {
		return romajiWith(t.text, "-")
	}
	return t.quals
}

// inKatakana writes hiragana as katakana.
func (s *side) inKatakana() side {
	out := *s
	out.tokens = make([]token, len(s.tokens))
	for i, t := range s.tokens {
		t.text = strings.Map(func(r rune) rune {
			if r >= 'ぁ' && r <= 'ゖ' {
				return r + 'ァ' - 'ぁ'
			}
			return r
		}, t.text)
		out.tokens[i] = t
	}
	return out
}

// japaneseness of a comparison of words.
type japaneseness uint8

const (
	unasked  japaneseness = iota
	japanese              // every word reads as Japanese, and a known family name stands at an end
	perhaps               // every word reads as Japanese
	not
)

// japanese says how Japanese both sides look. It is found once, when a word has no equal partner.
func (w *words) japanese() japaneseness {
	if w.japan == unasked {
		w.japan = not
		if w.kind == Natural && !w.viet && (w.a.scripts|w.b.scripts)&^(latin|kana) == 0 && readsJapanese(w.ta) && readsJapanese(w.tb) {
			w.japan = perhaps
			if japaneseEnds(w.ta) || japaneseEnds(w.tb) {
				w.japan = japanese
			}
		}
	}
	return w.japan
}

func readsJapanese(tokens []token) bool {
	for i := range tokens {
		if _, ok := readRomaji(romajiText(&tokens[i])); !ok {
			return false
		}
	}
	return true
}

func japaneseEnds(tokens []token) bool {
	first, _ := readRomaji(romajiText(&tokens[0]))
	last, _ := readRomaji(romajiText(&tokens[len(tokens)-1]))
	return japaneseLatin[first.short] || japaneseLatin[last.short]
}

// sameRomaji compares two words of names that read as Japanese. In Latin letters alone, a long vowel that only one side writes
// is Ambiguous (Yuki, Yuuki); read is false when one of them is not Japanese; kana says more than Latin letters, which may leave its long vowels out but add none.
func sameRomaji(a, b *token, how japaneseness) (reason Reason, read bool) {
	x, okX := readRomaji(romajiText(a))
	y, okY := readRomaji(romajiText(b))
	if !okX || !okY {
		return None, false
	}
	if x.short != y.short {
		return None, true
	}
	if a.script == kana {
		a, b, x, y = b, a, y, x
	}
	switch {
	case b.script == kana && (x.long == y.long || x.long == x.short):
		return Romanised, true
	case b.script == kana:
		return None, true
	case x.long == y.long && how == japanese:
		return Variant, true
	}
	return Ambiguous, true
}
