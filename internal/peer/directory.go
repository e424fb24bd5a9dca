package peer

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Membership is in whose name calls to the directory are signed.
type Membership struct {
	VaspID   string                    // empty before a registration
	Identity func() ed25519.PrivateKey // the present one
	Keys     []ed25519.PublicKey       // of the directory, pinned
	Clock    func() time.Time
	Rand     io.Reader
}

// DirectoryClient asks the directory. The list is signed, and so are the calls of members, so the connection need not be trusted.
type DirectoryClient struct {
	url    string
	client *http.Client
	member *Membership

	mu      sync.Mutex // guards what follows: the last answers, so that only what changed is fetched
	signed  directory.Signed
	members []directory.Member
	number  uint64
	health  map[string]bool
	tag     string
	views   string // changes whenever somebody's view does, as the directory says
	view    directory.Signed
	viewOf  string // what views was when view was fetched
	viewAt  time.Time
}

// NewDirectoryClient makes a client of the directory at base that does not act for a member.
func NewDirectoryClient(base string) *DirectoryClient {
	return &DirectoryClient{url: base, client: &http.Client{Timeout: 30 * time.Second}}
}

// As makes a client of the directory at base that signs calls for a member.
func As(base string, member Membership) *DirectoryClient {
	c := NewDirectoryClient(base)
	c.member = &member
	return c
}

// maxList bounds the list, bytes: 10,000 members of about 3 kB, base64.
const maxList = 64 << 20

// listTime is how long one question of the list or log may take.
const listTime = 10 * time.Second

// call does one call and reads the answer of at most maxList bytes into out, which may be nil. With signed it carries the member's signature.
func (c *DirectoryClient) call(ctx context.Context, method, path string, query url.Values, body any, signed bool, tag string, out any) (status int, header http.Header, err error) {
	target, err := url.JoinPath(c.url, path)
	if err != nil {
		return 0, nil, fault.Wrap(fault.Config, "directory.url", err)
	}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	var text []byte
	if body != nil {
		if text, err = json.Marshal(body); err != nil {
			return 0, nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(text))
	if err != nil {
		return 0, nil, fault.Wrap(fault.Config, "directory.url", err)
	}
	if tag != "" {
		request.Header.Set("If-None-Match", tag)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if signed {
		authorization, err := c.sign(ctx, method, request.URL.RequestURI(), text)
		if err != nil {
			return 0, nil, err
		}
		request.Header.Set("Authorization", authorization)
	}
	response, err := c.client.Do(request)
	if err != nil {
		return 0, nil, directoryFault(ctx, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxList+1))
	switch {
	case err != nil:
		return 0, nil, directoryFault(ctx, err)
	case len(answer) > maxList:
		return 0, nil, fault.New(fault.DirectoryMalformed, "size")
	case response.StatusCode/100 != 2 && response.StatusCode != http.StatusNotModified:
		return response.StatusCode, nil, directoryRefusal(response.StatusCode, answer)
	case out != nil && response.StatusCode/100 == 2 && response.StatusCode != http.StatusNoContent:
		if err := json.Unmarshal(answer, out); err != nil {
			return 0, nil, fault.New(fault.DirectoryMalformed, path)
		}
	}
	return response.StatusCode, response.Header, nil
}

func directoryFault(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fault.Wrap(fault.Canceled, "directory", err)
	}
	return fault.Wrap(fault.Unavailable, "directory", err)
}

// directoryRefusal reads the code the directory refused with; only codes we know are believed.
func directoryRefusal(status int, text []byte) error {
	var answer struct {
		Code  fault.Code `json:"code"`
		Place string     `json:"place"`
	}
	if json.Unmarshal(text, &answer) == nil && status < 500 && slices.Contains(fault.All(), answer.Code) {
		if len(answer.Place) > 100 {
			answer.Place = ""
		}
		return fault.Newf(answer.Code, answer.Place, "the directory answered %d", status)
	}
	return fault.Newf(fault.Unavailable, "directory", "status %d", status)
}

// Audience is the name of the directory that signed calls are addressed to: of its pinned keys the one it signs with, which is asked for when
// several are pinned.
func (c *DirectoryClient) Audience(ctx context.Context) string {
	used := c.usedKey()
	if used == "" && len(c.member.Keys) > 1 {
		_, _, _ = c.Fetch(ctx) // without an answer the call itself will say that there is none
		used = c.usedKey()
	}
	var audience string
	for _, key := range c.member.Keys {
		if id := directory.KeyID(key); audience == "" || id == used {
			audience = id
		}
	}
	return audience
}

func (c *DirectoryClient) usedKey() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signed.KeyID
}

