package enclave

import (
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/travelrule"
)

// reasonText is the published name of an answer's reason: what the beneficiary's back end said, where that is a word of its own.
func reasonText(reason check.Reason, code string) string {
	if code != "" {
		return code
	}
	return travelrule.ReasonCode(reason)
}

// accountResult is VERIFIED or DENIED: the account question knows no other (contract 4.1).
func accountResult(outcome travelrule.Outcome) string {
	if outcome == travelrule.Verified {
		return travelrule.OutcomeCode(travelrule.Verified)
	}
	return travelrule.OutcomeCode(travelrule.Denied)
}
