package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/sandbox"
)

// verifyPerson is the first half: a document and a selfie go in, an approved customer comes out.
func (s *story) verifyPerson(ctx context.Context) error {
	id, err := s.readDocument(ctx)
	if err != nil {
		return err
	}
	if err := s.compareFace(ctx, id); err != nil {
		return errors.Join(err, s.explain(ctx, id))
	}
	return s.showCustomer(ctx)
}

func (s *story) key() map[string]string {
	return map[string]string{"X-Api-Key": s.beneficiary.KYC.APIKey}
}

func (s *story) admin(e sandbox.Exchange) map[string]string {
	return map[string]string{"Authorization": "Bearer " + e.AdminKey}
}

func (s *story) readDocument(ctx context.Context) (id string, err error) {
	p := s.Pictures
	s.begin("She sends a picture of her %s; %s reads it.", p.Document, s.beneficiary.Name)
	s.say("(%s)", p.About)
	form := []field{{name: "projectId", text: s.beneficiary.KYC.ProjectID}, {name: "issuingCountry", text: p.IssuingCountry}, {name: "idType", text: p.IDType},
		{name: "email", text: s.customer + "@example.com"}, {name: "userid", text: s.customer}, {name: "idImage", picture: p.Front}}
	if p.Back != nil {
		form = append(form, field{name: "idBackImage", picture: p.Back})
	}
	a, err := s.do(ctx, call{method: http.MethodPost, url: s.beneficiary.PublicURL + "/v3/submission/step1", headers: s.key(), form: form})
	if err != nil {
		return "", err
	}
	s.showAnswer(a)
	if err := a.ok(http.StatusOK); err != nil {
		return "", err
	}
	if retry := a.body["retry"]; retry != nil {
		return "", fmt.Errorf("another picture is asked for: %s", compact(retry))
	}
	id = a.text("submissionId")
	if id == "" {
		return "", errors.New("the answer has no submissionId")
	}
	if err := expect("the date of birth that was read", a.text("reviewOCRData", "date_of_birth"), p.Person.DateOfBirth); err != nil {
		return "", err
	}
	number := a.text("reviewOCRData", "identity_number")
	if number == "" {
		number = a.text("reviewOCRData", "document_number")
	}
	s.good("Read from the document: %s, born %s, number %s.", a.text("reviewOCRData", "name"), a.text("reviewOCRData", "date_of_birth"), number)
	return id, nil
}

func (s *story) compareFace(ctx context.Context, id string) error {
	p := s.Pictures
	s.begin("She confirms her data and sends a selfie; her face is compared with the portrait.")
	form := []field{{name: "submissionId", text: id}, {name: "name", text: p.Person.Name}, {name: "date_of_birth", text: p.Person.DateOfBirth}}
	for _, number := range []field{{name: "identity_number", text: p.Person.IdentityNumber}, {name: "document_number", text: p.Person.DocumentNumber}} {
		if number.text != "" {
			form = append(form, number)
		}
	}
	form = append(form, field{name: "faceImage", picture: p.Selfie})
	a, err := s.do(ctx, call{method: http.MethodPost, url: s.beneficiary.PublicURL + "/v3/submission/step2", headers: s.key(), form: form})
	if err != nil {
		return err
	}
	s.showAnswer(a)
	if err := a.ok(http.StatusOK); err != nil {
		return err
	}
	if retry := a.body["retry"]; retry != nil {
		return fmt.Errorf("another picture is asked for: %s", compact(retry))
	}
	if err := expect("kycStatus", a.text("kycStatus"), "approved"); err != nil {
		return err
	}
	s.good("Approved: name and date of birth are those of the document, it has not expired, and the face is hers (similarity %s of 100; 80 is the line).",
		compact(a.body["faceSimilarityScore"]))
	return nil
}

// explain shows the checks of a submission that was not approved.
func (s *story) explain(ctx context.Context, id string) error {
	a, err := s.send(ctx, call{method: http.MethodGet, url: s.beneficiary.PublicURL + "/v3/submission?submissionId=" + url.QueryEscape(id), headers: s.key()})
	if err == nil && a.status == http.StatusOK {
		s.say("What was checked:")
		s.wrapped("   ", string(a.raw))
	}
	return nil
}

func (s *story) showCustomer(ctx context.Context) error {
	s.begin("With the approval she is a customer of %s, under the name that was verified.", s.beneficiary.Name)
	a, err := s.do(ctx, call{method: http.MethodGet, url: s.beneficiary.AdminURL + "/admin/v1/customers/" + s.customer, headers: s.admin(s.beneficiary)})
	if err != nil {
		return err
	}
	s.showAnswer(a, "id", "kind", "kyc", "name", "localName", "dateOfBirth", "nationality", "accounts")
	if err := firstOf(a.ok(http.StatusOK), expect("kyc", a.text("kyc"), string(app.KYCApproved))); err != nil {
		return err
	}
	return s.takeName(a)
}

// takeName keeps the verified name for the questions that follow.
func (s *story) takeName(a answer) error {
	s.name = app.PersonName{Primary: a.text("name", "primaryIdentifier"), Secondary: a.text("name", "secondaryIdentifier")}
	if s.name.Primary == "" {
		return errors.New("the customer has no name")
	}
	local := strings.TrimSpace(a.text("localName", "primaryIdentifier") + " " + a.text("localName", "secondaryIdentifier"))
	if local != "" {
		local = " (" + local + ")"
	}
	s.good("Verified name: %s%s.", strings.TrimSpace(s.name.Primary+" "+s.name.Secondary), local)
	return nil
}

// importCustomer stands for the first half when no picture is read.
func (s *story) importCustomer(ctx context.Context) error {
	s.begin("%s brings a customer whom it verified before.", s.beneficiary.Name)
	a, err := s.do(ctx, call{method: http.MethodPost, url: s.beneficiary.AdminURL + "/admin/v1/customers", headers: s.admin(s.beneficiary), body: object{
		"id": s.customer, "kind": "natural", "kyc": "approved", "dateOfBirth": "1993-08-25", "nationality": "VN",
		"name":      app.PersonName{Primary: "Nguyen", Secondary: "Thi Thu Ha"},
		"localName": app.PersonName{Primary: "Nguyễn", Secondary: "Thị Thu Hà"}}})
	if err != nil {
		return err
	}
	s.showAnswer(a, "id", "kind", "kyc", "name", "localName", "dateOfBirth", "nationality", "accounts")
	if err := firstOf(a.ok(http.StatusCreated), expect("kyc", a.text("kyc"), string(app.KYCApproved))); err != nil {
		return err
	}
	return s.takeName(a)
}

// registerWallet gives the customer a deposit address.
func (s *story) registerWallet(ctx context.Context) error {
	s.begin("%s gives her a deposit address and registers it.", s.beneficiary.Name)
	s.account = sandbox.InventAccount("ETH", "Ethereum", s.customer)
	a, err := s.do(ctx, call{method: http.MethodPost, url: s.beneficiary.AdminURL + "/admin/v1/customers/" + s.customer + "/accounts",
		headers: s.admin(s.beneficiary), body: s.account})
	if err != nil {
		return err
	}
	s.showAnswer(a, "id", "kyc", "accounts")
	if err := a.ok(http.StatusCreated); err != nil {
		return err
	}
	if !strings.Contains(string(a.raw), s.account.Address) {
		return fmt.Errorf("the address %s is not among her accounts", s.account.Address)
	}
	s.good("%s on %s is hers.", s.account.Address, s.account.Network)
	return nil
}
