package blobs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/blobs"
)

func TestStore(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "blobs")
	for _, address := range []string{"file:" + folder, "mem:"} {
		s, err := blobs.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(t.Context(), "a/b"); !fault.Has(err, fault.NotFound) {
			t.Errorf("%s: what is not there: %v", address, err)
		}
		if err := s.Put(t.Context(), "a/b", []byte("sealed")); err != nil {
			t.Fatal(err)
		}
		if have, err := s.Get(t.Context(), "a/b"); err != nil || !bytes.Equal(have, []byte("sealed")) {
			t.Errorf("%s: %q %v", address, have, err)
		}
		for range 2 {
			if err := s.Delete(t.Context(), "a/b"); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
		_ = s.Close()
	}
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v %v", info, err)
	}
}

// A store that cannot be written to says so, with a code, and leaves nothing.
func TestFull(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "blobs")
	s, err := blobs.Open(t.Context(), "file:"+folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "a"), nil, 0o600); err != nil { // where a folder would have to be
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "a/b", []byte("sealed")); !fault.Has(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	if _, err := blobs.Open(t.Context(), "ftp://x"); !fault.Has(err, fault.Config) || strings.Contains(err.Error(), "x\"") {
		t.Errorf("another kind: %v", err)
	}
}
