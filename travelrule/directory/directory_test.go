package directory

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
)

var issued = time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)

// keyOf is an Ed25519 key of our own making, the same in every run.
func keyOf(n int) ed25519.PrivateKey {
	seed := sha256.Sum256(fmt.Appendf(nil, "test key %d", n))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func pinOf(n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "tls key %d", n))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func identityKey(n int) IdentityKey {
	return IdentityKey{ID: fmt.Sprintf("k%d", n), PublicKey: base64.StdEncoding.EncodeToString(public(keyOf(n))),
		NotBefore: issued.AddDate(-1, 0, 0), NotAfter: issued.AddDate(1, 0, 0)}
}

// member is an invented exchange.
func member(n int) Member {
	return Member{VaspID: fmt.Sprintf("11529215046068470%02d", n), Name: fmt.Sprintf("거래소 %d", n),
		LegalName: "Exchange Ltd.", Jurisdiction: "Republic of Korea", Country: "Republic of Korea", CountryCode: "KR",
		LicensedStatus: "Regulated", Status: Active,
		Legal: json.RawMessage(`{"legalPerson":{"name":{"nameIdentifier":[{"legalPersonName":"Exchange Ltd.",` +
			`"legalPersonNameIdentifierType":"LEGL"}]},"countryOfRegistration":"KR"}}`),
		Endpoint: fmt.Sprintf("https://vasp%d.example:8443", n), TLSKey: pinOf(n),
		IdentityKeys: []IdentityKey{identityKey(n)}, CreatedAt: issued, UpdatedAt: issued}
}

func list(members ...Member) List {
	return List{Version: 1, Number: 7, IssuedAt: issued, ExpiresAt: issued.Add(24 * time.Hour), Members: members}
}

func sign(t testing.TB, l List) Signed {
	t.Helper()
	signed, err := Sign(l, keyOf(0))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func open(t testing.TB, l List) Index {
	t.Helper()
	index, err := sign(t, l).Open([]ed25519.PublicKey{public(keyOf(0))}, issued, OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// places of all faults joined in err, each of which must have the code.
func places(t *testing.T, err error, code fault.Code) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("not joined: %v", err)
	}
	var all []string
	for _, each := range joined.Unwrap() {
		if fault.CodeOf(each) != code {
			t.Errorf("%v has not the code %s", each, code)
		}
		all = append(all, fault.PlaceOf(each))
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	l := list(member(2), member(1), Member{VaspID: "0", Name: "Not yet", Status: Registered})
	text, err := json.Marshal(sign(t, l))
	if err != nil {
		t.Fatal(err)
	}
	var travelled Signed
	if err := json.Unmarshal(text, &travelled); err != nil {
		t.Fatal(err)
	}
	// During a change of its key a directory is known by two.
	pinned := []ed25519.PublicKey{nil, public(keyOf(99)), public(keyOf(0))}
	index, err := travelled.Open(pinned, issued, OpenOptions{LastNumber: 7})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l.Members, index.Members()); diff != "" {
		t.Error(diff)
	}
	if index.Number() != 7 || index.Len() != 3 || !index.IssuedAt().Equal(issued) ||
		!index.ExpiresAt().Equal(l.ExpiresAt) {
		t.Errorf("list %d of %s to %s with %d members", index.Number(), index.IssuedAt(), index.ExpiresAt(), index.Len())
	}
	empty := open(t, list())
	if empty.Len() != 0 || len(empty.Members()) != 0 {
		t.Error("an empty list has members")
	}
}

func TestLookups(t *testing.T) {
	away := member(3)
	away.Status = Suspended
	index := open(t, list(member(1), member(2), away, Member{VaspID: "5", Name: "Not yet", Status: Registered}))
	rows := []struct {
		name           string
		id             string
		lookup, active fault.Code
	}{
		{"active", member(1).VaspID, "", ""},
		{"suspended", away.VaspID, "", fault.MemberNotActive},
		{"registered, without a node", "5", "", fault.MemberNotActive},
		{"unknown", "6", fault.MemberNotFound, fault.MemberNotFound},
		{"empty", "", fault.MemberNotFound, fault.MemberNotFound},
		{"another spelling of a known number", "05", fault.MemberNotFound, fault.MemberNotFound},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			m, err := index.Lookup(row.id)
			if fault.CodeOf(err) != row.lookup || (err == nil) != (m.VaspID == row.id && row.id != "") {
				t.Errorf("Lookup = %q, %v, want code %q", m.VaspID, err, row.lookup)
			}
			m, err = index.Active(row.id)
			if fault.CodeOf(err) != row.active || err != nil && !reflect.DeepEqual(m, Member{}) {
				t.Errorf("Active = %q, %v, want code %q", m.VaspID, err, row.active)
			}
		})
	}
	if m, ok := index.ByTLSKey(pinOf(2), issued); !ok || m.VaspID != member(2).VaspID {
		t.Errorf("ByTLSKey = %q, %v", m.VaspID, ok)
	}
	for _, pin := range []string{"", pinOf(9)} {
		if m, ok := index.ByTLSKey(pin, issued); ok || m.VaspID != "" {
			t.Errorf("ByTLSKey(%q) = %q, %v", pin, m.VaspID, ok)
		}
	}
	members := index.Members()
	members[0] = Member{}
	if m, err := index.Lookup(member(1).VaspID); err != nil || m.Name == "" || index.Members()[0].Name == "" {
		t.Error("a caller changed the index")
	}
	var zero Index
	_, err := zero.Lookup("1")
	if !fault.Has(err, fault.MemberNotFound) || zero.Len() != 0 || zero.IdentityKeys("1", issued) != nil {
		t.Error("the zero index has members")
	}
}

