package analysis

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/jpeg"
	"math"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document/mrz"
	"github.com/bonafide-id/bonafide/internal/vision/outline"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// document reads one side of a document: where it is, its zones, which way is up, and then what needs it upright.
func (j *job) document(ctx context.Context) (*wire.Document, []byte) {
	d := &wire.Document{Width: j.picture.Width, Height: j.picture.Height, Ran: j.ran, Gray: j.picture.IsGray()}
	outlines := j.outlines(ctx)
	d.Zones = j.zones(ctx, outlines, j.request.Inspect)
	d.Documents = max(len(outlines), different(d.Zones))

	d.Codes = j.codes(ctx)
	up := j.upright(outlines, d.Zones)
	j.script = script(j.request.Country, d.Zones, d.Codes)
	if j.request.Inspect && !up.sure {
		d.Faces = j.facesUpright(ctx, &up)
	}
	j.cover(d)
	d.Lines = j.text(ctx, &up)
	asItStood := up.quad
	if len(d.Faces) == 0 {
		d.Faces = j.faces(ctx, &up, len(outlines) > 0)
	}
	d.Lines = j.textTurned(ctx, &up, asItStood, d.Lines)
	if j.request.Inspect {
		j.inspect(ctx, d, &up, outlines)
	}
	bounded(d)
	if len(outlines) == 0 || !j.wants(wire.Border) {
		return d, nil
	}
	d.Border = up.quad[:]
	if !j.request.Picture {
		return d, nil
	}
	return d, j.drawing(up.quad)
}

// outlines finds the documents' corners, the largest first; none when it is not sure.
func (j *job) outlines(ctx context.Context) []picture.Quad {
	var found []picture.Quad
	look := func(context.Context) error {
		found = outline.Find(j.picture.Gray())
		return nil
	}
	if j.wants(wire.Border) {
		j.run(ctx, wire.Border, look)
		return found
	}
	// The others read better from a rectified picture, asked for or not.
	defer j.clock(wire.Border)()
	if careful(ctx, look) != nil {
		return nil
	}
	return found
}

// zones reads the zones of the whole picture, which needs no outline, and of the rectified document when no zone there was right and a closer
// look may help: it shows more, or nothing of the cloth about the document, of whose weave a reader makes more rows than it looks at. A glance is content
// with what is plain to see.
func (j *job) zones(ctx context.Context, outlines []picture.Quad, glance bool) []wire.Zone {
	if !j.there(wire.MRZ, j.engines.MRZ != nil) {
		return nil
	}
	find := j.engines.MRZ.ReadMRZ
	if quick, ok := j.engines.MRZ.(MRZGlancer); ok && glance {
		find = quick.GlanceMRZ
	}
	var all []wire.Zone
	read := func(v view) {
		j.run(ctx, wire.MRZ, func(ctx context.Context) error {
			zones, err := find(ctx, j.gray(v))
			for _, z := range zones {
				z.Quad = v.points(z.Quad)
				all = append(all, z)
			}
			return err
		})
	}
	whole := look(j.whole(), readSide)
	read(whole)
	if len(outlines) > 0 && !slices.ContainsFunc(all, valid) {
		width, height := outlines[0].Sides()
		if !glance || len(all) > 0 || max(width, height)/whole.shrink() < plainSide {
			read(look(outlines[0], readSide))
		}
	}
	return best(all)
}

// best puts zones in order, the surest first: a reader's own order stays within the same rank. Both views may have shown the same zone: its
// better reading is kept.
func best(all []wire.Zone) []wire.Zone {
	slices.SortStableFunc(all, func(a, b wire.Zone) int { return cmp.Compare(rightDigits(b), rightDigits(a)) })
	var kept []wire.Zone
	for _, z := range all {
		if !slices.ContainsFunc(kept, func(k wire.Zone) bool { return samePlace(k.Quad, z.Quad) || slices.Equal(k.Lines, z.Lines) }) {
			kept = append(kept, z)
		}
	}
	return kept
}

