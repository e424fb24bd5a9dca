package render

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/linereader/syllable"
)

// Writer invents what stands on lines. One word and one syllable in ten are held out: they stand on no line of practice, and lines that measure
// are made of nothing else where there is a choice.
type Writer struct {
	random    *rand.Rand
	held      bool
	syllables []string
}

// NewWriter returns one that writes lines to measure on (held) or to learn from.
func NewWriter(random *rand.Rand, held bool) *Writer {
	return &Writer{random, held, part(syllable.Inventory(), held)}
}

// part takes every tenth, or all but every tenth; the whole of what is too short to be parted.
func part(all []string, held bool) []string {
	if len(all) < 10 {
		return all
	}
	var out []string
	for i, each := range all {
		if (i%10 == 7) == held {
			out = append(out, each)
		}
	}
	return out
}

// Line returns a text and the kind of field that would hold it.
func (w *Writer) Line() (string, layout.Kind) {
	for _, each := range []struct {
		share float64
		kind  layout.Kind
		text  func() string
	}{
		{0.22, layout.Name, w.name}, {0.14, layout.Address, w.address}, {0.11, layout.Digits, w.number}, {0.10, layout.Date, w.date},
		{0.04, layout.Code, w.code}, {0.07, layout.Text, w.label}, {0.06, layout.Text, w.latin},
	} {
		if w.random.Float64() < each.share/0.74 {
			return each.text(), each.kind
		}
	}
	return w.nonsense(), layout.Text
}

// Of returns a text of one kind.
func (w *Writer) Of(kind layout.Kind) string {
	switch kind {
	case layout.Name:
		return w.name()
	case layout.Address:
		return w.address()
	case layout.Digits:
		return w.number()
	case layout.Date:
		return w.date()
	case layout.Code:
		return w.code()
	}
	return w.nonsense()
}

func (w *Writer) chance(share float64) bool { return w.random.Float64() < share }

func (w *Writer) pick(all []string) string {
	all = part(all, w.held)
	return all[w.random.IntN(len(all))]
}

// cased writes words as documents do.
func (w *Writer) cased(s string, large float64) string {
	switch {
	case w.chance(large):
		return strings.ToUpper(s)
	case w.chance(0.15):
		return strings.ToLower(s)
	}
	return title(s)
}

// title makes the first letter of each word large.
func title(s string) string {
	words := strings.Fields(s)
	for i, word := range words {
		letters := []rune(word)
		words[i] = strings.ToUpper(string(letters[:1])) + string(letters[1:])
	}
	return strings.Join(words, " ")
}

func (w *Writer) some(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = w.syllables[w.random.IntN(len(w.syllables))]
	}
	return strings.Join(words, " ")
}

func (w *Writer) nonsense() string { return w.cased(w.some(1+w.random.IntN(6)), 0.45) }

func (w *Writer) name() string {
	words := []string{w.pick(families)}
	for range w.random.IntN(3) {
		words = append(words, w.pick(givens))
	}
	if w.chance(0.3) {
		words = append(words, w.some(1))
	}
	words = append(words, w.pick(givens))
	return w.cased(strings.Join(words, " "), 0.75)
}

func (w *Writer) address() string {
	var parts []string
	if w.chance(0.5) {
		parts = append(parts, w.house())
	}
	for _, unit := range [][]string{communes, districts, cities} {
		if w.chance(0.7) {
			parts = append(parts, w.place(unit))
		}
	}
	if len(parts) == 0 || w.chance(0.4) {
		parts = append(parts, w.pick(provinces))
	}
	text := strings.Join(parts, []string{", ", ", ", ", ", " - "}[w.random.IntN(4)])
	if w.chance(0.15) {
		return strings.ToUpper(text)
	}
	return text
}

func (w *Writer) place(unit []string) string {
	text := unit[w.random.IntN(len(unit))]
	if text != "" {
		text += " "
	}
	switch {
	case w.chance(0.1):
		return text + fmt.Sprint(1+w.random.IntN(30))
	case w.chance(0.45):
		return text + title(w.some(2))
	}
	return text + w.pick(places)
}

