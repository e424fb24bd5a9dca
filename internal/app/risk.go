package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/audit"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/pii"
	"github.com/bonafide-id/bonafide/pii/seal"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// Names of the three assessments (contract 2.10 to 2.12).
const (
	ProviderSanction = "chainalysis_sanction" // an address against sanctions
	ProviderKYT      = "chainalysis_kyt"      // a transfer, or the attempt of one
	ProviderWCO      = "refinitiv_wco"        // names against lists
)

// RiskProvider asks one provider of risk data. Asking again with the same request id gives the present state of the same assessment.
//
// Errors: fault.RiskKey when the provider refuses the key or none is configured, fault.RiskFailed for anything else that is no answer.
type RiskProvider interface {
	Assess(ctx context.Context, q RiskQuestion) (RiskFinding, error)
}

// NoProvider stands for a provider that is not configured.
type NoProvider struct{}

// Assess implements RiskProvider.
func (NoProvider) Assess(context.Context, RiskQuestion) (RiskFinding, error) {
	return RiskFinding{}, fault.New(fault.RiskKey, "provider")
}

// RiskQuestion is what a provider is asked. Members that do not belong to an assessment are empty.
type RiskQuestion struct {
	RequestID string // UUID, the same for every try
	Kind      string // ADDRESS, ATTEMPT, TRANSFER or PERSONS
	Direction string // OUTGOING or INCOMING
	Network   string
	Symbol    string
	Amount    string
	TradeTime time.Time
	UserID    string     // stands for this VASP's customer; says nothing to anybody else
	Address   pii.String // the counterparty's, without its tag
	TxHash    string
	Vout      string
	Persons   []RiskPerson
}

// RiskPerson is a person to be screened.
type RiskPerson struct {
	Kind        string // natural or legal
	Name        pii.String
	DateOfBirth pii.String
	Country     string
}

// RiskFinding is what a provider says.
type RiskFinding struct {
	State         string // NOHIT, SANCTION, PROCESSED; PENDING while it works
	ListName      string
	Description   string
	URL           string
	USDPrice      string
	ExternalID    string
	MatchStrength string
	Summary       json.RawMessage // the provider's own summary, any JSON
	Alerts        []RiskAlert
}

// riskPending is the state of an assessment that is not finished.
const riskPending = "PENDING"

// RiskAlert is one alert of a transfer's assessment.
type RiskAlert struct {
	ID           string `json:"alertId"`
	Level        string `json:"alertLevel"`
	Category     string `json:"entityCategory"`
	Service      string `json:"serviceName"`
	ExposureType string `json:"exposureType"`
	Amount       string `json:"alertAmount"`
	CreatedAt    string `json:"createdAt"`
}

// RiskProviders are the three providers; a nil one is NoProvider.
type RiskProviders struct{ Sanction, KYT, WCO RiskProvider }

func (p RiskProviders) of(name string) RiskProvider {
	provider := map[string]RiskProvider{ProviderSanction: p.Sanction, ProviderKYT: p.KYT, ProviderWCO: p.WCO}[name]
	if provider == nil {
		return NoProvider{}
	}
	return provider
}

// Limits of the assessments: how long a caller waits for the provider, how often one that is not finished is asked again, and for how long.
const (
	riskCallLimit = 5 * time.Second
	riskPause     = 10 * time.Second
	riskGiveUp    = 24 * time.Hour
)

// SanctionScreening is the answer of contract 2.10.
type SanctionScreening struct {
	RequestID, Counterparty, Direction string
	Address                            pii.String
	State                              string
	ListName, Description, URL         string
	CreatedAt                          time.Time
}

// ScreenAddress screens the counterparty's address of a verification: contract 2.10.
//
// Errors: fault.NotFound, fault.RiskKey, fault.RiskFailed.
func (n *Node) ScreenAddress(ctx context.Context, uuid string) (SanctionScreening, error) {
	v, texts, dataKey, err := n.riskSubject(ctx, uuid)
	if err != nil {
		return SanctionScreening{}, err
	}
	q := n.riskQuestion("ADDRESS", v, texts)
	s, finding, err := n.assess(ctx, ProviderSanction, v, dataKey, q)
	if err != nil {
		return SanctionScreening{}, err
	}
	return SanctionScreening{RequestID: s.RequestID, Counterparty: s.Counterparty, Direction: s.Direction, Address: pii.New(counterpartyAccount(v, texts)), State: s.State,
		ListName: finding.ListName, Description: finding.Description, URL: finding.URL, CreatedAt: s.CreatedAt}, nil
}

