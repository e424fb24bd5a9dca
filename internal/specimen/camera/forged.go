package camera

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/bonafide-id/bonafide/document"
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

// edit alters the place of a field in the finished picture, as somebody does with a picture editor: what the camera has written is opened, changed and
// written again. Retouch smooths the place, Retype sets its print anew, Paste takes it from another picture.
func (s *scene) edit(picture, sheet *image.RGBA, zones []specimen.ZoneBox) error {
	if s.shot.Retouch+s.shot.Retype+s.shot.Paste == 0 {
		return nil
	}
	r := rand.New(rand.NewPCG(s.shot.Seed, streamRetouch))
	fields := entries(zones)
	if len(fields) == 0 {
		return nil
	}
	field := fields[r.IntN(len(fields))]
	low, high := bounds(s.mapBox(field.Box.Inset(-6)))
	box := image.Rect(int(low.X), int(low.Y), int(high.X), int(high.Y)).Intersect(picture.Rect)
	if box.Empty() {
		return nil
	}
	s.edited = field.Name
	if s.shot.Quality > 0 {
		if err := reopened(picture, 86+r.IntN(11), image.Point{}); err != nil {
			return err
		}
	}
	if s.shot.Retouch > 0 {
		part := cropped(picture, box)
		lens(part, 0.4+0.8*s.shot.Retouch)
		laid(picture, part, box, 0)
	}
	if s.shot.Retype > 0 {
		beside := image.Pt(1-2*r.IntN(2), 1-2*r.IntN(2)) // nobody hits the place to the pixel
		laid(picture, levelled(cropped(s.typed(sheet), box.Add(beside)), cropped(picture, box)), box, 2)
	}
	if s.shot.Paste > 0 {
		other, err := s.other(sheet, box, r)
		if err != nil {
			return err
		}
		laid(picture, levelled(other, cropped(picture, box)), box, 2)
	}
	return nil
}

// entries are the zones that say something of the holder or the document: what is worth changing. Pages whose zones are named otherwise: all with text.
func entries(zones []specimen.ZoneBox) (fields []specimen.ZoneBox) {
	for _, only := range []bool{true, false} {
		for _, z := range zones {
			known := slices.Contains(document.Fields(), document.Field(z.Name)) || z.Name == "resident_number" || z.Name == "name_local"
			if z.Text != "" && !strings.HasPrefix(z.Name, "mrz") && (known || !only) {
				fields = append(fields, z)
			}
		}
		if len(fields) > 0 {
			break
		}
	}
	return fields
}

// typed is the picture as if it had been drawn instead of photographed: the page in its light, without the camera's softness and noise, which the strength
// of the knob takes away.
func (s *scene) typed(sheet *image.RGBA) *image.RGBA {
	drawn := s.expose(sheet)
	lens(drawn, s.pixels(s.shot.Blur*(1-s.shot.Retype)))
	still := s.shot
	still.Noise *= 0.3 * (1 - s.shot.Retype)
	grain(drawn, still)
	return drawn
}

// other is the box as another picture of such a page has it: other light, other noise, softer or sharper, and written as a JPEG whose grid lay otherwise.
func (s *scene) other(sheet *image.RGBA, box image.Rectangle, r *rand.Rand) (*image.RGBA, error) {
	far := s.shot.Paste
	second := *s
	second.shot.Seed++
	second.shot.Exposure += far * between(r, -0.25, 0.25)
	second.shot.Warmth += far * between(r, -0.2, 0.2)
	if r.IntN(2) == 0 {
		second.shot.Noise *= 1 + far*between(r, 0.8, 2)
		second.shot.Blur *= 1 - 0.6*far
	} else {
		second.shot.Noise *= 1 - 0.7*far
		second.shot.Blur *= 1 + far*between(r, 0.6, 1.4)
	}
	m := second.expose(sheet)
	lens(m, s.pixels(second.shot.Blur))
	grain(m, second.shot)
	err := reopened(m, 70+r.IntN(23), image.Pt(1+r.IntN(7), 1+r.IntN(7)))
	return cropped(m, box), err
}

// reopened writes a picture as a JPEG and reads it again, from so far right and down of its corner on: what is left of and above that stays.
func reopened(m *image.RGBA, quality int, from image.Point) error {
	part := cropped(m, image.Rectangle{Min: from, Max: m.Rect.Max})
	data, _, err := encode(part, quality)
	if err != nil {
		return err
	}
	again, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	draw.Draw(m, image.Rectangle{Min: from, Max: m.Rect.Max}, again, image.Point{}, draw.Src)
	return nil
}

func cropped(m *image.RGBA, box image.Rectangle) *image.RGBA {
	part := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	draw.Draw(part, part.Rect, m, box.Min, draw.Src)
	return part
}

// levelled shifts the colours of a part so that its mean is that of what it covers.
func levelled(part, covered *image.RGBA) *image.RGBA {
	var off [3]int
	for i := 0; i+3 < len(part.Pix); i += 4 {
		for k := range 3 {
			off[k] += int(covered.Pix[i+k]) - int(part.Pix[i+k])
		}
	}
	n := max(1, len(part.Pix)/4)
	each(part, func(_, _ int, pix []uint8) {
		for k := range 3 {
			pix[k] = uint8(max(0, min(255, int(pix[k])+off[k]/n)))
		}
	})
	return part
}

// laid puts a part into the box of a picture, its border running out over feather pixels.
func laid(picture, part *image.RGBA, box image.Rectangle, feather int) {
	each(part, func(x, y int, pix []uint8) {
		to := picture.Pix[picture.PixOffset(box.Min.X+x, box.Min.Y+y):]
		share := 1.0
		if edge := min(x, y, box.Dx()-1-x, box.Dy()-1-y); edge < feather {
			share = (float64(edge) + 0.5) / float64(feather)
		}
		for k := range 3 {
			to[k] = uint8(float64(pix[k])*share + float64(to[k])*(1-share) + 0.5)
		}
	})
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
			far := between(r, 0.5, 1)
			*[]*float64{&s.Retouch, &s.Retype, &s.Paste, &s.Halftone}[r.IntN(4)] = far
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
