package specimen

import (
	"encoding/json"
	"image"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// every invents the documents of many seeds of each kind.
func every(t *testing.T, seeds uint64, f func(Document)) {
	t.Helper()
	for _, kind := range Kinds() {
		for seed := range seeds {
			for _, ages := range []Ages{Adult, Centenarian} {
				d, err := New(kind, Options{Seed: seed, Today: today, Ages: ages})
				if err != nil {
					t.Fatalf("%s, seed %d: %v", kind, seed, err)
				}
				f(d)
			}
		}
	}
}

func day(t *testing.T, d Document, field string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, d.Fields[field])
	if err != nil {
		t.Fatalf("%s, seed %d, %s: %v", d.Kind, d.Seed, field, err)
	}
	return at
}

func TestDocumentsAreValidOnTheDay(t *testing.T) {
	every(t, 150, func(d Document) {
		born, today := day(t, d, "date_of_birth"), d.Today
		if _, vietnamese := vietnamOf(d.Kind); !vietnamese && born.After(today.AddDate(-18, 0, 0)) {
			t.Errorf("%s, seed %d: born %v", d.Kind, d.Seed, born)
		}
		if d.Kind == CodeCard {
			return
		}
		issued := day(t, d, "date_of_issue")
		least := 14
		if d.Kind == CanCuoc || d.Kind == VNPassport { // children have them
			least = 1
		}
		if issued.After(today) || issued.Before(born.AddDate(least, 0, 0)) {
			t.Errorf("%s, seed %d: born %v, issued %v", d.Kind, d.Seed, born, issued)
		}
		if d.Fields["date_of_expiry"] == "" { // never expires
			return
		}
		if expires := day(t, d, "date_of_expiry"); !expires.After(today) || !expires.After(issued) {
			t.Errorf("%s, seed %d: issued %v, expires %v", d.Kind, d.Seed, issued, expires)
		}
	})
}

// zoneOf returns the lines of the side that has them.
func zoneOf(d Document) []string {
	for _, s := range d.sides {
		if len(s.mrz) > 0 {
			return s.mrz
		}
	}
	return nil
}

func TestZonesSayWhatTheDocumentSays(t *testing.T) {
	read := map[Kind]int{}
	every(t, 150, func(d Document) {
		lines := zoneOf(d)
		if lines == nil {
			return
		}
		read[d.Kind]++
		zone, err := mrz.Parse(lines)
		if err != nil {
			t.Fatalf("%s, seed %d: %v", d.Kind, d.Seed, err)
		}
		if irregular := zone.Irregularities(); !zone.Valid() || len(irregular) > 0 {
			t.Errorf("%s, seed %d: valid %v, irregular %v: %q", d.Kind, d.Seed, zone.Valid(), irregular, lines)
		}
		born, expires := day(t, d, "date_of_birth"), time.Date(2099, time.December, 31, 0, 0, 0, 0, time.UTC)
		if d.Fields["date_of_expiry"] != "" {
			expires = day(t, d, "date_of_expiry")
		}
		want := mrz.Fields{Sex: d.Fields["sex"], DateOfBirth: zoneDate(born), DateOfExpiry: zoneDate(expires), DocumentNumber: d.Fields["document_number"]}
		if d.Type == document.CCCDChip || d.Type == document.CanCuoc2024 {
			want.DocumentNumber = d.Fields["citizen_number"][3:]
			if !strings.HasPrefix(zone.OptionalData, d.Fields["citizen_number"]) {
				t.Errorf("seed %d: optional data %s", d.Seed, zone.OptionalData)
			}
		}
		got := mrz.Fields{Sex: zone.Sex, DateOfBirth: zone.DateOfBirth, DateOfExpiry: zone.DateOfExpiry, DocumentNumber: zone.DocumentNumber}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, seed %d: -fields +zone\n%s", d.Kind, d.Seed, diff)
		}
	})
	for _, kind := range []Kind{Passport, CCCD, CCCDChip, CanCuoc, VNPassport} {
		if read[kind] != 2*150 {
			t.Errorf("%d zones of %s were read", read[kind], kind)
		}
	}
}

func TestPassportsOfEveryState(t *testing.T) {
	for _, state := range mrz.States() {
		d, err := New(Passport, Options{Seed: 5, Today: today, State: state.Code})
		if err != nil {
			t.Errorf("%s: %v", state.Code, err)
			continue
		}
		if zone, err := mrz.Parse(zoneOf(d)); err != nil || !zone.Valid() || zone.IssuingState != state.Code {
			t.Errorf("%s: %v, %q", state.Code, err, zoneOf(d))
		}
	}
}

