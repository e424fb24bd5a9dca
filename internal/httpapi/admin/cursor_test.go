package admin

import (
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

func TestCursor(t *testing.T) {
	at := time.UnixMilli(1767225600123)
	if got, id, err := readCursor(cursor(at, "a-b")); err != nil || !got.Equal(at) || id != "a-b" {
		t.Errorf("%v, %q, %v", got, id, err)
	}
	if got, id, err := readCursor(""); err != nil || !got.IsZero() || id != "" {
		t.Errorf("the beginning: %v, %q, %v", got, id, err)
	}
	for _, text := range []string{"1767225600123", "1767225600123-", "-id", "x-id", "99999999999999999999-id"} {
		if _, _, err := readCursor(text); !fault.Has(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
