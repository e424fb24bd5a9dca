package sqlstore

import (
	"strconv"
	"strings"
	"time"
)

// where is the condition of a filtered list, made of those that are set; the zero value holds of every row. Its text depends only on which of them are
// set, so that there are few texts.
type where struct {
	text strings.Builder
	args []any
}

// and adds a condition; each ? in it stands for the next value.
func (w *where) and(condition string, values ...any) {
	for _, value := range values {
		w.args = append(w.args, value)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(w.args)), 1)
	}
	w.text.WriteString(" AND " + condition)
}

// before goes on behind the last row of an earlier page; the zero time begins with the first.
func (w *where) before(at time.Time, id string) {
	if !at.IsZero() {
		w.and("(created_at < ? OR (created_at = ? AND id < ?))", millis(at), millis(at), id)
	}
}

// newestFirst is the end of the query, with a limit; it is called last, and before args are read.
func (w *where) newestFirst(limit int) string {
	w.args = append(w.args, limit)
	return " WHERE 1 = 1" + w.text.String() + " ORDER BY created_at DESC, id DESC LIMIT $" + strconv.Itoa(len(w.args))
}
