package archtest

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/bonafide-id/bonafide"

// sourceFile is one Go file of the module, whatever its build constraints.
type sourceFile struct {
	path    string // slash-separated, from the module's root
	pkg     string // folder of path; "." is the root
	test    bool
	text    string
	syntax  *ast.File
	imports []string
}

// tree is the module as it stands in the working tree.
type tree struct {
	set   *token.FileSet
	files []sourceFile
}

// load reads every Go file of the module and fails when there are none.
func load(t *testing.T) tree {
	t.Helper()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	tr, err := readTree(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	if len(tr.packages()) < 2 { // this package is always one of them
		t.Fatalf("no packages to read below %s", root)
	}
	return tr
}

// moduleRoot is the nearest folder upwards that has a go.mod.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("no go.mod in this folder or above it")
		}
		folder = parent
	}
}

// readTree parses what the go command would: no testdata, no folder that starts with a dot or an underscore.
func readTree(root fs.FS) (tree, error) {
	tr := tree{set: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() {
			if name != "." && (base == "testdata" || base == "vendor" || base == "node_modules" || strings.ContainsAny(base[:1], "._")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.ContainsAny(base[:1], "._") {
			return nil
		}
		file, err := readFile(root, tr.set, name)
		if err != nil {
			return err
		}
		tr.files = append(tr.files, file)
		return nil
	})
	return tr, err
}

func readFile(root fs.FS, set *token.FileSet, name string) (sourceFile, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return sourceFile{}, err
	}
	syntax, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return sourceFile{}, err
	}
	file := sourceFile{path: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), text: string(text), syntax: syntax}
	for _, spec := range syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return sourceFile{}, err
		}
		file.imports = append(file.imports, imported)
	}
	return file, nil
}

// packages are the folders with at least one file that is not a test, in the order of the tree.
func (tr tree) packages() []string {
	var list []string
	for _, file := range tr.files {
		if !file.test && !slices.Contains(list, file.pkg) {
			list = append(list, file.pkg)
		}
	}
	return list
}

// of lists the files of pkg that are not tests.
func (tr tree) of(pkg string) []sourceFile {
	var list []sourceFile
	for _, file := range tr.files {
		if file.pkg == pkg && !file.test {
			list = append(list, file)
		}
	}
	return list
}

// own is an import path of this module as a folder from its root; ok is false for everybody else's packages.
func own(imported string) (folder string, ok bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// within says whether pkg is folder or below it.
func within(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }
