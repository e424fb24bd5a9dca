package enclave

import (
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/travelrule"
)

// reasons is the catalogue of reason codes (contract 4.2). It is total: a test walks check.Reasons.
var reasons = map[check.Reason]string{
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

// ReasonText is the published name of a reason on this surface.
func ReasonText(reason check.Reason) string {
	if text, ok := reasons[reason]; ok {
		return text
	}
	return reasons[check.Undefined]
}

// outcomes is the catalogue of results (contract 4.1). It is total: a test walks travelrule.Outcomes.
var outcomes = map[travelrule.Outcome]string{
	travelrule.Waiting:       "WAIT",
	travelrule.Verified:      "VERIFIED",
	travelrule.Denied:        "DENIED",
	travelrule.Unknown:       "UNKNOWN",
	travelrule.Errored:       "ERROR",
	travelrule.Pending:       "PENDING",
	travelrule.TransferError: "TRANSFER_ERROR",
}

// accountResult is VERIFIED or DENIED: the account question knows no other (contract 4.1).
func accountResult(outcome travelrule.Outcome) string {
	if outcome == travelrule.Verified {
		return outcomes[travelrule.Verified]
	}
	return outcomes[travelrule.Denied]
}
