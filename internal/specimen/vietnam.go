package specimen

import (
	"image/color"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// values is what a document says, before it is made into print, a zone and codes. What is altered in a value is altered wherever it
// stands; what is put into print, zone or code stands there alone and contradicts the rest.
type values struct {
	kind   Kind
	typ    document.Type
	today  time.Time
	holder Person // Local is the name as codes have it; print has it in capitals

	number         string  // the document's leading one
	oldNumber      string  // nine digits; empty: she had no such card
	personal       string  // of a passport: her citizen number
	birth          address // where the birth was registered, which is where she is from; of a passport: the province
	lives          address
	registered, at province // the provinces of both
	features       string
	ethnicity      string
	religion       string
	class          string // of a licence
	issuer         string // as printed, '\n' between its lines
	issuedIn       string // of a licence
	issued         time.Time
	expires        time.Time   // zero: never
	parents        []string    // in the code of a child's card: father, mother
	serial         string      // of a Korean licence or alien card
	conditions     string      // of a Korean licence
	status         string      // of an alien card
	office         string      // who issued it, in English
	state          string      // issuing state of a document of the standard, as in its zone
	rows           [][3]string // of a licence's back: class, vehicles, since

	nation [2]string // printed nationality and its code; empty: Vietnamese
	back   *values   // whose back stands behind the front; nil: its own
	backOf Kind      // kind whose back stands behind the front; empty: its own

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
	first, last string                                    // days of issue; no last: it still is
	ages        [][2]int                                  // whole years when issued, least and most; each band is as likely
	expires     func(*rand.Rand, *values)                 // from birth and issue
	fill        func(*rand.Rand, *values)                 // the rest
	dates       map[document.Field]func(time.Time) string // in place of slashed
	sides       []func() Layout
}

// vietnamOf finds what there is to say of a kind; false: it is no Vietnamese document.
func vietnamOf(kind Kind) (vietnam, bool) {
	v, ok := vietnamKinds[kind]
	return v, ok
}

// Expiry by the laws of 2014 and 2023 has a band of ages each (eKYC contract 4.4), so that every rule of it has cards to be right about.
var (
	adultBands    = [][2]int{{14, 22}, {23, 37}, {38, 57}, {58, 82}}
	childBands    = [][2]int{{6, 11}, {12, 22}, {23, 37}, {38, 57}, {58, 82}}
	passportBands = [][2]int{{1, 13}, {14, 30}, {31, 55}, {56, 80}}
	driverBands   = [][2]int{{18, 30}, {31, 45}, {46, 66}}
)

var vietnamKinds = map[Kind]vietnam{
	CMND9: {typ: document.CMND9, first: "1999-06-01", last: "2020-11-30", ages: adultBands, expires: after(15), fill: fillCMND9,
		dates: map[document.Field]func(time.Time) string{document.DateOfBirth: dashed, document.DateOfIssue: spelled("Ngày")}, sides: []func() Layout{cmnd9Front, cmnd9Back}},
	CMND12: {typ: document.CMND12, first: "2012-07-01", last: "2015-12-31", ages: adultBands, expires: after(15), fill: fillCMND12,
		dates: map[document.Field]func(time.Time) string{document.DateOfIssue: spelled("Ngày")}, sides: []func() Layout{cmnd12Front, cmnd12Back}},
	CCCDBarcode: {typ: document.CCCDBarcode, first: "2016-01-01", last: "2021-05-31", ages: adultBands, expires: renewal(25), fill: fillCCCDBarcode,
		dates: map[document.Field]func(time.Time) string{document.DateOfIssue: spelled("Ngày")}, sides: []func() Layout{cccdBarcodeFront, cccdBarcodeBack}},
	CCCD:     {typ: document.CCCDChip, first: "2021-01-23", last: "2024-06-30", ages: [][2]int{{17, 55}}, expires: renewal(25), fill: fillCCCD, sides: []func() Layout{cccdFront, cccdBack}},
	CCCDChip: {typ: document.CCCDChip, first: "2021-01-23", last: "2024-06-30", ages: adultBands, expires: renewal(25), fill: fillCCCD, sides: []func() Layout{cccdFront, cccdBack}},
	CanCuoc:  {typ: document.CanCuoc2024, first: "2024-07-01", ages: childBands, expires: renewal(14), fill: fillCanCuoc, sides: []func() Layout{canCuocFront, canCuocBack}},
	VNLicence: {typ: document.VNLicence, first: "2013-01-01", ages: driverBands, expires: byClass, fill: fillVNLicence,
		dates: map[document.Field]func(time.Time) string{document.DateOfIssue: spelled("ngày")}, sides: []func() Layout{vnLicenceFront, vnLicenceBack}},
	VNPassport: {typ: document.VNPassport, first: "2014-01-01", ages: passportBands, expires: bookExpiry, fill: fillVNPassport, sides: []func() Layout{vnPassportData}},
}

// dashed and spelled are dates as older cards have them.
func dashed(t time.Time) string { return t.Format("02-01-2006") }

func spelled(day string) func(time.Time) string {
	return func(t time.Time) string { return day + t.Format(" 02 tháng 01 năm 2006") }
}

// after gives a validity of so many years.
func after(years int) func(*rand.Rand, *values) {
	return func(_ *rand.Rand, v *values) { v.expires = v.issued.AddDate(years, 0, 0) }
}

// renewal gives the birthday at which a card is to be changed, 14 (where children have them), 25, 40 or 60; a card of the two years before runs
// to the one after, and none from 58 on expires (Law 59/2014/QH13, article 21; Law 26/2023/QH15, article 21).
func renewal(first int) func(*rand.Rand, *values) {
	return func(_ *rand.Rand, v *values) {
		v.expires = time.Time{}
		age := years(v.holder.Born, v.issued)
		for _, at := range []int{14, 25, 40, 60} {
			if at >= first && age < at-2 {
				v.expires = v.holder.Born.AddDate(at, 0, 0)
				return
			}
		}
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
	if o.Ages == Infant {
		if rule.typ != document.CanCuoc2024 {
			return values{}, fault.New(fault.Invalid, "ages")
		}
		rule.ages = [][2]int{{0, 5}}
	}
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
		v.issued, v.holder.Born = issued, issued.AddDate(-band[0]-r.IntN(band[1]-band[0]+1), 0, -1-r.IntN(364))
		rule.expires(r, v)
		if (v.expires.IsZero() || v.expires.After(v.today.AddDate(1, 0, 0))) && years(v.holder.Born, v.today) < 96 {
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
	v.registered, v.at = registered, lives
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
	sides, err := v.own()
	if err != nil || v.back == nil && v.backOf == "" {
		return sides, err
	}
	other := v
	if v.back != nil {
		other = *v.back
	}
	if v.backOf != "" {
		other.kind = v.backOf
		other.typ = vietnamKinds[v.backOf].typ
		other.issuer, other.ethnicity, other.religion = otherIssuer(other), "Kinh", "Không"
	}
	other.back, other.backOf = nil, ""
	behind, err := other.own()
	if err != nil {
		return nil, err
	}
	return append(sides[:1], behind[1:]...), nil
}

// otherIssuer is who issues cards of a type.
func otherIssuer(v values) string {
	switch {
	case v.typ == document.CMND9:
		return "GIÁM ĐỐC CA " + v.at.short()
	case v.typ == document.CCCDBarcode && !v.issued.Before(dayNamed("2018-10-10")):
		return issuerTTXH
	}
	return issuerDLQG
}

// own are the sides of the values' own kind.
func (v values) own() ([]side, error) {
	rule, _ := vietnamOf(v.kind)
	print := v.text(rule)
	lines, err := v.lines()
	if err != nil {
		return nil, err
	}
	var sides []side
	for _, layout := range rule.sides {
		l := layout()
		if v.typ == document.CanCuoc2024 && years(v.holder.Born, v.today) < 6 { // printed without a picture (Law 26/2023/QH15)
			l.Elements = slices.DeleteFunc(l.Elements, func(e Element) bool { return e.Draw == Portrait })
		}
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
		document.DateOfBirth: date(document.DateOfBirth, v.holder.Born), document.Sex: vietnameseSex[v.holder.Sex], document.Nationality: v.nationName(),
		document.PlaceOfBirth: v.birth.String(), document.PlaceOfOrigin: v.birth.String(), document.PlaceOfResidence: v.lives.String(),
		document.Features: v.features, document.Ethnicity: v.ethnicity, document.Religion: v.religion, document.Class: v.class, document.Issuer: v.issuer,
		document.PlaceOfIssue: v.issuedIn, document.DateOfIssue: date(document.DateOfIssue, v.issued), document.DateOfExpiry: date(document.DateOfExpiry, v.expires),
		document.IssuingState: "VNM",
	} {
		print[string(field)] = value
	}
	for i, row := range v.rows {
		print[rowKey(i, "class")], print[rowKey(i, "vehicles")], print[rowKey(i, "since")] = row[0], row[1], row[2]
	}
	for field, value := range v.print {
		print[string(field)] = value
	}
	return print
}

func (v values) nationName() string {
	if v.nation[0] != "" {
		return v.nation[0]
	}
	return "Việt Nam"
}

func (v values) nationCode() string {
	if v.nation[1] != "" {
		return v.nation[1]
	}
	return "VNM"
}

var vietnameseSex = map[string]string{"M": "Nam", "F": "Nữ"}

// fields are the values in the spelling of data. The leading number has its kind's key; an expiry that is none, or not printed, is empty.
func (v values) fields() map[string]string {
	expires := ""
	if !v.expires.IsZero() {
		expires = iso(v.expires)
	}
	fields := map[string]string{
		"old_number": v.oldNumber, "name": v.holder.Local, "date_of_birth": iso(v.holder.Born), "sex": v.holder.Sex, "nationality": "VNM",
		"place_of_origin": v.birth.String(), "place_of_residence": v.lives.String(), "features": v.features, "date_of_issue": iso(v.issued), "date_of_expiry": expires,
	}
	key, ok := map[document.Type]string{document.CMND9: "id_number", document.VNLicence: "licence_number", document.VNPassport: "document_number"}[v.typ]
	if !ok {
		key = "citizen_number"
	}
	fields[key] = v.number
	return fields
}

// lines is the machine readable zone, for the sides that have one.
func (v values) lines() ([]string, error) {
	if v.zone != nil {
		return v.zone, nil
	}
	switch v.typ {
	case document.CCCDChip, document.CanCuoc2024:
		return v.cardZone()
	case document.VNPassport:
		return v.bookZone()
	case document.KRPassport:
		return zoneKRPassport(v)
	}
	if _, ok := standardKinds[v.kind]; ok {
		return v.standardZone()
	}
	return nil, nil
}

// cardZone has the last nine digits as document number and the whole number as optional data, with a digit of its own behind filler; a card that
// never expires says 31/12/2099 (eKYC contract 4.6).
func (v values) cardZone() ([]string, error) {
	expires := v.expires
	if expires.IsZero() {
		expires = time.Date(2099, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	digit, _ := mrz.CheckDigit(v.number)
	return mrz.Build(mrz.TD1, mrz.Fields{
		DocumentCode: "ID", IssuingState: "VNM", Nationality: v.nationCode(), DocumentNumber: v.number[3:], OptionalData: v.number + "<<" + string(digit), Sex: v.holder.Sex,
		PrimaryIdentifier: v.holder.Surname, SecondaryIdentifier: v.holder.Given, DateOfBirth: zoneDate(v.holder.Born), DateOfExpiry: zoneDate(expires),
	})
}

// symbol is the code of that zone.
func (v values) symbol(zone string) Code {
	c := Code{Symbology: "QRCode", Zone: zone, Text: v.qr()}
	if zone == zoneBarcode {
		c.Symbology, c.Text = "PDF417", v.number+"|"+v.holder.Born.Format("02012006")+"|"+v.issued.Format("02012006") // what real ones hold is not public
	}
	if v.code != "" {
		c.Text = v.code
	}
	if c.Symbology == "PDF417" {
		c.Text = padded(c.Text)
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
	old := nineDigits(r)
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
