package measure

import "image"

// blob is a connected set of pixels.
type blob struct {
	area   int
	box    image.Rectangle
	pixels []image.Point
}

// within counts the pixels of a blob in a box.
func (b blob) within(box image.Rectangle) (n int) {
	for _, p := range b.pixels {
		if p.In(box) {
			n++
		}
	}
	return n
}

// fill is the part of its box that a blob covers: 0.785 for a disc.
func (b blob) fill() float64 { return share(b.area, b.box.Dx()*b.box.Dy()) }

// blobsOf returns the connected sets (by sides) of at least least pixels. set is used up.
func blobsOf(set []bool, w, h, least int) []blob {
	var found []blob
	var stack []int
	for start := range set {
		if !set[start] {
			continue
		}
		set[start] = false
		b := blob{box: image.Rect(start%w, start/w, start%w+1, start/w+1)}
		stack = append(stack[:0], start)
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := i%w, i/w
			b.area++
			b.pixels = append(b.pixels, image.Pt(x, y))
			b.box = b.box.Union(image.Rect(x, y, x+1, y+1))
			for _, n := range [4][3]int{{x - 1, y, i - 1}, {x + 1, y, i + 1}, {x, y - 1, i - w}, {x, y + 1, i + w}} {
				if n[0] >= 0 && n[0] < w && n[1] >= 0 && n[1] < h && set[n[2]] {
					set[n[2]] = false
					stack = append(stack, n[2])
				}
			}
		}
		if b.area >= least {
			found = append(found, b)
		}
	}
	return found
}
