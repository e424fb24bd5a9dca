package travelrule

import (
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/person"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Owner is what the beneficiary VASP knows of the customer an address belongs to.
type Owner struct {
	Persons     []ivms101.Person // a natural person; or a legal person followed by its representatives
	Denied      bool
	KYCApproved bool
}

// Judge compares a claimed beneficiary with the owner of the address it was named for, and then looks at the owner's
// state. The name comes first, so that somebody who does not know it learns nothing else about the owner. withNames says
// whether the name is to be matched at all: the transfer is at or above the legal amount (seed: a name is sent; user step:
// isExceedingThreshold). The answer is check.OK, NameMismatch, Denied or KYCUnverified.
func Judge(claimed []ivms101.Person, withNames bool, owner Owner, settings person.Settings) check.Reason {
	if withNames && !NamesMatch(claimed, owner.Persons, settings) {
		return check.NameMismatch
	}
	if owner.Denied {
		return check.Denied
	}
	if !owner.KYCApproved {
		return check.KYCUnverified
	}
	return check.OK
}

// NamesMatch says whether the claimed persons are the owner. A natural owner must match one claimed natural person, and no
// legal person may be claimed. A legal owner must match the claimed legal person; when representatives are claimed too,
// one of them must match one of the owner's (contract 2.3).
func NamesMatch(claimed, owner []ivms101.Person, settings person.Settings) bool {
	claimedLegal, claimedNatural := split(claimed)
	ownerLegal, ownerNatural := split(owner)
	if len(ownerLegal) == 0 {
		return len(claimedLegal) == 0 && anyMatch(claimedNatural, ownerNatural, settings)
	}
	if !anyMatch(claimedLegal, ownerLegal, settings) {
		return false
	}
	return len(claimedNatural) == 0 || anyMatch(claimedNatural, ownerNatural, settings)
}

func anyMatch(claimed, known []person.Name, settings person.Settings) bool {
	for _, c := range claimed {
		for _, k := range known {
			if person.Compare(c, k, settings).Verdict == person.Match {
				return true
			}
		}
	}
	return false
}

func split(persons []ivms101.Person) (legal, natural []person.Name) {
	for _, p := range persons {
		if p.LegalPerson != nil {
			legal = append(legal, LegalName(p.LegalPerson))
		}
		if p.NaturalPerson != nil {
			natural = append(natural, NaturalName(p.NaturalPerson))
		}
	}
	return legal, natural
}

// NaturalName gathers every spelling an IVMS101 natural person carries.
func NaturalName(p *ivms101.NaturalPerson) person.Name {
	name := person.Name{Kind: person.Natural}
	for _, list := range [][]ivms101.NaturalPersonNameID{p.Name.NameIdentifier, p.Name.LocalNameIdentifier, p.Name.PhoneticNameIdentifier} {
		for _, id := range list {
			name.Forms = append(name.Forms, person.Form{Primary: id.PrimaryIdentifier, Secondary: id.SecondaryIdentifier})
		}
	}
	return name
}

// LegalName gathers every spelling an IVMS101 legal person carries.
func LegalName(p *ivms101.LegalPerson) person.Name {
	name := person.Name{Kind: person.Legal}
	for _, list := range [][]ivms101.LegalPersonNameID{p.Name.NameIdentifier, p.Name.LocalNameIdentifier, p.Name.PhoneticNameIdentifier} {
		for _, id := range list {
			name.Forms = append(name.Forms, person.Form{Primary: id.LegalPersonName})
		}
	}
	return name
}
