// Package storetest defines a correct store: every implementation goes through this suite.
package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Run puts a store through the suite. open returns a new, empty database for each test, and a way to open the same one again.
func Run(t *testing.T, open func(t *testing.T) (db store.DB, again func() store.DB)) {
	tests := map[string]func(t *testing.T, db store.DB, again func() store.DB){
		"customers": customers, "accounts": accounts, "deny list": denyList, "verifications": verifications, "messages": messages,
		"keys": keys, "directory copy": directoryCopy, "mismatches and settings": counters, "a failing closure leaves nothing": rollback,
		"neighbours are not hurt": neighbours, "an outcome is stored once": finishOnce, "many writers": manyWriters, "audit chain": auditChain,
		"jobs": jobs, "reopening keeps everything": reopen, "an ended context": endedContext, "a view cannot write": viewOnly,
		"projects": projects, "submissions": submissions, "eKYC sessions": sessions, "eKYC settings": ekycSettings,
		"history": history, "reports": reports, "deliveries": deliveries, "screenings": screenings,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			db, again := open(t)
			test(t, db, again)
		})
	}
}

var at = time.Date(2026, 1, 15, 8, 16, 2, 120e6, time.UTC)

func entry(action, subject string) audit.Entry {
	return audit.Entry{ID: uuid.NewString(), At: at, Actor: "test", Action: action, SubjectKind: "thing", Subject: subject, Details: map[string]string{"k": "v"}}
}

func write(t *testing.T, db store.DB, fn func(ctx context.Context, tx app.Tx) error) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx app.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func read[T any](t *testing.T, db store.DB, fn func(ctx context.Context, r app.Reader) (T, error)) T {
	t.Helper()
	var out T
	err := db.View(t.Context(), func(r app.Reader) (err error) {
		out, err = fn(t.Context(), r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("code %q (%v), want %q", fault.CodeOf(err), err, code)
	}
}

func same[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func customer(id string) app.Customer {
	return app.Customer{ID: id, Kind: "natural", KYC: app.KYCApproved, Profile: []byte("sealed 홍 " + id), WrappedKey: []byte{1, 2, 3}, Version: 1, CreatedAt: at, UpdatedAt: at}
}

func customers(t *testing.T, db store.DB, _ func() store.DB) {
	c := customer("b")
	c.Denied, c.DenyReason = true, "court order"
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.PutCustomer(ctx, c, entry(audit.CustomerCreated, "b"))
	})
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Customer, error) { return r.Customer(ctx, "b") }), c)
	wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.Customer(t.Context(), "x"); return err }), fault.NotFound)
	insert := func(c app.Customer) error {
		return db.InTx(t.Context(), func(tx app.Tx) error { return tx.PutCustomer(t.Context(), c, entry(audit.CustomerUpdated, c.ID)) })
	}
	wantCode(t, insert(c), fault.Conflict)
	c.Version, c.KYC, c.Denied, c.DenyReason, c.Profile = 2, app.KYCRejected, false, "", bytes.Repeat([]byte{7}, 64<<10)
	if err := insert(c); err != nil {
		t.Fatal(err)
	}
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Customer, error) { return r.Customer(ctx, "b") }), c)
	wantCode(t, insert(c), fault.Conflict) // version 2 is there already
	for _, id := range []string{"d", "a", "c"} {
		if err := insert(customer(id)); err != nil {
			t.Fatal(err)
		}
	}
	page := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Customer, error) {
		return r.Customers(ctx, app.Page{After: "a", Limit: 2})
	})
	if len(page) != 2 || page[0].ID != "b" || page[1].ID != "c" {
		t.Errorf("the page after a is %d long", len(page))
	}
	if n := read(t, db, func(ctx context.Context, r app.Reader) (int64, error) { return r.CustomerCount(ctx) }); n != 4 {
		t.Errorf("%d customers", n)
	}
	remove := func() error {
		return db.InTx(t.Context(), func(tx app.Tx) error { return tx.DeleteCustomer(t.Context(), "b", entry(audit.CustomerDeleted, "b")) })
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, remove(), fault.NotFound)
}

