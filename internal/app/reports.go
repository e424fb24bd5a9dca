package app

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// reportBody is the body of transfer.report: a transaction id, or that the transfer was given up.
type reportBody struct {
	TxHash  string             `json:"txHash,omitempty"`
	Vout    string             `json:"vout,omitempty"`
	Outcome travelrule.Outcome `json:"outcome,omitempty"` // set: an error report
	Reason  check.Reason       `json:"reason,omitempty"`
	Code    string             `json:"code,omitempty"`
	Message string             `json:"message,omitempty"`
}

// check holds a report of another VASP against the limits of contract 5.4.
func (b reportBody) check() error {
	isError := b.Outcome != ""
	switch {
	case isError == (b.TxHash != ""):
		return fault.New(fault.EnvelopeBody, "outcome")
	case utf8.RuneCountInString(b.TxHash) > travelrule.MaxTxHash, utf8.RuneCountInString(b.Vout) > travelrule.MaxVout:
		return fault.New(fault.EnvelopeBody, "txHash")
	case isError && (!b.Outcome.Final() || travelrule.OutcomeCode(b.Outcome) == ""):
		return fault.New(fault.EnvelopeBody, "outcome")
	case isError && (!knownReason(b.Reason) || b.Code != "" && !travelrule.ValidReasonCode(b.Code)):
		return fault.New(fault.EnvelopeBody, "reason")
	case utf8.RuneCountInString(b.Message) > travelrule.MaxMessage:
		return fault.New(fault.EnvelopeBody, "message")
	}
	return nil
}

// apply writes a report into a row and says whether that changes anything.
func (b reportBody) apply(v *Verification, at time.Time) bool {
	if b.Outcome != "" {
		changed := v.Outcome != b.Outcome || v.Reason != b.Reason || v.Code != b.Code || v.Message != b.Message
		v.Outcome, v.Reason, v.Code, v.Message = b.Outcome, b.Reason, b.Code, b.Message
		return changed
	}
	vout := optionalText(b.Vout)
	if v.TxHash != nil && *v.TxHash == b.TxHash && sameText(v.Vout, vout) {
		return false
	}
	hash := b.TxHash
	v.TxHash, v.Vout, v.OrderedAt = &hash, vout, &at
	return true
}

