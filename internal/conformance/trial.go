package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/internal/openapi"
)

// enclave is one that is called.
type enclave struct {
	url, token string
	id         string // its VASP id; "" when it did not say
	calls      bool   // the kit is its back end
	surface    *openapi.Document
}

// Exchange is one call and its answer, as the report shows them: no token, and nothing of other people's verifications.
type Exchange struct {
	At     time.Time `json:"at"`
	From   string    `json:"from"` // "kit" or "enclave"
	Call   string    `json:"call"` // POST http://...
	Sent   string    `json:"sent,omitempty"`
	Status int       `json:"status,omitempty"` // 0: no answer
	Answer string    `json:"answer,omitempty"`
	TookMS int64     `json:"tookMs"`
}

// trial is one case being tried.
type trial struct {
	*session
	ctx         context.Context
	differences []string
	exchanges   []Exchange
	keys        []string // of the back end's arrivals that belong to this case
}

func (t *trial) differs(format string, args ...any) {
	t.differences = append(t.differences, fmt.Sprintf(format, args...))
}

// answer is what an enclave answered.
type answer struct {
	status int
	header http.Header
	raw    []byte
	body   map[string]any // nil when it is no JSON object
	took   time.Duration
}

// maxAnswer is the longest answer that is read, bytes.
const maxAnswer = 8 << 20

// call puts one request. body may be nil, bytes to be sent as they are, or a value for JSON. Every answer is held against the contract's
// description of the call.
func (t *trial) call(e *enclave, method, path string, body any) (answer, error) {
	ctx, cancel := context.WithTimeout(t.ctx, t.opt.Timeout)
	defer cancel()
	sent, err := encode(body)
	if err != nil {
		return answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, method, e.url+path, bytes.NewReader(sent))
	if err != nil {
		return answer{}, err
	}
	if sent != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if e.token != "" {
		request.Header.Set("Authorization", "Bearer "+e.token)
	}
	shown := Exchange{At: t.opt.Clock(), From: "kit", Call: method + " " + e.url + path, Sent: clip(sent)}
	defer func() { t.exchanges = append(t.exchanges, shown) }()
	response, err := t.opt.Client.Do(request)
	if err != nil {
		return answer{}, plainError(err)
	}
	defer response.Body.Close()
	a := answer{status: response.StatusCode, header: response.Header}
	a.raw, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	a.took = t.opt.Clock().Sub(shown.At)
	shown.Status, shown.TookMS = a.status, a.took.Milliseconds()
	if err != nil {
		return a, plainError(err)
	}
	dec := json.NewDecoder(bytes.NewReader(a.raw))
	dec.UseNumber()
	if dec.Decode(&a.body) != nil || dec.More() {
		a.body = nil
	}
	shown.Answer = clip(t.showable(a.raw, a.body))
	if op, described := e.surface.Find(method, strings.SplitN(path, "?", 2)[0]); described {
		for _, difference := range e.surface.Answer(op, a.status, a.raw) {
			t.differs("%s %s: %s", op.Method, op.Path, difference)
		}
	}
	return a, nil
}

// plainError leaves the URL out of an error of net/http, which the report names beside it.
func plainError(err error) error {
	if u, ok := err.(*url.Error); ok {
		return fmt.Errorf("no answer: %w", u.Err)
	}
	return err
}

func encode(body any) ([]byte, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case []byte:
		return b, nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(body)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}

// clip keeps a report readable.
func clip(text []byte) string {
	const most = 6000
	if len(text) > most {
		return string(bytes.ToValidUTF8(text[:most], nil)) + " ..."
	}
	return string(text)
}

// showable leaves out of a list what is not this run's: another run's, or a customer's.
func (t *trial) showable(raw []byte, body map[string]any) []byte {
	list, isList := body["verifications"].([]any)
	if !isList {
		return raw
	}
	shown := make([]any, 0, len(list))
	for _, each := range list {
		o, _ := each.(map[string]any)
		if account, _ := o["originatorAccountNumber"].(string); strings.HasPrefix(account, t.accountPrefix()) {
			shown = append(shown, each)
		} else {
			shown = append(shown, "(not of this run)")
		}
	}
	copied := map[string]any{}
	for name, value := range body {
		copied[name] = value
	}
	copied["verifications"] = shown
	text, err := encode(copied)
	if err != nil {
		return nil
	}
	return text
}

