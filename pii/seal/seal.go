package seal

import (
	"crypto/cipher"
	"fmt"
	"io"

	"github.com/bonafide-id/bonafide/fault"
)

// The first byte of each form; see the package comment.
const (
	formSealed  = 0x01
	formWrapped = 0x02
	formNode    = 0x03
)

const (
	gcmNonceBytes = 12
	sealedHead    = 1 + gcmNonceBytes
	kekHead       = 1 + keyIDBytes + xaesNonceBytes

	// Overhead is by how many bytes DataKey.Seal lengthens what it seals.
	Overhead = sealedHead + tagBytes
	// NodeOverhead is by how many bytes Keyring.SealNode lengthens what it seals.
	NodeOverhead = kekHead + tagBytes
	// WrappedBytes is the length of a wrapped data key.
	WrappedBytes = kekHead + keyBytes + tagBytes
)

const (
	sealedDomain  = "bonafide/sealed/v1|"
	dataKeyDomain = "bonafide/data-key/v1|"
	nodeDomain    = "bonafide/node/v1|"
)

// DataKey seals what is stored about one subject. Its cipher is set up once, when it is made or unwrapped. It may be used
// from many goroutines. The zero DataKey returns fault.SealUnknownKey.
type DataKey struct {
	hold func() cipher.AEAD // a function for the reason given at Keyring
}

func newDataKey(raw []byte) (DataKey, error) {
	aead, err := newGCM(raw)
	if err != nil {
		return DataKey{}, err
	}
	return DataKey{func() cipher.AEAD { return aead }}, nil
}

// IsSet says whether there is a key.
func (k DataKey) IsSet() bool { return k.hold != nil }

// Format implements fmt.Formatter for every verb and flag.
func (DataKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Hidden) }

// MarshalJSON refuses.
func (DataKey) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// MarshalText refuses.
func (DataKey) MarshalText() ([]byte, error) { return nil, ErrMarshal }

// Seal seals plaintext for place (table, column and row); the result is Overhead bytes longer. It returns
// fault.Unavailable when rand fails.
func (k DataKey) Seal(rand io.Reader, place string, plaintext []byte) ([]byte, error) {
	if k.hold == nil {
		return nil, fault.New(fault.SealUnknownKey, place)
	}
	out := make([]byte, sealedHead, Overhead+len(plaintext))
	out[0] = formSealed
	if _, err := io.ReadFull(rand, out[1:]); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "randomness", err)
	}
	return k.hold().Seal(out, out[1:], plaintext, associated(sealedDomain, place)), nil
}

// Open returns what was sealed for place; an empty value may come back as nil. It returns fault.SealMalformed for bytes
// that Seal cannot have made, and fault.SealBroken for those that were altered, belong elsewhere or to another key.
func (k DataKey) Open(place string, sealed []byte) ([]byte, error) {
	if k.hold == nil {
		return nil, fault.New(fault.SealUnknownKey, place)
	}
	if len(sealed) < Overhead || sealed[0] != formSealed {
		return nil, fault.New(fault.SealMalformed, place)
	}
	plaintext, err := k.hold().Open(nil, sealed[1:sealedHead], sealed[sealedHead:], associated(sealedDomain, place))
	if err != nil {
		return nil, fault.New(fault.SealBroken, place)
	}
	return plaintext, nil
}

// NewDataKey makes a data key for subject ("customer/42") and returns it with its wrapped form, WrappedBytes long, which
// is stored beside what it seals. It returns fault.Unavailable when rand fails.
func (k *Keyring) NewDataKey(rand io.Reader, subject string) (key DataKey, wrapped []byte, err error) {
	raw, err := random(rand, keyBytes)
	if err != nil {
		return DataKey{}, nil, err
	}
	if wrapped, err = k.seal(rand, formWrapped, dataKeyDomain, subject, raw); err != nil {
		return DataKey{}, nil, err
	}
	if key, err = newDataKey(raw); err != nil {
		return DataKey{}, nil, err
	}
	return key, wrapped, nil
}

