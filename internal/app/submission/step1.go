package submission

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
)

// MaxPicture is how many bytes a picture may have (contract 2.1).
const MaxPicture = 2 << 20

// Generation is the API version a call came in by; they differ in how a picture's problem is answered (contract 4.6).
type Generation int

// The generations.
const (
	V2 Generation = 2
	V3 Generation = 3
)

// Picture is an uploaded file. Given distinguishes an empty part from an absent one.
type Picture struct {
	Given bool
	Bytes []byte
}

// Step1 is a call of step 1. A nil text is absent, an empty one was sent empty.
type Step1 struct {
	Generation     Generation
	ProjectID      *string
	IssuingCountry *string
	Email          *string
	IDType         *string
	SubmissionID   string // of a first try
	UserID         string
	Custom         [3]string
	Options        map[string]any // customOptions
	Front, Back    Picture
}

// Retry is one reason to try again with another picture (contract 4.1 to 4.3).
type Retry struct {
	Code    string `json:"retryCode"`
	Message string `json:"retryMsg"`
}

// Result1 is the answer of step 1.
type Result1 struct {
	SubmissionID string
	Read         Fields
	Retry        []Retry // another picture is asked for
	Status       Status
	Attempts     int
}

// RunStep1 reads the document and makes the submission, in the order of contract 3.3. Errors: the codes of rows S1-02 to S1-10, and
// S2-05 or S2-06 for the id of a step 1 retry.
func (s *Service) RunStep1(ctx context.Context, c Caller, in Step1) (Result1, error) {
	now := s.now()
	if in.ProjectID != nil && *in.ProjectID != c.Project.ID || !c.Project.Takes(now) {
		return Result1{}, fault.New(fault.SubmissionProject, "projectId")
	}
	if err := checkPictures(in); err != nil {
		return Result1{}, err
	}
	if err := checkParameters(in); err != nil {
		return Result1{}, err
	}
	if err := s.checkDuplicate(ctx, c.Project, in, now); err != nil {
		return Result1{}, err
	}
	w, err := s.subjectOf(ctx, c, in, now)
	if err != nil {
		return Result1{}, err
	}
	readings, err := readDocument(ctx, s.Engine, s.Limits.EngineTime, in)
	if err != nil {
		s.notRun(ctx, c, in.SubmissionID, checkReading, err)
		return Result1{}, err
	}
	if in.Generation == V2 && unreadable(readings) {
		return Result1{}, fault.Newf(fault.SubmissionIDEngine, "idImage", "nothing was read")
	}
	w.take(in, readings, now)
	if err := engineFellShort(in, w.data, readings); err != nil {
		s.notRun(ctx, c, in.SubmissionID, checkReading, err)
		return Result1{}, err
	}
	kept, err := s.hideNumbers(ctx, w, in, readings)
	if err != nil {
		s.notRun(ctx, c, in.SubmissionID, numberHidden, err)
		return Result1{}, err
	}
	stored, err := s.storeDocument(ctx, w, kept)
	if err != nil {
		s.drop(ctx, stored...)
		return Result1{}, fault.Wrap(fault.SubmissionIDStore, "idImage", uncoded(err))
	}
	result := s.concludeStep1(w, in, readings, now)
	if err := s.save(ctx, w, audit.SubmissionCreated); err != nil {
		s.drop(ctx, stored...)
		return Result1{}, fault.Wrap(fault.SubmissionDataStore, "database", uncoded(err))
	}
	return result, nil
}

// engineFellShort: another picture would be asked for, and a part that might have read what is missing was not run. That is ours (S1-06), and costs the
// person no try.
func engineFellShort(in Step1, d Private, readings []Reading) error {
	if in.Generation != V3 || len(documentRetries(d, readings)) == 0 {
		return nil
	}
	all := parts(readings)
	for _, name := range []string{"read.mrz", "read.text", "read.codes"} {
		if part := all[name]; !part.Ran {
			return fault.Newf(fault.SubmissionIDEngine, "idImage", "%s: %s", name, part.Why)
		}
	}
	return nil
}

