package checkup

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/app/submission"
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
		shots: []shot{{picture: jpg.Bytes(), page: page}}, found: []verification.Finding{
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

// What must not be seen of a number is painted over in the sheet's picture; where nobody knows the place there is no picture.
func TestSheetHidesNumbers(t *testing.T) {
	white := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, white, nil); err != nil {
		t.Fatal(err)
	}
	r := &Report{}
	place := document.Quad{{X: 100, Y: 90}, {X: 200, Y: 90}, {X: 200, Y: 120}, {X: 100, Y: 120}}
	shown := r.shot(Picture{Kind: "front"}, shot{picture: jpg.Bytes(), hidden: submission.Hidden{Places: []document.Quad{place}}}, nil)
	_, encoded, _ := strings.Cut(string(shown.Image), ",")
	data, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	by := float64(m.Bounds().Dx()) / 400
	for _, p := range []struct {
		x, y float64
		dark bool
	}{{105, 95, true}, {150, 105, true}, {195, 115, true}, {150, 140, false}, {60, 105, false}, {230, 105, false}} {
		g, _, _, _ := m.At(int(p.x*by), int(p.y*by)).RGBA()
		if (g>>8 < 60) != p.dark {
			t.Errorf("%v, %v is %d", p.x, p.y, g>>8)
		}
	}
	if s := r.shot(Picture{Kind: "front"}, shot{picture: jpg.Bytes(), hidden: submission.Hidden{All: true}}, nil); s.Image != "" || s.Why == "" {
		t.Errorf("%+v", s)
	}
}
