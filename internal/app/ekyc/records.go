package ekyc

import (
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/verification"
)

// Device is what a session is captured with (contract 1.1).
type Device string

// The devices.
const (
	Android Device = "android"
	IOS     Device = "ios"
	WebSDK  Device = "web-sdk"
	API     Device = "api"
)

// Devices returns all devices.
func Devices() []Device { return []Device{Android, IOS, WebSDK, API} }

// Family is what a caller says of the document before it is read: the header document-type.
type Family string

// The families.
const (
	IdentityCard   Family = "idr"
	DrivingLicence Family = "dlr"
	Passport       Family = "passport"
)

// Families returns all families.
func Families() []Family { return []Family{IdentityCard, DrivingLicence, Passport} }

// Session is one session as it is stored: facts that name nobody, and the personal part sealed. After its retention only the facts are left, and the key
// is gone with what it opened.
type Session struct {
	ID           string
	ProjectID    string
	State        State
	Device       Device
	Family       Family // of the last document call; empty: none yet
	OnlyEngine   bool   // documents are read and no face step follows
	Uploads      int    // calls that reached the engine
	PairFailures int    // backs that were another card's, since the front was accepted
	FaceTries    int
	Code         string // check.Reason or fault.Code of the last answer that refused; empty: none
	Review       bool   // something was found for a person to look at
	ClientIndex  []byte // keyed hash of client_uuid; empty: none was given, or erased
	Sealed       []byte // Private under the session's own data key; empty: erased
	WrappedKey   []byte // empty: erased
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ExpiresAt    time.Time  // end of its lifetime
	CompletedAt  *time.Time // nil: not complete
	EraseAt      time.Time  // when the personal part goes
}

// Erased says that nothing personal is left.
func (s Session) Erased() bool { return len(s.WrappedKey) == 0 }

// Private is the personal part of a session. It exists in the clear only while it is worked on.
type Private struct {
	ClientUUID string            `json:"clientUuid,omitempty"`
	Phone      Phone             `json:"device"`
	SDKVersion string            `json:"sdkVersion,omitempty"`
	Front      *document.Page    `json:"front,omitempty"` // as accepted; a passport's page too
	Back       *document.Page    `json:"back,omitempty"`
	Calls      []Call            `json:"calls"`    // every call that was looked at, in order
	Pictures   map[string]string `json:"pictures"` // kind to blob key: front-1, back-2, ... by the number of the upload
	QRText     string            `json:"qrText,omitempty"`
	// Settings are those in force at init; the session is judged by them.
	Settings Settings `json:"settings"`
}

// Phone is what an SDK says of the device at init.
type Phone struct {
	Memory string `json:"memory,omitempty"`
	Model  string `json:"model,omitempty"`
	NFC    string `json:"nfcSupport,omitempty"`
}

// Call is one document or QR call as reviewers see it: what was sent, every finding, and the first that was answered.
type Call struct {
	At         time.Time `json:"at"`
	Call       string    `json:"call"` // ocr, qrcode
	Family     Family    `json:"documentType,omitempty"`
	Side       string    `json:"sideType,omitempty"` // as sent
	Answer     string    `json:"answer,omitempty"`   // check.Reason or fault.Code; empty: accepted
	Findings   []Finding `json:"findings"`
	Pictures   []string  `json:"pictures,omitempty"` // kinds
	ManualTime string    `json:"manualTime,omitempty"`
	SDKVersion string    `json:"sdkVersion,omitempty"`
}

// Finding is a finding of package verification as it is kept.
type Finding struct {
	Name      string         `json:"name"`
	Status    string         `json:"status"` // passed, failed, inconclusive, not run
	Reason    check.Reason   `json:"reason"`
	Severity  string         `json:"severity"`
	Score     *float64       `json:"score,omitempty"`
	Threshold *float64       `json:"threshold,omitempty"`
	Unit      string         `json:"unit,omitempty"`
	Place     string         `json:"place,omitempty"`
	Side      document.Side  `json:"side,omitempty"`
	Field     document.Field `json:"field,omitempty"`
	Box       document.Quad  `json:"box,omitempty"`
	Rule      string         `json:"rule,omitempty"`
}

func kept(findings []verification.Finding) []Finding {
	out := make([]Finding, 0, len(findings))
	for _, f := range findings {
		k := Finding{Name: f.Name, Status: f.Status.String(), Reason: f.Reason, Severity: f.Severity.String(), Unit: f.Unit, Place: f.Place, Side: f.Side,
			Field: f.Field, Box: f.Box, Rule: f.Rule}
		if f.Scored {
			k.Score, k.Threshold = &f.Score, &f.Threshold
		}
		out = append(out, k)
	}
	return out
}
