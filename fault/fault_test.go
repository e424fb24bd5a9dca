package fault_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

// declared reads the constants of type Code from the source of this package.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, entry := range names {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != "Code" {
				return true
			}
			for _, value := range spec.Values {
				text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				if codes[text] {
					t.Errorf("%s is declared twice", text)
				}
				codes[text] = true
			}
			return true
		})
	}
	if len(codes) == 0 {
		t.Fatal("found no declared codes: this test reads nothing")
	}
	return codes
}

func TestAllListsEveryDeclaredCodeOnce(t *testing.T) {
	want := declared(t)
	shape := regexp.MustCompile(`^[a-z0-9]+([._][a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, code := range fault.All() {
		if seen[string(code)] {
			t.Errorf("All lists %s twice", code)
		}
		seen[string(code)] = true
		if !want[string(code)] {
			t.Errorf("All lists %s, which is not declared", code)
		}
		if !shape.MatchString(string(code)) {
			t.Errorf("%q is not of the form subject.what", code)
		}
	}
	for code := range want {
		if !seen[code] {
			t.Errorf("All forgets %s", code)
		}
	}
}

func TestCodeSurvivesWrapping(t *testing.T) {
	err := fmt.Errorf("verification 1: %w", fault.Wrap(fault.Unavailable, "database", errors.New("closed")))
	if got := fault.CodeOf(err); got != fault.Unavailable {
		t.Errorf("CodeOf = %s", got)
	}
	if got := fault.PlaceOf(err); got != "database" {
		t.Errorf("PlaceOf = %q", got)
	}
	if again := fault.Wrap(fault.Internal, "x", err); fault.CodeOf(again) != fault.Unavailable {
		t.Error("a second Wrap replaced the code chosen first")
	}
	if !errors.Is(err, fault.New(fault.Unavailable, "")) || errors.Is(err, fault.New(fault.Internal, "")) {
		t.Error("errors.Is does not go by the code")
	}
	if fault.CodeOf(errors.New("plain")) != fault.Internal || fault.CodeOf(nil) != "" {
		t.Error("an error without a code is Internal, and nil has none")
	}
	if fault.Wrap(fault.Internal, "", nil) != nil {
		t.Error("Wrap of nil must be nil")
	}
}
