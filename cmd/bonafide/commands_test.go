package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// parse takes a command line; the files it names exist.
func parse(t *testing.T, arguments ...string) (*commands, *kong.Context, error) {
	t.Helper()
	var cli commands
	parser, err := kong.New(&cli, kong.Name("bonafide"), kong.Exit(func(int) {}), kong.Writers(&bytes.Buffer{}, &bytes.Buffer{}))
	if err != nil {
		t.Fatal(err)
	}
	call, err := parser.Parse(arguments)
	return &cli, call, err
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEveryCommandParses(t *testing.T) {
	file := write(t, "x.csv", "")
	for _, line := range []string{"demo", "demo --vision off", "demo --sandbox - --keep out", "check " + file, "check " + file + " --back " + file + " --selfie " + file +
		" --country KOR --type passport --json --vision w", "eval names m.csv", "eval addresses m.csv --json", "eval ivms101 m.csv --wrong", "eval mrz m.csv --vision w",
		"eval faces m.csv", "eval codes m.csv --json", "eval pad m.csv --json", "eval chip", "eval documents m.csv", "sandbox --vision off --json"} {
		if _, _, err := parse(t, strings.Fields(line)...); err != nil {
			t.Errorf("bonafide %s: %v", line, err)
		}
	}
}

func TestEvalLater(t *testing.T) {
	for _, kind := range []string{"chip", "pad"} {
		_, call, err := parse(t, "eval", kind, "m.csv")
		if err != nil {
			t.Fatal(err)
		}
		if err := call.Run(); err == nil || !strings.Contains(err.Error(), "eval "+kind+": not there yet") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestCheckFlags(t *testing.T) {
	for _, row := range []struct{ name, birth, says string }{
		{"", "", ""}, {"Hong", "1993-08-25", ""}, {"Hong", "", "both --name and --birth"}, {"", "1993-08-25", "both --name and --birth"}, {"Hong", "25.8.1993", "--birth takes a day"},
	} {
		confirmed, err := checkCmd{Name: row.name, Birth: row.birth}.confirmed()
		if row.says == "" && (err != nil || (confirmed == nil) != (row.name == "")) || row.says != "" && (err == nil || !strings.Contains(err.Error(), row.says)) {
			t.Errorf("%+v: %v, %v", row, confirmed, err)
		}
	}
	settings, err := checkCmd{Settings: write(t, "s.json", `{"ageLimit": 19}`)}.settings()
	if err != nil || settings.AgeLimit != 19 || !settings.FaceCompare {
		t.Errorf("%+v, %v", settings, err)
	}
	for _, text := range []string{`{"agelimits": 1}`, `{"ageLimit": 3}`, `[]`} {
		if _, err := (checkCmd{Settings: write(t, "s.json", text)}).settings(); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

func TestReadWorld(t *testing.T) {
	text, err := json.Marshal(sandbox.Description{Exchanges: []sandbox.Exchange{{Name: "A"}, {Name: "B"}}})
	if err != nil {
		t.Fatal(err)
	}
	path := write(t, sandbox.DescriptionFile, string(text))
	for _, from := range []string{path, filepath.Dir(path)} {
		if d, err := readWorld(from); err != nil || d.Exchanges[1].Name != "B" {
			t.Errorf("%s: %+v, %v", from, d, err)
		}
	}
	for from, says := range map[string]string{
		filepath.Join(t.TempDir(), "none"): "no such folder or file", t.TempDir(): "bonafide sandbox --dir", write(t, "a.json", `{"exchanges":[]}`): "not what bonafide sandbox --json prints",
		write(t, "b.json", "x"): "not what bonafide sandbox --json prints",
	} {
		if _, err := readWorld(from); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v does not say %q", from, err, says)
		}
	}
}

func TestOwnPictures(t *testing.T) {
	for _, c := range []demoCmd{{Portrait: "a"}, {Selfie: "a"}} {
		if _, err := c.own(); err == nil || !strings.Contains(err.Error(), "belong together") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if own, err := (demoCmd{}).own(); own != nil || err != nil {
		t.Errorf("%v, %v", own, err)
	}
	if _, err := (demoCmd{Portrait: write(t, "a.jpg", "none"), Selfie: write(t, "b.jpg", "none")}).own(); err == nil || !strings.Contains(err.Error(), "--portrait") {
		t.Errorf("a portrait that is none: %v", err)
	}
}

func TestProgressLine(t *testing.T) {
	var out bytes.Buffer
	quick := progressLine(&out)
	quick(1, 2, 0)
	quick(2, 2, 0)
	if out.Len() != 0 {
		t.Errorf("a quick measurement shows %q", out.String())
	}
	slow := progressLineFrom(&out, time.Now().Add(-time.Minute))
	slow(1, 3, 0)
	slow(2, 3, 1)
	slow(3, 3, 1)
	if got := out.String(); !strings.HasPrefix(got, "\r1 of 3, 0 could not be processed") || !strings.HasSuffix(got, "\r3 of 3, 1 could not be processed  \n") || strings.Contains(got, "2 of 3") {
		t.Errorf("%q", got)
	}
}
