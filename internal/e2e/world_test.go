// Package e2e runs the whole program: real listeners, real databases, real TLS between nodes.
package e2e

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// world starts a sandbox on free ports for one test.
func world(t *testing.T, postgres func(string) string) *sandbox.World {
	t.Helper()
	return worldWith(t, sandbox.Options{Postgres: postgres})
}

// worldWith starts a sandbox with options of the test's own.
func worldWith(t *testing.T, opt sandbox.Options) *sandbox.World {
	t.Helper()
	opt.Dir, opt.Log, opt.Version = t.TempDir(), testLog(t), "test"
	w, err := sandbox.Start(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := w.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return w
}

// writeSecret makes a file that only we can read.
func writeSecret(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Helper()
	w.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// testLog shows warnings with the test that caused them, when BONAFIDE_TEST_LOG is set; tests cause many on purpose.
func testLog(t *testing.T) *slog.Logger {
	if os.Getenv("BONAFIDE_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// variables are the ${names} of the scripts.
func variables(d sandbox.Description) map[string]string {
	vars := map[string]string{"inactive": d.InactiveID, "silent": d.SilentID, "unknown": d.UnknownID, "directory.url": d.Directory.URL, "directory.key": d.Directory.AdminKey}
	for name, e := range map[string]sandbox.Exchange{"seoul": d.Exchanges[0], "hanoi": d.Exchanges[1], "robot": d.Robot} {
		vars[name], vars[name+".url"], vars[name+".key"], vars[name+".public"] = e.VaspID, e.EnclaveURL, e.AdminKey, e.PublicURL
		for _, c := range e.Customers {
			for _, a := range c.Accounts {
				vars[c.ID+"."+a.Symbol+"."+a.Network] = a.Address
			}
		}
	}
	return vars
}

// exchange is one request of a script and what must come back.
type exchange struct {
	name, target, method, path string
	headers                    map[string]string
	body                       string
	status, want               string
	capture                    string // name under which the first <uuid> of the answer is kept
	until                      string // repeat until the answer holds this text, 10 s at most
}

// readScript reads a script: each request begins with "### name", then "METHOD target path", header lines "Name: value",
// a body, "=> status", and the expected body. Lines before the first ### are for people.
func readScript(t *testing.T, path string) []exchange {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []exchange
	for _, block := range strings.Split("\n"+string(text), "\n### ")[1:] {
		name, rest, _ := strings.Cut(block, "\n")
		e := exchange{name: strings.TrimSpace(name), headers: map[string]string{}}
		request, answer, ok := strings.Cut(rest, "\n=> ")
		if !ok {
			t.Fatalf("%s: %q has no answer", path, e.name)
		}
		e.status, e.want, _ = strings.Cut(strings.TrimSpace(answer), "\n")
		lines := strings.Split(strings.TrimSpace(request), "\n")
		first := strings.Fields(lines[0])
		if len(first) != 3 {
			t.Fatalf("%s: %q: a request begins with METHOD target path", path, e.name)
		}
		e.method, e.target, e.path = first[0], first[1], first[2]
		i := 1
		for ; i < len(lines) && regexp.MustCompile(`^[A-Za-z-]+: `).MatchString(lines[i]); i++ {
			key, value, _ := strings.Cut(lines[i], ": ")
			switch key {
			case "Capture":
				e.capture = value
			case "Until":
				e.until = value
			default:
				e.headers[key] = value
			}
		}
		e.body = strings.Join(lines[i:], "\n")
		list = append(list, e)
	}
	if len(list) == 0 {
		t.Fatalf("%s holds no request", path)
	}
	return list
}

var (
	timePattern = `[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z`
	uuidPattern = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	uuidFinder  = regexp.MustCompile(uuidPattern)
)

// pattern turns an expected body into an expression: every byte as it stands, but for <time>, <uuid>, <digits> and <any>.
func pattern(want string) *regexp.Regexp {
	text := regexp.QuoteMeta(want)
	for mark, expression := range map[string]string{"<time>": timePattern, "<uuid>": uuidPattern, "<digits>": `[0-9]+`, "<any>": `(?s:.*)`} {
		text = strings.ReplaceAll(text, regexp.QuoteMeta(mark), expression)
	}
	return regexp.MustCompile("^" + text + "$")
}

// expand puts the values of variables in the place of their names.
func expand(t *testing.T, text string, vars map[string]string) string {
	t.Helper()
	return regexp.MustCompile(`\$\{[^}]+\}`).ReplaceAllStringFunc(text, func(name string) string {
		value, ok := vars[name[2:len(name)-1]]
		if !ok {
			t.Fatalf("unknown variable %s", name)
		}
		return value
	})
}

func call(t *testing.T, e exchange, vars map[string]string) (string, string) {
	t.Helper()
	expand := func(text string) string { return expand(t, text, vars) }
	request, err := http.NewRequest(e.method, expand(e.target)+expand(e.path), strings.NewReader(expand(e.body)))
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range e.headers {
		request.Header.Set(key, expand(value))
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(response.Status)[0], string(bytes.TrimSpace(text))
}

// play runs the scripts of a folder against a world, each request as a test of its own.
func play(t *testing.T, w *sandbox.World, glob string) {
	t.Helper()
	paths, err := filepath.Glob(glob)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts at %s (%v)", glob, err)
	}
	for _, path := range paths {
		vars := variables(w.Description)
		for _, e := range readScript(t, path) {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txt")+"/"+e.name, func(t *testing.T) { one(t, e, vars) })
		}
	}
}

func one(t *testing.T, e exchange, vars map[string]string) {
	status, text := call(t, e, vars)
	for deadline := time.Now().Add(10 * time.Second); e.until != "" && !strings.Contains(text, e.until) && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
		status, text = call(t, e, vars)
	}
	if e.capture != "" {
		vars[e.capture] = uuidFinder.FindString(text)
	}
	want := e.want
	for name, value := range vars {
		want = strings.ReplaceAll(want, "${"+name+"}", value)
	}
	described(t, e, expand(t, e.body, vars), status, text)
	if status != e.status {
		t.Fatalf("status %s, want %s; body %s", status, e.status, text)
	}
	if !pattern(want).MatchString(text) {
		t.Errorf("body differs\n got %s\nwant %s", text, want)
	}
}
