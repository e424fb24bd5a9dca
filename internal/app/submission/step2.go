package submission

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/face"
	"github.com/bonafide-id/bonafide/fault"
)

// Step2 is a call of step 2. Conflict says that both names of a datum were sent with different values.
type Step2 struct {
	Generation   Generation
	SubmissionID string
	Face, Proof  Picture
	Confirmed    Fields
	Address      Address
	Conflict     bool
}

// Result2 is the answer of step 2.
type Result2 struct {
	SubmissionID string
	Status       Status
	Issuer       string // verificationResult (decision A14)
	Similarity   *int
	Liveness     *int
	Attempts     int
	Retry        []Retry
}

// RunStep2 compares the face, checks the confirmed data and decides, in the order of contract 3.3. Errors: the codes of rows S2-01 to S2-17
// and X-01. In generation 3 a picture's problem is a Retry instead of an error.
func (s *Service) RunStep2(ctx context.Context, c Caller, in Step2) (Result2, error) {
	now := s.now()
	if in.Conflict {
		return Result2{}, fault.New(fault.SubmissionParse, "name")
	}
	if !c.Project.Takes(now) {
		return Result2{}, fault.New(fault.SubmissionProject, "project")
	}
	w, err := s.find(ctx, c, in.SubmissionID)
	if err != nil {
		return Result2{}, err
	}
	if w.row.Final() {
		return s.alreadyDecided(w)
	}
	if _, busy := s.busy.LoadOrStore(w.row.ID, true); busy {
		return Result2{}, fault.New(fault.SubmissionProcessed, "submissionId")
	}
	defer s.busy.Delete(w.row.ID)
	if ended, err := s.pastWindow(ctx, w, now); ended || err != nil {
		return Result2{SubmissionID: w.row.ID, Status: w.row.Status, Attempts: w.row.Attempts}, err
	}
	if err := checkStep2(w.data, in); err != nil {
		return Result2{}, err
	}
	w.confirm(in)
	if len(w.data.RejectCodes) > 0 { // decision A12: no engine work for what the policy refuses
		w.finish(Rejected, now)
		return s.finalise(ctx, w, in, now, "")
	}
	if err := s.askIssuer(ctx, w, now); err != nil {
		if fault.Has(err, fault.SubmissionIssuer) && in.Generation == V3 {
			if w.row.Final() {
				return w.result(nil), nil
			}
			return w.result([]Retry{issuerRetry}), nil
		}
		return Result2{}, err
	}
	faces, err := findFaces(ctx, s.Engine, s.Limits.EngineTime, in.Face.Bytes)
	if err != nil {
		s.notRun(ctx, c, in.SubmissionID, checkDetection, err)
		return Result2{}, err
	}
	picture, err := s.store(ctx, w, SelfieImage, strconv.FormatInt(w.row.Version+1, 10), in.Face.Bytes)
	if err != nil {
		return Result2{}, fault.Wrap(fault.SubmissionFinal, "faceImage", uncoded(err))
	}
	w.row.FaceTried = true
	if failure := w.judgeFaces(faces); failure != nil {
		return s.failedTry(ctx, w, in, *failure, picture, now)
	}
	w.data.Pictures[SelfieImage] = picture
	w.decide(now)
	return s.finalise(ctx, w, in, now, picture)
}

// alreadyDecided is S2-06, but for a caller who was told that storing failed although it had not (decision A11).
func (s *Service) alreadyDecided(w *work) (Result2, error) {
	if _, unsure := s.unsure.LoadAndDelete(w.row.ID); unsure {
		return w.result(nil), nil
	}
	return Result2{}, fault.New(fault.SubmissionProcessed, "submissionId")
}

// pastWindow is decision A7: without a face attempt the id is gone, with one the submission is rejected.
func (s *Service) pastWindow(ctx context.Context, w *work, now time.Time) (ended bool, err error) {
	if !w.row.FaceTried {
		if !now.Before(w.row.CreatedAt.Add(s.Limits.NextStep)) {
			return true, fault.New(fault.SubmissionID, "submissionId")
		}
		return false, nil
	}
	if now.Before(w.row.CreatedAt.Add(s.Limits.Completion)) {
		return false, nil
	}
	if err := s.timeOut(ctx, w, now); err != nil {
		return true, fault.Wrap(fault.SubmissionFinal, "database", uncoded(err))
	}
	return true, nil
}

func (s *Service) timeOut(ctx context.Context, w *work, now time.Time) error {
	w.data.RejectCodes = []string{"timeout"}
	w.finish(Rejected, now)
	return s.save(ctx, w, audit.SubmissionDecided)
}

