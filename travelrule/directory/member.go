package directory

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Limits of a member.
const (
	maxText  = 200      // characters of a text
	maxURL   = 500      // characters of the endpoint
	maxID    = 64       // characters of an identity key's id
	maxLegal = 16 << 10 // bytes
	maxKeys  = 16
)

// Status of a member.
type Status string

const (
	Active        Status = "active"        // questions may be sent to it
	Registered    Status = "registered"    // on the list, not (yet) active; it may have no node
	Suspended     Status = "suspended"     // was active
	Interoperated Status = "interoperated" // of another, interoperating network
)

// Statuses returns every status there is.
func Statuses() []Status { return []Status{Active, Registered, Suspended, Interoperated} }

// IdentityKey signs a member's messages while it is valid: from NotBefore until before NotAfter, and before Revoked.
type IdentityKey struct {
	ID        string     `json:"id"`
	PublicKey string     `json:"publicKey"` // Ed25519, base64
	NotBefore time.Time  `json:"notBefore"`
	NotAfter  time.Time  `json:"notAfter"`
	Revoked   *time.Time `json:"revoked,omitempty"`
}

// TLSKey is a key that secures connections beside the member's present one while it is valid: the one before, during a rotation.
type TLSKey struct {
	Pin      string     `json:"pin"` // SHA-256 of the SubjectPublicKeyInfo, base64
	NotAfter time.Time  `json:"notAfter"`
	Revoked  *time.Time `json:"revoked,omitempty"`
}

func (k TLSKey) validAt(at time.Time) bool {
	return at.Before(k.NotAfter) && (k.Revoked == nil || at.Before(*k.Revoked))
}

// Member is one VASP of the alliance.
type Member struct {
	VaspID         string `json:"vaspId"` // see ValidVaspID
	Name           string `json:"name"`   // texts have at most 200 characters and no control characters
	LegalName      string `json:"legalName,omitempty"`
	Jurisdiction   string `json:"jurisdiction,omitempty"`
	Country        string `json:"country,omitempty"`     // in words
	CountryCode    string `json:"countryCode,omitempty"` // ISO 3166-1 alpha-2
	LicensedStatus string `json:"licensedStatus,omitempty"`
	Status         Status `json:"status"`
	// Legal is the member's own IVMS101 person, {"legalPerson": {...}}; may be empty.
	Legal json.RawMessage `json:"legal,omitempty"`
	// Endpoint is the https URL of the peer listener, TLSKey the SHA-256 of its SubjectPublicKeyInfo in base64. An
	// active member has both and at least one identity key; the others may have none.
	Endpoint     string        `json:"endpoint"`
	TLSKey       string        `json:"tlsKey"`
	TLSKeys      []TLSKey      `json:"tlsKeys,omitempty"`
	IdentityKeys []IdentityKey `json:"identityKeys"`
	CreatedAt    time.Time     `json:"createdAt"`
	UpdatedAt    time.Time     `json:"updatedAt"`
}

