package directory

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// RequestScheme is the Authorization scheme of calls that members sign.
const RequestScheme = "Bonafide-Member"

// RequestWindow is how far the clock of a member may be from the directory's.
const RequestWindow = time.Minute

const requestText = "bonafide/directory-request/v1"

// Request is a call to the directory that a member signs with its identity key. What is signed covers method, target, body and
// the directory it is meant for, so that none of it can be used for anything else.
type Request struct {
	VaspID   string    `json:"vaspId"` // empty in a registration
	At       time.Time `json:"at"`     // UTC; within RequestWindow of the directory's clock
	Nonce    string    `json:"nonce"`  // 16 to 64 characters a-z A-Z 0-9 _ -; never used twice
	Audience string    `json:"-"`      // KeyID of the directory
	Method   string    `json:"-"`
	Target   string    `json:"-"` // path and query
	Body     []byte    `json:"-"`
}

// signedBytes is what the signature covers.
func (r Request) signedBytes() []byte {
	body := sha256.Sum256(r.Body)
	var b bytes.Buffer
	for _, text := range []string{requestText, r.Audience, r.VaspID, r.At.UTC().Format(time.RFC3339Nano), r.Nonce, r.Method, r.Target} {
		b.WriteString(text)
		b.WriteByte('\n')
	}
	b.Write(body[:])
	return b.Bytes()
}

// credentials is what travels in the Authorization header.
type credentials struct {
	Request
	Signature []byte `json:"signature"`
}

// maxCredentials bounds the header, characters.
const maxCredentials = 1 << 10

// Sign returns the value of the Authorization header.
func (r Request) Sign(key ed25519.PrivateKey) string {
	text, _ := json.Marshal(credentials{r, ed25519.Sign(key, r.signedBytes())}) // texts, a time and bytes always marshal
	return RequestScheme + " " + base64.RawURLEncoding.EncodeToString(text)
}

// ReadRequest reads the header. The caller fills Audience, Method, Target and Body, finds the keys of VaspID and calls verify.
// fault.Unauthentic when it is not a member's header, or not in its form.
func ReadRequest(header string) (r Request, verify func(Request, []ed25519.PublicKey) bool, err error) {
	scheme, text, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, RequestScheme) || len(text) > maxCredentials {
		return Request{}, nil, fault.New(fault.Unauthentic, "authorization")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return Request{}, nil, fault.New(fault.Unauthentic, "authorization")
	}
	var c credentials
	if err := json.Unmarshal(raw, &c); err != nil {
		return Request{}, nil, fault.New(fault.Unauthentic, "authorization")
	}
	if c.VaspID != "" && !ValidVaspID(c.VaspID) || !validNonce(c.Nonce) || len(c.Signature) != ed25519.SignatureSize {
		return Request{}, nil, fault.New(fault.Unauthentic, "authorization")
	}
	return c.Request, func(filled Request, keys []ed25519.PublicKey) bool {
		text := filled.signedBytes()
		for _, key := range keys {
			if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, text, c.Signature) {
				return true
			}
		}
		return false
	}, nil
}

func validNonce(text string) bool {
	if len(text) < 16 || len(text) > 64 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// Proof shows that who names a key holds its private part.
type Proof struct {
	PublicKey []byte `json:"publicKey"` // SubjectPublicKeyInfo of an Ed25519 key
	Signature []byte `json:"signature"`
}

// proofBytes names the purpose, the directory and the holder: a VASP id, or in a registration the identity key it comes with.
func proofBytes(purpose keylog.Purpose, audience, holder string) []byte {
	return []byte("bonafide/key-proof/v1\n" + string(purpose) + "\n" + audience + "\n" + holder)
}

// Prove makes the proof for a key.
func Prove(key ed25519.PrivateKey, purpose keylog.Purpose, audience, holder string) (Proof, error) {
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return Proof{}, fault.Wrap(fault.Invalid, "key", err)
	}
	return Proof{public, ed25519.Sign(key, proofBytes(purpose, audience, holder))}, nil
}

// Verify returns the key; fault.Invalid at "proof".
func (p Proof) Verify(purpose keylog.Purpose, audience, holder string) (ed25519.PublicKey, error) {
	parsed, err := x509.ParsePKIXPublicKey(p.PublicKey)
	public, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok || !ed25519.Verify(public, proofBytes(purpose, audience, holder), p.Signature) {
		return nil, fault.New(fault.Invalid, "proof")
	}
	return public, nil
}

// Pin is how the list names the key when it secures connections.
func (p Proof) Pin() string {
	sum := sha256.Sum256(p.PublicKey)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Public returns the Ed25519 key; fault.DirectoryMalformed.
func (k IdentityKey) Public() (ed25519.PublicKey, error) { return k.public() }
