package head

import "math"

// eye is one eye's opening. Distances from its middle: dx to the viewer's right, dy up.
type eye struct {
	side       float64 // -1 at the viewer's left (the person's right eye), 1 at the viewer's right
	x, y       float64
	half       float64 // of its width
	up, low    float64 // lids when open
	tilt, fold float64
	open       float64
	gazeX      float64 // of the iris, millimetres
	gazeY      float64
}

// eyesOf gives the eye at the viewer's left first.
func eyesOf(p Params, v View) [2]eye {
	var out [2]eye
	for i, side := range []float64{-1, 1} {
		out[i] = eye{
			side: side, x: side * p.Eyes.Spacing / 2, y: eyeRow, half: p.Eyes.Width / 2,
			up: p.Eyes.Open * 0.55, low: p.Eyes.Open * 0.45, tilt: p.Eyes.Tilt, fold: p.Eyes.Fold,
			open: v.open(i), gazeX: v.GazeX * 0.2, gazeY: v.GazeY * 0.2,
		}
	}
	return out
}

// lids are the heights of both lids at dx, from the eye's middle. Closing, the upper lid comes down to a little above the lower.
func (e eye) lids(dx float64) (upper, lower float64) {
	s := e.side * dx / e.half // -1 inner corner, 1 outer
	if math.Abs(s) >= 1 {
		base := e.tilt * 0.5 * clamp(s, -1, 1)
		return base, base
	}
	base := e.tilt * 0.5 * s
	arch := math.Pow(1-math.Pow(math.Abs(s+0.08*(1-s*s)), 2.3), 0.85)
	lower = base - e.low*(1-s*s)*(1+0.12*s)
	wide := base + e.up*arch*(1-0.1*s)
	return lower + (wide-lower)*e.open, lower
}

// inside is 1 between the lids, 0 outside, over an edge of soft millimetres.
func (e eye) inside(dx, dy, soft float64) float64 {
	upper, lower := e.lids(dx)
	if upper <= lower {
		return 0
	}
	return step(-soft/2, soft/2, upper-dy) * step(-soft/2, soft/2, dy-lower)
}

// crease is the height of the fold of the upper lid at dx.
func (e eye) crease(dx float64) float64 {
	s := e.side * dx / e.half
	return e.tilt*0.5*s + (e.up+3.4)*(1-0.55*s*s) + 0.8*(1-e.open)
}

// lips are the outline of the mouth.
type lips struct {
	y, half          float64
	upperMid, lowMid float64
	bow, curve       float64
	out              float64
	corner           float64 // height of the corners
	gap              float64 // millimetres between the lips
}

func lipsOf(p Params, v View) lips {
	y := -p.Nose.Length - p.Mouth.Drop
	smile := clamp(v.Smile, -1, 1)
	return lips{
		y: y, half: p.Mouth.Width/2 + 3.5*smile, upperMid: p.Mouth.Upper, lowMid: p.Mouth.Lower, bow: p.Mouth.Bow,
		curve: p.Mouth.Curve + 3*smile, out: p.Mouth.Out, corner: y + p.Mouth.Curve + 3*smile, gap: 22 * clamp(v.MouthOpen, 0, 1),
	}
}

// outline at s, -1 to 1 across the mouth: the height of the line between the lips and the heights of both lips from there.
func (l lips) outline(s float64) (line, upper, lower float64) {
	q := math.Min(s*s, 1)
	line = l.y + l.curve*q - 0.7*math.Exp(-s*s*30) + 0.25*math.Exp(-math.Pow((math.Abs(s)-0.4)/0.25, 2))
	peak := math.Exp(-math.Pow((math.Abs(s)-0.24)/0.2, 2))
	upper = l.upperMid * ((1-l.bow*0.3)*math.Pow(1-q, 0.75) + l.bow*0.3*peak*(1-q) - 0.12*l.bow*math.Exp(-s*s*90))
	lower = l.lowMid * math.Pow(math.Max(0, 1-q/0.92), 0.8)
	return line, upper, lower
}

// nose is how far the ridge is aside at height y.
func (s Skew) nose(y, length float64) float64 { return s.Nose * clamp(-y/length, 0, 1.2) }

// below is how far the lower face is aside at height y.
func (s Skew) below(y, height float64) float64 {
	return s.Mouth*step(-30, -60, y) + (s.Chin-s.Mouth)*step(-70, -height, y)
}

// brow gives how much of the brow lies at x, y, 0 to 1, before its strands.
func (p Params) brow(x, y float64) float64 {
	b := p.Brows
	ax := math.Abs(x)
	s := (ax - b.Gap/2) / b.Length
	if s < -0.08 || s > 1.05 {
		return 0
	}
	middle := b.Height + math.Copysign(p.Skew.Brows/2, x) + b.Slope*(s-0.45) + b.Arch*(1-math.Pow((s-0.6)/0.6, 2)) - b.Arch*0.6
	thick := b.Thick * (0.45 + 0.55*step(-0.08, 0.2, s)) * (1 - 0.72*step(0.5, 1.05, s)) / 2
	return step(1.25, 0.55, math.Abs(y-middle)/thick) * step(-0.08, 0.1, s) * step(1.05, 0.85, s)
}

// bearded is the share of beard or mustache at x, y.
func (p Params) bearded(mouth lips, x, y float64) float64 {
	b, ax := p.Skin, math.Abs(x)
	if b.Beard == 0 && b.Mustache == 0 {
		return 0
	}
	edge := curve{{0, mouth.y - mouth.lowMid - 5}, {mouth.half * 0.6, mouth.y - mouth.lowMid - 6}, {mouth.half, mouth.y + 2}, {mouth.half + 12, mouth.y + 8}, {56, -42}, {64, -12}, {72, 10}}.value(ax)
	area := step(edge+2, edge-8, y+5*(clouds(x*0.15, y*0.15, p.Seed+33)-0.5)) * step(-p.Skull.Height-8, -p.Skull.Height+4, y)
	top := -p.Nose.Length - 2
	tache := step(top, top-5, y) * step(mouth.y+1, mouth.y+4, y) * step(mouth.half+4, mouth.half-5, ax)
	return math.Max(area*b.Beard, tache*b.Mustache)
}

// beardStands is how far, millimetres, a beard stands off the skin at x, y.
func (p Params) beardStands(mouth lips, x, y float64) float64 {
	if p.Skin.BeardMM <= 0 {
		return 0
	}
	return p.Skin.BeardMM * step(0.3, 0.8, p.bearded(mouth, x, y)) * (0.75 + 0.5*noise(x*0.5, y*0.3, p.Seed+35)) * (0.35 + 0.65*step(-50, -p.Skull.Height+8, y))
}
