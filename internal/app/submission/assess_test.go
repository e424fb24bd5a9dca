package submission

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/fault"
)

var assessedAt = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// reader answers with what a test put into it.
type reader struct {
	document Reading
	faces    Faces
	err      error
	hints    []Hint
}

func (r *reader) Document(_ context.Context, _ []byte, hint Hint) (Reading, error) {
	r.hints = append(r.hints, hint)
	return r.document, r.err
}

func (r *reader) Faces(context.Context, []byte) (Faces, error) { return r.faces, r.err }

// passportReader reads a whole passport of an invented woman, and her face again in the selfie.
func passportReader(t *testing.T) *reader {
	lines, err := mrz.Build(mrz.TD3, mrz.Fields{DocumentCode: "P", IssuingState: "VNM", PrimaryIdentifier: "Nguyen", SecondaryIdentifier: "Thi Hong",
		DocumentNumber: "C1234567", Nationality: "VNM", DateOfBirth: mrz.NewDate(1993, 8, 25), Sex: "F", DateOfExpiry: mrz.NewDate(2031, 4, 15)})
	if err != nil {
		t.Fatal(err)
	}
	ran := Part{Ran: true}
	one := func(place float32) Faces {
		return Faces{Part: ran, Width: 1000, Height: 800, Faces: []Face{{X: 300, Y: 200, Width: 200, Height: 200, Score: .9, Model: "m", Template: []float32{place}}},
			Models: map[string]string{"face.describe": "m"}}
	}
	return &reader{document: Reading{Width: 1000, Height: 800, MRZ: ran, MRZLines: lines, MRZRaw: lines, Text: ran, Codes: ran, Faces: one(0), Models: map[string]string{"mrz.glyph": "g"}}, faces: one(.3)}
}

func given(text string) Picture { return Picture{Given: true, Bytes: []byte(text)} }

func TestAssess(t *testing.T) {
	line := face.PointsFor(false)
	alike := float32((line.Match + line.Review) / 2)
	strict := DefaultSettings()
	strict.AgeLimit = 90
	blind := func(r *reader) {
		r.document.MRZ = Part{Why: "mrz.glyph is missing"}
		r.document.MRZLines, r.document.MRZRaw = nil, nil
	}
	for _, row := range []struct {
		name     string
		change   func(*reader)
		evidence Evidence
		want     Status
		against  []string
		retry    []string
		reject   []string
	}{
		{name: "all is well", evidence: Evidence{Selfie: given("s")}, want: Approved},
		{name: "no selfie", want: Pending, against: []string{"face.comparison"}},
		{name: "another name", evidence: Evidence{Selfie: given("s"), Confirmed: &Fields{Name: "Tran Van Duc", DateOfBirth: "1993-08-25"}}, want: Pending, against: []string{"data.name"}},
		{name: "her own name, spelled", evidence: Evidence{Selfie: given("s"), Confirmed: &Fields{Name: "Nguyễn Thị Hồng", DateOfBirth: "1993-08-25"}}, want: Approved},
		{name: "another face", change: func(r *reader) { r.faces.Faces[0].Template[0] = 2 }, evidence: Evidence{Selfie: given("s")}, want: Incomplete,
			against: []string{"face.comparison"}, retry: []string{"face_compare_underscore"}},
		{name: "a face that is only alike", change: func(r *reader) { r.faces.Faces[0].Template[0] = alike }, evidence: Evidence{Selfie: given("s")}, want: Pending, against: []string{"face.comparison"}},
		{name: "nobody in the selfie", change: func(r *reader) { r.faces.Faces = nil }, evidence: Evidence{Selfie: given("s")}, want: Incomplete,
			against: []string{"face.comparison"}, retry: []string{"no_face_detected"}},
		{name: "faces that were not looked for", change: func(r *reader) { r.faces.Part = Part{Why: "no model"} }, evidence: Evidence{Selfie: given("s")}, want: Pending,
			against: []string{"face.comparison"}},
		{name: "too young by the policy", evidence: Evidence{Selfie: given("s"), Settings: strict}, want: Rejected, reject: []string{"under_ageLimit"}},
		{name: "what was not run is no pass", change: blind, evidence: Evidence{Selfie: given("s")}, want: Pending, against: []string{"data.name", "data.date_of_birth", "document.expiry"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := passportReader(t)
			if row.change != nil {
				row.change(r)
			}
			e := row.evidence
			e.IssuingCountry, e.IDType, e.Front = "VNM", "passport", given("f")
			if e.Settings.Status == "" {
				e.Settings = DefaultSettings()
			}
			a, err := Assess(t.Context(), r, e, assessedAt)
			if err != nil {
				t.Fatal(err)
			}
			var against, retry []string
			for _, c := range a.Against {
				against = append(against, c.Name)
			}
			for _, c := range a.Retry {
				retry = append(retry, c.Code)
			}
			if a.Status != row.want || !slices.Equal(against, row.against) || !slices.Equal(retry, row.retry) || !slices.Equal(a.RejectCodes, row.reject) {
				t.Errorf("%s against %v, retry %v, reject %v; want %s, %v, %v, %v", a.Status, against, retry, a.RejectCodes, row.want, row.against, row.retry, row.reject)
			}
		})
	}
}

