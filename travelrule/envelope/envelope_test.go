package envelope

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
)

const (
	sender     = "1152921504606847001"
	recipient  = "1152921504606847002"
	questionID = "0192f0c1-7a3b-4c5d-8e6f-0a1b2c3d4e5f"
	answerID   = "0192f0c1-7a3b-4c5d-8e6f-0a1b2c3d4e60"
)

var now = time.Date(2026, 3, 14, 8, 15, 30, 417e6, time.UTC)

// identity is an Ed25519 key of our own making, the same in every run.
func identity(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func question() Header {
	return Header{ID: questionID, Type: AccountQuestion, From: sender, To: recipient, KeyType: "PerVasp",
		SentAt: now, ExpiresAt: now.Add(5 * time.Second)}
}

func answer(q Header) Header {
	return Header{ID: answerID, Verification: q.Verification, Type: AccountAnswer, From: q.To, To: q.From, KeyID: q.KeyID,
		KeyType: q.KeyType, Suite: q.Suite, SentAt: now, ExpiresAt: q.ExpiresAt, InReplyTo: q.ID}
}

// world is one recipient with a key, and what it needs to open messages of the sender.
type world struct {
	private PrivateKey
	opener  Opener
}

func newWorld(t testing.TB, suite string) world {
	t.Helper()
	private, err := GenerateKeyFor(suite)
	if err != nil {
		t.Fatal(err)
	}
	return world{private, openerWith(private)}
}

func openerWith(private PrivateKey) Opener {
	keyID := private.PublicKey().ID()
	return Opener{
		Self: recipient, Now: now,
		Sender: func(vaspID string) ([]ed25519.PublicKey, error) {
			if vaspID != sender {
				return nil, fault.New(fault.EnvelopeUnknownSender, "from")
			}
			return []ed25519.PublicKey{public(identity(9)), public(identity(1))}, nil
		},
		Revoked: func(string) []ed25519.PublicKey { return []ed25519.PublicKey{public(identity(7))} },
		Key: func(id string) (PrivateKey, error) {
			if id != keyID {
				return PrivateKey{}, fault.New(fault.EnvelopeUnknownKey, "keyId")
			}
			return private, nil
		},
	}
}

func (w world) seal(t testing.TB, h Header, body []byte) ([]byte, ReplySecret) {
	t.Helper()
	frame, secret, err := Seal(h, body, w.private.PublicKey(), identity(1))
	if err != nil {
		t.Fatal(err)
	}
	return frame, secret
}

func TestRoundTrip(t *testing.T) {
	for _, suite := range Suites() {
		for _, size := range []int{0, 1, 2700, MaxBody} {
			t.Run(fmt.Sprintf("%s/%d", suite, size), func(t *testing.T) {
				w := newWorld(t, suite)
				body := bytes.Repeat([]byte{'x'}, size)
				frame, secret := w.seal(t, question(), body)

				message, err := w.opener.Open(frame)
				if err != nil {
					t.Fatal(err)
				}
				want := question()
				want.Version, want.KeyID, want.Suite = Version, w.private.PublicKey().ID(), suite
				if diff := cmp.Diff(want, message.Header); diff != "" {
					t.Error(diff)
				}
				if !bytes.Equal(message.Body, body) {
					t.Error("another body came out")
				}
				if !bytes.Equal(message.Reply.Bytes(), secret.Bytes()) {
					t.Error("the two sides have different reply secrets")
				}
				if seen, err := ReadHeader(frame); err != nil || !cmp.Equal(seen, message.Header) {
					t.Errorf("ReadHeader = %v, %v", seen, err)
				}

				reply, err := SealReply(rand.Reader, answer(message.Header), body, message.Reply, identity(2))
				if err != nil {
					t.Fatal(err)
				}
				expect := Expect{InReplyTo: questionID, From: recipient, To: sender, Type: AccountAnswer, Now: now}
				got, err := OpenReply(reply, secret, expect, []ed25519.PublicKey{public(identity(2))})
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got.Body, body) || got.Header.InReplyTo != questionID || got.Digest == message.Digest {
					t.Errorf("another answer came out: %v", got.Header)
				}
			})
		}
	}
}

