package app

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// UserQuestion starts a user verification.
type UserQuestion struct {
	KeyType            travelrule.KeyType
	BeneficiaryVASP    string
	Asset              travelrule.AssetInfo
	RequiredInfo       string
	Version            string
	Originator         pii.Bytes // the originator object exactly as the back end sent it
	Beneficiary        pii.Bytes // the beneficiary object exactly as the back end sent it
	OriginatorAccount  pii.String
	BeneficiaryAccount pii.String
}

func asFault(err error, target **fault.Error) bool { return errors.As(err, target) }

// StartVerification stores a waiting verification together with the job that brings it to the beneficiary VASP, and returns
// its id. Once it has returned, the verification is neither lost nor asked twice.
//
// Errors: fault.MemberNotFound, MemberNotActive.
func (n *Node) StartVerification(ctx context.Context, q UserQuestion) (uuid string, createdAt time.Time, err error) {
	to, err := n.counterparty(ctx, q.BeneficiaryVASP)
	if err != nil {
		return "", time.Time{}, err
	}
	uuid, now := n.NewID(), n.now()
	dataKey, wrapped, err := n.Keyring.NewDataKey(n.Rand, verificationSubject(uuid))
	if err != nil {
		return "", time.Time{}, err
	}
	texts := verificationTexts{
		originator: q.Originator.Reveal(), originatingVASP: n.legalIdentity(n.cfg.VaspID),
		beneficiary: q.Beneficiary.Reveal(), beneficiaryVASP: to.Legal,
		originatorAccount: q.OriginatorAccount.Reveal(), beneficiaryAccount: q.BeneficiaryAccount.Reveal(),
	}
	v := Verification{UUID: uuid, Direction: travelrule.Sending, Outcome: travelrule.Waiting, Asset: q.Asset, RequiredInfo: q.RequiredInfo,
		OriginatingVASP: n.cfg.VaspID, BeneficiaryVASP: to.VaspID, WrappedKey: wrapped, CreatedAt: now, Deadline: now.Add(n.cfg.VerificationTimeout)}
	if err := n.sealTexts(&v, dataKey, texts); err != nil {
		return "", time.Time{}, err
	}
	out, err := n.outgoing(ctx, to, q.KeyType, v, texts, dataKey)
	if err != nil {
		return "", time.Time{}, err
	}
	entry := n.entry(ctx, audit.VerificationCreated, "verification", uuid)
	entry.Digest = v.Digest()
	entry.Details = map[string]string{"direction": string(v.Direction), "vasp": to.VaspID}
	err = n.Store.InTx(ctx, func(tx Tx) error {
		if _, err := tx.InsertVerification(ctx, v, entry); err != nil {
			return err
		}
		if err := tx.PutOutgoing(ctx, out); err != nil {
			return err
		}
		return tx.Enqueue(ctx, Job{Kind: JobSend, Key: uuid})
	})
	if err == nil {
		n.kick(Job{Kind: JobSend, Key: uuid})
	}
	return uuid, now, err
}

// outgoing prepares the message of a verification. When the other side's key is known it is sealed here, at no extra write;
// else the job asks for the key and seals.
func (n *Node) outgoing(ctx context.Context, to directory.Member, keyType travelrule.KeyType, v Verification, texts verificationTexts, dataKey seal.DataKey) (Outgoing, error) {
	out := Outgoing{UUID: v.UUID, MessageID: n.NewID(), To: to.VaspID, KeyType: keyType, CreatedAt: v.CreatedAt}
	key, known := n.knownPeerKey(ctx, keyNameFor(out, texts))
	if !known {
		return out, nil
	}
	return out, n.sealOutgoing(&out, v, texts, key, dataKey)
}

func keyNameFor(out Outgoing, texts verificationTexts) peerKeyName {
	return peerKeyName{vasp: out.To, typ: out.KeyType, identifier: KeyIdentifier(out.KeyType, texts.beneficiaryAccount, out.UUID)}
}

func replyPlace(uuid string) string { return "outgoing/reply/" + uuid }

// questionBody writes the question from what is stored, so that it can be sealed anew when a key turns out to be gone.
func questionBody(v Verification, texts verificationTexts) ([]byte, error) {
	a := v.Asset
	return encodeBody(userQuestion{
		Asset: assetBody{Symbol: a.Symbol, Network: a.Network, Amount: a.Amount, ExceedsThreshold: a.ExceedsThreshold,
			TradeCurrency: a.TradeCurrency, TradePrice: a.TradePrice, TradeTime: a.TradeTime},
		RequiredInfo: v.RequiredInfo, Version: MessageVersion, Originator: texts.originator, Beneficiary: texts.beneficiary, CreatedAt: v.CreatedAt,
	})
}

// sealOutgoing makes the frame that every try sends.
func (n *Node) sealOutgoing(out *Outgoing, v Verification, texts verificationTexts, key envelope.PublicKey, dataKey seal.DataKey) error {
	body, err := questionBody(v, texts)
	if err != nil {
		return err
	}
	header := n.header(out.To, envelope.UserQuestion, v.UUID, out.KeyType, key.ID())
	header.ID, header.ExpiresAt = out.MessageID, v.Deadline
	frame, reply, err := envelope.Seal(header, body, key, n.Identity())
	if err != nil {
		return err
	}
	out.Frame = n.spoil(header, body, frame)
	out.ReplySecret, err = dataKey.Seal(n.Rand, replyPlace(v.UUID), reply.Bytes())
	return err
}

