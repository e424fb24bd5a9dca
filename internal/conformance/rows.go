package conformance

import "net/http"

// row is a case of one call and its answer.
type row struct {
	id, clause string
	tag        Tag
	severity   Severity
	asked      string
	needs      []Need
	method     string // default POST
	path       string
	body       func(s *session) any // nil: none
	want       want
}

// rows makes cases of one call each.
func rows(list ...row) (cases []Case) {
	for _, r := range list {
		if r.method == "" {
			r.method = http.MethodPost
		}
		cases = append(cases, Case{ID: r.id, Clause: r.clause, Tag: r.tag, Severity: r.severity, Asked: r.asked, Expected: r.want.text(), needs: r.needs,
			run: func(t *trial) error {
				var body any
				if r.body != nil {
					body = r.body(t.session)
				}
				a, err := t.call(t.caller, r.method, r.path, body)
				if err != nil {
					return err
				}
				t.expect(a, r.want)
				return nil
			}})
	}
	return cases
}

func refused(status int, code, message string) want {
	return want{status: status, code: code, message: message}
}

func required(path, code string) want {
	return refused(http.StatusBadRequest, code, "`"+path+"` is required.")
}

func invalid(path, code string) want {
	return refused(http.StatusBadRequest, code, "`"+path+"` is invalid value.")
}

func members(list ...member) want { return want{status: http.StatusOK, members: list} }

const (
	notFoundID = "41f2c0de-0000-4000-8000-9c1d2e3f4a5b"
	notFound   = "Verification(" + notFoundID + ") is not found"
)

// spoiled is one thing that is wrong with a request.
type spoiled struct {
	name  string // end of the case's id
	asked string
	tag   Tag
	sev   Severity
	spoil func(s *session, body object) any
	want  want
}

// drop and put spoil one member.
func drop(path string) func(*session, object) any {
	return func(_ *session, body object) any { return without(body, path) }
}

func put(path string, value any) func(*session, object) any {
	return func(_ *session, body object) any { return with(body, path, value) }
}

func text(raw string) func(*session, object) any {
	return func(*session, object) any { return []byte(raw) }
}

// faults makes a case of each fault of a call's body.
func faults(prefix, clause, path string, body func(s *session) object, list ...spoiled) (cases []Case) {
	for _, f := range list {
		if f.sev == "" {
			f.sev = Major
		}
		cases = append(cases, rows(row{id: prefix + "." + f.name, clause: clause, tag: f.tag, severity: f.sev, asked: f.asked, path: path,
			body: func(s *session) any { return f.spoil(s, body(s)) }, want: f.want})...)
	}
	return cases
}

// malformed are the bodies that are no JSON object: alike at every POST.
func malformed() []spoiled {
	bad := refused(http.StatusBadRequest, "INVALID-FORMAT", "Request body is not valid JSON")
	return []spoiled{
		{"unparseable", "a body that ends too early", Inferred, Minor, text(`{"keyType":`), bad},
		{"no-object", "a body that is a list", Inferred, Minor, text(`[]`), bad},
		{"empty-body", "no body at all", Inferred, Minor, text(``), bad},
	}
}
