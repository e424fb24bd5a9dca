package check

// Reasons of checks on documents. The comment names the eKYC code that the surface of sessions answers with; other surfaces have their own.
const (
	DocumentNotFound   Reason = "quality.not_found"  // 3, QC00: no document is seen
	ResolutionLow      Reason = "quality.resolution" // QC01
	Glare              Reason = "quality.glare"      // QC02
	Blurred            Reason = "quality.sharpness"  // QC03
	LuminanceBad       Reason = "quality.luminance"  // QC04
	DocumentSmall      Reason = "quality.area"       // QC05
	Photocopied        Reason = "forgery.photocopy"  // FC01: black and white
	Recaptured         Reason = "forgery.screen"     // FC02
	Edited             Reason = "forgery.edited"     // FC03: altered, or a colour copy
	CornerCut          Reason = "forgery.corner"     // FC04
	PortraitMissing    Reason = "forgery.portrait"   // FC05
	QRMissing          Reason = "forgery.qr"         // FC06
	MRZMissing         Reason = "forgery.mrz"        // FC07
	EmblemMissing      Reason = "forgery.emblem"     // FC08
	HeadlineMissing    Reason = "forgery.headline"   // FC09
	TitleMissing       Reason = "forgery.title"      // FC10
	FingerprintMissing Reason = "forgery.finger"     // FC11
	StampMissing       Reason = "forgery.stamp"      // FC12
	ChipMissing        Reason = "forgery.chip"       // FC13
	ReadingUncertain   Reason = "reading.uncertain"  // FC14
	NumberUncertain    Reason = "reading.number"     // FC15
	BackgroundsDiffer  Reason = "forgery.background" // FC16
	BarcodeMissing     Reason = "forgery.barcode"    // FC17
	HologramMissing    Reason = "forgery.hologram"   // FC18
	Watermarked        Reason = "forgery.watermark"  // FC19
	Perforated         Reason = "forgery.perforated" // FC20

	RulesFailed        Reason = "rules.failed"           // E-1: the rules could not be applied
	FieldBlank         Reason = "field.blank"            // E01
	NumberFormat       Reason = "number.format"          // E02
	BirthFormat        Reason = "birth.format"           // E03
	BirthFuture        Reason = "birth.future"           // E04
	AgeUnder14         Reason = "age.under_14"           // E05
	NationalityWrong   Reason = "nationality.wrong"      // E06
	NumberBirthYear    Reason = "number.birth_year"      // E07
	NumberSex          Reason = "number.sex"             // E08
	ExpiryFormat       Reason = "expiry.format"          // E09
	DocumentExpired    Reason = "expiry.past"            // E10
	ExpiryUnlimited    Reason = "expiry.unlimited"       // E11: no expiry, for someone too young
	IssueFormat        Reason = "issue.format"           // E12
	IssueFuture        Reason = "issue.future"           // E13
	SidesDiffer        Reason = "sides.type"             // E15: two sides of different types
	FrontBlank         Reason = "field.front_blank"      // E16
	IssueUnder14       Reason = "age.issue_under_14"     // E17
	ExpiryNot15Years   Reason = "expiry.not_15_years"    // E18
	ExpiryNot25        Reason = "expiry.not_birthday_25" // E19
	ExpiryNot40        Reason = "expiry.not_birthday_40" // E20
	ExpiryNot60        Reason = "expiry.not_birthday_60" // E21
	ExpiryNotUnlimited Reason = "expiry.not_unlimited"   // E22
	CardsDiffer        Reason = "sides.card"             // E30: two sides of different cards
	IssuerDate         Reason = "issuer.date"            // E31
	TypeDate           Reason = "type.date"              // E32
	ExpiryNot14        Reason = "expiry.not_birthday_14" // E33
	AgeUnder6          Reason = "age.under_6"            // E36
	IssueUnder6        Reason = "age.issue_under_6"      // E37
	AgeOutOfRange      Reason = "age.project"            // E105: the project's own range
	TypeRefused        Reason = "type.refused"           // E102: the project does not take this type
	SideWrong          Reason = "side.wrong"             // E110
	QRMismatch         Reason = "qr.mismatch"            // QR01
	QRFormat           Reason = "qr.format"              // QR02
	MRZShape           Reason = "mrz.shape"              // MRZ01
	MRZCharacters      Reason = "mrz.characters"         // MRZ02
	MRZMismatch        Reason = "mrz.mismatch"           // MRZ03
	MRZFields          Reason = "mrz.fields"             // MRZ04
	MRZDigits          Reason = "mrz.digits"             // MRZ05

	// Korean documents (KYC submission contract 7); the eKYC contract has no code for them.
	RRNFormat      Reason = "rrn.format"      // not thirteen digits, or no calendar date
	RRNCentury     Reason = "rrn.century"     // the seventh digit does not fit birth, sex or kind of document
	RRNCheckDigit  Reason = "rrn.check_digit" // unexpected; never a rejection by itself
	LicenceRegion  Reason = "licence.region"  // region of a Korean licence number
	LicenceFormat  Reason = "licence.format"  //
	SerialFormat   Reason = "serial.format"   //
	HolderUnderage Reason = "age.document"    // younger than the document is given to
	RRNUnmaskable  Reason = "rrn.unmaskable"  // the place of the number is not known, so it cannot be hidden
)

// Documents returns every reason of a check on documents. Surfaces that judge documents walk it in their tests.
func Documents() []Reason {
	return []Reason{
		DocumentNotFound, ResolutionLow, Glare, Blurred, LuminanceBad, DocumentSmall, Photocopied, Recaptured, Edited, CornerCut, PortraitMissing,
		QRMissing, MRZMissing, EmblemMissing, HeadlineMissing, TitleMissing, FingerprintMissing, StampMissing, ChipMissing, ReadingUncertain,
		NumberUncertain, BackgroundsDiffer, BarcodeMissing, HologramMissing, Watermarked, Perforated,
		RulesFailed, FieldBlank, NumberFormat, BirthFormat, BirthFuture, AgeUnder14, NationalityWrong, NumberBirthYear, NumberSex, ExpiryFormat,
		DocumentExpired, ExpiryUnlimited, IssueFormat, IssueFuture, SidesDiffer, FrontBlank, IssueUnder14, ExpiryNot15Years, ExpiryNot25,
		ExpiryNot40, ExpiryNot60, ExpiryNotUnlimited, CardsDiffer, IssuerDate, TypeDate, ExpiryNot14, AgeUnder6, IssueUnder6, AgeOutOfRange,
		TypeRefused, SideWrong, QRMismatch, QRFormat, MRZShape, MRZCharacters, MRZMismatch, MRZFields, MRZDigits,
		RRNFormat, RRNCentury, RRNCheckDigit, LicenceRegion, LicenceFormat, SerialFormat, HolderUnderage, RRNUnmaskable,
	}
}
