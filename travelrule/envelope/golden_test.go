package envelope

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
)

// golden is a question and its answer as a node once sent them, with every key needed to open both. Made by us with
// -write-golden; the person in it is invented. What is in the file must open for ever.
type golden struct {
	Name        string    `json:"name"`
	Now         time.Time `json:"now"`
	PrivateKey  []byte    `json:"privateKey"`  // of the recipient, as PrivateKey.Bytes writes it
	PublicKey   []byte    `json:"publicKey"`   // its other half
	KeyID       string    `json:"keyId"`       // of that
	SenderSeed  []byte    `json:"senderSeed"`  // Ed25519, RFC 8032
	AnswerSeed  []byte    `json:"answerSeed"`  // of who answers
	ReplySecret []byte    `json:"replySecret"` // what both sides derive
	Question    string    `json:"question"`    // the body
	Answer      string    `json:"answer"`      // the body
	Frame       []byte    `json:"frame"`       // of the question
	Reply       []byte    `json:"reply"`       // of the answer
}

const goldenFile = "testdata/golden.json"

var writeGolden = flag.Bool("write-golden", false, "add the suites that are missing in "+goldenFile)

func readGolden(t testing.TB) []golden {
	t.Helper()
	text, err := os.ReadFile(goldenFile)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var all []golden
	if len(text) > 0 {
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < len(Suites()) && !*writeGolden {
		t.Fatalf("%s has %d vectors: this test reads too little", goldenFile, len(all))
	}
	return all
}

func TestGolden(t *testing.T) {
	all := readGolden(t)
	if *writeGolden {
		for _, suite := range Suites()[min(len(all), len(Suites())):] {
			all = append(all, makeGolden(t, suite))
		}
		text, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenFile, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, g := range all {
		t.Run(g.Name, func(t *testing.T) { g.check(t) })
	}
}

func (g golden) check(t *testing.T) {
	private, err := ParsePrivateKey(g.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g.PublicKey, private.PublicKey().Bytes()); diff != "" {
		t.Error(diff)
	}
	if private.PublicKey().ID() != g.KeyID {
		t.Errorf("key id %s, want %s", private.PublicKey().ID(), g.KeyID)
	}
	questioner, answerer := ed25519.NewKeyFromSeed(g.SenderSeed), ed25519.NewKeyFromSeed(g.AnswerSeed)
	opener := openerWith(private)
	opener.Now = g.Now
	opener.Sender = func(string) ([]ed25519.PublicKey, error) { return []ed25519.PublicKey{public(questioner)}, nil }
	m, err := opener.Open(g.Frame)
	if err != nil {
		t.Fatal(err)
	}
	want := Header{Version: 1, ID: questionID, Verification: "5f8a3c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b", Type: UserQuestion,
		From: sender, To: recipient, KeyID: g.KeyID, KeyType: "PerAddress", Suite: private.PublicKey().Suite(),
		SentAt: g.Now, ExpiresAt: g.Now.Add(24 * time.Hour)}
	if diff := cmp.Diff(want, m.Header); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(g.Question, string(m.Body)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(g.ReplySecret, m.Reply.Bytes()); diff != "" {
		t.Error(diff)
	}
	expect := Expect{InReplyTo: questionID, From: recipient, To: sender, Type: UserAnswer, Now: g.Now}
	a, err := OpenReply(g.Reply, m.Reply, expect, []ed25519.PublicKey{public(answerer)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g.Answer, string(a.Body)); diff != "" {
		t.Error(diff)
	}
	// An answer has no randomness but the one it carries, so it can be written once more, byte for byte.
	p, err := cut(g.Reply)
	if err != nil {
		t.Fatal(err)
	}
	again, err := SealReply(byteReader(p.enc), a.Header, a.Body, m.Reply, answerer)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g.Reply, again); diff != "" {
		t.Error(diff)
	}
}

// byteReader reads its bytes once and is then at its end.
type byteReader []byte

func (r byteReader) Read(p []byte) (int, error) { return copy(p, r), nil }

func makeGolden(t *testing.T, suite string) golden {
	private, err := GenerateKeyFor(suite)
	if err != nil {
		t.Fatal(err)
	}
	g := golden{Name: suite, Now: now, PublicKey: private.PublicKey().Bytes(), KeyID: private.PublicKey().ID(),
		SenderSeed: identity(1).Seed(), AnswerSeed: identity(2).Seed(),
		Question: `{"symbol":"ETH","ivms101":{"originator":{"originatorPersons":[{"naturalPerson":{"name":` +
			`{"nameIdentifier":[{"primaryIdentifier":"홍","secondaryIdentifier":"길동","nameIdentifierType":"LEGL"}]}}}]}}}`,
		Answer: `{"outcome":"VERIFIED","reason":"OK"}`}
	if g.PrivateKey, err = private.Bytes(); err != nil {
		t.Fatal(err)
	}
	h := question()
	h.Type, h.Verification, h.KeyType = UserQuestion, "5f8a3c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b", "PerAddress"
	h.ExpiresAt = now.Add(24 * time.Hour)
	frame, secret, err := Seal(h, []byte(g.Question), private.PublicKey(), identity(1))
	if err != nil {
		t.Fatal(err)
	}
	g.Frame, g.ReplySecret = frame, secret.Bytes()
	h.KeyID, h.Suite = g.KeyID, suite
	a := answer(h)
	a.Type = UserAnswer
	if g.Reply, err = SealReply(rand.Reader, a, []byte(g.Answer), secret, identity(2)); err != nil {
		t.Fatal(err)
	}
	return g
}

// seeds gives a fuzz target the frames of the vectors, whole, halved and with a bit flipped.
func seeds(f *testing.F) []golden {
	all := readGolden(f)
	for _, g := range all {
		for _, frame := range [][]byte{g.Frame, g.Reply} {
			f.Add(frame)
			f.Add(frame[:len(frame)/2])
			flipped := append([]byte{}, frame...)
			flipped[len(flipped)/2] ^= 1
			f.Add(flipped)
		}
	}
	return all
}

// FuzzReadHeader: no panic, a zero header with an error, and what is accepted is written and read again as the same.
func FuzzReadHeader(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, frame []byte) {
		h, err := ReadHeader(frame)
		if err != nil {
			if h != (Header{}) || fault.CodeOf(err) == fault.Internal {
				t.Fatalf("%v, %+v", err, h)
			}
			return
		}
		text, err := encodeHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := decodeHeader(text); err != nil || again != h {
			t.Fatalf("%+v became %+v: %v", h, again, err)
		}
	})
}

// FuzzHeaderJSON is FuzzReadHeader without the frame around the JSON, which a fuzzer seldom gets right.
func FuzzHeaderJSON(f *testing.F) {
	for _, g := range readGolden(f) {
		p, err := cut(g.Frame)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p.header)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := decodeHeader(text)
		if err != nil {
			if h != (Header{}) || fault.CodeOf(err) == fault.Internal {
				t.Fatalf("%v, %+v", err, h)
			}
			return
		}
		again, err := encodeHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := decodeHeader(again); err != nil || back != h {
			t.Fatalf("%+v became %+v: %v", h, back, err)
		}
	})
}

