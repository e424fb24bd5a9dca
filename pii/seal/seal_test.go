package seal_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii/seal"
)

const (
	subject = "customer/42"
	place   = "customers/profile/42"
)

// counting is the randomness of the golden vectors: 0, 1, 2, ...
type counting struct{ next byte }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = c.next
		c.next++
	}
	return len(b), nil
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newKey(t testing.TB, ring *seal.Keyring, subject string) (seal.DataKey, []byte) {
	t.Helper()
	key, wrapped, err := ring.NewDataKey(rand.Reader, subject)
	if err != nil {
		t.Fatal(err)
	}
	return key, wrapped
}

func TestGolden(t *testing.T) {
	var golden struct {
		Keyring json.RawMessage
		Wrapped struct{ Subject, Bytes string }
		Sealed  struct{ Place, Plaintext, Bytes string }
		Node    struct{ Place, Plaintext, Bytes string }
		Index   struct {
			Purpose string
			Parts   []string
			HMAC    string
		}
	}
	text := must(os.ReadFile("testdata/golden.json"))(t)
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	random := &counting{}
	ring := must(seal.NewKeyring(random))(t)
	var have, want bytes.Buffer
	if err := errors.Join(json.Compact(&have, ring.Marshal()), json.Compact(&want, golden.Keyring)); err != nil {
		t.Fatal(err)
	}
	if have.String() != want.String() {
		t.Errorf("keyring\n have %s\n want %s", &have, &want)
	}
	key, wrapped, err := ring.NewDataKey(random, golden.Wrapped.Subject)
	if err != nil || hex.EncodeToString(wrapped) != golden.Wrapped.Bytes {
		t.Fatalf("wrapped\n have %x, %v\n want %s", wrapped, err, golden.Wrapped.Bytes)
	}
	sealed := must(key.Seal(random, golden.Sealed.Place, []byte(golden.Sealed.Plaintext)))(t)
	if hex.EncodeToString(sealed) != golden.Sealed.Bytes {
		t.Errorf("sealed\n have %x\n want %s", sealed, golden.Sealed.Bytes)
	}
	node := must(ring.SealNode(random, golden.Node.Place, []byte(golden.Node.Plaintext)))(t)
	if hex.EncodeToString(node) != golden.Node.Bytes {
		t.Errorf("node\n have %x\n want %s", node, golden.Node.Bytes)
	}
	if got := ring.Index(golden.Index.Purpose, golden.Index.Parts...); hex.EncodeToString(got[:]) != golden.Index.HMAC {
		t.Errorf("index\n have %x\n want %s", got, golden.Index.HMAC)
	}
}

func TestRoundTrip(t *testing.T) {
	ring := must(seal.NewKeyring(rand.Reader))(t)
	key, wrapped := newKey(t, ring, subject)
	if len(wrapped) != seal.WrappedBytes {
		t.Errorf("%d bytes wrapped, want %d", len(wrapped), seal.WrappedBytes)
	}
	unwrapped := must(ring.Unwrap(subject, wrapped))(t)
	for _, size := range []int{0, 1, 31, 32, 2700, 1 << 20} {
		t.Run(fmt.Sprint(size, " bytes"), func(t *testing.T) {
			plaintext := bytes.Repeat([]byte("p"), size)
			sealed := must(key.Seal(rand.Reader, place, plaintext))(t)
			if len(sealed) != size+seal.Overhead || (size > 30 && bytes.Contains(sealed, plaintext)) {
				t.Errorf("%d bytes sealed to %d", size, len(sealed))
			}
			if got := must(unwrapped.Open(place, sealed))(t); !bytes.Equal(got, plaintext) {
				t.Error("another plaintext came back")
			}
			if again := must(key.Seal(rand.Reader, place, plaintext))(t); bytes.Equal(again, sealed) {
				t.Error("the same bytes twice: no fresh nonce")
			}
			node := must(ring.SealNode(rand.Reader, place, plaintext))(t)
			if len(node) != size+seal.NodeOverhead {
				t.Errorf("%d bytes sealed by the node to %d", size, len(node))
			}
			if got := must(ring.OpenNode(place, node))(t); !bytes.Equal(got, plaintext) {
				t.Error("another plaintext came back from the node")
			}
		})
	}
}

