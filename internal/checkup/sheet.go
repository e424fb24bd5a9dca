package checkup

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-id/bonafide/check"
	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/app/submission"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/verification"
)

//go:embed sheet.html
var sheetSource string

// shot is a picture with what the engine made of it, for the sheet.
type shot struct {
	picture []byte
	page    *document.Page // nil: a selfie, or nothing
	hidden  submission.Hidden
}

// sheetWidth is how wide pictures are drawn, pixels.
const sheetWidth = 1000

// sheet is what the template shows.
type sheet struct {
	*Report
	Verdict, Tone string
	Reasons       []string
	Shots         []sheetShot
	Counts        []count
	Groups        []group
	Slots         []pair // model slot to SHA-256
	Lines         []pair // what the policy sets otherwise
}

type pair struct{ Name, Value string }

type count struct {
	Status string
	N      int
}

type sheetShot struct {
	Picture
	Title   string
	Image   template.URL // data: URI made here, never from outside; empty: the picture cannot be shown, Why says why
	Why     string
	Tall    int // of the drawn picture, pixels
	Upright bool
	Boxes   []box
}

// box is a place on the drawn picture.
type box struct {
	Kind   string // border, field, zone, code, face, bad, doubt
	Points string // of an SVG polygon
	Label  string
	X, Y   float64 // of the label
}

// group is a stage with its checks: what did not pass first.
type group struct {
	Name   string
	Open   []row // failed, inconclusive, not run
	Passed []row
}

type row struct {
	Mark, Status, Title, Where, Why, Rule, Note string
	Bar                                         *bar
}

// bar shows a score against its line. Good says which part of it is the good one.
type bar struct {
	Fill, Line       float64 // 0 to 100
	GoodFrom, GoodTo float64
	Text             string
	Known            bool // which side is the good one
}

// HTML writes the evidence sheet: one file that loads nothing from anywhere.
func (r *Report) HTML(w io.Writer) error {
	t, err := template.New("sheet").Funcs(template.FuncMap{"plain": plain, "percent": func(v float64) string { return fmt.Sprintf("%.0f", 100*v) }}).Parse(sheetSource)
	if err != nil {
		return err
	}
	return t.Execute(w, r.sheet())
}

func (r *Report) sheet() sheet {
	s := sheet{Report: r, Verdict: r.Decision, Tone: map[string]string{string(submission.Approved): "passed", string(submission.Rejected): "failed"}[r.Decision]}
	if s.Tone == "" {
		s.Tone = "inconclusive"
	}
	s.Reasons = r.reasons()
	marks := map[int]string{}
	s.Groups = r.groups(marks)
	for i, p := range r.Pictures {
		s.Shots = append(s.Shots, r.shot(p, r.shots[i], marks))
	}
	counts := map[string]int{}
	for _, g := range s.Groups {
		for _, each := range slices.Concat(g.Open, g.Passed) {
			counts[each.Status]++
		}
	}
	for _, status := range []check.Status{check.Failed, check.Inconclusive, check.NotRun, check.Passed} {
		s.Counts = append(s.Counts, count{status.String(), counts[status.String()]})
	}
	for _, slot := range slices.Sorted(maps.Keys(r.Models)) {
		s.Slots = append(s.Slots, pair{slot, r.Models[slot]})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Policy.Lines)) {
		s.Lines = append(s.Lines, pair{string(name), number(ptr(r.Policy.Lines[name]))})
	}
	for _, reason := range slices.Sorted(maps.Keys(r.Policy.Severities)) {
		s.Lines = append(s.Lines, pair{string(reason), r.Policy.Severities[reason].String()})
	}
	return s
}

func ptr[T any](v T) *T { return &v }

// reasons are those of the decision, in a few words each.
func (r *Report) reasons() (list []string) {
	for _, each := range r.Retry {
		list = append(list, each.Message)
	}
	for _, each := range r.Reject {
		list = append(list, each.Text)
	}
	if r.Decision == string(submission.Pending) {
		for _, c := range r.Against {
			name := strings.TrimPrefix(c.Name, submission.EngineCheck)
			list = append(list, verification.Title(check.Reason(name))+": "+c.Status)
		}
	}
	return list
}

// groups are the engine's findings by stage, then everything else that was checked. marks gets the number of each finding that stands out, by its index.
func (r *Report) groups(marks map[int]string) []group {
	all := make([]group, 0, len(verification.Stages())+1)
	for _, stage := range verification.Stages() {
		g := group{Name: stage}
		for i, f := range r.found {
			if verification.StageOf(f.Reason) != stage {
				continue
			}
			each := rowOf(f)
			if f.Box != nil && (f.Status == check.Failed || f.Status == check.Inconclusive) {
				marks[i] = strconv.Itoa(len(marks) + 1)
				each.Mark = marks[i]
			}
			g.add(each)
		}
		all = append(all, g)
	}
	other := group{Name: "Submission"}
	for _, c := range r.Checks {
		if strings.HasPrefix(c.Name, submission.EngineCheck) {
			continue
		}
		each := row{Status: c.Status, Title: strings.NewReplacer(".", " ", "_", " ").Replace(c.Name), Note: c.Reason}
		if c.Score != nil && c.Threshold != nil {
			each.Bar = barOf(*c.Score, *c.Threshold, c.Unit)
		}
		other.add(each)
	}
	all = append(all, other)
	for i := range all {
		slices.SortStableFunc(all[i].Open, func(a, b row) int { return rank(a.Status) - rank(b.Status) })
	}
	return slices.DeleteFunc(all, func(g group) bool { return len(g.Open)+len(g.Passed) == 0 })
}

