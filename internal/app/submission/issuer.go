package submission

import (
	"context"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
)

// Issuer asks the issuer of a document whether its data are genuine (contract 7.6).
type Issuer interface {
	Name() string
	Simulated() bool
	Check(ctx context.Context, r IssuerRequest) (IssuerOutcome, error)
}

// IssuerRequest holds the data of one check. The same CheckID is the same question.
type IssuerRequest struct {
	CheckID, Kind                           string
	FullName, BirthDate, IssueDate          string // dates YYYY-MM-DD
	IdentityNumber, LicenceNumber, SerialNo string
}

// IssuerOutcome is what an issuer said.
type IssuerOutcome string

// The outcomes.
const (
	IssuerMatch        IssuerOutcome = "match"
	IssuerMismatch     IssuerOutcome = "mismatch"
	IssuerNotFound     IssuerOutcome = "not_found"
	IssuerReportedLost IssuerOutcome = "reported_lost"
	IssuerExpired      IssuerOutcome = "expired"
	IssuerLocked       IssuerOutcome = "locked"
	IssuerDataOnly     IssuerOutcome = "data_only"
	IssuerUnavailable  IssuerOutcome = "unavailable"
)

const (
	issuerTime    = 10 * time.Second // how long an issuer may take
	refusalWindow = 24 * time.Hour   // in which the refusals of one number are counted (contract 7.6)
)

// askIssuer is S2-08. The local rules of contract 7.1 to 7.3 run first: a request they refuse never reaches the issuer.
func (s *Service) askIssuer(ctx context.Context, w *work, now time.Time) error {
	d := &w.data
	kind := koreanKind(*d)
	if kind == "" {
		return nil
	}
	if s.Issuer == nil {
		return s.issuerUnavailable(w, "no connector is configured")
	}
	if !plausibleKorean(kind, d.Confirmed, now) {
		d.Checks = append(d.Checks, note("issuer", check.Failed, "the data cannot be those of such a document"))
		return s.issuerRefused(ctx, w, IssuerMismatch, now)
	}
	if why, err := s.issuerBudget(ctx, *d, now); why != "" || err != nil {
		if err != nil {
			return fault.Wrap(fault.SubmissionFinal, "database", uncoded(err))
		}
		return s.issuerUnavailable(w, why)
	}
	switch outcome := s.callIssuer(ctx, w, kind); outcome {
	case IssuerMatch:
		d.Issuer = "success"
		d.Checks = append(d.Checks, note("issuer", check.Passed, simulated(s.Issuer)))
		return nil
	case IssuerDataOnly:
		d.Issuer = "success"
		d.Checks = append(d.Checks, note("issuer", check.Inconclusive, string(outcome)))
		return nil
	case IssuerUnavailable:
		return s.issuerUnavailable(w, "no answer")
	case IssuerLocked:
		d.Checks = append(d.Checks, note("issuer", check.Inconclusive, string(outcome)))
		return s.issuerRefused(ctx, w, outcome, now)
	default:
		d.Checks = append(d.Checks, note("issuer", check.Failed, string(outcome)))
		return s.issuerRefused(ctx, w, outcome, now)
	}
}

// callIssuer asks once; no answer is IssuerUnavailable.
func (s *Service) callIssuer(ctx context.Context, w *work, kind string) IssuerOutcome {
	d := &w.data
	d.IssuerCalls++
	d.IssuerSource = s.Issuer.Name()
	ctx, cancel := context.WithTimeout(ctx, issuerTime)
	defer cancel()
	c := d.Confirmed
	outcome, err := s.Issuer.Check(ctx, IssuerRequest{CheckID: w.row.ID + "-" + strconv.Itoa(d.IssuerCalls), Kind: kind, FullName: c.Name,
		BirthDate: c.DateOfBirth, IssueDate: c.DateOfIssue, IdentityNumber: normal(c.IdentityNumber), LicenceNumber: normal(c.LicenceNumber), SerialNo: normal(c.SerialNumber)})
	if err != nil {
		s.Log.WarnContext(ctx, "the issuer check did not answer", "connector", s.Issuer.Name(), "error", err.Error())
		return IssuerUnavailable
	}
	return outcome
}

