// Package envelope seals messages between two VASPs and opens them.
//
// A message is a clear JSON header, which a relay may read, and a body sealed with HPKE (RFC 9180) to a key of the
// recipient: ML-KEM-768 with X25519 or, where FIPS is asked for, with P-256; HKDF-SHA-256; AES-256-GCM. The header's
// bytes, as they stand, are associated data. The sender's Ed25519 identity key signs the digests of both parts. An
// answer needs no second key: it is sealed with a secret exported from the question's HPKE context, as RFC 9458
// section 4.4 does.
//
// Frame, lengths big-endian:
//
//	"BFE" version(1) | u32 header length | header | u16 enc length | enc | u32 ciphertext length | ciphertext |
//	SHA-256(header) | SHA-256(enc || ciphertext) | Ed25519 signature (64)
//
// The signature covers "bonafide/envelope/v1|" and the two digests. Since the digests travel, three faults are told
// apart: the signature is not the sender's, the header was altered, the body was altered. In an answer enc is a random
// value of 32 bytes, from which and from the question's secret the key of this one answer is derived.
//
// Replay is not decided here, since it needs a memory: the caller keeps message ids with Message.Digest. The same id
// with the same digest is the same message once more; the same id with another digest is fault.EnvelopeReplay.
//
// Randomness: HPKE and key generation draw on the standard library's own source, which takes no argument. SealReply
// takes one.
package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
)

// Version is the frame and protocol version this package writes, and the only one it reads.
const Version = 1

// DefaultClockSkew is how far a sender's clock may be ahead.
const DefaultClockSkew = 2 * time.Minute

// Texts that keep apart what is derived or signed here from every other use of the same keys.
const (
	infoText   = "bonafide/envelope/v1"
	replyText  = "bonafide/reply/v1"
	signedText = "bonafide/envelope/v1|"
)

// replyNonceSize is max(Nn, Nk) of AES-256-GCM, bytes (RFC 9458 section 4.4).
const replyNonceSize = 32

// Message is an opened frame.
type Message struct {
	Header Header
	Body   []byte      // the opened content: personal data, see Format
	Digest [32]byte    // SHA-256 of the whole frame, for the memory of messages
	Reply  ReplySecret // seals the answer to this message
}

// Format implements fmt.Formatter: a body does not print.
func (m Message) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "[message %s]", m.Header.ID) }

// MarshalJSON refuses with pii.ErrMarshal: a body is not written out by accident.
func (Message) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// Seal writes a question and returns the secret that opens its answer. Version, KeyID and Suite of the header are
// those of the recipient's key, whatever h says; times are cut to milliseconds. fault.Invalid with the place of a
// header member that breaks its rule or of a type that is an answer's, fault.TooLarge at "header" or "body".
func Seal(h Header, body []byte, to PublicKey, signer ed25519.PrivateKey) ([]byte, ReplySecret, error) {
	if to.suite == nil {
		return nil, ReplySecret{}, fault.New(fault.Invalid, "public key")
	}
	h.KeyID, h.Suite = to.ID(), to.suite.name
	header, err := encodeOutgoing(h, body, false, signer)
	if err != nil {
		return nil, ReplySecret{}, err
	}
	enc, sender, err := hpke.NewSender(to.key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(infoText))
	if err != nil {
		return nil, ReplySecret{}, fault.Wrap(fault.Internal, "seal", err)
	}
	ciphertext, err := sender.Seal(header, body)
	if err != nil {
		return nil, ReplySecret{}, fault.Wrap(fault.Internal, "seal", err)
	}
	reply, err := exportReply(sender.Export)
	if err != nil {
		return nil, ReplySecret{}, err
	}
	return join(header, enc, ciphertext, signer), reply, nil
}

// encodeOutgoing checks what is about to be sealed and returns the header's bytes.
func encodeOutgoing(h Header, body []byte, answer bool, signer ed25519.PrivateKey) ([]byte, error) {
	if h.Type.IsAnswer() != answer {
		return nil, fault.New(fault.Invalid, "type")
	}
	if len(body) > MaxBody {
		return nil, fault.New(fault.TooLarge, "body")
	}
	if len(signer) != ed25519.PrivateKeySize {
		return nil, fault.New(fault.Invalid, "signer")
	}
	return encodeHeader(h)
}

