package requirements

import (
	"encoding/json"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// A tree of nodes is what a body must look like. It is written as JSON Schema, and a body is held against it: both read the same tree.

// shape is the kind of value a node stands for.
type shape uint8

const (
	object shape = iota
	array
	text
	oneValue // one of the node's values
)

// node is one value and what is asked of it. What a shape does not use is empty.
type node struct {
	shape    shape
	about    string // for people; the schema's description
	nullable bool

	members []member // object
	needs   []need   // object
	when    *when    // object

	min, max int      // array: items; text: characters, 0 for no limit
	each     *node    // array
	some     *node    // array: one item at least is like this
	first    []*node  // array: the items at its beginning
	persons  *persons // array

	patterns []pattern // text
	format   *format   // text

	values []any // oneValue: strings, booleans, or int64
}

// member is a named value of an object.
type member struct {
	name     string
	of       *node
	optional bool // absent and null are fine
}

// need is a choice between bundles of members; one bundle is no choice.
type need struct {
	bundles [][]member
	codes   [][]ivms101.Field // of each bundle
	sources []string          // who asks
}

// when asks for then where the party at path is a legal person, and for otherwise where it is not.
type when struct {
	path            []string
	then, otherwise *node
}

// persons are the persons of a party (contract 4.9): a natural person; or a legal person, and a representative when one is asked for.
type persons struct {
	natural, legal, representative *node
}

// pattern is a regular expression that means the same in ECMA 262 and here.
type pattern struct {
	expression string
	rule       string // of a fault
	about      string
	compiled   *regexp.Regexp
}

func matching(expression, rule, about string) pattern {
	return pattern{expression, rule, about, regexp.MustCompile(expression)}
}

// format is a check that a schema can only name.
type format struct {
	name string
	ok   func(string) bool
}

// Rules of faults. They are published and do not change.
const (
	RuleRequired = "required" // a member or item is missing
	RuleType     = "type"     // another kind of JSON value
	RuleBlank    = "blank"    // a text without anything in it
	RuleLength   = "length"   // a text or list is too long
	RuleValue    = "value"    // not one of the values there are
	RuleForm     = "form"     // a text of another form
	RuleChoice   = "choice"   // none of the alternatives is there
	RuleCode     = "code"     // a code of contract 4.8 is unknown or missing
	RuleAddress  = "address"  // not an address of the network
	RuleMemo     = "memo"     // the memo or tag is missing
)

// FaultRules returns every rule of a fault.
func FaultRules() []string {
	return []string{RuleRequired, RuleType, RuleBlank, RuleLength, RuleValue, RuleForm, RuleChoice, RuleCode, RuleAddress, RuleMemo}
}

// Fault is one thing a body lacks. It never holds a value of the body.
type Fault struct {
	Pointer string            `json:"pointer"` // JSON pointer (RFC 6901)
	Rule    string            `json:"rule"`
	Text    string            `json:"text"`
	AnyOf   [][]ivms101.Field `json:"anyOf,omitempty"`   // the codes of contract 4.8 of which one bundle is needed
	Sources []string          `json:"sources,omitempty"` // who asks: ids of rules, "contract", "counterparty"
}

// blank is what a schema can say as well: spaces, tabs and line breaks alone.
func blank(s string) bool { return strings.Trim(s, " \t\r\n\f\v") == "" }

const notBlank = `[^ \t\r\n\f\v]`

// schema writes the node as JSON Schema 2020-12.
func (n *node) schema() map[string]any {
	out := map[string]any{}
	switch n.shape {
	case object:
		n.objectSchema(out)
	case array:
		n.arraySchema(out)
	case text:
		n.textSchema(out)
	case oneValue:
		if len(n.values) == 1 {
			out["const"] = n.values[0]
		} else {
			out["enum"] = n.values
		}
	}
	if n.nullable {
		out = map[string]any{"anyOf": []any{map[string]any{"type": "null"}, out}}
	}
	if n.about != "" {
		out["description"] = n.about
	}
	return out
}

func (n *node) objectSchema(out map[string]any) {
	out["type"] = "object"
	properties, required := map[string]any{}, []string{}
	for _, m := range n.members {
		properties[m.name] = m.schema()
		if !m.optional {
			required = append(required, m.name)
		}
	}
	var also []any
	for _, need := range n.needs {
		var ways []any
		for _, bundle := range need.bundles {
			ways = append(ways, bundleSchema(bundle))
		}
		one := bundleOfOne(need)
		switch {
		case one != nil && properties[one.name] == nil:
			properties[one.name] = askedFor(one.schema(), need)
			required = append(required, one.name)
		case len(ways) == 1:
			also = append(also, ways[0])
		default:
			also = append(also, askedFor(map[string]any{"anyOf": ways}, need))
		}
	}
	if n.when != nil {
		also = append(also, map[string]any{"if": legalAt(n.when.path), "then": n.when.then.schema(), "else": n.when.otherwise.schema()})
	}
	if len(properties) > 0 {
		out["properties"] = properties
	}
	if len(required) > 0 {
		out["required"] = required
	}
	if len(also) > 0 {
		out["allOf"] = also
	}
}

// askedFor says in a schema who asks for it.
func askedFor(schema map[string]any, n need) map[string]any {
	if len(n.sources) > 0 {
		schema["description"] = "asked for by " + strings.Join(n.sources, ", ")
	}
	return schema
}

// bundleOfOne is the only member of a need that is no choice.
func bundleOfOne(n need) *member {
	if len(n.bundles) == 1 && len(n.bundles[0]) == 1 {
		return &n.bundles[0][0]
	}
	return nil
}

func bundleSchema(bundle []member) map[string]any {
	properties, required := map[string]any{}, []string{}
	var also []any
	for _, m := range bundle {
		if properties[m.name] != nil {
			also = append(also, bundleSchema([]member{m}))
			continue
		}
		properties[m.name] = m.schema()
		required = append(required, m.name)
	}
	out := map[string]any{"required": required, "properties": properties}
	if len(also) > 0 {
		out["allOf"] = also
	}
	return out
}

func (m member) schema() map[string]any {
	out := m.of.schema()
	if m.optional && !m.of.nullable {
		out = map[string]any{"anyOf": []any{map[string]any{"type": "null"}, out}}
	}
	return out
}

// legalAt is a schema of bodies in which the first person of the list at path is a legal person.
func legalAt(path []string) map[string]any {
	if len(path) == 0 {
		return map[string]any{"type": "array", "minItems": 1, "prefixItems": []any{legalItem()}}
	}
	return map[string]any{"type": "object", "required": path[:1], "properties": map[string]any{path[0]: legalAt(path[1:])}}
}

func legalItem() map[string]any {
	return map[string]any{"type": "object", "required": []string{"legalPerson"}, "properties": map[string]any{"legalPerson": map[string]any{"type": "object"}}}
}

func (n *node) arraySchema(out map[string]any) {
	out["type"] = "array"
	if n.min > 0 {
		out["minItems"] = n.min
	}
	if n.max > 0 {
		out["maxItems"] = n.max
	}
	if n.each != nil {
		out["items"] = n.each.schema()
	}
	if n.some != nil {
		out["contains"] = n.some.schema()
	}
	if len(n.first) > 0 {
		var items []any
		for _, f := range n.first {
			items = append(items, f.schema())
		}
		out["prefixItems"] = items
		out["minItems"] = max(n.min, len(n.first))
	}
	if p := n.persons; p != nil {
		company := []any{personSchema("legalPerson", p.legal)}
		if p.representative != nil {
			company = append(company, personSchema("naturalPerson", p.representative))
		}
		out["minItems"] = max(n.min, 1)
		out["if"] = map[string]any{"prefixItems": []any{legalItem()}}
		out["then"] = map[string]any{"minItems": len(company), "prefixItems": company}
		out["else"] = map[string]any{"prefixItems": []any{personSchema("naturalPerson", p.natural)}}
	}
}

func personSchema(name string, of *node) map[string]any {
	return map[string]any{"type": "object", "required": []string{name}, "properties": map[string]any{name: of.schema()}}
}

func (n *node) textSchema(out map[string]any) {
	out["type"] = "string"
	if n.max > 0 {
		out["maxLength"] = n.max
	}
	if n.format != nil {
		out["format"] = n.format.name
	}
	if len(n.patterns) == 0 {
		out["pattern"] = notBlank
		return
	}
	also := []any{map[string]any{"pattern": notBlank}}
	for _, p := range n.patterns {
		also = append(also, map[string]any{"pattern": p.expression, "description": p.about})
	}
	out["allOf"] = also
}

// check holds a decoded value (numbers as json.Number) against the node.
func (n *node) check(value any, at string) []Fault {
	if value == nil && n.nullable {
		return nil
	}
	switch n.shape {
	case object:
		members, ok := value.(map[string]any)
		if !ok {
			return []Fault{{Pointer: at, Rule: RuleType, Text: "an object is needed"}}
		}
		return n.checkObject(members, at)
	case array:
		items, ok := value.([]any)
		if !ok {
			return []Fault{{Pointer: at, Rule: RuleType, Text: "a list is needed"}}
		}
		return n.checkArray(items, at)
	case text:
		s, ok := value.(string)
		if !ok {
			return []Fault{{Pointer: at, Rule: RuleType, Text: "a text is needed"}}
		}
		return n.checkText(s, at)
	}
	if !slices.ContainsFunc(n.values, func(want any) bool { return same(value, want) }) {
		return []Fault{{Pointer: at, Rule: RuleValue, Text: "not one of the values there are"}}
	}
	return nil
}

// same compares a decoded value with a string, a boolean or an int64.
func same(value, want any) bool {
	number, isNumber := value.(json.Number)
	wanted, isInt := want.(int64)
	if !isNumber || !isInt {
		return value == want
	}
	if strings.ContainsAny(string(number), "eE") { // no exponent is worked out
		return false
	}
	x, ok := new(big.Rat).SetString(string(number))
	return ok && x.Cmp(new(big.Rat).SetInt64(wanted)) == 0
}

func (n *node) checkObject(members map[string]any, at string) []Fault {
	var faults []Fault
	for _, m := range n.members {
		faults = append(faults, m.check(members, at)...)
	}
	for _, need := range n.needs {
		faults = append(faults, need.check(members, at)...)
	}
	if n.when != nil {
		branch := n.when.otherwise
		if isLegal(members, n.when.path) {
			branch = n.when.then
		}
		faults = append(faults, branch.check(members, at)...)
	}
	return faults
}

func (m member) check(members map[string]any, at string) []Fault {
	value, there := members[m.name]
	at += "/" + m.name
	switch {
	case value == nil && m.optional:
		return nil
	case !there || value == nil && !m.of.nullable:
		return []Fault{{Pointer: at, Rule: RuleRequired, Text: m.name + " is needed"}}
	}
	return m.of.check(value, at)
}

func (n need) check(members map[string]any, at string) []Fault {
	var faults []Fault
	for _, bundle := range n.bundles {
		faults = nil
		for _, m := range bundle {
			faults = append(faults, m.check(members, at)...)
		}
		if len(faults) == 0 {
			return nil
		}
	}
	if len(n.bundles) > 1 {
		faults = []Fault{{Pointer: at, Rule: RuleChoice, Text: "one of the alternatives is needed"}}
	}
	for i := range faults {
		faults[i].AnyOf, faults[i].Sources = n.codes, n.sources
	}
	return faults
}

// isLegal follows path to a list of persons and says whether its first is a legal person.
func isLegal(value any, path []string) bool {
	for _, name := range path {
		members, ok := value.(map[string]any)
		if !ok {
			return false
		}
		value = members[name]
	}
	list, ok := value.([]any)
	return ok && len(list) > 0 && legalPerson(list[0])
}

func legalPerson(item any) bool {
	members, ok := item.(map[string]any)
	if !ok {
		return false
	}
	_, ok = members["legalPerson"].(map[string]any)
	return ok
}

func (n *node) checkArray(items []any, at string) []Fault {
	least := max(n.min, len(n.first))
	if n.persons != nil {
		least = max(n.min, 1)
	}
	if len(items) < least {
		return []Fault{{Pointer: at + "/" + strconv.Itoa(len(items)), Rule: RuleRequired, Text: "the list needs " + strconv.Itoa(least) + " or more"}}
	}
	var faults []Fault
	if n.max > 0 && len(items) > n.max {
		faults = append(faults, Fault{Pointer: at, Rule: RuleLength, Text: "the list has more than " + strconv.Itoa(n.max)})
	}
	for i, f := range n.first {
		faults = append(faults, f.check(items[i], at+"/"+strconv.Itoa(i))...)
	}
	if n.each != nil {
		for i := len(n.first); i < len(items) && len(faults) < maxFaults; i++ {
			faults = append(faults, n.each.check(items[i], at+"/"+strconv.Itoa(i))...)
		}
	}
	if n.some != nil && !slices.ContainsFunc(items, func(item any) bool { return len(n.some.check(item, at)) == 0 }) {
		faults = append(faults, Fault{Pointer: at, Rule: RuleRequired, Text: "an item is needed: " + n.some.about})
	}
	if n.persons != nil {
		faults = append(faults, n.persons.check(items, at)...)
	}
	return faults
}

func (p *persons) check(items []any, at string) []Fault {
	if !legalPerson(items[0]) {
		return checkPerson(items[0], "naturalPerson", p.natural, at+"/0")
	}
	faults := checkPerson(items[0], "legalPerson", p.legal, at+"/0")
	switch {
	case p.representative == nil:
	case len(items) < 2:
		// What is missing is said member by member.
		faults = append(faults, checkPerson(map[string]any{"naturalPerson": map[string]any{}}, "naturalPerson", p.representative, at+"/1")...)
	default:
		faults = append(faults, checkPerson(items[1], "naturalPerson", p.representative, at+"/1")...)
	}
	return faults
}

func checkPerson(item any, name string, of *node, at string) []Fault {
	members, ok := item.(map[string]any)
	if !ok {
		return []Fault{{Pointer: at, Rule: RuleType, Text: "an object is needed"}}
	}
	return member{name: name, of: of}.check(members, at)
}

func (n *node) checkText(s, at string) []Fault {
	if blank(s) {
		return []Fault{{Pointer: at, Rule: RuleBlank, Text: "the text is empty"}}
	}
	var faults []Fault
	if n.max > 0 && utf8.RuneCountInString(s) > n.max {
		return []Fault{{Pointer: at, Rule: RuleLength, Text: "longer than " + strconv.Itoa(n.max) + " characters"}}
	}
	for _, p := range n.patterns {
		if !p.compiled.MatchString(s) {
			faults = append(faults, Fault{Pointer: at, Rule: p.rule, Text: p.about})
		}
	}
	if n.format != nil && !n.format.ok(s) {
		faults = append(faults, Fault{Pointer: at, Rule: RuleAddress, Text: "not an address of this network"})
	}
	return faults
}

// formats collects the formats of a tree by name, for validators that can be told of them.
func (n *node) formats(into map[string]func(string) bool) {
	if n == nil {
		return
	}
	if n.format != nil {
		into[n.format.name] = n.format.ok
	}
	for _, m := range n.members {
		m.of.formats(into)
	}
	for _, need := range n.needs {
		for _, bundle := range need.bundles {
			for _, m := range bundle {
				m.of.formats(into)
			}
		}
	}
	n.each.formats(into)
}

// document is a whole schema with its head.
func (n *node) document(id, title string) map[string]any {
	out := maps.Clone(n.schema())
	out["$schema"], out["$id"], out["title"] = "https://json-schema.org/draft/2020-12/schema", id, title
	return out
}
