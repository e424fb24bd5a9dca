package audit_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// signer returns a key that follows from seed.
func signer(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize)))
}

func public(key ed25519.PrivateKey) ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

// sample returns n entries, each unlike the others.
func sample(n int) []audit.Entry {
	entries := make([]audit.Entry, n)
	for i := range entries {
		digest := audit.Digest([]byte("bonafide/test/v1"), fmt.Append(nil, i))
		entries[i] = audit.Entry{
			ID: fmt.Sprintf("01980000-0000-7000-8000-%012d", i), At: start.Add(time.Duration(i) * time.Second), Actor: "admin:1",
			Action: audit.CustomerUpdated, SubjectKind: "customer", Subject: fmt.Sprint(i % 7), RequestID: fmt.Sprint("req-", i),
			Digest: digest[:], Details: map[string]string{"kyc": "approved", "n": fmt.Sprint(i)},
		}
	}
	return entries
}

// verify feeds the checkpoints and then the links, as long as they are few.
func verify(links []audit.Link, checkpoints []audit.Checkpoint, options ...audit.Option) audit.Report {
	v := audit.NewVerifier([]ed25519.PublicKey{public(signer(1))}, options...)
	for _, c := range checkpoints {
		v.Checkpoint(c)
	}
	for _, l := range links {
		v.Link(l)
	}
	return v.Report()
}

type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

func TestGolden(t *testing.T) {
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Digest struct {
			Parts  []string
			SHA256 hexBytes
		}
		Links []struct {
			Seq                                                      uint64
			Note, ID, Actor, Action, SubjectKind, Subject, RequestID string
			AtMs                                                     int64
			Digest, Prev, Hash                                       hexBytes
			Details                                                  map[string]string
		}
		Checkpoint struct {
			Seq                              uint64
			Hash, Seed, PublicKey, Signature hexBytes
			AtMs                             int64
			KeyID                            string
		}
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	var parts [][]byte
	for _, part := range golden.Digest.Parts {
		parts = append(parts, []byte(part))
	}
	if got := audit.Digest(parts...); [32]byte(golden.Digest.SHA256) != got {
		t.Errorf("Digest = %x, want %x", got, golden.Digest.SHA256)
	}
	var entries []audit.Entry
	var want []audit.Link
	for _, g := range golden.Links {
		e := audit.Entry{
			ID: g.ID, At: time.UnixMilli(g.AtMs).UTC(), Actor: g.Actor, Action: g.Action, SubjectKind: g.SubjectKind,
			Subject: g.Subject, RequestID: g.RequestID, Digest: g.Digest, Details: g.Details,
		}
		want = append(want, audit.Link{Entry: e, Seq: g.Seq, Prev: [32]byte(g.Prev), Hash: [32]byte(g.Hash)})
		// What a caller hands over has another zone, more digits, and nil for nothing.
		e.At = e.At.Add(999 * time.Microsecond).In(time.FixedZone("", 7*3600))
		entries = append(entries, e)
	}
	links := audit.Chain(audit.Head{}, entries)
	if diff := cmp.Diff(want, links); diff != "" || len(want) == 0 {
		t.Errorf("Chain (-want +got):\n%s", diff)
	}
	key := ed25519.NewKeyFromSeed(golden.Checkpoint.Seed)
	checkpoint := audit.SignCheckpoint(links[len(links)-1].Head(), time.UnixMilli(golden.Checkpoint.AtMs), key)
	wantCheckpoint := audit.Checkpoint{
		Seq: golden.Checkpoint.Seq, Hash: [32]byte(golden.Checkpoint.Hash), At: time.UnixMilli(golden.Checkpoint.AtMs).UTC(),
		KeyID: golden.Checkpoint.KeyID, Signature: golden.Checkpoint.Signature,
	}
	if diff := cmp.Diff(wantCheckpoint, checkpoint); diff != "" {
		t.Errorf("SignCheckpoint (-want +got):\n%s", diff)
	}
	if err := checkpoint.Verify(ed25519.PublicKey(golden.Checkpoint.PublicKey)); err != nil {
		t.Error(err)
	}
}

