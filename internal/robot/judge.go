package robot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/person"
	"github.com/bonafide-id/bonafide/travelrule"
	"github.com/bonafide-id/bonafide/travelrule/ivms101"
)

// find is the user an account belongs to. Symbol, network, then address: the first that does not fit is the reason.
func (r *Robot) find(symbol, network, account string) (*user, check.Reason) {
	resolved, reason := r.assets.Resolve(symbol, network)
	if reason != check.OK {
		return nil, reason
	}
	if at, ok := locate(resolved.Name, account); ok {
		if u := r.accounts[at]; u != nil {
			return u, check.OK
		}
	}
	return nil, check.AddressUnknown
}

// names says whether the claimed persons are the user. A company's representative must be named too (appendix A).
func (u user) names(claimed []ivms101.Person) bool {
	if u.company != "" {
		named := false
		for _, p := range claimed {
			named = named || p.NaturalPerson != nil
		}
		if !named {
			return false
		}
	}
	return travelrule.NamesMatch(claimed, u.persons(), travelrule.Names{Settings: person.Strict()})
}

var errParty = &client.Error{Status: http.StatusBadRequest, Code: "INVALID-IVMS101", Message: "`ivms101` is invalid value."}

func readBeneficiary(raw json.RawMessage) (ivms101.Beneficiary, error) {
	b, err := ivms101.ParseBeneficiary(raw)
	if err != nil || len(b.AccountNumber) == 0 {
		return ivms101.Beneficiary{}, errParty
	}
	return b, nil
}

// Account implements client.Backend (contract 3.2): symbol, network, address, name. KYC and sanctions are not looked at here.
func (r *Robot) Account(ctx context.Context, q client.AccountQuestion) (client.AccountAnswer, error) {
	b, err := readBeneficiary(q.Beneficiary)
	if err != nil {
		return client.AccountAnswer{}, err
	}
	deny := func(reason check.Reason) (client.AccountAnswer, error) {
		a := client.AccountAnswer{Result: client.Denied, Reason: client.Reason(travelrule.ReasonCode(reason)), VerifiedAt: client.At(r.now())}
		if reason == check.NetworkUnknown {
			a.Message = travelrule.NetworkNecessary
		}
		return a, nil
	}
	u, reason := r.find(q.Symbol, q.Network, b.AccountNumber[0])
	if reason != check.OK {
		return deny(reason)
	}
	switch u.trick {
	case Silence:
		return client.AccountAnswer{}, r.silence(ctx)
	case Garbage:
		return client.AccountAnswer{}, errGarbage
	case Delay:
		r.wait(ctx, r.cfg.Timing.AccountDelay)
	}
	if len(b.Persons) > 0 && !u.names(b.Persons) {
		return deny(check.NameMismatch)
	}
	return client.AccountAnswer{Result: client.Verified, VerifiedAt: client.At(r.now())}, nil
}

// errGarbage is an answer that the contract does not know.
var errGarbage = &client.Error{Status: http.StatusTeapot, Code: "GARBAGE", Message: "This is not an answer."}

// User implements client.Backend (contract 3.3).
func (r *Robot) User(ctx context.Context, q client.UserQuestion) (client.UserAnswer, error) {
	b, err := readBeneficiary(q.Beneficiary)
	if err != nil {
		return client.UserAnswer{}, err
	}
	o, err := ivms101.ParseOriginator(q.Originator)
	if err != nil {
		return client.UserAnswer{}, errParty
	}
	u, reason := r.find(q.Asset.Symbol, q.Asset.Network, b.AccountNumber[0])
	if u != nil {
		switch u.trick {
		case Silence:
			return client.UserAnswer{}, r.silence(ctx)
		case Garbage:
			return client.UserAnswer{}, errGarbage
		case Delay:
			r.wait(ctx, r.cfg.Timing.UserDelay)
		}
	}
	a := r.judge(q, u, reason, o, b)
	r.memory.answered(q.UUID, u, a.Result, a.Reason, r.now())
	return a, nil
}

