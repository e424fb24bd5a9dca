package camera

import (
	"math"
	"math/rand/v2"
)

// surface is what the page lies on, with the page's own shadow.
func (s *scene) surface() *coarse {
	seed := s.shot.SurfaceSeed
	if seed == 0 {
		seed = s.shot.Seed
	}
	r := rand.New(rand.NewPCG(seed, streamSurface))
	n := newNoise(r)
	look := looks(r, n)[s.shot.Surface]
	long := float64(max(s.width, s.height))
	offset := Point{long * 0.006 * (r.Float64() - 0.2), long * 0.008 * r.Float64()}
	edges := s.edges()
	return newCoarse(s.width, s.height, max(1, int(long)/1000), func(x, y float64) [4]float32 {
		colour := look(x/long, y/long)
		dark := float32(1)
		if s.shot.Surface != Blank && !s.shot.Empty {
			// Under the page nothing is seen but where a corner of it is cut off, and there it throws no shadow.
			if away := outside(edges, Point{x - offset.X, y - offset.Y}) / (long * 0.012); away > 0 || s.shot.CutCorner == 0 {
				dark = float32(1 - 0.5*math.Exp(-away*1.4))
			}
		}
		for k := range 3 {
			colour[k] *= dark
		}
		return colour
	})
}

// edge is a side of the page in the picture: far is how far a point is outside it.
type edge struct {
	nx, ny, at float64
}

func (e edge) far(p Point) float64 { return e.nx*p.X + e.ny*p.Y - e.at }

func (s *scene) edges() (all [4]edge) {
	for i, a := range s.corners {
		b := s.corners[(i+1)%4]
		length := math.Hypot(b.X-a.X, b.Y-a.Y)
		nx, ny := (b.Y-a.Y)/length, -(b.X-a.X)/length
		all[i] = edge{nx, ny, nx*a.X + ny*a.Y}
	}
	return all
}

// outside is how far a point is outside the page, 0 inside; round the corners roughly.
func outside(edges [4]edge, p Point) float64 {
	sum := 0.0
	for _, e := range edges {
		far := max(0, e.far(p))
		sum += far * far
	}
	return math.Sqrt(sum)
}

// looks are the surfaces as colours of a place, in longer sides of the picture.
func looks(r *rand.Rand, n *noise) [surfaceCount]func(x, y float64) [4]float32 {
	wood := [][3]float64{{150, 104, 66}, {96, 62, 40}, {196, 160, 118}, {70, 52, 42}}[r.IntN(4)]
	yarn := [][3]float64{{92, 98, 112}, {58, 74, 66}, {168, 152, 132}, {110, 52, 52}}[r.IntN(4)]
	rock := [][3]float64{{176, 174, 170}, {74, 76, 80}, {208, 202, 190}}[r.IntN(3)]
	from, to := [3]float64{60 + 120*r.Float64(), 70 + 110*r.Float64(), 80 + 110*r.Float64()}, [3]float64{20 + 60*r.Float64(), 24 + 60*r.Float64(), 30 + 70*r.Float64()}
	sin, cos := math.Sincos(2 * math.Pi * r.Float64())
	gain := func(c [3]float64, g float64) (v [4]float32) {
		for k := range c {
			v[k] = float32(max(0, min(255, c[k]*g)))
		}
		return v
	}
	return [surfaceCount]func(x, y float64) [4]float32{
		Blank: func(x, y float64) [4]float32 { return [4]float32{226, 227, 228} },
		Desk: func(x, y float64) [4]float32 {
			grain := math.Sin(34*(y+0.18*n.at(3*x, 7*y)) + 9*n.at(1.5*x, 9*y))
			return gain(wood, 1+0.13*grain+0.16*(n.at(14*x, 190*y)-0.5)+0.10*(n.at(60*x, 420*y)-0.5))
		},
		Cloth: func(x, y float64) [4]float32 {
			weave := math.Sin(520*x+2*n.at(9*x, 9*y)) * math.Sin(520*y)
			return gain(yarn, 1+0.14*weave+0.35*(n.at(5*x, 5*y)-0.5)+0.2*(n.at(300*x, 300*y)-0.5))
		},
		Stone: func(x, y float64) [4]float32 {
			vein := math.Exp(-60 * math.Pow(n.at(4*x+1.5*n.at(6*x, 6*y), 4*y)-0.5, 2))
			return gain(rock, 1+0.25*(n.at(40*x, 40*y)-0.5)+0.25*(n.at(260*x, 260*y)-0.5)-0.16*vein)
		},
		Gradient: func(x, y float64) [4]float32 {
			t := max(0, min(1, 0.5+(x-0.5)*cos+(y-0.4)*sin))
			var c [3]float64
			for k := range c {
				c[k] = from[k]*(1-t) + to[k]*t
			}
			return gain(c, 1+0.05*(n.at(8*x, 8*y)-0.5))
		},
	}
}

// noise is smooth noise from 0 to 1, repeating after 256 cells.
type noise struct{ cells [256 * 256]float32 }

func newNoise(r *rand.Rand) *noise {
	var n noise
	for i := range n.cells {
		n.cells[i] = r.Float32()
	}
	return &n
}

func (n *noise) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	tx, ty := x-fx, y-fy
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	i, j := int(fx)&255, int(fy)&255
	i1, j1 := (i+1)&255, (j+1)&255
	top := float64(n.cells[j*256+i])*(1-tx) + float64(n.cells[j*256+i1])*tx
	low := float64(n.cells[j1*256+i])*(1-tx) + float64(n.cells[j1*256+i1])*tx
	return top*(1-ty) + low*ty
}
