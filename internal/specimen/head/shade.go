package head

import "math"

// lamp is the key light and the map of what it reaches.
type lamp struct {
	towards     vec
	color       vec
	ambient     vec
	right, up   vec
	low         vec // corner of the map, along right, up and towards
	size        int
	depth       []float32 // nearest surface to the lamp, along towards
	hasSurfaces bool
	slacks      [2*reach*reach + 1]float64
}

const lampCell = 3.0 // millimetres

func newLamp(l Light, meshes []*placed) lamp {
	sa, ca := math.Sincos(l.Azimuth * math.Pi / 180)
	se, ce := math.Sincos(l.Elevation * math.Pi / 180)
	warm := vec{1 + 0.18*l.Warm, 1, 1 - 0.3*l.Warm}
	out := lamp{towards: vec{sa * ce, se, ca * ce}, color: warm.mul(l.Key), ambient: warm.mix(vec{1, 1, 1}, 0.5).mul(l.Ambient), size: 256, slacks: slackOf()}
	out.right = vec{0, 1, 0}.cross(out.towards).unit()
	out.up = out.towards.cross(out.right)
	out.cast(meshes)
	return out
}

// cast draws every surface as the lamp sees it.
func (l *lamp) cast(meshes []*placed) {
	if len(meshes) == 0 {
		return
	}
	l.hasSurfaces = true
	first := meshes[0].points[0]
	span := vec{first.dot(l.right), first.dot(l.up), 0}
	high := span
	for _, m := range meshes {
		if m.of == cloth {
			continue
		}
		for _, p := range m.points {
			x, y := p.dot(l.right), p.dot(l.up)
			span.x, span.y, high.x, high.y = min(span.x, x), min(span.y, y), max(high.x, x), max(high.y, y)
		}
	}
	l.low = span
	l.size = min(int(max(high.x-span.x, high.y-span.y)/lampCell)+2, 700)
	l.depth = make([]float32, l.size*l.size)
	for i := range l.depth {
		l.depth[i] = -math.MaxFloat32
	}
	for _, m := range meshes {
		for i, p := range m.points {
			if m.of == hair && m.vertices[i].cover <= 1.5 {
				continue
			}
			l.mark(p, m.of == cloth)
		}
	}
	l.fill()
}

func (l *lamp) cell(p vec) (x, y float64) {
	return (p.dot(l.right) - l.low.x) / lampCell, (p.dot(l.up) - l.low.y) / lampCell
}

// mark a vertex: meshes are finer than the map's cells, but for clothes, which cast no shadow on anything that matters.
func (l *lamp) mark(p vec, skip bool) {
	x, y := l.cell(p)
	ix, iy := int(x+0.5), int(y+0.5)
	if skip || ix < 0 || iy < 0 || ix >= l.size || iy >= l.size {
		return
	}
	at := &l.depth[iy*l.size+ix]
	*at = max(*at, float32(p.dot(l.towards)))
}

// fill closes single holes between vertices.
func (l *lamp) fill() {
	old := append([]float32(nil), l.depth...)
	for y := 1; y < l.size-1; y++ {
		for x := 1; x < l.size-1; x++ {
			i := y*l.size + x
			across := min(old[i-1], old[i+1])
			along := min(old[i-l.size], old[i+l.size])
			l.depth[i] = max(old[i], across, along)
		}
	}
}

// reach of the soft edge of a shadow, cells of the map.
const reach = 3

// slackOf gives how far, millimetres, a surface may stand before a point at a squared distance in cells without shading it.
func slackOf() (out [2*reach*reach + 1]float64) {
	for i := range out {
		out[i] = 4 + 2.2*math.Sqrt(float64(i))
	}
	return out
}

