package requirements

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/address"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Step is a request of the enclave contract.
type Step string

const (
	User    Step = "user"    // POST /v1/verifications
	Account Step = "account" // POST /v1/verifications/account
)

// Memo says what an address of the beneficiary must carry beside itself.
type Memo string

const (
	MemoNeeded   Memo = "required"
	MemoOptional Memo = "optional"
	MemoNone     Memo = "none" // the network has none
)

// Extra is what one counterparty asks besides the law, from the directory or from what it answered before.
type Extra struct {
	Originator  []ivms101.Field // of a natural person or of a company, whichever the code is about
	Beneficiary []ivms101.Field
	Memo        Memo // empty: as its network has it
}

// Transfer is what requirements are asked for. What is not known is empty; At must be given.
type Transfer struct {
	Step                                  Step // empty: User
	BeneficiaryVASP                       string
	Symbol, Network                       string
	Amount                                string
	TradePrice, TradeCurrency             string  // contract 4.4: the fiat value of the whole transfer
	Values                                []Money // the same value in other currencies
	OriginatorCountry, BeneficiaryCountry string  // of the VASPs, ISO 3166-1 alpha-2
	Counterparty                          Extra
	At                                    time.Time
}

// Side is a VASP of a transfer.
type Side string

const (
	OriginatorSide  Side = "originator"
	BeneficiarySide Side = "beneficiary"
)

// Asks says which half of a rule a transfer comes under.
type Asks string

const (
	AsksAbove   Asks = "above"
	AsksBelow   Asks = "below"
	AsksNothing Asks = "nothing" // the law asks for nothing below its amount
)

// Applied is the rule of one side, and how it came out.
type Applied struct {
	Side      Side    `json:"side"`
	Country   string  `json:"country,omitempty"`
	Rule      string  `json:"rule"`
	Title     string  `json:"title"`
	Source    string  `json:"source"`
	From      string  `json:"inForceFrom"`
	Own       bool    `json:"own"` // false: the country is not listed or not known, and the default stands in
	Threshold []Money `json:"threshold,omitempty"`
	Exceeds   bool    `json:"exceeds,omitempty"`
	Reached   Reached `json:"reached"`
	Asks      Asks    `json:"asks"`
	Note      string  `json:"note,omitempty"`
	fields    Fields
}

// Need is a group of alternatives and who asks for it.
type Need struct {
	AnyOf   Group    `json:"anyOf"`
	Sources []string `json:"sources"`
}

// Needs are what is needed of one party, by what it is.
type Needs struct {
	Natural []Need `json:"natural"`
	Legal   []Need `json:"legal"`
}

// Codes are the codes requiredBeneficiaryInfo must hold, by what the beneficiary is.
type Codes struct {
	Natural []ivms101.Field `json:"natural"`
	Legal   []ivms101.Field `json:"legal"`
}

// Required is what one transfer needs.
type Required struct {
	Transfer      Transfer
	Chain         string // CAIP-2; empty when it is not known
	Asset         string // CAIP-19; empty when it is not known
	Memo          Memo
	Jurisdictions []Applied
	Originator    Needs
	Beneficiary   Needs
	Info          Codes
	// Threshold says whether isExceedingThreshold must be true: the originator's law has an amount, or none at all, and this is at or over it.
	Threshold bool
	network   address.Network
	tree      *node
}

// Sources of needs that are no rule's.
const (
	FromContract     = "contract"
	FromCounterparty = "counterparty"
)

// For works out what a transfer needs. The codes are fault.Invalid with the name of the query parameter, and fault.NetworkUnknown.
func For(t Transfer) (Required, error) {
	if err := t.validate(); err != nil {
		return Required{}, err
	}
	if t.Step == "" {
		t.Step = User
	}
	r := Required{Transfer: t, Memo: MemoNone}
	if t.Network != "" {
		r.network, _ = address.LookupNetwork(t.Network)
		r.Chain = r.network.CAIP2
		if id, ok := address.LookupAsset(t.Symbol, r.network); ok {
			r.Asset = id.String()
		}
		r.Memo = memoOf(r.network, t.Counterparty.Memo)
	}
	r.Jurisdictions = []Applied{t.applied(OriginatorSide, t.OriginatorCountry), t.applied(BeneficiarySide, t.BeneficiaryCountry)}
	r.Threshold = r.Jurisdictions[0].Reached == Yes && r.Jurisdictions[0].Asks == AsksAbove
	r.gather()
	r.tree = r.build()
	return r, nil
}

