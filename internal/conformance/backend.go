package conformance

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"sync"
	"time"
)

// Backend is the back end of an enclave, as far as the enclave can tell: it answers the callbacks of section 3, by default as a VASP with a handful of
// invented customers, and as a case tells it where a case waits for the call. Its URLs end in /account, /user, /transaction and /callback.
type Backend struct {
	// Token and Header are what the enclave is configured to send (contract 3.1).
	Token, Header string

	clock    func() time.Time
	mu       sync.Mutex
	vasp     vasp
	scripts  map[string]script
	arrivals map[string][]*arrival
	kept     int
	changed  chan struct{} // closed and replaced at every arrival
}

// The calls of an enclave.
const (
	accountCall     = "account"
	userCall        = "user"
	transactionCall = "transaction"
	callbackCall    = "callback"
)

// arrival is one call that came.
type arrival struct {
	at       time.Time
	call     string
	key      string
	header   http.Header
	raw      []byte
	body     object
	status   int
	answered string
	took     time.Duration
}

// reply is what the back end does with a call.
type reply struct {
	status int
	body   any // nil: none; []byte as it is; else JSON
	delay  time.Duration
	hangUp bool
}

// script answers the nth call, from 0, with one key.
type script func(n int, a arrival) reply

// maxArrivals is how many calls are remembered.
const maxArrivals = 20_000

// NewBackend makes a back end.
func NewBackend(clock func() time.Time) *Backend {
	return &Backend{clock: clock, vasp: newVASP(), scripts: map[string]script{}, arrivals: map[string][]*arrival{}, changed: make(chan struct{})}
}

// ServeHTTP answers a callback. What is no POST, or has no body, is taken for the enclave's probe at its start.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	call := path.Base(r.URL.Path)
	switch call {
	case accountCall, userCall, transactionCall, callbackCall:
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if r.Method != http.MethodPost || len(raw) == 0 {
		writeJSON(w, http.StatusOK, object{"result": true})
		return
	}
	a := &arrival{at: b.clock(), call: call, header: r.Header.Clone(), raw: raw}
	_ = json.Unmarshal(raw, &a.body) // a body that is none has no key, and is answered by default
	a.key = keyOf(call, a.body)
	answer := b.begin(a)
	if answer.delay > 0 {
		select {
		case <-r.Context().Done():
		case <-time.After(answer.delay):
		}
	}
	text, err := encode(answer.body)
	if err != nil {
		answer, text = reply{status: http.StatusInternalServerError}, nil
	}
	b.finish(a, answer, text)
	if answer.hangUp {
		panic(http.ErrAbortHandler) // the one way to close the connection without an answer
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(answer.status)
	_, _ = w.Write(text)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	text, err := encode(v)
	if err != nil {
		status, text = http.StatusInternalServerError, nil
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// keyOf tells whose call it is: that of an account, or of a verification.
func keyOf(call string, body object) string {
	text := func(path string) string {
		value, _ := at(body, path)
		s, _ := value.(string)
		return s
	}
	switch call {
	case accountCall, userCall:
		return call + " " + text("ivms101.beneficiary.accountNumber.0")
	case transactionCall:
		return call + " " + text("verificationUuid")
	}
	return text("callbackType") + " " + text("data.verificationUuid")
}

// begin keeps a call and chooses the reply; the number of a call is that of earlier calls with its key.
func (b *Backend) begin(a *arrival) reply {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.arrivals[a.key])
	if b.kept < maxArrivals {
		b.kept++
		b.arrivals[a.key] = append(b.arrivals[a.key], a)
	}
	close(b.changed)
	b.changed = make(chan struct{})
	if scripted, there := b.scripts[a.key]; there {
		return scripted(n, *a)
	}
	return b.vasp.answer(*a, b.clock().UTC().Format(wireTime))
}

// finish notes how a call was answered.
func (b *Backend) finish(a *arrival, answer reply, text []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a.took = b.clock().Sub(a.at)
	if !answer.hangUp {
		a.status, a.answered = answer.status, clip(text)
	}
}

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

const wireTime = "2006-01-02T15:04:05.000Z"

// become makes the back end that of the VASP of a world.
func (b *Backend) become(w World, answers bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.vasp.learn(w, answers)
}

// on says how calls with a key are answered.
func (b *Backend) on(key string, s script) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scripts[key] = s
}

// came are the calls with a key so far.
func (b *Backend) came(key string) []arrival {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]arrival, 0, len(b.arrivals[key]))
	for _, each := range b.arrivals[key] {
		list = append(list, *each)
	}
	return list
}

// await waits until n calls with a key have come, and returns those that have when wait is over.
func (b *Backend) await(ctx context.Context, key string, n int, wait time.Duration) []arrival {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		b.mu.Lock()
		changed := b.changed
		b.mu.Unlock()
		list := b.came(key)
		if len(list) >= n {
			return list
		}
		select {
		case <-changed:
		case <-timer.C:
			return list
		case <-ctx.Done():
			return list
		}
	}
}

// wrongHeader says what is wrong with the token of a call; it never shows the token.
func (b *Backend) wrongHeader(h http.Header) string {
	switch {
	case b.Token == "" && h.Get("Authorization") != "":
		return "Authorization is there, and no token is configured"
	case b.Token == "":
		return ""
	case b.Header == "" && h.Get("Authorization") != "Bearer "+b.Token:
		return "Authorization is not Bearer and the token"
	case b.Header != "" && h.Get(b.Header) != b.Token:
		return b.Header + " is not the bare token"
	}
	return ""
}

// arrivalsOf are the calls of a case, for the report.
func (s *session) arrivalsOf(keys []string) (shown []Exchange) {
	if s.backend == nil {
		return nil
	}
	for _, key := range unique(keys) {
		for _, a := range s.backend.came(key) {
			shown = append(shown, Exchange{At: a.at, From: "enclave", Call: "POST /" + a.call, Sent: clip(a.raw), Status: a.status, Answer: a.answered, TookMS: a.took.Milliseconds()})
		}
	}
	return shown
}
