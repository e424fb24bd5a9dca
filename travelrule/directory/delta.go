package directory

import (
	"encoding/json"
	"slices"
	"strings"
)

// Delta is what changed in the list since a number: with the members of that number it makes the signed bytes again. Nothing in it is
// trusted: when the bytes come out otherwise the signature does not fit, and the whole list is fetched.
type Delta struct {
	Since     uint64   `json:"since"`
	Head      List     `json:"head"` // the list without its members
	Changed   []Member `json:"changed"`
	Removed   []string `json:"removed"`
	KeyID     string   `json:"keyId"`
	Signature []byte   `json:"signature"`
}

// Apply makes the signed list from the members of number Since, which are left as they are.
func (d Delta) Apply(members []Member) (Signed, []Member, error) {
	changed := make(map[string]Member, len(d.Changed))
	for _, m := range d.Changed {
		changed[m.VaspID] = m
	}
	next := make([]Member, 0, len(members)+len(d.Changed))
	for _, m := range members {
		if newer, there := changed[m.VaspID]; there {
			m = newer
			delete(changed, m.VaspID)
		}
		if !slices.Contains(d.Removed, m.VaspID) {
			next = append(next, m)
		}
	}
	for _, m := range changed {
		next = append(next, m)
	}
	SortMembers(next)
	list := d.Head
	list.Members = next
	payload, err := json.Marshal(list)
	return Signed{Payload: payload, KeyID: d.KeyID, Signature: d.Signature}, next, err
}

// SortMembers puts members in the order in which a directory lists them.
func SortMembers(members []Member) {
	slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.VaspID, b.VaspID) })
}
