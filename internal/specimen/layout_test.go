package specimen

import (
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document"
	layouts "github.com/bonafide-id/bonafide/document/layout"
)

// read finds the layout that a drawn side is read by.
func read(t *testing.T, all []layouts.Layout, truth Truth) layouts.Layout {
	t.Helper()
	l, ok := layouts.Find(all, truth.Type, truth.DocumentSide)
	if !ok {
		t.Fatalf("%s %s: no layout to read it by", truth.Type, truth.DocumentSide)
	}
	return l
}

// millimetres is a box of a page as a layout has it.
func millimetres(truth Truth, box image.Rectangle) layouts.Box {
	mm := 25.4 / truth.DPI
	return layouts.Box{float64(box.Min.X) * mm, float64(box.Min.Y) * mm, float64(box.Max.X) * mm, float64(box.Max.Y) * mm}
}

// within says that a box lies in another, up to a pixel at 200 dpi.
func within(inner, outer layouts.Box) bool {
	const slack = 0.13
	return inner[0] >= outer[0]-slack && inner[1] >= outer[1]-slack && inner[2] <= outer[2]+slack && inner[3] <= outer[3]+slack
}

// placed are the kinds whose entries stand in places that their layouts know; others are found under their labels.
var placed = append(slices.Clone(allVietnam), KRCard, KRLicence, KRAlien, KRPassport)

// TestLayoutsFitTheirSpecimens: what is printed lies where the layout that readers use looks for it, whoever the holder is.
func TestLayoutsFitTheirSpecimens(t *testing.T) {
	fonts, all := fontsOf(t), builtin(t)
	for _, kind := range placed {
		var typ document.Type
		printed := map[document.Side]map[document.Field]bool{}
		for seed := range uint64(25) {
			for _, page := range rendered(t, fonts, kind, seed) {
				side := page.Truth.DocumentSide
				typ = page.Truth.Type
				if printed[side] == nil {
					printed[side] = map[document.Field]bool{}
				}
				for field := range page.Truth.Printed {
					printed[side][field] = true
				}
				fieldsFit(t, read(t, all, page.Truth), page.Truth)
				elementsFit(t, read(t, all, page.Truth), page.Truth)
			}
		}
		for side, fields := range printed {
			l, _ := layouts.Find(all, typ, side)
			for _, z := range l.Fields {
				if !fields[z.Field] {
					t.Errorf("%s: nothing is ever printed in %s", l.ID, z.Field)
				}
			}
		}
	}
}

func builtin(t *testing.T) []layouts.Layout {
	t.Helper()
	all, err := layouts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func rendered(t *testing.T, fonts *Fonts, kind Kind, seed uint64) []Page {
	t.Helper()
	d, err := New(kind, Options{Seed: seed, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := d.Render(fonts, 200, image.NewRGBA(image.Rect(0, 0, 3, 4)))
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// fieldsFit: every printed value lies in its field's zone, and in no other's.
func fieldsFit(t *testing.T, l layouts.Layout, truth Truth) {
	t.Helper()
	for field, value := range truth.Printed {
		zone, ok := truth.ZoneNamed(string(field))
		if !ok || zone.Text != value {
			t.Errorf("%s, seed %d: %s is printed %q, its zone says %q", l.ID, truth.Seed, field, value, zone.Text)
			continue
		}
		at := slices.IndexFunc(l.Fields, func(z layouts.Zone) bool { return z.Field == field })
		if at < 0 {
			t.Errorf("%s: no zone for %s", l.ID, field)
			continue
		}
		box := millimetres(truth, zone.Box)
		if !within(box, l.Fields[at].Box) {
			t.Errorf("%s, seed %d: %s %.1f is not within %.1f", l.ID, truth.Seed, field, box, l.Fields[at].Box)
		}
		for i, other := range l.Fields {
			if i != at && meet(box, other.Box, 0.35) {
				t.Errorf("%s, seed %d: %s %.1f reaches into the zone of %s %.1f", l.ID, truth.Seed, field, box, other.Field, other.Box)
			}
		}
	}
}

// meet says that two boxes share a place wider and higher than room.
func meet(a, b layouts.Box, room float64) bool {
	return min(a[2], b[2])-max(a[0], b[0]) > room && min(a[3], b[3])-max(a[1], b[1]) > room
}

// elementsFit: every required element is drawn within its place, and every element that is drawn is required.
func elementsFit(t *testing.T, l layouts.Layout, truth Truth) {
	t.Helper()
	drawn := map[string]bool{}
	for _, z := range truth.Zones {
		name := document.Measure("element." + z.Name)
		e, ok := l.Element(name)
		if slices.Contains(document.Measures(), name) != ok {
			t.Errorf("%s: %s is drawn and not required, or the other way round", l.ID, z.Name)
		}
		if !ok {
			continue
		}
		drawn[string(name)] = true
		if box := millimetres(truth, z.Box); !within(box, e.Box) {
			t.Errorf("%s, seed %d: %s %.1f is not within %.1f", l.ID, truth.Seed, z.Name, box, e.Box)
		}
		if len(e.Texts) > 0 && !slices.Contains(e.Texts, z.Text) {
			t.Errorf("%s: %s says %q, which is none of %q", l.ID, z.Name, z.Text, e.Texts)
		}
	}
	for _, e := range l.Elements {
		if !drawn[string(e.Name)] {
			t.Errorf("%s, seed %d: %s is required and not drawn", l.ID, truth.Seed, e.Name)
		}
	}
}

// TestLabelsArePrinted: labels and anchors of the layouts are what the specimens print, so that a reader finds them, and a label stands left of its
// zone or above.
func TestLabelsArePrinted(t *testing.T) {
	all := builtin(t)
	for _, kind := range placed {
		d, err := New(kind, Options{Seed: 1, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range d.sides {
			l := read(t, all, Truth{Type: d.Type, DocumentSide: s.side()})
			places := map[string]Element{}
			for _, e := range s.layout.Elements {
				if e.Draw == Text && e.Field == "" {
					places[strings.TrimSuffix(e.Text, ":")] = e
				}
			}
			for _, a := range l.Anchors {
				if _, ok := places[a.Text]; !ok {
					t.Errorf("%s: %q tells the side and is not printed", l.ID, a.Text)
				}
			}
			told := map[string]document.Field{}
			for _, z := range l.Fields {
				for _, text := range z.Labels {
					if other, twice := told[text]; twice {
						t.Errorf("%s: label %q is that of %s and of %s", l.ID, text, other, z.Field)
					}
					told[text] = z.Field
					e, ok := places[text]
					if beside := e.X < z.Box[0]+0.5 && e.Y > z.Box[1] && e.Y < z.Box[3]+0.5; !ok || !beside && !(e.Y <= z.Box[1]+0.8 && e.Y > z.Box[1]-4.5 && e.X < z.Box[2]) {
						t.Errorf("%s: label %q of %s is not printed left of it or above", l.ID, text, z.Field)
					}
				}
			}
		}
	}
}
