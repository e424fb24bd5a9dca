// Package peer is the client side of the surface between nodes, and what both sides need of TLS: a node's certificate is
// self-signed, and its key is known by the directory's signed list, not by a certification authority.
package peer

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Certificate makes the self-signed certificate of a TLS key. Its dates do not matter: the key is what is pinned.
func Certificate(key ed25519.PrivateKey, rand io.Reader) (tls.Certificate, error) {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bonafide node"}, NotBefore: time.Unix(0, 0),
		NotAfter: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// Pin is the SHA-256 of a public key in SubjectPublicKeyInfo form, base64, as the directory lists it.
func Pin(spki []byte) string {
	sum := sha256.Sum256(spki)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// PinOf is the pin of an Ed25519 key.
func PinOf(public ed25519.PublicKey) (string, error) {
	spki, err := x509.MarshalPKIXPublicKey(public)
	return Pin(spki), err
}

// ServerTLS is the TLS configuration of the peer listener: TLS 1.3, a client certificate demanded; who it is, is decided for
// each request, since the list of members changes.
func ServerTLS(certificate tls.Certificate) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{certificate}, ClientAuth: tls.RequireAnyClientCert,
		NextProtos: []string{"http/1.1"}}
}

// RotatingServerTLS is ServerTLS with a certificate that may change while the listener runs.
func RotatingServerTLS(current func() *tls.Certificate) *tls.Config {
	config := ServerTLS(tls.Certificate{})
	config.Certificates = nil
	config.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return current(), nil }
	return config
}

// Client reaches other nodes. It keeps connections to each open.
type Client struct {
	mu          sync.Mutex
	certificate tls.Certificate
	clients     map[string]*http.Client // by the member's TLS pins
	// MaxAnswer limits an answer, bytes.
	maxAnswer int64
}

// NewClient makes a client with a node's own certificate.
func NewClient(certificate tls.Certificate) *Client {
	return &Client{certificate: certificate, clients: map[string]*http.Client{}, maxAnswer: 1 << 20}
}

// SetCertificate has new connections use another certificate: one whose key the directory has listed for a while beside the one before.
func (c *Client) SetCertificate(certificate tls.Certificate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.certificate = certificate
	for _, client := range c.clients {
		client.CloseIdleConnections()
	}
	c.clients = map[string]*http.Client{}
}

// Certificate is the one in use.
func (c *Client) Certificate() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	certificate := c.certificate
	return &certificate
}

// Close drops idle connections.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, client := range c.clients {
		client.CloseIdleConnections()
	}
}

var errPin = errors.New("the peer's TLS key is not the one the directory lists")