// The old layout of the code on citizen cards: number|old number|name|birth|sex|address|issue.
func TestCitizenCode(t *testing.T) {
	layout := regexp.MustCompile(`^\d{12}\|(\d{9})?\|[^|]+\|\d{8}\|(Nam|Nữ)\|[^|]+\|\d{8}$`)
	for seed := range uint64(100) {
		d, err := New(CCCD, Options{Seed: seed, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		code := d.sides[0].codes[0]
		if code.Symbology != "QRCode" || !layout.MatchString(code.Text) {
			t.Fatalf("seed %d: %+v", seed, code)
		}
		parts := strings.Split(code.Text, "|")
		want := []string{d.Fields["citizen_number"], d.Fields["old_number"], d.Fields["name"], day(t, d, "date_of_birth").Format("02012006"),
			map[string]string{"M": "Nam", "F": "Nữ"}[d.Fields["sex"]], d.Fields["place_of_residence"], day(t, d, "date_of_issue").Format("02012006")}
		if diff := cmp.Diff(want, parts); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
	}
}

// The patterns of kyc-submission 7.7.
func TestLicenceNumbers(t *testing.T) {
	number, serial := regexp.MustCompile(`^(1[1-9]|2[0-6]|28)[0-9]{10}$`), regexp.MustCompile(`^[0-9A-Z]{5,6}$`)
	for seed := range uint64(200) {
		d, err := New(KRLicence, Options{Seed: seed, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.ReplaceAll(d.Fields["licence_number"], "-", ""); !number.MatchString(n) {
			t.Errorf("seed %d: licence number %s", seed, n)
		}
		if !serial.MatchString(d.Fields["serial_number"]) {
			t.Errorf("seed %d: serial %s", seed, d.Fields["serial_number"])
		}
	}
}

func TestSeedsTellDocumentsApart(t *testing.T) {
	for _, kind := range Kinds() {
		seen := map[string]uint64{}
		for seed := range uint64(60) {
			first, err := New(kind, Options{Seed: seed, Today: today})
			if err != nil {
				t.Fatal(err)
			}
			again, err := New(kind, Options{Seed: seed, Today: today.Add(23 * time.Hour)})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first.Fields, again.Fields); diff != "" {
				t.Errorf("%s, seed %d, made twice on one day: %s", kind, seed, diff)
			}
			key := strings.Join([]string{first.Fields["name"], first.Fields["surname"], first.Fields["given_names"], first.Fields["name_local"], first.Fields["date_of_birth"]}, "|")
			if other, twice := seen[key]; twice {
				t.Errorf("%s: seeds %d and %d are one person", kind, other, seed)
			}
			seen[key] = seed
		}
	}
}

func TestNoSuchDocument(t *testing.T) {
	for _, row := range []struct {
		name  string
		kind  Kind
		state string
		place string
	}{
		{"kind", "visa", "", "kind"},
		{"state", Passport, "XYZ", "state"},
	} {
		d, err := New(row.kind, Options{Today: today, State: row.state})
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), row.place) || d.Fields != nil {
			t.Errorf("%s: %v, %v", row.name, d.Fields, err)
		}
	}
}

func TestTruthAsJSON(t *testing.T) {
	truth := Truth{Kind: Passport, Zones: []ZoneBox{{Name: "mrz.line1", Text: "P<UTO", Box: image.Rect(1, 2, 30, 4)}}}
	written, err := json.Marshal(truth)
	if err != nil {
		t.Fatal(err)
	}
	if want := `"zones":[{"name":"mrz.line1","text":"P\u003cUTO","box":[1,2,30,4]}]`; !strings.Contains(string(written), want) {
		t.Errorf("%s has no %s", written, want)
	}
	var read Truth
	if err := json.Unmarshal(written, &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(truth, read); diff != "" {
		t.Error(diff)
	}
}

// Children under six have the card of 2024 alone, and it shows no face.
func TestInfants(t *testing.T) {
	for seed := range uint64(40) {
		d, err := New(CanCuoc, Options{Seed: seed, Today: today, Ages: Infant})
		if err != nil {
			t.Fatal(err)
		}
		born := day(t, d, "date_of_birth")
		if age := years(born, today); age >= 7 || years(born, day(t, d, "date_of_issue")) >= 6 {
			t.Errorf("seed %d: %d years", seed, age)
		}
		shows := slices.ContainsFunc(d.sides[0].layout.Elements, func(e Element) bool { return e.Draw == Portrait })
		if shows != (years(born, today) >= 6) {
			t.Errorf("seed %d: of %d years, with a portrait: %v", seed, years(born, today), shows)
		}
		if want := iso(born.AddDate(14, 0, 0)); d.Fields["date_of_expiry"] != want {
			t.Errorf("seed %d: expires %s, want %s", seed, d.Fields["date_of_expiry"], want)
		}
	}
	if _, err := New(CCCDChip, Options{Today: today, Ages: Infant}); !fault.Has(err, fault.Invalid) {
		t.Errorf("a citizen card of an infant: %v", err)
	}
}

func TestDefaultDay(t *testing.T) {
	for _, row := range []struct{ name, kind, now, want string }{
		{"a card that is still given out", "cc_2024", "2026-11-26", "2026-11-26"},
		{"an old card in its last year", "cmnd_09", "2024-12-31", "2024-12-31"},
		{"an old card after the end of all", "cmnd_09", "2025-01-01", "2024-01-01"},
		{"the other of them", "cmnd_12", "2031-05-05", "2024-01-01"},
	} {
		if got := iso(DefaultDay(Kind(row.kind), dayNamed(row.now).Add(23*time.Hour))); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
	if _, err := New(CanCuoc, Options{Today: dayNamed("2024-06-30")}); !fault.Has(err, fault.Invalid) {
		t.Errorf("a card of 2024 before there were any: %v", err)
	}
}
