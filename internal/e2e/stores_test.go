package e2e

import (
	"testing"

	"github.com/bonafide-id/bonafide/internal/store/pgtest"
)

// TestTwoNodesOnDifferentStores: Seoul keeps its records in SQLite, Hanoi in PostgreSQL, and each verifies the other's customers.
func TestTwoNodesOnDifferentStores(t *testing.T) {
	url := pgtest.Start(t)
	w := world(t, func(key string) string {
		if key == "hanoi" {
			return url
		}
		return ""
	})
	play(t, w, "testdata/enclave/*.txt")
}

// TestEnclaveOnPostgres: every node on PostgreSQL.
func TestEnclaveOnPostgres(t *testing.T) {
	urls := map[string]string{}
	for _, key := range []string{"seoul", "hanoi", "robot"} {
		urls[key] = pgtest.Start(t)
	}
	w := world(t, func(key string) string { return urls[key] })
	play(t, w, "testdata/enclave/*.txt")
	play(t, w, "testdata/admin/*.txt")
}
