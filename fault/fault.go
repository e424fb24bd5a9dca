// Package fault names the operations that could not be carried out.
//
// A [Code] is published: surfaces translate it, operators search for it, so its text never changes and is never used
// again for something else. An error carries at most one code, the one chosen where the fault was found; context may be
// wrapped around it with %w and the code survives. What a check found out about a customer is not a fault: see package
// check.
package fault

import (
	"errors"
	"fmt"
	"slices"
)

// Code is the stable name of one kind of fault, in the form subject.what, lower case.
type Code string

// Codes that belong to no single subject.
const (
	Internal    Code = "internal"         // an error nobody gave a code: ours to repair, never shown in detail
	Unavailable Code = "unavailable"      // a part this operation needs does not answer (database, key store); try again
	TimedOut    Code = "timeout"          // the time allowed for the operation ran out
	Canceled    Code = "canceled"         // the caller went away before the answer
	TooLarge    Code = "input.too_large"  // a body, header or list is over its limit
	Malformed   Code = "input.malformed"  // the input is not in the format it claims (JSON, CSV)
	Missing     Code = "input.missing"    // a required member is absent, null or empty; Place names it
	Invalid     Code = "input.invalid"    // a member has a value outside its set or range; Place names it
	NotFound    Code = "not_found"        // nothing is stored under this id
	Conflict    Code = "conflict"         // the same id or value is already taken by something else
	Forbidden   Code = "forbidden"        // the caller may not do this
	Unauthentic Code = "unauthenticated"  // the caller did not say who it is, or not convincingly
	RateLimited Code = "rate_limited"     // too many calls of this kind in the window
	NotReady    Code = "not_ready"        // the server is starting or stopping
	Unsupported Code = "unsupported"      // understood, and not done here
	Config      Code = "config.invalid"   // the configuration has faults; the text lists them
	Corrupt     Code = "storage.corrupt"  // stored bytes do not open or do not parse
	Unmigrated  Code = "storage.migrated" // the database schema is not the one this program expects
)

// general lists the codes above; every file of this package has such a list and All joins them.
func general() []Code {
	return []Code{
		Internal, Unavailable, TimedOut, Canceled, TooLarge, Malformed, Missing, Invalid, NotFound, Conflict,
		Forbidden, Unauthentic, RateLimited, NotReady, Unsupported, Config, Corrupt, Unmigrated,
	}
}

// All returns every code there is, in the order of their files. Surfaces walk it in their tests.
func All() []Code {
	var all []Code
	for _, list := range [][]Code{
		general(), directoryCodes(), enclaveCodes(), envelopeCodes(), ivms101Codes(), addressCodes(), auditCodes(), sealCodes(), KYC(),
	} {
		all = append(all, list...)
	}
	return all
}

// KYC returns the codes of the customer verification half: pictures, documents, submissions, eKYC sessions. The Travel Rule surfaces cannot cause them.
func KYC() []Code {
	return slices.Concat(documentCodes(), submissionCodes(), ekycCodes(), visionCodes())
}

// Error is a fault with its code and the place where it was found.
type Error struct {
	Code Code
	// Place is the member, field or line at fault ("payload.ivms101.beneficiary"), never its value; may be empty.
	Place string
	// Detail is for our own log; it holds no personal data and never reaches a caller. May be empty.
	Detail string
	// Err is the cause; may be nil.
	Err error
}

// New returns a fault found at place. The place is a name, never a value.
func New(code Code, place string) *Error { return &Error{Code: code, Place: place} }

// Newf is New with a detail for our own log, which must hold no personal data.
func Newf(code Code, place, format string, args ...any) *Error {
	return &Error{Code: code, Place: place, Detail: fmt.Sprintf(format, args...)}
}

// Wrap gives err a code. It returns nil when err is nil, and err itself when it has a code already.
func Wrap(code Code, place string, err error) error {
	if err == nil {
		return nil
	}
	var have *Error
	if errors.As(err, &have) {
		return err
	}
	return &Error{Code: code, Place: place, Err: err}
}

func (e *Error) Error() string {
	text := string(e.Code)
	if e.Place != "" {
		text += " at " + e.Place
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, fault.New(code, "")) ask for the code alone.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code && (t.Place == "" || t.Place == e.Place)
}

// CodeOf returns the code err carries, Internal when it carries none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// PlaceOf returns the place err carries, or "".
func PlaceOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Place
	}
	return ""
}

// Has says whether err carries code.
func Has(err error, code Code) bool { return err != nil && CodeOf(err) == code }
