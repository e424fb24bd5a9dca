package checkup

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/verification"
)

func TestSheet(t *testing.T) {
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, image.NewRGBA(image.Rect(0, 0, 400, 300)), nil); err != nil {
		t.Fatal(err)
	}
	place := document.Quad{{X: 100, Y: 80}, {X: 200, Y: 80}, {X: 200, Y: 100}, {X: 100, Y: 100}}
	page := &document.Page{Type: document.CCCDChip, Side: document.Front, Border: document.Quad{{X: 20, Y: 20}, {X: 380, Y: 20}, {X: 380, Y: 250}, {X: 20, Y: 250}},
		Fields: map[document.Field]document.Reading{document.Name: {Value: `<script>alert(1)</script>`, Confidence: .9, Place: place}}}
	r := &Report{IDType: "government_id", Country: "VNM", Decision: "pending", Pictures: []Picture{{Kind: "front", File: "f.jpg", Width: 400, Height: 300, Document: documentOf(page)}},
		shots: []shot{{jpg.Bytes(), page}}, found: []verification.Finding{
			{Result: check.Result{Reason: check.Glare, Status: check.Failed, Score: .02, Threshold: .006, Scored: true, Place: "quality.glare"}, Side: document.Front, Box: place},
			{Result: check.Result{Reason: check.Blurred, Status: check.NotRun, Place: "no time left"}, Side: document.Front}}}
	var out bytes.Buffer
	if err := r.HTML(&out); err != nil {
		t.Fatal(err)
	}
	html := out.String()
	for _, must := range []string{"data:image/jpeg;base64,", `class="b-bad"`, `class="b-field"`, "Bright spots", "not run: no time left", "&lt;script&gt;", "0.02 / 0.006 share", "400×300 px", `viewBox="0 0 1000 638"`} {
		if !strings.Contains(html, must) {
			t.Errorf("does not say %q", must)
		}
	}
	for _, not := range []string{"<script", "http://", "https://", "ZgotmplZ"} {
		if strings.Contains(html, not) {
			t.Errorf("holds %q", not)
		}
	}
}