// TestOpenRefuses has one row for each code, with a message that really is so.
func TestOpenRefuses(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	other := newWorld(t, DefaultSuite)
	body := []byte(`{"symbol":"ETH"}`)
	sealed := func(edit func(*Header)) []byte {
		h := question()
		edit(&h)
		frame, _ := w.seal(t, h, body)
		return frame
	}
	same := func(*Header) {}
	good := sealed(same)
	signedBy := func(key ed25519.PrivateKey) []byte {
		frame, _, err := Seal(question(), body, w.private.PublicKey(), key)
		if err != nil {
			t.Fatal(err)
		}
		return frame
	}
	// resigned writes an edited frame anew with the sender's own signature: what a faulty sender could do.
	resigned := func(edit func(*parts)) []byte {
		p, err := cut(bytes.Clone(good))
		if err != nil {
			t.Fatal(err)
		}
		edit(&p)
		return join(p.header, p.enc, p.ciphertext, identity(1))
	}
	p, _ := cut(good)
	headerAt := bytes.Index(good, p.header)
	replaced := func(old, new string) []byte {
		if !bytes.Contains(p.header, []byte(old)) || len(old) != len(new) {
			t.Fatalf("%q is not in the header", old)
		}
		return bytes.Replace(bytes.Clone(good), []byte(old), []byte(new), 1)
	}
	flipped := func(at int) []byte {
		f := bytes.Clone(good)
		f[at] ^= 1
		return f
	}
	length := func(at int, n uint32) []byte {
		f := bytes.Clone(good)
		binary.BigEndian.PutUint32(f[at:], n)
		return f
	}
	encAt := headerAt + len(p.header) + 2
	ciphertextAt := encAt + len(p.enc) + 4

	rows := []struct {
		name  string
		frame []byte
		open  func(*Opener)
		code  fault.Code
		place string
	}{
		{"nothing", nil, nil, fault.EnvelopeMalformed, "magic"},
		{"another magic", flipped(0), nil, fault.EnvelopeMalformed, "magic"},
		{"a later frame version", flipped(3), nil, fault.EnvelopeVersion, "version"},
		{"header length over the limit", length(4, MaxHeader+1), nil, fault.EnvelopeMalformed, "header"},
		{"header length of 4 GiB", length(4, 1<<32-1), nil, fault.EnvelopeMalformed, "header"},
		{"ciphertext length beyond the end", length(ciphertextAt-4, MaxBody), nil, fault.EnvelopeMalformed, "ciphertext"},
		{"cut short by one byte", good[:len(good)-1], nil, fault.EnvelopeMalformed, "signature"},
		{"one byte too many", append(bytes.Clone(good), 0), nil, fault.EnvelopeMalformed, "signature"},
		{"a later version in the header", replaced(`"v":1`, `"v":2`), nil, fault.EnvelopeVersion, "v"},
		{"a suite we do not know", replaced("AES-256-GCM", "AES-128-GCM"), nil, fault.EnvelopeVersion, "suite"},
		{"a type we do not know", replaced("account.question", "account.queštio"), nil, fault.EnvelopeType, "type"},
		{"addressed to another", sealed(func(h *Header) { h.To = "3" }), nil, fault.EnvelopeWrongRecipient, "to"},
		{"from nobody we know", sealed(func(h *Header) { h.From = "3" }), nil, fault.EnvelopeUnknownSender, "from"},
		{"signed by somebody else", signedBy(identity(3)), nil, fault.EnvelopeSignature, "signature"},
		{"signed with a revoked key", signedBy(identity(7)), nil, fault.EnvelopeRevokedKey, "signature"},
		{"signed with a revoked key, and nobody knows", signedBy(identity(7)), func(o *Opener) { o.Revoked = nil },
			fault.EnvelopeSignature, "signature"},
		{"the sender has no valid key", good, func(o *Opener) {
			o.Sender = func(string) ([]ed25519.PublicKey, error) { return nil, nil }
		}, fault.EnvelopeSignature, "signature"},
		{"signature altered", flipped(len(good) - 1), nil, fault.EnvelopeSignature, "signature"},
		{"header digest altered", flipped(len(good) - trailerSize), nil, fault.EnvelopeSignature, "signature"},
		{"body digest altered", flipped(len(good) - trailerSize + 32), nil, fault.EnvelopeSignature, "signature"},
		{"message id altered", replaced(questionID[:8], "11111111"), nil, fault.EnvelopeHeaderAltered, "header"},
		{"key type altered", replaced("PerVasp", "PerVasq"), nil, fault.EnvelopeHeaderAltered, "header"},
		{"expiry altered", replaced("08:15:35.417Z", "09:15:35.417Z"), nil, fault.EnvelopeHeaderAltered, "header"},
		{"enc altered", flipped(encAt), nil, fault.EnvelopeBodyAltered, "ciphertext"},
		{"ciphertext altered", flipped(ciphertextAt), nil, fault.EnvelopeBodyAltered, "ciphertext"},
		{"expired this very millisecond", good, func(o *Opener) { o.Now = now.Add(5 * time.Second) },
			fault.EnvelopeExpired, "expiresAt"},
		{"sent in the future", good, func(o *Opener) { o.Now = now.Add(-2*time.Minute - time.Millisecond) },
			fault.EnvelopeNotYet, "sentAt"},
		{"sent in the future by more than we allow", good, func(o *Opener) {
			o.Now, o.ClockSkew = now.Add(-2*time.Second), time.Second
		}, fault.EnvelopeNotYet, "sentAt"},
		{"sealed to a key we do not have", good, func(o *Opener) { o.Key = other.opener.Key },
			fault.EnvelopeUnknownKey, "keyId"},
		{"sealed to a key we revoked", good, func(o *Opener) {
			o.Key = func(string) (PrivateKey, error) {
				return PrivateKey{}, fault.New(fault.EnvelopeRevokedKey, "keyId")
			}
		}, fault.EnvelopeRevokedKey, "keyId"},
		{"our key is of another suite", good, func(o *Opener) {
			o.Key = func(string) (PrivateKey, error) { return GenerateKeyFor(FIPSSuite) }
		}, fault.EnvelopeUnknownKey, "suite"},
		{"sealed to another key under our key's id", good, func(o *Opener) {
			o.Key = func(string) (PrivateKey, error) { return other.private, nil }
		}, fault.EnvelopeBodyAltered, "ciphertext"},
		{"header exchanged and signed anew", resigned(func(p *parts) {
			p.header = bytes.Replace(p.header, []byte("PerVasp"), []byte("PerVasq"), 1)
		}), nil, fault.EnvelopeBodyAltered, "ciphertext"},
		{"enc of half the length, signed", resigned(func(p *parts) { p.enc = p.enc[:len(p.enc)/2] }), nil,
			fault.EnvelopeBodyAltered, "enc"},
		{"header over the limit, signed", resigned(func(p *parts) {
			p.header = append(bytes.Clone(p.header), bytes.Repeat([]byte{' '}, MaxHeader)...)
		}), nil, fault.EnvelopeMalformed, "header"},
		{"enc over the limit, signed", resigned(func(p *parts) { p.enc = make([]byte, maxEnc+1) }), nil,
			fault.EnvelopeMalformed, "enc"},
		{"ciphertext over the limit, signed", resigned(func(p *parts) {
			p.ciphertext = make([]byte, MaxBody+tagSize+1)
		}), nil, fault.EnvelopeMalformed, "ciphertext"},
		{"ciphertext without its tag, signed", resigned(func(p *parts) { p.ciphertext = p.ciphertext[:8] }), nil,
			fault.EnvelopeBodyAltered, "ciphertext"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			opener := w.opener
			if row.open != nil {
				row.open(&opener)
			}
			message, err := opener.Open(row.frame)
			if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place {
				t.Errorf("%v, want %s at %s", err, row.code, row.place)
			}
			if !reflect.DeepEqual(message, Message{}) {
				t.Error("an error, and not the zero message")
			}
		})
	}
	t.Run("the same frame unaltered opens", func(t *testing.T) {
		if _, err := w.opener.Open(good); err != nil {
			t.Error(err)
		}
	})
	t.Run("an expired frame opens for who allows it", func(t *testing.T) {
		opener := w.opener
		opener.Now, opener.AllowExpired = now.Add(time.Hour), true
		if _, err := opener.Open(good); err != nil {
			t.Error(err)
		}
	})
}