// reaches is the share of the lamp a point sees: the lamp is broad, so edges are soft.
func (l *lamp) reaches(p vec) float64 {
	if !l.hasSurfaces {
		return 1
	}
	x, y := l.cell(p)
	deep := p.dot(l.towards)
	lit, all := 0.0, 0.0
	slacks := &l.slacks
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			fx, fy := x+float64(dx), y+float64(dy)
			ix, iy := int(fx+0.5), int(fy+0.5)
			weight := 1.0 / (1 + 0.25*float64(dx*dx+dy*dy))
			all += weight
			if ix < 0 || iy < 0 || ix >= l.size || iy >= l.size {
				lit += weight
				continue
			}
			over := float64(l.depth[iy*l.size+ix]) - deep
			slack := slacks[dx*dx+dy*dy]
			lit += weight * (1 - step(slack, slack+6, over))
		}
	}
	return lit / all
}

// shade is the light that comes from one sample.
func (s *scene) shade(at *sample) vec {
	m := s.meshes[at.mesh]
	sb, sc := float64(at.sb), float64(at.sc)
	sa := 1 - sb - sc
	v := m.between(at.a, at.b, at.c, sb, sc)
	point := m.points[at.a].mul(sa).add(m.points[at.b].mul(sb)).add(m.points[at.c].mul(sc))
	view := vec{0, -lower, s.lens.distance}.sub(point).unit()
	own := m.vertices[at.a].normal.mul(sa).add(m.vertices[at.b].normal.mul(sb)).add(m.vertices[at.c].normal.mul(sc)).unit()
	out := surface{normal: own, hollow: v.hollow}
	k := s.painters[m.sitter]
	switch m.of {
	case skin, ear:
		k.skinAt(v.u, v.v, &out)
		if m.of == skin {
			s.scalp(m, at, v, &out)
		}
	case hair:
		k.hairAt(&v, &out)
	case cloth:
		k.clothAt(v.u, v.v, &out)
	case frameOfGlasses:
		out.albedo, out.gloss, out.tight, out.soft = k.p.Glasses.Color, 0.3, 40, vec{0.1, 0.1, 0.1}
	}
	seat := &s.seats[m.sitter]
	follow := m.vertices[at.a].follow
	out.normal = out.normal.mix(seat.turn.apply(out.normal), follow).unit()
	if out.normal.dot(view) < 0 {
		out.normal = out.normal.mul(-1)
		if m.of == hair {
			out.hollow += 0.4
		}
	}
	return s.lit(out, point, view)
}

// scalp darkens skin at the roots of the hair, so that the hair line is no edge.
func (s *scene) scalp(m *placed, at *sample, v vertex, out *surface) {
	if v.w < -95 {
		return
	}
	col := int(at.a) % m.cols
	in := s.lines[m.sitter].inside(angle(col, m.cols), v.w)
	cover := step(-3.5, 4, in+3*(noise(v.u*0.8, v.w*0.3, 77)-0.5))
	if cover > 0 {
		out.albedo = out.albedo.mix(s.sitters[m.sitter].Params.Hair.Color.mul(0.75), 0.85*cover)
		out.gloss *= 1 - cover
	}
}

// lit adds lamp, surroundings and highlight.
func (s *scene) lit(f surface, point, view vec) vec {
	l := &s.lamp
	facing := f.normal.dot(l.towards)
	reach := l.reaches(point.add(f.normal.mul(2)))
	wrap := func(soft float64) float64 {
		d := clamp((facing+soft)/(1+soft), 0, 1)
		return d * (reach + (1-reach)*soft*0.4)
	}
	key := vec{wrap(f.soft.x), wrap(f.soft.y), wrap(f.soft.z)}.tint(l.color)
	open := clamp(1-f.hollow, 0.12, 1.12)
	sky := 0.62 + 0.28*f.normal.y + 0.22*math.Max(0, f.normal.z)
	occluded := vec{math.Pow(open, 0.8), open, math.Pow(open, 1.1)}
	around := l.ambient.mul(sky).tint(occluded)
	diffuse := f.albedo.tint(key.mul(0.5 + 0.5*open).add(around))
	half := l.towards.add(view).unit()
	rim := math.Pow(1-clamp(f.normal.dot(view), 0, 1), 4)
	shine := f.gloss * math.Pow(clamp(f.normal.dot(half), 0, 1), f.tight) * (0.6 + 1.2*rim) * reach * clamp(facing*3, 0, 1)
	return diffuse.add(l.color.mul(shine * open)).add(l.ambient.mul(0.06 * f.gloss))
}
