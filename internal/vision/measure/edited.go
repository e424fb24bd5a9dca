package measure

import (
	"image"
	"math"
	"slices"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// A field that was altered in the finished picture differs from the others in how the picture was made: its edges are sharper or softer, its noise is
// another, and what it was first saved with has not been saved once more with the rest. Each is measured on the picture's own pixels, field by field, and
// held against the middle of the other fields: what is peculiar to a camera or a document is peculiar to all of them.

// How far fields of good pictures lie apart, in doublings: about as far as one in a hundred does. Fonts differ, papers have patterns.
const (
	edgeSpread  = 0.045
	noiseSpread = 0.16
	plainEdit   = 5.7 // spreads at which it is plain: 4 make 0.7
	leastFields = 4   // to tell which is the odd one
	fewBare     = 200 // pixels of bare paper behind a noise at which it is known half as well as of many
)

// A field is not odd when two others are as it is: captions and fine print have finer fonts than the rest. That takes part of what it differs from the middle.
const (
	company      = 2
	companyReach = 1.5 // spreads
	companyPart  = 0.6
)

// trace is what a field shows of how its picture was made.
type trace struct {
	quad        []wire.Point
	edge, noise float64
	seen        bool // edge and noise could be measured
	bare        int  // pixels behind noise
	saved       float64
	coefs       int // behind saved
}

// edited is the field that differs most: 0.7 is four spreads, or half of what the first saving has left.
func (d *desk) edited() []wire.Measure {
	if d.screened {
		return []wire.Measure{notMade(document.Edited, "the bands of a screen lie over the document")}
	}
	traces := d.traces()
	at, score, compared := oddest(traces)
	switch {
	case compared < leastFields:
		return []wire.Measure{notMade(document.Edited, "too few fields were made out to compare them")}
	case score == 0:
		return []wire.Measure{measure(document.Edited, 0)}
	}
	m := measure(document.Edited, score)
	m.Quad = traces[at].quad
	return []wire.Measure{m}
}

// oddest is the field that differs most from the others, how much, 0 to 1, and how many could be compared.
func oddest(traces []trace) (at int, most float64, compared int) {
	for i, t := range traces {
		if !t.seen {
			continue
		}
		edge, noise, n := middleOfOthers(traces, i)
		if n < leastFields-1 {
			continue
		}
		compared++
		score := apart(t.edge-edge, (t.noise-noise)/math.Sqrt(1+fewBare/float64(t.bare))) / plainEdit
		if alike(traces, i) >= company {
			score *= companyPart
		}
		if score = clamp01(max(score, unsaved(traces, i))); score > most {
			at, most = i, score
		}
	}
	return at, most, compared
}

// apart is how far two fields lie apart, in spreads.
func apart(edge, noise float64) float64 { return math.Hypot(edge/edgeSpread, noise/noiseSpread) }

// alike counts the other fields that are as one is.
func alike(traces []trace, which int) (n int) {
	t := traces[which]
	for i, o := range traces {
		if i != which && o.seen && apart(t.edge-o.edge, t.noise-o.noise) < companyReach {
			n++
		}
	}
	return n
}

func middleOfOthers(traces []trace, but int) (edge, noise float64, n int) {
	var edges, noises []float64
	for i, t := range traces {
		if i != but && t.seen {
			edges, noises = append(edges, t.edge), append(noises, t.noise)
		}
	}
	return median(edges), median(noises), len(edges)
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// What an earlier saving must have left before its absence tells anything, and how many coefficients a field must have.
const (
	leastSaved = 0.08
	leastCoefs = 100
	savedNoise = 0.8 // of one coefficient: a mean of n lies within a few of its n-th root
)

// unsaved says how far a field lacks what an earlier saving has left in the others.
func unsaved(traces []trace, which int) float64 {
	var others []float64
	for i, t := range traces {
		if i != which && t.coefs >= leastCoefs {
			others = append(others, t.saved)
		}
	}
	t, usual := traces[which], median(others)
	if len(others) < leastFields-1 || t.coefs < leastCoefs || usual < leastSaved || (usual-t.saved)*math.Sqrt(float64(t.coefs)) < 5*savedNoise {
		return 0
	}
	return 1.4 * (usual - t.saved) / (usual + leastSaved)
}

func (d *desk) traces() []trace {
	gray := d.Picture.Gray()
	left := d.leftovers(gray)
	var traces []trace
	for _, f := range d.Fields {
		if f.Value == "" || len(f.Quad) != 4 {
			continue
		}
		box := around(f.Quad)
		t := trace{quad: f.Quad}
		edge, sharp := edgeOf(gray, box.Inset(-3))
		noise, bare := noiseOf(gray, box.Inset(-3))
		if t.bare, t.seen = bare, sharp && bare >= leastNoise; t.seen {
			t.edge, t.noise = math.Log2(edge), math.Log2(noise+0.05)
		}
		t.saved, t.coefs = left.mean(box)
		traces = append(traces, t)
	}
	return traces
}

// around is the box about a place, pixels of the picture.
func around(quad []wire.Point) image.Rectangle {
	low, high := quad[0], quad[0]
	for _, p := range quad[1:] {
		low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
	}
	return image.Rect(int(low.X), int(low.Y), int(high.X)+1, int(high.Y)+1)
}

// Edges.
const (
	edgeReach   = 3    // pixels about an edge within which it has come to its full contrast
	leastStep   = 12   // of Y over two pixels: less is the paper's
	fullEdge    = 0.85 // of the field's greatest contrast: only edges between bare paper and full ink are compared
	steepest    = 0.97 // of those edges
	leastPlaces = 40
	leastRange  = 40    // of Y: the contrast of the field's print
	mostPixels  = 24000 // of a box that are looked at; of a larger one every second row, or third, and so on
)

// edgeOf is how steep the steepest edges of print in a box are, per pixel and contrast, 0 to 0.5; false without print.
func edgeOf(m *image.Gray, box image.Rectangle) (float64, bool) {
	box = box.Intersect(m.Rect.Inset(edgeReach + 1))
	type edge struct{ contrast, step float32 }
	var edges []edge
	var contrasts []float32
	for y := box.Min.Y; y < box.Max.Y; y += 1 + box.Dx()*box.Dy()/mostPixels {
		row := m.Pix[y*m.Stride:]
		for x := box.Min.X; x < box.Max.X; x++ {
			gx, gy := int(row[x+1])-int(row[x-1]), int(row[x+m.Stride])-int(m.Pix[(y-1)*m.Stride+x])
			if gx*gx+gy*gy < leastStep*leastStep {
				continue
			}
			low, high := extremes(m, x, y, edgeReach)
			e := edge{float32(high) - float32(low), float32(math.Sqrt(float64(gx*gx + gy*gy)))}
			edges, contrasts = append(edges, e), append(contrasts, e.contrast)
		}
	}
	if len(edges) < leastPlaces {
		return 0, false
	}
	slices.Sort(contrasts)
	full := fullEdge * contrasts[len(contrasts)*95/100]
	var steps []float32
	for _, e := range edges {
		if e.contrast >= full {
			steps = append(steps, e.step/e.contrast/2)
		}
	}
	if len(steps) < leastPlaces || full < leastRange {
		return 0, false
	}
	slices.Sort(steps)
	return float64(steps[int(steepest*float64(len(steps)-1))]), true
}

// extremes of a square of 2*r+1 pixels that lies within m.
func extremes(m *image.Gray, x, y, r int) (low, high byte) {
	low, high = 255, 0
	for v := y - r; v <= y+r; v++ {
		for _, each := range m.Pix[v*m.Stride+x-r : v*m.Stride+x+r+1] {
			low, high = min(low, each), max(high, each)
		}
	}
	return low, high
}

// Noise.
const (
	block      = 8   // side of what a JPEG rounds together
	withPrint  = 70  // range of Y in a block from which on there is print in it
	barePatch  = 30  // range of Y within two pixels up to which they are bare
	leastNoise = 40  // pixels
	mostTiles  = 400 // blocks of a box that are looked at, evenly spread
)

// noiseOf is the mean noise of Y on bare paper in a box (Immerkær's mask, a standard deviation but for a factor), and of how many such pixels. Only
// blocks with print are looked at: a JPEG keeps little of the noise where there is nothing else.
func noiseOf(m *image.Gray, box image.Rectangle) (noise float64, bare int) {
	box = box.Intersect(m.Rect.Inset(block + 1))
	sum, n, tile := 0, 0, 0
	every := 1 + box.Dx()*box.Dy()/(block*block*mostTiles)
	for by := box.Min.Y / block * block; by < box.Max.Y; by += block {
		for bx := box.Min.X / block * block; bx < box.Max.X; bx += block {
			if tile++; tile%every != 0 {
				continue
			}
			low, high := byte(255), byte(0)
			for y := by; y < by+block; y++ {
				for _, v := range m.Pix[y*m.Stride+bx : y*m.Stride+bx+block] {
					low, high = min(low, v), max(high, v)
				}
			}
			if int(high)-int(low) <= withPrint {
				continue
			}
			for y := by; y < by+block; y++ {
				for x := bx; x < bx+block; x++ {
					if low, high := extremes(m, x, y, 2); high-low > barePatch {
						continue
					}
					a, b, c := m.Pix[(y-1)*m.Stride+x-1:][:3], m.Pix[y*m.Stride+x-1:][:3], m.Pix[(y+1)*m.Stride+x-1:][:3]
					r := int(a[0]) - 2*int(a[1]) + int(a[2]) - 2*int(b[0]) + 4*int(b[1]) - 2*int(b[2]) + int(c[0]) - 2*int(c[1]) + int(c[2])
					sum, n = sum+abs(r), n+1
				}
			}
		}
	}
	return float64(sum) / 6 / float64(max(n, 1)), n
}
