package verification

import (
	"fmt"
	"slices"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/kr"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/fault"
)

// Policy is what a project decides for itself. The zero value judges by the defaults.
type Policy struct {
	// Lines are decision lines by their name (a measure's, see Lines), in the line's unit; those that are not there are the defaults.
	Lines map[document.Measure]float64 `json:"lines,omitempty"`
	// Severities by reason; those that are not there are the defaults.
	Severities map[check.Reason]Severity `json:"severities,omitempty"`
	// MinAge and MaxAge, whole years; 0: no such limit (eKYC E105).
	MinAge int `json:"minAge,omitempty"`
	MaxAge int `json:"maxAge,omitempty"`
	// Types that are taken; empty: all (eKYC E102).
	Types []document.Type `json:"types,omitempty"`
	// What the rules of a country leave to the project.
	Vietnam vn.Options `json:"vietnam,omitzero"`
	Korea   kr.Options `json:"korea,omitzero"`
}

const oldest = 150 // years

// Validate names the first fault; fault.Invalid with the member's path.
func (p Policy) Validate() error {
	for name, value := range p.Lines {
		l, ok := lineNamed(string(name))
		if !ok {
			return fault.Newf(fault.Invalid, "lines", "no such line; there are those of the documentation")
		}
		if !(value >= l.Min && value <= l.Max) {
			return fault.Newf(fault.Invalid, "lines."+l.Name, "%g to %g (%s)", l.Min, l.Max, l.Unit)
		}
	}
	for reason, severity := range p.Severities {
		if !slices.Contains(check.Documents(), reason) {
			return fault.Newf(fault.Invalid, "severities", "no such reason")
		}
		if severity > Off {
			return fault.Newf(fault.Invalid, "severities."+string(reason), "fail, warn or off")
		}
	}
	for i, t := range p.Types {
		if !slices.Contains(document.Types(), t) {
			return fault.New(fault.Invalid, fmt.Sprintf("types[%d]", i))
		}
	}
	if p.MinAge < 0 || p.MinAge > oldest || p.MaxAge < 0 || p.MaxAge > oldest || p.MaxAge > 0 && p.MaxAge < p.MinAge {
		return fault.Newf(fault.Invalid, "minAge, maxAge", "0 to %d, the first not above the second", oldest)
	}
	if s := p.Vietnam.AddressSimilarity; !(s >= 0 && s <= 1) {
		return fault.Newf(fault.Invalid, "vietnam.addressSimilarity", "0 to 1")
	}
	for path, doubt := range map[string]float64{"vietnam.doubt": p.Vietnam.Doubt, "korea.doubt": p.Korea.Doubt} {
		if !(doubt >= 0 && doubt <= 1) {
			return fault.Newf(fault.Invalid, path, "0 to 1")
		}
	}
	if p.Vietnam.IssuerSlackDays < 0 || p.Vietnam.IssuerSlackDays > 3650 {
		return fault.Newf(fault.Invalid, "vietnam.issuerSlackDays", "0 to 3650")
	}
	return nil
}
