package ivms101_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

func TestMalformed(t *testing.T) {
	many := func(n int, item string) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	for _, row := range []struct {
		name, text string
		code       fault.Code
		place      string
	}{
		{"nothing", ``, fault.IVMS101Malformed, ""},
		{"null", `null`, fault.IVMS101Malformed, ""},
		{"an array", `[]`, fault.IVMS101Malformed, ""},
		{"byte order mark", "\ufeff{}", fault.IVMS101Malformed, ""},
		{"two documents", `{}{}`, fault.IVMS101Malformed, ""},
		{"cut off", `{"originator":{`, fault.IVMS101Malformed, "/originator/*"},
		{"trailing comma", `{"originator":{},}`, fault.IVMS101Malformed, "/*"},
		{"no colon", `{"originator"{}}`, fault.IVMS101Malformed, "/*"},
		{"comment", `{/**/}`, fault.IVMS101Malformed, "/*"},
		{"number for text", `{"beneficiary":{"accountNumber":[1]}}`,
			fault.IVMS101Malformed, "/beneficiary/accountNumber/0"},
		{"null in a list", `{"beneficiary":{"accountNumber":["a",null]}}`,
			fault.IVMS101Malformed, "/beneficiary/accountNumber/1"},
		{"text for object", `{"beneficiary":"x"}`, fault.IVMS101Malformed, "/beneficiary"},
		{"true for list", `{"beneficiary":{"beneficiaryPersons":true}}`,
			fault.IVMS101Malformed, "/beneficiary/beneficiaryPersons"},
		{"deep type", `{"originator":{"originatorPersons":[{},{"naturalPerson":{"geographicAddress":[{"country":7}]}}]}}`,
			fault.IVMS101Malformed, "/originator/originatorPersons/1/naturalPerson/geographicAddress/0/country"},
		{"two name objects", `{"originator":{"originatorPersons":[{"naturalPerson":{"name":[{},{}]}}]}}`,
			fault.IVMS101Malformed, "/originator/originatorPersons/0/naturalPerson/name/0"},
		{"no name object", `{"originator":{"originatorPersons":[{"naturalPerson":{"name":[]}}]}}`,
			fault.IVMS101Malformed, "/originator/originatorPersons/0/naturalPerson/name/0"},
		{"same member twice", `{"originator":{},"originator":{}}`, fault.IVMS101Malformed, "/originator"},
		{"same member twice, escaped", `{"originator":{},"\u006friginator":{}}`, fault.IVMS101Malformed, "/originator"},
		{"both editions' names at once", `{"originator":{"originatorPersons":[],"originatorPerson":[]}}`,
			fault.IVMS101Malformed, "/originator/originatorPerson"},
		{"both spellings of a birth", `{"originator":{"originatorPersons":[{"naturalPerson":{"dateAndPlaceOfBirth":{},"dataAndPlaceOfBirth":{}}}]}}`,
			fault.IVMS101Malformed, "/originator/originatorPersons/0/naturalPerson/dataAndPlaceOfBirth"},
		{"both customer numbers", `{"originator":{"originatorPersons":[{"legalPerson":{"customerNumber":"1","customerIdentification":"1"}}]}}`,
			fault.IVMS101Malformed, "/originator/originatorPersons/0/legalPerson/customerIdentification"},
		{"both postcodes", `{"originator":{"originatorPersons":[{"legalPerson":{"geographicAddress":[{"postcode":"1","postCode":"1"}]}}]}}`,
			fault.IVMS101Malformed, "/originator/originatorPersons/0/legalPerson/geographicAddress/0/postCode"},
		{"nested and flat VASP", `{"originatingVASP":{"originatingVASP":{},"legalPerson":{}}}`,
			fault.IVMS101Malformed, "/originatingVASP/*"},
		{"flat and nested VASP", `{"originatingVASP":{"legalPerson":{},"originatingVASP":{}}}`,
			fault.IVMS101Malformed, "/originatingVASP/originatingVASP"},
		{"unknown member twice", `{"x":1,"x":1}`, fault.IVMS101Malformed, "/*"},
		{"unknown member twice, inside", `{"x":[{"y":1,"z":{"y":2},"y":1}]}`, fault.IVMS101Malformed, "/*/*/*"},
		{"not UTF-8", "{\"beneficiary\":{\"accountNumber\":[\"a\xff\"]}}",
			fault.IVMS101Malformed, "/beneficiary/accountNumber/0"},
		{"not UTF-8 in an unknown member", "{\"x\":\"\xc0\xaf\"}", fault.IVMS101Malformed, "/*"},
		{"surrogate in UTF-8", "{\"x\":\"\xed\xa0\x80\"}", fault.IVMS101Malformed, "/*"},
		{"half a surrogate pair", `{"x":"\ud83d"}`, fault.IVMS101Malformed, "/*"},
		{"surrogates the wrong way", `{"x":"\ude00\ud83d"}`, fault.IVMS101Malformed, "/*"},
		{"unknown escape", `{"x":"\x41"}`, fault.IVMS101Malformed, "/*"},
		{"short escape", `{"x":"\u12"}`, fault.IVMS101Malformed, "/*"},
		{"backslash at the end", `{"x":"\`, fault.IVMS101Malformed, "/*"},
		{"newline in a text", "{\"x\":\"a\nb\"}", fault.IVMS101Malformed, "/*"},
		{"newline after an escape", "{\"x\":\"\\n\n\"}", fault.IVMS101Malformed, "/*"},
		{"leading zero", `{"x":01}`, fault.IVMS101Malformed, "/*"},
		{"plus", `{"x":+1}`, fault.IVMS101Malformed, "/*"},
		{"bare point", `{"x":1.}`, fault.IVMS101Malformed, "/*"},
		{"bare exponent", `{"x":1e}`, fault.IVMS101Malformed, "/*"},
		{"NaN", `{"x":NaN}`, fault.IVMS101Malformed, "/*"},
		{"trueish", `{"x":truex}`, fault.IVMS101Malformed, "/*"},
		{"sequence as text", `{"transferPath":{"transferPath":[{"sequence":"0"}]}}`,
			fault.IVMS101Malformed, "/transferPath/transferPath/0/sequence"},
		{"sequence negative", `{"transferPath":{"transferPath":[{"sequence":-1}]}}`,
			fault.IVMS101Malformed, "/transferPath/transferPath/0/sequence"},
		{"sequence broken", `{"transferPath":{"transferPath":[{"sequence":1.0}]}}`,
			fault.IVMS101Malformed, "/transferPath/transferPath/0/sequence"},
		{"sequence of 19 digits", `{"transferPath":{"transferPath":[{"sequence":1000000000000000000}]}}`,
			fault.IVMS101Malformed, "/transferPath/transferPath/0/sequence"},
		{"payload version", `{"payloadMetadata":{"payloadVersion":"102"}}`,
			fault.IVMS101Edition, "/payloadMetadata/payloadVersion"},
		{"too long", `{"x":"` + strings.Repeat("x", 65536) + `"}`, fault.IVMS101TooLarge, ""},
		{"too deep", `{"x":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, fault.IVMS101TooLarge, strings.Repeat("/*", 32)},
		{"too many elements", `{"beneficiary":{"accountNumber":[` + many(65, `"a"`) + `]}}`, fault.IVMS101TooLarge, "/beneficiary/accountNumber/63"},
		{"too many elements in all", `{"beneficiary":{"beneficiaryPersons":[` +
			many(33, `{"legalPerson":{"geographicAddress":[`+many(32, `{}`)+`]}}`) + `]}}`,
			fault.IVMS101TooLarge, "/beneficiary/beneficiaryPersons/31/legalPerson/geographicAddress/0"},
	} {
		t.Run(row.name, func(t *testing.T) {
			id, err := ivms101.Parse([]byte(row.text))
			if fault.CodeOf(err) != row.code {
				t.Fatalf("got %v, want %s", err, row.code)
			}
			if got := fault.PlaceOf(err); row.code != fault.IVMS101TooLarge && got != row.place {
				t.Errorf("at %q, want %q", got, row.place)
			}
			if !reflect.DeepEqual(id, ivms101.Identity{}) {
				t.Error("something beside the error")
			}
		})
	}
}

func TestJustWithinLimits(t *testing.T) {
	for name, text := range map[string]string{
		"bytes":    `{"x":"` + strings.Repeat("x", 65536-8) + `"}`,
		"depth":    `{"x":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`,
		"elements": `{"beneficiary":{"accountNumber":[` + strings.TrimSuffix(strings.Repeat(`"a",`, 64), ",") + `]}}`,
		"sequence": `{"transferPath":{"transferPath":[{"sequence":999999999999999999}]}}`,
		"numbers":  `{"x":[0,-0,1e5,1.5E-3,-12.25e+1,true,false,null,"",{},[]]}`,
	} {
		if _, err := ivms101.Parse([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ivms101.Parse([]byte(`{"x":1}`), ivms101.WithLimits(ivms101.Limits{Bytes: 6})); !fault.Has(err, fault.IVMS101TooLarge) {
		t.Errorf("own limit: %v", err)
	}
}

func TestEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u00e9\uAC00"`: "é가", `"\ud83d\ude00"`: "😀", `"<&>\u2028"`: "<&>\u2028",
		`"\u0000"`: "\x00", `"plain"`: "plain", `"Nguy\u1ec5n"`: "Nguyễn",
	} {
		id := parse(t, []byte(`{"beneficiary":{"accountNumber":[`+text+`]}}`))
		if got := id.Beneficiary.AccountNumber[0]; got != want {
			t.Errorf("%s is read as %q", text, got)
		}
		out, err := id.Encode(ivms101.Edition2020)
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			Beneficiary struct{ AccountNumber []string }
		}
		if err := json.Unmarshal(out, &back); err != nil || back.Beneficiary.AccountNumber[0] != want {
			t.Errorf("%s is written as %s", text, out)
		}
		if strings.Contains(string(out), `\u003c`) || want == "<&>\u2028" && !strings.Contains(string(out), "<&>\u2028") {
			t.Errorf("escaped for HTML: %s", out)
		}
	}
}

func TestEditionIsFound(t *testing.T) {
	for text, want := range map[string]ivms101.Edition{
		`{}`: ivms101.Edition2020,
		`{"originator":{"originatorPersons":[]}}`:                                                 ivms101.Edition2020,
		`{"originator":{"originatorPerson":[]}}`:                                                  ivms101.Edition2023,
		`{"payloadMetadata":{"payloadVersion":"101.2023"}}`:                                       ivms101.Edition2023,
		`{"payloadMetadata":{"payloadVersion":"101"}}`:                                            ivms101.Edition2020,
		`{"originatingVASP":{"legalPerson":{}}}`:                                                  ivms101.EditionEnclave,
		`{"originatingVASP":{"originatingVASP":{"legalPerson":{}}}}`:                              ivms101.Edition2020,
		`{"originator":{"originatorPerson":[]},"originatingVASP":{"legalPerson":{}}}`:             ivms101.Edition2023,
		`{"originator":{"originatorPersons":[{"naturalPerson":{"nationality":"KR"}}]}}`:           ivms101.EditionEnclave,
		`{"beneficiary":{"beneficiaryPersons":[{"legalPerson":{"customerNumber":"1"}}]}}`:         ivms101.Edition2020,
		`{"beneficiaryVASP":{"legalPerson":{"dateOfIncorporation":"2017-01-01"}}}`:                ivms101.EditionEnclave,
		`{"originator":{"originatorPerson":[]},"originatingVASP":{"originatingVASP":{}}}`:         ivms101.Edition2023,
		`{"originator":{"originatorPersons":[]},"beneficiary":{"beneficiaryPerson":[]}}`:          ivms101.Edition2023,
		`{"originator":{"originatorPersons":[]},"payloadMetadata":{"payloadVersion":"101.2023"}}`: ivms101.Edition2023,
	} {
		if id := parse(t, []byte(text)); id.Edition != want {
			t.Errorf("%s is read as %s", text, id.Edition)
		}
	}
	id, err := ivms101.Parse([]byte(`{}`), ivms101.WithEdition(ivms101.Edition2023))
	if err != nil || id.Edition != ivms101.Edition2023 {
		t.Errorf("told 2023: %s, %v", id.Edition, err)
	}
}

// One document says the same in every edition.
func TestEditionsConvert(t *testing.T) {
	for from, file := range map[ivms101.Edition]string{
		ivms101.Edition2020: "identity-2020.json", ivms101.Edition2023: "identity-2023.json",
	} {
		for to, want := range map[ivms101.Edition]string{
			ivms101.Edition2020: "identity-2020.json", ivms101.Edition2023: "identity-2023.json",
		} {
			id := parse(t, vector(t, file))
			got, err := id.Encode(to)
			if err != nil {
				t.Fatal(err)
			}
			var compact bytes.Buffer
			if err := json.Compact(&compact, vector(t, want)); err != nil {
				t.Fatal(err)
			}
			if string(got) != compact.String() {
				t.Errorf("%s to %s:\n%s\nwant\n%s", from, to, got, compact.String())
			}
		}
	}
	id := parse(t, vector(t, "identity-enclave.json"))
	got, err := id.Encode(ivms101.AnyEdition)
	var compact bytes.Buffer
	if err := json.Compact(&compact, vector(t, "identity-enclave.json")); err != nil {
		t.Fatal(err)
	}
	if err != nil || string(got) != compact.String() {
		t.Errorf("enclave:\n%s\nwant\n%s", got, compact.String())
	}
	if _, err := id.Encode(9); !fault.Has(err, fault.IVMS101Edition) {
		t.Errorf("an edition that is none: %v", err)
	}
}

// Members unknown to us, at every level, go on unchanged, white space and number forms included.
func TestUnknownMembersGoOn(t *testing.T) {
	const odd = `{ "a" : [1.0, 1E2, "\u00e9", null ] ,"b":{}}`
	const text = `{"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"A",` +
		`"nameIdentifierType":"LEGL","x":` + odd + `}],"x":1},"geographicAddress":[{"country":"KR","x":2}],` +
		`"nationalIdentification":{"x":3},"dateAndPlaceOfBirth":{"x":4},"x":5},"legalPerson":{"name":{"nameIdentifier":[` +
		`{"legalPersonName":"B","x":6}],"x":7},"x":8},"x":9}],"accountNumber":["a"],"x":10},` +
		`"originatingVASP":{"originatingVASP":{"legalPerson":{},"x":11},"x":12},` +
		`"transferPath":{"transferPath":[{"intermediaryVASP":{"x":13},"sequence":0,"x":14}],"x":15},` +
		`"payloadMetadata":{"x":16},"x":` + odd + `,"y\n":17}`
	id := parse(t, []byte(text))
	if got, err := id.Encode(ivms101.AnyEdition); err != nil || string(got) != text {
		t.Errorf("%v\n%s\nwant\n%s", err, got, text)
	}
	in2023, err := id.Encode(ivms101.Edition2023)
	if !fault.Has(err, fault.Invalid) { // x beside and inside the nested person would be one member twice
		t.Errorf("%s, %v", in2023, err)
	}
	id.OriginatingVASP.Extra[0].Name = "z"
	if got, err := id.Encode(ivms101.Edition2023); err != nil || !strings.Contains(string(got), `"originatingVASP":{"legalPerson":{},"x":11,"z":12}`) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, id := range map[string]ivms101.Identity{
		"not UTF-8":      {Beneficiary: &ivms101.Beneficiary{AccountNumber: []string{"\xff"}}},
		"no JSON":        {Extra: []ivms101.Member{{Name: "x", Raw: "1,\"y\":2"}}},
		"empty JSON":     {Extra: []ivms101.Member{{Name: "x"}}},
		"twice":          {Extra: []ivms101.Member{{Name: "x", Raw: "1"}, {Name: "x", Raw: "2"}}},
		"name not UTF-8": {Extra: []ivms101.Member{{Name: "\xff", Raw: "1"}}},
	} {
		if out, err := id.Encode(ivms101.Edition2020); !fault.Has(err, fault.Invalid) || out != nil {
			t.Errorf("%s: %s, %v", name, out, err)
		}
	}
	for name, encode := range map[string]func() ([]byte, error){
		"originator": (*ivms101.Originator)(nil).EncodeEnclave, "beneficiary": (*ivms101.Beneficiary)(nil).EncodeEnclave,
		"vasp": (*ivms101.VASP)(nil).EncodeEnclave, "person": (*ivms101.Person)(nil).EncodeEnclave,
	} {
		if _, err := encode(); !fault.Has(err, fault.Missing) {
			t.Errorf("nil %s: %v", name, err)
		}
	}
}

// Payloads in the shape of open peers are read, and what is odd about them is said.
func TestPeers(t *testing.T) {
	for file, want := range map[string][]string{
		"peer-protobuf.json": {
			"spelling /originator/originatorPersons/0/naturalPerson/geographicAddress/0/postCode",
			"required /originator/originatorPersons/0/naturalPerson/name/nameIdentifier/1/nameIdentifierType",
			"required /transferPath/transferPath/0/sequence", "code /payloadMetadata/transliterationMethod/0",
		},
		"peer-capital.json": {
			"spelling /Originator",
			"shape /Originator/originatorPersons/0/naturalPerson/name/nameIdentifier",
			"spelling /Originator/originatorPersons/0/naturalPerson/dataAndPlaceOfBirth",
			"shape /Originator/accountNumber", "spelling /Beneficiary",
			"shape /Beneficiary/beneficiaryPersons/0/naturalPerson/name", "spelling /OriginatingVASP",
		},
	} {
		id := parse(t, vector(t, file))
		if got := broken(id, ivms101.Strict()); !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", file, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if got := id.Validate(ivms101.EnclaveReading(), now); ivms101.Broken(got) {
			t.Errorf("%s is refused on reading: %+v", file, got)
		}
	}
	id := parse(t, vector(t, "peer-capital.json"))
	if p := id.Originator.Persons[0].NaturalPerson; p.Name.LocalNameIdentifier[0].PrimaryIdentifier != "김" ||
		p.DateAndPlaceOfBirth.DateOfBirth != "1994-05-06" || id.Beneficiary.Persons[0].NaturalPerson.Name.NameIdentifier[0].PrimaryIdentifier != "Okafor" {
		t.Error("the odd spellings lost something")
	}
}

