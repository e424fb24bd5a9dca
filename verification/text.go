package verification

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/bonafide-id/bonafide/check"
)

// Stages returns the names of the steps of the contract's order (eKYC contract 1.8), as StageOf says them.
func Stages() []string {
	return []string{"Find", "Quality", "Forgery", "Presence", "Certainty", "Values", "Pair", "Machine readable", "Project"}
}

// StageOf names the step that a check belongs to; "" for a reason that is no check of a document.
func StageOf(r check.Reason) string {
	s, ok := stageOf(r)
	if !ok {
		return ""
	}
	return Stages()[s]
}

func stageOf(r check.Reason) (stage, bool) {
	for _, rule := range pictureRules() {
		if rule.reason == r {
			return rule.stage, true
		}
	}
	switch r {
	case check.DocumentNotFound, check.SideWrong, check.TypeRefused:
		return find, true
	case check.NumberUncertain, check.ReadingUncertain:
		return certainty, true
	case check.SidesDiffer, check.CardsDiffer, check.BackgroundsDiffer:
		return pairs, true
	case check.QRFormat, check.QRMismatch, check.MRZShape, check.MRZCharacters, check.MRZDigits, check.MRZFields, check.MRZMismatch:
		return machine, true
	case check.AgeOutOfRange:
		return project, true
	}
	if _, ok := titles[r]; ok {
		return values, true
	}
	return 0, false
}

// titles say what each check asks, for a reviewer. The surfaces have texts of their own.
var titles = map[check.Reason]string{
	check.DocumentNotFound: "The document that was asked for is seen", check.SideWrong: "It is the side that was asked for", check.TypeRefused: "The project takes this type",
	check.ResolutionLow: "Resolution", check.DocumentSmall: "Size of the document in the picture", check.Blurred: "Sharpness", check.LuminanceBad: "Brightness",
	check.Glare: "Bright spots", check.Photocopied: "Black-and-white copy", check.Recaptured: "Photographed from a screen", check.Edited: "Edited, or a colour copy",
	check.CornerCut: "All four corners are there", check.Watermarked: "Mark over the print", check.Perforated: "Punched holes",
	check.PortraitMissing: "Portrait", check.QRMissing: "QR code", check.MRZMissing: "Machine readable zone", check.EmblemMissing: "Emblem", check.HeadlineMissing: "Headline",
	check.TitleMissing: "Title", check.FingerprintMissing: "Fingerprints", check.StampMissing: "Stamp", check.ChipMissing: "Chip", check.BarcodeMissing: "Bar code",
	check.HologramMissing: "Stamp against counterfeiting",
	check.NumberUncertain: "The number was read surely", check.ReadingUncertain: "The fields were read surely",
	check.RulesFailed: "Rules could be applied", check.FieldBlank: "No field is blank", check.FrontBlank: "No field of the front is blank", check.NumberFormat: "Form of the number",
	check.BirthFormat: "Form of the date of birth", check.BirthFuture: "Born before today", check.AgeUnder14: "At least 14 today", check.AgeUnder6: "At least 6 today",
	check.NationalityWrong: "Nationality", check.NumberBirthYear: "Number holds the year of birth", check.NumberSex: "Number holds sex and century",
	check.ExpiryFormat: "Form of the date of expiry", check.DocumentExpired: "Not expired", check.ExpiryUnlimited: "Old enough for no expiry",
	check.IssueFormat: "Form of the date of issue", check.IssueFuture: "Issued before today", check.IssueUnder14: "At least 14 when issued",
	check.IssueUnder6: "At least 6 when issued", check.ExpiryNot15Years: "Valid for 15 years", check.ExpiryNot25: "Valid until the 25th birthday",
	check.ExpiryNot40: "Valid until the 40th birthday", check.ExpiryNot60: "Valid until the 60th birthday", check.ExpiryNot14: "Valid until the 14th birthday",
	check.ExpiryNotUnlimited: "Valid without end from 58 on", check.IssuerDate: "Issuer fits the date of issue", check.TypeDate: "Type existed when it was issued",
	check.RRNFormat: "Form of the registration number", check.RRNCentury: "Its seventh digit", check.RRNCheckDigit: "Its check digit",
	check.LicenceRegion: "Region of the licence number", check.LicenceFormat: "Form of the licence number", check.SerialFormat: "Form of the serial number",
	check.HolderUnderage: "Old enough for the document", check.RRNUnmaskable: "The number can be hidden",
	check.SidesDiffer: "Both sides are of one type", check.CardsDiffer: "Both sides are of one card", check.BackgroundsDiffer: "Both sides lie on the same ground",
	check.QRFormat: "Form of the QR code", check.QRMismatch: "QR code says what is printed", check.MRZShape: "Shape of the zone", check.MRZCharacters: "Characters of the zone",
	check.MRZDigits: "Check digits of the zone", check.MRZFields: "Fields of the zone", check.MRZMismatch: "Zone says what is printed", check.AgeOutOfRange: "Age the project takes",
}

// Title says in a few English words what a check asks; the reason itself for one that is no check of a document.
func Title(r check.Reason) string {
	if title, ok := titles[r]; ok {
		return title
	}
	return string(r)
}

// Line returns the decision line that the finding was held against; false where it was held against none.
func (f Finding) Line() (Line, bool) {
	if !f.Scored || f.Status == check.NotRun {
		return Line{}, false
	}
	return lineNamed(f.Place)
}

// Why says why a check was not made; "" for one that was.
func (f Finding) Why() string {
	if f.Status != check.NotRun {
		return ""
	}
	return f.Place
}

// Text is the finding in one English line for a reviewer, without any value of the document: "front: Bright spots: failed, 0.021 over 0.006 share".
func (f Finding) Text() string {
	var b strings.Builder
	if f.Side != "" {
		b.WriteString(string(f.Side) + ": ")
	}
	b.WriteString(Title(f.Reason) + ": " + f.Status.String())
	if why := f.Why(); why != "" {
		b.WriteString(", " + why)
	}
	if l, ok := f.Line(); ok {
		fmt.Fprintf(&b, ", %s %s %s %s", short(f.Score), relation(f.Score, f.Threshold), short(f.Threshold), l.Unit)
	}
	if f.Field != "" {
		b.WriteString(" (" + strings.ReplaceAll(string(f.Field), "_", " ") + ")")
	}
	if f.Status == check.Failed && f.Severity != Fail {
		b.WriteString(", " + f.Severity.String())
	}
	return strings.TrimSpace(b.String())
}

func relation(score, line float64) string {
	switch {
	case score < line:
		return "under"
	case score > line:
		return "over"
	}
	return "on"
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
