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
	surface, light, screen := s.surface(), s.light(), s.screen(sheet.Bounds().Dx())
	t := s.tracer(sheet)
	for y := range s.height {
		row := picture.Pix[y*picture.Stride : y*picture.Stride+4*s.width]
		under, lit := surface.line(y), light.line(y)
		t.start(y)
		for x := range s.width {
			u, v := t.next()
			colour, alpha := t.sheet.at(u, v)
			if screen != nil && alpha > 0 {
				screen.tint(&colour, u, v)
			}
			out, base, l := row[4*x:4*x+4:4*x+4], &under[x], &lit[x]
			bare, shine := 1-alpha, l[3]*alpha
			for k := range colour {
				c := colour[k] + base[k]*bare
				out[k] = uint8(max(0, min(255, c*l[k]+(255-c*0.4)*shine+0.5)))
			}
			out[3] = 255
		}
	}
	return picture
}

// tracer follows a line of the picture through the sheet, in the sheet's pixels.
type tracer struct {
	sheet   sampler
	inverse Homography
	u, v, w float64
}

func (s *scene) tracer(sheet *image.RGBA) *tracer {
	size := sheet.Bounds().Size()
	t := &tracer{sheet: sampler{pix: sheet.Pix, stride: sheet.Stride, width: size.X, height: size.Y}, inverse: s.h.Inverse()}
	fx, fy := float64(size.X)/float64(s.page.X), float64(size.Y)/float64(s.page.Y)
	for k := range 3 { // rows scaled from the page to the sheet; pixels are sampled in their middle
		t.inverse[k] = t.inverse[k]*fx - t.inverse[6+k]*0.5
		t.inverse[3+k] = t.inverse[3+k]*fy - t.inverse[6+k]*0.5
	}
	return t
}

func (t *tracer) start(y int) {
	p, h := float64(y)+0.5, &t.inverse
	t.u, t.v, t.w = h[0]*0.5+h[1]*p+h[2], h[3]*0.5+h[4]*p+h[5], h[6]*0.5+h[7]*p+h[8]
}

func (t *tracer) next() (u, v float64) {
	d := 1 / t.w
	u, v = t.u*d, t.v*d
	t.u, t.v, t.w = t.u+t.inverse[0], t.v+t.inverse[3], t.w+t.inverse[6]
	return u, v
}

// sampler reads a premultiplied image between its pixels; outside it is transparent.
type sampler struct {
	pix                   []uint8
	stride, width, height int
}

// at returns the colour, 0 to 255, and the cover, 0 to 1.
func (s *sampler) at(u, v float64) (colour [3]float32, alpha float32) {
	if !(u > -1 && v > -1 && u < float64(s.width) && v < float64(s.height)) {
		return colour, 0
	}
	x, y := int(u+1)-1, int(v+1)-1 // rounded down, -1 included
	fx, fy := uint32((u-float64(x))*256), uint32((v-float64(y))*256)
	if x < 0 || y < 0 || x+1 >= s.width || y+1 >= s.height {
		return s.edge(x, y, fx, fy)
	}
	a, b := s.pix[y*s.stride+4*x:], s.pix[(y+1)*s.stride+4*x:]
	a, b = a[:8:8], b[:8:8]
	var sum [4]uint32
	for k := range sum {
		sum[k] = (uint32(a[k])*(256-fx)+uint32(a[k+4])*fx)*(256-fy) + (uint32(b[k])*(256-fx)+uint32(b[k+4])*fx)*fy
	}
	return scaled(sum)
}

func scaled(sum [4]uint32) (colour [3]float32, alpha float32) {
	const one = 1.0 / 65536
	return [3]float32{float32(sum[0]) * one, float32(sum[1]) * one, float32(sum[2]) * one}, float32(sum[3]) * (one / 255)
}

// edge is at where some of the four pixels are outside.
func (s *sampler) edge(x, y int, fx, fy uint32) (colour [3]float32, alpha float32) {
	var sum [4]uint32
	for corner, weight := range [4]uint32{(256 - fx) * (256 - fy), fx * (256 - fy), (256 - fx) * fy, fx * fy} {
		i, j := x+corner&1, y+corner>>1
		if i < 0 || j < 0 || i >= s.width || j >= s.height {
			continue
		}
		for k := range sum {
			sum[k] += weight * uint32(s.pix[j*s.stride+4*i+k])
		}
	}
	return scaled(sum)
}

// coarse is a smooth field of four channels over the picture, kept at a fraction of its resolution.
type coarse struct {
	step          int // picture pixels to a cell
	width, height int
	cells         [][4]float32
	drawn         [][4]float32 // the line that was asked for last
}

func newCoarse(width, height, step int, f func(x, y float64) [4]float32) *coarse {
	c := &coarse{step: step, width: width/step + 2, height: height/step + 2, drawn: make([][4]float32, width)}
	c.cells = make([][4]float32, c.width*c.height)
	for j := range c.height {
		for i := range c.width {
			c.cells[j*c.width+i] = f(float64(i*step), float64(j*step))
		}
	}
	return c
}

// line is the field at each pixel of a line of the picture, until the next call.
func (c *coarse) line(y int) [][4]float32 {
	j, f := y/c.step, float32(y%c.step)/float32(c.step)
	upper, lower := c.cells[j*c.width:(j+1)*c.width], c.cells[(j+1)*c.width:]
	mixed := func(i int) (v [4]float32) {
		for k := range v {
			v[k] = upper[i][k] + (lower[i][k]-upper[i][k])*f
		}
		return v
	}
	here, part := mixed(0), 1/float32(c.step)
	for i, x := 0, 0; x < len(c.drawn); i++ {
		there := mixed(i + 1)
		var slope [4]float32
		for k := range slope {
			slope[k] = (there[k] - here[k]) * part
		}
		for range min(c.step, len(c.drawn)-x) {
			c.drawn[x] = here
			for k := range slope {
				here[k] += slope[k]
			}
			x++
		}
		here = there
	}
	return c.drawn
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
	strength float32
	// Cycles for each pixel of the sheet, and where they begin.
	across, down, flicker, phase float64
	wave                         [waveSteps]float32 // one cycle from 0 to 1
}

const waveSteps = 1024

func (s *scene) screen(sheetWidth int) *screen {
	if s.shot.Moire == 0 {
		return nil
	}
	r := rand.New(rand.NewPCG(s.shot.Seed, streamScreen))
	pitch := 1.02 + 0.35*r.Float64() // pixels of the picture from one of the display to the next
	f := s.magnification() / pitch * float64(s.page.X) / float64(sheetWidth)
	d := &screen{strength: float32(s.shot.Moire), across: f, down: f * (0.985 + 0.03*r.Float64()), phase: r.Float64(), flicker: (1.5 + 3*r.Float64()) / float64(sheetWidth)}
	for i := range d.wave {
		d.wave[i] = float32(1+math.Cos(2*math.Pi*float64(i)/waveSteps)) / 2
	}
	return d
}

func (s *screen) at(cycles float64) float32 { return s.wave[int(cycles*waveSteps)&(waveSteps-1)] }

func (s *screen) tint(colour *[3]float32, u, v float64) {
	row := 1.12 * (1 - s.strength*(0.26*s.at(s.down*v)+0.10*s.at(s.flicker*v+s.phase)))
	for k := range colour {
		colour[k] *= row * (1 - 0.42*s.strength*s.at(s.across*u+s.phase+float64(k)/3))
	}
}
