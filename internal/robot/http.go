package robot

import (
	"errors"
	"net/http"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

func (r *Robot) register(mux *http.ServeMux, s *web.Surface) {
	s.Handle(mux, "GET /robot/v1/scenarios", r.listScenarios)
	s.Handle(mux, "GET /robot/v1/scenarios/{id}", r.showScenario)
	s.Handle(mux, "POST /robot/v1/scenarios/{id}", r.runScenario)
	s.Handle(mux, "GET /robot/v1/verifications", r.listRecords)
	s.Handle(mux, "GET /robot/v1/verifications/{uuid}", r.showRecord)
	s.Handle(mux, "POST /robot/v1/actions/account", r.actAccount)
	s.Handle(mux, "POST /robot/v1/actions/user", r.actUser)
	s.Handle(mux, "POST /robot/v1/actions/withdraw", r.actWithdraw)
	s.Handle(mux, "POST /robot/v1/actions/tx", r.actReport)
	s.Handle(mux, "POST /robot/v1/actions/error", r.actCancel)
	s.Handle(mux, "POST /robot/v1/actions/inquiry", r.actInquire)
	s.Handle(mux, "POST /robot/v1/actions/deposit", r.actDeposit)
	s.Handle(mux, "GET /robot/v1/deposits", r.listDeposits)
	s.Handle(mux, "/robot/", func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") })
}

// fail passes on what the robot's node refused, as it came; everything else is written as on our other surfaces.
func fail(w http.ResponseWriter, req *http.Request, err error) {
	var refused *client.Error
	if errors.As(err, &refused) && refused.Code != "" {
		_ = web.WriteJSON(w, refused.Status, map[string]string{"code": refused.Code, "message": refused.Message})
		return
	}
	web.WriteFault(w, req, err)
}

func (r *Robot) listScenarios(w http.ResponseWriter, _ *http.Request) error {
	return web.WriteJSON(w, http.StatusOK, map[string][]Scenario{"scenarios": r.scenarios})
}

func (r *Robot) named(req *http.Request) (*Scenario, error) {
	s := r.scenario(req.PathValue("id"))
	if s == nil {
		return nil, fault.New(fault.NotFound, "id")
	}
	return s, nil
}

func (r *Robot) showScenario(w http.ResponseWriter, req *http.Request) error {
	s, err := r.named(req)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, s)
}

func (r *Robot) runScenario(w http.ResponseWriter, req *http.Request) error {
	s, err := r.named(req)
	if err != nil {
		return err
	}
	if s.Direction != Sends { // the other side begins these
		return fault.New(fault.Unsupported, "id")
	}
	var t Target
	if err := web.ReadJSON(req, &t); err != nil {
		return err
	}
	running, err := r.run(req.Context(), s, t)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, running)
}

// maxListed is how many records a list shows, the newest.
const maxListed = 1000

func (r *Robot) listRecords(w http.ResponseWriter, _ *http.Request) error {
	return web.WriteJSON(w, http.StatusOK, map[string][]Record{"verifications": r.memory.all(maxListed)})
}

func (r *Robot) showRecord(w http.ResponseWriter, req *http.Request) error {
	rec, ok := r.memory.known(req.PathValue("uuid"))
	if !ok {
		return fault.New(fault.NotFound, "uuid")
	}
	return web.WriteJSON(w, http.StatusOK, rec)
}

func (r *Robot) actAccount(w http.ResponseWriter, req *http.Request) error {
	var t Target
	if err := web.ReadJSON(req, &t); err != nil {
		return err
	}
	answer, err := r.askAccount(req.Context(), t)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, answer)
}

func (r *Robot) actUser(w http.ResponseWriter, req *http.Request) error {
	var body struct {
		Target
		User string `json:"user,omitempty"` // of the robot's; default robot-ada
	}
	if err := web.ReadJSON(req, &body); err != nil {
		return err
	}
	if body.User == "" {
		body.User = "robot-ada"
	}
	u := r.userByID(body.User)
	if u == nil {
		return fault.New(fault.Invalid, "user")
	}
	started, err := r.begin(req.Context(), u, "", body.Target, "", "")
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, started)
}

// taken is the answer to an action that has nothing to show.
var taken = map[string]bool{"result": true}

func (r *Robot) actWithdraw(w http.ResponseWriter, req *http.Request) error {
	var body struct {
		UUID     string `json:"verificationUuid"`
		Suppress bool   `json:"suppressReport"`
	}
	if err := web.ReadJSON(req, &body); err != nil {
		return err
	}
	if err := r.withdraw(req.Context(), body.UUID, body.Suppress); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, taken)
}

func (r *Robot) actReport(w http.ResponseWriter, req *http.Request) error {
	var body client.TxReport
	if err := web.ReadJSON(req, &body); err != nil {
		return err
	}
	if err := r.report(req.Context(), body.UUID, body.TxHash, body.Vout); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, taken)
}

func (r *Robot) actCancel(w http.ResponseWriter, req *http.Request) error {
	body := client.ErrorReport{Result: client.Failed, Reason: client.UserCanceled}
	if err := web.ReadJSON(req, &body); err != nil {
		return err
	}
	if err := r.cancel(req.Context(), body); err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, taken)
}

func (r *Robot) actInquire(w http.ResponseWriter, req *http.Request) error {
	var body struct {
		UUID string `json:"verificationUuid"`
	}
	if err := web.ReadJSON(req, &body); err != nil {
		return err
	}
	status, err := r.inquire(req.Context(), body.UUID)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, status)
}

func (r *Robot) actDeposit(w http.ResponseWriter, req *http.Request) error {
	var body struct {
		TxHash, Symbol, From, To, Amount string
	}
	if err := web.ReadJSON(req, &body); err != nil {
		return err
	}
	d, err := r.deposit(req.Context(), Deposit{TxHash: body.TxHash, Symbol: body.Symbol, From: body.From, To: body.To, Amount: body.Amount})
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, d)
}

func (r *Robot) listDeposits(w http.ResponseWriter, _ *http.Request) error {
	return web.WriteJSON(w, http.StatusOK, map[string][]Deposit{"deposits": r.deposits.all()})
}
