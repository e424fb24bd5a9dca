package picture

import (
	"image"
	"image/color"
	"image/draw"
)

// ToGray returns the brightness of a picture, 0 black to 255 white, with its origin at 0, 0. Of a JPEG (*image.YCbCr) and of a gray picture
// the rows are shared when they lie together: do not write to the result.
func ToGray(m image.Image) *image.Gray {
	size := m.Bounds().Size()
	switch m := m.(type) {
	case *image.YCbCr:
		b := m.Rect
		return &image.Gray{Pix: m.Y[m.YOffset(b.Min.X, b.Min.Y):], Stride: m.YStride, Rect: image.Rectangle{Max: size}}
	case *image.Gray:
		return &image.Gray{Pix: m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y):], Stride: m.Stride, Rect: image.Rectangle{Max: size}}
	case *image.RGBA:
		return rgbaToGray(m)
	}
	return rgbaToGray(overWhite(m))
}

// rgbaToGray weighs as JFIF does: 0.299, 0.587, 0.114.
func rgbaToGray(m *image.RGBA) *image.Gray {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		in := m.Pix[y*m.Stride : y*m.Stride+4*w]
		row := out.Pix[y*out.Stride : y*out.Stride+w]
		for x := range row {
			p := in[4*x : 4*x+4 : 4*x+4]
			row[x] = byte((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
		}
	}
	return out
}

func gray16(m *image.Gray16) *image.Gray {
	b := m.Rect
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Pix[y*out.Stride+x] = m.Pix[m.PixOffset(b.Min.X+x, b.Min.Y+y)]
		}
	}
	return out
}

// whitened lays a picture over white where it stands: a decoded picture is nobody else's, and a copy of the largest takes 200 MB.
func whitened(m *image.NRGBA) *image.RGBA {
	for i := 0; i+3 < len(m.Pix); i += 4 {
		p := m.Pix[i : i+4 : i+4]
		if a := uint32(p[3]); a != 255 {
			for c := range 3 {
				p[c] = byte((uint32(p[c])*a + 255*(255-a) + 127) / 255)
			}
			p[3] = 255
		}
	}
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// overWhite lays any picture over white. image/draw has fast paths for what decoders return.
func overWhite(m image.Image) *image.RGBA {
	b := m.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	if opaque, ok := m.(interface{ Opaque() bool }); ok && opaque.Opaque() {
		draw.Draw(out, out.Rect, m, b.Min, draw.Src)
		return out
	}
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, m, b.Min, draw.Over)
	return out
}

// A picture has colour when more than one pixel in colouredShare has channels further apart than colourSpread: a photocopy photographed as
// a JPEG has some colour noise, a faded colour photograph has more than that nearly everywhere.
const (
	colourSpread  = 14
	colouredShare = 200
	graySamples   = 1 << 16
)

// IsGray says that a picture holds no colour, by looking at about 65,000 pixels spread over it.
func IsGray(m image.Image) bool {
	if _, gray := m.(*image.Gray); gray {
		return true
	}
	b := m.Bounds()
	step := 1
	for b.Dx()/step*(b.Dy()/step) > graySamples {
		step++
	}
	seen, coloured := 0, 0
	for y := b.Min.Y; y < b.Max.Y; y += step {
		for x := b.Min.X; x < b.Max.X; x += step {
			seen++
			if spread(m, x, y) > colourSpread {
				coloured++
			}
		}
	}
	return coloured*colouredShare <= seen
}

// spread is the distance between the strongest and the weakest channel, 0 to 255.
func spread(m image.Image, x, y int) int {
	var r, g, b uint8
	switch m := m.(type) {
	case *image.YCbCr:
		c := m.COffset(x, y)
		r, g, b = color.YCbCrToRGB(m.Y[m.YOffset(x, y)], m.Cb[c], m.Cr[c])
	case *image.RGBA:
		at := m.PixOffset(x, y)
		r, g, b = m.Pix[at], m.Pix[at+1], m.Pix[at+2]
	default:
		r32, g32, b32, _ := m.At(x, y).RGBA()
		r, g, b = uint8(r32>>8), uint8(g32>>8), uint8(b32>>8)
	}
	return int(max(r, g, b)) - int(min(r, g, b))
}
