package openapi

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/api"
)

// documents are the descriptions of this repository.
var documents = map[string][]byte{"admin": api.Admin, "ekyc": api.EKYC, "enclave": api.Enclave, "backend": api.Backend, "requirements": api.Requirements}

// TestDescriptionsOfThisRepository: each compiles, and its own examples are as it says.
func TestDescriptionsOfThisRepository(t *testing.T) {
	for name, text := range documents {
		d, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checked, wrong := d.Examples()
		for _, each := range wrong {
			t.Errorf("%s: %s", name, each)
		}
		if least := map[string]int{"enclave": 80, "backend": 20}[name]; checked < least {
			t.Errorf("%s has only %d examples", name, checked)
		}
	}
}

const small = `{"openapi": "3.1.0", "paths": {
 "/things": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"},
  "examples": {"right": {"value": {"name": "a", "at": "2025-03-14T08:15:30.417Z"}}, "wrong": {"value": {"name": 7}}}}}}}}},
 "/things/{id}": {"get": {"security": [], "responses": {"204": {"description": "nothing"}, "default": {"$ref": "#/components/responses/Any"}}},
  "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}, "responses": {"200": {"description": ""}}}}},
 "components": {"responses": {"Any": {"description": "", "content": {"application/json": {"schema": {"type": "object", "required": ["code"]}}}}},
  "schemas": {"Thing": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "enum": ["a", "b"]}, "at": {"type": "string", "format": "date-time"}, "n": {"type": "string", "pattern": "^[0-9]+$"}}}}}}`

func TestAnswers(t *testing.T) {
	open, err := Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	closed, err := Parse([]byte(small), Closed())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, path, body string
		status           int
		document         *Document
		want             []string
	}{
		{"as described", "/things", `{"name":"a","at":"2025-03-14T08:15:30.417Z"}`, 200, closed, nil},
		{"a member more", "/things", `{"name":"a","more":1}`, 200, open, nil},
		{"a member more, closed", "/things", `{"name":"a","more":1}`, 200, closed, []string{"the body: has members that are not described: more"}},
		{"a member less", "/things", `{}`, 200, open, []string{"the body: lacks name"}},
		{"another type", "/things", `{"name":"a","at":1}`, 200, open, []string{"at: is number, not string"}},
		{"another value", "/things", `{"name":"secret"}`, 200, open, []string{"name: is none of the values that are described"}},
		{"several", "/things", `{"name":"secret","at":"then","n":"x"}`, 200, open,
			[]string{"at: is no date-time", "n: is not of the form ^[0-9]+$", "name: is none of the values that are described"}},
		{"no JSON", "/things", `{`, 200, open, []string{"the body is not JSON"}},
		{"two values", "/things", `{"name":"a"} {}`, 200, open, []string{"the body is not JSON"}},
		{"another status", "/things", `{}`, 404, open, []string{"status 404 is not described"}},
		{"no body described", "/things/7", ``, 204, open, nil},
		{"default", "/things/7", `{}`, 500, open, []string{"the body: lacks code"}},
	} {
		op, found := row.document.Find("GET", row.path)
		if !found {
			t.Errorf("%s: %s is not found", row.name, row.path)
			continue
		}
		if diff := cmp.Diff(row.want, row.document.Answer(op, row.status, []byte(row.body))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
	op, _ := open.Find("POST", "/things/7")
	if diff := cmp.Diff([]string{"the body: lacks name"}, open.Request(op, []byte(`{}`))); diff != "" {
		t.Error(diff)
	}
	if checked, wrong := open.Examples(); checked != 2 || len(wrong) != 1 {
		t.Errorf("%d examples, wrong: %q", checked, wrong)
	}
	for _, at := range []string{"/thing", "/things/7/8", "/"} {
		if op, found := open.Find("GET", at); found {
			t.Errorf("%s is %v", at, op)
		}
	}
	if open.Open(Operation{"GET", "/things"}) || !open.Open(Operation{"GET", "/things/{id}"}) {
		t.Error("security is not read")
	}
}

func TestDescriptionsThatAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": `{`, "another version": `{"openapi":"3.0.3","paths":{}}`, "no call": `{"openapi":"3.1.0","paths":{}}`,
		"no answer":            `{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}`,
		"reference to nothing": strings.Replace(small, "schemas/Thing", "schemas/Nothing", 1),
		"answer of nothing":    strings.Replace(small, "responses/Any", "responses/Nothing", 1),
		"reference to a file":  strings.Replace(small, "#/components/schemas/Thing", "file:///etc/hostname", 1),
		"schema that is none":  strings.Replace(small, `"enum": ["a", "b"]`, `"minLength": "x"`, 1),
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	d, err := Parse([]byte(small), Closed())
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{`{"name":"a"}`, `{}`, `[]`, `null`, `{"name":1e999}`, "\xff"} {
		f.Add([]byte(seed))
	}
	op, _ := d.Find("GET", "/things")
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, each := range d.Answer(op, 200, body) {
			if each == "" {
				t.Error("a difference without words")
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/A"}}}}},"components":{"responses":{"A":{"$ref":"#/components/responses/A"}}}}`))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"https://elsewhere.invalid/x"}}}}}}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Parse(text, Closed())
		if err == nil && len(d.Operations()) == 0 {
			t.Error("a description without a call is read")
		}
	})
}
