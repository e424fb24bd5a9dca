// Package cli is what several commands share: where the vision worker is found, and what to do when it is not.
package cli

import (
	"os"
	"path/filepath"

	"github.com/bonafide-id/bonafide/fault"
)

// Where a vision worker is named, and how it is called when it lies beside this program.
const (
	WorkerVariable = "BONAFIDE_VISION"
	WorkerName     = "bonafide-vision"
	// Off is named instead of a path by who wants none.
	Off = "off"
)

// howTo says what to do without a worker.
const howTo = "build it in a checkout with: make setup-run build (a C compiler and some Debian packages are installed for it), " +
	"or name one with --vision PATH or " + WorkerVariable

// FindWorker returns the path of the vision worker: the one the flag names, else the one that BONAFIDE_VISION names, else bonafide-vision
// beside executable, which is this program's own path. One that is named must be there. Code fault.VisionDown, whose detail says what was
// looked for and what to do.
func FindWorker(flag string, getenv func(string) string, executable string) (string, error) {
	for _, named := range []struct{ path, by string }{{flag, "--vision"}, {getenv(WorkerVariable), WorkerVariable}} {
		switch named.path {
		case "":
			continue
		case Off:
			return "", fault.Newf(fault.VisionDown, "vision worker", "switched off by %s", named.by)
		}
		path, err := filepath.Abs(named.path)
		if err != nil || !runnable(path) {
			return "", fault.Newf(fault.VisionDown, "vision worker", "%s names %s, where no program is; %s", named.by, named.path, howTo)
		}
		return path, nil
	}
	path := filepath.Join(filepath.Dir(executable), WorkerName)
	if !runnable(path) {
		return "", fault.Newf(fault.VisionDown, "vision worker", "there is no %s beside this program (%s); %s", WorkerName, filepath.Dir(executable), howTo)
	}
	return path, nil
}

// Worker is FindWorker for this process.
func Worker(flag string) (string, error) {
	executable, err := os.Executable()
	if err == nil {
		if real, err := filepath.EvalSymlinks(executable); err == nil {
			executable = real
		}
	}
	return FindWorker(flag, os.Getenv, executable)
}

func runnable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// Why is the reason of an error as a person reads it, without its code.
func Why(err error) string {
	if f, ok := err.(*fault.Error); ok && f.Detail != "" {
		return f.Detail
	}
	return err.Error()
}
