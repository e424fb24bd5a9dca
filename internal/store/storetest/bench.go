package storetest

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/store"
)

// Bench measures what the hot paths ask of a store, with 64 callers at once.
func Bench(b *testing.B, open func(b *testing.B) store.DB) {
	const callers = 64
	b.Run("InsertVerification", func(b *testing.B) {
		db := open(b)
		b.ReportAllocs()
		b.SetParallelism(callers / 2)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				v := Verification(uuid.NewString())
				err := db.InTx(context.Background(), func(tx app.Tx) error {
					if _, err := tx.InsertVerification(context.Background(), v, entry(audit.VerificationCreated, v.UUID)); err != nil {
						return err
					}
					return tx.Enqueue(context.Background(), app.Job{Kind: "k", Key: v.UUID})
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("Lookup", func(b *testing.B) {
		db := open(b)
		v := Verification(uuid.NewString())
		if err := db.InTx(context.Background(), func(tx app.Tx) error {
			_, err := tx.InsertVerification(context.Background(), v, entry(audit.VerificationCreated, v.UUID))
			return err
		}); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := db.View(context.Background(), func(r app.Reader) error { _, err := r.Verification(context.Background(), v.UUID); return err }); err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("Jobs", func(b *testing.B) {
		db := open(b)
		var wg sync.WaitGroup
		stop, err := db.RunJobs(context.Background(), func(context.Context, app.Job) error { wg.Done(); return nil }, store.JobOptions{Workers: callers})
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = stop(context.Background()) }()
		b.ReportAllocs()
		b.ResetTimer()
		wg.Add(b.N)
		b.SetParallelism(callers / 2)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := db.InTx(context.Background(), func(tx app.Tx) error { return tx.Enqueue(context.Background(), app.Job{Kind: "k", Key: "x"}) }); err != nil {
					b.Error(err)
				}
			}
		})
		wg.Wait()
	})
}
