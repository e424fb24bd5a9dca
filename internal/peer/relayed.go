package peer

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// Relay is the directory's relay, as a sender and as a recipient use it.
type Relay interface {
	Relay(ctx context.Context, question directory.Relayed, wait time.Duration) (answer directory.Relayed, ok bool, err error)
	Collect(ctx context.Context, wait time.Duration) ([]directory.Waiting, error)
	Answer(ctx context.Context, number int64, answer directory.Relayed) error
}

// RelayedOptions of the way through the relay.
type RelayedOptions struct {
	VaspID string
	Relay  Relay
	// IdentityKeys are the keys with which a member may sign now.
	IdentityKeys func(vaspID string) ([]ed25519.PublicKey, error)
	Sign         func(message []byte) []byte // with this member's identity key
	Clock        func() time.Time
	// After is how long a member must have been unreachable before its messages go through the relay. Default 2 s.
	After time.Duration
	// Retry is how long a member that is known to be unreachable is not tried directly. Default 10 s.
	Retry time.Duration
	Log   *slog.Logger
}

// Relayed reaches other nodes directly, and through the directory's relay those that cannot be reached: for questions whose answer may
// wait, and for the keys to seal those to. It implements app.Peers.
type Relayed struct {
	direct app.Peers
	opt    RelayedOptions
	mu     sync.Mutex
	states map[string]reach
	asks   map[string]directory.KeyAsk // key questions under way, so that every try is the same one
	waits  chan struct{}
}

// reach is what is known of a member that could not be reached.
type reach struct{ since, tried time.Time }

// NewRelayed puts the relay behind direct.
func NewRelayed(direct app.Peers, opt RelayedOptions) *Relayed {
	if opt.After == 0 {
		opt.After = 2 * time.Second
	}
	if opt.Retry == 0 {
		opt.Retry = 10 * time.Second
	}
	return &Relayed{direct: direct, opt: opt, states: map[string]reach{}, asks: map[string]directory.KeyAsk{}, waits: make(chan struct{}, maxWaits)}
}

// mayWait says whether the answer to a message is wanted even when it comes late.
func mayWait(frame []byte) (envelope.Header, bool) {
	h, err := envelope.ReadHeader(frame)
	return h, err == nil && (h.Type == envelope.UserQuestion || h.Type == envelope.Report)
}

// Deliver implements app.Peers.
func (r *Relayed) Deliver(ctx context.Context, m directory.Member, frame []byte) ([]byte, error) {
	unreachable := r.unreachable(m.VaspID)
	h, waits := envelope.Header{}, false
	if unreachable { // the header of a message that gets through is not looked at
		h, waits = mayWait(frame)
	}
	if !unreachable || !waits {
		answer, err := r.direct.Deliver(ctx, m, frame)
		if r.note(m.VaspID, err); !r.byRelay(m.VaspID, err) {
			return answer, err
		}
		if h, waits = mayWait(frame); !waits {
			return answer, err
		}
	}
	answer, err := r.ask(ctx, m, h.ID, directory.Relayed{Kind: directory.RelayMessage, Body: frame})
	if err != nil {
		return nil, err
	}
	if answer.Kind != directory.RelayMessage {
		return nil, fault.Newf(fault.PeerRefused, "relay", "%s", fault.Malformed)
	}
	return answer.Body, nil
}

// Key implements app.Peers.
func (r *Relayed) Key(ctx context.Context, m directory.Member, ask app.KeyQuestion) (app.KeyAnswer, error) {
	if !r.unreachable(m.VaspID) {
		answer, err := r.direct.Key(ctx, m, ask)
		if r.note(m.VaspID, err); !r.byRelay(m.VaspID, err) {
			return answer, err
		}
	}
	question := r.keyAsk(m.VaspID, ask)
	body, err := question.Sign(r.opt.Sign)
	if err != nil {
		return app.KeyAnswer{}, err
	}
	answer, err := r.ask(ctx, m, question.ID, directory.Relayed{Kind: directory.RelayKey, Body: body})
	if err != nil {
		if fault.Has(err, fault.PeerRefused) || fault.Has(err, fault.EnvelopeReplay) || fault.Has(err, fault.EnvelopeExpired) {
			r.forgetAsk(m.VaspID, ask)
		}
		return app.KeyAnswer{}, err
	}
	r.forgetAsk(m.VaspID, ask)
	var key keyResponse
	if answer.Kind != directory.RelayKeyAnswer || json.Unmarshal(answer.Body, &key) != nil {
		return app.KeyAnswer{}, fault.Newf(fault.PeerRefused, "key", "%s", fault.Malformed)
	}
	return app.KeyAnswer{KeyID: key.KeyID, Public: key.Public, NotAfter: key.NotAfter, Signature: key.Signature}, nil
}