// client returns the connections to the holder of one of some TLS keys. A member whose keys change gets new ones.
func (c *Client) client(pins []string) *http.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := strings.Join(pins, " ")
	if have, ok := c.clients[name]; ok {
		return have
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{c.certificate},
		// The chain is not verified because there is none: VerifyConnection compares the key with the directory's, and
		// runs on resumed connections too.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) == 0 || !slices.Contains(pins, Pin(state.PeerCertificates[0].RawSubjectPublicKeyInfo)) {
				return errPin
			}
			return nil
		},
	}
	transport := &http.Transport{
		TLSClientConfig: config, MaxIdleConns: 512, MaxIdleConnsPerHost: 256, MaxConnsPerHost: 256, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 5 * time.Second, DialContext: (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		DisableCompression: true, ResponseHeaderTimeout: 30 * time.Second,
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c.clients[name] = client
	return client
}

// Deliver implements app.Peers.
func (c *Client) Deliver(ctx context.Context, m directory.Member, frame []byte) ([]byte, error) {
	return c.post(ctx, m, "/peer/v1/messages", "application/vnd.bonafide.envelope", frame)
}

type keyRequest struct {
	Type       string `json:"type"`
	Identifier string `json:"identifier,omitempty"`
}

type keyResponse struct {
	KeyID     string    `json:"keyId"`
	Public    []byte    `json:"public"`
	NotAfter  time.Time `json:"notAfter"`
	Signature []byte    `json:"signature"`
}

// Key implements app.Peers.
func (c *Client) Key(ctx context.Context, m directory.Member, ask app.KeyQuestion) (app.KeyAnswer, error) {
	body, err := json.Marshal(keyRequest{string(ask.Type), ask.Identifier})
	if err != nil {
		return app.KeyAnswer{}, err
	}
	text, err := c.post(ctx, m, "/peer/v1/keys", "application/json", body)
	if err != nil {
		return app.KeyAnswer{}, err
	}
	var answer keyResponse
	if err := json.Unmarshal(text, &answer); err != nil {
		return app.KeyAnswer{}, fault.Newf(fault.PeerRefused, "key", string(fault.Malformed))
	}
	return app.KeyAnswer{KeyID: answer.KeyID, Public: answer.Public, NotAfter: answer.NotAfter, Signature: answer.Signature}, nil
}

// Head implements app.HeadPeers.
func (c *Client) Head(ctx context.Context, m directory.Member) (directory.Signed, error) {
	text, err := c.post(ctx, m, "/peer/v1/log/head", "application/json", []byte("{}"))
	if err != nil {
		return directory.Signed{}, err
	}
	var head directory.Signed
	if err := json.Unmarshal(text, &head); err != nil {
		return directory.Signed{}, fault.Newf(fault.PeerRefused, "head", "%s", fault.Malformed)
	}
	return head, nil
}

func (c *Client) post(ctx context.Context, m directory.Member, path, contentType string, body []byte) ([]byte, error) {
	target, err := url.JoinPath(m.Endpoint, path)
	if err != nil {
		return nil, fault.Wrap(fault.PeerUnreachable, "endpoint", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(fault.PeerUnreachable, "endpoint", err)
	}
	request.Header.Set("Content-Type", contentType)
	response, err := c.client(m.TLSPins(time.Now())).Do(request)
	if err != nil {
		return nil, callFault(ctx, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, c.maxAnswer+1))
	if err != nil {
		return nil, callFault(ctx, err)
	}
	if int64(len(text)) > c.maxAnswer {
		return nil, fault.Newf(fault.PeerRefused, "answer", string(fault.TooLarge))
	}
	if response.StatusCode != http.StatusOK {
		return nil, refusal(text)
	}
	return text, nil
}

// refusal reads the code another node refused with. Only codes we know are believed.
func refusal(text []byte) error {
	var answer struct {
		Code fault.Code `json:"code"`
	}
	_ = json.Unmarshal(text, &answer) // what does not parse names no code
	return refusalOf(answer.Code)
}

func refusalOf(code fault.Code) error {
	if !slices.Contains(fault.All(), code) {
		code = fault.Internal
	}
	return fault.Newf(fault.PeerRefused, "peer", "%s", code)
}

func callFault(ctx context.Context, err error) error {
	var op *net.OpError
	switch {
	case ctx.Err() == nil && errors.As(err, &op) && op.Op == "dial": // a dial that took too long too: nobody is there
		return fault.Wrap(fault.PeerUnreachable, "peer", err)
	case errors.Is(err, errPin):
		return fault.Wrap(fault.PeerIdentity, "tls", err)
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.TimedOut, "peer", err)
	case errors.Is(ctx.Err(), context.Canceled):
		return fault.Wrap(fault.Canceled, "peer", err)
	}
	return fault.Wrap(fault.PeerUnreachable, "peer", err)
}

// Probe asks another node for its health.
func (c *Client) Probe(ctx context.Context, m directory.Member) error {
	target, err := url.JoinPath(m.Endpoint, "/peer/v1/health")
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	response, err := c.client(m.TLSPins(time.Now())).Do(request)
	if err != nil {
		return callFault(ctx, err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 4096))
	if response.StatusCode != http.StatusOK {
		return fault.New(fault.PeerUnreachable, "health")
	}
	return nil
}
