//go:build !linux

package vision

import (
	"os/exec"
)

// start starts a worker as it is: only Linux lets it be confined here.
func (g *guard) start(p *process, command func() *exec.Cmd) error {
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
