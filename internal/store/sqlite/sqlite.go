// Package sqlite keeps a node's records in one SQLite file. One writer commits the changes of many callers together, so that
// a flush to disk is shared; readers do not wait for it.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/sqlitefault"
	"github.com/bonafide-id/bonafide/internal/store/jobs"
	"github.com/bonafide-id/bonafide/internal/store/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options of a store.
type Options struct {
	Path      string
	ReadConns int // default 8
	NoMigrate bool
	Logger    *slog.Logger
}

// Store implements app.Store.
type Store struct {
	write, read *sql.DB
	inserter    *river.Client[*sql.Tx]
	log         *slog.Logger
	work        chan *change
	done        chan struct{}
	closing     chan struct{}
	once        sync.Once
}

// maxBatch is how many callers' changes one commit may carry.
const maxBatch = 128

// Open opens the file, making it and its folder when they are missing.
func Open(ctx context.Context, opt Options) (*Store, error) {
	if opt.ReadConns == 0 {
		opt.ReadConns = 8
	}
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	if !opt.NoMigrate {
		if err := os.MkdirAll(filepath.Dir(opt.Path), 0o700); err != nil {
			return nil, fault.Wrap(fault.Unavailable, "database folder", err)
		}
		file, err := os.OpenFile(opt.Path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, "database file", err)
		}
		_ = file.Close()
	} else if _, err := os.Stat(opt.Path); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "database file", err)
	}
	s := &Store{log: opt.Logger, work: make(chan *change), done: make(chan struct{}), closing: make(chan struct{})}
	var err error
	if s.write, err = open(opt.Path, 1, false); err != nil {
		return nil, err
	}
	if err := s.schema(ctx, opt.NoMigrate); err != nil {
		_ = s.write.Close()
		return nil, err
	}
	if s.read, err = open(opt.Path, opt.ReadConns, true); err != nil {
		_ = s.write.Close()
		return nil, err
	}
	if s.inserter, err = river.NewClient(riversqlite.New(s.write), jobs.InsertConfig(opt.Logger)); err != nil {
		return nil, errors.Join(err, s.read.Close(), s.write.Close())
	}
	go s.writer()
	return s, nil
}

func open(path string, conns int, readOnly bool) (*sql.DB, error) {
	query := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)", "cache_size(-16000)", "temp_store(memory)"},
		"_txlock": {"immediate"}}
	if readOnly {
		query = url.Values{"_pragma": {"busy_timeout(10000)", "query_only(on)", "cache_size(-16000)", "mmap_size(268435456)"}, "_txlock": {"deferred"}}
	}
	db, err := openDB("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode())
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "database", err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

func (s *Store) provider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, s.write, folder, goose.WithLogger(goose.NopLogger()))
}

// schema brings the file to this program's schema, or only looks whether it is.
func (s *Store) schema(ctx context.Context, asIs bool) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	have, err := provider.GetDBVersion(ctx)
	if err != nil && !asIs {
		have, err = 0, nil
	}
	switch {
	case err != nil:
		return sqlitefault.Of(err)
	case have > newest:
		return fault.Newf(fault.Unmigrated, "database", "its schema is version %d, this program knows %d: use a newer program", have, newest)
	case asIs && have < newest:
		return fault.Newf(fault.Unmigrated, "database", "its schema is version %d, this program wants %d", have, newest)
	case asIs:
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", sqlitefault.Of(err))
	}
	migrator, err := rivermigrate.New(riversqlite.New(s.write), &rivermigrate.Config{Logger: jobs.Quiet(s.log)})
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating jobs: %w", sqlitefault.Of(err))
	}
	return nil
}

// SchemaVersion returns the version of the schema in use.
func (s *Store) SchemaVersion(ctx context.Context) (int64, error) {
	provider, err := s.provider()
	if err != nil {
		return 0, err
	}
	return provider.GetDBVersion(ctx)
}

// change is one caller's closure on its way through the writer.
type change struct {
	ctx  context.Context
	fn   func(app.Tx) error
	err  chan error
	fail error
}

// InTx implements app.Store: fn runs in a savepoint of a transaction shared with others, and the call returns when that has been
// flushed to disk.
func (s *Store) InTx(ctx context.Context, fn func(app.Tx) error) error {
	c := &change{ctx: ctx, fn: fn, err: make(chan error, 1)}
	select {
	case s.work <- c:
	case <-ctx.Done():
		return ended(ctx)
	case <-s.closing:
		return fault.New(fault.Unavailable, "database")
	}
	// Once taken, the change is awaited: giving up here would leave its end unknown.
	return <-c.err
}

// View implements app.Store. Each statement sees the newest committed state.
func (s *Store) View(ctx context.Context, fn func(app.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return ended(ctx)
	}
	return fn(sqlstore.Tx{Q: reader{s}})
}

func ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fault.New(fault.TimedOut, "database")
	}
	return fault.New(fault.Canceled, "database")
}

// writer takes changes one batch at a time, until Close.
func (s *Store) writer() {
	defer close(s.done)
	for {
		var batch []*change
		select {
		case c := <-s.work:
			batch = append(batch, c)
		case <-s.closing:
			return
		}
	more:
		for len(batch) < maxBatch {
			select {
			case c := <-s.work:
				batch = append(batch, c)
			default:
				break more
			}
		}
		s.commit(batch)
	}
}

