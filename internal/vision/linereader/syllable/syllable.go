// Package syllable knows how Vietnamese syllables are built: an initial, a rime and one of six tones. From it come practice lines that are no
// dictionary, and the doubt about a reading that no Vietnamese could say.
package syllable

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// initials, "" included: a syllable may begin with its rime.
var initials = strings.Fields("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

// rimes without tones. Those of c, ch, p and t take only the acute and the dot below.
var rimes = strings.Fields(`a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
	o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oong ooc
	ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uy uya uych uyn uynh uyt uyên uyêt uyu
	uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ych yêm yên yêng yêt yêu ynh yt`)

// tones as combining marks: level, grave, acute, hook, tilde, dot below.
var tones = []string{"", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"}

// Inventory returns every syllable that the rules allow, in small letters and NFC, each once and in a fixed order; where a tone may stand on
// either of two vowels (hòa, hoà), both.
func Inventory() []string {
	var all []string
	seen := map[string]bool{}
	for _, initial := range append([]string{""}, initials...) {
		for _, rime := range rimes {
			if !joins(initial, rime) {
				continue
			}
			for _, spelled := range toned(initial, rime) {
				if !seen[spelled] {
					seen[spelled] = true
					all = append(all, spelled)
				}
			}
		}
	}
	return all
}

// joins applies the spelling rules of initials: k, gh and ngh before e, ê, i and y; c, g and ng before the others.
func joins(initial, rime string) bool {
	first := []rune(rime)[0]
	front := strings.ContainsRune("eêiy", first)
	switch initial {
	case "k", "gh", "ngh":
		return front
	case "c", "g", "ng":
		return !front || initial == "g" && first == 'i'
	case "gi":
		return first != 'i' && first != 'y'
	case "qu":
		return !strings.ContainsRune("uưo", first)
	case "":
		return true
	}
	return !strings.HasPrefix(rime, "yê")
}

// toned spells a syllable in every tone it may have.
func toned(initial, rime string) []string {
	var all []string
	stopped := strings.ContainsAny(rime[len(rime)-1:], "cpt") || strings.HasSuffix(rime, "ch")
	for i, tone := range tones {
		if stopped && i != 2 && i != 5 {
			continue
		}
		letters := []rune(rime)
		for _, at := range nuclei(letters) {
			all = append(all, norm.NFC.String(initial+string(letters[:at+1])+tone+string(letters[at+1:])))
		}
	}
	return all
}

// nuclei are the places of a rime's letters that may carry the tone.
func nuclei(rime []rune) []int {
	vowels := 0
	marked := -1
	for i, r := range rime {
		if strings.ContainsRune("aăâeêioôơuưy", r) {
			vowels++
		}
		if strings.ContainsRune("ăâêôơư", r) {
			marked = i // the last: ươ carries it on ơ
		}
	}
	if rime[0] == 'ư' && len(rime) > 1 && rime[1] != 'ơ' {
		marked = 0
	}
	closed := vowels < len(rime)
	switch string(rime) {
	case "oa", "oe", "uy":
		return []int{0, 1} // hòa and hoà: both are in use
	case "uya":
		return []int{1}
	}
	switch {
	case marked >= 0:
		return []int{marked}
	case closed:
		return []int{vowels - 1}
	case vowels == 3:
		return []int{1}
	}
	return []int{0}
}

// Set answers whether a word is a syllable.
type Set struct{ all map[string]bool }

// NewSet holds the inventory.
func NewSet() *Set {
	s := &Set{map[string]bool{}}
	for _, each := range Inventory() {
		s.all[each] = true
	}
	return s
}

// Plausible says whether a word, NFC and in any case, could be written in Vietnamese: a syllable, or something without any Vietnamese letter,
// of which nothing can be said (a number, an abbreviation, a name from elsewhere).
func (s *Set) Plausible(word string) bool {
	word = strings.ToLower(strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }))
	if s.all[word] {
		return true
	}
	for _, r := range word {
		if r >= 0x80 && unicode.IsLetter(r) {
			return false
		}
	}
	return true
}
