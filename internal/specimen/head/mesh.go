package head

import "math"

// material of a point of a surface decides how it is painted.
type material uint8

const (
	nothing material = iota
	skin
	ear
	hair
	cloth
	frameOfGlasses
)

// vertex of a surface. u and v are where it is painted; what they mean is the material's.
type vertex struct {
	at, normal vec
	u, v, w    float64 // skin: x and y before relief, height of the row; hair: angle, height, depth of the shell
	cover      float64 // hair: above nought is there
	hollow     float64 // share of ambient light kept out by the relief around
	follow     float64 // share of the head's turn it takes part in: 1 head, 0 body
}

// mesh is a grid of rows by columns.
type mesh struct {
	of         material
	rows, cols int
	vertices   []vertex
	round      bool // the last column meets the first
}

func newMesh(of material, rows, cols int) *mesh {
	return &mesh{of: of, rows: rows, cols: cols, vertices: make([]vertex, rows*cols)}
}

func (m *mesh) at(row, col int) *vertex { return &m.vertices[row*m.cols+col] }

// setNormals from the neighbours of each vertex, pointing away from the inside.
func (m *mesh) setNormals() {
	for r := 0; r < m.rows; r++ {
		up, down := max(r-1, 0), min(r+1, m.rows-1)
		for c := 0; c < m.cols; c++ {
			left, right := c-1, c+1
			if m.round {
				left, right = (c+m.cols-2)%(m.cols-1), (c+1)%(m.cols-1)
			}
			left, right = max(left, 0), min(right, m.cols-1)
			across := m.at(r, right).at.sub(m.at(r, left).at)
			along := m.at(up, c).at.sub(m.at(down, c).at)
			m.at(r, c).normal = across.cross(along).unit()
		}
	}
}

// setHollows finds how deep each vertex lies below its smoothed surroundings, on two scales, as a stand-in for ambient occlusion.
func (m *mesh) setHollows() {
	for _, scale := range []struct {
		steps int
		per   float64 // share of light lost for each millimetre
	}{{3, 0.2}, {9, 0.09}} {
		smooth := m.smoothed(scale.steps)
		for i := range m.vertices {
			v := &m.vertices[i]
			deep := smooth[i].sub(v.at).dot(v.normal)
			v.hollow += clamp(deep*scale.per, -0.1, 0.42)
		}
	}
}

// smoothed is the mean position over a square of the grid, by running sums.
func (m *mesh) smoothed(reach int) []vec {
	across := make([]vec, len(m.vertices))
	for r := 0; r < m.rows; r++ {
		runningMean(m.cols, reach, func(c int) vec { return m.at(r, c).at }, func(c int, v vec) { across[r*m.cols+c] = v })
	}
	out := make([]vec, len(m.vertices))
	for c := 0; c < m.cols; c++ {
		runningMean(m.rows, reach, func(r int) vec { return across[r*m.cols+c] }, func(r int, v vec) { out[r*m.cols+c] = v })
	}
	return out
}

func runningMean(n, reach int, get func(int) vec, set func(int, vec)) {
	at := func(i int) vec { return get(min(max(i, 0), n-1)) }
	var sum vec
	for i := -reach; i <= reach; i++ {
		sum = sum.add(at(i))
	}
	for i := 0; i < n; i++ {
		set(i, sum.mul(1/float64(2*reach+1)))
		sum = sum.add(at(i + reach + 1)).sub(at(i - reach))
	}
}

// angle of a column: 0 is straight ahead, closer together there.
func angle(col, cols int) float64 {
	s := 2*float64(col)/float64(cols-1) - 1
	return math.Pi * (0.42*s + 0.58*s*s*s)
}

// ring is a horizontal cut of a body: half its width, front, back and the depth of its widest part, and how square it is in front.
type ring struct{ width, front, back, middle, square float64 }

// at is the point of the ring at an angle from straight ahead.
func (r ring) at(theta float64) (x, z float64) {
	s, c := math.Sincos(theta)
	if c >= 0 {
		e := 2 / r.square
		return r.width * math.Copysign(math.Pow(math.Abs(s), e), s), r.middle + (r.front-r.middle)*math.Pow(c, e)
	}
	return r.width * s, r.middle + (r.middle-r.back)*c
}
