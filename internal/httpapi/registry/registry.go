// Package registry is the directory's surface: the signed list and the key log for everybody, the calls members sign, and the
// administration.
package registry

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/directory/keylog"
)

// UseCases is what this surface asks of the directory.
type UseCases interface {
	List(ctx context.Context) directory.ListCopy
	Delta(ctx context.Context, since uint64) (directory.Delta, bool)
	Health(ctx context.Context) (up map[string]bool, tag string)
	Healthy(ctx context.Context) error

	LogHead(ctx context.Context) (keylog.Head, directory.Signed)
	LogEntries(ctx context.Context, from uint64, limit int) ([]keylog.Entry, error)
	Consistency(ctx context.Context, from, to uint64) ([]keylog.Hash, error)
	Inclusion(ctx context.Context, position, size uint64) ([]keylog.Hash, error)

	Authenticate(ctx context.Context, call directory.Call) (directory.Member, error)
	Register(ctx context.Context, call directory.Call, a directory.Application) (directory.Registration, error)
	Registration(ctx context.Context, id string) (directory.Registration, error)
	View(ctx context.Context, vaspID string) (directory.Signed, error)
	Connections(ctx context.Context, vaspID string) ([]directory.Connection, error)
	Connect(ctx context.Context, actor, vaspID, other string, both bool) (directory.Connection, error)
	Disconnect(ctx context.Context, actor, vaspID, other string) error
	RotateIdentity(ctx context.Context, vaspID string, r directory.Rotation) (directory.Member, error)
	RotateTLS(ctx context.Context, vaspID string, r directory.Rotation) (directory.Member, error)
	RevokeKey(ctx context.Context, actor, vaspID, name string) (directory.Member, error)
	Relay(ctx context.Context, from string, r directory.Relayed, wait time.Duration) (answer directory.Relayed, ok bool, err error)
	Collect(ctx context.Context, vaspID string, wait time.Duration) ([]directory.Waiting, error)
	Answer(ctx context.Context, vaspID string, number int64, a directory.Relayed) error

	Members(ctx context.Context) ([]directory.Member, error)
	Member(ctx context.Context, vaspID string) (directory.Member, error)
	SaveMember(ctx context.Context, actor string, m directory.Member) error
	SetStatus(ctx context.Context, actor, vaspID string, status directory.Status) error
	RemoveMember(ctx context.Context, actor, vaspID string) error
	HealthStates(ctx context.Context) map[string]directory.Health
	HealthOf(ctx context.Context, vaspID string) (directory.Health, error)
	Registrations(ctx context.Context, state directory.RegistrationState, limit int) ([]directory.Registration, error)
	Approve(ctx context.Context, actor, id, vaspID string, status directory.Status) (directory.Member, error)
	Reject(ctx context.Context, actor, id, reason string) error
	RelayStatus(ctx context.Context) ([]directory.RelayStatus, error)
	Journal(ctx context.Context, after int64, limit int) ([]directory.JournalLine, error)
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	AdminKey string // asked of every administration call; must not be empty
	OpenAPI  []byte
}

// MaxWait is how long a call may wait for a message, seconds: shorter than what servers and proxies allow a request.
const MaxWait = 20

// maxPage bounds a page of entries.
const maxPage = 1000

type server struct {
	use UseCases
	opt Options
}

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	s := &server{use, opt}
	surface := &web.Surface{Name: "directory", Log: opt.Log, Observer: opt.Observer, MaxBody: 1 << 20, Fail: s.fail, Timeout: 30 * time.Second}
	for pattern, h := range map[string]web.Handler{
		"GET /healthcheck":               s.healthcheck,
		"GET /directory/v1/openapi.json": s.openAPI,

		// Everybody.
		"GET /directory/v1/list":               s.list,
		"GET /directory/v1/health":             s.health,
		"GET /directory/v1/log/head":           s.logHead,
		"GET /directory/v1/log/entries":        s.logEntries,
		"GET /directory/v1/log/consistency":    s.consistency,
		"GET /directory/v1/log/inclusion":      s.inclusion,
		"POST /directory/v1/registrations":     s.register,
		"GET /directory/v1/registrations/{id}": s.registration,

		// Members; the calls are signed.
		"GET /directory/v1/view":                    s.member(s.view),
		"GET /directory/v1/connections":             s.member(s.connections),
		"PUT /directory/v1/connections/{vaspId}":    s.member(s.connect),
		"DELETE /directory/v1/connections/{vaspId}": s.member(s.disconnect),
		"POST /directory/v1/keys/identity":          s.member(s.rotateIdentity),
		"POST /directory/v1/keys/tls":               s.member(s.rotateTLS),
		"POST /directory/v1/keys/revoke":            s.member(s.revoke),
		"POST /directory/v1/relay":                  s.member(s.relay),
		"GET /directory/v1/relay":                   s.member(s.collect),
		"PUT /directory/v1/relay/{number}/answer":   s.member(s.answer),

		// The administration.
		"GET /directory/v1/members":                                 s.admin(s.members),
		"GET /directory/v1/members/{vaspId}":                        s.admin(s.oneMember),
		"PUT /directory/v1/members/{vaspId}":                        s.admin(s.save),
		"PUT /directory/v1/members/{vaspId}/status":                 s.admin(s.status),
		"DELETE /directory/v1/members/{vaspId}":                     s.admin(s.remove),
		"POST /directory/v1/members/{vaspId}/keys/revoke":           s.admin(s.adminRevoke),
		"GET /directory/v1/members/{vaspId}/connections":            s.admin(s.adminConnections),
		"PUT /directory/v1/members/{vaspId}/connections/{other}":    s.admin(s.adminConnect),
		"DELETE /directory/v1/members/{vaspId}/connections/{other}": s.admin(s.adminDisconnect),
		"GET /directory/v1/registrations":                           s.admin(s.registrations),
		"POST /directory/v1/registrations/{id}/approve":             s.admin(s.approve),
		"POST /directory/v1/registrations/{id}/reject":              s.admin(s.reject),
		"GET /directory/v1/relay/status":                            s.admin(s.relayStatus),
		"GET /directory/v1/journal":                                 s.admin(s.journal),

		"/": func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") },
	} {
		surface.Handle(mux, pattern, h)
	}
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }

