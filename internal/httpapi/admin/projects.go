package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// Projects is what the administration of KYC projects asks of the node.
type Projects interface {
	SaveProject(ctx context.Context, p submission.Project) (submission.Project, error)
	ProjectByID(ctx context.Context, id string) (submission.Project, error)
	ListProjects(ctx context.Context, page app.Page) ([]submission.Project, error)
	AddKey(ctx context.Context, projectID, label string) (key, id string, err error)
	ListKeys(ctx context.Context, projectID string) ([]submission.ProjectKey, error)
	RemoveKey(ctx context.Context, projectID, id string) error
}

// project is a project on the wire. Settings that are not sent take their default when the project is new.
type project struct {
	ID        string               `json:"id"`
	Account   string               `json:"account"`
	Name      string               `json:"name"`
	Settings  *submission.Settings `json:"settings"`
	CreatedAt *time.Time           `json:"createdAt,omitempty"`
	UpdatedAt *time.Time           `json:"updatedAt,omitempty"`
}

func projectOf(p submission.Project) project {
	return project{p.ID, p.Account, p.Name, &p.Settings, &p.Created, &p.Updated}
}

type projectServer struct{ use Projects }

// KYC is what the administration of customer verification asks of the node.
type KYC interface {
	Projects
	Reviews
}

// RegisterKYC mounts the administration of KYC projects and the review of submissions on mux.
func RegisterKYC(mux *http.ServeMux, use KYC, opt Options) {
	surface := &web.Surface{Name: "admin", Log: opt.Log, Observer: opt.Observer, MaxBody: 1 << 20, Timeout: time.Minute,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }}
	s := &server{opt: opt}
	for _, routes := range []map[string]web.Handler{projectServer{use}.routes(), reviewServer{use}.routes()} {
		for pattern, handler := range routes {
			surface.Handle(mux, pattern, s.auth(handler))
		}
	}
}

func (s projectServer) routes() map[string]web.Handler {
	return map[string]web.Handler{
		"GET /admin/v1/projects":                    s.list,
		"GET /admin/v1/projects/{id}":               s.get,
		"PUT /admin/v1/projects/{id}":               s.put,
		"GET /admin/v1/projects/{id}/keys":          s.keys,
		"POST /admin/v1/projects/{id}/keys":         s.addKey,
		"DELETE /admin/v1/projects/{id}/keys/{key}": s.removeKey,
	}
}

func (s projectServer) list(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r)
	if err != nil {
		return err
	}
	rows, err := s.use.ListProjects(r.Context(), p)
	if err != nil {
		return err
	}
	out := struct {
		Projects []project `json:"projects"`
		Next     string    `json:"next,omitempty"`
	}{Projects: make([]project, 0, len(rows))}
	for _, row := range rows {
		out.Projects = append(out.Projects, projectOf(row))
	}
	if len(rows) == p.Limit {
		out.Next = rows[len(rows)-1].ID
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s projectServer) get(w http.ResponseWriter, r *http.Request) error {
	p, err := s.use.ProjectByID(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, projectOf(p))
}

// put adds or replaces. Members of settings that are not sent keep what they were, or take their default in a new project.
func (s projectServer) put(w http.ResponseWriter, r *http.Request) error {
	settings := submission.DefaultSettings()
	before, err := s.use.ProjectByID(r.Context(), r.PathValue("id"))
	if err == nil {
		settings = before.Settings
	} else if !fault.Has(err, fault.NotFound) {
		return err
	}
	in := project{Settings: &settings}
	if err := web.ReadJSON(r, &in); err != nil {
		return err
	}
	if in.ID != "" && in.ID != r.PathValue("id") {
		return fault.New(fault.Invalid, "id")
	}
	if in.Settings == nil {
		return fault.New(fault.Missing, "settings")
	}
	saved, err := s.use.SaveProject(r.Context(), submission.Project{ID: r.PathValue("id"), Account: in.Account, Name: in.Name, Settings: *in.Settings})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, projectOf(saved))
}

func (s projectServer) addKey(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Label string `json:"label"`
	}
	if err := web.ReadJSON(r, &in); err != nil {
		return err
	}
	key, id, err := s.use.AddKey(r.Context(), r.PathValue("id"), in.Label)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusCreated, struct {
		ID   string `json:"id"`
		Key  string `json:"key"`
		Note string `json:"note"`
	}{id, key, "This key is shown once."})
}

// projectKey is a key as it is listed: its value is not kept.
type projectKey struct {
	ID        string    `json:"id"`
	Label     string    `json:"label"`
	CreatedAt time.Time `json:"createdAt"`
}

func (s projectServer) keys(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.use.ListKeys(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	out := []projectKey{}
	for _, k := range rows {
		out = append(out, projectKey{k.ID(), k.Label, k.CreatedAt})
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"keys": out})
}

func (s projectServer) removeKey(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.RemoveKey(r.Context(), r.PathValue("id"), r.PathValue("key")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