// AssessTransfer assesses a transfer, or the attempt of one before its transaction is reported: contract 2.11. network overrides the verification's when it
// is not empty. The outcome comes by callback.
//
// Errors: fault.NotFound, fault.RiskState, fault.RiskAccess, fault.RiskFailed.
func (n *Node) AssessTransfer(ctx context.Context, uuid, network string) (requestID string, err error) {
	v, texts, dataKey, err := n.riskSubject(ctx, uuid)
	if err != nil {
		return "", err
	}
	kind := "TRANSFER"
	if v.TxHash == nil {
		kind = "ATTEMPT"
		if v.Direction == travelrule.Receiving {
			return "", fault.New(fault.RiskState, "verificationUuid")
		}
	}
	q := n.riskQuestion(kind, v, texts)
	if network != "" {
		q.Network = network
	}
	s, _, err := n.assess(ctx, ProviderKYT, v, dataKey, q)
	if fault.Has(err, fault.RiskKey) { // this provider's refusal is another status than the others' (contract 2.0)
		err = fault.New(fault.RiskAccess, "provider")
	}
	return s.RequestID, err
}

// ScreenNames screens the counterparty's persons: contract 2.12. other replaces the stored data when it is set: an ivms101 object.
//
// Errors: fault.NotFound, fault.RiskState, fault.RiskKey, fault.RiskFailed, fault.Invalid.
func (n *Node) ScreenNames(ctx context.Context, uuid string, other pii.Bytes) (requestID string, err error) {
	v, texts, dataKey, err := n.riskSubject(ctx, uuid)
	if err != nil {
		return "", err
	}
	if v.Direction == travelrule.Receiving && !v.Outcome.Final() {
		return "", fault.New(fault.RiskState, "verificationUuid")
	}
	q := n.riskQuestion("PERSONS", v, texts)
	if q.Persons, err = screenedPersons(v, texts, other); err != nil {
		return "", err
	}
	s, _, err := n.assess(ctx, ProviderWCO, v, dataKey, q)
	return s.RequestID, err
}

// riskSubject opens the verification an assessment is about.
func (n *Node) riskSubject(ctx context.Context, uuid string) (v Verification, texts verificationTexts, dataKey seal.DataKey, err error) {
	if v, err = n.verification(ctx, uuid); err != nil {
		return v, texts, dataKey, err
	}
	if texts, err = n.openTexts(v); err != nil {
		return v, texts, dataKey, err
	}
	dataKey, err = n.Keyring.Unwrap(verificationSubject(uuid), v.WrappedKey)
	return v, texts, dataKey, err
}

// counterpartyAccount is the account that is screened: the other side's.
func counterpartyAccount(v Verification, texts verificationTexts) string {
	if v.Direction == travelrule.Sending {
		return texts.beneficiaryAccount
	}
	return texts.originatorAccount
}

// riskQuestion fills what a verification says. The address goes without its tag: a provider knows addresses.
func (n *Node) riskQuestion(kind string, v Verification, texts verificationTexts) RiskQuestion {
	own, direction := texts.originatorAccount, "OUTGOING"
	if v.Direction == travelrule.Receiving {
		own, direction = texts.beneficiaryAccount, "INCOMING"
	}
	user := n.Keyring.Index("risk-user", own)
	account := counterpartyAccount(v, texts)
	if i := strings.LastIndexByte(account, ':'); i > 0 {
		account = account[:i]
	}
	q := RiskQuestion{RequestID: n.NewID(), Kind: kind, Direction: direction, Network: v.Asset.Network, Symbol: v.Asset.Symbol, Amount: v.Asset.Amount, TradeTime: v.Asset.TradeTime,
		UserID: hex.EncodeToString(user[:16]), Address: pii.New(account)}
	if v.TxHash != nil {
		q.TxHash = *v.TxHash
	}
	if v.Vout != nil {
		q.Vout = *v.Vout
	}
	return q
}

// screenedPersons are the counterparty's, from the stored data or from what the caller sent in their place.
func screenedPersons(v Verification, texts verificationTexts, other pii.Bytes) ([]RiskPerson, error) {
	var persons []ivms101.Person
	originator, beneficiary := texts.originator, texts.beneficiary
	if other.IsSet() {
		identity, err := ivms101.Parse(other.Reveal())
		if err != nil {
			return nil, fault.New(fault.Invalid, "payload.ivms101")
		}
		if v.Direction == travelrule.Sending && identity.Beneficiary != nil {
			persons = identity.Beneficiary.Persons
		}
		if v.Direction == travelrule.Receiving && identity.Originator != nil {
			persons = identity.Originator.Persons
		}
		return riskPersons(persons)
	}
	if v.Direction == travelrule.Sending {
		b, err := ivms101.ParseBeneficiary(beneficiary)
		if err != nil {
			return nil, fault.Wrap(fault.Corrupt, "beneficiary", err)
		}
		return riskPersons(b.Persons)
	}
	o, err := ivms101.ParseOriginator(originator)
	if err != nil {
		return nil, fault.Wrap(fault.Corrupt, "originator", err)
	}
	return riskPersons(o.Persons)
}

