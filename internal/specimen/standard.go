package specimen

import (
	"image/color"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/fault"
)

// standard is a kind of document that is made alike all over the world (ICAO 9303). Which state it is of, and how that one's look, is the seed's choice.
type standard struct {
	typ    document.Type
	format mrz.Format
	code   string   // document code of the zone
	states []string // drawn from, where the caller names none
	fill   func(*rand.Rand, Options, *values)
	sides  []func(*rand.Rand, design) Layout
}

var standardKinds = map[Kind]standard{
	Passport: {typ: document.Passport, format: mrz.TD3, code: "P", states: []string{"UTO", "UTO", "UTO", "D", "FRA", "POL", "ESP", "TUR", "USA", "NGA", "IND"},
		fill: fillPassport, sides: []func(*rand.Rand, design) Layout{passportData}},
	TD1Card: {typ: document.TD1Card, format: mrz.TD1, code: "I", states: []string{"UTO"}, fill: fillCard, sides: []func(*rand.Rand, design) Layout{td1Front, td1Back}},
	TD2Card: {typ: document.TD2Card, format: mrz.TD2, code: "I", states: []string{"UTO"}, fill: fillCard, sides: []func(*rand.Rand, design) Layout{td2Front}},
	VisaA:   {typ: document.Visa, format: mrz.MRVA, code: "V", states: []string{"UTO"}, fill: fillVisa, sides: []func(*rand.Rand, design) Layout{visaA}},
	VisaB:   {typ: document.Visa, format: mrz.MRVB, code: "V", states: []string{"UTO"}, fill: fillVisa, sides: []func(*rand.Rand, design) Layout{visaB}},
}

func newStandard(kind Kind, r *rand.Rand, o Options) (Document, error) {
	rule := standardKinds[kind]
	v := values{kind: kind, typ: rule.typ, today: o.Today, state: o.State}
	if v.state == "" {
		v.state = pick(r, rule.states)
	}
	if _, ok := mrz.IssuingState(v.state); !ok {
		return Document{}, fault.New(fault.Invalid, "state")
	}
	rule.fill(r, o, &v)
	d := newDesign(r)
	if o.alter != nil {
		o.alter(&v)
	}
	lines, err := v.lines()
	if err != nil {
		return Document{}, err
	}
	doc := Document{Type: v.typ, Holder: v.holder, Fields: map[string]string{
		"issuing_state": v.state, "document_number": v.number, "surname": v.holder.Surname, "given_names": v.holder.Given, "name_local": v.holder.Local,
		"nationality": v.holder.Nationality, "sex": v.holder.Sex, "date_of_birth": iso(v.holder.Born), "place_of_birth": v.holder.PlaceOfBirth,
		"date_of_issue": iso(v.issued), "date_of_expiry": iso(v.expires),
	}}
	print := map[string]string{}
	for _, each := range []map[document.Field]string{v.standardPrint(d), v.print} {
		for field, text := range each {
			print[string(field)] = text
		}
	}
	for _, draw := range rule.sides {
		l := draw(r, d)
		_, name, _ := strings.Cut(l.Name, ".")
		name, _, _ = strings.Cut(name, ".") // a variant's name stands behind that of the side
		s := side{name: name, layout: l, print: print}
		for _, e := range l.Elements {
			if e.Draw == Zone {
				s.mrz = lines
			}
		}
		doc.sides = append(doc.sides, s)
	}
	return doc, nil
}

// standardZone is the zone of a document of the standard.
func (v values) standardZone() ([]string, error) {
	rule := standardKinds[v.kind]
	nationality := v.holder.Nationality
	if v.nation[1] != "" {
		nationality = v.nation[1]
	}
	return mrz.Build(rule.format, mrz.Fields{
		DocumentCode: rule.code, IssuingState: v.state, Nationality: nationality, DocumentNumber: v.number, Sex: v.holder.Sex,
		PrimaryIdentifier: v.holder.Surname, SecondaryIdentifier: v.holder.Given, DateOfBirth: zoneDate(v.holder.Born), DateOfExpiry: zoneDate(v.expires),
	})
}

// Entries that are no fields: the state's name on top, a visa's passport and its number of entries.
const stateLine, ofPassport, entries document.Field = "state", "of_passport", "entries"

