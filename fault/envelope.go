package fault

// Codes of messages between VASPs (package travelrule/envelope). Each failure has its own.
const (
	EnvelopeMalformed      Code = "envelope.malformed"       // the frame does not parse, or a part is over its limit
	EnvelopeVersion        Code = "envelope.version"         // a version this program does not speak
	EnvelopeUnknownSender  Code = "envelope.unknown_sender"  // the directory has no such member, or none with this TLS key
	EnvelopeSignature      Code = "envelope.signature"       // the signature is not that of the sender's identity key
	EnvelopeWrongRecipient Code = "envelope.wrong_recipient" // addressed to somebody else
	EnvelopeHeaderAltered  Code = "envelope.header_altered"  // the header differs from the one that was signed
	EnvelopeBodyAltered    Code = "envelope.body_altered"    // the ciphertext differs from the one that was signed, or does not open
	EnvelopeReplay         Code = "envelope.replay"          // this message id was used before for other bytes
	EnvelopeExpired        Code = "envelope.expired"         // past its expiry
	EnvelopeNotYet         Code = "envelope.not_yet"         // sent in the future by more than the allowed clock difference
	EnvelopeUnknownKey     Code = "envelope.unknown_key"     // sealed to a key we do not have
	EnvelopeRevokedKey     Code = "envelope.revoked_key"     // sealed to, or signed with, a key that was revoked
	EnvelopeType           Code = "envelope.type"            // a message type this program does not know
	EnvelopeBody           Code = "envelope.body"            // opened, and its content is not what its type demands
)

func envelopeCodes() []Code {
	return []Code{
		EnvelopeMalformed, EnvelopeVersion, EnvelopeUnknownSender, EnvelopeSignature, EnvelopeWrongRecipient,
		EnvelopeHeaderAltered, EnvelopeBodyAltered, EnvelopeReplay, EnvelopeExpired, EnvelopeNotYet,
		EnvelopeUnknownKey, EnvelopeRevokedKey, EnvelopeType, EnvelopeBody,
	}
}
