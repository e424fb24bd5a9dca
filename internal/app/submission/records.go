package submission

import (
	"encoding/hex"
	"time"

	"github.com/bonafide-id/bonafide/check"
)

// Status of a submission (contract 1.3), as it stands on the wire.
type Status string

// The states. Incomplete and pending ones wait; the others are results.
const (
	Incomplete Status = "incomplete" // step 1 is done, no result yet
	Pending    Status = "pending"    // waits for a reviewer
	Approved   Status = "approved"
	Rejected   Status = "rejected"
)

// Picture kinds, by the names of the contract's image calls.
const (
	IDImage      = "idImage"
	IDBackImage  = "idBackImage"
	SelfieImage  = "selfieImage"
	AddressImage = "addressImage"
)

// Submission is one attempt of one person to be verified, as it is stored. What is personal stands sealed in Sealed.
type Submission struct {
	ID        string
	ProjectID string
	Status    Status
	// Attempts counts failed tries: retries of step 1 and counted failures of step 2 together (contract 1.4).
	Attempts int
	// FaceTried says that step 2 reached the face checks, which starts the 24 h window.
	FaceTried  bool
	Reviewer   string // "system", or who decided; empty without a result
	EmailIndex []byte // keyed hash of the address as compared
	UserIndex  []byte // keyed hash of userid; empty when none was given
	Sealed     []byte // Private under the submission's own data key
	WrappedKey []byte
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ResultAt   *time.Time
}

// Final says whether no further step 2 is taken.
func (s Submission) Final() bool { return s.Status != Incomplete }

// Private is the personal part of a submission. It exists in the clear only while it is worked on.
type Private struct {
	Email          string            `json:"email"`
	UserID         string            `json:"userId,omitempty"`
	Custom         [3]string         `json:"custom"`
	IssuingCountry string            `json:"issuingCountry"` // ISO 3166-1 alpha-3
	IDType         string            `json:"idType"`
	Read           Fields            `json:"read"`      // what the document says
	Confirmed      Fields            `json:"confirmed"` // what the person says
	Address        Address           `json:"address"`
	Portraits      []Face            `json:"portraits,omitempty"` // faces on the document, the largest first
	Checks         []Check           `json:"checks"`
	Tries          []Try             `json:"tries"`
	RejectCodes    []string          `json:"rejectCodes,omitempty"` // reasons that are certain already (decision A12), then the final ones
	Pictures       map[string]string `json:"pictures"`              // kind to blob key
	Models         map[string]string `json:"models,omitempty"`      // slot to SHA-256 of the model that was used
	IssuerCalls    int               `json:"issuerCalls"`
	Issuer         string            `json:"issuer,omitempty"` // outcome of the issuer check (decision A14)
	IssuerSource   string            `json:"issuerSource,omitempty"`
	Similarity     *int              `json:"similarity,omitempty"` // 0 to 100
	Liveness       *int              `json:"liveness,omitempty"`   // 0 to 100
	CustomerID     string            `json:"customerId,omitempty"`
	// Settings are those in force at step 1; the submission is decided by them (contract 6).
	Settings Settings `json:"settings"`
}

// Fields are what a document says about its holder, or the holder about itself. Empty is unknown.
type Fields struct {
	Name           string `json:"name,omitempty"` // given names, then family name
	FirstName      string `json:"firstName,omitempty"`
	LastName       string `json:"lastName,omitempty"`
	LocalName      string `json:"localName,omitempty"` // in the script of the country
	DateOfBirth    string `json:"dateOfBirth,omitempty"`
	Gender         string `json:"gender,omitempty"`      // male or female
	Nationality    string `json:"nationality,omitempty"` // alpha-3
	IssuingCountry string `json:"issuingCountry,omitempty"`
	DateOfIssue    string `json:"dateOfIssue,omitempty"`
	DateOfExpiry   string `json:"dateOfExpiry,omitempty"`
	IdentityNumber string `json:"identityNumber,omitempty"`
	DocumentNumber string `json:"documentNumber,omitempty"`
	LicenceNumber  string `json:"licenceNumber,omitempty"`
	SerialNumber   string `json:"serialNumber,omitempty"`
}

// Address is what was said about where the person lives.
type Address struct {
	GlobalCode   string `json:"globalCode,omitempty"`
	CompoundCode string `json:"compoundCode,omitempty"`
	Formatted    string `json:"formatted,omitempty"`
	Input        string `json:"input,omitempty"`
	Detail       string `json:"detail,omitempty"`
}

// Given says whether any of the three forms the contract asks for is there.
func (a Address) Given() bool { return a.GlobalCode != "" || a.CompoundCode != "" || a.Formatted != "" }

// Check is one check as it is kept with the submission.
type Check struct {
	Name      string   `json:"name"`
	Status    string   `json:"status"` // passed, failed, inconclusive, not run
	Reason    string   `json:"reason,omitempty"`
	Score     *float64 `json:"score,omitempty"`
	Threshold *float64 `json:"threshold,omitempty"`
	Unit      string   `json:"unit,omitempty"`
}

func note(name string, status check.Status, reason string) Check {
	return Check{Name: name, Status: status.String(), Reason: reason}
}

func scored(name string, status check.Status, score, threshold float64, unit string) Check {
	return Check{Name: name, Status: status.String(), Score: &score, Threshold: &threshold, Unit: unit}
}

// Try is one counted or uncounted try of a step.
type Try struct {
	Step       int       `json:"step"`
	At         time.Time `json:"at"`
	Codes      []string  `json:"codes"`
	Messages   []string  `json:"messages"`
	Similarity *int      `json:"similarity,omitempty"`
	Liveness   *int      `json:"liveness,omitempty"`
	Picture    string    `json:"picture,omitempty"` // blob key
}

// Request is a line of the request log: which row of the contract's table a call ended in. It holds nothing personal.
type Request struct {
	At         time.Time
	ProjectID  string
	Endpoint   string
	Row        string // S1-01 and so on; "ok"
	TraceID    string
	EmailIndex []byte
}

// Project is one tenant's configuration.
type Project struct {
	ID       string
	Account  string // projects of one account may know of each other (decision A24)
	Name     string
	Settings Settings
	Version  int64
	Created  time.Time
	Updated  time.Time
}

// ProjectKey is an API key of a project; only its hash is kept.
type ProjectKey struct {
	Hash      []byte // SHA-256 of the key
	ProjectID string
	Label     string
	CreatedAt time.Time
}

// ID names a key without giving it away: the first 16 hexadecimal digits of its hash.
func (k ProjectKey) ID() string { return hex.EncodeToString(k.Hash[:min(len(k.Hash), 8)]) }
