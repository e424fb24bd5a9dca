package facenet

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/vision/analysis"
	"github.com/bonafide-id/bonafide/internal/vision/slots"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Model is a net and the picture it takes.
type Model struct {
	Net   analysis.Net
	Input slots.Input
}

// Settings of a Finder.
type Settings struct {
	Sides   []int   // of the square pictures the detector sees, pixels; multiples of 32. Default 160, 224, 416
	Score   float64 // the least of a face, 0 to 1. Default 0.5, the library's
	Overlap float64 // intersection over union from which two boxes are one face, 0 to 1. Default 0.4, the library's
	Border  float64 // around a picture without a face, on each side, as a part of the longer side. Default 0.4
	Most    int     // faces that are described. Default 20
}

// Default works as it is.
func Default() Settings {
	return Settings{Sides: []int{160, 224, 416}, Score: 0.5, Overlap: 0.4, Border: 0.4, Most: 20}
}

// Finder finds faces. It implements analysis.FaceFinder and, as the nets, is not safe for use by several goroutines.
type Finder struct {
	detector, landmarks, descriptor Model
	settings                        Settings
}

// New makes a Finder of three models.
func New(detector, landmarks, descriptor Model, s Settings) *Finder {
	return &Finder{detector, landmarks, descriptor, s}
}

// Sides of the square pictures that the other two nets see.
const (
	landmarkSide = 112
	describeSide = 150
	points       = 68
)

// FindFaces returns the faces of a picture, the largest first, at most Settings.Most, each with landmarks and template. Boxes and landmarks are pixels of
// the picture, from its top left; a box may reach over the edge. A net whose output does not fit has code fault.ModelWrong.
func (f *Finder) FindFaces(ctx context.Context, m *image.RGBA) ([]wire.Face, error) {
	if m.Rect.Empty() {
		return nil, nil
	}
	m = atOrigin(m)
	boxes, err := f.detect(ctx, m)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(boxes, func(a, b found) int { return cmp.Compare(b.area(), a.area()) })
	var faces []wire.Face
	for _, box := range boxes[:min(len(boxes), f.settings.Most)] {
		face := wire.Face{X: box.x, Y: box.y, Width: box.w, Height: box.h, Score: box.score}
		if face.Landmarks, err = f.findLandmarks(ctx, m, box.rect); err != nil {
			return nil, err
		}
		if face.Template, err = f.describe(ctx, m, face.Landmarks); err != nil {
			return nil, err
		}
		faces = append(faces, face)
	}
	return faces, nil
}

// atOrigin makes pixel 0, 0 the first of the picture.
func atOrigin(m *image.RGBA) *image.RGBA {
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy())}
}

// findLandmarks looks at a box and returns 68 points of the picture; none when nothing of the box is in the picture.
func (f *Finder) findLandmarks(ctx context.Context, m *image.RGBA, box rect) ([]wire.Point, error) {
	part := box.within(m.Rect.Dx(), m.Rect.Dy())
	if part.w < 1 || part.h < 1 {
		return nil, nil
	}
	c := letterbox(m, part, landmarkSide, true)
	outputs, err := f.landmarks.Net.Run(ctx, c.input(f.landmarks.Input), c.shape())
	if err != nil {
		return nil, err
	}
	if len(outputs) == 0 || len(outputs[0]) != 2*points || !finite(outputs[0]) {
		return nil, fault.Newf(fault.ModelWrong, "face.landmarks", "not %d finite numbers", 2*points)
	}
	long := max(part.w, part.h)
	left, top := part.x-(long-part.w)/2, part.y-(long-part.h)/2
	all := make([]wire.Point, points)
	for i := range all {
		all[i] = wire.Point{X: left + float64(outputs[0][2*i])*long, Y: top + float64(outputs[0][2*i+1])*long}
	}
	return all, nil
}

// describe returns the template of the face with these landmarks; nil when it lies outside of the picture.
func (f *Finder) describe(ctx context.Context, m *image.RGBA, landmarks []wire.Point) ([]float32, error) {
	if len(landmarks) == 0 {
		return nil, nil
	}
	part := align(landmarks).within(m.Rect.Dx(), m.Rect.Dy())
	if part.w < 1 || part.h < 1 {
		return nil, nil
	}
	c := letterbox(m, part, describeSide, true)
	outputs, err := f.descriptor.Net.Run(ctx, c.input(f.descriptor.Input), c.shape())
	if err != nil {
		return nil, err
	}
	if len(outputs) == 0 || len(outputs[0]) == 0 || !finite(outputs[0]) {
		return nil, fault.Newf(fault.ModelWrong, "face.describe", "no finite numbers")
	}
	return outputs[0], nil
}

// align is the square around a face that the descriptor sees: as far across as the eyes are from the mouth, over 0.45, and so that the middle of
// eyes and mouth lies at 0.5, 0.43 of it (face-api, FaceLandmarks.alignDlib).
func align(landmarks []wire.Point) rect {
	right, left, mouth := mean(landmarks[36:42]), mean(landmarks[42:48]), mean(landmarks[48:68])
	size := math.Floor((math.Hypot(mouth.X-right.X, mouth.Y-right.Y) + math.Hypot(mouth.X-left.X, mouth.Y-left.Y)) / 2 / 0.45)
	x, y := (right.X+left.X+mouth.X)/3, (right.Y+left.Y+mouth.Y)/3
	return rect{math.Floor(max(0, x-0.5*size)), math.Floor(max(0, y-0.43*size)), size, size}
}

func mean(all []wire.Point) wire.Point {
	var sum wire.Point
	for _, p := range all {
		sum.X, sum.Y = sum.X+p.X, sum.Y+p.Y
	}
	n := float64(len(all))
	return wire.Point{X: sum.X / n, Y: sum.Y / n}
}

func finite(all []float32) bool {
	return !slices.ContainsFunc(all, func(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) })
}
