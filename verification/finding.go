package verification

import (
	"slices"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/fault"
)

// Severity is what a finding that failed does.
type Severity uint8

// The severities. The zero value is Fail: a check nobody thought about refuses.
const (
	Fail Severity = iota // refuses the picture
	Warn                 // sends the case to a person; a review flag
	Off                  // recorded only
)

var severities = [...]string{"fail", "warn", "off"}

func (s Severity) String() string { return severities[min(int(s), len(severities)-1)] }

// MarshalText writes the word.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word; fault.Invalid for any other.
func (s *Severity) UnmarshalText(text []byte) error {
	i := slices.Index(severities[:], string(text))
	if i < 0 {
		return fault.New(fault.Invalid, "severity")
	}
	*s = Severity(i)
	return nil
}

// Finding is one check of a document. Result.Reason is never empty: it names the check, whatever came out of it.
type Finding struct {
	check.Result
	Severity Severity
	Side     document.Side  // of the picture it was found on; empty: of both together
	Field    document.Field // it is about; empty: none in particular
	Box      document.Quad  // where on the picture; nil: the whole side, or no place
	Rule     string         // where the rule is from: "eKYC contract 3.3 QC02", "ICAO 9303-5 §4.2.2"
}

// Refuses says that the finding stands against the document.
func (f Finding) Refuses() bool { return f.Status == check.Failed && f.Severity == Fail }

// Input is what is judged. A side that was not given is nil. Passports have Front only.
type Input struct {
	Front, Back *document.Page
	// Family is what the caller named: idr, dlr, passport (eKYC contract 2.1); empty: any.
	Family string
	// Wanted is the side the caller said the newest picture is; empty: not said.
	Wanted document.Side
	// Latest is the side that has just been sent; the other one was judged before. Empty: both are new.
	Latest document.Side
	Today  time.Time // a day; its place decides what day it is there
}
