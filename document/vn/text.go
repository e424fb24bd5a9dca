package vn

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/document/compare"
)

// Normal is the text as comparisons take it (contract 4.12.1): NFC, capitals by Vietnamese rules, blanks at the ends removed and elsewhere single,
// the signs . , ; : - at the ends dropped. Tones stay.
func Normal(text string) string {
	text = strings.Join(strings.Fields(strings.ToUpper(norm.NFC.String(text))), " ")
	return strings.Trim(text, ".,;:- ")
}

// Fold is Normal without tones and marks, Đ as D (contract 4.12.2).
func Fold(text string) string { return strings.Trim(compare.Fold(text), ".,;:- ") }

// marks are the tones and marks of a text in their order, Đ's stroke among them: Hòa and Hoà have the same.
func marks(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == 'Đ':
			return r
		}
		return -1
	}, norm.NFD.String(Normal(text)))
}

// Sex is M or F as printed on cards and in QR codes: NAM, Nữ, NAM/M, NỮ/F, Male, Female; false for anything else. Tones do not count.
func Sex(text string) (string, bool) {
	for _, word := range compare.Tokens(text) {
		switch word {
		case "NAM", "M", "MALE":
			return "M", true
		case "NU", "F", "FEMALE":
			return "F", true
		}
	}
	return "", false
}

// IsVietnamese says whether a nationality is: VIỆT NAM, Việt Nam/Vietnamese, VNM (E06).
func IsVietnamese(text string) bool {
	text = compare.Letters(text)
	return text == "VNM" || strings.HasPrefix(text, vietnam)
}

const vietnam = "VIETNAM"

// nearlyVietnamese: no other state's name is within two letters of it, so that only a misreading can be.
func nearlyVietnamese(text string) bool {
	text = compare.Letters(text)
	return compare.Distance(text[:min(len(text), len(vietnam)+1)], vietnam) <= 2
}

// digitsOf leaves blanks and the signs that numbers are grouped by out.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '.', '-', '\u00a0':
			return -1
		}
		return r
	}, text)
}

func allDigits(text string, n int) bool {
	if len(text) != n {
		return false
	}
	for i := range n {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
