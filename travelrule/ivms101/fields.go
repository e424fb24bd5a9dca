package ivms101

import (
	"strings"

	"github.com/bonafide-id/bonafide/fault"
)

// Field is a code of requiredBeneficiaryInfo (enclave contract 4.8): one kind of data about a party.
type Field string

// The codes of the contract. Paths are relative to the party; [0] is the customer, [1] the first representative of a
// company.
const (
	FieldAccountNumber                       Field = "ACCOUNT_NUMBER"
	FieldNaturalPersonName                   Field = "NATURAL_PERSON_NAME"
	FieldLocalNaturalPersonName              Field = "LOCAL_NATURAL_PERSON_NAME"
	FieldNaturalPersonBirth                  Field = "NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH"
	FieldNaturalPersonNationality            Field = "NATURAL_PERSON_NATIONALITY"
	FieldNaturalPersonGeographicAddress      Field = "NATURAL_PERSON_GEOGRAPHIC_ADDRESS"
	FieldNaturalPersonNationalIdentification Field = "NATURAL_PERSON_NATIONAL_IDENTIFICATION"
	FieldNaturalPersonCustomerIdentification Field = "NATURAL_PERSON_CUSTOMER_IDENTIFICATION"
	FieldNaturalPersonCountryOfResidence     Field = "NATURAL_PERSON_COUNTRY_OF_RESIDENCE"
	FieldLegalPersonName                     Field = "LEGAL_PERSON_NAME"
	FieldLocalLegalPersonName                Field = "LOCAL_LEGAL_PERSON_NAME"
	FieldRepresentativeName                  Field = "CORPORATE_REPRESENTATIVE_NAME"
	FieldLocalRepresentativeName             Field = "LOCAL_CORPORATE_REPRESENTATIVE_NAME"
	FieldRepresentativeBirth                 Field = "CORPORATE_REPRESENTATIVE_DATE_AND_PLACE_OF_BIRTH"
	FieldRepresentativeNationality           Field = "CORPORATE_REPRESENTATIVE_NATIONALITY"
	FieldHeadOffice                          Field = "HEAD_OFFICE_GEOGRAPHIC_ADDRESS"
	FieldBranchOffice                        Field = "BRANCH_OFFICE_GEOGRAPHIC_ADDRESS"
	FieldLegalPersonCustomerIdentification   Field = "LEGAL_PERSON_CUSTOMER_IDENTIFICATION"
	FieldLegalPersonNationalIdentification   Field = "LEGAL_PERSON_NATIONAL_IDENTIFICATION"
	FieldLegalPersonCountryOfRegistration    Field = "LEGAL_PERSON_COUNTRY_OF_REGISTRATION"
	FieldLegalPersonDateOfIncorporation      Field = "LEGAL_PERSON_DATE_OF_INCORPORATION"
)

// Fields returns all codes in the order of the contract's table.
func Fields() []Field {
	return []Field{
		FieldAccountNumber, FieldNaturalPersonName, FieldLocalNaturalPersonName, FieldNaturalPersonBirth,
		FieldNaturalPersonNationality, FieldNaturalPersonGeographicAddress, FieldNaturalPersonNationalIdentification,
		FieldNaturalPersonCustomerIdentification,
		FieldNaturalPersonCountryOfResidence, FieldLegalPersonName, FieldLocalLegalPersonName, FieldRepresentativeName,
		FieldLocalRepresentativeName, FieldRepresentativeBirth, FieldRepresentativeNationality, FieldHeadOffice,
		FieldBranchOffice, FieldLegalPersonCustomerIdentification, FieldLegalPersonNationalIdentification,
		FieldLegalPersonCountryOfRegistration, FieldLegalPersonDateOfIncorporation,
	}
}

// fieldsPlace is the member a list of codes arrives in.
const fieldsPlace = "requiredBeneficiaryInfo"

// ParseFields reads codes separated by commas, with spaces around them, in the order given and each once. A blank
// text is fault.Missing, an unknown code fault.Invalid, both at requiredBeneficiaryInfo.
func ParseFields(text string) ([]Field, error) {
	if blank(text) {
		return nil, fault.New(fault.Missing, fieldsPlace)
	}
	var fields []Field
	for part := range strings.SplitSeq(text, ",") {
		field := Field(strings.TrimSpace(part))
		if !contains(Fields(), field) {
			return nil, fault.New(fault.Invalid, fieldsPlace)
		}
		if !contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields, nil
}

// JoinFields writes codes as requiredBeneficiaryInfo and the messages of denials carry them.
func JoinFields(fields []Field) string {
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(f))
	}
	return b.String()
}

