// Package directory holds the alliance's list of members: numbered, signed, and read by every node.
package directory

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// Status of a member.
type Status string

const (
	Active        Status = "active"
	Registered    Status = "registered" // on the list, not (yet) active
	Suspended     Status = "suspended"
	Interoperated Status = "interoperated" // of another, interoperating network
)

// Statuses returns every status there is.
func Statuses() []Status { return []Status{Active, Registered, Suspended, Interoperated} }

// IdentityKey signs a member's messages while it is valid.
type IdentityKey struct {
	ID        string     `json:"id"`
	PublicKey string     `json:"publicKey"` // Ed25519, base64
	NotBefore time.Time  `json:"notBefore"`
	NotAfter  time.Time  `json:"notAfter"`
	Revoked   *time.Time `json:"revoked,omitempty"`
}

// Member is one VASP of the alliance.
type Member struct {
	VaspID         string          `json:"vaspId"`
	Name           string          `json:"name"`
	LegalName      string          `json:"legalName,omitempty"`
	Jurisdiction   string          `json:"jurisdiction,omitempty"`
	Country        string          `json:"country,omitempty"` // in words
	CountryCode    string          `json:"countryCode,omitempty"`
	LicensedStatus string          `json:"licensedStatus,omitempty"`
	Status         Status          `json:"status"`
	Legal          json.RawMessage `json:"legal,omitempty"` // IVMS101 person: {"legalPerson": ...}
	Endpoint       string          `json:"endpoint"`        // https URL of the peer listener
	TLSKey         string          `json:"tlsKey"`          // SHA-256 of the SubjectPublicKeyInfo, base64
	IdentityKeys   []IdentityKey   `json:"identityKeys"`
	CreatedAt      time.Time       `json:"createdAt"`
	UpdatedAt      time.Time       `json:"updatedAt"`
}

// Limits of a list.
const (
	MaxMembers = 10000
	MaxPayload = 32 << 20 // bytes
	maxText    = 200      // characters of each text of a member
	maxLegal   = 16 << 10 // bytes
	maxKeys    = 16
)

// ValidVaspID says whether text is a VASP id: 1 to 20 decimal digits within 64 bits.
func ValidVaspID(text string) bool {
	if len(text) == 0 || len(text) > 20 {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}

// Validate joins every fault of a member, each with its place.
func (m Member) Validate() error {
	var faults []error
	say := func(place string) { faults = append(faults, fault.New(fault.DirectoryMalformed, place)) }
	if !ValidVaspID(m.VaspID) {
		say("vaspId")
	}
	texts := []struct{ place, text string }{{"name", m.Name}, {"legalName", m.LegalName}, {"jurisdiction", m.Jurisdiction}, {"country", m.Country},
		{"countryCode", m.CountryCode}, {"licensedStatus", m.LicensedStatus}, {"endpoint", m.Endpoint}}
	for _, t := range texts {
		if utf8.RuneCountInString(t.text) > maxText || !utf8.ValidString(t.text) {
			say(t.place)
		}
	}
	if m.Name == "" {
		say("name")
	}
	if !m.Status.known() {
		say("status")
	}
	if u, err := url.Parse(m.Endpoint); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		say("endpoint")
	}
	if raw, err := base64.StdEncoding.DecodeString(m.TLSKey); err != nil || len(raw) != sha256.Size {
		say("tlsKey")
	}
	if len(m.Legal) > maxLegal || len(m.Legal) > 0 && !json.Valid(m.Legal) {
		say("legal")
	}
	if len(m.IdentityKeys) == 0 || len(m.IdentityKeys) > maxKeys {
		say("identityKeys")
	}
	for i, key := range m.IdentityKeys {
		if _, err := key.public(); err != nil || !key.NotBefore.Before(key.NotAfter) {
			say(fmt.Sprintf("identityKeys[%d]", i))
		}
	}
	return errors.Join(faults...)
}

func (s Status) known() bool {
	for _, each := range Statuses() {
		if s == each {
			return true
		}
	}
	return false
}

func (k IdentityKey) public() (ed25519.PublicKey, error) {
	raw, err := base64.StdEncoding.DecodeString(k.PublicKey)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, fault.New(fault.DirectoryMalformed, "publicKey")
	}
	return raw, nil
}

// List is what is signed.
type List struct {
	Version   int       `json:"version"` // 1
	Number    uint64    `json:"number"`  // grows with every change
	IssuedAt  time.Time `json:"issuedAt"`
	ExpiresAt time.Time `json:"expiresAt"`
	Members   []Member  `json:"members"`
}

// Signed is a list as it travels: its exact JSON bytes and the directory's signature over them.
type Signed struct {
	Payload   []byte `json:"payload"`
	KeyID     string `json:"keyId"`
	Signature []byte `json:"signature"`
}

const signedText = "bonafide/directory/v1|"