// Unwrap returns the data key of subject. It returns fault.SealMalformed for bytes that are no wrapped key,
// fault.SealUnknownKey when the keyring lacks the key they name, and fault.SealBroken when they were altered or belong to
// another subject.
func (k *Keyring) Unwrap(subject string, wrapped []byte) (DataKey, error) {
	raw, err := k.unwrap(subject, wrapped)
	if err != nil {
		return DataKey{}, err
	}
	return newDataKey(raw)
}

func (k *Keyring) unwrap(subject string, wrapped []byte) ([]byte, error) {
	if len(wrapped) != WrappedBytes {
		return nil, fault.New(fault.SealMalformed, subject)
	}
	return k.open(formWrapped, dataKeyDomain, subject, wrapped)
}

// Rewrap wraps the data key of subject anew under the current key-encryption key. What is wrapped by that key already
// comes back as it is, with changed false, once it was seen to open. The errors are those of Unwrap.
func (k *Keyring) Rewrap(rand io.Reader, subject string, wrapped []byte) (again []byte, changed bool, err error) {
	raw, err := k.unwrap(subject, wrapped)
	if err != nil {
		return nil, false, err
	}
	return k.renew(rand, formWrapped, dataKeyDomain, subject, wrapped, raw)
}

// SealNode seals what belongs to the node and to no subject (its private keys) under the current key-encryption key; the
// result is NodeOverhead bytes longer. It returns fault.Unavailable when rand fails.
func (k *Keyring) SealNode(rand io.Reader, place string, plaintext []byte) ([]byte, error) {
	return k.seal(rand, formNode, nodeDomain, place, plaintext)
}

// OpenNode returns what SealNode sealed for place, with the errors of Unwrap.
func (k *Keyring) OpenNode(place string, sealed []byte) ([]byte, error) {
	return k.open(formNode, nodeDomain, place, sealed)
}

// ResealNode is Rewrap for what SealNode sealed.
func (k *Keyring) ResealNode(rand io.Reader, place string, sealed []byte) (again []byte, changed bool, err error) {
	plaintext, err := k.OpenNode(place, sealed)
	if err != nil {
		return nil, false, err
	}
	return k.renew(rand, formNode, nodeDomain, place, sealed, plaintext)
}

// renew seals plaintext again unless the current key sealed it.
func (k *Keyring) renew(
	rand io.Reader, form byte, domain, place string, sealed, plaintext []byte,
) (again []byte, changed bool, err error) {
	if keyID(sealed[1:1+keyIDBytes]) == k.secrets().current.id {
		return sealed, false, nil
	}
	again, err = k.seal(rand, form, domain, place, plaintext)
	return again, err == nil, err
}

// seal uses the current key-encryption key.
func (k *Keyring) seal(rand io.Reader, form byte, domain, place string, plaintext []byte) ([]byte, error) {
	current := k.secrets().current
	if current == nil {
		return nil, fault.New(fault.SealUnknownKey, place)
	}
	out := make([]byte, kekHead, kekHead+len(plaintext)+tagBytes)
	out[0] = form
	copy(out[1:], current.id[:])
	nonce := out[1+keyIDBytes : kekHead]
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "randomness", err)
	}
	return current.xaes.seal(out, nonce, plaintext, associated(domain, place))
}

// open uses the key-encryption key that sealed names.
func (k *Keyring) open(form byte, domain, place string, sealed []byte) ([]byte, error) {
	if len(sealed) < NodeOverhead || sealed[0] != form {
		return nil, fault.New(fault.SealMalformed, place)
	}
	id := keyID(sealed[1 : 1+keyIDBytes])
	e, ok := k.secrets().byID[id]
	if !ok {
		return nil, fault.Newf(fault.SealUnknownKey, place, "key-encryption key %s", id)
	}
	plaintext, err := e.xaes.open(sealed[1+keyIDBytes:kekHead], sealed[kekHead:], associated(domain, place))
	if err != nil {
		return nil, fault.New(fault.SealBroken, place)
	}
	return plaintext, nil
}

func associated(domain, place string) []byte {
	return append(append(make([]byte, 0, len(domain)+len(place)), domain...), place...)
}
