// Package confine takes from a worker process what it never needs: files of any size, dumps of its memory, many descriptors. Server and worker
// both do it, as not every server may limit a process of another user, and a limit that stands cannot be lifted.
package confine

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// limits of a worker; label is how /proc/PID/limits names them.
var limits = []struct {
	name, label string
	resource    int
	value       uint64
}{
	{"size of files", "Max file size", unix.RLIMIT_FSIZE, 0},
	{"core dumps", "Max core file size", unix.RLIMIT_CORE, 0},
	{"open files", "Max open files", unix.RLIMIT_NOFILE, 256},
}

// Self limits this process. A worker calls it before it reads its first request.
func Self() error { return process(0) }

// Process limits another one and makes it the first to go when the machine is short of memory. Whether it could is for Missing to say.
func Process(pid int) {
	_ = process(pid)
	_ = os.WriteFile("/proc/"+strconv.Itoa(pid)+"/oom_score_adj", []byte("1000"), 0)
}

func process(pid int) error {
	var faults []error
	for _, l := range limits {
		if err := unix.Prlimit(pid, l.resource, &unix.Rlimit{Cur: l.value, Max: l.value}, nil); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", l.name, err))
		}
	}
	return errors.Join(faults...)
}

// Missing names the limits that a process does not have; nil: it has them all.
func Missing(pid int) (names []string) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/limits")
	if err != nil {
		return []string{"its limits cannot be read"}
	}
	for _, l := range limits {
		_, row, found := bytes.Cut(text, []byte(l.label))
		fields := bytes.Fields(row)
		if !found || len(fields) < 2 || string(fields[1]) != strconv.FormatUint(l.value, 10) { // soft, hard
			names = append(names, l.name)
		}
	}
	return names
}
