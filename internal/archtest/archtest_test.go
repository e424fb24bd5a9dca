package archtest

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// layer is one storey of the program. A package imports its own storey and those below it, never one above.
type layer struct {
	name    string
	folders []string // each with what is below it; the longest that fits a package decides
	// apart: the folders of this storey do not know one another. Packages below one folder may.
	apart bool
	// bans are imports nobody of this storey may name, each with what is below it.
	bans []string
}

// layers from top to bottom. A new folder is added here, and a package without a storey fails the test.
var layers = []layer{
	{name: "commands", folders: []string{"cmd"}},
	// Whole programs put together: which parts there are, what they are configured with, when they start and stop.
	{name: "wiring", folders: []string{"internal/cli", "internal/conformance", "internal/node", "internal/directorynode", "internal/sandbox", "internal/doctor",
		"internal/bench", "internal/config", "internal/e2e", "internal/evaluate", "internal/checkup", "internal/demo", "internal/soak"}},
	// Everything that talks to the world: each side of it in a folder of its own.
	{name: "edges", apart: true, folders: []string{
		"internal/robot",
		"internal/httpapi/enclave", "internal/httpapi/admin", "internal/httpapi/peer", "internal/httpapi/public",
		"internal/httpapi/registry", "internal/httpapi/ekyc", "internal/httpapi/submission", "internal/httpapi/console", "internal/httpapi/requirements",
		"internal/store", "internal/peer", "internal/registry", "internal/telemetry", "internal/keyfile", "internal/importer",
		"internal/vision", "internal/mail", "internal/webhook", "internal/blobs", "internal/issuer", "internal/fetch", "internal/backend", "internal/risk"}},
	// What edges share, knowing none of them.
	{name: "edge support", folders: []string{"internal/httpapi/web", "internal/durable", "internal/gen", "internal/specimen", "internal/devdata", "internal/golden", "internal/sqlitefault", "internal/openapi"}},
	// Use cases reach the world through the interfaces they declare.
	{name: "use cases", folders: []string{"internal/app"}, bans: []string{"os", "net", "database/sql"}},
	// The two halves know nothing of each other: they meet in person.
	{name: "processes", apart: true, folders: []string{"travelrule", "verification"}},
	{name: "subjects", folders: []string{"document", "face", "person"}},
	{name: "words", folders: []string{"fault", "check", "pii", "audit", "api"}},
	// For others' programs: it knows nothing of ours.
	{name: "client", folders: []string{"client"}},
	// Helpers of the build, and this package: they import nothing of the module.
	{name: "tools", folders: []string{"scripts", "internal/archtest"}},
}

// exceptions to the storeys and bans: who may import what, and why. One that nobody needs any more fails the test.
var exceptions = []struct{ from, to, reason string }{
	{"pii", "log/slog", "a box answers slog's LogValuer, so that a log shows it closed"},
	{"client", "net/http", "it makes the calls of the enclave contract for an exchange's own software, and serves its callbacks"},
}

// impure is what a package outside cmd/ and internal/ does not import: it takes bytes and returns values. Listed with what is below
// it, but for those marked exact: net/url and net/netip only parse.
var impure = []struct {
	path  string
	exact bool
}{
	{"os", false}, {"syscall", false}, {"net", true}, {"net/http", false}, {"net/rpc", false}, {"net/smtp", false},
	{"database/sql", false}, {"log", false}, {"math/rand", false}, {"crypto/rand", false}, {"plugin", false},
}

// impureCalls reach for the clock, which such a package is handed instead.
var impureCalls = map[string]bool{
	"time.Now": true, "time.Since": true, "time.Until": true, "time.Sleep": true, "time.After": true, "time.AfterFunc": true,
	"time.Tick": true, "time.NewTimer": true, "time.NewTicker": true,
}

// pure says whether pkg is bound to that. Helpers of the build are no part of the program.
func pure(pkg string) bool {
	return !within(pkg, "cmd") && !within(pkg, "internal") && !within(pkg, "scripts")
}

// place finds the storey of pkg and the folder of it that pkg is in.
func place(pkg string) (level int, folder string, ok bool) {
	for i, l := range layers {
		for _, each := range l.folders {
			if within(pkg, each) && len(each) > len(folder) {
				level, folder, ok = i, each, true
			}
		}
	}
	return level, folder, ok
}