// TestRefuses has every way in which sealed bytes can be wrong.
func TestRefuses(t *testing.T) {
	ring := must(seal.NewKeyring(rand.Reader))(t)
	other := must(seal.NewKeyring(rand.Reader))(t)
	key, wrapped := newKey(t, ring, subject)
	otherKey, _ := newKey(t, ring, subject)
	sealed := must(key.Seal(rand.Reader, place, []byte("plaintext")))(t)
	node := must(ring.SealNode(rand.Reader, place, bytes.Repeat([]byte("n"), 32)))(t)
	open := func(k seal.DataKey, place string, b []byte) error { _, err := k.Open(place, b); return err }
	unwrap := func(k *seal.Keyring, subject string, b []byte) error { _, err := k.Unwrap(subject, b); return err }
	openNode := func(k *seal.Keyring, place string, b []byte) error { _, err := k.OpenNode(place, b); return err }
	asForm := func(form byte, b []byte) []byte { b = slices.Clone(b); b[0] = form; return b }
	tests := []struct {
		name string
		err  error
		want fault.Code
	}{
		{"sealed: as it was", open(key, place, sealed), ""},
		{"sealed: another column", open(key, "customers/deny_reason/42", sealed), fault.SealBroken},
		{"sealed: another row", open(key, "customers/profile/43", sealed), fault.SealBroken},
		{"sealed: another key", open(otherKey, place, sealed), fault.SealBroken},
		{"sealed: longer", open(key, place, append(slices.Clone(sealed), 0)), fault.SealBroken},
		{"sealed: shorter", open(key, place, sealed[:len(sealed)-1]), fault.SealBroken},
		{"sealed: too short to be sealed", open(key, place, sealed[:seal.Overhead-1]), fault.SealMalformed},
		{"sealed: nothing", open(key, place, nil), fault.SealMalformed},
		{"sealed: another form", open(key, place, asForm(3, sealed)), fault.SealMalformed},
		{"sealed: no key", open(seal.DataKey{}, place, sealed), fault.SealUnknownKey},
		{"wrapped: as it was", unwrap(ring, subject, wrapped), ""},
		{"wrapped: another subject", unwrap(ring, "customer/43", wrapped), fault.SealBroken},
		{"wrapped: another keyring", unwrap(other, subject, wrapped), fault.SealUnknownKey},
		{"wrapped: longer", unwrap(ring, subject, append(slices.Clone(wrapped), 0)), fault.SealMalformed},
		{"wrapped: shorter", unwrap(ring, subject, wrapped[:len(wrapped)-1]), fault.SealMalformed},
		{"wrapped: nothing", unwrap(ring, subject, nil), fault.SealMalformed},
		{"wrapped: what the node sealed", unwrap(ring, place, node), fault.SealMalformed},
		{"wrapped: what the node sealed, under this form", unwrap(ring, place, asForm(2, node)), fault.SealBroken},
		{"wrapped: no keyring", unwrap(&seal.Keyring{}, subject, wrapped), fault.SealUnknownKey},
		{"wrapped: nil keyring", unwrap(nil, subject, wrapped), fault.SealUnknownKey},
		{"node: as it was", openNode(ring, place, node), ""},
		{"node: another place", openNode(ring, "own_keys/private/8", node), fault.SealBroken},
		{"node: another keyring", openNode(other, place, node), fault.SealUnknownKey},
		{"node: too short to be sealed", openNode(ring, place, node[:seal.NodeOverhead-1]), fault.SealMalformed},
		{"node: a wrapped key, under this form", openNode(ring, subject, asForm(3, wrapped)), fault.SealBroken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.CodeOf(tt.err); got != tt.want {
				t.Errorf("code %q, want %q (%v)", got, tt.want, tt.err)
			}
			if tt.err != nil && strings.Contains(tt.err.Error(), "plaintext") {
				t.Errorf("the error shows the plaintext: %v", tt.err)
			}
		})
	}
}

