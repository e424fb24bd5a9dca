package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/person"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Receive answers a message of another VASP: it opens and checks the envelope, decides, remembers the message together with
// the answer, and returns the answer's frame. The same bytes are answered with the first answer, however often they come;
// a message id that was used for other bytes is fault.EnvelopeReplay. tlsPeer is the VASP whose key secured the connection.
func (n *Node) Receive(ctx context.Context, tlsPeer string, frame []byte) ([]byte, error) {
	if err := n.answers.take(ctx); err != nil {
		return nil, err
	}
	defer n.answers.give()
	message, err := n.open(ctx, tlsPeer, frame)
	if err != nil {
		return nil, err
	}
	// A copy of a message that was answered is found when its answer is about to be stored twice; only past its expiry is it
	// looked for first, because then there is nothing more to judge.
	if !n.now().Before(message.Header.ExpiresAt) {
		answer, err := n.answeredBefore(ctx, message)
		if err == nil && answer == nil {
			err = fault.New(fault.EnvelopeExpired, "expiresAt")
		}
		return answer, err
	}
	ctx = WithActor(ctx, "vasp:"+message.Header.From, message.Header.ID)
	switch message.Header.Type {
	case envelope.AccountQuestion:
		return n.answerAccount(ctx, message)
	case envelope.UserQuestion:
		return n.answerUser(ctx, message)
	case envelope.Report:
		return n.answerReport(ctx, message)
	case envelope.Inquiry:
		return n.answerInquiry(ctx, message)
	}
	return nil, fault.New(fault.EnvelopeType, "type")
}

// open checks and opens a frame. Expiry is judged later: a message that was answered in time is answered again after it.
func (n *Node) open(ctx context.Context, tlsPeer string, frame []byte) (envelope.Message, error) {
	index, err := n.members.Index()
	if err != nil {
		return envelope.Message{}, err
	}
	opener := envelope.Opener{
		Self: n.cfg.VaspID, Now: n.now(), AllowExpired: true,
		Sender: func(vaspID string) ([]ed25519.PublicKey, error) {
			if _, err := index.Active(vaspID); err != nil || vaspID != tlsPeer {
				return nil, fault.New(fault.EnvelopeUnknownSender, "from")
			}
			return index.IdentityKeys(vaspID, n.now()), nil
		},
		Revoked: func(vaspID string) []ed25519.PublicKey { return index.RevokedKeys(vaspID, n.now()) },
		Key:     func(keyID string) (envelope.PrivateKey, error) { return n.privateKey(ctx, keyID) },
	}
	return opener.Open(frame)
}