// standardPrint is what is printed. A visa has the whole name in one line.
func (v values) standardPrint(d design) map[document.Field]string {
	nation := nationality(v.holder.Nationality)
	if v.nation[0] != "" {
		nation = v.nation[0]
	}
	print := map[document.Field]string{
		stateLine: strings.ToUpper(nationality(v.state)), document.IssuingState: v.state, document.Number: v.number,
		document.Surname: strings.ToUpper(v.holder.Surname), document.GivenNames: strings.ToUpper(v.holder.Given), document.Nationality: strings.ToUpper(nation),
		document.Sex: v.holder.Sex, document.DateOfBirth: d.date(v.holder.Born), document.PlaceOfBirth: strings.ToUpper(v.holder.PlaceOfBirth),
		document.DateOfIssue: d.date(v.issued), document.DateOfExpiry: d.date(v.expires), document.Issuer: v.issuer, document.PlaceOfIssue: v.issuedIn,
		document.Class: v.class, ofPassport: v.oldNumber, entries: v.conditions,
	}
	switch {
	case v.typ == document.Visa:
		print[document.Name] = print[document.Surname] + ", " + print[document.GivenNames]
	case v.holder.Nationality == "KOR":
		print[document.Name] = v.holder.Local
	}
	return print
}

// fillCard fields: those of a passport. Cards are good for ten years.
func fillCard(r *rand.Rand, o Options, v *values) {
	v.holder = cultureOf(r, v.state).person(r, o.Ages, o.Today)
	v.issued = latest(o.Today.AddDate(0, 0, -30-r.IntN(2800)), v.holder.Born.AddDate(16, 0, 10))
	v.expires = v.issued.AddDate(10, 0, 0)
	v.number, v.issuer = fill(r, "C00A00000"), "MINISTRY OF THE INTERIOR"
	v.bornIn(r)
}

// fillVisa fields: those of a passport, of which document_number is the visa's own. Anybody but the issuing state's own people gets one.
func fillVisa(r *rand.Rand, o Options, v *values) {
	v.holder = cultureOf(r, pick(r, []string{"D", "FRA", "POL", "ESP", "TUR", "USA", "NGA", "IND"})).person(r, o.Ages, o.Today)
	v.issued = o.Today.AddDate(0, 0, -10-r.IntN(80))
	v.expires = v.issued.AddDate(pick(r, []int{1, 2, 5}), 3, -1)
	v.number, v.oldNumber = fill(r, "V00000000"), passportNumber(r, v.holder.Nationality)
	v.class, v.conditions, v.issuedIn = pick(r, []string{"A", "B", "C"}), pick(r, []string{"MULTIPLE", "ONE", "TWO"}), pick(r, []string{"ZENITH", "AMAUROT"})
	v.bornIn(r)
}

// design is how a state's documents look.
type design struct {
	top, middle, bottom, lines, heading uint32
	captions                            captions
}

// captions of a language beside English, which every document has in English at least, or in French or Spanish (ICAO 9303-3 §3.5).
type captions struct {
	passport, card, visa string
	of                   map[document.Field]string
	date                 func(time.Time) string
}

