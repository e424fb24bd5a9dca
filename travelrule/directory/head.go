package directory

import (
	"crypto/ed25519"
	"encoding/json"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// headText keeps the signatures of heads apart from all others.
const headText = "bonafide/directory-head/v1|"

// Head says in short, and signed, how the key log stood with one list. Members show it to each other: two heads that no log can have had
// one after the other prove that the directory shows different members different logs.
type Head struct {
	Version  int         `json:"version"` // 1
	Number   uint64      `json:"number"`  // of the list
	IssuedAt time.Time   `json:"issuedAt"`
	Log      keylog.Head `json:"log"`
}

func (h Head) validate() error {
	var faults faultList
	faults.unless(h.Version == Version, "version")
	faults.unless(h.Number >= 1 && h.Number <= maxNumber, "number")
	faults.unless(!h.IssuedAt.IsZero(), "issuedAt")
	faults.unless(h.Log.Size <= keylog.MaxSize, "log")
	return faults.join()
}

// SignHead checks and signs a head; fault.DirectoryMalformed.
func SignHead(h Head, key ed25519.PrivateKey) (Signed, error) {
	if err := h.validate(); err != nil {
		return Signed{}, err
	}
	payload, err := json.Marshal(h)
	if err != nil {
		return Signed{}, fault.Wrap(fault.DirectoryMalformed, "head", err)
	}
	return signPayload(headText, payload, key), nil
}

// maxHead bounds a signed head, bytes.
const maxHead = 1 << 10

// OpenHead checks a head; fault.DirectoryMalformed, DirectorySignature.
func (s Signed) OpenHead(pinned []ed25519.PublicKey) (Head, error) {
	if len(s.Payload) > maxHead {
		return Head{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if !s.signedByOneOf(headText, pinned) {
		return Head{}, fault.New(fault.DirectorySignature, "signature")
	}
	var h Head
	if err := json.Unmarshal(s.Payload, &h); err != nil {
		return Head{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if err := h.validate(); err != nil {
		return Head{}, err
	}
	return h, nil
}
