// Package directory holds the alliance's list of members: numbered, signed, and read by every node.
//
// The directory signs the exact JSON bytes of a [List]; a node opens them with a key it pins, never takes a lower
// number than it has, and works on with its last good copy while the directory is down. An [Index] is such a copy,
// ready for look-ups.
package directory

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Version is the version of the list this package writes, and the only one it reads.
const Version = 1

// Limits of a list.
const (
	MaxMembers = 10000
	MaxPayload = 32 << 20 // bytes of JSON
	// maxNumber is what a signed column of 64 bits holds, since nodes store the number.
	maxNumber = math.MaxInt64
)

// signedText keeps these signatures apart from every other use of the same key.
const signedText = "bonafide/directory/v1|"

// Policy says which active members may transfer with each other.
type Policy string

const (
	ConnectAll    Policy = "all"    // every two; what an empty policy means
	ConnectMutual Policy = "mutual" // those that both asked for it: each member's signed [View] has them
)

// List is what is signed. Members it does not know are passed over in reading.
type List struct {
	Version   int       `json:"version"`   // 1
	Number    uint64    `json:"number"`    // grows with every change; 1 to 2^63-1
	IssuedAt  time.Time `json:"issuedAt"`  // UTC
	ExpiresAt time.Time `json:"expiresAt"` // after IssuedAt
	Connect   Policy    `json:"connect,omitempty"`
	// Log is the head of the key log that holds exactly the keys of Members. A list without one cannot be followed.
	Log     *keylog.Head `json:"log,omitempty"`
	Members []Member     `json:"members"`
}

// KeyState is how all the members' keys stand, as the key log has them.
func (l List) KeyState() keylog.State {
	state := make(keylog.State, 2*len(l.Members))
	for _, m := range l.Members {
		m.KeyState(state)
	}
	return state
}

// Signed is a list as it travels and is stored: its exact JSON bytes and the directory's signature over them.
type Signed struct {
	Payload   []byte `json:"payload"`
	KeyID     string `json:"keyId"` // says which key signed; a hint for people, not relied on
	Signature []byte `json:"signature"`
}

// Sign checks and signs a list. fault.DirectoryMalformed with the places of all that is wrong, joined; fault.Invalid
// at "key".
func Sign(list List, key ed25519.PrivateKey) (Signed, error) {
	if len(key) != ed25519.PrivateKeySize {
		return Signed{}, fault.New(fault.Invalid, "key")
	}
	if list.Members == nil {
		list.Members = []Member{}
	}
	if err := list.validate(); err != nil {
		return Signed{}, err
	}
	payload, err := json.Marshal(list)
	if err != nil {
		return Signed{}, fault.Wrap(fault.DirectoryMalformed, "list", err)
	}
	if len(payload) > MaxPayload {
		return Signed{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	return signPayload(signedText, payload, key), nil
}

func signPayload(purpose string, payload []byte, key ed25519.PrivateKey) Signed {
	public := key.Public().(ed25519.PublicKey)
	return Signed{Payload: payload, KeyID: KeyID(public), Signature: ed25519.Sign(key, signedBytes(purpose, payload))}
}

// KeyID names a directory's key. Members address their signed requests to it.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func signedBytes(purpose string, payload []byte) []byte {
	return append(append(make([]byte, 0, len(purpose)+len(payload)), purpose...), payload...)
}

// validate joins every fault of a list, each with its place.
func (l List) validate() error {
	var faults faultList
	faults.unless(l.Version == Version, "version")
	faults.unless(l.Number >= 1 && l.Number <= maxNumber, "number")
	faults.unless(!l.IssuedAt.IsZero() && l.IssuedAt.Before(l.ExpiresAt), "expiresAt")
	faults.unless(l.Connect == "" || l.Connect == ConnectAll || l.Connect == ConnectMutual, "connect")
	faults.unless(l.Log == nil || l.Log.Size <= keylog.MaxSize, "log")
	if len(l.Members) > MaxMembers {
		faults.unless(false, "members")
		return faults.join() // not worth reading on
	}
	// What may belong to one member only. The value is the member it was first seen with.
	ids, pins, keys := make(map[string]int, len(l.Members)), map[string]int{}, map[string]int{}
	for i, m := range l.Members {
		at := fmt.Sprintf("members[%d].", i)
		m.validate(at, &faults)
		faults.unless(first(ids, m.VaspID, i), at+"vaspId")
		faults.unless(m.TLSKey == "" || first(pins, m.TLSKey, i), at+"tlsKey")
		for k, key := range m.TLSKeys {
			faults.unless(first(pins, key.Pin, i), fmt.Sprintf("%stlsKeys[%d].pin", at, k))
		}
		for k, key := range m.IdentityKeys {
			faults.unless(first(keys, key.PublicKey, i), fmt.Sprintf("%sidentityKeys[%d].publicKey", at, k))
		}
	}
	return faults.join()
}

// first notes that value was seen with member i and says whether no other member has it. A second time within the same
// member is judged by Member.Validate.
func first(seen map[string]int, value string, i int) bool {
	with, again := seen[value]
	if !again {
		seen[value] = i
	}
	return !again || with == i
}

// faultList gathers faults of code fault.DirectoryMalformed.
type faultList []error

func (l *faultList) unless(ok bool, place string) {
	if !ok {
		*l = append(*l, fault.New(fault.DirectoryMalformed, place))
	}
}

func (l faultList) join() error { return errors.Join(l...) }

// OpenOptions say what a reader knows already.
type OpenOptions struct {
	LastNumber   uint64 // of the copy already held; a lower number is fault.DirectoryRollback
	AllowExpired bool   // a node works on with its last good copy
}

// Open checks a list, in this order: size, signature by one of the pinned keys (fault.DirectorySignature), form
// (DirectoryMalformed), number (DirectoryRollback), expiry at now (DirectoryExpired). With an error the index is
// empty. Nothing is parsed before the signature is verified.
func (s Signed) Open(pinned []ed25519.PublicKey, now time.Time, opt OpenOptions) (Index, error) {
	if len(s.Payload) > MaxPayload {
		return Index{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if !s.signedByOneOf(signedText, pinned) {
		return Index{}, fault.New(fault.DirectorySignature, "signature")
	}
	list, err := parseList(s.Payload)
	if err != nil {
		return Index{}, err
	}
	if list.Number < opt.LastNumber {
		return Index{}, fault.New(fault.DirectoryRollback, "number")
	}
	if !opt.AllowExpired && !now.Before(list.ExpiresAt) {
		return Index{}, fault.New(fault.DirectoryExpired, "expiresAt")
	}
	return newIndex(list), nil
}

func (s Signed) signedByOneOf(purpose string, pinned []ed25519.PublicKey) bool {
	text := signedBytes(purpose, s.Payload)
	for _, key := range pinned {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, text, s.Signature) {
			return true
		}
	}
	return false
}

// parseList reads and checks what was signed; fault.DirectoryMalformed.
func parseList(payload []byte) (List, error) {
	var list List
	if err := json.Unmarshal(payload, &list); err != nil {
		// The parser's text may quote the payload, so it is not carried on.
		return List{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if err := list.validate(); err != nil {
		return List{}, err
	}
	return list, nil
}

// SignedBy says whether one of the pinned keys signed the list.
func (s Signed) SignedBy(pinned []ed25519.PublicKey) bool { return s.signedByOneOf(signedText, pinned) }