// Sign checks and signs a list.
func Sign(list List, key ed25519.PrivateKey) (Signed, error) {
	if list.Members == nil {
		list.Members = []Member{}
	}
	if err := list.validate(); err != nil {
		return Signed{}, err
	}
	payload, err := json.Marshal(list)
	if err != nil {
		return Signed{}, err
	}
	return Signed{Payload: payload, KeyID: keyID(key.Public().(ed25519.PublicKey)), Signature: ed25519.Sign(key, append([]byte(signedText), payload...))}, nil
}

func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func (l List) validate() error {
	if l.Version != 1 || l.Number == 0 || !l.IssuedAt.Before(l.ExpiresAt) {
		return fault.New(fault.DirectoryMalformed, "list")
	}
	if len(l.Members) > MaxMembers {
		return fault.New(fault.DirectoryMalformed, "members")
	}
	ids, pins := map[string]bool{}, map[string]bool{}
	var faults []error
	for i, m := range l.Members {
		if err := m.Validate(); err != nil {
			faults = append(faults, fmt.Errorf("members[%d]: %w", i, err))
		}
		if ids[m.VaspID] || pins[m.TLSKey] {
			faults = append(faults, fault.Newf(fault.DirectoryMalformed, fmt.Sprintf("members[%d]", i), "id or TLS key of another member"))
		}
		ids[m.VaspID], pins[m.TLSKey] = true, true
	}
	return errors.Join(faults...)
}

// OpenOptions say what a reader knows already.
type OpenOptions struct {
	LastNumber   uint64 // a lower number is fault.DirectoryRollback
	AllowExpired bool   // a node works on with its last good copy
}

// Open checks a list: signature of a pinned key, form, number, expiry.
func (s Signed) Open(pinned []ed25519.PublicKey, now time.Time, opt OpenOptions) (Index, error) {
	if len(s.Payload) > MaxPayload {
		return Index{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	signed := false
	for _, key := range pinned {
		signed = signed || len(key) == ed25519.PublicKeySize && ed25519.Verify(key, append([]byte(signedText), s.Payload...), s.Signature)
	}
	if !signed {
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

func parseList(payload []byte) (List, error) {
	var list List
	dec := json.NewDecoder(bytes.NewReader(payload))
	if err := dec.Decode(&list); err != nil || dec.More() {
		return List{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if err := list.validate(); err != nil {
		return List{}, fault.Wrap(fault.DirectoryMalformed, "payload", err)
	}
	return list, nil
}

// Index is a checked list, ready for look-ups. It does not change.
type Index struct {
	list   List
	byID   map[string]int
	byPin  map[string]int
	public [][]ed25519.PublicKey
}

func newIndex(list List) Index {
	x := Index{list: list, byID: map[string]int{}, byPin: map[string]int{}, public: make([][]ed25519.PublicKey, len(list.Members))}
	for i, m := range list.Members {
		x.byID[m.VaspID], x.byPin[m.TLSKey] = i, i
		for _, key := range m.IdentityKeys {
			public, _ := key.public() // validated
			x.public[i] = append(x.public[i], public)
		}
	}
	return x
}

// Number is the list's number.
func (x Index) Number() uint64 { return x.list.Number }

// ExpiresAt is when the list is to be renewed.
func (x Index) ExpiresAt() time.Time { return x.list.ExpiresAt }

// Members returns the members in the list's order.
func (x Index) Members() []Member { return append([]Member{}, x.list.Members...) }

// Lookup finds a member; fault.MemberNotFound.
func (x Index) Lookup(vaspID string) (Member, error) {
	if i, ok := x.byID[vaspID]; ok {
		return x.list.Members[i], nil
	}
	return Member{}, fault.New(fault.MemberNotFound, "vaspId")
}

// Active finds a member that is active; fault.MemberNotFound, MemberNotActive.
func (x Index) Active(vaspID string) (Member, error) {
	m, err := x.Lookup(vaspID)
	if err == nil && m.Status != Active {
		err = fault.New(fault.MemberNotActive, "vaspId")
	}
	return m, err
}

// ByTLSKey finds the member a TLS key belongs to.
func (x Index) ByTLSKey(pin string) (Member, bool) {
	if i, ok := x.byPin[pin]; ok {
		return x.list.Members[i], true
	}
	return Member{}, false
}

// IdentityKeys returns the keys of a member that are valid at a time: not revoked, within their dates.
func (x Index) IdentityKeys(vaspID string, at time.Time) []ed25519.PublicKey {
	i, ok := x.byID[vaspID]
	if !ok {
		return nil
	}
	var valid []ed25519.PublicKey
	for k, key := range x.list.Members[i].IdentityKeys {
		revoked := key.Revoked != nil && !at.Before(*key.Revoked)
		if !revoked && !at.Before(key.NotBefore) && at.Before(key.NotAfter) {
			valid = append(valid, x.public[i][k])
		}
	}
	return valid
}

// VerifyIdentity says whether a member's identity key, valid at a time, signed message.
func (x Index) VerifyIdentity(vaspID string, at time.Time, message, signature []byte) bool {
	for _, key := range x.IdentityKeys(vaspID, at) {
		if ed25519.Verify(key, message, signature) {
			return true
		}
	}
	return false
}
