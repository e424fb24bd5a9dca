package analysis_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Whatever engines see, they report in the picture's coordinates, and from an upright document.
func TestCoordinates(t *testing.T) {
	rows := []struct {
		name    string
		w, h    int
		q       picture.Quad
		engines func(q picture.Quad, size image.Point) analysis.Engines // what tells which way is up
	}{
		{"upright, told by text", 2600, 1950, placed(1400, 900, 1500, 4), nil},
		{"upside down, told by text", 1600, 1200, placed(800, 600, 1000, 176), nil},
		{"on its side, told by text", 1600, 1200, placed(800, 600, 900, 93), nil},
		{"upside down, told by a face", 1600, 1200, placed(800, 600, 1000, 184), func(picture.Quad, image.Point) analysis.Engines {
			return analysis.Engines{Faces: &faceEngine{}}
		}},
		{"on its other side, told by a zone", 2400, 1800, placed(1200, 900, 1200, -88), func(q picture.Quad, size image.Point) analysis.Engines {
			return analysis.Engines{MRZ: &zoneEngine{[]picture.Quad{q}, size, [][]string{zoneLines(t, "L898902C3")}}}
		}},
		{"on its other side, told by a zone that is short", 2400, 1800, placed(1200, 900, 1200, -88), func(q picture.Quad, size image.Point) analysis.Engines {
			return analysis.Engines{MRZ: shortZoneEngine{&zoneEngine{[]picture.Quad{q}, size, [][]string{zoneLines(t, "L898902C3")}}}}
		}},
		{"large", 4000, 3000, placed(2100, 1500, 2600, -7), nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var engines analysis.Engines
			if row.engines != nil {
				engines = row.engines(row.q, image.Pt(row.w, row.h))
			}
			text := &textEngine{}
			engines.Text, engines.Codes = text, codeEngine{}
			d, payload := document(t, engines, wire.Request{Picture: true}, encoded(t, photograph(row.w, row.h, row.q)))
			if d.Width != row.w || d.Height != row.h || d.Gray || d.Documents != 1 {
				t.Errorf("%dx%d, gray %v, %d documents", d.Width, d.Height, d.Gray, d.Documents)
			}
			slack := float64(row.w) * 0.006
			for i, p := range d.Border {
				if !near(p, row.q[i], slack) {
					t.Errorf("corner %d at %v, want %v", i, p, row.q[i])
				}
			}
			if len(d.Border) != 4 || len(d.Lines) != 1 || len(d.Codes) != 1 || !near(middle(d.Lines[0].Quad), mark(row.q), slack) || !near(middle(d.Codes[0].Quad), mark(row.q), slack) {
				t.Errorf("border %v, lines %v, codes %v; the mark is at %v", d.Border, d.Lines, d.Codes, mark(row.q))
			}
			for _, f := range d.Faces {
				if !near(picture.Point{X: f.X + f.Width/2, Y: f.Y + f.Height/2}, mark(row.q), slack) || len(f.Landmarks) != 68 || !near(f.Landmarks[30], mark(row.q), slack) {
					t.Errorf("%+v; the mark is at %v", f, mark(row.q))
				}
			}
			for _, seen := range text.seen {
				if max(seen.Dx(), seen.Dy()) > 2000 {
					t.Errorf("text was given %v", seen)
				}
			}
			drawing, err := jpeg.Decode(bytes.NewReader(payload))
			if err != nil || !upperLeft(picture.ToGray(drawing)) || drawing.Bounds().Dx() < drawing.Bounds().Dy() {
				t.Errorf("the drawing is not upright: %v", err)
			}
			if d.Ran[wire.Border] != (wire.Part{Ran: true}) || d.Ran[wire.Text] != (wire.Part{Ran: true}) || d.Ran[wire.Codes] != (wire.Part{Ran: true}) {
				t.Errorf("%+v", d.Ran)
			}
		})
	}
}

