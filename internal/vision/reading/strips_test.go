package reading

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/specimen"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// zoneNames are those of specimens that are not the fields' own.
var zoneNames = map[document.Field][]string{
	document.Number: {"citizen_number", "id_number", "licence_number", "resident_number", "document_number"}, document.Name: {"name_local", "name"},
	document.PlaceOfResidence: {"address"}, document.PersonalNumber: {"resident_number"},
}

func truthOf(page specimen.Page, f document.Field) (specimen.ZoneBox, bool) {
	for _, name := range append(zoneNames[f], string(f)) {
		if z, ok := page.Truth.ZoneNamed(name); ok {
			return z, true
		}
	}
	return specimen.ZoneBox{}, false
}

// Lines are cut out where the ink of the fields is, with nothing of labels and neighbours, also when the corners are not quite right.
func TestFindOnSpecimens(t *testing.T) {
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
	today := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	kinds := []struct {
		kind  specimen.Kind
		typ   document.Type
		today time.Time
	}{{specimen.CCCDChip, document.CCCDChip, today}, {specimen.CMND9, document.CMND9, today.AddDate(-6, 0, 0)}, {specimen.CanCuoc, document.CanCuoc2024, today},
		{specimen.KRCard, document.KRResident, today}}
	found := 0
	for _, k := range kinds {
		d, err := specimen.New(k.kind, specimen.Options{Seed: 11, Today: k.today})
		if err != nil {
			t.Fatal(err)
		}
		pages, err := d.Render(fonts, 400, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			if l, ok := layout.Find(all, k.typ, document.Side(page.Truth.Side)); ok {
				for _, off := range []float64{0, 0.5} { // millimetres
					found += checkStrips(t, l, page, off)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d fields were compared", found)
	}
}

// checkStrips compares the lines of every field with its ink, and counts the fields.
func checkStrips(t *testing.T, l layout.Layout, page specimen.Page, off float64) int {
	t.Helper()
	scale := page.Truth.DPI / 25.4
	quad := picture.RectQuad(float64(page.Truth.Width), float64(page.Truth.Height))
	for i := range quad {
		quad[i].X, quad[i].Y = quad[i].X+off*scale, quad[i].Y+off*scale
	}
	s := newSheet(&l, picture.ToGray(page.Image), quad)
	compared := 0
	for _, z := range l.Fields {
		truth, ok := truthOf(page, z.Field)
		if !ok || truth.Text == "" {
			continue
		}
		compared++
		f := s.find(z, nil)
		if len(f.strips) == 0 {
			t.Errorf("%s %s: nothing found", l.ID, z.Field)
			continue
		}
		zz := zone{Zone: z, found: f}
		got, want := zz.place(), [4]float64{float64(truth.Box.Min.X)/scale - off, float64(truth.Box.Min.Y)/scale - off, float64(truth.Box.Max.X)/scale - off, float64(truth.Box.Max.Y)/scale - off}
		for i := range got {
			if math.Abs(got[i]-want[i]) > []float64{0.5, 1.2, 2, 1.2}[i] { // labels are not known here: their descenders and neighbours may hang on
				t.Errorf("%s %s, corners %.1f mm off: %.2f, want %.2f", l.ID, z.Field, off, got, want)
				break
			}
		}
	}
	return compared
}

// Where nothing stands that is said surely; in glare nobody knows.
func TestFindBlank(t *testing.T) {
	l := layout.Layout{Width: 80, Height: 50}
	z := layout.Zone{Box: layout.Box{10, 10, 60, 14}, Kind: layout.Text}
	for _, row := range []struct {
		name   string
		bright uint8
		surely bool
	}{{"paper", 200, true}, {"glare", 255, false}, {"dark", 20, false}} {
		m := picture.Scale(gray(row.bright), 1200, 750)
		f := newSheet(&l, m, picture.RectQuad(1200, 750)).find(z, nil)
		if len(f.strips) != 0 || (f.blank >= 0.7) != row.surely {
			t.Errorf("%s: %d lines, blank %.2f", row.name, len(f.strips), f.blank)
		}
	}
}

func gray(v uint8) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, 1200, 750))
	for i := range m.Pix {
		m.Pix[i] = v
	}
	return m
}

// What stands under a label is not cut by the label's own place, and a code ends where the ground begins.
func TestFindUnder(t *testing.T) {
	l := layout.Layout{Width: 80, Height: 50}
	box := layout.Box{11, 19.5, 45, 22.9}
	label := []layout.Box{{11, 18.2, 20, 20.4}} // seen a little too low
	for _, row := range []struct {
		name   string
		zone   layout.Zone
		ground bool // a line of it stands beside the value
		want   layout.Box
	}{
		{"a text under its label", layout.Zone{Kind: layout.Text, Under: true, Box: box}, false, layout.Box{12, 20, 13.4, 22.4}},
		{"a text beside one", layout.Zone{Kind: layout.Text, Box: box}, false, layout.Box{12, 20.65, 13.4, 22.4}},
		{"a code under its label", layout.Zone{Kind: layout.Code, Under: true, Box: box}, true, layout.Box{12, 20, 13.4, 22.4}},
		{"a text under its label, on a ground", layout.Zone{Kind: layout.Text, Under: true, Box: box}, true, layout.Box{12, 20, 40.2, 22.4}},
	} {
		m := picture.Scale(gray(210), 1200, 750)
		ink := func(x0, y0, x1, y1 float64) {
			draw.Draw(m, image.Rect(int(x0*15), int(y0*15), int(x1*15), int(y1*15)), image.NewUniform(color.Gray{40}), image.Point{}, draw.Src)
		}
		ink(12, 20, 12.6, 22.4) // an L
		ink(12, 22, 13.4, 22.4)
		if row.ground {
			ink(40, 20, 40.2, 22.4)
		}
		f := newSheet(&l, m, picture.RectQuad(1200, 750)).find(row.zone, label)
		if len(f.strips) != 1 {
			t.Errorf("%s: %d lines", row.name, len(f.strips))
			continue
		}
		for i, got := range f.strips[0].box {
			if math.Abs(got-row.want[i]) > 0.15 {
				t.Errorf("%s: %.2f, want %.2f", row.name, f.strips[0].box, row.want)
				break
			}
		}
	}
}