func optionalText(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func sameText(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// TransactionReport says which blockchain transaction a verification became (contract 2.7).
type TransactionReport struct{ UUID, TxHash, Vout string }

// ErrorReport says that a transfer is given up for good (contract 2.8).
type ErrorReport struct {
	UUID    string
	Outcome travelrule.Outcome
	Reason  check.Reason
	Code    string // see Verification.Code
	Message string
}

// ReportTransaction stores a transaction id and tells the beneficiary VASP. The same report twice does nothing; another id replaces the first.
//
// Errors: fault.NotFound, fault.Invalid at actionType for the beneficiary side, fault.VerificationWaiting.
func (n *Node) ReportTransaction(ctx context.Context, r TransactionReport) error {
	return n.report(ctx, r.UUID, PeerTxReport, reportBody{TxHash: r.TxHash, Vout: r.Vout})
}

// ReportError stores that a transfer was given up and tells the beneficiary VASP. Errors as ReportTransaction.
func (n *Node) ReportError(ctx context.Context, r ErrorReport) error {
	return n.report(ctx, r.UUID, PeerErrorReport, reportBody{Outcome: r.Outcome, Reason: r.Reason, Code: r.Code, Message: r.Message})
}

// report changes the row and stores the delivery in one transaction.
func (n *Node) report(ctx context.Context, uuid, typ string, body reportBody) error {
	v, dataKey, err := n.verificationAs(ctx, uuid, travelrule.Sending)
	if err != nil {
		return err
	}
	if !v.Outcome.Final() {
		return fault.New(fault.VerificationWaiting, "verificationUuid")
	}
	delivery, err := n.newDelivery(ToPeer, typ, v, dataKey, body)
	if err != nil {
		return err
	}
	entry := n.entry(ctx, audit.VerificationUpdated, "verification", uuid)
	changed := false
	err = n.Store.InTx(ctx, func(tx Tx) (err error) {
		if changed, err = n.applyReport(ctx, tx, uuid, body, entry); err != nil || !changed {
			return err
		}
		return putDelivery(ctx, tx, delivery)
	})
	if err == nil && changed {
		n.kickDelivery(delivery)
	}
	return err
}

// applyReport writes a report into the row as it is in this transaction.
func (n *Node) applyReport(ctx context.Context, tx Tx, uuid string, body reportBody, entry audit.Entry) (changed bool, err error) {
	v, err := tx.Verification(ctx, uuid)
	if err != nil || !body.apply(&v, n.now()) {
		return false, err
	}
	entry.Digest = v.Digest()
	entry.Details = map[string]string{"outcome": string(v.Outcome), "reason": string(v.Reason)}
	return true, tx.ReportVerification(ctx, v, entry)
}

// verificationAs finds a verification in which this node has a part; fault.Invalid at actionType when it has the other.
func (n *Node) verificationAs(ctx context.Context, uuid string, part travelrule.Direction) (v Verification, dataKey seal.DataKey, err error) {
	if v, err = n.verification(ctx, uuid); err != nil {
		return v, dataKey, err
	}
	if v.Direction != part && v.OriginatingVASP != v.BeneficiaryVASP { // inside one VASP it has both
		return v, dataKey, fault.New(fault.Invalid, "actionType")
	}
	dataKey, err = n.Keyring.Unwrap(verificationSubject(uuid), v.WrappedKey)
	return v, dataKey, err
}

// receiptBody is the body of transfer.receipt.
type receiptBody struct {
	Accepted bool `json:"accepted"` // false: no such verification of the sender's is known
}

func readReceipt(text []byte) error {
	var receipt receiptBody
	if err := decodeBody(text, &receipt); err != nil {
		return err
	}
	if !receipt.Accepted {
		return fault.New(fault.NotFound, "verification")
	}
	return nil
}

// answerReport stores a report of the originating VASP and the callback that tells the back end, together with the memory of the message.
func (n *Node) answerReport(ctx context.Context, m envelope.Message) ([]byte, error) {
	var body reportBody
	if err := decodeBody(m.Body, &body); err != nil {
		return nil, err
	}
	if err := body.check(); err != nil {
		return nil, err
	}
	v, dataKey, err := n.verificationAs(ctx, m.Header.Verification, travelrule.Receiving)
	known := err == nil && v.OriginatingVASP == m.Header.From
	if err != nil && !fault.Has(err, fault.NotFound) && !fault.Has(err, fault.Invalid) {
		return nil, err
	}
	answer, err := n.reply(m, envelope.Receipt, receiptBody{Accepted: known})
	if err != nil {
		return nil, err
	}
	var told *Delivery
	if known {
		if told, err = n.reportCallback(v, dataKey, body); err != nil {
			return nil, err
		}
	}
	received, updated := n.entry(ctx, audit.MessageAnswered, "message", m.Header.ID), n.entry(ctx, audit.VerificationUpdated, "verification", v.UUID)
	answer, err = n.remember(ctx, m, answer, received, func(tx Tx) error {
		if !known {
			return nil
		}
		if m.Header.From != n.cfg.VaspID { // inside one VASP the row has the report already
			if _, err := n.applyReport(ctx, tx, v.UUID, body, updated); err != nil {
				return err
			}
		}
		return putDelivery(ctx, tx, told)
	})
	if err == nil {
		n.kickDelivery(told)
	}
	return answer, err
}

// reportCallback tells the beneficiary's back end of a report (contract 3.5).
func (n *Node) reportCallback(v Verification, dataKey seal.DataKey, b reportBody) (*Delivery, error) {
	if b.Outcome == "" {
		return n.callback(CallbackTxReport, v, dataKey, struct {
			UUID   string `json:"verificationUuid"`
			TxHash string `json:"txHash"`
			Vout   string `json:"vout,omitempty"`
		}{v.UUID, b.TxHash, b.Vout})
	}
	return n.callback(CallbackErrorReport, v, dataKey, struct {
		UUID    string `json:"verificationUuid"`
		Result  string `json:"result"`
		Reason  string `json:"reason"`
		Message string `json:"message,omitempty"`
	}{v.UUID, travelrule.OutcomeCode(b.Outcome), reasonCode(b.Reason, b.Code), b.Message})
}

// inquiryAnswer is the body of transfer.status.
type inquiryAnswer struct {
	Known  bool                      `json:"known"`            // false: no such verification of the asker's is known
	Status travelrule.TransferStatus `json:"status,omitempty"` // empty: the back end did not say
	TxHash string                    `json:"txHash,omitempty"`
	Vout   string                    `json:"vout,omitempty"`
}

// Inquire asks the originating VASP how far a transfer has come (contract 2.9). A transaction id in the answer is stored as if reported.
//
// Errors: fault.NotFound, fault.Invalid at actionType for the originating side, fault.MemberNotFound, MemberNotActive, TimedOut.
func (n *Node) Inquire(ctx context.Context, uuid string) (TransferState, error) {
	v, _, err := n.verificationAs(ctx, uuid, travelrule.Receiving)
	if err != nil {
		return TransferState{}, err
	}
	to, err := n.counterparty(ctx, v.OriginatingVASP)
	if err != nil {
		return TransferState{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.AnswerTimeout)
	defer cancel()
	text, err := n.askText(ctx, to, peerKeyName{vasp: to.VaspID, typ: travelrule.PerVASP}, envelope.Inquiry, uuid, []byte(`{}`))
	if fault.Has(err, fault.PeerRefused) {
		return TransferState{}, fault.Newf(fault.TimedOut, "peer", "%s", RefusedWith(err))
	}
	if err != nil {
		return TransferState{}, err
	}
	state, err := readInquiryAnswer(text)
	if err != nil || state.TxHash == "" || v.TxHash != nil {
		return state, err
	}
	entry := n.entry(ctx, audit.VerificationUpdated, "verification", uuid)
	return state, n.Store.InTx(context.WithoutCancel(ctx), func(tx Tx) error {
		_, err := n.applyReport(ctx, tx, uuid, reportBody{TxHash: state.TxHash, Vout: state.Vout}, entry)
		return err
	})
}

func readInquiryAnswer(text []byte) (TransferState, error) {
	var answer inquiryAnswer
	if err := decodeBody(text, &answer); err != nil {
		return TransferState{}, err
	}
	switch {
	case !answer.Known:
		return TransferState{}, fault.New(fault.NotFound, "verification")
	case answer.Status == "":
		return TransferState{}, fault.New(fault.TimedOut, "peer")
	case !answer.Status.Valid(), utf8.RuneCountInString(answer.TxHash) > travelrule.MaxTxHash, utf8.RuneCountInString(answer.Vout) > travelrule.MaxVout:
		return TransferState{}, fault.New(fault.EnvelopeBody, "status")
	}
	return TransferState{Status: answer.Status, TxHash: answer.TxHash, Vout: answer.Vout}, nil
}

// answerInquiry asks the back end, or says what the row says when there is none to ask.
func (n *Node) answerInquiry(ctx context.Context, m envelope.Message) ([]byte, error) {
	var body inquiryAnswer
	v, _, err := n.verificationAs(ctx, m.Header.Verification, travelrule.Sending)
	switch {
	case fault.Has(err, fault.NotFound), fault.Has(err, fault.Invalid), err == nil && v.BeneficiaryVASP != m.Header.From:
	case err != nil:
		return nil, err
	default:
		body = n.transferState(ctx, v)
	}
	answer, err := n.reply(m, envelope.InquiryAnswer, body)
	if err != nil {
		return nil, err
	}
	entry := n.entry(ctx, audit.MessageAnswered, "message", m.Header.ID)
	return n.remember(ctx, m, answer, entry, func(Tx) error { return nil })
}

func (n *Node) transferState(ctx context.Context, v Verification) inquiryAnswer {
	if !n.Backend.Has(CallTransfer) {
		return stateOfRow(v)
	}
	var state TransferState
	var err error
	started := time.Now()
	n.answers.outside(func() { state, err = n.Backend.Transfer(ctx, v.UUID) })
	n.backendCalled(ctx, CallTransfer, started, err)
	if err != nil {
		return inquiryAnswer{Known: true}
	}
	return inquiryAnswer{Known: true, Status: state.Status, TxHash: state.TxHash, Vout: state.Vout}
}

// stateOfRow is what the node itself knows of a transfer: whether its transaction was reported, and whether it was given up.
func stateOfRow(v Verification) inquiryAnswer {
	answer := inquiryAnswer{Known: true, Status: travelrule.TransferPending}
	if v.TxHash != nil {
		answer.Status, answer.TxHash = travelrule.TransferProcessing, *v.TxHash
	}
	if v.Vout != nil {
		answer.Vout = *v.Vout
	}
	if v.Outcome != travelrule.Verified {
		answer.Status = travelrule.TransferCanceled
	}
	return answer
}
