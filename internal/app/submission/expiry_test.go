package submission

import (
	"testing"
	"time"

	"github.com/bonafide-id/bonafide/document/mrz"
)

// The zones are the specimens of eKYC contract 4.6.
func TestExpiryOfVietnameseCards(t *testing.T) {
	for want, lines := range map[string][]string{
		"2099-12-31": {"IDVNM0570001238079057000123<<8", "5706053M9912315VNM<<<<<<<<<<<0", "PHAM<<VAN<BINH<<<<<<<<<<<<<<<<"},
		"2030-03-12": {"IDVNM1900043216036190004321<<1", "9003129F3003127VNM<<<<<<<<<<<2", "LE<<THI<MAI<<<<<<<<<<<<<<<<<<<"},
	} {
		zone, err := mrz.Parse(lines)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
		if got := fromZone(zone, now); got.DateOfExpiry != want || validity(got, now)[0].Status != "passed" {
			t.Errorf("%s: %+v", want, got)
		}
	}
}
