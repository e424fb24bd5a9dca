package ivms101

import (
	"strconv"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

type config struct {
	limits  Limits
	edition Edition
}

// Option changes how Parse reads.
type Option func(*config)

// WithLimits replaces the default limits.
func WithLimits(l Limits) Option { return func(c *config) { c.limits = l } }

// WithEdition says which edition the document is, instead of finding out. Either spelling is read all the same.
func WithEdition(e Edition) Option { return func(c *config) { c.edition = e } }

// evidence collects what speaks for an edition.
type evidence uint8

const (
	names2020 evidence = 1 << iota
	names2023
	flatVASP
	nestedVASP
	enclaveMember
)

// Bits of members that are in no table, for object.seen.
const (
	bitA uint = 20 + iota
	bitB
	bitC
	bitD
	bitE
	bitF
	bitG
)

// Parse reads a document of either edition or of the enclave shape. Faults: fault.IVMS101Malformed (not JSON, not
// UTF-8, a member of the wrong type or given twice), fault.IVMS101TooLarge (over the limits), fault.IVMS101Edition
// (a payload version that is neither edition); Place is a JSON pointer in which names outside the standard show as
// *. With an error the Identity is zero.
func Parse(data []byte, opts ...Option) (Identity, error) {
	return read(data, opts, (*scanner).identity, func(s *scanner, id *Identity, edition Edition) {
		s.settle(id, edition)
	})
}

// ParseOriginator reads an originator object alone, as lookups carry it.
func ParseOriginator(data []byte, opts ...Option) (Originator, error) {
	return read(data, opts, (*scanner).originator, nil)
}

// ParseBeneficiary reads a beneficiary object alone.
func ParseBeneficiary(data []byte, opts ...Option) (Beneficiary, error) {
	return read(data, opts, (*scanner).beneficiary, nil)
}

// ParseVASP reads an originatingVASP or beneficiaryVASP alone: the person itself, or the person nested once (2020).
func ParseVASP(data []byte, opts ...Option) (VASP, error) {
	return read(data, opts, (*scanner).vasp, func(s *scanner, v *VASP, _ Edition) {
		if s.evidence&nestedVASP == 0 {
			s.flatten(v)
		}
	})
}

func read[T any](data []byte, opts []Option, walk func(*scanner, *T), finish func(*scanner, *T, Edition)) (T, error) {
	var c config
	for _, opt := range opts {
		opt(&c)
	}
	var value, zero T
	s := &scanner{limits: c.limits.withDefaults()}
	s.path = s.buf[:0]
	if len(data) > s.limits.Bytes {
		s.tooLarge("document over " + strconv.Itoa(s.limits.Bytes) + " bytes")
		return zero, s.err
	}
	s.src = string(data)
	s.badUTF8 = !utf8.ValidString(s.src)
	s.space()
	walk(s, &value)
	s.space()
	if s.err == nil && s.pos < len(s.src) {
		s.malformed("something after the document")
	}
	if s.err == nil && finish != nil {
		finish(s, &value, c.edition)
	}
	if s.err != nil {
		return zero, s.err
	}
	return value, nil
}

// settle decides on the edition and brings the VASPs into its shape.
func (s *scanner) settle(id *Identity, told Edition) {
	s.path = s.path[:0]
	mixed := names2020 | names2023
	if s.evidence&mixed == mixed {
		s.deviate(RuleEdition, "member names of both editions")
	}
	id.Edition = told
	if told == AnyEdition {
		id.Edition = s.edition(id)
	}
	if id.Edition != Edition2020 {
		s.flatten(id.OriginatingVASP)
		s.flatten(id.BeneficiaryVASP)
	}
	id.Deviations = s.deviations
}

func (s *scanner) edition(id *Identity) Edition {
	version := ""
	if id.PayloadMetadata != nil {
		version = id.PayloadMetadata.PayloadVersion
	}
	switch {
	case version == PayloadVersion2023:
		return Edition2023
	case s.evidence&names2023 != 0 && version != PayloadVersion2020:
		return Edition2023
	case s.evidence&nestedVASP != 0:
		return Edition2020
	case s.evidence&(flatVASP|enclaveMember) != 0:
		return EditionEnclave
	}
	return Edition2020
}

// flatten moves members beside a nested person to the person, where a flat VASP has them.
func (s *scanner) flatten(v *VASP) {
	if v == nil {
		return
	}
	for _, m := range v.Extra {
		for _, have := range v.Person.Extra {
			if have.Name == m.Name {
				s.malformed("member given twice")
				return
			}
		}
		v.Person.Extra = append(v.Person.Extra, m)
	}
	v.Extra = nil
}

func (s *scanner) identity(id *Identity) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "originator", "Originator":
			if s.top(&o, bitA, "originator") {
				member(s, &id.Originator, (*scanner).originator)
			}
		case "beneficiary", "Beneficiary":
			if s.top(&o, bitB, "beneficiary") {
				member(s, &id.Beneficiary, (*scanner).beneficiary)
			}
		case "originatingVASP", "OriginatingVASP":
			if s.top(&o, bitC, "originatingVASP") {
				member(s, &id.OriginatingVASP, (*scanner).vasp)
			}
		case "beneficiaryVASP", "BeneficiaryVASP":
			if s.top(&o, bitD, "beneficiaryVASP") {
				member(s, &id.BeneficiaryVASP, (*scanner).vasp)
			}
		case "transferPath":
			if s.known(&o, bitE, o.key) {
				s.transferPath(&id.TransferPath)
			}
		case "payloadMetadata":
			if s.known(&o, bitF, o.key) {
				member(s, &id.PayloadMetadata, (*scanner).metadata)
			}
		default:
			s.unknown(&o, &id.Extra)
		}
	}
}

