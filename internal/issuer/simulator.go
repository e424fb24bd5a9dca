// Package issuer connects to the issuers of identity documents (kyc-submission contract 7.6). Nobody can call a government's register without a
// contract with it, so what ships is a simulator that says that it is one.
package issuer

import (
	"context"

	"github.com/bonafide-id/bonafide/internal/app/submission"
)

// Simulator answers by a fixed table: the last character of a licence's serial, or the last digit of the day a resident card was issued. The same
// question gets the same answer.
type Simulator struct{}

// outcomes by the last character of the serial or the issue date. What is not listed matches.
var outcomes = map[byte]submission.IssuerOutcome{
	'1': submission.IssuerMismatch, '2': submission.IssuerNotFound, '3': submission.IssuerReportedLost, '4': submission.IssuerExpired,
	'5': submission.IssuerLocked, '6': submission.IssuerDataOnly, '7': submission.IssuerUnavailable,
}

// Name implements submission.Issuer.
func (Simulator) Name() string { return "simulator" }

// Simulated implements submission.Issuer.
func (Simulator) Simulated() bool { return true }

// Check implements submission.Issuer.
func (Simulator) Check(_ context.Context, r submission.IssuerRequest) (submission.IssuerOutcome, error) {
	key := r.SerialNo
	if r.Kind == "kr_resident_card" {
		key = r.IssueDate
	}
	if key == "" {
		return submission.IssuerNotFound, nil
	}
	if outcome, ok := outcomes[key[len(key)-1]]; ok {
		return outcome, nil
	}
	return submission.IssuerMatch, nil
}