// A card that fills the picture has no outline: the picture itself is turned.
func TestWithoutOutline(t *testing.T) {
	for turn := range 4 {
		m := picture.Rotate90RGBA(card(), turn)
		d, payload := document(t, analysis.Engines{Text: &textEngine{}, Faces: &faceEngine{}}, wire.Request{Picture: true}, encoded(t, m))
		if d.Border != nil || payload != nil || d.Documents != 0 {
			t.Errorf("border %v, %d bytes", d.Border, len(payload))
		}
		want := mark(picture.RectQuad(float64(m.Rect.Dx()), float64(m.Rect.Dy())).Turned(-turn))
		if len(d.Lines) != 1 || len(d.Faces) != 1 || !near(middle(d.Lines[0].Quad), want, 3) {
			t.Errorf("turned by %d: lines %v, faces %v, want them at %v", turn, d.Lines, d.Faces, want)
		}
	}
}

func TestTwoDocuments(t *testing.T) {
	one, two := placed(420, 600, 760, 88), placed(1150, 620, 740, 93)
	data := encoded(t, photograph(1600, 1200, one, two))
	t.Run("by their outlines", func(t *testing.T) {
		if d, _ := document(t, analysis.Engines{Text: &textEngine{}}, wire.Request{}, data); d.Documents != 2 {
			t.Errorf("%d documents", d.Documents)
		}
	})
	zones := func(numbers ...string) analysis.Engines {
		e := &zoneEngine{size: image.Pt(800, 500)}
		for _, number := range numbers {
			e.quads, e.lines = append(e.quads, placed(400, 120+200*float64(len(e.quads)), 300, 0)), append(e.lines, zoneLines(t, number))
		}
		return analysis.Engines{MRZ: e}
	}
	t.Run("by their zones", func(t *testing.T) {
		d, _ := document(t, zones("L898902C3", "L898902C4"), wire.Request{}, encoded(t, card()))
		if d.Documents != 2 || len(d.Zones) != 2 {
			t.Errorf("%d documents, %d zones", d.Documents, len(d.Zones))
		}
	})
	t.Run("two readings of one place are one, the better", func(t *testing.T) {
		e := zones("L898902C3", "L898902C4")
		z := e.MRZ.(*zoneEngine)
		z.quads[1] = z.quads[0]
		z.lines[0] = []string{z.lines[0][0], strings.Replace(z.lines[0][1], "L898902C3", "L898902C8", 1)}
		d, _ := document(t, e, wire.Request{}, encoded(t, card()))
		if d.Documents != 1 || len(d.Zones) != 1 || !slices.Equal(d.Zones[0].Lines, zoneLines(t, "L898902C4")) {
			t.Errorf("%d documents, %+v", d.Documents, d.Zones)
		}
	})
	t.Run("one zone read twice is one", func(t *testing.T) {
		d, _ := document(t, zones("L898902C3", "L898902C3"), wire.Request{}, encoded(t, card()))
		if d.Documents != 1 || len(d.Zones) != 1 {
			t.Errorf("%d documents, %d zones", d.Documents, len(d.Zones))
		}
	})
}

// weave is a reader that sees no zone for the cloth about the document.
type weave struct{ *zoneEngine }

func (e weave) ReadMRZ(ctx context.Context, m *image.Gray) ([]wire.Zone, error) {
	if corner := m.GrayAt(3, 3).Y; corner < 150 { // the table
		return nil, nil
	}
	return e.zoneEngine.ReadMRZ(ctx, m)
}

func TestZoneOnCloth(t *testing.T) {
	data := encoded(t, photograph(2000, 1500, placed(1000, 750, 1500, 4)))
	e := weave{&zoneEngine{size: image.Pt(1500, 938), quads: []picture.Quad{placed(750, 800, 1300, 0)}, lines: [][]string{zoneLines(t, "L898902C3")}}}
	if d, _ := document(t, analysis.Engines{MRZ: e}, wire.Request{}, data); len(d.Zones) != 1 {
		t.Errorf("%d zones", len(d.Zones))
	}
}

// broken is every engine, failing.
type broken struct{ fail func() error }