// The parsed value does not change with the buffer it came from.
func TestParseKeepsNothingOfItsInput(t *testing.T) {
	data := vector(t, "identity-2020.json")
	id := parse(t, data)
	before, _ := id.Encode(ivms101.AnyEdition)
	clear(data)
	if after, err := id.Encode(ivms101.AnyEdition); err != nil || !bytes.Equal(before, after) {
		t.Error("the identity changed with the buffer")
	}
}

// %p and %w are left out: for a value that is no pointer or no error fmt takes them as mistakes, asks no method and
// prints the fields. go vet refuses both, and doc.go says so.
func TestNothingShows(t *testing.T) {
	id := parse(t, vector(t, "identity-enclave.json"))
	id.Extra = []ivms101.Member{{Name: "x", Raw: `"Lindqvist"`}}
	p := id.Originator.Persons[0].NaturalPerson
	l := id.BeneficiaryVASP.Person.LegalPerson
	path := parse(t, vector(t, "identity-2020.json"))
	values := []any{
		id, *id.Originator, *id.Beneficiary, *id.OriginatingVASP, *path.TransferPath, path.TransferPath.Intermediaries[0],
		*path.PayloadMetadata, id.Originator.Persons[0], *p, p.Name, p.Name.NameIdentifier[0], *l, l.Name,
		l.Name.NameIdentifier[0],
		p.GeographicAddress[0], *p.NationalIdentification, *p.DateAndPlaceOfBirth, id.Extra[0],
	}
	var out strings.Builder
	text, js := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range values {
		pointer := reflect.New(reflect.TypeOf(v))
		pointer.Elem().Set(reflect.ValueOf(v))
		slice := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(v)), 0, 1)
		shapes := []any{v, pointer.Interface(), reflect.Append(slice, reflect.ValueOf(v)).Interface(), map[string]any{"k": v}, struct{ V any }{v}}
		for _, shape := range shapes {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%e", "%U", "%c", "%10.3v"} {
				fmt.Fprintf(&out, verb+"\n", shape)
			}
			text.Info("m", "v", shape)
			js.Info("m", "v", shape)
			if _, err := json.Marshal(shape); !errors.Is(err, pii.ErrMarshal) {
				t.Errorf("%T marshals: %v", shape, err)
			}
		}
		if got := fmt.Sprint(v); got != pii.Hidden {
			t.Errorf("%T prints as %q", v, got)
		}
	}
	for _, leak := range []string{"Lindqvist", "Maja", "Kajgatan", "1990-11-23", "Uppsala", "XA0000000", "cust-0003", "Harbour", "Relay", "othr", "11122", fmt.Sprintf("%x", "Lindqvist")} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("%q leaked", leak)
		}
	}
}

