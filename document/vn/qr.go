package vn

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/fault"
)

// QR is what the code of a chip card or of a card of the law of 2023 says (contract 4.7).
type QR struct {
	Number    string // twelve digits
	OldNumber string // nine digits of an earlier card, or empty
	Name      string // with tones
	Born      calendar.Day
	Sex       string // M or F
	Residence string
	Issued    calendar.Day
	// Rest are the parts behind the seventh, as they stand: cards of the law of 2023 have them, in an order that is not public (A-10b).
	Rest []string
}

// Limits of a code's text.
const (
	maxQRBytes   = 2048
	minQRParts   = 7
	maxQRParts   = 12
	maxPartRunes = 250
)

// ParseQR reads the text of a code: seven parts with bars between them, on cards of the law of 2023 up to twelve. Codes: fault.TooLarge;
// fault.Malformed with Place text (not UTF-8, control characters), parts (too few, too many) or part1 to part12 (QR02).
func ParseQR(text string) (QR, error) {
	text = strings.TrimRight(strings.TrimPrefix(text, "\ufeff"), "\r\n\x00")
	switch {
	case len(text) > maxQRBytes:
		return QR{}, fault.New(fault.TooLarge, "text")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return QR{}, fault.New(fault.Malformed, "text")
	}
	parts := strings.Split(norm.NFC.String(text), "|")
	if len(parts) < minQRParts || len(parts) > maxQRParts {
		return QR{}, fault.New(fault.Malformed, "parts")
	}
	q := QR{}
	for i, read := range []func(part string) bool{
		func(part string) bool { q.Number = part; return allDigits(part, 12) },
		func(part string) bool { q.OldNumber = part; return part == "" || allDigits(part, 9) },
		func(part string) bool { q.Name = part; return named(part) },
		func(part string) (ok bool) { q.Born, ok = packed(part); return ok },
		func(part string) (ok bool) { q.Sex, ok = codeSex(part); return ok },
		func(part string) bool { q.Residence = part; return true },
		func(part string) (ok bool) { q.Issued, ok = packed(part); return ok },
	} {
		if parts[i] = strings.TrimSpace(parts[i]); !read(parts[i]) || utf8.RuneCountInString(parts[i]) > maxPartRunes {
			return QR{}, fault.New(fault.Malformed, fmt.Sprintf("part%d", i+1))
		}
	}
	if len(parts) > minQRParts {
		q.Rest = parts[minQRParts:]
	}
	for i, part := range q.Rest {
		if utf8.RuneCountInString(part) > maxPartRunes {
			return QR{}, fault.New(fault.Malformed, fmt.Sprintf("part%d", minQRParts+i+1))
		}
	}
	return q, nil
}

// String writes the text again. ParseQR reads it back as the same QR.
func (q QR) String() string {
	sex := map[string]string{"M": "Nam", "F": "Nữ"}[q.Sex]
	parts := []string{q.Number, q.OldNumber, q.Name, pack(q.Born), sex, q.Residence, pack(q.Issued)}
	return strings.Join(append(parts, q.Rest...), "|")
}

func pack(d calendar.Day) string { return fmt.Sprintf("%02d%02d%04d", d.Day, d.Month, d.Year) }

// packed reads ddmmyyyy.
func packed(part string) (calendar.Day, bool) {
	if !allDigits(part, 8) {
		return calendar.Day{}, false
	}
	return ParseDate(part, 0)
}

func codeSex(part string) (string, bool) {
	switch Normal(part) {
	case "NAM":
		return "M", true
	case "NỮ":
		return "F", true
	}
	return "", false
}

// named: a name has letters, and no digits.
func named(part string) bool {
	return Normal(part) != "" && !strings.ContainsAny(part, "0123456789<")
}
