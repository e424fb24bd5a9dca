package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// Members holds the newest good list of members. A node works on with it when the directory is down.
type Members struct {
	index   atomic.Pointer[directory.Index]
	health  atomic.Pointer[map[string]bool]
	refresh sync.Mutex
	at      atomic.Int64 // unix ms of the last successful refresh
}

// Index returns the list in force; fault.DirectoryEmpty before the first one.
func (m *Members) Index() (*directory.Index, error) {
	if index := m.index.Load(); index != nil {
		return index, nil
	}
	return nil, fault.New(fault.DirectoryEmpty, "directory")
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
	var copied DirectoryCopy
	err := n.Store.View(ctx, func(r Reader) (err error) {
		copied, err = r.DirectoryCopy(ctx)
		return err
	})
	if fault.Has(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var signed directory.Signed
	if err := json.Unmarshal(copied.Signed, &signed); err != nil {
		return fault.Wrap(fault.Corrupt, "directory copy", err)
	}
	index, err := signed.Open(n.cfg.DirectoryKeys, n.now(), directory.OpenOptions{AllowExpired: true})
	if err != nil {
		return fmt.Errorf("stored copy of the directory: %w", err)
	}
	n.members.index.Store(&index)
	return nil
}

// RefreshDirectory fetches the list, checks it, keeps a copy and takes it into use.
func (n *Node) RefreshDirectory(ctx context.Context) error {
	n.members.refresh.Lock()
	defer n.members.refresh.Unlock()
	signed, health, err := n.Directory.Fetch(ctx)
	if err != nil {
		return err
	}
	var last uint64
	have := n.members.index.Load()
	if have != nil {
		last = have.Number()
	}
	index, err := signed.Open(n.cfg.DirectoryKeys, n.now(), directory.OpenOptions{LastNumber: last})
	if err != nil {
		return err
	}
	if have == nil || index.Number() > last {
		if err := n.keepDirectory(ctx, signed, index.Number()); err != nil {
			return err
		}
	}
	n.members.index.Store(&index)
	n.members.health.Store(&health)
	n.members.at.Store(n.now().UnixMilli())
	return nil
}

func (n *Node) keepDirectory(ctx context.Context, signed directory.Signed, number uint64) error {
	text, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	err = n.Store.InTx(ctx, func(tx Tx) error {
		return tx.PutDirectoryCopy(ctx, DirectoryCopy{Number: number, Signed: text, ReceivedAt: n.now()})
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

// counterparty finds an active member; when the list does not know it, the directory is asked once more, since a member may
// have joined a moment ago.
func (n *Node) counterparty(ctx context.Context, vaspID string) (directory.Member, error) {
	index, err := n.members.Index()
	if err != nil {
		return directory.Member{}, err
	}
	return index.Active(vaspID)
}