// FuzzOpen signs whatever the fuzzer writes as header, enc and ciphertext, so that it gets past the signature: no
// panic, a code and a zero message. Only the vector's own frame may open.
func FuzzOpen(f *testing.F) {
	all := readGolden(f)
	for _, g := range all {
		p, err := cut(g.Frame)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(g.Frame, p.header, p.enc, p.ciphertext)
	}
	private, err := ParsePrivateKey(all[0].PrivateKey)
	if err != nil {
		f.Fatal(err)
	}
	opener := openerWith(private)
	opener.Sender = func(string) ([]ed25519.PublicKey, error) { return []ed25519.PublicKey{public(identity(1))}, nil }
	opener.Key = func(string) (PrivateKey, error) { return private, nil }
	f.Fuzz(func(t *testing.T, frame, header, enc, ciphertext []byte) {
		signed := join(header, enc[:min(len(enc), maxEnc)], ciphertext, identity(1))
		for _, each := range [][]byte{frame, signed} {
			m, err := opener.Open(each)
			if err != nil {
				if !cmp.Equal(m.Header, Header{}) || m.Body != nil || m.Reply.IsSet() || fault.CodeOf(err) == fault.Internal {
					t.Fatalf("%v, %v", err, m)
				}
				continue
			}
			if string(m.Body) != all[0].Question {
				t.Fatalf("something else opened: %v", m)
			}
		}
	})
}