// TestEveryBit alters each bit of each form: none may open.
func TestEveryBit(t *testing.T) {
	ring := must(seal.NewKeyring(rand.Reader))(t)
	key, wrapped := newKey(t, ring, subject)
	sealed := must(key.Seal(rand.Reader, place, []byte("plaintext")))(t)
	node := must(ring.SealNode(rand.Reader, place, []byte("plaintext")))(t)
	forms := []struct {
		name string
		text []byte
		open func([]byte) (any, error)
	}{
		{"sealed", sealed, func(b []byte) (any, error) { return key.Open(place, b) }},
		{"wrapped", wrapped, func(b []byte) (any, error) { return ring.Unwrap(subject, b) }},
		{"node", node, func(b []byte) (any, error) { return ring.OpenNode(place, b) }},
	}
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			if _, err := form.open(form.text); err != nil {
				t.Fatal(err)
			}
			for bit := range 8 * len(form.text) {
				altered := slices.Clone(form.text)
				altered[bit/8] ^= 1 << (bit % 8)
				_, err := form.open(altered)
				if code := fault.CodeOf(err); !slices.Contains([]fault.Code{fault.SealBroken, fault.SealUnknownKey, fault.SealMalformed}, code) {
					t.Errorf("bit %d of byte %d: %v", bit%8, bit/8, err)
				}
			}
		})
	}
}

