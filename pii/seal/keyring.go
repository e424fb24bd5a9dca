package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
)

const (
	keyBytes   = 32
	keyIDBytes = 8
	// maxKeyringBytes bounds what ParseKeyring reads: some ten thousand keys.
	maxKeyringBytes = 1 << 20
	keyringVersion  = 1
)

// Hidden is what keys print in place of themselves.
const Hidden = "[key]"

// ErrMarshal is what marshalling a key returns. The one way out is Keyring.Marshal.
var ErrMarshal = errors.New("seal: a key was about to be written out")

type keyID [keyIDBytes]byte

func (id keyID) String() string { return hex.EncodeToString(id[:]) }

func idOf(key []byte) (id keyID) {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("bonafide/key-id/v1"))
	copy(id[:], mac.Sum(nil))
	return id
}

// kek is one key-encryption key.
type kek struct {
	id  keyID
	raw []byte
	xaes
}

func newKEK(raw []byte) (*kek, error) {
	x, err := newXAES(raw)
	if err != nil {
		return nil, err
	}
	return &kek{id: idOf(raw), raw: raw, xaes: x}, nil
}

// secrets is what a keyring holds.
type secrets struct {
	keks    []*kek // oldest first
	byID    map[keyID]*kek
	current *kek
	index   []byte
}

// Keyring holds the key-encryption keys of a node, one of which is current, and its index key. It does not change:
// Rotate and Without return a new one, to be stored before it is used. It may be used from many goroutines.
//
// The zero Keyring holds nothing and returns fault.SealUnknownKey.
type Keyring struct {
	// A function, because fmt prints no more of it than an address, whatever it is nested in; see package pii.
	hold func() *secrets
}

func newKeyring(keks []*kek, current *kek, index []byte) *Keyring {
	s := &secrets{keks: keks, byID: make(map[keyID]*kek, len(keks)), current: current, index: index}
	for _, k := range keks {
		s.byID[k.id] = k
	}
	return &Keyring{func() *secrets { return s }}
}

func (k *Keyring) secrets() *secrets {
	if k == nil || k.hold == nil {
		return &secrets{}
	}
	return k.hold()
}

// NewKeyring makes a keyring with one key-encryption key and an index key.
func NewKeyring(rand io.Reader) (*Keyring, error) {
	first, err := randomKEK(rand)
	if err != nil {
		return nil, err
	}
	index, err := random(rand, keyBytes)
	if err != nil {
		return nil, err
	}
	return newKeyring([]*kek{first}, first, index), nil
}

func randomKEK(rand io.Reader) (*kek, error) {
	raw, err := random(rand, keyBytes)
	if err != nil {
		return nil, err
	}
	return newKEK(raw)
}

// random reads n bytes, or returns fault.Unavailable.
func random(rand io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(rand, b); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "randomness", err)
	}
	return b, nil
}

// Rotate returns a keyring with one more key-encryption key, which is current; k stays as it was. The older keys still
// open what they wrapped. Store the new keyring before using it: what it wraps opens with nothing else.
func (k *Keyring) Rotate(rand io.Reader) (*Keyring, error) {
	s := k.secrets()
	if s.current == nil {
		return nil, fault.New(fault.SealUnknownKey, "keyring")
	}
	next, err := randomKEK(rand)
	if err != nil {
		return nil, err
	}
	return newKeyring(append(slices.Clone(s.keks), next), next, s.index), nil
}

// Without returns a keyring that lacks one older key: whatever is still wrapped by it is erased. Rewrap everything first.
// It returns fault.SealUnknownKey when there is no such key, and fault.Conflict for the current one.
func (k *Keyring) Without(id string) (*Keyring, error) {
	s := k.secrets()
	at := slices.IndexFunc(s.keks, func(e *kek) bool { return e.id.String() == id })
	if at < 0 {
		return nil, fault.New(fault.SealUnknownKey, "keyring")
	}
	if s.keks[at] == s.current {
		return nil, fault.Newf(fault.Conflict, "keyring", "key %s is current", id)
	}
	return newKeyring(slices.Delete(slices.Clone(s.keks), at, at+1), s.current, s.index), nil
}

// Current returns the id of the current key-encryption key: 16 hex digits, not secret; "" for the zero Keyring.
func (k *Keyring) Current() string {
	s := k.secrets()
	if s.current == nil {
		return ""
	}
	return s.current.id.String()
}

// IDs returns the ids of the key-encryption keys, oldest first.
func (k *Keyring) IDs() []string {
	var ids []string
	for _, e := range k.secrets().keks {
		ids = append(ids, e.id.String())
	}
	return ids
}

// Index returns the keyed hash under which a number is found again without being stored: for one purpose ("address"), over
// parts that are told apart ("ab", "c" is not "a", "bc"). Every purpose gives other hashes. The zero Keyring panics: an
// index without a key could be turned back into the number by trying.
func (k *Keyring) Index(purpose string, parts ...string) (sum [32]byte) {
	index := k.secrets().index
	if index == nil {
		panic("seal: Index of an empty keyring")
	}
	size := len(indexDomain) + 8 + len(purpose)
	for _, part := range parts {
		size += 8 + len(part)
	}
	text := append(make([]byte, 0, size), indexDomain...)
	text = appendPart(text, purpose)
	for _, part := range parts {
		text = appendPart(text, part)
	}
	mac := hmac.New(sha256.New, index)
	mac.Write(text)
	mac.Sum(sum[:0])
	return sum
}

const indexDomain = "bonafide/index/v1"

func appendPart(b []byte, part string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(part))), part...)
}

