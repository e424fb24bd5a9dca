package measure

import (
	"math"
	"math/bits"
	"math/cmplx"
	"slices"
)

// tileSide is the side of a tile of which a spectrum is taken; a power of two. A spectrum of real numbers is the same upside down: half of it is kept.
const (
	tileSide = 128
	halfTile = tileSide/2 + 1
)

// spectrum is a number for each frequency of a tile: index x*tileSide+y, x 0 to tileSide/2 cycles, y 0 to tileSide/2 and then the negative ones.
type spectrum []float64

// transformer transforms tiles, one after the other; it keeps what each needs.
type transformer struct {
	turns  [tileSide / 2]complex128
	window [tileSide]float64 // Hann's: nothing at the edges
	rows   [tileSide / 2 * tileSide]complex128
	line   [tileSide]complex128
	rings  [halfTile * tileSide]uint8 // of every index
}

func newTransformer() *transformer {
	t := &transformer{}
	for i := range t.turns {
		t.turns[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/tileSide)
	}
	for i := range t.rings {
		t.rings[i] = uint8(ring(frequency(i)))
	}
	for i := range t.window {
		t.window[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/(tileSide-1))
	}
	return t
}

// transform is the power of the frequencies of a tile at x, y, without its mean.
func (t *transformer) transform(p plane, x, y int) spectrum {
	mean := 0.0
	for j := range tileSide {
		for _, v := range p.v[(y+j)*p.w+x : (y+j)*p.w+x+tileSide] {
			mean += float64(v)
		}
	}
	mean /= tileSide * tileSide
	// Two rows of real numbers are transformed as one of complex ones, and taken apart by the symmetry of each.
	for j := 0; j < tileSide; j += 2 {
		upper, lower := p.v[(y+j)*p.w+x:], p.v[(y+j+1)*p.w+x:]
		row := t.rows[j/2*tileSide : (j/2+1)*tileSide]
		for i := range row {
			row[i] = complex((float64(upper[i])-mean)*t.window[i]*t.window[j], (float64(lower[i])-mean)*t.window[i]*t.window[j+1])
		}
		t.fft(row)
	}
	out := make(spectrum, halfTile*tileSide)
	for i := range halfTile {
		for j := 0; j < tileSide; j += 2 {
			a, b := t.rows[j/2*tileSide+i], cmplx.Conj(t.rows[j/2*tileSide+(tileSide-i)%tileSide])
			t.line[j], t.line[j+1] = (a+b)/2, (a-b)/2*-1i
		}
		t.fft(t.line[:])
		for j, c := range t.line {
			out[i*tileSide+j] = real(c)*real(c) + imag(c)*imag(c)
		}
	}
	return out
}

// fft is Cooley's and Tukey's transform in place, of tileSide numbers.
func (t *transformer) fft(a []complex128) {
	shift := bits.UintSize - bits.Len(uint(tileSide)) + 1
	for i := range a {
		if j := int(bits.Reverse(uint(i)) >> shift); j > i {
			a[i], a[j] = a[j], a[i]
		}
	}
	for size := 2; size <= tileSide; size *= 2 {
		step := tileSide / size
		for start := 0; start < tileSide; start += size {
			for k := range size / 2 {
				even, odd := a[start+k], a[start+k+size/2]*t.turns[k*step]
				a[start+k], a[start+k+size/2] = even+odd, even-odd
			}
		}
	}
}

// frequency of an index, cycles per pixel each way.
func frequency(i int) (fx, fy float64) {
	x, y := i/tileSide, i%tileSide
	if y > tileSide/2 {
		y -= tileSide
	}
	return float64(x) / tileSide, float64(y) / tileSide
}

// ring is how high a frequency is, in steps of a tile's lowest.
func ring(fx, fy float64) int { return int(math.Hypot(fx, fy) * tileSide) }

// Medians of a ring are counted, not sorted for: in steps of a power of e that no decision turns on.
const (
	heights    = 32 // steps to a power of e
	mostHeight = 48 // powers of e: of a tile of eight bits there are no higher ones
	mostRing   = tileSide
)

