package app

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// Types of deliveries: the callback types of contract 3.5, and the two reports to the other VASP.
const (
	CallbackResult      = "VERIFICATION_RESULT"
	CallbackTxReport    = "TX_REPORT"
	CallbackErrorReport = "ERROR_REPORT"
	CallbackKYT         = "CHAINALYSIS_KYT_RESULT"
	CallbackWCO         = "REFINITIV_WCO_RESULT"
	PeerTxReport        = "report.tx"
	PeerErrorReport     = "report.error"
)

// Pauses between tries of a delivery: they double from the first to the last, each a fifth longer or shorter by chance.
const (
	firstDeliveryPause = time.Second
	lastDeliveryPause  = 10 * time.Minute
)

func deliveryPlace(id string) string      { return "deliveries/body/" + id }
func deliveryReplyPlace(id string) string { return "deliveries/reply/" + id }

// newDelivery prepares an event of a verification. data is sealed with the verification's own key, so that erasing the one erases the other.
func (n *Node) newDelivery(target DeliveryTarget, typ string, v Verification, dataKey seal.DataKey, data any) (*Delivery, error) {
	text, err := encodeBody(data)
	if err != nil {
		return nil, err
	}
	id, now := n.NewID(), n.now()
	sealed, err := dataKey.Seal(n.Rand, deliveryPlace(id), text)
	if err != nil {
		return nil, err
	}
	return &Delivery{ID: id, Target: target, Type: typ, Verification: v.UUID, VASP: n.opposite(v), Body: sealed, MessageID: n.NewID(), State: DeliveryPending,
		CreatedAt: now, NextAt: now, GiveUpAt: now.Add(n.cfg.DeliverFor)}, nil
}

// callback prepares an event for the back end; nil when none is configured.
func (n *Node) callback(typ string, v Verification, dataKey seal.DataKey, data any) (*Delivery, error) {
	if !n.Backend.Has(CallCallback) {
		return nil, nil
	}
	return n.newDelivery(ToBackend, typ, v, dataKey, data)
}

// opposite is the other VASP of a verification; inside one VASP it is itself.
func (n *Node) opposite(v Verification) string {
	if v.Direction == travelrule.Sending {
		return v.BeneficiaryVASP
	}
	return v.OriginatingVASP
}

// putDelivery stores a delivery and the job that brings it; nil does nothing. The job has no time of its own: one that had would wait for the scheduler,
// which looks every five seconds, and runDelivery waits for the delivery's time by itself.
func putDelivery(ctx context.Context, tx Tx, d *Delivery) error {
	if d == nil {
		return nil
	}
	if err := tx.InsertDelivery(ctx, *d); err != nil {
		return err
	}
	return tx.Enqueue(ctx, Job{Kind: JobDeliver, Key: d.ID})
}

// kickDelivery has a delivery that has been committed tried at once; nil does nothing.
func (n *Node) kickDelivery(d *Delivery) {
	if d != nil {
		n.kick(Job{Kind: JobDeliver, Key: d.ID})
	}
}

// resultCallback tells the originating back end how its verification ended (contract 3.5). With a verified one go the data that were asked for; with any
// other the parties as they were sent, as the contract's example shows: v is the row before the answer was written into it. nil when no back end is configured.
func (n *Node) resultCallback(v Verification, dataKey seal.DataKey, answer answerBody) (*Delivery, error) {
	if !n.Backend.Has(CallCallback) {
		return nil, nil
	}
	type parties struct {
		Originator      json.RawMessage `json:"originator,omitempty"`
		Beneficiary     json.RawMessage `json:"beneficiary,omitempty"`
		OriginatingVASP json.RawMessage `json:"originatingVASP,omitempty"`
		BeneficiaryVASP json.RawMessage `json:"beneficiaryVASP,omitempty"`
	}
	data := struct {
		UUID    string   `json:"verificationUuid"`
		Result  string   `json:"verificationResult"`
		Reason  string   `json:"reason"`
		Message string   `json:"message,omitempty"`
		IVMS101 *parties `json:"ivms101,omitempty"`
	}{UUID: v.UUID, Result: travelrule.OutcomeCode(answer.Outcome), Reason: reasonCode(answer.Reason, answer.Code), Message: answer.Message}
	switch {
	case answer.Outcome != travelrule.Verified:
		texts, err := n.openTexts(v)
		if err != nil {
			return nil, err
		}
		data.IVMS101 = &parties{texts.originator, texts.beneficiary, texts.originatingVASP, texts.beneficiaryVASP}
	case len(answer.Beneficiary) > 0:
		data.IVMS101 = &parties{Beneficiary: answer.Beneficiary}
	}
	return n.callback(CallbackResult, v, dataKey, data)
}

// reasonCode is the published reason: the party's own word where the catalogue has none.
func reasonCode(reason check.Reason, code string) string {
	if code != "" {
		return code
	}
	return travelrule.ReasonCode(reason)
}

