package ivms101

// Edition says how members are named and nested.
type Edition uint8

// The zero Edition asks Parse to find out.
const (
	AnyEdition     Edition = iota
	Edition2020            // IVMS101 issue 1, 2020
	Edition2023            // IVMS101.2023
	EditionEnclave         // names of 2020, flat VASPs, customerIdentification, two extensions (enclave contract 4.9)
)

func (e Edition) String() string {
	switch e {
	case AnyEdition:
		return "any"
	case Edition2020:
		return "2020"
	case Edition2023:
		return "2023"
	case EditionEnclave:
		return "enclave"
	}
	return "invalid"
}

// Payload version codes (2023, payloadMetadata.payloadVersion).
const (
	PayloadVersion2020 = "101"
	PayloadVersion2023 = "101.2023"
)

// Codes of the standard. Fields hold them as text, since readers must tolerate values outside the lists.
const (
	LEGL = "LEGL" // legal name, of natural and legal persons
	ALIA = "ALIA" // natural: alias
	BIRT = "BIRT" // natural: name at birth
	MAID = "MAID" // natural: maiden name
	MISC = "MISC" // natural name: other; national identifier: other
	SHRT = "SHRT" // legal: short name
	TRAD = "TRAD" // legal: trading name

	HOME = "HOME" // address: residential
	BIZZ = "BIZZ" // address: business
	GEOG = "GEOG" // address: geographic

	ARNU = "ARNU" // alien registration number
	CCPT = "CCPT" // passport number
	RAID = "RAID" // registration authority identifier
	DRLC = "DRLC" // driving licence number
	FIIN = "FIIN" // foreign investment identity number
	TXID = "TXID" // tax identification number
	SOCS = "SOCS" // social security number
	IDCD = "IDCD" // identity card number
	LEIX = "LEIX" // legal entity identifier
)

// Member is a member this package does not know: its name and its JSON value, byte for byte as it was read.
type Member struct {
	Name string
	Raw  string
}

// Identity is a whole IVMS101 document. Nil and empty mean absent.
type Identity struct {
	Originator      *Originator
	Beneficiary     *Beneficiary
	OriginatingVASP *VASP
	BeneficiaryVASP *VASP
	TransferPath    *TransferPath
	PayloadMetadata *PayloadMetadata
	Extra           []Member

	// Edition is the shape Parse found, or was told to expect. Validate names members the way this edition does.
	Edition Edition
	// Deviations lists what Parse read although it is spelled or nested otherwise than any edition says. Validate
	// repeats them under the profile's severity.
	Deviations []Violation
}

// Originator is the account holder who orders the transfer.
type Originator struct {
	Persons       []Person // a company: the legal person first, then its representatives (enclave contract 4.9)
	AccountNumber []string // case-sensitive, at most 100 characters each
	Extra         []Member
}

// Beneficiary is who receives the transfer.
type Beneficiary struct {
	Persons       []Person
	AccountNumber []string
	Extra         []Member
}

// VASP is an originating or beneficiary VASP.
type VASP struct {
	Person Person
	Extra  []Member // members beside the nested person (2020); a flat VASP keeps its unknown members in Person.Extra
}

// TransferPath lists the VASPs in between.
type TransferPath struct {
	Intermediaries []IntermediaryVASP
	Extra          []Member
}

// IntermediaryVASP is one VASP in between.
type IntermediaryVASP struct {
	Person   Person
	Sequence *uint64 // position in the chain, 0 first; nil when absent
	Extra    []Member
}

// PayloadMetadata describes the document.
type PayloadMetadata struct {
	TransliterationMethod []string // arab, aran, armn, cyrl, deva, geor, grek, hani, hebr, kana, kore, thai, othr
	PayloadVersion        string   // "101.2023" in the 2023 edition
	Extra                 []Member
}

// Person is a natural or a legal person; exactly one of the two should be set.
type Person struct {
	NaturalPerson *NaturalPerson
	LegalPerson   *LegalPerson
	Extra         []Member
}

// NaturalPerson is a single human being.
type NaturalPerson struct {
	Name                   NaturalPersonName
	GeographicAddress      []Address
	NationalIdentification *NationalIdentification
	CustomerIdentification string // at most 50 characters
	DateAndPlaceOfBirth    *DateAndPlaceOfBirth
	CountryOfResidence     string // ISO 3166-1 alpha-2 or XX
	Nationality            string // extension of the enclave rail: ISO 3166-1 alpha-2
	Extra                  []Member
}

// NaturalPersonName holds the names of one natural person.
type NaturalPersonName struct {
	NameIdentifier         []NaturalPersonNameID // at least one with LEGL (C6)
	LocalNameIdentifier    []NaturalPersonNameID // in local script
	PhoneticNameIdentifier []NaturalPersonNameID // as pronounced
	Extra                  []Member
}

// NaturalPersonNameID is one name. A name that cannot be split stands whole in PrimaryIdentifier.
type NaturalPersonNameID struct {
	PrimaryIdentifier   string // family name; at most 100 characters
	SecondaryIdentifier string // given names; at most 100 characters
	NameIdentifierType  string // ALIA, BIRT, MAID, LEGL or MISC
	Extra               []Member
}

// LegalPerson is an entity other than a natural person.
type LegalPerson struct {
	Name                   LegalPersonName
	GeographicAddress      []Address // enclave rail: head office, then places of business
	CustomerIdentification string    // customerNumber in 2020; at most 50 characters
	NationalIdentification *NationalIdentification
	CountryOfRegistration  string // ISO 3166-1 alpha-2 or XX
	DateOfIncorporation    string // extension of the enclave rail: YYYY-MM-DD
	Extra                  []Member
}

// LegalPersonName holds the names of one legal person.
type LegalPersonName struct {
	NameIdentifier         []LegalPersonNameID // at least one with LEGL (C5)
	LocalNameIdentifier    []LegalPersonNameID
	PhoneticNameIdentifier []LegalPersonNameID
	Extra                  []Member
}

// LegalPersonNameID is one name of a legal person.
type LegalPersonNameID struct {
	LegalPersonName               string // at most 100 characters
	LegalPersonNameIdentifierType string // LEGL, SHRT or TRAD
	Extra                         []Member
}

// Address is where a person can be reached. Lengths are in table addressTexts, in characters.
type Address struct {
	AddressType        string // HOME, BIZZ or GEOG
	Department         string
	SubDepartment      string
	StreetName         string
	BuildingNumber     string
	BuildingName       string
	Floor              string
	PostBox            string
	Room               string
	Postcode           string
	TownName           string
	TownLocationName   string
	DistrictName       string
	CountrySubDivision string
	AddressLine        []string // at most 7 of at most 70 characters
	Country            string   // ISO 3166-1 alpha-2 or XX
	Extra              []Member
}

// NationalIdentification is an identifier issued by an authority.
type NationalIdentification struct {
	NationalIdentifier     string // at most 35 characters
	NationalIdentifierType string // ARNU, CCPT, RAID, DRLC, FIIN, TXID, SOCS, IDCD, LEIX or MISC
	CountryOfIssue         string // natural persons only (C9)
	RegistrationAuthority  string // RA and six digits (C10)
	Extra                  []Member
}

// DateAndPlaceOfBirth is when and where a natural person was born.
type DateAndPlaceOfBirth struct {
	DateOfBirth  string // YYYY-MM-DD
	PlaceOfBirth string // at most 70 characters
	Extra        []Member
}