func TestChainInBatches(t *testing.T) {
	entries := sample(10)
	whole := audit.Chain(audit.Head{}, entries)
	first := audit.Chain(audit.Head{}, entries[:4])
	second := audit.Chain(first[3].Head(), entries[4:])
	if diff := cmp.Diff(whole, append(first, second...)); diff != "" {
		t.Errorf("batches differ from one chain (-one +batches):\n%s", diff)
	}
	if got := audit.Chain(audit.Head{}, nil); len(got) != 0 {
		t.Errorf("a chain of nothing: %v", got)
	}
	empty := entries[0]
	empty.Digest, empty.Details = []byte{}, map[string]string{}
	none := entries[0]
	none.Digest, none.Details = nil, nil
	if a, b := audit.Chain(audit.Head{}, []audit.Entry{empty}), audit.Chain(audit.Head{}, []audit.Entry{none}); a[0].Hash != b[0].Hash {
		t.Error("nil and empty differ, which a store cannot tell apart")
	}
}

func TestVerifier(t *testing.T) {
	links := audit.Chain(audit.Head{}, sample(6))
	at := start.Add(time.Hour)
	fourth := audit.SignCheckpoint(links[3].Head(), at, signer(1))
	last := audit.SignCheckpoint(links[5].Head(), at, signer(1))
	both := []audit.Checkpoint{fourth, last}
	with := func(change func(l []audit.Link) []audit.Link) []audit.Link {
		return change(append([]audit.Link(nil), links...))
	}
	without := func(i int) []audit.Link {
		return with(func(l []audit.Link) []audit.Link { return append(l[:i], l[i+1:]...) })
	}
	rewritten := with(func(l []audit.Link) []audit.Link {
		entries := sample(6)
		entries[2].Actor = "somebody else"
		return audit.Chain(audit.Head{}, entries)
	})
	otherHead := audit.SignCheckpoint(audit.Head{Seq: 4, Hash: [32]byte{1}}, at, signer(1))
	broken := fourth
	broken.Signature = append([]byte(nil), fourth.Signature...)
	broken.Signature[5] ^= 1
	moved := fourth
	moved.Seq = 3
	type found = map[uint64]audit.Kind // one finding per sequence number, unless more is said
	tests := []struct {
		name        string
		links       []audit.Link
		checkpoints []audit.Checkpoint
		want        found
		signed      uint64
	}{
		{"whole", links, both, found{}, 6},
		{"nothing at all", nil, nil, found{}, 0},
		{"whole, signed in part", links, both[:1], found{}, 4},
		{"whole, the same checkpoint twice", links, []audit.Checkpoint{last, last}, found{}, 6},
		{"first removed", without(0), both, found{2: audit.KindGap}, 6},
		{"one removed", without(2), both, found{4: audit.KindGap}, 6},
		{"a signed one removed", without(3), both, found{5: audit.KindGap, 4: audit.KindMissingEntry}, 6},
		{"last removed", links[:5], both, found{6: audit.KindTruncated}, 4},
		{"all removed", nil, both, found{4: audit.KindTruncated, 6: audit.KindTruncated}, 0},
		{"last removed before it was signed", links[:5], both[:1], found{}, 4},
		{"one altered", with(func(l []audit.Link) []audit.Link { l[2].Actor = "x"; return l }), both, found{3: audit.KindHash}, 6},
		{"one altered, with its hash", with(func(l []audit.Link) []audit.Link { l[2] = rewritten[2]; return l }), both, found{4: audit.KindPrev}, 6},
		{"everything after rewritten", rewritten, both, found{4: audit.KindMismatch, 6: audit.KindMismatch}, 0},
		{"number altered", with(func(l []audit.Link) []audit.Link { l[2].Seq = 1 << 60; return l }), both, found{1 << 60: audit.KindHash}, 6},
		{"two exchanged", with(func(l []audit.Link) []audit.Link { l[1], l[2] = l[2], l[1]; return l }), both, found{3: audit.KindGap, 2: audit.KindOrder}, 6},
		{"one twice", with(func(l []audit.Link) []audit.Link { return append(l[:3:3], links[2:]...) }), both, found{3: audit.KindOrder}, 6},
		{"checkpoint of another hash", links, []audit.Checkpoint{otherHead, last}, found{4: audit.KindMismatch}, 6},
		{"broken signature", links, []audit.Checkpoint{broken, last}, found{4: audit.KindSignature}, 6},
		{"checkpoint moved", links, []audit.Checkpoint{moved, last}, found{3: audit.KindSignature}, 6},
		{"another key", links, []audit.Checkpoint{audit.SignCheckpoint(links[3].Head(), at, signer(2))}, found{4: audit.KindUnknownKey}, 0},
		{"checkpoint before the first entry", links, []audit.Checkpoint{audit.SignCheckpoint(audit.Head{}, at, signer(1))}, found{}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report := verify(tt.links, tt.checkpoints)
			got := found{}
			for _, f := range report.Findings {
				if _, again := got[f.Seq]; !again {
					got[f.Seq] = f.Kind
				}
				if f.Text == "" {
					t.Errorf("a finding without text: %+v", f)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s%+v", diff, report.Findings)
			}
			if report.SignedSeq != tt.signed || report.Entries != uint64(len(tt.links)) || report.Checkpoints != uint64(len(tt.checkpoints)) {
				t.Errorf("signed to %d, want %d; %d entries, %d checkpoints", report.SignedSeq, tt.signed, report.Entries, report.Checkpoints)
			}
			if report.Whole() != (len(tt.want) == 0) {
				t.Errorf("Whole = %v with %d findings", report.Whole(), len(report.Findings))
			}
		})
	}
}

