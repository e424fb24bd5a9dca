package head

import "math"

// newEar builds one ear; side -1 is at the viewer's left.
func newEar(p Params, side float64) *mesh {
	const rows, cols = 15, 49
	m := newMesh(ear, rows, cols)
	m.round = true
	f := newFrame(p)
	root, _ := f.ring(-8).at(math.Pi / 2)
	s, c := math.Sincos(p.Skull.EarOut * math.Pi / 180)
	height, depth := p.Skull.Ear/2, p.Skull.Ear*0.28
	for r := range rows {
		q := 1 - float64(r)/(rows-1) // 1 at the rim
		for k := range cols {
			a := 2 * math.Pi * float64(k) / (cols - 1)
			sa, ca := math.Sincos(a)
			back := depth*ca*q*(1-0.25*math.Min(sa, 0)*ca) - 3*sa*q // leaning back; narrow at the lobe
			up := height * sa * q
			out := 5*step(0.55, 0.85, q)*step(1.02, 0.9, q)*step(-0.9, -0.2, sa) + 2.5*step(0.75, 0.4, q) - 5.5*bump(back+3, up+2, depth*0.45, height*0.3) - 3*step(0.93, 1, q)
			bx := side * (root - 2.5 + out*c + (back+depth)*s)
			m.at(r, k).at = vec{bx, -10 + up, -86 - (back+depth*0.55)*c + out*s}
			*m.at(r, k) = vertex{at: m.at(r, k).at, u: 200, v: -10, hollow: 0.5 * bump(back+3, up+2, depth*0.5, height*0.35), follow: 1}
		}
	}
	m.setNormals()
	if side > 0 {
		for i := range m.vertices {
			m.vertices[i].normal = m.vertices[i].normal.mul(-1)
		}
	}
	return m
}

// newBody builds the shoulders in their clothes.
func newBody(p Params) *mesh {
	const cols = 121
	wide := 1.0
	if p.Sex == Female {
		wide = 0.88
	}
	width := curve{{-148, 61}, {-160, 66}, {-170, 78}, {-180, 108}, {-190, 142 * wide}, {-204, 182 * wide}, {-222, 206 * wide}, {-260, 222 * wide}, {-620, 228 * wide}}
	front := curve{{-148, -40}, {-160, -36}, {-180, -26}, {-215, -4}, {-300, 16}, {-620, 22}}
	back := curve{{-148, -158}, {-180, -176}, {-240, -200}, {-620, -210}}
	var heights []float64
	for y := -156.0; y > -600; y -= 5 {
		heights = append(heights, y)
	}
	m := newMesh(cloth, len(heights), cols)
	m.round = true
	for r, y := range heights {
		cut := ring{width: width.value(y), front: front.value(y), back: back.value(y), middle: -100, square: 2.2}
		for c := range cols {
			theta := angle(c, cols)
			x, z := cut.at(theta)
			fold := 3 * (clouds(x*0.02, y*0.02, p.Seed+101) - 0.5) * step(-170, -230, y)
			dip := -22 * step(0.45, 1, math.Cos(theta)) * step(-260, -156, y) // the neck of the garment is lower in front
			*m.at(r, c) = vertex{at: vec{x, y + dip, z + fold}, u: x, v: y + dip}
		}
	}
	m.setNormals()
	return m
}

func (k painter) clothAt(x, y float64, s *surface) {
	d := k.p.Dress
	weave := 1 + 0.10*(noise(x*0.9, y*0.9, 3)-0.5) + 0.14*(clouds(x*0.03, y*0.03, k.p.Seed+102)-0.5)
	c, ax := d.Color, math.Abs(x)
	below := -176 - y // from the pit of the neck
	switch d.Collar {
	case 1:
		c = d.Second.mix(d.Color, 0.25)
		wing := bump(ax-0.45*below-14, 0, 13, 1) * step(62, 50, below)
		c = c.mul(1 - 0.28*step(0.25, 0.45, wing)*step(0.7, 0.45, wing) - 0.3*bump(x, 0, 1.2, 1))
	case 2:
		if ax < 44-0.28*below {
			c = d.Second
		}
		edge := math.Abs(ax - (44 - 0.28*below))
		c = c.mul(1 - 0.5*bump(edge, 0, 1.6, 1))
	default:
		c = c.mul(1 - 0.25*step(-158, -166, y+4)*step(-184, -170, y))
	}
	s.albedo, s.gloss, s.tight, s.soft = c.mul(weave), 0.015, 8, vec{0.15, 0.15, 0.15}
}
