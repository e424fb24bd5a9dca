package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSummary(t *testing.T) {
	for _, row := range []struct {
		name, in, want string
		failed         bool
	}{
		{
			name: "passed, with a test that was not run and one package without tests",
			in: `{"Action":"start","Package":"m/a"}
{"Action":"output","Package":"m/a","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"pass","Package":"m/a","Test":"TestA","Elapsed":0}
{"Action":"output","Package":"m/a","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"m/a","Test":"TestB","Output":"    b_test.go:9: no database: install one\n"}
{"Action":"output","Package":"m/a","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"m/a","Test":"TestB","Elapsed":0}
{"Action":"skip","Package":"m/a","Test":"TestC","Elapsed":0}
{"Action":"output","Package":"m/a","Output":"noise\n"}
{"Action":"output","Package":"m/a","Output":"ok  \tm/a\t1.500s\n"}
{"Action":"pass","Package":"m/a","Elapsed":1.5}
{"Action":"output","Package":"m/b","Output":"?   \tm/b\t[no test files]\n"}
{"Action":"skip","Package":"m/b","Elapsed":0}
`,
			want: `ok  	m/a	1.500s

summary
  packages  1 passed, 0 failed, 1 without tests
  tests     1 passed, 0 failed, 2 not run (rows of tables counted)
  not run   m/a TestB: no database: install one
  not run   m/a TestC: no reason given
  time      2 s in all; a 1.5 s
  PASSED
`,
		},
		{
			name: "a failure keeps its own words; a test that was cut off is shown",
			in: `{"Action":"output","Package":"m/a","Test":"TestA","Output":"    a_test.go:3: got 1\n"}
{"Action":"fail","Package":"m/a","Test":"TestA","Elapsed":0}
{"Action":"output","Package":"m/a","Test":"TestB","Output":"panic: no\n"}
{"Action":"output","Package":"m/a","Output":"FAIL\tm/a\t0.1s\n"}
{"Action":"fail","Package":"m/a","Elapsed":0.1}
`,
			want: `    a_test.go:3: got 1
panic: no
FAIL	m/a	0.1s

summary
  packages  0 passed, 1 failed, 0 without tests
  tests     0 passed, 1 failed, 0 not run (rows of tables counted)
  failed    m/a TestA
  time      2 s in all
  FAILED
`,
			failed: true,
		},
		{
			name: "a package that does not build, and words that are no event",
			in: `go: said something
{"ImportPath":"m/a","Action":"build-output","Output":"a.go:1:1: wrong\n"}
{"ImportPath":"m/a","Action":"build-fail"}
`,
			want: `go: said something
a.go:1:1: wrong

summary
  packages  0 passed, 0 failed, 0 without tests
  tests     0 passed, 0 failed, 0 not run (rows of tables counted)
  time      2 s in all
  FAILED
`,
			failed: true,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out strings.Builder
			s := newSummary(&out)
			if err := read(strings.NewReader(row.in), s); err != nil {
				t.Fatal(err)
			}
			s.print(2 * time.Second)
			if diff := cmp.Diff(row.want, out.String()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
			if s.failed() != row.failed {
				t.Errorf("failed: %t", s.failed())
			}
		})
	}
}
