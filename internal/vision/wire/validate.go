package wire

import (
	"bytes"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
)

// What a message may hold. A reply beyond it is no reply: the worker that sent it is not itself any more.
const (
	maxSide       = 1 << 16 // pixels
	maxEngines    = 16
	maxModels     = 64
	maxStages     = 64
	maxZones      = 16
	maxZoneLines  = 3
	maxZoneLine   = 64 // bytes; ICAO 9303 has 44
	maxLines      = 4096
	maxLine       = 4096 // bytes
	maxCodes      = 256
	maxCode       = 16 << 10 // bytes; a QR code holds 7,089 digits
	maxFaces      = 256
	maxSurround   = 1024
	maxHidden     = 64 // places to paint over
	landmarks     = 68
	maxWord       = 64   // bytes of a name: slot, engine, stage, symbology
	maxWhy        = 1024 // bytes of a reason
	maxDeadlineMS = 10 * 60 * 1000
	maxNumber     = 1e9 // of a coordinate, a descriptor's element, milliseconds
)

// templateLengths are how many numbers a descriptor may have: 128 for the one that set-up installs, the others for an operator's own.
var templateLengths = []int{128, 256, 512}

// Engines are the names of all engines.
func Engines() []string {
	return []string{MRZ, Text, Codes, Faces, Border, Kind, Fields, Quality, Forgery}
}

// Validate checks a worker's report; code fault.VisionProtocol.
func (h Hello) Validate() error {
	switch {
	case h.Version != Version:
		return breach("hello.version", "%d, this server speaks %d: worker and server must come from one build", h.Version, Version)
	case !short(h.Program, 256):
		return breach("hello.program", "too long")
	case len(h.Models) > maxModels:
		return breach("hello.models", "%d, at most %d", len(h.Models), maxModels)
	}
	seen := map[string]bool{}
	for _, m := range h.Models {
		if sum, err := hex.DecodeString(m.SHA256); err != nil || len(sum) != 32 || strings.ToLower(m.SHA256) != m.SHA256 {
			return breach("hello.models", "a hash that is none")
		}
		if !word(m.Slot) || seen[m.Slot] || !short(m.Name, 256) {
			return breach("hello.models", "a slot without a name, or named twice")
		}
		seen[m.Slot] = true
	}
	return parts("hello.engines", h.Engines)
}

// Validate checks a request; code fault.VisionProtocol.
func (q Request) Validate() error {
	switch {
	case q.Do != DoDocument && q.Do != DoFaces && q.Do != DoMask:
		return breach("request.do", "neither %s nor %s nor %s", DoDocument, DoFaces, DoMask)
	case (q.Do == DoMask) != (len(q.Hide) > 0) || len(q.Hide) > maxHidden:
		return breach("request.hide", "1 to %d places, of %s alone", maxHidden, DoMask)
	case !short(q.Country, maxWord) || !short(q.IDType, maxWord):
		return breach("request", "a hint that is too long")
	case len(q.Want) > maxEngines:
		return breach("request.want", "%d, at most %d", len(q.Want), maxEngines)
	case q.DeadlineMS < 0 || q.DeadlineMS > maxDeadlineMS:
		return breach("request.deadlineMs", "0 to %d", maxDeadlineMS)
	}
	for _, engine := range q.Want {
		if !slices.Contains(Engines(), engine) {
			return breach("request.want", "no such engine")
		}
	}
	for _, place := range q.Hide {
		if len(place) != 4 || !(area{maxSide, maxSide}).holds(place) {
			return breach("request.hide", "not four corners, or far from any picture")
		}
	}
	return nil
}

// Validate holds a reply and its payload against the request they answer: the same id, what was asked for and nothing else, counts within limits,
// finite numbers, boxes about the picture. Code fault.VisionProtocol; the place names the member, never its value.
func (p Reply) Validate(q Request, payload []byte) error {
	if p.ID != q.ID {
		return breach("reply.id", "another request's")
	}
	if err := p.validateMS(); err != nil {
		return err
	}
	if p.Masked == nil && len(payload) > 0 && !(q.Picture && p.Document != nil && isJPEG(payload)) {
		return breach("payload", "not asked for, or not a JPEG")
	}
	answers := 0
	for _, there := range []bool{p.Error != nil, p.Document != nil, p.Faces != nil, p.Masked != nil} {
		if there {
			answers++
		}
	}
	switch {
	case answers != 1 || p.Entering != "":
	case p.Error != nil:
		return p.Error.validate()
	case p.Document != nil && q.Do == DoDocument:
		return p.Document.validate()
	case p.Faces != nil && q.Do == DoFaces:
		return p.Faces.validate()
	case p.Masked != nil && q.Do == DoMask:
		return p.Masked.validate(q, payload)
	}
	return breach("reply", "not one answer to what was asked")
}