func contains(fields []Field, field Field) bool {
	for _, f := range fields {
		if f == field {
			return true
		}
	}
	return false
}

// Select returns the part of the beneficiary that was asked for, and the codes whose data is not there, in the order
// asked. Nothing else gets out: no other member, no unknown member, no further representative. Positions carry
// meaning (contract 4.8), so a branch office without the head office stands behind an empty address, and a
// representative without the company behind an empty legal person. What b holds is shared, not copied.
func (b Beneficiary) Select(fields []Field) (out Beneficiary, missing []Field) {
	out.Persons, out.AccountNumber, missing = pickFields(b.Persons, b.AccountNumber, fields)
	return out, missing
}

// MissingOriginator returns the codes whose data the originator does not have, in the order asked.
func MissingOriginator(o Originator, fields []Field) []Field {
	_, _, missing := pickFields(o.Persons, o.AccountNumber, fields)
	return missing
}

// picked collects what was asked for, by position.
type picked struct {
	natural        *NaturalPerson
	legal          *LegalPerson
	representative *NaturalPerson
	accounts       []string
}

func pickFields(persons []Person, accounts []string, fields []Field) ([]Person, []string, []Field) {
	// An absent person is read as an empty one: every question about it finds nothing.
	from := picked{
		natural: &NaturalPerson{}, legal: &LegalPerson{}, representative: &NaturalPerson{}, accounts: accounts,
	}
	if len(persons) > 0 && persons[0].NaturalPerson != nil {
		from.natural = persons[0].NaturalPerson
	}
	if len(persons) > 0 && persons[0].LegalPerson != nil {
		from.legal = persons[0].LegalPerson
	}
	if len(persons) > 1 && persons[1].NaturalPerson != nil {
		from.representative = persons[1].NaturalPerson
	}
	var to picked
	var missing []Field
	for _, field := range fields {
		if !to.take(&from, field) && !contains(missing, field) {
			missing = append(missing, field)
		}
	}
	return to.persons(), to.accounts, missing
}

func (p *picked) persons() []Person {
	if p.representative != nil && p.legal == nil && p.natural == nil {
		p.legal = &LegalPerson{}
	}
	var persons []Person
	if p.natural != nil || p.legal != nil {
		persons = append(persons, Person{NaturalPerson: p.natural, LegalPerson: p.legal})
	}
	if p.representative != nil {
		persons = append(persons, Person{NaturalPerson: p.representative})
	}
	return persons
}

// made returns *at, making it first when it is nil.
func made[T any](at **T) *T {
	if *at == nil {
		*at = new(T)
	}
	return *at
}

// take copies the data of one code and says whether there was any.
func (p *picked) take(from *picked, field Field) bool {
	natural, legal, representative := from.natural, from.legal, from.representative
	switch field {
	case FieldAccountNumber:
		p.accounts = from.accounts
		return len(from.accounts) > 0
	case FieldNaturalPersonName:
		return takeName(&p.natural, natural, false)
	case FieldLocalNaturalPersonName:
		return takeName(&p.natural, natural, true)
	case FieldRepresentativeName:
		return takeName(&p.representative, representative, false)
	case FieldLocalRepresentativeName:
		return takeName(&p.representative, representative, true)
	case FieldNaturalPersonBirth:
		return takeBirth(&p.natural, natural)
	case FieldRepresentativeBirth:
		return takeBirth(&p.representative, representative)
	case FieldNaturalPersonNationality:
		return takeText(&p.natural, natural, func(n *NaturalPerson) *string { return &n.Nationality })
	case FieldRepresentativeNationality:
		return takeText(&p.representative, representative, func(n *NaturalPerson) *string { return &n.Nationality })
	case FieldNaturalPersonCustomerIdentification:
		return takeText(&p.natural, natural, func(n *NaturalPerson) *string { return &n.CustomerIdentification })
	case FieldNaturalPersonCountryOfResidence:
		return takeText(&p.natural, natural, func(n *NaturalPerson) *string { return &n.CountryOfResidence })
	case FieldLegalPersonCustomerIdentification:
		return takeText(&p.legal, legal, func(l *LegalPerson) *string { return &l.CustomerIdentification })
	case FieldLegalPersonCountryOfRegistration:
		return takeText(&p.legal, legal, func(l *LegalPerson) *string { return &l.CountryOfRegistration })
	case FieldLegalPersonDateOfIncorporation:
		return takeText(&p.legal, legal, func(l *LegalPerson) *string { return &l.DateOfIncorporation })
	case FieldNaturalPersonGeographicAddress:
		if !anyAddress(natural.GeographicAddress) {
			return false
		}
		made(&p.natural).GeographicAddress = bareAddresses(natural.GeographicAddress)
		return true
	case FieldNaturalPersonNationalIdentification:
		if !hasNational(natural.NationalIdentification) {
			return false
		}
		made(&p.natural).NationalIdentification = bareNational(natural.NationalIdentification)
		return true
	case FieldLegalPersonNationalIdentification:
		if !hasNational(legal.NationalIdentification) {
			return false
		}
		made(&p.legal).NationalIdentification = bareNational(legal.NationalIdentification)
		return true
	case FieldLegalPersonName, FieldLocalLegalPersonName:
		return p.takeLegalName(legal, field == FieldLocalLegalPersonName)
	case FieldHeadOffice:
		return p.takeOffices(legal, 0, 1)
	case FieldBranchOffice:
		return p.takeOffices(legal, 1, len(legal.GeographicAddress))
	}
	return false
}

