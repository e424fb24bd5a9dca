package specimen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
)

// writtenDefects alter what a document says: consistently in print, zone and codes, unless the defect is that they contradict.
func writtenDefects() []Defect {
	of := func(code, says string, kinds []Kind, alter func(*rand.Rand, *values), also ...string) Defect {
		d := Defect{Code: code, Says: says, Kinds: kinds, alter: alter}
		if len(also) > 0 {
			d.codes = func(values) []string { return also }
		}
		return d
	}
	with := func(d Defect, codes func(values) []string) Defect { d.codes = codes; return d }
	passport := []Kind{VNPassport}
	return []Defect{
		of("E01", "a required field of the back is empty", identityCards, func(r *rand.Rand, v *values) { v.blank(pick(r, backBlanks[v.typ])) }),
		of("E01", "a required field is empty", passport, func(r *rand.Rand, v *values) { v.blank(pick(r, backBlanks[v.typ])) }),
		of("E01", "a required field is empty", []Kind{VNLicence}, func(r *rand.Rand, v *values) { v.blank(pick(r, backBlanks[v.typ])) }, "E16"),
		of("E16", "a required field of the front is empty", identityCards, func(r *rand.Rand, v *values) { v.blank(pick(r, frontBlanks[v.typ])) }, "E01"),
		of("E02", "the number has a shape that no such number has", allVietnam, wrongNumber),
		with(of("E03", "the date of birth is none", allVietnam, noDate(document.DateOfBirth)), codeDiffers),
		with(of("E04", "born in the future", identityCards, func(r *rand.Rand, v *values) { v.born(v.today.AddDate(1+r.IntN(3), 0, -r.IntN(300))) }), tooYoung),
		with(of("E05", "the holder is under 14", olderCards, func(r *rand.Rand, v *values) { v.born(v.today.AddDate(-11+r.IntN(3), 0, -r.IntN(300))) }),
			func(values) []string { return []string{"E17"} }),
		of("E06", "another nationality than Vietnamese", append(slices.Clone(citizenKinds), VNPassport), func(r *rand.Rand, v *values) {
			v.nation = pick(r, [][2]string{{"Lào", "LAO"}, {"Campuchia", "KHM"}, {"Thái Lan", "THA"}})
		}),
		of("E07", "the number has another year of birth", twelveDigits, func(r *rand.Rand, v *values) {
			v.number = v.number[:4] + fmt.Sprintf("%02d", (v.holder.Born.Year()+1+r.IntN(90))%100) + v.number[6:]
		}),
		of("E08", "the number has the other sex", twelveDigits, func(_ *rand.Rand, v *values) {
			v.number = v.number[:3] + string(v.number[3]^1) + v.number[4:]
		}),
		of("E09", "the date of expiry is none", []Kind{CMND12, CCCDBarcode, CCCDChip, CanCuoc, VNPassport}, noDate(document.DateOfExpiry)),
		of("E10", "expired", []Kind{CMND9, CCCDBarcode, CCCDChip, VNPassport}, expire),
		with(of("E11", "never expires, though the holder is too young for that", citizenKinds, func(r *rand.Rand, v *values) {
			v.aged(r, 23, 45)
			v.expires = time.Time{}
		}), func(v values) []string { return []string{bandCode(years(v.holder.Born, v.issued))} }),
		with(of("E12", "the date of issue is none", allVietnam, noDate(document.DateOfIssue)), codeDiffers),
		of("E13", "issued in the future", allVietnam, func(r *rand.Rand, v *values) {
			v.issued = v.today.AddDate(0, 0, 20+r.IntN(300))
			if v.typ == document.CCCDBarcode {
				v.issuer = issuerTTXH
			}
			if v.typ == document.CCCDBarcode || v.typ == document.CCCDChip || v.typ == document.CanCuoc2024 {
				v.aged(r, 24, 50)
				return
			}
			v.renew(r)
		}),
		{Code: "E15", Says: "the back is of another type of card", Kinds: []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip}, alter: func(_ *rand.Rand, v *values) { v.backOf = otherBack[v.kind] }},
		of("E17", "issued to somebody under 14", olderCards, func(r *rand.Rand, v *values) {
			v.issued = latest(earliest(v.issued, v.today.AddDate(-2, 0, 0)), dayNamed(vietnamKinds[v.kind].first))
			v.born(v.issued.AddDate(-14, 0, 30+r.IntN(200)))
			v.reissue()
		}),
		of("E18", "expires otherwise than after 15 years", []Kind{CMND12}, func(r *rand.Rand, v *values) { v.expires = v.expires.AddDate(-1, -r.IntN(6), 3) }),
		of("E19", "expires otherwise than at 25", citizenKinds, offBirthday(14, 22)),
		of("E20", "expires otherwise than at 40", citizenKinds, offBirthday(23, 37)),
		of("E21", "expires otherwise than at 60", citizenKinds, offBirthday(38, 57)),
		of("E22", "expires, though the holder is old enough for a card that does not", citizenKinds, func(r *rand.Rand, v *values) {
			v.aged(r, 58, 80)
			v.expires = v.today.AddDate(2+r.IntN(8), r.IntN(12), 0)
		}),
		{Code: "E30", Says: "the back is of another card", Kinds: chipKinds, alter: otherCard},
		of("E31", "issued by who did not issue them then", citizenKinds, func(r *rand.Rand, v *values) {
			switch {
			case v.typ == document.CanCuoc2024:
				v.issuer = issuerTTXH
			case v.issuer == issuerDLQG:
				v.issuer, v.issued = issuerTTXH, earliest(v.issued, dayNamed("2018-06-01"))
			default:
				v.issuer = issuerDLQG
				if v.typ == document.CCCDBarcode {
					v.issued = latest(v.issued, dayNamed("2019-02-01"))
				}
			}
			v.renew(r)
		}),
		of("E32", "issued before there were such cards", chipKinds, func(r *rand.Rand, v *values) {
			v.issued = dayNamed("2019-02-01").AddDate(0, 0, r.IntN(600))
			if v.typ == document.CanCuoc2024 {
				v.issued = dayNamed("2022-02-01").AddDate(0, 0, r.IntN(800))
			}
			v.aged(r, 24, 30)
		}),
		of("E33", "expires otherwise than at 14", []Kind{CanCuoc}, offBirthday(6, 11)),
		with(of("E36", "the holder is under 6", []Kind{CanCuoc}, func(r *rand.Rand, v *values) {
			v.born(v.today.AddDate(-5, 0, 20+r.IntN(200)))
			v.renew(r)
		}), func(values) []string { return []string{"E37"} }),
		of("E37", "issued to somebody under 6", []Kind{CanCuoc}, func(r *rand.Rand, v *values) {
			v.issued = dayNamed("2024-07-10").AddDate(0, 0, r.IntN(120))
			v.born(v.issued.AddDate(-6, 0, 10+r.IntN(60)))
			v.renew(r)
		}),
		{Code: "E110", Says: "the sides are sent the wrong way round", Kinds: append(slices.Clone(identityCards), KRAlien, TD1Card), draw: func(_ *rand.Rand, d *Document) { d.Swapped = true }},
		of("QR01", "the QR code says otherwise than the print", chipKinds, contradict),
		of("QR02", "the QR code holds something else", chipKinds, func(r *rand.Rand, v *values) {
			parts := strings.Split(v.qr(), "|")
			v.code = pick(r, []string{strings.Join(parts[:4], "|"), strings.Join(append([]string{"A" + parts[0]}, parts[1:]...), "|"),
				strings.Join(append(slices.Clone(parts[:3]), append([]string{"1990-01-02"}, parts[4:]...)...), "|"), "https://example.org/" + parts[0][6:]})
		}),
		of("MRZ01", "a line of the zone is short, or missing", zoneKinds, func(r *rand.Rand, v *values) {
			lines := v.zoneLines()
			if i := r.IntN(len(lines) + 1); i < len(lines) {
				lines[i] = strings.TrimSuffix(lines[i], lines[i][len(lines[i])-1-r.IntN(4):])
			} else {
				lines = lines[:len(lines)-1]
			}
			v.zone = lines
		}),
		of("MRZ02", "a character of the zone is none that zones have", zoneKinds, func(r *rand.Rand, v *values) {
			lines := v.zoneLines()
			last := len(lines) - 1
			if len(lines) == 2 {
				last = 0
			}
			at := len(lines[last]) - 3 - r.IntN(8)
			lines[last] = lines[last][:at] + pick(r, []string{"*", "#", "$", "@", "%", "&"}) + lines[last][at+1:]
			v.zone = lines
		}),
		{Code: "MRZ03", Says: "the zone says otherwise than the print", Kinds: []Kind{CanCuoc, VNPassport}, alter: func(r *rand.Rand, v *values) {
			other := *v
			other.expires = v.holder.Born.AddDate(90, 2, 3)
			if v.kind == VNPassport {
				other.holder = vietnamese.person(r, Adult, v.today)
				other.holder.Born, other.expires, other.holder.Sex = v.holder.Born, v.expires, v.holder.Sex
			}
			v.zone = other.zoneLines()
		}},
		with(of("MRZ04", "a date of the zone is none", zoneKinds, func(r *rand.Rand, v *values) {
			lines := v.zoneLines()
			second, from := lines[1], 0
			if len(lines) == 2 {
				from = 13
			}
			born := second[from:from+2] + pick(r, []string{"1332", "0231", "0012"})
			lines[1] = second[:from] + born + digit(born) + second[from+7:]
			v.zone = withComposite(lines)
		}), func(v values) []string {
			if !slices.Contains(allVietnam, v.kind) {
				return nil
			}
			return []string{"MRZ03"} // what is no date agrees with no print either
		}),
		of("MRZ05", "a check digit of the zone is wrong", zoneKinds, func(r *rand.Rand, v *values) {
			lines := v.zoneLines()
			places := [][2]int{{0, 14}, {1, 6}, {1, 14}, {1, 29}}
			if len(lines) == 2 {
				places = [][2]int{{1, 9}, {1, 19}, {1, 27}, {1, 43}}
			}
			at := pick(r, places)
			old := lines[at[0]][at[1]]
			wrong := byte('0' + (int(old-'0')+1+r.IntN(8))%10)
			lines[at[0]] = lines[at[0]][:at[1]] + string(wrong) + lines[at[0]][at[1]+1:]
			v.zone = lines
		}),
	}
}