// ValidateEntering holds a reply that is no answer yet against the request that is being answered: it has the name of an engine and nothing else. Code
// fault.VisionProtocol.
func (p Reply) ValidateEntering(q Request, payload []byte) error {
	switch {
	case p.ID != q.ID:
		return breach("reply.id", "another request's")
	case !slices.Contains(Engines(), p.Entering):
		return breach("reply.entering", "no such engine")
	case len(payload) > 0 || p.Error != nil || p.Document != nil || p.Faces != nil || p.Masked != nil || len(p.MS) > 0:
		return breach("reply.entering", "with an answer")
	}
	return nil
}

func isJPEG(data []byte) bool { return bytes.HasPrefix(data, []byte("\xff\xd8\xff")) }

// validate: everything that was to be hidden is, and the payload is a picture.
func (m Masked) validate(q Request, payload []byte) error {
	switch {
	case !(area{m.Width, m.Height}).valid():
		return breach("masked", "a picture of %d by %d pixels", m.Width, m.Height)
	case m.Painted != len(q.Hide):
		return breach("masked.painted", "%d places, not %d", m.Painted, len(q.Hide))
	case !isJPEG(payload) && !bytes.HasPrefix(payload, []byte("\x89PNG\r\n\x1a\n")):
		return breach("payload", "neither a JPEG nor a PNG")
	}
	return nil
}

func (p Reply) validateMS() error {
	if len(p.MS) > maxStages {
		return breach("reply.ms", "%d, at most %d", len(p.MS), maxStages)
	}
	for stage, ms := range p.MS {
		if !word(stage) || !(ms >= 0 && ms <= maxNumber) {
			return breach("reply.ms", "a name or a time out of range")
		}
	}
	return nil
}

// ErrorCodes are the codes an Error may have.
func ErrorCodes() []fault.Code {
	return slices.DeleteFunc(fault.KYC(), func(c fault.Code) bool {
		return !strings.HasPrefix(string(c), "picture.") && !strings.HasPrefix(string(c), "vision.") && !strings.HasPrefix(string(c), "model.")
	})
}

func (e Error) validate() error {
	if !slices.Contains(ErrorCodes(), fault.Code(e.Code)) || !short(e.Detail, maxWhy) {
		return breach("reply.error", "a code nobody knows, or a detail of more than %d bytes", maxWhy)
	}
	return nil
}

func (d Document) validate() error {
	at := area{d.Width, d.Height}
	switch {
	case !at.valid():
		return breach("document", "a picture of %d by %d pixels", d.Width, d.Height)
	case len(d.Zones) > maxZones || len(d.Lines) > maxLines || len(d.Codes) > maxCodes:
		return breach("document", "more zones, lines or codes than are taken")
	case !at.quad(d.Border):
		return breach("document.border", "not four corners about the picture")
	}
	if err := parts("document.ran", d.Ran); err != nil {
		return err
	}
	for _, z := range d.Zones {
		if err := z.validate(at); err != nil {
			return err
		}
	}
	for _, l := range d.Lines {
		if !short(l.Text, maxLine) || !share(l.Confidence) || !at.quad(l.Quad) {
			return breach("document.lines", "text, confidence or corners out of range")
		}
	}
	for _, c := range d.Codes {
		if !word(c.Symbology) || !short(c.Text, maxCode) || len(c.Bytes) > maxCode || !at.quad(c.Quad) {
			return breach("document.codes", "symbology, content or corners out of range")
		}
	}
	if err := d.validateInspection(at); err != nil {
		return err
	}
	return faces("document.faces", d.Faces, at)
}

// validateInspection checks what an inspection adds: names that are known, each once, and numbers that are some.
func (d Document) validateInspection(at area) error {
	if d.Type != "" && !slices.Contains(document.Types(), document.Type(d.Type)) || !share(d.Sure) {
		return breach("document.type", "no such type, or a sureness out of range")
	}
	if d.Side != "" && !slices.Contains([]document.Side{document.Front, document.Back, document.Data}, document.Side(d.Side)) {
		return breach("document.side", "no such side")
	}
	seen := map[string]bool{}
	for _, f := range d.Fields {
		if seen[f.Name] || !slices.Contains(document.Fields(), document.Field(f.Name)) {
			return breach("document.fields", "no such field, or one that is there twice")
		}
		seen[f.Name] = true
		if !short(f.Value, maxLine) || !short(f.Second, maxLine) || !short(f.SettledBy, maxWord) || !share(f.Confidence) || !share(f.Least) || !at.quad(f.Quad) {
			return breach("document.fields", "text, confidence or corners out of range")
		}
	}
	for _, m := range d.Measures {
		if seen[m.Name] || !slices.Contains(document.Measures(), document.Measure(m.Name)) {
			return breach("document.measures", "no such measure, or one that is there twice")
		}
		seen[m.Name] = true
		if math.IsNaN(m.Value) || math.Abs(m.Value) > maxNumber || !at.quad(m.Quad) || !short(m.Why, maxWhy) {
			return breach("document.measures", "a value, corners or a reason out of range")
		}
	}
	if len(d.Surround) > maxSurround {
		return breach("document.surround", "%d numbers, at most %d", len(d.Surround), maxSurround)
	}
	for _, v := range d.Surround {
		if math.IsNaN(v) || math.Abs(v) > maxNumber {
			return breach("document.surround", "a number that is none")
		}
	}
	return nil
}

