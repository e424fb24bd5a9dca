package visiontest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/calendar"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/document/vn"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Holder is an invented person with a document of a type. What is printed, in the code and in the zone follows from it.
type Holder struct {
	Type                          document.Type
	Number, OldNumber, Name       string
	Born, Issued, Expires         calendar.Day
	Unlimited                     bool
	Sex                           string // M or F
	Origin, Residence, Authority  string
	Class, PlaceOfIssue, Features string
}

func day(year, month, day int) calendar.Day { return calendar.Day{Year: year, Month: month, Day: day} }

const orderPolice = "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"

// HolderOf is the holder of the contract's examples with a document of a type that every rule is content with, until 2027 at least; for the identity cards
// of before 2016 that is so only where a project keeps them (eKYC contract 6 A-33).
func HolderOf(t document.Type) Holder {
	h := Holder{Type: t, Number: "036190004321", OldNumber: "162345678", Name: "Lê Thị Mai", Born: day(1990, 3, 12), Issued: day(2022, 6, 22), Expires: day(2030, 3, 12),
		Sex: "F", Origin: "Mỹ Lộc, Nam Định", Residence: "Số 8 Hàng Tiện, Bà Triệu, TP Nam Định, Nam Định", Authority: orderPolice,
		Class: "B2", PlaceOfIssue: "Nam Định", Features: "Nốt ruồi C:1cm trên sau cánh mũi phải"}
	switch t {
	case document.CMND9:
		h.Number, h.Issued, h.Authority = "162345678", day(2012, 12, 7), "GIÁM ĐỐC CA NAM ĐỊNH"
	case document.CMND12:
		h.Issued, h.Expires, h.Authority = day(2014, 2, 3), day(2029, 2, 3), "CỤC TRƯỞNG CỤC CẢNH SÁT ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ"
	case document.CCCDBarcode:
		h.Issued = day(2019, 11, 5)
	case document.CanCuoc2024:
		h.Issued, h.Authority = day(2024, 9, 2), "BỘ CÔNG AN"
	case document.VNPassport:
		h.Number, h.Issued, h.Expires = "P01234567", day(2023, 4, 3), day(2033, 4, 3)
	case document.VNLicence:
		h.Number = "360123456789"
	}
	return h
}

func slashed(d calendar.Day) string { return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year) }

// Values are what any side of the document may print.
func (h Holder) Values() map[document.Field]string {
	expires := slashed(h.Expires)
	if h.Unlimited {
		expires = "Không thời hạn"
	}
	out := map[document.Field]string{document.Number: h.Number, document.Name: strings.ToUpper(h.Name), document.DateOfBirth: slashed(h.Born),
		document.Sex: map[string]string{"M": "Nam", "F": "Nữ"}[h.Sex], document.Nationality: "Việt Nam", document.PlaceOfOrigin: h.Origin,
		document.PlaceOfResidence: h.Residence, document.DateOfExpiry: expires, document.DateOfIssue: slashed(h.Issued), document.Issuer: h.Authority,
		document.Features: h.Features, document.PlaceOfBirth: h.Origin, document.Class: h.Class, document.PlaceOfIssue: h.PlaceOfIssue}
	if h.Type == document.VNLicence {
		out[document.DateOfIssue] = fmt.Sprintf("%s, ngày/date %02d tháng/month %02d năm/year %d", h.PlaceOfIssue, h.Issued.Day, h.Issued.Month, h.Issued.Year)
	}
	return out
}

// QR is the text of the code.
func (h Holder) QR() string {
	q := vn.QR{Number: h.Number, OldNumber: h.OldNumber, Name: h.Name, Born: h.Born, Sex: h.Sex, Residence: h.Residence, Issued: h.Issued}
	if h.Type == document.CanCuoc2024 {
		q.Rest = []string{"", ""}
	}
	return q.String()
}

// Zone are the lines of the machine readable zone.
func (h Holder) Zone() []string {
	surname, given, _ := strings.Cut(h.Name, " ")
	expires := vn.Expiry{Day: h.Expires, Unlimited: h.Unlimited}
	fields := mrz.Fields{DocumentCode: "ID", IssuingState: "VNM", Nationality: "VNM", Sex: h.Sex, PrimaryIdentifier: surname, SecondaryIdentifier: given,
		DateOfBirth: mrz.Date(h.Born.Zone()), DateOfExpiry: mrz.Date(expires.Zone())}
	format := mrz.TD1
	if h.Type == document.VNPassport {
		format, fields.DocumentCode, fields.DocumentNumber = mrz.TD3, "P", h.Number
	} else {
		digit, _ := mrz.CheckDigit(h.Number)
		fields.DocumentNumber, fields.OptionalData = h.Number[3:], h.Number+"<<"+string(digit)
	}
	lines, err := mrz.Build(format, fields)
	if err != nil {
		panic(err) // a holder of a test that has no zone
	}
	return lines
}

