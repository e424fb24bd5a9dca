// Package pgtest starts a throw-away PostgreSQL from the installed binaries, for tests and benchmarks: a cluster in a temporary
// folder that flushes to disk like a real one, and an empty database for each caller.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a running server.
type Cluster struct {
	url    string // of database postgres
	folder string
	server *exec.Cmd
	mu     sync.Mutex
	made   int
}

// ErrMissing says that PostgreSQL is not installed.
var ErrMissing = errors.New("the PostgreSQL server binaries are missing: install the Debian package postgresql, or name a server with BONAFIDE_TEST_POSTGRES_URL, or set BONAFIDE_TEST_POSTGRES=skip")

// find looks for a server program on PATH and where Debian keeps it, the newest version first.
func find(name string) (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	sort.Sort(sort.Reverse(sort.StringSlice(places)))
	for _, place := range places {
		return place, nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", ErrMissing
}

// Start makes and starts a cluster. PostgreSQL refuses to run as root, so root runs it as user postgres.
func Start(ctx context.Context) (_ *Cluster, err error) {
	initdb, err := find("initdb")
	if err != nil {
		return nil, err
	}
	postgres, err := find("postgres")
	if err != nil {
		return nil, err
	}
	c := &Cluster{}
	if c.folder, err = os.MkdirTemp("", "bonafide-pg-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.Stop()
		}
	}()
	as, err := owner(c.folder)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(c.folder, "data")
	run := exec.CommandContext(ctx, initdb, "-D", data, "-U", "bonafide", "--auth=trust", "--encoding=UTF8", "--locale=C")
	run.SysProcAttr, run.Dir = as, c.folder
	if out, err := run.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %.500s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	c.server = exec.Command(postgres, "-D", data, "-p", strconv.Itoa(port), "-k", c.folder, "-c", "listen_addresses=127.0.0.1",
		"-c", "max_connections=200", "-c", "log_min_messages=fatal", "-c", "shared_buffers=128MB")
	c.server.SysProcAttr, c.server.Dir = as, c.folder
	if err := c.server.Start(); err != nil {
		return nil, err
	}
	c.url = fmt.Sprintf("postgres://bonafide@127.0.0.1:%d/postgres?sslmode=disable", port)
	return c, c.wait(ctx)
}

// owner gives the folder to the user the server runs as.
func owner(folder string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root, and %w", err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, os.Chown(folder, uid, gid)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (c *Cluster) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.url)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not start: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Database makes an empty database and returns its URL.
func (c *Cluster) Database(ctx context.Context) (string, error) {
	c.mu.Lock()
	c.made++
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), c.made)
	c.mu.Unlock()
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u, err := url.Parse(c.url)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

// URL is the server's own database, from which others can be made.
func (c *Cluster) URL() string { return c.url }

// Stop ends the server at once and removes its folder.
func (c *Cluster) Stop() {
	if c.server != nil && c.server.Process != nil {
		_ = c.server.Process.Signal(syscall.SIGQUIT)
		_ = c.server.Wait()
	}
	_ = os.RemoveAll(c.folder)
}

// used says that the shared cluster was asked for.
var used bool

// shared is the one cluster of a test binary. It ends with the process.
var shared = sync.OnceValues(func() (*Cluster, error) {
	used = true
	if given := os.Getenv("BONAFIDE_TEST_POSTGRES_URL"); given != "" {
		return &Cluster{url: given}, nil
	}
	return Start(context.Background())
})

// Database returns the URL of an empty database for one test. Without PostgreSQL the test fails and says what to install, unless
// BONAFIDE_TEST_POSTGRES=skip.
func Database(t testing.TB) string {
	t.Helper()
	if os.Getenv("BONAFIDE_TEST_POSTGRES") == "skip" {
		t.Skip("BONAFIDE_TEST_POSTGRES=skip: not run on PostgreSQL")
	}
	cluster, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	made, err := cluster.Database(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Main runs the tests of a package and then removes the cluster they shared: call it from TestMain.
func Main(m *testing.M) int {
	code := m.Run()
	if used {
		if cluster, err := shared(); err == nil && cluster.server != nil {
			cluster.Stop()
		}
	}
	return code
}