// TestForgedUnderACapturedSignature: anybody can seal to a public key. With a body, or a header and a body, of their
// own they keep the captured digests and signature, which still verify, and everything decrypts. Only the digests
// tell.
func TestForgedUnderACapturedSignature(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	good, _ := w.seal(t, question(), []byte("deny"))
	captured, err := cut(good)
	if err != nil {
		t.Fatal(err)
	}
	edited := question()
	edited.KeyType = "PerAddress"
	for _, row := range []struct {
		name string
		h    Header
		code fault.Code
	}{
		{"another body under the same header", question(), fault.EnvelopeBodyAltered},
		{"another header and body", edited, fault.EnvelopeHeaderAltered},
	} {
		t.Run(row.name, func(t *testing.T) {
			forged, _, err := Seal(row.h, []byte("allow"), w.private.PublicKey(), identity(66))
			if err != nil {
				t.Fatal(err)
			}
			p, err := cut(forged)
			if err != nil {
				t.Fatal(err)
			}
			if m, err := p.open(headerOf(t, p), w.private, [32]byte{}); err != nil || string(m.Body) != "allow" {
				t.Fatalf("the forgery does not decrypt, so this test shows nothing: %v", err)
			}
			trailer := good[len(good)-trailerSize:]
			if !bytes.Equal(trailer[2*32:], captured.signature) {
				t.Fatal("the trailer is not the captured one")
			}
			frame := append(forged[:len(forged)-trailerSize:len(forged)-trailerSize], trailer...)
			if m, err := w.opener.Open(frame); !fault.Has(err, row.code) || m.Body != nil {
				t.Errorf("%v, want %s", err, row.code)
			}
		})
	}
}

