package specimen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// Defect is one thing that is wrong with a document or its picture, named by the eKYC code that it shows. Codes are all codes that such a document has
// by the contract, itself mostly: they are the truth that checks are measured against, and come from the contract, not from our rules.
type Defect struct {
	Code  string
	What  string // in a sentence
	Kinds []Kind
	Codes []string
	// Camera: the picture is spoiled and not the document; see camera.Spoil. Nothing is altered here.
	Camera bool

	alter func(r *rand.Rand, v *values)
	draw  func(r *rand.Rand, d *Document) error
	codes func(v values) []string // where they depend on whom it strikes; nil: Codes
}

// streamDefect keeps the draws of a defect apart from those of the document.
const streamDefect uint64 = 77

// Defects returns all of them, in the order of the catalogue.
func Defects() []Defect {
	return slices.Concat(pictureDefects(), drawingDefects(), dateDefects(), valueDefects(), machineDefects())
}

// DefectsOf are those that a kind can have.
func DefectsOf(kind Kind) (list []Defect) {
	for _, d := range Defects() {
		if slices.Contains(d.Kinds, kind) {
			list = append(list, d)
		}
	}
	return list
}

// FindDefect finds the defect of a kind. Code fault.Invalid when there is none of that code, or not of that kind.
func FindDefect(kind Kind, code string) (Defect, error) {
	for _, d := range DefectsOf(kind) {
		if d.Code == code {
			return d, nil
		}
	}
	return Defect{}, fault.Newf(fault.Invalid, "defect", "no %s of a %s", code, kind)
}

// Kinds by what they have in common.
func cards() []Kind    { return []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip, CanCuoc} }
func bearing() []Kind  { return []Kind{CCCDBarcode, CCCDChip, CanCuoc} } // expiry by birthdays
func printed() []Kind  { return []Kind{CMND9, CMND12, CCCDBarcode} }     // nothing but print says what it says
func chips() []Kind    { return []Kind{CCCDChip, CanCuoc} }
func numbered() []Kind { return []Kind{CMND12, CCCDBarcode, CCCDChip, CanCuoc} }
func vietnameseKinds() []Kind {
	return append(cards(), VNLicence, VNPassport)
}

func pictureDefects() []Defect {
	all := vietnameseKinds()
	return []Defect{
		{Code: "QC01", What: "the picture has too few pixels", Kinds: all, Camera: true},
		{Code: "QC02", What: "a reflection on the document", Kinds: all, Camera: true},
		{Code: "QC03", What: "out of focus, or moved", Kinds: all, Camera: true},
		{Code: "QC04", What: "much too dark or too bright", Kinds: all, Camera: true},
		{Code: "QC05", What: "the document is small in the picture", Kinds: all, Camera: true},
		{Code: "FC01", What: "a black and white copy", Kinds: all, Camera: true},
		{Code: "FC02", What: "photographed from a screen", Kinds: all, Camera: true},
		{Code: "FC04", What: "a corner is cut off", Kinds: all, Camera: true},
		{Code: "FC16", What: "the two sides lie on different tables", Kinds: append(cards(), VNLicence), Camera: true},
		{Code: "FC20", What: "the passport is punched", Kinds: []Kind{VNPassport}, Camera: true},
	}
}

// without leaves elements out of the sides.
func without(leave func(e Element) bool) func(r *rand.Rand, d *Document) error {
	return func(_ *rand.Rand, d *Document) error {
		for i := range d.sides {
			d.sides[i].layout.Elements = slices.DeleteFunc(slices.Clone(d.sides[i].layout.Elements), leave)
		}
		return nil
	}
}

func named(zone string) func(r *rand.Rand, d *Document) error {
	return without(func(e Element) bool { return e.Name == zone })
}

