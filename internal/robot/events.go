package robot

import (
	"context"
	"errors"
	"sync"

	"github.com/bonafide-id/bonafide/client"
)

// Callback implements client.Backend (contract 3.5). Copies are counted, and otherwise nothing.
func (r *Robot) Callback(_ context.Context, e client.Event) error {
	direction := Receives
	if e.Type == client.VerificationResult {
		direction = Sends
	}
	goOn := false
	r.memory.with(e.UUID, direction, func(rec *Record) {
		if rec.seen[e.Key()] {
			rec.Copies++
			rec.note(r.now(), "callback "+string(e.Type)+" again")
			return
		}
		rec.seen[e.Key()] = true
		rec.note(r.now(), "callback "+string(e.Type))
		switch {
		case e.Result != nil:
			rec.Result, rec.Reason = e.Result.Result, e.Result.Reason
			goOn = rec.begins()
		case e.Tx != nil:
			rec.TxHash, rec.Vout, rec.Reported = e.Tx.TxHash, e.Tx.Vout, true
		case e.Error != nil:
			rec.Canceled, rec.Reason = true, e.Error.Reason
		}
	})
	if goOn {
		r.after(0, func(ctx context.Context) { r.goOn(ctx, e.UUID) })
	}
	return nil
}

// begins says, once, that what follows a good result is to be done: the result is there, and which scenario it belongs to is known.
func (rec *Record) begins() bool {
	if rec.going || rec.Scenario == "" || rec.Result != client.Verified {
		return false
	}
	rec.going = true
	return true
}

// Transaction implements client.Backend (contract 3.4).
func (r *Robot) Transaction(ctx context.Context, uuid string) (client.TxStatus, error) {
	rec, ok := r.memory.known(uuid)
	if !ok || rec.Direction != Sends {
		return r.remembered(ctx, uuid)
	}
	status := client.TxStatus{UUID: uuid}
	switch s := r.scenario(rec.Scenario); {
	case s != nil && s.then == staySilent:
		r.noteAsked(uuid, "nothing")
		return client.TxStatus{}, r.silence(ctx)
	case rec.Canceled:
		status.Status = client.TxCanceled
	case !rec.Sent:
		status.Status = client.TxPending
	case rec.hidden:
		status.Status = client.TxProcessing
	case rec.Reported:
		status.Status, status.TxHash, status.Vout = client.TxConfirmed, rec.TxHash, rec.Vout
	default:
		status.Status, status.TxHash, status.Vout = client.TxWaitConfirm, rec.TxHash, rec.Vout
	}
	r.noteAsked(uuid, string(status.Status))
	return status, nil
}

func (r *Robot) noteAsked(uuid, answer string) {
	r.memory.with(uuid, Sends, func(rec *Record) {
		rec.Asked++
		rec.note(r.now(), "was asked for the transaction, answers "+answer)
	})
}

// remembered answers from the robot's own node, which knows what was before the robot started (contract 3.4).
func (r *Robot) remembered(ctx context.Context, uuid string) (client.TxStatus, error) {
	v, err := r.cfg.Node.Verification(ctx, uuid)
	if client.HasCode(err, client.CodeVerificationNotFound) || err == nil && v.OriginatingVaspID != r.cfg.VaspID {
		return client.TxStatus{}, errUnknownVerification
	}
	if err != nil {
		return client.TxStatus{}, err
	}
	if v.TxHash == nil {
		return client.TxStatus{Status: client.TxPending}, nil
	}
	status := client.TxStatus{Status: client.TxConfirmed, TxHash: *v.TxHash}
	if v.Vout != nil {
		status.Vout = *v.Vout
	}
	return status, nil
}

// Look inquires what is due (appendix A), and returns when the answers are there.
func (r *Robot) Look(ctx context.Context) {
	r.resume(ctx)
	r.lookAtDeposits(ctx)
	var inquiries sync.WaitGroup
	defer inquiries.Wait()
	for _, rec := range r.memory.due(r.now(), r.cfg.Timing) {
		times := 1
		if rec.user != nil && rec.user.trick == AsksTwice {
			times = 2
		}
		for range times {
			inquiries.Go(func() { _, _ = r.inquire(ctx, rec.UUID) }) // the record has what came of it
		}
	}
}

// resume takes up, once, what the robot had verified before it started and was not told the transaction of. It tries again while the node does not answer.
func (r *Robot) resume(ctx context.Context) {
	if r.resumed.Load() {
		return
	}
	since := r.now().Add(-r.cfg.Timing.InquiryFor)
	for v, err := range r.cfg.Node.All(ctx, client.Filter{From: since, Action: client.Receive, Result: client.Verified}) {
		if err != nil {
			return
		}
		if v.TxHash != nil || v.VerifiedAt == nil {
			continue
		}
		r.memory.with(v.UUID, Receives, func(rec *Record) {
			if rec.Result == client.Waiting && !rec.Reported && !rec.Canceled {
				rec.Result, rec.Reason, rec.at = client.Verified, client.OK, v.VerifiedAt.Time
				rec.note(r.now(), "taken up from the node's history")
			}
		})
	}
	r.resumed.Store(true)
}

// inquire asks the originating side, and takes a hash in the answer as a report (contract 2.9).
func (r *Robot) inquire(ctx context.Context, uuid string) (client.TxStatus, error) {
	status, err := r.cfg.Node.InquireTx(ctx, uuid)
	if client.HasCode(err, client.CodeVerificationNotFound) {
		return status, err
	}
	r.memory.with(uuid, Receives, func(rec *Record) {
		rec.Inquiries++
		if err != nil {
			rec.note(r.now(), "inquired, without an answer: "+codeOf(err))
			return
		}
		rec.note(r.now(), "inquired: "+string(status.Status))
		if status.TxHash != "" {
			rec.TxHash, rec.Vout, rec.Reported = status.TxHash, status.Vout, true
		}
		if status.Status == client.TxCanceled {
			rec.Canceled = true
		}
	})
	return status, err
}

// codeOf is what a record says of an error.
func codeOf(err error) string {
	var e *client.Error
	if errors.As(err, &e) && e.Code != "" {
		return e.Code
	}
	return "no connection"
}
