package fault

// Codes of reading machine readable zones (package document/mrz). A check digit that does not fit is not a fault but a
// check.Failed in the reading.
const (
	MRZShape     Code = "mrz.shape"     // neither 3×30, 2×36 nor 2×44 characters (ICAO 9303-5, -6, -4)
	MRZCharacter Code = "mrz.character" // a character other than A-Z, 0-9 and '<'; Place is line and column, from 1
	MRZNotICAO   Code = "mrz.not_icao"  // a zone of another standard: the French identity card of before 2021 (2×36)
)

func documentCodes() []Code { return []Code{MRZShape, MRZCharacter, MRZNotICAO} }
