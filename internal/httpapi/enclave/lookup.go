package enclave

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/httpapi/web"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/directory"
)

func compact(text []byte) []byte {
	var buf bytes.Buffer
	if json.Compact(&buf, text) != nil {
		return text
	}
	return buf.Bytes()
}

// verification is the lookup's body: every member, nulls included, in this order (contract 2.6).
type verification struct {
	ID                  string  `json:"verificationId"`
	UUID                string  `json:"verificationUuid"`
	Result              string  `json:"result"`
	Reason              *string `json:"reason"`
	Message             *string `json:"message"`
	Asset               asset   `json:"assetInfo"`
	TxHash              *string `json:"txHash"`
	Vout                *string `json:"vout"`
	OriginatingVASP     string  `json:"originatingVaspId"`
	OriginatorAccount   string  `json:"originatorAccountNumber"`
	IVMSOriginator      *string `json:"ivms101Originator"`
	IVMSOriginatingVASP *string `json:"ivms101OriginatingVasp"`
	BeneficiaryVASP     string  `json:"beneficiaryVaspId"`
	BeneficiaryAccount  string  `json:"beneficiaryAccountNumber"`
	IVMSBeneficiary     *string `json:"ivms101Beneficiary"`
	IVMSBeneficiaryVASP *string `json:"ivms101BeneficiaryVasp"`
	VerifiedAt          *string `json:"verifiedAt"`
	OrderedAt           *string `json:"orderedAt"`
	CreatedAt           string  `json:"createdAt"`
}

type asset struct {
	Symbol    string  `json:"symbol"`
	Network   *string `json:"network"`
	Amount    string  `json:"amount"`
	Threshold any     `json:"isExceedingThreshold"`
	Currency  string  `json:"tradeCurrency"`
	Price     string  `json:"tradePrice"`
	At        string  `json:"tradeISODatetime"`
}

func (s *server) lookup(w http.ResponseWriter, r *http.Request) error {
	id, err := verificationID(r.PathValue("uuid"))
	if err != nil {
		return err
	}
	view, err := s.use.Lookup(r.Context(), id)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, s.show(view))
}

// verificationID is the stored form of an id; a text that is none names nothing that is stored.
func verificationID(text string) (string, error) {
	if !isUUID(text) {
		return "", fault.New(fault.NotFound, "verification")
	}
	return strings.ToLower(text), nil
}

// isUUID accepts the one textual form of a UUID, in either case.
func isUUID(text string) bool {
	_, err := uuid.Parse(text)
	return err == nil && len(text) == 36
}

func (s *server) show(view app.VerificationView) verification {
	v := view.Verification
	out := verification{
		ID: itoa(v.ID), UUID: v.UUID, Result: travelrule.OutcomeCode(v.Outcome),
		Asset: asset{Symbol: v.Asset.Symbol, Network: optional(v.Asset.Network), Amount: v.Asset.Amount, Threshold: v.Asset.ExceedsThreshold,
			Currency: v.Asset.TradeCurrency, Price: v.Asset.TradePrice, At: travelrule.FormatInstant(v.Asset.TradeTime)},
		TxHash: v.TxHash, Vout: v.Vout,
		OriginatingVASP: v.OriginatingVASP, OriginatorAccount: view.Texts.OriginatorAccount,
		IVMSOriginator: textOrNull(view.Texts.Originator), IVMSOriginatingVASP: textOrNull(view.Texts.OriginatingVASP),
		BeneficiaryVASP: v.BeneficiaryVASP, BeneficiaryAccount: view.Texts.BeneficiaryAccount,
		IVMSBeneficiary: textOrNull(view.Texts.Beneficiary), IVMSBeneficiaryVASP: textOrNull(view.Texts.BeneficiaryVASP),
		VerifiedAt: timeOrNull(v.VerifiedAt), OrderedAt: timeOrNull(v.OrderedAt), CreatedAt: travelrule.FormatInstant(v.CreatedAt),
	}
	if v.Answered() {
		reason, message := reasonText(v.Reason, v.Code), v.Message
		out.Reason, out.Message = &reason, &message
	}
	if s.opt.NumericThreshold {
		out.Asset.Threshold = 0
		if v.Asset.ExceedsThreshold {
			out.Asset.Threshold = 1
		}
	}
	return out
}

func textOrNull(text []byte) *string {
	if text == nil {
		return nil
	}
	s := string(text)
	return &s
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func timeOrNull(at *time.Time) *string {
	if at == nil {
		return nil
	}
	text := travelrule.FormatInstant(*at)
	return &text
}

// vasp is one element of the directory list (contract 2.2).
type vasp struct {
	Health         string  `json:"health"`
	VaspID         string  `json:"vaspId"`
	Name           string  `json:"vaspName"`
	LegalName      string  `json:"legalName,omitempty"`
	Jurisdiction   string  `json:"jurisdiction,omitempty"`
	IsAlliance     bool    `json:"isAlliance"`
	Country        string  `json:"country,omitempty"`
	CountryCode    string  `json:"countryCode,omitempty"`
	Protocol       string  `json:"protocol"`
	LicensedStatus *string `json:"licensedStatus"`
	Status         string  `json:"vaspStatus"`
	CreatedAt      string  `json:"createdAt"`
	UpdatedAt      string  `json:"updatedAt"`
}

// vaspStatuses is table 4.6. A suspended member is shown as registered without being reachable.
var vaspStatuses = map[directory.Status]string{
	directory.Active:        "VERIFIED-MEMBER",
	directory.Registered:    "VERIFIED",
	directory.Suspended:     "VERIFIED",
	directory.Interoperated: "INTEROPERATED",
}

func (s *server) vasps(w http.ResponseWriter, r *http.Request) error {
	protocol := strings.ToUpper(r.URL.Query().Get("protocol"))
	switch protocol {
	case "", "ALL", "VERIFYVASP", "CODE":
	default:
		return fault.New(fault.Invalid, "protocol")
	}
	list := []vasp{}
	index, err := s.use.Members().Index()
	if err != nil && !fault.Has(err, fault.DirectoryEmpty) {
		return err
	}
	if err == nil {
		for _, m := range index.Members() {
			if !index.Connected(m.VaspID) {
				continue
			}
			each := s.showMember(m)
			if protocol == "" || protocol == "ALL" || protocol == each.Protocol {
				list = append(list, each)
			}
		}
	}
	return web.WriteJSON(w, http.StatusOK, map[string][]vasp{"vasps": list})
}

func (s *server) showMember(m directory.Member) vasp {
	own := m.Status != directory.Interoperated
	out := vasp{Health: "DOWN", VaspID: m.VaspID, Name: m.Name, LegalName: m.LegalName, Jurisdiction: m.Jurisdiction, IsAlliance: own, Country: m.Country,
		CountryCode: m.CountryCode, Protocol: "VERIFYVASP", LicensedStatus: optional(m.LicensedStatus), Status: vaspStatuses[m.Status],
		CreatedAt: travelrule.FormatInstant(m.CreatedAt), UpdatedAt: travelrule.FormatInstant(m.UpdatedAt)}
	if !own {
		out.Protocol = "CODE"
	}
	if s.use.Members().Up(m.VaspID) {
		out.Health = "UP"
	}
	return out
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
