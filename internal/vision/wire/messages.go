// Package wire is what bonafide and its vision worker say to each other: messages in JSON and pictures as they are, in frames with limits.
// Both sides treat the other's frames as untrusted input.
package wire

// Version of the protocol; a worker of another version is refused.
const Version = 2

// Engines of a worker, as they are named in Hello, Request.Want and Reply.Ran.
const (
	MRZ    = "mrz"    // machine readable zone
	Text   = "text"   // printed lines
	Codes  = "codes"  // QR, PDF417, Code 128
	Faces  = "faces"  // detection, landmarks, description
	Border = "border" // the document's outline, and its picture set upright

	// What is made out of the others on the upright document; they run when Request.Inspect says so.
	Kind    = "kind"    // which side of which document it is
	Fields  = "fields"  // what stands in the fields of its layout
	Quality = "quality" // measures of the picture
	Forgery = "forgery" // measures of the document, required elements included
)

// Hello is a worker's first frame: what it can do, and with which models.
type Hello struct {
	Version int             `json:"version"`
	Program string          `json:"program"` // version of the worker, for the log
	Engines map[string]Part `json:"engines"` // every engine; one that is not there says why
	Models  []Model         `json:"models"`  // every slot that is filled
}

// Part says whether an engine is there (Hello) or ran (Reply), and if not, why: in words for an operator, nothing personal.
type Part struct {
	Ran bool   `json:"ran"`
	Why string `json:"why,omitempty"`
}

// Model is a filled slot.
type Model struct {
	Slot   string `json:"slot"`   // face.detect, face.landmarks, face.describe, mrz.glyph, ...
	SHA256 string `json:"sha256"` // of the file, 64 hexadecimal digits
	Name   string `json:"name"`   // for people
}

// What a request asks for.
const (
	DoDocument = "document" // read one side of a document
	DoFaces    = "faces"    // find and describe the faces of a picture
	DoMask     = "mask"     // paint over the places that Hide names, and send the picture back as the reply's payload
)

// Request comes with a picture as the frame's payload.
type Request struct {
	ID         uint64   `json:"id"`
	Do         string   `json:"do"`
	Country    string   `json:"country,omitempty"`    // alpha-3, as the caller said; a hint
	IDType     string   `json:"idType,omitempty"`     // passport, government_id, ...; a hint
	Want       []string `json:"want,omitempty"`       // engines; empty: all
	DeadlineMS int      `json:"deadlineMs,omitempty"` // what is not done by then is not run; 0: the worker's own limit
	Picture    bool     `json:"picture,omitempty"`    // with Border: send the upright picture back as the reply's payload, JPEG
	// Inspect asks for kind, fields, quality and forgery as well.
	Inspect bool `json:"inspect,omitempty"`
	// Hide are the corners of places to paint over (DoMask).
	Hide [][]Point `json:"hide,omitempty"`
}

// Reply answers one request. Either Error or one of Document, Faces and Masked is there.
//
// Before its answer a worker sends a reply that has nothing but Entering each time that an engine is about to run. Whoever finds the worker dead knows by the
// last of them in which engine that was.
type Reply struct {
	ID       uint64             `json:"id"`
	Entering string             `json:"entering,omitempty"` // an engine
	Error    *Error             `json:"error,omitempty"`
	Document *Document          `json:"document,omitempty"`
	Faces    *FaceList          `json:"faces,omitempty"`
	Masked   *Masked            `json:"masked,omitempty"`
	MS       map[string]float64 `json:"ms,omitempty"` // milliseconds by stage: decode and the engines
}

// Error says why nothing could be read. Code is one of package fault's codes that begin with "picture." or "vision.".
type Error struct {
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"` // for the log; nothing personal
}

// Point is a place in the picture: pixels, origin top left, after the EXIF turn.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Document is one side of a document.
type Document struct {
	Width  int             `json:"width"` // pixels, after the EXIF turn
	Height int             `json:"height"`
	Ran    map[string]Part `json:"ran"`              // by engine
	Border []Point         `json:"border,omitempty"` // corners, clockwise from the document's own top left; nil when none was found
	Zones  []Zone          `json:"zones,omitempty"`  // machine readable zones, the surest first
	Lines  []Line          `json:"lines,omitempty"`  // printed text, top to bottom
	Codes  []Code          `json:"codes,omitempty"`
	Faces  []Face          `json:"faces,omitempty"` // the largest first
	Gray   bool            `json:"gray,omitempty"`  // the picture holds no colour
	// Documents counts what looks like documents: outlines beside one another, or zones that say different things. From 2 on, what was read may
	// belong to either. 0: none was made out.
	Documents int `json:"documents,omitempty"`

	Type     string    `json:"type,omitempty"`     // document.Type; empty: not recognised
	Side     string    `json:"side,omitempty"`     // document.Side
	Sure     float64   `json:"sure,omitempty"`     // of type and side, 0 to 1
	Fields   []Field   `json:"fields,omitempty"`   // of the layout, in its order, those with nothing in them included
	Measures []Measure `json:"measures,omitempty"` // by the names of package document, each once
	Surround []float64 `json:"surround,omitempty"` // see document.Page
}

