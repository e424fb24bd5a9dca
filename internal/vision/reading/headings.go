package reading

import (
	"context"
	"image"
	"slices"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// headingReach is how far about its box a heading is looked for, millimetres.
const headingReach = 2.5

// Headings measures the headline and the title that the layout asks for: how like one of their texts the print in their place is, 0 to 1. A heading
// must stand in its place: the same words elsewhere do not count. more is print that was read in these very places: see Probe.
func Headings(l *layout.Layout, quad picture.Quad, lines, more []wire.Line) []wire.Measure {
	toPicture := picture.Project(l.Width, l.Height, quad)
	toSide := toPicture.Inverse()
	s := sheet{toPicture: toPicture}
	var measures []wire.Measure
	for _, e := range headings(l) {
		value := max(standing(e, lines, toSide), standing(e, more, toSide))
		measures = append(measures, wire.Measure{Name: string(e.Name), Value: value, Quad: s.quad(e.Box)})
	}
	return measures
}

func headings(l *layout.Layout) []layout.Element {
	var found []layout.Element
	for _, e := range l.Elements {
		if len(e.Texts) > 0 && slices.Contains([]document.Measure{document.Headline, document.Title}, e.Name) {
			found = append(found, e)
		}
	}
	return found
}

// standing compares the lines in an element's place, one by one and together.
func standing(e layout.Element, lines []wire.Line, toSide picture.Homography) float64 {
	var all []rune
	most := 0.0
	compare := func(print []rune) {
		for _, text := range e.Texts {
			alike, _, _ := within(fold(text), print)
			most = max(most, alike)
		}
	}
	for _, line := range lines {
		b := sideBox(line.Quad, toSide)
		x, y := (b[0]+b[2])/2, (b[1]+b[3])/2
		if x > e.Box[0]-headingReach && x < e.Box[2]+headingReach && y > e.Box[1]-headingReach && y < e.Box[3]+headingReach {
			compare(fold(line.Text))
			all = append(all, fold(line.Text)...)
		}
	}
	compare(all)
	return most
}

// headingZone is a heading's place as a zone of its own kind: of as many lines as there are, each as tall as it likes.
func headingZone(e layout.Element) layout.Zone {
	return layout.Zone{Box: e.Box, Lines: mostHeadingLines, Kind: heading}
}

// heading is print of which nothing is known but that it is some.
const heading layout.Kind = "heading"

// mostHeadingLines is how many lines of print are looked for in a heading's place.
const mostHeadingLines = 3

// Probe reads the places of a layout's headings line by line, as fields are read: large, spaced or coloured print is often missed when the whole side is.
// The lines tell whether the side may be the layout's.
func Probe(ctx context.Context, l *layout.Layout, m *image.Gray, quad picture.Quad, reader LineReader) ([]wire.Line, error) {
	if len(headings(l)) == 0 {
		return nil, nil
	}
	s := newSheet(l, m, quad)
	var strips []strip
	for _, e := range headings(l) {
		strips = append(strips, s.find(headingZone(e), nil).strips...)
	}
	if len(strips) == 0 {
		return nil, nil
	}
	pictures := make([]*image.Gray, len(strips))
	for i := range strips {
		pictures[i] = strips[i].picture
	}
	texts, err := reader.ReadLines(ctx, pictures, layout.Text, l.Languages)
	if err != nil {
		return nil, err
	}
	var lines []wire.Line
	for i, t := range texts {
		if i < len(strips) && t.Text != "" {
			lines = append(lines, wire.Line{Text: t.Text, Confidence: t.Confidence, Quad: s.quad(strips[i].box)})
		}
	}
	return lines, nil
}