// headerOf reads the header of a frame that was cut.
func headerOf(t *testing.T, p parts) Header {
	t.Helper()
	h, err := decodeHeader(p.header)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestEveryByteCounts flips one bit of each byte of a frame: none of them opens, and each region has its codes.
func TestEveryByteCounts(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	good, secret := w.seal(t, question(), []byte("body"))
	message, err := w.opener.Open(good)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := SealReply(rand.Reader, answer(message.Header), []byte("body"), message.Reply, identity(2))
	if err != nil {
		t.Fatal(err)
	}
	expect := Expect{InReplyTo: questionID, From: recipient, To: sender, Now: now}
	for _, kind := range []struct {
		name  string
		frame []byte
		open  func([]byte) (Message, error)
	}{
		{"question", good, w.opener.Open},
		{"answer", reply, func(f []byte) (Message, error) {
			return OpenReply(f, secret, expect, []ed25519.PublicKey{public(identity(2))})
		}},
	} {
		p, err := cut(kind.frame)
		if err != nil {
			t.Fatal(err)
		}
		headerEnd := 8 + len(p.header)
		trailer := len(kind.frame) - trailerSize
		for at := range kind.frame {
			f := bytes.Clone(kind.frame)
			f[at] ^= 1 << (at % 8)
			message, err := kind.open(f)
			code := fault.CodeOf(err)
			var ok bool
			switch {
			case at < 8, at >= headerEnd && at < headerEnd+2,
				at >= headerEnd+2+len(p.enc) && at < headerEnd+6+len(p.enc): // magic, version, lengths
				ok = code == fault.EnvelopeMalformed || code == fault.EnvelopeVersion
			case at < headerEnd: // also what the header says must be right before the signature is looked at
				ok = code == fault.EnvelopeHeaderAltered || code == fault.EnvelopeMalformed || code == fault.EnvelopeVersion ||
					code == fault.EnvelopeType || code == fault.EnvelopeWrongRecipient || code == fault.EnvelopeUnknownSender
			case at < trailer:
				ok = code == fault.EnvelopeBodyAltered
			default:
				ok = code == fault.EnvelopeSignature
			}
			if !ok || !reflect.DeepEqual(message, Message{}) {
				t.Errorf("%s, byte %d: %v", kind.name, at, err)
			}
		}
	}
}

func TestOpenReplyRefuses(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	frame, secret := w.seal(t, question(), []byte("q"))
	message, err := w.opener.Open(frame)
	if err != nil {
		t.Fatal(err)
	}
	_, otherSecret := w.seal(t, question(), []byte("q"))
	sealed := func(edit func(*Header), key ed25519.PrivateKey) []byte {
		h := answer(message.Header)
		edit(&h)
		reply, err := SealReply(rand.Reader, h, []byte("a"), message.Reply, key)
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
	same := func(*Header) {}
	good := sealed(same, identity(2))
	resigned := func(edit func(*parts)) []byte {
		p, _ := cut(bytes.Clone(good))
		edit(&p)
		return join(p.header, p.enc, p.ciphertext, identity(2))
	}
	expect := Expect{InReplyTo: questionID, From: recipient, To: sender, Type: AccountAnswer, Now: now,
		Revoked: []ed25519.PublicKey{public(identity(7))}}
	at := func(now time.Time) Expect { e := expect; e.Now = now; return e }
	rows := []struct {
		name   string
		frame  []byte
		secret ReplySecret
		expect Expect
		code   fault.Code
		place  string
	}{
		{"as it is", good, secret, expect, "", ""},
		{"late, and times are the caller's", good, secret, at(time.Time{}), "", ""},
		{"nothing", nil, secret, expect, fault.EnvelopeMalformed, "magic"},
		{"a question", frame, secret, expect, fault.EnvelopeType, "type"},
		{"an answer of another type", sealed(func(h *Header) { h.Type = UserAnswer }, identity(2)), secret, expect,
			fault.EnvelopeType, "type"},
		{"to another", sealed(func(h *Header) { h.To = "3" }, identity(2)), secret, expect,
			fault.EnvelopeWrongRecipient, "to"},
		{"to another question", sealed(func(h *Header) { h.InReplyTo = answerID }, identity(2)), secret, expect,
			fault.EnvelopeWrongRecipient, "inReplyTo"},
		{"from another", sealed(func(h *Header) { h.From = "3" }, identity(2)), secret, expect,
			fault.EnvelopeUnknownSender, "from"},
		{"signed by another", sealed(same, identity(3)), secret, expect, fault.EnvelopeSignature, "signature"},
		{"signed with a revoked key", sealed(same, identity(7)), secret, expect, fault.EnvelopeRevokedKey, "signature"},
		{"expired", good, secret, at(now.Add(time.Minute)), fault.EnvelopeExpired, "expiresAt"},
		{"not yet", good, secret, at(now.Add(-time.Hour)), fault.EnvelopeNotYet, "sentAt"},
		{"random value of another length, signed", resigned(func(p *parts) { p.enc = p.enc[:12] }), secret, expect,
			fault.EnvelopeMalformed, "enc"},
		{"another random value, signed", resigned(func(p *parts) { p.enc[0] ^= 1 }), secret, expect,
			fault.EnvelopeBodyAltered, "ciphertext"},
		{"secret of another question", good, otherSecret, expect, fault.EnvelopeBodyAltered, "ciphertext"},
		{"no secret", good, ReplySecret{}, expect, fault.Invalid, "reply secret"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := OpenReply(row.frame, row.secret, row.expect, []ed25519.PublicKey{public(identity(2))})
			if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place {
				t.Errorf("%v, want %s at %s", err, row.code, row.place)
			}
			if err != nil && !reflect.DeepEqual(got, Message{}) {
				t.Error("an error, and not the zero message")
			}
		})
	}
	t.Run("an answer is not opened as a question", func(t *testing.T) {
		opener := w.opener
		opener.Self = sender
		if _, err := opener.Open(good); !fault.Has(err, fault.EnvelopeType) {
			t.Error(err)
		}
	})
}

func TestSealRefuses(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	rows := []struct {
		name  string
		edit  func(*Header)
		code  fault.Code
		place string
	}{
		{"no message id", func(h *Header) { h.ID = "" }, fault.Invalid, "id"},
		{"message id in capitals", func(h *Header) { h.ID = strings.ToUpper(h.ID) }, fault.Invalid, "id"},
		{"message id without dashes", func(h *Header) { h.ID = strings.Repeat("0", 36) }, fault.Invalid, "id"},
		{"verification is no UUID", func(h *Header) { h.Verification = "1" }, fault.Invalid, "verification"},
		{"from is no VASP id", func(h *Header) { h.From = "18446744073709551616" }, fault.Invalid, "from"},
		{"to is no VASP id", func(h *Header) { h.To = "x" }, fault.Invalid, "to"},
		{"no key type", func(h *Header) { h.KeyType = "" }, fault.Invalid, "keyType"},
		{"key type with a line break", func(h *Header) { h.KeyType = "Per\nVasp" }, fault.Invalid, "keyType"},
		{"key type too long", func(h *Header) { h.KeyType = strings.Repeat("x", 65) }, fault.Invalid, "keyType"},
		{"never sent", func(h *Header) { h.SentAt = time.Time{} }, fault.Invalid, "sentAt"},
		{"expires in the year 10000", func(h *Header) { h.ExpiresAt = now.AddDate(8000, 0, 0) }, fault.Invalid, "expiresAt"},
		{"a question in reply to something", func(h *Header) { h.InReplyTo = answerID }, fault.Invalid, "inReplyTo"},
		{"an answer", func(h *Header) { h.Type = AccountAnswer }, fault.Invalid, "type"},
		{"a type there is not", func(h *Header) { h.Type = "account.query" }, fault.Invalid, "type"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h := question()
			row.edit(&h)
			frame, secret, err := Seal(h, nil, w.private.PublicKey(), identity(1))
			if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place || frame != nil || secret.IsSet() {
				t.Errorf("%v, want %s at %s and nothing else", err, row.code, row.place)
			}
		})
	}
	check := func(name string, err error, code fault.Code, place string) {
		t.Run(name, func(t *testing.T) {
			if fault.CodeOf(err) != code || fault.PlaceOf(err) != place {
				t.Errorf("%v, want %s at %s", err, code, place)
			}
		})
	}
	_, _, err := Seal(question(), make([]byte, MaxBody+1), w.private.PublicKey(), identity(1))
	check("body over the limit", err, fault.TooLarge, "body")
	_, _, err = Seal(question(), nil, PublicKey{}, identity(1))
	check("the zero public key", err, fault.Invalid, "public key")
	_, _, err = Seal(question(), nil, w.private.PublicKey(), nil)
	check("no signer", err, fault.Invalid, "signer")

	_, secret := w.seal(t, question(), nil)
	q := question()
	q.KeyID, q.Suite = "k", DefaultSuite
	_, err = SealReply(rand.Reader, answer(q), nil, ReplySecret{}, identity(2))
	check("an answer without secret", err, fault.Invalid, "reply secret")
	_, err = SealReply(bytes.NewReader(make([]byte, 31)), answer(q), nil, secret, identity(2))
	check("an answer without randomness", err, fault.Unavailable, "random")
	_, err = SealReply(rand.Reader, q, nil, secret, identity(2))
	check("a question as answer", err, fault.Invalid, "type")
	a := answer(q)
	a.InReplyTo = ""
	_, err = SealReply(rand.Reader, a, nil, secret, identity(2))
	check("an answer to nothing", err, fault.Invalid, "inReplyTo")
	a = answer(q)
	a.Suite = "ROT13"
	_, err = SealReply(rand.Reader, a, nil, secret, identity(2))
	check("an answer of an unknown suite", err, fault.Invalid, "suite")
}