// top notes a member of the document; some networks write its name with a capital letter.
func (s *scanner) top(o *object, bit uint, name string) bool {
	if !s.known(o, bit, o.key) {
		return false
	}
	if o.key != name {
		s.deviate(RuleSpelling, "another spelling of "+name)
	}
	return true
}

// either notes a member that two editions spell differently.
func (s *scanner) either(o *object, bit uint, as evidence) bool {
	s.evidence |= as
	return s.known(o, bit, o.key)
}

func (s *scanner) originator(into *Originator) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "originatorPersons":
			if s.either(&o, bitA, names2020) {
				list(s, &into.Persons, (*scanner).person)
			}
		case "originatorPerson":
			if s.either(&o, bitA, names2023) {
				list(s, &into.Persons, (*scanner).person)
			}
		case "accountNumber":
			if s.known(&o, bitB, o.key) {
				list(s, &into.AccountNumber, (*scanner).item)
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) beneficiary(into *Beneficiary) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "beneficiaryPersons":
			if s.either(&o, bitA, names2020) {
				list(s, &into.Persons, (*scanner).person)
			}
		case "beneficiaryPerson":
			if s.either(&o, bitA, names2023) {
				list(s, &into.Persons, (*scanner).person)
			}
		case "accountNumber":
			if s.known(&o, bitB, o.key) {
				list(s, &into.AccountNumber, (*scanner).item)
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) vasp(into *VASP) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "originatingVASP", "beneficiaryVASP", "OriginatingVASP", "BeneficiaryVASP":
			if s.either(&o, bitC, nestedVASP) {
				if s.null() {
					break
				}
				if o.seen&(1<<bitA|1<<bitB) != 0 {
					s.malformed("a person both here and nested")
					break
				}
				s.person(&into.Person)
			}
		case "naturalPerson", "legalPerson":
			if o.seen&(1<<bitC) != 0 {
				s.malformed("a person both here and nested")
				break
			}
			s.evidence |= flatVASP
			s.personMember(&o, &into.Person)
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) transferPath(into **TransferPath) {
	if s.null() {
		return
	}
	*into = new(TransferPath)
	if s.peek() == '[' {
		list(s, &(*into).Intermediaries, (*scanner).intermediary)
		if s.err == nil {
			s.deviate(RuleShape, "the list without its object")
		}
		return
	}
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "transferPath":
			if s.known(&o, bitA, o.key) {
				list(s, &(*into).Intermediaries, (*scanner).intermediary)
			}
		default:
			s.unknown(&o, &(*into).Extra)
		}
	}
}