func (t Transfer) validate() error {
	switch {
	case t.Step != "" && t.Step != User && t.Step != Account:
		return fault.New(fault.Invalid, "step")
	case utf8.RuneCountInString(t.Symbol) > travelrule.MaxSymbol:
		return fault.New(fault.Invalid, "symbol")
	case t.BeneficiaryVASP != "" && !directory.ValidVaspID(t.BeneficiaryVASP):
		return fault.New(fault.Invalid, "beneficiaryVaspId")
	case t.OriginatorCountry != "" && !ivms101.IsCountry(t.OriginatorCountry):
		return fault.New(fault.Invalid, "originatorCountry")
	case t.BeneficiaryCountry != "" && !ivms101.IsCountry(t.BeneficiaryCountry):
		return fault.New(fault.Invalid, "beneficiaryCountry")
	}
	if t.Network != "" {
		if _, ok := address.LookupNetwork(t.Network); !ok {
			return fault.New(fault.NetworkUnknown, "network")
		}
	}
	for _, amount := range []struct{ name, text string }{{"amount", t.Amount}, {"tradePrice", t.TradePrice}} {
		if amount.text != "" && !travelrule.IsDecimal(amount.text) {
			return fault.New(fault.Invalid, amount.name)
		}
	}
	if utf8.RuneCountInString(t.TradeCurrency) > travelrule.MaxAmount {
		return fault.New(fault.Invalid, "tradeCurrency")
	}
	for _, value := range t.Values {
		if !travelrule.IsDecimal(value.Amount) || !validCurrency(value.Currency) {
			return fault.New(fault.Invalid, "value")
		}
	}
	return nil
}

