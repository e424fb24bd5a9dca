// Package ivms101 reads, checks and writes the interVASP messaging standard IVMS101: who sends a virtual asset, who
// receives it, and through which VASPs. It knows the 2020 edition, the 2023 edition, and the shape the enclave rail
// uses (contract 4.9), and says which of them a document is.
//
// Reading is lenient, checking is not. [Parse] refuses only what cannot be understood in one way: broken JSON, a
// member of the wrong type, a member given twice, more than the limits allow. Everything else is read as it stands,
// members unknown to this package included, and [Identity.Validate] then reports all broken rules at once under a
// named [Profile], each with a JSON pointer, the rule and a severity, never the value. Validate alters nothing.
//
// Every type prints as [pii.Hidden] under every verb of fmt that fits a value, and refuses encoding/json; the way
// out is Encode. fmt calls no method of a value in an unexported field, nor under %p and %w, which go vet refuses
// for these types: keep an Identity that may end up there in a [pii.Box].
//
// Strings of a parsed Identity are slices of one private copy of the document, so the copy lives as long as any of
// them.
//
// # Editions
//
// The 2023 edition renames originatorPersons to originatorPerson, beneficiaryPersons to beneficiaryPerson,
// nameIdentifierType to naturalPersonNameIdentifierType and customerNumber to customerIdentification, puts the
// person of a VASP straight into originatingVASP and beneficiaryVASP (2020 nests it in a member of the same name),
// and adds payloadMetadata.payloadVersion. The enclave shape has the names of 2020 with flat VASPs,
// customerIdentification, and the extensions nationality and dateOfIncorporation.
//
// Either spelling is read in either edition. Also read, and listed in [Identity.Deviations]: a single value where a
// list belongs, a name object inside a list of one, dataAndPlaceOfBirth, postCode, and Originator, Beneficiary,
// OriginatingVASP, BeneficiaryVASP with a capital letter.
//
// # Where this package leaves the standard
//
//   - Lengths (Max35Text and the rest) count Unicode code points.
//   - C3: the country codes are those of ISO 3166-1 alpha-2, 249 of them, and XX; user-assigned codes are refused.
//   - C2: the day of birth must lie before the present day in UTC.
//   - C8: addressLine beside streetName is accepted; a blank addressLine does not count as an address line.
//   - C10: RA and six digits are demanded; the list of registration authorities itself is not consulted.
//   - C11: the check digits are verified (ISO 17442, ISO/IEC 7064 MOD 97-10), for natural persons too.
//   - C12: sequences are 0 to n-1, in any order, none twice.
//   - 2023 local and phonetic name identifiers: either member name for the type is read, nameIdentifierType is written.
//   - 2020 customer numbers: customerIdentification is written for natural persons (5.2.2) and customerNumber for legal
//     persons (5.2.9); either is read for both.
//   - null for an optional member counts as the member being absent, an empty text as well.
package ivms101
