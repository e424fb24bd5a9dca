package verification

import (
	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
)

// Policy is what a project decides for itself. The zero value judges by the defaults.
type Policy struct {
	// Lines are decision lines by measure, in the measure's unit; those that are not there are the defaults (see Lines).
	Lines map[document.Measure]float64 `json:"lines,omitempty"`
	// Severities by reason; those that are not there are the defaults.
	Severities map[check.Reason]Severity `json:"severities,omitempty"`
	// MinAge and MaxAge, whole years; 0: no such limit (eKYC E105).
	MinAge int `json:"minAge,omitempty"`
	MaxAge int `json:"maxAge,omitempty"`
	// Types that are taken; empty: all (eKYC E102).
	Types []document.Type `json:"types,omitempty"`
}
