package envelope

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"

	"github.com/bonafide-id/bonafide/fault"
)

// Limits of a frame, bytes.
const (
	MaxHeader = 4 << 10
	MaxBody   = 256 << 10
	maxEnc    = 4 << 10
	tagSize   = 16 // AES-256-GCM
	// MaxFrame is the length of the longest frame that is read.
	MaxFrame = len(magic) + 1 + 4 + MaxHeader + 2 + maxEnc + 4 + MaxBody + tagSize + trailerSize
)

const (
	magic       = "BFE"
	trailerSize = 2*sha256.Size + ed25519.SignatureSize
)

// parts of a frame that was cut, not checked. They share the frame's memory.
type parts struct {
	header, enc, ciphertext  []byte
	headerDigest, bodyDigest [sha256.Size]byte
	signature                []byte
}

// join writes and signs a frame.
func join(header, enc, ciphertext []byte, signer ed25519.PrivateKey) []byte {
	out := make([]byte, 0, len(magic)+1+4+len(header)+2+len(enc)+4+len(ciphertext)+trailerSize)
	out = append(append(out, magic...), Version)
	out = append(binary.BigEndian.AppendUint32(out, uint32(len(header))), header...)
	out = append(binary.BigEndian.AppendUint16(out, uint16(len(enc))), enc...)
	out = append(binary.BigEndian.AppendUint32(out, uint32(len(ciphertext))), ciphertext...)
	headerDigest, bodyDigest := digests(header, enc, ciphertext)
	out = append(append(out, headerDigest[:]...), bodyDigest[:]...)
	return append(out, ed25519.Sign(signer, signedBytes(headerDigest, bodyDigest))...)
}

// cut splits a frame. fault.EnvelopeMalformed with the part at fault, EnvelopeVersion.
func cut(frame []byte) (parts, error) {
	if len(frame) < len(magic)+1 || string(frame[:len(magic)]) != magic {
		return parts{}, fault.New(fault.EnvelopeMalformed, "magic")
	}
	if frame[len(magic)] != Version {
		return parts{}, fault.New(fault.EnvelopeVersion, "version")
	}
	rest := frame[len(magic)+1:]
	var p parts
	var ok bool
	if p.header, rest, ok = take(rest, 4, MaxHeader); !ok {
		return parts{}, fault.New(fault.EnvelopeMalformed, "header")
	}
	if p.enc, rest, ok = take(rest, 2, maxEnc); !ok {
		return parts{}, fault.New(fault.EnvelopeMalformed, "enc")
	}
	if p.ciphertext, rest, ok = take(rest, 4, MaxBody+tagSize); !ok {
		return parts{}, fault.New(fault.EnvelopeMalformed, "ciphertext")
	}
	if len(rest) != trailerSize {
		return parts{}, fault.New(fault.EnvelopeMalformed, "signature")
	}
	p.headerDigest, p.bodyDigest = [sha256.Size]byte(rest), [sha256.Size]byte(rest[sha256.Size:])
	p.signature = rest[2*sha256.Size:]
	return p, nil
}

// take reads a length of 2 or 4 bytes and that many bytes, at most limit.
func take(b []byte, lengthBytes, limit int) (part, rest []byte, ok bool) {
	if len(b) < lengthBytes {
		return nil, nil, false
	}
	var n uint32
	for _, c := range b[:lengthBytes] {
		n = n<<8 | uint32(c)
	}
	b = b[lengthBytes:]
	// Compared as uint64, since an int of 32 bits would turn negative.
	if uint64(n) > uint64(min(limit, len(b))) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

// parse cuts a frame and reads its header.
func parse(frame []byte) (parts, Header, error) {
	p, err := cut(frame)
	if err != nil {
		return parts{}, Header{}, err
	}
	h, err := decodeHeader(p.header)
	if err != nil {
		return parts{}, Header{}, err
	}
	return p, h, nil
}

// ReadHeader reads the header and verifies nothing: what a relay sees. fault.EnvelopeMalformed, EnvelopeVersion,
// EnvelopeType.
func ReadHeader(frame []byte) (Header, error) {
	_, h, err := parse(frame)
	return h, err
}

func digests(header, enc, ciphertext []byte) (h, b [sha256.Size]byte) {
	sum := sha256.New()
	sum.Write(enc)
	sum.Write(ciphertext)
	sum.Sum(b[:0])
	return sha256.Sum256(header), b
}

func signedBytes(header, body [sha256.Size]byte) []byte {
	return append(append([]byte(signedText), header[:]...), body[:]...)
}

// verify tells apart a signature that is not the sender's, one by a revoked key, an altered header and an altered
// body. revoked is asked only when no valid key fits.
func (p parts) verify(valid []ed25519.PublicKey, revoked func() []ed25519.PublicKey) error {
	if !p.signedBy(valid) {
		if p.signedBy(revoked()) {
			return fault.New(fault.EnvelopeRevokedKey, "signature")
		}
		return fault.New(fault.EnvelopeSignature, "signature")
	}
	header, body := digests(p.header, p.enc, p.ciphertext)
	if header != p.headerDigest {
		return fault.New(fault.EnvelopeHeaderAltered, "header")
	}
	if body != p.bodyDigest {
		return fault.New(fault.EnvelopeBodyAltered, "ciphertext")
	}
	return nil
}

func (p parts) signedBy(keys []ed25519.PublicKey) bool {
	signed := signedBytes(p.headerDigest, p.bodyDigest)
	for _, key := range keys {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, signed, p.signature) {
			return true
		}
	}
	return false
}
