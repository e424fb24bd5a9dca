// Package envelope seals messages between two VASPs and opens them.
//
// A message is a clear JSON header, which a relay may read, and a body sealed with HPKE (RFC 9180) to a key of the recipient:
// ML-KEM-768 + X25519, HKDF-SHA-256, AES-256-GCM. The header's bytes, as they stand, are associated data. The sender's Ed25519
// identity key signs the digests of both parts. An answer needs no second key: it is sealed with a secret exported from the
// question's HPKE context, as RFC 9458 does for responses.
//
// Frame, big-endian:
//
//	"BFE" version(1) | u32 header length | header | u16 enc length | enc | u32 ciphertext length | ciphertext |
//	SHA-256(header) | SHA-256(enc || ciphertext) | Ed25519 signature (64)
//
// The signature covers "bonafide/envelope/v1|" and the two digests. Since the digests travel, three faults are told apart: the
// signature is not the sender's, the header was altered, the body was altered.
//
// Replay is not decided here: the caller remembers message ids with Message.Digest.
package envelope

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Version is the frame and protocol version this package writes.
const Version = 1

// DefaultSuite names the HPKE suite in headers: KEM, KDF and AEAD of RFC 9180 and its ML-KEM hybrids.
const DefaultSuite = "MLKEM768-X25519,HKDF-SHA256,AES-256-GCM"

// Limits of a frame, bytes.
const (
	MaxHeader = 4 << 10
	MaxBody   = 256 << 10
	maxEnc    = 4 << 10
)

// DefaultClockSkew is how far a sender's clock may be ahead.
const DefaultClockSkew = 2 * time.Minute

// Type says what a message is.
type Type string

const (
	AccountQuestion Type = "account.question"
	AccountAnswer   Type = "account.answer"
	UserQuestion    Type = "user.question"
	UserAnswer      Type = "user.answer"
)

// Types returns every type there is.
func Types() []Type { return []Type{AccountQuestion, AccountAnswer, UserQuestion, UserAnswer} }

// Header is the clear part. Times are UTC, milliseconds.
type Header struct {
	Version      int       `json:"v"`
	ID           string    `json:"id"` // UUID of the message
	Verification string    `json:"verification,omitempty"`
	Type         Type      `json:"type"`
	From         string    `json:"from"` // VASP ids
	To           string    `json:"to"`
	KeyID        string    `json:"keyId"`
	KeyType      string    `json:"keyType"`
	Suite        string    `json:"suite"`
	SentAt       time.Time `json:"sentAt"`
	ExpiresAt    time.Time `json:"expiresAt"`
	InReplyTo    string    `json:"inReplyTo,omitempty"`
}

// PublicKey is what others seal to.
type PublicKey struct {
	key   hpke.PublicKey
	bytes []byte
}

// PrivateKey opens what was sealed to its public key.
type PrivateKey struct{ key hpke.PrivateKey }

func kem() hpke.KEM   { return hpke.MLKEM768X25519() }
func kdf() hpke.KDF   { return hpke.HKDFSHA256() }
func aead() hpke.AEAD { return hpke.AES256GCM() }

// GenerateKey makes a key pair. The standard library takes its own randomness for it.
func GenerateKey() (PrivateKey, error) {
	key, err := kem().GenerateKey()
	return PrivateKey{key}, err
}

// ParsePrivateKey reads what PrivateKey.Bytes wrote.
func ParsePrivateKey(raw []byte) (PrivateKey, error) {
	key, err := kem().NewPrivateKey(raw)
	if err != nil {
		return PrivateKey{}, fault.New(fault.Corrupt, "private key")
	}
	return PrivateKey{key}, nil
}

// ParsePublicKey reads what PublicKey.Bytes wrote.
func ParsePublicKey(raw []byte) (PublicKey, error) {
	key, err := kem().NewPublicKey(raw)
	if err != nil {
		return PublicKey{}, fault.New(fault.Invalid, "public key")
	}
	return PublicKey{key, bytes.Clone(raw)}, nil
}

// Bytes is the key as it is stored, sealed by the caller.
func (k PrivateKey) Bytes() ([]byte, error) { return k.key.Bytes() }

