package keylog_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// The leaves and roots with which implementations of RFC 6962 are commonly tested (certificate-transparency, merkle_tree_test).
var (
	goldenLeaves = []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	goldenRoots  = []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func hexes(hashes []keylog.Hash) []string {
	out := []string{}
	for _, h := range hashes {
		out = append(out, hex.EncodeToString(h[:]))
	}
	return out
}

func golden(t testing.TB) *keylog.Tree {
	var tree keylog.Tree
	for _, leaf := range goldenLeaves {
		tree.Append(keylog.LeafHash(unhex(t, leaf)))
	}
	return &tree
}

func TestGoldenRoots(t *testing.T) {
	tree := golden(t)
	var frontier keylog.Frontier
	for size, want := range goldenRoots {
		head, err := tree.HeadAt(uint64(size))
		if err != nil || hex.EncodeToString(head.Root[:]) != want || head.Size != uint64(size) {
			t.Errorf("size %d: %x, %v", size, head.Root, err)
		}
		if frontier.Head() != head {
			t.Errorf("size %d: the frontier says %x", size, frontier.Head().Root)
		}
		if size < len(goldenLeaves) {
			frontier = frontier.Append(keylog.LeafHash(unhex(t, goldenLeaves[size])))
		}
	}
}

func TestGoldenProofs(t *testing.T) {
	tree := golden(t)
	for _, row := range []struct {
		name string
		got  func() ([]keylog.Hash, error)
		want []string
	}{
		{"inclusion of 0 in 8", func() ([]keylog.Hash, error) { return tree.Inclusion(0, 8) }, []string{
			"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
		{"inclusion of 0 in 1", func() ([]keylog.Hash, error) { return tree.Inclusion(0, 1) }, []string{}},
		{"consistency of 6 and 8", func() ([]keylog.Hash, error) { return tree.Consistency(6, 8) }, []string{
			"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
			"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
		{"consistency of 2 and 5", func() ([]keylog.Hash, error) { return tree.Consistency(2, 5) }, []string{
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
		{"consistency of 8 and 8", func() ([]keylog.Hash, error) { return tree.Consistency(8, 8) }, []string{}},
		{"consistency of 0 and 8", func() ([]keylog.Hash, error) { return tree.Consistency(0, 8) }, []string{}},
	} {
		got, err := row.got()
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		if diff := cmp.Diff(row.want, hexes(got)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestBeyondTheEnd(t *testing.T) {
	tree := golden(t)
	_, atErr := tree.HeadAt(9)
	_, sizeErr := tree.Inclusion(0, 9)
	_, indexErr := tree.Inclusion(8, 8)
	_, toErr := tree.Consistency(1, 9)
	_, fromErr := tree.Consistency(5, 4)
	for name, err := range map[string]error{"size": atErr, " size": sizeErr, "index": indexErr, "to": toErr, "from": fromErr} {
		if !fault.Has(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// naive is MTH written down as RFC 6962 defines it.
func naive(leaves [][]byte) keylog.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := naive(leaves[:k]), naive(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, l[:]...), r[:]...))
}

// TestProofsHold: every proof of every log verifies, and with anything in it changed it does not.
func TestProofsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 4), 1, 70).Draw(t, "leaves")
		var tree keylog.Tree
		var frontier keylog.Frontier
		for _, leaf := range leaves {
			tree.Append(keylog.LeafHash(leaf))
			frontier = frontier.Append(keylog.LeafHash(leaf))
		}
		n := uint64(len(leaves))
		if tree.Head().Root != naive(leaves) || frontier.Head() != tree.Head() || !frontier.Valid() {
			t.Fatalf("roots of %d leaves differ", n)
		}
		to := rapid.Uint64Range(1, n).Draw(t, "to")
		from := rapid.Uint64Range(0, to).Draw(t, "from")
		before, _ := tree.HeadAt(from)
		after, _ := tree.HeadAt(to)
		proof, err := tree.Consistency(from, to)
		if err != nil {
			t.Fatal(err)
		}
		if err := keylog.VerifyConsistency(before, after, proof); err != nil {
			t.Fatalf("%d to %d: %v", from, to, err)
		}
		index := rapid.Uint64Range(0, to-1).Draw(t, "index")
		path, err := tree.Inclusion(index, to)
		if err != nil {
			t.Fatal(err)
		}
		leaf := keylog.LeafHash(leaves[index])
		if err := keylog.VerifyInclusion(leaf, index, path, after); err != nil {
			t.Fatalf("%d in %d: %v", index, to, err)
		}
		bit := rapid.IntRange(0, 255).Draw(t, "bit")
		flip := func(h keylog.Hash) keylog.Hash { h[bit/8] ^= 1 << (bit % 8); return h }
		refused := func(what string, err error) {
			if !fault.Has(err, fault.KeyLogInconsistent) {
				t.Fatalf("%s: %v", what, err)
			}
		}
		refused("another leaf", keylog.VerifyInclusion(flip(leaf), index, path, after))
		refused("another root", keylog.VerifyInclusion(leaf, index, path, keylog.Head{Size: to, Root: flip(after.Root)}))
		refused("a longer path", keylog.VerifyInclusion(leaf, index, append(slices.Clone(path), leaf), after))
		refused("past the end", keylog.VerifyInclusion(leaf, to, path, after))
		if from > 0 {
			refused("another new root", keylog.VerifyConsistency(before, keylog.Head{Size: to, Root: flip(after.Root)}, proof))
			refused("another old root", keylog.VerifyConsistency(keylog.Head{Size: from, Root: flip(before.Root)}, after, proof))
			refused("backwards", keylog.VerifyConsistency(keylog.Head{Size: to + 1, Root: before.Root}, after, proof))
		}
		refused("a longer proof", keylog.VerifyConsistency(before, after, append(slices.Clone(proof), leaf)))
		for i := range path {
			changed := slices.Clone(path)
			changed[i] = flip(changed[i])
			refused("a changed path", keylog.VerifyInclusion(leaf, index, changed, after))
		}
		for i := range proof {
			changed := slices.Clone(proof)
			changed[i] = flip(changed[i])
			refused("a changed proof", keylog.VerifyConsistency(before, after, changed))
			refused("a shorter proof", keylog.VerifyConsistency(before, after, slices.Delete(slices.Clone(proof), i, i+1)))
		}
	})
}

var at = time.Date(2026, 3, 14, 8, 0, 0, 123000000, time.UTC)

func entry(n int) keylog.Entry {
	return keylog.Entry{List: uint64(n + 1), VaspID: fmt.Sprint(1000 + n), Purpose: keylog.Identity, KeyID: fmt.Sprintf("k%d", n),
		KeyHash: sha256.Sum256(fmt.Append(nil, n)), NotBefore: at, NotAfter: at.AddDate(1, 0, 0)}
}

// TestGoldenEntry: what is hashed never changes, since every node has hashed it.
func TestGoldenEntry(t *testing.T) {
	e := keylog.Entry{List: 7, VaspID: "9007199254740993017", Purpose: keylog.TLS, KeyHash: sha256.Sum256([]byte("key")), Revoked: &at}
	want := hex.EncodeToString([]byte("bonafide/keylog/v1|")) + "0000000000000007" + "0013" + hex.EncodeToString([]byte("9007199254740993017")) +
		"0003" + "746c73" + "0000" + "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683" + "00" + "00" + "01" + "0000000069b51580" + "0754d4c0" + "00"
	if got := hex.EncodeToString(e.Bytes()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func entries() *rapid.Generator[keylog.Entry] {
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-62135596799, 253402300799).Draw(t, "s"), rapid.Int64Range(0, 999999999).Draw(t, "ns")).UTC()
	})
	return rapid.Custom(func(t *rapid.T) keylog.Entry {
		e := keylog.Entry{List: rapid.Uint64Range(1, keylog.MaxSize).Draw(t, "list"), VaspID: rapid.StringMatching(`[0-9]{1,20}`).Draw(t, "vasp"),
			Purpose: rapid.SampledFrom(keylog.Purposes()).Draw(t, "purpose"), KeyID: rapid.StringMatching(`[a-z가-힣_-]{0,20}`).Draw(t, "id")}
		copy(e.KeyHash[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"))
		if rapid.Bool().Draw(t, "window") {
			e.NotBefore, e.NotAfter = moment.Draw(t, "from"), moment.Draw(t, "to")
		}
		if rapid.Bool().Draw(t, "revoked") {
			m := moment.Draw(t, "revokedAt")
			e.Revoked = &m
		}
		if rapid.Bool().Draw(t, "removed") {
			m := moment.Draw(t, "removedAt")
			e.Removed = &m
		}
		return e
	})
}

func TestEntryRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := entries().Draw(t, "entry")
		back, err := keylog.ParseEntry(e.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Fatal(diff)
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var fromJSON keylog.Entry
		if err := json.Unmarshal(text, &fromJSON); err != nil || !bytes.Equal(fromJSON.Bytes(), e.Bytes()) {
			t.Fatalf("%v: JSON hashes otherwise: %s", err, text)
		}
	})
}

func TestEntryRules(t *testing.T) {
	for place, change := range map[string]func(*keylog.Entry){
		"list": func(e *keylog.Entry) { e.List = 0 }, "vaspId": func(e *keylog.Entry) { e.VaspID = "12a" }, "purpose": func(e *keylog.Entry) { e.Purpose = "x" },
		"keyId": func(e *keylog.Entry) { e.KeyID = "a\nb" }, "notAfter": func(e *keylog.Entry) { e.NotAfter = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"revoked": func(e *keylog.Entry) { e.Revoked = &time.Time{} }, "removed": func(e *keylog.Entry) { e.Removed = &time.Time{} },
	} {
		e := entry(1)
		change(&e)
		if err := e.Validate(); !fault.Has(err, fault.KeyLogMalformed) || fault.PlaceOf(err) != place {
			t.Errorf("%s: %v", place, err)
		}
	}
	if err := entry(1).Validate(); err != nil {
		t.Error(err)
	}
}

// FuzzParseEntry: nothing panics, and what is accepted is written again byte for byte.
func FuzzParseEntry(f *testing.F) {
	revoked := entry(2)
	revoked.Revoked = &at
	for _, seed := range [][]byte{entry(0).Bytes(), revoked.Bytes(), nil, []byte("bonafide/keylog/v1|"), append(entry(1).Bytes(), 0)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := keylog.ParseEntry(text)
		if err != nil {
			if !fault.Has(err, fault.KeyLogMalformed) || !reflect.DeepEqual(e, keylog.Entry{}) {
				t.Fatalf("%v with %+v", err, e)
			}
			return
		}
		if !bytes.Equal(e.Bytes(), text) {
			t.Fatalf("%x was read and %x is written", text, e.Bytes())
		}
	})
}

func state(list ...keylog.Entry) keylog.State {
	s := keylog.State{}
	for _, e := range list {
		s[e.Key()] = e
	}
	return s
}

func TestFollow(t *testing.T) {
	a, b, c := entry(0), entry(1), entry(2)
	revoked := b
	revoked.List, revoked.Revoked = 9, &at
	gone := a
	gone.List, gone.Removed = 9, &at
	swapped := b
	swapped.KeyHash = sha256.Sum256([]byte("the operator's"))
	rewritten := a
	rewritten.KeyHash = sha256.Sum256([]byte("the operator's"))
	frontier := func(list ...keylog.Entry) (f keylog.Frontier) {
		for _, e := range list {
			f = f.Append(e.Leaf())
		}
		return f
	}
	seen := frontier(a, b)
	for _, row := range []struct {
		name    string
		entries []keylog.Entry
		head    keylog.Head
		list    keylog.State
		want    fault.Code
	}{
		{"nothing new", nil, seen.Head(), state(a, b), ""},
		{"a key more", []keylog.Entry{c}, frontier(a, b, c).Head(), state(a, b, c), ""},
		{"a key revoked", []keylog.Entry{revoked}, frontier(a, b, revoked).Head(), state(a, revoked), ""},
		{"a key removed", []keylog.Entry{gone}, frontier(a, b, gone).Head(), state(b), ""},
		{"a key swapped without an entry", nil, seen.Head(), state(a, swapped), fault.KeyLogMissing},
		{"a key added without an entry", nil, seen.Head(), state(a, b, c), fault.KeyLogMissing},
		{"a key left out", nil, seen.Head(), state(a), fault.KeyLogMissing},
		{"a revocation the list hides", []keylog.Entry{revoked}, frontier(a, b, revoked).Head(), state(a, b), fault.KeyLogMissing},
		{"a log that was rewritten", []keylog.Entry{c}, frontier(rewritten, b, c).Head(), state(rewritten, b, c), fault.KeyLogInconsistent},
		{"a log that became shorter", nil, frontier(a).Head(), state(a), fault.KeyLogInconsistent},
		{"an entry held back", nil, frontier(a, b, c).Head(), state(a, b, c), fault.KeyLogInconsistent},
		{"another entry than the signed one", []keylog.Entry{gone}, frontier(a, b, c).Head(), state(a, b, c), fault.KeyLogInconsistent},
		{"removing what is not there", []keylog.Entry{{List: 9, VaspID: "5", Purpose: keylog.TLS, Removed: &at}}, keylog.Head{Size: 3}, state(a, b), fault.KeyLogMalformed},
		{"an entry that breaks a rule", []keylog.Entry{{}}, keylog.Head{Size: 3}, state(a, b), fault.KeyLogMalformed},
	} {
		known := state(a, b)
		after, err := keylog.Follow(seen, known, row.entries, row.head, row.list)
		if fault.CodeOf(err) != row.want {
			t.Errorf("%s: %v", row.name, err)
		}
		if err == nil && after.Head() != row.head {
			t.Errorf("%s: ends at %v", row.name, after.Head())
		}
		if diff := cmp.Diff(state(a, b), known); diff != "" {
			t.Errorf("%s changes what the follower knew: %s", row.name, diff)
		}
	}
}

// TestChangesLead: the entries made for a change of the list lead a follower to it, whatever changes.
func TestChangesLead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.IntRange(0, 8), 0, 8)
		pick := func(label string) keylog.State {
			s := keylog.State{}
			for _, n := range some.Draw(t, label) {
				e := entry(n)
				if rapid.Bool().Draw(t, "revoked") {
					e.Revoked = &at
				}
				s[e.Key()] = e
			}
			return s
		}
		before, want := pick("before"), pick("want")
		changes := before.Changes(want, 12, at)
		var f keylog.Frontier
		after := f
		for _, e := range changes {
			after = after.Append(e.Leaf())
		}
		if _, err := keylog.Follow(f, before, changes, after.Head(), want); err != nil {
			t.Fatal(err)
		}
		if again := want.Changes(want, 13, at); len(again) != 0 {
			t.Fatalf("changes without a change: %v", again)
		}
		if _, found := before.Difference(want); found != (len(changes) > 0) {
			t.Fatalf("%d changes, and a difference: %v", len(changes), found)
		}
	})
}

func TestHashText(t *testing.T) {
	h := keylog.LeafHash([]byte("x"))
	text, err := json.Marshal(keylog.Head{Size: 1, Root: h})
	if err != nil {
		t.Fatal(err)
	}
	var back keylog.Head
	if err := json.Unmarshal(text, &back); err != nil || back.Root != h {
		t.Errorf("%s: %v", text, err)
	}
	for _, bad := range []string{"", "AA==", h.String() + "A", h.String()[:43] + "\n=", "!" + h.String()[1:]} {
		var into keylog.Hash
		if err := into.UnmarshalText([]byte(bad)); !fault.Has(err, fault.KeyLogMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func BenchmarkFollow(b *testing.B) {
	var list []keylog.Entry
	var tree keylog.Tree
	for n := range 20000 {
		list = append(list, entry(n))
		tree.Append(list[n].Leaf())
	}
	want := state(list...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keylog.Follow(keylog.Frontier{}, keylog.State{}, list, tree.Head(), want); err != nil {
			b.Fatal(err)
		}
	}
}
