package submission

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/person"
)

// IsCountry says whether code is an assigned ISO 3166-1 alpha-3 code.
func IsCountry(code string) bool {
	_, ok := alpha2(code)
	return ok
}

// alpha2 turns an alpha-3 code into the alpha-2 of the registry.
func alpha2(code string) (string, bool) {
	if len(code) != 3 || strings.ToUpper(code) != code {
		return "", false
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() || region.ISO3() != code {
		return "", false
	}
	return region.String(), true
}

// readFields merges what the sides of a document say, by how much each source can be trusted: the machine readable zone first, then a QR
// code, then printed text. Each source leaves its checks.
func readFields(country, idType string, readings []Reading, now time.Time) (Fields, []Check) {
	var f Fields
	var checks []Check
	for _, r := range readings {
		if zone, repaired, ok := zoneOf(r); ok {
			f.merge(fromZone(zone, now))
			checks = append(checks, zoneChecks(zone, repaired)...)
		}
	}
	for _, r := range readings {
		for _, text := range r.CodeTexts {
			if fields, ok := fromCardQR(text); ok {
				checks = append(checks, agreement(f, fields)...)
				f.merge(fields)
			}
		}
	}
	for _, r := range readings {
		f.merge(fromLayout(r.Page))
	}
	for _, r := range readings {
		f.merge(fromText(country, idType, r.TextLines))
	}
	all := parts(readings)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !all[name].Ran {
			checks = append(checks, note(name, check.NotRun, all[name].Why))
		}
	}
	checks = append(checks, single(readings)...)
	return f, append(checks, validity(f, now)...)
}

// single: a picture that shows several documents does not say which of them was read.
func single(readings []Reading) []Check {
	for _, r := range readings {
		if r.Documents > 1 {
			return []Check{note("document.single", check.Inconclusive, "a picture shows more than one document")}
		}
	}
	return nil
}

// parts names the parts of the reading whose absence somebody must know of; a part that did not run on one side did not run.
func parts(readings []Reading) map[string]Part {
	all := map[string]Part{}
	for _, r := range readings {
		for name, part := range map[string]Part{"read.mrz": r.MRZ, "read.text": r.Text, "read.codes": r.Codes, "read.portrait": r.Faces.Part} {
			if have, there := all[name]; !there || have.Ran {
				all[name] = part
			}
		}
	}
	return all
}

// merge fills what is not known yet.
func (f *Fields) merge(other Fields) {
	for _, each := range []struct{ to, from *string }{
		{&f.Name, &other.Name}, {&f.FirstName, &other.FirstName}, {&f.LastName, &other.LastName}, {&f.LocalName, &other.LocalName},
		{&f.DateOfBirth, &other.DateOfBirth}, {&f.Gender, &other.Gender}, {&f.Nationality, &other.Nationality},
		{&f.IssuingCountry, &other.IssuingCountry}, {&f.DateOfIssue, &other.DateOfIssue}, {&f.DateOfExpiry, &other.DateOfExpiry},
		{&f.IdentityNumber, &other.IdentityNumber}, {&f.DocumentNumber, &other.DocumentNumber}, {&f.LicenceNumber, &other.LicenceNumber},
		{&f.SerialNumber, &other.SerialNumber},
	} {
		if *each.to == "" {
			*each.to = *each.from
		}
	}
}

// zoneOf parses the repaired reading; when that is no zone, the raw one.
func zoneOf(r Reading) (zone mrz.MRZ, repaired, ok bool) {
	zone, err := mrz.Parse(r.MRZLines)
	if err == nil {
		return zone, strings.Join(r.MRZLines, "|") != strings.Join(r.MRZRaw, "|"), true
	}
	zone, err = mrz.Parse(r.MRZRaw)
	return zone, false, err == nil
}

