package enclave

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// problem is what one fault code becomes on this surface.
type problem struct {
	status  int
	code    string // "" is built from the place: prefix + member name
	prefix  string
	message func(p place) string
}

// place is where a fault was found, as the messages name it.
type place struct {
	member    string // path of the member, "payload.version"
	uuid      string // the id exactly as the caller sent it
	timeoutMS int64
}

func fixed(text string) func(place) string { return func(place) string { return text } }

var internalError = problem{status: http.StatusInternalServerError, code: "UNDEFINED-ERROR", message: fixed("Internal error")}

func timeout(p place) string { return fmt.Sprintf("timeout of %dms exceeded", p.timeoutMS) }

func verificationNotFound(p place) string { return "Verification(" + p.uuid + ") is not found" }

// catalogue is the one place where this surface decides what a code becomes (contract 2.0). It is total: a test walks
// fault.All. The texts of the seeds are binding to the byte.
var catalogue = map[fault.Code]problem{
	fault.Missing:             {status: 400, prefix: "MISSING-", message: func(p place) string { return "`" + p.member + "` is required." }},
	fault.Invalid:             {status: 400, prefix: "INVALID-", message: func(p place) string { return "`" + p.member + "` is invalid value." }},
	fault.Malformed:           {status: 400, code: "INVALID-FORMAT", message: fixed("Request body is not valid JSON")},
	fault.MemberNotFound:      {status: 400, code: "ALLIANCE-NOT-FOUND", message: fixed("Alliance is not found in given vendor")},
	fault.MemberNotActive:     {status: 400, code: "ALLIANCE-NOT-ACTIVE", message: fixed("Alliance is not active now")},
	fault.NotFound:            {status: 404, code: "VERIFICATION-NOT-FOUND", message: verificationNotFound},
	fault.VerificationWaiting: {status: 400, code: "VERIFICATION-NOT-COMPLETED", message: func(p place) string { return "Verification(" + p.uuid + ") is not completed" }},
	fault.RiskState:           {status: 400, code: "UNSUPPORTED-RISK-ASSESSMENT", message: fixed("Risk assessment is not supported in this state")},
	fault.RiskKey:             {status: 401, code: "UNKNOWN-ERROR-CODE", message: fixed("Invalid API Key")},
	fault.RiskAccess:          {status: 403, code: "UNKNOWN-ERROR-CODE", message: fixed("AccessDenied")},
	fault.RiskFailed:          {status: 408, code: "REQUEST-TIMEOUT", message: timeout},
	fault.TimedOut:            {status: 408, code: "REQUEST-TIMEOUT", message: timeout},
	fault.PeerUnreachable:     {status: 408, code: "REQUEST-TIMEOUT", message: timeout},
	fault.PeerIdentity:        {status: 408, code: "REQUEST-TIMEOUT", message: timeout},
	fault.Unauthentic:         {status: 401, code: "UNAUTHORIZED", message: fixed("Authorization is required.")},
	fault.Forbidden:           {status: 403, code: "FORBIDDEN", message: fixed("Not allowed.")},
	fault.TooLarge:            {status: 413, code: "REQUEST-TOO-LARGE", message: fixed("Request is too large.")},
	fault.RateLimited:         {status: 429, code: "TOO-MANY-REQUESTS", message: fixed("Too many requests.")},
	fault.Unsupported:         {status: 400, code: "UNSUPPORTED", message: fixed("Not supported.")},
	fault.Conflict:            {status: 409, code: "CONFLICT", message: fixed("Already exists.")},
	fault.Unavailable:         {status: 503, code: "UNAVAILABLE", message: fixed("Temporarily unavailable.")},
	fault.NotReady:            {status: 503, code: "UNAVAILABLE", message: fixed("Temporarily unavailable.")},
	fault.DirectoryEmpty:      {status: 503, code: "UNAVAILABLE", message: fixed("The directory has not been received yet.")},
	fault.Canceled:            {status: 499, code: "CANCELED", message: fixed("Request was canceled.")},

	// A payload that IVMS101 cannot be read from is an invalid member; the place says which.
	fault.IVMS101Malformed: {status: 400, prefix: "INVALID-", message: func(p place) string { return "`" + p.member + "` is invalid value." }},
	fault.IVMS101Invalid:   {status: 400, prefix: "INVALID-", message: func(p place) string { return "`" + p.member + "` is invalid value." }},
	fault.IVMS101TooLarge:  {status: 413, code: "REQUEST-TOO-LARGE", message: fixed("Request is too large.")},
	fault.IVMS101Edition:   {status: 400, code: "INVALID-VERSION", message: fixed("`payload.version` is invalid value.")},
}

