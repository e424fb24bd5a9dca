package app

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// HeadPeers may be implemented by Peers, so that nodes compare what the directory shows them.
type HeadPeers interface {
	// Head asks m for the newest signed head of the key log it has.
	Head(ctx context.Context, m directory.Member) (directory.Signed, error)
}

// Conflict is the proof that the directory shows different members different key logs: two heads, signed by it, that no log can have had one
// after the other.
type Conflict struct {
	VaspID string           `json:"vaspId"` // who was shown Theirs
	Ours   directory.Signed `json:"ours"`
	Theirs directory.Signed `json:"theirs"`
	At     time.Time        `json:"at"`
}

// Intervals of comparing heads.
const (
	compareEvery = 30 * time.Second
	compareTime  = 10 * time.Second
)

// conflictSetting is where a conflict is kept until an administrator has looked into it.
const conflictSetting = "directory.conflict"

// Head is the newest signed head this node has; fault.DirectoryEmpty before the first one.
func (m *Members) Head() (directory.Signed, error) {
	if head := m.head.Load(); head != nil {
		return *head, nil
	}
	return directory.Signed{}, fault.New(fault.DirectoryEmpty, "head")
}

// fetchHead asks the directory for the signed head of the list that was just taken into use, to show it to other members.
func (n *Node) fetchHead(ctx context.Context, list *directory.Index) error {
	signed, err := n.Directory.Head(ctx)
	if err != nil {
		return err
	}
	head, err := signed.OpenHead(n.cfg.DirectoryKeys)
	if err != nil {
		return err
	}
	if log, ok := list.Log(); head.Number != list.Number() || !ok || log != head.Log {
		if head.Number > list.Number() { // a newer list meanwhile; its head comes with it
			return nil
		}
		return fault.New(fault.KeyLogInconsistent, "head")
	}
	n.members.head.Store(&signed)
	return nil
}

// CompareLog asks one member, chosen by chance, for the head the directory shows it, and holds it against ours. An operator that shows one
// member a log with a swapped key, and the others another, is found out by the first comparison across the two.
func (n *Node) CompareLog(ctx context.Context) error {
	peers, ok := n.Peers.(HeadPeers)
	index, err := n.members.Index()
	if err != nil || !ok {
		return nil
	}
	member, ok := n.anyMember(index)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, compareTime)
	defer cancel()
	theirs, err := peers.Head(ctx, member)
	if err != nil {
		n.Log.DebugContext(ctx, "a member did not show the head it has", "vasp", member.VaspID, "error", err.Error())
		return nil
	}
	return n.compareHeads(ctx, member.VaspID, theirs)
}

func (n *Node) anyMember(index *directory.Index) (directory.Member, bool) {
	var others []directory.Member
	for _, m := range index.Members() {
		if _, err := index.Active(m.VaspID); err == nil && m.VaspID != n.cfg.VaspID {
			others = append(others, m)
		}
	}
	var chance [8]byte
	if _, err := io.ReadFull(n.Rand, chance[:]); err != nil || len(others) == 0 {
		return directory.Member{}, false
	}
	return others[binary.BigEndian.Uint64(chance[:])%uint64(len(others))], true
}

// compareHeads holds the head another member was shown against ours. fault.KeyLogInconsistent at "comparison" when they are of two logs.
func (n *Node) compareHeads(ctx context.Context, vaspID string, signed directory.Signed) error {
	theirs, err := signed.OpenHead(n.cfg.DirectoryKeys)
	if err != nil {
		n.Log.WarnContext(ctx, "a member showed a head that the directory did not sign", "vasp", vaspID, "error", err.Error())
		return nil
	}
	oursSigned, err := n.members.Head()
	if err != nil {
		return nil
	}
	ours, err := oursSigned.OpenHead(n.cfg.DirectoryKeys)
	if err != nil {
		return err
	}
	before, after := ours.Log, theirs.Log
	if before.Size > after.Size {
		before, after = after, before
	}
	proof := []keylog.Hash{}
	if before.Size != after.Size {
		if proof, err = n.Directory.Consistency(ctx, before.Size, after.Size); err != nil && !fault.Has(err, fault.KeyLogInconsistent) {
			return nil // without the directory there is no proof either way; later
		}
	}
	if err = keylog.VerifyConsistency(before, after, proof); err == nil {
		return nil
	}
	conflict := Conflict{VaspID: vaspID, Ours: oursSigned, Theirs: signed, At: n.now()}
	n.Log.ErrorContext(ctx, "ALARM: the directory shows this node and another member two different key logs; a key may have been swapped for one of them",
		"vasp", vaspID, "our_size", ours.Log.Size, "our_root", ours.Log.Root.String(), "their_size", theirs.Log.Size, "their_root", theirs.Log.Root.String())
	n.members.conflict.Store(&conflict)
	if events, ok := n.Events.(DirectoryEvents); ok {
		events.DirectoryRefused("conflict")
	}
	text, err := json.Marshal(conflict)
	if err != nil {
		return err
	}
	entry := n.entry(ctx, audit.DirectoryAlarm, "directory", theirs.Log.Root.String())
	entry.Details = map[string]string{"vasp": vaspID}
	err = n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.AppendAudit(ctx, entry); err != nil {
			return err
		}
		return tx.PutSetting(ctx, conflictSetting, string(text))
	})
	if err != nil {
		return err
	}
	return fault.New(fault.KeyLogInconsistent, "comparison")
}

// loadConflict takes a kept conflict into the status again.
func (n *Node) loadConflict(ctx context.Context) error {
	var text string
	err := n.Store.View(ctx, func(r Reader) (err error) {
		text, err = r.Setting(ctx, conflictSetting)
		return err
	})
	if fault.Has(err, fault.NotFound) || err == nil && text == "" {
		return nil
	}
	if err != nil {
		return err
	}
	var conflict Conflict
	if err := json.Unmarshal([]byte(text), &conflict); err != nil {
		return fault.Newf(fault.Corrupt, "directory conflict", "the kept conflict does not parse")
	}
	n.members.conflict.Store(&conflict)
	return nil
}

// AcknowledgeDirectory ends the alarms of the directory: an administrator has looked into the foreign keys and the conflict. What the directory does
// next is watched as before.
func (n *Node) AcknowledgeDirectory(ctx context.Context) error {
	m := n.members
	m.refresh.Lock()
	defer m.refresh.Unlock()
	log := m.log
	log.Foreign = nil
	text, err := json.Marshal(log)
	if err != nil {
		return err
	}
	entry := n.entry(ctx, audit.DirectoryAlarmSeen, "directory", n.cfg.VaspID)
	err = n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.AppendAudit(ctx, entry); err != nil {
			return err
		}
		if err := tx.PutSetting(ctx, conflictSetting, ""); err != nil {
			return err
		}
		return tx.PutSetting(ctx, logSetting, string(text))
	})
	if err != nil {
		return err
	}
	m.log = log
	m.conflict.Store(nil)
	if m.base != nil {
		n.putInForce()
	}
	return nil
}
