package mrz

// Format is the layout of a machine readable zone. The zero value is no format.
type Format uint8

// The five layouts of ICAO 9303.
const (
	TD1  Format = iota + 1 // card, 3 lines of 30 (9303-5)
	TD2                    // card, 2 lines of 36 (9303-6)
	TD3                    // passport, 2 lines of 44 (9303-4)
	MRVA                   // visa, 2 lines of 44 (9303-7)
	MRVB                   // visa, 2 lines of 36 (9303-7)
)

// Formats returns the five formats.
func Formats() []Format { return []Format{TD1, TD2, TD3, MRVA, MRVB} }

func (f Format) String() string {
	switch f {
	case TD1:
		return "TD1"
	case TD2:
		return "TD2"
	case TD3:
		return "TD3"
	case MRVA:
		return "MRV-A"
	case MRVB:
		return "MRV-B"
	}
	return "unknown"
}

// Lines is the number of lines of the format: 3 or 2, 0 for no format.
func (f Format) Lines() int {
	switch f {
	case TD1:
		return 3
	case TD2, TD3, MRVA, MRVB:
		return 2
	}
	return 0
}

// Width is the number of characters in each line: 30, 36 or 44, 0 for no format.
func (f Format) Width() int {
	switch f {
	case TD1:
		return 30
	case TD2, MRVB:
		return 36
	case TD3, MRVA:
		return 44
	}
	return 0
}

// Class is the set of characters that may stand in a cell.
type Class uint8

// The three sets of the standard and the unions in use (9303-3 §4.3).
const (
	Letters Class = 1 << iota // A-Z
	Digits                    // 0-9
	Filler                    // '<'

	Alpha   = Letters | Filler
	Numeric = Digits | Filler
	Alnum   = Letters | Digits | Filler
)

// Contains says whether c is in the class. No class contains anything but A-Z, 0-9 and '<'.
func (class Class) Contains(c byte) bool { return class&classOf(c) != 0 }

func classOf(c byte) Class {
	switch {
	case c >= 'A' && c <= 'Z':
		return Letters
	case c >= '0' && c <= '9':
		return Digits
	case c == '<':
		return Filler
	}
	return 0
}

// Names of the fields, as in Field.Name, DigitCheck.Field and the places of Build's faults.
const (
	FieldDocumentCode   = "documentCode"
	FieldIssuingState   = "issuingState"
	FieldNames          = "names"
	FieldDocumentNumber = "documentNumber"
	FieldNationality    = "nationality"
	FieldDateOfBirth    = "dateOfBirth"
	FieldSex            = "sex"
	FieldDateOfExpiry   = "dateOfExpiry"
	FieldOptionalData   = "optionalData"
	FieldOptionalData2  = "optionalData2"
	FieldComposite      = "composite"
	// FieldCheckDigit is the name of every cell that holds a check digit.
	FieldCheckDigit = "checkDigit"
)

// Field is a row of a layout: where a field stands and what may stand in its cells.
type Field struct {
	Name       string
	Line       int   // from 0
	From, To   int   // columns, half-open
	CheckDigit int   // column of its check digit on the same line; -1: it has none of its own
	Class      Class // of every cell; in sex only M, F and '<' (and, on some documents, X) occur
}

// Fields returns the layout: each cell of the format is in exactly one field, check digits being fields of one cell.
func (f Format) Fields() []Field { return append([]Field(nil), f.fields()...) }

// ClassAt is the class of one cell, 0 outside the format.
func (f Format) ClassAt(line, column int) Class {
	if field, ok := f.FieldAt(line, column); ok {
		return field.Class
	}
	return 0
}

// FieldAt returns the field that a cell belongs to.
func (f Format) FieldAt(line, column int) (Field, bool) {
	for _, field := range f.fields() {
		if field.Line == line && column >= field.From && column < field.To {
			return field, true
		}
	}
	return Field{}, false
}

func (f Format) fields() []Field {
	if f >= TD1 && f <= MRVB {
		return layouts[f]
	}
	return nil
}

// span is a stretch of one line, half-open.
type span struct{ line, from, to int }

func (s span) of(lines []string) string { return lines[s.line][s.from:s.to] }

// digit says what a check digit covers and where it stands. The parts are read one after the other.
type digit struct {
	field string
	parts []span
	line  int
	at    int
	// empty: '<' may stand for the digit of a field that is all filler (9303-4 §4.2.2, optional data of a TD3).
	empty bool
}

