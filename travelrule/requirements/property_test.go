package requirements_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/bonafide-id/bonafide/travelrule/ivms101"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

// compile reads the schema with a validator that is not ours and knows nothing of our tree.
func compile(t interface{ Fatal(...any) }, r requirements.Required) *jsonschema.Schema {
	text, err := json.Marshal(r.Schema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	for name, ok := range r.Formats() {
		c.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(v any) error {
			if s, isText := v.(string); isText && !ok(s) {
				return errors.New("not an address")
			}
			return nil
		}})
	}
	if err := c.AddResource("urn:test", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:test")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func drawTransfer(t *rapid.T) requirements.Transfer {
	countries := []string{"", "BR"}
	for _, rule := range requirements.Rules() {
		countries = append(countries, rule.Countries...)
	}
	country := rapid.SampledFrom(countries)
	fields := rapid.SliceOfN(rapid.SampledFrom(ivms101.Fields()), 0, 3)
	asset := rapid.SampledFrom([][2]string{{"XRP", "XRP"}, {"USDT", ""}, {"USDT", "Tron"}, {"ETH", "Ethereum"}, {"XLM", "Stellar"}, {"TON", "TON"}, {"KDA", "Kadena"}, {"BTC", ""}}).Draw(t, "asset")
	transfer := requirements.Transfer{Step: rapid.SampledFrom([]requirements.Step{requirements.User, requirements.User, requirements.Account}).Draw(t, "step"),
		Symbol: asset[0], Network: asset[1], OriginatorCountry: country.Draw(t, "from"), BeneficiaryCountry: country.Draw(t, "to"), At: today,
		Counterparty: requirements.Extra{Originator: fields.Draw(t, "more of the originator"), Beneficiary: fields.Draw(t, "more of the beneficiary"),
			Memo: rapid.SampledFrom([]requirements.Memo{"", requirements.MemoNeeded, requirements.MemoOptional}).Draw(t, "memo")}}
	if rapid.Bool().Draw(t, "priced") {
		transfer.TradePrice = rapid.SampledFrom([]string{"1", "999.99", "1000", "1500", "3000", "1000000", "99999999"}).Draw(t, "price")
		transfer.TradeCurrency = rapid.SampledFrom([]string{"KRW", "USD", "EUR", "SGD", "HKD", "AED"}).Draw(t, "currency")
	}
	return transfer
}

