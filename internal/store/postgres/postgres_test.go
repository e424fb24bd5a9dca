package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/internal/store/pgtest"
	"github.com/bonafide-id/bonafide/internal/store/postgres"
	"github.com/bonafide-id/bonafide/internal/store/storetest"
)

func open(t testing.TB, url string) store.DB {
	t.Helper()
	db, err := store.OpenURL(context.Background(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) (store.DB, func() store.DB) {
		url := pgtest.Start(t)
		return open(t, url), func() store.DB { return open(t, url) }
	})
}

func TestNoMigrate(t *testing.T) {
	if _, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.Start(t), NoMigrate: true}); fault.CodeOf(err) != fault.Unmigrated {
		t.Errorf("an empty database has not this program's schema: %v", err)
	}
}

func TestAnErrorDoesNotQuoteThePassword(t *testing.T) {
	_, err := postgres.Open(t.Context(), postgres.Options{URL: "postgres://user:hunter2@127.0.0.1:1/x?connect_timeout=1"})
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.DB { return open(b, pgtest.Start(b)) })
}
