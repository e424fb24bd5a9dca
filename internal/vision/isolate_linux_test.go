package vision_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/bonafide-id/bonafide/internal/vision"
	"github.com/bonafide-id/bonafide/internal/vision/visiontest"
)

// describe asks a worker what it can see and do.
func describe(t *testing.T, s started) (lines []string, isolation vision.Isolation) {
	t.Helper()
	reply, err := s.read("describe")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range reply.Document.Lines {
		lines = append(lines, l.Text)
	}
	return lines, s.Status().Isolation
}

// checkAlways: what holds whoever the server is.
func checkAlways(t *testing.T, lines []string) {
	t.Helper()
	all := "\n" + strings.Join(lines, "\n") + "\n"
	for _, want := range []string{"\nenvironment LANG=C.UTF-8 OMP_THREAD_LIMIT=1 GOMEMLIMIT=512MiB\n", "\nfolder /\n", "\numask 077\n", "\nwrite false\n", "\nNoNewPrivs 1\n", "\nCapEff 0000000000000000\n"} {
		if !strings.Contains(all, want) {
			t.Errorf("not %q in:%s", want, all)
		}
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "fd ") && strings.Contains(line, inheritedName) {
			t.Errorf("an open file of the server: %s", line)
		}
	}
}

func checkNoNetwork(t *testing.T, lines []string, isolation vision.Isolation) {
	t.Helper()
	if isolation.Network != "none" {
		t.Skipf("this system does not let a worker's network be taken away: %+v", isolation)
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "interface ") && line != "interface lo loopback" || line == "dial true" {
			t.Errorf("a network: %s", line)
		}
	}
}

const inheritedName = "a-file-of-the-server"

// inherited opens a file without the mark that keeps it from children, as a server may have been given one.
func inherited(t *testing.T) {
	t.Helper()
	fd, err := syscall.Open(filepath.Join(t.TempDir(), inheritedName), syscall.O_CREAT|syscall.O_RDONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
}

func TestIsolation(t *testing.T) {
	inherited(t)
	s := start(t, nil)
	lines, isolation := describe(t, s)
	checkAlways(t, lines)
	checkNoNetwork(t, lines, isolation)
}

// A worker that everybody may read runs as nobody when the server is root; one that only root may read says what to do.
func TestIsolationOfRoot(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("not root")
	}
	inherited(t)
	public := publicProgram(t)
	for _, row := range []struct {
		name  string
		reads []string
		user  string
		note  string
	}{
		{"readable", nil, "uid 65534", ""},
		{"models are not", []string{privateFolder(t)}, "root's user without capabilities", "move the worker and its models"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := start(t, func(o *vision.Options) { o.Path, o.Reads = public, row.reads })
			lines, isolation := describe(t, s)
			checkAlways(t, lines)
			checkNoNetwork(t, lines, isolation)
			if lines[1] != "uid 65534 gid 65534" || isolation.User != row.user || !strings.Contains(strings.Join(isolation.Notes, "; "), row.note) || row.note == "" && len(isolation.Notes) > 0 {
				t.Errorf("%s, %+v", lines[1], isolation)
			}
			info, err := os.Stat("/proc/" + strings.Fields(lines[0])[1])
			if err == nil && row.note == "" && info.Sys().(*syscall.Stat_t).Uid != 65534 {
				t.Error("the process is not nobody's")
			}
		})
	}
}

// publicProgram is the worker in a place that everybody may read.
func publicProgram(t *testing.T) string {
	t.Helper()
	link := visiontest.Program(t)
	program, err := os.ReadFile(link)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, filepath.Base(link))
	if err := os.WriteFile(path, program, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, open := range []string{folder, filepath.Dir(folder)} {
		if err := os.Chmod(open, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func privateFolder(t *testing.T) string {
	folder := filepath.Join(t.TempDir(), "models")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return folder
}