// captionsIn writes them as states do: English first, the other behind a stroke.
var captionsIn = []captions{
	{passport: "PASSPORT / PASSEPORT", card: "IDENTITY CARD / CARTE D'IDENTITÉ", visa: "VISA", date: inLetters, of: map[document.Field]string{
		"type": "Type / Type", document.IssuingState: "Code / Code", document.Number: "Document No. / No du document", document.Surname: "Surname / Nom",
		document.GivenNames: "Given names / Prénoms", document.Nationality: "Nationality / Nationalité", document.DateOfBirth: "Date of birth / Date de naissance",
		document.Sex: "Sex / Sexe", document.DateOfIssue: "Date of issue / Date de délivrance", document.DateOfExpiry: "Date of expiry / Date d'expiration",
		document.PlaceOfBirth: "Place of birth / Lieu de naissance", document.Issuer: "Authority / Autorité", document.Name: "Surname, given names / Nom, prénoms",
		document.PlaceOfIssue: "Place of issue / Lieu de délivrance", ofPassport: "Passport No. / No du passeport", entries: "Entries / Entrées", document.Class: "Category / Catégorie",
	}},
	{passport: "PASSPORT / PASAPORTE", card: "IDENTITY CARD / DOCUMENTO DE IDENTIDAD", visa: "VISA / VISADO", date: func(t time.Time) string { return t.Format("02.01.2006") },
		of: map[document.Field]string{
			"type": "Type / Tipo", document.IssuingState: "Code / Código", document.Number: "Document No. / Documento núm.", document.Surname: "Surname / Apellidos",
			document.GivenNames: "Given names / Nombre", document.Nationality: "Nationality / Nacionalidad", document.DateOfBirth: "Date of birth / Fecha de nacimiento",
			document.Sex: "Sex / Sexo", document.DateOfIssue: "Date of issue / Fecha de expedición", document.DateOfExpiry: "Date of expiry / Fecha de caducidad",
			document.PlaceOfBirth: "Place of birth / Lugar de nacimiento", document.Issuer: "Authority / Autoridad", document.Name: "Surname, given names / Apellidos, nombre",
			document.PlaceOfIssue: "Place of issue / Lugar de expedición", ofPassport: "Passport No. / Pasaporte núm.", entries: "Entries / Entradas", document.Class: "Category / Categoría",
		}},
	{passport: "PASSPORT", card: "IDENTITY CARD", visa: "VISA", date: inLetters, of: map[document.Field]string{
		"type": "Type", document.IssuingState: "Code", document.Number: "Document No.", document.Surname: "Surname", document.GivenNames: "Given names",
		document.Nationality: "Nationality", document.DateOfBirth: "Date of birth", document.Sex: "Sex", document.DateOfIssue: "Date of issue",
		document.DateOfExpiry: "Date of expiry", document.PlaceOfBirth: "Place of birth", document.Issuer: "Authority", document.Name: "Surname, given names",
		document.PlaceOfIssue: "Place of issue", ofPassport: "Passport No.", entries: "Entries", document.Class: "Category",
	}},
}

func inLetters(t time.Time) string { return strings.ToUpper(t.Format("02 Jan 2006")) }

func newDesign(r *rand.Rand) design {
	p := pick(r, passportPapers)
	return design{top: p[0], middle: p[1], bottom: p[2], lines: p[3], heading: p[4], captions: pick(r, captionsIn)}
}

func (d design) date(t time.Time) string { return d.captions.date(t) }

// paper has fine lines over the part of the height that is no zone; through 0: all of it.
func (d design) paper(through float64) Paper {
	p := Paper{Top: ink(d.top), Middle: ink(d.middle), Bottom: ink(d.bottom), Waves: []Waves{
		{Ink: faint(d.lines, 70), Pitch: 0.85, Line: 0.07, Amplitude: 1.9, Period: 31, Slant: 12, Swell: 0.6, Through: through},
		{Ink: faint(0xB07A3A, 48), Pitch: 1.1, Line: 0.07, Amplitude: 2.6, Period: 23, Slant: -19, Swell: 0.8, Through: through},
	}}
	if through > 0 {
		p.Waves = append(p.Waves, Waves{Ink: faint(d.lines, 34), Pitch: 0.9, Line: 0.06, Amplitude: 0.35, Period: 9, FromTop: through + 0.005, Through: 0.995 - through})
	}
	return p
}

// tinted is paper of a card, which has more colour than a page.
func (d design) tinted(through float64) Paper {
	p := d.paper(through)
	for _, colour := range []*color.NRGBA{&p.Top, &p.Middle, &p.Bottom} {
		*colour = mix(*colour, ink(d.lines), 0.3)
	}
	return p
}

func (d design) caption(f document.Field, x, y float64) Element {
	return Element{Name: "caption." + string(f), Text: d.captions.of[f], X: x, Y: y, Size: 1.75, Face: Sans, Ink: ink(d.heading)}
}

// entry is a caption and under it the value.
func (d design) entry(f document.Field, x, y, w float64) []Element {
	return []Element{d.caption(f, x, y), {Name: string(f), Field: string(f), X: x, Y: y + 3.5, W: w, Size: 3.1, Face: SansBold, Ink: ink(0x191919)}}
}

func (d design) zone(x, y float64) Element {
	return Element{Draw: Zone, X: x, Y: y, Size: mrzSize, Lead: 6.35, Face: OCRB, Ink: ink(0x121212)}
}
