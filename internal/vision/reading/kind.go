package reading

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Evidence is what tells documents apart. All places are pixels of the picture.
type Evidence struct {
	Lines   []wire.Line
	Zones   []wire.Zone
	Codes   []wire.Code
	Faces   int
	Country string // alpha-3, as the caller said; a hint
	IDType  string // a hint as well
}

// Kind is which side of which document it is. The zero value: nothing is sure enough to be said.
type Kind struct {
	Layout *layout.Layout // nil: recognised by its zone alone, and its layout is not known
	Type   document.Type
	Side   document.Side
	Sure   float64 // 0 to 1
}

// How much single pieces of evidence say. A title or heading of a layout has its own weight of up to 1.
const (
	labelWeight   = 0.25 // of a label: most stand on several documents
	missingWeight = 0.25 // of an anchor that is not seen, which may be covered or faded
	zoneSays      = 1.6
	unzonedSays   = 0.4 // that none was read, of a document of any country, which its zone tells first of all
	codeSays      = 0.7
	faceSays      = 0.2
	hintSays      = 0.3
	leastScore    = 0.55 // from here on a layout is named at all
	leastLead     = 0.12 // over the next one
)

// Recognise says which of the layouts the evidence fits. Titles, codes, zone and portrait each may be missing: what is left decides, and where that
// is too little nothing is said.
func Recognise(all []layout.Layout, e Evidence) Kind {
	print := newPrint(e.Lines)
	state, format, zoned := zoneOf(e.Zones)
	type scored struct {
		layout *layout.Layout
		score  float64
	}
	var list []scored
	for i := range all {
		l := &all[i]
		score := print.textScore(l) + e.codeScore(l) + e.faceScore(l)
		score += e.zoneScore(l, state, format, zoned)
		if score > 0 {
			score += e.hintScore(l)
		}
		list = append(list, scored{l, score})
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	if len(list) > 0 && list[0].score >= leastScore {
		lead := list[0].score
		if len(list) > 1 {
			lead -= max(list[1].score, 0)
		}
		if lead >= leastLead {
			sure := (1 - math.Exp(-1.3*list[0].score)) * (1 - 0.5*math.Exp(-3*lead))
			return Kind{Layout: list[0].layout, Type: list[0].layout.Type, Side: list[0].layout.Side, Sure: sure}
		}
	}
	return byZone(state, format, zoned)
}

// printed is all print, folded once.
type printed struct {
	lines [][]rune
	all   []rune // one after the other: a title is often read in pieces
}

func newPrint(lines []wire.Line) printed {
	var p printed
	for _, l := range lines {
		f := fold(l.Text)
		p.lines = append(p.lines, f)
		p.all = append(p.all, f...)
	}
	return p
}

// foundFrom is the similarity from which a text counts as seen. Few letters are soon alike.
func foundFrom(letters int) float64 {
	switch {
	case letters < 6:
		return 0.9
	case letters < 10:
		return 0.8
	}
	return 0.72
}

// seen says how well a text is to be found, 0 to 1. A syllable of Hangul is one letter here, as a word of another five is: a title and a label that begins
// with the same four are not the same.
func (p printed) seen(plain string) float64 {
	text := fold(plain)
	most, _, _ := within(text, p.all)
	for _, line := range p.lines {
		alike, _, _ := within(text, line)
		most = max(most, alike)
	}
	if from := foundFrom(letters(plain)); most >= from {
		return 0.5 + 0.5*(most-from)/(1-from+1e-9)
	}
	return 0
}

// letters counts what is a letter or a digit to who reads it.
func letters(text string) int {
	n := 0
	for _, r := range norm.NFC.String(text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// textScore adds up what is seen of a layout's own texts. Long texts say more than short ones: "Họ và tên / Full name" stands on fewer documents than
// "Họ và tên", which is a part of it.
func (p printed) textScore(l *layout.Layout) float64 {
	score := 0.0
	weigh := func(text string, weight float64, missing bool) {
		folded := fold(text)
		says := weight * min(1.3, math.Sqrt(float64(len(folded))/14))
		if s := p.seen(text); s > 0 {
			score += says * s
		} else if missing {
			score -= says * missingWeight
		}
	}
	for _, a := range l.Anchors {
		weigh(a.Text, a.Weight, len(p.lines) > 3)
	}
	if l.Country == "" {
		return score // the captions of its standard stand on every state's documents
	}
	for _, z := range l.Fields {
		for _, label := range z.Labels {
			if len(fold(label)) >= 6 && !slices.ContainsFunc(l.Anchors, func(a layout.Anchor) bool { return a.Text == label }) {
				weigh(label, labelWeight, false)
			}
		}
	}
	return score
}

// citizenCode is how the QR code of a Vietnamese card begins: the number of twelve digits.
var citizenCode = regexp.MustCompile(`^\d{12}\|`)

func (e Evidence) codeScore(l *layout.Layout) float64 {
	_, qr := l.Element(document.QR)
	_, bar := l.Element(document.Barcode)
	for _, c := range e.Codes {
		switch {
		case c.Symbology == "QRCode" && citizenCode.MatchString(c.Text) && l.Country != "VNM":
			return -codeSays
		case c.Symbology == "QRCode" && qr, c.Symbology != "QRCode" && bar:
			return codeSays
		case c.Symbology == "QRCode" && citizenCode.MatchString(c.Text):
			return -codeSays / 2
		}
	}
	return 0
}

func (e Evidence) faceScore(l *layout.Layout) float64 {
	_, portrait := l.Element(document.Portrait)
	switch {
	case e.Faces > 0 && portrait:
		return faceSays
	case e.Faces > 0:
		return -faceSays
	}
	return 0
}

func (e Evidence) hintScore(l *layout.Layout) float64 {
	score := 0.0
	if e.Country != "" && l.Country != "" {
		score += sign(e.Country == l.Country) * hintSays
	}
	if e.IDType != "" && l.IDType != "" {
		score += sign(e.IDType == l.IDType) * hintSays / 2
	}
	return score
}

func sign(yes bool) float64 {
	if yes {
		return 1
	}
	return -1
}

// zoneOf returns whose and which zone was read. It is told by two check digits at least: the lines of a bad reading say nothing.
func zoneOf(zones []wire.Zone) (state string, format mrz.Format, ok bool) {
	for _, z := range zones {
		if m, err := mrz.Parse(z.Nearest()); err == nil && passed(m) >= 2 {
			return m.IssuingState, m.Format, true
		}
	}
	return "", 0, false
}

func passed(m mrz.MRZ) int {
	n := 0
	for _, c := range m.CheckDigits {
		if c.Status == check.Passed {
			n++
		}
	}
	return n
}

func (e Evidence) zoneScore(l *layout.Layout, state string, format mrz.Format, zoned bool) float64 {
	_, wanted := l.Element(document.MRZ)
	switch {
	case !zoned && wanted && l.Country == "":
		return -unzonedSays
	case !zoned:
		return 0
	case !wanted || l.Zone != format.String():
		return -zoneSays
	case l.Country == "":
		return zoneSays / 2 // any country's: one of the country's own says more
	case l.Country != country(state):
		return -zoneSays
	}
	return zoneSays
}

// country is the alpha-3 code of an issuing state of a zone: Germany alone has a code of its own there.
func country(state string) string {
	if state == "D" {
		return "DEU"
	}
	return state
}

// byZone names a document that has no layout here by its zone.
func byZone(state string, format mrz.Format, zoned bool) Kind {
	if !zoned {
		return Kind{}
	}
	k := Kind{Sure: 0.9}
	switch format {
	case mrz.TD1:
		k.Type, k.Side = document.TD1Card, document.Back
	case mrz.TD2:
		k.Type, k.Side = document.TD2Card, document.Front
	case mrz.TD3:
		k.Type, k.Side = document.Passport, document.Data
	case mrz.MRVA, mrz.MRVB:
		k.Type, k.Side = document.Visa, document.Data
	}
	switch {
	case format == mrz.TD3 && state == "VNM":
		k.Type = document.VNPassport
	case format == mrz.TD3 && state == "KOR":
		k.Type = document.KRPassport
	}
	return k
}

// CitizenCode says that a code is of the kind that Vietnamese cards bear.
func CitizenCode(c wire.Code) bool {
	return c.Symbology == "QRCode" && citizenCode.MatchString(c.Text)
}
