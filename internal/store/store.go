// Package store opens a node's database by its URL.
package store

import (
	"context"
	"log/slog"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/store/jobs"
	"github.com/bonafide-id/bonafide/internal/store/postgres"
	"github.com/bonafide-id/bonafide/internal/store/sqlite"
)

// JobOptions of RunJobs.
type JobOptions = jobs.Options

// DB is an opened database.
type DB interface {
	app.Store
	// RunJobs works on jobs until stop is called.
	RunJobs(ctx context.Context, handler func(context.Context, app.Job) error, opt JobOptions) (stop func(context.Context) error, err error)
	Ping(ctx context.Context) error
	SchemaVersion(ctx context.Context) (int64, error)
	Close() error
}

// Options of an opening.
type Options struct {
	Logger    *slog.Logger
	NoMigrate bool // change nothing; fault.Unmigrated when the schema is not this program's
}

// OpenURL opens sqlite:PATH or postgres://... and brings it to this program's schema.
func OpenURL(ctx context.Context, url string, opt Options) (DB, error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return sqlite.Open(ctx, sqlite.Options{Path: path, Logger: opt.Logger, NoMigrate: opt.NoMigrate})
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return postgres.Open(ctx, postgres.Options{URL: url, Logger: opt.Logger, NoMigrate: opt.NoMigrate})
	}
	return nil, fault.Newf(fault.Config, "database", "sqlite:PATH or postgres://...")
}
