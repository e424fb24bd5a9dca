package reading

import (
	"image"
	"math"

	"github.com/bonafide-id/bonafide/document/layout"
	"github.com/bonafide-id/bonafide/internal/vision/picture"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Pixels to the millimetre at which a side is set upright for its fields: as many as the picture has, within these.
const (
	leastScale = 12.0
	mostScale  = 22.0
)

// sheet is a side set upright at its picture's own resolution.
type sheet struct {
	gray      *image.Gray
	scale     float64 // pixels to the millimetre
	layout    *layout.Layout
	toPicture picture.Homography // from millimetres
	toSide    picture.Homography
}

func newSheet(l *layout.Layout, m *image.Gray, quad picture.Quad) sheet {
	width, height := quad.Sides()
	native := max(width/l.Width, height/l.Height)
	scale := min(max(native, leastScale), mostScale)
	source, by := m, 1.0
	if native > 1.5*scale { // a much larger picture is made smaller first, so that no detail turns into noise
		by = scale / native
		source = picture.Scale(m, max(1, int(float64(m.Rect.Dx())*by)), max(1, int(float64(m.Rect.Dy())*by)))
		by = float64(source.Rect.Dx()) / float64(m.Rect.Dx())
	}
	toPicture := picture.Project(l.Width, l.Height, quad)
	return sheet{gray: picture.Warp(source, quad.Scaled(by), int(l.Width*scale+0.5), int(l.Height*scale+0.5)),
		scale: scale, layout: l, toPicture: toPicture, toSide: toPicture.Inverse()}
}

// pixels is a box of millimetres on the sheet, kept within it.
func (s sheet) pixels(b layout.Box) image.Rectangle {
	at := func(mm float64) int { return int(math.Round(mm * s.scale)) }
	return image.Rect(at(b[0]), at(b[1]), at(b[2]), at(b[3])).Intersect(s.gray.Rect)
}

func (s sheet) millimetres(r image.Rectangle) layout.Box {
	return layout.Box{float64(r.Min.X) / s.scale, float64(r.Min.Y) / s.scale, float64(r.Max.X) / s.scale, float64(r.Max.Y) / s.scale}
}

// quad is a box of millimetres in the picture.
func (s sheet) quad(b layout.Box) []wire.Point {
	corners := []wire.Point{{X: b[0], Y: b[1]}, {X: b[2], Y: b[1]}, {X: b[2], Y: b[3]}, {X: b[0], Y: b[3]}}
	for i, p := range corners {
		corners[i] = s.toPicture.Apply(p)
	}
	return corners
}
