package kr

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/document"
)

// Of a registration number only the birth may be kept in a picture: the last seven digits are painted over (contract 6, collect_full_rrn; 7.5). What is
// painted is rather more than less; where it is not plain which part of a place holds the seven, all of it is.

// Shape of a number in print: thirteen digits and a hyphen, each digit 0.5 to 0.7 of the height of its line.
const (
	backFrom = 0.455 // of the length of a whole number: behind the sixth digit, before the hyphen ends
	leanest  = 6.0   // length to height of a place that holds one number and nothing else
	widest   = 16.0
	around   = 0.3 // of the height, painted on every side besides: places are never known exactly
)

// BackDigits is where the last seven digits of a registration number stand of which a reading tells the place; nil when it does not.
func BackDigits(r document.Reading) document.Quad {
	q := r.Place
	if len(q) != 4 {
		return nil
	}
	from := 0.0
	long, high := sides(q)
	if digits, ok := rrnDigits(r.Value); ok && len(digits) == 13 && long >= leanest*high && long <= widest*high {
		from = backFrom
	}
	return part(q, from, 1)
}

// NumberField is where a type prints the registration number; empty where it prints none.
func NumberField(t document.Type) document.Field {
	switch t {
	case document.KRResident, document.KRLicence, document.KRAlien:
		return rrnField(t)
	}
	return ""
}

// Covered says that a line of print holds a number of which only birth and sex can be seen (910423-1******).
func Covered(text string) bool {
	runes := []rune(text)
	for i := range runes {
		front, at := run(runes, i, 6)
		for front == 6 && at < len(runes) && strings.ContainsRune(" -–—−", runes[at]) {
			at++
		}
		if front < 6 || at >= len(runes) || !isDigit(runes[at]) {
			continue
		}
		hidden := 0
		for at++; at < len(runes) && strings.ContainsRune("*●•xX＊", runes[at]); at++ {
			hidden++
		}
		if hidden == 6 {
			return true
		}
	}
	return false
}

// Numbers are the places in a line of print, from and to as parts of its length, of what looks like the last seven digits of a registration number, a
// misread digit or two allowed. Digits that are covered already (910423-1******) are none. A line of other print is nil.
func Numbers(text string) (places [][2]float64) {
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		if i > 0 && digitLike(runes[i-1]) {
			continue
		}
		front, at := run(runes, i, 6)
		if front < 6 || strings.IndexFunc(string(runes[i:at]), isDigit) < 0 {
			continue
		}
		gap := at
		for gap < len(runes) && gap-at < 3 && strings.ContainsRune(" -–—−~.:·", runes[gap]) {
			gap++
		}
		back, end := run(runes, gap, 8)
		if back < 6 || back > 7 || gap == at && front+back != 13 {
			continue
		}
		places = append(places, [2]float64{float64(at) / float64(len(runes)), float64(end) / float64(len(runes))})
		i = end
	}
	return places
}

// run counts up to most characters that may be digits from a place on, and says where they end. Blanks between them are passed over.
func run(runes []rune, from, most int) (n, end int) {
	end = from
	for i := from; i < len(runes) && n < most; i++ {
		switch {
		case digitLike(runes[i]):
			n++
			end = i + 1
		case runes[i] == ' ' && n > 0 && i+1 < len(runes) && digitLike(runes[i+1]):
		default:
			return n, end
		}
	}
	return n, end
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// digitLike are digits, and letters they are taken for.
func digitLike(r rune) bool { return isDigit(r) || strings.ContainsRune("OoDQIlSBZG", r) }

// InLine is the place of a part of a line of print (see Numbers), with some more on either side for letters that differ in width.
func InLine(text string, line document.Quad, place [2]float64) document.Quad {
	if len(line) != 4 {
		return nil
	}
	character := 1 / float64(max(1, utf8.RuneCountInString(text)))
	return part(line, max(0, place[0]-character), min(1, place[1]+1.5*character))
}

// InZone is where a Korean passport's zone (TD3, two lines) has the last digits of the registration number: its optional data. Nil when there is nothing.
func InZone(z *document.Zone) document.Quad {
	if z == nil || len(z.Lines) != 2 || len(z.Lines[0]) != 44 || len(z.Lines[1]) != 44 || !strings.HasPrefix(z.Lines[0][2:], "KOR") || strings.Trim(z.Lines[1][28:42], "<") == "" {
		return nil
	}
	if len(z.Place) != 4 {
		return nil
	}
	lower := document.Quad{between(z.Place[0], z.Place[3], 0.52), between(z.Place[1], z.Place[2], 0.52), z.Place[2], z.Place[3]}
	return part(lower, 27.5/44, 43.2/44)
}

// ZoneNumber is what stands there, its filler left out: older passports print it on the page as well.
func ZoneNumber(z *document.Zone) string {
	if InZone(z) == nil {
		return ""
	}
	digits := z.Lines[1][28:35]
	if strings.IndexFunc(digits, func(r rune) bool { return !isDigit(r) }) >= 0 {
		return ""
	}
	return digits
}

// Holds are the places in a line of print of digits that are known, as Numbers gives them; blanks between digits count for nothing.
func Holds(text, digits string) (places [][2]float64) {
	if digits == "" {
		return nil
	}
	runes := []rune(text)
	for i := range runes {
		at, k := i, 0
		for at < len(runes) && k < len(digits) && (runes[at] == rune(digits[k]) || runes[at] == ' ' && k > 0) {
			if runes[at] != ' ' {
				k++
			}
			at++
		}
		if k == len(digits) {
			places = append(places, [2]float64{float64(i) / float64(len(runes)), float64(at) / float64(len(runes))})
		}
	}
	return places
}

// part of a quad from its left side on, and around more about it.
func part(q document.Quad, from, to float64) document.Quad {
	long, high := sides(q)
	if long > 0 {
		more := around * high / long
		if from > 0 {
			to += more // the left end is chosen with care
		} else {
			from, to = from-more, to+more
		}
	}
	a, b, c, d := between(q[0], q[1], from), between(q[0], q[1], to), between(q[3], q[2], to), between(q[3], q[2], from)
	return document.Quad{between(a, d, -around), between(b, c, -around), between(b, c, 1+around), between(a, d, 1+around)}
}

func between(a, b document.Point, share float64) document.Point {
	return document.Point{X: a.X + (b.X-a.X)*share, Y: a.Y + (b.Y-a.Y)*share}
}

// sides are the mean length of upper and lower, and of left and right side.
func sides(q document.Quad) (long, high float64) {
	d := func(a, b document.Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }
	return (d(q[0], q[1]) + d(q[3], q[2])) / 2, (d(q[0], q[3]) + d(q[1], q[2])) / 2
}
