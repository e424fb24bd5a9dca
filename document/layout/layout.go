// Package layout holds what each side of each document looks like, as data: its size, the words that tell it from others, where each field
// stands and with which label, and which elements it must show. A new document is a file in the folder data, and specimens to prove it.
//
// Places are millimetres on the side, x from the left edge, y downwards from the top, as on the official models; they may be generous:
// readers look for print within them. Nothing here says how a document is judged.
//
// Documents that are made alike all over the world (ICAO 9303) have layouts of no country. A standard fixes where the zone stands and which captions
// there are, and leaves to each state where the entries stand: there a value is found under its label (see Zone.Under).
package layout

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// Layout is one side of a document.
type Layout struct {
	ID      string        `json:"id"` // "cccd_chip.front": type and side; "visa.data.mrv-b": and a variant, where one type comes in several
	Type    document.Type `json:"type"`
	Side    document.Side `json:"side"`
	Country string        `json:"country"` // alpha-3; empty: any
	IDType  string        `json:"idType"`  // passport, government_id, drivers_license
	// Languages that are printed, as Tesseract names them, the main one first.
	Languages []string `json:"languages"`
	Width     float64  `json:"width"` // mm
	Height    float64  `json:"height"`
	Corner    float64  `json:"corner"` // radius; 0: square
	Source    string   `json:"source"` // where the layout is taken from: contract section, law, standard
	// Zone is the format of its machine readable zone as mrz.Format writes it: TD1, TD2, TD3, MRV-A, MRV-B; empty: the side has none.
	Zone string `json:"zone,omitempty"`

	Anchors  []Anchor  `json:"anchors"`
	Fields   []Zone    `json:"fields"`
	Elements []Element `json:"elements"`
}

