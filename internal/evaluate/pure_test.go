package evaluate

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
)

func value(x float64) *float64 { return &x }

// members says that a report's JSON has the members that design and documents promise.
func members(t *testing.T, report Report, paths ...string) {
	t.Helper()
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		var at any
		_ = json.Unmarshal(text, &at)
		for _, name := range strings.Split(path, ".") {
			object, ok := at.(map[string]any)
			if at, ok = object[name]; !ok {
				t.Errorf("no member %s in %s", path, text)
				break
			}
		}
	}
}

// Counted by hand: of four true pairs strict finds the first two, the slip is close, the initial with a frequent family name is too little for
// either setting. Of three false ones none matches.
func TestNames(t *testing.T) {
	path := files(t, map[string]string{"manifest.csv": `name_a,name_b,kind,match,strength
Olaf Scholz,Scholz Olaf,person,true,STRONG
Nguyễn Thị Hồng,Nguyen Thi Hong,person,true,STRONG
Olaf Scholz,Olaf Scholtz,person,true,WEAK
Min-jun Kim,M. Kim,person,true,WEAK
Olaf Scholz,Maria Curie,person,false,STRONG
Sen Vang Company Limited,Hoan Kiem JSC,entity,false,STRONG
Hong,Nguyen Van An,person,false,
`})
	r, err := Names(t.Context(), path, Options{Now: ticking(3 * time.Microsecond), Version: "v1", Wrong: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Counts{TP: 2, FN: 2, TN: 3}, r.Strict.Counts); diff != "" {
		t.Errorf("strict (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]*float64{value(1), value(.5), value(2. / 3), value(3), value(3)}, []*float64{r.Strict.Precision, r.Strict.Recall, r.Strict.F1, r.Strict.P50, r.P50}); diff != "" {
		t.Errorf("precision, recall, F1, microseconds (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Counts{TP: 3, FN: 1, TN: 3}, r.Screening.Counts); diff != "" {
		t.Errorf("screening (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]Counts{"STRONG": {TP: 2, TN: 2}, "WEAK": {FN: 2}}, r.Strict.Strengths); diff != "" {
		t.Errorf("by strength (-want +got):\n%s", diff)
	}
	if r.N != 7 || r.FailedToProcess != 0 || len(r.Wrong) != 3 || r.Strict.Close != 1 || r.Wrong[0].Row != 3 || r.Wrong[0].Verdict != "close" {
		t.Errorf("%+v", r)
	}
	members(t, r, "n", "failed_to_process", "us_p50", "version", "strict.precision", "strict.recall", "strict.f1", "strict.tp", "strict.fp", "strict.fn", "strict.tn",
		"screening.precision", "screening.recall", "screening.f1", "screening.tp", "screening.fp", "screening.fn", "screening.tn", "strict.settings.omitted")
	for _, text := range []string{"names: 7 pairs", "1.000", "0.667", "3.0 µs", "bonafide v1", "Olaf Scholtz", "is match", "said close"} {
		if !strings.Contains(r.Text(), text) {
			t.Errorf("the table does not say %q:\n%s", text, r.Text())
		}
	}
}

// TestNamesByGroup: figures by set and by script, and of the three answers where a row says which is expected.
func TestNamesByGroup(t *testing.T) {
	path := files(t, map[string]string{"manifest.csv": `set,name_a,name_b,kind,match,expected
korean,Kim Minjun,김민준,person,true,match
korean,Kim Minji,김민준,person,false,no match
korean,김 민준,김민준,person,true,
latin,John Andersen,John Anderson,person,false,close
latin,John Anderson,John Anderson,person,false,no match
,محمد,محمد,person,true,match
`})
	r, err := Names(t.Context(), path, Options{Now: ticking(0), Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	korean := NameGroup{N: 3, Counts: Counts{TP: 2, TN: 1}, Expected: 2, AsExpected: 2}
	latin := NameGroup{N: 2, Counts: Counts{FP: 1, TN: 1}, Close: 1, Expected: 2, AsExpected: 1}
	if diff := cmp.Diff(map[string]NameGroup{"korean": korean, "latin": latin}, r.Strict.Sets); diff != "" {
		t.Errorf("by set (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]NameGroup{"Hangul and Latin": {N: 2, Counts: Counts{TP: 1, TN: 1}, Expected: 2, AsExpected: 2}, "Hangul": {N: 1, Counts: Counts{TP: 1}},
		"Latin": latin, "other": {N: 1, Counts: Counts{TP: 1}, Expected: 1, AsExpected: 1}}, r.Strict.Scripts); diff != "" {
		t.Errorf("by script (-want +got):\n%s", diff)
	}
	for _, line := range []string{"korean            3      2 of 2        0      0      2 of 2", "Hangul and Latin  2      1 of 1"} {
		if text := strings.Join(strings.Fields(r.Text()), " "); !strings.Contains(text, strings.Join(strings.Fields(line), " ")) {
			t.Errorf("the table does not say %q:\n%s", line, r.Text())
		}
	}
	for name, row := range map[string]string{"unknown": "A B,A B,person,true,perhaps", "contradicts": "A B,A B,person,true,close"} {
		_, err := Names(t.Context(), files(t, map[string]string{"manifest.csv": "name_a,name_b,kind,match,expected\n" + row + "\n"}), Options{Now: ticking(0)})
		if !fault.Has(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A figure without a denominator is null, not 0 and not 1.
func TestNamesWithoutDenominator(t *testing.T) {
	r, err := Names(t.Context(), files(t, map[string]string{"manifest.csv": "name_a,name_b,kind,match\nA B,C D,person,false\n"}), Options{Now: ticking(0)})
	if err != nil || r.Strict.Precision != nil || r.Strict.Recall != nil || r.Strict.F1 != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if !strings.Contains(r.Text(), "precision               -") {
		t.Errorf("%s", r.Text())
	}
}

func TestNamesKind(t *testing.T) {
	_, err := Names(t.Context(), files(t, map[string]string{"manifest.csv": "name_a,name_b,kind,match\nA B,C D,human,false\n"}), Options{Now: ticking(0)})
	if !fault.Has(err, fault.Invalid) || !strings.Contains(err.Error(), `"human" is none of: person, entity`) {
		t.Errorf("%v", err)
	}
}

func TestAddresses(t *testing.T) {
	path := files(t, map[string]string{"manifest.csv": `network,address,valid
Bitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,true
bitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb,false
Ethereum,0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,true
eip155:1,0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD,true
No Such Chain,abc,true
No Such Chain,abd,false
`})
	r, err := Addresses(t.Context(), path, Options{Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	want := &AddressesReport{About: About{Measured: "addresses", Manifest: path, Version: "v1", N: 6, Failures: []Failure{}}, Agree: 3,
		Disagree:    []WrongAddress{{Row: 4, Network: "eip155:1", Address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", Valid: true, Reason: "checksum"}},
		Unsupported: []string{"No Such Chain"}, UnsupportedRows: 2}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	members(t, r, "n", "agree", "disagree", "unsupported", "failed_to_process")
	for _, text := range []string{"agree                 3 of 6 (50.0 %)", "No Such Chain", "labelled valid", "found invalid", "checksum"} {
		if !strings.Contains(r.Text(), text) {
			t.Errorf("the table does not say %q:\n%s", text, r.Text())
		}
	}
}

// The published examples of each network's scheme, and forms of them that must be refused: docs/accuracy.md has the figure.
func TestAddressesOnTheVectors(t *testing.T) {
	r, err := Addresses(t.Context(), filepath.Join("..", "..", "travelrule", "address", "testdata", "vectors.csv"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.N < 200 || r.Agree != r.N || r.UnsupportedRows != 0 || r.Weak == 0 {
		t.Errorf("%d rows, %d agree, %d not checked, %d without a checksum: %+v", r.N, r.Agree, r.UnsupportedRows, r.Weak, r.Disagree)
	}
}

const (
	goodIVMS = `{"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim","nameIdentifierType":"LEGL"}]},"customerIdentification":"1"}}],"accountNumber":["a"]},` +
		`"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Hong","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["b"]}}`
	onlyNames = `{"originator":{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["a"]},` +
		`"beneficiary":{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Hong","nameIdentifierType":"LEGL"}]}}}],"accountNumber":["b"]}}`
)

func TestIVMS101(t *testing.T) {
	path := files(t, map[string]string{"good.json": goodIVMS, "names.json": onlyNames, "broken.json": `{"originator":`, "manifest.csv": `file,edition,profile,valid
good.json,2020,,true
names.json,2020,strict,false
names.json,2020,enclave-writing,true
names.json,2020,strict,true
broken.json,2023,strict,false
broken.json,,strict,true
gone.json,2020,strict,true
`})
	r, err := IVMS101(t.Context(), path, Options{Now: ticking(0), Version: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 7 || r.Agree != 4 || len(r.Disagree) != 2 || r.FailedToProcess != 1 {
		t.Fatalf("%+v", r)
	}
	if diff := cmp.Diff([]Failure{{Row: 7, File: "gone.json", Code: fault.NotFound, Detail: "no such file or directory"}}, r.Failures); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	labelled := r.Disagree[0]
	if labelled.Row != 4 || labelled.Found || len(labelled.Faults) != 1 || labelled.Faults[0].Rule != "C1" || labelled.Faults[0].Severity != "error" {
		t.Errorf("%+v", labelled)
	}
	if unread := r.Disagree[1]; unread.Row != 6 || unread.Code != fault.IVMS101Malformed {
		t.Errorf("%+v", unread)
	}
	if diff := cmp.Diff([]ProfileUsed{{"strict", 6}, {"enclave-writing", 1}}, r.Profiles); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	members(t, r, "n", "agree", "disagree", "failed_to_process", "version")
	for _, text := range []string{"row 4, names.json: labelled valid, found invalid under strict", "C1", "cannot be read: ivms101.malformed", "gone.json"} {
		if !strings.Contains(r.Text(), text) {
			t.Errorf("the table does not say %q:\n%s", text, r.Text())
		}
	}
}

func TestIVMS101Faults(t *testing.T) {
	for _, row := range []struct{ name, cells, says string }{
		{"edition", "a.json,2019,strict,true", `"2019" is none of: 2020, 2023, enclave`},
		{"profile", "a.json,2020,loose,true", `"loose" is none of: strict, enclave-writing`},
		{"file", ",2020,strict,true", "column file"},
		{"valid", "a.json,2020,strict,ok", "column valid"},
	} {
		_, err := IVMS101(t.Context(), files(t, map[string]string{"manifest.csv": "file,edition,profile,valid\n" + row.cells + "\n"}), Options{Now: ticking(0)})
		if !fault.Has(err, fault.Invalid) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestQuantile(t *testing.T) {
	times := []time.Duration{40, 10, 20, 30}
	for p, want := range map[float64]float64{0: 10, .25: 10, .5: 20, .75: 30, .95: 40, 1: 40} {
		if got := quantile(times, p, 1); got == nil || *got != want {
			t.Errorf("quantile %v is %v, want %v", p, got, want)
		}
	}
	if quantile(nil, .5, 1) != nil {
		t.Error("a median of nothing")
	}
	if times[0] != 40 {
		t.Error("the times were reordered")
	}
}
