// Package icao judges machine readable zones of any document (ICAO 9303): their shape, characters, fields and check digits, and what they say against
// the print. It takes what a reader made of a picture: the lines as read, which are the evidence, and the lines after repair, which are only used to
// compare with.
package icao

import (
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// Zone is a zone as a page has it, blanks removed: a cell with nothing in it is a character too few.
type Zone struct {
	Raw, Lines []string
	Confidence []float64
}

// Of takes the zone of a page. Lines that were not repaired are the raw ones.
func Of(z document.Zone) Zone {
	out := Zone{Raw: tight(z.Raw), Lines: tight(z.Lines), Confidence: z.Confidence}
	if len(out.Raw) == 0 {
		out.Raw = out.Lines
	}
	if len(out.Lines) == 0 {
		out.Lines = out.Raw
	}
	return out
}

// Limits of what is looked at: more lines or longer ones are no zone.
const (
	maxLines = 3
	maxWidth = 44
)

func tight(lines []string) []string {
	var out []string
	for _, line := range lines[:min(len(lines), maxLines+1)] {
		line = strings.Join(strings.Fields(line[:min(len(line), 4*maxWidth)]), "")
		out = append(out, line)
	}
	return out
}

// Parse reads lines of one of the formats wanted, as they are. Codes as mrz.Parse; fault.MRZShape, Place lines, for any other format.
func Parse(lines []string, want ...mrz.Format) (mrz.MRZ, error) {
	m, err := mrz.Parse(lines)
	if err != nil {
		return mrz.MRZ{}, err
	}
	for _, f := range want {
		if m.Format == f {
			return m, nil
		}
	}
	return mrz.MRZ{}, fault.New(fault.MRZShape, "lines")
}

// Shape says whether the lines as read have the number and length of the format (eKYC MRZ01).
func (z Zone) Shape(f mrz.Format) check.Status {
	if len(z.Raw) != f.Lines() {
		return check.Failed
	}
	for _, line := range z.Raw {
		if len([]rune(line)) != f.Width() {
			return check.Failed
		}
	}
	return check.Passed
}

// Characters says whether nothing but A to Z, 0 to 9 and '<' stands there (eKYC MRZ02; ICAO 9303-3 §4.3).
func (z Zone) Characters() check.Status {
	for _, line := range z.Raw {
		if strings.ContainsFunc(line, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '<') }) {
			return check.Failed
		}
	}
	return check.Passed
}

// Under doubtfulLine of its least sure character a line may be misread, under poorLine it is likely to be.
const (
	doubtfulLine = 0.5
	poorLine     = 0.25
)

func (z Zone) doubtful(line int) bool { return z.under(line, doubtfulLine) }

func (z Zone) under(line int, confidence float64) bool {
	return line < len(z.Confidence) && z.Confidence[line] < confidence
}

// Digit judges one check digit of the lines as read (eKYC MRZ05). One that fails is Failed, whatever a repair would make of it. It is Inconclusive only
// where a misreading explains it as well as a false digit does: the reader was not sure of a line that it stands in or covers and another of the reader's
// choices makes the digit right, or the reader was not sure at all; or all that differs is an O for a 0, which no reader of OCR-B tells apart for certain.
func (z Zone) Digit(d mrz.DigitCheck) check.Status {
	if d.Status == check.Passed {
		return check.Passed
	}
	line := poorLine
	if z.repaired(d) {
		if z.sameButForO(d) {
			return check.Inconclusive
		}
		line = doubtfulLine
	}
	for i := range z.Raw {
		if (i == d.Line || d.Field == mrz.FieldComposite) && z.under(i, line) {
			return check.Inconclusive
		}
	}
	return check.Failed
}

// repaired says whether what the digit covers differs between the lines as read and as repaired, and every digit of the repaired ones passes.
func (z Zone) repaired(d mrz.DigitCheck) bool {
	m, err := mrz.Parse(z.Lines)
	return err == nil && m.Valid() && d.Line < len(z.Raw) && (z.Lines[d.Line] != z.Raw[d.Line] || d.Field == mrz.FieldComposite)
}

// sameButForO says whether the lines that a digit stands in or covers differ from the repaired ones in an O for a 0, or a 0 for an O, and nothing else.
func (z Zone) sameButForO(d mrz.DigitCheck) bool {
	one := strings.NewReplacer("O", "0")
	if len(z.Raw) != len(z.Lines) {
		return false
	}
	for i := range z.Raw {
		if (i == d.Line || d.Field == mrz.FieldComposite) && one.Replace(z.Raw[i]) != one.Replace(z.Lines[i]) {
			return false
		}
	}
	return true
}

