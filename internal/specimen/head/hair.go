package head

import "math"

// hairline gives how far a point at an angle (radians from straight ahead) and height lies inside the hair, in millimetres; below nought
// is bare.
type hairline struct {
	h    Hair
	line curve // height of the edge by degrees from straight ahead
	top  float64
	rim  float64 // height of the brows, where a fringe ends
}

func newHairline(p Params) hairline {
	h := p.Hair
	l := h.Line
	return hairline{h: h, top: p.Skull.Forehead, rim: p.Brows.Height + 2, line: curve{{0, l}, {16, l + 0.25*h.Temple}, {34, l - 3 + h.Temple}, {48, l - 14 + 0.5*h.Temple}, {56, 28},
		{62, 8}, {70, -16}, {76, -18}, {81, 8}, {98, 16}, {110, 4}, {120, -42}, {140, -72}, {180, -82}}}
}

func (h hairline) inside(theta, y float64) float64 {
	degrees := math.Abs(theta) * 180 / math.Pi
	edge := h.line.value(degrees)
	if h.h.Fringe > 0 && degrees < 60 {
		part := theta*180/math.Pi - h.h.Part*30
		low := h.rim + (1-h.h.Fringe)*(h.h.Line-h.rim) + 7*step(14, 0, math.Abs(part)) + 2.5*math.Sin(theta*21+h.h.Part*9)
		edge = math.Min(edge, low+step(44, 60, degrees)*(edge-low))
	}
	in := y - edge
	if h.h.Bald > 0 {
		crown := 88 - 46*h.h.Bald + 0.24*(degrees-60)
		in = math.Min(in, (crown-y)*0.6)
		if degrees < 58 {
			in = -20
		}
	}
	return in
}

// newHair builds the shell of hair over the head. It stands off the more the further inside the hair line.
func newHair(p Params) *mesh {
	f, line := newFrame(p), newHairline(p)
	heights := rowHeights(p.Skull.Forehead)
	rows := 0
	for rows < len(heights) && heights[rows] > -92 {
		rows++
	}
	m := newMesh(hair, rows, headCols)
	m.round = true
	middle := vec{0, 8, -86}
	for r, y := range heights[:rows] {
		cut := f.ring(y)
		for c := range m.cols {
			theta := angle(c, m.cols)
			x, z := cut.at(theta)
			at := vec{x, y + f.lift(y, z), z}
			in := line.inside(theta, y)
			up := step(20, p.Skull.Forehead, y)
			thick := 0.6 + p.Hair.Volume*(0.45+0.55*up)*(1-math.Exp(-math.Max(in, 0)/11))
			lock := p.Hair.Wave*3*(noise(theta*9, y*0.05, p.Seed+81)-0.5) + 1.5*(noise(theta*30, y*0.03, p.Seed+82)-0.5)
			thick += lock * clamp(in/12, 0, 1)
			out := at.sub(middle).unit().add(vec{0, 0.25 * up, 0})
			*m.at(r, c) = vertex{at: at.add(out.mul(thick)), u: theta, v: y, w: thick, cover: in, follow: step(-205, -112, y)}
		}
	}
	m.setNormals()
	return m
}

// newLocks builds hair that falls past the ears, or nothing.
func newLocks(p Params) *mesh {
	if p.Hair.Length < 20 {
		return nil
	}
	const rows, cols = 120, 181
	m := newMesh(hair, rows, cols)
	half, vol := p.Skull.Width/2, p.Hair.Volume
	width := curve{{70, half*0.93 + 0.5*vol}, {45, half + 0.62*vol}, {0, half*0.98 + 0.85*vol}, {-60, half*0.95 + vol}, {-120, half*0.92 + 1.15*vol}, {-190, half*0.98 + 1.3*vol}, {-270, half + 1.4*vol}}
	for r := range rows {
		t := float64(r) / (rows - 1)
		y := 70 - t*(70+p.Hair.Length)
		start := 67 - p.Hair.Forward + 5*step(40, -40, y) - 4*p.Hair.Wave
		cut := ring{width: width.value(y), front: 6, back: -192 - 0.6*vol + 30*step(0, -200, y), middle: -84, square: 2.3}
		for c := range cols {
			s := 2*float64(c)/(cols-1) - 1
			degrees := 180 + 180*s
			theta := (start + degrees*(360-2*start)/360) * math.Pi / 180
			wrapped := math.Mod(theta+math.Pi, 2*math.Pi) - math.Pi
			x, z := cut.at(wrapped)
			wave := p.Hair.Wave * 4 * math.Sin(y*0.055+3*noise(theta*4, 0, p.Seed+83)) * step(10, -40, y)
			lock := 4*(noise(theta*14, y*0.012, p.Seed+84)-0.5) + 2*(noise(theta*34, y*0.02, p.Seed+85)-0.5)
			edge := math.Min(1+s, 1-s) * 40
			tips := (1-t)*(70+p.Hair.Length) - 16*noise(theta*22, 0, p.Seed+86)
			out := vec{x, 0, z + 84}.unit()
			pull := 5 * step(4, 0, edge) // the edges lie close to the head
			*m.at(r, c) = vertex{at: vec{x, y, z}.add(out.mul(wave + lock - pull)), u: theta, v: y, w: 12, cover: math.Min(edge+1.2, tips), follow: step(-230, -110, y)}
		}
	}
	m.setNormals()
	return m
}

// hairAt paints strands that run down, with the band of light hair has.
func (k painter) hairAt(at *vertex, s *surface) {
	h := k.p.Hair
	along := at.v
	across := at.u*85 + h.Wave*5*math.Sin(along*0.06+at.u*3)
	if h.Curls > 0.5 {
		k.curls(at, s)
		return
	}
	strand := 0.55*noise(across*0.55, along*0.02, k.p.Seed+91) + 0.45*noise(across*1.7, along*0.035, k.p.Seed+92)
	s.albedo = h.Color.mul(0.5 + 0.95*strand)
	s.normal = s.normal.add(vec{(strand - 0.5) * 0.9, 0, 0}).unit()
	s.gloss, s.tight = 0.11+0.22*(h.Color.x+h.Color.y)*strand, 9
	s.soft = vec{0.2, 0.2, 0.2}
	root := clamp(at.cover/10, 0, 1)
	s.hollow += 0.45 - 0.35*root
	if at.v < 20 {
		s.hollow += 0.12
	}
}

// curls are a dense grain without direction.
func (k painter) curls(at *vertex, s *surface) {
	grain := clouds(at.u*85*0.45, at.v*0.45, k.p.Seed+93)
	s.albedo = k.p.Hair.Color.mul(0.45 + 1.0*grain)
	s.normal = s.normal.add(vec{(grain - 0.5) * 0.8, (noise(at.u*60, at.v*0.6, k.p.Seed+94) - 0.5) * 0.8, 0}).unit()
	s.gloss, s.tight, s.soft = 0.03, 8, vec{0.2, 0.2, 0.2}
	s.hollow += 0.4 - 0.3*clamp(at.cover/10, 0, 1)
}

// frayed makes the edge of hair one of strands.
func frayed(u, v, cover float64, seed uint64) bool {
	return cover > 5*noise(u*95, v*0.12, seed+95)
}
