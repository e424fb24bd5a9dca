// Package submission is the KYC submission surface (kyc-submission contract), mounted under /v2 and /v3. It translates: what is checked, and
// in which order, is internal/app/submission's.
package submission

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// UseCases is what this surface asks of the node.
type UseCases interface {
	Authenticate(ctx context.Context, key string) (submission.Caller, error)
	RunStep1(ctx context.Context, c submission.Caller, in submission.Step1) (submission.Result1, error)
	RunStep2(ctx context.Context, c submission.Caller, in submission.Step2) (submission.Result2, error)
	List(ctx context.Context, c submission.Caller, q submission.ListQuery) ([]submission.Item, bool, error)
	Picture(ctx context.Context, c submission.Caller, id, kind string) ([]byte, error)
	RequestDone(ctx context.Context, r submission.Request, email string)
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
}

type server struct {
	use    UseCases
	logger *slog.Logger
}

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	s := &server{use, opt.Log}
	surface := &web.Surface{Name: "submission", Log: opt.Log, Observer: opt.Observer, MaxBody: maxBody, Timeout: 90 * time.Second,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) {
			_ = write(w, r, rowOf(0, fault.CodeOf(err)), "", "")
		}}
	for prefix, v := range map[string]submission.Generation{"/v2": submission.V2, "/v3": submission.V3} {
		surface.Handle(mux, "POST "+prefix+"/submission/step1", s.withCaller(func(w http.ResponseWriter, r *http.Request, c submission.Caller) error { return s.step1(w, r, c, v) }))
		surface.Handle(mux, "POST "+prefix+"/submission/step2", s.withCaller(func(w http.ResponseWriter, r *http.Request, c submission.Caller) error { return s.step2(w, r, c, v) }))
		surface.Handle(mux, "GET "+prefix+"/submission", s.withCaller(func(w http.ResponseWriter, r *http.Request, c submission.Caller) error { return s.list(w, r, c, v) }))
		surface.Handle(mux, "GET "+prefix+"/image", s.withCaller(s.image))
		surface.Handle(mux, prefix+"/", func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") })
	}
}

type handler func(w http.ResponseWriter, r *http.Request, c submission.Caller) error

// withCaller finds the project of x-api-key. A database that does not answer is the step's own row, as everywhere in it.
func (s *server) withCaller(next handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := s.use.Authenticate(r.Context(), r.Header.Get("X-Api-Key"))
		if err != nil {
			if !fault.Has(err, fault.Forbidden) {
				s.logger.ErrorContext(r.Context(), "the project of a key could not be looked up", "error", err.Error(), "request_id", web.RequestID(r.Context()))
			}
			return write(w, r, rowOf(stepOf(r), fault.CodeOf(err)), "", "")
		}
		r = r.WithContext(app.WithActor(r.Context(), "project:"+c.Project.ID, web.RequestID(r.Context())))
		return next(w, r, c)
	}
}

func stepOf(r *http.Request) int {
	switch path := r.URL.Path; {
	case len(path) > 5 && path[len(path)-5:] == "step1":
		return 1
	case len(path) > 5 && path[len(path)-5:] == "step2":
		return 2
	}
	return 0
}

// conclude writes the row a failed step ends in and the line of the request log.
func (s *server) conclude(w http.ResponseWriter, r *http.Request, c submission.Caller, step int, err error, email, id string) error {
	row := rowOf(step, fault.CodeOf(err))
	level := slog.LevelDebug
	if row.Status >= 500 {
		level = slog.LevelError
	}
	s.logger.Log(r.Context(), level, "submission step failed", "row", row.ID, "code", string(fault.CodeOf(err)), "place", fault.PlaceOf(err),
		"error", err.Error(), "request_id", web.RequestID(r.Context()))
	s.log(r, c, row.ID, email)
	if row.ID == "S2-05" {
		id = "" // what was sent is no id of the caller's
	}
	return write(w, r, row, email, id)
}

func (s *server) log(r *http.Request, c submission.Caller, row, email string) {
	s.use.RequestDone(r.Context(), submission.Request{ProjectID: c.Project.ID, Endpoint: r.URL.Path, Row: row, TraceID: web.RequestID(r.Context())}, email)
}

func (s *server) step1(w http.ResponseWriter, r *http.Request, c submission.Caller, v submission.Generation) error {
	f, err := readForm(r)
	var in submission.Step1
	if err == nil {
		in, err = f.step1(v)
	}
	var result submission.Result1
	if err == nil {
		result, err = s.use.RunStep1(r.Context(), c, in)
	}
	if err != nil {
		return s.conclude(w, r, c, 1, err, f.texts["email"], in.SubmissionID)
	}
	s.log(r, c, "ok", f.texts["email"])
	return web.WriteJSON(w, http.StatusOK, answer1(result))
}

func (s *server) step2(w http.ResponseWriter, r *http.Request, c submission.Caller, v submission.Generation) error {
	f, err := readForm(r)
	var in submission.Step2
	var result submission.Result2
	if err == nil {
		in = f.step2(v)
		result, err = s.use.RunStep2(r.Context(), c, in)
	}
	if err != nil {
		return s.conclude(w, r, c, 2, err, "", in.SubmissionID)
	}
	s.log(r, c, "ok", "")
	return web.WriteJSON(w, http.StatusOK, answer2(result))
}

func (s *server) image(w http.ResponseWriter, r *http.Request, c submission.Caller) error {
	q := r.URL.Query()
	id := q.Get("submission_id")
	if id == "" {
		id = q.Get("submissionId")
	}
	picture, err := s.use.Picture(r.Context(), c, id, q.Get("type"))
	if fault.Has(err, fault.SubmissionID) {
		err = fault.New(fault.SubmissionPictureGone, "submission_id")
	}
	if err != nil {
		return err
	}
	return web.WritePicture(w, picture)
}
