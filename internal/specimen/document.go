package specimen

import (
	"image"
	"math/rand/v2"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Kind is a kind of document there are specimens of.
type Kind string

// The kinds.
const (
	Passport  Kind = "passport"   // data page of a passport, TD3 (ICAO 9303-4)
	CCCD      Kind = "cccd"       // Vietnamese citizen card with a chip, both sides; the back is TD1 (ICAO 9303-5)
	KRCard    Kind = "kr-id"      // Korean resident registration card, front
	KRLicence Kind = "kr-licence" // Korean driver licence, front
	CodeCard  Kind = "codes"      // a membership card of no state with one bar code: QR, PDF417 and Code 128 in turn
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{Passport, CCCD, KRCard, KRLicence, CodeCard} }

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
	State string    // issuing state of a passport as in its zone ("KOR", "D", "UTO"); empty: drawn from the seed
	Ages  Ages
}

// Document is an invented document.
type Document struct {
	Kind   Kind
	Seed   uint64
	Today  time.Time // a day on which it is valid
	Holder Person
	// Fields are what the document says, in the spelling of data: dates YYYY-MM-DD, sex M or F, names as printed. Keys are those of
	// each kind's file.
	Fields map[string]string
	sides  []side
}

// side is a layout and what it prints.
type side struct {
	name   string
	layout Layout
	print  map[string]string // by the Field of an element, as printed
	mrz    []string
	codes  []Code
}

// Code is a bar code of a side.
type Code struct {
	Symbology string `json:"symbology"` // QRCode, PDF417 or Code128
	Text      string `json:"text"`
	Zone      string `json:"zone"`
}

// New invents a document. Code fault.Invalid for a kind or state there is none of.
func New(kind Kind, o Options) (Document, error) {
	invent, ok := map[Kind]func(*rand.Rand, Options) (Document, error){
		Passport: newPassport, CCCD: newCCCD, KRCard: newKRCard, KRLicence: newKRLicence, CodeCard: newCodeCard,
	}[kind]
	if !ok {
		return Document{}, fault.New(fault.Invalid, "kind")
	}
	o.Today = dayOf(o.Today)
	d, err := invent(rand.New(rand.NewPCG(o.Seed, streamPerson)), o)
	if err != nil {
		return Document{}, err
	}
	d.Kind, d.Seed, d.Today = kind, o.Seed, o.Today
	return d, nil
}

// Truth is what a picture of a side says and where. Boxes are pixels of the page, top left origin.
type Truth struct {
	Kind   Kind              `json:"kind"`
	Side   string            `json:"side"` // data, front or back
	Layout string            `json:"layout"`
	Seed   uint64            `json:"seed"`
	Fields map[string]string `json:"fields"` // of the whole document
	MRZ    []string          `json:"mrz,omitempty"`
	Codes  []Code            `json:"codes,omitempty"`
	DPI    float64           `json:"dpi"`
	Width  int               `json:"width"`
	Height int               `json:"height"`
	Zones  []ZoneBox         `json:"zones"`
}

// ZoneBox is a zone of a page: the box that its ink is in, and its text, empty where it has none.
type ZoneBox struct {
	Name string          `json:"name"`
	Text string          `json:"text,omitempty"`
	Box  image.Rectangle `json:"box"`
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