// runDelivery tries a delivery once and stores what came of it. Later says when to try again.
func (n *Node) runDelivery(ctx context.Context, id string) error {
	done, first := n.flights.board("delivery/" + id)
	if !first { // another run of it is under way: what it leaves is seen after it
		select {
		case <-done:
		case <-ctx.Done():
			return contextFault(ctx, "delivery")
		}
		d, wait, err := n.dueDelivery(ctx, id)
		if err != nil || d.State != DeliveryPending {
			return ignoreNotFound(err)
		}
		return Later{After: max(wait, 0)}
	}
	defer n.flights.land("delivery/" + id)
	d, wait, err := n.dueDelivery(ctx, id)
	if err != nil || d.State != DeliveryPending {
		return ignoreNotFound(err)
	}
	if wait > 0 {
		return Later{After: wait}
	}
	started := n.now()
	status, err := n.tryDelivery(ctx, &d)
	if ctx.Err() != nil { // the node stops: not the receiver's fault
		return contextFault(ctx, "delivery")
	}
	n.settle(ctx, &d, err)
	attempt := Attempt{Delivery: d.ID, At: started, Took: n.now().Sub(started), Code: d.Code, Status: status}
	err = n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.UpdateDelivery(ctx, d); err != nil {
			return err
		}
		return tx.InsertAttempt(ctx, attempt)
	})
	if fault.Has(err, fault.NotFound) { // deleted meanwhile, with its verification
		return nil
	}
	if err == nil && d.State == DeliveryPending {
		return Later{After: d.NextAt.Sub(n.now())}
	}
	return err
}

// dueDelivery loads a delivery, and says how long to wait for its time or for an older one of the same verification.
func (n *Node) dueDelivery(ctx context.Context, id string) (d Delivery, wait time.Duration, err error) {
	err = n.Store.View(ctx, func(r Reader) error {
		if d, err = r.Delivery(ctx, id); err != nil {
			return err
		}
		wait = d.NextAt.Sub(n.now())
		older, err := r.DeliveryBefore(ctx, d)
		if err == nil {
			wait = max(older.NextAt.Sub(n.now()), firstDeliveryPause/5)
		}
		return ignoreNotFound(err)
	})
	return d, wait, err
}

// tryDelivery brings d to its target once. status is the HTTP status of a back end.
func (n *Node) tryDelivery(ctx context.Context, d *Delivery) (status int, err error) {
	v, err := n.verification(ctx, d.Verification)
	if err != nil {
		return 0, err
	}
	dataKey, err := n.Keyring.Unwrap(verificationSubject(v.UUID), v.WrappedKey)
	if err != nil {
		return 0, err
	}
	text, err := dataKey.Open(deliveryPlace(d.ID), d.Body)
	if err != nil {
		return 0, err
	}
	if d.Target == ToPeer {
		return 0, n.sendReport(ctx, d, dataKey, text)
	}
	started := time.Now()
	status, err = n.Backend.Callback(ctx, d.Type, text)
	n.Events.BackendCall(string(CallCallback), string(fault.CodeOf(err)), time.Since(started))
	return status, err
}

// settle decides what a try means for a delivery.
func (n *Node) settle(ctx context.Context, d *Delivery, err error) {
	now := n.now()
	d.Attempts++
	d.Code = fault.CodeOf(err)
	d.NextAt = now.Add(n.pauseAfter(d.Attempts))
	switch {
	case err == nil:
		d.Code, d.State, d.DoneAt = "", DeliveryDone, &now
		return
	case refusedForGood(err), fault.Has(err, fault.NotFound), errors.Is(err, ErrNoBackend), now.After(d.GiveUpAt):
		d.State, d.DoneAt = DeliveryGivenUp, &now
		n.Log.ErrorContext(ctx, "a delivery was given up; it can be replayed", "delivery", d.ID, "type", d.Type, "verification", d.Verification,
			"attempts", d.Attempts, "error", err.Error())
	case d.Attempts == 1 || d.Attempts%10 == 0:
		n.Log.WarnContext(ctx, "a delivery was not taken; it is tried again", "delivery", d.ID, "type", d.Type, "verification", d.Verification,
			"attempts", d.Attempts, "next", d.NextAt, "error", err.Error())
	}
}

// pauseAfter is the time to the next try.
func (n *Node) pauseAfter(attempts int) time.Duration {
	pause := min(firstDeliveryPause<<min(attempts-1, 20), lastDeliveryPause)
	var random [2]byte
	if _, err := io.ReadFull(n.Rand, random[:]); err != nil {
		return pause
	}
	share := 0.8 + 0.4*float64(binary.BigEndian.Uint16(random[:]))/65535
	return time.Duration(float64(pause) * share).Truncate(time.Millisecond)
}

