package fault

// Codes of the directory of members and of calls to them.
const (
	MemberNotFound     Code = "directory.member_not_found"  // no member has this VASP id
	MemberNotActive    Code = "directory.member_not_active" // a member, not active now
	DirectorySignature Code = "directory.signature"         // the list is not signed by the directory key this node pins
	DirectoryRollback  Code = "directory.rollback"          // the list has a lower number than the copy already held
	DirectoryExpired   Code = "directory.expired"           // the list is past its expiry
	DirectoryMalformed Code = "directory.malformed"         // the list does not parse or breaks its own rules
	DirectoryEmpty     Code = "directory.empty"             // no list was ever received
	KeyLogMalformed    Code = "directory.log_malformed"     // an entry, hash or proof of the key log does not parse
	KeyLogInconsistent Code = "directory.log_inconsistent"  // the key log was not only appended to: it is not what this node saw before
	KeyLogMissing      Code = "directory.log_missing_key"   // the list and the key log do not have the same keys
	RequestStale       Code = "directory.request_stale"     // a member's signed request is too old or too new, or was seen before
	RelayFull          Code = "directory.relay_full"        // too much waits for this recipient; try again later
	PeerUnreachable    Code = "peer.unreachable"            // the other side cannot be connected to
	PeerIdentity       Code = "peer.identity"               // the other side's TLS key is not the one the directory lists
	PeerRefused        Code = "peer.refused"                // the other side answered with an error; Detail has its code
)

func directoryCodes() []Code {
	return []Code{
		MemberNotFound, MemberNotActive, DirectorySignature, DirectoryRollback, DirectoryExpired, DirectoryMalformed,
		DirectoryEmpty, KeyLogMalformed, KeyLogInconsistent, KeyLogMissing, RequestStale, RelayFull, PeerUnreachable, PeerIdentity, PeerRefused,
	}
}
