package ivms101

// Rule names what was broken. The text is published and never changes.
type Rule string

// Rules of the standard have its numbers; the others are of this package.
const (
	RuleC1  Rule = "C1"  // a natural originator has an address, a customer or national identifier, or a birth
	RuleC2  Rule = "C2"  // the date of birth is in the past
	RuleC3  Rule = "C3"  // a country is an ISO 3166-1 alpha-2 code or XX
	RuleC4  Rule = "C4"  // a legal originator has a GEOG address, a national identifier or a customer number
	RuleC5  Rule = "C5"  // a legal person has a name of type LEGL
	RuleC6  Rule = "C6"  // a natural person has a name of type LEGL
	RuleC7  Rule = "C7"  // a legal person's identifier is RAID, MISC, LEIX or TXID
	RuleC8  Rule = "C8"  // an address has an addressLine, or a streetName with buildingName or buildingNumber
	RuleC9  Rule = "C9"  // a legal person's identifier has no countryOfIssue, and an authority unless it is an LEI
	RuleC10 Rule = "C10" // a registration authority is RA and six digits
	RuleC11 Rule = "C11" // an LEI has 20 characters and right check digits
	RuleC12 Rule = "C12" // the sequence numbers of transferPath run from 0 without gaps

	RuleEmpty              Rule = "empty"              // neither originator nor beneficiary: nothing is identified
	RuleParties            Rule = "parties"            // originator and beneficiary are both present
	RuleOriginatorPersons  Rule = "originatorPersons"  // the originator has at least one person
	RuleBeneficiaryPersons Rule = "beneficiaryPersons" // the beneficiary has at least one person
	RuleAccountNumber      Rule = "accountNumber"      // originator and beneficiary have an account number
	RuleAccountLength      Rule = "accountLength"      // an account number has at most 100 characters
	RuleName               Rule = "name"               // a person has at least one name that is not blank
	RuleRequired           Rule = "required"           // a required member is present and not blank
	RuleTownName           Rule = "townName"           // an address has a townName
	RuleChoice             Rule = "choice"             // a person is a natural or a legal person
	RuleBoth               Rule = "both"               // a person is not a natural and a legal person at once
	RuleCount              Rule = "count"              // an address has at most 7 address lines
	RuleLength             Rule = "length"             // a text has at most the characters of its datatype
	RuleCode               Rule = "code"               // a code is of its list
	RuleDate               Rule = "date"               // a date is a day of the calendar, YYYY-MM-DD
	RuleCharacters         Rule = "characters"         // a text has no control characters
	RuleExtension          Rule = "extension"          // nationality and dateOfIncorporation are not of the standard
	RuleUnknown            Rule = "unknown"            // an object has members this package does not know
	RuleShape              Rule = "shape"              // read although nested otherwise than any edition says
	RuleSpelling           Rule = "spelling"           // read although spelled otherwise than any edition says
	RuleEdition            Rule = "edition"            // member names of both editions in one document
)

// Rules returns every rule there is.
func Rules() []Rule {
	return []Rule{
		RuleC1, RuleC2, RuleC3, RuleC4, RuleC5, RuleC6, RuleC7, RuleC8, RuleC9, RuleC10, RuleC11, RuleC12,
		RuleEmpty, RuleParties, RuleOriginatorPersons, RuleBeneficiaryPersons, RuleAccountNumber, RuleAccountLength,
		RuleName, RuleRequired, RuleTownName, RuleChoice, RuleBoth, RuleCount, RuleLength, RuleCode, RuleDate,
		RuleCharacters, RuleExtension, RuleUnknown, RuleShape, RuleSpelling, RuleEdition,
	}
}

// Severity says what a broken rule means for the document.
type Severity uint8

const (
	Off     Severity = iota // not reported
	Warning                 // reported; the document may be used
	Error                   // reported; the document breaks the profile
)

func (s Severity) String() string {
	switch s {
	case Off:
		return "off"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "invalid"
}

// Violation is one broken rule. It never holds the value that breaks it.
type Violation struct {
	Pointer  string // JSON pointer (RFC 6901) into the document as it was read
	Rule     Rule
	Severity Severity
	Text     string // one short English sentence for people
}

// Change is one rule a profile treats otherwise than the strict core, and why.
type Change struct {
	Rule     Rule
	Severity Severity
	Reason   string
}

// Profile says how severe each broken rule is. The zero Profile is the strict core.
type Profile struct {
	Name    string
	Changes []Change // a later entry wins
}

// strict is the severity of each rule under the standard itself.
func strict(rule Rule) Severity {
	switch rule {
	case RuleAccountNumber:
		return Off // 0..n in the standard
	case RuleCharacters, RuleExtension, RuleUnknown, RuleShape, RuleSpelling, RuleEdition:
		return Warning
	}
	return Error
}

// Severity returns how severe a broken rule is under the profile.
func (p Profile) Severity(rule Rule) Severity {
	for i := len(p.Changes) - 1; i >= 0; i-- {
		if p.Changes[i].Rule == rule {
			return p.Changes[i].Severity
		}
	}
	return strict(rule)
}

// With returns a profile with further changes; p itself stays as it is.
func (p Profile) With(name string, changes ...Change) Profile {
	all := make([]Change, 0, len(p.Changes)+len(changes))
	return Profile{Name: name, Changes: append(append(all, p.Changes...), changes...)}
}

// Strict is the standard with every constraint on.
func Strict() Profile { return Profile{Name: "strict"} }

// EnclaveWriting is what this node writes on the enclave rail in the user step: the standard, but for what the
// contract changes.
func EnclaveWriting() Profile {
	return Profile{Name: "enclave-writing", Changes: []Change{
		{RuleC1, Warning, "contract 6.10: every example of the rail has a name alone; not enforced on the wire"},
		{RuleC4, Warning, "contract 6.10, by analogy for companies"},
		{RuleTownName, Off, "contract 4.9: optional since release 1.5.4"},
		{RuleExtension, Off, "contract 4.9: nationality and dateOfIncorporation are the rail's own members"},
		{RuleAccountNumber, Error, "contract 4.9: accountNumber is required of both parties"},
		{RuleAccountLength, Off, "contract 5.4: up to 256 characters, checked where they are stored"},
	}}
}

// EnclaveReading is what this node accepts on the enclave rail in the user step: values outside the rules are noted
// and taken (contract 4.9 and 0). What remains an error leaves nobody to identify, or a birth in the future.
func EnclaveReading() Profile {
	const tolerated = "contract 4.9: the rail's own examples hold values outside the rules; readers must be lenient"
	p := EnclaveWriting()
	p.Name = "enclave-reading"
	for _, rule := range []Rule{
		RuleC3, RuleC5, RuleC6, RuleC7, RuleC8, RuleC9, RuleC10, RuleC11, RuleAccountNumber,
		RuleRequired, RuleBoth, RuleCount, RuleLength, RuleCode, RuleDate,
	} {
		p.Changes = append(p.Changes, Change{rule, Warning, tolerated})
	}
	return p.With(p.Name,
		Change{RuleC12, Off, "contract 4.9: transferPath is not supported on this rail"},
		Change{RuleUnknown, Off, "contract 0: unknown members are ignored, never an error"},
	)
}

// AccountStep returns the profile for the account step, in which only the beneficiary is given and its persons may be
// left out (enclave contract 2.3, 4.9).
func (p Profile) AccountStep() Profile {
	return p.With(p.Name+"-account",
		Change{RuleParties, Off, "contract 2.3: the account step carries the beneficiary alone"},
		Change{RuleBeneficiaryPersons, Off, "contract 4.9: persons are optional in the account step"},
	)
}
