package app

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// AccountQuestion asks whether an account, and a name when one is given, belongs to a beneficiary VASP.
type AccountQuestion struct {
	KeyType         travelrule.KeyType
	BeneficiaryVASP string
	Symbol          string
	Network         string // may be empty
	Version         string
	Account         pii.String // the one account number
	IVMS101         pii.Bytes  // the ivms101 object exactly as the back end sent it
}

// AskAccount puts the question to the beneficiary VASP and waits for its answer. It tries again while there is time when
// the other side cannot be reached, so that a restart there costs a moment and not an answer.
//
// Errors: fault.MemberNotFound, MemberNotActive, TimedOut. A counterparty that answers but cannot judge is an answer:
// Denied with check.Undefined.
func (n *Node) AskAccount(ctx context.Context, q AccountQuestion) (travelrule.Answer, error) {
	to, err := n.counterparty(ctx, q.BeneficiaryVASP)
	if err != nil {
		return travelrule.Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.AnswerTimeout)
	defer cancel()
	lane := n.lanes.to(to.VaspID)
	if err := lane.take(ctx); err != nil {
		return travelrule.Answer{}, err
	}
	defer lane.give()
	body, err := encodeBody(accountQuestion{Symbol: q.Symbol, Network: q.Network, Version: q.Version, IVMS101: q.IVMS101.Reveal()})
	if err != nil {
		return travelrule.Answer{}, err
	}
	name := peerKeyName{vasp: to.VaspID, typ: q.KeyType, identifier: KeyIdentifier(q.KeyType, q.Account.Reveal(), n.NewID())}
	answer, err := n.ask(ctx, to, name, envelope.AccountQuestion, "", body)
	switch {
	case err == nil:
		n.Events.AccountAsked(string(answer.Outcome))
		return answer.answer(), nil
	case fault.Has(err, fault.PeerRefused), fault.Has(err, fault.EnvelopeBody):
		n.Log.WarnContext(ctx, "the counterparty could not judge an account", "vasp", to.VaspID, "error", err.Error())
		n.Events.AccountAsked("refused")
		return travelrule.Deny(check.Undefined, "", n.now()), nil
	}
	n.Events.AccountAsked(string(fault.CodeOf(err)))
	return travelrule.Answer{}, err
}

// ask seals body to a key of the other side, delivers it and opens the answer.
func (n *Node) ask(ctx context.Context, to directory.Member, name peerKeyName, typ envelope.Type, verification string, body []byte) (answerBody, error) {
	text, err := n.askText(ctx, to, name, typ, verification, body)
	if err != nil {
		return answerBody{}, err
	}
	return decodeAnswer(text)
}

// askText is ask for any type of answer, again and again until ctx ends. Every try sends the same bytes, so that the other side answers once, whatever was
// lost on the way.
func (n *Node) askText(ctx context.Context, to directory.Member, name peerKeyName, typ envelope.Type, verification string, body []byte) ([]byte, error) {
	for tries := 0; ; tries++ {
		key, err := untilAnswered(ctx, func() (envelope.PublicKey, error) { return n.peerKey(ctx, to, name) })
		if err != nil {
			return nil, err
		}
		header := n.header(to.VaspID, typ, verification, name.typ, key.ID())
		if deadline, ok := ctx.Deadline(); ok {
			header.ExpiresAt = deadline.UTC().Truncate(time.Millisecond)
		}
		frame, reply, err := envelope.Seal(header, body, key, n.Identity())
		if err != nil {
			return nil, err
		}
		frame = n.spoil(header, body, frame)
		answer, err := untilAnswered(ctx, func() ([]byte, error) { return n.deliver(ctx, to, header, frame, reply) })
		if tries == 0 && refusedKey(err) {
			// The other side has dropped or revoked the key we cached: ask for the present one, once.
			if err := n.forgetPeerKey(ctx, to.VaspID, key.ID()); err != nil {
				return nil, err
			}
			continue
		}
		return answer, err
	}
}

