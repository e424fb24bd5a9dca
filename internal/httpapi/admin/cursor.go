package admin

import (
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// cursor is where a list that begins with the newest goes on: behind the row of that time and id.
func cursor(at time.Time, id string) string {
	return strconv.FormatInt(at.UnixMilli(), 10) + "-" + id
}

// readCursor reads what cursor wrote; empty is the beginning, the zero time. fault.Invalid for anything else.
func readCursor(text string) (at time.Time, id string, err error) {
	if text == "" {
		return time.Time{}, "", nil
	}
	millis, id, _ := strings.Cut(text, "-")
	n, err := strconv.ParseInt(millis, 10, 64)
	if err != nil || id == "" {
		return time.Time{}, "", fault.New(fault.Invalid, "after")
	}
	return time.UnixMilli(n), id, nil
}
