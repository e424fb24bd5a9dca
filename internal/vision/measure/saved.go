package measure

import (
	"image"
	"math"
)

// A JPEG that is opened and saved again has been rounded twice: the first rounding, by other steps, leaves gaps and heaps in how often each multiple of the
// second one's steps occurs, at its own regular distances. What was put in between the two savings was rounded once and has neither (the double
// quantisation of Lin, He, Tang and Tang, 2009, without their model of the first table: the picture's own counts are the model).

// frequencies that are looked at, places in a block row by row: low ones, which the second rounding leaves enough of.
var savedAt = [16]uint8{1, 8, 9, 2, 16, 10, 17, 3, 24, 18, 11, 25, 4, 32, 19, 26}

const (
	mostSteps  = 24  // multiples that are told apart
	edgeSteps  = 3   // a multiple's neighbours on either side that it is compared with
	leastCount = 400 // coefficients of a frequency
	mostBlocks = 6000
	ofPlace    = 400 // blocks of one place, evenly spread
	mostOdds   = 2.5 // of one coefficient, in powers of e: nothing is told by one alone
)

// leftovers is, block by block, what an earlier saving has left: the sum over coefficients of how much likelier their value is in this picture than by the
// smooth run of its counts. Empty for a picture without a raster of its own.
type leftovers struct {
	wide   int // blocks
	blocks map[int]leftover
}

type leftover struct {
	sum float32
	n   int32
}

func (d *desk) leftovers(m *image.Gray) leftovers {
	steps := d.Picture.Steps()
	l := leftovers{wide: m.Rect.Dx() / block, blocks: map[int]leftover{}}
	high := m.Rect.Dy() / block
	if steps == nil || l.wide == 0 || high == 0 {
		return l
	}
	var places []image.Rectangle
	for _, f := range d.Fields {
		if len(f.Quad) == 4 {
			places = append(places, around(f.Quad))
		}
	}
	for _, line := range d.Lines {
		if len(line.Quad) == 4 {
			places = append(places, around(line.Quad))
		}
	}
	cos := newCosines()
	multiples := map[int][len(savedAt)]uint8{}
	var counts [len(savedAt)][mostSteps + 1]float64
	for _, p := range places {
		tile, every := 0, 1+p.Dx()*p.Dy()/(block*block*ofPlace)
		for by := max(0, (p.Min.Y+block-1)/block); by < min(high, p.Max.Y/block); by++ {
			for bx := max(0, (p.Min.X+block-1)/block); bx < min(l.wide, p.Max.X/block); bx++ {
				if tile++; tile%every != 0 {
					continue
				}
				at := by*l.wide + bx
				if _, done := multiples[at]; done || len(multiples) >= mostBlocks {
					continue
				}
				multiples[at] = cos.rounded(m, bx*block, by*block, steps)
				for i, k := range multiples[at] {
					if k <= mostSteps {
						counts[i][k]++
					}
				}
			}
		}
	}
	var odds [len(savedAt)][mostSteps + 1]float32
	for i := range counts {
		odds[i] = oddsOf(&counts[i])
	}
	for at, ks := range multiples {
		var b leftover
		for i, k := range ks {
			if k >= 2 && k <= mostSteps-edgeSteps && odds[i] != ([mostSteps + 1]float32{}) {
				b.sum, b.n = b.sum+odds[i][k], b.n+1
			}
		}
		l.blocks[at] = b
	}
	return l
}

// mean of what is left in the blocks that lie wholly in a box, and by how many coefficients.
func (l leftovers) mean(box image.Rectangle) (float64, int) {
	sum, n := 0.0, 0
	for by := (box.Min.Y + block - 1) / block; by < box.Max.Y/block; by++ {
		for bx := (box.Min.X + block - 1) / block; bx < box.Max.X/block; bx++ {
			b := l.blocks[by*l.wide+bx]
			sum, n = sum+float64(b.sum), n+int(b.n)
		}
	}
	return sum / float64(max(n, 1)), n
}

// oddsOf holds every multiple's count against the smooth run of its neighbours', once their decline has been taken out: in powers of e. All zero with too few.
func oddsOf(counts *[mostSteps + 1]float64) (odds [mostSteps + 1]float32) {
	n, sum := 0.0, 0.0
	for k := 2; k <= mostSteps; k++ {
		n, sum = n+counts[k], sum+counts[k]*float64(k-2)
	}
	if n < leastCount {
		return odds
	}
	decline := math.Log(1 + n/max(sum, 1))
	var even [mostSteps + 1]float64
	for k := 1; k <= mostSteps; k++ {
		even[k] = (counts[k] + 1) * math.Exp(decline*float64(k))
	}
	for k := 2; k <= mostSteps-edgeSteps; k++ {
		run, weights := 0.0, 0.0
		for near := max(1, k-edgeSteps); near <= k+edgeSteps; near++ {
			w := float64(edgeSteps+1) - math.Abs(float64(near-k))
			run, weights = run+w*even[near], weights+w
		}
		odds[k] = float32(max(-mostOdds, min(mostOdds, math.Log(even[k]*weights/run))))
	}
	return odds
}

// cosines of the transform of a block (T.81, A.3.3), by frequency and place.
type cosines [block][block]float32

func newCosines() (c cosines) {
	for u := range block {
		scale := 0.5
		if u == 0 {
			scale = math.Sqrt(0.125)
		}
		for x := range block {
			c[u][x] = float32(scale * math.Cos(float64(2*x+1)*float64(u)*math.Pi/16))
		}
	}
	return c
}

// rounded are the sizes of a block's coefficients, in the steps they were rounded by.
func (c *cosines) rounded(m *image.Gray, x0, y0 int, steps *[64]uint16) (multiples [len(savedAt)]uint8) {
	const most = 5 // rows and columns of frequencies that are needed
	var across [block][most]float32
	for y := range block {
		row := m.Pix[(y0+y)*m.Stride+x0:][:block]
		for u := range most {
			sum := float32(0)
			for x, v := range row {
				sum += c[u][x] * float32(v)
			}
			across[y][u] = sum
		}
	}
	for i, at := range savedAt {
		u, v := int(at)%block, int(at)/block
		sum := float32(0)
		for y := range block {
			sum += c[v][y] * across[y][u]
		}
		multiples[i] = uint8(min(255, math.Abs(float64(sum))/float64(max(1, steps[at]))+0.5))
	}
	return multiples
}
