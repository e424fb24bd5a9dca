package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// DirectorySource is what a node asks of the directory.
type DirectorySource interface {
	// Fetch returns the signed list of members and the health of each, by VASP id.
	Fetch(ctx context.Context) (signed directory.Signed, health map[string]bool, err error)
	// View returns which members this one is connected to, signed.
	View(ctx context.Context) (directory.Signed, error)
	// LogEntries returns the entries of the key log from position from to before to.
	LogEntries(ctx context.Context, from, to uint64) ([]keylog.Entry, error)
	// Consistency proves that the log was only added to between two sizes.
	Consistency(ctx context.Context, from, to uint64) ([]keylog.Hash, error)
	// Head returns the signed head of the key log.
	Head(ctx context.Context) (directory.Signed, error)
}

// DirectoryEvents may be implemented by Events, to count what a node refuses of its directory.
type DirectoryEvents interface {
	// DirectoryRefused is told the code for which a list was not taken into use.
	DirectoryRefused(code string)
	// ForeignKeys is told how many keys the log has for this VASP that it did not make.
	ForeignKeys(count int)
}

// Members holds the newest good list of members. A node works on with it when the directory is down.
type Members struct {
	now      func() time.Time
	index    atomic.Pointer[directory.Index]
	health   atomic.Pointer[map[string]bool]
	refused  atomic.Pointer[fault.Code]
	head     atomic.Pointer[directory.Signed]
	conflict atomic.Pointer[Conflict]
	at       atomic.Int64 // unix ms of the last successful refresh
	asked    atomic.Int64 // unix ms of the last refresh for a member that was not found

	refresh sync.Mutex // guards what follows
	base    *directory.Index
	signed  directory.Signed
	view    directory.View
	log     logState
	headOf  uint64 // number of the list the head was fetched for
	shown   atomic.Pointer[logState]
}

// logState is what a node keeps of the key log, durably and together with the list it was checked with.
type logState struct {
	List     uint64          `json:"list"`
	Frontier keylog.Frontier `json:"frontier"`
	Foreign  []keylog.Entry  `json:"foreign,omitempty"` // at most maxForeign
}

// Settings under which the state of the log and the signed view are kept.
const (
	logSetting  = "directory.log"
	viewSetting = "directory.view"
	maxForeign  = 16
)

// Index returns the list in force; fault.DirectoryEmpty before the first one.
func (m *Members) Index() (*directory.Index, error) {
	if index := m.index.Load(); index != nil {
		return index, nil
	}
	return nil, fault.New(fault.DirectoryEmpty, "directory")
}

// Caller finds the member whose TLS key secured a connection to us. It may ask us something when it is active and connected to us;
// else fault.EnvelopeUnknownSender.
func (m *Members) Caller(pin string) (directory.Member, error) {
	index, err := m.Index()
	if err != nil {
		return directory.Member{}, err
	}
	member, ok := index.ByTLSKey(pin, m.now())
	if !ok {
		return directory.Member{}, fault.New(fault.EnvelopeUnknownSender, "tls")
	}
	if _, err := index.Active(member.VaspID); err != nil {
		return directory.Member{}, fault.New(fault.EnvelopeUnknownSender, fault.PlaceOf(err))
	}
	return member, nil
}

// Up says whether the directory's last probe of a member succeeded.
func (m *Members) Up(vaspID string) bool {
	health := m.health.Load()
	return health != nil && (*health)[vaspID]
}

// Members gives access to the list of members.
func (n *Node) Members() *Members { return n.members }

