package ivms101_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	trisa "github.com/trisacrypto/trisa/pkg/ivms101"

	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// The open implementation most nodes in the field use, as a second reader and writer of the same documents.

func trisaNatural(primary, secondary, local string) *trisa.Person {
	const legal = trisa.NaturalPersonNameTypeCode_NATURAL_PERSON_NAME_TYPE_CODE_LEGL
	return &trisa.Person{Person: &trisa.Person_NaturalPerson{NaturalPerson: &trisa.NaturalPerson{
		Name: &trisa.NaturalPersonName{
			NameIdentifiers: []*trisa.NaturalPersonNameId{
				{PrimaryIdentifier: primary, SecondaryIdentifier: secondary, NameIdentifierType: legal}},
			LocalNameIdentifiers: []*trisa.LocalNaturalPersonNameId{{PrimaryIdentifier: local, NameIdentifierType: legal}},
		},
		GeographicAddresses: []*trisa.Address{{
			AddressType: trisa.AddressTypeCode_ADDRESS_TYPE_CODE_HOME, StreetName: "Sejong-daero", BuildingNumber: "110",
			PostCode: "04524", TownName: "Seoul", Country: "KR",
		}},
		NationalIdentification: &trisa.NationalIdentification{
			NationalIdentifier:     "M00000000",
			NationalIdentifierType: trisa.NationalIdentifierTypeCode_NATIONAL_IDENTIFIER_TYPE_CODE_CCPT, CountryOfIssue: "KR",
		},
		CustomerIdentification: "c-1",
		DateAndPlaceOfBirth:    &trisa.DateAndPlaceOfBirth{DateOfBirth: "1991-04-23", PlaceOfBirth: "Seoul"},
		CountryOfResidence:     "KR",
	}}}
}

func trisaLegal(name, lei, country string) *trisa.Person {
	return &trisa.Person{Person: &trisa.Person_LegalPerson{LegalPerson: &trisa.LegalPerson{
		Name: &trisa.LegalPersonName{NameIdentifiers: []*trisa.LegalPersonNameId{{
			LegalPersonName:               name,
			LegalPersonNameIdentifierType: trisa.LegalPersonNameTypeCode_LEGAL_PERSON_NAME_TYPE_CODE_LEGL,
		}}},
		GeographicAddresses: []*trisa.Address{{
			AddressType: trisa.AddressTypeCode_ADDRESS_TYPE_CODE_BIZZ, AddressLine: []string{"1 Example Street"}, TownName: "Sample Town", Country: country,
		}},
		NationalIdentification: &trisa.NationalIdentification{
			NationalIdentifier:     lei,
			NationalIdentifierType: trisa.NationalIdentifierTypeCode_NATIONAL_IDENTIFIER_TYPE_CODE_LEIX,
		},
		CountryOfRegistration: country,
	}}}
}

func trisaPayload() *trisa.IdentityPayload {
	return &trisa.IdentityPayload{
		Originator: &trisa.Originator{OriginatorPersons: []*trisa.Person{trisaNatural("Hong", "Min Su", "홍민수")},
			AccountNumbers: []string{"rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9"}},
		Beneficiary: &trisa.Beneficiary{BeneficiaryPersons: []*trisa.Person{trisaNatural("Nguyen", "Thi Hong", "Nguyễn Thị Hồng")},
			AccountNumbers: []string{"0x52908400098527886E0F7030069857D2E4169EE7"}},
		OriginatingVasp: &trisa.OriginatingVasp{OriginatingVasp: trisaLegal("Seoul Sample Exchange", "5493000IBP32UQZ0KL24", "KR")},
		BeneficiaryVasp: &trisa.BeneficiaryVasp{BeneficiaryVasp: trisaLegal("Hanoi Sample Exchange", "5493000IBP32UQZ0KL24", "VN")},
		TransferPath: &trisa.TransferPath{TransferPath: []*trisa.IntermediaryVasp{
			{IntermediaryVasp: trisaLegal("Middle Sample", "5493000IBP32UQZ0KL24", "SG"), Sequence: 0}}},
		PayloadMetadata: &trisa.PayloadMetadata{},
	}
}

