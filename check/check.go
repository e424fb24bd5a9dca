// Package check holds the outcomes of checks. Passed, failed, inconclusive and not run are four facts: a check that could
// not be judged, or was never run, is not a pass, and what failed is not an error of ours (see package fault).
package check

// Status is the outcome of one check. The zero value is NotRun: a check nobody ran can never count as passed.
type Status uint8

const (
	NotRun       Status = iota // the check was not carried out (missing model, missing evidence, switched off)
	Passed                     // carried out, and fulfilled
	Failed                     // carried out, and not fulfilled
	Inconclusive               // carried out, and the evidence does not allow a judgement
)

func (s Status) String() string {
	switch s {
	case NotRun:
		return "not run"
	case Passed:
		return "passed"
	case Failed:
		return "failed"
	case Inconclusive:
		return "inconclusive"
	}
	return "invalid"
}

// Reason is the stable, published name of why a check came out as it did. Surfaces translate it; its text never changes.
type Reason string

// Reasons of the beneficiary side's answer to another VASP.
const (
	OK                     Reason = "ok"                      // every check passed
	AssetUnknown           Reason = "asset.unknown"           // the VASP does not handle this symbol
	NetworkUnknown         Reason = "network.unknown"         // the network is not handled, or too little was said to know it
	AddressUnknown         Reason = "address.unknown"         // the address is not one of the VASP's
	NameMismatch           Reason = "name.mismatch"           // the name differs from the owner's
	Denied                 Reason = "deny_list"               // a party is on the deny list
	KYCUnverified          Reason = "kyc.unverified"          // the owner has not passed KYC
	OriginatorInsufficient Reason = "originator.insufficient" // too little originator data to screen
	InformationUnavailable Reason = "information.unavailable" // beneficiary data that was asked for cannot be given
	NotAllowed             Reason = "policy.not_allowed"      // refused by internal policy
	AccountMismatch        Reason = "account.mismatch"        // the answer names another account than the question
	AnswerTimeout          Reason = "answer.timeout"          // no answer came in time
	Undefined              Reason = "undefined"               // anything else; our log has the cause
	UserCanceled           Reason = "user.canceled"           // the customer gave the transfer up
)

// Reasons returns every reason there is. Surfaces walk it in their tests.
func Reasons() []Reason {
	return []Reason{
		OK, AssetUnknown, NetworkUnknown, AddressUnknown, NameMismatch, Denied, KYCUnverified, OriginatorInsufficient,
		InformationUnavailable, NotAllowed, AccountMismatch, AnswerTimeout, Undefined, UserCanceled,
	}
}

// Result is one check as it is recorded.
type Result struct {
	Name      string  // what was checked, subject.what
	Status    Status  //
	Reason    Reason  // empty when there is nothing to add to the status
	Score     float64 // in Unit; meaningless unless Scored
	Threshold float64 // the decision line Score was held against, in Unit
	Unit      string  // "", "ratio 0-1", "px", ...
	Scored    bool    // Score and Threshold are set
	Place     string  // where in the evidence; never a value
}
