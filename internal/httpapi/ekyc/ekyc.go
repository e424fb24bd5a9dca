// Package ekyc is the surface of eKYC sessions (eKYC session contract), mounted under one prefix. It translates: what is checked, and in which order, is
// internal/app/ekyc's.
package ekyc

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// UseCases is what this surface asks of the node.
type UseCases interface {
	Authenticate(ctx context.Context, key string) (ekyc.Caller, error)
	Open(ctx context.Context, c ekyc.Caller, in ekyc.Init) (ekyc.Opened, error)
	OCR(ctx context.Context, c ekyc.Caller, in ekyc.OCR) (ekyc.Answer, error)
	QR(ctx context.Context, c ekyc.Caller, in ekyc.QR) (ekyc.Answer, error)
	Later(ctx context.Context, c ekyc.Caller, in ekyc.LiveCall, face bool) error
	Result(ctx context.Context, c ekyc.Caller, uuid string) (ekyc.Item, error)
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	Prefix   string // begins with a slash and ends without one
	OpenAPI  []byte // the document, JSON
}

type server struct {
	use    UseCases
	logger *slog.Logger
}

// envelope says in which shape a call is answered (contract 2.1).
type envelope bool

const (
	ocrEnvelope  envelope = false // errorCode, errorMessage
	faceEnvelope envelope = true  // code, message
)

// route is one call.
type route struct {
	methods  []string
	path     string
	envelope envelope
	init     bool
	handler  func(*server, http.ResponseWriter, *http.Request, ekyc.Caller) error
}

// routes are the calls of the contract (2.2 to 2.10). Those of chip, face and money transfer answer what is wrong before their step, and behind it the
// row of an engine that is not there.
func routes() []route {
	post := []string{http.MethodPost}
	return []route{
		{post, "/session/init", faceEnvelope, true, (*server).open},
		{post, "/init_session", faceEnvelope, true, (*server).open},
		{post, "/ocr", ocrEnvelope, false, (*server).ocr},
		{post, "/qrcode", ocrEnvelope, false, (*server).qr},
		{post, "/check_chip", ocrEnvelope, false, (*server).chip},
		{post, "/face/liveness", faceEnvelope, false, (*server).face},
		{[]string{http.MethodGet, http.MethodPost}, "/callback/get_result", faceEnvelope, false, (*server).result},
		{post, "/biometric/init", faceEnvelope, true, (*server).biometric},
		{post, "/biometric/verify", faceEnvelope, false, (*server).face},
	}
}

// Register mounts the surface on mux; every path is there with and without a trailing slash.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	s := &server{use, opt.Log}
	surface := &web.Surface{Name: "ekyc", Log: opt.Log, Observer: opt.Observer, MaxBody: maxBody, Timeout: 90 * time.Second,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { _ = s.fail(w, r, err, ekyc.Caller{}, route{}) }}
	for _, each := range routes() {
		for _, method := range each.methods {
			for _, end := range []string{"", "/{$}"} {
				surface.Handle(mux, method+" "+opt.Prefix+each.path+end, s.withCaller(each))
			}
		}
	}
	surface.Handle(mux, "GET "+opt.Prefix+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) error {
		return web.WriteRaw(w, http.StatusOK, opt.OpenAPI)
	})
	surface.Handle(mux, opt.Prefix+"/", func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") })
}

// withCaller finds the project of the API key, and answers errors as the route does.
func (s *server) withCaller(at route) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := s.use.Authenticate(r.Context(), apiKey(r))
		if err == nil {
			r = r.WithContext(app.WithActor(r.Context(), "project:"+c.ProjectID, web.RequestID(r.Context())))
			err = at.handler(s, w, r, c)
		}
		if err != nil {
			return s.fail(w, r, err, c, at)
		}
		return nil
	}
}

// fail is the one place where an error becomes an answer.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error, c ekyc.Caller, at route) error {
	row := rowOf(fault.CodeOf(err), call{init: at.init, expired: c.Settings.ExpiredCode == "-1"})
	level := slog.LevelDebug
	if row.Status >= 500 {
		level = slog.LevelError
	}
	s.logger.Log(r.Context(), level, "eKYC call failed", "row", row.Key(), "code", string(fault.CodeOf(err)), "place", fault.PlaceOf(err),
		"error", err.Error(), "request_id", web.RequestID(r.Context()))
	return s.write(w, r, row, c, at.envelope)
}

func (s *server) write(w http.ResponseWriter, r *http.Request, row Row, c ekyc.Caller, shape envelope) error {
	text := row.text(language(r, c.Settings), groupOf(r), c.Settings.Texts)
	if shape == faceEnvelope {
		return web.WriteJSON(w, row.Status, faceProblem{row.Code, text, row.Detail})
	}
	return web.WriteJSON(w, row.Status, ocrProblem{row.Code, text, []field{}, row.Detail})
}

