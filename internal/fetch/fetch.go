// Package fetch gets pictures from addresses that a caller names: only over HTTPS, only from hosts that are allowed by name, never from an address inside a
// network of ours, and no further than the first answer.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Options of a client. Zero values take the default.
type Options struct {
	Timeout time.Duration // of one picture, from the name's lookup to its last byte. Default 10 s
	// Transport for tests; nil: one that refuses private addresses.
	Transport http.RoundTripper
}

// Client fetches.
type Client struct {
	client  *http.Client
	timeout time.Duration
}

// New makes a client.
func New(opt Options) *Client {
	if opt.Timeout == 0 {
		opt.Timeout = 10 * time.Second
	}
	if opt.Transport == nil {
		dialer := &net.Dialer{Timeout: 5 * time.Second, Control: publicOnly}
		opt.Transport = &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 8 * time.Second,
			DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10}
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{&http.Client{Transport: opt.Transport, CheckRedirect: stay}, opt.Timeout}
}

// Fetch gets a picture of at most maxBytes. hosts are names in lower case. fault.EKYCParameters for an address that is not allowed, fault.EKYCPicture for one
// that gives none: another status than 200, a redirection, too many bytes, no answer in time.
func (c *Client) Fetch(ctx context.Context, address string, hosts []string, maxBytes int) ([]byte, error) {
	if err := allowed(address, hosts); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fault.New(fault.EKYCParameters, "image_url")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, fault.Newf(fault.EKYCPicture, "image_url", "%s", withoutAddress(err))
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fault.Newf(fault.EKYCPicture, "image_url", "status %d", response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, int64(maxBytes)+1))
	switch {
	case err != nil:
		return nil, fault.Newf(fault.EKYCPicture, "image_url", "%s", withoutAddress(err))
	case len(data) > maxBytes:
		return nil, fault.Newf(fault.EKYCPicture, "image_url", "more than %d bytes", maxBytes)
	}
	return data, nil
}

// withoutAddress is what went wrong, without the address: it may name a person.
func withoutAddress(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Sprintf("%T", err)
}

const maxAddress = 2048

// allowed: https, the usual port, a host of the list, nobody's name and password.
func allowed(address string, hosts []string) error {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" || !slices.Contains(hosts, u.Hostname()) {
		return fault.New(fault.EKYCParameters, "image_url")
	}
	return nil
}

// publicOnly refuses to connect to an address that is not a public one. It sees the address the name led to, so a name cannot be changed in between.
func publicOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr().Unmap()) {
		return errors.New("not a public address")
	}
	return nil
}

// special are networks that are public by their bits and lead inside all the same: shared address space (RFC 6598), this network, NAT64 and 6to4, which
// carry an address of version 4, documentation and benchmarks.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2001:db8::/32"),
}

func public(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}
