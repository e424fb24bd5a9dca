// Package bench puts load on a running node through its HTTP surface and measures what comes back, as a back end would see it.
package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options of a run.
type Options struct {
	Kind     string // account, user or lookup
	URL      string // the node's enclave API
	Token    string // its bearer token, if it asks for one
	Callers  int
	Duration time.Duration
	Target   Target
	// Progress is told once a second; may be nil.
	Progress func(elapsed time.Duration, done, failed int64)
}

// Target is the account asked for.
type Target struct {
	VaspID, Symbol, Network, Address string
	Primary, Secondary               string // the owner's name; empty: only the address is asked
}

// Result is one run's outcome.
type Result struct {
	Kind      string  `json:"kind"`
	Callers   int     `json:"callers"`
	Seconds   float64 `json:"seconds"`
	Done      int64   `json:"done"`
	Failed    int64   `json:"failed"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	Max       float64 `json:"max_ms"`
	// FirstFailure says what the first failed call got; empty when none failed.
	FirstFailure string `json:"first_failure,omitempty"`
}

type client struct {
	http *http.Client
	opt  Options
}

// Run puts on the load. A call counts as done when the answer is the one that must come: account VERIFIED, user verification
// VERIFIED on lookup (durable on both sides), lookup 200 with the id asked for. Everything else is a failure.
func Run(ctx context.Context, opt Options) (Result, error) {
	transport := &http.Transport{MaxIdleConns: opt.Callers + 4, MaxIdleConnsPerHost: opt.Callers + 4, IdleConnTimeout: time.Minute, DisableCompression: true}
	defer transport.CloseIdleConnections()
	c := &client{http: &http.Client{Transport: transport, Timeout: 30 * time.Second}, opt: opt}
	one, err := c.work(ctx)
	if err != nil {
		return Result{}, err
	}
	return c.load(ctx, one), nil
}

// work prepares what one call does.
func (c *client) work(ctx context.Context) (func(context.Context) error, error) {
	switch c.opt.Kind {
	case "account":
		body := c.accountBody()
		return func(ctx context.Context) error { return c.account(ctx, body) }, nil
	case "user":
		body := c.userBody()
		return func(ctx context.Context) error { _, err := c.user(ctx, body); return err }, nil
	case "lookup":
		ids, err := c.someVerifications(ctx)
		if err != nil {
			return nil, err
		}
		var next atomic.Int64
		return func(ctx context.Context) error { return c.lookup(ctx, ids[int(next.Add(1))%len(ids)]) }, nil
	}
	return nil, fmt.Errorf("bench: kind %q is none of account, user, lookup", c.opt.Kind)
}

// lookups are spread over this many verifications, made first.
const lookupSpread = 64

func (c *client) someVerifications(ctx context.Context) ([]string, error) {
	body := c.userBody()
	ids := make([]string, lookupSpread)
	errs := make([]error, lookupSpread)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Add(1)
		go func() { defer wg.Done(); ids[i], errs[i] = c.user(ctx, body) }()
	}
	wg.Wait()
	return ids, errors.Join(errs...)
}

func (c *client) load(ctx context.Context, one func(context.Context) error) Result {
	run, stop := context.WithTimeout(ctx, c.opt.Duration)
	defer stop()
	var done, failed atomic.Int64
	var first atomic.Pointer[string]
	times := make([][]time.Duration, c.opt.Callers)
	started := time.Now()
	var wg sync.WaitGroup
	for i := range times {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for run.Err() == nil {
				began := time.Now()
				// A call that has begun is finished: the deadline ends the run, it does not make failures.
				if err := one(ctx); err != nil {
					failed.Add(1)
					text := err.Error()
					first.CompareAndSwap(nil, &text)
					continue
				}
				times[i] = append(times[i], time.Since(began))
				done.Add(1)
			}
		}()
	}
	c.report(run, started, &done, &failed)
	wg.Wait()
	result := summary(times, time.Since(started))
	result.Kind, result.Callers, result.Failed = c.opt.Kind, c.opt.Callers, failed.Load()
	if text := first.Load(); text != nil {
		result.FirstFailure = *text
	}
	return result
}

func (c *client) report(ctx context.Context, started time.Time, done, failed *atomic.Int64) {
	if c.opt.Progress == nil {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.opt.Progress(time.Since(started), done.Load(), failed.Load())
		}
	}
}

func summary(times [][]time.Duration, took time.Duration) Result {
	var all []time.Duration
	for _, each := range times {
		all = append(all, each...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	at := func(p float64) float64 {
		if len(all) == 0 {
			return 0
		}
		return float64(all[min(int(p*float64(len(all))), len(all)-1)].Microseconds()) / 1000
	}
	return Result{Seconds: took.Seconds(), Done: int64(len(all)), PerSecond: float64(len(all)) / took.Seconds(), P50: at(.5), P95: at(.95), P99: at(.99), Max: at(1)}
}

func (c *client) post(ctx context.Context, path string, body []byte) (int, []byte, error) {
	return c.do(ctx, http.MethodPost, path, bytes.NewReader(body))
}

func (c *client) do(ctx context.Context, method, path string, body io.Reader) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(c.opt.URL, "/")+path, body)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.opt.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.opt.Token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return response.StatusCode, text, err
}

func unexpected(what string, status int, text []byte) error {
	return fmt.Errorf("%s: status %d, %.300s", what, status, text)
}

func (c *client) account(ctx context.Context, body []byte) error {
	status, text, err := c.post(ctx, "/v1/verifications/account", body)
	if err != nil {
		return err
	}
	if status != http.StatusOK || !bytes.Contains(text, []byte(`"accountVerificationResult":"VERIFIED"`)) {
		return unexpected("account", status, text)
	}
	return nil
}

// user starts a verification and follows it to its end.
func (c *client) user(ctx context.Context, body []byte) (string, error) {
	status, text, err := c.post(ctx, "/v1/verifications", body)
	if err != nil {
		return "", err
	}
	var started struct {
		UUID string `json:"verificationUuid"`
	}
	if status != http.StatusOK || json.Unmarshal(text, &started) != nil || started.UUID == "" {
		return "", unexpected("user", status, text)
	}
	pause := 4 * time.Millisecond
	for {
		time.Sleep(pause)
		status, text, err := c.do(ctx, http.MethodGet, "/v1/verifications/"+started.UUID, nil)
		if err != nil {
			return "", err
		}
		switch {
		case status != http.StatusOK:
			return "", unexpected("lookup", status, text)
		case bytes.Contains(text, []byte(`"result":"VERIFIED"`)):
			return started.UUID, nil
		case !bytes.Contains(text, []byte(`"result":"WAIT"`)):
			return "", unexpected("user", status, text)
		}
		pause = min(pause*3/2, 40*time.Millisecond)
	}
}

func (c *client) lookup(ctx context.Context, id string) error {
	status, text, err := c.do(ctx, http.MethodGet, "/v1/verifications/"+id, nil)
	if err != nil {
		return err
	}
	if status != http.StatusOK || !bytes.Contains(text, []byte(id)) {
		return unexpected("lookup", status, text)
	}
	return nil
}

type object = map[string]any

func (c *client) persons() []object {
	t := c.opt.Target
	if t.Primary == "" {
		return nil
	}
	return []object{person(t.Primary, t.Secondary)}
}

func person(primary, secondary string) object {
	id := object{"primaryIdentifier": primary, "nameIdentifierType": "LEGL"}
	if secondary != "" {
		id["secondaryIdentifier"] = secondary
	}
	return object{"naturalPerson": object{"name": object{"nameIdentifier": []object{id}}}}
}

func (c *client) accountBody() []byte {
	t := c.opt.Target
	beneficiary := object{"accountNumber": []string{t.Address}}
	if persons := c.persons(); persons != nil {
		beneficiary["beneficiaryPersons"] = persons
	}
	return encode(object{"keyType": "PerVasp", "beneficiaryVaspId": t.VaspID, "symbol": t.Symbol, "network": t.Network,
		"payload": object{"version": "1.0", "ivms101": object{"beneficiary": beneficiary}}})
}

// userBody is a verification below the threshold of nothing: names are matched, and the usual data is asked back.
func (c *client) userBody() []byte {
	t := c.opt.Target
	persons := c.persons()
	if persons == nil {
		persons = []object{person("Unknown", "")}
	}
	originator := person("Lindqvist", "Maja")
	originator["naturalPerson"].(object)["geographicAddress"] = []object{{"addressType": "HOME", "townName": "Stockholm", "addressLine": []string{"Kajgatan 9"}, "country": "SE"}}
	originator["naturalPerson"].(object)["dateAndPlaceOfBirth"] = object{"dateOfBirth": "1990-11-23", "placeOfBirth": "Uppsala"}
	return encode(object{"keyType": "PerVasp", "beneficiaryVaspId": t.VaspID,
		"assetInfo": object{"symbol": t.Symbol, "network": t.Network, "amount": "0.75", "isExceedingThreshold": t.Primary != "", "tradeCurrency": "KRW",
			"tradePrice": "1875000", "tradeISODatetime": "2026-01-15T08:16:02.000Z"},
		"requiredBeneficiaryInfo": "ACCOUNT_NUMBER,NATURAL_PERSON_NAME",
		"payload": object{"version": "1.0", "ivms101": object{
			"originator":  object{"originatorPersons": []object{originator}, "accountNumber": []string{"bench-originator"}},
			"beneficiary": object{"beneficiaryPersons": persons, "accountNumber": []string{t.Address}}}}})
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of strings always encode
	}
	return text
}

// Vasps returns the ids the node lists as up, other than its own.
func Vasps(ctx context.Context, url, token string) (self string, others []string, err error) {
	c := &client{http: &http.Client{Timeout: 10 * time.Second}, opt: Options{URL: url, Token: token}}
	status, text, err := c.do(ctx, http.MethodGet, "/v1/vasps/self", nil)
	if err != nil {
		return "", nil, err
	}
	var own struct {
		VaspID string `json:"vaspId"`
	}
	if status != http.StatusOK || json.Unmarshal(text, &own) != nil {
		return "", nil, unexpected("vasps/self", status, text)
	}
	if status, text, err = c.do(ctx, http.MethodGet, "/v1/vasps", nil); err != nil {
		return "", nil, err
	}
	var list struct {
		Vasps []struct {
			VaspID string `json:"vaspId"`
			Status string `json:"vaspStatus"`
		} `json:"vasps"`
	}
	if status != http.StatusOK || json.Unmarshal(text, &list) != nil {
		return "", nil, unexpected("vasps", status, text)
	}
	for _, v := range list.Vasps {
		if v.VaspID != own.VaspID && v.Status == "VERIFIED-MEMBER" {
			others = append(others, v.VaspID)
		}
	}
	return own.VaspID, others, nil
}
