package e2e

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/store/sqlite"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// operator is a directory that can be made to lie: it signs whatever it is told to.
type operator struct {
	key     ed25519.PrivateKey
	number  uint64
	tree    keylog.Tree
	entries []keylog.Entry
	state   keylog.State
	members []directory.Member
	hide    bool // holds the newest entry back
	view    directory.View
	noLog   bool
}

var logTime = time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)

// publish lists members and appends what the log of an honest directory would get.
func (o *operator) publish(members ...directory.Member) {
	o.number++
	want := keylog.State{}
	for _, m := range members {
		m.KeyState(want)
	}
	for _, e := range o.state.Changes(want, o.number, logTime) {
		o.entries = append(o.entries, e)
		o.tree.Append(e.Leaf())
	}
	o.state, o.members = want, members
}

// rewrite begins the log anew, as if the present keys had always been there.
func (o *operator) rewrite() {
	number, members := o.number, o.members
	*o = operator{key: o.key, number: number, state: keylog.State{}}
	o.publish(members...)
}

func (o *operator) Fetch(context.Context) (directory.Signed, map[string]bool, error) {
	head := o.tree.Head()
	list := directory.List{Version: 1, Number: o.number, IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour), Log: &head, Members: o.members}
	if o.view.VaspID != "" {
		list.Connect = directory.ConnectMutual
	}
	if o.noLog {
		list.Log = nil
	}
	signed, err := directory.Sign(list, o.key)
	return signed, nil, err
}

func (o *operator) View(context.Context) (directory.Signed, error) {
	return directory.SignView(o.view, o.key)
}

func (o *operator) LogEntries(_ context.Context, from, to uint64) ([]keylog.Entry, error) {
	if o.hide {
		to--
	}
	return o.entries[from:to], nil
}

func (o *operator) Consistency(_ context.Context, from, to uint64) ([]keylog.Hash, error) {
	return o.tree.Consistency(from, to)
}

func (o *operator) Head(context.Context) (directory.Signed, error) {
	return directory.SignHead(directory.Head{Version: 1, Number: o.number, IssuedAt: time.Now(), Log: o.tree.Head()}, o.key)
}

func keyNumber(n int) ed25519.PrivateKey {
	seed := sha256.Sum256(fmt.Appendf(nil, "log test key %d", n))
	return ed25519.NewKeyFromSeed(seed[:])
}

func listed(vaspID string, identity, tls int) directory.Member {
	pin := sha256.Sum256(fmt.Append(nil, tls))
	return directory.Member{VaspID: vaspID, Name: "Exchange " + vaspID, Status: directory.Active, Endpoint: "https://" + vaspID + ".example", TLSKey: base64.StdEncoding.EncodeToString(pin[:]),
		IdentityKeys: []directory.IdentityKey{{ID: fmt.Sprint("k", identity), PublicKey: base64.StdEncoding.EncodeToString(keyNumber(identity).Public().(ed25519.PublicKey)),
			NotBefore: logTime, NotAfter: logTime.AddDate(10, 0, 0)}}}
}

// witness is a member that shows the head it has.
type witness struct {
	app.Peers
	by *app.Node
}

func (s *witness) Head(context.Context, directory.Member) (directory.Signed, error) {
	return s.by.Members().Head()
}