func (c *DirectoryClient) sign(ctx context.Context, method, target string, body []byte) (string, error) {
	if c.member == nil {
		return "", fault.New(fault.Unauthentic, "directory")
	}
	var nonce [18]byte
	if _, err := io.ReadFull(c.member.Rand, nonce[:]); err != nil {
		return "", err
	}
	r := directory.Request{VaspID: c.member.VaspID, At: c.member.Clock().UTC(), Nonce: base64.RawURLEncoding.EncodeToString(nonce[:]),
		Audience: c.Audience(ctx), Method: method, Target: target, Body: body}
	return r.Sign(c.member.Identity()), nil
}

// Fetch implements app.DirectorySource. Only what changed since the last call travels.
func (c *DirectoryClient) Fetch(ctx context.Context) (directory.Signed, map[string]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	c.mu.Lock()
	have, tag := c.number, ""
	c.mu.Unlock()
	query := url.Values{}
	if have > 0 {
		query.Set("since", strconv.FormatUint(have, 10))
		tag = `"` + strconv.FormatUint(have, 10) + `"`
	}
	var answer directory.ListAnswer
	status, header, err := c.call(ctx, http.MethodGet, "/directory/v1/list", query, nil, false, tag, &answer)
	if err != nil {
		return directory.Signed{}, nil, err
	}
	c.mu.Lock()
	c.views = header.Get("X-Directory-Views")
	c.mu.Unlock()
	if status != http.StatusNotModified {
		if err := c.takeList(ctx, answer); err != nil {
			return directory.Signed{}, nil, err
		}
	}
	if err := c.fetchHealth(ctx); err != nil {
		return directory.Signed{}, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signed, c.health, nil
}

// takeList remembers an answer. A delta that does not lead to signed bytes is forgotten, and the whole list is fetched.
func (c *DirectoryClient) takeList(ctx context.Context, answer directory.ListAnswer) error {
	if answer.Delta != nil {
		c.mu.Lock()
		fits := answer.Delta.Since == c.number
		members := c.members
		c.mu.Unlock()
		if signed, _, err := answer.Delta.Apply(members); fits && err == nil && c.signedByPinned(signed) {
			return c.remember(signed)
		}
		answer = directory.ListAnswer{}
		if _, _, err := c.call(ctx, http.MethodGet, "/directory/v1/list", nil, nil, false, "", &answer); err != nil {
			return err
		}
	}
	if answer.Signed == nil {
		return fault.New(fault.DirectoryMalformed, "list")
	}
	return c.remember(*answer.Signed)
}

// signedByPinned says whether a list that was put together here is the one that was signed. Without pinned keys nothing is put together.
func (c *DirectoryClient) signedByPinned(signed directory.Signed) bool {
	if c.member == nil {
		return false
	}
	return signed.SignedBy(c.member.Keys)
}

// remember keeps a list to build the next one on. It is not trusted here: who fetches it opens it.
func (c *DirectoryClient) remember(signed directory.Signed) error {
	var list struct {
		Number  uint64             `json:"number"`
		Members []directory.Member `json:"members"`
	}
	if err := json.Unmarshal(signed.Payload, &list); err != nil {
		list.Number, list.Members = 0, nil // whoever opens it will say what is wrong
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signed, c.number, c.members = signed, list.Number, list.Members
	return nil
}

func (c *DirectoryClient) fetchHealth(ctx context.Context) error {
	c.mu.Lock()
	tag := c.tag
	c.mu.Unlock()
	var answer struct {
		Health map[string]bool `json:"health"`
	}
	status, header, err := c.call(ctx, http.MethodGet, "/directory/v1/health", nil, nil, false, tag, &answer)
	if err != nil || status == http.StatusNotModified {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.health, c.tag = answer.Health, header.Get("ETag")
	return nil
}

// viewAge is how long a view is not fetched again when the directory says that no view changed.
const viewAge = time.Hour

// View implements app.DirectorySource. It travels when somebody's view has changed since the last call.
func (c *DirectoryClient) View(ctx context.Context) (directory.Signed, error) {
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	c.mu.Lock()
	views, kept := c.views, c.view
	fresh := views != "" && views == c.viewOf && c.member.Clock().Sub(c.viewAt) < viewAge
	c.mu.Unlock()
	if fresh {
		return kept, nil
	}
	var answer struct {
		Signed directory.Signed `json:"signed"`
	}
	if _, _, err := c.call(ctx, http.MethodGet, "/directory/v1/view", nil, nil, true, "", &answer); err != nil {
		return directory.Signed{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.view, c.viewOf, c.viewAt = answer.Signed, views, c.member.Clock()
	return answer.Signed, nil
}

// maxEntries bounds what is fetched of the log at a time: 10,000 members with many years of keys.
const maxEntries = 1 << 20

// LogEntries implements app.DirectorySource.
func (c *DirectoryClient) LogEntries(ctx context.Context, from, to uint64) ([]keylog.Entry, error) {
	if to-from > maxEntries {
		return nil, fault.New(fault.KeyLogMalformed, "size")
	}
	entries := make([]keylog.Entry, 0, min(to-from, 1000))
	for at := from; at < to; {
		var page struct {
			Entries []keylog.Entry `json:"entries"`
		}
		query := url.Values{"from": {strconv.FormatUint(at, 10)}, "limit": {strconv.FormatUint(min(to-at, 1000), 10)}}
		if _, _, err := c.call(ctx, http.MethodGet, "/directory/v1/log/entries", query, nil, false, "", &page); err != nil {
			return nil, err
		}
		if n := uint64(len(page.Entries)); n == 0 || n > to-at {
			return nil, fault.New(fault.KeyLogInconsistent, "entries")
		}
		entries = append(entries, page.Entries...)
		at += uint64(len(page.Entries))
	}
	return entries, nil
}

// Consistency implements app.DirectorySource.
func (c *DirectoryClient) Consistency(ctx context.Context, from, to uint64) ([]keylog.Hash, error) {
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	var answer struct {
		Proof []keylog.Hash `json:"proof"`
	}
	query := url.Values{"from": {strconv.FormatUint(from, 10)}, "to": {strconv.FormatUint(to, 10)}}
	_, _, err := c.call(ctx, http.MethodGet, "/directory/v1/log/consistency", query, nil, false, "", &answer)
	if fault.Has(err, fault.Invalid) { // the log is shorter than the list says, or than it was
		return nil, fault.Newf(fault.KeyLogInconsistent, "size", "%v", err)
	}
	return answer.Proof, err
}

// Head implements app.DirectorySource.
func (c *DirectoryClient) Head(ctx context.Context) (directory.Signed, error) {
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	var answer struct {
		Signed directory.Signed `json:"signed"`
	}
	_, _, err := c.call(ctx, http.MethodGet, "/directory/v1/log/head", nil, nil, false, "", &answer)
	return answer.Signed, err
}

// Register sends an application; the registration's id is the way to look at it later.
func (c *DirectoryClient) Register(ctx context.Context, a directory.Application) (r directory.Registration, err error) {
	_, _, err = c.call(ctx, http.MethodPost, "/directory/v1/registrations", nil, a, true, "", &r)
	return r, err
}

// Registration looks at a registration.
func (c *DirectoryClient) Registration(ctx context.Context, id string) (r directory.Registration, err error) {
	_, _, err = c.call(ctx, http.MethodGet, "/directory/v1/registrations/"+url.PathEscape(id), nil, nil, false, "", &r)
	return r, err
}

// Connections lists what this member has with others.
func (c *DirectoryClient) Connections(ctx context.Context) ([]directory.Connection, error) {
	var answer struct {
		Connections []directory.Connection `json:"connections"`
	}
	_, _, err := c.call(ctx, http.MethodGet, "/directory/v1/connections", nil, nil, true, "", &answer)
	return answer.Connections, err
}

// Connect asks for transfers with another member, or accepts what it asked.
func (c *DirectoryClient) Connect(ctx context.Context, vaspID string) (made directory.Connection, err error) {
	_, _, err = c.call(ctx, http.MethodPut, "/directory/v1/connections/"+vaspID, nil, nil, true, "", &made)
	return made, err
}

// Disconnect ends a connection, or refuses or takes back a wish for one.
func (c *DirectoryClient) Disconnect(ctx context.Context, vaspID string) error {
	_, _, err := c.call(ctx, http.MethodDelete, "/directory/v1/connections/"+vaspID, nil, nil, true, "", nil)
	return err
}

// Rotate lists a new key of a purpose beside the present ones, which end after the overlap; zero is the directory's default.
func (c *DirectoryClient) Rotate(ctx context.Context, purpose keylog.Purpose, key ed25519.PrivateKey, overlap time.Duration) (m directory.Member, err error) {
	proof, err := directory.Prove(key, purpose, c.Audience(ctx), c.member.VaspID)
	if err != nil {
		return m, err
	}
	rotation := directory.Rotation{Proof: proof, OverlapSeconds: int64(overlap / time.Second)}
	_, _, err = c.call(ctx, http.MethodPost, "/directory/v1/keys/"+string(purpose), nil, rotation, true, "", &m)
	return m, err
}

// Revoke ends a key of this member at once: an identity key by its id, a TLS key by its pin.
func (c *DirectoryClient) Revoke(ctx context.Context, name string) (m directory.Member, err error) {
	_, _, err = c.call(ctx, http.MethodPost, "/directory/v1/keys/revoke", nil, map[string]string{"key": name}, true, "", &m)
	return m, err
}

// Relay gives a question to the directory and waits for the answer; ok is false when none has come yet.
func (c *DirectoryClient) Relay(ctx context.Context, question directory.Relayed, wait time.Duration) (answer directory.Relayed, ok bool, err error) {
	query := url.Values{"wait": {seconds(wait)}}
	status, _, err := c.call(ctx, http.MethodPost, "/directory/v1/relay", query, question, true, "", &answer)
	return answer, status == http.StatusOK, err
}

// Collect takes the questions that wait for this member, waiting when there are none.
func (c *DirectoryClient) Collect(ctx context.Context, wait time.Duration) ([]directory.Waiting, error) {
	var answer struct {
		Waiting []directory.Waiting `json:"waiting"`
	}
	_, _, err := c.call(ctx, http.MethodGet, "/directory/v1/relay", url.Values{"wait": {seconds(wait)}}, nil, true, "", &answer)
	return answer.Waiting, err
}

// Answer gives the directory the answer to a question.
func (c *DirectoryClient) Answer(ctx context.Context, number int64, answer directory.Relayed) error {
	_, _, err := c.call(ctx, http.MethodPut, fmt.Sprintf("/directory/v1/relay/%d/answer", number), nil, answer, true, "", nil)
	return err
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(max(d, 0)/time.Second), 10) }