func index(text string) []byte { sum := sha256.Sum256([]byte(text)); return sum[:] }

func account(id, customer, symbol, network, address string) app.Account {
	return app.Account{ID: id, CustomerID: customer, Symbol: symbol, Network: network, Index: index(address), Sealed: []byte(address), CreatedAt: at}
}

func accounts(t *testing.T, db store.DB, _ func() store.DB) {
	put := func(a app.Account) error {
		return db.InTx(t.Context(), func(tx app.Tx) error { return tx.PutAccount(t.Context(), a, entry(audit.AccountAdded, a.ID)) })
	}
	wantCode(t, put(account("1", "nobody", "ETH", "Ethereum", "x")), fault.Conflict) // no such customer
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.PutCustomer(ctx, customer("c"), entry(audit.CustomerCreated, "c"))
	})
	for i, a := range []app.Account{account("3", "c", "USDT", "Tron", "t"), account("2", "c", "USDT", "Ethereum", "e"), account("1", "c", "ETH", "Ethereum", "e")} {
		if err := put(a); err != nil {
			t.Fatal(i, err)
		}
	}
	wantCode(t, put(account("4", "c", "ETH", "Ethereum", "e")), fault.Conflict)
	list := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Account, error) { return r.Accounts(ctx, "c") })
	if len(list) != 3 || list[0].ID != "1" || list[1].ID != "2" || list[2].ID != "3" {
		t.Errorf("by symbol and network: %+v", list)
	}
	if none := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Account, error) { return r.Accounts(ctx, "x") }); none == nil || len(none) != 0 {
		t.Errorf("an empty list is empty, not nil: %v", none)
	}
	err := db.View(t.Context(), func(r app.Reader) error {
		a, c, err := r.Owner(t.Context(), "USDT", "Tron", index("t"))
		if err != nil {
			return err
		}
		same(t, a, account("3", "c", "USDT", "Tron", "t"))
		same(t, c, customer("c"))
		_, _, err = r.Owner(t.Context(), "USDT", "Ethereum", index("t"))
		wantCode(t, err, fault.NotFound)
		_, err = r.AccountByIndex(t.Context(), "ETH", "Ethereum", index("e"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	remove := func(customer, id string) error {
		return db.InTx(t.Context(), func(tx app.Tx) error {
			return tx.DeleteAccount(t.Context(), customer, id, entry(audit.AccountRemoved, id))
		})
	}
	wantCode(t, remove("x", "1"), fault.NotFound)
	if err := remove("c", "1"); err != nil {
		t.Fatal(err)
	}
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.DeleteCustomer(ctx, "c", entry(audit.CustomerDeleted, "c"))
	})
	if left := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Account, error) { return r.Accounts(ctx, "c") }); len(left) != 0 {
		t.Errorf("accounts of a customer that is gone: %v", left)
	}
}

func denyList(t *testing.T, db store.DB, _ func() store.DB) {
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return errors.Join(
			tx.PutDenyEntry(ctx, app.DenyEntry{ID: "2", Kind: "address", Index: index("a"), Sealed: []byte("a"), Reason: "r", CreatedAt: at}, entry(audit.DenyAdded, "2")),
			tx.PutDenyEntry(ctx, app.DenyEntry{ID: "1", Kind: "person", Sealed: []byte("p"), CreatedAt: at}, entry(audit.DenyAdded, "1")))
	})
	for kind, want := range map[string]int{"": 2, "address": 1, "person": 1, "other": 0} {
		list := read(t, db, func(ctx context.Context, r app.Reader) ([]app.DenyEntry, error) {
			return r.DenyEntries(ctx, kind, app.Page{Limit: 10})
		})
		if len(list) != want {
			t.Errorf("%q: %d entries", kind, len(list))
		}
	}
	denied := func(address string) bool {
		return read(t, db, func(ctx context.Context, r app.Reader) (bool, error) { return r.DeniedAddress(ctx, index(address)) })
	}
	if !denied("a") || denied("b") {
		t.Error("address a is denied, b is not")
	}
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.DeleteDenyEntry(ctx, "2", entry(audit.DenyRemoved, "2"))
	})
	if denied("a") {
		t.Error("a is still denied")
	}
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error { return tx.DeleteDenyEntry(t.Context(), "2", entry(audit.DenyRemoved, "2")) }), fault.NotFound)
}