// Expire rejects submissions whose face was tried and whose 24 hours are over; it returns how many.
func (s *Service) Expire(ctx context.Context) (int, error) {
	now := s.now()
	var rows []Submission
	err := s.Store.View(ctx, func(r Reader) (err error) {
		rows, err = r.Overdue(ctx, now.Add(-s.Limits.Completion), 100)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i, row := range rows {
		w, err := s.open(row)
		if err != nil {
			return i, err
		}
		if err := s.timeOut(ctx, w, now); err != nil && !fault.Has(err, fault.Conflict) {
			return i, err
		}
	}
	return len(rows), nil
}

// checkStep2: S2-02 face picture, S2-04 address data, S2-03 proof of address, S2-07 identity parameters.
func checkStep2(d Private, in Step2) error {
	switch {
	case !Acceptable(in.Face):
		return fault.New(fault.SubmissionFaceImage, "faceImage")
	case d.Settings.CollectAddress && !in.Address.Given():
		return fault.New(fault.SubmissionAddress, "globalCode, compoundCode, formatted_address")
	case d.Settings.CollectProof && !Acceptable(in.Proof):
		return fault.New(fault.SubmissionProof, "addressImage")
	}
	f := in.Confirmed
	for _, text := range []string{f.Name, f.IdentityNumber, f.DocumentNumber, f.LicenceNumber, f.SerialNumber, in.Address.Formatted, in.Address.Input, in.Address.Detail} {
		if utf8.RuneCountInString(text) > 500 {
			return fault.New(fault.SubmissionParse, "data")
		}
	}
	if !identityComplete(d, f) {
		return fault.New(fault.SubmissionIdentity, "name, date_of_birth")
	}
	return nil
}

// identityComplete is S2-07: name and date of birth, or what the Korean check needs.
func identityComplete(d Private, f Fields) bool {
	switch kind := koreanKind(d); {
	case kind == "kr_resident_card":
		return f.Name != "" && f.DateOfIssue != "" && f.IdentityNumber != ""
	case kind == "kr_driver_licence":
		return f.Name != "" && f.DateOfBirth != "" && f.LicenceNumber != "" && f.SerialNumber != ""
	}
	return strings.TrimSpace(f.Name) != "" && isDate(f.DateOfBirth)
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

func (w *work) confirm(in Step2) {
	w.data.Confirmed, w.data.Address = in.Confirmed, in.Address
	w.data.Confirmed.Nationality = strings.ToUpper(in.Confirmed.Nationality)
	if w.data.Confirmed.DateOfBirth == "" {
		w.data.Confirmed.DateOfBirth = birthOfRRN(w.data.Confirmed.IdentityNumber)
	}
	w.data.Checks = append(w.data.Checks, compareFields(w.data)...)
	if !w.data.Settings.CollectFullRRN {
		w.data.Confirmed.IdentityNumber = maskRRN(w.data.IssuingCountry, w.data.Confirmed.IdentityNumber)
	}
}

func findFaces(ctx context.Context, engine Engine, limit time.Duration, picture []byte) (Faces, error) {
	if engine == nil {
		return Faces{}, fault.Newf(fault.SubmissionFaceEngine, "engine", "not configured")
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	faces, err := engine.Faces(ctx, picture)
	if err != nil {
		return Faces{}, pictureOrEngine(err, fault.SubmissionFaceImage, fault.SubmissionFaceEngine, "faceImage")
	}
	if !faces.Ran {
		return Faces{}, fault.Newf(fault.SubmissionFaceEngine, "engine", "not run: %s", faces.Why)
	}
	return faces, nil
}

// failure of a face: its code in generation 2 and its retry in generation 3.
type failure struct {
	code  fault.Code
	retry Retry
}

var issuerRetry = Retry{"identity_verification_failed", "Identity verification failed. Please check the entered data and retry."}

func livenessFailure(reason string) *failure {
	return &failure{fault.SubmissionLiveness, Retry{"liveness_error", "Liveness fail: " + reason + ". Please retry."}}
}

// Lines of the face checks.
const (
	relevantFace  = 0.30 // a second face of this share of the largest one's area counts (decision A10)
	minFaceWidth  = 40   // pixels; below it a face cannot be compared well
	borderShare   = 0.01 // of the picture's side: a face whose box comes closer to it is cut or about to be
	unusableWidth = 24   // pixels of a portrait on a document
)

// judgeFaces: S2-10 none, S2-11 several, S2-13 liveness, S2-12 comparison, S2-14 several that match. nil: the try is not a failed one.
func (w *work) judgeFaces(found Faces) *failure {
	d := &w.data
	for slot, hash := range found.Models {
		d.Models[slot] = hash
	}
	faces := found.Faces
	if len(faces) == 0 {
		return &failure{fault.SubmissionNoFace, Retry{"no_face_detected", "No face detected. Please retry with another face image."}}
	}
	several := Retry{"multiple_faces_detected", "Multiple faces detected. Please retry with an image of one face."}
	for _, other := range faces[1:] {
		if other.Width*other.Height >= relevantFace*faces[0].Width*faces[0].Height {
			return &failure{fault.SubmissionManyFaces, several}
		}
	}
	if d.Settings.SelfieLiveness {
		if bad := w.judgeCapture(found, faces[0]); bad != nil {
			return bad
		}
	}
	d.Checks = append(d.Checks, note("face.pad", check.NotRun, "no model for presentation attacks is configured"))
	if !d.Settings.FaceCompare {
		d.Checks = append(d.Checks, note("face.comparison", check.NotRun, "switched off"))
		return nil
	}
	matching, verdict, ran := w.compareFaces(faces)
	switch {
	case !ran:
		return nil // recorded as not run; the decision does not pass it
	case verdict == face.NoMatch:
		return &failure{fault.SubmissionMismatch, Retry{"face_compare_underscore", "The face doesn't match. Please retry with another face image."}}
	case matching > 1:
		return &failure{fault.SubmissionManyMatch, several}
	}
	return nil
}

// judgeCapture is what a still picture lets be said about liveness: the face is large enough and not at the border. It is not a
// detection of presentation attacks, which is recorded apart.
func (w *work) judgeCapture(found Faces, f Face) *failure {
	d := &w.data
	margin := math.Min(math.Min(f.X, f.Y), math.Min(float64(found.Width)-f.X-f.Width, float64(found.Height)-f.Y-f.Height))
	least := borderShare * float64(min(found.Width, found.Height))
	size := scored("face.size", check.Passed, f.Width, minFaceWidth, "px")
	border := scored("face.border", check.Passed, margin, least, "px")
	var bad *failure
	if f.Width < minFaceWidth {
		size.Status, bad = check.Failed.String(), livenessFailure("Absolute face size is too small")
	} else if margin < least {
		border.Status, bad = check.Failed.String(), livenessFailure("Face is too close to one or more borders")
	}
	d.Checks = append(d.Checks, size, border)
	score := int(math.Round(100 * math.Min(1, f.Width/(4*minFaceWidth)) * clamp(f.Score)))
	d.Liveness = &score
	return bad
}

func clamp(x float64) float64 { return math.Max(0, math.Min(1, x)) }

// compareFaces compares every face of the selfie with the largest portrait. ran is false when there is nothing to compare.
func (w *work) compareFaces(faces []Face) (matching int, best face.Verdict, ran bool) {
	d := &w.data
	d.Similarity = nil
	if len(d.Portraits) == 0 {
		d.Checks = append(d.Checks, note("face.comparison", check.NotRun, "no portrait was found on the document"))
		return 0, 0, false
	}
	portrait := d.Portraits[0]
	if portrait.Width < unusableWidth {
		d.Checks = append(d.Checks, note("face.comparison", check.Inconclusive, "the portrait on the document is too small"))
		return 0, 0, false
	}
	for i, f := range faces {
		points := face.PointsFor(portrait.Gray || f.Gray)
		distance, ok := face.Distance(face.Template{Model: portrait.Model, V: portrait.Template}, face.Template{Model: f.Model, V: f.Template})
		if !ok {
			if i == 0 {
				d.Checks = append(d.Checks, note("face.comparison", check.NotRun, "the faces were not described by one model"))
				return 0, 0, false
			}
			continue
		}
		verdict := points.Judge(distance)
		if verdict == face.Match {
			matching++
		}
		if i == 0 {
			best, ran = verdict, true
			status := map[face.Verdict]check.Status{face.Match: check.Passed, face.Review: check.Inconclusive, face.NoMatch: check.Failed}[verdict]
			d.Checks = append(d.Checks, scored("face.comparison", status, distance, points.Match, "Euclidean distance"))
			score := int(math.Round(points.Similarity(distance)))
			d.Similarity = &score
		}
	}
	return matching, best, ran
}

// failedTry stores a counted failure. The third is no error but a rejection, in both generations.
func (s *Service) failedTry(ctx context.Context, w *work, in Step2, f failure, picture string, now time.Time) (Result2, error) {
	try := Try{Step: 2, At: now, Similarity: w.data.Similarity, Liveness: w.data.Liveness, Picture: picture}
	s.countTry(w, try, []Retry{f.retry}, now)
	action := audit.SubmissionTried
	if w.row.Final() {
		action = audit.SubmissionDecided
	}
	if err := s.save(ctx, w, action); err != nil {
		s.drop(ctx, picture)
		return Result2{}, s.finalisationError(w, err)
	}
	switch {
	case w.row.Final():
		return w.result(nil), nil
	case in.Generation == V3:
		return w.result([]Retry{f.retry}), nil
	}
	return Result2{}, fault.New(f.code, "faceImage")
}

// decide is the automatic rule of contract 1.3: the data read equal the data confirmed, and the face matches. What could not be
// checked never counts as passed.
func (w *work) decide(now time.Time) {
	d := &w.data
	switch {
	case w.automatic():
		w.finish(Approved, now)
	case d.Settings.DecisionMode == "auto_only":
		d.RejectCodes = []string{"automatic_verification_fail"}
		w.finish(Rejected, now)
	default:
		w.finish(Pending, now)
	}
}

// decisive are the checks that must have passed for an automatic approval.
var decisive = []string{"data.name", "data.date_of_birth", "document.expiry", "face.comparison"}

func (w *work) automatic() bool {
	return len(w.obstacles()) == 0 && w.data.Issuer != "unavailable" && w.data.Issuer != "fail"
}

// obstacles are the checks that stand against an automatic approval, by name the last of each. One that was never made is not run.
func (w *work) obstacles() (against []Check) {
	last := map[string]Check{}
	for _, c := range w.data.Checks {
		last[c.Name] = c
		if c.Status == check.Failed.String() && strings.HasPrefix(c.Name, "mrz.") {
			against = append(against, c)
		}
	}
	for _, name := range decisive {
		if c, made := last[name]; !made {
			against = append(against, note(name, check.NotRun, "not made"))
		} else if c.Status != check.Passed.String() {
			against = append(against, c)
		}
	}
	for _, name := range []string{"document.single", "data.document_number", "data.identity_number", "issuer"} {
		if c, made := last[name]; made && c.Status != check.Passed.String() && c.Status != check.NotRun.String() {
			against = append(against, c)
		}
	}
	return append(against, againstEngine(w.data.Checks)...)
}

// finalise stores the decision, the proof of address and, when approved, the customer, in one transaction.
func (s *Service) finalise(ctx context.Context, w *work, in Step2, now time.Time, selfie string) (Result2, error) {
	var stored []string
	if selfie != "" {
		stored = append(stored, selfie)
	}
	if in.Proof.Given && Acceptable(in.Proof) {
		key, err := s.store(ctx, w, AddressImage, strconv.FormatInt(w.row.Version+1, 10), in.Proof.Bytes)
		if err != nil {
			s.drop(ctx, stored...)
			return Result2{}, fault.Wrap(fault.SubmissionFinal, "addressImage", uncoded(err))
		}
		stored = append(stored, key)
		w.data.Pictures[AddressImage] = key
	}
	var also []func(context.Context, Tx) error
	if w.row.Status == Approved {
		write, err := s.makeCustomer(ctx, w)
		if err != nil {
			s.drop(ctx, stored...)
			return Result2{}, fault.Wrap(fault.SubmissionFinal, "customer", uncoded(err))
		}
		also = append(also, write)
	}
	if err := s.save(ctx, w, audit.SubmissionDecided, also...); err != nil {
		s.drop(ctx, stored...)
		return Result2{}, s.finalisationError(w, err)
	}
	return w.result(nil), nil
}

// finalisationError is S2-16 when the submission is gone, S2-06 when another call decided it meanwhile, else S2-15.
func (s *Service) finalisationError(w *work, err error) error {
	switch {
	case fault.Has(err, fault.NotFound):
		s.Log.Error("a submission vanished while it was worked on", "submission", w.row.ID)
		return fault.New(fault.SubmissionGone, "submission")
	case fault.Has(err, fault.Conflict):
		return fault.New(fault.SubmissionProcessed, "submissionId")
	}
	s.unsure.Store(w.row.ID, true)
	return fault.Wrap(fault.SubmissionFinal, "database", uncoded(err))
}

func (w *work) result(retry []Retry) Result2 {
	r := Result2{SubmissionID: w.row.ID, Status: w.row.Status, Attempts: w.row.Attempts, Retry: retry}
	if retry == nil {
		r.Issuer, r.Similarity, r.Liveness = w.data.Issuer, w.data.Similarity, w.data.Liveness
		if r.Issuer == "" {
			r.Issuer = "skipped"
		}
	}
	return r
}