func (n *Node) header(to string, typ envelope.Type, verification string, keyType travelrule.KeyType, keyID string) envelope.Header {
	now := n.now()
	return envelope.Header{Version: envelope.Version, ID: n.NewID(), Verification: verification, Type: typ, From: n.cfg.VaspID, To: to,
		KeyID: keyID, KeyType: string(keyType), Suite: envelope.DefaultSuite, SentAt: now, ExpiresAt: now.Add(n.cfg.AnswerTimeout)}
}

// answerTo is the type that answers a question.
var answerTo = map[envelope.Type]envelope.Type{
	envelope.AccountQuestion: envelope.AccountAnswer,
	envelope.UserQuestion:    envelope.UserAnswer,
	envelope.Report:          envelope.Receipt,
	envelope.Inquiry:         envelope.InquiryAnswer,
}

// deliver sends a frame once and opens the answer to it.
func (n *Node) deliver(ctx context.Context, to directory.Member, sent envelope.Header, frame []byte, reply envelope.ReplySecret) ([]byte, error) {
	started := time.Now()
	answerFrame, err := n.Peers.Deliver(ctx, to, frame)
	n.Events.PeerCall(string(sent.Type), string(fault.CodeOf(err)), time.Since(started))
	if err != nil {
		return nil, err
	}
	index, err := n.members.Index()
	if err != nil {
		return nil, err
	}
	message, err := envelope.OpenReply(answerFrame, reply, envelope.Expect{InReplyTo: sent.ID, From: sent.To, To: sent.From,
		Type: answerTo[sent.Type], Revoked: index.RevokedKeys(to.VaspID, n.now())},
		index.IdentityKeys(to.VaspID, n.now()))
	return message.Body, unproven(err)
}

// unproven is err, or fault.PeerIdentity for an answer that is not proven to be the other side's own: whoever sent it, it is not ours to repair.
func unproven(err error) error {
	switch code := fault.CodeOf(err); code {
	case fault.EnvelopeSignature, fault.EnvelopeHeaderAltered, fault.EnvelopeBodyAltered, fault.EnvelopeRevokedKey:
		return fault.Newf(fault.PeerIdentity, "answer", "%s", code)
	}
	return err
}

// refusedKey says whether the other side refused a message for the key it was sealed to.
func refusedKey(err error) bool {
	if !fault.Has(err, fault.PeerRefused) {
		return false
	}
	code := RefusedWith(err)
	return code == fault.EnvelopeUnknownKey || code == fault.EnvelopeRevokedKey
}

// Pauses between tries of a call whose other side could not be reached.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = time.Second
)

// untilAnswered repeats call while the other side cannot be reached or says that it is not able to answer now, until ctx ends:
// then the fault is fault.TimedOut.
func untilAnswered[T any](ctx context.Context, call func() (T, error)) (T, error) {
	pause := firstPause
	for {
		value, err := call()
		if err == nil || !worthAnotherTry(err) {
			return value, err
		}
		select {
		case <-ctx.Done():
			var zero T
			return zero, contextFault(ctx, "peer")
		case <-time.After(pause):
		}
		pause = min(pause*2, lastPause)
	}
}

func worthAnotherTry(err error) bool {
	switch fault.CodeOf(err) {
	case fault.PeerUnreachable, fault.TimedOut:
		return true
	case fault.PeerRefused:
		code := RefusedWith(err)
		return code == fault.NotReady || code == fault.DirectoryEmpty || code == fault.EnvelopeUnknownSender ||
			code == fault.EnvelopeNotYet // the clocks differ: this passes
	}
	return false
}

// RefusedWith is the code another VASP refused with, which peers put in the detail of fault.PeerRefused.
func RefusedWith(err error) fault.Code {
	var e *fault.Error
	if !asFault(err, &e) {
		return ""
	}
	return fault.Code(e.Detail)
}
