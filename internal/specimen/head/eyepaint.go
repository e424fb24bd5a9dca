package head

import "math"

// eyeAt paints one eye: the ball between the lids, the edges of the lids, lashes and the fold above.
func (k painter) eyeAt(e eye, x, y float64, s *surface) {
	dx, dy := x-e.x, y-e.y
	if math.Abs(dx) > e.half+9 || dy < -14 || dy > 18 {
		return
	}
	upper, lower := e.lids(dx)
	in := e.inside(dx, dy, 0.7)
	k.lid(e, dx, dy, s)
	if in > 0 {
		ball := k.ball(e, dx, dy, upper, lower)
		s.albedo = s.albedo.mix(ball.albedo, in)
		s.normal = s.normal.mix(ball.normal, in*0.75).unit()
		s.gloss += (ball.gloss - s.gloss) * in
		s.tight += (ball.tight - s.tight) * in
		s.hollow += (ball.hollow - s.hollow) * in
	}
	k.lashes(e, dx, dy, upper, lower, s)
}

// ball is sclera, iris and pupil; the lid and its lashes shade the upper part.
func (k painter) ball(e eye, dx, dy, upper, lower float64) surface {
	ix, iy := dx-e.gazeX, dy-0.8-e.gazeY
	r := math.Hypot(ix, iy)
	corner := clamp(e.side*dx/e.half, -1, 1)
	white := srgb(226, 216, 208).mix(srgb(212, 160, 148), 0.25*math.Abs(corner)*math.Abs(corner)+0.5*step(-0.78, -1, corner))
	white = white.mul(0.95 - 0.3*k.p.Skin.Tone*0.4)
	const irisR, pupilR = 5.9, 2.1
	spokes := 0.75 + 0.5*noise(math.Atan2(iy, ix)*7, r*0.4, k.p.Seed+61)
	iris := k.p.Eyes.Iris.mul(spokes * (1.35 - 0.75*step(3.6, irisR, r) + 0.25*step(1, -3, iy)))
	c := white.mix(iris, step(irisR+0.4, irisR-0.5, r))
	c = c.mix(vec{0.004, 0.004, 0.005}, step(pupilR+0.35, pupilR-0.35, r))
	shade := 0.58 * math.Exp(-math.Max(0, upper-dy)/2.0)
	shade += 0.25 * step(0.75, 1.05, math.Abs(corner))
	out := surface{albedo: c.mul(1 - clamp(shade, 0, 0.8)), gloss: 0.35, tight: 90, hollow: 0.18}
	out.normal = vec{dx / 16, dy / 14, 1}.unit()
	return out
}

// lid darkens the fold above the eye and brightens the wet edge below.
func (k painter) lid(e eye, dx, dy float64, s *surface) {
	within := step(e.half+5, e.half-4, math.Abs(dx))
	fold := k.p.Eyes.Fold * bump(0, dy-e.crease(dx), 1, 1.0) * within
	s.albedo = s.albedo.tint(vec{1 - 0.42*fold, 1 - 0.52*fold, 1 - 0.52*fold})
	_, lower := e.lids(dx)
	wet := bump(0, dy-(lower-0.6), 1, 0.7) * step(e.half, e.half-3, math.Abs(dx))
	s.albedo = s.albedo.mix(k.base.tint(vec{1.02, 0.8, 0.78}), 0.5*wet)
}

// lashes follow the upper lid, longer towards the outer corner; faint ones below.
func (k painter) lashes(e eye, dx, dy, upper, lower float64, s *surface) {
	q := e.side * dx / e.half
	if math.Abs(q) > 1.2 {
		return
	}
	female := 0.0
	if k.p.Sex == Female {
		female = 1
	}
	ends := step(1.16, 0.98, math.Abs(q)) * (0.55 + 0.45*step(-1, 0.2, q))
	thick := 0.95 + 0.35*female + 0.3*step(0, 1, q)
	strand := 0.8 + 0.4*noise(dx*2.2, 3, k.p.Seed+71)
	d := dy - upper - 0.15
	line := ends * strand * math.Exp(-d*d/(thick*thick))
	below := 0.34 * step(1.05, 0.8, math.Abs(q)) * bump(0, dy-(lower-0.4), 1, 0.75)
	dark := k.p.Hair.Color.mul(0.3).mix(vec{0.012, 0.009, 0.008}, 0.7)
	s.albedo = s.albedo.mix(dark, clamp(0.9*line+below, 0, 0.92))
	s.gloss *= 1 - 0.7*clamp(line, 0, 1)
}