func TestRotation(t *testing.T) {
	first := must(seal.NewKeyring(rand.Reader))(t)
	key, wrapped := newKey(t, first, subject)
	sealed := must(key.Seal(rand.Reader, place, []byte("old")))(t)
	node := must(first.SealNode(rand.Reader, place, []byte("old node")))(t)
	index := first.Index("address", "1")

	second := must(first.Rotate(rand.Reader))(t)
	if len(first.IDs()) != 1 || len(second.IDs()) != 2 || second.Current() == first.Current() || second.IDs()[0] != first.Current() {
		t.Fatalf("first %v, second %v, current %s", first.IDs(), second.IDs(), second.Current())
	}
	second = must(seal.ParseKeyring(second.Marshal()))(t)
	if got := must(must(second.Unwrap(subject, wrapped))(t).Open(place, sealed))(t); string(got) != "old" {
		t.Errorf("after rotation: %q", got)
	}
	if got := must(second.OpenNode(place, node))(t); string(got) != "old node" {
		t.Errorf("after rotation: %q", got)
	}
	if second.Index("address", "1") != index {
		t.Error("rotation changed the index: numbers stored before are lost")
	}
	if _, newer := newKey(t, second, subject); fault.CodeOf(errOf(first.Unwrap(subject, newer))) != fault.SealUnknownKey {
		t.Error("the new keyring wraps with an old key")
	}

	again, changed, err := second.Rewrap(rand.Reader, subject, wrapped)
	if err != nil || !changed {
		t.Fatalf("Rewrap: %v, %v", changed, err)
	}
	if same, changed, err := second.Rewrap(rand.Reader, subject, again); err != nil || changed || !bytes.Equal(same, again) {
		t.Errorf("a second Rewrap: changed %v, %v", changed, err)
	}
	if _, _, err := second.Rewrap(rand.Reader, "customer/43", wrapped); !fault.Has(err, fault.SealBroken) {
		t.Errorf("Rewrap for another subject: %v", err)
	}
	nodeAgain, changed, err := second.ResealNode(rand.Reader, place, node)
	if err != nil || !changed {
		t.Fatalf("ResealNode: %v, %v", changed, err)
	}

	if _, err := second.Without(second.Current()); !fault.Has(err, fault.Conflict) {
		t.Errorf("Without the current key: %v", err)
	}
	if _, err := second.Without("0000000000000000"); !fault.Has(err, fault.SealUnknownKey) {
		t.Errorf("Without an unknown key: %v", err)
	}
	third := must(second.Without(first.Current()))(t)
	if got := must(must(third.Unwrap(subject, again))(t).Open(place, sealed))(t); string(got) != "old" {
		t.Errorf("rewrapped: %q", got)
	}
	if got := must(third.OpenNode(place, nodeAgain))(t); string(got) != "old node" {
		t.Errorf("resealed: %q", got)
	}
	if _, err := third.Unwrap(subject, wrapped); !fault.Has(err, fault.SealUnknownKey) {
		t.Errorf("what only the dropped key opens: %v", err)
	}
	if _, err := (&seal.Keyring{}).Rotate(rand.Reader); !fault.Has(err, fault.SealUnknownKey) {
		t.Errorf("Rotate of nothing: %v", err)
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestIndex(t *testing.T) {
	ring := must(seal.NewKeyring(rand.Reader))(t)
	seen := map[[32]byte]string{}
	for _, parts := range [][]string{{"a"}, {"a", ""}, {"a", "b"}, {"ab"}, {"a", "bc"}, {"a", "b", "c"}, {"a", "ab", "c"}, {""}, {"", "a"}, {"b", "a"}} {
		sum := ring.Index(parts[0], parts[1:]...)
		if before, ok := seen[sum]; ok {
			t.Errorf("%q and %s have the same index", parts, before)
		}
		seen[sum] = fmt.Sprintf("%q", parts)
		if ring.Index(parts[0], parts[1:]...) != sum {
			t.Errorf("%q: not the same twice", parts)
		}
	}
	if must(seal.NewKeyring(rand.Reader))(t).Index("a") == ring.Index("a") {
		t.Error("two keyrings give the same index")
	}
	defer func() {
		if recover() == nil {
			t.Error("an index without a key")
		}
	}()
	(&seal.Keyring{}).Index("a")
}

func TestParseKeyring(t *testing.T) {
	ring := must(must(seal.NewKeyring(&counting{}))(t).Rotate(rand.Reader))(t)
	text := string(ring.Marshal())
	second := ring.IDs()[1]
	replace := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%q is not in the text", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	tests := []struct{ name, text, place string }{
		{"nothing", "", "keyring"},
		{"null", "null", "keyring.version"},
		{"another document", "[]", "keyring"},
		{"another member", replace(`"version"`, `"secret": "AAAA", "version"`), "keyring"},
		{"cut off", text[:len(text)/2], "keyring"},
		{"more after the end", text + "{}", "keyring"},
		{"another version", replace(`"version": 1`, `"version": 2`), "keyring.version"},
		{"current names no key", replace(`"current": "`+second, `"current": "0000000000000000`), "keyring.current"},
		{"no keys", `{"version":1}`, "keyring.current"},
		{"a key with another id", replace(`"id": "`+second, `"id": "0000000000000000`), "keyring.keys[1].id"},
		{"a damaged key", replace(`"key": "AAEC`, `"key": "AAED`), "keyring.keys[0].id"},
		{"a short key", replace(`"key": "AAEC`, `"key": "`), "keyring.keys[0].key"},
		{"not base64", replace(`"key": "AAEC`, `"key": "~AEC`), "keyring"},
		{"a damaged index key", replace(`"key": "ICEi`, `"key": "ICEj`), "keyring.index.id"},
		{"too large", text + strings.Repeat(" ", 1<<20), "keyring"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := seal.ParseKeyring([]byte(tt.text))
			if got != nil || !fault.Has(err, fault.SealMalformed) || fault.PlaceOf(err) != tt.place {
				t.Errorf("%v, want %s at %s", err, fault.SealMalformed, tt.place)
			}
		})
	}
	if got := must(seal.ParseKeyring([]byte(text)))(t); string(got.Marshal()) != text {
		t.Errorf("does not come back: %s", got.Marshal())
	}
}

