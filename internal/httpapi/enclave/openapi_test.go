package enclave

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/fault"
)

// TestEveryRouteIsDescribed reads the routes from the source of Register: each is in the description, and what is described is a route.
func TestEveryRouteIsDescribed(t *testing.T) {
	routes := map[string]bool{}
	packages, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range packages {
		ast.Inspect(pkg, func(n ast.Node) bool {
			call, isCall := n.(*ast.CallExpr)
			if !isCall {
				return true
			}
			method, isMethod := call.Fun.(*ast.SelectorExpr)
			if !isMethod || method.Sel.Name != "Handle" || len(call.Args) < 2 {
				return true
			}
			text, isText := call.Args[1].(*ast.BasicLit)
			if !isText {
				t.Error("a route whose pattern is not written out: this test cannot read it")
				return true
			}
			pattern, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			if pattern != "/v1/" { // everything else
				routes[pattern] = true
			}
			return true
		})
	}
	if len(routes) < 8 {
		t.Fatalf("only %d routes were found: this test reads too little", len(routes))
	}
	described := map[string]bool{}
	for path, methods := range readDescription(t).Paths {
		for method := range methods {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	if diff := cmp.Diff(described, routes); diff != "" {
		t.Errorf("described (-) and routes (+) differ:\n%s", diff)
	}
}

type description struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Examples map[string]struct {
			Value wireError
		}
	}
}

func readDescription(t *testing.T) (d description) {
	t.Helper()
	if err := json.Unmarshal(api.Enclave, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestEveryErrorIsDescribed: what the catalogue says with a code of its own stands in the description, to the letter.
func TestEveryErrorIsDescribed(t *testing.T) {
	described := map[wireError]bool{}
	for _, example := range readDescription(t).Components.Examples {
		described[example.Value] = true
	}
	for code, p := range catalogue {
		switch {
		case p.prefix != "":
			continue // the pattern is described, and its members are many
		case code == fault.Forbidden, code == fault.Conflict, code == fault.Unsupported, code == fault.Canceled:
			continue // nothing on this surface causes them
		}
		_, body := render(code, place{uuid: "41f2c0de-0000-4000-8000-9c1d2e3f4a5b", timeoutMS: 5000})
		if !described[body] {
			t.Errorf("%s becomes %+v, which the description does not name", code, body)
		}
	}
}
