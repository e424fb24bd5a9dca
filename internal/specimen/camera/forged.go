package camera

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/bonafide-id/bonafide/fault"
	"github.com/bonafide-id/bonafide/internal/specimen"
)

// halftone prints the page in dots, as a colour copier does: one screen for each ink, each turned its own way, 50 to 75 lines to the centimetre.
func halftone(img *image.RGBA, strength, width float64, r *rand.Rand) {
	if strength == 0 {
		return
	}
	pitch := float64(img.Bounds().Dx()) / (width * (5 + 2.5*r.Float64())) // pixels from dot to dot
	angles := [3]float64{15, 75, 45}
	var cos, sin [3]float64
	for k := range 3 {
		sin[k], cos[k] = math.Sincos(angles[k] * math.Pi / 180)
	}
	f := 2 * math.Pi / pitch
	each(img, func(x, y int, pix []uint8) {
		if pix[3] == 0 {
			return
		}
		for k := range 3 {
			u, v := float64(x)*cos[k]+float64(y)*sin[k], float64(y)*cos[k]-float64(x)*sin[k]
			tone := float64(pix[k])
			dots := 34 * strength * (math.Cos(f*u) + math.Cos(f*v)) * (1 - math.Abs(tone-128)/150)
			pix[k] = uint8(max(0, min(float64(pix[3]), tone+dots)))
		}
	})
}

// perforate punches equal holes in a row through the lower fifth of the page, where a passport has its zone.
func perforate(img *image.RGBA, holes int, r *rand.Rand) {
	if holes == 0 {
		return
	}
	size := img.Bounds().Size()
	radius := float64(size.X) * (0.010 + 0.004*r.Float64())
	y := float64(size.Y) * (0.82 + 0.08*r.Float64())
	from, step := float64(size.X)*(0.12+0.3*r.Float64()), radius*(4+3*r.Float64())
	for i := range holes {
		x := from + float64(i)*step
		each(img, func(u, v int, pix []uint8) { fade(pix, math.Hypot(float64(u)+0.5-x, float64(v)+0.5-y)-radius+0.5) })
	}
}

// retouch smooths the place of a field in the finished picture, as a picture editor leaves it: what grain there was is gone.
func (s *scene) retouch(picture *image.RGBA, zones []specimen.ZoneBox) {
	if s.shot.Retouch == 0 {
		return
	}
	r := rand.New(rand.NewPCG(s.shot.Seed, streamRetouch))
	var fields []specimen.ZoneBox
	for _, z := range zones {
		if z.Text != "" && z.Name != "mrz" {
			fields = append(fields, z)
		}
	}
	if len(fields) == 0 {
		return
	}
	low, high := bounds(s.mapBox(fields[r.IntN(len(fields))].Box.Inset(-6)))
	box := image.Rect(int(low.X), int(low.Y), int(high.X), int(high.Y)).Intersect(picture.Rect)
	part := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	for y := range box.Dy() {
		copy(part.Pix[y*part.Stride:(y+1)*part.Stride], picture.Pix[picture.PixOffset(box.Min.X, box.Min.Y+y):])
	}
	lens(part, 0.4+0.8*s.shot.Retouch)
	for y := range box.Dy() {
		copy(picture.Pix[picture.PixOffset(box.Min.X, box.Min.Y+y):][:part.Stride], part.Pix[y*part.Stride:(y+1)*part.Stride])
	}
}

// Spoil turns the knobs that a defect of the picture is, on a shot of one side; see specimen.Defects. Code fault.Invalid for a defect that is none of
// the picture's.
func Spoil(s Shot, code string, seed uint64) (Shot, error) {
	r := rand.New(rand.NewPCG(seed, streamSpoil))
	spoil, ok := map[string]func(*Shot){
		"QC00": func(s *Shot) { s.Empty = true },
		"QC01": func(s *Shot) { s.LongSide = 420 + r.IntN(200) },
		"QC02": func(s *Shot) { s.Glare = between(r, 0.75, 1) },
		"QC03": func(s *Shot) {
			if r.IntN(2) == 0 {
				s.Blur = between(r, 1.8, 4)
			} else {
				s.Motion = between(r, 5.5, 12)
			}
		},
		"QC04": func(s *Shot) {
			s.Exposure = between(r, -3.2, -2.2)
			if r.IntN(2) == 0 {
				s.Exposure = between(r, 0.9, 1.6)
			}
		},
		"QC05": func(s *Shot) { s.Margin, s.Perspective = between(r, 0.6, 1.1), min(s.Perspective, 0.2) },
		"FC01": func(s *Shot) { s.Photocopy = between(r, 0.9, 1) },
		"FC02": func(s *Shot) { s.Moire = between(r, 0.5, 0.95) },
		"FC03": func(s *Shot) {
			if r.IntN(2) == 0 {
				s.Retouch = between(r, 0.4, 1)
			} else {
				s.Halftone = between(r, 0.5, 1)
			}
		},
		"FC04": func(s *Shot) { s.CutCorner = between(r, 0.13, 0.32) },
		"FC16": func(s *Shot) {
			s.SurfaceSeed++
			s.Surface = Desk + (s.Surface-Desk+1+Surface(r.IntN(int(surfaceCount-Desk)-1)))%(surfaceCount-Desk)
		},
		"FC20": func(s *Shot) { s.LowHoles = 3 + r.IntN(3) },
	}[code]
	if !ok {
		return s, fault.New(fault.Invalid, "defect")
	}
	spoil(&s)
	return s, nil
}
