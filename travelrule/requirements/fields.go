package requirements

import (
	"strings"
	"sync"

	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Lengths in characters, as ivms101 has them.
const (
	maxName     = 100
	maxPlace    = 70
	maxIDNumber = 35
	maxCustomer = 50
)

func textOf(max int, patterns ...pattern) *node {
	return &node{shape: text, max: max, patterns: patterns}
}

func objectOf(members ...member) *node { return &node{shape: object, members: members} }

func must(name string, of *node) member { return member{name: name, of: of} }

func oneOfTexts(texts ...string) *node {
	n := &node{shape: oneValue}
	for _, t := range texts {
		n.values = append(n.values, t)
	}
	return n
}

// Patterns of texts, which are compiled once.
var (
	dayPattern     = matching(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, RuleForm, "a day as YYYY-MM-DD")
	countryPattern = matching(`^[A-Z]{2}$`, RuleForm, "a country of ISO 3166-1, two letters")
	decimalPattern = matching(`^[0-9]{1,64}(\.[0-9]{1,64})?$`, RuleForm, "an exact decimal: digits, at most one point")
	instantPattern = matching(`^[0-9]{4}-?[0-9]{2}-?[0-9]{2}T[0-9]{2}:?[0-9]{2}`, RuleForm, "an instant of ISO 8601")
	idPattern      = matching(`^[0-9]{1,20}$`, RuleForm, "1 to 20 digits")
	codePatterns   = sync.OnceValues(makeCodePatterns)
)

func dayText() *node { return textOf(0, dayPattern) }

func countryText() *node { return textOf(0, countryPattern) }

// listWith is a list of which one item at least is like item.
func listWith(item *node, about string) *node {
	item.about = about
	return &node{shape: array, min: 1, some: item}
}

func naturalNames() *node {
	return listWith(objectOf(must("primaryIdentifier", textOf(maxName)), must("nameIdentifierType", textOf(0))), "a name with primaryIdentifier and nameIdentifierType")
}

func legalNames() *node {
	return listWith(objectOf(must("legalPersonName", textOf(maxName)), must("legalPersonNameIdentifierType", textOf(0))),
		"a name with legalPersonName and legalPersonNameIdentifierType")
}

// postal is an address as contract 4.9 has it: a country, and lines or a street with a building.
func postal() *node {
	n := objectOf(must("addressType", textOf(0)), must("country", countryText()))
	n.needs = []need{{bundles: [][]member{
		{must("addressLine", listWith(textOf(maxPlace), "a line of the address"))},
		{must("streetName", textOf(maxPlace)), must("buildingNumber", textOf(0))},
		{must("streetName", textOf(maxPlace)), must("buildingName", textOf(0))},
	}}}
	n.about = "an address with addressType, country, and addressLine or streetName with buildingNumber or buildingName"
	return n
}

func identifier(types ...string) *node {
	return objectOf(must("nationalIdentifier", textOf(maxIDNumber)), must("nationalIdentifierType", oneOfTexts(types...)))
}

// person is whom a code of contract 4.8 is about.
type person uint8

const (
	theParty person = iota // the account itself
	theNatural
	theLegal
	theRepresentative
)

// fieldPlace is where the data of a code stands and what it looks like.
type fieldPlace struct {
	of   person
	name string
	make func() *node
}

// fieldPlaces are the codes of contract 4.8. ACCOUNT_NUMBER has no entry: the contract itself asks for accounts.
var fieldPlaces = map[ivms101.Field]fieldPlace{
	ivms101.FieldNaturalPersonName:                   {theNatural, "name", func() *node { return objectOf(must("nameIdentifier", naturalNames())) }},
	ivms101.FieldLocalNaturalPersonName:              {theNatural, "name", localNatural},
	ivms101.FieldNaturalPersonBirth:                  {theNatural, "dateAndPlaceOfBirth", birthNode},
	ivms101.FieldNaturalPersonNationality:            {theNatural, "nationality", countryText},
	ivms101.FieldNaturalPersonGeographicAddress:      {theNatural, "geographicAddress", func() *node { p := postal(); return listWith(p, p.about) }},
	ivms101.FieldNaturalPersonNationalIdentification: {theNatural, "nationalIdentification", naturalIdentifier},
	ivms101.FieldNaturalPersonCustomerIdentification: {theNatural, "customerIdentification", customerText},
	ivms101.FieldNaturalPersonCountryOfResidence:     {theNatural, "countryOfResidence", countryText},
	ivms101.FieldLegalPersonName:                     {theLegal, "name", func() *node { return objectOf(must("nameIdentifier", legalNames())) }},
	ivms101.FieldLocalLegalPersonName: {theLegal, "name", func() *node {
		return objectOf(must("nameIdentifier", legalNames()), must("localNameIdentifier", legalNames()))
	}},
	ivms101.FieldRepresentativeName:                {theRepresentative, "name", func() *node { return objectOf(must("nameIdentifier", naturalNames())) }},
	ivms101.FieldLocalRepresentativeName:           {theRepresentative, "name", localNatural},
	ivms101.FieldRepresentativeBirth:               {theRepresentative, "dateAndPlaceOfBirth", birthNode},
	ivms101.FieldRepresentativeNationality:         {theRepresentative, "nationality", countryText},
	ivms101.FieldHeadOffice:                        {theLegal, "geographicAddress", func() *node { return &node{shape: array, first: []*node{postal()}} }},
	ivms101.FieldBranchOffice:                      {theLegal, "geographicAddress", func() *node { return &node{shape: array, first: []*node{postal(), postal()}} }},
	ivms101.FieldLegalPersonCustomerIdentification: {theLegal, "customerIdentification", customerText},
	ivms101.FieldLegalPersonNationalIdentification: {theLegal, "nationalIdentification", func() *node {
		return identifier(ivms101.RAID, ivms101.LEIX, ivms101.TXID, ivms101.MISC)
	}},
	ivms101.FieldLegalPersonCountryOfRegistration: {theLegal, "countryOfRegistration", countryText},
	ivms101.FieldLegalPersonDateOfIncorporation:   {theLegal, "dateOfIncorporation", dayText},
}

func localNatural() *node {
	return objectOf(must("nameIdentifier", naturalNames()), must("localNameIdentifier", naturalNames()))
}

func birthNode() *node {
	return objectOf(must("dateOfBirth", dayText()), must("placeOfBirth", textOf(maxPlace)))
}

func naturalIdentifier() *node {
	return identifier(ivms101.ARNU, ivms101.CCPT, ivms101.RAID, ivms101.DRLC, ivms101.FIIN, ivms101.TXID, ivms101.SOCS, ivms101.IDCD, ivms101.LEIX, ivms101.MISC)
}

func customerText() *node { return textOf(maxCustomer) }

// makeCodePatterns makes the grammar of requiredBeneficiaryInfo, codes of contract 4.8 with commas between them, and for each code the pattern
// of a list that has it.
func makeCodePatterns() (grammar pattern, has map[ivms101.Field]pattern) {
	const space = `[ \t\r\n]*`
	var names []string
	has = map[ivms101.Field]pattern{}
	for _, f := range ivms101.Fields() {
		names = append(names, string(f))
		has[f] = matching("(^|,)"+space+string(f)+space+"(,|$)", RuleCode, string(f)+" is needed")
	}
	one := space + "(" + strings.Join(names, "|") + ")" + space
	return matching("^"+one+"(,"+one+")*$", RuleCode, "codes of contract 4.8, separated by commas"), has
}

const maxCodes = 2048

func codesText() *node {
	grammar, _ := codePatterns()
	return textOf(maxCodes, grammar)
}

// codesWith is a list of codes that has those of needed.
func codesWith(needed []ivms101.Field) *node {
	_, has := codePatterns()
	n := textOf(maxCodes)
	for _, f := range needed {
		n.patterns = append(n.patterns, has[f])
	}
	return n
}

// Forms of the other members of a request. Their limits are the contract's (5.4).
func decimalText() *node { return textOf(travelrule.MaxAmount, decimalPattern) }

func instantText() *node { return textOf(64, instantPattern) }

func idText() *node { return textOf(20, idPattern) }
