package picture

import "image"

// Ground is the brightness of what print stands on in a region: the mean about every pixel of what is not darker than the mean, within radius pixels.
// Row by row, as many values as the region has pixels.
func Ground(m *image.Gray, r image.Rectangle, radius int) []uint8 {
	w, h := r.Dx(), r.Dy()
	work := make([]uint8, w*h)
	for y := range h {
		copy(work[y*w:y*w+w], m.Pix[(r.Min.Y+y-m.Rect.Min.Y)*m.Stride+r.Min.X-m.Rect.Min.X:])
	}
	for range 2 {
		mean := boxMean(work, w, h, radius)
		for i, v := range mean {
			work[i] = max(work[i], v)
		}
	}
	return boxMean(work, w, h, radius)
}

// Levelled is a picture as it would be on white ground: colours, guilloches and shadows that are wider than radius pixels are gone, print is not.
func Levelled(m *image.Gray, radius int) *image.Gray {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	ground := Ground(m, m.Rect, radius)
	for y := range h {
		row := m.Pix[y*m.Stride : y*m.Stride+w]
		for x, v := range row {
			out.Pix[y*w+x] = uint8(min(255, 255*int(v)/max(1, int(ground[y*w+x]))))
		}
	}
	return out
}

// boxMean is the mean of a square about every pixel, cut at the edges.
func boxMean(pix []uint8, w, h, radius int) []uint8 {
	sums := make([]uint32, (w+1)*(h+1))
	for y := range h {
		row := uint32(0)
		for x := range w {
			row += uint32(pix[y*w+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	out := make([]uint8, w*h)
	for y := range h {
		y0, y1 := max(0, y-radius), min(h, y+radius+1)
		for x := range w {
			x0, x1 := max(0, x-radius), min(w, x+radius+1)
			sum := sums[y1*(w+1)+x1] - sums[y0*(w+1)+x1] - sums[y1*(w+1)+x0] + sums[y0*(w+1)+x0]
			out[y*w+x] = uint8(sum / uint32((x1-x0)*(y1-y0)))
		}
	}
	return out
}
