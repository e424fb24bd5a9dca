package robot

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/travelrule"
)

// Target is whom the robot sends to, on request.
type Target struct {
	VaspID  client.VaspID   `json:"beneficiaryVaspId"`
	Symbol  string          `json:"symbol"` // ETH or XRP
	Network string          `json:"network,omitempty"`
	Address string          `json:"address"`
	Persons json.RawMessage `json:"beneficiaryPersons,omitempty"` // IVMS101; a user verification needs them
	Amount  string          `json:"amount,omitempty"`             // default 1.5
	Below   bool            `json:"belowThreshold,omitempty"`
	Require string          `json:"requiredBeneficiaryInfo,omitempty"` // default ACCOUNT_NUMBER,NATURAL_PERSON_NAME
}

// check names the first member that is missing or wrong.
func (t *Target) check(persons bool) error {
	switch {
	case t.VaspID == "":
		return fault.New(fault.Missing, "beneficiaryVaspId")
	case !t.VaspID.Valid():
		return fault.New(fault.Invalid, "beneficiaryVaspId")
	case t.Symbol == "":
		return fault.New(fault.Missing, "symbol")
	case Network(t.Symbol) == "":
		return fault.New(fault.Invalid, "symbol")
	case t.Address == "":
		return fault.New(fault.Missing, "address")
	case persons && len(t.Persons) == 0:
		return fault.New(fault.Missing, "beneficiaryPersons")
	}
	if t.Network == "" {
		t.Network = Network(t.Symbol)
	}
	if t.Amount == "" {
		t.Amount = "1.5"
	}
	if !travelrule.IsDecimal(t.Amount) {
		return fault.New(fault.Invalid, "amount")
	}
	if t.Require == "" {
		t.Require = "ACCOUNT_NUMBER,NATURAL_PERSON_NAME"
	}
	return nil
}

func (t *Target) beneficiary() (json.RawMessage, error) {
	text, err := json.Marshal(struct {
		Persons json.RawMessage `json:"beneficiaryPersons,omitempty"`
		Account []string        `json:"accountNumber"`
	}{t.Persons, []string{t.Address}})
	if err != nil {
		return nil, fault.New(fault.Invalid, "beneficiaryPersons")
	}
	return text, nil
}

// askAccount puts the account question for the robot.
func (r *Robot) askAccount(ctx context.Context, t Target) (client.AccountAnswer, error) {
	if err := t.check(false); err != nil {
		return client.AccountAnswer{}, err
	}
	beneficiary, err := t.beneficiary()
	if err != nil {
		return client.AccountAnswer{}, err
	}
	return r.cfg.Node.VerifyAccount(ctx, client.AccountRequest{BeneficiaryVASP: t.VaspID, Symbol: t.Symbol, Network: t.Network, Beneficiary: beneficiary})
}

// originator is a user as the robot sends it.
func (u user) originator(symbol string) json.RawMessage {
	date := birthDate
	if u.primary == deniedPrimary {
		date = deniedBirth
	}
	who := client.Natural(u.primary, u.secondary).Born(date, birthPlace)
	if u.company != "" {
		return client.Originator(u.accounts[symbol], client.Legal(u.company), who)
	}
	return client.Originator(u.accounts[symbol], who)
}

// begin starts a user verification from u. What a scenario has follow begins with its result; hash and vout are what it will report.
func (r *Robot) begin(ctx context.Context, u *user, scenario string, t Target, hash, vout string) (client.Started, error) {
	if err := t.check(true); err != nil {
		return client.Started{}, err
	}
	beneficiary, err := t.beneficiary()
	if err != nil {
		return client.Started{}, err
	}
	started, err := r.cfg.Node.StartVerification(ctx, client.UserRequest{BeneficiaryVASP: t.VaspID, RequiredInfo: strings.Split(t.Require, ","),
		Asset: client.AssetInfo{Symbol: t.Symbol, Network: t.Network, Amount: t.Amount, Threshold: client.Bool(!t.Below), Currency: "USD", Price: "4500",
			PricedAt: client.At(r.now())},
		Originator: u.originator(t.Symbol), Beneficiary: beneficiary})
	if err != nil {
		return client.Started{}, err
	}
	goOn := false
	// The result may have come before the answer with its id.
	r.memory.with(started.UUID, Sends, func(rec *Record) {
		rec.Scenario, rec.user, rec.symbol, rec.TxHash, rec.Vout = scenario, u, t.Symbol, hash, vout
		rec.note(r.now(), "asked")
		goOn = rec.begins()
	})
	if goOn {
		r.after(0, func(ctx context.Context) { r.goOn(ctx, started.UUID) })
	}
	return started, nil
}

