package travelrule

import (
	"regexp"

	"github.com/bonafide-id/bonafide/check"
)

// The published names of reasons, results and states on the rail (enclave contract 4.1, 4.2, 4.7). They are spoken towards an exchange's back end, both
// when it calls the enclave and when the enclave calls it, so both surfaces read this one catalogue. It is total: tests walk check.Reasons and Outcomes.

var reasonCodes = map[check.Reason]string{
	check.OK:                     "OK",
	check.AssetUnknown:           "UNKNOWN-SYMBOL",
	check.NetworkUnknown:         "UNKNOWN-NETWORK",
	check.AddressUnknown:         "UNKNOWN-ADDRESS",
	check.NameMismatch:           "MISMATCHED-NAME",
	check.Denied:                 "BLACKLISTED",
	check.KYCUnverified:          "UNVERIFIED-KYC",
	check.OriginatorInsufficient: "LACK-OF-INFORMATION",
	check.InformationUnavailable: "UNAVAILABLE-INFORMATION",
	check.NotAllowed:             "NOT-ALLOWED",
	check.AccountMismatch:        "BENEFICIARY-ACCOUNT-NOT-MATCHED",
	check.AnswerTimeout:          "REQUEST-TIMEOUT",
	check.Undefined:              "UNDEFINED-ERROR",
	check.UserCanceled:           "USER-CANCELED",
}

var outcomeCodes = map[Outcome]string{
	Waiting:       "WAIT",
	Verified:      "VERIFIED",
	Denied:        "DENIED",
	Unknown:       "UNKNOWN",
	Errored:       "ERROR",
	Pending:       "PENDING",
	TransferError: "TRANSFER_ERROR",
}

// MaxReason is the longest reason code, characters (contract 5.4).
const MaxReason = 256

var reasonShape = regexp.MustCompile(`^[A-Z0-9-]{1,256}$`)

// ValidReasonCode says whether text may stand as a reason: the set is open (contract 6.15).
func ValidReasonCode(text string) bool { return reasonShape.MatchString(text) }

// ReasonCode is the published name of a reason; UNDEFINED-ERROR for one that is not in the catalogue.
func ReasonCode(reason check.Reason) string {
	if text, ok := reasonCodes[reason]; ok {
		return text
	}
	return reasonCodes[check.Undefined]
}

// ReasonOf reads a published name. A well-formed one that is not in the catalogue is check.Undefined with the text itself as code, so that what another
// party said is kept; an ill-formed one is check.Undefined without.
func ReasonOf(text string) (reason check.Reason, code string) {
	for reason, known := range reasonCodes {
		if known == text {
			return reason, ""
		}
	}
	if ValidReasonCode(text) {
		return check.Undefined, text
	}
	return check.Undefined, ""
}

// OutcomeCode is the published name of a result; empty for one that is not in the catalogue.
func OutcomeCode(outcome Outcome) string { return outcomeCodes[outcome] }

// OutcomeOf reads a published name; false for any other text.
func OutcomeOf(text string) (Outcome, bool) {
	for outcome, known := range outcomeCodes {
		if known == text {
			return outcome, true
		}
	}
	return "", false
}

// TransferStatus is how far a blockchain transaction has come (contract 4.7).
type TransferStatus string

const (
	TransferPending     TransferStatus = "PENDING"      // not sent yet, held back for some reason
	TransferProcessing  TransferStatus = "PROCESSING"   // sent, waiting to be mined
	TransferWaitConfirm TransferStatus = "WAIT-CONFIRM" // mined, not final
	TransferConfirmed   TransferStatus = "CONFIRMED"    // final
	TransferCanceled    TransferStatus = "CANCELED"     // given up for good, before or after sending
)

// TransferStatuses returns every state there is.
func TransferStatuses() []TransferStatus {
	return []TransferStatus{TransferPending, TransferProcessing, TransferWaitConfirm, TransferConfirmed, TransferCanceled}
}

// Valid says whether s is one of TransferStatuses.
func (s TransferStatus) Valid() bool {
	for _, each := range TransferStatuses() {
		if each == s {
			return true
		}
	}
	return false
}

// Limits of what is reported about a transaction, in characters (contract 5.4).
const (
	MaxTxHash = 128
	MaxVout   = 128
)
