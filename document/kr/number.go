package kr

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/compare"
	"github.com/bonafide-id/bonafide/fault"
)

// RRN is a resident or alien registration number, YYMMDD-SBBBBNC (contract 7.1, 7.2).
type RRN struct {
	Born    calendar.Day
	Sex     string // M or F
	Foreign bool   // S is 5 to 8: an alien registration number
	Masked  bool   // only the first seven digits are known
	digits  string // 13, or 7 when masked
}

// random is the first day of births whose numbers were given without place, order and check digit (7.1, October 2020).
var random = calendar.Day{Year: 2020, Month: 10, Day: 1}

// ParseRRN reads a number with or without its hyphen; its last six digits may be hidden by signs (*, ●, X) or left out. Code fault.Invalid, Place being
// number (not thirteen digits) or number.date (no calendar has the date in that century, or it is after on).
func ParseRRN(text string, on calendar.Day) (RRN, error) {
	digits, ok := rrnDigits(text)
	if !ok {
		return RRN{}, fault.New(fault.Invalid, "number")
	}
	r := RRN{Masked: len(digits) == 7, digits: digits}
	s := int(digits[6] - '0')
	r.Foreign = s >= 5 && s <= 8
	r.Sex = "F"
	if s%2 == 1 {
		r.Sex = "M"
	}
	n := func(i int) int { return 10*int(digits[i]-'0') + int(digits[i+1]-'0') }
	born, ok := calendar.New(centuries[s]+n(0), n(2), n(4))
	if !ok || born.After(on) {
		return RRN{}, fault.New(fault.Invalid, "number.date")
	}
	r.Born = born
	return r, nil
}

// centuries by the seventh digit.
var centuries = [10]int{1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800}

// rrnDigits are the thirteen digits, or the first seven where the rest is hidden.
func rrnDigits(text string) (string, bool) {
	var digits []rune
	hidden := 0
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9' && hidden == 0:
			digits = append(digits, r)
		case r == ' ' || r == '-' || r == '–' || r == '−':
		case strings.ContainsRune("*●•xX＊", r):
			hidden++
		default:
			return "", false
		}
		if len(digits) > 13 || hidden > 6 {
			return "", false
		}
	}
	whole := len(digits) == 13 && hidden == 0
	return string(digits), whole || len(digits) == 7 && (hidden == 0 || hidden == 6)
}

// CheckDigit judges the last digit. NotRun where there is nothing to judge: it is hidden, or the birth is of the time in which numbers have none. Failed
// is never a reason to refuse: a number given since October 2020, to somebody of any age, has none either (7.1). Of alien numbers both formulas that are
// in use are accepted (7.2).
func (r RRN) CheckDigit() check.Status {
	if r.Masked || !r.Born.Before(random) {
		return check.NotRun
	}
	sum := 0
	for i, weight := range [12]int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5} {
		sum += weight * int(r.digits[i]-'0')
	}
	got := int(r.digits[12] - '0')
	if got == (11-sum%11)%10 || r.Foreign && got == (13-sum%11)%10 {
		return check.Passed
	}
	return check.Failed
}

// AlienShape judges what else was usual in alien numbers: digits eight and nine make an even number, the twelfth is 6 to 9. Whether the change of 2020
// did away with it is not confirmed, so Failed is a remark (7.2).
func (r RRN) AlienShape() check.Status {
	if r.Masked || !r.Foreign {
		return check.NotRun
	}
	if (r.digits[8]-'0')%2 == 0 && r.digits[11] >= '6' {
		return check.Passed
	}
	return check.Failed
}

// Mask shows what may be shown: YYMMDD-S****** (7.5).
func (r RRN) Mask() string {
	if len(r.digits) < 7 {
		return ""
	}
	return r.digits[:6] + "-" + r.digits[6:7] + "******"
}

// Licence is a driver licence number, RR-YY-NNNNNN-CC (7.3). What the last two digits mean is disputed: they are not judged.
type Licence struct {
	Region  string // two digits
	Year    int    // of first issue, two digits
	Running string
	Last    string
}

