package measure

import (
	"math"
	"math/bits"
	"math/cmplx"
	"slices"
)

// tileSide is the side of a tile of which a spectrum is taken; a power of two.
const tileSide = 128

// spectrum is the power of a tile's frequencies: index y*tileSide+x, frequencies 0 to tileSide/2 and then the negative ones.
type spectrum []float64

// transform is the spectrum of a tile of Y at x, y, without its mean and weighed to nothing at its edges (Hann).
func (p plane) transform(x, y int) spectrum {
	data := make([]complex128, tileSide*tileSide)
	mean := 0.0
	for j := range tileSide {
		for i := range tileSide {
			mean += float64(p.at(x+i, y+j))
		}
	}
	mean /= tileSide * tileSide
	for j := range tileSide {
		for i := range tileSide {
			data[j*tileSide+i] = complex((float64(p.at(x+i, y+j))-mean)*hann(i)*hann(j), 0)
		}
	}
	line := make([]complex128, tileSide)
	for j := range tileSide {
		fft(data[j*tileSide : (j+1)*tileSide])
	}
	for i := range tileSide {
		for j := range tileSide {
			line[j] = data[j*tileSide+i]
		}
		fft(line)
		for j := range tileSide {
			data[j*tileSide+i] = line[j]
		}
	}
	out := make(spectrum, len(data))
	for i, c := range data {
		out[i] = real(c)*real(c) + imag(c)*imag(c)
	}
	return out
}

func hann(i int) float64 { return 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/(tileSide-1)) }

// fft is Cooley's and Tukey's transform in place; the length is a power of two.
func fft(a []complex128) {
	n := len(a)
	shift := bits.UintSize - bits.Len(uint(n)) + 1
	for i := range a {
		if j := int(bits.Reverse(uint(i)) >> shift); j > i {
			a[i], a[j] = a[j], a[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		step := cmplx.Rect(1, -2*math.Pi/float64(size))
		for start := 0; start < n; start += size {
			w := complex(1, 0)
			for k := start; k < start+size/2; k++ {
				even, odd := a[k], a[k+size/2]*w
				a[k], a[k+size/2] = even+odd, even-odd
				w *= step
			}
		}
	}
}

// frequency of a bin, cycles per pixel each way.
func frequency(i int) (fx, fy float64) {
	x, y := i%tileSide, i/tileSide
	if x > tileSide/2 {
		x -= tileSide
	}
	if y > tileSide/2 {
		y -= tileSide
	}
	return float64(x) / tileSide, float64(y) / tileSide
}

// peaks says for each choice of frequencies how far the strongest of them stands above the median of those about as high, as a ratio of powers.
func (s spectrum) peaks(choices ...func(fx, fy float64) bool) []float64 {
	rings := make([][]float64, tileSide)
	for i, v := range s {
		r := ring(frequency(i))
		rings[r] = append(rings[r], v)
	}
	medians := make([]float64, len(rings))
	for r, list := range rings {
		if len(list) > 0 {
			slices.Sort(list)
			medians[r] = list[len(list)/2]
		}
	}
	best := make([]float64, len(choices))
	for i, v := range s {
		fx, fy := frequency(i)
		above := v / max(medians[ring(fx, fy)], 1)
		for k, chosen := range choices {
			if above > best[k] && chosen(fx, fy) {
				best[k] = above
			}
		}
	}
	return best
}

// ring is how high a frequency is, in steps of a tile's lowest.
func ring(fx, fy float64) int { return int(math.Hypot(fx, fy) * tileSide) }
