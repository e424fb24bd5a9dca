package ivms101_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func vector(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t testing.TB, data []byte) ivms101.Identity {
	t.Helper()
	id, err := ivms101.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func BenchmarkParseValidate(b *testing.B) {
	for _, name := range []string{"identity-2020.json", "identity-2023.json", "identity-enclave.json"} {
		data := vector(b, name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			profile := ivms101.Strict()
			for b.Loop() {
				id, err := ivms101.Parse(data)
				if err != nil {
					b.Fatal(err)
				}
				if ivms101.Broken(id.Validate(profile, now)) {
					b.Fatal("the vector breaks a rule")
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	id := parse(b, vector(b, "identity-2020.json"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := id.Encode(ivms101.Edition2023); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSelect(b *testing.B) {
	id := parse(b, vector(b, "identity-2020.json"))
	b.ReportAllocs()
	for b.Loop() {
		if out, _ := id.Beneficiary.Select(ivms101.Fields()); len(out.Persons) == 0 {
			b.Fatal("nothing selected")
		}
	}
}

func TestVectorsHold(t *testing.T) {
	for name, edition := range map[string]ivms101.Edition{
		"identity-2020.json": ivms101.Edition2020, "identity-2023.json": ivms101.Edition2023,
		"identity-enclave.json": ivms101.EditionEnclave,
	} {
		id := parse(t, vector(t, name))
		if id.Edition != edition {
			t.Errorf("%s is read as %s", name, id.Edition)
		}
		for _, v := range id.Validate(ivms101.Strict(), now) {
			if v.Severity == ivms101.Error {
				t.Errorf("%s: %+v", name, v)
			}
		}
	}
}

// The seed's texts come back byte for byte (contract 2.6).
func TestSeedLookupTexts(t *testing.T) {
	text := func(b []byte, err error) string {
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	originator, err := ivms101.ParseOriginator(vector(t, "seed-lookup-originator.json"))
	if err != nil {
		t.Fatal(err)
	}
	beneficiary, err := ivms101.ParseBeneficiary(vector(t, "seed-lookup-beneficiary.json"))
	if err != nil {
		t.Fatal(err)
	}
	from, err := ivms101.ParseVASP(vector(t, "seed-lookup-originating-vasp.json"))
	if err != nil {
		t.Fatal(err)
	}
	to, err := ivms101.ParseVASP(vector(t, "seed-lookup-beneficiary-vasp.json"))
	if err != nil {
		t.Fatal(err)
	}
	for file, got := range map[string]string{
		"seed-lookup-originator.json":       text(originator.EncodeEnclave()),
		"seed-lookup-beneficiary.json":      text(beneficiary.EncodeEnclave()),
		"seed-lookup-originating-vasp.json": text(from.EncodeEnclave()),
		"seed-lookup-beneficiary-vasp.json": text(to.EncodeEnclave()),
	} {
		if want := string(vector(t, file)); got != want {
			t.Errorf("%s comes back as\n%s\nwant\n%s", file, got, want)
		}
	}
	whole := ivms101.Identity{
		Originator: &originator, Beneficiary: &beneficiary, OriginatingVASP: &from, BeneficiaryVASP: &to,
		Edition: ivms101.EditionEnclave,
	}
	if broken := whole.Validate(ivms101.EnclaveReading(), now); ivms101.Broken(broken) {
		t.Errorf("the seed is refused on reading: %+v", broken)
	}
	if broken := whole.Validate(ivms101.EnclaveWriting(), now); !ivms101.Broken(broken) {
		t.Error("address type test passes on writing")
	}
}
