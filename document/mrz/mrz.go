package mrz

import (
	"strconv"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
)

// MRZ is what the lines say. Text fields are without trailing filler; nothing in them was corrected.
type MRZ struct {
	Format       Format
	DocumentCode string // one or two letters: "P", "PM", "I", "AC", "V"
	IssuingState string // one to three letters, see IssuingState
	// PrimaryIdentifier and SecondaryIdentifier are the names in front of and behind "<<", words separated by one space.
	// A zone without "<<" has a primary identifier only (9303-3 §4.6).
	PrimaryIdentifier   string
	SecondaryIdentifier string
	// NameTruncated: the last cell of the names is filled, so the name may have been cut to fit (9303-3 §4.6, 9303-4 §4.2.3).
	NameTruncated bool
	// DocumentNumber includes a continuation in the optional data; '<' inside stands for a space or a sign.
	DocumentNumber string
	Nationality    string
	Sex            string // "M", "F", "X" ('<': unspecified) or "" when the cell holds anything else
	// OptionalData are those behind the document number (TD1) or at the end of line 2, without a continued document number.
	OptionalData  string
	OptionalData2 string // line 2 of a TD1
	DateOfBirth   Date
	DateOfExpiry  Date
	CheckDigits   []DigitCheck // in the order of the zone, the composite last

	lines [3]string
}

// DigitCheck is one check digit. Line and columns are numbered from 0.
type DigitCheck struct {
	Field string // FieldDocumentNumber, FieldDateOfBirth, FieldDateOfExpiry, FieldOptionalData, FieldComposite
	Line  int
	// From and To are the columns covered, half-open. For the composite, which covers several stretches of up to two lines,
	// both are 0; for a document number that is continued they are its first nine characters.
	From, To int
	At       int          // column of the digit
	Want     byte         // the digit that the covered text demands
	Got      byte         // the character that stands there
	Status   check.Status // Passed or Failed
}

// Lines returns the lines as they were read.
func (m MRZ) Lines() []string { return append([]string(nil), m.lines[:m.Format.Lines()]...) }

// Valid says whether every check digit passed. It says nothing of the names, which no digit covers.
func (m MRZ) Valid() bool {
	for i := range m.CheckDigits {
		if m.CheckDigits[i].Status != check.Passed {
			return false
		}
	}
	return m.Format != 0
}

// Digit returns the check of one field.
func (m MRZ) Digit(field string) (DigitCheck, bool) {
	for _, each := range m.CheckDigits {
		if each.Field == field {
			return each, true
		}
	}
	return DigitCheck{}, false
}

// FormatOf tells the format by the number and length of the lines and, between a visa and a document of the same size, by the
// first character: a visa's is V and no other document's is (9303-7 §4.2). It is false for every other size and for the
// French card (see IsFrenchCard).
func FormatOf(lines []string) (Format, bool) {
	f := formatOf(lines)
	if f == TD2 && IsFrenchCard(lines) {
		return 0, false
	}
	return f, f != 0
}

func formatOf(lines []string) Format {
	if len(lines) < 2 || len(lines) > 3 {
		return 0
	}
	for _, line := range lines[1:] {
		if len(line) != len(lines[0]) {
			return 0
		}
	}
	visa := len(lines[0]) > 0 && lines[0][0] == 'V'
	switch {
	case len(lines) == 3 && len(lines[0]) == 30:
		return TD1
	case len(lines) == 2 && len(lines[0]) == 36 && visa:
		return MRVB
	case len(lines) == 2 && len(lines[0]) == 36:
		return TD2
	case len(lines) == 2 && len(lines[0]) == 44 && visa:
		return MRVA
	case len(lines) == 2 && len(lines[0]) == 44:
		return TD3
	}
	return 0
}

