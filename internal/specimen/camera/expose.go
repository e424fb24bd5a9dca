package camera

import (
	"image"
	"math"
	"math/rand/v2"
)

// expose draws the picture: each pixel is traced back to the sheet, laid over the surface where the sheet is not, and lit. Light is
// reckoned in the picture's own values, not in linear light: telephones compress highlights much in the same way.
func (s *scene) expose(sheet *image.RGBA) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, s.width, s.height))
	surface, light := s.surface(), s.light()
	inverse := s.h.Inverse()
	fx, fy := float64(sheet.Bounds().Dx())/float64(s.page.X), float64(sheet.Bounds().Dy())/float64(s.page.Y)
	screen := s.screen()
	w := sampler{img: sheet}
	for y := range s.height {
		row := picture.Pix[y*picture.Stride : y*picture.Stride+4*s.width]
		surface.start(y)
		light.start(y)
		py := float64(y) + 0.5
		for x := range s.width {
			px := float64(x) + 0.5
			d := 1 / (inverse[6]*px + inverse[7]*py + inverse[8])
			u, v := (inverse[0]*px+inverse[1]*py+inverse[2])*d, (inverse[3]*px+inverse[4]*py+inverse[5])*d
			colour, alpha := w.at(u*fx-0.5, v*fy-0.5)
			if alpha > 0 && screen != nil {
				screen.tint(&colour, u, v)
			}
			if alpha < 255 {
				under := surface.at(x)
				for k := range colour {
					colour[k] += under[k] * (1 - alpha/255)
				}
			}
			lit := light.at(x)
			shine := lit[3] * alpha / 255
			for k := range colour {
				row[4*x+k] = uint8(max(0, min(255, colour[k]*lit[k]+(255-colour[k]*0.4)*shine+0.5)))
			}
			row[4*x+3] = 255
		}
	}
	return picture
}

// sampler reads an image between its pixels; outside it is transparent.
type sampler struct{ img *image.RGBA }

