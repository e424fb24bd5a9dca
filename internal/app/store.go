package app

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Store is what the use cases need of a database. Two implementations go through one conformance suite.
//
// Nobody may wait for anybody else inside fn: no network, no sealing of large things, no locks. fn may run more than once
// (a serialization conflict is retried) and must not leave anything behind but its writes. What InTx acknowledged survives
// kill -9.
type Store interface {
	InTx(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Reader) error) error
}

// Reader reads. Each lookup of one thing returns fault.NotFound when there is none. Lists are ordered as said, and never nil.
type Reader interface {
	Customer(ctx context.Context, id string) (Customer, error)
	Customers(ctx context.Context, page Page) ([]Customer, error) // by id
	CustomerCount(ctx context.Context) (int64, error)
	Accounts(ctx context.Context, customerID string) ([]Account, error) // by symbol, network, id
	// AccountByIndex finds an account by symbol (upper case), network (contract spelling) and keyed hash.
	AccountByIndex(ctx context.Context, symbol, network string, index []byte) (Account, error)
	// Owner is AccountByIndex and Customer in one step, for the hot path.
	Owner(ctx context.Context, symbol, network string, index []byte) (Account, Customer, error)

	DenyEntries(ctx context.Context, kind string, page Page) ([]DenyEntry, error) // kind "" is every kind; by id
	DeniedAddress(ctx context.Context, index []byte) (bool, error)

	Verification(ctx context.Context, uuid string) (Verification, error)
	// WaitingVerifications lists those of direction dir that wait and whose deadline is before t, oldest first, at most limit.
	WaitingVerifications(ctx context.Context, dir travelrule.Direction, before time.Time, limit int) ([]Verification, error)
	VerificationCounts(ctx context.Context) (map[travelrule.Outcome]int64, error)
	// History lists what f chooses, newest first by CreatedAt and ID, with the number of all that it chooses.
	History(ctx context.Context, f HistoryFilter) (total int64, page []Verification, err error)
	// VerificationsBefore lists the ids of those created at t or before, oldest first.
	VerificationsBefore(ctx context.Context, t time.Time, limit int) ([]string, error)
	// Unreported lists verified ones of direction dir without a transaction id that were decided before t, oldest first, with the number of all.
	Unreported(ctx context.Context, dir travelrule.Direction, before time.Time, limit int) (total int64, page []Verification, err error)

	Delivery(ctx context.Context, id string) (Delivery, error)
	Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error)
	// DeliveryBefore finds the oldest pending delivery of the same verification and target that happened before d.
	DeliveryBefore(ctx context.Context, d Delivery) (Delivery, error)
	// DueDeliveries lists pending ones whose NextAt is before t, oldest first.
	DueDeliveries(ctx context.Context, before time.Time, limit int) ([]Delivery, error)
	DeliveryCounts(ctx context.Context) (map[DeliveryState]int64, error)
	Attempts(ctx context.Context, deliveryID string, limit int) ([]Attempt, error) // newest first

	Screenings(ctx context.Context, verification string) ([]Screening, error) // oldest first
	Screening(ctx context.Context, requestID string) (Screening, error)

	Outgoing(ctx context.Context, uuid string) (Outgoing, error)
	Received(ctx context.Context, messageID string) (Received, error)

	OwnKey(ctx context.Context, keyID string) (OwnKey, error)
	// CurrentOwnKey is the newest unrevoked key of type and identifier whose NotAfter is after at.
	CurrentOwnKey(ctx context.Context, typ travelrule.KeyType, identifier string, at time.Time) (OwnKey, error)
	OwnKeys(ctx context.Context, typ travelrule.KeyType, limit int) ([]OwnKey, error) // newest first
	PeerKey(ctx context.Context, vasp string, typ travelrule.KeyType, identifier string) (PeerKey, error)

	DirectoryCopy(ctx context.Context) (DirectoryCopy, error)

	// Mismatches returns how many wrong names were tried for subject (a keyed hash) since t.
	Mismatches(ctx context.Context, subject []byte, since time.Time) (int, error)

	// AuditHead is the last link of the chain; the zero Head when there is none.
	AuditHead(ctx context.Context) (audit.Head, error)
	// AuditLinks lists links with seq > after, in order, at most limit.
	AuditLinks(ctx context.Context, after uint64, limit int) ([]audit.Link, error)
	AuditUnchained(ctx context.Context) (int64, error)
	// AuditUnchainedSubjects lists what the entries not chained yet are about, one element for each entry.
	AuditUnchainedSubjects(ctx context.Context) ([]audit.Subject, error)
	// AuditCheckpoints lists checkpoints with seq > after, in order, at most limit.
	AuditCheckpoints(ctx context.Context, after uint64, limit int) ([]audit.Checkpoint, error)
	// VerificationsAfter lists by ID (sequence), for audit verify and backups.
	VerificationsAfter(ctx context.Context, id int64, limit int) ([]Verification, error)

	Setting(ctx context.Context, key string) (string, error)
}

