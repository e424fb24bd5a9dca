package storetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/store"
	"github.com/bonafide-id/bonafide/travelrule"
)

// history: each filter of contract 2.5 alone and together, the order, the pages and the count.
func history(t *testing.T, db store.DB, _ func() store.DB) {
	hash := "E3FE"
	rows := make([]app.Verification, 6)
	for i := range rows {
		v := Verification(uuid.NewString())
		v.CreatedAt = at.Add(time.Duration(i/2) * time.Hour) // in pairs, so that the id decides
		rows[i] = v
	}
	rows[0].Asset.Symbol, rows[0].Asset.Network = "XRP", "XRP"
	rows[1].Direction, rows[1].OriginatingVASP, rows[1].BeneficiaryVASP = travelrule.Receiving, "77", "1"
	rows[2].TxHash = &hash
	rows[3].OriginatorIndex = index("another")
	rows[4].BeneficiaryIndex = index("another")
	rows[5].Outcome, rows[5].Reason, rows[5].Code = travelrule.Denied, "undefined", "CLOSED"
	for i := range rows {
		rows[i].ID = insert(t, db, rows[i])
	}
	before := func(t0 time.Time, limit int) []string {
		return read(t, db, func(ctx context.Context, r app.Reader) ([]string, error) {
			return r.VerificationsBefore(ctx, t0, limit)
		})
	}
	same(t, before(at, 10), []string{rows[0].UUID, rows[1].UUID})
	same(t, before(at.Add(time.Hour), 3), []string{rows[0].UUID, rows[1].UUID, rows[2].UUID})
	same(t, before(at.Add(-time.Millisecond), 3), []string{})
	for _, row := range []struct {
		name string
		f    app.HistoryFilter
		want []int
	}{
		{"all, newest first", app.HistoryFilter{}, []int{5, 4, 3, 2, 1, 0}},
		{"from", app.HistoryFilter{From: at.Add(time.Hour)}, []int{5, 4, 3, 2}},
		{"to", app.HistoryFilter{To: at.Add(time.Hour)}, []int{3, 2, 1, 0}},
		{"from after to", app.HistoryFilter{From: at.Add(2 * time.Hour), To: at}, nil},
		{"symbol", app.HistoryFilter{Symbol: "XRP"}, []int{0}},
		{"network in another case", app.HistoryFilter{Network: "xrp"}, []int{0}},
		{"transaction id", app.HistoryFilter{TxHash: "E3FE"}, []int{2}},
		{"transaction id in another case", app.HistoryFilter{TxHash: "e3fe"}, nil},
		{"result", app.HistoryFilter{Outcome: travelrule.Denied}, []int{5}},
		{"part", app.HistoryFilter{Direction: travelrule.Receiving}, []int{1}},
		{"the other VASP of a received one", app.HistoryFilter{Opposite: "77"}, []int{1}},
		{"the other VASP of sent ones", app.HistoryFilter{Opposite: "18446744073709551615"}, []int{5, 4, 3, 2, 0}},
		{"oneself is not the other", app.HistoryFilter{Opposite: "1"}, nil},
		{"originator's account", app.HistoryFilter{OriginatorIndex: index("another")}, []int{3}},
		{"beneficiary's account", app.HistoryFilter{BeneficiaryIndex: index("another")}, []int{4}},
		{"together", app.HistoryFilter{Symbol: "ETH", Direction: travelrule.Sending, From: at.Add(time.Hour), To: at.Add(time.Hour)}, []int{3, 2}},
	} {
		for offset := 0; offset <= len(row.want); offset += 2 {
			f := row.f
			f.Limit, f.Offset = 2, offset
			var total int64
			page := read(t, db, func(ctx context.Context, r app.Reader) (page []app.Verification, err error) {
				total, page, err = r.History(ctx, f)
				return page, err
			})
			want := row.want[offset:min(offset+2, len(row.want))]
			if total != int64(len(row.want)) || len(page) != len(want) {
				t.Fatalf("%s: %d of %d from %d, want %d of %d", row.name, len(page), total, offset, len(want), len(row.want))
			}
			for i, n := range want {
				same(t, page[i], rows[n])
			}
		}
	}
}