func (s sampler) at(u, v float64) (colour [3]float32, alpha float32) {
	size := s.img.Rect.Max
	if !(u > -1 && v > -1 && u < float64(size.X) && v < float64(size.Y)) {
		return colour, 0
	}
	x, y := int(math.Floor(u)), int(math.Floor(v))
	fx, fy := float32(u-float64(x)), float32(v-float64(y))
	for k, weight := range [4]float32{(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy} {
		i, j := x+k&1, y+k>>1
		if i < 0 || j < 0 || i >= size.X || j >= size.Y {
			continue
		}
		pix := s.img.Pix[j*s.img.Stride+4*i:]
		pix = pix[:4:4]
		colour[0] += weight * float32(pix[0])
		colour[1] += weight * float32(pix[1])
		colour[2] += weight * float32(pix[2])
		alpha += weight * float32(pix[3])
	}
	return colour, alpha
}

// coarse is a smooth field of four channels over the picture, kept at a fraction of its resolution.
type coarse struct {
	step          int // picture pixels to a cell
	width, height int
	cells         [][4]float32
	row           [][4]float32 // of the line begun
}

func newCoarse(width, height, step int, f func(x, y float64) [4]float32) *coarse {
	c := &coarse{step: step, width: width/step + 2, height: height/step + 2}
	c.cells = make([][4]float32, c.width*c.height)
	for j := range c.height {
		for i := range c.width {
			c.cells[j*c.width+i] = f(float64(i*step), float64(j*step))
		}
	}
	c.row = make([][4]float32, c.width)
	return c
}

// start begins a line of the picture.
func (c *coarse) start(y int) {
	j, f := y/c.step, float32(y%c.step)/float32(c.step)
	for i := range c.row {
		a, b := &c.cells[j*c.width+i], &c.cells[(j+1)*c.width+i]
		for k := range a {
			c.row[i][k] = a[k] + (b[k]-a[k])*f
		}
	}
}

func (c *coarse) at(x int) (v [4]float32) {
	i, f := x/c.step, float32(x%c.step)/float32(c.step)
	a, b := &c.row[i], &c.row[i+1]
	for k := range v {
		v[k] = a[k] + (b[k]-a[k])*f
	}
	return v
}

// light is the gain of each colour, and as fourth channel the strength of reflections.
func (s *scene) light() *coarse {
	shot := s.shot
	r := rand.New(rand.NewPCG(shot.Seed, streamLight))
	shade, spots := newShade(r, shot.Shadow), newSpots(r, shot.Glare, s)
	gain := math.Exp2(shot.Exposure * 0.75) // a stop of light is less than a doubling of gamma-encoded values
	warm := [3]float64{1 + 0.16*shot.Warmth, 1 + 0.02*shot.Warmth, 1 - 0.20*shot.Warmth}
	w, h := float64(s.width), float64(s.height)
	return newCoarse(s.width, s.height, max(1, max(s.width, s.height)/512), func(x, y float64) (v [4]float32) {
		dx, dy := (x-w/2)/math.Hypot(w, h)*2, (y-h/2)/math.Hypot(w, h)*2
		all := gain * (1 - 0.75*shot.Vignette*math.Pow(dx*dx+dy*dy, 1.3)) * shade.at(x/w, y/h)
		for k := range warm {
			v[k] = float32(all * warm[k])
		}
		v[3] = float32(spots.at(x/w, y/h))
		return v
	})
}

// shade is the edge of a shadow across the picture, as of the photographer's arm.
type shade struct{ depth, nx, ny, at0, soft, bend float64 }

func newShade(r *rand.Rand, depth float64) shade {
	sin, cos := math.Sincos(2 * math.Pi * r.Float64())
	return shade{depth: depth, nx: cos, ny: sin, at0: 0.5*(cos+sin) + 0.35*(r.Float64()-0.5), soft: 0.03 + 0.25*r.Float64(), bend: 0.2 * r.Float64()}
}

func (s shade) at(x, y float64) float64 {
	if s.depth == 0 {
		return 1
	}
	d := (s.nx*x + s.ny*y - s.at0 + s.bend*math.Sin(4*(s.ny*x-s.nx*y))) / s.soft
	return 1 - s.depth*0.7/(1+math.Exp(-4*d))
}

type spot struct{ x, y, rx, ry, turn, strength float64 }

type spots []spot

// newSpots puts reflections on the page, wherever it is.
func newSpots(r *rand.Rand, strength float64, s *scene) (all spots) {
	for i := range 1 + r.IntN(3) {
		u, v := 0.1+0.8*r.Float64(), 0.1+0.8*r.Float64()
		at := s.h.Map(Point{u * float64(s.page.X), v * float64(s.page.Y)})
		size := 0.04 + 0.08*r.Float64()
		each := spot{at.X / float64(s.width), at.Y / float64(s.height), size * (1 + 1.5*r.Float64()), size, math.Pi * r.Float64(), strength / (1 + 0.6*float64(i))}
		if strength > 0 {
			all = append(all, each)
		}
	}
	return all
}

func (all spots) at(x, y float64) (sum float64) {
	for _, s := range all {
		sin, cos := math.Sincos(s.turn)
		dx, dy := x-s.x, y-s.y
		a, b := (dx*cos+dy*sin)/s.rx, (dy*cos-dx*sin)/s.ry
		d := a*a + b*b
		sum += s.strength * (0.85*math.Exp(-d*d) + 0.25*math.Exp(-d/3))
	}
	return min(1, sum)
}

// screen is the grid of a display that the page is shown on; photographed, it beats with the picture's pixels.
type screen struct {
	strength       float64
	across, down   float64 // cycles for each pixel of the page
	phase, flicker float64
}

func (s *scene) screen() *screen {
	if s.shot.Moire == 0 {
		return nil
	}
	r := rand.New(rand.NewPCG(s.shot.Seed, streamSurface+100))
	pitch := 1.02 + 0.35*r.Float64() // pixels of the picture from one of the display to the next
	f := s.magnification() / pitch
	return &screen{strength: s.shot.Moire, across: 2 * math.Pi * f, down: 2 * math.Pi * f * (0.985 + 0.03*r.Float64()), phase: 6 * r.Float64(), flicker: 2 * math.Pi * (1.5 + 3*r.Float64()) / float64(s.page.Y)}
}

func (s *screen) tint(colour *[3]float32, u, v float64) {
	row := 1 - 0.26*s.strength*(1+math.Cos(s.down*v))/2 - 0.10*s.strength*(1+math.Sin(s.flicker*v+s.phase))/2
	for k := range colour {
		stripe := 1 - 0.42*s.strength*(1+math.Cos(s.across*u+s.phase+2*math.Pi*float64(k)/3))/2
		colour[k] *= float32(row * stripe * 1.12)
	}
}
