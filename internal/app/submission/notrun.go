package submission

import (
	"context"
	"errors"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
)

// Names of the checks that were not run when the engine, or the picture, was at fault.
const (
	checkReading   = "document.reading"
	checkDetection = "face.detection"
)

// recordTime is how long keeping such a record may take. It is kept although the caller has left.
const recordTime = 5 * time.Second

// cause is an error without its code, so that the row of the contract is the one that names the step. The code it had is for the record.
type cause struct {
	text string
	code fault.Code
}

func (c cause) Error() string { return c.text }

// uncoded takes the code off an error.
func uncoded(err error) error { return cause{err.Error(), fault.CodeOf(err)} }

// reasonOf is why an engine gave nothing: a code of package fault, or words for an operator; nothing personal.
func reasonOf(err error) string {
	var c cause
	if errors.As(err, &c) {
		return string(c.code)
	}
	var f *fault.Error
	if errors.As(err, &f) && f.Detail != "" {
		return f.Detail
	}
	return string(fault.CodeOf(err))
}

// notRun keeps on record that a check was not run and why: in the audit trail, and with the submission when there is one already. That it cannot
// be kept does not change what the caller is told.
func (s *Service) notRun(ctx context.Context, c Caller, id, name string, why error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	reason := reasonOf(why)
	err := s.noteNotRun(ctx, c, id, note(name, check.NotRun, reason))
	if err != nil {
		s.Log.WarnContext(ctx, "that a check was not run could not be recorded", "check", name, "reason", reason, "error", err.Error())
	}
}

func (s *Service) noteNotRun(ctx context.Context, c Caller, id string, missing Check) error {
	details := map[string]string{"check": missing.Name, "checkStatus": missing.Status, "reason": missing.Reason}
	if id == "" { // of a first step nothing is kept but this
		entry := s.entry(ctx, audit.SubmissionNotRun, "project", c.Project.ID)
		entry.Details = details
		return s.Store.InTx(ctx, func(tx Tx) error { return tx.AppendAudit(ctx, entry) })
	}
	w, err := s.find(ctx, c, id) // as it is kept: what the failed step had confirmed is not
	if err != nil {
		return err
	}
	w.data.Checks = append(w.data.Checks, missing)
	return s.saveWith(ctx, w, audit.SubmissionNotRun, details)
}
