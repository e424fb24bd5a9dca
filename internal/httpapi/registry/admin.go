package registry

import (
	"net/http"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// administrator is the actor of the journal's lines for calls with the administration key.
const administrator = "admin"

func (s *server) admin(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.opt.AdminKey == "" || !web.Bearer(r, s.opt.AdminKey) {
			return fault.New(fault.Unauthentic, "authorization")
		}
		return h(w, r)
	}
}

// memberAnswer is one member for the administration.
type memberAnswer struct {
	Member directory.Member `json:"member"`
	Health directory.Health `json:"health"`
}

func (s *server) members(w http.ResponseWriter, r *http.Request) error {
	limit, err := number(r, "limit", directory.MaxMembers)
	if err != nil || limit < 1 || limit > directory.MaxMembers {
		return fault.New(fault.Invalid, "limit")
	}
	members, err := s.use.Members(r.Context())
	if err != nil {
		return err
	}
	if after := r.URL.Query().Get("after"); after != "" {
		members = slices.DeleteFunc(members, func(m directory.Member) bool { return m.VaspID <= after })
	}
	answer := map[string]any{"members": members[:min(len(members), int(limit))]}
	if len(members) > int(limit) {
		answer["next"] = members[limit-1].VaspID
	}
	states, shown := s.use.HealthStates(r.Context()), map[string]directory.Health{}
	for _, m := range members[:min(len(members), int(limit))] {
		if h, probed := states[m.VaspID]; probed {
			shown[m.VaspID] = h
		}
	}
	answer["health"] = shown
	return web.WriteJSON(w, http.StatusOK, answer)
}

func (s *server) oneMember(w http.ResponseWriter, r *http.Request) error {
	m, err := s.use.Member(r.Context(), r.PathValue("vaspId"))
	if err != nil {
		return err
	}
	health, err := s.use.HealthOf(r.Context(), m.VaspID)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, memberAnswer{m, health})
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
	if err := s.use.SaveMember(r.Context(), administrator, m); err != nil {
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
	if err := s.use.SetStatus(r.Context(), administrator, r.PathValue("vaspId"), body.Status); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"vaspId": r.PathValue("vaspId"), "status": body.Status})
}

func (s *server) remove(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.RemoveMember(r.Context(), administrator, r.PathValue("vaspId")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) adminRevoke(w http.ResponseWriter, r *http.Request) error {
	name, err := readKeyName(r)
	if err != nil {
		return err
	}
	m, err := s.use.RevokeKey(r.Context(), administrator, r.PathValue("vaspId"), name)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, m)
}

func (s *server) adminConnections(w http.ResponseWriter, r *http.Request) error {
	list, err := s.use.Connections(r.Context(), r.PathValue("vaspId"))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"connections": list})
}

// adminConnect connects two members on behalf of both.
func (s *server) adminConnect(w http.ResponseWriter, r *http.Request) error {
	c, err := s.use.Connect(r.Context(), administrator, r.PathValue("vaspId"), r.PathValue("other"), true)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, c)
}

func (s *server) adminDisconnect(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.Disconnect(r.Context(), administrator, r.PathValue("vaspId"), r.PathValue("other")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) registrations(w http.ResponseWriter, r *http.Request) error {
	state := directory.RegistrationState(r.URL.Query().Get("state"))
	if state == "" {
		state = directory.Pending
	}
	if !slices.Contains(directory.RegistrationStates(), state) {
		return fault.New(fault.Invalid, "state")
	}
	list, err := s.use.Registrations(r.Context(), state, maxPage)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"registrations": list})
}

func (s *server) approve(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		VaspID string           `json:"vaspId"` // empty: the one asked for, or a new one
		Status directory.Status `json:"status"` // default active
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if body.Status == "" {
		body.Status = directory.Active
	}
	m, err := s.use.Approve(r.Context(), administrator, r.PathValue("id"), body.VaspID, body.Status)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, m)
}

func (s *server) reject(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Reason string `json:"reason"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.use.Reject(r.Context(), administrator, r.PathValue("id"), body.Reason); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) relayStatus(w http.ResponseWriter, r *http.Request) error {
	list, err := s.use.RelayStatus(r.Context())
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"recipients": list})
}

func (s *server) journal(w http.ResponseWriter, r *http.Request) error {
	after, err := number(r, "after", 0)
	if err != nil {
		return err
	}
	limit, err := number(r, "limit", 100)
	if err != nil || limit < 1 || limit > maxPage {
		return fault.New(fault.Invalid, "limit")
	}
	lines, err := s.use.Journal(r.Context(), int64(after), int(limit))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"lines": lines})
}
