// Package importer reads customers from CSV and saves them through a node's administration API.
package importer

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/internal/app"
)

// Options of an import.
type Options struct {
	URL, Key string
	Batch    int // customers a call; default 500
	Progress func(read, saved, failed int)
}

// Report is what came of it.
type Report struct {
	Saved, Failed int
	Failures      []Failure // the first 1000
}

// Failure is one customer that was not saved.
type Failure struct {
	Line            int // where the customer begins in the file
	ID, Code, Place string
}

// columns of the file; only those marked are required.
var columns = map[string]bool{"id": true, "kind": true, "kyc": true, "primary": true, "secondary": false, "local_primary": false, "local_secondary": false,
	"date_of_birth": false, "place_of_birth": false, "nationality": false, "country": false, "denied": false, "symbol": false, "network": false, "address": false}

type record struct {
	line int
	ID   string       `json:"id"`
	Kind string       `json:"kind"`
	KYC  app.KYCState `json:"kyc"`
	// Denied puts the customer on the deny list.
	Denied bool `json:"denied"`
	app.CustomerProfile
	Accounts []app.AccountData `json:"accounts"`
}

// Run reads rows and saves customers in batches. Rows of one customer stand together. A row that cannot be read ends the import
// with its line; what was saved before stays.
func Run(ctx context.Context, r io.Reader, opt Options) (Report, error) {
	if opt.Batch == 0 {
		opt.Batch = 500
	}
	reader := csv.NewReader(stripBOM(r))
	reader.ReuseRecord, reader.TrimLeadingSpace = false, true
	header, err := reader.Read()
	if err != nil {
		return Report{}, fmt.Errorf("the header could not be read: %w", err)
	}
	at, err := positions(header)
	if err != nil {
		return Report{}, err
	}
	var report Report
	var batch []*record
	read := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := save(ctx, opt, batch, &report)
		batch = batch[:0]
		if opt.Progress != nil {
			opt.Progress(read, report.Saved, report.Failed)
		}
		return err
	}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return report, flush()
		}
		if err != nil {
			return report, errors.Join(fmt.Errorf("the file is not CSV here: %w", err), flush())
		}
		line, _ := reader.FieldPos(0)
		get := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		for name := range at {
			if !utf8.ValidString(get(name)) {
				return report, errors.Join(fmt.Errorf("line %d: column %s is not UTF-8", line, name), flush())
			}
		}
		last := (*record)(nil)
		if len(batch) > 0 && batch[len(batch)-1].ID == get("id") && get("id") != "" {
			last = batch[len(batch)-1]
		}
		if last == nil && len(batch) >= opt.Batch {
			if err := flush(); err != nil {
				return report, err
			}
		}
		read++
		next, err := merge(last, get, line)
		if err != nil {
			return report, errors.Join(err, flush())
		}
		if next != nil {
			batch = append(batch, next)
		}
	}
}

// stripBOM passes over the mark spreadsheets put in front of UTF-8.
func stripBOM(r io.Reader) io.Reader {
	head := make([]byte, 3)
	n, err := io.ReadFull(r, head)
	if err == nil && bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		return r
	}
	return io.MultiReader(bytes.NewReader(head[:n]), r)
}

func positions(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, known := columns[name]; !known {
			return nil, fmt.Errorf("the header has a column %q, which is none of those this command reads", name)
		}
		at[name] = i
	}
	for name, required := range columns {
		if _, ok := at[name]; required && !ok {
			return nil, fmt.Errorf("the header lacks the column %q", name)
		}
	}
	return at, nil
}

// merge adds a row to the customer before it, or begins the next one, which it returns.
func merge(last *record, get func(string) string, line int) (*record, error) {
	name := app.PersonName{Primary: get("primary"), Secondary: get("secondary")}
	var localName *app.PersonName
	if get("local_primary") != "" {
		localName = &app.PersonName{Primary: get("local_primary"), Secondary: get("local_secondary")}
	}
	if get("kind") == "representative" {
		if last == nil {
			return nil, fmt.Errorf("line %d: a representative must follow the legal person with its id", line)
		}
		last.Representatives = append(last.Representatives, app.Representative{Name: name, LocalName: localName})
		return nil, nil
	}
	into := last
	if into == nil {
		into = &record{line: line, ID: get("id"), Kind: get("kind"), KYC: app.KYCState(get("kyc")), Accounts: []app.AccountData{}}
		into.CustomerProfile = app.CustomerProfile{Name: name, LocalName: localName, Representatives: []app.Representative{}, DateOfBirth: get("date_of_birth"),
			PlaceOfBirth: get("place_of_birth"), Nationality: get("nationality"), CountryOfResidence: get("country")}
		switch strings.ToLower(get("denied")) {
		case "", "false", "no", "0":
		case "true", "yes", "1":
			into.Denied = true
		default:
			return nil, fmt.Errorf("line %d: denied is true or false", line)
		}
	}
	if get("address") != "" {
		into.Accounts = append(into.Accounts, app.AccountData{Symbol: get("symbol"), Network: get("network"), Address: get("address")})
	}
	if last != nil {
		return nil, nil
	}
	return into, nil
}

// save sends one batch; a node that is starting or busy is asked again for a while.
func save(ctx context.Context, opt Options, batch []*record, report *Report) error {
	body, err := json.Marshal(map[string]any{"customers": batch})
	if err != nil {
		return err
	}
	target, err := url.JoinPath(opt.URL, "/admin/v1/customers/import")
	if err != nil {
		return err
	}
	var text []byte
	for try := 0; ; try++ {
		var status int
		status, text, err = post(ctx, target, opt.Key, body)
		if err == nil && status == http.StatusOK {
			break
		}
		if err == nil && status != http.StatusServiceUnavailable {
			return fmt.Errorf("the node answered %d: %.300s", status, text)
		}
		if try == 5 || ctx.Err() != nil {
			return errors.Join(fmt.Errorf("the node does not take customers (status %d)", status), err)
		}
		time.Sleep(time.Duration(try+1) * 200 * time.Millisecond)
	}
	var answer struct {
		Saved  int `json:"saved"`
		Failed []struct {
			Index           int
			ID, Code, Place string
		} `json:"failed"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	report.Saved += answer.Saved
	report.Failed += len(answer.Failed)
	for _, f := range answer.Failed {
		if len(report.Failures) < 1000 && f.Index < len(batch) {
			report.Failures = append(report.Failures, Failure{batch[f.Index].line, f.ID, f.Code, f.Place})
		}
	}
	return nil
}

func post(ctx context.Context, target, key string, body []byte) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 8<<20))
	return response.StatusCode, text, err
}
