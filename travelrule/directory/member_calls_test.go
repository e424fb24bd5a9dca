package directory

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

var pinned = []ed25519.PublicKey{public(keyOf(0))}

func view() View {
	return View{Version: 1, VaspID: "12", Number: 5, IssuedAt: issued, ExpiresAt: issued.Add(time.Hour), Connected: []string{"7", "13"}}
}

func TestView(t *testing.T) {
	signed, err := SignView(view(), keyOf(0))
	if err != nil {
		t.Fatal(err)
	}
	got, err := signed.OpenView(pinned, "12", issued, OpenOptions{LastNumber: 5})
	want := view()
	want.Connected = []string{"13", "7"} // sorted as texts
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	altered := signed
	altered.Payload = bytes.Replace(signed.Payload, []byte(`"13"`), []byte(`"14"`), 1)
	list := sign(t, list(member(1)))
	for _, row := range []struct {
		name   string
		signed Signed
		id     string
		at     time.Time
		opt    OpenOptions
		code   fault.Code
	}{
		{"another's view", signed, "13", issued, OpenOptions{}, fault.DirectoryMalformed},
		{"altered", altered, "12", issued, OpenOptions{}, fault.DirectorySignature},
		{"a list for a view", list, "12", issued, OpenOptions{}, fault.DirectorySignature},
		{"older than known", signed, "12", issued, OpenOptions{LastNumber: 6}, fault.DirectoryRollback},
		{"expired", signed, "12", issued.Add(time.Hour), OpenOptions{}, fault.DirectoryExpired},
		{"expired and allowed", signed, "12", issued.Add(time.Hour), OpenOptions{AllowExpired: true}, ""},
	} {
		v, err := row.signed.OpenView(pinned, row.id, row.at, row.opt)
		if fault.CodeOf(err) != row.code || err != nil && !reflect.DeepEqual(v, View{}) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if _, err := signed.Open(pinned, issued, OpenOptions{}); !fault.Has(err, fault.DirectorySignature) {
		t.Errorf("a view for a list: %v", err)
	}
	for place, change := range map[string]func(*View){
		"version": func(v *View) { v.Version = 2 }, "vaspId": func(v *View) { v.VaspID = "x" }, "expiresAt": func(v *View) { v.ExpiresAt = v.IssuedAt },
		"connected[0]": func(v *View) { v.Connected = []string{"a"} }, "connected[1]": func(v *View) { v.Connected = []string{"7", "7"} }, "number": func(v *View) { v.Number = 1 << 63 },
	} {
		v := view()
		change(&v)
		_, err := SignView(v, keyOf(0))
		if got := places(t, err, fault.DirectoryMalformed); !cmp.Equal(got, []string{place}) {
			t.Errorf("%s: %v", place, got)
		}
	}
}

// FuzzOpenView: nothing panics; what opens is a view within its limits. The seeds are signed, and mutated payloads are signed anew.
func FuzzOpenView(f *testing.F) {
	signed, err := SignView(view(), keyOf(0))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed.Payload)
	f.Add([]byte(`{"connected":[`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		v, err := signPayload(viewText, payload, keyOf(0)).OpenView(pinned, "12", issued, OpenOptions{})
		if err == nil && v.validate() != nil || err != nil && !reflect.DeepEqual(v, View{}) {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func TestMutualPolicy(t *testing.T) {
	l := list(member(1), member(2), member(3))
	l.Connect = ConnectMutual
	index := open(t, l)
	me, friend, stranger := member(1).VaspID, member(2).VaspID, member(3).VaspID
	seen := index.WithView(me, View{Connected: []string{friend}})
	for _, row := range []struct {
		name  string
		index Index
		id    string
		code  fault.Code
	}{
		{"a friend", seen, friend, ""}, {"oneself", seen, me, ""}, {"a stranger", seen, stranger, fault.MemberNotActive},
		{"anybody without a view", index, friend, fault.MemberNotActive}, {"oneself without a view", index, me, fault.MemberNotActive},
		{"a stranger under the other policy", open(t, list(member(3))).WithView(me, View{}), stranger, ""},
	} {
		if _, err := row.index.Active(row.id); fault.CodeOf(err) != row.code {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if index.Connect() != ConnectMutual || open(t, list()).Connect() != ConnectAll {
		t.Error("policies")
	}
	l.Connect = "some"
	if _, err := Sign(l, keyOf(0)); !cmp.Equal(places(t, err, fault.DirectoryMalformed), []string{"connect"}) {
		t.Error(err)
	}
}

func TestTLSKeys(t *testing.T) {
	m := member(1)
	revoked := issued.Add(time.Minute)
	m.TLSKeys = []TLSKey{{Pin: pinOf(11), NotAfter: issued.Add(time.Hour)}, {Pin: pinOf(12), NotAfter: issued.Add(time.Hour), Revoked: &revoked}}
	index := open(t, list(m, member(2)))
	for _, row := range []struct {
		pin   string
		after time.Duration
		found bool
	}{
		{pinOf(1), 0, true}, {pinOf(1), 100 * time.Hour, true}, {pinOf(11), 0, true}, {pinOf(11), time.Hour, false}, {pinOf(12), 0, true},
		{pinOf(12), time.Minute, false}, {pinOf(2), 0, true}, {pinOf(3), 0, false},
	} {
		if _, found := index.ByTLSKey(row.pin, issued.Add(row.after)); found != row.found {
			t.Errorf("pin %.6s after %s: %v", row.pin, row.after, found)
		}
	}
	for place, change := range map[string]func(*Member){
		"tlsKeys[0].pin": func(m *Member) { m.TLSKeys[0].Pin = m.TLSKey }, "tlsKeys[1].pin": func(m *Member) { m.TLSKeys[1].Pin = m.TLSKeys[0].Pin },
		"tlsKeys[0].notAfter": func(m *Member) { m.TLSKeys[0].NotAfter = time.Time{} }, "tlsKeys": func(m *Member) { m.Status, m.TLSKey = Suspended, "" },
	} {
		n := m
		n.TLSKeys = append([]TLSKey{}, m.TLSKeys...)
		change(&n)
		if got := places(t, n.Validate(), fault.DirectoryMalformed); !cmp.Equal(got, []string{place}) {
			t.Errorf("%s: %v", place, got)
		}
	}
	other := member(2)
	other.TLSKeys = []TLSKey{{Pin: pinOf(11), NotAfter: issued.Add(time.Hour)}}
	if _, err := Sign(list(m, other), keyOf(0)); !cmp.Equal(places(t, err, fault.DirectoryMalformed), []string{"members[1].tlsKeys[0].pin"}) {
		t.Errorf("two members with one key: %v", err)
	}
	state := keylog.State{}
	m.KeyState(state)
	if len(state) != 4 {
		t.Errorf("%d keys for the log: one identity, three TLS", len(state))
	}
}

// TestDeltaApply: for any change of members the delta leads to the bytes that are signed.
func TestDeltaApply(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := func(label string) map[int]Status {
			chosen := map[int]Status{}
			for _, n := range rapid.SliceOfN(rapid.IntRange(1, 12), 0, 8).Draw(t, label) {
				chosen[n] = rapid.SampledFrom([]Status{Active, Suspended}).Draw(t, "status")
			}
			return chosen
		}
		make := func(chosen map[int]Status) []Member {
			members := []Member{}
			for n, status := range chosen {
				m := member(n)
				m.Status = status
				members = append(members, m)
			}
			SortMembers(members)
			return members
		}
		before, after := some("before"), some("after")
		old, l := make(before), list(make(after)...)
		signed, err := Sign(l, keyOf(0))
		if err != nil {
			t.Fatal(err)
		}
		head := l
		head.Members = nil
		d := Delta{Since: 6, Head: head, KeyID: signed.KeyID, Signature: signed.Signature}
		for n, status := range after {
			if had, there := before[n]; !there || had != status {
				m := member(n)
				m.Status = status
				d.Changed = append(d.Changed, m)
			}
		}
		for n := range before {
			if _, stays := after[n]; !stays {
				d.Removed = append(d.Removed, member(n).VaspID)
			}
		}
		got, _, err := d.Apply(old)
		if err != nil || !bytes.Equal(got.Payload, signed.Payload) || !got.SignedBy(pinned) {
			t.Fatalf("%v\n got %s\nwant %s", err, got.Payload, signed.Payload)
		}
	})
}

func request() Request {
	return Request{VaspID: "12", At: issued, Nonce: "0123456789abcdef", Audience: "directory", Method: "PUT", Target: "/directory/v1/connections/7", Body: []byte("{}")}
}

// TestGoldenRequest: what members sign never changes unnoticed.
func TestGoldenRequest(t *testing.T) {
	want := "bonafide/directory-request/v1\ndirectory\n12\n2026-03-14T08:00:00Z\n0123456789abcdef\nPUT\n/directory/v1/connections/7\n" +
		"\x44\x13\x6f\xa3\x55\xb3\x67\x8a\x11\x46\xad\x16\xf7\xe8\x64\x9e\x94\xfb\x4f\xc2\x1f\xe7\x7e\x83\x10\xc0\x60\xf6\x1c\xaa\xff\x8a" // SHA-256 of {}
	if got := string(request().signedBytes()); got != want {
		t.Errorf("%q", got)
	}
}

func TestRequest(t *testing.T) {
	header := request().Sign(keyOf(1))
	r, verify, err := ReadRequest(header)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Request{VaspID: "12", At: issued, Nonce: "0123456789abcdef"}, r); diff != "" {
		t.Error(diff)
	}
	if !verify(request(), []ed25519.PublicKey{nil, public(keyOf(2)), public(keyOf(1))}) || verify(request(), []ed25519.PublicKey{public(keyOf(2))}) {
		t.Error("the signature")
	}
	for name, change := range map[string]func(*Request){
		"vasp": func(r *Request) { r.VaspID = "13" }, "time": func(r *Request) { r.At = r.At.Add(1) }, "nonce": func(r *Request) { r.Nonce += "x" },
		"audience": func(r *Request) { r.Audience = "x" }, "method": func(r *Request) { r.Method = "GET" }, "target": func(r *Request) { r.Target += "?" }, "body": func(r *Request) { r.Body = nil },
	} {
		other := request()
		change(&other)
		if verify(other, []ed25519.PublicKey{public(keyOf(1))}) {
			t.Errorf("another %s is covered by the signature", name)
		}
	}
	for _, bad := range []string{"", "Bearer x", RequestScheme, RequestScheme + " e30", RequestScheme + " !", RequestScheme + " " + strings.Repeat("A", 2000)} {
		if _, _, err := ReadRequest(bad); !fault.Has(err, fault.Unauthentic) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
}

// FuzzReadRequest: nothing panics, and a header that was not signed verifies with no key.
func FuzzReadRequest(f *testing.F) {
	good := request().Sign(keyOf(1))
	for _, seed := range []string{good, RequestScheme + " e30", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r, verify, err := ReadRequest(header)
		if err != nil {
			if !fault.Has(err, fault.Unauthentic) || !reflect.DeepEqual(r, Request{}) {
				t.Errorf("%+v, %v", r, err)
			}
			return
		}
		r.Audience, r.Method, r.Target, r.Body = "directory", "PUT", "/directory/v1/connections/7", []byte("{}")
		if verify(r, []ed25519.PublicKey{public(keyOf(1))}) && (r.VaspID != "12" || r.Nonce != "0123456789abcdef" || !r.At.Equal(issued)) {
			t.Errorf("%+v verifies", r)
		}
	})
}

func TestProof(t *testing.T) {
	proof, err := Prove(keyOf(1), keylog.TLS, "directory", "12")
	if err != nil {
		t.Fatal(err)
	}
	if key, err := proof.Verify(keylog.TLS, "directory", "12"); err != nil || !key.Equal(public(keyOf(1))) {
		t.Error(err)
	}
	swapped := proof
	if swapped.PublicKey, err = func() ([]byte, error) { p, err := Prove(keyOf(2), keylog.TLS, "", ""); return p.PublicKey, err }(); err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]func() (ed25519.PublicKey, error){
		"purpose":   func() (ed25519.PublicKey, error) { return proof.Verify(keylog.Identity, "directory", "12") },
		"directory": func() (ed25519.PublicKey, error) { return proof.Verify(keylog.TLS, "x", "12") },
		"holder":    func() (ed25519.PublicKey, error) { return proof.Verify(keylog.TLS, "directory", "13") },
		"key":       func() (ed25519.PublicKey, error) { return swapped.Verify(keylog.TLS, "directory", "12") },
		"nothing":   func() (ed25519.PublicKey, error) { return Proof{}.Verify(keylog.TLS, "directory", "12") },
	} {
		if key, err := wrong(); !fault.Has(err, fault.Invalid) || key != nil {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if raw, err := base64.StdEncoding.DecodeString(proof.Pin()); err != nil || len(raw) != 32 {
		t.Error(proof.Pin())
	}
}

func signWith(n int) func([]byte) []byte {
	return func(text []byte) []byte { return ed25519.Sign(keyOf(n), text) }
}

func keyAsk() KeyAsk {
	return KeyAsk{ID: "a1", From: "12", To: "13", Type: "PerAddress", Identifier: "abc", ExpiresAt: issued}
}

func TestKeyAsk(t *testing.T) {
	text, err := keyAsk().Sign(signWith(1))
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseKeyAsk(text)
	if err != nil || !k.SignedBy([]ed25519.PublicKey{public(keyOf(2)), public(keyOf(1))}) || k.SignedBy([]ed25519.PublicKey{public(keyOf(2))}) {
		t.Errorf("%+v, %v", k, err)
	}
	for place, change := range map[string]func(*KeyAsk){
		"id": func(k *KeyAsk) { k.ID = "" }, "from": func(k *KeyAsk) { k.From = "x" }, "to": func(k *KeyAsk) { k.To = "" }, "type": func(k *KeyAsk) { k.Type = "" },
		"identifier": func(k *KeyAsk) { k.Identifier = strings.Repeat("x", 65) }, "expiresAt": func(k *KeyAsk) { k.ExpiresAt = time.Time{} }, "signature": func(k *KeyAsk) { k.Signature = nil },
	} {
		bad := k
		change(&bad)
		if bad.SignedBy([]ed25519.PublicKey{public(keyOf(1))}) {
			t.Errorf("%s is not covered by the signature", place)
		}
		text, err := json.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseKeyAsk(text); !fault.Has(err, fault.Invalid) || fault.PlaceOf(err) != place {
			t.Errorf("%s: %v", place, err)
		}
	}
}

// FuzzParseKeyAsk: nothing panics; an error comes with the zero value.
func FuzzParseKeyAsk(f *testing.F) {
	text, err := keyAsk().Sign(signWith(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if k, err := ParseKeyAsk(text); err != nil && !reflect.DeepEqual(k, KeyAsk{}) {
			t.Errorf("%+v, %v", k, err)
		}
	})
}

func TestRefusal(t *testing.T) {
	text, err := Refusal{InReplyTo: "q", From: "13", To: "12", Code: fault.EnvelopeUnknownKey}.Sign(signWith(1))
	if err != nil {
		t.Fatal(err)
	}
	keys := []ed25519.PublicKey{public(keyOf(1))}
	if code, err := OpenRefusal(text, "q", "13", "12", keys); code != fault.EnvelopeUnknownKey || err != nil {
		t.Errorf("%s, %v", code, err)
	}
	for name, open := range map[string]func() (fault.Code, error){
		"question":  func() (fault.Code, error) { return OpenRefusal(text, "p", "13", "12", keys) },
		"sender":    func() (fault.Code, error) { return OpenRefusal(text, "q", "14", "12", keys) },
		"recipient": func() (fault.Code, error) { return OpenRefusal(text, "q", "13", "14", keys) },
		"key": func() (fault.Code, error) {
			return OpenRefusal(text, "q", "13", "12", []ed25519.PublicKey{public(keyOf(2))})
		},
		"code": func() (fault.Code, error) {
			return OpenRefusal(bytes.Replace(text, []byte("unknown_key"), []byte("revoked_key"), 1), "q", "13", "12", keys)
		},
	} {
		if code, err := open(); !fault.Has(err, fault.EnvelopeSignature) || code != "" {
			t.Errorf("another %s: %s, %v", name, code, err)
		}
	}
	if _, err := OpenRefusal([]byte("x"), "q", "13", "12", keys); !fault.Has(err, fault.Malformed) {
		t.Error(err)
	}
	if _, err := OpenRefusal(make([]byte, maxNote+1), "q", "13", "12", keys); !fault.Has(err, fault.TooLarge) {
		t.Error(err)
	}
}

func TestHead(t *testing.T) {
	h := Head{Version: 1, Number: 7, IssuedAt: issued, Log: keylog.Head{Size: 3}}
	signed, err := SignHead(h, keyOf(0))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := signed.OpenHead(pinned); err != nil || got != h {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := signed.OpenHead([]ed25519.PublicKey{public(keyOf(1))}); !fault.Has(err, fault.DirectorySignature) {
		t.Error(err)
	}
	if _, err := sign(t, list()).OpenHead(pinned); !fault.Has(err, fault.DirectorySignature) {
		t.Errorf("a list for a head: %v", err)
	}
	if _, err := signPayload(headText, []byte("{}"), keyOf(0)).OpenHead(pinned); !fault.Has(err, fault.DirectoryMalformed) {
		t.Error(err)
	}
	h.Number = 0
	if _, err := SignHead(h, keyOf(0)); !cmp.Equal(places(t, err, fault.DirectoryMalformed), []string{"number"}) {
		t.Error(err)
	}
}