func (b broken) ReadMRZ(context.Context, *image.Gray) ([]wire.Zone, error) { return nil, b.fail() }
func (b broken) ReadText(context.Context, *image.Gray, string, string) ([]wire.Line, error) {
	return nil, b.fail()
}
func (b broken) ReadCodes(context.Context, *image.Gray) ([]wire.Code, error) { return nil, b.fail() }
func (b broken) FindFaces(context.Context, *image.RGBA) ([]wire.Face, error) { return nil, b.fail() }

// An engine that does not do its work says why, and the others do theirs.
func TestEnginesThatDoNotRun(t *testing.T) {
	data := encoded(t, photograph(1000, 750, placed(500, 380, 700, 5)))
	failing := broken{func() error { return errors.New("the net has no output") }}
	panicking := broken{func() error { panic("a name that was read") }}
	var none []int
	outOfRange := broken{func() error { _ = none[3]; return nil }}
	late := broken{func() error { return context.DeadlineExceeded }}
	whole := func() analysis.Engines {
		return analysis.Engines{Text: &textEngine{}, Codes: codeEngine{}, Faces: &faceEngine{}, MRZ: broken{func() error { return nil }}}
	}
	rows := []struct {
		name   string
		spoil  func(e *analysis.Engines)
		want   []string
		engine string
		why    string
	}{
		{"text fails", func(e *analysis.Engines) { e.Text = failing }, nil, wire.Text, "the net has no output"},
		{"codes panic: what was read is not told", func(e *analysis.Engines) { e.Codes = panicking }, nil, wire.Codes, "panic: string"},
		{"faces panic in Go itself", func(e *analysis.Engines) { e.Faces = outOfRange }, nil, wire.Faces, "panic: runtime error: index out of range [3] with length 0"},
		{"the zone takes too long", func(e *analysis.Engines) { e.MRZ = late }, nil, wire.MRZ, "no time was left"},
		{"no codes in this worker", func(e *analysis.Engines) { e.Codes, e.Why = nil, map[string]string{wire.Codes: "no library"} }, nil, wire.Codes, "no library"},
		{"no faces, and nobody says why", func(e *analysis.Engines) { e.Faces = nil }, nil, wire.Faces, "not in this build"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			engines := whole()
			row.spoil(&engines)
			d, _ := document(t, engines, wire.Request{}, data)
			want := map[string]wire.Part{wire.Border: {Ran: true}, wire.Text: {Ran: true}, wire.Codes: {Ran: true}, wire.Faces: {Ran: true}, wire.MRZ: {Ran: true}}
			want[row.engine] = wire.Part{Why: row.why}
			if diff := cmp.Diff(want, d.Ran); diff != "" {
				t.Error(diff)
			}
			for engine, found := range map[string]int{wire.Text: len(d.Lines), wire.Codes: len(d.Codes), wire.Faces: len(d.Faces)} {
				if want := d.Ran[engine].Ran; (found == 1) != want {
					t.Errorf("%s found %d", engine, found)
				}
			}
		})
	}
}

func TestWant(t *testing.T) {
	data := encoded(t, photograph(1000, 750, placed(500, 380, 700, 5)))
	engines := analysis.Engines{Text: &textEngine{}, Codes: codeEngine{}, Faces: &faceEngine{}}
	d, _ := document(t, engines, wire.Request{Want: []string{wire.Text, wire.MRZ}}, data)
	want := map[string]wire.Part{wire.Text: {Ran: true}, wire.MRZ: {Why: "not in this build"}}
	if diff := cmp.Diff(want, d.Ran); diff != "" || d.Border != nil || d.Codes != nil || d.Faces != nil || len(d.Lines) != 1 {
		t.Errorf("%s\n%+v", diff, d)
	}
}

// slow is a text engine that works until its time is over.
type slow struct{}

