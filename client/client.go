package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Options of a Client. The zero value works.
type Options struct {
	// Token is sent as Authorization: Bearer, when the node asks for one.
	Token string
	// Timeout is how long one call may take in all, tries included. Default 30 s: more than the node's own limit of a question to another VASP.
	Timeout time.Duration
	// MaxAnswer limits an answer, bytes. Default 32 MiB: a page of 100 verifications with the longest texts.
	MaxAnswer int64
	// Tries is how often a call that may be repeated is made at most, 1 to 10. Default 3.
	Tries int
	// HTTP makes the connections; its Timeout stays in force, redirects are never followed. Default: one of its own.
	HTTP *http.Client
}

// Client calls one node.
type Client struct {
	base *url.URL
	opt  Options
	http *http.Client
}

// New makes a client of the node at base, http://host:port or https://host:port, with a path below which the contract's paths lie, if any.
func New(base string, opt Options) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("client: base is not a URL such as http://127.0.0.1:21117")
	}
	if opt.Timeout == 0 {
		opt.Timeout = 30 * time.Second
	}
	if opt.MaxAnswer == 0 {
		opt.MaxAnswer = 32 << 20
	}
	if opt.Tries == 0 {
		opt.Tries = 3
	}
	if opt.Timeout < 0 || opt.MaxAnswer < 0 || opt.Tries < 1 || opt.Tries > 10 {
		return nil, errors.New("client: Timeout and MaxAnswer are positive, Tries is 1 to 10")
	}
	client := http.Client{}
	if opt.HTTP != nil {
		client = *opt.HTTP
	}
	// A redirect would carry personal data to a place nobody configured.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: u, opt: opt, http: &client}, nil
}

// call is one request of the contract.
type call struct {
	method, path string
	query        url.Values
	body         any  // nil: none
	again        bool // may be made twice without harm
}

// firstPause is waited before the second try, twice as long before each further one.
const firstPause = 100 * time.Millisecond

// do makes a call and decodes the answer into out, which may be nil.
func (c *Client) do(ctx context.Context, k call, out any) error {
	var body []byte
	if k.body != nil {
		var err error
		if body, err = encode(k.body); err != nil {
			return fmt.Errorf("client: %s %s: a member cannot be written as JSON", k.method, k.path)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	pause := firstPause
	for try := 1; ; try++ {
		answer, err := c.once(ctx, k, body)
		if err == nil {
			return decode(k, answer, out)
		}
		if !k.again || try >= c.opt.Tries || !passing(err) || !wait(ctx, pause) {
			return err
		}
		pause *= 2
	}
}

func decode(k call, answer []byte, out any) error {
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s: the answer: %w", k.method, k.path, jsonFault(err))
	}
	return nil
}

// passing says whether another try may go better: no answer, or one of a proxy or a node that is starting.
func passing(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return true
	}
	return e.Status == http.StatusBadGateway || e.Status == http.StatusServiceUnavailable || e.Status == http.StatusGatewayTimeout
}

// wait returns false when ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// once makes one try.
func (c *Client) once(ctx context.Context, k call, body []byte) ([]byte, error) {
	target := c.base.JoinPath(k.path)
	target.RawQuery = k.query.Encode()
	request, err := http.NewRequestWithContext(ctx, k.method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("client: %s %s: %w", k.method, k.path, err)
	}
	request.Header.Set("Accept", "application/json")
	if k.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.opt.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.opt.Token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("client: %s %s: %w", k.method, k.path, withoutURL(err))
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, c.opt.MaxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("client: %s %s: %w", k.method, k.path, withoutURL(err))
	}
	if int64(len(text)) > c.opt.MaxAnswer {
		return nil, &Error{Status: response.StatusCode, Message: "the answer is over the limit"}
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, readError(response.StatusCode, text)
	}
	return text, nil
}

// withoutURL drops the URL from an error of net/http: a list's query holds accounts.
func withoutURL(err error) error {
	var with *url.Error
	if errors.As(err, &with) {
		return with.Err
	}
	return err
}
