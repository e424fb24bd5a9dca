package enclave

import (
	"net/http"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/travelrule"
)

// sanctionScreening is the inner object of POST /v1/risk-assessment/chainalysis-sanction (contract 2.10).
type sanctionScreening struct {
	RequestID    string `json:"requestId"`
	Counterparty string `json:"counterpartyVaspId"`
	Direction    string `json:"direction"`
	Address      string `json:"address"`
	Status       string `json:"status"`
	ListName     string `json:"ofacName,omitempty"`
	Description  string `json:"ofacDescription,omitempty"`
	URL          string `json:"ofacUrl,omitempty"`
	CreatedAt    string `json:"createdAt"`
}

func (s *server) screenAddress(w http.ResponseWriter, r *http.Request) error {
	return ofOne(r, func(id string) error {
		found, err := s.use.ScreenAddress(r.Context(), id)
		if err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, map[string]sanctionScreening{"chainalysisSanction": {found.RequestID, found.Counterparty, found.Direction, found.Address.Reveal(),
			found.State, found.ListName, found.Description, found.URL, travelrule.FormatInstant(found.CreatedAt)}})
	})
}

func (s *server) assessTransfer(w http.ResponseWriter, r *http.Request) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	root, state, err := readObject(body)
	if err != nil {
		return err
	}
	uuid, network := root.text("verificationUuid", maxUUID), root.optionalText("network", travelrule.MaxNetwork)
	if err := state.err(); err != nil {
		return err
	}
	return s.assessed(w, uuid, func(id string) (string, error) { return s.use.AssessTransfer(r.Context(), id, network) })
}

func (s *server) screenNames(w http.ResponseWriter, r *http.Request) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	uuid, other, err := readScreenNames(body)
	if err != nil {
		return err
	}
	return s.assessed(w, uuid, func(id string) (string, error) { return s.use.ScreenNames(r.Context(), id, other) })
}

// readScreenNames reads the body of POST /v1/risk-assessment/refinitiv-wco (contract 2.12).
func readScreenNames(body []byte) (uuid string, other pii.Bytes, err error) {
	root, state, err := readObject(body)
	if err != nil {
		return "", other, err
	}
	uuid = root.text("verificationUuid", maxUUID)
	if root.raw("payload") != nil {
		if payload := root.child("payload"); payload.ok() {
			if text := payload.optionalText("version", 16); text != "" && text != app.MessageVersion {
				state.wrong(payload.at("version"))
			}
			if payload.raw("ivms101") != nil && payload.child("ivms101").ok() {
				other = pii.New(compact(payload.raw("ivms101")))
			}
		}
	}
	return uuid, other, state.err()
}

// assessed answers with the id of an assessment whose outcome comes by callback.
func (s *server) assessed(w http.ResponseWriter, uuid string, ask func(id string) (string, error)) error {
	return named(uuid, func(id string) error {
		requestID, err := ask(id)
		if err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, map[string]string{"requestId": requestID})
	})
}
