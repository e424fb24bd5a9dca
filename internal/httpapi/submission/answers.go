package submission

import (
	"net/http"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

type ocrData struct {
	Name           *string `json:"name"`
	FirstName      *string `json:"first_name"`
	LastName       *string `json:"last_name"`
	DateOfBirth    *string `json:"date_of_birth"`
	Gender         *string `json:"gender"`
	Nationality    *string `json:"nationality"`
	DateOfIssue    *string `json:"date_of_issue"`
	DateOfExpiry   *string `json:"date_of_expiry"`
	IdentityNumber *string `json:"identity_number"`
	DocumentNumber *string `json:"document_number"`
	LicenseNumber  *string `json:"license_number"`
	SerialNumber   *string `json:"serial_number"`
}

type stepAnswer struct {
	SubmissionID       string             `json:"submissionId"`
	ReviewOCRData      *ocrData           `json:"reviewOCRData,omitempty"`
	Retry              []submission.Retry `json:"retry,omitempty"`
	VerificationResult string             `json:"verificationResult,omitempty"`
	Similarity         *int               `json:"faceSimilarityScore,omitempty"`
	Liveness           *int               `json:"livenessScore,omitempty"`
	KYCStatus          submission.Status  `json:"kycStatus"`
	RetryCount         int                `json:"retryCount"`
}

func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func answer1(r submission.Result1) stepAnswer {
	a := stepAnswer{SubmissionID: r.SubmissionID, Retry: r.Retry, KYCStatus: r.Status, RetryCount: r.Attempts}
	if len(r.Retry) == 0 {
		f := r.Read
		a.ReviewOCRData = &ocrData{known(f.Name), known(f.FirstName), known(f.LastName), known(f.DateOfBirth), known(f.Gender), known(f.Nationality),
			known(f.DateOfIssue), known(f.DateOfExpiry), known(submission.Masked(f)), known(f.DocumentNumber), known(f.LicenceNumber), known(f.SerialNumber)}
	}
	return a
}

func answer2(r submission.Result2) stepAnswer {
	return stepAnswer{SubmissionID: r.SubmissionID, Retry: r.Retry, VerificationResult: r.Issuer, Similarity: r.Similarity, Liveness: r.Liveness,
		KYCStatus: r.Status, RetryCount: r.Attempts}
}

// item is a submission as GET /submission shows it (contract 2.4). Members that were never supplied are left out.
type item struct {
	SubmissionID string         `json:"submission_id"`
	Email        string         `json:"email"`
	UserID       string         `json:"userid,omitempty"`
	CreatedAt    string         `json:"created_at"`
	UpdatedAt    string         `json:"updated_at"`
	ResultAt     string         `json:"kyc_result_at,omitempty"`
	Reviewer     string         `json:"reviewer,omitempty"`
	Data         itemData       `json:"data"`
	Image        map[string]any `json:"image"`
	KYC          itemKYC        `json:"kyc"`
	Options      itemOptions    `json:"project_options"`
}

type itemData struct {
	Name           string `json:"name,omitempty"`
	FullName       string `json:"full_name,omitempty"`
	FirstName      string `json:"first_name,omitempty"`
	LastName       string `json:"last_name,omitempty"`
	Gender         string `json:"gender,omitempty"`
	Nationality    string `json:"nationality,omitempty"`
	DateOfBirth    string `json:"date_of_birth,omitempty"`
	GlobalCode     string `json:"address_globalCode,omitempty"`
	CompoundCode   string `json:"address_compoundCode,omitempty"`
	Formatted      string `json:"address_formatted,omitempty"`
	AddressInput   string `json:"address_input,omitempty"`
	AddressDetail  string `json:"address_detail,omitempty"`
	IDType         string `json:"idType"`
	IssuingCountry string `json:"idcard_issuingCountry"`
	IssueDate      string `json:"idcard_issueDate,omitempty"`
	ExpireDate     string `json:"idcard_expireDate,omitempty"`
	IdentityNumber string `json:"identityNumber,omitempty"`
	DocumentNumber string `json:"documentNumber,omitempty"`
	SerialNumber   string `json:"serialNumber,omitempty"`
	CF1            string `json:"cf1,omitempty"`
	CF2            string `json:"cf2,omitempty"`
	CF3            string `json:"cf3,omitempty"`
}

type itemKYC struct {
	Result      submission.Status  `json:"result"`
	Comment     []string           `json:"comment"`
	CommentCode []string           `json:"commentCode"`
	Attempts    []itemTry          `json:"attempts"`
	Checks      []submission.Check `json:"checks"` // an addition of ours: what was found, not found, and not run
}

type itemTry struct {
	Count      int      `json:"attemptCnt"`
	Liveness   *int     `json:"livenessScore,omitempty"`
	Similarity *int     `json:"faceSimilarityScore,omitempty"`
	RetryMsg   []string `json:"retryMsg"`
	RetryCode  []string `json:"retryCode"`
}

type itemOptions struct {
	AddressData        bool                `json:"option_addressData"`
	IDNumber           bool                `json:"option_idNumber"`
	ApprovePeriod      int                 `json:"policy_approvePeriod"`
	BlacklistCountries []string            `json:"policy_blacklistCountries"`
	AcceptedID         map[string][]string `json:"policy_acceptedID,omitempty"`
}

// stamp is ISO 8601 UTC with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func itemOf(s submission.Item) item {
	said, read := s.Confirmed, s.Read
	name := first(said.Name, read.Name)
	i := item{SubmissionID: s.ID, Email: s.Email, UserID: s.UserID, CreatedAt: stamp(s.CreatedAt), UpdatedAt: stamp(s.UpdatedAt), Reviewer: s.Reviewer,
		Image: map[string]any{},
		Data: itemData{Name: name, FullName: name, FirstName: read.FirstName, LastName: read.LastName, Gender: first(said.Gender, read.Gender),
			Nationality: first(said.Nationality, read.Nationality), DateOfBirth: first(said.DateOfBirth, read.DateOfBirth),
			GlobalCode: s.Address.GlobalCode, CompoundCode: s.Address.CompoundCode, Formatted: s.Address.Formatted, AddressInput: s.Address.Input,
			AddressDetail: s.Address.Detail, IDType: s.IDType, IssuingCountry: s.IssuingCountry, IssueDate: first(said.DateOfIssue, read.DateOfIssue),
			ExpireDate: first(said.DateOfExpiry, read.DateOfExpiry), IdentityNumber: submission.MaskedOf(s), DocumentNumber: first(said.DocumentNumber, read.DocumentNumber),
			SerialNumber: first(said.SerialNumber, read.SerialNumber), CF1: s.Custom[0], CF2: s.Custom[1], CF3: s.Custom[2]},
		KYC: itemKYC{Result: s.Status, Comment: []string{}, CommentCode: []string{}, Attempts: []itemTry{}, Checks: s.Checks},
		Options: itemOptions{AddressData: s.Settings.CollectAddress, IDNumber: s.Settings.CollectFullRRN, ApprovePeriod: s.Settings.ApprovePeriod,
			BlacklistCountries: s.Settings.BlacklistCountries, AcceptedID: s.Settings.AcceptedIDs}}
	if s.ResultAt != nil {
		i.ResultAt = stamp(*s.ResultAt)
	}
	if i.Options.BlacklistCountries == nil {
		i.Options.BlacklistCountries = []string{}
	}
	for kind := range s.Pictures {
		i.Image[kind] = kind
	}
	if s.Status == submission.Rejected {
		for _, code := range s.RejectCodes {
			i.KYC.CommentCode = append(i.KYC.CommentCode, code)
			i.KYC.Comment = append(i.KYC.Comment, submission.Comment(code, s.Settings.AgeLimit))
		}
	}
	for n, try := range s.Tries {
		i.KYC.Attempts = append(i.KYC.Attempts, itemTry{n + 1, try.Liveness, try.Similarity, try.Messages, try.Codes})
	}
	return i
}

