package mrz

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// special are the letters of 9303-3 §6 table A that are not their base letter without marks. Where the table leaves a choice
// the first is taken: Ä is AE (or A), Ö is OE (or O), Ü is UE (or UXX or U), Ñ is N (or NXX). Every other Latin letter,
// Vietnamese ones included, is its base letter.
var special = map[rune]string{
	'Ä': "AE", 'Å': "AA", 'Æ': "AE", 'Ǽ': "AE", 'Ð': "D", 'Đ': "D", 'Ħ': "H", 'ı': "I", 'Ĳ': "IJ", 'ĸ': "K", 'Ł': "L", 'Ŀ': "L",
	'Ŋ': "N", 'ŉ': "N", 'Ö': "OE", 'Ø': "OE", 'Ǿ': "OE", 'Œ': "OE", 'ß': "SS", 'ẞ': "SS", 'Þ': "TH", 'Ŧ': "T", 'Ü': "UE", 'ſ': "S",
	'Ə': "A",
}

// Transliterate writes a name in the letters of a zone: Latin letters by 9303-3 §6 table A, apostrophes and full stops left out,
// hyphens, commas and blanks as '<' between words (9303-3 §4.6). It is false when a character has no rule: a name in another
// script is to be romanised before, as its issuer does, and digits are to be Roman numerals.
func Transliterate(name string) (string, bool) {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFC.String(name) {
		letters, kind := transliterated(r)
		switch kind {
		case joins:
		case separates:
			gap = out.Len() > 0
		case spells:
			if gap {
				out.WriteByte('<')
				gap = false
			}
			out.WriteString(letters)
		default:
			return "", false
		}
	}
	return out.String(), true
}

type role uint8

const (
	unwritable role = iota
	spells
	joins     // left out, the words around it run together
	separates // '<'
)

func transliterated(r rune) (string, role) {
	switch {
	case r >= 'A' && r <= 'Z':
		return string(r), spells
	case r >= 'a' && r <= 'z':
		return string(r - 'a' + 'A'), spells
	case strings.ContainsRune("'’‘ʼʻ`´.", r):
		return "", joins
	case strings.ContainsRune("-‐‑–,<", r) || unicode.IsSpace(r):
		return "", separates
	}
	if letters, ok := special[r]; ok {
		return letters, spells
	}
	upper := unicode.ToUpper(r)
	if letters, ok := special[upper]; ok {
		return letters, spells
	}
	return base(upper)
}

// base is the letter without its marks. Marks that precede no composed letter are marks all the same.
func base(r rune) (string, role) {
	if unicode.Is(unicode.Mn, r) {
		return "", joins
	}
	decomposed := norm.NFD.String(string(r))
	first := decomposed[0]
	if classOf(first) != Letters || len(decomposed) == 1 {
		return "", unwritable
	}
	for _, mark := range decomposed[1:] {
		if !unicode.Is(unicode.Mn, mark) {
			return "", unwritable
		}
	}
	return string(rune(first)), spells
}