func (w *Writer) house() string {
	n := 1 + w.random.IntN(400)
	return []string{
		fmt.Sprint(n), fmt.Sprintf("Số %d", n), fmt.Sprintf("%d/%d", n, 1+w.random.IntN(90)), fmt.Sprintf("Tổ %d", 1+w.random.IntN(60)),
		fmt.Sprintf("Thôn %s", title(w.some(1+w.random.IntN(2)))), fmt.Sprintf("Khu phố %d", 1+w.random.IntN(12)),
		fmt.Sprintf("Ấp %s", title(w.some(2))), fmt.Sprintf("%d%s đường %s", n, []string{"", "A", "B", "bis"}[w.random.IntN(4)], title(w.some(2))),
		fmt.Sprintf("Xóm %d", 1+w.random.IntN(20)), fmt.Sprintf("Phòng %d, chung cư %s", 100+w.random.IntN(3000), title(w.some(2))),
	}[w.random.IntN(10)]
}

func (w *Writer) digits(n int) string {
	var out strings.Builder
	for range n {
		out.WriteByte(byte('0' + w.random.IntN(10)))
	}
	return out.String()
}

func (w *Writer) number() string {
	switch w.random.IntN(8) {
	case 0:
		return w.digits(9)
	case 1, 2, 3:
		return w.digits(12)
	case 4:
		return w.digits(3) + " " + w.digits(3) + " " + w.digits(3) + " " + w.digits(3)
	case 5:
		return w.digits(2) + "-" + w.digits(2) + "-" + w.digits(6) + "-" + w.digits(2)
	case 6:
		return w.digits(6) + "-" + w.digits(7)
	}
	return w.digits(1 + w.random.IntN(16))
}

func (w *Writer) date() string {
	day, month, year := 1+w.random.IntN(31), 1+w.random.IntN(12), 1930+w.random.IntN(130)
	sign := []string{"/", "/", "/", "/", "-", "."}[w.random.IntN(6)]
	if w.chance(0.12) {
		return fmt.Sprintf("%d%s%02d%s%02d", year, sign, month, sign, day)
	}
	if w.chance(0.06) {
		return fmt.Sprintf("%02d %02d %d", day, month, year)
	}
	return fmt.Sprintf("%02d%s%02d%s%d", day, sign, month, sign, year)
}

func (w *Writer) code() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letter := func() string { i := w.random.IntN(26); return letters[i : i+1] }
	switch w.random.IntN(4) {
	case 0:
		return letter() + w.digits(7)
	case 1:
		return letter() + letter() + w.digits(6+w.random.IntN(3))
	case 2:
		return []string{"A1", "A2", "A3", "A4", "B1", "B2", "C", "D", "E", "FB2", "FC", "FE"}[w.random.IntN(12)]
	}
	var out strings.Builder
	for range 4 + w.random.IntN(8) {
		if w.chance(0.5) {
			out.WriteString(letter())
		} else {
			out.WriteString(w.digits(1))
		}
	}
	return out.String()
}

func (w *Writer) label() string {
	text := w.pick(labels)
	switch {
	case w.chance(0.1):
		return strings.ToUpper(text)
	case w.chance(0.15):
		return text + ": " + w.Of([]layout.Kind{layout.Name, layout.Date, layout.Digits, layout.Text}[w.random.IntN(4)])
	case w.chance(0.1):
		return fmt.Sprintf("%s, ngày %02d tháng %02d năm %d", title(w.some(2)), 1+w.random.IntN(31), 1+w.random.IntN(12), 1990+w.random.IntN(60))
	case w.chance(0.1):
		return fmt.Sprintf("%s C:%dcm %s %s %s", title(w.some(1)), 1+w.random.IntN(9), w.some(1), w.some(1), w.some(2))
	}
	return text
}

// latin is any run of letters and signs, so that words of other languages are read as they stand.
func (w *Writer) latin() string {
	const consonants, open = "bcdfghjklmnpqrstvwxyz", "aeiou"
	var words []string
	for range 1 + w.random.IntN(4) {
		var word strings.Builder
		for range 1 + w.random.IntN(4) {
			word.WriteByte(consonants[w.random.IntN(len(consonants))])
			word.WriteByte(open[w.random.IntN(len(open))])
			if w.chance(0.35) {
				word.WriteByte(consonants[w.random.IntN(len(consonants))])
			}
		}
		words = append(words, word.String())
	}
	text := w.cased(strings.Join(words, " "), 0.5)
	switch w.random.IntN(8) {
	case 0:
		return text + " / " + w.cased(words[0], 0.5)
	case 1:
		return "(" + text + ")"
	case 2:
		return text + []string{".", ":", ";", "?", "%", "*", "'", "\"", "+", "&", "#", "°", "<", ">"}[w.random.IntN(14)]
	case 3:
		return strings.ReplaceAll(text, " ", []string{"-", "<", "+", " & ", "' "}[w.random.IntN(5)])
	}
	return text
}
