package mrz

import (
	"strings"

	"github.com/bonafide-id/bonafide/fault"
)

// Fields are what a zone is made of. Names may be written as on the document; everything else is in the characters of a zone,
// lower case and blanks allowed.
type Fields struct {
	DocumentCode        string // one or two letters
	IssuingState        string // one to three letters
	PrimaryIdentifier   string // see Transliterate; required
	SecondaryIdentifier string // may be empty
	DocumentNumber      string // TD1 up to 22 characters, TD2 up to 14, others up to 9; may be empty
	Nationality         string // one to three letters
	Sex                 string // M, F, X or empty, the last two being written '<'
	DateOfBirth         Date   // empty: not known
	DateOfExpiry        Date   // empty: not known
	OptionalData        string
	OptionalData2       string // TD1 only
}

// Fields returns what Build needs to write the zone again. That gives the same lines for a zone that is Valid, regular and
// written as Build does it: '<' and not 0 for the check digit of empty optional data.
func (m MRZ) Fields() Fields {
	return Fields{
		DocumentCode: m.DocumentCode, IssuingState: m.IssuingState, PrimaryIdentifier: m.PrimaryIdentifier,
		SecondaryIdentifier: m.SecondaryIdentifier, DocumentNumber: m.DocumentNumber, Nationality: m.Nationality, Sex: m.Sex,
		DateOfBirth: m.DateOfBirth, DateOfExpiry: m.DateOfExpiry, OptionalData: m.OptionalData, OptionalData2: m.OptionalData2,
	}
}

// Build writes the lines of a zone: names transliterated and, where too long, cut as 9303-4 §4.2.3 has it, filler, and all check
// digits. Code fault.Invalid or fault.Missing, Place being the field, for what does not fit or cannot be written.
func Build(f Format, d Fields) ([]string, error) {
	if f.Lines() == 0 {
		return nil, fault.New(fault.Invalid, "format")
	}
	b := builder{format: f, rows: blank(f)}
	b.text(FieldDocumentCode, d.DocumentCode, Letters, true)
	b.visa(d.DocumentCode)
	b.text(FieldIssuingState, d.IssuingState, Letters, true)
	b.names(d.PrimaryIdentifier, d.SecondaryIdentifier)
	optional := b.number(d.DocumentNumber, d.OptionalData)
	b.text(FieldNationality, d.Nationality, Letters, true)
	b.text(FieldSex, strings.TrimPrefix(strings.ToUpper(d.Sex), "X"), Letters, false)
	b.date(FieldDateOfBirth, d.DateOfBirth)
	b.date(FieldDateOfExpiry, d.DateOfExpiry)
	b.text(FieldOptionalData, optional, Alnum, false)
	b.text(FieldOptionalData2, d.OptionalData2, Alnum, false)
	if b.err != nil {
		return nil, b.err
	}
	return b.finish(), nil
}

type builder struct {
	format Format
	rows   [][]byte
	err    error
}

func blank(f Format) [][]byte {
	rows := make([][]byte, f.Lines())
	for i := range rows {
		rows[i] = []byte(strings.Repeat("<", f.Width()))
	}
	return rows
}

// fail keeps the first fault.
func (b *builder) fail(code fault.Code, field string) {
	if b.err == nil {
		b.err = fault.New(code, field)
	}
}

func (b *builder) field(name string) (Field, bool) {
	for _, field := range b.format.fields() {
		if field.Name == name {
			return field, true
		}
	}
	return Field{}, false
}

// text writes a field of the class, upper-cased, blanks as filler.
func (b *builder) text(name, text string, class Class, required bool) {
	field, ok := b.field(name)
	text = trim(strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(text)), " ", "<"))
	switch {
	case text == "" && required:
		b.fail(fault.Missing, name)
	case text == "":
	case !ok || len(text) > field.To-field.From || !all(text, class):
		b.fail(fault.Invalid, name)
	case name == FieldSex && sexOf(text[0]) == "":
		b.fail(fault.Invalid, name)
	default:
		copy(b.rows[field.Line][field.From:], text)
	}
}

// visa holds the first letter to the format: V is a visa's and nobody else's.
func (b *builder) visa(code string) {
	isVisa := b.format == MRVA || b.format == MRVB
	if code != "" && (strings.ToUpper(code)[0] == 'V') != isVisa {
		b.fail(fault.Invalid, FieldDocumentCode)
	}
}

