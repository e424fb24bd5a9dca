package specimen

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// The shapes below are this project's own: a star in a wreath where a document has a coat of arms, a ring with meridians where it
// shows that it holds a chip. None is taken from a state's.

// emblem is an eight-pointed star in a ring of leaves, in a box.
func (c *canvas) emblem(x, y, w float64, colour color.NRGBA) image.Rectangle {
	cx, cy, r := x+w/2, y+w/2, w/2
	var p path
	p.stroke(c.scaled(ellipse(cx, cy, r*0.97, r*0.97, 90)), r*0.05*c.scale)
	p.stroke(c.scaled(ellipse(cx, cy, r*0.60, r*0.60, 72)), r*0.035*c.scale)
	for leaf := range 22 {
		angle := 2 * math.Pi * float64(leaf) / 22
		p.polygon(c.scaled(petal(cx, cy, r*0.66, r*0.91, angle, r*0.075))...)
	}
	box := c.fill(p, colour)
	c.shape(star(cx, cy, r*0.50, r*0.21, 8), colour)
	return box
}

// Colours of the crest: what is said of it is "round, red and gold" (eKYC contract 3.4, FC08).
var crestRed, crestGold = ink(0xC8141E), ink(0xE8B93A)

// crest is a red disc with a wreath and a star of gold.
func (c *canvas) crest(x, y, w float64) image.Rectangle {
	cx, cy, r := x+w/2, y+w/2, w/2
	box := c.shape(ellipse(cx, cy, r, r, 90), crestGold)
	c.shape(ellipse(cx, cy, r*0.94, r*0.94, 90), crestRed)
	var leaves path
	for leaf := range 26 {
		leaves.polygon(c.scaled(petal(cx, cy, r*0.62, r*0.92, 2*math.Pi*float64(leaf)/26, r*0.07))...)
	}
	leaves.stroke(c.scaled(ellipse(cx, cy, r*0.58, r*0.58, 72)), r*0.04*c.scale)
	c.fill(leaves, crestGold)
	c.shape(star(cx, cy, r*0.50, r*0.22, 8), crestGold)
	return box
}

// hologram is a patch whose colour runs through all hues along waves, with fine bright lines: what a picture shows of a foil that glitters.
func (c *canvas) hologram(r *rand.Rand, x, y, w, h float64) image.Rectangle {
	turn := r.Float64()
	from, to := c.mm(x, y), c.mm(x+w, y+h)
	box := image.Rect(int(math.Round(from.x)), int(math.Round(from.y)), int(math.Round(to.x)), int(math.Round(to.y))).Intersect(c.img.Bounds())
	for py := box.Min.Y; py < box.Max.Y; py++ {
		for px := box.Min.X; px < box.Max.X; px++ {
			u, v := float64(px)/c.scale-x, float64(py)/c.scale-y
			far := math.Hypot(u-w/2, v-h/2)
			hue := turn + 0.16*u + 0.08*v + 0.12*math.Sin(1.7*u+0.9*v)
			light := 0.80 + 0.14*math.Sin(2*math.Pi*far/0.8) // rings, 0.8 mm apart
			set := rainbow(hue, light)
			copy(c.img.Pix[c.img.PixOffset(px, py):], []byte{set.R, set.G, set.B, 255})
		}
	}
	c.curve(rounded(x, y, w, h, 0.6), 0.18, ink(0xB8A060))
	c.shape(star(x+w/2, y+h/2, h*0.3, h*0.13, 8), faint(0xF4F0DC, 210))
	return box
}

// rainbow is a middling colour of that hue, turns of the circle.
func rainbow(hue, light float64) color.NRGBA {
	one := func(shift float64) uint8 {
		return uint8(255 * min(1, max(0, light*(0.74+0.26*math.Cos(2*math.Pi*(hue-shift))))))
	}
	return color.NRGBA{one(0), one(1.0 / 3), one(2.0 / 3), 255}
}

// petal is a leaf from radius inner to outer at an angle.
func petal(cx, cy, inner, outer, angle, half float64) []point {
	sin, cos := math.Sincos(angle + 0.25)
	middle := (inner + outer) / 2
	sin0, cos0 := math.Sincos(angle)
	return []point{{cx + inner*cos0, cy + inner*sin0}, {cx + middle*cos + half*sin, cy + middle*sin - half*cos},
		{cx + outer*cos, cy + outer*sin}, {cx + middle*cos - half*sin, cy + middle*sin + half*cos}}
}