func exportReply(export func(context string, length int) ([]byte, error)) (ReplySecret, error) {
	secret, err := export(replyText, replySecretSize)
	if err != nil {
		return ReplySecret{}, fault.Wrap(fault.Internal, "reply secret", err)
	}
	return ParseReplySecret(secret)
}

// Opener opens questions addressed to Self.
type Opener struct {
	Self      string // our VASP id
	Now       time.Time
	ClockSkew time.Duration // how far the sender's clock may be ahead; zero: DefaultClockSkew
	// Sender returns the identity keys of a member that are valid now; fault.EnvelopeUnknownSender.
	Sender func(vaspID string) ([]ed25519.PublicKey, error)
	// Revoked returns the identity keys of a member that were revoked; may be nil. A signature by one of them is
	// fault.EnvelopeRevokedKey instead of EnvelopeSignature.
	Revoked func(vaspID string) []ed25519.PublicKey
	// Key returns the private key of an id; fault.EnvelopeUnknownKey, EnvelopeRevokedKey.
	Key func(keyID string) (PrivateKey, error)
	// AllowExpired leaves the expiry to the caller, who may have answered the message in time.
	AllowExpired bool
}

// Open checks, in this order, and stops at the first that fails: form (fault.EnvelopeMalformed), version and suite
// (EnvelopeVersion), type (EnvelopeType; an answer is not opened here), recipient (EnvelopeWrongRecipient), sender
// (EnvelopeUnknownSender), signature (EnvelopeSignature, EnvelopeRevokedKey), header and body against their signed
// digests (EnvelopeHeaderAltered, EnvelopeBodyAltered), times (EnvelopeExpired, EnvelopeNotYet), key
// (EnvelopeUnknownKey, EnvelopeRevokedKey), ciphertext (EnvelopeBodyAltered). With an error the message is zero.
func (o Opener) Open(frame []byte) (Message, error) {
	p, h, err := parse(frame)
	if err != nil {
		return Message{}, err
	}
	if h.Type.IsAnswer() {
		return Message{}, fault.New(fault.EnvelopeType, "type")
	}
	if h.To != o.Self {
		return Message{}, fault.New(fault.EnvelopeWrongRecipient, "to")
	}
	keys, err := o.Sender(h.From)
	if err != nil {
		return Message{}, err
	}
	revoked := func() []ed25519.PublicKey {
		if o.Revoked == nil {
			return nil
		}
		return o.Revoked(h.From)
	}
	if err := p.verify(keys, revoked); err != nil {
		return Message{}, err
	}
	if err := h.inTime(o.Now, o.ClockSkew, o.AllowExpired); err != nil {
		return Message{}, err
	}
	key, err := o.Key(h.KeyID)
	if err != nil {
		return Message{}, err
	}
	return p.open(h, key, sha256.Sum256(frame))
}

// open decrypts a verified question.
func (p parts) open(h Header, key PrivateKey, digest [32]byte) (Message, error) {
	if key.suite == nil || key.suite.name != h.Suite {
		return Message{}, fault.New(fault.EnvelopeUnknownKey, "suite")
	}
	recipient, err := hpke.NewRecipient(p.enc, key.key.Reveal(), hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(infoText))
	if err != nil {
		return Message{}, fault.New(fault.EnvelopeBodyAltered, "enc")
	}
	body, err := recipient.Open(p.header, p.ciphertext)
	if err != nil {
		return Message{}, fault.New(fault.EnvelopeBodyAltered, "ciphertext")
	}
	reply, err := exportReply(recipient.Export)
	if err != nil {
		return Message{}, err
	}
	return Message{Header: h, Body: body, Digest: digest, Reply: reply}, nil
}

// inTime judges the two instants of a header.
func (h Header) inTime(now time.Time, skew time.Duration, allowExpired bool) error {
	if skew == 0 {
		skew = DefaultClockSkew
	}
	if !allowExpired && !now.Before(h.ExpiresAt) {
		return fault.New(fault.EnvelopeExpired, "expiresAt")
	}
	if h.SentAt.After(now.Add(skew)) {
		return fault.New(fault.EnvelopeNotYet, "sentAt")
	}
	return nil
}

