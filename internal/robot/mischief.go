package robot

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// Mischief is what the robot's node is started with, so that frames go wrong too.
func (r *Robot) Mischief() *app.Mischief { return &app.Mischief{Frame: r.frame, Peers: r.peers} }

// frame spoils what the user of a question has a trick for.
func (r *Robot) frame(h envelope.Header, question, frame []byte) []byte {
	var trick Trick
	originator, beneficiary := accountsOf(question)
	switch {
	case h.Type.IsAnswer():
		trick = r.trickOf(beneficiary)
	case originator != "":
		trick = r.trickOf(originator)
	default: // what follows a verification names it alone
		if rec, ok := r.memory.known(h.Verification); ok && rec.Direction == Sends && rec.user != nil {
			trick = rec.user.trick
		}
	}
	switch {
	case h.Type.IsAnswer() && trick == BrokenAnswer, !h.Type.IsAnswer() && trick == BrokenQuestion:
		frame = bytes.Clone(frame)
		frame[len(frame)-1] ^= 1 // the end of the signature
	case h.Type.IsAnswer() && trick == StrangerAnswer, !h.Type.IsAnswer() && trick == StrangerQuestion:
		if signed, err := envelope.Resign(frame, r.stranger); err == nil {
			return signed
		}
	case !h.Type.IsAnswer() && trick == SendsTwice:
		r.twice.add(h.ID)
	}
	return frame
}

// trickOf finds a user by account alone: the same on every network.
func (r *Robot) trickOf(account string) Trick {
	for _, network := range assets {
		if at, ok := locate(network, account); ok && r.accounts[at] != nil {
			return r.accounts[at].trick
		}
	}
	return None
}

// accountsOf reads the first accounts of a question's body; "" where there is none.
func accountsOf(question []byte) (originator, beneficiary string) {
	type party struct {
		Account []string `json:"accountNumber"`
	}
	var body struct {
		Originator  party `json:"originator"`
		Beneficiary party `json:"beneficiary"`
		IVMS101     struct {
			Beneficiary party `json:"beneficiary"`
		} `json:"ivms101"`
	}
	if json.Unmarshal(question, &body) != nil {
		return "", ""
	}
	first := func(lists ...[]string) string {
		for _, list := range lists {
			if len(list) > 0 {
				return list[0]
			}
		}
		return ""
	}
	return first(body.Originator.Account), first(body.Beneficiary.Account, body.IVMS101.Beneficiary.Account)
}

// peers delivers some frames two times.
func (r *Robot) peers(next app.Peers) app.Peers { return doubled{next, r} }

type doubled struct {
	app.Peers
	robot *Robot
}

// Deliver implements app.Peers. The first answer is the one.
func (d doubled) Deliver(ctx context.Context, m directory.Member, frame []byte) ([]byte, error) {
	answer, err := d.Peers.Deliver(ctx, m, frame)
	if h, headerErr := envelope.ReadHeader(frame); err == nil && headerErr == nil && d.robot.twice.has(h.ID) {
		_, again := d.Peers.Deliver(ctx, m, frame)
		d.robot.memory.with(h.Verification, Sends, func(rec *Record) {
			if again == nil {
				rec.note(d.robot.now(), "delivered the message again: "+string(h.Type))
			}
		})
	}
	return answer, err
}