func TestHeaderJSON(t *testing.T) {
	const good = `{"v":1,"id":"` + questionID + `","type":"account.question","from":"1","to":"2","keyId":"k",` +
		`"keyType":"PerVasp",` +
		`"suite":"` + DefaultSuite + `","sentAt":"2026-03-14T08:15:30.417Z","expiresAt":"2026-03-14T08:15:35.417Z"}`
	rows := []struct {
		name, text string
		code       fault.Code
		place      string
	}{
		{"as it is written", good, "", ""},
		{"a member of a later version", strings.Replace(good, `{"v"`, `{"trace":{"a":[1]},"v"`, 1), "", ""},
		{"no verification, said with null", strings.Replace(good, `{"v"`, `{"verification":null,"v"`, 1), "", ""},
		{"a member twice", strings.Replace(good, `"to":"2"`, `"to":"2","to":"3"`, 1), fault.EnvelopeMalformed, "header"},
		{"an unknown member twice", strings.Replace(good, `{`, `{"x":1,"x":1,`, 1), fault.EnvelopeMalformed, "header"},
		{"the same name written with an escape", strings.Replace(good, `"to":"2"`, `"to":"2","\u0074o":"3"`, 1),
			fault.EnvelopeMalformed, "header"},
		{"another case is another member", strings.Replace(good, `"to"`, `"TO"`, 1), fault.EnvelopeMalformed, "to"},
		{"something after the object", good + `{}`, fault.EnvelopeMalformed, "header"},
		{"an array", `[]`, fault.EnvelopeMalformed, "header"},
		{"null", `null`, fault.EnvelopeMalformed, "header"},
		{"nothing", ``, fault.EnvelopeMalformed, "header"},
		{"half", good[:60], fault.EnvelopeMalformed, "header"},
		{"not UTF-8", strings.Replace(good, "PerVasp", "Per\xffasp", 1), fault.EnvelopeMalformed, "header"},
		{"a number where text belongs", strings.Replace(good, `"to":"2"`, `"to":2`, 1), fault.EnvelopeMalformed, "header"},
		{"another version", strings.Replace(good, `"v":1`, `"v":2`, 1), fault.EnvelopeVersion, "v"},
		{"no version", strings.Replace(good, `"v":1,`, ``, 1), fault.EnvelopeVersion, "v"},
		{"seconds", strings.Replace(good, `30.417Z`, `30Z`, 1), fault.EnvelopeMalformed, "sentAt"},
		{"microseconds", strings.Replace(good, `35.417Z`, `35.417000Z`, 1), fault.EnvelopeMalformed, "expiresAt"},
		{"a comma before the fraction", strings.Replace(good, `30.417Z`, `30,417Z`, 1), fault.EnvelopeMalformed, "sentAt"},
		{"an offset", strings.Replace(good, `30.417Z`, `30.417+00:00`, 1), fault.EnvelopeMalformed, "sentAt"},
		{"no expiry", strings.Replace(good, `,"expiresAt":"2026-03-14T08:15:35.417Z"`, ``, 1),
			fault.EnvelopeMalformed, "expiresAt"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h, err := decodeHeader([]byte(row.text))
			if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place {
				t.Errorf("%v, want %s at %s", err, row.code, row.place)
			}
			if err != nil && h != (Header{}) {
				t.Error("an error, and not the zero header")
			}
			if err == nil && (h.To != "2" || !h.SentAt.Equal(now)) {
				t.Errorf("read as %+v", h)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	for _, name := range Suites() {
		t.Run(name, func(t *testing.T) {
			private, err := GenerateKeyFor(name)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := private.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			again, err := ParsePrivateKey(raw)
			if err != nil {
				t.Fatal(err)
			}
			public := private.PublicKey()
			parsed, err := ParsePublicKey(public.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if again.PublicKey().ID() != public.ID() || parsed.ID() != public.ID() || len(public.ID()) != 32 {
				t.Error("a key that was stored has another id")
			}
			if again.PublicKey().Suite() != name || parsed.Suite() != name {
				t.Error("a key that was stored is of another suite")
			}
			for _, n := range []int{0, 31, 33, 34} {
				if _, err := ParsePrivateKey(make([]byte, n)); !fault.Has(err, fault.Corrupt) {
					t.Errorf("a private key of %d bytes: %v", n, err)
				}
			}
			if _, err := ParsePublicKey(public.Bytes()[1:]); !fault.Has(err, fault.Invalid) {
				t.Errorf("a public key that is short: %v", err)
			}
			if _, err := ParsePublicKey(bytes.Repeat([]byte{0xff}, len(public.Bytes()))); !fault.Has(err, fault.Invalid) {
				t.Errorf("a public key out of range: %v", err)
			}
		})
	}
	if _, err := GenerateKeyFor("ROT13"); !fault.Has(err, fault.Invalid) {
		t.Error(err)
	}
	if _, err := (PrivateKey{}).Bytes(); !fault.Has(err, fault.Invalid) {
		t.Error(err)
	}
	if (PrivateKey{}).PublicKey().Suite() != "" {
		t.Error("the zero key has a suite")
	}
	if _, err := ParseReplySecret(make([]byte, 31)); !fault.Has(err, fault.Corrupt) {
		t.Error(err)
	}
}

// TestNothingPrints shows secrets, keys and messages in every shape, also inside unexported fields.
func TestNothingPrints(t *testing.T) {
	mark := bytes.Repeat([]byte("SECRET7!"), 4)
	secret, err := ParseReplySecret(mark)
	if err != nil {
		t.Fatal(err)
	}
	private, err := ParsePrivateKey(mark)
	if err != nil {
		t.Fatal(err)
	}
	message := Message{Header: question(), Body: mark, Reply: secret}
	type nest struct {
		secret  ReplySecret
		private PrivateKey
		list    []ReplySecret
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "m", message, "s", secret, "k", private)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "m", message, "s", secret, "k", private)
	shown := []string{log.String()}
	values := []any{secret, &secret, private, &private, message, &message, nest{secret, private, []ReplySecret{secret}},
		&nest{secret, private, nil}, []any{secret, private, message}, map[string]any{"m": message}}
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
			shown = append(shown, fmt.Sprintf(verb, v))
		}
		text, _ := json.Marshal(v)
		shown = append(shown, string(text))
	}
	forms := []string{string(mark), fmt.Sprintf("%x", mark), fmt.Sprintf("%X", mark), "83 69 67 82", "0x53, 0x45",
		"U0VDUkVU"}
	for _, form := range forms {
		for _, text := range shown {
			if strings.Contains(text, form) {
				t.Errorf("a secret shows: %s", text)
			}
		}
	}
	if _, err := json.Marshal(message); !errors.Is(err, pii.ErrMarshal) {
		t.Errorf("a message was written out: %v", err)
	}
}

func TestEveryAnswerHasAKeyOfItsOwn(t *testing.T) {
	w := newWorld(t, DefaultSuite)
	frame, _ := w.seal(t, question(), nil)
	m, err := w.opener.Open(frame)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 3 {
		reply, err := SealReply(rand.Reader, answer(m.Header), []byte("the same body"), m.Reply, identity(2))
		if err != nil {
			t.Fatal(err)
		}
		p, err := cut(reply)
		if err != nil || seen[string(p.ciphertext)] || seen[string(p.enc)] {
			t.Fatalf("random value or ciphertext came twice: %v", err)
		}
		seen[string(p.ciphertext)], seen[string(p.enc)] = true, true
	}
	fixed := bytes.Repeat([]byte{5}, 32)
	one, err := SealReply(bytes.NewReader(fixed), answer(m.Header), nil, m.Reply, identity(2))
	two, err2 := SealReply(bytes.NewReader(fixed), answer(m.Header), nil, m.Reply, identity(2))
	if errors.Join(err, err2) != nil || !bytes.Equal(one, two) {
		t.Error("the same randomness must give the same answer")
	}
}
