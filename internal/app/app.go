// Package app holds the use cases of a node: what an exchange's back end, an administrator and another VASP can ask of it.
// It declares the interfaces of what it needs (a store, peers, a directory) and is handed the clock and the randomness.
package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Peers reaches other VASPs. The member's TLS key is checked on every connection.
type Peers interface {
	// Deliver brings a frame to m and returns the frame it answered with. fault.PeerUnreachable, PeerIdentity, TimedOut,
	// or PeerRefused with the peer's code in Detail.
	Deliver(ctx context.Context, m directory.Member, frame []byte) ([]byte, error)
	// Key asks m for the public key of a kind.
	Key(ctx context.Context, m directory.Member, ask KeyQuestion) (KeyAnswer, error)
}

// Config is how a node behaves. Every duration has a default.
type Config struct {
	VaspID string
	// AnswerTimeout is how long a synchronous question to another VASP may take in all. Default 5 s (contract 2.0).
	AnswerTimeout time.Duration
	// VerificationTimeout is how long a user verification may wait for its answer. Default 60 s.
	VerificationTimeout time.Duration
	// KeyLifetime is how long a PerVasp key is handed out. Default 24 h; it opens messages for twice as long.
	KeyLifetime time.Duration
	// PeerKeyTTL is how long another VASP's key is cached. Default 30 min (contract 5.1).
	PeerKeyTTL time.Duration
	// ReceivedTTL is how long a message id is remembered beyond its expiry. Default 30 days.
	ReceivedTTL time.Duration
	// MismatchLimit is how many wrong names one VASP may try for one address in MismatchWindow. Default 20 in 1 h.
	MismatchLimit  int
	MismatchWindow time.Duration
	// Source says who answers for this VASP's customers. Default FromRegistry.
	Source Source
	// OriginatorNatural and OriginatorLegal are the data of an originator without which the registry answers that they are too thin. Default: a name.
	OriginatorNatural, OriginatorLegal []ivms101.Field
	// DeliverFor is how long a callback or a report is tried before it is given up. Default 72 h.
	DeliverFor time.Duration
	// ReminderAfter is after what time a verified transfer without a transaction id is counted as one to look after. Default 30 min.
	ReminderAfter time.Duration
	// RetentionDays deletes verifications older than so many days; 0 keeps them.
	RetentionDays int
	// AcceptCloseNames answers a name that is only alike (person.Close) as the right one. Default false: it is a mismatch.
	AcceptCloseNames bool
	// Assets are the symbols this VASP handles, with their networks.
	Assets travelrule.Assets
	// DirectoryKeys are the pinned public keys of the directory.
	DirectoryKeys []ed25519.PublicKey
}

// Defaults fills what is zero.
func (c Config) Defaults() Config {
	setDuration := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	setDuration(&c.AnswerTimeout, 5*time.Second)
	setDuration(&c.VerificationTimeout, time.Minute)
	setDuration(&c.KeyLifetime, 24*time.Hour)
	setDuration(&c.PeerKeyTTL, 30*time.Minute)
	setDuration(&c.ReceivedTTL, 30*24*time.Hour)
	setDuration(&c.MismatchWindow, time.Hour)
	setDuration(&c.DeliverFor, 72*time.Hour)
	setDuration(&c.ReminderAfter, 30*time.Minute)
	if c.Source == "" {
		c.Source = FromRegistry
	}
	if c.OriginatorNatural == nil {
		c.OriginatorNatural = []ivms101.Field{ivms101.FieldNaturalPersonName}
	}
	if c.OriginatorLegal == nil {
		c.OriginatorLegal = []ivms101.Field{ivms101.FieldLegalPersonName}
	}
	if c.MismatchLimit == 0 {
		c.MismatchLimit = 20
	}
	return c
}

// Deps are the parts a node is made of.
type Deps struct {
	Store     Store
	Keyring   *seal.Keyring
	Identity  ed25519.PrivateKey // signs envelopes, key answers and audit checkpoints, until SetIdentity
	Peers     Peers
	Backend   Backend // nil: NoBackend
	Risk      RiskProviders
	Directory DirectorySource
	// OwnKeys are the hashes of all keys this VASP ever made, as the key log names them; nil: it is not watched for others.
	OwnKeys  func() map[keylog.Hash]bool
	Clock    func() time.Time
	Rand     io.Reader
	NewID    func() string // UUID v4, for verifications and messages
	Log      *slog.Logger
	Events   Events    // may be nil
	Mischief *Mischief // nil everywhere but in a test counterparty
}

