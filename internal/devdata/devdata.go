// Package devdata finds the labelled development data that is no part of the repository, for tests and benchmarks only.
package devdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Path is where a file or folder of the data lies: below "data" in the folder that BONAFIDE_SHARED names, else in a folder "shared" beside the checkout or
// above it. Without it the test is skipped, and says so.
func Path(t testing.TB, path string) string {
	t.Helper()
	folders := []string{os.Getenv("BONAFIDE_SHARED")}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		folders = append(folders, filepath.Join(filepath.Dir(dir), "shared"))
	}
	for _, folder := range folders {
		found := filepath.Join(folder, "data", path)
		if _, err := os.Stat(found); folder != "" && err == nil {
			return found
		}
	}
	t.Skip("not run: no development data (shared/data): set BONAFIDE_SHARED")
	return ""
}
