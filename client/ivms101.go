package client

import (
	"encoding/json"
	"errors"
)

// Person is a natural or a legal person of IVMS101, as far as most transfers need one (contract 4.9). What it does not hold is written by
// hand: every request takes raw JSON.
type Person struct {
	Natural *NaturalPerson `json:"naturalPerson,omitempty"`
	Legal   *LegalPerson   `json:"legalPerson,omitempty"`
}

// NaturalPerson is a human being.
type NaturalPerson struct {
	Name               NaturalName `json:"name"`
	Birth              *Birth      `json:"dateAndPlaceOfBirth,omitempty"`
	CustomerID         string      `json:"customerIdentification,omitempty"`
	CountryOfResidence string      `json:"countryOfResidence,omitempty"`
	Nationality        string      `json:"nationality,omitempty"`
}

// NaturalName is the names of a natural person.
type NaturalName struct {
	ID    []NaturalNameID `json:"nameIdentifier"`
	Local []NaturalNameID `json:"localNameIdentifier,omitempty"`
}

// NaturalNameID is one name. A name that cannot be split stands whole in Primary.
type NaturalNameID struct {
	Primary   string `json:"primaryIdentifier"`
	Secondary string `json:"secondaryIdentifier,omitempty"`
	Type      string `json:"nameIdentifierType"`
}

// Birth is when and where a natural person was born.
type Birth struct {
	Date  string `json:"dateOfBirth"` // YYYY-MM-DD
	Place string `json:"placeOfBirth"`
}

// LegalPerson is a company.
type LegalPerson struct {
	Name       LegalName `json:"name"`
	CustomerID string    `json:"customerIdentification,omitempty"`
	Country    string    `json:"countryOfRegistration,omitempty"`
}

// LegalName is the names of a company.
type LegalName struct {
	ID    []LegalNameID `json:"nameIdentifier"`
	Local []LegalNameID `json:"localNameIdentifier,omitempty"`
}

// LegalNameID is one name of a company.
type LegalNameID struct {
	Name string `json:"legalPersonName"`
	Type string `json:"legalPersonNameIdentifierType"`
}

// Natural is a natural person with a legal name: surname and given names; secondary may be empty.
func Natural(primary, secondary string) Person {
	return Person{Natural: &NaturalPerson{Name: NaturalName{ID: []NaturalNameID{{primary, secondary, "LEGL"}}}}}
}

// Legal is a company with its registered name. Its representatives follow it as natural persons.
func Legal(name string) Person {
	return Person{Legal: &LegalPerson{Name: LegalName{ID: []LegalNameID{{name, "LEGL"}}}}}
}

// Born adds when (YYYY-MM-DD) and where a natural person was born; of a company it changes nothing.
func (p Person) Born(date, place string) Person {
	if p.Natural == nil {
		return p
	}
	n := *p.Natural
	n.Birth = &Birth{date, place}
	return Person{Natural: &n}
}

// InLocalScript adds the name in its own script: surname and given names, or a company's name and "".
func (p Person) InLocalScript(primary, secondary string) Person {
	switch {
	case p.Natural != nil:
		n := *p.Natural
		n.Name.Local = []NaturalNameID{{primary, secondary, "LEGL"}}
		return Person{Natural: &n}
	case p.Legal != nil:
		l := *p.Legal
		l.Name.Local = []LegalNameID{{primary, "LEGL"}}
		return Person{Legal: &l}
	}
	return p
}

// Originator is an IVMS101 originator: the customer's own account, and the customer; of a company its representatives after it.
func Originator(account string, persons ...Person) json.RawMessage {
	return party("originatorPersons", account, persons)
}

// Beneficiary is an IVMS101 beneficiary. Without persons an account question asks about the address alone.
func Beneficiary(account string, persons ...Person) json.RawMessage {
	return party("beneficiaryPersons", account, persons)
}

func party(name, account string, persons []Person) json.RawMessage {
	members := map[string]any{"accountNumber": []string{account}}
	if len(persons) > 0 {
		members[name] = persons
	}
	text, err := encode(members)
	if err != nil {
		panic("client: structs of texts always encode: " + err.Error())
	}
	return text
}

// Party is an originator or a beneficiary as ReadParty understands it.
type Party struct {
	Persons  []Person
	Accounts []string
}

// ReadParty reads an originator or a beneficiary, as a Backend is given them and lookups carry them. Members it does not know are left out;
// they are in raw.
func ReadParty(raw json.RawMessage) (Party, error) {
	var wire *struct {
		Originators   []Person `json:"originatorPersons"`
		Beneficiaries []Person `json:"beneficiaryPersons"`
		Accounts      []string `json:"accountNumber"`
	}
	if err := json.Unmarshal(raw, &wire); err != nil {
		return Party{}, jsonFault(err)
	}
	if wire == nil {
		return Party{}, errors.New("client: no party")
	}
	if wire.Originators != nil && wire.Beneficiaries != nil {
		return Party{}, errors.New("client: a party is an originator or a beneficiary, and not both")
	}
	return Party{append(wire.Originators, wire.Beneficiaries...), wire.Accounts}, nil
}