// Field is what stands in a field of the layout.
type Field struct {
	Name       string  `json:"name"` // document.Field
	Value      string  `json:"value"`
	Confidence float64 `json:"confidence"`       // 0 to 1, of the whole
	Least      float64 `json:"least"`            // 0 to 1, of the least sure character
	Second     string  `json:"second,omitempty"` // what a second recogniser read
	SettledBy  string  `json:"settledBy,omitempty"`
	Quad       []Point `json:"quad,omitempty"`
}

// Measure is something measured; one with Why was not, and its value means nothing.
type Measure struct {
	Name  string  `json:"name"` // document.Measure
	Value float64 `json:"value"`
	Quad  []Point `json:"quad,omitempty"`
	Why   string  `json:"why,omitempty"`
}

// Zone is a machine readable zone. Raw is what stands there as read, Lines after repair (document/mrz.Repair); both have the same shape, and that is the
// shape of what is printed: a line has as many characters as there are in the picture, which may be more or fewer than its format wants, and a line that is
// not there is not in the list. ZoneGap and ZoneForeign stand for cells that hold no character of a zone; no repair puts one in their place.
type Zone struct {
	Raw        []string  `json:"raw"`
	Lines      []string  `json:"lines"`
	Confidence []float64 `json:"confidence"` // of each line's least sure character, 0 to 1
	Quad       []Point   `json:"quad"`       // corners of the zone, clockwise from its first character
	// Whole is the zone of a format that lines of another shape are nearest to. It tells documents apart and is no evidence of what they say; it stays
	// within the worker.
	Whole []string `json:"-"`
}

// What stands in a zone's lines for a cell that holds no character of a zone.
const (
	ZoneGap     = ' ' // nothing, between cells that hold something
	ZoneForeign = '?' // a character that zones do not have
)

// Nearest are the lines of the format that the zone is nearest to: its own, where they are whole.
func (z Zone) Nearest() []string {
	if len(z.Whole) > 0 {
		return z.Whole
	}
	return z.Lines
}

// Line is a line of printed text.
type Line struct {
	Text       string  `json:"text"`
	Confidence float64 `json:"confidence"` // 0 to 1
	Quad       []Point `json:"quad"`
	// Words are where its words lie, in order; they stay within the worker.
	Words []Word `json:"-"`
}

// Word is a word of a line.
type Word struct {
	Text string
	Quad []Point
}

// Code is a bar code. Text is its content; Bytes when it is no UTF-8.
type Code struct {
	Symbology string  `json:"symbology"` // QRCode, PDF417, Code128, ...
	Text      string  `json:"text"`
	Bytes     []byte  `json:"bytes,omitempty"`
	Quad      []Point `json:"quad"`
}

// FaceList are the faces of a picture.
type FaceList struct {
	Width  int             `json:"width"`
	Height int             `json:"height"`
	Ran    map[string]Part `json:"ran"`
	Faces  []Face          `json:"faces,omitempty"` // the largest first
	Gray   bool            `json:"gray,omitempty"`
}

// Face is one face.
type Face struct {
	X         float64   `json:"x"` // box: pixels of the picture after the EXIF turn, origin top left
	Y         float64   `json:"y"`
	Width     float64   `json:"width"`
	Height    float64   `json:"height"`
	Score     float64   `json:"score"`               // the detector's, 0 to 1
	Landmarks []Point   `json:"landmarks,omitempty"` // 68, in the usual order (jaw, brows, nose, eyes, mouth)
	Template  []float32 `json:"template,omitempty"`  // 128 numbers; nil when the face was not described
}

// Corners of the face's box, from top left.
func (f Face) Corners() []Point {
	return []Point{{X: f.X, Y: f.Y}, {X: f.X + f.Width, Y: f.Y}, {X: f.X + f.Width, Y: f.Y + f.Height}, {X: f.X, Y: f.Y + f.Height}}
}

// Masked says what was painted over; the picture itself is the payload, upright, in the format it came in (JPEG or PNG) and without anything else that
// its file held.
type Masked struct {
	Width   int `json:"width"`
	Height  int `json:"height"`
	Painted int `json:"painted"` // places, as many as Hide has
}
