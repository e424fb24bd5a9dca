package analysis

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/internal/vision/wire"
)

// What a reply may hold. The server refuses a reply beyond the protocol's limits as a whole, so one engine's flood, or a corner that a flat
// quad threw to the far side of the moon, would cost the others their results. These limits lie within those.
const (
	maxZones = 8
	maxLines = 2000
	maxCodes = 64
	maxFaces = 64
	maxText  = 2000 // bytes of a line
	maxCode  = 16 << 10
	maxWhy   = 500 // bytes
)

// bounded drops what is beyond the limits, or not about the picture.
func bounded(d *wire.Document) {
	a := area{float64(d.Width), float64(d.Height)}
	d.Zones = keep(d.Zones, maxZones, func(z wire.Zone) bool { return a.holds(z.Quad) })
	d.Lines = keep(d.Lines, maxLines, func(l wire.Line) bool { return len(l.Text) <= maxText && a.holds(l.Quad) })
	d.Codes = keep(d.Codes, maxCodes, func(c wire.Code) bool { return len(c.Text) <= maxCode && len(c.Bytes) <= maxCode && a.holds(c.Quad) })
	d.Faces = keepFaces(a, d.Faces)
	for i := range d.Fields {
		f := &d.Fields[i]
		f.Value, f.Second, f.Quad = cut(f.Value), cut(f.Second), a.placed(f.Quad)
		f.Confidence, f.Least = share(f.Confidence), share(f.Least)
	}
	for i := range d.Measures {
		m := &d.Measures[i]
		m.Quad, m.Why = a.placed(m.Quad), short(m.Why)
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
			m.Value, m.Why = 0, "no number came out"
		}
	}
	d.Sure = share(d.Sure)
}

// placed is a place, nil when it is not about the picture.
func (a area) placed(quad []wire.Point) []wire.Point {
	if !a.holds(quad) {
		return nil
	}
	return quad
}

func share(x float64) float64 {
	if !(x > 0) { // nor a number
		return 0
	}
	return min(x, 1)
}

// cut shortens what was read to what a line may have.
func cut(text string) string {
	if len(text) > maxText {
		text = text[:maxText]
	}
	return strings.ToValidUTF8(text, "")
}

func keepFaces(a area, faces []wire.Face) []wire.Face {
	slices.SortStableFunc(faces, func(f, g wire.Face) int { return cmp.Compare(g.Width*g.Height, f.Width*f.Height) })
	return keep(faces, maxFaces, func(f wire.Face) bool {
		box := []wire.Point{{X: f.X, Y: f.Y}, {X: f.X + f.Width, Y: f.Y + f.Height}}
		return f.Width > 0 && f.Height > 0 && a.holds(box) && a.holds(f.Landmarks)
	})
}

func keep[T any](list []T, most int, good func(T) bool) []T {
	list = slices.DeleteFunc(list, func(each T) bool { return !good(each) })
	return list[:min(len(list), most)]
}

// area is a picture's size, pixels.
type area struct{ w, h float64 }

// holds says that points are in the picture or not farther from it than half its own size. A coordinate that is no number is nowhere.
func (a area) holds(points []wire.Point) bool {
	for _, p := range points {
		if !(p.X >= -a.w/2 && p.X <= 1.5*a.w && p.Y >= -a.h/2 && p.Y <= 1.5*a.h) {
			return false
		}
	}
	return true
}

// short cuts a reason.
func short(why string) string {
	why = strings.ToValidUTF8(why, "?")
	if len(why) > maxWhy {
		why = strings.ToValidUTF8(why[:maxWhy], "")
	}
	return why
}

// panicked says what a panic was about. The text of one that is not the runtime's may hold what was read, so only its kind is told.
func panicked(cause any) string {
	if err, ok := cause.(runtime.Error); ok {
		return "panic: " + err.Error()
	}
	return fmt.Sprintf("panic: %T", cause)
}
