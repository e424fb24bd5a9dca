package wire_test

import (
	"math"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// TestValidateReply: each change makes a good reply one that is refused.
func TestValidateReply(t *testing.T) {
	points := func(p wire.Point) []wire.Point { return []wire.Point{p, p, p, p} }
	for name, change := range map[string]func(p *wire.Reply, d *wire.Document){
		"another id":                             func(p *wire.Reply, _ *wire.Document) { p.ID++ },
		"nothing":                                func(p *wire.Reply, _ *wire.Document) { p.Document = nil },
		"faces, not asked for":                   func(p *wire.Reply, _ *wire.Document) { f := faceList(); p.Document, p.Faces = nil, &f },
		"both":                                   func(p *wire.Reply, _ *wire.Document) { f := faceList(); p.Faces = &f },
		"an error besides":                       func(p *wire.Reply, _ *wire.Document) { p.Error = &wire.Error{Code: "picture.broken"} },
		"times without end":                      func(p *wire.Reply, _ *wire.Document) { p.MS = map[string]float64{"mrz": math.Inf(1)} },
		"times that are none":                    func(p *wire.Reply, _ *wire.Document) { p.MS = map[string]float64{"mrz": math.NaN()} },
		"a stage without a name":                 func(p *wire.Reply, _ *wire.Document) { p.MS = map[string]float64{"": 1} },
		"no width":                               func(_ *wire.Reply, d *wire.Document) { d.Width = 0 },
		"a height below zero":                    func(_ *wire.Reply, d *wire.Document) { d.Height = -480 },
		"a side of 100,000":                      func(_ *wire.Reply, d *wire.Document) { d.Width = 100_000 },
		"three corners":                          func(_ *wire.Reply, d *wire.Document) { d.Border = d.Border[:3] },
		"a corner far away":                      func(_ *wire.Reply, d *wire.Document) { d.Border = points(wire.Point{X: 1e6}) },
		"a corner nowhere":                       func(_ *wire.Reply, d *wire.Document) { d.Border = points(wire.Point{Y: math.NaN()}) },
		"seventeen engines":                      func(_ *wire.Reply, d *wire.Document) { d.Ran = many() },
		"a long reason":                          func(_ *wire.Reply, d *wire.Document) { d.Ran[wire.MRZ] = wire.Part{Why: strings.Repeat("x", 1025)} },
		"seventeen zones":                        func(_ *wire.Reply, d *wire.Document) { d.Zones = make([]wire.Zone, 17) },
		"a zone without lines":                   func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = wire.Zone{} },
		"a zone of four lines":                   func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone("A", "B", "C", "D") },
		"a raw line missing":                     func(_ *wire.Reply, d *wire.Document) { d.Zones[0].Raw = d.Zones[0].Raw[:2] },
		"a confidence missing":                   func(_ *wire.Reply, d *wire.Document) { d.Zones[0].Confidence = nil },
		"a raw line of other length":             func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone("AB"); d.Zones[0].Raw = []string{"A"} },
		"a zone of small letters":                func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone("P<uto") },
		"a zone with a letter zones do not have": func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone("NUÑEZ") },
		"a foreign character repaired":           func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone("A?"); d.Zones[0].Lines = []string{"AB"} },
		"a character repaired to a gap":          func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone("AB"); d.Zones[0].Lines = []string{"A "} },
		"a line of 65":                           func(_ *wire.Reply, d *wire.Document) { d.Zones[0] = zone(strings.Repeat("A", 65)) },
		"a confidence of 1.1":                    func(_ *wire.Reply, d *wire.Document) { d.Zones[0].Confidence[0] = 1.1 },
		"a text without end":                     func(_ *wire.Reply, d *wire.Document) { d.Lines[0].Text = strings.Repeat("x", 4097) },
		"no UTF-8":                               func(_ *wire.Reply, d *wire.Document) { d.Lines[0].Text = "\xff" },
		"a line's confidence":                    func(_ *wire.Reply, d *wire.Document) { d.Lines[0].Confidence = -1 },
		"4097 lines":                             func(_ *wire.Reply, d *wire.Document) { d.Lines = make([]wire.Line, 4097) },
		"a code without a symbology":             func(_ *wire.Reply, d *wire.Document) { d.Codes[0].Symbology = "" },
		"a code without end":                     func(_ *wire.Reply, d *wire.Document) { d.Codes[0].Bytes = make([]byte, 16<<10+1) },
		"257 codes":                              func(_ *wire.Reply, d *wire.Document) { d.Codes = make([]wire.Code, 257) },
		"257 faces":                              func(_ *wire.Reply, d *wire.Document) { d.Faces = make([]wire.Face, 257) },
		"a face without size":                    func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Width = 0 },
		"a face far away":                        func(_ *wire.Reply, d *wire.Document) { d.Faces[0].X = 5000 },
		"a face as large as a house":             func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Height = 1e5 },
		"a score of 2":                           func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Score = 2 },
		"a score that is none":                   func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Score = math.NaN() },
		"67 landmarks":                           func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Landmarks = d.Faces[0].Landmarks[1:] },
		"a landmark far away":                    func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Landmarks[5].Y = -1e9 },
		"a template of 127":                      func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Template = make([]float32, 127) },
		"templates of two lengths":               func(_ *wire.Reply, d *wire.Document) { d.Faces[1].Template = make([]float32, 256) },
		"a template without end":                 func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Template[9] = float32(math.Inf(-1)) },
		"an engine, entered besides":             func(p *wire.Reply, _ *wire.Document) { p.Entering = wire.MRZ },
		"a template that is none":                func(_ *wire.Reply, d *wire.Document) { d.Faces[0].Template[9] = float32(math.NaN()) },
	} {
		t.Run(name, func(t *testing.T) {
			d := document()
			p := wire.Reply{ID: askDocument.ID, Document: &d}
			if err := p.Validate(askDocument, jpeg); err != nil {
				t.Fatalf("as it was: %v", err)
			}
			change(&p, &d)
			if err := p.Validate(askDocument, jpeg); fault.CodeOf(err) != fault.VisionProtocol {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestValidateEntering: what comes before an answer names an engine and holds nothing else.
func TestValidateEntering(t *testing.T) {
	d := document()
	for _, row := range []struct {
		name    string
		reply   wire.Reply
		payload []byte
		good    bool
	}{
		{"codes", wire.Reply{ID: 7, Entering: wire.Codes}, nil, true},
		{"another id", wire.Reply{ID: 8, Entering: wire.Codes}, nil, false},
		{"no engine", wire.Reply{ID: 7}, nil, false},
		{"an engine nobody knows", wire.Reply{ID: 7, Entering: "NGUYEN VAN A"}, nil, false},
		{"a payload", wire.Reply{ID: 7, Entering: wire.Codes}, jpeg, false},
		{"a document", wire.Reply{ID: 7, Entering: wire.Codes, Document: &d}, nil, false},
		{"an error", wire.Reply{ID: 7, Entering: wire.Codes, Error: &wire.Error{Code: "picture.broken"}}, nil, false},
		{"times", wire.Reply{ID: 7, Entering: wire.Codes, MS: map[string]float64{"codes": 1}}, nil, false},
	} {
		if err := row.reply.ValidateEntering(askDocument, row.payload); (err == nil) != row.good || err != nil && fault.CodeOf(err) != fault.VisionProtocol {
			t.Errorf("%s: %v", row.name, err)
		}
		if err := row.reply.Validate(askDocument, row.payload); err == nil {
			t.Errorf("%s: passes as an answer", row.name)
		}
	}
}

// TestValidateZones: lines of any length are taken, with signs for what is no character of a zone in the same places.
func TestValidateZones(t *testing.T) {
	for name, z := range map[string]wire.Zone{
		"short":               zone("I<UTO12", "740812"),
		"one line":            zone("P<UTOERIKSSON<<ANNA<MARIA"),
		"a gap":               zone("A B"),
		"foreign, repaired":   {Raw: []string{"?O12"}, Lines: []string{"?012"}, Confidence: []float64{.5}},
		"as long as may be":   zone(strings.Repeat("?", 64)),
		"nothing in the line": zone(""),
	} {
		d := document()
		d.Zones = []wire.Zone{z}
		if err := (wire.Reply{ID: askDocument.ID, Document: &d}).Validate(askDocument, jpeg); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func zone(lines ...string) wire.Zone {
	return wire.Zone{Raw: lines, Lines: lines, Confidence: make([]float64, len(lines))}
}

func many() map[string]wire.Part {
	out := map[string]wire.Part{}
	for i := range 17 {
		out[strings.Repeat("x", i+1)] = wire.Part{}
	}
	return out
}

func TestValidateFacesAndErrors(t *testing.T) {
	f := faceList()
	for _, row := range []struct {
		name    string
		reply   wire.Reply
		request wire.Request
		payload []byte
		good    bool
	}{
		{"faces", wire.Reply{ID: 8, Faces: &f}, askFaces, nil, true},
		{"faces of no picture", wire.Reply{ID: 8, Faces: &wire.FaceList{}}, askFaces, nil, false},
		{"a picture nobody asked for", wire.Reply{ID: 8, Faces: &f}, askFaces, jpeg, false},
		{"a picture that is none", wire.Reply{ID: 7, Document: &wire.Document{Width: 1, Height: 1}}, askDocument, []byte("<html>"), false},
		{"no picture although asked for", wire.Reply{ID: 7, Document: &wire.Document{Width: 1, Height: 1}}, askDocument, nil, true},
		{"an error", wire.Reply{ID: 8, Error: &wire.Error{Code: "picture.too_large"}}, askFaces, nil, true},
		{"a model's error", wire.Reply{ID: 8, Error: &wire.Error{Code: "model.wrong"}}, askFaces, nil, true},
		{"an error with a picture", wire.Reply{ID: 7, Error: &wire.Error{Code: "picture.too_large"}}, askDocument, jpeg, false},
		{"an error without a code", wire.Reply{ID: 8, Error: &wire.Error{}}, askFaces, nil, false},
		{"another's code", wire.Reply{ID: 8, Error: &wire.Error{Code: "unauthenticated"}}, askFaces, nil, false},
		{"a code nobody knows", wire.Reply{ID: 8, Error: &wire.Error{Code: "picture.ugly"}}, askFaces, nil, false},
		{"a long detail", wire.Reply{ID: 8, Error: &wire.Error{Code: "picture.broken", Detail: strings.Repeat("x", 1025)}}, askFaces, nil, false},
	} {
		if err := row.reply.Validate(row.request, row.payload); (err == nil) != row.good || err != nil && fault.CodeOf(err) != fault.VisionProtocol {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

// TestValidateMask: what was to be hidden is, in a picture; and only such a request names places.
func TestValidateMask(t *testing.T) {
	mask := func(width, painted int) wire.Reply {
		return wire.Reply{ID: 9, Masked: &wire.Masked{Width: width, Height: 480, Painted: painted}}
	}
	for _, row := range []struct {
		name    string
		reply   wire.Reply
		request wire.Request
		payload string
		good    bool
	}{
		{"a JPEG", mask(640, 1), askMask, string(jpeg), true},
		{"a PNG", mask(640, 1), askMask, "\x89PNG\r\n\x1a\n", true},
		{"nothing painted", mask(640, 0), askMask, string(jpeg), false},
		{"no size", mask(0, 1), askMask, string(jpeg), false},
		{"no picture", mask(640, 1), askMask, "", false},
		{"no picture's bytes", mask(640, 1), askMask, "GIF89a", false},
		{"not asked for", mask(640, 0), wire.Request{ID: 9, Do: wire.DoFaces}, string(jpeg), false},
		{"a document in its place", wire.Reply{ID: 9, Document: &wire.Document{Width: 1, Height: 1}}, askMask, "", false},
		{"an error", wire.Reply{ID: 9, Error: &wire.Error{Code: "picture.format"}}, askMask, "", true},
		{"an error with a picture", wire.Reply{ID: 9, Error: &wire.Error{Code: "picture.format"}}, askMask, string(jpeg), false},
	} {
		if err := row.reply.Validate(row.request, []byte(row.payload)); (err == nil) != row.good || err != nil && fault.CodeOf(err) != fault.VisionProtocol {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	for name, q := range map[string]wire.Request{
		"no place":                   {Do: wire.DoMask},
		"a place of three corners":   {Do: wire.DoMask, Hide: [][]wire.Point{quad()[:3]}},
		"a place nowhere":            {Do: wire.DoMask, Hide: [][]wire.Point{{{X: math.NaN()}, {}, {}, {}}}},
		"a place far from a picture": {Do: wire.DoMask, Hide: [][]wire.Point{{{X: 1e9}, {}, {}, {}}}},
		"65 places":                  {Do: wire.DoMask, Hide: make([][]wire.Point, 65)},
		"places of a document":       {Do: wire.DoDocument, Hide: [][]wire.Point{quad()}},
	} {
		if err := q.Validate(); fault.CodeOf(err) != fault.VisionProtocol {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := askMask.Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidateHello(t *testing.T) {
	for name, change := range map[string]func(h *wire.Hello){
		"another version":      func(h *wire.Hello) { h.Version++ },
		"no version":           func(h *wire.Hello) { h.Version = 0 },
		"a long program":       func(h *wire.Hello) { h.Program = strings.Repeat("x", 257) },
		"65 models":            func(h *wire.Hello) { h.Models = make([]wire.Model, 65) },
		"a slot twice":         func(h *wire.Hello) { h.Models = append(h.Models, h.Models[0]) },
		"a slot without name":  func(h *wire.Hello) { h.Models[0].Slot = "" },
		"a hash too short":     func(h *wire.Hello) { h.Models[0].SHA256 = "0a" },
		"a hash in upper case": func(h *wire.Hello) { h.Models[0].SHA256 = strings.Repeat("0A", 32) },
		"an engine's reason":   func(h *wire.Hello) { h.Engines[wire.MRZ] = wire.Part{Why: strings.Repeat("x", 1025)} },
	} {
		h := hello()
		if err := h.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&h)
		if err := h.Validate(); fault.CodeOf(err) != fault.VisionProtocol {
			t.Errorf("%s: %v", name, err)
		}
	}
}
