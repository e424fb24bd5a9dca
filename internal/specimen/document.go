package specimen

import (
	"encoding/json"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
)

// Kind is a kind of document there are specimens of.
type Kind string

// The kinds.
const (
	Passport  Kind = "passport"   // data page of a passport of any state, TD3 (ICAO 9303-4)
	CCCD      Kind = "cccd"       // Vietnamese citizen card with a chip, both sides, of an adult; the back is TD1 (ICAO 9303-5)
	KRCard    Kind = "kr-id"      // Korean resident registration card, front
	KRLicence Kind = "kr-licence" // Korean driver licence, front
	VisaA     Kind = "visa_a"     // visa that fills a page, MRV-A (ICAO 9303-7)
	VisaB     Kind = "visa_b"     // smaller visa, MRV-B
	CodeCard  Kind = "codes"      // a membership card of no state with one bar code: QR, PDF417 and Code 128 in turn
)

// Kinds of Vietnamese documents by their types, both sides of cards, of whoever may have one: children, where they do, to old age.
const (
	CMND9       = Kind(document.CMND9)
	CMND12      = Kind(document.CMND12)
	CCCDBarcode = Kind(document.CCCDBarcode)
	CCCDChip    = Kind(document.CCCDChip) // CCCD again, without its limit to adults
	CanCuoc     = Kind(document.CanCuoc2024)
	VNLicence   = Kind(document.VNLicence)
	VNPassport  = Kind(document.VNPassport)
)

// Kinds by their types: Korean ones, and cards of a fictitious state with a zone.
const (
	KRAlien    = Kind(document.KRAlien)
	KRPassport = Kind(document.KRPassport)
	TD1Card    = Kind(document.TD1Card)
	TD2Card    = Kind(document.TD2Card)
)

// Kinds returns all kinds.
func Kinds() []Kind {
	return []Kind{Passport, CCCD, KRCard, KRLicence, CodeCard, CMND9, CMND12, CCCDBarcode, CCCDChip, CanCuoc, VNLicence, VNPassport, KRAlien, KRPassport, TD1Card, TD2Card,
		VisaA, VisaB}
}

// Streams keep what is drawn from one seed apart: another draw in one place alters nothing elsewhere.
const (
	streamPerson uint64 = iota + 1
	streamPortrait
	streamDrawing
)

// Options are what a document is invented from.
type Options struct {
	Seed  uint64
	Today time.Time // documents are valid on this day; its time of day is ignored
	State string    // issuing state of a passport, or of another document of ICAO 9303, as in its zone ("KOR", "D", "UTO"); empty: drawn from the seed
	Ages  Ages
	// Defect is the code of what is to be wrong with it, see Defects; empty: nothing is.
	Defect string

	alter func(*values) // changes what a document says before it is printed; nil: nothing is changed
}

// Document is an invented document.
type Document struct {
	Kind   Kind
	Type   document.Type // empty: none that is told apart
	Seed   uint64
	Today  time.Time // a day on which it is valid
	Holder Person
	// Fields are what the document says, in the spelling of data: dates YYYY-MM-DD, sex M or F, names as printed. Keys are those of
	// each kind's file.
	Fields map[string]string
	// Defect is what is wrong with it, Expected the eKYC codes that say so; both empty when nothing is.
	Defect   string
	Expected []string
	// Swapped: the sides are to be sent the wrong way round.
	Swapped bool
	sides   []side
}

// side is a layout and what it prints.
type side struct {
	name   string
	layout Layout
	print  map[string]string // by the Field of an element, as printed
	mrz    []string
	codes  []Code
}

// side is what the side is called of a document whose types are told apart.
func (s side) side() document.Side { return document.Side(s.name) }

// kindOf is the type that the side is one of: its document's, but for a back that belongs to another.
func (s side) kindOf(d Document) document.Type {
	name, _, _ := strings.Cut(s.layout.Name, ".")
	if t := document.Type(name); d.Type != "" && slices.Contains(document.Types(), t) {
		return t
	}
	return d.Type
}

// printed are the entries of the layout, by the fields that their zones are named for.
func (s side) printed() map[document.Field]string {
	var printed map[document.Field]string
	for _, e := range s.layout.Elements {
		text := oneLine(s.print[e.Field])
		if e.Draw != Text || e.Field == "" || text == "" || !slices.Contains(document.Fields(), document.Field(e.Name)) {
			continue
		}
		if printed == nil {
			printed = map[document.Field]string{}
		}
		printed[document.Field(e.Name)] = text
	}
	return printed
}

// Code is a bar code of a side.
type Code struct {
	Symbology string `json:"symbology"` // QRCode, PDF417 or Code128
	Text      string `json:"text"`
	Zone      string `json:"zone"`
}

