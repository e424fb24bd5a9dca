package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app/ekyc"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/verification"
)

// Sessions is what the administration of eKYC sessions asks of the node.
type Sessions interface {
	SettingsOf(ctx context.Context, projectID string) (ekyc.Stored, error)
	SaveSettings(ctx context.Context, projectID string, s ekyc.Settings, secret *string) (ekyc.Stored, error)
	List(ctx context.Context, f ekyc.Filter) ([]ekyc.Session, error)
	Inspect(ctx context.Context, id string) (ekyc.Item, error)
	InspectPicture(ctx context.Context, id, kind string) ([]byte, error)
}

// RegisterEKYC mounts the settings of eKYC sessions and their review on mux. codeOf is the eKYC code of a reason, so that reviewers see what the client saw.
func RegisterEKYC(mux *http.ServeMux, use Sessions, codeOf func(check.Reason) string, opt Options) {
	surface := &web.Surface{Name: "admin", Log: opt.Log, Observer: opt.Observer, MaxBody: 1 << 20, Timeout: time.Minute,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }}
	auth := (&server{opt: opt}).auth
	s := sessionServer{use, codeOf}
	for pattern, handler := range map[string]web.Handler{
		"GET /admin/v1/projects/{id}/ekyc":                 s.settings,
		"PUT /admin/v1/projects/{id}/ekyc":                 s.putSettings,
		"GET /admin/v1/ekyc/sessions":                      s.list,
		"GET /admin/v1/ekyc/sessions/{id}":                 s.get,
		"GET /admin/v1/ekyc/sessions/{id}/pictures/{kind}": s.picture,
	} {
		surface.Handle(mux, pattern, auth(handler))
	}
}

type sessionServer struct {
	use    Sessions
	codeOf func(check.Reason) string
}

// ekycSettings are a project's settings on the wire. The secret of file hashes is taken and never shown.
type ekycSettings struct {
	Settings      *ekyc.Settings `json:"settings"`
	HashSecret    *string        `json:"hashSecret,omitempty"` // to set; empty: take it away
	HashSecretSet bool           `json:"hashSecretSet"`
	UpdatedAt     *time.Time     `json:"updatedAt,omitempty"`
}

func ekycSettingsOf(s ekyc.Stored) ekycSettings {
	out := ekycSettings{Settings: &s.Settings, HashSecretSet: len(s.Secret) > 0}
	if s.Version > 0 {
		out.UpdatedAt = &s.UpdatedAt
	}
	return out
}

func (s sessionServer) settings(w http.ResponseWriter, r *http.Request) error {
	stored, err := s.use.SettingsOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, ekycSettingsOf(stored))
}

// putSettings replaces. Members that are not sent keep what they were; a list or map that is sent takes the place of the old one.
func (s sessionServer) putSettings(w http.ResponseWriter, r *http.Request) error {
	stored, err := s.use.SettingsOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	var in struct {
		Settings   *settingsPatch `json:"settings"`
		HashSecret *string        `json:"hashSecret"`
	}
	in.Settings = &settingsPatch{stored.Settings}
	if err := web.ReadJSON(r, &in); err != nil {
		return err
	}
	if in.Settings == nil {
		return fault.New(fault.Missing, "settings")
	}
	stored, err = s.use.SaveSettings(r.Context(), r.PathValue("id"), in.Settings.Settings, in.HashSecret)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, ekycSettingsOf(stored))
}

// settingsPatch reads settings over those there are. A map that is sent is a new one: decoding into the old would leave in it what was taken out.
type settingsPatch struct{ ekyc.Settings }

