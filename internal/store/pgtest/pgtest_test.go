package pgtest_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/bonafide-id/bonafide/internal/store/pgtest"
)

func TestStartGivesEmptyDatabasesOfTheirOwn(t *testing.T) {
	one, two := pgtest.Start(t), pgtest.Start(t)
	if one == two {
		t.Fatal("two databases have one URL")
	}
	for _, url := range []string{one, two} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), `CREATE TABLE mine (id TEXT)`); err != nil {
			t.Fatal("the database is not empty, or not writable: ", err)
		}
	}
}

// TestClusterFlushes: figures and kill tests on a server that does not flush would prove nothing.
func TestClusterFlushes(t *testing.T) {
	if os.Getenv(pgtest.EnvURL) != "" {
		t.Skip("the server of " + pgtest.EnvURL + " is its operator's")
	}
	conn, err := pgx.Connect(t.Context(), pgtest.Start(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var value string
		if err := conn.QueryRow(t.Context(), `SHOW `+name).Scan(&value); err != nil || value != "on" {
			t.Errorf("%s is %q (%v), want on", name, value, err)
		}
	}
}