// good are measures of a good photograph of a genuine document.
func good() []wire.Measure {
	values := map[document.Measure]float64{
		document.LongSide: 1600, document.ShortSide: 1100, document.CardWidth: 1400, document.AreaShare: .7, document.GlareShare: 0, document.GlareOnField: 0,
		document.Sharpness: 190, document.Direction: 1.2, document.Luminance: 150, document.Clipped: .01, document.Dark: .01, document.Found: .99,
		document.Chroma: 22, document.ChromaP95: 48, document.NumberPrint: 1}
	var out []wire.Measure
	for _, m := range document.Measures() {
		value, ok := values[m]
		if !ok && strings.HasPrefix(string(m), "element.") {
			value = .95
		}
		out = append(out, wire.Measure{Name: string(m), Value: value})
	}
	return out
}

// Card is one side of the holder's document as a worker reads it that makes no mistake.
func (h Holder) Card(side document.Side) wire.Document {
	ran := map[string]wire.Part{}
	for _, engine := range wire.Engines() {
		ran[engine] = wire.Part{Ran: true}
	}
	d := wire.Document{Width: 1600, Height: 1100, Ran: ran, Border: quad(100, 80, 1400, 880), Documents: 1, Type: string(h.Type), Side: string(side), Sure: .98,
		Measures: good(), Surround: []float64{.2, .3, .5}, Lines: []wire.Line{{Text: "VIỆT NAM", Confidence: .95, Quad: quad(300, 100, 400, 40)}}}
	values := h.Values()
	for _, f := range vn.Required(h.Type, side) {
		d.Fields = append(d.Fields, wire.Field{Name: string(f), Value: values[f], Confidence: .98, Least: .95, Quad: quad(400, 300, 600, 40)})
	}
	if side != document.Back {
		d.Faces = []wire.Face{face(120, 300, 300, 0)}
	}
	if side == document.Front && h.Type == document.CCCDChip || side == document.Back && h.Type == document.CanCuoc2024 {
		d.Codes = []wire.Code{{Symbology: "QRCode", Text: h.QR(), Quad: quad(1200, 100, 200, 200)}}
	}
	chips := h.Type == document.CCCDChip || h.Type == document.CanCuoc2024
	if side == document.Back && chips || side == document.Data {
		lines := h.Zone()
		zone := wire.Zone{Raw: lines, Lines: slices.Clone(lines), Quad: quad(120, 700, 1360, 240)}
		for range lines {
			zone.Confidence = append(zone.Confidence, .99)
		}
		d.Zones = []wire.Zone{zone}
	}
	return d
}

// Change alters what a worker reads.
type Change func(d *wire.Document)

// Measured gives a measure another value.
func Measured(m document.Measure, value float64) Change {
	return func(d *wire.Document) {
		for i := range d.Measures {
			if d.Measures[i].Name == string(m) {
				d.Measures[i].Value = value
			}
		}
	}
}

// Printed gives a field another value.
func Printed(f document.Field, value string) Change {
	return func(d *wire.Document) {
		for i := range d.Fields {
			if d.Fields[i].Name == string(f) {
				d.Fields[i].Value = value
			}
		}
	}
}

// Coded gives the side a QR code with a text, in the place of those it has; empty: none.
func Coded(text string) Change {
	return func(d *wire.Document) {
		d.Codes = nil
		if text != "" {
			d.Codes = []wire.Code{{Symbology: "QRCode", Text: text, Quad: quad(1200, 100, 200, 200)}}
		}
	}
}

// Zoned gives the side a zone of these lines; none: no zone.
func Zoned(lines ...string) Change {
	return func(d *wire.Document) {
		d.Zones = nil
		if len(lines) == 0 {
			return
		}
		zone := wire.Zone{Raw: lines, Lines: lines, Quad: quad(120, 700, 1360, 240)}
		for range lines {
			zone.Confidence = append(zone.Confidence, .99)
		}
		d.Zones = []wire.Zone{zone}
	}
}

// NotRun says that an engine did not run.
func NotRun(engine, why string) Change {
	return func(d *wire.Document) { d.Ran[engine] = wire.Part{Why: why} }
}

// Shot is a picture from which a worker reads the side, altered.
func (h Holder) Shot(side document.Side, changes ...Change) []byte {
	d := h.Card(side)
	for _, change := range changes {
		change(&d)
	}
	return Picture(Reply(wire.Reply{Document: &d, MS: map[string]float64{"decode": 1}}))
}
