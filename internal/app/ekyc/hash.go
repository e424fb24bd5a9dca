package ekyc

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
)

// FileHash is what files_hash must be for a file: SHA-256, or HMAC-SHA-256 with a secret, in lower-case hexadecimal (decision A-12).
func FileHash(secret, file []byte) string {
	if len(secret) == 0 {
		sum := sha256.Sum256(file)
		return hex.EncodeToString(sum[:])
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(file)
	return hex.EncodeToString(mac.Sum(nil))
}

// checkHashes holds files against the hashes sent with them, in the same order. fault.EKYCHash.
func checkHashes(mode HashMode, secret []byte, files [][]byte, hashes []string) error {
	if mode == HashIgnore || mode == HashCheck && len(hashes) == 0 {
		return nil
	}
	if len(hashes) != len(files) {
		return fault.New(fault.EKYCHash, "files_hash")
	}
	for i, file := range files {
		if !hmac.Equal([]byte(FileHash(secret, file)), []byte(strings.ToLower(strings.TrimSpace(hashes[i])))) {
			return fault.New(fault.EKYCHash, "files_hash")
		}
	}
	return nil
}

// checkClient holds client_uuid against the header hash: a Base64 RSA-SHA-256 signature (PKCS #1 v1.5) by the project's key. fault.EKYCHash.
func (h Hashes) checkClient(uuid, signature string) error {
	if h.Client == HashIgnore || h.Client == HashCheck && signature == "" {
		return nil
	}
	key, err := h.publicKey()
	if err != nil {
		return err
	}
	raw, err := base64.StdEncoding.DecodeString(signature)
	sum := sha256.Sum256([]byte(uuid))
	if err != nil || uuid == "" || rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw) != nil {
		return fault.New(fault.EKYCHash, "hash")
	}
	return nil
}