// Anchor is a printed text that tells this side: its label, title or heading.
type Anchor struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`        // how much it tells, 0 to 1: what other sides print as well tells little
	Box    *Box    `json:"box,omitempty"` // where; nil: anywhere
}

// Box is a place: left, top, right, bottom in millimetres.
type Box [4]float64

// Zone is where a field's value stands.
type Zone struct {
	Field  document.Field `json:"field"`
	Box    Box            `json:"box"`
	Lines  int            `json:"lines"`            // it may take; 0: one
	Kind   Kind           `json:"kind"`             // what may stand there
	Labels []string       `json:"labels,omitempty"` // print in or right before the box that is not the value
	// Under: the value stands below one of its labels, which may be anywhere in the box. Where no label is seen nothing is read.
	Under bool `json:"under,omitempty"`
	// Languages the value is printed in; empty: those of the side.
	Languages []string `json:"languages,omitempty"`
	// Known are values that stand there as a rule, such as the titles of those who sign: a reading of nearly their letters is one of them.
	Known []string `json:"known,omitempty"`
	// Optional: a document without it is whole (not every holder has one).
	Optional bool `json:"optional,omitempty"`
}

// Kind of content.
type Kind string

// The kinds.
const (
	Text    Kind = "text"
	Name    Kind = "name"
	Date    Kind = "date"
	Digits  Kind = "digits" // digits, and the signs a number is written with
	Code    Kind = "code"   // capital letters and digits
	Sex     Kind = "sex"
	State   Kind = "state" // a country's name
	Address Kind = "address"
)

// Element is something a side must show.
type Element struct {
	Name document.Measure `json:"name"` // element.*
	Box  Box              `json:"box"`
	// Texts, one of which stands there: for the headline and the title.
	Texts []string `json:"texts,omitempty"`
}

//go:embed data/*.json
var files embed.FS

// Builtin returns the layouts that come with the program, by id. A fault in them is a fault of the build.
func Builtin() ([]Layout, error) {
	data, err := fs.Sub(files, "data")
	if err != nil {
		return nil, err
	}
	return Load(data)
}

// Load reads every *.json of a folder, sorted by id. The error, fault.Invalid, names the file and its first fault.
func Load(folder fs.FS) ([]Layout, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, err
	}
	var all []Layout
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fault.Newf(fault.Invalid, name, "cannot be read")
		}
		l, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("layout %s: %w", path.Base(name), err)
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b Layout) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// maxFile is how many bytes a layout may have.
const maxFile = 64 << 10

// Parse reads one layout; fault.Invalid with the member's path.
func Parse(data []byte) (Layout, error) {
	if len(data) > maxFile {
		return Layout{}, fault.Newf(fault.Invalid, "layout", "over %d bytes", maxFile)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var l Layout
	if err := decoder.Decode(&l); err != nil {
		return Layout{}, fault.Newf(fault.Invalid, "layout", "%v", err)
	}
	return l, l.Validate()
}

// Validate names the first fault.
func (l Layout) Validate() error {
	switch {
	case l.ID != l.typeAndSide() && !(strings.HasPrefix(l.ID, l.typeAndSide()+".") && len(l.ID) > len(l.typeAndSide())+1):
		return fault.Newf(fault.Invalid, "id", "type and side, with a dot between, and a variant behind another dot")
	case !slices.Contains(document.Types(), l.Type) || !slices.Contains([]document.Side{document.Front, document.Back, document.Data}, l.Side):
		return fault.Newf(fault.Invalid, "id", "no such type or side")
	case !(l.Width >= 20 && l.Width <= 400 && l.Height >= 20 && l.Height <= 400 && l.Corner >= 0 && l.Corner <= 20):
		return fault.Newf(fault.Invalid, "width", "20 to 400 mm")
	case len(l.Anchors) == 0:
		return fault.Newf(fault.Invalid, "anchors", "nothing tells this side from others")
	}
	if _, there := l.Element(document.MRZ); there != (l.Zone != "") || l.Zone != "" && !slices.ContainsFunc(mrz.Formats(), func(f mrz.Format) bool { return f.String() == l.Zone }) {
		return fault.Newf(fault.Invalid, "zone", "a format of ICAO 9303, and the element of it; or neither")
	}
	for i, a := range l.Anchors {
		if a.Text == "" || !(a.Weight > 0 && a.Weight <= 1) || a.Box != nil && !l.holds(*a.Box) {
			return fault.New(fault.Invalid, fmt.Sprintf("anchors[%d]", i))
		}
	}
	for i, z := range l.Fields {
		if !slices.Contains(document.Fields(), z.Field) || !z.Kind.known() || z.Lines < 0 || z.Lines > 6 || len(z.Known) > 64 || z.Under && len(z.Labels) == 0 || !l.holds(z.Box) {
			return fault.New(fault.Invalid, fmt.Sprintf("fields[%d]", i))
		}
	}
	for i, e := range l.Elements {
		if !slices.Contains(document.Measures(), e.Name) || !strings.HasPrefix(string(e.Name), "element.") || !l.holds(e.Box) {
			return fault.New(fault.Invalid, fmt.Sprintf("elements[%d]", i))
		}
	}
	return nil
}

func (l Layout) typeAndSide() string { return string(l.Type) + "." + string(l.Side) }

func (k Kind) known() bool {
	return slices.Contains([]Kind{Text, Name, Date, Digits, Code, Sex, State, Address}, k)
}

// holds says that a box is one and lies on the side.
func (l Layout) holds(b Box) bool {
	return b[0] >= 0 && b[1] >= 0 && b[2] <= l.Width+0.01 && b[3] <= l.Height+0.01 && b[0] < b[2] && b[1] < b[3]
}

// Find returns the layout of a side; of several variants the first.
func Find(all []Layout, t document.Type, s document.Side) (Layout, bool) {
	for _, l := range all {
		if l.Type == t && l.Side == s {
			return l, true
		}
	}
	return Layout{}, false
}

// Element finds a required element.
func (l Layout) Element(name document.Measure) (Element, bool) {
	for _, e := range l.Elements {
		if e.Name == name {
			return e, true
		}
	}
	return Element{}, false
}
