package seal

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// The test vectors of the C2SP specification of XAES-256-GCM, for both values of the top bit of AES_K(0).
func TestXAES(t *testing.T) {
	tests := []struct {
		name, associated, want string
		key                    byte
	}{
		{"top bit clear", "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271", 1},
		{"top bit set, associated data", "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, err := newXAES(bytes.Repeat([]byte{tt.key}, keyBytes))
			if err != nil {
				t.Fatal(err)
			}
			nonce, plaintext := []byte("ABCDEFGHIJKLMNOPQRSTUVWX"), []byte("XAES-256-GCM")
			sealed, err := x.seal(nil, nonce, plaintext, []byte(tt.associated))
			if err != nil || hex.EncodeToString(sealed) != tt.want {
				t.Errorf("seal = %x, %v, want %s", sealed, err, tt.want)
			}
			opened, err := x.open(nonce, sealed, []byte(tt.associated))
			if err != nil || !bytes.Equal(opened, plaintext) {
				t.Errorf("open = %q, %v", opened, err)
			}
		})
	}
}
