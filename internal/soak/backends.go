package soak

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/travelrule"
)

// backends are the exchanges' own software: they are slow or refuse, and remember all they took.
type backends struct{ seoul, hanoi *backend }

type backend struct {
	server  *httptest.Server
	slow    atomic.Int64 // pause before each answer, ns
	refuses atomic.Bool
	mu      sync.Mutex
	told    map[event][]string // the contents of each event that was taken, in the order in which they came
}

// event is what a receiver knows a callback by (contract 3.5).
type event struct{ typ, uuid string }

func newBackends() *backends { return &backends{newBackend(), newBackend()} }

func (b *backends) refuse(yes bool) {
	b.seoul.refuses.Store(yes)
	b.hanoi.refuses.Store(yes)
}

func (b *backends) close() {
	b.seoul.server.Close()
	b.hanoi.server.Close()
}

func newBackend() *backend {
	b := &backend{told: map[event][]string{}}
	b.server = httptest.NewServer(http.HandlerFunc(b.serve))
	return b
}

func (b *backend) config(decision string) config.Backend {
	u := b.server.URL
	return config.Backend{Decision: decision, Account: u + "/account", User: u + "/user", Transaction: u + "/transaction", Callback: u + "/callback"}
}

func (b *backend) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost {
		return
	}
	time.Sleep(time.Duration(b.slow.Load()))
	if b.refuses.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	switch r.URL.Path {
	case "/account":
		_, _ = io.WriteString(w, `{"accountVerificationResult":"VERIFIED","verifiedAt":"`+travelrule.FormatInstant(time.Now())+`"}`)
	case "/user":
		_, _ = io.WriteString(w, `{"result":"VERIFIED","reason":"OK","message":"","version":"1.0","ivms101":{"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":`+
			`[{"primaryIdentifier":"Okafor","secondaryIdentifier":"Ngozi","nameIdentifierType":"LEGL"}]}}}]}}}`)
	case "/callback":
		b.take(body)
		_, _ = io.WriteString(w, `{"result":true}`)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (b *backend) take(body []byte) {
	var in struct {
		Type string          `json:"callbackType"`
		Data json.RawMessage `json:"data"`
	}
	var named struct {
		UUID string `json:"verificationUuid"`
	}
	if json.Unmarshal(body, &in) != nil || json.Unmarshal(in.Data, &named) != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e := event{in.Type, named.UUID}
	b.told[e] = append(b.told[e], string(in.Data))
}

// of returns what was told of an event, and how many calls of its type there were in all.
func (b *backend) of(e event) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.told[e]
}

func (b *backend) calls(typ string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for e, list := range b.told {
		if e.typ == typ {
			n += len(list)
		}
	}
	return n
}

// copies counts the calls of a type beyond the first of each event.
func (b *backend) copies(typ string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for e, list := range b.told {
		if e.typ == typ {
			n += len(list) - 1
		}
	}
	return n
}