// Fields judges what stands in the fields of the lines as read: dates, names, states and sex (eKYC MRZ04). What only the lines as read break, and not
// the repaired ones, is Inconclusive: a letter for a digit of its own shape is more often the reader's than the issuer's; and so is what stands in a line of
// which the reader was not sure at all, as where a corner is torn off. Lines of no format are Inconclusive: Shape and Characters have spoken.
func (z Zone) Fields(want ...mrz.Format) check.Status {
	raw, err := Parse(z.Raw, want...)
	if err != nil {
		return check.Inconclusive
	}
	unfit := unfitLines(raw)
	if len(unfit) == 0 {
		return check.Passed
	}
	if repaired, err := Parse(z.Lines, want...); err == nil && len(unfitLines(repaired)) == 0 {
		return check.Inconclusive
	}
	if !slices.ContainsFunc(unfit, func(line int) bool { return !z.under(line, poorLine) }) {
		return check.Inconclusive
	}
	return check.Failed
}

// unfitLines are the lines in which a field holds what it may not.
func unfitLines(m mrz.MRZ) (lines []int) {
	for _, each := range m.Irregularities() {
		switch each.Field {
		case mrz.FieldDateOfBirth, mrz.FieldDateOfExpiry, mrz.FieldSex, mrz.FieldNationality:
			lines = append(lines, 1)
		case mrz.FieldIssuingState:
			lines = append(lines, 0)
		case mrz.FieldNames:
			lines = append(lines, nameLine(m.Format))
		}
	}
	if m.PrimaryIdentifier == "" {
		lines = append(lines, nameLine(m.Format))
	}
	return lines
}

// Unsure says whether a field of a zone may be misread: its own check digit fails in the lines, or, for a field under no digit (empty, or one that
// has none), never.
func (z Zone) Unsure(m mrz.MRZ, field string) bool {
	d, ok := m.Digit(field)
	return ok && d.Status != check.Passed
}

// Name compares a printed name with that of m, the zone's lines. The print may have its words in either order, family name first or last, and its
// letters in either spelling (Ö as O or OE); a zone that is full may end anywhere, and have its words shortened (ICAO 9303-4 §4.2.3). A character or two
// that differ are Doubtful where the reading of either side was not sure.
func (z Zone) Name(printed document.Reading, m mrz.MRZ, doubt float64) compare.Verdict {
	first := strings.TrimSpace(m.PrimaryIdentifier + " " + m.SecondaryIdentifier)
	last := strings.TrimSpace(m.SecondaryIdentifier + " " + m.PrimaryIdentifier)
	if first == "" {
		return compare.Unknown
	}
	if z.doubtful(nameLine(m.Format)) {
		printed.Least, printed.SettledBy = 0, ""
	}
	best := compare.Unknown
	for _, written := range []document.Reading{printed, spelled(printed)} {
		for _, name := range []string{first, last} {
			verdict := compare.Texts(written, name, doubt)
			if verdict == compare.Differs && bare(written.Value) == bare(name) {
				verdict = compare.Same
			}
			if verdict == compare.Differs && sharp(written.Value, name) {
				verdict = compare.Doubtful
			}
			if verdict == compare.Differs && m.NameTruncated && cut(written.Value, name) {
				verdict = compare.Same
			}
			if best == compare.Unknown || verdict != compare.Unknown && verdict < best {
				best = verdict
			}
		}
	}
	return best
}

// nameLine is the line that names stand in.
func nameLine(f mrz.Format) int {
	if f == mrz.TD1 {
		return 2
	}
	return 0
}

// spelled writes the print in the letters of a zone where there is a rule for it: Ö as OE, Ñ as N (ICAO 9303-3 §6).
func spelled(r document.Reading) document.Reading {
	if letters, ok := mrz.Transliterate(r.Value); ok {
		r.Value = strings.ReplaceAll(letters, "<", " ")
	}
	if letters, ok := mrz.Transliterate(r.Second); ok {
		r.Second = strings.ReplaceAll(letters, "<", " ")
	}
	return r
}

// single are the pairs of letters that a zone writes for one letter with a mark, and that letter without it (ICAO 9303-3 §6).
var single = strings.NewReplacer("AE", "A", "OE", "O", "UE", "U", "AA", "A", "SS", "S", "TH", "T", "ß", "S", "Æ", "A", "Œ", "O", "Ø", "O", "Ł", "L", "Þ", "T", "ı", "I")

// bare is a name in the letters that are left when marks are lost: readers of one language do not know those of another, and read Ö as O where a zone
// has OE.
func bare(name string) string { return single.Replace(compare.Letters(single.Replace(name))) }

// sharp says whether print and zone differ only in that the print has one letter, whichever, where the zone has SS: readers that do not know ß take it for
// the R, B or S it looks like.
func sharp(printed, zone string) bool {
	one := []rune(compare.Letters(printed))
	two := []rune(strings.ReplaceAll(compare.Letters(zone), "SS", "ß"))
	if len(one) != len(two) || !slices.Contains(two, 'ß') {
		return false
	}
	for i := range one {
		if two[i] != 'ß' && one[i] != two[i] {
			return false
		}
	}
	return true
}

// cut says whether each word of the zone begins the word of the print in its place.
func cut(printed, zone string) bool {
	whole, short := compare.Tokens(printed), compare.Tokens(zone)
	if len(short) > len(whole) || len(short) == 0 {
		return false
	}
	for i, word := range short {
		if !strings.HasPrefix(whole[i], word) {
			return false
		}
	}
	return true
}