// layouts and digits are read against the tables of 9303-5, -6, -4 and -7. Columns there count from 1.
var layouts = [...][]Field{
	TD1: {
		{FieldDocumentCode, 0, 0, 2, -1, Alpha},
		{FieldIssuingState, 0, 2, 5, -1, Alpha},
		{FieldDocumentNumber, 0, 5, 14, 14, Alnum},
		{FieldCheckDigit, 0, 14, 15, -1, Numeric}, // '<': the number goes on in the optional data
		{FieldOptionalData, 0, 15, 30, -1, Alnum},
		{FieldDateOfBirth, 1, 0, 6, 6, Numeric},
		{FieldCheckDigit, 1, 6, 7, -1, Digits},
		{FieldSex, 1, 7, 8, -1, Alpha},
		{FieldDateOfExpiry, 1, 8, 14, 14, Numeric},
		{FieldCheckDigit, 1, 14, 15, -1, Digits},
		{FieldNationality, 1, 15, 18, -1, Alpha},
		{FieldOptionalData2, 1, 18, 29, -1, Alnum},
		{FieldCheckDigit, 1, 29, 30, -1, Digits},
		{FieldNames, 2, 0, 30, -1, Alpha},
	},
	TD2: {
		{FieldDocumentCode, 0, 0, 2, -1, Alpha},
		{FieldIssuingState, 0, 2, 5, -1, Alpha},
		{FieldNames, 0, 5, 36, -1, Alpha},
		{FieldDocumentNumber, 1, 0, 9, 9, Alnum},
		{FieldCheckDigit, 1, 9, 10, -1, Numeric}, // '<': the number goes on in the optional data
		{FieldNationality, 1, 10, 13, -1, Alpha},
		{FieldDateOfBirth, 1, 13, 19, 19, Numeric},
		{FieldCheckDigit, 1, 19, 20, -1, Digits},
		{FieldSex, 1, 20, 21, -1, Alpha},
		{FieldDateOfExpiry, 1, 21, 27, 27, Numeric},
		{FieldCheckDigit, 1, 27, 28, -1, Digits},
		{FieldOptionalData, 1, 28, 35, -1, Alnum},
		{FieldCheckDigit, 1, 35, 36, -1, Digits},
	},
	TD3: {
		{FieldDocumentCode, 0, 0, 2, -1, Alpha},
		{FieldIssuingState, 0, 2, 5, -1, Alpha},
		{FieldNames, 0, 5, 44, -1, Alpha},
		{FieldDocumentNumber, 1, 0, 9, 9, Alnum},
		{FieldCheckDigit, 1, 9, 10, -1, Digits},
		{FieldNationality, 1, 10, 13, -1, Alpha},
		{FieldDateOfBirth, 1, 13, 19, 19, Numeric},
		{FieldCheckDigit, 1, 19, 20, -1, Digits},
		{FieldSex, 1, 20, 21, -1, Alpha},
		{FieldDateOfExpiry, 1, 21, 27, 27, Numeric},
		{FieldCheckDigit, 1, 27, 28, -1, Digits},
		{FieldOptionalData, 1, 28, 42, 42, Alnum},
		{FieldCheckDigit, 1, 42, 43, -1, Numeric}, // '<': nothing in the optional data
		{FieldCheckDigit, 1, 43, 44, -1, Digits},
	},
	MRVA: {
		{FieldDocumentCode, 0, 0, 2, -1, Alpha},
		{FieldIssuingState, 0, 2, 5, -1, Alpha},
		{FieldNames, 0, 5, 44, -1, Alpha},
		{FieldDocumentNumber, 1, 0, 9, 9, Alnum},
		{FieldCheckDigit, 1, 9, 10, -1, Digits},
		{FieldNationality, 1, 10, 13, -1, Alpha},
		{FieldDateOfBirth, 1, 13, 19, 19, Numeric},
		{FieldCheckDigit, 1, 19, 20, -1, Digits},
		{FieldSex, 1, 20, 21, -1, Alpha},
		{FieldDateOfExpiry, 1, 21, 27, 27, Numeric},
		{FieldCheckDigit, 1, 27, 28, -1, Digits},
		{FieldOptionalData, 1, 28, 44, -1, Alnum},
	},
	MRVB: {
		{FieldDocumentCode, 0, 0, 2, -1, Alpha},
		{FieldIssuingState, 0, 2, 5, -1, Alpha},
		{FieldNames, 0, 5, 36, -1, Alpha},
		{FieldDocumentNumber, 1, 0, 9, 9, Alnum},
		{FieldCheckDigit, 1, 9, 10, -1, Digits},
		{FieldNationality, 1, 10, 13, -1, Alpha},
		{FieldDateOfBirth, 1, 13, 19, 19, Numeric},
		{FieldCheckDigit, 1, 19, 20, -1, Digits},
		{FieldSex, 1, 20, 21, -1, Alpha},
		{FieldDateOfExpiry, 1, 21, 27, 27, Numeric},
		{FieldCheckDigit, 1, 27, 28, -1, Digits},
		{FieldOptionalData, 1, 28, 36, -1, Alnum},
	},
}