// follower is a node's use cases on a database of its own.
func follower(t *testing.T, path string, o *operator, peers ...app.Peers) *app.Node {
	t.Helper()
	db, err := sqlite.Open(t.Context(), sqlite.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var other app.Peers
	for _, each := range peers {
		other = each
	}
	n, err := app.New(app.Config{VaspID: "1", DirectoryKeys: []ed25519.PublicKey{o.key.Public().(ed25519.PublicKey)}}, app.Deps{Store: db, Peers: other, Identity: keyNumber(1), Directory: o,
		Clock: time.Now, Rand: rand.Reader, NewID: uuid.NewString, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.LoadDirectory(t.Context()); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestOperatorCannotSwapKeys: whatever the directory's operator does to swap Exchange 2's key, a node that has seen the list before refuses it and
// keeps the key it knows, also after a restart.
func TestOperatorCannotSwapKeys(t *testing.T) {
	honest := func(o *operator) { o.publish(listed("1", 1, 1), listed("2", 2, 2)) }
	for _, row := range []struct {
		name string
		evil func(o *operator)
		want fault.Code
	}{
		{"honestly, with an entry in the log", func(o *operator) { o.publish(listed("1", 1, 1), listed("2", 3, 2)) }, ""},
		{"in the list alone", func(o *operator) { o.number++; o.members = []directory.Member{listed("1", 1, 1), listed("2", 3, 2)} }, fault.KeyLogMissing},
		{"under the same number", func(o *operator) { o.members = []directory.Member{listed("1", 1, 1), listed("2", 3, 2)} }, fault.KeyLogMissing},
		{"with a log rewritten from the start", func(o *operator) {
			o.publish(listed("1", 1, 1), listed("2", 3, 2))
			o.rewrite()
		}, fault.KeyLogInconsistent},
		{"with a log that was made shorter", func(o *operator) {
			number := o.number
			*o = operator{key: o.key, number: number, state: keylog.State{}}
			o.publish(listed("2", 3, 2))
		}, fault.KeyLogInconsistent},
		{"with an entry held back", func(o *operator) {
			o.publish(listed("1", 1, 1), listed("2", 3, 2))
			o.hide = true
		}, fault.KeyLogInconsistent},
		{"in a list without a log", func(o *operator) {
			o.publish(listed("1", 1, 1), listed("2", 3, 2))
			o.noLog = true
		}, fault.KeyLogMissing},
		{"with an older number", func(o *operator) { o.number = 0; o.publish(listed("1", 1, 1), listed("2", 3, 2)); o.number = 1 }, fault.DirectoryRollback},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := &operator{key: keyNumber(0), state: keylog.State{}, number: 4}
			honest(o)
			path := filepath.Join(t.TempDir(), "node.db")
			n := follower(t, path, o)
			if err := n.RefreshDirectory(t.Context()); err != nil {
				t.Fatal(err)
			}
			row.evil(o)
			good := keyNumber(2).Public().(ed25519.PublicKey)
			if row.want == "" {
				good = keyNumber(3).Public().(ed25519.PublicKey)
			}
			restarted := func() *app.Node { return follower(t, path, o) }
			for name, node := range map[string]*app.Node{"the running node": n, "a restarted one": restarted()} {
				if err := node.RefreshDirectory(t.Context()); fault.CodeOf(err) != row.want {
					t.Errorf("%s: %v, want %q", name, err, row.want)
				}
				keys, err := node.Members().IdentityKeys("2")
				if err != nil || len(keys) != 1 || !keys[0].Equal(good) {
					t.Errorf("%s has %d keys of Exchange 2, %v", name, len(keys), err)
				}
			}
			status, err := n.Status(t.Context())
			if err != nil || status.Directory.Refused != row.want {
				t.Errorf("the status says %q, %v", status.Directory.Refused, err)
			}
		})
	}
}

// TestOldViewIsRefused: an operator cannot bring back a connection that a member ended.
func TestOldViewIsRefused(t *testing.T) {
	o := &operator{key: keyNumber(0), state: keylog.State{}}
	o.publish(listed("1", 1, 1), listed("2", 2, 2))
	o.view = directory.View{Version: 1, VaspID: "1", Number: 3, IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	path := filepath.Join(t.TempDir(), "node.db")
	n := follower(t, path, o)
	if err := n.RefreshDirectory(t.Context()); err != nil {
		t.Fatal(err)
	}
	active := func(n *app.Node) error {
		index, err := n.Members().Index()
		if err == nil {
			_, err = index.Active("2")
		}
		return err
	}
	if err := active(n); !fault.Has(err, fault.MemberNotActive) {
		t.Errorf("unconnected: %v", err)
	}
	o.view.Number, o.view.Connected = 2, []string{"2"}
	for name, node := range map[string]*app.Node{"the running node": n, "a restarted one": follower(t, path, o)} {
		if err := node.RefreshDirectory(t.Context()); !fault.Has(err, fault.DirectoryRollback) {
			t.Errorf("%s: an older view: %v", name, err)
		}
		if err := active(node); !fault.Has(err, fault.MemberNotActive) {
			t.Errorf("%s, after an older view: %v", name, err)
		}
	}
	o.view.Number = 4
	if err := n.RefreshDirectory(t.Context()); err != nil || active(n) != nil {
		t.Errorf("connected: %v, %v", err, active(n))
	}
	o.view.VaspID = "2"
	if err := n.RefreshDirectory(t.Context()); !fault.Has(err, fault.DirectoryMalformed) {
		t.Errorf("somebody else's view: %v", err)
	}
}

// TestTwoLogsAreFoundOut: an operator shows one member a log with a swapped key and the others the honest one. Each log is consistent by itself;
// the first comparison between two of them proves it.
func TestTwoLogsAreFoundOut(t *testing.T) {
	honest := &operator{key: keyNumber(0), state: keylog.State{}}
	honest.publish(listed("1", 1, 1), listed("2", 2, 2))
	honest.publish(listed("1", 1, 1), listed("2", 2, 2), listed("3", 4, 4))
	path := filepath.Join(t.TempDir(), "node.db")
	peer := &witness{}
	n := follower(t, path, honest, peer)
	if err := n.RefreshDirectory(t.Context()); err != nil {
		t.Fatal(err)
	}
	compare := func(name string, o *operator, want fault.Code) {
		t.Helper()
		peer.by = follower(t, filepath.Join(t.TempDir(), "other.db"), o)
		if err := peer.by.RefreshDirectory(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := n.CompareLog(t.Context()); fault.CodeOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
		status, err := n.Status(t.Context())
		if err != nil || (status.Directory.Conflict != nil) != (want != "") {
			t.Errorf("%s: the status has the conflict %+v, %v", name, status.Directory.Conflict, err)
		}
	}
	compare("the same log", honest, "")
	earlier := &operator{key: honest.key, state: keylog.State{}}
	earlier.publish(listed("1", 1, 1), listed("2", 2, 2))
	compare("the log as it was", earlier, "")
	honest.publish(listed("1", 1, 1), listed("2", 2, 2), listed("3", 4, 4), listed("4", 5, 5))
	compare("the log as it is meanwhile", honest, "")
	split := &operator{key: honest.key, state: keylog.State{}}
	split.publish(listed("1", 1, 1), listed("2", 3, 2))
	compare("a log with another key, shown to that member alone", split, fault.KeyLogInconsistent)
	status, err := follower(t, path, honest, peer).Status(t.Context())
	if err != nil || status.Directory.Conflict == nil {
		t.Fatalf("a restart forgets the conflict: %v", err)
	}
	// Both heads carry the directory's signature: anybody can check them.
	for _, signed := range []directory.Signed{status.Directory.Conflict.Ours, status.Directory.Conflict.Theirs} {
		if _, err := signed.OpenHead([]ed25519.PublicKey{honest.key.Public().(ed25519.PublicKey)}); err != nil {
			t.Error(err)
		}
	}
}
