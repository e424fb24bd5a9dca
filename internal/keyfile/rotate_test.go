package keyfile_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/keyfile"
)

// TestRotation: a key is prepared once, used when it was said from when, and takes the place of the one before.
func TestRotation(t *testing.T) {
	folder := t.TempDir()
	before, _, err := keyfile.LoadOrCreate(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := keyfile.Next(folder, keyfile.IdentityFile); ok || err != nil {
		t.Errorf("nothing is prepared: %v, %v", ok, err)
	}
	prepared, err := keyfile.PrepareNext(folder, keyfile.IdentityFile, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := keyfile.PrepareNext(folder, keyfile.IdentityFile, rand.Reader); err != nil || !again.Equal(prepared) {
		t.Errorf("prepared again, another key: %v", err)
	}
	if next, at, ok, err := keyfile.Next(folder, keyfile.IdentityFile); err != nil || !ok || !at.IsZero() || !next.Equal(prepared) {
		t.Errorf("prepared: %v, %s, %v", ok, at, err)
	}
	when := time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)
	if err := keyfile.ActivateNext(folder, keyfile.IdentityFile, when); err != nil {
		t.Fatal(err)
	}
	if next, at, ok, err := keyfile.Next(folder, keyfile.IdentityFile); err != nil || !ok || !at.Equal(when) || !next.Equal(prepared) {
		t.Errorf("activated: %v, %s, %v", ok, at, err)
	}
	if info, err := os.Stat(filepath.Join(folder, keyfile.IdentityFile+".next")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := keyfile.Promote(folder, keyfile.IdentityFile); err != nil {
		t.Fatal(err)
	}
	after, made, err := keyfile.LoadOrCreate(folder, nil)
	if err != nil || len(made) != 0 || !after.Identity.Equal(prepared) || after.Identity.Equal(before.Identity) || !after.TLS.Equal(before.TLS) {
		t.Errorf("after: %v, made %v", err, made)
	}
	if _, _, ok, err := keyfile.Next(folder, keyfile.IdentityFile); ok || err != nil {
		t.Errorf("promoted, and prepared still: %v, %v", ok, err)
	}
	if err := keyfile.ActivateNext(folder, keyfile.IdentityFile, when); err == nil {
		t.Error("nothing is prepared, and it was activated")
	}
}

func TestMade(t *testing.T) {
	folder := t.TempDir()
	if made, err := keyfile.Made(folder); err != nil || len(made) != 0 {
		t.Errorf("%v, %v", made, err)
	}
	_, one, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{keyfile.IdentityFile, keyfile.TLSFile, keyfile.IdentityFile} {
		if err := keyfile.Record(folder, purpose, one); err != nil {
			t.Fatal(err)
		}
	}
	made, err := keyfile.Made(folder)
	if err != nil || len(made) != 2 {
		t.Fatalf("%d, %v", len(made), err)
	}
	public := one.Public().(ed25519.PublicKey)
	spki, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	if made[0].Hash() != sha256.Sum256(public) || made[1].Hash() != sha256.Sum256(spki) {
		t.Error("not the hashes of the directory's key log")
	}
	if key, ok := made[1].Key(); !ok || !key.Equal(public) {
		t.Error("not the key")
	}
	if err := os.WriteFile(filepath.Join(folder, keyfile.MadeFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keyfile.Made(folder); !fault.Has(err, fault.Config) {
		t.Errorf("a damaged file: %v", err)
	}
	if err := keyfile.Record(folder, keyfile.TLSFile, one); !fault.Has(err, fault.Config) {
		t.Errorf("a damaged file was written over: %v", err)
	}
}
