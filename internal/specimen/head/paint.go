package head

import "math"

// surface is what light meets at a point.
type surface struct {
	albedo vec
	normal vec
	gloss  float64 // strength of the highlight
	tight  float64 // its exponent
	soft   vec     // how far light wraps round, by colour
	hollow float64
}

// painter colours the skin of one person in one view.
type painter struct {
	p     Params
	v     View
	eyes  [2]eye
	mouth lips
	base  vec
	lip   vec
	scalp func(theta, y float64) float64
}

func newPainter(p Params, v View) painter {
	base := skinTone(p.Skin.Tone, p.Skin.Warm)
	rose := base.tint(vec{0.86, 0.5, 0.5}).add(vec{0.02, 0, 0.004})
	lip := base.mix(rose, 0.35+0.65*p.Mouth.Redder)
	if p.Mouth.Color != (vec{}) {
		lip = rose.mix(p.Mouth.Color, 0.3+0.65*p.Mouth.Redder)
	}
	return painter{p: p, v: v, eyes: eyesOf(p, v), mouth: lipsOf(p, v), base: base, lip: lip}
}

// skinAt paints the skin at x, y of the bare head; theta is its angle there.
func (k painter) skinAt(x, y float64, s *surface) {
	s.soft, s.gloss, s.tight = vec{0.34, 0.18, 0.12}, 0.05+0.12*k.p.Skin.Shine*k.oily(x, y), 14
	s.albedo = k.complexion(x, y)
	if math.Abs(x) > 120 || y < -k.p.Skull.Height-4 {
		return
	}
	k.beard(x, y, s)
	k.browAt(x, y, s)
	k.lipsAt(x-k.p.Skew.Mouth, y, s)
	k.nostrils(x-k.p.Skew.nose(y, k.p.Nose.Length), y, s)
	for i := range k.eyes {
		k.eyeAt(k.eyes[i], x, y, s)
	}
}

// oily is where a face shines: forehead, ridge and tip of the nose, cheekbones, chin.
func (k painter) oily(x, y float64) float64 {
	ax := math.Abs(x)
	return bump(x, y-45, 36, 18) + bump(x, y+22, 7, 24) + 0.7*bump(ax-40, y+20, 15, 12) + 0.5*bump(x, y+k.p.Skull.Height-12, 14, 9)
}

// complexion is the skin's own colour: red where blood is near, blotches, freckles, moles, shadow under the eyes.
func (k painter) complexion(x, y float64) vec {
	p, ax := k.p, math.Abs(x)
	light := 1 - 0.7*p.Skin.Tone
	red := 0.10*bump(ax-38, y+32, 22, 18) + 0.13*bump(x, y+p.Nose.Length-8, 14, 12) + 0.05*bump(x, y+p.Skull.Height-8, 18, 12)
	red += 0.08 * (clouds(x*0.09, y*0.09, p.Seed) - 0.5) * (0.5 + 2*p.Skin.Mottle)
	red *= light
	c := k.base.tint(vec{1 + 0.2*red, 1 - 1.3*red, 1 - 1.3*red})
	grain := 1 + 0.07*(noise(x*1.1, y*1.1, p.Seed+7)-0.5) + (0.05+0.1*p.Skin.Mottle)*(clouds(x*0.25, y*0.25, p.Seed+9)-0.5)
	c = c.mul(grain)
	for _, e := range k.eyes {
		dx, dy := x-e.x, y-e.y
		under := (0.10 + 0.22*p.Eyes.Bag) * bump(dx+e.side*3, dy+9, 13, 6)
		around := 0.16 * bump(dx, dy-2, 19, 11)
		c = c.mul(1 - 0.45*p.Eyes.Shadow*bump(dx-e.side*2, dy-7, 14, 5.5)*step(-1, 2, dy))
		c = c.tint(vec{1 - under - 0.8*around, 1 - 1.25*under - around, 1 - 1.1*under - around})
	}
	if p.Skin.Freckles > 0 {
		spots := step(0.66, 0.82, noise(x*0.5, y*0.5, p.Seed+21)) * bump(ax-22, y+22, 34, 22) * p.Skin.Freckles
		c = c.tint(vec{1 - 0.25*spots, 1 - 0.42*spots, 1 - 0.5*spots})
	}
	return k.moles(x, y, k.lines(x, y, c))
}

