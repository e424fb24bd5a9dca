package ivms101_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

const (
	originatorAt   = "/originator/originatorPersons/0/naturalPerson"
	beneficiaryAt  = "/beneficiary/beneficiaryPersons/0/naturalPerson"
	vaspAt         = "/beneficiaryVASP/beneficiaryVASP/legalPerson"
	otherVASPAt    = "/originatingVASP/originatingVASP/legalPerson"
	validLEI       = "984500NORTHGATE00182"
	hangul         = "가"
	typeAt         = "/nameIdentifierType"
	typeAt2023     = "/naturalPersonNameIdentifierType"
	nameIdentifier = "/name/nameIdentifier"
)

// in2023 renames a pointer of the 2020 edition.
func in2023(pointer string) string {
	for _, r := range [][2]string{
		{"originatorPersons", "originatorPerson"}, {"beneficiaryPersons", "beneficiaryPerson"},
		{"/originatingVASP/originatingVASP", "/originatingVASP"}, {"/beneficiaryVASP/beneficiaryVASP", "/beneficiaryVASP"},
		{"customerNumber", "customerIdentification"},
	} {
		pointer = strings.ReplaceAll(pointer, r[0], r[1])
	}
	if strings.Contains(pointer, nameIdentifier) {
		pointer = strings.ReplaceAll(pointer, typeAt, typeAt2023)
	}
	return pointer
}

func natural(id *ivms101.Identity) *ivms101.NaturalPerson {
	return id.Originator.Persons[0].NaturalPerson
}
func taker(id *ivms101.Identity) *ivms101.NaturalPerson {
	return id.Beneficiary.Persons[0].NaturalPerson
}
func legal(id *ivms101.Identity) *ivms101.LegalPerson { return id.BeneficiaryVASP.Person.LegalPerson }

// company makes the originator a company.
func company(id *ivms101.Identity) *ivms101.LegalPerson {
	l := &ivms101.LegalPerson{Name: ivms101.LegalPersonName{NameIdentifier: []ivms101.LegalPersonNameID{
		{LegalPersonName: "Example AB", LegalPersonNameIdentifierType: ivms101.LEGL}}}}
	id.Originator.Persons = []ivms101.Person{{LegalPerson: l}}
	return l
}

func sequences(id *ivms101.Identity, numbers ...uint64) {
	one := id.TransferPath.Intermediaries[0]
	id.TransferPath.Intermediaries = nil
	for _, n := range numbers {
		one.Sequence = &n
		id.TransferPath.Intermediaries = append(id.TransferPath.Intermediaries, one)
	}
}