// SealReply writes the answer to the question whose secret is given. From and To of the header are the caller's to
// swap; InReplyTo is the question's id, and the answer opens for no other. random gives 32 bytes; a secret may seal
// any number of answers, each under a key of its own. Errors as those of Seal, and fault.Invalid at "reply secret" for
// a zero secret.
func SealReply(random io.Reader, h Header, body []byte, secret ReplySecret, signer ed25519.PrivateKey) ([]byte, error) {
	header, err := encodeOutgoing(h, body, true, signer)
	if err != nil {
		return nil, err
	}
	random32 := make([]byte, replyNonceSize)
	if _, err := io.ReadFull(random, random32); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "random", err)
	}
	gcm, nonce, err := replyCipher(secret, random32, h)
	if err != nil {
		return nil, err
	}
	return join(header, random32, gcm.Seal(nil, nonce, body, header), signer), nil
}

// replyCipher derives key and nonce of one answer (RFC 9458 section 4.4, with the question's id in place of enc, which
// the secret depends on already).
func replyCipher(secret ReplySecret, random []byte, h Header) (cipher.AEAD, []byte, error) {
	if !secret.IsSet() {
		return nil, nil, fault.New(fault.Invalid, "reply secret")
	}
	raw := secret.secret.Reveal()
	prk, err := hkdf.Extract(sha256.New, raw[:], random)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, "reply key", err)
	}
	context := "|" + h.Suite + "|" + h.InReplyTo
	key, err := hkdf.Expand(sha256.New, prk, replyText+"|key"+context, 32)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, "reply key", err)
	}
	nonce, err := hkdf.Expand(sha256.New, prk, replyText+"|nonce"+context, 12)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, "reply key", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, "reply key", err)
	}
	gcm, err := cipher.NewGCM(block)
	return gcm, nonce, fault.Wrap(fault.Internal, "reply key", err)
}

// Expect is what an answer must say.
type Expect struct {
	InReplyTo, From, To string
	// Type of the answer; empty: any answer.
	Type Type
	// Now judges the answer's times. Zero leaves them to the caller: an answer that was lost on its way is given
	// again, as it was, after its expiry.
	Now       time.Time
	ClockSkew time.Duration // zero: DefaultClockSkew
	// Revoked are the sender's revoked identity keys; may be nil (see Opener.Revoked).
	Revoked []ed25519.PublicKey
}

// OpenReply opens an answer; senders are the identity keys of expect.From. Order and codes are those of Opener.Open:
// another recipient or another question is fault.EnvelopeWrongRecipient, another sender EnvelopeUnknownSender, another
// type EnvelopeType. Message.Reply is the secret that was given.
func OpenReply(frame []byte, secret ReplySecret, expect Expect, senders []ed25519.PublicKey) (Message, error) {
	p, h, err := parse(frame)
	if err != nil {
		return Message{}, err
	}
	if err := expect.check(h); err != nil {
		return Message{}, err
	}
	if err := p.verify(senders, func() []ed25519.PublicKey { return expect.Revoked }); err != nil {
		return Message{}, err
	}
	if !expect.Now.IsZero() {
		if err := h.inTime(expect.Now, expect.ClockSkew, false); err != nil {
			return Message{}, err
		}
	}
	if len(p.enc) != replyNonceSize {
		return Message{}, fault.New(fault.EnvelopeMalformed, "enc")
	}
	gcm, nonce, err := replyCipher(secret, p.enc, h)
	if err != nil {
		return Message{}, err
	}
	body, err := gcm.Open(nil, nonce, p.ciphertext, p.header)
	if err != nil {
		return Message{}, fault.New(fault.EnvelopeBodyAltered, "ciphertext")
	}
	return Message{Header: h, Body: body, Digest: sha256.Sum256(frame), Reply: secret}, nil
}

func (e Expect) check(h Header) error {
	switch {
	case !h.Type.IsAnswer(), e.Type != "" && h.Type != e.Type:
		return fault.New(fault.EnvelopeType, "type")
	case h.To != e.To:
		return fault.New(fault.EnvelopeWrongRecipient, "to")
	case h.InReplyTo != e.InReplyTo:
		return fault.New(fault.EnvelopeWrongRecipient, "inReplyTo")
	case h.From != e.From:
		return fault.New(fault.EnvelopeUnknownSender, "from")
	}
	return nil
}
