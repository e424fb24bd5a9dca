package analysis_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// The document of these tests is a light card of 800 x 500 with a black mark in its own upper left, about (90, 90), which engines look for.
const (
	cardWidth  = 800
	cardHeight = 500
	markAt     = 90
)

func card() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, cardWidth, cardHeight))
	fill := func(x0, y0, x1, y1 int, c color.Color) {
		draw.Draw(m, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(0, 0, cardWidth, cardHeight, color.RGBA{220, 225, 240, 255})
	fill(markAt-30, markAt-30, markAt+30, markAt+30, color.Black)
	for y := 200; y < 460; y += 60 {
		for x := 300; x < 740; x += 50 {
			fill(x, y, x+30, y+18, color.RGBA{90, 90, 110, 255})
		}
	}
	return m
}

// photograph lays cards on a table of w x h, each at its corners.
func photograph(w, h int, quads ...picture.Quad) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{70, 85, 60, 255}), image.Point{}, draw.Src)
	doc := card()
	for _, q := range quads {
		back := picture.Project(cardWidth, cardHeight, q).Inverse()
		for y := range h {
			for x := range w {
				p := back.Apply(picture.Point{X: float64(x) + 0.5, Y: float64(y) + 0.5})
				if p.X >= 0 && p.Y >= 0 && p.X < cardWidth && p.Y < cardHeight {
					m.SetRGBA(x, y, doc.RGBAAt(int(p.X), int(p.Y)))
				}
			}
		}
	}
	return m
}

func encoded(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// placed is a card of a given width about (x, y), turned clockwise by degrees.
func placed(x, y, width, degrees float64) picture.Quad {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := width/2, width/2*cardHeight/cardWidth
	var q picture.Quad
	for i, c := range [4][2]float64{{-w, -h}, {w, -h}, {w, h}, {-w, h}} {
		q[i] = picture.Point{X: x + c[0]*cos - c[1]*sin, Y: y + c[0]*sin + c[1]*cos}
	}
	return q
}

// mark is where the mark of the card at q is.
func mark(q picture.Quad) picture.Point {
	return picture.Project(cardWidth, cardHeight, q).Apply(picture.Point{X: markAt, Y: markAt})
}

// findMark returns the middle of what is black; ok is false when nothing is.
func findMark(m *image.Gray) (at picture.Point, ok bool) {
	var n, x, y float64
	for py := range m.Rect.Dy() {
		for px := range m.Rect.Dx() {
			if m.Pix[py*m.Stride+px] < 30 {
				n, x, y = n+1, x+float64(px)+0.5, y+float64(py)+0.5
			}
		}
	}
	return picture.Point{X: x / n, Y: y / n}, n > 20
}

func near(a, b picture.Point, by float64) bool { return math.Hypot(a.X-b.X, a.Y-b.Y) <= by }

// upperLeft says that the mark stands where it does on an upright card.
func upperLeft(m *image.Gray) bool {
	at, ok := findMark(m)
	return ok && at.X < float64(m.Rect.Dx())*0.4 && at.Y < float64(m.Rect.Dy())*0.4
}

// about is a box around a place, as engines report it.
func about(p picture.Point) []wire.Point {
	return []wire.Point{{X: p.X - 9, Y: p.Y - 6}, {X: p.X + 9, Y: p.Y - 6}, {X: p.X + 9, Y: p.Y + 6}, {X: p.X - 9, Y: p.Y + 6}}
}

func middle(points []wire.Point) picture.Point {
	var p picture.Point
	for _, each := range points {
		p.X, p.Y = p.X+each.X/float64(len(points)), p.Y+each.Y/float64(len(points))
	}
	return p
}

// textEngine reads one good line at the mark of an upright card, and rubbish of any other.
type textEngine struct{ seen []image.Rectangle }

func (e *textEngine) ReadText(_ context.Context, m *image.Gray, _, _ string) ([]wire.Line, error) {
	e.seen = append(e.seen, m.Rect)
	at, ok := findMark(m)
	switch {
	case !ok:
		return nil, nil
	case upperLeft(m):
		return []wire.Line{{Text: "a line of letters that no one would take for noise in a picture", Confidence: 0.95, Quad: about(at)}}, nil
	}
	return []wire.Line{{Text: "x1l", Confidence: 0.2, Quad: about(at)}}, nil
}

// faceEngine takes the mark of an upright card for a face.
type faceEngine struct{ calls int }

func (e *faceEngine) FindFaces(_ context.Context, m *image.RGBA) ([]wire.Face, error) {
	e.calls++
	gray := picture.ToGray(m)
	if !upperLeft(gray) {
		return nil, nil
	}
	at, _ := findMark(gray)
	return []wire.Face{{X: at.X - 10, Y: at.Y - 10, Width: 20, Height: 20, Score: 0.9, Landmarks: make68(at)}}, nil
}

func make68(at picture.Point) []wire.Point {
	out := make([]wire.Point, 68)
	for i := range out {
		out[i] = at
	}
	return out
}

// zoneEngine finds a zone whose lines run as the card does; it is told the card, as reading is not its matter.
type zoneEngine struct {
	quads []picture.Quad // of the cards in the picture
	size  image.Point    // of the picture
	lines [][]string
}

func (e *zoneEngine) ReadMRZ(_ context.Context, m *image.Gray) ([]wire.Zone, error) {
	by := float64(m.Rect.Dx()) / float64(e.size.X)
	var zones []wire.Zone
	for i, q := range e.quads {
		q = q.Scaled(by)
		zones = append(zones, wire.Zone{Raw: e.lines[i], Lines: e.lines[i], Confidence: make([]float64, len(e.lines[i])), Quad: q[:]})
	}
	return zones, nil
}

// shortZoneEngine finds the same zone with a last line that is two characters short.
type shortZoneEngine struct{ *zoneEngine }

func (e shortZoneEngine) ReadMRZ(ctx context.Context, m *image.Gray) ([]wire.Zone, error) {
	zones, err := e.zoneEngine.ReadMRZ(ctx, m)
	for i, z := range zones {
		lines := slices.Clone(z.Lines)
		last := &lines[len(lines)-1]
		*last = (*last)[:len(*last)-2]
		zones[i].Raw, zones[i].Lines, zones[i].Whole = lines, lines, z.Lines
	}
	return zones, err
}

// codeEngine finds a code at the mark.
type codeEngine struct{}

func (codeEngine) ReadCodes(_ context.Context, m *image.Gray) ([]wire.Code, error) {
	at, ok := findMark(m)
	if !ok {
		return nil, nil
	}
	return []wire.Code{{Symbology: "QRCode", Text: "content", Quad: about(at)}}, nil
}

func zoneLines(t testing.TB, number string) []string {
	t.Helper()
	lines, err := mrz.Build(mrz.TD3, mrz.Fields{DocumentCode: "P", IssuingState: "UTO", PrimaryIdentifier: "ERIKSSON", SecondaryIdentifier: "ANNA MARIA",
		DocumentNumber: number, Nationality: "UTO", DateOfBirth: "740812", Sex: "F", DateOfExpiry: "120415"})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func document(t testing.TB, engines analysis.Engines, request wire.Request, data []byte) (*wire.Document, []byte) {
	t.Helper()
	request.Do, request.ID = wire.DoDocument, 7
	reply, payload := analysis.Analyse(t.Context(), engines, request, data)
	if reply.Error != nil || reply.Document == nil || reply.ID != 7 {
		t.Fatalf("%+v", reply)
	}
	return reply.Document, payload
}
