package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

const (
	linkDomain       = "bonafide/audit-link/v1"
	checkpointDomain = "bonafide/audit-checkpoint/v1"

	// maxTextBytes bounds each text of an entry: generous for ids, codes and hashes, too short for a document.
	maxTextBytes = 1024
	// maxDetails bounds the number of details.
	maxDetails = 64
)

// Entry is one event, as the transaction that makes the change records it. It holds no personal data.
type Entry struct {
	ID          string            // unique, given by the caller
	At          time.Time         // kept to the millisecond
	Actor       string            // who did it: a key, a VASP, the node itself
	Action      string            // one of Actions
	SubjectKind string            // "customer", "verification"; may be empty
	Subject     string            // id of the subject; may be empty
	RequestID   string            // may be empty
	Digest      []byte            // SHA-256 of the record as stored after the change (see Digest); may be empty
	Details     map[string]string // codes and numbers; nil and empty are the same
}

// Validate says whether every store can keep e and give it back as it was: an id and an action, a time within the years 1
// to 9999, texts of at most 1024 bytes of UTF-8 without NUL, a digest of 32 bytes or none, at most 64 details with names
// that are not empty. Otherwise it returns fault.AuditEntry with the name of the part.
func (e Entry) Validate() error {
	texts := []struct{ name, text string }{
		{"id", e.ID}, {"actor", e.Actor}, {"action", e.Action}, {"subjectKind", e.SubjectKind}, {"subject", e.Subject},
		{"requestId", e.RequestID},
	}
	for _, t := range texts {
		if !keepable(t.text) {
			return fault.New(fault.AuditEntry, t.name)
		}
	}
	switch year := e.At.UTC().Year(); {
	case e.ID == "":
		return fault.New(fault.AuditEntry, "id")
	case e.Action == "":
		return fault.New(fault.AuditEntry, "action")
	case e.At.IsZero() || year < 1 || year > 9999:
		return fault.New(fault.AuditEntry, "at")
	case len(e.Digest) != 0 && len(e.Digest) != sha256.Size:
		return fault.New(fault.AuditEntry, "digest")
	case len(e.Details) > maxDetails:
		return fault.New(fault.AuditEntry, "details")
	}
	for name, value := range e.Details {
		if name == "" || !keepable(name) || !keepable(value) {
			return fault.New(fault.AuditEntry, "details")
		}
	}
	return nil
}

// keepable: PostgreSQL stores neither NUL nor broken UTF-8 in a text.
func keepable(text string) bool {
	return len(text) <= maxTextBytes && utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// Head is the end of a chain. The zero Head is that of an empty chain.
type Head struct {
	Seq  uint64
	Hash [32]byte
}

// Link is an entry in its place in the chain.
type Link struct {
	Entry
	Seq  uint64 // from 1
	Prev [32]byte
	Hash [32]byte
}

// Head returns the head of a chain that ends with l.
func (l Link) Head() Head { return Head{l.Seq, l.Hash} }

// Chain links entries, in the order given, to a chain that ends with prev. Entries of one subject are given in the order of
// its changes, so that the last one describes the record as it is. Times come back in UTC, cut to the millisecond; details
// and digests are shared with entries.
func Chain(prev Head, entries []Entry) []Link {
	links := make([]Link, len(entries))
	var enc encoder
	for i, e := range entries {
		e.At = e.At.UTC().Truncate(time.Millisecond)
		links[i] = Link{Entry: e, Seq: prev.Seq + 1, Prev: prev.Hash}
		links[i].Hash = enc.hash(&links[i])
		prev = links[i].Head()
	}
	return links
}

// encoder writes the canonical form of links, one after the other, into the same buffer.
type encoder struct {
	buf   []byte
	names []string
}

func (enc *encoder) hash(l *Link) [32]byte {
	b := append(enc.buf[:0], linkDomain...)
	b = append(b, l.Prev[:]...)
	b = appendU64(b, l.Seq)
	b = appendText(b, l.ID)
	b = appendU64(b, uint64(l.At.UnixMilli()))
	for _, text := range [...]string{l.Actor, l.Action, l.SubjectKind, l.Subject, l.RequestID} {
		b = appendText(b, text)
	}
	b = appendText(b, l.Digest)
	b = appendU64(b, uint64(len(l.Details)))
	enc.names = enc.names[:0]
	for name := range l.Details {
		enc.names = append(enc.names, name)
	}
	slices.Sort(enc.names)
	for _, name := range enc.names {
		b = appendText(appendText(b, name), l.Details[name])
	}
	enc.buf = b
	return sha256.Sum256(b)
}

func appendU64(b []byte, n uint64) []byte { return binary.BigEndian.AppendUint64(b, n) }

func appendText[T string | []byte](b []byte, text T) []byte {
	return append(appendU64(b, uint64(len(text))), text...)
}

// Checkpoint is a head that the node has signed.
type Checkpoint struct {
	Seq       uint64
	Hash      [32]byte
	At        time.Time // kept to the millisecond
	KeyID     string    // see KeyID
	Signature []byte
}

// KeyID names an Ed25519 public key: 16 characters.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// SignCheckpoint signs head. It panics when key is not an Ed25519 private key of 64 bytes.
func SignCheckpoint(head Head, at time.Time, key ed25519.PrivateKey) Checkpoint {
	c := Checkpoint{
		Seq: head.Seq, Hash: head.Hash, At: at.UTC().Truncate(time.Millisecond),
		KeyID: KeyID(key.Public().(ed25519.PublicKey)),
	}
	c.Signature = ed25519.Sign(key, c.signedBytes())
	return c
}

// Verify returns fault.AuditUnknownKey when c names another key than public, and fault.AuditSignature when the signature is
// not that of public.
func (c Checkpoint) Verify(public ed25519.PublicKey) error {
	if len(public) != ed25519.PublicKeySize || c.KeyID != KeyID(public) {
		return fault.New(fault.AuditUnknownKey, "keyId")
	}
	if !ed25519.Verify(public, c.signedBytes(), c.Signature) {
		return fault.New(fault.AuditSignature, "signature")
	}
	return nil
}

func (c Checkpoint) signedBytes() []byte {
	b := append(make([]byte, 0, 128), checkpointDomain...)
	b = appendU64(b, c.Seq)
	b = append(b, c.Hash[:]...)
	b = appendU64(b, uint64(c.At.UnixMilli()))
	return appendText(b, c.KeyID)
}

// Digest returns the SHA-256 of parts, each with its length in front, so that ("ab", "c") differs from ("a", "bc"). The
// first part says what is digested ("bonafide/customer/v1").
func Digest(parts ...[]byte) (sum [32]byte) {
	h := sha256.New()
	var length [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	h.Sum(sum[:0])
	return sum
}
