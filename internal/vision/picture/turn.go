package picture

import "image"

// swapsSides says that an EXIF orientation makes the width of the height.
func swapsSides(turn int) bool { return turn >= 5 && turn <= 8 }

// step says where the pixel (x, y) of a turned picture comes from: offset + x*dx + y*dy, in pixels of the source.
type step struct{ offset, dx, dy int }

// steps of the eight orientations (Exif 3.0, tag 274) for a source of w x h whose rows are stride apart.
func steps(turn, w, h, stride int) step {
	right, bottom := w-1, (h-1)*stride
	return [9]step{
		1: {0, 1, stride},
		2: {right, -1, stride},
		3: {right + bottom, -1, -stride},
		4: {bottom, 1, -stride},
		5: {0, stride, 1},
		6: {bottom, -stride, 1},
		7: {right + bottom, -stride, -1},
		8: {right, stride, -1},
	}[turn]
}

// Turn returns m as its EXIF orientation (1 to 8; anything else is 1) says it is to be seen. m itself comes back for 1.
func Turn(m *image.Gray, turn int) *image.Gray {
	if turn < 2 || turn > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	s := steps(turn, w, h, m.Stride)
	if swapsSides(turn) {
		w, h = h, w
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	// In squares, so that a walk down a source column finds its lines still in the cache.
	squares(w, h, func(x0, y0, x1, y1 int) {
		for y := y0; y < y1; y++ {
			from := s.offset + y*s.dy + x0*s.dx
			for x := x0; x < x1; x++ {
				out.Pix[y*out.Stride+x] = m.Pix[from]
				from += s.dx
			}
		}
	})
	return out
}

// TurnRGBA is Turn for colour.
func TurnRGBA(m *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	s := steps(turn, w, h, m.Stride/4)
	if swapsSides(turn) {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	squares(w, h, func(x0, y0, x1, y1 int) {
		for y := y0; y < y1; y++ {
			from := 4 * (s.offset + y*s.dy + x0*s.dx)
			for x := x0; x < x1; x++ {
				copy(out.Pix[y*out.Stride+4*x:y*out.Stride+4*x+4], m.Pix[from:from+4])
				from += 4 * s.dx
			}
		}
	})
	return out
}

func squares(w, h int, do func(x0, y0, x1, y1 int)) {
	const side = 64
	for y := 0; y < h; y += side {
		for x := 0; x < w; x += side {
			do(x, y, min(x+side, w), min(y+side, h))
		}
	}
}

// quarters are the EXIF orientations that turn clockwise by so many quarters.
var quarters = [4]int{1, 6, 3, 8}

// Rotate90 returns m turned clockwise by so many quarters of a circle; negative is counterclockwise.
func Rotate90(m *image.Gray, clockwise int) *image.Gray { return Turn(m, quarters[clockwise&3]) }

// Rotate90RGBA is Rotate90 for colour.
func Rotate90RGBA(m *image.RGBA, clockwise int) *image.RGBA {
	return TurnRGBA(m, quarters[clockwise&3])
}