// lines of age: across the forehead, beside the eyes, from the nose to the mouth, between the brows.
func (k painter) lines(x, y float64, c vec) vec {
	old := step(30, 72, k.p.AgeYears)
	if old == 0 {
		return c
	}
	ax, deep := math.Abs(x), 0.0
	wander := 3 * (noise(x*0.07, y*0.04, k.p.Seed+111) - 0.5)
	for n := range 3 {
		at := 36 + float64(n)*9 + wander + 2*lattice(n, 4, k.p.Seed)
		deep += 0.6 * bump(0, y-at, 1, 1.1) * step(42, 24, ax) * noise(x*0.05, float64(n)*7, k.p.Seed+112)
	}
	for n := range 3 { // crow's feet
		slope := (float64(n) - 1) * 0.4
		from := k.p.Eyes.Spacing/2 + k.p.Eyes.Width/2 + 3
		deep += 0.6 * bump(0, y-(slope*(ax-from)+(float64(n)-1)*2), 1, 0.8) * step(from, from+3, ax) * step(from+14, from+7, ax)
	}
	deep += 0.6 * bump(ax-4-0.1*(y-15), 0, 0.9, 1) * step(6, 11, y) * step(27, 20, y)
	top := -k.p.Nose.Length + 6
	t := clamp((top-y)/(top-k.mouth.y+4), 0, 1)
	at := k.p.Nose.Width/2 + 2.5 + t*(k.mouth.half+5-k.p.Nose.Width/2)
	deep += 0.9 * bump(ax-at, 0, 1.7, 1) * step(top+3, top-4, y) * step(k.mouth.y-12, k.mouth.y+2, y)
	deep *= 0.42 * old
	return c.tint(vec{1 - deep, 1 - 1.25*deep, 1 - 1.25*deep})
}

func (k painter) moles(x, y float64, c vec) vec {
	for i := range k.p.Skin.Moles {
		mx := (lattice(i, 1, k.p.Seed) - 0.5) * 100
		my := 40 - lattice(i, 2, k.p.Seed)*140
		m := bump(x-mx, y-my, 1.3, 1.2)
		c = c.mix(c.mul(0.25), 0.85*step(0.2, 0.7, m))
	}
	return c
}

func (k painter) beard(x, y float64, s *surface) {
	cover := k.p.bearded(k.mouth, x, y)
	if cover <= 0 {
		return
	}
	strand := noise(x*1.7+2*noise(x*0.3, y*0.3, 5), y*0.8, k.p.Seed+31)
	shade := k.p.Hair.Color.mul(0.6 + 0.8*strand)
	cover = clamp(cover*(0.75+0.6*strand), 0, 0.96)
	s.albedo = s.albedo.mix(shade, cover)
	s.gloss *= 1 - 0.8*cover
}

func (k painter) browAt(x, y float64, s *surface) {
	there := k.p.brow(x, y)
	if there <= 0 {
		return
	}
	slant := x*math.Copysign(0.55, x) - y
	strand := noise(slant*1.5, (math.Abs(x)*0.5+y)*0.35, k.p.Seed+41)
	cover := clamp(there*(k.p.Brows.Dense*1.05+0.5*(strand-0.5)), 0, 0.95)
	s.albedo = s.albedo.mix(k.p.Hair.Color.mul(0.8).mix(srgb(30, 22, 18), 0.35), cover)
	s.gloss *= 1 - cover
}

func (k painter) lipsAt(x, y float64, s *surface) {
	l := k.mouth
	q := x / l.half
	if math.Abs(q) > 1.12 {
		return
	}
	line, upper, lower := l.outline(q)
	d := y - line
	edge := step(1.04, 0.9, math.Abs(q))
	cover := step(upper+0.9, upper-0.9, d) * step(-lower-1.3, -lower+1.3, d) * edge
	if cover > 0 {
		c := k.lip.mul(0.93 + 0.14*noise(x*1.3, y*0.25, k.p.Seed+51))
		if d > 0 {
			c = c.mul(0.84)
		}
		s.albedo = s.albedo.mix(c, cover*0.92)
		if d < 0 {
			s.gloss += 0.10 * cover
		}
		s.tight = 14 + 20*cover
	}
	dark := bump(0, d, 1, 0.95) * step(1.12, 0.95, math.Abs(q))
	s.albedo = s.albedo.mix(k.lip.tint(vec{0.22, 0.13, 0.13}), 0.86*dark)
	if l.gap > 0 && d < 0.4 && d > -1.8 { // the open mouth: the rows below were pulled down
		in := step(0.98, 0.85, math.Abs(q)) * step(0.5, 0.1, d) * step(-1.8, -1.3, d)
		teeth := step(-0.15, -0.3, d) * step(-0.75, -0.6, d) * step(0.75, 0.6, math.Abs(q))
		c := vec{0.03, 0.012, 0.012}.mix(vec{0.6, 0.55, 0.47}, teeth)
		s.albedo, s.gloss = s.albedo.mix(c, in), s.gloss*(1-in)
	}
}

func (k painter) nostrils(x, y float64, s *surface) {
	n := k.p.Nose
	ax := math.Abs(x)
	at := n.Width/2 - 10.4
	hole := bump(ax-math.Max(at, 4.2)-0.3*(y+n.Length-1), y-(-n.Length+1.4+0.5*n.Tip*0.4), 3.6+0.05*(n.Width-34), 1.9)
	s.albedo = s.albedo.mix(k.base.tint(vec{0.10, 0.05, 0.045}), clamp(1.15*hole, 0, 0.93))
	s.gloss *= 1 - hole
	wing := bump(ax-n.Width/2-1.2, y+n.Length-6.5, 1.5, 5.2)
	s.albedo = s.albedo.tint(vec{1 - 0.22*wing, 1 - 0.32*wing, 1 - 0.32*wing})
	under := bump(ax, y+n.Length+1, n.Width*0.4, 3)
	s.albedo = s.albedo.mul(1 - 0.22*under)
}
