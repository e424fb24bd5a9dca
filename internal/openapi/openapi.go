// Package openapi holds requests and answers against an OpenAPI 3.1 description: which call a request is, and where a body differs from the
// schema the description gives. Differences name places and rules, never values, so that they can be printed.
package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// Operation is one call of a description. Path is its template: /v1/verifications/{uuid}.
type Operation struct{ Method, Path string }

// Open says whether the operation may be called without a token.
func (d *Document) Open(op Operation) bool { return d.calls[op].open }

// Document is a description that was read; it is safe for use by many at once.
type Document struct {
	calls    map[Operation]*call
	examples []example
	codes    map[string]bool
}

type call struct {
	open    bool
	request *jsonschema.Schema // nil: no body
	answers map[string]*jsonschema.Schema
}

type example struct {
	name   string
	schema *jsonschema.Schema
	value  any
}

// Option of Parse.
type Option func(map[string]any)

// Closed makes a member that the description does not name a difference, in every schema that lists members. It is for a surface of our own;
// others may answer more than they must.
func Closed() Option {
	return func(doc map[string]any) { closeSchemas(doc) }
}

func closeSchemas(value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, lists := v["properties"].(map[string]any); lists && v["type"] == "object" {
			if _, said := v["additionalProperties"]; !said {
				v["additionalProperties"] = false
			}
		}
		for name, inner := range v {
			if name != "example" && name != "examples" {
				closeSchemas(inner)
			}
		}
	case []any:
		for _, inner := range v {
			closeSchemas(inner)
		}
	}
}

const base = "https://bonafide.invalid/openapi.json"

// Parse reads a description. It refuses one whose schemas do not compile, whose references lead nowhere, or that describes no call.
func Parse(text []byte, options ...Option) (*Document, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	doc, ok := value.(map[string]any)
	if version, _ := doc["openapi"].(string); !ok || !strings.HasPrefix(version, "3.1.") {
		return nil, fmt.Errorf("this is no OpenAPI 3.1 description")
	}
	for _, option := range options {
		option(doc)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	compiler.UseLoader(nothingElse{})
	if err := compiler.AddResource(base, doc); err != nil {
		return nil, err
	}
	r := &reader{doc: doc, compiler: compiler, out: &Document{calls: map[Operation]*call{}}}
	if err := r.paths(); err != nil {
		return nil, err
	}
	if len(r.out.calls) == 0 {
		return nil, fmt.Errorf("the description names no call")
	}
	return r.out, nil
}

// nothingElse keeps a reference from reaching for files or the network: a description stands for itself.
type nothingElse struct{}

// Load implements jsonschema.URLLoader.
func (nothingElse) Load(string) (any, error) {
	return nil, errors.New("a reference leads out of the description")
}

type reader struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
	out      *Document
}

var methods = []string{"get", "put", "post", "delete", "patch", "head", "options"}

func (r *reader) paths() error {
	for path, item := range object(r.doc["paths"]) {
		for _, method := range methods {
			operation, there := object(item)[method]
			if !there {
				continue
			}
			at := pointer("paths", path, method)
			c, err := r.call(at, object(operation))
			if err != nil {
				return fmt.Errorf("%s %s: %w", strings.ToUpper(method), path, err)
			}
			r.out.calls[Operation{strings.ToUpper(method), path}] = c
		}
	}
	return nil
}

func (r *reader) call(at string, operation map[string]any) (*call, error) {
	c := &call{answers: map[string]*jsonschema.Schema{}}
	if security, said := operation["security"].([]any); said && len(security) == 0 {
		c.open = true
	}
	if body, there := operation["requestBody"]; there {
		schema, err := r.content(at+"/requestBody", object(body))
		if err != nil {
			return nil, err
		}
		c.request = schema
	}
	for status, answer := range object(operation["responses"]) {
		where, resolved, err := r.resolve(at+pointer("responses", status), object(answer))
		if err != nil {
			return nil, err
		}
		if c.answers[status], err = r.content(where, resolved); err != nil {
			return nil, fmt.Errorf("%s: %w", status, err)
		}
	}
	if len(c.answers) == 0 {
		return nil, fmt.Errorf("no answer is described")
	}
	return c, nil
}

// resolve follows a reference inside the description.
func (r *reader) resolve(at string, value map[string]any) (string, map[string]any, error) {
	ref, there := value["$ref"].(string)
	if !there {
		return at, value, nil
	}
	var here any = r.doc
	for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		here = object(here)[unescape(step)]
	}
	if here == nil || !strings.HasPrefix(ref, "#/") {
		return "", nil, fmt.Errorf("%s leads nowhere", ref)
	}
	return strings.TrimPrefix(ref, "#"), object(here), nil
}

// content compiles the JSON schema of a body, and keeps its examples.
func (r *reader) content(at string, body map[string]any) (*jsonschema.Schema, error) {
	media, there := object(body["content"])["application/json"]
	if !there {
		return nil, nil
	}
	at += pointer("content", "application/json")
	schema, err := r.compiler.Compile(base + "#" + at + "/schema")
	if err != nil {
		return nil, err
	}
	for name, each := range object(object(media)["examples"]) {
		_, resolved, err := r.resolve("", object(each))
		if err != nil {
			return nil, err
		}
		r.out.examples = append(r.out.examples, example{at + pointer("examples", name), schema, resolved["value"]})
	}
	return schema, nil
}