// judge words the answer. u is nil when reason is not check.OK.
func (r *Robot) judge(q client.UserQuestion, u *user, reason check.Reason, o ivms101.Originator, b ivms101.Beneficiary) client.UserAnswer {
	deny := func(reason check.Reason, message string) client.UserAnswer {
		return client.UserAnswer{Result: client.Denied, Reason: client.Reason(travelrule.ReasonCode(reason)), Message: message}
	}
	switch reason {
	case check.OK:
	case check.AssetUnknown:
		return deny(reason, q.Asset.Symbol)
	case check.NetworkUnknown:
		return deny(reason, q.Asset.Network)
	default:
		return deny(reason, b.AccountNumber[0])
	}
	if u.trick == UnknownResult {
		return client.UserAnswer{Result: client.Unknown, Reason: client.UnknownAddress, Message: b.AccountNumber[0]}
	}
	// Below the legal amount nobody's name is looked at (contract 3.3).
	if q.Asset.Threshold {
		if !u.names(b.Persons) {
			return deny(check.NameMismatch, "")
		}
		if missing := thin(o); len(missing) > 0 {
			return deny(check.OriginatorInsufficient, ivms101.JoinFields(missing))
		}
	}
	switch {
	case denied(o):
		return deny(check.Denied, "originator")
	case u.denied:
		return deny(check.Denied, "beneficiary")
	case u.unverified:
		return deny(check.KYCUnverified, "")
	case u.refused:
		return deny(check.NotAllowed, "The robot does not take transfers for this user.")
	}
	return r.give(q, u, b)
}

// give returns the data that was asked for, or says what of it there is none of.
func (r *Robot) give(q client.UserQuestion, u *user, b ivms101.Beneficiary) client.UserAnswer {
	fields := make([]ivms101.Field, len(q.RequiredInfo))
	for i, code := range q.RequiredInfo {
		fields[i] = ivms101.Field(code)
	}
	known := ivms101.Beneficiary{Persons: u.persons(), AccountNumber: b.AccountNumber}
	given, missing := known.Select(fields)
	if len(missing) > 0 {
		return client.UserAnswer{Result: client.Denied, Reason: client.UnavailableInformation, Message: ivms101.JoinFields(missing)}
	}
	switch u.trick {
	case TooMuch:
		given = known
		given.Persons[0].NaturalPerson.CustomerIdentification = u.id
	case OtherAccount:
		given.AccountNumber = []string{r.userByID("robot-ada").accounts[q.Asset.Symbol]}
	}
	text, err := given.EncodeEnclave()
	if err != nil {
		return client.UserAnswer{Result: client.Failed, Reason: client.UndefinedError}
	}
	return client.UserAnswer{Result: client.Verified, Reason: client.OK, Beneficiary: text}
}

// thin says what the robot lacks to screen an originator: the name, and of a natural person when and where it was born.
func thin(o ivms101.Originator) []ivms101.Field {
	for _, p := range o.Persons {
		if p.LegalPerson != nil {
			return ivms101.MissingOriginator(o, []ivms101.Field{ivms101.FieldLegalPersonName})
		}
	}
	return ivms101.MissingOriginator(o, []ivms101.Field{ivms101.FieldNaturalPersonName, ivms101.FieldNaturalPersonBirth})
}

// denied says whether a person of the originator is the one on the deny list, by name and birth date.
func denied(o ivms101.Originator) bool {
	listed := user{primary: deniedPrimary, secondary: deniedSecondary}.persons()
	for _, p := range o.Persons {
		if p.NaturalPerson == nil || p.NaturalPerson.DateAndPlaceOfBirth == nil || p.NaturalPerson.DateAndPlaceOfBirth.DateOfBirth != deniedBirth {
			continue
		}
		if travelrule.NamesMatch([]ivms101.Person{p}, listed, travelrule.Names{Settings: person.Strict(), AnyForm: true}) {
			return true
		}
	}
	return false
}

var errUnknownVerification = errors.New("robot: a verification that is not the robot's")