func TestRandomnessFails(t *testing.T) {
	ring := must(seal.NewKeyring(rand.Reader))(t)
	key, _ := newKey(t, ring, subject)
	none := func(n int64) io.Reader { return io.LimitReader(rand.Reader, n) }
	tests := []struct {
		name string
		err  error
	}{
		{"keyring", errOf(seal.NewKeyring(none(31)))},
		{"index key", errOf(seal.NewKeyring(none(63)))},
		{"rotate", errOf(ring.Rotate(none(31)))},
		{"seal", errOf(key.Seal(none(11), place, nil))},
		{"node", errOf(ring.SealNode(none(23), place, nil))},
		{"data key", func() error { _, _, err := ring.NewDataKey(none(31), subject); return err }()},
		{"wrap", func() error { _, _, err := ring.NewDataKey(none(33), subject); return err }()},
	}
	for _, tt := range tests {
		if !fault.Has(tt.err, fault.Unavailable) {
			t.Errorf("%s: %v", tt.name, tt.err)
		}
	}
}

func TestNothingShows(t *testing.T) {
	ring := must(seal.NewKeyring(&counting{}))(t) // keys 00 01 02 ... and 20 21 22 ...
	key, _, err := ring.NewDataKey(&counting{next: 0x40}, subject)
	if err != nil {
		t.Fatal(err)
	}
	type nested struct {
		ring  *seal.Keyring
		plain seal.Keyring
		Ring  *seal.Keyring
		key   seal.DataKey
		Key   seal.DataKey
		list  []seal.DataKey
		ptr   *seal.DataKey
	}
	n := nested{ring, *ring, ring, key, key, []seal.DataKey{key}, &key}
	shapes := []any{ring, *ring, key, &key, n, &n, []any{n}, map[string]any{"k": n}, struct{ x any }{n}, fmt.Errorf("%v %+v", ring, key)}
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%10.3v", "%t", "%e", "%U", "%c"} {
		for _, shape := range shapes {
			fmt.Fprintf(&printed, verb+"\n", shape)
		}
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
		for _, shape := range shapes {
			slog.New(handler).Info("m", "shape", shape, slog.Group("g", slog.Any("inner", shape)))
		}
	}
	for _, start := range []byte{0, 0x20, 0x40} {
		raw := make([]byte, 8)
		_, _ = (&counting{next: start}).Read(raw)
		listed := strings.Trim(fmt.Sprint(raw), "[]")
		for _, leak := range []string{string(raw), hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)), listed, "AAECAwQF", "ICEiIyQl", "QEFCQ0RF"} {
			if strings.Contains(printed.String(), leak) {
				t.Errorf("%q leaked", leak)
			}
		}
	}
	for _, shape := range []any{ring, *ring, key, &key} {
		if got := fmt.Sprintf("%#v", shape); got != seal.Hidden {
			t.Errorf("%T prints as %s", shape, got)
		}
		if _, err := xml.Marshal(shape); !errors.Is(err, seal.ErrMarshal) {
			t.Errorf("xml of %T: %v", shape, err)
		}
	}
	for _, shape := range []any{ring, *ring, key, &key, n, map[string]any{"k": key}} {
		if _, err := json.Marshal(shape); !errors.Is(err, seal.ErrMarshal) {
			t.Errorf("json of %T: %v", shape, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	ring, err := seal.NewKeyring(&counting{})
	if err != nil {
		f.Fatal(err)
	}
	key, wrapped, err := ring.NewDataKey(&counting{}, subject)
	if err != nil {
		f.Fatal(err)
	}
	sealed := must(key.Seal(&counting{}, place, []byte("plaintext")))(f)
	f.Add(sealed)
	f.Add(wrapped)
	f.Add(must(ring.SealNode(&counting{}, place, []byte("plaintext")))(f))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := key.Open(place, b)
		if (err == nil) != bytes.Equal(b, sealed) {
			t.Errorf("opened %x: %v", b, err)
		}
		if err != nil && got != nil {
			t.Error("a value with an error")
		}
		if _, err := ring.OpenNode("another place", b); err == nil {
			t.Errorf("opened %x elsewhere", b)
		}
	})
}

