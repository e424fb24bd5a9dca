package registry

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/sqlitefault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// store is the directory's database: one SQLite file with one writing connection. What a transaction acknowledged survives kill -9.
type store struct{ write, read *sql.DB }

// openStore opens the file, making it and its folder when they are missing, and brings it to this program's schema.
func openStore(ctx context.Context, path string) (*store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "database folder", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "database file", err)
	}
	if err := file.Close(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "database file", err)
	}
	connect := func(conns int, query url.Values) (*sql.DB, error) {
		db, err := driver.Open("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode())
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, "database", err)
		}
		db.SetMaxOpenConns(conns)
		db.SetMaxIdleConns(conns)
		return db, nil
	}
	s := &store{}
	if s.write, err = connect(1, url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)"},
		"_txlock": {"immediate"}}); err != nil {
		return nil, err
	}
	if err := s.schema(ctx); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if s.read, err = connect(4, url.Values{"_pragma": {"busy_timeout(10000)", "query_only(on)"}, "_txlock": {"deferred"}}); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	return s, nil
}

func (s *store) schema(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.write, folder, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	if have, err := provider.GetDBVersion(ctx); err == nil && have > sources[len(sources)-1].Version {
		return fault.Newf(fault.Unmigrated, "database", "its schema is version %d, newer than this program", have)
	}
	_, err = provider.Up(ctx)
	return sqlitefault.Of(err)
}

func (s *store) close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// tx runs fn in a transaction that has been flushed to disk when tx returns nil.
func (s *store) tx(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return sqlitefault.Of(err)
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback()
		return sqlitefault.Of(err)
	}
	return sqlitefault.Of(tx.Commit())
}

// query reads rows with scan, one call for each.
func query(ctx context.Context, db interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}, text string, args []any, scan func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return sqlitefault.Of(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return sqlitefault.Of(err)
		}
	}
	return sqlitefault.Of(rows.Err())
}

// Times are stored as milliseconds of Unix time, 0 for none.
func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// metaValue reads a value; "" when there is none.
func metaValue(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}, key string) (value string, err error) {
	err = db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, sqlitefault.Of(err)
}

func putMeta(ctx context.Context, tx *sql.Tx, key, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// note adds a line to the journal.
func note(ctx context.Context, tx *sql.Tx, at time.Time, actor, action, vaspID, detail string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO journal (at, actor, action, vasp_id, detail) VALUES (?, ?, ?, ?, ?)`, millis(at), actor, action, vaspID, detail)
	return err
}
