package envelope

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"testing"
)

// identityBody is about what IVMS101 data of one person on each side weigh.
const identityBody = 2700

// BenchmarkRoundTrip is one verification: Seal, Open, SealReply and OpenReply of a 2.7 kB body both ways.
func BenchmarkRoundTrip(b *testing.B) {
	for _, suite := range Suites() {
		b.Run(suite, func(b *testing.B) {
			w := newWorld(b, suite)
			to, body := w.private.PublicKey(), bytes.Repeat([]byte{'x'}, identityBody)
			questioner, answerer := identity(1), identity(2)
			expect := Expect{InReplyTo: questionID, From: recipient, To: sender, Now: now}
			answerers := []ed25519.PublicKey{public(answerer)}
			w.opener.Sender = func(string) ([]ed25519.PublicKey, error) {
				return []ed25519.PublicKey{public(questioner)}, nil
			}
			b.ReportAllocs()
			for b.Loop() {
				frame, secret, err := Seal(question(), body, to, questioner)
				if err != nil {
					b.Fatal(err)
				}
				m, err := w.opener.Open(frame)
				if err != nil {
					b.Fatal(err)
				}
				reply, err := SealReply(rand.Reader, answer(m.Header), body, m.Reply, answerer)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := OpenReply(reply, secret, expect, answerers); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSeal(b *testing.B) {
	w := newWorld(b, DefaultSuite)
	to, body, key := w.private.PublicKey(), bytes.Repeat([]byte{'x'}, identityBody), identity(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Seal(question(), body, to, key); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	w := newWorld(b, DefaultSuite)
	frame, _ := w.seal(b, question(), bytes.Repeat([]byte{'x'}, identityBody))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.opener.Open(frame); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadHeader(b *testing.B) {
	w := newWorld(b, DefaultSuite)
	frame, _ := w.seal(b, question(), bytes.Repeat([]byte{'x'}, identityBody))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadHeader(frame); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRoundTripRSA4096 is the same round trip as networks of the first generation do it: AES-256-GCM under a key
// that is wrapped with RSA-4096 OAEP, each way. It signs nothing, so it does less.
func BenchmarkRoundTripRSA4096(b *testing.B) {
	questioner, err := rsa.GenerateKey(rand.Reader, 4096)
	if err != nil {
		b.Fatal(err)
	}
	answerer, err := rsa.GenerateKey(rand.Reader, 4096)
	if err != nil {
		b.Fatal(err)
	}
	body := bytes.Repeat([]byte{'x'}, identityBody)
	b.ReportAllocs()
	for b.Loop() {
		for _, to := range []*rsa.PrivateKey{answerer, questioner} {
			if got := openRSA(b, to, sealRSA(b, &to.PublicKey, body)); len(got) != len(body) {
				b.Fatal("another body came out")
			}
		}
	}
}

type rsaMessage struct{ key, nonce, ciphertext []byte }

func sealRSA(b *testing.B, to *rsa.PublicKey, body []byte) rsaMessage {
	key, nonce := make([]byte, 32), make([]byte, 12)
	_, _ = rand.Read(key)
	_, _ = rand.Read(nonce)
	wrapped, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, to, key, nil)
	if err != nil {
		b.Fatal(err)
	}
	return rsaMessage{wrapped, nonce, classicGCM(b, key).Seal(nil, nonce, body, nil)}
}

func openRSA(b *testing.B, to *rsa.PrivateKey, m rsaMessage) []byte {
	key, err := rsa.DecryptOAEP(sha256.New(), nil, to, m.key, nil)
	if err != nil {
		b.Fatal(err)
	}
	body, err := classicGCM(b, key).Open(nil, m.nonce, m.ciphertext, nil)
	if err != nil {
		b.Fatal(err)
	}
	return body
}

func classicGCM(b *testing.B, key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		b.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		b.Fatal(err)
	}
	return gcm
}
