package linereader

import (
	"image"
	"testing"
)

// bar is a line of upright strokes, one of them right of the middle, on paper that darkens from left to right.
func bar(width, height int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			v := 240 - 100*x/width
			if y > height/5 && y < height*4/5 && (x-width/2+width*(height*2/3))%(height*2/3) < height/6 {
				v -= 100
			}
			m.Pix[y*m.Stride+x] = uint8(v)
		}
	}
	return m
}

func TestPrepareTakesLightAway(t *testing.T) {
	for _, size := range [][2]int{{200, 16}, {400, 32}, {900, 90}} {
		s, ok := Prepare(bar(size[0], size[1]))
		if want := (size[0]*Height + size[1]/2) / size[1]; !ok || s.Width != want || len(s.Pix) != want*Height {
			t.Fatalf("%v: %v, %d wide and not %d", size, ok, s.Width, want)
		}
		if ink := s.Pix[Height/2*s.Width+s.Width/2+2]; ink < 180 {
			t.Errorf("%v: the ink is %d", size, ink)
		}
		for _, x := range []int{1, s.Width / 4, s.Width / 2, s.Width * 3 / 4, s.Width - 2} { // above the strokes
			if paper := s.Pix[2*s.Width+x]; paper > 60 {
				t.Errorf("%v: the paper at %d is %d", size, x, paper)
			}
		}
	}
}

// A part of a larger picture is read where it is, whatever its origin.
func TestPrepareOfAPart(t *testing.T) {
	whole := bar(400, 32)
	moved := &image.Gray{Pix: whole.Pix, Stride: whole.Stride, Rect: whole.Rect.Add(image.Pt(50, 70))}
	a, _ := Prepare(whole)
	b, ok := Prepare(moved)
	if !ok || string(a.Pix) != string(b.Pix) {
		t.Error("another origin, another strip")
	}
	part, ok := Prepare(whole.SubImage(image.Rect(100, 4, 300, 30)).(*image.Gray))
	if want := (200*Height + 13) / 26; !ok || part.Width != want {
		t.Errorf("a part is %d wide and not %d: %v", part.Width, want, ok)
	}
}

func TestPrepareOfNothing(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 200, 30))
	for i := range blank.Pix {
		blank.Pix[i] = 200
	}
	for name, m := range map[string]*image.Gray{
		"blank": blank, "empty": image.NewGray(image.Rectangle{}), "low": bar(200, minSide-1), "narrow": bar(minSide-1, 30), "long": bar(maxWidth+10, 30),
	} {
		if s, ok := Prepare(m); ok {
			t.Errorf("%s gives a strip of %d", name, s.Width)
		}
	}
}

func FuzzPrepare(f *testing.F) {
	f.Add(uint16(40), uint16(20), []byte("line"))
	f.Add(uint16(6), uint16(6), []byte{0, 255})
	f.Fuzz(func(t *testing.T, width, height uint16, data []byte) {
		if len(data) == 0 || int(width)*int(height) > 1<<18 {
			return
		}
		m := image.NewGray(image.Rect(0, 0, int(width), int(height)))
		for i := range m.Pix {
			m.Pix[i] = data[i%len(data)]
		}
		if s, ok := Prepare(m); ok && (s.Width < 1 || s.Width > maxWidth || len(s.Pix) != s.Width*Height) {
			t.Fatalf("%d wide, %d pixels", s.Width, len(s.Pix))
		}
	})
}
