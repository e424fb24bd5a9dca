package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// Reviews is what reviewing submissions asks of the node.
type Reviews interface {
	Queue(ctx context.Context, f submission.Filter) ([]submission.Submission, error)
	Inspect(ctx context.Context, id string) (submission.Item, error)
	InspectPicture(ctx context.Context, id, kind string) ([]byte, error)
	Decide(ctx context.Context, id string, r submission.Review) (submission.Item, error)
}

// queued is a submission in a list: nothing personal, so that the list can be watched.
type queued struct {
	ID        string            `json:"id"`
	ProjectID string            `json:"projectId"`
	Status    submission.Status `json:"status"`
	Attempts  int               `json:"attempts"`
	Reviewer  string            `json:"reviewer,omitempty"`
	CreatedAt time.Time         `json:"createdAt"`
	UpdatedAt time.Time         `json:"updatedAt"`
	ResultAt  *time.Time        `json:"resultAt,omitempty"`
}

func queuedOf(s submission.Submission) queued {
	return queued{s.ID, s.ProjectID, s.Status, s.Attempts, s.Reviewer, s.CreatedAt, s.UpdatedAt, s.ResultAt}
}

// reviewed is a submission as its reviewer sees it: what was read, what the person says, and every check with what was not run.
type reviewed struct {
	queued
	IssuingCountry string             `json:"issuingCountry"`
	IDType         string             `json:"idType"`
	Read           submission.Fields  `json:"read"`
	Confirmed      submission.Fields  `json:"confirmed"`
	Address        submission.Address `json:"address"`
	Checks         []submission.Check `json:"checks"`
	Tries          []submission.Try   `json:"tries"`
	RejectCodes    []string           `json:"rejectCodes"`
	Issuer         string             `json:"issuer,omitempty"`
	IssuerSource   string             `json:"issuerSource,omitempty"`
	Similarity     *int               `json:"faceSimilarityScore,omitempty"`
	Liveness       *int               `json:"livenessScore,omitempty"`
	Pictures       []string           `json:"pictures"`
	Models         map[string]string  `json:"models"`
	CustomerID     string             `json:"customerId,omitempty"`
}

func reviewedOf(i submission.Item) reviewed {
	r := reviewed{queued: queuedOf(i.Submission), IssuingCountry: i.IssuingCountry, IDType: i.IDType, Read: i.Read, Confirmed: i.Confirmed, Address: i.Address,
		Checks: i.Checks, Tries: i.Tries, RejectCodes: i.RejectCodes, Issuer: i.Issuer, IssuerSource: i.IssuerSource, Similarity: i.Similarity, Liveness: i.Liveness,
		Pictures: []string{}, Models: i.Models, CustomerID: i.CustomerID}
	r.Read.IdentityNumber, r.Confirmed.IdentityNumber = submission.Masked(i.Read), submission.Masked(i.Confirmed)
	for _, kind := range []string{submission.IDImage, submission.IDBackImage, submission.SelfieImage, submission.AddressImage} {
		if _, there := i.Pictures[kind]; there {
			r.Pictures = append(r.Pictures, kind)
		}
	}
	return r
}

type reviewServer struct{ use Reviews }

func (s reviewServer) routes() map[string]web.Handler {
	return map[string]web.Handler{
		"GET /admin/v1/submissions":                      s.list,
		"GET /admin/v1/submissions/{id}":                 s.get,
		"GET /admin/v1/submissions/{id}/pictures/{kind}": s.picture,
		"PUT /admin/v1/submissions/{id}/result":          s.decide,
	}
}

func (s reviewServer) list(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r)
	if err != nil {
		return err
	}
	f := submission.Filter{ProjectID: r.URL.Query().Get("project"), Status: submission.Status(r.URL.Query().Get("status")), Limit: p.Limit}
	switch f.Status {
	case "", submission.Incomplete, submission.Pending, submission.Approved, submission.Rejected:
	default:
		return fault.New(fault.Invalid, "status")
	}
	if f.BeforeTime, f.BeforeID, err = readCursor(p.After); err != nil {
		return err
	}
	rows, err := s.use.Queue(r.Context(), f)
	if err != nil {
		return err
	}
	out := struct {
		Submissions []queued `json:"submissions"`
		Next        string   `json:"next,omitempty"`
	}{Submissions: make([]queued, 0, len(rows))}
	for _, row := range rows {
		out.Submissions = append(out.Submissions, queuedOf(row))
	}
	if len(rows) == p.Limit {
		last := rows[len(rows)-1]
		out.Next = cursor(last.CreatedAt, last.ID)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s reviewServer) get(w http.ResponseWriter, r *http.Request) error {
	item, err := s.use.Inspect(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, reviewedOf(item))
}

func (s reviewServer) picture(w http.ResponseWriter, r *http.Request) error {
	picture, err := s.use.InspectPicture(r.Context(), r.PathValue("id"), r.PathValue("kind"))
	if fault.Has(err, fault.SubmissionPictureGone) {
		err = fault.New(fault.NotFound, "kind")
	}
	if err != nil {
		return err
	}
	return web.WritePicture(w, picture)
}

func (s reviewServer) decide(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Status   submission.Status `json:"status"`
		Reviewer string            `json:"reviewer"`
		Codes    []string          `json:"codes"`
	}
	if err := web.ReadJSON(r, &in); err != nil {
		return err
	}
	item, err := s.use.Decide(r.Context(), r.PathValue("id"), submission.Review{Status: in.Status, Reviewer: in.Reviewer, Codes: in.Codes})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, reviewedOf(item))
}