// What the other implementation writes is read here with every value in its place, and refused by none of the rules but
// those its spelling breaks (postCode; a sequence of 0 that is left out).
func TestReadsWhatTRISAWrites(t *testing.T) {
	data, err := json.Marshal(trisaPayload())
	if err != nil {
		t.Fatal(err)
	}
	id := parse(t, data)
	home := []ivms101.Address{{AddressType: ivms101.HOME, StreetName: "Sejong-daero", BuildingNumber: "110", Postcode: "04524",
		TownName: "Seoul", Country: "KR"}}
	natural := func(primary, secondary, local string) []ivms101.Person {
		return []ivms101.Person{{NaturalPerson: &ivms101.NaturalPerson{
			Name: ivms101.NaturalPersonName{
				NameIdentifier:      []ivms101.NaturalPersonNameID{{PrimaryIdentifier: primary, SecondaryIdentifier: secondary, NameIdentifierType: ivms101.LEGL}},
				LocalNameIdentifier: []ivms101.NaturalPersonNameID{{PrimaryIdentifier: local, NameIdentifierType: ivms101.LEGL}},
			},
			GeographicAddress:      home,
			NationalIdentification: &ivms101.NationalIdentification{NationalIdentifier: "M00000000", NationalIdentifierType: ivms101.CCPT, CountryOfIssue: "KR"},
			CustomerIdentification: "c-1",
			DateAndPlaceOfBirth:    &ivms101.DateAndPlaceOfBirth{DateOfBirth: "1991-04-23", PlaceOfBirth: "Seoul"},
			CountryOfResidence:     "KR",
		}}}
	}
	legal := func(name, country string) ivms101.Person {
		return ivms101.Person{LegalPerson: &ivms101.LegalPerson{
			Name: ivms101.LegalPersonName{NameIdentifier: []ivms101.LegalPersonNameID{{LegalPersonName: name, LegalPersonNameIdentifierType: ivms101.LEGL}}},
			GeographicAddress: []ivms101.Address{{AddressType: ivms101.BIZZ, AddressLine: []string{"1 Example Street"}, TownName: "Sample Town",
				Country: country}},
			NationalIdentification: &ivms101.NationalIdentification{NationalIdentifier: "5493000IBP32UQZ0KL24", NationalIdentifierType: ivms101.LEIX},
			CountryOfRegistration:  country,
		}}
	}
	want := ivms101.Identity{
		Originator:      &ivms101.Originator{Persons: natural("Hong", "Min Su", "홍민수"), AccountNumber: []string{"rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9"}},
		Beneficiary:     &ivms101.Beneficiary{Persons: natural("Nguyen", "Thi Hong", "Nguyễn Thị Hồng"), AccountNumber: []string{"0x52908400098527886E0F7030069857D2E4169EE7"}},
		OriginatingVASP: &ivms101.VASP{Person: legal("Seoul Sample Exchange", "KR")},
		BeneficiaryVASP: &ivms101.VASP{Person: legal("Hanoi Sample Exchange", "VN")},
		TransferPath:    &ivms101.TransferPath{Intermediaries: []ivms101.IntermediaryVASP{{Person: legal("Middle Sample", "SG")}}},
		PayloadMetadata: &ivms101.PayloadMetadata{},
	}
	got := id
	got.Edition, got.Deviations = ivms101.AnyEdition, nil
	if !cmp.Equal(got, want) { // the difference is not printed by cmp: the types refuse to show themselves
		for _, part := range []struct {
			name      string
			got, want any
		}{{"originator", got.Originator, want.Originator}, {"beneficiary", got.Beneficiary, want.Beneficiary},
			{"originatingVASP", got.OriginatingVASP, want.OriginatingVASP}, {"beneficiaryVASP", got.BeneficiaryVASP, want.BeneficiaryVASP},
			{"transferPath", got.TransferPath, want.TransferPath}, {"payloadMetadata", got.PayloadMetadata, want.PayloadMetadata}} {
			if !cmp.Equal(part.got, part.want) {
				t.Errorf("%s differs; the document is %s", part.name, data)
			}
		}
	}
	if faults := broken(id, ivms101.Strict()); !cmp.Equal(faults, []string{
		"spelling /originator/originatorPersons/0/naturalPerson/geographicAddress/0/postCode",
		"spelling /beneficiary/beneficiaryPersons/0/naturalPerson/geographicAddress/0/postCode",
		"required /transferPath/transferPath/0/sequence",
	}) {
		t.Errorf("strict: %q", faults)
	}
	if faults := id.Validate(ivms101.EnclaveReading(), now); ivms101.Broken(faults) {
		t.Errorf("refused on reading: %+v", faults)
	}
}

// What is written here in the 2020 edition is read by the other implementation as the very payload it wrote.
func TestTRISAReadsWhatIsWrittenHere(t *testing.T) {
	data, err := json.Marshal(trisaPayload())
	if err != nil {
		t.Fatal(err)
	}
	written, err := parse(t, data).Encode(ivms101.Edition2020)
	if err != nil {
		t.Fatal(err)
	}
	back := &trisa.IdentityPayload{}
	if err := json.Unmarshal(written, back); err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	if diff := cmp.Diff(trisaPayload(), back, protocmp.Transform()); diff != "" {
		t.Errorf("not the same payload (-want +read):\n%s", diff)
	}
}

// The peer of BenchmarkParseValidate: it reads, and checks fewer of the constraints.
func BenchmarkParseTRISA(b *testing.B) {
	data := vector(b, "identity-2020.json")
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		payload := &trisa.IdentityPayload{}
		if err := json.Unmarshal(data, payload); err != nil {
			b.Fatal(err)
		}
	}
}
