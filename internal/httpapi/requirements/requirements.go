// Package requirements is the surface that says what a transfer must carry before personal data is gathered, and checks a request against it. It is
// our own, off the contract's paths, on the private listener: docs/requirements.md.
package requirements

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"log/slog"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
	"github.com/bonafide-id/bonafide/travelrule/requirements"
)

// Options of the surface.
type Options struct {
	Log      *slog.Logger
	Observer web.Observer
	Clock    func() time.Time
	Token    string // of the enclave surface; "" asks nobody
	VaspID   string // this node's: its country is the originator's
	// Member finds a VASP: fault.MemberNotFound, DirectoryEmpty.
	Member func(vaspID string) (directory.Member, error)
	// Counterparties are what single VASPs ask besides the law, by VASP id. May be nil.
	Counterparties map[string]requirements.Extra
	OpenAPI        []byte // the document, JSON
}

// FromMembers is Options.Member over the list a node holds.
func FromMembers(members *app.Members) func(string) (directory.Member, error) {
	return func(vaspID string) (directory.Member, error) {
		index, err := members.Index()
		if err != nil {
			return directory.Member{}, err
		}
		return index.Lookup(vaspID)
	}
}

// Surface answers the two calls, and Enforce.
type Surface struct{ opt Options }

// New makes the surface. Register mounts it.
func New(opt Options) *Surface { return &Surface{opt} }

// maxBody of a request, bytes: that of the enclave surface.
const maxBody = 256 << 10

// Register mounts the surface on mux.
func (s *Surface) Register(mux *http.ServeMux) {
	surface := &web.Surface{Name: "requirements", Log: s.opt.Log, Observer: s.opt.Observer, MaxBody: maxBody, Timeout: 10 * time.Second, Fail: fail}
	surface.Handle(mux, "GET /bonafide/v1/requirements", s.auth(s.get))
	surface.Handle(mux, "POST /bonafide/v1/requirements/check", s.auth(s.check))
	surface.Handle(mux, "GET /bonafide/v1/openapi.json", func(w http.ResponseWriter, _ *http.Request) error {
		return web.WriteRaw(w, http.StatusOK, s.opt.OpenAPI)
	})
	surface.Handle(mux, "/bonafide/v1/", s.auth(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "path") }))
}

func (s *Surface) auth(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !web.Bearer(r, s.opt.Token) {
			return fault.New(fault.Unauthentic, "authorization")
		}
		return h(w, r)
	}
}

// assetView names what is moved.
type assetView struct {
	Symbol  string `json:"symbol"`
	Network string `json:"network,omitempty"`
	Chain   string `json:"chain,omitempty"` // CAIP-2
	ID      string `json:"id,omitempty"`    // CAIP-19
}

// codesView are codes of contract 4.8 as requiredBeneficiaryInfo carries them, by what the beneficiary is.
type codesView struct {
	Natural string `json:"natural"`
	Legal   string `json:"legal"`
}

type requiredView struct {
	Step            requirements.Step      `json:"step"`
	AsOf            string                 `json:"asOf"`
	BeneficiaryVASP string                 `json:"beneficiaryVaspId,omitempty"`
	Asset           assetView              `json:"asset"`
	Memo            requirements.Memo      `json:"memo"`
	Jurisdictions   []requirements.Applied `json:"jurisdictions"`
	// MustExceed says that isExceedingThreshold must be true.
	MustExceed  bool               `json:"mustExceedThreshold"`
	Originator  requirements.Needs `json:"originator"`
	Beneficiary requirements.Needs `json:"beneficiary"`
	Info        codesView          `json:"requiredBeneficiaryInfo"`
	Schema      map[string]any     `json:"schema,omitempty"`
}

func view(r requirements.Required) requiredView {
	t := r.Transfer
	return requiredView{Step: t.Step, AsOf: travelrule.FormatInstant(t.At), BeneficiaryVASP: t.BeneficiaryVASP,
		Asset: assetView{t.Symbol, t.Network, r.Chain, r.Asset}, Memo: r.Memo, Jurisdictions: r.Jurisdictions, MustExceed: r.Threshold,
		Originator: listed(r.Originator), Beneficiary: listed(r.Beneficiary),
		Info: codesView{ivms101.JoinFields(r.Info.Natural), ivms101.JoinFields(r.Info.Legal)}}
}

// listed writes nothing as a list without items.
func listed(n requirements.Needs) requirements.Needs {
	if n.Natural == nil {
		n.Natural = []requirements.Need{}
	}
	if n.Legal == nil {
		n.Legal = []requirements.Need{}
	}
	return n
}

func (s *Surface) get(w http.ResponseWriter, r *http.Request) error {
	t, err := readTransfer(r.URL.Query(), "beneficiaryVaspId", "symbol", "network", "amount", "tradePrice", "tradeCurrency")
	if err != nil {
		return err
	}
	if t.Symbol == "" {
		return fault.New(fault.Missing, "symbol")
	}
	if err := s.complete(&t); err != nil {
		return err
	}
	required, err := requirements.For(t)
	if err != nil {
		return err
	}
	out := view(required)
	out.Schema = required.Schema()
	return web.WriteJSON(w, http.StatusOK, out)
}

