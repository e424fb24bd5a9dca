package analysis_test

import (
	"context"
	"image"
	"testing"

	doc "github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// The card of the scene as a layout: its bars of print stand in a field of four lines.
var sceneLayout = layout.Layout{ID: "td2_card.front", Type: doc.TD2Card, Side: doc.Front, Width: 80, Height: 50, Languages: []string{"eng"},
	Anchors: []layout.Anchor{{Text: "Republic of Utopia", Weight: 1}, {Text: "Resident card", Weight: 1}},
	Fields: []layout.Zone{
		{Field: doc.Name, Kind: layout.Name, Box: layout.Box{29, 19, 76, 22.5}},
		{Field: doc.Number, Kind: layout.Digits, Box: layout.Box{29, 25, 76, 28.5}},
		{Field: doc.DateOfBirth, Kind: layout.Date, Box: layout.Box{40, 2, 76, 6}}, // nothing stands there
	},
	Elements: []layout.Element{{Name: doc.Title, Box: layout.Box{20, 2, 60, 8}, Texts: []string{"Resident card"}}}}

// titled reads a title and a heading where the layout has them.
type titled struct{ lines []wire.Line }

func (e titled) ReadText(_ context.Context, m *image.Gray, _, _ string) ([]wire.Line, error) {
	x, y := float64(m.Rect.Dx())/80, float64(m.Rect.Dy())/50
	at := func(text string, l, t, r, b float64) wire.Line {
		return wire.Line{Text: text, Confidence: 0.9, Quad: []wire.Point{{X: l * x, Y: t * y}, {X: r * x, Y: t * y}, {X: r * x, Y: b * y}, {X: l * x, Y: b * y}}}
	}
	return []wire.Line{at("Republic of Utopia", 20, 9, 60, 11), at("Resident card", 20, 3, 60, 7), at("in English", 20, 12, 60, 14), at("and more", 20, 14, 60, 16)}, nil
}

// scribe reads every line as the same, by its kind.
type scribe map[layout.Kind]string

func (s scribe) ReadLines(_ context.Context, lines []*image.Gray, kind layout.Kind, _ []string) ([]analysis.LineText, error) {
	out := make([]analysis.LineText, len(lines))
	for i := range out {
		out[i] = analysis.LineText{Text: s[kind], Confidence: 0.9, Least: 0.8}
	}
	return out, nil
}

type clumsy struct{}

func (clumsy) ReadLines(context.Context, []*image.Gray, layout.Kind, []string) ([]analysis.LineText, error) {
	panic("a name that was read")
}

func inspected(t *testing.T, e analysis.Engines, change func(*wire.Request)) *wire.Document {
	t.Helper()
	q := wire.Request{Do: wire.DoDocument, Inspect: true}
	if change != nil {
		change(&q)
	}
	reply, _ := analysis.Analyse(t.Context(), e, q, encoded(t, photograph(1600, 1200, placed(800, 600, 1100, 2))))
	if reply.Error != nil {
		t.Fatal(reply.Error)
	}
	if err := reply.Validate(q, nil); err != nil {
		t.Fatal(err)
	}
	return reply.Document
}

func fieldsOf(d *wire.Document) map[string]wire.Field {
	all := map[string]wire.Field{}
	for _, f := range d.Fields {
		all[f.Name] = f
	}
	return all
}

func TestInspect(t *testing.T) {
	words := scribe{layout.Name: "ERIKSSON", layout.Digits: "0 12345"}
	d := inspected(t, analysis.Engines{Text: titled{}, Lines: []analysis.LineReader{words, scribe{layout.Name: "ER1KSSON", layout.Digits: "012345"}},
		Layouts: []layout.Layout{sceneLayout}}, nil)
	if d.Type != "td2_card" || d.Side != "front" || !(d.Sure > 0.5) {
		t.Errorf("%s %s, sure %.2f", d.Type, d.Side, d.Sure)
	}
	for _, engine := range []string{wire.Kind, wire.Fields, wire.Quality, wire.Forgery} {
		if !d.Ran[engine].Ran {
			t.Errorf("%s: %+v", engine, d.Ran[engine])
		}
	}
	fields := fieldsOf(d)
	if f := fields["name"]; f.Value != "ERIKSSON" || f.Second != "ER KSSON" || len(f.Quad) != 4 {
		t.Errorf("name: %+v", f)
	}
	if f := fields["number"]; f.Value != "012345" || f.Confidence <= 0.9 {
		t.Errorf("a number that two readers agree on: %+v", f)
	}
	if f, ok := fields["date_of_birth"]; !ok || f.Value != "" || f.Confidence < 0.5 {
		t.Errorf("a blank field: %+v, %v", f, ok)
	}
	titles := 0
	for _, m := range d.Measures {
		if m.Name == string(doc.Title) {
			titles++
			if m.Value < 0.95 {
				t.Errorf("title: %+v", m)
			}
		}
	}
	if titles != 1 {
		t.Errorf("%d measures of the title", titles)
	}
}

func TestInspectContainsFaults(t *testing.T) {
	known := []layout.Layout{sceneLayout}
	rows := []struct {
		name    string
		engines analysis.Engines
		change  func(*wire.Request)
		engine  string
		why     string
	}{
		{"a reader that panics", analysis.Engines{Text: titled{}, Lines: []analysis.LineReader{clumsy{}}, Layouts: known}, nil, wire.Fields, "panic: string"},
		{"no reader", analysis.Engines{Text: titled{}, Layouts: known, Why: map[string]string{wire.Fields: "no language data"}}, nil, wire.Fields, "no language data"},
		{"no layouts", analysis.Engines{Text: titled{}, Lines: []analysis.LineReader{scribe{}}, Why: map[string]string{wire.Kind: "a layout is broken"}}, nil, wire.Kind, "a layout is broken"},
		{"a document nobody knows", analysis.Engines{Lines: []analysis.LineReader{scribe{}}, Layouts: known}, nil, wire.Fields, "the document is not one whose layout is known"},
		{"no time", analysis.Engines{Text: slow{}, Lines: []analysis.LineReader{scribe{}}, Layouts: known}, func(q *wire.Request) { q.DeadlineMS = 400 }, wire.Kind, "no time was left"},
	}
	for _, row := range rows {
		d := inspected(t, row.engines, row.change)
		if part := d.Ran[row.engine]; part.Ran || part.Why != row.why {
			t.Errorf("%s: %s: %+v, want %q", row.name, row.engine, part, row.why)
		}
		if len(d.Fields) != 0 {
			t.Errorf("%s: %+v", row.name, d.Fields)
		}
	}
}

// Without Inspect nothing of it is done or said.
func TestNotInspected(t *testing.T) {
	d := inspected(t, analysis.Engines{Text: titled{}, Lines: []analysis.LineReader{clumsy{}}, Layouts: []layout.Layout{sceneLayout}}, func(q *wire.Request) { q.Inspect = false })
	if d.Type != "" || d.Fields != nil || d.Measures != nil || d.Ran[wire.Kind].Ran || d.Ran[wire.Kind].Why != "" {
		t.Errorf("%+v", d)
	}
}

// What is a code is not read as print: its place is painted over in the copy that is read, with what is about it left as it is.
func TestCodesAreNotReadAsPrint(t *testing.T) {
	var seen *image.Gray
	at := picture.Quad{{X: 700, Y: 450}, {X: 900, Y: 450}, {X: 900, Y: 700}, {X: 700, Y: 700}} // over bars of print
	e := analysis.Engines{Text: lookout{&seen}, Codes: codeAt{at}}
	d := inspected(t, e, func(q *wire.Request) { q.Want = []string{wire.Text, wire.Codes, wire.Border} })
	if seen == nil || len(d.Border) != 4 {
		t.Fatal("nothing was read")
	}
	toView := picture.Project(float64(seen.Rect.Dx()), float64(seen.Rect.Dy()), picture.Quad(d.Border)).Inverse()
	if spread := spreadAbout(seen, toView.Apply(picture.Point{X: 800, Y: 575}), 40); spread != 0 {
		t.Errorf("brightness where the code is differs by %d", spread)
	}
	if spread := spreadAbout(seen, toView.Apply(picture.Point{X: 1100, Y: 575}), 60); spread < 50 {
		t.Errorf("print beside the code is gone: brightness differs by %d", spread)
	}
}

// spreadAbout is the difference between the brightest and the darkest pixel not farther from p than reach.
func spreadAbout(m *image.Gray, p picture.Point, reach int) int {
	low, high := 255, 0
	for y := int(p.Y) - reach; y <= int(p.Y)+reach; y++ {
		for x := int(p.X) - reach; x <= int(p.X)+reach; x++ {
			v := int(m.GrayAt(x, y).Y)
			low, high = min(low, v), max(high, v)
		}
	}
	return high - low
}

type lookout struct{ seen **image.Gray }

func (l lookout) ReadText(_ context.Context, m *image.Gray, _, _ string) ([]wire.Line, error) {
	*l.seen = m
	return nil, nil
}

type codeAt struct{ quad picture.Quad }

func (c codeAt) ReadCodes(context.Context, *image.Gray) ([]wire.Code, error) {
	return []wire.Code{{Symbology: "QRCode", Text: "x", Quad: c.quad[:]}}, nil
}

// small reads titles in any picture, and a caption in one that is large enough.
type small struct {
	titled
	from int // pixels of width
	seen *[]int
}

func (e small) ReadText(ctx context.Context, m *image.Gray, script, idType string) ([]wire.Line, error) {
	*e.seen = append(*e.seen, m.Rect.Dx())
	lines, err := e.titled.ReadText(ctx, m, script, idType)
	if m.Rect.Dx() >= e.from {
		x, y := float64(m.Rect.Dx())/80, float64(m.Rect.Dy())/50
		lines = append(lines, wire.Line{Text: "Surname", Confidence: 0.9, Quad: []wire.Point{{X: 29 * x, Y: 17 * y}, {X: 40 * x, Y: 17 * y}, {X: 40 * x, Y: 18.5 * y}, {X: 29 * x, Y: 18.5 * y}}})
	}
	return lines, err
}

// A caption that was not read is looked for in a larger view, once, and no field is read where it is not seen there either.
func TestCaptionsAreReadLarger(t *testing.T) {
	under := sceneLayout
	under.Fields = []layout.Zone{{Field: doc.Surname, Kind: layout.Name, Box: layout.Box{0, 0, 80, 50}, Labels: []string{"Surname"}, Under: true}}
	for _, row := range []struct {
		name string
		from int
		want string
	}{{"seen at once", 100, "ERIKSSON"}, {"seen when it is larger", 1500, "ERIKSSON"}, {"never seen", 9000, ""}} {
		var seen []int
		d := inspected(t, analysis.Engines{Text: small{from: row.from, seen: &seen}, Lines: []analysis.LineReader{scribe{layout.Name: "ERIKSSON"}}, Layouts: []layout.Layout{under}}, nil)
		if len(d.Fields) != 1 || d.Fields[0].Value != row.want {
			t.Errorf("%s: %+v", row.name, d.Fields)
		}
		if larger := len(seen) > 1 && seen[len(seen)-1] > 1500; larger != (row.from > 1000) {
			t.Errorf("%s: read at %v pixels", row.name, seen)
		}
	}
}

// shortSighted sees a zone only when it looks closely.
type shortSighted struct{ zone wire.Zone }

func (shortSighted) GlanceMRZ(context.Context, *image.Gray) ([]wire.Zone, error) { return nil, nil }
func (e shortSighted) ReadMRZ(context.Context, *image.Gray) ([]wire.Zone, error) {
	return []wire.Zone{e.zone}, nil
}

// printed is titled and one line more.
type printed struct {
	titled
	line string
}

func (e printed) ReadText(ctx context.Context, m *image.Gray, country, idType string) ([]wire.Line, error) {
	lines, err := e.titled.ReadText(ctx, m, country, idType)
	more := lines[0]
	more.Text = e.line
	return append(lines, more), err
}

// A zone that a glance has missed is looked for where print has seen one, though a card of this print bears none.
func TestZoneThatPrintHasSeen(t *testing.T) {
	lines := []string{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"}
	zone := wire.Zone{Lines: lines, Raw: lines, Confidence: []float64{0.9, 0.9}, Quad: []wire.Point{{X: 300, Y: 700}, {X: 1300, Y: 700}, {X: 1300, Y: 800}, {X: 300, Y: 800}}}
	for line, want := range map[string]int{"I<UTOERIKSS0N<<ANNA<MARIA<<<<<<": 1, "in English": 0} {
		d := inspected(t, analysis.Engines{Text: printed{line: line}, MRZ: shortSighted{zone}, Layouts: []layout.Layout{sceneLayout}}, nil)
		if len(d.Zones) != want {
			t.Errorf("%q: %d zones, want %d", line, len(d.Zones), want)
		}
	}
}
