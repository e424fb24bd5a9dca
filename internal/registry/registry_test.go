package registry_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/registry"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
	"github.com/bonafide-id/bonafide/travelrule/envelope"
)

// clock is a clock that is turned by hand.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// bench is a directory of a test.
type bench struct {
	t       testing.TB
	folder  string
	clock   *clock
	options registry.Options
	*registry.Service
}

func newBench(t testing.TB, change ...func(*registry.Options)) *bench {
	t.Helper()
	b := &bench{t: t, folder: t.TempDir(), clock: &clock{}}
	b.clock.ms.Store(time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC).UnixMilli())
	b.options = registry.Options{Folder: b.folder, Key: key(0), Clock: b.clock.now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)}
	for _, each := range change {
		each(&b.options)
	}
	b.open()
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func (b *bench) open() {
	b.t.Helper()
	var err error
	if b.Service, err = registry.Open(b.t.Context(), b.options); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) reopen() {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.open()
}

func key(n int) ed25519.PrivateKey {
	seed := sha256.Sum256(fmt.Appendf(nil, "registry test key %d", n))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// tlsKey is the TLS key of member n.
func tlsKey(n int) ed25519.PrivateKey { return key(100000 + n) }

func pin(t testing.TB, k ed25519.PrivateKey) string {
	t.Helper()
	proof, err := directory.Prove(k, keylog.TLS, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return proof.Pin()
}

func member(t testing.TB, n int) directory.Member {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	sum := sha256.Sum256(public(key(n)))
	return directory.Member{VaspID: fmt.Sprint(1000 + n), Name: fmt.Sprintf("거래소 %d", n), LegalName: "Exchange Ltd.", CountryCode: "KR", Status: directory.Active,
		Legal:    json.RawMessage(`{"legalPerson":{"name":{"nameIdentifier":[{"legalPersonName":"A & B <Ltd.>","legalPersonNameIdentifierType":"LEGL"}]}}}`),
		Endpoint: fmt.Sprintf("https://vasp%d.example:8443", n), TLSKey: pin(t, tlsKey(n)),
		IdentityKeys: []directory.IdentityKey{{ID: base64.RawURLEncoding.EncodeToString(sum[:12]), PublicKey: base64.StdEncoding.EncodeToString(public(key(n))),
			NotBefore: at, NotAfter: at.AddDate(5, 0, 0)}}}
}

func (b *bench) save(members ...directory.Member) {
	b.t.Helper()
	for _, m := range members {
		if err := b.SaveMember(b.t.Context(), "test", m); err != nil {
			b.t.Fatal(err)
		}
	}
}

// signed is the list in force, opened as a node would.
func (b *bench) signed() (directory.Signed, directory.Index) {
	b.t.Helper()
	var answer directory.ListAnswer
	if err := json.Unmarshal(b.List(b.t.Context()).Text, &answer); err != nil || answer.Signed == nil {
		b.t.Fatal(err)
	}
	index, err := answer.Signed.Open([]ed25519.PublicKey{public(key(0))}, b.clock.now(), directory.OpenOptions{})
	if err != nil {
		b.t.Fatal(err)
	}
	return *answer.Signed, index
}

func want(t testing.TB, what string, err error, code fault.Code, place string) {
	t.Helper()
	if fault.CodeOf(err) != code || fault.PlaceOf(err) != place {
		t.Errorf("%s: %v, want %s at %q", what, err, code, place)
	}
}

// TestTakeOver: members that an earlier version kept in a file are listed on, under higher numbers.
func TestTakeOver(t *testing.T) {
	folder := t.TempDir()
	old, err := json.Marshal(map[string]any{"number": 41, "members": []directory.Member{member(t, 2), member(t, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "members.json"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(o *registry.Options) { o.Folder = folder })
	_, index := b.signed()
	if index.Number() != 42 || index.Len() != 2 || index.Members()[0].VaspID != "1001" {
		t.Errorf("list %d with %d members", index.Number(), index.Len())
	}
	if err := b.RemoveMember(t.Context(), "test", "1001"); err != nil {
		t.Fatal(err)
	}
	b.reopen()
	if _, index := b.signed(); index.Len() != 1 || index.Number() != 44 {
		t.Errorf("after a restart: list %d with %d members: the file is not read again", index.Number(), index.Len())
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "members.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.options.Folder = damaged
	if _, err := registry.Open(t.Context(), b.options); !fault.Has(err, fault.Corrupt) {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestDeltas: from every earlier number what changed leads to the very bytes that are signed now.
func TestDeltas(t *testing.T) {
	b := newBench(t)
	type copied struct {
		number  uint64
		members []directory.Member
	}
	var copies []copied
	steps := []func() error{
		func() error { return b.SaveMember(t.Context(), "test", member(t, 1)) },
		func() error { return b.SaveMember(t.Context(), "test", member(t, 3)) },
		func() error { return b.SaveMember(t.Context(), "test", member(t, 2)) },
		func() error { return b.SetStatus(t.Context(), "test", "1003", directory.Suspended) },
		func() error { return b.RemoveMember(t.Context(), "test", "1001") },
		func() error { b.reopen(); return nil },
		func() error { return b.SaveMember(t.Context(), "test", member(t, 1)) },
	}
	for i, step := range steps {
		_, index := b.signed()
		copies = append(copies, copied{index.Number(), index.Members()})
		b.clock.advance(time.Minute)
		if err := step(); err != nil {
			t.Fatal(err)
		}
		signed, _ := b.signed()
		for _, c := range copies {
			delta, ok := b.Delta(t.Context(), c.number)
			if !ok {
				t.Fatalf("step %d: no delta since %d", i, c.number)
			}
			text, err := json.Marshal(delta) // as it travels
			if err != nil {
				t.Fatal(err)
			}
			var travelled directory.Delta
			if err := json.Unmarshal(text, &travelled); err != nil {
				t.Fatal(err)
			}
			made, _, err := travelled.Apply(c.members)
			if err != nil || !bytes.Equal(made.Payload, signed.Payload) || !made.SignedBy([]ed25519.PublicKey{public(key(0))}) {
				t.Errorf("step %d since %d: %v\n got %s\nwant %s", i, c.number, err, made.Payload, signed.Payload)
			}
		}
	}
	for _, unknown := range []uint64{0, 1000} {
		if _, ok := b.Delta(t.Context(), unknown); ok {
			t.Errorf("a delta since %d", unknown)
		}
	}
}

// TestLogFollowsTheList: after any change and any restart the log holds the keys of the list, and was only added to.
func TestLogFollowsTheList(t *testing.T) {
	b := newBench(t)
	var frontier keylog.Frontier
	keys := keylog.State{}
	check := func(what string, more int) {
		t.Helper()
		_, index := b.signed()
		head, ok := index.Log()
		plain, signed := b.LogHead(t.Context())
		said, err := signed.OpenHead([]ed25519.PublicKey{public(key(0))})
		if !ok || head != plain || said.Log != plain || said.Number != index.Number() || err != nil {
			t.Fatalf("%s: the list has the head %v, %v", what, head, err)
		}
		entries, err := b.LogEntries(t.Context(), frontier.Size, 1000)
		if err != nil || len(entries) != more {
			t.Fatalf("%s: %d entries more, %v", what, len(entries), err)
		}
		proof, err := b.Consistency(t.Context(), frontier.Size, head.Size)
		if err != nil {
			t.Fatal(err)
		}
		if err := keylog.VerifyConsistency(frontier.Head(), head, proof); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if frontier, err = keylog.Follow(frontier, keys, entries, head, index.KeyState()); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for i, e := range entries {
			position := head.Size - uint64(len(entries)) + uint64(i)
			path, err := b.Inclusion(t.Context(), position, head.Size)
			if err != nil || keylog.VerifyInclusion(e.Leaf(), position, path, head) != nil {
				t.Errorf("%s: entry %d is not proven to be there: %v", what, position, err)
			}
		}
		keys = index.KeyState()
	}
	check("empty", 0)
	b.save(member(t, 1), member(t, 2))
	check("two members", 4)
	b.reopen()
	check("a restart", 0)
	if err := b.SetStatus(t.Context(), "test", "1001", directory.Suspended); err != nil {
		t.Fatal(err)
	}
	check("a status is no key", 0)
	if _, err := b.RevokeKey(t.Context(), "test", "1002", member(t, 2).IdentityKeys[0].ID); err != nil {
		t.Fatal(err)
	}
	check("a revocation", 1)
	if err := b.RemoveMember(t.Context(), "test", "1002"); err != nil {
		t.Fatal(err)
	}
	check("a removal", 2)
}

// sign makes a signed call as member n would.
func (b *bench) sign(n int, change ...func(*directory.Request)) directory.Call {
	r := directory.Request{VaspID: fmt.Sprint(1000 + n), At: b.clock.now(), Nonce: uuid.NewString(), Audience: b.Audience(), Method: "GET", Target: "/directory/v1/view", Body: []byte("body")}
	for _, each := range change {
		each(&r)
	}
	return directory.Call{Authorization: r.Sign(key(n)), Method: "GET", Target: "/directory/v1/view", Body: []byte("body")}
}

func TestAuthenticate(t *testing.T) {
	b := newBench(t)
	b.save(member(t, 1), member(t, 2))
	for _, row := range []struct {
		name  string
		call  directory.Call
		code  fault.Code
		place string
	}{
		{"a good call", b.sign(1), "", ""},
		{"nothing", directory.Call{}, fault.Unauthentic, "authorization"},
		{"another scheme", directory.Call{Authorization: "Bearer x"}, fault.Unauthentic, "authorization"},
		{"not base64", directory.Call{Authorization: "Bonafide-Member !"}, fault.Unauthentic, "authorization"},
		{"somebody else's name", b.sign(1, func(r *directory.Request) { r.VaspID = "1002" }), fault.Unauthentic, "authorization"},
		{"no member", b.sign(3), fault.Unauthentic, "authorization"},
		{"another method", b.sign(1, func(r *directory.Request) { r.Method = "POST" }), fault.Unauthentic, "authorization"},
		{"another path", b.sign(1, func(r *directory.Request) { r.Target += "?x" }), fault.Unauthentic, "authorization"},
		{"another body", b.sign(1, func(r *directory.Request) { r.Body = nil }), fault.Unauthentic, "authorization"},
		{"another directory", b.sign(1, func(r *directory.Request) { r.Audience = "x" }), fault.Unauthentic, "authorization"},
		{"a short nonce", b.sign(1, func(r *directory.Request) { r.Nonce = "x" }), fault.Unauthentic, "authorization"},
		{"too old", b.sign(1, func(r *directory.Request) { r.At = r.At.Add(-61 * time.Second) }), fault.RequestStale, "at"},
		{"of the future", b.sign(1, func(r *directory.Request) { r.At = r.At.Add(61 * time.Second) }), fault.RequestStale, "at"},
	} {
		_, err := b.Authenticate(t.Context(), row.call)
		want(t, row.name, err, row.code, row.place)
	}
	call := b.sign(1)
	if m, err := b.Authenticate(t.Context(), call); err != nil || m.VaspID != "1001" {
		t.Errorf("%s, %v", m.VaspID, err)
	}
	_, err := b.Authenticate(t.Context(), call)
	want(t, "the same call again", err, fault.RequestStale, "nonce")
	if _, err := b.RevokeKey(t.Context(), "test", "1001", member(t, 1).IdentityKeys[0].ID); err != nil {
		t.Fatal(err)
	}
	_, err = b.Authenticate(t.Context(), b.sign(1))
	want(t, "a revoked key", err, fault.Unauthentic, "authorization")
}

// apply sends the application of VASP n, which is no member yet.
func (b *bench) apply(n int, change ...func(*directory.Application)) (directory.Registration, error) {
	m := member(b.t, n)
	m.VaspID = ""
	proof, err := directory.Prove(tlsKey(n), keylog.TLS, b.Audience(), m.IdentityKeys[0].PublicKey)
	if err != nil {
		b.t.Fatal(err)
	}
	a := directory.Application{Member: m, TLS: proof}
	for _, each := range change {
		each(&a)
	}
	return b.Register(b.t.Context(), b.sign(n, func(r *directory.Request) { r.VaspID = "" }), a)
}

func TestRegistrations(t *testing.T) {
	b := newBench(t)
	b.save(member(t, 1))
	for _, row := range []struct {
		name   string
		n      int
		change func(*directory.Application)
		code   fault.Code
		place  string
	}{
		{"another's TLS key", 2, func(a *directory.Application) { a.Member.TLSKey = pin(t, tlsKey(3)) }, fault.Invalid, "tls"},
		{"no proof of the TLS key", 2, func(a *directory.Application) { a.TLS = directory.Proof{} }, fault.Invalid, "tls"},
		{"another's identity key", 2, func(a *directory.Application) { a.Member.IdentityKeys = member(t, 3).IdentityKeys }, fault.Unauthentic, "authorization"},
		{"two identity keys", 2, func(a *directory.Application) {
			a.Member.IdentityKeys = append(a.Member.IdentityKeys, member(t, 3).IdentityKeys...)
		}, fault.Invalid, "member.identityKeys"},
		{"a taken id", 2, func(a *directory.Application) { a.Member.VaspID = "1001" }, fault.Conflict, "member.vaspId"},
		{"a member's keys", 1, func(*directory.Application) {}, fault.Conflict, "member.tlsKey"},
		{"no endpoint", 2, func(a *directory.Application) { a.Member.Endpoint = "" }, fault.DirectoryMalformed, "endpoint"},
	} {
		_, err := b.apply(row.n, row.change)
		want(t, row.name, err, row.code, row.place)
	}
	first, err := b.apply(2)
	if err != nil || first.State != directory.Pending || !regexp.MustCompile(`^[0-9a-f]{36}$`).MatchString(first.ID) { // an id that begins with a hyphen is a flag to a command
		t.Fatalf("%+v, %v", first, err)
	}
	second, err := b.apply(2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Registration(t.Context(), first.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("a registration that was sent again: %v", err)
	}
	b.reopen()
	pending, err := b.Registrations(t.Context(), directory.Pending, 10)
	if err != nil || len(pending) != 1 || pending[0].ID != second.ID {
		t.Fatalf("after a restart %d wait, %v", len(pending), err)
	}
	_, err = b.Approve(t.Context(), "admin", second.ID, "1001", directory.Active)
	want(t, "approved under a taken id", err, fault.Conflict, "member.vaspId")
	m, err := b.Approve(t.Context(), "admin", second.ID, "", directory.Active)
	if err != nil || len(m.VaspID) != 19 || m.Status != directory.Active {
		t.Fatalf("%+v, %v", m, err)
	}
	if got, err := b.Registration(t.Context(), second.ID); err != nil || got.State != directory.Approved || got.VaspID != m.VaspID || got.DecidedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	want(t, "rejected after the approval", b.Reject(t.Context(), "admin", second.ID, "late"), fault.Conflict, "state")
	third, err := b.apply(3)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "no reason", b.Reject(t.Context(), "admin", third.ID, ""), fault.Missing, "reason")
	want(t, "a reason with a line feed", b.Reject(t.Context(), "admin", third.ID, "a\nb"), fault.Invalid, "reason")
	if err := b.Reject(t.Context(), "admin", third.ID, "no licence"); err != nil {
		t.Fatal(err)
	}
	if got, _ := b.Registration(t.Context(), third.ID); got.State != directory.Rejected || got.Reason != "no licence" {
		t.Errorf("%+v", got)
	}
	_, err = b.Approve(t.Context(), "admin", "nothing", "", directory.Active)
	if !fault.Has(err, fault.NotFound) {
		t.Errorf("a registration that is not there: %v", err)
	}
	lines, err := b.Journal(t.Context(), 0, 100)
	actions := []string{}
	for _, l := range lines {
		actions = append(actions, l.Action)
	}
	if diff := cmp.Diff([]string{"member.saved", "registration.received", "registration.received", "registration.approved", "registration.received", "registration.rejected"}, actions); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func (b *bench) rotation(n int, purpose keylog.Purpose, next ed25519.PrivateKey, overlap time.Duration) directory.Rotation {
	proof, err := directory.Prove(next, purpose, b.Audience(), fmt.Sprint(1000+n))
	if err != nil {
		b.t.Fatal(err)
	}
	return directory.Rotation{Proof: proof, OverlapSeconds: int64(overlap / time.Second)}
}

func TestRotationRules(t *testing.T) {
	b := newBench(t)
	b.save(member(t, 1), member(t, 2))
	_, err := b.RotateIdentity(t.Context(), "1001", b.rotation(2, keylog.Identity, key(11), 0))
	want(t, "a proof for another member", err, fault.Invalid, "proof")
	_, err = b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.TLS, key(11), 0))
	want(t, "a proof for another purpose", err, fault.Invalid, "proof")
	_, err = b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.Identity, key(11), time.Second))
	want(t, "no overlap to speak of", err, fault.Invalid, "overlapSeconds")
	_, err = b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.Identity, key(11), 91*24*time.Hour))
	want(t, "a very long overlap", err, fault.Invalid, "overlapSeconds")
	_, err = b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.Identity, key(2), 0))
	if !fault.Has(err, fault.DirectoryMalformed) {
		t.Errorf("another member's key: %v", err)
	}
	m, err := b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.Identity, key(11), time.Hour))
	if err != nil || len(m.IdentityKeys) != 2 {
		t.Fatalf("%+v, %v", m.IdentityKeys, err)
	}
	again, err := b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.Identity, key(11), time.Hour))
	if err != nil || len(again.IdentityKeys) != 2 {
		t.Errorf("the same rotation again: %+v, %v", again.IdentityKeys, err)
	}
	_, index := b.signed()
	valid := func(after time.Duration) []ed25519.PublicKey {
		return index.IdentityKeys("1001", b.clock.now().Add(after))
	}
	if len(valid(0)) != 2 || len(valid(59*time.Minute)) != 2 || len(valid(time.Hour)) != 1 || !valid(time.Hour)[0].Equal(public(key(11))) {
		t.Errorf("%d keys now, %d at the end of the overlap", len(valid(0)), len(valid(time.Hour)))
	}
	m, err = b.RotateTLS(t.Context(), "1001", b.rotation(1, keylog.TLS, key(12), time.Hour))
	if err != nil || m.TLSKey != pin(t, key(12)) {
		t.Fatalf("%+v, %v", m, err)
	}
	now := b.clock.now()
	if diff := cmp.Diff([]string{pin(t, key(12)), pin(t, tlsKey(1))}, m.TLSPins(now)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{pin(t, key(12))}, m.TLSPins(now.Add(time.Hour))); diff != "" {
		t.Error(diff)
	}
	_, err = b.RevokeKey(t.Context(), "test", "1001", pin(t, key(12)))
	want(t, "revoking the present TLS key", err, fault.Conflict, "key")
	_, err = b.RevokeKey(t.Context(), "test", "1001", "nothing")
	want(t, "revoking what is not there", err, fault.NotFound, "key")
	if m, err = b.RevokeKey(t.Context(), "test", "1001", pin(t, tlsKey(1))); err != nil || len(m.TLSPins(now)) != 1 {
		t.Errorf("%v, %v", m.TLSPins(now), err)
	}
	_, err = b.RotateTLS(t.Context(), "1001", b.rotation(1, keylog.TLS, tlsKey(1), 0))
	want(t, "a revoked key again", err, fault.Conflict, "proof")
	// What ended long ago leaves the list with the next rotation, so that it does not fill up.
	b.clock.advance(40 * 24 * time.Hour)
	m, err = b.RotateIdentity(t.Context(), "1001", b.rotation(1, keylog.Identity, key(13), 0))
	if err != nil || len(m.IdentityKeys) != 2 || slices.ContainsFunc(m.IdentityKeys, func(k directory.IdentityKey) bool { return k.ID == member(t, 1).IdentityKeys[0].ID }) {
		t.Errorf("%+v, %v", m.IdentityKeys, err)
	}
}