func validCurrency(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// ParseMoney reads KRW:1500000, as the value parameter has it.
func ParseMoney(text string) (Money, bool) {
	currency, amount, ok := strings.Cut(text, ":")
	return Money{Amount: amount, Currency: currency}, ok && validCurrency(currency) && travelrule.IsDecimal(amount)
}

func memoOf(n address.Network, asked Memo) Memo {
	switch {
	case n.Memo == address.MemoNone:
		return MemoNone
	case asked != "":
		return asked
	case n.Memo == address.MemoUsual:
		return MemoNeeded
	}
	return MemoOptional
}

// applied finds the rule of a side and the half of it that counts. What is not known counts as reached: the stricter half is asked for.
func (t Transfer) applied(side Side, country string) Applied {
	rule, own := RuleOf(country, t.At)
	values := append([]Money{{t.TradePrice, strings.ToUpper(strings.TrimSpace(t.TradeCurrency))}}, t.Values...)
	out := Applied{Side: side, Country: country, Rule: rule.ID, Title: rule.Title, Source: rule.Source, From: rule.From, Own: own,
		Threshold: rule.Threshold, Exceeds: rule.Exceeds, Reached: rule.reached(values), Note: rule.Note, Asks: AsksAbove, fields: rule.Above}
	atHome := rule.Abroad && t.OriginatorCountry == t.BeneficiaryCountry && country != ""
	if out.Reached == No || atHome {
		out.Asks, out.fields = AsksBelow, rule.Below
	}
	if out.fields.empty() {
		out.Asks = AsksNothing
	}
	return out
}

func (f Fields) empty() bool {
	return len(f.Originator.Natural)+len(f.Originator.Legal)+len(f.Beneficiary.Natural)+len(f.Beneficiary.Legal) == 0
}

// gather joins what the contract, both rules and the counterparty ask for.
func (r *Required) gather() {
	if r.Transfer.Step == User {
		r.Originator.add(Party{Natural: all(natural), Legal: all(legal)}, FromContract)
		r.Beneficiary.add(Party{Natural: all(natural), Legal: all(legal)}, FromContract)
	}
	for _, applied := range r.Jurisdictions {
		if r.Transfer.Step == User {
			r.Originator.add(applied.fields.Originator, applied.Rule)
		}
		r.Beneficiary.add(applied.fields.Beneficiary, applied.Rule)
	}
	if r.Transfer.Step == User {
		r.Originator.add(extraParty(r.Transfer.Counterparty.Originator), FromCounterparty)
	}
	r.Beneficiary.add(extraParty(r.Transfer.Counterparty.Beneficiary), FromCounterparty)
	r.Info = Codes{Natural: infoCodes(r.Beneficiary.Natural), Legal: infoCodes(r.Beneficiary.Legal)}
}

// infoCodes are what to ask back for: the account, and whatever of the beneficiary is needed without a choice.
func infoCodes(needs []Need) []ivms101.Field {
	codes := []ivms101.Field{ivms101.FieldAccountNumber}
	for _, need := range needs {
		if len(need.AnyOf) == 1 {
			codes = append(codes, need.AnyOf[0]...)
		}
	}
	return codes
}

// extraParty sorts codes by whom they are about. The account is needed anyway.
func extraParty(codes []ivms101.Field) (p Party) {
	for _, code := range codes {
		switch fieldPlaces[code].of {
		case theNatural:
			p.Natural = append(p.Natural, Group{{code}})
		case theLegal, theRepresentative:
			p.Legal = append(p.Legal, Group{{code}})
		}
	}
	return p
}

func (n *Needs) add(p Party, source string) {
	n.Natural = addNeeds(n.Natural, p.Natural, source)
	n.Legal = addNeeds(n.Legal, p.Legal, source)
}

func addNeeds(needs []Need, groups []Group, source string) []Need {
	for _, group := range groups {
		at := slices.IndexFunc(needs, func(n Need) bool { return equalGroups(n.AnyOf, group) })
		if at < 0 {
			needs, at = append(needs, Need{AnyOf: group}), len(needs)
		}
		if !slices.Contains(needs[at].Sources, source) {
			needs[at].Sources = append(needs[at].Sources, source)
		}
	}
	return needs
}

// equalGroups compares alternatives without regard to their order.
func equalGroups(a, b Group) bool {
	if len(a) != len(b) {
		return false
	}
	for _, bundle := range a {
		if !slices.ContainsFunc(b, func(other []ivms101.Field) bool { return slices.Equal(bundle, other) }) {
			return false
		}
	}
	return true
}

// build makes the tree of the body.
func (r *Required) build() *node {
	if r.Transfer.Step == Account {
		return r.buildAccount()
	}
	t := r.Transfer
	asset := objectOf(must("symbol", pinned(t.Symbol, textOf(travelrule.MaxSymbol))), r.networkMember(),
		must("amount", pinned(t.Amount, decimalText())), must("isExceedingThreshold", r.flag()),
		must("tradePrice", pinned(t.TradePrice, decimalText())), must("tradeCurrency", pinned(t.TradeCurrency, textOf(travelrule.MaxAmount))))
	asset.needs = []need{{sources: []string{FromContract}, bundles: [][]member{{must("tradeISODatetime", instantText())}, {must("tradeISODateTime", instantText())}}}}
	document := objectOf(
		must("originator", objectOf(must("originatorPersons", personsOf(r.Originator)), must("accountNumber", accounts(100, nil, nil)))),
		must("beneficiary", objectOf(must("beneficiaryPersons", personsOf(r.Beneficiary)), must("accountNumber", r.beneficiaryAccounts(100)))))
	root := objectOf(must("keyType", keyTypes()), must("beneficiaryVaspId", pinned(t.BeneficiaryVASP, idText())),
		must("requiredBeneficiaryInfo", codesText()), must("assetInfo", asset),
		must("payload", objectOf(must("version", oneOfTexts("1.0")), must("ivms101", document))))
	root.when = &when{path: []string{"payload", "ivms101", "beneficiary", "beneficiaryPersons"},
		then:      objectOf(must("requiredBeneficiaryInfo", codesWith(r.Info.Legal))),
		otherwise: objectOf(must("requiredBeneficiaryInfo", codesWith(r.Info.Natural)))}
	return root
}

// buildAccount: the name is needed where a rule asks for the beneficiary's, and may be given elsewhere (contract 2.3).
func (r *Required) buildAccount() *node {
	t := r.Transfer
	named := len(r.Beneficiary.Natural)+len(r.Beneficiary.Legal) > 0
	needs := r.Beneficiary
	if !named {
		needs.add(Party{Natural: all(natural), Legal: all(legal)}, FromContract)
	}
	beneficiary := objectOf(member{name: "beneficiaryPersons", of: personsOf(needs), optional: !named}, must("accountNumber", r.beneficiaryAccounts(1)))
	return objectOf(must("keyType", keyTypes()), must("beneficiaryVaspId", pinned(t.BeneficiaryVASP, idText())),
		must("symbol", pinned(t.Symbol, textOf(travelrule.MaxSymbol))), r.networkMember(),
		must("payload", objectOf(must("version", oneOfTexts("1.0")), must("ivms101", objectOf(must("beneficiary", beneficiary))))))
}

func keyTypes() *node {
	return oneOfTexts(string(travelrule.PerVASP), string(travelrule.PerAddress), "PerEoa", string(travelrule.PerVerification))
}

// pinned holds a member to what the requirements were asked for, as other values may need other things.
func pinned(value string, otherwise *node) *node {
	if value == "" {
		return otherwise
	}
	return oneOfTexts(value)
}

// networkMember is needed when it was said, and for a symbol that is known on several networks.
func (r *Required) networkMember() member {
	networks := 0
	for _, listed := range address.Assets() {
		if strings.EqualFold(listed.Symbol, r.Transfer.Symbol) {
			networks++
		}
	}
	return member{name: "network", of: pinned(r.Transfer.Network, textOf(travelrule.MaxNetwork)), optional: r.Transfer.Network == "" && networks < 2}
}

// flag is isExceedingThreshold as the surface reads it: also 1, "true" and "1" (contract 5.5).
func (r *Required) flag() *node {
	n := &node{shape: oneValue, values: []any{true, "true", int64(1), "1"}, about: "true when the fiat value is at or above the legal amount"}
	if !r.Threshold {
		n.values = append(n.values, false, "false", int64(0), "0")
	}
	return n
}

func personsOf(needs Needs) *node {
	p := &persons{natural: personNode(needs.Natural, theNatural), legal: personNode(needs.Legal, theLegal)}
	if representative := personNode(needs.Legal, theRepresentative); len(representative.needs) > 0 {
		p.representative = representative
	}
	return &node{shape: array, min: 1, persons: p}
}

// personNode takes the needs that are about one person. A group is about one: no rule lets a company choose between its own data and its
// representative's.
func personNode(needs []Need, of person) *node {
	n := objectOf()
	for _, each := range needs {
		if fieldPlaces[each.AnyOf[0][0]].of != of {
			continue
		}
		made := need{codes: each.AnyOf, sources: each.Sources}
		for _, bundle := range each.AnyOf {
			var members []member
			for _, code := range bundle {
				place := fieldPlaces[code]
				members = append(members, must(place.name, place.make()))
			}
			made.bundles = append(made.bundles, members)
		}
		n.needs = append(n.needs, made)
	}
	return n
}

func accounts(most int, patterns []pattern, f *format) *node {
	each := textOf(travelrule.MaxAccount, patterns...)
	each.format = f
	return &node{shape: array, min: 1, max: most, each: each}
}

// memoForms are the patterns of addresses with a memo by scheme: those that carry it themselves, and those of networks that have a colon of their
// own. "" is that of all others.
var memoForms = sync.OnceValue(func() map[string]*regexp.Regexp {
	return map[string]*regexp.Regexp{
		"":        regexp.MustCompile(`:[^:]+$`),
		"xrp":     regexp.MustCompile(`^X[1-9A-HJ-NP-Za-km-z]{46}$|:[0-9]{1,10}$`),
		"stellar": regexp.MustCompile(`^M[A-Z2-7]{68}$|:[^:]+$`),
		"monero":  regexp.MustCompile(`^4[1-9A-HJ-NP-Za-km-z]{105}$|:[0-9A-Fa-f]{16}$|:[0-9A-Fa-f]{64}$`),
		"ton":     regexp.MustCompile(`^(-?[0-9]:[0-9A-Fa-f]{64}|[-_+/0-9A-Za-z]{48}):[^:]+$`),
	}
})

func memoPattern(n address.Network) pattern {
	form, ok := memoForms()[n.Scheme]
	if !ok {
		form = memoForms()[""]
	}
	return pattern{form.String(), RuleMemo, "addresses of " + n.Name + " need a memo or tag: address:memo", form}
}

func (r *Required) beneficiaryAccounts(most int) *node {
	n := r.network
	if n.Name == "" {
		return accounts(most, nil, nil)
	}
	var patterns []pattern
	if r.Memo == MemoNeeded {
		patterns = append(patterns, memoPattern(n))
	}
	var f *format
	if n.Scheme != "" {
		f = &format{name: "address:" + n.Name, ok: func(text string) bool { return address.Check(n, text).Validity == address.Valid }}
	}
	return accounts(most, patterns, f)
}

// Schema is the JSON Schema (2020-12) of the request's body. It holds no personal data but what the transfer named.
func (r Required) Schema() map[string]any {
	title := "POST /v1/verifications"
	if r.Transfer.Step == Account {
		title += "/account"
	}
	return r.tree.document("urn:bonafide:requirements:"+string(r.Transfer.Step), title)
}

// Formats are the formats the schema names, for a validator that can be told of them. Without them it takes any text there.
func (r Required) Formats() map[string]func(string) bool {
	formats := map[string]func(string) bool{}
	r.tree.formats(formats)
	return formats
}

// maxFaults of a body that are reported.
const maxFaults = 100

// Check holds a body against what is required and returns every fault, at most 100; none when the schema would accept it. fault.Malformed when
// it is not one JSON object in UTF-8.
func (r Required) Check(body []byte) ([]Fault, error) {
	value, err := decode(body)
	if err != nil {
		return nil, err
	}
	faults := compact(r.tree.check(value, ""))
	return faults[:min(len(faults), maxFaults)], nil
}

// compact drops what is said twice: a member may be asked for by the contract and by a rule.
func compact(faults []Fault) []Fault {
	out := []Fault{}
	for _, f := range faults {
		if !slices.ContainsFunc(out, func(have Fault) bool { return have.Pointer == f.Pointer && have.Rule == f.Rule && have.Text == f.Text }) {
			out = append(out, f)
		}
	}
	return out
}

func decode(body []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value map[string]any
	if !utf8.Valid(body) || dec.Decode(&value) != nil || value == nil {
		return nil, fault.New(fault.Malformed, "body")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Malformed, "body")
	}
	return value, nil
}

