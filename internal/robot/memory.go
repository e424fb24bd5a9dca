package robot

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/client"
)

// Direction is the robot's part in a scenario or a verification.
type Direction string

// The directions.
const (
	Receives Direction = "receive" // the robot is the beneficiary
	Sends    Direction = "send"    // the robot is the originator
)

// Record is what the robot saw and did in one verification. It holds no personal data.
type Record struct {
	UUID      string        `json:"verificationUuid"`
	Direction Direction     `json:"direction"`
	Scenario  string        `json:"scenario,omitempty"` // of those it sends
	Result    client.Result `json:"result"`
	Reason    client.Reason `json:"reason,omitempty"`
	TxHash    string        `json:"txHash,omitempty"`
	Vout      string        `json:"vout,omitempty"`
	Sent      bool          `json:"sent"`      // the robot has withdrawn
	Reported  bool          `json:"reported"`  // the transaction id is known to the other side, or came from there
	Canceled  bool          `json:"canceled"`  // given up for good
	Inquiries int           `json:"inquiries"` // the robot's own, answered or not
	Asked     int           `json:"asked"`     // inquiries of the other side
	Copies    int           `json:"copies"`    // callbacks that came again
	History   []Entry       `json:"history"`

	at     time.Time // of the answer
	next   time.Time // of the next inquiry
	user   *user     // beneficiary, or originator
	symbol string    // of those it sends
	seen   map[string]bool
	going  bool // what follows the result has begun
	hidden bool // the hash is not told yet
}

// Entry is one thing that happened.
type Entry struct {
	At   client.Time `json:"at"`
	What string      `json:"what"`
}

// maxRecords and maxHistory bound the memory; the oldest go first.
const (
	maxRecords = 10000
	maxHistory = 200
)

// memory keeps records. Everything is done under its lock, and nothing waits in there.
type memory struct {
	mu      sync.Mutex
	records map[string]*Record
	order   []string // oldest first
}

func newMemory() *memory { return &memory{records: map[string]*Record{}} }

// with runs fn on a record, which is made when there is none.
func (m *memory) with(uuid string, direction Direction, fn func(*Record)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[uuid]
	if r == nil {
		if len(m.order) >= maxRecords {
			delete(m.records, m.order[0])
			m.order = m.order[1:]
		}
		r = &Record{UUID: uuid, Direction: direction, Result: client.Waiting, seen: map[string]bool{}, History: []Entry{}}
		m.records[uuid] = r
		m.order = append(m.order, uuid)
	}
	fn(r)
}

// note adds a line; the caller holds the lock.
func (r *Record) note(at time.Time, what string) {
	if len(r.History) < maxHistory {
		r.History = append(r.History, Entry{client.At(at), what})
	}
}

// known returns a copy.
func (m *memory) known(uuid string) (Record, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[uuid]
	if r == nil {
		return Record{}, false
	}
	return r.copied(), true
}

func (r *Record) copied() Record {
	out := *r
	out.History, out.seen = slices.Clone(r.History), nil
	return out
}

// all returns copies, newest first.
func (m *memory) all(limit int) []Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]Record, 0, min(limit, len(m.order)))
	for i := len(m.order) - 1; i >= 0 && len(out) < limit; i-- {
		out = append(out, m.records[m.order[i]].copied())
	}
	return out
}

// answered keeps what the robot said to a user question.
func (m *memory) answered(uuid string, u *user, result client.Result, reason client.Reason, at time.Time) {
	m.with(uuid, Receives, func(r *Record) {
		r.Result, r.Reason, r.at, r.user = result, reason, at, u
		r.note(at, "answered "+string(result)+" "+string(reason))
	})
}

// due lists what is to be inquired at at, and when next: verified, not reported and not given up, from After until For.
func (m *memory) due(at time.Time, t Timing) []Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Record
	for _, r := range m.records {
		if r.Direction != Receives || r.Result != client.Verified || r.Reported || r.Canceled {
			continue
		}
		first := r.at.Add(t.InquiryAfter)
		if at.Before(first) || at.Before(r.next) || at.After(r.at.Add(t.InquiryFor)) {
			continue
		}
		r.next = at.Add(t.InquiryEvery)
		out = append(out, r.copied())
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Compare(a.UUID, b.UUID) })
	return out
}

// ids is a small set of message ids.
type ids struct {
	mu    sync.Mutex
	known map[string]bool
}

func (s *ids) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= maxRecords {
		clear(s.known)
	}
	s.known[id] = true
}

func (s *ids) has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[id]
}
