package submission

import (
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/fault"
)

// Settings of a project (contract 6). The zero value is not valid; DefaultSettings works as it is. A setting whose part is not there
// yet is not listed: it cannot be switched on by mistake.
type Settings struct {
	Status             string              `json:"status"`             // trial, test, open, closed; default test
	DecisionMode       string              `json:"decisionMode"`       // auto_with_review (default) or auto_only
	AcceptedIDs        map[string][]string `json:"acceptedIds"`        // alpha-3 country to id types; empty: all
	ApprovePeriod      int                 `json:"approvePeriod"`      // days an approved email is refused; 0 off (default), -1 for ever
	AgeLimit           int                 `json:"ageLimit"`           // years; 0 off, else at least 13. Default 0
	BlacklistCountries []string            `json:"blacklistCountries"` // alpha-3, by issuing country
	IDValidation       bool                `json:"idValidation"`       // ask for another picture when a datum was not read (contract 4.1)
	MRZCheck           bool                `json:"mrzCheck"`           // ask for another picture when a passport's MRZ was not read
	FaceCompare        bool                `json:"faceCompare"`        // default true
	SelfieLiveness     bool                `json:"selfieLiveness"`     // face size and borders as liveness needs them; default true
	IssuerCheck        string              `json:"issuerCheck"`        // off (default), error, warning: what an unavailable issuer means
	CollectFullRRN     bool                `json:"collectFullRrn"`     // keep all 13 digits (contract 7.5); default false
	CollectAddress     bool                `json:"collectAddress"`
	CollectProof       bool                `json:"collectAddressProof"`
	EarlyPolicyReject  bool                `json:"earlyPolicyReject"` // a certain rejection is answered at step 1 (decision A12)
}

// DefaultSettings of a new project.
func DefaultSettings() Settings {
	return Settings{Status: "test", DecisionMode: "auto_with_review", FaceCompare: true, SelfieLiveness: true, IssuerCheck: "off"}
}

// Validate names the first fault.
func (s Settings) Validate() error {
	switch {
	case !slices.Contains([]string{"trial", "test", "open", "closed"}, s.Status):
		return fault.New(fault.Invalid, "settings.status")
	case !slices.Contains([]string{"auto_with_review", "auto_only"}, s.DecisionMode):
		return fault.New(fault.Invalid, "settings.decisionMode")
	case !slices.Contains([]string{"off", "error", "warning"}, s.IssuerCheck):
		return fault.New(fault.Invalid, "settings.issuerCheck")
	case s.AgeLimit != 0 && (s.AgeLimit < 13 || s.AgeLimit > 120):
		return fault.New(fault.Invalid, "settings.ageLimit")
	case s.ApprovePeriod < -1 || s.ApprovePeriod > 36500:
		return fault.New(fault.Invalid, "settings.approvePeriod")
	}
	for _, country := range s.BlacklistCountries {
		if !IsCountry(country) {
			return fault.New(fault.Invalid, "settings.blacklistCountries")
		}
	}
	for country, types := range s.AcceptedIDs {
		if !IsCountry(country) || slices.ContainsFunc(types, func(t string) bool { return !knownIDType(t) }) {
			return fault.New(fault.Invalid, "settings.acceptedIds")
		}
	}
	return nil
}

// trialLength is how long a trial takes submissions.
const trialLength = 14 * 24 * time.Hour

// Takes says whether the project accepts submissions at t.
func (p Project) Takes(t time.Time) bool {
	switch p.Settings.Status {
	case "test", "open":
		return true
	case "trial":
		return t.Before(p.Created.Add(trialLength))
	}
	return false
}

// override applies the customOptions of one submission (contract 2.1): a value outside what is allowed is ignored.
func (s Settings) override(options map[string]any) Settings {
	off := func(name string) bool { value, ok := options[name].(bool); return ok && !value }
	if off("blacklistCountries") {
		s.BlacklistCountries = nil
	}
	if off("approvePeriod") {
		s.ApprovePeriod = 0
	}
	if off("ageLimit") {
		s.AgeLimit = 0
	}
	return s
}

// IDTypes of both generations (contract 2.1).
var idTypes = map[string]bool{ // true: version 2 knows it
	"passport": true, "government_id": true, "drivers_license": true,
	"residence_permit": false, "visa": false, "vehicle_registration_certificate": false, "aadhaar": false, "pancard": false, "universal": false,
}

func knownIDType(name string) bool { _, ok := idTypes[name]; return ok }