func (s *server) healthcheck(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.Healthy(r.Context()); err != nil {
		return web.WriteJSON(w, http.StatusServiceUnavailable, map[string]string{"status": "DOWN"})
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

func (s *server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	return web.WriteRaw(w, http.StatusOK, s.opt.OpenAPI)
}

// unchanged answers 304 when the caller has the version named by tag, and marks the answer with it.
func unchanged(w http.ResponseWriter, r *http.Request, tag string) bool {
	tag = `"` + tag + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") != tag {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// list hands out the signed list: nothing when the caller has it, what changed since the number it names, or the whole.
func (s *server) list(w http.ResponseWriter, r *http.Request) error {
	since, err := number(r, "since", 0)
	if err != nil {
		return err
	}
	list := s.use.List(r.Context())
	w.Header().Set("X-Directory-Views", strconv.FormatUint(list.Views, 10))
	if unchanged(w, r, strconv.FormatUint(list.Number, 10)) {
		return nil
	}
	w.Header().Set("X-Directory-Number", strconv.FormatUint(list.Number, 10))
	if delta, ok := s.use.Delta(r.Context(), since); ok && since > 0 {
		return web.WriteJSON(w, http.StatusOK, directory.ListAnswer{Delta: &delta})
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		return web.WriteRaw(w, http.StatusOK, list.Zipped)
	}
	return web.WriteRaw(w, http.StatusOK, list.Text)
}

// health says what the probe saw last. It is not signed, and advice only.
func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	up, tag := s.use.Health(r.Context())
	if unchanged(w, r, tag) {
		return nil
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"health": up})
}

func (s *server) logHead(w http.ResponseWriter, r *http.Request) error {
	head, signed := s.use.LogHead(r.Context())
	return web.WriteJSON(w, http.StatusOK, map[string]any{"size": head.Size, "root": head.Root, "signed": signed})
}

func (s *server) logEntries(w http.ResponseWriter, r *http.Request) error {
	from, err := number(r, "from", 0)
	if err != nil {
		return err
	}
	limit, err := number(r, "limit", maxPage)
	if err != nil || limit < 1 || limit > maxPage {
		return fault.New(fault.Invalid, "limit")
	}
	entries, err := s.use.LogEntries(r.Context(), from, int(limit))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"from": from, "entries": entries})
}

func (s *server) consistency(w http.ResponseWriter, r *http.Request) error {
	from, err := number(r, "from", 0)
	if err != nil {
		return err
	}
	head, _ := s.use.LogHead(r.Context())
	to, err := number(r, "to", head.Size)
	if err != nil {
		return err
	}
	proof, err := s.use.Consistency(r.Context(), from, to)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"from": from, "to": to, "proof": proof})
}

func (s *server) inclusion(w http.ResponseWriter, r *http.Request) error {
	position, err := number(r, "position", 0)
	if err != nil {
		return err
	}
	head, _ := s.use.LogHead(r.Context())
	size, err := number(r, "size", head.Size)
	if err != nil {
		return err
	}
	if position >= size {
		return fault.New(fault.Invalid, "position")
	}
	path, err := s.use.Inclusion(r.Context(), position, size)
	if err != nil {
		return err
	}
	entries, err := s.use.LogEntries(r.Context(), position, 1)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return fault.New(fault.NotFound, "position")
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"position": position, "size": size, "entry": entries[0], "path": path})
}

// number reads a query parameter of at most 63 bits; fault.Invalid.
func number(r *http.Request, name string, missing uint64) (uint64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return missing, nil
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, fault.New(fault.Invalid, name)
	}
	return n, nil
}
