package specimen

import (
	"fmt"
	"image/color"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// values is what a Vietnamese document says, before it is made into print, a zone and codes. What is altered in a value is altered wherever it
// stands; what is put into print, zone or code stands there alone and contradicts the rest.
type values struct {
	kind   Kind
	typ    document.Type
	today  time.Time
	holder Person // Local is the name as codes have it; print has it in capitals

	number    string // the document's leading one
	oldNumber string // nine digits; empty: she had no such card
	personal  string // of a passport: her citizen number
	birth     address
	lives     address
	features  string
	ethnicity string
	religion  string
	class     string // of a licence
	issuer    string // as printed, '\n' between its lines
	issuedIn  string // of a licence
	issued    time.Time
	expires   time.Time // zero: never
	parents   []string  // in the code of a child's card

	print map[document.Field]string // printed instead of what the values give; "" leaves the field blank
	zone  []string                  // the machine readable zone instead of that of the values
	code  string                    // text of the QR code or PDF417 instead of that of the values
}

// address is a place: street or hamlet, commune, district (empty on two-level addresses) and province.
type address struct{ street, commune, district, province string }

func (a address) String() string {
	parts := []string{a.street, a.commune, a.district, a.province}
	return strings.Join(trimmed(parts), ", ")
}

// trimmed drops what is empty.
func trimmed(parts []string) (out []string) {
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// vietnam is what sets one Vietnamese document apart: when it was issued to people of which age (eKYC contract 4.3, 4.11), what invents the
// rest, how its dates are printed, and its sides.
type vietnam struct {
	typ         document.Type
	first, last string   // days of issue; no last: it still is
	ages        [][2]int // whole years when issued, least and most; each band is as likely
	expires     func(born, issued time.Time) time.Time
	fill        func(*rand.Rand, *values)
	dates       map[document.Field]func(time.Time) string // in place of slashed
	sides       []func() Layout
}

// Expiry by the laws of 2014 and 2023 has a band of ages each (eKYC contract 4.4), so that every rule of it has cards to be right about.
var adultBands, childBands = [][2]int{{14, 22}, {23, 37}, {38, 57}, {58, 82}}, [][2]int{{6, 11}, {12, 22}, {23, 37}, {38, 57}, {58, 82}}

func vietnamOf(kind Kind) (vietnam, bool) {
	v, ok := map[Kind]vietnam{
		CCCD:     {typ: document.CCCDChip, first: "2021-01-23", last: "2024-06-30", ages: [][2]int{{17, 55}}, expires: renewal(14), fill: fillCCCD, sides: []func() Layout{cccdFront, cccdBack}},
		CCCDChip: {typ: document.CCCDChip, first: "2021-01-23", last: "2024-06-30", ages: adultBands, expires: renewal(14), fill: fillCCCD, sides: []func() Layout{cccdFront, cccdBack}},
	}[kind]
	return v, ok
}

// never is the expiry of what has none.
func never(born, issued time.Time) time.Time { return time.Time{} }

// renewal gives the birthday at which a card is to be changed, 14 (where children have them), 25, 40 or 60; a card of the two years before runs
// to the one after, and none from 58 on expires (Law 59/2014/QH13, article 21; Law 26/2023/QH15, article 21).
func renewal(from int) func(born, issued time.Time) time.Time {
	return func(born, issued time.Time) time.Time {
		age := years(born, issued)
		for _, at := range []int{14, 25, 40, 60} {
			if at > from && age < at-2 {
				return born.AddDate(at, 0, 0)
			}
		}
		return time.Time{}
	}
}

// years are whole ones from born to day.
func years(born, day time.Time) int {
	n := day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		n--
	}
	return n
}

func newVietnam(kind Kind, r *rand.Rand, o Options) (Document, error) {
	v, err := inventVietnam(kind, r, o)
	if err != nil {
		return Document{}, err
	}
	if o.alter != nil {
		o.alter(&v)
	}
	return v.document()
}

// inventVietnam draws who has the document and since when. Code fault.Invalid when none of the kind is valid on the day.
func inventVietnam(kind Kind, r *rand.Rand, o Options) (values, error) {
	rule, _ := vietnamOf(kind)
	v := values{kind: kind, typ: rule.typ, today: o.Today, holder: vietnamese.person(r, Adult, o.Today)}
	if err := v.dates(r, rule); err != nil {
		return values{}, err
	}
	v.places(r)
	rule.fill(r, &v)
	return v, nil
}

// dates draws day of issue and age until the document is valid on the day, and for a year from then: callers make them for 1 January.
func (v *values) dates(r *rand.Rand, rule vietnam) error {
	first, last := dayNamed(rule.first), v.today.AddDate(0, 0, -10)
	if rule.last != "" {
		last = earliest(last, dayNamed(rule.last))
	}
	days := int(last.Sub(first).Hours() / 24)
	for range 2000 {
		if days < 1 {
			break
		}
		issued, band := first.AddDate(0, 0, r.IntN(days)), pick(r, rule.ages)
		born := issued.AddDate(-band[0]-r.IntN(band[1]-band[0]+1), 0, -1-r.IntN(364))
		expires := rule.expires(born, issued)
		if (expires.IsZero() || expires.After(v.today.AddDate(1, 0, 0))) && years(born, v.today) < 96 {
			v.holder.Born, v.issued, v.expires = born, issued, expires
			return nil
		}
	}
	return fault.Newf(fault.Invalid, "today", "no %s is valid on that day", v.kind)
}

// dayNamed is a day of the tables here.
func dayNamed(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

// places says where the holder was registered and where she lives, in the same province mostly.
func (v *values) places(r *rand.Rand) {
	registered, lives := pick(r, provinces), pick(r, provinces)
	if r.IntN(3) > 0 {
		lives = registered
	}
	v.birth = address{commune: registered.commune, district: registered.district, province: registered.name}
	v.lives = address{street: pick(r, hamlets), commune: lives.commune, district: lives.district, province: lives.name}
	v.number = citizenNumber(r, registered.code, v.holder.Born, v.holder.Sex)
	v.personal = v.number
}

// document makes it whole.
func (v values) document() (Document, error) {
	sides, err := v.sides()
	if err != nil {
		return Document{}, err
	}
	return Document{Type: v.typ, Today: v.today, Holder: v.holder, Fields: v.fields(), sides: sides}, nil
}

// sides prints the values.
func (v values) sides() ([]side, error) {
	rule, _ := vietnamOf(v.kind)
	print := v.text(rule)
	lines, err := v.lines()
	if err != nil {
		return nil, err
	}
	var sides []side
	for _, layout := range rule.sides {
		l := layout()
		s := side{name: l.Name[strings.LastIndex(l.Name, ".")+1:], layout: l, print: print}
		for _, e := range l.Elements {
			switch e.Draw {
			case Zone:
				s.mrz = lines
			case Symbol:
				s.codes = append(s.codes, v.symbol(e.Name))
			}
		}
		sides = append(sides, s)
	}
	return sides, nil
}

// text is what is printed, by document.Field.
func (v values) text(rule vietnam) map[string]string {
	date := func(f document.Field, t time.Time) string {
		switch write := rule.dates[f]; {
		case t.IsZero():
			return "Không thời hạn"
		case write != nil:
			return write(t)
		}
		return slashed(t)
	}
	print := map[string]string{}
	for field, value := range map[document.Field]string{
		document.Number: v.number, document.OldNumber: v.oldNumber, document.PersonalNumber: v.personal, document.Name: strings.ToUpper(v.holder.Local),
		document.DateOfBirth: date(document.DateOfBirth, v.holder.Born), document.Sex: vietnameseSex[v.holder.Sex], document.Nationality: "Việt Nam",
		document.PlaceOfBirth: v.birth.String(), document.PlaceOfOrigin: v.birth.String(), document.PlaceOfResidence: v.lives.String(),
		document.Features: v.features, document.Ethnicity: v.ethnicity, document.Religion: v.religion, document.Class: v.class, document.Issuer: v.issuer,
		document.PlaceOfIssue: v.issuedIn, document.DateOfIssue: date(document.DateOfIssue, v.issued), document.DateOfExpiry: date(document.DateOfExpiry, v.expires),
		document.IssuingState: "VNM",
	} {
		print[string(field)] = value
	}
	for field, value := range v.print {
		print[string(field)] = value
	}
	return print
}

var vietnameseSex = map[string]string{"M": "Nam", "F": "Nữ"}

// fields are the values in the spelling of data; an expiry that is none is empty.
func (v values) fields() map[string]string {
	expires := ""
	if !v.expires.IsZero() {
		expires = iso(v.expires)
	}
	return map[string]string{
		"citizen_number": v.number, "old_number": v.oldNumber, "name": v.holder.Local, "date_of_birth": iso(v.holder.Born), "sex": v.holder.Sex, "nationality": "VNM",
		"place_of_origin": v.birth.String(), "place_of_residence": v.lives.String(), "features": v.features, "date_of_issue": iso(v.issued), "date_of_expiry": expires,
	}
}

// lines is the machine readable zone, for the sides that have one.
func (v values) lines() ([]string, error) {
	if v.zone != nil {
		return v.zone, nil
	}
	return v.cardZone()
}

// cardZone has the last nine digits as document number and the whole number as optional data, with a digit of its own behind filler; a card that
// never expires says 31/12/2099 (eKYC contract 4.6).
func (v values) cardZone() ([]string, error) {
	if len(v.number) != 12 {
		return nil, nil
	}
	expires := v.expires
	if expires.IsZero() {
		expires = time.Date(2099, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	digit, _ := mrz.CheckDigit(v.number)
	return mrz.Build(mrz.TD1, mrz.Fields{
		DocumentCode: "ID", IssuingState: "VNM", Nationality: "VNM", DocumentNumber: v.number[3:], OptionalData: v.number + "<<" + string(digit), Sex: v.holder.Sex,
		PrimaryIdentifier: v.holder.Surname, SecondaryIdentifier: v.holder.Given, DateOfBirth: zoneDate(v.holder.Born), DateOfExpiry: zoneDate(expires),
	})
}

// symbol is the code of that zone.
func (v values) symbol(zone string) Code {
	c := Code{Symbology: "QRCode", Zone: zone, Text: v.qr()}
	if zone == zoneBarcode {
		c.Symbology, c.Text = "PDF417", v.number+"|"+v.issued.Format("02012006")
	}
	if v.code != "" {
		c.Text = v.code
	}
	return c
}

// qr is the text of the card's code: seven parts, and on the card of 2024 three more, whose order is not public (eKYC contract 4.7): here the
// number that was cancelled, father and mother.
func (v values) qr() string {
	parts := []string{v.number, v.oldNumber, v.holder.Local, v.holder.Born.Format("02012006"), vietnameseSex[v.holder.Sex], v.lives.String(), v.issued.Format("02012006")}
	if v.typ == document.CanCuoc2024 {
		parts = append(parts, "")
		parts = append(parts, append(v.parents, "", "")[:2]...)
	}
	return strings.Join(parts, "|")
}

// oldNumberOf is of nine digits, or empty for whom it was too late to have one.
func oldNumberOf(r *rand.Rand, born time.Time) string {
	old := fmt.Sprintf("00%07d", r.IntN(10000000)) // no province's numbers of nine digits began with 00
	if born.Year() > 1999 || r.IntN(4) == 0 {
		return ""
	}
	return old
}

// Names of zones that are no fields: the required elements, as package document names their measures.
const (
	zoneEmblem, zoneHeadline, zoneTitle, zonePortrait = "emblem", "headline", "title", "portrait"
	zoneQR, zoneChip, zoneStamp, zoneBarcode          = "qr", "chip", "stamp", "barcode"
	zoneHologram, zoneLeft, zoneRight                 = "hologram", "finger_left", "finger_right"
)

// Inks of Vietnamese cards.
var cardDark, cardLabel, cardRed, cardStamp = ink(0x1A1A1A), ink(0x3D3A36), ink(0xB3261E), faint(0xC8202C, 215)

// label is print that is the same on every card.
func label(text string, x, y, size float64) Element {
	return Element{Text: text, X: x, Y: y, Size: size, Face: Sans, Ink: cardLabel}
}

// entry is where a field's value stands, its zone named as the field.
func entry(f document.Field, x, y, w, size float64, face Face) Element {
	return Element{Name: string(f), Field: string(f), X: x, Y: y, W: w, Size: size, Face: face, Ink: cardDark}
}

// wrapped is an entry of two lines.
func wrapped(f document.Field, x, y, w, size, lead float64) Element {
	e := entry(f, x, y, w, size, Sans)
	e.Lines, e.Lead = 2, lead
	return e
}

// centred is print in the middle of a stretch; its zone has a name where it is a required element.
func centred(name, text string, x, y, w, size float64, face Face, colour color.NRGBA) Element {
	return Element{Name: name, Text: text, X: x, Y: y, W: w, Size: size, Face: face, Ink: colour, Align: Centre}
}
