package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// Transfers is what the administration of transfers asks of the node: what is on its way to back end and peers, and what has to be looked after.
type Transfers interface {
	ListDeliveries(ctx context.Context, f app.DeliveryFilter) ([]app.Delivery, error)
	DeliveryLog(ctx context.Context, id string) (app.Delivery, []app.Attempt, error)
	ReplayDelivery(ctx context.Context, id string) error
	ReplayGivenUp(ctx context.Context, target app.DeliveryTarget, limit int) (int, error)
	Reconcile(ctx context.Context, limit int) (app.Reconciliation, error)
}

// RegisterTransfers mounts deliveries and reconciliation on mux.
func RegisterTransfers(mux *http.ServeMux, use Transfers, opt Options) {
	surface := &web.Surface{Name: "admin", Log: opt.Log, Observer: opt.Observer, MaxBody: 1 << 20, Timeout: time.Minute,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }}
	auth := (&server{opt: opt}).auth
	s := transferServer{use}
	for pattern, handler := range map[string]web.Handler{
		"GET /admin/v1/deliveries":              s.list,
		"GET /admin/v1/deliveries/{id}":         s.get,
		"POST /admin/v1/deliveries/{id}/replay": s.replay,
		"POST /admin/v1/deliveries/replay":      s.replayMany,
		"GET /admin/v1/reconciliation":          s.reconcile,
	} {
		surface.Handle(mux, pattern, auth(handler))
	}
}

type transferServer struct{ use Transfers }

// delivery is a delivery on this surface, without its body: that is personal data, and sealed.
type delivery struct {
	ID           string             `json:"id"`
	Target       app.DeliveryTarget `json:"target"`
	Type         string             `json:"type"`
	Verification string             `json:"verificationUuid"`
	VASP         string             `json:"counterpartyVaspId"`
	State        app.DeliveryState  `json:"state"`
	Attempts     int                `json:"attempts"`
	Code         fault.Code         `json:"code,omitempty"`
	CreatedAt    time.Time          `json:"createdAt"`
	NextAt       *time.Time         `json:"nextAt,omitempty"`
	GiveUpAt     time.Time          `json:"giveUpAt"`
	DoneAt       *time.Time         `json:"doneAt,omitempty"`
}

func showDelivery(d app.Delivery) delivery {
	out := delivery{d.ID, d.Target, d.Type, d.Verification, d.VASP, d.State, d.Attempts, d.Code, d.CreatedAt, nil, d.GiveUpAt, d.DoneAt}
	if d.State == app.DeliveryPending {
		out.NextAt = &d.NextAt
	}
	return out
}

// list shows deliveries, newest first; after is the next of the page before.
func (s transferServer) list(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	p, err := page(r)
	if err != nil {
		return err
	}
	f := app.DeliveryFilter{State: app.DeliveryState(query.Get("state")), Verification: query.Get("verificationUuid"), Limit: p.Limit}
	if f.State != "" && !slices.Contains(app.DeliveryStates(), f.State) {
		return fault.New(fault.Invalid, "state")
	}
	if f.Target, err = readTarget(query.Get("target")); err != nil {
		return err
	}
	if p.After != "" {
		if f.BeforeSeq, err = strconv.ParseInt(p.After, 10, 64); err != nil || f.BeforeSeq < 1 {
			return fault.New(fault.Invalid, "after")
		}
	}
	rows, err := s.use.ListDeliveries(r.Context(), f)
	if err != nil {
		return err
	}
	out := struct {
		Deliveries []delivery `json:"deliveries"`
		Next       string     `json:"next,omitempty"`
	}{Deliveries: make([]delivery, len(rows))}
	for i, d := range rows {
		out.Deliveries[i] = showDelivery(d)
	}
	if len(rows) == p.Limit {
		out.Next = strconv.FormatInt(rows[len(rows)-1].Seq, 10)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func readTarget(text string) (app.DeliveryTarget, error) {
	switch target := app.DeliveryTarget(text); target {
	case "", app.ToBackend, app.ToPeer:
		return target, nil
	}
	return "", fault.New(fault.Invalid, "target")
}

// get shows one delivery and the log of its tries, newest first.
func (s transferServer) get(w http.ResponseWriter, r *http.Request) error {
	d, tries, err := s.use.DeliveryLog(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	type attempt struct {
		At     time.Time  `json:"at"`
		TookMS int64      `json:"tookMs"`
		Status int        `json:"status,omitempty"`
		Code   fault.Code `json:"code,omitempty"`
	}
	out := struct {
		delivery
		Log []attempt `json:"log"`
	}{showDelivery(d), make([]attempt, len(tries))}
	for i, a := range tries {
		out.Log[i] = attempt{a.At, a.Took.Milliseconds(), a.Status, a.Code}
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s transferServer) replay(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.ReplayDelivery(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// replayMany replays what was given up, after an outage: at most limit.
func (s transferServer) replayMany(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Target string `json:"target"`
		Limit  int    `json:"limit"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	target, err := readTarget(body.Target)
	if err != nil {
		return err
	}
	if body.Limit == 0 {
		body.Limit = 1000
	}
	if body.Limit < 1 || body.Limit > 1000 {
		return fault.New(fault.Invalid, "limit")
	}
	replayed, err := s.use.ReplayGivenUp(r.Context(), target, body.Limit)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusAccepted, map[string]int{"replayed": replayed})
}

func (s transferServer) reconcile(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r)
	if err != nil {
		return err
	}
	out, err := s.use.Reconcile(r.Context(), p.Limit)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, out)
}
