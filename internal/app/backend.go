package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Backend is the exchange's own software, which the node calls (contract 3). Each call has the contract's limit of time inside it.
//
// Errors: fault.TimedOut when no answer came in time, fault.BackendFailed for any other answer than the contract's. A function that is not configured
// returns ErrNoBackend.
type Backend interface {
	// Account asks whether an account, and a name when one is given, is a customer's: contract 3.2, 1 s.
	Account(ctx context.Context, q BackendAccount) (travelrule.Answer, error)
	// User asks the whole question: contract 3.3, 5 s.
	User(ctx context.Context, q BackendUser) (BackendUserAnswer, error)
	// Transfer asks how far a transaction has come: contract 3.4, 1 s.
	Transfer(ctx context.Context, verification string) (TransferState, error)
	// Callback delivers an event: contract 3.5, 1 s. status is the HTTP status that came, 0 for none.
	Callback(ctx context.Context, callbackType string, data []byte) (status int, err error)
	// Has says which of the calls are configured.
	Has(call BackendCall) bool
}

// BackendCall names one of the calls of contract 3.
type BackendCall string

const (
	CallAccount  BackendCall = "account"
	CallUser     BackendCall = "user"
	CallTransfer BackendCall = "transaction"
	CallCallback BackendCall = "callback"
)

// ErrNoBackend is returned for a call that is not configured.
var ErrNoBackend = errors.New("app: no back end is configured for this call")

// NoBackend is the back end of a node that has none.
type NoBackend struct{}

// Account implements Backend.
func (NoBackend) Account(context.Context, BackendAccount) (travelrule.Answer, error) {
	return travelrule.Answer{}, ErrNoBackend
}

// User implements Backend.
func (NoBackend) User(context.Context, BackendUser) (BackendUserAnswer, error) {
	return BackendUserAnswer{}, ErrNoBackend
}

// Transfer implements Backend.
func (NoBackend) Transfer(context.Context, string) (TransferState, error) {
	return TransferState{}, ErrNoBackend
}

// Callback implements Backend.
func (NoBackend) Callback(context.Context, string, []byte) (int, error) { return 0, ErrNoBackend }

// Has implements Backend.
func (NoBackend) Has(BackendCall) bool { return false }

// BackendAccount is the question of contract 3.2.
type BackendAccount struct {
	OriginatingVASP, Symbol, Network, Version string
	IVMS101                                   pii.Bytes // {"beneficiary": ...} as the originating back end sent it
}

// BackendUser is the question of contract 3.3.
type BackendUser struct {
	UUID, OriginatingVASP, RequiredInfo, Version string
	Asset                                        travelrule.AssetInfo
	IVMS101                                      pii.Bytes // originator, beneficiary, originatingVASP, beneficiaryVASP
}

// BackendUserAnswer is the answer of contract 3.3.
type BackendUserAnswer struct {
	travelrule.Answer
	Beneficiary pii.Bytes // the beneficiary object; the zero value when the answer had none
}

// TransferState is the answer of contract 3.4.
type TransferState struct {
	Status       travelrule.TransferStatus
	TxHash, Vout string // empty when not known
}

// Source says who answers for the customers of this VASP.
type Source string

const (
	FromRegistry Source = "registry" // the built-in registry of customers
	FromBackend  Source = "callback" // the exchange's own back end (contract 3.2, 3.3)
	// FromBoth asks the registry first. What it knows, it decides; the back end is asked about assets, networks and addresses the registry does not
	// know, and about data it does not hold.
	FromBoth Source = "registry-then-callback"
)

// Sources returns every source there is.
func Sources() []Source { return []Source{FromRegistry, FromBackend, FromBoth} }

// asksBackend says whether a judgement of the registry is handed on to the back end.
func (s Source) asksBackend(registry check.Reason) bool {
	switch s {
	case FromBackend:
		return true
	case FromBoth:
		switch registry {
		case check.AssetUnknown, check.NetworkUnknown, check.AddressUnknown, check.InformationUnavailable:
			return true
		}
	}
	return false
}

// backendIVMS101 puts the parties of a verification together as contract 3.3 shows them.
func backendIVMS101(originator, beneficiary, originatingVASP, beneficiaryVASP []byte) (pii.Bytes, error) {
	text, err := encodeBody(struct {
		Originator      json.RawMessage `json:"originator"`
		Beneficiary     json.RawMessage `json:"beneficiary"`
		OriginatingVASP json.RawMessage `json:"originatingVASP,omitempty"`
		BeneficiaryVASP json.RawMessage `json:"beneficiaryVASP,omitempty"`
	}{originator, beneficiary, originatingVASP, beneficiaryVASP})
	return pii.New(text), err
}

// Limits of the calls (contract 3.1).
const (
	AccountCallLimit  = time.Second
	UserCallLimit     = 5 * time.Second
	TransferCallLimit = time.Second
	CallbackLimit     = time.Second
)