// drawBody makes a body that is nearly what is asked for: every member may be there or not, and any value may be another.
func drawBody(t *rapid.T, transfer requirements.Transfer) map[string]any {
	d := drawing{t, rapid.SampledFrom([]int{0, 0, 1, 12}).Draw(t, "how often another value stands there, of 144")}
	good := map[string]string{"XRP": "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:90271", "Tron": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "Ethereum": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
		"Stellar": "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ:1", "TON": "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF:7"}[transfer.Network]
	address := d.mostly("address", good, "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh:90271", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2q1qM6owqNbug8W6KV",
		"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ:1",
		"0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e", "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF:7", "k:1", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
	beneficiary := map[string]any{"beneficiaryPersons": d.persons(), "accountNumber": d.list(address)}
	if transfer.Step == requirements.Account {
		d.maybeDrop(beneficiary, "beneficiaryPersons")
		return d.spoil(map[string]any{"keyType": "PerVasp", "beneficiaryVaspId": "1", "symbol": transfer.Symbol, "network": d.network(transfer),
			"payload": map[string]any{"version": "1.0", "ivms101": map[string]any{"beneficiary": beneficiary}}})
	}
	asset := map[string]any{"symbol": transfer.Symbol, "network": d.network(transfer), "amount": "1", "isExceedingThreshold": d.mostly("flag", true, false, "true", "1", 1, 0, "0", 1.5),
		"tradePrice": transfer.TradePrice, "tradeCurrency": transfer.TradeCurrency, "tradeISODatetime": "2026-11-27T00:00:00Z"}
	if transfer.TradePrice == "" {
		asset["tradePrice"], asset["tradeCurrency"] = d.mostly("price", "1.50", "x", "1e3"), "KRW"
	}
	codes := d.mostly("codes", allCodes(), "ACCOUNT_NUMBER,NATURAL_PERSON_NAME", "ACCOUNT_NUMBER, LEGAL_PERSON_NAME ,CORPORATE_REPRESENTATIVE_NAME", "ACCOUNT_NUMBER", "NATURAL_PERSON_NAME,",
		"ACCOUNT_NUMBER,NATURAL_PERSON_NAME,NATURAL_PERSON_GEOGRAPHIC_ADDRESS,LEGAL_PERSON_NAME,HEAD_OFFICE_GEOGRAPHIC_ADDRESS,CORPORATE_REPRESENTATIVE_NAME")
	return d.spoil(map[string]any{"keyType": "PerVerification", "beneficiaryVaspId": "1", "requiredBeneficiaryInfo": codes, "assetInfo": asset,
		"payload": map[string]any{"version": "1.0", "ivms101": map[string]any{
			"originator": map[string]any{"originatorPersons": d.persons(), "accountNumber": []any{"a-1"}}, "beneficiary": beneficiary}}})
}

func allCodes() string { return ivms101.JoinFields(ivms101.Fields()) }

type drawing struct {
	t     *rapid.T
	rough int
}

func (d drawing) one(label string, values ...any) any {
	return rapid.SampledFrom(values).Draw(d.t, label)
}

// mostly is good, and another value one time in twelve.
func (d drawing) mostly(label string, good any, others ...any) any {
	if d.chance("another "+label, 1) {
		return d.one(label, others...)
	}
	return good
}

func (d drawing) chance(label string, of12 int) bool {
	return rapid.IntRange(0, 11).Draw(d.t, label) < of12
}

func (d drawing) maybeDrop(m map[string]any, name string) {
	if d.chance("drop "+name, 6) {
		delete(m, name)
	}
}

func (d drawing) list(value any) []any { return []any{value} }

func (d drawing) network(transfer requirements.Transfer) any {
	if transfer.Network == "" {
		return d.mostly("network", "Tron", nil, "")
	}
	return transfer.Network
}

func (d drawing) natural() map[string]any {
	name := []any{map[string]any{"primaryIdentifier": "Okafor", "nameIdentifierType": "LEGL"}}
	person := map[string]any{"name": map[string]any{"nameIdentifier": name, "localNameIdentifier": name},
		"geographicAddress":      []any{d.postal()},
		"nationalIdentification": map[string]any{"nationalIdentifier": "n-1", "nationalIdentifierType": d.mostly("type", "CCPT", "XXXX")},
		"customerIdentification": "c-1", "dateAndPlaceOfBirth": map[string]any{"dateOfBirth": "1990-11-23", "placeOfBirth": "Uppsala"},
		"countryOfResidence": "KR", "nationality": "KR"}
	for _, optional := range []string{"geographicAddress", "nationalIdentification", "customerIdentification", "dateAndPlaceOfBirth", "nationality"} {
		if d.chance("no "+optional, 1) {
			delete(person, optional)
		}
	}
	return person
}

func (d drawing) legal() map[string]any {
	name := []any{map[string]any{"legalPersonName": "Mirae Orchards Ltd", "legalPersonNameIdentifierType": "LEGL"}}
	person := map[string]any{"name": map[string]any{"nameIdentifier": name, "localNameIdentifier": name}, "geographicAddress": []any{d.postal(), d.postal()},
		"customerIdentification": "c-2", "nationalIdentification": map[string]any{"nationalIdentifier": "n-2", "nationalIdentifierType": d.mostly("type", "RAID", "CCPT")},
		"countryOfRegistration": "KR", "dateOfIncorporation": d.mostly("day", "2001-02-03", "2001")}
	for _, optional := range []string{"geographicAddress", "nationalIdentification", "customerIdentification", "dateOfIncorporation"} {
		if d.chance("no "+optional, 1) {
			delete(person, optional)
		}
	}
	return person
}

func (d drawing) postal() map[string]any {
	return d.mostly("postal", map[string]any{"addressType": "HOME", "country": "KR", "addressLine": []any{"1 Orchard Road"}},
		map[string]any{"addressType": "HOME", "country": "KR", "streetName": "Orchard Road", "buildingName": "House"},
		map[string]any{"addressType": "HOME", "country": "KR", "streetName": "Orchard Road"}, map[string]any{}).(map[string]any)
}

func (d drawing) persons() any {
	natural := map[string]any{"naturalPerson": d.natural()}
	company := map[string]any{"legalPerson": d.legal()}
	both := map[string]any{"naturalPerson": d.natural(), "legalPerson": d.legal()}
	nobody := map[string]any{"naturalPerson": d.natural(), "legalPerson": nil}
	return d.mostly("persons", d.one("who", []any{natural}, []any{company, natural}), []any{company}, []any{both, natural}, []any{nobody}, []any{natural, company}, []any{}, []any{nil})
}

// spoil puts another value in the place of some.
func (d drawing) spoil(body map[string]any) map[string]any {
	// The values are shared between persons: each body gets its own.
	text, _ := json.Marshal(body)
	var own map[string]any
	_ = json.Unmarshal(text, &own)
	return d.change(own).(map[string]any)
}

func (d drawing) change(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range sortedNames(v) {
			if d.rough > 0 && rapid.IntRange(0, 143).Draw(d.t, "spoil "+name) < d.rough {
				v[name] = d.one("instead of "+name, nil, "", " \t", true, 7, []any{}, map[string]any{}, []any{""}, "x")
				continue
			}
			v[name] = d.change(v[name])
		}
	case []any:
		for i := range v {
			v[i] = d.change(v[i])
		}
	}
	return value
}

