// Package travelrule holds transfers between virtual asset service providers as FATF Recommendation 16 sees them: the
// question whether an account belongs to a beneficiary, the verification of both parties, their states and outcomes, and
// the rules by which a beneficiary VASP answers.
package travelrule

import (
	"regexp"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
)

// KeyType says what a recipient key pair is made for (enclave contract 4.3).
type KeyType string

const (
	PerVASP         KeyType = "PerVasp"         // one pair per VASP, rotated on a schedule with overlap
	PerAddress      KeyType = "PerAddress"      // one pair per beneficiary address
	PerVerification KeyType = "PerVerification" // a fresh pair for each request
)

// ParseKeyType reads the contract's names; PerEoa is the older name of PerAddress (contract 6.5). Anything else is
// fault.Invalid at keyType.
func ParseKeyType(text string) (KeyType, error) {
	switch text {
	case string(PerVASP), string(PerAddress), string(PerVerification):
		return KeyType(text), nil
	case "PerEoa":
		return PerAddress, nil
	}
	return "", fault.New(fault.Invalid, "keyType")
}

// Outcome is the state or the end of a verification.
type Outcome string

const (
	Waiting       Outcome = "wait"           // asked, no answer yet
	Verified      Outcome = "verified"       // every check of the beneficiary side passed
	Denied        Outcome = "denied"         // refused, for a check.Reason
	Unknown       Outcome = "unknown"        // the address is not the VASP's (only from back ends that say so)
	Errored       Outcome = "error"          // no judgement was reached
	Pending       Outcome = "pending"        // reported by the originating side
	TransferError Outcome = "transfer_error" // reported by the originating side
)

// Outcomes returns every outcome there is. Surfaces walk it in their tests.
func Outcomes() []Outcome {
	return []Outcome{Waiting, Verified, Denied, Unknown, Errored, Pending, TransferError}
}

// Final says whether an answer has been reached.
func (o Outcome) Final() bool { return o != Waiting && o != "" }

// Direction is this node's part in a verification.
type Direction string

const (
	Sending   Direction = "send"    // this node is the originating VASP
	Receiving Direction = "receive" // this node is the beneficiary VASP
)

// Limits of the members of a request, in characters (the column sizes of contract 5.4).
const (
	MaxSymbol  = 16
	MaxNetwork = 128
	MaxAmount  = 128
	MaxAccount = 256
	MaxMessage = 1024
)

// AssetInfo describes what is moved (contract 4.4). Amount and TradePrice are exact decimals as text, never numbers.
type AssetInfo struct {
	Symbol           string
	Network          string // the contract's network name; may be empty
	Amount           string
	ExceedsThreshold bool   // the fiat value is at or above the legal amount
	TradeCurrency    string // ISO 4217 when well-formed; readers are lenient
	TradePrice       string // fiat value of the whole transfer
	TradeTime        time.Time
}

var decimal = regexp.MustCompile(`^[0-9]{1,64}(\.[0-9]{1,64})?$`)

// IsDecimal says whether text is an exact decimal as amounts are written: digits, at most one point, no sign, no exponent.
func IsDecimal(text string) bool { return len(text) <= MaxAmount && decimal.MatchString(text) }

// tradeTimeLayouts are the forms in which an instant may arrive: extended ISO 8601 with Z or an offset, and the basic form.
var tradeTimeLayouts = []string{time.RFC3339Nano, "20060102T150405.999Z07:00", "20060102T150405Z07:00", "2006-01-02T15:04:05.999Z0700"}

// TimeLayout is the one form in which instants leave on the rail (contract 0): UTC, milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// FormatInstant writes an instant in TimeLayout.
func FormatInstant(at time.Time) string { return at.UTC().Format(TimeLayout) }

// ParseInstant reads an ISO 8601 instant in the extended or basic form; the result is UTC.
func ParseInstant(text string) (time.Time, bool) {
	for _, layout := range tradeTimeLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// Answer is what the beneficiary side concludes.
type Answer struct {
	Outcome Outcome
	Reason  check.Reason // check.OK with Verified
	Code    string       // the reason in the party's own word, when the catalogue has none for it; Reason is check.Undefined then
	Message string       // published detail of the reason; never a name
	At      time.Time    // UTC
}

// Deny returns a refusal.
func Deny(reason check.Reason, message string, at time.Time) Answer {
	return Answer{Outcome: Denied, Reason: reason, Message: message, At: at}
}

// EqualNetwork compares network names as the contract does: without regard to case (contract 4.5).
func EqualNetwork(a, b string) bool { return strings.EqualFold(a, b) }
