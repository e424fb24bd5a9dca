package camera

import (
	"image"
	"math"
	"math/rand/v2"
)

// lens blurs by a standard deviation in pixels: three boxes, whose sum is near enough to a Gaussian; a small one by a kernel.
func lens(img *image.RGBA, sigma float64) {
	switch {
	case sigma < 0.15:
	case sigma < 1.4:
		convolve(img, gaussian(sigma))
	default:
		for _, box := range boxes(sigma) {
			boxBlur(img, box)
		}
	}
}

// gaussian is half a kernel, the middle first, in 1/65536; the whole sums up to 65536.
func gaussian(sigma float64) []uint32 {
	half := make([]float64, int(math.Ceil(3*sigma))+1)
	sum := 0.0
	for i := range half {
		half[i] = math.Exp(-float64(i*i) / (2 * sigma * sigma))
		sum += half[i]
		if i > 0 {
			sum += half[i]
		}
	}
	kernel, rest := make([]uint32, len(half)), uint32(65536)
	for i := len(half) - 1; i > 0; i-- {
		kernel[i] = uint32(half[i] / sum * 65536)
		rest -= 2 * kernel[i]
	}
	kernel[0] = rest
	return kernel
}

// convolve blurs along both axes. Beyond an edge the edge goes on.
func convolve(img *image.RGBA, kernel []uint32) {
	size := img.Bounds().Size()
	row := make([]uint8, 4*size.X)
	for y := range size.Y {
		pix := img.Pix[y*img.Stride : y*img.Stride+4*size.X]
		copy(row, pix)
		for x := range size.X {
			for k := range 3 {
				sum := kernel[0]*uint32(row[4*x+k]) + 32768
				for i := 1; i < len(kernel); i++ {
					sum += kernel[i] * (uint32(row[4*max(0, x-i)+k]) + uint32(row[4*min(size.X-1, x+i)+k]))
				}
				pix[4*x+k] = uint8(sum >> 16)
			}
		}
	}
	columns(img, func(lines [][]uint8, y int, out []uint8) {
		for x := range out {
			sum := kernel[0]*uint32(lines[y][x]) + 32768
			for i := 1; i < len(kernel); i++ {
				sum += kernel[i] * (uint32(lines[max(0, y-i)][x]) + uint32(lines[min(len(lines)-1, y+i)][x]))
			}
			out[x] = uint8(sum >> 16)
		}
	})
}

// columns hands f the lines of the picture as they were, and a line to fill.
func columns(img *image.RGBA, f func(lines [][]uint8, y int, out []uint8)) {
	size := img.Bounds().Size()
	before := append([]uint8(nil), img.Pix...)
	lines := make([][]uint8, size.Y)
	for y := range lines {
		lines[y] = before[y*img.Stride : y*img.Stride+4*size.X]
	}
	for y := range lines {
		f(lines, y, img.Pix[y*img.Stride:y*img.Stride+4*size.X])
	}
}

// boxes are the radii of three boxes that together blur by sigma (Kovesi, Fast Almost-Gaussian Filtering, 2010).
func boxes(sigma float64) [3]int {
	width := math.Sqrt(4*sigma*sigma + 1)
	low := int(width)
	if low%2 == 0 {
		low--
	}
	few := math.Round((12*sigma*sigma - float64(3*low*low) - float64(12*low) - 9) / float64(-4*low-4))
	var radii [3]int
	for i := range radii {
		radii[i] = low / 2
		if float64(i) >= few {
			radii[i]++
		}
	}
	return radii
}

// boxBlur averages over 2·radius+1 pixels along both axes by running sums.
func boxBlur(img *image.RGBA, radius int) {
	if radius == 0 {
		return
	}
	size := img.Bounds().Size()
	n := uint32(2*radius + 1)
	scale, half := 65536*16/n, uint32(32768*16)
	row := make([]uint8, 4*size.X)
	for y := range size.Y {
		pix := img.Pix[y*img.Stride : y*img.Stride+4*size.X]
		copy(row, pix)
		for k := range 3 {
			sum := uint32(0)
			for i := -radius; i <= radius; i++ {
				sum += uint32(row[4*max(0, min(size.X-1, i))+k])
			}
			for x := range size.X {
				pix[4*x+k] = uint8((uint64(sum)*uint64(scale) + uint64(half)) >> 20)
				sum += uint32(row[4*min(size.X-1, x+radius+1)+k]) - uint32(row[4*max(0, x-radius)+k])
			}
		}
	}
	sums := make([]uint32, 4*size.X)
	columns(img, func(lines [][]uint8, y int, out []uint8) {
		if y == 0 {
			for i := -radius; i <= radius; i++ {
				for x, v := range lines[max(0, min(len(lines)-1, i))] {
					sums[x] += uint32(v)
				}
			}
		}
		enter, leave := lines[min(len(lines)-1, y+radius+1)], lines[max(0, y-radius)]
		for x := range out {
			out[x] = uint8((uint64(sums[x])*uint64(scale) + uint64(half)) >> 20)
			sums[x] += uint32(enter[x]) - uint32(leave[x])
		}
	})
}

// smear averages along a line of some length in pixels: a hand that moved.
func smear(img *image.RGBA, length float64, r *rand.Rand) {
	if length < 0.5 {
		return
	}
	size := img.Bounds().Size()
	sin, cos := math.Sincos(math.Pi * r.Float64())
	n := max(2, int(math.Ceil(length))+1)
	shifts := make([]image.Point, n)
	for i := range shifts {
		t := (float64(i)/float64(n-1) - 0.5) * length
		shifts[i] = image.Pt(int(math.Round(t*cos)), int(math.Round(t*sin)))
	}
	sums := make([]uint32, 4*size.X)
	columns(img, func(lines [][]uint8, y int, out []uint8) {
		clear(sums)
		for _, shift := range shifts {
			line := lines[max(0, min(len(lines)-1, y+shift.Y))]
			for x := range size.X {
				from := line[4*max(0, min(size.X-1, x+shift.X)):]
				sums[4*x] += uint32(from[0])
				sums[4*x+1] += uint32(from[1])
				sums[4*x+2] += uint32(from[2])
			}
		}
		for i, sum := range sums {
			if i%4 != 3 {
				out[i] = uint8((sum + uint32(n)/2) / uint32(n))
			}
		}
	})
}

// grain adds the sensor's noise: mostly alike in the three colours, least in the dark and where the picture is blown out.
func grain(img *image.RGBA, s Shot) {
	if s.Noise == 0 {
		return
	}
	r := rand.New(rand.NewPCG(s.Seed, streamNoise))
	const cells = 1 << 16
	var drawn [cells]float32
	for i := range drawn {
		drawn[i] = float32(r.NormFloat64())
	}
	var strength [256]float32
	for v := range strength {
		light := float64(v) / 255
		strength[v] = float32(s.Noise * math.Sqrt(0.15+1.7*light*(1-light*0.75)) / math.Sqrt(0.15+0.53))
	}
	size := img.Bounds().Size()
	for y := range size.Y {
		row := img.Pix[y*img.Stride : y*img.Stride+4*size.X]
		at := r.Uint32()
		for x := 0; x < len(row); x += 4 {
			common := drawn[at%cells] * 0.85
			for k := range 3 {
				own := drawn[(at*7+uint32(k)*20011+uint32(y))%cells] * 0.53
				v := float32(row[x+k]) + (common+own)*strength[row[x+k]]
				row[x+k] = uint8(max(0, min(255, v+0.5)))
			}
			at++
		}
	}
}