// textTime is how long text may be looked for, once as the document seems to stand and once the other ways up. It takes a second; noise and woven
// cloth can keep a text engine busy for as long as it is let.
const textTime = 5 * time.Second

// samePlace says that the middles of two zones are no farther apart than a tenth of the first one's length.
func samePlace(a, b []wire.Point) bool {
	if len(a) != 4 || len(b) != 4 {
		return false
	}
	p, q := center(a), center(b)
	return math.Hypot(p.X-q.X, p.Y-q.Y) < math.Hypot(a[1].X-a[0].X, a[1].Y-a[0].Y)/10
}

func center(quad []wire.Point) (p wire.Point) {
	for _, each := range quad {
		p.X, p.Y = p.X+each.X/4, p.Y+each.Y/4
	}
	return p
}

func valid(z wire.Zone) bool {
	m, err := mrz.Parse(z.Lines)
	return err == nil && m.Valid()
}

// rightDigits counts the check digits that pass; -1 when the lines are near to no zone.
func rightDigits(z wire.Zone) int {
	m, err := mrz.Parse(z.Nearest())
	if err != nil {
		return -1
	}
	right := 0
	for _, c := range m.CheckDigits {
		if c.Status == check.Passed {
			right++
		}
	}
	return right
}

// different counts zones that are right and say different things.
func different(zones []wire.Zone) int {
	var seen [][]string
	for _, z := range zones {
		if valid(z) && !slices.ContainsFunc(seen, func(s []string) bool { return slices.Equal(s, z.Lines) }) {
			seen = append(seen, z.Lines)
		}
	}
	return len(seen)
}

// upright is the document set on its feet.
type upright struct {
	quad picture.Quad // from the document's own top left
	sure bool         // something has told which way is up
}

// upright decides which way is up by a zone's direction, and else takes the document as it stands. Without an outline it is the whole picture
// that is turned.
func (j *job) upright(outlines []picture.Quad, zones []wire.Zone) upright {
	up := upright{quad: j.whole()}
	if len(outlines) > 0 {
		up.quad = outlines[0]
	}
	if len(zones) > 0 && rightDigits(zones[0]) > 0 {
		up.quad, up.sure = along(up.quad, zones[0].Quad), true
	}
	return up
}

// along turns a quad by quarters until its upper side runs as a zone's lines do.
func along(q picture.Quad, zone []wire.Point) picture.Quad {
	if len(zone) < 2 {
		return q
	}
	x, y := zone[1].X-zone[0].X, zone[1].Y-zone[0].Y
	best, most := q, 0.0
	for turn := range 4 {
		t := q.Turned(turn)
		width, _ := t.Sides()
		if run := ((t[1].X-t[0].X)*x + (t[1].Y-t[0].Y)*y) / max(width, 1); run > most {
			best, most = t, run
		}
	}
	return best
}

// turnsTried when nothing has told which way is up: as it stands, upside down, then on its sides.
var turnsTried = [4]int{0, 2, 1, 3}

// faces looks for faces on the document, and where there are none on the whole picture. While nothing has told which way is up, the document is
// turned, and a face tells.
func (j *job) faces(ctx context.Context, up *upright, outlined bool) []wire.Face {
	if !j.there(wire.Faces, j.engines.Faces != nil) {
		return nil
	}
	turns := turnsTried[:]
	if up.sure {
		turns = turns[:1]
	}
	for _, turn := range turns {
		quad := up.quad.Turned(turn)
		if found := j.facesIn(ctx, look(quad, faceSide)); len(found) > 0 {
			up.quad, up.sure = quad, true
			return found
		}
	}
	if !outlined {
		return nil
	}
	return j.facesIn(ctx, look(along(j.whole(), up.quad[:2]), faceSide))
}

