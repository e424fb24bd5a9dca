// Package admin is the administration surface of a node: customers, their KYC state, wallets and the deny list. It is our own
// contract, described by the OpenAPI document it serves at /openapi.json.
package admin

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
)

// UseCases is what this surface asks of the node.
type UseCases interface {
	SaveCustomer(ctx context.Context, data app.CustomerData) (created bool, err error)
	CustomerByID(ctx context.Context, id string) (app.CustomerData, error)
	ListCustomers(ctx context.Context, page app.Page) ([]app.CustomerData, error)
	DeleteCustomer(ctx context.Context, id string) error
	SetKYC(ctx context.Context, id string, state app.KYCState) error
	SetDenied(ctx context.Context, id string, denied bool, reason string) error
	AddAccounts(ctx context.Context, id string, accounts []app.AccountData) error
	RemoveAccount(ctx context.Context, customerID, accountID string) error
	AddDenyEntry(ctx context.Context, d app.DenyData) (string, error)
	RemoveDenyEntry(ctx context.Context, id string) error
	ListDenyEntries(ctx context.Context, kind string, page app.Page) ([]app.DenyData, error)
	ImportCustomers(ctx context.Context, list []app.CustomerData) []error
	Status(ctx context.Context) (app.Status, error)
	RevokeKey(ctx context.Context, keyID string) error
	SealAudit(ctx context.Context) error
	AcknowledgeDirectory(ctx context.Context) error
}

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	Key      string // asked of every call; must not be empty
	OpenAPI  []byte // the document, JSON
}

type server struct {
	use UseCases
	opt Options
}

// maxImport is how many customers one import call may carry.
const maxImport = 1000

// Register mounts the surface on mux.
func Register(mux *http.ServeMux, use UseCases, opt Options) {
	s := &server{use, opt}
	surface := &web.Surface{Name: "admin", Log: opt.Log, Observer: opt.Observer, MaxBody: 8 << 20, Timeout: time.Minute,
		Fail: func(w http.ResponseWriter, r *http.Request, err error) { web.WriteFault(w, r, err) }}
	routes := []struct {
		pattern string
		handler web.Handler
	}{
		{"GET /admin/v1/status", s.status},
		{"GET /admin/v1/customers", s.list},
		{"POST /admin/v1/customers", s.create},
		{"POST /admin/v1/customers/import", s.importMany},
		{"GET /admin/v1/customers/{id}", s.get},
		{"PUT /admin/v1/customers/{id}", s.put},
		{"DELETE /admin/v1/customers/{id}", s.remove},
		{"PUT /admin/v1/customers/{id}/kyc", s.kyc},
		{"PUT /admin/v1/customers/{id}/denied", s.deny},
		{"GET /admin/v1/customers/{id}/accounts", s.accounts},
		{"POST /admin/v1/customers/{id}/accounts", s.addAccount},
		{"DELETE /admin/v1/customers/{id}/accounts/{account}", s.removeAccount},
		{"GET /admin/v1/deny-list", s.denyList},
		{"POST /admin/v1/deny-list", s.addDeny},
		{"DELETE /admin/v1/deny-list/{id}", s.removeDeny},
		{"POST /admin/v1/keys/{id}/revoke", s.revokeKey},
		{"POST /admin/v1/audit/checkpoint", s.checkpoint},
		{"POST /admin/v1/directory/acknowledge", s.acknowledgeDirectory},
		{"/admin/", func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") }},
	}
	for _, route := range routes {
		surface.Handle(mux, route.pattern, s.auth(route.handler))
	}
	surface.Handle(mux, "GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) error {
		return web.WriteRaw(w, http.StatusOK, opt.OpenAPI)
	})
}

func (s *server) acknowledgeDirectory(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.AcknowledgeDirectory(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) auth(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.opt.Key == "" || !web.Bearer(r, s.opt.Key) {
			return fault.New(fault.Unauthentic, "authorization")
		}
		return h(w, r.WithContext(app.WithActor(r.Context(), "admin", web.RequestID(r.Context()))))
	}
}

