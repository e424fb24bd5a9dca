package robot

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

const (
	robotID = client.VaspID("4611686018427387905")
	uuid1   = "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21"
	uuid2   = "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e22"
)

var start = time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)

// node is the robot's own node as far as a test needs one: it answers inquiries and knows a history.
type node struct {
	mu         sync.Mutex
	inquired   []string
	status     string // answer to an inquiry; "": 408
	history    string // elements of the list
	unreported bool   // no element has been reported: a list by transaction id is empty
}

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch r.Method + " " + r.URL.Path {
	case "POST /v1/verifications/tx/inquiry":
		var body struct {
			UUID string `json:"verificationUuid"`
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		n.inquired = append(n.inquired, body.UUID)
		if n.status == "" {
			w.WriteHeader(408)
			fmt.Fprint(w, `{"code":"REQUEST-TIMEOUT","message":"m"}`)
			return
		}
		fmt.Fprintf(w, `{"verificationUuid":%q,%s}`, body.UUID, n.status)
	case "GET /v1/verifications":
		if n.unreported && r.URL.Query().Get("txHash") != "" {
			fmt.Fprint(w, `{"count":0,"page":1,"rpp":100,"verifications":[]}`)
			return
		}
		fmt.Fprintf(w, `{"count":%d,"page":1,"rpp":100,"verifications":[%s]}`, strings.Count(n.history, "verificationUuid"), n.history)
	case "GET /v1/verifications/" + uuid2:
		fmt.Fprintf(w, `{"verificationUuid":%q,"result":"VERIFIED","originatingVaspId":%q,"txHash":"E3","vout":"1","createdAt":"2026-03-14T08:00:00.000Z"}`, uuid2, robotID)
	default:
		w.WriteHeader(404)
		fmt.Fprint(w, `{"code":"VERIFICATION-NOT-FOUND","message":"m"}`)
	}
}

func (n *node) asked() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.inquired)
}

func (n *node) say(status string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.status = status
}

// clock is one that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// testAddress makes addresses of nobody: on XRP one account (the ledger's first, which everybody knows) with a tag, on Ethereum any 20 bytes.
func testAddress(_, network, seed string) string {
	sum := sha256.Sum256([]byte(seed))
	if network == "XRP" {
		return "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:" + fmt.Sprint(binary.BigEndian.Uint32(sum[:]))
	}
	return fmt.Sprintf("0x%x", sum[:20])
}