// Fields that a card can lack without contradicting anything.
var backBlanks = map[document.Type][]document.Field{
	document.CMND9: {document.Features, document.Issuer, document.DateOfIssue}, document.CMND12: {document.Features, document.Issuer},
	document.CCCDBarcode: {document.Features, document.Issuer}, document.CCCDChip: {document.Features, document.Issuer},
	document.CanCuoc2024: {document.PlaceOfBirth, document.Issuer}, document.VNLicence: {document.PlaceOfIssue, document.Class},
	document.VNPassport: {document.Nationality, document.Sex},
}

var frontBlanks = map[document.Type][]document.Field{
	document.CMND9: {document.PlaceOfOrigin, document.PlaceOfResidence, document.Name}, document.CMND12: {document.PlaceOfOrigin, document.PlaceOfResidence, document.Name},
	document.CCCDBarcode: {document.PlaceOfOrigin, document.PlaceOfResidence, document.Name}, document.CCCDChip: {document.PlaceOfOrigin, document.Nationality},
	document.CanCuoc2024: {document.Nationality},
}

// otherBack is the type whose back is put behind a front.
var otherBack = map[Kind]Kind{CMND9: CMND12, CMND12: CMND9, CCCDBarcode: CCCDChip, CCCDChip: CCCDBarcode}