// Every rule on both sides of its boundary. want lists "rule pointer" with the pointers of the 2020 edition.
var ruleRows = []struct {
	name  string
	spoil func(*ivms101.Identity)
	want  []string
}{
	{"untouched", func(*ivms101.Identity) {}, nil},
	{"C1 nothing beside the name", func(id *ivms101.Identity) {
		id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{Name: natural(id).Name}
	}, []string{"C1 " + originatorAt}},
	{"C1 a birth is enough", func(id *ivms101.Identity) {
		id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{
			Name: natural(id).Name, DateAndPlaceOfBirth: natural(id).DateAndPlaceOfBirth}
	}, nil},
	{"C1 a customer number is enough", func(id *ivms101.Identity) {
		id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{Name: natural(id).Name, CustomerIdentification: "1"}
	}, nil},
	{"C1 an identifier is enough", func(id *ivms101.Identity) {
		id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{
			Name: natural(id).Name, NationalIdentification: natural(id).NationalIdentification}
	}, nil},
	{"C1 an address is enough", func(id *ivms101.Identity) {
		id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{
			Name: natural(id).Name, GeographicAddress: natural(id).GeographicAddress}
	}, nil},
	{"C1 not for beneficiaries", func(id *ivms101.Identity) {
		id.Beneficiary.Persons[0].NaturalPerson = &ivms101.NaturalPerson{Name: taker(id).Name}
	}, nil},
	{"C2 yesterday", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.DateOfBirth = "2026-02-28" }, nil},
	{"C2 today", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.DateOfBirth = "2026-03-01" },
		[]string{"C2 " + originatorAt + "/dateAndPlaceOfBirth/dateOfBirth"}},
	{"C2 next century", func(id *ivms101.Identity) { taker(id).DateAndPlaceOfBirth.DateOfBirth = "2101-01-01" },
		[]string{"C2 " + beneficiaryAt + "/dateAndPlaceOfBirth/dateOfBirth"}},
	{"date leap day", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.DateOfBirth = "2000-02-29" }, nil},
	{"date no leap day in 1900", func(id *ivms101.Identity) {
		natural(id).DateAndPlaceOfBirth.DateOfBirth = "1900-02-29"
	}, []string{"date " + originatorAt + "/dateAndPlaceOfBirth/dateOfBirth"}},
	{"date month 13", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.DateOfBirth = "1990-13-01" },
		[]string{"date " + originatorAt + "/dateAndPlaceOfBirth/dateOfBirth"}},
	{"date short form", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.DateOfBirth = "1990-1-1" },
		[]string{"date " + originatorAt + "/dateAndPlaceOfBirth/dateOfBirth"}},
	{"birth without place", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.PlaceOfBirth = " " },
		[]string{"required " + originatorAt + "/dateAndPlaceOfBirth/placeOfBirth"}},
	{"birth without date", func(id *ivms101.Identity) { natural(id).DateAndPlaceOfBirth.DateOfBirth = "" },
		[]string{"required " + originatorAt + "/dateAndPlaceOfBirth/dateOfBirth"}},
	{"C3 XX", func(id *ivms101.Identity) { natural(id).CountryOfResidence = "XX" }, nil},
	{"C3 residence ZZ", func(id *ivms101.Identity) { natural(id).CountryOfResidence = "ZZ" },
		[]string{"C3 " + originatorAt + "/countryOfResidence"}},
	{"C3 lower case", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].Country = "se" },
		[]string{"C3 " + originatorAt + "/geographicAddress/0/country"}},
	{"C3 issue", func(id *ivms101.Identity) { natural(id).NationalIdentification.CountryOfIssue = "UK" },
		[]string{"C3 " + originatorAt + "/nationalIdentification/countryOfIssue"}},
	{"C3 registration", func(id *ivms101.Identity) { legal(id).CountryOfRegistration = "VNM" },
		[]string{"C3 " + vaspAt + "/countryOfRegistration"}},
	{"country required", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].Country = "" },
		[]string{"required " + originatorAt + "/geographicAddress/0/country"}},
	{"C4 nothing beside the name", func(id *ivms101.Identity) { company(id) },
		[]string{"C4 /originator/originatorPersons/0/legalPerson"}},
	{"C4 BIZZ is not enough", func(id *ivms101.Identity) {
		company(id).GeographicAddress = []ivms101.Address{
			{AddressType: "BIZZ", TownName: "Ha Noi", AddressLine: []string{"1"}, Country: "VN"}}
	}, []string{"C4 /originator/originatorPersons/0/legalPerson"}},
	{"C4 GEOG is enough", func(id *ivms101.Identity) {
		company(id).GeographicAddress = []ivms101.Address{
			{AddressType: "GEOG", TownName: "Ha Noi", AddressLine: []string{"1"}, Country: "VN"}}
	}, nil},
	{"C4 a customer number is enough", func(id *ivms101.Identity) { company(id).CustomerIdentification = "7" }, nil},
	{"C4 an identifier is enough", func(id *ivms101.Identity) {
		company(id).NationalIdentification = &ivms101.NationalIdentification{NationalIdentifier: validLEI, NationalIdentifierType: "LEIX"}
	}, nil},
	{"C5 no LEGL", func(id *ivms101.Identity) {
		legal(id).Name.NameIdentifier[0].LegalPersonNameIdentifierType = "TRAD"
	}, []string{"C5 " + vaspAt + nameIdentifier}},
	{"C5 LEGL second", func(id *ivms101.Identity) { slices.Reverse(legal(id).Name.NameIdentifier) }, nil},
	{"C6 no LEGL", func(id *ivms101.Identity) { natural(id).Name.NameIdentifier[0].NameIdentifierType = "MISC" },
		[]string{"C6 " + originatorAt + nameIdentifier}},
	{"C6 MISC beside LEGL", func(id *ivms101.Identity) {
		natural(id).Name.NameIdentifier[1].NameIdentifierType = "MISC"
	}, nil},
	{"C6 LEGL in local script only", func(id *ivms101.Identity) { natural(id).Name.NameIdentifier = nil },
		[]string{"required " + originatorAt + nameIdentifier, "C6 " + originatorAt + nameIdentifier}},
	{"C7 passport of a company", func(id *ivms101.Identity) {
		legal(id).NationalIdentification.NationalIdentifierType = "CCPT"
	}, []string{"C7 " + vaspAt + "/nationalIdentification/nationalIdentifierType"}},
	{"C7 MISC", func(id *ivms101.Identity) { legal(id).NationalIdentification.NationalIdentifierType = "MISC" }, nil},
	{"C7 RAID", func(id *ivms101.Identity) { legal(id).NationalIdentification.NationalIdentifierType = "RAID" }, nil},
	{"C7 not for natural persons", func(id *ivms101.Identity) {
		natural(id).NationalIdentification.NationalIdentifierType = "ARNU"
	}, nil},
	{"C8 street without building", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].BuildingNumber = "" },
		[]string{"C8 " + originatorAt + "/geographicAddress/0"}},
	{"C8 street with building name", func(id *ivms101.Identity) {
		a := &natural(id).GeographicAddress[0]
		a.BuildingNumber, a.BuildingName = "", "Tower"
	}, nil},
	{"C8 building without street", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].StreetName = "" },
		[]string{"C8 " + originatorAt + "/geographicAddress/0"}},
	{"C8 a line is enough", func(id *ivms101.Identity) {
		natural(id).GeographicAddress = []ivms101.Address{{AddressType: "HOME", TownName: "x", AddressLine: []string{"1"}, Country: "VN"}}
	}, nil},
	{"C8 line and street together", func(id *ivms101.Identity) {
		natural(id).GeographicAddress[0].AddressLine = []string{"1"}
	}, nil},
	{"C9 country of issue", func(id *ivms101.Identity) { legal(id).NationalIdentification.CountryOfIssue = "VN" },
		[]string{"C9 " + vaspAt + "/nationalIdentification/countryOfIssue"}},
	{"C9 no authority", func(id *ivms101.Identity) { legal(id).NationalIdentification.RegistrationAuthority = "" },
		[]string{"C9 " + vaspAt + "/nationalIdentification/registrationAuthority"}},
	{"C9 authority beside LEI", func(id *ivms101.Identity) {
		id.OriginatingVASP.Person.LegalPerson.NationalIdentification.RegistrationAuthority = "RA000544"
	}, []string{"C9 " + otherVASPAt + "/nationalIdentification/registrationAuthority"}},
	{"C10 five digits", func(id *ivms101.Identity) {
		legal(id).NationalIdentification.RegistrationAuthority = "RA00054"
	}, []string{"C10 " + vaspAt + "/nationalIdentification/registrationAuthority"}},
	{"C10 letters", func(id *ivms101.Identity) {
		natural(id).NationalIdentification.RegistrationAuthority = "RA00O544"
	}, []string{"C10 " + originatorAt + "/nationalIdentification/registrationAuthority"}},
	{"C10 right on a natural person", func(id *ivms101.Identity) {
		natural(id).NationalIdentification.RegistrationAuthority = "RA777777"
	}, nil},
	{"C11 check digits", func(id *ivms101.Identity) {
		id.OriginatingVASP.Person.LegalPerson.NationalIdentification.NationalIdentifier = "984500NORTHGATE00183"
	}, []string{"C11 " + otherVASPAt + "/nationalIdentification/nationalIdentifier"}},
	{"C11 nineteen", func(id *ivms101.Identity) {
		id.OriginatingVASP.Person.LegalPerson.NationalIdentification.NationalIdentifier = validLEI[:19]
	}, []string{"C11 " + otherVASPAt + "/nationalIdentification/nationalIdentifier"}},
	{"C12 0 and 1 in any order", func(id *ivms101.Identity) { sequences(id, 1, 0) }, nil},
	{"C12 starts at 1", func(id *ivms101.Identity) { sequences(id, 1) }, []string{"C12 /transferPath/transferPath"}},
	{"C12 gap", func(id *ivms101.Identity) { sequences(id, 0, 2) }, []string{"C12 /transferPath/transferPath"}},
	{"C12 twice", func(id *ivms101.Identity) { sequences(id, 0, 0) }, []string{"C12 /transferPath/transferPath"}},
	{"sequence missing", func(id *ivms101.Identity) { id.TransferPath.Intermediaries[0].Sequence = nil },
		[]string{"required /transferPath/transferPath/0/sequence"}},
	{"metadata without transfer path", func(id *ivms101.Identity) { id.TransferPath = nil }, nil},
	{"method unknown", func(id *ivms101.Identity) { id.PayloadMetadata.TransliterationMethod[0] = "KORE" },
		[]string{"code /payloadMetadata/transliterationMethod/0"}},
	{"empty", func(id *ivms101.Identity) { id.Originator, id.Beneficiary = nil, nil },
		[]string{"empty ", "parties /originator", "parties /beneficiary"}},
	{"no originator", func(id *ivms101.Identity) { id.Originator = nil }, []string{"parties /originator"}},
	{"no originator person", func(id *ivms101.Identity) { id.Originator.Persons = nil },
		[]string{"originatorPersons /originator/originatorPersons"}},
	{"no beneficiary person", func(id *ivms101.Identity) { id.Beneficiary.Persons = nil },
		[]string{"beneficiaryPersons /beneficiary/beneficiaryPersons"}},
	{"nobody", func(id *ivms101.Identity) { id.Originator.Persons[0] = ivms101.Person{} },
		[]string{"choice /originator/originatorPersons/0"}},
	{"both", func(id *ivms101.Identity) { id.Beneficiary.Persons[0].LegalPerson = legal(id) },
		[]string{"both /beneficiary/beneficiaryPersons/0"}},
	{"blank name", func(id *ivms101.Identity) {
		taker(id).Name = ivms101.NaturalPersonName{NameIdentifier: []ivms101.NaturalPersonNameID{{PrimaryIdentifier: " ", NameIdentifierType: "LEGL"}}}
	}, []string{"required " + beneficiaryAt + nameIdentifier + "/0/primaryIdentifier", "name " + beneficiaryAt + "/name"}},
	{"name type missing", func(id *ivms101.Identity) { taker(id).Name.NameIdentifier[1].NameIdentifierType = "" },
		[]string{"required " + beneficiaryAt + nameIdentifier + "/1" + typeAt}},
	{"name type unknown", func(id *ivms101.Identity) { taker(id).Name.NameIdentifier[1].NameIdentifierType = "NICK" },
		[]string{"code " + beneficiaryAt + nameIdentifier + "/1" + typeAt}},
	{"local name type unknown", func(id *ivms101.Identity) {
		taker(id).Name.LocalNameIdentifier[0].NameIdentifierType = "NICK"
	}, []string{"code " + beneficiaryAt + "/name/localNameIdentifier/0" + typeAt}},
	{"legal name type unknown", func(id *ivms101.Identity) {
		legal(id).Name.NameIdentifier[1].LegalPersonNameIdentifierType = "MISC"
	}, []string{"code " + vaspAt + nameIdentifier + "/1/legalPersonNameIdentifierType"}},
	{"address type unknown", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].AddressType = "test" },
		[]string{"code " + originatorAt + "/geographicAddress/0/addressType"}},
	{"identifier type unknown", func(id *ivms101.Identity) {
		natural(id).NationalIdentification.NationalIdentifierType = "PASS"
	}, []string{"code " + originatorAt + "/nationalIdentification/nationalIdentifierType"}},
	{"identifier missing", func(id *ivms101.Identity) { natural(id).NationalIdentification.NationalIdentifier = "" },
		[]string{"required " + originatorAt + "/nationalIdentification/nationalIdentifier"}},
	{"town missing", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].TownName = "" },
		[]string{"townName " + originatorAt + "/geographicAddress/0/townName"}},
	{"seven lines", func(id *ivms101.Identity) {
		natural(id).GeographicAddress[0].AddressLine = strings.Split("1234567", "")
	}, nil},
	{"eight lines", func(id *ivms101.Identity) {
		natural(id).GeographicAddress[0].AddressLine = strings.Split("12345678", "")
	}, []string{"count " + originatorAt + "/geographicAddress/0/addressLine"}},
	{"line of 71", func(id *ivms101.Identity) {
		natural(id).GeographicAddress[0].AddressLine = []string{strings.Repeat(hangul, 71)}
	}, []string{"length " + originatorAt + "/geographicAddress/0/addressLine/0"}},
	{"account of 100", func(id *ivms101.Identity) { id.Originator.AccountNumber[0] = strings.Repeat("x", 100) }, nil},
	{"account of 101", func(id *ivms101.Identity) { id.Originator.AccountNumber[0] = strings.Repeat("x", 101) },
		[]string{"accountLength /originator/accountNumber/0"}},
	{"no account", func(id *ivms101.Identity) { id.Originator.AccountNumber = nil }, nil},
	{"blank account", func(id *ivms101.Identity) {
		id.Beneficiary.AccountNumber[0] = ""
	}, []string{"required /beneficiary/accountNumber/0"}},
	{"control character", func(id *ivms101.Identity) { taker(id).Name.NameIdentifier[0].PrimaryIdentifier = "a\tb" },
		[]string{"characters " + beneficiaryAt + nameIdentifier + "/0/primaryIdentifier"}},
	{"34 Hangul syllables are 34", func(id *ivms101.Identity) {
		natural(id).GeographicAddress[0].TownName = strings.Repeat(hangul, 34)
	}, nil},
	{"extensions", func(id *ivms101.Identity) {
		natural(id).Nationality = "SE"
		legal(id).DateOfIncorporation = "2017-04-31"
	}, []string{"extension " + originatorAt + "/nationality", "extension " + vaspAt + "/dateOfIncorporation",
		"date " + vaspAt + "/dateOfIncorporation"}},
	{"nationality not a country", func(id *ivms101.Identity) { natural(id).Nationality = "EU" },
		[]string{"extension " + originatorAt + "/nationality", "C3 " + originatorAt + "/nationality"}},
	{"unknown member", func(id *ivms101.Identity) { id.Originator.Extra = []ivms101.Member{{Name: "x", Raw: "1"}} },
		[]string{"unknown /originator"}},
	{"a legal person reports all its faults", func(id *ivms101.Identity) {
		l := legal(id)
		l.Name.NameIdentifier[0].LegalPersonNameIdentifierType = "SHRT"
		l.GeographicAddress[0].Country = "??"
		l.CustomerIdentification = strings.Repeat("9", 51)
		l.NationalIdentification.NationalIdentifierType = "DRLC"
		l.NationalIdentification.RegistrationAuthority = "none"
		l.CountryOfRegistration = "V"
	}, []string{"C5 " + vaspAt + nameIdentifier, "C3 " + vaspAt + "/geographicAddress/0/country",
		"length " + vaspAt + "/customerNumber", "C10 " + vaspAt + "/nationalIdentification/registrationAuthority",
		"C7 " + vaspAt + "/nationalIdentification/nationalIdentifierType", "C3 " + vaspAt + "/countryOfRegistration"}},
}