// Verification is a waiting row with everything set.
func Verification(id string) app.Verification {
	vout := "0"
	return app.Verification{UUID: id, Direction: travelrule.Sending, Outcome: travelrule.Waiting,
		Asset:        travelrule.AssetInfo{Symbol: "ETH", Network: "Ethereum", Amount: "0.75", ExceedsThreshold: true, TradeCurrency: "KRW", TradePrice: "1875000", TradeTime: at},
		RequiredInfo: "ACCOUNT_NUMBER", Vout: &vout, OriginatingVASP: "1", BeneficiaryVASP: "18446744073709551615", OriginatorAccount: []byte("oa"),
		BeneficiaryAccount: []byte("ba"), OriginatorIndex: index("oa"), BeneficiaryIndex: index("ba"), Originator: bytes.Repeat([]byte("o"), 3000),
		OriginatingVASPText: []byte("ov"), Beneficiary: []byte("b"), WrappedKey: bytes.Repeat([]byte{9}, 81), CreatedAt: at, Deadline: at.Add(time.Minute)}
}

func insert(t *testing.T, db store.DB, v app.Verification) int64 {
	t.Helper()
	var id int64
	write(t, db, func(ctx context.Context, tx app.Tx) (err error) {
		id, err = tx.InsertVerification(ctx, v, entry(audit.VerificationCreated, v.UUID))
		return err
	})
	return id
}

func verifications(t *testing.T, db store.DB, _ func() store.DB) {
	v := Verification(uuid.NewString())
	v.ID = insert(t, db, v)
	get := func() app.Verification {
		return read(t, db, func(ctx context.Context, r app.Reader) (app.Verification, error) { return r.Verification(ctx, v.UUID) })
	}
	same(t, get(), v)
	if !bytes.Equal(get().Digest(), v.Digest()) {
		t.Error("the stored row has another digest")
	}
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error {
		_, err := tx.InsertVerification(t.Context(), v, entry(audit.VerificationCreated, v.UUID))
		return err
	}), fault.Conflict)
	wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.Verification(t.Context(), uuid.NewString()); return err }), fault.NotFound)
	later := Verification(uuid.NewString())
	later.Deadline = at.Add(time.Hour)
	later.ID = insert(t, db, later)
	if later.ID <= v.ID {
		t.Errorf("sequence numbers %d and %d do not rise", v.ID, later.ID)
	}
	waiting := func(before time.Time) []app.Verification {
		return read(t, db, func(ctx context.Context, r app.Reader) ([]app.Verification, error) {
			return r.WaitingVerifications(ctx, travelrule.Sending, before, 10)
		})
	}
	if got := waiting(at.Add(30 * time.Minute)); len(got) != 1 || got[0].UUID != v.UUID {
		t.Errorf("%d wait past their deadline", len(got))
	}
	done := at.Add(time.Second)
	v.Outcome, v.Reason, v.Message, v.Beneficiary, v.VerifiedAt = travelrule.Denied, "name.mismatch", "수취인", []byte("answer"), &done
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.FinishVerification(ctx, v, entry(audit.VerificationAnswered, v.UUID))
	})
	same(t, get(), v)
	if got := waiting(at.Add(2 * time.Hour)); len(got) != 1 || got[0].UUID != later.UUID {
		t.Errorf("%d still wait", len(got))
	}
	counts := read(t, db, func(ctx context.Context, r app.Reader) (map[travelrule.Outcome]int64, error) {
		return r.VerificationCounts(ctx)
	})
	same(t, counts, map[travelrule.Outcome]int64{travelrule.Waiting: 1, travelrule.Denied: 1})
	after := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Verification, error) {
		return r.VerificationsAfter(ctx, v.ID, 10)
	})
	if len(after) != 1 || after[0].UUID != later.UUID {
		t.Errorf("after the first come %d", len(after))
	}
}

