package document

// Type is a document with a layout of its own. The names of Vietnamese cards are those of the eKYC contract, section 4.1.
type Type string

// The types.
const (
	CMND9       Type = "cmnd_09"      // Vietnamese identity card with a number of nine digits
	CMND12      Type = "cmnd_12"      // the same with twelve digits, 2012 to 2015
	CCCDBarcode Type = "cccd_barcode" // Vietnamese citizen card with a bar code, from 2016
	CCCDChip    Type = "cccd_chip"    // Vietnamese citizen card with a chip, from 2021
	CanCuoc2024 Type = "cc_2024"      // Vietnamese identity card of the law of 2023, from July 2024
	VNLicence   Type = "vn_licence"   // Vietnamese driving licence (PET card)
	VNPassport  Type = "vn_passport"  // data page of a Vietnamese passport
	KRResident  Type = "kr_resident"  // Korean resident registration card
	KRLicence   Type = "kr_licence"   // Korean driver licence
	KRAlien     Type = "kr_alien"     // Korean alien registration card
	KRPassport  Type = "kr_passport"  // data page of a Korean passport
	Passport    Type = "passport"     // any other passport, by its zone (ICAO 9303-4)
	TD1Card     Type = "td1_card"     // any other card with a TD1 zone (ICAO 9303-5)
	TD2Card     Type = "td2_card"     // any other card with a TD2 zone (ICAO 9303-6)
	Visa        Type = "visa"         // MRV-A or MRV-B (ICAO 9303-7)
)

// Types returns all types.
func Types() []Type {
	return []Type{CMND9, CMND12, CCCDBarcode, CCCDChip, CanCuoc2024, VNLicence, VNPassport, KRResident, KRLicence, KRAlien, KRPassport,
		Passport, TD1Card, TD2Card, Visa}
}

// AnyState says that documents of the type are laid out as each state likes: entries are found by their captions, and no place is sure to be theirs.
func (t Type) AnyState() bool { return t == Passport || t == TD1Card || t == TD2Card || t == Visa }

// Side is a face of a document. A page that stands alone (passport, visa) is Data.
type Side string

// The sides.
const (
	Front Side = "front"
	Back  Side = "back"
	Data  Side = "data"
)

// Field is something a document says about its holder or itself.
type Field string

// The fields. What is not printed on a type is simply not there.
const (
	Number           Field = "number"             // the document's own leading number: citizen number, passport number, licence number, RRN
	OldNumber        Field = "old_number"         // the nine digits of an earlier card
	PersonalNumber   Field = "personal_number"    // a number of the person that is not the document's, as on passports; RRN on a licence
	Name             Field = "name"               // whole name, in the document's own script
	NameLatin        Field = "name_latin"         // the same in Latin letters, where both stand
	Surname          Field = "surname"            // where names stand apart
	GivenNames       Field = "given_names"        //
	DateOfBirth      Field = "date_of_birth"      //
	Sex              Field = "sex"                //
	Nationality      Field = "nationality"        //
	PlaceOfBirth     Field = "place_of_birth"     // 2024 card: of registration of birth
	PlaceOfOrigin    Field = "place_of_origin"    // quê quán
	PlaceOfResidence Field = "place_of_residence" // where the holder lives; an address
	Features         Field = "features"           // distinguishing marks
	Ethnicity        Field = "ethnicity"          //
	Religion         Field = "religion"           //
	DateOfIssue      Field = "date_of_issue"      //
	DateOfExpiry     Field = "date_of_expiry"     //
	Issuer           Field = "issuer"             // who issued it, as printed above the signature
	PlaceOfIssue     Field = "place_of_issue"     // Vietnamese licence
	Class            Field = "class"              // licence class
	SerialNumber     Field = "serial_number"      // Korean licence, alien card (back)
	Status           Field = "status"             // visa status of an alien card
	Conditions       Field = "conditions"         // of a licence
	IssuingState     Field = "issuing_state"      // code as in a zone
)

// Fields returns all fields, in the order a person would read them.
func Fields() []Field {
	return []Field{Number, OldNumber, PersonalNumber, Name, NameLatin, Surname, GivenNames, DateOfBirth, Sex, Nationality, PlaceOfBirth, PlaceOfOrigin,
		PlaceOfResidence, Features, Ethnicity, Religion, DateOfIssue, DateOfExpiry, Issuer, PlaceOfIssue, Class, SerialNumber, Status, Conditions, IssuingState}
}

// Point is a place in a picture: pixels, origin top left, after the EXIF turn.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Quad are the corners of a place, clockwise from its own top left; nil where no place is known.
type Quad []Point

// Reading is what stands in a field. Value is as printed (NFC, blanks collapsed): "12/03/1990", "NỮ", "KHÔNG THỜI HẠN"; empty when nothing could
// be read. Fields that only a zone or a code holds are not here but in Page.Zone and Page.Codes.
type Reading struct {
	Value      string
	Confidence float64 // 0 to 1, of the whole
	Least      float64 // 0 to 1, of the least sure character
	Second     string  // what a second recogniser read; empty: none looked, or nothing was read
	SettledBy  Source  // who settled a doubtful character, tone or case; empty: as read
	Place      Quad
}

// Source is where a value was taken from.
type Source string

// The sources.
const (
	Printed Source = "printed" // the visual inspection zone
	FromMRZ Source = "mrz"
	FromQR  Source = "qr"
	FromBar Source = "barcode"
	Lexicon Source = "lexicon" // a list of names or places
)

// Zone is a machine readable zone. Raw is as read, Lines after repair (mrz.Repair). Both have the lines that are printed, each with as many characters as
// are printed; a blank stands for a cell with nothing in it, and a question mark for a character that zones do not have.
type Zone struct {
	Raw, Lines []string
	Confidence []float64 // of each line's least sure character, 0 to 1
	Place      Quad
}

// Code is a bar code that was read.
type Code struct {
	Symbology string // QRCode, PDF417, Code128
	Text      string
	Place     Quad
}

// Measure is something measured on the picture of a document; see measures.go.
type Measure string

// Measured is a value of a measure. A measure that was not made is not in the map of a page, or says why.
type Measured struct {
	Value float64
	Place Quad   // where; nil: the whole side
	Why   string // not empty: it was not made, and Value means nothing
}

// Face is a face found on a side.
type Face struct {
	X, Y, Width, Height float64
	Score               float64
	Model               string    // SHA-256 of the describing model; empty: not described
	Template            []float32 // see face.Template
	Gray                bool
}

// Page is one side of a document as a picture shows it.
type Page struct {
	Width, Height int // pixels, after the EXIF turn
	Documents     int // what looks like documents in the picture; 0: none was made out, from 2 on what was read may belong to either

	Type Type    // empty: not recognised
	Side Side    // empty: not recognised
	Sure float64 // of type and side, 0 to 1
	// Border are the document's corners; nil: not made out.
	Border Quad

	Fields   map[Field]Reading // every field of the layout, those with nothing in them included
	Zone     *Zone             // nil: none was found
	Codes    []Code
	Measures map[Measure]Measured
	Surround []float64 // what is around the document, as numbers to compare two pictures by; nil: there is nothing around it
	Faces    []Face    // the largest first
	Lines    []string  // all print, top to bottom

	// NotRun says of each part of the reading that did not run, why. Parts: border, kind, fields, mrz, codes, faces, text, quality, forgery.
	NotRun map[string]string
	Models map[string]string // slot to SHA-256
}

// Hint is what a caller says of a document before it is read; empty members: nothing is said.
type Hint struct {
	Country string // alpha-3
	IDType  string // passport, government_id, drivers_license, ... (KYC submission contract 2.1)
}
