package person

import (
	"fmt"
	"io"

	"github.com/bonafide-id/bonafide/pii"
)

// Kind says what sort of person a name belongs to. Names of different kinds never match.
type Kind uint8

const (
	Natural Kind = iota // a human being
	Legal               // a company, foundation, authority or other entity
)

func (k Kind) String() string {
	switch k {
	case Natural:
		return "natural"
	case Legal:
		return "legal"
	}
	return "invalid"
}

// Form is one spelling of a name. Natural: Primary is the family name, or the whole name when it cannot be split, and
// Secondary the given names. Legal: Primary is the whole name.
type Form struct{ Primary, Secondary string }

// Name holds all spellings known of one person: legal, in the local script, alias. It shows itself neither through fmt
// nor through encoding; the fields are the way out. fmt calls no method of a value in an unexported field, so a struct
// that keeps a Name unexported must not be printed.
type Name struct {
	Kind  Kind
	Forms []Form
}

// NaturalName returns the name of a human being from one full spelling per argument, in any order of family and given names.
func NaturalName(spellings ...string) Name { return named(Natural, spellings) }

// LegalName returns the name of an entity from one full spelling per argument.
func LegalName(spellings ...string) Name { return named(Legal, spellings) }

func named(kind Kind, spellings []string) Name {
	n := Name{Kind: kind, Forms: make([]Form, len(spellings))}
	for i, s := range spellings {
		n.Forms[i].Primary = s
	}
	return n
}

// Format implements fmt.Formatter for every verb and flag.
func (Name) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, pii.Hidden) }

// String implements fmt.Stringer.
func (Name) String() string { return pii.Hidden }

// MarshalJSON refuses, as every box of personal data does.
func (Name) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalText refuses.
func (Name) MarshalText() ([]byte, error) { return nil, pii.ErrMarshal }

// Format implements fmt.Formatter for every verb and flag.
func (Form) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, pii.Hidden) }

// String implements fmt.Stringer.
func (Form) String() string { return pii.Hidden }

// MarshalJSON refuses.
func (Form) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalText refuses.
func (Form) MarshalText() ([]byte, error) { return nil, pii.ErrMarshal }
