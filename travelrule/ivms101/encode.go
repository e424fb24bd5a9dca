package ivms101

import (
	"strconv"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// Encode writes the document in the shape of an edition, AnyEdition meaning the one it was read in, or 2020:
// compact, in the member order of the standard, without HTML escapes; unknown members follow the known ones of their
// object, byte for byte. Empty members are left out. Writing 2023 sets payloadVersion. A text that is not UTF-8, or
// an unknown member that is not one JSON value or comes twice, is fault.Invalid.
func (i Identity) Encode(edition Edition) ([]byte, error) {
	if edition == AnyEdition {
		edition = i.Edition
	}
	if edition == AnyEdition {
		edition = Edition2020
	}
	return encode(edition, &i, writeIdentity)
}

// EncodeEnclave writes the originator object alone, in the enclave shape (contract 2.6).
func (o *Originator) EncodeEnclave() ([]byte, error) {
	if o == nil {
		return nil, fault.New(fault.Missing, "originator")
	}
	return encode(EditionEnclave, o, writeOriginator)
}

// EncodeEnclave writes the beneficiary object alone, in the enclave shape (contract 2.6).
func (b *Beneficiary) EncodeEnclave() ([]byte, error) {
	if b == nil {
		return nil, fault.New(fault.Missing, "beneficiary")
	}
	return encode(EditionEnclave, b, writeBeneficiary)
}

// EncodeEnclave writes the person of a VASP alone, in the enclave shape (contract 2.6).
func (v *VASP) EncodeEnclave() ([]byte, error) {
	if v == nil {
		return nil, fault.New(fault.Missing, "vasp")
	}
	return encode(EditionEnclave, v, func(e *encoder, v *VASP) { writeVASP(e, v, "") })
}

// EncodeEnclave writes the person alone, in the enclave shape.
func (p *Person) EncodeEnclave() ([]byte, error) {
	if p == nil {
		return nil, fault.New(fault.Missing, "person")
	}
	return encode(EditionEnclave, p, writePerson)
}

type encoder struct {
	buf     []byte
	edition Edition
	err     error
}

func encode[T any](edition Edition, value *T, write func(*encoder, *T)) ([]byte, error) {
	if edition > EditionEnclave {
		return nil, fault.New(fault.IVMS101Edition, "")
	}
	e := &encoder{buf: make([]byte, 0, 1024), edition: edition}
	write(e, value)
	if e.err != nil {
		return nil, e.err
	}
	return e.buf, nil
}

func (e *encoder) fail(place, detail string) {
	if e.err == nil {
		e.err = &fault.Error{Code: fault.Invalid, Place: place, Detail: detail}
	}
}

func (e *encoder) open()  { e.buf = append(e.buf, '{') }
func (e *encoder) close() { e.buf = append(e.buf, '}') }

// comma separates from what came before, if anything did: nothing but an opening bracket can end what was written
// then.
func (e *encoder) comma() {
	if c := e.buf[len(e.buf)-1]; c != '{' && c != '[' {
		e.buf = append(e.buf, ',')
	}
}

// name begins a member whose name needs no escapes.
func (e *encoder) name(name string) {
	e.comma()
	e.buf = append(e.buf, '"')
	e.buf = append(e.buf, name...)
	e.buf = append(e.buf, '"', ':')
}

func (e *encoder) text(name, value string) {
	if value != "" {
		e.name(name)
		e.str(name, value)
	}
}

const hexDigits = "0123456789abcdef"

// str writes a JSON string. place is the member it belongs to.
func (e *encoder) str(place, value string) {
	if !utf8.ValidString(value) {
		e.fail(place, "not UTF-8")
		return
	}
	e.buf = append(e.buf, '"')
	from := 0
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		e.buf = append(append(e.buf, value[from:i]...), '\\')
		from = i + 1
		switch c {
		case '"', '\\':
			e.buf = append(e.buf, c)
		case '\b':
			e.buf = append(e.buf, 'b')
		case '\f':
			e.buf = append(e.buf, 'f')
		case '\n':
			e.buf = append(e.buf, 'n')
		case '\r':
			e.buf = append(e.buf, 'r')
		case '\t':
			e.buf = append(e.buf, 't')
		default:
			e.buf = append(e.buf, 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	e.buf = append(e.buf, value[from:]...)
	e.buf = append(e.buf, '"')
}

// extra writes unknown members. They are checked, since a caller may have made them.
func (e *encoder) extra(members []Member) {
	for i := range members {
		for j := range i {
			if members[i].Name == members[j].Name {
				e.fail(unknownName, "member given twice")
				return
			}
		}
		s := &scanner{src: members[i].Raw, limits: Limits{Members: len(members[i].Raw)}.withDefaults()}
		s.limits.Depth = maxDepth
		s.path = s.buf[:0]
		s.badUTF8 = !utf8.ValidString(s.src)
		s.skip()
		if s.err != nil || s.pos != len(s.src) {
			e.fail(unknownName, "not one JSON value")
			return
		}
		e.comma()
		e.str(unknownName, members[i].Name)
		e.buf = append(append(e.buf, ':'), members[i].Raw...)
	}
}

func writeTexts[T any](e *encoder, table []text[T], from *T) {
	for i := range table {
		e.text(table[i].name, *table[i].at(from))
	}
}

func writeList[T any](e *encoder, name string, items []T, write func(*encoder, *T)) {
	if len(items) == 0 {
		return
	}
	e.name(name)
	e.buf = append(e.buf, '[')
	for i := range items {
		e.comma()
		write(e, &items[i])
	}
	e.buf = append(e.buf, ']')
}

func writeStrings(e *encoder, name string, items []string) {
	writeList(e, name, items, func(e *encoder, s *string) { e.str(name, *s) })
}

func writeMember[T any](e *encoder, name string, value *T, write func(*encoder, *T)) {
	if value != nil {
		e.name(name)
		write(e, value)
	}
}

// pick returns the name an edition gives to a member.
func (e *encoder) pick(in2020, in2023 string) string {
	if e.edition == Edition2023 {
		return in2023
	}
	return in2020
}

func writeIdentity(e *encoder, i *Identity) {
	e.open()
	writeMember(e, "originator", i.Originator, writeOriginator)
	writeMember(e, "beneficiary", i.Beneficiary, writeBeneficiary)
	if i.OriginatingVASP != nil {
		e.name("originatingVASP")
		writeVASP(e, i.OriginatingVASP, "originatingVASP")
	}
	if i.BeneficiaryVASP != nil {
		e.name("beneficiaryVASP")
		writeVASP(e, i.BeneficiaryVASP, "beneficiaryVASP")
	}
	writeMember(e, "transferPath", i.TransferPath, writeTransferPath)
	metadata := i.PayloadMetadata
	if metadata == nil && e.edition == Edition2023 {
		metadata = &PayloadMetadata{}
	}
	writeMember(e, "payloadMetadata", metadata, writeMetadata)
	e.extra(i.Extra)
	e.close()
}

func writeOriginator(e *encoder, o *Originator) {
	e.open()
	writeList(e, e.pick("originatorPersons", "originatorPerson"), o.Persons, writePerson)
	writeStrings(e, "accountNumber", o.AccountNumber)
	e.extra(o.Extra)
	e.close()
}

func writeBeneficiary(e *encoder, b *Beneficiary) {
	e.open()
	writeList(e, e.pick("beneficiaryPersons", "beneficiaryPerson"), b.Persons, writePerson)
	writeStrings(e, "accountNumber", b.AccountNumber)
	e.extra(b.Extra)
	e.close()
}

// writeVASP nests the person under name in the 2020 edition.
func writeVASP(e *encoder, v *VASP, name string) {
	e.open()
	if e.edition != Edition2020 {
		writePersonMembers(e, &v.Person)
		for _, m := range v.Extra {
			for _, have := range v.Person.Extra {
				if m.Name == have.Name {
					e.fail(unknownName, "member given twice")
				}
			}
		}
	} else if v.Person.NaturalPerson != nil || v.Person.LegalPerson != nil || len(v.Person.Extra) > 0 {
		e.name(name)
		writePerson(e, &v.Person)
	}
	e.extra(v.Extra)
	e.close()
}

func writeTransferPath(e *encoder, t *TransferPath) {
	e.open()
	writeList(e, "transferPath", t.Intermediaries, writeIntermediary)
	e.extra(t.Extra)
	e.close()
}

func writeIntermediary(e *encoder, v *IntermediaryVASP) {
	e.open()
	if v.Person.NaturalPerson != nil || v.Person.LegalPerson != nil || len(v.Person.Extra) > 0 {
		e.name("intermediaryVASP")
		writePerson(e, &v.Person)
	}
	if v.Sequence != nil {
		e.name("sequence")
		e.buf = strconv.AppendUint(e.buf, *v.Sequence, 10)
	}
	e.extra(v.Extra)
	e.close()
}

func writeMetadata(e *encoder, m *PayloadMetadata) {
	e.open()
	writeStrings(e, "transliterationMethod", m.TransliterationMethod)
	switch {
	case e.edition == Edition2023:
		e.text("payloadVersion", PayloadVersion2023)
	case m.PayloadVersion == PayloadVersion2020:
		e.text("payloadVersion", PayloadVersion2020)
	}
	e.extra(m.Extra)
	e.close()
}

func writePerson(e *encoder, p *Person) {
	e.open()
	writePersonMembers(e, p)
	e.close()
}

func writePersonMembers(e *encoder, p *Person) {
	writeMember(e, "naturalPerson", p.NaturalPerson, writeNaturalPerson)
	writeMember(e, "legalPerson", p.LegalPerson, writeLegalPerson)
	e.extra(p.Extra)
}

func writeNaturalPerson(e *encoder, p *NaturalPerson) {
	e.open()
	if !p.Name.isZero() {
		e.name("name")
		writeNaturalName(e, &p.Name)
	}
	writeList(e, "geographicAddress", p.GeographicAddress, writeAddress)
	writeMember(e, "nationalIdentification", p.NationalIdentification, writeNational)
	e.text("customerIdentification", p.CustomerIdentification)
	writeMember(e, "dateAndPlaceOfBirth", p.DateAndPlaceOfBirth, writeBirth)
	e.text("countryOfResidence", p.CountryOfResidence)
	e.text("nationality", p.Nationality)
	e.extra(p.Extra)
	e.close()
}

func (n *NaturalPersonName) isZero() bool {
	return len(n.NameIdentifier)+len(n.LocalNameIdentifier)+len(n.PhoneticNameIdentifier)+len(n.Extra) == 0
}

func writeNaturalName(e *encoder, n *NaturalPersonName) {
	e.open()
	writeList(e, "nameIdentifier", n.NameIdentifier, func(e *encoder, id *NaturalPersonNameID) {
		writeNaturalNameID(e, id, e.pick("nameIdentifierType", "naturalPersonNameIdentifierType"))
	})
	writeList(e, "localNameIdentifier", n.LocalNameIdentifier, writeLocalNameID)
	writeList(e, "phoneticNameIdentifier", n.PhoneticNameIdentifier, writeLocalNameID)
	e.extra(n.Extra)
	e.close()
}

func writeLocalNameID(e *encoder, id *NaturalPersonNameID) {
	writeNaturalNameID(e, id, "nameIdentifierType")
}

func writeNaturalNameID(e *encoder, id *NaturalPersonNameID, typeName string) {
	e.open()
	writeTexts(e, naturalNameTexts, id)
	e.text(typeName, id.NameIdentifierType)
	e.extra(id.Extra)
	e.close()
}

func writeLegalPerson(e *encoder, p *LegalPerson) {
	e.open()
	if !p.Name.isZero() {
		e.name("name")
		writeLegalName(e, &p.Name)
	}
	writeList(e, "geographicAddress", p.GeographicAddress, writeAddress)
	customer := "customerIdentification"
	if e.edition == Edition2020 {
		customer = "customerNumber"
	}
	e.text(customer, p.CustomerIdentification)
	writeMember(e, "nationalIdentification", p.NationalIdentification, writeNational)
	e.text("countryOfRegistration", p.CountryOfRegistration)
	e.text("dateOfIncorporation", p.DateOfIncorporation)
	e.extra(p.Extra)
	e.close()
}

func (n *LegalPersonName) isZero() bool {
	return len(n.NameIdentifier)+len(n.LocalNameIdentifier)+len(n.PhoneticNameIdentifier)+len(n.Extra) == 0
}

func writeLegalName(e *encoder, n *LegalPersonName) {
	e.open()
	writeList(e, "nameIdentifier", n.NameIdentifier, writeLegalNameID)
	writeList(e, "localNameIdentifier", n.LocalNameIdentifier, writeLegalNameID)
	writeList(e, "phoneticNameIdentifier", n.PhoneticNameIdentifier, writeLegalNameID)
	e.extra(n.Extra)
	e.close()
}

func writeLegalNameID(e *encoder, id *LegalPersonNameID) {
	e.open()
	writeTexts(e, legalNameTexts, id)
	e.extra(id.Extra)
	e.close()
}

func writeAddress(e *encoder, a *Address) {
	e.open()
	writeTexts(e, addressTexts, a)
	writeStrings(e, "addressLine", a.AddressLine)
	e.text("country", a.Country)
	e.extra(a.Extra)
	e.close()
}

func writeNational(e *encoder, n *NationalIdentification) {
	e.open()
	writeTexts(e, nationalTexts, n)
	e.extra(n.Extra)
	e.close()
}

func writeBirth(e *encoder, d *DateAndPlaceOfBirth) {
	e.open()
	writeTexts(e, birthTexts, d)
	e.extra(d.Extra)
	e.close()
}