// PublicKey is the other half.
func (k PrivateKey) PublicKey() PublicKey {
	public := k.key.PublicKey()
	return PublicKey{public, public.Bytes()}
}

// Format implements fmt.Formatter: a private key does not print.
func (PrivateKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[private key]") }

// Bytes is the key as it travels.
func (k PublicKey) Bytes() []byte { return bytes.Clone(k.bytes) }

// ID is the first 16 bytes of the SHA-256 of the key, hex.
func (k PublicKey) ID() string {
	sum := sha256.Sum256(k.bytes)
	return hex.EncodeToString(sum[:16])
}

// ReplySecret seals and opens the answer to one message. It does not print.
type ReplySecret struct{ secret [32]byte }

// Format implements fmt.Formatter.
func (ReplySecret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[reply secret]") }

// Bytes is the secret, for storing it sealed.
func (s ReplySecret) Bytes() []byte { return bytes.Clone(s.secret[:]) }

// ParseReplySecret reads what Bytes wrote.
func ParseReplySecret(raw []byte) (ReplySecret, error) {
	var s ReplySecret
	if len(raw) != len(s.secret) {
		return s, fault.New(fault.Corrupt, "reply secret")
	}
	copy(s.secret[:], raw)
	return s, nil
}

// Message is an opened frame.
type Message struct {
	Header Header
	Body   []byte
	Digest [32]byte // SHA-256 of the whole frame
	Reply  ReplySecret
}

// Format implements fmt.Formatter: a body does not print.
func (m Message) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "[message %s]", m.Header.ID) }

const (
	infoText   = "bonafide/envelope/v1"
	replyText  = "bonafide/reply/v1"
	signedText = "bonafide/envelope/v1|"
)

// Seal writes a message. HPKE takes its own randomness.
func Seal(h Header, body []byte, to PublicKey, signer ed25519.PrivateKey) ([]byte, ReplySecret, error) {
	header, err := encodeHeader(h)
	if err != nil {
		return nil, ReplySecret{}, err
	}
	if len(body) > MaxBody {
		return nil, ReplySecret{}, fault.New(fault.TooLarge, "body")
	}
	enc, sender, err := hpke.NewSender(to.key, kdf(), aead(), []byte(infoText))
	if err != nil {
		return nil, ReplySecret{}, err
	}
	ciphertext, err := sender.Seal(header, body)
	if err != nil {
		return nil, ReplySecret{}, err
	}
	secret, err := sender.Export(replyText, 32)
	if err != nil {
		return nil, ReplySecret{}, err
	}
	reply, err := ParseReplySecret(secret)
	return frame(header, enc, ciphertext, signer), reply, err
}

// frame joins and signs the parts.
func frame(header, enc, ciphertext []byte, signer ed25519.PrivateKey) []byte {
	out := make([]byte, 0, 4+4+len(header)+2+len(enc)+4+len(ciphertext)+32+32+64)
	out = append(out, 'B', 'F', 'E', Version)
	out = binary.BigEndian.AppendUint32(out, uint32(len(header)))
	out = append(out, header...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(enc)))
	out = append(out, enc...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(ciphertext)))
	out = append(out, ciphertext...)
	headerDigest, bodyDigest := digests(header, enc, ciphertext)
	out = append(out, headerDigest[:]...)
	out = append(out, bodyDigest[:]...)
	return append(out, ed25519.Sign(signer, signedBytes(headerDigest, bodyDigest))...)
}

func digests(header, enc, ciphertext []byte) (h, b [32]byte) {
	h = sha256.Sum256(header)
	sum := sha256.New()
	sum.Write(enc)
	sum.Write(ciphertext)
	return h, [32]byte(sum.Sum(nil))
}

func signedBytes(header, body [32]byte) []byte {
	return append(append([]byte(signedText), header[:]...), body[:]...)
}

// parts of a frame that was cut, not checked.
type parts struct {
	header, enc, ciphertext  []byte
	headerDigest, bodyDigest [32]byte
	signature                []byte
}

