package envelope

import (
	"bytes"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
)

// Names of the HPKE suites in headers: KEM, KDF and AEAD. The hybrid KEMs are those of draft-ietf-hpke-pq.
const (
	DefaultSuite = "MLKEM768-X25519,HKDF-SHA256,AES-256-GCM"
	FIPSSuite    = "MLKEM768-P256,HKDF-SHA256,AES-256-GCM" // every part approved by FIPS
)

// suite is one choice of KEM. KDF and AEAD are the same in all.
type suite struct {
	name   string
	kem    func() hpke.KEM
	public int // length of a public key, bytes: it tells the suites apart
	// privateTag stands before a stored private key; all of them are seeds of 32 bytes.
	privateTag string
}

const seedSize = 32

// suites returns every suite there is, the default first.
func suites() []*suite {
	return []*suite{
		{name: DefaultSuite, kem: hpke.MLKEM768X25519, public: 1216},
		{name: FIPSSuite, kem: hpke.MLKEM768P256, public: 1249, privateTag: "\x02"},
	}
}

// Suites returns the names of the suites, the default first.
func Suites() []string { return []string{DefaultSuite, FIPSSuite} }

func findSuite(fits func(*suite) bool) *suite {
	for _, s := range suites() {
		if fits(s) {
			return s
		}
	}
	return nil
}

// PublicKey is what others seal to. The zero key seals nothing.
type PublicKey struct {
	suite *suite
	key   hpke.PublicKey
	bytes []byte
}

// PrivateKey opens what was sealed to its public key. It does not print.
type PrivateKey struct {
	suite *suite
	key   pii.Box[hpke.PrivateKey]
}

// GenerateKey makes a key pair of DefaultSuite. The standard library takes its own randomness for it.
func GenerateKey() (PrivateKey, error) { return GenerateKeyFor(DefaultSuite) }

// GenerateKeyFor makes a key pair of a suite; fault.Invalid at "suite" when there is none of this name.
func GenerateKeyFor(name string) (PrivateKey, error) {
	s := findSuite(func(s *suite) bool { return s.name == name })
	if s == nil {
		return PrivateKey{}, fault.New(fault.Invalid, "suite")
	}
	key, err := s.kem().GenerateKey()
	if err != nil {
		return PrivateKey{}, fault.Wrap(fault.Internal, "private key", err)
	}
	return PrivateKey{s, pii.New(key)}, nil
}

// ParsePrivateKey reads what PrivateKey.Bytes wrote; fault.Corrupt.
func ParsePrivateKey(raw []byte) (PrivateKey, error) {
	s := findSuite(func(s *suite) bool {
		return len(raw) == len(s.privateTag)+seedSize && string(raw[:len(s.privateTag)]) == s.privateTag
	})
	if s == nil {
		return PrivateKey{}, fault.New(fault.Corrupt, "private key")
	}
	key, err := s.kem().NewPrivateKey(raw[len(s.privateTag):])
	if err != nil {
		return PrivateKey{}, fault.New(fault.Corrupt, "private key")
	}
	return PrivateKey{s, pii.New(key)}, nil
}

// ParsePublicKey reads what PublicKey.Bytes wrote; fault.Invalid.
func ParsePublicKey(raw []byte) (PublicKey, error) {
	s := findSuite(func(s *suite) bool { return len(raw) == s.public })
	if s == nil {
		return PublicKey{}, fault.New(fault.Invalid, "public key")
	}
	key, err := s.kem().NewPublicKey(raw)
	if err != nil {
		return PublicKey{}, fault.New(fault.Invalid, "public key")
	}
	return PublicKey{s, key, bytes.Clone(raw)}, nil
}

// Bytes is the key as it is stored, which the caller seals: 32 bytes, after one byte 0x02 when the suite is FIPSSuite.
// fault.Invalid for the zero key.
func (k PrivateKey) Bytes() ([]byte, error) {
	if k.suite == nil {
		return nil, fault.New(fault.Invalid, "private key")
	}
	raw, err := k.key.Reveal().Bytes()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "private key", err)
	}
	return append([]byte(k.suite.privateTag), raw...), nil
}

// PublicKey is the other half; of the zero key it is the zero key.
func (k PrivateKey) PublicKey() PublicKey {
	if k.suite == nil {
		return PublicKey{}
	}
	public := k.key.Reveal().PublicKey()
	return PublicKey{k.suite, public, public.Bytes()}
}

// Suite names the key's suite; "" for the zero key.
func (k PublicKey) Suite() string {
	if k.suite == nil {
		return ""
	}
	return k.suite.name
}

// Format implements fmt.Formatter: a private key does not print.
func (PrivateKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[private key]") }

// Bytes is the key as it travels: 1216 bytes, or 1249 of FIPSSuite.
func (k PublicKey) Bytes() []byte { return bytes.Clone(k.bytes) }

// ID is the first 16 bytes of the SHA-256 of the key, hex.
func (k PublicKey) ID() string {
	sum := sha256.Sum256(k.bytes)
	return hex.EncodeToString(sum[:16])
}

const replySecretSize = 32

// ReplySecret seals and opens the answer to one message. It does not print. The zero secret is refused everywhere.
type ReplySecret struct {
	secret pii.Box[[replySecretSize]byte]
}

// Format implements fmt.Formatter.
func (ReplySecret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[reply secret]") }

// IsSet says whether there is a secret.
func (s ReplySecret) IsSet() bool { return s.secret.IsSet() }

// Bytes is the secret, 32 bytes, for storing it sealed.
func (s ReplySecret) Bytes() []byte {
	raw := s.secret.Reveal()
	return raw[:]
}

// ParseReplySecret reads what Bytes wrote; fault.Corrupt.
func ParseReplySecret(raw []byte) (ReplySecret, error) {
	if len(raw) != replySecretSize {
		return ReplySecret{}, fault.New(fault.Corrupt, "reply secret")
	}
	return ReplySecret{pii.New([replySecretSize]byte(raw))}, nil
}