func messages(t *testing.T, db store.DB, _ func() store.DB) {
	out := app.Outgoing{UUID: "u", MessageID: "m", To: "1", KeyType: travelrule.PerVASP, CreatedAt: at}
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.PutOutgoing(ctx, out) })
	get := func() app.Outgoing {
		return read(t, db, func(ctx context.Context, r app.Reader) (app.Outgoing, error) { return r.Outgoing(ctx, "u") })
	}
	same(t, get(), out)
	out.Frame, out.ReplySecret, out.MessageID = []byte("frame"), []byte("secret"), "m2"
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.PutOutgoing(ctx, out) })
	same(t, get(), out)
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.DeleteOutgoing(ctx, "u") })
	wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.Outgoing(t.Context(), "u"); return err }), fault.NotFound)

	in := app.Received{MessageID: "m", From: "1", Digest: index("d"), Answer: []byte("answer"), At: at, KeepUntil: at.Add(time.Hour)}
	put := func() error {
		return db.InTx(t.Context(), func(tx app.Tx) error { return tx.InsertReceived(t.Context(), in, entry(audit.MessageAnswered, "m")) })
	}
	if err := put(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, put(), fault.Conflict)
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Received, error) { return r.Received(ctx, "m") }), in)
	for _, row := range []struct {
		before time.Time
		want   int
	}{{at, 0}, {at.Add(2 * time.Hour), 1}} {
		write(t, db, func(ctx context.Context, tx app.Tx) error {
			n, err := tx.ForgetReceived(ctx, row.before, 10)
			if n != row.want {
				t.Errorf("forgot %d, want %d", n, row.want)
			}
			return err
		})
	}
}

func keys(t *testing.T, db store.DB, _ func() store.DB) {
	key := func(id string, created time.Time) app.OwnKey {
		return app.OwnKey{KeyID: id, Type: travelrule.PerVASP, Public: []byte("pub"), Private: []byte("priv"), CreatedAt: created, NotAfter: created.Add(time.Hour)}
	}
	first, second := key("1", at), key("2", at.Add(time.Minute))
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return errors.Join(tx.InsertOwnKey(ctx, first, entry(audit.KeyCreated, "1")), tx.InsertOwnKey(ctx, second, entry(audit.KeyCreated, "2")))
	})
	current := func(when time.Time) (k app.OwnKey, err error) {
		err = db.View(t.Context(), func(r app.Reader) (err error) {
			k, err = r.CurrentOwnKey(t.Context(), travelrule.PerVASP, "", when)
			return err
		})
		return k, err
	}
	got, err := current(at)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, second)
	revoked := at.Add(2 * time.Minute)
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.RevokeOwnKey(ctx, "2", revoked, entry(audit.KeyRevoked, "2"))
	})
	if got, err = current(at); err != nil || got.KeyID != "1" {
		t.Errorf("after the revocation: %v %v", got.KeyID, err)
	}
	_, err = current(at.Add(2 * time.Hour))
	wantCode(t, err, fault.NotFound)
	second.Revoked = &revoked
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.OwnKey, error) { return r.OwnKey(ctx, "2") }), second)
	list := read(t, db, func(ctx context.Context, r app.Reader) ([]app.OwnKey, error) {
		return r.OwnKeys(ctx, travelrule.PerVASP, 10)
	})
	if len(list) != 2 || list[0].KeyID != "2" {
		t.Errorf("newest first: %d", len(list))
	}
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error { return tx.RevokeOwnKey(t.Context(), "x", at, entry(audit.KeyRevoked, "x")) }), fault.NotFound)

	peer := app.PeerKey{VASP: "9", Type: travelrule.PerAddress, Identifier: "i", KeyID: "k", Public: []byte("p"), FetchedAt: at, NotAfter: at.Add(time.Hour)}
	find := func() (k app.PeerKey, err error) {
		err = db.View(t.Context(), func(r app.Reader) (err error) {
			k, err = r.PeerKey(t.Context(), "9", travelrule.PerAddress, "i")
			return err
		})
		return k, err
	}
	for _, id := range []string{"k", "k2"} {
		peer.KeyID = id
		write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.PutPeerKey(ctx, peer) })
		found, err := find()
		if err != nil {
			t.Fatal(err)
		}
		same(t, found, peer)
	}
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.DeletePeerKey(ctx, "9", "k2") })
	_, err = find()
	wantCode(t, err, fault.NotFound)
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		if err := tx.PutPeerKey(ctx, peer); err != nil {
			return err
		}
		n, err := tx.ForgetPeerKeys(ctx, at.Add(2*time.Hour))
		if n != 1 {
			t.Errorf("forgot %d", n)
		}
		return err
	})
}

