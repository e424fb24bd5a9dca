package travelrule_test

import (
	"testing"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/person"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

func natural(primary, secondary string) ivms101.Person {
	return ivms101.Person{NaturalPerson: &ivms101.NaturalPerson{Name: ivms101.NaturalPersonName{
		NameIdentifier: []ivms101.NaturalPersonNameID{{PrimaryIdentifier: primary, SecondaryIdentifier: secondary}}}}}
}

// forms is a person with names of the type, each of a family name and given names.
func forms(kind string, names ...[2]string) ivms101.Person {
	p := ivms101.NaturalPerson{}
	for _, n := range names {
		p.Name.NameIdentifier = append(p.Name.NameIdentifier, ivms101.NaturalPersonNameID{PrimaryIdentifier: n[0], SecondaryIdentifier: n[1], NameIdentifierType: kind})
	}
	return ivms101.Person{NaturalPerson: &p}
}

// with adds an alias.
func with(p ivms101.Person, primary, secondary string) ivms101.Person {
	p.NaturalPerson.Name.NameIdentifier = append(p.NaturalPerson.Name.NameIdentifier,
		ivms101.NaturalPersonNameID{PrimaryIdentifier: primary, SecondaryIdentifier: secondary, NameIdentifierType: ivms101.ALIA})
	return p
}

func legal(name string) ivms101.Person {
	return ivms101.Person{LegalPerson: &ivms101.LegalPerson{Name: ivms101.LegalPersonName{
		NameIdentifier: []ivms101.LegalPersonNameID{{LegalPersonName: name}}}}}
}

// TestDenyListsTakeAnySpelling: who is listed under one of the names he gives is listed.
func TestDenyListsTakeAnySpelling(t *testing.T) {
	given := []ivms101.Person{with(forms(ivms101.LEGL, [2]string{"Tran", "Thi Hong"}, [2]string{"Nguyen", "Thi Hong"}), "Hong", "Ruby")}
	for _, listed := range []ivms101.Person{natural("Nguyễn", "Thị Hồng"), natural("Hong", "Ruby")} {
		if !travelrule.NamesMatch(given, []ivms101.Person{listed}, travelrule.Names{Settings: person.Strict(), AnyForm: true}) {
			t.Errorf("not found: %q", listed.NaturalPerson.Name.NameIdentifier[0].PrimaryIdentifier)
		}
	}
}

// TestJudge: the name first, then the owner's state; a name that is only alike by the policy.
func TestJudge(t *testing.T) {
	hong := []ivms101.Person{natural("Nguyễn", "Thị Hồng")}
	approved := travelrule.Owner{Persons: hong, KYCApproved: true}
	firm := []ivms101.Person{legal("Aurora Minerals Ltd"), natural("Carter", "Helen")}
	for _, r := range []struct {
		shows     string
		claimed   []ivms101.Person
		owner     travelrule.Owner
		withNames bool
		close     bool // AcceptClose
		want      check.Reason
	}{
		{"the name", []ivms101.Person{natural("NGUYEN", "THI HONG")}, travelrule.Owner{Persons: hong, KYCApproved: true}, true, false, check.OK},
		{"another name", []ivms101.Person{natural("TRAN", "THI HONG")}, travelrule.Owner{Persons: hong, KYCApproved: true}, true, false, check.NameMismatch},
		{"another name tells nothing of the owner", []ivms101.Person{natural("TRAN", "THI HONG")}, travelrule.Owner{Persons: hong, Denied: true}, true, false, check.NameMismatch},
		{"a close name is refused", []ivms101.Person{natural("Nguyễn", "Thị Hổng")}, travelrule.Owner{Persons: hong, KYCApproved: true}, true, false, check.NameMismatch},
		{"a close name is accepted by policy", []ivms101.Person{natural("Nguyễn", "Thị Hổng")}, travelrule.Owner{Persons: hong, KYCApproved: true}, true, true, check.OK},
		{"another name is refused by every policy", []ivms101.Person{natural("Nguyễn", "Thị Hùng")}, travelrule.Owner{Persons: hong, KYCApproved: true}, true, true, check.NameMismatch},
		{"no name asked", nil, travelrule.Owner{Persons: hong, KYCApproved: true}, false, false, check.OK},
		{"denied", []ivms101.Person{natural("NGUYEN", "THI HONG")}, travelrule.Owner{Persons: hong, Denied: true, KYCApproved: true}, true, false, check.Denied},
		{"not verified", []ivms101.Person{natural("NGUYEN", "THI HONG")}, travelrule.Owner{Persons: hong}, true, false, check.KYCUnverified},
		{"a company", []ivms101.Person{legal("AURORA MINERALS LIMITED")}, travelrule.Owner{Persons: firm, KYCApproved: true}, true, false, check.OK},
		{"a company and its representative", []ivms101.Person{legal("Aurora Minerals Ltd"), natural("Carter", "Helen")}, travelrule.Owner{Persons: firm, KYCApproved: true}, true, false, check.OK},
		{"a company and somebody else", []ivms101.Person{legal("Aurora Minerals Ltd"), natural("Carter", "Paul")}, travelrule.Owner{Persons: firm, KYCApproved: true}, true, false, check.NameMismatch},
		{"a company in another form", []ivms101.Person{legal("Aurora Minerals LLP")}, travelrule.Owner{Persons: firm, KYCApproved: true}, true, false, check.NameMismatch},
		{"a company for a person", []ivms101.Person{legal("Nguyen Thi Hong")}, travelrule.Owner{Persons: hong, KYCApproved: true}, true, false, check.NameMismatch},
		{"a representative for a company", []ivms101.Person{natural("Carter", "Helen")}, travelrule.Owner{Persons: firm, KYCApproved: true}, true, false, check.NameMismatch},
		{"one right name among guesses", []ivms101.Person{forms(ivms101.LEGL, [2]string{"Tran", "Thi Hong"}, [2]string{"Nguyen", "Thi Hong"})}, approved, true, false, check.NameMismatch},
		{"guesses without a type", []ivms101.Person{forms("", [2]string{"Nguyen", "Thi Hong"}, [2]string{"Nguyen", "Van An"})}, approved, true, false, check.NameMismatch},
		{"a right alias among wrong names", []ivms101.Person{with(forms(ivms101.LEGL, [2]string{"Tran", "Thi Hong"}), "Nguyen", "Thi Hong")}, approved, true, false, check.NameMismatch},
		{"an alias of the claim counts for nothing", []ivms101.Person{with(forms(ivms101.LEGL, [2]string{"Nguyen", "Thi Hong"}), "Hong", "Ruby")}, approved, true, false, check.OK},
		{"a spelling in a script the owner has none in", []ivms101.Person{forms(ivms101.LEGL, [2]string{"Nguyen", "Thi Hong"}, [2]string{"응우옌", "티 홍"})}, approved, true, false, check.OK},
		{"two spellings that agree", []ivms101.Person{forms(ivms101.LEGL, [2]string{"Nguyen", "Thi Hong"}, [2]string{"Nguyễn", "Thị Hồng"})}, approved, true, false, check.OK},
		{"an alias of the owner", []ivms101.Person{natural("Hong", "Ruby")}, travelrule.Owner{Persons: []ivms101.Person{with(forms(ivms101.LEGL, [2]string{"Nguyễn", "Thị Hồng"}), "Hong", "Ruby")}, KYCApproved: true}, true, false, check.OK},
		{"nobody", nil, travelrule.Owner{Persons: hong, KYCApproved: true}, true, true, check.NameMismatch},
	} {
		t.Run(r.shows, func(t *testing.T) {
			if got := travelrule.Judge(r.claimed, r.withNames, r.owner, travelrule.Names{Settings: person.Strict(), AcceptClose: r.close}); got != r.want {
				t.Errorf("%v, want %v", got, r.want)
			}
		})
	}
}