func TestVerifierStreams(t *testing.T) {
	links := audit.Chain(audit.Head{}, sample(10))
	v := audit.NewVerifier([]ed25519.PublicKey{nil, public(signer(2)), public(signer(1))}, audit.From(links[3].Head()), audit.RememberSubjects())
	checkpoint := func(i int, seed byte) audit.Checkpoint {
		return audit.SignCheckpoint(links[i].Head(), start, signer(seed))
	}
	v.Checkpoint(checkpoint(1, 1)) // from before the start
	v.Checkpoint(checkpoint(3, 1)) // the start itself
	v.Link(links[4])
	v.Checkpoint(checkpoint(4, 2)) // after its link, by an older key
	v.Link(links[5])
	if r := v.Report(); !r.Whole() || r.LastSeq != 6 || r.LastHash != links[5].Hash || r.SignedSeq != 5 || r.Entries != 2 || r.Checkpoints != 3 {
		t.Fatalf("after two links: %+v", r)
	}
	v.Checkpoint(checkpoint(8, 1)) // ahead
	if r := v.Report(); len(r.Findings) != 1 || r.Findings[0].Kind != audit.KindTruncated {
		t.Fatalf("as if it ended here: %+v", r)
	}
	for _, l := range links[6:] {
		v.Link(l)
	}
	if r := v.Report(); !r.Whole() || r.SignedSeq != 9 || r.LastSeq != 10 {
		t.Fatalf("at the end: %+v", r)
	}
	v.Checkpoint(checkpoint(7, 1))
	if r := v.Report(); len(r.Findings) != 1 || r.Findings[0].Kind != audit.KindUncovered {
		t.Fatalf("a late checkpoint: %+v", r)
	}
	state := v.Subjects()[audit.Subject{Kind: "customer", ID: "2"}] // entries 3 and 10
	if want := (audit.State{Seq: 10, Action: audit.CustomerUpdated, Digest: [32]byte(links[9].Digest), DigestSeq: 10}); state != want {
		t.Errorf("state %+v, want %+v", state, want)
	}
}

