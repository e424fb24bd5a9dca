package directory

import (
	"crypto/ed25519"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Index is a checked list, ready for look-ups by any number of goroutines. It does not change; the slices of a Member
// it returns are its own, so they are read and not written. The zero index has no members.
type Index struct {
	list   List
	byID   map[string]int
	byPin  map[string]int
	public [][]ed25519.PublicKey // of each member, in the order of its IdentityKeys
	// of the member whose node reads the list, when [ConnectMutual] is the policy
	self      string
	connected map[string]bool
}

// Index makes a list that was checked ready for look-ups, without a signature: for who signs it.
func (l List) Index() Index { return newIndex(l) }

func newIndex(list List) Index {
	x := Index{list: list, byID: make(map[string]int, len(list.Members)), byPin: make(map[string]int, len(list.Members)),
		public: make([][]ed25519.PublicKey, len(list.Members))}
	for i, m := range list.Members {
		x.byID[m.VaspID] = i
		if m.TLSKey != "" {
			x.byPin[m.TLSKey] = i
		}
		for _, key := range m.TLSKeys {
			x.byPin[key.Pin] = i
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

// Connect is the list's policy.
func (x Index) Connect() Policy {
	if x.list.Connect == "" {
		return ConnectAll
	}
	return x.list.Connect
}

// Log is the head of the key log the list is signed with; false when it has none.
func (x Index) Log() (keylog.Head, bool) {
	if x.list.Log == nil {
		return keylog.Head{}, false
	}
	return *x.list.Log, true
}

// KeyState is how all the members' keys stand, as the key log has them.
func (x Index) KeyState() keylog.State { return x.list.KeyState() }

// WithView returns the index as the node of member self sees it: under [ConnectMutual] only the members of its view are
// connected to it, and it is connected to itself.
func (x Index) WithView(self string, view View) Index {
	x.self, x.connected = self, make(map[string]bool, len(view.Connected))
	for _, id := range view.Connected {
		x.connected[id] = true
	}
	return x
}

// Connected says whether the reader of the list and a member may transfer with each other.
func (x Index) Connected(vaspID string) bool {
	return x.Connect() == ConnectAll || vaspID == x.self && vaspID != "" || x.connected[vaspID]
}

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

// Active finds a member that is active and connected to the reader; fault.MemberNotFound, MemberNotActive.
func (x Index) Active(vaspID string) (Member, error) {
	m, err := x.Lookup(vaspID)
	if err != nil {
		return Member{}, err
	}
	if m.Status != Active {
		return Member{}, fault.New(fault.MemberNotActive, "vaspId")
	}
	if !x.Connected(vaspID) {
		return Member{}, fault.New(fault.MemberNotActive, "connection")
	}
	return m, nil
}

// ByTLSKey finds the member whose TLS key is valid at a time, whatever the member's status; pin is the SHA-256 of the
// SubjectPublicKeyInfo, base64.
func (x Index) ByTLSKey(pin string, at time.Time) (Member, bool) {
	i, ok := x.byPin[pin]
	if !ok || !slices.Contains(x.list.Members[i].TLSPins(at), pin) {
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
