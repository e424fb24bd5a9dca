// Package keyfile keeps a node's own secrets in files that only its user can read: the identity key that signs, the TLS key,
// the keyring that seals personal data, and the administration key.
package keyfile

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/durable"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/pii/seal"
)

// Set are the secrets of a node.
type Set struct {
	Identity ed25519.PrivateKey
	TLS      ed25519.PrivateKey
	Keyring  *seal.Keyring
}

// Names of the files in a folder of keys.
const (
	IdentityFile = "identity.key"
	TLSFile      = "tls.key"
	KeyringFile  = "keyring.json"
	AdminFile    = "admin.key"
)

// LoadOrCreate reads the secrets of folder, making those that are missing. made names the files it made.
func LoadOrCreate(folder string, rand io.Reader) (set Set, made []string, err error) {
	return LoadSealed(folder, rand, pii.Bytes{})
}

// LoadSealed is LoadOrCreate with a keyring that is sealed on disk with key, 32 bytes that are kept elsewhere. One that is not sealed yet is. Without a key
// a sealed keyring is fault.Config.
func LoadSealed(folder string, rand io.Reader, key pii.Bytes) (set Set, made []string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return Set{}, nil, err
	}
	if set.Identity, err = ed25519Key(filepath.Join(folder, IdentityFile), rand, &made); err != nil {
		return Set{}, nil, err
	}
	if set.TLS, err = ed25519Key(filepath.Join(folder, TLSFile), rand, &made); err != nil {
		return Set{}, nil, err
	}
	set.Keyring, err = keyring(filepath.Join(folder, KeyringFile), rand, key, &made)
	return set, made, err
}

// ed25519Key reads or makes one private key, PEM PKCS #8.
func ed25519Key(path string, rand io.Reader, made *[]string) (ed25519.PrivateKey, error) {
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		_, key, err := ed25519.GenerateKey(rand)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, err
		}
		*made = append(*made, path)
		return key, durable.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fault.Newf(fault.Config, path, "not a PEM file")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fault.Newf(fault.Config, path, "not a PKCS #8 private key")
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fault.Newf(fault.Config, path, "not an Ed25519 key")
	}
	return key, nil
}

// Ed25519 reads or makes one private key at path.
func Ed25519(path string, rand io.Reader) (ed25519.PrivateKey, error) {
	var made []string
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return ed25519Key(path, rand, &made)
}

func keyring(path string, rand io.Reader, key pii.Bytes, made *[]string) (*seal.Keyring, error) {
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		ring, err := seal.NewKeyring(rand)
		if err != nil {
			return nil, err
		}
		*made = append(*made, path)
		return ring, SaveKeyring(path, rand, ring, key)
	}
	if err != nil {
		return nil, err
	}
	sealed := seal.IsSealed(text)
	if sealed && !key.IsSet() {
		return nil, fault.Newf(fault.Config, path, "the keyring is sealed: keys.sealedWithFile (and keys.decryptUrl) must say with what")
	}
	var ring *seal.Keyring
	if sealed {
		ring, err = seal.OpenKeyring(text, key.Reveal())
	} else {
		ring, err = seal.ParseKeyring(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if !sealed && key.IsSet() {
		return ring, SaveKeyring(path, rand, ring, key)
	}
	return ring, nil
}

// SaveKeyring writes a keyring, sealed with key when it is set.
func SaveKeyring(path string, rand io.Reader, ring *seal.Keyring, key pii.Bytes) error {
	text := ring.Marshal()
	if key.IsSet() {
		var err error
		if text, err = ring.Sealed(rand, key.Reveal()); err != nil {
			return err
		}
	}
	return durable.WriteFile(path, text, 0o600)
}

// Token reads a token of one line, making a random one of 32 bytes when the file is missing; with a nil rand a missing file is an error.
func Token(path string, rand io.Reader) (string, error) {
	text, err := read(path)
	if errors.Is(err, fs.ErrNotExist) && rand != nil {
		raw := make([]byte, 32)
		if _, err := io.ReadFull(rand, raw); err != nil {
			return "", err
		}
		token := base64.RawURLEncoding.EncodeToString(raw)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", err
		}
		return token, durable.WriteFile(path, []byte(token+"\n"), 0o600)
	}
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fault.Newf(fault.Config, path, "the file is empty")
	}
	return token, nil
}

// read refuses secrets that others can read.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.Newf(fault.Config, path, "others can read this secret: chmod 600")
	}
	return os.ReadFile(path)
}