func rank(status string) int {
	return slices.Index([]string{check.Failed.String(), check.Inconclusive.String(), check.NotRun.String(), check.Passed.String()}, status)
}

func (g *group) add(r row) {
	if r.Status == check.Passed.String() {
		g.Passed = append(g.Passed, r)
		return
	}
	g.Open = append(g.Open, r)
}

func rowOf(f verification.Finding) row {
	r := row{Status: f.Status.String(), Title: verification.Title(f.Reason), Why: f.Why(), Rule: f.Rule}
	r.Where = strings.Trim(string(f.Side)+" · "+plain(f.Field), " ·")
	if f.Status == check.Failed && f.Severity != verification.Fail {
		r.Note = map[verification.Severity]string{verification.Warn: "for a person to look at", verification.Off: "recorded only"}[f.Severity]
	}
	if l, ok := f.Line(); ok {
		r.Bar = barOf(f.Score, f.Threshold, l.Unit)
		r.Bar.Known, r.Bar.GoodFrom, r.Bar.GoodTo = true, r.Bar.Line, 100
		if l.Most {
			r.Bar.GoodFrom, r.Bar.GoodTo = 0, r.Bar.Line
		}
		r.Note = strings.Trim(l.Name+" · "+r.Note, " ·")
	}
	return r
}

// barOf puts the line in the middle, or as far right as a score far beyond it leaves it.
func barOf(score, line float64, unit string) *bar {
	full := max(2*line, 1.05*score, 1e-9)
	return &bar{Fill: within(100 * score / full), Line: within(100 * line / full), Text: strings.TrimSpace(number(&score) + " / " + number(&line) + " " + unit)}
}

func within(v float64) float64 { return min(max(v, 0), 100) }

// shot draws one picture: the document set upright where its corners are known, and everything that has a place on it.
func (r *Report) shot(p Picture, of shot, marks map[int]string) sheetShot {
	s := sheetShot{Picture: p, Title: p.Kind}
	decoded, err := picture.Decode(of.picture, picture.Default())
	if err != nil {
		s.Why = "this kind of picture cannot be shown here"
		return s
	}
	if of.hidden.All {
		s.Why = "a registration number may be seen on it, and its place is not known"
		return s
	}
	small := decoded.RGBA(2 * sheetWidth)
	by := float64(small.Rect.Dx()) / float64(decoded.Width)
	picture.Cover(small, hiddenQuads(of.hidden, by))
	quad, upright := corners(of.page)
	if !upright {
		quad = picture.RectQuad(float64(decoded.Width), float64(decoded.Height))
	}
	w, h := quad.Sides()
	s.Tall, s.Upright = min(max(int(sheetWidth*h/max(w, 1)), 100), 3*sheetWidth), upright
	drawn := picture.WarpRGBA(small, quad.Scaled(by), sheetWidth, s.Tall)
	s.Image = dataURI(drawn)
	s.boxes(of.page, p, picture.Project(sheetWidth, float64(s.Tall), quad).Inverse(), r.found, marks)
	return s
}

// hiddenQuads are the places that must not be seen, in a copy that much smaller.
func hiddenQuads(h submission.Hidden, by float64) (quads []picture.Quad) {
	for _, place := range h.Places {
		var q picture.Quad
		for i, c := range place[:min(len(place), 4)] {
			q[i] = picture.Point(c)
		}
		quads = append(quads, q.Scaled(by))
	}
	return quads
}

// corners are the document's, when they are four that stand like a document's.
func corners(p *document.Page) (q picture.Quad, ok bool) {
	if p == nil || len(p.Border) != 4 {
		return q, false
	}
	for i, c := range p.Border {
		q[i] = picture.Point(c)
	}
	return q, q.Convex() && q.Area() > 0
}

func dataURI(m image.Image) template.URL {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 82}); err != nil {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
}

// boxes puts what was read under what is wrong, so that the latter is seen.
func (s *sheetShot) boxes(page *document.Page, p Picture, to picture.Homography, found []verification.Finding, marks map[int]string) {
	add := func(kind, label string, place document.Quad) {
		if len(place) < 3 {
			return
		}
		b := box{Kind: kind, Label: label, X: 1e9, Y: 1e9}
		for _, corner := range place {
			at := to.Apply(picture.Point(corner))
			b.Points += fmt.Sprintf("%.1f,%.1f ", at.X, at.Y)
			b.X, b.Y = min(b.X, at.X), min(b.Y, at.Y)
		}
		b.X, b.Y = min(max(b.X, 2), sheetWidth-20), min(max(b.Y, 12), float64(s.Tall))
		s.Boxes = append(s.Boxes, b)
	}
	for _, f := range p.Faces {
		add("face", "", document.Quad{{X: f.X, Y: f.Y}, {X: f.X + f.Width, Y: f.Y}, {X: f.X + f.Width, Y: f.Y + f.Height}, {X: f.X, Y: f.Y + f.Height}})
	}
	if page == nil {
		return
	}
	for _, name := range document.Fields() {
		add("field", plain(name), page.Fields[name].Place)
	}
	if page.Zone != nil {
		add("zone", "MRZ", page.Zone.Place)
	}
	for _, code := range page.Codes {
		add("code", code.Symbology, code.Place)
	}
	for i, f := range found {
		mark, stands := marks[i]
		if !stands || string(f.Side) != s.side(page) {
			continue
		}
		kind := "doubt"
		if f.Status == check.Failed {
			kind = "bad"
		}
		add(kind, mark, f.Box)
	}
}

// side is what findings call the picture.
func (s *sheetShot) side(page *document.Page) string {
	if page.Side == document.Data {
		return string(document.Data)
	}
	return s.Kind
}
