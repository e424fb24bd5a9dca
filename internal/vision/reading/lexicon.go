package reading

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/document/layout"
)

var (
	//go:embed data/families_vie.txt
	familiesVie string
	//go:embed data/families_rare_vie.txt
	familiesRareVie string
	//go:embed data/names_vie.txt
	namesVie string
	//go:embed data/places_vie.txt
	placesVie string
	//go:embed data/places_kor.txt
	placesKor string
	//go:embed data/features_vie.txt
	featuresVie string
)

// lexicon is what may stand in names and addresses of a language. It says how words are spelled, never that there is no other word.
type lexicon struct {
	names map[string]bool // words of names, in lower case
	// families by their folded spelling, in lower case; they stand at the beginning of names
	families map[string][]string
	words    map[string]bool     // all words, in lower case
	folded   map[string][]string // all words by their folded spelling
	places   map[string][]string // whole places by their folded spelling
}

// lexica by Tesseract's names, read when first needed.
var lexica = map[string]func() *lexicon{
	"vie": sync.OnceValue(func() *lexicon {
		l := newLexicon(familiesVie+namesVie, placesVie)
		for _, w := range wordsIn(familiesVie + familiesRareVie) {
			key := string(fold(w))
			l.families[key] = append(l.families[key], strings.ToLower(w))
		}
		return l
	}),
	// What is written under distinguishing marks is a language of its own, of few words.
	"vie features": sync.OnceValue(func() *lexicon { return newLexicon(featuresVie, "") }),
	"kor":          sync.OnceValue(func() *lexicon { return newLexicon("", placesKor) }),
}

func lexiconOf(language string) *lexicon {
	if open := lexica[language]; open != nil {
		return open()
	}
	return nil
}

func newLexicon(names, places string) *lexicon {
	l := &lexicon{names: map[string]bool{}, families: map[string][]string{}, words: map[string]bool{}, folded: map[string][]string{}, places: map[string][]string{}}
	for _, w := range wordsIn(names) {
		l.names[strings.ToLower(w)] = true
		l.add(w)
	}
	for _, line := range entries(places) {
		key := string(fold(line))
		l.places[key] = append(l.places[key], line)
		for _, w := range strings.Fields(line) {
			l.add(lettersOnly(w))
		}
	}
	return l
}

