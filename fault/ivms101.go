package fault

// Codes of reading IVMS101 documents. Broken constraints are not faults but ivms101.Violation values.
const (
	IVMS101Malformed Code = "ivms101.malformed" // not JSON, not an object, or a member of the wrong type; Place is a JSON pointer
	IVMS101TooLarge  Code = "ivms101.too_large" // over the size, depth or count limits
	IVMS101Edition   Code = "ivms101.edition"   // neither the 2020 nor the 2023 edition
	IVMS101Invalid   Code = "ivms101.invalid"   // read, and at least one constraint of the profile in use is broken
)

func ivms101Codes() []Code {
	return []Code{IVMS101Malformed, IVMS101TooLarge, IVMS101Edition, IVMS101Invalid}
}
