package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

type object = map[string]any

// naturalPerson is one in IVMS101.
func naturalPerson(name app.PersonName) object {
	id := object{"primaryIdentifier": name.Primary, "nameIdentifierType": "LEGL"}
	if name.Secondary != "" {
		id["secondaryIdentifier"] = name.Secondary
	}
	return object{"naturalPerson": object{"name": object{"nameIdentifier": []object{id}}}}
}

// ask is the account question: is this address hers, and is this her name?
func (s *story) ask(ctx context.Context, name app.PersonName) (answer, error) {
	return s.do(ctx, call{method: http.MethodPost, url: s.sender.EnclaveURL + "/v1/verifications/account", body: object{
		"keyType": "PerVasp", "beneficiaryVaspId": s.beneficiary.VaspID, "symbol": s.account.Symbol, "network": s.account.Network,
		"payload": object{"version": "1.0", "ivms101": object{"beneficiary": object{
			"beneficiaryPersons": []object{naturalPerson(name)}, "accountNumber": []string{s.account.Address}}}}}})
}

func (s *story) askAccount(ctx context.Context) error {
	s.begin("Somebody at %s wants to send her coins. %s asks: is this address hers?", s.sender.Name, s.sender.Name)
	a, err := s.ask(ctx, s.name)
	if err != nil {
		return err
	}
	s.showAnswer(a)
	if err := firstOf(a.ok(http.StatusOK), expect("accountVerificationResult", a.text("accountVerificationResult"), "VERIFIED")); err != nil {
		return err
	}
	s.good("Yes. The question went sealed to %s alone, and was answered from what it verified.", s.beneficiary.Name)
	return nil
}

func (s *story) askWrongName(ctx context.Context) error {
	s.begin("The same address with another name:")
	a, err := s.ask(ctx, app.PersonName{Primary: "Tran", Secondary: "Van Duc"})
	if err != nil {
		return err
	}
	s.showAnswer(a)
	if err := firstOf(a.ok(http.StatusOK), expect("reason", a.text("reason"), "MISMATCHED-NAME")); err != nil {
		return err
	}
	if strings.Contains(string(a.raw), s.name.Primary) {
		return errors.New("the answer gives the right name away")
	}
	s.good("No, and the answer does not give the right name away.")
	return nil
}

// sendIdentities is the user verification.
func (s *story) sendIdentities(ctx context.Context) error {
	from := s.sender.Customers[0]
	originator := naturalPerson(from.Name)
	originator["naturalPerson"].(object)["dateAndPlaceOfBirth"] = object{"dateOfBirth": "1991-04-17", "placeOfBirth": "Seoul"}
	s.begin("%s sends both parties' data, sealed, and %s answers.", s.sender.Name, s.beneficiary.Name)
	a, err := s.do(ctx, call{method: http.MethodPost, url: s.sender.EnclaveURL + "/v1/verifications", body: object{
		"keyType": "PerVasp", "beneficiaryVaspId": s.beneficiary.VaspID, "requiredBeneficiaryInfo": "ACCOUNT_NUMBER,NATURAL_PERSON_NAME",
		"assetInfo": object{"symbol": s.account.Symbol, "network": s.account.Network, "amount": "0.75", "isExceedingThreshold": true, "tradeCurrency": "KRW",
			"tradePrice": "1875000", "tradeISODatetime": time.Now().UTC().Format("2006-01-02T15:04:05.000Z")},
		"payload": object{"version": "1.0", "ivms101": object{
			"originator":  object{"originatorPersons": []object{originator}, "accountNumber": []string{from.Accounts[0].Address}},
			"beneficiary": object{"beneficiaryPersons": []object{naturalPerson(s.name)}, "accountNumber": []string{s.account.Address}}}}}})
	if err != nil {
		return err
	}
	s.showAnswer(a)
	if err := a.ok(http.StatusOK); err != nil {
		return err
	}
	if s.uuid = a.text("verificationUuid"); s.uuid == "" {
		return errors.New("the answer has no verificationUuid")
	}
	s.good("It is under way as %s; it survives a crash of either side.", s.uuid)
	return nil
}

