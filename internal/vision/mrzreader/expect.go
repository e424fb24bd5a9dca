package mrzreader

import (
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/mrzreader/glyph"
)

// expectation is the logarithm of how much rarer c is in a field than its other characters are. A 0 and an O of OCR-B differ by less than a blur, so a
// doubtful one is what stands there more often; one that is plainly read stays.
func expectation(class mrz.Class, field string, c byte) float32 {
	letter, digit := mrz.Letters.Contains(c), mrz.Digits.Contains(c)
	switch {
	case field == mrz.FieldNationality && digit: // of digits on the old Romanian card
		return -2.3
	case digit && !class.Contains(c):
		return -4.6
	case letter && !class.Contains(c) && class != 0:
		return -3
	case c == 'O' && class == mrz.Alnum: // most issuers keep it out of their numbers
		return -1.5
	}
	return 0
}

// expected is the text with each cell's likeliest character when its field is considered. What passes every check digit as it was read stays so: then
// only fields that no digit covers, and changes with which all still pass, are taken.
func (r reading) expected() []string {
	if r.format == 0 {
		return r.text
	}
	all, free := make([]string, len(r.lines)), make([]string, len(r.lines))
	for i, l := range r.lines {
		whole, open := []byte(r.text[i]), []byte(r.text[i])
		for column, s := range l.scores {
			field, _ := r.format.FieldAt(i, column)
			c := likeliest(field, s)
			whole[column] = c
			if uncovered[field.Name] {
				open[column] = c
			}
		}
		all[i], free[i] = string(whole), string(open)
	}
	if !valid(all) && valid(free) {
		return free
	}
	return all
}

// uncovered are the fields under no check digit.
var uncovered = map[string]bool{mrz.FieldNames: true, mrz.FieldIssuingState: true, mrz.FieldDocumentCode: true, mrz.FieldNationality: true, mrz.FieldSex: true}

func likeliest(field mrz.Field, scores []float32) (c byte) {
	most := float32(-1e9)
	for i := range glyph.None {
		if v := scores[i] + expectation(field.Class, field.Name, glyph.Alphabet[i]); v > most {
			c, most = glyph.Alphabet[i], v
		}
	}
	return c
}

func valid(lines []string) bool {
	m, err := mrz.Parse(lines)
	return err == nil && m.Valid()
}

// count returns how many check digits the lines have and how many pass.
func count(lines []string) (passed, digits int) {
	m, err := mrz.Parse(lines)
	if err != nil {
		return 0, 0
	}
	for _, d := range m.CheckDigits {
		if d.Status == check.Passed {
			passed++
		}
	}
	return passed, len(m.CheckDigits)
}
