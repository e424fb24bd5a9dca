package verification

import "time"

// PlaceOf is where it is decided what day it is for a document of a country (alpha-3): there, as far as there are rules for it, and else UTC. Neither
// Vietnam nor Korea has summer time, so that fixed offsets are exact.
func PlaceOf(country string) *time.Location {
	switch country {
	case "VNM":
		return time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)
	case "KOR":
		return time.FixedZone("Asia/Seoul", 9*60*60)
	}
	return time.UTC
}