// above is how far each power of a spectrum stands above the median of those about as high, in powers of e.
func (t *transformer) above(s spectrum) spectrum {
	var counts [mostRing][heights * mostHeight]uint16
	var sizes [mostRing]int
	out := make(spectrum, len(s))
	for i, v := range s {
		out[i] = math.Log(max(v, 1))
		counts[t.rings[i]][min(int(out[i]*heights), heights*mostHeight-1)]++
		sizes[t.rings[i]]++
	}
	var medians [mostRing]float64
	for r, n := range sizes {
		for h, seen := 0, 0; n > 0; h++ {
			if seen += int(counts[r][h]); 2*seen > n {
				medians[r] = float64(h) / heights
				break
			}
		}
	}
	for i := range out {
		out[i] -= medians[t.rings[i]]
	}
	return out
}

// prominent says that a chosen frequency stands far above its ring, and out of all that lies about it: the power of print runs along an axis, or goes on
// from one harmonic to the next.
func (s spectrum) prominent(chosen func(fx, fy float64) bool) bool {
	for i, v := range s {
		if v <= ringHeight || !chosen(frequency(i)) {
			continue
		}
		if x, y := i/tileSide, i%tileSide; x < halfTile-roundAbout && v-s.around(x, y) > peakHeight {
			return true
		}
	}
	return false
}

// at is the number of a frequency in steps of the lowest, of either sign: that of its opposite is the same.
func (s spectrum) at(x, y int) float64 {
	if x < 0 {
		x, y = -x, -y
	}
	return s[x*tileSide+(y+2*tileSide)%tileSide]
}

// roundAbout is how far about a frequency its neighbours are looked at; the nearest two are the peak's own.
const roundAbout = 4

// around is what nine in ten of the neighbours of a frequency do not exceed.
func (s spectrum) around(x, y int) float64 {
	round := make([]float64, 0, (2*roundAbout+1)*(2*roundAbout+1))
	for i := -roundAbout; i <= roundAbout; i++ {
		for j := -roundAbout; j <= roundAbout; j++ {
			if max(abs(i), abs(j)) >= roundAbout-1 {
				round = append(round, s.at(x+i, y+j))
			}
		}
	}
	slices.Sort(round)
	return round[len(round)*9/10]
}

// plus adds another; nil is nothing yet.
func (s spectrum) plus(other spectrum) spectrum {
	if s == nil {
		return slices.Clone(other)
	}
	for i, v := range other {
		s[i] += v
	}
	return s
}

func (s spectrum) times(by float64) spectrum {
	for i := range s {
		s[i] *= by
	}
	return s
}

// peak is a frequency that stands out of those about it: height is by how much.
type peak struct {
	fx, fy, height float64
}

// peaks are those of at least leastFrequency, the highest first.
func (s spectrum) peaks() []peak {
	var found []peak
	for x := range halfTile - roundAbout {
		for y := -tileSide/2 + roundAbout; y < tileSide/2-roundAbout; y++ {
			fx, fy, v := float64(x)/tileSide, float64(y)/tileSide, s.at(x, y)
			if math.Hypot(fx, fy) < leastFrequency || v <= s.at(x, y+1) || v <= s.at(x+1, y) || !s.top(x, y) {
				continue
			}
			found = append(found, peak{fx, fy, v - s.around(x, y)})
		}
	}
	slices.SortFunc(found, func(a, b peak) int {
		switch {
		case a.height > b.height:
			return -1
		case a.height < b.height:
			return 1
		}
		return 0
	})
	return found
}

// top says that none of the eight next to a frequency is higher.
func (s spectrum) top(x, y int) bool {
	for i := -1; i <= 1; i++ {
		for j := -1; j <= 1; j++ {
			if s.at(x+i, y+j) > s.at(x, y) {
				return false
			}
		}
	}
	return true
}

// dots is the height of the second of two screens of dots; 0 when there are none.
func (s spectrum) dots() float64 {
	all := s.peaks()
	if len(all) == 0 || fromAxis(all[0].fx, all[0].fy) < leastTurn {
		return 0
	}
	turn := func(p peak) float64 { return math.Mod(math.Atan2(p.fy, p.fx)*180/math.Pi+360, 90) }
	first := all[0]
	for _, p := range all[1:] {
		apart := math.Abs(turn(p) - turn(first))
		mirrored := math.Abs(turn(p) + turn(first) - 90)
		if min(apart, 90-apart) > sameFamily && mirrored < sameFamily && math.Abs(math.Hypot(p.fx, p.fy)/math.Hypot(first.fx, first.fy)-1) < sameRing {
			return p.height
		}
	}
	return 0
}
