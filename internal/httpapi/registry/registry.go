// Package registry is the directory's surface: the signed list for members, and its administration.
package registry

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// UseCases is what this surface asks of the directory.
type UseCases interface {
	List(ctx context.Context) (directory.Signed, uint64, map[string]bool, error)
	Members(ctx context.Context) ([]directory.Member, error)
	SaveMember(ctx context.Context, m directory.Member) error
	SetStatus(ctx context.Context, vaspID string, status directory.Status) error
	RemoveMember(ctx context.Context, vaspID string) error
	Healthy(ctx context.Context) error
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	AdminKey string // asked of every administration call; must not be empty
}

// ListResponse is the body of GET /directory/v1/list. The list is signed; health is what the directory's probe saw last, and is
// advice only.
type ListResponse struct {
	Signed directory.Signed `json:"signed"`
	Health map[string]bool  `json:"health"`
}

type server struct {
	use UseCases
	opt Options
}

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	s := &server{use, opt}
	surface := &web.Surface{Name: "directory", Log: opt.Log, Observer: opt.Observer, MaxBody: 1 << 20, Fail: s.fail, Timeout: 30 * time.Second}
	surface.Handle(mux, "GET /healthcheck", s.health)
	surface.Handle(mux, "GET /directory/v1/list", s.list)
	surface.Handle(mux, "GET /directory/v1/members", s.admin(s.members))
	surface.Handle(mux, "PUT /directory/v1/members/{vaspId}", s.admin(s.save))
	surface.Handle(mux, "PUT /directory/v1/members/{vaspId}/status", s.admin(s.status))
	surface.Handle(mux, "DELETE /directory/v1/members/{vaspId}", s.admin(s.remove))
	surface.Handle(mux, "/", func(w http.ResponseWriter, r *http.Request) error { return fault.New(fault.NotFound, "path") })
}

func (s *server) admin(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.opt.AdminKey == "" || !web.Bearer(r, s.opt.AdminKey) {
			return fault.New(fault.Unauthentic, "authorization")
		}
		return h(w, r)
	}
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }

func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.Healthy(r.Context()); err != nil {
		return web.WriteJSON(w, http.StatusServiceUnavailable, map[string]string{"status": "DOWN"})
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"status": "UP"})
}

func (s *server) list(w http.ResponseWriter, r *http.Request) error {
	signed, number, health, err := s.use.List(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("X-Directory-Number", strconv.FormatUint(number, 10))
	return web.WriteJSON(w, http.StatusOK, ListResponse{signed, health})
}

func (s *server) members(w http.ResponseWriter, r *http.Request) error {
	members, err := s.use.Members(r.Context())
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"members": members})
}

func (s *server) save(w http.ResponseWriter, r *http.Request) error {
	var m directory.Member
	if err := web.ReadJSON(r, &m); err != nil {
		return err
	}
	if m.VaspID == "" {
		m.VaspID = r.PathValue("vaspId")
	}
	if m.VaspID != r.PathValue("vaspId") {
		return fault.New(fault.Invalid, "vaspId")
	}
	if err := s.use.SaveMember(r.Context(), m); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]string{"vaspId": m.VaspID})
}

func (s *server) status(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Status directory.Status `json:"status"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.use.SetStatus(r.Context(), r.PathValue("vaspId"), body.Status); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"vaspId": r.PathValue("vaspId"), "status": body.Status})
}

func (s *server) remove(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.RemoveMember(r.Context(), r.PathValue("vaspId")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