// Judge reads from a body what its requirements depend on, where t does not say it, and holds the body against them. The faults are those of
// Check; a network that is not listed is one of them. fault.Malformed, and what For returns of t itself.
func Judge(t Transfer, body []byte) (Required, []Fault, error) {
	value, err := decode(body)
	if err != nil {
		return Required{}, nil, err
	}
	faults := t.read(value)
	r, err := For(t)
	if err != nil {
		return Required{}, nil, err
	}
	faults = compact(append(faults, r.tree.check(value, "")...))
	return r, faults[:min(len(faults), maxFaults)], nil
}

// Counterparty is the beneficiaryVaspId of a body; empty when there is none. fault.Malformed.
func Counterparty(body []byte) (string, error) {
	value, err := decode(body)
	if err != nil {
		return "", err
	}
	id, _ := value["beneficiaryVaspId"].(string)
	if !directory.ValidVaspID(id) {
		return "", nil
	}
	return id, nil
}

// read takes over what the body says and requirements can be asked for. The rest is left to the tree.
func (t *Transfer) read(value map[string]any) []Fault {
	asset, at := value, ""
	if t.Step != Account {
		asset, _ = value["assetInfo"].(map[string]any)
		at = "/assetInfo"
	}
	take := func(into *string, from map[string]any, name string, ok func(string) bool) {
		if s, isText := from[name].(string); isText && *into == "" && ok(s) {
			*into = s
		}
	}
	take(&t.BeneficiaryVASP, value, "beneficiaryVaspId", directory.ValidVaspID)
	take(&t.Symbol, asset, "symbol", func(s string) bool { return !blank(s) && utf8.RuneCountInString(s) <= travelrule.MaxSymbol })
	if t.Step != Account {
		take(&t.Amount, asset, "amount", travelrule.IsDecimal)
		take(&t.TradePrice, asset, "tradePrice", travelrule.IsDecimal)
		take(&t.TradeCurrency, asset, "tradeCurrency", func(s string) bool { return !blank(s) && utf8.RuneCountInString(s) <= travelrule.MaxAmount })
	}
	network, _ := asset["network"].(string)
	if _, known := address.LookupNetwork(network); network != "" && !known {
		return []Fault{{Pointer: at + "/network", Rule: RuleValue, Text: "not a name of the network list"}}
	}
	take(&t.Network, asset, "network", func(string) bool { return true })
	return nil
}