func drawingDefects() []Defect {
	with := append(cards(), VNLicence, VNPassport)
	fingers := []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip}
	return []Defect{
		{Code: "FC05", What: "no portrait", Kinds: with, draw: without(func(e Element) bool { return e.Draw == Portrait || e.Draw == Ghost })},
		{Code: "FC06", What: "no QR code", Kinds: []Kind{CCCDChip}, draw: func(r *rand.Rand, d *Document) error {
			for i := range d.sides {
				d.sides[i].codes = nil
			}
			return named(zoneQR)(r, d)
		}},
		// The zone is among what a side must have (contract 4.10), so its want is a blank as well.
		{Code: "FC07", What: "no machine readable zone", Kinds: chips(), Codes: []string{"FC07", "E01"}, draw: func(r *rand.Rand, d *Document) error {
			for i := range d.sides {
				d.sides[i].mrz = nil
			}
			return without(func(e Element) bool { return e.Draw == Zone })(r, d)
		}},
		{Code: "FC08", What: "no emblem", Kinds: cards(), draw: named(zoneEmblem)},
		{Code: "FC09", What: "no headline", Kinds: cards(), draw: named(zoneHeadline)},
		{Code: "FC10", What: "no title", Kinds: cards(), draw: named(zoneTitle)},
		{Code: "FC11", What: "a finger print is missing", Kinds: fingers, draw: func(r *rand.Rand, d *Document) error {
			return named([]string{zoneLeft, zoneRight}[r.IntN(2)])(r, d)
		}},
		{Code: "FC12", What: "no stamp", Kinds: fingers, draw: named(zoneStamp)},
		{Code: "FC13", What: "no chip", Kinds: chips(), draw: named(zoneChip)},
		{Code: "FC17", What: "no bar code", Kinds: []Kind{CCCDBarcode}, draw: func(r *rand.Rand, d *Document) error {
			d.sides[1].codes = nil
			return named(zoneBarcode)(r, d)
		}},
		{Code: "FC18", What: "no hologram", Kinds: []Kind{CCCDBarcode}, draw: named(zoneHologram)},
	}
}

// bornAt makes the holder so many whole years old on a day, to the day after her birthday or up to eleven months past it, and her number with it.
func (v *values) bornAt(r *rand.Rand, age int, on time.Time) {
	v.born(on.AddDate(-age, 0, -1-r.IntN(330)))
}

// born alters the date of birth wherever it stands, the citizen number included.
func (v *values) born(day time.Time) {
	v.holder.Born = day
	if v.typ == document.CMND9 || v.typ == document.VNLicence {
		return
	}
	number := &v.number
	if v.typ == document.VNPassport {
		number = &v.personal
	}
	digit := 2 * (day.Year()/100 - 19)
	if v.holder.Sex == "F" {
		digit++
	}
	if n := *number; len(n) == 12 {
		*number = fmt.Sprintf("%s%d%02d%s", n[:3], digit, day.Year()%100, n[6:])
	}
}

// rightExpiry gives the expiry that belongs to birth and issue.
func (v *values) rightExpiry(r *rand.Rand) {
	rule, _ := vietnamOf(v.kind)
	rule.expires(r, v)
}

// birthday is the holder's n-th.
func (v *values) birthday(n int) time.Time { return v.holder.Born.AddDate(n, 0, 0) }

// wrongExpiry makes a holder of an age at issue have another expiry than the law gives.
func wrongExpiry(from, to, birthday int) func(r *rand.Rand, v *values) {
	return func(r *rand.Rand, v *values) {
		v.bornAt(r, from+r.IntN(to-from+1), v.issued)
		v.expires = v.birthday(birthday)
	}
}

