package ivms101

// text is one text member of an object: how it is called, how long it may be, where it is kept.
type text[T any] struct {
	name     string
	alias    string // another spelling that is read and never written
	max      int    // characters; 0 means that a code list or a format rules instead
	required bool
	at       func(*T) *string
}

// The tables give members in the order in which they are written, with the lengths of IVMS101 clause 5.2.
var (
	addressTexts = []text[Address]{
		{name: "addressType", required: true, at: func(a *Address) *string { return &a.AddressType }},
		{name: "department", max: 50, at: func(a *Address) *string { return &a.Department }},
		{name: "subDepartment", max: 70, at: func(a *Address) *string { return &a.SubDepartment }},
		{name: "streetName", max: 70, at: func(a *Address) *string { return &a.StreetName }},
		{name: "buildingNumber", max: 16, at: func(a *Address) *string { return &a.BuildingNumber }},
		{name: "buildingName", max: 35, at: func(a *Address) *string { return &a.BuildingName }},
		{name: "floor", max: 70, at: func(a *Address) *string { return &a.Floor }},
		{name: "postBox", max: 16, at: func(a *Address) *string { return &a.PostBox }},
		{name: "room", max: 70, at: func(a *Address) *string { return &a.Room }},
		{name: "postcode", alias: "postCode", max: 16, at: func(a *Address) *string { return &a.Postcode }},
		{name: "townName", max: 35, at: func(a *Address) *string { return &a.TownName }},
		{name: "townLocationName", max: 35, at: func(a *Address) *string { return &a.TownLocationName }},
		{name: "districtName", max: 35, at: func(a *Address) *string { return &a.DistrictName }},
		{name: "countrySubDivision", max: 35, at: func(a *Address) *string { return &a.CountrySubDivision }},
	}
	nationalTexts = []text[NationalIdentification]{
		{name: "nationalIdentifier", max: 35, required: true,
			at: func(n *NationalIdentification) *string { return &n.NationalIdentifier }},
		{name: "nationalIdentifierType", required: true,
			at: func(n *NationalIdentification) *string { return &n.NationalIdentifierType }},
		{name: "countryOfIssue", at: func(n *NationalIdentification) *string { return &n.CountryOfIssue }},
		{name: "registrationAuthority",
			at: func(n *NationalIdentification) *string { return &n.RegistrationAuthority }},
	}
	birthTexts = []text[DateAndPlaceOfBirth]{
		{name: "dateOfBirth", required: true, at: func(d *DateAndPlaceOfBirth) *string { return &d.DateOfBirth }},
		{name: "placeOfBirth", max: 70, required: true,
			at: func(d *DateAndPlaceOfBirth) *string { return &d.PlaceOfBirth }},
	}
	naturalNameTexts = []text[NaturalPersonNameID]{
		{name: "primaryIdentifier", max: 100, required: true,
			at: func(n *NaturalPersonNameID) *string { return &n.PrimaryIdentifier }},
		{name: "secondaryIdentifier", max: 100,
			at: func(n *NaturalPersonNameID) *string { return &n.SecondaryIdentifier }},
	}
	legalNameTexts = []text[LegalPersonNameID]{
		{name: "legalPersonName", max: 100, required: true,
			at: func(n *LegalPersonNameID) *string { return &n.LegalPersonName }},
		{name: "legalPersonNameIdentifierType", required: true,
			at: func(n *LegalPersonNameID) *string { return &n.LegalPersonNameIdentifierType }},
	}
)

// Lengths of texts outside the tables, in characters.
const (
	maxAccountNumber = 100
	maxCustomer      = 50
	maxAddressLine   = 70
	maxAddressLines  = 7
)

func isNaturalNameType(code string) bool {
	switch code {
	case ALIA, BIRT, MAID, LEGL, MISC:
		return true
	}
	return false
}

func isLegalNameType(code string) bool { return code == LEGL || code == SHRT || code == TRAD }

func isAddressType(code string) bool { return code == HOME || code == BIZZ || code == GEOG }

func isNationalIdentifierType(code string) bool {
	switch code {
	case ARNU, CCPT, RAID, DRLC, FIIN, TXID, SOCS, IDCD, LEIX, MISC:
		return true
	}
	return false
}

// isLegalIdentifierType lists what C7 allows for legal persons.
func isLegalIdentifierType(code string) bool {
	return code == RAID || code == MISC || code == LEIX || code == TXID
}

func isTransliteration(code string) bool {
	switch code {
	case "arab", "aran", "armn", "cyrl", "deva", "geor", "grek", "hani", "hebr", "kana", "kore", "thai", "othr":
		return true
	}
	return false
}