// LoadDirectory takes the stored copy into use. Having none is not an error.
func (n *Node) LoadDirectory(ctx context.Context) error {
	if err := n.loadConflict(ctx); err != nil {
		return err
	}
	var copied DirectoryCopy
	var log, view string
	err := n.Store.View(ctx, func(r Reader) (err error) {
		if copied, err = r.DirectoryCopy(ctx); err != nil {
			return err
		}
		if log, err = r.Setting(ctx, logSetting); err != nil && !fault.Has(err, fault.NotFound) {
			return err
		}
		if view, err = r.Setting(ctx, viewSetting); err != nil && !fault.Has(err, fault.NotFound) {
			return err
		}
		return nil
	})
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m := n.members
	m.refresh.Lock()
	defer m.refresh.Unlock()
	if err := json.Unmarshal(copied.Signed, &m.signed); err != nil {
		return fault.Wrap(fault.Corrupt, "directory copy", err)
	}
	index, err := m.signed.Open(n.cfg.DirectoryKeys, n.now(), directory.OpenOptions{AllowExpired: true})
	if err != nil {
		return fmt.Errorf("stored copy of the directory: %w", err)
	}
	m.base = &index
	if log != "" {
		if err := json.Unmarshal([]byte(log), &m.log); err != nil || !m.log.Frontier.Valid() {
			return fault.Newf(fault.Corrupt, "directory log", "the kept state of the key log does not parse")
		}
	}
	if view != "" {
		var signed directory.Signed
		if err := json.Unmarshal([]byte(view), &signed); err != nil {
			return fault.Newf(fault.Corrupt, "directory view", "the kept view does not parse")
		}
		if m.view, err = signed.OpenView(n.cfg.DirectoryKeys, n.cfg.VaspID, n.now(), directory.OpenOptions{AllowExpired: true}); err != nil {
			return fmt.Errorf("stored view of the directory: %w", err)
		}
	}
	n.putInForce()
	return nil
}

// putInForce shows the list as this node sees it. The refresh lock is held.
func (n *Node) putInForce() {
	m := n.members
	seen := m.base.WithView(n.cfg.VaspID, m.view)
	m.index.Store(&seen)
	log := m.log
	m.shown.Store(&log)
	if events, ok := n.Events.(DirectoryEvents); ok {
		events.ForeignKeys(len(log.Foreign))
	}
}

// RefreshDirectory fetches the list, checks it against its signature, its number and the key log, keeps a copy and takes it into use. What
// fails a check is refused, and the last good copy stays in force.
func (n *Node) RefreshDirectory(ctx context.Context) error {
	n.members.refresh.Lock()
	defer n.members.refresh.Unlock()
	err := n.refreshDirectory(ctx)
	n.noteRefusal(ctx, err)
	return err
}

func (n *Node) refreshDirectory(ctx context.Context) error {
	m := n.members
	signed, health, err := n.Directory.Fetch(ctx)
	if err != nil {
		return err
	}
	list := m.base
	log := m.log
	if list == nil || !bytes.Equal(signed.Signature, m.signed.Signature) || !bytes.Equal(signed.Payload, m.signed.Payload) || log.List != list.Number() {
		var last uint64
		if list != nil {
			last = list.Number()
		}
		index, err := signed.Open(n.cfg.DirectoryKeys, n.now(), directory.OpenOptions{LastNumber: last})
		if err != nil {
			return err
		}
		if log, err = n.followLog(ctx, &index); err != nil {
			return err
		}
		list = &index
	} else if !n.now().Before(list.ExpiresAt()) {
		return fault.New(fault.DirectoryExpired, "expiresAt")
	}
	view, signedView, err := n.fetchView(ctx, list)
	if err != nil {
		return err
	}
	if m.base == nil || list != m.base || view.Number != m.view.Number || !view.IssuedAt.Equal(m.view.IssuedAt) && view.ExpiresAt.Sub(m.view.ExpiresAt) > time.Hour {
		if err := n.keepDirectory(ctx, signed, list.Number(), log, signedView, log.Foreign[min(len(m.log.Foreign), len(log.Foreign)):]); err != nil {
			return err
		}
	}
	m.base, m.signed, m.log, m.view = list, signed, log, view
	n.putInForce()
	m.health.Store(&health)
	m.at.Store(n.now().UnixMilli())
	if head := m.head.Load(); head == nil || m.headOf != list.Number() {
		if err := n.fetchHead(ctx, list); err != nil {
			return err
		}
		m.headOf = list.Number()
	}
	return nil
}