type faceProblem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Detail  string `json:"detail,omitempty"` // decision A-15
}

type ocrProblem struct {
	Code    string  `json:"errorCode"`
	Message string  `json:"errorMessage"`
	Data    []field `json:"data"`
	Detail  string  `json:"detail,omitempty"`
}

// language of the messages: the header lang, else the project's.
func language(r *http.Request, s ekyc.Settings) string {
	if lang := strings.ToLower(header(r, "lang")); lang == "en" || lang == "vi" {
		return lang
	}
	return s.Language
}

// groupOf is the group of a call's texts (contract 1.9).
func groupOf(r *http.Request) ekyc.Group {
	path := strings.TrimSuffix(r.URL.Path, "/")
	switch {
	case strings.HasSuffix(path, "/qrcode"):
		return ekyc.GroupQR
	case strings.HasSuffix(path, "/check_chip"):
		return ekyc.GroupChip
	case !strings.HasSuffix(path, "/ocr"):
		return ekyc.GroupLiveness
	}
	switch ekyc.Family(header(r, "document-type")) {
	case ekyc.DrivingLicence:
		return ekyc.GroupLicence
	case ekyc.Passport:
		return ekyc.GroupPassport
	}
	return ekyc.GroupID
}

func (s *server) open(w http.ResponseWriter, r *http.Request, c ekyc.Caller) error {
	opened, err := s.use.Open(r.Context(), c, readInit(r))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, struct {
		Code      string         `json:"code"`
		Message   string         `json:"message"`
		SessionID string         `json:"session-id"`
		SDK       map[string]any `json:"sdk_config"`
		OnDevice  any            `json:"on_device_model_config,omitempty"`
	}{"200", initSuccess, opened.ID, opened.Settings.SDKConfig(device(r)), opened.Settings.OnDevice()})
}

// ocrAnswer is a document that was accepted.
type ocrAnswer struct {
	Code    string  `json:"errorCode"`
	Message string  `json:"errorMessage"`
	Data    []field `json:"data"`
	Total   []field `json:"total_data"`
}

func (s *server) ocr(w http.ResponseWriter, r *http.Request, c ekyc.Caller) error {
	a, err := s.use.OCR(r.Context(), c, readOCR(r))
	switch {
	case err != nil:
		return err
	case a.Refused != "":
		return s.refuse(w, r, c, a)
	}
	return web.WriteJSON(w, http.StatusOK, ocrAnswer{"0", "", fieldsOf(a), []field{}})
}

func (s *server) qr(w http.ResponseWriter, r *http.Request, c ekyc.Caller) error {
	a, err := s.use.QR(r.Context(), c, readQR(r))
	switch {
	case err != nil:
		return err
	case a.Refused != "":
		return s.refuse(w, r, c, a)
	}
	return web.WriteJSON(w, http.StatusOK, struct {
		Code    string `json:"errorCode"`
		Message string `json:"errorMessage"`
	}{"0", ""})
}

// refuse answers the first finding against a document. One without a code of this contract is of a document the contract does not know.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, c ekyc.Caller, a ekyc.Answer) error {
	row, known := rowOfReason(a.Refused, a.Settings.QualityGate)
	if !known {
		row, _ = rowOfReason(check.TypeRefused, true)
	}
	return s.write(w, r, row, c, ocrEnvelope)
}

func (s *server) chip(_ http.ResponseWriter, r *http.Request, c ekyc.Caller) error {
	return s.use.Later(r.Context(), c, liveCall(r), false)
}

func (s *server) face(_ http.ResponseWriter, r *http.Request, c ekyc.Caller) error {
	return s.use.Later(r.Context(), c, liveCall(r), true)
}

// biometric opens no session: there is nobody enrolled to compare a face with.
func (s *server) biometric(_ http.ResponseWriter, r *http.Request, _ ekyc.Caller) error {
	if device(r) == "" {
		return fault.New(fault.EKYCDevice, "device-type")
	}
	return fault.New(fault.EKYCStepUnavailable, "biometric")
}

// result takes the id from header uuid, header client_uuid, query uuid or client_uuid, in this order (decision A-08).
func (s *server) result(w http.ResponseWriter, r *http.Request, c ekyc.Caller) error {
	uuid := header(r, "uuid", "client_uuid")
	for _, name := range []string{"uuid", "client_uuid"} {
		if uuid == "" {
			uuid = r.URL.Query().Get(name)
		}
	}
	item, err := s.use.Result(r.Context(), c, uuid)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, outcomeOf(item))
}
