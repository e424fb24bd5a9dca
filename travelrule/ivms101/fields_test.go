package ivms101_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

func TestParseFields(t *testing.T) {
	if n := len(ivms101.Fields()); n != 21 {
		t.Errorf("%d codes, the contract has 21", n)
	}
	all, err := ivms101.ParseFields(ivms101.JoinFields(ivms101.Fields()))
	if err != nil || !slices.Equal(all, ivms101.Fields()) {
		t.Errorf("all: %v, %v", all, err)
	}
	got, err := ivms101.ParseFields(" NATURAL_PERSON_NAME ,ACCOUNT_NUMBER,NATURAL_PERSON_NAME")
	if err != nil || ivms101.JoinFields(got) != "NATURAL_PERSON_NAME,ACCOUNT_NUMBER" {
		t.Errorf("spaces and repetitions: %v, %v", got, err)
	}
	for text, code := range map[string]fault.Code{
		"": fault.Missing, " ": fault.Missing, "NAME": fault.Invalid, "ACCOUNT_NUMBER,": fault.Invalid,
		"account_number": fault.Invalid, "ACCOUNT_NUMBER;NATURAL_PERSON_NAME": fault.Invalid,
	} {
		if got, err := ivms101.ParseFields(text); fault.CodeOf(err) != code || got != nil || fault.PlaceOf(err) != "requiredBeneficiaryInfo" {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

const (
	fullNatural = `{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","nameIdentifierType":"LEGL","u":1}],` +
		`"localNameIdentifier":[{"primaryIdentifier":"Ọkafọ","nameIdentifierType":"LEGL"}],"phoneticNameIdentifier":[{"primaryIdentifier":"P"}],"u":1},` +
		`"geographicAddress":[{"country":"NG","u":1}],"nationalIdentification":{"nationalIdentifier":"1","u":1},"customerIdentification":"c",` +
		`"dateAndPlaceOfBirth":{"dateOfBirth":"1990-01-01","placeOfBirth":"Lagos","u":1},"countryOfResidence":"NG","nationality":"NG","u":1},"u":1}],"accountNumber":["a"],"u":1}`
	fullLegal = `{"beneficiaryPersons":[{"legalPerson":{"name":{"nameIdentifier":[{"legalPersonName":"Co","legalPersonNameIdentifierType":"LEGL"}],` +
		`"localNameIdentifier":[{"legalPersonName":"회사","legalPersonNameIdentifierType":"LEGL"}]},"geographicAddress":[{"townName":"head","country":"KR"},{"townName":"branch","country":"KR"},{"townName":"third","country":"KR"}],` +
		`"customerIdentification":"c","nationalIdentification":{"nationalIdentifier":"1"},"countryOfRegistration":"KR","dateOfIncorporation":"2017-01-01"}},` +
		`{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim"}],"localNameIdentifier":[{"primaryIdentifier":"김"}]},"dateAndPlaceOfBirth":{"dateOfBirth":"1970-01-01"},"nationality":"KR","customerIdentification":"secret"}},` +
		`{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Second"}]}}}],"accountNumber":["a","b"]}`
)

// Each code gives its data and nothing else.
func TestSelect(t *testing.T) {
	const natural, legal = `{"beneficiaryPersons":[{"naturalPerson":{`, `{"beneficiaryPersons":[{"legalPerson":{`
	for _, row := range []struct{ from, fields, want, missing string }{
		{fullNatural, "ACCOUNT_NUMBER", `{"accountNumber":["a"]}`, ""},
		{fullNatural, "NATURAL_PERSON_NAME", natural + `"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","nameIdentifierType":"LEGL"}]}}}]}`, ""},
		{fullNatural, "LOCAL_NATURAL_PERSON_NAME", natural + `"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor","nameIdentifierType":"LEGL"}],"localNameIdentifier":[{"primaryIdentifier":"Ọkafọ","nameIdentifierType":"LEGL"}]}}}]}`, ""},
		{fullNatural, "NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH", natural + `"dateAndPlaceOfBirth":{"dateOfBirth":"1990-01-01","placeOfBirth":"Lagos"}}}]}`, ""},
		{fullNatural, "NATURAL_PERSON_NATIONALITY", natural + `"nationality":"NG"}}]}`, ""},
		{fullNatural, "NATURAL_PERSON_GEOGRAPHIC_ADDRESS", natural + `"geographicAddress":[{"country":"NG"}]}}]}`, ""},
		{fullNatural, "NATURAL_PERSON_NATIONAL_IDENTIFICATION", natural + `"nationalIdentification":{"nationalIdentifier":"1"}}}]}`, ""},
		{fullNatural, "NATURAL_PERSON_CUSTOMER_IDENTIFICATION", natural + `"customerIdentification":"c"}}]}`, ""},
		{fullNatural, "NATURAL_PERSON_COUNTRY_OF_RESIDENCE", natural + `"countryOfResidence":"NG"}}]}`, ""},
		{fullLegal, "LEGAL_PERSON_NAME", legal + `"name":{"nameIdentifier":[{"legalPersonName":"Co","legalPersonNameIdentifierType":"LEGL"}]}}}]}`, ""},
		{fullLegal, "LOCAL_LEGAL_PERSON_NAME", legal + `"name":{"nameIdentifier":[{"legalPersonName":"Co","legalPersonNameIdentifierType":"LEGL"}],"localNameIdentifier":[{"legalPersonName":"회사","legalPersonNameIdentifierType":"LEGL"}]}}}]}`, ""},
		{fullLegal, "CORPORATE_REPRESENTATIVE_NAME", legal + `}},{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim"}]}}}]}`, ""},
		{fullLegal, "LOCAL_CORPORATE_REPRESENTATIVE_NAME", legal + `}},{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim"}],"localNameIdentifier":[{"primaryIdentifier":"김"}]}}}]}`, ""},
		{fullLegal, "CORPORATE_REPRESENTATIVE_DATE_AND_PLACE_OF_BIRTH", legal + `}},{"naturalPerson":{"dateAndPlaceOfBirth":{"dateOfBirth":"1970-01-01"}}}]}`, ""},
		{fullLegal, "CORPORATE_REPRESENTATIVE_NATIONALITY", legal + `}},{"naturalPerson":{"nationality":"KR"}}]}`, ""},
		{fullLegal, "HEAD_OFFICE_GEOGRAPHIC_ADDRESS", legal + `"geographicAddress":[{"townName":"head","country":"KR"}]}}]}`, ""},
		{fullLegal, "BRANCH_OFFICE_GEOGRAPHIC_ADDRESS", legal + `"geographicAddress":[{},{"townName":"branch","country":"KR"},{"townName":"third","country":"KR"}]}}]}`, ""},
		{fullLegal, "BRANCH_OFFICE_GEOGRAPHIC_ADDRESS,HEAD_OFFICE_GEOGRAPHIC_ADDRESS", legal + `"geographicAddress":[{"townName":"head","country":"KR"},{"townName":"branch","country":"KR"},{"townName":"third","country":"KR"}]}}]}`, ""},
		{fullLegal, "LEGAL_PERSON_CUSTOMER_IDENTIFICATION", legal + `"customerIdentification":"c"}}]}`, ""},
		{fullLegal, "LEGAL_PERSON_NATIONAL_IDENTIFICATION", legal + `"nationalIdentification":{"nationalIdentifier":"1"}}}]}`, ""},
		{fullLegal, "LEGAL_PERSON_COUNTRY_OF_REGISTRATION", legal + `"countryOfRegistration":"KR"}}]}`, ""},
		{fullLegal, "LEGAL_PERSON_DATE_OF_INCORPORATION", legal + `"dateOfIncorporation":"2017-01-01"}}]}`, ""},
		{fullLegal, "LEGAL_PERSON_NAME,CORPORATE_REPRESENTATIVE_NAME,ACCOUNT_NUMBER", legal + `"name":{"nameIdentifier":[{"legalPersonName":"Co","legalPersonNameIdentifierType":"LEGL"}]}}},{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Kim"}]}}}],"accountNumber":["a","b"]}`, ""},
		{fullNatural, "LEGAL_PERSON_NAME,ACCOUNT_NUMBER,CORPORATE_REPRESENTATIVE_NAME", `{"accountNumber":["a"]}`, "LEGAL_PERSON_NAME,CORPORATE_REPRESENTATIVE_NAME"},
		{`{"beneficiaryPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Okafor"}]}}}]}`, "LOCAL_NATURAL_PERSON_NAME", `{}`, "LOCAL_NATURAL_PERSON_NAME"},
		{`{"beneficiaryPersons":[{"legalPerson":{"geographicAddress":[{},{"country":"KR"}]}}]}`, "HEAD_OFFICE_GEOGRAPHIC_ADDRESS", `{}`, "HEAD_OFFICE_GEOGRAPHIC_ADDRESS"},
		{`{"beneficiaryPersons":[{"legalPerson":{"geographicAddress":[{"country":"KR"}]}}]}`, "BRANCH_OFFICE_GEOGRAPHIC_ADDRESS", `{}`, "BRANCH_OFFICE_GEOGRAPHIC_ADDRESS"},
	} {
		b, err := ivms101.ParseBeneficiary([]byte(row.from))
		if err != nil {
			t.Fatal(err)
		}
		before, _ := b.EncodeEnclave()
		fields, err := ivms101.ParseFields(row.fields)
		if err != nil {
			t.Fatal(err)
		}
		out, missing := b.Select(fields)
		got, err := out.EncodeEnclave()
		if err != nil || string(got) != row.want || ivms101.JoinFields(missing) != row.missing {
			t.Errorf("%s:\n%s, missing %q\nwant\n%s, missing %q (%v)", row.fields, got, missing, row.want, row.missing, err)
		}
		if after, _ := b.EncodeEnclave(); string(before) != string(after) {
			t.Errorf("%s altered what it selected from", row.fields)
		}
	}
}

// Asked of nobody, everything is missing; asked for everything, nothing unknown gets out.
func TestSelectEdges(t *testing.T) {
	if out, missing := (ivms101.Beneficiary{}).Select(ivms101.Fields()); len(out.Persons) > 0 || !slices.Equal(missing, ivms101.Fields()) {
		t.Errorf("of nobody: %v", missing)
	}
	b, err := ivms101.ParseBeneficiary([]byte(fullNatural))
	if err != nil {
		t.Fatal(err)
	}
	out, _ := b.Select(ivms101.Fields())
	got, err := out.EncodeEnclave()
	if err != nil || strings.Contains(string(got), `"u"`) || strings.Contains(string(got), "phonetic") {
		t.Errorf("%s, %v", got, err)
	}
}

func TestMissingOriginator(t *testing.T) {
	o, err := ivms101.ParseOriginator([]byte(`{"originatorPersons":[{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"A"}]},"dateAndPlaceOfBirth":{}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	fields, _ := ivms101.ParseFields("NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH,NATURAL_PERSON_NAME,ACCOUNT_NUMBER")
	if got := ivms101.JoinFields(ivms101.MissingOriginator(o, fields)); got != "NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH,ACCOUNT_NUMBER" {
		t.Errorf("missing %s", got)
	}
}
