package wire_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

var update = flag.Bool("update", false, "write the golden frames")

func quad() []wire.Point {
	return []wire.Point{{X: 1, Y: 2}, {X: 30, Y: 2}, {X: 30, Y: 9}, {X: 1, Y: 9}}
}

func landmarks() []wire.Point {
	points := make([]wire.Point, 68)
	for i := range points {
		points[i] = wire.Point{X: float64(i), Y: 10.5}
	}
	return points
}

func hello() wire.Hello {
	return wire.Hello{Version: wire.Version, Program: "bonafide-vision 1.0", Engines: map[string]wire.Part{wire.MRZ: {Ran: true}, wire.Text: {Why: "no data for kor"}},
		Models: []wire.Model{{Slot: "mrz.glyph", SHA256: strings.Repeat("0a", 32), Name: "OCR-B glyphs"}}}
}

func document() wire.Document {
	zone := []string{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"}
	return wire.Document{Width: 640, Height: 480, Ran: map[string]wire.Part{wire.MRZ: {Ran: true}, wire.Codes: {Why: "no time was left"}}, Border: quad(),
		Zones: []wire.Zone{{Raw: zone, Lines: zone, Confidence: []float64{1, .5, 0}, Quad: quad()}}, Lines: []wire.Line{{Text: "NGUYỄN VĂN A <b>", Confidence: .75, Quad: quad()}},
		Codes: []wire.Code{{Symbology: "QRCode", Text: "", Bytes: []byte{0xff, 0}, Quad: quad()}},
		Faces: []wire.Face{{X: -3, Y: 4.5, Width: 100, Height: 120, Score: .99, Landmarks: landmarks(), Template: make([]float32, 128)}, {X: 1, Y: 1, Width: 2, Height: 2}}}
}

func faceList() wire.FaceList {
	d := document()
	return wire.FaceList{Width: 640, Height: 480, Ran: map[string]wire.Part{wire.Faces: {Ran: true}}, Faces: d.Faces, Gray: true}
}

var (
	askDocument = wire.Request{ID: 7, Do: wire.DoDocument, Country: "VNM", IDType: "government_id", Want: []string{wire.MRZ, wire.Border}, DeadlineMS: 18000, Picture: true}
	askFaces    = wire.Request{ID: 8, Do: wire.DoFaces}
	askMask     = wire.Request{ID: 9, Do: wire.DoMask, Hide: [][]wire.Point{quad()}}
	jpeg        = []byte("\xff\xd8\xff\xe0 not all of a picture")
)

// vectors are frames by name: one of each kind, made by this package's own writer and kept in testdata, so that a change of the format shows.
func vectors(t testing.TB) map[string][]byte {
	t.Helper()
	d, f := document(), faceList()
	frames := map[string][]byte{}
	for name, write := range map[string]func(*wire.Writer) error{
		"hello":            func(w *wire.Writer) error { return w.WriteHello(hello()) },
		"request-document": func(w *wire.Writer) error { return w.WriteRequest(askDocument, jpeg) },
		"request-faces":    func(w *wire.Writer) error { return w.WriteRequest(askFaces, nil) },
		"reply-document": func(w *wire.Writer) error {
			return w.WriteReply(wire.Reply{ID: 7, Document: &d, MS: map[string]float64{"mrz": 12.5}}, jpeg)
		},
		"reply-entering": func(w *wire.Writer) error {
			return w.WriteReply(wire.Reply{ID: 7, Entering: wire.Codes}, nil)
		},
		"reply-faces":  func(w *wire.Writer) error { return w.WriteReply(wire.Reply{ID: 8, Faces: &f}, nil) },
		"request-mask": func(w *wire.Writer) error { return w.WriteRequest(askMask, jpeg) },
		"reply-mask": func(w *wire.Writer) error {
			return w.WriteReply(wire.Reply{ID: 9, Masked: &wire.Masked{Width: 640, Height: 480, Painted: 1}}, jpeg)
		},
		"reply-error": func(w *wire.Writer) error {
			return w.WriteReply(wire.Reply{ID: 7, Error: &wire.Error{Code: "picture.broken", Detail: "ends early"}}, nil)
		},
	} {
		var buf bytes.Buffer
		if err := write(wire.NewWriter(&buf, wire.Limits{})); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		frames[name] = buf.Bytes()
	}
	return frames
}

func TestGoldenFrames(t *testing.T) {
	made := vectors(t)
	for name, frame := range made {
		path := filepath.Join("testdata", name+".frame")
		if *update {
			if err := os.WriteFile(path, frame, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(want, frame) {
			t.Errorf("%s (%v): -update writes it\n got %q\nwant %q", path, err, frame, want)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.frame"))
	if err != nil || len(files) != len(made) {
		t.Errorf("%d files for %d frames, %v", len(files), len(made), err)
	}
}