// Tx reads and writes. Every write that changes what the node answers or has answered takes the audit entry for it.
// Inserting what is there already returns fault.Conflict; updating what is not there, fault.NotFound.
type Tx interface {
	Reader

	PutCustomer(ctx context.Context, c Customer, entry audit.Entry) error // inserts Version 1, or replaces version c.Version-1; else fault.Conflict
	DeleteCustomer(ctx context.Context, id string, entry audit.Entry) error
	PutAccount(ctx context.Context, a Account, entry audit.Entry) error // fault.Conflict when (symbol, network, index) is taken
	DeleteAccount(ctx context.Context, customerID, accountID string, entry audit.Entry) error
	PutDenyEntry(ctx context.Context, d DenyEntry, entry audit.Entry) error
	DeleteDenyEntry(ctx context.Context, id string, entry audit.Entry) error

	InsertVerification(ctx context.Context, v Verification, entry audit.Entry) (id int64, err error)
	// FinishVerification stores outcome, reason, message, beneficiary texts, WrappedKey-sealed columns and times of v,
	// if the row still waits; else it returns fault.Conflict and changes nothing.
	FinishVerification(ctx context.Context, v Verification, entry audit.Entry) error
	// ReportVerification stores outcome, reason, code, message, transaction id, vout and OrderedAt of v.
	ReportVerification(ctx context.Context, v Verification, entry audit.Entry) error
	// RemindVerification stores that the operator was reminded of a verification.
	RemindVerification(ctx context.Context, uuid string, at time.Time) error
	// DeleteVerification takes a verification away, with its message, deliveries, attempts and screenings.
	DeleteVerification(ctx context.Context, uuid string, entry audit.Entry) error

	InsertDelivery(ctx context.Context, d Delivery) error
	// UpdateDelivery stores message, state, attempts, code and times of d.
	UpdateDelivery(ctx context.Context, d Delivery) error
	InsertAttempt(ctx context.Context, a Attempt) error

	PutScreening(ctx context.Context, s Screening, entry audit.Entry) error // inserts or replaces

	PutOutgoing(ctx context.Context, o Outgoing) error // inserts or replaces
	DeleteOutgoing(ctx context.Context, uuid string) error
	// InsertReceived remembers a message and what was answered; the entry says who was told what.
	InsertReceived(ctx context.Context, r Received, entry audit.Entry) error
	ForgetReceived(ctx context.Context, before time.Time, limit int) (int, error)

	InsertOwnKey(ctx context.Context, k OwnKey, entry audit.Entry) error
	RevokeOwnKey(ctx context.Context, keyID string, at time.Time, entry audit.Entry) error
	PutPeerKey(ctx context.Context, k PeerKey) error
	DeletePeerKey(ctx context.Context, vasp, keyID string) error
	ForgetPeerKeys(ctx context.Context, before time.Time) (int, error) // those whose NotAfter is before

	PutDirectoryCopy(ctx context.Context, d DirectoryCopy) error // only a number not lower than the stored one; else fault.Conflict

	AddMismatch(ctx context.Context, subject []byte, at time.Time) error
	ForgetMismatches(ctx context.Context, before time.Time) (int, error)

	// ChainAudit links at most limit unchained entries after the present head and returns the new head and how many it
	// linked. One chainer works at a time, on all nodes of a database.
	ChainAudit(ctx context.Context, limit int) (audit.Head, int, error)
	PutAuditCheckpoint(ctx context.Context, c audit.Checkpoint) error
	// AppendAudit records an event that changes no row (a start, an import).
	AppendAudit(ctx context.Context, entry audit.Entry) error

	PutSetting(ctx context.Context, key, value string) error

	// Enqueue adds a job in this transaction. A job may run twice; handlers are idempotent.
	Enqueue(ctx context.Context, job Job) error
}

// Job is a piece of asynchronous work: what to do, for which record. Everything else is read when it runs, so that a job
// holds no personal data and can run twice.
type Job struct {
	Kind  string    // a constant of this package
	Key   string    // the record, mostly a verification UUID
	RunAt time.Time // zero: now
}

// Kinds of jobs.
const (
	JobSend    = "verification.send" // bring an outgoing question to the beneficiary VASP and store its answer
	JobDeliver = "delivery.send"     // bring a delivery to whom it is for
	JobScreen  = "screening.ask"     // ask a provider of risk data
)

// Later is returned by a job's handler to run again after a while without counting as a failure.
type Later struct{ After time.Duration }

func (l Later) Error() string { return "not yet: again in " + l.After.String() }