func TestSubjects(t *testing.T) {
	entries := sample(3)
	for i := range entries {
		entries[i].Subject = "1"
	}
	entries[1].Action, entries[1].Digest = audit.CustomerDeleted, nil
	entries[2].Subject = ""
	v := audit.NewVerifier(nil, audit.RememberSubjects())
	for _, l := range audit.Chain(audit.Head{}, entries) {
		v.Link(l)
	}
	want := map[audit.Subject]audit.State{
		{Kind: "customer", ID: "1"}: {Seq: 2, Action: audit.CustomerDeleted, Digest: [32]byte(entries[0].Digest), DigestSeq: 1},
	}
	if diff := cmp.Diff(want, v.Subjects()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if audit.NewVerifier(nil).Subjects() != nil {
		t.Error("subjects that nobody asked for")
	}
}

func TestFindingsAreCapped(t *testing.T) {
	links := audit.Chain(audit.Head{}, sample(audit.MaxFindings+5))
	for i := range links {
		links[i].Actor = "x"
	}
	report := verify(links, []audit.Checkpoint{audit.SignCheckpoint(audit.Head{Seq: 1 << 40}, start, signer(1))})
	if len(report.Findings) != audit.MaxFindings || report.More != 6 {
		t.Errorf("%d findings and %d more", len(report.Findings), report.More)
	}
}

func TestCheckpointVerify(t *testing.T) {
	good := audit.SignCheckpoint(audit.Head{Seq: 7, Hash: [32]byte{7}}, start.Add(123456*time.Microsecond), signer(1))
	tests := []struct {
		name   string
		change func(*audit.Checkpoint)
		key    ed25519.PublicKey
		want   fault.Code
	}{
		{"as it was", func(*audit.Checkpoint) {}, public(signer(1)), ""},
		{"another zone", func(c *audit.Checkpoint) { c.At = c.At.In(time.FixedZone("", 3600)) }, public(signer(1)), ""},
		{"another number", func(c *audit.Checkpoint) { c.Seq++ }, public(signer(1)), fault.AuditSignature},
		{"another hash", func(c *audit.Checkpoint) { c.Hash[31]++ }, public(signer(1)), fault.AuditSignature},
		{"another time", func(c *audit.Checkpoint) { c.At = c.At.Add(time.Millisecond) }, public(signer(1)), fault.AuditSignature},
		{"no signature", func(c *audit.Checkpoint) { c.Signature = nil }, public(signer(1)), fault.AuditSignature},
		{"another key", func(*audit.Checkpoint) {}, public(signer(2)), fault.AuditUnknownKey},
		{"another key, under its name", func(c *audit.Checkpoint) { c.KeyID = audit.KeyID(public(signer(2))) }, public(signer(2)), fault.AuditSignature},
		{"no key", func(*audit.Checkpoint) {}, nil, fault.AuditUnknownKey},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := good
			tt.change(&c)
			if err := c.Verify(tt.key); fault.CodeOf(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	many := map[string]string{}
	for i := range 65 {
		many[fmt.Sprint(i)] = ""
	}
	tests := []struct {
		name, place string
		change      func(*audit.Entry)
	}{
		{"as it was", "", func(*audit.Entry) {}},
		{"only what must be", "", func(e *audit.Entry) { *e = audit.Entry{ID: "1", At: start, Action: audit.NodeStarted} }},
		{"no id", "id", func(e *audit.Entry) { e.ID = "" }},
		{"no action", "action", func(e *audit.Entry) { e.Action = "" }},
		{"no time", "at", func(e *audit.Entry) { e.At = time.Time{} }},
		{"a year of five digits", "at", func(e *audit.Entry) { e.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"broken UTF-8", "actor", func(e *audit.Entry) { e.Actor = "\xff" }},
		{"a NUL", "subject", func(e *audit.Entry) { e.Subject = "a\x00" }},
		{"a long text", "requestId", func(e *audit.Entry) { e.RequestID = strings.Repeat("x", 1025) }},
		{"half a digest", "digest", func(e *audit.Entry) { e.Digest = e.Digest[:16] }},
		{"a detail without name", "details", func(e *audit.Entry) { e.Details = map[string]string{"": "x"} }},
		{"a long detail", "details", func(e *audit.Entry) { e.Details = map[string]string{"x": strings.Repeat("x", 1025)} }},
		{"many details", "details", func(e *audit.Entry) { e.Details = many }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := sample(1)[0]
			tt.change(&e)
			err := e.Validate()
			if fault.PlaceOf(err) != tt.place || fault.Has(err, fault.AuditEntry) != (tt.place != "") {
				t.Errorf("%v, want a fault at %q", err, tt.place)
			}
		})
	}
}

func TestDigest(t *testing.T) {
	seen := map[[32]byte]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"a"}, {"a", ""}, {"", "a"}, {"a", "b"}, {"ab"}, {"abc"}, {"a", "bc"}, {"ab", "c"}} {
		var b [][]byte
		for _, part := range parts {
			b = append(b, []byte(part))
		}
		sum := audit.Digest(b...)
		if before, ok := seen[sum]; ok {
			t.Errorf("%q and %s have one digest", parts, before)
		}
		seen[sum] = fmt.Sprintf("%q", parts)
	}
}

func TestNamesAreUnique(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z]+\.[a-z]+$`)
	seen := map[string]bool{}
	for _, action := range audit.Actions() {
		if seen[action] || !shape.MatchString(action) {
			t.Errorf("action %q is listed twice or not of the form subject.what", action)
		}
		seen[action] = true
	}
	for _, kind := range audit.Kinds() {
		if seen[string(kind)] || kind == "" {
			t.Errorf("kind %q is listed twice", kind)
		}
		seen[string(kind)] = true
	}
	if len(audit.Actions()) == 0 || len(audit.Kinds()) == 0 {
		t.Error("nothing is listed")
	}
}

func ExampleVerifier() {
	key := signer(1)
	links := audit.Chain(audit.Head{}, sample(3))
	checkpoint := audit.SignCheckpoint(links[2].Head(), start, key)

	links[1].Actor = "somebody else"
	v := audit.NewVerifier([]ed25519.PublicKey{public(key)})
	v.Checkpoint(checkpoint)
	for _, l := range links {
		v.Link(l)
	}
	for _, f := range v.Report().Findings {
		fmt.Println(f.Seq, f.Kind, f.Text)
	}
	// Output: 2 hash entry "01980000-0000-7000-8000-000000000001" is not the one its hash was made of
}

func BenchmarkChain(b *testing.B) {
	entries := sample(1000)
	b.ReportAllocs()
	for b.Loop() {
		audit.Chain(audit.Head{}, entries)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(entries)), "ns/entry")
}

func BenchmarkVerify(b *testing.B) {
	links := audit.Chain(audit.Head{}, sample(1000))
	b.ReportAllocs()
	for b.Loop() {
		if !verify(links, nil).Whole() {
			b.Fatal("not whole")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(links)), "ns/entry")
}

func BenchmarkSignCheckpoint(b *testing.B) {
	key := signer(1)
	b.ReportAllocs()
	for b.Loop() {
		audit.SignCheckpoint(audit.Head{Seq: 1}, start, key)
	}
}

func BenchmarkDigest(b *testing.B) {
	parts := [][]byte{[]byte("bonafide/test/v1"), make([]byte, 36), make([]byte, 2700)}
	b.ReportAllocs()
	for b.Loop() {
		audit.Digest(parts...)
	}
}

// BenchmarkSubjects shows what RememberSubjects costs in memory.
func BenchmarkSubjects(b *testing.B) {
	entries := sample(100_000)
	for i := range entries {
		entries[i].Subject = fmt.Sprintf("01980000-0000-7000-8000-%012d", i)
	}
	links := audit.Chain(audit.Head{}, entries)
	b.ReportAllocs()
	for b.Loop() {
		v := audit.NewVerifier(nil, audit.RememberSubjects())
		for _, l := range links {
			v.Link(l)
		}
		if len(v.Subjects()) != len(links) {
			b.Fatal("not all remembered")
		}
	}
}
