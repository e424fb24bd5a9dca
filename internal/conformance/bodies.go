package conformance

import (
	"fmt"
	"sync/atomic"
)

// Need is what a case cannot run without.
type Need string

// Needs.
const (
	NeedAccount     Need = "a counterparty and an account of it"
	NeedName        Need = "the name of the account's owner"
	NeedCompany     Need = "a company of the counterparty"
	NeedUnverified  Need = "a customer without KYC"
	NeedDenied      Need = "a customer on the deny list"
	NeedSender      Need = "an originator on the deny list"
	NeedAmbiguous   Need = "an account in an asset on several networks"
	NeedTagged      Need = "an account with a tag"
	NeedUnavailable Need = "a code of table 4.8 that cannot be given"
	NeedInactive    Need = "a member that is not active"
	NeedSilent      Need = "a member that never answers"
	NeedToken       Need = "an enclave that asks for a token"
	NeedPeer        Need = "the counterparty's enclave API"
	NeedTwo         Need = "a counterparty that is another VASP"
	NeedBackend     Need = "to be the beneficiary's back end"
	NeedOriginator  Need = "to be the originator's back end"
)

// lacks says why a need is not met; "" when it is.
func (s *session) lacks(need Need) string {
	w := s.world
	met, how := true, ""
	switch need {
	case NeedAccount:
		met, how = w.Person != nil, "--counterparty and --account, --world, --sandbox, or to be its back end"
	case NeedName:
		met, how = w.Person != nil && w.Person.Name.Primary != "", "--name, --world or --sandbox"
	case NeedCompany:
		met, how = w.Company != nil && len(w.Company.Representatives) > 0, "--world with a company, or --sandbox"
	case NeedUnverified:
		met, how = w.Unverified != nil, "--world with unverified, or --sandbox"
	case NeedDenied:
		met, how = w.Denied != nil, "--world with denied, or --sandbox"
	case NeedSender:
		met, how = w.DeniedSender != nil, "--world with deniedSender, or --sandbox"
	case NeedAmbiguous:
		met, how = w.Ambiguous != nil, "--world with ambiguous, or --sandbox"
	case NeedTagged:
		met, how = w.Tagged != nil, "--world with tagged, or --sandbox"
	case NeedUnavailable:
		met, how = w.Unavailable != "", "--world with unavailable, or --sandbox"
	case NeedInactive:
		met, how = w.Inactive != "", "--world with inactiveVaspId, or --sandbox"
	case NeedSilent:
		met, how = w.Silent != "", "--world with silentVaspId, or --sandbox"
	case NeedToken:
		met, how = s.caller.token != "", "--token-file"
	case NeedPeer:
		met, how = s.peer != nil, "--peer-url"
	case NeedTwo:
		met, how = w.Counterparty != s.caller.id, "--counterparty, --world or --sandbox with another"
	case NeedBackend:
		met, how = s.beneficiary() != nil, "--listen, and --backend-of an enclave that is configured to call it"
	case NeedOriginator:
		met, how = s.caller.calls, "--listen, and --backend-of the enclave of --url, configured to call it"
	}
	if met {
		return ""
	}
	return fmt.Sprintf("needs %s: %s", need, how)
}

// beneficiary is the enclave whose back end the kit is when somebody asks it; nil when it is none's.
func (s *session) beneficiary() *enclave {
	switch {
	case s.peer != nil && s.peer.calls && s.peer.id != "":
		return s.peer
	case s.caller.calls && s.caller.id != "":
		return s.caller
	}
	return nil
}

// counter numbers what a run invents.
type counter struct{ n atomic.Int64 }

func (c *counter) next() int64 { return c.n.Add(1) }

// newAccount invents an address that nobody has asked about yet.
func (s *session) newAccount() Account {
	return Account{"ETH", "Ethereum", invent(fmt.Sprintf("%s-%d", s.run, s.invented.next()))}
}