// reports: what is reported about a verification is stored, and what is without report is found.
func reports(t *testing.T, db store.DB, _ func() store.DB) {
	v, other := Verification(uuid.NewString()), Verification(uuid.NewString())
	done := at.Add(time.Second)
	for _, each := range []*app.Verification{&v, &other} {
		each.Outcome, each.Reason, each.VerifiedAt = travelrule.Verified, "ok", &done
	}
	other.Direction = travelrule.Receiving
	v.ID, other.ID = insert(t, db, v), insert(t, db, other)
	unreported := func(dir travelrule.Direction, before time.Time) []app.Verification {
		var total int64
		page := read(t, db, func(ctx context.Context, r app.Reader) (page []app.Verification, err error) {
			total, page, err = r.Unreported(ctx, dir, before, 10)
			return page, err
		})
		if total != int64(len(page)) {
			t.Errorf("%d are counted, %d listed", total, len(page))
		}
		return page
	}
	if got := unreported(travelrule.Sending, at.Add(time.Hour)); len(got) != 1 || got[0].UUID != v.UUID {
		t.Errorf("%d sent ones are unreported", len(got))
	}
	if got := unreported(travelrule.Sending, at); len(got) != 0 {
		t.Errorf("%d are unreported before their time", len(got))
	}
	reminded := at.Add(2 * time.Hour)
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.RemindVerification(ctx, v.UUID, reminded) })
	hash, vout := "0xabc", "3"
	before := bytes.Clone(v.Digest())
	v.RemindedAt = &reminded
	if !bytes.Equal(v.Digest(), before) {
		t.Error("a reminder changes the digest")
	}
	v.TxHash, v.Vout, v.OrderedAt, v.Outcome, v.Reason, v.Code, v.Message = &hash, &vout, &done, travelrule.TransferError, "undefined", "STUCK", "mempool"
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.ReportVerification(ctx, v, entry(audit.VerificationUpdated, v.UUID))
	})
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Verification, error) { return r.Verification(ctx, v.UUID) }), v)
	if got := unreported(travelrule.Sending, at.Add(time.Hour)); len(got) != 0 {
		t.Errorf("%d are unreported after the report", len(got))
	}
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error {
		return tx.ReportVerification(t.Context(), Verification(uuid.NewString()), entry(audit.VerificationUpdated, "x"))
	}), fault.NotFound)
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error { return tx.RemindVerification(t.Context(), "x", at) }), fault.NotFound)
}

func delivery(verification string, target app.DeliveryTarget) app.Delivery {
	return app.Delivery{ID: uuid.NewString(), Target: target, Type: app.CallbackResult, Verification: verification, VASP: "18446744073709551615", Body: []byte("sealed"),
		MessageID: uuid.NewString(), State: app.DeliveryPending, CreatedAt: at, NextAt: at, GiveUpAt: at.Add(time.Hour)}
}

