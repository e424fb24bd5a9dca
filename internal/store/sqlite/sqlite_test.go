package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/internal/store/sqlite"
	"github.com/bonafide-id/bonafide/internal/store/storetest"
)

func open(t testing.TB, path string) store.DB {
	t.Helper()
	db, err := store.OpenURL(context.Background(), "sqlite:"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) (store.DB, func() store.DB) {
		path := filepath.Join(t.TempDir(), "folder", "test.db")
		return open(t, path), func() store.DB { return open(t, path) }
	})
}

func TestTheFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "test.db")
	open(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestNoMigrateChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, NoMigrate: true})
	if err == nil {
		t.Fatal("an empty file has not this program's schema")
	}
	if _, err := sqlite.Open(t.Context(), sqlite.Options{Path: path + "x", NoMigrate: true}); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("a file that is missing: %v", err)
	}
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.DB { return open(b, filepath.Join(b.TempDir(), "bench.db")) })
}
