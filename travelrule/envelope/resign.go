package envelope

import (
	"bytes"
	"crypto/ed25519"
)

// Resign replaces a frame's signature by one of another key and changes nothing else: what somebody who does not hold the sender's key could make
// of a message. Test counterparties send it, to see that nobody takes it. The codes are those of ReadHeader.
func Resign(frame []byte, signer ed25519.PrivateKey) ([]byte, error) {
	p, _, err := parse(frame)
	if err != nil {
		return nil, err
	}
	out := bytes.Clone(frame[:len(frame)-ed25519.SignatureSize])
	return append(out, ed25519.Sign(signer, signedBytes(p.headerDigest, p.bodyDigest))...), nil
}
