package requirements_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bonafide-id/bonafide/internal/golden"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

func TestDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# Requirements

What must travel with a transfer depends on both VASPs' laws, on what the counterparty asks besides, on the network, and on the contract. The node says it
before personal data is gathered, and holds a request against the same rules:

| call (private listener, the enclave's token) | what it gives |
| --- | --- |
| ` + "`GET /bonafide/v1/requirements?beneficiaryVaspId=&symbol=&network=&amount=&tradePrice=&tradeCurrency=&originatorCountry=&beneficiaryCountry=&value=&step=`" + ` | what is needed of each party, by whom it is asked, and ` + "`schema`" + `: a JSON Schema (2020-12) of the request's body |
| ` + "`POST /bonafide/v1/requirements/check?originatorCountry=&beneficiaryCountry=&value=&step=`" + `, the body of ` + "`POST /v1/verifications`" + ` | ` + "`accepted`" + `, and every fault with its JSON pointer, the codes of contract 4.8 that are missing and who asks for them |

Only ` + "`symbol`" + ` must be given. ` + "`step`" + ` is ` + "`user`" + ` (default) or ` + "`account`" + `. Countries are those of the VASPs in the directory unless they are said. ` + "`value`" + ` may be repeated: the value of the
transfer in another currency, as ` + "`value=USD:1111.50`" + `. Where the value in a threshold's currency is not known, the stricter half of the rule is asked for.

` + "`enclave.requirements: enforce`" + ` in the node's configuration refuses a request of ` + "`POST /v1/verifications`" + ` that lacks something, with the contract's ` + "`MISSING-...`" + ` and
` + "`INVALID-...`" + `; the default, ` + "`off`" + `, leaves it to the two calls. ` + "`enclave.counterparties`" + ` holds what a counterparty asks besides:

` + "```yaml" + `
enclave:
  requirements: enforce
  counterparties:
    "1152921504606847001": {originator: "NATURAL_PERSON_NATIONALITY", beneficiary: "", memo: required}
` + "```" + `

The schema accepts a body exactly when the check finds nothing (a test holds generated bodies against both). It names what it was asked for (amount, price,
network): other values may need other things. The format ` + "`address:NETWORK`" + ` stands for the check of an address ([networks.md](networks.md)), which a validator that does
not know it leaves out. Members are asked for under the names this node writes; the contract's other spellings are read by the enclave surface, and not here.

A memo or tag is asked for on networks where exchanges share one address ("usual" in networks.md), unless the counterparty says otherwise.

## Jurisdictions

Written from ` + "`travelrule/requirements/rules.go`" + ` by a test. Reference data for people who build a product, and no legal advice. A country that is not listed comes under the
last row of all, and the answer says so (` + "`own: false`" + `).

| jurisdiction | in force from | amount | natural person sending | company sending | receiving | below the amount | source |
| --- | --- | --- | --- | --- | --- | --- | --- |
`)
	rules := requirements.Rules()
	for _, rule := range append(rules[1:], rules[0]) {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", jurisdiction(rule), rule.From, amount(rule), groupsText(rule.Above.Originator.Natural),
			groupsText(rule.Above.Originator.Legal), receiving(rule.Above.Beneficiary), below(rule), rule.Source)
	}
	b.WriteString("\nAccounts are always needed, and in the user step the names of both (contract 2.4, 4.9).\n\n")
	for _, rule := range rules {
		if rule.Note != "" {
			fmt.Fprintf(&b, "- %s: %s.\n", rule.Title, rule.Note)
		}
	}
	b.WriteString("\n## Faults\n\n| rule | meaning |\n| --- | --- |\n")
	for _, rule := range requirements.FaultRules() {
		if faultTexts[rule] == "" {
			t.Errorf("no text for the rule %s", rule)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", rule, faultTexts[rule])
	}
	golden.File(t, filepath.Join("..", "..", "docs", "requirements.md"), b.String())
}

var faultTexts = map[string]string{
	requirements.RuleRequired: "a member or item is missing", requirements.RuleType: "another kind of JSON value", requirements.RuleBlank: "a text without anything in it",
	requirements.RuleLength: "a text or list is too long", requirements.RuleValue: "not one of the values there are, or not the one that was asked about",
	requirements.RuleForm: "a text of another form", requirements.RuleChoice: "none of the alternatives is there", requirements.RuleCode: "a code of contract 4.8 is unknown, or missing in `requiredBeneficiaryInfo`",
	requirements.RuleAddress: "not an address of the network", requirements.RuleMemo: "the memo or tag is missing",
}

func jurisdiction(r requirements.Rule) string {
	if len(r.Countries) == 0 {
		return r.Title + " (every other country)"
	}
	return r.Title + " (" + strings.Join(r.Countries, ", ") + ")"
}

func amount(r requirements.Rule) string {
	var parts []string
	for _, limit := range r.Threshold {
		parts = append(parts, limit.Amount+" "+limit.Currency)
	}
	text := strings.Join(parts, " or ")
	switch {
	case text == "":
		return "any"
	case r.Exceeds:
		text = "over " + text
	default:
		text = "from " + text
	}
	if r.Abroad {
		text += ", to another country"
	}
	return text
}

func below(r requirements.Rule) string {
	switch {
	case len(r.Threshold) == 0:
		return ""
	case needsOf(r.Below) == 0:
		return "nothing"
	}
	return "names"
}

// codeTexts are the codes in few words.
var codeTexts = strings.NewReplacer("NATURAL_PERSON_NAME", "name", "LEGAL_PERSON_NAME", "name", "CORPORATE_REPRESENTATIVE_NAME", "representative's name",
	"NATURAL_PERSON_GEOGRAPHIC_ADDRESS", "address", "HEAD_OFFICE_GEOGRAPHIC_ADDRESS", "address", "NATURAL_PERSON_NATIONAL_IDENTIFICATION", "national identifier",
	"LEGAL_PERSON_NATIONAL_IDENTIFICATION", "identifier", "NATURAL_PERSON_CUSTOMER_IDENTIFICATION", "customer number", "LEGAL_PERSON_CUSTOMER_IDENTIFICATION", "customer number",
	"NATURAL_PERSON_DATE_AND_PLACE_OF_BIRTH", "birth", "LEGAL_PERSON_DATE_OF_INCORPORATION", "date of incorporation")

func groupsText(groups []requirements.Group) string {
	var parts []string
	for _, group := range groups {
		var ways []string
		for _, bundle := range group {
			var codes []string
			for _, code := range bundle {
				codes = append(codes, codeTexts.Replace(string(code)))
			}
			ways = append(ways, strings.Join(codes, " and "))
		}
		text := strings.Join(ways, " or ")
		if len(ways) > 1 {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func receiving(p requirements.Party) string {
	person, company := groupsText(p.Natural), groupsText(p.Legal)
	if person == company {
		return person
	}
	return person + "; company: " + company
}