// judge says what is wrong with pkg importing imported; empty when nothing is.
func judge(pkg, imported string) string {
	level, folder, ok := place(pkg)
	if !ok {
		return "" // reported once by name, not once for each import
	}
	if pure(pkg) {
		for _, ban := range impure {
			if imported == ban.path || !ban.exact && within(imported, ban.path) {
				return fmt.Sprintf("%s is pure (outside cmd/ and internal/) and imports %s", pkg, imported)
			}
		}
	}
	for _, ban := range layers[level].bans {
		if within(imported, ban) {
			return fmt.Sprintf("%s (%s) imports %s", pkg, layers[level].name, imported)
		}
	}
	target, mine := own(imported)
	if !mine {
		return ""
	}
	below, other, ok := place(target)
	switch {
	case !ok:
		return fmt.Sprintf("%s imports %s, which has no storey", pkg, target)
	case below < level:
		return fmt.Sprintf("%s (%s) imports %s (%s): imports go downwards", pkg, layers[level].name, target, layers[below].name)
	case below == level && layers[level].apart && other != folder:
		return fmt.Sprintf("%s imports %s: the %s do not import one another", pkg, target, layers[level].name)
	case layers[below].name == "tools":
		return fmt.Sprintf("%s imports %s, a helper of the build", pkg, target)
	}
	return ""
}

func excepted(pkg, imported string) (int, bool) {
	target := strings.TrimPrefix(imported, module+"/")
	for i, e := range exceptions {
		if e.from == pkg && e.to == target {
			return i, true
		}
	}
	return 0, false
}

func TestImportsGoOneWay(t *testing.T) {
	tr := load(t)
	used := make([]bool, len(exceptions))
	for _, file := range tr.files {
		if file.test {
			continue
		}
		for _, imported := range file.imports {
			wrong := judge(file.pkg, imported)
			if wrong == "" {
				continue
			}
			if i, ok := excepted(file.pkg, imported); ok {
				used[i] = true
				continue
			}
			t.Errorf("%s: %s", file.path, wrong)
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			t.Errorf("the exception %s → %s (%s) is not needed any more: take it out of the table", e.from, e.to, e.reason)
		}
	}
}

func TestEveryPackageHasAStorey(t *testing.T) {
	for _, pkg := range load(t).packages() {
		if _, _, ok := place(pkg); !ok {
			t.Errorf("%s has no storey: add its folder to the table of layers", pkg)
		}
	}
}

func TestPurePackagesAreHandedTheTime(t *testing.T) {
	tr := load(t)
	for _, file := range tr.files {
		// client waits for answers and names the present as the end of a list, as whoever makes calls does.
		if file.test || !pure(file.pkg) || within(file.pkg, "client") {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && impureCalls[x.Name+"."+selector.Sel.Name] {
				t.Errorf("%s: %s.%s in a pure package: take the time as an argument", tr.set.Position(selector.Pos()), x.Name, selector.Sel.Name)
			}
			return true
		})
	}
}

// Two servers run in one test, so no package does work before main.
func TestNoInit(t *testing.T) {
	tr := load(t)
	for _, file := range tr.files {
		for _, decl := range file.syntax.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: func init", tr.set.Position(f.Pos()))
			}
		}
	}
}

func TestEveryPackageIsDocumented(t *testing.T) {
	tr := load(t)
	for _, pkg := range tr.packages() {
		if !documented(tr.of(pkg)) {
			t.Errorf("%s: no file opens with a doc comment of the package (\"Package name ...\" or \"Command name ...\")", pkg)
		}
	}
}

func documented(files []sourceFile) bool {
	for _, file := range files {
		name := file.syntax.Name.Name
		doc := file.syntax.Doc.Text()
		if strings.HasPrefix(doc, "Package "+name+" ") || name == "main" && strings.HasPrefix(doc, "Command ") {
			return true
		}
	}
	return false
}