// prober answers as it is told.
type prober struct {
	mu   sync.Mutex
	down map[string]bool
	most atomic.Int64
	now  atomic.Int64
}

func (p *prober) Probe(_ context.Context, m directory.Member) error {
	p.most.Store(max(p.most.Load(), p.now.Add(1)))
	defer p.now.Add(-1)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down[m.VaspID] {
		return errors.New("down")
	}
	return nil
}

func (p *prober) set(vaspID string, down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down[vaspID] = down
}

func TestHealth(t *testing.T) {
	p := &prober{down: map[string]bool{}}
	b := newBench(t, func(o *registry.Options) { o.Prober = p })
	registered := member(t, 3)
	registered.Status = directory.Registered
	b.save(member(t, 1), member(t, 2), registered)
	p.set("1002", true)
	probe := func() map[string]bool {
		b.clock.advance(5 * time.Second)
		b.Probe(t.Context())
		up, _ := b.Health(t.Context())
		return up
	}
	same := func(what string, got, want map[string]bool) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	same("the first probe", probe(), map[string]bool{"1001": true, "1002": false})
	_, tag := b.Health(t.Context())
	p.set("1001", true)
	same("one failure", probe(), map[string]bool{"1001": true, "1002": false})
	if _, again := b.Health(t.Context()); again != tag {
		t.Error("nothing changed, and the tag did")
	}
	same("two failures", probe(), map[string]bool{"1001": false, "1002": false})
	if _, again := b.Health(t.Context()); again == tag {
		t.Error("the health changed, and the tag did not")
	}
	p.set("1001", false)
	same("an answer", probe(), map[string]bool{"1001": true, "1002": false})
	b.reopen()
	h, err := b.HealthOf(t.Context(), "1001")
	if err != nil || !h.Up || !h.LastSeen.Equal(b.clock.now()) || len(h.Changes) != 3 || !h.Changes[0].Up || h.Changes[1].Up || !h.Since.Equal(h.Changes[0].At) {
		t.Errorf("after a restart: %+v, %v", h, err)
	}
	if h, err = b.HealthOf(t.Context(), "1002"); err != nil || h.Up || !h.LastSeen.IsZero() || len(h.Changes) != 0 {
		t.Errorf("never seen: %+v, %v", h, err)
	}
	if _, err := b.HealthOf(t.Context(), "9"); !fault.Has(err, fault.MemberNotFound) {
		t.Errorf("nobody: %v", err)
	}
}

