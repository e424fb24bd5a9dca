package vision_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// What a worker says becomes what the use cases read, parts that did not run and models included.
func TestEngine(t *testing.T) {
	s := start(t, nil)
	d := visiontest.Document()
	d.Gray = true
	d.Ran = map[string]wire.Part{wire.MRZ: {Ran: true}, wire.Faces: {Ran: true}, wire.Text: {Why: "no time was left"}}
	d.Codes = []wire.Code{{Symbology: "QRCode", Text: "001090012345"}, {Symbology: "PDF417", Bytes: []byte{0xff}}}
	small := wire.Face{X: 1, Y: 1, Width: 10, Height: 10, Score: .5}
	d.Faces = append([]wire.Face{small}, d.Faces...)
	got, err := s.Document(t.Context(), visiontest.Picture(visiontest.Reply(wire.Reply{Document: &d})), submission.Hint{Country: "VNM", IDType: "passport"})
	if err != nil {
		t.Fatal(err)
	}
	hash := map[string]string{"face.detect": strings.Repeat("a", 64), "face.landmarks": strings.Repeat("b", 64), "face.describe": strings.Repeat("c", 64)}
	all := map[string]string{"mrz.glyph": strings.Repeat("d", 64)}
	for slot, sum := range hash {
		all[slot] = sum
	}
	large := d.Faces[1]
	want := submission.Reading{Width: 1600, Height: 1100, MRZ: submission.Part{Ran: true}, MRZLines: d.Zones[0].Lines, MRZRaw: d.Zones[0].Raw,
		Text: submission.Part{Why: "no time was left"}, TextLines: []string{"PASSPORT", "UTOPIA"},
		Codes: submission.Part{Why: "the worker has no engine for codes"}, CodeTexts: []string{"001090012345"}, Models: all,
		Faces: submission.Faces{Part: submission.Part{Ran: true}, Width: 1600, Height: 1100, Models: hash, Faces: []submission.Face{
			{X: large.X, Y: large.Y, Width: large.Width, Height: large.Height, Score: large.Score, Model: hash["face.describe"], Template: large.Template, Gray: true},
			{X: 1, Y: 1, Width: 10, Height: 10, Score: .5, Gray: true}}}}
	seen := got.Page
	got.Page = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if seen == nil || seen.Zone == nil || seen.NotRun["kind"] == "" || len(seen.Faces) != 2 || len(seen.Codes) != 1 {
		t.Errorf("the page for the document engine: %+v", seen)
	}
	faces, err := s.Faces(t.Context(), visiontest.Picture(visiontest.Reply(wire.Reply{Faces: &wire.FaceList{Width: 9, Height: 8, Ran: map[string]wire.Part{wire.Faces: {}}}})))
	if diff := cmp.Diff(submission.Faces{Part: submission.Part{Why: "the worker does not say why"}, Width: 9, Height: 8, Models: hash}, faces); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, code := range []fault.Code{fault.PictureBroken, fault.PictureTooLarge, fault.ModelMissing} {
		if _, err := s.Faces(t.Context(), visiontest.Picture(fmt.Sprint("error ", code))); fault.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// A picture comes back from the worker that was told what to paint over, and what the worker cannot do is the caller's to know.
func TestMask(t *testing.T) {
	s := start(t, nil)
	place := []document.Quad{{{X: 10, Y: 10}, {X: 90, Y: 10}, {X: 90, Y: 30}, {X: 10, Y: 30}}}
	picture := visiontest.Picture("ok")
	got, err := s.Mask(t.Context(), picture, place)
	if err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%v: %d bytes", err, len(got))
	}
	if got, err := s.Mask(t.Context(), visiontest.Picture("error picture.format"), place); fault.CodeOf(err) != fault.PictureFormat || got != nil {
		t.Errorf("%v: %d bytes", err, len(got))
	}
	if got, err := s.Mask(t.Context(), picture, nil); fault.CodeOf(err) != fault.VisionProtocol || got != nil {
		t.Errorf("nothing to hide: %v", err)
	}
}

// Numbers in print are told with their places, those that the zone knows of included.
func TestNumbersInPrint(t *testing.T) {
	s := start(t, nil)
	box := func(y float64) []wire.Point {
		return []wire.Point{{X: 0, Y: y}, {X: 1400, Y: y}, {X: 1400, Y: y + 40}, {X: 0, Y: y + 40}}
	}
	d := visiontest.Document()
	zone := []string{"PMKOR" + (strings.Repeat("<", 39)), "M123A45670KOR7704041M26040421988627V123452<04"}
	zone[1] = zone[1][:44]
	d.Zones = []wire.Zone{{Raw: zone, Lines: zone, Confidence: []float64{1, 1}, Quad: box(900)}}
	d.Lines = []wire.Line{{Text: "770404-1988627", Confidence: .9, Quad: box(100)}, {Text: "No. 1988627", Confidence: .9, Quad: box(200)}, {Text: "M123A4567", Confidence: .9, Quad: box(300)}}
	got, err := s.Document(t.Context(), visiontest.Picture(visiontest.Reply(wire.Reply{Document: &d})), submission.Hint{Country: "KOR", IDType: "passport"})
	if err != nil || len(got.Numbers) != 3 || got.Numbers[0][0].X < 400 || got.Numbers[0][2].Y < 130 || got.Numbers[1][0].Y > 100 || got.Numbers[2][0].Y < 150 {
		t.Errorf("%v: %v", err, got.Numbers)
	}
}