func directoryCopy(t *testing.T, db store.DB, _ func() store.DB) {
	wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.DirectoryCopy(t.Context()); return err }), fault.NotFound)
	put := func(number uint64) error {
		return db.InTx(t.Context(), func(tx app.Tx) error {
			return tx.PutDirectoryCopy(t.Context(), app.DirectoryCopy{Number: number, Signed: []byte(fmt.Sprint(number)), ReceivedAt: at})
		})
	}
	for _, number := range []uint64{5, 5, 6} {
		if err := put(number); err != nil {
			t.Fatal(number, err)
		}
	}
	wantCode(t, put(4), fault.Conflict)
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.DirectoryCopy, error) { return r.DirectoryCopy(ctx) }),
		app.DirectoryCopy{Number: 6, Signed: []byte("6"), ReceivedAt: at})
}

func counters(t *testing.T, db store.DB, _ func() store.DB) {
	for i := range 3 {
		write(t, db, func(ctx context.Context, tx app.Tx) error {
			return tx.AddMismatch(ctx, index("s"), at.Add(time.Duration(i)*time.Minute))
		})
	}
	count := func(subject string, since time.Time) int {
		return read(t, db, func(ctx context.Context, r app.Reader) (int, error) { return r.Mismatches(ctx, index(subject), since) })
	}
	if count("s", at) != 3 || count("s", at.Add(time.Minute)) != 2 || count("x", at) != 0 {
		t.Error("mismatches are counted by subject, since a time")
	}
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		_, err := tx.ForgetMismatches(ctx, at.Add(time.Minute))
		return err
	})
	if count("s", at) != 2 {
		t.Error("the oldest is forgotten")
	}
	for _, value := range []string{"one", "two"} {
		write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.PutSetting(ctx, "k", value) })
		if got := read(t, db, func(ctx context.Context, r app.Reader) (string, error) { return r.Setting(ctx, "k") }); got != value {
			t.Errorf("setting is %q", got)
		}
	}
}

var errWanted = errors.New("wanted")

func rollback(t *testing.T, db store.DB, _ func() store.DB) {
	for _, fail := range []func() error{func() error { return errWanted }, func() error { panic("wanted") }} {
		err := db.InTx(t.Context(), func(tx app.Tx) error {
			ctx := t.Context()
			return errors.Join(tx.PutCustomer(ctx, customer("c"), entry(audit.CustomerCreated, "c")), tx.Enqueue(ctx, app.Job{Kind: "x", Key: "c"}), fail())
		})
		if err == nil {
			t.Fatal("a failing closure must fail")
		}
	}
	wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.Customer(t.Context(), "c"); return err }), fault.NotFound)
	if n := read(t, db, func(ctx context.Context, r app.Reader) (int64, error) { return r.AuditUnchained(ctx) }); n != 0 {
		t.Errorf("%d audit entries of what never happened", n)
	}
	ran := make(chan app.Job, 10)
	stop, err := db.RunJobs(t.Context(), func(_ context.Context, j app.Job) error { ran <- j; return nil }, store.JobOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop(context.Background()) }()
	select {
	case j := <-ran:
		t.Errorf("job %v of what never happened", j)
	case <-time.After(300 * time.Millisecond):
	}
}