// sendReport brings a report to the other VASP. The message is sealed once and sent as it is each time, so that it is taken once.
func (n *Node) sendReport(ctx context.Context, d *Delivery, dataKey seal.DataKey, text []byte) error {
	to, err := n.counterparty(ctx, d.VASP)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.AnswerTimeout)
	defer cancel()
	if d.Frame == nil {
		if err := n.sealReport(ctx, to, d, dataKey, text); err != nil {
			return err
		}
	}
	reply, err := openReplySecret(dataKey, deliveryReplyPlace(d.ID), d.ReplySecret)
	if err != nil {
		return err
	}
	answer, err := n.deliver(ctx, to, envelope.Header{ID: d.MessageID, Type: envelope.Report, From: n.cfg.VaspID, To: d.VASP}, d.Frame, reply)
	if refusedKey(err) { // refused unread: sealed anew to the present key, under a new id
		header, headerErr := envelope.ReadHeader(d.Frame)
		if headerErr != nil {
			return headerErr
		}
		d.MessageID, d.Frame, d.ReplySecret = n.NewID(), nil, nil
		return errors.Join(err, n.forgetPeerKey(ctx, d.VASP, header.KeyID))
	}
	if err != nil {
		return err
	}
	return readReceipt(answer)
}

// sealReport makes the frame that every try sends, and stores it before the first.
func (n *Node) sealReport(ctx context.Context, to directory.Member, d *Delivery, dataKey seal.DataKey, text []byte) error {
	key, err := n.peerKey(ctx, to, peerKeyName{vasp: d.VASP, typ: travelrule.PerVASP})
	if err != nil {
		return err
	}
	header := n.header(d.VASP, envelope.Report, d.Verification, travelrule.PerVASP, key.ID())
	header.ID, header.ExpiresAt = d.MessageID, d.GiveUpAt
	frame, reply, err := envelope.Seal(header, text, key, n.Identity())
	if err != nil {
		return err
	}
	d.Frame = n.spoil(header, text, frame)
	if d.ReplySecret, err = dataKey.Seal(n.Rand, deliveryReplyPlace(d.ID), reply.Bytes()); err != nil {
		return err
	}
	return n.Store.InTx(ctx, func(tx Tx) error { return tx.UpdateDelivery(ctx, *d) })
}

// deliverLate takes up deliveries whose job is gone or late.
func (n *Node) deliverLate(ctx context.Context) error {
	var due []Delivery
	err := n.Store.View(ctx, func(r Reader) (err error) {
		due, err = r.DueDeliveries(ctx, n.now().Add(-time.Minute), 200)
		return err
	})
	for _, d := range due {
		if err := n.runDelivery(ctx, d.ID); err != nil && !isLater(err) {
			return err
		}
	}
	return err
}

// ListDeliveries lists deliveries, newest first.
func (n *Node) ListDeliveries(ctx context.Context, f DeliveryFilter) (list []Delivery, err error) {
	err = n.Store.View(ctx, func(r Reader) (err error) {
		list, err = r.Deliveries(ctx, f)
		return err
	})
	return list, err
}

// maxShownAttempts bounds the log of one delivery as it is shown.
const maxShownAttempts = 200

// DeliveryLog returns a delivery and its tries, newest first; fault.NotFound.
func (n *Node) DeliveryLog(ctx context.Context, id string) (d Delivery, attempts []Attempt, err error) {
	err = n.Store.View(ctx, func(r Reader) error {
		if d, err = r.Delivery(ctx, id); err != nil {
			return err
		}
		attempts, err = r.Attempts(ctx, id, maxShownAttempts)
		return err
	})
	return d, attempts, err
}

// ReplayDelivery makes a delivery pending again, whatever became of it; receivers are idempotent. fault.NotFound.
func (n *Node) ReplayDelivery(ctx context.Context, id string) error {
	entry := n.entry(ctx, audit.DeliveryReplayed, "delivery", id)
	return n.Store.InTx(ctx, func(tx Tx) error {
		d, err := tx.Delivery(ctx, id)
		if err != nil {
			return err
		}
		now := n.now()
		d.State, d.NextAt, d.GiveUpAt, d.DoneAt = DeliveryPending, now, now.Add(n.cfg.DeliverFor), nil
		d.MessageID, d.Frame, d.ReplySecret = n.NewID(), nil, nil // a message that was answered or has expired would only be answered the same again
		if err := tx.UpdateDelivery(ctx, d); err != nil {
			return err
		}
		if err := tx.AppendAudit(ctx, entry); err != nil {
			return err
		}
		return tx.Enqueue(ctx, Job{Kind: JobDeliver, Key: id})
	})
}

// ReplayGivenUp replays at most limit deliveries that were given up, oldest of the newest first, and returns how many.
func (n *Node) ReplayGivenUp(ctx context.Context, target DeliveryTarget, limit int) (int, error) {
	list, err := n.ListDeliveries(ctx, DeliveryFilter{State: DeliveryGivenUp, Target: target, Limit: limit})
	if err != nil {
		return 0, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if err := n.ReplayDelivery(ctx, list[i].ID); err != nil && !fault.Has(err, fault.NotFound) {
			return len(list) - 1 - i, err
		}
	}
	return len(list), nil
}