func object(value any) map[string]any {
	o, _ := value.(map[string]any)
	return o
}

// pointer writes steps as a JSON pointer.
func pointer(steps ...string) string {
	var b strings.Builder
	for _, step := range steps {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step))
	}
	return b.String()
}

func unescape(step string) string { return strings.NewReplacer("~1", "/", "~0", "~").Replace(step) }

// Operations are all calls of the description, by path and method.
func (d *Document) Operations() []Operation {
	all := make([]Operation, 0, len(d.calls))
	for op := range d.calls {
		all = append(all, op)
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].Path < all[j].Path || all[i].Path == all[j].Path && all[i].Method < all[j].Method
	})
	return all
}

// Find is the operation a request belongs to: fixed paths come before those with a parameter. The path has no query.
func (d *Document) Find(method, path string) (Operation, bool) {
	if _, there := d.calls[Operation{method, path}]; there {
		return Operation{method, path}, true
	}
	steps := strings.Split(path, "/")
	for op := range d.calls {
		if op.Method == method && fits(strings.Split(op.Path, "/"), steps) {
			return op, true
		}
	}
	return Operation{}, false
}

func fits(template, steps []string) bool {
	if len(template) != len(steps) {
		return false
	}
	for i, step := range template {
		if !strings.HasPrefix(step, "{") && step != steps[i] {
			return false
		}
	}
	return true
}

// Request says where a body differs from what the operation asks for; nothing when it does not.
func (d *Document) Request(op Operation, body []byte) []string {
	c, there := d.calls[op]
	switch {
	case !there:
		return []string{op.Method + " " + op.Path + " is not described"}
	case c.request == nil:
		return []string{"no body is described"}
	}
	return differences(c.request, body)
}

// Answer says where an answer differs from what the operation describes for its status; nothing when it does not. A status that is not
// described is a difference.
func (d *Document) Answer(op Operation, status int, body []byte) []string {
	c, there := d.calls[op]
	if !there {
		return []string{op.Method + " " + op.Path + " is not described"}
	}
	schema, there := c.answers[strconv.Itoa(status)]
	if !there {
		schema, there = c.answers["default"]
	}
	switch {
	case !there:
		return []string{fmt.Sprintf("status %d is not described", status)}
	case schema == nil:
		return nil
	}
	return differences(schema, body)
}

// Examples says which of the description's own examples differ from their schemas.
func (d *Document) Examples() (checked int, wrong []string) {
	for _, e := range d.examples {
		for _, difference := range against(e.schema, e.value) {
			wrong = append(wrong, e.name+": "+difference)
		}
	}
	sort.Strings(wrong)
	return len(d.examples), wrong
}

// ErrorExamples are the pairs of code and message that the examples of answers hold.
func (d *Document) ErrorExamples() map[string]string {
	found := map[string]string{}
	for _, e := range d.examples {
		o := object(e.value)
		code, isCode := o["code"].(string)
		message, isText := o["message"].(string)
		if isCode && isText && len(o) == 2 {
			found[code] = message
		}
	}
	return found
}

// maxBody is the longest body that is looked at, bytes.
const maxBody = 16 << 20

func differences(schema *jsonschema.Schema, body []byte) []string {
	if len(body) > maxBody {
		return []string{"the body is longer than 16 MB"}
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil || dec.More() {
		return []string{"the body is not JSON"}
	}
	return against(schema, value)
}

func against(schema *jsonschema.Schema, value any) []string {
	err := schema.Validate(value)
	if err == nil {
		return nil
	}
	failed, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []string{"cannot be held against the schema"}
	}
	seen := map[string]bool{}
	var found []string
	for _, each := range leaves(failed) {
		if !seen[each] {
			seen[each] = true
			found = append(found, each)
		}
	}
	sort.Strings(found)
	return found
}

// leaves are the innermost differences, each with its place and the rule that was broken.
func leaves(e *jsonschema.ValidationError) (all []string) {
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	if len(e.Causes) > 0 {
		return all
	}
	return []string{place(e.InstanceLocation) + ": " + rule(e)}
}

func place(steps []string) string {
	if len(steps) == 0 {
		return "the body"
	}
	return strings.TrimPrefix(pointer(steps...), "/")
}

// rule says which rule was broken, in words that hold nothing of the body but names of members.
func rule(e *jsonschema.ValidationError) string {
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		return "lacks " + strings.Join(k.Missing, ", ")
	case *kind.AdditionalProperties:
		return "has members that are not described: " + strings.Join(k.Properties, ", ")
	case *kind.Type:
		return "is " + k.Got + ", not " + strings.Join(k.Want, " or ")
	case *kind.Enum, *kind.Const:
		return "is none of the values that are described"
	case *kind.Pattern:
		return "is not of the form " + k.Want
	case *kind.Format:
		return "is no " + k.Want
	}
	return "breaks the rule " + strings.Join(e.ErrorKind.KeywordPath(), "/")
}