// accountPrefix begins the originator's account numbers of this run: a customer's own identifier (contract 4.5).
func (s *session) accountPrefix() string { return "conformance-" + s.run + "-" }

// want is what must come.
type want struct {
	status  int
	code    string // of an error
	message string
	members []member
}

// member of an answer, by its path, and what it must be.
type member struct {
	path string
	is   any
}

// mark is a value of member.is that is not compared.
type mark string

const (
	absent  mark = "absent"
	present mark = "present"
	null    mark = "null"
)

func (w want) text() string {
	if w.code != "" {
		text := fmt.Sprintf("%d `%s`", w.status, w.code)
		if w.message != "" {
			text += ", “" + w.message + "”"
		}
		return text
	}
	parts := []string{fmt.Sprintf("%d", w.status)}
	for _, m := range w.members {
		switch is := m.is.(type) {
		case mark:
			if is == absent {
				parts = append(parts, "no `"+m.path+"`")
			} else {
				parts = append(parts, "`"+m.path+"` "+string(is))
			}
		default:
			parts = append(parts, fmt.Sprintf("`%s` %s", m.path, literal(is)))
		}
	}
	return strings.Join(parts, ", ")
}

func literal(v any) string {
	text, err := encode(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// expect holds an answer against what must come. Members that are not named may be there.
func (t *trial) expect(a answer, w want) {
	if a.status != w.status {
		t.differs("status %d, want %d", a.status, w.status)
	}
	members := w.members
	if w.code != "" {
		members = append([]member{{"code", w.code}}, members...)
	}
	if w.message != "" {
		members = append(members, member{"message", w.message})
	}
	if a.body == nil {
		t.differs("the answer is no JSON object")
		return
	}
	t.hold("", a.body, members)
}

// hold compares members of an object.
func (t *trial) hold(what string, o object, members []member) {
	for _, m := range members {
		value, there := at(o, m.path)
		name := what + m.path
		switch {
		case m.is == absent && there:
			t.differs("%s is there", name)
		case m.is == absent:
		case !there:
			t.differs("%s is missing", name)
		case m.is == present && value == nil:
			t.differs("%s is null", name)
		case m.is == present:
		case m.is == null && value != nil:
			t.differs("%s is %s, want null", name, literal(value))
		case m.is == null:
		case !same(value, m.is):
			t.differs("%s is %s, want %s", name, literal(value), literal(m.is))
		}
	}
}

// same compares two values as JSON, order of members aside.
func same(a, b any) bool { return literal(normal(a)) == literal(normal(b)) }

func normal(v any) any {
	text, err := encode(v)
	if err != nil {
		return v
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var out any
	if dec.Decode(&out) != nil {
		return v
	}
	return out
}

// object is a JSON object.
type object = map[string]any

// at finds a value by its path: a.b.0.c.
func at(o object, path string) (any, bool) {
	var here any = o
	for _, step := range strings.Split(path, ".") {
		switch v := here.(type) {
		case map[string]any:
			next, there := v[step]
			if !there {
				return nil, false
			}
			here = next
		case []any:
			var i int
			if _, err := fmt.Sscanf(step, "%d", &i); err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			here = v[i]
		default:
			return nil, false
		}
	}
	return here, true
}

// with returns a copy in which the member at path is value; nil in value's place takes the member away.
func with(o object, path string, value any) object {
	copied := object{}
	for name, each := range o {
		copied[name] = each
	}
	step, rest, deeper := strings.Cut(path, ".")
	switch {
	case deeper:
		inner, _ := copied[step].(object)
		copied[step] = with(inner, rest, value)
	case value == nil:
		delete(copied, step)
	default:
		copied[step] = value
	}
	return copied
}

func without(o object, path string) object { return with(o, path, nil) }

// wait repeats do until it says so, an error comes, or the run's patience ends.
func (t *trial) wait(what string, do func() (bool, error)) error {
	deadline := t.opt.Clock().Add(t.opt.Wait)
	for pause := 20 * time.Millisecond; ; pause = min(pause*2, 250*time.Millisecond) {
		done, err := do()
		if done || err != nil {
			return err
		}
		if t.opt.Clock().After(deadline) {
			return fmt.Errorf("%s did not come within %s", what, t.opt.Wait)
		}
		select {
		case <-t.ctx.Done():
			return t.ctx.Err()
		case <-time.After(pause):
		}
	}
}
