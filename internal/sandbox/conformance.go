package sandbox

import (
	"fmt"
	"strings"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/conformance"
)

// World is the sandbox as the conformance kit sees it: its first exchange asks, its second is the counterparty.
func (d Description) World() (conformance.World, error) {
	if len(d.Exchanges) < 2 {
		return conformance.World{}, fmt.Errorf("the sandbox has %d exchanges, and two are needed", len(d.Exchanges))
	}
	caller, peer, denied := d.Exchanges[0], d.Exchanges[1], nameOf(DeniedName())
	w := conformance.World{Caller: conformance.Endpoint{URL: caller.EnclaveURL}, Peer: conformance.Endpoint{URL: peer.EnclaveURL}, Counterparty: peer.VaspID,
		Inactive: d.InactiveID, Unknown: d.UnknownID, Silent: d.SilentID, DeniedSender: &denied, Unavailable: "NATURAL_PERSON_GEOGRAPHIC_ADDRESS"}
	for _, c := range peer.Customers {
		for _, a := range c.Accounts {
			place(&w, c, conformance.Account{Symbol: a.Symbol, Network: a.Network, Address: a.Address})
		}
	}
	return w, w.Validate()
}

func nameOf(n app.PersonName) conformance.Name {
	return conformance.Name{Primary: n.Primary, Secondary: n.Secondary}
}

// place gives a customer the first part that fits and is not taken.
func place(w *conformance.World, c Customer, a conformance.Account) {
	shown := &conformance.Customer{Name: nameOf(c.Name), Account: a}
	for _, r := range c.Representatives {
		shown.Representatives = append(shown.Representatives, nameOf(r.Name))
	}
	switch {
	case c.Denied && w.Denied == nil:
		w.Denied = shown
	case c.Denied:
	case c.KYC != app.KYCApproved && w.Unverified == nil:
		w.Unverified = shown
	case c.KYC != app.KYCApproved:
	case c.Kind == "legal" && w.Company == nil:
		w.Company = shown
	case c.Kind == "legal":
	case strings.Contains(a.Address, ":") && w.Tagged == nil:
		w.Tagged = &a
	case a.Symbol == "USDT" && w.Ambiguous == nil:
		w.Ambiguous = &a
	case w.Person == nil:
		w.Person = shown
	}
}
