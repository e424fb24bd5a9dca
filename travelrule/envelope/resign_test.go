package envelope

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
)

// A frame signed by somebody else is whole but for its signature, and is refused for it alone.
func TestResign(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	frame, _, err := Seal(question(), []byte("body"), w.private.PublicKey(), identity(1))
	if err != nil {
		t.Fatal(err)
	}
	other, err := Resign(frame, identity(3))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(frame) - ed25519.SignatureSize; !bytes.Equal(other[:n], frame[:n]) || bytes.Equal(other, frame) {
		t.Error("more or less than the signature has changed")
	}
	if _, err := w.opener.Open(other); !fault.Has(err, fault.EnvelopeSignature) {
		t.Errorf("%v", err)
	}
	again, err := Resign(other, identity(1))
	if err != nil || !bytes.Equal(again, frame) {
		t.Errorf("the sender's own signature does not come back: %v", err)
	}
	if _, err := w.opener.Open(again); err != nil {
		t.Error(err)
	}
	if out, err := Resign([]byte("no frame"), identity(1)); !fault.Has(err, fault.EnvelopeMalformed) || out != nil {
		t.Errorf("%q, %v", out, err)
	}
}
