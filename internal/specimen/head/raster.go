package head

import "math"

// corner is a vertex as the camera sees it.
type corner struct {
	x, y float64 // pixels
	over float64 // one over the distance from the lens
}

// placed is a mesh in the room.
type placed struct {
	*mesh
	sitter  int
	points  []vec // of the vertices, in the room
	normals []vec
	corners []corner
}

// sample is what the camera sees at one point of its grid: the corners of a triangle and its shares of them.
type sample struct {
	over    float32
	mesh    int16
	a, b, c int32
	sb, sc  float32
}

// raster is a band of the picture, finer than its pixels.
type raster struct {
	width, height int
	top           int // first row of the band
	samples       []sample
}

func (r *raster) clear(top int) {
	r.top = top
	for i := range r.samples {
		r.samples[i] = sample{mesh: -1}
	}
}

// draw adds a mesh: the nearest surface stays.
func (r *raster) draw(index int, p *placed, seed uint64) {
	for row := 0; row+1 < p.rows; row++ {
		for col := 0; col+1 < p.cols; col++ {
			a := int32(row*p.cols + col)
			b, c, d := a+1, a+int32(p.cols), a+int32(p.cols)+1
			r.triangle(index, p, a, c, b, seed)
			r.triangle(index, p, b, c, d, seed)
		}
	}
}

func (r *raster) triangle(index int, p *placed, ia, ib, ic int32, seed uint64) {
	a, b, c := p.corners[ia], p.corners[ib], p.corners[ic]
	low, high := min(a.y, b.y, c.y), max(a.y, b.y, c.y)
	if high < float64(r.top) || low > float64(r.top+r.height) || a.over <= 0 || b.over <= 0 || c.over <= 0 {
		return
	}
	if p.of == hair && max(p.vertices[ia].cover, p.vertices[ib].cover, p.vertices[ic].cover) <= 0 {
		return
	}
	area := (b.x-a.x)*(c.y-a.y) - (c.x-a.x)*(b.y-a.y)
	if area == 0 {
		return
	}
	y0, y1 := max(int(math.Ceil(low-0.5)), r.top), min(int(math.Floor(high-0.5)), r.top+r.height-1)
	x0, x1 := max(int(math.Ceil(min(a.x, b.x, c.x)-0.5)), 0), min(int(math.Floor(max(a.x, b.x, c.x)-0.5)), r.width-1)
	for y := y0; y <= y1; y++ {
		py := float64(y) + 0.5
		for x := x0; x <= x1; x++ {
			px := float64(x) + 0.5
			sb := ((px-a.x)*(c.y-a.y) - (c.x-a.x)*(py-a.y)) / area
			sc := ((b.x-a.x)*(py-a.y) - (px-a.x)*(b.y-a.y)) / area
			if sb < 0 || sc < 0 || sb+sc > 1 {
				continue
			}
			over := a.over + sb*(b.over-a.over) + sc*(c.over-a.over)
			at := &r.samples[(y-r.top)*r.width+x]
			if float32(over) <= at.over {
				continue
			}
			sb, sc = sb*b.over/over, sc*c.over/over
			if p.of == hair {
				v := p.between(ia, ib, ic, sb, sc)
				if !frayed(v.u, v.v, v.cover, seed) {
					continue
				}
			}
			*at = sample{over: float32(over), mesh: int16(index), a: ia, b: ib, c: ic, sb: float32(sb), sc: float32(sc)}
		}
	}
}

// between is the vertex at a place of a triangle, without its position.
func (m *mesh) between(ia, ib, ic int32, sb, sc float64) vertex {
	a, b, c := &m.vertices[ia], &m.vertices[ib], &m.vertices[ic]
	sa := 1 - sb - sc
	mix := func(x, y, z float64) float64 { return sa*x + sb*y + sc*z }
	return vertex{u: mix(a.u, b.u, c.u), v: mix(a.v, b.v, c.v), w: mix(a.w, b.w, c.w), cover: mix(a.cover, b.cover, c.cover), hollow: mix(a.hollow, b.hollow, c.hollow)}
}