func broken(id ivms101.Identity, p ivms101.Profile) []string {
	var got []string
	for _, v := range id.Validate(p, now) {
		got = append(got, string(v.Rule)+" "+v.Pointer)
	}
	return got
}

func TestRules(t *testing.T) {
	for _, file := range []string{"identity-2020.json", "identity-2023.json"} {
		for _, row := range ruleRows {
			t.Run(file+"/"+row.name, func(t *testing.T) {
				id := parse(t, vector(t, file))
				row.spoil(&id)
				want := slices.Clone(row.want)
				if id.Edition == ivms101.Edition2023 {
					for i := range want {
						rule, at, _ := strings.Cut(want[i], " ")
						want[i] = rule + " " + in2023(at)
					}
				}
				before, err := id.Encode(ivms101.AnyEdition)
				if err != nil {
					t.Fatal(err)
				}
				if got := broken(id, ivms101.Strict()); !slices.Equal(got, want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
				if after, err := id.Encode(ivms101.AnyEdition); err != nil || string(before) != string(after) {
					t.Error("Validate altered what it checked")
				}
			})
		}
	}
}

// Every text has its datatype's length, counted in characters.
func TestLengths(t *testing.T) {
	type text struct {
		name string
		max  int
		at   func(*ivms101.Identity) *string
	}
	address := func(id *ivms101.Identity) *ivms101.Address { return &natural(id).GeographicAddress[0] }
	rows := []text{
		{"department", 50, func(id *ivms101.Identity) *string { return &address(id).Department }},
		{"subDepartment", 70, func(id *ivms101.Identity) *string { return &address(id).SubDepartment }},
		{"streetName", 70, func(id *ivms101.Identity) *string { return &address(id).StreetName }},
		{"buildingNumber", 16, func(id *ivms101.Identity) *string { return &address(id).BuildingNumber }},
		{"buildingName", 35, func(id *ivms101.Identity) *string { return &address(id).BuildingName }},
		{"floor", 70, func(id *ivms101.Identity) *string { return &address(id).Floor }},
		{"postBox", 16, func(id *ivms101.Identity) *string { return &address(id).PostBox }},
		{"room", 70, func(id *ivms101.Identity) *string { return &address(id).Room }},
		{"postcode", 16, func(id *ivms101.Identity) *string { return &address(id).Postcode }},
		{"townName", 35, func(id *ivms101.Identity) *string { return &address(id).TownName }},
		{"townLocationName", 35, func(id *ivms101.Identity) *string { return &address(id).TownLocationName }},
		{"districtName", 35, func(id *ivms101.Identity) *string { return &address(id).DistrictName }},
		{"countrySubDivision", 35, func(id *ivms101.Identity) *string { return &address(id).CountrySubDivision }},
		{"primaryIdentifier", 100, func(id *ivms101.Identity) *string {
			return &natural(id).Name.NameIdentifier[0].PrimaryIdentifier
		}},
		{"secondaryIdentifier", 100, func(id *ivms101.Identity) *string {
			return &natural(id).Name.LocalNameIdentifier[0].SecondaryIdentifier
		}},
		{"legalPersonName", 100, func(id *ivms101.Identity) *string {
			return &legal(id).Name.NameIdentifier[0].LegalPersonName
		}},
		{"nationalIdentifier", 35, func(id *ivms101.Identity) *string {
			return &natural(id).NationalIdentification.NationalIdentifier
		}},
		{"placeOfBirth", 70, func(id *ivms101.Identity) *string {
			return &natural(id).DateAndPlaceOfBirth.PlaceOfBirth
		}},
		{"customerIdentification", 50, func(id *ivms101.Identity) *string {
			return &natural(id).CustomerIdentification
		}},
	}
	for _, file := range []string{"identity-2020.json", "identity-2023.json"} {
		for _, row := range rows {
			for _, letter := range []string{"x", hangul, "😀"} {
				id := parse(t, vector(t, file))
				*row.at(&id) = strings.Repeat(letter, row.max)
				if got := broken(id, ivms101.Strict()); len(got) != 0 {
					t.Errorf("%s %s: %d of %q are refused: %v", file, row.name, row.max, letter, got)
				}
				*row.at(&id) = strings.Repeat(letter, row.max+1)
				if got := broken(id, ivms101.Strict()); len(got) != 1 || !strings.HasPrefix(got[0], "length ") ||
					!strings.HasSuffix(got[0], "/"+row.name) {
					t.Errorf("%s %s: %d of %q: %v", file, row.name, row.max+1, letter, got)
				}
			}
		}
	}
}

func TestPayloadVersion(t *testing.T) {
	id := parse(t, vector(t, "identity-2023.json"))
	id.PayloadMetadata.PayloadVersion = ""
	if got := broken(id, ivms101.Strict()); !slices.Equal(got, []string{"required /payloadMetadata/payloadVersion"}) {
		t.Errorf("empty version: %v", got)
	}
	id.PayloadMetadata = nil
	if got := broken(id, ivms101.Strict()); !slices.Equal(got, []string{"required /payloadMetadata/payloadVersion"}) {
		t.Errorf("no metadata: %v", got)
	}
	id.PayloadMetadata = &ivms101.PayloadMetadata{PayloadVersion: "101"}
	if got := broken(id, ivms101.Strict()); !slices.Equal(got, []string{"edition /payloadMetadata/payloadVersion"}) {
		t.Errorf("other version: %v", got)
	}
}

// What the enclave rail relaxes, and what it does not (contract 4.9, 6.10).
func TestEnclaveProfiles(t *testing.T) {
	for _, row := range []struct {
		name             string
		spoil            func(*ivms101.Identity)
		reading, writing bool // passes
	}{
		{"untouched", func(*ivms101.Identity) {}, true, true},
		{"a name alone", func(id *ivms101.Identity) {
			id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{Name: natural(id).Name}
		}, true, true},
		{"no town", func(id *ivms101.Identity) { natural(id).GeographicAddress[0].TownName = "" }, true, true},
		{"long account", func(id *ivms101.Identity) {
			id.Originator.AccountNumber[0] = strings.Repeat("x", 200)
		}, true, true},
		{"address type test", func(id *ivms101.Identity) {
			natural(id).GeographicAddress[0].AddressType = "test"
		}, true, false},
		{"wrong LEI", func(id *ivms101.Identity) {
			id.OriginatingVASP.Person.LegalPerson.NationalIdentification.NationalIdentifier = "x"
		}, true, false},
		{"bad incorporation", func(id *ivms101.Identity) { legal(id).DateOfIncorporation = "2017" }, true, false},
		{"no LEGL", func(id *ivms101.Identity) {
			natural(id).Name.NameIdentifier[0].NameIdentifierType = "ALIA"
		}, true, false},
		{"long name", func(id *ivms101.Identity) {
			natural(id).Name.NameIdentifier[0].PrimaryIdentifier = strings.Repeat("x", 101)
		}, true, false},
		{"no account", func(id *ivms101.Identity) { id.Originator.AccountNumber = nil }, true, false},
		{"empty identity", func(id *ivms101.Identity) { *id = ivms101.Identity{} }, false, false},
		{"no originator", func(id *ivms101.Identity) { id.Originator = nil }, false, false},
		{"no originator person", func(id *ivms101.Identity) { id.Originator.Persons = nil }, false, false},
		{"no beneficiary person", func(id *ivms101.Identity) { id.Beneficiary.Persons = nil }, false, false},
		{"nobody", func(id *ivms101.Identity) { id.Originator.Persons[0] = ivms101.Person{} }, false, false},
		{"nameless", func(id *ivms101.Identity) {
			id.Originator.Persons[0].NaturalPerson = &ivms101.NaturalPerson{}
		}, false, false},
		{"born in the future", func(id *ivms101.Identity) {
			natural(id).DateAndPlaceOfBirth.DateOfBirth = "2030-01-01"
		}, false, false},
	} {
		id := parse(t, vector(t, "identity-enclave.json"))
		row.spoil(&id)
		if got := id.Validate(ivms101.EnclaveReading(), now); ivms101.Broken(got) == row.reading {
			t.Errorf("%s, reading: %+v", row.name, got)
		}
		if got := id.Validate(ivms101.EnclaveWriting(), now); ivms101.Broken(got) == row.writing {
			t.Errorf("%s, writing: %+v", row.name, got)
		}
	}
}

func TestAccountStep(t *testing.T) {
	for _, file := range []string{
		"seed-account-natural-address.json", "seed-account-natural-name.json", "seed-account-legal-address.json", "seed-account-legal-name.json",
	} {
		data := vector(t, file)
		id := parse(t, data)
		for _, p := range []ivms101.Profile{ivms101.EnclaveReading().AccountStep(), ivms101.EnclaveWriting().AccountStep()} {
			if got := id.Validate(p, now); len(got) != 0 {
				t.Errorf("%s, %s: %+v", file, p.Name, got)
			}
		}
		if !ivms101.Broken(id.Validate(ivms101.EnclaveReading(), now)) {
			t.Errorf("%s passes as a user step", file)
		}
		if back, err := id.Encode(ivms101.EditionEnclave); err != nil || string(back) != string(data) {
			t.Errorf("%s comes back as %s, %v", file, back, err)
		}
	}
}

func TestProfilesNameKnownRulesAndReasons(t *testing.T) {
	for _, p := range []ivms101.Profile{ivms101.EnclaveReading(), ivms101.EnclaveWriting(), ivms101.EnclaveReading().AccountStep()} {
		if p.Name == "" || len(p.Changes) == 0 {
			t.Errorf("%q changes nothing", p.Name)
		}
		for _, c := range p.Changes {
			if c.Reason == "" || !slices.Contains(ivms101.Rules(), c.Rule) {
				t.Errorf("%s: %+v", p.Name, c)
			}
		}
	}
	shared := ivms101.EnclaveWriting()
	_ = shared.With("other", ivms101.Change{Rule: ivms101.RuleC2, Severity: ivms101.Off, Reason: "test"})
	if shared.Severity(ivms101.RuleC2) != ivms101.Error {
		t.Error("With altered the profile it came from")
	}
}

// Every rule is broken by some row of some table, so that none is dead.
func TestEveryRuleIsReached(t *testing.T) {
	seen := map[ivms101.Rule]bool{}
	note := func(id ivms101.Identity, p ivms101.Profile) {
		for _, v := range id.Validate(p, now) {
			seen[v.Rule] = true
		}
	}
	for _, row := range ruleRows {
		id := parse(t, vector(t, "identity-2020.json"))
		row.spoil(&id)
		note(id, ivms101.Strict())
		note(id, ivms101.EnclaveWriting())
	}
	note(parse(t, vector(t, "peer-capital.json")), ivms101.Strict())
	mixed := parse(t, []byte(`{"originator":{"originatorPersons":[]},"beneficiary":{"beneficiaryPerson":[]}}`))
	note(mixed, ivms101.Strict())
	for _, rule := range ivms101.Rules() {
		if !seen[rule] {
			t.Errorf("nothing breaks %s", rule)
		}
	}
}

func TestFault(t *testing.T) {
	id := parse(t, vector(t, "identity-2020.json"))
	if err := ivms101.Fault(id.Validate(ivms101.Strict(), now)); err != nil {
		t.Errorf("a clean document: %v", err)
	}
	natural(&id).CountryOfResidence = "ZZ"
	err := ivms101.Fault(id.Validate(ivms101.Strict(), now))
	if fault.CodeOf(err) != fault.IVMS101Invalid || fault.PlaceOf(err) != originatorAt+"/countryOfResidence" {
		t.Errorf("got %v", err)
	}
}

func TestCountries(t *testing.T) {
	count := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if ivms101.IsCountry(string(a) + string(b)) {
				count++
			}
		}
	}
	if count != 250 { // 249 assigned codes and XX
		t.Errorf("%d codes", count)
	}
	for _, wrong := range []string{"", "K", "kr", "KOR", "UK", "EU", "ZZ", "AN", "K\x00"} {
		if ivms101.IsCountry(wrong) {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// The first is the LEI of the Global LEI Foundation itself, a public number; the others are ours.
func TestLEI(t *testing.T) {
	for text, want := range map[string]bool{
		"506700GE1G29325QX363": true, validLEI: true, "549300BONAFIDETEST53": true,
		"506700GE1G29325QX364": false, "506700GE1G29325QX36": false, "506700ge1g29325qx363": false,
		"506700GE1G29325QX3633": false, "": false, "00000000000000000000": false,
	} {
		if got := ivms101.IsLEI(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// The day of now is taken in UTC, whatever its zone.
func TestPastIsUTC(t *testing.T) {
	id := parse(t, vector(t, "identity-2020.json"))
	natural(&id).DateAndPlaceOfBirth.DateOfBirth = "2026-02-28"
	seoul := time.FixedZone("KST", 9*3600)
	if got := id.Validate(ivms101.Strict(), time.Date(2026, 3, 1, 8, 59, 0, 0, seoul)); len(got) != 1 || got[0].Rule != ivms101.RuleC2 {
		t.Errorf("still the 28th in UTC: %+v", got)
	}
	if got := id.Validate(ivms101.Strict(), time.Date(2026, 3, 1, 9, 0, 0, 0, seoul)); len(got) != 0 {
		t.Errorf("the 1st in UTC: %+v", got)
	}
}
