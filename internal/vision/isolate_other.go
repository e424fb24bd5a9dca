//go:build !linux

package vision

import (
	"context"
	"log/slog"
	"os/exec"
)

// guard starts workers as they are: only Linux lets them be confined here.
type guard struct{ opt Options }

func newGuard(opt Options) *guard { return &guard{opt} }

func (g *guard) start(ctx context.Context, p *process, command func() *exec.Cmd, log *slog.Logger) error {
	cmd := command()
	if err := cmd.Start(); err != nil {
		return err
	}
	p.cmd, p.pid = cmd, cmd.Process.Pid
	p.isolation = Isolation{User: "as this server", Network: "as this server", Notes: []string{"workers are isolated on Linux only"}}
	go p.waitGone()
	return nil
}

// await leaves the waiting to exec.Cmd.Wait.
func await(int) bool { return false }

// killProcess ends a process.
func killProcess(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// residentMB is not known here; 0 exceeds nothing.
func residentMB(int) int { return 0 }