// regions by number and by the name that old cards print.
var regions = []struct{ number, name string }{
	{"11", "서울"}, {"12", "부산"}, {"13", "경기"}, {"13", "경기남부"}, {"14", "강원"}, {"15", "충북"}, {"16", "충남"}, {"17", "전북"}, {"18", "전남"},
	{"19", "경북"}, {"20", "경남"}, {"21", "제주"}, {"22", "대구"}, {"23", "인천"}, {"24", "광주"}, {"25", "대전"}, {"26", "울산"}, {"28", "경기북부"},
}

// ParseLicence reads a number; a region's name in Hangul stands for its number. Code fault.Invalid, Place being number (its shape) or number.region.
func ParseLicence(text string) (Licence, error) {
	if len(text) > 80 {
		return Licence{}, fault.New(fault.Invalid, "number")
	}
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Hangul, r) {
			return r
		}
		return -1
	}, compare.Fold(text)))
	digits := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '–' || r == '−' || unicode.Is(unicode.Hangul, r):
			return -1
		}
		return r
	}, compare.Fold(text))
	region := ""
	if name != "" {
		if region = regionNamed(name); region == "" {
			return Licence{}, fault.New(fault.Invalid, "number.region")
		}
		digits = region + digits
	}
	if len(digits) != 12 || strings.Trim(digits, "0123456789") != "" {
		return Licence{}, fault.New(fault.Invalid, "number")
	}
	if !knownRegion(digits[:2]) {
		return Licence{}, fault.New(fault.Invalid, "number.region")
	}
	return Licence{Region: digits[:2], Year: 10*int(digits[2]-'0') + int(digits[3]-'0'), Running: digits[4:10], Last: digits[10:]}, nil
}

func regionNamed(name string) string {
	for _, r := range regions {
		if compare.Fold(r.name) == name {
			return r.number
		}
	}
	return ""
}

func knownRegion(number string) bool {
	for _, r := range regions {
		if r.number == number {
			return true
		}
	}
	return false
}

// String is the number with its hyphens.
func (l Licence) String() string {
	year := string([]byte{byte('0' + l.Year/10), byte('0' + l.Year%10)})
	return l.Region + "-" + year + "-" + l.Running + "-" + l.Last
}

// FirstIssue is the year of first issue: the latest that is not after the day, for licences are younger than a hundred years.
func (l Licence) FirstIssue(on calendar.Day) int {
	year := on.Year/100*100 + l.Year
	if year > on.Year {
		year -= 100
	}
	return year
}

// SerialFits says whether a serial has the shape: five or six capital letters and digits (7.3). Small letters and blanks are taken.
func SerialFits(text string) bool {
	text = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	if len(text) < 5 || len(text) > 6 {
		return false
	}
	for _, r := range text {
		if !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z') {
			return false
		}
	}
	return true
}

// readForm is how readers write the date of a field, whatever order it is printed in: 07/03/2019.
var readForm = regexp.MustCompile(`^(\d{2})/(\d{2})/(\d{4})$`)

// ParseDate reads a date as Korean documents print it: 2019.03.07., 2019. 3. 7., 2019-03-07, 2019년 3월 7일; and as readers write it (readForm). Of a
// stretch with ~ between its ends the last day is read. False for anything else, and for a date no calendar has.
func ParseDate(text string) (calendar.Day, bool) {
	if len(text) > 80 {
		return calendar.Day{}, false
	}
	if d := readForm.FindStringSubmatch(text); d != nil {
		text = d[3] + "." + d[2] + "." + d[1]
	}
	if i := strings.LastIndexAny(text, "~～"); i >= 0 {
		text = strings.TrimLeft(text[i:], "~～")
	}
	var n []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" .-/년월일", r) }) {
		if len(word) > 4 || strings.Trim(word, "0123456789") != "" || len(n) == 0 && len(word) != 4 || len(n) > 0 && len(word) > 2 {
			return calendar.Day{}, false
		}
		value := 0
		for _, digit := range word {
			value = 10*value + int(digit-'0')
		}
		n = append(n, value)
	}
	if len(n) != 3 {
		return calendar.Day{}, false
	}
	return calendar.New(n[0], n[1], n[2])
}
