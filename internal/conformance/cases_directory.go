package conformance

import (
	"mime"
	"net/http"
	"strings"
)

// directoryCases are those of 2.1, 2.2, 2.13 and 2.14, and what holds for all calls (section 0).
func directoryCases() []Case {
	get := http.MethodGet
	cases := rows(
		row{id: "health.up", clause: "2.13", tag: Inferred, severity: Major, asked: "whether the enclave is alive", method: get, path: "/healthcheck",
			want: members(member{"status", "UP"})},
		row{id: "self.id", clause: "2.1", tag: Docs, severity: Major, asked: "the enclave's own id", method: get, path: "/v1/vasps/self", want: members(member{"vaspId", present})},
		row{id: "vasps.protocol-unknown", clause: "2.2", tag: Inferred, severity: Minor, asked: "the directory of a protocol that does not exist", method: get,
			path: "/v1/vasps?protocol=FAX", want: invalid("protocol", "INVALID-PROTOCOL")},
		row{id: "pre-screening.withdrawn", clause: "2.14", tag: Inferred, severity: Minor, asked: "the endpoint that was withdrawn", path: "/v1/pre-screening",
			body: func(*session) any { return object{"asset": "ETH", "address": "x"} }, want: want{status: http.StatusNotFound}},
	)
	return append(cases,
		Case{ID: "all.content-type", Clause: "0", Tag: Inferred, Severity: Minor, Asked: "an answer and an error", Expected: "`Content-Type: application/json`", run: contentType},
		Case{ID: "all.token", Clause: "2", Tag: Inferred, Severity: Critical, Asked: "a call without the token that is configured", Expected: "401", needs: []Need{NeedToken}, run: tokenAsked},
		Case{ID: "self.listed", Clause: "2.2", Tag: Docs, Severity: Major, Asked: "the directory", Expected: "the caller's own VASP is in it", run: selfListed},
		Case{ID: "vasps.counterparty", Clause: "2.2", Tag: Docs, Severity: Major, Asked: "the directory", Expected: "the counterparty is in it, `VERIFIED-MEMBER`",
			needs: []Need{NeedAccount}, run: counterpartyListed},
		Case{ID: "vasps.protocol", Clause: "2.2", Tag: Docs, Severity: Major, Asked: "the directory of one protocol, in either case of letters",
			Expected: "members of that protocol alone; ALL is everybody", run: oneProtocol},
	)
}

func contentType(t *trial) error {
	for _, path := range []string{"/v1/vasps/self", "/v1/verifications/" + notFoundID} {
		a, err := t.call(t.caller, http.MethodGet, path, nil)
		if err != nil {
			return err
		}
		if typ, _, _ := mime.ParseMediaType(a.header.Get("Content-Type")); typ != "application/json" {
			t.differs("Content-Type of %s is %q", path, a.header.Get("Content-Type"))
		}
	}
	return nil
}

func tokenAsked(t *trial) error {
	bare := *t.caller
	bare.token = ""
	for _, token := range []string{"", "wrong"} {
		bare.token = token
		a, err := t.call(&bare, http.MethodGet, "/v1/vasps/self", nil)
		if err != nil {
			return err
		}
		t.expect(a, want{status: http.StatusUnauthorized})
	}
	return nil
}

// vasps asks for the directory.
func (t *trial) vasps(query string) ([]object, error) {
	a, err := t.call(t.caller, http.MethodGet, "/v1/vasps"+query, nil)
	if err != nil {
		return nil, err
	}
	t.expect(a, members(member{"vasps", present}))
	list, _ := a.body["vasps"].([]any)
	var out []object
	for _, each := range list {
		if o, isObject := each.(object); isObject {
			out = append(out, o)
		}
	}
	return out, nil
}

func find(list []object, name, value string) object {
	for _, o := range list {
		if o[name] == value {
			return o
		}
	}
	return nil
}

func selfListed(t *trial) error {
	list, err := t.vasps("")
	if err != nil {
		return err
	}
	if find(list, "vaspId", t.caller.id) == nil {
		t.differs("the enclave's own id is not in the list of %d", len(list))
	}
	return nil
}

func counterpartyListed(t *trial) error {
	list, err := t.vasps("")
	if err != nil {
		return err
	}
	o := find(list, "vaspId", t.world.Counterparty)
	if o == nil {
		t.differs("the counterparty is not in the list of %d", len(list))
		return nil
	}
	t.hold("the counterparty's ", o, []member{{"vaspStatus", "VERIFIED-MEMBER"}, {"vaspName", present}})
	return nil
}

func oneProtocol(t *trial) error {
	all, err := t.vasps("")
	if err != nil {
		return err
	}
	for _, query := range []string{"VERIFYVASP", "CODE", "code", "ALL"} {
		list, err := t.vasps("?protocol=" + query)
		if err != nil {
			return err
		}
		count := 0
		for _, o := range all {
			if query == "ALL" || o["protocol"] == strings.ToUpper(query) {
				count++
			}
		}
		if len(list) != count {
			t.differs("protocol=%s lists %d members, and %d of the whole list are", query, len(list), count)
		}
	}
	return nil
}
