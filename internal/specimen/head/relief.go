package head

import "math"

// relief is what stands out of the bare head: ridge of the brow, sockets, nose, lips, chin.
type relief struct {
	p     Params
	v     View
	eyes  [2]eye
	mouth lips
	nose  curve // height of the ridge by share of the nose's length
}

func newRelief(p Params, v View) relief {
	n := p.Nose
	return relief{
		p: p, v: v, eyes: eyesOf(p, v), mouth: lipsOf(p, v),
		nose: curve{{-0.25, 0}, {-0.05, 0.8 * n.Root}, {0.1, n.Root + 0.5}, {0.3, 0.36*n.Out + 0.25*n.Root + n.Hump}, {0.5, 0.58*n.Out + n.Hump}, {0.7, 0.83 * n.Out}, {0.82, n.Out},
			{0.88, n.Out * 1.01}, {0.94, 0.88 * n.Out}, {0.98, 0.55 * n.Out}, {1.02, 0.2 * n.Out}, {1.07, 0}},
	}
}

// at is how far the skin at x, y of the bare head moves.
func (r relief) at(x, y float64) vec {
	out := r.bones(x-r.p.Skew.below(y, r.p.Skull.Height), y) + r.sockets(x, y)
	nose, drop := r.noseAt(x-r.p.Skew.nose(y, r.p.Nose.Length), y)
	lip, open := r.lipsAt(x-r.p.Skew.Mouth, y)
	return vec{0, drop + open, out + nose + lip}
}

func (r relief) bones(x, y float64) float64 {
	s, ax := r.p.Skull, math.Abs(x)
	chinY := -s.Height + 10
	z := s.Brow * bump(ax-25, y-18, 20, 7) * 1.2
	z += 0.5 * s.Brow * bump(x, y-19, 14, 8)
	z += s.Cheekbone * bump(ax-46, y+24, 21, 15)
	z += s.Cheek * bump(ax-40, y+52, 20, 20)
	z += 3.2 * bump(x, y-r.mouth.y, 27, 19)
	z += (5 + s.ChinOut) * bump(x, y-chinY, 13+9*s.Chin, 9.5)
	z -= 3.4 * bump(x, y-(r.mouth.y-r.p.Mouth.Lower-6), 17, 4.8)
	z += 1.6 * bump(ax-30, y-56, 22, 18)
	return z - r.folds(ax, y)
}

// folds from the wings of the nose to the corners of the mouth, deeper with age.
func (r relief) folds(ax, y float64) float64 {
	old := step(28, 75, r.p.AgeYears)
	top := -r.p.Nose.Length + 6
	t := clamp((top-y)/(top-r.mouth.y+4), 0, 1)
	at := r.p.Nose.Width/2 + 2 + t*(r.p.Mouth.Width/2+5-r.p.Nose.Width/2)
	ends := step(top+6, top-4, y) * step(r.mouth.y-14, r.mouth.y+2, y)
	return (0.35 + 1.5*old) * ends * bump(ax-at, 0, 3.2, 1)
}

func (r relief) sockets(x, y float64) float64 {
	z := 0.0
	for i, e := range r.eyes {
		side := e.side
		dx, dy := x-e.x, y-e.y
		z -= r.p.Eyes.Depth * (0.75*bump(dx, dy-3, 17, 11) + 0.55*bump(side*x-13.5, dy-1, 6, 9))
		z += 5.2 * bump(dx, dy, 14, 9)
		z += 1.1 * bump(dx-side*2, dy-(r.p.Eyes.Open*0.5+4.5), 14, 3.2) * (0.6 + 0.4*r.p.Eyes.Fold) // the lid
		z -= r.p.Eyes.Fold * 0.9 * bump(dx, dy-e.crease(dx), 13, 1.5)
		z -= (0.4 + 0.9*r.p.Eyes.Bag) * bump(dx, dy+13, 13, 3)
		z += 1.0 * r.p.Eyes.Bag * bump(dx, dy+9, 12, 3.4)
		z -= 0.8 * e.inside(dx, dy, 1.2) * r.v.open(i)
	}
	return z
}

// noseAt gives the height of the nose and how far its skin hangs or turns up.
func (r relief) noseAt(x, y float64) (z, dy float64) {
	n := r.p.Nose
	t := -y / n.Length
	if t < -0.3 || t > 1.3 {
		return 0, 0
	}
	h := r.nose.value(t)
	tip := step(0.55, 0.85, t)
	sigma := n.Bridge*0.85 + 0.8*step(0, 0.5, t) + (2.2+3.2*n.Round+0.06*(n.Width-34))*tip
	ax := math.Abs(x)
	z = h * (0.7*math.Exp(-math.Pow(ax/sigma, 2.05)) + 0.3*math.Exp(-math.Pow(ax/(sigma*1.75), 2)))
	wing := n.Width/2 - 5
	wingY := -n.Length + 7
	z += 8.2 * math.Pow(bump(ax-wing, y-wingY, 5.8, 6.2), 0.8) * (1 - 0.25*tip*bump(x, 0, 6, 1))
	z -= 1.1 * bump(ax-(n.Width/2+2.2), y-wingY-0.5, 2.2, 6)
	z -= 3.6 * bump(ax-(wing-5.2), y-(-n.Length+1.2), 3.2, 2.2) // nostrils
	mask := clamp(z/10, 0, 1) * step(0.62, 0.95, t)
	dy = mask * (n.Tip*0.7 - 1.2) * bump(x, 0, n.Width*0.6, 1)
	return z, dy
}

func (r relief) lipsAt(x, y float64) (z, dy float64) {
	l := r.mouth
	z = -1.0 * bump(x, y-(l.y+l.upperMid+5), 3.2, 6) // philtrum
	z += 0.6 * (bump(x-5, y-(l.y+l.upperMid+5), 2.4, 6) + bump(x+5, y-(l.y+l.upperMid+5), 2.4, 6))
	s := x / l.half
	if math.Abs(s) < 1.15 {
		line, upper, lower := l.outline(s)
		round := math.Sqrt(math.Max(0, 1-s*s/1.33))
		z += (1.6 + l.out) * round * bump(0, y-(line+0.52*upper), 1, 0.75*math.Max(upper, 2))
		z += (2 + 1.15*l.out) * round * bump(0, y-(line-0.5*lower), 1, 0.75*math.Max(lower, 2))
		z -= 1.7 * bump(0, y-line, 1, 1.3) * math.Max(0, 1-s*s)
	}
	z -= 1.6 * bump(math.Abs(x)-l.half-1, y-l.corner, 4, 4)
	if l.gap > 0 { // the jaw drops
		dy = -l.gap * step(l.y+1, l.y-2, y) * step(1.25, 0.2, math.Abs(s)*0.8)
		dy -= l.gap * 0.35 * step(l.y, l.y-12, y)
	}
	return z, dy
}
