package linereader

import "strings"

// vowels of Vietnamese, each in its six tones.
const vowels = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"

// signs beside letters and digits.
const signs = " .,-/:;()'\"&+%#*<>°?"

const digits = "0123456789"

// Alphabet returns what the net knows, in the order of its classes: class 0 is nothing (the blank of CTC), class i+1 is Alphabet()[i].
func Alphabet() []rune {
	small := []rune("bcdfghjklmnpqrstvwxzđ" + vowels)
	large := []rune(strings.ToUpper(string(small)))
	all := append([]rune(signs+digits), small...)
	return append(all, large...)
}
