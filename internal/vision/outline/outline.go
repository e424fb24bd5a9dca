// Package outline finds the corners of documents in a picture: four straight sides along which the picture changes, all the way round.
// It says nothing when it is not sure: a document that fills the picture, or whose side is hidden, has no outline.
package outline

import (
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/internal/vision/picture"
)

// How an outline must look. Lengths are parts of the picture's longer side, angles are in degrees.
const (
	workSide   = 400  // pixels of the longer side of the copy that is searched
	manyLines  = 40   // the strongest lines that are tried as sides
	leastArea  = 0.06 // of the picture
	leastSide  = 0.12
	flattest   = 3.2 // longer side to shorter side
	leanest    = 55  // of the four angles; the widest is 180 less this
	leastMean  = 0.70
	plainMean  = 0.85 // from here on nobody asks what is around it
	leastWorst = 0.60 // of the least supported side
	steepest   = 12   // times what counts as a change: more says no more
	sibling    = 0.4  // area of a further document, to the first

	// A small outline may be the portrait on a document that fills the picture.
	smallArea     = 0.25 // of the picture
	portraitShape = 1.36 // longer side to shorter side; documents have 1.41 and more
)

// Find returns the outlines of documents, the surest first, each from the corner that stands top left in the picture; nil when there is
// none it is sure of. Coordinates are those of m.
func Find(m *image.Gray) []picture.Quad {
	fine, by := scaled(m, fineSide)
	small, closer := scaled(fine, workSide)
	if small.Rect.Dx() < 32 || small.Rect.Dy() < 32 {
		return nil
	}
	f := gradients(small)
	found := f.choose(f.candidates(f.lines()))
	for i, q := range found {
		found[i] = refine(fine, refine(small, q, coarseReach).Scaled(closer), fineReach).Scaled(by)
	}
	return found
}

// scaled is m with a longer side of at most side pixels, and by how much m is larger than it.
func scaled(m *image.Gray, side int) (*image.Gray, float64) {
	w, h := picture.Fit(m.Rect.Dx(), m.Rect.Dy(), side)
	if w == m.Rect.Dx() {
		return m, 1
	}
	return picture.Scale(m, w, h), float64(m.Rect.Dx()) / float64(w)
}

// choose takes the best outline, and one further that lies beside it.
func (f *field) choose(candidates []candidate) []picture.Quad {
	var found []picture.Quad
	for _, c := range candidates {
		switch {
		case len(found) == 0 && f.fills(c.quad):
			return nil
		case len(found) == 0 && !f.partOfMore(c):
			found = append(found, c.quad)
		case len(found) == 1 && c.mean >= plainMean && c.area >= sibling*found[0].Area() && !overlaps(c.quad, found[0]):
			return append(found, c.quad)
		}
	}
	return found
}

// overlaps says that two quads share a part of their area. Corners and the middle stand for the area.
func overlaps(q, o picture.Quad) bool {
	if inside(o, middle(q)) || inside(q, middle(o)) {
		return true
	}
	for i := range q {
		if inside(o, q[i]) || inside(q, o[i]) {
			return true
		}
	}
	return false
}

func middle(q picture.Quad) picture.Point {
	return picture.Point{X: (q[0].X + q[1].X + q[2].X + q[3].X) / 4, Y: (q[0].Y + q[1].Y + q[2].Y + q[3].Y) / 4}
}

func inside(q picture.Quad, p picture.Point) bool {
	for i, a := range q {
		b := q[(i+1)&3]
		if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < 0 {
			return false
		}
	}
	return true
}

// field is how brightness changes at every pixel.
type field struct {
	w, h   int
	dx, dy []float32 // the change per pixel, to the right and down
	size   []float32 // its length
	edge   float32   // from here on a change counts
}

// gradients smooths a little and takes Sobel's differences.
func gradients(m *image.Gray) *field {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	f := &field{w: w, h: h, dx: make([]float32, w*h), dy: make([]float32, w*h), size: make([]float32, w*h)}
	at := smooth(m)
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			i := y*w + x
			gx := at[i-w+1] + 2*at[i+1] + at[i+w+1] - at[i-w-1] - 2*at[i-1] - at[i+w-1]
			gy := at[i+w-1] + 2*at[i+w] + at[i+w+1] - at[i-w-1] - 2*at[i-w] - at[i-w+1]
			f.dx[i], f.dy[i] = gx/8, gy/8
			f.size[i] = float32(math.Sqrt(float64(gx*gx+gy*gy))) / 8
		}
	}
	f.edge = max(1.2, 0.6*f.median())
	return f
}

// median is the typical change of the picture: the noise of a dim photograph is its measure, not an absolute number.
func (f *field) median() float32 {
	var sample []float32
	for i := 0; i < len(f.size); i += 7 {
		sample = append(sample, f.size[i])
	}
	slices.Sort(sample)
	return 2 * sample[len(sample)/2]
}

// smooth weighs a pixel and its neighbours 1 2 1, twice across and twice down, so that print becomes grey and sides stay.
func smooth(m *image.Gray) []float32 {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	a, b := make([]float32, w*h), make([]float32, w*h)
	for y := range h {
		for x := range w {
			a[y*w+x] = float32(m.Pix[y*m.Stride+x])
		}
	}
	for range 2 {
		for y := range h {
			row := a[y*w : y*w+w]
			for x := range row {
				b[y*w+x] = (row[max(x-1, 0)] + 2*row[x] + row[min(x+1, w-1)]) / 4
			}
		}
		for y := range h {
			up, down := max(y-1, 0)*w, min(y+1, h-1)*w
			for x := range w {
				a[y*w+x] = (b[up+x] + 2*b[y*w+x] + b[down+x]) / 4
			}
		}
	}
	return a
}

// partOfMore says that an outline which is small, or not plain to see, is rather a part of a document than one: it has a portrait's shape, or
// there is more print around it than in it.
func (f *field) partOfMore(c candidate) bool {
	small := c.area < smallArea*float64(f.w*f.h)
	if !small && c.mean >= plainMean {
		return false
	}
	if w, h := c.quad.Sides(); small && max(w, h) < portraitShape*min(w, h) {
		return true
	}
	in, out, inEdges, outEdges := 1.0, 1.0, 0.0, 0.0
	for y := 2; y < f.h-2; y += 2 {
		for x := 2; x < f.w-2; x += 2 {
			edge := 0.0
			if f.size[y*f.w+x] >= f.edge {
				edge = 1
			}
			if inside(c.quad, picture.Point{X: float64(x), Y: float64(y)}) {
				in, inEdges = in+1, inEdges+edge
			} else {
				out, outEdges = out+1, outEdges+edge
			}
		}
	}
	return inEdges/in < outEdges/out
}

// fills says that two or three sides run along the picture's own edges and the others do not: the document fills the picture, and the others
// are lines of its print.
func (f *field) fills(q picture.Quad) bool {
	margin := 0.02 * float64(max(f.w, f.h))
	along := 0
	for i, a := range q {
		b := q[(i+1)&3]
		for _, d := range [4][2]float64{{a.X, b.X}, {a.Y, b.Y}, {float64(f.w) - a.X, float64(f.w) - b.X}, {float64(f.h) - a.Y, float64(f.h) - b.Y}} {
			if d[0] < margin && d[1] < margin {
				along++
				break
			}
		}
	}
	return along == 2 || along == 3
}
