// Package pii boxes personal data. A boxed value shows itself nowhere: not through fmt under any verb, not through slog,
// not through encoding/json or encoding/text, nested or not, exported field or not. The one way out is Reveal, which is
// easy to search for. Marshalling a box is an error rather than a blank: a forgotten Reveal fails a test, it neither leaks
// nor silently empties a record.
//
// A box holds its value in a function, because fmt calls no method of a value in an unexported field: printed by
// reflection a function shows an address and nothing else. A pointer is not enough: under a verb that does not fit, such
// as %s, fmt follows a pointer to a slice and prints the bytes.
package pii

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Hidden is what a box prints in place of its value.
const Hidden = "[personal data]"

// ErrMarshal is what marshalling a box returns.
var ErrMarshal = errors.New("pii: a box was about to be written out; Reveal it where the record is sealed or sent")

// Box holds one personal value of any type. The zero value holds the zero T.
type Box[T any] struct{ v func() T }

// String is a boxed text.
type String = Box[string]

// Bytes are boxed bytes (a picture, a template, a JSON document about a person). Reveal returns the slice itself.
type Bytes = Box[[]byte]

// New boxes v.
func New[T any](v T) Box[T] { return Box[T]{func() T { return v }} }

// Reveal returns the value. Every call is a place where personal data comes out: keep them few.
func (b Box[T]) Reveal() T {
	if b.v == nil {
		var zero T
		return zero
	}
	return b.v()
}

// IsSet says whether a value was boxed, without showing it.
func (b Box[T]) IsSet() bool { return b.v != nil }

// Format implements fmt.Formatter for every verb and flag.
func (b Box[T]) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Hidden) }

// String implements fmt.Stringer.
func (b Box[T]) String() string { return Hidden }

// GoString implements fmt.GoStringer.
func (b Box[T]) GoString() string { return Hidden }

// LogValue implements slog.LogValuer.
func (b Box[T]) LogValue() slog.Value { return slog.StringValue(Hidden) }

// MarshalJSON refuses.
func (b Box[T]) MarshalJSON() ([]byte, error) { return nil, ErrMarshal }

// MarshalText refuses.
func (b Box[T]) MarshalText() ([]byte, error) { return nil, ErrMarshal }

// MarshalBinary refuses.
func (b Box[T]) MarshalBinary() ([]byte, error) { return nil, ErrMarshal }