// checkPictures: absent, empty, not jpg or png by content, too large (S1-02). Whether it can be decoded is the worker's to say.
func checkPictures(in Step1) error {
	if !Acceptable(in.Front) {
		return fault.New(fault.SubmissionIDImage, "idImage")
	}
	if in.Back.Given && !Acceptable(in.Back) || !in.Back.Given && needsBack(in) {
		return fault.New(fault.SubmissionIDImage, "idBackImage")
	}
	return nil
}

// Acceptable says whether the surface takes a file at all: JPEG or PNG by its first bytes, of at most MaxPicture (contract 2.1).
func Acceptable(p Picture) bool {
	return p.Given && len(p.Bytes) > 0 && len(p.Bytes) <= MaxPicture && (isJPEG(p.Bytes) || isPNG(p.Bytes))
}

func isJPEG(b []byte) bool { return len(b) > 3 && b[0] == 0xff && b[1] == 0xd8 && b[2] == 0xff }
func isPNG(b []byte) bool  { return strings.HasPrefix(string(b[:min(len(b), 8)]), "\x89PNG\r\n\x1a\n") }

// backSides are the documents whose back side is asked for, by country and type.
var backSides = map[[2]string]bool{{"VNM", "government_id"}: true}

func needsBack(in Step1) bool {
	return in.IssuingCountry != nil && in.IDType != nil && NeedsBack(*in.IssuingCountry, *in.IDType)
}

// NeedsBack says whether the back side of a document is asked for.
func NeedsBack(country, idType string) bool {
	return backSides[[2]string{strings.ToUpper(country), idType}]
}

func checkParameters(in Step1) error {
	required := map[string]*string{"issuingCountry": in.IssuingCountry, "email": in.Email, "idType": in.IDType}
	if in.Generation == V2 {
		required["projectId"] = in.ProjectID
	}
	for name, value := range required {
		if value == nil {
			return fault.New(fault.SubmissionMissing, name)
		}
	}
	if *in.IssuingCountry == "" || *in.Email == "" {
		return fault.New(fault.SubmissionMissing, "issuingCountry, email")
	}
	country := strings.ToUpper(*in.IssuingCountry)
	if !IsCountry(country) {
		return fault.New(fault.SubmissionMissing, "issuingCountry") // not a country is as good as none (divergences)
	}
	known, listed := idTypes[*in.IDType]
	if !listed || in.Generation == V2 && !known || *in.IDType == "universal" {
		return fault.New(fault.SubmissionIDType, "idType")
	}
	if !isEmail(strings.TrimSpace(*in.Email)) {
		return fault.New(fault.SubmissionEmail, "email")
	}
	for _, text := range append(in.Custom[:], in.UserID) {
		if utf8.RuneCountInString(text) > 256 {
			return fault.New(fault.SubmissionParse, "cf")
		}
	}
	return nil
}

// plainEmail is one address of a form that mail servers take: an unquoted local part and a domain with a dot (RFC 5321 §4.1.2).
var plainEmail = regexp.MustCompile(`^[\p{L}\p{N}!#$%&'*+/=?^_{|}~` + "`" + `-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_{|}~` + "`" + `-]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,63}$`)

func isEmail(text string) bool {
	local, _, _ := strings.Cut(text, "@")
	return len(text) <= 254 && len(local) <= 64 && plainEmail.MatchString(text)
}

// checkDuplicate is S1-09 with decision A13.
func (s *Service) checkDuplicate(ctx context.Context, p Project, in Step1, now time.Time) error {
	period := p.Settings.override(in.Options).ApprovePeriod
	if period == 0 {
		return nil
	}
	var approved time.Time
	err := s.Store.View(ctx, func(r Reader) (err error) {
		approved, err = r.LastApproved(ctx, p.ID, s.emailIndex(*in.Email))
		return err
	})
	switch {
	case fault.Has(err, fault.NotFound):
		return nil
	case err != nil:
		return fault.Wrap(fault.SubmissionDataStore, "database", uncoded(err))
	case period > 0 && !now.Before(approved.AddDate(0, 0, period)):
		return nil
	}
	return fault.New(fault.SubmissionDuplicate, "email")
}

