package ivms101

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// Validate reports every rule of p the document breaks, in document order, and alters nothing. now decides what the
// past is (C2); it is read as a day in UTC. Nil means that all rules hold. Pointers name members the way the edition
// of the document does.
func (i *Identity) Validate(p Profile, now time.Time) []Violation {
	v := &validator{profile: &p, edition: i.Edition, today: dayOf(now)}
	v.path = v.buf[:0]
	v.identity(i)
	return v.found
}

// Broken says whether any violation is an error.
func Broken(violations []Violation) bool {
	for _, v := range violations {
		if v.Severity == Error {
			return true
		}
	}
	return false
}

// Fault turns violations into an error for callers that only want to know: fault.IVMS101Invalid at the pointer of
// the first one that is an error, with the rules and pointers of all of these as detail; nil when there is none.
func Fault(violations []Violation) error {
	var err *fault.Error
	for _, v := range violations {
		switch {
		case v.Severity != Error:
		case err == nil:
			err = fault.Newf(fault.IVMS101Invalid, v.Pointer, "%s", v.Rule)
		case len(err.Detail) < 1024:
			err.Detail += ", " + string(v.Rule) + " at " + v.Pointer
		}
	}
	if err == nil {
		return nil
	}
	return err
}

type validator struct {
	profile *Profile
	edition Edition
	today   int
	path    []step
	buf     [24]step
	found   []Violation
}

func (v *validator) report(rule Rule, text string) {
	if severity := v.profile.Severity(rule); severity != Off {
		v.found = append(v.found, Violation{Pointer: pointer(v.path), Rule: rule, Severity: severity, Text: text})
	}
}

func (v *validator) reportAt(name string, rule Rule, text string) {
	v.enter(name)
	v.report(rule, text)
	v.leave()
}

func (v *validator) enter(name string) { v.path = append(v.path, step{name: name}) }
func (v *validator) index(i int)       { v.path = append(v.path, step{index: i}) }
func (v *validator) leave()            { v.path = v.path[:len(v.path)-1] }

func (v *validator) pick(in2020, in2023 string) string {
	if v.edition == Edition2023 {
		return in2023
	}
	return in2020
}