// RunJob does one piece of asynchronous work. It may run twice for the same job.
func (n *Node) RunJob(ctx context.Context, job Job) error {
	switch job.Kind {
	case JobSend:
		return n.send(ctx, job.Key)
	case JobDeliver:
		return n.runDelivery(ctx, job.Key)
	case JobScreen:
		return n.runScreening(ctx, job.Key)
	}
	return fault.Newf(fault.Unsupported, "job", "unknown kind %q", job.Kind)
}

// send brings a waiting verification to the beneficiary VASP and stores the answer. A counterparty that cannot be reached is
// tried again until the deadline; then the verification ends as an error, never as an approval.
func (n *Node) send(ctx context.Context, uuid string) error {
	done, first := n.flights.board("send/" + uuid)
	if !first { // another run of this job is under way: what it leaves is seen after it
		select {
		case <-done:
		case <-ctx.Done():
			return contextFault(ctx, "send")
		}
		return n.unlessFinal(ctx, uuid)
	}
	defer n.flights.land("send/" + uuid)
	v, out, err := n.loadOutgoing(ctx, uuid)
	if err != nil || v.Outcome.Final() {
		return ignoreNotFound(err)
	}
	dataKey, err := n.Keyring.Unwrap(verificationSubject(uuid), v.WrappedKey)
	if err != nil {
		return err
	}
	answer, err := n.sendOnce(ctx, v, out, dataKey)
	switch {
	case err == nil:
		return n.finish(ctx, v, dataKey, answer)
	case !n.now().Before(v.Deadline):
		return n.finish(ctx, v, dataKey, timedOut(n.now()))
	case refusedForGood(err):
		n.Log.WarnContext(ctx, "the counterparty refused a verification", "verification", uuid, "vasp", out.To, "error", err.Error())
		return n.finish(ctx, v, dataKey, answerBody{Outcome: travelrule.Errored, Reason: check.Undefined, At: n.now()})
	}
	n.Log.InfoContext(ctx, "a verification could not be delivered yet", "verification", uuid, "vasp", out.To, "error", err.Error())
	return Later{After: nextTry(n.now().Sub(v.CreatedAt), v.Deadline.Sub(n.now()))}
}

// unlessFinal asks for another try of a verification that has no outcome yet.
func (n *Node) unlessFinal(ctx context.Context, uuid string) error {
	v, err := n.verification(ctx, uuid)
	if err != nil || v.Outcome.Final() {
		return ignoreNotFound(err)
	}
	return Later{After: nextTry(n.now().Sub(v.CreatedAt), v.Deadline.Sub(n.now()))}
}

func ignoreNotFound(err error) error {
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	return err
}

func timedOut(at time.Time) answerBody {
	return answerBody{Outcome: travelrule.Errored, Reason: check.AnswerTimeout, At: at}
}

// nextTry waits a quarter of the time already waited, at least 200 ms and at most 10 s, and not past the deadline.
func nextTry(waited, left time.Duration) time.Duration {
	pause := min(max(waited/4, 200*time.Millisecond), 10*time.Second)
	if left > 0 && pause > left {
		pause = left
	}
	return pause
}

// refusedForGood says whether the other side understood us and will never answer otherwise.
func refusedForGood(err error) bool {
	switch fault.CodeOf(err) {
	case fault.EnvelopeBody:
		return true
	case fault.PeerRefused:
		return !worthAnotherTry(err) && !refusedKey(err) && RefusedWith(err) != fault.Unavailable && RefusedWith(err) != fault.Internal
	}
	return false
}

func (n *Node) loadOutgoing(ctx context.Context, uuid string) (v Verification, out Outgoing, err error) {
	err = n.Store.View(ctx, func(r Reader) error {
		if v, err = r.Verification(ctx, uuid); err != nil {
			return err
		}
		out, err = r.Outgoing(ctx, uuid)
		return err
	})
	return v, out, err
}