func dateDefects() []Defect {
	future := func(r *rand.Rand, v *values) time.Time { return v.today.AddDate(0, 0, 10+r.IntN(300)) }
	minors := func(v values) []string {
		if v.typ == document.CanCuoc2024 {
			return []string{"E04", "E36", "E37"}
		}
		return []string{"E04", "E05", "E17"}
	}
	unlimited := func(v values) []string {
		switch age := years(v.holder.Born, v.issued); {
		case age <= 22:
			return []string{"E11", "E19"}
		case age <= 37:
			return []string{"E11", "E20"}
		}
		return []string{"E11", "E21"}
	}
	return []Defect{
		{Code: "E03", What: "a date of birth that no calendar has", Kinds: append(printed(), VNLicence), alter: func(r *rand.Rand, v *values) {
			v.printed(document.DateOfBirth, fmt.Sprintf("%02d/%02d/%d", 30+r.IntN(2), 2, v.holder.Born.Year()))
		}},
		{Code: "E04", What: "born in the future", Kinds: cards(), alter: func(r *rand.Rand, v *values) {
			v.born(future(r, v))
			if v.expires.IsZero() {
				v.expires = v.birthday(25)
			}
		}, codes: minors},
		{Code: "E05", What: "younger than 14", Kinds: []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip}, Codes: []string{"E05", "E17"}, alter: func(r *rand.Rand, v *values) {
			v.bornAt(r, 9+r.IntN(5), v.today)
			if v.typ != document.CMND9 && v.typ != document.CMND12 {
				v.expires = v.birthday(25)
			}
		}},
		{Code: "E36", What: "younger than six, on the card of 2024", Kinds: []Kind{CanCuoc}, Codes: []string{"E36", "E37"}, alter: func(r *rand.Rand, v *values) {
			v.bornAt(r, 2+r.IntN(4), v.today)
			v.expires = v.birthday(14)
		}},
		// Printed without a portrait, as for children under six, and the holder is six by now.
		{Code: "E37", What: "five when the card of 2024 was issued", Kinds: []Kind{CanCuoc}, Codes: []string{"E37", "FC05"}, alter: func(r *rand.Rand, v *values) {
			v.born(v.issued.AddDate(-6, 0, 1+r.IntN(5)))
			v.expires = v.birthday(14)
		}},
		{Code: "E17", What: "13 when the card was issued", Kinds: []Kind{CMND9, CMND12, CCCDBarcode, CCCDChip}, alter: func(r *rand.Rand, v *values) {
			v.born(v.issued.AddDate(-14, 0, 1+r.IntN(5)))
			if v.typ != document.CMND9 && v.typ != document.CMND12 {
				v.expires = v.birthday(25)
			}
		}},
		{Code: "E10", What: "expired", Kinds: []Kind{CCCDBarcode, CCCDChip, VNLicence, VNPassport}, alter: func(r *rand.Rand, v *values) {
			if v.typ == document.CCCDBarcode || v.typ == document.CCCDChip {
				v.bornAt(r, 38+r.IntN(18), v.issued)
				v.rightExpiry(r)
			}
			if v.expires.IsZero() {
				v.expires = v.issued.AddDate(10, 0, 0)
			}
			v.today = v.expires.AddDate(0, 0, 1+r.IntN(300))
		}},
		{Code: "E11", What: "no expiry, for somebody too young", Kinds: bearing(), codes: unlimited, alter: func(r *rand.Rand, v *values) {
			v.bornAt(r, 15+r.IntN(35), v.issued)
			v.expires = time.Time{}
		}},
		{Code: "E12", What: "a date of issue that no calendar has", Kinds: append(printed(), VNPassport), alter: func(r *rand.Rand, v *values) {
			v.printed(document.DateOfIssue, fmt.Sprintf("%02d/%02d/%d", 10+r.IntN(18), 13+r.IntN(7), v.issued.Year()))
		}},
		{Code: "E13", What: "issued in the future", Kinds: append(chips(), VNLicence, VNPassport), alter: func(r *rand.Rand, v *values) {
			v.issued = future(r, v)
			if v.typ == document.CCCDChip || v.typ == document.CanCuoc2024 {
				v.bornAt(r, 24+r.IntN(25), v.issued)
				v.rightExpiry(r)
			}
		}},
		{Code: "E18", What: "another validity than 15 years", Kinds: []Kind{CMND12}, alter: func(r *rand.Rand, v *values) { v.expires = v.issued.AddDate(16+r.IntN(9), 0, 0) }},
		{Code: "E19", What: "does not run to the 25th birthday", Kinds: bearing(), alter: wrongExpiry(15, 21, 40)},
		{Code: "E20", What: "does not run to the 40th birthday", Kinds: bearing(), alter: wrongExpiry(24, 36, 60)},
		{Code: "E21", What: "does not run to the 60th birthday", Kinds: bearing(), alter: wrongExpiry(39, 56, 70)},
		{Code: "E22", What: "a date of expiry for somebody past 58", Kinds: bearing(), alter: wrongExpiry(59, 70, 90)},
		{Code: "E33", What: "does not run to the 14th birthday", Kinds: []Kind{CanCuoc}, alter: wrongExpiry(7, 11, 25)},
		{Code: "E32", What: "issued before there were such cards", Kinds: chips(), alter: func(r *rand.Rand, v *values) {
			first := map[document.Type]time.Time{document.CCCDChip: dayNamed("2021-01-23"), document.CanCuoc2024: dayNamed("2024-07-01")}[v.typ]
			v.issued = first.AddDate(0, 0, -1-r.IntN(200))
			v.bornAt(r, 24+r.IntN(8), v.issued)
			v.rightExpiry(r)
		}},
	}
}