// run plays a scenario in which the robot is the originator, as far as it goes at once; the rest follows by itself and is in the records.
func (r *Robot) run(ctx context.Context, s *Scenario, t Target) (Running, error) {
	out := Running{Scenario: s.ID}
	if s.then == askOnly {
		answer, err := r.askAccount(ctx, t)
		out.Account = &answer
		return out, err
	}
	hash, vouts := "", []string{""}
	if s.then == reportBatch {
		var err error
		if hash, err = r.inventHash(t.Symbol); err != nil {
			return Running{}, err
		}
		vouts = []string{"0", "1"}
	}
	for _, vout := range vouts {
		started, err := r.begin(ctx, r.userByID(s.user), s.ID, t, hash, vout)
		if err != nil {
			return Running{}, err
		}
		out.UUIDs = append(out.UUIDs, started.UUID)
	}
	return out, nil
}

// Running is a scenario under way.
type Running struct {
	Scenario string                `json:"scenario"`
	Account  *client.AccountAnswer `json:"account,omitempty"`
	UUIDs    []string              `json:"verificationUuids,omitempty"`
}

// goOn does what a scenario has follow a good result.
func (r *Robot) goOn(ctx context.Context, uuid string) {
	rec, ok := r.memory.known(uuid)
	if !ok {
		return
	}
	s := r.scenario(rec.Scenario)
	if s == nil {
		return
	}
	var err error
	switch s.then {
	case report, reportBatch:
		err = r.withdraw(ctx, uuid, false)
	case reportTwice:
		if err = r.withdraw(ctx, uuid, false); err == nil {
			err = r.report(ctx, uuid, "", "")
		}
	case reportNever, staySilent:
		err = r.withdraw(ctx, uuid, true)
	case reportLate:
		r.memory.with(uuid, Sends, func(rec *Record) { rec.hidden = true })
		if err = r.withdraw(ctx, uuid, true); err == nil && r.wait(ctx, r.cfg.Timing.LateReport) {
			err = r.report(ctx, uuid, "", "")
		}
	case giveUp:
		err = r.cancel(ctx, client.ErrorReport{UUID: uuid, Result: client.Failed, Reason: client.UserCanceled, Message: "The customer does not want to any more."})
	case dropQuietly:
		r.memory.with(uuid, Sends, func(rec *Record) {
			rec.Canceled = true
			rec.note(r.now(), "gave up without a report")
		})
	}
	if err != nil {
		r.cfg.Log.WarnContext(ctx, "the robot could not go on", "scenario", s.ID, "verification", uuid, "error", err.Error())
		r.memory.with(uuid, Sends, func(rec *Record) { rec.note(r.now(), "could not go on: "+codeOf(err)) })
	}
}

// withdraw pretends to send the coins, and reports the transaction unless that is suppressed.
func (r *Robot) withdraw(ctx context.Context, uuid string, suppress bool) error {
	rec, ok := r.memory.known(uuid)
	if !ok || rec.Direction != Sends {
		return fault.New(fault.NotFound, "verificationUuid")
	}
	if rec.Result != client.Verified || rec.Canceled {
		return fault.New(fault.Conflict, "result")
	}
	hash, err := r.inventHash(rec.symbol)
	if err != nil {
		return err
	}
	r.memory.with(uuid, Sends, func(rec *Record) {
		if rec.TxHash == "" {
			rec.TxHash = hash
		}
		rec.Sent = true
		rec.note(r.now(), "withdrew")
	})
	if suppress {
		return nil
	}
	return r.report(ctx, uuid, "", "")
}

// inventHash makes a transaction id as the asset's node prints one.
func (r *Robot) inventHash(symbol string) (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(r.cfg.Rand, raw[:]); err != nil {
		return "", err
	}
	if symbol == "XRP" {
		return strings.ToUpper(hex.EncodeToString(raw[:])), nil
	}
	return "0x" + hex.EncodeToString(raw[:]), nil
}

// report reports a transaction id: the one given, or the one of the withdrawal.
func (r *Robot) report(ctx context.Context, uuid, hash, vout string) error {
	rec, ok := r.memory.known(uuid)
	if !ok {
		return fault.New(fault.NotFound, "verificationUuid")
	}
	if hash == "" {
		hash, vout = rec.TxHash, rec.Vout
	}
	if hash == "" {
		return fault.New(fault.Missing, "txHash")
	}
	if err := r.cfg.Node.ReportTx(ctx, client.TxReport{UUID: uuid, TxHash: hash, Vout: vout}); err != nil {
		return err
	}
	r.memory.with(uuid, Sends, func(rec *Record) {
		rec.TxHash, rec.Vout, rec.Sent, rec.Reported, rec.hidden = hash, vout, true, true, false
		rec.note(r.now(), "reported")
	})
	return nil
}

// cancel gives a transfer up for good.
func (r *Robot) cancel(ctx context.Context, report client.ErrorReport) error {
	if _, ok := r.memory.known(report.UUID); !ok {
		return fault.New(fault.NotFound, "verificationUuid")
	}
	if err := r.cfg.Node.ReportError(ctx, report); err != nil {
		return err
	}
	r.memory.with(report.UUID, Sends, func(rec *Record) {
		rec.Canceled = true
		rec.note(r.now(), "gave up: "+string(report.Reason))
	})
	return nil
}
