package travelrule

import (
	"slices"

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

// Names is the policy by which a claimed name is held against the owner's.
type Names struct {
	Settings person.Settings
	// AcceptClose takes a name that is only alike (a typing slip, an initial, another mark or order) for the right one. False:
	// it is a mismatch.
	AcceptClose bool
	// AnyForm lets one spelling of the claim be enough, of whatever type and whatever the others say: for deny lists.
	AnyForm bool
}

// Judge compares a claimed beneficiary with the owner of the address it was named for, and then looks at the owner's
// state. The name comes first, so that somebody who does not know it learns nothing else about the owner. withNames says
// whether the name is to be matched at all: the transfer is at or above the legal amount (seed: a name is sent; user step:
// isExceedingThreshold). The answer is check.OK, NameMismatch, Denied or KYCUnverified.
func Judge(claimed []ivms101.Person, withNames bool, owner Owner, names Names) check.Reason {
	if withNames && !NamesMatch(claimed, owner.Persons, names) {
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

// NamesMatch says whether the claimed persons are the owner. Of a claimed person only the legal names count, and none of them may
// contradict the owner's in the script it is written in: one right name among sixteen guesses is a guess. A natural owner must match one claimed natural person, and no
// legal person may be claimed. A legal owner must match the claimed legal person; when representatives are claimed too,
// one of them must match one of the owner's (contract 2.3).
func NamesMatch(claimed, owner []ivms101.Person, names Names) bool {
	claimedLegal, claimedNatural := split(claimed, !names.AnyForm)
	ownerLegal, ownerNatural := split(owner, false)
	if len(ownerLegal) == 0 {
		return len(claimedLegal) == 0 && anyMatch(claimedNatural, ownerNatural, names)
	}
	if !anyMatch(claimedLegal, ownerLegal, names) {
		return false
	}
	return len(claimedNatural) == 0 || anyMatch(claimedNatural, ownerNatural, names)
}

func anyMatch(claimed, known []person.Name, names Names) bool {
	enough := person.Match
	if names.AcceptClose {
		enough = person.Close
	}
	for _, c := range claimed {
		for _, k := range known {
			if person.Compare(c, k, names.Settings).Verdict >= enough && !(len(c.Forms) > 1 && !names.AnyForm && person.Contradicts(c, k, names.Settings)) {
				return true
			}
		}
	}
	return false
}

func split(persons []ivms101.Person, claimed bool) (legal, natural []person.Name) {
	for _, p := range persons {
		if p.LegalPerson != nil {
			legal = append(legal, legalName(p.LegalPerson, claimed))
		}
		if p.NaturalPerson != nil {
			natural = append(natural, naturalName(p.NaturalPerson, claimed))
		}
	}
	return legal, natural
}

// NaturalName gathers every spelling an IVMS101 natural person carries.
func NaturalName(p *ivms101.NaturalPerson) person.Name { return naturalName(p, false) }

// naturalName gathers every spelling, or the legal ones alone where there are any.
func naturalName(p *ivms101.NaturalPerson, legalOnly bool) person.Name {
	name := person.Name{Kind: person.Natural}
	lists := [...][]ivms101.NaturalPersonNameID{p.Name.NameIdentifier, p.Name.LocalNameIdentifier, p.Name.PhoneticNameIdentifier}
	legalOnly = legalOnly && slices.ContainsFunc(slices.Concat(lists[:]...), func(id ivms101.NaturalPersonNameID) bool { return id.NameIdentifierType == ivms101.LEGL })
	for _, list := range lists {
		for _, id := range list {
			if legalOnly && id.NameIdentifierType != ivms101.LEGL {
				continue
			}
			name.Forms = append(name.Forms, person.Form{Primary: id.PrimaryIdentifier, Secondary: id.SecondaryIdentifier})
		}
	}
	return name
}

// LegalName gathers every spelling an IVMS101 legal person carries.
func LegalName(p *ivms101.LegalPerson) person.Name { return legalName(p, false) }

func legalName(p *ivms101.LegalPerson, legalOnly bool) person.Name {
	name := person.Name{Kind: person.Legal}
	lists := [...][]ivms101.LegalPersonNameID{p.Name.NameIdentifier, p.Name.LocalNameIdentifier, p.Name.PhoneticNameIdentifier}
	legalOnly = legalOnly && slices.ContainsFunc(slices.Concat(lists[:]...), func(id ivms101.LegalPersonNameID) bool { return id.LegalPersonNameIdentifierType == ivms101.LEGL })
	for _, list := range lists {
		for _, id := range list {
			if legalOnly && id.LegalPersonNameIdentifierType != ivms101.LEGL {
				continue
			}
			name.Forms = append(name.Forms, person.Form{Primary: id.LegalPersonName})
		}
	}
	return name
}
