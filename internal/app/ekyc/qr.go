package ekyc

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/verification"
)

// maxQR is how many bytes the text of a code may have; QR version 40 holds fewer.
const maxQR = 4 << 10

// QR is a call of qrcode (contract 2.4): the text a client scanned, or a picture of the code.
type QR struct {
	LiveCall
	Text       string
	Picture    []byte
	BodyFault  error
	ManualTime string
	SDKVersion string
}

// QR compares a code with what was read from the document. fault.EKYCSessionMissing, EKYCSessionGone, EKYCDocumentFirst, EKYCParameters, EKYCPicture,
// EKYCQRFormat, and EKYCEngine for a picture that could not be looked at.
func (s *Service) QR(ctx context.Context, c Caller, in QR) (Answer, error) {
	if in.SessionID == "" {
		return Answer{}, fault.New(fault.EKYCSessionMissing, "session-id")
	}
	giveBack, err := s.turns.take(ctx, in.SessionID)
	if err != nil {
		return Answer{}, err
	}
	defer giveBack()
	w, err := s.documented(ctx, c, in.LiveCall)
	if err != nil {
		return Answer{}, err
	}
	text, err := s.qrText(ctx, in)
	if err != nil {
		return Answer{}, err
	}
	for range overtaken {
		answer, err := s.judgeQR(ctx, w, in, text)
		if !fault.Has(err, fault.Conflict) {
			return answer, err
		}
		if w, err = s.documented(ctx, c, in.LiveCall); err != nil {
			return Answer{}, err
		}
	}
	return Answer{}, fault.New(fault.EKYCEngine, "session")
}

func (s *Service) documented(ctx context.Context, c Caller, in LiveCall) (*work, error) {
	w, err := s.live(ctx, c, in.SessionID, in.Device)
	if err == nil && !w.row.State.Documented() {
		err = fault.New(fault.EKYCDocumentFirst, "session-id")
	}
	return w, err
}

func (s *Service) qrText(ctx context.Context, in QR) (string, error) {
	switch {
	case in.BodyFault != nil:
		return "", in.BodyFault
	case len(in.Picture) == 0 && in.Text == "":
		return "", fault.New(fault.EKYCParameters, "qrcode")
	case len(in.Picture) == 0:
		return in.Text, nil
	case !acceptable(in.Picture):
		return "", fault.New(fault.EKYCPicture, "files[0]")
	case s.Engine == nil:
		return "", fault.Newf(fault.EKYCEngine, "engine", "not configured")
	}
	ctx, cancel := context.WithTimeout(ctx, s.EngineTime)
	defer cancel()
	page, err := s.Engine.Page(ctx, in.Picture, document.Hint{})
	if err != nil {
		return "", err
	}
	if why, missing := page.NotRun["codes"]; missing {
		return "", fault.Newf(fault.EKYCEngine, "engine.codes", "%s", why)
	}
	for _, code := range page.Codes {
		if code.Symbology == qrCode {
			return code.Text, nil
		}
	}
	return "", fault.New(fault.EKYCQRFormat, "files[0]")
}

func (s *Service) judgeQR(ctx context.Context, w *work, in QR, text string) (Answer, error) {
	now := s.now()
	findings := w.compareQR(text, now)
	answer := Answer{Settings: w.data.Settings}
	refused, against := verification.First(findings)
	switch {
	case against:
		answer.Refused = refused.Reason
	case !slices.ContainsFunc(findings, func(f verification.Finding) bool { return f.Reason == check.QRMismatch && f.Status == check.Passed }):
		answer.Refused = check.QRFormat // not a code of this document, or nothing there to compare it with
	default:
		if err := w.happen(QRAccepted, now); err != nil {
			return Answer{}, err
		}
		w.data.QRText = text
	}
	w.row.Code = string(answer.Refused)
	w.data.Calls = append(w.data.Calls, Call{At: now, Call: "qrcode", Answer: string(answer.Refused), Findings: kept(findings), ManualTime: cut(in.ManualTime),
		SDKVersion: cut(in.SDKVersion)})
	return answer, s.save(ctx, w, audit.EKYCJudged, map[string]string{"answer": string(answer.Refused)})
}

// compareQR are the checks of QR02 and QR01.
func (w *work) compareQR(text string, now time.Time) (findings []verification.Finding) {
	if !utf8.ValidString(text) || len(text) > maxQR {
		return nil
	}
	for _, r := range vn.CompareQR(text, w.data.Front, w.data.Back, now.In(place), w.data.Settings.Policy.Vietnam) {
		findings = append(findings, verification.Finding{Result: r, Severity: w.data.Settings.Policy.Severities[r.Reason], Rule: "eKYC contract 2.4"})
	}
	return findings
}
