package head

import "math"

// vec is a point, a direction or a linear colour.
type vec struct{ x, y, z float64 }

func (a vec) add(b vec) vec            { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vec) sub(b vec) vec            { return vec{a.x - b.x, a.y - b.y, a.z - b.z} }
func (a vec) mul(s float64) vec        { return vec{a.x * s, a.y * s, a.z * s} }
func (a vec) tint(b vec) vec           { return vec{a.x * b.x, a.y * b.y, a.z * b.z} }
func (a vec) dot(b vec) float64        { return a.x*b.x + a.y*b.y + a.z*b.z }
func (a vec) mix(b vec, t float64) vec { return a.add(b.sub(a).mul(t)) }
func (a vec) cross(b vec) vec {
	return vec{a.y*b.z - a.z*b.y, a.z*b.x - a.x*b.z, a.x*b.y - a.y*b.x}
}

func (a vec) unit() vec {
	l := math.Sqrt(a.dot(a))
	if l == 0 {
		return vec{0, 0, 1}
	}
	return a.mul(1 / l)
}

// turn is a rotation, by rows.
type turn [3]vec

func (m turn) apply(v vec) vec { return vec{m[0].dot(v), m[1].dot(v), m[2].dot(v)} }

// pose is the rotation of a head: first yaw about the vertical, then pitch, then roll in the picture; degrees, signs as in View.
func pose(yaw, pitch, roll float64) turn {
	sy, cy := math.Sincos(yaw * math.Pi / 180)
	sp, cp := math.Sincos(-pitch * math.Pi / 180)
	sr, cr := math.Sincos(-roll * math.Pi / 180)
	ry := turn{{cy, 0, sy}, {0, 1, 0}, {-sy, 0, cy}}
	rx := turn{{1, 0, 0}, {0, cp, -sp}, {0, sp, cp}}
	rz := turn{{cr, -sr, 0}, {sr, cr, 0}, {0, 0, 1}}
	return rz.times(rx).times(ry)
}

func (m turn) times(n turn) turn {
	t := turn{{n[0].x, n[1].x, n[2].x}, {n[0].y, n[1].y, n[2].y}, {n[0].z, n[1].z, n[2].z}}
	var out turn
	for i := range m {
		out[i] = vec{m[i].dot(t[0]), m[i].dot(t[1]), m[i].dot(t[2])}
	}
	return out
}

func clamp(v, low, high float64) float64 {
	if v < low {
		return low
	}
	if v > high {
		return high
	}
	return v
}

// step rises smoothly from 0 at a to 1 at b; a may be the greater.
func step(a, b, v float64) float64 {
	t := clamp((v-a)/(b-a), 0, 1)
	return t * t * (3 - 2*t)
}

// bump is 1 at the centre of an ellipse with the given half-axes and fades as a Gaussian.
func bump(dx, dy, rx, ry float64) float64 {
	q := dx*dx/(rx*rx) + dy*dy/(ry*ry)
	if q > 12 {
		return 0
	}
	return math.Exp(-q)
}

// curve is a smooth line through points given by falling or rising at.
type curve []struct{ at, value float64 }

// value reads the curve, flat beyond its ends, with monotone-safe slopes from the neighbours.
func (c curve) value(at float64) float64 {
	last := len(c) - 1
	rising := c[last].at > c[0].at
	if rising == (at <= c[0].at) {
		return c[0].value
	}
	for i := 0; i < last; i++ {
		if rising && at > c[i+1].at || !rising && at < c[i+1].at {
			continue
		}
		t := (at - c[i].at) / (c[i+1].at - c[i].at)
		span := c[i+1].at - c[i].at
		m0, m1 := c.slope(i)*span, c.slope(i+1)*span
		t2, t3 := t*t, t*t*t
		return c[i].value*(2*t3-3*t2+1) + m0*(t3-2*t2+t) + c[i+1].value*(3*t2-2*t3) + m1*(t3-t2)
	}
	return c[last].value
}

// slope at point i: the harmonic mean of both sides, zero at a turning point and at the ends one-sided, so that nothing overshoots.
func (c curve) slope(i int) float64 {
	side := func(k int) float64 { return (c[k+1].value - c[k].value) / (c[k+1].at - c[k].at) }
	switch {
	case i == 0:
		return side(0)
	case i == len(c)-1:
		return side(i - 1)
	}
	a, b := side(i-1), side(i)
	if a*b <= 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// lattice is a repeatable number from 0 to 1 for a cell of the plane.
func lattice(x, y int, seed uint64) float64 {
	h := uint64(int64(x))*0x9E3779B97F4A7C15 ^ uint64(int64(y))*0xC2B2AE3D27D4EB4F ^ seed*0x165667B19E3779F9
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 32
	h *= 0x94D049BB133111EB
	h ^= h >> 31
	return float64(h>>11) / (1 << 53)
}

// noise is smooth noise of about one cell in size, 0 to 1.
func noise(x, y float64, seed uint64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int(fx), int(fy)
	tx, ty := x-fx, y-fy
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	a := lattice(ix, iy, seed) + (lattice(ix+1, iy, seed)-lattice(ix, iy, seed))*tx
	b := lattice(ix, iy+1, seed) + (lattice(ix+1, iy+1, seed)-lattice(ix, iy+1, seed))*tx
	return a + (b-a)*ty
}

// clouds is noise on three scales, 0 to 1.
func clouds(x, y float64, seed uint64) float64 {
	return (noise(x, y, seed)*4 + noise(2.1*x, 2.1*y, seed+1)*2 + noise(4.3*x, 4.3*y, seed+2)) / 7
}
