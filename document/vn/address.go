package vn

import (
	"strings"

	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

// Address is an address in its parts. District is empty in addresses of two levels, in use since 1 July 2025.
type Address struct{ Province, District, Ward, Street string }

// merged is the day on which districts were abolished and provinces merged.
var merged = calendar.Day{Year: 2025, Month: 7, Day: 1}

// maxAddressRunes is more than any card has room for.
const maxAddressRunes = 400

// SplitAddress splits an address from the right at its commas (contract 4.12.5): province, district, ward, and everything else as street. What is
// left of the province tells by its rank (Quận, Huyện, Phường, Xã, ...) which level it is; without a rank three levels are taken, unless the document
// was issued since districts were abolished and its province still exists. The zero issued is: not known.
func SplitAddress(text string, issued calendar.Day) Address {
	parts := addressParts(text)
	if len(parts) == 0 {
		return Address{}
	}
	a := Address{Province: parts[len(parts)-1]}
	parts = parts[:len(parts)-1]
	province, known := FindProvince(a.Province)
	if !known {
		a.Province, parts = provinceAtEnd(a.Province, parts)
		province, known = FindProvince(a.Province)
	}
	// A name that only the list of before has stands for three levels, whenever the card was printed.
	two := issued != calendar.Day{} && !issued.Before(merged) && (!known || compare.Letters(province.Since) == provinceKey(a.Province) || province.Since == "Huế")
	if len(parts) > 0 && !two && levelOf(parts[len(parts)-1]) != wardLevel {
		a.District, parts = parts[len(parts)-1], parts[:len(parts)-1]
	} else if len(parts) > 0 && levelOf(parts[len(parts)-1]) == districtLevel {
		a.District, parts = parts[len(parts)-1], parts[:len(parts)-1]
	}
	if len(parts) > 0 {
		a.Ward, parts = parts[len(parts)-1], parts[:len(parts)-1]
	}
	a.Street = strings.Join(parts, ", ")
	return a
}

func addressParts(text string) (parts []string) {
	if r := []rune(text); len(r) > maxAddressRunes {
		text = string(r[:maxAddressRunes])
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.Trim(strings.Join(strings.Fields(part), " "), ".:- ")
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// provinceAtEnd finds a province in the last words of the last part, where its comma was not read: "Hải Hậu Nam Định". Without one the part stays
// what it is.
func provinceAtEnd(last string, before []string) (string, []string) {
	words := strings.Fields(last)
	for n := min(len(words)-1, 6); n > 0; n-- {
		tail := strings.Join(words[len(words)-n:], " ")
		if _, ok := FindProvince(tail); ok {
			return tail, append(before, strings.Join(words[:len(words)-n], " "))
		}
	}
	return last, before
}

type level uint8

const (
	noLevel level = iota
	wardLevel
	districtLevel
)

// levelOf tells the rank that a name begins with.
func levelOf(part string) level {
	key := strings.Join(compare.Tokens(part), " ") + " "
	for _, each := range []struct {
		rank  string
		level level
	}{
		{"PHUONG ", wardLevel}, {"XA ", wardLevel}, {"THI TRAN ", wardLevel}, {"TT ", wardLevel}, {"DAC KHU ", wardLevel}, {"P ", wardLevel}, {"X ", wardLevel},
		{"QUAN ", districtLevel}, {"HUYEN ", districtLevel}, {"THI XA ", districtLevel}, {"THANH PHO ", districtLevel}, {"TP ", districtLevel},
		{"TX ", districtLevel}, {"Q ", districtLevel}, {"H ", districtLevel},
	} {
		if strings.HasPrefix(key, each.rank) {
			return each.level
		}
	}
	return noLevel
}

// AddressSimilarity of two addresses, 0 to 1, by their words: order, commas, tones and ranks do not count, one letter of a longer word may differ.
func AddressSimilarity(a, b string) float64 { return compare.Overlap(addressWords(a), addressWords(b)) }

// addressWords leaves out the ranks, which print and code write in different ways or not at all.
func addressWords(text string) (words []string) {
	key := " " + strings.Join(compare.Tokens(text), " ") + " "
	for _, rank := range []string{" THANH PHO ", " THI XA ", " THI TRAN ", " DAC KHU "} {
		key = strings.ReplaceAll(key, rank, " ")
	}
	for _, word := range strings.Fields(key) {
		switch word {
		case "TINH", "TP", "QUAN", "HUYEN", "PHUONG", "XA", "TX", "TT", "Q", "H", "P", "X":
			continue
		}
		words = append(words, word)
	}
	return words
}
