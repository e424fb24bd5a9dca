package sqlite

import (
	"container/list"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/ncruces/go-sqlite3"
	sqlite "github.com/ncruces/go-sqlite3/driver"
)

// maxStatements is how many prepared statements a connection keeps. The texts are constants of sqlstore and of the job queue, some hundred.
const maxStatements = 256

// openDB is sql.Open with connections that keep their prepared statements: database/sql prepares a text anew in every transaction, and the job queue
// for every call, which was a fifth of the time of a user verification.
func openDB(name string) (*sql.DB, error) {
	inner, err := (&sqlite.SQLite{}).OpenConnector(name)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{inner}), nil
}

type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := made.(connection)
	if !ok {
		return nil, errors.Join(errors.New("the driver's connection lacks an interface this package needs"), made.Close())
	}
	// Plans do not depend on the values bound, so that binding other values does not compile a statement anew (sqlite.org/queryplanner-ng.html, "QPSG").
	if _, err := full.Raw().Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
		return nil, errors.Join(err, made.Close())
	}
	return &keeping{connection: full, kept: map[string]*list.Element{}, order: list.New()}, nil
}

// connection is what the driver's connections are.
type connection interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.NamedValueChecker
	Raw() *sqlite3.Conn
}

// statement is what the driver's statements are.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

// keeping is a connection that keeps statements which nobody uses at the moment, the one put back last first in order. Like every
// driver.Conn it serves one goroutine at a time.
type keeping struct {
	connection
	kept   map[string]*list.Element // of *lent
	order  *list.List
	closed bool
}

// lent is a statement in use; Close puts it back.
type lent struct {
	statement
	text string
	home *keeping
}

func (k *keeping) Prepare(text string) (driver.Stmt, error) {
	return k.PrepareContext(context.Background(), text)
}

// PrepareContext hands out a kept statement of the same text, or makes one.
func (k *keeping) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	if e, there := k.kept[text]; there {
		delete(k.kept, text)
		return k.order.Remove(e).(*lent), nil
	}
	made, err := k.connection.PrepareContext(ctx, text)
	if err != nil || !keeps(text) {
		return made, err
	}
	full, ok := made.(statement)
	if !ok {
		return made, nil
	}
	return &lent{full, text, k}, nil
}

// ExecContext sends what takes no arguments and is kept through a prepared statement too; the rest (schemas, several statements in one text) goes the
// driver's way.
func (k *keeping) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 0 && keeps(text) && !strings.Contains(text, ";") {
		return nil, driver.ErrSkip
	}
	return k.connection.ExecContext(ctx, text, args)
}

// keeps says whether a text is of a kind that comes again.
func keeps(text string) bool {
	verb := strings.TrimLeft(text, " \t\r\n")
	if strings.HasPrefix(verb, "--") || strings.HasPrefix(verb, "/*") { // the job queue's texts begin with their name
		return true
	}
	if i := strings.IndexAny(verb, " \t\r\n"); i > 0 {
		verb = verb[:i]
	}
	switch strings.ToUpper(verb) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK":
		return true
	}
	return false
}

// Close puts the statement back; one too many is ended for good.
func (l *lent) Close() error {
	k := l.home
	if _, there := k.kept[l.text]; there || k.closed {
		return l.statement.Close()
	}
	k.kept[l.text] = k.order.PushFront(l)
	if k.order.Len() <= maxStatements {
		return nil
	}
	last := k.order.Remove(k.order.Back()).(*lent)
	delete(k.kept, last.text)
	return last.statement.Close()
}

// Close ends the kept statements and the connection.
func (k *keeping) Close() error {
	k.closed = true
	var errs []error
	for e := k.order.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*lent).statement.Close())
	}
	k.order.Init()
	k.kept = nil
	return errors.Join(append(errs, k.connection.Close())...)
}
