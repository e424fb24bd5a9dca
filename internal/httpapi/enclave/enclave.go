// Package enclave is the Travel Rule surface an exchange's back end calls: the enclave contract, section 2.
package enclave

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/api"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
)

// UseCases is what this surface asks of the node.
type UseCases interface {
	VaspID() string
	AnswerTimeout() time.Duration
	AskAccount(ctx context.Context, q app.AccountQuestion) (travelrule.Answer, error)
	StartVerification(ctx context.Context, q app.UserQuestion) (uuid string, createdAt time.Time, err error)
	Lookup(ctx context.Context, uuid string) (app.VerificationView, error)
	History(ctx context.Context, q app.HistoryQuery) (total int64, page []app.VerificationView, err error)
	ReportTransaction(ctx context.Context, r app.TransactionReport) error
	ReportError(ctx context.Context, r app.ErrorReport) error
	Inquire(ctx context.Context, uuid string) (app.TransferState, error)
	ScreenAddress(ctx context.Context, uuid string) (app.SanctionScreening, error)
	AssessTransfer(ctx context.Context, uuid, network string) (requestID string, err error)
	ScreenNames(ctx context.Context, uuid string, other pii.Bytes) (requestID string, err error)
	Members() *app.Members
	Healthy(ctx context.Context) error
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	Clock    func() time.Time
	// Token is asked of every caller but the health probe; "" asks nobody (contract 2, authentication).
	Token string
	// MaxBody limits a request body, bytes. Default 256 KiB.
	MaxBody int64
	// NumericThreshold writes isExceedingThreshold as 1 and 0 in lookups, as the seed's example does (contract 6.1).
	NumericThreshold bool
	// Require refuses a body of POST /v1/verifications that lacks what the law or the counterparty asks for: fault.Missing or Invalid at the member.
	// nil: the contract alone decides.
	Require func(body []byte) error
}

type server struct {
	use       UseCases
	opt       Options
	timeoutMS int64
}

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	if opt.MaxBody == 0 {
		opt.MaxBody = 256 << 10
	}
	s := &server{use: use, opt: opt, timeoutMS: use.AnswerTimeout().Milliseconds()}
	surface := &web.Surface{Name: "enclave", Log: opt.Log, Observer: opt.Observer, MaxBody: opt.MaxBody, Fail: s.fail,
		Timeout: use.AnswerTimeout() + 5*time.Second}
	surface.Handle(mux, "GET /healthcheck", s.health)
	surface.Handle(mux, "GET /v1/openapi.json", document(api.Enclave))
	surface.Handle(mux, "GET /v1/backend.openapi.json", document(api.Backend))
	surface.Handle(mux, "GET /v1/vasps/self", s.auth(s.self))
	surface.Handle(mux, "GET /v1/vasps", s.auth(s.vasps))
	surface.Handle(mux, "POST /v1/verifications/account", s.auth(s.account))
	surface.Handle(mux, "POST /v1/verifications", s.auth(s.start))
	surface.Handle(mux, "GET /v1/verifications", s.auth(s.history))
	surface.Handle(mux, "GET /v1/verifications/{uuid}", s.auth(s.lookup))
	surface.Handle(mux, "POST /v1/verifications/tx", s.auth(s.reportTransaction))
	surface.Handle(mux, "POST /v1/verifications/error", s.auth(s.reportError))
	surface.Handle(mux, "POST /v1/verifications/tx/inquiry", s.auth(s.inquire))
	surface.Handle(mux, "POST /v1/risk-assessment/chainalysis-sanction", s.auth(s.screenAddress))
	surface.Handle(mux, "POST /v1/risk-assessment/chainalysis-kyt", s.auth(s.assessTransfer))
	surface.Handle(mux, "POST /v1/risk-assessment/refinitiv-wco", s.auth(s.screenNames))
	surface.Handle(mux, "/v1/", s.auth(s.unknown))
}

// document serves a description of this surface, or of the callbacks that belong to it, to everybody.
func document(text []byte) web.Handler {
	return func(w http.ResponseWriter, _ *http.Request) error { return web.WriteRaw(w, http.StatusOK, text) }
}

// auth asks for the token, when one is configured, and says in the audit trail that the back end acts.
func (s *server) auth(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !web.Bearer(r, s.opt.Token) {
			return fault.New(fault.Unauthentic, "authorization")
		}
		return h(w, r.WithContext(app.WithActor(r.Context(), "backend", web.RequestID(r.Context()))))
	}
}

func (s *server) unknown(w http.ResponseWriter, r *http.Request) error {
	return web.WriteJSON(w, http.StatusNotFound, wireError{Code: "NOT-FOUND", Message: "There is no " + r.Method + " on this path"})
}

func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.Healthy(r.Context()); err != nil {
		s.opt.Log.ErrorContext(r.Context(), "health check failed", "error", err.Error())
		return web.WriteJSON(w, http.StatusServiceUnavailable, map[string]string{"status": "DOWN"})
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

func (s *server) self(w http.ResponseWriter, _ *http.Request) error {
	return web.WriteJSON(w, http.StatusOK, struct {
		VaspID string `json:"vaspId"`
	}{s.use.VaspID()})
}

func (s *server) account(w http.ResponseWriter, r *http.Request) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	question, err := readAccount(body, s.opt.Clock())
	if err != nil {
		return err
	}
	answer, err := s.use.AskAccount(r.Context(), question)
	if err != nil {
		return err
	}
	out := struct {
		Result     string `json:"accountVerificationResult"`
		Reason     string `json:"reason,omitempty"`
		Message    string `json:"message,omitempty"`
		VerifiedAt string `json:"verifiedAt"`
	}{accountResult(answer.Outcome), "", answer.Message, travelrule.FormatInstant(answer.At)}
	if answer.Outcome != travelrule.Verified {
		out.Reason = reasonText(answer.Reason, answer.Code)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s *server) start(w http.ResponseWriter, r *http.Request) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	question, err := readUser(body, s.opt.Clock())
	if err == nil && s.opt.Require != nil {
		err = s.opt.Require(body)
	}
	if err != nil {
		return err
	}
	uuid, createdAt, err := s.use.StartVerification(r.Context(), question)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, struct {
		UUID      string `json:"verificationUuid"`
		CreatedAt string `json:"createdAt"`
	}{uuid, travelrule.FormatInstant(createdAt)})
}