var digits = [...][]digit{
	TD1: {
		{field: FieldDocumentNumber, parts: []span{{0, 5, 14}}, line: 0, at: 14},
		{field: FieldDateOfBirth, parts: []span{{1, 0, 6}}, line: 1, at: 6},
		{field: FieldDateOfExpiry, parts: []span{{1, 8, 14}}, line: 1, at: 14},
		{field: FieldComposite, parts: []span{{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 29}}, line: 1, at: 29},
	},
	TD2: {
		{field: FieldDocumentNumber, parts: []span{{1, 0, 9}}, line: 1, at: 9},
		{field: FieldDateOfBirth, parts: []span{{1, 13, 19}}, line: 1, at: 19},
		{field: FieldDateOfExpiry, parts: []span{{1, 21, 27}}, line: 1, at: 27},
		{field: FieldComposite, parts: []span{{1, 0, 10}, {1, 13, 20}, {1, 21, 35}}, line: 1, at: 35},
	},
	TD3: {
		{field: FieldDocumentNumber, parts: []span{{1, 0, 9}}, line: 1, at: 9},
		{field: FieldDateOfBirth, parts: []span{{1, 13, 19}}, line: 1, at: 19},
		{field: FieldDateOfExpiry, parts: []span{{1, 21, 27}}, line: 1, at: 27},
		{field: FieldOptionalData, parts: []span{{1, 28, 42}}, line: 1, at: 42, empty: true},
		{field: FieldComposite, parts: []span{{1, 0, 10}, {1, 13, 20}, {1, 21, 43}}, line: 1, at: 43},
	},
	MRVA: visaDigits,
	MRVB: visaDigits,
}

// A visa has no composite digit (9303-7).
var visaDigits = []digit{
	{field: FieldDocumentNumber, parts: []span{{1, 0, 9}}, line: 1, at: 9},
	{field: FieldDateOfBirth, parts: []span{{1, 13, 19}}, line: 1, at: 19},
	{field: FieldDateOfExpiry, parts: []span{{1, 21, 27}}, line: 1, at: 27},
}

// digitsOf returns what the check digits of these lines cover. A document number of more than nine characters moves its own
// digit into the optional data.
func digitsOf(f Format, lines []string) []digit {
	table := digits[f]
	more, at, ok := continuation(f, lines)
	if !ok {
		return table
	}
	long := append([]digit(nil), table...)
	long[0].parts = []span{table[0].parts[0], more}
	long[0].at = at
	return long
}

// continuation finds the rest of a document number longer than nine characters: '<' stands in the place of the check digit,
// and the optional data begin with the rest, its check digit and '<' (9303-5 §4.2.2 note j, 9303-6 §4.2.2 note j).
func continuation(f Format, lines []string) (more span, at int, ok bool) {
	var number, optional span
	switch f {
	case TD1:
		number, optional = span{0, 5, 14}, span{0, 15, 30}
	case TD2:
		number, optional = span{1, 0, 9}, span{1, 28, 35}
	default:
		return span{}, 0, false
	}
	line := lines[number.line]
	if line[number.to] != '<' || line[number.to-1] == '<' {
		return span{}, 0, false
	}
	end := optional.from
	for end < optional.to && line[end] != '<' {
		end++
	}
	if end-optional.from < 2 {
		return span{}, 0, false
	}
	return span{optional.line, optional.from, end - 1}, end - 1, true
}