// followLog checks a new list against the key log: nothing in the log was rewritten since the list before, and the list has the log's keys
// and no others. It looks among the new entries for keys in our own name that we did not make.
func (n *Node) followLog(ctx context.Context, list *directory.Index) (logState, error) {
	m := n.members
	head, ok := list.Log()
	if !ok {
		return logState{}, fault.New(fault.KeyLogMissing, "log")
	}
	before, keys := m.log, keylog.State{}
	if m.base != nil && before.List == m.base.Number() {
		keys = m.base.KeyState()
	} else {
		before = logState{Foreign: before.Foreign} // there is nothing the log was checked with: from its beginning
	}
	if head.Size < before.Frontier.Size {
		return logState{}, fault.New(fault.KeyLogInconsistent, "size")
	}
	proof, err := n.Directory.Consistency(ctx, before.Frontier.Size, head.Size)
	if err != nil {
		return logState{}, err
	}
	if err := keylog.VerifyConsistency(before.Frontier.Head(), head, proof); err != nil {
		return logState{}, err
	}
	entries, err := n.Directory.LogEntries(ctx, before.Frontier.Size, head.Size)
	if err != nil {
		return logState{}, err
	}
	after, err := keylog.Follow(before.Frontier, keys, entries, head, list.KeyState())
	if err != nil {
		return logState{}, err
	}
	return logState{List: list.Number(), Frontier: after, Foreign: n.foreignKeys(ctx, before.Foreign, entries)}, nil
}

// foreignKeys adds to those known the entries that list a key for us which is not ours.
func (n *Node) foreignKeys(ctx context.Context, known []keylog.Entry, entries []keylog.Entry) []keylog.Entry {
	if n.OwnKeys == nil {
		return known
	}
	own := n.OwnKeys()
	found := append([]keylog.Entry{}, known...)
	for _, e := range entries {
		if e.VaspID != n.cfg.VaspID || own[e.KeyHash] || e.Removed != nil {
			continue
		}
		n.Log.ErrorContext(ctx, "ALARM: the directory lists a key in our name that we did not make; others would trust whoever holds it",
			"purpose", string(e.Purpose), "key", e.KeyID, "hash", e.KeyHash.String(), "list", e.List)
		if len(found) < maxForeign {
			found = append(found, e)
		}
	}
	return found
}

// fetchView asks with whom we are connected, when the list's policy depends on it. A member that is not known to the directory any more has
// no view; the last one stays.
func (n *Node) fetchView(ctx context.Context, list *directory.Index) (directory.View, *directory.Signed, error) {
	m := n.members
	if list.Connect() != directory.ConnectMutual {
		return m.view, nil, nil
	}
	signed, err := n.Directory.View(ctx)
	if fault.Has(err, fault.Unauthentic) || fault.Has(err, fault.RequestStale) {
		n.Log.WarnContext(ctx, "the directory does not tell us with whom we are connected", "error", err.Error())
		return m.view, nil, nil
	}
	if err != nil {
		return directory.View{}, nil, err
	}
	view, err := signed.OpenView(n.cfg.DirectoryKeys, n.cfg.VaspID, n.now(), directory.OpenOptions{LastNumber: m.view.Number})
	return view, &signed, err
}

// noteRefusal remembers, logs and counts that a list was refused; being unable to reach the directory is no refusal.
func (n *Node) noteRefusal(ctx context.Context, err error) {
	code := fault.CodeOf(err)
	before := n.members.refused.Load()
	switch code {
	case "":
		n.members.refused.Store(&code)
		return
	case fault.DirectorySignature, fault.DirectoryRollback, fault.DirectoryExpired, fault.DirectoryMalformed, fault.KeyLogMalformed, fault.KeyLogInconsistent, fault.KeyLogMissing:
	default:
		return
	}
	n.members.refused.Store(&code)
	if events, ok := n.Events.(DirectoryEvents); ok {
		events.DirectoryRefused(string(code))
	}
	if before == nil || *before != code {
		n.Log.ErrorContext(ctx, "the directory's list is refused; the last good copy stays in force", "code", string(code), "error", err.Error())
	}
}

