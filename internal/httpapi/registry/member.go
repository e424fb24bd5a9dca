package registry

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

// memberHandler serves a call that a member signed.
type memberHandler func(w http.ResponseWriter, r *http.Request, m directory.Member) error

// member finds out who signed the call, whatever the member's status: what needs an active one says so.
func (s *server) member(h memberHandler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		call, err := callOf(r)
		if err != nil {
			return err
		}
		m, err := s.use.Authenticate(r.Context(), call)
		if err != nil {
			return err
		}
		return h(w, r, m)
	}
}

// callOf reads the whole body, so that its signature can be checked, and puts it back.
func callOf(r *http.Request) (directory.Call, error) {
	body, err := web.ReadBody(r)
	if err != nil {
		return directory.Call{}, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return directory.Call{Authorization: r.Header.Get("Authorization"), Method: r.Method, Target: r.URL.RequestURI(), Body: body}, nil
}

func active(m directory.Member) error {
	if m.Status != directory.Active {
		return fault.New(fault.MemberNotActive, "status")
	}
	return nil
}

func actor(m directory.Member) string { return "vasp:" + m.VaspID }

func (s *server) register(w http.ResponseWriter, r *http.Request) error {
	call, err := callOf(r)
	if err != nil {
		return err
	}
	var a directory.Application
	if err := web.ReadJSON(r, &a); err != nil {
		return err
	}
	made, err := s.use.Register(r.Context(), call, a)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusAccepted, made)
}

func (s *server) registration(w http.ResponseWriter, r *http.Request) error {
	found, err := s.use.Registration(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, found)
}

func (s *server) view(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	signed, err := s.use.View(r.Context(), m.VaspID)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"signed": signed})
}

func (s *server) connections(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	list, err := s.use.Connections(r.Context(), m.VaspID)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"connections": list})
}

func (s *server) connect(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	if err := active(m); err != nil {
		return err
	}
	c, err := s.use.Connect(r.Context(), actor(m), m.VaspID, r.PathValue("vaspId"), false)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, c)
}

func (s *server) disconnect(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	if err := s.use.Disconnect(r.Context(), actor(m), m.VaspID, r.PathValue("vaspId")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) rotateIdentity(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	var rotation directory.Rotation
	if err := web.ReadJSON(r, &rotation); err != nil {
		return err
	}
	changed, err := s.use.RotateIdentity(r.Context(), m.VaspID, rotation)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, changed)
}

func (s *server) rotateTLS(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	var rotation directory.Rotation
	if err := web.ReadJSON(r, &rotation); err != nil {
		return err
	}
	changed, err := s.use.RotateTLS(r.Context(), m.VaspID, rotation)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, changed)
}

// keyName is the body of a revocation: an identity key's id, or the pin of a TLS key.
type keyName struct {
	Key string `json:"key"`
}

func readKeyName(r *http.Request) (string, error) {
	var body keyName
	if err := web.ReadJSON(r, &body); err != nil {
		return "", err
	}
	if body.Key == "" {
		return "", fault.New(fault.Missing, "key")
	}
	return body.Key, nil
}

func (s *server) revoke(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	name, err := readKeyName(r)
	if err != nil {
		return err
	}
	changed, err := s.use.RevokeKey(r.Context(), actor(m), m.VaspID, name)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, changed)
}

// wait reads how long the caller would wait, in seconds.
func wait(r *http.Request) (time.Duration, error) {
	seconds, err := number(r, "wait", 0)
	if err != nil || seconds > MaxWait {
		return 0, fault.New(fault.Invalid, "wait")
	}
	return time.Duration(seconds) * time.Second, nil
}

// relay answers 200 with the recipient's answer, or 202 when the question is kept and nobody has answered yet.
func (s *server) relay(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	long, err := wait(r)
	if err != nil {
		return err
	}
	var question directory.Relayed
	if err := web.ReadJSON(r, &question); err != nil {
		return err
	}
	answer, answered, err := s.use.Relay(r.Context(), m.VaspID, question, long)
	switch {
	case err != nil:
		return err
	case !answered:
		return web.WriteJSON(w, http.StatusAccepted, map[string]string{"state": "waiting"})
	}
	return web.WriteJSON(w, http.StatusOK, answer)
}

func (s *server) collect(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	long, err := wait(r)
	if err != nil {
		return err
	}
	if err := active(m); err != nil {
		return err
	}
	list, err := s.use.Collect(r.Context(), m.VaspID, long)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"waiting": list})
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, m directory.Member) error {
	n, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "number")
	}
	if err := active(m); err != nil {
		return err
	}
	var answer directory.Relayed
	if err := web.ReadJSON(r, &answer); err != nil {
		return err
	}
	if err := s.use.Answer(r.Context(), m.VaspID, n, answer); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