// IsFrenchCard says whether the lines are those of the French identity card issued until 2021: two lines of 36 beginning with
// IDFRA, the second being card number (12) and digit, given names (14), date of birth (6) and digit, sex, digit. Where those
// given names and the date stand, a TD2 has date of birth and document data that can not look so.
func IsFrenchCard(lines []string) bool {
	if len(lines) != 2 || len(lines[0]) != 36 || len(lines[1]) != 36 || !strings.HasPrefix(lines[0], "IDFRA") {
		return false
	}
	second := lines[1]
	return classOf(second[12]) == Digits && all(second[13:27], Alpha) && classOf(second[13]) == Letters &&
		all(second[27:34], Digits) && classOf(second[35]) == Digits
}

func all(text string, class Class) bool {
	for i := 0; i < len(text); i++ {
		if !class.Contains(text[i]) {
			return false
		}
	}
	return true
}

// Parse reads lines as they are, without line ends, blanks or repairs. With an error the zero MRZ is returned; codes:
// fault.MRZShape (Place is the line of the wrong length, or "lines"), fault.MRZCharacter (Place "line2.column7"),
// fault.MRZNotICAO (the French card). A date that is none, a digit in a name or a wrong check digit is no error: see
// Irregularities and Valid.
func Parse(lines []string) (MRZ, error) {
	f := formatOf(lines)
	if f == 0 {
		return MRZ{}, fault.New(fault.MRZShape, misfit(lines))
	}
	if line, column, ok := foreign(lines); ok {
		return MRZ{}, fault.New(fault.MRZCharacter, place(line, column))
	}
	if f == TD2 && IsFrenchCard(lines) {
		return MRZ{}, fault.New(fault.MRZNotICAO, "line2")
	}
	return read(f, lines), nil
}

// misfit names the line whose length fits no format, or differs from the first line's.
func misfit(lines []string) string {
	width := 0
	switch len(lines) {
	case 2:
		if width = len(lines[0]); width != 36 && width != 44 {
			return "line1"
		}
	case 3:
		width = 30
	default:
		return "lines"
	}
	for i, line := range lines {
		if len(line) != width {
			return "line" + strconv.Itoa(i+1)
		}
	}
	return "lines"
}