func fromZone(z mrz.MRZ, now time.Time) Fields {
	f := Fields{FirstName: z.SecondaryIdentifier, LastName: z.PrimaryIdentifier, IssuingCountry: z.IssuingState, Nationality: z.Nationality,
		DocumentNumber: strings.ReplaceAll(z.DocumentNumber, "<", "")}
	f.Name = strings.TrimSpace(f.FirstName + " " + f.LastName)
	f.Gender = map[string]string{"M": "male", "F": "female"}[z.Sex]
	if day, ok := z.DateOfBirth.Resolve(mrz.Birth, now); ok && day.Day != 0 && day.Month != 0 {
		f.DateOfBirth = day.String()
	}
	if day, ok := z.DateOfExpiry.Resolve(mrz.Expiry, now); ok && day.Day != 0 && day.Month != 0 {
		// A card without expiry has 31 December 2099 in its zone, and no card of this kind expired before 2000 (eKYC contract 4.6).
		if z.Format == mrz.TD1 && z.IssuingState == "VNM" && day.Year < 2000 {
			day.Year += 100
		}
		f.DateOfExpiry = day.String()
	}
	return f
}

func zoneChecks(z mrz.MRZ, repaired bool) []Check {
	var checks []Check
	for _, digit := range z.CheckDigits {
		c := note("mrz.check_digit."+string(digit.Field), digit.Status, "")
		if repaired && digit.Status == check.Passed {
			c.Reason = "after a repair of characters that only one class can be"
		}
		checks = append(checks, c)
	}
	return checks
}

// fromCardQR reads the text of the QR code on a Vietnamese chip card: number|old number|name|birth DDMMYYYY|sex|address|issue DDMMYYYY.
func fromCardQR(text string) (Fields, bool) {
	parts := strings.Split(strings.TrimSpace(text), "|")
	if len(parts) < 7 || len(parts) > 12 || !digits(parts[0], 12) {
		return Fields{}, false
	}
	f := Fields{IdentityNumber: parts[0], DocumentNumber: parts[0], LocalName: strings.TrimSpace(parts[2]), IssuingCountry: "VNM",
		DateOfBirth: dayOf(parts[3]), DateOfIssue: dayOf(parts[6])}
	f.Name = f.LocalName
	switch strings.ToLower(parts[4]) {
	case "nam":
		f.Gender = "male"
	case "nữ", "nu":
		f.Gender = "female"
	}
	return f, true
}