func (s *scanner) intermediary(into *IntermediaryVASP) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "intermediaryVASP":
			if s.known(&o, bitA, o.key) && !s.null() {
				s.person(&into.Person)
			}
		case "sequence":
			if s.known(&o, bitB, o.key) && !s.null() {
				into.Sequence = s.sequence()
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

// sequence reads a whole number of at most 18 digits (IVMS101 5.2.4: totalDigits 18, fractionDigits 0).
func (s *scanner) sequence() *uint64 {
	if s.err != nil {
		return nil
	}
	digits := s.number()
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || len(digits) > 18 {
		s.malformed("not a whole number of at most 18 digits")
		return nil
	}
	return &n
}

func (s *scanner) metadata(into *PayloadMetadata) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "transliterationMethod":
			if s.known(&o, bitA, o.key) {
				list(s, &into.TransliterationMethod, (*scanner).item)
			}
		case "payloadVersion":
			if s.known(&o, bitB, o.key) {
				s.text(&into.PayloadVersion)
				switch into.PayloadVersion {
				case "", PayloadVersion2020, PayloadVersion2023:
				default:
					s.fail(fault.IVMS101Edition, "an unknown payload version")
				}
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) person(into *Person) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "naturalPerson", "legalPerson":
			s.personMember(&o, into)
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) personMember(o *object, into *Person) {
	if o.key == "naturalPerson" {
		if s.known(o, bitA, o.key) {
			member(s, &into.NaturalPerson, (*scanner).naturalPerson)
		}
		return
	}
	if s.known(o, bitB, o.key) {
		member(s, &into.LegalPerson, (*scanner).legalPerson)
	}
}

func (s *scanner) naturalPerson(into *NaturalPerson) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "name":
			if s.known(&o, bitA, o.key) {
				name(s, &into.Name, (*scanner).naturalName)
			}
		case "geographicAddress":
			if s.known(&o, bitB, o.key) {
				list(s, &into.GeographicAddress, (*scanner).address)
			}
		case "nationalIdentification":
			if s.known(&o, bitC, o.key) {
				member(s, &into.NationalIdentification, (*scanner).national)
			}
		case "customerIdentification", "customerNumber":
			s.customer(&o, bitD, &into.CustomerIdentification)
		case "dateAndPlaceOfBirth", "dataAndPlaceOfBirth":
			if s.known(&o, bitE, o.key) {
				if o.key != "dateAndPlaceOfBirth" {
					s.deviate(RuleSpelling, "another spelling of dateAndPlaceOfBirth")
				}
				member(s, &into.DateAndPlaceOfBirth, (*scanner).birth)
			}
		case "countryOfResidence":
			if s.known(&o, bitF, o.key) {
				s.text(&into.CountryOfResidence)
			}
		case "nationality":
			if s.either(&o, bitG, enclaveMember) {
				s.text(&into.Nationality)
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) legalPerson(into *LegalPerson) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "name":
			if s.known(&o, bitA, o.key) {
				name(s, &into.Name, (*scanner).legalName)
			}
		case "geographicAddress":
			if s.known(&o, bitB, o.key) {
				list(s, &into.GeographicAddress, (*scanner).address)
			}
		case "nationalIdentification":
			if s.known(&o, bitC, o.key) {
				member(s, &into.NationalIdentification, (*scanner).national)
			}
		case "customerIdentification", "customerNumber":
			s.customer(&o, bitD, &into.CustomerIdentification)
		case "countryOfRegistration":
			if s.known(&o, bitE, o.key) {
				s.text(&into.CountryOfRegistration)
			}
		case "dateOfIncorporation":
			if s.either(&o, bitF, enclaveMember) {
				s.text(&into.DateOfIncorporation)
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) customer(o *object, bit uint, into *string) {
	if o.key == "customerNumber" {
		s.evidence |= names2020
	}
	if s.known(o, bit, o.key) {
		s.text(into)
	}
}