// lookUp asks both sides for the outcome.
func (s *story) lookUp(ctx context.Context) error {
	s.begin("Both sides look the verification up, now or years later.")
	for _, e := range []sandbox.Exchange{s.sender, s.beneficiary} {
		a, err := s.settled(ctx, e)
		if err != nil {
			return err
		}
		s.showAnswer(a, "verificationUuid", "result", "reason", "assetInfo", "originatingVaspId", "beneficiaryVaspId", "ivms101Beneficiary", "verifiedAt")
		if err := firstOf(a.ok(http.StatusOK), expect("result at "+e.Name, a.text("result"), "VERIFIED")); err != nil {
			return err
		}
	}
	s.good("VERIFIED on both sides. The coins may go.")
	return nil
}

// settled looks a verification up until its outcome is there.
func (s *story) settled(ctx context.Context, e sandbox.Exchange) (answer, error) {
	c := call{method: http.MethodGet, url: e.EnclaveURL + "/v1/verifications/" + s.uuid}
	s.showRequest(c)
	for deadline := time.Now().Add(s.Wait); ; {
		a, err := s.send(ctx, c)
		if err != nil {
			return answer{}, err
		}
		if a.status == http.StatusOK && a.text("result") != "WAIT" || time.Now().After(deadline) {
			return a, nil
		}
		select {
		case <-ctx.Done():
			return answer{}, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// proveRecords verifies the audit trails.
func (s *story) proveRecords(ctx context.Context) error {
	s.begin("Either side proves that its records were not altered.")
	if s.Finish != nil {
		s.say("(The sandbox ends here; each exchange signs its trail when it stops. What follows reads the files alone.)")
		if err := s.Finish(ctx); err != nil {
			return err
		}
	}
	signed := true
	for _, e := range []sandbox.Exchange{s.beneficiary, s.sender} {
		if err := s.sign(ctx, e); err != nil {
			return err
		}
		s.say("bonafide audit verify --config %s", e.ConfigFile)
		report, err := s.chained(ctx, e.ConfigFile)
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
		for _, line := range strings.Split(strings.TrimSpace(report.Text()), "\n") {
			s.say("   %s", line)
		}
		if n := len(report.Findings); n > 0 {
			return fmt.Errorf("%s: the records do not match their trail: %d findings", e.Name, n)
		}
		if report.Verifications == 0 || report.Unproven > 0 {
			return fmt.Errorf("%s: the trail does not cover the verification yet (%d of %d not)", e.Name, report.Unproven, report.Verifications)
		}
		signed = signed && report.SignedSeq == report.LastSeq
	}
	if !signed {
		s.good("Every entry is linked to the one before it, and the stored verifications are those the trail speaks of. What came in meanwhile is signed within a minute.")
		return nil
	}
	s.good("Every entry is linked to the one before it, the last one is signed, and the stored verifications are those the trail speaks of.")
	return nil
}

// sign asks an exchange that runs on to sign its trail now; it does so by itself every minute.
func (s *story) sign(ctx context.Context, e sandbox.Exchange) error {
	if s.Finish != nil {
		return nil
	}
	a, err := s.do(ctx, call{method: http.MethodPost, url: e.AdminURL + "/admin/v1/audit/checkpoint", headers: s.admin(e)})
	if err == nil && a.status != http.StatusNoContent {
		err = fmt.Errorf("%s: signing the trail: status %d", e.Name, a.status)
	}
	return err
}

// chained verifies until the newest entries are in the chain, which takes up to a second on a running node.
func (s *story) chained(ctx context.Context, configFile string) (app.AuditReport, error) {
	for deadline := time.Now().Add(s.Wait); ; {
		report, err := s.Audit(ctx, configFile)
		if err != nil || report.Unproven == 0 || len(report.Findings) > 0 || time.Now().After(deadline) {
			return report, err
		}
		select {
		case <-ctx.Done():
			return app.AuditReport{}, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}