// deliveries: order, states, attempts, and that they go with their verification.
func deliveries(t *testing.T, db store.DB, _ func() store.DB) {
	v := Verification(uuid.NewString())
	insert(t, db, v)
	list := []app.Delivery{delivery(v.UUID, app.ToBackend), delivery(v.UUID, app.ToPeer), delivery(v.UUID, app.ToBackend), delivery(uuid.NewString(), app.ToBackend)}
	for i := range list {
		write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.InsertDelivery(ctx, list[i]) })
		list[i] = read(t, db, func(ctx context.Context, r app.Reader) (app.Delivery, error) { return r.Delivery(ctx, list[i].ID) })
		if i > 0 && list[i].Seq <= list[i-1].Seq {
			t.Fatalf("sequence numbers %d and %d do not rise", list[i-1].Seq, list[i].Seq)
		}
	}
	ids := func(got []app.Delivery) (ids []string) {
		for _, d := range got {
			ids = append(ids, d.ID)
		}
		return ids
	}
	chosen := func(f app.DeliveryFilter) []string {
		f.Limit = 10
		return ids(read(t, db, func(ctx context.Context, r app.Reader) ([]app.Delivery, error) { return r.Deliveries(ctx, f) }))
	}
	same(t, chosen(app.DeliveryFilter{}), ids([]app.Delivery{list[3], list[2], list[1], list[0]}))
	same(t, chosen(app.DeliveryFilter{BeforeSeq: list[2].Seq}), ids([]app.Delivery{list[1], list[0]}))
	same(t, chosen(app.DeliveryFilter{Verification: v.UUID, Target: app.ToPeer}), ids(list[1:2]))
	before := read(t, db, func(ctx context.Context, r app.Reader) (app.Delivery, error) { return r.DeliveryBefore(ctx, list[2]) })
	same(t, before, list[0])
	for _, first := range []app.Delivery{list[0], list[1], list[3]} {
		wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.DeliveryBefore(t.Context(), first); return err }), fault.NotFound)
	}

	d := list[0]
	d.Frame, d.ReplySecret, d.Attempts, d.Code, d.NextAt = []byte("frame"), []byte("reply"), 1, fault.TimedOut, at.Add(time.Minute)
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		if err := tx.InsertAttempt(ctx, app.Attempt{Delivery: d.ID, At: at, Took: 1500 * time.Millisecond, Code: fault.TimedOut}); err != nil {
			return err
		}
		if err := tx.InsertAttempt(ctx, app.Attempt{Delivery: d.ID, At: at.Add(time.Second), Took: time.Millisecond, Status: 200}); err != nil {
			return err
		}
		return tx.UpdateDelivery(ctx, d)
	})
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Delivery, error) { return r.Delivery(ctx, d.ID) }), d)
	attempts := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Attempt, error) { return r.Attempts(ctx, d.ID, 10) })
	same(t, attempts, []app.Attempt{{Delivery: d.ID, At: at.Add(time.Second), Took: time.Millisecond, Status: 200}, {Delivery: d.ID, At: at, Took: 1500 * time.Millisecond, Code: fault.TimedOut}})
	due := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Delivery, error) {
		return r.DueDeliveries(ctx, at.Add(time.Second), 10)
	})
	same(t, ids(due), ids(list[1:]))
	done := at.Add(time.Minute)
	d.State, d.DoneAt = app.DeliveryDone, &done
	write(t, db, func(ctx context.Context, tx app.Tx) error { return tx.UpdateDelivery(ctx, d) })
	counts := read(t, db, func(ctx context.Context, r app.Reader) (map[app.DeliveryState]int64, error) {
		return r.DeliveryCounts(ctx)
	})
	same(t, counts, map[app.DeliveryState]int64{app.DeliveryDone: 1, app.DeliveryPending: 3})
	same(t, chosen(app.DeliveryFilter{State: app.DeliveryDone}), ids(list[:1]))
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error { return tx.UpdateDelivery(t.Context(), delivery(v.UUID, app.ToPeer)) }), fault.NotFound)

	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.DeleteVerification(ctx, v.UUID, entry(audit.VerificationDeleted, v.UUID))
	})
	same(t, chosen(app.DeliveryFilter{}), ids(list[3:]))
	if left := read(t, db, func(ctx context.Context, r app.Reader) ([]app.Attempt, error) { return r.Attempts(ctx, d.ID, 10) }); len(left) != 0 {
		t.Errorf("%d attempts of a deleted verification are left", len(left))
	}
	wantCode(t, db.InTx(t.Context(), func(tx app.Tx) error {
		return tx.DeleteVerification(t.Context(), v.UUID, entry(audit.VerificationDeleted, v.UUID))
	}), fault.NotFound)
}

// screenings: one is replaced by its outcome, and listed with its verification.
func screenings(t *testing.T, db store.DB, _ func() store.DB) {
	v := Verification(uuid.NewString())
	insert(t, db, v)
	s := app.Screening{RequestID: uuid.NewString(), Verification: v.UUID, Provider: "kyt", Counterparty: "2", Direction: "OUTGOING", Network: "Ethereum", State: "PENDING",
		Body: []byte("{}"), CreatedAt: at}
	put := func() {
		write(t, db, func(ctx context.Context, tx app.Tx) error {
			return tx.PutScreening(ctx, s, entry(audit.RiskAsked, v.UUID))
		})
	}
	put()
	done := at.Add(time.Second)
	s.State, s.Body, s.AssessedAt = "PROCESSED", []byte("sealed"), &done
	put()
	same(t, read(t, db, func(ctx context.Context, r app.Reader) (app.Screening, error) { return r.Screening(ctx, s.RequestID) }), s)
	same(t, read(t, db, func(ctx context.Context, r app.Reader) ([]app.Screening, error) { return r.Screenings(ctx, v.UUID) }), []app.Screening{s})
	write(t, db, func(ctx context.Context, tx app.Tx) error {
		return tx.DeleteVerification(ctx, v.UUID, entry(audit.VerificationDeleted, v.UUID))
	})
	wantCode(t, db.View(t.Context(), func(r app.Reader) error { _, err := r.Screening(t.Context(), s.RequestID); return err }), fault.NotFound)
}
