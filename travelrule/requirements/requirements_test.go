package requirements_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/golden"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

var today = time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)

func ready(t testing.TB, transfer requirements.Transfer) requirements.Required {
	t.Helper()
	if transfer.At.IsZero() {
		transfer.At = today
	}
	r, err := requirements.For(transfer)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// needs writes needs on one line: alternatives with a bar, bundles with a plus.
func needs(list []requirements.Need) string {
	var groups []string
	for _, n := range list {
		var ways []string
		for _, bundle := range n.AnyOf {
			var codes []string
			for _, code := range bundle {
				codes = append(codes, string(code))
			}
			ways = append(ways, strings.Join(codes, "+"))
		}
		groups = append(groups, strings.Join(ways, "|"))
	}
	return strings.Join(groups, " ")
}

// What each jurisdiction asks for, on both sides of its amount. Sources stand in rules.go and docs/requirements.md.
func TestJurisdictions(t *testing.T) {
	const (
		name    = "NATURAL_PERSON_NAME"
		addr    = "NATURAL_PERSON_GEOGRAPHIC_ADDRESS"
		id      = "NATURAL_PERSON_NATIONAL_IDENTIFICATION"
		cust    = "NATURAL_PERSON_CUSTOMER_IDENTIFICATION"
		birth   = "NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH"
		company = "LEGAL_PERSON_NAME"
		deputy  = "CORPORATE_REPRESENTATIVE_NAME"
		office  = "HEAD_OFFICE_GEOGRAPHIC_ADDRESS"
	)
	fatf := " " + addr + "|" + id + "|" + cust + "|" + birth
	rows := []struct {
		country, price, currency string
		at                       string
		rule                     string
		asks                     requirements.Asks
		originator               string
		legal                    string // the beginning of what a company gives; empty: not looked at
		threshold                bool
	}{
		{"KR", "1000000", "KRW", "", "KR", requirements.AsksAbove, name, company + " " + deputy, true},
		{"KR", "999999.99", "KRW", "", "KR", requirements.AsksNothing, name, company, false},
		{"KR", "1000000", "USD", "", "KR", requirements.AsksAbove, name, company + " " + deputy, false}, // in won it may be anything
		{"KR", "5000000", "KRW", "2022-03-24", "FATF", requirements.AsksAbove, name + fatf, "", false},
		{"JP", "1", "JPY", "", "JP", requirements.AsksAbove, name + " " + addr + "|" + cust, "", true},
		{"JP", "1", "JPY", "2023-05-31", "FATF", requirements.AsksAbove, name + fatf, "", false},
		{"DE", "0.01", "EUR", "", "EU", requirements.AsksAbove, name + " " + addr + "+" + id + "+" + cust + "|" + birth, "", true},
		{"FR", "0.01", "EUR", "2024-12-29", "FATF", requirements.AsksBelow, name, "", false},
		{"CH", "1", "CHF", "", "CH", requirements.AsksAbove, name + " " + addr + "|" + birth + "|" + cust + "|" + id, "", true},
		{"GB", "1000", "EUR", "", "GB", requirements.AsksAbove, name + " " + cust + "|" + addr + "|" + id + "|" + birth, "", true},
		{"GB", "999", "EUR", "", "GB", requirements.AsksBelow, name, "", false},
		{"US", "3000", "USD", "", "US", requirements.AsksAbove, name + " " + addr, company + " " + office, true},
		{"US", "2999.99", "USD", "", "US", requirements.AsksNothing, name, "", false},
		{"SG", "1500", "SGD", "", "SG", requirements.AsksBelow, name, "", false}, // must be exceeded
		{"SG", "1500.01", "SGD", "", "SG", requirements.AsksAbove, name + " " + addr + "|" + id + "|" + birth, "", true},
		{"HK", "8000", "HKD", "", "HK", requirements.AsksAbove, name + " " + addr + "|" + cust + "|" + id + "|" + birth, "", true},
		{"CA", "1", "CAD", "", "CA", requirements.AsksAbove, name + " " + addr, company + " " + office, true},
		{"AE", "3500", "AED", "", "AE", requirements.AsksNothing, name, "", false},
		{"AE", "3500.5", "AED", "", "AE", requirements.AsksAbove, name + " " + addr, "", true},
		{"AU", "1", "AUD", "", "AU", requirements.AsksAbove, name + " " + birth + "|" + addr + "|" + cust + "|" + id, "", true},
		{"AU", "1", "USD", "2026-06-30", "FATF", requirements.AsksBelow, name, "", false},
		{"VN", "1000", "USD", "", "VN", requirements.AsksAbove, name + fatf, "", true},
		{"VN", "26000000", "VND", "", "VN", requirements.AsksAbove, name + fatf, "", false}, // in dollars it may be anything
		{"BR", "1000", "USD", "", "FATF", requirements.AsksAbove, name + fatf, "", true},
		{"", "999", "EUR", "", "FATF", requirements.AsksBelow, name, "", false},
	}
	seen := map[string]bool{}
	for _, row := range rows {
		at := today
		if row.at != "" {
			at, _ = time.Parse(time.DateOnly, row.at)
		}
		// The other side is below the amount of its own law, and asks for names at most.
		other, value := "KR", requirements.Money{Amount: "1", Currency: "KRW"}
		if row.country == "KR" {
			other, value = "SG", requirements.Money{Amount: "1", Currency: "SGD"}
		}
		r := ready(t, requirements.Transfer{Symbol: "BTC", TradePrice: row.price, TradeCurrency: row.currency, OriginatorCountry: row.country,
			BeneficiaryCountry: other, Values: []requirements.Money{value}, At: at})
		applied := r.Jurisdictions[0]
		seen[applied.Rule] = true
		got := applied.Rule + " " + string(applied.Asks) + ": " + needs(r.Originator.Natural)
		if want := row.rule + " " + string(row.asks) + ": " + row.originator; got != want {
			t.Errorf("%s %s %s %s\n got %s\nwant %s", row.country, row.price, row.currency, row.at, got, want)
		}
		if !strings.HasPrefix(needs(r.Originator.Legal), row.legal) || r.Threshold != row.threshold {
			t.Errorf("%s %s %s %s: a company gives %s; threshold %v", row.country, row.price, row.currency, row.at, needs(r.Originator.Legal), r.Threshold)
		}
		if applied.Own != (row.rule == row.country || row.rule == "EU") {
			t.Errorf("%s: own %v", row.country, applied.Own)
		}
	}
	for _, rule := range requirements.Rules() {
		if !seen[rule.ID] {
			t.Errorf("no row shows %s", rule.ID)
		}
	}
}

// Within the United Kingdom names and accounts are enough, whatever the amount.
func TestAbroad(t *testing.T) {
	transfer := requirements.Transfer{Symbol: "BTC", TradePrice: "5000", TradeCurrency: "EUR", OriginatorCountry: "GB", BeneficiaryCountry: "GB"}
	if r := ready(t, transfer); r.Jurisdictions[0].Asks != requirements.AsksBelow || needs(r.Originator.Natural) != "NATURAL_PERSON_NAME" || r.Threshold {
		t.Errorf("at home: %+v", r.Jurisdictions[0])
	}
	transfer.BeneficiaryCountry = "FR"
	if r := ready(t, transfer); r.Jurisdictions[0].Asks != requirements.AsksAbove || !r.Threshold {
		t.Errorf("abroad: %+v", r.Jurisdictions[0])
	}
	transfer.BeneficiaryCountry = "" // not known: the stricter half
	if r := ready(t, transfer); r.Jurisdictions[0].Asks != requirements.AsksAbove {
		t.Errorf("not known: %+v", r.Jurisdictions[0])
	}
}

func TestRulesAreWhole(t *testing.T) {
	countries := map[string]string{}
	for _, rule := range requirements.Rules() {
		if _, err := time.Parse(time.DateOnly, rule.From); err != nil || rule.Source == "" || rule.Title == "" {
			t.Errorf("%s has no day, source or title", rule.ID)
		}
		if (len(rule.Countries) == 0) != (rule.ID == requirements.Default) {
			t.Errorf("%s: countries %v", rule.ID, rule.Countries)
		}
		for _, country := range rule.Countries {
			if !ivms101.IsCountry(country) {
				t.Errorf("%s: %s is no country", rule.ID, country)
			}
			if other, twice := countries[country]; twice && other != rule.ID {
				t.Errorf("%s has rules %s and %s", country, other, rule.ID)
			}
			countries[country] = rule.ID
		}
		if len(rule.Threshold) == 0 && needsOf(rule.Below) > 0 {
			t.Errorf("%s asks for something below no amount", rule.ID)
		}
		for _, groups := range [][]requirements.Group{rule.Above.Originator.Natural, rule.Above.Originator.Legal, rule.Above.Beneficiary.Natural, rule.Above.Beneficiary.Legal} {
			for _, group := range groups {
				about := map[string]bool{}
				for _, bundle := range group {
					for _, code := range bundle {
						if !slices.Contains(ivms101.Fields(), code) {
							t.Errorf("%s: %s is no code", rule.ID, code)
						}
						about[strings.SplitN(string(code), "_", 2)[0]] = true
					}
				}
				if about["NATURAL"] && len(about) > 1 || len(about) == 0 {
					t.Errorf("%s: a group about several persons: %v", rule.ID, group)
				}
			}
		}
	}
	if len(countries) < 30 {
		t.Fatalf("only %d countries", len(countries))
	}
}

func needsOf(f requirements.Fields) int {
	return len(f.Originator.Natural) + len(f.Originator.Legal) + len(f.Beneficiary.Natural) + len(f.Beneficiary.Legal)
}

// xrpTransfer is the example of the contract, section 2.4, from Korea to Viet Nam.
func xrpTransfer() requirements.Transfer {
	return requirements.Transfer{BeneficiaryVASP: "1152921504606847001", Symbol: "XRP", Network: "XRP", Amount: "1875.5", TradePrice: "5120115", TradeCurrency: "KRW",
		OriginatorCountry: "KR", BeneficiaryCountry: "VN", At: today}
}

func body(t testing.TB) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "user.json"))
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func encode(t testing.TB, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// at finds the object a path of members and indices leads to.
func at(value any, path ...any) map[string]any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			value = value.(map[string]any)[step]
		case int:
			value = value.([]any)[step]
		}
	}
	return value.(map[string]any)
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	r := ready(t, xrpTransfer())
	originator := []any{"payload", "ivms101", "originator"}
	beneficiary := []any{"payload", "ivms101", "beneficiary"}
	person := append(slices.Clone(originator), "originatorPersons", 0, "naturalPerson")
	rows := []struct {
		name    string
		change  func(map[string]any)
		pointer string // empty: nothing is missing
		rule    string
		sources string
	}{
		{"the contract's own example", func(map[string]any) {}, "", "", ""},
		{"no birth, address, identifier or customer number", func(v map[string]any) { delete(at(v, person...), "dateAndPlaceOfBirth") },
			"/payload/ivms101/originator/originatorPersons/0/naturalPerson", requirements.RuleChoice, "VN"},
		{"a customer number in its place", func(v map[string]any) {
			delete(at(v, person...), "dateAndPlaceOfBirth")
			at(v, person...)["customerIdentification"] = "c-1"
		}, "", "", ""},
		{"a blank birth place", func(v map[string]any) { at(v, append(person, "dateAndPlaceOfBirth")...)["placeOfBirth"] = " " },
			"/payload/ivms101/originator/originatorPersons/0/naturalPerson", requirements.RuleChoice, "VN"},
		{"no name", func(v map[string]any) { delete(at(v, append(person, "name")...), "nameIdentifier") },
			"/payload/ivms101/originator/originatorPersons/0/naturalPerson/name/nameIdentifier", requirements.RuleRequired, "contract, KR, VN"},
		{"no persons", func(v map[string]any) { at(v, originator...)["originatorPersons"] = []any{} },
			"/payload/ivms101/originator/originatorPersons/0", requirements.RuleRequired, ""},
		{"no account", func(v map[string]any) { delete(at(v, originator...), "accountNumber") },
			"/payload/ivms101/originator/accountNumber", requirements.RuleRequired, ""},
		{"an account that is no text", func(v map[string]any) { at(v, originator...)["accountNumber"] = []any{1} },
			"/payload/ivms101/originator/accountNumber/0", requirements.RuleType, ""},
		{"no tag", func(v map[string]any) {
			at(v, beneficiary...)["accountNumber"] = []any{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"}
		},
			"/payload/ivms101/beneficiary/accountNumber/0", requirements.RuleMemo, ""},
		{"an X-address with its tag", func(v map[string]any) {
			at(v, beneficiary...)["accountNumber"] = []any{"XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2q1qM6owqNbug8W6KV"}
		}, "", "", ""},
		{"a wrong letter in the address", func(v map[string]any) {
			at(v, beneficiary...)["accountNumber"] = []any{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi:1"}
		}, "/payload/ivms101/beneficiary/accountNumber/0", requirements.RuleAddress, ""},
		{"the flag says below", func(v map[string]any) { at(v, "assetInfo")["isExceedingThreshold"] = false }, "/assetInfo/isExceedingThreshold", requirements.RuleValue, ""},
		{"the flag as 1", func(v map[string]any) { at(v, "assetInfo")["isExceedingThreshold"] = 1 }, "", "", ""},
		{"a price that is none", func(v map[string]any) { at(v, "assetInfo")["tradePrice"] = "5e6" }, "/assetInfo/tradePrice", requirements.RuleValue, ""},
		{"the other spelling of the instant", func(v map[string]any) {
			at(v, "assetInfo")["tradeISODateTime"] = at(v, "assetInfo")["tradeISODatetime"]
			delete(at(v, "assetInfo"), "tradeISODatetime")
		}, "", "", ""},
		{"no instant", func(v map[string]any) { delete(at(v, "assetInfo"), "tradeISODatetime") }, "/assetInfo", requirements.RuleChoice, "contract"},
		{"an unknown code", func(v map[string]any) { v["requiredBeneficiaryInfo"] = "ACCOUNT_NUMBER,NATURAL_PERSON_NAME,SHOE_SIZE" }, "/requiredBeneficiaryInfo", requirements.RuleCode, ""},
		{"the name is not asked back for", func(v map[string]any) { v["requiredBeneficiaryInfo"] = "ACCOUNT_NUMBER" }, "/requiredBeneficiaryInfo", requirements.RuleCode, ""},
		{"spaces between the codes", func(v map[string]any) { v["requiredBeneficiaryInfo"] = " NATURAL_PERSON_NAME , ACCOUNT_NUMBER " }, "", "", ""},
		{"another key type", func(v map[string]any) { v["keyType"] = "PreVasp" }, "/keyType", requirements.RuleValue, ""},
		{"no payload", func(v map[string]any) { v["payload"] = nil }, "/payload", requirements.RuleRequired, ""},
		{"a list for an object", func(v map[string]any) { v["assetInfo"] = []any{} }, "/assetInfo", requirements.RuleType, ""},
		{"an account of 257 characters", func(v map[string]any) { at(v, originator...)["accountNumber"] = []any{strings.Repeat("가", 257)} },
			"/payload/ivms101/originator/accountNumber/0", requirements.RuleLength, ""},
		{"an account of 256 characters", func(v map[string]any) { at(v, originator...)["accountNumber"] = []any{strings.Repeat("가", 256)} }, "", "", ""},
		{"a blank account", func(v map[string]any) { at(v, originator...)["accountNumber"] = []any{"\t"} }, "/payload/ivms101/originator/accountNumber/0", requirements.RuleBlank, ""},
		{"a day that is none", func(v map[string]any) { at(v, "assetInfo")["tradeISODatetime"] = "yesterday" }, "/assetInfo", requirements.RuleChoice, "contract"},
		{"a company without its representative", func(v map[string]any) {
			at(v, originator...)["originatorPersons"] = []any{map[string]any{"legalPerson": company()}}
		}, "/payload/ivms101/originator/originatorPersons/1/naturalPerson/name", requirements.RuleRequired, "KR"},
		{"a company and its representative", func(v map[string]any) {
			at(v, originator...)["originatorPersons"] = []any{map[string]any{"legalPerson": company()}, map[string]any{"naturalPerson": at(v, person...)}}
		}, "", "", ""},
		{"a beneficiary company, asked for as a person", func(v map[string]any) {
			at(v, beneficiary...)["beneficiaryPersons"] = []any{map[string]any{"legalPerson": company()}, map[string]any{"naturalPerson": at(v, person...)}}
		}, "/requiredBeneficiaryInfo", requirements.RuleCode, ""},
	}
	rules := map[string]bool{requirements.RuleForm: true} // shown by TestCheckWithoutPins
	for _, row := range rows {
		value := body(t)
		row.change(value)
		faults, err := r.Check(encode(t, value))
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		for _, f := range faults {
			rules[f.Rule] = true
		}
		if row.pointer == "" {
			if len(faults) > 0 {
				t.Errorf("%s: %+v", row.name, faults)
			}
			continue
		}
		if !slices.ContainsFunc(faults, func(f requirements.Fault) bool {
			return f.Pointer == row.pointer && f.Rule == row.rule && strings.Join(f.Sources, ", ") == row.sources
		}) {
			t.Errorf("%s: want %s at %s from %q, got %+v", row.name, row.rule, row.pointer, row.sources, faults)
		}
		if err := requirements.Err(faults); fault.CodeOf(err) != fault.Missing && fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	for _, rule := range requirements.FaultRules() {
		if !rules[rule] {
			t.Errorf("no row shows the rule %s", rule)
		}
	}
	for _, text := range []string{"", "null", "[]", "{", `{}{}`, "{\"a\":\"\xff\"}"} {
		if _, err := r.Check([]byte(text)); fault.CodeOf(err) != fault.Malformed {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func company() map[string]any {
	return map[string]any{"name": map[string]any{"nameIdentifier": []any{map[string]any{"legalPersonName": "Mirae Orchards Ltd", "legalPersonNameIdentifierType": "LEGL"}}},
		"customerIdentification": "c-2"}
}

// Every fault at once, in the order of the body.
func TestAllFaultsAtOnce(t *testing.T) {
	r := ready(t, xrpTransfer())
	faults, err := r.Check([]byte(`{"keyType":"x","assetInfo":{"symbol":"XRP"},"payload":{"version":"1.0","ivms101":{"originator":{},"beneficiary":{"beneficiaryPersons":[{}]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.Rule+" "+f.Pointer)
	}
	want := []string{"value /keyType", "required /beneficiaryVaspId", "required /requiredBeneficiaryInfo", "required /assetInfo/network", "required /assetInfo/amount",
		"required /assetInfo/isExceedingThreshold", "required /assetInfo/tradePrice", "required /assetInfo/tradeCurrency", "choice /assetInfo",
		"required /payload/ivms101/originator/originatorPersons", "required /payload/ivms101/originator/accountNumber",
		"required /payload/ivms101/beneficiary/beneficiaryPersons/0/naturalPerson", "required /payload/ivms101/beneficiary/accountNumber"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCheckWithoutPins(t *testing.T) {
	r := ready(t, requirements.Transfer{Symbol: "USDT"})
	faults, _ := r.Check([]byte(`{"assetInfo":{"symbol":"USDT","amount":"1e3","tradePrice":"-1"}}`))
	for _, want := range []string{"form /assetInfo/amount", "form /assetInfo/tradePrice", "required /assetInfo/network"} {
		if !slices.ContainsFunc(faults, func(f requirements.Fault) bool { return f.Rule+" "+f.Pointer == want }) {
			t.Errorf("no %s: %+v", want, faults)
		}
	}
}

func TestAccountStep(t *testing.T) {
	const bare = `{"keyType":"PerVasp","beneficiaryVaspId":"1","symbol":"ETH","network":"Ethereum","payload":{"version":"1.0","ivms101":{"beneficiary":{"accountNumber":["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]%s}}}}`
	const named = `,"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","nameIdentifierType":"LEGL"}]}}}]`
	below := requirements.Transfer{Step: requirements.Account, Symbol: "ETH", TradePrice: "1", TradeCurrency: "KRW", OriginatorCountry: "KR", BeneficiaryCountry: "KR", At: today}
	above := below
	above.TradePrice = "1000000"
	for _, row := range []struct {
		name     string
		transfer requirements.Transfer
		persons  string
		faults   int
	}{
		{"below, address alone", below, "", 0}, {"below, null", below, `,"beneficiaryPersons":null`, 0}, {"below, with a name", below, named, 0},
		{"below, no person in the list", below, `,"beneficiaryPersons":[]`, 1}, {"above, address alone", above, "", 1}, {"above, with a name", above, named, 0},
	} {
		_, faults, err := requirements.Judge(row.transfer, []byte(strings.Replace(bare, "%s", row.persons, 1)))
		if err != nil || len(faults) != row.faults {
			t.Errorf("%s: %+v, %v", row.name, faults, err)
		}
	}
}

func TestCounterpartyAsksForMore(t *testing.T) {
	transfer := xrpTransfer()
	transfer.Counterparty = requirements.Extra{Originator: []ivms101.Field{ivms101.FieldNaturalPersonNationality, ivms101.FieldLocalNaturalPersonName, ivms101.FieldBranchOffice,
		ivms101.FieldAccountNumber}, Beneficiary: []ivms101.Field{ivms101.FieldNaturalPersonCountryOfResidence}, Memo: requirements.MemoOptional}
	r := ready(t, transfer)
	value := body(t)
	at(value, "payload", "ivms101", "beneficiary")["accountNumber"] = []any{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"} // it takes addresses without a tag
	faults, err := r.Check(encode(t, value))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.Rule+" "+f.Pointer+" "+strings.Join(f.Sources, ","))
	}
	const prefix = "required /payload/ivms101/"
	want := []string{prefix + "originator/originatorPersons/0/naturalPerson/nationality counterparty",
		prefix + "originator/originatorPersons/0/naturalPerson/name/localNameIdentifier counterparty",
		prefix + "beneficiary/beneficiaryPersons/0/naturalPerson/countryOfResidence counterparty", "code /requiredBeneficiaryInfo "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if codes := ivms101.JoinFields(requirements.Lacking(faults)); codes != "NATURAL_PERSON_NATIONALITY,LOCAL_NATURAL_PERSON_NAME,NATURAL_PERSON_COUNTRY_OF_RESIDENCE" {
		t.Errorf("lacking: %s", codes)
	}
}

func TestForRefuses(t *testing.T) {
	for place, transfer := range map[string]requirements.Transfer{
		"step": {Step: "x"}, "symbol": {Symbol: strings.Repeat("x", 17)}, "beneficiaryVaspId": {BeneficiaryVASP: "x"}, "originatorCountry": {OriginatorCountry: "kr"},
		"beneficiaryCountry": {BeneficiaryCountry: "ZZ"}, "amount": {Amount: "1e3"}, "tradePrice": {TradePrice: "-1"}, "tradeCurrency": {TradeCurrency: strings.Repeat("x", 129)},
		"value": {Values: []requirements.Money{{"1", "won"}}},
	} {
		if _, err := requirements.For(transfer); fault.CodeOf(err) != fault.Invalid || fault.PlaceOf(err) != place {
			t.Errorf("%s: %v", place, err)
		}
	}
	if _, err := requirements.For(requirements.Transfer{Network: "Atlantis"}); fault.CodeOf(err) != fault.NetworkUnknown {
		t.Errorf("an unknown network: %v", err)
	}
	_, faults, err := requirements.Judge(requirements.Transfer{At: today}, []byte(`{"assetInfo":{"symbol":"BTC","network":"Atlantis"}}`))
	if err != nil || faults[0].Pointer != "/assetInfo/network" || faults[0].Rule != requirements.RuleValue {
		t.Errorf("an unknown network in a body: %+v, %v", faults, err)
	}
}

func TestParseMoney(t *testing.T) {
	if got, ok := requirements.ParseMoney("KRW:1500000.5"); !ok || got != (requirements.Money{Amount: "1500000.5", Currency: "KRW"}) {
		t.Errorf("%+v, %v", got, ok)
	}
	for _, text := range []string{"", "KRW", "KRW:", "krw:1", "KRW:1e3", "KRW:-1", "KRWX:1"} {
		if _, ok := requirements.ParseMoney(text); ok {
			t.Errorf("%q was read", text)
		}
	}
}

// The schema of the example, byte for byte: what software is written against does not change unseen.
func TestSchemaOfTheExample(t *testing.T) {
	text, err := json.MarshalIndent(ready(t, xrpTransfer()).Schema(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.File(t, filepath.Join("testdata", "user.schema.json"), string(text)+"\n")
}
