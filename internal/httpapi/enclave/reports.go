package enclave

import (
	"net/http"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule"
)

// accepted is the answer to a report: it was taken, which says nothing about the other side (contract 6.16).
var accepted = map[string]bool{"result": true}

func (s *server) reportTransaction(w http.ResponseWriter, r *http.Request) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	report, err := readTransaction(body)
	if err != nil {
		return err
	}
	return named(report.UUID, func(id string) error {
		report.UUID = id
		if err := s.use.ReportTransaction(r.Context(), report); err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, accepted)
	})
}

func (s *server) reportError(w http.ResponseWriter, r *http.Request) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	report, err := readErrorReport(body)
	if err != nil {
		return err
	}
	return named(report.UUID, func(id string) error {
		report.UUID = id
		if err := s.use.ReportError(r.Context(), report); err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, accepted)
	})
}

// transferState is the body of POST /v1/verifications/tx/inquiry (contract 2.9).
type transferState struct {
	UUID   string `json:"verificationUuid"`
	Status string `json:"transactionStatus"`
	TxHash string `json:"txHash,omitempty"`
	Vout   string `json:"vout,omitempty"`
}

func (s *server) inquire(w http.ResponseWriter, r *http.Request) error {
	return ofOne(r, func(id string) error {
		state, err := s.use.Inquire(r.Context(), id)
		if err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, transferState{id, string(state.Status), state.TxHash, state.Vout})
	})
}

// ofOne reads a body that names a verification and nothing else, and hands on the stored form of its id.
func ofOne(r *http.Request, call func(id string) error) error {
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	uuid, err := readUUID(body)
	if err != nil {
		return err
	}
	return named(uuid, call)
}

// named hands on the stored form of an id; an error of it names the id as the caller sent it.
func named(uuid string, call func(id string) error) error {
	id, err := verificationID(uuid)
	if err == nil {
		err = call(id)
	}
	if err != nil {
		return about{err, uuid}
	}
	return nil
}

// readUUID reads a body that names a verification and nothing else.
func readUUID(body []byte) (string, error) {
	root, state, err := readObject(body)
	if err != nil {
		return "", err
	}
	return root.text("verificationUuid", maxUUID), state.err()
}

// maxUUID is how long a text may be that is looked up as a UUID, characters: it is shown again in the answer.
const maxUUID = 128

// readTransaction reads the body of POST /v1/verifications/tx (contract 2.7).
func readTransaction(body []byte) (app.TransactionReport, error) {
	root, state, err := readObject(body)
	if err != nil {
		return app.TransactionReport{}, err
	}
	report := app.TransactionReport{UUID: root.text("verificationUuid", maxUUID), TxHash: root.text("txHash", travelrule.MaxTxHash), Vout: root.optionalText("vout", travelrule.MaxVout)}
	return report, state.err()
}

// readErrorReport reads the body of POST /v1/verifications/error (contract 2.8): any of six results, any well-formed reason (6.15).
func readErrorReport(body []byte) (app.ErrorReport, error) {
	root, state, err := readObject(body)
	if err != nil {
		return app.ErrorReport{}, err
	}
	report := app.ErrorReport{UUID: root.text("verificationUuid", maxUUID)}
	if text := root.text("result", 64); text != "" {
		outcome, ok := travelrule.OutcomeOf(text)
		if !ok || outcome == travelrule.Waiting {
			state.wrong("result")
		}
		report.Outcome = outcome
	}
	if text := root.text("reason", travelrule.MaxReason); text != "" {
		if !travelrule.ValidReasonCode(text) {
			state.wrong("reason")
		}
		report.Reason, report.Code = travelrule.ReasonOf(text)
		if report.Reason == check.Undefined && report.Code == "" && text != travelrule.ReasonCode(check.Undefined) {
			state.wrong("reason")
		}
	}
	report.Message = root.optionalText("message", travelrule.MaxMessage)
	return report, state.err()
}