// Lacking are the codes of a party's data that faults name, each once: what a LACK-OF-INFORMATION answer would list. Of alternatives the first is
// taken.
func Lacking(faults []Fault) []ivms101.Field {
	var codes []ivms101.Field
	for _, f := range faults {
		if len(f.AnyOf) == 0 {
			continue
		}
		for _, code := range f.AnyOf[0] {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// String names the rule for people: "KR from 1000000 KRW".
func (r Rule) String() string {
	text := r.ID
	for i, limit := range r.Threshold {
		word := " from "
		if r.Exceeds {
			word = " over "
		}
		if i > 0 {
			word = " or "
		}
		text += word + limit.Amount + " " + limit.Currency
	}
	return text
}

// pathOf writes a JSON pointer as the enclave surface names members: /payload/ivms101/originator becomes payload.ivms101.originator.
func pathOf(pointer string) string {
	var b strings.Builder
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if _, err := strconv.Atoi(step); err == nil {
			b.WriteString("[" + step + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}

// Err is the first fault as the enclave surface reports one: what is missing before what is wrong (contract 2.0). nil when there is none.
func Err(faults []Fault) error {
	for _, f := range faults {
		switch f.Rule {
		case RuleRequired, RuleBlank, RuleChoice, RuleMemo:
			return fault.New(fault.Missing, pathOf(f.Pointer))
		}
	}
	if len(faults) > 0 {
		return fault.New(fault.Invalid, pathOf(faults[0].Pointer))
	}
	return nil
}