func FuzzUnwrap(f *testing.F) {
	ring, err := seal.NewKeyring(&counting{})
	if err != nil {
		f.Fatal(err)
	}
	_, wrapped, err := ring.NewDataKey(&counting{}, subject)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wrapped)
	f.Add(wrapped[:40])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		key, err := ring.Unwrap(subject, b)
		if (err == nil) != bytes.Equal(b, wrapped) {
			t.Errorf("unwrapped %x: %v", b, err)
		}
		if key.IsSet() != (err == nil) {
			t.Error("a key with an error, or none without")
		}
	})
}

func FuzzParseKeyring(f *testing.F) {
	ring, err := seal.NewKeyring(&counting{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(ring.Marshal())
	f.Add(must(ring.Rotate(&counting{next: 7}))(f).Marshal())
	f.Add([]byte(`{"version":1,"current":"","keys":[],"index":{"id":"","key":""}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		ring, err := seal.ParseKeyring(b)
		if err != nil {
			if ring != nil || !fault.Has(err, fault.SealMalformed) {
				t.Errorf("%v with %v", ring, err)
			}
			return
		}
		text := ring.Marshal()
		again, err := seal.ParseKeyring(text)
		if err != nil || !bytes.Equal(again.Marshal(), text) || again.Current() == "" {
			t.Errorf("accepted input does not come back: %v", err)
		}
	})
}

func BenchmarkSealOpen(b *testing.B) {
	ring := must(seal.NewKeyring(rand.Reader))(b)
	key, _ := newKey(b, ring, subject)
	plaintext := make([]byte, 2700)
	b.SetBytes(int64(len(plaintext)))
	b.ReportAllocs()
	for b.Loop() {
		sealed, err := key.Seal(rand.Reader, place, plaintext)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := key.Open(place, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewDataKey(b *testing.B) {
	ring := must(seal.NewKeyring(rand.Reader))(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := ring.NewDataKey(rand.Reader, subject); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	ring := must(seal.NewKeyring(rand.Reader))(b)
	_, wrapped := newKey(b, ring, subject)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.Unwrap(subject, wrapped); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	ring := must(seal.NewKeyring(rand.Reader))(b)
	b.ReportAllocs()
	for b.Loop() {
		ring.Index("address", "Tron", "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", "")
	}
}

// TestSealedKeyring: a keyring sealed with a key opens with it and with no other, and no changed byte gets through.
func TestSealedKeyring(t *testing.T) {
	ring, err := seal.NewKeyring(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, other := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)
	text, err := ring.Sealed(rand.Reader, key)
	if err != nil || !seal.IsSealed(text) || seal.IsSealed(ring.Marshal()) || bytes.Contains(text, []byte(ring.Current())) {
		t.Fatalf("%s %v", text, err)
	}
	again, err := seal.OpenKeyring(text, key)
	if err != nil || !bytes.Equal(again.Marshal(), ring.Marshal()) {
		t.Errorf("it opens as another: %v", err)
	}
	if _, err := seal.OpenKeyring(text, other); !fault.Has(err, fault.SealBroken) {
		t.Errorf("another key: %v", err)
	}
	if _, err := seal.OpenKeyring(text, key[:31]); !fault.Has(err, fault.SealMalformed) {
		t.Errorf("a short key: %v", err)
	}
	if _, err := ring.Sealed(rand.Reader, key[:31]); !fault.Has(err, fault.SealMalformed) {
		t.Errorf("sealing with a short key: %v", err)
	}
	var file struct {
		Version int    `json:"version"`
		Sealed  []byte `json:"sealed"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for i := range file.Sealed {
		file.Sealed[i] ^= 1
		changed, _ := json.Marshal(file)
		file.Sealed[i] ^= 1
		if _, err := seal.OpenKeyring(changed, key); !fault.Has(err, fault.SealBroken) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

// FuzzOpenKeyring: no text breaks the reader.
func FuzzOpenKeyring(f *testing.F) {
	ring, err := seal.NewKeyring(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	key := bytes.Repeat([]byte{7}, 32)
	text, err := ring.Sealed(rand.Reader, key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"sealed":"AAAA"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, err := seal.OpenKeyring(text, key); (got == nil) == (err == nil) {
			t.Errorf("%v", err)
		}
	})
}
