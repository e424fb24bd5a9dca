// Package golden compares what a test run wrote with the file that is committed, for tests only.
package golden

import (
	"os"
	"testing"
)

// File fails t when the file at path does not hold want; with BONAFIDE_UPDATE in the environment it writes it instead.
func File(t testing.TB, path, want string) {
	t.Helper()
	if os.Getenv("BONAFIDE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != want {
		t.Errorf("%s is not what this test says (%v): BONAFIDE_UPDATE=1 writes it", path, err)
	}
}