// sendOnce seals if that is still to be done, sends, and opens the answer.
func (n *Node) sendOnce(ctx context.Context, v Verification, out Outgoing, dataKey seal.DataKey) (answerBody, error) {
	to, err := n.counterparty(ctx, out.To)
	if err != nil {
		return answerBody{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.AnswerTimeout+UserCallLimit) // the other side's back end may take its whole time
	defer cancel()
	if out.Frame == nil {
		if out, err = n.sealLate(ctx, to, v, out, dataKey); err != nil {
			return answerBody{}, err
		}
	}
	reply, err := openReplySecret(dataKey, replyPlace(v.UUID), out.ReplySecret)
	if err != nil {
		return answerBody{}, err
	}
	sent := envelope.Header{ID: out.MessageID, Type: envelope.UserQuestion, From: n.cfg.VaspID, To: out.To}
	text, err := n.deliver(ctx, to, sent, out.Frame, reply)
	if refusedKey(err) {
		err = errors.Join(err, n.resealNextTime(ctx, out))
	}
	if err != nil {
		return answerBody{}, err
	}
	return decodeAnswer(text)
}

// openReplySecret opens what was kept to open the answer to a message with.
func openReplySecret(dataKey seal.DataKey, place string, sealed []byte) (envelope.ReplySecret, error) {
	secret, err := dataKey.Open(place, sealed)
	if err != nil {
		return envelope.ReplySecret{}, err
	}
	return envelope.ParseReplySecret(secret)
}

// sealLate asks for the recipient's key, seals the waiting question and stores the frame before it is first sent.
func (n *Node) sealLate(ctx context.Context, to directory.Member, v Verification, out Outgoing, dataKey seal.DataKey) (Outgoing, error) {
	texts, err := n.openTexts(v)
	if err != nil {
		return out, err
	}
	key, err := n.peerKey(ctx, to, keyNameFor(out, texts))
	if err != nil {
		return out, err
	}
	if err := n.sealOutgoing(&out, v, texts, key, dataKey); err != nil {
		return out, err
	}
	return out, n.Store.InTx(ctx, func(tx Tx) error { return tx.PutOutgoing(ctx, out) })
}

// resealNextTime forgets a frame that was sealed to a key the other side has dropped. It was refused unread, so the question
// starts again under a new message id.
func (n *Node) resealNextTime(ctx context.Context, out Outgoing) error {
	header, err := envelope.ReadHeader(out.Frame)
	if err != nil {
		return err
	}
	if err := n.forgetPeerKey(ctx, out.To, header.KeyID); err != nil {
		return err
	}
	out.MessageID, out.Frame, out.ReplySecret = n.NewID(), nil, nil
	return n.Store.InTx(ctx, func(tx Tx) error { return tx.PutOutgoing(ctx, out) })
}

// finish stores the answer of a verification that waited, once, together with the callback that tells the back end.
func (n *Node) finish(ctx context.Context, v Verification, dataKey seal.DataKey, answer answerBody) error {
	answer = n.heldAgainst(v, answer)
	told, err := n.resultCallback(v, dataKey, answer)
	if err != nil {
		return err
	}
	if err := n.takeAnswer(&v, dataKey, answer); err != nil {
		return err
	}
	entry := n.answeredEntry(ctx, v)
	err = n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.FinishVerification(ctx, v, entry); err != nil {
			return err
		}
		if err := putDelivery(ctx, tx, told); err != nil {
			return err
		}
		return tx.DeleteOutgoing(ctx, v.UUID)
	})
	if fault.Has(err, fault.Conflict) { // another run of this job was first
		return nil
	}
	if err == nil {
		n.Events.VerificationFinished(string(v.Direction), string(v.Outcome), string(v.Reason))
		n.kickDelivery(told)
	}
	return err
}

// heldAgainst compares the beneficiary that came back with the one that was asked about: another account is no answer to the question (contract 4.2). The
// keyed hash of the row is enough for that.
func (n *Node) heldAgainst(v Verification, answer answerBody) answerBody {
	if len(answer.Beneficiary) == 0 {
		return answer
	}
	given, err := ivms101.ParseBeneficiary(answer.Beneficiary)
	if err != nil {
		return answerBody{Outcome: travelrule.Errored, Reason: check.Undefined, At: answer.At}
	}
	asked := func(account string) bool {
		index := n.Keyring.Index("account", account)
		return bytes.Equal(index[:], v.BeneficiaryIndex)
	}
	if len(given.AccountNumber) > 0 && !slices.ContainsFunc(given.AccountNumber, asked) {
		return answerBody{Outcome: travelrule.Errored, Reason: check.AccountMismatch, At: answer.At}
	}
	return answer
}

// takeAnswer writes an answer into a row.
func (n *Node) takeAnswer(v *Verification, dataKey seal.DataKey, answer answerBody) error {
	v.Outcome, v.Reason, v.Code, v.Message = answer.Outcome, answer.Reason, answer.Code, answer.Message
	at := answer.At.UTC().Truncate(time.Millisecond)
	v.VerifiedAt = &at
	if len(answer.Beneficiary) == 0 {
		return nil
	}
	sealed, err := dataKey.Seal(n.Rand, textPlace("beneficiary", v.UUID), answer.Beneficiary)
	if err == nil {
		v.Beneficiary = sealed
	}
	return err
}

func (n *Node) answeredEntry(ctx context.Context, v Verification) audit.Entry {
	entry := n.entry(ctx, audit.VerificationAnswered, "verification", v.UUID)
	entry.Digest = v.Digest()
	entry.Details = map[string]string{"outcome": string(v.Outcome), "reason": string(v.Reason)}
	return entry
}

// legalIdentity is the IVMS101 text of a member's legal person, nil when the directory has none.
func (n *Node) legalIdentity(vaspID string) []byte {
	index, err := n.members.Index()
	if err != nil {
		return nil
	}
	member, err := index.Lookup(vaspID)
	if err != nil {
		return nil
	}
	return member.Legal
}