func foreign(lines []string) (line, column int, ok bool) {
	for i, text := range lines {
		for j := 0; j < len(text); j++ {
			if classOf(text[j]) == 0 {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// place is a cell as a fault names it, counted from 1.
func place(line, column int) string {
	return "line" + strconv.Itoa(line+1) + ".column" + strconv.Itoa(column+1)
}

func read(f Format, lines []string) MRZ {
	m := MRZ{Format: f}
	copy(m.lines[:], lines)
	for _, field := range f.fields() {
		m.set(field, lines[field.Line][field.From:field.To])
	}
	if more, at, ok := continuation(f, lines); ok {
		m.DocumentNumber += more.of(lines)
		field, _ := f.FieldAt(more.line, more.from)
		m.OptionalData = strings.TrimRight(strings.TrimPrefix(lines[more.line][at+1:field.To], "<"), "<")
	}
	m.CheckDigits = judge(digitsOf(f, lines), lines)
	return m
}

func (m *MRZ) set(field Field, text string) {
	switch field.Name {
	case FieldDocumentCode:
		m.DocumentCode = trim(text)
	case FieldIssuingState:
		m.IssuingState = trim(text)
	case FieldNames:
		m.PrimaryIdentifier, m.SecondaryIdentifier = splitNames(text)
		m.NameTruncated = text[len(text)-1] != '<'
	case FieldDocumentNumber:
		m.DocumentNumber = trim(text)
	case FieldNationality:
		m.Nationality = trim(text)
	case FieldSex:
		m.Sex = sexOf(text[0])
	case FieldDateOfBirth:
		m.DateOfBirth = Date(text)
	case FieldDateOfExpiry:
		m.DateOfExpiry = Date(text)
	case FieldOptionalData:
		m.OptionalData = trim(text)
	case FieldOptionalData2:
		m.OptionalData2 = trim(text)
	}
}

// trim takes trailing filler off.
func trim(text string) string {
	n := len(text)
	for n > 0 && text[n-1] == '<' {
		n--
	}
	return text[:n]
}

func sexOf(c byte) string {
	switch c {
	case 'M':
		return "M"
	case 'F':
		return "F"
	case '<', 'X':
		return "X"
	}
	return ""
}

func splitNames(text string) (primary, secondary string) {
	primary, secondary, _ = strings.Cut(trim(text), "<<")
	return words(primary), words(secondary)
}

// words puts one space for each run of filler. It allocates only when there is such a run.
func words(text string) string {
	if strings.IndexByte(text, '<') < 0 {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '<' }), " ")
}

func judge(digits []digit, lines []string) []DigitCheck {
	out := make([]DigitCheck, len(digits))
	for i := range digits {
		d := &digits[i]
		result := &out[i]
		result.Field, result.Line, result.At, result.Got = d.field, d.line, d.at, lines[d.line][d.at]
		if d.field != FieldComposite {
			result.From, result.To = d.parts[0].from, d.parts[0].to
		}
		result.Want = d.want(lines)
		result.Status = check.Failed
		if result.Got == result.Want || d.empty && result.Got == '<' && d.blank(lines) {
			result.Status = check.Passed
		}
	}
	return out
}

// want computes the digit over all parts, the weights running on from part to part.
func (d *digit) want(lines []string) byte {
	sum, at := 0, 0
	for _, part := range d.parts {
		text := part.of(lines)
		for i := 0; i < len(text); i++ {
			sum += weight(at) * value(text[i])
			if at++; at == 3 {
				at = 0
			}
		}
	}
	return byte('0' + sum%10)
}

func (d *digit) blank(lines []string) bool {
	for _, part := range d.parts {
		if trim(part.of(lines)) != "" {
			return false
		}
	}
	return true
}

// weight is 7, 3, 1 for positions 0, 1, 2 of each three (9303-3 §4.9).
func weight(at int) int { return [3]int{7, 3, 1}[at] }

// value is 0-9 for digits, 10-35 for letters, 0 for '<', -1 for anything else (9303-3 §4.9).
func value(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	case c == '<':
		return 0
	}
	return -1
}

// CheckDigit computes the check digit of s, '0' to '9', with weights 7-3-1 (9303-3 §4.9). It is false when s has a character
// other than A-Z, 0-9 and '<'. The digit of the empty text is '0'.
func CheckDigit(s string) (byte, bool) {
	sum := 0
	for i := 0; i < len(s); i++ {
		v := value(s[i])
		if v < 0 {
			return 0, false
		}
		sum += weight(i%3) * v
	}
	return byte('0' + sum%10), true
}

// Irregularity is a cell that holds what cannot stand there, or a date that is none.
type Irregularity struct {
	Field        string
	Line, Column int // from 0; for a date that is none, its first cell
}

// Irregularities lists, in the order of the zone, cells outside their class (a digit in a name, a letter in a date), a sex
// that is none, a primary identifier that is missing, and dates no calendar has (9303-3 §4.3, §4.8). A zone can be Valid and
// irregular.
func (m MRZ) Irregularities() []Irregularity {
	var found []Irregularity
	for _, field := range m.Format.fields() {
		text := m.lines[field.Line][field.From:field.To]
		if i := firstOutside(text, field.Class); i >= 0 {
			found = append(found, Irregularity{field.Name, field.Line, field.From + i})
			continue
		}
		if !plausible(field.Name, text) {
			found = append(found, Irregularity{field.Name, field.Line, field.From})
		}
	}
	return found
}

func firstOutside(text string, class Class) int {
	for i := 0; i < len(text); i++ {
		if !class.Contains(text[i]) {
			return i
		}
	}
	return -1
}

func plausible(name, text string) bool {
	switch name {
	case FieldDateOfBirth, FieldDateOfExpiry:
		return Date(text).Valid()
	case FieldSex:
		return sexOf(text[0]) != ""
	case FieldNames, FieldDocumentCode, FieldIssuingState:
		return text[0] != '<'
	}
	return true
}
