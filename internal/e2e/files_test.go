package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// filesUnder reads every file with one of the endings and returns how many there were and their content.
func filesUnder(t *testing.T, dir string, endings ...string) (int, string) {
	t.Helper()
	var all strings.Builder
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, ending := range endings {
			if strings.HasSuffix(path, ending) {
				text, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				n++
				all.Write(text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, all.String()
}