// keepDirectory stores the list, how far the log was followed with it, and the view, as one.
func (n *Node) keepDirectory(ctx context.Context, signed directory.Signed, number uint64, log logState, view *directory.Signed, alarms []keylog.Entry) error {
	text, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	logText, err := json.Marshal(log)
	if err != nil {
		return err
	}
	var viewText []byte
	if view != nil {
		if viewText, err = json.Marshal(view); err != nil {
			return err
		}
	}
	err = n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutDirectoryCopy(ctx, DirectoryCopy{Number: number, Signed: text, ReceivedAt: n.now()}); err != nil {
			return err
		}
		if viewText != nil {
			if err := tx.PutSetting(ctx, viewSetting, string(viewText)); err != nil {
				return err
			}
		}
		for _, e := range alarms {
			entry := n.entry(ctx, audit.DirectoryAlarm, "directory", e.KeyHash.String())
			entry.Details = map[string]string{"purpose": string(e.Purpose), "list": strconv.FormatUint(e.List, 10)}
			if err := tx.AppendAudit(ctx, entry); err != nil {
				return err
			}
		}
		return tx.PutSetting(ctx, logSetting, string(logText))
	})
	if fault.Has(err, fault.Conflict) { // another node of this database keeps a newer one already
		return nil
	}
	return err
}

// DirectoryAge is the time since the list was last confirmed, and false when it never was.
func (n *Node) DirectoryAge() (time.Duration, bool) {
	at := n.members.at.Load()
	if at == 0 {
		return 0, false
	}
	return n.now().Sub(time.UnixMilli(at)), true
}

// directoryStatus is the state of the list for administrators.
func (n *Node) directoryStatus() DirectoryStatus {
	status := DirectoryStatus{AgeSeconds: -1, ForeignKeys: []keylog.Entry{}, Conflict: n.members.conflict.Load()}
	if code := n.members.refused.Load(); code != nil {
		status.Refused = *code
	}
	index, err := n.members.Index()
	if err != nil {
		return status
	}
	status.Number, status.Members, status.ExpiresAt, status.Connect = index.Number(), index.Len(), index.ExpiresAt(), index.Connect()
	if log := n.members.shown.Load(); log != nil {
		status.LogSize = log.Frontier.Size
		status.ForeignKeys = append(status.ForeignKeys, log.Foreign...)
	}
	if age, ok := n.DirectoryAge(); ok {
		status.AgeSeconds = age.Seconds()
	}
	return status
}

// IdentityKeys are the keys with which a member may sign now.
func (m *Members) IdentityKeys(vaspID string) ([]ed25519.PublicKey, error) {
	index, err := m.Index()
	if err != nil {
		return nil, err
	}
	return index.IdentityKeys(vaspID, m.now()), nil
}

// Pauses of asking the directory for a member that is not found.
const (
	askAgainAfter = time.Second
	askAgainTime  = time.Second
)

// counterparty finds a member that is active and connected to us. When the list does not have it so, the directory is asked once more, since it
// may have joined, or connected, a moment ago.
func (n *Node) counterparty(ctx context.Context, vaspID string) (directory.Member, error) {
	index, err := n.members.Index()
	if err != nil {
		return directory.Member{}, err
	}
	member, err := index.Active(vaspID)
	if err == nil || !n.mayAskAgain() {
		return member, err
	}
	if !n.members.refresh.TryLock() { // somebody is asking
		return member, err
	}
	ask, cancel := context.WithTimeout(ctx, askAgainTime)
	defer cancel()
	refreshErr := n.refreshDirectory(ask)
	n.noteRefusal(ctx, refreshErr)
	n.members.refresh.Unlock()
	if refreshErr != nil {
		n.Log.DebugContext(ctx, "asking the directory for a member again failed", "error", errors.Join(err, refreshErr).Error())
		return member, err
	}
	if index, err = n.members.Index(); err != nil {
		return directory.Member{}, err
	}
	return index.Active(vaspID)
}

// mayAskAgain lets one caller a second ask, so that unknown ids do not become load on the directory.
func (n *Node) mayAskAgain() bool {
	now, last := n.now().UnixMilli(), n.members.asked.Load()
	return now-last >= askAgainAfter.Milliseconds() && n.members.asked.CompareAndSwap(last, now)
}
