package reading

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/document/icao"
	"github.com/bonafide-id/bonafide/document/layout"
)

// parse brings what was read in a zone into the form of its kind. ok says that it is one: what is not is passed on as read, for a date that is
// none must be seen to be none.
func parse(kind layout.Kind, text string) (value string, ok bool) {
	text = tidy(text)
	switch kind {
	case layout.Date:
		return parseDate(text)
	case layout.Digits:
		return parseDigits(text)
	case layout.Code:
		return parseCode(text)
	case layout.Sex:
		return parseSex(text)
	case layout.State:
		return parseState(text)
	case layout.Name:
		return parseName(text)
	}
	return parseText(text)
}

var (
	dayFirst  = regexp.MustCompile(`(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})`)
	yearFirst = regexp.MustCompile(`(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})`)
	inWords   = regexp.MustCompile(`^(\d{1,2})\s*([A-Za-z0]{3})[A-Za-zÀ-ÿ./ ]*?\s*(\d{4}|\d{2})$`)
	inBoth    = regexp.MustCompile(`^(\d{2})\s*(\d{1,2})\s*월.*?(\d{4})\W*$`)    // 12 3월/MAR 1990, of whose second month a reader of Hangul makes nothing
	longhand  = regexp.MustCompile(`(\d{1,2})\D{2,12}(\d{1,2})\D{2,12}(\d{4})`) // ngày 05 tháng 11 năm 2019
	hangul    = regexp.MustCompile(`(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일`)
	onlyYear  = regexp.MustCompile(`^\d{4}$`)
	compact   = regexp.MustCompile(`^(\d{2})(\d{2})(\d{4})$`)
)

var months = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}

// parseDate gives dd/mm/yyyy, or the year alone where no more is printed, or the words for no end ("Không thời hạn"). Of two dates, as of a term, the
// later one in the text is taken. The calendar is not asked.
func parseDate(text string) (string, bool) {
	if unlimited, ok := parseUnlimited(text); ok {
		return unlimited, true
	}
	plain := digitsFor(text)
	if d := last(dayFirst, plain); d != nil {
		return dated(d[1], d[2], d[3])
	}
	if d := last(yearFirst, plain); d != nil {
		return dated(d[3], d[2], d[1])
	}
	if d := last(hangul, plain); d != nil {
		return dated(d[3], d[2], d[1])
	}
	if d := inBoth.FindStringSubmatch(plain); d != nil {
		return dated(d[1], d[2], d[3])
	}
	if d := inWords.FindStringSubmatch(plain); d != nil {
		if m := slices.Index(months, strings.ReplaceAll(strings.ToUpper(d[2]), "0", "O")); m >= 0 && len(d[3]) == 4 {
			return dated(d[1], strconv.Itoa(m+1), d[3])
		}
	}
	if d := last(longhand, plain); d != nil {
		return dated(d[1], d[2], d[3])
	}
	if d := compact.FindStringSubmatch(strings.ReplaceAll(plain, " ", "")); d != nil {
		return dated(d[1], d[2], d[3])
	}
	trimmed := strings.Trim(plain, " .,:;-/|")
	if strings.ContainsFunc(trimmed, unicode.IsLetter) && len(icao.Dates(trimmed)) > 0 { // with a month's name in another language, or a year of two digits
		return trimmed, true
	}
	return trimmed, onlyYear.MatchString(trimmed)
}

// oneMonth leaves out the second month of a date that has it in two languages: what a reader of the one makes of the other says nothing of how well it read.
func oneMonth(l LineText) LineText {
	at := inBoth.FindStringSubmatchIndex(l.Text)
	runes := []rune(l.Text)
	if at == nil || len(l.Runes) != len(runes) {
		return l
	}
	month := strings.Index(l.Text[at[5]:at[6]], "월") + len("월")
	from, to := utf8.RuneCountInString(l.Text[:at[5]+month]), utf8.RuneCountInString(l.Text[:at[6]])
	out := LineText{Text: string(runes[:from]) + string(runes[to:]), Runes: slices.Concat(l.Runes[:from], l.Runes[to:]), Least: 1}
	for _, sure := range out.Runes {
		out.Confidence, out.Least = out.Confidence+sure/float64(len(out.Runes)), min(out.Least, sure)
	}
	return out
}

func last(pattern *regexp.Regexp, text string) []string {
	all := pattern.FindAllStringSubmatch(text, 4)
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

func dated(day, month, year string) (string, bool) {
	return fmt.Sprintf("%02s/%02s/%s", pad(day), pad(month), year), true
}

func pad(number string) string {
	if len(number) == 1 {
		return "0" + number
	}
	return number
}

// unlimited are the words for no end, folded; what is within an edit or three of them is them.
var unlimited = fold("Không thời hạn")

func parseUnlimited(text string) (string, bool) {
	folded := fold(text)
	alike, _, _ := within(unlimited, folded)
	switch {
	case alike < 0.75 || len(folded) > len(unlimited)+4:
		return "", false
	case strings.ToUpper(text) == text:
		return "KHÔNG THỜI HẠN", true
	}
	return "Không thời hạn", true
}

// looksLike are signs that a digit is read as.
var looksLike = strings.NewReplacer("O", "0", "o", "0", "D", "0", "Q", "0", "I", "1", "l", "1", "|", "1", "i", "1", "Z", "2", "z", "2", "S", "5", "s", "5", "B", "8", "G", "6")

// digitsFor reads letters as the digits they look like, in words that hold digits already.
func digitsFor(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		digits := 0
		for _, r := range w {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if digits*2 >= len([]rune(w)) {
			words[i] = looksLike.Replace(w)
		}
	}
	return strings.Join(words, " ")
}

// parseDigits keeps digits and the hyphens between them.
func parseDigits(text string) (string, bool) {
	var out strings.Builder
	odd := 0
	for _, r := range looksLike.Replace(text) {
		switch {
		case r >= '0' && r <= '9', r == '-' && out.Len() > 0:
			out.WriteRune(r)
		case r == '–' || r == '—' || r == '~':
			out.WriteByte('-')
		case unicode.IsLetter(r):
			odd++
		}
	}
	value := strings.Trim(out.String(), "-")
	return value, value != "" && odd == 0
}

func parseCode(text string) (string, bool) {
	var out strings.Builder
	odd := 0
	for _, r := range strings.ToUpper(text) {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r == '-' && out.Len() > 0:
			out.WriteRune(r)
		case unicode.IsLetter(r):
			odd++
		}
	}
	value := strings.Trim(out.String(), "-")
	return value, value != "" && odd == 0
}

