package submission

import (
	"context"
	"regexp"
	"strings"

	"github.com/bonafide-id/bonafide/internal/app"
)

var goodCustomerID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// makeCustomer prepares the customer an approved submission becomes: the caller's userid is the id where it can be one, so that a
// second approval updates the same person.
func (s *Service) makeCustomer(ctx context.Context, w *work) (func(context.Context, Tx) error, error) {
	d := &w.data
	d.CustomerID = "kyc-" + w.row.ID
	if goodCustomerID.MatchString(d.UserID) {
		d.CustomerID = d.UserID
	}
	write, err := s.Registry.PrepareCustomer(ctx, app.CustomerData{ID: d.CustomerID, Kind: "natural", KYC: app.KYCApproved, Profile: d.profile()})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx Tx) error { return write(ctx, tx) }, nil
}

// profile is the verified person: the document's Latin name where it has one, else the name as confirmed, and the local name.
func (d Private) profile() app.CustomerProfile {
	p := app.CustomerProfile{DateOfBirth: d.Confirmed.DateOfBirth, Representatives: []app.Representative{}}
	switch {
	case d.Read.LastName != "":
		p.Name = app.PersonName{Primary: d.Read.LastName, Secondary: d.Read.FirstName}
	default:
		p.Name = app.PersonName{Primary: d.Confirmed.Name}
	}
	if d.Read.LocalName != "" && d.Read.LocalName != p.Name.Primary {
		p.LocalName = &app.PersonName{Primary: d.Read.LocalName}
	} else if !isASCII(d.Confirmed.Name) && d.Confirmed.Name != p.Name.Primary {
		// A zone writes neither Hangul nor tones: the name as its holder writes it, which the check of names has found to be that of the document.
		p.LocalName = &app.PersonName{Primary: d.Confirmed.Name}
	}
	nationality := d.Confirmed.Nationality
	if nationality == "" {
		nationality = d.Read.Nationality
	}
	if country, ok := alpha2(nationality); ok {
		p.Nationality = country
	}
	return p
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }) < 0
}
