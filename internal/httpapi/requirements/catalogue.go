package requirements

import (
	"net/http"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// problem is what one fault code becomes on this surface.
type problem struct {
	status int
	text   string
}

// catalogue is the one place where this surface decides what a code becomes. What a body lacks is no error here but the answer.
var catalogue = map[fault.Code]problem{
	fault.Malformed:      {400, "The body is not one JSON object in UTF-8."},
	fault.Missing:        {422, "A parameter is missing; see place."},
	fault.Invalid:        {422, "A parameter is unknown, given twice, or has a value that is not allowed; see place."},
	fault.NetworkUnknown: {422, "This is not a name of the network list."},
	fault.TooLarge:       {413, "The request, or the parameter at place, is over its limit."},
	fault.NotFound:       {404, "There is nothing under this path."},
	fault.Unauthentic:    {401, "Send the enclave's token as Authorization: Bearer TOKEN."},
	fault.MemberNotFound: {404, "No member has this VASP id; say beneficiaryCountry to ask without one."},
	fault.DirectoryEmpty: {503, "No list of members has been received yet; say both countries to ask without it."},
	fault.Unavailable:    {503, "A part this call needs does not answer; try again."},
	fault.NotReady:       {503, "The server is starting or stopping; try again."},
	fault.TimedOut:       {504, "The time allowed for this call ran out."},
	fault.Canceled:       {499, "The call was canceled."},
	fault.Forbidden:      {403, "This caller may not do this."},
	fault.RateLimited:    {429, "Too many calls; try again later."},
	fault.Unsupported:    {400, "This is not done here."},
	fault.Conflict:       {409, "This is taken by something else."},
}

// ours are codes, or whole subjects, that a caller of this surface cannot cause: they are shown as internal.
var ours = []string{"internal", "config.", "storage.", "directory.", "peer.", "backend.", "envelope.", "ivms101.", "address.", "audit.", "seal.", "verification.", "risk."}

func internalCode(code fault.Code) bool {
	return slices.Contains(fault.KYC(), code) || slices.ContainsFunc(ours, func(subject string) bool { return strings.HasPrefix(string(code), subject) })
}

func fail(w http.ResponseWriter, r *http.Request, err error) {
	code := fault.CodeOf(err)
	body := web.FaultResponse{Code: code, Place: fault.PlaceOf(err), RequestID: web.RequestID(r.Context())}
	p, ok := catalogue[code]
	body.Message = p.text
	if !ok {
		p.status = http.StatusInternalServerError
		body = web.FaultResponse{Code: fault.Internal, Message: "This failed on our side; our log has it under this request id.", RequestID: body.RequestID}
	}
	if code == fault.Unauthentic {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	_ = web.WriteJSON(w, p.status, body)
}