// What nobody confirmed is not shown as compared.
func TestAssessSaysWhatWasConfirmed(t *testing.T) {
	r := passportReader(t)
	e := Evidence{IssuingCountry: "VNM", IDType: "passport", Front: given("f"), Back: given("b"), Settings: DefaultSettings()}
	a, err := Assess(t.Context(), r, e, assessedAt)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Checks {
		if c.Name == "data.name" && c.Reason != "confirmed as it was read" {
			t.Errorf("%+v", c)
		}
	}
	if diff := cmp.Diff([]Hint{{"VNM", "passport"}, {"VNM", "passport"}}, r.hints); diff != "" || len(a.Readings) != 2 {
		t.Errorf("%d readings; hints (-want +got):\n%s", len(a.Readings), diff)
	}
	if a.Models["mrz.glyph"] != "g" || a.Read.LastName != "NGUYEN" {
		t.Errorf("%+v", a)
	}
}

func TestAssessFaults(t *testing.T) {
	good := Evidence{IssuingCountry: "VNM", IDType: "passport", Front: given("f"), Settings: DefaultSettings()}
	for _, row := range []struct {
		name   string
		change func(*Evidence, *reader)
		code   fault.Code
	}{
		{"no country", func(e *Evidence, _ *reader) { e.IssuingCountry = "" }, fault.SubmissionMissing},
		{"no code of a state", func(e *Evidence, _ *reader) { e.IssuingCountry = "Utopia" }, fault.SubmissionMissing},
		{"no such type", func(e *Evidence, _ *reader) { e.IDType = "universal" }, fault.SubmissionIDType},
		{"settings", func(e *Evidence, _ *reader) { e.Settings.AgeLimit = 3 }, fault.Invalid},
		{"a picture that is none", func(_ *Evidence, r *reader) { r.err = fault.New(fault.PictureBroken, "p") }, fault.SubmissionIDImage},
		{"a worker that died", func(_ *Evidence, r *reader) { r.err = fault.New(fault.VisionDied, "p") }, fault.SubmissionIDEngine},
	} {
		e, r := good, passportReader(t)
		row.change(&e, r)
		if a, err := Assess(t.Context(), r, e, assessedAt); !fault.Has(err, row.code) || a.Status != "" {
			t.Errorf("%s: %+v, %v", row.name, a, err)
		}
	}
	if _, err := Assess(t.Context(), nil, good, assessedAt); !fault.Has(err, fault.SubmissionIDEngine) {
		t.Errorf("no engine: %v", err)
	}
}

func TestIDTypes(t *testing.T) {
	for _, each := range IDTypes() {
		if !knownIDType(each) || each == "universal" {
			t.Errorf("%s", each)
		}
	}
	if len(IDTypes()) != len(idTypes)-1 {
		t.Errorf("%v", IDTypes())
	}
}