func digits(text string, n int) bool {
	if len(text) != n {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func dayOf(text string) string {
	day, err := time.Parse("02012006", text)
	if err != nil {
		return ""
	}
	return day.Format(time.DateOnly)
}

// agreement compares two sources of one document; what either does not say is not compared.
func agreement(a, b Fields) []Check {
	var checks []Check
	compare := func(name, x, y string) {
		if x == "" || y == "" {
			return
		}
		status := check.Failed
		if x == y {
			status = check.Passed
		}
		checks = append(checks, note("document.agreement."+name, status, ""))
	}
	compare("date_of_birth", a.DateOfBirth, b.DateOfBirth)
	compare("gender", a.Gender, b.Gender)
	return checks
}

var (
	rrnPattern     = regexp.MustCompile(`(?:^|[^\d-])(\d{6})\s*-\s*([0-9]\d{6}|[0-9][*]{6}|[0-9]\b)`)
	licencePattern = regexp.MustCompile(`\b(\d{2})\s*-\s*(\d{2})\s*-\s*(\d{6})\s*-\s*(\d{2})\b`)
	dottedDate     = regexp.MustCompile(`\b((?:19|20)\d{2})\s*[.]\s*(\d{1,2})\s*[.]\s*(\d{1,2})`)
	slashedDate    = regexp.MustCompile(`\b(\d{2})/(\d{2})/((?:19|20)\d{2})\b`)
	citizenNumber  = regexp.MustCompile(`\b\d{12}\b`)
	hangulName     = regexp.MustCompile(`^\s*(\p{Hangul}{2,5})\s*(?:\([\p{Han}]+\))?\s*$`)
)

// fromText finds in printed lines what has a form of its own. Fields placed by the layout of a document are the document engine's; here
// are only those that cannot be mistaken.
func fromText(country, idType string, lines []string) Fields {
	var f Fields
	text := strings.Join(lines, "\n")
	switch country {
	case "KOR":
		if m := rrnPattern.FindStringSubmatch(text); m != nil {
			f.IdentityNumber = m[1] + "-" + m[2]
			f.DateOfBirth, f.Gender = birthOfRRN(f.IdentityNumber), genderOfRRN(f.IdentityNumber)
		}
		if m := licencePattern.FindStringSubmatch(text); m != nil && idType == "drivers_license" {
			f.LicenceNumber = m[1] + "-" + m[2] + "-" + m[3] + "-" + m[4]
		}
		if all := dottedDate.FindAllStringSubmatch(text, -1); len(all) > 0 && idType != "passport" {
			f.DateOfIssue = isoDay(all[len(all)-1][1], all[len(all)-1][2], all[len(all)-1][3]) // above the issuer's seal, the last on the card
		}
		for _, line := range lines {
			if m := hangulName.FindStringSubmatch(line); m != nil && !cardWords[m[1]] {
				f.Name, f.LocalName = m[1], m[1]
				break
			}
		}
	case "VNM":
		f.IdentityNumber = citizenNumber.FindString(text)
		f.DocumentNumber = f.IdentityNumber
		if m := slashedDate.FindStringSubmatch(text); m != nil && f.IdentityNumber != "" {
			f.DateOfBirth = isoDay(m[3], m[2], m[1])
		}
	}
	return f
}

// cardWords are printed on Korean cards and are nobody's name.
var cardWords = map[string]bool{"주민등록증": true, "자동차": true, "운전면허증": true, "대한민국": true, "외국인등록증": true, "보통": true}

func isoDay(year, month, day string) string {
	pad := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	text := year + "-" + pad(month) + "-" + pad(day)
	if !isDate(text) {
		return ""
	}
	return text
}

// validity checks what the date of expiry says.
func validity(f Fields, now time.Time) []Check {
	if f.DateOfExpiry == "" {
		// Some documents never expire; that a date was not read is not known to be that.
		return []Check{note("document.expiry", check.Inconclusive, "no date of expiry was read")}
	}
	if f.DateOfExpiry < now.Format(time.DateOnly) {
		return []Check{note("document.expiry", check.Failed, "")}
	}
	return []Check{note("document.expiry", check.Passed, "")}
}

// birthOfRRN is the date in the first seven digits of a Korean registration number (contract 7.1), "" when there is none.
func birthOfRRN(number string) string {
	plain := strings.ReplaceAll(strings.ReplaceAll(number, "-", ""), " ", "")
	if len(plain) < 7 || !digits(plain[:7], 7) {
		return ""
	}
	century := map[byte]string{'9': "18", '0': "18", '1': "19", '2': "19", '5': "19", '6': "19", '3': "20", '4': "20", '7': "20", '8': "20"}[plain[6]]
	return isoDay(century+plain[:2], plain[2:4], plain[4:6])
}

func genderOfRRN(number string) string {
	plain := strings.ReplaceAll(number, "-", "")
	if len(plain) < 7 {
		return ""
	}
	if (plain[6]-'0')%2 == 1 {
		return "male"
	}
	return "female"
}

// maskRRN keeps the birth date and the first digit of the second half (contract 7.5). Other countries' numbers stay.
func maskRRN(country, number string) string {
	plain := strings.ReplaceAll(number, "-", "")
	if country != "KOR" || len(plain) < 7 {
		return number
	}
	return plain[:6] + "-" + plain[6:7] + "******"
}

// koreanKind is the issuer's name for the document, "" when no Korean check applies (contract 7.6, decision A25).
func koreanKind(d Private) string {
	if d.IssuingCountry != "KOR" || d.Settings.IssuerCheck == "off" {
		return ""
	}
	switch d.IDType {
	case "government_id":
		if n := strings.ReplaceAll(d.Read.IdentityNumber, "-", ""); len(n) >= 7 && n[6] >= '5' && n[6] <= '8' {
			return "" // an alien card: the seed asks for no data of it
		}
		if !d.Settings.CollectFullRRN {
			return "" // the check needs all 13 digits, which this project may not collect (contract 6)
		}
		return "kr_resident_card"
	case "drivers_license":
		return "kr_driver_licence"
	}
	return ""
}

// compareFields holds what the person confirmed against what the document says. Nothing read is inconclusive.
func compareFields(d Private) []Check {
	said, read := d.Confirmed, d.Read
	checks := []Check{
		compareNames(said.Name, read),
		equal("data.date_of_birth", said.DateOfBirth, read.DateOfBirth),
	}
	optional := func(name, a, b string) {
		if a != "" {
			checks = append(checks, equal(name, a, b))
		}
	}
	optional("data.gender", strings.ToLower(said.Gender), read.Gender)
	optional("data.nationality", said.Nationality, read.Nationality)
	optional("data.date_of_expiry", said.DateOfExpiry, read.DateOfExpiry)
	optional("data.document_number", normal(said.DocumentNumber), normal(read.DocumentNumber))
	if said.IdentityNumber != "" {
		a, b := normal(said.IdentityNumber), normal(read.IdentityNumber)
		if d.IssuingCountry == "KOR" { // what the project may keep is what can be compared
			a, b = normal(maskRRN("KOR", said.IdentityNumber)), normal(maskRRN("KOR", read.IdentityNumber))
		}
		checks = append(checks, equal("data.identity_number", a, b))
	}
	return checks
}

func normal(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '.' {
			return -1
		}
		return r
	}, strings.ToUpper(number))
}

