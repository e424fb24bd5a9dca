package head

import "math"

// newGlasses builds two rims, the bridge and the arms, or nothing.
func newGlasses(p Params) []*mesh {
	g := p.Glasses
	if g.Rim <= 0 {
		return nil
	}
	const height = -2.0
	out := 15 + 0.6*p.Nose.Root
	middle := math.Max(p.Eyes.Spacing/2, g.Width/2+7)
	var parts []*mesh
	for _, side := range []float64{-1, 1} {
		parts = append(parts, tube(g.Rim, 65, func(t float64) vec {
			s, c := math.Sincos(2 * math.Pi * t)
			e := 2 / g.Square
			x := side * (middle + g.Width/2*math.Copysign(math.Pow(math.Abs(c), e), c))
			y := height + g.Height/2*math.Copysign(math.Pow(math.Abs(s), e), s)
			return vec{x, y, out - 0.0022*x*x}
		}))
		parts = append(parts, tube(g.Rim*0.9, 25, func(t float64) vec {
			x := middle + g.Width/2
			wide := math.Max(x, p.Skull.Width/2+1)
			return vec{side * (x + (wide-x)*step(0, 0.35, t) + 2*t), height + 9, out - 0.0022*x*x - t*95}
		}))
	}
	inner := middle - g.Width/2
	return append(parts, tube(g.Rim, 17, func(t float64) vec {
		x := inner * (2*t - 1)
		return vec{x, height + 5 + 2*(1-(2*t-1)*(2*t-1)), out + 1 - 0.0022*x*x}
	}))
}

// tube is a round bar of a thickness along a path.
func tube(thick float64, steps int, path func(t float64) vec) *mesh {
	const sides = 9
	m := newMesh(frameOfGlasses, steps, sides)
	m.round = true
	for r := range steps {
		t := float64(r) / float64(steps-1)
		at := path(t)
		along := path(t + 0.01).sub(path(t - 0.01)).unit()
		a := along.cross(vec{0.3, 0.2, 1}).unit()
		b := along.cross(a)
		for c := range sides {
			s, k := math.Sincos(2 * math.Pi * float64(c) / (sides - 1))
			out := a.mul(k).add(b.mul(s))
			*m.at(r, c) = vertex{at: at.add(out.mul(thick / 2)), normal: out, follow: 1}
		}
	}
	return m
}