// each visits the elements of a list under its name.
func each[T any](v *validator, name string, items []T, visit func(*validator, *T)) {
	if len(items) == 0 {
		return
	}
	v.enter(name)
	for i := range items {
		v.index(i)
		visit(v, &items[i])
		v.leave()
	}
	v.leave()
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// length checks a text against its datatype; limit 0 leaves the length alone.
func (v *validator) length(name, value string, limit int) { v.lengthAs(RuleLength, name, value, limit) }

func (v *validator) lengthAs(rule Rule, name, value string, limit int) {
	if limit > 0 && len(value) > limit && utf8.RuneCountInString(value) > limit {
		v.reportAt(name, rule, "longer than "+strconv.Itoa(limit)+" characters")
	}
	for i := 0; i < len(value); i++ {
		if value[i] < 0x20 || value[i] == 0x7f {
			v.reportAt(name, RuleCharacters, "a control character")
			return
		}
	}
}

func (v *validator) required(name, value string) {
	if blank(value) {
		v.reportAt(name, RuleRequired, "required")
	}
}

// code checks a required code; a blank one is reported as missing, not as wrong.
func (v *validator) code(name, value string, known func(string) bool) {
	if !blank(value) && !known(value) {
		v.reportAt(name, RuleCode, "not a code of the list")
	}
}

func (v *validator) country(name, value string) {
	if value != "" && !IsCountry(value) {
		v.reportAt(name, RuleC3, "not an ISO 3166-1 alpha-2 code")
	}
}

func (v *validator) unknown(extra []Member) {
	if len(extra) > 0 {
		v.report(RuleUnknown, "members outside the standard")
	}
}

func checkTexts[T any](v *validator, table []text[T], of *T) {
	for i := range table {
		t := &table[i]
		value := *t.at(of)
		if t.required {
			v.required(t.name, value)
		}
		v.length(t.name, value, t.max)
	}
}

func (v *validator) identity(i *Identity) {
	for _, d := range i.Deviations {
		if d.Severity = v.profile.Severity(d.Rule); d.Severity != Off {
			v.found = append(v.found, d)
		}
	}
	if i.Originator == nil && i.Beneficiary == nil {
		v.report(RuleEmpty, "neither originator nor beneficiary")
	}
	v.unknown(i.Extra)
	if i.Originator == nil {
		v.reportAt("originator", RuleParties, "required")
	} else {
		v.enter("originator")
		v.originator(i.Originator)
		v.leave()
	}
	if i.Beneficiary == nil {
		v.reportAt("beneficiary", RuleParties, "required")
	} else {
		v.enter("beneficiary")
		v.beneficiary(i.Beneficiary)
		v.leave()
	}
	v.vasp("originatingVASP", i.OriginatingVASP)
	v.vasp("beneficiaryVASP", i.BeneficiaryVASP)
	v.transferPath(i.TransferPath)
	v.metadata(i.PayloadMetadata)
}

func (v *validator) originator(o *Originator) {
	v.unknown(o.Extra)
	name := v.pick("originatorPersons", "originatorPerson")
	if len(o.Persons) == 0 {
		v.reportAt(name, RuleOriginatorPersons, "at least one person is required")
	}
	each(v, name, o.Persons, (*validator).originatorPerson)
	v.accounts(o.AccountNumber)
}

func (v *validator) beneficiary(b *Beneficiary) {
	v.unknown(b.Extra)
	name := v.pick("beneficiaryPersons", "beneficiaryPerson")
	if len(b.Persons) == 0 {
		v.reportAt(name, RuleBeneficiaryPersons, "at least one person is required")
	}
	each(v, name, b.Persons, (*validator).person)
	v.accounts(b.AccountNumber)
}

func (v *validator) accounts(accounts []string) {
	if len(accounts) == 0 {
		v.reportAt("accountNumber", RuleAccountNumber, "at least one account number is required")
		return
	}
	v.enter("accountNumber")
	for i, account := range accounts {
		v.index(i)
		if blank(account) {
			v.report(RuleRequired, "required")
		}
		if utf8.RuneCountInString(account) > maxAccountNumber {
			v.report(RuleAccountLength, "longer than "+strconv.Itoa(maxAccountNumber)+" characters")
		}
		v.leave()
	}
	v.leave()
}

func (v *validator) vasp(name string, vasp *VASP) {
	if vasp == nil {
		return
	}
	v.enter(name)
	v.unknown(vasp.Extra)
	if v.edition == Edition2020 {
		v.enter(name)
		v.person(&vasp.Person)
		v.leave()
	} else {
		v.person(&vasp.Person)
	}
	v.leave()
}

func (v *validator) transferPath(t *TransferPath) {
	if t == nil {
		return
	}
	v.enter("transferPath")
	v.unknown(t.Extra)
	each(v, "transferPath", t.Intermediaries, (*validator).intermediary)
	if !sequential(t.Intermediaries) {
		v.reportAt("transferPath", RuleC12, "the sequence numbers do not run from 0 without gaps")
	}
	v.leave()
}

func (v *validator) intermediary(i *IntermediaryVASP) {
	v.unknown(i.Extra)
	v.enter("intermediaryVASP")
	v.person(&i.Person)
	v.leave()
	if i.Sequence == nil {
		v.reportAt("sequence", RuleRequired, "required")
	}
}

// sequential says whether the sequence numbers that are present are 0 to n-1 (C12). Missing ones are reported apart.
func sequential(path []IntermediaryVASP) bool {
	seen := make([]bool, len(path))
	for _, i := range path {
		if i.Sequence == nil {
			continue
		}
		if *i.Sequence >= uint64(len(path)) || seen[*i.Sequence] {
			return false
		}
		seen[*i.Sequence] = true
	}
	return true
}

func (v *validator) metadata(m *PayloadMetadata) {
	if m != nil {
		v.enter("payloadMetadata")
		v.unknown(m.Extra)
		each(v, "transliterationMethod", m.TransliterationMethod, func(v *validator, method *string) {
			if !isTransliteration(*method) {
				v.report(RuleCode, "not a code of the list")
			}
		})
		v.leave()
	}
	if v.edition != Edition2023 {
		return
	}
	v.enter("payloadMetadata")
	switch {
	case m == nil || m.PayloadVersion == "":
		v.reportAt("payloadVersion", RuleRequired, "required")
	case m.PayloadVersion != PayloadVersion2023:
		v.reportAt("payloadVersion", RuleEdition, "names another edition than the members do")
	}
	v.leave()
}

func (v *validator) person(p *Person) { v.anyPerson(p, false) }

func (v *validator) originatorPerson(p *Person) { v.anyPerson(p, true) }

// anyPerson checks a person; of an originator C1 or C4 asks more.
func (v *validator) anyPerson(p *Person, originator bool) {
	v.unknown(p.Extra)
	switch {
	case p.NaturalPerson == nil && p.LegalPerson == nil:
		v.report(RuleChoice, "one of naturalPerson and legalPerson is required")
	case p.NaturalPerson != nil && p.LegalPerson != nil:
		v.report(RuleBoth, "both naturalPerson and legalPerson")
	}
	if n := p.NaturalPerson; n != nil {
		v.enter("naturalPerson")
		v.naturalPerson(n)
		if originator && len(n.GeographicAddress) == 0 && n.NationalIdentification == nil &&
			blank(n.CustomerIdentification) && n.DateAndPlaceOfBirth == nil {
			v.report(RuleC1, "an originator needs an address, an identifier, a customer identification or a birth")
		}
		v.leave()
	}
	if l := p.LegalPerson; l != nil {
		v.enter("legalPerson")
		v.legalPerson(l)
		if originator && !hasGEOG(l.GeographicAddress) && l.NationalIdentification == nil &&
			blank(l.CustomerIdentification) {
			v.report(RuleC4, "an originator needs a GEOG address, an identifier or a customer identification")
		}
		v.leave()
	}
}

func hasGEOG(addresses []Address) bool {
	for i := range addresses {
		if addresses[i].AddressType == GEOG {
			return true
		}
	}
	return false
}

func (v *validator) naturalPerson(p *NaturalPerson) {
	v.unknown(p.Extra)
	v.enter("name")
	v.naturalName(&p.Name)
	v.leave()
	each(v, "geographicAddress", p.GeographicAddress, (*validator).address)
	if p.NationalIdentification != nil {
		v.enter("nationalIdentification")
		v.national(p.NationalIdentification)
		v.leave()
	}
	v.length("customerIdentification", p.CustomerIdentification, maxCustomer)
	if p.DateAndPlaceOfBirth != nil {
		v.enter("dateAndPlaceOfBirth")
		v.birth(p.DateAndPlaceOfBirth)
		v.leave()
	}
	v.country("countryOfResidence", p.CountryOfResidence)
	if p.Nationality != "" {
		v.reportAt("nationality", RuleExtension, "not a member of the standard")
		v.country("nationality", p.Nationality)
	}
}

func (v *validator) naturalName(n *NaturalPersonName) {
	v.unknown(n.Extra)
	typeName := v.pick("nameIdentifierType", "naturalPersonNameIdentifierType")
	named, legal := false, false
	lists := [...]struct {
		name, typeName string
		ids            []NaturalPersonNameID
	}{
		{"nameIdentifier", typeName, n.NameIdentifier},
		{"localNameIdentifier", "nameIdentifierType", n.LocalNameIdentifier},
		{"phoneticNameIdentifier", "nameIdentifierType", n.PhoneticNameIdentifier},
	}
	for at, list := range lists {
		v.enter(list.name)
		if at == 0 && len(list.ids) == 0 {
			v.report(RuleRequired, "required")
		}
		for i := range list.ids {
			id := &list.ids[i]
			v.index(i)
			v.unknown(id.Extra)
			checkTexts(v, naturalNameTexts, id)
			v.required(list.typeName, id.NameIdentifierType)
			v.code(list.typeName, id.NameIdentifierType, isNaturalNameType)
			v.leave()
			named = named || !blank(id.PrimaryIdentifier)
			legal = legal || at == 0 && id.NameIdentifierType == LEGL
		}
		v.leave()
	}
	if !named {
		v.report(RuleName, "no name at all")
	}
	if !legal {
		v.reportAt("nameIdentifier", RuleC6, "no name of type LEGL")
	}
}

func (v *validator) birth(d *DateAndPlaceOfBirth) {
	v.unknown(d.Extra)
	checkTexts(v, birthTexts, d)
	if blank(d.DateOfBirth) {
		return
	}
	day, ok := parseDay(d.DateOfBirth)
	switch {
	case !ok:
		v.reportAt("dateOfBirth", RuleDate, "not a day of the calendar as YYYY-MM-DD")
	case day >= v.today:
		v.reportAt("dateOfBirth", RuleC2, "not in the past")
	}
}

func (v *validator) legalPerson(p *LegalPerson) {
	v.unknown(p.Extra)
	v.enter("name")
	v.legalName(&p.Name)
	v.leave()
	each(v, "geographicAddress", p.GeographicAddress, (*validator).address)
	customer := "customerIdentification"
	if v.edition == Edition2020 {
		customer = "customerNumber"
	}
	v.length(customer, p.CustomerIdentification, maxCustomer)
	if p.NationalIdentification != nil {
		v.enter("nationalIdentification")
		v.national(p.NationalIdentification)
		v.nationalOfLegal(p.NationalIdentification)
		v.leave()
	}
	v.country("countryOfRegistration", p.CountryOfRegistration)
	if p.DateOfIncorporation != "" {
		v.reportAt("dateOfIncorporation", RuleExtension, "not a member of the standard")
		if _, ok := parseDay(p.DateOfIncorporation); !ok {
			v.reportAt("dateOfIncorporation", RuleDate, "not a day of the calendar as YYYY-MM-DD")
		}
	}
}

func (v *validator) legalName(n *LegalPersonName) {
	v.unknown(n.Extra)
	named, legal := false, false
	lists := [...]struct {
		name string
		ids  []LegalPersonNameID
	}{
		{"nameIdentifier", n.NameIdentifier},
		{"localNameIdentifier", n.LocalNameIdentifier},
		{"phoneticNameIdentifier", n.PhoneticNameIdentifier},
	}
	for at, list := range lists {
		v.enter(list.name)
		if at == 0 && len(list.ids) == 0 {
			v.report(RuleRequired, "required")
		}
		for i := range list.ids {
			id := &list.ids[i]
			v.index(i)
			v.unknown(id.Extra)
			checkTexts(v, legalNameTexts, id)
			v.code("legalPersonNameIdentifierType", id.LegalPersonNameIdentifierType, isLegalNameType)
			v.leave()
			named = named || !blank(id.LegalPersonName)
			legal = legal || at == 0 && id.LegalPersonNameIdentifierType == LEGL
		}
		v.leave()
	}
	if !named {
		v.report(RuleName, "no name at all")
	}
	if !legal {
		v.reportAt("nameIdentifier", RuleC5, "no name of type LEGL")
	}
}

func (v *validator) address(a *Address) {
	v.unknown(a.Extra)
	checkTexts(v, addressTexts, a)
	v.code("addressType", a.AddressType, isAddressType)
	if blank(a.TownName) {
		v.reportAt("townName", RuleTownName, "required")
	}
	if len(a.AddressLine) > maxAddressLines {
		v.reportAt("addressLine", RuleCount, "more than "+strconv.Itoa(maxAddressLines)+" address lines")
	}
	lines := false
	if len(a.AddressLine) > 0 {
		v.enter("addressLine")
		for i, line := range a.AddressLine {
			lines = lines || !blank(line)
			if utf8.RuneCountInString(line) > maxAddressLine {
				v.index(i)
				v.report(RuleLength, "longer than "+strconv.Itoa(maxAddressLine)+" characters")
				v.leave()
			}
		}
		v.leave()
	}
	if !lines && (blank(a.StreetName) || blank(a.BuildingName) && blank(a.BuildingNumber)) {
		v.report(RuleC8, "neither an addressLine nor a streetName with buildingName or buildingNumber")
	}
	v.required("country", a.Country)
	v.country("country", a.Country)
}

func (v *validator) national(n *NationalIdentification) {
	v.unknown(n.Extra)
	checkTexts(v, nationalTexts, n)
	v.code("nationalIdentifierType", n.NationalIdentifierType, isNationalIdentifierType)
	v.country("countryOfIssue", n.CountryOfIssue)
	if n.RegistrationAuthority != "" && !isRegistrationAuthority(n.RegistrationAuthority) {
		v.reportAt("registrationAuthority", RuleC10, "not RA and six digits")
	}
	if n.NationalIdentifierType == LEIX && !IsLEI(n.NationalIdentifier) {
		v.reportAt("nationalIdentifier", RuleC11, "not an LEI, or its check digits are wrong")
	}
}

// nationalOfLegal checks what C7 and C9 ask of legal persons alone.
func (v *validator) nationalOfLegal(n *NationalIdentification) {
	if isNationalIdentifierType(n.NationalIdentifierType) && !isLegalIdentifierType(n.NationalIdentifierType) {
		v.reportAt("nationalIdentifierType", RuleC7, "a legal person has RAID, MISC, LEIX or TXID")
	}
	if n.CountryOfIssue != "" {
		v.reportAt("countryOfIssue", RuleC9, "not for legal persons")
	}
	switch isLEI := n.NationalIdentifierType == LEIX; {
	case isLEI && n.RegistrationAuthority != "":
		v.reportAt("registrationAuthority", RuleC9, "not beside an LEI")
	case !isLEI && n.RegistrationAuthority == "":
		v.reportAt("registrationAuthority", RuleC9, "required unless the identifier is an LEI")
	}
}

// dayOf returns the day of t in UTC as a number that grows with time: year, month and day in decimal.
func dayOf(t time.Time) int {
	year, month, day := t.UTC().Date()
	return year*10000 + int(month)*100 + day
}

// parseDay reads YYYY-MM-DD, a day that exists in the Gregorian calendar, as the number dayOf uses.
func parseDay(text string) (int, bool) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	n := 0
	for i := range 10 {
		if i == 4 || i == 7 {
			continue
		}
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	year, month, day := n/10000, n/100%100, n%100
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
