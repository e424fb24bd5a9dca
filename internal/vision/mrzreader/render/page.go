package render

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/document/mrz"
)

// Millimetre is its length on a sheet: a capital of OCR-B is 2.4 mm tall (ICAO 9303-3 §4.4, ISO 1073-2 size 1).
const Millimetre = CapHeight / 2.4

// Invent returns the lines of a zone of nobody: letters and digits by chance, with every check digit right.
func Invent(f mrz.Format, random *rand.Rand) ([]string, error) {
	pick := func(set string, n int) string {
		var out strings.Builder
		for range n {
			out.WriteByte(set[random.IntN(len(set))])
		}
		return out.String()
	}
	const letters, all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	word := func() string {
		var out strings.Builder
		for range 1 + random.IntN(4) {
			out.WriteString(pick("BCDFGHJKLMNPQRSTVWXZ", 1) + pick("AEIOUY", 1) + pick("NRLSTMH", random.IntN(2)))
		}
		return out.String()
	}
	states := mrz.States()
	code := map[mrz.Format]string{mrz.TD1: "I", mrz.TD2: "I", mrz.TD3: "P", mrz.MRVA: "V", mrz.MRVB: "V"}[f]
	d := mrz.Fields{
		DocumentCode: code + pick(letters, random.IntN(2)), IssuingState: "UTO", Nationality: states[random.IntN(len(states))].Code,
		PrimaryIdentifier: word(), SecondaryIdentifier: word(), DocumentNumber: pick(all, 6+random.IntN(4)),
		Sex: pick("MFX", 1), DateOfBirth: mrz.NewDate(1940+random.IntN(65), 1+random.IntN(12), 1+random.IntN(28)),
		DateOfExpiry: mrz.NewDate(2025+random.IntN(10), 1+random.IntN(12), 1+random.IntN(28)),
	}
	if d.DocumentCode == "IV" || d.DocumentCode == "PV" {
		d.DocumentCode = code
	}
	if random.IntN(2) == 0 {
		d.SecondaryIdentifier += " " + word()
	}
	if random.IntN(2) == 0 {
		d.OptionalData = pick(all, 1+random.IntN(7))
	}
	return mrz.Build(f, d)
}

// page is the size of a document's side, in millimetres, and how far its zone's lines are apart.
type page struct{ width, height, spacing float64 }

var pages = map[mrz.Format]page{
	mrz.TD1: {85.6, 54, 4.24}, mrz.TD2: {105, 74, 6.35}, mrz.TD3: {125, 88, 6.35}, mrz.MRVA: {120, 80, 6.35}, mrz.MRVB: {105, 74, 6.35},
}

// Document is a side with the zone in its place, a box where a portrait would be, and lines of other text. zone is the font of the zone.
func Document(f mrz.Format, lines []string, zone, text *Font, random *rand.Rand) *Sheet {
	p := pages[f]
	s := NewSheet(int(p.width*Millimetre), int(p.height*Millimetre))
	pitch := 2.54 * Millimetre
	longest := 0
	for _, l := range lines {
		longest = max(longest, utf8.RuneCountInString(l))
	}
	left := (float64(s.Width) - pitch*float64(longest)) / 2
	foot := float64(s.Height) - 6*Millimetre
	for i, l := range lines {
		s.WriteLine(zone, l, left, foot-p.spacing*Millimetre*float64(len(lines)-1-i), pitch)
	}
	top := foot - p.spacing*Millimetre*float64(len(lines)) - 3*Millimetre
	box := 4 * Millimetre
	for y := int(box); y < int(top-Millimetre); y++ {
		for x := int(box); x < int(box+0.22*float64(s.Width)); x++ {
			s.Ink[y*s.Width+x] = uint8(110 + 60*math.Sin(float64(x)/37)*math.Sin(float64(y)/29))
		}
	}
	for y := 8 * Millimetre; y < top-3*Millimetre; y += (3.5 + 4*random.Float64()) * Millimetre {
		s.WriteText(text, fmt.Sprintf("%s %s %d", invented[random.IntN(len(invented))], invented[random.IntN(len(invented))], random.IntN(9999)),
			0.3*float64(s.Width), y)
	}
	return s
}

var invented = []string{"Specimen", "UTOPIA", "Name", "Nobody", "Given names", "Place of birth", "ZENITH", "Authority", "Valid until", "Date"}

// Pose is how a document lies before the camera.
type Pose struct {
	Width, Height int     // of the photograph, pixels
	Fill          float64 // share of the photograph's shorter or longer side that the document takes, the smaller of both
	Turn          float64 // degrees, clockwise
	Tilt          float64 // perspective: how much shorter one side is than the one across, 0 to 0.4
	TiltTo        float64 // direction of the tilt, degrees
}

// View of a sheet in a pose.
func (p Pose) View(s *Sheet) View {
	sin, cos := math.Sincos(p.Turn * math.Pi / 180)
	w, h := float64(s.Width), float64(s.Height)
	bw, bh := w*math.Abs(cos)+h*math.Abs(sin), w*math.Abs(sin)+h*math.Abs(cos)
	scale := p.Fill * min(float64(p.Width)/bw, float64(p.Height)/bh)
	tx, ty := math.Cos(p.TiltTo*math.Pi/180), math.Sin(p.TiltTo*math.Pi/180)
	var from, to [4][2]float64
	for i, c := range [4][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		x, y := c[0]*w/2*scale, c[1]*h/2*scale
		x, y = x*cos-y*sin, x*sin+y*cos
		depth := 1 + p.Tilt*(x*tx+y*ty)/(max(w, h)*scale/2)/2
		from[i] = [2]float64{float64(p.Width)/2 + x/depth, float64(p.Height)/2 + y/depth}
		to[i] = [2]float64{(c[0] + 1) / 2 * w, (c[1] + 1) / 2 * h}
	}
	return Corners(from, to)
}