// printed puts something else in print, and nowhere else.
func (v *values) printed(f document.Field, text string) {
	if v.print == nil {
		v.print = map[document.Field]string{}
	}
	v.print[f] = text
}

func replaceDigit(text string, at int, by int) string {
	out := []byte(text)
	out[at] = '0' + (out[at]-'0'+byte(by))%10
	return string(out)
}

func valueDefects() []Defect {
	return []Defect{
		{Code: "E01", What: "something is not printed on the back", Kinds: cards(), alter: func(r *rand.Rand, v *values) {
			blank := document.Features
			if v.typ == document.CanCuoc2024 {
				blank = document.PlaceOfBirth
			}
			v.printed(blank, "")
		}},
		// The front alone is E01's, and E16's when the back comes.
		{Code: "E16", What: "something is not printed on the front", Kinds: cards(), Codes: []string{"E01", "E16"}, alter: func(r *rand.Rand, v *values) {
			blank := document.PlaceOfOrigin
			if v.typ == document.CanCuoc2024 {
				blank = document.Nationality
			}
			v.printed(blank, "")
		}},
		{Code: "E02", What: "a number of no province, or of too few digits", Kinds: append(cards(), VNLicence), alter: func(r *rand.Rand, v *values) {
			if v.typ == document.CMND9 || v.typ == document.VNLicence {
				v.number = v.number[:len(v.number)-1]
				return
			}
			v.number = pick(r, []string{"000", "003", "005", "097", "099"}) + v.number[3:]
		}},
		{Code: "E06", What: "another nationality in print", Kinds: []Kind{CCCDBarcode}, alter: func(r *rand.Rand, v *values) {
			v.printed(document.Nationality, pick(r, []string{"Lào", "Campuchia", "Trung Quốc", "Hàn Quốc"}))
		}},
		{Code: "E06", What: "another nationality in print than in the zone", Kinds: chips(), Codes: []string{"E06", "MRZ03"}, alter: func(r *rand.Rand, v *values) {
			v.printed(document.Nationality, pick(r, []string{"Lào", "Campuchia", "Trung Quốc", "Hàn Quốc"}))
		}},
		{Code: "E07", What: "the number says another year of birth", Kinds: numbered(), alter: func(r *rand.Rand, v *values) { v.number = replaceDigit(v.number, 4+r.IntN(2), 1+r.IntN(9)) }},
		{Code: "E08", What: "the number says the other sex", Kinds: numbered(), alter: func(r *rand.Rand, v *values) {
			by := 1
			if (v.number[3]-'0')%2 == 1 {
				by = 9
			}
			v.number = replaceDigit(v.number, 3, by)
		}},
		{Code: "E31", What: "an authority that signed no such cards", Kinds: bearing(), alter: func(r *rand.Rand, v *values) {
			switch {
			case v.typ == document.CCCDBarcode: // clear of the months around 10/10/2018, in which both did
				first := pick(r, []string{"2016-02-01", "2019-01-01"})
				v.issued, v.issuer = dayNamed(first).AddDate(0, 0, r.IntN(800)), issuerTTXH
				if v.issued.Year() > 2018 {
					v.issuer = issuerDLQG
				}
				v.bornAt(r, 41+r.IntN(10), v.issued)
				v.rightExpiry(r)
			case v.typ == document.CCCDChip:
				v.issuer = pick(r, []string{"BỘ CÔNG AN", issuerDLQG})
			default:
				v.issuer = issuerTTXH
			}
		}},
		{Code: "E15", What: "the back of another type", Kinds: []Kind{CMND12, CCCDBarcode, CCCDChip}, draw: func(r *rand.Rand, d *Document) error {
			other := map[Kind][]Kind{CMND12: {CMND9}, CCCDBarcode: {CMND9, CCCDChip}, CCCDChip: {CCCDBarcode, CMND12}}[d.Kind]
			return d.otherBack(r, pick(r, other))
		}},
		{Code: "E30", What: "the back of another holder's card", Kinds: chips(), draw: func(r *rand.Rand, d *Document) error { return d.otherBack(r, d.Kind) }},
		{Code: "E110", What: "the sides are swapped", Kinds: cards(), draw: func(_ *rand.Rand, d *Document) error {
			slices.Reverse(d.sides)
			return nil
		}},
	}
}