// A fault shows no value either: not even a member name from outside.
func TestFaultsShowNothing(t *testing.T) {
	for _, text := range []string{
		`{"Lindqvist":{"Lindqvist":tru}}`, `{"Lindqvist":1,"Lindqvist":2}`, `{"originator":{"originatorPersons":[{"naturalPerson":{"name":"Lindqvist"}}]}}`,
		`{"payloadMetadata":{"payloadVersion":"Lindqvist"}}`,
	} {
		if _, err := ivms101.Parse([]byte(text)); err == nil || strings.Contains(err.Error(), "Lindqvist") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What a document may make us allocate is bounded, whatever it holds.
func TestMemoryIsBounded(t *testing.T) {
	fill := func(before, item, after string) []byte {
		n := (65536 - len(before) - len(after)) / (len(item) + 1)
		return []byte(before + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + after)
	}
	persons := `{"naturalPerson":{"geographicAddress":[` + strings.TrimSuffix(strings.Repeat(`{},`, 64), ",") + `]}}`
	var members strings.Builder
	for i := range 120 {
		fmt.Fprintf(&members, `"%d":{"a":[{},[],{"b":1}]},`, i)
	}
	for name, data := range map[string][]byte{
		"addresses":       fill(`{"beneficiary":{"beneficiaryPersons":[`, persons, `]}}`),
		"empty persons":   fill(`{"beneficiary":{"beneficiaryPersons":[`, `{}`, `]}}`),
		"unknown arrays":  fill(`{"x":[`, `[]`, `]}`),
		"unknown objects": fill(`{"x":[`, `{"a":{},"b":{}}`, `]}`),
		"deviations":      fill(`{"beneficiary":{"beneficiaryPersons":[`, `{"naturalPerson":{"name":[{}],"geographicAddress":{"postCode":""}}}`, `]}}`),
		"many members":    []byte(`{` + strings.TrimSuffix(members.String(), ",") + `}`),
		"escapes":         fill(`{"x":[`, `"\u00e9\n"`, `]}`),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		id, err := ivms101.Parse(data)
		_ = id.Validate(ivms101.Strict(), now)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
			t.Errorf("%s: %d bytes for %d (%v)", name, got, len(data), err)
		}
	}
}

// allocationsAllowed is the target for a 3.8 kB identity, parsed and validated with every constraint on.
const allocationsAllowed = 150

func TestAllocations(t *testing.T) {
	data := vector(t, "identity-2020.json")
	profile := ivms101.Strict()
	got := testing.AllocsPerRun(20, func() {
		id, err := ivms101.Parse(data)
		if err != nil || id.Validate(profile, now) != nil {
			t.Error("the vector is refused")
		}
	})
	if got >= allocationsAllowed {
		t.Errorf("%.0f allocations", got)
	}
}

// comparable makes two readings of one document equal: deviations vanish when it is written anew, and 2023 gains its
// version.
func comparable(id ivms101.Identity) ivms101.Identity {
	id.Deviations = nil
	if id.Edition == ivms101.Edition2023 {
		metadata := ivms101.PayloadMetadata{}
		if id.PayloadMetadata != nil {
			metadata = *id.PayloadMetadata
		}
		metadata.PayloadVersion = ivms101.PayloadVersion2023
		id.PayloadMetadata = &metadata
	}
	return id
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no vectors")
	}
	for _, file := range files {
		f.Add(vector(f, filepath.Base(file)))
	}
	f.Add([]byte(`{"x":[{"a":1},"\ud83d\ude00",-0.5e+3],"originatingVASP":{"z":1,"legalPerson":{}},"transferPath":[{"sequence":0}]}`))
	f.Add([]byte(`{"originator":{"originatorPersons":{"naturalPerson":{"name":[{"nameIdentifier":{}}]}}},"payloadMetadata":{"payloadVersion":"101"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		id, err := ivms101.Parse(data)
		if err != nil {
			switch fault.CodeOf(err) {
			case fault.IVMS101Malformed, fault.IVMS101TooLarge, fault.IVMS101Edition:
			default:
				t.Fatalf("code %s", fault.CodeOf(err))
			}
			if !reflect.DeepEqual(id, ivms101.Identity{}) {
				t.Fatal("something beside the error")
			}
			return
		}
		if !json.Valid(data) {
			t.Fatal("took what is not JSON")
		}
		fmt.Fprint(io.Discard, id.Validate(ivms101.Strict(), now), id.Validate(ivms101.EnclaveReading(), now))
		out, err := id.Encode(ivms101.AnyEdition)
		if err != nil || !json.Valid(out) {
			t.Fatalf("does not encode: %v", err)
		}
		again, err := ivms101.Parse(out, ivms101.WithEdition(id.Edition), ivms101.WithLimits(ivms101.Limits{Bytes: 1 << 20, Depth: 64}))
		if err != nil {
			t.Fatalf("does not parse again: %v", err)
		}
		if len(again.Deviations) > 0 {
			t.Fatalf("writes deviations: %v", again.Deviations)
		}
		if !reflect.DeepEqual(comparable(again), comparable(id)) {
			t.Fatal("comes back as something else")
		}
		for _, edition := range []ivms101.Edition{ivms101.Edition2020, ivms101.Edition2023, ivms101.EditionEnclave} {
			out, err := id.Encode(edition)
			if err == nil && !json.Valid(out) {
				t.Fatalf("%s: not JSON", edition)
			}
		}
	})
}