func (b *builder) date(name string, d Date) {
	if d == "" {
		d = UnknownDate
	}
	if !d.Valid() {
		b.fail(fault.Invalid, name)
		return
	}
	field, _ := b.field(name)
	copy(b.rows[field.Line][field.From:], d)
}

// number writes the document number and returns the optional data with what did not fit in front.
func (b *builder) number(number, optional string) string {
	number = trim(strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(number)), " ", "<"))
	if len(number) <= 9 {
		b.text(FieldDocumentNumber, number, Alnum, false)
		// A digit in its cell: '<' there would say that the number goes on.
		field, _ := b.field(FieldDocumentNumber)
		b.rows[field.Line][field.CheckDigit] = '0'
		return optional
	}
	digit, ok := CheckDigit(number)
	// A filler in the continued part, or right in front of it, could not be told from its end.
	if !ok || b.format != TD1 && b.format != TD2 || strings.Contains(number[8:], "<") {
		b.fail(fault.Invalid, FieldDocumentNumber)
		return optional
	}
	field, _ := b.field(FieldOptionalData)
	rest := number[9:] + string(rune(digit)) + "<"
	if len(rest) > field.To-field.From {
		b.fail(fault.Invalid, FieldDocumentNumber)
		return optional
	}
	b.text(FieldDocumentNumber, number[:9], Alnum, true)
	return rest + strings.TrimSpace(optional)
}

func (b *builder) names(primary, secondary string) {
	first, ok := Transliterate(primary)
	if !ok {
		b.fail(fault.Invalid, "primaryIdentifier")
		return
	}
	second, ok := Transliterate(secondary)
	if !ok {
		b.fail(fault.Invalid, "secondaryIdentifier")
		return
	}
	if first == "" {
		b.fail(fault.Missing, "primaryIdentifier")
		return
	}
	field, _ := b.field(FieldNames)
	copy(b.rows[field.Line][field.From:field.To], fit(first, second, field.To-field.From))
}

// fit writes both identifiers in width characters. A name that is too long keeps its order, fills the field to the last cell,
// which holds a letter so that readers can tell it was cut, and keeps at least one letter of the secondary identifier
// (9303-4 §4.2.3). Components in front are shortened only where the cut would else fall on a filler.
func fit(primary, secondary string, width int) string {
	whole := primary
	if secondary != "" {
		whole += "<<" + secondary
	}
	if len(whole) <= width {
		return whole
	}
	if secondary == "" {
		return cutAtLetter(primary, width)
	}
	for room := min(len(primary), width-3); room > 0; room-- {
		front := primary[:room]
		if front[room-1] == '<' {
			continue
		}
		left := width - room - 2
		if len(secondary) < left {
			break
		}
		if room == len(primary) {
			return front + "<<" + cutAtLetter(secondary, left)
		}
		if secondary[left-1] != '<' {
			return front + "<<" + secondary[:left]
		}
	}
	// One letter of the secondary identifier, and the primary cut to the rest.
	return cutAtLetter(primary, width-3) + "<<" + secondary[:1]
}

// cutAtLetter shortens text to exactly width characters, the last of them a letter. Where a filler would be last the
// longest component in front of it gives up a letter, so that the next component's initial moves in.
func cutAtLetter(text string, width int) string {
	for len(text) > width && text[width-1] == '<' {
		from, to := longest(text[:width])
		if to-from < 2 {
			break
		}
		text = text[:to-1] + text[to:]
	}
	return text[:min(width, len(text))]
}

// longest finds the longest component of text.
func longest(text string) (from, to int) {
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != '<' {
			continue
		}
		if i-start > to-from {
			from, to = start, i
		}
		start = i + 1
	}
	return from, to
}

// finish computes the check digits and returns the lines.
func (b *builder) finish() []string {
	lines := make([]string, len(b.rows))
	for i, row := range b.rows {
		lines[i] = string(row)
	}
	for _, d := range digitsOf(b.format, lines) {
		if d.empty && d.blank(lines) {
			continue
		}
		b.rows[d.line][d.at] = d.want(lines)
		lines[d.line] = string(b.rows[d.line])
	}
	return lines
}