// cut splits a frame. fault.EnvelopeMalformed, EnvelopeVersion.
func cut(f []byte) (parts, error) {
	malformed := func(place string) (parts, error) { return parts{}, fault.New(fault.EnvelopeMalformed, place) }
	if len(f) < 4 || !bytes.Equal(f[:3], []byte("BFE")) {
		return malformed("magic")
	}
	if f[3] != Version {
		return parts{}, fault.New(fault.EnvelopeVersion, "version")
	}
	rest := f[4:]
	take := func(lengthBytes, limit int) ([]byte, bool) {
		if len(rest) < lengthBytes {
			return nil, false
		}
		var n int
		if lengthBytes == 2 {
			n = int(binary.BigEndian.Uint16(rest))
		} else {
			n = int(binary.BigEndian.Uint32(rest))
		}
		rest = rest[lengthBytes:]
		if n > limit || n > len(rest) {
			return nil, false
		}
		part := rest[:n]
		rest = rest[n:]
		return part, true
	}
	var p parts
	var ok bool
	if p.header, ok = take(4, MaxHeader); !ok {
		return malformed("header")
	}
	if p.enc, ok = take(2, maxEnc); !ok {
		return malformed("enc")
	}
	if p.ciphertext, ok = take(4, MaxBody+64); !ok {
		return malformed("ciphertext")
	}
	if len(rest) != 32+32+ed25519.SignatureSize {
		return malformed("signature")
	}
	p.headerDigest, p.bodyDigest, p.signature = [32]byte(rest[:32]), [32]byte(rest[32:64]), rest[64:]
	return p, nil
}

func encodeHeader(h Header) ([]byte, error) {
	h.SentAt, h.ExpiresAt = h.SentAt.UTC().Truncate(time.Millisecond), h.ExpiresAt.UTC().Truncate(time.Millisecond)
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	if len(text) > MaxHeader {
		return nil, fault.New(fault.TooLarge, "header")
	}
	return text, nil
}

func decodeHeader(text []byte) (Header, error) {
	var h Header
	if err := json.Unmarshal(text, &h); err != nil {
		return Header{}, fault.New(fault.EnvelopeMalformed, "header")
	}
	if h.Version != Version {
		return Header{}, fault.New(fault.EnvelopeVersion, "v")
	}
	if len(h.ID) != 36 || h.From == "" || h.To == "" || h.SentAt.IsZero() || h.ExpiresAt.IsZero() {
		return Header{}, fault.New(fault.EnvelopeMalformed, "header")
	}
	if h.Suite != DefaultSuite {
		return Header{}, fault.New(fault.EnvelopeVersion, "suite")
	}
	for _, typ := range Types() {
		if h.Type == typ {
			return h, nil
		}
	}
	return Header{}, fault.New(fault.EnvelopeType, "type")
}

// ReadHeader reads the header without checking anything else: what a relay sees.
func ReadHeader(f []byte) (Header, error) {
	p, err := cut(f)
	if err != nil {
		return Header{}, err
	}
	return decodeHeader(p.header)
}

// Opener opens frames addressed to Self.
type Opener struct {
	Self      string
	Now       time.Time
	ClockSkew time.Duration // zero: DefaultClockSkew
	// Sender returns the identity keys of a member; fault.EnvelopeUnknownSender, EnvelopeRevokedKey.
	Sender func(vaspID string) ([]ed25519.PublicKey, error)
	// Key returns the private key of an id; fault.EnvelopeUnknownKey, EnvelopeRevokedKey.
	Key func(keyID string) (PrivateKey, error)
	// AllowExpired leaves the expiry to the caller, who may have answered the message in time.
	AllowExpired bool
}

