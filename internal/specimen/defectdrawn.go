package specimen

import (
	"math/rand/v2"
	"slices"

	"github.com/bonafide-id/bonafide/document"
)

// drawnDefects take an element off a side, or cover it, or spoil how a field is printed.
func drawnDefects() []Defect {
	of := func(code, says string, kinds []Kind, side string, zones ...string) Defect {
		return Defect{Code: code, Says: says, Kinds: kinds, draw: func(r *rand.Rand, d *Document) { d.without(r, side, zones[r.IntN(len(zones))]) }}
	}
	noZone := of("FC07", "the machine readable zone is missing", chipKinds, "back", "mrz")
	noZone.codes = func(values) []string { return []string{"E01"} } // the zone is a required field of the side (contract 4.10)
	return []Defect{
		{Code: "FC05", Says: "the portrait is missing", Kinds: slices.Concat(allVietnam, foreignKinds), draw: func(r *rand.Rand, d *Document) {
			d.without(r, d.sides[0].name, zonePortrait)
		}},
		of("FC06", "the QR code is missing", []Kind{CCCDChip}, "front", zoneQR),
		noZone,
		of("FC08", "the emblem is missing", identityCards, "front", zoneEmblem),
		of("FC09", "state and motto are missing", identityCards, "front", zoneHeadline),
		of("FC10", "the title is missing", identityCards, "front", zoneTitle),
		of("FC10", "the title is missing", []Kind{KRLicence, KRAlien}, "front", zoneTitle), // a resident card without its title is known by nothing
		of("FC10", "the title is missing", []Kind{KRPassport}, "data", zoneTitle),
		of("FC11", "a finger print is missing", olderCards, "back", zoneLeft, zoneRight),
		of("FC12", "the seal is missing", olderCards, "back", zoneStamp),
		of("FC13", "the chip is missing", chipKinds, "back", zoneChip),
		of("FC17", "the bar code is missing", []Kind{CCCDBarcode}, "back", zoneBarcode),
		of("FC18", "the stamp against counterfeiting is missing", []Kind{CCCDBarcode}, "back", zoneHologram),
		{Code: "FC19", Says: "a watermark is written across, again and again", Kinds: slices.Concat(allVietnam, foreignKinds), draw: func(r *rand.Rand, d *Document) { d.watermark(r) }},
		{Code: "FC15", Says: "the number is scratched or overprinted", Kinds: slices.Concat(allVietnam, koreanCards), draw: func(r *rand.Rand, d *Document) {
			d.scratch(r, d.sides[0].name, document.Number)
		}},
		{Code: "FC14", Says: "several fields are scratched", Kinds: allVietnam, draw: func(r *rand.Rand, d *Document) {
			for _, f := range []document.Field{document.Name, document.PlaceOfOrigin, document.PlaceOfResidence, document.Nationality, document.Sex} {
				d.scratch(r, d.sides[0].name, f)
			}
		}},
		{Code: "FC14", Says: "several fields are scratched", Kinds: koreanCards, draw: func(r *rand.Rand, d *Document) {
			for _, f := range []document.Field{document.Name, document.PlaceOfResidence, document.Nationality, document.Status, document.Issuer, document.Class} {
				d.scratch(r, d.sides[0].name, f)
			}
		}},
	}
}

func (d *Document) sideNamed(name string) *side {
	for i := range d.sides {
		if d.sides[i].name == name {
			return &d.sides[i]
		}
	}
	return &d.sides[0]
}

// without takes the elements of a zone off a side; half the time a patch of paper is stuck over their place instead of nothing.
func (d *Document) without(r *rand.Rand, side, zone string) {
	s := d.sideNamed(side)
	patch := r.IntN(2) == 0
	colour := mix(s.layout.Paper.Top, s.layout.Paper.Middle, r.Float64())
	var kept []Element
	for _, e := range s.layout.Elements {
		if e.Name != zone && !(zone == "mrz" && e.Draw == Zone) {
			kept = append(kept, e)
			continue
		}
		if box := e.extent(); patch && zone != "mrz" {
			kept = append(kept, Element{Draw: Bar, X: box[0] - 0.4, Y: box[1] - 0.4, W: box[2] + 0.8, H: box[3] + 0.8, Ink: colour})
		}
	}
	s.layout.Elements = kept
	if zone == "mrz" {
		s.mrz = nil
	}
	s.codes = slices.DeleteFunc(s.codes, func(c Code) bool { return c.Zone == zone })
}

// extent is about where an element is drawn: left, top, width, height.
func (e Element) extent() [4]float64 {
	switch {
	case e.Draw == Text:
		return [4]float64{e.X, e.Y - e.Size, max(e.W, 1), e.Size * 1.3}
	case e.H == 0:
		return [4]float64{e.X, e.Y, e.W, e.W}
	}
	return [4]float64{e.X, e.Y, e.W, e.H}
}

// scratch draws short strokes of ink and of paper over a field, so that some of its characters cannot be told.
func (d *Document) scratch(r *rand.Rand, side string, field document.Field) {
	s := d.sideNamed(side)
	for _, e := range s.layout.Elements {
		if e.Draw != Text || e.Field != string(field) {
			continue
		}
		wide := min(e.W, e.Size*0.58*float64(len([]rune(s.print[e.Field]))))
		lines := max(e.Lines, 1)
		for line := range lines {
			lead := e.Lead
			if lead == 0 {
				lead = 1.25 * e.Size
			}
			base := e.Y + float64(line)*lead
			for range 9 {
				x := e.X + wide*r.Float64()
				ink := e.Ink
				if r.IntN(2) == 0 {
					ink = s.layout.Paper.Middle
				}
				s.layout.Elements = append(s.layout.Elements, Element{Draw: Bar, X: x, Y: base - e.Size*(0.75-0.5*r.Float64()), W: e.Size * (0.2 + 0.5*r.Float64()), H: e.Size * (0.08 + 0.14*r.Float64()), Ink: ink})
			}
		}
	}
}

// watermark writes a word across every side, in rows, so pale that what is below stays legible.
func (d *Document) watermark(r *rand.Rand) {
	word := pick(r, []string{"BẢN SAO", "COPY", "CHỈ DÙNG XÁC MINH", "SAMPLE.COM"})
	turn, size := 18+24*r.Float64(), 3.6+2.6*r.Float64()
	colour := faint(pick(r, []uint32{0x404040, 0x1E3A8A, 0x8A1E1E}), uint8(46+r.IntN(30)))
	for i := range d.sides {
		l := &d.sides[i].layout
		for y := size; y < l.Height+24; y += size * 2.6 {
			for x := -6.0; x < l.Width; x += size * (3 + 0.62*float64(len([]rune(word)))) {
				l.Elements = append(l.Elements, Element{Draw: Mark, Text: word, X: x, Y: y, Size: size, Turn: turn, Face: SansBold, Ink: colour})
			}
		}
	}
}
