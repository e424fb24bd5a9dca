// Package web is what every HTTP surface does alike: request ids, limits, access logs, metrics, panics, JSON in and out.
// What an error becomes is each surface's own catalogue.
package web

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
)

// Handler is a handler that returns its error; the surface's Fail decides what becomes of it.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Observer is told about every finished request. Route is the pattern, never the path, so that it holds no ids.
type Observer interface {
	Request(surface, route, method string, status int, took time.Duration)
}

// Surface is one REST surface.
type Surface struct {
	Name     string
	Log      *slog.Logger
	Observer Observer // may be nil
	MaxBody  int64    // bytes
	// Fail writes the response for an error. It must not write Text of the error itself.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
	// Timeout ends a request's context; zero is no limit.
	Timeout time.Duration
}

type requestIDKey struct{}

// RequestID returns the id of the request ctx belongs to, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Handle mounts h under pattern (method and path of http.ServeMux).
func (s *Surface) Handle(mux *http.ServeMux, pattern string, h Handler) {
	mux.Handle(pattern, s.wrap(pattern, h))
}

func (s *Surface) wrap(pattern string, h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		id := r.Header.Get("X-Request-Id")
		if !goodRequestID.MatchString(id) {
			id = uuid.NewString()
		}
		ctx := context.WithValue(r.Context(), requestIDKey{}, id)
		if s.Timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, s.Timeout)
			defer cancel()
		}
		r = r.WithContext(ctx)
		if s.MaxBody > 0 && r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, s.MaxBody)
		}
		rec := &recorder{ResponseWriter: w}
		rec.Header().Set("X-Request-Id", id)
		rec.Header().Set("X-Content-Type-Options", "nosniff")
		rec.Header().Set("Cache-Control", "no-store")
		if err := s.call(h, rec, r); err != nil && rec.status == 0 {
			s.logError(r, pattern, id, err)
			s.Fail(rec, r, err)
		}
		took := time.Since(started)
		if s.Observer != nil {
			s.Observer.Request(s.Name, pattern, r.Method, rec.status, took)
		}
		s.Log.LogAttrs(ctx, slog.LevelDebug, "request", slog.String("surface", s.Name), slog.String("route", pattern),
			slog.Int("status", rec.status), slog.Duration("took", took), slog.String("request_id", id))
	})
}

// call runs h and turns a panic into an error, so that one bad request costs one answer.
func (s *Surface) call(h Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			// The panic's value may quote input; its type and the stack are enough to find it.
			s.Log.Error("handler panicked", "surface", s.Name, "request_id", RequestID(r.Context()), "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "handler")
		}
	}()
	return h(w, r)
}

func (s *Surface) logError(r *http.Request, pattern, id string, err error) {
	level := slog.LevelDebug
	switch fault.CodeOf(err) {
	case fault.Internal, fault.Unavailable, fault.Corrupt, fault.Config:
		level = slog.LevelError
	case fault.TimedOut, fault.PeerUnreachable, fault.PeerIdentity, fault.PeerRefused:
		level = slog.LevelWarn
	}
	s.Log.LogAttrs(r.Context(), level, "request failed", slog.String("surface", s.Name), slog.String("route", pattern),
		slog.String("code", string(fault.CodeOf(err))), slog.String("place", fault.PlaceOf(err)), slog.String("error", err.Error()),
		slog.String("request_id", id))
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteJSON writes v with status, without escaping of <, > and &, and without a trailing newline: texts are compared byte
// for byte by the clients of these contracts.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return WriteRaw(w, status, bytes.TrimSuffix(buf.Bytes(), []byte("\n")))
}

// WritePicture writes a picture; its kind is told by its first bytes.
func WritePicture(w http.ResponseWriter, picture []byte) error {
	w.Header().Set("Content-Type", http.DetectContentType(picture))
	w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	_, err := w.Write(picture)
	return err
}

// WriteRaw writes a JSON text as it stands.
func WriteRaw(w http.ResponseWriter, status int, text []byte) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(text)
	return err
}

// ReadBody reads the whole body; over the limit it returns fault.TooLarge.
func ReadBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, fault.New(fault.TooLarge, "body")
	case err != nil:
		return nil, fault.Wrap(fault.Canceled, "body", err)
	}
	return body, nil
}

// Bearer says whether r carries the token; both sides are compared in constant time. An empty token allows everybody.
func Bearer(r *http.Request, token string) bool {
	if token == "" {
		return true
	}
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

// ReadJSON reads a body of one JSON value into v; unknown members are refused. fault.Malformed, fault.TooLarge.
func ReadJSON(r *http.Request, v any) error {
	body, err := ReadBody(r)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		// encoding/json quotes input in some of its errors; only the name of an unknown or mistyped member is kept.
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) {
			return fault.New(fault.Invalid, typed.Field)
		}
		if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok && len(name) < 100 {
			return fault.New(fault.Invalid, strings.Trim(name, `"`))
		}
		return fault.New(fault.Malformed, "body")
	}
	if dec.More() {
		return fault.New(fault.Malformed, "body")
	}
	return nil
}

// NewID returns a fresh id for something a caller did not name.
func NewID() string { return uuid.NewString() }
