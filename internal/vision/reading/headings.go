package reading

import (
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// headingReach is how far about its box a heading is looked for, millimetres.
const headingReach = 2.5

// Headings measures the headline and the title that the layout asks for: how like one of their texts the print in their place is, 0 to 1. A heading
// must stand in its place: the same words elsewhere do not count.
func Headings(l *layout.Layout, quad picture.Quad, lines []wire.Line) []wire.Measure {
	toPicture := picture.Project(l.Width, l.Height, quad)
	toSide := toPicture.Inverse()
	var measures []wire.Measure
	for _, e := range l.Elements {
		if len(e.Texts) == 0 || !slices.Contains([]document.Measure{document.Headline, document.Title}, e.Name) {
			continue
		}
		s := sheet{toPicture: toPicture}
		measures = append(measures, wire.Measure{Name: string(e.Name), Value: heading(e, lines, toSide), Quad: s.quad(e.Box)})
	}
	return measures
}

func heading(e layout.Element, lines []wire.Line, toSide picture.Homography) float64 {
	var there []string
	for _, line := range lines {
		b := sideBox(line.Quad, toSide)
		x, y := (b[0]+b[2])/2, (b[1]+b[3])/2
		if x > e.Box[0]-headingReach && x < e.Box[2]+headingReach && y > e.Box[1]-headingReach && y < e.Box[3]+headingReach {
			there = append(there, line.Text)
		}
	}
	print := fold(strings.Join(there, " "))
	most := 0.0
	for _, text := range e.Texts {
		alike, _, _ := within(fold(text), print)
		most = max(most, alike)
	}
	return most
}