// riskPersons lists every spelling of every name; fault.RiskState when there is none to screen.
func riskPersons(persons []ivms101.Person) ([]RiskPerson, error) {
	var out []RiskPerson
	for _, p := range persons {
		if p.LegalPerson != nil {
			for _, form := range travelrule.LegalName(p.LegalPerson).Forms {
				out = append(out, RiskPerson{Kind: "legal", Name: pii.New(form.Primary), Country: p.LegalPerson.CountryOfRegistration})
			}
		}
		if p.NaturalPerson == nil {
			continue
		}
		born := ""
		if d := p.NaturalPerson.DateAndPlaceOfBirth; d != nil {
			born = d.DateOfBirth
		}
		for _, form := range travelrule.NaturalName(p.NaturalPerson).Forms {
			name := strings.TrimSpace(form.Secondary + " " + form.Primary)
			out = append(out, RiskPerson{Kind: "natural", Name: pii.New(name), DateOfBirth: pii.New(born), Country: p.NaturalPerson.CountryOfResidence})
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.RiskState, "ivms101")
	}
	return out, nil
}

// screeningBody is what is kept of an assessment, sealed.
type screeningBody struct {
	Question storedRiskQuestion `json:"question"`
	Finding  RiskFinding        `json:"finding"`
}

// storedRiskQuestion is RiskQuestion with its boxes opened, for sealing.
type storedRiskQuestion struct {
	Kind, Direction, Network, Symbol, Amount, UserID, Address, TxHash, Vout string
	TradeTime                                                               time.Time
	Persons                                                                 []storedRiskPerson
}

type storedRiskPerson struct{ Kind, Name, DateOfBirth, Country string }

func storedQuestion(q RiskQuestion) storedRiskQuestion {
	out := storedRiskQuestion{q.Kind, q.Direction, q.Network, q.Symbol, q.Amount, q.UserID, q.Address.Reveal(), q.TxHash, q.Vout, q.TradeTime, nil}
	for _, p := range q.Persons {
		out.Persons = append(out.Persons, storedRiskPerson{p.Kind, p.Name.Reveal(), p.DateOfBirth.Reveal(), p.Country})
	}
	return out
}

func (s storedRiskQuestion) question(requestID string) RiskQuestion {
	q := RiskQuestion{RequestID: requestID, Kind: s.Kind, Direction: s.Direction, Network: s.Network, Symbol: s.Symbol, Amount: s.Amount, TradeTime: s.TradeTime,
		UserID: s.UserID, Address: pii.New(s.Address), TxHash: s.TxHash, Vout: s.Vout}
	for _, p := range s.Persons {
		q.Persons = append(q.Persons, RiskPerson{p.Kind, pii.New(p.Name), pii.New(p.DateOfBirth), p.Country})
	}
	return q
}

func screeningPlace(requestID string) string { return "screenings/body/" + requestID }

// assess asks the provider and stores the assessment; one that is not finished is asked for again by a job.
func (n *Node) assess(ctx context.Context, provider string, v Verification, dataKey seal.DataKey, q RiskQuestion) (Screening, RiskFinding, error) {
	finding, err := n.askProvider(ctx, provider, q)
	if err != nil {
		return Screening{}, finding, err
	}
	s := Screening{RequestID: q.RequestID, Verification: v.UUID, Provider: provider, Counterparty: n.opposite(v), Direction: q.Direction, Network: q.Network, State: finding.State,
		CreatedAt: n.now()}
	if finding.State != riskPending {
		now := n.now()
		s.AssessedAt = &now
	}
	if err := n.sealScreening(&s, dataKey, screeningBody{storedQuestion(q), finding}); err != nil {
		return s, finding, err
	}
	told, err := n.riskCallback(s, v, dataKey, q, finding)
	if err != nil {
		return s, finding, err
	}
	entry := n.entry(ctx, audit.RiskAsked, "screening", s.RequestID)
	entry.Details = map[string]string{"provider": provider, "verification": v.UUID, "state": s.State}
	return s, finding, n.Store.InTx(context.WithoutCancel(ctx), func(tx Tx) error {
		if err := tx.PutScreening(ctx, s, entry); err != nil {
			return err
		}
		if s.AssessedAt == nil {
			return tx.Enqueue(ctx, Job{Kind: JobScreen, Key: s.RequestID, RunAt: s.CreatedAt.Add(riskPause)})
		}
		return putDelivery(ctx, tx, told)
	})
}

