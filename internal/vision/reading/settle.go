package reading

import (
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// whatIsKnown are the values that the zone and the code of the same side hold of fields that are printed on it.
func whatIsKnown(side Side) []knownValue {
	var known []knownValue
	for _, c := range side.Codes {
		known = append(known, fromCode(c)...)
	}
	return append(known, fromZone(side.Zones)...)
}

// fromCode reads the code of a Vietnamese card: number, old number, name, birth, sex, residence, issue, with bars between (eKYC contract 4.5).
func fromCode(c wire.Code) []knownValue {
	if c.Symbology != "QRCode" || !citizenCode.MatchString(c.Text) {
		return nil
	}
	var known []knownValue
	parts := strings.Split(c.Text, "|")
	for i, f := range []document.Field{document.Number, document.OldNumber, document.Name, document.DateOfBirth, document.Sex, document.PlaceOfResidence, document.DateOfIssue} {
		if i >= len(parts) || strings.TrimSpace(parts[i]) == "" {
			continue
		}
		value := tidy(parts[i])
		if f == document.DateOfBirth || f == document.DateOfIssue {
			value, _ = parseDate(value)
		}
		known = append(known, knownValue{f, value, document.FromQR})
	}
	return known
}

// fromZone reads a zone whose check digits all pass; one that has a wrong digit settles nothing.
func fromZone(zones []wire.Zone) []knownValue {
	if len(zones) == 0 {
		return nil
	}
	m, err := mrz.Parse(zones[0].Lines)
	if err != nil || !m.Valid() {
		return nil
	}
	return []knownValue{
		{document.Number, m.DocumentNumber, document.FromMRZ},
		{document.Surname, m.PrimaryIdentifier, document.FromMRZ},
		{document.GivenNames, m.SecondaryIdentifier, document.FromMRZ},
		{document.Name, strings.TrimSpace(m.PrimaryIdentifier + " " + m.SecondaryIdentifier), document.FromMRZ},
		{document.Sex, m.Sex, document.FromMRZ},
		{document.IssuingState, m.IssuingState, document.FromMRZ},
	}
}

// settle lets zone and code, then the lists, decide what is doubtful: accents and case, and single characters that the reader was not sure of or
// that its second read otherwise. Everything else stays as it was read.
func (z *zone) settle(f *wire.Field, o opinion, known []knownValue, language string) {
	for _, k := range known {
		if k.field != z.Field {
			continue
		}
		value, ok := settled(z.Kind, o, f.Second, k, language)
		if !ok {
			value, ok = z.readAs(k.value, o.value)
		}
		if !ok && k.source == document.FromMRZ {
			value, ok = sharpened(o.value, k.value)
		}
		if ok {
			if value != f.Value {
				f.Value, f.SettledBy = value, string(k.source)
			}
			if k.source == document.FromMRZ { // which has no marks: those are the list's business
				z.marks(f, language)
			}
			f.Confidence, f.Least = agree(f.Confidence, 0.9), agree(f.Least, 0.9)
			return
		}
	}
	if value, ok := z.asRule(f.Value); ok {
		if second, also := z.asRule(f.Second); also && second == value {
			f.Second = value // spelled otherwise, it is no other reading
		}
		if value != f.Value {
			f.Value, f.SettledBy = value, string(document.Lexicon)
		}
		return
	}
	if value := z.spelled(f.Value, language); value != f.Value {
		f.Value, f.SettledBy = value, string(document.Lexicon)
	}
}

// marks spells a value whose letters are settled as the lists have its words.
func (z *zone) marks(f *wire.Field, language string) {
	if value := z.spelled(f.Value, language); value != f.Value && string(fold(value)) == string(fold(f.Value)) {
		f.Value, f.SettledBy = value, string(document.Lexicon)
	}
}

// asRule is the value that stands there as a rule, when what was read has its letters: a few of a long one may be off. Of one in Hangul, whose syllables
// fall apart into letters and whose Latin ones are misread with them, more may be, when no other is as near.
func (z *zone) asRule(value string) (string, bool) {
	read := fold(value)
	best, least, next := "", 1<<30, 1<<30
	for _, known := range z.Known {
		wanted := fold(known)
		off := edits(read, wanted)
		if off <= len(wanted)/16 {
			return known, true
		}
		if !strings.ContainsFunc(known, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) || off > len(wanted)/hangulOff {
			off = 1 << 30
		}
		if off < least {
			best, least, next = known, off, least
		} else {
			next = min(next, off)
		}
	}
	return best, least < next
}

// hangulOff: one in so many letters of Hangul.
const hangulOff = 5

// readAs is what is known, if some reader read just that, and the value is a character off at most (two of a long one).
func (z *zone) readAs(known, value string) (string, bool) {
	wanted := fold(known)
	if off := edits(fold(value), wanted); off > 1 && !(off == 2 && len(wanted) >= 20) {
		return "", false
	}
	for _, o := range z.readings {
		if string(fold(o.value)) == string(wanted) {
			return o.value, true
		}
	}
	return "", false
}

// sharpened is what was read with a ß, if all that differs from the zone is one letter that looks like it where the zone has SS (ICAO 9303-3 §6): nets know
// it as a small letter, and among capitals take it for one.
func sharpened(read, zone string) (string, bool) {
	wanted := string(fold(zone))
	for i, r := range read {
		if r != 'R' && r != 'B' {
			continue
		}
		if value := read[:i] + "ß" + read[i+1:]; string(fold(value)) == wanted {
			return value, true
		}
	}
	return "", false
}

// spelled is a value as the lists of its language have its words.
func (z *zone) spelled(value, language string) string {
	l := lexiconOf(language)
	if l == nil || !listed(z.Kind) || value == "" {
		return value
	}
	readings := []string{value}
	for _, o := range z.readings {
		if o.value != "" && o.value != value {
			readings = append(readings, o.value)
		}
	}
	if few := lexiconOf(language + " " + string(z.Field)); few != nil {
		return few.closed(readings)
	}
	value = l.vote(z.Kind, readings, language)
	if z.Field == document.PlaceOfOrigin || z.Field == document.PlaceOfBirth {
		value = unnumbered(value)
	}
	if z.Kind == layout.Address {
		value = l.address(value, language)
	}
	return l.wordsOf(z.Kind, value, language, func(word int) bool { return z.unsure(value, word) })
}

// unnumbered is where somebody comes from, which has no house number: a 1 before a small letter at its beginning is an I, as in Ia Blang.
func unnumbered(place string) string {
	if rest, ok := strings.CutPrefix(place, "1"); ok && strings.IndexFunc(rest, unicode.IsLower) == 0 {
		return "I" + rest
	}
	return place
}

// plainWord is from how sure its characters are a word is taken as read, whatever the list says.
const plainWord = 0.97

// unsure says that no reader that read a value's word so was plainly sure of it.
func (z *zone) unsure(value string, word int) bool {
	want := strings.Fields(value)[word]
	for _, o := range z.readings {
		words := strings.Fields(o.value)
		if o.page || word >= len(words) || words[word] != want {
			continue
		}
		if o.leastOf(word) >= plainWord {
			return false
		}
	}
	return true
}

// settled is the value when it and what is known are one but for doubts.
func settled(kind layout.Kind, o opinion, second string, k knownValue, language string) (string, bool) {
	read, want := []rune(o.value), []rune(inCase(o.value, k.value))
	folded, wanted := fold(o.value), fold(k.value)
	// A zone has no accents: it can only say that the letters are right.
	plain := k.source == document.FromMRZ
	switch off := edits(folded, wanted); {
	case off == 0 && plain:
		return o.value, true
	case off == 0 && lettersOf(o.value) == 0:
		return o.value, true
	case off == 0:
		return string(want), true
	case off > 1 && !(off <= 2 && len(wanted) >= 20):
		return "", false
	}
	if len(read) != len(want) {
		// A letter too many or too few is never one the reader doubted: two readers must differ
		// about it, or what it read is no word.
		if !listed(kind) || plain || !strings.EqualFold(second, k.value) && !noWordBut(o.value, k.value, language) {
			return "", false
		}
		return string(want), true
	}
	for i := range read {
		if sameLetter(read[i], want[i]) {
			continue
		}
		doubted := o.doubtful(i) || strings.EqualFold(second, k.value)
		if !doubted {
			return "", false
		}
		if !plain {
			continue
		}
		read[i] = want[i]
	}
	if plain {
		return string(read), true
	}
	return string(want), true
}

// noWordBut says that every word that was read otherwise than is known cannot be one.
func noWordBut(read, known, language string) bool {
	l, words, want := lexiconOf(language), strings.Fields(read), strings.Fields(known)
	if l == nil || len(words) != len(want) {
		return false
	}
	for i, w := range words {
		if string(fold(w)) != string(fold(want[i])) && l.rank(layout.Text, w, language) != noWord {
			return false
		}
	}
	return true
}

func lettersOf(text string) int {
	n := 0
	for _, r := range fold(text) {
		if r < '0' || r > '9' {
			n++
		}
	}
	return n
}

func sameLetter(a, b rune) bool { return string(fold(string(a))) == string(fold(string(b))) }

// inCase gives text the case of what was read: all capitals when that is.
func inCase(read, text string) string {
	if strings.ToUpper(read) == read && strings.ToLower(read) != read {
		return strings.ToUpper(text)
	}
	return text
}