func (slow) ReadText(ctx context.Context, _ *image.Gray, _, _ string) ([]wire.Line, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestDeadline(t *testing.T) {
	data := encoded(t, photograph(1000, 750, placed(500, 380, 700, 5)))
	d, _ := document(t, analysis.Engines{Text: slow{}, Codes: codeEngine{}}, wire.Request{DeadlineMS: 300}, data)
	if late := (wire.Part{Why: "no time was left"}); d.Ran[wire.Text] != late || !d.Ran[wire.Codes].Ran || d.Width != 1000 {
		t.Errorf("%+v", d.Ran)
	}
}

func TestErrors(t *testing.T) {
	good := encoded(t, card())
	rows := []struct {
		name    string
		request wire.Request
		data    []byte
		code    fault.Code
	}{
		{"no picture", wire.Request{Do: wire.DoDocument}, nil, fault.PictureFormat},
		{"a PDF", wire.Request{Do: wire.DoFaces}, []byte("%PDF-1.4"), fault.PictureFormat},
		{"a truncated picture", wire.Request{Do: wire.DoDocument}, good[:len(good)/3], fault.PictureBroken},
		{"a task nobody knows", wire.Request{Do: "dance"}, good, fault.VisionProtocol},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			reply, payload := analysis.Analyse(t.Context(), analysis.Engines{}, row.request, row.data)
			if reply.Error == nil || reply.Error.Code != string(row.code) || reply.Document != nil || reply.Faces != nil || payload != nil {
				t.Errorf("%+v", reply)
			}
		})
	}
}

func TestFaces(t *testing.T) {
	m := picture.Rotate90RGBA(card(), 1) // a phone that did not say how it was held
	reply, _ := analysis.Analyse(t.Context(), analysis.Engines{Faces: &faceEngine{}}, wire.Request{Do: wire.DoFaces, ID: 3}, encoded(t, m))
	f := reply.Faces
	want := picture.Point{X: cardHeight - markAt, Y: markAt}
	if f == nil || reply.Document != nil || reply.ID != 3 || f.Width != cardHeight || f.Height != cardWidth || len(f.Faces) != 1 || !near(f.Faces[0].Landmarks[0], want, 2) {
		t.Fatalf("%+v, %+v", reply, f)
	}
	if diff := cmp.Diff(map[string]wire.Part{wire.Faces: {Ran: true}}, f.Ran); diff != "" {
		t.Error(diff)
	}
	if _, timed := reply.MS[wire.Faces]; !timed || reply.MS["decode"] <= 0 {
		t.Errorf("%v", reply.MS)
	}
}

// Nothing an engine says makes a reply that breaks the protocol's own limits.
func TestBounded(t *testing.T) {
	data := encoded(t, card())
	d, _ := document(t, analysis.Engines{Text: flood{}, Codes: flood{}, Why: map[string]string{wire.MRZ: string(bytes.Repeat([]byte("é"), 5000))}}, wire.Request{}, data)
	if len(d.Ran[wire.MRZ].Why) > 1024 || len(d.Lines) > 4096 || len(d.Codes) > 256 {
		t.Errorf("%d bytes, %d lines, %d codes", len(d.Ran[wire.MRZ].Why), len(d.Lines), len(d.Codes))
	}
	if slices.ContainsFunc(d.Codes, func(c wire.Code) bool { return len(c.Quad) == 4 && c.Quad[0].X > 2*cardWidth }) {
		t.Error("a code far from the picture")
	}
}

type flood struct{}

func (flood) ReadText(context.Context, *image.Gray, string, string) ([]wire.Line, error) {
	return make([]wire.Line, 9000), nil
}

func (flood) ReadCodes(context.Context, *image.Gray) ([]wire.Code, error) {
	return slices.Repeat([]wire.Code{{Symbology: "QRCode", Quad: about(picture.Point{X: 1e7})}}, 900), nil
}

func BenchmarkAnalyse(b *testing.B) {
	data := encoded(b, photograph(4000, 3000, placed(2100, 1500, 2600, -7)))
	b.ReportAllocs()
	for b.Loop() {
		started := time.Now()
		reply, _ := analysis.Analyse(b.Context(), analysis.Engines{}, wire.Request{Do: wire.DoDocument}, data)
		if reply.Error != nil {
			b.Fatal(reply.Error)
		}
		for stage, ms := range reply.MS {
			b.ReportMetric(ms, stage+"-ms")
		}
		b.ReportMetric(float64(time.Since(started).Microseconds())/1000, "all-ms")
	}
}
