package fault

// Codes of the audit trail (package audit). What a verifier finds in a trail is not a fault but an audit.Finding.
const (
	AuditEntry      Code = "audit.entry"       // an entry without id or action, or with a part that cannot be kept
	AuditSignature  Code = "audit.signature"   // the signature of a checkpoint is not that of the key it names
	AuditUnknownKey Code = "audit.unknown_key" // the checkpoint names another key than the one at hand
)

func auditCodes() []Code {
	return []Code{AuditEntry, AuditSignature, AuditUnknownKey}
}
