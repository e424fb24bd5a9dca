package web

import (
	"net/http"

	"github.com/bonafide-id/bonafide/fault"
)

// faultStatuses is the catalogue of our own administration surfaces. Unlike the contracts' surfaces they publish the code
// itself, the place and a sentence. What is not listed is ours to repair and shows as internal.
var faultStatuses = map[fault.Code]struct {
	status int
	text   string
}{
	fault.Malformed:          {400, "The body is not valid JSON."},
	fault.Missing:            {422, "A required member is missing; see place."},
	fault.Invalid:            {422, "A member has a value that is not allowed; see place."},
	fault.TooLarge:           {413, "The request, or the member at place, is over its limit."},
	fault.NotFound:           {404, "There is nothing under this path or id."},
	fault.Conflict:           {409, "This is taken by something else, or was changed meanwhile; see place."},
	fault.Unauthentic:        {401, "Send the administration key as Authorization: Bearer KEY."},
	fault.Forbidden:          {403, "This caller may not do this."},
	fault.RateLimited:        {429, "Too many calls; try again later."},
	fault.Unsupported:        {400, "This is not done here."},
	fault.Unavailable:        {503, "A part this call needs does not answer; try again."},
	fault.NotReady:           {503, "The server is starting or stopping; try again."},
	fault.DirectoryEmpty:     {503, "No list of members has been received yet."},
	fault.TimedOut:           {504, "The time allowed for this call ran out."},
	fault.MemberNotFound:     {404, "No member has this VASP id."},
	fault.MemberNotActive:    {409, "This member is not active."},
	fault.DirectoryMalformed: {422, "The member breaks a rule of the list; see place."},
	fault.RequestStale:       {401, "The signed call is older or newer than a minute, or was made before: sign it anew, and look at the clock."},
	fault.RelayFull:          {429, "Too much waits for this recipient, or of this sender; try again later."},
	fault.EnvelopeMalformed:  {400, "This is not an envelope; see place."},
	fault.EnvelopeVersion:    {400, "This version of the envelope is not known."},
	fault.EnvelopeType:       {400, "A message of this type does not belong here."},
	fault.EnvelopeExpired:    {410, "The message is past its expiry."},
	fault.EnvelopeReplay:     {409, "This message id was used for another message."},
	fault.AddressInvalid:     {422, "This is not an address of the network."},
	fault.NetworkUnknown:     {422, "This is not a name of the network list."},
}

// FaultResponse is the body of an error of our own administration surfaces.
type FaultResponse struct {
	Code      fault.Code `json:"code"`
	Place     string     `json:"place,omitempty"`
	Message   string     `json:"message"`
	RequestID string     `json:"requestId"`
}

// FaultStatus returns what a code becomes on our own surfaces; ok is false for codes that are shown as internal.
func FaultStatus(code fault.Code) (status int, text string, ok bool) {
	entry, ok := faultStatuses[code]
	return entry.status, entry.text, ok
}

// WriteFault writes err as our own surfaces do.
func WriteFault(w http.ResponseWriter, r *http.Request, err error) {
	code := fault.CodeOf(err)
	body := FaultResponse{Code: code, Place: fault.PlaceOf(err), RequestID: RequestID(r.Context())}
	status, text, ok := FaultStatus(code)
	body.Message = text
	if !ok {
		status = http.StatusInternalServerError
		body = FaultResponse{Code: fault.Internal, Message: "This failed on our side; our log has it under this request id.", RequestID: body.RequestID}
	}
	if code == fault.Unauthentic {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	_ = WriteJSON(w, status, body)
}