// customer is a customer on this surface.
type customer struct {
	ID   string       `json:"id"`
	Kind string       `json:"kind"`
	KYC  app.KYCState `json:"kyc"`
	// Denied puts the customer on the deny list.
	Denied bool `json:"denied"`
	app.CustomerProfile
	Accounts  []app.AccountData `json:"accounts"`
	CreatedAt *time.Time        `json:"createdAt,omitempty"`
	UpdatedAt *time.Time        `json:"updatedAt,omitempty"`
}

func (c customer) data() app.CustomerData {
	return app.CustomerData{ID: c.ID, Kind: c.Kind, KYC: c.KYC, Denied: c.Denied, Profile: c.CustomerProfile, Accounts: c.Accounts}
}

func show(d app.CustomerData) customer {
	return customer{ID: d.ID, Kind: d.Kind, KYC: d.KYC, Denied: d.Denied, CustomerProfile: d.Profile, Accounts: d.Accounts, CreatedAt: &d.CreatedAt, UpdatedAt: &d.UpdatedAt}
}

// page reads limit (1 to 1000, default 100) and after.
func page(r *http.Request) (app.Page, error) {
	p := app.Page{After: r.URL.Query().Get("after"), Limit: 100}
	if text := r.URL.Query().Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 || limit > 1000 {
			return p, fault.New(fault.Invalid, "limit")
		}
		p.Limit = limit
	}
	return p, nil
}

func (s *server) status(w http.ResponseWriter, r *http.Request) error {
	status, err := s.use.Status(r.Context())
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, status)
}

func (s *server) list(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r)
	if err != nil {
		return err
	}
	rows, err := s.use.ListCustomers(r.Context(), p)
	if err != nil {
		return err
	}
	out := struct {
		Customers []customer `json:"customers"`
		Next      string     `json:"next,omitempty"`
	}{Customers: make([]customer, 0, len(rows))}
	for _, row := range rows {
		out.Customers = append(out.Customers, show(row))
	}
	if len(rows) == p.Limit {
		out.Next = rows[len(rows)-1].ID
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s *server) create(w http.ResponseWriter, r *http.Request) error {
	var body customer
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if body.ID == "" {
		body.ID = s.newID(r)
	} else if _, err := s.use.CustomerByID(r.Context(), body.ID); err == nil {
		return fault.New(fault.Conflict, "id")
	}
	return s.save(w, r, body)
}

// newID derives an id from the request's own, which is fresh for each.
func (s *server) newID(*http.Request) string { return "c-" + web.NewID() }

func (s *server) put(w http.ResponseWriter, r *http.Request) error {
	var body customer
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if body.ID != "" && body.ID != r.PathValue("id") {
		return fault.New(fault.Invalid, "id")
	}
	body.ID = r.PathValue("id")
	return s.save(w, r, body)
}

func (s *server) save(w http.ResponseWriter, r *http.Request, body customer) error {
	created, err := s.use.SaveCustomer(r.Context(), body.data())
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
		w.Header().Set("Location", "/admin/v1/customers/"+body.ID)
	}
	return s.answer(w, r, status, body.ID)
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, status int, id string) error {
	data, err := s.use.CustomerByID(r.Context(), id)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, status, show(data))
}

func (s *server) get(w http.ResponseWriter, r *http.Request) error {
	return s.answer(w, r, http.StatusOK, r.PathValue("id"))
}

func (s *server) remove(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.DeleteCustomer(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) kyc(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		KYC app.KYCState `json:"kyc"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.use.SetKYC(r.Context(), r.PathValue("id"), body.KYC); err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, r.PathValue("id"))
}

func (s *server) deny(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Denied *bool  `json:"denied"`
		Reason string `json:"reason"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if body.Denied == nil {
		return fault.New(fault.Missing, "denied")
	}
	if err := s.use.SetDenied(r.Context(), r.PathValue("id"), *body.Denied, body.Reason); err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, r.PathValue("id"))
}

