package reading

import (
	"testing"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Letters with marks, and such as are two in a zone, fold to what is left without (ICAO 9303-3 §6).
func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"ÇAĞRI ŞAHİN": "cagrisahin", "Łódź": "lodz", "BŒUF": "boeuf", "Groß": "gross", "SØRENSEN": "sorensen", "Ægir Þór": "aegirthor", "Đặng": "dang", "ışık": "isik",
	} {
		if got := string(fold(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// What a zone has for a letter that it does not know is no other reading of it: the mark stays, whatever the second reader saw.
func TestSettledMarks(t *testing.T) {
	for _, row := range []struct{ read, second, zone, want string }{
		{"ŁUKASZEWICZ", "LUKASZEWICZ", "LUKASZEWICZ", "ŁUKASZEWICZ"},
		{"BŒUF", "BCEUF", "BOEUF", "BŒUF"},
		{"WEIß", "WEIB", "WEISS", "WEIß"},
		{"MATGORZATA", "MALGORZATA", "MALGORZATA", "MALGORZATA"}, // no mark: a letter that the zone settles
	} {
		got, ok := settled(layout.Name, opinion{value: row.read}, row.second, knownValue{document.Surname, row.zone, document.FromMRZ}, "Latin")
		if !ok || got != row.want {
			t.Errorf("%s: %s, %t", row.read, got, ok)
		}
	}
}

func TestSharpened(t *testing.T) {
	for _, row := range []struct{ read, zone, want string }{
		{"GROR", "GROSS", "GROß"}, {"WEIB", "WEISS", "WEIß"}, {"BROR", "BROSS", "BROß"}, {"GROR, ANNA", "GROSS ANNA", "GROß, ANNA"},
		{"GROS", "GROSS", ""}, {"GROT", "GROSS", ""}, {"GRORE", "GROSS", ""}, {"GROSS", "GROSS", ""}, {"", "", ""}, // another letter is another name
	} {
		if got, ok := sharpened(row.read, row.zone); got != row.want || ok != (row.want != "") {
			t.Errorf("%q, zone %q: %q, %t", row.read, row.zone, got, ok)
		}
	}
}

// A field is read in its own languages, else in the side's; of a document of any state, in those of a state whose letters have a reader of their own.
func TestLanguages(t *testing.T) {
	any, korean := &layout.Layout{Languages: []string{"eng"}}, &layout.Layout{Country: "KOR", Languages: []string{"kor", "eng"}}
	vietnam := zoneLines(t, mrz.TD3, mrz.Fields{DocumentCode: "P", IssuingState: "VNM", PrimaryIdentifier: "NGUYEN", SecondaryIdentifier: "AN", DocumentNumber: "C1234567",
		Nationality: "VNM", DateOfBirth: "900102", Sex: "M", DateOfExpiry: "300102"})
	name, sex := layout.Zone{Languages: []string{"Latin"}}, layout.Zone{}
	for _, row := range []struct {
		side  *layout.Layout
		zones []wire.Zone
		field layout.Zone
		want  string
	}{{any, nil, name, "Latin"}, {any, nil, sex, "eng"}, {any, vietnam, name, "vie"}, {korean, nil, sex, "kor"}, {korean, nil, name, "Latin"}, {korean, vietnam, sex, "kor"}} {
		if got := language((Side{Layout: row.side, Zones: row.zones}).languages(row.field)); got != row.want {
			t.Errorf("%v, %v: %s, want %s", row.side.Languages, row.field.Languages, got, row.want)
		}
	}
}
