package app

import (
	"context"
	"sync"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// Status is a node's state for its administrators.
type Status struct {
	VaspID        string                       `json:"vaspId"`
	Time          time.Time                    `json:"time"`
	Customers     int64                        `json:"customers"`
	Verifications map[travelrule.Outcome]int64 `json:"verifications"`
	Directory     DirectoryStatus              `json:"directory"`
	Audit         AuditStatus                  `json:"audit"`
	Keys          []KeyStatus                  `json:"keys"`
	Deliveries    map[DeliveryState]int64      `json:"deliveries"`
}

// DirectoryStatus says how fresh the list of members is.
type DirectoryStatus struct {
	Number     uint64    `json:"number"`
	Members    int       `json:"members"`
	ExpiresAt  time.Time `json:"expiresAt"`
	AgeSeconds float64   `json:"ageSeconds"` // since the directory last confirmed it; -1: never in this run
	// Refused is the code for which the newest list was not taken into use; empty: it was.
	Refused fault.Code       `json:"refused,omitempty"`
	Connect directory.Policy `json:"connect,omitempty"`
	LogSize uint64           `json:"logSize"` // entries of the key log that were followed
	// ForeignKeys are keys that the log has for this VASP and that it did not make: somebody else can speak in its name.
	ForeignKeys []keylog.Entry `json:"foreignKeys"`
	// Conflict proves that the directory shows different members different key logs; absent: nothing of the kind was found.
	Conflict *Conflict `json:"conflict,omitempty"`
}

// AuditStatus says how far the chain reaches.
type AuditStatus struct {
	Chained   uint64 `json:"chained"`
	Unchained int64  `json:"unchained"`
}

// KeyStatus is one of the node's keys that others seal to.
type KeyStatus struct {
	KeyID    string             `json:"keyId"`
	Type     travelrule.KeyType `json:"type"`
	NotAfter time.Time          `json:"notAfter"`
	Revoked  bool               `json:"revoked"`
}

// Status gathers the state of the node.
func (n *Node) Status(ctx context.Context) (Status, error) {
	status := Status{VaspID: n.cfg.VaspID, Time: n.now(), Directory: n.directoryStatus(), Keys: []KeyStatus{}}
	var head audit.Head
	err := n.Store.View(ctx, func(r Reader) (err error) {
		if status.Customers, err = r.CustomerCount(ctx); err != nil {
			return err
		}
		if status.Verifications, err = r.VerificationCounts(ctx); err != nil {
			return err
		}
		if status.Deliveries, err = r.DeliveryCounts(ctx); err != nil {
			return err
		}
		if head, err = r.AuditHead(ctx); err != nil {
			return err
		}
		status.Audit.Unchained, err = r.AuditUnchained(ctx)
		return err
	})
	if err != nil {
		return Status{}, err
	}
	status.Audit.Chained = head.Seq
	keys, err := n.ListKeys(ctx, travelrule.PerVASP, 10)
	for _, key := range keys {
		status.Keys = append(status.Keys, KeyStatus{key.KeyID, key.Type, key.NotAfter, key.Revoked != nil})
	}
	return status, err
}

// ImportCustomers saves customers, several at a time; the errors are in the order of the list, nil where one was saved.
func (n *Node) ImportCustomers(ctx context.Context, list []CustomerData) []error {
	errs := make([]error, len(list))
	slots := make(chan struct{}, 32)
	var wg sync.WaitGroup
	for i := range list {
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() { <-slots; wg.Done() }()
			_, errs[i] = n.SaveCustomer(ctx, list[i])
		}()
	}
	wg.Wait()
	return errs
}
