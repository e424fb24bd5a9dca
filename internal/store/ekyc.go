package store

import (
	"context"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/store/sqlstore"
)

// Sessions is the part of a database that eKYC sessions see.
func Sessions(db app.Store) ekyc.Store { return sessions{db} }

type sessions struct{ db app.Store }

func (s sessions) InTx(ctx context.Context, fn func(ekyc.Tx) error) error {
	return s.db.InTx(ctx, func(tx app.Tx) error { return fn(tx.(sqlstore.Tx)) })
}

func (s sessions) View(ctx context.Context, fn func(ekyc.Reader) error) error {
	return s.db.View(ctx, func(r app.Reader) error { return fn(r.(sqlstore.Tx)) })
}