// otherBack takes the back of somebody else's document, on which her side says what it is a side of.
func (d *Document) otherBack(r *rand.Rand, kind Kind) error {
	other, err := New(kind, Options{Seed: r.Uint64(), Today: d.Today})
	if err != nil {
		return err
	}
	d.sides = []side{d.sides[0], other.sides[1]}
	d.sides[1].typ = other.Type
	return nil
}

func machineDefects() []Defect {
	zone := func(edit func(r *rand.Rand, lines []string) []string) func(r *rand.Rand, v *values) {
		return func(r *rand.Rand, v *values) {
			if lines, err := v.lines(); err == nil {
				v.zone = edit(r, slices.Clone(lines))
			}
		}
	}
	put := func(lines []string, line, at int, text string) {
		lines[line] = lines[line][:at] + text + lines[line][at+len(text):]
	}
	return []Defect{
		{Code: "QR01", What: "the QR code says something else", Kinds: chips(), alter: func(r *rand.Rand, v *values) {
			other := *v
			switch r.IntN(4) {
			case 0:
				other.number = replaceDigit(other.number, 6+r.IntN(6), 1+r.IntN(9))
			case 1:
				other.holder.Local = "Khúc Phi Long"
			case 2:
				other.holder.Born = v.holder.Born.AddDate(0, 1+r.IntN(10), r.IntN(20))
			case 3:
				other.issued = v.issued.AddDate(0, 1+r.IntN(10), r.IntN(20))
			}
			v.code = other.qr()
		}},
		{Code: "QR02", What: "the QR code is none of a card", Kinds: chips(), alter: func(r *rand.Rand, v *values) {
			parts := strings.Split(v.qr(), "|")
			v.code = pick(r, []string{strings.Join(parts[:5], "|"), "https://example.com/" + v.oldNumber, strings.Join(append([]string{v.number[:11]}, parts[1:]...), "|")})
		}},
		{Code: "MRZ03", What: "the zone says something else than the print", Kinds: chips(), alter: func(r *rand.Rand, v *values) {
			other := *v
			if r.IntN(2) == 0 {
				other.holder.Surname, other.holder.Given = "Khúc", "Phi Long"
			} else {
				other.expires = v.today.AddDate(3, r.IntN(12), r.IntN(28))
			}
			if lines, err := other.lines(); err == nil {
				v.zone = lines
			}
		}},
		// What is no date agrees with no print either.
		{Code: "MRZ04", What: "a date in the zone that no calendar has", Kinds: chips(), Codes: []string{"MRZ04", "MRZ03"}, alter: zone(func(r *rand.Rand, lines []string) []string {
			put(lines, 1, 2, fmt.Sprint(13+r.IntN(7)))
			put(lines, 1, 6, digit(lines[1][:6]))
			put(lines, 1, 29, digit(lines[0][5:30]+lines[1][:7]+lines[1][8:15]+lines[1][18:29]))
			return lines
		})},
		{Code: "MRZ05", What: "a check digit is wrong", Kinds: chips(), alter: zone(func(r *rand.Rand, lines []string) []string {
			at := pick(r, [][2]int{{0, 14}, {1, 6}, {1, 14}, {1, 29}})
			put(lines, at[0], at[1], replaceDigit(lines[at[0]][at[1]:at[1]+1], 0, 1+r.IntN(9)))
			return lines
		})},
	}
}

func digit(text string) string {
	d, _ := mrz.CheckDigit(text)
	return string(d)
}

// expected are the codes of a document with the defect.
func (f Defect) expected(v values) []string {
	switch {
	case f.codes != nil:
		return f.codes(v)
	case len(f.Codes) > 0:
		return f.Codes
	}
	return []string{f.Code}
}