// question seals a message of member from to member to.
func (b *bench) question(from, to int, change ...func(*envelope.Header)) (directory.Relayed, string) {
	private, err := envelope.GenerateKey()
	if err != nil {
		b.t.Fatal(err)
	}
	h := envelope.Header{Version: envelope.Version, ID: uuid.NewString(), Verification: uuid.NewString(), Type: envelope.UserQuestion, From: fmt.Sprint(1000 + from), To: fmt.Sprint(1000 + to),
		KeyID: private.PublicKey().ID(), KeyType: "PerVasp", Suite: envelope.DefaultSuite, SentAt: b.clock.now(), ExpiresAt: b.clock.now().Add(time.Hour)}
	for _, each := range change {
		each(&h)
	}
	frame, _, err := envelope.Seal(h, []byte(`{"secret":true}`), private.PublicKey(), key(from))
	if err != nil {
		b.t.Fatal(err)
	}
	return directory.Relayed{Kind: directory.RelayMessage, Body: frame}, h.ID
}

// refusal is an answer that needs no sealing.
func refusal(t testing.TB, by int, to int, id string) directory.Relayed {
	body, err := directory.Refusal{InReplyTo: id, From: fmt.Sprint(1000 + by), To: fmt.Sprint(1000 + to), Code: fault.EnvelopeUnknownKey}.
		Sign(func(text []byte) []byte { return ed25519.Sign(key(by), text) })
	if err != nil {
		t.Fatal(err)
	}
	return directory.Relayed{Kind: directory.RelayRefusal, Body: body}
}

