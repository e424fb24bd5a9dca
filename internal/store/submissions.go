package store

import (
	"context"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/store/sqlstore"
)

// Submissions is the part of a database that submissions see.
func Submissions(db app.Store) submission.Store { return submissions{db} }

type submissions struct{ db app.Store }

func (s submissions) InTx(ctx context.Context, fn func(submission.Tx) error) error {
	return s.db.InTx(ctx, func(tx app.Tx) error { return fn(tx.(sqlstore.Tx)) })
}

func (s submissions) View(ctx context.Context, fn func(submission.Reader) error) error {
	return s.db.View(ctx, func(r app.Reader) error { return fn(r.(sqlstore.Tx)) })
}
