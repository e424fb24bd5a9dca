package specimen

import (
	"image/color"
	"math"
)

// paper draws the background of a side.
func (c *canvas) paper(l Layout) {
	c.gradient(l.Paper)
	for _, w := range l.Paper.Waves {
		c.waves(l, w)
	}
	for _, r := range l.Paper.Rosettes {
		c.rosette(r)
	}
}

func (c *canvas) gradient(p Paper) {
	size := c.img.Bounds().Size()
	for y := range size.Y {
		at := float64(y) / float64(size.Y)
		row := mix(p.Top, p.Middle, min(1, 2*at))
		if at > 0.5 {
			row = mix(p.Middle, p.Bottom, 2*at-1)
		}
		pix := c.img.Pix[y*c.img.Stride : y*c.img.Stride+4*size.X]
		for x := 0; x < len(pix); x += 4 {
			pix[x], pix[x+1], pix[x+2], pix[x+3] = row.R, row.G, row.B, 255
		}
	}
}

// mix is a at 0 and b at 1.
func mix(a, b color.NRGBA, t float64) color.NRGBA {
	one := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-t) + float64(b)*t)) }
	return color.NRGBA{one(a.R, b.R), one(a.G, b.G), one(a.B, b.B), one(a.A, b.A)}
}

// waves draws lines whose amplitude swells and whose phase shifts from each to the next, which gives the woven look.
func (c *canvas) waves(l Layout, w Waves) {
	from, to := w.FromTop*l.Height, (w.FromTop+w.Through)*l.Height
	if w.Through == 0 {
		from, to = 0, l.Height
	}
	sin, cos := math.Sincos(w.Slant * math.Pi / 180)
	reach := math.Abs(sin)*l.Width + w.Amplitude*2
	var p path
	for line, base := 0, from-reach; base < to+reach; line, base = line+1, base+w.Pitch {
		amplitude := w.Amplitude * (1 + w.Swell*math.Sin(float64(line)*0.23))
		phase := float64(line) * 0.31
		var run []point
		for x := -l.Height; x <= l.Width+l.Height; x += w.Period / 18 {
			y := base + amplitude*math.Sin(2*math.Pi*x/w.Period+phase) + amplitude*0.35*math.Sin(2*math.Pi*x/(w.Period*0.37)-2*phase)
			at := point{x*cos + (y-from)*sin, y*cos - x*sin}
			if at.x < -1 || at.x > l.Width+1 || at.y < from || at.y > to {
				p.stroke(run, w.Line*c.scale)
				run = run[:0]
				continue
			}
			run = append(run, c.mm(at.x, at.y))
		}
		p.stroke(run, w.Line*c.scale)
	}
	c.fill(p, w.Ink)
}

func (c *canvas) rosette(r Rosette) {
	const steps = 720
	var p path
	for ring := range r.Rings {
		size := r.R * (0.35 + 0.65*float64(ring+1)/float64(r.Rings))
		turn := float64(ring) * 0.21
		points := make([]point, steps+1)
		for i := range points {
			angle := 2 * math.Pi * float64(i) / steps
			radius := size * (1 - r.Depth/2 + r.Depth/2*math.Cos(float64(r.Petals)*angle+turn*float64(r.Petals)))
			points[i] = c.mm(r.X+radius*math.Cos(angle), r.Y+radius*math.Sin(angle))
		}
		p.stroke(points, r.Line*c.scale)
	}
	c.fill(p, r.Ink)
}
