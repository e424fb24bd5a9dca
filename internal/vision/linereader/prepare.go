package linereader

import (
	"image"
	"math"
)

// Height of the strips that a net reads, in pixels.
const Height = 32

// Limits of a line.
const (
	minSide  = 6    // pixels of the picture, either way: less shows no letter
	maxSide  = 8192 // pixels of the picture, either way
	maxWidth = 2048 // pixels of the strip
)

// Strip is a line as a net takes it: Height rows of Width numbers, 0 the paper, 255 the ink.
type Strip struct {
	Width int
	Pix   []uint8
}

// Prepare scales a line to Height, as wide as it then is, and takes paper and light away: the paper is 0 wherever the light falls, the darkest
// of the print about 255. ok is false when there is nothing to read: too small, too large, or no contrast at all.
func Prepare(line *image.Gray) (s Strip, ok bool) {
	w, h := line.Rect.Dx(), line.Rect.Dy()
	if w < minSide || h < minSide || w > maxSide || h > maxSide {
		return Strip{}, false
	}
	width := max(int(math.Round(float64(w)*Height/float64(h))), Height/2)
	if width > maxWidth {
		return Strip{}, false
	}
	scaled := scale(line, width)
	s = Strip{width, make([]uint8, width*Height)}
	return s, flatten(scaled, s)
}

// scale is the mean of what each pixel of the strip covers; where the picture is enlarged, what lies between its pixels.
func scale(line *image.Gray, width int) []float32 {
	w, h := line.Rect.Dx(), line.Rect.Dy()
	across := make([]float32, h*width)
	taps := axis(w, width)
	for y := range h {
		row := line.Pix[y*line.Stride:][:w]
		for x, t := range taps {
			var sum float32
			for i, weight := range t.weights {
				sum += weight * float32(row[t.from+i])
			}
			across[y*width+x] = sum
		}
	}
	out := make([]float32, Height*width)
	for y, t := range axis(h, Height) {
		to := out[y*width:][:width]
		for i, weight := range t.weights {
			for x, v := range across[(t.from+i)*width:][:width] {
				to[x] += weight * v
			}
		}
	}
	return out
}

// tap is what one pixel of a scaled line is made of.
type tap struct {
	from    int
	weights []float32 // they sum up to 1
}

// axis scales n pixels to m with a tent as wide as a pixel of the coarser of the two.
func axis(n, m int) []tap {
	step := float64(n) / float64(m)
	reach := max(step, 1)
	taps := make([]tap, m)
	for i := range taps {
		middle := (float64(i)+0.5)*step - 0.5
		from, to := max(int(math.Ceil(middle-reach)), 0), min(int(math.Floor(middle+reach)), n-1)
		t := tap{from: min(from, n-1)}
		var sum float32
		for k := t.from; k <= max(to, t.from); k++ {
			weight := float32(max(1-math.Abs(float64(k)-middle)/reach, 1e-3))
			t.weights, sum = append(t.weights, weight), sum+weight
		}
		for k := range t.weights {
			t.weights[k] /= sum
		}
		taps[i] = t
	}
	return taps
}

// Of the background: as far to each side as it is looked for, and which share of the pixels there is darker than the paper and the ink.
const (
	around     = 2 * Height
	paperShare = 0.80
	inkShare   = 0.02
	inkFloor   = 6 // gray levels between ink and paper; less is a blank line
)

// flatten turns gray levels to ink. The paper's level is that of the columns around, so that a shadow does not count; the ink's is the whole
// line's, so that blank ends are not stretched to print.
func flatten(gray []float32, s Strip) bool {
	paper := papers(gray, s.Width)
	var counts [256]int
	for i, v := range gray {
		counts[level(paper[i%s.Width]-v)]++
	}
	ink := float32(quantile(&counts, len(gray), 1-inkShare))
	if ink < inkFloor {
		return false
	}
	gain := 230 / ink
	for i, v := range gray {
		s.Pix[i] = level((paper[i%s.Width] - v) * gain)
	}
	return true
}

// papers is the paper's gray level at each column, from a histogram that slides along.
func papers(gray []float32, width int) []float32 {
	var counts [256]int
	n := 0
	add := func(x, d int) {
		if x < 0 || x >= width {
			return
		}
		for y := range Height {
			counts[level(gray[y*width+x])] += d
		}
		n += d * Height
	}
	for x := range around {
		add(x, 1)
	}
	out := make([]float32, width)
	for x := range out {
		add(x+around, 1)
		add(x-around-1, -1)
		out[x] = float32(quantile(&counts, n, paperShare))
	}
	return out
}

func level(v float32) uint8 { return uint8(min(max(v+0.5, 0), 255)) }

// quantile is the level that the share of n counted pixels does not go over.
func quantile(counts *[256]int, n int, share float64) int {
	left := int(share * float64(n))
	for v, count := range counts {
		if left -= count; left < 0 {
			return v
		}
	}
	return 255
}
