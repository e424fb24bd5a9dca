package reading

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
	"testing"

	"github.com/bonafide-id/bonafide/document/layout"
)

// What is read of a code's characters mends what was read of their line, or stands beside it.
func TestBySight(t *testing.T) {
	sure := func(text string, n float64) []LineText {
		var out []LineText
		for _, r := range text {
			if r == '?' {
				out = append(out, LineText{})
				continue
			}
			out = append(out, LineText{Text: string(r), Confidence: n, Least: n})
		}
		return out
	}
	unsureAt := func(all []LineText, i int, n float64) []LineText {
		all[i].Least = n
		return all
	}
	for _, row := range []struct {
		name   string
		line   string
		single []LineText
		want   []string // readings, in their order
		least  float64  // of the first, at most
	}{
		{"the same", "H1Y1LH", sure("H1Y1LH", 0.98), []string{"H1Y1LH"}, 1},
		{"a letter among letters", "HOC4FC", sure("H0C4FC", 0.98), []string{"H0C4FC"}, 0.98},
		{"one that looks like it, unsurely", "M965J4509", unsureAt(sure("M965J45O9", 0.99), 7, 0.82), []string{"M965J4509"}, 0.82},
		{"one that cannot be read alone", "KOR", sure("K?R", 0.99), []string{"KOR"}, 0.97},
		{"one that is too unsure alone", "X9P2MZ", unsureAt(sure("X9P2M4", 0.99), 5, 0.4), []string{"X9P2MZ"}, 0.97},
		{"one left out of the line", "M3126784", sure("M312J6784", 0.99), []string{"M312J6784", "M3126784"}, 0.99},
		{"others than the line has", "C1IN1T", sure("C1N1JT", 0.99), []string{"C1N1JT", "C1IN1T"}, 0.99},
		{"another than the line has, unsurely", "X9P2MZ", unsureAt(sure("X9P2MA", 0.99), 5, 0.88), []string{"X9P2MZ", "X9P2MA"}, 0.97},
		{"as many as the line has not, one unread", "M3126784", sure("M312?6784", 0.99), []string{"M3126784"}, 0.97},
	} {
		line := opinion{value: row.line, ok: true, confidence: 0.97, least: 0.97}
		var got []string
		all := bySight(line, row.single, []opinion{line})
		for _, o := range all {
			got = append(got, o.value)
		}
		if !slices.Equal(got, row.want) || all[0].least > row.least+1e-9 {
			t.Errorf("%s: %q, the first one's least %.3f; want %q, at most %.3f", row.name, got, all[0].least, row.want, row.least)
		}
	}
}

// A line is cut where its characters do not touch, even where one reaches under another; it is not cut where they do, or where one is in pieces.
func TestGlyphs(t *testing.T) {
	bar, next := image.Rect(3, 3, 11, 33), image.Rect(20, 3, 28, 33)
	for _, row := range []struct {
		name string
		ink  []image.Rectangle
		want []int // widths of the characters
	}{
		{"two", []image.Rectangle{bar, next}, []int{8, 8}},
		{"right to left as they come", []image.Rectangle{next, image.Rect(3, 3, 13, 33)}, []int{10, 8}},
		{"one reaches under the other", []image.Rectangle{bar, image.Rect(40, 3, 48, 33), image.Rect(5, 36, 28, 40), image.Rect(20, 3, 28, 40)}, []int{8, 23, 8}},
		{"a speck", []image.Rectangle{bar, image.Rect(14, 12, 17, 15), next}, []int{8, 8}},
		{"the next line", []image.Rectangle{bar, next, image.Rect(3, 38, 28, 44)}, []int{8, 8}},
		{"more of the next line than of this one", []image.Rectangle{bar, next, image.Rect(3, 35, 8, 54), image.Rect(12, 35, 17, 54), image.Rect(22, 35, 27, 54)}, []int{8, 8}},
		{"two that touch", []image.Rectangle{bar, image.Rect(11, 10, 44, 14), image.Rect(44, 3, 52, 33)}, nil},
		{"one in pieces", []image.Rectangle{bar, image.Rect(20, 3, 28, 15), image.Rect(20, 20, 28, 33)}, nil},
		{"nothing", nil, nil},
	} {
		var got []int
		for _, g := range inked(60, 54, row.ink).glyphs() {
			pieces := piecesOf(g)
			if want := max(33, pieces[0].box.Max.Y) + stripMargin; len(pieces) != 1 || g.Rect.Dy() != want {
				t.Errorf("%s: %d pieces of ink in a character's picture of %d rows, want 1 and %d", row.name, len(pieces), g.Rect.Dy(), want)
			}
			got = append(got, pieces[0].box.Dx())
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: widths %v, want %v", row.name, got, row.want)
		}
	}
}

// inked is a strip with ink in some places.
func inked(width, height int, ink []image.Rectangle) strip {
	m := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	for _, r := range ink {
		draw.Draw(m, r, image.NewUniform(color.Gray{20}), image.Point{}, draw.Src)
	}
	return strip{picture: m}
}

// A page that is read in Hangul has nothing to say of print in Latin letters.
func TestReads(t *testing.T) {
	korea, vietnam, none := []string{"kor", "eng"}, []string{"vie", "eng"}, []string(nil)
	latin := []string{"eng"}
	for _, row := range []struct {
		page []string
		zone layout.Zone
		want bool
	}{
		{korea, layout.Zone{Kind: layout.Name}, true},
		{korea, layout.Zone{Kind: layout.Digits}, true},
		{korea, layout.Zone{Kind: layout.Name, Languages: latin}, false},
		{korea, layout.Zone{Kind: layout.Code}, false},
		{vietnam, layout.Zone{Kind: layout.Code}, true},
		{vietnam, layout.Zone{Kind: layout.Name, Languages: latin}, true},
		{none, layout.Zone{Kind: layout.Code}, true},
	} {
		side := Side{Layout: &layout.Layout{Country: "KOR", Languages: row.page}}
		row.zone.Languages = side.languages(row.zone)
		if got := side.reads(&zone{Zone: row.zone}); got != row.want {
			t.Errorf("a page in %v, a %s in %v: %v", row.page, row.zone.Kind, row.zone.Languages, got)
		}
	}
}
