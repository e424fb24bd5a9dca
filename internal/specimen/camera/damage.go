package camera

import (
	"image"
	"math"
	"math/rand/v2"
)

// each calls f for every pixel with its four premultiplied bytes.
func each(img *image.RGBA, f func(x, y int, pix []uint8)) {
	size := img.Bounds().Size()
	for y := range size.Y {
		row := img.Pix[y*img.Stride:]
		for x := range size.X {
			f(x, y, row[4*x:4*x+4:4*x+4])
		}
	}
}

func clamp(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }

// photocopy makes the page gray and hard, with the dots of a halftone where it was neither black nor white, and dust.
func photocopy(img *image.RGBA, strength float64, r *rand.Rand) {
	if strength == 0 {
		return
	}
	pitch := max(2.6, float64(img.Bounds().Dx())/460) // from dot to dot
	drum := 0.9 + 0.25*r.Float64()
	size := img.Bounds().Size()
	wave := make([]float64, size.X+size.Y) // along both diagonals
	for i := range wave {
		wave[i] = 46 * math.Cos(2*math.Pi/pitch/math.Sqrt2*float64(i))
	}
	each(img, func(x, y int, pix []uint8) {
		if pix[3] == 0 {
			return
		}
		gray := 0.3*float64(pix[0]) + 0.59*float64(pix[1]) + 0.11*float64(pix[2])
		dots := wave[x+y] + wave[max(x-y, y-x)]
		hard := (gray*drum-118)*2.3 + 128 + dots*0.9
		copied := max(18, min(246, hard)) * float64(pix[3]) / 255
		for k := range 3 {
			pix[k] = clamp(float64(pix[k])*(1-strength) + copied*strength)
		}
	})
	for range int(120 * strength) {
		speck(img, r.IntN(size.X), r.IntN(size.Y), 1+r.IntN(1+size.X/700))
	}
}

func speck(img *image.RGBA, x, y, side int) {
	for j := range side {
		for i := range side {
			if at := image.Pt(x+i, y+j); at.In(img.Bounds()) {
				if pix := img.Pix[img.PixOffset(at.X, at.Y):]; pix[3] == 255 {
					pix[0], pix[1], pix[2] = 40, 40, 40
				}
			}
		}
	}
}

// crease folds the page once or twice: a dark line, lighter on one side than on the other.
func crease(img *image.RGBA, depth float64, r *rand.Rand) {
	if depth == 0 {
		return
	}
	w, h := float64(img.Bounds().Dx()), float64(img.Bounds().Dy())
	for fold := range 1 + r.IntN(2) {
		angle := 0.16 * (r.Float64() - 0.5)
		if fold == 0 {
			angle += math.Pi / 2 // along the short side first, as wallets do it
		}
		nx, ny := -math.Sin(angle), math.Cos(angle)
		at := nx*w*(0.3+0.4*r.Float64()) + ny*h*(0.3+0.4*r.Float64())
		each(img, func(x, y int, pix []uint8) {
			d := (nx*float64(x) + ny*float64(y) - at) / w
			line := math.Exp(-d * d / (2 * 0.0016 * 0.0016))
			slope := math.Copysign(math.Exp(-math.Abs(d)/0.05), d)
			gain := 1 - depth*(0.5*line-0.16*slope)
			for k := range 3 {
				pix[k] = uint8(min(float64(pix[3]), float64(pix[k])*gain))
			}
		})
	}
}

// cut takes a corner off: reach is how far along the edges, as a fraction of the page's height.
func cut(img *image.RGBA, reach float64, r *rand.Rand) {
	if reach == 0 {
		return
	}
	size := img.Bounds().Size()
	far, corner := reach*float64(min(size.X, size.Y)), r.IntN(4)
	slant := 0.7 + 0.6*r.Float64()
	each(img, func(x, y int, pix []uint8) {
		if corner&1 != 0 {
			x = size.X - 1 - x
		}
		if corner&2 != 0 {
			y = size.Y - 1 - y
		}
		fade(pix, (float64(x)*slant+float64(y)-far)/math.Hypot(slant, 1)+0.5)
	})
}

// punch makes round holes along the upper edge, as offices do to cards that are no longer valid.
func punch(img *image.RGBA, holes int, r *rand.Rand) {
	size := img.Bounds().Size()
	radius := float64(size.Y) * 0.045
	for range holes {
		cx, cy := float64(size.X)*(0.1+0.8*r.Float64()), float64(size.Y)*(0.06+0.3*r.Float64())
		each(img, func(x, y int, pix []uint8) { fade(pix, math.Hypot(float64(x)+0.5-cx, float64(y)+0.5-cy)-radius+0.5) })
	}
}

// fade multiplies a premultiplied pixel with a coverage, clamped to 0 to 1.
func fade(pix []uint8, part float64) {
	if part >= 1 {
		return
	}
	part = max(0, part)
	for k := range 4 {
		pix[k] = uint8(float64(pix[k]) * part)
	}
}