func star(cx, cy, outer, inner float64, points int) []point {
	all := make([]point, 2*points)
	for i := range all {
		r := outer
		if i%2 == 1 {
			r = inner
		}
		sin, cos := math.Sincos(math.Pi*float64(i)/float64(points) - math.Pi/2)
		all[i] = point{cx + r*cos, cy + r*sin}
	}
	return all
}

// globe is a ring with meridians and parallels.
func (c *canvas) globe(x, y, w, h float64, colour color.NRGBA) image.Rectangle {
	cx, cy, r, line := x+w/2, y+h/2, h/2, h*0.05*c.scale
	var p path
	for _, part := range []float64{1, 0.45} {
		p.stroke(c.scaled(ellipse(cx, cy, r*part, r, 60)), line)
	}
	for _, at := range []float64{-0.5, 0, 0.5} {
		half := math.Sqrt(1-at*at) * r
		p.stroke(c.scaled([]point{{cx - half, cy + at*r}, {cx + half, cy + at*r}}), line)
	}
	p.stroke(c.scaled(ellipse(cx, cy, w/2, h*0.22, 60)), line*1.2)
	return c.fill(p, colour)
}

// chip is the contact plate of a chip card, drawn as eight fields.
func (c *canvas) chip(x, y, w, h float64) image.Rectangle {
	box := c.shape(rounded(x, y, w, h, h*0.16), ink(0xC9A227))
	c.shape(rounded(x+w*0.02, y+h*0.03, w*0.96, h*0.94, h*0.14), ink(0xE3C565))
	line := h * 0.025
	dark := ink(0x8A6E1B)
	for _, at := range []float64{0.27, 0.5, 0.73} {
		c.curve([]point{{x, y + h*at}, {x + w*0.33, y + h*at}}, line, dark)
		c.curve([]point{{x + w*0.67, y + h*at}, {x + w, y + h*at}}, line, dark)
	}
	c.curve(rounded(x+w*0.33, y+h*0.12, w*0.34, h*0.76, h*0.1), line, dark)
	c.curve([]point{{x + w*0.5, y}, {x + w*0.5, y + h*0.12}}, line, dark)
	c.curve([]point{{x + w*0.5, y + h*0.88}, {x + w*0.5, y + h}}, line, dark)
	return box
}

// rounded is a box with rounded corners, closed.
func rounded(x, y, w, h, r float64) []point {
	var all []point
	for quarter, centre := range []point{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for i := range 9 {
			sin, cos := math.Sincos(math.Pi / 2 * (float64(quarter) + float64(i)/8))
			all = append(all, point{centre.x + r*cos, centre.y + r*sin})
		}
	}
	return append(all, all[0])
}

// finger is whorls in an oval, each broken somewhere: a sign for a finger print, not one.
func (c *canvas) finger(r *rand.Rand, x, y, w, h float64, colour color.NRGBA) image.Rectangle {
	const around = 72
	cx, cy := x+w/2, y+h*0.52
	wobble, twist := 0.05+0.06*r.Float64(), 2*math.Pi*r.Float64()
	var p path
	for part := 0.07; part < 1; part += ridge / (0.47 * h) {
		points := ellipse(cx, cy, w*0.46*part, h*0.47*part, around)
		for i := range points {
			angle := 2 * math.Pi * float64(i) / around
			swell := 1 + wobble*(math.Sin(2*angle+twist+3*part)+0.5*math.Sin(5*angle-twist))
			points[i] = point{cx + (points[i].x-cx)*swell, cy + (points[i].y-cy)*swell + h*0.05*(1-part)}
		}
		gap := r.IntN(around)
		run := append(append([]point(nil), points[gap:around]...), points[:gap]...)
		p.stroke(c.scaled(run[:around-2-r.IntN(5)]), ridge*0.48*c.scale)
	}
	return c.fill(p, colour)
}

// ridge is from one ridge of a finger print to the next, millimetres, about that of real ones.
const ridge = 0.56

// signature is a scrawl from left to right.
func (c *canvas) signature(r *rand.Rand, x, y, w, h float64, colour color.NRGBA) image.Rectangle {
	loops, phase, slope := 4+r.IntN(4), 6*r.Float64(), 0.2*r.Float64()
	points := make([]point, 320)
	for i := range points {
		t := float64(i) / 319
		angle := 2*math.Pi*t*float64(loops) + phase
		high := (0.25 + 0.25*math.Cos(5*t+phase)) * (1 - 0.6*t)
		points[i] = point{x + w*(0.04+0.9*t+0.05*math.Sin(angle)), y + h*(0.6-slope*t-high*math.Sin(angle+0.8)*(0.6+0.4*math.Sin(11*t+phase)))}
	}
	return c.curve(points, h*0.045, colour)
}