func takeText[T any](to **T, from *T, at func(*T) *string) bool {
	if blank(*at(from)) {
		return false
	}
	*at(made(to)) = *at(from)
	return true
}

// takeName copies the names in Latin script and, when asked, those in local script beside them. The local name alone
// is not an answer: the contract gives it with nameIdentifier.
func takeName(to **NaturalPerson, from *NaturalPerson, local bool) bool {
	name := from.Name
	if !anyNaturalName(name.NameIdentifier) || local && !anyNaturalName(name.LocalNameIdentifier) {
		return false
	}
	made(to).Name.NameIdentifier = bareNaturalNames(name.NameIdentifier)
	if local {
		(*to).Name.LocalNameIdentifier = bareNaturalNames(name.LocalNameIdentifier)
	}
	return true
}

func (p *picked) takeLegalName(from *LegalPerson, local bool) bool {
	name := from.Name
	if !anyLegalName(name.NameIdentifier) || local && !anyLegalName(name.LocalNameIdentifier) {
		return false
	}
	made(&p.legal).Name.NameIdentifier = bareLegalNames(name.NameIdentifier)
	if local {
		p.legal.Name.LocalNameIdentifier = bareLegalNames(name.LocalNameIdentifier)
	}
	return true
}

func takeBirth(to **NaturalPerson, from *NaturalPerson) bool {
	if d := from.DateAndPlaceOfBirth; d == nil || blank(d.DateOfBirth) && blank(d.PlaceOfBirth) {
		return false
	}
	birth := *from.DateAndPlaceOfBirth
	birth.Extra = nil
	made(to).DateAndPlaceOfBirth = &birth
	return true
}

// takeOffices copies the addresses from first up to last to the same positions.
func (p *picked) takeOffices(from *LegalPerson, first, last int) bool {
	if len(from.GeographicAddress) <= first || !anyAddress(from.GeographicAddress[first:last]) {
		return false
	}
	to := made(&p.legal)
	for len(to.GeographicAddress) < last {
		to.GeographicAddress = append(to.GeographicAddress, Address{})
	}
	copy(to.GeographicAddress[first:], bareAddresses(from.GeographicAddress[first:last]))
	return true
}

// anyAddress says whether some address holds anything: an empty one only keeps a position.
func anyAddress(addresses []Address) bool {
	for i := range addresses {
		a := &addresses[i]
		if len(a.AddressLine) > 0 || a.Country != "" {
			return true
		}
		for j := range addressTexts {
			if *addressTexts[j].at(a) != "" {
				return true
			}
		}
	}
	return false
}

func hasNational(n *NationalIdentification) bool { return n != nil && !blank(n.NationalIdentifier) }

func anyNaturalName(ids []NaturalPersonNameID) bool {
	for i := range ids {
		if !blank(ids[i].PrimaryIdentifier) {
			return true
		}
	}
	return false
}

func anyLegalName(ids []LegalPersonNameID) bool {
	for i := range ids {
		if !blank(ids[i].LegalPersonName) {
			return true
		}
	}
	return false
}

func bareAddresses(from []Address) []Address {
	to := append([]Address(nil), from...)
	for i := range to {
		to[i].Extra = nil
	}
	return to
}

func bareNaturalNames(from []NaturalPersonNameID) []NaturalPersonNameID {
	to := append([]NaturalPersonNameID(nil), from...)
	for i := range to {
		to[i].Extra = nil
	}
	return to
}

func bareLegalNames(from []LegalPersonNameID) []LegalPersonNameID {
	to := append([]LegalPersonNameID(nil), from...)
	for i := range to {
		to[i].Extra = nil
	}
	return to
}

func bareNational(from *NationalIdentification) *NationalIdentification {
	to := *from
	to.Extra = nil
	return &to
}