// personal matches a path into somebody's home or work folder. It is put together here so as not to match itself.
var personal = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.~/-])(?:/(?:` + strings.Join([]string{"home", "Users", "root", "work", "workspace"}, "|") +
	`)/[A-Za-z0-9_.]|[A-Za-z]:\\+Users\\)`)

func TestNoPathsOfOneMachine(t *testing.T) {
	for _, file := range load(t).files {
		for i, line := range strings.Split(file.text, "\n") {
			if personal.MatchString(line) {
				t.Errorf("%s:%d: a path of one machine: %s", file.path, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// The rules themselves, on imports that are wrong and on their neighbours that are not.
func TestJudge(t *testing.T) {
	mine := func(folder string) string { return module + "/" + folder }
	for _, row := range []struct {
		name, pkg, imported string
		wrong               bool
	}{
		{"pure package, os", "person", "os", true},
		{"pure package, below os", "travelrule/ivms101", "os/exec", true},
		{"pure package, net", "audit", "net", true},
		{"pure package, net/http", "check", "net/http", true},
		{"pure package, net/netip only parses", "travelrule/directory", "net/netip", false},
		{"pure package, database/sql/driver", "fault", "database/sql/driver", true},
		{"pure package, math/rand/v2", "person", "math/rand/v2", true},
		{"pure package, math/bits", "person", "math/bits", false},
		{"pure package, slog", "fault", "log/slog", true},
		{"pure package, internal", "person", mine("internal/app"), true},
		{"internal package, os", "internal/keyfile", "os", false},
		{"command, everything", "cmd/bonafide", mine("internal/node"), false},
		{"wiring, command", "internal/node", mine("cmd/bonafide"), true},
		{"wiring, edge", "internal/node", mine("internal/httpapi/enclave"), false},
		{"edge, wiring", "internal/store", mine("internal/config"), true},
		{"edge, use cases", "internal/httpapi/enclave", mine("internal/app"), false},
		{"edge, another edge", "internal/httpapi/enclave", mine("internal/store"), true},
		{"surface, another surface", "internal/httpapi/admin", mine("internal/httpapi/enclave"), true},
		{"surface, what surfaces share", "internal/httpapi/admin", mine("internal/httpapi/web"), false},
		{"what surfaces share, a surface", "internal/httpapi/web", mine("internal/httpapi/admin"), true},
		{"store, its own parts", "internal/store/sqlite", mine("internal/store/sqlstore"), false},
		{"use cases, edge", "internal/app", mine("internal/store"), true},
		{"use cases, net/http", "internal/app", "net/http", true},
		{"use cases, subject", "internal/app", mine("travelrule/envelope"), false},
		{"one half, the other", "travelrule", mine("verification"), true},
		{"one half, person", "travelrule", mine("person"), false},
		{"person, a half", "person", mine("travelrule"), true},
		{"word, subject", "fault", mine("person"), true},
		{"word, word", "audit", mine("fault"), false},
		{"client, os", "client", "os", true},
		{"client, our words", "client", mine("fault"), true},
		{"use cases, client", "internal/app", mine("client"), false},
		{"anybody, a folder without a storey", "internal/app", mine("common"), true},
		{"anybody, a helper of the build", "internal/app", mine("scripts/gotest"), true},
		{"anybody, others' packages", "person", "golang.org/x/text/unicode/norm", false},
	} {
		if got := judge(row.pkg, row.imported); (got != "") != row.wrong {
			t.Errorf("%s: judged %q", row.name, got)
		}
	}
}

func TestPersonalPaths(t *testing.T) {
	slash := func(parts ...string) string { return "/" + strings.Join(parts, "/") }
	for _, row := range []struct {
		name, line string
		want       bool
	}{
		{"home folder", `open("` + slash("home", "maja", "x.json") + `")`, true},
		{"home folder on macOS", "// see " + slash("Users", "maja", "x"), true},
		{"at the start of a line", slash("root", ".cache"), true},
		{"Windows", `C:` + `\Users\maja`, true},
		{"part of a URL", `"https://example.com` + slash("home", "page") + `"`, false},
		{"part of a longer path", `"a` + slash("work", "b") + `"`, false},
		{"another absolute path", `"/usr/lib/postgresql"`, false},
	} {
		if got := personal.MatchString(row.line); got != row.want {
			t.Errorf("%s: %t for %q", row.name, got, row.line)
		}
	}
}

// What is read, and what is left alone.
func TestReadTree(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	tr, err := readTree(fstest.MapFS{
		"a/a.go":                file("// Package a is documented.\npackage a\n\nimport \"os\"\n"),
		"a/a_test.go":           file("package a\n"),
		"b/b_windows.go":        file("package b\n"),
		"b/README.md":           file("text"),
		"only/only_test.go":     file("package only\n"),
		"a/testdata/bad.go":     file("no Go at all"),
		".hidden/x.go":          file("no Go at all"),
		"web/node_modules/x.go": file("no Go at all"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b"}, tr.packages()); diff != "" {
		t.Errorf("packages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"os"}, tr.of("a")[0].imports); diff != "" {
		t.Errorf("imports (-want +got):\n%s", diff)
	}
	if !documented(tr.of("a")) || documented(tr.of("b")) {
		t.Error("documentation: a has some, b has none")
	}
	if _, err := readTree(fstest.MapFS{"a/a.go": file("no Go at all")}); err == nil {
		t.Error("a file that does not parse was let through")
	}
	if empty, err := readTree(fstest.MapFS{}); err != nil || len(empty.packages()) != 0 {
		t.Errorf("an empty tree: %v, %v", empty.packages(), err)
	}
}
