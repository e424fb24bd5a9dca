package vn

import (
	"slices"

	"github.com/bonafide-id/bonafide/document"
)

// sheet is what a side of a type prints (contract 4.1) and what of it every holder has (4.10).
type sheet struct {
	required []document.Field
	optional []document.Field
	zone     bool // a machine readable zone, required
	qr       bool
}

type face struct {
	t document.Type
	s document.Side
}

// sheetOf is the table of contract 4.10. False for a type or side that is not Vietnamese.
func sheetOf(t document.Type, s document.Side) (sheet, bool) {
	type f = []document.Field
	card := f{document.Number, document.Name, document.DateOfBirth, document.Sex, document.Nationality, document.PlaceOfOrigin, document.PlaceOfResidence,
		document.DateOfExpiry}
	back := f{document.DateOfIssue, document.Issuer, document.Features}
	all := map[face]sheet{
		{document.CMND9, document.Front}: {required: f{document.Number, document.Name, document.DateOfBirth, document.PlaceOfOrigin, document.PlaceOfResidence}},
		{document.CMND9, document.Back}:  {required: back, optional: f{document.Ethnicity, document.Religion}},
		{document.CMND12, document.Front}: {required: f{document.Number, document.Name, document.DateOfBirth, document.Sex, document.PlaceOfOrigin,
			document.PlaceOfResidence, document.DateOfExpiry}, optional: f{document.Ethnicity}},
		{document.CMND12, document.Back}:       {required: back, optional: f{document.Ethnicity, document.Religion}},
		{document.CCCDBarcode, document.Front}: {required: card},
		{document.CCCDBarcode, document.Back}:  {required: back},
		{document.CCCDChip, document.Front}:    {required: card, optional: f{document.OldNumber}, qr: true},
		{document.CCCDChip, document.Back}:     {required: back, zone: true},
		{document.CanCuoc2024, document.Front}: {required: f{document.Number, document.Name, document.DateOfBirth, document.Sex, document.Nationality}},
		{document.CanCuoc2024, document.Back}: {required: f{document.PlaceOfResidence, document.PlaceOfBirth, document.DateOfIssue, document.DateOfExpiry,
			document.Issuer}, zone: true, qr: true},
		{document.VNPassport, document.Data}: {required: f{document.Number, document.Name, document.DateOfBirth, document.Sex, document.Nationality,
			document.DateOfIssue, document.DateOfExpiry}, optional: f{document.PersonalNumber, document.PlaceOfBirth, document.Issuer}, zone: true},
		{document.VNLicence, document.Front}: {required: f{document.Number, document.Name, document.DateOfBirth, document.Class, document.PlaceOfIssue,
			document.DateOfIssue, document.DateOfExpiry}, optional: f{document.Nationality, document.PlaceOfResidence}},
		{document.VNLicence, document.Back}: {optional: f{document.Class, document.DateOfIssue}},
	}
	found, ok := all[face{t, s}]
	return found, ok
}

// prints says whether the side prints the field.
func (s sheet) prints(f document.Field) bool {
	return slices.Contains(s.required, f) || slices.Contains(s.optional, f)
}

// Required are the fields of a side that must not be empty (E01, E16); the zone that chip cards and passports must have as well is not a field.
func Required(t document.Type, s document.Side) []document.Field {
	found, _ := sheetOf(t, s)
	return slices.Clone(found.required)
}

// Types are those that have rules here.
func Types() []document.Type {
	return []document.Type{document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024, document.VNPassport, document.VNLicence}
}

// citizenCards are the types that eKYC calls idr.
func citizenCards() []document.Type {
	return []document.Type{document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024}
}

// group of two sides that look as if they were of one card: the backs of the two cards with a bar code are alike (E15; contract 2.12 type).
func group(t document.Type) string {
	switch t {
	case document.CMND12, document.CCCDBarcode:
		return "new"
	}
	return string(t)
}