func (s *server) accounts(w http.ResponseWriter, r *http.Request) error {
	data, err := s.use.CustomerByID(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, map[string]any{"accounts": data.Accounts})
}

func (s *server) addAccount(w http.ResponseWriter, r *http.Request) error {
	var body app.AccountData
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.use.AddAccounts(r.Context(), r.PathValue("id"), []app.AccountData{body}); err != nil {
		return err
	}
	return s.answer(w, r, http.StatusCreated, r.PathValue("id"))
}

func (s *server) removeAccount(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.RemoveAccount(r.Context(), r.PathValue("id"), r.PathValue("account")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// importMany saves many customers; each succeeds or fails by itself and the answer says which.
func (s *server) importMany(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Customers []customer `json:"customers"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if len(body.Customers) > maxImport {
		return fault.New(fault.TooLarge, "customers")
	}
	list := make([]app.CustomerData, len(body.Customers))
	for i, c := range body.Customers {
		list[i] = c.data()
	}
	type failure struct {
		Index int        `json:"index"`
		ID    string     `json:"id"`
		Code  fault.Code `json:"code"`
		Place string     `json:"place,omitempty"`
	}
	out := struct {
		Saved  int       `json:"saved"`
		Failed []failure `json:"failed"`
	}{Failed: []failure{}}
	for i, err := range s.use.ImportCustomers(r.Context(), list) {
		if err == nil {
			out.Saved++
			continue
		}
		code := fault.CodeOf(err)
		if _, _, known := web.FaultStatus(code); !known {
			s.opt.Log.ErrorContext(r.Context(), "a customer could not be imported", "error", err.Error())
			code = fault.Internal
		}
		out.Failed = append(out.Failed, failure{i, list[i].ID, code, fault.PlaceOf(err)})
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// denyEntry is an entry of the deny list on this surface.
type denyEntry struct {
	ID        string          `json:"id,omitempty"`
	Kind      string          `json:"kind"`
	Network   string          `json:"network,omitempty"`
	Address   string          `json:"address,omitempty"`
	Name      *app.PersonName `json:"name,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	CreatedAt *time.Time      `json:"createdAt,omitempty"`
}

func (s *server) denyList(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r)
	if err != nil {
		return err
	}
	rows, err := s.use.ListDenyEntries(r.Context(), r.URL.Query().Get("kind"), p)
	if err != nil {
		return err
	}
	out := struct {
		Entries []denyEntry `json:"entries"`
		Next    string      `json:"next,omitempty"`
	}{Entries: make([]denyEntry, 0, len(rows))}
	for _, row := range rows {
		entry := denyEntry{ID: row.ID, Kind: row.Kind, Network: row.Network, Address: row.Address, Reason: row.Reason, CreatedAt: &row.CreatedAt}
		if row.Kind == "person" {
			entry.Name = &row.Name
		}
		out.Entries = append(out.Entries, entry)
	}
	if len(rows) == p.Limit {
		out.Next = rows[len(rows)-1].ID
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s *server) addDeny(w http.ResponseWriter, r *http.Request) error {
	var body denyEntry
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	data := app.DenyData{Kind: body.Kind, Network: body.Network, Address: body.Address, Reason: body.Reason}
	if body.Name != nil {
		data.Name = *body.Name
	}
	id, err := s.use.AddDenyEntry(r.Context(), data)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusCreated, map[string]string{"id": id})
}

func (s *server) removeDeny(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.RemoveDenyEntry(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) revokeKey(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.RevokeKey(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// checkpoint chains and signs the audit trail now, as the node does by itself every minute: for whoever takes a copy.
func (s *server) checkpoint(w http.ResponseWriter, r *http.Request) error {
	if err := s.use.SealAudit(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
