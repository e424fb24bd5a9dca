package peer_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/peer"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

func identity(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("relayed test key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// direct answers as it is told.
type direct struct {
	err   error
	calls int
}

func (d *direct) Deliver(context.Context, directory.Member, []byte) ([]byte, error) {
	d.calls++
	return []byte("direct"), d.err
}

func (d *direct) Key(context.Context, directory.Member, app.KeyQuestion) (app.KeyAnswer, error) {
	d.calls++
	return app.KeyAnswer{KeyID: "direct"}, d.err
}

// box is a relay in memory.
type box struct {
	mu      sync.Mutex
	asked   []directory.Relayed
	answer  *directory.Relayed
	err     error
	slow    chan struct{} // when it is not nil, who waits does so until it is closed
	waiting []directory.Waiting
	given   map[int64]directory.Relayed
	done    context.CancelFunc
}

func (b *box) Relay(_ context.Context, q directory.Relayed, wait time.Duration) (directory.Relayed, bool, error) {
	b.mu.Lock()
	b.asked = append(b.asked, q)
	b.mu.Unlock()
	if b.slow != nil && wait > 0 {
		<-b.slow
	}
	if b.answer == nil {
		return directory.Relayed{}, false, b.err
	}
	return *b.answer, true, b.err
}

func (b *box) Collect(ctx context.Context, _ time.Duration) ([]directory.Waiting, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == nil {
		b.done()
		return nil, nil
	}
	list := b.waiting
	b.waiting = nil
	return list, nil
}

func (b *box) Answer(_ context.Context, number int64, a directory.Relayed) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.given[number] = a
	return nil
}

func frameOf(t *testing.T, typ envelope.Type) ([]byte, string) {
	t.Helper()
	private, err := envelope.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	h := envelope.Header{Version: envelope.Version, ID: uuid.NewString(), Verification: uuid.NewString(), Type: typ, From: "1", To: "2", KeyID: private.PublicKey().ID(),
		KeyType: "PerVasp", Suite: envelope.DefaultSuite, SentAt: now, ExpiresAt: now.Add(time.Hour)}
	frame, _, err := envelope.Seal(h, []byte("{}"), private.PublicKey(), identity("1"))
	if err != nil {
		t.Fatal(err)
	}
	return frame, h.ID
}

func relayed(self string, d *direct, b *box, now *time.Time) *peer.Relayed {
	return peer.NewRelayed(d, peer.RelayedOptions{VaspID: self, Relay: b, Clock: func() time.Time { return *now }, Log: slog.New(slog.DiscardHandler),
		Sign: func(text []byte) []byte { return ed25519.Sign(identity(self), text) },
		IdentityKeys: func(id string) ([]ed25519.PublicKey, error) {
			return []ed25519.PublicKey{identity(id).Public().(ed25519.PublicKey)}, nil
		}})
}

func refusing(t *testing.T, by, id string, code fault.Code) *directory.Relayed {
	t.Helper()
	body, err := directory.Refusal{InReplyTo: id, From: "2", To: "1", Code: code}.Sign(func(text []byte) []byte { return ed25519.Sign(identity(by), text) })
	if err != nil {
		t.Fatal(err)
	}
	return &directory.Relayed{Kind: directory.RelayRefusal, Body: body}
}

// TestWhichWay: the relay is for messages that may wait, to a member that has not been reached for a while; then it is not tried directly at
// every turn, and again when it may be back.
func TestWhichWay(t *testing.T) {
	unreachable := fault.New(fault.PeerUnreachable, "peer")
	now := time.Now()
	d, b := &direct{err: unreachable}, &box{answer: &directory.Relayed{Kind: directory.RelayMessage, Body: []byte("relayed")}}
	r := relayed("1", d, b, &now)
	question, _ := frameOf(t, envelope.UserQuestion)
	account, _ := frameOf(t, envelope.AccountQuestion)
	step := func(name string, frame []byte, after time.Duration, err error, wantAnswer string, wantDirect, wantRelay int) {
		t.Helper()
		now = now.Add(after)
		d.err, d.calls, b.asked = err, 0, nil
		answer, got := r.Deliver(t.Context(), directory.Member{VaspID: "2"}, frame)
		if (wantAnswer == "") != (got != nil) || got == nil && string(answer) != wantAnswer {
			t.Errorf("%s: %q, %v", name, answer, got)
		}
		if d.calls != wantDirect || len(b.asked) != wantRelay {
			t.Errorf("%s: %d direct tries and %d by relay, want %d and %d", name, d.calls, len(b.asked), wantDirect, wantRelay)
		}
	}
	step("reachable", question, 0, nil, "direct", 1, 0)
	step("the first failure", question, 0, unreachable, "", 1, 0)
	step("failing for a moment", question, time.Second, unreachable, "", 1, 0)
	step("failing for a while", question, time.Second, unreachable, "relayed", 0, 1)
	step("known to be unreachable", question, time.Second, unreachable, "relayed", 0, 1)
	step("an account question does not wait", account, time.Second, unreachable, "", 1, 0)
	step("tried directly again", question, 11*time.Second, unreachable, "relayed", 1, 1)
	step("back", question, 11*time.Second, nil, "direct", 1, 0)
	step("failing anew", question, time.Second, unreachable, "", 1, 0)
	step("an answer says that it can be reached", question, 11*time.Second, fault.Newf(fault.PeerRefused, "peer", "not_ready"), "", 1, 0)
	step("failing anew after that", question, 3*time.Second, unreachable, "", 1, 0)
	step("silence is not being unreachable", question, time.Second, fault.New(fault.TimedOut, "peer"), "", 1, 0)
}

func TestRelayAnswers(t *testing.T) {
	question, id := frameOf(t, envelope.UserQuestion)
	for _, row := range []struct {
		name    string
		answer  *directory.Relayed
		err     error
		want    fault.Code
		refused fault.Code
	}{
		{"kept, not answered", nil, nil, fault.PeerUnreachable, ""},
		{"refused", refusing(t, "2", id, fault.EnvelopeUnknownKey), nil, fault.PeerRefused, fault.EnvelopeUnknownKey},
		{"refused with an unknown code", refusing(t, "2", id, "nonsense"), nil, fault.PeerRefused, fault.Internal},
		{"a refusal of the relay's own making", refusing(t, "relay", id, fault.EnvelopeUnknownKey), nil, fault.PeerRefused, fault.EnvelopeSignature},
		{"the refusal of another question", refusing(t, "2", uuid.NewString(), fault.EnvelopeUnknownKey), nil, fault.PeerRefused, fault.EnvelopeSignature},
		{"a key in place of an answer", &directory.Relayed{Kind: directory.RelayKeyAnswer}, nil, fault.PeerRefused, fault.Malformed},
		{"the directory is down", nil, fault.New(fault.Unavailable, "directory"), fault.PeerUnreachable, ""},
		{"the relay is full", nil, fault.New(fault.RelayFull, "to"), fault.PeerUnreachable, ""},
		{"expired", nil, fault.New(fault.EnvelopeExpired, "expiresAt"), fault.EnvelopeExpired, ""},
	} {
		now := time.Now()
		d, b := &direct{err: fault.New(fault.PeerUnreachable, "peer")}, &box{answer: row.answer, err: row.err}
		r := relayed("1", d, b, &now)
		_, _ = r.Deliver(t.Context(), directory.Member{VaspID: "2"}, question)
		now = now.Add(3 * time.Second)
		_, err := r.Deliver(t.Context(), directory.Member{VaspID: "2"}, question)
		if !fault.Has(err, row.want) || row.refused != "" && app.RefusedWith(err) != row.refused {
			t.Errorf("%s: %v", row.name, err)
		}
		if len(b.asked) != 1 || !bytes.Equal(b.asked[0].Body, question) {
			t.Errorf("%s: the relay was given %d", row.name, len(b.asked))
		}
	}
}

// TestKeysThroughTheRelay: tries for the same key are the same question until it is answered.
func TestKeysThroughTheRelay(t *testing.T) {
	now := time.Now()
	d, b := &direct{err: fault.New(fault.PeerUnreachable, "peer")}, &box{}
	r := relayed("1", d, b, &now)
	ask := app.KeyQuestion{From: "1", Type: travelrule.PerVASP}
	try := func() error {
		now = now.Add(3 * time.Second)
		_, err := r.Key(t.Context(), directory.Member{VaspID: "2"}, ask)
		return err
	}
	_, _, _ = try(), try(), try()
	if len(b.asked) != 2 || !bytes.Equal(b.asked[0].Body, b.asked[1].Body) {
		t.Fatalf("%d questions", len(b.asked))
	}
	k, err := directory.ParseKeyAsk(b.asked[0].Body)
	if err != nil || k.From != "1" || k.To != "2" || k.Type != "PerVasp" || !k.SignedBy([]ed25519.PublicKey{identity("1").Public().(ed25519.PublicKey)}) {
		t.Errorf("%+v, %v", k, err)
	}
	b.answer = &directory.Relayed{Kind: directory.RelayKeyAnswer, Body: []byte(`{"keyId":"k"}`)}
	now = now.Add(time.Second)
	if got, err := r.Key(t.Context(), directory.Member{VaspID: "2"}, ask); err != nil || got.KeyID != "k" {
		t.Errorf("%+v, %v", got, err)
	}
	_ = try()
	if last := b.asked[len(b.asked)-1]; bytes.Equal(last.Body, b.asked[0].Body) {
		t.Error("an answered question was asked again under its old id")
	}
}

// node is a recipient.
type node struct {
	receive func(from string) ([]byte, error)
}

func (n node) Receive(_ context.Context, from string, _ []byte) ([]byte, error) {
	return n.receive(from)
}

func (n node) AnswerKey(_ context.Context, ask app.KeyQuestion) (app.KeyAnswer, error) {
	return app.KeyAnswer{KeyID: "of " + string(ask.Type) + " for " + ask.From}, nil
}

func TestServe(t *testing.T) {
	question, id := frameOf(t, envelope.UserQuestion)
	now := time.Now()
	keyAsk := func(by, to string, expires time.Time) []byte {
		body, err := directory.KeyAsk{ID: "ask", From: "1", To: to, Type: "PerVasp", ExpiresAt: expires}.Sign(func(text []byte) []byte { return ed25519.Sign(identity(by), text) })
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	later := now.Add(time.Hour)
	for _, row := range []struct {
		name string
		kind string
		body []byte
		err  error // of the node
		code fault.Code
		want string // answer; "" and no code: none is given
	}{
		{"a message", directory.RelayMessage, question, nil, "", "answer to 1"},
		{"a message the node refuses", directory.RelayMessage, question, fault.New(fault.EnvelopeUnknownKey, ""), fault.EnvelopeUnknownKey, ""},
		{"a node that cannot answer now", directory.RelayMessage, question, errors.New("database"), "", ""},
		{"no envelope", directory.RelayMessage, []byte("x"), nil, "", ""},
		{"a key", directory.RelayKey, keyAsk("1", "2", later), nil, "", "of PerVasp for 1"},
		{"a key asked in another's name", directory.RelayKey, keyAsk("3", "2", later), nil, fault.EnvelopeSignature, ""},
		{"a key of somebody else", directory.RelayKey, keyAsk("1", "3", later), nil, fault.EnvelopeWrongRecipient, ""},
		{"a key asked long ago", directory.RelayKey, keyAsk("1", "2", now), nil, fault.EnvelopeExpired, ""},
		{"what is not known", "x", nil, nil, "", ""},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		b := &box{given: map[int64]directory.Relayed{}, done: cancel, waiting: []directory.Waiting{{Number: 7, From: "1", Relayed: directory.Relayed{Kind: row.kind, Body: row.body}}}}
		r := relayed("2", &direct{}, b, &now)
		r.Serve(ctx, node{func(from string) ([]byte, error) { return []byte("answer to " + from), row.err }}, func(err error) (fault.Code, bool) {
			code := fault.CodeOf(err)
			return code, code != fault.Internal
		})
		answer, given := b.given[7]
		switch {
		case row.code != "":
			name := id
			if row.kind == directory.RelayKey {
				name = "ask"
			}
			code, err := directory.OpenRefusal(answer.Body, name, "2", "1", []ed25519.PublicKey{identity("2").Public().(ed25519.PublicKey)})
			if answer.Kind != directory.RelayRefusal || code != row.code || err != nil {
				t.Errorf("%s: %s, %v", row.name, code, err)
			}
		case row.want == "":
			if given {
				t.Errorf("%s is answered: %+v", row.name, answer)
			}
		case row.kind == directory.RelayKey:
			var key struct {
				KeyID string `json:"keyId"`
			}
			if err := json.Unmarshal(answer.Body, &key); err != nil || key.KeyID != row.want || answer.Kind != directory.RelayKeyAnswer {
				t.Errorf("%s: %s %s", row.name, answer.Kind, answer.Body)
			}
		default:
			if answer.Kind != directory.RelayMessage || string(answer.Body) != row.want {
				t.Errorf("%s: %s %s", row.name, answer.Kind, answer.Body)
			}
		}
	}
}

// TestNobodyThere: an address at which nobody listens is unreachable, and one where somebody else listens is another's identity.
func TestNobodyThere(t *testing.T) {
	certificate, err := peer.Certificate(identity("1"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	client := peer.NewClient(certificate)
	defer client.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "https://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Deliver(t.Context(), directory.Member{VaspID: "2", Endpoint: address, TLSKey: "x"}, nil); !fault.Has(err, fault.PeerUnreachable) {
		t.Error(err)
	}
}

// TestWaitingIsBounded: however many questions wait for a member that is down, only some of their senders wait with them.
func TestWaitingIsBounded(t *testing.T) {
	var at atomic.Int64
	d, b := &direct{err: fault.New(fault.PeerUnreachable, "peer")}, &box{slow: make(chan struct{})}
	start := time.Now()
	r := peer.NewRelayed(d, peer.RelayedOptions{VaspID: "1", Relay: b, Clock: func() time.Time { return start.Add(time.Duration(at.Load())) }, Log: slog.New(slog.DiscardHandler),
		Sign: func([]byte) []byte { return make([]byte, ed25519.SignatureSize) }})
	question, _ := frameOf(t, envelope.UserQuestion)
	_, _ = r.Deliver(t.Context(), directory.Member{VaspID: "2"}, question)
	at.Store(int64(3 * time.Second))
	done := make(chan error, 100)
	for range 100 {
		go func() {
			_, err := r.Deliver(t.Context(), directory.Member{VaspID: "2"}, question)
			done <- err
		}()
	}
	for range 84 {
		select {
		case err := <-done:
			if !fault.Has(err, fault.PeerUnreachable) {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("more than 16 senders wait")
		}
	}
	select {
	case <-done:
		t.Error("fewer than 16 senders wait")
	case <-time.After(50 * time.Millisecond):
	}
	close(b.slow)
	for range 16 {
		<-done
	}
}
