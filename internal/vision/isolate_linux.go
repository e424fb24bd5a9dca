package vision

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/bonafide-id/bonafide/internal/vision/confine"
)

// way is one way to start a worker.
type way struct {
	attr      syscall.SysProcAttr
	isolation Isolation
}

// ways lists the ways from the strictest to the loosest.
func (g *guard) ways() []way {
	plain := way{isolation: Isolation{User: "uid " + strconv.Itoa(os.Geteuid()) + ", as this server", Network: "as this server"}}
	plain.attr = syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() != 0 {
		apart := plain.inUserNamespace(os.Getuid(), os.Getgid(), os.Getuid(), os.Getgid())
		apart.isolation.User += ", without capabilities"
		return []way{apart.withoutNetwork(), plain.noted("the worker has a network: this system allows no user namespaces to this server's user")}
	}
	if why := unreadable(g.opt); why != "" {
		note := "the worker runs as root's user, though without its capabilities where possible: uid " + strconv.Itoa(g.opt.UID) + " cannot read " + why +
			"; move the worker and its models to where everybody may read, such as /usr/local/lib/bonafide"
		apart := plain.inUserNamespace(g.opt.UID, g.opt.GID, 0, 0)
		apart.isolation.User = "root's user without capabilities"
		return []way{apart.withoutNetwork().noted(note), plain.withoutNetwork().noted(note), plain.noted(note + "; it has a network, which this system does not let it take away")}
	}
	nobody := plain
	nobody.attr.Credential = &syscall.Credential{Uid: uint32(g.opt.UID), Gid: uint32(g.opt.GID)}
	nobody.isolation.User = "uid " + strconv.Itoa(g.opt.UID)
	return []way{nobody.withoutNetwork(), nobody.noted("the worker has a network: this system does not let it take away")}
}

func (w way) withoutNetwork() way {
	w.attr.Cloneflags |= syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC
	w.isolation.Network = "none"
	return w
}

// inUserNamespace: outside the process is who the server is, inside it is uid and gid, which have no capability anywhere.
func (w way) inUserNamespace(uid, gid, hostUID, hostGID int) way {
	w.attr.Cloneflags |= syscall.CLONE_NEWUSER
	w.attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: hostUID, Size: 1}}
	w.attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: hostGID, Size: 1}}
	return w
}

func (w way) noted(note string) way {
	w.isolation.Notes = append(w.isolation.Notes[:len(w.isolation.Notes):len(w.isolation.Notes)], note)
	return w
}

// start tries the ways in turn. A thread of its own is kept as long as the process lives: the death signal of a child is tied to the thread
// that made it, and what is taken from the thread before is taken from the child.
func (g *guard) start(p *process, command func() *exec.Cmd) error {
	// Whatever this server inherited or opened without the mark stays with it.
	_ = unix.CloseRange(3, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread goes with the goroutine
		privileges, notes := strip()
		err := g.tryWays(p, command)
		p.isolation.Privileges = privileges
		p.isolation.Notes = append(p.isolation.Notes, notes...)
		started <- err
		if err == nil {
			p.waitGone()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	confine.Process(p.pid)
	return nil
}

func (g *guard) tryWays(p *process, command func() *exec.Cmd) (err error) {
	for _, w := range g.ways() {
		cmd := command()
		cmd.SysProcAttr = &w.attr
		if err = cmd.Start(); err == nil {
			p.cmd, p.pid, p.isolation = cmd, cmd.Process.Pid, w.isolation
			return nil
		}
		if !forbidden(err) {
			return err
		}
	}
	return err
}

// forbidden says whether a start failed for what was asked of the system, and not for the program.
func forbidden(err error) bool {
	for _, e := range []error{unix.EPERM, unix.EINVAL, unix.ENOSPC, unix.ENOSYS, unix.EUSERS, unix.EACCES} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// strip takes from this thread what its child is not to have.
func strip() (privileges string, notes []string) {
	var have []string
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		notes = append(notes, "the worker could gain privileges by programs that have them: "+err.Error())
	} else {
		have = append(have, "no new privileges")
	}
	if err := unix.Unshare(unix.CLONE_FS); err == nil { // the umask is the thread's own now
		unix.Umask(0o077)
		have = append(have, "umask 077")
	}
	return strings.Join(have, ", "), notes
}

// await returns when the process has ended, and leaves it to be waited for: until then nobody else can have its number.
func await(pid int) bool {
	for {
		if err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil); !errors.Is(err, unix.EINTR) {
			return err == nil
		}
	}
}

// killProcess ends a process that has not been waited for, and all of its group.
func killProcess(cmd *exec.Cmd) {
	_ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL)
	_ = unix.Kill(cmd.Process.Pid, unix.SIGKILL)
}

// residentMB is a process's resident memory, MiB; 0 when it cannot be read.
func residentMB(pid int) int {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return pages * os.Getpagesize() >> 20
}

// unreadable names the first path that the worker's user could not read, by the modes of files and folders; empty: none. What does not exist is
// not its business.
func unreadable(opt Options) string {
	for i, path := range append([]string{opt.Path}, opt.Reads...) {
		resolved, err := filepath.EvalSymlinks(path)
		if err != nil {
			continue
		}
		if resolved, err = filepath.Abs(resolved); err != nil {
			continue
		}
		for folder := filepath.Dir(resolved); ; folder = filepath.Dir(folder) {
			if !may(folder, opt, 0o1) {
				return folder
			}
			if folder == filepath.Dir(folder) {
				break
			}
		}
		if i == 0 && !may(resolved, opt, 0o5) {
			return resolved
		}
		if bad := unreadableBelow(resolved, opt); bad != "" {
			return bad
		}
	}
	return ""
}

// unreadableBelow looks at a file, or at a folder and what is in it.
func unreadableBelow(path string, opt Options) (bad string) {
	seen := 0
	_ = filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		seen++
		switch {
		case err != nil || seen > 1000:
			return filepath.SkipAll
		case entry.IsDir() && !may(name, opt, 0o5), !entry.IsDir() && !may(name, opt, 0o4):
			bad = name
			return filepath.SkipAll
		}
		return nil
	})
	return bad
}

// may says whether a file's mode gives the worker's user the bits (4 read, 1 execute or search).
func may(path string, opt Options, bits fs.FileMode) bool {
	info, err := os.Stat(path)
	if err != nil {
		return true
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case ok && owner.Uid == uint32(opt.UID):
		mode >>= 6
	case ok && owner.Gid == uint32(opt.GID):
		mode >>= 3
	}
	return mode&bits == bits
}
