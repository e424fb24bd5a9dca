package app

import (
	"context"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// decideAccount answers an account question from the source that is configured.
func (n *Node) decideAccount(ctx context.Context, c claim, q accountQuestion) (answerBody, judgement, error) {
	var judged judgement
	if n.cfg.Source != FromBackend {
		var err error
		if judged, err = n.judge(ctx, c); err != nil {
			return answerBody{}, judged, err
		}
	}
	if !n.cfg.Source.asksBackend(judged.reason) {
		return judged.accountAnswer(n.now()), judged, nil
	}
	judged, stop, err := n.guesses(ctx, c)
	if err != nil || stop {
		return judged.accountAnswer(n.now()), judged, err
	}
	var answer travelrule.Answer
	n.answers.outside(func() {
		answer, err = n.askBackendAccount(ctx, BackendAccount{OriginatingVASP: c.from, Symbol: q.Symbol, Network: q.Network, Version: q.Version, IVMS101: pii.New([]byte(q.IVMS101))})
	})
	if err != nil { // contract 3.1: a failed call denies
		return answerBody{Outcome: travelrule.Denied, Reason: check.Undefined, At: n.now()}, judgement{}, nil
	}
	if answer.Reason != check.NameMismatch {
		judged.mismatch = nil
	}
	return bodyOf(answer), judged, nil
}

func bodyOf(a travelrule.Answer) answerBody {
	return answerBody{Outcome: a.Outcome, Reason: a.Reason, Code: a.Code, Message: a.Message, At: a.At}
}

// guesses says whether a VASP has tried too many wrong names for an account that the back end answers for. The judgement counts one more, unless its mismatch
// is taken out.
func (n *Node) guesses(ctx context.Context, c claim) (judgement, bool, error) {
	j := judgement{symbol: c.symbol, network: c.network, account: c.account}
	if !c.withNames {
		return j, false, nil
	}
	tried := n.Keyring.Index("mismatch", c.from, c.account)
	var mismatches int
	err := n.Store.View(ctx, func(r Reader) (err error) {
		mismatches, err = r.Mismatches(ctx, tried[:], n.now().Add(-n.cfg.MismatchWindow))
		return err
	})
	if err == nil && mismatches >= n.cfg.MismatchLimit {
		n.Log.WarnContext(ctx, "too many wrong names for one address", "vasp", c.from, "limit", n.cfg.MismatchLimit)
		j.reason = check.Undefined
		return j, true, nil
	}
	j.mismatch = tried[:]
	return j, false, err
}

func (n *Node) askBackendAccount(ctx context.Context, q BackendAccount) (travelrule.Answer, error) {
	started := time.Now()
	answer, err := n.Backend.Account(ctx, q)
	n.backendCalled(ctx, CallAccount, started, err)
	return answer, err
}

// backendCalled counts a call to the back end and logs one that failed.
func (n *Node) backendCalled(ctx context.Context, call BackendCall, started time.Time, err error) {
	n.Events.BackendCall(string(call), string(fault.CodeOf(err)), time.Since(started))
	if err != nil {
		n.Log.WarnContext(ctx, "the back end failed to answer", "call", string(call), "error", err.Error())
	}
}

// answerFromBackend answers a user question that the back end decides. The question is stored first, then the back end is asked with no transaction open and
// no turn held, then its answer is stored. A copy of the message that comes meanwhile waits for the same answer; after a crash the copy finds the
// question stored and asks again.
func (n *Node) answerFromBackend(ctx context.Context, m envelope.Message, q userQuestion, p parties) ([]byte, error) {
	done, first := n.flights.board(m.Header.ID)
	if !first {
		n.answers.outside(func() {
			select {
			case <-done:
			case <-ctx.Done():
			}
		})
		answer, err := n.answeredBefore(ctx, m)
		if err == nil && answer == nil {
			err = fault.New(fault.Unavailable, "backend") // the other copy failed to store it: try again
		}
		return answer, err
	}
	defer n.flights.land(m.Header.ID)
	// Once the question is stored it is carried to its end, whether or not the asker still waits on the line.
	ctx = context.WithoutCancel(ctx)
	if answer, err := n.answeredBefore(ctx, m); err != nil || answer != nil {
		return answer, err
	}
	v, dataKey, err := n.intend(ctx, m, q, p)
	if err != nil {
		return nil, err
	}
	if v.Outcome.Final() { // it ended before, and only the answer's way was lost
		return n.answerAsStored(ctx, m, v)
	}
	var body answerBody
	n.answers.outside(func() { body, err = n.decideUser(ctx, m, q, p, v) })
	if err != nil {
		return nil, err
	}
	return n.finishReceived(ctx, m, v, dataKey, p, body)
}

// intend stores the question, or finds it stored by an earlier try.
func (n *Node) intend(ctx context.Context, m envelope.Message, q userQuestion, p parties) (Verification, seal.DataKey, error) {
	v, dataKey, err := n.receivedVerification(m, q, p, answerBody{Outcome: travelrule.Waiting})
	if err != nil || m.Header.From == n.cfg.VaspID { // a transfer inside one VASP has its row already
		return v, dataKey, err
	}
	created := n.createdEntry(ctx, v)
	err = n.Store.InTx(ctx, func(tx Tx) error {
		_, err := tx.InsertVerification(ctx, v, created)
		return err
	})
	if !fault.Has(err, fault.Conflict) {
		return v, dataKey, err
	}
	v, err = n.verification(ctx, v.UUID)
	if err == nil && (v.OriginatingVASP != m.Header.From || v.Direction != travelrule.Receiving) {
		err = fault.New(fault.EnvelopeReplay, "verification")
	}
	if err != nil {
		return v, dataKey, err
	}
	dataKey, err = n.Keyring.Unwrap(verificationSubject(v.UUID), v.WrappedKey)
	return v, dataKey, err
}

// decideUser asks the back end and does the enclave's part with what it says (contract 1.4, step 4): data nobody asked for is taken out, another account than
// the question's is an error.
func (n *Node) decideUser(ctx context.Context, m envelope.Message, q userQuestion, p parties, v Verification) (answerBody, error) {
	guesses, stop, err := n.guesses(ctx, claim{from: m.Header.From, account: p.beneficiary.AccountNumber[0], withNames: q.Asset.ExceedsThreshold})
	if err != nil || stop {
		return guesses.userAnswer(n.now()), err
	}
	ivms, err := backendIVMS101(q.Originator, q.Beneficiary, n.legalIdentity(m.Header.From), n.legalIdentity(m.Header.To))
	if err != nil {
		return answerBody{}, err
	}
	started := time.Now()
	answer, err := n.Backend.User(ctx, BackendUser{UUID: v.UUID, OriginatingVASP: m.Header.From, RequiredInfo: q.RequiredInfo, Version: q.Version, Asset: assetOf(q), IVMS101: ivms})
	n.backendCalled(ctx, CallUser, started, err)
	if err != nil {
		body := answerBody{Outcome: travelrule.Errored, Reason: check.Undefined, At: n.now()}
		if fault.Has(err, fault.TimedOut) {
			body.Reason = check.AnswerTimeout
		}
		return body, nil
	}
	return n.stripped(ctx, q, p, answer), nil
}

// stripped is the answer that leaves: of a verified one the data that were asked for, of any other none.
func (n *Node) stripped(ctx context.Context, q userQuestion, p parties, answer BackendUserAnswer) answerBody {
	body := bodyOf(answer.Answer)
	if body.Outcome != travelrule.Verified || !answer.Beneficiary.IsSet() {
		return body
	}
	given, err := ivms101.ParseBeneficiary(answer.Beneficiary.Reveal())
	if err != nil {
		n.Log.WarnContext(ctx, "the back end's beneficiary cannot be read", "error", err.Error())
		return answerBody{Outcome: travelrule.Errored, Reason: check.Undefined, At: body.At}
	}
	for _, account := range given.AccountNumber {
		if !slices.Contains(p.beneficiary.AccountNumber, account) {
			return answerBody{Outcome: travelrule.Errored, Reason: check.AccountMismatch, At: body.At}
		}
	}
	fields, err := ivms101.ParseFields(q.RequiredInfo)
	if err != nil {
		return answerBody{Outcome: travelrule.Errored, Reason: check.Undefined, At: body.At}
	}
	kept, _ := given.Select(fields)
	if body.Beneficiary, err = kept.EncodeEnclave(); err != nil {
		return answerBody{Outcome: travelrule.Errored, Reason: check.Undefined, At: body.At}
	}
	return body
}

func assetOf(q userQuestion) travelrule.AssetInfo {
	a := q.Asset
	return travelrule.AssetInfo{Symbol: a.Symbol, Network: a.Network, Amount: a.Amount, ExceedsThreshold: a.ExceedsThreshold, TradeCurrency: a.TradeCurrency,
		TradePrice: a.TradePrice, TradeTime: a.TradeTime}
}

// finishReceived stores the answer to a stored question together with the memory of the message.
func (n *Node) finishReceived(ctx context.Context, m envelope.Message, v Verification, dataKey seal.DataKey, p parties, body answerBody) ([]byte, error) {
	if err := n.takeAnswer(&v, dataKey, body); err != nil {
		return nil, err
	}
	answer, err := n.reply(m, envelope.UserAnswer, body)
	if err != nil {
		return nil, err
	}
	received, answered := n.entry(ctx, audit.MessageAnswered, "message", m.Header.ID), n.answeredEntry(ctx, v)
	answer, err = n.remember(ctx, m, answer, received, func(tx Tx) error {
		if body.Reason == check.NameMismatch {
			tried := n.Keyring.Index("mismatch", m.Header.From, p.beneficiary.AccountNumber[0])
			if err := tx.AddMismatch(ctx, tried[:], n.now()); err != nil {
				return err
			}
		}
		if m.Header.From == n.cfg.VaspID {
			return nil
		}
		return tx.FinishVerification(ctx, v, answered)
	})
	if fault.Has(err, fault.Conflict) { // its deadline passed meanwhile: what is stored is the answer
		return n.answerAsStored(ctx, m, v)
	}
	if err == nil {
		n.Events.VerificationFinished(string(v.Direction), string(v.Outcome), string(v.Reason))
	}
	return answer, err
}

// answerAsStored answers with the end a verification has had.
func (n *Node) answerAsStored(ctx context.Context, m envelope.Message, v Verification) ([]byte, error) {
	v, err := n.verification(ctx, v.UUID)
	if err != nil {
		return nil, err
	}
	body := answerBody{Outcome: v.Outcome, Reason: v.Reason, Code: v.Code, Message: v.Message, At: n.now()}
	if v.VerifiedAt != nil {
		body.At = *v.VerifiedAt
	}
	if v.Outcome == travelrule.Verified {
		texts, err := n.openTexts(v)
		if err != nil {
			return nil, err
		}
		body.Beneficiary = texts.beneficiary
	}
	answer, err := n.reply(m, envelope.UserAnswer, body)
	if err != nil {
		return nil, err
	}
	return n.remember(ctx, m, answer, n.entry(ctx, audit.MessageAnswered, "message", m.Header.ID), func(Tx) error { return nil })
}

// endUnanswered ends received questions whose deadline has passed without an answer of the back end: the asker has ended them, too.
func (n *Node) endUnanswered(ctx context.Context) error {
	var waiting []Verification
	err := n.Store.View(ctx, func(r Reader) (err error) {
		waiting, err = r.WaitingVerifications(ctx, travelrule.Receiving, n.now(), 1000)
		return err
	})
	for _, v := range waiting {
		if err := n.endReceived(ctx, v); err != nil {
			return err
		}
	}
	return err
}

func (n *Node) endReceived(ctx context.Context, v Verification) error {
	if err := n.takeAnswer(&v, seal.DataKey{}, timedOut(n.now())); err != nil {
		return err
	}
	entry := n.answeredEntry(ctx, v)
	err := n.Store.InTx(ctx, func(tx Tx) error { return tx.FinishVerification(ctx, v, entry) })
	if fault.Has(err, fault.Conflict) { // it was answered meanwhile
		return nil
	}
	if err == nil {
		n.Events.VerificationFinished(string(v.Direction), string(v.Outcome), string(v.Reason))
	}
	return err
}