// internalCodes are the faults that a caller of this surface cannot cause: they are ours, and are shown as such.
var internalCodes = withCodes(map[fault.Code]bool{
	fault.Internal: true, fault.Config: true, fault.Corrupt: true, fault.Unmigrated: true,
	fault.DirectorySignature: true, fault.DirectoryRollback: true, fault.DirectoryExpired: true, fault.DirectoryMalformed: true,
	fault.KeyLogMalformed: true, fault.KeyLogInconsistent: true, fault.KeyLogMissing: true, fault.RequestStale: true, fault.RelayFull: true,
	fault.PeerRefused: true, fault.BackendFailed: true, fault.AddressInvalid: true, fault.AddressUnsupported: true, fault.NetworkUnknown: true,
	fault.EnvelopeMalformed: true, fault.EnvelopeVersion: true, fault.EnvelopeUnknownSender: true, fault.EnvelopeSignature: true,
	fault.EnvelopeWrongRecipient: true, fault.EnvelopeHeaderAltered: true, fault.EnvelopeBodyAltered: true,
	fault.EnvelopeReplay: true, fault.EnvelopeExpired: true, fault.EnvelopeNotYet: true, fault.EnvelopeUnknownKey: true,
	fault.EnvelopeRevokedKey: true, fault.EnvelopeType: true, fault.EnvelopeBody: true,
	fault.AuditEntry: true, fault.AuditSignature: true, fault.AuditUnknownKey: true,
	fault.SealBroken: true, fault.SealUnknownKey: true, fault.SealMalformed: true,
}, fault.KYC())

func withCodes(set map[fault.Code]bool, more []fault.Code) map[fault.Code]bool {
	for _, code := range more {
		set[code] = true
	}
	return set
}

// wireError is the body of every answer that is not 2xx.
type wireError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func problemOf(code fault.Code) problem {
	if p, ok := catalogue[code]; ok {
		return p
	}
	return internalError
}

// render builds the answer for code at the given place.
func render(code fault.Code, at place) (int, wireError) {
	p := problemOf(code)
	name := p.code
	if p.prefix != "" {
		name = p.prefix + memberName(p.prefix, at.member)
	}
	return p.status, wireError{Code: name, Message: p.message(at)}
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	code := fault.CodeOf(err)
	status, body := render(code, place{member: fault.PlaceOf(err), uuid: uuidOf(r, err), timeoutMS: s.timeoutMS})
	if code == fault.Unauthentic {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	_ = web.WriteJSON(w, status, body)
}

// about is an error about one verification whose id came in the body.
type about struct {
	error
	uuid string
}

func (a about) Unwrap() error { return a.error }

// uuidOf is the verification id as the caller sent it, in the path or in the body, for the texts that name it.
func uuidOf(r *http.Request, err error) string {
	var named about
	if errors.As(err, &named) {
		return named.uuid
	}
	return r.PathValue("uuid")
}

// memberName turns the last element of a path into upper kebab case: payload.ivms101 becomes IVMS101. The missing VASP id is
// the one irregular name (contract 2.0).
func memberName(prefix, path string) string {
	last := path
	if i := strings.LastIndexByte(last, '.'); i >= 0 {
		last = last[i+1:]
	}
	if i := strings.IndexByte(last, '['); i >= 0 {
		last = last[:i]
	}
	if prefix == "MISSING-" && last == "beneficiaryVaspId" {
		return "VASP"
	}
	return kebab(last)
}

// kebab writes camel case in upper kebab case; a run of capitals is one word: tradeISODatetime is TRADE-ISO-DATETIME.
func kebab(camel string) string {
	runes := []rune(camel)
	var b strings.Builder
	for i, c := range runes {
		if i > 0 && unicode.IsUpper(c) {
			afterLower := !unicode.IsUpper(runes[i-1])
			beforeLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if afterLower || beforeLower {
				b.WriteByte('-')
			}
		}
		b.WriteRune(unicode.ToUpper(c))
	}
	return b.String()
}