// facesUpright looks for faces as the document stands, before its text is read: most stand upright, and a face tells.
func (j *job) facesUpright(ctx context.Context, up *upright) []wire.Face {
	if !j.there(wire.Faces, j.engines.Faces != nil) {
		return nil
	}
	found := j.facesIn(ctx, look(up.quad, faceSide))
	up.sure = up.sure || len(found) > 0
	return found
}

// cover notes what needs no reading as print: codes, zones that are right or plainly misprinted, faces. Text engines spend most of their time on what is none.
func (j *job) cover(d *wire.Document) {
	if !j.request.Inspect {
		return
	}
	for _, c := range d.Codes {
		j.covered = append(j.covered, c.Quad)
	}
	for _, z := range d.Zones {
		if valid(z) || len(z.Whole) > 0 {
			j.covered = append(j.covered, z.Quad)
		}
	}
	for _, f := range d.Faces {
		j.covered = append(j.covered, f.Corners())
	}
}

// mostCovered is what part of the document a covered place may be, at most (one in so many): what is larger was found there by mistake.
const mostCovered = 5

// uncovered is a view with what is covered painted over in the brightness about it.
func (j *job) uncovered(v view) *image.Gray {
	m := j.gray(v)
	if len(j.covered) == 0 {
		return m
	}
	m = &image.Gray{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	toView := v.toPicture.Inverse()
	for _, quad := range j.covered {
		low, high := picture.Point{X: math.Inf(1), Y: math.Inf(1)}, picture.Point{X: math.Inf(-1), Y: math.Inf(-1)}
		for _, p := range quad {
			q := toView.Apply(p)
			low.X, low.Y, high.X, high.Y = min(low.X, q.X), min(low.Y, q.Y), max(high.X, q.X), max(high.Y, q.Y)
		}
		r := image.Rect(int(low.X), int(low.Y), int(high.X)+1, int(high.Y)+1).Intersect(m.Rect)
		if r.Dx()*r.Dy()*mostCovered <= m.Rect.Dx()*m.Rect.Dy() {
			paintOver(m, r)
		}
	}
	return m
}

// paintOver fills a rectangle with the mean of its own outermost pixels.
func paintOver(m *image.Gray, r image.Rectangle) {
	if r.Empty() {
		return
	}
	sum, n := 0, 0
	for x := r.Min.X; x < r.Max.X; x++ {
		sum += int(m.Pix[r.Min.Y*m.Stride+x]) + int(m.Pix[(r.Max.Y-1)*m.Stride+x])
		n += 2
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := m.Pix[y*m.Stride+r.Min.X : y*m.Stride+r.Max.X]
		for x := range row {
			row[x] = byte(sum / n)
		}
	}
}

func (j *job) facesIn(ctx context.Context, v view) []wire.Face {
	var found []wire.Face
	j.run(ctx, wire.Faces, func(ctx context.Context) error {
		faces, err := j.engines.Faces.FindFaces(ctx, j.rgba(v))
		for _, f := range faces {
			found = append(found, v.face(f))
		}
		return err
	})
	return found
}

// A page of so much evidence is upright; less, and the other ways up are tried. See evidence.
const (
	plainEvidence = 40
	leastLine     = 3 // letters and digits
)

// evidence weighs lines: their letters and digits, each as much as its line is sure. Text upside down or on its side reads as a few
// doubtful shreds.
func evidence(lines []wire.Line) float64 {
	sum := 0.0
	for _, l := range lines {
		letters := 0
		for _, r := range l.Text {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				letters++
			}
		}
		if letters >= leastLine && l.Confidence >= 0.5 {
			sum += float64(letters) * l.Confidence
		}
	}
	return sum
}

// text reads the document as it stands, or as a zone told. Much that makes sense tells that this way is up.
func (j *job) text(ctx context.Context, up *upright) []wire.Line {
	if !j.there(wire.Text, j.engines.Text != nil) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, textTime)
	defer cancel()
	lines := j.textIn(ctx, look(up.quad, textSide))
	up.sure = up.sure || evidence(lines) >= plainEvidence
	return lines
}

