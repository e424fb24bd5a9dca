// Package postgres keeps a node's records in PostgreSQL. Several nodes may share one database.
package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/store/jobs"
	"github.com/bonafide-id/bonafide/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options of a store.
type Options struct {
	URL       string
	MaxConns  int // default 32
	NoMigrate bool
	Logger    *slog.Logger
}

// Store implements app.Store.
type Store struct {
	pool     *pgxpool.Pool
	inserter *river.Client[pgx.Tx]
	log      *slog.Logger
}

// Open connects.
func Open(ctx context.Context, opt Options) (*Store, error) {
	if opt.MaxConns == 0 {
		opt.MaxConns = 32
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	config, err := pgxpool.ParseConfig(opt.URL)
	if err != nil {
		// The error quotes the URL, which may hold a password.
		return nil, fault.Newf(fault.Config, "database", "the URL cannot be read")
	}
	config.MaxConns = int32(opt.MaxConns)
	config.ConnConfig.RuntimeParams["application_name"] = "bonafide"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, asFault(err)
	}
	s := &Store{pool: pool, log: opt.Logger}
	if err := s.schema(ctx, opt.NoMigrate); err != nil {
		pool.Close()
		return nil, err
	}
	if s.inserter, err = river.NewClient(riverpgxv5.New(pool), jobs.InsertConfig(opt.Logger)); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) provider() (*goose.Provider, func() error, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, folder, goose.WithLogger(goose.NopLogger()))
	return provider, db.Close, err
}

// migrationLock keeps two nodes that start at once from migrating at once.
const migrationLock = 0x626f6e61

func (s *Store) schema(ctx context.Context, asIs bool) error {
	if err := s.pool.Ping(ctx); err != nil {
		return asFault(err)
	}
	provider, closeDB, err := s.provider()
	if err != nil {
		return err
	}
	defer closeDB()
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	if !asIs {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return asFault(err)
		}
		defer conn.Release()
		if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, migrationLock); err != nil {
			return asFault(err)
		}
		defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, migrationLock) }()
	}
	have, err := provider.GetDBVersion(ctx)
	switch {
	case err != nil:
		return asFault(err)
	case have > newest:
		return fault.Newf(fault.Unmigrated, "database", "its schema is version %d, this program knows %d: use a newer program", have, newest)
	case asIs && have < newest:
		return fault.Newf(fault.Unmigrated, "database", "its schema is version %d, this program wants %d", have, newest)
	case asIs:
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", asFault(err))
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(s.pool), &rivermigrate.Config{Logger: jobs.Quiet(s.log)})
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating jobs: %w", asFault(err))
	}
	return nil
}

// SchemaVersion returns the version of the schema in use.
func (s *Store) SchemaVersion(ctx context.Context) (int64, error) {
	provider, closeDB, err := s.provider()
	if err != nil {
		return 0, err
	}
	defer closeDB()
	return provider.GetDBVersion(ctx)
}

// maxTries bounds how often a transaction that lost against another is run again.
const maxTries = 8

// InTx implements app.Store.
func (s *Store) InTx(ctx context.Context, fn func(app.Tx) error) error {
	for try := 1; ; try++ {
		err := s.once(ctx, fn)
		if !lost(err) || try == maxTries {
			return asFault(err)
		}
		time.Sleep(time.Duration(try) * time.Millisecond)
	}
}

func (s *Store) once(ctx context.Context, fn func(app.Tx) error) (err error) {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("a transaction panicked", "panic", fmt.Sprintf("%T", p))
			err = fault.New(fault.Internal, "transaction")
		}
		if err != nil {
			_ = tx.Rollback(context.WithoutCancel(ctx))
		}
	}()
	if err := fn(sqlstore.Tx{Q: querier{db: tx, tx: tx, s: s}}); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// lost says whether a transaction failed only because another was faster.
func lost(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// View implements app.Store. Each statement sees the newest committed state.
func (s *Store) View(ctx context.Context, fn func(app.Reader) error) error {
	return fn(sqlstore.Tx{Q: querier{db: s.pool, s: s}})
}

type conn interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// querier is a transaction, or the pool for a view.
type querier struct {
	db conn
	tx pgx.Tx // nil in a view
	s  *Store
}

var errView = fault.Newf(fault.Internal, "database", "a view was about to write")

func (q querier) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if q.tx == nil {
		return 0, errView
	}
	tag, err := q.db.Exec(ctx, text, args...)
	return tag.RowsAffected(), asFault(err)
}

func (q querier) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	found, err := q.db.Query(ctx, text, args...)
	return rows{found}, asFault(err)
}

func (q querier) QueryRow(ctx context.Context, text string, args ...any) sqlstore.Row {
	return row{q.db.QueryRow(ctx, text, args...)}
}

func (q querier) Enqueue(ctx context.Context, job app.Job) error {
	if q.tx == nil {
		return errView
	}
	_, err := q.s.inserter.InsertManyFastTx(ctx, q.tx, []river.InsertManyParams{jobs.Params(job)})
	return asFault(err)
}

// chainLock is held by the transaction that chains audit entries.
const chainLock = 0x626f6e62

func (q querier) LockChain(ctx context.Context) error {
	_, err := q.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, chainLock)
	return err
}

type row struct{ pgx.Row }

func (r row) Scan(dest ...any) error { return asFault(r.Row.Scan(dest...)) }

type rows struct{ pgx.Rows }

func (r rows) Scan(dest ...any) error { return asFault(r.Rows.Scan(dest...)) }
func (r rows) Err() error             { return asFault(r.Rows.Err()) }

// asFault is the one place where this database's errors become codes. A conflict that lost keeps its cause, for InTx to see.
func asFault(err error) error {
	if err == nil {
		return nil
	}
	var coded *fault.Error
	if errors.As(err, &coded) {
		return err
	}
	var pg *pgconn.PgError
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return fault.New(fault.NotFound, "database")
	case errors.As(err, &pg) && pg.Code[:2] == "23":
		return fault.Newf(fault.Conflict, "database", "constraint %s", pg.ConstraintName)
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.TimedOut, "database", err)
	case errors.Is(err, context.Canceled):
		return fault.Wrap(fault.Canceled, "database", err)
	case errors.As(err, &pg):
		// Its detail may quote a row.
		return &fault.Error{Code: fault.Unavailable, Place: "database", Detail: "SQLSTATE " + pg.Code, Err: lostError(err)}
	}
	return fault.Wrap(fault.Unavailable, "database", err)
}

// lostError keeps the cause only where InTx needs it.
func lostError(err error) error {
	if lost(err) {
		return err
	}
	return nil
}

// RunJobs works on jobs until stop is called.
func (s *Store) RunJobs(ctx context.Context, handler func(context.Context, app.Job) error, opt jobs.Options) (func(context.Context) error, error) {
	client, err := river.NewClient(riverpgxv5.New(s.pool), jobs.Config(handler, opt, false))
	if err != nil {
		return nil, err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return jobs.Stop(ctx, client) }, nil
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return asFault(s.pool.Ping(ctx)) }

// Close ends every connection.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}