func newRobot(t *testing.T, n *node) (*Robot, *clock) {
	t.Helper()
	server := httptest.NewServer(n)
	t.Cleanup(server.Close)
	own, err := client.New(server.URL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := &clock{at: start}
	r, err := New(Config{VaspID: robotID, Node: own, Address: testAddress, Clock: at.now, Rand: rand.NewChaCha8([32]byte{1}), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	return r, at
}

// verifiedNow makes the robot verify a transfer.
func (r *Robot) verifiedNow(t *testing.T, uuid string) {
	t.Helper()
	a, err := r.User(t.Context(), client.UserQuestion{UUID: uuid, Asset: client.AssetInfo{Symbol: "ETH", Network: "Ethereum", Threshold: true}, RequiredInfo: []string{"ACCOUNT_NUMBER"},
		Originator: client.Originator("x", asker...), Beneficiary: client.Beneficiary(r.userByID("robot-ada").accounts["ETH"], robbins...)})
	if err != nil || a.Result != client.Verified {
		t.Fatalf("%+v, %v", a, err)
	}
}

// Appendix A: not before ten minutes, then every minute, up to an hour.
func TestInquiries(t *testing.T) {
	n := &node{status: `"transactionStatus":"PENDING"`}
	r, at := newRobot(t, n)
	r.verifiedNow(t, uuid1)
	for _, row := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {9*time.Minute + 59*time.Second, 0}, {10 * time.Minute, 1}, {10*time.Minute + 30*time.Second, 1}, {11 * time.Minute, 2}, {30 * time.Minute, 3}, {time.Hour, 4},
		{time.Hour + time.Second, 4}, {2 * time.Hour, 4}} {
		at.set(start.Add(row.after))
		r.Look(t.Context())
		if got := n.asked(); got != row.want {
			t.Errorf("%s: %d inquiries, want %d", row.after, got, row.want)
		}
	}
	if rec, _ := r.memory.known(uuid1); rec.Inquiries != 4 || rec.Reported {
		t.Errorf("%+v", rec)
	}
}

// What ends the inquiries.
func TestInquiriesEnd(t *testing.T) {
	callback := func(typ client.CallbackType, set func(*client.Event)) func(*Robot, *node) {
		return func(r *Robot, _ *node) {
			e := client.Event{Type: typ, UUID: uuid1, Data: json.RawMessage(`{}`)}
			set(&e)
			if err := r.Callback(context.Background(), e); err != nil {
				t.Error(err)
			}
		}
	}
	answer := func(status string) func(*Robot, *node) { return func(_ *Robot, n *node) { n.say(status) } }
	for _, row := range []struct {
		name string
		end  func(*Robot, *node)
		more int // inquiries after it
	}{
		{"nothing", func(*Robot, *node) {}, 5},
		{"no answer", answer(""), 5},
		{"a status without a transaction id", answer(`"transactionStatus":"PROCESSING"`), 5},
		{"a status with one", answer(`"transactionStatus":"WAIT-CONFIRM","txHash":"E3"`), 1},
		{"the answer CANCELED", answer(`"transactionStatus":"CANCELED"`), 1},
		{"a report", callback(client.TxReported, func(e *client.Event) { e.Tx = &client.TxReport{UUID: uuid1, TxHash: "E3"} }), 0},
		{"an error report", callback(client.ErrorReported, func(e *client.Event) {
			e.Error = &client.ErrorReport{UUID: uuid1, Result: client.Failed, Reason: client.UserCanceled}
		}), 0},
	} {
		n := &node{status: `"transactionStatus":"PENDING"`}
		r, at := newRobot(t, n)
		r.verifiedNow(t, uuid1)
		at.set(start.Add(10 * time.Minute))
		r.Look(t.Context())
		before := n.asked()
		row.end(r, n)
		for i := 1; i <= 5; i++ {
			at.set(start.Add(10*time.Minute + time.Duration(i)*time.Minute))
			r.Look(t.Context())
		}
		if more := n.asked() - before; more != row.more || before != 1 {
			t.Errorf("%s: %d before, %d more, want %d", row.name, before, more, row.more)
		}
	}
}

// What was verified before the robot started is inquired too, as long as its hour lasts.
func TestResume(t *testing.T) {
	row := func(uuid, hash string) string {
		return fmt.Sprintf(`{"verificationUuid":%q,"result":"VERIFIED","txHash":%s,"verifiedAt":"2026-03-14T07:45:00.000Z","createdAt":"2026-03-14T07:45:00.000Z"}`, uuid, hash)
	}
	n := &node{status: `"transactionStatus":"PENDING"`, history: row(uuid1, "null") + "," + row(uuid2, `"E3"`)}
	r, at := newRobot(t, n)
	r.Look(t.Context())
	if diff := cmp.Diff([]string{uuid1}, n.inquired); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	at.set(start.Add(46 * time.Minute))
	r.Look(t.Context())
	if n.asked() != 1 {
		t.Error("inquired after its hour")
	}
}

func TestTransactionOfEarlier(t *testing.T) {
	r, _ := newRobot(t, &node{})
	got, err := r.Transaction(t.Context(), uuid2)
	if diff := cmp.Diff(client.TxStatus{Status: client.TxConfirmed, TxHash: "E3", Vout: "1"}, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if _, err := r.Transaction(t.Context(), uuid1); !errors.Is(err, errUnknownVerification) {
		t.Errorf("%v", err)
	}
}

// A deposit is found by its report, or by an inquiry about the one transfer of the same accounts and amount; or not at all.
func TestDeposits(t *testing.T) {
	row := func(uuid, amount, hash string) string {
		return fmt.Sprintf(`{"verificationUuid":%q,"result":"VERIFIED","assetInfo":{"symbol":"ETH","amount":%q},"txHash":%s,"createdAt":"2026-03-14T07:45:00.000Z"}`, uuid, amount, hash)
	}
	for _, c := range []struct {
		name, history, status string
		after                 time.Duration
		state                 DepositState
		inquired              []string
	}{
		{"not yet looked into", row(uuid1, "1.50", "null"), `"transactionStatus":"CONFIRMED","txHash":"E3"`, 9 * time.Minute, Unattributed, nil},
		{"by an inquiry", row(uuid1, "1.50", "null"), `"transactionStatus":"CONFIRMED","txHash":"E3"`, 10 * time.Minute, Attributed, []string{uuid1}},
		{"another amount", row(uuid1, "1.51", "null"), `"transactionStatus":"CONFIRMED","txHash":"E3"`, 10 * time.Minute, Unattributed, nil},
		{"another transaction", row(uuid1, "1.5", `"E4"`), `"transactionStatus":"CONFIRMED","txHash":"E3"`, 10 * time.Minute, Unattributed, nil},
		{"the wrong transaction", row(uuid1, "1.5", "null"), `"transactionStatus":"CONFIRMED","txHash":"E4"`, 10 * time.Minute, Unattributed, []string{uuid1}},
		{"no answer", row(uuid1, "1.5", "null"), "", 10 * time.Minute, Unattributed, []string{uuid1}},
		{"nothing for an hour", "", "", time.Hour + time.Minute, Unexplained, nil},
	} {
		n := &node{status: c.status, history: c.history, unreported: true}
		r, at := newRobot(t, n)
		r.resumed.Store(true)
		if _, err := r.deposit(t.Context(), Deposit{TxHash: "E3", Symbol: "ETH", From: "a", To: "b", Amount: "1.5"}); err != nil {
			t.Fatal(err)
		}
		at.set(start.Add(c.after))
		r.Look(t.Context())
		got := r.deposits.all()[0]
		if got.State != c.state || (got.UUID != "") != (c.state == Attributed) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if diff := cmp.Diff(c.inquired, n.inquired); diff != "" {
			t.Errorf("%s: inquired (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestDepositReported(t *testing.T) {
	r, _ := newRobot(t, &node{history: fmt.Sprintf(`{"verificationUuid":%q,"txHash":"E3"}`, uuid1)})
	d := Deposit{TxHash: "E3", Symbol: "ETH", From: "a", To: "b", Amount: "1.5"}
	if got, err := r.deposit(t.Context(), d); err != nil || got.State != Attributed || got.UUID != uuid1 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := r.deposit(t.Context(), d); !fault.Has(err, fault.Conflict) {
		t.Errorf("the same deposit twice: %v", err)
	}
	for name, change := range map[string]func(*Deposit){"txHash": func(d *Deposit) { d.TxHash = "" }, "symbol": func(d *Deposit) { d.Symbol = "BTC" }, "from": func(d *Deposit) { d.From = "" },
		"to": func(d *Deposit) { d.To = strings.Repeat("x", 300) }, "amount": func(d *Deposit) { d.Amount = "1/2" }} {
		broken := d
		change(&broken)
		if _, err := r.deposit(t.Context(), broken); fault.PlaceOf(err) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A silence ends with whoever waits, and with the robot.
func TestSilenceEnds(t *testing.T) {
	r, _ := newRobot(t, &node{})
	question := client.AccountQuestion{Symbol: "ETH", Network: "Ethereum", Beneficiary: client.Beneficiary(r.userByID("robot-silent").accounts["ETH"])}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := r.Account(ctx, question); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	done := make(chan error)
	go func() {
		_, err := r.Account(context.Background(), question)
		done <- err
	}()
	r.Stop()
	select {
	case err := <-done:
		if err == nil {
			t.Error("an answer")
		}
	case <-time.After(5 * time.Second):
		t.Error("a silence outlived the robot")
	}
	r.after(0, func(context.Context) { t.Error("begun after the end") })
	r.running.Wait()
}

// Copies of an event are counted and change nothing.
func TestCopies(t *testing.T) {
	r, _ := newRobot(t, &node{})
	e := client.Event{Type: client.TxReported, UUID: uuid1, Data: json.RawMessage(`{"a":1}`), Tx: &client.TxReport{TxHash: "E3"}}
	for range 3 {
		if err := r.Callback(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if rec, _ := r.memory.known(uuid1); rec.Copies != 2 || rec.TxHash != "E3" || len(rec.History) != 3 {
		t.Errorf("%+v", rec)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory()
	for i := range maxRecords + 10 {
		m.with(fmt.Sprint(i), Receives, func(r *Record) { r.note(start, "x") })
	}
	if _, first := m.known("9"); first || len(m.records) != maxRecords || len(m.order) != maxRecords {
		t.Errorf("%d records, %d in order, the first is there: %t", len(m.records), len(m.order), first)
	}
	if list := m.all(3); len(list) != 3 || list[0].UUID != fmt.Sprint(maxRecords+9) {
		t.Errorf("%+v", list)
	}
	for range maxHistory + 10 {
		m.with("one", Receives, func(r *Record) { r.note(start, "x") })
	}
	if rec, _ := m.known("one"); len(rec.History) != maxHistory {
		t.Errorf("%d lines", len(rec.History))
	}
}

// The table is whole: every trick is a user's, every user is somebody's, ids are unique, and all that a row needs is there.
func TestTable(t *testing.T) {
	r, _ := newRobot(t, &node{})
	seen, used := map[string]bool{}, map[string]bool{}
	for _, s := range r.Scenarios() {
		if seen[s.ID] || s.About == "" || s.Account == nil && s.User == nil {
			t.Errorf("%s: twice, or without words or expectations", s.ID)
		}
		seen[s.ID] = true
		switch s.Direction {
		case Receives:
			if s.Ask == nil || !json.Valid(s.AccountRequest) || !json.Valid(s.UserRequest) || s.Run != "" {
				t.Errorf("%s: how to ask is not said", s.ID)
				continue
			}
			if u, _ := r.find(s.Ask.Symbol, s.Ask.Network, s.Ask.Address); u != nil {
				used[u.id] = true
			}
		case Sends:
			if s.Ask != nil || s.Run == "" || r.userByID(s.user) == nil {
				t.Errorf("%s: how to run it, or as whom, is not said", s.ID)
			}
			used[s.user] = true
		}
	}
	for _, u := range users() {
		if !used[u.id] {
			t.Errorf("nobody provokes %s", u.id)
		}
	}
}

// frames: what leaves of a question and of an answer.
func TestFrames(t *testing.T) {
	r, _ := newRobot(t, &node{})
	_, signer, err := ed25519.GenerateKey(rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	key, err := envelope.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	account := func(id string) string { return r.userByID(id).accounts["XRP"] }
	asks := func(id string) string {
		return fmt.Sprintf(`{"ivms101":{"beneficiary":{"accountNumber":[%q]}}}`, account(id))
	}
	sends := func(id string) string {
		return fmt.Sprintf(`{"originator":{"accountNumber":[%q]},"beneficiary":{"accountNumber":["x"]}}`, account(id))
	}
	for i, row := range []struct {
		name, question string
		typ            envelope.Type
		spoilt, twice  bool
	}{
		{"an answer about an honest user", asks("robot-ada"), envelope.AccountAnswer, false, false},
		{"a broken answer", asks("robot-broken-answer"), envelope.AccountAnswer, true, false},
		{"a stranger's answer", asks("robot-stranger-answer"), envelope.UserAnswer, true, false},
		{"a question about a user whose answers are broken", asks("robot-broken-answer"), envelope.AccountQuestion, false, false},
		{"an honest question", sends("robot-ada"), envelope.UserQuestion, false, false},
		{"a broken question", sends("robot-broken-question"), envelope.UserQuestion, true, false},
		{"a stranger's question", sends("robot-stranger-question"), envelope.UserQuestion, true, false},
		{"a question that goes twice", sends("robot-sends-twice"), envelope.UserQuestion, false, true},
		{"an answer to a user whose questions are broken", sends("robot-broken-question"), envelope.UserAnswer, false, false},
		{"no body", `[`, envelope.UserQuestion, false, false},
	} {
		h := envelope.Header{ID: fmt.Sprintf("0192f0c1-7a3b-4c5d-8e6f-%012x", i), Type: envelope.UserQuestion, From: "1", To: "2", KeyType: "PerVasp", SentAt: start, ExpiresAt: start.Add(time.Minute)}
		frame, _, err := envelope.Seal(h, []byte("body"), key.PublicKey(), signer)
		if err != nil {
			t.Fatal(err)
		}
		h.Type = row.typ
		kept := bytes.Clone(frame)
		got := r.frame(h, []byte(row.question), frame)
		if !bytes.Equal(kept, frame) {
			t.Errorf("%s: the frame that was given has changed", row.name)
		}
		if spoilt := !bytes.Equal(got, frame); spoilt != row.spoilt || r.twice.has(h.ID) != row.twice {
			t.Errorf("%s: spoilt %t, twice %t", row.name, spoilt, r.twice.has(h.ID))
		}
		if signed := len(got) - ed25519.SignatureSize; !bytes.Equal(got[:signed], frame[:signed]) {
			t.Errorf("%s: more than the signature has changed", row.name)
		}
	}
}

// peers counts deliveries.
type peers struct {
	doubled
	count int
}

func (p *peers) Deliver(context.Context, directory.Member, []byte) ([]byte, error) {
	p.count++
	return []byte(fmt.Sprint(p.count)), nil
}

func TestDeliveredTwice(t *testing.T) {
	r, _ := newRobot(t, &node{})
	_, signer, err := ed25519.GenerateKey(rand.NewChaCha8([32]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	key, err := envelope.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	frame, _, err := envelope.Seal(envelope.Header{ID: uuid1, Type: envelope.UserQuestion, From: "1", To: "2", KeyType: "PerVasp", SentAt: start, ExpiresAt: start.Add(time.Minute), Verification: uuid2},
		[]byte("body"), key.PublicKey(), signer)
	if err != nil {
		t.Fatal(err)
	}
	for want := 1; want <= 2; want++ {
		way := &peers{}
		answer, err := r.peers(way).Deliver(t.Context(), directory.Member{}, frame)
		if err != nil || string(answer) != "1" || way.count != want {
			t.Errorf("%d deliveries, want %d; answer %s, %v", way.count, want, answer, err)
		}
		r.twice.add(uuid1)
	}
}

// FuzzAccountsOf: whatever a question holds, the tricks are found without a panic, and an account that is found stands in the text.
func FuzzAccountsOf(f *testing.F) {
	for _, seed := range []string{`{"ivms101":{"beneficiary":{"accountNumber":["0x1"]}}}`, `{"originator":{"accountNumber":["a"]},"beneficiary":{"accountNumber":["b","c"]}}`, `{}`, `null`, `[]`, `{"originator":1}`,
		`{"beneficiary":{"accountNumber":[]},"ivms101":{"beneficiary":{"accountNumber":["x"]}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, question []byte) {
		originator, beneficiary := accountsOf(question)
		if !json.Valid(question) && originator+beneficiary != "" {
			t.Errorf("%q and %q in %q", originator, beneficiary, question)
		}
	})
}