// answeredBefore finds the answer given to these very bytes; nil when the message id is new.
func (n *Node) answeredBefore(ctx context.Context, m envelope.Message) ([]byte, error) {
	var before Received
	err := n.Store.View(ctx, func(r Reader) (err error) {
		before, err = r.Received(ctx, m.Header.ID)
		return err
	})
	switch {
	case fault.Has(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case before.From != m.Header.From || !bytes.Equal(before.Digest, m.Digest[:]):
		return nil, fault.New(fault.EnvelopeReplay, "id")
	}
	return before.Answer, nil
}

// remember keeps the message and its answer, together with whatever else write does, in one transaction. When another copy
// of the same message was answered meanwhile, that answer is the one.
func (n *Node) remember(ctx context.Context, m envelope.Message, answer []byte, entry audit.Entry, write func(Tx) error) ([]byte, error) {
	now := n.now()
	received := Received{MessageID: m.Header.ID, From: m.Header.From, Digest: m.Digest[:], Answer: answer, At: now, KeepUntil: m.Header.ExpiresAt.Add(n.cfg.ReceivedTTL)}
	err := n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.InsertReceived(ctx, received, entry); err != nil {
			return err
		}
		return write(tx)
	})
	if fault.Has(err, fault.Conflict) {
		if first, again := n.answeredBefore(ctx, m); again != nil || first != nil {
			return first, again
		}
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// reply seals an answer to the sender of m.
func (n *Node) reply(m envelope.Message, typ envelope.Type, body any) ([]byte, error) {
	text, err := encodeBody(body)
	if err != nil {
		return nil, err
	}
	h := m.Header
	header := envelope.Header{Version: envelope.Version, ID: n.NewID(), Verification: h.Verification, Type: typ, From: h.To, To: h.From,
		KeyID: h.KeyID, KeyType: h.KeyType, Suite: h.Suite, SentAt: n.now(), ExpiresAt: h.ExpiresAt, InReplyTo: h.ID}
	frame, err := envelope.SealReply(n.Rand, header, text, m.Reply, n.Identity())
	if err != nil {
		return nil, err
	}
	return n.spoil(header, m.Body, frame), nil
}

// answerAccount judges an account question.
func (n *Node) answerAccount(ctx context.Context, m envelope.Message) ([]byte, error) {
	var question accountQuestion
	if err := decodeBody(m.Body, &question); err != nil {
		return nil, err
	}
	identity, err := ivms101.Parse(question.IVMS101)
	if err != nil || identity.Beneficiary == nil || len(identity.Beneficiary.AccountNumber) != 1 {
		return nil, fault.New(fault.EnvelopeBody, "ivms101.beneficiary")
	}
	claim := claim{from: m.Header.From, symbol: question.Symbol, network: question.Network, account: identity.Beneficiary.AccountNumber[0],
		persons: identity.Beneficiary.Persons, withNames: len(identity.Beneficiary.Persons) > 0}
	body, judged, err := n.decideAccount(ctx, claim, question)
	if err != nil {
		return nil, err
	}
	answer, err := n.reply(m, envelope.AccountAnswer, body)
	if err != nil {
		return nil, err
	}
	entry := n.entry(ctx, audit.AccountAnswered, "message", m.Header.ID)
	entry.Details = map[string]string{"outcome": string(body.Outcome), "reason": string(body.Reason)}
	answer, err = n.remember(ctx, m, answer, entry, func(tx Tx) error { return judged.count(ctx, tx, n.now()) })
	if err == nil {
		n.Events.AccountAnswered(string(body.Reason))
	}
	return answer, err
}

// claim is what another VASP says about an account of ours.
type claim struct {
	from, symbol, network, account string
	persons                        []ivms101.Person
	withNames                      bool
}

// judgement is the outcome of a claim before it is worded for one of the two questions.
type judgement struct {
	reason   check.Reason
	symbol   string
	network  string
	account  string
	party    string           // who is on the deny list
	customer string           // whose the address is; empty: nobody's
	owner    []ivms101.Person // set when the address is a customer's
	missing  []ivms101.Field  // what the originator's data lacks
	mismatch []byte           // keyed hash under which a wrong name is counted; nil: none
}

// judge holds a claim against what this VASP handles, against the registry and the deny list, in the order symbol, network,
// address, name, deny list, KYC.
func (n *Node) judge(ctx context.Context, c claim) (judgement, error) {
	j := judgement{symbol: c.symbol, network: c.network, account: c.account}
	network, reason := n.cfg.Assets.Resolve(c.symbol, c.network)
	if j.reason = reason; reason != check.OK {
		return j, nil
	}
	place, ok := n.locate(network, c.account)
	if !ok {
		j.reason = check.AddressUnknown
		return j, nil
	}
	tried := n.Keyring.Index("mismatch", c.from, string(place))
	var customer Customer
	var deniedAddress bool
	var mismatches int
	err := n.Store.View(ctx, func(r Reader) (err error) {
		if _, customer, err = r.Owner(ctx, strings.ToUpper(c.symbol), network.Name, place); err != nil {
			return err
		}
		if deniedAddress, err = r.DeniedAddress(ctx, place); err != nil || !c.withNames {
			return err
		}
		mismatches, err = r.Mismatches(ctx, tried[:], n.now().Add(-n.cfg.MismatchWindow))
		return err
	})
	if fault.Has(err, fault.NotFound) {
		j.reason = check.AddressUnknown
		return j, nil
	}
	if err != nil {
		return j, err
	}
	if mismatches >= n.cfg.MismatchLimit {
		n.Log.WarnContext(ctx, "too many wrong names for one address", "vasp", c.from, "limit", n.cfg.MismatchLimit)
		j.reason = check.Undefined
		return j, nil
	}
	persons, err := n.openPersons(customer)
	if err != nil {
		return j, err
	}
	j.owner, j.customer = persons, customer.ID
	j.reason = travelrule.Judge(c.persons, c.withNames, travelrule.Owner{Persons: persons, Denied: customer.Denied || deniedAddress,
		KYCApproved: customer.KYC == KYCApproved}, travelrule.Names{Settings: person.Strict(), AcceptClose: n.cfg.AcceptCloseNames})
	switch j.reason {
	case check.NameMismatch:
		j.mismatch = tried[:]
	case check.Denied:
		j.party = "beneficiary"
	}
	return j, nil
}

// count writes down a wrong name, so that guessing ends.
func (j judgement) count(ctx context.Context, tx Tx, at time.Time) error {
	if j.mismatch == nil {
		return nil
	}
	return tx.AddMismatch(ctx, j.mismatch, at)
}

// accountAnswer words a judgement for the account question: the seed's one message is that of the network.
func (j judgement) accountAnswer(at time.Time) answerBody {
	if j.reason == check.OK {
		return answerBody{Outcome: travelrule.Verified, Reason: check.OK, At: at}
	}
	body := answerBody{Outcome: travelrule.Denied, Reason: j.reason, At: at}
	if j.reason == check.NetworkUnknown {
		body.Message = travelrule.NetworkNecessary
	}
	return body
}

// userAnswer words a judgement for the user question (contract 4.2, content of message).
func (j judgement) userAnswer(at time.Time) answerBody {
	if j.reason == check.OK {
		return answerBody{Outcome: travelrule.Verified, Reason: check.OK, At: at}
	}
	body := answerBody{Outcome: travelrule.Denied, Reason: j.reason, At: at}
	switch j.reason {
	case check.AssetUnknown:
		body.Message = j.symbol
	case check.NetworkUnknown:
		body.Message = j.network
		if j.network == "" {
			body.Message = travelrule.NetworkNecessary
		}
	case check.AddressUnknown:
		body.Message = j.account
	case check.Denied:
		body.Message = j.party
	case check.OriginatorInsufficient:
		body.Message = ivms101.JoinFields(j.missing)
	case check.Undefined, check.AccountMismatch:
		body.Outcome = travelrule.Errored
	}
	return body
}

// answerUser judges a user verification, and stores it under the same UUID with its outcome, in one transaction with the
// memory of the message. What only the back end can decide takes two: the question is stored, the back end is asked, its answer is stored.
func (n *Node) answerUser(ctx context.Context, m envelope.Message) ([]byte, error) {
	var q userQuestion
	if err := decodeBody(m.Body, &q); err != nil {
		return nil, err
	}
	parties, err := readParties(q)
	if err != nil || m.Header.Verification == "" {
		return nil, fault.New(fault.EnvelopeBody, "ivms101")
	}
	body, judged, err := n.judgeUser(ctx, m.Header.From, q, parties)
	if err != nil {
		return nil, err
	}
	if n.cfg.Source.asksBackend(judged.reason) {
		return n.answerFromBackend(ctx, m, q, parties)
	}
	answer, err := n.reply(m, envelope.UserAnswer, body)
	if err != nil {
		return nil, err
	}
	v, _, err := n.receivedVerification(m, q, parties, body)
	if err != nil {
		return nil, err
	}
	received := n.entry(ctx, audit.MessageAnswered, "message", m.Header.ID)
	created := n.createdEntry(ctx, v)
	answer, err = n.remember(ctx, m, answer, received, func(tx Tx) error {
		if m.Header.From != n.cfg.VaspID { // a transfer inside one VASP has its row already
			if _, err := tx.InsertVerification(ctx, v, created); err != nil {
				return err
			}
		}
		return judged.count(ctx, tx, n.now())
	})
	if err == nil {
		n.Events.VerificationFinished(string(v.Direction), string(v.Outcome), string(v.Reason))
	}
	return answer, err
}

func (n *Node) createdEntry(ctx context.Context, v Verification) audit.Entry {
	created := n.entry(ctx, audit.VerificationCreated, "verification", v.UUID)
	created.Digest = v.Digest()
	created.Details = map[string]string{"direction": string(v.Direction), "vasp": v.OriginatingVASP, "outcome": string(v.Outcome), "reason": string(v.Reason)}
	return created
}

type parties struct {
	originator  ivms101.Originator
	beneficiary ivms101.Beneficiary
}

func readParties(q userQuestion) (parties, error) {
	originator, err := ivms101.ParseOriginator(q.Originator)
	if err != nil {
		return parties{}, err
	}
	beneficiary, err := ivms101.ParseBeneficiary(q.Beneficiary)
	if err != nil {
		return parties{}, err
	}
	if len(beneficiary.AccountNumber) == 0 || len(originator.AccountNumber) == 0 {
		return parties{}, fault.New(fault.EnvelopeBody, "accountNumber")
	}
	return parties{originator, beneficiary}, nil
}

// judgeUser decides a user verification from the registry: the account and its owner, the originator's data and the deny list,
// and whether everything that was asked for can be given. Where the back end alone decides, the registry is not looked into.
func (n *Node) judgeUser(ctx context.Context, from string, q userQuestion, p parties) (answerBody, judgement, error) {
	if n.cfg.Source == FromBackend {
		return answerBody{}, judgement{}, nil
	}
	at := n.now()
	judged, err := n.judge(ctx, claim{from: from, symbol: q.Asset.Symbol, network: q.Asset.Network, account: p.beneficiary.AccountNumber[0],
		persons: p.beneficiary.Persons, withNames: q.Asset.ExceedsThreshold})
	if err != nil {
		return answerBody{}, judged, err
	}
	if judged.reason == check.OK {
		if judged, err = n.judgeRest(ctx, judged, p); err != nil {
			return answerBody{}, judged, err
		}
	}
	body := judged.userAnswer(at)
	if judged.reason != check.OK {
		return body, judged, nil
	}
	fields, err := ivms101.ParseFields(q.RequiredInfo)
	if err != nil {
		return answerBody{}, judged, fault.New(fault.EnvelopeBody, "requiredBeneficiaryInfo")
	}
	known := ivms101.Beneficiary{Persons: judged.owner, AccountNumber: p.beneficiary.AccountNumber}
	given, missing := known.Select(fields)
	if len(missing) > 0 {
		judged.reason = check.InformationUnavailable
		return answerBody{Outcome: travelrule.Denied, Reason: judged.reason, Message: ivms101.JoinFields(missing), At: at}, judged, nil
	}
	body.Beneficiary, err = given.EncodeEnclave()
	return body, judged, err
}

// judgeRest looks at what the first account and its owner do not settle: further accounts, the originator's data, the originator on the deny list.
func (n *Node) judgeRest(ctx context.Context, judged judgement, p parties) (judgement, error) {
	if more := p.beneficiary.AccountNumber[1:]; len(more) > 0 {
		same, err := n.sameOwner(ctx, judged, more)
		if err != nil {
			return judged, err
		}
		if !same {
			judged.reason = check.AccountMismatch
			return judged, nil
		}
	}
	if judged.missing = ivms101.MissingOriginator(p.originator, n.originatorFields(p.originator)); len(judged.missing) > 0 {
		judged.reason = check.OriginatorInsufficient
		return judged, nil
	}
	denied, err := n.originatorDenied(ctx, p.originator)
	if denied {
		judged.reason, judged.party = check.Denied, "originator"
	}
	return judged, err
}

// sameOwner says whether further accounts of a question belong to the owner of the first.
func (n *Node) sameOwner(ctx context.Context, judged judgement, more []string) (same bool, err error) {
	network, _ := n.cfg.Assets.Resolve(judged.symbol, judged.network)
	places := make([][]byte, len(more))
	for i, account := range more {
		if places[i], same = n.locate(network, account); !same {
			return false, nil
		}
	}
	err = n.Store.View(ctx, func(r Reader) error {
		same = true
		for _, place := range places {
			owner, err := r.AccountByIndex(ctx, strings.ToUpper(judged.symbol), network.Name, place)
			if fault.Has(err, fault.NotFound) || err == nil && owner.CustomerID != judged.customer {
				same = false
				return nil
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return same && err == nil, err
}

// originatorFields are the codes the operator asks of an originator, by what the originator is.
func (n *Node) originatorFields(o ivms101.Originator) []ivms101.Field {
	if len(o.Persons) > 0 && o.Persons[0].LegalPerson != nil {
		return n.cfg.OriginatorLegal
	}
	return n.cfg.OriginatorNatural
}

// receivedVerification makes the beneficiary side's row.
func (n *Node) receivedVerification(m envelope.Message, q userQuestion, p parties, body answerBody) (Verification, seal.DataKey, error) {
	uuid := m.Header.Verification
	dataKey, wrapped, err := n.Keyring.NewDataKey(n.Rand, verificationSubject(uuid))
	if err != nil {
		return Verification{}, dataKey, err
	}
	beneficiary := []byte(q.Beneficiary)
	if body.Beneficiary != nil {
		beneficiary = body.Beneficiary
	}
	var at *time.Time
	if body.Outcome.Final() {
		at = &body.At
	}
	v := Verification{UUID: uuid, Direction: travelrule.Receiving, Outcome: body.Outcome, Reason: body.Reason, Code: body.Code, Message: body.Message,
		Asset:        assetOf(q),
		RequiredInfo: q.RequiredInfo, OriginatingVASP: m.Header.From, BeneficiaryVASP: m.Header.To, WrappedKey: wrapped, VerifiedAt: at,
		CreatedAt: q.CreatedAt.UTC().Truncate(time.Millisecond), Deadline: m.Header.ExpiresAt}
	return v, dataKey, n.sealTexts(&v, dataKey, verificationTexts{
		originator: q.Originator, originatingVASP: n.legalIdentity(m.Header.From), beneficiary: beneficiary, beneficiaryVASP: n.legalIdentity(m.Header.To),
		originatorAccount: p.originator.AccountNumber[0], beneficiaryAccount: p.beneficiary.AccountNumber[0],
	})
}

// originatorDenied screens the originator's persons and account against the deny list.
func (n *Node) originatorDenied(ctx context.Context, o ivms101.Originator) (bool, error) {
	denied, err := n.deniedPersons(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range o.Persons {
		for _, entry := range denied {
			if travelrule.NamesMatch([]ivms101.Person{p}, entry, travelrule.Names{Settings: person.Strict(), AnyForm: true}) {
				return true, nil
			}
		}
	}
	return false, nil
}

// openPersons opens a customer's profile.
func (n *Node) openPersons(c Customer) ([]ivms101.Person, error) {
	key, err := n.Keyring.Unwrap(customerSubject(c.ID), c.WrappedKey)
	if err != nil {
		return nil, err
	}
	text, err := key.Open(profilePlace(c.ID), c.Profile)
	if err != nil {
		return nil, err
	}
	beneficiary, err := ivms101.ParseBeneficiary(text)
	if err != nil {
		return nil, fault.Wrap(fault.Corrupt, "customer profile", err)
	}
	return beneficiary.Persons, nil
}

func profilePlace(customerID string) string { return "customers/profile/" + customerID }
