package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/golden"
	"github.com/bonafide-id/bonafide/internal/robot"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// counterpart is the back end of an exchange that deals with the robot: it says what a row wants said, and keeps what it was told.
type counterpart struct {
	mu     sync.Mutex
	events map[string][]client.Event // by verification
	states map[string]client.TxStatus
	asked  map[string]int
}

func (c *counterpart) Account(context.Context, client.AccountQuestion) (client.AccountAnswer, error) {
	return client.AccountAnswer{}, &client.Error{Status: 500}
}

func (c *counterpart) User(context.Context, client.UserQuestion) (client.UserAnswer, error) {
	return client.UserAnswer{}, &client.Error{Status: 500}
}

func (c *counterpart) Transaction(_ context.Context, uuid string) (client.TxStatus, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[uuid]++
	if state, ok := c.states[uuid]; ok {
		return state, nil
	}
	return client.TxStatus{Status: client.TxPending}, nil
}

func (c *counterpart) Callback(_ context.Context, e client.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events[e.UUID] = append(c.events[e.UUID], e)
	return nil
}

func (c *counterpart) told(uuid string, typ client.CallbackType) []client.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.events[uuid]), func(e client.Event) bool { return e.Type != typ })
}

func (c *counterpart) say(uuid string, state client.TxStatus) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.states[uuid] = state
}

// robotWorld is a sandbox in which Seoul has a back end of its own, and the robot waits for no ten minutes.
type robotWorld struct {
	*sandbox.World
	seoul *client.Client
	back  *counterpart
	robot string // URL
}

