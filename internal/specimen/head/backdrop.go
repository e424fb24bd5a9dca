package head

// backdrop is what stands behind the sitters.
type backdrop struct {
	b             Background
	wall          vec
	width, height float64
	things        []thing
}

// thing is a soft rectangle of a room, in shares of the picture.
type thing struct {
	left, top, right, bottom, soft float64
	color                          vec
}

func newBackdrop(b Background, width, height int) backdrop {
	out := backdrop{b: b, wall: srgb(b.Color[0], b.Color[1], b.Color[2]), width: float64(width), height: float64(height)}
	if b.Setting != Room {
		return out
	}
	d := newDraw(b.Seed, 0x726f6f6d)
	shades := []vec{srgb(120, 92, 66), srgb(70, 78, 90), srgb(226, 222, 214), srgb(92, 108, 92), srgb(52, 46, 44), srgb(170, 150, 126), srgb(150, 70, 60)}
	for range 3 + d.IntN(5) {
		x, y := d.between(-0.1, 0.95), d.between(-0.2, 0.7)
		out.things = append(out.things, thing{x, y, x + d.between(0.06, 0.4), y + d.between(0.1, 0.8), d.between(0.004, 0.03), shades[d.IntN(len(shades))].mul(d.between(0.5, 1))})
	}
	return out
}

// at is the light behind a pixel.
func (b backdrop) at(x, y int) vec {
	u, v := (float64(x)+0.5)/b.width, (float64(y)+0.5)/b.height
	switch b.b.Setting {
	case Studio:
		return b.wall.mul(1.06 - 0.3*v - 0.25*((u-0.5)*(u-0.5)))
	case Room:
		c := b.wall.mul(0.95 - 0.2*u*v + 0.08*(clouds(u*3, v*3, b.b.Seed)-0.5))
		for _, t := range b.things {
			in := step(t.left-t.soft, t.left+t.soft, u) * step(t.right+t.soft, t.right-t.soft, u) * step(t.top-t.soft, t.top+t.soft, v) * step(t.bottom+t.soft, t.bottom-t.soft, v)
			c = c.mix(t.color, 0.9*in)
		}
		return c
	}
	return b.wall.mul(1.01 - 0.02*v)
}