// Head implements app.HeadPeers: it goes to the member itself, since the relay is whom it is asked about.
func (r *Relayed) Head(ctx context.Context, m directory.Member) (directory.Signed, error) {
	peers, ok := r.direct.(app.HeadPeers)
	if !ok {
		return directory.Signed{}, fault.New(fault.Unsupported, "head")
	}
	return peers.Head(ctx, m)
}

// unreachable says whether a member is not worth a direct try now.
func (r *Relayed) unreachable(vaspID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	state, failing := r.states[vaspID]
	now := r.opt.Clock()
	return failing && now.Sub(state.since) >= r.opt.After && now.Sub(state.tried) < r.opt.Retry
}

// note remembers how a direct try went.
func (r *Relayed) note(vaspID string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !fault.Has(err, fault.PeerUnreachable) {
		if !fault.Has(err, fault.TimedOut) && !fault.Has(err, fault.Canceled) { // these say nothing
			delete(r.states, vaspID)
		}
		return
	}
	now := r.opt.Clock()
	state, failing := r.states[vaspID]
	if !failing {
		state.since = now
	}
	state.tried = now
	r.states[vaspID] = state
}

// byRelay says whether a failed direct try is followed by the relay: when it has failed for a while.
func (r *Relayed) byRelay(vaspID string, err error) bool {
	if !fault.Has(err, fault.PeerUnreachable) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.opt.Clock().Sub(r.states[vaspID].since) >= r.opt.After
}

// Limits of key questions through the relay.
const (
	maxAsks = 1000
	askLife = 10 * time.Minute
)

func askName(vaspID string, ask app.KeyQuestion) string {
	return vaspID + "|" + string(ask.Type) + "|" + ask.Identifier
}

// keyAsk returns the question that is under way for a key, or begins one: tries of the same question are answered once.
func (r *Relayed) keyAsk(vaspID string, ask app.KeyQuestion) directory.KeyAsk {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.opt.Clock().UTC().Truncate(time.Millisecond)
	name := askName(vaspID, ask)
	if have, ok := r.asks[name]; ok && now.Before(have.ExpiresAt) {
		return have
	}
	if len(r.asks) >= maxAsks {
		r.asks = map[string]directory.KeyAsk{}
	}
	made := directory.KeyAsk{ID: uuid.NewString(), From: r.opt.VaspID, To: vaspID, Type: string(ask.Type), Identifier: ask.Identifier, ExpiresAt: now.Add(askLife)}
	r.asks[name] = made
	return made
}

func (r *Relayed) forgetAsk(vaspID string, ask app.KeyQuestion) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.asks, askName(vaspID, ask))
}

// How long one call to the relay waits: a collector as long as the directory allows, a sender for a recipient that is there and answers.
const (
	maxRelayWait  = 20 * time.Second
	maxAnswerWait = 5 * time.Second
	// maxWaits is how many senders wait at a time. The others give their question and come again, so that a member that is down does not hold up
	// what is meant for others.
	maxWaits = 16
)

// ask brings a question to the relay and waits for the answer until ctx ends. No answer is fault.PeerUnreachable: the caller tries again with the
// same question, which then may have been answered.
func (r *Relayed) ask(ctx context.Context, m directory.Member, id string, question directory.Relayed) (directory.Relayed, error) {
	wait := maxAnswerWait
	if deadline, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(deadline)-500*time.Millisecond)
	}
	select {
	case r.waits <- struct{}{}:
		defer func() { <-r.waits }()
	default:
		wait = 0
	}
	answer, answered, err := r.opt.Relay.Relay(ctx, question, wait)
	switch {
	case ctx.Err() != nil && err != nil:
		return directory.Relayed{}, callFault(ctx, err)
	case fault.Has(err, fault.Unavailable), fault.Has(err, fault.RelayFull), fault.Has(err, fault.RequestStale), fault.Has(err, fault.Unauthentic),
		fault.Has(err, fault.MemberNotActive), fault.Has(err, fault.MemberNotFound):
		r.opt.Log.WarnContext(ctx, "the relay does not take a message", "vasp", m.VaspID, "error", err.Error())
		return directory.Relayed{}, fault.Newf(fault.PeerUnreachable, "relay", "%v", err)
	case err != nil:
		return directory.Relayed{}, err
	case !answered:
		return directory.Relayed{}, fault.Newf(fault.PeerUnreachable, "relay", "kept for the recipient, not answered yet")
	}
	if answer.Kind != directory.RelayRefusal {
		return answer, nil
	}
	keys, err := r.opt.IdentityKeys(m.VaspID)
	if err != nil {
		return directory.Relayed{}, err
	}
	code, err := directory.OpenRefusal(answer.Body, id, m.VaspID, r.opt.VaspID, keys)
	if err != nil {
		return directory.Relayed{}, fault.Newf(fault.PeerRefused, "relay", "%s", fault.EnvelopeSignature)
	}
	return directory.Relayed{}, refusalOf(code)
}

