package specimen

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// Schematic draws a portrait that is nobody's, of 3:4, for documents whose face does not matter: a bust in flat colours. No face
// recognition is to be tried on it. It needs no fonts.
func Schematic(seed uint64, sex string) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, streamPortrait))
	c := newCanvas(nil, 30, 40, 254)
	skin := pick(r, []color.NRGBA{ink(0xE8BE9C), ink(0xD9A57C), ink(0xF0CFB4), ink(0xB98160), ink(0x8D5B3F)})
	hair := pick(r, []color.NRGBA{ink(0x1C1715), ink(0x2B201A), ink(0x3A2A20), ink(0x15181C)})
	cloth := pick(r, []color.NRGBA{ink(0x2E3A50), ink(0x44303A), ink(0x2F4A40), ink(0x54545C)})
	c.gradient(Paper{Top: ink(0xEDF1F5), Middle: ink(0xE4EAF0), Bottom: ink(0xD7DFE7)})
	c.bust(r, sex, skin, hair, cloth)
	c.features(r, skin, hair)
	return c.img
}

func (c *canvas) bust(r *rand.Rand, sex string, skin, hair, cloth color.NRGBA) {
	wide := 7.6 + r.Float64()
	long := sex == "F"
	if long {
		c.shape(ellipse(15, 18.2, wide+2.1, 14.2, 80), hair)
	}
	c.shape(ellipse(15, 43, 14.2, 10.5, 80), cloth)
	c.shape([]point{{11.8, 24}, {18.2, 24}, {18.9, 33.6}, {15, 36.4}, {11.1, 33.6}}, mix(skin, ink(0), 0.14))
	c.shape([]point{{9.6, 33.9}, {15, 38.6}, {11.5, 40}, {8.5, 37}}, ink(0xF4F4F2))
	c.shape([]point{{20.4, 33.9}, {15, 38.6}, {18.5, 40}, {21.5, 37}}, ink(0xF4F4F2))
	for _, side := range []float64{-1, 1} {
		c.shape(ellipse(15+side*wide*0.98, 18.8, 1.2, 2.2, 40), mix(skin, ink(0), 0.08))
	}
	c.shape(egg(15, 17.6, wide, 10.6), skin)
	c.shape(hairline(15, 15.6, wide+0.35, 9.6+r.Float64(), 0.25+0.2*r.Float64()), hair)
}

// egg is a head: an ellipse narrower at the chin.
func egg(cx, cy, rx, ry float64) []point {
	points := ellipse(cx, cy, rx, ry, 90)
	for i := range points {
		if down := (points[i].y - cy) / ry; down > 0 {
			points[i].x = cx + (points[i].x-cx)*(1-0.22*down*down)
		}
	}
	return points
}

// hairline is the upper half of an ellipse, its lower edge arched by part.
func hairline(cx, cy, rx, ry, part float64) []point {
	var points []point
	for i := range 41 {
		sin, cos := math.Sincos(math.Pi + math.Pi*float64(i)/40)
		points = append(points, point{cx + rx*cos, cy + ry*sin})
	}
	for i := range 41 {
		sin, cos := math.Sincos(-math.Pi * float64(i) / 40)
		points = append(points, point{cx + rx*0.94*cos, cy + 0.6 + ry*(1-part)*sin*0.82})
	}
	return points
}

func (c *canvas) features(r *rand.Rand, skin, hair color.NRGBA) {
	apart, eyes, brow := 3.3+0.5*r.Float64(), 17.6+0.5*r.Float64(), 0.35+0.25*r.Float64()
	for _, side := range []float64{-1, 1} {
		x := 15 + side*apart
		c.shape(ellipse(x, eyes, 1.45, 0.72, 40), ink(0xF7F5F1))
		c.shape(ellipse(x, eyes, 0.72, 0.72, 30), mix(hair, ink(0x5A3A22), 0.5))
		c.shape(ellipse(x, eyes, 0.33, 0.33, 20), ink(0x0B0B0B))
		c.curve([]point{{x - 1.5, eyes - 0.3}, {x - 0.7, eyes - 0.8}, {x + 0.7, eyes - 0.8}, {x + 1.5, eyes - 0.3}}, 0.22, hair)
		c.curve([]point{{x - 1.8, eyes - 1.9}, {x, eyes - 2.35 - brow/2}, {x + 1.8, eyes - 1.9}}, brow, hair)
	}
	shade := mix(skin, ink(0x6B2F20), 0.35)
	c.curve([]point{{14.5, 18}, {14.2, 21.2}, {14.9, 21.9}, {15.9, 21.5}}, 0.28, shade)
	c.shape(ellipse(15, 24.3, 2.2+0.5*r.Float64(), 0.55+0.25*r.Float64(), 40), mix(skin, ink(0x9C2F2F), 0.5))
	c.curve([]point{{12.6, 24.3}, {15, 24.45}, {17.4, 24.3}}, 0.16, mix(skin, ink(0x5A1414), 0.7))
}

// picture lays an image into a box, cut to its proportions about the middle.
func (c *canvas) picture(src image.Image, x, y, w, h float64, gray, opacity float64) image.Rectangle {
	a, b := c.mm(x, y), c.mm(x+w, y+h)
	box := image.Rect(int(math.Round(a.x)), int(math.Round(a.y)), int(math.Round(b.x)), int(math.Round(b.y))).Intersect(c.img.Bounds())
	scaled := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	draw.CatmullRom.Scale(scaled, scaled.Bounds(), src, crop(src.Bounds(), w/h), draw.Src, nil)
	for i := 0; i < len(scaled.Pix); i += 4 {
		pix := scaled.Pix[i : i+3]
		luma := 0.299*float64(pix[0]) + 0.587*float64(pix[1]) + 0.114*float64(pix[2])
		for k := range pix {
			pix[k] = uint8(float64(pix[k])*(1-gray) + luma*gray)
		}
	}
	mask := image.NewUniform(color.Alpha{A: uint8(255 * opacity)})
	draw.DrawMask(c.img, box, scaled, image.Point{}, mask, image.Point{}, draw.Over)
	return box
}

// crop is the largest box of that proportion in the middle of bounds.
func crop(bounds image.Rectangle, proportion float64) image.Rectangle {
	w, h := bounds.Dx(), bounds.Dy()
	if float64(w) > float64(h)*proportion {
		w = int(float64(h) * proportion)
	} else {
		h = int(float64(w) / proportion)
	}
	left, top := bounds.Min.X+(bounds.Dx()-w)/2, bounds.Min.Y+(bounds.Dy()-h)/2
	return image.Rect(left, top, left+w, top+h)
}