// lastDays are those after which nobody can use a kind any more: identity cards of the old laws end with 2024 (eKYC contract 4.3).
var lastDays = map[Kind]string{CMND9: "2024-12-31", CMND12: "2024-12-31"}

// DefaultDay is the day documents of a kind are made for when it is now: that day, or the first one of the last year in which they were good.
func DefaultDay(kind Kind, now time.Time) time.Time {
	day, last := dayOf(now), dayNamed(lastDays[kind])
	if last.IsZero() || !day.After(last) {
		return day
	}
	return time.Date(last.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
}

// New invents a document, valid on the DefaultDay of o.Today. Code fault.Invalid for a kind or state there is none of.
func New(kind Kind, o Options) (Document, error) {
	invent, ok := inventor(kind)
	if !ok {
		return Document{}, fault.New(fault.Invalid, "kind")
	}
	o.Today = DefaultDay(kind, o.Today)
	again := func(o Options) (Document, error) { return invent(rand.New(rand.NewPCG(o.Seed, streamPerson)), o) }
	d, err := again(o)
	if o.Defect != "" {
		d, err = spoil(kind, o, again)
	}
	if err != nil {
		return Document{}, err
	}
	d.Kind, d.Seed, d.Today = kind, o.Seed, o.Today
	return d, nil
}

// inventor finds what makes documents of a kind.
func inventor(kind Kind) (func(*rand.Rand, Options) (Document, error), bool) {
	if kind == CodeCard {
		return newCodeCard, true
	}
	family := newStandard
	_, known := standardKinds[kind]
	if _, vietnamese := vietnamOf(kind); vietnamese {
		family, known = newVietnam, true
	}
	if koreanKind(kind) {
		family, known = newKorean, true
	}
	return func(r *rand.Rand, o Options) (Document, error) { return family(kind, r, o) }, known
}

// Truth is what a picture of a side says and where. Boxes are pixels of the page, top left origin.
type Truth struct {
	Kind         Kind              `json:"kind"`
	Side         string            `json:"side"` // data, front or back
	Layout       string            `json:"layout"`
	Seed         uint64            `json:"seed"`
	Today        string            `json:"today,omitempty"` // YYYY-MM-DD: a day on which the document is valid
	Type         document.Type     `json:"type,omitempty"`
	DocumentSide document.Side     `json:"documentSide,omitempty"`
	Fields       map[string]string `json:"fields"` // of the whole document
	// Printed is what this side says in each field, exactly as printed, a blank where a line ends.
	Printed map[document.Field]string `json:"printed,omitempty"`
	MRZ     []string                  `json:"mrz,omitempty"`
	Codes   []Code                    `json:"codes,omitempty"`
	DPI     float64                   `json:"dpi"`
	Width   int                       `json:"width"`
	Height  int                       `json:"height"`
	Zones   []ZoneBox                 `json:"zones"`
}

// ZoneBox is a zone of a page: the box that its ink is in, and its text, empty where it has none.
type ZoneBox struct {
	Name string          `json:"name"`
	Text string          `json:"text,omitempty"`
	Box  image.Rectangle `json:"-"` // in JSON, member box: left, top, right, bottom
}

// zoneBox is a ZoneBox without methods, with its box as four numbers.
type zoneBox struct {
	plainZone
	Sides [4]int `json:"box"`
}

type plainZone ZoneBox

// MarshalJSON writes the box as four numbers.
func (z ZoneBox) MarshalJSON() ([]byte, error) {
	return json.Marshal(zoneBox{plainZone(z), [4]int{z.Box.Min.X, z.Box.Min.Y, z.Box.Max.X, z.Box.Max.Y}})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (z *ZoneBox) UnmarshalJSON(data []byte) error {
	var read zoneBox
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*z = ZoneBox(read.plainZone)
	z.Box = image.Rect(read.Sides[0], read.Sides[1], read.Sides[2], read.Sides[3])
	return nil
}

// ZoneNamed finds a zone.
func (t Truth) ZoneNamed(name string) (ZoneBox, bool) {
	for _, z := range t.Zones {
		if z.Name == name {
			return z, true
		}
	}
	return ZoneBox{}, false
}

// Page is a drawn side. Pixels outside rounded corners are transparent.
type Page struct {
	Image *image.RGBA
	Truth Truth
}

// iso, slashed and dotted are dates as data, as printed on Vietnamese cards and as printed on Korean ones.
func iso(t time.Time) string { return t.Format(time.DateOnly) }

func slashed(t time.Time) string { return t.Format("02/01/2006") }

func dotted(t time.Time) string { return t.Format("2006.01.02.") }

// Width is that of the document's first side, in millimetres.
func (d Document) Width() float64 { return d.sides[0].layout.Width }
