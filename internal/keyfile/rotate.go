package keyfile

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/durable"
)

// MadeFile names every signing key this node ever had, public parts only: the node knows by it which keys in its name are its own, and a trail
// that was signed with an earlier key is verified with it.
const MadeFile = "made.json"

// nextSuffix is added to a key file's name for the key that takes its place.
const nextSuffix = ".next"

// activateHeader says in a next key's file from when it is used. A key without it is not listed by the directory yet.
const activateHeader = "Activate"

// PrepareNext makes the key that is to take the place of the key file name, or returns the one that was prepared already. It is not used before
// ActivateNext.
func PrepareNext(folder, name string, rand io.Reader) (ed25519.PrivateKey, error) {
	path := filepath.Join(folder, name+nextSuffix)
	var made []string
	return ed25519Key(path, rand, &made)
}

// ActivateNext says from when the prepared key is used.
func ActivateNext(folder, name string, at time.Time) error {
	path := filepath.Join(folder, name+nextSuffix)
	text, err := read(path)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return fault.Newf(fault.Config, path, "not a PEM file")
	}
	block.Headers = map[string]string{activateHeader: at.UTC().Format(time.RFC3339)}
	return durable.WriteFile(path, pem.EncodeToMemory(block), 0o600)
}

// Next returns the prepared key and from when it is used: zero, when that was not said. ok is false when none is prepared.
func Next(folder, name string) (key ed25519.PrivateKey, at time.Time, ok bool, err error) {
	path := filepath.Join(folder, name+nextSuffix)
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, false, nil
	}
	if err != nil {
		return nil, time.Time{}, false, err
	}
	var made []string
	if key, err = ed25519Key(path, nil, &made); err != nil {
		return nil, time.Time{}, false, err
	}
	if block, _ := pem.Decode(text); block.Headers[activateHeader] != "" {
		if at, err = time.Parse(time.RFC3339, block.Headers[activateHeader]); err != nil {
			return nil, time.Time{}, false, fault.Newf(fault.Config, path, "%s is not a time", activateHeader)
		}
	}
	return key, at, true, nil
}

// Promote puts the prepared key in the place of the key file. The private key it replaces is gone.
func Promote(folder, name string) error {
	return os.Rename(filepath.Join(folder, name+nextSuffix), filepath.Join(folder, name))
}

// Public is one key of MadeFile.
type Public struct {
	Purpose string `json:"purpose"` // IdentityFile or TLSFile
	SPKI    []byte `json:"spki"`    // SubjectPublicKeyInfo
}

// Hash is how the directory's key log names the key: an identity key by its 32 bytes, a TLS key by its SubjectPublicKeyInfo.
func (p Public) Hash() [sha256.Size]byte {
	if key, ok := p.Key(); ok && p.Purpose == IdentityFile {
		return sha256.Sum256(key)
	}
	return sha256.Sum256(p.SPKI)
}

// Key is the Ed25519 key; ok is false for what does not parse.
func (p Public) Key() (key ed25519.PublicKey, ok bool) {
	parsed, err := x509.ParsePKIXPublicKey(p.SPKI)
	if err != nil {
		return nil, false
	}
	key, ok = parsed.(ed25519.PublicKey)
	return key, ok
}

// Made reads MadeFile; none is no error.
func Made(folder string) ([]Public, error) {
	text, err := os.ReadFile(filepath.Join(folder, MadeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Public
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fault.Newf(fault.Config, filepath.Join(folder, MadeFile), "does not parse")
	}
	return list, nil
}

// Record adds keys to MadeFile that it does not name yet: before anybody else hears of them.
func Record(folder, purpose string, keys ...ed25519.PrivateKey) error {
	list, err := Made(folder)
	if err != nil {
		return err
	}
	before := len(list)
	for _, key := range keys {
		spki, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			return err
		}
		same := func(p Public) bool { return p.Purpose == purpose && string(p.SPKI) == string(spki) }
		if !slices.ContainsFunc(list, same) {
			list = append(list, Public{purpose, spki})
		}
	}
	if len(list) == before {
		return nil
	}
	text, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(folder, MadeFile), append(text, '\n'), 0o600)
}