// name reads a name object, or a list of exactly one.
func name[T any](s *scanner, into *T, read func(*scanner, *T)) {
	if s.null() || s.err != nil {
		return
	}
	if s.peek() != '[' {
		read(s, into)
		return
	}
	s.pos++
	if !s.push(step{}) {
		return
	}
	s.space()
	read(s, into)
	if s.more() {
		s.malformed("more than one name object")
	}
	if s.err == nil {
		s.deviate(RuleShape, "a list where one object belongs")
	}
}

func (s *scanner) naturalName(into *NaturalPersonName) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "nameIdentifier":
			if s.known(&o, bitA, o.key) {
				list(s, &into.NameIdentifier, (*scanner).naturalNameID)
			}
		case "localNameIdentifier":
			if s.known(&o, bitB, o.key) {
				list(s, &into.LocalNameIdentifier, (*scanner).localNameID)
			}
		case "phoneticNameIdentifier":
			if s.known(&o, bitC, o.key) {
				list(s, &into.PhoneticNameIdentifier, (*scanner).localNameID)
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) naturalNameID(into *NaturalPersonNameID) { s.nameID(into, names2020) }

// localNameID reads a local or phonetic name, whose nameIdentifierType speaks for no edition.
func (s *scanner) localNameID(into *NaturalPersonNameID) { s.nameID(into, 0) }

func (s *scanner) nameID(into *NaturalPersonNameID, old evidence) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "nameIdentifierType":
			if s.either(&o, bitA, old) {
				s.text(&into.NameIdentifierType)
			}
		case "naturalPersonNameIdentifierType":
			if s.either(&o, bitA, names2023) {
				s.text(&into.NameIdentifierType)
			}
		default:
			if !texts(s, &o, naturalNameTexts, into) {
				s.unknown(&o, &into.Extra)
			}
		}
	}
}

func (s *scanner) legalName(into *LegalPersonName) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "nameIdentifier":
			if s.known(&o, bitA, o.key) {
				list(s, &into.NameIdentifier, (*scanner).legalNameID)
			}
		case "localNameIdentifier":
			if s.known(&o, bitB, o.key) {
				list(s, &into.LocalNameIdentifier, (*scanner).legalNameID)
			}
		case "phoneticNameIdentifier":
			if s.known(&o, bitC, o.key) {
				list(s, &into.PhoneticNameIdentifier, (*scanner).legalNameID)
			}
		default:
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) legalNameID(into *LegalPersonNameID) {
	for o := s.open(); s.next(&o); {
		if !texts(s, &o, legalNameTexts, into) {
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) address(into *Address) {
	for o := s.open(); s.next(&o); {
		switch o.key {
		case "addressLine":
			if s.known(&o, bitA, o.key) {
				list(s, &into.AddressLine, (*scanner).item)
			}
		case "country":
			if s.known(&o, bitB, o.key) {
				s.text(&into.Country)
			}
		default:
			if !texts(s, &o, addressTexts, into) {
				s.unknown(&o, &into.Extra)
			}
		}
	}
}

func (s *scanner) national(into *NationalIdentification) {
	for o := s.open(); s.next(&o); {
		if !texts(s, &o, nationalTexts, into) {
			s.unknown(&o, &into.Extra)
		}
	}
}

func (s *scanner) birth(into *DateAndPlaceOfBirth) {
	for o := s.open(); s.next(&o); {
		if !texts(s, &o, birthTexts, into) {
			s.unknown(&o, &into.Extra)
		}
	}
}
