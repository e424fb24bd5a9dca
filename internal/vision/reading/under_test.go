package reading

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// printedLine is a line as a text engine gives it: its words share the width by their letters.
func printedLine(text string, box layout.Box) wire.Line {
	quad := func(x0, x1 float64) []wire.Point {
		return []wire.Point{{X: x0, Y: box[1]}, {X: x1, Y: box[1]}, {X: x1, Y: box[3]}, {X: x0, Y: box[3]}}
	}
	l := wire.Line{Text: text, Confidence: 0.95, Quad: quad(box[0], box[2])}
	at, each := 0, (box[2]-box[0])/float64(len([]rune(text)))
	for _, w := range strings.Split(text, " ") {
		n := len([]rune(w))
		l.Words = append(l.Words, wire.Word{Text: w, Quad: quad(box[0]+each*float64(at), box[0]+each*float64(at+n))})
		at += n + 1
	}
	return l
}

// sideOf is a specimen's side for a sheet whose pixels are millimetres, and all its print but the entries' own.
func sideOf(t *testing.T, all []layout.Layout, page specimen.Page) (sheet, []wire.Line) {
	t.Helper()
	var l *layout.Layout
	for i := range all {
		if all[i].ID == page.Truth.Layout {
			l = &all[i]
		}
	}
	if l == nil {
		t.Fatalf("no layout %s", page.Truth.Layout)
	}
	one := picture.Project(l.Width, l.Height, picture.RectQuad(l.Width, l.Height))
	var lines []wire.Line
	for _, z := range page.Truth.Zones {
		if strings.HasPrefix(z.Name, "caption.") {
			lines = append(lines, printedLine(z.Text, boxOf(page, z)))
		}
	}
	return sheet{layout: l, toPicture: one, toSide: one}, lines
}

func boxOf(page specimen.Page, z specimen.ZoneBox) layout.Box {
	mm := 25.4 / page.Truth.DPI
	return layout.Box{float64(z.Box.Min.X) * mm, float64(z.Box.Min.Y) * mm, float64(z.Box.Max.X) * mm, float64(z.Box.Max.Y) * mm}
}