func equal(name, said, read string) Check {
	switch {
	case read == "":
		return note(name, check.Inconclusive, "not read from the document")
	case said == read:
		return note(name, check.Passed, "")
	}
	return note(name, check.Failed, "")
}

// compareNames uses the strict rule of answers to counterparties: a name that is only close goes to a person.
func compareNames(said string, read Fields) Check {
	names := []string{}
	for _, name := range []string{read.Name, read.LocalName} {
		if name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return note("data.name", check.Inconclusive, "not read from the document")
	}
	best := check.Failed
	for _, name := range names {
		switch person.Compare(person.NaturalName(said), person.NaturalName(name), person.Strict()).Verdict {
		case person.Match:
			return note("data.name", check.Passed, "")
		case person.Close:
			best = check.Inconclusive
		}
	}
	return note("data.name", best, "")
}

// policyCodes are the reasons of contract 4.4 that are certain once the document is read.
func policyCodes(d *Private, now time.Time) []string {
	var codes []string
	for _, country := range d.Settings.BlacklistCountries {
		if country == d.IssuingCountry {
			codes = append(codes, "blacklistCountry")
		}
	}
	if types, limited := d.Settings.AcceptedIDs[d.IssuingCountry]; len(d.Settings.AcceptedIDs) > 0 {
		accepted := false
		for _, t := range types {
			accepted = accepted || t == d.IDType
		}
		if !limited || !accepted {
			codes = append(codes, "invalid_acceptedID")
		}
	}
	if failedCheck(d.Checks, "document.expiry") {
		codes = append(codes, "expired_id")
	}
	if birth, err := time.Parse(time.DateOnly, d.Read.DateOfBirth); err == nil && d.Settings.AgeLimit > 0 && now.Before(birth.AddDate(d.Settings.AgeLimit, 0, 0)) {
		codes = append(codes, "under_ageLimit")
	}
	return codes
}

// Masked is the identity number as answers show it (decision A23): a Korean one without its last six digits.
func Masked(f Fields) string {
	if rrnPattern.MatchString(f.IdentityNumber) || f.IssuingCountry == "KOR" {
		return maskRRN("KOR", f.IdentityNumber)
	}
	return f.IdentityNumber
}

// MaskedOf is Masked for a stored submission: what was confirmed, else what was read.
func MaskedOf(i Item) string {
	number := i.Confirmed.IdentityNumber
	if number == "" {
		number = i.Read.IdentityNumber
	}
	return maskRRN(i.IssuingCountry, number)
}
