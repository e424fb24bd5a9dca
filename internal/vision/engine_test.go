package vision_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
