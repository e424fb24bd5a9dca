package evaluate

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// Limits of a manifest and of what it names.
const (
	maxManifestBytes = 256 << 20
	maxFileBytes     = 64 << 20
	maxFaults        = 10 // faults reported of one manifest
)

// manifest is a labelled set: its rows as text, in the order of the file.
type manifest struct {
	path    string
	columns map[string]int
	rows    []row
}

// row is one line of the set.
type row struct {
	Number int // from 1, the header not counted
	line   int // in the file, from 1
	cells  []string
	of     *manifest
}

// openManifest reads a manifest that has at least the columns of need. Further columns are left alone. Codes: fault.NotFound, TooLarge,
// Malformed (not UTF-8, not CSV, a row with more or fewer cells than the header), Missing (a column, or every row).
func openManifest(path string, need ...string) (*manifest, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Newf(fault.NotFound, path, "the manifest cannot be read: %v", cause(err))
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxManifestBytes+1))
	if err != nil {
		return nil, fault.Newf(fault.NotFound, path, "the manifest cannot be read: %v", cause(err))
	}
	m, err := parseManifest(path, text)
	if err != nil {
		return nil, err
	}
	return m, m.complete(need)
}

// cause leaves out the path, which the fault has already.
func cause(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

func parseManifest(path string, text []byte) (*manifest, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > maxManifestBytes:
		return nil, fault.Newf(fault.TooLarge, path, "a manifest has at most %d MB", maxManifestBytes>>20)
	case !utf8.Valid(text):
		return nil, fault.Newf(fault.Malformed, path, "line %d is not UTF-8", invalidLine(text))
	}
	m := &manifest{path: path, columns: map[string]int{}}
	reader := csv.NewReader(bytes.NewReader(text))
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.Newf(fault.Missing, path, "the manifest is empty: it begins with a header that names the columns")
	}
	if err != nil {
		return nil, badCSV(path, 0, err)
	}
	for i, name := range header {
		name = strings.TrimSpace(name)
		if _, twice := m.columns[name]; twice && name != "" {
			return nil, fault.Newf(fault.Malformed, path, "the header names the column %q twice", name)
		}
		m.columns[name] = i
	}
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return nil, badCSV(path, len(m.rows)+1, err)
		}
		line, _ := reader.FieldPos(0)
		m.rows = append(m.rows, row{Number: len(m.rows) + 1, line: line, cells: cells, of: m})
	}
}

func invalidLine(text []byte) int {
	line := 1
	for _, each := range bytes.SplitAfter(text, []byte("\n")) {
		if !utf8.Valid(each) {
			break
		}
		line++
	}
	return line
}

// badCSV says in words what encoding/csv found.
func badCSV(path string, row int, err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return fault.Newf(fault.Malformed, path, "row %d: %v", row, err)
	}
	what := map[error]string{
		csv.ErrFieldCount: "has more or fewer cells than the header (a cell with a comma in it stands in double quotes)",
		csv.ErrBareQuote:  "has a double quote inside a cell that does not begin with one (write it twice, and the cell in double quotes)",
		csv.ErrQuote:      "has a quoted cell that does not end, or text behind its end",
	}[parse.Err]
	if what == "" {
		what = parse.Err.Error()
	}
	return fault.Newf(fault.Malformed, path, "row %d, line %d: %s", row, parse.Line, what)
}

// complete says which columns are missing, and that there are rows.
func (m *manifest) complete(need []string) error {
	var missing []string
	for _, name := range need {
		if _, ok := m.columns[name]; !ok {
			missing = append(missing, name)
		}
	}
	switch {
	case len(missing) > 0:
		return fault.Newf(fault.Missing, m.path, "the header has no column %s; this measurement needs %s", strings.Join(missing, ", "), strings.Join(need, ", "))
	case len(m.rows) == 0:
		return fault.Newf(fault.Missing, m.path, "the manifest has a header and no rows")
	}
	return nil
}

func (m *manifest) has(column string) bool { _, ok := m.columns[column]; return ok }

// each calls read for every row and joins what is wrong, ten faults at most.
func (m *manifest) each(read func(r row) error) error {
	var faults []error
	for _, r := range m.rows {
		if err := read(r); err != nil {
			faults = append(faults, err)
		}
		if len(faults) == maxFaults {
			faults = append(faults, fmt.Errorf("and perhaps more: reading ended at row %d", r.Number))
			break
		}
	}
	return errors.Join(faults...)
}

// cell is the text of a column as it stands; "" when there is no such column.
func (r row) cell(column string) string {
	at, ok := r.of.columns[column]
	if !ok {
		return ""
	}
	return r.cells[at]
}

// wrong is a fault of one cell. It names the value, which comes from the operator's own file.
func (r row) wrong(column, format string, args ...any) error {
	return fault.Newf(fault.Invalid, r.of.path, "row %d, line %d, column %s: %s", r.Number, r.line, column, fmt.Sprintf(format, args...))
}

// oneOf is a cell that must be one of a few words.
func (r row) oneOf(column string, words ...string) (string, error) {
	text := strings.TrimSpace(r.cell(column))
	if slices.Contains(words, text) {
		return text, nil
	}
	return "", r.wrong(column, "%q is none of: %s", text, strings.Join(words, ", "))
}

// truth is a cell that is true or false, in any case.
func (r row) truth(column string) (bool, error) {
	switch text := strings.ToLower(strings.TrimSpace(r.cell(column))); text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, r.wrong(column, "%q is neither true nor false", text)
	}
}

// name is a cell that names a file; it must not be empty.
func (r row) name(column string) (string, error) {
	text := strings.TrimSpace(r.cell(column))
	if text == "" {
		return "", r.wrong(column, "a file is named here; the cell is empty")
	}
	return text, nil
}

// readFile reads a file the manifest names. Codes: fault.NotFound, TooLarge.
func (m *manifest) readFile(name string) ([]byte, error) {
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(m.path), path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Newf(fault.NotFound, name, "%v", cause(err))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	switch {
	case err != nil:
		return nil, fault.Newf(fault.NotFound, name, "%v", cause(err))
	case len(data) > maxFileBytes:
		return nil, fault.Newf(fault.TooLarge, name, "over %d MB", maxFileBytes>>20)
	}
	return data, nil
}
