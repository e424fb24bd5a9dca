package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

func TestFindWorker(t *testing.T) {
	dir := t.TempDir()
	program := func(folder, name string, mode os.FileMode) string {
		path := filepath.Join(dir, folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	beside := filepath.Dir(program("bin", WorkerName, 0o755))
	named, variable, plain := program("a", "worker", 0o755), program("b", "worker", 0o755), program("c", "worker", 0o644)
	empty := filepath.Join(dir, "empty")
	for _, row := range []struct{ name, flag, variable, folder, want, says string }{
		{"the flag wins", named, variable, beside, named, ""},
		{"then the environment", "", variable, beside, variable, ""},
		{"then beside the program", "", "", beside, filepath.Join(beside, WorkerName), ""},
		{"nowhere", "", "", empty, "", "there is no bonafide-vision beside this program"},
		{"a name that leads nowhere is not passed over", filepath.Join(dir, "none"), variable, beside, "", "--vision names"},
		{"no program", "", plain, beside, "", "BONAFIDE_VISION names"},
		{"a folder", beside, "", beside, "", "where no program is"},
		{"switched off", "off", variable, beside, "", "switched off by --vision"},
		{"switched off by the environment", "", "off", beside, "", "switched off by BONAFIDE_VISION"},
	} {
		getenv := func(name string) string {
			if name != WorkerVariable {
				t.Errorf("asked for %s", name)
			}
			return row.variable
		}
		got, err := FindWorker(row.flag, getenv, filepath.Join(row.folder, "bonafide"))
		if got != row.want || (row.says != "") != fault.Has(err, fault.VisionDown) {
			t.Errorf("%s: %s, %v; want %s", row.name, got, err, row.want)
		}
		if row.says != "" && !strings.Contains(Why(err), row.says) {
			t.Errorf("%s: %q does not say %q", row.name, Why(err), row.says)
		}
		if row.says != "" && !strings.Contains(row.says, "off") && !strings.Contains(Why(err), "build it in a checkout with") {
			t.Errorf("%s: %q does not say what to do", row.name, Why(err))
		}
	}
}