func (s *Surface) check(w http.ResponseWriter, r *http.Request) error {
	t, err := readTransfer(r.URL.Query())
	if err != nil {
		return err
	}
	body, err := web.ReadBody(r)
	if err != nil {
		return err
	}
	required, faults, err := s.judge(t, body)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, struct {
		Accepted bool                 `json:"accepted"`
		Faults   []requirements.Fault `json:"faults"`
		Lacking  string               `json:"lacking"` // codes of contract 4.8, separated by commas
		Required requiredView         `json:"required"`
	}{len(faults) == 0, faults, ivms101.JoinFields(requirements.Lacking(faults)), view(required)})
}

// judge takes the counterparty from the body before its country is looked up.
func (s *Surface) judge(t requirements.Transfer, body []byte) (requirements.Required, []requirements.Fault, error) {
	t.At = s.opt.Clock()
	vaspID, err := requirements.Counterparty(body)
	if err != nil {
		return requirements.Required{}, nil, err
	}
	t.BeneficiaryVASP = vaspID
	if err := s.complete(&t); err != nil {
		return requirements.Required{}, nil, err
	}
	return requirements.Judge(t, body)
}

// Enforce refuses a body of POST /v1/verifications that lacks something, as the enclave surface reports it: fault.Missing or Invalid at the member.
// A counterparty that is not known is left to the use case, which answers for it before anything is sent.
func (s *Surface) Enforce(body []byte) error {
	_, faults, err := s.judge(requirements.Transfer{}, body)
	switch fault.CodeOf(err) {
	case "":
		return requirements.Err(faults)
	case fault.MemberNotFound, fault.DirectoryEmpty:
		return nil
	}
	return err
}

// complete adds the time, the countries of the directory and what the counterparty asks besides.
func (s *Surface) complete(t *requirements.Transfer) error {
	t.At = s.opt.Clock()
	t.Counterparty = s.opt.Counterparties[t.BeneficiaryVASP]
	if t.OriginatorCountry == "" {
		self, err := s.opt.Member(s.opt.VaspID)
		if err != nil && fault.CodeOf(err) != fault.MemberNotFound { // a node that is not listed yet has no country
			return err
		}
		t.OriginatorCountry = country(self)
	}
	if t.BeneficiaryCountry == "" && t.BeneficiaryVASP != "" {
		other, err := s.opt.Member(t.BeneficiaryVASP)
		if err != nil {
			return err
		}
		t.BeneficiaryCountry = country(other)
	}
	return nil
}

// country is a member's, when it is one of ISO 3166-1.
func country(m directory.Member) string {
	if ivms101.IsCountry(m.CountryCode) {
		return m.CountryCode
	}
	return ""
}

// maxValues is how many values in other currencies a call may give, maxParameter how long a parameter may be, in bytes.
const (
	maxValues    = 16
	maxParameter = 512
)

// readTransfer reads query parameters. One that is not known or given twice is refused: a misspelt amount must not loosen the answer.
func readTransfer(query url.Values, more ...string) (requirements.Transfer, error) {
	known := append([]string{"originatorCountry", "beneficiaryCountry", "value", "step"}, more...)
	for _, name := range sorted(query) {
		values := query[name]
		switch {
		case !slices.Contains(known, name):
			return requirements.Transfer{}, fault.New(fault.Invalid, name)
		case name != "value" && len(values) > 1, len(values) > maxValues:
			return requirements.Transfer{}, fault.New(fault.Invalid, name)
		case slices.ContainsFunc(values, func(v string) bool { return len(v) > maxParameter }):
			return requirements.Transfer{}, fault.New(fault.TooLarge, name)
		}
	}
	t := requirements.Transfer{Step: requirements.Step(query.Get("step")), BeneficiaryVASP: query.Get("beneficiaryVaspId"), Symbol: strings.TrimSpace(query.Get("symbol")),
		Network: strings.TrimSpace(query.Get("network")), Amount: query.Get("amount"), TradePrice: query.Get("tradePrice"), TradeCurrency: query.Get("tradeCurrency"),
		OriginatorCountry: strings.ToUpper(query.Get("originatorCountry")), BeneficiaryCountry: strings.ToUpper(query.Get("beneficiaryCountry"))}
	for _, text := range query["value"] {
		value, ok := requirements.ParseMoney(text)
		if !ok {
			return requirements.Transfer{}, fault.New(fault.Invalid, "value")
		}
		t.Values = append(t.Values, value)
	}
	if len([]rune(t.Network)) > travelrule.MaxNetwork {
		return requirements.Transfer{}, fault.New(fault.Invalid, "network")
	}
	return t, nil
}

func sorted(query url.Values) []string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