func sortedNames(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// What the schema accepts, Check accepts, and the other way round.
func TestSchemaAndCheckAgree(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		transfer := drawTransfer(t)
		r, err := requirements.For(transfer)
		if err != nil {
			t.Fatal(err)
		}
		schema := compile(t, r)
		for range 8 {
			text, err := json.Marshal(drawBody(t, transfer))
			if err != nil {
				t.Fatal(err)
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			invalid := schema.Validate(value)
			faults, err := r.Check(text)
			if err != nil {
				t.Fatal(err)
			}
			if (invalid == nil) != (len(faults) == 0) {
				t.Fatalf("the schema says %v, Check says %+v\nfor %+v\nof %s", invalid, faults, transfer, text)
			}
			if invalid == nil {
				accepted++
			} else {
				refused++
			}
		}
	})
	if accepted < 25 || refused < 25 {
		t.Errorf("%d accepted, %d refused: this test tries too little", accepted, refused)
	}
	t.Logf("%d bodies accepted, %d refused, by both", accepted, refused)
}

// A body that is what is asked for stays so when a rule of less replaces a rule of more: below an amount nothing more is needed than above.
func TestBelowAsksForNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		transfer := drawTransfer(t)
		transfer.Step, transfer.TradePrice, transfer.TradeCurrency = requirements.User, "", ""
		body := drawBody(t, transfer)
		text, _ := json.Marshal(body)
		strict, err := requirements.For(transfer) // nothing is known of the value: the stricter half
		if err != nil {
			t.Fatal(err)
		}
		for _, currency := range []string{"KRW", "USD", "EUR", "SGD", "HKD", "AED"} {
			transfer.Values = append(transfer.Values, requirements.Money{Amount: "0.01", Currency: currency})
		}
		loose, err := requirements.For(transfer)
		if err != nil {
			t.Fatal(err)
		}
		if faults, _ := strict.Check(text); len(faults) > 0 {
			return
		}
		if faults, _ := loose.Check(text); len(faults) > 0 {
			t.Fatalf("below the amount: %+v\nfor %+v\nof %s", faults, transfer, text)
		}
	})
}

func FuzzJudge(f *testing.F) {
	f.Add([]byte(`{"keyType":"PerVasp","assetInfo":{"symbol":"XRP","network":"XRP","amount":"1","isExceedingThreshold":1e400},"payload":{"ivms101":{"beneficiary":{"beneficiaryPersons":[{"legalPerson":{}}]}}}}`), "KR", "DE", false)
	f.Add([]byte(`{"symbol":"ETH","network":"Ethereum","payload":{"ivms101":{"beneficiary":{"accountNumber":["0x"]}}}}`), "", "SG", true)
	f.Add([]byte(`[]`), "x", "y", false)
	f.Fuzz(func(t *testing.T, body []byte, from, to string, account bool) {
		transfer := requirements.Transfer{OriginatorCountry: from, BeneficiaryCountry: to, At: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)}
		if account {
			transfer.Step = requirements.Account
		}
		r, faults, err := requirements.Judge(transfer, body)
		if err != nil {
			if len(faults) > 0 || r.Memo != "" {
				t.Fatalf("an error and an answer: %+v %+v", r, faults)
			}
			return
		}
		if len(faults) > 100 {
			t.Fatalf("%d faults", len(faults))
		}
		if _, err := json.Marshal(r.Schema()); err != nil {
			t.Fatal(err)
		}
		again, err := r.Check(body)
		if err != nil || len(again) > len(faults) {
			t.Fatalf("twice, and %d faults after %d: %v", len(again), len(faults), err)
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	text := encode(b, body(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, faults, err := requirements.Judge(requirements.Transfer{OriginatorCountry: "KR", BeneficiaryCountry: "VN", At: today}, text); err != nil || len(faults) > 0 {
			b.Fatal(faults, err)
		}
	}
}

func BenchmarkSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(ready(b, xrpTransfer()).Schema()); err != nil {
			b.Fatal(err)
		}
	}
}
