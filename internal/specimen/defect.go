package specimen

import (
	"math/rand/v2"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
)

// Defect is one thing that is wrong with a document or with its picture, named by the eKYC code that says so, or, where that catalogue has no word for
// it, by the reason of the check. What is wrong is drawn from the seed:
// which digit, which field, how far. All the rest stays as it should be, so that no other check has a reason to speak but those that Codes names.
type Defect struct {
	Code string // of the eKYC catalogue, or a check.Reason
	Says string // in a sentence
	// Kinds it applies to.
	Kinds []Kind
	// InPicture: the defect is of the photograph (package camera), and of this side alone; empty: of both.
	InPicture bool
	Sides     []string

	alter func(*rand.Rand, *values)   // what the document says
	draw  func(*rand.Rand, *Document) // what is on its sides
	// codes are those found besides Code, by the altered values; nil: none.
	codes func(values) []string
}

// Defects returns every defect there is, in the order of the catalogue.
func Defects() []Defect {
	return slices.Concat(pictureDefects(), drawnDefects(), writtenDefects(), foreignDefects())
}

// DefectsOf are those that apply to a kind.
func DefectsOf(kind Kind) []Defect {
	return slices.DeleteFunc(Defects(), func(d Defect) bool { return !slices.Contains(d.Kinds, kind) })
}

// defectNamed finds a defect of a kind; fault.Invalid when there is none, or when it does not apply.
func defectNamed(code string, kind Kind) (Defect, error) {
	for _, d := range DefectsOf(kind) {
		if d.Code == code {
			return d, nil
		}
	}
	return Defect{}, fault.New(fault.Invalid, "defect")
}

// streamDefect keeps what a defect draws apart from the document's own draws: the same seed without it is the same document without it.
const streamDefect uint64 = 11

// spoil makes a document with the defect its options ask for. The expected codes are the defect's own and those that the contract makes unavoidable.
func spoil(kind Kind, o Options, invent func(Options) (Document, error)) (Document, error) {
	defect, err := defectNamed(o.Defect, kind)
	if err != nil {
		return Document{}, err
	}
	r := rand.New(rand.NewPCG(o.Seed, streamDefect))
	expected := []string{defect.Code}
	if defect.alter != nil || defect.codes != nil {
		o.alter = func(v *values) {
			if defect.alter != nil {
				defect.alter(r, v)
			}
			if defect.codes != nil {
				expected = append(expected, defect.codes(*v)...)
			}
		}
	}
	d, err := invent(o)
	if err != nil {
		return Document{}, err
	}
	if defect.draw != nil {
		defect.draw(r, &d)
	}
	d.Defect, d.Expected = defect.Code, expected
	return d, nil
}

// Groups of kinds.
var (
	identityCards = []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip, CanCuoc}
	twelveDigits  = []Kind{CMND12, CCCDBarcode, CCCDChip, CanCuoc}
	citizenKinds  = []Kind{CCCDBarcode, CCCDChip, CanCuoc}
	chipKinds     = []Kind{CCCDChip, CanCuoc}
	olderCards    = []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip}
	allVietnam    = []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip, CanCuoc, VNLicence, VNPassport}
	zoneKinds     = []Kind{CCCDChip, CanCuoc, VNPassport, KRPassport, Passport}
	koreanCards   = []Kind{KRCard, KRLicence, KRAlien}
	anyState      = []Kind{Passport, TD1Card, TD2Card, VisaA, VisaB}
	foreignKinds  = slices.Concat(koreanCards, []Kind{KRPassport}, anyState) // all but Vietnam's
)

// pictureDefects are made by package camera; here stands what they apply to.
func pictureDefects() []Defect {
	of := func(code, says string, kinds []Kind, sides ...string) Defect {
		return Defect{Code: code, Says: says, Kinds: kinds, InPicture: true, Sides: sides}
	}
	anything := slices.Concat(allVietnam, foreignKinds)
	twoSided := []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip, CanCuoc, VNLicence, KRAlien, TD1Card}
	return []Defect{
		of("QC00", "the picture shows a table and no document", anything),
		of("QC01", "the picture has fewer than 640 by 480 pixels", anything),
		of("QC02", "light is reflected from the document", anything),
		of("QC03", "the picture is out of focus, or the hand moved", anything),
		of("QC04", "the picture is far too dark or too bright", anything),
		of("QC05", "the document is small in the picture", anything),
		of("FC01", "a copy in black and white", anything),
		of("FC02", "photographed from a screen", anything),
		of("FC03", "a field is smoothed, typed anew or pasted from another picture, or the whole is a colour copy", anything, "front", "data"),
		of("FC04", "a corner is cut off", anything),
		of("FC16", "the two sides lie on different tables", twoSided, "back"),
		of("FC20", "punched in the machine readable zone", []Kind{VNPassport, Passport, KRPassport}, "data"),
	}
}