// textTurned reads again when lines were read another way up than a face has told since. When nothing has told, it reads small copies the other
// ways up, and at full size the way that makes most sense.
func (j *job) textTurned(ctx context.Context, up *upright, read picture.Quad, lines []wire.Line) []wire.Line {
	ctx, cancel := context.WithTimeout(ctx, textTime)
	defer cancel()
	switch {
	case j.engines.Text == nil || !j.wants(wire.Text):
		return nil
	case up.sure && up.quad != read:
		return j.textIn(ctx, look(up.quad, textSide))
	case up.sure:
		return lines
	}
	best, most := 0, max(evidence(lines)*1.5, plainEvidence/4)
	for _, turn := range turnsTried[1:] {
		if e := evidence(j.textIn(ctx, look(up.quad.Turned(turn), probeSide))); e > most {
			best, most = turn, e
		}
	}
	if best == 0 {
		return lines
	}
	up.quad, up.sure = up.quad.Turned(best), true
	return j.textIn(ctx, look(up.quad, textSide))
}

func (j *job) textIn(ctx context.Context, v view) []wire.Line {
	return j.textOf(ctx, v, j.uncovered)
}

// groundParts of a document's longer side are about the height of a line of its print (1.4 mm of a passport): what changes less quickly is ground.
const groundParts = 88

// textLevelled reads text as it would be on white ground. A text engine tells ink from ground by one line of brightness for the whole page, and reads next to
// nothing where a page is dark in one place and light in another, as the coloured grounds of many passports are.
func (j *job) textLevelled(ctx context.Context, v view) []wire.Line {
	return j.textOf(ctx, v, func(v view) *image.Gray { return picture.Levelled(j.uncovered(v), max(v.w, v.h)/groundParts) })
}

func (j *job) textOf(ctx context.Context, v view, shown func(view) *image.Gray) []wire.Line {
	var found []wire.Line
	j.run(ctx, wire.Text, func(ctx context.Context) error {
		lines, err := j.engines.Text.ReadText(ctx, shown(v), j.script, j.request.IDType)
		for _, l := range lines {
			l.Quad = v.points(l.Quad)
			for i, w := range l.Words {
				l.Words[i].Quad = v.points(w.Quad)
			}
			found = append(found, l)
		}
		return err
	})
	return found
}

// codes are read from every pixel there is: a card's QR is often all that fills few of them.
func (j *job) codes(ctx context.Context) []wire.Code {
	if !j.there(wire.Codes, j.engines.Codes != nil) {
		return nil
	}
	var found []wire.Code
	j.run(ctx, wire.Codes, func(ctx context.Context) (err error) {
		found, err = j.engines.Codes.ReadCodes(ctx, j.picture.Gray())
		return err
	})
	for i, c := range found {
		if !utf8.ValidString(c.Text) {
			found[i].Bytes, found[i].Text = []byte(c.Text), ""
		}
	}
	return found
}

// drawing is the upright document for a person to look at.
func (j *job) drawing(quad picture.Quad) []byte {
	defer j.clock("drawing")()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, j.rgba(look(quad, drawnSide)), &jpeg.Options{Quality: 90}); err != nil {
		return nil
	}
	return out.Bytes()
}

// faceList finds the faces of a picture that is no document. One that lies on its side is turned until a face is found.
func (j *job) faceList(ctx context.Context) *wire.FaceList {
	list := &wire.FaceList{Width: j.picture.Width, Height: j.picture.Height, Ran: j.ran, Gray: j.picture.IsGray()}
	up := upright{quad: j.whole()}
	list.Faces = keepFaces(area{float64(list.Width), float64(list.Height)}, j.faces(ctx, &up, false))
	return list
}
