package fault

// Codes of personal data sealed at rest (package pii/seal). Place is where the data belongs, never the data.
const (
	SealBroken     Code = "seal.broken"      // does not open: altered, moved to another row, or sealed with another key
	SealUnknownKey Code = "seal.unknown_key" // sealed under a key that this keyring does not hold, or the key was erased
	SealMalformed  Code = "seal.malformed"   // not sealed bytes or not a keyring of a version this program knows
)

func sealCodes() []Code {
	return []Code{SealBroken, SealUnknownKey, SealMalformed}
}
