package measure

import (
	"context"
	"image"
	"math"

	"github.com/bonafide-id/bonafide/document"
	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// Quality measures the picture as such: sizes, sharpness, light. The measures are those of package document that begin with "quality.".
func Quality(ctx context.Context, s Sheet) []wire.Measure {
	d := lay(s)
	all := d.sizes()
	if d.found() == 0 {
		for _, name := range []document.Measure{document.Sharpness, document.Direction, document.Luminance, document.Clipped, document.Dark, document.GlareShare, document.GlareOnField} {
			all = append(all, notMade(name, "no document is seen"))
		}
		return all
	}
	for _, take := range []func() []wire.Measure{d.sharpness, d.light, d.glare} {
		if ctx.Err() != nil {
			return all
		}
		all = append(all, take()...)
	}
	return all
}

func measure(name document.Measure, value float64) wire.Measure {
	return wire.Measure{Name: string(name), Value: value}
}

func notMade(name document.Measure, why string) wire.Measure {
	return wire.Measure{Name: string(name), Why: why}
}

func (d *desk) sizes() []wire.Measure {
	w, h := float64(d.Picture.Width), float64(d.Picture.Height)
	width, height := d.Quad.Sides()
	return []wire.Measure{
		measure(document.LongSide, max(w, h)), measure(document.ShortSide, min(w, h)), measure(document.CardWidth, max(width, height)),
		measure(document.AreaShare, clamp01(math.Abs(d.Quad.Area())/(w*h))), measure(document.Found, d.found()),
	}
}

// found is how sure it is that the picture shows a document: it was recognised, or has an outline with print in it.
func (d *desk) found() float64 {
	switch {
	case d.Layout != nil || len(d.Zones) > 0:
		return 1
	case d.Outlined && len(d.Lines) >= 3:
		return 0.6
	case d.Outlined:
		return 0.3
	case len(d.Lines) >= 3:
		return 0.2
	}
	return 0
}

// Ends of the scale of Y.
const (
	darkEnd  = 16
	lightEnd = 251
)

func (d *desk) light() []wire.Measure {
	sum, dark, bright, n := 0.0, 0, 0, 0
	inner := image.Rect(d.y.w/50, d.y.h/50, d.y.w-d.y.w/50, d.y.h-d.y.h/50)
	for y := inner.Min.Y; y < inner.Max.Y; y += 2 {
		for x := inner.Min.X; x < inner.Max.X; x += 2 {
			v := d.y.at(x, y)
			sum, n = sum+float64(v), n+1
			if v <= darkEnd {
				dark++
			}
			if v >= lightEnd {
				bright++
			}
		}
	}
	return []wire.Measure{measure(document.Luminance, sum/float64(max(n, 1))), measure(document.Clipped, share(bright, n)), measure(document.Dark, share(dark, n))}
}

// A bright spot is white whatever it covers, and covers what is printed.
const (
	brightValue = 0.95 // HSV
	brightSat   = 0.15
	leastBlob   = 0.0005 // of the document
	whiteout    = 250    // Y about a pixel
	bare        = 2.5    // variance of Y about a pixel: noise, and no lines
)

// glare finds bright spots. What is white by itself (the field of a bar code, the ground of a portrait) is not one: a spot has no print in it and is
// brighter than the paper.
func (d *desk) glare() []wire.Measure {
	blobs := d.brightBlobs()
	total, largest := 0, blob{}
	for _, b := range blobs {
		total += b.area
		if b.area > largest.area {
			largest = b
		}
	}
	all := measure(document.GlareShare, share(total, d.y.w*d.y.h))
	if largest.area > 0 {
		all.Quad = d.toPicture(largest.box)
	}
	field := measure(document.GlareOnField, 0)
	for _, f := range d.Fields {
		place := d.onSheet(f.Quad)
		for _, b := range blobs {
			if covered := b.box.Intersect(place); !covered.Empty() && b.within(covered) > place.Dx()*place.Dy()/10 {
				field.Value, field.Quad = 1, f.Quad
			}
		}
	}
	return []wire.Measure{all, field}
}

// brightBlobs are the connected bright spots of at least leastBlob.
func (d *desk) brightBlobs() []blob {
	white := make([]bool, d.y.w*d.y.h)
	// Bare paper in strong light is bright as well, but its fine lines are still seen; what a reflection covers is one white.
	soft := d.y.blurred(2)
	rough := newPlane(d.y.w, d.y.h)
	for i, v := range d.y.v {
		rough.v[i] = (v - soft.v[i]) * (v - soft.v[i])
	}
	rough = rough.blurred(4)
	for y := range d.y.h {
		row := d.Upright.Pix[y*d.Upright.Stride:]
		for x := range d.y.w {
			r, g, b := float64(row[4*x]), float64(row[4*x+1]), float64(row[4*x+2])
			high, low := max(r, g, b), min(r, g, b)
			white[y*d.y.w+x] = low > 255*brightValue && (high-low) < brightSat*high && soft.at(x, y) > whiteout && rough.at(x, y) < bare
		}
	}
	d.exceptWhite(white)
	return blobsOf(white, d.y.w, d.y.h, int(leastBlob*float64(d.y.w*d.y.h)))
}

// grayGround is under which Y the ground of a portrait is no white that light could wash out.
const grayGround = 235

// whiteGround says that a portrait stands on white: left and right above the head. Where a state prints it where it likes, the head tells where that is.
func (d *desk) whiteGround(portrait image.Rectangle) bool {
	w, h := portrait.Dx(), portrait.Dy()
	left := image.Rect(portrait.Min.X+w/20, portrait.Min.Y+h/20, portrait.Min.X+w/6, portrait.Min.Y+h/6)
	right := left.Add(image.Pt(w-w/6-w/20, 0))
	if d.Layout.Type.AnyState() {
		head := d.head(portrait)
		if head.Empty() {
			return true // not to be told
		}
		w, h = head.Dx(), head.Dy()
		left = image.Rect(head.Min.X-w/4, head.Min.Y-h/8, head.Min.X-w/10, head.Min.Y+h/8)
		right = left.Add(image.Pt(w+w/4+w/10, 0))
	}
	return min(d.y.quantile(left, 0.5), d.y.quantile(right, 0.5)) > grayGround
}

// head is the largest face in a portrait; empty: none was found.
func (d *desk) head(portrait image.Rectangle) (largest image.Rectangle) {
	for _, f := range d.Faces {
		r := d.onSheet(f.Corners())
		if r.In(portrait) && r.Dx()*r.Dy() > largest.Dx()*largest.Dy() {
			largest = r
		}
	}
	return largest
}

// exceptWhite takes out what is printed white: the fields of bar codes, and portraits on white ground.
func (d *desk) exceptWhite(white []bool) {
	if d.Layout == nil {
		return
	}
	for _, e := range d.Layout.Elements {
		if e.Name != document.QR && e.Name != document.Barcode && e.Name != document.Portrait {
			continue
		}
		margin := 0.5
		if e.Name != document.Portrait {
			margin = 3 // codes stand on a white field of their own
		}
		box := d.box(e.Box, margin)
		if e.Name == document.Portrait && !d.whiteGround(box) {
			continue // what is white in it is a reflection, and one on the face is the worst there is
		}
		for y := box.Min.Y; y < box.Max.Y; y++ {
			clear(white[y*d.y.w+box.Min.X : y*d.y.w+box.Max.X])
		}
	}
}
