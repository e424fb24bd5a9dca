package ekyc

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
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

// qrReasons are those of QR01 and QR02.
var qrReasons = []check.Reason{check.QRMismatch, check.QRFormat}

func (s *Service) judgeQR(ctx context.Context, w *work, in QR, text string) (Answer, error) {
	now := s.now()
	var findings []verification.Finding
	if input, ok := w.withCode(text); ok {
		input.Today = now.In(place)
		for _, f := range s.Judge(input, w.data.Settings.policy()) {
			if slices.Contains(qrReasons, f.Reason) {
				findings = append(findings, f)
			}
		}
	}
	answer := Answer{Settings: w.data.Settings}
	refused, against := refusal(findings)
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

// withCode is the document as if the scanned code stood on the side that has one; false: its type has none, or the text is no text.
func (w *work) withCode(text string) (verification.Input, bool) {
	if !utf8.ValidString(text) || len(text) > maxQR || w.data.Front == nil {
		return verification.Input{}, false
	}
	input := verification.Input{Front: w.data.Front, Back: w.data.Back, Family: string(w.row.Family)}
	scanned := []document.Code{{Symbology: qrCode, Text: text}}
	switch {
	case w.data.Front.Type == document.CCCDChip:
		page := *w.data.Front
		page.Codes, input.Front, input.Latest = scanned, &page, document.Front
	case w.data.Back != nil && w.data.Back.Type == document.CanCuoc2024:
		page := *w.data.Back
		page.Codes, input.Back, input.Latest = scanned, &page, document.Back
	default:
		return verification.Input{}, false
	}
	return input, true
}
