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
	PeerUnreachable    Code = "peer.unreachable"            // the other side cannot be connected to
	PeerIdentity       Code = "peer.identity"               // the other side's TLS key is not the one the directory lists
	PeerRefused        Code = "peer.refused"                // the other side answered with an error; Detail has its code
)

func directoryCodes() []Code {
	return []Code{
		MemberNotFound, MemberNotActive, DirectorySignature, DirectoryRollback, DirectoryExpired, DirectoryMalformed,
		DirectoryEmpty, PeerUnreachable, PeerIdentity, PeerRefused,
	}
}
