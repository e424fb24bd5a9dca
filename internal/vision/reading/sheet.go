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

// paper is the brightness of the ground under the print of a region: the mean about every pixel of what is not darker than the mean.
func paper(m *image.Gray, r image.Rectangle, radius int) []uint8 {
	w, h := r.Dx(), r.Dy()
	work := make([]uint8, w*h)
	for y := range h {
		copy(work[y*w:y*w+w], m.Pix[(r.Min.Y+y-m.Rect.Min.Y)*m.Stride+r.Min.X-m.Rect.Min.X:])
	}
	for range 2 {
		mean := boxMean(work, w, h, radius)
		for i, v := range mean {
			work[i] = max(work[i], v)
		}
	}
	return boxMean(work, w, h, radius)
}

// boxMean is the mean of a square about every pixel, cut at the edges.
func boxMean(pix []uint8, w, h, radius int) []uint8 {
	sums := make([]uint32, (w+1)*(h+1))
	for y := range h {
		row := uint32(0)
		for x := range w {
			row += uint32(pix[y*w+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	out := make([]uint8, w*h)
	for y := range h {
		y0, y1 := max(0, y-radius), min(h, y+radius+1)
		for x := range w {
			x0, x1 := max(0, x-radius), min(w, x+radius+1)
			sum := sums[y1*(w+1)+x1] - sums[y0*(w+1)+x1] - sums[y1*(w+1)+x0] + sums[y0*(w+1)+x0]
			out[y*w+x] = uint8(sum / uint32((x1-x0)*(y1-y0)))
		}
	}
	return out
}
