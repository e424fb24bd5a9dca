package client

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestVaspIDs(t *testing.T) {
	for text, want := range map[VaspID]bool{"0": true, "9007199254740993017": true, "18446744073709551615": true, "18446744073709551616": false, "": false,
		"-1": false, "1e3": false, " 1": false, "123456789012345678901": false, "٣": false} {
		if text.Valid() != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		`"2025-03-14T08:15:30.417Z"`: `"2025-03-14T08:15:30.417Z"`, `"2025-03-14T17:15:30+09:00"`: `"2025-03-14T08:15:30.000Z"`,
		`"20250314T081530.417Z"`: `"2025-03-14T08:15:30.417Z"`, `"2025-03-14T08:15:30.417999Z"`: `"2025-03-14T08:15:30.417Z"`, `null`: `null`,
		`"2025-03-14"`: ``, `1741940130`: ``, `""`: ``, `"2025-13-14T08:15:30Z"`: ``,
	} {
		var at Time
		err := json.Unmarshal([]byte(text), &at)
		if want == "" {
			if err == nil || !at.IsZero() {
				t.Errorf("%s was read as %v", text, at)
			}
			continue
		}
		got, again := json.Marshal(at)
		if err != nil || again != nil || string(got) != want {
			t.Errorf("%s: %s (%v, %v), want %s", text, got, err, again, want)
		}
	}
	if _, err := json.Marshal(At(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))); err == nil {
		t.Error("a year of five digits was written")
	}
}

func TestBools(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "1": true, `"true"`: true, `"1"`: true, "false": false, "0": false, `"false"`: false, `"0"`: false, "null": false} {
		var b Bool
		if err := json.Unmarshal([]byte(text), &b); err != nil || bool(b) != want {
			t.Errorf("%s: %t, %v", text, b, err)
		}
	}
	for _, text := range []string{"2", `"yes"`, "{}", `""`} {
		var b Bool
		if json.Unmarshal([]byte(text), &b) == nil {
			t.Errorf("%s was read", text)
		}
	}
	if text, err := json.Marshal(Bool(true)); err != nil || string(text) != "true" {
		t.Errorf("%s, %v", text, err)
	}
}

// A text inside a text keeps its bytes.
func TestTextKeepsItsBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inner, err := encode(rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.String())).Draw(t, "object"))
		if err != nil {
			t.Fatal(err)
		}
		outer, err := encode(Text(inner))
		if err != nil {
			t.Fatal(err)
		}
		var back Text
		if err := json.Unmarshal(outer, &back); err != nil || !bytes.Equal(back, inner) {
			t.Fatalf("%q became %q (%v)", inner, back, err)
		}
	})
}

// What is built is read back the same.
func TestPartiesAreReadBack(t *testing.T) {
	name := rapid.StringN(1, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		persons := []Person{Natural(name.Draw(t, "primary"), name.Draw(t, "secondary"))}
		if rapid.Bool().Draw(t, "born") {
			persons[0] = persons[0].Born("1990-11-23", name.Draw(t, "place"))
		}
		if rapid.Bool().Draw(t, "company") {
			persons = append([]Person{Legal(name.Draw(t, "company name")).InLocalScript(name.Draw(t, "local"), "")}, persons...)
		}
		account := name.Draw(t, "account")
		want := Party{persons, []string{account}}
		build := Originator
		if rapid.Bool().Draw(t, "beneficiary") {
			build = Beneficiary
		}
		got, err := ReadParty(build(account, persons...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Builders change a copy.
func TestBuildersCopy(t *testing.T) {
	plain := Natural("Okafor", "Ngozi")
	if born := plain.Born("1990-11-23", "Uppsala"); plain.Natural.Birth != nil || born.Natural.Birth == nil {
		t.Error("Born changed the person it was called on, or not the copy")
	}
	company := Legal("Mirae Orchards Ltd")
	if local := company.InLocalScript("주식회사 미래과수원", ""); company.Legal.Name.Local != nil || local.Legal.Name.Local[0].Name != "주식회사 미래과수원" {
		t.Error("InLocalScript changed the company it was called on, or not the copy")
	}
	if diff := cmp.Diff(company, company.Born("1990-11-23", "x")); diff != "" {
		t.Errorf("a company was born: %s", diff)
	}
	if diff := cmp.Diff(Person{}, Person{}.InLocalScript("x", "y")); diff != "" {
		t.Error(diff)
	}
}

func TestReadPartyRefuses(t *testing.T) {
	for _, text := range []string{``, `null`, `[]`, `{`, `{"accountNumber":"SECRET"}`, `{"originatorPersons":[],"beneficiaryPersons":[]}`, `{"originatorPersons":[{"naturalPerson":"SECRET"}]}`} {
		got, err := ReadParty(json.RawMessage(text))
		if err == nil || got.Persons != nil || got.Accounts != nil {
			t.Errorf("%s was read as %+v", text, got)
		} else if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q quotes the input", err)
		}
	}
}