// keyringFile is the content of a keyring file.
type keyringFile struct {
	Version int       `json:"version"`
	Current string    `json:"current"`
	Keys    []keyFile `json:"keys"` // oldest first
	Index   keyFile   `json:"index"`
}

type keyFile struct {
	ID  string `json:"id"`
	Key []byte `json:"key"` // base64
}

// Marshal returns the keyring as the text of a file, with all keys in the clear: for a file that only the node can read.
func (k *Keyring) Marshal() []byte {
	s := k.secrets()
	file := keyringFile{Version: keyringVersion, Current: k.Current()}
	for _, e := range s.keks {
		file.Keys = append(file.Keys, keyFile{e.id.String(), e.raw})
	}
	if s.index != nil {
		file.Index = keyFile{idOf(s.index).String(), s.index}
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		panic(err) // numbers, strings and bytes always marshal
	}
	return append(text, '\n')
}

// ParseKeyring reads what Marshal wrote. Anything else, a key that does not belong to its id included, is
// fault.SealMalformed with the path of the member; the error holds nothing of the text.
func ParseKeyring(text []byte) (*Keyring, error) {
	if len(text) > maxKeyringBytes {
		return nil, fault.New(fault.SealMalformed, "keyring")
	}
	var file keyringFile
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	// The errors of encoding/json are left out, since they may quote the text.
	if dec.Decode(&file) != nil {
		return nil, fault.Newf(fault.SealMalformed, "keyring", "not the JSON of a keyring")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fault.Newf(fault.SealMalformed, "keyring", "more after the end")
	}
	if file.Version != keyringVersion {
		return nil, fault.Newf(fault.SealMalformed, "keyring.version", "this program knows version %d", keyringVersion)
	}
	var keks []*kek
	var current *kek
	seen := map[string]bool{}
	for i, f := range file.Keys {
		place := fmt.Sprintf("keyring.keys[%d]", i)
		if err := f.check(place); err != nil {
			return nil, err
		}
		if seen[f.ID] {
			return nil, fault.Newf(fault.SealMalformed, place, "the same key twice")
		}
		seen[f.ID] = true
		e, err := newKEK(f.Key)
		if err != nil {
			return nil, fault.Wrap(fault.SealMalformed, place, err)
		}
		keks = append(keks, e)
		if f.ID == file.Current {
			current = e
		}
	}
	if current == nil {
		return nil, fault.Newf(fault.SealMalformed, "keyring.current", "names none of the keys")
	}
	if err := file.Index.check("keyring.index"); err != nil {
		return nil, err
	}
	return newKeyring(keks, current, file.Index.Key), nil
}

// sealedFile is a keyring as Sealed writes it.
type sealedFile struct {
	Version int    `json:"version"`
	Sealed  []byte `json:"sealed"` // nonce (24), ciphertext, tag (16): XAES-256-GCM with "bonafide/keyring/v1"
}

const keyringDomain = "bonafide/keyring/v1"

// Sealed is Marshal under a key of 32 bytes that is kept elsewhere; OpenKeyring reads it. fault.SealMalformed for a key of another length.
func (k *Keyring) Sealed(rand io.Reader, key []byte) ([]byte, error) {
	if len(key) != keyBytes {
		return nil, fault.Newf(fault.SealMalformed, "key", "not %d bytes", keyBytes)
	}
	x, err := newXAES(key)
	if err != nil {
		return nil, err
	}
	nonce, err := random(rand, 24)
	if err != nil {
		return nil, err
	}
	sealed, err := x.seal(bytes.Clone(nonce), nonce, k.Marshal(), []byte(keyringDomain))
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(sealedFile{keyringVersion, sealed}, "", "  ")
	return append(text, '\n'), err
}

// IsSealed says whether text is a keyring that Sealed wrote.
func IsSealed(text []byte) bool {
	var file sealedFile
	return len(text) <= 2*maxKeyringBytes && json.Unmarshal(text, &file) == nil && len(file.Sealed) > 0
}

// OpenKeyring reads what Sealed wrote. fault.SealBroken when key is not the one it was sealed with, or a byte was changed.
func OpenKeyring(text, key []byte) (*Keyring, error) {
	var file sealedFile
	if len(text) > 2*maxKeyringBytes || json.Unmarshal(text, &file) != nil || len(file.Sealed) < 24 {
		return nil, fault.Newf(fault.SealMalformed, "keyring", "not the JSON of a sealed keyring")
	}
	if len(key) != keyBytes {
		return nil, fault.Newf(fault.SealMalformed, "key", "not %d bytes", keyBytes)
	}
	x, err := newXAES(key)
	if err != nil {
		return nil, err
	}
	plain, err := x.open(file.Sealed[:24], file.Sealed[24:], []byte(keyringDomain))
	if err != nil {
		return nil, fault.New(fault.SealBroken, "keyring")
	}
	return ParseKeyring(plain)
}

// check compares a key with its id, which finds a damaged file.
func (f keyFile) check(place string) error {
	if len(f.Key) != keyBytes {
		return fault.Newf(fault.SealMalformed, place+".key", "not %d bytes", keyBytes)
	}
	if idOf(f.Key).String() != f.ID {
		return fault.Newf(fault.SealMalformed, place+".id", "not the id of this key")
	}
	return nil
}

// Format implements fmt.Formatter for every verb and flag.
func (Keyring) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Hidden) }

// MarshalJSON refuses.
func (Keyring) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// MarshalText refuses.
func (Keyring) MarshalText() ([]byte, error) { return nil, ErrMarshal }
