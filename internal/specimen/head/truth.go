package head

import (
	"image"
	"math"
)

// Point is a place in a picture, pixels, origin top left.
type Point struct{ X, Y float64 }

// Truth is what is so in a rendering, known and not measured.
type Truth struct {
	Yaw, Pitch, Roll    float64 // degrees, as in View
	OpenLeft, OpenRight float64 // the person's own left and right eye, 0 closed to 1
	MouthOpen           float64
	// Landmarks are the 68 points of the iBUG scheme in its order: 0-16 edge of the jaw from the viewer's left, 17-26 brows, 27-35 nose,
	// 36-41 eye at the viewer's left, 42-47 eye at the viewer's right, 48-67 mouth. Each is a fixed point of the skin: those of the jaw do
	// not slide along its outline when the head turns, and a point may be hidden behind the face.
	Landmarks [68]Point
	Face      image.Rectangle // from the brows to the chin, from one side of the jaw to the other; it may go beyond the picture
}

func (s *scene) truths() []Truth {
	out := make([]Truth, len(s.sitters))
	for i, sitter := range s.sitters {
		v := sitter.View
		out[i] = Truth{Yaw: v.Yaw, Pitch: v.Pitch, Roll: v.Roll, OpenLeft: v.open(1), OpenRight: v.open(0), MouthOpen: clamp(v.MouthOpen, 0, 1)}
		marks := landmarks(sitter.Params, v)
		seat := &s.seats[i]
		for k, m := range marks {
			x, y, _ := s.lens.project(seat.point(&m))
			out[i].Landmarks[k] = Point{x, y}
		}
		out[i].Face = around(out[i].Landmarks[:])
	}
	return out
}

func around(points []Point) image.Rectangle {
	low, high := points[0], points[0]
	for _, p := range points {
		low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
	}
	return image.Rect(int(math.Floor(low.X)), int(math.Floor(low.Y)), int(math.Ceil(high.X)), int(math.Ceil(high.Y)))
}

// landmarks are the 68 points on the surface of the head.
func landmarks(p Params, v View) [68]vertex {
	var out [68]vertex
	f, r := newFrame(p), newRelief(p, v)
	for i := range 17 {
		out[i] = f.jaw(r, float64(i-8)/8)
	}
	for i, at := range facePoints(p, v) {
		out[17+i] = f.skin(r, at.X, at.Y)
	}
	return out
}

// jaw is the edge of the jaw from one ear (-1) over the chin (0) to the other (1).
func (f frame) jaw(r relief, t float64) vertex {
	a := math.Abs(t)
	y := curve{{0, -f.p.Skull.Height}, {0.5, -f.p.Skull.Height * 0.97}, {0.75, -60}, {1, -5}}.value(a)
	theta := curve{{0, 0}, {0.25, 0.34}, {0.5, 0.78}, {0.75, 1.12}, {1, 1.3}}.value(a)
	x, z := f.ring(y).at(math.Copysign(theta, t))
	height := y + f.lift(y, z)
	moved := r.at(x, height).mul(step(0.02, 0.5, math.Cos(theta)))
	return vertex{at: vec{x, height, z}.add(moved), follow: step(-205, -112, y)}
}

// skin is the point of the front of the face at x and height y before relief.
func (f frame) skin(r relief, x, y float64) vertex {
	c := f.ring(y)
	share := clamp(math.Abs(x)/c.width, 0, 1)
	z := c.middle + (c.front-c.middle)*math.Pow(1-math.Pow(share, c.square), 1/c.square)
	return vertex{at: vec{x, y, z}.add(r.at(x, y)), follow: step(-205, -112, y)}
}

// facePoints are points 17 to 67, in millimetres of the bare head.
func facePoints(p Params, v View) []Point {
	var out []Point
	add := func(x, y float64) { out = append(out, Point{x, y}) }
	b := p.Brows
	brow := func(s float64) (x, y float64) {
		return b.Gap/2 + s*b.Length, b.Height + b.Slope*(s-0.45) + b.Arch*(1-math.Pow((s-0.6)/0.6, 2)) - b.Arch*0.6 + b.Thick*0.25
	}
	for _, s := range []float64{1, 0.75, 0.5, 0.25, 0} {
		x, y := brow(s)
		add(-x, y-p.Skew.Brows/2)
	}
	for _, s := range []float64{0, 0.25, 0.5, 0.75, 1} {
		x, y := brow(s)
		add(x, y+p.Skew.Brows/2)
	}
	for _, t := range []float64{0.02, 0.28, 0.55, 0.84} {
		add(p.Skew.nose(-t*p.Nose.Length, p.Nose.Length), -t*p.Nose.Length)
	}
	for _, s := range []float64{-0.8, -0.42, 0, 0.42, 0.8} {
		add(p.Skew.Nose+s*p.Nose.Width/2, -p.Nose.Length+1-2*(1-math.Abs(s))*0.5)
	}
	for _, e := range eyesOf(p, v) {
		eyePoints(e, add)
	}
	mouthPoints(lipsOf(p, v), func(x, y float64) { add(x+p.Skew.Mouth, y) })
	return out
}

// eyePoints go round the opening from the viewer's left: corner, two of the upper lid, corner, two of the lower lid.
func eyePoints(e eye, add func(x, y float64)) {
	for _, s := range []float64{-1, -0.36, 0.36, 1} {
		upper, _ := e.lids(s * e.half)
		add(e.x+s*e.half, e.y+upper)
	}
	for _, s := range []float64{0.36, -0.36} {
		_, lower := e.lids(s * e.half)
		add(e.x+s*e.half, e.y+lower)
	}
}

func mouthPoints(l lips, add func(x, y float64)) {
	for _, s := range []float64{-1, -0.6, -0.24, 0, 0.24, 0.6, 1} {
		line, upper, _ := l.outline(s)
		add(s*l.half, line+upper)
	}
	for _, s := range []float64{0.6, 0.25, 0, -0.25, -0.6} {
		line, _, low := l.outline(s)
		add(s*l.half, line-low)
	}
	for _, s := range []float64{-0.85, -0.25, 0, 0.25, 0.85} {
		line, _, _ := l.outline(s)
		add(s*l.half, line+0.9)
	}
	for _, s := range []float64{0.25, 0, -0.25} {
		line, _, _ := l.outline(s)
		add(s*l.half, line-1.9)
	}
}