// say prints something else than the values give.
func (v *values) say(f document.Field, text string) {
	if v.print == nil {
		v.print = map[document.Field]string{}
	}
	v.print[f] = text
}

func (v *values) blank(f document.Field) { v.say(f, "") }

// noDate prints a day that no calendar has.
func noDate(f document.Field) func(*rand.Rand, *values) {
	return func(r *rand.Rand, v *values) {
		day, month := pick(r, []string{"31", "30"}), "02"
		if r.IntN(2) == 0 {
			day, month = fmt.Sprintf("%02d", 1+r.IntN(28)), fmt.Sprint(13+r.IntN(7))
		}
		year := map[document.Field]time.Time{document.DateOfBirth: v.holder.Born, document.DateOfIssue: v.issued, document.DateOfExpiry: v.expires}[f].Year()
		if year < 1900 {
			year = v.today.Year() + 6
		}
		v.say(f, fmt.Sprintf("%s/%s/%04d", day, month, year))
	}
}

// born gives the holder another day of birth, and the number its digits.
func (v *values) born(day time.Time) {
	v.holder.Born = day
	if v.typ == document.CMND9 || v.typ == document.VNPassport || v.typ == document.VNLicence {
		return
	}
	digit := 2*(day.Year()/100-19) + map[string]int{"M": 0, "F": 1}[v.holder.Sex]
	v.number = fmt.Sprintf("%s%d%02d%s", v.number[:3], digit, day.Year()%100, v.number[6:])
	if v.expires.IsZero() && v.typ != document.CMND9 { // who is that young has a card that expires
		v.expires = day.AddDate(25, 0, 0)
		if v.typ == document.CanCuoc2024 {
			v.expires = day.AddDate(14, 0, 0)
		}
	}
	if v.oldNumber != "" && day.Year() > 1999 {
		v.oldNumber = ""
	}
}

