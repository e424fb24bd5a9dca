package ivms101

import (
	"fmt"
	"io"

	"github.com/bonafide-id/bonafide/pii"
)

func hide(f fmt.State) { _, _ = io.WriteString(f, pii.Hidden) }

// Format implements fmt.Formatter: personal data is not printed.
func (Identity) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (Originator) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (Beneficiary) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (VASP) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (TransferPath) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (IntermediaryVASP) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (PayloadMetadata) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (Person) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (NaturalPerson) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (NaturalPersonName) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (NaturalPersonNameID) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (LegalPerson) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (LegalPersonName) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (LegalPersonNameID) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (Address) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (NationalIdentification) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (DateAndPlaceOfBirth) Format(f fmt.State, _ rune) { hide(f) }

// Format implements fmt.Formatter: personal data is not printed.
func (Member) Format(f fmt.State, _ rune) { hide(f) }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (Identity) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (Originator) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (Beneficiary) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (VASP) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (TransferPath) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (IntermediaryVASP) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (PayloadMetadata) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (Person) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (NaturalPerson) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (NaturalPersonName) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (NaturalPersonNameID) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (LegalPerson) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (LegalPersonName) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (LegalPersonNameID) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (Address) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (NationalIdentification) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (DateAndPlaceOfBirth) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }

// MarshalJSON refuses with pii.ErrMarshal; use Encode.
func (Member) MarshalJSON() ([]byte, error) { return nil, pii.ErrMarshal }