// Open checks, in this order: frame, version, recipient, sender, signature, header, body, times, key, ciphertext. Each failure
// has its own code of fault.
func (o Opener) Open(f []byte) (Message, error) {
	p, err := cut(f)
	if err != nil {
		return Message{}, err
	}
	h, err := decodeHeader(p.header)
	if err != nil {
		return Message{}, err
	}
	if h.To != o.Self {
		return Message{}, fault.New(fault.EnvelopeWrongRecipient, "to")
	}
	keys, err := o.Sender(h.From)
	if err != nil {
		return Message{}, err
	}
	if err := p.verify(keys); err != nil {
		return Message{}, err
	}
	skew := o.ClockSkew
	if skew == 0 {
		skew = DefaultClockSkew
	}
	if h.SentAt.After(o.Now.Add(skew)) {
		return Message{}, fault.New(fault.EnvelopeNotYet, "sentAt")
	}
	if !o.AllowExpired && !o.Now.Before(h.ExpiresAt) {
		return Message{}, fault.New(fault.EnvelopeExpired, "expiresAt")
	}
	key, err := o.Key(h.KeyID)
	if err != nil {
		return Message{}, err
	}
	recipient, err := hpke.NewRecipient(p.enc, key.key, kdf(), aead(), []byte(infoText))
	if err != nil {
		return Message{}, fault.New(fault.EnvelopeBodyAltered, "enc")
	}
	body, err := recipient.Open(p.header, p.ciphertext)
	if err != nil {
		return Message{}, fault.New(fault.EnvelopeBodyAltered, "ciphertext")
	}
	secret, err := recipient.Export(replyText, 32)
	if err != nil {
		return Message{}, err
	}
	reply, err := ParseReplySecret(secret)
	return Message{Header: h, Body: body, Digest: sha256.Sum256(f), Reply: reply}, err
}

// verify tells apart a signature that is not the sender's, an altered header and an altered body.
func (p parts) verify(keys []ed25519.PublicKey) error {
	signed := false
	for _, key := range keys {
		signed = signed || len(key) == ed25519.PublicKeySize && ed25519.Verify(key, signedBytes(p.headerDigest, p.bodyDigest), p.signature)
	}
	if !signed {
		return fault.New(fault.EnvelopeSignature, "signature")
	}
	header, body := digests(p.header, p.enc, p.ciphertext)
	if header != p.headerDigest {
		return fault.New(fault.EnvelopeHeaderAltered, "header")
	}
	if body != p.bodyDigest {
		return fault.New(fault.EnvelopeBodyAltered, "ciphertext")
	}
	return nil
}

// replyCipher is AES-256-GCM under the secret of one question; only one answer is ever sealed with it, with a random nonce.
func replyCipher(secret ReplySecret) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret.secret[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// SealReply writes the answer to a question whose secret is given: the frame's enc is the nonce.
func SealReply(rand io.Reader, h Header, body []byte, secret ReplySecret, signer ed25519.PrivateKey) ([]byte, error) {
	header, err := encodeHeader(h)
	if err != nil {
		return nil, err
	}
	if len(body) > MaxBody {
		return nil, fault.New(fault.TooLarge, "body")
	}
	gcm, err := replyCipher(secret)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, err
	}
	return frame(header, nonce, gcm.Seal(nil, nonce, body, header), signer), nil
}

// Expect is what an answer must say.
type Expect struct{ InReplyTo, From, To string }

// OpenReply opens an answer.
func OpenReply(f []byte, secret ReplySecret, expect Expect, senders []ed25519.PublicKey) (Message, error) {
	p, err := cut(f)
	if err != nil {
		return Message{}, err
	}
	h, err := decodeHeader(p.header)
	if err != nil {
		return Message{}, err
	}
	if h.To != expect.To || h.InReplyTo != expect.InReplyTo {
		return Message{}, fault.New(fault.EnvelopeWrongRecipient, "inReplyTo")
	}
	if h.From != expect.From {
		return Message{}, fault.New(fault.EnvelopeUnknownSender, "from")
	}
	if err := p.verify(senders); err != nil {
		return Message{}, err
	}
	gcm, err := replyCipher(secret)
	if err != nil {
		return Message{}, err
	}
	if len(p.enc) != gcm.NonceSize() {
		return Message{}, fault.New(fault.EnvelopeMalformed, "nonce")
	}
	body, err := gcm.Open(nil, p.enc, p.ciphertext, p.header)
	if err != nil {
		return Message{}, fault.New(fault.EnvelopeBodyAltered, "ciphertext")
	}
	return Message{Header: h, Body: body, Digest: sha256.Sum256(f), Reply: secret}, nil
}