// UnmarshalJSON implements json.Unmarshaler; unknown members are refused.
func (p *settingsPatch) UnmarshalJSON(text []byte) error {
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(text, &sent); err != nil {
		return err
	}
	for name, old := range map[string]func(){
		"faceTries": func() { p.FaceTries = nil }, "typeNumbers": func() { p.TypeNumbers = nil }, "sdk": func() { p.SDK = nil }, "texts": func() { p.Texts = nil },
		"policy": func() { p.Policy = verification.Policy{} },
	} {
		if _, there := sent[name]; there {
			old()
		}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	return dec.Decode(&p.Settings)
}

// session is a session in a list: nothing personal, so that the list can be watched.
type session struct {
	ID           string      `json:"id"`
	ProjectID    string      `json:"projectId"`
	State        ekyc.State  `json:"state"`
	Device       ekyc.Device `json:"deviceType"`
	DocumentType ekyc.Family `json:"documentType,omitempty"`
	OnlyEngine   bool        `json:"onlyEngine"`
	Uploads      int         `json:"uploads"`
	PairFailures int         `json:"pairFailures"`
	FaceTries    int         `json:"faceTries"`
	LastReason   string      `json:"lastReason,omitempty"`
	LastCode     string      `json:"lastCode,omitempty"`
	Review       bool        `json:"review"`
	Erased       bool        `json:"erased"`
	CreatedAt    time.Time   `json:"createdAt"`
	UpdatedAt    time.Time   `json:"updatedAt"`
	ExpiresAt    time.Time   `json:"expiresAt"`
	CompletedAt  *time.Time  `json:"completedAt,omitempty"`
}

func (s sessionServer) session(e ekyc.Session) session {
	return session{e.ID, e.ProjectID, e.State, e.Device, e.Family, e.OnlyEngine, e.Uploads, e.PairFailures, e.FaceTries, e.Code, s.codeOf(check.Reason(e.Code)),
		e.Review, e.Erased(), e.CreatedAt, e.UpdatedAt, e.ExpiresAt, e.CompletedAt}
}

func (s sessionServer) list(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	f := ekyc.Filter{ProjectID: query.Get("project"), State: ekyc.State(query.Get("state")), Review: query.Get("review") == "true", Limit: p.Limit}
	if f.State != "" && !slices.Contains(ekyc.States(), f.State) {
		return fault.New(fault.Invalid, "state")
	}
	if f.BeforeTime, f.BeforeID, err = readCursor(p.After); err != nil {
		return err
	}
	rows, err := s.use.List(r.Context(), f)
	if err != nil {
		return err
	}
	out := struct {
		Sessions []session `json:"sessions"`
		Next     string    `json:"next,omitempty"`
	}{Sessions: make([]session, 0, len(rows))}
	for _, row := range rows {
		out.Sessions = append(out.Sessions, s.session(row))
	}
	if len(rows) == p.Limit {
		last := rows[len(rows)-1]
		out.Next = cursor(last.CreatedAt, last.ID)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// inspected is a session as its reviewer sees it: every call with every finding, what was not run among them.
type inspected struct {
	session
	ClientUUID string          `json:"clientUuid,omitempty"`
	SDKVersion string          `json:"sdkVersion,omitempty"`
	Phone      ekyc.Phone      `json:"device"`
	Front      *inspectedPage  `json:"front,omitempty"`
	Back       *inspectedPage  `json:"back,omitempty"`
	Calls      []inspectedCall `json:"calls"`
	Pictures   []string        `json:"pictures"`
}

// inspectedPage is an accepted side: what was read with its confidences, what was not run, and the models that were used.
type inspectedPage struct {
	Type   document.Type                          `json:"type"`
	Side   document.Side                          `json:"side"`
	Sure   float64                                `json:"sure"`
	Border document.Quad                          `json:"border,omitempty"`
	Fields map[document.Field]document.Reading    `json:"fields"`
	Zone   *document.Zone                         `json:"zone,omitempty"`
	Codes  []document.Code                        `json:"codes,omitempty"`
	Values map[document.Measure]document.Measured `json:"measures"`
	NotRun map[string]string                      `json:"notRun"`
	Models map[string]string                      `json:"models"`
}

// inspectedCall is a call with the code that was answered, and the code of each finding.
type inspectedCall struct {
	ekyc.Call
	Code  string            `json:"code"`
	Codes map[string]string `json:"codes"` // reason to code, of the findings
}

func (s sessionServer) get(w http.ResponseWriter, r *http.Request) error {
	item, err := s.use.Inspect(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	out := inspected{session: s.session(item.Session), ClientUUID: item.ClientUUID, SDKVersion: item.SDKVersion, Phone: item.Phone, Front: pageOf(item.Front),
		Back: pageOf(item.Back), Calls: []inspectedCall{}, Pictures: []string{}}
	for _, call := range item.Calls {
		shown := inspectedCall{Call: call, Code: "0", Codes: map[string]string{}}
		if call.Answer != "" {
			shown.Code = s.codeOf(check.Reason(call.Answer))
		}
		for _, f := range call.Findings {
			if code := s.codeOf(f.Reason); code != "" {
				shown.Codes[string(f.Reason)] = code
			}
		}
		out.Calls = append(out.Calls, shown)
	}
	for kind := range item.Pictures {
		out.Pictures = append(out.Pictures, kind)
	}
	slices.Sort(out.Pictures)
	return web.WriteJSON(w, http.StatusOK, out)
}

func pageOf(p *document.Page) *inspectedPage {
	if p == nil {
		return nil
	}
	return &inspectedPage{p.Type, p.Side, p.Sure, p.Border, p.Fields, p.Zone, p.Codes, p.Measures, p.NotRun, p.Models}
}

func (s sessionServer) picture(w http.ResponseWriter, r *http.Request) error {
	picture, err := s.use.InspectPicture(r.Context(), r.PathValue("id"), r.PathValue("kind"))
	if err != nil {
		return err
	}
	return web.WritePicture(w, picture)
}
