package checkup

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// engine reads a passport from a picture that says "passport", a Vietnamese card's code from "card", and nothing from any other. A picture
// that begins as a JPEG is followed by that word.
type engine struct {
	t     *testing.T
	hints []submission.Hint
	blind bool // the parts did not run
}

func (e *engine) Document(_ context.Context, picture []byte, hint submission.Hint) (submission.Reading, error) {
	e.hints = append(e.hints, hint)
	ran := submission.Part{Ran: true}
	r := submission.Reading{Width: 1600, Height: 1100, MRZ: ran, Text: ran, Codes: ran, Faces: submission.Faces{Part: ran}, Models: map[string]string{"mrz.glyph": "abc"}}
	state := "VNM"
	switch word := strings.TrimPrefix(string(picture), "\xff\xd8\xff"); word {
	case "specimen":
		state = "UTO"
		fallthrough
	case "passport":
		lines, err := mrz.Build(mrz.TD3, mrz.Fields{DocumentCode: "P", IssuingState: state, PrimaryIdentifier: "Nguyen", SecondaryIdentifier: "Thi Hong",
			DocumentNumber: "C1234567", Nationality: "VNM", DateOfBirth: mrz.NewDate(1993, 8, 25), Sex: "F", DateOfExpiry: mrz.NewDate(2031, 4, 15)})
		if err != nil {
			e.t.Fatal(err)
		}
		raw := []string{lines[0], strings.Replace(lines[1], "0", "O", 1)}
		r.MRZLines, r.MRZRaw = lines, raw
		r.TextLines = []string{"SPECIMEN"}
		r.Faces.Faces = []submission.Face{{X: 100, Y: 200, Width: 300, Height: 300, Score: .9, Model: "m", Template: []float32{0}}}
	case "card":
		r.CodeTexts = []string{"001193012345|012345678|Nguyễn Thị Hồng|25081993|Nữ|9 Phố Mẫu, Hà Nội|01022022"}
	case "broken":
		return submission.Reading{}, fault.New(fault.PictureBroken, "picture")
	}
	if e.blind {
		r = submission.Reading{MRZ: submission.Part{Why: "mrz.glyph is missing"}, Text: submission.Part{Why: "no time left"}, Codes: ran, Faces: submission.Faces{Part: ran}}
	}
	return r, nil
}

func (e *engine) Faces(context.Context, []byte) (submission.Faces, error) {
	return submission.Faces{Part: submission.Part{Ran: true}, Width: 960, Height: 720,
		Faces: []submission.Face{{X: 300, Y: 200, Width: 200, Height: 200, Score: .95, Model: "m", Template: []float32{.3}}}, Models: map[string]string{"face.describe": "def"}}, nil
}

// file writes a picture that says word.
func file(t *testing.T, name, word string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(word), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, o Options) *Report {
	t.Helper()
	if o.Engine == nil {
		o.Engine = &engine{t: t}
	}
	o.Now, o.Version, o.Settings = now, "v1", submission.DefaultSettings()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// says holds the report for people against what it must say, and must not.
func says(t *testing.T, r *Report, must []string, not ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(r.Text()), " ")
	for _, each := range must {
		if !strings.Contains(text, each) {
			t.Errorf("does not say %q:\n%s", each, r.Text())
		}
	}
	for _, each := range not {
		if strings.Contains(text, each) {
			t.Errorf("says %q:\n%s", each, r.Text())
		}
	}
}

func TestApproved(t *testing.T) {
	e := &engine{t: t}
	r := run(t, Options{Front: file(t, "front.jpg", "\xff\xd8\xffpassport"), Selfie: file(t, "selfie.jpg", "\xff\xd8\xffselfie"), Engine: e})
	if r.Decision != "approved" || !r.Guessed || r.Country != "VNM" || r.IDType != "passport" || len(r.Against) != 0 {
		t.Errorf("%+v", r)
	}
	if e.hints[len(e.hints)-1] != (submission.Hint{Country: "VNM", IDType: "passport"}) {
		t.Errorf("hints %v", e.hints)
	}
	says(t, r, []string{"passport of VNM (by what the document says)", "FRONT", "front.jpg 1600x1100", "P<VNMNGUYEN<<THI<HONG", "(as read, before repair)", "SPECIMEN", "codes nothing found",
		"faces 300x300 at 100,200, score 0.90", "SELFIE", "date of birth 1993-08-25", fmt.Sprintf("face.comparison passed 0.3 %v Euclidean distance", face.PointsFor(false).Match), "data.name passed confirmed as it was read",
		"NOT RUN face.pad no model for presentation attacks is configured issuer this command asks nobody outside", "DECISION approved", "Note: nobody confirmed the data",
		"bonafide v1", "model face.describe def", "model mrz.glyph abc"}, "would refuse")
}

