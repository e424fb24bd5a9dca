package evaluate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// files writes a folder: the name of each file and its text. It returns the path of manifest.csv in it.
func files(t testing.TB, named map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range named {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "manifest.csv")
}

// ticking is a clock that goes on by step at every look.
func ticking(step time.Duration) func() time.Time {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	return func() time.Time { now = now.Add(step); return now }
}

func TestManifestFaults(t *testing.T) {
	const header = "network,address,valid\n"
	for _, row := range []struct {
		name, text string
		code       fault.Code
		says       []string
	}{
		{"empty", "", fault.Missing, []string{"empty", "header"}},
		{"header alone", header, fault.Missing, []string{"no rows"}},
		{"two columns missing", "network\nBitcoin\n", fault.Missing, []string{"no column address, valid", "needs network, address, valid"}},
		{"a column twice", "network,network,address,valid\n", fault.Malformed, []string{`"network" twice`}},
		{"a cell too few", header + "Bitcoin,x,true\nBitcoin,x\n", fault.Malformed, []string{"row 2", "line 3", "fewer cells"}},
		{"a cell too many", header + "Bitcoin,x,true,\n", fault.Malformed, []string{"row 1", "line 2", "more or fewer cells"}},
		{"a quote inside", header + "Bitcoin,x\"y,true\n", fault.Malformed, []string{"row 1", "line 2", "double quote"}},
		{"a quote without end", header + "Bitcoin,\"x,true\n", fault.Malformed, []string{"row 1", "does not end"}},
		{"not UTF-8", header + "Bitcoin,x,true\nBitcoin,\xff,true\n", fault.Malformed, []string{"line 3 is not UTF-8"}},
		{"neither true nor false", header + "Bitcoin,x,true\nBitcoin,x,yes\n", fault.Invalid, []string{"row 2", "line 3", "column valid", `"yes" is neither true nor false`}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, err := Addresses(t.Context(), files(t, map[string]string{"manifest.csv": row.text}), Options{Now: ticking(0)})
			if r != nil || !fault.Has(err, row.code) {
				t.Fatalf("%v, %v; want %s", r, err, row.code)
			}
			for _, text := range row.says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%q does not say %q", err, text)
				}
			}
		})
	}
	if _, err := Addresses(t.Context(), filepath.Join(t.TempDir(), "none.csv"), Options{}); !fault.Has(err, fault.NotFound) || strings.Count(err.Error(), "none.csv") != 1 {
		t.Errorf("no such file: %v", err)
	}
}

// Every faulty row is named, up to a bound, and none is measured.
func TestManifestNamesEveryFaultyRow(t *testing.T) {
	path := files(t, map[string]string{"manifest.csv": "network,address,valid\nBitcoin,x,1\nBitcoin,x,true\nBitcoin,x,\n"})
	_, err := Addresses(t.Context(), path, Options{})
	if err == nil || !strings.Contains(err.Error(), "row 1,") || !strings.Contains(err.Error(), "row 3,") || strings.Contains(err.Error(), "row 2,") {
		t.Errorf("%v", err)
	}
	path = files(t, map[string]string{"manifest.csv": "network,address,valid\n" + strings.Repeat("Bitcoin,x,?\n", 500)})
	_, err = Addresses(t.Context(), path, Options{})
	if err == nil || strings.Count(err.Error(), "column valid") != maxFaults || !strings.Contains(err.Error(), "perhaps more") {
		t.Errorf("%v", err)
	}
}

// What spreadsheets write is read: a byte order mark, CR LF, quoted cells with line ends, columns in another order and further ones.
func TestManifestAsOthersWriteIt(t *testing.T) {
	m, err := parseManifest("m.csv", []byte("\ufeffnote,valid,address\r\n\"a\r\nb\",TRUE,x\r\nc,false,y\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.complete([]string{"address", "valid"}); err != nil {
		t.Fatal(err)
	}
	if len(m.rows) != 2 || m.rows[0].cell("note") != "a\nb" || m.rows[1].line != 4 || m.rows[1].cell("address") != "y" {
		t.Errorf("%+v", m.rows)
	}
	if valid, err := m.rows[0].truth("valid"); !valid || err != nil {
		t.Errorf("TRUE: %t, %v", valid, err)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("\ufeffa,\"b\"\r\n\"x\"\"y\",2\r\n"))
	f.Add([]byte("a,a\n"))
	f.Add([]byte("a\n\xff\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest("m.csv", text)
		if err != nil {
			if m != nil || fault.CodeOf(err) == fault.Internal {
				t.Errorf("%v with %v", m, err)
			}
			return
		}
		for _, r := range m.rows {
			if len(r.cells) == 0 || r.line < 2 {
				t.Errorf("%+v", r)
			}
			for column := range m.columns {
				_ = r.cell(column)
			}
		}
	})
}