// sexes are how sex is printed, folded.
var sexes = []struct{ folded, printed string }{
	{"nam", "Nam"}, {"nu", "Nữ"}, {"m", "M"}, {"f", "F"}, {"x", "X"}, {string(fold("남")), "남"}, {string(fold("여")), "여"}, {string(fold("남성")), "남성"}, {string(fold("여성")), "여성"},
	{"male", "Male"}, {"female", "Female"}, {"nammale", "Nam/Male"}, {"nufemale", "Nữ/Female"}, {"mm", "M/M"}, {"ff", "F/F"}, {"namm", "Nam/M"}, {"nuf", "Nữ/F"},
}

func parseSex(text string) (string, bool) {
	folded := string(fold(text))
	for _, s := range sexes {
		if folded == s.folded {
			return cased(s.printed, text), true
		}
	}
	// Bad print: "Nứ", "Nũ", "Nut", "Narn".
	for _, s := range sexes[:2] {
		if len(folded) >= 2 && len(folded) <= 4 && folded[0] == 'n' && edits([]rune(folded), []rune(s.folded)) == 1 && (folded[1] == s.folded[1]) {
			return cased(s.printed, text), true
		}
	}
	return strings.Trim(text, " .,:;-|"), false
}

// cased gives a word of ours the case of what was read.
func cased(ours, read string) string {
	if strings.ToUpper(read) == read && len([]rune(read)) > 1 {
		return strings.ToUpper(ours)
	}
	return ours
}

// states are names of countries as cards of their own print them.
var states = []string{"Việt Nam", "Viet Nam", "대한민국", "Republic of Korea"}

func parseState(text string) (string, bool) {
	text = strings.Trim(text, " .,:;-|")
	folded := fold(text)
	for _, s := range states {
		if f := fold(s); similarity(f, folded) >= 0.85 {
			if s == "Viet Nam" {
				s = "Việt Nam"
			}
			return cased(s, text), true
		}
	}
	return text, len(folded) > 1
}

// parseName keeps letters and what stands between them in names.
func parseName(text string) (string, bool) {
	odd := 0
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), r == ' ', r == '-', r == '\'', r == '’', r == '.', r == ',', r == '(', r == ')':
			return r
		}
		odd++
		return ' '
	}, text)
	value := unparted(strings.Trim(tidy(kept), " .,-'’()"))
	if strings.Contains(value, "(") && !strings.Contains(value, ")") {
		value += ")"
	}
	return value, value != "" && odd == 0
}

// unparted joins the syllables of a Hangul name, which is written without blanks.
func unparted(name string) string {
	runes := []rune(name)
	var out []rune
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && unicode.Is(unicode.Hangul, runes[i-1]) && unicode.Is(unicode.Hangul, runes[i+1]) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// unit is a Korean number with the word it counts: block, flat, floor, lot, which follow without a blank.
var unit = regexp.MustCompile(`(\d) (동|호|층|번지|길|번길|리)($|[ ,)])`)

// licenceClass is a Korean one, which is written without blanks: 1종보통.
var licenceClass = regexp.MustCompile(`^(\d) ?(종) ?`)

// parseText drops signs at the ends that print does not begin or end with.
func parseText(text string) (string, bool) {
	value := strings.Trim(text, " .,:;-–—_|ㅣ｜~'`\"*=•·‘’“”°^\\/<>")
	// Blanks stand behind a comma and not before it.
	value = strings.ReplaceAll(value, " ,", ",")
	value = unit.ReplaceAllString(value, "$1$2$3")
	value = licenceClass.ReplaceAllString(value, "$1$2")
	return value, value != ""
}

// withoutLabel drops a label at the beginning of what was read, and the sign behind it.
func withoutLabel(text string, labels []string) string {
	for _, label := range labels {
		wanted := fold(label)
		if len(wanted) < 2 {
			continue
		}
		alike, from, to := within(wanted, fold(text))
		if alike < foundFrom(len(wanted)) || from > 2 {
			continue
		}
		return strings.TrimLeft(behind(text, to), " .:;,-/|")
	}
	return text
}

// behind is what stands behind the first n letters and digits.
func behind(text string, n int) string {
	seen := 0
	for i, r := range text {
		if seen >= n {
			return text[i:]
		}
		seen += len(fold(string(r)))
	}
	return ""
}
