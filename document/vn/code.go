package vn

import (
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
)

const qrSymbology = "QRCode"

func isQR(code document.Code) bool {
	return strings.EqualFold(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(code.Symbology), qrSymbology)
}

// qrs are the texts of the QR codes read on a side.
func (s *side) qrs() (texts []string) {
	for _, code := range s.page.Codes {
		if isQR(code) {
			texts = append(texts, code.Text)
		}
	}
	return texts
}

// qr is the code of a side that is one of a card: of several (a sticker, something else in the picture) the first that is.
func (s *side) qr() (q QR, read, ok bool) {
	texts := s.qrs()
	for _, text := range texts {
		if q, err := ParseQR(text); err == nil {
			return q, true, true
		}
	}
	return QR{}, len(texts) > 0, false
}

// mayHaveQR: a new side that has a code, or one that has none and shows one all the same.
func mayHaveQR(c *card) bool {
	s := c.withQR()
	return s != nil && s.fresh || slices.ContainsFunc(c.sides, strangeQR)
}

// strangeQR: cards without a code of their own have none on either side.
func strangeQR(s *side) bool {
	plain := s.t == document.CMND9 || s.t == document.CMND12 || s.t == document.CCCDBarcode
	return plain && s.fresh && len(s.qrs()) > 0
}

// qrFormat: QR02. Where no code could be read, that is the presence check's (FC06), or nobody's.
func qrFormat(c *card) (found []outcome) {
	for _, s := range c.sides {
		switch {
		case strangeQR(s):
			found = append(found, at(check.Failed, s.place(placeQR)))
		case s.sheet.qr && s.fresh:
			found = append(found, c.qrFormatOf(s))
		}
	}
	return found
}

func (c *card) qrFormatOf(s *side) outcome {
	place := s.place(placeQR)
	_, read, ok := s.qr()
	switch {
	case ok:
		return passed(place)
	case read:
		return at(check.Failed, place)
	case !s.ran(partCodes):
		return notRun(place)
	case s.t == document.CanCuoc2024 && c.RequireQR:
		return at(check.Failed, place)
	}
	return inconclusive(place)
}

// qrMatches: QR01, between the side with the code and whatever sides are known; what was compared before is left out.
func qrMatches(c *card) []outcome {
	s := c.withQR()
	q, _, ok := s.qr()
	if !ok {
		if !s.fresh {
			return nil
		}
		if !s.ran(partCodes) {
			return []outcome{notRun(s.place(placeQR))}
		}
		return []outcome{inconclusive(s.place(placeQR))}
	}
	return c.compareQR(q, s)
}

// compareQR holds a code's text against the print. from is the side it was on; nil: it came by itself and everything is compared.
func (c *card) compareQR(q QR, from *side) (found []outcome) {
	for _, row := range []struct {
		field document.Field
		judge func(v value) outcome
	}{
		{document.Number, func(v value) outcome { return byVerdict(c.against(v, q.Number), v.place()) }},
		{document.Name, func(v value) outcome { return c.nameInQR(v, q.Name) }},
		{document.DateOfBirth, func(v value) outcome { return c.dateInQR(v, q.Born) }},
		{document.Sex, func(v value) outcome { return c.sexIs(v, q.Sex) }},
		{document.DateOfIssue, func(v value) outcome { return c.dateInQR(v, q.Issued) }},
		{document.PlaceOfResidence, func(v value) outcome { return c.addressInQR(v, q.Residence) }},
		{document.OldNumber, func(v value) outcome { return byVerdict(c.against(v, q.OldNumber), v.place()) }},
	} {
		s := c.with(row.field)
		if s == nil || from != nil && !from.fresh && !s.fresh {
			continue
		}
		v, why, ok := c.value(row.field)
		switch {
		case !ok && row.field == document.OldNumber: // compared only where it is printed
		case !ok:
			found = append(found, why)
		case from != nil && !c.paired(from, s):
			found = append(found, inconclusive(v.place()))
		default:
			found = append(found, row.judge(v))
		}
	}
	return found
}

// nameInQR: tones are where reading errs, so a name that differs in tones alone is doubtful.
func (c *card) nameInQR(v value, name string) outcome {
	verdict := c.against(v, name)
	if verdict == compare.Same && marks(v.r.Value) != marks(name) {
		verdict = compare.Doubtful
	}
	return byVerdict(verdict, v.place())
}

// dateInQR compares days. A date that cannot be read as one is compared as text, so that one doubtful digit is a doubt.
func (c *card) dateInQR(v value, day calendar.Day) outcome {
	if d, ok := ParseDate(v.r.Value, c.style(v.side.t, v.field)); ok && d == day {
		return passed(v.place())
	}
	return byVerdict(c.against(v, pack(day)), v.place())
}

func (c *card) sexIs(v value, sex string) outcome {
	got, ok := Sex(v.r.Value)
	if !ok {
		return inconclusive(v.place())
	}
	return c.decide(got == sex, v.place(), v.r)
}

func (c *card) addressInQR(v value, address string) outcome {
	o := outcome{status: check.Passed, place: v.place(), threshold: c.AddressSimilarity, unit: "ratio 0-1", scored: true}
	if strings.TrimSpace(address) == "" {
		return inconclusive(v.place())
	}
	if o.score = AddressSimilarity(v.r.Value, address); o.score >= c.AddressSimilarity {
		return o
	}
	// Half of the words wrong in a text that is not sure of any letter: a reading, not a difference.
	o.status = check.Failed
	if v.r.Confidence < c.Doubt {
		o.status = check.Inconclusive
	}
	return o
}

// CompareQR judges the text of a code that came by itself against the sides that were read (contract 2.4): QR02, then QR01. Results are as
// PostCheck's. A type without a code breaks QR02.
func CompareQR(text string, front, back *document.Page, on time.Time, o Options) []check.Result {
	c, ok := newCard(front, back, "", calendar.Of(on), o)
	if !ok {
		return []check.Result{result(check.RulesFailed, at(check.Failed, ""))}
	}
	q, err := ParseQR(text)
	if err != nil || c.kind() != document.CCCDChip && c.kind() != document.CanCuoc2024 {
		return []check.Result{result(check.QRFormat, at(check.Failed, string(placeQR)))}
	}
	results := []check.Result{result(check.QRFormat, passed(string(placeQR)))}
	for _, each := range summed(c.compareQR(q, nil)) {
		results = append(results, result(check.QRMismatch, each))
	}
	return results
}