// subjectOf is a new submission, or the one a retry of step 1 names (decision A8).
func (s *Service) subjectOf(ctx context.Context, c Caller, in Step1, now time.Time) (*work, error) {
	if in.SubmissionID == "" {
		id, err := s.newSubmissionID()
		if err != nil {
			return nil, err
		}
		w, err := s.begin(id, c.Project)
		if err == nil {
			w.data.Settings = c.Project.Settings.override(in.Options)
		}
		return w, err
	}
	w, err := s.find(ctx, c, in.SubmissionID)
	switch {
	case err != nil:
		return nil, err
	case w.row.Final() || w.row.FaceTried:
		return nil, fault.New(fault.SubmissionProcessed, "submissionId")
	case !now.Before(w.row.CreatedAt.Add(s.Limits.NextStep)):
		return nil, fault.New(fault.SubmissionID, "submissionId")
	}
	return w, nil
}

// readDocument reads both sides within limit. A picture that cannot be decoded is S1-02; everything else that goes wrong is S1-06.
func readDocument(ctx context.Context, engine Engine, limit time.Duration, in Step1) ([]Reading, error) {
	if engine == nil {
		return nil, fault.Newf(fault.SubmissionIDEngine, "engine", "not configured")
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var readings []Reading
	for _, side := range []Picture{in.Front, in.Back} {
		if !side.Given {
			continue
		}
		r, err := engine.Document(ctx, side.Bytes, Hint{Country: strings.ToUpper(*in.IssuingCountry), IDType: *in.IDType})
		if err != nil {
			return nil, pictureOrEngine(err, fault.SubmissionIDImage, fault.SubmissionIDEngine, "idImage")
		}
		readings = append(readings, r)
	}
	return readings, nil
}

// pictureOrEngine sorts an engine's error: the picture's fault, or ours.
func pictureOrEngine(err error, picture, engine fault.Code, place string) error {
	if code := fault.CodeOf(err); code == picture || strings.HasPrefix(string(code), "picture.") {
		return &fault.Error{Code: picture, Place: place, Err: uncoded(err)}
	}
	return fault.Wrap(engine, place, uncoded(err))
}

// unreadable: engines ran and found nothing that belongs to a document.
func unreadable(readings []Reading) bool {
	for _, r := range readings {
		if len(r.MRZLines)+len(r.TextLines)+len(r.CodeTexts)+len(r.Faces.Faces) > 0 {
			return false
		}
	}
	return true
}

// take puts what the caller said and what was read into the submission.
func (w *work) take(in Step1, readings []Reading, now time.Time) {
	d := &w.data
	d.Email, d.UserID, d.Custom = *in.Email, in.UserID, in.Custom
	d.IssuingCountry, d.IDType = strings.ToUpper(*in.IssuingCountry), *in.IDType
	d.Read, d.Checks = readFields(d.IssuingCountry, d.IDType, readings, now)
	w.findings = engineFindings(*d, readings, now)
	for _, f := range w.findings {
		d.Checks = append(d.Checks, ofFinding(f))
	}
	if !d.Settings.CollectFullRRN {
		d.Read.IdentityNumber = maskRRN(d.IssuingCountry, d.Read.IdentityNumber)
	}
	d.Portraits = nil
	for _, r := range readings {
		d.Portraits = append(d.Portraits, r.Faces.Faces...)
		for slot, hash := range r.Models {
			d.Models[slot] = hash
		}
	}
	d.RejectCodes = policyCodes(d, now)
}

func (s *Service) storeDocument(ctx context.Context, w *work, in Step1) (stored []string, err error) {
	try := strconv.FormatInt(w.row.Version+1, 10)
	for kind, picture := range map[string]Picture{IDImage: in.Front, IDBackImage: in.Back} {
		if !picture.Given {
			delete(w.data.Pictures, kind)
			continue
		}
		key, err := s.store(ctx, w, kind, try, picture.Bytes)
		if err != nil {
			return stored, err
		}
		stored = append(stored, key)
		w.data.Pictures[kind] = key
	}
	return stored, nil
}

// concludeStep1 decides whether another picture is asked for, or the policy refuses already.
func (s *Service) concludeStep1(w *work, in Step1, readings []Reading, now time.Time) Result1 {
	if w.data.Settings.EarlyPolicyReject && len(w.data.RejectCodes) > 0 {
		w.finish(Rejected, now)
	} else if in.Generation == V3 {
		if retry := documentRetries(w.data, readings); len(retry) > 0 {
			s.countTry(w, Try{Step: 1, At: now}, retry, now)
			if !w.row.Final() {
				return Result1{SubmissionID: w.row.ID, Retry: retry, Status: w.row.Status, Attempts: w.row.Attempts}
			}
		}
	}
	return Result1{SubmissionID: w.row.ID, Read: w.data.Read, Status: w.row.Status, Attempts: w.row.Attempts}
}

// documentRetries are the reasons of contract 4.1 to ask for another picture.
func documentRetries(d Private, readings []Reading) []Retry {
	var retry []Retry
	add := func(when bool, code, message string) {
		if when {
			retry = append(retry, Retry{code, message})
		}
	}
	mrz := false
	for _, r := range readings {
		mrz = mrz || len(r.MRZLines) > 0
	}
	add(d.Settings.MRZCheck && d.IDType == "passport" && !mrz, "mrz_protocol_fail", "Failed to detect full MRZ")
	if !d.Settings.IDValidation && !unreadable(readings) {
		return retry
	}
	add(failedCheck(d.Checks, "document.expiry"), "document_expired", "Your ID is expired already. Please retry with valid ID")
	add(d.Read.DateOfBirth == "", "missing_birth_date", "Birth date not detected. Please take clear picture")
	add(d.IDType == "passport" && d.Read.DateOfExpiry == "", "missing_expiry_date", "Expiry date not detected. Please take clear picture")
	add(d.IDType == "passport" && d.Read.DocumentNumber == "", "missing_document_number", "Document number not detected. Please take clear picture")
	add(d.IssuingCountry == "KOR" && d.IDType == "government_id" && d.Read.IdentityNumber == "", "missing_personal_number", "Identity number not detected. Please take clear picture")
	add(d.IssuingCountry == "KOR" && d.IDType == "government_id" && d.Read.DateOfIssue == "", "missing_issue_date", "Issue date not detected. Please take clear picture")
	return retry
}

func failedCheck(checks []Check, name string) bool {
	for _, c := range checks {
		if c.Name == name && c.Status == check.Failed.String() {
			return true
		}
	}
	return false
}

// countTry records a failed try; the last one rejects (contract 1.4).
func (s *Service) countTry(w *work, try Try, reasons []Retry, now time.Time) {
	for _, r := range reasons {
		try.Codes, try.Messages = append(try.Codes, r.Code), append(try.Messages, r.Message)
	}
	w.data.Tries = append(w.data.Tries, try)
	w.row.Attempts++
	if w.row.Attempts >= s.Limits.Attempts {
		w.data.RejectCodes = []string{"too_many_retry"}
		w.finish(Rejected, now)
	}
}

// systemReviewer stands where nobody had to look.
const systemReviewer = "system"

// finish gives a submission its result.
func (w *work) finish(status Status, now time.Time) {
	w.row.Status = status
	w.row.Reviewer = systemReviewer
	if status == Approved || status == Rejected {
		w.row.ResultAt = &now
	} else {
		w.row.Reviewer = ""
	}
}
