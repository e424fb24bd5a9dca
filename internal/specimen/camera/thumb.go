package camera

import (
	"image"
	"math"
	"math/rand/v2"
)

// thumb lays the photographer's thumb over an edge of the page, from below, left or right.
func (s *scene) thumb(img *image.RGBA) {
	if s.shot.Finger == 0 {
		return
	}
	r := rand.New(rand.NewPCG(s.shot.Seed, streamThumb))
	pw, ph := float64(s.page.X), float64(s.page.Y)
	reach, along := s.shot.Finger*ph/3, 0.2+0.6*r.Float64()
	var tip, inward Point
	switch r.IntN(3) {
	case 0:
		tip, inward = Point{along * pw, ph - reach}, Point{along*pw + ph*0.2*(r.Float64()-0.5), ph}
	case 1:
		tip, inward = Point{reach, along * ph}, Point{0, along*ph + ph*0.2*r.Float64()}
	default:
		tip, inward = Point{pw - reach, along * ph}, Point{pw, along*ph + ph*0.2*r.Float64()}
	}
	a, b := s.h.Map(tip), s.h.Map(inward)
	radius := 0.15 * ph * s.magnification()
	skin := [][3]float64{{224, 172, 138}, {198, 144, 108}, {150, 102, 74}, {236, 192, 164}}[r.IntN(4)]
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	dir := Point{(b.X - a.X) / length, (b.Y - a.Y) / length}
	// The round end's centre lies a radius behind the tip.
	press(img, capsule{Point{a.X + dir.X*radius, a.Y + dir.Y*radius}, dir, radius}, skin)
}

// capsule is a thumb: a round end at from, going on along dir to the edge of the picture and beyond.
type capsule struct {
	from, dir Point
	radius    float64
}

func blend(v, w, t float64) float64 { return v + (w-v)*t }

func press(img *image.RGBA, c capsule, skin [3]float64) {
	each(img, func(x, y int, pix []uint8) {
		dx, dy := float64(x)+0.5-c.from.X, float64(y)+0.5-c.from.Y
		along, across := dx*c.dir.X+dy*c.dir.Y, dx*c.dir.Y-dy*c.dir.X
		far := math.Abs(across)
		if along < 0 {
			far = math.Hypot(along, across)
		}
		if far > c.radius*1.35 {
			return
		}
		part := far / c.radius
		if part > 1 { // its shadow
			dark := 1 - 0.35*(1.35-part)/0.35
			for k := range 3 {
				pix[k] = uint8(float64(pix[k]) * dark)
			}
			if far > c.radius+1 {
				return
			}
		}
		cover := max(0, min(1, c.radius-far+0.5))
		round := math.Sqrt(max(0, 1-part*part))
		shade := 0.55 + 0.45*round
		nail := nailAt(along/c.radius, across/c.radius)
		for k := range 3 {
			colour := blend(skin[k]*shade, min(255, skin[k]*1.12+[3]float64{12, 14, 16}[k])*(0.75+0.25*round), nail)
			pix[k] = clamp(blend(float64(pix[k]), colour, cover))
		}
	})
}

// nailAt is the cover of the nail at a place in radii: an oval near the end.
func nailAt(along, across float64) float64 {
	a, b := (along+0.12)/0.62, across/0.56
	return max(0, min(1, (1-math.Sqrt(a*a*a*a+b*b*b*b))*9))
}