func (z Zone) validate(at area) error {
	n := len(z.Lines)
	if n == 0 || n > maxZoneLines || len(z.Raw) != n || len(z.Confidence) != n {
		return breach("document.zones", "lines, raw lines and confidences do not go together")
	}
	for i := range z.Lines {
		if !zoneLine(z.Raw[i]) || !sameShape(z.Raw[i], z.Lines[i]) || !share(z.Confidence[i]) {
			return breach("document.zones", "a line of what zones do not have, of another shape than as read, or out of range")
		}
	}
	if !at.quad(z.Quad) {
		return breach("document.zones", "not four corners about the picture")
	}
	return nil
}

// zoneLine says that a line holds what a zone's may: its characters, and the signs for what is none.
func zoneLine(line string) bool {
	for i := range len(line) {
		c := line[i]
		if !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '<' || c == ZoneGap || c == ZoneForeign) {
			return false
		}
	}
	return len(line) <= maxZoneLine
}

// sameShape says that a repaired line is as long as the raw one and has its gaps and foreign characters where that has them.
func sameShape(raw, repaired string) bool {
	if len(raw) != len(repaired) || !zoneLine(repaired) {
		return false
	}
	for i := range len(raw) {
		if marked := raw[i] == ZoneGap || raw[i] == ZoneForeign; (marked || repaired[i] == ZoneGap || repaired[i] == ZoneForeign) && raw[i] != repaired[i] {
			return false
		}
	}
	return true
}

func (f FaceList) validate() error {
	at := area{f.Width, f.Height}
	if !at.valid() {
		return breach("faces", "a picture of %d by %d pixels", f.Width, f.Height)
	}
	if err := parts("faces.ran", f.Ran); err != nil {
		return err
	}
	return faces("faces.faces", f.Faces, at)
}

func faces(place string, list []Face, at area) error {
	if len(list) > maxFaces {
		return breach(place, "%d, at most %d", len(list), maxFaces)
	}
	described := 0
	for _, f := range list {
		switch {
		case !at.near(f.X, f.Y) || !(f.Width > 0 && f.Height > 0) || !at.near(f.X+f.Width, f.Y+f.Height) || !share(f.Score):
			return breach(place, "a box or a score out of range")
		case len(f.Landmarks) != 0 && len(f.Landmarks) != landmarks:
			return breach(place, "%d landmarks, not %d", len(f.Landmarks), landmarks)
		case !at.holds(f.Landmarks):
			return breach(place, "a landmark away from the picture")
		}
		if len(f.Template) == 0 {
			continue
		}
		if !slices.Contains(templateLengths, len(f.Template)) || described != 0 && described != len(f.Template) || !finite(f.Template) {
			return breach(place, "a template of %d numbers, or of numbers that are none", len(f.Template))
		}
		described = len(f.Template)
	}
	return nil
}

// parts checks what is said of engines.
func parts(place string, list map[string]Part) error {
	if len(list) > maxEngines {
		return breach(place, "%d, at most %d", len(list), maxEngines)
	}
	for engine, part := range list {
		if !word(engine) || !short(part.Why, maxWhy) {
			return breach(place, "a name or a reason out of range")
		}
	}
	return nil
}

// area is a picture's size, pixels.
type area struct{ width, height int }

func (a area) valid() bool {
	return a.width > 0 && a.width <= maxSide && a.height > 0 && a.height <= maxSide
}

// near: within the picture or not farther from it than its own size; what is cut at the border is placed outside.
func (a area) near(x, y float64) bool {
	w, h := float64(a.width), float64(a.height)
	return x >= -w && x <= 2*w && y >= -h && y <= 2*h
}

func (a area) holds(points []Point) bool {
	for _, p := range points {
		if !a.near(p.X, p.Y) {
			return false
		}
	}
	return true
}

// quad: no corners or four.
func (a area) quad(points []Point) bool {
	return (len(points) == 0 || len(points) == 4) && a.holds(points)
}

func short(text string, limit int) bool { return len(text) <= limit && utf8.ValidString(text) }

func word(text string) bool { return text != "" && short(text, maxWord) }

func share(x float64) bool { return x >= 0 && x <= 1 }

func finite(template []float32) bool {
	for _, x := range template {
		if math.IsNaN(float64(x)) || math.Abs(float64(x)) > maxNumber {
			return false
		}
	}
	return true
}
