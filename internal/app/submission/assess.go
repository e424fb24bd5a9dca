package submission

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// Evidence is what a person sends in both steps, for an assessment that stores nothing.
type Evidence struct {
	IssuingCountry string // alpha-3, or a code of up to three letters that a document itself gives and no list knows
	IDType         string // contract 2.1
	Front, Back    Picture
	Selfie         Picture // not given: the faces are not compared
	// Confirmed is what the person says of itself; nil: what was read is confirmed as it stands, and the checks say so.
	Confirmed *Fields
	Settings  Settings
}

// Assessment is what both steps conclude from the evidence.
type Assessment struct {
	Status      Status                 // Incomplete: another picture is asked for, Retry says why
	Readings    []Reading              // front, then back
	Hidden      []Hidden               // of each reading: what its picture must not show (contract 7.5)
	Selfie      *Faces                 // nil: none was given
	Read        Fields                 // what the document says
	Confirmed   Fields                 // what the person says
	Checks      []Check                // in the order they were made; the last of a name counts
	Findings    []verification.Finding // of the document engine, which are among Checks as well
	Policy      verification.Policy    // under which it judged
	Retry       []Retry
	RejectCodes []string
	Against     []Check // what stands against an automatic approval; empty when Status is Approved
	Similarity  *int    // 0 to 100
	Liveness    *int    // 0 to 100
	Models      map[string]string
}

// Assess reads the pictures, makes the checks and decides, by the functions that RunStep1 and RunStep2 use. It has no email, no attempts, no
// windows and no duplicates, since nothing is stored; the issuer is not asked. Limits on the size and kind of files are the surfaces'. Errors:
// fault.SubmissionMissing (country), SubmissionIDType, Invalid (settings), and the codes of rows S1-02, S1-06 and S2-02.
func Assess(ctx context.Context, engine Engine, e Evidence, now time.Time) (Assessment, error) {
	if err := e.validate(); err != nil {
		return Assessment{}, err
	}
	limits := Limits{}.defaults()
	email := ""
	in := Step1{Generation: V3, IssuingCountry: &e.IssuingCountry, IDType: &e.IDType, Email: &email, Front: e.Front, Back: e.Back}
	readings, err := readDocument(ctx, engine, limits.EngineTime, in)
	if err != nil {
		return Assessment{}, err
	}
	w := &work{row: Submission{Status: Incomplete}, data: Private{Settings: e.Settings, Pictures: map[string]string{}, Models: map[string]string{}}}
	w.take(in, readings, now)
	retry := documentRetries(w.data, readings)
	w.confirmOrTake(e.Confirmed)
	faces, ended, err := w.assessFaces(ctx, engine, limits, e.Selfie)
	if err != nil {
		return Assessment{}, err
	}
	if ended != nil {
		retry = append(retry, ended.retry)
	}
	switch {
	case len(w.data.RejectCodes) > 0:
		w.finish(Rejected, now)
	case len(retry) == 0:
		w.decide(now)
	}
	return Assessment{Status: w.row.Status, Readings: readings, Hidden: hiddenIn(w.data, readings), Selfie: faces, Read: w.data.Read, Confirmed: w.data.Confirmed, Checks: w.data.Checks, Findings: w.findings, Policy: policyOf(e.Settings), Retry: retry,
		RejectCodes: w.data.RejectCodes, Against: w.obstacles(), Similarity: w.data.Similarity, Liveness: w.data.Liveness, Models: w.data.Models}, nil
}

// stateCode is the form of ICAO 9303-3 section 5.
var stateCode = regexp.MustCompile(`^[A-Z]{1,3}$`)

func (e Evidence) validate() error {
	// A document that names a state nobody knows (of specimens and forgeries) is to be read like any other; what callers name, step 1 judges.
	if !stateCode.MatchString(strings.ToUpper(e.IssuingCountry)) {
		return fault.New(fault.SubmissionMissing, "issuingCountry")
	}
	if !knownIDType(e.IDType) || e.IDType == "universal" {
		return fault.New(fault.SubmissionIDType, "idType")
	}
	return e.Settings.Validate()
}

// confirmOrTake confirms what the person says, or what was read as it stands; a comparison of a thing with itself is no check that passed.
func (w *work) confirmOrTake(said *Fields) {
	if said != nil {
		w.confirm(Step2{Confirmed: *said})
		return
	}
	before := len(w.data.Checks)
	read := w.data.Read
	if read.Name == "" {
		read.Name = read.LocalName
	}
	w.confirm(Step2{Confirmed: read})
	for i := range w.data.Checks[before:] {
		if c := &w.data.Checks[before+i]; c.Status == check.Passed.String() {
			c.Reason = "confirmed as it was read"
		}
	}
}

// assessFaces finds and judges the faces of the selfie, if there is one; a failure is one that step 2 answers with a retry. Step 2 answers an engine
// that does not run with an error; here there is more to tell than that, and the comparison is not run.
func (w *work) assessFaces(ctx context.Context, engine Engine, limits Limits, selfie Picture) (*Faces, *failure, error) {
	if !selfie.Given {
		for _, name := range []string{"face.pad", "face.comparison"} {
			w.data.Checks = append(w.data.Checks, note(name, check.NotRun, "no selfie was given"))
		}
		return nil, nil, nil
	}
	faces, err := findFaces(ctx, engine, limits.EngineTime, selfie.Bytes)
	switch {
	case fault.Has(err, fault.SubmissionFaceEngine) && ctx.Err() == nil:
		w.data.Checks = append(w.data.Checks, note("face.pad", check.NotRun, "the faces were not looked for"), note("face.comparison", check.NotRun, detailOf(err)))
		return nil, nil, nil
	case err != nil:
		return nil, nil, err
	}
	return &faces, w.judgeFaces(faces), nil
}

// detailOf is what an error says, without its code and place.
func detailOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Detail != "" {
		return f.Detail
	}
	return err.Error()
}

// IDTypes are the types of documents there are (contract 2.1), sorted.
func IDTypes() []string {
	types := slices.Sorted(maps.Keys(idTypes))
	return slices.DeleteFunc(types, func(t string) bool { return t == "universal" })
}