func startRobotWorld(t *testing.T) *robotWorld {
	t.Helper()
	back := &counterpart{events: map[string][]client.Event{}, states: map[string]client.TxStatus{}, asked: map[string]int{}}
	server := httptest.NewServer(client.Handler(back, client.HandlerOptions{}))
	t.Cleanup(server.Close)
	w, err := sandbox.Start(context.Background(), sandbox.Options{Dir: t.TempDir(), Log: testLog(t), Version: "test",
		Backends: map[string]config.Backend{"seoul": {Transaction: server.URL + client.TransactionPath, Callback: server.URL + client.CallbackPath}},
		Robot: robot.Timing{InquiryAfter: 600 * time.Millisecond, InquiryEvery: 400 * time.Millisecond, InquiryFor: 20 * time.Second, AccountDelay: 300 * time.Millisecond,
			UserDelay: time.Second, LateReport: 3 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := w.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	seoul, err := client.New(w.Description.Exchanges[0].EnclaveURL, client.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return &robotWorld{w, seoul, back, w.Description.RobotURL}
}

// call speaks to the robot's own surface; a status that is not wanted fails the test.
func (w *robotWorld) call(t *testing.T, method, path string, body, into any, want int) string {
	t.Helper()
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), method, w.robot+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != want {
		t.Fatalf("%s %s: %d %s, want %d", method, path, response.StatusCode, answer, want)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
	}
	return string(answer)
}

func (w *robotWorld) scenarios(t *testing.T) []robot.Scenario {
	t.Helper()
	var list struct {
		Scenarios []robot.Scenario `json:"scenarios"`
	}
	w.call(t, http.MethodGet, "/robot/v1/scenarios", nil, &list, 200)
	return list.Scenarios
}

func (w *robotWorld) record(t *testing.T, uuid string) robot.Record {
	t.Helper()
	var rec robot.Record
	w.call(t, http.MethodGet, "/robot/v1/verifications/"+uuid, nil, &rec, 200)
	return rec
}

// eventually waits for what must become true.
func eventually(t *testing.T, what string, limit time.Duration, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s", what, limit)
		}
	}
}

// answered is what came, as a scenario writes it down.
func answered(t *testing.T, result client.Result, reason client.Reason, message string, err error) robot.Expect {
	t.Helper()
	var e *client.Error
	switch {
	case err == nil:
		return robot.Expect{Status: 200, Result: result, Reason: cmp.Or(reason, client.OK), Message: message}
	case asError(err, &e):
		return robot.Expect{Status: e.Status, Code: e.Code}
	}
	t.Fatal(err)
	return robot.Expect{}
}

func asError(err error, into **client.Error) bool {
	e, ok := err.(*client.Error)
	*into = e
	return ok
}

func same(t *testing.T, what string, want *robot.Expect, got robot.Expect) {
	t.Helper()
	if want == nil {
		t.Fatalf("%s: the scenario does not say what is expected; got %+v", what, got)
	}
	if diff := gocmp.Diff(*want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// post sends a body to Seoul's node exactly as the robot lists it.
func (w *robotWorld) post(t *testing.T, path string, body json.RawMessage, into any) error {
	t.Helper()
	response, err := http.Post(w.Description.Exchanges[0].EnclaveURL+path, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 200 {
		var e struct{ Code, Message string }
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatalf("%d %s", response.StatusCode, text)
		}
		return &client.Error{Status: response.StatusCode, Code: e.Code, Message: e.Message}
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return nil
}

// askAccount puts the account question of a scenario.
func (w *robotWorld) askAccount(t *testing.T, s robot.Scenario) (robot.Expect, time.Duration) {
	t.Helper()
	started := time.Now()
	var got client.AccountAnswer
	err := w.post(t, "/v1/verifications/account", s.AccountRequest, &got)
	return answered(t, got.Result, got.Reason, got.Message, err), time.Since(started)
}

// verify puts the user question of a scenario and waits for its end.
func (w *robotWorld) verify(t *testing.T, s robot.Scenario) (client.Verification, time.Duration) {
	t.Helper()
	begun := time.Now()
	var started client.Started
	if err := w.post(t, "/v1/verifications", s.UserRequest, &started); err != nil {
		t.Fatal(err)
	}
	var v client.Verification
	eventually(t, "the verification's end", 30*time.Second, func() bool {
		var err error
		if v, err = w.seoul.Verification(t.Context(), started.UUID); err != nil {
			t.Fatal(err)
		}
		return v.Result != client.Waiting
	})
	return v, time.Since(begun)
}

// target is a customer of Seoul, to whom the robot sends.
func target(t *testing.T) robot.Target {
	t.Helper()
	account, name, ok := sandbox.SampleAccount(sandbox.SeoulID)
	if !ok {
		t.Fatal("no sample account")
	}
	persons, err := json.Marshal([]client.Person{client.Natural(name.Primary, name.Secondary)})
	if err != nil {
		t.Fatal(err)
	}
	return robot.Target{VaspID: sandbox.SeoulID, Symbol: account.Symbol, Network: account.Network, Address: account.Address, Persons: persons}
}

// provoked is a scenario that has been asked or run.
type provoked struct {
	scenario      robot.Scenario
	accountTook   time.Duration
	userTook      time.Duration
	verification  client.Verification // of the robot's, seen from Seoul
	verifications []string            // of those the robot sends
}

// robotRows has a row for every scenario: what must be true beyond the answers that the scenario itself lists. nil: nothing.
func (w *robotWorld) robotRows() map[string]func(*testing.T, provoked) {
	refused := func(t *testing.T, p provoked) {
		_, err := w.seoul.Verification(t.Context(), p.verifications[0])
		if !client.HasCode(err, client.CodeVerificationNotFound) {
			t.Errorf("Seoul has stored what it must not take: %v", err)
		}
	}
	reported := func(t *testing.T, p provoked) {
		for _, uuid := range p.verifications {
			w.reported(t, uuid)
		}
	}
	return map[string]func(*testing.T, provoked){
		"verified": nil, "verified-xrp": nil, "verified-company": nil, "below-threshold": nil, "unknown-symbol": nil, "unknown-network": nil, "unknown-address": nil,
		"mismatched-name": nil, "company-without-representative": nil, "unverified-kyc": nil, "unavailable-information": nil, "lack-of-information": nil,
		"blacklisted-originator": nil, "not-blacklisted": nil, "blacklisted-beneficiary": nil, "not-allowed": nil, "unknown-result": nil, "other-account": nil,
		"garbage": nil, "silence": w.robotIsSilent, "delay": w.robotIsSlow, "broken-signature": nil, "wrong-key": nil, "too-much-data": w.robotSaysTooMuch,
		"unreported": w.robotInquires, "asks-twice": w.robotAsksTwice,

		"send-account": nil, "send-verified": w.thenConfirmed, "send-company": reported, "send-canceled": w.thenCanceled, "send-dropped": w.thenDropped,
		"send-unreported": w.thenUnreported, "send-late-report": w.thenLate, "send-silent": w.thenSilent, "send-duplicate-report": w.thenTwice,
		"send-duplicate-message": w.thenDelivered, "send-batch": w.thenBatch, "send-blacklisted": nil, "send-broken-signature": refused, "send-wrong-key": refused,
	}
}

// slow scenarios end with the deadline of a user verification, 20 s in a sandbox.
func slow(s robot.Scenario) bool {
	return s.Direction == robot.Receives && s.User != nil && s.User.Reason == client.RequestTimeout && s.ID != "silence"
}

// TestRobot provokes every scenario of the robot's list, through whole nodes, in both directions, all at once.
func TestRobot(t *testing.T) {
	w := startRobotWorld(t)
	rows, listed := w.robotRows(), w.scenarios(t)
	if len(listed) == 0 {
		t.Fatal("the robot lists nothing")
	}
	golden.File(t, filepath.Join("..", "..", "docs", "robot.md"), robotDocument(t, listed))
	for _, s := range listed {
		check, ok := rows[s.ID]
		if !ok {
			t.Errorf("scenario %s has no row here", s.ID)
			continue
		}
		delete(rows, s.ID)
		t.Run(s.ID, func(t *testing.T) {
			if slow(s) && testing.Short() {
				t.Skip("waits for the deadline of a verification")
			}
			t.Parallel()
			p := provoked{scenario: s}
			if s.Direction == robot.Receives {
				w.ask(t, &p)
			} else {
				w.run(t, &p)
			}
			if check != nil && !t.Failed() {
				check(t, p)
			}
		})
	}
	for id := range rows {
		t.Errorf("%s is no scenario", id)
	}
}

// ask puts both questions of a scenario to the robot.
func (w *robotWorld) ask(t *testing.T, p *provoked) {
	got, took := w.askAccount(t, p.scenario)
	p.accountTook = took
	same(t, "account", p.scenario.Account, got)
	p.verification, p.userTook = w.verify(t, p.scenario)
	v := p.verification
	same(t, "user", p.scenario.User, answered(t, v.Result, *v.Reason, *v.Message, nil))
	if v.Result == client.Verified && !bytes.Contains(v.Beneficiary, []byte(p.scenario.Ask.Address)) {
		t.Errorf("the beneficiary's data are not there: %s", v.Beneficiary)
	}
	w.resultTold(t, v)
}

// resultTold: Seoul's back end hears of the end too (contract 3.5).
func (w *robotWorld) resultTold(t *testing.T, v client.Verification) {
	t.Helper()
	eventually(t, "VERIFICATION_RESULT", 15*time.Second, func() bool { return len(w.back.told(v.UUID, client.VerificationResult)) > 0 })
	got := w.back.told(v.UUID, client.VerificationResult)[0].Result
	if got.Result != v.Result || got.Reason != *v.Reason || got.Message != *v.Message {
		t.Errorf("told %+v, looked up %s %s %q", got, v.Result, *v.Reason, *v.Message)
	}
}

// run makes the robot play a scenario and waits for the end of its verifications.
func (w *robotWorld) run(t *testing.T, p *provoked) {
	var running robot.Running
	w.call(t, http.MethodPost, strings.TrimPrefix(p.scenario.Run, "POST "), target(t), &running, 200)
	if p.scenario.Account != nil {
		if running.Account == nil {
			t.Fatal("no answer to the account question")
		}
		same(t, "account", p.scenario.Account, answered(t, running.Account.Result, running.Account.Reason, running.Account.Message, nil))
		return
	}
	p.verifications = running.UUIDs
	for _, uuid := range running.UUIDs {
		var rec robot.Record
		eventually(t, "the result at the robot", 30*time.Second, func() bool { rec = w.record(t, uuid); return rec.Result != client.Waiting })
		own := w.robotRow(t, uuid)
		same(t, "user", p.scenario.User, answered(t, own.Result, *own.Reason, *own.Message, nil))
		if rec.Scenario != p.scenario.ID || rec.Direction != robot.Sends {
			t.Errorf("the robot's record: %+v", rec)
		}
	}
	if len(p.verifications) == 0 {
		t.Error("no verification was begun")
	}
}

// robotRow is the robot's own row as it ended first: an error report or an inquiry may have changed it since.
func (w *robotWorld) robotRow(t *testing.T, uuid string) client.Verification {
	t.Helper()
	own, err := client.New(w.Description.Robot.EnclaveURL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := own.Verification(t.Context(), uuid)
	if err != nil {
		t.Fatal(err)
	}
	if rec := w.record(t, uuid); rec.Scenario == "send-canceled" { // its row says what was reported
		ok, none := client.OK, ""
		v.Result, v.Reason, v.Message = rec.Result, &ok, &none
	}
	return v
}

func (w *robotWorld) robotIsSilent(t *testing.T, p provoked) {
	if p.accountTook < 900*time.Millisecond || p.userTook < 4*time.Second {
		t.Errorf("the answers came after %s and %s: nobody was waited for", p.accountTook, p.userTook)
	}
}

func (w *robotWorld) robotIsSlow(t *testing.T, p provoked) {
	if p.accountTook < 300*time.Millisecond || p.userTook < time.Second {
		t.Errorf("the answers came after %s and %s", p.accountTook, p.userTook)
	}
}

func (w *robotWorld) robotSaysTooMuch(t *testing.T, p provoked) {
	if bytes.Contains(p.verification.Beneficiary, []byte("customerIdentification")) {
		t.Errorf("data nobody asked for arrived: %s", p.verification.Beneficiary)
	}
}

// robotInquires: by and by until it learns a transaction id; not at all of what is reported; no more after an error report.
func (w *robotWorld) robotInquires(t *testing.T, p provoked) {
	uuid := p.verification.UUID
	eventually(t, "two inquiries", 15*time.Second, func() bool { return w.record(t, uuid).Inquiries >= 2 })
	if rec := w.record(t, uuid); rec.Reported || rec.TxHash != "" {
		t.Errorf("PENDING was taken for a report: %+v", rec)
	}
	w.back.say(uuid, client.TxStatus{Status: client.TxWaitConfirm, TxHash: "0xabc"})
	eventually(t, "the transaction id", 15*time.Second, func() bool { rec := w.record(t, uuid); return rec.Reported && rec.TxHash == "0xabc" })
	w.quiet(t, uuid)

	reported, _ := w.verify(t, p.scenario)
	for range 2 { // the same report twice does no harm
		if err := w.seoul.ReportTx(t.Context(), client.TxReport{UUID: reported.UUID, TxHash: "0xdef", Vout: "1"}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "TX_REPORT", 15*time.Second, func() bool { return w.record(t, reported.UUID).Reported })
	if rec := w.record(t, reported.UUID); rec.TxHash != "0xdef" || rec.Vout != "1" {
		t.Errorf("reported: %+v", rec)
	}
	w.quiet(t, reported.UUID)

	canceled, _ := w.verify(t, p.scenario)
	if err := w.seoul.ReportError(t.Context(), client.ErrorReport{UUID: canceled.UUID, Result: client.Failed, Reason: client.UserCanceled}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "ERROR_REPORT", 15*time.Second, func() bool {
		rec := w.record(t, canceled.UUID)
		return rec.Canceled && rec.Reason == client.UserCanceled
	})
	w.quiet(t, canceled.UUID)
}

// quiet: the robot inquires no more, though several inquiries would have been due.
func (w *robotWorld) quiet(t *testing.T, uuid string) {
	t.Helper()
	time.Sleep(200 * time.Millisecond) // one may be under way
	before := w.record(t, uuid).Inquiries
	time.Sleep(1500 * time.Millisecond)
	if after := w.record(t, uuid).Inquiries; after != before {
		t.Errorf("%d more inquiries about %s", after-before, uuid)
	}
}

func (w *robotWorld) robotAsksTwice(t *testing.T, p provoked) {
	uuid := p.verification.UUID
	eventually(t, "two inquiries", 15*time.Second, func() bool { return w.record(t, uuid).Inquiries >= 2 })
	var pending []robot.Entry
	eventually(t, "their answers", 15*time.Second, func() bool {
		pending = nil
		for _, entry := range w.record(t, uuid).History {
			if entry.What == "inquired: PENDING" {
				pending = append(pending, entry)
			}
		}
		return len(pending) >= 2
	})
	if apart := pending[1].At.Sub(pending[0].At.Time); apart > 300*time.Millisecond {
		t.Errorf("the two came %s apart: they are two rounds", apart)
	}
}

// reported waits until Seoul knows the transaction, by its row and by its back end, and returns its row.
func (w *robotWorld) reported(t *testing.T, uuid string) client.Verification {
	t.Helper()
	eventually(t, "TX_REPORT", 15*time.Second, func() bool { return len(w.back.told(uuid, client.TxReported)) > 0 })
	v, err := w.seoul.Verification(t.Context(), uuid)
	if err != nil {
		t.Fatal(err)
	}
	event := w.back.told(uuid, client.TxReported)[0]
	if v.TxHash == nil || *v.TxHash == "" || *v.TxHash != event.Tx.TxHash || *v.TxHash != w.record(t, uuid).TxHash {
		t.Errorf("transaction %v, told %+v, the robot's %q", v.TxHash, event.Tx, w.record(t, uuid).TxHash)
	}
	return v
}

func (w *robotWorld) inquire(t *testing.T, uuid string, want client.TxState) client.TxStatus {
	t.Helper()
	status, err := w.seoul.InquireTx(t.Context(), uuid)
	if err != nil {
		t.Fatal(err)
	}
	if status.Status != want || status.UUID != uuid {
		t.Errorf("%+v, want %s", status, want)
	}
	return status
}

func (w *robotWorld) thenConfirmed(t *testing.T, p provoked) {
	v := w.reported(t, p.verifications[0])
	if status := w.inquire(t, v.UUID, client.TxConfirmed); status.TxHash != *v.TxHash {
		t.Errorf("inquired %q, reported %q", status.TxHash, *v.TxHash)
	}
}

func (w *robotWorld) thenCanceled(t *testing.T, p provoked) {
	uuid := p.verifications[0]
	eventually(t, "ERROR_REPORT", 15*time.Second, func() bool { return len(w.back.told(uuid, client.ErrorReported)) > 0 })
	if e := w.back.told(uuid, client.ErrorReported)[0].Error; e.Result != client.Failed || e.Reason != client.UserCanceled {
		t.Errorf("%+v", e)
	}
	v, err := w.seoul.Verification(t.Context(), uuid)
	if err != nil || v.Result != client.Failed || *v.Reason != client.UserCanceled {
		t.Errorf("%s %v, %v", v.Result, v.Reason, err)
	}
	w.inquire(t, uuid, client.TxCanceled)
}

// nothingTold: no report has come, by row and by back end.
func (w *robotWorld) nothingTold(t *testing.T, uuid string) {
	t.Helper()
	v, err := w.seoul.Verification(t.Context(), uuid)
	if err != nil || v.TxHash != nil || v.Result != client.Verified || len(w.back.told(uuid, client.TxReported))+len(w.back.told(uuid, client.ErrorReported)) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func (w *robotWorld) thenDropped(t *testing.T, p provoked) {
	uuid := p.verifications[0]
	eventually(t, "giving up", 15*time.Second, func() bool { return w.record(t, uuid).Canceled })
	w.nothingTold(t, uuid)
	w.inquire(t, uuid, client.TxCanceled)
}

func (w *robotWorld) thenUnreported(t *testing.T, p provoked) {
	uuid := p.verifications[0]
	eventually(t, "the withdrawal", 15*time.Second, func() bool { return w.record(t, uuid).Sent })
	time.Sleep(300 * time.Millisecond)
	w.nothingTold(t, uuid)
	status := w.inquire(t, uuid, client.TxWaitConfirm)
	v, err := w.seoul.Verification(t.Context(), uuid)
	if err != nil || v.TxHash == nil || *v.TxHash != status.TxHash || status.TxHash == "" {
		t.Errorf("inquired %q, stored %v (%v)", status.TxHash, v.TxHash, err)
	}
}

func (w *robotWorld) thenLate(t *testing.T, p provoked) {
	uuid := p.verifications[0]
	eventually(t, "the withdrawal", 2*time.Second, func() bool { return w.record(t, uuid).Sent })
	if status := w.inquire(t, uuid, client.TxProcessing); status.TxHash != "" {
		t.Errorf("the transaction id came early: %+v", status)
	}
	w.nothingTold(t, uuid)
	v := w.reported(t, uuid)
	if late := v.OrderedAt.Sub(v.VerifiedAt.Time); late < 3*time.Second {
		t.Errorf("reported after %s", late)
	}
	w.inquire(t, uuid, client.TxConfirmed)
}

func (w *robotWorld) thenSilent(t *testing.T, p provoked) {
	eventually(t, "the withdrawal", 15*time.Second, func() bool { return w.record(t, p.verifications[0]).Sent })
	started := time.Now()
	_, err := w.seoul.InquireTx(t.Context(), p.verifications[0])
	var e *client.Error
	if !asError(err, &e) || e.Status != 408 || e.Code != client.CodeRequestTimeout {
		t.Errorf("%v", err)
	}
	if time.Since(started) < 900*time.Millisecond {
		t.Error("the robot was not waited for")
	}
	w.nothingTold(t, p.verifications[0])
}

func happened(rec robot.Record, what string) (n int) {
	for _, entry := range rec.History {
		if entry.What == what {
			n++
		}
	}
	return n
}

func (w *robotWorld) thenTwice(t *testing.T, p provoked) {
	uuid := p.verifications[0]
	eventually(t, "two reports", 15*time.Second, func() bool { return happened(w.record(t, uuid), "reported") == 2 })
	v := w.reported(t, uuid)
	time.Sleep(500 * time.Millisecond)
	for _, e := range w.back.told(uuid, client.TxReported) {
		if e.Tx.TxHash != *v.TxHash {
			t.Errorf("%+v beside %s", e.Tx, *v.TxHash)
		}
	}
}

func (w *robotWorld) thenDelivered(t *testing.T, p provoked) {
	uuid := p.verifications[0]
	v := w.reported(t, uuid)
	for _, what := range []string{"user.question", "transfer.report"} {
		eventually(t, "a second delivery of "+what, 15*time.Second, func() bool { return happened(w.record(t, uuid), "delivered the message again: "+what) == 1 })
	}
	page, err := w.seoul.Verifications(t.Context(), client.Filter{OriginatorAccount: v.OriginatorAccount, Action: client.Receive})
	if err != nil || page.Count != 1 {
		t.Errorf("%d verifications, %v", page.Count, err)
	}
	if told := w.back.told(uuid, client.TxReported); len(told) != 1 {
		t.Errorf("%d events of one report", len(told))
	}
}

func (w *robotWorld) thenBatch(t *testing.T, p provoked) {
	if len(p.verifications) != 2 {
		t.Fatalf("%d verifications", len(p.verifications))
	}
	one, two := w.reported(t, p.verifications[0]), w.reported(t, p.verifications[1])
	if *one.TxHash != *two.TxHash || one.Vout == nil || two.Vout == nil || *one.Vout == *two.Vout {
		t.Errorf("%s %v and %s %v", *one.TxHash, one.Vout, *two.TxHash, two.Vout)
	}
	page, err := w.seoul.Verifications(t.Context(), client.Filter{TxHash: *one.TxHash})
	if err != nil || page.Count != 2 {
		t.Errorf("%d with this transaction, %v", page.Count, err)
	}
}

// TestRobotActions takes a transfer step by step, as appendix A has it, and sees what is refused.
func TestRobotActions(t *testing.T) {
	w := startRobotWorld(t)
	to := target(t)
	var account client.AccountAnswer
	w.call(t, http.MethodPost, "/robot/v1/actions/account", to, &account, 200)
	if account.Result != client.Verified {
		t.Errorf("%+v", account)
	}
	act := func(name string, body, into any, want int) string {
		t.Helper()
		return w.call(t, http.MethodPost, "/robot/v1/actions/"+name, body, into, want)
	}
	type uuidBody struct {
		UUID     string `json:"verificationUuid"`
		Suppress bool   `json:"suppressReport,omitempty"`
		TxHash   string `json:"txHash,omitempty"`
	}
	begin := func() string {
		t.Helper()
		var started client.Started
		act("user", to, &started, 200)
		eventually(t, "the result", 15*time.Second, func() bool { return w.record(t, started.UUID).Result == client.Verified })
		return started.UUID
	}
	first := begin()
	time.Sleep(300 * time.Millisecond)
	if rec := w.record(t, first); rec.Sent {
		t.Error("the robot withdrew without being told to")
	}
	w.inquire(t, first, client.TxPending)
	act("tx", uuidBody{UUID: first}, nil, 422) // there is no transaction yet
	act("withdraw", uuidBody{UUID: first, Suppress: true}, nil, 200)
	w.nothingTold(t, first)
	act("tx", uuidBody{UUID: first}, nil, 200)
	w.reported(t, first)
	act("tx", uuidBody{UUID: first, TxHash: "0xanother"}, nil, 200) // a different hash replaces the old one (contract 2.7)
	eventually(t, "the other transaction", 15*time.Second, func() bool {
		v, err := w.seoul.Verification(t.Context(), first)
		return err == nil && v.TxHash != nil && *v.TxHash == "0xanother"
	})

	second := begin()
	act("withdraw", uuidBody{UUID: second}, nil, 200)
	w.reported(t, second)

	third := begin()
	act("error", client.ErrorReport{UUID: third, Result: client.Failed, Reason: client.NotAllowed, Message: "m"}, nil, 200)
	eventually(t, "ERROR_REPORT", 15*time.Second, func() bool { return len(w.back.told(third, client.ErrorReported)) == 1 })
	if e := w.back.told(third, client.ErrorReported)[0].Error; e.Reason != client.NotAllowed || e.Message != "m" {
		t.Errorf("%+v", e)
	}
	act("withdraw", uuidBody{UUID: third}, nil, 409)

	// The robot as beneficiary, told to inquire now.
	v, _ := w.verify(t, w.scenarios(t)[0])
	w.back.say(v.UUID, client.TxStatus{Status: client.TxProcessing})
	var status client.TxStatus
	act("inquiry", uuidBody{UUID: v.UUID}, &status, 200)
	if status.Status != client.TxProcessing {
		t.Errorf("%+v", status)
	}

	// Coins that no report explains are found by an inquiry (contract 1.5).
	v, _ = w.verify(t, w.scenarios(t)[0])
	w.back.say(v.UUID, client.TxStatus{Status: client.TxConfirmed, TxHash: "0xcoins"})
	var arrived robot.Deposit
	coins := map[string]string{"txHash": "0xcoins", "symbol": "ETH", "from": v.OriginatorAccount, "to": v.BeneficiaryAccount, "amount": "1.50"}
	if act("deposit", coins, &arrived, 200); arrived.State != robot.Unattributed {
		t.Errorf("%+v", arrived)
	}
	act("deposit", coins, nil, 409)
	eventually(t, "whose the coins are", 15*time.Second, func() bool {
		var list struct {
			Deposits []robot.Deposit `json:"deposits"`
		}
		w.call(t, http.MethodGet, "/robot/v1/deposits", nil, &list, 200)
		return len(list.Deposits) == 1 && list.Deposits[0].State == robot.Attributed && list.Deposits[0].UUID == v.UUID
	})

	for name, body := range map[string]any{"withdraw": uuidBody{UUID: "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21"}, "tx": uuidBody{UUID: "x"}, "error": client.ErrorReport{UUID: "x"}, "inquiry": uuidBody{UUID: "b3d0a8d2-5a7e-4c1f-9a54-0f6f4f0c8e21"}} {
		act(name, body, nil, 404)
	}
	for member, broken := range map[string]robot.Target{"beneficiaryVaspId": {}, "symbol": {VaspID: "1"}, "address": {VaspID: "1", Symbol: "ETH"}, "beneficiaryPersons": {VaspID: "1", Symbol: "ETH", Address: "x"},
		"amount": {VaspID: "1", Symbol: "ETH", Address: "x", Persons: to.Persons, Amount: "-1"}} {
		if text := act("user", broken, nil, 422); !strings.Contains(text, `"place":"`+member+`"`) {
			t.Errorf("%s: %s", member, text)
		}
	}
	unknown := to
	unknown.VaspID = sandbox.UnknownID
	if text := act("user", unknown, nil, 400); text != `{"code":"ALLIANCE-NOT-FOUND","message":"Alliance is not found in given vendor"}` {
		t.Errorf("what the robot's node refuses comes through as %s", text)
	}
	w.call(t, http.MethodPost, "/robot/v1/scenarios/silence", to, nil, 400) // the other side begins this one
	w.call(t, http.MethodPost, "/robot/v1/scenarios/nothing", to, nil, 404)
	w.call(t, http.MethodGet, "/robot/v1/scenarios/silence", nil, nil, 200)
	w.call(t, http.MethodGet, "/robot/v1/verifications/x", nil, nil, 404)
	w.call(t, http.MethodGet, "/robot/v1/nothing", nil, nil, 404)
	// Only its node may ask the robot's back end.
	w.call(t, http.MethodPost, client.AccountPath, map[string]string{}, nil, 401)
	var list struct {
		Verifications []robot.Record `json:"verifications"`
	}
	if w.call(t, http.MethodGet, "/robot/v1/verifications", nil, &list, 200); len(list.Verifications) != 5 {
		t.Errorf("%d records, want those of five verifications", len(list.Verifications))
	}
}

// TestRobotByHand: the call that the sandbox prints works as it stands.
func TestRobotByHand(t *testing.T) {
	w := world(t, nil)
	printed := regexp.MustCompile(`curl -s (http://\S+/robot/v1/scenarios/\S+) -d '([^']+)'`).FindStringSubmatch(w.Description.Text("bonafide"))
	if printed == nil {
		t.Fatal("the sandbox prints no call of the robot")
	}
	response, err := http.Post(printed[1], "application/json", strings.NewReader(printed[2]))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 || !uuidFinder.Match(text) {
		t.Fatalf("%d %s (%v)", response.StatusCode, text, err)
	}
	hanoi, err := client.New(w.Description.Exchanges[1].EnclaveURL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the verification at the other exchange", 15*time.Second, func() bool {
		v, err := hanoi.Verification(t.Context(), uuidFinder.FindString(string(text)))
		return err == nil && v.Result == client.Verified
	})
}

func robotDocument(t *testing.T, list []robot.Scenario) string {
	var b strings.Builder
	b.WriteString(robotHead)
	b.WriteString("| scenario | what it is about | asset, address | differs from the usual | account question | user verification | then |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	first := list[0].Ask
	for _, s := range list {
		if s.Direction == robot.Receives {
			fmt.Fprintf(&b, "| `%s` | %s | %s, `%s` | %s | %s | %s | %s |\n", s.ID, s.About, asset(s.Ask), s.Ask.Address, differs(first, s.Ask), shown(s.Account), shown(s.User), s.After)
		}
	}
	fmt.Fprintf(&b, robotMiddle, pasted(t, first.Beneficiary), pasted(t, first.Originator), first.Require)
	b.WriteString("| scenario | what it is about | account question | user verification | then |\n| --- | --- | --- | --- | --- |\n")
	for _, s := range list {
		if s.Direction == robot.Sends {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.ID, s.About, shown(s.Account), shown(s.User), s.After)
		}
	}
	b.WriteString(robotTail)
	return b.String()
}

func asset(a *robot.Ask) string {
	if a.Symbol == a.Network || a.Symbol == "ETH" && a.Network == "Ethereum" {
		return a.Symbol
	}
	return a.Symbol + " on " + a.Network
}

func differs(usual, a *robot.Ask) string {
	var parts []string
	add := func(name, was, is string) {
		if was != is {
			parts = append(parts, name+" "+is)
		}
	}
	add("beneficiary", names(usual.Beneficiary), names(a.Beneficiary))
	add("originator", names(usual.Originator), names(a.Originator))
	add("asked for", usual.Require, strings.ReplaceAll(a.Require, ",", ", "))
	if strings.ReplaceAll(a.Require, " ", "") == usual.Require {
		parts = slices.DeleteFunc(parts, func(p string) bool { return strings.HasPrefix(p, "asked for") })
	}
	if !a.Threshold {
		parts = append(parts, "below the legal amount")
	}
	return strings.Join(parts, "; ")
}

// names of persons, with their births, for people.
func names(raw json.RawMessage) string {
	var persons []client.Person
	if err := json.Unmarshal(raw, &persons); err != nil {
		return err.Error()
	}
	var out []string
	for _, p := range persons {
		if p.Legal != nil {
			out = append(out, "`"+p.Legal.Name.ID[0].Name+"`")
			continue
		}
		text := "`" + p.Natural.Name.ID[0].Primary + ", " + p.Natural.Name.ID[0].Secondary + "`"
		if p.Natural.Birth != nil {
			text += " born " + p.Natural.Birth.Date
		} else if strings.Contains(string(raw), "Min-jun") {
			text += " without a birth"
		}
		out = append(out, text)
	}
	return strings.Join(out, " and ")
}

func shown(e *robot.Expect) string {
	switch {
	case e == nil:
		return ""
	case e.Code != "":
		return fmt.Sprintf("%d `%s`", e.Status, e.Code)
	case e.Message != "":
		return fmt.Sprintf("`%s` `%s`, \"%s\"", e.Result, e.Reason, e.Message)
	case e.Result == client.Verified:
		return "`VERIFIED`"
	}
	return fmt.Sprintf("`%s` `%s`", e.Result, e.Reason)
}

func pasted(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
