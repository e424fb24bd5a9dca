package submission

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
)

// Review is what a person decides about a pending submission.
type Review struct {
	Status   Status   // Approved or Rejected
	Reviewer string   // who decided: a name or id for the record, 1 to 100 characters
	Codes    []string // reject codes (contract 4.4), at least one for a rejection and none for an approval
}

func (r Review) validate() error {
	switch {
	case r.Status != Approved && r.Status != Rejected:
		return fault.New(fault.Invalid, "status")
	case strings.TrimSpace(r.Reviewer) == "":
		return fault.New(fault.Missing, "reviewer")
	case utf8.RuneCountInString(r.Reviewer) > 100 || r.Reviewer == systemReviewer:
		return fault.New(fault.Invalid, "reviewer")
	case r.Status == Rejected && len(r.Codes) == 0:
		return fault.New(fault.Missing, "codes")
	case r.Status == Approved && len(r.Codes) > 0 || len(r.Codes) > 10:
		return fault.New(fault.Invalid, "codes")
	}
	for _, code := range r.Codes {
		if _, known := comments[code]; !known {
			return fault.New(fault.Invalid, "codes")
		}
	}
	return nil
}

// Decide gives a pending submission the result a person chose; an approved one becomes a customer in the same transaction. fault.NotFound; fault.Conflict
// when it is not pending, or was decided meanwhile.
func (s *Service) Decide(ctx context.Context, id string, r Review) (Item, error) {
	if err := r.validate(); err != nil {
		return Item{}, err
	}
	w, err := s.byID(ctx, id)
	if err != nil {
		return Item{}, err
	}
	if w.row.Status != Pending {
		return Item{}, fault.New(fault.Conflict, "status")
	}
	w.finish(r.Status, s.now())
	w.row.Reviewer, w.data.RejectCodes = r.Reviewer, r.Codes
	var also []func(context.Context, Tx) error
	if r.Status == Approved {
		write, err := s.makeCustomer(ctx, w)
		if err != nil {
			return Item{}, err
		}
		also = append(also, write)
	}
	if err := s.save(ctx, w, audit.SubmissionDecided, also...); err != nil {
		return Item{}, err
	}
	return Item{w.row, w.data}, nil
}

// Inspect opens one submission of any project for an administrator, and leaves an entry in the audit trail; fault.NotFound.
func (s *Service) Inspect(ctx context.Context, id string) (Item, error) {
	w, err := s.byID(ctx, id)
	if err != nil {
		return Item{}, err
	}
	entry := s.entry(ctx, audit.SubmissionViewed, "submission", id)
	if err := s.Store.InTx(ctx, func(tx Tx) error { return tx.AppendAudit(ctx, entry) }); err != nil {
		return Item{}, err
	}
	return Item{w.row, w.data}, nil
}

// InspectPicture returns a picture of a submission of any project, and leaves an entry in the audit trail; fault.NotFound, fault.SubmissionPictureGone.
func (s *Service) InspectPicture(ctx context.Context, id, kind string) ([]byte, error) {
	w, err := s.byID(ctx, id)
	if err != nil {
		return nil, err
	}
	entry := s.entry(ctx, audit.SubmissionViewed, "submission", id)
	entry.Details = map[string]string{"picture": kind}
	if _, there := w.data.Pictures[kind]; !there {
		return nil, fault.New(fault.SubmissionPictureGone, "kind")
	}
	if err := s.Store.InTx(ctx, func(tx Tx) error { return tx.AppendAudit(ctx, entry) }); err != nil {
		return nil, err
	}
	return s.picture(ctx, w, kind)
}

// Queue lists submissions of all projects without their personal part, newest first; Limit is that of the filter.
func (s *Service) Queue(ctx context.Context, f Filter) (rows []Submission, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		rows, err = r.Submissions(ctx, f)
		return err
	})
	return rows, err
}

// byID opens a submission of any project.
func (s *Service) byID(ctx context.Context, id string) (*work, error) {
	if !plausibleID(id) {
		return nil, fault.New(fault.NotFound, "submission")
	}
	var row Submission
	err := s.Store.View(ctx, func(r Reader) (err error) {
		row, err = r.Submission(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.open(row)
}
