// Package visiontest is a vision worker for tests, written in Go: what it answers, and how it fails, is written in the picture it is given. A test
// binary is its own worker: TestMain calls Main first, and Program is the path to start.
//
//	func TestMain(m *testing.M) { visiontest.Main(); os.Exit(m.Run()) }
package visiontest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// name of the program; a test binary that is started under it is a worker.
const name = "bonafide-visiontest"

// Main does not return when this process was started as a worker.
func Main() {
	if filepath.Base(os.Args[0]) == name {
		os.Exit(work(os.Args[1:]))
	}
}

// Program makes a path under which this test binary is a worker, in a folder of its own.
func Program(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// head makes a script pass for a JPEG where only the first bytes are looked at.
const head = "\xff\xd8\xff\xe0"

// Picture holds a script: lines, of which the worker does one after the other, until one answers or ends it. See steps for what there is.
func Picture(lines ...string) []byte { return []byte(head + strings.Join(lines, "\n")) }

// Reply is the line that answers with a reply; its id is set by the worker.
func Reply(p wire.Reply) string {
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // a reply of a test that JSON cannot write
	}
	return "reply " + string(text)
}

// Hello is what the worker says of itself.
func Hello() wire.Hello {
	h := wire.Hello{Version: wire.Version, Program: name, Engines: map[string]wire.Part{}}
	for _, engine := range wire.Engines() {
		h.Engines[engine] = wire.Part{Ran: true}
	}
	h.Engines[wire.Codes] = wire.Part{Why: "this worker reads no codes"}
	for i, slot := range []string{"face.detect", "face.landmarks", "face.describe", "mrz.glyph"} {
		h.Models = append(h.Models, wire.Model{Slot: slot, Name: "a test's", SHA256: strings.Repeat(string("abcd"[i]), 64)})
	}
	return h
}

// Document is a reply to wire.DoDocument: the passport of ICAO 9303-4's specimen with a later date of expiry, one face and two printed lines.
func Document() wire.Document {
	lines, err := mrz.Build(mrz.TD3, mrz.Fields{DocumentCode: "P", IssuingState: "UTO", PrimaryIdentifier: "Eriksson", SecondaryIdentifier: "Anna Maria",
		DocumentNumber: "L898902C3", Nationality: "UTO", DateOfBirth: mrz.NewDate(1974, 8, 12), Sex: "F", DateOfExpiry: mrz.NewDate(2032, 4, 15), OptionalData: "ZE184226B"})
	if err != nil {
		panic(err) // fields that do not change
	}
	return wire.Document{Width: 1600, Height: 1100, Ran: Hello().Engines, Border: quad(10, 10, 1580, 1080),
		Zones: []wire.Zone{{Raw: lines, Lines: lines, Confidence: []float64{.9, .95}, Quad: quad(40, 900, 1500, 120)}},
		Lines: []wire.Line{{Text: "PASSPORT", Confidence: .9, Quad: quad(40, 40, 400, 40)}, {Text: "UTOPIA", Confidence: .8, Quad: quad(500, 40, 300, 40)}},
		Faces: []wire.Face{face(100, 200, 300, 0)}}
}

// FaceList is a reply to wire.DoFaces: one face that matches the one of Document.
func FaceList() wire.FaceList {
	return wire.FaceList{Width: 960, Height: 720, Ran: Hello().Engines, Faces: []wire.Face{face(300, 200, 300, .1)}}
}

func quad(x, y, w, h float64) []wire.Point {
	return []wire.Point{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
}

// face has a template at kind from the origin.
func face(x, y, size float64, kind float32) wire.Face {
	f := wire.Face{X: x, Y: y, Width: size, Height: size, Score: .95, Template: make([]float32, 128)}
	f.Template[0] = kind
	return f
}
