package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
)

// Key-encryption keys seal one data key for each customer and each verification, for years. Under plain AES-GCM with
// random 96-bit nonces one key may do that 2^32 times (NIST SP 800-38D §8.3), which a busy node passes in months.
// XAES-256-GCM (C2SP) derives a fresh AES-256-GCM key from the first half of a 192-bit nonce, so nobody has to count.

const (
	xaesNonceBytes = 24
	tagBytes       = 16
)

// xaes is a long-lived key: AES under the key itself, and the CMAC subkey K1 (NIST SP 800-38B §6.1).
type xaes struct {
	block cipher.Block
	k1    [aes.BlockSize]byte
}

// newXAES sets up a key of 32 bytes.
func newXAES(key []byte) (x xaes, err error) {
	if x.block, err = aes.NewCipher(key); err != nil {
		return xaes{}, err
	}
	x.block.Encrypt(x.k1[:], x.k1[:])
	carry := byte(0)
	for i := len(x.k1) - 1; i >= 0; i-- {
		x.k1[i], carry = x.k1[i]<<1|carry, x.k1[i]>>7
	}
	x.k1[len(x.k1)-1] ^= carry * 0x87
	return x, nil
}

// aead derives the AES-256-GCM key for nonce (24 bytes); its own nonce is the second half.
func (x xaes) aead(nonce []byte) (cipher.AEAD, error) {
	var derived [2 * aes.BlockSize]byte
	for i := range 2 {
		half := derived[i*aes.BlockSize : (i+1)*aes.BlockSize]
		// The two blocks of NIST SP 800-108 in counter mode: counter, label 'X', separator, context.
		copy(half, []byte{0, byte(i + 1), 'X', 0})
		copy(half[4:], nonce[:12])
		subtle.XORBytes(half, half, x.k1[:])
		x.block.Encrypt(half, half)
	}
	return newGCM(derived[:])
}

// seal appends the ciphertext and tag to dst.
func (x xaes) seal(dst, nonce, plaintext, associated []byte) ([]byte, error) {
	aead, err := x.aead(nonce)
	if err != nil {
		return nil, err
	}
	return aead.Seal(dst, nonce[12:], plaintext, associated), nil
}

func (x xaes) open(nonce, ciphertext, associated []byte) ([]byte, error) {
	aead, err := x.aead(nonce)
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, nonce[12:], ciphertext, associated)
}

// newGCM sets up AES-256-GCM with a key of 32 bytes.
func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
