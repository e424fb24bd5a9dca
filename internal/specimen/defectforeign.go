package specimen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// foreignDefects alter what Korean documents say, and those of any state (KYC submission contract 7; ICAO 9303).
func foreignDefects() []Defect {
	of := func(code, says string, kinds []Kind, alter func(*rand.Rand, *values), also ...string) Defect {
		d := Defect{Code: code, Says: says, Kinds: kinds, alter: alter}
		if len(also) > 0 {
			d.codes = func(values) []string { return also }
		}
		return d
	}
	reason := func(r check.Reason, says string, kinds []Kind, alter func(*rand.Rand, *values)) Defect {
		return of(string(r), says, kinds, alter)
	}
	licence, dated := []Kind{KRLicence}, []Kind{KRLicence, KRPassport, Passport, TD1Card, TD2Card, VisaA, VisaB}
	return []Defect{
		of("E01", "a required field is empty", koreanCards, func(r *rand.Rand, v *values) { v.blank(pick(r, koreanBlanks[v.kind])) }),
		{Code: "FC07", Says: "the machine readable zone is missing", Kinds: []Kind{KRPassport}, draw: func(r *rand.Rand, d *Document) { d.without(r, "data", "mrz") },
			codes: func(values) []string { return []string{"E01"} }},
		of("E04", "born in the future", []Kind{KRPassport}, func(r *rand.Rand, v *values) { v.holder.Born = v.today.AddDate(1+r.IntN(3), 0, -r.IntN(300)) }),
		of("E09", "the date of expiry is none", licence, func(r *rand.Rand, v *values) {
			v.say(document.DateOfExpiry, dotted(time.Date(v.expires.Year(), time.January, 1, 0, 0, 0, 0, time.UTC))+" ~ "+noDottedDate(r, v.expires.Year()))
		}),
		of("E10", "expired", dated, lapse),
		of("E12", "the date of issue is none", koreanCards, func(r *rand.Rand, v *values) { v.say(document.DateOfIssue, noDottedDate(r, v.issued.Year())) }),
		of("E13", "issued in the future", append(slices.Clone(koreanCards), KRPassport), func(r *rand.Rand, v *values) {
			years := v.expires.Year() - v.issued.Year()
			v.issued = v.today.AddDate(0, 0, 20+r.IntN(300))
			v.expires = v.issued.AddDate(years, 0, 0)
		}),
		of("MRZ03", "the zone says otherwise than the print", append([]Kind{KRPassport}, anyState...), func(r *rand.Rand, v *values) {
			other := *v
			from := cultureOf(r, v.holder.Nationality)
			for other.holder.Surname == v.holder.Surname || other.holder.Given == v.holder.Given {
				other.holder = from.person(r, Adult, v.today)
			}
			other.holder.Born, other.holder.Sex = v.holder.Born, v.holder.Sex
			v.zone = other.zoneLines()
		}),
		of("MRZ05", "a check digit of the zone is wrong", []Kind{TD1Card, TD2Card, VisaA, VisaB}, wrongDigit),

		reason(check.RRNFormat, "the registration number has a day that is none, or a digit too few", koreanCards, func(r *rand.Rand, v *values) {
			number := v.registration()
			digits := *number
			if r.IntN(2) == 0 {
				*number = digits[:len(digits)-1]
				return
			}
			*number = digits[:2] + pick(r, []string{"0230", "1332", "0431"}) + digits[6:]
		}),
		reason(check.RRNCentury, "the registration number is none of this kind of card", []Kind{KRCard, KRAlien}, func(_ *rand.Rand, v *values) {
			number := v.registration()
			digits := []byte(*number)
			switch s := digits[7]; { // of a national 1 to 4, of a foreigner 5 to 8
			case s >= '1' && s <= '4':
				digits[7] += 4
			case s >= '5' && s <= '8':
				digits[7] -= 4
			}
			*number = string(digits)
		}),
		reason(check.LicenceFormat, "the licence number has a digit too few", licence, func(_ *rand.Rand, v *values) { v.number = v.number[:len(v.number)-1] }),
		reason(check.LicenceRegion, "the licence number has a region that is none", licence, func(r *rand.Rand, v *values) {
			v.number = pick(r, []string{"10", "27", "29", "31"}) + v.number[2:]
		}),
		reason(check.SerialFormat, "the serial is too short or too long", licence, func(r *rand.Rand, v *values) { v.serial = fill(r, pick(r, []string{"A0A0", "A0A0A0AA"})) }),
		reason(check.HolderUnderage, "issued to somebody too young for it", []Kind{KRCard, KRLicence}, func(r *rand.Rand, v *values) {
			v.holder.Born = v.today.AddDate(-15, 0, -r.IntN(200))
			v.issued = v.today.AddDate(0, 0, -40-r.IntN(100))
			*v.registration() = rrn(r, v.holder.Born, v.holder.Sex, v.today)
			if v.kind == KRLicence {
				v.expires = time.Date(v.issued.Year()+10, time.December, 31, 0, 0, 0, 0, time.UTC)
			}
		}),
	}
}

// koreanBlanks are the fields that the rules require.
var koreanBlanks = map[Kind][]document.Field{
	KRCard: {document.Name, document.Number, document.DateOfIssue}, KRLicence: {document.Name, document.Number, document.DateOfExpiry},
	KRAlien: {document.Name, document.Number, document.DateOfIssue},
}

// registration is where the registration number stands.
func (v *values) registration() *string {
	if v.kind == KRLicence {
		return &v.personal
	}
	return &v.number
}

// noDottedDate is a day that no calendar has.
func noDottedDate(r *rand.Rand, year int) string {
	if r.IntN(2) == 0 {
		return fmt.Sprintf("%04d.02.%02d.", year, 30+r.IntN(2))
	}
	return fmt.Sprintf("%04d.%02d.%02d.", year, 13+r.IntN(7), 1+r.IntN(28))
}

// lapse puts issue and end before the day, of a holder who was old enough then.
func lapse(r *rand.Rand, v *values) {
	validity := v.expires.Sub(v.issued)
	v.expires = v.today.AddDate(0, 0, -10-r.IntN(300))
	if v.kind == KRLicence {
		v.expires = time.Date(v.today.Year()-1-r.IntN(2), time.December, 31, 0, 0, 0, 0, time.UTC)
		v.issued = time.Date(v.expires.Year()-10, time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	} else {
		v.issued = v.expires.Add(-validity)
	}
	if least := v.issued.AddDate(-20, 0, 0); v.holder.Born.After(least) {
		v.holder.Born = least.AddDate(-r.IntN(20), 0, -r.IntN(300))
	}
	if v.kind == KRLicence {
		v.personal = rrn(r, v.holder.Born, v.holder.Sex, v.today)
	}
}

// wrongDigit alters a check digit of its own of the zone, whatever its format.
func wrongDigit(r *rand.Rand, v *values) {
	lines := v.zoneLines()
	var places []mrz.Field
	for _, f := range standardKinds[v.kind].format.Fields() {
		if f.CheckDigit >= 0 && !strings.HasPrefix(f.Name, mrz.FieldOptionalData) {
			places = append(places, f)
		}
	}
	at := pick(r, places)
	old := lines[at.Line][at.CheckDigit]
	wrong := byte('0' + (int(old-'0')+1+r.IntN(8))%10)
	lines[at.Line] = lines[at.Line][:at.CheckDigit] + string(wrong) + lines[at.Line][at.CheckDigit+1:]
	v.zone = lines
}
