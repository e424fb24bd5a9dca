// Package backend calls the exchange's own software: the callbacks of the enclave contract, section 3. Everything that comes back is read within limits and
// held against the contract; what does not fit is a failed call, never a guess.
package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/pii"
)

// Options of a client. An empty URL is a call that is not configured.
type Options struct {
	Account, User, Transfer, Callback string // full URLs
	// Token is sent as "Authorization: Bearer <token>", or bare in Header when that is named (contract 3.1). Empty: no header.
	Token  pii.String
	Header string
	// Clock for answers that name no time. Limits are the contract's unless a test sets shorter ones.
	Clock  func() time.Time
	Limits Limits
}

// Limits of time of each call. Zero takes the contract's.
type Limits struct{ Account, User, Transfer, Callback time.Duration }

// maxAnswer bounds what is read of an answer, bytes: an identity with every member is some 60 kB.
const maxAnswer = 256 << 10

// Client calls one back end.
type Client struct {
	opt    Options
	client *http.Client
}

var _ app.Backend = (*Client)(nil)

// New makes a client.
func New(opt Options) *Client {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&opt.Limits.Account, app.AccountCallLimit)
	set(&opt.Limits.User, app.UserCallLimit)
	set(&opt.Limits.Transfer, app.TransferCallLimit)
	set(&opt.Limits.Callback, app.CallbackLimit)
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConns: 256, MaxIdleConnsPerHost: 128, IdleConnTimeout: 90 * time.Second,
		DialContext: (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 30 * time.Second}).DialContext, TLSHandshakeTimeout: 2 * time.Second, MaxResponseHeaderBytes: 32 << 10}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{opt, &http.Client{Transport: transport, CheckRedirect: stay}}
}

// Close drops idle connections.
func (c *Client) Close() { c.client.CloseIdleConnections() }

func (c *Client) url(call app.BackendCall) string {
	switch call {
	case app.CallAccount:
		return c.opt.Account
	case app.CallUser:
		return c.opt.User
	case app.CallTransfer:
		return c.opt.Transfer
	case app.CallCallback:
		return c.opt.Callback
	}
	return ""
}

// Has implements app.Backend.
func (c *Client) Has(call app.BackendCall) bool { return c.url(call) != "" }

// Probe asks whether something answers HTTP at each configured URL, without a meaning to the answer: at the start of a node, to be told of a wrong address
// early (contract 3.1). It names the calls that nothing answers.
func (c *Client) Probe(ctx context.Context) map[app.BackendCall]error {
	failed := map[app.BackendCall]error{}
	for _, call := range []app.BackendCall{app.CallAccount, app.CallUser, app.CallTransfer, app.CallCallback} {
		if !c.Has(call) {
			continue
		}
		if err := c.probe(ctx, c.url(call)); err != nil {
			failed[call] = err
		}
	}
	return failed
}

func (c *Client) probe(ctx context.Context, target string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, target, nil)
	if err != nil {
		return fault.New(fault.Config, "backend")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return callFault(ctx, err)
	}
	return response.Body.Close()
}

// post sends body and returns what came with status 200. Texts of the answer never get into an error.
func (c *Client) post(ctx context.Context, target string, limit time.Duration, body []byte) (text []byte, status int, err error) {
	if target == "" {
		return nil, 0, app.ErrNoBackend
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, 0, fault.New(fault.Config, "backend")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	if c.opt.Token.IsSet() {
		if c.opt.Header == "" {
			request.Header.Set("Authorization", "Bearer "+c.opt.Token.Reveal())
		} else {
			request.Header.Set(c.opt.Header, c.opt.Token.Reveal())
		}
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, 0, callFault(ctx, err)
	}
	defer response.Body.Close()
	text, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, response.StatusCode, callFault(ctx, err)
	case response.StatusCode != http.StatusOK:
		return nil, response.StatusCode, fault.Newf(fault.BackendFailed, "status", "HTTP %d", response.StatusCode)
	case len(text) > maxAnswer:
		return nil, response.StatusCode, fault.New(fault.BackendFailed, "body")
	}
	return text, response.StatusCode, nil
}

func callFault(ctx context.Context, err error) error {
	var timeout net.Error
	if errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return fault.New(fault.TimedOut, "backend")
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return fault.New(fault.Canceled, "backend")
	}
	return fault.Wrap(fault.BackendFailed, "connection", withoutURL(err))
}

// withoutURL drops the address from an error of net/http: an operator may have put a secret into it.
func withoutURL(err error) error {
	var wrapped interface{ Unwrap() error }
	if errors.As(err, &wrapped) && wrapped.Unwrap() != nil {
		return wrapped.Unwrap()
	}
	return err
}

// encode writes v without HTML escaping, so that texts go out as they are.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}