// neighbours: closures that fail run beside closures that succeed, which must not notice.
func neighbours(t *testing.T, db store.DB, _ func() store.DB) {
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := db.InTx(context.Background(), func(tx app.Tx) error {
				if err := tx.PutCustomer(context.Background(), customer(fmt.Sprintf("%03d", i)), entry(audit.CustomerCreated, "x")); err != nil {
					return err
				}
				if i%3 == 0 {
					return errWanted
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, errWanted) {
				t.Errorf("%d: %v", i, err)
			}
		}()
	}
	wg.Wait()
	if n := read(t, db, func(ctx context.Context, r app.Reader) (int64, error) { return r.CustomerCount(ctx) }); n != 133 {
		t.Errorf("%d customers, want 133", n)
	}
}

func finishOnce(t *testing.T, db store.DB, _ func() store.DB) {
	v := Verification(uuid.NewString())
	insert(t, db, v)
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			each := v
			each.Outcome, each.Message, each.VerifiedAt = travelrule.Verified, fmt.Sprint(i), &at
			err := db.InTx(context.Background(), func(tx app.Tx) error {
				return tx.FinishVerification(context.Background(), each, entry(audit.VerificationAnswered, v.UUID))
			})
			switch {
			case err == nil:
				won.Add(1)
			case fault.Has(err, fault.Conflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 31 {
		t.Errorf("%d stored an outcome, %d were too late", won.Load(), lost.Load())
	}
}

func manyWriters(t *testing.T, db store.DB, _ func() store.DB) {
	const callers, each = 64, 10
	var wg sync.WaitGroup
	for range callers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range each {
				v := Verification(uuid.NewString())
				err := db.InTx(context.Background(), func(tx app.Tx) error {
					_, err := tx.InsertVerification(context.Background(), v, entry(audit.VerificationCreated, v.UUID))
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if err := db.View(context.Background(), func(r app.Reader) error { _, err := r.Verification(context.Background(), v.UUID); return err }); err != nil {
					t.Errorf("what was acknowledged is not there: %v", err)
				}
			}
		}()
	}
	wg.Wait()
	counts := read(t, db, func(ctx context.Context, r app.Reader) (map[travelrule.Outcome]int64, error) {
		return r.VerificationCounts(ctx)
	})
	if counts[travelrule.Waiting] != callers*each {
		t.Errorf("%d rows", counts[travelrule.Waiting])
	}
}

// auditChain chains while others append; the chain has no gap and every entry is in it once.
func auditChain(t *testing.T, db store.DB, _ func() store.DB) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 25 {
				if err := db.InTx(context.Background(), func(tx app.Tx) error { return tx.AppendAudit(context.Background(), entry(audit.NodeStarted, "x")) }); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	chain := func() (linked int) {
		write(t, db, func(ctx context.Context, tx app.Tx) (err error) {
			_, linked, err = tx.ChainAudit(ctx, 30)
			return err
		})
		return linked
	}
	for range 5 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := db.InTx(context.Background(), func(tx app.Tx) error { _, _, err := tx.ChainAudit(context.Background(), 30); return err }); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	for chain() > 0 {
	}
	links := read(t, db, func(ctx context.Context, r app.Reader) ([]audit.Link, error) { return r.AuditLinks(ctx, 0, 1000) })
	verifier := audit.NewVerifier(nil)
	ids := map[string]bool{}
	for _, link := range links {
		verifier.Link(link)
		ids[link.ID] = true
	}
	report := verifier.Report()
	if len(links) != 200 || len(ids) != 200 || len(report.Findings) != 0 || report.LastSeq != 200 {
		t.Errorf("%d links, %d ids, last %d, findings %v", len(links), len(ids), report.LastSeq, report.Findings)
	}
	head := read(t, db, func(ctx context.Context, r app.Reader) (audit.Head, error) { return r.AuditHead(ctx) })
	if len(links) > 0 && head != links[len(links)-1].Head() {
		t.Error("the head is not the last link")
	}
	checkpoint := audit.Checkpoint{Seq: head.Seq, Hash: head.Hash, At: at, KeyID: "k", Signature: []byte("s")}
	put := func() error {
		return db.InTx(t.Context(), func(tx app.Tx) error { return tx.PutAuditCheckpoint(t.Context(), checkpoint) })
	}
	if err := put(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, put(), fault.Conflict)
	same(t, read(t, db, func(ctx context.Context, r app.Reader) ([]audit.Checkpoint, error) {
		return r.AuditCheckpoints(ctx, 0, 10)
	}), []audit.Checkpoint{checkpoint})
	if page := read(t, db, func(ctx context.Context, r app.Reader) ([]audit.Link, error) { return r.AuditLinks(ctx, 150, 10) }); len(page) != 10 || page[0].Seq != 151 {
		t.Errorf("a page after 150 has %d", len(page))
	}
}

func jobs(t *testing.T, db store.DB, _ func() store.DB) {
	var mu sync.Mutex
	seen := map[string]int{}
	done := make(chan string, 100)
	stop, err := db.RunJobs(t.Context(), func(_ context.Context, j app.Job) error {
		mu.Lock()
		seen[j.Key]++
		tries := seen[j.Key]
		mu.Unlock()
		switch {
		case strings.HasPrefix(j.Key, "later") && tries < 3:
			return app.Later{After: 10 * time.Millisecond}
		case strings.HasPrefix(j.Key, "fails") && tries < 2:
			return errWanted
		case strings.HasPrefix(j.Key, "panics") && tries < 2:
			panic("wanted")
		}
		done <- j.Key
		return nil
	}, store.JobOptions{Workers: 8})
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"plain-1", "plain-2", "later", "fails", "panics"}
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		for _, key := range keys {
			if err := tx.Enqueue(ctx, app.Job{Kind: "k", Key: key}); err != nil {
				return err
			}
		}
		return nil
	})
	got := map[string]bool{}
	for range keys {
		select {
		case key := <-done:
			got[key] = true
		case <-time.After(20 * time.Second):
			t.Fatalf("only %v were done", got)
		}
	}
	if len(got) != len(keys) {
		t.Errorf("done: %v", got)
	}
	if err := stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func reopen(t *testing.T, db store.DB, again func() store.DB) {
	v := Verification(uuid.NewString())
	v.ID = insert(t, db, v)
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.Enqueue(ctx, app.Job{Kind: "k", Key: v.UUID}) })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, db.InTx(context.Background(), func(app.Tx) error { return nil }), fault.Unavailable)
	db = again()
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Verification, error) { return r.Verification(ctx, v.UUID) }), v)
	ran := make(chan app.Job, 1)
	stop, err := db.RunJobs(t.Context(), func(_ context.Context, j app.Job) error { ran <- j; return nil }, store.JobOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop(context.Background()) }()
	select {
	case j := <-ran:
		same(t, j, app.Job{Kind: "k", Key: v.UUID})
	case <-time.After(10 * time.Second):
		t.Error("the job was lost")
	}
	if version, err := db.SchemaVersion(t.Context()); err != nil || version < 1 {
		t.Errorf("schema version %d, %v", version, err)
	}
}

func endedContext(t *testing.T, db store.DB, _ func() store.DB) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	wantCode(t, db.InTx(ctx, func(tx app.Tx) error { return tx.PutSetting(ctx, "k", "v") }), fault.Canceled)
	wantCode(t, db.View(ctx, func(r app.Reader) error { _, err := r.Setting(ctx, "k"); return err }), fault.Canceled)
	wantCode(t, db.View(context.Background(), func(r app.Reader) error { _, err := r.Setting(context.Background(), "k"); return err }), fault.NotFound)
}

func viewOnly(t *testing.T, db store.DB, _ func() store.DB) {
	err := db.View(t.Context(), func(r app.Reader) error {
		tx, ok := r.(app.Tx)
		if !ok {
			return fault.New(fault.Internal, "no writing methods at all")
		}
		return tx.PutSetting(t.Context(), "k", "v")
	})
	wantCode(t, err, fault.Internal)
}