func TestRelayRefuses(t *testing.T) {
	b := newBench(t, func(o *registry.Options) { o.Relay = registry.RelayLimits{MaxWaiting: 3, MaxSent: 5} })
	suspended := member(t, 3)
	suspended.Status = directory.Suspended
	b.save(member(t, 1), member(t, 2), suspended, member(t, 4))
	good, _ := b.question(1, 2)
	foreign, _ := b.question(2, 1)
	toNobody, _ := b.question(1, 77)
	toSuspended, _ := b.question(1, 3)
	expired, _ := b.question(1, 2, func(h *envelope.Header) { h.SentAt, h.ExpiresAt = h.SentAt.Add(-time.Hour), b.clock.now() })
	endless, _ := b.question(1, 2, func(h *envelope.Header) { h.ExpiresAt = h.SentAt.AddDate(1, 0, 0) })
	for _, row := range []struct {
		name  string
		r     directory.Relayed
		code  fault.Code
		place string
	}{
		{"no envelope", directory.Relayed{Kind: directory.RelayMessage, Body: []byte("x")}, fault.EnvelopeMalformed, "magic"},
		{"too long", directory.Relayed{Kind: directory.RelayMessage, Body: make([]byte, envelope.MaxFrame+1)}, fault.TooLarge, "body"},
		{"another kind", directory.Relayed{Kind: "x", Body: good.Body}, fault.Invalid, "kind"},
		{"an answer's kind", directory.Relayed{Kind: directory.RelayRefusal, Body: good.Body}, fault.Invalid, "kind"},
		{"somebody else's message", foreign, fault.Forbidden, "from"},
		{"to nobody", toNobody, fault.MemberNotFound, "vaspId"},
		{"to a suspended member", toSuspended, fault.MemberNotActive, "vaspId"},
		{"expired", expired, fault.EnvelopeExpired, "expiresAt"},
		{"waiting for a year", endless, fault.Invalid, "expiresAt"},
		{"good", good, "", ""},
		{"the same again", good, "", ""},
	} {
		_, answered, err := b.Relay(t.Context(), "1001", row.r, 0)
		want(t, row.name, err, row.code, row.place)
		if answered {
			t.Errorf("%s is answered", row.name)
		}
	}
	h, err := envelope.ReadHeader(good.Body)
	if err != nil {
		t.Fatal(err)
	}
	replay, _ := b.question(1, 2, func(n *envelope.Header) { n.ID = h.ID })
	_, _, err = b.Relay(t.Context(), "1001", replay, 0)
	want(t, "the same id with other bytes", err, fault.EnvelopeReplay, "id")
	for n := 2; ; n++ {
		more, _ := b.question(1, 2)
		if _, _, err := b.Relay(t.Context(), "1001", more, 0); n > 3 {
			want(t, "one too many for the recipient", err, fault.RelayFull, "to")
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		more, _ := b.question(1, 4)
		if _, _, err := b.Relay(t.Context(), "1001", more, 0); err != nil {
			t.Fatal(err)
		}
	}
	more, _ := b.question(1, 4)
	_, _, err = b.Relay(t.Context(), "1001", more, 0)
	want(t, "one too many of the sender", err, fault.RelayFull, "from")
}

// TestRelayKeeps: a question waits through restarts, is handed out again until it is answered, and its answer stays until it expires.
func TestRelayKeeps(t *testing.T) {
	b := newBench(t)
	b.save(member(t, 1), member(t, 2), member(t, 3))
	first, id := b.question(1, 2)
	second, secondID := b.question(1, 2)
	for _, q := range []directory.Relayed{first, second} {
		if _, _, err := b.Relay(t.Context(), "1001", q, 0); err != nil {
			t.Fatal(err)
		}
	}
	b.reopen()
	collect := func(vaspID string, n int) []directory.Waiting {
		t.Helper()
		list, err := b.Collect(t.Context(), vaspID, 0)
		if err != nil || len(list) != n {
			t.Fatalf("%s collects %d, %v; want %d", vaspID, len(list), err, n)
		}
		return list
	}
	list := collect("1002", 2)
	if !bytes.Equal(list[0].Body, first.Body) || list[0].From != "1001" || !bytes.Equal(list[1].Body, second.Body) {
		t.Error("not the questions in their order")
	}
	collect("1002", 0)
	collect("1003", 0)
	b.clock.advance(31 * time.Second)
	collect("1002", 2)
	answer := refusal(t, 2, 1, id)
	want(t, "the answer of somebody else", b.Answer(t.Context(), "1003", list[0].Number, answer), fault.NotFound, "database")
	frame, _ := b.question(2, 1, func(h *envelope.Header) { h.Type = envelope.UserQuestion })
	want(t, "a question as an answer", b.Answer(t.Context(), "1002", list[0].Number, frame), fault.Forbidden, "inReplyTo")
	want(t, "a key as the answer to a message", b.Answer(t.Context(), "1002", list[0].Number, directory.Relayed{Kind: directory.RelayKeyAnswer}), fault.Forbidden, "kind")
	if err := b.Answer(t.Context(), "1002", list[0].Number, answer); err != nil {
		t.Fatal(err)
	}
	if err := b.Answer(t.Context(), "1002", list[0].Number, answer); err != nil {
		t.Errorf("the same answer again: %v", err)
	}
	want(t, "another answer", b.Answer(t.Context(), "1002", list[0].Number, refusal(t, 2, 1, secondID)), fault.Conflict, "number")
	b.reopen()
	for range 2 {
		got, answered, err := b.Relay(t.Context(), "1001", first, 0)
		if err != nil || !answered || !bytes.Equal(got.Body, answer.Body) || got.Kind != answer.Kind {
			t.Errorf("%v, %v", answered, err)
		}
	}
	// Past its expiry a question is not handed out any more; its sender may still look for the answer.
	b.clock.advance(time.Hour)
	collect("1002", 0)
	if _, answered, err := b.Relay(t.Context(), "1001", first, 0); err != nil || !answered {
		t.Errorf("a late look: %v, %v", answered, err)
	}
}

// TestRelayWakes: who waits is woken by what comes, and sent away when the directory stops.
func TestRelayWakes(t *testing.T) {
	b := newBench(t)
	b.save(member(t, 1), member(t, 2))
	q, id := b.question(1, 2)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		list, err := b.Collect(t.Context(), "1002", 20*time.Second)
		if err != nil || len(list) != 1 {
			t.Errorf("%d, %v", len(list), err)
			return
		}
		if err := b.Answer(t.Context(), "1002", list[0].Number, refusal(t, 2, 1, id)); err != nil {
			t.Error(err)
		}
	}()
	started := time.Now()
	_, answered, err := b.Relay(t.Context(), "1001", q, 20*time.Second)
	wg.Wait()
	if err != nil || !answered || time.Since(started) > 10*time.Second {
		t.Errorf("answered %v after %s, %v", answered, time.Since(started), err)
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		if list, err := b.Collect(t.Context(), "1002", 20*time.Second); err != nil || len(list) != 0 {
			t.Errorf("%d, %v", len(list), err)
		}
	}()
	b.Release()
	wg.Wait()
	if time.Since(started) > 10*time.Second {
		t.Error("a stop waits for a long poll")
	}
}

