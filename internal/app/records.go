package app

import (
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
)

// The records below are what a store keeps. Personal data in them is sealed before it gets here and opened after it
// leaves: a store never sees a name or an address in the clear. Times are UTC with millisecond precision.

// KYCState is how far a customer's identification has come.
type KYCState string

const (
	KYCPending  KYCState = "pending"
	KYCApproved KYCState = "approved"
	KYCRejected KYCState = "rejected"
	KYCExpired  KYCState = "expired"
)

// KYCStates returns every state there is.
func KYCStates() []KYCState { return []KYCState{KYCPending, KYCApproved, KYCRejected, KYCExpired} }

// Customer is one natural or legal person of the registry.
type Customer struct {
	ID         string // UUID, or the id the exchange gave: 1 to 64 of [A-Za-z0-9._:-]
	Kind       string // "natural" or "legal"
	KYC        KYCState
	Denied     bool   // on the deny list
	DenyReason string // free text of the operator, without personal data; empty unless Denied
	Profile    []byte // sealed Profile
	WrappedKey []byte // the customer's own data key, wrapped; deleting it erases the person
	Version    int64  // counts changes, from 1
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Account is one address at which a customer receives one asset on one network.
type Account struct {
	ID         string // UUID
	CustomerID string
	Symbol     string // upper case
	Network    string // the contract's spelling
	Index      []byte // keyed hash of network, canonical address and memo: 32 bytes
	Sealed     []byte // the address as the exchange wrote it, sealed with the customer's data key
	CreatedAt  time.Time
}

// DenyEntry is an entry of the deny list that is not a customer of ours.
type DenyEntry struct {
	ID        string // UUID
	Kind      string // "address" or "person"
	Index     []byte // address: keyed hash as in Account; person: empty
	Sealed    []byte // address or names, sealed with the node key
	Reason    string // free text of the operator, without personal data
	CreatedAt time.Time
}

// Verification is one row of the history. Its four IVMS101 texts and two account numbers are sealed with its own data key.
type Verification struct {
	ID                  int64  // this node's sequence number, given by the store; 0 before
	UUID                string // shared by both sides
	Direction           travelrule.Direction
	Outcome             travelrule.Outcome
	Reason              check.Reason // empty while waiting
	Code                string       // the reason as a party worded it, when the catalogue has no such word: then Reason is check.Undefined
	Message             string
	Asset               travelrule.AssetInfo
	RequiredInfo        string // codes as the originating side sent them
	TxHash, Vout        *string
	OriginatingVASP     string
	BeneficiaryVASP     string
	OriginatorAccount   []byte // sealed
	BeneficiaryAccount  []byte // sealed
	OriginatorIndex     []byte // keyed hash of the account text; 32 bytes
	BeneficiaryIndex    []byte // keyed hash of the account text; 32 bytes
	Originator          []byte // sealed IVMS101 text; nil: none
	OriginatingVASPText []byte // sealed IVMS101 text; nil: none
	Beneficiary         []byte // sealed IVMS101 text; nil: none
	BeneficiaryVASPText []byte // sealed IVMS101 text; nil: none
	WrappedKey          []byte
	VerifiedAt          *time.Time
	OrderedAt           *time.Time
	CreatedAt           time.Time
	Deadline            time.Time  // after it a waiting verification ends as Errored, check.AnswerTimeout
	RemindedAt          *time.Time // when the operator was last reminded of it; not part of the digest
}

// Outgoing is a message that has to reach another VASP: the exact bytes, so that a retry sends them again and is answered
// with the first answer.
type Outgoing struct {
	UUID        string // of the verification; unique
	MessageID   string
	To          string // VASP id
	KeyType     travelrule.KeyType
	Frame       []byte // sealed envelope; nil until it could be sealed (the recipient's key was not known yet)
	ReplySecret []byte // sealed; opens the answer
	CreatedAt   time.Time
}

// DeliveryTarget says to whom something is delivered.
type DeliveryTarget string

const (
	ToBackend DeliveryTarget = "backend" // a callback to the exchange's own software (contract 3.5)
	ToPeer    DeliveryTarget = "peer"    // a report to the other VASP
)

// DeliveryState is how far a delivery has come.
type DeliveryState string

const (
	DeliveryPending DeliveryState = "pending"
	DeliveryDone    DeliveryState = "delivered"
	DeliveryGivenUp DeliveryState = "given_up" // tried until GiveUpAt, or refused for good; a replay makes it pending again
)

// DeliveryStates returns every state there is.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveryPending, DeliveryDone, DeliveryGivenUp}
}