// The place under a label holds all of its value, and none of another's, whatever the captions' language and wherever they stand.
func TestUnderSpecimens(t *testing.T) {
	fonts, err := specimen.LoadFonts()
	var missing *specimen.MissingFont
	if errors.As(err, &missing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	all, err := layout.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, kind := range []specimen.Kind{specimen.Passport, specimen.TD1Card, specimen.TD2Card, specimen.VisaA, specimen.VisaB} {
		for seed := range uint64(8) {
			d, err := specimen.New(kind, specimen.Options{Seed: seed, Today: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			pages, err := d.Render(fonts, 150, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, page := range pages {
				s, lines := sideOf(t, all, page)
				compared += checkUnder(t, s, page, s.under(lines, nil))
			}
		}
	}
	if compared < 300 {
		t.Errorf("only %d fields were compared", compared)
	}
}

func checkUnder(t *testing.T, s sheet, page specimen.Page, under map[int]layout.Box) int {
	t.Helper()
	compared := 0
	for i, z := range s.layout.Fields {
		value, printed := page.Truth.ZoneNamed(string(z.Field))
		box, found := under[i]
		if !printed || value.Text == "" {
			if found {
				t.Errorf("%s, seed %d: %s is not printed and found at %.1f", s.layout.ID, page.Truth.Seed, z.Field, box)
			}
			continue
		}
		compared++
		ink := boxOf(page, value)
		if grown := (layout.Box{box[0], box[1] - growUp, box[2], box[3] + growUp}); !found || overlap(grown, ink) < 0.99*overlap(ink, ink) {
			t.Errorf("%s, seed %d: %s stands at %.1f, looked for at %.1f", s.layout.ID, page.Truth.Seed, z.Field, ink, box)
		}
		for _, other := range page.Truth.Zones {
			if other.Name != string(z.Field) && page.Truth.Printed[document.Field(other.Name)] != "" {
				if o := boxOf(page, other); overlap(box, o) > 0.3*overlap(o, o) {
					t.Errorf("%s, seed %d: %s at %.1f is looked for in the place of %s, %.1f", s.layout.ID, page.Truth.Seed, other.Name, o, z.Field, box)
				}
			}
		}
	}
	return compared
}

// Labels in every order and spelling, on lines of their own: where the value is looked for, in millimetres.
func TestUnder(t *testing.T) {
	zones := func(z ...layout.Zone) *layout.Layout {
		for i := range z {
			z[i].Under, z[i].Box = true, layout.Box{0, 0, 100, 60}
		}
		return &layout.Layout{Width: 100, Height: 80, Fields: z}
	}
	surname := layout.Zone{Field: document.Surname, Kind: layout.Name, Labels: []string{"Surname", "Nom"}}
	given := layout.Zone{Field: document.GivenNames, Kind: layout.Name, Labels: []string{"Given names", "Prénoms", "Nombre"}}
	birth := layout.Zone{Field: document.DateOfBirth, Kind: layout.Date, Labels: []string{"Date of birth", "Date de naissance"}}
	sex := layout.Zone{Field: document.Sex, Kind: layout.Sex, Labels: []string{"Sex", "Sexe"}}
	at := func(x, y float64, text string) wire.Line {
		return printedLine(text, layout.Box{x, y, x + 0.9*float64(len([]rune(text))), y + 1.5})
	}
	for _, row := range []struct {
		name   string
		layout *layout.Layout
		lines  []wire.Line
		known  []knownValue
		want   map[int][4]float64 // left, top, right, bottom; to a tenth
	}{
		{"one label", zones(surname), []wire.Line{at(40, 10, "Surname")}, nil, map[int][4]float64{0: {39.2, 11.6, 100, 16.4}}},
		{"in two languages", zones(surname), []wire.Line{at(40, 10, "Nom / Surname")}, nil, map[int][4]float64{0: {39.2, 11.6, 100, 16.4}}},
		{"the first language misread", zones(birth), []wire.Line{at(40, 10, "Dats ot bjrtn / Date de naissance")}, nil, map[int][4]float64{0: {39.2, 11.6, 74, 16.4}}},
		{"one below the other", zones(surname), []wire.Line{at(40, 10, "Surname"), at(40, 12, "Nom")}, nil, map[int][4]float64{0: {39.2, 13.6, 100, 18.4}}},
		{"down to the next label", zones(surname, given), []wire.Line{at(40, 10, "Surname"), at(40, 15, "Given names")}, nil,
			map[int][4]float64{0: {39.2, 11.6, 100, 14.9}, 1: {39.2, 16.6, 100, 21.4}}},
		{"up to the next label in the row", zones(birth, sex), []wire.Line{at(20, 10, "Date of birth"), at(40, 10, "Sex")}, nil,
			map[int][4]float64{0: {19.2, 11.6, 39, 16.4}, 1: {39.2, 11.6, 49, 16.4}}},
		{"on one line with another", zones(birth, sex), []wire.Line{at(20, 10, "Date of birth Sex / Sexe")}, nil,
			map[int][4]float64{0: {19.2, 11.6, 31.6, 16.4}, 1: {31.8, 11.6, 41.6, 16.4}}},
		{"part of a word", zones(surname), []wire.Line{at(40, 10, "Given names / Nombre"), at(40, 20, "Prénoms"), at(40, 30, "Surnames of parents")}, nil,
			map[int][4]float64{0: {39.2, 31.6, 100, 36.4}}}, // a label of many letters may have an ending
		{"no label", zones(surname), []wire.Line{at(40, 10, "ERIKSSON")}, nil, map[int][4]float64{}},
		{"no label, and the zone says it", zones(surname), []wire.Line{at(40, 10, "ERIKSSON")}, []knownValue{{document.Surname, "ERIKSSON", document.FromMRZ}},
			map[int][4]float64{0: {39.2, 9.5, 48, 12}}},
		{"the label in a language that is not known between the two", zones(surname), []wire.Line{at(40, 10, "Surname /"), at(40, 12, "Sukunimi"), at(40, 14.5, "ERIKSSON")},
			[]knownValue{{document.Surname, "ERIKSSON", document.FromMRZ}}, map[int][4]float64{0: {39.2, 14, 48, 16.5}}},
		{"what the zone says, far from the label", zones(surname), []wire.Line{at(40, 10, "Surname"), at(40, 40, "ERIKSSON")},
			[]knownValue{{document.Surname, "ERIKSSON", document.FromMRZ}}, map[int][4]float64{0: {39.2, 11.6, 100, 16.4}}},
		{"no label, and the zone says otherwise", zones(surname), []wire.Line{at(40, 10, "ERIKSSEN")}, []knownValue{{document.Surname, "ERIKSSON", document.FromMRZ}}, map[int][4]float64{}},
	} {
		one := picture.Project(100, 80, picture.RectQuad(100, 80))
		got := sheet{layout: row.layout, toPicture: one, toSide: one}.under(row.lines, row.known)
		if len(got) != len(row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
			continue
		}
		for i, want := range row.want {
			for k := range want {
				if off := got[i][k] - want[k]; off > 0.11 || off < -0.11 {
					t.Errorf("%s: %.1f, want %.1f", row.name, got[i], want)
					break
				}
			}
		}
	}
}

// A place is narrowed to the words in it, and never cuts the first of them, though its label was seen to begin within (a slash between two languages).
func TestAbout(t *testing.T) {
	p := sidePrint{words: []placed{{text: "ERIKSSON", box: layout.Box{30, 12, 44, 14.5}}, {text: "DE", box: layout.Box{40, 32, 43, 34.5}},
		{text: "LA", box: layout.Box{44, 32, 47, 34.5}}, {text: "VEGA", box: layout.Box{48, 32, 56, 34.5}}, {text: "ONE", box: layout.Box{30, 32, 36, 34.5}},
		{text: "Nom", box: layout.Box{44, 29.5, 47, 31}, taken: true}, {text: "F", box: layout.Box{60, 12, 61.5, 14.5}}, {text: "Surname", box: layout.Box{30, 9, 36, 10.5}, taken: true}}}
	for _, row := range []struct {
		name      string
		box, want layout.Box
	}{
		{"the first word begins before it", layout.Box{36.5, 11, 58, 16}, layout.Box{29.2, 11.5, 47, 15}},
		{"the first word begins in it, perhaps without its first letter", layout.Box{28, 11, 58, 16}, layout.Box{28, 11.5, 47, 15}},
		{"the first word begins far in it", layout.Box{18, 11, 58, 16}, layout.Box{27, 11.5, 47, 15}},
		{"most of a word is outside", layout.Box{38, 11, 58, 16}, layout.Box{29.2, 11.5, 47, 15}},
		{"all but the edge of a word is outside", layout.Box{43.5, 11, 58, 16}, layout.Box{43.5, 11, 58, 16}},
		{"words of the value before it", layout.Box{47.5, 31, 60, 36}, layout.Box{39.2, 31.5, 59, 35}},
		{"no words", layout.Box{28, 20, 58, 25}, layout.Box{28, 20, 58, 25}},
	} {
		if got := p.about(row.box); got != row.want {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

// Whatever print is read, places lie on the side and are places.
func FuzzUnder(f *testing.F) {
	all, err := layout.Builtin()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Surname / Nom\nERIKSSON\nDate of birth Sex", 10.0, 3.0)
	f.Add("Nom\nNom\nSexo / Sex", -5.0, 0.0)
	f.Add("Document No.", 124.0, 200.0)
	f.Fuzz(func(t *testing.T, text string, x, lead float64) {
		if len(text) > 500 || !(x > -1e4 && x < 1e4 && lead > -1e4 && lead < 1e4) {
			return
		}
		for i := range all {
			l := &all[i]
			one := picture.Project(l.Width, l.Height, picture.RectQuad(l.Width, l.Height))
			var lines []wire.Line
			for n, line := range strings.Split(text, "\n") {
				if line != "" {
					y := float64(n) * lead
					lines = append(lines, printedLine(line, layout.Box{x, y, x + float64(len(line)), y + 1.5}))
				}
			}
			for field, box := range (sheet{layout: l, toPicture: one, toSide: one}).under(lines, []knownValue{{document.Surname, "ERIKSSON", document.FromMRZ}}) {
				if !l.Fields[field].Under || !(box[0] >= 0 && box[1] >= 0 && box[2] <= l.Width+1e-6 && box[3] <= l.Height+1e-6 && box[0] < box[2] && box[1] < box[3]) {
					t.Fatalf("%s %s: %v", l.ID, l.Fields[field].Field, box)
				}
			}
		}
	})
}