// TestConnections: views have rising numbers, and only what both want.
func TestConnections(t *testing.T) {
	b := newBench(t, func(o *registry.Options) { o.Connect = directory.ConnectMutual })
	b.save(member(t, 1), member(t, 2), member(t, 3))
	view := func(vaspID string) directory.View {
		t.Helper()
		signed, err := b.View(t.Context(), vaspID)
		if err != nil {
			t.Fatal(err)
		}
		v, err := signed.OpenView([]ed25519.PublicKey{public(key(0))}, vaspID, b.clock.now(), directory.OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := view("1001"); v.Number != 0 || len(v.Connected) != 0 {
		t.Errorf("%+v", v)
	}
	connect := func(from, to string, state directory.ConnectionState) {
		t.Helper()
		if c, err := b.Connect(t.Context(), "test", from, to, false); err != nil || c.State != state || c.VaspID != to {
			t.Errorf("%s to %s: %+v, %v", from, to, c, err)
		}
	}
	connect("1001", "1002", directory.Asked)
	connect("1001", "1002", directory.Asked)
	q, _ := b.question(1, 2)
	_, _, err := b.Relay(t.Context(), "1001", q, 0)
	want(t, "a message without a connection", err, fault.MemberNotActive, "connection")
	connect("1002", "1001", directory.Connected)
	connect("1003", "1001", directory.Asked)
	if _, _, err := b.Relay(t.Context(), "1001", q, 0); err != nil {
		t.Errorf("connected: %v", err)
	}
	b.reopen()
	if v := view("1001"); v.Number != 4 || !slices.Equal(v.Connected, []string{"1002"}) {
		t.Errorf("%+v", v)
	}
	if err := b.Disconnect(t.Context(), "test", "1002", "1001"); err != nil {
		t.Fatal(err)
	}
	if v := view("1001"); v.Number != 5 || len(v.Connected) != 0 {
		t.Errorf("%+v", v)
	}
	list, err := b.Connections(t.Context(), "1001")
	if err != nil || len(list) != 1 || list[0].State != directory.AskedBy || list[0].VaspID != "1003" {
		t.Errorf("%+v, %v", list, err)
	}
	_, err = b.Connect(t.Context(), "test", "1001", "1001", false)
	want(t, "oneself", err, fault.Invalid, "vaspId")
	_, err = b.Connect(t.Context(), "test", "1001", "9", false)
	want(t, "nobody", err, fault.MemberNotFound, "vaspId")
}

// TestUpkeep: the list is renewed long before it expires, and what nobody can want any more is gone.
func TestUpkeep(t *testing.T) {
	p := &prober{down: map[string]bool{}}
	b := newBench(t, func(o *registry.Options) { o.Prober = p })
	b.save(member(t, 1), member(t, 2))
	q, _ := b.question(1, 2)
	if _, _, err := b.Relay(t.Context(), "1001", q, 0); err != nil {
		t.Fatal(err)
	}
	undecided, err := b.apply(3)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 150 {
		p.set("1001", n%3 > 0)
		b.clock.advance(time.Second)
		b.Probe(t.Context())
	}
	upkeep := func(after time.Duration) (waiting, number int) {
		t.Helper()
		b.clock.advance(after)
		if err := b.Upkeep(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept, err := b.RelayStatus(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(kept), int(b.List(t.Context()).Number)
	}
	_, before := upkeep(0)
	if h, err := b.HealthOf(t.Context(), "1001"); err != nil || len(h.Changes) != 100 {
		t.Errorf("%d changes of health are kept, %v", len(h.Changes), err)
	}
	if kept, number := upkeep(65 * time.Minute); kept != 1 || number != before {
		t.Errorf("five minutes past its expiry %d recipients, list %d after %d", kept, number, before)
	}
	if kept, _ := upkeep(10 * time.Minute); kept != 0 {
		t.Error("a question is kept for ever")
	}
	if _, number := upkeep(5 * time.Hour); number != before+1 {
		t.Errorf("after a quarter of its life list %d after %d", number, before)
	}
	if _, index := b.signed(); index.Len() != 2 || !b.clock.now().Add(23*time.Hour).Before(index.ExpiresAt()) {
		t.Error("the renewed list")
	}
	if _, err := b.Registration(t.Context(), undecided.ID); err != nil {
		t.Error(err)
	}
	upkeep(91 * 24 * time.Hour)
	if _, err := b.Registration(t.Context(), undecided.ID); !fault.Has(err, fault.NotFound) {
		t.Errorf("a registration that nobody decided is kept for ever: %v", err)
	}
}

// BenchmarkTenThousandMembers says what a change costs in a full alliance, and what travels.
func BenchmarkTenThousandMembers(b *testing.B) {
	folder := b.TempDir()
	members := make([]directory.Member, directory.MaxMembers)
	for n := range members {
		members[n] = member(b, n+1)
	}
	text, err := json.Marshal(map[string]any{"number": 1, "members": members})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "members.json"), text, 0o600); err != nil {
		b.Fatal(err)
	}
	s := newBench(b, func(o *registry.Options) { o.Folder = folder })
	number := s.List(b.Context()).Number
	status := []directory.Status{directory.Suspended, directory.Active}
	n := 0
	for b.Loop() {
		if err := s.SetStatus(b.Context(), "test", "1001", status[n%2]); err != nil {
			b.Fatal(err)
		}
		n++
	}
	list := s.List(b.Context())
	delta, ok := s.Delta(b.Context(), number)
	deltaText, err := json.Marshal(delta)
	if !ok || err != nil {
		b.Fatal(ok, err)
	}
	b.ReportMetric(float64(len(list.Text)), "list-bytes")
	b.ReportMetric(float64(len(list.Zipped)), "zipped-bytes")
	b.ReportMetric(float64(len(deltaText)), "delta-bytes")
}
