package analysis

import (
	"context"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/measure"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/reading"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// inspect makes out what the other engines' findings come to: which side of which document it is, where exactly it lies, what its fields say, and
// what is to be measured on it.
func (j *job) inspect(ctx context.Context, d *wire.Document, up *upright, outlines []picture.Quad) {
	outlined := len(outlines) > 0
	kind := j.kind(ctx, d)
	if kind.Type == "" && len(d.Zones) == 0 {
		kind = j.probed(ctx, d, *up)
	}
	if !slices.ContainsFunc(d.Zones, valid) && (mayBear(kind) || zoneInPrint(d.Lines)) {
		// A glance has seen no zone, or none that is right, where one may be.
		d.Zones = best(append(d.Zones, j.zones(ctx, outlines, false)...))
		d.Documents = max(d.Documents, different(d.Zones))
		kind = j.kind(ctx, d)
	}
	if kind.Type == "" {
		kind = j.otherScript(ctx, d, *up)
	}
	d.Type, d.Side, d.Sure = string(kind.Type), string(kind.Side), kind.Sure
	if kind.Layout != nil {
		up.quad = j.registered(kind, *up, outlined, d)
		d.Lines = j.captions(ctx, kind.Layout, up.quad, d)
		fields, print := j.fields(ctx, kind, up.quad, d)
		d.Fields, d.Measures = fields, append(d.Measures, print...)
		d.Measures = append(d.Measures, reading.Headings(kind.Layout, up.quad, d.Lines, j.headings(ctx, kind.Layout, up.quad, d))...)
	} else if j.wants(wire.Fields) {
		j.ran[wire.Fields] = wire.Part{Why: "the document is not one whose layout is known"}
	}
	j.portrait(ctx, d, kind, up.quad)
	j.measures(ctx, d, kind, up.quad, outlined || kind.Layout != nil && j.lies(up.quad))
}

// captions reads the print of a side once more, enlarged, where its values stand under labels that were not all read: these are the smallest print there is. If
// that does not do, they may be lost in the ground: once more with the ground levelled.
func (j *job) captions(ctx context.Context, l *layout.Layout, quad picture.Quad, d *wire.Document) []wire.Line {
	if j.engines.Text == nil || !j.wants(wire.Text) || !j.wants(wire.Fields) {
		return d.Lines
	}
	missing := reading.Unplaced(l, quad, d.Lines, d.Zones)
	if missing == 0 {
		return d.Lines
	}
	ctx, cancel := context.WithTimeout(ctx, textTime)
	defer cancel()
	best := d.Lines
	for _, read := range []func(context.Context, view) []wire.Line{j.textIn, j.textLevelled} {
		lines := read(ctx, enlarged(quad, captionSide))
		if n := reading.Unplaced(l, quad, lines, d.Zones); n < missing {
			best, missing = lines, n
		}
		if missing == 0 {
			break
		}
	}
	return best
}

// portrait looks once more, and closer, where the layout has one and no face was found.
func (j *job) portrait(ctx context.Context, d *wire.Document, kind reading.Kind, quad picture.Quad) {
	if kind.Layout == nil || j.engines.Faces == nil || !j.wants(wire.Faces) {
		return
	}
	e, wanted := kind.Layout.Element(document.Portrait)
	if !wanted {
		return
	}
	m := picture.Project(kind.Layout.Width, kind.Layout.Height, quad)
	at := func(x, y float64) picture.Point { return m.Apply(picture.Point{X: x, Y: y}) }
	low, high := at(e.Box[0], e.Box[1]), at(e.Box[2], e.Box[3])
	for _, f := range d.Faces {
		if x, y := f.X+f.Width/2, f.Y+f.Height/2; x > min(low.X, high.X) && x < max(low.X, high.X) && y > min(low.Y, high.Y) && y < max(low.Y, high.Y) {
			return
		}
	}
	const margin = 4 // mm: the detector wants some ground about a head
	closer := picture.Quad{at(e.Box[0]-margin, e.Box[1]-margin), at(e.Box[2]+margin, e.Box[1]-margin), at(e.Box[2]+margin, e.Box[3]+margin), at(e.Box[0]-margin, e.Box[3]+margin)}
	d.Faces = append(d.Faces, j.facesIn(ctx, look(closer, faceSide))...)
}

// lies says that a quad lies in the picture with something around it: print has told where a document is whose outline was not seen.
func (j *job) lies(q picture.Quad) bool {
	w, h := float64(j.picture.Width), float64(j.picture.Height)
	for _, p := range q {
		if p.X < w/100 || p.Y < h/100 || p.X > w*99/100 || p.Y > h*99/100 {
			return false
		}
	}
	return true
}

// measures takes those of the picture, and of the document in it as far as one is seen.
func (j *job) measures(ctx context.Context, d *wire.Document, kind reading.Kind, quad picture.Quad, outlined bool) {
	if !j.wants(wire.Quality) && !j.wants(wire.Forgery) {
		return
	}
	width, height := quad.Sides()
	v := view{w: measure.Width, h: max(1, int(measure.Width*height/max(width, 1)+0.5)), quad: quad}
	v.h = min(v.h, 4*measure.Width)
	v.toPicture = picture.Project(float64(v.w), float64(v.h), quad)
	var sheet measure.Sheet
	stop := j.clock(wire.Quality)
	err := careful(ctx, func(context.Context) error {
		drawn, source := j.colour(v)
		sheet = measure.Sheet{Picture: j.picture, Quad: quad, Outlined: outlined, Upright: drawn, Colour: source, Layout: kind.Layout, Zones: d.Zones, Lines: d.Lines, Codes: d.Codes,
			Faces: d.Faces, Fields: d.Fields}
		return nil
	})
	stop()
	for _, each := range []struct {
		engine string
		take   func(context.Context, measure.Sheet) []wire.Measure
	}{{wire.Quality, measure.Quality}, {wire.Forgery, measure.Forgery}} {
		if !j.wants(each.engine) {
			continue
		}
		j.run(ctx, each.engine, func(ctx context.Context) error {
			if err != nil {
				return err
			}
			d.Measures = append(d.Measures, each.take(ctx, sheet)...)
			return ctx.Err()
		})
	}
	if err == nil {
		_ = careful(ctx, func(context.Context) error {
			d.Surround = measure.Surround(sheet)
			return nil
		})
	}
}

// otherScripts are what print that makes no document is read in once more. A net reads print of a script it does not know as shreds.
var otherScripts = []string{"KOR", "VNM"}

// otherScript reads the print of a document that is not recognised in the other scripts, for as long as text may be looked for.
func (j *job) otherScript(ctx context.Context, d *wire.Document, up upright) reading.Kind {
	if !j.wants(wire.Text) || j.engines.Text == nil {
		return reading.Kind{}
	}
	limited, cancel := context.WithTimeout(ctx, textTime)
	defer cancel()
	first, read := j.script, d.Lines
	for _, script := range otherScripts {
		if script == first || script == "VNM" && first == "" {
			continue
		}
		j.script = script
		d.Lines = j.textIn(limited, look(up.quad, textSide))
		if kind := j.kind(ctx, d); kind.Type != "" {
			return kind
		}
	}
	j.script, d.Lines = first, read
	return reading.Kind{}
}

// mayBear says that a document has a zone, or is not known.
func mayBear(kind reading.Kind) bool {
	if kind.Layout == nil {
		return true
	}
	_, zone := kind.Layout.Element(document.MRZ)
	return zone
}

// zoneInPrint says that some line of print looks like one of a zone. Cards of formats TD1 and TD2 have the same print, and the first no zone beside it: without
// this a zone that a glance has missed makes one of the other.
func zoneInPrint(lines []wire.Line) bool {
	const fillers = 4
	return slices.ContainsFunc(lines, func(l wire.Line) bool { return strings.Count(l.Text, "<") >= fillers })
}

// probed recognises a document by reading the places where the headings of layouts would stand, one layout after the other; those of the caller's
// country first.
func (j *job) probed(ctx context.Context, d *wire.Document, up upright) reading.Kind {
	if len(j.engines.Lines) == 0 || !j.wants(wire.Kind) {
		return reading.Kind{}
	}
	layouts := slices.Clone(j.engines.Layouts)
	slices.SortStableFunc(layouts, func(a, b layout.Layout) int { return rank(b, j.request.Country) - rank(a, j.request.Country) })
	read := d.Lines
	for i := range layouts {
		lines := j.probe(ctx, &layouts[i], up.quad)
		if len(lines) == 0 {
			continue
		}
		d.Lines = append(slices.Clone(read), lines...)
		if kind := j.kind(ctx, d); kind.Type == layouts[i].Type && kind.Side == layouts[i].Side {
			return kind
		}
	}
	d.Lines = read
	return reading.Kind{}
}

func rank(l layout.Layout, country string) int {
	if l.Country == country {
		return 1
	}
	return 0
}

func (j *job) probe(ctx context.Context, l *layout.Layout, quad picture.Quad) (lines []wire.Line) {
	j.run(ctx, wire.Kind, func(ctx context.Context) (err error) {
		lines, err = reading.Probe(ctx, l, j.picture.Gray(), quad, j.engines.Lines[0])
		return err
	})
	return lines
}

// plainHeading is from how like its text a heading need not be read again.
const plainHeading = 0.85

// headings reads those headings again that were not read well with the whole side.
func (j *job) headings(ctx context.Context, l *layout.Layout, quad picture.Quad, d *wire.Document) []wire.Line {
	poor := func(m wire.Measure) bool { return m.Value < plainHeading }
	if len(j.engines.Lines) == 0 || !slices.ContainsFunc(reading.Headings(l, quad, d.Lines, nil), poor) {
		return nil
	}
	return j.probe(ctx, l, quad)
}

// kind recognises type and side.
func (j *job) kind(ctx context.Context, d *wire.Document) reading.Kind {
	var kind reading.Kind
	if !j.there(wire.Kind, len(j.engines.Layouts) > 0) {
		return kind
	}
	j.run(ctx, wire.Kind, func(context.Context) error {
		kind = reading.Recognise(j.engines.Layouts, reading.Evidence{Lines: d.Lines, Zones: d.Zones, Codes: d.Codes, Faces: len(d.Faces),
			Country: j.request.Country, IDType: j.request.IDType})
		return nil
	})
	return kind
}

// registered is the quad that print tells more closely than the outline, or the outline's own where that is not to be.
func (j *job) registered(kind reading.Kind, up upright, outlined bool, d *wire.Document) picture.Quad {
	quad := up.quad
	defer j.clock(wire.Kind)()
	_ = careful(context.Background(), func(context.Context) error {
		quad = reading.Register(kind.Layout, up.quad, outlined, d.Lines, d.Zones)
		return nil
	})
	return quad
}

// fields reads the fields of a layout, and measures their print.
func (j *job) fields(ctx context.Context, kind reading.Kind, quad picture.Quad, d *wire.Document) (fields []wire.Field, print []wire.Measure) {
	if !j.there(wire.Fields, len(j.engines.Lines) > 0) {
		return nil, nil
	}
	j.run(ctx, wire.Fields, func(ctx context.Context) (err error) {
		fields, print, err = reading.Fields(ctx, reading.Side{Layout: kind.Layout, Picture: j.picture.Gray(), Quad: quad, Lines: d.Lines, Zones: d.Zones, Codes: d.Codes},
			j.engines.Lines)
		return err
	})
	return fields, print
}

// script says in which country's languages print is to be read: what zone and code tell, which cannot be mistaken, and else what the caller said.
// When nobody says anything it is empty.
func script(hint string, zones []wire.Zone, codes []wire.Code) string {
	for _, z := range zones {
		if m, err := mrz.Parse(z.Nearest()); err == nil && rightDigits(z) > 1 {
			return m.IssuingState
		}
	}
	for _, c := range codes {
		if reading.CitizenCode(c) {
			return "VNM"
		}
	}
	return strings.ToUpper(hint)
}
