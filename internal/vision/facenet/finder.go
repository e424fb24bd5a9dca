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

// describe returns the template of the face with these landmarks: the mean of what the net gives for the upright face and for its mirror picture, which
// tells people apart better than either (docs/accuracy.md). nil without landmarks, or when they are no face: all in one place.
func (f *Finder) describe(ctx context.Context, m *image.RGBA, landmarks []wire.Point) ([]float32, error) {
	if len(landmarks) == 0 {
		return nil, nil
	}
	s := fit(landmarks, describeSide)
	if !(s.step() > leastStep) {
		return nil, nil
	}
	c := chip(m, s, describeSide)
	first, err := f.template(ctx, c)
	if err != nil {
		return nil, err
	}
	second, err := f.template(ctx, c.mirrored())
	if err != nil {
		return nil, err
	}
	if len(first) != len(second) {
		return nil, fault.Newf(fault.ModelWrong, "face.describe", "%d numbers, then %d", len(first), len(second))
	}
	for i := range first {
		first[i] = (first[i] + second[i]) / 2
	}
	return first, nil
}

// leastStep is a face of some 2 pixels: nothing to describe.
const leastStep = 0.02

// maxTemplate is the longest template that is taken; the library's has 128 numbers.
const maxTemplate = 4096

func (f *Finder) template(ctx context.Context, c canvas) ([]float32, error) {
	outputs, err := f.descriptor.Net.Run(ctx, c.input(f.descriptor.Input), c.shape())
	if err != nil {
		return nil, err
	}
	if len(outputs) == 0 || len(outputs[0]) == 0 || len(outputs[0]) > maxTemplate || !finite(outputs[0]) {
		return nil, fault.Newf(fault.ModelWrong, "face.describe", "no finite numbers, or too many")
	}
	return outputs[0], nil
}

func finite(all []float32) bool {
	return !slices.ContainsFunc(all, func(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) })
}