// aged makes the holder that old when the card was issued, and the card expire as it should.
func (v *values) aged(r *rand.Rand, least, most int) {
	v.born(v.issued.AddDate(-least-r.IntN(most-least+1), 0, -1-r.IntN(360)))
	v.renew(r)
}

// renew makes the document expire as the law has it.
func (v *values) renew(r *rand.Rand) {
	rule, _ := vietnamOf(v.kind)
	if v.typ == document.VNLicence {
		v.expires = time.Time{}
		if v.class != "A1" && v.class != "A2" && v.class != "A" {
			v.expires = v.issued.AddDate(5, 0, 0)
		}
		return
	}
	rule.expires(r, v)
}

// reissue keeps what a card of 12 digits says of its validity, when it was issued on another day.
func (v *values) reissue() {
	if v.typ == document.CMND12 {
		v.expires = v.issued.AddDate(15, 0, 0)
	}
}

// wrongNumber by the shapes of each type (contract 4.2, 4.8, 4.9).
func wrongNumber(r *rand.Rand, v *values) {
	switch v.typ {
	case document.CMND9, document.VNLicence:
		v.number = v.number[:len(v.number)-1]
	case document.VNPassport:
		v.number = "9" + v.number[1:]
	default:
		v.number = pick(r, []string{"003", "005", "007", "009", "013", "016", "021", "099"}) + v.number[3:]
	}
	v.personal = ""
}

