package requirements

import (
	"math/big"

	"github.com/bonafide-id/bonafide/travelrule"
)

// Reached says whether a transfer is at or over a threshold.
type Reached string

const (
	Yes     Reached = "yes"
	No      Reached = "no"
	Unknown Reached = "unknown" // the value in the threshold's currency was not said
)

// compare is the sign of a - b; false when either is no exact decimal.
func compare(a, b string) (int, bool) {
	if !travelrule.IsDecimal(a) || !travelrule.IsDecimal(b) {
		return 0, false
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if !okX || !okY {
		return 0, false
	}
	return x.Cmp(y), true
}

// reached holds values, in whatever currencies they are known, against the threshold. The first currency that both have decides; a rule without
// a threshold is reached by every amount.
func (r Rule) reached(values []Money) Reached {
	if len(r.Threshold) == 0 {
		return Yes
	}
	for _, limit := range r.Threshold {
		for _, value := range values {
			sign, ok := compare(value.Amount, limit.Amount)
			if !ok || value.Currency != limit.Currency {
				continue
			}
			if sign > 0 || sign == 0 && !r.Exceeds {
				return Yes
			}
			return No
		}
	}
	return Unknown
}