// Receiver answers what came through the relay, as if it had come directly.
type Receiver interface {
	Receive(ctx context.Context, tlsPeer string, frame []byte) ([]byte, error)
	AnswerKey(ctx context.Context, ask app.KeyQuestion) (app.KeyAnswer, error)
}

// Pauses of collecting when the directory cannot be reached.
const (
	firstCollectPause = 500 * time.Millisecond
	lastCollectPause  = 15 * time.Second
	answersAtOnce     = 8
)

// Serve answers the questions that wait for this member at the relay, until ctx ends. published is the code that may leave for an error, and whether
// the question is refused with it for good: one that is not is left to come again.
func (r *Relayed) Serve(ctx context.Context, to Receiver, published func(error) (code fault.Code, final bool)) {
	pause := firstCollectPause
	failing := false
	for ctx.Err() == nil {
		list, err := r.opt.Relay.Collect(ctx, maxRelayWait)
		if err != nil {
			if !failing && ctx.Err() == nil {
				r.opt.Log.InfoContext(ctx, "the relay cannot be asked for messages; it is tried again", "error", err.Error())
			}
			failing = true
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
			pause = min(2*pause, lastCollectPause)
			continue
		}
		pause, failing = firstCollectPause, false
		slots := make(chan struct{}, answersAtOnce)
		var wg sync.WaitGroup
		for _, w := range list {
			slots <- struct{}{}
			wg.Add(1)
			go func() {
				defer func() { <-slots; wg.Done() }()
				r.serveOne(ctx, w, to, published)
			}()
		}
		wg.Wait()
	}
}

// serveTime is how long one question may take: its recipient's back end may be asked.
const serveTime = 25 * time.Second

func (r *Relayed) serveOne(ctx context.Context, w directory.Waiting, to Receiver, published func(error) (fault.Code, bool)) {
	ctx, cancel := context.WithTimeout(ctx, serveTime)
	defer cancel()
	id, answer, err := r.answer(ctx, w, to)
	if err != nil {
		code, final := published(err)
		if !final || id == "" {
			r.opt.Log.InfoContext(ctx, "a relayed question is not answered now", "vasp", w.From, "error", err.Error())
			return
		}
		refusal := directory.Refusal{InReplyTo: id, From: r.opt.VaspID, To: w.From, Code: code}
		body, signErr := refusal.Sign(r.opt.Sign)
		if signErr != nil {
			return
		}
		answer = directory.Relayed{Kind: directory.RelayRefusal, Body: body}
	}
	if err := r.opt.Relay.Answer(ctx, w.Number, answer); err != nil && ctx.Err() == nil {
		r.opt.Log.InfoContext(ctx, "an answer did not reach the relay; the question will come again", "vasp", w.From, "error", err.Error())
	}
}

// answer hands one question to the node; id names it in a refusal.
func (r *Relayed) answer(ctx context.Context, w directory.Waiting, to Receiver) (id string, answer directory.Relayed, err error) {
	switch w.Kind {
	case directory.RelayMessage:
		h, err := envelope.ReadHeader(w.Body)
		if err != nil {
			return "", answer, err
		}
		// Who speaks is proven by the envelope's own signature, so that the relay need not be believed.
		frame, err := to.Receive(ctx, h.From, w.Body)
		return h.ID, directory.Relayed{Kind: directory.RelayMessage, Body: frame}, err
	case directory.RelayKey:
		ask, err := directory.ParseKeyAsk(w.Body)
		if err != nil {
			return "", answer, err
		}
		body, err := r.answerKey(ctx, ask, to)
		return ask.ID, directory.Relayed{Kind: directory.RelayKeyAnswer, Body: body}, err
	}
	return "", answer, fault.New(fault.Unsupported, "kind")
}

func (r *Relayed) answerKey(ctx context.Context, ask directory.KeyAsk, to Receiver) ([]byte, error) {
	keys, err := r.opt.IdentityKeys(ask.From)
	switch {
	case err != nil:
		return nil, err
	case ask.To != r.opt.VaspID:
		return nil, fault.New(fault.EnvelopeWrongRecipient, "to")
	case !ask.SignedBy(keys):
		return nil, fault.New(fault.EnvelopeSignature, "signature")
	case !r.opt.Clock().Before(ask.ExpiresAt):
		return nil, fault.New(fault.EnvelopeExpired, "expiresAt")
	}
	typ, err := travelrule.ParseKeyType(ask.Type)
	if err != nil {
		return nil, err
	}
	answer, err := to.AnswerKey(ctx, app.KeyQuestion{From: ask.From, Type: typ, Identifier: ask.Identifier})
	if err != nil {
		return nil, err
	}
	return json.Marshal(keyResponse{answer.KeyID, answer.Public, answer.NotAfter, answer.Signature})
}