// Events is told what happened, for metrics. It never sees personal data.
type Events interface {
	AccountAsked(outcome string)
	AccountAnswered(reason string)
	VerificationFinished(direction, outcome, reason string)
	PeerCall(kind, outcome string, took time.Duration)
	BackendCall(call, outcome string, took time.Duration)
	Unreported(direction string, count int64) // verified transfers without a transaction id, past their time
}

type noEvents struct{}

func (noEvents) AccountAsked(string)                         {}
func (noEvents) AccountAnswered(string)                      {}
func (noEvents) VerificationFinished(string, string, string) {}
func (noEvents) PeerCall(string, string, time.Duration)      {}
func (noEvents) BackendCall(string, string, time.Duration)   {}
func (noEvents) Unreported(string, int64)                    {}

// laneWidth is how many account questions to one counterparty may be under way at a time.
const laneWidth = 16

// Node is one VASP's node.
type Node struct {
	cfg Config
	Deps
	members  *Members
	identity atomic.Pointer[ed25519.PrivateKey]
	keys     *peerKeys
	own      *ownKeys
	lanes    *lanes
	flights  *flights
	soon     soon
	answers  turns // opening, judging and answering messages: processor, and a write to our own database
}

// New makes a node; Start begins its background work.
func New(cfg Config, deps Deps) (*Node, error) {
	if !directory.ValidVaspID(cfg.VaspID) {
		return nil, errors.New("app: VaspID must be 1 to 20 decimal digits within 64 bits")
	}
	if deps.Events == nil {
		deps.Events = noEvents{}
	}
	if deps.Backend == nil {
		deps.Backend = NoBackend{}
	}
	if deps.Mischief != nil && deps.Mischief.Peers != nil {
		deps.Peers = deps.Mischief.Peers(deps.Peers)
	}
	n := &Node{cfg: cfg.Defaults(), Deps: deps, keys: newPeerKeys(), own: newOwnKeys(),
		lanes: newLanes(laneWidth), flights: newFlights(), soon: make(soon, soonRoom), answers: newTurns(8)}
	n.members = &Members{now: n.now}
	n.SetIdentity(deps.Identity)
	return n, nil
}

// VaspID returns this node's own id.
func (n *Node) VaspID() string { return n.cfg.VaspID }

// Identity is the key the node signs with now.
func (n *Node) Identity() ed25519.PrivateKey { return *n.identity.Load() }

// SetIdentity has the node sign with another key from now on: one that its directory has listed for a while beside the one before.
func (n *Node) SetIdentity(key ed25519.PrivateKey) { n.identity.Store(&key) }

// AnswerTimeout returns how long a synchronous question may take.
func (n *Node) AnswerTimeout() time.Duration { return n.cfg.AnswerTimeout }

// now is the clock in UTC with the precision of every stored and published time.
func (n *Node) now() time.Time { return n.Clock().UTC().Truncate(time.Millisecond) }

// entry starts an audit entry.
func (n *Node) entry(ctx context.Context, action, kind, subject string) audit.Entry {
	actor, request := ActorOf(ctx)
	if actor == "" {
		actor = "node"
	}
	return audit.Entry{ID: n.NewID(), At: n.now(), Actor: actor, Action: action, SubjectKind: kind, Subject: subject, RequestID: request}
}

type actorKey struct{}

type actorValue struct{ actor, request string }

// WithActor says who acts in ctx and in which request, for the audit trail. Actors: "node", "backend", "admin",
// "vasp:<id>".
func WithActor(ctx context.Context, actor, requestID string) context.Context {
	return context.WithValue(ctx, actorKey{}, actorValue{actor, requestID})
}

// ActorOf returns what WithActor said.
func ActorOf(ctx context.Context) (actor, requestID string) {
	value, _ := ctx.Value(actorKey{}).(actorValue)
	return value.actor, value.request
}

// Healthy says whether the node can work: its database answers.
func (n *Node) Healthy(ctx context.Context) error {
	return n.Store.View(ctx, func(r Reader) error {
		_, err := r.Setting(ctx, "health")
		if fault.Has(err, fault.NotFound) {
			return nil
		}
		return err
	})
}
