//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// reserveOutput keeps standard output for frames: whatever else writes there (a C library, a decoder's complaint) writes to standard error
// from now on.
func reserveOutput() (*os.File, error) {
	kept, err := unix.FcntlInt(uintptr(unix.Stdout), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	if err := unix.Dup2(unix.Stderr, unix.Stdout); err != nil {
		return nil, os.NewSyscallError("dup2", err)
	}
	return os.NewFile(uintptr(kept), "frames"), nil
}