// expire puts the end before the day, on a birthday where it has to be one.
func expire(r *rand.Rand, v *values) {
	switch v.typ {
	case document.CMND9:
		v.issued = v.today.AddDate(-15, 0, -10-r.IntN(1500))
		if years(v.holder.Born, v.issued) < 14 {
			v.born(v.issued.AddDate(-20, 0, 0))
		}
	case document.VNPassport:
		v.issued = v.today.AddDate(-10, 0, -10-r.IntN(300))
		v.born(v.issued.AddDate(-30, 0, -r.IntN(3000)))
		v.renew(r)
	default:
		first := dayNamed(vietnamKinds[v.kind].first)
		room := int(v.today.Sub(first).Hours()/24) - 2*366 - 60
		v.issued = first.AddDate(0, 0, r.IntN(max(room/2, 1)))
		if v.typ == document.CCCDBarcode {
			v.issuer = issuerDLQG
			if !v.issued.Before(dayNamed("2018-10-10")) {
				v.issuer = issuerTTXH
			}
		}
		span := int(v.today.Sub(v.issued).Hours()/24) - 2*366 - 20
		birthday := v.issued.AddDate(2, 0, 5+r.IntN(max(span, 1)))
		v.born(birthday.AddDate(-pick(r, []int{25, 40, 60}), 0, 0))
		v.renew(r)
	}
}

// bandCode is the rule of expiry for an age at issue (contract 4.4).
func bandCode(age int) string {
	switch {
	case age < 23:
		return "E19"
	case age < 38:
		return "E20"
	case age < 58:
		return "E21"
	}
	return "E22"
}

// offBirthday lets the card of somebody of that age expire on another day than the birthday.
func offBirthday(least, most int) func(*rand.Rand, *values) {
	return func(r *rand.Rand, v *values) {
		for range 50 {
			v.aged(r, least, most)
			if v.expires.After(v.today.AddDate(1, 0, 0)) {
				break
			}
			v.aged(r, least, least)
		}
		v.expires = v.expires.AddDate(0, 1+r.IntN(10), 2)
	}
}

// codeDiffers: a date that is none is not the code's either.
func codeDiffers(v values) []string {
	if v.typ == document.CCCDChip || v.typ == document.CanCuoc2024 {
		return []string{"QR01"}
	}
	return nil
}

// tooYoung are the codes that follow from a birth in the future.
func tooYoung(v values) []string {
	if v.typ == document.CanCuoc2024 {
		return []string{"E36", "E37"}
	}
	return []string{"E05", "E17"}
}

// otherCard puts somebody else's back behind the front; of the same days, so that no date contradicts.
func otherCard(r *rand.Rand, v *values) {
	other := *v
	other.holder = vietnamese.person(r, Adult, v.today)
	other.holder.Born = v.holder.Born
	other.number = citizenNumber(r, pick(r, provinces).code, v.holder.Born, other.holder.Sex)
	other.lives.street = pick(r, hamlets)
	v.back = &other
}

// contradict lets the QR code hold another name, day of birth or sex.
func contradict(r *rand.Rand, v *values) {
	parts := strings.Split(v.qr(), "|")
	switch r.IntN(3) {
	case 0:
		for parts[2] == v.holder.Local {
			parts[2] = vietnamese.person(r, Adult, v.today).Local
		}
	case 1:
		parts[3] = v.holder.Born.AddDate(0, 3+r.IntN(5), 11).Format("02012006")
	default:
		parts[4] = map[string]string{"M": "Nữ", "F": "Nam"}[v.holder.Sex]
	}
	v.code = strings.Join(parts, "|")
}

// zoneLines is a copy of the zone as the values give it; nil when they give none.
func (v values) zoneLines() []string {
	lines, err := v.lines()
	if err != nil {
		return nil
	}
	return slices.Clone(lines)
}

func digit(text string) string {
	d, _ := mrz.CheckDigit(text)
	return string(d)
}

// withComposite gives the zone the composite check digit of what it holds (ICAO 9303-4 §4.2.2, 9303-5 §4.2.2).
func withComposite(lines []string) []string {
	if len(lines) == 2 {
		l := lines[1]
		lines[1] = l[:43] + digit(l[0:10]+l[13:20]+l[21:43])
		return lines
	}
	l := lines[1]
	lines[1] = l[:29] + digit(lines[0][5:30]+l[0:7]+l[8:15]+l[18:29])
	return lines
}