// issuerBudget says why the issuer must not be asked any more: five wrong tries lock a number for its holder, so they are not ours to use up.
func (s *Service) issuerBudget(ctx context.Context, d Private, now time.Time) (why string, err error) {
	if d.IssuerCalls >= s.Limits.IssuerCalls {
		return "the calls allowed for one submission are used up", nil
	}
	refused := 0
	err = s.Store.View(ctx, func(r Reader) (err error) {
		refused, err = r.IssuerRefusals(ctx, s.numberIndex(d), now.Add(-refusalWindow))
		return err
	})
	if err == nil && refused >= s.Limits.Refusals {
		why = "the tries allowed for this number within 24 hours are used up"
	}
	return why, err
}

// numberIndex is the keyed hash of the number that an issuer knows the document by.
func (s *Service) numberIndex(d Private) []byte {
	number := normal(d.Confirmed.IdentityNumber)
	if d.IDType == "drivers_license" {
		number = normal(d.Confirmed.LicenceNumber)
	}
	sum := s.Keyring.Index("submission.issuer", number)
	return sum[:]
}

func simulated(i Issuer) string {
	if i.Simulated() {
		return "simulated"
	}
	return ""
}

// issuerUnavailable: by the project's setting an error of ours, or a warning that keeps the submission from automatic approval.
func (s *Service) issuerUnavailable(w *work, why string) error {
	w.data.Issuer = "unavailable"
	w.data.Checks = append(w.data.Checks, note("issuer", check.NotRun, why))
	if w.data.Settings.IssuerCheck == "error" {
		return fault.Newf(fault.SubmissionFinal, "issuer", "%s", why)
	}
	return nil
}

// issuerRefused keeps the refusal with the submission. A lost or expired card, or the last call, ends it; a number that its issuer has locked is
// for a reviewer. The answer is S2-08 all the same.
func (s *Service) issuerRefused(ctx context.Context, w *work, outcome IssuerOutcome, now time.Time) error {
	w.data.Issuer = "fail"
	code := map[IssuerOutcome]string{IssuerReportedLost: "id_image_invalidId", IssuerExpired: "expired_id"}[outcome]
	if code == "" && outcome != IssuerLocked && w.data.IssuerCalls >= s.Limits.IssuerCalls {
		code = "id_info_dataMismatch"
	}
	action := audit.SubmissionTried
	switch {
	case code != "":
		w.data.RejectCodes = append(w.data.RejectCodes, code)
		w.finish(Rejected, now)
		action = audit.SubmissionDecided
	case outcome == IssuerLocked:
		w.finish(Pending, now)
		action = audit.SubmissionDecided
	}
	index := s.numberIndex(w.data)
	err := s.save(ctx, w, action, func(ctx context.Context, tx Tx) error {
		if w.data.IssuerCalls == 0 {
			return nil // refused by the local rules: the issuer was not asked
		}
		return tx.AddIssuerRefusal(ctx, index, now)
	})
	if err != nil {
		return s.finalisationError(w, err)
	}
	return fault.New(fault.SubmissionIssuer, "identity")
}

// plausibleKorean are the hard rules of contract 7.1 to 7.3.
func plausibleKorean(kind string, f Fields, now time.Time) bool {
	switch kind {
	case "kr_resident_card":
		n := normal(f.IdentityNumber)
		birth := birthOfRRN(n)
		return digits(n, 13) && birth != "" && birth <= now.Format(time.DateOnly) && (n[6] < '5' || n[6] == '9') &&
			(f.DateOfBirth == "" || f.DateOfBirth == birth) && isDate(f.DateOfIssue) && f.DateOfIssue <= now.Format(time.DateOnly)
	case "kr_driver_licence":
		n, serial := normal(f.LicenceNumber), normal(f.SerialNumber)
		if !digits(n, 12) || !licenceRegions[n[:2]] || len(serial) < 5 || len(serial) > 6 || !isDate(f.DateOfBirth) {
			return false
		}
		for _, c := range serial {
			if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
				return false
			}
		}
	}
	return true
}

var licenceRegions = map[string]bool{"11": true, "12": true, "13": true, "14": true, "15": true, "16": true, "17": true, "18": true, "19": true,
	"20": true, "21": true, "22": true, "23": true, "24": true, "25": true, "26": true, "28": true}
