package facenet

import (
	"cmp"
	"context"
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/fault"
)

// found is a face by the detector.
type found struct {
	rect
	score float64
}

// anchors are the widths and heights of a face, in cells, that each of the detector's five boxes starts from (face-api, tinyFaceDetector/const.ts).
var anchors = [5][2]float64{{1.603231, 2.094468}, {6.041143, 7.080126}, {2.882459, 3.518061}, {4.266906, 5.178857}, {9.041765, 10.66308}}

// detect looks for faces at every size, and once more with a border around the picture when there are none: a face that fills the picture is larger
// than the detector expects one. The surest come first. It does not look closer for small faces: at 832 pixels it finds none more on documents, and
// faces on those that lie on their side.
func (f *Finder) detect(ctx context.Context, m *image.RGBA) ([]found, error) {
	w, h := float64(m.Rect.Dx()), float64(m.Rect.Dy())
	faces, err := f.detectIn(ctx, m, rect{0, 0, w, h})
	if err != nil || len(faces) > 0 {
		return faces, err
	}
	border := f.settings.Border * max(w, h)
	return f.detectIn(ctx, m, rect{-border, -border, w + 2*border, h + 2*border})
}

func (f *Finder) detectIn(ctx context.Context, m *image.RGBA, part rect) ([]found, error) {
	largest := letterbox(m, part, slices.Max(f.settings.Sides), false)
	var all []found
	for _, side := range f.settings.Sides {
		c := largest
		if side != largest.side {
			c = largest.smaller(side)
		}
		outputs, err := f.detector.Net.Run(ctx, c.input(f.detector.Input), c.shape())
		if err != nil {
			return nil, err
		}
		boxes, err := f.boxes(outputs, part)
		if err != nil {
			return nil, err
		}
		all = append(all, boxes...)
	}
	return suppress(all, f.settings.Overlap), nil
}

// boxes reads what the detector gives: for each of five anchors x, y, width, height and score, each a plane of cells.
func (f *Finder) boxes(outputs [][]float32, part rect) ([]found, error) {
	if len(outputs) == 0 {
		return nil, fault.Newf(fault.ModelWrong, "face.detect", "no output")
	}
	out := outputs[0]
	cells := int(math.Round(math.Sqrt(float64(len(out)) / 25)))
	if cells == 0 || 25*cells*cells != len(out) {
		return nil, fault.Newf(fault.ModelWrong, "face.detect", "%d numbers are no square of 25 planes", len(out))
	}
	size, plane := max(part.w, part.h)/float64(cells), cells*cells
	var all []found
	for a, anchor := range anchors {
		at := func(k, i int) float64 { return float64(out[(5*a+k)*plane+i]) }
		for i := range plane {
			score := sigmoid(at(4, i))
			if !(score > f.settings.Score) {
				continue
			}
			x, y := float64(i%cells)+sigmoid(at(0, i)), float64(i/cells)+sigmoid(at(1, i))
			w, h := math.Exp(at(2, i))*anchor[0], math.Exp(at(3, i))*anchor[1]
			if !(w > 0 && h > 0 && w < 4*float64(cells) && h < 4*float64(cells)) { // not finite, or absurd
				continue
			}
			all = append(all, found{rect{part.x + (x-w/2)*size, part.y + (y-h/2)*size, w * size, h * size}, score})
		}
	}
	return all, nil
}

func sigmoid(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

// suppress keeps the surest of boxes that overlap by more than limit, intersection over union.
func suppress(all []found, limit float64) []found {
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	var kept []found
	for _, candidate := range all {
		if !slices.ContainsFunc(kept, func(k found) bool { return overlap(k.rect, candidate.rect) > limit }) {
			kept = append(kept, candidate)
		}
	}
	return kept
}

// overlap is the intersection over the union, 0 to 1.
func overlap(a, b rect) float64 {
	w, h := min(a.right(), b.right())-max(a.x, b.x), min(a.bottom(), b.bottom())-max(a.y, b.y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (a.area() + b.area() - w*h)
}
