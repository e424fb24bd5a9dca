package directory

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Kinds of what goes through the relay.
const (
	RelayMessage   = "message"    // an envelope; a question, or the answer to one
	RelayKey       = "key"        // a KeyAsk: which key is to be sealed to
	RelayKeyAnswer = "key.answer" // the answer, signed by its own rules
	RelayRefusal   = "refusal"    // a Refusal in place of an answer
)

// Relayed is a question or an answer on its way through the directory's relay, which reads its clear header and nothing else.
type Relayed struct {
	Kind string `json:"kind"`
	Body []byte `json:"body"`
}

// KeyAsk asks a member that cannot be reached for the public key of a kind. It holds no personal data: an address is named by a hash.
type KeyAsk struct {
	ID         string    `json:"id"` // 1 to 64 characters
	From       string    `json:"from"`
	To         string    `json:"to"`
	Type       string    `json:"type"`
	Identifier string    `json:"identifier,omitempty"` // at most 64 characters
	ExpiresAt  time.Time `json:"expiresAt"`
	Signature  []byte    `json:"signature"` // by an identity key of From
}

// maxNote bounds a KeyAsk or Refusal, bytes.
const maxNote = 2 << 10

func noteBytes(kind string, parts ...string) []byte {
	var b bytes.Buffer
	b.WriteString("bonafide/relay/v1\n" + kind)
	for _, part := range parts {
		b.WriteString("\n" + part)
	}
	return b.Bytes()
}

func (k KeyAsk) signedBytes() []byte {
	return noteBytes(RelayKey, k.ID, k.From, k.To, k.Type, k.Identifier, k.ExpiresAt.UTC().Format(time.RFC3339Nano))
}

// Sign signs the question and writes it.
func (k KeyAsk) Sign(sign func([]byte) []byte) ([]byte, error) {
	k.Signature = sign(k.signedBytes())
	return json.Marshal(k)
}

// SignedBy says whether one of the keys signed the question.
func (k KeyAsk) SignedBy(keys []ed25519.PublicKey) bool {
	return signedBy(keys, k.signedBytes(), k.Signature)
}

func signedBy(keys []ed25519.PublicKey, text, signature []byte) bool {
	for _, key := range keys {
		if ed25519.Verify(key, text, signature) {
			return true
		}
	}
	return false
}

// ParseKeyAsk reads the question, without its signature's proof; fault.Malformed, Invalid with the place.
func ParseKeyAsk(text []byte) (KeyAsk, error) {
	var k KeyAsk
	if err := readNote(text, &k); err != nil {
		return KeyAsk{}, err
	}
	for _, rule := range []struct {
		ok    bool
		place string
	}{
		{k.ID != "" && validText(k.ID, maxID), "id"}, {ValidVaspID(k.From), "from"}, {ValidVaspID(k.To), "to"},
		{k.Type != "" && validText(k.Type, maxID), "type"}, {validText(k.Identifier, maxID), "identifier"},
		{!k.ExpiresAt.IsZero(), "expiresAt"}, {len(k.Signature) == ed25519.SignatureSize, "signature"},
	} {
		if !rule.ok {
			return KeyAsk{}, fault.New(fault.Invalid, rule.place)
		}
	}
	return k, nil
}

func readNote(text []byte, into any) error {
	if len(text) > maxNote {
		return fault.New(fault.TooLarge, "body")
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fault.New(fault.Malformed, "body")
	}
	return nil
}

// Refusal is what a recipient says of a question it will not answer: the code it would have refused with directly.
type Refusal struct {
	InReplyTo string     `json:"inReplyTo"`
	From      string     `json:"from"`
	To        string     `json:"to"`
	Code      fault.Code `json:"code"`
	Signature []byte     `json:"signature"` // by an identity key of From
}

func (r Refusal) signedBytes() []byte {
	return noteBytes(RelayRefusal, r.InReplyTo, r.From, r.To, string(r.Code))
}

// Sign signs the refusal and writes it.
func (r Refusal) Sign(sign func([]byte) []byte) ([]byte, error) {
	r.Signature = sign(r.signedBytes())
	return json.Marshal(r)
}

// OpenRefusal reads a refusal of the question id by from to member to; one that does not fit, or that none of the keys signed, is
// fault.EnvelopeSignature.
func OpenRefusal(text []byte, id, from, to string, keys []ed25519.PublicKey) (fault.Code, error) {
	var r Refusal
	if err := readNote(text, &r); err != nil {
		return "", err
	}
	if r.InReplyTo != id || r.From != from || r.To != to || !signedBy(keys, r.signedBytes(), r.Signature) {
		return "", fault.New(fault.EnvelopeSignature, "refusal")
	}
	return r.Code, nil
}