// ValidVaspID says whether text is a VASP id: 1 to 20 decimal digits, at most 18446744073709551615 (contract 5.5).
func ValidVaspID(text string) bool {
	if len(text) == 0 || len(text) > 20 {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil
}

// Validate joins every fault of a member, each with code fault.DirectoryMalformed and its place
// ("identityKeys[1].id").
func (m Member) Validate() error {
	var faults faultList
	m.validate("", &faults)
	return faults.join()
}

// validate adds the faults of a member; at goes before each place.
func (m Member) validate(at string, faults *faultList) {
	needed := m.Status == Active
	rules := []struct {
		place string
		ok    bool
	}{
		{"vaspId", ValidVaspID(m.VaspID)},
		{"name", m.Name != "" && validText(m.Name, maxText)},
		{"legalName", validText(m.LegalName, maxText)},
		{"jurisdiction", validText(m.Jurisdiction, maxText)},
		{"country", validText(m.Country, maxText)},
		{"countryCode", m.CountryCode == "" || validCountryCode(m.CountryCode)},
		{"licensedStatus", validText(m.LicensedStatus, maxText)},
		{"status", slices.Contains(Statuses(), m.Status)},
		{"legal", len(m.Legal) == 0 || validLegal(m.Legal)},
		{"endpoint", m.Endpoint == "" && !needed || validEndpoint(m.Endpoint)},
		{"tlsKey", m.TLSKey == "" && !needed || validPin(m.TLSKey)},
		{"tlsKeys", len(m.TLSKeys) <= maxKeys && (len(m.TLSKeys) == 0 || m.TLSKey != "")},
		{"identityKeys", len(m.IdentityKeys) <= maxKeys && (len(m.IdentityKeys) > 0 || !needed)},
	}
	for _, r := range rules {
		faults.unless(r.ok, at+r.place)
	}
	for i, key := range m.TLSKeys[:min(len(m.TLSKeys), maxKeys)] {
		keyAt := fmt.Sprintf("%stlsKeys[%d].", at, i)
		same := func(e TLSKey) bool { return e.Pin == key.Pin }
		faults.unless(validPin(key.Pin) && key.Pin != m.TLSKey && !slices.ContainsFunc(m.TLSKeys[:i], same), keyAt+"pin")
		faults.unless(!key.NotAfter.IsZero() && (key.Revoked == nil || !key.Revoked.IsZero()), keyAt+"notAfter")
	}
	for i, key := range m.IdentityKeys[:min(len(m.IdentityKeys), maxKeys)] {
		earlier := m.IdentityKeys[:i]
		keyAt := fmt.Sprintf("%sidentityKeys[%d].", at, i)
		sameKey := func(e IdentityKey) bool { return e.PublicKey == key.PublicKey }
		sameID := func(e IdentityKey) bool { return e.ID == key.ID }
		_, err := key.public()
		faults.unless(err == nil && !slices.ContainsFunc(earlier, sameKey), keyAt+"publicKey")
		faults.unless(key.ID != "" && validText(key.ID, maxID) && !slices.ContainsFunc(earlier, sameID), keyAt+"id")
		faults.unless(!key.NotBefore.IsZero() && key.NotBefore.Before(key.NotAfter) && (key.Revoked == nil || !key.Revoked.IsZero()),
			keyAt+"notAfter")
	}
}

// TLSPins are the pins of the keys that may secure a connection with the member at a time, the present one first.
func (m Member) TLSPins(at time.Time) []string {
	if m.TLSKey == "" {
		return nil
	}
	pins := []string{m.TLSKey}
	for _, key := range m.TLSKeys {
		if key.validAt(at) {
			pins = append(pins, key.Pin)
		}
	}
	return pins
}

// KeyState is how the member's keys stand, as the key log has them.
func (m Member) KeyState(into keylog.State) {
	add := func(e keylog.Entry) { into[e.Key()] = e }
	if pin, ok := decode(m.TLSKey); ok && len(pin) == sha256.Size {
		add(keylog.Entry{VaspID: m.VaspID, Purpose: keylog.TLS, KeyHash: keylog.Hash(pin)})
	}
	for _, key := range m.TLSKeys {
		if pin, ok := decode(key.Pin); ok && len(pin) == sha256.Size {
			add(keylog.Entry{VaspID: m.VaspID, Purpose: keylog.TLS, KeyHash: keylog.Hash(pin), NotAfter: key.NotAfter, Revoked: key.Revoked})
		}
	}
	for _, key := range m.IdentityKeys {
		if public, err := key.public(); err == nil {
			add(keylog.Entry{VaspID: m.VaspID, Purpose: keylog.Identity, KeyID: key.ID, KeyHash: sha256.Sum256(public),
				NotBefore: key.NotBefore, NotAfter: key.NotAfter, Revoked: key.Revoked})
		}
	}
}

// validText says whether text is UTF-8 of at most limit characters, none of them a control character: the texts stand
// in tables, logs and answers.
func validText(text string, limit int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= limit &&
		!strings.ContainsFunc(text, unicode.IsControl)
}

func validCountryCode(text string) bool {
	return len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}

func validLegal(text json.RawMessage) bool {
	if len(text) > maxLegal {
		return false
	}
	var person struct {
		LegalPerson map[string]json.RawMessage `json:"legalPerson"`
	}
	return utf8.Valid(text) && json.Unmarshal(text, &person) == nil && len(person.LegalPerson) > 0
}

// validEndpoint says whether text is an https URL that paths can be added to.
func validEndpoint(text string) bool {
	if !validText(text, maxURL) {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && u.Opaque == "" &&
		u.RawQuery == "" && !u.ForceQuery && !strings.Contains(text, "#")
}

func validPin(text string) bool {
	raw, ok := decode(text)
	return ok && len(raw) == sha256.Size
}

// decode reads base64 in its one canonical form, since pins and keys are compared as texts.
func decode(text string) ([]byte, bool) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	return raw, err == nil && !strings.ContainsAny(text, "\r\n")
}

func (k IdentityKey) public() (ed25519.PublicKey, error) {
	raw, ok := decode(k.PublicKey)
	if !ok || len(raw) != ed25519.PublicKeySize {
		return nil, fault.New(fault.DirectoryMalformed, "publicKey")
	}
	return raw, nil
}

func (k IdentityKey) revokedAt(at time.Time) bool { return k.Revoked != nil && !at.Before(*k.Revoked) }

func (k IdentityKey) validAt(at time.Time) bool {
	return !k.revokedAt(at) && !at.Before(k.NotBefore) && at.Before(k.NotAfter)
}
