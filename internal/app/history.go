package app

import (
	"context"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
)

// HistoryQuery chooses verifications for the list of contract 2.5. Accounts are looked up by their keyed hash.
type HistoryQuery struct {
	HistoryFilter
	OriginatorAccount, BeneficiaryAccount pii.String
}

// History lists verifications of this node, newest first, opened, with the number of all that were chosen.
func (n *Node) History(ctx context.Context, q HistoryQuery) (total int64, page []VerificationView, err error) {
	filter := q.HistoryFilter
	if q.OriginatorAccount.IsSet() {
		index := n.Keyring.Index("account", q.OriginatorAccount.Reveal())
		filter.OriginatorIndex = index[:]
	}
	if q.BeneficiaryAccount.IsSet() {
		index := n.Keyring.Index("account", q.BeneficiaryAccount.Reveal())
		filter.BeneficiaryIndex = index[:]
	}
	var rows []Verification
	err = n.Store.View(ctx, func(r Reader) (err error) {
		total, rows, err = r.History(ctx, filter)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	page = make([]VerificationView, len(rows))
	for i, v := range rows {
		if page[i], err = n.view(v); err != nil {
			return 0, nil, err
		}
	}
	return total, page, nil
}

// Intervals and sizes of the deletion of old verifications: small batches with pauses, so that nobody waits for it.
const (
	retentionEvery = time.Hour
	retentionBatch = 100
	retentionPause = 50 * time.Millisecond
)

// Retain deletes verifications older than the configured number of days, for good (contract 5.4). The audit trail keeps that each was there, and its digest.
func (n *Node) Retain(ctx context.Context) error {
	if n.cfg.RetentionDays <= 0 {
		return nil
	}
	before := n.now().AddDate(0, 0, -n.cfg.RetentionDays)
	for deleted := 0; ; {
		var old []string
		err := n.Store.View(ctx, func(r Reader) (err error) {
			old, err = r.VerificationsBefore(ctx, before, retentionBatch)
			return err
		})
		if err != nil || len(old) == 0 {
			if deleted > 0 {
				n.Log.InfoContext(ctx, "verifications past their time were deleted", "count", deleted, "before", before)
			}
			return err
		}
		if err := n.deleteVerifications(ctx, old); err != nil {
			return err
		}
		deleted += len(old)
		select {
		case <-ctx.Done():
			return contextFault(ctx, "retention")
		case <-time.After(retentionPause):
		}
	}
}

func (n *Node) deleteVerifications(ctx context.Context, uuids []string) error {
	entries := make([]audit.Entry, len(uuids))
	for i, uuid := range uuids {
		entries[i] = n.entry(ctx, audit.VerificationDeleted, "verification", uuid)
	}
	return n.Store.InTx(ctx, func(tx Tx) error {
		for i, uuid := range uuids {
			if err := tx.DeleteVerification(ctx, uuid, entries[i]); err != nil && !fault.Has(err, fault.NotFound) {
				return err
			}
		}
		return nil
	})
}

// Reconciliation is what an operator has to look after: transfers whose other half is missing.
type Reconciliation struct {
	// Unreported are verified transfers this VASP originated that have no transaction id ReminderAfter their verification: sent without a report, or
	// given up without one.
	Unreported Group `json:"unreported"`
	// Expected are verified transfers to this VASP for which no transaction id came.
	Expected Group `json:"expected"`
	// Unanswered are questions of other VASPs that still wait for this VASP's answer past their deadline, or nearly so.
	Unanswered Group `json:"unanswered"`
}

// Group is one kind of transfer to look after.
type Group struct {
	Count int64                `json:"count"` // of all
	Items []ReconciliationItem `json:"items"` // the oldest
}

// ReconciliationItem is one transfer, without personal data.
type ReconciliationItem struct {
	UUID       string     `json:"verificationUuid"`
	VASP       string     `json:"counterpartyVaspId"`
	Symbol     string     `json:"symbol"`
	Network    string     `json:"network,omitempty"`
	Amount     string     `json:"amount"`
	CreatedAt  time.Time  `json:"createdAt"`
	VerifiedAt *time.Time `json:"verifiedAt,omitempty"`
	RemindedAt *time.Time `json:"remindedAt,omitempty"`
}

// Reconcile lists what to look after, at most limit of each kind.
func (n *Node) Reconcile(ctx context.Context, limit int) (Reconciliation, error) {
	var out Reconciliation
	before := n.now().Add(-n.cfg.ReminderAfter)
	err := n.Store.View(ctx, func(r Reader) error {
		for _, part := range []struct {
			dir  travelrule.Direction
			into *Group
		}{{travelrule.Sending, &out.Unreported}, {travelrule.Receiving, &out.Expected}} {
			total, rows, err := r.Unreported(ctx, part.dir, before, limit)
			if err != nil {
				return err
			}
			*part.into = n.group(total, rows)
		}
		rows, err := r.WaitingVerifications(ctx, travelrule.Receiving, n.now().Add(UserCallLimit), limit)
		out.Unanswered = n.group(int64(len(rows)), rows)
		return err
	})
	return out, err
}

func (n *Node) group(total int64, rows []Verification) Group {
	g := Group{Count: total, Items: []ReconciliationItem{}}
	for _, v := range rows {
		g.Items = append(g.Items, ReconciliationItem{UUID: v.UUID, VASP: n.opposite(v), Symbol: v.Asset.Symbol, Network: v.Asset.Network, Amount: v.Asset.Amount,
			CreatedAt: v.CreatedAt, VerifiedAt: v.VerifiedAt, RemindedAt: v.RemindedAt})
	}
	return g
}

// Reminders: how often it is looked for what to look after, and how often the operator is reminded of one transfer.
const (
	remindEvery = time.Minute
	remindAgain = 24 * time.Hour
	remindBatch = 200
)

// Remind tells the operator, in the log and the metrics, of transfers to look after. Each is named when it becomes one and once a day after.
func (n *Node) Remind(ctx context.Context) error {
	before := n.now().Add(-n.cfg.ReminderAfter)
	for _, dir := range []travelrule.Direction{travelrule.Sending, travelrule.Receiving} {
		var total int64
		var rows []Verification
		err := n.Store.View(ctx, func(r Reader) (err error) {
			total, rows, err = r.Unreported(ctx, dir, before, remindBatch)
			return err
		})
		if err != nil {
			return err
		}
		n.Events.Unreported(string(dir), total)
		if err := n.remindOf(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) remindOf(ctx context.Context, rows []Verification) error {
	now := n.now()
	for _, v := range rows {
		if v.RemindedAt != nil && now.Sub(*v.RemindedAt) < remindAgain {
			continue
		}
		n.Log.WarnContext(ctx, "a verified transfer has no transaction id", "verification", v.UUID, "direction", string(v.Direction), "vasp", n.opposite(v), "verifiedAt", v.VerifiedAt)
		err := n.Store.InTx(ctx, func(tx Tx) error { return tx.RemindVerification(ctx, v.UUID, now) })
		if err != nil && !fault.Has(err, fault.NotFound) {
			return err
		}
	}
	return nil
}