type pageKey struct {
	ID        string `json:"id"`
	CreatedAt string `json:"created_at"`
}

type listAnswer struct {
	Items []item   `json:"Items"`
	Next  *pageKey `json:"nextpageKey,omitempty"`
}

func (s *server) list(w http.ResponseWriter, r *http.Request, c submission.Caller, v submission.Generation) error {
	q, err := readQuery(r, v)
	if err != nil {
		return err
	}
	items, more, err := s.use.List(r.Context(), c, q)
	if err != nil {
		return err
	}
	answer := listAnswer{Items: []item{}}
	for _, each := range items {
		answer.Items = append(answer.Items, itemOf(each))
	}
	if more {
		last := items[len(items)-1]
		answer.Next = &pageKey{last.ID, stamp(last.CreatedAt)}
	}
	return web.WriteJSON(w, http.StatusOK, answer)
}

// maxCount of a page, and the default of the older generation (decision A28).
const maxCount = 2000

func readQuery(r *http.Request, v submission.Generation) (submission.ListQuery, error) {
	values := r.URL.Query()
	q := submission.ListQuery{SubmissionID: first(values.Get("submission_id"), values.Get("submissionId")), UserID: values.Get("userid"),
		Email: values.Get("email"), AfterID: values.Get("nextpage_id"), Limit: 50}
	if v == submission.V2 {
		q.Limit = maxCount
	}
	if text := values.Get("count"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxCount {
			return q, fault.New(fault.Invalid, "count")
		}
		q.Limit = n
	}
	for name, into := range map[string]*time.Time{"start_date": &q.From, "end_date": &q.To, "nextpage_date": &q.AfterTime} {
		if text := values.Get(name); text != "" {
			at, whole, err := readTime(text)
			if err != nil {
				return q, fault.New(fault.Invalid, name)
			}
			if name == "end_date" && whole {
				at = at.AddDate(0, 0, 1) // the day itself belongs to the period
			}
			*into = at
		}
	}
	if (q.AfterID == "") != q.AfterTime.IsZero() {
		return q, fault.New(fault.Invalid, "nextpage_id, nextpage_date")
	}
	return q, nil
}

// readTime reads YYYYMMDD, YYYY-MM-DD (whole days) or a full time.
func readTime(text string) (at time.Time, whole bool, err error) {
	for _, layout := range []string{"20060102", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true, nil
		}
	}
	at, err = time.Parse(time.RFC3339, text)
	return at, false, err
}
