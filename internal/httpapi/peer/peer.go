// Package peer is the surface another VASP's node calls: mutual TLS 1.3, the caller known by its key.
package peer

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule"
)

// FrameType is the media type of an envelope.
const FrameType = "application/vnd.bonafide.envelope"

// UseCases is what this surface asks of the node.
type UseCases interface {
	Receive(ctx context.Context, tlsPeer string, frame []byte) ([]byte, error)
	AnswerKey(ctx context.Context, ask app.KeyQuestion) (app.KeyAnswer, error)
	Members() *app.Members
	Healthy(ctx context.Context) error
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	MaxBody  int64 // bytes of an envelope; default 512 KiB
}

// KeyRequest and KeyResponse are the bodies of POST /peer/v1/keys.
type (
	KeyRequest struct {
		Type       string `json:"type"`
		Identifier string `json:"identifier,omitempty"`
	}
	KeyResponse struct {
		KeyID     string    `json:"keyId"`
		Public    []byte    `json:"public"`
		NotAfter  time.Time `json:"notAfter"`
		Signature []byte    `json:"signature"`
	}
	// ErrorResponse carries the code alone: texts written for our own log do not leave.
	ErrorResponse struct {
		Code fault.Code `json:"code"`
	}
)

type server struct{ use UseCases }

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	if opt.MaxBody == 0 {
		opt.MaxBody = 512 << 10
	}
	s := &server{use}
	surface := &web.Surface{Name: "peer", Log: opt.Log, Observer: opt.Observer, MaxBody: opt.MaxBody, Fail: fail, Timeout: 30 * time.Second}
	surface.Handle(mux, "POST /peer/v1/messages", s.message)
	surface.Handle(mux, "POST /peer/v1/keys", s.key)
	surface.Handle(mux, "POST /peer/v1/log/head", s.head)
	surface.Handle(mux, "GET /peer/v1/health", s.health)
}

// statuses is the catalogue of this surface: the code itself travels, so the status only sorts. What is not listed is the
// answering side's own trouble and leaves as internal.
var statuses = map[fault.Code]int{
	fault.EnvelopeMalformed: 400, fault.EnvelopeVersion: 400, fault.EnvelopeUnknownSender: 403, fault.EnvelopeSignature: 403,
	fault.EnvelopeWrongRecipient: 421, fault.EnvelopeHeaderAltered: 400, fault.EnvelopeBodyAltered: 400, fault.EnvelopeReplay: 409,
	fault.EnvelopeExpired: 410, fault.EnvelopeNotYet: 400, fault.EnvelopeUnknownKey: 422, fault.EnvelopeRevokedKey: 422,
	fault.EnvelopeType: 400, fault.EnvelopeBody: 422, fault.TooLarge: 413, fault.Invalid: 400, fault.Malformed: 400,
	fault.Unavailable: 503, fault.NotReady: 503, fault.DirectoryEmpty: 503, fault.TimedOut: 503, fault.RateLimited: 429,
}

// published is the code that leaves for err.
func published(err error) (int, fault.Code) {
	code := fault.CodeOf(err)
	if status, ok := statuses[code]; ok {
		return status, code
	}
	return http.StatusInternalServerError, fault.Internal
}

// Refusal is the code that leaves for err, and whether the question is refused with it for good: what is the answering side's own trouble
// may pass.
func Refusal(err error) (code fault.Code, final bool) {
	status, code := published(err)
	return code, status < http.StatusInternalServerError && status != http.StatusTooManyRequests && code != fault.EnvelopeUnknownSender
}

func fail(w http.ResponseWriter, _ *http.Request, err error) {
	status, code := published(err)
	_ = web.WriteJSON(w, status, ErrorResponse{code})
}

// Pin is the SHA-256 of a certificate's public key, as the directory lists it.
func Pin(spki []byte) string {
	sum := sha256.Sum256(spki)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// caller is the member whose TLS key secured the connection: an active one that is connected to us.
func (s *server) caller(r *http.Request) (string, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return "", fault.New(fault.EnvelopeUnknownSender, "tls")
	}
	member, err := s.use.Members().Caller(Pin(r.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo))
	return member.VaspID, err
}

func (s *server) message(w http.ResponseWriter, r *http.Request) error {
	from, err := s.caller(r)
	if err != nil {
		return err
	}
	frame, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	answer, err := s.use.Receive(r.Context(), from, frame)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", FrameType)
	_, err = w.Write(answer)
	return err
}

func (s *server) key(w http.ResponseWriter, r *http.Request) error {
	from, err := s.caller(r)
	if err != nil {
		return err
	}
	var ask KeyRequest
	if err := web.ReadJSON(r, &ask); err != nil {
		return err
	}
	typ, err := travelrule.ParseKeyType(ask.Type)
	if err != nil {
		return err
	}
	answer, err := s.use.AnswerKey(r.Context(), app.KeyQuestion{From: from, Type: typ, Identifier: ask.Identifier})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, KeyResponse{answer.KeyID, answer.Public, answer.NotAfter, answer.Signature})
}

// head shows which key log the directory shows this node, so that members can compare.
func (s *server) head(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.caller(r); err != nil {
		return err
	}
	head, err := s.use.Members().Head()
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, head)
}

func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.Healthy(r.Context()); err != nil {
		return fault.New(fault.Unavailable, "health")
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}
