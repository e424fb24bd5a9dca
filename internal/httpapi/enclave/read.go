package enclave

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/fault"
)

// object reads members of a JSON object and remembers the first fault of each kind. All missing members come before all
// wrong values (contract 2.0, order of checks), so both are collected while reading and err picks.
type object struct {
	members map[string]json.RawMessage
	whole   json.RawMessage // the object as it was sent
	path    string
	state   *readState
}

type readState struct{ missing, invalid error }

// err is the first missing member, else the first wrong value.
func (s *readState) err() error {
	if s.missing != nil {
		return s.missing
	}
	return s.invalid
}

func (s *readState) miss(path string) {
	if s.missing == nil {
		s.missing = fault.New(fault.Missing, path)
	}
}

func (s *readState) wrong(path string) {
	if s.invalid == nil {
		s.invalid = fault.New(fault.Invalid, path)
	}
}

// readObject parses a request body. fault.Malformed when it is not one JSON object.
func readObject(body []byte) (object, *readState, error) {
	state := &readState{}
	members := map[string]json.RawMessage{}
	if !utf8.Valid(body) || json.Unmarshal(body, &members) != nil || members == nil {
		return object{}, nil, fault.New(fault.Malformed, "body")
	}
	return object{members: members, state: state}, state, nil
}

func (o object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

var jsonNull = []byte("null")

// raw returns a member as it stands, nil when it is absent or null.
func (o object) raw(name string) json.RawMessage {
	value := bytes.TrimSpace(o.members[name])
	if len(value) == 0 || bytes.Equal(value, jsonNull) {
		return nil
	}
	return value
}

// text reads a required string of 1 to max characters.
func (o object) text(name string, max int) string {
	if o.raw(name) == nil {
		o.state.miss(o.at(name))
		return ""
	}
	if string(o.raw(name)) == `""` {
		o.state.miss(o.at(name))
	}
	return o.optionalText(name, max)
}

// optionalText reads a string of at most max characters; absent and null are "".
func (o object) optionalText(name string, max int) string {
	raw := o.raw(name)
	if raw == nil {
		return ""
	}
	var value string
	if json.Unmarshal(raw, &value) != nil || utf8.RuneCountInString(value) > max {
		o.state.wrong(o.at(name))
		return ""
	}
	return value
}

// flag reads a required boolean, leniently: true, false, 1, 0 and the same in quotes (contract 5.5).
func (o object) flag(name string) bool {
	raw := o.raw(name)
	switch string(raw) {
	case "":
		o.state.miss(o.at(name))
	case "true", "1", `"true"`, `"1"`:
		return true
	case "false", "0", `"false"`, `"0"`:
		return false
	default:
		o.state.wrong(o.at(name))
	}
	return false
}

// child reads a required object.
func (o object) child(name string) object {
	raw := o.raw(name)
	inner := object{whole: raw, path: o.at(name), state: o.state}
	if raw == nil {
		o.state.miss(o.at(name))
	} else if json.Unmarshal(raw, &inner.members) != nil || inner.members == nil {
		o.state.wrong(o.at(name))
	}
	return inner
}

// ok says whether the object was there and is one: members of an absent object are not reported on top of it.
func (o object) ok() bool { return o.members != nil }

// texts reads a required array of 1 to maxItems strings of 1 to maxLength characters.
func (o object) texts(name string, maxItems, maxLength int) []string {
	raw := o.raw(name)
	if raw == nil {
		o.state.miss(o.at(name))
		return nil
	}
	var list []string
	if json.Unmarshal(raw, &list) != nil || len(list) > maxItems {
		o.state.wrong(o.at(name))
		return nil
	}
	if len(list) == 0 {
		o.state.miss(o.at(name))
	}
	for _, item := range list {
		if item == "" || utf8.RuneCountInString(item) > maxLength {
			o.state.wrong(o.at(name))
			return nil
		}
	}
	return list
}

// list says whether a member is an array that is not empty; one that must be there is reported when it is not.
func (o object) list(name string, required bool) {
	raw := o.raw(name)
	var items []json.RawMessage
	switch {
	case raw == nil && required:
		o.state.miss(o.at(name))
	case raw == nil:
	case json.Unmarshal(raw, &items) != nil:
		o.state.wrong(o.at(name))
	case len(items) == 0:
		o.state.miss(o.at(name))
	}
}
