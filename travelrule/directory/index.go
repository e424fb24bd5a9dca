package directory

import (
	"crypto/ed25519"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Index is a checked list, ready for look-ups by any number of goroutines. It does not change; the slices of a Member
// it returns are its own, so they are read and not written. The zero index has no members.
type Index struct {
	list   List
	byID   map[string]int
	byPin  map[string]int
	public [][]ed25519.PublicKey // of each member, in the order of its IdentityKeys
}

func newIndex(list List) Index {
	x := Index{list: list, byID: make(map[string]int, len(list.Members)), byPin: make(map[string]int, len(list.Members)),
		public: make([][]ed25519.PublicKey, len(list.Members))}
	for i, m := range list.Members {
		x.byID[m.VaspID] = i
		if m.TLSKey != "" {
			x.byPin[m.TLSKey] = i
		}
		for _, key := range m.IdentityKeys {
			public, _ := key.public() // validated
			x.public[i] = append(x.public[i], public)
		}
	}
	return x
}

// Number is the list's number.
func (x Index) Number() uint64 { return x.list.Number }

// IssuedAt is when the directory signed the list.
func (x Index) IssuedAt() time.Time { return x.list.IssuedAt }

// ExpiresAt is when the list is to be renewed.
func (x Index) ExpiresAt() time.Time { return x.list.ExpiresAt }

// Members returns the members in the list's order, in a slice of the caller's.
func (x Index) Members() []Member { return slices.Clone(x.list.Members) }

// Len is the number of members.
func (x Index) Len() int { return len(x.list.Members) }

// Lookup finds a member; fault.MemberNotFound.
func (x Index) Lookup(vaspID string) (Member, error) {
	i, ok := x.byID[vaspID]
	if !ok {
		return Member{}, fault.New(fault.MemberNotFound, "vaspId")
	}
	return x.list.Members[i], nil
}

// Active finds a member that is active; fault.MemberNotFound, MemberNotActive.
func (x Index) Active(vaspID string) (Member, error) {
	m, err := x.Lookup(vaspID)
	if err != nil {
		return Member{}, err
	}
	if m.Status != Active {
		return Member{}, fault.New(fault.MemberNotActive, "vaspId")
	}
	return m, nil
}

// ByTLSKey finds the member a TLS key belongs to, whatever its status; pin is the SHA-256 of the SubjectPublicKeyInfo,
// base64.
func (x Index) ByTLSKey(pin string) (Member, bool) {
	i, ok := x.byPin[pin]
	if !ok {
		return Member{}, false
	}
	return x.list.Members[i], true
}

// IdentityKeys returns the keys of a member that are valid at a time; none when there is no such member.
func (x Index) IdentityKeys(vaspID string, at time.Time) []ed25519.PublicKey {
	return x.keys(vaspID, func(k IdentityKey) bool { return k.validAt(at) })
}

// RevokedKeys returns the keys of a member that are revoked at a time. A message signed with one of them is refused
// with fault.EnvelopeRevokedKey rather than EnvelopeSignature.
func (x Index) RevokedKeys(vaspID string, at time.Time) []ed25519.PublicKey {
	return x.keys(vaspID, func(k IdentityKey) bool { return k.revokedAt(at) })
}

func (x Index) keys(vaspID string, fits func(IdentityKey) bool) []ed25519.PublicKey {
	i, ok := x.byID[vaspID]
	if !ok {
		return nil
	}
	var found []ed25519.PublicKey
	for k, key := range x.list.Members[i].IdentityKeys {
		if fits(key) {
			found = append(found, x.public[i][k])
		}
	}
	return found
}

// VerifyIdentity says whether an identity key of a member, valid at a time, signed message.
func (x Index) VerifyIdentity(vaspID string, at time.Time, message, signature []byte) bool {
	for _, key := range x.IdentityKeys(vaspID, at) {
		if ed25519.Verify(key, message, signature) {
			return true
		}
	}
	return false
}