// commit runs a batch in one transaction. A closure that fails takes back its own savepoint and hurts nobody else.
func (s *Store) commit(batch []*change) {
	ctx := context.Background()
	tx, err := s.write.BeginTx(ctx, nil)
	if err == nil {
		w := &writing{tx: tx}
		for _, c := range batch {
			c.fail = s.runOne(ctx, w, c)
		}
		if err = s.insertJobs(ctx, w); err == nil {
			err = tx.Commit()
		} else {
			_ = tx.Rollback()
		}
	}
	for _, c := range batch {
		if c.fail == nil && err != nil {
			c.fail = sqlitefault.Of(err)
		}
		c.err <- c.fail
	}
}

func (s *Store) runOne(ctx context.Context, w *writing, c *change) (err error) {
	if c.ctx.Err() != nil {
		return ended(c.ctx)
	}
	if _, err := w.tx.ExecContext(ctx, "SAVEPOINT one"); err != nil {
		return sqlitefault.Of(err)
	}
	jobsBefore := len(w.jobs)
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "transaction")
			s.log.Error("a transaction panicked", "panic", fmt.Sprintf("%T", p))
		}
		if err != nil {
			w.jobs = w.jobs[:jobsBefore]
			_, _ = w.tx.ExecContext(ctx, "ROLLBACK TO one")
		}
		_, _ = w.tx.ExecContext(ctx, "RELEASE one")
	}()
	return c.fn(sqlstore.Tx{Q: w})
}

// insertJobs adds the jobs of the whole batch with one call.
func (s *Store) insertJobs(ctx context.Context, w *writing) error {
	if len(w.jobs) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(w.jobs))
	for i, job := range w.jobs {
		params[i] = jobs.Params(job)
	}
	_, err := s.inserter.InsertManyFastTx(ctx, w.tx, params)
	return err
}

// writing is the shared transaction. The connection keeps its statements, so each text is compiled once.
type writing struct {
	tx   *sql.Tx
	jobs []app.Job
}

func (w *writing) Exec(_ context.Context, text string, args ...any) (int64, error) {
	result, err := w.tx.ExecContext(context.Background(), text, args...)
	if err != nil {
		return 0, sqlitefault.Of(err)
	}
	rows, err := result.RowsAffected()
	return rows, sqlitefault.Of(err)
}

func (w *writing) Query(_ context.Context, text string, args ...any) (sqlstore.Rows, error) {
	found, err := w.tx.QueryContext(context.Background(), text, args...)
	return rows{found}, sqlitefault.Of(err)
}

func (w *writing) QueryRow(_ context.Context, text string, args ...any) sqlstore.Row {
	return row{w.tx.QueryRowContext(context.Background(), text, args...)}
}

func (w *writing) Enqueue(_ context.Context, job app.Job) error {
	w.jobs = append(w.jobs, job)
	return nil
}

// LockChain: there is one writer, so nobody else is chaining.
func (w *writing) LockChain(context.Context) error { return nil }

// reader runs single statements on the read connections.
type reader struct{ s *Store }

func (r reader) Exec(context.Context, string, ...any) (int64, error) {
	return 0, fault.Newf(fault.Internal, "database", "a view was about to write")
}

func (r reader) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	found, err := r.s.read.QueryContext(ctx, text, args...)
	return rows{found}, sqlitefault.Of(err)
}

func (r reader) QueryRow(ctx context.Context, text string, args ...any) sqlstore.Row {
	return row{r.s.read.QueryRowContext(ctx, text, args...)}
}

func (r reader) Enqueue(context.Context, app.Job) error {
	return fault.Newf(fault.Internal, "database", "a view was about to write")
}

func (r reader) LockChain(context.Context) error {
	return fault.Newf(fault.Internal, "database", "a view was about to write")
}

type row struct{ *sql.Row }

func (r row) Scan(dest ...any) error { return sqlitefault.Of(r.Row.Scan(dest...)) }

type rows struct{ *sql.Rows }

func (r rows) Scan(dest ...any) error { return sqlitefault.Of(r.Rows.Scan(dest...)) }
func (r rows) Err() error             { return sqlitefault.Of(r.Rows.Err()) }
func (r rows) Close()                 { _ = r.Rows.Close() }

// RunJobs works on jobs until stop is called.
func (s *Store) RunJobs(ctx context.Context, handler func(context.Context, app.Job) error, opt jobs.Options) (func(context.Context) error, error) {
	client, err := river.NewClient(riversqlite.New(s.write), jobs.Config(handler, opt, false))
	if err != nil {
		return nil, err
	}
	// Jobs that a killed process was working on: this file has one process at a time.
	if err := s.adopt(ctx); err != nil {
		return nil, err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return jobs.Stop(ctx, client) }, nil
}

func (s *Store) adopt(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`)
	return sqlitefault.Of(err)
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return sqlitefault.Of(s.read.PingContext(ctx)) }

// Close ends the writer after the batch under way and closes the file.
func (s *Store) Close() error {
	s.once.Do(func() { close(s.closing) })
	select {
	case <-s.done:
	case <-time.After(10 * time.Second):
		return fault.New(fault.TimedOut, "database writer")
	}
	return errors.Join(s.read.Close(), s.write.Close())
}
