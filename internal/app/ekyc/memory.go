package ekyc

import (
	"context"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// forgeries are the findings after which a number is remembered (contract 1.9): what somebody made, not what a finger may have covered.
var forgeries = []check.Reason{check.Photocopied, check.Recaptured, check.Edited, check.Watermarked, check.Perforated}

// numberIndex is the keyed hash of the number of a side that was just sent; nil when none was read.
func (s *Service) numberIndex(projectID string, input verification.Input) []byte {
	if input.Front == nil || input.Latest == document.Back {
		return nil
	}
	number := input.Front.Fields[document.Number].Value
	if number == "" {
		return nil
	}
	sum := s.Keyring.Index("ekyc.forgery", projectID, number)
	return sum[:]
}

// remembered is the check that the number is not one of a forgery that was detected within the project's hours.
func (s *Service) remembered(ctx context.Context, w *work, input verification.Input) ([]verification.Finding, error) {
	index := s.numberIndex(w.row.ProjectID, input)
	if w.data.Settings.ForgeryHours == 0 || index == nil {
		return nil, nil
	}
	f := verification.Finding{Result: check.Result{Name: "forgery.memory", Status: check.Passed, Reason: check.Edited}, Side: document.Front, Field: document.Number,
		Rule: "eKYC contract 1.9"}
	err := s.Store.View(ctx, func(r Reader) error {
		reason, err := r.EKYCForgery(ctx, w.row.ProjectID, index, s.now())
		if err == nil {
			f.Status, f.Reason = check.Failed, reason
		}
		return err
	})
	if err != nil && !fault.Has(err, fault.NotFound) {
		return nil, err
	}
	return []verification.Finding{f}, nil
}

// remember keeps the number of a detected forgery, with the session.
func (s *Service) remember(w *work, input verification.Input, reason check.Reason, now time.Time) func(context.Context, Tx) error {
	index := s.numberIndex(w.row.ProjectID, input)
	return func(ctx context.Context, tx Tx) error {
		if w.data.Settings.ForgeryHours == 0 || index == nil || !slices.Contains(forgeries, reason) {
			return nil
		}
		until := now.Add(time.Duration(w.data.Settings.ForgeryHours) * time.Hour)
		return tx.RememberForgery(ctx, w.row.ProjectID, index, reason, now, until)
	}
}
