package peer

import (
	"errors"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

func TestEveryEnvelopeFailureLeavesUnderItsOwnCode(t *testing.T) {
	seen := 0
	for _, code := range fault.All() {
		status, published := published(fault.New(code, "x"))
		if strings.HasPrefix(string(code), "envelope.") {
			seen++
			if published != code || status < 400 || status > 499 {
				t.Errorf("%s leaves as %d %s", code, status, published)
			}
		}
		if published != code && published != fault.Internal {
			t.Errorf("%s leaves as %s", code, published)
		}
	}
	if seen < 10 {
		t.Fatalf("only %d envelope codes: this test reads too little", seen)
	}
	if status, code := published(errors.New("text of ours")); status != 500 || code != fault.Internal {
		t.Errorf("an error without a code leaves as %d %s", status, code)
	}
}