func TestIdentityKeys(t *testing.T) {
	m := member(1)
	old, revoked := identityKey(11), identityKey(12)
	old.NotAfter = issued
	at := issued.Add(time.Hour)
	revoked.Revoked = &at
	m.IdentityKeys = append(m.IdentityKeys, old, revoked)
	index := open(t, list(m))
	rows := []struct {
		name           string
		at             time.Time
		valid, revoked []int
	}{
		{"before all", issued.AddDate(-2, 0, 0), nil, nil},
		{"from the first instant", issued.AddDate(-1, 0, 0), []int{1, 11, 12}, nil},
		{"not after the last", issued, []int{1, 12}, nil},
		{"just before it was revoked", at.Add(-1), []int{1, 12}, nil},
		{"from the revocation on", at, []int{1}, []int{12}},
		{"after all", issued.AddDate(1, 0, 0), nil, []int{12}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			keys := func(numbers []int) (all []ed25519.PublicKey) {
				for _, n := range numbers {
					all = append(all, public(keyOf(n)))
				}
				return all
			}
			if diff := cmp.Diff(keys(row.valid), index.IdentityKeys(m.VaspID, row.at)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(keys(row.revoked), index.RevokedKeys(m.VaspID, row.at)); diff != "" {
				t.Error(diff)
			}
			message := []byte("message")
			for _, n := range []int{1, 11, 12, 13} {
				want := slices.Contains(row.valid, n)
				if index.VerifyIdentity(m.VaspID, row.at, message, ed25519.Sign(keyOf(n), message)) != want {
					t.Errorf("VerifyIdentity with key %d is not %v", n, want)
				}
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	good := sign(t, list(member(1), member(2)))
	pinned := []ed25519.PublicKey{public(keyOf(0))}
	edited := func(edit func(*Signed)) Signed {
		s := Signed{bytes.Clone(good.Payload), good.KeyID, bytes.Clone(good.Signature)}
		edit(&s)
		return s
	}
	// resigned is what the directory itself would have to get wrong.
	resigned := func(payload string) Signed {
		return Signed{Payload: []byte(payload), Signature: ed25519.Sign(keyOf(0), append([]byte(signedText), payload...))}
	}
	text := string(good.Payload)
	rows := []struct {
		name   string
		signed Signed
		pinned []ed25519.PublicKey
		now    time.Time
		opt    OpenOptions
		code   fault.Code
		place  string
	}{
		{"as it is", good, pinned, issued, OpenOptions{}, "", ""},
		{"the same number again", good, pinned, issued, OpenOptions{LastNumber: 7}, "", ""},
		{"expired, and allowed", good, pinned, issued.AddDate(1, 0, 0), OpenOptions{AllowExpired: true}, "", ""},
		{"a member altered", edited(func(s *Signed) {
			s.Payload = bytes.Replace(s.Payload, []byte("active"), []byte("actixe"), 1)
		}), pinned, issued, OpenOptions{}, fault.DirectorySignature, "signature"},
		{"signature altered", edited(func(s *Signed) { s.Signature[3] ^= 1 }), pinned, issued, OpenOptions{},
			fault.DirectorySignature, "signature"},
		{"no signature", edited(func(s *Signed) { s.Signature = nil }), pinned, issued, OpenOptions{},
			fault.DirectorySignature, "signature"},
		{"signed without our prefix", edited(func(s *Signed) { s.Signature = ed25519.Sign(keyOf(0), s.Payload) }), pinned,
			issued, OpenOptions{}, fault.DirectorySignature, "signature"},
		{"no key pinned", good, nil, issued, OpenOptions{}, fault.DirectorySignature, "signature"},
		{"another key pinned", good, []ed25519.PublicKey{public(keyOf(5))}, issued, OpenOptions{},
			fault.DirectorySignature, "signature"},
		{"a lower number", good, pinned, issued, OpenOptions{LastNumber: 8}, fault.DirectoryRollback, "number"},
		{"a lower number, expired too", good, pinned, issued.AddDate(1, 0, 0), OpenOptions{LastNumber: 8},
			fault.DirectoryRollback, "number"},
		{"expired this instant", good, pinned, issued.Add(24 * time.Hour), OpenOptions{},
			fault.DirectoryExpired, "expiresAt"},
		{"over the limit", Signed{Payload: make([]byte, MaxPayload+1)}, pinned, issued, OpenOptions{},
			fault.DirectoryMalformed, "payload"},
		{"nothing", resigned(""), pinned, issued, OpenOptions{}, fault.DirectoryMalformed, "payload"},
		{"half", resigned(text[:len(text)/2]), pinned, issued, OpenOptions{}, fault.DirectoryMalformed, "payload"},
		{"something after the list", resigned(text + "}"), pinned, issued, OpenOptions{},
			fault.DirectoryMalformed, "payload"},
		{"null", resigned("null"), pinned, issued, OpenOptions{}, fault.DirectoryMalformed, "version"},
		{"a later version", resigned(strings.Replace(text, `"version":1`, `"version":2`, 1)), pinned, issued, OpenOptions{},
			fault.DirectoryMalformed, "version"},
		{"a negative number", resigned(strings.Replace(text, `"number":7`, `"number":-7`, 1)), pinned, issued, OpenOptions{},
			fault.DirectoryMalformed, "payload"},
		{"a status we do not know", resigned(strings.Replace(text, `"active"`, `"gone"`, 1)), pinned, issued, OpenOptions{},
			fault.DirectoryMalformed, "members[0].status"},
		{"a member of a later version", resigned(strings.Replace(text, `{`, `{"colour":"red",`, 1)), pinned, issued,
			OpenOptions{}, "", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			index, err := row.signed.Open(row.pinned, row.now, row.opt)
			if fault.CodeOf(err) != row.code || fault.PlaceOf(err) != row.place {
				t.Errorf("%v, want %s at %s", err, row.code, row.place)
			}
			if (err == nil) != (index.Len() == 2) || err != nil && !reflect.DeepEqual(index, Index{}) {
				t.Errorf("an index of %d members with %v", index.Len(), err)
			}
		})
	}
}

func TestListRules(t *testing.T) {
	edited := func(edit func(*List)) List {
		l := list(member(1), member(2))
		edit(&l)
		return l
	}
	rows := []struct {
		name string
		list List
		want []string
	}{
		{"as it is", edited(func(*List) {}), nil},
		{"no version", edited(func(l *List) { l.Version = 0 }), []string{"version"}},
		{"no number", edited(func(l *List) { l.Number = 0 }), []string{"number"}},
		{"a number no column holds", edited(func(l *List) { l.Number = math.MaxInt64 + 1 }), []string{"number"}},
		{"never issued", edited(func(l *List) { l.IssuedAt = time.Time{} }), []string{"expiresAt"}},
		{"expired when issued", edited(func(l *List) { l.ExpiresAt = l.IssuedAt }), []string{"expiresAt"}},
		{"too many members", edited(func(l *List) { l.Members = make([]Member, MaxMembers+1) }), []string{"members"}},
		{"two members with one id", edited(func(l *List) { l.Members[1].VaspID = l.Members[0].VaspID }),
			[]string{"members[1].vaspId"}},
		{"two members with one TLS key", edited(func(l *List) { l.Members[1].TLSKey = l.Members[0].TLSKey }),
			[]string{"members[1].tlsKey"}},
		{"two members with one identity key", edited(func(l *List) {
			l.Members[1].IdentityKeys[0].PublicKey = l.Members[0].IdentityKeys[0].PublicKey
		}), []string{"members[1].identityKeys[0].publicKey"}},
		{"two members without a node", edited(func(l *List) {
			l.Members = []Member{{VaspID: "1", Name: "a", Status: Registered}, {VaspID: "2", Name: "b", Status: Interoperated}}
		}), nil},
		{"all faults at once", edited(func(l *List) {
			l.Number, l.Members[0].Name, l.Members[1].CountryCode, l.Members[1].TLSKey = 0, "", "kr", l.Members[0].TLSKey
		}), []string{"number", "members[0].name", "members[1].countryCode", "members[1].tlsKey"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			signed, err := Sign(row.list, keyOf(0))
			if diff := cmp.Diff(row.want, places(t, err, fault.DirectoryMalformed)); diff != "" {
				t.Error(diff)
			}
			if (err == nil) != (signed.Payload != nil && signed.Signature != nil) {
				t.Errorf("signed %d bytes with %v", len(signed.Payload), err)
			}
		})
	}
	if _, err := Sign(list(), nil); !fault.Has(err, fault.Invalid) {
		t.Errorf("no key: %v", err)
	}
	heavy := list()
	for n := range MaxPayload/(15<<10) + 10 {
		m := Member{VaspID: fmt.Sprint(n), Name: "x", Status: Registered}
		m.Legal = json.RawMessage(`{"legalPerson":{"x":"` + strings.Repeat("x", 15<<10) + `"}}`)
		heavy.Members = append(heavy.Members, m)
	}
	if _, err := Sign(heavy, keyOf(0)); !fault.Has(err, fault.DirectoryMalformed) || fault.PlaceOf(err) != "payload" {
		t.Errorf("a list that nobody would open was signed: %v", err)
	}
}

func TestMemberRules(t *testing.T) {
	long := strings.Repeat("가", maxText)
	pin := pinOf(1)
	// The last character before the padding has bits to spare: another text for the same bytes.
	twin := pin[:42] + string(pin[42]+1) + "="
	rows := []struct {
		name string
		edit func(*Member)
		want []string
	}{
		{"as it is", func(*Member) {}, nil},
		{"texts at their limit, in characters", func(m *Member) { m.Name, m.LegalName = long, long }, nil},
		{"everything optional left out", func(m *Member) {
			*m = Member{VaspID: "1", Name: "x", Status: Active, Endpoint: m.Endpoint, TLSKey: m.TLSKey,
				IdentityKeys: m.IdentityKeys}
		}, nil},
		{"nothing at all", func(m *Member) { *m = Member{} }, []string{"vaspId", "name", "status"}},
		{"active with no node", func(m *Member) { m.Endpoint, m.TLSKey, m.IdentityKeys = "", "", nil },
			[]string{"endpoint", "tlsKey", "identityKeys"}},
		{"suspended with no node", func(m *Member) {
			m.Status, m.Endpoint, m.TLSKey, m.IdentityKeys = Suspended, "", "", nil
		}, nil},
		{"registered with half a node", func(m *Member) { m.Status, m.Endpoint, m.TLSKey = Registered, "http://x", "x" },
			[]string{"endpoint", "tlsKey"}},
		{"id beyond 64 bits", func(m *Member) { m.VaspID = "18446744073709551616" }, []string{"vaspId"}},
		{"name too long", func(m *Member) { m.Name = long + "x" }, []string{"name"}},
		{"legal name too long", func(m *Member) { m.LegalName = long + "x" }, []string{"legalName"}},
		{"jurisdiction with a line break", func(m *Member) { m.Jurisdiction = "a\nb" }, []string{"jurisdiction"}},
		{"country not UTF-8", func(m *Member) { m.Country = "\xff" }, []string{"country"}},
		{"country code in small letters", func(m *Member) { m.CountryCode = "kr" }, []string{"countryCode"}},
		{"country code of three letters", func(m *Member) { m.CountryCode = "KOR" }, []string{"countryCode"}},
		{"licence too long", func(m *Member) { m.LicensedStatus = long + "x" }, []string{"licensedStatus"}},
		{"status in capitals", func(m *Member) { m.Status = "ACTIVE" }, []string{"status"}},
		{"legal is no JSON", func(m *Member) { m.Legal = json.RawMessage(`{`) }, []string{"legal"}},
		{"legal is a natural person", func(m *Member) { m.Legal = json.RawMessage(`{"naturalPerson":{"name":{}}}`) },
			[]string{"legal"}},
		{"legal is nobody", func(m *Member) { m.Legal = json.RawMessage(`{"legalPerson":null}`) }, []string{"legal"}},
		{"legal too long", func(m *Member) {
			m.Legal = json.RawMessage(`{"legalPerson":{"x":"` + strings.Repeat("x", maxLegal) + `"}}`)
		}, []string{"legal"}},
		{"endpoint without TLS", func(m *Member) { m.Endpoint = "http://vasp.example" }, []string{"endpoint"}},
		{"endpoint without host", func(m *Member) { m.Endpoint = "https://:8443" }, []string{"endpoint"}},
		{"endpoint with a password", func(m *Member) { m.Endpoint = "https://a:b@vasp.example" }, []string{"endpoint"}},
		{"endpoint with a query", func(m *Member) { m.Endpoint = "https://vasp.example/?x=1" }, []string{"endpoint"}},
		{"endpoint with a fragment", func(m *Member) { m.Endpoint = "https://vasp.example/#" }, []string{"endpoint"}},
		{"endpoint with a path", func(m *Member) { m.Endpoint = "https://vasp.example/travel-rule/" }, nil},
		{"endpoint too long", func(m *Member) { m.Endpoint = "https://" + strings.Repeat("x", maxURL) },
			[]string{"endpoint"}},
		{"TLS key too short", func(m *Member) { m.TLSKey = "AAAA" }, []string{"tlsKey"}},
		{"TLS key in another spelling", func(m *Member) { m.TLSKey = twin }, []string{"tlsKey"}},
		{"TLS key with a line break", func(m *Member) { m.TLSKey = pin + "\n" }, []string{"tlsKey"}},
		{"too many identity keys", func(m *Member) {
			m.IdentityKeys = nil
			for n := range maxKeys + 1 {
				m.IdentityKeys = append(m.IdentityKeys, identityKey(100+n))
			}
		}, []string{"identityKeys"}},
		{"one identity key twice", func(m *Member) { m.IdentityKeys = append(m.IdentityKeys, m.IdentityKeys[0]) },
			[]string{"identityKeys[1].publicKey", "identityKeys[1].id"}},
		{"an identity key without id", func(m *Member) { m.IdentityKeys[0].ID = "" }, []string{"identityKeys[0].id"}},
		{"an identity key of 31 bytes", func(m *Member) {
			m.IdentityKeys[0].PublicKey = base64.StdEncoding.EncodeToString(make([]byte, 31))
		}, []string{"identityKeys[0].publicKey"}},
		{"an identity key that is never valid", func(m *Member) { m.IdentityKeys[0].NotAfter = m.IdentityKeys[0].NotBefore },
			[]string{"identityKeys[0].notAfter"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			m := member(1)
			row.edit(&m)
			if diff := cmp.Diff(row.want, places(t, m.Validate(), fault.DirectoryMalformed)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if a, errA := base64.StdEncoding.DecodeString(pin); errA != nil {
		t.Error(errA)
	} else if b, errB := base64.StdEncoding.DecodeString(twin); errB != nil || !bytes.Equal(a, b) {
		t.Error("the twin is no twin: the row above shows nothing", errors.Join(errA, errB))
	}
}

func TestValidVaspID(t *testing.T) {
	rows := []struct {
		text string
		want bool
	}{
		{"", false}, {"0", true}, {"1152921504606847001", true}, {"18446744073709551615", true},
		{"18446744073709551616", false},
		{"99999999999999999999", false}, {"00000000000000000001", true}, {"000000000000000000001", false},
		{"-1", false}, {"+1", false}, {"1_0", false}, {" 1", false}, {"1.0", false}, {"٣", false}, {"0x1", false},
	}
	for _, row := range rows {
		if ValidVaspID(row.text) != row.want {
			t.Errorf("ValidVaspID(%q) is not %v", row.text, row.want)
		}
	}
}

// FuzzParseList: no panic, a zero list with an error, and what is accepted can be signed and opened as the same.
func FuzzParseList(f *testing.F) {
	registered := Member{VaspID: "1", Name: "x", Status: Registered}
	for _, l := range []List{list(), list(member(1)), list(member(2), registered)} {
		payload := sign(f, l).Payload
		f.Add(payload)
		f.Add(payload[:len(payload)/2])
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		l, err := parseList(payload)
		if err != nil {
			if !reflect.DeepEqual(l, List{}) || fault.CodeOf(err) != fault.DirectoryMalformed {
				t.Fatalf("%v, %+v", err, l)
			}
			return
		}
		signed, err := Sign(l, keyOf(0))
		if err != nil {
			t.Fatal(err)
		}
		index, err := signed.Open([]ed25519.PublicKey{public(keyOf(0))}, l.IssuedAt, OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		again := sign(t, index.list)
		if !bytes.Equal(again.Payload, signed.Payload) {
			t.Fatalf("%s became %s", signed.Payload, again.Payload)
		}
	})
}

func big(b *testing.B) Signed {
	l := list()
	for n := range MaxMembers {
		m := member(n % 100)
		m.VaspID, m.TLSKey, m.IdentityKeys = fmt.Sprint(1<<60+n), pinOf(n), []IdentityKey{identityKey(n)}
		l.Members = append(l.Members, m)
	}
	return sign(b, l)
}

// BenchmarkOpen opens a list at its limit of 10,000 members.
func BenchmarkOpen(b *testing.B) {
	signed, pinned := big(b), []ed25519.PublicKey{public(keyOf(0))}
	b.SetBytes(int64(len(signed.Payload)))
	b.ReportAllocs()
	for b.Loop() {
		if index, err := signed.Open(pinned, issued, OpenOptions{}); err != nil || index.Len() != MaxMembers {
			b.Fatal(err)
		}
	}
}

func BenchmarkActive(b *testing.B) {
	index, err := big(b).Open([]ed25519.PublicKey{public(keyOf(0))}, issued, OpenOptions{})
	if err != nil {
		b.Fatal(err)
	}
	id := fmt.Sprint(1<<60 + 4321)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := index.Active(id); err != nil || len(index.IdentityKeys(id, issued)) != 1 {
			b.Fatal(err)
		}
	}
}
