package fault

// Codes of the enclave's own calls: to the exchange's back end, and to providers of risk data.
const (
	BackendFailed       Code = "backend.failed"       // the back end answered otherwise than the contract says, or could not be reached
	VerificationWaiting Code = "verification.waiting" // it has no result yet, and the call is for one that has
	RiskState           Code = "risk.state"           // this assessment is not supported in the verification's present state
	RiskKey             Code = "risk.key"             // the provider refused our key, or none is configured
	RiskAccess          Code = "risk.access"          // the provider denied access, or no key is configured
	RiskFailed          Code = "risk.failed"          // the provider could not be reached or answered otherwise than agreed
)

func enclaveCodes() []Code {
	return []Code{BackendFailed, VerificationWaiting, RiskState, RiskKey, RiskAccess, RiskFailed}
}
