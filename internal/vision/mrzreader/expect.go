package mrzreader

import (
	"slices"

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
		r.states(i, whole)
		r.states(i, open)
		all[i], free[i] = string(whole), string(open)
	}
	if !valid(all) && valid(free) {
		return free
	}
	return zeros(all)
}

// stateMargin is how much less likely, as a logarithm, a State's code may be than what was read and is none.
const stateMargin = 2.5

// states puts the likeliest code of a State where what was read in its place is none: UTQ is UTO. When no code comes near, what was read stays: an issuer may
// use one of its own.
func (r reading) states(i int, text []byte) {
	for _, field := range r.format.Fields() {
		if field.Line != i || field.Name != mrz.FieldIssuingState && field.Name != mrz.FieldNationality {
			continue
		}
		if _, known := mrz.LookupState(string(text[field.From:field.To])); known {
			continue
		}
		cost := func(code string) (sum float32) {
			for k := range field.To - field.From {
				sum -= max(r.lines[i].scores[field.From+k][glyph.ClassOf(code[k])], -7)
			}
			return sum
		}
		best, least := "", cost(string(text[field.From:field.To]))+stateMargin
		for _, state := range mrz.States() {
			code := (state.Code + "<<")[:field.To-field.From]
			if c := cost(code); c < least {
				best, least = code, c
			}
		}
		copy(text[field.From:field.To], best)
	}
}

// zeros turns an O of a number into a 0, or a 0 into an O, where this alone lets the number's own check digit pass and no other such change does.
func zeros(lines []string) []string {
	m, err := mrz.Parse(lines)
	if err != nil {
		return lines
	}
	for n, d := range m.CheckDigits {
		if d.Status == check.Passed || d.Field != mrz.FieldDocumentNumber && d.Field != mrz.FieldOptionalData {
			continue
		}
		var found []string
		ways := 0
		for column := d.From; column < d.To; column++ {
			swap, ok := map[byte]byte{'O': '0', '0': 'O'}[lines[d.Line][column]]
			if !ok {
				continue
			}
			changed := slices.Clone(lines)
			changed[d.Line] = lines[d.Line][:column] + string(swap) + lines[d.Line][column+1:]
			if again, err := mrz.Parse(changed); err == nil && len(again.CheckDigits) > n && again.CheckDigits[n].Status == check.Passed {
				found = changed
				ways++
			}
		}
		if ways == 1 {
			lines = found
		}
	}
	return lines
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
