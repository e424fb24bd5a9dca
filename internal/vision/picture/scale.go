package picture

import (
	"image"
	"image/color"
)

// plane is one channel of a picture, or one of several that lie side by side: the sample (x, y) is pix[y*stride+x*step].
type plane struct {
	pix    []byte
	stride int
	step   int
	w, h   int
}

// Scale returns m at w x h: each pixel is the mean of the area it covers. A side that would grow is read off between pixels instead
// (nearest). w and h are at least 1. m itself comes back when it has that size already.
func Scale(m *image.Gray, w, h int) *image.Gray {
	if m.Rect.Dx() == w && m.Rect.Dy() == h {
		return m
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	scalePlane(plane{m.Pix, m.Stride, 1, m.Rect.Dx(), m.Rect.Dy()}, plane{out.Pix, out.Stride, 1, w, h})
	return out
}

// ScaleRGBA is Scale for colour.
func ScaleRGBA(m *image.RGBA, w, h int) *image.RGBA {
	if m.Rect.Dx() == w && m.Rect.Dy() == h {
		return m
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for c := range 3 {
		scalePlane(plane{m.Pix[c:], m.Stride, 4, m.Rect.Dx(), m.Rect.Dy()}, plane{out.Pix[c:], out.Stride, 4, w, h})
	}
	opaque(out)
	return out
}

func opaque(m *image.RGBA) {
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 255
	}
}

// scaledRGBA scales before it converts: a JPEG's colours are at a quarter of its size already.
func scaledRGBA(m image.Image, w, h int) *image.RGBA {
	size := m.Bounds().Size()
	switch m := m.(type) {
	case *image.RGBA:
		return ScaleRGBA(m, w, h)
	case *image.Gray:
		return grayToRGBA(Scale(m, w, h))
	case *image.YCbCr:
		if size.X == w && size.Y == h {
			return overWhite(m)
		}
		return scaleYCbCr(m, w, h)
	}
	return ScaleRGBA(overWhite(m), w, h)
}

func grayToRGBA(m *image.Gray) *image.RGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x, v := range m.Pix[y*m.Stride : y*m.Stride+w] {
			p := out.Pix[y*out.Stride+4*x:]
			p[0], p[1], p[2], p[3] = v, v, v, 255
		}
	}
	return out
}

func scaleYCbCr(m *image.YCbCr, w, h int) *image.RGBA {
	var planes [3][]byte
	cw := chromaSide(m.Rect.Dx(), m.Rect.Min.X, horizontal(m.SubsampleRatio))
	ch := chromaSide(m.Rect.Dy(), m.Rect.Min.Y, vertical(m.SubsampleRatio))
	at := m.COffset(m.Rect.Min.X, m.Rect.Min.Y)
	sources := [3]plane{
		{m.Y[m.YOffset(m.Rect.Min.X, m.Rect.Min.Y):], m.YStride, 1, m.Rect.Dx(), m.Rect.Dy()},
		{m.Cb[at:], m.CStride, 1, cw, ch},
		{m.Cr[at:], m.CStride, 1, cw, ch},
	}
	for i, source := range sources {
		planes[i] = make([]byte, w*h)
		scalePlane(source, plane{planes[i], w, 1, w, h})
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		p := out.Pix[4*i : 4*i+4 : 4*i+4]
		p[0], p[1], p[2] = color.YCbCrToRGB(planes[0][i], planes[1][i], planes[2][i])
		p[3] = 255
	}
	return out
}

// horizontal and vertical say over how many pixels one colour sample reaches.
func horizontal(r image.YCbCrSubsampleRatio) int {
	switch r {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		return 2
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		return 4
	}
	return 1
}

func vertical(r image.YCbCrSubsampleRatio) int {
	switch r {
	case image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio410:
		return 2
	}
	return 1
}

// chromaSide is how many samples a side of n pixels beginning at from has.
func chromaSide(n, from, reach int) int { return (from+n+reach-1)/reach - from/reach }

// span is the part of a row that one pixel of the result covers: whole samples from to to, and parts (of 256) of those at both ends.
type span struct {
	from, to  int // the first and the last sample, both included
	head, all uint64
	tail      uint64
}

// spans cuts n samples into m equal parts.
func spans(n, m int) []span {
	out := make([]span, m)
	for i := range out {
		// In 256ths of a sample.
		from, to := uint64(i)*uint64(n)*256/uint64(m), uint64(i+1)*uint64(n)*256/uint64(m)
		if n < m || to <= from {
			at := min(int((from+to)/2/256), n-1)
			out[i] = span{from: at, to: at, head: 256, all: 256}
			continue
		}
		s := span{from: int(from / 256), to: int((to - 1) / 256), all: to - from}
		if s.from == s.to {
			s.head = to - from
		} else {
			s.head, s.tail = 256-from%256, to-uint64(s.to)*256
		}
		out[i] = s
	}
	return out
}

// halved is the mean of every four samples: a fifth of the work that a general scale has with them. An odd last row or column is left out.
func (p plane) halved() plane {
	w, h := p.w/2, p.h/2
	out := plane{pix: make([]byte, w*h), stride: w, step: 1, w: w, h: h}
	for y := range h {
		a, b := p.pix[2*y*p.stride:][:2*w], p.pix[(2*y+1)*p.stride:][:2*w]
		row := out.pix[y*w:][:w]
		for x := range row {
			row[x] = byte((uint32(a[2*x]) + uint32(a[2*x+1]) + uint32(b[2*x]) + uint32(b[2*x+1]) + 2) >> 2)
		}
	}
	return out
}

// largePlane is from how many samples on a plane is halved on its way to a size: there it saves time, and an odd last row is nothing.
const largePlane = 3_000_000

func (p plane) halves(w, h int) bool {
	return p.step == 1 && p.w >= 2*w && p.h >= 2*h && p.w*p.h >= largePlane
}

// scalePlane reads every sample of in once: rows are summed up as they come, in 65536ths of a sample.
func scalePlane(in, out plane) {
	for in.halves(out.w, out.h) {
		in = in.halved()
	}
	across, down := spans(in.w, out.w), spans(in.h, out.h)
	row := make([]uint32, out.w)
	sums := make([]uint64, out.w)
	last := -1
	for y, d := range down {
		clear(sums)
		for sy := d.from; sy <= d.to; sy++ {
			if sy != last {
				scaleRow(in, sy, across, row)
				last = sy
			}
			weight := uint64(256)
			switch sy {
			case d.from:
				weight = d.head
			case d.to:
				weight = d.tail
			}
			for x, v := range row {
				sums[x] += uint64(v) * weight
			}
		}
		for x, sum := range sums {
			area := across[x].all * d.all
			out.pix[y*out.stride+x*out.step] = byte((sum + area/2) / area)
		}
	}
}

// scaleRow sums the samples under each pixel of the result, in 256ths of a sample.
func scaleRow(in plane, y int, across []span, row []uint32) {
	pix := in.pix[y*in.stride:]
	for x, s := range across {
		sum := uint32(pix[s.from*in.step]) * uint32(s.head)
		if s.to > s.from {
			whole := uint32(0)
			if in.step == 1 {
				for _, v := range pix[s.from+1 : s.to] {
					whole += uint32(v)
				}
			} else {
				for i := s.from + 1; i < s.to; i++ {
					whole += uint32(pix[i*in.step])
				}
			}
			sum += whole<<8 + uint32(pix[s.to*in.step])*uint32(s.tail)
		}
		row[x] = sum
	}
}
