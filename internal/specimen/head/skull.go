package head

import "math"

const (
	headCols = 289
	eyeRow   = 0.0
	neckEnd  = -235.0
)

// rowHeights lists the heights of the rows of a head from the top down: close together in the face.
func rowHeights(top float64) []float64 {
	var out []float64
	for y := top; y > neckEnd; {
		out = append(out, y)
		switch {
		case y > top-6:
			y -= 0.8
		case y > 45:
			y -= 2
		case y > -126:
			y -= 0.85
		default:
			y -= 4
		}
	}
	return out
}

// frame is the head without relief: rings by height. The tables are of a middling head; the person's measures stretch them.
type frame struct {
	p                                  Params
	width, front, back, middle, square curve
}

func newFrame(p Params) frame {
	half := p.Skull.Width / 2
	k := p.Skull.Forehead / 112
	c := p.Skull.Height / 115
	jaw := p.Skull.Jaw / 2
	down := func(y float64) float64 { return y * c }
	up := func(y float64) float64 { return y * k }
	return frame{
		p: p,
		width: curve{{up(112), 3}, {up(110.5), 20}, {up(107), 34}, {up(101), 0.66 * half}, {up(92), 0.79 * half}, {up(78), 0.90 * half}, {up(62), 0.965 * half}, {up(45), half},
			{up(25), half}, {0, 0.965 * half}, {down(-22), 0.93 * half}, {down(-42), 0.25*jaw + 0.69*half}, {down(-62), 0.75*jaw + 0.27*half},
			{down(-88), 1.04 * jaw}, {down(-112), 0.99 * jaw}, {down(-120), 0.95 * jaw}, {down(-128), 0.62*jaw + 15}, {down(-150), 0.55*jaw + 17}, {-190, 0.55*jaw + 19}, {neckEnd, 80}},
		front: curve{{up(112), -86}, {up(110.5), -64}, {up(107), -46}, {up(101), -28}, {up(92), -15}, {up(78), -4}, {up(62), 3}, {up(45), 7.5}, {up(28), 9},
			{up(14), 8.5}, {0, 6}, {down(-20), 6.5}, {down(-40), 8}, {down(-60), 9.5}, {down(-80), 9}, {down(-98), 8}, {down(-108), 6.5}, {down(-113), 2},
			{down(-116), -6}, {down(-118), -20}, {down(-121), -37}, {down(-127), -46}, {down(-150), -50}, {-190, -46}, {neckEnd, -34}},
		back: curve{{up(112), -92}, {up(110.5), -118}, {up(107), -136}, {up(101), -152}, {up(92), -166}, {up(78), -178}, {up(60), -185}, {up(40), -189},
			{up(15), -188}, {-20, -176}, {-50, -156}, {-80, -144}, {-120, -140}, {-170, -146}, {neckEnd, -162}},
		middle: curve{{up(112), -89}, {up(60), -82}, {0, -82}, {-60, -82}, {-90, -80}, {-120, -84}, {-150, -96}, {neckEnd, -98}},
		square: curve{{up(112), 2}, {up(80), 2.15}, {up(45), 2.35}, {15, 2.4}, {-20, 2.25}, {-60, 2.1}, {-95, 1.85 + 0.35*p.Skull.Chin}, {-118, 1.8 + 0.4*p.Skull.Chin}, {-150, 2}},
	}
}

func (f frame) ring(y float64) ring {
	return ring{f.width.value(y), f.front.value(y), f.back.value(y), f.middle.value(y), f.square.value(y)}
}

// lift raises the jaw's rows towards the ears: the edge of the jaw climbs from the chin.
func (f frame) lift(y, z float64) float64 {
	ramp := step(-22, -116, y) * step(-205, -140, y)
	return 38 * ramp * step(4, -84, z)
}

// newHead builds the skin of the head and neck.
func newHead(p Params, v View) *mesh {
	f, relief := newFrame(p), newRelief(p, v)
	heights := rowHeights(p.Skull.Forehead)
	m := newMesh(skin, len(heights), headCols)
	m.round = true
	half := p.Skull.Width / 2
	for r, y := range heights {
		cut := f.ring(y)
		for c := range m.cols {
			theta := angle(c, m.cols)
			x, z := cut.at(theta)
			height := y + f.lift(y, z)
			front := step(0.02, 0.5, math.Cos(theta)) * step(-128, -118, y)
			moved := relief.at(x, height).mul(front)
			if hairy := p.beardStands(relief.mouth, x, height) * front; hairy > 0 {
				moved = moved.add(vec{0.5 * x / half, -0.45, 0.7}.mul(hairy))
			}
			*m.at(r, c) = vertex{at: vec{x, height, z}.add(moved), u: x, v: height, w: y, follow: step(-205, -112, y)}
			if math.Cos(theta) < 0 {
				m.at(r, c).u = math.Copysign(200, x)
			}
		}
	}
	m.setNormals()
	m.setHollows()
	return m
}