func TestPending(t *testing.T) {
	r := run(t, Options{Front: file(t, "front.jpg", "\xff\xd8\xffpassport"), Country: "vnm", IDType: "passport",
		Confirmed: &submission.Fields{Name: "Tran Van Duc", DateOfBirth: "1993-08-25"}})
	if r.Decision != "pending" || r.Guessed || len(r.Against) != 2 {
		t.Errorf("%+v", r)
	}
	says(t, r, []string{"(as you said)", "the document says the person says", "family name NGUYEN -", "Tran Van Duc", "data.name failed",
		"NOT RUN face.pad no selfie was given face.comparison no selfie was given", "DECISION pending: a person must look data.name failed face.comparison not run: no selfie was given"},
		"Note: nobody confirmed", "SELFIE")
}

// A card: country and type by its code, the back side and a file the surface would not take are noted.
// A document that names a state nobody knows is read like any other, and that the submission API would refuse it is said.
func TestUnknownState(t *testing.T) {
	r := run(t, Options{Front: file(t, "front.jpg", "\xff\xd8\xffspecimen")})
	if r.Country != "UTO" || r.IDType != "passport" || r.Read.Name == "" {
		t.Errorf("%s, %s, %+v", r.Country, r.IDType, r.Read)
	}
	if !strings.Contains(strings.Join(r.Notes, "\n"), "UTO") {
		t.Errorf("notes: %q", r.Notes)
	}
}

func TestCard(t *testing.T) {
	r := run(t, Options{Front: file(t, "front.heic", "card")})
	if r.Country != "VNM" || r.IDType != "government_id" {
		t.Errorf("%+v", r)
	}
	says(t, r, []string{"name Nguyễn Thị Hồng", "identity number 001193012345", "would refuse the front picture", "asks for the back side"})
}

func TestNotRunIsSaid(t *testing.T) {
	r := run(t, Options{Front: file(t, "front.jpg", "x"), Country: "KOR", IDType: "passport", Engine: &engine{t: t, blind: true}})
	says(t, r, []string{"mrz not run: mrz.glyph is missing", "text not run: no time left", "codes nothing found", "READ no datum", "read.mrz mrz.glyph is missing", "DECISION retry: another picture is asked for missing_birth_date"})
	if r.Decision != Retrying {
		t.Errorf("%s", r.Decision)
	}
}

func TestJSON(t *testing.T) {
	r := run(t, Options{Front: file(t, "front.jpg", "\xff\xd8\xffpassport")})
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{`"decision":"pending"`, `"checks":[`, `"retry":[]`, `"reject":[]`, `"similarity":null`, `"against":[`, `"name":"face.comparison","status":"not run"`, `"settings":{`, `"models":{`} {
		if !strings.Contains(string(text), member) {
			t.Errorf("no %s in %s", member, text)
		}
	}
}

func TestFaults(t *testing.T) {
	good := file(t, "front.jpg", "\xff\xd8\xffpassport")
	for _, row := range []struct {
		name string
		o    Options
		code fault.Code
		says string
	}{
		{"no such file", Options{Front: "none.jpg"}, fault.NotFound, "none.jpg"},
		{"no such selfie", Options{Front: good, Selfie: "none.jpg"}, fault.NotFound, "none.jpg"},
		{"nothing says what it is", Options{Front: file(t, "f.jpg", "blank")}, fault.Missing, "--country KOR --type"},
		{"the type alone is not known", Options{Front: file(t, "f.jpg", "blank"), Country: "KOR"}, fault.Missing, "drivers_license"},
		{"no such country", Options{Front: good, Country: "XX"}, fault.Invalid, "XX is no country"},
		{"no such type", Options{Front: good, Country: "KOR", IDType: "id"}, fault.SubmissionIDType, "idType"},
		{"broken picture", Options{Front: file(t, "f.jpg", "broken")}, fault.PictureBroken, ""},
		{"broken picture, country given", Options{Front: file(t, "f.jpg", "broken"), Country: "KOR", IDType: "passport"}, fault.SubmissionIDImage, "picture.broken"},
	} {
		row.o.Engine, row.o.Settings, row.o.Now = &engine{t: t}, submission.DefaultSettings(), now
		r, err := Run(t.Context(), row.o)
		if r != nil || !fault.Has(err, row.code) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v, %v", row.name, r, err)
		}
	}
	if _, err := Run(t.Context(), Options{Front: good}); !fault.Has(err, fault.VisionDown) {
		t.Errorf("no engine: %v", err)
	}
}
