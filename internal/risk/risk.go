// Package risk connects to providers of risk data: sanctions lists of addresses, assessments of transfers, lists of names. Nobody can call the providers the
// contract names without an agreement with them, so what ships is a client of a small JSON interface of our own (docs/risk.md), behind which an operator puts
// an adapter, and a simulator that says it is one.
package risk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/pii"
)

// Client asks a provider, or an adapter to one, over HTTP.
type Client struct {
	url    string
	key    pii.String
	client *http.Client
}

var _ app.RiskProvider = (*Client)(nil)

// New makes a client that posts to url, with key as a Bearer token when it is set.
func New(url string, key pii.String) *Client {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{url, key, &http.Client{CheckRedirect: stay, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16,
		DialContext: (&net.Dialer{Timeout: 3 * time.Second}).DialContext, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 3 * time.Second, MaxResponseHeaderBytes: 32 << 10}}}
}

// question and person are a question as it is posted.
type question struct {
	RequestID string    `json:"requestId"`
	Kind      string    `json:"kind"`
	Direction string    `json:"direction"`
	Network   string    `json:"network,omitempty"`
	Symbol    string    `json:"symbol,omitempty"`
	Amount    string    `json:"amount,omitempty"`
	Timestamp time.Time `json:"timestamp"`
	UserID    string    `json:"userId"`
	Address   string    `json:"address,omitempty"`
	TxHash    string    `json:"txHash,omitempty"`
	Vout      string    `json:"vout,omitempty"`
	Persons   []person  `json:"persons,omitempty"`
}

type person struct {
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	DateOfBirth string `json:"dateOfBirth,omitempty"`
	Country     string `json:"country,omitempty"`
}

// maxAnswer bounds an answer, bytes.
const maxAnswer = 1 << 20

// Assess implements app.RiskProvider.
func (c *Client) Assess(ctx context.Context, q app.RiskQuestion) (app.RiskFinding, error) {
	out := question{q.RequestID, q.Kind, q.Direction, q.Network, q.Symbol, q.Amount, q.TradeTime.UTC(), q.UserID, "", q.TxHash, q.Vout, nil}
	if q.Kind != "PERSONS" {
		out.Address = q.Address.Reveal()
	}
	for _, p := range q.Persons {
		out.Persons = append(out.Persons, person{p.Kind, p.Name.Reveal(), p.DateOfBirth.Reveal(), p.Country})
	}
	body, err := json.Marshal(out)
	if err != nil {
		return app.RiskFinding{}, err
	}
	text, err := c.post(ctx, body)
	if err != nil {
		return app.RiskFinding{}, err
	}
	return read(text, q.Kind)
}

func (c *Client) post(ctx context.Context, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, fault.New(fault.Config, "risk.url")
	}
	request.Header.Set("Content-Type", "application/json")
	if c.key.IsSet() {
		request.Header.Set("Authorization", "Bearer "+c.key.Reveal())
	}
	response, err := c.client.Do(request)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fault.New(fault.TimedOut, "provider")
		}
		return nil, fault.New(fault.RiskFailed, "connection")
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		return nil, fault.New(fault.RiskKey, "provider")
	case err != nil, response.StatusCode != http.StatusOK, len(text) > maxAnswer:
		return nil, fault.Newf(fault.RiskFailed, "status", "HTTP %d", response.StatusCode)
	}
	return text, nil
}

// states are those a finding of each kind may have.
var states = map[string][]string{
	"ADDRESS": {"NOHIT", "SANCTION"}, "ATTEMPT": {"PROCESSED", "PENDING"}, "TRANSFER": {"PROCESSED", "PENDING"}, "PERSONS": {"PROCESSED", "PENDING"},
}

// Limits of what a provider may say.
const (
	maxText   = 1024
	maxAlerts = 1000
)

// read takes an answer as untrusted input; fault.RiskFailed with the member at fault.
func read(text []byte, kind string) (app.RiskFinding, error) {
	var in struct {
		Status        string          `json:"status"`
		Name          string          `json:"name"`
		Description   string          `json:"description"`
		URL           string          `json:"url"`
		USDPrice      string          `json:"usdPrice"`
		ExternalID    string          `json:"externalId"`
		MatchStrength string          `json:"matchStrength"`
		Summary       json.RawMessage `json:"summary"`
		Alerts        []app.RiskAlert `json:"alerts"`
	}
	if !utf8.Valid(text) || json.Unmarshal(text, &in) != nil {
		return app.RiskFinding{}, fault.New(fault.RiskFailed, "body")
	}
	if !slices.Contains(states[kind], in.Status) {
		return app.RiskFinding{}, fault.New(fault.RiskFailed, "status")
	}
	if len(in.Alerts) > maxAlerts {
		return app.RiskFinding{}, fault.New(fault.RiskFailed, "alerts")
	}
	for _, each := range []string{in.Name, in.Description, in.URL, in.USDPrice, in.ExternalID, in.MatchStrength} {
		if utf8.RuneCountInString(each) > maxText {
			return app.RiskFinding{}, fault.New(fault.RiskFailed, "text")
		}
	}
	return app.RiskFinding{State: in.Status, ListName: in.Name, Description: in.Description, URL: in.URL, USDPrice: in.USDPrice, ExternalID: in.ExternalID,
		MatchStrength: in.MatchStrength, Summary: in.Summary, Alerts: in.Alerts}, nil
}
