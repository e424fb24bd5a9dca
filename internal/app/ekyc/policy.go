package ekyc

import (
	"maps"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/verification"
)

// gate are the reasons that the quality gate refuses by; that no document is seen refuses always.
var gate = []check.Reason{check.ResolutionLow, check.Glare, check.Blurred, check.LuminanceBad, check.DocumentSmall}

// types are the documents this contract knows, by family.
var types = map[Family][]document.Type{
	IdentityCard:   {document.CMND9, document.CMND12, document.CCCDBarcode, document.CCCDChip, document.CanCuoc2024},
	DrivingLicence: {document.VNLicence},
	Passport:       {document.VNPassport, document.Passport},
}

// policy is what the documents of a session are judged by.
func (s Settings) policy() verification.Policy {
	p := s.Policy
	if len(p.Types) == 0 {
		for _, f := range Families() {
			p.Types = append(p.Types, types[f]...)
		}
	}
	if !s.QualityGate {
		p.Severities = maps.Clone(p.Severities)
		if p.Severities == nil {
			p.Severities = map[check.Reason]verification.Severity{}
		}
		for _, reason := range gate {
			p.Severities[reason] = verification.Off
		}
	}
	return p
}

// hints are what the engine is told of a family.
var hints = map[Family]document.Hint{
	IdentityCard: {Country: "VNM", IDType: "government_id"}, DrivingLicence: {Country: "VNM", IDType: "drivers_license"}, Passport: {IDType: "passport"},
}
