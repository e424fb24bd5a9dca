package verification

import (
	"maps"
	"slices"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
)

// stage is a step of the contract's order of checks (eKYC contract 1.8).
type stage uint8

const (
	find      stage = iota // step 5, and the types a project takes
	quality                // step 6
	pixels                 // step 7, forgery
	presence               // step 7, elements
	certainty              // step 8
	values                 // step 9
	pairs                  // step 10
	machine                // step 11
	project                // step 12
)

// kinds are sides a rule is about.
type kinds map[document.Type][]document.Side

func (k kinds) hold(p *document.Page) bool { return slices.Contains(k[p.Type], p.Side) }

func sidesOf(side document.Side, types ...document.Type) kinds {
	k := kinds{}
	for _, t := range types {
		k[t] = []document.Side{side}
	}
	return k
}

// pictureRule is a rule that holds measures of a picture against lines. It fails when every line of one of its groups is broken.
type pictureRule struct {
	reason   check.Reason
	stage    stage
	clause   string
	severity Severity
	groups   [][]Line
	// about are the sides the rule is for; nil: all. Layouts that an operator adds are judged by what they ask for: see applies.
	about kinds
}

// each puts every line in a group of its own: one that is broken is enough.
func each(lines ...Line) [][]Line {
	groups := make([][]Line, len(lines))
	for i, l := range lines {
		groups[i] = []Line{l}
	}
	return groups
}

// pictureRules in the order of contract 1.8: the cheapest and most decisive first. Lines are the contract's starting values (sections 3.3, 3.4, marked †
// there) unless docs/accuracy.md says what they were calibrated on.
func pictureRules() []pictureRule {
	idr := []document.Type{document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024}
	fingers := sidesOf(document.Back, document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip)
	chips := sidesOf(document.Back, document.CCCDChip, document.CanCuoc2024)
	passports := sidesOf(document.Data, document.VNPassport, document.KRPassport, document.Passport)
	portraits := sidesOf(document.Front, append(slices.Clone(idr), document.VNLicence, document.KRResident, document.KRLicence, document.KRAlien)...)
	maps.Copy(portraits, passports)
	holders := sidesOf(document.Front, document.TD1Card, document.TD2Card)
	maps.Copy(holders, sidesOf(document.Data, document.Visa))
	maps.Copy(holders, portraits)
	bright := most(document.Luminance, 235, "Y 0-255", 255)
	bright.Name += ".most"
	return []pictureRule{
		{check.ResolutionLow, quality, "3.3 QC01", Fail, each(least(document.LongSide, 640, "px", 1e5), least(document.ShortSide, 480, "px", 1e5),
			least(document.CardWidth, 400, "px", 1e5)), nil},
		{check.DocumentSmall, quality, "3.3 QC05", Fail, each(least(document.AreaShare, 0.25, "share", 1)), nil},
		{check.Blurred, quality, "3.3 QC03", Fail, each(least(document.Sharpness, 100, "0-250", 250), most(document.Direction, 3, "ratio", 100)), nil},
		{check.LuminanceBad, quality, "3.3 QC04", Fail, each(least(document.Luminance, 75, "Y 0-255", 255), bright, most(document.Clipped, 0.25, "share", 1),
			most(document.Dark, 0.25, "share", 1)), nil},
		{check.Glare, quality, "3.3 QC02", Fail, each(most(document.GlareShare, 0.006, "share", 1), most(document.GlareOnField, 0.5, "", 1)), nil},

		{check.Photocopied, pixels, "3.4 FC01", Fail, [][]Line{{fewer(document.Chroma, 3), fewer(document.ChromaP95, 5)}, {suspicious(document.PhotocopyLook, 0.75)}}, nil},
		{check.Recaptured, pixels, "3.4 FC02", Warn, each(suspicious(document.Screen, 0.7)), nil},
		// What is edited on a document is what it says of its holder: the vendor looks at fronts alone.
		{check.Edited, pixels, "3.4 FC03", Warn, each(suspicious(document.Edited, 0.75), suspicious(document.ColourCopy, 0.25)), holders},
		{check.CornerCut, pixels, "3.4 FC04", Fail, each(most(document.CornerTL, 0.5, "share", 1), most(document.CornerTR, 0.5, "share", 1),
			most(document.CornerBR, 0.5, "share", 1), most(document.CornerBL, 0.5, "share", 1)), nil},
		{check.Watermarked, pixels, "3.4 FC19", Warn, each(suspicious(document.Watermark, 0.95)), nil},
		{check.Perforated, pixels, "3.4 FC20", Warn, each(suspicious(document.Perforated, 0.8)), passports},

		{check.PortraitMissing, presence, "3.4 FC05", Fail, each(wanted(document.Portrait, 0.4)), portraits},
		{check.QRMissing, presence, "3.4 FC06, A-10", Fail, each(wanted(document.QR, 0.5)), sidesOf(document.Front, document.CCCDChip)},
		{check.MRZMissing, presence, "3.4 FC07", Fail, each(wanted(document.MRZ, 0.5)), chips},
		{check.EmblemMissing, presence, "3.4 FC08", Fail, each(wanted(document.Emblem, 0.5)), sidesOf(document.Front, idr...)},
		{check.HeadlineMissing, presence, "3.4 FC09", Fail, each(wanted(document.Headline, 0.6)), sidesOf(document.Front, idr...)},
		{check.TitleMissing, presence, "3.4 FC10", Fail, each(wanted(document.Title, 0.6)), sidesOf(document.Front, idr...)},
		{check.FingerprintMissing, presence, "3.4 FC11", Fail, each(wanted(document.FingerLeft, 0.5), wanted(document.FingerRight, 0.5)), fingers},
		{check.StampMissing, presence, "3.4 FC12", Fail, each(wanted(document.Stamp, 0.5)), fingers},
		{check.ChipMissing, presence, "3.4 FC13", Fail, each(wanted(document.Chip, 0.5)), chips},
		{check.BarcodeMissing, presence, "3.4 FC17", Fail, each(wanted(document.Barcode, 0.5)), sidesOf(document.Back, document.CCCDBarcode)},
		{check.HologramMissing, presence, "3.4 FC18", Fail, each(wanted(document.Hologram, 0.5)), sidesOf(document.Back, document.CCCDBarcode)},
	}
}

// fewer is a line whose good side is above, for chroma: a copy has less than the line.
func fewer(m document.Measure, line float64) Line { return least(m, line, "CIELAB", 200) }

// applies says whether a rule is for a page. Sides of types that the table does not name are held against what their layout asked the worker for.
func (r pictureRule) applies(p *document.Page) bool {
	if r.about == nil || r.about.hold(p) {
		return true
	}
	if r.stage != presence {
		return false
	}
	for _, group := range r.groups {
		for _, l := range group {
			if _, asked := p.Measures[l.Measure]; asked && !known(p.Type) {
				return true
			}
		}
	}
	return false
}

// known says that the contract's table decides what a side of the type must show.
func known(t document.Type) bool {
	switch t {
	case document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024, document.VNLicence, document.VNPassport:
		return true
	}
	return false
}