func (n *Node) askProvider(ctx context.Context, provider string, q RiskQuestion) (RiskFinding, error) {
	ctx, cancel := context.WithTimeout(ctx, riskCallLimit)
	defer cancel()
	started := time.Now()
	finding, err := n.Risk.of(provider).Assess(ctx, q)
	n.Events.BackendCall(provider, string(fault.CodeOf(err)), time.Since(started))
	if err != nil {
		n.Log.WarnContext(ctx, "a provider of risk data did not answer", "provider", provider, "error", err.Error())
	}
	return finding, err
}

func (n *Node) sealScreening(s *Screening, dataKey seal.DataKey, body screeningBody) error {
	text, err := encodeBody(body)
	if err != nil {
		return err
	}
	s.Body, err = dataKey.Seal(n.Rand, screeningPlace(s.RequestID), text)
	return err
}

// runScreening asks again for an assessment that was not finished.
func (n *Node) runScreening(ctx context.Context, requestID string) error {
	var s Screening
	err := n.Store.View(ctx, func(r Reader) (err error) {
		s, err = r.Screening(ctx, requestID)
		return err
	})
	if err != nil || s.AssessedAt != nil {
		return ignoreNotFound(err)
	}
	v, _, dataKey, err := n.riskSubject(ctx, s.Verification)
	if err != nil {
		return ignoreNotFound(err)
	}
	text, err := dataKey.Open(screeningPlace(requestID), s.Body)
	if err != nil {
		return err
	}
	var body screeningBody
	if err := json.Unmarshal(text, &body); err != nil {
		return fault.New(fault.Corrupt, "screening")
	}
	q := body.Question.question(requestID)
	now := n.now()
	finding, err := n.askProvider(ctx, s.Provider, q)
	if err != nil || finding.State == riskPending {
		if now.Sub(s.CreatedAt) < riskGiveUp {
			return Later{After: riskPause}
		}
		finding = RiskFinding{State: "ERROR"}
	}
	s.State, s.AssessedAt, body.Finding = finding.State, &now, finding
	if err := n.sealScreening(&s, dataKey, body); err != nil {
		return err
	}
	told, err := n.riskCallback(s, v, dataKey, q, finding)
	if err != nil {
		return err
	}
	entry := n.entry(ctx, audit.RiskAssessed, "screening", requestID)
	entry.Details = map[string]string{"provider": s.Provider, "verification": v.UUID, "state": s.State}
	return n.Store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutScreening(ctx, s, entry); err != nil {
			return err
		}
		return putDelivery(ctx, tx, told)
	})
}

// riskCallback words an assessment's end for the back end (contract 3.5); nil while there is none, and for the sanctions screening, which answers at once.
func (n *Node) riskCallback(s Screening, v Verification, dataKey seal.DataKey, q RiskQuestion, finding RiskFinding) (*Delivery, error) {
	if s.AssessedAt == nil {
		return nil, nil
	}
	data := map[string]any{"verificationUuid": v.UUID}
	switch s.Provider {
	case ProviderKYT:
		apiType := q.Kind
		alerts := make([]map[string]string, len(finding.Alerts))
		for i, a := range finding.Alerts {
			alerts[i] = map[string]string{"counterpartyVaspId": s.Counterparty, "externalId": finding.ExternalID, "direction": s.Direction, "alertId": a.ID, "alertLevel": a.Level,
				"entityCategory": a.Category, "serviceName": a.Service, "exposureType": a.ExposureType, "alertAmount": a.Amount, "createdAt": a.CreatedAt}
		}
		data["riskAssessment"] = map[string]any{
			"chainalysisKYT": map[string]any{"requestId": s.RequestID, "counterpartyVaspId": s.Counterparty, "apiType": apiType, "userId": q.UserID, "direction": s.Direction,
				"network": q.Network, "asset": q.Symbol, "amount": q.Amount, "usdPrice": finding.USDPrice, "outputAddress": q.Address.Reveal(), "timestamp": travelrule.FormatInstant(q.TradeTime),
				"externalId": finding.ExternalID, "status": s.State, "alertCount": len(alerts), "createdAt": travelrule.FormatInstant(s.CreatedAt), "assessedAt": travelrule.FormatInstant(*s.AssessedAt)},
			"chainalysisKYTAlerts": alerts,
		}
		return n.callback(CallbackKYT, v, dataKey, data)
	case ProviderWCO:
		summary := string(finding.Summary)
		if summary == "" {
			summary = "{}"
		}
		data["riskAssessment"] = map[string]any{"refinitivWorldCheckOne": map[string]any{"requestId": s.RequestID, "counterpartyVaspId": s.Counterparty, "direction": s.Direction,
			"caseSystemId": finding.ExternalID, "status": s.State, "matchStrength": finding.MatchStrength, "aggregatedSummaryResult": summary,
			"createdAt": travelrule.FormatInstant(s.CreatedAt), "assessedAt": travelrule.FormatInstant(*s.AssessedAt)}}
		return n.callback(CallbackWCO, v, dataKey, data)
	}
	return nil, nil
}
