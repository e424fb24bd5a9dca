package camera

import (
	"image"
	"math"
	"math/rand/v2"
)

// lens blurs by a standard deviation in pixels: a large one by three boxes, whose sum is near enough to a Gaussian, a small one by a
// kernel. One too small to show is left out.
func lens(img *image.RGBA, sigma float64) {
	switch {
	case sigma < 0.15:
	case sigma < 1.2:
		convolve(img, gaussian(sigma))
	default:
		for _, radius := range boxes(sigma) {
			boxBlur(img, radius)
		}
	}
}

// gaussian is half a kernel, the middle first, in 1/65536; the whole sums up to 65536.
func gaussian(sigma float64) []uint32 {
	half := make([]float64, int(math.Ceil(2.7*sigma))+1)
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

// padded is a line of pixels with its first and last repeated by margin pixels to both sides.
type padded struct {
	all    []uint8
	margin int
}

func newPadded(width, margin int) padded { return padded{make([]uint8, 4*(width+2*margin)), margin} }

func (p padded) take(line []uint8) {
	copy(p.all[4*p.margin:], line)
	for i := range p.margin {
		copy(p.all[4*i:4*i+4], line[:4])
		copy(p.all[4*p.margin+len(line)+4*i:], line[len(line)-4:])
	}
}

// shifted is the line as seen by pixels: element 0 is that many pixels right of the line's first.
func (p padded) shifted(by, n int) []uint8 {
	from := 4 * (p.margin + by)
	return p.all[from : from+n]
}

// convolve blurs along both axes. Beyond an edge the edge goes on.
func convolve(img *image.RGBA, kernel []uint32) {
	n := 4 * img.Bounds().Dx()
	sums := make([]uint32, n)
	line := newPadded(n/4, len(kernel)-1)
	lines(img, func(before [][]uint8, y int, out []uint8) {
		start(sums, before[y], kernel[0])
		for i := 1; i < len(kernel); i++ {
			add(sums, before[max(0, y-i)], before[min(len(before)-1, y+i)], kernel[i])
		}
		shift(out, sums)
		line.take(out)
		start(sums, out, kernel[0])
		for i := 1; i < len(kernel); i++ {
			add(sums, line.shifted(-i, n), line.shifted(i, n), kernel[i])
		}
		shift(out, sums)
	})
}

func start(sums []uint32, line []uint8, weight uint32) {
	line = line[:len(sums)]
	for x := range sums {
		sums[x] = uint32(line[x])*weight + 32768
	}
}

func add(sums []uint32, a, b []uint8, weight uint32) {
	a, b = a[:len(sums)], b[:len(sums)]
	for x := range sums {
		sums[x] += (uint32(a[x]) + uint32(b[x])) * weight
	}
}

func shift(out []uint8, sums []uint32) {
	out = out[:len(sums)]
	for x := range out {
		out[x] = uint8(sums[x] >> 16)
	}
}

// lines hands f the lines of the picture as they were, and each line to fill, from top to bottom.
func lines(img *image.RGBA, f func(before [][]uint8, y int, out []uint8)) {
	size := img.Bounds().Size()
	copied := append([]uint8(nil), img.Pix...)
	before := make([][]uint8, size.Y)
	for y := range before {
		before[y] = copied[y*img.Stride : y*img.Stride+4*size.X]
	}
	for y := range before {
		f(before, y, img.Pix[y*img.Stride:y*img.Stride+4*size.X])
	}
}

// boxes are the radii of three boxes that together blur by sigma (Kovesi, Fast Almost-Gaussian Filtering, 2010).
func boxes(sigma float64) [3]int {
	low := int(math.Sqrt(4*sigma*sigma + 1))
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
	n := 4 * img.Bounds().Dx()
	scale := uint32(1<<20) / uint32(2*radius+1)
	sums := make([]uint32, n)
	line := newPadded(n/4, radius+1)
	lines(img, func(before [][]uint8, y int, out []uint8) {
		last := len(before) - 1
		if y == 0 {
			for i := -radius; i <= radius; i++ {
				for x, v := range before[max(0, min(last, i))] {
					sums[x] += uint32(v)
				}
			}
		}
		enter, leave := before[min(last, y+radius+1)][:n], before[max(0, y-radius)][:n]
		for x := range out {
			out[x] = uint8((sums[x]*scale + 1<<19) >> 20)
			sums[x] += uint32(enter[x]) - uint32(leave[x])
		}
		line.take(out)
		runRow(out, line, radius, scale)
	})
}

func runRow(out []uint8, line padded, radius int, scale uint32) {
	n := len(out)
	var sum [4]uint32
	for i := -radius; i <= radius; i++ {
		for k, v := range line.shifted(i, 4) {
			sum[k] += uint32(v)
		}
	}
	enter, leave := line.shifted(radius+1, n), line.shifted(-radius, n)
	for x := 0; x+3 < n; x += 4 {
		o, e, l := out[x:x+4:x+4], enter[x:x+4:x+4], leave[x:x+4:x+4]
		for k := range sum {
			o[k] = uint8((sum[k]*scale + 1<<19) >> 20)
			sum[k] += uint32(e[k]) - uint32(l[k])
		}
	}
}

// smear averages along a line of some length in pixels: a hand that moved.
func smear(img *image.RGBA, length float64, r *rand.Rand) {
	if length < 0.5 {
		return
	}
	sin, cos := math.Sincos(math.Pi * r.Float64())
	n := max(2, int(math.Ceil(length))+1)
	shifts := make([]image.Point, n)
	for i := range shifts {
		t := (float64(i)/float64(n-1) - 0.5) * length
		shifts[i] = image.Pt(int(math.Round(t*cos)), int(math.Round(t*sin)))
	}
	width := 4 * img.Bounds().Dx()
	sums, line := make([]uint32, width), newPadded(width/4, int(length)+1)
	scale := uint32(1<<16) / uint32(n)
	lines(img, func(before [][]uint8, y int, out []uint8) {
		clear(sums)
		for _, by := range shifts {
			line.take(before[max(0, min(len(before)-1, y+by.Y))])
			for x, v := range line.shifted(by.X, width) {
				sums[x] += uint32(v)
			}
		}
		for x, sum := range sums {
			out[x] = uint8((sum*scale + 1<<15) >> 16)
		}
		for x := 3; x < len(out); x += 4 {
			out[x] = 255
		}
	})
}

const grains = 1 << 16

// grain adds the sensor's noise: mostly alike in the three colours, least in the dark and where the picture is blown out.
func grain(img *image.RGBA, s Shot) {
	if s.Noise == 0 {
		return
	}
	r := rand.New(rand.NewPCG(s.Seed, streamNoise))
	drawn := new([grains]float32)
	for i := range drawn {
		drawn[i] = float32(r.NormFloat64())
	}
	var strength [256]float32
	for v := range strength {
		light := float64(v) / 255
		strength[v] = float32(s.Noise * math.Sqrt((0.15+1.7*light*(1-light*0.75))/0.68))
	}
	size := img.Bounds().Size()
	for y := range size.Y {
		row := img.Pix[y*img.Stride : y*img.Stride+4*size.X]
		at := r.Uint32()
		for x := 0; x+3 < len(row); x += 4 {
			pix, common := row[x:x+4:x+4], drawn[at%grains]*0.85
			for k := range 3 {
				own := drawn[(at*7+uint32(k)*20011+uint32(y))%grains] * 0.53
				pix[k] = uint8(max(0, min(255, float32(pix[k])+(common+own)*strength[pix[k]]+0.5)))
			}
			at++
		}
	}
}
