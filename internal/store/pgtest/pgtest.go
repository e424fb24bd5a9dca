// Package pgtest gives tests an empty PostgreSQL database: in a throw-away cluster made from the installed programs, or on the
// server that BONAFIDE_TEST_POSTGRES_URL names.
package pgtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// EnvURL names a server to use instead of a cluster of our own; its user may create databases.
	EnvURL = "BONAFIDE_TEST_POSTGRES_URL"
	// EnvMode, set to "skip", leaves the tests out that need PostgreSQL.
	EnvMode = "BONAFIDE_TEST_POSTGRES"
)

// errMissing is the text for whoever runs the tests.
var errMissing = errors.New("PostgreSQL's initdb and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin. Install them (Debian: " +
	"apt-get install postgresql), or name a server with " + EnvURL + ", or leave these tests out with " + EnvMode + "=skip")

// shared is the cluster of this test binary. It ends with the binary, however that ends.
var shared = sync.OnceValues(New)

// Start returns the URL of an empty database that is dropped when t ends.
func Start(t testing.TB) string {
	t.Helper()
	if os.Getenv(EnvMode) == "skip" {
		t.Skip(EnvMode + "=skip leaves the PostgreSQL tests out")
	}
	server := &Cluster{url: os.Getenv(EnvURL)}
	if server.url == "" {
		var err error
		if server, err = shared(); err != nil {
			t.Fatal(err)
		}
	}
	made, drop, err := server.Database(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return made
}

// Cluster is a running server.
type Cluster struct {
	url  string
	live io.Closer // closing it stops the server and removes its files; nil for a server that is not ours
	done chan struct{}
}

// URL is that of the server's own database.
func (c *Cluster) URL() string { return c.url }

// Stop ends the server and removes its files.
func (c *Cluster) Stop() {
	if c.live == nil {
		return
	}
	_ = c.live.Close()
	select {
	case <-c.done:
	case <-time.After(30 * time.Second):
	}
}

// Database makes an empty database. Its texts sort as people would sort them where the server can do so, since a store must
// not depend on how the operator's server sorts.
func (c *Cluster) Database(ctx context.Context) (dbURL string, drop func(), err error) {
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return "", nil, fmt.Errorf("the PostgreSQL server for tests: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	name := "bonafide_test_" + token(8)
	_, err = conn.Exec(ctx, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`)
	if err != nil { // built without ICU, or older than 15
		_, err = conn.Exec(ctx, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8'`)
	}
	if err != nil {
		return "", nil, fmt.Errorf("a database for a test: %w", err)
	}
	parsed, err := url.Parse(c.url)
	if err != nil {
		return "", nil, errors.New(EnvURL + " is not a URL")
	}
	parsed.Path = "/" + name
	return parsed.String(), func() { c.drop(name) }, nil
}

func (c *Cluster) drop(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return
	}
	defer conn.Close(ctx)
	_, _ = conn.Exec(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
}

// New makes a cluster in a temporary folder and starts it, with flushes to disk as in earnest. It stops, and its folder goes,
// with Stop or when this process ends.
func New() (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	credential, err := otherUser()
	if err != nil {
		return nil, err
	}
	home, err := folder(credential)
	if err != nil {
		return nil, err
	}
	made := &maker{bin: bin, home: home, credential: credential, password: token(16)}
	cluster, err := made.start()
	if err != nil {
		_ = os.RemoveAll(home)
		return nil, err
	}
	return cluster, nil
}

// programs finds the folder of initdb and postgres: PATH first, then the newest of Debian's.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			path = resolved
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "postgres")); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", errMissing
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// otherUser is who runs the server when we are root, which PostgreSQL refuses; nil otherwise.
func otherUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		who, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(who.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(who.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}

// folder makes a folder the server's user can reach.
func folder(credential *syscall.Credential) (string, error) {
	base := os.TempDir()
	if credential != nil && !reachable(base) {
		base = "/tmp"
	}
	home, err := os.MkdirTemp(base, "bonafide-pg-")
	if err != nil || credential == nil {
		return home, err
	}
	return home, os.Chown(home, int(credential.Uid), int(credential.Gid))
}

// reachable says whether any user may enter path and all folders above it.
func reachable(path string) bool {
	for path = filepath.Clean(path); ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
	}
}

type maker struct {
	bin, home, password string
	credential          *syscall.Credential
}

func (m *maker) start() (*Cluster, error) {
	secret := filepath.Join(m.home, "password")
	if err := os.WriteFile(secret, []byte(m.password), 0o600); err != nil {
		return nil, err
	}
	if m.credential != nil {
		if err := os.Chown(secret, int(m.credential.Uid), int(m.credential.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := m.command(filepath.Join(m.bin, "initdb"), "-D", m.data(), "-U", "bonafide", "-A", "scram-sha-256", "--pwfile", secret,
		"-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	for range 3 { // the free port may be taken by the time the server wants it
		cluster, err := m.serve()
		if err == nil || !errors.Is(err, errEnded) {
			return cluster, err
		}
	}
	log, _ := os.ReadFile(m.log())
	return nil, fmt.Errorf("postgres ended at once: %s", bytes.TrimSpace(log))
}

func (m *maker) data() string { return filepath.Join(m.home, "data") }
func (m *maker) log() string  { return filepath.Join(m.home, "log") }

func (m *maker) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = m.home
	cmd.Env = append(os.Environ(), "LC_ALL=C", "HOME="+m.home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: m.credential}
	return cmd
}

// guard runs the server until its standard input ends, which happens with this process at the latest, even when that is
// killed; then it removes the folder. A server that ends by itself leaves the folder, for its log. All are in a group of
// their own, so that Ctrl-C does not reach the server before its clients.
const guard = `
home=$1; shift
exec 3<&0
"$@" </dev/null >>"$home/log" 2>&1 3<&- & pid=$!
( cat <&3 >/dev/null; kill -INT $pid 2>/dev/null ) & reader=$!
wait $pid || { kill $reader 2>/dev/null; exit 3; }
cd / && rm -rf "$home"
`

var errEnded = errors.New("postgres ended")

func (m *maker) serve() (*Cluster, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := m.command("/bin/sh", "-c", guard, "guard", m.home, filepath.Join(m.bin, "postgres"), "-D", m.data(), "-k", m.home,
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+port, "-c", "max_connections=200", "-c", "shared_buffers=64MB",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "logging_collector=off")
	cmd.SysProcAttr.Setpgid = true
	live, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	cluster := &Cluster{live: live, done: done, url: (&url.URL{Scheme: "postgres", User: url.UserPassword("bonafide", m.password),
		Host: net.JoinHostPort("127.0.0.1", port), Path: "/postgres", RawQuery: "sslmode=disable"}).String()}
	return cluster, cluster.wait()
}

// wait returns when the server answers.
func (c *Cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.url)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-c.done:
			return errEnded
		case <-ctx.Done():
			c.Stop()
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(30 * time.Millisecond):
		}
	}
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func token(size int) string {
	raw := make([]byte, size)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return strings.ToLower(hex.EncodeToString(raw))
}