// Delivery is an event on its way out: stored in the transaction that made it happen, tried until it is taken. Those of one verification to one target go
// in the order in which they happened.
type Delivery struct {
	Seq          int64  // order, given by the store; 0 before
	ID           string // UUID
	Target       DeliveryTarget
	Type         string // callbackType (contract 3.5), or for a peer report.tx, report.error
	Verification string // UUID
	VASP         string // the other VASP
	Body         []byte // JSON, sealed with the verification's data key
	MessageID    string // of the peer message: every try sends the same one
	Frame        []byte // the sealed peer message; nil until it could be sealed
	ReplySecret  []byte // sealed; opens the answer
	State        DeliveryState
	Attempts     int
	Code         fault.Code // why the last try failed; empty after one that did not
	CreatedAt    time.Time
	NextAt       time.Time
	GiveUpAt     time.Time
	DoneAt       *time.Time
}

// Attempt is one try of a delivery.
type Attempt struct {
	Delivery string
	At       time.Time
	Took     time.Duration // milliseconds are kept
	Code     fault.Code    // empty: taken
	Status   int           // HTTP status of the receiver; 0: none came
}

// DeliveryFilter chooses deliveries, newest first. Zero members choose all.
type DeliveryFilter struct {
	State        DeliveryState
	Target       DeliveryTarget
	Verification string
	BeforeSeq    int64
	Limit        int
}

// HistoryFilter chooses verifications (contract 2.5). Zero members choose all.
type HistoryFilter struct {
	From, To                          time.Time // From <= CreatedAt <= To
	Symbol, Network, TxHash, Opposite string    // Network without regard to case
	Outcome                           travelrule.Outcome
	Direction                         travelrule.Direction
	OriginatorIndex, BeneficiaryIndex []byte
	Offset, Limit                     int
}

// Screening is one assessment by a provider of risk data (contract 2.10 to 2.12).
type Screening struct {
	RequestID    string // UUID
	Verification string // UUID
	Provider     string // a Provider
	Counterparty string // VASP id
	Direction    string // OUTGOING or INCOMING
	Network      string
	State        string // the provider's, upper case; PENDING while it works
	Body         []byte // JSON, sealed with the verification's data key
	CreatedAt    time.Time
	AssessedAt   *time.Time
}

// Received remembers a message id, so that the same bytes are answered once.
type Received struct {
	MessageID string
	From      string // VASP id
	Digest    []byte // SHA-256 of the frame
	Answer    []byte // the frame we answered with
	At        time.Time
	KeepUntil time.Time // may be forgotten after
}

// OwnKey is a key pair others seal to.
type OwnKey struct {
	KeyID      string // hex
	Type       travelrule.KeyType
	Identifier string // PerVasp: ""; PerAddress: keyed by the asker's address identifier; PerVerification: the request's id
	Public     []byte
	Private    []byte // sealed with the node key
	CreatedAt  time.Time
	NotAfter   time.Time // not handed out after; still opens what was sealed before
	Revoked    *time.Time
}

// PeerKey is a cached public key of another VASP.
type PeerKey struct {
	VASP       string
	Type       travelrule.KeyType
	Identifier string
	KeyID      string
	Public     []byte
	FetchedAt  time.Time
	NotAfter   time.Time
}

// DirectoryCopy is the last good list of members.
type DirectoryCopy struct {
	Number     uint64
	Signed     []byte // JSON of directory.Signed
	ReceivedAt time.Time
}

// Page says which part of an ordered list is wanted.
type Page struct {
	After string // the last id of the page before; "" for the first
	Limit int    // 1 to 1000
}