// newSender invents the originator's account: a customer's own identifier, as contract 4.5 allows.
func (s *session) newSender() string {
	return fmt.Sprintf("%s%d", s.accountPrefix(), s.invented.next())
}

// natural and legal are IVMS101 persons.
func natural(n Name) object {
	id := object{"primaryIdentifier": n.Primary, "nameIdentifierType": "LEGL"}
	if n.Secondary != "" {
		id["secondaryIdentifier"] = n.Secondary
	}
	return object{"naturalPerson": object{"name": object{"nameIdentifier": []any{id}}}}
}

func legal(name string) object {
	return object{"legalPerson": object{"name": object{"nameIdentifier": []any{object{"legalPersonName": name, "legalPersonNameIdentifierType": "LEGL"}}}}}
}

// The invented people of a run.
func stranger() Name { return Name{"Quillfeather", "Barnaby"} }
func sender() Name   { return Name{"Lindqvist", "Maja"} }

// persons are the customer as a party: the person, or the company and its first representative.
func (c Customer) persons() []any {
	if len(c.Representatives) > 0 {
		return []any{legal(c.Name.Primary), natural(c.Representatives[0])}
	}
	return []any{natural(c.Name)}
}

// accountQuestion is the body of 2.3.
func accountQuestion(vasp string, a Account, persons ...any) object {
	beneficiary := object{"accountNumber": []any{a.Address}}
	if len(persons) > 0 {
		beneficiary["beneficiaryPersons"] = persons
	}
	body := object{"keyType": "PerVasp", "beneficiaryVaspId": vasp, "symbol": a.Symbol,
		"payload": object{"version": "1.0", "ivms101": object{"beneficiary": beneficiary}}}
	if a.Network != "" {
		body["network"] = a.Network
	}
	return body
}

// userQuestion is the body of 2.4.
func (s *session) userQuestion(vasp string, a Account, persons ...any) object {
	asset := object{"symbol": a.Symbol, "amount": "0.75", "isExceedingThreshold": true, "tradeCurrency": "KRW", "tradePrice": "1875000",
		"tradeISODatetime": "2025-03-14T08:16:02.000Z"}
	if a.Network != "" {
		asset["network"] = a.Network
	}
	from := with(natural(sender()), "naturalPerson.dateAndPlaceOfBirth", object{"dateOfBirth": "1990-11-23", "placeOfBirth": "Uppsala"})
	return object{"keyType": "PerVasp", "beneficiaryVaspId": vasp, "requiredBeneficiaryInfo": "ACCOUNT_NUMBER,NATURAL_PERSON_NAME", "assetInfo": asset,
		"payload": object{"version": "1.0", "ivms101": object{
			"originator":  object{"originatorPersons": []any{from}, "accountNumber": []any{s.newSender()}},
			"beneficiary": object{"beneficiaryPersons": persons, "accountNumber": []any{a.Address}}}}}
}

// ofPerson are the questions about the world's person.
func (s *session) accountOfPerson() object {
	return accountQuestion(s.world.Counterparty, s.world.Person.Account)
}

func (s *session) userOfPerson() object {
	return s.userQuestion(s.world.Counterparty, s.world.Person.Account, s.world.Person.persons()...)
}

// anyAccount is a question whose faults come before the counterparty is asked: it needs no world.
func (s *session) anyAccount() object {
	return accountQuestion(s.anyVASP(), Account{"ETH", "Ethereum", invent(s.run)})
}

func (s *session) anyUser() object {
	return s.userQuestion(s.anyVASP(), Account{"ETH", "Ethereum", invent(s.run)}, natural(stranger()))
}

// anyVASP is a member: the counterparty, or the enclave itself.
func (s *session) anyVASP() string {
	for _, id := range []string{s.world.Counterparty, s.caller.id} {
		if id != "" {
			return id
		}
	}
	return unknownVASP
}

func (s *session) unknown() string {
	if s.world.Unknown != "" {
		return s.world.Unknown
	}
	return unknownVASP
}
