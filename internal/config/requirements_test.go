package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

func TestRequirements(t *testing.T) {
	cfg, _, err := load(t, `enclave: {requirements: enforce, counterparties: {"2": {originator: "NATURAL_PERSON_NATIONALITY, HEAD_OFFICE_GEOGRAPHIC_ADDRESS", memo: optional}, "3": {}}}`)
	if err != nil || cfg.Enclave.Requirements != "enforce" {
		t.Fatal(cfg.Enclave, err)
	}
	want := map[string]requirements.Extra{"2": {Originator: []ivms101.Field{ivms101.FieldNaturalPersonNationality, ivms101.FieldHeadOffice}, Memo: requirements.MemoOptional}, "3": {}}
	if diff := cmp.Diff(want, cfg.Enclave.Extras()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if cfg, _, err := load(t, "", "BONAFIDE_ENCLAVE_REQUIREMENTS=off"); err != nil || cfg.Enclave.Requirements != "off" || len(cfg.Enclave.Extras()) != 0 {
		t.Errorf("%+v, %v", cfg.Enclave, err)
	}
	for key, text := range map[string]string{
		"enclave.requirements:":          `enclave: {requirements: on}`,
		"enclave.counterparties.x:":      `enclave: {counterparties: {"x": {}}}`,
		"enclave.counterparties.2:":      `enclave: {counterparties: {"2": {beneficiary: SHOE_SIZE}}}`,
		"enclave.counterparties.2.memo:": `enclave: {counterparties: {"2": {memo: none}}}`,
	} {
		if _, _, err := load(t, text); fault.CodeOf(err) != fault.Config || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", key, err)
		}
	}
}
