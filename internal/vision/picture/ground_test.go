package picture

import (
	"image"
	"testing"
)

// Print of one darkness on ground of two: one brightness tells it from the ground only when the picture is levelled.
func TestLevelled(t *testing.T) {
	const w, h, radius = 200, 60, 12
	m := image.NewGray(image.Rect(0, 0, w, h))
	ink := func(x, y int) bool { return y%20 >= 8 && y%20 < 11 && x%12 < 7 }
	for y := range h {
		for x := range w {
			ground := 230
			if x >= w/2 {
				ground = 90
			}
			if ink(x, y) {
				ground = ground * 45 / 100
			}
			m.Pix[y*m.Stride+x] = uint8(ground)
		}
	}
	darkest, lightest := extremes(m, ink, w/2)
	if darkest < lightest {
		t.Fatalf("the picture is too easy: ink up to %d, ground from %d", darkest, lightest)
	}
	if ink, ground := extremes(Levelled(m, radius), ink, w/2); ink+40 > ground {
		t.Errorf("ink is up to %d, ground from %d", ink, ground)
	}
	part := m.SubImage(image.Rect(60, 10, 160, 50)).(*image.Gray)
	if got := Levelled(part, radius); got.Rect != image.Rect(0, 0, 100, 40) {
		t.Errorf("part of a picture: %v", got.Rect)
	}
	if got := Levelled(image.NewGray(image.Rectangle{}), radius); !got.Rect.Empty() {
		t.Errorf("nothing: %v", got.Rect)
	}
}

// extremes are the brightest ink and the darkest ground, but for what lies near the step between the grounds.
func extremes(m *image.Gray, ink func(x, y int) bool, step int) (brightest, darkest uint8) {
	darkest = 255
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if x > step-30 && x < step+30 {
				continue
			}
			if v := m.Pix[y*m.Stride+x]; ink(x, y) {
				brightest = max(brightest, v)
			} else {
				darkest = min(darkest, v)
			}
		}
	}
	return brightest, darkest
}
