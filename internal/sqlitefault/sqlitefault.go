// Package sqlitefault turns the errors of SQLite into codes: the one place for the node's store and the directory's.
package sqlitefault

import (
	"context"
	"database/sql"
	"errors"

	"github.com/ncruces/go-sqlite3"

	"github.com/bonafide-id/bonafide/fault"
)

// Of gives err its code: fault.NotFound for no row, Conflict for a broken constraint, TimedOut, Canceled, and Unavailable for everything else. An error that
// has a code keeps it.
func Of(err error) error {
	var coded *fault.Error
	switch {
	case err == nil, errors.As(err, &coded):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return fault.New(fault.NotFound, "database")
	case errors.Is(err, sqlite3.CONSTRAINT):
		return fault.Wrap(fault.Conflict, "database", err)
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.TimedOut, "database", err)
	case errors.Is(err, context.Canceled), errors.Is(err, sqlite3.INTERRUPT):
		return fault.Wrap(fault.Canceled, "database", err)
	}
	return fault.Wrap(fault.Unavailable, "database", err)
}
