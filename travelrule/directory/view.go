package directory

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// viewText keeps the signatures of views apart from those of lists.
const viewText = "bonafide/directory-view/v1|"

// View says which members one member is connected to. The connections of all members would make the list grow with the square of
// their number, and are nobody else's business: so each member has its own, signed by the directory like the list.
type View struct {
	Version   int       `json:"version"` // 1
	VaspID    string    `json:"vaspId"`  // whose view it is
	Number    uint64    `json:"number"`  // grows with every change of it
	IssuedAt  time.Time `json:"issuedAt"`
	ExpiresAt time.Time `json:"expiresAt"`
	Connected []string  `json:"connected"` // VASP ids, sorted, each once
}

func (v View) validate() error {
	var faults faultList
	faults.unless(v.Version == Version, "version")
	faults.unless(ValidVaspID(v.VaspID), "vaspId")
	faults.unless(v.Number <= maxNumber, "number")
	faults.unless(!v.IssuedAt.IsZero() && v.IssuedAt.Before(v.ExpiresAt), "expiresAt")
	faults.unless(len(v.Connected) <= MaxMembers, "connected")
	for i, id := range v.Connected[:min(len(v.Connected), MaxMembers)] {
		faults.unless(ValidVaspID(id) && (i == 0 || v.Connected[i-1] < id), fmt.Sprintf("connected[%d]", i))
	}
	return faults.join()
}

// SignView sorts, checks and signs a view. fault.DirectoryMalformed with the places of all that is wrong, joined.
func SignView(view View, key ed25519.PrivateKey) (Signed, error) {
	view.Connected = slices.Clone(view.Connected)
	if view.Connected == nil {
		view.Connected = []string{}
	}
	slices.Sort(view.Connected)
	if err := view.validate(); err != nil {
		return Signed{}, err
	}
	payload, err := json.Marshal(view)
	if err != nil {
		return Signed{}, fault.Wrap(fault.DirectoryMalformed, "view", err)
	}
	return signPayload(viewText, payload, key), nil
}

// OpenView checks the view of member vaspID, in the order and with the codes of Open; the view of somebody else is
// fault.DirectoryMalformed at "vaspId".
func (s Signed) OpenView(pinned []ed25519.PublicKey, vaspID string, now time.Time, opt OpenOptions) (View, error) {
	if len(s.Payload) > MaxPayload {
		return View{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if !s.signedByOneOf(viewText, pinned) {
		return View{}, fault.New(fault.DirectorySignature, "signature")
	}
	var view View
	if err := json.Unmarshal(s.Payload, &view); err != nil {
		return View{}, fault.New(fault.DirectoryMalformed, "payload")
	}
	if err := view.validate(); err != nil {
		return View{}, err
	}
	if view.VaspID != vaspID {
		return View{}, fault.New(fault.DirectoryMalformed, "vaspId")
	}
	if view.Number < opt.LastNumber {
		return View{}, fault.New(fault.DirectoryRollback, "number")
	}
	if !opt.AllowExpired && !now.Before(view.ExpiresAt) {
		return View{}, fault.New(fault.DirectoryExpired, "expiresAt")
	}
	return view, nil
}