func entries(list string) []string {
	var out []string
	for line := range strings.Lines(norm.NFC.String(list)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// wordsIn are the words of all entries.
func wordsIn(list string) (words []string) {
	for _, line := range entries(list) {
		words = append(words, strings.Fields(line)...)
	}
	return words
}

func (l *lexicon) add(word string) {
	w := strings.ToLower(word)
	if w == "" || l.words[w] {
		return
	}
	l.words[w] = true
	key := string(fold(w))
	l.folded[key] = append(l.folded[key], w)
}

// How likely a word is one.
const (
	noWord = iota
	aWord  // it may be one
	known  // it is in the list
)

// rank says how likely a word of a kind is rightly spelled. Words with digits, and those of a single letter, tell nothing.
func (l *lexicon) rank(kind layout.Kind, word, language string) int {
	w := strings.ToLower(lettersOnly(word))
	list := l.words
	if kind == layout.Name {
		list = l.names
	}
	switch {
	case list[w]:
		return known
	case strings.HasPrefix(w, "1") && len(w) > 1 && strings.IndexFunc(w[1:], unicode.IsLetter) == 0:
		return noWord // "1a Blang" for "Ia Blang"
	case w == "" || strings.ContainsFunc(w, unicode.IsDigit) || len([]rune(w)) == 1:
		return aWord
	case language == "vie" && !syllable(w):
		return noWord
	}
	return aWord
}

// settledWord is a word that cannot be one as the list has it: the only one with the same letters and nearest accents, or else the only one a letter away.
func (l *lexicon) settledWord(kind layout.Kind, word string) string {
	best, ok := l.accented(kind, word)
	if ok || kind != layout.Name {
		return best // places have names in languages of many peoples
	}
	bare := lettersOnly(word)
	lower := strings.ToLower(bare)
	best, unique := "", false
	if len(l.folded[string(fold(lower))]) == 0 {
		folded := fold(lower)
		var near []string
		for key, words := range l.folded {
			if len(folded) >= 3 && edits([]rune(key), folded) == 1 {
				near = append(near, words...)
			}
		}
		best, unique = nearest([]rune(lower), near)
	}
	if best == "" || !unique {
		return word
	}
	return strings.Replace(word, bare, caseOf(bare, best), 1)
}

// accented is the only spelling of a word in the list with its letters and nearest accents.
func (l *lexicon) accented(kind layout.Kind, word string) (string, bool) {
	bare := lettersOnly(word)
	lower := strings.ToLower(bare)
	list := l.folded[string(fold(lower))]
	if kind == layout.Name {
		list = slices.DeleteFunc(slices.Clone(list), func(w string) bool { return !l.names[w] })
	}
	best, unique := nearest([]rune(lower), list)
	if best == "" || !unique && kind != layout.Name { // names are listed with the common ones first
		return word, false
	}
	return strings.Replace(word, bare, caseOf(bare, best), 1), true
}

// nearest is the spelling with the fewest differing characters, and whether no other has as few.
func nearest(word []rune, from []string) (best string, unique bool) {
	least := 1 << 30
	for _, s := range from {
		switch d := edits(word, []rune(s)); {
		case d < least:
			best, least, unique = s, d, true
		case d == least && s != best:
			unique = false
		}
	}
	return best, unique
}

// caseOf spells ours in the case of what was read: all capitals, a capital first, or none.
func caseOf(read, ours string) string {
	switch first := []rune(read); {
	case len(first) > 0 && strings.ToUpper(read) == read && len(first) > 1:
		return strings.ToUpper(ours)
	case len(first) > 0 && unicode.IsUpper(first[0]):
		r := []rune(ours)
		return string(unicode.ToUpper(r[0])) + string(r[1:])
	}
	return ours
}

// listed says that a kind holds words that a list may know.
func listed(kind layout.Kind) bool {
	return kind == layout.Name || kind == layout.Address || kind == layout.Text
}

// vote takes from every reading of the same words, where they differ in accents or a single letter, the spelling that is likelier one. The
// first reading is the one that is trusted.
func (l *lexicon) vote(kind layout.Kind, readings []string, language string) string {
	words := strings.Fields(readings[0])
	for _, other := range readings[1:] {
		theirs := strings.Fields(other)
		if len(theirs) != len(words) {
			continue
		}
		for i, w := range theirs {
			if words[i] != w && edits(fold(words[i]), fold(w)) <= 1 && l.rank(kind, w, language) > l.rank(kind, words[i], language) {
				words[i] = inCaseOf(words[i], w)
			}
		}
	}
	return strings.Join(words, " ")
}

// inCaseOf keeps the case of the first reading and the signs about the second.
func inCaseOf(first, second string) string {
	if strings.ToUpper(first) == first && len([]rune(first)) > 1 {
		return strings.ToUpper(second)
	}
	return second
}

// closed settles words of a language of few words: what is not in the list but for accents is what is, as another reading has it or as the list does
// when it has but one.
func (l *lexicon) closed(readings []string) string {
	words := strings.Fields(readings[0])
	for i, w := range words {
		if l.words[strings.ToLower(lettersOnly(w))] {
			continue
		}
		for _, other := range readings[1:] {
			theirs := strings.Fields(other)
			if len(theirs) == len(words) && l.words[strings.ToLower(lettersOnly(theirs[i]))] && string(fold(w)) == string(fold(theirs[i])) {
				words[i] = inCaseOf(w, theirs[i])
			}
		}
		bare := lettersOnly(words[i])
		if spelled := l.folded[string(fold(bare))]; !l.words[strings.ToLower(bare)] && len(spelled) == 1 && bare != "" {
			words[i] = strings.Replace(words[i], bare, caseOf(bare, spelled[0]), 1)
		}
	}
	return strings.Join(words, " ")
}

// wordsOf settles what cannot be a word; and, where its reader was not quite sure of one that is not in the list, its accents.
func (l *lexicon) wordsOf(kind layout.Kind, text, language string, unsure func(word int) bool) string {
	words := strings.Fields(text)
	for i, w := range words {
		if i == 0 && len(words) > 1 && kind == layout.Name && hasMarks(text) {
			if family, ok := l.family(w); ok {
				words[0] = family
				continue
			}
		}
		switch l.rank(kind, w, language) {
		case noWord:
			words[i] = l.settledWord(kind, w)
		case aWord:
			if kind == layout.Name && unsure(i) {
				words[i], _ = l.accented(kind, w)
			}
		}
	}
	return strings.Join(words, " ")
}

// family is a family name of which a mark was lost, however surely it was read: of two marks over one letter a net sees one as a rule, as in ĐÔ and ĐÕ for ĐỖ, and
// the one alone may be a word. It sees none that is not there, so a name with another mark is another name.
func (l *lexicon) family(word string) (string, bool) {
	bare := lettersOnly(word)
	lower := strings.ToLower(bare)
	list := l.families[string(fold(lower))]
	marked := slices.DeleteFunc(slices.Clone(list), func(f string) bool { return !moreMarks(f, lower) })
	if slices.Contains(list, lower) || len(marked) != 1 {
		return "", false
	}
	return strings.Replace(word, bare, caseOf(bare, marked[0]), 1), true
}

// hasMarks says that a text is written with tones and marks, as Vietnamese is but for zones and some passports.
func hasMarks(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// moreMarks says that a word is another but for marks that it has besides. The stroke of a đ is a letter's own.
func moreMarks(word, other string) bool {
	all := []rune(norm.NFD.String(word))
	for _, r := range norm.NFD.String(other) {
		at := slices.Index(all, r)
		if at < 0 || slices.ContainsFunc(all[:at], func(r rune) bool { return !unicode.Is(unicode.Mn, r) }) {
			return false
		}
		all = all[at+1:]
	}
	return !slices.ContainsFunc(all, func(r rune) bool { return !unicode.Is(unicode.Mn, r) })
}

// address settles the parts of an address that are places of the list: as they are spelled there when nothing but accents differ, or a single
// letter of a long name.
func (l *lexicon) address(text, language string) string {
	parts := strings.Split(text, ",")
	for i, p := range parts {
		place := strings.TrimSpace(p)
		if capital := capitalised(place); capital != place {
			p = strings.Replace(p, place, capital, 1)
			parts[i], place = p, capital
		}
		folded := fold(place)
		for _, s := range l.spellings(folded, i == len(parts)-1) {
			if !l.doubted(place, language) && i < len(parts)-1 {
				continue
			}
			parts[i] = strings.Replace(p, place, likeCase(place, s), 1)
			break
		}
	}
	return strings.Join(parts, ",")
}

// capitalised is a place that begins with a small l with the I that it looks like: places begin with a capital letter, and an L looks otherwise.
func capitalised(place string) string {
	if rest, ok := strings.CutPrefix(place, "l"); ok && rest != "" {
		return "I" + rest
	}
	return place
}

// doubted says that some word of a place is not likely spelled so.
func (l *lexicon) doubted(place, language string) bool {
	for _, w := range strings.Fields(place) {
		if l.rank(layout.Address, w, language) != known {
			return true
		}
	}
	return false
}

func likeCase(read, ours string) string {
	if strings.ToUpper(read) == read {
		return strings.ToUpper(ours)
	}
	return ours
}

// spellings are those of a place; of the last part of an address, which is a province of a short list, also those a letter away.
func (l *lexicon) spellings(folded []rune, province bool) []string {
	if exact := l.places[string(folded)]; len(exact) == 1 {
		return exact
	} else if len(exact) > 1 || !province || len(folded) < 5 {
		return nil
	}
	var near []string
	for key, spelled := range l.places {
		if edits([]rune(key), folded) == 1 {
			near = append(near, spelled...)
		}
	}
	if len(near) == 1 {
		return near
	}
	return nil
}
